"""Volumes of embeddings; all of Chroma.

A volume is a directory that is written once and never changed: a Chroma collection for searching all of it, and the
same vectors as one matrix for scoring a chosen few exactly. Chroma's own filters take seconds where a filter keeps a
part of a large collection; a matrix product over the rows that a filter allows takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.amount import amount
from index.embed import Vectors
from index.errors import StoreError, is_unwritable, what_to_do
from index.passage import Hit

BATCH = 5000  # Chroma takes at most 5,461 records a call
# The breadth of a search must exceed its depth (150, more under a filter), or the last places are lost.
EF_SEARCH = 300
COLLECTION = "passages"
BLOCK = 1024  # rows that are multiplied at once: they stay in the processor's cache, a fifth of the time of all at once
PROBES = 20  # vectors that a check searches for

Row = tuple[int, str, Vectors]  # passage number, passage id, vector


class Volume:
    """One volume, open for reading. Any number of processes may have it open; none writes to it.

    Chroma wants to write where it reads. On a disk that is full or read-only it cannot be opened; then the matrix
    answers alone: exactly, and in time that grows with the volume.
    """

    def __init__(self, path: Path) -> None:
        with chroma_errors(path):
            self._matrix: Vectors = np.load(path / "vectors.npy", mmap_mode="r")
            self._numbers: NDArray[np.int64] = np.load(path / "numbers.npy")
            self._ids: NDArray[np.bytes_] = np.load(path / "ids.npy", mmap_mode="r")
        self.path = path
        self._chroma: tuple[Any, Any] | None = None
        try:
            with chroma_errors(path):
                self._chroma = open_chroma(path)
        except StoreError as error:
            if not is_unwritable(str(error)):
                raise

    def __len__(self) -> int:
        return len(self._numbers)

    def search(self, vector: Vectors, top_k: int) -> list[Hit]:
        """Return the nearest passages of the whole volume by cosine, best first (approximate: HNSW)."""
        if self._chroma is None:
            return self.score(vector, np.arange(len(self)), top_k)
        try:
            with chroma_errors(self.path):
                found: Any = self._chroma[1].query(
                    query_embeddings=vector[None, :],
                    n_results=min(top_k, len(self)),
                    include=["distances"],
                )
        except StoreError as error:
            if not is_unwritable(str(error)):
                raise
            return self.score(vector, np.arange(len(self)), top_k)
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [Hit(passage_id, 1 - distance) for passage_id, distance in pairs]

    def score(self, vector: Vectors, rows: NDArray[np.intp], top_k: int) -> list[Hit]:
        """Return the nearest among the passages in these rows, best first, exactly."""
        scores = self._products(rows, vector)
        chosen = np.arange(len(rows))
        if top_k < len(rows):  # sorting all takes longer than multiplying
            chosen = np.flatnonzero(scores >= np.partition(scores, -top_k)[-top_k])
        best = chosen[np.argsort(-scores[chosen], kind="stable")][:top_k]
        return [Hit(self._ids[rows[i]].decode(), float(scores[i])) for i in best]

    def _products(self, rows: NDArray[np.intp], vector: Vectors) -> Vectors:
        matrix = np.asarray(self._matrix)
        if len(rows) == len(self):
            return np.asarray(matrix @ vector)
        products = np.empty(len(rows), dtype=np.float32)
        block = np.empty((BLOCK, matrix.shape[1]), dtype=np.float32)
        for start in range(0, len(rows), BLOCK):
            some = rows[start : start + BLOCK]
            # "clip": else numpy copies once more.
            np.take(matrix, some, axis=0, out=block[: len(some)], mode="clip")
            products[start : start + BLOCK] = block[: len(some)] @ vector
        return products

    def rows(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.intp], Vectors]:
        """Return which of these numbers (ascending) the volume holds, by their place, and the vectors of those."""
        rows = np.minimum(np.searchsorted(self._numbers, numbers), len(self) - 1)
        held = np.flatnonzero(self._numbers[rows] == numbers)
        return held, np.asarray(self._matrix[rows[held]])

    @property
    def width(self) -> int:
        """The numbers in a vector."""
        return int(self._matrix.shape[1])

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The numbers of all passages in the volume, ascending."""
        return self._numbers

    def ids(self) -> list[str]:
        """Return the ids of all passages in the volume, in the order of their numbers."""
        return [passage_id.decode() for passage_id in self._ids]

    def vectors(self) -> Vectors:
        """Return all vectors, one a row, in the order of their numbers."""
        return np.array(self._matrix)

    def check(self) -> None:
        """Raise StoreError unless the collection is complete and its graph leads to what was written.

        HNSW misses some, and many where texts are all alike: of 150 that differ in one word it mostly found 5 to 20 of
        20. A graph that was not saved, or is of another volume, misses nearly all.
        """
        if self._chroma is None:
            raise StoreError(f"{self.path} cannot be checked: Chroma cannot write there")
        with chroma_errors(self.path):
            held = {self._chroma[1].count(), len(self._matrix), len(self._ids), len(self)}
        if len(held) > 1:
            raise StoreError(f"{self.path} is incomplete")
        probes = self._matrix[np.linspace(0, len(self) - 1, PROBES).astype(int)]
        found = sum(self.search(probe, 1)[0].score > 0.999 for probe in probes)
        if found < PROBES / 10:
            raise StoreError(f"{self.path} does not find what it holds")

    def stored_ids(self) -> set[str]:
        """Return the ids that Chroma itself holds; they should be those of ``ids``."""
        if self._chroma is None:
            raise StoreError(f"{self.path} cannot be checked: Chroma cannot write there")
        with chroma_errors(self.path):
            pages = range(0, len(self) + 1, BATCH)
            return {key for start in pages for key in self._chroma[1].get(limit=BATCH, offset=start, include=[])["ids"]}

    def close(self) -> None:
        """Release Chroma's files, so that the directory may be removed."""
        if self._chroma is not None:
            self._chroma[0].close()


