import gzip
import json
from collections.abc import Callable
from math import log2
from pathlib import Path

import pytest
from conftest import FakeEmbedder, make_article
from hypothesis import given
from hypothesis import strategies as st

from index.generation import Store
from index.measure import (
    Judged,
    ablate,
    answer_at,
    estimate,
    hit_at,
    measure,
    ndcg_at,
    normalise,
    rank_articles,
    reciprocal_rank,
)
from index.passage import Passage, Query, Stage
from index.retrieve import Retriever

RANKED = st.lists(st.sampled_from("abcdefgh"), unique=True)
RELEVANT = st.frozensets(st.sampled_from("abcdefghij"))
DEPTHS = st.integers(1, 12)


def passage(article_id: str, text: str) -> Passage:
    return Passage(make_article(id=article_id, text=text), 0, len(text))


def judged(evidence: str = "", *answers: str) -> Judged:
    return Judged(Query("Who?"), frozenset(evidence.split()), answers)


@pytest.mark.parametrize(
    ("k", "hit", "reciprocal", "ndcg"),
    [
        (1, 0.0, 0.0, 0.0),
        (2, 1.0, 1 / 2, (1 / log2(3)) / (1 + 1 / log2(3))),
        (3, 1.0, 1 / 2, (1 / log2(3)) / (1 + 1 / log2(3))),
        (4, 1.0, 1 / 2, (1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3))),
        (10, 1.0, 1 / 2, (1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3))),
    ],
)
def test_measures_by_hand(k: int, hit: float, reciprocal: float, ndcg: float) -> None:
    ranked, relevant = ["w", "a", "x", "b", "y"], frozenset("ab")
    assert hit_at(ranked, relevant, k) == hit
    assert reciprocal_rank(ranked, relevant, k) == reciprocal
    assert ndcg_at(ranked, relevant, k) == pytest.approx(ndcg)


def test_a_perfect_ranking_is_worth_one_also_where_more_is_relevant_than_asked_for() -> None:
    assert ndcg_at(["a", "b", "c"], frozenset("abc"), 2) == 1.0


def test_without_anything_relevant_nothing_is_gained() -> None:
    assert (hit_at(["a"], frozenset(), 1), reciprocal_rank(["a"], frozenset(), 1)) == (0.0, 0.0)
    assert ndcg_at(["a"], frozenset(), 1) == 0.0
    assert ndcg_at([], frozenset("a"), 1) == 0.0


@given(RANKED, RELEVANT, DEPTHS)
def test_measures_lie_between_nothing_and_one(ranked: list[str], relevant: frozenset[str], k: int) -> None:
    for measured in (hit_at, reciprocal_rank, ndcg_at):
        assert 0 <= measured(ranked, relevant, k) <= 1


@given(RANKED, RELEVANT, DEPTHS)
def test_looking_deeper_finds_no_less(ranked: list[str], relevant: frozenset[str], k: int) -> None:
    assert hit_at(ranked, relevant, k) <= hit_at(ranked, relevant, k + 1)
    assert reciprocal_rank(ranked, relevant, k) <= reciprocal_rank(ranked, relevant, k + 1)


@given(RANKED, RELEVANT)
def test_all_measures_agree_on_whether_anything_was_found(ranked: list[str], relevant: frozenset[str]) -> None:
    found = hit_at(ranked, relevant, 10)
    assert (reciprocal_rank(ranked, relevant, 10) > 0) == (ndcg_at(ranked, relevant, 10) > 0) == bool(found)


def test_articles_are_ranked_by_their_best_passage() -> None:
    assert rank_articles([passage("b", "1"), passage("a", "2"), passage("b", "3")]) == ["b", "a"]


def test_an_answer_counts_where_a_passage_states_it() -> None:
    passages = [passage("a", "Nobody was hurt."), passage("b", "The mayor, José Müller, spoke.")]
    assert [answer_at(passages, ["jose muller"], k) for k in (1, 2, 3)] == [0.0, 1.0, 1.0]
    assert answer_at(passages, ["Twelve", "the  Mayor!"], 2) == 1.0
    assert answer_at(passages, ["may"], 2) == 0.0  # a part of a word is no answer
    assert answer_at(passages, ["", " ?! "], 2) == 0.0
    assert answer_at([], ["mayor"], 2) == 0.0


