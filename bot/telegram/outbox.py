"""``Outbox``: what is to be sent, noted before it is sent, so that a crash neither loses it nor sends it twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from bot.telegram.message import Button, Keyboard, Message, Room
from bot.telegram.store import Store

OWN = 0  # stands for the update of what no update asked for
KEPT = 3600  # seconds for which it is known when something was sent to a chat
COUNTED = 86_400  # seconds for which it is known what could not be delivered


class State(StrEnum):
    """What has become of a parcel."""

    PLANNED = "planned"
    SENDING = "sending"  # begun; whether it arrived is not known
    SENT = "sent"
    LOST = "lost"  # refused for good, though somebody waits for it


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message on its way to a chat.

    ``picture`` is a PNG that it is the caption of; ``answer`` the key of the answer that it is the last part of;
    ``silent`` that nobody is to be alerted. ``edits`` is the message of ours that it takes the place of. ``floor`` is
    the highest message id that was known of the chat when sending began, ``floor_overall`` that over all private chats:
    the message has a higher one.
    """

    room: Room
    message: Message
    reply_to: int | None = None
    picture: bytes | None = None
    answer: str = ""
    silent: bool = False
    edits: int | None = None
    id: int = 0
    update_id: int = 0
    state: State = State.PLANNED
    tried: float = 0.0
    floor: int = 0
    floor_overall: int = 0


