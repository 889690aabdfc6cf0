"""The latest on a subject: "any news on the ferry?" asks for what was printed last about it, and for nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise

from bot.writer.asked import Asked
from bot.writer.score import Sentence, names_share
from index.arrivals import name_pairs
from index.subject import CLOSE, EVEN, HOLDS, NAMES, leveled

_NEWS = r"(?:news|headlines?|developments?|updates?|reports?|word|information|state|status|situation)"
_LAST = rf"(?:(?:latest|newest|(?:most\s)?recent|current)(?:\s{_NEWS})?|news|updates?|new)"
ASKS_LATEST = re.compile(
    rf"""^\W*(?:(?:and|so|please|hi|hello|hey)\W+)*
    (?:(?:what|how)(?:['’]s|\s(?:is|are|was|were))?\s|(?:can\syou\s)?(?:tell|give|show)\sme\s|(?:is|are)\sthere\s)?
    (?:(?:the|any|some)\s)?(?:very\s)?{_LAST}\s
    (?:on|about|in|with|from|of|at|for|regarding|concerning|around)\s(?P<subject>[^?,;:]*\w)\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
ASKS_WHAT_HAPPENED = re.compile(
    r"""^\W*(?:(?:and|so|please)\W+)*what(?:['’]s|\s(?:is|was|has))?\s(?:happen(?:ed|ing)|going\son|went\son)
    \s(?:on|in|with|at|to|during)\s[^?,;:]*\w\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
# What is told beside the newest was printed at most so long before it.
LATELY = timedelta(days=30)


def latest_subject(question: str) -> str:
    """Return the subject whose latest is asked for; empty where something else is asked."""
    found = ASKS_LATEST.match(" ".join(question.split()))
    return found["subject"] if found else ""


def asks_what_happened(question: str) -> bool:
    """Whether a question asks nothing of a subject but what happened to it."""
    return bool(ASKS_WHAT_HAPPENED.match(" ".join(question.split())))


def told_last(asked: Asked, found: Sequence[Sentence], words: Callable[[str], Sequence[str]]) -> list[Sentence]:
    """Keep the sentences of the articles about a subject that were printed last; where no article is about it, those
    that have its name, if it has several words; else none.
    """
    about = told_about(asked, found, words) or naming(asked, found, words)
    newest = max((one.printed for one in about), default=0.0)
    return [one for one in about if newest - one.printed <= LATELY.total_seconds()]


def told_about(
    asked: Asked, found: Sequence[Sentence], words: Callable[[str], Sequence[str]], close: float = CLOSE
) -> list[Sentence]:
    """Keep the sentences of the articles about a subject: so close to it in meaning, or by their title.

    What is written like one name has to stand side by side: not every bank of Silicon Valley is that bank.
    """
    terms, pairs = leveled(asked.terms), named_pairs(asked, words)

    def is_about(one: Sentence) -> bool:
        passage = one.quotation.passage
        title = words(passage.article.title)
        named = pairs <= {*pairwise(words(passage.text)), *pairwise(title)}
        if (
            not named
            or names_share(asked, sorted(one.near)) < 1 - EVEN
            or terms.share(one.near, asked.subject) < HOLDS - EVEN
        ):
            return False
        return one["similarity"] >= close or terms.share(terms.read(title), asked.subject) >= NAMES - EVEN

    return [one for one in found if is_about(one)]


def naming(asked: Asked, found: Sequence[Sentence], words: Callable[[str], Sequence[str]]) -> list[Sentence]:
    """Keep the sentences that have a name of several words as the question has it."""
    pairs = named_pairs(asked, words)
    return [one for one in found if pairs and pairs <= {*pairwise(words(one.quotation.text))}]


def named_pairs(asked: Asked, words: Callable[[str], Sequence[str]]) -> set[tuple[str, str]]:
    """Words that a question writes like one name, side by side, but those that may be spelt otherwise."""
    return {pair for pair in name_pairs(asked.text, words) if asked.terms.others.keys().isdisjoint(pair)}
