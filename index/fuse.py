"""Fusion: several rankings of passages into one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TypeVar

from index.passage import Hit

T = TypeVar("T")

RRF_K = 60  # Cormack et al. (2009): softens the lead of the very first ranks


def fuse(rankings: Iterable[tuple[float, Sequence[Hit]]]) -> list[Hit]:
    """Merge weighted rankings by reciprocal rank fusion, best first.

    Only ranks count, so cosine similarity and BM25 need no common scale. Ties are broken by passage id.
    """
    scores: defaultdict[str, float] = defaultdict(float)
    for weight, ranking in rankings:
        for rank, hit in enumerate(ranking, start=1):
            scores[hit.passage_id] += weight / (RRF_K + rank)
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Hit(passage_id, score) for passage_id, score in best]


def in_turn(several: Iterable[Iterable[T]]) -> Iterator[T]:
    """Yield the first of each, then the second of each, and so on: what has no common scale is merged so."""
    nothing = object()
    for ones in zip_longest(*several, fillvalue=nothing):
        yield from (one for one in ones if one is not nothing)  # type: ignore[misc]


def limit_each(ranked: Iterable[T], key: Callable[[T], str], most: int) -> Iterator[T]:
    """Keep the order, but at most ``most`` items with the same key, so that one article cannot fill the evidence."""
    counts: Counter[str] = Counter()
    for item in ranked:
        counts[key(item)] += 1
        if counts[key(item)] <= most:
            yield item
