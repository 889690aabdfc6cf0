"""``Presses``: what the buttons below an answer do. What comes back may be anything; the key must be of this chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from bot.answer import Citation, Quotation
from bot.conversation import Told
from bot.dialogue.turns import Choice
from bot.question import Question
from bot.telegram.asking import Asked, Found, answer_alone, asked_again, load_limits, respond, turn
from bot.telegram.callback import Callback, Verb, parse_callback
from bot.telegram.incoming import Pressed, Reacted, Said
from bot.telegram.keyboards import ANY_TIME, LISTED, WRONG, answer_keyboard, spans, wrong_keyboard
from bot.telegram.memory import Kept
from bot.telegram.message import Message, Room
from bot.telegram.outbox import Parcel
from bot.telegram.pages import dates_message, passage_message
from bot.telegram.response import Response, said, sentence
from bot.telegram.tools import Tools
from corpus.errors import ArchiveMissing
from index.errors import QuestionRejected
from index.passage import Filter, Passage
from index.when import Mode, Window

EXPIRED = "This answer has expired. Ask again."
CHOSEN = "You have chosen this already: the answer is here or on its way."
GONE = "This article is not in the archive any more, or has another text now. Ask again."
THANKS = "Thank you."
ASKING = {Verb.FOLLOW_UP, Verb.CHOICE, Verb.WITHIN}  # what is answered from the archive anew
MOST_FRESH = 20  # answers below which suggestions may still come
UP, DOWN = "👍", "👎"

Act = Callable[[Pressed, Callback, Kept], Awaitable[Response]]


class Presses:
    """Shows passages, asks again, takes opinions."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._fresh: dict[str, Found] = {}  # answers below which suggestions may still come

    def asks(self, event: Pressed) -> bool:
        """Whether a press is a question."""
        call = parse_callback(event.data)
        return call is not None and call.verb in ASKING

    async def refuse(self, event: Pressed, why: str) -> Response:
        """Say in an alert why a press does nothing; in a message, where that comes too late to be seen."""
        seen = await self._tools.courier.toast(event.query, why, alert=True)
        return Response() if seen else said(event, why)

    async def leave(self, room: Room) -> None:
        """Leave a group that the bot does not serve."""
        await self._tools.courier.leave(room)

    async def obey(self, event: Pressed) -> Response:
        """Do what a button says; a press that no button of ours can make does nothing."""
        call = parse_callback(event.data)
        if call is None:
            await self._tools.courier.toast(event.query)
            return Response()
        if call.verb is Verb.UNFOLLOW:
            return await self._unfollow(event, call)
        kept = self._tools.memory.kept(call.key, event.room.chat)
        if kept is None:
            return await self.refuse(event, EXPIRED)
        self._fresh.pop(call.key, None)
        acts: dict[Verb, Act] = {
            Verb.FOLLOW_UP: self._ask,
            Verb.CHOICE: self._ask,
            Verb.WITHIN: self._within,
            Verb.PASSAGE: self._passage,
            Verb.SUBJECT: self._follow,
            Verb.GOOD: self._judge,
            Verb.BAD: self._judge,
            Verb.WRONG: self._judge,
            Verb.DATES: self._show,
            Verb.BACK: self._show,
            Verb.WHOLE: self._show,
        }
        return await acts[call.verb](event, call, kept)

    async def _show(self, event: Pressed, call: Callback, kept: Kept) -> Response:
        """Show the choice of time, the answer again, or a page of all of it."""
        if call.verb is Verb.WHOLE and not call.number < len(kept.pages):
            return await self.refuse(event, EXPIRED)
        await self._tools.courier.toast(event.query)
        if call.verb is not Verb.DATES:
            return in_place(event, kept.pages[call.number] if call.verb is Verb.WHOLE else kept.message)
        return in_place(event, dates_message(kept.question, as_of(kept), call.key, named(kept)))

    async def _passage(self, event: Pressed, call: Callback, kept: Kept) -> Response:
        """Show a passage in the place of the answer."""
        if not call.number < len(kept.cited):
            return await self.refuse(event, EXPIRED)
        try:
            shown = await self._tools.pool.run(lambda: self._passage_message(kept, call))
        except ArchiveMissing:
            return await self.refuse(event, GONE)
        await self._tools.courier.toast(event.query)
        return in_place(event, shown)

    def _passage_message(self, kept: Kept, call: Callback) -> Message:
        place = kept.cited[call.number]
        item = self._tools.session.shown(place.article)
        if item.passage.article.content_hash != place.content:  # at that place other words stand now
            raise ArchiveMissing(GONE)
        quotation = Quotation(Passage(item.passage.article, *place.passage), *place.quoted)
        citation = Citation(place.number, quotation, newer=item.newer, notices=item.notices)
        return passage_message(citation, call.key, len(kept.cited))

    async def _ask(self, event: Pressed, call: Callback, kept: Kept) -> Response:
        """Ask what a button says, as a turn of the conversation."""
        texts = kept.suggestions if call.verb is Verb.FOLLOW_UP else kept.choices
        if not call.number < len(texts):
            return await self.refuse(event, EXPIRED)
        if call.verb is Verb.CHOICE and call.number in kept.pressed:
            await self._tools.courier.toast(event.query, CHOSEN)
            return Response()
        await self._tools.courier.toast(event.query)
        text, chosen = texts[call.number], call.verb is Verb.CHOICE
        state = self._tools.memory.conversation(event.room)
        question = Question(text, self._tools.clock(), state.filter)
        if chosen:  # as who types its number: by its words alone it might be asked back a second time
            state, typed = replace(state, choices=(Choice(text, text),)), replace(question, text="1")
        else:
            typed = question
        found = await self._tools.pool.run(lambda: turn(self._tools.session, state, typed))
        if isinstance(found.reply, Told) and not found.reply.understood_as:
            found = replace(found, reply=replace(found.reply, understood_as=text))
        edits = event.message_id if chosen and not kept.pressed else None  # there stands the answer to another choice
        response = self._respond(Asked(event.room, event.user, event.message_id, question, edits), found)
        pressed = replace(kept, pressed=(*kept.pressed, call.number))
        return replace(response, changed=(call.key, pressed)) if chosen else response

    async def _within(self, event: Pressed, call: Callback, kept: Kept) -> Response:
        """Answer the same question from another time, in the place of the answer."""
        times = spans(as_of(kept), named(kept))
        if not call.number < len(times):
            return await self.refuse(event, EXPIRED)
        chosen = times[call.number]
        await self._tools.courier.toast(event.query, chosen.name)
        question = asked_again(kept, chosen.filter, any_time=call.number == ANY_TIME)
        found = await self._tools.pool.run(lambda: answer_alone(self._tools.session, question, kept.understood or None))
        edits = event.message_id if kept.parts == 1 else None
        return self._respond(Asked(event.room, event.user, event.message_id, question, edits), found)

    def _respond(self, asked: Asked, found: Found) -> Response:
        self.expect(found)
        return respond(asked, found)

    async def _judge(self, event: Pressed, call: Callback, kept: Kept) -> Response:
        """Take an opinion; of a bad one ask what was wrong."""
        now = self._tools.clock().timestamp()
        if call.verb is Verb.BAD:
            self._tools.memory.judge(call.key, event.user, "bad", now)
            await self._tools.courier.toast(event.query, "What was wrong?")
            return in_place(event, replace(kept.message, keyboard=wrong_keyboard(call.key)))
        if call.verb is Verb.GOOD or call.number < len(WRONG):
            verdict = "good" if call.verb is Verb.GOOD else f"bad: {WRONG[call.number].lower()}"
            self._tools.memory.judge(call.key, event.user, verdict, now)
        await self._tools.courier.toast(event.query, THANKS)
        return Response() if call.verb is Verb.GOOD else in_place(event, kept.message)

    def react(self, event: Reacted) -> None:
        """Take a reaction to an answer as an opinion."""
        key = self._tools.outbox.answer_of(event.room.chat, event.message_id)
        if key and event.emoji in {UP, DOWN}:
            verdict = "good" if event.emoji == UP else "bad"
            self._tools.memory.judge(key, event.user, verdict, self._tools.clock().timestamp())

    async def _follow(self, event: Pressed, call: Callback, kept: Kept) -> Response:
        """Follow what an answer is about."""
        try:
            told = self._tools.follows.follow_question(event.room, event.user, kept.question)
        except QuestionRejected as error:
            told = sentence(error)
        return await self.refuse(event, told)

    async def _unfollow(self, event: Pressed, call: Callback) -> Response:
        """Stop following; in the place of a list show what is left. A digest stays: somebody reads it."""
        told = self._tools.follows.stop(event.room, call.key)
        seen = await self._tools.courier.toast(event.query, told)
        if call.number != LISTED:
            return Response() if seen else said(event, told)
        return in_place(event, self._tools.follows.list_message(event.room))

    # -- what may be asked next -------------------------------------------------------------------------------

    def expect(self, found: Found) -> None:
        """Keep an answer for a moment, for suggestions."""
        if isinstance(found.reply, Told) and found.reply.answer.statements:
            self._fresh[found.key] = found
        while len(self._fresh) > MOST_FRESH:  # of those that could not be sent
            del self._fresh[next(iter(self._fresh))]

    async def suggest(self, event: Said | Pressed, response: Response, message_id: int) -> None:
        """Put questions that the archive can answer below an answer, where nobody else waits just now."""
        from bot.overview.suggest import suggest

        found, kept = self._fresh.get(response.key), response.kept
        try:
            if found is None or kept is None or event.room.is_group or not self._tools.pool.is_idle:
                return
            reply = found.reply
            assert isinstance(reply, Told)
            before = [turn.question for turn in self._tools.memory.conversation(event.room).turns]
            ask = self._tools.session.answerer.answer
            questions = await self._tools.pool.run(lambda: suggest(reply.answer, ask, asked=before))
        finally:
            fresh = self._fresh.pop(response.key, None) is not None
        if not questions or not fresh or self._tools.memory.kept(response.key, event.room.chat) is None:
            return  # the reader has gone on meanwhile, or forgotten it
        message = replace(kept.message, keyboard=answer_keyboard(reply.answer, response.key, questions))
        now = self._tools.clock().timestamp()
        kept = replace(kept, message=message, suggestions=questions)
        self._tools.memory.keep(response.key, event.room, event.user, kept, now)
        await self._tools.courier.edit_keyboard(event.room, message_id, message.keyboard)


def in_place(event: Pressed, message: Message) -> Response:
    """Show something in the place of the message whose button was pressed."""
    return Response((Parcel(event.room, message, edits=event.message_id),))


def as_of(kept: Kept) -> datetime:
    """When a kept question was asked."""
    return datetime.fromisoformat(kept.as_of)


def named(kept: Kept) -> Window | None:
    """The time that a kept question was about."""
    if not kept.named:
        return None
    limits: Filter = load_limits(kept.named)
    return Window(limits.since, limits.until, Mode.HARD)
