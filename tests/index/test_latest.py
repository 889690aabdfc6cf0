from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from conftest import make_article

from index.candidates import Search, near_limits, timeliness
from index.features import FEATURES, TIME, Candidate, Matrix, time_features
from index.keywords import Limits
from index.latest import about, newest_first
from index.passage import Passage
from index.when import ANY_TIME, Mode, Window

ASKED = datetime(2026, 7, 8, tzinfo=UTC)
LATEST = Window(None, ASKED, Mode.LATEST)


def candidate(published: datetime | None) -> Candidate:
    article = make_article(published=published, text="Something was printed.")
    return Candidate(f"{published}", Passage(article, 0, len(article.text)), 0.5)


def matrix(found: list[Candidate], closest: list[float], names: list[float]) -> Matrix:
    """Features of candidates that differ in how close they are, in names and in time."""
    rows = np.zeros((len(found), len(FEATURES)))
    rows[:, FEATURES.index("closest")], rows[:, FEATURES.index("names")] = closest, names
    first = FEATURES.index(TIME[0])
    for row, one in zip(rows, found, strict=True):
        row[first : first + len(TIME)] = time_features(one.passage.article.published, LATEST, ASKED)
    return rows


def test_time_counts_from_the_newest_that_is_about_it_and_for_nothing_else() -> None:
    days = [ASKED - timedelta(days=ago) for ago in (900, 400, 380, 1)]
    found = [candidate(day) for day in days]
    rows = matrix(found, [0.7, 0.6, 0.6, 0.1], [1, 1, 1, 0])
    assert about(rows).tolist() == [True, True, True, False]
    hits = newest_first(rows, found, LATEST)
    assert [hit.passage_id for hit in hits] == [str(days[n]) for n in (2, 1, 0, 3)]
    scores = {hit.passage_id: hit.score for hit in hits}
    assert scores[str(days[1])] == pytest.approx(scores[str(days[2])], abs=0.01)  # a year off is a year off


def test_what_has_not_the_name_is_not_about_it_however_close() -> None:
    found = [candidate(ASKED - timedelta(days=ago)) for ago in (900, 400)]
    assert about(matrix(found, [0.6, 0.55], [1, 0])).tolist() == [True, False]


def test_nothing_needs_a_date() -> None:
    found = [candidate(None), candidate(None)]
    assert len(newest_first(matrix(found, [0.6, 0.5], [1, 1]), found, LATEST)) == 2


def test_the_latest_is_looked_for_further_and_further_back() -> None:
    def search(window: Window, as_of: datetime | None = ASKED) -> Search:
        return Search("ferry", np.zeros(3, dtype=np.float32), Limits(), window, as_of)

    starts = [one.since for one in near_limits(search(LATEST))]
    assert starts == sorted((one for one in starts if one), reverse=True)
    assert len(starts) == 2
    assert len(near_limits(search(ANY_TIME))) == 1
    assert near_limits(search(LATEST, None)) == []
    moments = [ASKED - timedelta(days=9000), None, ASKED - timedelta(days=8000)]
    assert np.argsort(timeliness(search(LATEST), moments)).tolist() == [1, 0, 2]