@given(st.lists(st.sampled_from(["one two", "two three", "four"]).map(lambda text: passage("a", text))), DEPTHS)
def test_more_passages_answer_no_less(passages: list[Passage], k: int) -> None:
    assert answer_at(passages, ["three"], k) <= answer_at(passages, ["three"], k + 1) <= 1


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The U.S. won, 3-2!", " u s won 3 2 "),
        ("The Windsor Framework", " windsor framework "),
        ("Theo and Ana", " theo and ana "),
        ("José  MÜLLER\nﬁrst", " jose muller first "),
        ("Straße snake_case", " strasse snake case "),
        ("Баку 北京", " баку 北京 "),
        ("?!", "  "),
    ],
)
def test_texts_are_compared_by_their_words(text: str, normal: str) -> None:
    assert normalise(text) == normal


def test_answers_stand_where_the_set_itself_says_that_they_do(shared: Path) -> None:
    """newsquiz_small marks which articles hold the answer of each question, as who reports its figures counts."""
    folder = shared / "data" / "newsquiz_small"
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = {one["id"]: one for one in map(json.loads, lines)}
    questions = list(map(json.loads, (folder / "questions_dev.jsonl").read_text().splitlines()))
    marked = [
        (question["answers"], articles[article_id], article_id in question["answer_in_gcs_ids"])
        for question in questions
        for article_id in question["gcs_ids"]
        if article_id in articles
    ]
    assert len(marked) > 1000
    for answers, one, holds in marked:
        text = f"{one['title']}\n\n{one['text']}"
        assert answer_at([passage(one["id"], text)], answers, 1) == holds, (answers, one["id"])


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_questions_are_averaged_over_what_is_known_of_them() -> None:
    first = (judged("a", "rain"), [passage("b", "Snow fell."), passage("a", "Rain fell.")])
    articles_only = (judged("c"), [passage("c", "Fog.")])
    answer_only = (judged("", "sun"), [passage("d", "The sun shone.")])
    found = measure([first, articles_only, answer_only])
    assert {name: estimate.mean for name, estimate in found.items()} == {
        "Hit@1": 0.5,
        "Hit@4": 1.0,
        "Hit@10": 1.0,
        "MRR@10": 0.75,
        "nDCG@10": pytest.approx((1 / log2(3) + 1) / 2),
        "answer@1": 0.5,
        "answer@3": 1.0,
        "answer@5": 1.0,
        "answer@10": 1.0,
    }


def test_each_stage_of_retrieval_is_measured_by_itself(build: Callable[..., Path]) -> None:
    ferry = make_article(id="ferry", title="", source="", published=None, text="Ferries collided.")
    rain = make_article(id="rain", title="", source="", published=None, text="It was the rain.")
    snow = make_article(id="snow", title="", source="", published=None, text="It was the snow again.")
    retriever = Retriever(Store(build(ferry, rain, snow)), FakeEmbedder(), passages_per_article=2)
    # With the passage that is meant it shares a stem and no word; with the others, a word that tells little.
    question = Judged(Query("the colliding"), frozenset({"ferry"}), ("ferries",))
    hits = {stage: means["Hit@1"].mean for stage, means in ablate(retriever, [question]).items()}
    assert (hits["dense"], hits["keywords"], hits["fused"]) == (0.0, 1.0, 0.0)
    assert list(hits) == ["dense", "keywords", "fused", "all stages", *(f"without {stage}" for stage in Stage)]
    assert hits["without dense"] == 1.0
    retriever.close()


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=30))
def test_an_interval_holds_its_mean(values: list[float]) -> None:
    found = estimate(values)
    assert min(values) <= found.low <= found.mean + 1e-9
    assert found.mean - 1e-9 <= found.high <= max(values)
    assert estimate(values) == found  # the same on every run


def test_more_questions_tell_more() -> None:
    few, many = estimate([0.0, 1.0] * 10), estimate([0.0, 1.0] * 1000)
    assert many.high - many.low < few.high - few.low


def test_nothing_known_measures_nothing() -> None:
    assert measure([]) == {}
    assert measure([(judged(), [passage("a", "Rain.")])]) == {}
