"""Progress of long work: a bar on a terminal, plain log lines elsewhere."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from index.build import Report

log = logging.getLogger("backissue")

UNITS = {"reading": "records", "chunking": "articles"}
LOG_EVERY_S = 10.0


@contextmanager
def progress() -> Iterator[Report]:
    """Yield a function that takes phase, done and total, and shows rate and time left on standard error."""
    if sys.stderr.isatty():
        with bars() as report:
            yield report
    else:
        yield LogLines(time.monotonic)


@contextmanager
def bars() -> Iterator[Report]:
    """One bar a phase."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description:18}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    tasks: dict[str, tuple[TaskID, float]] = {}
    with Progress(*columns, console=Console(stderr=True)) as shown:

        def report(phase: str, done: int, total: int | None) -> None:
            if phase not in tasks:
                tasks[phase] = shown.add_task(phase, total=total, rate=""), time.monotonic()
            task, started = tasks[phase]
            shown.update(task, completed=done, total=total, rate=rate_text(phase, done, time.monotonic() - started))

        yield report


class LogLines:
    """A line when a phase starts to take long, every ten seconds, and when it ends."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._phase = ""
        self._started = self._logged = 0.0

    def __call__(self, phase: str, done: int, total: int | None) -> None:
        """Take note of progress; log it when it is time."""
        now = self._clock()
        if phase != self._phase:
            self._phase, self._started, self._logged = phase, now, now
        if now - self._logged >= LOG_EVERY_S or done == total:
            self._logged = now
            log.info("%s", line(phase, done, total, now - self._started))


def line(phase: str, done: int, total: int | None, seconds: float) -> str:
    """Word the progress of a phase: how much, how fast, how long still."""
    parts = [f"{phase} {done:,}/{total:,}" if total is not None else f"{phase} {done:,}"]
    if seconds >= 1:
        parts.append(rate_text(phase, done, seconds))
        if total is not None and 0 < done < total:
            parts.append(f"{(total - done) * seconds / done:,.0f} s left")
    return ", ".join(parts)


def rate_text(phase: str, done: int, seconds: float) -> str:
    """Word a rate."""
    return (
        f"{done / seconds:,.0f} {UNITS.get(phase, 'passages')}/s" if seconds >= 0.1 else ""
    )  # a rate over nothing says nothing
