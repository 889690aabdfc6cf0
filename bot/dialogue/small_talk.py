"""Commands without their slash, as people write them to a bot. Pure."""

from __future__ import annotations

import re

# What alone stands for a command, whoever says it; nothing that removes anything.
COMMANDS = {
    "start": re.compile(
        r"start|(?:who|what) are you|what (?:can|do) you do|what is this bot|how do(?:es)? (?:you|this) work",
        re.IGNORECASE,
    ),
    "help": re.compile(r"help(?: me)?(?:,? please)?|commands|menu", re.IGNORECASE),
    "cancel": re.compile(r"cancel|stop", re.IGNORECASE),
    "new": re.compile(r"new (?:conversation|chat|topic)|start (?:over|again|anew)|reset|restart", re.IGNORECASE),
    "status": re.compile(r"status", re.IGNORECASE),
    "sources": re.compile(r"sources", re.IGNORECASE),
    "latest": re.compile(r"latest", re.IGNORECASE),
    "privacy": re.compile(r"privacy", re.IGNORECASE),
    "following": re.compile(r"following", re.IGNORECASE),
}


def command_of(text: str) -> str:
    """The command that a text without a slash stands for; empty where it may be a question."""
    said = text.strip(" .!?")
    return next((name for name, words in COMMANDS.items() if words.fullmatch(said)), "")
