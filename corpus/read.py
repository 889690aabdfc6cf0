"""Reading an archive: every record becomes an ``Article`` or a ``Rejected``, one at a time.

Finding a record and reading it are two steps: a record is known by the hash of its bytes, and one that was read before
need not be parsed, cleaned and dated again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import BinaryIO

from corpus.article import Article, Rejected
from corpus.clean import clean_line, shorten
from corpus.errors import ArticleRejected
from corpus.formats import feed, newsml, newsml_g2, ninjs, nitf, table, wxr
from corpus.formats.html_page import parse_page
from corpus.formats.json_records import listed_records, parse_json, parse_record
from corpus.formats.markdown import parse_markdown
from corpus.formats.plain_text import parse_plain_text
from corpus.recognise import Format, recognise
from corpus.record import NONE_SAID, Conventions, Entry, Place, Record, to_article
from corpus.stream import (
    FILE_LIMIT,
    LEAST_RECORD,
    MEGABYTE,
    RECORD_LIMIT,
    BudgetSpent,
    Rewound,
    buffered,
    decode,
    decode_lines,
    numbered_lines,
    read_bytes,
    read_text,
)
from corpus.unpack import Member, members, uncompressed
from corpus.walk import Found, check_paths, printable, walk, why_not

# Folders into which an archive is sorted: days, formats.
NO_SOURCE = re.compile(
    r"[\d._-]+|(?:html?|txt|texts?|md|markdown|json|xml|csv|pages?|articles?|archive)", re.IGNORECASE
)
LONGEST_REASON = 200  # characters: one line of a log, also where it quotes what it found

READING = 3  # raise it whenever the same record would be read as another article


@dataclass(frozen=True, slots=True)
class Scanned:
    """A record that was found and not read yet.

    The same ``fingerprint`` gives the same article, but for a date that is refused because it lies in the future.
    ``size`` counts the bytes on the disk that were read to find it: the sizes add up to ``archive_size``, more or
    less. ``format`` is what its file was recognised as.
    """

    path: str
    line: int | None
    fingerprint: bytes
    size: int
    read: Callable[[], Article | Rejected]
    format: str = ""


def read_archive(
    paths: Iterable[Path], *, conventions: Conventions = NONE_SAID, latest: datetime
) -> Iterator[Article | Rejected]:
    """Yield what the files and folders at ``paths`` hold, in the order of their names; see ``scan_archive``."""
    scanned = scan_archive(paths, conventions=conventions, latest=latest)
    return (item if isinstance(item, Rejected) else item.read() for item in scanned)


def scan_archive(
    paths: Iterable[Path], *, conventions: Conventions = NONE_SAID, latest: datetime
) -> Iterator[Scanned | Rejected]:
    """Yield the records of the files and folders at ``paths``, in the order of their names.

    A date well after ``latest`` (now) is absurd. Raises ``ArchiveMissing`` at once where a path is not there; after
    that, whatever cannot be read is yielded as ``Rejected``. Memory is bounded by the largest record, not by the
    archive.
    """
    roots = list(paths)
    check_paths(roots)
    return (item for found in walk(roots) for item in scan_found(found, conventions, latest))


def archive_size(paths: Iterable[Path]) -> int:
    """Count the bytes of the files at ``paths``; raises ``ArchiveMissing`` where a path is not there."""
    roots = list(paths)
    check_paths(roots)
    return sum(found.size for found in walk(roots) if isinstance(found, Found))


def scan_found(found: Found | Rejected, conventions: Conventions, latest: datetime) -> Iterator[Scanned | Rejected]:
    """Yield the records of one file and of what is packed into it, and why it could not be read on."""
    if isinstance(found, Rejected):
        yield found
        return
    try:
        with found.file.open("rb", buffering=0) as file:
            taken = bytes_since(file)
            for member in members(found, file):
                if isinstance(member, Rejected):
                    yield rejected(member.path, None, member.reason)
                    continue
                yield from scan_member(member, found, conventions, latest, taken)
    except ArticleRejected as error:
        yield rejected(found.path, None, str(error))
    except OSError as error:
        yield rejected(found.path, None, why_not(error))


def bytes_since(file: BinaryIO) -> Callable[[], int]:
    """How far the reading of a file has come since it was asked before."""
    position = 0

    def taken() -> int:
        nonlocal position
        before, position = position, os.lseek(file.fileno(), 0, os.SEEK_CUR)
        return position - before

    return taken


def scan_member(
    member: Member, found: Found, conventions: Conventions, latest: datetime, taken: Callable[[], int]
) -> Iterator[Scanned | Rejected]:
    """Yield the records of one file, and why it could not be read on."""
    records = 0
    try:
        kind = recognise(member.head, member.name)
        source = suggested_source(kind, member, found)
        for entry in ENTRIES[kind](member, conventions):
            records += 1
            member.budget.spend(LEAST_RECORD)
            place = Place(member.path, source, entry.line, entry.number)
            read = partial(read_record, entry.read, place, conventions, latest)
            yield Scanned(place.path, place.line, fingerprint(place, entry.raw, conventions), taken(), read, kind)
        if not records:
            yield rejected(member.path, None, "empty")
    except BudgetSpent:
        raise
    except ArticleRejected as error:
        yield rejected(member.path, None, str(error))


def suggested_source(kind: Format, member: Member, found: Found) -> str:
    """Who publishes the records of a file that do not say so: as far as we know, its folder or its name."""
    if kind in ONE_ARTICLE and member.path == found.path:
        return folder_source(found.file.parent)
    return clean_line(printable(uncompressed(uncompressed(found.file)).stem))


def fingerprint(place: Place, raw: bytes, conventions: Conventions) -> bytes:
    """Sixteen bytes that stand for all that decides how a record is read; its position in a file is no part of that."""
    hashed = hashed_context(place.path, place.source, place.is_shared, conventions).copy()
    hashed.update(raw)
    return hashed.digest()


@lru_cache(maxsize=4)  # the same for all records of a file
def hashed_context(path: str, source: str, is_shared: bool, conventions: Conventions) -> hashlib.blake2b:
    """What a fingerprint begins with, hashed."""
    # The zone by its name: two objects may stand for one zone.
    said = f"{conventions.zone}\0{conventions.fields}\0{conventions.orders}"
    context = f"{READING}\0{said}\0{path}\0{source}\0{is_shared}\0"
    return hashlib.blake2b(context.encode("utf-8", "surrogatepass"), digest_size=16)


def read_record(
    read: Callable[[], Record], place: Place, conventions: Conventions, latest: datetime
) -> Article | Rejected:
    """One record as an article, or why it is none."""
    try:
        return to_article(read(), place, conventions, latest)
    except ArticleRejected as error:
        reason = f"record {place.number}: {error}" if place.number else str(error)
        return rejected(place.path, place.line, reason)


def text_entries(parse: Callable[[str], Record]) -> Entries:
    """The one article of a text."""

    def entries(member: Member, _: Conventions) -> Iterator[Entry]:
        raw = read_bytes(member.stream, RECORD_LIMIT)
        if raw.strip():
            yield Entry(raw, lambda: parse(read_text(raw)))

    return entries


def page_entries(member: Member, _: Conventions) -> Iterator[Entry]:
    """The one article of a saved page."""
    raw = read_bytes(member.stream, RECORD_LIMIT)
    yield Entry(member.url.encode("utf-8", "surrogatepass") + b"\0" + raw, lambda: parse_page(raw, member.url))


def whole_entries(parse: Callable[[bytes], Iterator[Entry]]) -> Entries:
    """The articles of a file that is read in one go."""
    return lambda member, _: parse(read_bytes(member.stream, FILE_LIMIT))


def line_entries(member: Member, conventions: Conventions) -> Iterator[Entry]:
    """The articles of a file with one JSON object a line."""
    fields = dict(conventions.fields)
    for line, raw in numbered_lines(member.stream):
        yield Entry(raw or b"", partial(parse_line, raw, fields), line)


def parse_line(raw: bytes | None, fields: Mapping[str, str]) -> Record:
    """The article of one line; None stands for a line too long to hold."""
    if raw is None:
        raise ArticleRejected(f"line over {RECORD_LIMIT // MEGABYTE} MB")
    return json_record(parse_json(decode(raw)), fields)


def json_entries(member: Member, conventions: Conventions) -> Iterator[Entry]:
    """The articles of a JSON file: itself one, a list of them, or one a line."""
    lines, beginning = begins_with_lines(member.stream)
    stream = buffered(Rewound(beginning, member.stream))
    if lines:
        yield from line_entries(replace(member, stream=stream), conventions)
        return
    raw = read_bytes(stream, FILE_LIMIT)
    if not raw.strip():
        return
    value, fields = parse_json(decode(raw)), dict(conventions.fields)
    listed = ninjs.ninjs_items(value) or listed_records(value, fields)
    if listed is None:
        yield Entry(raw, partial(json_record, value, fields))
        return
    for number, one in enumerate(listed, start=1):
        said = json.dumps(one).encode()
        yield Entry(said, partial(json_record, one, fields), number=number)


def json_record(value: object, fields: Mapping[str, str]) -> Record:
    """The article of a JSON object: under the names of ninjs, or under those that exporters use."""
    return ninjs.parse_ninjs(value) if ninjs.is_ninjs(value) else parse_record(value, fields)


def begins_with_lines(stream: io.BufferedReader) -> tuple[bool, bytes]:
    """Whether a file has one object a line: one of its first two lines is one, and it is not alone.

    Returns what was read to see that, too.
    """
    beginning, several = b"", list[bytes]()
    while len(several) < 2 and len(beginning) <= RECORD_LIMIT:
        line = stream.readline(RECORD_LIMIT + 1)
        beginning += line
        if not line:
            break
        if line.strip():
            several.append(line)
    starts = bool(several) and several[0].lstrip(b"\xef\xbb\xbf \t\r").startswith(b"{")
    return starts and len(several) == 2 and any(map(is_object, several)), beginning


def is_object(raw: bytes) -> bool:
    """Whether a line is a JSON object."""
    try:
        return isinstance(parse_json(decode(raw)), dict)
    except ArticleRejected:
        return False


def table_entries(member: Member, conventions: Conventions) -> Iterator[Entry]:
    """The articles of a table with one a row."""
    return table.table_entries(decode_lines(member.stream), dict(conventions.fields))


def parquet_entries(member: Member, conventions: Conventions) -> Iterator[Entry]:
    """The same for Parquet."""
    with member.reopen() as file:
        yield from table.parquet_entries(file, dict(conventions.fields))


Entries = Callable[[Member, Conventions], Iterator[Entry]]
ENTRIES: dict[Format, Entries] = {
    Format.TEXT: text_entries(parse_plain_text),
    Format.MARKDOWN: text_entries(parse_markdown),
    Format.JSON: json_entries,
    Format.LINES: line_entries,
    Format.TABLE: table_entries,
    Format.PARQUET: parquet_entries,
    Format.PAGE: page_entries,
    Format.FEED: whole_entries(feed.entries),
    Format.NITF: whole_entries(nitf.entries),
    Format.NEWSML: whole_entries(newsml.entries),
    Format.NEWSML_G2: whole_entries(newsml_g2.entries),
    Format.WXR: whole_entries(wxr.entries),
}
ONE_ARTICLE = {Format.TEXT, Format.MARKDOWN, Format.PAGE, Format.NITF}


@lru_cache(maxsize=4)  # the same for all files of a folder
def folder_source(folder: Path) -> str:
    """Who publishes the texts in a folder: as far as we know, its name, or that of the one above a year or a format."""
    whole = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() follows links
    named = (one.name for one in (whole, *whole.parents) if one.name and not NO_SOURCE.fullmatch(one.name))
    return clean_line(printable(next(named, whole.name)))


def rejected(path: str, line: int | None, reason: str) -> Rejected:
    """A rejection whose reason is one printable line, though it may quote what nobody vouches for."""
    return Rejected(path, line, shorten(clean_line(reason[: 5 * LONGEST_REASON]), LONGEST_REASON))
