"""``Register``: which passages a filter allows, and when each was printed; of one generation, held in memory.

SQLite takes a microsecond or two for each passage that a filter allows, with every question; this takes nanoseconds. It
is read when a generation is opened, and takes some 40 bytes a passage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from operator import contains, eq
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.errors import UnknownName
from index.generation import Generation
from index.keywords import Limits, whole_seconds
from index.nearest import nearest_names
from index.passage import Filter
from index.rows import LIVE, fold, from_microseconds, passage_number, printed_at, to_microseconds

Numbers = NDArray[np.int64]
Rows = NDArray[np.intp]

SECOND = 1_000_000  # microseconds
UNDATED = np.iinfo(np.int64).min
START_BITS = 32  # of a number that stands for an article and a place in its text
AT_ONCE = 2000  # versions whose passages are read by one statement
NONE = -1  # the article of a passage that the generation does not hold: the last place of every mask, which is False


class Register:
    """The articles of a generation, and to which of them each passage belongs.

    ``numbers`` are those of all passages in the volumes, held or not; a row is a place among them. Without any, it
    knows of articles only.
    """

    def __init__(self, catalog: Catalog, recipe: int, generation: int, numbers: Numbers) -> None:
        held = catalog.select(
            f"SELECT version, published, utc_offset, source, author FROM versions v WHERE {LIVE} ORDER BY version",
            {"g": generation},
        )
        columns: list[tuple[Any, ...]] = list(zip(*held, strict=True)) or [()] * 5
        versions, published, self._offsets, sources, authors = columns
        self._versions = np.array(versions, dtype=np.int64)
        self._printed = np.array([UNDATED if at is None else at for at in published], dtype=np.int64)
        self._sources, self._authors = Names(sources), Names(authors)
        self._recipe = recipe
        self._order = np.argsort(numbers, kind="stable")
        self._numbers = numbers[self._order]
        self._article = np.full(len(numbers), NONE, dtype=np.int32)
        places, ends, belonging = [], [], []
        for passages in read_passages(catalog, recipe, self._versions) if len(numbers) else ():
            rows, found = self._find(passages[:, 0])
            articles, start, end = passages[found, 1:].T
            self._article[rows] = articles
            places.append(articles << START_BITS | start)
            ends.append(end.astype(np.int32))
            belonging.append(rows.astype(np.int32))
        # Where passages stand, by article and start: those of an article do not overlap.
        place = np.concatenate([np.empty(0, np.int64), *places])
        order = np.argsort(place)
        self._places = place[order]
        self._ends = np.concatenate([np.empty(0, np.int32), *ends])[order]
        self._belonging = np.concatenate([np.empty(0, np.int32), *belonging])[order]

    @staticmethod
    def of_articles(catalog: Catalog, generation: Generation) -> Register:
        """Return a register that knows of articles only, which takes a moment to read."""
        return Register(catalog, generation.recipe_number, generation.number, np.empty(0, dtype=np.int64))

    def limits(self, wanted: Filter) -> Limits:
        """Turn a reader's filter into exact names and seconds, as this generation holds them.

        Raises UnknownName where it holds no article by such a source or author at all.
        """
        return Limits(
            since=whole_seconds(wanted.since) if wanted.since else None,
            until=whole_seconds(wanted.until) if wanted.until else None,
            sources=self._sources.like("source", wanted.source, eq) if wanted.source else None,
            authors=self._authors.like("author", wanted.author, contains) if wanted.author else None,
        )

    def allowed(self, limits: Limits) -> NDArray[np.bool_]:
        """Return for each row whether the generation holds its passage and a filter allows it."""
        return np.append(self._allows(limits), False)[self._article]

    def newest(self, limits: Limits, latest: datetime | None) -> list[int]:
        """Return the versions of the articles that a filter allows and that were printed up to a moment, if there is
        one: the newest first, undated ones last.
        """
        at = to_microseconds(latest)
        early = True if at is None else self._printed <= at
        allowed = np.flatnonzero(self._allows(limits) & early)
        order = np.argsort(-self._printed[allowed].astype(float), kind="stable")
        return [int(version) for version in self._versions[allowed[order]]]

    def _allows(self, limits: Limits) -> NDArray[np.bool_]:
        articles = np.ones(len(self._printed), dtype=np.bool_)
        if limits.since is not None or limits.until is not None:
            articles &= self._printed != UNDATED
        if limits.since is not None:
            articles &= self._printed >= limits.since * SECOND
        if limits.until is not None:
            articles &= self._printed < (limits.until + 1) * SECOND
        for names, wanted in ((self._sources, limits.sources), (self._authors, limits.authors)):
            if wanted is not None:
                articles &= names.among(wanted)
        return articles

    def rows_around(self, spans: NDArray[np.int64]) -> Rows:
        """Return the rows, ascending, of the passages that hold spans of texts, each a version, its start and end."""
        if not len(self._places):
            return np.empty(0, dtype=np.intp)
        versions, starts, ends = spans.T
        articles, live = among(self._versions, versions)
        keys = articles << START_BITS | starts[live]
        last = np.searchsorted(self._places, keys, side="right") - 1  # the last passage that begins before
        inside = (last >= 0) & (self._places[last] >> START_BITS == articles) & (ends[live] <= self._ends[last])
        return np.unique(self._belonging[last[inside]]).astype(np.intp)

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
        places, held = among(self._numbers, numbers)
        return self._order[places], held


class Names:
    """A column of names."""

    def __init__(self, column: Iterable[str]) -> None:
        codes: dict[str, int] = {}
        self._column = np.array([codes.setdefault(name, len(codes)) for name in column], dtype=np.int32)
        self._codes = codes
        self._folded = {name: fold(name) for name in codes}

    def like(self, kind: str, typed: str, fits: Callable[[str, str], bool]) -> list[str]:
        """Return the names that fit what a reader typed, in order; raises UnknownName where none does."""
        asked = fold(typed)
        if found := sorted(name for name, folded in self._folded.items() if fits(folded, asked)):
            return found
        counts = np.bincount(self._column, minlength=len(self._codes))
        raise UnknownName(kind, typed, nearest_names(typed, {name: int(counts[n]) for name, n in self._codes.items()}))

    def among(self, names: Iterable[str]) -> NDArray[np.bool_]:
        """Return where one of these names stands."""
        return np.isin(self._column, [self._codes[name] for name in names if name in self._codes])


def among(ascending: Numbers, wanted: Numbers) -> tuple[Rows, NDArray[np.bool_]]:
    """Return the places of those that are wanted and there, in their order, and which of the wanted are there."""
    if not len(ascending):
        return np.empty(0, dtype=np.intp), np.zeros(len(wanted), dtype=np.bool_)
    places = np.minimum(np.searchsorted(ascending, wanted), len(ascending) - 1)
    there = ascending[places] == wanted
    return places[there], there


def read_passages(catalog: Catalog, recipe: int, versions: Numbers) -> Iterator[NDArray[np.int64]]:
    """Yield for the passages of these versions (ascending) number, place of the version, start and end."""
    for first in range(0, len(versions), AT_ONCE):
        some = versions[first : first + AT_ONCE]
        rows = catalog.select(
            'SELECT number, version, start, "end" FROM passages WHERE version BETWEEN ? AND ? AND recipe = ?',
            (int(some[0]), int(some[-1]), recipe),
        )
        found = np.array(rows, dtype=np.int64).reshape(-1, 4)
        places, live = among(some, found[:, 1])
        found = found[live]
        found[:, 1] = first + places
        yield found
