"""``Days``: an event loop in which waiting takes no time, for tests that talk to nothing outside."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Coroutine
from typing import Any


class Days(asyncio.SelectorEventLoop):
    """A loop in which waiting takes no time: when nothing is left to do, its clock jumps to what is due next."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        scheduled: list[asyncio.TimerHandle] = self._scheduled  # type: ignore[attr-defined]
        while scheduled and scheduled[0].cancelled():
            heapq.heappop(scheduled)
        if not self._ready and scheduled:  # type: ignore[attr-defined]
            self.now = max(self.now, scheduled[0].when())
        super()._run_once()  # type: ignore[misc]


def play(work: Callable[[Days], Coroutine[Any, Any, None]]) -> None:
    """Run something that takes days in no time."""
    with asyncio.Runner(loop_factory=Days) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, Days)
        runner.run(work(loop))
