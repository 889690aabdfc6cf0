"""What people write to a bot that is no question to the archive: courtesies, and commands without their slash. Pure."""

from __future__ import annotations

import re

# A text is a courtesy where it has one of these, and beside them nothing but the others.
POLITE = re.compile(
    r"\b(?:hi|hello|hey|greetings|good (?:morning|afternoon|evening|night|day|job)|thanks|thank you|thx|cheers|ok|okay"
    r"|great|nice|cool|perfect|super|excellent|wonderful|awesome|wow|well done|sorry|bye|goodbye|see you)\b",
    re.IGNORECASE,
)
BESIDE = re.compile(
    r"\b(?:there|again|all|everybody|everyone|bot|dear|please|a lot|lots|so|very|much|many|then|no|yes|and|for|now|to"
    r"|you|that|this|(?:the|your|this|that) (?:help|answers?|time|reply))\b",
    re.IGNORECASE,
)
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


def is_courtesy(text: str) -> bool:
    """Whether a text is only polite: it asks nothing."""
    said = " ".join(re.findall(r"[^\W_]+", text))
    rest, polite = POLITE.subn(" ", said)
    return bool(polite) and not BESIDE.sub(" ", " ".join(rest.split())).strip()


def command_of(text: str) -> str:
    """The command that a text without a slash stands for; empty where it may be a question."""
    said = text.strip(" .!?")
    return next((name for name, words in COMMANDS.items() if words.fullmatch(said)), "")
