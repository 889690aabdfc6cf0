"""``Limiter``: sends no faster than Telegram takes it, each chat in its order and none for another's sake.

What Telegram takes is not published beyond its FAQ: about one message a second in a chat with short bursts, 20 a minute
in a group, 30 a second in all. A 429 that comes nevertheless halts the chat that it was about, and no other.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

Window = tuple[int, float]
# Calls in a window of seconds; edits count as messages do.
CHAT, GROUP, OVERALL = (3, 3.0), (19, 60.0), (25, 1.0)  # a group is a chat, too
LONGEST_WINDOW = 60.0  # seconds after which a call counts nowhere
SIGNS = {"sendChatAction"}  # of life: worthless when late, and cost nothing
MARGIN = 0.05  # seconds; the server's clock is not ours
UNDER_WAY = 1.0  # seconds that a call of a process before may have taken to come: only when it began is known
FORGET = 120.0
LONGEST = 120.0  # seconds of a halt that are waited for; beyond, the caller decides


@dataclass(slots=True)
class Lane:
    """The calls to one chat: when they were made, until when they are halted, and whose turn it is."""

    made: deque[float] = field(default_factory=deque)
    halted: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Limiter(BaseRateLimiter[bool]):
    """One for a bot. ``rate_limit_args=True`` marks a call that is left out where it would have to wait."""

    def __init__(self, recent: Iterable[tuple[int, float]] = (), clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lanes: dict[int, Lane] = {}
        self._overall: deque[float] = deque()
        for chat, ago in recent:  # by a process that was killed
            self._lane(chat).made.append(clock() - max(ago - UNDER_WAY, 0.0))  # a clock set back halts nobody

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(  # noqa: PLR0917 - the library calls it so
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: bool | None,
    ) -> Any:
        """Make a call when it may be made; raises RetryAfter where Telegram halts a chat for longer than is waited."""
        chat = data.get("chat_id")
        if not isinstance(chat, int):
            return await callback(*args, **kwargs)
        lane, allowed = self._lane(chat), (CHAT, GROUP) if chat < 0 else (CHAT,)
        if endpoint in SIGNS:
            return False if lane.halted > self._clock() else await callback(*args, **kwargs)
        if rate_limit_args and (lane.turn.locked() or self._wait(lane, allowed) > 0):
            raise RetryAfter(1)
        async with lane.turn:
            while True:
                while (seconds := self._wait(lane, allowed)) > 0:
                    await asyncio.sleep(seconds)
                begun = self._clock()
                lane.made.append(begun)
                self._overall.append(begun)
                try:
                    return await callback(*args, **kwargs)
                except RetryAfter as error:
                    halt = seconds_of(error)
                    lane.halted = self._clock() + halt + MARGIN
                    if halt > LONGEST or rate_limit_args:
                        raise
                finally:  # a picture, or a slow line: Telegram counts a call when it has come
                    if lane.made and lane.made[-1] == begun:
                        lane.made.pop()
                    lane.made.append(self._clock())

    def _lane(self, chat: int) -> Lane:
        if chat not in self._lanes and len(self._lanes) > 1000:
            now = self._clock()
            idle = [
                one
                for one, lane in self._lanes.items()
                if not lane.turn.locked() and lane.halted < now and (not lane.made or lane.made[-1] < now - FORGET)
            ]
            for one in idle:
                del self._lanes[one]
        return self._lanes.setdefault(chat, Lane())

    def _wait(self, lane: Lane, allowed: Iterable[Window]) -> float:
        """Seconds until a call may be made."""
        now = self._clock()
        waits = [delay(lane.made, window, now) for window in allowed]
        return max(lane.halted - now, delay(self._overall, OVERALL, now), *waits, 0.0)


def delay(made: deque[float], window: Window, now: float) -> float:
    """Seconds until one more call fits into a window that slides."""
    most, seconds = window
    while made and made[0] <= now - LONGEST_WINDOW:
        made.popleft()
    return 0.0 if len(made) < most else max(0.0, made[-most] + seconds + MARGIN - now)


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram wants us to wait; the library gives a number or a duration."""
    found = error.retry_after
    return float(found) if isinstance(found, int) else found.total_seconds()
