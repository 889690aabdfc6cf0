"""Building a generation from the catalog: passages, embeddings, a volume, a keyword index, a check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from index.catalog import Catalog
from index.chunk import chunk_article
from index.embed import Embedder
from index.errors import StoreError
from index.generation import Generation, Store, directory_name
from index.keywords import KeywordIndex, build_keywords
from index.recipe import Recipe
from index.vectors import Volume, build_volume

# Passages embedded between two commits: what a kill can cost is a few seconds of work.
EMBED_BATCH = 64
# A volume of which less than this share is still in use is written again without the rest.
LIVE_SHARE = 0.75

Report = Callable[[str, int, int | None], None]  # phase, done, total where it is known


def plan_volumes(live: Mapping[str, tuple[int, int]], added: int) -> list[str]:
    """Choose the volumes to write again together with ``added`` new passages, given (in use, all) of each.

    Volumes at most twice as large as what they would be joined to, the smallest first, so that their number grows
    with the logarithm of the archive and each passage is rewritten as rarely; and those of which much is dead.
    """
    merged = [name for name, (used, size) in live.items() if used < LIVE_SHARE * size]
    total = added + sum(live[name][0] for name in merged)
    for name in sorted(live.keys() - set(merged), key=lambda name: (live[name][0], name)):
        if not total or live[name][0] > 2 * total:
            break
        merged.append(name)
        total += live[name][0]
    return sorted(merged)


class Builder:
    """Builds generations of one recipe from what the catalog holds."""

    def __init__(self, store: Store, catalog: Catalog, recipe: Recipe, report: Report) -> None:
        self._store = store
        self._catalog = catalog
        self._recipe = recipe
        self._number = catalog.recipe_number(recipe)
        self._report = report

    def chunk(self, generation: int) -> None:
        """Chunk the articles that have no passages of this recipe yet."""
        with self._catalog.transaction():
            for done, (version, article) in enumerate(self._catalog.unchunked(self._number, generation), start=1):
                passages = chunk_article(article, self._recipe.passage_words)
                self._catalog.add_passages(self._number, version, passages)
                self._report("chunking", done, None)

    def embed(self, generation: int, make_embedder: Callable[[], Embedder]) -> int:
        """Embed the texts that were never embedded in this space; return how many.

        The model is loaded only when there are any. Each batch is committed: a kill costs one batch.
        """
        keys = self._catalog.unembedded(self._number, self._recipe.space, generation)
        if keys:
            embedder = make_embedder()
            for start in range(0, len(keys), EMBED_BATCH):
                batch = keys[start : start + EMBED_BATCH]
                vectors = embedder.embed_passages(self._catalog.texts(self._number, batch))
                self._catalog.add_embeddings(self._recipe.space, batch, vectors)
                self._report("embedding", start + len(batch), len(keys))
        return len(keys)

    def build(self, generation: int, previous: Generation | None, now: datetime) -> Generation:
        """Write and check the projections of a generation; ``previous`` is what it continues, None to start afresh.

        The generation returned is complete on disk but not yet published.
        """
        ids = self._catalog.passage_ids(self._number, generation)
        added = self._catalog.passage_ids(self._number, generation, since=previous.number) if previous else ids
        volumes = self._write_volumes(generation, previous, ids, added)
        self._write_keywords(generation, previous, added)
        held = self._catalog.holdings(self._number, generation)
        built = Generation(
            number=generation,
            recipe=self._recipe,
            recipe_number=self._number,
            volumes=volumes,
            articles=held.articles,
            passages=held.passages,
            first=held.first,
            last=held.last,
            indexed_at=now,
        )
        check_generation(self._store, built, set(ids))
        return built

    def _write_volumes(
        self, generation: int, previous: Generation | None, ids: list[str], added: list[str]
    ) -> tuple[str, ...]:
        """Write what is new, and what ``plan_volumes`` joins to it, as one volume; name all volumes."""
        live = set(ids)
        held = {name: volume_ids(self._store, name) for name in (previous.volumes if previous else ())}
        used = {name: live.intersection(in_volume) for name, in_volume in held.items()}
        # A passage that was removed and came back may still lie in a volume.
        new = set(added).difference(*held.values())
        merged = plan_volumes({name: (len(used[name]), len(held[name])) for name in held}, len(new))
        names = [name for name in held if name not in merged]
        chosen = new.union(*(used[name] for name in merged))
        if chosen:
            names.append(directory_name(generation))
            ordered = sorted(chosen)
            rows = self._catalog.rows(self._number, self._recipe.space, ordered)
            written = build_volume(self._store.volume(names[-1]), rows, len(ordered))
            self._report_each("writing embeddings", written, len(ordered))
        return tuple(names)

    def _write_keywords(self, generation: int, previous: Generation | None, added: list[str]) -> None:
        written = build_keywords(
            self._store.keywords(generation),
            self._store.keywords(previous.number) if previous else None,
            self._catalog.retired_ids(self._number, generation) if previous else [],
            self._catalog.passages_in_order(self._number, generation, added),
        )
        self._report_each("writing keywords", written, len(added))

    def _report_each(self, phase: str, written: Iterable[int], total: int) -> None:
        for done in written:
            self._report(phase, done, total)


def volume_ids(store: Store, name: str) -> list[str]:
    """Return the ids of the passages in a volume."""
    volume = Volume(store.volume(name))
    try:
        return volume.ids()
    finally:
        volume.close()


def check_generation(store: Store, generation: Generation, expected: set[str]) -> None:
    """Open what was written as a reader will; raises StoreError unless it holds exactly the passages it should."""
    keywords = KeywordIndex(store.keywords(generation.number))
    if set(keywords.ids()) != expected or len(keywords) != len(expected):
        raise StoreError(f"the keyword index holds {len(keywords)} passages instead of {len(expected)}")
    found: list[str] = []
    for name in generation.volumes:
        volume = Volume(store.volume(name))
        found += (passage_id for passage_id in volume.ids() if passage_id in expected)
        volume.check()
        volume.close()
    if len(found) != len(expected) or set(found) != expected:
        raise StoreError(f"the volumes hold {len(found)} live passages instead of {len(expected)}")


def retire_generations(store: Store, catalog: Catalog) -> None:
    """Remove the generations that nobody reads any more, and from the catalog what only they held."""
    kept = [store.read(number) for number in store.remove_unread()]
    if kept:
        catalog.forget_unseen(min(g.number for g in kept), {g.recipe_number for g in kept})
