"""Whatever a file is packed into: the same articles, nothing on the disk, and an end."""

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.article import Article, Rejected
from corpus.read import read_archive
from corpus.unpack import zstd

LATEST = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = b"Ferry hits pier\n\nThe ferry hit the pier on Tuesday.\n"
LINES = b'{"id": "a", "text": "One."}\n{"id": "b", "text": "Two."}\n'


def summary(*paths: Path) -> list[tuple[str, int | None, str]]:
    outcomes = read_archive(paths, latest=LATEST)
    return [(one.path, one.line, one.text if isinstance(one, Article) else f"! {one.reason}") for one in outcomes]


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def crawled(pages: dict[str, tuple[str, str, bytes]]) -> bytes:
    """A web archive: by address, status, type and content."""
    packed = io.BytesIO()
    writer = WARCWriter(packed, gzip=True)
    for url, (status, kind, content) in pages.items():
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(url, "response", payload=io.BytesIO(content), http_headers=headers)
        )
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.jsonl.gz", gzip.compress),
        ("a.jsonl.zst", zstd.compress),
        ("a.jsonl.bz2", bz2.compress),
        ("a.jsonl.xz", lzma.compress),
        ("a", gzip.compress),  # what it is, is not a matter of its name
        ("a.jsonl", zstd.compress),
        ("a.txt", lambda raw: gzip.compress(zstd.compress(raw))),
    ],
)
def test_compressed_lines_are_read(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    (tmp_path / name).write_bytes(pack(LINES))
    assert summary(tmp_path) == [(name, 1, "One."), (name, 2, "Two.")]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.zip", zipped),
        ("a.tar", tarred),
        ("a.tgz", lambda files: gzip.compress(tarred(files))),
        ("a.tar.gz", lambda files: gzip.compress(tarred(files))),
        ("a.tar.zst", lambda files: zstd.compress(tarred(files))),
        ("a.tar.bz2", lambda files: bz2.compress(tarred(files))),
        ("a.tar.xz", lambda files: lzma.compress(tarred(files))),
    ],
)
def test_the_files_of_an_archive_are_read_and_its_oddities_told(
    tmp_path: Path, name: str, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    files = {
        "2023/ferry.txt": TEXT,
        "2023/lines.jsonl.gz": gzip.compress(LINES),
        "inner.zip": zipped({"deep.txt": b"Deep."}),
        "../../outside.txt": TEXT,
        "/etc/absolute.txt": TEXT,
        ".hidden.txt": TEXT,
        "__MACOSX/._ferry.txt": TEXT,
        "photo.jpg": b"\xff\xd8\xff\xe0",
        "empty.txt": b"",
    }
    (tmp_path / name).write_bytes(pack(files))
    before = sorted(tmp_path.rglob("*"))
    assert summary(tmp_path) == [
        (f"{name}/2023/ferry.txt", None, "The ferry hit the pier on Tuesday."),
        (f"{name}/2023/lines.jsonl.gz", 1, "One."),
        (f"{name}/2023/lines.jsonl.gz", 2, "Two."),
        (f"{name}/inner.zip/deep.txt", None, "Deep."),
        (f"{name}/../../outside.txt", None, "! a path that leads out of its archive"),
        (f"{name}//etc/absolute.txt", None, "! a path that leads out of its archive"),
        (f"{name}/photo.jpg", None, "! an image, not an article"),
        (f"{name}/empty.txt", None, "! empty"),
    ]
    assert sorted(tmp_path.rglob("*")) == before  # nothing is unpacked onto the disk


def test_links_and_locks_inside_of_archives_are_told(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, kind in (("link.txt", tarfile.SYMTYPE), ("hard.txt", tarfile.LNKTYPE), ("zero.txt", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    locked = bytearray(zipped({"secret.txt": TEXT}))
    for header in (b"PK\x03\x04", b"PK\x01\x02"):
        at = locked.index(header) + (6 if header == b"PK\x03\x04" else 8)
        locked[at] |= 1
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive_of_links:
        archive_of_links.writestr(link, "/etc/passwd")
    (tmp_path / "c.zip").write_bytes(locked)
    (tmp_path / "d.docx").write_bytes(zipped({"[Content_Types].xml": b"", "word/document.xml": b"<a/>"}))
    (tmp_path / "e.zip").write_bytes(b"PK\x03\x04 and nothing of a ZIP")
    told = "no regular file inside of an archive"
    assert summary(tmp_path) == [
        ("a.tar/link.txt", None, f"! {told}"),
        ("a.tar/hard.txt", None, f"! {told}"),
        ("a.tar/zero.txt", None, f"! {told}"),
        ("b.zip/link.txt", None, "! a link inside of an archive"),
        ("c.zip/secret.txt", None, "! encrypted"),
        ("d.docx", None, "! an Office document or e-book, not an archive of articles"),
        ("e.zip", None, "! damaged ZIP: File is not a zip file"),
    ]


PAGE = (
    b"<html><head><title>Ferry hits pier</title></head><body><article><h1>Ferry hits pier</h1>"
    + b"".join(b"<p>The ferry hit the pier on Tuesday, and %d people were injured in it.</p>" % n for n in range(9))
    + b"</article></body></html>"
)


@pytest.mark.parametrize("wacz", [False, True])
def test_pages_of_a_web_archive_are_read_with_their_addresses(tmp_path: Path, wacz: bool) -> None:
    warc = crawled(
        {
            "https://example.com/ferry": ("200 OK", "text/html; charset=utf-8", PAGE),
            "https://example.com/gone": ("404 Not Found", "text/html", b"<p>Gone.</p>"),
            "https://example.com/pier.jpg": ("200 OK", "image/jpeg", b"\xff\xd8\xff"),
        }
    )
    files = {"datapackage.json": b"{}", "pages/pages.jsonl": b'{"id": "x"}\n', "archive/data.warc.gz": warc}
    name = "a.wacz" if wacz else "a.warc.gz"
    (tmp_path / name).write_bytes(zipped(files, zipfile.ZIP_STORED) if wacz else warc)
    found = list(read_archive([tmp_path], latest=LATEST))
    place = "a.wacz/archive/data.warc.gz" if wacz else name
    assert [(one.path, type(one)) for one in found] == [
        (f"{place}/https://example.com/ferry", Article),
        (f"{place}/https://example.com/gone", Rejected),
    ]
    page, gone = found
    assert isinstance(page, Article)
    assert isinstance(gone, Rejected)
    assert (page.id, page.url) == ("example.com/ferry", "https://example.com/ferry")
    assert gone.reason == "HTTP status 404"


def test_what_stands_before_damage_is_read(tmp_path: Path) -> None:
    whole = tarred({"a.txt": TEXT, "b.txt": b"B." + os.urandom(200_000).hex().encode()})
    (tmp_path / "a.tar").write_bytes(whole[:100_000])
    first, second, *_ = summary(tmp_path)
    assert first == ("a.tar/a.txt", None, "The ferry hit the pier on Tuesday.")
    assert second[2].startswith("! ")


NOTHING = bytes(1_000_000)


def nested(depth: int) -> bytes:
    raw = TEXT
    for _ in range(depth):
        raw = gzip.compress(raw)
    return raw


def bomb_of_bombs() -> bytes:
    inner = zipped({f"{n}.txt": NOTHING * 50 for n in range(20)})
    return zipped({f"{n}.zip": inner for n in range(20)}, zipfile.ZIP_STORED)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "make"),
    [
        pytest.param(
            "zeros.zip", lambda: zipped({f"{n}.txt": NOTHING * 15 for n in range(100)}), marks=pytest.mark.slow
        ),
        pytest.param("bombs.zip", bomb_of_bombs, marks=pytest.mark.slow),
        ("nested.gz", lambda: nested(200)),
        ("zeros.zst", lambda: zstd.compress(NOTHING * 1000)),
        ("zeros.tar.gz", lambda: gzip.compress(tarred({"a.txt": NOTHING * 400}), 1)),
        ("header.tar", lambda: tarred({"x" * 95: b""})[:156] + b"x" + tarred({"a": b""})[157:512] + NOTHING * 30),
    ],
)
def test_a_bomb_ends_in_bounded_time_and_memory(tmp_path: Path, name: str, make: Callable[[], bytes]) -> None:
    (tmp_path / name).write_bytes(make())
    (tmp_path / "zz.txt").write_bytes(b"After.")
    tracemalloc.start()
    started = time.process_time()
    outcomes = summary(tmp_path)
    seconds, (_, peak) = time.process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert outcomes[-1] == ("zz.txt", None, "After.")
    assert all(what.startswith("! ") for _, _, what in outcomes[:-1])
    assert seconds < 30  # some 3 s; tracemalloc and a busy machine take the rest
    assert peak < 250_000_000


def pax_header(size: int) -> bytes:
    """The block before an extended header of a tar."""
    info = tarfile.TarInfo("x")
    info.size, info.type = size, tarfile.XHDTYPE
    return info.tobuf(tarfile.USTAR_FORMAT)


def packed_header(start: bytes, unit: bytes, size: int) -> bytes:
    """A small gzip of a header that goes on and on."""
    return gzip.compress(start + unit * (size // len(unit)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "start", "unit"),
    [
        ("a.warc.gz", b"WARC/1.0\r\n", b"A: b\r\n"),
        ("b.warc.gz", b"WARC/1.0\r\nA: ", b"b"),
        ("c.tar.gz", pax_header(90_000_000), b"0"),
    ],
)
def test_a_header_without_end_takes_no_time(tmp_path: Path, name: str, start: bytes, unit: bytes) -> None:
    (tmp_path / name).write_bytes(packed_header(start, unit, 90_000_000))
    started = time.process_time()
    (refused,) = read_archive([tmp_path], latest=datetime(2026, 1, 1, tzinfo=UTC))
    assert isinstance(refused, Rejected)
    assert time.process_time() - started < 5


def test_a_bomb_of_tiny_records_ends(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * 10_000_000))
    *_, last = read_archive([tmp_path], latest=datetime(2026, 1, 1, tzinfo=UTC))
    assert isinstance(last, Rejected)
    assert "unfolds to more" in last.reason
