"""Starting and ending the programs, as processes of their own."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY
from moments import Moment
from newsroom import Archive, articles_of, write
from programs import Inquiry, Known, Order, ask_without_pause, index_job

TOO_LONG = 120.0  # seconds; what takes longer hangs
GLANCE = 0.001  # seconds between two looks at what a job has done


@cache
def context() -> ForkServerContext:
    """Programs are forked from a process that has loaded everything and opened nothing.

    A start takes milliseconds, so that kills fall into the work.
    """
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["libraries"])
    with pytest.MonkeyPatch.context() as patch:
        # Python 3.11 does not tell the process where this one imports from.
        patch.setenv("PYTHONPATH", os.pathsep.join(map(str, (REPOSITORY, *sys.path))))
        forkserver.ensure_running()
    return found


@dataclass(frozen=True, slots=True)
class Ended:
    """How a job ended: its status (negative: the signal that killed it), what it says, how long it took."""

    status: int
    outcome: dict[str, Any]
    seconds: float

    @property
    def report(self) -> dict[str, Any]:
        """What it did; a job that did not end well fails the test here."""
        assert self.status == 0, f"status {self.status}: {self.outcome}"
        found: dict[str, Any] = self.outcome["report"]
        return found


def start(order: Order) -> ForkServerProcess:
    """Start an index job."""
    for path in (order.outcome, order.met):
        path.unlink(missing_ok=True)
    process = context().Process(target=index_job, args=(order,))
    process.start()
    return process


def finish(process: ForkServerProcess, order: Order, started: float) -> Ended:
    """Wait for the end of a job."""
    process.join(TOO_LONG)
    if process.exitcode is None:
        process.kill()
        process.join()
        return Ended(-signal.SIGKILL, {"error": "it hung"}, TOO_LONG)
    outcome = json.loads(order.outcome.read_text()) if order.outcome.exists() else {}
    return Ended(process.exitcode, outcome, time.monotonic() - started)


def index(order: Order) -> Ended:
    """Run an index job to its end."""
    started = time.monotonic()
    return finish(start(order), order, started)


def let_scan(process: ForkServerProcess, order: Order, count: int) -> None:
    """Wait until a job with a ``line_pause`` has met so many records."""
    while process.exitcode is None and not (order.met.exists() and int(order.met.read_text() or 0) >= count):
        process.join(GLANCE)


def index_until(order: Order, moment: Moment, number: signal.Signals) -> Ended:
    """Run an index job and send it a signal at a moment, if it is still there."""
    started = time.monotonic()
    process = start(order)
    while process.exitcode is None and not moment():
        process.join(GLANCE)
    if process.exitcode is None and process.pid is not None:
        os.kill(process.pid, number)
    return finish(process, order, started)


@dataclass(slots=True)
class Reader:
    """A reader that asks without pause."""

    inquiry: Inquiry
    process: ForkServerProcess

    @property
    def asked(self) -> int:
        """How many questions it has asked so far."""
        path = self.inquiry.log.with_suffix(".asked")
        text = path.read_text() if path.exists() else ""
        return int(text or 0)

    def wait(self, more: int = 1) -> None:
        """Wait until it has asked some more questions."""
        wanted, deadline = self.asked + more, time.monotonic() + TOO_LONG
        while self.asked < wanted:
            assert self.process.is_alive(), f"a reader ended: {self.process.exitcode}"
            assert time.monotonic() < deadline, "a reader hangs"
            time.sleep(0.01)

    def end(self) -> dict[str, Any]:
        """Stop it; return what it saw."""
        self.inquiry.stop.touch()
        self.process.join(TOO_LONG)
        if self.process.exitcode != 0:
            self.process.kill()
            return {"asked": self.asked, "errors": [f"the reader ended with {self.process.exitcode}"]}
        found: dict[str, Any] = json.loads(self.inquiry.log.read_text())
        return found


def read(folder: Path, data_dir: Path, known: Path, name: str, *, fresh: bool, may_be_missing: bool = False) -> Reader:
    """Start a reader; its files lie in ``folder``."""
    stop, log = folder / f"{name}.stop", folder / f"{name}.log"
    for path in (stop, log, log.with_suffix(".asked")):
        path.unlink(missing_ok=True)
    inquiry = Inquiry(data_dir, known, stop, log, fresh, may_be_missing)
    process = context().Process(target=ask_without_pause, args=(inquiry,))
    process.start()
    return Reader(inquiry, process)


@contextmanager
def readers(folder: Path, data_dir: Path, known: Path, *, may_be_missing: bool = False) -> Iterator[dict[str, Any]]:
    """Both kinds of readers ask while this lasts; what they saw is there afterwards, by name."""
    saw: dict[str, Any] = {}
    running = {
        name: read(folder, data_dir, known, name, fresh=name == "fresh", may_be_missing=may_be_missing)
        for name in ("lasting", "fresh")
    }
    try:
        yield saw
    finally:
        saw |= {name: reader.end() for name, reader in running.items()}


def questions_of(folder: Path, steps: Sequence[tuple[str, Archive]]) -> Path:
    """Write down what readers may be answered while an archive goes through these steps."""
    scratch, texts = folder / "scratch", set[str]()
    for _, archive in steps:
        write(scratch, archive)
        texts |= {article.text for article in articles_of(scratch)}
    always = set.intersection(*(set(archive) for _, archive in steps))
    markers = tuple(steps[0][1][number].marker for number in sorted(always))
    path = folder / "known.json"
    Known(frozenset(texts), markers).write(path)
    return path


def at(order: Order, **changes: Any) -> Order:
    return replace(order, **changes)
