"""What is inside a file: compressed files, archives and web archives, unfolded in memory and never onto the disk.

A file is known by its first bytes, not by its name. What nobody vouches for may be a bomb: a file unfolds to a bounded
multiple of its size, a bounded number of times.
"""

from __future__ import annotations

import bz2
import io
import lzma
import stat
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, BinaryIO

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd
from isal import igzip  # gzip at twice the speed
from isal.igzip_lib import IsalError

from corpus.article import Rejected
from corpus.errors import ArticleRejected
from corpus.stream import FILE_LIMIT, LEAST_MEMBER, MEGABYTE, PROBE, Budget, BudgetSpent, Meter, Readable, buffered
from corpus.walk import Found, printable

DEEPEST = 4  # wrappings around one article: a page in a gzipped web archive in a WACZ has three
DIRECTORY_LIMIT = 16 * MEGABYTE  # what zipfile and tarfile may read at once: 200,000 names, or one long one
HEADER_LIMIT = 10 * MEGABYTE  # between two members of a tar
CRAWLED_HEADER_LIMIT = MEGABYTE  # of a record of a web archive; servers send 64 KB at the most
DAMAGES: tuple[type[Exception], ...] = (  # isal's stub takes its error for an instance
    EOFError, OSError, zlib.error, lzma.LZMAError, zstd.ZstdError, IsalError,  # type: ignore[assignment]
    zipfile.BadZipFile, zipfile.LargeZipFile, tarfile.TarError, struct.error, NotImplementedError, RuntimeError,
    ValueError,
)  # fmt: skip
PACKED = {".gz", ".zst", ".bz2", ".xz"}
OFFICE = "[Content_Types].xml"
PAGE_TYPES = ("html", "xml", "json", "text/plain", "text/csv", "markdown")


@dataclass(frozen=True, slots=True)
class Member:
    """A file as it is read: one of the archive, or one inside of such a file.

    ``path`` is shown and stored ("pages.zip/2022/a.html"), never opened. ``name`` is its last part without what
    compression added. ``stream`` is read once, before the next member is asked for. ``file`` is where it can be
    opened again, None inside of another. ``url`` is where a web archive found it.
    """

    path: str
    name: PurePath
    stream: io.BufferedReader
    budget: Budget
    file: Path | None = None
    url: str = ""

    @property
    def head(self) -> bytes:
        """Its first bytes, at most PROBE; they stay to be read."""
        return self.stream.peek(PROBE)[:PROBE]

    def reopen(self) -> BinaryIO:
        """The same for libraries that seek. Raises ``ArticleRejected`` where it is too long to be held."""
        if self.file:
            return self.file.open("rb")
        raw = self.stream.read(FILE_LIMIT + 1)
        if len(raw) > FILE_LIMIT:
            raise ArticleRejected(f"over {FILE_LIMIT // MEGABYTE} MB inside of another file: unpack it")
        return io.BytesIO(raw)


def members(found: Found, file: BinaryIO) -> Iterator[Member | Rejected]:
    """Yield what a file holds, itself where it is no wrapping. ``file`` is where it was opened.

    Raises ``ArticleRejected`` where nothing more can be read of it, OSError where the system says so.
    """
    budget = Budget(found.size)
    stream = buffered(Meter(file, budget))
    yield from unfold(Member(found.path, PurePath(found.file), stream, budget, found.file), 0)


def unfold(member: Member, depth: int) -> Iterator[Member | Rejected]:
    """Yield what a member holds, itself where it is no wrapping."""
    opening = wrapping(member)
    if opening is None:
        yield member
        return
    if depth == DEEPEST:
        raise ArticleRejected(f"packed more than {DEEPEST} times")
    kind, inside = opening
    try:
        for inner in inside(member):
            yield from [inner] if isinstance(inner, Rejected) else unfold_or_tell(inner, depth + 1)
    except DAMAGES as error:
        raise damaged(kind, error) from error


def unfold_or_tell(member: Member, depth: int) -> Iterator[Member | Rejected]:
    """The same for a member of several: where it cannot be read, the others can."""
    try:
        yield from unfold(member, depth)
    except BudgetSpent:
        raise
    except ArticleRejected as error:
        yield Rejected(member.path, None, str(error))


Inside = Callable[[Member], Iterator[Member | Rejected]]


