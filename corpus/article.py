"""``Article``, its identity and its content hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit


class Mark(StrEnum):
    """What about an article was derived, assumed or guessed instead of read."""

    ID_DERIVED = "id_derived"  # from where the record stands: it names neither an id nor an address
    TITLE_DERIVED = "title_derived"  # from the first sentence: the record has none
    SOURCE_DERIVED = "source_derived"  # from the folder or file name
    UNDATED = "undated"
    TIME_UNKNOWN = "time_unknown"  # the record gives a day only; ``published`` is its midnight
    OFFSET_ASSUMED = "offset_assumed"  # the record names no time zone; the archive's was used
    PUBLISHED_GUESSED = "published_guessed"  # not stated as the publication date by the record
    DATE_REFUSED = "date_refused"  # the record states one that no article can have, or that is none
    LANGUAGE_GUESSED = "language_guessed"  # from its words
    ENCODING_REPAIRED = "encoding_repaired"
    CORRECTED = "corrected"  # it says itself that it was
    RETRACTED = "retracted"  # it says itself that it was


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the archive understands it.

    ``text`` is normalised; every quotation is a slice of it. ``published`` and ``updated`` are aware and in
    UTC, None where unknown; ``utc_offset`` is what was printed, in minutes east of UTC, or the
    archive's own where nothing was (marked OFFSET_ASSUMED); with it, ``published`` shows the day that readers saw.
    ``author`` has names, one after another with commas between them. ``kind`` is one of ``corpus.kind.Kind``;
    ``agency`` is whose copy it is; ``dateline`` is what the text begins with ("BAKU, Aug. 1 (Reuters)"); ``corrects``
    is the title or address of the article that this one corrects or retracts. Empty strings stand for what the
    record does not say. ``path`` and ``line`` tell where the record stands;
    they are not part of the content.
    """

    id: str
    title: str
    author: str
    source: str
    published: datetime | None
    utc_offset: int | None
    updated: datetime | None
    url: str
    language: str
    text: str
    path: str
    line: int | None = None
    marks: frozenset[Mark] = field(default_factory=frozenset)
    section: str = ""
    kind: str = ""
    agency: str = ""
    dateline: str = ""
    corrects: str = ""

    @property
    def printed(self) -> datetime | None:
        """``published`` at the offset where it was printed: the day and hour that its readers saw."""
        return self.published and self.published.astimezone(timezone(timedelta(minutes=self.utc_offset or 0)))

    @property
    def content_hash(self) -> str:
        """SHA-256 over all that a reader could see; the same content gives the same hash wherever it lies."""
        content = [
            self.title,
            self.author,
            self.source,
            self.published.isoformat() if self.published else None,
            self.utc_offset,
            self.updated.isoformat() if self.updated else None,
            self.url,
            self.language,
            self.text,
            sorted(self.marks),
            self.section,
            self.kind,
            self.agency,
            self.dateline,
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()

    @property
    def record_hash(self) -> str:
        """The same over what the record says wherever it stands: not what was derived from the folder or the file."""
        said = self
        if Mark.SOURCE_DERIVED in self.marks:
            said = replace(said, source="")
        if self.marks & {Mark.PUBLISHED_GUESSED, Mark.UNDATED}:
            marks = self.marks - {Mark.PUBLISHED_GUESSED, Mark.TIME_UNKNOWN, Mark.OFFSET_ASSUMED} | {Mark.UNDATED}
            said = replace(said, published=None, utc_offset=None, marks=marks)
        return said.content_hash


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be read: where it stands (``line`` from 1, None for a whole file) and why."""

    path: str
    line: int | None
    reason: str


# What advertisers add to an address; it says nothing about which article it is.
TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")


def article_id(given: str, url: str, source: str, path: str, within: str = "") -> str:
    """The identity of a record: its own id, else its address, else source and path.

    ``path`` is relative to the archive, so that the archive may move. ``within`` tells the records of one file
    apart by what they say (never by their position).
    """
    if given:
        return given
    if url:
        return address_id(url)
    place = path if not source or path.startswith(f"{source}/") else f"{source}/{path}"
    return f"{place}#{short_hash(within)}" if within else place


def address_id(url: str) -> str:
    """A web address without what varies between visits: scheme, fragment, tracking, trailing slash."""
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://[broken": still an identity, as it stands
        return url
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.startswith(TRACKING)]
    address = (parts.netloc.lower() + parts.path).rstrip("/")
    return f"{address}?{urlencode(query)}" if query else address or url


def short_hash(text: str) -> str:
    """Sixteen hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
