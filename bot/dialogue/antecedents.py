"""Whom a pronoun means: names of the last turns, by what they are and how lately they were spoken of."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.dialogue.parallel import PREPOSITIONS, Shape, asking, is_plural, phrases_of, plain_kind
from bot.dialogue.quoted import asked_about
from bot.dialogue.tie import BESIDE_THING
from bot.dialogue.turns import PastTurn
from bot.english.doer import actor_of
from bot.english.entities import (
    AHEAD,
    GROUP_WORD,
    PERSONAL,
    THING_WORD,
    TITLES,
    TYPICAL,
    Entity,
    Kind,
    fits,
    is_part,
    is_somebody_of,
    names_in,
)
from bot.english.introduction import introduction_of
from bot.english.phrases import OF_THING, OWN_QUALITY, QUALITY, SOMEBODY, WORD, Reference
from bot.writer.voice import sayer_of

ASKS_PERSON = re.compile(r"\bwho(?:m|se)?\b|\bname\b|^(?!(?:what|where|when|why|how|which)\b)", re.IGNORECASE)
ASKS_ONE = re.compile(r"who(?:[’']s| is| was) ", re.IGNORECASE)
ASKS_WHO = re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)
UNIONS = re.compile(
    r"\b(?:Union|Unions|Unite|Guild|Brotherhood|Teamsters|Workers|Federation|Association)\b|^[A-Z]{2,}U$|^U[A-Z]W$"
)
ANY_GROUP = {"group", "organisation", "organization", "agency"}
_FIRMS = "Inc Corp Corporation Co Company Ltd plc Group Bank Airlines Airways Network Motors Industries Technologies"
FIRMS = frozenset(_FIRMS.split())
PEOPLE = frozenset({"he", "she", "they"})
POST_OF = re.compile(rf"(?:{TITLES}) of ")  # "CEO of Orsa" beside who is that
TITLED = re.compile(rf"(?:{TITLES})\.?\s")
REACH = 3  # turns back
SHORT = 8  # words of an answer that is a name and little else
# Before the name of what only says where, of what, by whom; of several such names also before the second.
_BEFORE = "|".join(sorted(PREPOSITIONS - {"before", "after", "since", "during", "despite"}))
BEHIND = re.compile(rf"\b(?:[Aa]bout|as|like|than|{_BEFORE})\s(?:the\s)?(?:(?:[^\W\d_a-z][\w’'-]*\s)+and\s(?:the\s)?)?")
# What is done to things, and to nobody: "Who bought Orsa?".
TO_THINGS = re.compile(
    r"who(?: has| had| is| was)? (?:buy\w*|bought|acquir\w+|found(?:ed|ing)|owns?|owned|leads?|led|leading|runs?|ran"
    r"|running|heads?|headed|heading|wins?|won|winning)\b",
    re.IGNORECASE,
)
RELATIVES = {
    "he": {"husband", "father", "son", "brother", "uncle", "nephew", "grandfather", "boyfriend", "king"},
    "she": {"wife", "mother", "daughter", "sister", "aunt", "niece", "grandmother", "girlfriend", "queen"},
}


@dataclass(frozen=True, slots=True)
class Meant:
    """The one name that a pronoun means."""

    name: str


def spoken(found: Reference, turns: Sequence[PastTurn], *, doubtful: bool = False) -> Meant | tuple[str, ...] | None:
    """Return whom a pronoun means, or "the club", of the names that were read: one, or several equally good ones; None
    where none can be told.

    The latest turn counts first; in it whom the same pronoun meant, then the names in its question, then those that
    answer; if ``doubtful``, also those that fit less well. Only for persons are several names a reason to ask:
    "it" and "there" mostly mean what has no name.
    """
    key = found.key
    meant = [pair for turn in turns for pair in turn.meant]
    others = {name for other, name in meant if "it" in {other, key} and not PERSONAL.isdisjoint({other, key})}
    others |= {name for other, name in meant if {other, key} == PERSONAL}  # who was "he" is not "she"
    for turn in reversed(turns[-REACH:]):
        if name := dict(turn.meant).get(key):
            return Meant(introduced(key, name, turn) or name)
        read = of_turn(key, turn) or (doubtful and otherwise(key, turn)) or []
        named = [one for one in read if is_called(one.name, found) and not is_any(one.name, others)]
        named = [one for one in named if not POST_OF.match(one.name)] or named
        called = [one for one in named if one.called == key]
        if len(named) == 1 or len(called) == 1:  # "Mrs Pell ... she" before what may be a firm
            return Meant(with_number((called or named)[0].name, turn.question))
        if named:
            plain = all(one.kind in {Kind.PERSON, Kind.GROUP} for one in named)
            asked = key in PERSONAL or (key == "they" and plain and ASKS_WHO.search(turn.question))
            return tuple(one.name for one in called or named) if asked else None
    return None


def introduced(key: str, name: str, turn: PastTurn) -> str:
    """Who answers a question for somebody beside whom it meant: "who is his spokesman?"; empty where nobody does."""
    if key not in PERSONAL or not ASKS_ONE.match(turn.question):  # not "who went with her?"
        return ""
    told = ([one for one in fitting(key, names) if not is_any(one.name, (name,))] for names in turn.answered)
    new = next(filter(None, told), [])
    return new[0].name if len(new) == 1 and new[0].kind is Kind.PERSON else ""


def with_number(name: str, question: str) -> str:
    """A name with the number that a question has behind it: "Proposition 1"."""
    found = re.search(rf"\b{re.escape(name)} \d{{1,3}}\b", question)
    return found[0] if found else name


def is_any(name: str, others: Collection[str]) -> bool:
    """Whether a name is one of others, as a whole or in part, in whatever order."""
    return any(name == one or is_turned(name, one) or is_part(name, one) or is_part(one, name) for one in others)


def is_turned(name: str, other: str) -> bool:
    """Whether two names are the same words in another order: "Lima Ana"."""
    return name != other and {*name.split()} == {*other.split()}


def mainly(found: Reference, turns: Sequence[PastTurn]) -> Meant | None:
    """Return whom a pronoun means of those whom the articles of the turns are mostly about, the latest first; what "it"
    means an article does not tell.
    """
    for turn in reversed(turns[-REACH:]) if found.key != "it" else ():
        likely = [one for one in fitting(found.key, turn.told) if is_called(one.name, found)]
        rivals = [one for one in turn.told if is_doubtful(found.key, one)]
        if likely and (main := outstanding([*likely, *rivals])) in likely and main:
            return Meant(main.name)
    return None


def body_told_of(found: Reference, turns: Sequence[PastTurn]) -> Meant | None:
    """Return what has a chief executive, a board, a spokesman: what was quoted last tells of one body most."""
    last = turns[-1] if turns and found.of_body and found.possessive else None
    named = fitting("it", said(last)) if last else []
    main = outstanding([one for one in named if not THING_WORD.search(one.name)], least=2)
    return Meant(main.name) if main else None


def is_called(name: str, found: Reference) -> bool:
    """Whether a name may be spoken of by a noun: a council is no union."""
    noun = found.word.casefold().split()[-1]
    own = GROUP_WORD.search(name)
    if noun == "union":  # of whom it is depends on who works there
        return found.is_pronoun or bool(UNIONS.search(name))
    if found.is_pronoun or not own or noun in ANY_GROUP or noun in name.casefold():
        return True
    if noun in {"company", "firm"}:
        return own[0] in FIRMS
    return own[0] in {"United", "FC", "City FC"} and noun in {"club", "team"}


def of_turn(key: str, turn: PastTurn) -> list[Entity]:
    """The names in a question that a pronoun may mean, else those in its answer; he and she may as well be who was
    asked for by "who", unless only one of them is called so.

    A name is not surely called he or she for what its article has beside it ("Musk bought Twitter. He ...").
    """
    asked = [one for one in in_question(key, turn) if one.kind is not Kind.OTHER or not one.called]
    if asked and (key not in PERSONAL or not ASKS_WHO.search(turn.question) or introduction_of(turn.question)):
        return asked
    named = [one for one in subjects(asked, turn) if not owns(one.name, turn.question)]
    named = [] if TO_THINGS.match(turn.question) else named
    told = [one for one in in_answer(key, turn) if not any(is_turned(one.name, other.name) for other in asked)]
    if not any(one.called == key for one in told):  # "Who bought Orsa?", which is called so beside him
        named = [replace(one, called="") for one in named]
    return fitting(key, [*told, *named]) if told and asked else told or asked


def in_question(key: str, turn: PastTurn) -> list[Entity]:
    """The names in a question that a pronoun may mean: "it" rather who was fined than "by the FTC"."""
    named = [one for one in turn.asked if key in PERSONAL or not says_which(one.name, turn.question)]
    if key == "it":
        named = [one for one in named if not has_thing(one.name, turn.question)]
    own = named if key in PERSONAL else [of_post(one) or one for one in named]
    asked = [belonging(one, turn.question) or one for one in own]
    found = fitting(key, asked) or fitting(key, own) or [one for one in own if is_doubtful(key, one)]
    if key in PERSONAL:
        return found
    if main := subjects(found, turn):
        acting = [one for one in main if one.name == actor_of(turn.question)[0]]
        return acting or main  # "is Orsa buying Norde?"
    return [] if has_subject(key, turn.question) else found


def has_subject(key: str, question: str) -> bool:
    """Whether a thing without a name does, or is, what a question asks: "what did the police do at Norby School?"."""
    question, of_thing = QUALITY.sub("", question), OF_THING.match(question)
    parts = (one for one in phrases_of(question, plain_kind) if one.shape is Shape.DEFINITE)
    things = (one.text for one in parts if not one.preposition or (of_thing and one.start <= of_thing.end() + 1))
    return any(is_plural(one) is (key == "they") and not SOMEBODY.search(one) for one in things)


def subjects(names: Sequence[Entity], turn: PastTurn) -> list[Entity]:
    """Those of the names in a question that no preposition stands before; what it was put to ("About Lima: ...") is no
    part of it.
    """
    asked = QUALITY.sub("", BESIDE_THING.sub("", turn.question))
    return [one for one in names if not re.search(rf"{BEHIND.pattern}{re.escape(one.name)}\b", asked)]


def owns(name: str, question: str) -> bool:
    """Whether a question names somebody only by a thing of his: "Ana Lima’s record"."""
    return bool(re.search(rf"\b{re.escape(name)}[’']s?\s[a-z]", question))


def has_thing(name: str, question: str) -> bool:
    """Whether a question is about a thing of whom it names: "Orsa’s new plant", not "Orsa’s revenue" or chief."""
    things = (one.text for one in phrases_of(question, plain_kind) if one.shape is not Shape.NAME)
    own = (one for one in things if re.match(rf"{re.escape(name)}[’']s?\s[a-z]", one))
    return any(not (SOMEBODY.search(one) or OWN_QUALITY.search(one)) for one in own)


def of_post(one: Entity) -> Entity | None:
    """What somebody holds a post of: "CEO of Orsa" tells of Orsa."""
    found = POST_OF.match(one.name)
    return Entity(one.name[found.end() :]) if found else None


def says_which(name: str, question: str) -> bool:
    """Whether a name only says which thing is meant, which is not called so: "the Skarrow ferry", "Ohio’s Issue 1"."""
    if re.search(rf"\b{re.escape(name)}[’']s?\s[^\W\d_a-z]", question):
        return True
    things = (one.text for one in phrases_of(question, plain_kind) if one.shape is Shape.DEFINITE and not one.is_long)
    counted = asking(question, list(WORD.finditer(question)))[1]  # "which Skarrow ferry was sold"
    chosen = question[slice(*counted)] if counted else ""
    return any(re.search(rf"\b{re.escape(name)}\s\w", one) for one in (*things, chosen))


def belonging(one: Entity, question: str) -> Entity | None:
    """Whom a question names by somebody else: "Ana Lima’s husband" is he."""
    found = re.search(rf"\b{re.escape(one.name)}[’']s?(?: [a-z]+)?? (?P<who>[a-z]+)\b", question)
    if not found or not SOMEBODY.search(found["who"]):
        return None
    called = next((key for key, words in RELATIVES.items() if found["who"] in words), "")
    return Entity(found[0], Kind.PERSON, called)


def in_answer(key: str, turn: PastTurn) -> list[Entity]:
    """The names that answer a question which a pronoun may mean: all of a short answer, else the marked ones of the
    first statement that has any. "They" are whoever was asked for: a firm may look like a person.
    """
    if not may_answer(key, turn):
        return []
    told = answers(turn)
    if turn.unsure and key in PERSONAL:  # who stands beside it may be as well as who is named in what answers
        beside = [one for one in said(turn) if one.kind is Kind.PERSON and one.called == key and " of " not in one.name]
        return people(fitting(key, [*(one for names in told for one in names), *beside]))
    found = next(filter(None, (people(fitting(key, names)) for names in told)), [])
    if not found and told and key in PERSONAL and ASKS_WHO.match(turn.question):  # "before him": who stands beside him
        beside = in_sentence(fitting(key, said(turn)), turn)
        return beside if len(beside) == 1 else []
    if found and key in PERSONAL and ASKS_WHO.search(turn.question) and not sure_of(found, turn):
        beside = in_sentence(fitting(key, said(turn)), turn)
        found = fitting(key, [*beside, *found]) if len(beside) == 1 else found
    if found or key != "they" or not ASKS_WHO.search(turn.question):
        return found
    several = [[one for one in names if one.kind is not Kind.PLACE and not one.called] for names in told]
    whoever = several if ASKS_ONE.match(turn.question) else told  # "who is its leader?" is answered by no "they"
    whoever = [[one for one in names if one.kind is not Kind.PLACE] for names in whoever]
    return next(filter(None, map(whole, whoever)), [])


def sure_of(names: Sequence[Entity], turn: PastTurn) -> bool:
    """Whether the sentence that answers names one of some people: not only another one that was quoted beside it."""
    there = names_there(turn)
    return any(is_any(one.name, there) for one in names)


def names_there(turn: PastTurn) -> Sequence[str]:
    """The names in the sentence that answers, its first word among them."""
    return names_in(f"x {turn.said[slice(*asked_about(turn))]}")


def people(names: list[Entity]) -> list[Entity]:
    """Names without those of several words that look like nobody's, where others are surely somebody's."""
    if not any(one.kind is Kind.PERSON and one.called for one in names):
        return names
    return [one for one in names if one.kind is not Kind.OTHER or " " not in one.name]


def answers(turn: PastTurn) -> Sequence[Sequence[Entity]]:
    """The names that answer a question, statement by statement; all of a short answer."""
    return [tuple(said(turn))] if len(turn.said.split()) <= SHORT else turn.answered


def otherwise(key: str, turn: PastTurn) -> list[Entity]:
    """What a pronoun may mean where nothing fits it well: a name of the question that may be called so; "it" a place of
    which something was asked, "they" what may be a firm; he and she the person whom the quotation is mostly about, if
    there is one.
    """
    if found := in_question(key, turn):
        return found
    if key in {"it", "they"}:
        kind = Kind.PLACE if key == "it" else Kind.OTHER
        asked = turn.asked if OF_THING.match(turn.question) else subjects(turn.asked, turn)
        named = [one for one in asked if one.kind is kind and not one.called]
        named = [one for one in named if key == "it" or not THING_WORD.search(one.name)]
        return named or ([one for one in turn.asked if may_be_firm(one)] if not ASKS_WHO.search(turn.question) else [])
    found = fitting(key, said(turn)) if key in PERSONAL and may_answer(key, turn) else []
    if len(beside := in_sentence(found, turn)) == 1:
        return beside
    main = outstanding(found, least=1)
    return [main] if main else found


def in_sentence(names: Sequence[Entity], turn: PastTurn) -> list[Entity]:
    """Those of some people whom the sentence names that answers, and the question does not."""
    asked = [one.name for one in turn.asked]
    found = [one for one in names if one.kind is Kind.PERSON and not is_any(one.name, asked)]
    there = [f" {name}" for name in names_there(turn)]
    return [one for one in found if any(f" {one.name}".endswith(name) for name in there)]


def may_answer(key: str, turn: PastTurn) -> bool:
    """Whether the answer may name whom a pronoun means.

    Not where the question had the same pronoun: "who is her husband?" is not answered by her; and a person only where
    one was asked for, or what somebody said, or it was asked whether something is so.
    """
    question = BESIDE_THING.sub("", turn.question)
    return key not in turn.pronouns and (
        key not in PERSONAL or bool(ASKS_PERSON.search(question)) or sayer_of(question) is not None
    )


def said(turn: PastTurn) -> list[Entity]:
    """The names of a turn's articles that its answer says."""
    named = names_in(turn.said)
    return [one for one in turn.told if any(name == one.name or is_part(name, one.name) for name in named)]


