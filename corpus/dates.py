"""Dates as records print them -> UTC-aware moments; all of dateutil.

Nothing is filled in: a date that lacks its day, month or full year, or whose day and month cannot be told
apart, is rejected. The clock is an argument.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from dateutil import parser, tz

from corpus.errors import ArticleRejected

EARLIEST_YEAR = 1600  # the first newspaper is of 1605
FUTURE_SLACK = timedelta(days=2)  # embargoes, and clocks and time zones that are off
LONGEST_DATE = 100  # characters; the longest spelling in use, JavaScript's, has about 70

# What dateutil takes for missing parts. Two defaults that differ in every part show which ones it took.
DEFAULTS = (datetime(2000, 1, 1, 0), datetime(2001, 2, 2, 1))  # noqa: DTZ001 - no zone, to see whether one is printed

HOURS_EAST = {
    "UTC": 0, "GMT": 0, "UT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "MSK": 3, "TRT": 3, "AZT": 4, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
# What American papers print all year, whatever the season.
REGIONS = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}

COMPACT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2\d{4}(?!\d)")
YEAR_FIRST = re.compile(r"\d{4}([/.-])(\d{1,2})\1\d{1,2}(?!\d)")
# Of two, as in "2021-04-03 - 2021-05-06", dateutil would take the second for an hour and an offset.
YEARS = re.compile(r"(?<![\d:.+−-])(?:19|20)\d\d(?![\d:])")
UTC_OFFSET = re.compile(r"\(?\b(?:UTC|GMT) ?([+−-]) ?(\d{1,2})(?::?(\d\d))?(?!\d)\)?")
ZONE_IN_WORDS = re.compile(r"(?<=[+-]\d\d:\d\d) *\([^)]*\)$")
CLOCK = re.compile(r"\d{1,2}[:.]\d{2}\b|\b\d{1,2} ?[hH](?:\d\d)?\b")
AMBIGUOUS_ZONE = re.compile(r"\b(?:IST|AST|GST|AMT)\b")  # of India, Israel and Ireland: dateparser picks one
FOREIGN = re.compile(r"[^\W\d_]{2}.*(?<!\d)\d{4}(?!\d)|(?<!\d)\d{4}(?!\d).*[^\W\d_]{2}")
# Those that we undertake to read, and what else the papers of Europe and its neighbours are written in.
LANGUAGES = [
    "az", "tr", "ru", "de", "fr", "es", "ar", "it", "pt", "nl", "pl", "uk", "ro", "cs", "sv", "da", "nb", "fi", "el",
    "hu", "bg", "hr", "sr", "fa", "he", "ka", "id", "ja", "zh", "ko",
]  # fmt: skip
MERIDIEM = re.compile(r"\b([ap])\. ?m\b\.?", re.IGNORECASE)
# "2022-08-01 1 August 2022 14:53 (UTC+04:00)": once for machines, once for people.
PRINTED_TWICE = re.compile(r"(\d{4}-\d\d-\d\d)\s+((?=.*[^\W\d_]{3}).*(?<![\d:+-])\d{4}(?!\d).*)")


FARTHEST_OFFSET = timedelta(hours=18)  # the clocks of the world stay within 14 hours; ISO 8601 tools allow 18


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment and how exactly the record says it.

    ``moment`` is in UTC. ``utc_offset`` is the printed one in minutes east or, with ``offset_assumed``, that of the
    archive's zone because the record names none; it is None for seconds since 1970, which have none. With
    ``day_only``, ``moment`` is the midnight that begins the day at that offset.
    """

    moment: datetime
    utc_offset: int | None
    day_only: bool
    offset_assumed: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """How the dates of a source are read.

    ``zone`` counts where a record names no offset; ``order`` says what comes first in 03/04/2021, "day" or "month",
    empty where nobody knows; ``latest`` is now.
    """

    zone: tzinfo
    order: str
    latest: datetime


