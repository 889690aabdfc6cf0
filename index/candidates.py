"""The first stages: from a question to the passages that may answer it, by meaning and by words, near its time."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from corpus.article import Article
from index.catalog import Catalog
from index.embed import Vectors
from index.events import Events
from index.features import Candidate, time_near
from index.keywords import Limits, whole_seconds
from index.passage import Hit, Passage, Stage
from index.reading import Reading
from index.register import Register, Rows
from index.rows import passage_number
from index.stories import Stories
from index.terms import Terms, find_terms
from index.when import Dates, Mode, Window

# How deep each ranking is read: over the whole archive, and over the time that the question asks about.
CANDIDATES, CANDIDATES_NEAR = 150, 100
# Up to here, or to this share of all, a filter's passages are scored one by one, exactly: .25 µs each. Beyond,
# the whole collection is searched, so much deeper, and cut, which takes longer than that where the share is smaller.
EXACT_ROWS, EXACT_SHARE = 30_000, 0.5
# Chroma is asked for more than is wanted where some of what it finds will be cut, and for this much more again,
# because what a filter keeps is not spread evenly.
SLACK = 1.5
# News is asked about within days, rarely later than this (239 of the 246 newsquiz questions with evidence: 8 days).
NEWS = timedelta(days=30)
# How far back, beside that, the latest is looked for: that of a story may be old, and rankings of the whole archive
# hold what was written when most was. Half a year and three years instead find no more, for another search.
LATELY = timedelta(days=730)
# A day begins and ends up to so much earlier or later where an article was printed.
ELSEWHERE = timedelta(hours=26)
# Only the best by a rough sum are read and ranked with care: reading a passage takes a tenth of a millisecond.
SHORTLIST = 120
KEYWORD_WEIGHT, TIME_WEIGHT = 0.5, 0.4
ANYTHING = Limits()
BARE_NAMES, NAMED_PASSAGES = 0.5, 60  # from which share of names on, and how many passages may have them all
NEAR_ARTICLES, NEAR_PASSAGES = 5, 20  # that a conversation may have looked at whatever their rank


@dataclass(frozen=True, slots=True)
class Search:
    """A question as the first stages take it: words, vector, limits of the reader, and the time it asks about."""

    text: str
    vector: Vectors
    limits: Limits
    window: Window
    as_of: datetime | None  # from which time counts; None where it weighs nothing
    known: datetime | None = None  # what was published on a later day is not known yet
    without: frozenset[Stage] = frozenset()
    near: tuple[str, ...] = ()  # articles whose passages are looked at whatever their rank
    listed: bool = False  # whether a day of asking that nobody spoke of weighs for the first articles only


@dataclass(frozen=True, slots=True)
class Found:
    """The rankings of the first stages over the whole archive, all candidates with their vectors, and the terms of the
    question.
    """

    dense: tuple[Hit, ...]
    keywords: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    vectors: Vectors
    terms: Terms


class FirstStages:
    """Searches one generation."""

    def __init__(self, reading: Reading, catalog: Catalog, register: Register) -> None:
        self._reading = reading
        self._catalog = catalog
        self._register = register
        self._generation = reading.generation

    def find(self, search: Search) -> Found:
        """Return the candidates, the best by a rough sum of what the rankings and the dates say.

        A hard window cuts: only what was published in it, or names a day of it, is a candidate.
        """
        telling = self._telling(search)
        told = self._score(search, telling, CANDIDATES_NEAR) if len(telling) else []
        near_dense, near_keywords = self._near(search)
        if search.window.mode is Mode.HARD:
            dense, keywords = near_dense, near_keywords
        else:
            dense, keywords = self.rankings(search, search.limits, CANDIDATES)
        hits = [*dense, *keywords, *near_dense, *near_keywords, *told]
        terms = self.terms(search)
        beside = self._beside(search) | self._named(search, terms)
        ids = dict.fromkeys([*sorted(beside), *(hit.passage_id for hit in hits)])
        known = self._known(search, ids, {hit.passage_id for hit in told})
        bm25 = self._bm25(search, known, [*near_keywords, *keywords])
        return Found(tuple(dense), tuple(keywords), *self._candidates(search, known, bm25, telling, beside), terms)

    def terms(self, search: Search) -> Terms:
        """What a question is about, and what else its words stand for."""
        keywords = self._reading.keywords
        others = {} if as_typed(search) else keywords.variants(search.text)
        return find_terms(search.text, keywords.words, keywords.rarity, others)

    def _near(self, search: Search) -> tuple[list[Hit], list[Hit]]:
        """The rankings of the time that is asked about; of each of several that reach back, where the latest is."""
        found = [self.rankings(search, limits, CANDIDATES_NEAR) for limits in near_limits(search)]
        return [hit for dense, _ in found for hit in dense], [hit for _, keywords in found for hit in keywords]

    def rankings(self, search: Search, limits: Limits, depth: int) -> tuple[list[Hit], list[Hit]]:
        """Return the dense and the keyword ranking under these limits, each best first."""
        dense = [] if Stage.DENSE in search.without else self._dense(search.vector, limits, depth)
        if Stage.KEYWORDS in search.without:
            return dense, []
        return dense, self._reading.keywords.search(search.text, limits, depth, as_typed=as_typed(search))

    def passages(self, passage_ids: Iterable[str]) -> dict[str, Passage]:
        """Return passages by id, those that the generation no longer holds left out."""
        ids = list(dict.fromkeys(passage_ids))
        return self._catalog.passages(self._generation.recipe_number, self._generation.number, ids)

    def _dense(self, vector: Vectors, limits: Limits, depth: int) -> list[Hit]:
        allowed = self._register.allowed(limits)
        useful = int(np.count_nonzero(allowed))
        if useful > max(EXACT_ROWS, EXACT_SHARE * len(allowed)) or limits == ANYTHING:
            found = self._nearest(vector, useful, depth)
            if useful < len(allowed):  # some are cut off, or were removed, and must take no place in the ranking
                kept = allowed[self._register.rows_of([hit.passage_id for hit in found])]
                found = [hit for hit, keep in zip(found, kept.tolist(), strict=True) if keep]
            if len(found) >= depth or limits == ANYTHING:
                return found[:depth]
        return self._reading.score(vector, np.flatnonzero(allowed), depth)

    def _nearest(self, vector: Vectors, useful: int, depth: int) -> list[Hit]:
        """Search so deep that ``depth`` of the useful passages should be among what is found."""
        rows = self._reading.rows
        return self._reading.nearest(
            vector, depth if useful == rows else int(depth * SLACK * rows / max(useful, 1)) + 1
        )

    def _telling(self, search: Search) -> Rows:
        """The rows of the passages that name the time of the window or a day of it, ascending."""
        archive, window = self._generation, search.window
        since, until, events = window.since, window.until, Events(self._catalog, archive.number)
        if window.dates is Dates.NAMED and Stage.EVENTS not in search.without:
            first, last = (moment.date() if moment else end for moment, end in ((since, date.min), (until, date.max)))
            return events.passages_naming(self._register, first, last, known=moved(search.known, ELSEWHERE))
        outside = window.lies_outside(archive.first, archive.last)  # of whose days few are named
        if until is None or (since is None and not outside) or Stage.EVENTS in search.without:
            return np.empty(0, dtype=np.intp)
        first = since.date() if since else date.min
        return events.passages_naming(self._register, first, until.date(), each_day=outside)

    def _beside(self, search: Search) -> frozenset[str]:
        """The ids of the passages of the articles that are looked at anyway, as far as the reader's limits allow."""
        number = self._generation.number
        found = (self._catalog.article(article_id, number) for article_id in search.near[:NEAR_ARTICLES])
        stories = Stories(self._catalog, self._generation, lambda _: True)
        return frozenset(
            passage.id
            for article in found
            if article is not None and allows(search.limits, article)
            for passage in stories.passages(article)[:NEAR_PASSAGES]
        )

    def _named(self, search: Search, terms: Terms) -> frozenset[str]:
        """The ids of the passages that have all names of a question which asks for little else, where they are few.

        Such a question has no meaning to be near to, and each of its words alone stands in many passages.
        """
        if terms.bareness < BARE_NAMES or Stage.KEYWORDS in search.without:
            return frozenset()
        names = replace(terms, weights={stem: one for stem, one in terms.weights.items() if stem in terms.names})
        found = self._reading.keywords.holding(names, search.limits, NAMED_PASSAGES, least=1.0)
        return frozenset(hit.passage_id for hit in found) if len(found) < NAMED_PASSAGES else frozenset()

    def _score(self, search: Search, rows: Rows, depth: int) -> list[Hit]:
        """Rank chosen passages by meaning, those that the reader's limits allow."""
        return self._reading.score(search.vector, rows[self._register.allowed(search.limits)[rows]], depth)

    def _known(self, search: Search, ids: Iterable[str], told: Container[str]) -> dict[str, datetime | None]:
        """When the passages that may be candidates were published: known by the day of asking, and in a hard window."""
        return {
            key: moment
            for key, moment in self._register.published(ids).items()
            if is_known(moment, search.known)
            and (search.window.mode is not Mode.HARD or key in told or is_in(moment, search.window))
        }

    def _candidates(
        self,
        search: Search,
        published: Mapping[str, datetime | None],
        bm25: Mapping[str, float],
        telling: Rows,
        beside: Container[str],
    ) -> tuple[tuple[Candidate, ...], Vectors]:
        ids = list(published)
        if not ids:
            return (), np.empty((0, 0), dtype=np.float32)
        numbers = np.array([passage_number(self._generation.recipe_number, key) for key in ids], dtype=np.int64)
        vectors = self._reading.vectors(numbers)
        if Stage.DENSE in search.without:
            vectors = np.zeros_like(vectors)
        similarity = vectors @ search.vector
        told = np.isin(self._register.rows_of(ids), telling)
        best = max(bm25.values(), default=0.0) or 1.0
        timely = timeliness(search, list(published.values()))
        rough = [
            similarity[row]
            + KEYWORD_WEIGHT * bm25[key] / best
            + TIME_WEIGHT * max(timely[row], told[row])
            + (key in beside)
            for row, key in enumerate(ids)
        ]
        chosen = np.argsort(-np.array(rough), kind="stable")[:SHORTLIST]
        passages = self.passages(ids[row] for row in chosen)
        # What is being purged is gone from the catalog before the generation without it is there.
        chosen = np.array([row for row in chosen if ids[row] in passages], dtype=np.intp)
        candidates = tuple(
            Candidate(
                passage_id=ids[row],
                passage=passages[ids[row]],
                similarity=float(similarity[row]),
                keyword=bm25[ids[row]],
                told=bool(told[row]),
            )
            for row in chosen
        )
        return candidates, vectors[chosen]

    def _bm25(self, search: Search, ids: Collection[str], hits: Iterable[Hit]) -> dict[str, float]:
        """Score all that was found by its words, that too which only the dense ranking holds or an article names.

        ``hits`` are those of the keyword rankings, whose scores are known: to read postings again takes time.
        """
        if Stage.KEYWORDS in search.without:
            return dict.fromkeys(ids, 0.0)
        known = {hit.passage_id: hit.score for hit in hits if hit.passage_id in ids}
        others = [one for one in ids if one not in known]
        return known | self._reading.keywords.score(search.text, others, as_typed=as_typed(search))


