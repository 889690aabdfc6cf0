"""Which of two things came first, by the dates of what is quoted of them: those that it names, or when it was printed.

Nothing else decides it, and where the dates overlap nothing does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.answer import Citation, Dated, Draft, Drafted, Placed, Weighed, named_in
from corpus.events import EventDate
from corpus.sentences import overlaps
from index.passage import Evidence

# The share that a sentence must have of the words for a thing to date it, and of what the best one has, to do so as
# well; what one has that says of its date that it was then.
TOLD, AS_WELL, FITS = 0.6, 0.9, 1.0
NEWS = 31  # days: what was longer ago when a sentence was printed, or spans more, is rather something else


@dataclass(frozen=True, slots=True)
class Moment:
    """When one of the things was: the part of the question, the draft that tells it, and its days, both inclusive."""

    part: str
    draft: Draft
    first: date
    last: date
    dated: Dated


def moment_of(part: str, drafted: Drafted, evidence: Sequence[Evidence]) -> Moment | None:
    """When a thing was: the date in a sentence that tells of it, else when its best draft was printed.

    It is told again later, beside other dates: of several that news tells, it was the first.
    """
    dated = [(one, named) for one in drafted.weighed if (named := date_of(one, evidence))]
    most = max((one.features["own"] for one, _ in dated), default=0.0)
    told = [(one, named) for one, named in dated if one.features["own"] >= AS_WELL * most]
    if told:
        best, named = min(told, key=lambda pair: (*doubts(*pair), pair[1].first, pair[1].last, -pair[0].score))
        start = best.quotation.start
        draft = Draft(best.quotation.text, (best.quotation,), ((named.start - start, named.end - start),))
        return Moment(part, draft, named.first, named.last, Dated.EVENT)
    for draft in drafted.drafts:
        if printed := draft.quotations[0].passage.article.printed:
            return Moment(part, draft, printed.date(), printed.date(), Dated.PUBLICATION)
    return None


def date_of(one: Weighed, evidence: Sequence[Evidence]) -> EventDate | None:
    """The date that a sentence names for what it tells; none where it names several and says that of none."""
    if one.features["own"] < TOLD:
        return None
    named = named_in(one.quotation, evidence)
    marks = [(one.quotation.start + start, one.quotation.start + end) for start, end in one.marks]
    fitting = [each for each in named if any(overlaps((each.start, each.end), mark) for mark in marks)]
    if one.features["typed"] < FITS:
        return named[0] if len(named) == 1 else None
    return fitting[0] if fitting else None


def doubts(one: Weighed, named: EventDate) -> tuple[bool, bool]:
    """Why a date may not be that of news: it was still to come when the sentence was printed, or is old or vague."""
    printed = one.quotation.passage.article.printed
    age = (printed.date() - named.first).days if printed else 0
    return age < 0, age > NEWS or (named.last - named.first).days > NEWS


def oldest_first(moments: Iterator[Moment]) -> tuple[Moment, ...]:
    """Things in the order of their days."""
    return tuple(sorted(moments, key=lambda one: (one.first, one.last)))


def numbered_moments(moments: Sequence[Moment], citations: Sequence[Citation]) -> tuple[Placed, ...]:
    """Give each moment the number of its citation."""
    numbers = {one.quotation: one.number for one in citations}
    told = ((one, numbers.get(one.draft.quotations[0])) for one in moments)
    return tuple(Placed(one.part, one.first, one.last, one.dated, number) for one, number in told if number)
