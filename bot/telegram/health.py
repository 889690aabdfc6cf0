"""``Health``: what the process says of itself, in a file and over HTTP, for whoever watches it."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from bot.telegram.memory_use import memory_mb

EVERY = 2.0  # seconds between two reports
STALE = 30.0  # seconds after which a report tells that the process hangs
DEAF = 120.0  # seconds without a word from Telegram that are ordinary
TICK, TICKS = 0.05, 400  # seconds; how late the loop wakes up is how long it was blocked
FILE = "telegram.health"

Vitals = Mapping[str, object]


class Health:
    """Measures how promptly the loop answers, and reports."""

    def __init__(self, folder: Path, vitals: Callable[[], Vitals]) -> None:
        self._path = folder / FILE
        self._vitals = vitals
        self._lags: deque[float] = deque(maxlen=TICKS)
        self._heard = time.monotonic()

    def heard(self) -> None:
        """Note that Telegram has answered."""
        self._heard = time.monotonic()

    def report(self) -> dict[str, object]:
        """What there is to say just now."""
        silent = time.monotonic() - self._heard
        return {
            "ok": silent < DEAF,
            "at": round(time.time(), 1),
            "pid": os.getpid(),
            "heard_seconds_ago": round(silent, 1),
            "lag_ms_p95": round(1000 * percentile(self._lags, 0.95), 1),
            "lag_ms_most": round(1000 * max(self._lags, default=0.0), 1),
            "memory_mb": round(memory_mb()),
            **self._vitals(),
        }

    async def measure(self) -> None:
        """Measure for ever, and write a report every few seconds."""
        due = 0.0
        while True:
            before = time.monotonic()
            await asyncio.sleep(TICK)
            now = time.monotonic()
            self._lags.append(now - before - TICK)
            if now >= due:
                due = now + EVERY
                with suppress(OSError):  # a full disk is told of elsewhere
                    self._write()

    def _write(self) -> None:
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps(self.report()) + "\n")
        draft.replace(self._path)

    def gone(self) -> None:
        """Take the report away: the process ends as it should."""
        self._path.unlink(missing_ok=True)


def percentile(values: deque[float], share: float) -> float:
    """The value below which such a share of values lies; 0 without values."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def read_report(folder: Path) -> tuple[bool, str]:
    """Say whether a bot on this data folder is well, and what its last report is or lacks."""
    try:
        text = (folder / FILE).read_text().strip()
        report = json.loads(text)
        fresh = time.time() - report["at"] < STALE
        return bool(report["ok"]) and fresh, text if fresh else f"no report for {time.time() - report['at']:.0f} s"
    except (OSError, ValueError, KeyError, TypeError):
        return False, "no bot is running on this data folder"
