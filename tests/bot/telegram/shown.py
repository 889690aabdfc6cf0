"""``Shown``: a message as a reader sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.bot.telegram.content import covered
from tests.bot.telegram.strict_html import QUOTES, part, units
from tests.bot.telegram.world import Wire, entities_of

MARKED = re.compile(r"(?:^|(?<=\s))(/\w{1,32}(?:@\w+)?|@\w{3,32})")  # what Telegram finds in what people write


@dataclass(frozen=True)
class Shown:
    """A message at one moment; later edits do not change it."""

    wire: Wire

    @property
    def number(self) -> int:
        return int(self.wire["message_id"])

    @property
    def text(self) -> str:
        """What stands there: of a photo, what stands below it."""
        return str(self.wire.get("text") or self.wire.get("caption") or "")

    @property
    def by_bot(self) -> bool:
        return bool(self.wire["from"]["is_bot"])

    @property
    def answers(self) -> int | None:
        """The number of the message that it replies to."""
        return self.wire["reply_to_message"]["message_id"] if "reply_to_message" in self.wire else None

    @property
    def topic(self) -> int | None:
        return self.wire.get("message_thread_id")

    @property
    def quotes(self) -> list[str]:
        return covered(self.wire, set(QUOTES))

    @property
    def bold(self) -> list[str]:
        return covered(self.wire, {"bold"})

    @property
    def links(self) -> dict[str, str]:
        """Where the words of a text lead."""
        return {part(self.text, one): one["url"] for one in entities_of(self.wire) if one["type"] == "text_link"}

    @property
    def photo(self) -> str:
        """The file of its picture; ``world.files`` has the bytes."""
        return str(self.wire["photo"][-1]["file_id"]) if "photo" in self.wire else ""

    @property
    def rows(self) -> list[list[Wire]]:
        return (self.wire.get("reply_markup") or {}).get("inline_keyboard", [])

    @property
    def labels(self) -> list[list[str]]:
        """What the buttons say, row by row."""
        return [[button["text"] for button in row] for row in self.rows]

    def button(self, label: str) -> Wire:
        """The first button whose label has these words; fails the test where there is none."""
        for row in self.rows:
            for button in row:
                if label in button["text"]:
                    return button
        raise AssertionError(f"no button {label!r} among {self.labels}")

    def __str__(self) -> str:
        """All of it, to be read by people."""
        return "\n".join([self.text, *(" ".join(f"[{label}]" for label in row) for row in self.labels)])


def marks(text: str) -> list[Wire]:
    """The commands and mentions in what a person writes."""
    return [
        {
            "type": "bot_command" if found[1].startswith("/") else "mention",
            "offset": units(text[: found.start(1)]),
            "length": units(found[1]),
        }
        for found in MARKED.finditer(text)
    ]
