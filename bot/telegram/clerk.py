"""``FrontClerk``: who may ask, how much, and which part of the front end answers an event."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.telegram.cards import Cards
from bot.telegram.desk import Lasting
from bot.telegram.incoming import Event, Moved, Pressed, Reacted, Said, Summons, Typing
from bot.telegram.members import Rate
from bot.telegram.message import Message
from bot.telegram.orders import Orders
from bot.telegram.outbox import Parcel
from bot.telegram.pages import notice
from bot.telegram.presses import Presses
from bot.telegram.response import Response
from bot.telegram.tools import Tools
from corpus.errors import BackissueError
from index.errors import QuestionRejected

log = logging.getLogger(__name__)

WARNED = 60.0  # seconds for which somebody who asks too much is told so once
PRIVATE = "This bot answers only those whom its owner lets in. Your number is {user}: ask the owner to add it."
WELCOME = "You are let in. Ask a question, or look at /help."
STALE = "I was away when you asked this, {minutes} minutes ago. I am sorry: ask again, if you still want to know."
BUSY = "{waiting} questions wait before yours, which is more than I can do soon. Ask again in a minute."
TOO_FAST = "That is too fast for me: at most {most} questions a minute. Ask again in a minute."
SPENT = "That is as much as you can ask in a day ({most} questions). I am here again tomorrow."
BROKEN = "The archive cannot be searched just now. It is not your question: try again later."
SORRY = "Something is wrong on my side, and I could not answer this. It is noted; ask in other words, or later."
NO_WORDS = "I read text only. Write me what you want to know."


@dataclass(frozen=True, slots=True)
class Manners:
    """Limits of the front end as a whole."""

    stale: timedelta
    waiting: int
    per_minute: int
    per_day: int


class FrontClerk:
    """Lets in, refuses, and hands on."""

    def __init__(self, tools: Tools, orders: Orders, presses: Presses, cards: Cards, manners: Manners) -> None:
        self._tools = tools
        self._orders = orders
        self._presses = presses
        self._cards = cards
        self._manners = manners
        self._warned: dict[int, datetime] = {}

    def is_quick(self, event: Event) -> bool:
        """Whether an event need not wait for the questions before it."""
        if isinstance(event, Pressed):
            return not self._presses.asks(event)
        return isinstance(event, (Reacted, Moved)) or (isinstance(event, Said) and event.command == "cancel")

    def gives_signs(self, event: Event) -> bool:
        """Whether somebody waits for an answer, and is shown that it is being made."""
        if not isinstance(event, (Said, Pressed)) or not self._tools.members.may_use(event.user, event.room.chat):
            return False
        return self._orders.asks(event) if isinstance(event, Said) else self._presses.asks(event)

    async def respond(self, event: Event, *, waiting: int) -> Response:
        """Return what to send; what is expected to go wrong is told in a sentence."""
        try:
            return await self._respond(event, waiting)
        except QuestionRejected as error:
            return said(event, f"{str(error)[:1].upper()}{str(error)[1:]}.")
        except BackissueError:
            log.exception("an event could not be answered")
            return said(event, BROKEN)

    async def _respond(self, event: Event, waiting: int) -> Response:
        match event:
            case Said():
                return await self._said(event, waiting)
            case Pressed():
                return await self._pressed(event)
            case Typing():
                await self._cards.offer(event, allowed=self._tools.members.may_use(event.user))
            case Summons() if self._tools.members.may_use(event.user):
                await self._cards.answer(event, free=self._tools.members.ask(event.user, self._now()) is Rate.FREE)
            case Reacted() if self._tools.members.may_use(event.user, event.room.chat):
                self._presses.react(event)
            case Moved(inside=True) if event.room.is_group and not self._tools.members.may_use(
                event.user, event.room.chat
            ):
                await self._presses.leave(event.room)
            case Moved(inside=False):
                self._orders.left(event.room)
        return Response()

    async def _said(self, event: Said, waiting: int) -> Response:
        if not self._tools.members.may_use(event.user, event.room.chat):
            return self._stranger(event)
        if not event.text and not event.command:
            return Response() if event.room.is_group else said(event, NO_WORDS)
        if not self._orders.asks(event):
            return await self._orders.obey(event)
        age = self._tools.clock() - event.at
        if age > self._manners.stale:
            return said(event, STALE.format(minutes=round(age.total_seconds() / 60)))
        if waiting >= self._manners.waiting:
            return said(event, BUSY.format(waiting=waiting))
        return self._too_much(event) or await self._orders.obey(event)

    def _stranger(self, event: Said) -> Response:
        """Somebody who is not let in: by the code that the owner gave them, or not."""
        if event.room.is_group:
            return Response()
        if event.command == "start" and event.text:  # who guesses may do so as often as others ask
            free = self._tools.members.ask(event.user, self._now()) is Rate.FREE
            if free and self._tools.members.pair(event.user, event.text, self._now()):
                return said(event, WELCOME)
        if self._is_warned(event.user):
            return Response()
        return said(event, PRIVATE.format(user=event.user))

    async def _pressed(self, event: Pressed) -> Response:
        if not self._tools.members.may_use(event.user, event.room.chat):
            await self._presses.refuse(event, PRIVATE.format(user=event.user))
            return Response()
        if self._presses.asks(event):
            rate = self._tools.members.ask(event.user, self._now())
            if rate is not Rate.FREE:
                await self._presses.refuse(event, self._limit(rate))
                return Response()
        return await self._presses.obey(event)

    def _too_much(self, event: Said) -> Response | None:
        """What to say to who asks more than they may: once a minute; None where they may ask."""
        rate = self._tools.members.ask(event.user, self._now())
        if rate is Rate.FREE:
            return None
        return Response() if self._is_warned(event.user) else said(event, self._limit(rate))

    def _limit(self, rate: Rate) -> str:
        manners = self._manners
        return SPENT.format(most=manners.per_day) if rate is Rate.SPENT else TOO_FAST.format(most=manners.per_minute)

    def _is_warned(self, user: int) -> bool:
        """Whether a user was told a moment ago; from now on they are."""
        now = self._tools.clock()
        self._warned = {who: at for who, at in self._warned.items() if (now - at).total_seconds() < WARNED}
        return self._warned.setdefault(user, now) is not now

    def _now(self) -> float:
        return self._tools.clock().astimezone(UTC).timestamp()

    async def settled(self, event: Lasting, response: Response, message_ids: Sequence[int | None]) -> None:
        """Offer what may be asked next, once an answer has arrived."""
        if isinstance(event, (Said, Pressed)) and message_ids and message_ids[-1] is not None:
            await self._presses.suggest(event, response, message_ids[-1])

    def sorry(self, event: Lasting) -> Response:
        """Return what to say where a bug of ours is in the way."""
        return said(event, SORRY)


def said(event: Event, text: str) -> Response:
    """A sentence of ours, in reply to what was said or below what was pressed."""
    if not isinstance(event, (Said, Pressed)):
        return Response()
    message: Message = notice(text)
    return Response((Parcel(event.room, message, reply_to=event.message_id),))
