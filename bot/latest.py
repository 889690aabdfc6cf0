"""The latest on a subject: "any news on the ferry?" asks for what was printed last about it, and for nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise

from bot.score import Sentence, names_share
from bot.support import Asked
from index.arrivals import name_pairs
from index.subject import CLOSE, EVEN, HOLDS, leveled

_NEWS = r"(?:news|headlines?|developments?|updates?|reports?|word|information|state|status|situation)"
_LAST = rf"(?:(?:latest|newest|(?:most\s)?recent|current)(?:\s{_NEWS})?|news|updates?|new)"
ASKS_LATEST = re.compile(
    rf"""^\W*(?:(?:and|so|please|hi|hello|hey)\W+)*
    (?:(?:what|how)(?:['’]s|\s(?:is|are|was|were))?\s|(?:can\syou\s)?(?:tell|give|show)\sme\s|(?:is|are)\sthere\s)?
    (?:(?:the|any|some)\s)?(?:very\s)?{_LAST}\s
    (?:on|about|in|with|from|of|at|for|regarding|concerning|around)\s(?P<subject>[^?,;:]*\w)\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
# What is told beside the newest was printed at most so long before it.
LATELY = timedelta(days=30)


def latest_subject(question: str) -> str:
    """Return the subject whose latest is asked for; empty where something else is asked."""
    found = ASKS_LATEST.match(" ".join(question.split()))
    return found["subject"] if found else ""


def told_last(asked: Asked, found: Sequence[Sentence], words: Callable[[str], Sequence[str]]) -> list[Sentence]:
    """Keep the sentences of the articles about a subject that were printed last; none where no article is about it.

    What is written like one name has to stand side by side: not every bank of Silicon Valley is that bank.
    """
    terms = leveled(asked.terms)
    pairs = {pair for pair in name_pairs(asked.text, words) if terms.others.keys().isdisjoint(pair)}

    def is_about(one: Sentence) -> bool:
        passage = one.quotation.passage
        named = pairs <= {*pairwise(words(passage.text)), *pairwise(words(passage.article.title))}
        names = names_share(asked, sorted(one.near))
        return named and names >= 1 - EVEN and terms.share(one.near) >= HOLDS - EVEN and one["similarity"] >= CLOSE

    about = [one for one in found if is_about(one)]
    newest = max((one.printed for one in about), default=0.0)
    return [one for one in about if newest - one.printed <= LATELY.total_seconds()]
