"""The retriever: from a question to evidence."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock
from typing import IO, TypeVar

import numpy as np

from corpus.article import Article
from corpus.errors import BackissueError
from index.catalog import Catalog
from index.embed import Embedder, Vectors
from index.errors import StoreError, other_model
from index.fuse import fuse
from index.generation import Generation, Store
from index.keywords import KeywordIndex, Limits, whole_seconds
from index.passage import Evidence, Hit, Passage, Query
from index.repeated import Repeated
from index.stories import Stories, tell_once
from index.vectors import Volume

# How deep each ranking is read, and how much the dense one weighs in fusion (words tell more than the meaning that
# the packaged model sees). Fitted on newsquiz_small dev: python -m tests.experiments.ranking
CANDIDATES = 150
DENSE_WEIGHT = 0.8
# Up to here a filter's passages are scored one by one, exactly; beyond, the whole collection is searched and cut.
EXACT_ROWS = 30_000
# Chroma is asked for more than is wanted where some of what it finds will be cut, and for this much more again,
# because what a filter keeps is not spread evenly.
SLACK = 1.5

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Reading:
    """One generation, open for reading, with the lease that keeps it on disk."""

    generation: Generation
    volumes: tuple[Volume, ...]
    keywords: KeywordIndex
    lease: IO[str]

    @staticmethod
    def open(store: Store) -> Reading:
        """Open the current generation; raises IndexMissing when there is none."""
        generation, lease = store.lease()
        try:
            volumes = tuple(Volume(store.volume(part.name)) for part in generation.volumes)
            return Reading(generation, volumes, KeywordIndex(store.keywords(generation.number)), lease)
        except BackissueError:
            lease.close()
            raise

    @property
    def rows(self) -> int:
        """The passages in the volumes, those too that the generation no longer holds."""
        return sum(map(len, self.volumes))

    def close(self) -> None:
        """Let go of the generation."""
        for volume in self.volumes:
            volume.close()
        self.keywords.close()
        self.lease.close()


class Retriever:
    """Answers queries from the current generation, and from the next one as soon as it is published.

    Threads may share it. Questions are embedded side by side and searched one after another, so that no generation
    is closed under a search.
    """

    def __init__(self, store: Store, embedder: Embedder, *, passages_per_article: int) -> None:
        self._store = store
        self._embedder = embedder
        self._per_article = passages_per_article
        self._reading = self._open()
        self._catalog = Catalog(store.catalog, reading=True)
        self._lock = Lock()

    def _open(self) -> Reading:
        reading = Reading.open(self._store)
        built = reading.generation.recipe.space
        if built != self._embedder.space:
            reading.close()
            raise other_model(built, self._embedder.space)
        return reading

    @property
    def generation(self) -> Generation:
        """The generation that the last query was answered from."""
        return self._reading.generation

    @property
    def keywords(self) -> KeywordIndex:
        """The keyword index of that generation: what its words are worth."""
        return self._reading.keywords

    def close(self) -> None:
        """Let go of the index."""
        self._reading.close()
        self._catalog.close()

    def refresh(self) -> None:
        """Move to the current generation if another one has been published since."""
        with self._lock:
            self._refresh()

    def _refresh(self) -> None:
        if self._store.current_number() != self._reading.generation.number:
            old, self._reading = self._reading, self._open()
            old.close()
            self._catalog.close()  # it may have been opened while nothing could be written, and then sees no change
            self._catalog = Catalog(self._store.catalog, reading=True)

    def _current(self, search: Callable[[], Found]) -> Found:
        """Search the current generation; again, where it was purged in the middle of a search."""
        self._refresh()
        try:
            return search()
        except StoreError:
            if self._store.current_number() == self.generation.number:
                raise
            self._refresh()
            return search()

    def retrieve(self, query: Query) -> list[Evidence]:
        """Return the best passages for a query, best first, at most ``query.top_k``.

        The dense and the keyword ranking are fused; one article gives at most a few passages.
        """
        vector = self._embedder.embed_question(query.text)
        with self._lock:
            return self._current(lambda: self._evidence(query, vector))

    def _evidence(self, query: Query, vector: Vectors) -> list[Evidence]:
        limits = self._limits(query)
        dense, keywords = self._search(query, vector, limits)
        passages = self.passages([*dense, *keywords])
        ranks = {name: rank_by_id(hits) for name, hits in (("dense", dense), ("keywords", keywords))}
        similarity = {hit.passage_id: hit.score for hit in dense}
        repeated = Repeated(self._catalog, self.generation.number)
        stories = Stories(self._catalog, self.generation, partial(allows, limits))

        def evidence(hit: Hit, shown: Passage) -> Evidence:
            return replace(
                stories.evidence(shown, repeated),
                score=hit.score,
                ranks={name: rank[hit.passage_id] for name, rank in ranks.items() if hit.passage_id in rank},
                similarity=similarity.get(hit.passage_id),
            )

        fused = fuse_rankings(dense, keywords, passages)
        return tell_once(fused, passages, stories, per_article=self._per_article, top_k=query.top_k, evidence=evidence)

    def search(self, query: Query) -> tuple[list[Hit], list[Hit]]:
        """Return the dense and the keyword ranking of a query, each best first."""
        vector = self._embedder.embed_question(query.text)
        with self._lock:
            return self._current(lambda: self._search(query, vector, self._limits(query)))

    def _limits(self, query: Query) -> Limits:
        return self._catalog.limits(query.filter, self.generation.number)

    def _search(self, query: Query, vector: Vectors, limits: Limits) -> tuple[list[Hit], list[Hit]]:
        keywords = self._reading.keywords.search(query.text, limits, CANDIDATES)
        return self._dense(vector, query, limits), keywords

    def _dense(self, vector: Vectors, query: Query, limits: Limits) -> list[Hit]:
        number, recipe, passages = self.generation.number, self.generation.recipe_number, self.generation.passages
        if not query.filter:
            found = self._search_volumes(vector, passages)
            if self._reading.rows > passages:  # some were removed and must take no place in the ranking
                held = self.passages(found)
                found = [hit for hit in found if hit.passage_id in held]
            return found[:CANDIDATES]
        share = self._catalog.allowed_articles(number, limits) / max(self.generation.articles, 1)
        if share * passages > EXACT_ROWS:
            found = self._search_volumes(vector, int(share * passages))
            held = self.passages(found)
            kept = [h for h in found if h.passage_id in held and allows(limits, held[h.passage_id].article)]
            if len(kept) >= CANDIDATES:
                return kept[:CANDIDATES]
        allowed = self._catalog.allowed(recipe, number, limits)
        volumes = self._reading.volumes
        return best(hit for volume in volumes for hit in volume.score(vector, allowed, CANDIDATES))[:CANDIDATES]

    def _search_volumes(self, vector: Vectors, useful: int) -> list[Hit]:
        """Search every volume so deep that ``CANDIDATES`` of the useful passages should be among what is found."""
        rows = self._reading.rows
        depth = CANDIDATES if useful == rows else int(CANDIDATES * SLACK * rows / max(useful, 1)) + 1
        return best(hit for volume in self._reading.volumes for hit in volume.search(vector, depth))

    def passages(self, hits: Iterable[Hit]) -> dict[str, Passage]:
        """Return the passages of a ranking by id, those that the current generation no longer holds left out."""
        generation = self.generation
        ids = list(dict.fromkeys(hit.passage_id for hit in hits))
        return self._catalog.passages(generation.recipe_number, generation.number, ids)

    def all_vectors(self) -> Vectors:
        """Return the vectors of all passages in memory, for measuring against brute force."""
        return np.concatenate([volume.vectors() for volume in self._reading.volumes])

    def holds(self, article_id: str) -> bool:
        """Say whether the current generation holds an article."""
        return self._catalog.article(article_id, self.generation.number) is not None


def fuse_rankings(dense: Sequence[Hit], keywords: Sequence[Hit], held: Container[str]) -> list[Hit]:
    """Fuse the two rankings, weighted; passages that are no longer held are left out before."""
    return fuse(
        (weight, [hit for hit in hits if hit.passage_id in held])
        for weight, hits in ((DENSE_WEIGHT, dense), (1.0, keywords))
    )


def best(hits: Iterable[Hit]) -> list[Hit]:
    """Merge the rankings of several volumes; cosine means the same in all of them."""
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))


def rank_by_id(hits: Sequence[Hit]) -> dict[str, int]:
    """Return the rank of each passage, from 1."""
    return {hit.passage_id: rank for rank, hit in enumerate(hits, start=1)}


def allows(limits: Limits, article: Article) -> bool:
    """Say whether a filter allows an article; the same rule as the catalog's and the keyword index's."""
    if limits.since is not None or limits.until is not None:
        if article.published is None:
            return False
        seconds = whole_seconds(article.published)
        if limits.since is not None and seconds < limits.since:
            return False
        if limits.until is not None and seconds > limits.until:
            return False
    if limits.sources is not None and article.source not in limits.sources:
        return False
    return limits.authors is None or article.author in limits.authors
