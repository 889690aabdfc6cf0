"""``Desk``: what has come in is handled, the updates of a chat in their order, chats beside each other.

An update is done when what answers it has arrived. What is decided is noted in one step, the turn of the conversation
and the messages that it gives, so that a crash at any point neither loses a question nor answers it twice.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.telegram.courier import Courier
from bot.telegram.inbox import Inbox, Stored
from bot.telegram.incoming import (
    SHAPELESS,
    Became,
    Event,
    Me,
    Moved,
    Pressed,
    Reacted,
    Said,
    Summons,
    Typing,
    read_update,
)
from bot.telegram.memory import Memory
from bot.telegram.outbox import OWN, Outbox, Parcel
from bot.telegram.response import Response
from bot.telegram.store import Store
from index.errors import StoreError

log = logging.getLogger(__name__)

TRIES = 5  # of an update that fails by a bug of ours or takes the process with it; then we say that we are sorry
PAUSE, LONGEST_PAUSE = 1.0, 16.0  # seconds between them; the longer while the disk is full


Lasting = Said | Pressed | Summons | Reacted | Moved | Became  # what is done even if it takes a restart


class Clerk(Protocol):
    """Decides what an event is answered with; what it decides is noted and sent by the desk."""

    def is_quick(self, event: Event) -> bool:
        """Whether an event need not wait for the questions before it."""
        ...

    def gives_signs(self, event: Event) -> bool:
        """Whether somebody waits for an answer, and is shown that it is being made."""
        ...

    async def respond(self, event: Event, *, waiting: int) -> Response:
        """Return what to send; ``waiting`` is how many events wait before this one was taken in."""
        ...

    async def settled(self, event: Lasting, response: Response, message_ids: Sequence[int | None]) -> None:
        """Do what nobody waits for, once all has arrived."""
        ...

    def sorry(self, event: Lasting) -> Response:
        """Return what to say where a bug of ours is in the way."""
        ...


@dataclass(slots=True)
class Item:
    """An update on the desk."""

    stored: Stored
    event: Lasting
    waiting: int
    sign: asyncio.Task[None] | None = None
    cancelled: bool = False
    decided: bool = False  # what answers it is noted, and is sent


@dataclass(slots=True)
class Line:
    """What waits in a chat, and who works on it."""

    items: deque[Item] = field(default_factory=deque)
    worker: asyncio.Task[None] | None = None


class Desk:
    """Takes stored updates, and sees to it that each is done once."""

    def __init__(
        self, store: Store, courier: Courier, clerk: Clerk, me: Me, clock: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._inbox, self._outbox, self._memory = Inbox(store), Outbox(store), Memory(store)
        self._courier = courier
        self._clerk = clerk
        self._me = me
        self._clock = clock
        self._lines: dict[int, Line] = {}
        self._beside: set[asyncio.Task[None]] = set()
        self._typing: dict[int, asyncio.Task[None]] = {}
        self._own: set[int] = set()  # parcels on their way
        self.stopping = False

    def take(self, updates: Sequence[Stored]) -> None:
        """Take in updates that are stored; returns at once."""
        for stored in updates:
            event = self._read(stored)
            if event is None:
                self._inbox.done(stored.update_id, self._clock())
            elif isinstance(event, Typing):
                self._inbox.done(stored.update_id, self._clock())  # nobody asks for it after a restart
                self._type(event)
            else:
                self._queue(Item(stored, event, self._before(event)))

    def send_own(self) -> None:
        """Send what no update asked for: digests, and how a run ended."""
        for parcel in self._outbox.unsent(OWN):
            if parcel.id not in self._own:
                self._own.add(parcel.id)
                self._spawn(self._deliver_own(parcel))

    async def _deliver_own(self, parcel: Parcel) -> None:
        try:
            await self._courier.deliver(parcel)
        except StoreError:
            log.exception("a message that nobody asked for could not be noted; it is tried again")
        finally:
            self._own.discard(parcel.id)

    def _read(self, stored: Stored) -> Event | None:
        try:
            return read_update(stored.raw, self._me)
        except SHAPELESS:
            log.exception("update %d is of a shape that we do not know", stored.update_id)
            return None

    def _queue(self, item: Item) -> None:
        event = item.event
        if isinstance(event, Summons) or self._clerk.is_quick(event):
            self._spawn(self._see_to(item))
            return
        line = self._lines.setdefault(event.room.chat, Line())
        signs = (getattr(before.event, "room", None) for before in line.items if before.sign)
        if event.room not in signs:
            self._give_sign(item)  # else its turn comes under the sign of the one before
        line.items.append(item)
        if line.worker is None:
            line.worker = asyncio.create_task(self._work(event.room.chat, line))

    def _give_sign(self, item: Item) -> None:
        event = item.event
        if item.sign is None and isinstance(event, (Said, Pressed)) and self._clerk.gives_signs(event):
            item.sign = asyncio.create_task(self._courier.type_in(event.room))

    def _before(self, event: Lasting) -> int:
        """How many updates are seen to before this one: those of its chat, and one of each other chat.

        What somebody else sends in heaps makes nobody wait but them, and what is only shown or on its way does not
        count.
        """
        if isinstance(event, Summons):
            return len(self._lines)
        line = self._lines.get(event.room.chat)
        return len(self._lines) + (len(line.items) - 1 if line else 0)

    def _type(self, event: Typing) -> None:
        """Offer cards to the last of what a user has typed; what they typed before is given up."""
        before = self._typing.pop(event.user, None)
        if before is not None:
            before.cancel()
        task = asyncio.create_task(self._offer(event))
        self._typing[event.user] = task

    async def _offer(self, event: Typing) -> None:
        try:
            await self._clerk.respond(event, waiting=self.waiting)
        except Exception:
            log.exception("cards could not be offered")
        finally:
            if self._typing.get(event.user) is asyncio.current_task():
                del self._typing[event.user]

    @property
    def waiting(self) -> int:
        """How many updates are not done."""
        return sum(len(line.items) for line in self._lines.values()) + len(self._beside)

    def cancel(self, chat: int, user: int) -> int:
        """Take back what a user asked in a chat and has not been answered yet; return how many questions."""
        return self._take_back(self._lines.get(chat, Line()), user)

    def cancel_elsewhere(self, chat: int, user: int) -> int:
        """The same in all other chats."""
        return sum(self._take_back(line, user) for other, line in self._lines.items() if other != chat)

    def _take_back(self, line: Line, user: int) -> int:
        mine = [item for item in line.items if item.event.user == user and self._clerk.gives_signs(item.event)]
        mine = [item for item in mine if not (item.cancelled or item.decided)]
        for item in mine:
            item.cancelled = True
            self._inbox.done(item.stored.update_id, self._clock())  # the next process does not answer it either
            if item.sign is not None:
                item.sign.cancel()
        return len(mine)

    async def _work(self, chat: int, line: Line) -> None:
        """Handle what waits in a chat, one after another, until nothing is left."""
        while line.items and not self.stopping:
            await self._see_to(line.items[0])
            line.items.popleft()
            await asyncio.sleep(0)  # a heap that is refused at once must not keep the loop
        line.worker = None
        if not line.items:
            self._lines.pop(chat, None)

    async def _see_to(self, item: Item) -> None:
        """Handle an update until it is done; a bug of ours does not stop the others."""
        number, failures, waits = item.stored.update_id, 0, 0
        try:
            while True:
                try:
                    self._give_sign(item)
                    if failures > TRIES:  # not even the apology can be made
                        self._inbox.done(number, self._clock())
                        return
                    await self._handle(item)
                except Exception as error:
                    if is_of_the_disk(error):  # no fault of the update: it waits until there is room
                        waits += 1
                        log.exception("update %d waits: it cannot be noted", number)
                    else:
                        failures += 1
                        log.exception("update %d failed (%d)", number, failures)
                else:
                    return
                await asyncio.sleep(min(PAUSE * 2.0 ** max(waits - 1, 0), LONGEST_PAUSE))
        finally:
            if item.sign is not None:
                item.sign.cancel()

    async def _handle(self, item: Item) -> None:
        event, number = item.event, item.stored.update_id
        response = Response()
        if not self._outbox.is_planned(number) and not item.cancelled:
            if self._inbox.tried(number) > TRIES:  # restarts count: it may be what takes the process with it
                response = self._clerk.sorry(event)
            else:
                response = await self._clerk.respond(event, waiting=item.waiting)
            if not item.cancelled:
                self._note(number, event, response)
        item.decided = True
        message_ids = [await self._courier.deliver(parcel) for parcel in self._outbox.unsent(number)]
        self._inbox.done(number, self._clock())
        if item.sign is not None:
            item.sign.cancel()
        if response.parcels:
            self._spawn(self._settle(event, response, message_ids))

    def _note(self, number: int, event: Lasting, response: Response) -> None:
        """Note in one step what was decided."""
        now = self._clock()
        with self._store.transaction():
            self._outbox.plan(number, response.parcels)
            if response.state is not None and isinstance(event, (Said, Pressed)):
                self._memory.remember(event.room, response.state, now)
            if isinstance(event, (Said, Pressed)):
                kept = [(response.key, response.kept)] if response.kept is not None else []
                for key, one in [*kept, *([response.changed] if response.changed else [])]:
                    self._memory.keep(key, event.room, event.user, one, now)

    async def _settle(self, event: Lasting, response: Response, message_ids: Sequence[int | None]) -> None:
        try:
            await self._clerk.settled(event, response, message_ids)
        except Exception:
            log.exception("what nobody waits for failed")

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def drain(self, seconds: float) -> None:
        """Wait until what has begun is done, but no longer; the rest is taken up by the next start."""
        self.stopping = True
        for task in self._typing.values():
            task.cancel()
        workers = [line.worker for line in self._lines.values() if line.worker]
        tasks = [*workers, *self._beside]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()


def is_of_the_disk(error: Exception) -> bool:
    """Whether something could not be noted because the disk is full or may not be written, which passes."""
    return isinstance(error, StoreError) and type(error.__cause__).__name__ in {"OperationalError", "OSError"}
