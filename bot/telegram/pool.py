"""``Pool``: work that takes the processor, beside the loop that listens to Telegram."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from corpus.errors import BackissueError

Result = TypeVar("Result")

SWITCH = 0.001  # seconds after which a thread lets the loop have its turn: Python's own five add up to a lag


class TooLong(BackissueError):
    """Work took longer than anybody waits for it."""


class Pool:
    """A few threads; what is more waits in the order in which it came."""

    def __init__(self, threads: int, longest: float) -> None:
        sys.setswitchinterval(SWITCH)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="archive")
        self._longest = longest
        self._busy = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being worked on: then there is time for what nobody waits for."""
        return self._busy == 0

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do a piece of work; raises what it raises, and TooLong."""
        self._busy += 1
        try:
            done = asyncio.get_running_loop().run_in_executor(self._threads, work)
            return await asyncio.wait_for(done, self._longest)
        except TimeoutError as error:  # its thread goes on, but nobody waits for it any more
            raise TooLong("this takes too long just now; ask again in a minute, or ask something narrower") from error
        finally:
            self._busy -= 1

    def close(self) -> None:
        """Take no more work; what has begun ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)
