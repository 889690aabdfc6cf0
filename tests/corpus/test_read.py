import gzip
import json
import os
import socket
import subprocess
import tempfile
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Mark, Rejected
from corpus.errors import ArchiveMissing
from corpus.read import read_archive
from corpus.record import Conventions
from corpus.stream import RECORD_LIMIT

LATEST = datetime(2026, 1, 1, tzinfo=UTC)
Outcomes = list[Article | Rejected]


def read(*paths: Path) -> Outcomes:
    return list(read_archive(paths, latest=LATEST))


def record(text: object, **fields: object) -> str:
    return json.dumps({"text": text, **fields}) + "\n"


def summary(outcomes: Outcomes) -> list[tuple[str, int | None, str]]:
    """Path, line, and the text or the reason of every outcome."""
    return [(one.path, one.line, one.text if isinstance(one, Article) else f"! {one.reason}") for one in outcomes]


def test_lines_become_articles(tmp_path: Path) -> None:
    (tmp_path / "courier.jsonl").write_text(
        record("Rain fell.", id="a", title="Rain", source="Courier", date="2024-04-29T10:00:00")
    )
    assert list(read_archive([tmp_path], conventions=Conventions(timezone(timedelta(hours=4))), latest=LATEST)) == [
        Article(
            id="a",
            title="Rain",
            author="",
            source="Courier",
            published=datetime(2024, 4, 29, 6, tzinfo=UTC),
            utc_offset=240,
            updated=None,
            url="",
            language="",
            text="Rain fell.",
            path="courier.jsonl",
            line=1,
            marks=frozenset({Mark.OFFSET_ASSUMED}),
        )
    ]


