"""The days that English news copy names: "on June 15", "last Friday", "the summer of 2021".

Precise rather than complete: what may be a name ("Black Friday"), a count ("In May 20 people") or a timetable
("Monday to Friday") is passed over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from corpus import days
from corpus import english_forms as forms
from corpus.days import Days
from corpus.english_tense import (
    LOOK_BACK,
    TO_DO,
    VERBS,
    WHOSE,
    Outlook,
    is_ahead,
    outlook_beside,
    outlook_of_verbs,
    sentence_before,
)
from corpus.english_years import told_year, year_of

Found = re.Match[str]
Named = tuple[int, int, Days]
Reader = Callable[[Found, date | None], Days | None]

FIRST_MONTHS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # north of the equator
AHEAD = {"last": -1, "this past": -1, "this": 0, "next": 1, "this coming": 1}
NEAR_DAYS = {"yesterday": -1, "last night": -1, "tomorrow": 1}  # all others are today

# -- what stands beside a time ----------------------------------------------------------------------------------

# "told to pay by June 15", "confirmed the June 15 visit": the verb before does not say when that is.
NO_OBJECT = re.compile(
    r"\b(?:by|before|until|till|to|for|through|ending|starting|beginning|the|an?|its|his|her|their)\s\Z"
)
# "told to leave by April"
# "Lost the runoff in May", of a runoff in the next months.
TO_COME = re.compile(r"\b(?:runoff|election|midterms|primary|trial|hearing|summit|referendum)s?\s\Z")
ENDS = re.compile(
    r"\b(?:by|before|until|till|through)\s(?:the\s(?:\w+\s)?(?:end|middle|beginning|start)\sof\s)?\Z", re.IGNORECASE
)
# What is no such time: "every June 15", "Black Friday", "Monday to Friday", "the last week", "nearly two years ago",
# "the day after tomorrow", "USA Today".
NO_DAY = re.compile(r"\b(?:every|each|born)\s(?:on\s)?\Z")
NO_WEEKDAY = re.compile(
    rf"(?:\b(?:{'|'.join(forms.BEFORE_A_NAME)}|Each|Every|[Ff]irst|second|third|fourth|final|following|previous|preceding"
    r"|same|ago)\s"
    rf"|{forms.WEEKDAY}{forms.TO})\Z"
)
# "the following Monday", "the last Monday in May", "Friday the 13th", "Friday (June 3)", "a week ago Monday".
NO_WEEKDAY_BEFORE = re.compile(rf"\s(?:\(|the\s\d|(?:in|of)\s(?:the\s|that\s)?(?:{forms.MONTH}|week))")
# "the Monday after Easter", but not "was arrested Monday after Easter mass".
THE = re.compile(r"\bthe\s\Z", re.IGNORECASE)
BESIDE_A_DAY = re.compile(r"\s(?:before|after|when|that|preceding|following|prior)\b")
# "Closed until Saturday week": a week after Saturday.
WEEK_LATER = re.compile(r"\sweek\b(?!\s(?:before|after|of|in|on)\b)")
TO_WEEK = re.compile(r"\b(?:until|till|by|from|for|is|on)\s\Z")
WEEK_BEFORE = re.compile(r"\b(?P<week>last|this|next)\sweek,?\s(?:on\s)?\Z", re.IGNORECASE)
HOUR = r"(?:(?:noon|midnight|\d{1,2}(?::\d\d)?\s?[ap]\.?m\.?),?\s)?"
DEADLINE = re.compile(rf"\b(?:by|until|till|no\slater\sthan)\s{HOUR}\Z")
THROUGH = re.compile(rf"\bthrough\s{HOUR}\Z")
# Days by which a day may lie ahead that only its weekday names: six ahead is yesterday's, and yesterday is meant; six
# ago is tomorrow's, and tomorrow is meant unless the sentence speaks of the past.
FARTHEST = {Outlook.PAST: 0, Outlook.UNTOLD: 2, Outlook.THEN: 4, Outlook.AHEAD: 5}
NO_COUNT = re.compile(r"\b(?:than|nearly|almost|about|around|over|some|roughly|least|under|half)\s\Z", re.IGNORECASE)
NO_NEAR_DAY = re.compile(r"\b(?:day\s(?:before|after)|ago)\s\Z", re.IGNORECASE)
IN_A_SENTENCE = re.compile(r"\w,?\s\Z")
# What is named after its day may be of any year: "the Sept. 11 attacks".
NAMED_AFTER_DAY = re.compile(
    r"\s(?:[Tt]error|[Aa]ttack|hijack|riot|insurrection|[Cc]ommi|[Pp]anel|massacre|crackdown|uprising|coup)"
)


def stands_after(found: Found, before: re.Pattern[str]) -> bool:
    """Say whether this stands right before what was found."""
    start = found.start()
    return bool(before.search(found.string, max(0, start - LOOK_BACK), start))


# -- days, months and years, alone and as the two ends of a span ------------------------------------------------


def stands_in_week(found: Found) -> str:
    """The week that is named right before a day of it: "last week on Monday"."""
    start = found.start()
    named = WEEK_BEFORE.search(found.string, max(0, start - LOOK_BACK), start)
    return named["week"].casefold() if named else ""


def read_days(found: Found, published: date | None) -> Days | None:
    """Read a day, or two as the ends of a span: each lends the other what that does not say."""
    (month1, month2), (day1, day2) = both(found, "month", forms.month_number), both(found, "day", int)
    turn = month1 > month2
    years = said_years(found, published, turn=turn)
    if not years and published and (near := day_meant(found, month1, day1, published)):
        years = near.year, near.year + turn
    if not years:
        return None
    return Days(date(years[0], month1, day1), date(years[1], month2, day2), year_inferred=not says_year(found))


def read_months(found: Found, published: date | None) -> Days | None:
    """Read whole months; "in March and October" are no span."""
    month1, month2 = both(found, "month", forms.month_number)
    turn, is_and = month1 > month2, (found["link"] or "").strip() == "and"
    if is_and and not found["between"] and (month2 - month1) % 12 != 1:
        return None
    years = said_years(found, published, turn=turn)
    if not years and published and is_month(found):
        near = month_meant(found, month1, published).first.year
        years = near, near + turn
    if not years:
        return None
    meant = days.months(years[0], month1, (years[1] - years[0]) * 12 + month2 - month1 + 1)
    return replace(meant, year_inferred=not says_year(found))


def read_years(found: Found, _: date | None) -> Days:
    """Read whole years."""
    return days.years(*both(found, "year", int))


def both(found: Found, name: str, read: Callable[[str], int]) -> tuple[int, int]:
    """Read the two parts of a name; one stands for the other where that is missing."""
    first, second = found.group(f"{name}1", f"{name}2")
    return read(first or second), read(second or first)


def says_year(found: Found) -> bool:
    """Say whether the text tells the year."""
    return any(found.group("year1", "year2", "that"))


def said_years(found: Found, published: date | None, *, turn: bool) -> tuple[int, int] | None:
    """The years of both ends, where the text tells one; ``turn`` says that the second lies in the next year."""
    first, last = (int(said) if said else None for said in found.group("year1", "year2"))
    if found["that"] and published:
        last = published.year + AHEAD[found["that"]]
    if last is None:
        return None if first is None else (first, first + turn)
    return (last - turn if first is None else first), last


def day_meant(found: Found, month: int, day: int, published: date) -> date | None:
    """The day that an article means which names no year."""
    if found["that"] or stands_after(found, NO_DAY) or NAMED_AFTER_DAY.match(found.string, found.end()):
        return None
    told, year = told_year(found, month, day, published)
    if told and year != published.year:
        return date(year, month, day) if year else None
    own = year_of(found, published)
    if own is not None and not (is_ahead(found) and date(own, month, day) < published):
        return date(own, month, day)
    ahead = is_ahead(found)
    is_over = stands_after(found, WHOSE) and outlook_beside(found) is Outlook.PAST
    is_object = stands_after(found, NO_OBJECT) and not is_over
    return days.nearest_day(month, day, published, ahead=ahead or (None if is_object else ahead))


def is_month(found: Found) -> bool:
    """Say whether the name of a month without a year is one: a word leads to it, and it is not Mrs May."""
    is_led = found.start() < found.start("month1")
    may_be_mrs_may = found["month1"] == "May" and (found["lead"] or "").casefold() in {"by", "before", "after", "from"}
    return bool(is_led and not may_be_mrs_may and forms.LONE_MONTH.match(found.string, found.start("month1")))


def month_meant(found: Found, month: int, published: date) -> Days:
    """The month that an article means which names no year."""
    if (ahead := relative(found)) is not None:
        return days.month_beside(month, published, ahead)
    if (year := year_of(found, published)) is not None:
        return days.months(year, month)
    ahead = is_ahead(found)
    return days.nearest_month(month, published, ahead=ahead or (month_ahead(found) if ahead is False else ahead))


def month_ahead(found: Found) -> bool | None:
    """Say whether a month may lie ahead though the verb before it is of the past: None where that does not tell.

    "Told to leave by May", "agreed to meet in May"; "it would help those who stayed, and last through the end of May".
    """
    before = sentence_before(found.string, found.start())
    verbs = [*VERBS.finditer(before)]
    said = found.start("span")
    is_end = ENDS.search(found.string, max(0, said - LOOK_BACK), said)
    if is_end and any(one["ahead"] or one["then"] for one in verbs):
        return True
    is_to_come = TO_COME.search(before) or TO_DO.search(before, 0 if is_end else verbs[-1].end() if verbs else 0)
    return None if is_to_come else False


def relative(found: Found) -> int | None:
    """What "last", "this" or "next" says: how many of its kind ahead; None where none of them stands there."""
    said = found["relative"]
    return AHEAD[forms.plain(said)] if said else None


# -- seasons and parts of a year --------------------------------------------------------------------------------


def read_season(found: Found, published: date | None) -> Days | None:
    """Read a season; "the winter of 2021" may be either of two."""
    first, ahead = FIRST_MONTHS[found["season"].casefold()], relative(found)
    if ahead is not None:
        return days.season_beside(first, published, ahead) if published else None
    return days.months(int(found["year1"]), first, 3) if found["year1"] and first < 12 else None


def read_part_of_year(found: Found, published: date | None) -> Days | None:
    """Read a quarter or a half of a year that the text tells."""
    number = int(found["quarter"] or forms.ORDINALS.index(found["ordinal"].casefold()) + 1)
    count = 6 if found["part"] == "half" else 3
    years = said_years(found, published, turn=False)
    return days.months(years[0], (number - 1) * count + 1, count) if years and number * count <= 12 else None


# -- what only the day of publication tells ---------------------------------------------------------------------


def read_near_day(found: Found, published: date | None) -> Days | None:
    """Read yesterday, today, tomorrow."""
    is_name = found["span"][0].isupper() and stands_after(found, IN_A_SENTENCE)
    if not published or is_name or stands_after(found, NO_NEAR_DAY):
        return None
    return days.unit("day", published, NEAR_DAYS.get(forms.plain(found["word"]), 0))


def read_unit(found: Found, published: date | None) -> Days | None:
    """Read a week, month or year; "this past year" is none of the calendar."""
    part, past = forms.plain(found["part"]), "past" in found["relative"] and found["unit"] != "weekend"
    if not published or past or stands_after(found, THE):
        return None
    ahead = relative(found) or 0
    meant = days.unit(found["unit"], published, ahead)
    if part == "earlier" and not ahead:
        return replace(meant, last=published)
    return replace(meant, first=published) if part == "later" and not ahead else meant


def read_over_weekend(_: Found, published: date | None) -> Days | None:
    """Read the weekend that has begun last."""
    return days.weekend(days.weekday_before(published, 5)) if published else None


def read_ago(found: Found, published: date | None) -> Days | None:
    """Read "two weeks ago" as a week of the calendar: as exactly as it is said."""
    if not published or stands_after(found, NO_COUNT):
        return None
    said = found["count"].casefold()
    count = int(said) if said.isdecimal() else forms.COUNTS.index(said) + 1 if said in forms.COUNTS else 1
    return days.unit(found["unit"], published, -count)


def read_weekday(found: Found, published: date | None) -> Days | None:
    """Read a day of the week: the last one up to publication, or the coming one where the sentence says so."""
    text, end = found.string, found.end()
    is_other = stands_after(found, THE) and BESIDE_A_DAY.match(text, end)
    if not published or is_other or stands_after(found, NO_WEEKDAY) or NO_WEEKDAY_BEFORE.match(text, end):
        return None
    number, beside = forms.FULL_WEEKDAYS.index(found["weekday"].title()), relative(found)
    if week := stands_in_week(found):
        return days.one_day(days.unit("week", published, AHEAD[week]).first + number * days.DAY)
    if found["week"]:
        return days.one_day(days.unit("week", published, AHEAD[found["week"]]).first + number * days.DAY)
    if WEEK_LATER.match(text, end) and stands_after(found, TO_WEEK):
        return days.one_day(days.weekday_beside(number, published, 1) + 7 * days.DAY)
    if beside:
        return days.one_day(days.weekday_beside(number, published, beside))
    away = (number - published.weekday()) % 7
    is_coming = away <= farthest_ahead(found, is_this=beside == 0)
    return days.one_day((days.weekday_after if is_coming else days.weekday_before)(published, number))


def farthest_ahead(found: Found, *, is_this: bool) -> int:
    """So many days a day may lie ahead that only its weekday names; else it is the last such day."""
    speaks, is_end = outlook_beside(found), stands_after(found, THROUGH)
    if not speaks:
        speaks = outlook_of_verbs(found)
        if (is_this and speaks is not Outlook.PAST) or (is_end and speaks is Outlook.UNTOLD):
            speaks = Outlook.AHEAD
        elif speaks is not Outlook.AHEAD and stands_after(found, DEADLINE):
            speaks = Outlook.THEN
    is_end = is_end or stands_after(found, DEADLINE)
    return 6 if is_end and speaks is Outlook.AHEAD else FARTHEST[speaks]


# -- the whole text ---------------------------------------------------------------------------------------------

NUMBER = "0"  # stands for every number in the table
MONTH_NAMES, WEEKDAY_NAMES = forms.FULL_MONTHS + forms.SHORT_MONTHS, forms.FULL_WEEKDAYS + forms.SHORT_WEEKDAYS
LEADS = ["between", *forms.LEADS, *forms.ENDINGS, *forms.PARTS, "in"]
# The words that a form may begin with, its pattern and its reader; of two forms that fit, the upper one counts.
TABLE: list[tuple[Iterable[str], str, Reader]] = [
    (["on", "between", "from", *MONTH_NAMES, *WEEKDAY_NAMES], forms.MONTH_FIRST, read_days),
    (["on", "between", "from", "the", NUMBER, *WEEKDAY_NAMES], forms.DAY_FIRST, read_days),
    (["last", "this", "next", *LEADS, *MONTH_NAMES], forms.MONTH_ALONE, read_months),
    (LEADS, forms.YEAR_ALONE, read_years),
    (["in", "the", "last", "this", "next", *forms.PARTS, *forms.SEASONS], forms.SEASON, read_season),
    (["in", "the", "q", *forms.ORDINALS], forms.PART_OF_YEAR, read_part_of_year),
    (["last", "this", "earlier", "later", *forms.NEAR_DAYS], forms.NEAR_DAY, read_near_day),
    (["last", "this", "next", *forms.PARTS], forms.UNIT, read_unit),
    (["over"], forms.OVER_WEEKEND, read_over_weekend),
    (["a", "an", NUMBER, *forms.COUNTS], forms.AGO, read_ago),
    (["on", "last", "this", "next", "late", "early", *forms.FULL_WEEKDAYS], forms.ON_WEEKDAY, read_weekday),
]
FIRST_WORD = re.compile(r"(?<![\w$€£#.,:/-])(?:[A-Za-z]+|\d{1,3}(?!\d))")


def by_first_word() -> dict[str, list[tuple[re.Pattern[str], Reader]]]:
    """Compile the table, by the words that forms may begin with, in small letters."""
    found = defaultdict(list)
    for firsts, pattern, reader in TABLE:
        form = re.compile(pattern), reader
        for first in firsts:
            found[first.casefold()].append(form)
    return dict(found)


FORMS = by_first_word()


def english_dates(text: str, published: date | None) -> Iterator[tuple[int, int, Days]]:
    """Yield start, end and meaning of the times that an English text names, in their order."""
    yield from same_days(list(each_date(text, published)), published)


def each_date(text: str, published: date | None) -> Iterator[tuple[int, int, Days]]:
    """Yield the times that an English text names, each read by what stands around it."""
    read_up_to = 0
    for first in FIRST_WORD.finditer(text):
        if first.start() >= read_up_to and (named := named_at(text, first, published)):
            read_up_to = named[1]
            yield named


def named_at(text: str, first: Found, published: date | None) -> tuple[int, int, Days] | None:
    """The time that begins with a word, None where none does."""
    for pattern, read in FORMS.get(NUMBER if first[0].isdecimal() else first[0].casefold(), ()):
        if found := pattern.match(text, first.start()):
            try:
                meant = read(found, published)
            except (ValueError, OverflowError):  # beyond the calendar
                continue
            if meant and meant.first <= meant.last:
                return (*found.span("span"), meant)
    return None


SOON = 120  # days


def same_days(named: list[Named], published: date | None) -> Iterator[Named]:
    """Yield the times of a text, each day without a year in that of the same day elsewhere in the text."""
    if not published:
        yield from named
        return
    told, read = defaultdict(set), defaultdict(list)
    for _, _, one in named:
        if is_day(one) and one.first.year in near_years(published):
            which = one.first.month, one.first.day
            if one.year_inferred:
                read[which].append(one.first)
            else:
                told[which].add(one.first)
    for start, end, one in named:
        which = one.first.month, one.first.day
        if is_day(one) and one.year_inferred and not days.is_near(one.first, published):
            year = year_elsewhere(one.first, told.get(which, set()), read.get(which, []), published)
            yield start, end, days.in_year(one, year)
        else:
            yield start, end, one


def year_elsewhere(day: date, told: set[date], read: list[date], published: date) -> int:
    """The year of a day that says none: that which the text tells of it elsewhere, or in which it is read there.

    "A line burst on Nov. 20, 2021. ... Nobody spoke of the spill on Nov. 20." Of two readings the coming day counts,
    where it is near and no fewer are: "they will meet on Feb. 24-25 ... a dinner was planned on Feb. 24".
    """
    if len(told) == 1:
        return min(told).year
    coming = max(read, default=day)
    is_soon = 0 < (coming - published).days <= SOON and coming.year == day.year + 1
    return coming.year if is_soon and 2 * read.count(coming) >= len(read) else day.year


def is_day(meant: Days) -> bool:
    """Say whether this is a day or a few, and no week or month."""
    return meant.last - meant.first < 6 * days.DAY


def near_years(published: date) -> range:
    """The years of which the days of an article are: what is older is a birthday or an anniversary."""
    return range(published.year - 3, published.year + 2)
