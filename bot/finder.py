"""The finder: looks for what answers a question, near its time, at any time, part by part."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from bot.answer import Attempt, Draft, Drafted, Quotation, Reason, Writer
from bot.dialogue.things import with_thing
from bot.english.ahead import asks_of_what_is_ahead
from bot.english.courtesy import asked_in
from bot.english.posts import asks_who_holds
from bot.english.short_form import spelled_out
from bot.question import Question
from bot.writer.bylines import by_author, signed, written_about
from bot.writer.confidence import UNTYPED
from bot.writer.conflict import lead_with_newest
from bot.writer.context import draft_in_context
from bot.writer.lead import may_have_changed, with_newer
from bot.writer.order import Moment, moment_of, oldest_first
from bot.writer.quoted import unquoted
from bot.writer.refusal import closeness, says_all
from bot.writer.saying import says_own
from bot.writer.then import is_of_long_before, without_other_times
from bot.writer.told import UNSAID
from index.candidates import moved
from index.fuse import in_turn
from index.parts import asks_order, with_time
from index.passage import Evidence, Retrieval, Stage
from index.retrieve import Retriever
from index.when import Dates, Mode, Window

# Passages that a writer may use; fewer lose answers that rank low, more cost time and bring in other subjects.
EVIDENCE = 12
# Passages of the articles that a conversation is about that come first: of a follow-up, and of a question that may be
# about something else.
NEAR_BOUND, NEAR_LOOSE = 8, 4
# What an exact time has left answers when it is so near to the question as the archive ever is, at the least.
AS_NEAR = 0.5
# Who holds a post is looked for once more in what was printed since, where that is more than a few months, or, where
# nobody is named, in the last years: a term of office.
DAY, LATELY, TERM = timedelta(days=1), timedelta(days=120), timedelta(days=730)
SINCE = timedelta(days=30)  # how things stand otherwise is looked for in what was printed since, if that is more
MOST_LOOKS = 3
ORDER = re.compile(r"\byour(?:self)?\b", re.IGNORECASE)
ASKS = re.compile(r"\b(?:who|whom|whose|what|which|where|when|why|how)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """What an answer is made of."""

    drafted: Drafted
    retrieval: Retrieval
    attempts: tuple[Attempt, ...]
    lacking: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    reason: Reason | None = None
    nearest: bool = False


@dataclass(slots=True)
class Spent:
    """Seconds that retrieval took, over all attempts."""

    retrieving: float = 0.0


class Finder:
    """Retrieves evidence and has a writer draft from it, until something answers or nothing is left to try."""

    def __init__(
        self,
        retriever: Retriever,
        writer: Writer,
        *,
        min_confidence: float,
        without: frozenset[Stage] = frozenset(),
        max_statements: int = 3,
    ) -> None:
        self._retriever = retriever
        self._writer = writer
        self._min_confidence = min_confidence
        self._without = without
        self._most = max_statements

    def find(self, question: Question, spent: Spent) -> Found:
        """Return what answers a question, or what comes nearest (``is_sure`` tells); adds to ``spent``."""
        question = replace(question, text=self._retriever.cased(asked_in(question.text)))
        return self._by_byline(question, spent) or self._find(question, spent)

    def _by_byline(self, question: Question, spent: Spent) -> Found | None:
        """What an author wrote, or who wrote about something, where that is asked and the archive has it."""
        drafted, evidence = by_author(self._retriever, self._writer, question, self._most)
        found = Found(drafted, Retrieval(tuple(evidence)), ())
        if not evidence and (about := written_about(question.text)):
            found = self._look(replace(question, text=about), spent)
            found = replace(found, drafted=signed(found.drafted))
        return found if self.is_sure(found.drafted) else None

    def _find(self, question: Question, spent: Spent) -> Found:
        """Look for an answer to the question; to its parts, where it has some and one of them is answered."""
        whole = self._look(question, spent)
        if not self.is_sure(whole.drafted) and (spelled := spelled_out(question.text, whole.retrieval.variants)):
            whole = self._look(replace(question, text=spelled, as_written=True), spent)  # long and short form
        if asks_of_what_is_ahead(question.text, self._retriever.generation.last, question.as_of):
            drafted = replace(whole.drafted, drafts=(), confidence=min(whole.drafted.confidence, UNTYPED))
            return replace(whole, drafted=drafted, reason=Reason.OUTSIDE)
        if not (parts := timed(whole.retrieval, question.text)):
            return whole
        whole = replace(whole, retrieval=replace(whole.retrieval, parts=parts))
        look = self._look_when if (ordering := asks_order(question.text)) else self._look
        looked = {part: look(replace(question, text=with_thing(part, parts[0])), spent) for part in parts}
        sure = {part: one for part, one in looked.items() if self.is_sure(one.drafted) and not is_order(part)}
        tried = (one.attempts if part in sure else unused(one.attempts) for part, one in looked.items())
        if not sure:
            return replace(whole, attempts=(*whole.attempts, *chain.from_iterable(map(unused, tried))))
        attempts = (*unused(whole.attempts), *chain.from_iterable(tried))
        moments = moments_of(sure) if ordering else ()
        told: dict[str, tuple[Draft, ...]] = {one.part: (one.draft,) for one in moments} or {
            part: newest_first(one.drafted, one.retrieval, part)[0] for part, one in sure.items()
        }
        drafts = by_part(told, max(self._most, len(sure)))
        confidence = min(one.drafted.confidence for one in sure.values())
        drafted = replace(next(iter(sure.values())).drafted, drafts=drafts, confidence=confidence)
        lacking = tuple(part for part in parts if part not in told or sure[part].drafted.beside)
        return Found(drafted, whole.retrieval, attempts, lacking, moments)

    def _look_when(self, question: Question, spent: Spent) -> Found:
        """Look for when something was; where no date of it is told, for what was printed of it."""
        dated = self._look(replace(question, text=f"When was {question.text}?"), spent)
        return dated if self.is_sure(dated.drafted) else self._look(question, spent)

    def _look(self, question: Question, spent: Spent) -> Found:
        """Look for an answer; for what may be otherwise by now, again in what was printed since."""
        found = self._look_around(question, spent)
        last = self._retriever.generation.last
        if not is_widenable(question) or found.retrieval.window.says_when or last is None:
            return found
        end = min(last, question.as_of)
        if asks_who_holds(question.text):
            return self._look_for_holder(question, found, end, spent)
        if may_have_changed(question.text, found.drafted.kind) and self.is_sure(found.drafted):
            return self._look_since(question, found, end, spent)
        return found

    def _look_for_holder(self, question: Question, found: Found, end: datetime, spent: Spent) -> Found:
        """Look for who holds a post again in what was printed after who is named for it, so long as that names one."""
        window = found.retrieval.window
        since = moved(end, -TERM) or end  # no term of office ends in the year 1
        for _ in range(MOST_LOOKS):
            named = newest_of(found.drafted.drafts[:1]) if found.drafted.holder else None
            since = max(since, named or since)
            if end - since < LATELY:
                break
            later = self._attempt_after(since, question, spent)
            if later.drafted.holder and newest_of(later.drafted.drafts[:1]) != named:
                retrieval = replace(later.found, window=window)
                found = Found(later.drafted, retrieval, (*unused(found.attempts), replace(later, used=True)))
                continue
            found = replace(found, attempts=(*found.attempts, later))
            if named is None or since == named:
                break
            since = named
        return found

    def _look_since(self, question: Question, found: Found, end: datetime, spent: Spent) -> Found:
        """Look for how something stands again in what was printed since, so long as that says as much of it as what
        answered first, which stays beside the newest.
        """
        first = found.drafted
        for _ in range(MOST_LOOKS):
            told = newest_of(found.drafted.drafts)
            if told is None or end - told < SINCE:
                break
            later = self._attempt_after(told, question, spent)
            newer = with_newer(first, later.drafted, self._most) if self.is_sure(later.drafted) else None
            attempts = (*found.attempts, replace(later, used=newer is not None))
            found = replace(found, drafted=newer or found.drafted, attempts=attempts)
            if newer is None:
                break
        return found

    def _look_around(self, question: Question, spent: Spent) -> Found:
        """Look near the time that a question asks about, then at any time.

        An exact time has cut what would outdo the rest: what is left answers only where it says all of the subject, or
        is as near to it as what stands outside of that time. A time in which nothing can have been printed is answered
        of what names it, or not at all.
        """
        first = self._attempt(question, spent)
        window = first.found.window
        first = in_its_time(first, window)
        named = self._is_only_named(window)
        exact = window.mode is Mode.HARD and not first.found.widened
        sure = self.is_sure(first.drafted)
        if (sure and not exact and not named) or not is_widenable(question) or window.alone:
            return Found(first.drafted, first.found, (replace(first, used=True),))
        seen = {item.passage.article.id for item in first.found.evidence} if sure else set()
        wider = in_its_time(self._attempt(replace(question, any_time=True), spent, seen), window)
        if sure and (says_all(first) or closeness(first) >= AS_NEAR * closeness(wider)):
            return Found(first.drafted, first.found, (replace(first, used=True), wider))
        if named or not self.is_sure(wider.drafted):
            drafted = wider.drafted if sure else first.drafted
            drafted = replace(drafted, drafts=()) if named else drafted
            return Found(drafted, first.found, (replace(first, used=True), wider))
        widened = window.mode is Mode.HARD and not stood_in(wider.drafted, first.found)
        retrieval = replace(wider.found, window=window, widened=widened)
        return Found(wider.drafted, retrieval, (first, replace(wider, used=True)))

    def _attempt_after(self, day: datetime, question: Question, spent: Spent) -> Attempt:
        """Look once in what was printed after a day."""
        return self._attempt(replace(question, filter=replace(question.filter, since=day + DAY)), spent)

    def _attempt(self, question: Question, spent: Spent, seen: Collection[str] = ()) -> Attempt:
        """Look once; articles that were ``seen`` already are left out.

        Of an exact time nothing is quoted that names other times only. Of one in which nothing can have been printed,
        and where nothing but a time is asked about, only what was printed then or names it.
        """
        started = time.perf_counter()
        found = self.retrieve(question, EVIDENCE)
        evidence = tuple(one for one in found.evidence if one.passage.article.id not in seen)
        spent.retrieving += time.perf_counter() - started
        window = found.window
        strict = self._is_only_named(window) or window.alone
        if is_widenable(question) and (strict or (window.mode is Mode.HARD and not found.widened)):
            evidence = tuple(without_other_times(one, window, strict=strict) for one in evidence)
        found = replace(found, evidence=evidence, widened=found.widened and not strict)
        drafted = draft_in_context(self._writer, question, evidence, self._most)
        if drafted.drafts and not says_own(drafted.drafts, question.own):
            drafted = replace(drafted, confidence=drafted.confidence * UNSAID)
        return Attempt(question.text, found, drafted)

    def _is_only_named(self, window: Window) -> bool:
        """Whether nothing can have been printed in it: it was over before the archive begins, or is still to come."""
        early = window.says_when and window.ends_before(self._retriever.generation.first)
        return early or window.dates is Dates.NAMED

    def is_sure(self, drafted: Drafted) -> bool:
        """Whether drafts answer."""
        return bool(drafted.drafts) and drafted.confidence >= self._min_confidence

    def retrieve(self, question: Question, top_k: int, *, listed: bool = False) -> Retrieval:
        """Return the best passages for a question, best first, less what was quoted already."""
        query = replace(
            question.query(top_k, listed=listed, without=self._without),
            near=question.near,
            near_first=(NEAR_BOUND if question.context else NEAR_LOOSE) if question.near else 0,
        )
        found = self._retriever.retrieve(query)
        kept = [one for one in found.evidence if not question.near_only or one.passage.article.id in question.near]
        return replace(found, evidence=unquoted(kept, question.quoted, self._retriever.article))


def in_its_time(attempt: Attempt, window: Window) -> Attempt:
    """An attempt without what tells only of long before the time that is asked about; doubted where all does."""
    drafted, evidence = attempt.drafted, attempt.found.evidence
    drafts = tuple(one for one in drafted.drafts if not is_of_long_before([one], evidence, window))
    if drafts or not drafted.drafts:
        return replace(attempt, drafted=replace(drafted, drafts=drafts))
    return replace(attempt, drafted=replace(drafted, confidence=drafted.confidence * UNTYPED))


def newest_first(drafted: Drafted, found: Retrieval, question: str) -> tuple[tuple[Draft, ...], tuple[Quotation, ...]]:
    """The drafts, of what was said differently at several times the newest first, and what was said then."""
    end = found.window.until
    return lead_with_newest(drafted.drafts, drafted.kind, question, end and end.date())


def evidence_of(found: Found) -> list[Evidence]:
    """The evidence that an answer is made of."""
    return list(chain.from_iterable(attempt.found.evidence for attempt in found.attempts if attempt.used))


def unused(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """The same attempts; the answer is made of none of them."""
    return tuple(replace(one, used=False) for one in attempts)


def newest_of(drafts: Sequence[Draft]) -> datetime | None:
    """When the newest article was printed that drafts quote first."""
    return max(filter(None, (one.quotations[0].passage.article.published for one in drafts)), default=None)


def moments_of(found: Mapping[str, Found]) -> tuple[Moment, ...]:
    """When the things were that parts of a question ask about, as far as anything tells it, the oldest first."""
    looked = ((part, one.drafted, evidence_of(one)) for part, one in found.items())
    return oldest_first(one for each in looked if (one := moment_of(*each)))


def timed(found: Retrieval, question: str) -> tuple[str, ...]:
    """The parts of a question; in one sentence, a time that only one of them names holds for the others, too."""
    spans = found.window.words if found.window.mode in {Mode.HARD, Mode.SOFT} else ()
    alone = len(spans) == 1 and "?" not in question.strip(" ?")
    return with_time(found.parts, question[slice(*spans[0])]) if alone else found.parts


def by_part(found: Mapping[str, Sequence[Draft]], most: int) -> tuple[Draft, ...]:
    """The drafts for the parts of a question, taken in turn, and told part by part; what answers several, once."""
    told: dict[tuple[str, tuple[Quotation, ...]], Draft] = {}
    for draft in in_turn([replace(one, parts=(part,)) for one in drafts] for part, drafts in found.items()):
        before = told.get(key := (draft.text, draft.quotations))
        told[key] = replace(draft, parts=(*before.parts, *draft.parts)) if before else draft
    order = list(found)
    return tuple(sorted(list(told.values())[:most], key=lambda one: order.index(one.parts[0])))


def stood_in(drafted: Drafted, found: Retrieval) -> bool:
    """Whether all that is quoted is of passages that were found in the time that was asked about."""
    held = {item.passage.id for item in found.evidence}
    return all(one.passage.id in held for draft in drafted.drafts for one in draft.quotations)


def is_order(part: str) -> bool:
    """Whether a part of a question asks the archive nothing but tells the machine to do something: "print your key"."""
    return bool(ORDER.search(part)) and not ASKS.search(part)


def is_widenable(question: Question) -> bool:
    """Whether only the words of the question or its day, not the reader's own limits, kept it to a time."""
    return not (question.any_time or question.filter.since or question.filter.until)
