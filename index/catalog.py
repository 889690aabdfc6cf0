"""The catalog: SQLite, the truth about articles, passages and the embeddings already computed.

Article versions and passages are never changed once written. A version carries the first generation that holds it
(``added``) and the first that no longer does (``removed``), so a reader of generation 7 sees generation 7 while the
index job writes generation 8.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article, Rejected
from index.embed import Vectors
from index.errors import StoreError
from index.keywords import Limits, whole_seconds
from index.passage import Filter, Passage
from index.recipe import Recipe, embedded_text, text_key
from index.rows import (
    ARTICLE,
    LIVE,
    SCHEMA,
    SCHEMA_VERSION,
    allowing,
    fold,
    from_microseconds,
    passage_number,
    to_article,
    to_version,
)

START_AGAIN = "delete the data folder and index the archive again"


@dataclass(frozen=True, slots=True)
class Known:
    """What a run compares with what it reads."""

    content_hash: str
    root: str
    path: str
    line: int | None


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
                self._db.execute("PRAGMA foreign_keys = ON")
                if found == 0:
                    self._db.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
                    found = SCHEMA_VERSION
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

    def _rows(self, statement: str, values: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]:
        with sqlite_errors(self._path):
            return self._db.execute(statement, values).fetchall()

    # -- writing: the index job -------------------------------------------------------------------------------

    def forget_unpublished(self, published: int) -> None:
        """Undo what a run left that never published its generation. Embeddings stay: they are work well done."""
        with self.transaction():
            self._db.execute("DELETE FROM versions WHERE added > ?", (published,))
            self._db.execute("UPDATE versions SET removed = NULL WHERE removed > ?", (published,))

    def forget_unseen(self, oldest: int, recipes: Iterable[int]) -> None:
        """Drop what no generation from ``oldest`` on holds: versions, passages of other recipes, embeddings."""
        in_use = json.dumps(sorted(recipes))
        with self.transaction():
            gone = self._db.execute("DELETE FROM versions WHERE removed <= ?", (oldest,)).rowcount
            gone += self._db.execute(
                "DELETE FROM passages WHERE recipe NOT IN (SELECT value FROM json_each(?))", (in_use,)
            ).rowcount
            if gone:
                self._db.execute("DELETE FROM embeddings WHERE text_key NOT IN (SELECT text_key FROM passages)")

    def known(self) -> dict[str, Known]:
        """Return the newest version of each article, by article id."""
        rows = self._rows("SELECT article_id, content_hash, root, path, line FROM versions WHERE removed IS NULL")
        return {article_id: Known(*row) for article_id, *row in rows}

    def moved(self, article: Article, root: str) -> None:
        """Note where an unchanged article stands now; that is not part of its content."""
        self._db.execute(
            "UPDATE versions SET root = ?, path = ?, line = ? WHERE article_id = ? AND removed IS NULL",
            (root, article.path, article.line, article.id),
        )

    def add_version(self, article: Article, root: str, generation: int) -> None:
        """Store a version that ``generation`` will be the first to hold; the older one stays until it is retired."""
        row = to_version(article, root, generation)
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        added = self._db.execute(f"INSERT INTO versions ({names}) VALUES ({values})", row)
        self._db.execute("INSERT INTO texts VALUES (?, ?)", (added.lastrowid, article.text))

    def drop_version(self, article_id: str, generation: int) -> None:
        """Take back a version that was added for ``generation`` (another record of the run is newer)."""
        self._db.execute("DELETE FROM versions WHERE article_id = ? AND added = ?", (article_id, generation))

    def retire(self, article_ids: Iterable[str], generation: int) -> None:
        """Let the versions older than ``generation`` of these articles end with it."""
        self._db.executemany(
            "UPDATE versions SET removed = ? WHERE article_id = ? AND removed IS NULL AND added < ?",
            ((generation, article_id, generation) for article_id in article_ids),
        )

    def replace_rejected(self, roots: Sequence[str], rejected: Iterable[tuple[str, Rejected]]) -> None:
        """Store the records that this run could not read in place of those of the last run over the same roots."""
        self._db.executemany("DELETE FROM rejected WHERE root = ?", ((root,) for root in roots))
        self._db.executemany(
            "INSERT INTO rejected VALUES (?, ?, ?, ?)",
            ((root, item.path, item.line, item.reason) for root, item in rejected),
        )

    def recipe_number(self, recipe: Recipe) -> int:
        """Return the number of a recipe in this catalog, giving it one when it is new."""
        with self.transaction():
            self._db.execute("INSERT OR IGNORE INTO recipes (json) VALUES (?)", (recipe.to_json(),))
        ((number,),) = self._rows("SELECT recipe FROM recipes WHERE json = ?", (recipe.to_json(),))
        return int(number)

    def unchunked(self, recipe: int, generation: int) -> Iterator[tuple[int, Article]]:
        """Yield version number and article of each version that has no passages of this recipe yet."""
        numbers = self._rows(
            f"""SELECT version FROM versions v WHERE {LIVE} AND NOT EXISTS
                (SELECT 1 FROM passages p WHERE p.version = v.version AND p.recipe = :recipe) ORDER BY version""",
            {"g": generation, "recipe": recipe},
        )
        for (number,) in numbers:
            yield from self._articles([number]).items()

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

    def unembedded(self, recipe: int, space: str, generation: int) -> list[bytes]:
        """Return the keys of the texts that have no embedding yet, in the order of their passages."""
        rows = self._rows(
            f"""SELECT p.text_key FROM passages p JOIN versions v USING (version)
                WHERE p.recipe = :recipe AND {LIVE} AND NOT EXISTS
                (SELECT 1 FROM embeddings e WHERE e.space = :space AND e.text_key = p.text_key)
                GROUP BY p.text_key ORDER BY min(p.version), min(p.start)""",
            {"g": generation, "recipe": recipe, "space": space},
        )
        return [key for (key,) in rows]

    def texts(self, recipe: int, keys: Sequence[bytes]) -> list[str]:
        """Return the texts that these keys stand for, as they are embedded."""
        found: dict[bytes, str] = {}
        for key in keys:
            ((version, start, end),) = self._rows(
                "SELECT version, start, end FROM passages WHERE text_key = ? AND recipe = ? LIMIT 1", (key, recipe)
            )
            article = self._articles([version])[version]
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

    def passage_ids(self, recipe: int, generation: int, *, since: int = 0) -> list[str]:
        """Return the ids of the passages that ``generation`` holds and that came after generation ``since``."""
        rows = self._rows(
            f"""SELECT p.id FROM versions v CROSS JOIN passages p ON p.version = v.version AND p.recipe = :recipe
                WHERE {LIVE} AND v.added > :since ORDER BY p.version, p.start""",
            {"g": generation, "recipe": recipe, "since": since},
        )
        return [passage_id for (passage_id,) in rows]

    def retired_ids(self, recipe: int, generation: int) -> list[str]:
        """Return the ids of the passages that ``generation`` is the first not to hold."""
        rows = self._rows(
            """SELECT p.id FROM passages p JOIN versions v USING (version)
               WHERE p.recipe = ? AND v.removed = ? ORDER BY p.version, p.start""",
            (recipe, generation),
        )
        return [passage_id for (passage_id,) in rows]

    def rows(self, recipe: int, space: str, passage_ids: Sequence[str]) -> Iterator[tuple[int, str, Vectors]]:
        """Yield number, id and vector of these passages, which come in the order of their ids."""
        for chunk in chunks(passage_ids):
            found = self._rows(
                """SELECT p.number, p.id, e.vector FROM passages p JOIN embeddings e USING (text_key)
                   WHERE p.recipe = ? AND e.space = ? AND p.id IN (SELECT value FROM json_each(?))
                   ORDER BY p.number""",
                (recipe, space, json.dumps(chunk)),
            )
            for number, passage_id, vector in found:
                yield number, passage_id, np.frombuffer(vector, dtype=np.float32)

    # -- reading: one generation ------------------------------------------------------------------------------

    def passages(self, recipe: int, generation: int, passage_ids: Sequence[str]) -> dict[str, Passage]:
        """Return those of the passages that ``generation`` holds, by id, each with its article."""
        found: dict[str, Passage] = {}
        for chunk in chunks(passage_ids):
            rows = self._rows(
                f"""SELECT p.id, p.start, p.end, p.version FROM passages p JOIN versions v USING (version)
                    WHERE p.recipe = :recipe AND {LIVE} AND p.id IN (SELECT value FROM json_each(:ids))""",
                {"g": generation, "recipe": recipe, "ids": json.dumps(chunk)},
            )
            # A text is read once, however many passages of it are wanted.
            articles = self._articles(sorted({version for *_, version in rows}))
            found |= {key: Passage(articles[version], start, end) for key, start, end, version in rows}
        return found

    def _articles(self, versions: Sequence[int]) -> dict[int, Article]:
        rows = self._rows(
            f"SELECT version, {ARTICLE} FROM articles WHERE version IN (SELECT value FROM json_each(?))",
            (json.dumps(versions),),
        )
        return {version: to_article(row) for version, *row in rows}

    def passages_in_order(self, recipe: int, generation: int, passage_ids: Sequence[str]) -> Iterator[Passage]:
        """Yield these passages one after another, holding few of them in memory."""
        for chunk in chunks(passage_ids):
            found = self.passages(recipe, generation, chunk)
            yield from (found[passage_id] for passage_id in chunk)

    def article(self, article_id: str, generation: int) -> Article | None:
        """Return the version of an article that ``generation`` holds."""
        rows = self._rows(
            f"SELECT {ARTICLE} FROM articles v WHERE article_id = :id AND {LIVE}", {"id": article_id, "g": generation}
        )
        return to_article(rows[0]) if rows else None

    def holdings(self, recipe: int, generation: int) -> Holdings:
        """Count what a generation holds."""
        ((articles, first, last),) = self._rows(
            f"SELECT count(*), min(published), max(published) FROM versions v WHERE {LIVE}", {"g": generation}
        )
        ((passages,),) = self._rows(
            f"SELECT count(*) FROM passages p JOIN versions v USING (version) WHERE p.recipe = :recipe AND {LIVE}",
            {"recipe": recipe, "g": generation},
        )
        return Holdings(articles, passages, from_microseconds(first), from_microseconds(last))

    def limits(self, wanted: Filter, generation: int) -> Limits:
        """Turn a reader's filter into exact names and seconds, as this generation holds them."""
        return Limits(
            since=whole_seconds(wanted.since) if wanted.since else None,
            until=whole_seconds(wanted.until) if wanted.until else None,
            sources=self._names("source", generation, lambda name: fold(name) == fold(wanted.source))
            if wanted.source
            else None,
            authors=self._names("author", generation, lambda name: fold(wanted.author) in fold(name))
            if wanted.author
            else None,
        )

    def _names(self, field: str, generation: int, wanted: Callable[[str], bool]) -> list[str]:
        rows = self._rows(f"SELECT DISTINCT {field} FROM versions v WHERE {LIVE}", {"g": generation})
        return sorted(name for (name,) in rows if wanted(name))

    def allowed_articles(self, generation: int, limits: Limits) -> int:
        """Count the articles that a filter allows: far quicker than naming their passages."""
        condition, values = allowing(limits)
        rows = self._rows(f"SELECT count(*) FROM versions v WHERE {LIVE}{condition}", {"g": generation, **values})
        return int(rows[0][0])

    def allowed(self, recipe: int, generation: int, limits: Limits) -> NDArray[np.int64]:
        """Return the numbers, ascending, of the passages that a filter allows."""
        condition, values = allowing(limits)
        rows = self._rows(
            # CROSS JOIN keeps SQLite from starting with the passages, which takes a hundred times as long.
            f"""SELECT p.number FROM versions v CROSS JOIN passages p ON p.version = v.version AND p.recipe = :recipe
                WHERE {LIVE}{condition}""",
            {"g": generation, "recipe": recipe, **values},
        )
        return np.sort(np.fromiter((number for (number,) in rows), dtype=np.int64, count=len(rows)))

    def roots(self) -> list[str]:
        """Return the roots of which articles are held."""
        return [root for (root,) in self._rows("SELECT DISTINCT root FROM versions WHERE removed IS NULL")]

    def rejected(self) -> list[Rejected]:
        """Return the records that the last run over each root could not read."""
        rows = self._rows("SELECT path, line, reason FROM rejected ORDER BY rowid")
        return [Rejected(path, line, reason) for path, line, reason in rows]


def chunks(values: Sequence[str], length: int = 500) -> Iterator[list[str]]:
    """Cut a list into lists that one statement takes at a time."""
    stream = iter(values)
    while chunk := list(islice(stream, length)):
        yield chunk


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
        if not path.exists() or path.with_name(f"{path.name}-wal").exists():
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
