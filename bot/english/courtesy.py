"""Courtesies: what people write that asks nothing, alone or before what they ask. Pure."""

from __future__ import annotations

import re
import unicodedata

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
    r"|now|to|you|(?:that|this|it) (?:is|s|was)|that|this|(?:the|your|this|that) (?:help|answers?|time|reply))\b",
    re.IGNORECASE,
)
# "Hello, who ...?", "Good morning. When ...?", but no "Hello Kitty".
_GREETING = (
    r"(?:hi|hello|hey|greetings|good\s(?:morning|afternoon|evening|day)|thanks(?:\sa\slot)?|thank\syou(?:\s(?:very|so)\smuch)?"
    r"|ok(?:ay)?|sorry)(?:\s(?:there|again|all|everybody|everyone|bot))?"
)
_ASKING = r"(?:who|whom|whose|what|which|where|when|why|how)\b"
GREETING = re.compile(rf"\W*{_GREETING}(?:\W{{0,9}}[,.!;:…–—-]\W{{0,9}}|\W{{1,9}}(?={_ASKING}))", re.IGNORECASE)
# "Could you tell me who ...?", "I would like to know when ...".
LEAD_IN = re.compile(
    rf"""\W*(?:(?:please|kindly),?\s)?
    (?:(?:(?:can|could|would|will)\syou\s(?:please\s)?)?(?:tell|show)\s(?:me|us)
      |(?:can|could|would|will)\syou\s(?:please\s)?let\s(?:me|us)\sknow
      |do\syou\s(?:happen\sto\s)?know|i(?:['’]d|\swould)\slike\sto\sknow|i\swant(?:ed)?\sto\sknow),?\s(?={_ASKING})""",
    re.IGNORECASE | re.VERBOSE,
)
TURNED = re.compile(
    r"(who|whose|what|where|when)\s((?:the|an?|this|that|its|his|her|their|(?-i:[A-Z]))[^?,;:]*?)\s(is|are|was|were)\W*$",
    re.IGNORECASE,
)


def asked_in(text: str) -> str:
    """What a text asks, without pictures at its ends and courtesies before: "Hello, could you tell me who ...?"."""
    rest = without_pictures(text)
    while greeting := GREETING.match(rest):
        rest = rest[greeting.end() :]
    if lead := LEAD_IN.match(rest):
        rest = TURNED.sub(r"\1 \3 \2?", rest[lead.end() :])
    return rest if any(map(str.isalnum, rest)) else text


def without_pictures(text: str) -> str:
    """A text without the pictures, and the marks that make them up, at its ends: "more 🙂", "1️⃣"."""
    kept = [place for place, sign in enumerate(text) if not (sign.isspace() or is_picture(sign))]
    return text[kept[0] : kept[-1] + 1] if kept else text


def is_picture(sign: str) -> bool:
    """Whether a character is a picture, or changes the one before it: its colour, its frame, what it is joined to."""
    return unicodedata.category(sign) in {"So", "Sk", "Me"} or sign in "\ufe0f\u200d"


def is_courtesy(text: str) -> bool:
    """Whether a text is only polite, or only signs and pictures: it asks nothing."""
    if text.strip() and not any(map(str.isalnum, text)):
        return True
    said = " ".join(re.findall(r"[^\W_]+", text))
    rest, polite = POLITE.subn(" ", said)
    return bool(polite) and not BESIDE.sub(" ", " ".join(rest.split())).strip()
