"""How English names a time: the patterns, and the days that each of them stands for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial

from dateutil.relativedelta import relativedelta

Days = tuple[date, date]  # first and last
InYear = Callable[[int], Days | None]

EARLIEST_YEAR = 1000  # no archive reaches back to it, and in every zone it still lies within the calendar


class Kind(StrEnum):
    """What sort of time is named."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"  # or half a year
    SEASON = "season"
    YEAR = "year"
    AGE = "age"  # a decade or a century
    WEEKDAY = "weekday"
    RELATIVE = "relative"  # counted from the day of asking


@dataclass(frozen=True, slots=True)
class Named:
    """Words that name a time, ``text[start:end]``.

    ``days`` says which days these are in a year, None for such as 31 June. ``year`` is None where the words leave it
    open; where the year does not matter, ``days`` ignores it.
    """

    start: int
    end: int
    kind: Kind
    days: InYear
    year: int | None


Reading = tuple[Kind, InYear, int | None]
Reader = Callable[[re.Match[str], date], Reading | None]


def pattern(words: str) -> re.Pattern[str]:
    """Compile a pattern in which a space stands for any white space."""
    return re.compile(words.replace(" ?", r"\s*").replace(" ", r"\s+"))


# The calendar.

LENGTHS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "weekend": relativedelta(weeks=1),
    "fortnight": relativedelta(weeks=2),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
    "decade": relativedelta(years=10),
    "century": relativedelta(years=100),
}
WHOLE_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}


def months(year: int, month: int, count: int = 1) -> Days | None:
    """Return the days of so many whole months, None outside of the calendar."""
    try:
        first = date(year, month, 1)
        return first, first + relativedelta(months=count, days=-1)
    except (ValueError, OverflowError):
        return None


def days_of(year: int, month: int, first: int, last: int) -> Days | None:
    """Return the days from one to another of the same month, None where one does not exist."""
    try:
        days = date(year, month, first), date(year, month, last)
    except ValueError:
        return None
    return days if first <= last else None


def moved(day: date, unit: str, count: int) -> date | None:
    """Return the day so many units later, None outside of the calendar."""
    if unit == "hour":
        unit, count = "day", int(count / 24)
    try:
        return day + count * LENGTHS[unit]
    except (ValueError, OverflowError):
        return None


