"""The ledger: what the index job notes in the catalog about the archive that it read.

Which versions of which articles stand where and since when, by which bytes a record is known, what was refused, and
what was purged for good.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from corpus.article import Article, Rejected
from index.catalog import Catalog
from index.repeated import line_keys
from index.rows import FIELDS, fold, from_microseconds, moment_of, to_microseconds, to_version


@dataclass(frozen=True, slots=True)
class Known:
    """The newest version of an article, as far as a run compares it with what it reads.

    ``place`` is the id that the article's place would give it, ``record_hash`` what tells it from others when it
    moves; both are empty where the record names its id.
    """

    content_hash: str
    root: str
    place: str
    record_hash: str
    path: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Noted:
    """A record that an earlier run read: the id and content that its bytes gave.

    ``derived`` says that the id is the record's place, which may not be the id of the article any more.
    """

    root: str
    id: str
    derived: bool
    content_hash: str
    moment: datetime | None


class Ledger:
    """What the one writer notes; every method that writes is called within a transaction of the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    # -- versions ---------------------------------------------------------------------------------------------

    def known(self) -> dict[str, Known]:
        """Return the newest version of each article, by article id."""
        rows = self._catalog.select(
            """SELECT article_id, content_hash, root, place, record_hash, path, line
               FROM versions WHERE removed IS NULL"""
        )
        return {article_id: Known(*row) for article_id, *row in rows}

    def add_version(self, article: Article, root: str, generation: int, seen: datetime) -> int:
        """Store a version that ``generation`` will be the first to hold; the older one stays until it is retired.

        Returns the number of the version.
        """
        row = to_version(article, root, generation, seen)
        names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
        version = self._catalog.change(f"INSERT INTO versions ({names}) VALUES ({values})", row)
        self._catalog.change("INSERT INTO texts VALUES (?, ?)", (version, article.text))
        self._sign(version, article)
        return version

    def _sign(self, version: int, article: Article) -> None:
        """Note what tells the same story in other articles, and the lines that others of its source may have."""
        from corpus.duplicates import VERSION, bands, signature  # here: a run without a change signs nothing

        self._catalog.change_each("INSERT INTO edges VALUES (?, ?)", ((line, version) for line in line_keys(article)))
        if signed := signature(article.text):
            self._catalog.change("INSERT INTO signatures VALUES (?, ?, ?)", (version, VERSION, signed))
            self._catalog.change_each("INSERT INTO bands VALUES (?, ?)", {(band, version) for band in bands(signed)})

    def copy_version(self, article_id: str, generation: int, seen: datetime) -> int:
        """Store what is held of an article once more, as ``add_version`` does; it has no id of its own yet."""
        said = f"article_id, content_hash, {FIELDS}, root, place, record_hash"
        held = "FROM versions WHERE article_id = ? AND removed IS NULL AND added < ?"
        version = self._catalog.change(
            f"INSERT INTO versions ({said}, first_seen, added) SELECT {said}, ?, ? {held}",
            (to_microseconds(seen), generation, article_id, generation),
        )
        self._catalog.change(
            f"INSERT INTO texts SELECT ?, text FROM texts WHERE version = (SELECT version {held})",
            (version, article_id, generation),
        )
        for table, columns in (("signatures", "algorithm, signature"), ("bands", "band"), ("edges", "line")):
            self._catalog.change(
                f"INSERT INTO {table} (version, {columns}) SELECT ?, {columns} FROM {table} "
                f"WHERE version = (SELECT version {held})",
                (version, article_id, generation),
            )
        return version

    def drop_versions(self, versions: Iterable[int]) -> None:
        """Take back versions that were added in this run."""
        self._catalog.change_each("DELETE FROM versions WHERE version = ?", ((version,) for version in versions))

    def name_versions(self, names: Mapping[int, str]) -> None:
        """Give versions that were added in this run the ids of their articles."""
        rows = ((article_id, version) for version, article_id in names.items())
        self._catalog.change_each("UPDATE versions SET article_id = ? WHERE version = ?", rows)

    def move(self, article_id: str, root: str, place: str, path: str, line: int | None) -> None:
        """Note where an unchanged article stands now; that is not part of its content."""
        self._catalog.change(
            "UPDATE versions SET root = ?, place = ?, path = ?, line = ? WHERE article_id = ? AND removed IS NULL",
            (root, place, path, line, article_id),
        )

    def retire(self, article_ids: Iterable[str], generation: int, now: datetime) -> None:
        """Let the versions older than ``generation`` of these articles end with it.

        They were last seen when their root was read before.
        """
        self._catalog.change_each(
            """UPDATE versions SET removed = ?1,
               last_seen = max(first_seen, coalesce((SELECT read_at FROM roots WHERE root = versions.root), ?2))
               WHERE article_id = ?3 AND removed IS NULL AND added < ?1""",
            ((generation, to_microseconds(now), article_id) for article_id in article_ids),
        )

    def forget_unpublished(self, published: int) -> None:
        """Undo what a run left that never published its generation. Embeddings stay: they are work well done."""
        with self._catalog.transaction():
            self._catalog.change("DELETE FROM versions WHERE added > ?", (published,))
            self._catalog.change("UPDATE versions SET removed = NULL, last_seen = NULL WHERE removed > ?", (published,))

    def forget_unseen(self, oldest: int, recipes: Iterable[int]) -> None:
        """Drop what no generation from ``oldest`` on holds: texts, passages of other recipes, embeddings."""
        in_use = json.dumps(sorted(recipes))
        unused = "recipe NOT IN (SELECT value FROM json_each(?))"
        with self._catalog.transaction():
            self._catalog.change(
                """INSERT INTO history SELECT article_id, content_hash, title, source, first_seen, last_seen
                   FROM versions WHERE removed <= ? ORDER BY version""",
                (oldest,),
            )
            self._catalog.change("DELETE FROM versions WHERE removed <= ?", (oldest,))
            if self._catalog.select(f"SELECT 1 FROM recipes WHERE {unused}", (in_use,)):
                self._catalog.change(f"DELETE FROM passages WHERE {unused}", (in_use,))
                self._catalog.change(f"DELETE FROM recipes WHERE {unused}", (in_use,))
                self._catalog.change(
                    "DELETE FROM embeddings WHERE space NOT IN (SELECT json_extract(json, '$.space') FROM recipes)"
                )
            self._catalog.change(
                # By space and key, as they are stored: to look at every embedding would take longer than the run.
                """DELETE FROM embeddings WHERE (space, text_key) IN (
                   SELECT json_extract(r.json, '$.space'), o.text_key FROM recipes r, orphans o
                   WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.text_key = o.text_key))"""
            )
            self._catalog.change("DELETE FROM orphans")

    # -- records ----------------------------------------------------------------------------------------------

    def records(self) -> dict[bytes, Noted]:
        """Return the records that earlier runs read, by fingerprint."""
        rows = self._catalog.select("SELECT fingerprint, root, id, derived, content_hash, moment FROM records")
        return {
            key: Noted(root, name, bool(derived), content, from_microseconds(moment))
            for key, root, name, derived, content, moment in rows
        }

    def note_records(self, gone: Iterable[bytes], met: Mapping[bytes, Noted]) -> None:
        """Drop the records that are gone and add those that were met for the first time."""
        self._catalog.change_each("DELETE FROM records WHERE fingerprint = ?", ((key,) for key in gone))
        self._catalog.change_each(
            "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?)",
            ((key, r.root, r.id, r.derived, r.content_hash, to_microseconds(r.moment)) for key, r in met.items()),
        )

    def replace_rejected(self, roots: Sequence[str], rejected: Iterable[tuple[str, Rejected]]) -> None:
        """Store the records that this run could not read in place of those of the last run over the same roots."""
        self._catalog.change_each("DELETE FROM rejected WHERE root = ?", ((root,) for root in roots))
        self._catalog.change_each(
            "INSERT INTO rejected VALUES (?, ?, ?, ?)",
            ((root, item.path, item.line, item.reason) for root, item in rejected),
        )

    def roots(self) -> list[str]:
        """Return the roots of which articles are held."""
        return [root for (root,) in self._catalog.select("SELECT DISTINCT root FROM versions WHERE removed IS NULL")]

    def note_read(self, roots: Iterable[str], now: datetime) -> None:
        """Note that these roots have been read to their end. A clock that was set back does not take that back."""
        self._catalog.change_each(
            "INSERT INTO roots VALUES (?, ?) ON CONFLICT DO UPDATE SET read_at = max(read_at, excluded.read_at)",
            ((root, to_microseconds(now)) for root in roots),
        )

    def last_read(self) -> datetime | None:
        """Return the latest moment at which any root was read, None before the first."""
        ((moment,),) = self._catalog.select("SELECT max(read_at) FROM roots")
        return from_microseconds(moment)

    # -- what was purged --------------------------------------------------------------------------------------

    def of_source(self, source: str) -> list[str]:
        """Return the ids of the articles of a source that are held; case and accents do not matter."""
        rows = self._catalog.select("SELECT article_id, source FROM versions WHERE removed IS NULL ORDER BY article_id")
        return [article_id for article_id, name in rows if fold(name) == fold(source)]

    def of_root(self, root: str) -> list[str]:
        """Return the ids of the articles that stand in a root."""
        rows = self._catalog.select(
            "SELECT article_id FROM versions WHERE removed IS NULL AND root = ? ORDER BY article_id", (root,)
        )
        return [article_id for (article_id,) in rows]

    def forgotten(self) -> dict[bytes, datetime]:
        """Return the keys of what was purged and when; see ``forgotten_keys``."""
        return {key: moment_of(at) for key, at in self._catalog.select("SELECT key, at FROM forgotten")}

    def note_forgotten(self, keys: Iterable[tuple[bytes, bytes]], now: datetime) -> None:
        """Note that what has one of these keys must not come back, each with the key of what a person named."""
        moment = to_microseconds(now)
        self._catalog.change_each(
            "INSERT OR REPLACE INTO forgotten VALUES (?, ?, ?)", ((key, asked, moment) for key, asked in keys)
        )

    def allow_again(self, asked: bytes) -> bool:
        """Let what was purged by this name come back; say whether anything was."""
        held = bool(self._catalog.select("SELECT 1 FROM forgotten WHERE asked = ?", (asked,)))
        self._catalog.change("DELETE FROM forgotten WHERE asked = ?", (asked,))
        return held

    def purge(self, article_ids: Collection[str], now: datetime) -> None:
        """Drop every trace of these articles, of the versions that older generations hold too.

        Until ``purged`` says that the rest of the data folder holds no byte of them either, ``is_purging``.
        """
        self._catalog.change("INSERT INTO purges VALUES (?)", (to_microseconds(now),))
        # What was refused may name them, and stands in no generation.
        self._catalog.change_each(
            """DELETE FROM rejected WHERE path IN (SELECT path FROM versions WHERE article_id = ?1)
               OR instr(reason, ?1)""",
            ((key,) for key in article_ids),
        )
        for table in ("versions", "history"):
            self._catalog.change_each(f"DELETE FROM {table} WHERE article_id = ?", ((key,) for key in article_ids))
        # A record is known by the name that its place gives, an article by the name that it had first: drop all.
        self._catalog.change("DELETE FROM records")

    def is_purging(self) -> bool:
        """Say whether what was purged here may still stand elsewhere in the data folder."""
        return bool(self._catalog.select("SELECT 1 FROM purges"))

    def purged(self) -> None:
        """Note that it does not."""
        self._catalog.change("DELETE FROM purges")


def forgotten_key(kind: str, text: str) -> bytes:
    """The key of something purged (``id``, ``record`` or ``source``): a hash, from which it cannot be read again."""
    return hashlib.sha256(f"{kind}\0{text}".encode("utf-8", "surrogatepass")).digest()


def forgotten_keys(article: Article) -> list[bytes]:
    """The keys under which an article may have been purged: its id, its record, its source."""
    return [
        forgotten_key("id", article.id),
        forgotten_key("record", article.record_hash),
        forgotten_key("source", fold(article.source)),
    ]
