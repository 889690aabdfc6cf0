"""Building generations from the catalog: passages, embeddings, volumes, a keyword index, a check.

A run first publishes a generation with what is new in a volume of its own: that costs in proportion to the change.
Then it tidies up: many small volumes are joined, and what is half dead is written again, as a generation of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.amount import amount
from index.catalog import Catalog
from index.chunk import chunk_article
from index.embed import Embedder
from index.errors import StoreError
from index.events import note_events
from index.generation import Generation, Part, Store, volume_name
from index.keywords import KeywordIndex, build_keywords
from index.ledger import Ledger
from index.recipe import Recipe
from index.vectors import Volume, build_volume, volume_numbers

# Passages embedded between two commits: what a kill can cost is a few seconds of work.
EMBED_BATCH = 64
# A volume, or a keyword index, of which less than this share is still in use is written again without the rest.
LIVE_SHARE = 0.75
# What a volume holds at most: a bound on the memory of whoever writes one, and on what is ever written again at once.
LARGEST_VOLUME = 50_000
# A reader searches each volume, at some 2 ms; joining small ones is put off until there are more than these.
MOST_SMALL_VOLUMES = 6
# What a check of a keyword index looks up of what was added and of what was removed.
PROBES = 100

Report = Callable[[str, int, int | None], None]  # phase, done, total where it is known
Numbers = NDArray[np.int64]


def plan_merge(volumes: Sequence[Part]) -> list[str]:
    """Choose the volumes to write again as one: those of which much is dead, and small ones where there are many.

    A volume at most twice as large as what it would be joined to is joined, the smallest first, so that the number
    of small volumes grows with the logarithm of their size, and each passage is rewritten as rarely.
    """
    merged = [part for part in volumes if part.live < LIVE_SHARE * part.size]
    small = sorted(set(volumes) - set(merged), key=lambda part: (part.live, part.name))
    small = [part for part in small if part.live < LARGEST_VOLUME / 2]
    if len(small) + len(merged) > MOST_SMALL_VOLUMES:
        starts = [small] if merged else [small[start:] for start in range(len(small))]
        chains = (chain(merged, rest) for rest in starts)
        merged = next((joined for joined in chains if len(joined) > 1), merged)
    return sorted(part.name for part in merged)


def chain(first: Sequence[Part], rest: Sequence[Part]) -> list[Part]:
    """Join to some volumes those of the others, ascending, that are at most twice as large as all before together."""
    joined = list(first)
    for part in rest:
        if joined and part.live > 2 * sum(other.live for other in joined):
            break
        joined.append(part)
    return joined


def recount(part: Part, held: Numbers, added: Numbers, retired: Numbers) -> Part:
    """Count what a volume still holds of the coming generation; a passage that comes back may still lie in one."""
    return replace(part, live=part.live + common(held, added) - common(held, retired))


def common(one: Numbers, other: Numbers) -> int:
    """Count the numbers that two lists have in common."""
    return len(np.intersect1d(one, other, assume_unique=True))


class Builder:
    """Builds generations of one recipe from what the catalog holds."""

    def __init__(self, store: Store, catalog: Catalog, recipe: Recipe, now: datetime, report: Report) -> None:
        self._store = store
        self._catalog = catalog
        self._recipe = recipe
        self._number = catalog.recipe_number(recipe)
        self._now = now
        self._report = report

    def chunk(self, generation: int, since: int) -> None:
        """Chunk the articles newer than generation ``since`` that have no passages of this recipe yet."""
        with self._catalog.transaction():
            unchunked, done = self._catalog.unchunked(self._number, generation, since=since), 0
            for done, (version, article) in enumerate(unchunked, start=1):
                passages = chunk_article(article, self._recipe.passage_words)
                self._catalog.add_passages(self._number, version, passages)
                note_events(self._catalog, version, article)
                self._report("chunk", done, None)
            self._report("chunk", done, done)

    def embed(self, generation: int, since: int, make_embedder: Callable[[], Embedder]) -> int:
        """Embed the texts newer than generation ``since`` that were never embedded in this space; return how many.

        The model is loaded only when there are any. Each batch is committed: a kill costs one batch.
        """
        keys = self._catalog.unembedded(self._number, self._recipe.space, generation, since=since)
        if keys:
            embedder = make_embedder()
            self._report("embed", 0, len(keys))
            for start in range(0, len(keys), EMBED_BATCH):
                batch = keys[start : start + EMBED_BATCH]
                vectors = embedder.embed_passages(self._catalog.texts(self._number, batch))
                self._catalog.add_embeddings(self._recipe.space, batch, vectors)
                self._report("embed", start + len(batch), len(keys))
        return len(keys)

    def build(self, generation: int, previous: Generation | None) -> Generation:
        """Write and check a generation; ``previous`` is what it continues, None to write everything anew.

        The generation returned is complete on disk but not yet published.
        """
        if previous is None:
            added, retired = self._catalog.numbers(self._number, generation), np.empty(0, dtype=np.int64)
            kept: list[Part] = []
            new = added
        else:
            added = self._catalog.numbers(self._number, generation, since=previous.number)
            retired = self._catalog.retired(self._number, generation)
            kept, new = self._recount(previous.volumes, added, retired)
        volumes = [*kept, *self._write_volumes(generation, new)]
        self._write_keywords(generation, previous, added, retired)
        built = self._describe(generation, volumes, dead=previous.dead + len(retired) if previous else 0)
        self._check(built, added, retired)
        return built

    def tidy(self, generation: int, previous: Generation) -> Generation | None:
        """Write a generation that holds what ``previous`` does, tidier; None where that is not worth while yet."""
        merged = plan_merge(previous.volumes)
        stale = previous.dead > (1 - LIVE_SHARE) * (previous.passages + previous.dead)
        if not merged and not stale:
            return None
        return self._write_again(generation, previous, merged, keywords=stale)

    def purge(self, generation: int, previous: Generation, gone: Numbers) -> Generation:
        """Write a generation that holds what ``previous`` does less the passages ``gone``, and no byte of them.

        They have left the catalog already. So have earlier versions of their articles, which may lie dead in any
        volume that holds something dead.
        """
        touched = [
            part.name
            for part in previous.volumes
            if part.live < part.size or common(volume_numbers(self._path(part)), gone)
        ]
        return self._write_again(generation, previous, touched, keywords=True)

    def _write_again(self, generation: int, previous: Generation, names: list[str], *, keywords: bool) -> Generation:
        nothing = np.empty(0, dtype=np.int64)
        old = [volume_numbers(self._store.volume(name)) for name in names]
        live = self._catalog.live(self._number, generation, np.unique(np.concatenate([nothing, *old])))
        kept = [part for part in previous.volumes if part.name not in names]
        volumes = [*kept, *self._write_volumes(generation, live)]
        everything = self._catalog.numbers(self._number, generation) if keywords else nothing
        self._write_keywords(generation, None if keywords else previous, everything, nothing)
        written = self._describe(generation, volumes, dead=0 if keywords else previous.dead)
        self._check(written, live, nothing)
        return written

    def _path(self, part: Part) -> Path:
        return self._store.volume(part.name)

    def _recount(self, volumes: Iterable[Part], added: Numbers, retired: Numbers) -> tuple[list[Part], Numbers]:
        """Return what the volumes will hold, those that would hold nothing left out, and what none of them has."""
        kept: list[Part] = []
        new = added
        for part in volumes:
            held = volume_numbers(self._path(part))
            counted = recount(part, held, added, retired)
            if counted.live:
                kept.append(counted)
                new = np.setdiff1d(new, held, assume_unique=True)
        return kept, new

    def _write_volumes(self, generation: int, numbers: Numbers) -> list[Part]:
        """Write passages as one volume, or as several of about the same size where they are too many for one."""
        written: list[Part] = []
        for share in np.array_split(numbers, -(-len(numbers) // LARGEST_VOLUME) or 1):
            if len(share):
                before = sum(part.size for part in written)
                part = Part(volume_name(generation, len(written)), len(share), len(share))
                rows = self._catalog.vectors(self._recipe.space, share)
                for done in build_volume(self._path(part), rows, len(share)):
                    self._report("write embeddings", before + done, len(numbers))
                written.append(part)
        return written

    def _write_keywords(self, generation: int, previous: Generation | None, added: Numbers, retired: Numbers) -> None:
        written = build_keywords(
            self._store.keywords(generation),
            self._store.keywords(previous.number) if previous else None,
            self._catalog.ids(retired),
            self._catalog.each(self._number, generation, added),
        )
        for done in written:
            self._report("write keywords", done, len(added))

    def _describe(self, generation: int, volumes: Sequence[Part], *, dead: int) -> Generation:
        held = self._catalog.holdings(self._number, generation)
        return Generation(
            number=generation,
            recipe=self._recipe,
            recipe_number=self._number,
            volumes=tuple(volumes),
            dead=dead,
            articles=held.articles,
            passages=held.passages,
            first=held.first,
            last=held.last,
            indexed_at=self._now,
        )

    def _check(self, built: Generation, added: Numbers, retired: Numbers) -> None:
        """Open what was written as a reader will; raises StoreError unless it holds what the catalog says.

        What was written before was checked when it was written: counts are compared, and samples of the change.
        """
        keywords = KeywordIndex(self._store.keywords(built.number))
        live = sum(part.live for part in built.volumes)
        if not len(keywords) == live == built.passages:
            raise StoreError(
                f"{amount(len(keywords), 'passage')} by words and {live} by meaning instead of {built.passages}"
            )
        for numbers, expected in ((added, True), (np.setdiff1d(retired, added), False)):
            for passage_id in self._catalog.ids(sample(numbers)):
                if keywords.holds(passage_id) != expected:
                    raise StoreError(f"the keyword index is not as it should be: passage {passage_id}")
        for part in built.volumes:
            if part.name.startswith(built.name):
                volume = Volume(self._path(part))
                volume.check()
                volume.close()


def sample(numbers: Numbers) -> Numbers:
    """Take some of many numbers, evenly."""
    chosen: Numbers = numbers[:: max(1, len(numbers) // PROBES)]
    return chosen


def retire_generations(store: Store, catalog: Catalog) -> None:
    """Remove the generations that nobody reads any more, and from the catalog what only they held."""
    kept = [store.read(number) for number in store.remove_unread()]
    if kept:
        Ledger(catalog).forget_unseen(min(g.number for g in kept), {g.recipe_number for g in kept})
