"""``Menu``: the commands of the bot and what Telegram shows of it, in each language; and its longer texts, in English.

They are data: ``phrases/LANGUAGE.json``. All of it is plain text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from corpus.amount import amount

LANGUAGES = ("en", "az", "tr", "ru", "de", "fr", "es", "ar", "fa", "zh")  # ISO 639-1, the first for everybody else


@dataclass(frozen=True, slots=True)
class Command:
    """A command without its slash, and what it does."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Menu:
    """What Telegram shows of the bot in one language; ``admin`` are commands that only administrators are shown."""

    language: str
    commands: tuple[Command, ...]
    admin: tuple[Command, ...]
    description: str
    short_description: str


@cache
def menu(language: str) -> Menu:
    """Return the menu of a language; English where there is none."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    read = read_phrases(known)
    return Menu(
        language=known,
        commands=to_commands(read["commands"]),
        admin=to_commands(read["admin_commands"]),
        description=read["description"],
        short_description=read["short_description"],
    )


def menus() -> tuple[Menu, ...]:
    """Return the menus of all languages."""
    return tuple(map(menu, LANGUAGES))


def start_text() -> str:
    """What /start says."""
    return fill("start")


def help_text(*, admin: bool = False) -> str:
    """What /help says."""
    return f"{fill('help')}\n\n{fill('help_admin')}" if admin else fill("help")


def privacy_text(days: int, model_host: str = "") -> str:
    """What /privacy says: for how many days questions are kept, and where they are sent to be worded, if anywhere."""
    model = fill("privacy_model", model_host=model_host) if model_host else fill("privacy_no_model")
    return fill("privacy", days=amount(days, "day"), model=model)


def fill(name: str, **values: str) -> str:
    """Return one of the texts with its values; what these hold is put in as it is."""
    text: str = read_phrases(LANGUAGES[0])["texts"][name]
    return text.format_map(values)


@cache
def read_phrases(language: str) -> Mapping[str, Any]:
    """Read the phrases of a language."""
    path = files("bot.telegram") / "phrases" / f"{language}.json"
    content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def to_commands(described: Mapping[str, str]) -> tuple[Command, ...]:
    """Make commands of their names and descriptions."""
    return tuple(Command(name, description) for name, description in described.items())
