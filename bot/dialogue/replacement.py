"""The last question with something else in it: another time, another name, another thing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.dialogue.antecedents import PEOPLE
from bot.dialogue.bare import without_beside
from bot.dialogue.moments import in_the_past, is_time, with_time, without_time
from bot.dialogue.parallel import Shape, is_alike, plain_kind, put, read_phrase
from bot.dialogue.pronouns import resolved
from bot.dialogue.tie import BESIDE_THING, OFFERED, UNOFFERED, Followed, Tie, Unclear, made
from bot.dialogue.topic import subject_of
from bot.dialogue.turns import Choice, ConversationState, PastTurn
from bot.english import phrases as p
from bot.english.entities import Kind, entities_in, is_part, names_in
from bot.writer.bylines import byline_of
from bot.writer.voice import sayer_of

BELONGING = re.compile(r"(?:its|his|her|their)\s", re.IGNORECASE)
WHO_ACTS = re.compile(rf"\bthe (?:{p.GROUPS})\b|{p.SOMEBODY.pattern.removesuffix('$')}\b", re.IGNORECASE)
WHO_IS_NAMED = re.compile(r"Who (?:is|was) [^?]+\?", re.IGNORECASE)


def instead(rest: str, state: ConversationState, as_of: datetime, *, corrects: bool) -> Followed | Unclear:
    """The last question with something else in it: another time, another name, another thing.

    A thing that need not be of the kind in whose place it stands ("the footbridge" for "the race") may also be one of
    which anything is to be told, unless the reader ``corrects`` what was asked.
    """
    last = state.turns[-1]
    before = state.turns[-2:-1]
    beside = WHO_IS_NAMED.fullmatch(last.question) and last.pronouns and not p.HELD_NEXT.fullmatch(rest)
    if before and before[0].articles and beside:
        last = before[0]  # "who is he?" was asked beside it
    question = without_beside(last.question)
    if p.HELD_NEXT.fullmatch(rest) and rest.casefold().startswith("before"):
        question = in_the_past(question)
    if is_time(rest, as_of):
        question = with_time(question, rest, as_of)
        return Followed(question, made(question), still_meant(question, last))
    thing, time = without_time(rest, as_of)
    if thing and time:
        question, rest = with_time(question, time, as_of), thing
    told = resolved(rest, state, as_of)
    if isinstance(told, Unclear):
        return replace_choices(told, question, kinds_of(last))
    words = spelled(told.question if told.meant else rest, last)
    owner = BELONGING.match(rest) if told.meant else None
    questions = in_place(question, words, kinds_of(last))
    if len(questions) > 1 and not owner:
        choices = tuple(Choice(question, question) for question in questions[:OFFERED])
        return Unclear("Which of these do you mean?", choices, UNOFFERED, settled=True)
    known = f"{'Who is' if owner and p.SOMEBODY.search(words) else 'What is said about'} {words}?"
    alike = is_alike(question, words, kinds_of(last))
    if not questions or (owner and not alike):
        named = owner or read_phrase(words, plain_kind).shape is Shape.NAME
        kept = still_meant(known, last)
        return Followed(known if named else f"What about {rest}?", Tie.MADE if named else Tie.BOUND, kept)
    followed = Followed(questions[0], made(questions[0]), told.meant)
    if corrects or alike or byline_of(followed.question):
        return followed
    known = with_time(known, time, as_of) if time else known
    return replace(followed, otherwise=known, naming=read_phrase(words, plain_kind).text)


def in_place(question: str, words: str, kind_of: Callable[[str], Kind | None]) -> tuple[str, ...]:
    """The questions that words may make of the last one. Of what somebody said, a name like that of a person is who
    says it, and a thing is what it is said about.
    """
    sayer, part = sayer_of(question), read_phrase(words, plain_kind)
    if sayer and sayer.anything and part.shape is Shape.DEFINITE and not (part.preposition or WHO_ACTS.search(words)):
        said = BESIDE_THING.sub("", question).rstrip(" ?.!")
        return (f"{said[:1].upper()}{said[1:]} about {words}?",)
    questions = put_once(question, words, kind_of)
    if sayer and part.shape is Shape.DEFINITE and not WHO_ACTS.search(words):  # no thing says anything
        questions = tuple(one for one in questions if sayer_of(one) == sayer) or questions
    return questions[:1] if sayer and is_person(words) else questions


def side_of_topic(words: str, state: ConversationState) -> str:
    """What is said about something that whatever was asked about has: "the weather", of the festival; else empty."""
    thing = subject_of(state) if p.SIDE.fullmatch(words) else None
    if thing is None or p.SIDE.fullmatch(thing.text) or p.SOMEBODY.search(thing.text):
        return ""
    where = "at" if p.SIDE_OF_EVENT.fullmatch(words) else "of"
    return f"What is said about {words} {where} {thing.text}?"


def is_person(words: str) -> bool:
    """Whether words look like the name of somebody."""
    return any(one.kind is Kind.PERSON and one.name == words for one in entities_in(f"that {words}"))


def still_meant(question: str, last: PastTurn) -> tuple[tuple[str, str], ...]:
    """Whom the pronouns of the last question meant, as far as that is still spoken of; somebody is for longer."""
    return tuple(one for one in last.meant if one[0] in PEOPLE or one[1] in question)


def put_once(question: str, words: str, kind_of: Callable[[str], Kind | None]) -> tuple[str, ...]:
    """The question with other words in the place of the part that is like them. One that was put to something ("About
    the fire: what did the union say?") is put to these, unless somebody of their kind stands in it.
    """
    beside, part = BESIDE_THING.match(question), read_phrase(words, kind_of)
    asked = question[beside.end() :] if beside else ""
    named = part.shape is Shape.NAME and kind_of(words) is not Kind.PLACE and sayer_of(asked) is not None
    theirs = WHO_ACTS.search(words) or is_person(words) or named  # "and Lima?", of what the union said
    if beside and theirs and (WHO_ACTS.search(asked) or named) and len(inside := put(asked, words, kind_of)) == 1:
        return (f"{beside[0]}{inside[0][:1].lower()}{inside[0][1:]}",)
    if beside and part.shape is Shape.NAME and names_in(beside[0]) and not names_in(asked):
        return (f"About {words}: {asked}",)
    questions = put(question, words, kind_of)
    if beside and len(questions) == 1 and read_phrase(words, plain_kind).text in beside[0]:
        said = questions[0][beside.end() :]  # it need not be said twice
        return (f"{said[:1].upper()}{said[1:]}",)
    return (f"About {words}: {asked}",) if beside and len(questions) > 1 else questions


def replace_choices(unclear: Unclear, question: str, kind_of: Callable[[str], Kind | None]) -> Unclear:
    """The same question back, with what each choice makes of the last question."""
    made = [(one.text, put(question, one.question, kind_of)) for one in unclear.choices]
    choices = tuple(Choice(text, questions[0]) for text, questions in made if questions)
    return Unclear(unclear.question, choices, unclear.unoffered)


def kinds_of(last: PastTurn) -> Callable[[str], Kind | None]:
    """What names stand for, as far as the last turn or the names themselves tell."""
    known = {one.name: one.kind for one in (*last.told, *last.asked)}

    def kind_of(name: str) -> Kind | None:
        whole = next((one for one in known if one == name or is_part(name, one)), name)
        kind = plain_kind(name) or known.get(whole)
        return kind if kind is not Kind.OTHER else None

    return kind_of


def spelled(words: str, last: PastTurn) -> str:
    """Words with a name as the last turn spells it: who types "merkel" means Merkel."""
    names = {one.name.casefold(): one.name for one in (*last.told, *last.asked)}
    return names.get(words.casefold(), words)
