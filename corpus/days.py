"""Spans of days as texts name them: weeks, months, seasons, and the year that a text leaves out."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

# How far ahead a day or a month may lie of which an article speaks as of the future, in days and in months: "will ...
# on May 3" in an article of May 5 speaks of what has just been.
FARTHEST_DAY, FARTHEST_MONTH = 270, 9
# And of which it speaks as of the past: "announced a summit on May 3", and pages that were brought up to date.
SLIGHTLY_AHEAD = 30
LIKELY_AHEAD = 2  # months, of which it does not say either
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """Days from ``first`` to ``last``, both inclusive; ``year_inferred`` says that the text named no year."""

    first: date
    last: date
    year_inferred: bool = False


def one_day(day: date) -> Days:
    """A single day."""
    return Days(day, day)


def months(year: int, month: int, count: int = 1) -> Days:
    """So many whole months; a month over 12 or under 1 lies in another year."""
    first, last = ((year * 12 + month - 1 + ahead) for ahead in (0, count - 1))
    return Days(
        date(first // 12, first % 12 + 1, 1),
        date(last // 12, last % 12 + 1, calendar.monthrange(last // 12, last % 12 + 1)[1]),
    )


def years(first: int, last: int) -> Days:
    """Whole years."""
    return Days(date(first, 1, 1), date(last, 12, 31))


def week(day: date) -> Days:
    """The week of a day, from Monday to Sunday."""
    monday = day - day.weekday() * DAY
    return Days(monday, monday + 6 * DAY)


def weekend(day: date) -> Days:
    """Saturday and Sunday of the week of a day."""
    return Days(week(day).last - DAY, week(day).last)


def unit(name: str, day: date, ahead: int) -> Days:
    """The day, week, weekend, month or year that lies so many of its kind after that of a day, or before it."""
    if name == "day":
        return one_day(day + ahead * DAY)
    if name in ("week", "weekend"):
        return (week if name == "week" else weekend)(day + ahead * 7 * DAY)
    return months(day.year, day.month + ahead) if name == "month" else years(day.year + ahead, day.year + ahead)


def weekday_before(day: date, weekday: int) -> date:
    """The last such day of the week that is not after a day; 0 is Monday."""
    return day - (day.weekday() - weekday) % 7 * DAY


def weekday_after(day: date, weekday: int) -> date:
    """The first such day of the week that is not before a day."""
    return day + (weekday - day.weekday()) % 7 * DAY


def same_day(month: int, day: int, around: date) -> Iterator[date]:
    """A day of the year in the years around a date, ascending; of February 29, in what years have it."""
    for year in range(max(around.year - 4, 1), min(around.year + 4, 9999) + 1):
        if day <= calendar.monthrange(year, month)[1]:
            yield date(year, month, day)


def nearest_day(month: int, day: int, published: date, *, ahead: bool | None = None) -> date | None:
    """The day that an article means which names no year: the nearest, the past one of two as near.

    ``ahead`` says that it speaks of the future (or of the past), None that nobody knows. There is no February 30.
    """
    candidates = list(same_day(month, day, published))
    coming = next((one for one in candidates if one >= published), None)
    away = (coming - published).days if coming else 0
    if coming and ahead and away < FARTHEST_DAY:
        return coming
    if coming and ahead is False and away > SLIGHTLY_AHEAD:
        candidates = candidates[: candidates.index(coming)]
    return min(candidates, key=lambda one: abs(one - published), default=None)


def is_near(day: date, published: date) -> bool:
    """Say whether a day is so near to publication that no other year is meant."""
    return abs(day - published) <= SLIGHTLY_AHEAD * DAY


def in_year(meant: Days, year: int) -> Days:
    """The same days in another year; February 29 only in one that has it."""
    away = year - meant.first.year
    try:
        first, last = (one.replace(year=one.year + away) for one in (meant.first, meant.last))
    except ValueError:
        return meant
    return replace(meant, first=first, last=last)


def nearest_month(month: int, published: date, *, ahead: bool | None) -> Days:
    """The month that an article means which names no year: of the last one that has begun and the coming one.

    The first, unless the article speaks of the future, or does not tell and the other is near.
    """
    since = (published.month - month) % 12
    until = 12 - since
    is_coming = until <= LIKELY_AHEAD if ahead is None else ahead and until <= FARTHEST_MONTH
    return months(published.year, published.month + (until if is_coming else -since))


def month_beside(month: int, published: date, ahead: int) -> Days:
    """The last such month (-1), that of this year (0) or the next one (1); the month of publication is neither."""
    if not ahead:
        return months(published.year, month)
    away = ahead * ((ahead * (month - published.month) - 1) % 12 + 1)
    return months(published.year, published.month + away)


def weekday_beside(weekday: int, published: date, ahead: int) -> date:
    """The last such day of the week (-1) or the next one (1); the day of publication is neither."""
    beside = published + ahead * DAY
    return (weekday_after if ahead > 0 else weekday_before)(beside, weekday)


def season_beside(month: int, published: date, ahead: int) -> Days:
    """The season that begins with a month and ended last (-1), is of this year (0) or begins next (1)."""
    seasons = [months(published.year + near, month, 3) for near in (-2, -1, 0, 1)]
    if ahead < 0:
        return [one for one in seasons if one.last < published][-1]
    if ahead > 0:
        return next(one for one in seasons if one.first > published)
    return seasons[1] if month == 12 and published.month < 6 else seasons[2]
