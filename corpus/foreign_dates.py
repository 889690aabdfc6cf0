"""The days that texts in other languages than English name; all of dateparser's data on words.

Days of a month ("3. August", "3 août 2022", "iyunun 15-də"), months of a year, and yesterday, today and tomorrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

from corpus import days
from corpus.days import Days

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
NEAR_DAY = re.compile(r"(?P<ago>\d) day ago|in (?P<ahead>\d) day")
NAMED_OTHERWISE = {"no": "nb"}
# What the data has for a day, but mostly means something else: morning, lately, the day after.
OTHER_SENSES = {
    "ar": {"اليوم", "اليوم السابق"},
    "ca": {"endemà", "sendemà", "endemà passat"},
    "de": {"morgen"},
    "es": {"mañana"},
    "fi": {"huom"},
    "nl": {"morgen"},
    "tr": {"geçen gün", "önümüzdeki gün"},
}
# Months as they stand after "in", which the data lacks.
LOCATIVES = {
    "ru": "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре",
    "uk": "січні лютому березні квітні травні червні липні серпні вересні жовтні листопаді грудні",
}
CASES = {"az": "(?:[ıiuü]n|[dt][aə]n?|[ıiuü]nd[aə]n?|[aəıiuü])?"}  # of its cases, which the data lacks too
# "2022-ci il iyunun 15-də", "2022. augusztus 15."; the year comes first there.
BIG_TO_SMALL = {"az", "hu", "lt"}
NUMBER = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
ORDINAL = r"(?:[.º°ª]|-?[^\W\d_]{1,2})?"  # 3. August, 1er août, 15-i iyun
TO = r"(?:\s?[-–—]\s?|\s(?:bis(?:\szum)?|al?|au|ao|do|tot|до|по)\s)"
YEAR = r"(?:1[6-9]|20)\d\d"
WHOLE = r"(?![\d%]|[.,:/-]\d)"  # no part of a larger number
STARTS = r"(?<![\w.,:/-])"


@dataclass(frozen=True, slots=True)
class Words:
    """What a language calls months and near days, in small letters, and the patterns that find them in a text."""

    months: dict[str, int]
    short: frozenset[str]  # names of months that need a dot or a year to be known as such: "set", "may"
    near_days: dict[str, int]  # days ahead of today
    patterns: tuple[re.Pattern[str], ...]


def foreign_dates(text: str, published: date | None, language: str) -> Iterator[tuple[int, int, Days]]:
    """Yield start, end and meaning of the times that a text names; they may overlap. Nothing in unknown languages."""
    if words := words_of(language):
        for found in chain.from_iterable(pattern.finditer(text) for pattern in words.patterns):
            try:
                meant = read(words, found.groupdict(), published)
            except (ValueError, OverflowError):  # beyond the calendar
                continue
            if meant and meant.first <= meant.last:
                yield (*found.span(), meant)


def read(words: Words, said: dict[str, Any], published: date | None) -> Days | None:
    """Read what a pattern found: a near day, a month of a year, a day or a span of days of one month."""
    if near := said.get("near"):
        ahead = words.near_days.get(plain(near))
        return days.unit("day", published, ahead) if published and ahead is not None else None
    month, year = words.months.get(plain(said["month"])), said["year"] or said.get("year_before")
    if month is None or not (year or said["dot"] or plain(said["month"]) not in words.short):
        return None
    if not said["day"]:
        return days.months(int(year), month) if year else None
    first, last = int(said.get("from") or said["day"]), int(said["day"])
    if year:
        return Days(date(int(year), month, first), date(int(year), month, last))
    near = days.nearest_day(month, last, published) if published else None
    return Days(near.replace(day=first), near, year_inferred=True) if near else None


def plain(word: str) -> str:
    """A word as the data spells it."""
    return " ".join(word.casefold().replace("’", "'").split())


@cache
def words_of(language: str) -> Words | None:
    """Return the words of a language by its ISO 639-1 code, None where nobody knows them."""
    from dateparser.languages.loader import default_loader

    try:
        info = default_loader.get_locale(NAMED_OTHERWISE.get(language, language)).info
    except ValueError:
        return None
    months = months_of(language, info)
    short = {name for name in months for other in months if other.startswith(name) and other != name}
    near = {word: ahead for word, ahead in near_days_of(info) if word not in OTHER_SENSES.get(language, ())}
    return Words(months, frozenset(short), near, patterns_of(language, months, near)) if months and near else None


def months_of(language: str, info: dict[str, Any]) -> dict[str, int]:
    """Return the names of months; what has a digit or a space is none by itself ("8月", "de gener")."""
    names = {name: number for number, key in enumerate(MONTHS, start=1) for name in info.get(key, ())}
    names |= {name: number for number, name in enumerate(LOCATIVES.get(language, "").split(), start=1)}
    return {plain(name): number for name, number in names.items() if len(name) > 2 and name.isalpha()}


def near_days_of(info: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the names of near days and how many days each lies ahead of today."""
    for key, names in info.get("relative-type", {}).items():
        if away := NEAR_DAY.fullmatch(key):
            yield from ((plain(name), int(away["ahead"] or 0) - int(away["ago"] or 0)) for name in names)


def patterns_of(language: str, months: Iterable[str], near_days: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Return the patterns by which the days of a language are found."""
    month = rf"(?P<month>{either(months)}){CASES.get(language, '')}(?!\w)(?P<dot>\.?)"
    year = rf"(?:,?\s(?:del?\s)?(?P<year>{YEAR}){WHOLE})"
    patterns = [
        rf"{STARTS}(?:(?P<from>{NUMBER}){ORDINAL}{TO})?(?P<day>{NUMBER}){ORDINAL}\s(?:de\s|d['’])?{month}{year}?",
        rf"(?<!\w)(?<!\d\s){month}(?P<day>){year}",
        rf"(?<!\w)(?P<near>{either(near_days)})(?!\w)",
    ]
    if language in BIG_TO_SMALL:
        before = rf"(?:(?P<year_before>{YEAR})(?:\.|-\w\w)?\s(?:il\w{{0,3}}\s|m\.\s)?)?"
        patterns.append(rf"{STARTS}{before}{month}(?:\s(?P<day>{NUMBER})(?=[.-]|\sd\.))?(?P<year>)")
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def either(words: Iterable[str]) -> str:
    """A pattern for any of several words, longest first."""
    spelled = (re.escape(word).replace("\\ ", r"\s").replace("'", "['’]") for word in words)
    return f"(?:{'|'.join(sorted(spelled, key=lambda word: (-len(word), word)))})"
