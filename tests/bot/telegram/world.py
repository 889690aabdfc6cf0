"""What the server knows: chats with their messages, people, files, what awaits an answer, and what the bot did."""

from __future__ import annotations

import itertools
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.bot.telegram.chaos import Chaos, Fault
from tests.bot.telegram.flood import Flood
from tests.bot.telegram.refused import PROBED, Refused, bad
from tests.bot.telegram.strict_html import Entity

Wire = dict[str, Any]  # as it goes over the wire
Key = tuple[int, int]  # chat and message

TOKEN = "123456:TEST-token_of-nobody"


@dataclass
class Chat:
    """A conversation: a private one, or a group with or without topics."""

    id: int
    kind: str
    name: str
    forum: bool = False
    topics: dict[int, str] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)  # topics in which only admins may write; 0 is the general one
    messages: dict[int, Wire] = field(default_factory=dict)
    blocked: bool = False  # by its user
    left: bool = False  # by the bot

    @property
    def group(self) -> bool:
        return self.kind != "private"

    @property
    def wire(self) -> Wire:
        said: Wire = {"id": self.id, "type": self.kind, ("title" if self.group else "first_name"): self.name}
        return said | ({"is_forum": True} if self.forum else {})


@dataclass
class Call:
    """A request of the bot's, what came of it, and what went wrong on the way."""

    method: str
    values: Wire
    at: float
    fault: Fault | None = None
    unknown: tuple[str, ...] = ()  # parameters that the method does not have
    result: Any = None
    code: int = 200
    error: str = ""
    done: bool = False  # the work was done, whatever was answered
    ended: float = 0

    @property
    def chat(self) -> int:
        return int(self.values.get("chat_id") or 0)

    @property
    def refused(self) -> bool:
        """Whether the server itself said no."""
        return self.code != 200 and self.fault not in (Fault.FLOOD, Fault.ERROR, Fault.GATEWAY)

    @property
    def probe(self) -> bool:
        """Whether this was an edit that asks whether a message arrived, and the answer was no, or yes."""
        return self.method.startswith("edit") and any(words in self.error for words in PROBED)


@dataclass
class Asked:
    """A press of a button, an inline query or a summons that awaits its answer."""

    at: float
    seconds: float  # while it may be answered
    answer: Wire | None = None


@dataclass
class Pending:
    """An update that the bot has not confirmed."""

    update: Wire
    chat: int  # whose updates come one after another
    at: float


@dataclass
class Line:
    """Updates on their way to the bot, and how it wants them."""

    pending: list[Pending] = field(default_factory=list)
    allowed: set[str] | None = None  # None: all but those that must be asked for
    poll: int = 0  # the number of the newest getUpdates; older ones end
    ended_by: str = ""
    offset: int = 0  # of the poll before
    started: float = 0
    url: str = ""  # of the webhook
    secret: str = ""
    hook: int = 0  # the number of the newest webhook; deliveries to older ones end
    last_error: str = ""
    deliveries: list[int] = field(default_factory=list)  # what each one met: a status, 0 for none
    number: int = 7_000_000


@dataclass
class World:
    """All of it, behind one lock; ``changed`` is told of every change."""

    token: str = TOKEN
    username: str = "backissue_bot"
    reads_all: bool = False  # privacy mode is off
    mentions: bool = True  # privacy mode lets mentions of the bot pass, which Telegram's pages do not agree about
    ids_of_chats: bool = False  # each private chat counts its own messages; Telegram counts them all together
    flood: Flood = field(default_factory=Flood)
    chaos: Chaos = field(default_factory=Chaos)
    shift: float = 0  # seconds that the clock is ahead
    chats: dict[int, Chat] = field(default_factory=dict)
    people: dict[int, Wire] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    polls: list[Call] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)  # entities that the server dropped without a word
    presses: dict[str, Asked] = field(default_factory=dict)
    inline: dict[str, Asked] = field(default_factory=dict)
    guests: dict[str, Asked] = field(default_factory=dict)
    drafts: dict[Key, list[str]] = field(default_factory=dict)
    reactions: dict[Key, list[Wire]] = field(default_factory=dict)  # the bot's own
    commands: dict[tuple[str, str], list[Wire]] = field(default_factory=dict)
    about: dict[tuple[str, str], str] = field(default_factory=dict)
    line: Line = field(default_factory=Line)
    broken: list[str] = field(default_factory=list)  # mistakes of this server's own
    times: dict[Key, float] = field(default_factory=dict)  # when a message was said

    def __post_init__(self) -> None:
        self.changed = threading.Condition()
        self.stopped = threading.Event()
        self._ids: defaultdict[int, Iterator[int]] = defaultdict(lambda: itertools.count(1))
        self._queries = itertools.count(10**15)

    @property
    def me(self) -> Wire:
        return {
            "id": int(self.token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Backissue",
            "username": self.username,
            "can_join_groups": True,
            "can_read_all_group_messages": self.reads_all,
            "supports_inline_queries": True,
            "supports_guest_queries": True,
        }

    def now(self) -> float:
        return time.time() + self.shift

    def new_query(self, kept: dict[str, Asked], seconds: float) -> str:
        name = str(next(self._queries))
        kept[name] = Asked(self.now(), seconds)
        return name

    def add_message(self, chat: Chat, sender: Wire, **content: Any) -> Wire:
        """Put a message into a chat, under its number."""
        number = next(self._ids[chat.id if chat.group or self.ids_of_chats else 0])
        message = {"message_id": number, "date": int(self.now()), "chat": chat.wire, "from": sender, **content}
        chat.messages[number] = message
        self.times[chat.id, number] = self.now()
        return message

    def chat(self, name: str) -> Chat:
        """The chat that a bot names; raises Refused where it may not write."""
        if not name:
            raise bad("chat_id is empty")
        found = self.chats.get(int(name)) if name.removeprefix("-").isdigit() else None
        if found is None:
            raise bad("chat not found")
        if found.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if found.left:
            raise Refused(403, f"Forbidden: bot is not a member of the {found.kind} chat")
        return found

    def spend(self, chat: Chat) -> None:
        self.flood.spend(chat.id, chat.group, self.now())

    def wait(self, found: Callable[[], Any], seconds: float, what: str) -> Any:
        """Wait until something is found, and return it; fails the test when it takes longer."""
        end = time.monotonic() + seconds
        with self.changed:
            while not (result := found()):
                left = end - time.monotonic()
                assert left > 0, f"{what} did not come within {seconds:g} s; last calls: {self.last_calls()}"
                self.changed.wait(min(left, 0.5))
        return result

    def last_calls(self) -> list[str]:
        return [f"{call.method} {call.code} {call.error}".strip() for call in self.calls[-5:]]

    @property
    def refused(self) -> list[Call]:
        """What the server itself said no to: everything but faults that were planned, and probes by edits."""
        return [call for call in self.calls if call.refused and not call.probe]

    @property
    def earned(self) -> list[Call]:
        """The 429 that the bot earned by sending too much."""
        return [call for call in self.calls if call.code == 429 and call.refused]

    @property
    def unknown(self) -> list[str]:
        """Parameters that a method does not have."""
        return [f"{call.method}.{name}" for call in self.calls for name in call.unknown]

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]


def entities_of(message: Wire) -> list[Entity]:
    found: list[Entity] = message.get("entities") or message.get("caption_entities") or []
    return found
