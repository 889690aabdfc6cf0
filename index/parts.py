"""Parts: a compound or comparing question as the simple ones that it is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST = 4  # parts; each is a search of its own
LONGEST = 2000  # characters of a question that are looked at
_WH = r"(?:who|whom|whose|what|when|where|which|why|how)"
_ASKING = rf"(?:{_WH}|did|does|do|is|are|was|were|has|have|will)"

_MONTH = "(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_HAPPEN = r"(?:comes?|came|happen(?:s|ed)?|take\s+place|took\s+place|occur(?:s|red)?)"
# What stands behind "before" and is no event by itself: a time, or somebody who was named, or what the same one did.
_NO_EVENT = (
    r"(?!(?:(?:he|she|it|they|that|this|then|noon|midnight|dawn|last|next|being|having|[a-z]+ing)\b|\d"
    rf"|{_MONTH}\b"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|the\s+(?:end|start|beginning|deadline)\b))"
)
# The same of two things of which one came first; "deed" is what both did.
ORDERING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:which|what|who)\b(?:[^:?,]{{0,80}}\s)??(?:{_HAPPEN}|is|was|were|(?P<deed>[a-z]+))\s+(?:the\s+)?(?:first|earlier|later|last)\b"
        r"[^:?]{0,40}?[:,]\s*(?P<a>[^?]+?),?\s+or\s+(?P<b>[^?]+)",
        rf"^(?:did|was|were|is|has|had)\s+(?P<a>[^?]+?)\s+(?:{_HAPPEN}\s+)?before\s+or\s+after\s+(?P<b>[^?]+)",
        rf"^(?:did|was|were)\s+{_NO_EVENT}(?P<a>[^?]+?)\s+(?:{_HAPPEN}\s+)?(?:before|after|(?:earlier|later)\s+than)\s+{_NO_EVENT}(?P<b>[^?]*\s[^?]+)",
        rf"^(?:did|was|were)\s+(?P<a>[^?]+?)\s+or\s+(?P<b>[^?]+?)\s+(?:{_HAPPEN}|(?P<deed>[a-z]+))\s+(?:first|earlier)\b",
    )
)
# In what two things are compared: "on price", "in terms of speed".
_ON = r"(?:\s+(?P<on>(?:on|about|over|regarding|concerning|in\s+terms\s+of|with\s+regard\s+to|as\s+to)\s+[^?]+))?"
_ENDING = r"(?=[^?]*[\s?.]*$)"  # told first, once: else it would be tried at every way to divide the text
YEAR = re.compile(r"\b[12]\d{3}\b")
_NAMED = r"(?:the\s)?[A-Z][\w’'.&-]*(?:\s[A-Z][\w’'.&-]*)*"
A_MONTH = re.compile(rf"(?:\d{{1,2}}\s)?{_MONTH}(?:\s\d{{1,2}})?", re.IGNORECASE)
OF_A_YEAR = re.compile(rf"{A_MONTH.pattern},?\s(?P<year>{YEAR.pattern})", re.IGNORECASE)
OF_NAMED = re.compile(rf"(?P<what>.*\b[a-z][\w-]*\s(?:in|of|for|from)\s){_NAMED}")
THE_SAME_OF = re.compile(rf"(?:(?:that|those|the\sones?)\s(?:in|of|for|from)\s)?(?P<named>{_NAMED})")
# Each names its parts "a" and "b", and "about" or "on" where both are asked the same thing.
COMPARING = (
    *ORDERING,
    *(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            r"^(?:which|what|who)\b[^:?]{0,80}\b(?:more|bigger|larger|higher|older)\b[^:?]{0,40}"
            r"[:,]\s*(?P<a>[^?]+?)\s+or\s+(?P<b>[^?]+)",
            r"^how\s+long\s+(?:after|before)\s+(?P<a>[^?]+?)\s+(?:did|was|were)\s+(?P<b>[^?]+)",
            r"^how\s+(?:did|do|does|is|are|was|were)\s+(?P<about>[^?]+?)\s+(?:differ|different|compare|change|changed)"
            r"\s+(?:between|from)\s+(?P<a>[^?]+?)\s+(?:and|to)\s+(?P<b>[^?]+)",
            rf"^{_ENDING}how\s+(?:did|do|does)\s+(?P<a>[^?]+?)\s+and\s+(?P<b>[^?]+?)\s+(?:differ|compare|disagree)\b"
            rf"{_ON}[\s?.]*$",
            r"^(?P<about>[^?]*?)\bboth\s+(?P<a>[^?]+?)\s+and\s+(?P<b>[^?]+)",
            rf"^{_ENDING}compare\s+(?P<a>[^?]+?)\s+(?:and|with|to)\s+(?P<b>[^?]+?){_ON}[\s?.]*$",
            r"^(?:(?P<about>[^?:]+:)\s*)?(?P<a>[^?:]+?)\s+(?:versus|vs\.?)\s+(?P<b>[^?]+)",
        )
    ),
)
# "Who won the race, when did it begin, and how many people watched it?", "When, where and why did it happen?"
_LINK = rf"(?=(?:(?:to|by|for|with|from|against|since|until|in|on|at|of)\s)?{_ASKING}\b)"
JOINED = re.compile(rf",?\s+and\s+{_LINK}", re.IGNORECASE)
LISTED = re.compile(rf",\s+(?:and\s+)?{_LINK}|\s+and\s+{_LINK}", re.IGNORECASE)
ASKING_FIRST = re.compile(rf"{_ASKING}\b", re.IGNORECASE)
WH_FIRST = re.compile(rf"{_WH}\b", re.IGNORECASE)
ASKING_ALONE = re.compile(
    rf"(?:\w+ )?{_ASKING}(?: (?:many|much|old|long|often|far|exactly|year|day|date|month))?|(?:\w+ )?which \w+",
    re.IGNORECASE,
)
ASKING = re.compile(rf"\b{_ASKING}\b", re.IGNORECASE)
SEVERAL = re.compile(r"\?\s+(?=\S)")  # "Who won? How many watched?"


def split_question(question: str) -> tuple[str, ...]:
    """Return the parts of a question, in its order; nothing where it is simple.

    By English patterns alone. What both parts share ("how did ... differ between") stands before each.
    """
    text = " ".join(question[:LONGEST].split())
    several = [part.strip(" ?") for part in SEVERAL.split(text)]
    if len(several) > 1:  # what stands behind the last question mark need not ask: "(a hint: ninety)"
        asking = several if text.endswith("?") or ASKING.search(several[-1]) else several[:-1]
        return parts_of(asking) if len(asking) > 1 else ()
    for pattern in COMPARING:
        if found := pattern.search(text):
            shared = found.groupdict()
            about, behind = shared.get("about") or "", shared.get("deed") or shared.get("on") or ""
            return parts_of([f"{about} {one} {behind}" for one in both(found["a"], found["b"].rstrip(" ?."))])
    if ASKING_FIRST.match(text) and JOINED.search(text):
        return parts_of(completed([part.strip(" ?") for part in LISTED.split(text)]))
    return ()


def both(one: str, other: str) -> tuple[str, str]:
    """Two things that are compared; of each as much is said as of the other: "the fair in 2023 and 2024", "prices in
    Norby and Orsby", "the mills of Norby with those of Orsby", "June and December 2022".
    """
    if YEAR.fullmatch(other) and len(YEAR.findall(one)) == 1:
        return one, YEAR.sub(other, one)
    if A_MONTH.fullmatch(one) and (dated := OF_A_YEAR.fullmatch(other)):
        return f"{one} {dated['year']}", other
    first, second = OF_NAMED.fullmatch(one), THE_SAME_OF.fullmatch(other)
    return one, f"{first['what']}{second['named']}" if first and second else other


def asks_order(question: str) -> bool:
    """Whether the two parts of a question are things of which it asks which came first."""
    text = " ".join(question[:LONGEST].split())
    return any(pattern.search(text) for pattern in ORDERING)


def completed(parts: list[str]) -> list[str]:
    """Give what only asks ("when") the rest of the next part that says more, else put it to the one before.

    "Who won the race, and when" is one question, which asks for both; with two more, each is one of its own.
    """
    alone = [bool(ASKING_ALONE.fullmatch(part)) for part in parts]
    if alone in ([False, True], [True] * len(parts)):
        return []
    found: list[str] = []
    for place, part in enumerate(parts):
        if not alone[place]:
            shared = place > 0 and alone[place - 1] and not WH_FIRST.match(part)  # "why, and how, was it closed?"
            found += [] if shared else [part]
        elif said := next((parts[other] for other in range(place, len(parts)) if not alone[other]), ""):
            found.append(f"{part} {WH_FIRST.sub('', said, count=1) if WH_FIRST.match(said) else said}")
        else:
            said = next(parts[other] for other in reversed(range(place)) if not alone[other])
            found.append(f"{said}, and {part}")
    return found


def parts_of(texts: list[str]) -> tuple[str, ...]:
    """Clean the parts; a question of which one is a single word, and no name, or only asks ("how many"), has none."""
    if len(texts) > MOST:
        return ()
    parts = tuple(" ".join(text.strip(" ?.,;:").split()) for text in texts)
    whole = all((" " in part or part != part.lower()) and not ASKING_ALONE.fullmatch(part) for part in parts)
    return parts if whole else ()


def with_time(parts: Sequence[str], named: str) -> tuple[str, ...]:
    """Put the time that a question names once behind those of its parts that ask without it: "who won in May, and how
    many watched?" asks for those who watched in May. Things that are compared have times of their own.
    """
    held = any(named in part for part in parts) and not named[:1].isdigit()  # "the 2022 World Cup"
    return tuple(
        f"{part} {named}" if held and named not in part and ASKING_FIRST.match(part) else part for part in parts
    )
