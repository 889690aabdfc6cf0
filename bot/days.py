"""Days, and spans of them, as people write them: ``15 Jun 2022``, ``3-5 Jun 2022``, ``published 1-31 Aug 2022``."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from index.when import Dates, Mode, Window


def window_text(window: Window) -> str:
    """The window in words: ``published 1-31 Aug 2022``; a soft one is only preferred, and one that is still to come is
    what something is about.
    """
    if window.mode in {Mode.NONE, Mode.LATEST}:
        return "preferring the newest" if window.mode is Mode.LATEST else ""
    preferred = "preferably " if window.mode is Mode.SOFT else ""
    dated = "about" if window.dates is Dates.NAMED else "published"
    return f"{preferred}{dated} {window_days(window)}{' (year inferred)' if window.year_inferred else ''}"


def window_days(window: Window) -> str:
    """The days of a window that has any."""
    since, until = window.since, window.until
    if since and until:
        return span_text(since, until)
    if since and window.dates is Dates.NAMED:
        return f"the days from {day(since)} on"
    return f"since {day(since)}" if since else f"until {day(until)}" if until else ""


def day(value: date) -> str:
    """A day as people write it."""
    return f"{value.day} {value:%b %Y}"


def days_text(first: date, last: date) -> str:
    """Days as people write them: ``15 Jun 2022``, ``3-5 Jun 2022``, ``Aug 2022``, ``Jun - Aug 2022``, ``2022``."""
    if first != last and first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        return months_text(first, last)
    return span_text(first, last)


def span_text(first: date, last: date) -> str:
    """Days as people write them, whole months too: ``1-31 Aug 2022``."""
    if day(first) == day(last):
        return day(first)
    if first.year != last.year:
        return f"{day(first)} - {day(last)}"
    return f"{first.day}-{day(last)}" if first.month == last.month else f"{first.day} {first:%b} - {day(last)}"


def months_text(first: date, last: date) -> str:
    """Whole months as people write them, whole years as years."""
    if (first.month, last.month) == (1, 12):
        return str(first.year) if first.year == last.year else f"{first.year} - {last.year}"
    if first.year != last.year:
        return f"{first:%b %Y} - {last:%b %Y}"
    return f"{last:%b %Y}" if first.month == last.month else f"{first:%b} - {last:%b %Y}"
