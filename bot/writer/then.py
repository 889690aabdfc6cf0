"""Whether what articles say is of the time that a question asks about: printed then, or naming it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.answer import Citation, Draft, named_in
from corpus.article import Article
from corpus.events import EventDate
from corpus.sentences import sentences
from index.candidates import is_in
from index.passage import Evidence, Retrieval
from index.when import Mode, Window

# What was printed so long before a time, and by more than it lasts itself, tells nothing of it: last year's final is
# not this week's. What is only some months older may tell the same ("a vaccine approved this week").
LONG_BEFORE = timedelta(days=270)
FEW = timedelta(days=7)  # a time so short may reach out of the one that is asked about: "25-26 February"


def without_other_times(item: Evidence, window: Window, *, strict: bool = False) -> Evidence:
    """Evidence of which no sentence is quoted that names other times only, where it was printed at another time.

    ``strict``: nor one that names none, but for those that follow one that names a day of the window.
    """
    article, start = item.passage.article, item.passage.start
    if is_in(article.published, window):
        return item
    is_then, then, others = is_within if strict else touches, not strict, []
    for first, last in sentences(item.passage.text, article.language):
        if named := item.events_in(start + first, start + last):
            then = any(is_then(one, window) for one in named)
        if not then:
            others.append((start + first, start + last))
        then = then or not strict
    return replace(item, elsewhen=tuple(others)) if strict else replace(item, repeated=(*item.repeated, *others))


def any_of_then(evidence: Iterable[Evidence], window: Window) -> bool:
    """Whether evidence was printed in a time, or names days of it."""
    return any(is_told_of(item.passage.article, item.events, window) for item in evidence)


def is_of_then(citations: Sequence[Citation], window: Window) -> bool:
    """Whether anything cited was printed in a time or names days of it; so it is where no question says when."""
    told = (is_told_of(one.quotation.passage.article, one.events, window) for one in citations)
    return not window.says_when or any(told)


def then_first(drafts: Sequence[Draft], found: Retrieval) -> tuple[Draft, ...]:
    """Drafts with those first that are of the time that is asked about, where the question says when something was."""

    def is_elsewhen(draft: Draft) -> bool:
        named = ((one.passage.article, named_in(one, found.evidence)) for one in draft.quotations)
        return not any(is_told_of(article, days, found.window) for article, days in named)

    return tuple(sorted(drafts, key=is_elsewhen) if found.window.says_when else drafts)


def is_of_long_before(drafts: Sequence[Draft], evidence: Sequence[Evidence], window: Window) -> bool:
    """Whether all that drafts quote was printed long before the time of which a question says that something was then,
    as "this week", and names no day of it.
    """
    told = window.mode is Mode.SOFT and window.says_when and not window.year_inferred
    if not told or window.since is None:
        return False
    lasts = window.until - window.since if window.until else LONG_BEFORE
    latest = window.since - max(LONG_BEFORE, lasts)
    quoted = [one for draft in drafts for one in draft.quotations]
    printed = (one.passage.article.published for one in quoted)
    named = (touches(day, window) for one in quoted for day in named_in(one, evidence))
    return bool(quoted) and all(day and day < latest for day in printed) and not any(named)


def is_told_of(article: Article, named: Iterable[EventDate], window: Window) -> bool:
    """Whether an article was printed in a time, or one of the times that it names is of it."""
    return is_in(article.published, window) or any(is_within(one, window) for one in named)


def touches(named: EventDate, window: Window) -> bool:
    """Whether a time that is named shares a day with a window."""
    since, until = window.since, window.until
    return (until is None or named.first <= until.date()) and (since is None or since.date() <= named.last)


def is_within(named: EventDate, window: Window) -> bool:
    """Whether a time that is named is in a window: "in 2021" is no day of it."""
    since, until = window.since, window.until
    inside = (until is None or named.last <= until.date()) and (since is None or since.date() <= named.first)
    return inside or (named.last - named.first <= FEW and touches(named, window))
