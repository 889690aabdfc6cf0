from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from conftest import make_article
from hypothesis import given
from hypothesis import strategies as st

from index.features import FEATURES, STEEPNESS, Candidate, features, nearness, time_near
from index.passage import Passage
from index.terms import Terms
from index.when import ANY_TIME, Mode, Window

ASKED = datetime(2022, 6, 16, 12, tzinfo=UTC)
TERMS = Terms(("ferri", "aster", "sank"), {"ferri": 2.0, "aster": 3.0, "sank": 1.0}, frozenset({"aster"}))
JUNE = Window(datetime(2021, 6, 1, tzinfo=UTC), datetime(2021, 6, 30, 23, 59, 59, tzinfo=UTC), Mode.SOFT)
THIS_WEEK = Window(datetime(2022, 6, 13, tzinfo=UTC), datetime(2022, 6, 16, 23, 59, 59, tzinfo=UTC), Mode.SOFT)


def split(text: str, language: str) -> Sequence[str]:
    return text.casefold().replace(".", "").split()


def candidate(article_id: str, text: str, days: float | None, **fields: float | bool) -> Candidate:
    published = None if days is None else ASKED - timedelta(days=days)
    article = make_article(id=article_id, title="", text=text, published=published)
    return Candidate(article_id, Passage(article, 0, len(text)), **{"similarity": 0.5, **fields})  # type: ignore[arg-type]


def columns(candidates: Sequence[Candidate], window: Window = ANY_TIME) -> dict[str, list[float]]:
    vectors = np.eye(len(candidates), 4, dtype=np.float32)
    matrix = features(TERMS, candidates, vectors, words=split, window=window, as_of=ASKED)
    assert matrix.shape == (len(candidates), len(FEATURES))
    return {name: matrix[:, column].round(4).tolist() for column, name in enumerate(FEATURES)}


def test_what_is_known_of_a_passage() -> None:
    found = columns(
        [
            candidate("a", "Ferri aster sank.", 0, similarity=0.8, keyword=6.0, told=True),
            candidate("b", "The ferri came.", 10, similarity=0.4, keyword=3.0),
            candidate("c", "Rain.", None, similarity=0.1),
        ]
    )
    assert found["similarity"] == found["closest"] == [0.8, 0.4, 0.1]
    assert found["keyword"] == [1.0, 0.5, 0.0]
    assert found["names"] == [1.0, 0.0, 0.0]
    assert found["phrases"] == [round((2.5 + 2.0) / 6, 4), 0.0, 0.0]
    half = 0.5**STEEPNESS  # of the question's weight is a name
    assert found["bare names"] == [half, 0.0, 0.0]
    assert found["bare phrases"] == [round(4.5 / 6 * half, 4), 0.0, 0.0]
    assert (found["lead"], found["position"]) == ([1.0] * 3, [0.0] * 3)
    assert found["asked soon"] == [1.0, round(float(np.exp(-1)), 4), 0.0]
    assert found["told"] == [1.0, 0.0, 0.0]
    assert not any(found["latest soon"] + found["window soon"])


def test_an_article_is_as_close_as_its_best_passages() -> None:
    article = make_article(id="a", text="one two three four")
    spans = [(0, 3), (4, 7), (8, 13), (14, 18)]
    similar = [0.9, 0.6, 0.3, 0.1]
    candidates = [
        Candidate(str(span), Passage(article, *span), value) for span, value in zip(spans, similar, strict=True)
    ]
    assert columns(candidates)["closest"] == [0.6] * 4


def test_a_story_that_another_article_of_the_same_days_tells_too() -> None:
    candidates = [candidate("a", "x", 1), candidate("b", "x", 2), candidate("c", "x", 40), candidate("d", "x", None)]
    vectors = np.array([[1, 0], [0.8, 0.6], [1, 0], [1, 0]], dtype=np.float32)
    matrix = features(TERMS, candidates, vectors, words=split, window=ANY_TIME, as_of=ASKED)
    assert matrix[:, FEATURES.index("retold")].round(4).tolist() == [0.8, 0.8, 0.0, 0.0]


def test_time_counts_from_what_the_question_asks_about() -> None:
    in_june, now = candidate("a", "x", 365), candidate("b", "x", 1)
    found = columns([in_june, now], JUNE)
    assert found["window soon"][0] == 1.0
    assert found["window soon"][1] < 0.001
    assert found["asked soon"] == found["latest soon"] == [0.0, 0.0]  # the day of asking says nothing about last June
    recent = columns([in_june, now], THIS_WEEK)
    assert recent["window soon"][1] == 1.0
    assert recent["asked soon"][1] == pytest.approx(np.exp(-0.1), abs=1e-4)
    latest = columns([now], Window(None, ASKED, Mode.LATEST))
    assert (latest["asked soon"], latest["window soon"]) == ([0.0], [0.0])
    assert latest["latest soon"][0] > 0.9


@given(st.integers(-5000, 5000), st.integers(0, 400))
def test_inside_a_window_is_nearest_and_further_off_is_never_nearer(day: int, length: int) -> None:
    since, until = ASKED, ASKED + timedelta(days=length)
    soon, later = nearness(ASKED + timedelta(days=day), since, until)
    assert 0 <= soon <= later <= 1
    assert (later == 1) == (0 <= day <= length)
    further = day + 1 if day > length else day - 1
    assert nearness(ASKED + timedelta(days=further), since, until)[1] <= later


def test_what_has_no_date_is_near_nothing() -> None:
    assert time_near(None, JUNE, ASKED) == 0.0
    assert time_near(ASKED, ANY_TIME, None) == 0.0
