"""The answerer: question in, ``Answer`` out."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from bot.answer import Answer, Outcome, Writer, number_citations, related_articles, window_of
from bot.question import Question
from index.passage import Evidence, Query
from index.retrieve import Retriever

# Passages that a writer may use; fewer lose answers that rank low, more cost time and bring in other subjects.
EVIDENCE = 12


class Answerer:
    """Retrieves evidence, has a writer draft from it, and decides whether the archive answers."""

    def __init__(
        self, retriever: Retriever, writer: Writer, *, min_confidence: float, now: Callable[[], datetime]
    ) -> None:
        self._retriever = retriever
        self._writer = writer
        self._min_confidence = min_confidence
        self._now = now

    def answer(self, question: Question) -> Answer:
        """Answer a question from the current generation."""
        asked, started = self._now(), time.perf_counter()
        evidence = self._retriever.retrieve(Query(question.text, question.filter, EVIDENCE))
        retrieved = time.perf_counter()
        drafted = self._writer.write(question.text, evidence)
        answers = drafted.confidence >= self._min_confidence
        statements, citations = number_citations(drafted.drafts if answers else (), evidence)
        written = time.perf_counter()
        return Answer(
            question=question.text,
            asked=asked,
            as_of=question.as_of,
            outcome=Outcome.ANSWERED if statements else Outcome.NOT_IN_ARCHIVE,
            confidence=round(drafted.confidence, 4),
            window=window_of(question.filter),
            filter=question.filter,
            statements=statements,
            citations=citations,
            related=() if statements else related_articles(evidence),
            archive=self._retriever.generation,
            timings_ms={
                "retrieve": milliseconds(retrieved - started),
                "write": milliseconds(written - retrieved),
                "total": milliseconds(written - started),
            },
        )

    def search(self, question: Question, top_k: int) -> list[Evidence]:
        """Return the best passages for a question, best first."""
        return self._retriever.retrieve(Query(question.text, question.filter, top_k))


def milliseconds(seconds: float) -> float:
    """Round to tenths of a millisecond."""
    return round(seconds * 1000, 1)
