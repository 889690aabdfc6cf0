"""Volumes of embeddings; all of Chroma.

A volume is a directory that is written once and never changed: a Chroma collection for searching all of it, and the
same vectors as one matrix for scoring a chosen few exactly. Chroma's own filters take seconds where a filter keeps a
part of a large collection; a matrix product over the rows that a filter allows takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embed import Vectors
from index.errors import StoreError, what_to_do
from index.passage import Hit

BATCH = 5000  # Chroma takes at most 5,461 records a call
# The breadth of a search must exceed its depth (150, more under a filter), or the last places are lost.
EF_SEARCH = 300
COLLECTION = "passages"
PROBES = 20  # vectors that a check searches for

Row = tuple[int, str, Vectors]  # passage number, passage id, vector


class Volume:
    """One volume, open for reading. Any number of processes may have it open; none writes to it."""

    def __init__(self, path: Path) -> None:
        with chroma_errors(path):
            import chromadb

            # Telemetry is gone since Chroma 1.5.4; nothing here reaches the network.
            self._client = chromadb.PersistentClient(path=str(path / "chroma"))
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
            self._matrix: Vectors = np.load(path / "vectors.npy", mmap_mode="r")
            self._numbers: NDArray[np.int64] = np.load(path / "numbers.npy")
            self._ids: NDArray[np.bytes_] = np.load(path / "ids.npy", mmap_mode="r")
        self.path = path

    def __len__(self) -> int:
        return len(self._numbers)

    def search(self, vector: Vectors, top_k: int) -> list[Hit]:
        """Return the nearest passages of the whole volume by cosine, best first (approximate: HNSW)."""
        with chroma_errors(self.path):
            found: Any = self._collection.query(
                query_embeddings=vector[None, :],
                n_results=min(top_k, len(self)),
                include=["distances"],
            )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [Hit(passage_id, 1 - distance) for passage_id, distance in pairs]

    def score(self, vector: Vectors, numbers: NDArray[np.int64], top_k: int) -> list[Hit]:
        """Return the nearest among the passages with these numbers (sorted), best first, exactly."""
        numbers = numbers[numbers <= self._numbers[-1]]
        rows = np.searchsorted(self._numbers, numbers)
        rows = rows[self._numbers[rows] == numbers]
        scores = self._matrix[rows] @ vector
        best = np.argsort(-scores, kind="stable")[:top_k]
        return [Hit(self._ids[rows[i]].decode(), float(scores[i])) for i in best]

    def ids(self) -> list[str]:
        """Return the ids of all passages in the volume."""
        return [passage_id.decode() for passage_id in self._ids]

    def vectors(self) -> Vectors:
        """Return all vectors, one a row."""
        return np.array(self._matrix)

    def check(self) -> None:
        """Raise StoreError unless the collection is complete and its graph leads to what was written.

        HNSW misses some, many where texts are printed again and again; a graph that was not saved misses nearly all.
        """
        with chroma_errors(self.path):
            held = {self._collection.count(), len(self._matrix), len(self._ids), len(self)}
        if len(held) > 1:
            raise StoreError(f"{self.path} is incomplete")
        probes = self._matrix[np.linspace(0, len(self) - 1, PROBES).astype(int)]
        found = sum(self.search(probe, 1)[0].score > 0.999 for probe in probes)
        if found < PROBES / 4:
            raise StoreError(f"{self.path} does not find what it holds")

    def close(self) -> None:
        """Release Chroma's files, so that the directory may be removed."""
        self._client.close()


def build_volume(path: Path, rows: Iterable[Row], count: int) -> Iterator[int]:
    """Write a volume of ``count`` rows, ordered by number; yield how many are written as it goes.

    The directory must not exist. It is complete only when the iterator is exhausted.
    """
    with chroma_errors(path):
        import chromadb

        path.mkdir(parents=True)
        client = chromadb.PersistentClient(path=str(path / "chroma"))
        # Chroma saves its graph whenever sync_threshold records have come in. Set to the size of the volume, it is
        # saved once, complete, so that a reader has nothing to replay.
        hnsw = {"space": "cosine", "ef_search": EF_SEARCH, "sync_threshold": max(count, 2)}
        collection = client.create_collection(COLLECTION, configuration={"hnsw": hnsw}, embedding_function=None)
        numbers: list[int] = []
        ids: list[str] = []
        matrix: np.memmap[Any, np.dtype[np.float32]] | None = None
        stream = iter(rows)
        while batch := list(islice(stream, BATCH)):
            vectors = np.stack([vector for _, _, vector in batch])
            if matrix is None:
                shape = (count, vectors.shape[1])
                matrix = np.lib.format.open_memmap(path / "vectors.npy", mode="w+", dtype=np.float32, shape=shape)
            matrix[len(ids) : len(ids) + len(batch)] = vectors
            collection.add(ids=[passage_id for _, passage_id, _ in batch], embeddings=vectors)
            numbers += [number for number, _, _ in batch]
            ids += [passage_id for _, passage_id, _ in batch]
            yield len(ids)
        if len(ids) != count or matrix is None or collection.count() != count:
            raise StoreError(f"{path} should hold {count} passages and holds {collection.count()}")
        matrix.flush()
        np.save(path / "numbers.npy", np.array(numbers, dtype=np.int64))
        np.save(path / "ids.npy", np.array(ids, dtype="S32"))
        client.close()


@contextmanager
def chroma_errors(path: Path) -> Iterator[None]:
    """Convert what Chroma and numpy raise about a volume into StoreError; bugs of ours pass through."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError, ValueError, EOFError) as error:
        raise StoreError(f"{path} cannot be used: {error} ({what_to_do(str(error))})") from error
