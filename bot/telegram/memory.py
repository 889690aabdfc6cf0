"""``Memory``: conversations by chat and topic, answers by key for the buttons below them, and what readers thought."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.dialogue.turns import START, ConversationRejected, ConversationState, dump_state, load_state
from bot.telegram.message import Message, Room
from bot.telegram.outbox import load_message
from bot.telegram.store import NAME, Store


@dataclass(frozen=True, slots=True)
class Cited:
    """A quotation of an answer, by its place: the article, the hash of its content, the passage and the quoted words in
    its text.
    """

    number: int
    article: str
    content: str
    passage: tuple[int, int]
    quoted: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as its buttons need it: the question with its limits (as ``bot.dialogue.turns`` stores them), the last
    message of it as it was sent, what it cites, and the questions that its buttons ask. ``named`` is the time that the
    question was about, ``understood`` the question as it was shown with the answer, where it was; ``pressed`` are the
    places of the choices that were taken, ``pages`` are all of an answer that was sent in its short form.
    """

    question: str
    as_of: str
    limits: str
    message: Message
    parts: int = 1
    cited: tuple[Cited, ...] = ()
    suggestions: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    named: str = ""
    pages: tuple[Message, ...] = ()
    understood: str = ""
    pressed: tuple[int, ...] = ()


class Memory:
    """What is remembered for a chat."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def conversation(self, room: Room) -> ConversationState:
        """Return what was said before in a room; a conversation that cannot be read begins anew."""
        rows = self._store.select(
            "SELECT state FROM conversation WHERE chat = ? AND thread = ?", (room.chat, room.thread or 0)
        )
        try:
            return load_state(rows[0][0]) if rows else START
        except ConversationRejected:
            return START

    def remember(self, room: Room, state: ConversationState, now: float) -> None:
        """Keep a conversation."""
        self._store.change(
            "INSERT OR REPLACE INTO conversation VALUES (?, ?, ?, ?)",
            (room.chat, room.thread or 0, dump_state(state), now),
        )

    def keep(self, key: str, room: Room, user: int, answer: Kept, now: float) -> None:
        """Keep an answer for its buttons, or what has changed of it."""
        body = json.dumps(asdict(answer))
        self._store.change(
            "INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body",
            (key, room.chat, room.thread or 0, user, now, body),
        )

    def kept(self, key: str, chat: int) -> Kept | None:
        """Return an answer that was given in this chat; None where the key is of another chat, or has expired."""
        rows = self._store.select("SELECT body FROM answer WHERE key = ? AND chat = ?", (key, chat))
        return load_kept(json.loads(rows[0][0])) if rows else None

    def move(self, before: int, after: int) -> None:
        """Give all that is remembered of a chat to the id that it has now."""
        with self._store.transaction():
            for table in ("conversation", "told"):
                self._store.change(f"UPDATE OR IGNORE {table} SET chat = ? WHERE chat = ?", (after, before))
                self._store.change(f"DELETE FROM {table} WHERE chat = ?", (before,))
            for table in ("answer", "follow"):
                self._store.change(f"UPDATE {table} SET chat = ? WHERE chat = ?", (after, before))

    def judge(self, key: str, user: int, verdict: str, now: float) -> None:
        """Keep what a reader thought of an answer: the last that they said."""
        self._store.change("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?)", (key, user, verdict, now))

    def verdicts(self) -> dict[str, int]:
        """Return how often each verdict was given."""
        return dict(self._store.select("SELECT verdict, count(*) FROM feedback GROUP BY verdict ORDER BY verdict"))

    def forget(self, user: int) -> None:
        """Remove all that a user asked, got and thought, and the conversations that they took part in.

        When they asked is kept for the day for which it is counted, and when they were written to for an hour: without
        it forgetting would give more questions, and send faster than Telegram takes it.
        """
        with self._store.transaction():
            chats = self._store.select("SELECT DISTINCT chat, thread FROM answer WHERE user = ?", (user,))
            self._store.change_each("DELETE FROM conversation WHERE chat = ? AND thread = ?", chats)
            for table in ("answer", "feedback", "follow"):
                self._store.change(f"DELETE FROM {table} WHERE user = ?", (user,))
            if not Room(user).is_group:  # as which an anonymous admin asks: there it is not theirs alone
                self._forget_chat(user)
        self._store.wipe()

    def _forget_chat(self, chat: int) -> None:
        self._store.change("UPDATE outbox SET body = NULL, picture = NULL, state = 'sent' WHERE chat = ?", (chat,))
        for table in ("conversation", "highest", "told"):
            self._store.change(f"DELETE FROM {table} WHERE chat = ?", (chat,))

    def forget_told(self) -> None:
        """Remove what was said in all chats."""
        with self._store.transaction():
            self._store.change("DELETE FROM conversation")
            self._store.change("DELETE FROM answer")
        self._store.wipe()

    def expire(self, before: float) -> None:
        """Remove what is older than a moment."""
        with self._store.transaction():
            self._store.change("DELETE FROM conversation WHERE changed < ?", (before,))
            self._store.change("DELETE FROM answer WHERE made < ?", (before,))
            self._store.change("DELETE FROM feedback WHERE given < ?", (before,))


def forget_told(folder: Path) -> None:
    """Let go of all that chats were told by the bot of a data folder: any of it may quote what the archive has
    forgotten. Conversations begin anew, and buttons of answers have expired.

    The bot may be running.
    """
    if not (folder / NAME).exists():
        return
    with closing(Store(folder / NAME)) as store:
        Memory(store).forget_told()


def load_kept(shape: dict[str, Any]) -> Kept:
    """Read an answer as ``keep`` writes it."""
    cited = (
        Cited(one["number"], one["article"], one["content"], tuple(one["passage"]), tuple(one["quoted"]))
        for one in shape["cited"]
    )
    lists = {name: tuple(shape.get(name, ())) for name in ("suggestions", "choices", "pressed")}
    whole = shape.pop("whole", None)  # so an earlier version kept its only page
    pages = tuple(map(load_message, shape.get("pages") or ([whole] if whole else [])))
    kept = {**shape, **lists, "message": load_message(shape["message"]), "pages": pages, "cited": tuple(cited)}
    return Kept(**kept)
