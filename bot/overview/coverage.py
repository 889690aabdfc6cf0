"""``Coverage``: how often an archive wrote about a subject over time. Pure functions."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice

from index.subject import Holding

ON_A_PAGE, IN_A_PICTURE = 40, 200  # periods at most, where the years are not more


class Unit(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"  # from Monday
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """A time, both ends inclusive: the stories that were first told in it, and the articles that were printed in it."""

    first: date
    last: date
    stories: int
    articles: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often an archive wrote about a subject.

    An article counts once, on the day that it was printed, however often it names the subject; a story counts once, on
    the day that it was first printed, however many copies and later versions it has. ``days`` are those on which
    anything was printed, ascending; ``first`` and ``last`` are the ends of the time that is shown. ``undated`` articles
    stand on no day. ``complete`` is false where the archive holds more than was counted.
    """

    topic: str
    days: tuple[Period, ...]
    first: date | None
    last: date | None
    stories: int
    articles: int
    undated: int = 0
    complete: bool = True

    def unit(self, most: int) -> Unit:
        """Return the shortest unit of which at most so many span the time; years where even these are more."""
        for unit in Unit:
            if self.first and self.last and len(list(islice(spans(unit, self.first, self.last), most + 1))) > most:
                continue
            return unit
        return Unit.YEAR

    def periods(self, unit: Unit) -> tuple[Period, ...]:
        """Return all periods from the first to the last, empty ones too."""
        if not self.first or not self.last:
            return ()
        stories, articles = Counter[date](), Counter[date]()
        for day in self.days:
            stories[start_of(unit, day.first)] += day.stories
            articles[start_of(unit, day.first)] += day.articles
        return tuple(Period(*ends, stories[ends[0]], articles[ends[0]]) for ends in spans(unit, self.first, self.last))


def count_coverage(
    topic: str,
    holdings: Iterable[Holding],
    *,
    since: date | None = None,
    until: date | None = None,
    complete: bool = True,
) -> Coverage:
    """Count articles and stories by day.

    The time goes from the first article to the last; ``since`` and ``until`` are days that it must reach besides.
    """
    articles = {one.article_id: one for one in holdings}
    printed = {key: one.printed.date() for key, one in articles.items() if one.printed}
    told: dict[str, date] = {}
    for key, day in printed.items():
        told[articles[key].story] = min(day, told.get(articles[key].story, day))
    stories, each = Counter(told.values()), Counter(printed.values())
    days = tuple(Period(day, day, stories[day], each[day]) for day in sorted(each))
    ends = sorted([*each, *(day for day in (since, until) if day)]) if days else [None]
    return Coverage(
        topic=topic,
        days=days,
        first=ends[0],
        last=ends[-1],
        stories=len({one.story for one in articles.values()}),
        articles=len(articles),
        undated=len(articles) - len(printed),
        complete=complete,
    )


def spans(unit: Unit, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield first and last day of all periods that hold days from ``first`` to ``last``."""
    start = start_of(unit, first)
    while True:
        end = end_of(unit, start)
        yield start, end
        if end >= last:
            return
        start = end + timedelta(days=1)


def start_of(unit: Unit, day: date) -> date:
    """The first day of the period in which a day lies."""
    if unit is Unit.WEEK:
        return date.fromordinal(max(day.toordinal() - day.weekday(), 1))
    return {Unit.DAY: day, Unit.MONTH: day.replace(day=1), Unit.YEAR: day.replace(month=1, day=1)}[unit]


def end_of(unit: Unit, start: date) -> date:
    """The last day of the period that begins on a day."""
    if unit is Unit.WEEK:
        return date.fromordinal(min(start.toordinal() - start.weekday() + 6, date.max.toordinal()))
    if unit is Unit.MONTH:
        return start.replace(day=monthrange(start.year, start.month)[1])
    return start if unit is Unit.DAY else date(start.year, 12, 31)
