"""``Record``, an article as its file says it, and the one way from there to an ``Article``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from corpus.article import Article, Mark, article_id
from corpus.boilerplate import drop_boilerplate
from corpus.byline import BETWEEN, agency_in, agency_named, authors_of, take_dateline
from corpus.clean import clean_line, clean_text, derive_title, repair_encoding, shorten
from corpus.corrections import correction_of
from corpus.dates import Dated, Reading, date_in, read_date
from corpus.errors import ArticleRejected
from corpus.kind import Kind, kind_of
from corpus.language import detect_language

LONGEST_ID = 500  # characters; ids are keys in three stores
LONGEST_TEXT = 4_000_000  # characters; "War and Peace" has 3 million. Cleaning as many takes seconds
LONGEST_TITLE = 1000  # characters; more is an article in the wrong column, and every answer would print it
LONGEST_SOURCE = 200  # characters
LONGEST_SECTION = 80  # characters
LONGEST_URL = 2000  # what browsers and servers agree to carry
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one article as they stand in its file, uncleaned; empty where the file does not say.

    Paragraphs of ``text`` are one blank line apart and no markup is left in it. A date is a text, a number or a
    ``datetime``; where the file says it several times, a tuple of them, the most trusted first. ``guessed`` has
    dates that nobody states as that of publication: in the address, in the text. ``author`` has several names one
    after another, with commas or "and" between them. ``kind`` is the word of the record for what it is ("Opinion",
    "live blog"), ``credit`` names whose copy it is ("AP", "Reuters"), where a field of its own says so.
    """

    text: str
    id: str = ""
    title: str = ""
    author: str = ""
    source: str = ""
    published: object = None
    guessed: object = None
    updated: object = None
    url: str = ""
    language: str = ""
    section: str = ""
    kind: str = ""
    credit: str = ""


@dataclass(frozen=True)
class Conventions:
    """What its owner says about an archive.

    ``zone`` counts where a date names no offset. ``fields`` has the names of an archive's own for our fields, as
    pairs ("text", "Body Copy"). ``orders`` has pairs of a source, or "*" for all, and "day" or "month": what comes
    first in 03/04/2021.
    """

    zone: tzinfo = UTC
    fields: tuple[tuple[str, str], ...] = ()
    orders: tuple[tuple[str, str], ...] = ()

    def order(self, source: str) -> str:
        """What comes first in the dates of a source: "day", "month", or nothing where nobody says."""
        orders = {name.casefold(): order for name, order in self.orders}
        return orders.get(source.casefold(), orders.get("*", ""))


NONE_SAID = Conventions()


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that was found in a file and is still to be read.

    ``raw`` stands for all that ``read`` takes from the file: the same bytes give the same record. ``read`` raises
    ``ArticleRejected``. ``line`` and ``number`` (of an entry among several) count from 1, None where the file is one
    record.
    """

    raw: bytes
    read: Callable[[], Record]
    line: int | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands.

    ``source`` is what the place suggests for a record that names no source. ``line`` counts lines and
    ``number`` the records of a JSON list, both from 1; both are None for a file that is one record.
    """

    path: str
    source: str = ""
    line: int | None = None
    number: int | None = None

    @property
    def is_shared(self) -> bool:
        """Whether other records may stand in the same file, so that its path does not identify this one."""
        return self.line is not None or self.number is not None


