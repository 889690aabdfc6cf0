"""From an update to what somebody wants: pure functions; what concerns nobody becomes None."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.telegram.message import Room

Raw = dict[str, Any]  # an update, or a part of one, as JSON has it


@dataclass(frozen=True, slots=True)
class Me:
    """What the bot is called by Telegram."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message to the bot: a command with what stands behind it, or, where ``command`` is empty, free text."""

    room: Room
    user: int
    message_id: int
    at: datetime
    text: str
    command: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press of a button below one of our messages; ``data`` may be anything."""

    room: Room
    user: int
    message_id: int
    query: str
    data: str


@dataclass(frozen=True, slots=True)
class Typing:
    """What a user has typed behind the bot's name, in any chat."""

    user: int
    query: str
    text: str


@dataclass(frozen=True, slots=True)
class Summons:
    """A question from a chat that the bot is no member of; one answer is taken."""

    user: int
    query: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction to a message: thumbs up, thumbs down, or neither."""

    room: Room
    user: int
    message_id: int
    emoji: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The bot was added to a chat or taken out of it (or blocked by a user)."""

    room: Room
    user: int
    inside: bool


Event = Said | Pressed | Typing | Summons | Reacted | Moved
WANTED = ("message", "callback_query", "inline_query", "my_chat_member", "message_reaction", "guest_message")
OUTSIDE = {"left", "kicked"}


def read_update(raw: Raw, me: Me) -> Event | None:
    """Say what an update wants; None for what is not for us: edits, other bots, talk in a group."""
    event: Event | None = None
    match raw:
        case {"message": {"from": {"is_bot": False}} as message} if "via_bot" not in message:
            event = read_message(message, me)
        case {"callback_query": {"message": dict() as message, "data": str(data)} as press}:
            event = Pressed(room_of(message), press["from"]["id"], message["message_id"], press["id"], data)
        case {"inline_query": query}:
            event = Typing(query["from"]["id"], query["id"], query["query"])
        case {"guest_message": {"from": {"is_bot": False}, "guest_query_id": str(query)} as message}:
            event = Summons(message["from"]["id"], query, without_mention(text_of(message), me), moment(message))
        case {"message_reaction": {"user": {"is_bot": False} as user} as reaction}:
            given = [one.get("emoji", "") for one in reaction["new_reaction"]]
            event = Reacted(room_of(reaction), user["id"], reaction["message_id"], given[0] if given else "")
        case {"my_chat_member": change}:
            inside = change["new_chat_member"]["status"] not in OUTSIDE
            event = Moved(room_of(change), change["from"]["id"], inside)
    return event


def read_message(message: Raw, me: Me) -> Said | None:
    """Read a message: in a private chat all is for us, in a group commands, replies to us and mentions are."""
    room, text = room_of(message), text_of(message)
    told = Said(room, message["from"]["id"], message["message_id"], moment(message), text)
    told_language = message["from"].get("language_code", "")
    if found := re.match(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?=\s|$)", text):
        if found[2] and found[2].casefold() != me.username.casefold():
            return None
        rest = text[found.end() :].strip()
        if found[1].casefold() == "ask" and not rest:  # in reply to somebody's question
            rest = text_of(message.get("reply_to_message", {}))
        return Said(room, told.user, told.message_id, told.at, rest, found[1].casefold(), told_language)
    if room.is_group:
        answered = message.get("reply_to_message", {}).get("from", {}).get("id") == me.id
        if not (answered or mentions(text, me)):
            return None
        text = without_mention(text, me)
    return Said(room, told.user, told.message_id, told.at, text, language=told_language)


def text_of(message: Raw) -> str:
    """The words of a message; empty where it has none, such as a photo or a voice."""
    return str(message.get("text", "")).strip()


def mentions(text: str, me: Me) -> bool:
    """Whether a text calls the bot by its name."""
    return bool(re.search(rf"(?<!\w)@{re.escape(me.username)}(?!\w)", text, re.IGNORECASE))


def without_mention(text: str, me: Me) -> str:
    """A text without the bot's name."""
    return " ".join(re.sub(rf"(?<!\w)@{re.escape(me.username)}(?!\w)[,:]?", " ", text, flags=re.IGNORECASE).split())


def room_of(message: Raw) -> Room:
    """Where a message stands."""
    thread = message.get("message_thread_id") if message.get("is_topic_message") else None
    return Room(message["chat"]["id"], thread)


def moment(message: Raw) -> datetime:
    """When a message was sent, in UTC."""
    return datetime.fromtimestamp(message["date"], UTC)