def test_every_format_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"Two."))
    (tmp_path / "c.json").write_text('{\n "text": "Three."\n}')
    (tmp_path / "d.json").write_text('[{"text": "Four."}, {"text": "Five."}]')
    (tmp_path / "e.json").write_text('{"items": [{"text": "Six."}]}')
    (tmp_path / "f.JSON.GZ").write_bytes(gzip.compress(b'{"text": "Seven."}'))
    (tmp_path / "g.json").write_text(record("Eight.") + "\n\n" + record("Nine."))
    (tmp_path / "h.ndjson").write_text("\n" + record("Ten."))
    (tmp_path / "i").mkdir()
    (tmp_path / "i" / "deep.jsonl.gz").write_bytes(gzip.compress(record("Eleven.").encode()))
    assert summary(read(tmp_path)) == [
        ("a.txt", None, "One."),
        ("b.txt.gz", None, "Two."),
        ("c.json", None, "Three."),
        ("d.json", None, "Four."),
        ("d.json", None, "Five."),
        ("e.json", None, "Six."),
        ("f.JSON.GZ", None, "Seven."),
        ("g.json", 1, "Eight."),
        ("g.json", 4, "Nine."),
        ("h.ndjson", 2, "Ten."),
        ("i/deep.jsonl.gz", 1, "Eleven."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.jsonl"])
def test_encodings_that_mark_themselves_are_read(tmp_path: Path, name: str, encoding: str) -> None:
    text = "Şuşa, 2024." if name == "a.txt" else json.dumps({"text": "Şuşa, 2024."}, ensure_ascii=False)
    mark = "\ufeff" if encoding in {"utf-16-le", "utf-16-be"} else ""
    (tmp_path / name).write_bytes((mark + text).encode(encoding))
    assert [outcome for _, _, outcome in summary(read(tmp_path))] == ["Şuşa, 2024."]


def test_a_file_given_by_itself_is_known_by_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "courier"
    folder.mkdir()
    (folder / "rain.txt").write_text("Rain fell.")
    (one,) = read(folder / "rain.txt")
    assert isinstance(one, Article)
    assert (one.path, one.source, one.id) == ("rain.txt", "courier", "courier/rain.txt")


def test_the_folder_of_a_compressed_text_is_its_source_too(tmp_path: Path) -> None:
    folder = tmp_path / "courier"
    folder.mkdir()
    (folder / "rain.txt.gz").write_bytes(gzip.compress(b"Rain fell."))
    (one,) = read(folder)
    assert isinstance(one, Article)
    assert (one.source, one.id) == ("courier", "courier/rain.txt.gz")


def test_a_json_file_without_sources_suggests_its_name(tmp_path: Path) -> None:
    (tmp_path / "courier.2024.jsonl.gz").write_bytes(gzip.compress(record("Rain.").encode()))
    (one,) = read(tmp_path)
    assert isinstance(one, Article)
    assert (one.source, one.marks) == (
        "courier.2024",
        frozenset({Mark.ID_DERIVED, Mark.SOURCE_DERIVED, Mark.TITLE_DERIVED, Mark.UNDATED}),
    )


def test_bad_records_are_told_one_by_one_and_the_good_ones_stay(tmp_path: Path) -> None:
    good = record("Good.")
    (tmp_path / "a-lines.jsonl").write_bytes(
        (good + "\n{broken\n[1]\n{}\n" + record("x", date="soon") + record("x", date="3021-01-01")).encode()
        + (b'{"text": "caf\xe9"}\n' + b'{"text": "\x00"}\n' + b"[" * 100_000 + b"\n")
        + (record(7) + record("x", id="a\tb") + record("x", date="a\nb\x1b[31m" + "c" * 500) + good).encode()
    )  # fmt: skip
    (tmp_path / "b-list.json").write_text(
        '[{"text": "Good."}, 5, {"text": ""}, {"text": "x", "date": []}, {"text": "Good."}]'
    )
    (tmp_path / "c-binary.txt").write_bytes(b"MZ\x00\x01")
    (tmp_path / "d-binary.jsonl").write_bytes(b"\x7fELF\x00\n\n\x00\n")
    (tmp_path / "e-latin.txt").write_bytes("12345 café".encode("latin-1"))
    (tmp_path / "f-latin-marked.txt").write_bytes(b"\xef\xbb\xbf123\xff")
    (tmp_path / "g-odd.txt").write_bytes(b"\xff\xfea\x00b")
    (tmp_path / "h-empty.txt").write_bytes(b" \n")
    (tmp_path / "i-empty.json").write_bytes(b"")
    (tmp_path / "j-empty.json").write_bytes(b"[]")
    (tmp_path / "k-empty.jsonl").write_bytes(b"\n\n")
    (tmp_path / "l-broken.json").write_bytes(b'{"text": "x",\n')
    (tmp_path / "m-head.txt").write_text(" date 2022-08-01\n\nBy Ann Lee\n\n—\n\nFollow us on Twitter @AzerNewsAz")
    (tmp_path / "n-dates.txt").write_text(" date 2022-08-09 1 August 2022 14:53 (UTC+04:00)\n\nText.")
    (tmp_path / "o-not.gz").write_bytes(b"x")
    (tmp_path / "p-not.jsonl.gz").write_bytes(good.encode())
    (tmp_path / "q.pdf").write_bytes(b"%PDF")
    (tmp_path / "r").write_bytes(b"x")
    (tmp_path / ".hidden.txt").write_text("Hidden.")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "hidden.txt").write_text("Hidden.")
    (tmp_path / "z-good.txt").write_text("Good.")
    assert summary(read(tmp_path)) == [
        ("a-lines.jsonl", 1, "Good."),
        ("a-lines.jsonl", 3, "! not JSON: Expecting property name enclosed in double quotes at character 1"),
        ("a-lines.jsonl", 4, "! not a JSON object"),
        ("a-lines.jsonl", 5, "! no text"),
        ("a-lines.jsonl", 6, '! no date: "soon"'),
        ("a-lines.jsonl", 7, '! absurd date: "3021-01-01"'),
        ("a-lines.jsonl", 8, "! not UTF-8 at byte 13"),
        ("a-lines.jsonl", 9, "! binary, not text"),
        ("a-lines.jsonl", 10, "! JSON nested too deeply"),
        ("a-lines.jsonl", 11, "! text is not a string"),
        ("a-lines.jsonl", 12, "! id with control characters"),
        ("a-lines.jsonl", 13, '! no date: "a b' + "c" * 72 + '"'),
        ("a-lines.jsonl", 14, "Good."),
        ("b-list.json", None, "Good."),
        ("b-list.json", None, "! record 2: not a JSON object"),
        ("b-list.json", None, "! record 3: no text"),
        ("b-list.json", None, "! record 4: no date: a list"),
        ("b-list.json", None, "Good."),
        ("c-binary.txt", None, "! binary, not text"),
        ("d-binary.jsonl", None, "! binary, not text"),
        ("e-latin.txt", None, "! not UTF-8 at byte 9"),
        ("f-latin-marked.txt", None, "! not UTF-8 at byte 6"),
        ("g-odd.txt", None, "! not UTF-16 at byte 4"),
        ("h-empty.txt", None, "! empty"),
        ("i-empty.json", None, "! empty"),
        ("j-empty.json", None, "! empty"),
        ("k-empty.jsonl", None, "! empty"),
        ("l-broken.json", None, "! not JSON: Expecting property name enclosed in double quotes at character 14"),
        ("m-head.txt", None, "! no text"),
        ("n-dates.txt", None, '! dates disagree: 2022-08-09 and "1 August 2022 14:53 (UTC+04:00)"'),
        ("o-not.gz", None, "! unknown format (.gz)"),
        ("p-not.jsonl.gz", None, "Good."),
        ("q.pdf", None, "! a PDF, not an article"),
        ("r", None, "! unknown format (no suffix)"),
        ("z-good.txt", None, "Good."),
    ]  # fmt: skip


def test_a_reason_is_one_short_printable_line(tmp_path: Path) -> None:
    (tmp_path / ("a." + "\u202e\x1b\n" + "x" * 230)).write_text("x")
    (only,) = read(tmp_path)
    assert isinstance(only, Rejected)
    assert len(only.reason) <= 200
    assert only.reason.isprintable()
    assert only.path.isprintable()


@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_a_damaged_gzip_gives_what_stands_before_the_damage(tmp_path: Path, damage: str) -> None:
    lines = [record(f"Article {number} {os.urandom(500).hex()}") for number in range(1500)]
    packed = bytearray(gzip.compress("".join(lines).encode()))
    if damage == "cut":
        del packed[len(packed) // 2 :]
    else:
        packed[len(packed) // 2 : len(packed) // 2 + 50] = b"\xff" * 50
    (tmp_path / "a.jsonl.gz").write_bytes(packed)
    *before, last = read(tmp_path)
    assert len(before) > 500
    articles = [one.text for one in before if isinstance(one, Article)]
    assert articles[:500] == [json.loads(line)["text"] for line in lines[:500]]
    assert isinstance(last, Rejected)
    assert last.reason.startswith("damaged gzip: ")


class TestFolders:
    def test_a_missing_path_is_told_before_anything_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("One.")
        with pytest.raises(ArchiveMissing) as caught:
            read_archive([tmp_path, tmp_path / "nowhere"], latest=LATEST)
        assert str(caught.value) == (
            f"{tmp_path}/nowhere does not exist: name the file or folder that holds the articles"
        )
        with pytest.raises(ArchiveMissing, match="cannot be opened"):
            read_archive([Path("a\0b")], latest=LATEST)

    def test_links_are_followed_and_a_loop_is_told_once(self, tmp_path: Path) -> None:
        elsewhere = tmp_path / "elsewhere"
        archive = tmp_path / "archive"
        elsewhere.mkdir()
        archive.mkdir()
        (elsewhere / "a.txt").write_text("One.")
        (archive / "2024").symlink_to(elsewhere)
        (archive / "again").symlink_to(elsewhere)
        (elsewhere / "up").symlink_to(archive)
        (archive / "self").symlink_to(archive / "self")
        (archive / "gone.txt").symlink_to(archive / "nowhere")
        assert summary(read(archive)) == [
            ("2024/a.txt", None, "One."),
            ("2024/up", None, "! link loop"),
            ("gone.txt", None, "! broken link"),
            ("self", None, "! link loop"),
        ]

    def test_many_links_between_folders_cost_no_more_than_the_folders(self, tmp_path: Path) -> None:
        for depth in range(40):  # two ways down from each: 2**40 paths
            (tmp_path / str(depth)).mkdir()
            for way in "ab":
                (tmp_path / str(depth) / way).symlink_to(tmp_path / str(depth + 1))
        (tmp_path / "40").mkdir()
        (tmp_path / "40" / "end.txt").write_text("End.")
        assert summary(read(tmp_path / "0")) == [("a/" * 40 + "end.txt", None, "End.")]

    def test_a_file_is_read_once_by_whatever_name(self, tmp_path: Path) -> None:
        folder = tmp_path / "folder"
        folder.mkdir()
        (folder / "a.txt").write_text("One.")
        (folder / "b.txt").symlink_to(folder / "a.txt")
        (folder / "c.txt").hardlink_to(folder / "a.txt")
        paths = [folder, tmp_path, folder / "a.txt", folder / ".." / "folder", folder / "c.txt"]
        assert summary(read(*paths)) == [("a.txt", None, "One.")]

    def test_what_is_no_regular_file_is_never_opened(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.txt")  # opening it would wait for ever
        with socket.socket(socket.AF_UNIX) as server, tempfile.TemporaryDirectory(dir="/tmp") as short:
            server.bind(f"{short}/s")
            (tmp_path / "socket.txt").symlink_to(f"{short}/s")
            (tmp_path / "zero.txt").symlink_to("/dev/zero")
            assert summary(read(tmp_path)) == [
                ("pipe.txt", None, "! not a regular file"),
                ("socket.txt", None, "! not a regular file"),
                ("zero.txt", None, "! not a regular file"),
            ]

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_what_may_not_be_read_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "closed").mkdir(mode=0)
        (tmp_path / "closed.txt").write_text("One.")
        (tmp_path / "closed.txt").chmod(0)
        (tmp_path / "open.txt").write_text("Two.")
        assert summary(read(tmp_path)) == [
            ("closed", None, "! cannot be read: Permission denied"),
            ("closed.txt", None, "! cannot be read: Permission denied"),
            ("open.txt", None, "Two."),
        ]

    def test_names_that_are_no_text_stay_apart(self, tmp_path: Path) -> None:
        try:
            for name in (b"caf\xe9.txt", b"caf\xe8.txt", b"two\nlines.txt"):
                Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text("One.")
        except OSError:
            pytest.skip("this file system takes UTF-8 names only")
        outcomes = read(tmp_path)
        assert [one.path for one in outcomes] == ["caf\\xe8.txt", "caf\\xe9.txt", "two\\nlines.txt"]
        assert len({one.id for one in outcomes if isinstance(one, Article)}) == 3

    def test_a_very_deep_folder_is_read(self, tmp_path: Path) -> None:
        here = Path.cwd()
        try:
            os.chdir(tmp_path)
            for _ in range(1500):
                os.mkdir("d")  # noqa: PTH102
                os.chdir("d")
            Path("a.txt").write_text("Deep.")
            os.chdir(here)
            assert summary(read(tmp_path)) == [("d/" * 1500 + "a.txt", None, "Deep.")]
        finally:
            os.chdir(here)
            subprocess.run(["rm", "-r", tmp_path / "d"], check=True)  # pytest's own cleaning would recurse


@pytest.fixture
def memory() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def long_line(tmp_path: Path, size: int, name: str = "a.jsonl") -> Path:
    file = tmp_path / name
    with gzip.open(file, "wb", compresslevel=1) if name.endswith(".gz") else file.open("wb") as stream:
        stream.write(record("Before.").encode() + b'{"text": "')
        for _ in range(size // 1_000_000):
            stream.write(b"x" * 1_000_000)
        stream.write(b'"}\n' + record("After.").encode())
    return file


AROUND_A_LONG_LINE = [("Before.", 1), ("! line over 20 MB", 2), ("After.", 3)]


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("a.jsonl", 25_000_000),
        ("a.jsonl.gz", 25_000_000),
        pytest.param("a.jsonl", 200_000_000, marks=pytest.mark.slow),
    ],
)
def test_a_line_that_is_too_long_is_read_past(tmp_path: Path, name: str, size: int) -> None:
    outcomes = summary(read(long_line(tmp_path, size, name)))
    assert [(what, line) for _, line, what in outcomes] == AROUND_A_LONG_LINE
    assert tracemalloc.get_traced_memory()[1] < 3 * RECORD_LIMIT  # whatever the size of the line


@pytest.mark.usefixtures("memory")
def test_a_text_that_is_too_long_is_not_held(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.txt.gz", "wb", compresslevel=1) as stream:
        for _ in range(60):
            stream.write(b"x" * 1_000_000)
    assert summary(read(tmp_path)) == [("a.txt.gz", None, "! over 20 MB")]
    assert tracemalloc.get_traced_memory()[1] < 3 * RECORD_LIMIT


def bomb(file: Path, piece: bytes, megabytes: int) -> None:
    """A small gzip file that expands without end: one compressed megabyte, repeated as it is."""
    packer = zlib.compressobj(1, wbits=31)
    with file.open("wb") as stream:
        stream.write(packer.compress(piece * (1_000_000 // len(piece))) + packer.flush(zlib.Z_FULL_FLUSH))
        again = packer.compress(piece * (1_000_000 // len(piece))) + packer.flush(zlib.Z_FULL_FLUSH)
        for _ in range(megabytes):
            stream.write(again)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("piece", "lines"), [(b"x", ["! line over 20 MB"]), (b"\n", [])], ids=["one line", "line ends"]
)
def test_a_bomb_ends_and_the_files_after_it_are_read(tmp_path: Path, piece: bytes, lines: list[str]) -> None:
    bomb(tmp_path / "a.jsonl.gz", piece, 20_000)
    (tmp_path / "b.txt").write_text("After.")
    assert [what for _, _, what in summary(read(tmp_path))] == [
        *lines,
        "! over 1000 MB without a record; the rest was left unread",
        "After.",
    ]


NOISE = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(
        st.sampled_from(
            [b'{"text": "a"}', b'{"text": "\\ud800"}', b"\n", b"[", b"]", b",", b"{}", b"\xff\xfe", b"\xef\xbb\xbf",
             b'{"items": [', b"\x00", b" date 2022-08-01 ", b"By A", b'"date": 1e999', b'{"id": [{}], "text": "x"}']
        ),
        max_size=8,
    ).map(b"".join),
)  # fmt: skip


@given(NOISE, st.sampled_from([".txt", ".jsonl", ".json", ".txt.gz", ".jsonl.gz", ".json.gz"]), st.booleans())
@settings(deadline=None)
def test_no_bytes_stop_the_reader(raw: bytes, suffix: str, packed: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"a{suffix}").write_bytes(gzip.compress(raw) if packed else raw)
        outcomes = read(Path(folder))
    assert outcomes
    for one in outcomes:
        assert one.path == f"a{suffix}"
        assert isinstance(one, Article) or (one.reason and one.reason.isprintable() and len(one.reason) <= 200)


@given(st.data())
@settings(deadline=None)
def test_reading_twice_gives_the_same(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number in range(data.draw(st.integers(1, 3))):
            (Path(folder) / f"{number}.jsonl").write_bytes(data.draw(NOISE))
        assert read(Path(folder)) == read(Path(folder))


def test_a_broken_first_line_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "lines.json").write_text('{bad}\n{"id": "a", "text": "One."}\n{"id": "b", "text": "Two."}\n')
    outcomes = read(tmp_path)
    assert [(one.line, isinstance(one, Article)) for one in outcomes] == [(1, False), (2, True), (3, True)]


@pytest.mark.parametrize("date", ["2022-08-01T10:00:00+23:59:59", "2022-08-01T10:00:00-23:59:45"])
def test_an_offset_that_no_clock_has_is_rejected(tmp_path: Path, date: str) -> None:
    (tmp_path / "a.jsonl").write_text(record("Heron.", date=date) + record("Gull.", id="gull"))
    assert [isinstance(one, Article) for one in read(tmp_path)] == [False, True]
