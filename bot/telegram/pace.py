"""``Pace``: how often somebody may do what costs us little, but not nothing."""

from __future__ import annotations

from collections import deque

WINDOW = 60.0  # seconds


class Pace:
    """Counts what each user did of late; a restart forgives all."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._done: dict[int, deque[float]] = {}

    def is_too_fast(self, user: int, now: float) -> bool:
        """Count one more of a user; say whether it was one too many, which counts as well."""
        self._done = {one: times for one, times in self._done.items() if abs(now - times[-1]) < WINDOW}
        times = self._done.setdefault(user, deque(maxlen=self._most))
        full = len(times) == self._most and abs(now - times[0]) < WINDOW
        times.append(now)
        return full
