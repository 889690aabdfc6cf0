"""Numbers with what they count, as people say them. Pure functions."""

from __future__ import annotations

from datetime import timedelta

CONSONANTS = "bcdfghjklmnpqrstvwxz"
NUMBERS = ("no", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0  # seconds
MONTH, YEAR = 30.44 * DAY, 365.25 * DAY
# From when on months and years say enough; how much of a year more than a whole one goes without saying, and from how
# much on it is nearly the next.
IN_MONTHS, IN_YEARS = 60 * DAY, 11.5 * MONTH
EXACT, NEARLY = 0.05, 0.8


def amount(count: int, noun: str) -> str:
    """A number of things: "1 story", "2,400 stories". The last word of the noun is the one that takes the plural."""
    return f"{count:,} {noun if count == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """Several of a thing, by the rules of English; no noun that makes an exception is counted here."""
    if noun.endswith("y") and noun[-2:-1] in CONSONANTS:
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def span_in_words(span: timedelta) -> str:
    """How long something takes, or is ago, as precisely as anybody would say it: "3 hours", "over a year"."""
    seconds = abs(span.total_seconds())
    if seconds >= IN_YEARS:
        return years_in_words(seconds / YEAR)
    if seconds >= IN_MONTHS:
        return amount(round(seconds / MONTH), "month")
    for noun, length in (("day", DAY), ("hour", HOUR), ("minute", MINUTE)):
        if seconds >= 2 * length:
            return amount(round(seconds / length), noun)
    return amount(round(seconds), "second")


def years_in_words(years: float) -> str:
    """Years, with what is said of a part of one."""
    whole, part = int(years) + (years % 1 >= NEARLY), years % 1
    about = "" if not EXACT < part < 1 - EXACT else "nearly " if part >= NEARLY else "over "
    number = NUMBERS[whole] if whole < len(NUMBERS) else f"{whole:,}"
    return f"{about}{number} {'year' if whole == 1 else 'years'}"
