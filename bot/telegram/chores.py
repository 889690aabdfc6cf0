"""``Chores``: what the bot does for itself again and again; one that fails keeps no other from being done."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that is done at most each ``every`` seconds, and only while ``ready`` says so."""

    name: str
    work: Callable[[], Awaitable[object]]
    every: float = 0.0
    ready: Callable[[], bool] = lambda: True


class Chores:
    """Does chores in their order. What fails is tried again the next time, and told once, not each time."""

    def __init__(self, chores: Sequence[Chore], clock: Callable[[], float] = time.monotonic) -> None:
        self._chores = chores
        self._clock = clock
        self._due = dict.fromkeys((chore.name for chore in chores), float("-inf"))
        self._failing: dict[str, str] = {}

    async def run(self, pause: float) -> None:
        """Do what is due for ever, with a pause of so many seconds in between."""
        while True:
            await self.do_due()
            await asyncio.sleep(pause)

    async def do_due(self) -> None:
        """Do what is due now."""
        for chore in self._chores:
            if self._clock() >= self._due[chore.name] and chore.ready():
                self._due[chore.name] = self._clock() + chore.every
                await self._do(chore)

    async def _do(self, chore: Chore) -> None:
        try:
            await chore.work()
        except Exception as error:
            if self._failing.get(chore.name) != repr(error):
                log.exception("a chore failed (%s); it is tried again", chore.name)
            self._failing[chore.name] = repr(error)
        else:
            self._failing.pop(chore.name, None)
