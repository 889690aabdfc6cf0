"""The catalog: SQLite, the truth about articles, passages and the embeddings already computed.

Article versions and passages are never changed once written. A version carries the first generation that holds it
(``added``) and the first that no longer does (``removed``), so a reader of generation 7 sees generation 7 while the
index job writes generation 8. What the job notes about the archive stands in ``index.ledger``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article, Rejected
from index.embed import Vectors
from index.errors import StoreError
from index.passage import Passage
from index.recipe import Recipe, embedded_text, text_key
from index.rows import (
    ARTICLE,
    LIVE,
    MIGRATIONS,
    SCHEMA,
    SCHEMA_VERSION,
    from_microseconds,
    moment_of,
    passage_number,
    to_article,
)

Value = TypeVar("Value")
WAL_BYTES = 16_000_000  # what the log beside the catalog keeps of the disk after a large run
START_AGAIN = "delete the data folder and index the archive again"


@dataclass(frozen=True, slots=True)
class Seen:
    """A version of an article and when it was seen; ``last`` is None while it is still there."""

    content_hash: str
    title: str
    first: datetime
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a generation holds: counts, and the first and last publication known."""

    articles: int
    passages: int
    first: datetime | None
    last: datetime | None


class Catalog:
    """One connection to the catalog. The index job is the only writer; any number of processes read.

    Opened for reading, it writes nothing, and a catalog that is not there is a StoreError.
    """

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        self._path = path
        with sqlite_errors(path):
            self._db = open_readonly(path) if reading else sqlite3.connect(path, check_same_thread=False, timeout=30)
            (found,) = self._db.execute("PRAGMA user_version").fetchone()
            if not reading:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute(f"PRAGMA journal_size_limit = {WAL_BYTES}")
                self._db.execute("PRAGMA foreign_keys = ON")
                change = SCHEMA if found == 0 else MIGRATIONS.get(found, "")
                if change:
                    self._db.executescript(f"BEGIN; {change} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
                    found = SCHEMA_VERSION
        if found in MIGRATIONS:
            raise StoreError(
                f"{path} is of an earlier version: run `backissue index --rebuild`, which embeds nothing again"
            )
        if found != SCHEMA_VERSION:
            raise StoreError(f"{path} is empty or of another version of Backissue: {START_AGAIN}")

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what is written inside, or nothing of it."""
        with sqlite_errors(self._path), self._db:
            yield

    def select(self, statement: str, values: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that a statement finds."""
        with sqlite_errors(self._path):
            return self._db.execute(statement, values).fetchall()

    def change(self, statement: str, values: Sequence[object] | dict[str, object] = ()) -> int:
        """Carry out a statement; return the number of the row that it inserted last."""
        with sqlite_errors(self._path):
            return self._db.execute(statement, values).lastrowid or 0

    def change_each(self, statement: str, values: Iterable[Sequence[object]]) -> None:
        """Carry out a statement for each of these values."""
        with sqlite_errors(self._path):
            self._db.executemany(statement, values)

    def compact(self) -> None:
        """Write the file anew without anything that was deleted, and empty the log beside it."""
        with sqlite_errors(self._path):
            self._db.execute("VACUUM")
            ((busy, *_),) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if busy:
            raise StoreError(f"{self._path} is being read without pause: run the command again")

    def faults(self) -> list[str]:
        """Return what SQLite finds wrong with the file; empty when all is well."""
        found = [row for (row,) in self.select("PRAGMA integrity_check(5)") if row != "ok"]
        return found + [f"{table} {row} points nowhere" for table, row, *_ in self.select("PRAGMA foreign_key_check")]

    # -- writing: the index job -------------------------------------------------------------------------------

    def recipe_number(self, recipe: Recipe) -> int:
        """Return the number of a recipe in this catalog, giving it one when it is new."""
        with self.transaction():
            self._db.execute("INSERT OR IGNORE INTO recipes (json) VALUES (?)", (recipe.to_json(),))
        ((number,),) = self.select("SELECT recipe FROM recipes WHERE json = ?", (recipe.to_json(),))
        return int(number)

    def unchunked(self, recipe: int, generation: int, *, since: int = 0) -> Iterator[tuple[int, Article]]:
        """Yield number and article of the versions after generation ``since`` without passages of this recipe yet."""
        numbers = self.select(
            f"""SELECT version FROM versions v WHERE {LIVE} AND v.added > :since AND NOT EXISTS
                (SELECT 1 FROM passages p WHERE p.version = v.version AND p.recipe = :recipe) ORDER BY version""",
            {"g": generation, "recipe": recipe, "since": since},
        )
        for (number,) in numbers:
            yield from self.articles([number]).items()

    def add_passages(self, recipe: int, version: int, passages: Iterable[Passage]) -> None:
        """Store the passages of a version.

        An article that was removed and comes back takes its passages over from the version that a reader may still
        hold, under the same numbers.
        """
        self._db.executemany(
            "INSERT OR REPLACE INTO passages (number, recipe, id, version, start, end, text_key) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (passage_number(recipe, p.id), recipe, p.id, version, p.start, p.end, text_key(embedded_text(p)))
                for p in passages
            ),
        )

    def unembedded(self, recipe: int, space: str, generation: int, *, since: int = 0) -> list[bytes]:
        """Return the keys of the texts that have no embedding yet, in the order of their passages.

        Only versions that came after generation ``since`` are looked at.
        """
        rows = self.select(
            f"""SELECT p.text_key FROM versions v CROSS JOIN passages p ON p.version = v.version AND p.recipe = :recipe
                WHERE {LIVE} AND v.added > :since AND NOT EXISTS
                (SELECT 1 FROM embeddings e WHERE e.space = :space AND e.text_key = p.text_key)
                GROUP BY p.text_key ORDER BY min(p.version), min(p.start)""",
            {"g": generation, "recipe": recipe, "space": space, "since": since},
        )
        return [key for (key,) in rows]

    def texts(self, recipe: int, keys: Sequence[bytes]) -> list[str]:
        """Return the texts that these keys stand for, as they are embedded."""
        found: dict[bytes, str] = {}
        for key in keys:
            ((version, start, end),) = self.select(
                "SELECT version, start, end FROM passages WHERE text_key = ? AND recipe = ? LIMIT 1", (key, recipe)
            )
            article = self.articles([version])[version]
            found[key] = embedded_text(Passage(article, start, end))
        return [found[key] for key in keys]

    def add_embeddings(self, space: str, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Store the embeddings of a batch, at once: a crash loses the batch at hand and nothing else."""
        with self.transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)",
                ((space, key, vector.tobytes()) for key, vector in zip(keys, vectors, strict=True)),
            )

    # -- projecting: what goes into volumes and keyword indexes ----------------------------------------------

    def numbers(self, recipe: int, generation: int, *, since: int = 0) -> NDArray[np.int64]:
        """Return the numbers, ascending, of the passages of a generation that came after generation ``since``."""
        rows = self.select(
            f"""SELECT p.number FROM versions v CROSS JOIN passages p ON p.version = v.version AND p.recipe = :recipe
                WHERE {LIVE} AND v.added > :since""",
            {"g": generation, "recipe": recipe, "since": since},
        )
        return ascending(rows)

    def retired(self, recipe: int, generation: int) -> NDArray[np.int64]:
        """Return the numbers, ascending, of the passages that ``generation`` is the first not to hold."""
        rows = self.select(
            """SELECT p.number FROM versions v CROSS JOIN passages p ON p.version = v.version AND p.recipe = ?
               WHERE v.removed = ?""",
            (recipe, generation),
        )
        return ascending(rows)

    def versions(self, generation: int) -> Iterator[tuple[int, Article]]:
        """Yield number and article of all versions of a generation."""
        rows = self.select(f"SELECT version FROM versions v WHERE {LIVE} ORDER BY version", {"g": generation})
        for chunk in chunks([version for (version,) in rows], 100):
            yield from self.articles(chunk).items()

    def spans(self, recipe: int, version: int) -> set[tuple[str, int, int, bytes]]:
        """Return id, start, end and key of the text of each passage of a version."""
        return set(
            self.select(
                "SELECT id, start, end, text_key FROM passages WHERE version = ? AND recipe = ?", (version, recipe)
            )
        )

    def drop_embeddings(self, space: str, passage_ids: Iterable[str]) -> None:
        """Drop the embeddings of passages, so that they are embedded anew."""
        self.change_each(
            "DELETE FROM embeddings WHERE space = ? AND text_key IN (SELECT text_key FROM passages WHERE id = ?)",
            ((space, passage_id) for passage_id in passage_ids),
        )

    def drop_passages(self, recipe: int, versions: Iterable[int]) -> None:
        """Drop the passages of versions, so that they are chunked anew."""
        rows = ((version, recipe) for version in versions)
        self.change_each("DELETE FROM passages WHERE version = ? AND recipe = ?", rows)

    def note_contents(self, hashes: Mapping[int, str]) -> None:
        """Note the content hashes of versions."""
        rows = ((content, version) for version, content in hashes.items())
        self.change_each("UPDATE versions SET content_hash = ? WHERE version = ?", rows)

    def numbers_of(self, article_ids: Sequence[str]) -> NDArray[np.int64]:
        """Return the numbers of the passages of all versions of these articles, by any recipe."""
        found: list[tuple[int]] = []
        for chunk in chunks(article_ids):
            found += self.select(
                """SELECT p.number FROM versions v CROSS JOIN passages p USING (version)
                   WHERE v.article_id IN (SELECT value FROM json_each(?))""",
                (json.dumps(chunk),),
            )
        return ascending(found)

    def live(self, recipe: int, generation: int, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return those of these passages, ascending, that a generation holds."""
        found: list[tuple[int]] = []
        for chunk in chunks(numbers.tolist()):
            found += self.select(
                f"""SELECT p.number FROM passages p JOIN versions v USING (version)
                    WHERE p.number IN (SELECT value FROM json_each(:numbers)) AND p.recipe = :recipe AND {LIVE}""",
                {"g": generation, "recipe": recipe, "numbers": json.dumps(chunk)},
            )
        return ascending(found)

    def ids(self, numbers: NDArray[np.int64]) -> list[str]:
        """Return the ids of these passages."""
        return [
            passage_id
            for chunk in chunks(numbers.tolist())
            for (passage_id,) in self.select(
                "SELECT id FROM passages WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number",
                (json.dumps(chunk),),
            )
        ]

    def vectors(self, space: str, numbers: NDArray[np.int64]) -> Iterator[tuple[int, str, Vectors]]:
        """Yield number, id and vector of these passages, which come in the order of their numbers."""
        for chunk in chunks(numbers.tolist()):
            found = self.select(
                """SELECT p.number, p.id, e.vector FROM passages p JOIN embeddings e USING (text_key)
                   WHERE e.space = ? AND p.number IN (SELECT value FROM json_each(?)) ORDER BY p.number""",
                (space, json.dumps(chunk)),
            )
            for number, passage_id, vector in found:
                yield number, passage_id, np.frombuffer(vector, dtype=np.float32)

    # -- reading: one generation ------------------------------------------------------------------------------

    def passages(self, recipe: int, generation: int, passage_ids: Sequence[str]) -> dict[str, Passage]:
        """Return those of the passages that ``generation`` holds, by id, each with its article."""
        found: dict[str, Passage] = {}
        for chunk in chunks(passage_ids):
            rows = self.select(
                f"""SELECT p.id, p.start, p.end, p.version FROM passages p JOIN versions v USING (version)
                    WHERE p.recipe = :recipe AND {LIVE} AND p.id IN (SELECT value FROM json_each(:ids))""",
                {"g": generation, "recipe": recipe, "ids": json.dumps(chunk)},
            )
            # A text is read once, however many passages of it are wanted.
            articles = self.articles(sorted({version for *_, version in rows}))
            found |= {key: Passage(articles[version], start, end) for key, start, end, version in rows}
        return found

    def articles(self, versions: Sequence[int]) -> dict[int, Article]:
        """Return articles by the number of their version."""
        rows = self.select(
            f"SELECT version, {ARTICLE} FROM articles WHERE version IN (SELECT value FROM json_each(?))",
            (json.dumps(versions),),
        )
        return {version: to_article(row) for version, *row in rows}

    def each(self, recipe: int, generation: int, numbers: NDArray[np.int64]) -> Iterator[Passage]:
        """Yield the passages with these numbers one after another, holding few of them in memory."""
        for chunk in chunks(self.ids(numbers)):
            found = self.passages(recipe, generation, chunk)
            yield from (found[passage_id] for passage_id in chunk)

    def article(self, article_id: str, generation: int) -> Article | None:
        """Return the version of an article that ``generation`` holds."""
        rows = self.select(
            f"SELECT {ARTICLE} FROM articles v WHERE article_id = :id AND {LIVE}", {"id": article_id, "g": generation}
        )
        return to_article(rows[0]) if rows else None

    def holdings(self, recipe: int, generation: int) -> Holdings:
        """Count what a generation holds."""
        ((articles, first, last),) = self.select(
            f"SELECT count(*), min(published), max(published) FROM versions v WHERE {LIVE}", {"g": generation}
        )
        ((passages,),) = self.select(
            # All of the recipe less those of the few versions that it does not hold: a tenth of the time of a join.
            f"""SELECT (SELECT count(*) FROM passages WHERE recipe = :recipe) - (SELECT count(*) FROM passages
                WHERE recipe = :recipe AND version IN (SELECT version FROM versions v WHERE NOT ({LIVE})))""",
            {"recipe": recipe, "g": generation},
        )
        return Holdings(articles, passages, from_microseconds(first), from_microseconds(last))

    def seen(self, article_id: str) -> list[Seen]:
        """Return when each version of an article was seen, oldest first; the last may still be there."""
        rows = self.select(
            """SELECT content_hash, title, first_seen, last_seen FROM history WHERE article_id = :id
               UNION ALL SELECT content_hash, title, first_seen, last_seen FROM versions WHERE article_id = :id
               ORDER BY first_seen""",
            {"id": article_id},
        )
        return [Seen(key, title, moment_of(first), from_microseconds(last)) for key, title, first, last in rows]

    def latest(self, generation: int, most: int) -> list[datetime]:
        """Return the last ``most`` moments of publication that a generation holds, newest first."""
        rows = self.select(
            f"SELECT published FROM versions v WHERE {LIVE} AND published IS NOT NULL ORDER BY published DESC LIMIT :n",
            {"g": generation, "n": most},
        )
        return [moment_of(published) for (published,) in rows]

    def sources(self, generation: int) -> list[tuple[str, int]]:
        """Return the names of the sources and how many articles each has in a generation, the largest first."""
        return self.select(
            f"SELECT source, count(*) FROM versions v WHERE {LIVE} GROUP BY source ORDER BY 2 DESC, 1",
            {"g": generation},
        )

    def rejected(self) -> list[Rejected]:
        """Return the records that the last run over each root could not read."""
        rows = self.select("SELECT path, line, reason FROM rejected ORDER BY rowid")
        return [Rejected(path, line, reason) for path, line, reason in rows]


def chunks(values: Sequence[Value], length: int = 500) -> Iterator[list[Value]]:
    """Cut a list into lists that one statement takes at a time."""
    stream = iter(values)
    while chunk := list(islice(stream, length)):
        yield chunk


def ascending(rows: Sequence[tuple[int]]) -> NDArray[np.int64]:
    """Return a column of numbers in order."""
    return np.sort(np.fromiter((number for (number,) in rows), dtype=np.int64, count=len(rows)))


def open_readonly(path: Path) -> sqlite3.Connection:
    """Open a catalog without the right or the wish to write.

    Beside a folder that may not be written, SQLite cannot keep the small files by which it sees what a writer does;
    where no writer has left any either, the file is taken as it stands.
    """
    address = f"{path.resolve().as_uri()}?mode=ro"
    try:
        connection = sqlite3.connect(address, uri=True, check_same_thread=False, timeout=30)
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1")
    except sqlite3.OperationalError:
        log = path.with_name(f"{path.name}-wal")
        if not path.exists() or (log.exists() and log.stat().st_size):
            raise
        connection = sqlite3.connect(f"{address}&immutable=1", uri=True, check_same_thread=False)
    return connection


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Convert what SQLite raises into StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        damaged = not isinstance(error, sqlite3.OperationalError) or not path.exists()
        raise StoreError(f"{path} cannot be used: {error}{f' ({START_AGAIN})' if damaged else ''}") from error
