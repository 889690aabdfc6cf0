"""From an update to what somebody wants: pure functions; what concerns nobody becomes None."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.dialogue.small_talk import command_of
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


@dataclass(frozen=True, slots=True)
class Became:
    """A group became a supergroup, ``room``, and has another id now than ``before``."""

    room: Room
    user: int
    before: int


Event = Said | Pressed | Typing | Summons | Reacted | Moved | Became
ANONYMOUS = 1087968824  # Telegram's own bot, which stands for an admin who writes as the group
PASSED_ON = {"via_bot", "is_automatic_forward"}  # words that nobody says to us: of another bot, of a channel
WANTED = ("message", "callback_query", "inline_query", "my_chat_member", "message_reaction", "guest_message")
OUTSIDE = {"left", "kicked"}
# What somebody sends that has no text; all else without one is Telegram's own note: that something was pinned, ...
PICTURES = {"animation", "checklist", "document", "game", "paid_media", "photo", "sticker", "story", "video"}
MEDIA = PICTURES | {"audio", "contact", "dice", "location", "poll", "venue", "video_note", "voice"}
LARGEST = 2**63 - 1
HALVES = re.compile("[\ud800-\udfff]")  # half a sign: JSON can write it, nothing can store it
# What reading raises for an update of a shape that Telegram does not write.
SHAPELESS = (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError)


def read_update(raw: Raw, me: Me) -> Event | None:
    """Say what an update wants; None for what is not for us: edits, other bots, talk in a group.

    Raises one of SHAPELESS for what Telegram never writes.
    """
    event: Event | None = None
    match raw:
        case {"message": {"migrate_to_chat_id": int(after)} as message}:
            event = Became(Room(whole(after)), 0, room_of(message).chat)
        case {"message": {"migrate_from_chat_id": int(before)} as message}:
            event = Became(room_of(message), 0, whole(before))
        case {"message": {"from": dict() as author} as message} if not message.keys() & PASSED_ON:
            if author.get("is_bot") is False:
                event = read_message(message, whole(author["id"]), me)
            elif is_of_the_group(message):
                event = read_message(message, room_of(message).chat, me)
        case {"callback_query": {"message": dict() as message, "data": str(data)} as press}:
            event = Pressed(room_of(message), whole(press["from"]["id"]), number_of(message), str(press["id"]), data)
        case {"inline_query": query}:
            event = Typing(whole(query["from"]["id"]), str(query["id"]), str(query["query"]))
        case {"guest_message": {"from": {"is_bot": False}, "guest_query_id": str(query)} as message}:
            asked = without_mention(text_of(message), me)
            event = Summons(whole(message["from"]["id"]), query, asked, moment(message))
        case {"message_reaction": {"user": {"is_bot": False} as user} as reaction}:
            given = [str(one.get("emoji", "")) for one in reaction["new_reaction"]]
            event = Reacted(room_of(reaction), whole(user["id"]), number_of(reaction), given[0] if given else "")
        case {"my_chat_member": change}:
            inside = change["new_chat_member"]["status"] not in OUTSIDE
            event = Moved(room_of(change), whole(change["from"]["id"]), inside)
    return event


def is_of_the_group(message: Raw) -> bool:
    """Whether a message is by an anonymous admin: it says that the group itself has written it."""
    sender, room = message.get("sender_chat", {}), room_of(message)
    return bool(message["from"].get("id") == ANONYMOUS and room.is_group and sender.get("id") == room.chat)


def read_message(message: Raw, user: int, me: Me) -> Said | None:
    """Read a message: in a private chat all is for us, in a group commands, replies to us and mentions are.

    An anonymous admin is the group, whose id counts as theirs.
    """
    room, text = room_of(message), text_of(message)
    told = Said(room, user, number_of(message), moment(message), text)
    told_language = str(message["from"].get("language_code", ""))
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
    if not (text or message.keys() & MEDIA):
        return None
    command = command_of(text)
    return Said(room, told.user, told.message_id, told.at, "" if command else text, command, told_language)


def text_of(message: Raw) -> str:
    """The words of a message; empty where it has none, such as a photo or a voice."""
    text = message.get("text", "")
    return HALVES.sub("\N{REPLACEMENT CHARACTER}", text).strip() if isinstance(text, str) else ""


def mentions(text: str, me: Me) -> bool:
    """Whether a text calls the bot by its name."""
    return bool(re.search(rf"(?<!\w)@{re.escape(me.username)}(?!\w)", text, re.IGNORECASE))


def without_mention(text: str, me: Me) -> str:
    """A text without the bot's name."""
    return " ".join(re.sub(rf"(?<!\w)@{re.escape(me.username)}(?!\w)[,:]?", " ", text, flags=re.IGNORECASE).split())


def room_of(message: Raw) -> Room:
    """Where a message stands."""
    thread = whole(message["message_thread_id"]) if message.get("is_topic_message") else None
    return Room(whole(message["chat"]["id"]), thread)


def number_of(message: Raw) -> int:
    """The number of a message in its chat."""
    return whole(message["message_id"])


def whole(value: object) -> int:
    """An id, as it can be stored; raises TypeError or OverflowError for anything else."""
    if type(value) is not int:
        raise TypeError("an id is a whole number")
    if abs(value) > LARGEST:
        raise OverflowError("an id has 64 bits")
    return value


def is_number(value: object) -> bool:
    """Whether a value can be the number of an update."""
    return type(value) is int and 0 < value <= LARGEST


def moment(message: Raw) -> datetime:
    """When a message was sent, in UTC."""
    return datetime.fromtimestamp(message["date"], UTC)
