"""Fusion: several rankings of passages into one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TypeVar

from index.passage import Hit

T = TypeVar("T")

RRF_K = 60  # Cormack et al. (2009): softens the lead of the very first ranks
# How much the dense ranking weighs where rankings alone are fused (words tell more than the meaning that the packaged
# model sees). Fitted on newsquiz_small dev: python -m tests.experiments.ranking
DENSE_WEIGHT = 0.8


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


def fuse_rankings(dense: Sequence[Hit], keywords: Sequence[Hit], held: Container[str]) -> list[Hit]:
    """Fuse the two rankings, weighted; passages that are no longer held are left out before."""
    return fuse(
        (weight, [hit for hit in hits if hit.passage_id in held])
        for weight, hits in ((DENSE_WEIGHT, dense), (1.0, keywords))
    )


def interleave(rankings: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Take from the rankings of several questions in turn: their scores have no common scale."""
    merged: dict[str, Hit] = {}
    for hit in in_turn(rankings):
        merged.setdefault(hit.passage_id, hit)
    return list(merged.values())


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
