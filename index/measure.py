"""Measures over judged questions: Hit@k, MRR@k, nDCG@k by article, answer@k by passage, each with its interval."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log2
from statistics import fmean

import numpy as np

from index.passage import Passage, Query, Stage
from index.retrieve import Retriever

HIT_DEPTHS = (1, 4, 10)
ANSWER_DEPTHS = (1, 3, 5, 10)
ENGLISH_ARTICLES = frozenset({"a", "an", "the"})


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with what is known of its answer: the articles that hold it, the words that state it."""

    query: Query
    evidence_ids: frozenset[str]
    answers: tuple[str, ...]


def rank_articles(passages: Iterable[Passage]) -> list[str]:
    """Rank articles by their best passage."""
    return list(dict.fromkeys(passage.article.id for passage in passages))


def hit_at(ranked: Sequence[str], relevant: frozenset[str], k: int) -> float:
    """1 when a relevant article is among the first k, else 0."""
    return float(not relevant.isdisjoint(ranked[:k]))


def reciprocal_rank(ranked: Sequence[str], relevant: frozenset[str], k: int) -> float:
    """One over the rank of the first relevant article among the first k, else 0."""
    return next((1 / rank for rank, article in enumerate(ranked[:k], start=1) if article in relevant), 0.0)


def ndcg_at(ranked: Sequence[str], relevant: frozenset[str], k: int) -> float:
    """Normalised discounted cumulative gain with binary relevance (Järvelin and Kekäläinen, 2002)."""
    gain = sum(1 / log2(rank + 1) for rank, article in enumerate(ranked[:k], start=1) if article in relevant)
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(len(relevant), k) + 1))
    return gain / ideal if ideal else 0.0


def answer_at(passages: Sequence[Passage], answers: Sequence[str], k: int) -> float:
    """1 when a normalised answer occurs in one of the first k passages, else 0."""
    wanted = [normal for normal in map(normalise, answers) if normal.strip()]
    texts = [normalise(passage.text) for passage in passages[:k]]
    return float(any(answer in text for answer in wanted for text in texts))


def normalise(text: str) -> str:
    """Reduce a text to its words: lower case, no accents, no punctuation, no English articles; a space on either side.

    Articles are dropped as question answering does (SQuAD; Rajpurkar et al., 2016): "The Windsor Framework" is answered
    by "the so-called “Windsor framework”".
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = (word for word in re.findall(r"[^\W_]+", plain.casefold()) if word not in ENGLISH_ARTICLES)
    return f" {' '.join(words)} "


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over questions, and where it would lie 95 times of 100 were other questions like them asked."""

    mean: float
    low: float
    high: float


RESAMPLES, SEED = 2000, 1


def estimate(values: Sequence[float]) -> Estimate:
    """Average over questions; the interval by the bootstrap's percentiles (Efron, 1979), the same on every run."""
    drawn = np.random.default_rng(SEED).choice(np.asarray(values, dtype=float), size=(RESAMPLES, len(values)))
    low, high = np.percentile(drawn.mean(axis=1), [2.5, 97.5])
    return Estimate(fmean(values), float(low), float(high))


def measure(rankings: Sequence[tuple[Judged, Sequence[Passage]]]) -> dict[str, Estimate]:
    """Average the measures over questions; those without known articles or answers count for the others only."""
    by_article = [
        (rank_articles(passages), judged.evidence_ids) for judged, passages in rankings if judged.evidence_ids
    ]
    by_passage = [(passages, judged.answers) for judged, passages in rankings if judged.answers]
    means: dict[str, Estimate] = {}
    if by_article:
        for k in HIT_DEPTHS:
            means[f"Hit@{k}"] = estimate([hit_at(ranked, relevant, k) for ranked, relevant in by_article])
        means["MRR@10"] = estimate([reciprocal_rank(ranked, relevant, 10) for ranked, relevant in by_article])
        means["nDCG@10"] = estimate([ndcg_at(ranked, relevant, 10) for ranked, relevant in by_article])
    if by_passage:
        for k in ANSWER_DEPTHS:
            means[f"answer@{k}"] = estimate([answer_at(passages, answers, k) for passages, answers in by_passage])
    return means


# By one ranking alone, and by all stages with one of them left out.
ALONE = {
    "dense": frozenset(Stage) - {Stage.DENSE},
    "keywords": frozenset(Stage) - {Stage.KEYWORDS},
    "fused": frozenset(Stage) - {Stage.DENSE, Stage.KEYWORDS},
    "all stages": frozenset[Stage](),
}


def ablate(retriever: Retriever, questions: Sequence[Judged]) -> dict[str, dict[str, Estimate]]:
    """Measure rankings by themselves, all stages, and all but one, on the same questions."""
    ways = ALONE | {f"without {stage}": frozenset({stage}) for stage in Stage}
    return {
        way: measure([(one, retriever.ranked(replace(one.query, without=without))) for one in questions])
        for way, without in ways.items()
    }
