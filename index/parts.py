"""Parts: a compound or comparing question as the simple ones that it is made of."""

from __future__ import annotations

import re

MOST = 4  # parts; each is a search of its own
LONGEST = 2000  # characters of a question that are looked at
_ASKING = r"(?:who|whom|whose|what|when|where|which|why|how|did|does|do|is|are|was|were|has|have|will)"

# Each names its parts "a" and "b", and "about" where both are asked the same thing.
COMPARING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:which|what|who)\b[^:?]{0,80}\b(?:first|earlier|later|last|more|bigger|larger|higher|older)\b[^:?]{0,40}"
        r"[:,]\s*(?P<a>[^?]+?)\s+or\s+(?P<b>[^?]+)",
        r"^(?:did|was|were|is|has|had)\s+(?P<a>[^?]+?)\s+(?:come\s+|happen\s+|take\s+place\s+|occur\s+)?"
        r"before\s+or\s+after\s+(?P<b>[^?]+)",
        r"^how\s+long\s+(?:after|before)\s+(?P<a>[^?]+?)\s+(?:did|was|were)\s+(?P<b>[^?]+)",
        r"^how\s+(?:did|do|does|is|are|was|were)\s+(?P<about>[^?]+?)\s+(?:differ|different|compare|change|changed)"
        r"\s+(?:between|from)\s+(?P<a>[^?]+?)\s+(?:and|to)\s+(?P<b>[^?]+)",
        r"^how\s+(?:did|do|does)\s+(?P<a>[^?]+?)\s+and\s+(?P<b>[^?]+?)\s+(?:differ|compare|disagree)\b",
        r"^(?P<about>[^?]*?)\bboth\s+(?P<a>[^?]+?)\s+and\s+(?P<b>[^?]+)",
        r"^compare\s+(?P<a>[^?]+?)\s+(?:and|with|to)\s+(?P<b>[^?]+)",
        r"^(?:(?P<about>[^?:]+:)\s*)?(?P<a>[^?:]+?)\s+(?:versus|vs\.?)\s+(?P<b>[^?]+)",
    )
)
# "Who won the race, and how many people watched it?"
JOINED = re.compile(rf"^(?P<a>{_ASKING}\b[^?]+?),?\s+and\s+(?P<b>{_ASKING}\s[^?]+)", re.IGNORECASE)
ASKING_ALONE = re.compile(rf"(?:\w+ )?{_ASKING}(?: (?:many|much|old|long|often|far|exactly))?", re.IGNORECASE)
SEVERAL = re.compile(r"\?\s+(?=\S)")  # "Who won? How many watched?"


def split_question(question: str) -> tuple[str, ...]:
    """Return the parts of a question, in its order; nothing where it is simple.

    By English patterns alone. What both parts share ("how did ... differ between") stands before each.
    """
    text = " ".join(question[:LONGEST].split())
    several = [part.strip(" ?") for part in SEVERAL.split(text)]
    if len(several) > 1:
        return parts_of(several)
    for pattern in (*COMPARING, JOINED):
        if found := pattern.search(text):
            about = found.groupdict().get("about") or ""
            return parts_of([f"{about} {found['a']}", f"{about} {found['b']}"])
    return ()


def parts_of(texts: list[str]) -> tuple[str, ...]:
    """Clean the parts; a question of which one is a single word, and no name, or only asks ("how many"), has none."""
    if len(texts) > MOST:
        return ()
    parts = tuple(" ".join(text.strip(" ?.,;:").split()) for text in texts)
    whole = all((" " in part or part != part.lower()) and not ASKING_ALONE.fullmatch(part) for part in parts)
    return parts if whole else ()
