"""``Store``: the SQLite file of the front end; all that must outlive a crash. Its tables are used by the modules that
are named after them.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from index.errors import StoreError

VERSION = 1
NAME = "telegram.sqlite"
SCHEMA = """
-- Updates as Telegram sent them. Those that are done keep their number, so that none is taken twice.
CREATE TABLE inbox (
    update_id INTEGER PRIMARY KEY, chat INTEGER, thread INTEGER, user INTEGER, received REAL NOT NULL,
    body TEXT, done REAL, tries INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX inbox_waiting ON inbox (update_id) WHERE done IS NULL;
-- What is to be sent for an update, in its order. state: planned, sending (it is not known whether it arrived), sent,
-- lost (Telegram does not take it).
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY, update_id INTEGER NOT NULL, chat INTEGER NOT NULL, thread INTEGER, reply_to INTEGER,
    body TEXT, picture BLOB, answer TEXT, state TEXT NOT NULL DEFAULT 'planned', tried REAL, message_id INTEGER,
    floor INTEGER, floor_overall INTEGER
);
CREATE INDEX outbox_update ON outbox (update_id);
CREATE INDEX outbox_tried ON outbox (tried);
-- The highest message id that is known of a chat; of chat 0, over all private chats.
CREATE TABLE highest (chat INTEGER PRIMARY KEY, message_id INTEGER NOT NULL);
CREATE TABLE conversation (
    chat INTEGER NOT NULL, thread INTEGER NOT NULL, state TEXT NOT NULL, changed REAL NOT NULL,
    PRIMARY KEY (chat, thread)
);
CREATE TABLE answer (
    key TEXT PRIMARY KEY, chat INTEGER NOT NULL, thread INTEGER NOT NULL, user INTEGER, made REAL NOT NULL,
    body TEXT NOT NULL
);
CREATE TABLE feedback (
    key TEXT NOT NULL, user INTEGER NOT NULL, verdict TEXT NOT NULL, given REAL NOT NULL, PRIMARY KEY (key, user)
);
CREATE TABLE member (id INTEGER PRIMARY KEY, standing TEXT NOT NULL, since REAL NOT NULL);
CREATE TABLE asked (user INTEGER NOT NULL, at REAL NOT NULL, what TEXT NOT NULL);
CREATE INDEX asked_user ON asked (user, at);
CREATE TABLE follow (
    key TEXT PRIMARY KEY, chat INTEGER NOT NULL, thread INTEGER NOT NULL, user INTEGER NOT NULL, subject TEXT NOT NULL,
    schedule TEXT NOT NULL, generation INTEGER NOT NULL, indexed_at TEXT NOT NULL, made REAL NOT NULL, last REAL
);
-- Articles that a chat was told of, so that it is told once.
CREATE TABLE told (chat INTEGER NOT NULL, article TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (chat, article));
"""


class Store:
    """One connection to the file, made where there is none; the bot is its only user."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with errors(self._path):
            path.touch(mode=0o600, exist_ok=True)  # it holds what people asked
            self._db = sqlite3.connect(path, check_same_thread=False, timeout=30, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")  # what is confirmed to Telegram survives a power cut, too
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
            (found,) = self._db.execute("PRAGMA user_version").fetchone()
            if found == 0:
                self._db.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        if found not in {0, VERSION}:
            raise StoreError(f"{path} is of another version of Backissue: move it away, and conversations begin anew")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what is written inside, or nothing of it; may be nested."""
        with errors(self._path):
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def select(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that a statement finds."""
        with errors(self._path):
            return self._db.execute(statement, values).fetchall()

    def change(self, statement: str, values: Sequence[object] = ()) -> int:
        """Carry out a statement; return how many rows it changed."""
        with errors(self._path):
            return self._db.execute(statement, values).rowcount

    def change_each(self, statement: str, values: Iterable[Sequence[object]]) -> None:
        """Carry out a statement for each of these values, or for none of them."""
        with self.transaction():
            self._db.executemany(statement, values)

    def wipe(self) -> None:
        """Empty the log beside the file: it may hold what was forgotten."""
        with errors(self._path):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def errors(path: Path) -> Iterator[None]:
    """Raise a StoreError for what goes wrong with the file, and say what helps."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        damaged = any(words in str(error) for words in ("not a database", "malformed"))
        advice = "; move it away, and conversations begin anew" if damaged else ""
        raise StoreError(f"{path} cannot be used: {error}{advice}") from error


def look_at(folder: Path) -> None:
    """Raise a StoreError where the file of a data folder is damaged or cannot be written; nothing is changed."""
    path = folder.absolute() / NAME
    there = next(one for one in (path, *path.parents) if one.exists())  # a folder that is missing can be made
    if not os.access(there, os.W_OK):
        raise StoreError(f"{path} cannot be written")
    if path.exists():
        with errors(path), closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
            [(found,)] = db.execute("PRAGMA quick_check(1)").fetchall()
        if found != "ok":
            raise StoreError(f"{path} is damaged; move it away, and conversations begin anew")


@contextmanager
def open_store(folder: Path) -> Iterator[Store]:
    """Open the file of a data folder; raises StoreError where another bot uses it."""
    try:
        held = (folder / "telegram.lock").open("w")
    except OSError as error:
        raise StoreError(f"{folder} cannot be written to: {error.strerror}") from error
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(f"another bot runs on {folder}: stop it, or set BACKISSUE_DATA_DIR") from error
        store = Store(folder / NAME)
        try:
            yield store
        finally:
            store.close()