def wrapping(member: Member) -> tuple[str, Inside] | None:
    """How to open what wraps others, None for anything else."""
    head = member.head
    if head[257:262] == b"ustar" or member.name.suffix.lower() == ".tar":
        return "tar", tarred
    return next((opening for magic, opening in MAGIC.items() if head.startswith(magic)), None)


def compressed(kind: str, decompress: Callable[[Any], Readable]) -> Inside:
    """The one member of a compressed file."""

    def inside(member: Member) -> Iterator[Member]:
        stream = buffered(Meter(decompress(member.stream), member.budget, partial_damage(kind)))
        name = member.name.with_suffix(".tar") if member.name.suffix.lower() == ".tgz" else uncompressed(member.name)
        yield Member(member.path, name, stream, member.budget, url=member.url)

    return inside


def partial_damage(kind: str) -> Callable[[Exception], ArticleRejected]:
    """How to tell of damage that is met while a member is read."""
    return lambda error: damaged(kind, error)


def zipped(member: Member) -> Iterator[Member | Rejected]:
    """The files of a ZIP; of a WACZ, its web archives."""
    with member.reopen() as file, zipfile.ZipFile(Guarded(file)) as archive:
        infos = archive.infolist()
        names = {info.filename for info in infos}
        if OFFICE in names or "META-INF/container.xml" in names:
            raise ArticleRejected("an Office document or e-book, not an archive of articles")
        if "datapackage.json" in names and any(name.startswith("archive/") for name in names):
            infos = [info for info in infos if info.filename.startswith("archive/")]
        for info in infos:
            if not info.filename or info.is_dir() or is_hidden(info.filename):
                continue
            path = inner_path(member, info.filename)
            if why := why_unread(info):
                yield Rejected(path, None, why)
                continue
            with archive.open(info) as content:
                yield inner(member, path, info.filename, content, "ZIP")


def why_unread(info: zipfile.ZipInfo) -> str:
    """Why a file of a ZIP is not read, nothing where it is."""
    if info.flag_bits & 1:
        return "encrypted"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link inside of an archive"
    return why_outside(info.filename)


def tarred(member: Member) -> Iterator[Member | Rejected]:
    """The files of a tar, read in one go from its start to its end."""
    header = Header(member.stream, "tar")
    header.left = HEADER_LIMIT  # opening it reads the first one
    with tarfile.open(fileobj=header, mode="r|", errorlevel=2, tarinfo=info_within(member.budget)) as archive:
        while info := next_info(archive, header):
            if info.isdir() or is_hidden(info.name):
                continue
            path = inner_path(member, info.name)
            if why := why_outside(info.name) or ("" if info.isreg() else "no regular file inside of an archive"):
                yield Rejected(path, None, why)
            elif content := archive.extractfile(info):
                yield inner(member, path, info.name, content, "tar")


def next_info(archive: Any, header: Header) -> tarfile.TarInfo | None:
    """The next member; the rest of the one before is read past."""
    last = archive.members[-1].size if archive.members else 0
    archive.members = []  # or it would hold them all
    header.left = last + HEADER_LIMIT
    info: tarfile.TarInfo | None = archive.next()
    header.left = None
    return info