def read_date(value: object, reading: Reading) -> Dated | None:
    """Read a date in any spelling we know; None where there is none.

    Raises ``ArticleRejected`` for what is no date and for dates before 1600 or well after now.
    """
    zone, latest = reading.zone, reading.latest
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        if isinstance(value, date):
            dated = read_stamp(value, zone)
        elif isinstance(value, int | float):
            dated = read_number(value, zone)
        else:
            dated = read_text(value, reading)
    except ValueError as error:
        raise ArticleRejected(f"no date: {quoted(value)}") from error
    except OverflowError as error:  # 9999-12-31 in New York lies beyond the calendar
        raise ArticleRejected(f"absurd date: {quoted(value)}") from error
    if dated.moment.year < EARLIEST_YEAR or dated.moment > latest + FUTURE_SLACK:
        raise ArticleRejected(f"absurd date: {quoted(value)}")
    return dated


def read_stamp(stamp: date, zone: tzinfo) -> Dated:
    """Take what a library has read: YAML's and Parquet's dates."""
    if isinstance(stamp, datetime):
        return settle(stamp, zone, day_only=False)
    return settle(datetime(stamp.year, stamp.month, stamp.day), zone, day_only=True)  # noqa: DTZ001 - settle sets it


def read_number(value: float, zone: tzinfo) -> Dated:
    """Read seconds or milliseconds since 1970, or a compact date such as 20250721."""
    if isinstance(value, bool) or not math.isfinite(value) or not 10**7 <= value < 10**14:
        raise ValueError("no date")
    return read_digits(str(int(value)), zone)


def read_digits(digits: str, zone: tzinfo) -> Dated:
    """The same from digits: their number tells seconds (9 or 10), milliseconds (13) and compact dates apart."""
    if len(digits) in (9, 10, 13):
        seconds = int(digits) / (1000 if len(digits) == 13 else 1)
        return Dated(datetime.fromtimestamp(seconds, UTC), None, day_only=False, offset_assumed=False)
    if len(digits) not in COMPACT:
        raise ValueError("no date")
    stamp = datetime.strptime(digits, COMPACT[len(digits)]).replace(tzinfo=None)  # noqa: DTZ007 - settle sets it
    return settle(stamp, zone, day_only=len(digits) == 8)


def read_text(value: object, reading: Reading) -> Dated:
    """Read a date from a text: digits, ISO 8601, printed twice, or as people print it."""
    if not isinstance(value, str) or len(value) > LONGEST_DATE:
        raise ValueError("no date")
    text = plain_digits(" ".join(value.split()))
    if text.isascii() and text.isdigit():
        return read_digits(text, reading.zone)
    if twice := PRINTED_TWICE.fullmatch(text):
        return agreed(twice[1], twice[2], reading)
    return read_iso(text, reading.zone) or read_printed(in_order(text, reading.order), reading.zone)


