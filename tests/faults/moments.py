"""When a signal is sent to a job: at an instant that was chosen before, or as soon as it has come so far."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

from index.generation import Store, directories

Moment = Callable[[], bool]  # says whether it has come; asked again and again from the start of the job on


def instants(seed: int, seconds: float, count: int) -> list[float]:
    """So many random instants of a run that takes so many seconds, one in each part of it, ascending."""
    chance = random.Random(seed)
    return [(part + chance.random()) * seconds / count for part in range(count)]


def after(delay: float, first: Moment = lambda: True) -> Moment:
    """So many seconds after the start, or after another moment."""
    due: float | None = None

    def has_come() -> bool:
        nonlocal due
        if due is None and first():
            due = time.monotonic() + delay
        return due is not None and time.monotonic() >= due

    return has_come


def while_writing(store: Store) -> Moment:
    """As soon as something is written; what an earlier run left there is removed first."""
    cleared = False

    def has_come() -> bool:
        nonlocal cleared
        found = unpublished(store)
        cleared = cleared or not found
        return cleared and bool(found)

    return has_come


def once_published(store: Store) -> Moment:
    """As soon as the pointer has moved."""
    before = store.current_number()
    return lambda: store.current_number() > before


def unpublished(store: Store) -> list[Path]:
    """What lies there of a generation that was never published."""
    folders = [*directories(store.volumes), *directories(store.generations)]
    return [path for path in folders if int(path.name.partition("-")[0]) > store.current_number()]
