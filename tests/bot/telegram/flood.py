"""The limits on how much a bot may send: a message a second in a chat, twenty a minute in a group, thirty a second."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.bot.telegram.refused import too_many


@dataclass(frozen=True)
class Limit:
    """So many in so many seconds, whenever one looks."""

    count: int
    seconds: float


CHAT = Limit(3, 3)  # one a second, three at once
GROUP = Limit(20, 60)
ALL = Limit(30, 1)


@dataclass
class Flood:
    """What was sent and edited of late."""

    on: bool = True
    sent: defaultdict[tuple[int, Limit], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def spend(self, chat: int, group: bool, now: float) -> None:
        """Count one message or edit; raises Refused with the seconds to wait where it is one too many."""
        if not self.on:
            return
        spans = [self.sent[chat, CHAT], self.sent[0, ALL]]
        limits = [CHAT, ALL]
        if group:
            spans.append(self.sent[chat, GROUP])
            limits.append(GROUP)
        wait = 0.0
        for span, limit in zip(spans, limits, strict=True):
            while span and span[0] <= now - limit.seconds:
                span.popleft()
            if len(span) >= limit.count:
                wait = max(wait, span[-limit.count] + limit.seconds - now)
        if wait:
            raise too_many(max(1, math.ceil(wait)))
        for span in spans:
            span.append(now)
