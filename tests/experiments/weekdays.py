"""Whether weekdays in articles are read as the day that is meant: of those with their date beside them, without it.

    python -m tests.experiments.weekdays ARCHIVE...

"The bridge will close on Friday, Aug. 12, for repairs" is read as if it said "on Friday": of days within a week of the
publication, printed is how often the day is right, another, or none, by where it lies. Such sentences are more often of
what is planned than those that name a weekday alone: the figure compares rules and is no measure of an archive.
"""

import re
import sys
from calendar import day_name
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from corpus import english_forms as forms
from corpus.article import Article
from corpus.english_dates import english_dates
from corpus.read import read_archive

DATED = re.compile(
    rf"(?P<on>\b[Oo]n\s)?\b(?:{forms.WEEKDAY}|{forms.either(forms.SHORT_WEEKDAYS)}\.?),?\s"
    rf"(?P<month>{forms.MONTH})\s(?P<day>{forms.DAY})\b(?!,?\s\d{{4}})"
)
# Pages that are brought up to date keep the day on which they were first printed, and have pictures of later days.
CREDIT = re.compile(r"Getty|AFP|AP\b|Reuters|REUTERS|Shutterstock|EPA|Anadolu|Photo|/[A-Z]\w+ ")
AROUND, BEHIND = 160, 110  # characters


def meant(found: re.Match[str], published: date) -> date | None:
    """The day that is printed, where it lies within a week of the publication."""
    month, day = forms.month_number(found["month"]), int(found["day"])
    near = (published + timedelta(days=away) for away in range(-6, 6) if away)
    return next((one for one in near if (one.month, one.day) == (month, day)), None)


def readings(article: Article) -> Iterator[tuple[bool, str]]:
    """Whether each such day lies ahead, and how it is read without its date."""
    text, published = article.text, article.printed.date() if article.printed else date.min
    for found in DATED.finditer(text):
        day = meant(found, published) if article.printed else None
        if day and not CREDIT.search(text, found.end(), found.end() + BEHIND):
            before = text[max(0, found.start() - AROUND) : found.start()]
            named = f"{before}{found['on'] or ''}{day_name[day.weekday()]}{text[found.end() : found.end() + AROUND]}"
            read = next(
                (one for start, end, one in english_dates(named, published) if start <= len(before) < end), None
            )
            yield day > published, "none" if read is None else "right" if read.first == day else "another"


def main() -> None:
    told: Counter[tuple[bool, str]] = Counter()
    for one in read_archive([Path(argument) for argument in sys.argv[1:]], latest=datetime.now(UTC)):
        if isinstance(one, Article) and one.language in ("", "en"):
            told.update(readings(one))
    for ahead in (True, False):
        counts = {how: told[ahead, how] for how in ("right", "another", "none")}
        print("ahead" if ahead else "past", sum(counts.values()), counts)


if __name__ == "__main__":
    main()
