"""Intervals as people write them."""

from __future__ import annotations

import re
from datetime import timedelta


def parse_every(text: str) -> timedelta:
    """Read ``90s``, ``15m``, ``2h`` or ``1d``; raises ValueError for anything else, and for no time at all."""
    found = re.fullmatch(r"\s*(\d{1,6})\s*([smhd])\s*", text)
    if not found or not int(found[1]):
        raise ValueError("write it like 15m, 90s, 2h or 1d")
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    return timedelta(**{units[found[2]]: int(found[1])})