def to_article(record: Record, place: Place, conventions: Conventions, latest: datetime) -> Article:
    """Clean a record, date it and give it its identity.

    Raises ``ArticleRejected`` for a record without text or with far too much, with an absurd date or with an unusable
    id.
    """
    if len(record.text) > LONGEST_TEXT:
        raise ArticleRejected(f"a text of over {LONGEST_TEXT:,} characters, no article")
    text = drop_boilerplate(clean_text(record.text))
    if not text:
        raise ArticleRejected("no text")
    # Told apart, but left where it was printed: it may be all that says where something happened.
    dateline, _ = take_dateline(text)
    source = shorten(clean_line(record.source), LONGEST_SOURCE) or place.source
    dates = read_dates(record, place, Reading(conventions.zone, conventions.order(source), latest))
    stated = language_code(record.language)
    language = stated or detect_language(text)
    title = shorten(clean_line(record.title), LONGEST_TITLE)
    url = web_address(record.url)
    byline = clean_line(record.author)
    section = shorten(clean_line(record.section), LONGEST_SECTION)
    correction = correction_of(title, text)
    other = correction is not None and not correction.of_itself
    shown = title or derive_title(text, language)
    within = f"{shown}\n{record.published}" if place.is_shared else ""
    article = Article(
        id=article_id(usable_id(record.id), url, source, place.path, within),
        title=shown,
        author=", ".join(authors_of(byline)),
        source=source,
        published=dates.published.moment if dates.published else None,
        utc_offset=dates.published.utc_offset if dates.published else None,
        updated=dates.updated.moment if dates.updated else None,
        url=url,
        language=language,
        text=text,
        path=place.path,
        line=place.line,
        section=section,
        kind=(correction.kind if correction and other else kind_of(record.kind, section, title, url)) or "",
        agency=agency_of(clean_line(record.credit), byline, dateline, source),
        dateline=dateline,
        corrects=correction.other if correction and other else "",
    )
    holds = {
        Mark.ID_DERIVED: not usable_id(record.id) and not url,
        Mark.TITLE_DERIVED: not title,
        Mark.SOURCE_DERIVED: bool(source) and not clean_line(record.source),
        Mark.UNDATED: dates.published is None,
        Mark.TIME_UNKNOWN: dates.published is not None and dates.published.day_only,
        Mark.OFFSET_ASSUMED: dates.published is not None and dates.published.offset_assumed,
        Mark.PUBLISHED_GUESSED: dates.guessed,
        Mark.DATE_REFUSED: dates.refused,
        Mark.LANGUAGE_GUESSED: bool(language) and not stated,
        Mark.ENCODING_REPAIRED: any(repair_encoding(raw) != raw for raw in (record.title, record.text)),
        Mark.CORRECTED: correction is not None and not other and correction.kind is Kind.CORRECTION,
        Mark.RETRACTED: correction is not None and not other and correction.kind is Kind.RETRACTION,
    }
    return replace(article, marks=frozenset(mark for mark, applies in holds.items() if applies))


@dataclass(frozen=True, slots=True)
class Dates:
    """When an article was published and updated, as far as its record can be believed."""

    published: Dated | None
    updated: Dated | None
    guessed: bool
    refused: bool


def read_dates(record: Record, place: Place, reading: Reading) -> Dates:
    """Take the dates in the order of their trust; where none is stated, one that stands elsewhere is a guess.

    Raises ``ArticleRejected`` where the one date that is stated cannot be read; of several, the next one counts.
    """
    published, refused = first_date(record.published, reading)
    updated, updated_refused = first_date(record.updated, reading)
    guessed = published is None
    if guessed:
        elsewhere = record.guessed if isinstance(record.guessed, tuple) else (record.guessed,)
        elsewhere += (date_in(record.url), date_in(place.path))
        published, _ = first_date(elsewhere, reading)
    return Dates(published, updated, guessed and published is not None, refused or updated_refused)


def first_date(stated: object, reading: Reading) -> tuple[Dated | None, bool]:
    """The first date of several that can be read, and whether one before it could not."""
    if not isinstance(stated, tuple):
        return read_date(stated, reading), False
    refused = False
    for one in stated:
        try:
            if dated := read_date(one, reading):
                return dated, refused
        except ArticleRejected:
            refused = True
    return None, refused


def agency_of(credit: str, byline: str, dateline: str, source: str) -> str:
    """Whose copy an article is: where an agency is named as its author, its origin or its publisher."""
    parts = [part for part in BETWEEN.split(byline) if agency_named(part)]
    return agency_named(credit) or agency_in(dateline) or (agency_named(parts[0]) if parts else agency_named(source))


def usable_id(given: str) -> str:
    """The id exactly as given; rejected where it would break a line, a key or a store."""
    if not given.strip():
        return ""
    if len(given) > LONGEST_ID:
        raise ArticleRejected(f"id of over {LONGEST_ID} characters")
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in given):
        raise ArticleRejected("id with control characters")
    return given


def web_address(raw: str) -> str:
    """The address where it is one that a reader may safely be given, else nothing."""
    url = raw.strip()
    safe = len(url) <= LONGEST_URL and url.isprintable() and WEB_ADDRESS.fullmatch(url)
    return url if safe else ""


def language_code(raw: str) -> str:
    """ "en" for "EN" and "en-GB"; nothing for what names no language by two letters."""
    code = LANGUAGE.fullmatch(raw.strip())
    return code[1].lower() if code else ""