def as_typed(search: Search) -> bool:
    """Whether the words of a search stand for nothing but themselves."""
    return Stage.SPELLING in search.without


def near_limits(search: Search) -> list[Limits]:
    """The reader's limits narrowed to the time that is asked about; none where that is the whole archive."""
    times = [(search.window.since, search.window.until)]
    if not search.window.of_print:
        spans = (NEWS, LATELY) if search.window.mode is Mode.LATEST else (NEWS,)
        times = [(moved(search.as_of, -span), search.as_of) for span in spans if search.as_of]
    return [narrow(search.limits, moved(since, -ELSEWHERE), moved(until, ELSEWHERE)) for since, until in times]


def timeliness(search: Search, moments: Sequence[datetime | None]) -> list[float]:
    """How near each of several publications is to the time that is asked about, 0 to 1; of the latest, how many it is
    later than.
    """
    if search.window.mode is not Mode.LATEST:
        return [time_near(moment, search.window, search.as_of) for moment in moments]
    seconds = np.array([moment.timestamp() if moment else -np.inf for moment in moments])
    return [float(share) for share in np.searchsorted(np.sort(seconds), seconds) / len(seconds)]


def moved(moment: datetime | None, by: timedelta) -> datetime | None:
    """Move a moment; None, which is no limit, where the calendar does not reach."""
    try:
        return moment and moment + by
    except OverflowError:
        return None


def is_known(published: datetime | None, asked: datetime | None) -> bool:
    """Whether an article was printed up to the end of the day of asking, there or here; undated ones may have been."""
    if published is None or asked is None:
        return True
    return published.date() <= asked.date() or published.astimezone(asked.tzinfo).date() <= asked.date()


def is_in(published: datetime | None, window: Window) -> bool:
    """Whether an article was printed within a window, by the clock there or by the reader's."""
    if published is None or window.dates is Dates.NAMED:
        return False
    since, until = window.since, window.until
    here = (since is None or since <= published) and (until is None or published <= until)
    printed = published.replace(tzinfo=None)
    return here or (
        (since is None or since.replace(tzinfo=None) <= printed)
        and (until is None or printed <= until.replace(tzinfo=None))
    )


def narrow(limits: Limits, since: datetime | None, until: datetime | None) -> Limits:
    """Limit further."""
    starts = [limits.since, whole_seconds(since) if since else None]
    ends = [limits.until, whole_seconds(until) if until else None]
    return replace(
        limits,
        since=max((second for second in starts if second is not None), default=None),
        until=min((second for second in ends if second is not None), default=None),
    )


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