def plain_digits(text: str) -> str:
    """A text with the digits of other scripts as ours."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(sign, sign)) if sign.isdigit() else sign for sign in text)


def read_iso(text: str, zone: tzinfo) -> Dated | None:
    """Read ISO 8601, None where the text is something else."""
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            stamp = read(text)
        except ValueError:
            continue
        return read_stamp(stamp, zone)
    return None


def agreed(machine: str, printed: str, reading: Reading) -> Dated:
    """Read a date that stands twice; the printed one is finer, but they must name the same day, give or take one."""
    dated = read_date(printed, reading)
    if dated is None:
        raise ValueError("no date")
    day = (dated.moment + timedelta(minutes=dated.utc_offset or 0)).date()
    if abs(date.fromisoformat(machine) - day) > timedelta(days=1):
        raise ArticleRejected(f"dates disagree: {machine} and {quoted(printed)}")
    return dated


def read_printed(text: str, zone: tzinfo) -> Dated:
    """Read a date as people print it: "Mon Jan 28, 2008 2:53pm EST", RFC 2822, "3 mars 2021"."""
    check_order(text)
    try:
        return read_english(text, zone)
    except (ValueError, ArticleRejected) as error:
        if not FOREIGN.search(text):
            raise
        dated = read_foreign(text, zone)
        if dated is None:
            raise error from None
        return dated


def read_foreign(text: str, zone: tzinfo) -> Dated | None:
    """Read a date in another language; all of dateparser. None where it is none, or where a part would be filled in."""
    from dateparser import parse

    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "DMY"}
    stamp = parse(text, languages=LANGUAGES, settings=settings)
    if (
        stamp is None
        or AMBIGUOUS_ZONE.search(text)
        or f"{stamp.year:04}" not in text
        or not re.search(rf"(?<!\d)0?{stamp.day}(?!\d)", text)
    ):
        return None
    return settle(stamp, zone, day_only=not CLOCK.search(text))


def read_english(text: str, zone: tzinfo) -> Dated:
    """Read a date in English, with nothing filled in."""
    if len(YEARS.findall(text)) > 1:
        raise ValueError("several dates")
    plain = MERIDIEM.sub(r"\1m", UTC_OFFSET.sub(plain_offset, text))
    plain = ZONE_IN_WORDS.sub("", plain)
    first, second = (parser.parse(plain, default=default, tzinfos=zone_named) for default in DEFAULTS)
    # dateutil completes "May" or "10:30" from its default and "28 Jan 08" from the clock; we do neither.
    if first.date() != second.date() or f"{first.year:04}" not in text:
        raise ValueError("incomplete")
    return settle(first, zone, day_only=first.hour != second.hour)


def in_order(text: str, order: str) -> str:
    """A text with 03/04/2021 as 2021-04-03, where it is known what comes first."""

    def ordered(found: re.Match[str]) -> str:
        day, month = (found[1], found[3]) if order == "day" else (found[3], found[1])
        return f"{found[0][-4:]}-{int(month):02}-{int(day):02}" if int(month) <= 12 else found[0]

    return NUMERIC.sub(ordered, text) if order else text


def check_order(text: str) -> None:
    """Refuse what dateutil would decide for us: which of two numbers is the month."""
    if numeric := NUMERIC.search(text):
        one, other = int(numeric[1]), int(numeric[3])
        if one != other and max(one, other) <= 12:
            raise ArticleRejected(f"day and month cannot be told apart: {quoted(text)}; BACKISSUE_DATE_ORDER can say")
    if (numeric := YEAR_FIRST.search(text)) and int(numeric[2]) > 12:
        raise ValueError("month over 12")


def plain_offset(printed: re.Match[str]) -> str:
    """ "(UTC+4)" as "+04:00", which has one meaning only."""
    sign = "+" if printed[1] == "+" else "-"
    return f"{sign}{int(printed[2]):02}:{printed[3] or '00'}"


def zone_named(name: str | None, seconds: int | None) -> tzinfo | None:
    """The zone for what dateutil found: a number of seconds before a name, None where the date has neither."""
    if seconds is not None:
        return tz.tzoffset(None, seconds)
    if name is None:
        return None
    if name in REGIONS:
        return tz.gettz(REGIONS[name])
    if name not in HOURS_EAST:
        raise ArticleRejected(f"unknown time zone: {quoted(name)}")
    return tz.tzoffset(None, HOURS_EAST[name] * 3600)


def settle(stamp: datetime, zone: tzinfo, *, day_only: bool) -> Dated:
    """Bring a time stamp to UTC, in ``zone`` where it names no offset."""
    assumed = stamp.utcoffset() is None
    placed = stamp.replace(tzinfo=zone) if assumed else stamp
    offset = placed.utcoffset() or timedelta()
    if abs(offset) > FARTHEST_OFFSET:
        raise ValueError("no such offset")
    return Dated(placed.astimezone(UTC), round(offset.total_seconds() / 60), day_only, offset_assumed=assumed)


# A day in an address or a path: /2022/08/01/, 2022-08-01-ferry.html, /20220801/
DAY_IN_ADDRESS = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:[/_.-](0?[1-9]|1[0-2])[/_.-](0?[1-9]|[12]\d|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?!\d)"
)


def date_in(address: str) -> str | None:
    """The day that an address or a path names, as ISO 8601, None where it names none."""
    found = DAY_IN_ADDRESS.search(address)
    return f"{found[1]}-{int(found[2] or found[4]):02}-{int(found[3] or found[5]):02}" if found else None


def quoted(value: object) -> str:
    """The value as a reason shows it, short whatever it is."""
    if isinstance(value, str):
        return f'"{value[:80]}"'
    if isinstance(value, int) and abs(value) > 10**20:
        return "a huge number"
    return str(value) if isinstance(value, int | float) else f"a {type(value).__name__}"
