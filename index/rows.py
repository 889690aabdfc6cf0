"""What the tables of the catalog hold, and how their rows become values and back. Opens no database."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from corpus.article import Article, Mark
from index.keywords import EPOCH

SCHEMA_VERSION = 4
# What tells the same story in other articles (corpus.duplicates), and lines that a source may repeat (index.repeated).
STORIES = """
CREATE TABLE signatures (
    version INTEGER PRIMARY KEY REFERENCES versions ON DELETE CASCADE, algorithm TEXT NOT NULL, signature BLOB NOT NULL
);
CREATE TABLE bands (
    band INTEGER NOT NULL, version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE, PRIMARY KEY (band, version)
) WITHOUT ROWID;
CREATE INDEX bands_by_version ON bands (version);
CREATE TABLE edges (
    line INTEGER NOT NULL, version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE, PRIMARY KEY (line, version)
) WITHOUT ROWID;
CREATE INDEX edges_by_version ON edges (version);
CREATE INDEX versions_by_notice ON versions (corrects) WHERE corrects <> '';
CREATE VIEW articles AS SELECT * FROM versions JOIN texts USING (version);
"""
# Dates that the text of an article names (corpus.events), noted when it is chunked.
EVENTS = """
CREATE TABLE events (
    version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,          -- where in the text it is written
    first INTEGER NOT NULL, last INTEGER NOT NULL,           -- days as date.toordinal counts them, both inclusive
    year_inferred INTEGER NOT NULL, PRIMARY KEY (version, start)
) WITHOUT ROWID;
CREATE INDEX events_by_day ON events (first, last);
"""
SCHEMA = f"""
CREATE TABLE versions (
    version INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL, content_hash TEXT NOT NULL,
    title TEXT NOT NULL, author TEXT NOT NULL, source TEXT NOT NULL,
    published INTEGER, utc_offset INTEGER, updated INTEGER,  -- microseconds since 1970; minutes east of UTC
    url TEXT NOT NULL, language TEXT NOT NULL,
    section TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL DEFAULT '', agency TEXT NOT NULL DEFAULT '',
    dateline TEXT NOT NULL DEFAULT '', corrects TEXT NOT NULL DEFAULT '',
    path TEXT NOT NULL, line INTEGER, marks TEXT NOT NULL,
    root TEXT NOT NULL,                                      -- the folder or file that was indexed
    place TEXT NOT NULL, record_hash TEXT NOT NULL,          -- of derived ids: the id that its place gives; else empty
    first_seen INTEGER NOT NULL, last_seen INTEGER,          -- last_seen: once it is replaced or removed
    added INTEGER NOT NULL, removed INTEGER                  -- generations
);
CREATE INDEX versions_by_article ON versions (article_id, removed);
CREATE INDEX versions_by_time ON versions (published);
CREATE INDEX versions_by_generation ON versions (added);
CREATE INDEX versions_by_removal ON versions (removed) WHERE removed IS NOT NULL;
-- Apart from the rest, so that a filter that looks at every version reads kilobytes an article less.
CREATE TABLE texts (version INTEGER PRIMARY KEY REFERENCES versions ON DELETE CASCADE, text TEXT NOT NULL);
{STORIES}
{EVENTS}
CREATE TABLE recipes (recipe INTEGER PRIMARY KEY, json TEXT NOT NULL UNIQUE);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY,
    recipe INTEGER NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, text_key BLOB NOT NULL,
    UNIQUE (recipe, id)
);
CREATE INDEX passages_by_version ON passages (version, recipe);
CREATE INDEX passages_by_text ON passages (text_key);
CREATE TABLE embeddings (space TEXT NOT NULL, text_key BLOB NOT NULL, vector BLOB NOT NULL, UNIQUE (space, text_key));
-- Embeddings that may have lost their last passage; looked at when a run ends.
CREATE TABLE orphans (text_key BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TRIGGER orphan AFTER DELETE ON passages BEGIN INSERT OR IGNORE INTO orphans VALUES (old.text_key); END;
-- What the last runs met: every record that was read, every one that could not be, and when each root was read.
CREATE TABLE records (
    fingerprint BLOB PRIMARY KEY, root TEXT NOT NULL, id TEXT NOT NULL, derived INTEGER NOT NULL,
    content_hash TEXT NOT NULL, moment INTEGER               -- what tells the newer of two records with one id
) WITHOUT ROWID;
CREATE TABLE rejected (root TEXT NOT NULL, path TEXT NOT NULL, line INTEGER, reason TEXT NOT NULL);
CREATE TABLE roots (root TEXT PRIMARY KEY, read_at INTEGER NOT NULL) WITHOUT ROWID;
-- Versions that no generation holds any more: when each was seen, without its text.
CREATE TABLE history (
    article_id TEXT NOT NULL, content_hash TEXT NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL,
    first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL
);
CREATE INDEX history_by_article ON history (article_id);
-- What was purged and must not come back, by hashes: what was forgotten is written nowhere.
CREATE TABLE forgotten (
    key BLOB NOT NULL, asked BLOB NOT NULL,                  -- ``asked``: the key of what a person named
    at INTEGER NOT NULL, PRIMARY KEY (key, asked)
) WITHOUT ROWID;
CREATE TABLE purges (at INTEGER NOT NULL);                   -- not finished yet
"""
# From the schema of the first release, so that nobody has to embed an archive again. What the new columns hold comes
# with the next run, which reads every record again.
MIGRATIONS = {
    2: f"""
DROP VIEW articles;
ALTER TABLE versions ADD COLUMN section TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN agency TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN dateline TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN corrects TEXT NOT NULL DEFAULT '';
{STORIES}
{EVENTS}
DELETE FROM records;
""",
    3: EVENTS,
}
FIELDS = (
    "title, author, source, published, utc_offset, updated, url, language, section, kind, agency, dateline, corrects, "
    "path, line, marks"
)
ARTICLE = f"article_id, {FIELDS}, text"
LIVE = "v.added <= :g AND (v.removed IS NULL OR v.removed > :g)"
MICROSECOND = timedelta(microseconds=1)


def to_version(article: Article, root: str, generation: int, seen: datetime) -> dict[str, object]:
    """Convert an article to the columns of ``versions``."""
    derived = Mark.ID_DERIVED in article.marks
    return {
        "article_id": article.id,
        "content_hash": article.content_hash,
        "title": article.title,
        "author": article.author,
        "source": article.source,
        "published": to_microseconds(article.published),
        "utc_offset": article.utc_offset,
        "updated": to_microseconds(article.updated),
        "url": article.url,
        "language": article.language,
        "section": article.section,
        "kind": article.kind,
        "agency": article.agency,
        "dateline": article.dateline,
        "corrects": article.corrects,
        "path": article.path,
        "line": article.line,
        "marks": json.dumps(sorted(article.marks)),
        "root": root,
        "place": article.id if derived else "",
        "record_hash": article.record_hash if derived else "",
        "first_seen": to_microseconds(seen),
        "added": generation,
    }


def passage_number(recipe: int, passage_id: str) -> int:
    """Number a passage by its id: a passage that comes back has the number under which a volume may still hold it.

    Numbers of one recipe ascend with the ids. They have 60 bits: among a million passages, the chance that two share
    one is less than one in a million.
    """
    return int(passage_id[:15], 16) + recipe


def to_article(row: Sequence[object]) -> Article:
    """Restore an article from the columns ``ARTICLE``."""
    values = dict(zip(ARTICLE.split(", "), row, strict=True))
    values["id"] = values.pop("article_id")
    values["published"] = from_microseconds(values["published"])
    values["updated"] = from_microseconds(values["updated"])
    values["marks"] = frozenset(map(Mark, json.loads(str(values["marks"]))))
    return Article(**values)  # type: ignore[arg-type]


def fold(name: str) -> str:
    """Reduce a name to what readers type: no accents, no case, single spaces."""
    plain = unicodedata.normalize("NFKD", name).replace("ı", "i")
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def to_microseconds(moment: datetime | None) -> int | None:
    """Count from 1970 in UTC; whole numbers, so that years before 1970 and far ones stay exact."""
    return (moment - EPOCH) // MICROSECOND if moment else None


def from_microseconds(count: object) -> datetime | None:
    """Restore what ``to_microseconds`` counted."""
    return EPOCH + timedelta(microseconds=count) if isinstance(count, int) else None


def printed_at(moment: datetime | None, offset: int | None) -> datetime | None:
    """Return a moment of publication by the clock where it was printed, as ``Article.printed`` does."""
    return moment and moment.astimezone(timezone(timedelta(minutes=offset or 0)))


def moment_of(count: int) -> datetime:
    """Restore what is never missing."""
    return EPOCH + timedelta(microseconds=count)
