"""What an index holds, for comparing two of them, and what may be wrong with one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from conftest import PASSAGE_WORDS, FakeEmbedder

from index.catalog import Catalog
from index.doctor import examine
from index.generation import Store, directories
from index.keywords import KeywordIndex
from index.recipe import Recipe
from index.vectors import Volume

State = dict[str, list[Any]]  # rows by part, in order

TABLES = {
    "articles": "SELECT article_id, content_hash, root, place, record_hash, path, line FROM versions "
    "WHERE removed IS NULL ORDER BY article_id",
    "passages": "SELECT p.id, p.number, v.article_id, p.start, p.end, substr(t.text, p.start + 1, p.end - p.start) "
    "FROM passages p JOIN versions v USING (version) JOIN texts t USING (version) ORDER BY p.id",
    "embeddings": "SELECT space, text_key, vector FROM embeddings ORDER BY space, text_key",
    "records": "SELECT fingerprint, root, id, derived, content_hash, moment FROM records ORDER BY fingerprint",
    "rejected": "SELECT root, path, line, reason FROM rejected ORDER BY root, path, line",
}
TIMES = {
    "seen": "SELECT article_id, content_hash, first_seen, last_seen FROM versions UNION ALL "
    "SELECT article_id, content_hash, first_seen, last_seen FROM history ORDER BY 1, 3, 2",
    "roots": "SELECT root, read_at FROM roots ORDER BY root",
}


def state_of(data_dir: Path, *, times: bool = False) -> State:
    """All that an index holds and that readers can be shown, in one order; with ``times``, when it was seen too."""
    store = Store(data_dir)
    generation = store.current()
    catalog = Catalog(store.catalog, reading=True)
    try:
        state: State = {name: catalog.select(statement) for name, statement in TABLES.items()}
        if times:
            state |= {name: catalog.select(statement) for name, statement in TIMES.items()}
        live = {key for (key, *_) in state["passages"]}
    finally:
        catalog.close()
    state["vectors"] = []
    for part in generation.volumes:
        volume = Volume(store.volume(part.name))
        rows = zip(volume.ids(), volume.vectors(), strict=True)
        state["vectors"] += [(key, vector.tobytes()) for key, vector in rows if key in live]
        volume.close()
    state["vectors"].sort()
    state["keywords"] = sorted(KeywordIndex(store.keywords(generation.number)).ids())
    return state


def differences(state: State, expected: State) -> list[str]:
    """Name the parts in which two states differ, with an example of each."""
    found = []
    for name in sorted(state.keys() | expected.keys()):
        here, there = Counter(state.get(name, [])), Counter(expected.get(name, []))
        if here != there:
            extra, missing = list((here - there).elements()), list((there - here).elements())
            examples = f"{shown(extra)} / {shown(missing)}"
            found.append(f"{name}: {len(extra)} too many, {len(missing)} missing, such as {examples}")
    return found


def shown(rows: list[Any]) -> str:
    return repr(rows[0])[:300] if rows else "-"


def faults(data_dir: Path) -> list[str]:
    """What is wrong with an index that nobody reads or writes: the doctor's findings, and what lies about."""
    store = Store(data_dir)
    catalog = Catalog(store.catalog, reading=True)
    recipe = Recipe(FakeEmbedder().space, PASSAGE_WORDS)
    try:
        found = [
            f"{f.part}: {fault}" for f in examine(store, catalog, lambda: recipe, FakeEmbedder) for fault in f.faults
        ]
    finally:
        catalog.close()
    generation = store.current()
    named = {part.name for part in generation.volumes}
    found += [f"left over: {path.name}" for path in directories(store.volumes) if path.name not in named]
    found += [f"left over: {path.name}" for path in directories(store.generations) if path.name != generation.name]
    return found + doubles(state_of(data_dir))


def doubles(state: State) -> list[str]:
    """Each live passage stands once in the volumes and once in the keyword index."""
    live = Counter(key for (key, *_) in state["passages"])
    by_vector = Counter(key for key, _ in state["vectors"])
    found = ["a passage is not once in the volumes"] if by_vector != live else []
    return found + (["a passage is not once in the keyword index"] if Counter(state["keywords"]) != live else [])
