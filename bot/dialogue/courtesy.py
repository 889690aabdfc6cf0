"""Courtesies: what people write that asks nothing. Pure."""

from __future__ import annotations

import re

# A text is a courtesy where it has one of these, and beside them nothing but the others.
POLITE = re.compile(
    r"\b(?:hi|hello|hey|greetings|good (?:morning|afternoon|evening|night|day|job)|thanks|thank you|thx|cheers|ok|okay"
    r"|merci|danke|gracias|grazie|obrigad[oa]|teşekkürler|təşəkkürlər|sağ ol|спасибо|bonjour|hola|hallo|salam"
    r"|great|nice|cool|perfect|super|excellent|wonderful|awesome|amazing|wow|well done|sorry|bye|goodbye|see you"
    r"|welcome|how are you(?: doing)?|how (?:is|s) it going|how do you do|what s up|nice to meet you|got it|i see"
    r"|understood|alright|never mind|no problem|sounds good|lol|(?:ha)+h?|hm+|yay|aha|oh)\b",
    re.IGNORECASE,
)
BESIDE = re.compile(
    r"\b(?:there|again|today|all|everybody|everyone|bot|dear|please|a lot|lots|so|very|much|many|then|no|yes|and|for"
    r"|now|to|you|that|this|(?:the|your|this|that) (?:help|answers?|time|reply))\b",
    re.IGNORECASE,
)


def is_courtesy(text: str) -> bool:
    """Whether a text is only polite, or only signs and pictures: it asks nothing."""
    if text.strip() and not any(map(str.isalnum, text)):
        return True
    said = " ".join(re.findall(r"[^\W_]+", text))
    rest, polite = POLITE.subn(" ", said)
    return bool(polite) and not BESIDE.sub(" ", " ".join(rest.split())).strip()
