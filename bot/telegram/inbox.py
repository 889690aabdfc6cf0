"""``Inbox``: updates are stored before Telegram is told that they have come, and stay until they are done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.telegram.incoming import LARGEST, Raw
from bot.telegram.outbox import note_highest
from bot.telegram.store import Store

COUNTED = 6 * 86_400  # seconds after an update in which the next one has a higher number
REMEMBERED = 2 * 86_400  # seconds for which numbers of updates are kept; Telegram repeats none after a day
PLACE = {"message_id", "chat", "date", "message_thread_id", "is_topic_message"}  # where a message stands
NAMES = {"first_name", "last_name", "username"}
CARRIERS = ("message", "guest_message", "callback_query", "inline_query", "my_chat_member", "message_reaction")


@dataclass(frozen=True, slots=True)
class Stored:
    """An update that is not done yet: as it came, and when."""

    update_id: int
    raw: Raw
    received: float


class Inbox:
    """The updates of a bot, each once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, updates: Sequence[Raw], now: float) -> list[Stored]:
        """Store updates; return those that were not known before. When this returns they are on the disk."""
        new = []
        with self._store.transaction():
            # What comes later is later, though the clock was set back: by this the last number is found.
            [(latest,)] = self._store.select("SELECT coalesce(max(received), 0) FROM inbox")
            now = max(now, latest)
            for raw in updates:
                number = raw["update_id"]
                chat, thread, user = whose(raw)
                body = written(raw)
                row = (number, chat, thread, user, now, body)
                if self._store.change("INSERT OR IGNORE INTO inbox VALUES (?, ?, ?, ?, ?, ?, NULL, 0)", row):
                    new.append(Stored(number, raw, now))
                    message_id = whole_or_none(part(raw, "message").get("message_id"))
                    if chat is not None and message_id is not None:
                        note_highest(self._store, chat, message_id)
        return new

    def waiting(self) -> list[Stored]:
        """Return what is not done, in the order in which it came."""
        rows = self._store.select("SELECT update_id, body, received FROM inbox WHERE done IS NULL ORDER BY update_id")
        return [Stored(number, json.loads(body), received) for number, body, received in rows]

    def next_offset(self, now: float) -> int | None:
        """Return the number by which Telegram is told that all updates before it are stored; None where none is.

        After a week without updates Telegram begins to count anywhere: an old number would drop what is new.
        """
        rows = self._store.select(
            "SELECT update_id, received FROM inbox ORDER BY received DESC, update_id DESC LIMIT 1"
        )
        return rows[0][0] + 1 if rows and now - rows[0][1] < COUNTED else None

    def tried(self, update_id: int) -> int:
        """Note that it is tried to decide on an update; return how often it was, this time included."""
        self._store.change("UPDATE inbox SET tries = tries + 1 WHERE update_id = ?", (update_id,))
        [(tries,)] = self._store.select("SELECT tries FROM inbox WHERE update_id = ?", (update_id,))
        return int(tries)

    def done(self, update_id: int, now: float) -> None:
        """Note that an update is done: what it said is not kept."""
        self._store.change(
            "UPDATE inbox SET done = ?, body = NULL, chat = NULL, thread = NULL, user = NULL WHERE update_id = ?",
            (now, update_id),
        )

    def expire(self, now: float) -> None:
        """Let go of the numbers of what was done long ago; the last stays, for ``next_offset``."""
        self._store.change(
            "DELETE FROM inbox WHERE done < ? AND update_id != "
            "(SELECT update_id FROM inbox ORDER BY received DESC, update_id DESC LIMIT 1)",
            (now - REMEMBERED,),
        )


def needed(raw: Raw) -> Raw:
    """An update without what we said ourselves: with a press comes the whole message that the button stands below."""
    press = part(raw, "callback_query")
    if not isinstance(press.get("message"), dict):
        return raw
    place = {name: one for name, one in press["message"].items() if name in PLACE}
    return {**raw, "callback_query": {**press, "message": place}}


def written(raw: Raw) -> str:
    """An update as it is stored; what is nested deeper than anything that Telegram writes is empty."""
    try:
        return json.dumps(needed(without_names(raw)), ensure_ascii=True)
    except RecursionError:
        return "{}"


def without_names(value: Any) -> Any:
    """An update, or a part of one, without what people are called: numbers are enough to answer them."""
    if isinstance(value, dict):
        return {name: without_names(one) for name, one in value.items() if name not in NAMES}
    return [without_names(one) for one in value] if isinstance(value, list) else value


def whose(raw: Raw) -> tuple[int | None, int | None, int | None]:
    """The chat, its topic and the user of an update, as far as it has them; whatever shape it has, it is stored."""
    carrier: Raw = next((raw[name] for name in CARRIERS if isinstance(raw.get(name), dict)), {})
    message = part(carrier, "message") or carrier
    user = part(carrier, "from") or part(carrier, "user")
    thread = message.get("message_thread_id") if message.get("is_topic_message") else None
    found = part(message, "chat").get("id"), thread, user.get("id")
    chat, thread, person = (whole_or_none(one) for one in found)
    return chat, thread, person


def part(raw: Raw, name: str) -> Raw:
    """A part of an update that has parts itself; empty where there is none."""
    found = raw.get(name)
    return found if isinstance(found, dict) else {}


def whole_or_none(value: object) -> int | None:
    """An id where it is one."""
    return value if type(value) is int and abs(value) <= LARGEST else None
