"""``Listed``: an article in a list, and how a list of articles is made of what was found. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.article import Article
from index.passage import Evidence


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as evidence shows it, and the score of its best passage; None where nothing was looked for."""

    evidence: Evidence
    score: float | None = None


def each_once(found: Iterable[Evidence], most: int) -> list[Listed]:
    """Return the articles of what was found, each once, in the order of their best passages."""
    best: dict[str, Evidence] = {}
    for item in found:
        best.setdefault(item.passage.article.id, item)
    return [Listed(item, item.score) for item in list(best.values())[:most]]


def by_date(listed: Sequence[Listed]) -> list[Listed]:
    """Put the newest articles first; undated ones come last."""
    return sorted(listed, key=lambda one: newest_first(one.evidence.passage.article))


def newest_first(article: Article) -> tuple[float, str]:
    """A key by which the newest article is the first."""
    return (-article.published.timestamp() if article.published else float("inf")), article.id
