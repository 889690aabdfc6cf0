"""``Callback``: what a button says when it is pressed, in at most 64 bytes. Any client can send any bytes: what comes
back is parsed strictly, and the key must be one that this chat was given.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

KEY_BYTES = 9  # of randomness: nobody guesses the key of another chat's answer
SHAPE = re.compile(r"([a-z]):([A-Za-z0-9_-]{12}):(\d{1,4})", re.ASCII)


class Verb(StrEnum):
    """What is asked for; the number beside it chooses one of several."""

    PASSAGE = "p"  # the passage of the n-th citation, in its context
    BACK = "b"  # the answer again
    WHOLE = "m"  # the n-th page of all of an answer that is shown in its short form
    FOLLOW_UP = "q"  # the n-th question that was suggested
    CHOICE = "c"  # the n-th of what may have been meant
    DATES = "d"  # the choice of time
    WITHIN = "w"  # the n-th of these times
    GOOD = "g"
    BAD = "n"
    WRONG = "r"  # what was wrong: the n-th reason
    SUBJECT = "s"  # follow the subject of the answer
    UNFOLLOW = "u"


@dataclass(frozen=True, slots=True)
class Callback:
    """A press: what is asked for, of what, and which one of it."""

    verb: Verb
    key: str
    number: int = 0

    def __str__(self) -> str:
        return f"{self.verb.value}:{self.key}:{self.number}"


def new_key() -> str:
    """Make a key that cannot be guessed."""
    return secrets.token_urlsafe(KEY_BYTES)


def parse_callback(data: str) -> Callback | None:
    """Read what came back; None for anything that we never write."""
    found = SHAPE.fullmatch(data)
    if not found or found[1] not in set(Verb):
        return None
    return Callback(Verb(found[1]), found[2], int(found[3]))
