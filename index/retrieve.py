"""The retriever: from a question to evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import numpy as np

from corpus.article import Article
from index.analysis import DEFAULT, stems
from index.arrivals import Arrival, Cursor, Followed, NewArticles, find_new, name_pairs, read_articles, to_arrival
from index.candidates import FirstStages, Found, Search, allows, is_known, rank_by_id
from index.capitals import with_capitals
from index.current import Current
from index.embed import Embedder, Vectors
from index.events import Events
from index.features import Matrix, features, time_near
from index.fuse import fuse_rankings, interleave
from index.generation import Generation, Store
from index.keywords import KeywordIndex
from index.latest import newest_first
from index.opened import Opened
from index.parts import split_question
from index.passage import Evidence, Hit, Passage, Query, Retrieval, Stage
from index.reading import best
from index.rerank import BEHIND, Reranker, let_lead, rerank, score_features
from index.stories import Stories, tell_once
from index.subject import (
    STRANGE,
    Choose,
    Subject,
    find_holdings,
    leveled,
    limited,
    strange_words,
    unheld,
    without,
    without_time,
)
from index.terms import Terms, find_terms
from index.when import ANY_TIME, Mode, Window, read_window, without_relative_time

NEAR_PASSAGES = 4  # of an article, where those that a conversation is about come first

Result = TypeVar("Result")
Searched = Sequence[tuple[Search, Found]]  # the question itself, then its parts


class Retriever:
    """Answers queries from the current generation, and from the next one as soon as it is published.

    Threads may share it. Questions are embedded side by side and searched one after another, so that no generation
    is closed under a search.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        *,
        passages_per_article: int,
        reranker: Reranker | None = None,
    ) -> None:
        self._embedder = embedder
        self._per_article = passages_per_article
        self._reranker = reranker
        self._current = Current(store, embedder)

    @property
    def _opened(self) -> Opened:
        return self._current.opened

    @property
    def _first_stages(self) -> FirstStages:
        return FirstStages(self._opened.reading, self._opened.catalog, self._opened.register)

    @property
    def generation(self) -> Generation:
        """The generation that the last query was answered from."""
        return self._opened.reading.generation

    @property
    def keywords(self) -> KeywordIndex:
        """The keyword index of that generation: what its words are worth."""
        return self._opened.reading.keywords

    def close(self) -> None:
        """Let go of the index."""
        self._current.close()

    def refresh(self) -> None:
        """Move to the current generation if another one has been published since; no question waits for that."""
        self._current.refresh()

    def retrieve(self, query: Query) -> Retrieval:
        """Return the best passages for a query, best first, at most ``query.top_k``, and how the query was read.

        One article gives at most a few passages, and what several articles of a story say is told once.
        """
        return self._searching(query, self._retrieval)

    def ranked(self, query: Query) -> list[Passage]:
        """Return all passages that are ranked for a query, best first, before stories are told once; for measuring."""

        def ranked(_: Query, __: Window, searched: Searched) -> list[Passage]:
            passages = passages_of(searched)
            return [passages[hit.passage_id] for hit in self._ranking(searched)]

        return self._searching(query, ranked)

    def subject(self, query: Query, choose: Choose) -> Subject:
        """Return all that is about a subject, and as evidence those of its passages that ``choose`` picks.

        Unlike a question, a subject is cut by any time that its words name; they are no words of it then. Where nothing
        stands in that time, it is taken for any.
        """
        self.refresh()
        window = self.window(query)
        named = bool(window.words) and not self._is_outside(window)
        text = (without_time(query.text, window) if named else "") or query.text
        found = self._subject(query, text, limited(window), choose)
        if found.holdings or not named or found.window == ANY_TIME:
            return found
        anything = self._subject(replace(query, any_time=True), text, ANY_TIME, choose)
        return replace(anything, window=found.window, widened=bool(anything.holdings))

    def _subject(self, query: Query, text: str, window: Window, choose: Choose) -> Subject:
        vector = self._embedder.embed_question(text)
        by_hand = bool(query.filter.since or query.filter.until)

        def find() -> Subject:
            search = replace(self._search(query, vector, ANY_TIME), text=text, window=ANY_TIME if by_hand else window)
            terms = self._first_stages.terms(search)
            strange = strange_words(text, terms, search.limits, self.keywords)
            left_out = {stem for word in strange for stem in self.keywords.words(word)}
            terms, close = leveled(without(terms, left_out)), STRANGE if strange else 0.0
            holdings, complete = find_holdings(terms, search, self._opened.reading, self._opened.catalog, close=close)
            chosen = set(choose(holdings))
            similarity = {one.passage_id: one.similarity for one in holdings}
            hits = [Hit(one.passage_id, one.relevance) for one in holdings if one.passage_id in chosen]
            passages = self._first_stages.passages(similarity.keys() & chosen)
            told = self._told(hits, passages, search, similarity, per_article=len(hits), top_k=len(hits))
            return Subject(
                text,
                terms,
                holdings,
                tuple(item for _, item in told),
                window,
                complete=complete,
                variants=tuple(self.keywords.understood(text)),
                strange=strange,
            )

        return self._current.search(find)

    def new_articles(self, since: Cursor) -> NewArticles:
        """Return which articles of the current generation came after a cursor."""
        return self._current.search(lambda: find_new(self._opened.catalog, self.generation, since))

    def arrivals(self, versions: Sequence[int]) -> list[Arrival]:
        """Return new articles as subjects are compared with them."""

        def read() -> list[tuple[tuple[Passage, ...], Vectors]]:
            found = read_articles(self._opened.catalog, self.generation, versions)
            return [
                (passages, self._opened.reading.vectors(np.array(numbers, dtype=np.int64)))
                for passages, numbers in found
            ]

        articles = self._current.search(read)
        # Without the lock, because it takes milliseconds an article, and nobody should wait for it.
        return [to_arrival(passages, vectors, self.keywords.words) for passages, vectors in articles]

    def told(self, article: Article) -> Evidence:
        """Return an article as if all of it were evidence, with its story and what is never quoted of it."""

        def tell() -> Evidence:
            stories = Stories(self._opened.catalog, self.generation, lambda _: True, self._opened.notices)
            return stories.evidence(Passage(article, 0, len(article.text)), self._opened.repeated)

        return self._current.search(tell)

    def shares(self, text: str, passages: Sequence[Passage]) -> list[float]:
        """Return how much of the words of a text (leveled, as of a subject) each passage has with its title, 0 to 1."""

        def weigh() -> list[float]:
            terms, words = self._leveled(text), self.keywords.words
            said = (words(f"{one.article.title}\n{one.text}", one.article.language or DEFAULT) for one in passages)
            return [terms.share(terms.read(each)) for each in said]

        return self._current.search(weigh)

    def cased(self, question: str) -> str:
        """Return a question with the capitals that it was typed without."""
        return with_capitals(question, self.keywords)

    def strange(self, query: Query) -> tuple[str, ...]:
        """Return the words of a query, but for those that name its time, that no article has in any way."""

        def find() -> tuple[str, ...]:
            text = without_time(query.text, self.window(query))
            terms = find_terms(text, self.keywords.words, self.keywords.rarity, self.keywords.variants(text))
            return unheld(text, terms, self._opened.register.limits(query.filter), self.keywords)

        return self._current.search(find)

    def followed(self, subject: str) -> Followed:
        """Return a subject as new articles are compared with it."""
        vector = self._embedder.embed_question(subject)

        def weigh() -> Followed:
            return Followed(subject, self._leveled(subject), name_pairs(subject, self.keywords.words), vector)

        return self._current.search(weigh)

    def _leveled(self, subject: str) -> Terms:
        keywords = self.keywords
        return leveled(find_terms(subject, keywords.words, keywords.rarity, keywords.variants(subject)))

    def _searching(self, query: Query, act: Callable[[Query, Window, Searched], Result]) -> Result:
        parts = () if Stage.PARTS in query.without else split_question(query.text)
        texts = (query.text, *parts)
        vectors = [self._embedder.embed_question(text) for text in texts]

        def search() -> Result:
            window = self.window(query)
            return act(query, window, self._search_all(query, window, texts, vectors))

        return self._current.search(search)

    def _search_all(self, query: Query, window: Window, texts: Sequence[str], vectors: Sequence[Vectors]) -> Searched:
        """Search for a question and for its parts; a hard window in which nothing stands is only a hint for all."""
        search = self._search(query, vectors[0], window)
        found = self._find(search)
        if not found.candidates and search.window.mode is Mode.HARD:
            search = replace(search, window=self._softened(search.window))
            found = self._find(search)
        parts = [replace(search, text=text, vector=vector) for text, vector in zip(texts, vectors, strict=True)][1:]
        return [(search, found), *((part, self._find(part)) for part in parts)]

    def window(self, query: Query) -> Window:
        """Return the time that a query asks about: what the reader set by hand, else what the words name.

        Where they ask about nothing else, an answer is limited to it, however vague it is.
        """
        if query.filter.since or query.filter.until:
            return Window(query.filter.since, query.filter.until, Mode.HARD)
        if query.any_time or query.as_of is None or Stage.TIME in query.without:
            return ANY_TIME
        window = read_window(query.text, query.as_of, self.generation.first, self.generation.last)
        return limited(window) if window.binds and not query.listed else window

    def _retrieval(self, query: Query, window: Window, searched: Searched) -> Retrieval:
        search, _ = searched[0]
        by_hand = bool(query.filter.since or query.filter.until)
        widened = window.mode is Mode.HARD and search.window.mode is not Mode.HARD and not by_hand
        parts = tuple(part.text for part, _ in searched[1:])
        variants = () if Stage.SPELLING in query.without else tuple(self.keywords.understood(search.text))
        return Retrieval(tuple(self._evidence(query, searched)), window, widened, parts, variants)

    def _search(self, query: Query, vector: Vectors, window: Window) -> Search:
        """Make a search of a query; the time that the reader set by hand is among its limits, not its window."""
        by_hand = bool(query.filter.since or query.filter.until)
        limits = self._opened.register.limits(query.filter)
        text, as_of = self.cased(without_relative_time(query.text, window)), self._asked(query, window)
        searched = ANY_TIME if by_hand else self._softened(window) if window.mode is Mode.SOFT else window
        known = None if Stage.TIME in query.without else query.as_of
        return Search(text, vector, limits, searched, as_of, known, query.without, query.near, query.listed)

    def _softened(self, window: Window) -> Window:
        """A window as a hint; none where it lies outside of what the archive spans and only says which thing is meant:
        "the revolution of 1918". Of what happened "in 1918" those articles tell that name it.
        """
        return ANY_TIME if self._is_outside(window) and not window.says_when else replace(window, mode=Mode.SOFT)

    def _is_outside(self, window: Window) -> bool:
        return window.lies_outside(self.generation.first, self.generation.last)

    def _asked(self, query: Query, window: Window) -> datetime | None:
        """The moment from which time counts: of asking; the newest of the archive where that is older and wanted."""
        if query.as_of is None or query.any_time or Stage.TIME in query.without:
            return None
        newest = self.generation.last
        return min(query.as_of, newest) if newest and window.mode is Mode.LATEST else query.as_of

    def _find(self, search: Search) -> Found:
        return self._first_stages.find(search)

    def _ranking(self, searched: Searched) -> list[Hit]:
        return interleave([self.rank(search, found) for search, found in searched])

    def _evidence(self, query: Query, searched: Searched) -> list[Evidence]:
        passages, hits = passages_of(searched), self._ranking(searched)
        near = [hit for hit in hits if passages[hit.passage_id].article.id in query.near][: query.near_first]
        hits = [*near, *(hit for hit in hits if hit not in near)]
        search, first = searched[0]
        ranks = {"dense": rank_by_id(first.dense), "keywords": rank_by_id(first.keywords)}
        similarity = {one.passage_id: one.similarity for _, found in reversed(searched) for one in found.candidates}
        told = self._told(
            hits,
            passages,
            search,
            similarity,
            per_article=NEAR_PASSAGES if query.near_first else self._per_article,
            top_k=query.top_k,
            as_found=query.listed,
        )
        return [
            replace(item, ranks={name: rank[found] for name, rank in ranks.items() if found in rank})
            for found, item in told
        ]

    def _told(
        self,
        hits: Sequence[Hit],
        passages: Mapping[str, Passage],
        search: Search,
        similarity: Mapping[str, float],
        *,
        per_article: int,
        top_k: int,
        as_found: bool = False,
    ) -> list[tuple[str, Evidence]]:
        """Make evidence of hits, each with the id of the passage that was found, what stories repeat told once."""
        events = Events(self._opened.catalog, self.generation.number)

        def tellable(article: Article) -> bool:
            return allows(search.limits, article) and is_known(article.printed, search.known)

        stories = Stories(self._opened.catalog, self.generation, tellable, self._opened.notices)

        def evidence(hit: Hit, shown: Passage) -> tuple[str, Evidence]:
            return hit.passage_id, replace(
                stories.evidence(shown, self._opened.repeated),
                score=hit.score,
                similarity=similarity[hit.passage_id],
                events=events.within(shown.article, shown.start, shown.end),
                timely=time_near(shown.article.published, search.window, search.as_of),
            )

        return tell_once(
            hits, passages, stories, per_article=per_article, top_k=top_k, as_found=as_found, evidence=evidence
        )

    def rank(self, search: Search, found: Found) -> list[Hit]:
        """Rank the candidates of a search, best first."""
        candidates = found.candidates
        if Stage.RANKER in search.without or not candidates:
            return fuse_rankings(found.dense, found.keywords, {one.passage_id for one in candidates})
        matrix = self.features(search, found)
        if search.window.mode is Mode.LATEST:
            hits = newest_first(matrix, candidates, search.window)
        else:
            scores = score_features(matrix)
            hits = best(Hit(one.passage_id, float(score)) for one, score in zip(candidates, scores, strict=True))
        if search.listed and search.window.mode in {Mode.NONE, Mode.SOFT}:
            rows = {one.passage_id: row for row, one in enumerate(candidates)}
            order = [rows[hit.passage_id] for hit in hits]
            articles = [candidates[row].passage.article.id for row in order]
            hits = let_lead(hits, articles, score_features(matrix, time=BEHIND)[order])
        if self._reranker is None:
            return hits
        return rerank(self._reranker, search.text, hits, {one.passage_id: one.passage for one in candidates})

    def features(self, search: Search, found: Found) -> Matrix:
        """Return the features of the candidates of a search, as the ranker weighs them."""
        terms = found.terms
        # What is written with a hyphen or in capitals takes as long to find as all stems: only where it is asked for.
        words = self.keywords.words if terms.has_forms else stems
        return features(terms, found.candidates, found.vectors, words=words, window=search.window, as_of=search.as_of)

    def search(self, query: Query, window: Window | None = None) -> tuple[Search, Found]:
        """Return what the first stages find for a query, in its window or in another one; for measuring."""
        vector = self._embedder.embed_question(query.text)
        window = window or self.window(query)

        def find() -> tuple[Search, Found]:
            search = self._search(query, vector, window)
            return search, self._find(search)

        return self._current.search(find)

    def all_vectors(self) -> Vectors:
        """Return the vectors of all passages in memory, for measuring against brute force."""
        return np.concatenate([volume.vectors() for volume in self._opened.reading.volumes])

    def holds(self, article_id: str) -> bool:
        """Say whether the current generation holds an article."""
        return self.article(article_id) is not None

    def article(self, article_id: str) -> Article | None:
        """Return an article as the current generation holds it; None where it does not."""
        return self._current.search(lambda: self._opened.catalog.article(article_id, self.generation.number))


def passages_of(searched: Searched) -> dict[str, Passage]:
    """Return the passages of all candidates by id."""
    return {one.passage_id: one.passage for _, found in searched for one in found.candidates}
