"""``Front``: the bot as a process. It listens, stores, hands on, looks after itself, and stops without any loss."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any, TypeVar

from telegram.error import Conflict, EndPointNotFound, InvalidToken, TelegramError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.session import Session
from bot.settings import Settings
from bot.telegram.cards import Cards
from bot.telegram.chores import Chore, Chores
from bot.telegram.clerk import FrontClerk, Manners
from bot.telegram.courier import Courier, pause
from bot.telegram.credentials import REFUSED, TokenRefused, read_token
from bot.telegram.desk import Desk
from bot.telegram.digests import Digests
from bot.telegram.follows import Follows
from bot.telegram.health import Health
from bot.telegram.inbox import Inbox
from bot.telegram.incoming import WANTED, Me, Raw, is_number
from bot.telegram.limiter import Limiter
from bot.telegram.members import Members, Rules
from bot.telegram.memory import Memory
from bot.telegram.memory_use import share_one_heap, trim
from bot.telegram.menu import offer_commands
from bot.telegram.message import Room
from bot.telegram.orders import Orders
from bot.telegram.outbox import OWN, Outbox, Parcel
from bot.telegram.pages import notice
from bot.telegram.pool import Pool
from bot.telegram.presses import Presses
from bot.telegram.reindex import Reindex
from bot.telegram.store import Store
from bot.telegram.tools import Tools
from bot.telegram.webhook import Webhook
from index.arrivals import Cursor

log = logging.getLogger(__name__)

POLL = 25  # seconds for which Telegram holds a question for updates open
CONFLICT_PAUSE = 10.0  # seconds: another process of the same bot may be about to stop
CHORES, TIDY, EXPIRY = 2.0, 30.0, 3600.0  # seconds between
DRAIN = 20.0  # seconds in which what has begun may end
# Threads that answer. Searching takes turns; with a language model they mostly wait for it.
THREADS, THREADS_WITH_MODEL = 2, 6
LONGEST = 60.0  # seconds of an answer, beside those of the language model
CONNECTIONS = 64
CONNECT, READ = 10.0, 12.0  # seconds
MINUTE = 60.0
MOST_FAILED = 6

Result = TypeVar("Result")


class Front:
    """Wires all parts of the front end, and runs them until it is told to stop."""

    def __init__(
        self, session: Session, store: Store, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        settings = session.settings
        self._session, self._settings, self._store, self._clock = session, settings, store, clock
        self._inbox, self._outbox = Inbox(store), Outbox(store)
        self._bot = make_bot(settings, read_token(settings), self._limiter())
        self._memory, self._members = Memory(store), Members(store, rules(settings))
        self._courier = Courier(self._bot, self._outbox)
        self._pool = Pool(THREADS_WITH_MODEL if settings.llm_url else THREADS, LONGEST + settings.llm_timeout)
        self._follows = Follows(store, self._outbox, self._cursor, settings.zone, clock)
        self._digests = Digests(session, self._follows, self._members)
        self._reindex = Reindex(settings, self._tell)
        self._health = Health(settings.data_dir, self._vitals)
        self._stop = asyncio.Event()

    def _limiter(self) -> Limiter:
        now = time.time()
        return Limiter([(chat, now - tried) for chat, tried in self._outbox.recent(now - MINUTE)])

    async def run(self) -> None:
        """Serve until SIGTERM or Ctrl-C; raises TokenRefused where the token is not taken."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        share_one_heap()
        await asyncio.to_thread(self._session.warm)
        if not await self._begin():
            return
        async with self._bot:
            user = await self._insist(self._bot.get_me)
            me = Me(user.id, user.username or "")
            self._desk = Desk(self._store, self._courier, self._clerk(), me)
            self._desk.take(self._inbox.waiting())
            works = (
                self._listen(),
                self._chores().run(CHORES),
                self._health.measure(),
                offer_commands(self._bot, self._settings.telegram_admins),
            )
            tasks = [asyncio.create_task(work) for work in works]
            log.info("@%s answers", me.username)
            stopping = asyncio.ensure_future(self._stop.wait())
            waited: list[asyncio.Future[Any]] = [stopping, *tasks[:2]]
            done, _ = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            log.info("stopping: what has begun is finished")
            for task in tasks:
                task.cancel()
            await self._desk.drain(DRAIN)
            self._pool.close()
            for ended in done - {stopping}:
                ended.result()  # a bug, or a token that is no longer taken
        self._health.gone()

    async def _begin(self) -> bool:
        """Let the library ask Telegram who we are, as often as it takes; false where we are to stop before."""
        stopping = asyncio.ensure_future(self._stop.wait())
        begun = asyncio.ensure_future(self._insist(self._bot.initialize))
        await asyncio.wait((begun, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not begun.done():
            begun.cancel()
            return False
        begun.result()
        return True

    def _clerk(self) -> FrontClerk:
        settings = self._settings
        tools = Tools(
            self._session,
            self._pool,
            self._courier,
            self._outbox,
            self._memory,
            self._members,
            self._follows,
            self._clock,
        )
        presses = Presses(tools)
        orders = Orders(
            tools,
            presses,
            cancel=self._cancel,
            cancel_elsewhere=self._cancel_elsewhere,
            reindex=self._reindex.start,
            longest=settings.telegram_question,
            keep_days=settings.telegram_keep.days,
        )
        manners = Manners(
            settings.telegram_stale,
            settings.telegram_waiting,
            settings.telegram_per_minute,
            settings.telegram_per_day,
        )
        return FrontClerk(tools, orders, presses, Cards(tools), manners)

    # -- listening --------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        """Take in updates: by a webhook where the settings name one, else by asking for them."""
        settings, secret = self._settings, self._settings.telegram_secret.get_secret_value()
        webhook = Webhook(settings.telegram_listen, secret, self._take)
        if settings.telegram_webhook or settings.telegram_health:
            webhook.listen(self._health.report, deliveries=bool(settings.telegram_webhook))
        try:
            if settings.telegram_webhook:
                await self._insist(
                    partial(
                        self._bot.set_webhook, settings.telegram_webhook, allowed_updates=WANTED, secret_token=secret
                    )
                )
                await self._check_webhook()
            with suppress(TokenRefused):  # a server that knows no webhooks says the same to that as to a wrong token
                await self._insist(self._bot.delete_webhook)
            await self._poll()
        finally:
            webhook.close()

    async def _check_webhook(self) -> None:
        """Ask Telegram now and then whether it is there: nothing may be delivered for hours, and all is well."""
        while True:
            await self._insist(self._bot.get_webhook_info)
            self._health.heard()
            await asyncio.sleep(POLL)

    async def _insist(self, call: Callable[[], Awaitable[Result]]) -> Result:
        """Call Telegram as often as it takes."""
        for attempt in count():
            try:
                return await call()
            except InvalidToken:
                raise TokenRefused(REFUSED) from None  # its own text has the token
            except TelegramError as error:
                log.warning("Telegram does not answer: %s", error.message)
                await asyncio.sleep(pause(error, attempt))
        raise AssertionError("counting ends")

    async def _poll(self) -> None:
        """Ask for updates; each is stored before the next question tells Telegram that it has come."""
        failed = 0
        while True:
            try:
                offset = self._inbox.next_offset(time.time())
                updates = await ask_for_updates(self._bot, offset)
            except InvalidToken:
                raise TokenRefused(REFUSED) from None
            except Conflict:
                log.error("another process asks for the updates of this bot: stop it, or give it a bot of its own")  # noqa: TRY400
                await asyncio.sleep(CONFLICT_PAUSE)
            except TelegramError as error:
                if not failed:
                    log.warning("Telegram does not answer: %s", error.message)
                await asyncio.sleep(pause(error, failed))
                failed = min(failed + 1, MOST_FAILED)
            else:
                failed = 0
                self._health.heard()
                if updates:
                    self._take(updates)

    def _take(self, updates: list[Raw]) -> None:
        """Store updates, then hand them on; when this returns they are on the disk."""
        self._health.heard()
        self._desk.take(self._inbox.put(updates, time.time()))

    # -- looking after itself ---------------------------------------------------------------------------------

    def _chores(self) -> Chores:
        """Move to new generations, tell what is new, let go of what is old."""
        return Chores(
            [
                Chore("move", partial(asyncio.to_thread, self._session.refresh)),
                Chore("digests", self._digests.tell_due),
                Chore("send", self._send_own),
                Chore("trim", partial(asyncio.to_thread, trim), TIDY, ready=lambda: self._pool.is_idle),
                Chore("expire", self._expire, EXPIRY),
            ]
        )

    async def _send_own(self) -> None:
        self._desk.send_own()

    async def _expire(self) -> None:
        now = time.time()
        for table in (self._inbox, self._outbox, self._members, self._follows):
            table.expire(now)
        self._memory.expire(now - self._settings.telegram_keep.total_seconds())
        self._store.wipe()

    def _tell(self, room: Room, text: str) -> None:
        """Note something to be told that nobody asked for just now."""
        self._outbox.plan(OWN, [Parcel(room, notice(text))])

    def _cursor(self) -> Cursor:
        return Cursor.at(self._session.searched)

    def _cancel(self, chat: int, user: int) -> int:
        return self._desk.cancel(chat, user)

    def _cancel_elsewhere(self, chat: int, user: int) -> int:
        return self._desk.cancel_elsewhere(chat, user)

    def _vitals(self) -> dict[str, object]:
        return {
            "waiting": self._desk.waiting,
            "undelivered": self._outbox.undelivered(time.time()),
            "generation": self._session.searched.number,
        }


async def ask_for_updates(bot: ExtBot[bool], offset: int | None) -> list[Raw]:
    """Ask Telegram for updates, as they are: one that the library cannot read must not keep the others from coming.

    (The library's own method raises over it, each time anew, and logs what people wrote.)
    """
    wanted = {"timeout": POLL, "offset": offset, "allowed_updates": WANTED}
    given = {name: value for name, value in wanted.items() if value is not None}
    try:
        # So spelt: the library warns of asking for methods that it has one of its own for.
        found: Any = await bot.do_api_request("get_Updates", given, read_timeout=READ + POLL)
    except EndPointNotFound:  # there is such a method: it is the token that is not taken any more
        raise InvalidToken from None
    return [one for one in found if isinstance(one, dict) and is_number(one.get("update_id"))]


def make_bot(settings: Settings, token: str, limiter: Limiter) -> ExtBot[bool]:
    """The library's bot. More connections than it usually has: one that is cut must not stall the others."""
    return ExtBot(
        token,
        f"{settings.telegram_api}/bot",
        f"{settings.telegram_api}/file/bot",
        request=HTTPXRequest(CONNECTIONS, read_timeout=READ, connect_timeout=CONNECT, pool_timeout=CONNECT),
        get_updates_request=HTTPXRequest(4, read_timeout=READ, connect_timeout=CONNECT, pool_timeout=CONNECT),
        rate_limiter=limiter,
    )


def rules(settings: Settings) -> Rules:
    """What the settings say of members."""
    return Rules(
        settings.telegram_open,
        frozenset(settings.telegram_allow),
        frozenset(settings.telegram_admins),
        settings.telegram_pairing.get_secret_value(),
        settings.telegram_per_minute,
        settings.telegram_per_day,
    )
