"""Bytes of files that nobody vouches for: bounded reading, decompression and decoding."""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Iterator
from gzip import GzipFile
from pathlib import Path

from isal import igzip  # gzip at twice the speed; raises what gzip raises, and IsalError where that has zlib.error
from isal.igzip_lib import IsalError

from corpus.errors import ArticleRejected

MEGABYTE = 1_000_000
RECORD_LIMIT = 20 * MEGABYTE  # one article; a thousand times the longest feature, and a bound on memory
FILE_LIMIT = 100 * MEGABYTE  # a file that has to be read in one go; takes about 500 MB once parsed
SKIP_LIMIT = 1000 * MEGABYTE  # read past in one file; ends a gzip bomb within seconds
PIECE = MEGABYTE  # what is held of a line while it is read past
PROBE = 8192  # bytes that show whether a file is text, as git decides it

# What a blank line costs of that: reading one takes as long as many bytes, and a bomb may be of line ends.
BLANK_LINE = 100

Stream = GzipFile | io.BufferedReader
# What reading on may raise. Isal's stub takes its error for an instance.
DAMAGED: tuple[type[Exception], ...] = (EOFError, IsalError, OSError)  # type: ignore[assignment]
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def open_bytes(file: Path) -> Stream:
    """Open a file for reading, through gzip where its name says so."""
    return igzip.IGzipFile(file) if file.suffix.lower() == ".gz" else file.open("rb")


def position_of(stream: Stream) -> int:
    """Count the bytes of the file that have been read, compressed ones where it is."""
    return os.lseek(stream.fileno(), 0, os.SEEK_CUR)


def read_whole(stream: io.BufferedIOBase, limit: int) -> str:
    """Read and decode a stream of at most ``limit`` bytes."""
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise ArticleRejected(f"over {limit // MEGABYTE} MB")
    return decode(raw)


def decode(raw: bytes) -> str:
    """UTF-8, or UTF-16 with its mark, as text; a mark at the start is dropped."""
    encoding = "UTF-16" if raw.startswith(UTF16_MARKS) else "UTF-8"
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    try:
        text = raw.removeprefix(mark).decode(encoding)
    except UnicodeDecodeError as error:
        reason = "binary, not text" if b"\0" in raw and encoding == "UTF-8" else None
        at = error.start + len(mark)
        raise ArticleRejected(reason or f"not {encoding} at byte {at}") from error
    if "\0" in text:
        raise ArticleRejected("binary, not text")
    return text


def numbered_lines(stream: Stream) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines that are not blank with their numbers from 1; None for one that is too long to hold.

    Raises ``ArticleRejected`` where the stream is no text or has more to skip than a real archive would.
    """
    lines = as_utf8(stream)
    number = skipped = 0
    while raw := lines.readline(RECORD_LIMIT + 1):
        number += 1
        if len(raw) > RECORD_LIMIT:
            skipped += len(raw)
            if not raw.endswith(b"\n"):
                skipped += skip_line(lines, SKIP_LIMIT - skipped)
            yield number, None
        elif raw.strip():
            yield number, raw
        else:
            skipped += max(len(raw), BLANK_LINE)
        if skipped > SKIP_LIMIT:
            raise ArticleRejected(f"over {SKIP_LIMIT // MEGABYTE} MB without a record; the rest was left unread")


def skip_line(stream: io.BufferedIOBase, most: int) -> int:
    """Read past the rest of a line, in pieces, and no further than ``most``; returns how far."""
    skipped = 0
    while skipped <= most and (piece := stream.readline(PIECE)):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


def as_utf8(stream: Stream) -> io.BufferedIOBase:
    """The stream in an encoding whose lines end at the byte LF, binary files refused."""
    start = stream.peek(PROBE)[:PROBE]
    if start.startswith(UTF16_MARKS):
        return io.BytesIO(read_whole(stream, FILE_LIMIT).encode())
    # Where the file begins as records do, a line with NULs (a disk that was full) costs that line only.
    if b"\0" in start and not start.lstrip().startswith(b"{"):
        raise ArticleRejected("binary, not text")
    return stream
