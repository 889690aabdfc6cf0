"""``Reindex``: a run of the index job that an admin asks for, in a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable

from bot.settings import PREFIX, Settings
from bot.telegram.message import Room

LAST = 1000  # characters of what a run says at its end


class Reindex:
    """Starts a run, one at a time, and tells the room where it was asked for how it ended."""

    def __init__(self, settings: Settings, tell: Callable[[Room, str], None]) -> None:
        self._settings = settings
        self._tell = tell
        self._run: asyncio.Task[None] | None = None

    def start(self, room: Room) -> str:
        """Start a run; return what to say."""
        if not self._settings.archive and not self._settings.feeds:
            return "I do not know what to read: set BACKISSUE_ARCHIVE."
        if self._run is not None and not self._run.done():
            return "A run is at work already."
        self._run = asyncio.create_task(self._index(room))
        return "A run has begun. I will tell you how it ends; until then all is answered from what is there."

    async def _index(self, room: Room) -> None:
        secret = f"{PREFIX}TELEGRAM_"
        environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(secret)}
        process = await asyncio.create_subprocess_exec(
            *("nice", sys.executable, "-m", "bot.cli", "index"),
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            out, error = await process.communicate()
        except asyncio.CancelledError:
            process.terminate()  # what it has done is kept
            raise
        said = (out or error).decode("utf-8", "replace").strip()[-LAST:]
        self._tell(
            room, f"The run has ended{f' with status {process.returncode}' if process.returncode else ''}: {said}"
        )
