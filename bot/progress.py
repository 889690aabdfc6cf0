"""Progress of long work: a bar on a terminal, plain log lines elsewhere, JSON lines for programs."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from corpus.amount import amount
from index.build import Report

log = logging.getLogger("backissue")

UNITS = {"scan": "record", "chunk": "article"}
LOG_EVERY_S = 10.0
JSON_EVERY_S = 1.0


@contextmanager
def progress(*, as_json: bool = False) -> Iterator[Report]:
    """Yield a function that takes phase, done and total, and shows rate and time left on standard error."""
    if as_json:
        yield Lines(time.monotonic, JSON_EVERY_S, lambda *event: print(json_event(*event), file=sys.stderr, flush=True))
    elif sys.stderr.isatty():
        with bars() as report:
            yield report
    else:
        yield Lines(time.monotonic, LOG_EVERY_S, lambda *event: log.info("%s", line(*event)))


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


class Lines:
    """A line when a phase starts to take long, every so often, and when it ends."""

    def __init__(
        self, clock: Callable[[], float], every_s: float, write: Callable[[str, int, int | None, float], object]
    ) -> None:
        self._clock = clock
        self._every = every_s
        self._write = write
        self._phase = ""
        self._started = self._written = 0.0

    def __call__(self, phase: str, done: int, total: int | None) -> None:
        """Take note of progress; write it down when it is time."""
        now = self._clock()
        if phase != self._phase:
            self._phase, self._started, self._written = phase, now, now
        if now - self._written >= self._every or done == total:
            self._written = now
            self._write(phase, done, total, now - self._started)


class Stopwatch:
    """Passes progress on and keeps how much each phase did in how many seconds."""

    def __init__(self, report: Report, clock: Callable[[], float] = time.monotonic) -> None:
        self._report = report
        self._clock = clock
        self._last = clock()
        self._phases: dict[str, tuple[int, float]] = {}

    def __call__(self, phase: str, done: int, total: int | None) -> None:
        """Take note of progress. What passed since the last note belongs to the phase that notes now."""
        now = self._clock()
        _, spent = self._phases.get(phase, (0, 0.0))
        self._phases[phase] = done, spent + now - self._last
        self._last = now
        self._report(phase, done, total)

    @property
    def phases(self) -> dict[str, dict[str, float]]:
        """Count and seconds of each phase, in their order."""
        return {name: {"count": done, "seconds": round(spent, 3)} for name, (done, spent) in self._phases.items()}


def json_event(phase: str, done: int, total: int | None, seconds: float) -> str:
    """Progress as a JSON object; what cannot be known yet is null."""
    rate = done / seconds if seconds >= 0.1 else None
    left = (total - done) / rate if rate and total is not None else None
    return json.dumps(
        {
            "phase": phase,
            "done": done,
            "total": total,
            "per_second": rate and round(rate, 1),
            "seconds_left": left if left is None else round(left, 1),
        }
    )


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
    if seconds < 0.1:  # a rate over nothing says nothing
        return ""
    return f"{amount(round(done / seconds), UNITS.get(phase, 'passage'))}/s"
