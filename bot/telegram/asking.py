"""From a question to a response: the turn of the conversation, the messages, and what its buttons need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from bot.answer import Answer
from bot.conversation import Reply, Told
from bot.dialogue.turns import START, ConversationState, dump_state, load_state
from bot.question import Question, make_question
from bot.session import Session
from bot.telegram.callback import new_key
from bot.telegram.keyboards import is_time
from bot.telegram.memory import Cited, Kept
from bot.telegram.message import Message, Room
from bot.telegram.outbox import Parcel
from bot.telegram.replies import Form, reply_messages, whole_messages
from bot.telegram.response import Response
from bot.telegram.short_form import firsts_first
from index.errors import QuestionRejected
from index.passage import Filter


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came: in which room, by whom, in reply to which message; ``edits`` is the message of ours that
    the answer takes the place of, where it fits into one.
    """

    room: Room
    user: int
    reply_to: int | None
    question: Question
    edits: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A reply with its key, and the conversation after it."""

    key: str
    reply: Reply
    state: ConversationState | None = None


def read_question(text: str, at: datetime, zone: tzinfo, longest: int) -> Question:
    """Make a question of what was sent at a moment; raises QuestionRejected, in words for a chat."""
    if len(text) > longest:
        raise QuestionRejected(f"that is {len(text)} characters; a question has at most {longest}")
    return make_question(text, now=at, zone=zone, longest=longest)


def turn(session: Session, state: ConversationState, question: Question) -> Found:
    """Take a turn of a conversation; takes the processor for a while."""
    conversation = session.conversation(state)
    reply = conversation.turn(question)
    return Found(new_key(), reply, conversation.state)


def answer_alone(session: Session, question: Question, shown: str | None = None) -> Found:
    """Answer a question outside of any conversation; ``shown`` is the question to be shown with the answer."""
    return Found(new_key(), Told(session.answerer.answer(question), shown))


def respond(asked: Asked, found: Found) -> Response:
    """Return what to send for a reply."""
    reply, form, pages = found.reply, Form.FULL, tuple[Message, ...]()
    if asked.room.is_group:
        form = Form.SHORT
        if isinstance(reply, Told) and reply.answer.statements:
            reply = replace(reply, answer=firsts_first(reply.answer))
            pages = whole_messages(reply, found.key)
    messages = reply_messages(reply, found.key, form=form)
    kept = replace(keep(asked, reply, messages), pages=pages)
    return Response(parcels_of(asked, messages, found.key), found.state, found.key, kept)


def parcels_of(asked: Asked, messages: Sequence[Message], key: str = "") -> tuple[Parcel, ...]:
    """Address messages: the first in reply to what was asked, or in the place of an older one, the others silently."""
    *before, last = messages
    parcels = [Parcel(asked.room, message, silent=number > 0) for number, message in enumerate(before)]
    parcels.append(Parcel(asked.room, last, answer=key, silent=bool(before)))
    alone = len(parcels) == 1
    first = replace(parcels[0], reply_to=asked.reply_to, edits=asked.edits if alone else None)
    return (first, *parcels[1:])


def keep(asked: Asked, reply: Reply, messages: Sequence[Message]) -> Kept:
    """What the buttons below a reply need."""
    kept = Kept(
        question=asked.question.text,
        as_of=asked.question.as_of.isoformat(),
        limits=dump_limits(asked.question.filter),
        message=messages[-1],
        parts=len(messages),
    )
    if not isinstance(reply, Told):
        return replace(kept, choices=tuple(choice.question for choice in reply.choices))
    answer = reply.answer
    window = answer.window
    return replace(
        kept,
        question=answer.question,
        understood=reply.understood_as or "",
        limits=dump_limits(answer.filter),
        named=dump_limits(Filter(window.since, window.until)) if is_time(window) else "",
        cited=tuple(cited(answer)),
    )


def cited(answer: Answer) -> list[Cited]:
    """Where the quotations of an answer stand."""
    found = []
    for one in answer.citations:
        quotation = one.quotation
        article, passage = quotation.passage.article, (quotation.passage.start, quotation.passage.end)
        quoted = quotation.start, quotation.end
        found.append(Cited(one.number, article.id, article.content_hash, passage, quoted))
    return found


def asked_again(kept: Kept, limits: Filter, *, any_time: bool) -> Question:
    """The question of an answer, with other limits of time."""
    before = load_limits(kept.limits)
    wanted = replace(before, since=limits.since, until=limits.until)
    return Question(kept.question, datetime.fromisoformat(kept.as_of), wanted, any_time=any_time)


def dump_limits(limits: Filter) -> str:
    """Write limits as a conversation is stored."""
    return dump_state(replace(START, filter=limits))


def load_limits(text: str) -> Filter:
    """Read what ``dump_limits`` wrote."""
    return load_state(text).filter
