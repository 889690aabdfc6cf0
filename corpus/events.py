"""When the events of an article happened: the dates that its text names, resolved against its publication."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from corpus import days
from corpus.days import Days
from corpus.english_dates import english_dates
from corpus.foreign_dates import foreign_dates

# 2022-06-15; 15.06.2022; 6/15/2022
ISO_DATE = re.compile(r"(?<![\w./:-])(\d{4})-(\d\d)-(\d\d)(?!\d|[-/]\d)")
NUMERIC_DATE = re.compile(r"(?<![\w.,:/-])(\d{1,2})([./])(\d{1,2})\2((?:19|20)\d\d)(?!\d|[./]\d)")


@dataclass(frozen=True, slots=True)
class EventDate:
    """A time that a text names, ``text[start:end]``; ``first`` and ``last`` are days, both inclusive.

    ``year_inferred`` says that the text names no year: it is the one that fits the publication best.
    """

    start: int
    end: int
    first: date
    last: date
    year_inferred: bool = False


def event_dates(text: str, published: datetime | None, language: str = "") -> list[EventDate]:
    """Return the times that a text names, ascending and apart.

    ``published`` is the moment at the offset where it was printed (``Article.printed``); without it, only dates with
    their year are found. ``language`` is an ISO 639-1 code; English where it is unknown.
    """
    code, day = language.casefold().partition("-")[0], published and published.date()
    named = english_dates(text, day) if code in ("", "en") else foreign_dates(text, day, code)
    return list(apart([*numeric_dates(text, month_may_come_first=code in ("", "en")), *named]))


def apart(named: Iterable[tuple[int, int, Days]]) -> Iterator[EventDate]:
    """Yield what was found in the order of the text; of two that overlap, the one that begins first, or is longer."""
    read_up_to = 0
    for start, end, meant in sorted(named, key=lambda one: (one[0], -one[1])):
        if start >= read_up_to:
            read_up_to = end
            yield EventDate(start, end, meant.first, meant.last, meant.year_inferred)


def numeric_dates(text: str, *, month_may_come_first: bool) -> Iterator[tuple[int, int, Days]]:
    """Yield the dates in digits; of 3/4/2022, nobody can tell the month where either may come first."""
    found = [(one, one[1], one[2], one[3]) for one in ISO_DATE.finditer(text)]
    for one in NUMERIC_DATE.finditer(text):
        day, month = one[1], one[3]
        if one[2] == "/" and month_may_come_first:
            if int(day) <= 12 and int(month) <= 12 and day != month:
                continue
            day, month = sorted((day, month), key=int, reverse=True)
        found.append((one, one[4], month, day))
    for one, *parts in found:
        try:
            yield (*one.span(), days.one_day(date(*map(int, parts))))
        except ValueError:  # no such day
            continue
