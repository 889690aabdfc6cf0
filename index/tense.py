"""Whether an English question asks of what was, of what is or of what is to come: by the verb before a time."""

from __future__ import annotations

import re
from enum import StrEnum


class Tense(StrEnum):
    """Of when a verb speaks, as far as it tells."""

    PAST = "past"
    UNTOLD = "untold"  # no verb tells, or none that is known here
    PRESENT = "present"  # "who is charged with the killing in March?", "who is playing in March?"
    TO_COME = "to come"
    USUAL = "usual"  # "do they come back in November?": it is to come, or so every time


VERBS = re.compile(
    r"\b(?:(?P<come>will|won't|shall|going to(?! (?:the|a|an)\b)|upcoming|forthcoming"
    r"|any(?:thing|one|body)? (?:[\w']+ ){0,3}?(?:planned|scheduled|due|expected|coming up)"
    r"|(?:is|are|am|isn't|aren't) (?:[\w']+ ){0,4}?(?:due|set|expected|planned|scheduled|supposed|about to"
    r"|coming up|on the (?:agenda|programme)))"
    r"|(?P<happens>(?<=what )(?:happens|changes|comes)|takes (?:over|office|part|place)"
    r"|(?:begin|start|open|reopen|end|close|return|resume|expire|arrive)s|kicks off"
    r"|(?:comes|goes) (?:out|into|on|back|live))"
    r"|(?P<past>was|were|did|had|has|have|been|wasn't|weren't|didn't|hadn't|hasn't|haven't|happened|said)"
    r"|(?P<do>do|does|don't|doesn't)|(?P<is>is|are|am|isn't|aren't))\b"
)
# "Do they come back in November?", but not "what do we know of the fire in November?".
TELLS = re.compile(
    r"\b(?:know|say|think|believe|claim|blame|mean|suspect|allege|accuse|remember|recall|show|suggest|describe|report"
    r"|explain|tell|call|deny|admit|regret)\b"
)


def tense_of(text: str, start: int) -> Tense:
    """Return when the verb speaks of that a time goes with: the last one before it, or the first.

    ``text`` is in small letters, the time begins at ``start``.
    """
    verbs = list(VERBS.finditer(text))
    before = [verb for verb in verbs if verb.start() < start]
    if len(before) > 1 and before[-1].lastgroup == "do" and before[-2].lastgroup in {"past", "come"}:
        before.pop()  # "what did she do in May?"
    verb = before[-1] if before else next(iter(verbs), None)
    match verb and verb.lastgroup:
        case "come" | "happens":
            return Tense.TO_COME
        case "do":
            told = TELLS.search(text, verb.end() if verb else 0, start) if before else None
            return Tense.PAST if told else Tense.USUAL
        case "is":
            return Tense.PRESENT
        case "past":
            return Tense.PAST
        case _:
            return Tense.UNTOLD
