"""The dates that articles name (``corpus.events``), as the catalog holds them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice

import numpy as np

from corpus.article import Article
from corpus.events import EventDate, event_dates
from index.catalog import Catalog
from index.register import Register, Rows
from index.rows import LIVE, to_microseconds

FEW = 7  # days
MOST = 500  # dates of an article; what has more is a list, or made to take time
# Days that a date may span and still say when something happened: "in August" does, "this summer" does not.
EXACT = 31
WITHIN = timedelta(days=190)  # of a longer time, the days are too many: those of a year take .5 s to look for


def note_events(catalog: Catalog, version: int, article: Article) -> None:
    """Store the dates that an article names in place of those noted before, within a transaction."""
    catalog.change("DELETE FROM events WHERE version = ?", (version,))
    catalog.change_each(
        "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)",
        (
            (version, one.start, one.end, one.first.toordinal(), one.last.toordinal(), one.year_inferred)
            for one in islice(event_dates(article.text, article.printed, article.language), MOST)
        ),
    )


class Events:
    """The dates that the articles of one generation name, read when they are asked for."""

    def __init__(self, catalog: Catalog, generation: int) -> None:
        self._catalog = catalog
        self._generation = generation
        self._known: dict[str, tuple[EventDate, ...]] = {}

    def within(self, article: Article, start: int, end: int) -> tuple[EventDate, ...]:
        """Return the dates that stand in a span of an article's text, ascending."""
        if article.id not in self._known:
            self._known[article.id] = self._read(article.id)
        return tuple(one for one in self._known[article.id] if start <= one.start and one.end <= end)

    def _read(self, article_id: str) -> tuple[EventDate, ...]:
        rows = self._catalog.select(
            f"""SELECT e.start, e."end", e.first, e.last, e.year_inferred FROM versions v JOIN events e USING (version)
                WHERE v.article_id = :id AND {LIVE} ORDER BY e.start""",
            {"id": article_id, "g": self._generation},
        )
        return tuple(
            EventDate(start, end, date.fromordinal(first), date.fromordinal(last), bool(inferred))
            for start, end, first, last, inferred in rows
        )

    def passages_naming(
        self, register: Register, first: date, last: date, *, each_day: bool = False, known: datetime | None = None
    ) -> Rows:
        """Return the rows, ascending, of the passages that name a time from ``first`` to ``last``, both inclusive.

        The time named is that very time ("in the first half of 2025"), or lies within and spans at most ``EXACT`` days:
        a passage that says "in 2022" names no day. One of a few days ("February 25-26") may reach out on either side.
        Of a time that is longer than ``WITHIN`` days, only those are found that name it as a whole, but with
        ``each_day``. Of what was printed up to ``known``, all that lies within is found, "in 2022" as well: what is to
        come is often told no more exactly.
        """
        within = """OR e.first BETWEEN :first AND :last AND e.last BETWEEN e.first AND min(:last, e.first + :exact - 1)
            OR e.first BETWEEN :first - :few AND :last AND e.last BETWEEN :first AND e.first + :few"""
        printed = "AND e.version IN (SELECT version FROM versions WHERE published <= :known)"
        days = each_day or known or last - first <= WITHIN
        spans = self._catalog.select(
            f"""SELECT e.version, e.start, e."end" FROM events e
                WHERE (e.first = :first AND e.last = :last {within if days else ""}) {printed if known else ""}""",
            {
                "first": first.toordinal(),
                "last": last.toordinal(),
                "exact": (last - first).days + 1 if known else EXACT,
                "few": FEW,
                "known": to_microseconds(known),
            },
        )
        return register.rows_around(np.array(spans, dtype=np.int64).reshape(-1, 3))
