"""The people on the other side: they write, press, search, summon, react and block, and read what comes.

Everything is synchronous and may be called from any thread; a test in an event loop calls what waits by
``asyncio.to_thread``.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from tests.bot.telegram.chaos import Chaos
from tests.bot.telegram.shown import Shown, marks
from tests.bot.telegram.updates import push
from tests.bot.telegram.world import Asked, Chat, Wire, World

PATIENCE = 10.0  # seconds that a test waits unless it says otherwise
PRESS, INLINE, GUEST = 30.0, 30.0, 60.0  # seconds in which an answer is taken
FIRST_USER, FIRST_GROUP = 1001, -1_001_000_000_001


@dataclass
class Telegram:
    """The server as a test sees it."""

    world: World = field(repr=False)
    url: str  # what BACKISSUE_TELEGRAM_API is set to
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def base_url(self) -> str:
        """As python-telegram-bot wants it."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"

    @property
    def chaos(self) -> Chaos:
        return self.world.chaos

    def user(self, name: str = "Ann", number: int = 0, language: str = "en") -> Player:
        """Let somebody open a private chat with the bot."""
        number = number or FIRST_USER + next(self._numbers)
        person = {"id": number, "is_bot": False, "first_name": name, "language_code": language}
        with self.world.changed:
            self.world.people[number] = person
            chat = self.world.chats.setdefault(number, Chat(number, "private", name))
        return Player(self.world, person, chat)

    def group(self, name: str, by: Player, *, forum: bool = False) -> Chat:
        """Let somebody add the bot to a group."""
        with self.world.changed:
            number = FIRST_GROUP - next(self._numbers)
            chat = self.world.chats[number] = Chat(number, "supergroup", name, forum)
            by.at(chat).membership("left", "member")
        return chat

    def topic(self, group: Chat, name: str, by: Player) -> int:
        """Open a topic in a group; its number."""
        with self.world.changed:
            made = self.world.add_message(group, by.person, forum_topic_created={"name": name, "icon_color": 0})
            group.topics[made["message_id"]] = name
            return int(made["message_id"])

    def later(self, seconds: float) -> None:
        """Let time pass on the server's clock."""
        with self.world.changed:
            self.world.shift += seconds
            self.world.changed.notify_all()

    def messages(self, chat: int) -> list[Shown]:
        """Everything in a chat as it is now, in order."""
        with self.world.changed:
            return [Shown(copy.deepcopy(one)) for _, one in sorted(self.world.chats[chat].messages.items())]

    def answers_of(self, question: Shown) -> list[Shown]:
        """The bot's messages that reply to a message."""
        with self.world.changed:
            sent = sorted(self.world.chats[question.wire["chat"]["id"]].messages.items())
            shown = [Shown(wire) for number, wire in sent if number > question.number]
            answers = [one for one in shown if one.by_bot and one.answers == question.number]
            return [Shown(copy.deepcopy(one.wire)) for one in answers]

    def order_of_answers(self, chat: int) -> list[int]:
        """Which messages of a chat were answered, in the order of their first answers."""
        answered = [one.answers for one in self.messages(chat) if one.by_bot and one.answers]
        return list(dict.fromkeys(answered))

    def wait(self, found: Any, seconds: float = PATIENCE, what: str = "what was waited for") -> Any:
        """Wait until ``found()`` is true, and return it. The server stands still meanwhile: it only looks."""
        return self.world.wait(found, seconds, what)


