"""Features: what is known of a passage as an answer to a question, as numbers that the ranker weighs.

Every feature lies about between 0 and 1, the same for archives of any size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp

import numpy as np
from numpy.typing import NDArray

from index.embed import Vectors
from index.passage import Passage
from index.terms import Terms
from index.when import Dates, Mode, Window

CLOSEST = 3  # passages of an article that show what it is about
STEEPNESS = 4  # how steeply names gain weight the less is asked beside them: a name alone has no meaning to be near to
SAME_DAYS = 4.0  # days within which other articles tell of the same event
DAY = timedelta(days=1)
# How the weight of a passage falls with the days between its publication and the time that is asked about.
SOON, LATER = 10.0, 30.0
RECENT = timedelta(days=31)  # a window up to the day of asking that is no longer: "this week"

PASSAGE = ("similarity", "keyword", "names", "phrases", "lead", "position")
BARE = ("bare names", "bare phrases")
ARTICLE = ("closest", "retold")
KINDS = ("asked", "latest", "window")
TIME = tuple(f"{kind} {span}" for kind in KINDS for span in ("soon", "later"))
FEATURES = (*PASSAGE, *BARE, *ARTICLE, *TIME, "told")

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that the first stages found, with its cosine and its BM25 score. ``told`` says that it names a day of
    the time that is asked about.
    """

    passage_id: str  # kept, because to derive it from the passage takes a hash of the whole article
    passage: Passage
    similarity: float
    keyword: float = 0.0
    told: bool = False


def features(
    terms: Terms,
    candidates: Sequence[Candidate],
    vectors: Vectors,
    *,
    words: Callable[[str, str], Sequence[str]],
    window: Window,
    as_of: datetime | None,
) -> Matrix:
    """Return a row a candidate and a column a feature, in the order of ``FEATURES``.

    ``vectors`` are those of the candidates' passages; ``words`` gives the stems of a text in a language. Time counts
    from the window where the question has one, else from the moment of asking.
    """
    best = max((candidate.keyword for candidate in candidates), default=0.0) or 1.0
    own = [passage_features(terms, candidate, best, words) for candidate in candidates]
    time = [[*time_features(one.passage.article.published, window, as_of), float(one.told)] for one in candidates]
    return np.hstack([np.array(own), article_features(candidates, vectors), np.array(time)])


def passage_features(
    terms: Terms, candidate: Candidate, best: float, words: Callable[[str, str], Sequence[str]]
) -> list[float]:
    """The columns of ``PASSAGE`` and of ``BARE``; ``best`` is the highest keyword score."""
    passage = candidate.passage
    article = passage.article
    said = terms.read(words(passage.text, article.language))
    title = terms.read(words(article.title, article.language))
    named = terms.share({*title, *said}, terms.names) if terms.names else 1.0
    beside, bareness = phrases(terms, said), terms.bareness**STEEPNESS
    return [
        candidate.similarity,
        candidate.keyword / best,
        named,
        beside,
        float(passage.start == 0),
        passage.start / max(len(article.text), 1),
        named * bareness,
        beside * bareness,
    ]


def phrases(terms: Terms, said: Sequence[str]) -> float:
    """The weight of the question's pairs of neighbours that are neighbours here too, as a share of its words."""
    shared = terms.pairs & set(pairwise(said))
    worth = sum(terms.weights[first] + terms.weights[second] for first, second in shared) / 2
    return worth / terms.total if terms.total else 0.0


def article_features(candidates: Sequence[Candidate], vectors: Vectors) -> Matrix:
    """The columns of ``ARTICLE``: how close the best passages of the article come to the question, and how much like
    the passage one of another article of the same days is.
    """
    names, ids = np.unique([candidate.passage.article.id for candidate in candidates], return_inverse=True)
    similarity = np.array([candidate.similarity for candidate in candidates])
    days = np.array([day_of(candidate.passage.article.published) for candidate in candidates])
    alike = vectors @ vectors.T
    others = (ids[:, None] != ids[None, :]) & (np.abs(days[:, None] - days[None, :]) <= SAME_DAYS)
    retold = np.where(others, alike, 0.0).max(axis=1)
    closest = [np.sort(similarity[ids == number])[-CLOSEST:].mean() for number in range(len(names))]
    return np.stack([np.array(closest)[ids], retold], axis=1)


def day_of(moment: datetime | None) -> float:
    """Days since 1970; what has no date is near nothing, itself neither."""
    return moment.timestamp() / DAY.total_seconds() if moment else float("nan")


def time_features(published: datetime | None, window: Window, as_of: datetime | None) -> list[float]:
    """The columns of ``TIME``; those of a kind of time that the question does not ask about are zero."""
    from_asking, from_window = nearness(published, as_of, as_of), (0.0, 0.0)
    if window.of_print:
        from_window = nearness(published, window.since, window.until)
    kind = kind_of(window, as_of)
    return [
        value
        for name in KINDS
        for value in (from_window if name == "window" else from_asking if name == kind else (0.0, 0.0))
    ]


def kind_of(window: Window, as_of: datetime | None) -> str:
    """How the days before asking count: as where no time is named, or the last days are; or as how things stand now."""
    if not window.of_print:
        return "latest" if window.mode is Mode.LATEST else "asked"
    if as_of is None or window.since is None or as_of - window.since > RECENT:
        return ""
    return "asked" if window.until is None or window.until >= as_of - DAY else ""


def time_near(published: datetime | None, window: Window, as_of: datetime | None) -> float:
    """How near a publication is to the time that is asked about: 1 inside of it, 0 far off.

    What is found of a time that is still to come names it, and nothing can be nearer.
    """
    if window.dates is Dates.NAMED and window.mode is Mode.HARD:
        return 1.0
    since, until = (window.since, window.until) if window.of_print else (as_of, as_of)
    return nearness(published, since, until)[1]


def nearness(published: datetime | None, since: datetime | None, until: datetime | None) -> tuple[float, float]:
    """How near a publication is to a time, by two scales, each 1 inside of it and 0 far off or where nothing is known.

    The shape is the exponential prior of Li and Croft, Time-Based Language Models (2003).
    """
    if published is None or (since is None and until is None):
        return (0.0, 0.0)
    before = since - published if since is not None and published < since else timedelta()
    after = published - until if until is not None and published > until else timedelta()
    days = max(before, after) / DAY
    return exp(-days / SOON), exp(-days / LATER)
