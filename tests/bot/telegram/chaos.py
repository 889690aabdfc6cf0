"""Faults: what goes wrong between the bot and the server, by count or by chance, the same on every run of a seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """What happens to a request."""

    FLOOD = "flood"  # 429 with retry_after
    ERROR = "error"  # 500 in JSON
    GATEWAY = "gateway"  # 502 in HTML, as a proxy writes it
    DROP = "drop"  # the connection closes before the work is done
    LOST = "lost"  # the work is done, the connection closes
    LATE = "late"  # the work is done, the answer comes after some seconds
    HANG = "hang"  # nothing is done, the answer comes after some seconds


@dataclass
class Plan:
    """A fault that strikes calls of a method (``*``: any): ``times`` of them, or each by chance."""

    fault: Fault
    method: str = "*"
    seconds: float = 1  # until it may be tried again, or until the answer
    times: int | None = 1  # None: no limit
    chance: float = 1
    skip: int = 0  # calls that pass before
    number: int = 0  # in the order of planning
    then: Callable[[], None] | None = None  # is called when it strikes, before the connection closes: kills the bot


@dataclass
class Chaos:
    """Which call meets which fault. The n-th call of a method has the same fate whenever the seed is the same."""

    seed: int = 0
    plans: list[Plan] = field(default_factory=list)
    calm: bool = False  # while set, nothing happens
    counted: Counter[str] = field(default_factory=Counter)

    def add(self, fault: Fault, method: str = "*", *, first: bool = False, **how: Any) -> None:
        """Plan a fault: ``seconds``, ``times``, ``chance``, ``skip``, ``then``; ``first``: before those that are."""
        if "chance" in how:
            how = {"times": None, **how}
        self.plans.insert(0 if first else len(self.plans), Plan(fault, method, number=len(self.plans), **how))

    def clear(self) -> None:
        self.plans.clear()

    def strike(self, method: str) -> Plan | None:
        """What strikes this call; the first plan that does is spent."""
        self.counted[method] += 1
        if self.calm:
            return None
        for plan in self.plans:
            if plan.method not in ("*", method) or plan.times == 0:
                continue
            if plan.skip:
                plan.skip -= 1
                continue
            fate = random.Random(f"{self.seed}:{plan.number}:{method}:{self.counted[method]}").random()
            if fate < plan.chance:
                if plan.times:
                    plan.times -= 1
                return plan
        return None