@dataclass
class Player:
    """Somebody in one chat, and perhaps in one topic of it."""

    world: World = field(repr=False)
    person: Wire
    chat: Chat = field(repr=False)
    topic: int | None = None
    seen: int = 0  # the newest message of the bot's that was waited for

    def at(self, chat: Chat, topic: int | None = None) -> Player:
        """The same person elsewhere."""
        return replace(self, chat=chat, topic=topic, seen=0)

    def say(self, text: str, reply_to: Shown | None = None, **more: Any) -> Shown:
        """Write a message. In a group the bot hears only what privacy mode lets pass."""
        with self.world.changed:
            content: Wire = {"text": text, **more}
            if found := marks(text):
                content["entities"] = found
            content |= self.around(reply_to)
            message = self.world.add_message(self.chat, self.person, **content)
            if self.heard(message):
                push(self.world, "message", message, self.chat.id)
            return Shown(copy.deepcopy(message))

    def around(self, reply_to: Shown | None) -> Wire:
        """The thread of a message and what it replies to.

        In a group without topics, too, replies carry the number of a thread; nothing can be sent there by it.
        """
        around: Wire = {}
        if self.topic:
            around |= {"message_thread_id": self.topic, "is_topic_message": True}
        if reply_to:
            target = self.chat.messages[reply_to.number]
            around["reply_to_message"] = {name: one for name, one in target.items() if name != "reply_to_message"}
            if self.chat.group and not self.topic:
                around["message_thread_id"] = target.get("message_thread_id", reply_to.number)
        return around

    def heard(self, message: Wire) -> bool:
        if self.chat.left or self.chat.blocked:
            return False
        if not self.chat.group or self.world.reads_all:
            return True
        me = f"@{self.world.username}".lower()
        command = re.match(r"/\w+(@\w+)?", message["text"])
        return bool(
            (command and (not command[1] or command[1].lower() == me))
            or (self.world.mentions and me in message["text"].lower())
            or message.get("reply_to_message", {}).get("from", {}).get("id") == self.world.me["id"]
        )

    def edit(self, message: Shown, text: str) -> None:
        """Change what was said."""
        with self.world.changed:
            own = self.chat.messages[message.number]
            own |= {"text": text, "edit_date": int(self.world.now())}
            push(self.world, "edited_message", own, self.chat.id)

    def delete(self, message: Shown) -> None:
        """Delete a message; the bot is not told."""
        with self.world.changed:
            del self.chat.messages[message.number]

    def press(self, message: Shown, label: str, seconds: float = PRESS) -> Waiting:
        """Press a button below a message, by what it says."""
        button = message.button(label)
        assert "callback_data" in button, f"{button} tells the bot nothing"
        return self.press_data(message, button["callback_data"], seconds)

    def press_data(self, message: Shown, data: str, seconds: float = PRESS) -> Waiting:
        """Send what no button says, as a client of somebody's own may."""
        with self.world.changed:
            name = self.world.new_query(self.world.presses, seconds)
            press = {
                "id": name,
                "from": self.person,
                "message": self.chat.messages[message.number],
                "chat_instance": str(self.chat.id),
                "data": data,
            }
            push(self.world, "callback_query", press, self.chat.id)
            return Waiting(self.world, self.world.presses[name])

    def inline(self, query: str, offset: str = "", seconds: float = INLINE) -> Waiting:
        """Type ``@bot query`` in some chat."""
        with self.world.changed:
            name = self.world.new_query(self.world.inline, seconds)
            asked = {"id": name, "from": self.person, "query": query, "offset": offset, "chat_type": "sender"}
            push(self.world, "inline_query", asked, self.chat.id)
            return Waiting(self.world, self.world.inline[name])

    def guest(self, text: str, seconds: float = GUEST) -> Waiting:
        """Summon the bot in a chat that it is not in."""
        with self.world.changed:
            name = self.world.new_query(self.world.guests, seconds)
            elsewhere = {"id": FIRST_GROUP - 10_000, "type": "supergroup", "title": "Elsewhere"}
            message = {
                "message_id": 77,
                "date": int(self.world.now()),
                "chat": elsewhere,
                "from": self.person,
                "text": text,
                "entities": marks(text),
                "guest_query_id": name,
            }
            push(self.world, "guest_message", message, elsewhere["id"])
            return Waiting(self.world, self.world.guests[name])

    def react(self, message: Shown, emoji: str) -> None:
        """React to a message; the bot hears of it only where it asked for that."""
        reaction = {
            "chat": self.chat.wire,
            "message_id": message.number,
            "user": self.person,
            "date": int(self.world.now()),
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": emoji}],
        }
        push(self.world, "message_reaction", reaction, self.chat.id)

    def block(self) -> None:
        """Block the bot, or remove it from the group."""
        with self.world.changed:
            self.chat.blocked, self.chat.left = not self.chat.group, self.chat.group
            self.membership("member", "left" if self.chat.group else "kicked")

    def unblock(self) -> None:
        with self.world.changed:
            self.chat.blocked = self.chat.left = False
            self.membership("left" if self.chat.group else "kicked", "member")

    def membership(self, before: str, after: str) -> None:
        """Tell the bot what became of its place in the chat."""
        me = self.world.me
        states = [
            {"status": status, "user": me} | ({"until_date": 0} if status == "kicked" else {})
            for status in (before, after)
        ]
        said = {"chat": self.chat.wire, "from": self.person, "date": int(self.world.now())}
        said |= dict(zip(("old_chat_member", "new_chat_member"), states, strict=True))
        push(self.world, "my_chat_member", said, self.chat.id)

    def messages(self) -> list[Shown]:
        """What the bot has said here, as it is now."""
        with self.world.changed:
            found = [Shown(copy.deepcopy(one)) for _, one in sorted(self.chat.messages.items())]
        return [one for one in found if one.by_bot and (not self.topic or one.topic == self.topic)]

    def read(self, message: Shown) -> Shown:
        """A message as it is now."""
        with self.world.changed:
            return Shown(copy.deepcopy(self.chat.messages[message.number]))

    def wait(self, number: int = 1, seconds: float = PATIENCE) -> Shown:
        """Wait for so many more messages of the bot's, and return the last."""

        def arrived() -> list[Shown]:
            found = [one for one in self.messages() if one.number > self.seen]
            return found if len(found) >= number else []

        found: list[Shown] = self.world.wait(arrived, seconds, f"message {number} to {self.person['first_name']}")
        self.seen = found[number - 1].number
        return found[number - 1]

    def wait_edit(self, message: Shown, seconds: float = PATIENCE) -> Shown:
        """Wait until a message is not what it was, and return it as it is."""
        found: Shown = self.world.wait(
            lambda: now if (now := self.read(message)) != message else None, seconds, f"an edit of {message.text!r}"
        )
        return found


@dataclass
class Waiting:
    """A press, a query or a summons on its way."""

    world: World = field(repr=False)
    asked: Asked

    def answer(self, seconds: float = PATIENCE) -> Wire:
        """Wait for what the bot answers: of a press ``text`` and ``alert``, of a query ``results``."""
        found: Wire = self.world.wait(lambda: self.asked.answer, seconds, "an answer")
        return copy.deepcopy(found)

    def cards(self, seconds: float = PATIENCE) -> list[tuple[str, Shown]]:
        """What an inline query found: the title of each, and the message that choosing it sends."""
        return [
            (result["title"], Shown(result["content"] | {"reply_markup": result["reply_markup"]}))
            for result in self.answer(seconds)["results"]
        ]

    def message(self, seconds: float = PATIENCE) -> Shown:
        """What a summons was answered with."""
        return Shown(self.answer(seconds))
