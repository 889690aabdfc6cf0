"""The chronicler: subject in, ``Timeline`` out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.answer import number_citations, related_articles
from bot.answerer import milliseconds
from bot.overview.coverage import count_coverage
from bot.overview.timeline import (
    Line,
    Timeline,
    choose_lines,
    choose_passages,
    events_of,
    one_each,
    shortlist,
    tellings,
    to_draft,
    with_meaning,
    worth_telling,
)
from bot.question import Question
from index.analysis import stems
from index.embed import Embedder
from index.generation import Generation
from index.passage import Stage
from index.retrieve import Retriever
from index.subject import Subject
from index.when import ANY_TIME

RELATED_READ = 6  # passages, for the articles that are shown where nothing is about the subject


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a subject is limited to, None where they are open."""

    first: date | None
    last: date | None

    @staticmethod
    def of(subject: Subject) -> Days:
        """The days of a subject's window; all where it was taken for any time."""
        window = ANY_TIME if subject.widened else subject.window
        return Days(window.since and window.since.date(), window.until and window.until.date())

    def hold(self, day: date) -> bool:
        """Whether a day is one of them."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def within(self, archive: Generation) -> Days:
        """These days as far as an archive reaches."""
        oldest, newest = (moment and moment.date() for moment in (archive.first, archive.last))
        first = max(self.first, oldest) if self.first and oldest else None
        last = min(self.last, newest) if self.last and newest else None
        return Days(first, last)


class Chronicler:
    """Finds what is about a subject, and tells it as lines by day."""

    def __init__(
        self,
        retriever: Retriever,
        embedder: Embedder,
        *,
        now: Callable[[], datetime],
        without: frozenset[Stage] = frozenset(),
    ) -> None:
        self._retriever = retriever
        self._embedder = embedder
        self._now = now
        self._without = without

    def timeline(self, topic: Question, most: int) -> Timeline:
        """Tell of a subject in at most ``most`` lines, from the current generation."""
        asked, started = self._now(), time.perf_counter()
        query = topic.query(RELATED_READ, without=self._without)
        subject = self._retriever.subject(query, choose_passages)
        retrieved = time.perf_counter()
        terms, keywords = subject.terms, self._retriever.keywords
        archive, days = self._retriever.generation, Days.of(subject)
        told = tellings(terms, subject.evidence, keywords.words if terms.has_forms else stems)
        found = shortlist([one for one in told if days.hold(one.day)])
        events = []
        if found:
            vectors = self._embedder.embed_passages([one.quotation.text for one in found])
            topic_vector = self._embedder.embed_question(subject.text)
            events = worth_telling(one_each(events_of(with_meaning(found, vectors, topic_vector), vectors)))
        shown = days.within(archive) if subject.window.of_print else Days(None, None)
        coverage = count_coverage(
            topic.text, subject.holdings, since=shown.first, until=shown.last, complete=subject.complete
        )
        chosen = choose_lines(events, {day.first: day.stories for day in coverage.days}, most)
        statements, citations = number_citations([to_draft(one) for one in chosen], subject.evidence)
        written = time.perf_counter()
        return Timeline(
            topic=topic.text,
            asked=asked,
            as_of=topic.as_of,
            window=subject.window,
            lines=tuple(
                Line(one.day, one.dated, statement, one.year_inferred)
                for one, statement in zip(chosen, statements, strict=True)
            ),
            citations=citations,
            events=len(events),
            coverage=coverage,
            related=() if chosen else related_articles(self._retriever.retrieve(replace(query, listed=True)).evidence),
            archive=archive,
            timings_ms={
                "retrieve": milliseconds(retrieved - started),
                "write": milliseconds(written - retrieved),
                "total": milliseconds(written - started),
            },
            filter=topic.filter,
            widened=subject.widened,
            variants=subject.variants,
            strange=subject.strange,
        )
