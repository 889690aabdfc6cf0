"""Who did what to whom: what a question says of that, and what a sentence says of it. English, by rules.

"Ana Reis hit Ivo Pires", "Ivo Pires was hit by Ana Reis" and "her attack on Ivo Pires" name one who did it and one to
whom it was done. Who was hit is not who hit, though both sentences have the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from bot.english import expressions as x
from bot.english.agent import is_contest, suspects
from bot.english.doer import (
    A_NOUN,
    APPOSED,
    ASIDES,
    FAR,
    MAY_COME,
    MOST_PLACES,
    NAME_LENGTH,
    NOUN,
    PASSIVE,
    WHO_DID,
    Read,
    Told,
    actor_of,
    is_rival,
    is_same,
    last_named,
    where_said,
)
from bot.english.entities import TITLES, Kind, mentions
from bot.english.predicate import DOING, LIGHT, Predicate, act_of, is_active, opposite_of, verb_of, verb_said
from bot.english.verbs import PAST, is_participle
from index.analysis import DEFAULT, stems
from index.terms import FUNCTION_WORDS

NEAR = 10  # words before a deed in which it is clear who did it
_BESIDE = rf"(?:(?:the|former|then|late)\s)*(?:(?:{TITLES})\.?\s)*"
OBJECT = re.compile(rf"\s(?:of\s)?{_BESIDE}")
OBJECT_OF_NOUN = re.compile(rf"\s(?:of|on|against)\s{_BESIDE}")
BY = re.compile(rf"\sby\s{_BESIDE}")
# "By a man", not "by a week".
BY_SOMEBODY = re.compile(
    r"[^.;,]{0,60}?\sby\s(?:an?|another)\s(?!(?:[\w-]+\s)?(?:days?|weeks?|months?|years?|votes?|margin|majority|quarter|third"
    r"|half|few|series|number|lot|combination|desire|fear|sense)\b)[a-z]"
)
POSSESSIVE = re.compile(r"[’']s?\s")
# What two do with each other, or what may be said without whom it was done to in other words: nobody exchanges them.
MUTUAL = frozenset(stems("meet met marry married divorce split fight fought face play date join follow", DEFAULT))
FOLLOWING = re.compile(r"\s([a-z][\w-]*)")
HIM = re.compile(r"\s(?:by\s)?(?:him|her|it|them)\b")
TO_SOMEBODY = re.compile(r"\s(?:(?:the|an?|his|her|their|its)\s[\w’'-]|[^\W\d_a-z])")
WHOM = re.compile(r"^(?:(?:and|so)\s)?whom?\s(?:did|has|have|had)\b", re.IGNORECASE)


class Of(StrEnum):
    """Of whom a sentence says what a question says of somebody."""

    THEIRS = "this one"
    ANOTHERS = "another one"
    NOBODYS = "somebody without a name"
    PERHAPS = "he or she, who may be this one"
    TO_COME = "this one, if it comes"


@dataclass(frozen=True, slots=True)
class Acting:
    """What a question says that somebody or something with a name did (``active``), or that was done to that one.

    ``by_one`` says that one did it to another, so that the two can be exchanged; ``opposite`` is what cannot be told of
    the same one at the same time.
    """

    name: str
    act: Predicate
    active: bool
    by_one: bool
    opposite: Predicate | None = None

    @property
    def turned(self) -> Acting:
        """The same of the opposite."""
        return replace(self, act=self.opposite or self.act)


def acting(question: str) -> Acting | None:
    """Whom or what a question says, right beside its verb, to have done something, or that it was done to; not a body
    of many, of whose doings news speaks by its members: "why did Congress pass it?".
    """
    if (found := WHO_DID.match(question)) and found["deed"].casefold() not in DOING:
        return done_to(question, found)
    name, kind = actor_of(question)
    verb, act = (verb_of(question), act_of(question)) if name and kind is not Kind.GROUP else ("", None)
    beside = re.search(rf"{re.escape(name)}\s(?:(?:ever|[a-z]+ly)\s)?{verb}\b", question) if verb else None
    if beside is None or act is None:
        return None
    active, opposed = is_active(question), opposite_of(verb)
    to = not active or TO_SOMEBODY.match(question, beside.end()) or WHOM.match(question)
    opposite = Predicate(verb, opposed) if opposed else None
    return Acting(name, act, active, bool(to) and not is_mutual(act), opposite)


def done_to(question: str, who_did: re.Match[str]) -> Acting | None:
    """The same of a question who did something to somebody by name: "who hit Ana Reis?"."""
    verb = who_did["deed"].casefold()
    act = verb_said(verb)
    behind = OBJECT.match(question, who_did.end())
    after = question[behind.end() :] if behind else ""
    first = next(mentions(after), None)
    if not first or first.start or verb in LIGHT or is_mutual(act) or is_contest(act):
        return None
    # "Who broke Ana Reis's record?", "who opened the Selk bridge?": it was not done to her, nor to the Selk.
    following = FOLLOWING.match(after, first.end)
    if POSSESSIVE.match(after, first.end) or (following and following[1] not in FUNCTION_WORDS):
        return None
    return Acting(first.name, act, active=False, by_one=True)


def is_mutual(act: Predicate) -> bool:
    """Whether two do an act with each other, or it is as well told without the other one."""
    return not MUTUAL.isdisjoint({act.stem, *act.same})


def who_did_it(question: str) -> bool:
    """Whether a question asks who did to somebody by name what is over: "who replaced Ana Reis?"."""
    found = WHO_DID.match(question)
    return found is not None and found["deed"].casefold() in PAST and done_to(question, found) is not None


def said_of(acting: Acting, told: Told, read: Read, *, active: bool) -> Iterator[Of]:
    """Yield, for each place where a sentence says an act of somebody by name close to it, whether it is of the one of
    whom a question says it: of a country, only where it is some country; of who is called he or she, only where it may
    be that one. ``active``: as the one who did it, not to whom it was done.
    """
    for span in islice(where_said(acting.act, told.sentence, read), MOST_PLACES):
        if verdict := said_at(acting, told, span, active=active):
            yield verdict


def said_at(acting: Acting, told: Told, span: tuple[int, int], *, active: bool) -> Of | None:
    """The same of one place; None where nobody is named for it."""
    sentence, (start, end), doer = told.sentence, span, acting.name
    word = sentence[start:end].casefold()
    if NOUN.fullmatch(word) and word != acting.act.stem:
        return None  # "the Sweden withdrawal": who withdrew, it does not say
    ahead, behind = sentence[max(start - FAR, 0) : start], sentence[end : end + NAME_LENGTH]
    by = first_named(doer, behind, BY.match(behind))
    passive = bool(PASSIVE.search(ahead))
    if A_NOUN.search(ahead) and not is_past(word):
        return of_named(acting, by if active else first_named(doer, behind, OBJECT_OF_NOUN.match(behind)))
    if (passive or bool(by)) is active:  # "was sold by Ana Reis", of whom she sold it; "they arrested Ana Reis"
        if active and not acting.by_one:
            return None  # "run by Ana Reis" is another verb than in "why did it run aground?"
        named = by if active else first_named(doer, behind, OBJECT.match(behind))
        if active and not named and BY_SOMEBODY.match(sentence, end):
            return Of.NOBODYS
        pronoun = HIM.match(behind)
    else:
        near = " ".join(APPOSED.sub(" ", ASIDES.sub(" ", ahead)).split()[-NEAR:])
        named = last_named(doer, near)
        at = near.rfind(named)
        if named and re.search(rf"{re.escape(doer)},?(?:\s[^\W\d_a-z][\w-]*,?){{0,4}}\sand\s$", near[:at]):
            named = doer  # both did it
        pronoun = x.LEANS_BACK.search(ahead[ahead.rfind(named) + len(named) :] if named else ahead)
        if x.OF_BEFORE.search(near[:at]) or (" " in doer and POSSESSIVE.match(near, at + len(named))):
            named = ""  # the mother of Ana Reis did it
    if pronoun:
        beside = (told.sentence, told.before, told.title)
        may_be = any(is_same(doer, one.name) for text in beside for one in mentions(text))
        return Of.PERHAPS if may_be else None
    verdict = of_named(acting, named)
    return Of.TO_COME if verdict is Of.THEIRS and MAY_COME.search(ahead) else verdict


def of_named(acting: Acting, named: str) -> Of | None:
    """Whether what is said of a name is said of this one."""
    if not named:
        return None
    return Of.THEIRS if is_same(acting.name, named) else Of.ANOTHERS


def first_named(doer: str, behind: str, led_by: re.Match[str] | None) -> str:
    """The name that stands right behind what leads to it; not whose friend or house it was: "Ana Reis's house"."""
    after = behind[led_by.end() :] if led_by else ""
    first = next(mentions(after), None)
    if first is None or first.start or not is_rival(doer, first, after):
        return ""
    return "" if POSSESSIVE.match(after, first.end) else first.name


def is_past(word: str) -> bool:
    """Whether a word is the past of a verb, which no article makes a noun."""
    return is_participle(word) and not word.endswith("ing")


def is_suspected(name: str, sentence: str) -> bool:
    """Whether a sentence names this one as suspected of a deed."""
    named = [one for one in mentions(sentence) if is_same(name, one.name)]
    return bool(suspects(sentence, [(one.start, one.end) for one in named]))
