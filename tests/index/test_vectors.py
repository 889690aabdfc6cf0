import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
from conftest import REPOSITORY, FakeEmbedder
from numpy.typing import NDArray

from corpus.sentences import sentences
from index.embed import OnnxEmbedder, Vectors
from index.errors import StoreError
from index.passage import Hit
from index.vectors import Row, Volume, build_volume, volume_numbers

TEXTS = ["ferry hits pier", "ferry pier", "rain in spring", "spring", "rain rain ferry", "nothing alike"]
QUESTION = FakeEmbedder().embed_question("ferry pier")


class Vector(Protocol):
    def __len__(self) -> int: ...
    def search(self, vector: Vectors, top_k: int) -> list[Hit]: ...
    def score(self, vector: Vectors, rows: NDArray[np.intp], top_k: int) -> list[Hit]: ...
    def ids(self) -> list[str]: ...
    def vectors(self) -> Vectors: ...


class BruteForce:
    """What a volume promises, without an index."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def search(self, vector: Vectors, top_k: int) -> list[Hit]:
        hits = [Hit(passage_id, float(row @ vector)) for _, passage_id, row in self._rows]
        return sorted(hits, key=lambda hit: -hit.score)[:top_k]

    def score(self, vector: Vectors, rows: NDArray[np.intp], top_k: int) -> list[Hit]:
        return BruteForce([self._rows[row] for row in rows]).search(vector, top_k)

    def ids(self) -> list[str]:
        return [passage_id for _, passage_id, _ in self._rows]

    def vectors(self) -> Vectors:
        return np.stack([row for _, _, row in self._rows])


def to_rows(vectors: Vectors, first: int = 10, step: int = 10) -> list[Row]:
    """Rows numbered 10, 20, 30 ..., with ids as long as those of passages."""
    return [(first + step * place, f"{place:032d}", vector) for place, vector in enumerate(vectors)]


def build(path: Path, rows: Sequence[Row]) -> Path:
    assert list(build_volume(path, rows, len(rows)))[-1] == len(rows)
    return path


def numbered(*numbers: int) -> NDArray[np.int64]:
    return np.array(numbers, dtype=np.int64)


def rounded(hits: Sequence[Hit]) -> list[tuple[int, float]]:
    return [(int(hit.passage_id), round(hit.score, 4)) for hit in hits]


ROWS = to_rows(FakeEmbedder().embed_passages(TEXTS))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Volume:
    return Volume(build(tmp_path_factory.mktemp("volumes") / "000001", ROWS))


@pytest.fixture(params=["real", "brute force"])
def volume(request: pytest.FixtureRequest, real: Volume) -> Vector:
    return real if request.param == "real" else BruteForce(ROWS)


def test_it_holds_what_was_written(volume: Vector) -> None:
    assert len(volume) == 6
    assert volume.ids() == [f"{place:032d}" for place in range(6)]
    assert np.array_equal(volume.vectors(), FakeEmbedder().embed_passages(TEXTS))


def test_the_nearest_come_first_by_cosine(volume: Vector) -> None:
    assert rounded(volume.search(QUESTION, 3)) == [(1, 1.0), (0, 0.8165), (4, 0.3162)]


def test_asking_for_more_than_there_is_gives_all(volume: Vector) -> None:
    assert sorted(place for place, _ in rounded(volume.search(QUESTION, 100))) == [0, 1, 2, 3, 4, 5]


def test_a_chosen_few_are_scored_alone(volume: Vector) -> None:
    assert rounded(volume.score(QUESTION, np.array([0, 3, 4]), 10)) == [(0, 0.8165), (4, 0.3162), (3, 0.0)]
    assert rounded(volume.score(QUESTION, np.array([0, 3, 4]), 1)) == [(0, 0.8165)]
    assert volume.score(QUESTION, np.array([], dtype=np.intp), 10) == []


def test_scores_are_those_of_numpy(real: Volume) -> None:
    matrix = FakeEmbedder().embed_passages(TEXTS)
    scores = matrix @ QUESTION
    expected = [Hit(f"{row:032d}", float(scores[row])) for row in np.argsort(-scores, kind="stable")]
    assert real.score(QUESTION, np.arange(6), 10) == expected


@pytest.mark.parametrize("block", [1, 4, 100])
def test_scores_do_not_depend_on_how_many_are_multiplied_at_once(
    real: Volume, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.vectors.BLOCK", block)
    for rows in ([0, 1, 2, 3, 5], [2], [4, 5]):
        for top_k in (1, 2, 10):
            expected = BruteForce([ROWS[row] for row in rows]).search(QUESTION, top_k)
            assert rounded(real.score(QUESTION, np.array(rows), top_k)) == rounded(expected)


def test_real_embeddings_are_found_in_the_order_of_brute_force(tmp_path: Path, embedder: OnnxEmbedder) -> None:
    story = "\n\n".join(file.read_text() for file in sorted((REPOSITORY / "corpus" / "sample").glob("*/*.txt"))[:6])
    distinct = dict.fromkeys(story[start:end] for start, end in sentences(story))
    rows = to_rows(embedder.embed_passages(list(distinct)[:80]))
    volume, brute = Volume(build(tmp_path / "v", rows)), BruteForce(rows)
    for question in ("When did the ferry hit the pier?", "Who is the mayor?", "How much did it cost?"):
        vector = embedder.embed_question(question)
        assert rounded(volume.search(vector, 10)) == rounded(brute.search(vector, 10))
        assert rounded(volume.score(vector, np.arange(len(rows)), 10)) == rounded(brute.search(vector, 10))


def test_the_graph_finds_what_brute_force_finds(tmp_path: Path) -> None:
    generator = np.random.default_rng(7)
    centres = generator.normal(size=(40, 48))
    drawn = (centres[generator.integers(40, size=2050)] + 0.5 * generator.normal(size=(2050, 48))).astype(np.float32)
    unit = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    rows = to_rows(unit[:2000])
    volume, brute = Volume(build(tmp_path / "v", rows)), BruteForce(rows)
    found = [
        {hit.passage_id for hit in volume.search(question, 10)} & {hit.passage_id for hit in brute.search(question, 10)}
        for question in unit[2000:]
    ]
    assert sum(map(len, found)) / 500 >= 0.95


def test_progress_is_told_batch_by_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.vectors.BATCH", 4)
    assert list(build_volume(tmp_path / "v", ROWS, 6)) == [4, 6]
    assert rounded(Volume(tmp_path / "v").search(QUESTION, 2)) == [(1, 1.0), (0, 0.8165)]


@pytest.mark.parametrize("count", [1, 6])
def test_a_complete_volume_passes_the_check(tmp_path: Path, count: int) -> None:
    volume = Volume(build(tmp_path / "v", ROWS[:count]))
    volume.check()
    volume.close()
    shutil.rmtree(tmp_path / "v")
    assert not (tmp_path / "v").exists()


def test_a_volume_of_copies_passes_the_check(tmp_path: Path) -> None:
    """An archive prints some texts again and again; a graph finds few of so many neighbours."""
    Volume(build(tmp_path / "v", to_rows(np.repeat(FakeEmbedder().embed_passages(TEXTS), 60, axis=0)))).check()


@pytest.mark.parametrize("count", [5, 7])
def test_a_volume_of_another_size_than_announced_is_refused(tmp_path: Path, count: int) -> None:
    with pytest.raises(StoreError):
        list(build_volume(tmp_path / "v", ROWS, count))


def test_a_volume_that_could_not_be_written_can_be_written_again_by_the_same_process(tmp_path: Path) -> None:
    """A service goes on after a full disk; Chroma keeps what it has open, by path."""
    with pytest.raises(StoreError):
        list(build_volume(tmp_path / "v", ROWS, 7))
    shutil.rmtree(tmp_path / "v")
    with pytest.raises(KeyboardInterrupt):
        for _ in build_volume(tmp_path / "v", ROWS, 6):
            raise KeyboardInterrupt
    shutil.rmtree(tmp_path / "v")
    volume = Volume(build(tmp_path / "v", ROWS))
    volume.check()
    assert rounded(volume.search(QUESTION, 2)) == [(1, 1.0), (0, 0.8165)]


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 6, 100, 101, 230])
def test_nothing_of_the_memory_of_the_process_reaches_the_disk(tmp_path: Path, count: int) -> None:
    """Chroma saves room for more passages than there are, and does not clear it first."""
    vectors = np.random.default_rng(7).normal(size=(count, 64)).astype(np.float32)
    secrets = [b"\xab" * size for size in range(10_000, 200_000, 100)]
    del secrets  # freed, not cleared
    path = build(tmp_path / "v", to_rows(vectors / np.linalg.norm(vectors, axis=1, keepdims=True)))
    (lengths,), (level,) = path.glob("chroma/*/length.bin"), path.glob("chroma/*/data_level0.bin")
    room = lengths.stat().st_size // 4
    for file in (lengths, level):
        raw = file.read_bytes()
        rows = len(raw) // room * count
        assert raw[rows:] == bytes(len(raw) - rows)
    volume = Volume(path)
    volume.check()
    assert [int(volume.search(vector, 1)[0].passage_id) for vector in vectors] == list(range(count))


def test_the_numbers_of_a_volume_are_read_without_opening_it(tmp_path: Path) -> None:
    path = build(tmp_path / "v", ROWS)
    shutil.rmtree(path / "chroma")
    (path / "vectors.npy").unlink()
    assert volume_numbers(path).tolist() == [10, 20, 30, 40, 50, 60]
    with pytest.raises(
        StoreError, match=r"elsewhere cannot be used: .* \(`backissue index --rebuild` makes it again\)"
    ):
        volume_numbers(tmp_path / "elsewhere")


def test_chroma_holds_the_ids_of_the_matrix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    volume = Volume(build(tmp_path / "v", ROWS))
    assert volume.stored_ids() == set(volume.ids())
    for batch in (1, 4, 6):
        monkeypatch.setattr("index.vectors.BATCH", batch)
        assert volume.stored_ids() == set(volume.ids())


def test_a_volume_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        list(build_volume(tmp_path / "v", [], 3))


def test_a_volume_that_lost_a_passage_fails_the_check(tmp_path: Path) -> None:
    path = build(tmp_path / "v", ROWS)
    np.save(path / "numbers.npy", np.arange(7))
    with pytest.raises(StoreError) as caught:
        Volume(path).check()
    assert str(caught.value) == f"{path} is incomplete"


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garble(path: Path) -> None:
    path.write_bytes(b"garbage" * 1000)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["vectors.npy", "numbers.npy", "ids.npy", "chroma/chroma.sqlite3"])
@pytest.mark.parametrize("damage", [Path.unlink, empty, garble, truncate])
def test_a_damaged_volume_is_a_store_error(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    path = build(tmp_path / "v", ROWS)
    damage(path / name)
    with pytest.raises(StoreError, match=r"v cannot be used: .* \(`backissue index --rebuild` makes it again\)"):
        Volume(path).check()


def test_texts_that_differ_in_one_word_are_no_damage(tmp_path: Path) -> None:
    """All as near to each other: HNSW hardly finds its way, differently each time."""
    texts = [f"Ferry {number} sailed." for number in range(150)]
    for number in range(5):
        Volume(build(tmp_path / str(number), to_rows(FakeEmbedder().embed_passages(texts)))).check()


def test_a_volume_with_the_graph_of_another_fails_the_check(tmp_path: Path) -> None:
    path, other = build(tmp_path / "v", ROWS), build(tmp_path / "other", to_rows(-BruteForce(ROWS).vectors()))
    (path / "chroma").rename(tmp_path / "old")
    (other / "chroma").rename(path / "chroma")
    with pytest.raises(StoreError) as caught:
        Volume(path).check()
    assert str(caught.value) == f"{path} does not find what it holds"


def test_a_volume_that_is_not_there_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        Volume(tmp_path / "v")


READER = """
import sys, numpy as np
from pathlib import Path
from index.vectors import Volume
volume = Volume(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.readline()
vectors = volume.vectors()
for place, vector in enumerate(vectors):
    assert int(volume.search(vector, 1)[0].passage_id) == place
print(len(vectors))
"""


def digests(path: Path) -> dict[str, str]:
    return {
        str(file.relative_to(path)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(path.rglob("*"))
        if file.is_file() and not file.name.startswith("chroma.sqlite3")
    }


@pytest.mark.slow
def test_two_processes_read_a_volume_at_once_and_change_nothing(tmp_path: Path) -> None:
    generator = np.random.default_rng(7)
    vectors = generator.normal(size=(300, 16)).astype(np.float32)
    path = build(tmp_path / "v", to_rows(vectors / np.linalg.norm(vectors, axis=1, keepdims=True)))
    before = digests(path)
    command = [sys.executable, "-c", READER, str(path)]
    readers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "open\n"
    # Both have it open now; they query at once.
    assert [reader.communicate("go\n", timeout=60)[0] for reader in readers] == ["300\n", "300\n"]
    assert digests(path) == before
    assert any(name.endswith("data_level0.bin") for name in before)
