"""Questions for what came of something that the archive cannot know yet: "who won the 2030 election?"."""

from __future__ import annotations

import re
from datetime import datetime

from bot.english import expressions as x
from index.tense import Tense, tense_of

# What says how something ended or went. What was said, planned or promised of a year to come is known before.
WENT = re.compile(
    r"^(?:and\s|so\s)?(?:who|which\s[\w’'-]+(?:\s[\w’'-]+)?|what|where|when|how\s(?:many|much)(?:\s[\w’'-]+){0,2}|by\show\smuch|why|did)\s"
    r"(?:(?:was|were|did|has|had|have)\s)?(?:[^?]{0,40}?\s)??"
    r"(?:won|win|lost|lose|hosted|held|happen(?:ed)?|elected|(?:took|take)\splace|beat|defeated|finish(?:ed)?|scored?|topped"
    r"|came|attended|died|killed|took\spart)\b",
    re.IGNORECASE,
)


OF_A_YEAR = re.compile(r"\s(?!and\b|or\b|in\b|at\b|to\b)\w")  # "the 2030 election"
CHOSEN = re.compile(r"\b(?:right|bid|chosen|picked|selected|awarded)\b", re.IGNORECASE)  # years before


def asks_of_what_is_ahead(question: str, last: datetime | None, as_of: datetime) -> bool:
    """Whether a question asks how something went in years of which the archive, with its ``last`` article, cannot know.

    "In 2030" is a time as any other, and may be named by what was printed before, unless it is still to come.
    """
    years = list(x.YEAR.finditer(question))
    known = min(last, as_of).year if last else as_of.year
    if not years or any(int(found[0]) <= known for found in years):
        return False
    to_come = all(int(found[0]) > as_of.year or OF_A_YEAR.match(question, found.end()) for found in years)
    went = WENT.search(question) and not CHOSEN.search(question)
    tense = tense_of(question.casefold(), years[0].start())
    return to_come and bool(went) and tense in {Tense.PAST, Tense.UNTOLD}
