"""Courtesies: what people write that asks nothing. Pure."""

from __future__ import annotations

import re

# A text is a courtesy where it has one of these, and beside them nothing but the others.
POLITE = re.compile(
    r"\b(?:hi|hello|hey|greetings|good (?:morning|afternoon|evening|night|day|job)|thanks|thank you|thx|cheers|ok|okay"
    r"|merci|danke|gracias|grazie|obrigad[oa]|teşekkürler|təşəkkürlər|sağ ol|спасибо|bonjour|hola|hallo|salam"
    r"|great|nice|cool|perfect|super|excellent|wonderful|awesome|wow|well done|sorry|bye|goodbye|see you)\b",
    re.IGNORECASE,
)
BESIDE = re.compile(
    r"\b(?:there|again|all|everybody|everyone|bot|dear|please|a lot|lots|so|very|much|many|then|no|yes|and|for|now|to"
    r"|you|that|this|(?:the|your|this|that) (?:help|answers?|time|reply))\b",
    re.IGNORECASE,
)


def is_courtesy(text: str) -> bool:
    """Whether a text is only polite: it asks nothing."""
    said = " ".join(re.findall(r"[^\W_]+", text))
    rest, polite = POLITE.subn(" ", said)
    return bool(polite) and not BESIDE.sub(" ", " ".join(rest.split())).strip()
