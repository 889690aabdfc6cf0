"""``Listing``: a list of passages or articles, and how it is made of what was found. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.article import Article
from index.passage import Evidence
from index.subject import CLOSE, HOLDS, Holding
from index.terms import FUNCTION_WORDS, PUNCTUATION

# A passage has to do with a query where it has, with its title, as much of its words as one that is about a subject
# (HOLDS); or half of them, and is as CLOSE in meaning as such a one; or is so close that the words do not matter.
HALF, MEANS = 0.5, 0.55


MOST = 100  # passages or articles that one list shows


@dataclass(frozen=True, slots=True)
class Listed:
    """A passage or an article as evidence shows it, and its best score; None where nothing was looked for."""

    evidence: Evidence
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What was listed, and ``strange``: words of the query that no article has. ``total`` is how many there are to
    list, None where all that the archive holds is ranked, and only the first of it is worth a look; ``limited`` says
    that the reader's limits left articles out of sight.
    """

    listed: tuple[Listed, ...] = ()
    strange: tuple[str, ...] = ()
    total: int | None = None
    limited: bool = False


def each_once(found: Iterable[Evidence], most: int) -> tuple[Listed, ...]:
    """Return the articles of what was found, each once, in the order of their best passages."""
    best: dict[str, Evidence] = {}
    for item in found:
        best.setdefault(item.passage.article.id, item)
    return tuple(Listed(item, item.score) for item in list(best.values())[:most])


def newest_about(holdings: Sequence[Holding], most: int) -> list[str]:
    """Choose of what an archive holds about a subject the best passage of each of the newest articles, by id."""
    best: dict[str, Holding] = {}
    for one in holdings:
        best.setdefault(one.article_id, one)
    newest = sorted(best.values(), key=lambda one: -one.printed.timestamp() if one.printed else float("inf"))
    return [one.passage_id for one in newest[:most]]


def relevant(found: Sequence[Evidence], shares: Sequence[float]) -> list[Evidence]:
    """Leave out of a ranking what has nothing to do with the query; ``shares`` say how much of its words each has."""
    judged = [(item, share, item.similarity or 0.0) for item, share in zip(found, shares, strict=True)]
    return [
        item
        for item, share, meaning in judged
        if share >= HOLDS or (share >= HALF and meaning >= CLOSE) or meaning >= MEANS
    ]


def without_words(query: str, unknown: Sequence[str]) -> str:
    """Leave words that no article has out of a query; as it is where these are all that it is about."""
    kept = [word for word in query.split() if word.strip(PUNCTUATION) not in unknown]
    told = {word.strip(PUNCTUATION).casefold() for word in kept} - FUNCTION_WORDS - {""}
    return " ".join(kept) if told else query


def by_date(listed: Sequence[Listed]) -> tuple[Listed, ...]:
    """Put the newest articles first; undated ones come last."""
    return tuple(sorted(listed, key=lambda one: newest_first(one.evidence.passage.article)))


def newest_first(article: Article) -> tuple[float, str]:
    """A key by which the newest article is the first."""
    return (-article.published.timestamp() if article.published else float("inf")), article.id
