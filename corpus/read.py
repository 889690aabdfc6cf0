"""Reading an archive: every record becomes an ``Article`` or a ``Rejected``, one at a time.

Finding a record and reading it are two steps: a record is known by the hash of its bytes, and one that was read before
need not be parsed, cleaned and dated again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path, PurePath

from corpus.article import Article, Rejected
from corpus.clean import clean_line, shorten
from corpus.errors import ArticleRejected
from corpus.formats.json_records import listed_records, parse_json, parse_record
from corpus.formats.plain_text import parse_plain_text
from corpus.record import Place, Record, to_article
from corpus.stream import (
    DAMAGED,
    FILE_LIMIT,
    MEGABYTE,
    RECORD_LIMIT,
    decode,
    numbered_lines,
    open_bytes,
    position_of,
    read_whole,
)
from corpus.walk import Found, check_paths, printable, walk, why_not

LONGEST_REASON = 200  # characters: one line of a log, also where it quotes what it found

READING = 1  # raise it whenever the same record would be read as another article

# A record still to be parsed: where it stands, its bytes or a text that stands for them, how to parse them, and how
# many bytes of its file have been read when it is found.
Pending = tuple[Place, bytes | str | None, Callable[[], Record], int]


@dataclass(frozen=True, slots=True)
class Scanned:
    """A record that was found and not read yet.

    The same ``fingerprint`` gives the same article, but for a date that is refused because it lies in the future.
    ``size`` counts the bytes on the disk that were read to find it: the sizes add up to ``archive_size``.
    """

    path: str
    line: int | None
    fingerprint: bytes
    size: int
    read: Callable[[], Article | Rejected]


def read_archive(paths: Iterable[Path], *, zone: tzinfo = UTC, latest: datetime) -> Iterator[Article | Rejected]:
    """Yield what the files and folders at ``paths`` hold, in the order of their names; see ``scan_archive``."""
    scanned = scan_archive(paths, zone=zone, latest=latest)
    return (item if isinstance(item, Rejected) else item.read() for item in scanned)


def scan_archive(paths: Iterable[Path], *, zone: tzinfo = UTC, latest: datetime) -> Iterator[Scanned | Rejected]:
    """Yield the records of the files and folders at ``paths``, in the order of their names.

    ``zone`` counts where a date names no offset; a date well after ``latest`` (now) is absurd. Raises
    ``ArchiveMissing`` at once where a path is not there; after that, whatever cannot be read is yielded as
    ``Rejected``. Memory is bounded by the largest record, not by the archive.
    """
    roots = list(paths)
    check_paths(roots)
    return (item for found in walk(roots) for item in scan_found(found, zone, latest))


def archive_size(paths: Iterable[Path]) -> int:
    """Count the bytes of the files at ``paths``; raises ``ArchiveMissing`` where a path is not there."""
    roots = list(paths)
    check_paths(roots)
    return sum(found.size for found in walk(roots) if isinstance(found, Found))


def scan_found(found: Found | Rejected, zone: tzinfo, latest: datetime) -> Iterator[Scanned | Rejected]:
    """Yield the records of one file, and why it could not be read on."""
    if isinstance(found, Rejected):
        yield found
        return
    records = position = 0
    try:
        for place, raw, parse, end in pending_records(found):
            records += 1
            read = partial(read_record, parse, place, zone, latest)
            yield Scanned(place.path, place.line, fingerprint(place, raw, zone), end - position, read)
            position = end
        if not records:
            yield rejected(found.path, None, "empty")
    except ArticleRejected as error:
        yield rejected(found.path, None, str(error))
    except DAMAGED as error:
        yield rejected(found.path, None, damage(error))


def fingerprint(place: Place, raw: bytes | str | None, zone: tzinfo) -> bytes:
    """Sixteen bytes that stand for all that decides how a record is read; its position in a file is no part of that."""
    hashed = hashed_context(place.path, place.source, place.is_shared, str(zone)).copy()
    hashed.update(raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw or b"")
    return hashed.digest()


@lru_cache(maxsize=4)  # the same for all records of a file
def hashed_context(path: str, source: str, is_shared: bool, zone: str) -> hashlib.blake2b:
    """What a fingerprint begins with, hashed."""
    context = f"{READING}\0{zone}\0{path}\0{source}\0{is_shared}\0"
    return hashlib.blake2b(context.encode("utf-8", "surrogatepass"), digest_size=16)


def read_record(parse: Callable[[], Record], place: Place, zone: tzinfo, latest: datetime) -> Article | Rejected:
    """One record as an article, or why it is none."""
    try:
        return to_article(parse(), place, zone, latest)
    except ArticleRejected as error:
        reason = f"record {place.number}: {error}" if place.number else str(error)
        return rejected(place.path, place.line, reason)


def pending_records(found: Found) -> Iterator[Pending]:
    """The records of a file, by what its name says it is."""
    suffix = format_suffix(found.file)
    if suffix == ".txt":
        return text_record(found)
    if suffix in {".jsonl", ".ndjson"} or (suffix == ".json" and holds_lines(found.file)):
        return line_records(found)
    if suffix == ".json":
        return whole_records(found)
    raise ArticleRejected(f"unknown format ({suffix or 'no suffix'})")


def text_record(found: Found) -> Iterator[Pending]:
    """The one article of a plain text; its folder suggests the source."""
    with open_bytes(found.file) as stream:
        text = read_whole(stream, RECORD_LIMIT)
    if text.strip():
        yield Place(found.path, folder_source(found.file.parent)), text, partial(parse_plain_text, text), found.size


def line_records(found: Found) -> Iterator[Pending]:
    """The articles of a file with one a line."""
    source = file_source(found)
    with open_bytes(found.file) as stream:
        for line, raw in numbered_lines(stream):
            yield Place(found.path, source, line), raw, partial(parse_line, raw), position_of(stream)


def parse_line(raw: bytes | None) -> Record:
    """The article of one line; None stands for a line too long to hold."""
    if raw is None:
        raise ArticleRejected(f"line over {RECORD_LIMIT // MEGABYTE} MB")
    return parse_record(parse_json(decode(raw)))


def whole_records(found: Found) -> Iterator[Pending]:
    """The articles of a JSON file: itself one, or a list of them."""
    with open_bytes(found.file) as stream:
        text = read_whole(stream, FILE_LIMIT)
    if not text.strip():
        return
    value = parse_json(text)
    place = Place(found.path, file_source(found))
    listed = listed_records(value)
    if listed is None:
        yield place, text, partial(parse_record, value), found.size
        return
    for number, one in enumerate(listed, start=1):
        yield replace(place, number=number), json.dumps(one), partial(parse_record, one), found.size


def holds_lines(file: Path) -> bool:
    """Whether a ``.json`` file has one object a line: one of its first two lines is one, and it is not alone."""
    with open_bytes(file) as stream:
        try:
            first, *others = islice((raw or b"" for _, raw in numbered_lines(stream)), 2)
        except (ArticleRejected, ValueError):  # no line at all
            return False
        return bool(others) and first.lstrip().startswith(b"{") and any(map(is_object, (first, *others)))


def is_object(raw: bytes) -> bool:
    """Whether a line is a JSON object."""
    try:
        return isinstance(parse_json(decode(raw)), dict)
    except ArticleRejected:
        return False


def format_suffix(file: PurePath) -> str:
    """The suffix that tells the format, without the one that tells the compression."""
    return uncompressed(file).suffix.lower() or file.suffix.lower()


def uncompressed(file: PurePath) -> PurePath:
    """The name of a file without what its compression added."""
    return file.with_suffix("") if file.suffix.lower() == ".gz" else file


@lru_cache(maxsize=4)  # the same for all files of a folder
def folder_source(folder: Path) -> str:
    """Who publishes the texts in a folder: as far as we know, its name."""
    return clean_line(printable(os.path.basename(os.path.abspath(folder))))  # noqa: PTH100, PTH119 - resolve() follows links


def file_source(found: Found) -> str:
    """Who publishes the records of a JSON file that do not say so: as far as we know, its name."""
    return clean_line(printable(uncompressed(found.file).stem))


def damage(error: Exception) -> str:
    """What is wrong with a file that the system or gzip could not read on."""
    if isinstance(error, OSError) and error.errno:
        return why_not(error)
    return f"damaged gzip: {error}"


def rejected(path: str, line: int | None, reason: str) -> Rejected:
    """A rejection whose reason is one printable line, though it may quote what nobody vouches for."""
    return Rejected(path, line, shorten(clean_line(reason[: 5 * LONGEST_REASON]), LONGEST_REASON))
