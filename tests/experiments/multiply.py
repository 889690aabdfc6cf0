"""Make an archive that is several times as large as an index at hand, to see what a question costs in it.

python -m tests.experiments.multiply DATA_FOLDER NEW_FOLDER TIMES

Each article is there TIMES times, under ids and addresses of its own. Real for the time of a question: all counts (of
versions, texts, passages, dates, signatures, postings, vectors), the HNSW graph of each volume, which Chroma builds
anew, numbers and ids that are spread as hashes are, sources and days in the same shares. Simulated:

- The vectors of copies lie beside the original's (cosine .98, drawn by chance): the archive is as clustered as one of
  its size would be, but finds each passage with its copies around it.
- Their words are the original's: postings grow as they would, the vocabulary, which would grow with the root of the
  archive or so, does not. Their signatures and repeated lines are moved apart, so that no copy is the same story.
- Embeddings and records are not in the catalog more than once: no question reads them.
"""

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import md5, shake_128
from pathlib import Path

import numpy as np
import tantivy

from corpus.duplicates import SHORT, bands
from index.catalog import Catalog
from index.generation import Generation, Part, Store, volume_name
from index.keywords import HEAP_BYTES, open_index, to_document
from index.rows import passage_number
from index.vectors import Row, Volume, build_volume

NOISE = 0.2  # the length of what is added to a vector of length 1


def main(source: str, target: str, times: str) -> None:
    old, new, copies = Store(Path(source)), Store(Path(target)), range(1, int(times))
    generation = old.current()
    new.generations.mkdir(parents=True)
    multiply_catalog(old.catalog, new.catalog, copies)
    print("catalog", flush=True)
    parts = list(multiply_volumes(old, new, generation, copies))
    multiply_keywords(old, new, generation, copies)
    many = len(copies) + 1
    new.publish(
        replace(
            generation,
            volumes=tuple(parts),
            articles=generation.articles * many,
            passages=generation.passages * many,
        )
    )


def copied(passage_id: str, copy: int) -> str:
    return md5(f"{passage_id} {copy}".encode()).hexdigest()


def moved(value: bytes, copy: int) -> bytes:
    """Change a signature so that only those of the same copy are alike; the count of shingles stays."""
    kept = 0 if len(value) <= SHORT else 4
    mask = bytes(kept) + shake_128(str(copy).encode()).digest(len(value) - kept)
    return bytes(a ^ b for a, b in zip(value, mask, strict=True))


def multiply_catalog(old: Path, new: Path, copies: range) -> None:
    with closing(sqlite3.connect(f"{old.as_uri()}?mode=ro", uri=True)) as source, closing(sqlite3.connect(new)) as db:
        source.backup(db)
        db.create_function("copied", 2, copied, deterministic=True)
        db.create_function("moved", 2, moved, deterministic=True)
        db.create_function("numbered", 2, passage_number, deterministic=True)
        columns = [name for _, name, *_ in db.execute("PRAGMA table_info(versions)")][1:]
        own = {
            "article_id": "article_id || '~' || :copy",
            "url": "CASE url WHEN '' THEN '' ELSE url || '/' || :copy END",
            "corrects": "CASE WHEN corrects LIKE 'http%' THEN corrects || '/' || :copy ELSE corrects END",
        }
        ((most,),) = db.execute("SELECT max(version) FROM versions")
        for copy in copies:
            values = {"copy": copy, "by": copy * most, "most": most}
            for statement in (
                f"INSERT INTO versions SELECT version + :by, {', '.join(own.get(name, name) for name in columns)} "
                "FROM versions WHERE version <= :most",
                "INSERT INTO texts SELECT version + :by, text FROM texts WHERE version <= :most",
                "INSERT INTO events SELECT version + :by, start, end, first, last, year_inferred FROM events "
                "WHERE version <= :most",
                "INSERT INTO signatures SELECT version + :by, algorithm, moved(signature, :copy) FROM signatures "
                "WHERE version <= :most",
                "INSERT INTO edges SELECT line + :copy, version + :by FROM edges WHERE version <= :most "
                "ON CONFLICT DO NOTHING",
                "INSERT INTO passages SELECT numbered(recipe, copied(id, :copy)), recipe, copied(id, :copy), "
                "version + :by, start, end, text_key FROM passages WHERE version <= :most",
            ):
                db.execute(statement, values)
            found = db.execute("SELECT version, signature FROM signatures WHERE version > :by", values).fetchall()
            keys = ((key, version) for version, signature in found for key in bands(signature))
            db.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", keys)
        db.commit()


def multiply_volumes(old: Store, new: Store, generation: Generation, copies: range) -> Iterator[Part]:
    for part in generation.volumes:
        shutil.copytree(old.volume(part.name), new.volume(part.name))
        yield part
    for copy in copies:
        for place, part in enumerate(generation.volumes):
            name = volume_name(generation.number, 1000 * copy + place)
            rows = copied_rows(old.volume(part.name), generation.recipe_number, copy)
            for _ in build_volume(new.volume(name), rows, part.size):
                pass
            yield replace(part, name=name)
        print(f"vectors, copy {copy}", flush=True)


def copied_rows(path: Path, recipe: int, copy: int) -> Iterator[Row]:
    volume = Volume(path)
    ids, vectors = [copied(key, copy) for key in volume.ids()], volume.vectors()
    volume.close()
    noise = np.random.default_rng(copy).normal(size=vectors.shape, scale=NOISE / vectors.shape[1] ** 0.5)
    vectors += noise.astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    for row in np.argsort(ids):
        yield passage_number(recipe, ids[row]), ids[row], vectors[row]


def multiply_keywords(old: Store, new: Store, generation: Generation, copies: range) -> None:
    path, catalog = new.keywords(generation.number), Catalog(old.catalog, reading=True)
    path.mkdir(parents=True)
    writer = open_index(path, create=True).writer(heap_size=4 * HEAP_BYTES, num_threads=1)
    numbers = catalog.numbers(generation.recipe_number, generation.number)
    for place, passage in enumerate(catalog.each(generation.recipe_number, generation.number, numbers)):
        values = to_document(passage).to_dict()
        for copy in range(len(copies) + 1):
            own = [copied(passage.id, copy)] if copy else [passage.id]
            writer.add_document(tantivy.Document(**{**values, "id": own}))
        if place % 20_000 == 0:
            print(f"keywords of {place:,} passages", flush=True)
    writer.commit()
    writer.wait_merging_threads()


if __name__ == "__main__":
    main(*sys.argv[1:])
