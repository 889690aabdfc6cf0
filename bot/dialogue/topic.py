"""What a conversation is about: the thing that was asked about last, to which the next question may be put."""

from __future__ import annotations

from bot.dialogue.antecedents import PEOPLE
from bot.dialogue.bare import beside_of, without_beside
from bot.dialogue.moments import NOW
from bot.dialogue.parallel import PLACING, Phrase
from bot.dialogue.things import thing_beside
from bot.dialogue.turns import ConversationState, PastTurn
from bot.english import phrases as p
from bot.english.entities import Kind, names_in
from bot.writer.bylines import byline_of
from bot.writer.voice import sayer_of


def put_to(question: str, state: ConversationState) -> str:
    """A question that says too little, put to what was asked about last: "Was anyone hurt at the fish market?"."""
    thing = subject_of(state)
    if thing is None:
        return ""
    if thing.preposition in PLACING - {"from"}:
        asked = without_beside(question)
        return f"{asked.rstrip(' ?.!')} {thing.preposition} {thing.text}{beside_of(question)}?"
    return f"About {thing.text}: {question[:1].lower()}{question[1:].rstrip(' ?.!')}?"


def subject_of(state: ConversationState) -> Phrase | None:
    """What was asked about last, rather a thing than somebody, and not in an aside on somebody."""
    told = [one for one in state.turns if one.articles or one is state.last]
    before = [one.question for one in reversed(told) if not (p.is_foreign(one.question) or byline_of(one.question))]
    asides = {one.question for one in told[1:] if PEOPLE & set(one.pronouns)}  # "how old is she?", of who won the race
    told_of = [(one, found) for one in before if (found := thing_beside(one))]
    things = [
        one for question, one in told_of if question not in asides and (one.preposition or not sayer_of(question))
    ]
    things = things or [one for _, one in told_of]
    return next((one for one in things if not p.SOMEBODY.search(one.text)), next(iter(things), None))


def said_of_it(question: str, state: ConversationState) -> str:
    """Asked what somebody said, and of nothing: the same of what was asked about last; of somebody only where it was
    asked what he did or what became of him, not how things stand with him or what he said.
    """
    last, sayer = state.last, None if byline_of(question) else sayer_of(question)
    thing = subject_of(state) if last and last.articles and sayer and sayer.anything else None
    if last is None or thing is None or not {*names_in(thing.text)}.isdisjoint(names_in(question)):
        return ""
    people = {one.name for one in last.asked if one.kind is Kind.PERSON}
    somebody = p.SOMEBODY.search(thing.text) or not people.isdisjoint(names_in(thing.text))
    if somebody and (NOW.match(last.question) or sayer_of(last.question) or len(names_in(last.question)) > 1):
        return ""
    return f"{question.rstrip(' ?.!')} about {thing.text}?"


def told_turns(state: ConversationState) -> tuple[PastTurn, ...]:
    """The turns up to the last one that was answered."""
    return state.turns[: max((place for place, one in enumerate(state.turns, start=1) if one.articles), default=0)]
