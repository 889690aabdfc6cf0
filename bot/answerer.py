"""The answerer: question in, ``Answer`` out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.answer import Answer, Outcome, Writer, number_citations, related_articles
from bot.context import draft_in_context
from bot.question import Question
from index.passage import Evidence, Query, Retrieval, Stage
from index.retrieve import Retriever
from index.when import Mode

# Passages that a writer may use; fewer lose answers that rank low, more cost time and bring in other subjects.
EVIDENCE = 12
# Passages of the articles that a conversation is about that come first: of a follow-up, and of a question that may be
# about something else.
NEAR_BOUND, NEAR_LOOSE = 8, 4


class Answerer:
    """Retrieves evidence, has a writer draft from it, and decides whether the archive answers."""

    def __init__(
        self,
        retriever: Retriever,
        writer: Writer,
        *,
        min_confidence: float,
        now: Callable[[], datetime],
        without: frozenset[Stage] = frozenset(),
        max_statements: int = 3,
    ) -> None:
        self._retriever = retriever
        self._writer = writer
        self._min_confidence = min_confidence
        self._now = now
        self._without = without
        self._most = max_statements

    def answer(self, question: Question) -> Answer:
        """Answer a question from the current generation.

        What is not answered near the time that it asks about is looked for at any time before it is refused.
        """
        asked, started = self._now(), time.perf_counter()
        found = self._retrieve(question, EVIDENCE)
        retrieved = time.perf_counter()
        drafted = draft_in_context(self._writer, question, found.evidence, self._most)
        if drafted.confidence < self._min_confidence and is_widenable(question):
            wider = self._retrieve(replace(question, any_time=True), EVIDENCE)
            redrafted = draft_in_context(self._writer, question, wider.evidence, self._most)
            if redrafted.confidence >= self._min_confidence:
                exact = found.window.mode is Mode.HARD
                found, drafted = replace(wider, window=found.window, widened=exact), redrafted
        answers = drafted.confidence >= self._min_confidence
        statements, citations = number_citations(drafted.drafts if answers else (), found.evidence)
        written = time.perf_counter()
        return Answer(
            question=question.text,
            asked=asked,
            as_of=question.as_of,
            outcome=Outcome.ANSWERED if statements else Outcome.NOT_IN_ARCHIVE,
            confidence=round(drafted.confidence, 4),
            window=found.window,
            widened=found.widened and bool(statements),
            parts=found.parts,
            variants=found.variants,
            filter=question.filter,
            statements=statements,
            citations=citations,
            related=() if statements else related_articles(found.evidence),
            archive=self._retriever.generation,
            timings_ms={
                "retrieve": milliseconds(retrieved - started),
                "write": milliseconds(written - retrieved),
                "total": milliseconds(written - started),
            },
        )

    def search(self, question: Question, top_k: int) -> Retrieval:
        """Return the best passages for a question, best first, and how it was read."""
        return self._retrieve(question, top_k, as_found=True)

    def _retrieve(self, question: Question, top_k: int, *, as_found: bool = False) -> Retrieval:
        found = self._retriever.retrieve(
            Query(
                question.text,
                question.filter,
                top_k,
                as_of=question.as_of,
                any_time=question.any_time,
                as_found=as_found,
                near=question.near,
                near_first=(NEAR_BOUND if question.context else NEAR_LOOSE) if question.near else 0,
                without=self._without,
            )
        )
        return replace(found, evidence=tuple(unquoted(item, question.quoted) for item in found.evidence))


def unquoted(item: Evidence, quoted: Sequence[tuple[str, int, int]]) -> Evidence:
    """Evidence of which no answer quotes again what was quoted already."""
    spans = [(start, end) for article, start, end in quoted if article == item.passage.article.id]
    return replace(item, repeated=(*item.repeated, *spans)) if spans else item


def is_widenable(question: Question) -> bool:
    """Whether only the words of the question or its day, not the reader's own limits, kept it to a time."""
    return not (question.any_time or question.filter.since or question.filter.until)


def milliseconds(seconds: float) -> float:
    """Round to tenths of a millisecond."""
    return round(seconds * 1000, 1)
