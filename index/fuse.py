"""Fusion: several rankings of passages into one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from index.passage import Hit

T = TypeVar("T")

RRF_K = 60  # Cormack et al. (2009): softens the lead of the very first ranks


def fuse(rankings: Iterable[tuple[float, Sequence[Hit]]], article_of: Mapping[str, str]) -> list[Hit]:
    """Merge weighted rankings of passages by reciprocal rank fusion, best first.

    Only ranks count, so cosine similarity and BM25 need no common scale. A passage is credited for its own rank and
    for that of its article (by its best passage): two rankings that find different passages of one article agree.
    ``article_of`` gives the article id of each passage; passages that it does not know are left out. Ties are broken
    by passage id.
    """
    scores: defaultdict[str, float] = defaultdict(float)
    articles: defaultdict[str, float] = defaultdict(float)
    for weight, ranking in rankings:
        known = [hit.passage_id for hit in ranking if hit.passage_id in article_of]
        for rank, passage_id in enumerate(known, start=1):
            scores[passage_id] += weight / (RRF_K + rank)
        for rank, article_id in enumerate(dict.fromkeys(article_of[passage_id] for passage_id in known), start=1):
            articles[article_id] += weight / (RRF_K + rank)
    fused = {passage_id: score + articles[article_of[passage_id]] for passage_id, score in scores.items()}
    return [Hit(passage_id, fused[passage_id]) for passage_id in sorted(fused, key=lambda key: (-fused[key], key))]


def limit_each(ranked: Iterable[T], key: Callable[[T], str], most: int) -> list[T]:
    """Keep the order, but at most ``most`` items with the same key, so that one article cannot fill the evidence."""
    counts: Counter[str] = Counter()
    kept = []
    for item in ranked:
        counts[key(item)] += 1
        if counts[key(item)] <= most:
            kept.append(item)
    return kept
