"""Questions for what came of something that the archive cannot know yet: "who won the 2030 election?"."""

from __future__ import annotations

import re
from datetime import datetime

from bot import expressions as x
from index.tense import Tense, tense_of

# What says how something ended or went. What was said, planned or promised of a year to come is known before.
WENT = re.compile(
    r"^(?:and\s|so\s)?(?:who|which\s[\w’'-]+(?:\s[\w’'-]+)?|what|where|when|how\s(?:many|much)(?:\s[\w’'-]+){0,2}|by\show\smuch|why|did)\s"
    r"(?:(?:was|were|did|has|had|have)\s)?(?:[^?]{0,40}?\s)??"
    r"(?:won|win|lost|lose|hosted|held|happen(?:ed)?|elected|(?:took|take)\splace|beat|defeated|finish(?:ed)?|scored?|topped"
    r"|came|attended|died|killed|took\spart)\b",
    re.IGNORECASE,
)


CHOSEN = re.compile(r"\b(?:right|bid|chosen|picked|selected|awarded)\b", re.IGNORECASE)  # years before


def asks_of_what_is_ahead(question: str, known: datetime | None) -> bool:
    """Whether a question asks how something went in years all of which come after the last day that is ``known``."""
    years = list(x.YEAR.finditer(question))
    if known is None or not years or any(int(found[0]) <= known.year for found in years):
        return False
    went = WENT.search(question)
    return bool(went) and not CHOSEN.search(question) and tense_of(question.casefold(), years[0].start()) is Tense.PAST
