"""What the server says when it does not do what it was asked."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """An answer of ``ok: false``: the status, the server's own words and what it says beside them."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    @property
    def body(self) -> dict[str, Any]:
        said: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return said | ({"parameters": self.parameters} if self.parameters else {})


def bad(description: str) -> Refused:
    return Refused(400, f"Bad Request: {description}")


def too_many(seconds: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
CANNOT_EDIT = "message can't be edited"
OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
# How a bot finds out whether a message of its arrived: it edits it. These words are answers, not faults of the bot's.
PROBED = ("message is not modified", "message to edit not found", CANNOT_EDIT)
