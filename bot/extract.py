"""The extractive writer: the sentences of the archive that answer, each word for word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import exp

import numpy as np

from bot.answer import Draft, Drafted, Quotation
from bot.support import Asked, Kind, answering_spans, coverage, understand
from corpus.sentences import Span, sentences
from index.embed import Embedder
from index.keywords import KeywordIndex
from index.passage import Evidence

# How deep in the evidence sentences are read, and how many of the best by words are then compared by meaning:
# embedding a sentence costs some three milliseconds.
PASSAGES_READ = 8
SENTENCES_EMBEDDED = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with what speaks for it, each from 0 to 1."""

    quotation: Quotation
    rank: int  # of its passage, from 0
    own: float  # share of the question's words in the sentence
    around: float  # share of them in the sentence, its title and the sentence before
    meaning: float  # cosine of question and sentence
    passage: float  # cosine of question and passage
    typed: bool  # holds the kind of thing that is asked for (True where no kind is)
    marks: tuple[Span, ...]


class ExtractiveWriter:
    """Quotes the sentences that answer; see ``bot.answer.Writer``."""

    def __init__(self, embedder: Embedder, keywords: Callable[[], KeywordIndex], *, max_statements: int) -> None:
        self._embedder = embedder
        self._keywords = keywords
        self._most = max_statements

    def write(self, question: str, evidence: Sequence[Evidence]) -> Drafted:
        """Return the best sentences in reading order, with the confidence that the first of them answers."""
        index = self._keywords()
        asked = understand(question, index.words, index.rarity)
        candidates = self._candidates(asked, question, evidence, index)
        if not candidates:
            return Drafted((), 0.0)
        ranked = sorted(candidates, key=lambda c: (-score(c), c.rank, c.quotation.start))
        chosen = choose(ranked, self._most)
        confidence = confidence_of(ranked[0])
        return Drafted(tuple(to_draft(candidate) for candidate in reading_order(chosen)), confidence)

    def _candidates(
        self, asked: Asked, question: str, evidence: Sequence[Evidence], index: KeywordIndex
    ) -> list[Candidate]:
        found = [
            candidate
            for rank, item in enumerate(evidence[:PASSAGES_READ])
            for candidate in candidates_in(asked, item, rank, index)
        ]
        best = sorted(found, key=lambda c: (-score(c), c.rank, c.quotation.start))[:SENTENCES_EMBEDDED]
        if not best:
            return []
        vectors = self._embedder.embed_passages([candidate.quotation.text for candidate in best])
        similarities = vectors @ self._embedder.embed_question(question)
        return [with_meaning(c, float(s)) for c, s in zip(best, np.clip(similarities, 0, 1), strict=True)]


def candidates_in(asked: Asked, item: Evidence, rank: int, index: KeywordIndex) -> list[Candidate]:
    """Judge each sentence of a passage by its words."""
    passage = item.passage
    context = index.words(passage.article.title)
    before: list[str] = []
    found = []
    for start, end in sentences(passage.text, passage.article.language):
        quotation = Quotation(passage, passage.start + start, passage.start + end)
        words = index.words(quotation.text)
        marks = tuple(answering_spans(asked, quotation.text))
        found.append(
            Candidate(
                quotation=quotation,
                rank=rank,
                own=coverage(asked, words),
                around=coverage(asked, [*words, *context, *before]),
                meaning=0.0,
                passage=max(item.similarity or 0.0, 0.0),
                typed=asked.kind is Kind.OTHER or bool(marks),
                marks=marks,
            )
        )
        before = words
    return found


def with_meaning(candidate: Candidate, similarity: float) -> Candidate:
    """Add the cosine of question and sentence."""
    return replace(candidate, meaning=similarity)


def score(candidate: Candidate) -> float:
    """Order sentences: by words, by meaning, by the rank of their passage; the kind asked for counts most."""
    return (
        candidate.own
        + 0.5 * candidate.around
        + candidate.meaning
        + 0.5 * candidate.passage
        + 0.5 * candidate.typed
        - 0.03 * candidate.rank
    )


def confidence_of(candidate: Candidate) -> float:
    """Estimate the probability that a sentence answers."""
    z = 4.0 * candidate.around + 2.0 * candidate.own + 4.0 * candidate.meaning + 3.0 * candidate.passage - 7.0
    return 1 / (1 + exp(-z)) if candidate.typed else 1 / (1 + exp(-z)) / 3


def choose(ranked: Sequence[Candidate], most: int) -> list[Candidate]:
    """Take the best sentence and those nearly as good that say something else."""
    chosen: list[Candidate] = []
    for candidate in ranked:
        near_best = score(candidate) >= 0.85 * score(ranked[0]) and candidate.typed >= ranked[0].typed
        if len(chosen) < most and near_best and not any(says_same(candidate, other) for other in chosen):
            chosen.append(candidate)
    return chosen


def says_same(first: Candidate, second: Candidate) -> bool:
    """Say whether two sentences share nearly all their words (a wire copy, a repeated paragraph)."""
    one, two = (set(c.quotation.text.casefold().split()) for c in (first, second))
    return len(one & two) >= 0.8 * min(len(one), len(two))


def reading_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The best article first; inside an article, as it reads."""
    first: dict[str, int] = {}
    for position, candidate in enumerate(chosen):
        first.setdefault(candidate.quotation.passage.article.id, position)
    return sorted(chosen, key=lambda c: (first[c.quotation.passage.article.id], c.quotation.start))


def to_draft(candidate: Candidate) -> Draft:
    """A sentence is its own proof."""
    return Draft(candidate.quotation.text, (candidate.quotation,), candidate.marks)
