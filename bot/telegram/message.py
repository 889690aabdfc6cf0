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
