"""``Register``: which passages a filter allows, and when each was printed; of one generation, held in memory.

SQLite takes a microsecond or two for each passage that a filter allows, with every question; this takes nanoseconds. It
is read when a generation is opened, and takes some 20 bytes a passage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.keywords import Limits, whole_seconds
from index.passage import Filter
from index.rows import LIVE, fold, from_microseconds, passage_number, printed_at

Numbers = NDArray[np.int64]
Rows = NDArray[np.intp]

SECOND = 1_000_000  # microseconds
UNDATED = np.iinfo(np.int64).min
AT_ONCE = 2000  # versions whose passages are read by one statement
NONE = -1  # the article of a passage that the generation does not hold: the last place of every mask, which is False


class Register:
    """The articles of a generation, and to which of them each passage belongs.

    ``numbers`` are those of all passages in the volumes, held or not; a row is a place among them.
    """

    def __init__(self, catalog: Catalog, recipe: int, generation: int, numbers: Numbers) -> None:
        articles = catalog.select(
            f"SELECT version, published, utc_offset, source, author FROM versions v WHERE {LIVE} ORDER BY version",
            {"g": generation},
        )
        columns: list[tuple[Any, ...]] = list(zip(*articles, strict=True)) or [()] * 5
        versions, published, self._offsets, sources, authors = columns
        self._printed = np.array([UNDATED if at is None else at for at in published], dtype=np.int64)
        self._sources, self._authors = Names(sources), Names(authors)
        self._recipe = recipe
        self._order = np.argsort(numbers, kind="stable")
        self._numbers = numbers[self._order]
        self._article = np.full(len(numbers), NONE, dtype=np.int32)
        for found, belongs in read_passages(catalog, recipe, np.array(versions, dtype=np.int64)):
            rows, held = self._find(found)
            self._article[rows] = belongs[held]

    def limits(self, wanted: Filter) -> Limits:
        """Turn a reader's filter into exact names and seconds, as this generation holds them."""
        return Limits(
            since=whole_seconds(wanted.since) if wanted.since else None,
            until=whole_seconds(wanted.until) if wanted.until else None,
            sources=self._sources.like(lambda name: name == fold(wanted.source)) if wanted.source else None,
            authors=self._authors.like(lambda name: fold(wanted.author) in name) if wanted.author else None,
        )

    def allowed(self, limits: Limits) -> NDArray[np.bool_]:
        """Return for each row whether the generation holds its passage and a filter allows it."""
        mask = np.ones(len(self._printed) + 1, dtype=np.bool_)
        mask[NONE] = False
        articles = mask[:NONE]
        if limits.since is not None or limits.until is not None:
            articles &= self._printed != UNDATED
        if limits.since is not None:
            articles &= self._printed >= limits.since * SECOND
        if limits.until is not None:
            articles &= self._printed < (limits.until + 1) * SECOND
        for names, wanted in ((self._sources, limits.sources), (self._authors, limits.authors)):
            if wanted is not None:
                articles &= names.among(wanted)
        return mask[self._article]

    def rows(self, numbers: Numbers) -> Rows:
        """Return the rows of those of these passages that the volumes hold, ascending."""
        rows, _ = self._find(numbers)
        return np.sort(rows)

    def rows_of(self, passage_ids: Sequence[str]) -> Rows:
        """Return the rows of passages of the volumes, in their order."""
        rows, _ = self._find(self._numbers_of(passage_ids))
        return rows

    def published(self, passage_ids: Iterable[str]) -> dict[str, datetime | None]:
        """Return when the articles of those passages that the generation holds were printed, by passage id."""
        ids = list(passage_ids)
        rows, held = self._find(self._numbers_of(ids))
        articles = zip(np.flatnonzero(held).tolist(), self._article[rows].tolist(), strict=True)
        return {ids[place]: self._moment(article) for place, article in articles if article != NONE}

    def _moment(self, article: int) -> datetime | None:
        at = int(self._printed[article])
        return None if at == UNDATED else printed_at(from_microseconds(at), self._offsets[article])

    def _numbers_of(self, passage_ids: Sequence[str]) -> Numbers:
        return np.array([passage_number(self._recipe, key) for key in passage_ids], dtype=np.int64)

    def _find(self, numbers: Numbers) -> tuple[Rows, NDArray[np.bool_]]:
        """The rows of passages by their numbers, and which of the numbers have one."""
        if not len(self._numbers):
            return np.empty(0, dtype=np.intp), np.zeros(len(numbers), dtype=np.bool_)
        places = np.minimum(np.searchsorted(self._numbers, numbers), len(self._numbers) - 1)
        held = self._numbers[places] == numbers
        return self._order[places[held]], held


class Names:
    """A column of names."""

    def __init__(self, column: Iterable[str]) -> None:
        codes: dict[str, int] = {}
        self._column = np.array([codes.setdefault(name, len(codes)) for name in column], dtype=np.int32)
        self._codes = codes
        self._folded = {name: fold(name) for name in codes}

    def like(self, wanted: Callable[[str], bool]) -> list[str]:
        """Return the names that are wanted, judged by what readers type, in order."""
        return sorted(name for name, folded in self._folded.items() if wanted(folded))

    def among(self, names: Iterable[str]) -> NDArray[np.bool_]:
        """Return where one of these names stands."""
        return np.isin(self._column, [self._codes[name] for name in names if name in self._codes])


def read_passages(catalog: Catalog, recipe: int, versions: Numbers) -> Iterator[tuple[Numbers, NDArray[np.int32]]]:
    """Yield the numbers of the passages of these versions, ascending ones, each with the place of its version."""
    for start in range(0, len(versions), AT_ONCE):
        some = versions[start : start + AT_ONCE]
        rows = catalog.select(
            "SELECT number, version FROM passages WHERE version BETWEEN ? AND ? AND recipe = ?",
            (int(some[0]), int(some[-1]), recipe),
        )
        found = np.array(rows, dtype=np.int64).reshape(-1, 2)
        places = np.minimum(np.searchsorted(some, found[:, 1]), len(some) - 1)
        live = some[places] == found[:, 1]
        yield found[live, 0], (start + places[live]).astype(np.int32)
