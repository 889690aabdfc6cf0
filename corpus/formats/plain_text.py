"""Plain text: a head in one of several layouts, then the article. Every line of a head is optional.

 date 2022-08-01 1 August 2022 14:53 (UTC+04:00)    Title: Joint exercises begin    Joint exercises begin
                                                    Author: Sabina Mammadli
By Sabina Mammadli                                  Date: 1 August 2022 14:53       By Sabina Mammadli
                                                                                    August 1, 2022
A group of Azerbaijani servicemen ...               A group of ...
                                                                                    A group of ...
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from corpus.dates import Reading, read_date
from corpus.errors import ArticleRejected
from corpus.record import Record

# Only with a date in figures: "date palms ..." begins an article.
DATE_LINE = re.compile(r"\s*date:?[ \t]+(\d+-\d+-\d+(?:[ \t].*)?)", re.IGNORECASE)
BYLINE = re.compile(r"By[ \t]+(\w.{0,98})")
# A name, not a sentence: "By Friday the guns were silent." is the article's first.
SENTENCE_END = re.compile(r"(?<!\bJr)(?<!\bSr)(?<!\b[A-Z])[.!?:;,…][\"”’']?$")
MOST_NAME_WORDS = 10  # "By Lisa Baertlein and Brad Dorfman in New York"
NO_AUTHOR = "None"  # what the first users' system prints for an article without one

LABELLED = re.compile(r"([^\W\d_]{2,12})[ \t]*:[ \t]*(\S.*)")
LABELS = {
    "title": "title", "headline": "title",
    "author": "author", "byline": "author", "by": "author", "authors": "author",
    "date": "published", "published": "published", "pubdate": "published", "updated": "updated",
    "source": "source", "publisher": "source", "url": "url", "link": "url", "id": "id",
    "section": "section", "category": "section", "language": "language", "lang": "language", "publication": "source",
    "titel": "title", "überschrift": "title", "titre": "title", "título": "title", "başlık": "title",
    "заголовок": "title",
    "autor": "author", "auteur": "author", "yazar": "author", "müəllif": "author", "автор": "author",
    "datum": "published", "fecha": "published", "tarih": "published", "tarix": "published", "дата": "published",
    "quelle": "source", "fuente": "source", "kaynak": "source", "источник": "source", "ressort": "section",
}  # fmt: skip
DATED = re.compile(r"(?:(?:Published|Posted|Last updated|Updated)\b[: ]*(?:on )?)?(.*\b\d{4}\b.*)", re.IGNORECASE)
LONGEST_DATE_LINE = 60  # characters
LONGEST_TITLE = 150
MOST_HEAD_LINES = 12
NO_TITLE_END = re.compile(r"[.…:;,—–-][\"”’')\]]?$")
# Whether a line is a date is asked here, not whether it is absurd.
ANY_DATE = Reading(UTC, "day", datetime(9000, 1, 1, tzinfo=UTC))


def parse_plain_text(raw: str) -> Record:
    """Take the lines of the head off a text."""
    record, text = Record(""), raw.lstrip("\ufeff")
    for _ in range(MOST_HEAD_LINES):
        said, rest = head_line(text, record)
        if not said:
            break
        record, text = replace(record, **said), rest
    return replace(record, text=text)


def has_head(text: str) -> bool:
    """Whether a text begins with a line that only the head of an article has."""
    said, _ = head_line(text, Record(""))
    return bool(said) and "title" not in said


def head_line(text: str, record: Record) -> tuple[dict[str, str], str]:
    """What the first line says as part of a head, nothing where it is none, and what follows it."""
    head, blank, rest = first_line(text)
    for read in (dated_line, labelled_line, byline, bare_date):
        said = read(head)
        if said and not any(getattr(record, name) for name in said):
            return ({name: value if value != NO_AUTHOR else "" for name, value in said.items()}, rest)
    if not record.title and is_title(head) and rest.strip() and (blank or begins_with_head(rest)):
        return {"title": head}, rest
    return {}, text


def begins_with_head(text: str) -> bool:
    """Whether the next line is a byline or a date, which only a headline stands above."""
    head, _, _ = first_line(text)
    return any(read(head) for read in (dated_line, byline, bare_date))


def dated_line(line: str) -> dict[str, str]:
    """A date as the first users' archive prints it."""
    found = DATE_LINE.fullmatch(line)
    return {"published": found[1]} if found else {}


def labelled_line(line: str) -> dict[str, str]:
    """A field with its name before it."""
    found = LABELLED.fullmatch(line)
    name = LABELS.get(found[1].lower()) if found else None
    if not found or name is None or (name == "published" and not is_date(found[2])):
        return {}
    return {name: found[2]}


def byline(line: str) -> dict[str, str]:
    """The author."""
    found = BYLINE.fullmatch(line)
    return {"author": found[1]} if found and is_name(found[1]) else {}


def bare_date(line: str) -> dict[str, str]:
    """A line that is a date and nothing else."""
    found = DATED.fullmatch(line) if len(line) <= LONGEST_DATE_LINE else None
    return {"published": found[1]} if found and is_date(found[1]) else {}


def is_date(text: str) -> bool:
    """Whether a text can be read as a date."""
    try:
        return read_date(text, ANY_DATE) is not None
    except ArticleRejected:
        return False


def is_title(line: str) -> bool:
    """Whether a line that stands alone reads as a headline and not as a paragraph."""
    if line.startswith("By "):  # a byline that is none, or a sentence that was cut
        return False
    return len(line) <= LONGEST_TITLE and len(line.split()) > 1 and not NO_TITLE_END.search(line)


def is_name(text: str) -> bool:
    """Whether a line after "By" reads as somebody's name and not as a sentence."""
    starts_as_name = not text[0].islower() and not text[0].isdigit()
    return starts_as_name and len(text.split()) <= MOST_NAME_WORDS and not SENTENCE_END.search(text)


def first_line(text: str) -> tuple[str, bool, str]:
    """The first line that is not blank, whether a blank one follows, and all after it."""
    head, _, rest = text.lstrip().partition("\n")
    return head.strip(), not rest.partition("\n")[0].strip(), rest
