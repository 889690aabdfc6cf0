"""``Reading``: one generation, open for reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray

from corpus.errors import BackissueError
from index.embed import Vectors
from index.generation import Generation, Store
from index.keywords import KeywordIndex
from index.passage import Hit
from index.vectors import Volume


@dataclass(frozen=True, slots=True)
class Reading:
    """The volumes and the keyword index of a generation, with the lease that keeps them on disk."""

    generation: Generation
    volumes: tuple[Volume, ...]
    keywords: KeywordIndex
    lease: IO[str]

    @staticmethod
    def open(store: Store) -> Reading:
        """Open the current generation; raises IndexMissing when there is none."""
        generation, lease = store.lease()
        try:
            volumes = tuple(Volume(store.volume(part.name)) for part in generation.volumes)
            return Reading(generation, volumes, KeywordIndex(store.keywords(generation.number)), lease)
        except BackissueError:
            lease.close()
            raise

    @property
    def rows(self) -> int:
        """The passages in the volumes, those too that the generation no longer holds."""
        return sum(map(len, self.volumes))

    def nearest(self, vector: Vectors, depth: int) -> list[Hit]:
        """Return the nearest passages by cosine, best first; of each volume at most ``depth`` (approximate: HNSW)."""
        return best(hit for volume in self.volumes for hit in volume.search(vector, depth))

    def score(self, vector: Vectors, rows: NDArray[np.intp], depth: int) -> list[Hit]:
        """Return the nearest of the passages in these rows (ascending) of ``numbers``, best first, exactly."""
        found: list[Hit] = []
        first = 0
        for volume in self.volumes:
            start, end = np.searchsorted(rows, [first, first + len(volume)])
            found += volume.score(vector, rows[start:end] - first, depth)
            first += len(volume)
        return best(found)[:depth]

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The numbers of all passages in the volumes, of one volume after another."""
        return np.concatenate([np.empty(0, dtype=np.int64), *(volume.numbers for volume in self.volumes)])

    def vectors(self, numbers: NDArray[np.int64]) -> Vectors:
        """Return the vectors of passages that the volumes hold, in the order of their numbers."""
        order = np.argsort(numbers)
        width = max((volume.width for volume in self.volumes), default=0)
        found = np.zeros((len(numbers), width), dtype=np.float32)
        for volume in self.volumes:
            held, rows = volume.rows(numbers[order])
            found[order[held]] = rows
        return found

    def close(self) -> None:
        """Let go of the generation."""
        for volume in self.volumes:
            volume.close()
        self.keywords.close()
        self.lease.close()


def best(hits: Iterable[Hit]) -> list[Hit]:
    """Merge the rankings of several volumes; cosine means the same in all of them."""
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))