class Outbox:
    """The parcels of updates; those of ``OWN`` were asked for by none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def plan(self, update_id: int, parcels: Sequence[Parcel]) -> None:
        """Note what is to be sent, in this order."""
        for one in parcels:
            self._store.change(
                "INSERT INTO outbox (update_id, chat, thread, reply_to, body, picture, answer) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (update_id, one.room.chat, one.room.thread, one.reply_to, dump_parcel(one), one.picture, one.answer),
            )

    def is_planned(self, update_id: int) -> bool:
        """Whether it is decided already what an update is answered with."""
        return bool(self._store.select("SELECT 1 FROM outbox WHERE update_id = ?", (update_id,)))

    def unsent(self, update_id: int) -> list[Parcel]:
        """Return what is left to send for an update, in its order."""
        rows = self._store.select(
            "SELECT id, chat, thread, reply_to, body, picture, answer, state, tried, floor, floor_overall "
            "FROM outbox "
            "WHERE update_id = ? AND state IN ('planned', 'sending') ORDER BY id",
            (update_id,),
        )
        return [
            replace(
                load_parcel(body),
                id=number,
                update_id=update_id,
                room=Room(chat, thread),
                reply_to=reply_to,
                picture=picture,
                answer=answer or "",
                state=State(state),
                tried=tried or 0.0,
                floor=floor or 0,
                floor_overall=overall or 0,
            )
            for number, chat, thread, reply_to, body, picture, answer, state, tried, floor, overall in rows
        ]

    def sending(self, parcel: Parcel, now: float) -> Parcel:
        """Note that a parcel is about to be sent; return it with what is known of the ids before it."""
        with self._store.transaction():
            self._store.change(
                "UPDATE outbox SET state = 'sending', tried = ?, floor = coalesce(floor, ?), "
                "floor_overall = coalesce(floor_overall, ?) WHERE id = ?",
                (now, self.highest(parcel.room.chat), self.highest(0), parcel.id),
            )
            [(floor, overall)] = self._store.select(
                "SELECT floor, floor_overall FROM outbox WHERE id = ?", (parcel.id,)
            )
        return replace(parcel, state=State.SENDING, tried=now, floor=floor, floor_overall=overall)

    def back(self, parcel: Parcel) -> None:
        """Note that a parcel surely did not arrive."""
        self._store.change(
            "UPDATE outbox SET state = 'planned', floor = NULL, floor_overall = NULL WHERE id = ?", (parcel.id,)
        )

    def sent(self, parcel: Parcel, message_id: int | None) -> None:
        """Note that a parcel has arrived, or that nobody is there any more to read it (None)."""
        with self._store.transaction():
            self._end(parcel, State.SENT, message_id)
            if message_id is not None:
                note_highest(self._store, parcel.room.chat, message_id)

    def lost(self, parcel: Parcel) -> None:
        """Note that Telegram does not take a parcel, though somebody waits for it."""
        self._end(parcel, State.LOST)

    def _end(self, parcel: Parcel, state: State, message_id: int | None = None) -> None:
        """What a parcel said is not kept here."""
        self._store.change(
            "UPDATE outbox SET state = ?, message_id = ?, body = NULL, picture = NULL WHERE id = ?",
            (state.value, message_id, parcel.id),
        )

    def undelivered(self, now: float) -> int:
        """Return how many parcels were lost in the last day."""
        lost = "SELECT count(*) FROM outbox WHERE state = 'lost' AND tried >= ?"
        [(count,)] = self._store.select(lost, (now - COUNTED,))
        return int(count)

    def ours(self, chat: int) -> set[int]:
        """Return the ids of messages that we know to be ours in a chat."""
        rows = self._store.select("SELECT message_id FROM outbox WHERE chat = ? AND message_id NOT NULL", (chat,))
        return {number for (number,) in rows}

    def highest(self, chat: int) -> int:
        """Return the highest message id that is known of a chat; of chat 0, over all private chats."""
        rows = self._store.select("SELECT message_id FROM highest WHERE chat = ?", (chat,))
        return rows[0][0] if rows else 0

    def recent(self, since: float) -> list[tuple[int, float]]:
        """Return to which chats something was sent since then, and when."""
        return self._store.select("SELECT chat, tried FROM outbox WHERE tried >= ? ORDER BY tried", (since,))

    def answer_of(self, chat: int, message_id: int) -> str:
        """Return the key of the answer that a message of ours ends, whatever it shows just now; empty where it is none
        or an old one.
        """
        rows = self._store.select(
            "SELECT answer FROM outbox WHERE chat = ? AND message_id = ? AND answer != '' ORDER BY id DESC LIMIT 1",
            (chat, message_id),
        )
        return rows[0][0] if rows else ""

    def expire(self, now: float) -> None:
        """Let go of what was sent a while ago, and of what was lost before that."""
        for state, kept in ((State.SENT, KEPT), (State.LOST, COUNTED)):
            self._store.change(
                "DELETE FROM outbox WHERE state = ? AND coalesce(tried, 0) < ? AND update_id NOT IN "
                "(SELECT update_id FROM inbox WHERE done IS NULL)",
                (state.value, now - kept),
            )


def note_highest(store: Store, chat: int, message_id: int) -> None:
    """Note the id of a message in a chat. Telegram counts them in a group, and over all private chats of a bot."""
    for counted in (chat, 0) if chat > 0 else (chat,):
        store.change(
            "INSERT INTO highest VALUES (?, ?) ON CONFLICT (chat) DO UPDATE "
            "SET message_id = max(message_id, excluded.message_id)",
            (counted, message_id),
        )


def dump_parcel(parcel: Parcel) -> str:
    """Write what a parcel says."""
    return json.dumps({"message": asdict(parcel.message), "silent": parcel.silent, "edits": parcel.edits})


def load_parcel(body: str) -> Parcel:
    """Read what ``dump_parcel`` wrote."""
    shape = json.loads(body)
    return Parcel(Room(0), message=load_message(shape["message"]), silent=shape["silent"], edits=shape["edits"])


def load_message(shape: dict[str, object]) -> Message:
    """Read a message as ``asdict`` writes it."""
    rows = shape["keyboard"]
    assert isinstance(rows, list)
    keyboard: Keyboard = tuple(tuple(Button(**button) for button in row) for row in rows)
    return Message(str(shape["html"]), keyboard)