def unit_around(day: date, unit: str) -> Days | None:
    """Return the calendar unit that holds a day, None outside of the calendar; weeks begin on Monday."""
    if unit in {"week", "fortnight", "weekend"}:
        sunday = moved(day, "day", 6 - day.weekday())
        first = moved(sunday, "day", -1 if unit == "weekend" else -6) if sunday else None
        return (first, sunday) if first and sunday else None
    if unit not in WHOLE_MONTHS:
        return day, day
    count, before = WHOLE_MONTHS[unit], 12 if unit == "century" else 0  # the 20th century began in 1901
    begin = (12 * day.year + day.month - 1 - before) // count * count + before
    return months(begin // 12, begin % 12 + 1, count)


def part_of(days: Days, index: int, count: int) -> Days | None:
    """Return one of so many equal parts: of whole years in months, of shorter times in days."""
    first, last = days
    if (first.day, first.month, last.day, last.month) == (1, 1, 31, 12):
        total = 12 * (last.year - first.year + 1)
        begin = total * index // count
        return months(first.year + begin // 12, begin % 12 + 1, total // count)
    total = (last - first).days + 1
    return first + timedelta(total * index // count), first + timedelta(-(-total * (index + 1) // count) - 1)


def latest_year(days: InYear, limit: date, *, ended: bool = False) -> int | None:
    """Return the latest year in which something that repeats had begun, or had ended, by a day."""
    for year in range(limit.year + 1, limit.year - 9, -1):  # 29 February may be eight years back
        if (found := days(year)) and found[ended] <= limit:
            return year
    return None


# The words.

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SOME_DAY = "|".join(WEEKDAYS)
WEEKDAY = rf"(?P<weekday>{SOME_DAY})"
ON_WEEKDAY = rf"(?:(?:{SOME_DAY}|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\b\.?,? )?"
YEAR = r"(?P<year>(?<![\d'])[12]\d{3}|'\d\d)(?![\d%]|[.,]\d)"
DAY = r"(?P<day>(?<!\d)\d{1,2}(?!\d))(?:st|nd|rd|th)?\.?"
LAST_DAY = r"(?: ?(?:-|to|and|until|till|through|&|or) ?(?:the )?(?P<last>\d{1,2})(?!\d)(?:st|nd|rd|th)?\.?)?"
LAST = r"(?:~?last|(?:this )?past)"  # ~ marks what only another language says, see calendar_languages
NEXT = r"(?:next|(?:up)?coming)"
WHICH = rf"(?P<which>{LAST}|this|{NEXT}|every|each)"
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "hundred": 100,
}  # fmt: skip
VAGUE = {"couple": (2, 3), "few": (2, 5), "several": (3, 8)}
NUMBER = rf"(?P<n>(?<![\d.,])\d{{1,4}}|(?:a )?(?:couple(?: of)?|few|hundred)|several|{'|'.join(NUMBERS)})"
UNIT = r"(?P<unit>hour|day|weekend|week|fortnight|month|quarter|year|decade|centur(?:y|ie))s?"
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # their first months
SEASON = rf"(?P<season>{'|'.join(SEASONS)})"
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
ORDINAL = rf"(?P<nth>{'|'.join(ORDINALS)})"
DECADES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90, "noughties": 0,
}  # fmt: skip
CENTURIES = {"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21}
AGO_IN_WORDS = {"yesterday": 1, "night": 1, "tomorrow": -1}  # the last of the words; of others it is today

PARTS = ["half", "quarter", "beginning", "start", "middle", "end", "days", "weeks", "months"]
PARTS_BEFORE = "|".join(rf"(?<=\s{part}\sof\s)" for part in PARTS)

# Holidays, papers, films and the like that hold the word for a time.
NAMED_DAYS = "black|good|ash|bloody|super|cyber|fat|blue|shrove|easter|palm|whit|maundy|giving|ruby|sheffield"
PAPERS = "times|mirror|mail|telegraph|express|herald|post|night (?:lights|live|football|fever)|the 13th"
NAMES = "|".join(
    [
        rf"(?:{NAMED_DAYS}) (?:{SOME_DAY})|(?:{SOME_DAY}) (?:{PAPERS})|may day|march madness|april fools?'?(?: day)?",
        r"ides of march|(?:fourth|4th) of july(?!,? \d)|(?:arab|prague) spring|day after tomorrow",
        r"(?:usa|russia|india|psychology|christianity|history|medical news) today|today (?:show|programme|program)",
        r"(?:democracy|apocalypse) now|now tv|(?:20th|21st|twentieth) century (?:fox|studios)",
    ]
)


# What a pattern stands for; None: no time that we know, and nothing else is to be made of the words.


def fixed(days: Days | None, kind: Kind = Kind.RELATIVE) -> Reading | None:
    """Return a time that does not depend on a year."""
    return (kind, lambda _: days, 0) if days else None


def year_of(found: re.Match[str], today: date) -> int | None:
    """Return the year of a match; '68 is the latest such year."""
    words = found.groupdict().get("year")
    if words is None or not words.startswith("'"):
        return int(words) if words else None
    year = today.year // 100 * 100 + int(words[1:])
    return year - 100 * (year > today.year)


def count_of(words: str) -> tuple[int, int]:
    """Return the least and the most that a number means."""
    if words.isdecimal():
        return int(words), int(words)
    word = words.removesuffix("of").split()[-1]
    return VAGUE.get(word) or (NUMBERS[word], NUMBERS[word])


def unit_of(found: re.Match[str]) -> str:
    """Return the unit of a match in the singular."""
    return str(found["unit"]).replace("ie", "y")


def month_day(found: re.Match[str], today: date) -> Reading | None:
    """15 June 2022, June 15, 3-9 May."""
    first, last = int(found["day"]), int(found["last"] or found["day"])
    number = MONTHS.index(found["month"][:3]) + 1
    return Kind.DAY, partial(days_of, month=number, first=first, last=last), year_of(found, today)


def numeric_day(found: re.Match[str], today: date) -> Reading | None:
    """15.06.2022, 15/06/2022, 6/15/2022. The day comes first where it can; so 5/6/2022 is but a hint."""
    day, month, year = int(found["a"]), int(found["b"]), int(found["year"])
    if found["sign"] != "." and day != month and max(day, month) <= 12:
        return fixed(days_of(year, month, day, day))
    if month > 12:
        day, month = month, day
    return Kind.DAY, partial(days_of, month=month, first=day, last=day), year


def iso_day(found: re.Match[str], today: date) -> Reading | None:
    """2022-06-15."""
    day = int(found["day"])
    return Kind.DAY, partial(days_of, month=int(found["number"]), first=day, last=day), int(found["year"])


def month(found: re.Match[str], today: date) -> Reading | None:
    """August 2022, August."""
    return Kind.MONTH, partial(months, month=MONTHS.index(found["month"][:3]) + 1), year_of(found, today)


def numeric_month(found: re.Match[str], today: date) -> Reading | None:
    """08/2022."""
    return Kind.MONTH, partial(months, month=int(found["number"])), int(found["year"])


def year_and_number(found: re.Match[str], today: date) -> Reading | None:
    """2021-22 and 2008-09 are two years, 2021-05 is a month."""
    year, number = int(found["year"]), int(found["number"])
    years = (number - year) % 100
    if years == 1 or (number > 12 and years < 50):
        return Kind.YEAR, partial(months, month=1, count=12 * (years + 1)), year
    return Kind.MONTH, partial(months, month=number), year


def quarter(found: re.Match[str], today: date) -> Reading | None:
    """Q3 2023, the third quarter."""
    number = ORDINALS.get(found["nth"]) or int(found["nth"])
    return Kind.QUARTER, partial(months, month=3 * number - 2, count=3), year_of(found, today)


def half(found: re.Match[str], today: date) -> Reading | None:
    """H1 2023."""
    return Kind.QUARTER, partial(months, month=6 * int(found["nth"]) - 5, count=6), year_of(found, today)


def season(found: re.Match[str], today: date) -> Reading | None:
    """Summer 2022, the winter of 2021-22: in the northern hemisphere; a winter has the year in which it begins."""
    return Kind.SEASON, partial(months, month=SEASONS[found["season"]], count=3), year_of(found, today)


def repeated(found: re.Match[str], today: date) -> Reading | None:
    """Last August, this summer, next May: the latest one that is over, or has begun, or the one that begins next."""
    if found["which"] in {"every", "each"}:
        return None
    first = SEASONS.get(found["season"]) or MONTHS.index(found["month"][:3]) + 1
    days, ahead = partial(months, month=first, count=3 if found["season"] else 1), is_next(found)
    year = latest_year(days, today, ended=not ahead and found["which"] != "this")
    return fixed(days(year + ahead)) if year else None


def whole_year(found: re.Match[str], today: date) -> Reading | None:
    """2022."""
    return Kind.YEAR, partial(months, month=1, count=12), int(found["year"])


def decade(found: re.Match[str], today: date) -> Reading | None:
    """The 2010s, the '90s, the nineties; the 1900s are a century."""
    words = found["decade"]
    year = DECADES[words] if words in DECADES else int(words)
    if year < 100:
        year += 1900 if year > 20 else 2000
    return Kind.AGE, partial(months, month=1, count=1200 if year % 100 == 0 and year != 2000 else 120), year


def century(found: re.Match[str], today: date) -> Reading | None:
    """The 19th century."""
    number = CENTURIES.get(found["nth"]) or int(found["nth"][:-2])
    return Kind.AGE, partial(months, month=1, count=1200), 100 * number - 99


def units_ago(today: date, unit: str, least: int, most: int) -> Reading | None:
    """Return the calendar units from the one that held this day so many units ago."""
    ends = [moved(today, unit, -count) for count in (most, least)]
    first, last = (unit_around(day, unit) if day else None for day in ends)
    return fixed((first[0], last[1])) if first and last else None


def ago(found: re.Match[str], today: date) -> Reading | None:
    """Two years ago, a few days ago."""
    return units_ago(today, unit_of(found), *count_of(found["n"] or "one"))


def day_word(found: re.Match[str], today: date) -> Reading | None:
    """Yesterday, last night, this morning, tomorrow."""
    count = AGO_IN_WORDS.get(found[0].split()[-1], 0) + ("before" in found[0])
    return units_ago(today, "day", count, count)


def rolling(found: re.Match[str], today: date) -> Reading | None:
    """The past three months, recent weeks: up to and including today."""
    number = found.groupdict().get("n") or ("few" if found[0].endswith("s") else "one")
    since = moved(today, unit_of(found), -count_of(number)[1])
    return fixed((since, today)) if since else None


def rolling_on(found: re.Match[str], today: date) -> Reading | None:
    """The next three months, the coming weeks: from tomorrow on."""
    number = found.groupdict().get("n") or ("few" if found[0].endswith("s") else "one")
    tomorrow, until = moved(today, "day", 1), moved(today, unit_of(found), count_of(number)[1])
    return fixed((tomorrow, until)) if tomorrow and until and tomorrow <= until else None


def hence(found: re.Match[str], today: date) -> Reading | None:
    """Two weeks from now, in three days' time."""
    least, most = count_of(found["n"])
    return units_ago(today, unit_of(found), -most, -least)


def rest_of(found: re.Match[str], today: date) -> Reading | None:
    """Later this week, the rest of the month."""
    tomorrow, unit = moved(today, "day", 1), unit_around(today, unit_of(found))
    return fixed((tomorrow, unit[1])) if tomorrow and unit and tomorrow <= unit[1] else None


def calendar_unit(found: re.Match[str], today: date) -> Reading | None:
    """Last month, this year, next week; for a weekend still to come, the one before."""
    unit, which = unit_of(found), found["which"] or ""
    soon = unit == "weekend" and today.weekday() < 5
    count = -int(which == "next" or not soon) if is_next(found) else int(which.endswith("last") or soon)
    return units_ago(today, unit, count, count)


def before_last(found: re.Match[str], today: date) -> Reading | None:
    """The week before last."""
    return units_ago(today, unit_of(found), 2, 2)


def weekday(found: re.Match[str], today: date) -> Reading | None:
    """Friday: the latest one, which may be today; last and next Friday are not."""
    if found["which"] in {"every", "each"}:
        return None
    number, other = WEEKDAYS.index(found["weekday"]), found["which"] not in {None, "this"}
    back = (today.weekday() - number) % 7 or 7 * other
    day = moved(today, "day", ((number - today.weekday()) % 7 or 7) if is_next(found) else -back)
    return fixed((day, day), Kind.RELATIVE if found["which"] else Kind.WEEKDAY) if day else None


def is_next(found: re.Match[str]) -> bool:
    """Whether the next one of its kind is named."""
    return (found["which"] or "").endswith(("next", "coming"))


def nothing(found: re.Match[str], today: date) -> Reading | None:
    """No time."""
    return None


# In order: what one pattern has read, the later ones do not see.
READERS: list[tuple[re.Pattern[str], Reader]] = [
    (pattern(words), reader)
    for words, reader in [
        (rf"\b(?:{NAMES})\b", nothing),
        (rf"\b(?:his|her|their|my|your|our) (?:early |mid-?|late )?'?(?:[2-9]0'?s|{'|'.join(DECADES)})\b", nothing),
        (
            r"(?<!\w)(?P<year>[12]\d{3})([-/.])(?P<number>\d\d?)\2(?P<day>\d\d?)(?!\d|[-/.]\d\d?\b)(?:t[\d:.+z]+)?",
            iso_day,
        ),
        (r"(?<![\w.,/])(?P<a>\d\d?)(?P<sign>[-/.])(?P<b>\d\d?)\2(?P<year>[12]\d{3})(?!\d|[/.]\d)", numeric_day),
        (rf"(?<![\w.,/:-]){ON_WEEKDAY}{DAY}{LAST_DAY}(?: of)?[\s-]?{MONTH}(?:(?:,|-| of)? ?{YEAR})?", month_day),
        (rf"\b{ON_WEEKDAY}{MONTH} ?(?:the )?{DAY}(?![.,:]\d){LAST_DAY}(?:(?:,| of)? ?{YEAR})?", month_day),
        (rf"\b{MONTH},? ?(?:of )?(?:the year )?{YEAR}", month),
        (rf"\b{YEAR} (?:in )?{MONTH}", month),
        (rf"\b{YEAR} ?-?q(?P<nth>[1-4])\b", quarter),
        (rf"\bq(?P<nth>[1-4])\b(?:(?:,| of)? ?{YEAR})?", quarter),
        (rf"\b{ORDINAL} quarter\b(?! of|-| mile)(?:,? {YEAR})?", quarter),
        (rf"\bh(?P<nth>[12])(?:,| of)? ?{YEAR}", half),
        (rf"\b{SEASON} ?(?:of )?{YEAR}(?:[-/]\d\d(?:\d\d)?)?", season),
        (r"(?<![\w.,/-])(?P<year>[12]\d{3})[-/](?P<number>\d\d)(?![\d/]|-\d)", year_and_number),
        (r"(?<![\w.,/-])(?P<number>0?[1-9]|1[0-2])/(?P<year>[12]\d{3})(?![\d/])", numeric_month),
        (rf"(?<!\w){WHICH} (?:{SEASON}\b|{MONTH})(?! ?\d)", repeated),
        (rf"\b(?:{SEASON}|{MONTH}) (?P<which>~last)\b", repeated),
        (rf"\b{WEEKDAY} (?P<which>~last)\b", weekday),
        (rf"\b(?:{WHICH} )?{WEEKDAY}(?: (?:morning|afternoon|evening|night))?\b", weekday),
        (rf"\b{MONTH}(?!-\w)", month),
        (rf"\b{SEASON}\b(?!-\w)", season),
        (r"(?:\bthe |')(?P<decade>[2-9]0)'?s\b", decade),
        (rf"\b(?P<decade>[12]\d\d0(?='?s)|{'|'.join(DECADES)})(?:'?s)?\b", decade),
        (rf"\b(?P<nth>\d\d?(?:st|nd|rd|th)|{'|'.join(CENTURIES)})[\s-]century\b(?! bc)", century),
        (r"(?<!as\sof\s)\b(?:(?:the )?day before yesterday|yesterday|last night|today|tonight|tomorrow)\b", day_word),
        (r"\bthis (?:morning|afternoon|evening)\b", day_word),
        (r"\bthe (?P<unit>weekend|week|month|year) before last\b", before_last),
        (rf"(?<!half\s)\b{NUMBER} {UNIT} (?:ago|~ago|~before)\b", ago),
        (rf"(?<!\w)(?:~ago|before) {NUMBER} {UNIT}\b", ago),
        (rf"\b(?P<n>){UNIT} ~ago\b", ago),
        (rf"(?<!\w)(?:the |these |those )?(?:{LAST}|previous|recent) {NUMBER} {UNIT}\b(?! of)", rolling),
        (rf"\b{NUMBER} {LAST} {UNIT}\b", rolling),
        (rf"(?<!\w)(?:the |these )?{NEXT} {NUMBER} {UNIT}\b(?! of)", rolling_on),
        (rf"(?<!\w)(?:the {NEXT}|{NEXT}(?= \w+s\b)) (?!day\b|weekend\b){UNIT}\b(?! of)", rolling_on),
        (rf"~in {NUMBER} {UNIT}\b", hence),
        (rf"\bin {NUMBER} {UNIT}'? time\b", hence),
        (rf"\b{NUMBER} {UNIT} from (?:now|today)\b", hence),
        (rf"\b(?:later|(?:the )?(?:rest|remainder) of) (?:this|the) (?!day|hour|year){UNIT}\b(?! of| \d)", rest_of),
        (rf"(?<!\w)(?:the last(?! day\b)|(?:the |this )?past|recent|~last(?= \w+s\b)) {UNIT}\b(?! of)", rolling),
        (
            rf"(?<!\w)(?P<which>~?last|this|current|{NEXT}|the(?= weekend)) (?!day|hour){UNIT}\b(?! of| \d)",
            calendar_unit,
        ),
        (rf"\b{UNIT} (?P<which>~last)\b", calendar_unit),
        (rf"(?:{PARTS_BEFORE})the (?P<which>)(?P<unit>year|month|week)\b(?! of| \d)", calendar_unit),
        (r"(?<![\w.,:/$€£¥₺₽₼#№+])(?P<year>[12]\d{3})(?![\w%°]|[.,:/]\d|-(?![12]\d{3}(?!\d))\d)", whole_year),
    ]
]


def find_times(text: str, today: date) -> tuple[list[Named], str]:
    """Return what names a time in a text in small letters, in its order, and the text with those words blanked."""
    found = []
    for words, reader in READERS:
        for match in list(words.finditer(text)):
            if reading := reader(match, today):
                found.append(Named(match.start(), match.end(), *reading))
            text = text[: match.start()] + "\0" * len(match[0]) + text[match.end() :]
    return sorted(found, key=lambda named: named.start), text
