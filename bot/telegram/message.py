"""``Message``: what is sent to a chat, before Telegram has seen it. Pure values, no library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message: exactly one of ``data`` (comes back to us), ``url`` (is opened), ``copy`` (goes to the
    clipboard) and ``query`` (is put into the reader's input line) is set.
    """

    label: str
    data: str = ""
    url: str = ""
    copy: str = ""
    query: str = ""


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message in Telegram's HTML, within its limits, and the rows of buttons below it."""

    html: str
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class Room:
    """Where a conversation is held: a chat, and its topic where it has topics."""

    chat: int
    thread: int | None = None

    @property
    def is_group(self) -> bool:
        """Whether several people are here: Telegram gives groups negative ids."""
        return self.chat < 0
