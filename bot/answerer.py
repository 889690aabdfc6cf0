"""The answerer: question in, ``Answer`` out."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.answer import (
    Answer,
    Draft,
    Outcome,
    Place,
    Quotation,
    Reason,
    Rewriter,
    Writer,
    number_citations,
    related_articles,
)
from bot.dialogue.recalled import likeliest, spoken
from bot.english.entities import names_in
from bot.finder import Finder, Found, Spent, evidence_of, newest_first, unused
from bot.question import Question, Turn
from bot.writer.attribution import attribute, repeat
from bot.writer.conflict import numbered
from bot.writer.context import draft_in_context
from bot.writer.lead import lead
from bot.writer.order import numbered_moments
from bot.writer.refusal import is_on_subject, reason
from bot.writer.saying import speak_of
from bot.writer.speech import with_all_of_speech
from bot.writer.then import is_of_then
from corpus.article import Article
from index.passage import Evidence, Passage, Retrieval, Stage
from index.retrieve import Retriever
from index.when import Mode

SOUGHT = 60  # passages among which the articles of an outside conversation are looked for
NOWHERE = "\0"  # a word that no article has
PRESENT = re.compile(
    r"^(?:(?:who|what|which|where|when|how)\b[^?]{0,40}?\s)?(?:is|are|does|do|has|have)\b|\b(?:now|currently|still|today|latest)\b",
    re.IGNORECASE,
)


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
        rewriter: Rewriter | None = None,
    ) -> None:
        self._retriever = retriever
        self._writer = writer
        self._rewriter = rewriter
        self._now = now
        self._most = max_statements
        self._finder = Finder(
            retriever, writer, min_confidence=min_confidence, without=without, max_statements=max_statements
        )

    def answer(self, question: Question) -> Answer:
        """Answer a question from the current generation.

        What is not answered near the time that it asks about is looked for at any time before it is refused. A compound
        question is answered part by part where a part is answered, else as a whole.
        """
        asked, started, spent = self._now(), time.perf_counter(), Spent()
        found = self._finder.find(question, spent)
        drafted = found.drafted
        drafts: tuple[Draft, ...] = drafted.drafts if self._finder.is_sure(drafted) else ()
        values: tuple[Quotation, ...] = ()
        if drafts and not any(draft.parts for draft in drafts):  # parts ask for different things
            drafts, values = newest_first(drafted, found.retrieval, question.text)
            drafts = drafts if values else lead(drafts, drafted, found.retrieval, question.text)
        evidence = evidence_of(found) or found.retrieval.evidence
        dated = values or found.moments  # what is laid out by its dates stays in the archive's words
        if self._rewriter and drafts and not dated:
            drafted = self._rewriter.reword(question.text, evidence, replace(drafted, drafts=drafts))
            drafts = drafted.drafts
        if not dated:
            drafts = with_all_of_speech(question.text, drafts, evidence)
        told = replace(found, drafted=replace(drafted, drafts=drafts))
        if found.drafted.beside and not found.lacking:
            told = replace(told, lacking=(question.text.rstrip(" ?.!"),))
        return self._tell(question, told, evidence, values, (asked, started, spent))

    def nearest(self, question: Question, refused: Answer, words: Collection[str] = (), least: float = 1) -> Answer:
        """Tell what the articles of a conversation (``question.near``) say nearest to a question that goes on about
        them and was ``refused``; that answer itself, where it is about another time, or where they do not have the
        names of the question, or fewer than ``least`` of ``words``, if there are any.
        """
        if refused.reason not in {Reason.NOTHING, Reason.NOT_THIS} or not refused.attempts:
            return refused
        first = refused.attempts[0]
        evidence = [item for item in first.found.evidence if item.passage.article.id in question.near]
        articles = [item.passage.article for item in evidence]
        if not speak_of(articles, names_in(question.text), words, least):
            return refused
        drafts = draft_in_context(self._writer, question, evidence, self._most).drafts
        drafted = replace(first.drafted, drafts=tuple(replace(one, marks=()) for one in drafts))  # nothing answers
        attempts = (replace(first, used=True), *unused(refused.attempts[1:]))
        found = Found(drafted, first.found, attempts, lacking=(question.text,), nearest=True)
        spent = Spent(refused.timings_ms["retrieve"] / 1000)
        started = time.perf_counter() - refused.timings_ms["total"] / 1000
        return self._tell(question, found, evidence, (), (refused.asked, started, spent))

    def speaker(self, question: Question, place: Place, sentence: Place) -> Answer:
        """Answer who said a sentence of what was quoted at a place: who is named there, or beside it.

        Where nobody is named for it, who is named for the rest of the quotation is told, and that nobody is for this.
        """
        asked, started = self._now(), time.perf_counter()
        evidence = (item,) if (item := self._item(place)) else ()
        drafted, named = attribute(evidence, sentence, self._most)
        lacking = (question.text.rstrip("?"),) if drafted.drafts and not named else ()
        reason = None if drafted.drafts else Reason.NO_SPEAKER
        found = Found(drafted, Retrieval(evidence), (), lacking, reason=reason)
        return self._tell(question, found, evidence, (), (asked, started, Spent()))

    def source(self, question: Question, place: Place, sentence: Place) -> Answer:
        """Answer where a sentence of what was quoted at a place stands: with the sentence, and its article."""
        asked, started = self._now(), time.perf_counter()
        evidence = (item,) if (item := self._item(place)) else ()
        drafted = repeat(evidence, sentence)
        found = Found(drafted, Retrieval(evidence), (), reason=None if drafted.drafts else Reason.NOTHING)
        return self._tell(question, found, evidence, (), (asked, started, Spent()))

    def cased(self, text: str) -> str:
        """Return a text with the capitals that it was typed without, where it has none."""
        return self._retriever.cased(text)

    def knows(self, word: str) -> bool:
        """Whether any article has a word, in any form."""
        keywords = self._retriever.keywords
        return any(keywords.rarity(stem) < keywords.rarity(NOWHERE) for stem in keywords.words(word))

    def places(self, said: Sequence[str], article_ids: Sequence[str]) -> tuple[Place, ...]:
        """Return where texts stand word for word in articles; what stands in none of them is left out."""
        articles = [article for one in article_ids if (article := self._retriever.article(one))]
        found = ((article, article.text.find(text), text) for text in said if text for article in articles)
        return tuple((article.id, start, start + len(text)) for article, start, text in found if start >= 0)

    def _item(self, place: Place) -> Evidence | None:
        """What was quoted at a place, with what is known of its article; None where that is gone or has changed."""
        article = self._retriever.article(place[0])
        if article is None or place[2] > len(article.text) or place[1] >= place[2]:
            return None
        return replace(self._retriever.told(article), passage=Passage(article, place[1], place[2]))

    def _tell(
        self,
        question: Question,
        found: Found,
        evidence: Sequence[Evidence],
        values: Sequence[Quotation],
        began: tuple[datetime, float, Spent],
    ) -> Answer:
        """Make an answer of drafts, or a refusal where there are none."""
        (asked, started, spent), drafted, retrieval = began, found.drafted, found.retrieval
        statements, citations = number_citations(drafted.drafts, evidence)
        outcome = Outcome.PARTLY if found.lacking else Outcome.ANSWERED
        why = None if statements else found.reason or reason(found.attempts, self._retriever.generation, question.as_of)
        near = (one.found for one in found.attempts if why is Reason.NOT_THEN and is_on_subject(one))
        nearest = next(near, retrieval)
        total = time.perf_counter() - started
        return Answer(
            question=question.text,
            asked=asked,
            as_of=question.as_of,
            outcome=outcome if statements else Outcome.NOT_IN_ARCHIVE,
            confidence=round(drafted.confidence, 4),
            window=retrieval.window,
            widened=bool(statements) and (retrieval.widened or not is_of_then(citations, retrieval.window)),
            parts=retrieval.parts,
            variants=retrieval.variants,
            filter=question.filter,
            statements=statements,
            citations=citations,
            note=drafted.note if statements else "",
            written_by=drafted.written_by if statements else "",
            related=() if statements else related_articles(by_merit(question, nearest.evidence)),
            archive=self._retriever.generation,
            kind=drafted.kind,
            reason=why,
            lacking=found.lacking if statements else (),
            nearest=found.nearest and bool(statements),
            over_time=numbered(values, citations),
            order=numbered_moments(found.moments, citations),
            present=bool(found.attempts) and is_present(question, retrieval),
            attempts=found.attempts,
            timings_ms={
                "retrieve": milliseconds(spent.retrieving),
                "write": milliseconds(total - spent.retrieving),
                "total": milliseconds(total),
            },
        )

    def talked_about(self, turns: Sequence[Turn], asked: Question) -> list[Article]:
        """Return the articles that turns are likely about of which only the words are known, the likeliest first."""
        found = self.search(replace(asked, text=spoken(turns, asked.text)), SOUGHT).evidence
        keywords = self._retriever.keywords
        return likeliest(turns, asked.text, found, keywords.words, keywords.rarity)

    def search(self, question: Question, top_k: int) -> Retrieval:
        """Return the best passages for a question, best first, and how it was read."""
        return self._finder.retrieve(question, top_k, listed=True)


def is_present(question: Question, found: Retrieval) -> bool:
    """Whether a question asks how things stand."""
    return found.window.mode is Mode.LATEST or bool(PRESENT.search(question.text))


def by_merit(question: Question, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Evidence with the best first, where the articles of a conversation were put before it."""
    return sorted(evidence, key=lambda item: -item.score) if question.near else evidence


def milliseconds(seconds: float) -> float:
    """Round to tenths of a millisecond."""
    return round(seconds * 1000, 1)
