"""``FrontClerk``: who may ask, how much, and which part of the front end answers an event."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.telegram.cards import BROKEN, Cards
from bot.telegram.desk import Lasting
from bot.telegram.incoming import Became, Event, Moved, Pressed, Reacted, Said, Summons, Typing
from bot.telegram.members import Rate
from bot.telegram.orders import Orders
from bot.telegram.pace import Pace
from bot.telegram.presses import Presses
from bot.telegram.response import Response, said, sentence
from bot.telegram.tools import Tools
from bot.wording import unknown
from corpus.amount import amount, span_in_words
from corpus.errors import BackissueError
from index.errors import QuestionRejected, UnknownName

log = logging.getLogger(__name__)

ORDERS, PRESSES, CODES = 20, 60, 5  # of one user in a minute, beside questions; of the last, guesses of strangers
WARNED = 60.0  # seconds for which somebody who asks too much is told so once
PRIVATE = "This bot answers only those whom its owner lets in. Your number is {user}: ask the owner to add it."
ALWAYS = {"cancel", "forget", "new", "block"}
WRONG_CODE = "That code lets nobody in. Look at it again, or ask the owner of this bot."
WELCOME = "You are let in. Ask a question, or look at /help."
STALE = "I was away when you asked this, {age} ago. I am sorry: ask again, if you still want to know."
BUSY = "{waiting} to answer before yours: that is more than I can do soon. Ask again in a minute."
HASTY = "That is too fast for me: at most {most} in a minute."
TOO_FAST = "That is too fast for me: at most {most} a minute. Ask again in a minute."
SPENT = "That is as much as you can ask in a day ({most}). I am here again tomorrow."
SORRY = "Something is wrong on my side, and I could not answer this. It is noted; ask in other words, or later."
NO_WORDS = "I read words only. Write me what you want to know."


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
        self._orders_pace, self._presses_pace, self._codes_pace = Pace(ORDERS), Pace(PRESSES), Pace(CODES)

    def is_quick(self, event: Event) -> bool:
        """Whether an event need not wait for the questions before it."""
        if isinstance(event, Pressed):
            return not self._presses.asks(event)
        return isinstance(event, (Reacted, Moved, Became)) or (isinstance(event, Said) and event.command == "cancel")

    def gives_signs(self, event: Event) -> bool:
        """Whether somebody waits for an answer, and is shown that it is being made."""
        if not isinstance(event, (Said, Pressed)) or not self._tools.members.may_use(event.user, event.room.chat):
            return False
        return self._orders.asks(event) if isinstance(event, Said) else self._presses.asks(event)

    async def respond(self, event: Event, *, waiting: int) -> Response:
        """Return what to send; what is expected to go wrong is told in a sentence."""
        try:
            return await self._respond(event, waiting)
        except UnknownName as error:
            return said(event, sentence(unknown(error, "/sources")))
        except QuestionRejected as error:
            return said(event, sentence(error))
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
                rate = self._tools.members.ask(event.user, event.at.timestamp(), event.query)
                await self._cards.answer(event, free=rate is Rate.FREE)
            case Reacted() if self._tools.members.may_use(event.user, event.room.chat):
                self._presses.react(event)
            case Moved(inside=True) if event.room.is_group and not self._tools.members.may_use(
                event.user, event.room.chat
            ):
                await self._presses.leave(event.room)
            case Moved(inside=False):
                self._orders.left(event.room)
            case Became():
                self._orders.became(event)
        return Response()

    async def _said(self, event: Said, waiting: int) -> Response:
        if not self._tools.members.may_use(event.user, event.room.chat):
            return self._stranger(event)
        if not event.command and not is_said(event.text):
            return Response() if event.room.is_group else said(event, NO_WORDS)
        if not self._orders.asks(event):
            if self._is_hasty(event):
                return Response() if self._is_warned(event.user) else said(event, HASTY.format(most=ORDERS))
            return await self._orders.obey(event)
        return self._refused(event, waiting) or await self._orders.obey(event)

    def _refused(self, event: Said, waiting: int) -> Response | None:
        """What to say to a question that is too old or one too many; None where it is to be answered."""
        age = self._tools.clock() - event.at
        if age > self._manners.stale:
            return said(event, STALE.format(age=span_in_words(age)))
        if (refused := self._too_much(event)) is not None:
            return refused
        if waiting < self._manners.waiting:
            return None
        return said(event, BUSY.format(waiting=amount(waiting, "question")))

    def _is_hasty(self, event: Said) -> bool:
        """Whether somebody gives more orders than anybody needs; to stop and to leave nobody has to wait."""
        return event.command not in ALWAYS and self._orders_pace.is_too_fast(event.user, self._now())

    def _stranger(self, event: Said) -> Response:
        """Somebody who is not let in: by the code that the owner gave them, or not."""
        if event.room.is_group:
            return Response()
        guesses = event.command == "start" and bool(event.text)
        if guesses and self._codes_pace.is_too_fast(event.user, self._now()):
            return Response()
        if guesses and self._tools.members.pair(event.user, event.text, self._now()):
            return said(event, WELCOME)
        if guesses and self._is_warned(event.user):  # one who mistyped it would wait for nothing
            return said(event, WRONG_CODE)
        if self._is_warned(event.user):
            return Response()
        return said(event, PRIVATE.format(user=event.user))

    async def _pressed(self, event: Pressed) -> Response:
        if not self._tools.members.may_use(event.user, event.room.chat):
            await self._presses.refuse(event, PRIVATE.format(user=event.user))
            return Response()
        if self._presses.asks(event):
            rate = self._tools.members.ask(event.user, self._now(), event.query)
            if rate is not Rate.FREE:
                return await self._held_back(event, self._limit(rate))
        elif self._presses_pace.is_too_fast(event.user, self._now()):
            return await self._held_back(event, HASTY.format(most=PRESSES))
        return await self._presses.obey(event)

    async def _held_back(self, event: Pressed, why: str) -> Response:
        """Tell why a press is one too many: of a heap that waited, and whose alerts nobody sees any more, once."""
        response = await self._presses.refuse(event, why)
        return Response() if response.parcels and self._is_warned(event.user) else response

    def _too_much(self, event: Said) -> Response | None:
        """What to say to who asks more than they may: once a minute; None where they may ask."""
        # By when it was sent: what has come while the bot was away was not asked in one moment.
        rate = self._tools.members.ask(event.user, event.at.timestamp(), f"{event.room.chat}:{event.message_id}")
        if rate is Rate.FREE:
            return None
        return Response() if self._is_warned(event.user) else said(event, self._limit(rate))

    def _limit(self, rate: Rate) -> str:
        if rate is Rate.SPENT:
            return SPENT.format(most=amount(self._manners.per_day, "question"))
        return TOO_FAST.format(most=amount(self._manners.per_minute, "question"))

    def _is_warned(self, user: int) -> bool:
        """Whether a user was told a moment ago; from now on they are."""
        now = self._tools.clock()
        self._warned = {who: at for who, at in self._warned.items() if abs((now - at).total_seconds()) < WARNED}
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


def is_said(text: str) -> bool:
    """Whether a text has any letter or number: without one nobody can ask."""
    return any(sign.isalnum() for sign in text)
