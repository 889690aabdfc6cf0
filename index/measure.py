"""Measures over judged questions: Hit@k, MRR@k, nDCG@k by article, answer@k by passage."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

from index.passage import Passage, Query
from index.retrieve import Retriever, fuse_rankings

HIT_DEPTHS = (1, 4, 10)
ANSWER_DEPTHS = (1, 3, 5, 10)


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
    """Reduce a text to its words: lower case, no accents, no punctuation; a space on either side of each word."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", plain.casefold())
    return f" {' '.join(words)} "


def measure(rankings: Sequence[tuple[Judged, Sequence[Passage]]]) -> dict[str, float]:
    """Average the measures over questions; those without known articles or answers count for the others only."""
    by_article = [
        (rank_articles(passages), judged.evidence_ids) for judged, passages in rankings if judged.evidence_ids
    ]
    by_passage = [(passages, judged.answers) for judged, passages in rankings if judged.answers]
    means: dict[str, float] = {}
    if by_article:
        for k in HIT_DEPTHS:
            means[f"Hit@{k}"] = fmean(hit_at(ranked, relevant, k) for ranked, relevant in by_article)
        means["MRR@10"] = fmean(reciprocal_rank(ranked, relevant, 10) for ranked, relevant in by_article)
        means["nDCG@10"] = fmean(ndcg_at(ranked, relevant, 10) for ranked, relevant in by_article)
    if by_passage:
        for k in ANSWER_DEPTHS:
            means[f"answer@{k}"] = fmean(answer_at(passages, answers, k) for passages, answers in by_passage)
    return means


def ablate(retriever: Retriever, questions: Sequence[Judged]) -> Mapping[str, dict[str, float]]:
    """Measure each stage of retrieval by itself, on the same questions."""
    rankings: dict[str, list[tuple[Judged, Sequence[Passage]]]] = {}
    for judged in questions:
        dense, keywords = retriever.search(judged.query)
        held = retriever.passages([*dense, *keywords])
        stages = {"dense": dense, "keywords": keywords, "fused": fuse_rankings(dense, keywords, held)}
        for stage, hits in stages.items():
            passages = [held[hit.passage_id] for hit in hits if hit.passage_id in held]
            rankings.setdefault(stage, []).append((judged, passages))
    return {stage: measure(ranked) for stage, ranked in rankings.items()}
