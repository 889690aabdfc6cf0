"""``Record``, an article as its file says it, and the one way from there to an ``Article``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, tzinfo

from corpus.article import Article, Mark, article_id
from corpus.clean import clean_line, clean_text, derive_title, drop_footer, repair_encoding
from corpus.dates import Dated, read_date
from corpus.errors import ArticleRejected

LONGEST_ID = 500  # characters; ids are keys in three stores
LONGEST_URL = 2000  # what browsers and servers agree to carry
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one article as they stand in its file, uncleaned; empty where the file does not say."""

    text: str
    id: str = ""
    title: str = ""
    author: str = ""
    source: str = ""
    published: object = None
    updated: object = None
    url: str = ""
    language: str = ""


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


def to_article(record: Record, place: Place, zone: tzinfo, latest: datetime) -> Article:
    """Clean a record, date it and give it its identity.

    Raises ``ArticleRejected`` for a record without text, with an absurd date or with an unusable id.
    """
    text = drop_footer(clean_text(record.text))
    if not text:
        raise ArticleRejected("no text")
    published = read_date(record.published, zone, latest)
    updated = read_date(record.updated, zone, latest)
    language = language_code(record.language)
    title = clean_line(record.title) or derive_title(text, language)
    source = clean_line(record.source) or place.source
    url = web_address(record.url)
    within = f"{title}\n{record.published}" if place.is_shared else ""
    return Article(
        id=article_id(usable_id(record.id), url, source, place.path, within),
        title=title,
        author=clean_line(record.author),
        source=source,
        published=published.moment if published else None,
        utc_offset=published.utc_offset if published else None,
        updated=updated.moment if updated else None,
        url=url,
        language=language,
        text=text,
        path=place.path,
        line=place.line,
        marks=marks_of(record, source, url, published),
    )


def marks_of(record: Record, source: str, url: str, published: Dated | None) -> frozenset[Mark]:
    """What the article has that its record does not say."""
    holds = {
        Mark.ID_DERIVED: not usable_id(record.id) and not url,
        Mark.TITLE_DERIVED: not clean_line(record.title),
        Mark.SOURCE_DERIVED: bool(source) and not clean_line(record.source),
        Mark.UNDATED: published is None,
        Mark.TIME_UNKNOWN: published is not None and published.day_only,
        Mark.OFFSET_ASSUMED: published is not None and published.offset_assumed,
        Mark.ENCODING_REPAIRED: any(repair_encoding(raw) != raw for raw in (record.title, record.text)),
    }
    return frozenset(mark for mark, applies in holds.items() if applies)


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