def spoken_of(turn: PastTurn) -> list[Entity]:
    """The names that a reader has read in a turn: in its question and its answer, not elsewhere in its articles."""
    return [*turn.asked, *said(turn)]


def fitting(key: str, names: Sequence[Entity]) -> list[Entity]:
    """The names that are of the right kind and are not called otherwise, each once, as it is written longest."""
    return whole([one for one in names if fits(key, one)])


def whole(names: Sequence[Entity]) -> list[Entity]:
    """Names, each once, as it is written longest."""
    found = list({one.name: one for one in names}.values())
    return [one for one in found if not any(is_part(one.name, other.name) for other in found)]


def may_be_firm(one: Entity) -> bool:
    """Whether a name of several words that looks like one of a person may be that of a firm: nothing calls it he or
    she.
    """
    return one.kind is Kind.PERSON and " " in one.name and not (one.called or TITLED.match(one.name))


def is_doubtful(key: str, one: Entity) -> bool:
    """Whether "it" may mean a name although its article seems to call that he or she: "Musk bought Twitter. He ..."."""
    return key == "it" and one.kind is Kind.OTHER and bool(one.called) and not is_somebody_of(one.name)


def outstanding(names: Sequence[Entity], least: int = TYPICAL) -> Entity | None:
    """The name that is by far the most frequent, if there is one."""
    ordered = sorted(names, key=lambda one: -one.count)
    if not ordered or ordered[0].count < least:
        return None
    second = ordered[1].count if len(ordered) > 1 else 0
    return ordered[0] if ordered[0].count >= AHEAD * second else None