def open_chroma(path: Path) -> tuple[Any, Any]:
    """Open the client and the collection of a volume."""
    import chromadb

    # Telemetry is gone since Chroma 1.5.4; nothing here reaches the network.
    try:
        client = chromadb.PersistentClient(path=str(path / "chroma"))
    except AttributeError:  # what Chroma keeps of a client that failed to open before; it is gone now
        client = chromadb.PersistentClient(path=str(path / "chroma"))
    return client, client.get_collection(COLLECTION, embedding_function=None)


def volume_numbers(path: Path) -> NDArray[np.int64]:
    """Return the numbers, ascending, of the passages in a volume without opening the rest of it."""
    with chroma_errors(path):
        numbers: NDArray[np.int64] = np.load(path / "numbers.npy")
        return numbers


def build_volume(path: Path, rows: Iterable[Row], count: int) -> Iterator[int]:
    """Write a volume of ``count`` rows, ordered by number; yield how many are written as it goes.

    The directory must not exist. It is complete only when the iterator is exhausted.
    """
    with chroma_errors(path):
        import chromadb

        path.mkdir(parents=True)
        # Closed however this ends: Chroma keeps what is open by path, and the path may be written again.
        with closing(chromadb.PersistentClient(path=str(path / "chroma"))) as client:
            # Chroma saves its graph whenever sync_threshold records have come in. Set to the size of the volume, it
            # is saved once, complete, so that a reader has nothing to replay.
            hnsw = {"space": "cosine", "ef_search": EF_SEARCH, "sync_threshold": max(count, 2)}
            collection = client.create_collection(COLLECTION, configuration={"hnsw": hnsw}, embedding_function=None)
            yield from write_rows(path, collection, rows, count)
        clear_unused(path / "chroma", count)


def write_rows(path: Path, collection: Any, rows: Iterable[Row], count: int) -> Iterator[int]:
    """Add the rows to the collection, and write the matrix, the numbers and the ids beside it."""
    numbers: list[int] = []
    ids: list[str] = []
    stream = iter(rows)
    # Written as a file and not through a memory map: on a full disk, a map ends the process instead of failing.
    with (path / "vectors.npy").open("wb") as matrix:
        while batch := list(islice(stream, BATCH)):
            vectors = np.stack([vector for _, _, vector in batch])
            if not ids:
                header = {"descr": "<f4", "fortran_order": False, "shape": (count, vectors.shape[1])}
                np.lib.format.write_array_header_1_0(matrix, header)
            matrix.write(vectors.tobytes())
            collection.add(ids=[passage_id for _, passage_id, _ in batch], embeddings=vectors)
            numbers += [number for number, _, _ in batch]
            ids += [passage_id for _, passage_id, _ in batch]
            yield len(ids)
    if len(ids) != count or not ids or collection.count() != count:
        raise StoreError(f"{path} holds {amount(len(ids), 'passage')} instead of {count:,}")
    np.save(path / "numbers.npy", np.array(numbers, dtype=np.int64))
    np.save(path / "ids.npy", np.array(ids, dtype="S32"))


def clear_unused(folder: Path, count: int) -> None:
    """Clear the room that the graph has for further passages.

    hnswlib writes that memory as it found it: with what this process last had there, which may be the words of an
    article that was purged since.
    """
    for lengths in folder.glob("*/length.bin"):
        room = lengths.stat().st_size // 4
        for path in (lengths, lengths.with_name("data_level0.bin")):
            size = path.stat().st_size
            used = size // room * count
            with path.open("r+b") as file:
                file.seek(used)
                file.write(bytes(size - used))


@contextmanager
def chroma_errors(path: Path) -> Iterator[None]:
    """Convert what Chroma and numpy raise about a volume into StoreError; bugs of ours pass through."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError, ValueError, EOFError) as error:
        raise StoreError(f"{path} cannot be used: {error} ({what_to_do(str(error))})") from error
