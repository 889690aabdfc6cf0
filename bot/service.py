"""``index --every``: one run after another, each in a process of its own, until the service is told to stop.

A run that crashes, or eats all memory, does not take the service with it, and between runs nothing is held.
"""

from __future__ import annotations

import logging
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from math import floor
from types import FrameType

log = logging.getLogger("backissue")

# So that services that were started together do not read the same disk at the same second for ever.
JITTER, MOST_JITTER_S = 0.1, 60.0


def next_due(due: float, now: float, every: float) -> float:
    """Return when the run after the one that was due is to start; slots that a long run has missed are skipped."""
    return due + every * (1 + max(0, floor((now - due) / every)))


class Service:
    """Runs a command every so often. SIGTERM and Ctrl-C end the run at hand within its batch, and the service."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], every: timedelta) -> None:
        self._command = command
        self._environment = {**os.environ, **environment}
        self._every = every.total_seconds()
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None

    def serve(self) -> None:
        """Run until stopped. A run that fails is logged; the next one starts when it is due."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        due = time.monotonic()
        while not self._stopping.is_set():
            self._run_once()
            now = time.monotonic()
            due = next_due(due, now, self._every)
            jitter = random.uniform(0, min(JITTER * self._every, MOST_JITTER_S))  # noqa: S311 - no secret
            self._stopping.wait(min(due - now + jitter, threading.TIMEOUT_MAX))
        log.info("stopped")

    def _run_once(self) -> None:
        # In a session of its own, so that Ctrl-C reaches it once: from here.
        self._child = subprocess.Popen(self._command, env=self._environment, start_new_session=True)  # noqa: S603
        if self._stopping.is_set():  # the signal came while the process was started
            self._child.terminate()
        status = self._child.wait()
        if status and not self._stopping.is_set():
            log.warning("the run ended with status %s; the next one follows when it is due", status)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping.set()
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()


def own_command(arguments: list[str]) -> list[str]:
    """The command that runs this one once."""
    kept: list[str] = []
    skip = False
    for argument in arguments:
        if skip or argument.startswith("--every="):
            skip = False
        elif argument == "--every":
            skip = True
        else:
            kept.append(argument)
    # -P: no module is taken from the folder that the service happens to be started in.
    return [sys.executable, "-P", "-m", "bot.cli", *kept]
