"""The thing that was asked about last: what a pronoun means that has no name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue.antecedents import REACH, Meant, in_answer
from bot.dialogue.parallel import (
    DETERMINERS,
    SEVERAL_PEOPLE,
    Phrase,
    Shape,
    asking,
    is_moment,
    is_plural,
    is_verb,
    phrases_of,
    plain_kind,
    possessive,
)
from bot.dialogue.tie import BESIDE_THING
from bot.dialogue.turns import PastTurn
from bot.english import phrases as p
from bot.english import verbs as v
from bot.english.entities import PERSONAL, TITLES, Kind, names_in
from bot.writer.voice import sayer_of
from index.terms import FUNCTION_WORDS

COUNTED_ONES = re.compile(
    r"how many (?!people\b|times\b|years\b|months\b|days\b|hours\b)([a-z-]+s)\b(?! (?:of|in|at)\b)", re.IGNORECASE
)
ASKS_WHO_IS = re.compile(r"who(?:['’]s| is| was| are| were| became| will be) (?=the\b)", re.IGNORECASE)
OWNING = re.compile(r".+?(?=[’'](?:s\s|\s))")  # "the pope" of "the pope’s health"
OWNED = re.compile(rf"[’']s?(?:\s[a-z-]+){{0,2}}\s(?!(?:{TITLES})$)[a-z-]+$")  # "Ana Lima’s funeral", not her CEO
DEFINED = re.compile(
    r"(?:[Ww]hat is|[Ww]hat['’]s) (?P<noun>[a-z][a-z-]+(?: [a-z][a-z-]+)?)[ ?.!]*"
)  # "what is inflation?"
ONLY_NEW = re.compile(r"the (?:very )?(?:latest|newest|last|news|update)", re.IGNORECASE)  # on something else
DOES = frozenset({"did", "does", "do", "has", "have", "had"})
IS = frozenset({"is", "was"})
PREPOSITION_FIRST = re.compile(r"(?:in|at|on|by|to|for|with|from|of|under)\s", re.IGNORECASE)
A = re.compile(r"^(?:an?|any|some) ", re.IGNORECASE)
INSIDE = re.compile(r"\b(?:in|inside|of|with|from) $", re.IGNORECASE)  # "what was in them?"
OWNER = re.compile(r"(?:[’']s?| next| then| later)$")  # behind a thing, no part of it


def thing_asked(found: p.Reference, text: str, last: PastTurn | None) -> Meant | None:
    """The thing of the last question, where that asked for another than a thing, what became of it, or it is what
    happened: no name that was told is "it" then.
    """
    if last is not None and found.key == "they" and INSIDE.search(text[: found.start]):
        return several(last.question)
    if last is None or found.key != "it" or found.key in dict(last.meant):
        return None
    if not found.speaks and (name := said_about(last)):
        return Meant(name)
    if (noun := asked_for(last.question) or chosen(last.question)) and may_mean("it", noun) and may_have(found, noun):
        told = in_answer("it", last)
        return Meant(told[0].name if len(told) == 1 else noun)
    if names_in(last.question):
        return None
    of_thing = not p.ASKS_THING.match(last.question) or p.OF_THING.match(last.question) or p.HAPPENS.search(text)
    return thing_of(found, last.question) if of_thing else None


def several(question: str) -> Meant | None:
    """The only things of which there are several in a question: "which firm recalled [fruit pouches]?"."""
    parts = [one for one in phrases_of(question, plain_kind) if one.shape in {Shape.BARE, Shape.DEFINITE}]
    found = [one.text for one in parts if is_plural(one.text) and not SEVERAL_PEOPLE.search(one.text)]
    found = [one for one in found if not (names_in(f"x {one}") or is_moment(one))]
    return Meant(found[0] if found[0].startswith("the ") else f"the {found[0]}") if len(found) == 1 else None


def said_about(last: PastTurn) -> str:
    """The name, or the thing, about which it was asked what somebody said: no person, and before any name of what he
    said.
    """
    if sayer_of(last.question) is None:
        return ""
    people = {one.name for one in last.asked if one.kind is Kind.PERSON}
    parts = [one for one in phrases_of(last.question, plain_kind) if one.preposition in {"about", "of"}]
    said = next((found.end() for found in p.SAYS.finditer(last.question)), 0)  # who says it may be of somewhere, too
    about = [one for one in parts if one.start >= said and one.shape in {Shape.NAME, Shape.DEFINITE}]
    things = [one.text for one in about if one.shape is Shape.NAME or may_mean("it", one.text)]
    return next((name for name in things if people.isdisjoint(names_in(name)) and not p.PRONOUNS.search(name)), "")


def thing_before(found: p.Reference, turns: Sequence[PastTurn]) -> Meant | None:
    """What a pronoun means that has no name, in the latest question on the last subject that has such a thing."""
    spoken = next((frozenset(one.articles) for one in reversed(turns) if one.articles), frozenset[str]())
    same = [*(one for one in turns[-REACH:-1] if not spoken.isdisjoint(one.articles)), *turns[-1:]]
    return next((meant for one in reversed(same) if (meant := thing_of(found, one.question))), None)


def with_thing(part: str, first: str) -> str:
    """A part of a question with the thing of its first part for its "it": "how long is the pier; when did it open"."""
    found = next((one for one in p.references(part) if one.key == "it"), None)
    if found is None or part == first or names_in(part[: found.start]) or content_before(part, found.start):
        return part
    meant = thing_of(found, first)
    return replace_first(part, found, meant.name) if meant else part


def thing_of(found: p.Reference, question: str) -> Meant | None:
    """What a pronoun means that has no name: the only thing of its kind in a question, first in what was put to
    something else.
    """
    if found.key not in {"it", "they", "he", "she", "there"}:
        return None
    beside = BESIDE_THING.match(question)
    if beside is None:
        meant = thing_in(found, question)
        return meant if meant and may_have(found, meant.name) else None
    asked, put_to = question[beside.end() :], beside[0].rstrip(" :")
    if found.key == "it" and p.DEFINITE.search(asked) and (names := names_in(put_to)):
        return Meant(names[0])  # "About Tesla: what did the company say?"
    return thing_in(found, asked) or thing_in(found, put_to)


def thing_in(found: p.Reference, question: str) -> Meant | None:
    """The only thing of its kind in a question; of several, who does what is done."""
    if found.key == "it" and (noun := defined(question)) and may_mean("it", noun.text):
        return Meant(noun.text)
    counted = COUNTED_ONES.match(question) if found.key == "they" else None
    if counted and (SEVERAL_PEOPLE.search(counted[1]) or not found.speaks):
        return Meant(f"the {counted[1]}")
    if found.key == "it" and (doer := doing(question)) and may_mean("it", doer):
        return Meant(f"the {doer}")
    question = p.QUALITY.sub("", question) if found.key == "it" else question
    phrases = list(phrases_of(question, plain_kind))
    parts = [one for one in phrases if one.shape is Shape.DEFINITE and not (one.is_long or is_moment(one.text))]
    who = ASKS_WHO_IS.match(question)
    asked = [one for one in parts if who and one.start == who.end()]
    owners = [
        replace(one, text=owner[0]) for one in parts if is_by_owner(found, one) and (owner := OWNING.match(one.text))
    ]
    parts = [*(one for one in parts if found.key != "it" or not p.OWN_QUALITY.search(one.text)), *owners]
    parts += [one for one in phrases if one.shape is Shape.BARE and OWNED.search(one.text)]
    if found.is_who and asked:  # "who was it before him?"
        return Meant(asked[0].text)
    fitting = [one for one in parts if may_mean(found.key, one.text, is_who=one in asked)]
    fitting = [one for one in fitting if not is_only_named(one.text) and may_have(found, one.text)]
    if found.key == "it" and not fitting:  # "why are they on strike?"
        happening = (one for one in phrases if one.shape is Shape.BARE and one.preposition and " " not in one.text)
        fitting = [replace(one, text=f"the {one.text}") for one in happening if p.HAPPENING.search(one.text)]
        fitting = [one for one in fitting if may_mean("it", one.text) and may_have(found, one.text)]
    if found.key == "they" and found.speaks:
        fitting = [one for one in fitting if SEVERAL_PEOPLE.search(one.text)]
    main = [one for one in fitting if not one.preposition] or fitting
    done = next((one for one in phrases if one.shape is Shape.SAID), None)
    if len(main) > 1 and done:  # "did the ferry hit the wall"
        main = [one for one in main if one.end < done.start] or main
    if len(main) != 1 or p.PRONOUNS.search(main[0].text):
        return None
    whole = next((one.text for one in phrases if one.is_long and one.start == main[0].start), main[0].text)
    return Meant(A.sub("the ", main[0].text if p.PRONOUNS.search(whole) else whole))


def is_by_owner(found: p.Reference, one: Phrase) -> bool:
    """Whether who or what has something may be meant where that is named: "the club's coach" by "it", but not "the
    club's new hall".
    """
    named = p.SOMEBODY.search(one.text) or p.OWN_QUALITY.search(one.text) or not may_have(found, one.text)
    return found.key != "it" or bool(named)


def defined(question: str) -> Phrase | None:
    """The noun of which it is asked what that is: "what is [inflation]?"."""
    found = DEFINED.fullmatch(question)
    if found is None or not FUNCTION_WORDS.isdisjoint(found["noun"].split()):
        return None
    return Phrase(found["noun"], Shape.BARE, *found.span("noun"))


def doing(question: str) -> str:
    """The noun of which it is asked which one did something: "which [ferry] hit the wall?"; empty where none is."""
    words = list(p.WORD.finditer(question))
    place, span = asking(question, words)
    if span is None or place >= len(words) or not p.ASKS_THING.match(question):
        return ""
    noun, verb = question[slice(*span)], words[place][0]
    if verb.casefold() in DETERMINERS:  # the verb was not known as one: "which firm owns the mill"
        return noun.rpartition(" ")[0]
    return "" if p.AUXILIARY_WORD.search(question[span[1] : words[place].start()]) or not is_verb(verb) else noun


def asked_for(question: str) -> str:
    """The thing of which it is asked which one somebody did something to: "which rule did the EPA set?", the EPA’s."""
    words = list(p.WORD.finditer(question))
    place, span = asking(question, words)
    if span is None or place < 1 or words[place - 1][0].casefold() not in DOES or not p.ASKS_THING.match(question):
        return ""
    noun = question[slice(*span)]
    phrases = phrases_of(question, plain_kind)
    doer = next(
        (one for one in phrases if one.start >= span[1] and one.shape is Shape.NAME and not one.preposition), None
    )
    is_one = " " not in noun and not is_plural(noun) and PREPOSITION_FIRST.match(question) is None
    return f"{doer.text}{possessive(doer.text)} {noun}" if doer and is_one else ""


def chosen(question: str) -> str:
    """The thing of which it is asked which one was dealt with somehow: "which [ferry] was sold?"; else empty."""
    words = list(p.WORD.finditer(question))
    place, span = asking(question, words)
    if span is None or place < 1 or words[place - 1][0].casefold() not in IS or not p.ASKS_THING.match(question):
        return ""
    noun, after = question[slice(*span)], words[place][0] if place < len(words) else ""
    dealt_with = v.is_participle(after) or after == "to"  # "which ferry was to be sold"
    return f"the {noun}" if dealt_with and not (is_plural(noun) or PREPOSITION_FIRST.match(question)) else ""


def is_only_named(text: str) -> bool:
    """Whether a phrase is "the" and a name: "the FBI"."""
    return text.partition(" ")[2] in names_in(text)


def may_mean(key: str, text: str, *, is_who: bool = False) -> bool:
    """Whether a pronoun may mean a phrase: "he" a driver, "they" several, "it" neither; ``is_who`` says that it was
    asked who that is.
    """
    person = is_who or bool(p.SOMEBODY.search(text))
    if key in PERSONAL:
        return person and not is_plural(text)
    return is_plural(text) if key == "they" else not (person or is_plural(text))


def may_have(found: p.Reference, text: str) -> bool:
    """Whether a phrase may have what stands behind a pronoun: no fine has a chief executive."""
    return not (found.of_body and p.NO_BODY.search(text))


def content_before(text: str, end: int) -> bool:
    """Whether what a pronoun may mean stands before it in the same question."""
    return any(word in {"a", "an", "the", "this", "my"} for word in text[:end].casefold().split())


def replace_first(question: str, found: p.Reference, name: str) -> str:
    """Put a name in the place of a pronoun."""
    return re.sub(
        rf"\b{re.escape(found.word)}\b",
        lambda _: f"{found.before}{name}{possessive(name) if found.possessive else ''}",
        question,
        count=1,
    )


def thing_beside(question: str) -> Phrase | None:
    """What a question is about, to which the next one may be put: its thing or its name, first what no preposition
    goes before; None where it has none, or only a pronoun.
    """
    parts = [
        one
        for one in phrases_of(question, plain_kind)
        if (one.shape in {Shape.DEFINITE, Shape.NAME} or (one.preposition and names_in(f"x {one.text}")))
        and not (is_moment(one.text) or p.PRONOUNS.search(one.text) or ONLY_NEW.fullmatch(one.text))
    ]
    if noun := defined(question):
        return noun
    # "The Mexico quake" is no country, nor is "tampering with Mexico bags".
    parts = [one for one in parts if not any(other.start <= one.start and one.end < other.end for other in parts)]
    put_to = BESIDE_THING.match(question)
    parts = [one for one in parts if one.preposition == "about" and not put_to] or parts
    thing = next((one for one in parts if bool(put_to) is bool(one.preposition)), next(iter(parts), None))
    return replace(thing, text=OWNER.sub("", thing.text)) if thing else None
