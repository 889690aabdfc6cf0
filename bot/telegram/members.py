"""``Members``: whom the bot serves, and how much of it each may ask."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum

from bot.telegram.store import Store

MINUTE, DAY = 60, 86_400
ALLOWED, BLOCKED = "allowed", "blocked"


class Rate(StrEnum):
    """Whether a user may ask one more question now."""

    FREE = "free"
    TOO_FAST = "too fast"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say of members."""

    open: bool
    allowed: frozenset[int]
    admins: frozenset[int]
    pairing: str
    per_minute: int
    per_day: int


class Members:
    """Users and chats by their numeric ids; names can be changed by anybody, and count for nothing."""

    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def may_use(self, user: int, chat: int | None = None) -> bool:
        """Whether the bot serves a user, in a chat of several people where it serves that chat."""
        if self.is_admin(user):
            return True
        standing = {one: self._standing(one) for one in (user, chat) if one is not None}
        if BLOCKED in standing.values():
            return False
        return self._rules.open or any(
            found == ALLOWED or one in self._rules.allowed for one, found in standing.items()
        )

    def is_admin(self, user: int) -> bool:
        """Whether a user may do what only admins may."""
        return user in self._rules.admins

    def pair(self, user: int, code: str, now: float) -> bool:
        """Let in a user who knows the code; one who is blocked stays out."""
        shown, known = (one.encode(errors="replace") for one in (code, self._rules.pairing))
        right = bool(known) and secrets.compare_digest(shown, known)
        if not right or self._standing(user) == BLOCKED:
            return False
        self.allow(user, now)
        return True

    def allow(self, who: int, now: float) -> None:
        """Serve a user or chat from now on."""
        self._store.change("INSERT OR REPLACE INTO member VALUES (?, ?, ?)", (who, ALLOWED, now))

    def block(self, who: int, now: float) -> None:
        """Serve a user or chat no more."""
        self._store.change("INSERT OR REPLACE INTO member VALUES (?, ?, ?)", (who, BLOCKED, now))

    def move(self, before: int, after: int, now: float) -> None:
        """Serve a chat under its new id as under the one that it had."""
        standing = self._standing(before) or (ALLOWED if before in self._rules.allowed else "")
        if standing and not self._standing(after):
            self._store.change("INSERT OR REPLACE INTO member VALUES (?, ?, ?)", (after, standing, now))

    def ask(self, user: int, at: float, what: str = "") -> Rate:
        """Count a question that a user asked at a moment; say whether it was one too many, which is not counted.

        ``what`` tells it from others, so that one that is taken up after a restart is counted once.
        """
        if what and self._store.select("SELECT 1 FROM asked WHERE user = ? AND what = ?", (user, what)):
            return Rate.FREE
        ((minute, day),) = self._store.select(
            "SELECT coalesce(sum(at > ?), 0), count(*) FROM asked WHERE user = ? AND at > ? AND at <= ?",
            (at - MINUTE, user, at - DAY, at),  # a clock that is set back halts nobody
        )
        if day >= self._rules.per_day:
            return Rate.SPENT
        if minute >= self._rules.per_minute:
            return Rate.TOO_FAST
        self._store.change("INSERT INTO asked VALUES (?, ?, ?)", (user, at, what))
        return Rate.FREE

    def counts(self, now: float) -> dict[str, int]:
        """Return how many users asked in the last day, and how many questions."""
        ((users, questions),) = self._store.select(
            "SELECT count(DISTINCT user), count(*) FROM asked WHERE at > ?", (now - DAY,)
        )
        return {"users": users, "questions": questions}

    def expire(self, now: float) -> None:
        """Let go of counts that no limit looks at any more."""
        self._store.change("DELETE FROM asked WHERE at < ? OR at > ?", (now - DAY, now + DAY))

    def _standing(self, who: int) -> str:
        rows = self._store.select("SELECT standing FROM member WHERE id = ?", (who,))
        return rows[0][0] if rows else ""
