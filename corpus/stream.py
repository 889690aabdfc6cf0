"""Bytes of files that nobody vouches for: bounded reading, decompression and decoding."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from typing import Protocol

from corpus.errors import ArticleRejected

MEGABYTE = 1_000_000
RECORD_LIMIT = 20 * MEGABYTE  # one article; a thousand times the longest feature, and a bound on memory
FILE_LIMIT = 100 * MEGABYTE  # a file that has to be read in one go; takes about 500 MB once parsed
SKIP_LIMIT = 1000 * MEGABYTE  # read past in one file; ends a gzip bomb within seconds
PIECE = MEGABYTE  # what is held of a line while it is read past
PROBE = 1 << 16  # bytes that are held to recognise a file, and read at a time
MOST_UNFOLDED = 100  # times its size on the disk; text shrinks to a tenth, a bomb to a thousandth
ALWAYS_UNFOLDED = 20 * MEGABYTE  # whatever its size on the disk

ENCODING_SAMPLE = 50_000  # bytes; looking at more of a text does not change the guess
ENCODING_EVIDENCE = 8  # letters outside of ASCII: "caf\xe9" alone fits twenty encodings

# What a blank line costs of that: reading one takes as long as many bytes, and a bomb may be of line ends.
BLANK_LINE = 100

# What a record and a member cost of a budget besides their bytes: reading one takes as long, and a bomb may be of "{}".
LEAST_RECORD = 1000
LEAST_MEMBER = 4000

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class BudgetSpent(ArticleRejected):
    """A file has unfolded to more than any archive would; nothing more is read of it."""


class Budget:
    """How many bytes may still be read of a file and of all that is packed into it."""

    def __init__(self, size: int) -> None:
        self._left = ALWAYS_UNFOLDED + MOST_UNFOLDED * size

    def spend(self, size: int) -> None:
        """Count what was read; raises ``BudgetSpent``."""
        self._left -= size
        if self._left < 0:
            raise BudgetSpent(f"unfolds to more than {MOST_UNFOLDED} times its size; the rest was left unread")


class Readable(Protocol):
    """What can be read from."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes, none at the end."""


class Meter(io.RawIOBase):
    """Bytes on their way from a decompressor, counted against a budget.

    Damage is told only once all that stands before it has been read, as ``damage`` words it.
    """

    def __init__(
        self, inner: Readable, budget: Budget, damage: Callable[[Exception], Exception] = lambda error: error
    ) -> None:
        self._inner = inner
        self._budget = budget
        self._damage = damage
        self._error: Exception | None = None

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as the bytes go."""
        filled = 0
        while filled < len(buffer) and not self._error:
            try:
                piece = self._inner.read(len(buffer) - filled)
            except Exception as error:
                self._error = error
                break
            if not piece:
                break
            buffer[filled : filled + len(piece)] = piece
            filled += len(piece)
        if not filled and self._error:
            raise self._damage(self._error)
        self._budget.spend(filled)
        return filled


def buffered(raw: io.RawIOBase) -> io.BufferedReader:
    """A stream that can be peeked into and read by lines."""
    return io.BufferedReader(raw, PROBE)


class Rewound(io.RawIOBase):
    """A stream whose beginning was read already."""

    def __init__(self, beginning: bytes, rest: Readable) -> None:
        self._beginning = io.BytesIO(beginning)
        self._rest = rest

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Give the beginning again, then the rest."""
        piece = self._beginning.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def read_bytes(stream: Readable, limit: int) -> bytes:
    """Read a stream of at most ``limit`` bytes."""
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise ArticleRejected(f"over {limit // MEGABYTE} MB")
    return raw


def read_text(raw: bytes) -> str:
    """Decode a text, in an old encoding too: the one that fits best, where its letters show which."""
    try:
        return decode(raw)
    except ArticleRejected:
        if b"\0" in raw or raw.startswith((*UTF16_MARKS, codecs.BOM_UTF8)) or not (guess := old_encoding(raw)):
            raise
        return raw.decode(guess)


def old_encoding(raw: bytes) -> str:
    """Guess the encoding of a text that is no UTF-8, nothing where too little of it tells."""
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:ENCODING_SAMPLE], enable_fallback=False, preemptive_behaviour=False).best()
    if best is None or sum(byte > 127 for byte in raw[:ENCODING_SAMPLE]) < ENCODING_EVIDENCE:
        return ""
    try:
        raw.decode(best.encoding)
    except UnicodeDecodeError:
        return ""
    return best.encoding


def decode_lines(stream: io.BufferedReader) -> Iterator[str]:
    """Yield the lines of a text with their ends; raises ``ArticleRejected`` for one that is too long to hold."""
    guess = ""
    while raw := stream.readline(RECORD_LIMIT + 1):
        if len(raw) > RECORD_LIMIT:
            raise ArticleRejected(f"line over {RECORD_LIMIT // MEGABYTE} MB")
        try:
            yield raw.decode(guess or "utf-8")
        except UnicodeDecodeError:
            guess = guess or old_encoding(raw + stream.peek(PROBE))
            yield raw.decode(guess or "utf-8", "replace")


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


def numbered_lines(stream: io.BufferedReader) -> Iterator[tuple[int, bytes | None]]:
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


def as_utf8(stream: io.BufferedReader) -> io.BufferedIOBase:
    """The stream in an encoding whose lines end at the byte LF, binary files refused."""
    start = stream.peek(PROBE)[:PROBE]
    if start.startswith(UTF16_MARKS):
        return io.BytesIO(decode(read_bytes(stream, FILE_LIMIT)).encode())
    # Where the file begins as records do, a line with NULs (a disk that was full) costs that line only.
    if b"\0" in start and not start.lstrip().startswith(b"{"):
        raise ArticleRejected("binary, not text")
    return stream
