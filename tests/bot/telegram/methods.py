"""The methods of the Bot API that the server knows, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.bot.telegram.refused import Refused
from tests.bot.telegram.wire import Given
from tests.bot.telegram.world import World

Work = Callable[[World, Given], Any]


@dataclass(frozen=True)
class Method:
    """What does the work, and the parameters that there are."""

    name: str
    work: Work
    parameters: frozenset[str]


METHODS: dict[str, Method] = {}  # by its name in lower case: the server does not mind


def method(name: str, parameters: str = "") -> Callable[[Work], Work]:
    """Register the work of a method with its parameters, in one line of text."""

    def register(work: Work) -> Work:
        METHODS[name.lower()] = Method(name, work, frozenset(parameters.split()))
        return work

    return register


def find(name: str) -> Method:
    """The method of a name; raises Refused where there is none."""
    if name.lower() not in METHODS:
        raise Refused(404, "Not Found")
    return METHODS[name.lower()]
