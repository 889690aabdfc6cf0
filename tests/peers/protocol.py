"""What the driver hands to each way of searching: passages, articles, questions and vectors, in one folder.

Only the standard library and numpy: this is read in the peers' environment, where Backissue is not installed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

DEPTH = 50  # how many passages each way returns
BATCH = 5_000  # passages added at a time: Chroma takes 5,461 at most

Record = dict[str, Any]
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Work:
    """One set of articles and questions."""

    folder: Path
    data: str  # Backissue's data folder, where all of it comes from
    model: str  # a folder that sentence-transformers loads
    given: bool  # peers get Backissue's vectors of the passages
    whole: bool  # these are all the passages that Backissue holds
    dimensions: int
    passages: int
    articles: int

    @staticmethod
    def read(folder: Path) -> "Work":
        """Read what ``write`` wrote."""
        return Work(folder, **json.loads((folder / "work.json").read_text()))

    def write(self) -> None:
        """Leave a note of everything but the folder in it."""
        values = {name: value for name, value in vars(self).items() if name != "folder"}
        (self.folder / "work.json").write_text(json.dumps(values))

    def batches(self, size: int = BATCH) -> Iterator[tuple[list[Record], Vectors | None]]:
        """Yield passages with their vectors (None where the peers embed for themselves), few at a time."""
        records = self.records("passages")
        start = 0
        while batch := list(islice(records, size)):
            yield batch, self._vectors(start, len(batch)) if self.given else None
            start += len(batch)

    def _vectors(self, start: int, count: int) -> Vectors:
        # Read, not mapped: what is mapped would count as memory of the process.
        count, offset = count * self.dimensions, start * self.dimensions * 4
        read = np.fromfile(self.folder / "vectors.f32", dtype=np.float32, count=count, offset=offset)
        return read.reshape(-1, self.dimensions)

    def records(self, name: str) -> Iterator[Record]:
        """Yield the records of ``passages``, ``articles`` or ``questions``."""
        with (self.folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


class Way:
    """A way of finding passages. ``place`` is a folder of its own, the same for indexing and searching."""

    embeds = True

    def __init__(self, work: Work, place: Path) -> None:
        self.work = work
        self.place = place

    def index(self) -> None:
        """Make all passages searchable and leave what is needed for that in ``place``."""
        raise NotImplementedError

    def embed(self, texts: list[str]) -> None:
        """Embed passages as ``index`` does where no vectors are given; only for timing it."""
        raise NotImplementedError

    def open(self) -> None:
        """Open what ``index`` left, in another process."""
        raise NotImplementedError

    def rank(self, question: Record) -> list[str]:
        """Return the ids of the passages (or articles) that fit a question, best first, at most ``DEPTH``."""
        raise NotImplementedError