def info_within(budget: Budget) -> type[tarfile.TarInfo]:
    """Members whose extended headers are counted: looking for numbers in one takes tarfile its length squared."""

    class Info(tarfile.TarInfo):
        def _proc_pax(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
            budget.spend(self.size**2 // 100)
            info: tarfile.TarInfo = super()._proc_pax(archive)  # type: ignore[misc]
            return info

    return Info


class Header(io.RawIOBase):
    """A stream that yields only so much while a header is read: libraries hold as much of it as the header says."""

    def __init__(self, inner: BinaryIO, kind: str) -> None:
        self._inner = inner
        self._kind = kind
        self.left: int | None = None

    def read(self, size: int = -1) -> bytes:
        """Read as the inner stream does."""
        raw = self._inner.read(size)
        if self.left is not None:
            self.left -= len(raw)
            if self.left < 0:
                raise ArticleRejected(f"damaged {self._kind}: a header without end")
        return raw


class Guarded:
    """A file that refuses to be read in one go: zipfile asks for as much as its directory says."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner = inner
        self.seek, self.tell, self.seekable, self.close = inner.seek, inner.tell, inner.seekable, inner.close

    def read(self, size: int = -1) -> bytes:
        """Read as the inner file does, up to a bound."""
        if size > DIRECTORY_LIMIT:
            raise ArticleRejected("damaged ZIP: a directory of over 16 MB")
        return self._inner.read(size)


def crawled(member: Member) -> Iterator[Member | Rejected]:
    """The pages of a web archive (WARC or ARC); what is no text, such as an image, is part of one and passed over."""
    from warcio.archiveiterator import ArchiveIterator

    header = Header(member.stream, "web archive")
    records = ArchiveIterator(header, arc2warc=True)
    while record := next_record(records, header):
        if record.rec_type not in {"response", "resource", "conversion"} or not is_page(record):
            continue
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        path = f"{member.path}/{printable(url)}"
        status = record.http_headers.get_statuscode() if record.http_headers else "200"
        if status != "200":
            yield Rejected(path, None, f"HTTP status {status}")
            continue
        name = PurePosixPath(url.split("?")[0].split("#")[0]).name
        member.budget.spend(LEAST_MEMBER)
        stream = buffered(Meter(record.content_stream(), member.budget, partial_damage("web archive")))
        yield Member(path, PurePath(name if "." in name else f"{name}.html"), stream, member.budget, url=url)


def next_record(records: Any, header: Header) -> Any:
    """The next record of a web archive, None at its end. What warcio prints about oddities is nobody's business."""
    try:
        while records.record and records.record.raw_stream.read(PROBE):  # the rest of the one before is read past
            pass
        header.left = CRAWLED_HEADER_LIMIT
        with redirect_stderr(io.StringIO()):
            return next(records, None)
    except ArticleRejected:
        raise
    except Exception as error:  # warcio meets damage with whatever comes of it: AttributeError, ValueError ...
        raise damaged("web archive", error) from error
    finally:
        header.left = None


def is_page(record: object) -> bool:
    """Whether a record of a web archive says that it is text."""
    headers = record.http_headers or record.rec_headers  # type: ignore[attr-defined]
    kind = (headers.get_header("Content-Type") or "html").lower()
    return any(one in kind for one in PAGE_TYPES)


def inner(member: Member, path: str, name: str, content: object, kind: str) -> Member:
    """A member of a member."""
    member.budget.spend(LEAST_MEMBER)
    stream = buffered(Meter(content, member.budget, partial_damage(kind)))  # type: ignore[arg-type]
    return Member(path, PurePath(PurePosixPath(name).name), stream, member.budget)


def inner_path(member: Member, name: str) -> str:
    """How a member of a member is shown."""
    return f"{member.path}/{printable(name)}"


def is_hidden(name: str) -> bool:
    """Whether a name in an archive is one that its owner does not see."""
    return any((part.startswith(".") and part.strip(".")) or part == "__MACOSX" for part in name.split("/"))


def why_outside(name: str) -> str:
    """Nothing is written, but a name that leads out of its archive is no name of an article."""
    outside = name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/")
    return "a path that leads out of its archive" if outside else ""


def uncompressed(name: PurePath) -> PurePath:
    """A name without what its compression added."""
    return name.with_suffix("") if name.suffix.lower() in PACKED else name


def damaged(kind: str, error: Exception) -> ArticleRejected:
    """What is wrong with a wrapping; what the system says about the file itself is not damage."""
    if isinstance(error, ArticleRejected):
        return error
    if isinstance(error, OSError) and error.errno:
        raise error
    return ArticleRejected(f"damaged {kind}: {error}")


def open_gzip(stream: BinaryIO) -> Readable:
    """Decompress gzip."""
    stream_inside: Readable = igzip.IGzipFile(fileobj=stream)
    return stream_inside


GZIP = ("gzip", compressed("gzip", open_gzip))
ZSTD = ("zstd", compressed("zstd", zstd.ZstdFile))
BZIP2 = ("bzip2", compressed("bzip2", bz2.BZ2File))
XZ = ("xz", compressed("xz", lzma.LZMAFile))
MAGIC: dict[bytes, tuple[str, Inside]] = {
    b"\x1f\x8b": GZIP,
    b"\x28\xb5\x2f\xfd": ZSTD,
    b"BZh": BZIP2,
    b"\xfd7zXZ\x00": XZ,
    b"PK\x03\x04": ("ZIP", zipped),
    b"PK\x05\x06": ("ZIP", zipped),
    b"WARC/": ("web archive", crawled),
    b"filedesc:": ("web archive", crawled),
}
