"""Values that tests of the front end start from: updates as Telegram writes them, an empty file, a message."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.telegram.incoming import Me
from bot.telegram.message import Button, Message, Room
from bot.telegram.outbox import Parcel
from bot.telegram.store import Store

ME = Me(123456, "backissue_bot")
ANN, BOB = 1001, 1002
GROUP = -1_001_000_000_001
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ANSWER = Message("<b>Twelve</b> people. [1]", ((Button("👍", data="g:abcdefghijkl:0"),),))


def make_message(text: str = "Who won?", user: int = ANN, chat: int = 0, **fields: Any) -> dict[str, Any]:
    """A message as Telegram writes it; in the private chat with its user unless ``chat`` says otherwise."""
    chat = chat or user
    return {
        "message_id": 7,
        "date": int(NOW.timestamp()),
        "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
        "from": {"id": user, "is_bot": False, "first_name": "Ann", "language_code": "en"},
        "text": text,
        **fields,
    }


def make_update(update_id: int = 1, **kind: Any) -> dict[str, Any]:
    """An update; a message from Ann unless it says what it is."""
    return {"update_id": update_id, **(kind or {"message": make_message()})}


def make_parcel(text: str = "", chat: int = ANN, **fields: Any) -> Parcel:
    """A parcel to a chat, with the answer in it or a text."""
    return Parcel(Room(chat), Message(text) if text else ANSWER, **fields)


def open_anew(folder: Path) -> Store:
    """The file as a process finds it that starts after a crash."""
    store = Store(folder / "telegram.sqlite")
    store.change("PRAGMA synchronous = OFF")  # nobody pulls the plug here
    return store
