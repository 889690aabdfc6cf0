import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import make_article

from index.errors import ModelError
from index.features import FEATURES
from index.passage import Hit, Passage
from index.rerank import READ_BY_A_MODEL, CrossEncoderReranker, learned_weights, let_lead, rerank, score_features


def test_the_weights_are_those_of_the_features() -> None:
    stored = json.loads((Path(__file__).parents[2] / "index" / "ranker.json").read_text())["weights"]
    assert list(stored) == list(FEATURES)
    assert learned_weights().tolist() == list(stored.values())


def test_more_of_what_speaks_for_a_passage_is_never_worse() -> None:
    """Time and meaning count for a passage, whatever the fit has made of the rest."""
    for name in ("similarity", "keyword", "closest", "asked soon", "window soon", "latest soon"):
        assert learned_weights()[FEATURES.index(name)] > 0


def test_a_score_is_a_weighted_sum() -> None:
    matrix = np.eye(len(FEATURES))
    assert score_features(matrix).tolist() == learned_weights().tolist()


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_time_may_count_less_and_nothing_else_does(share: float) -> None:
    time = np.array([name.startswith(("asked", "latest", "window")) for name in FEATURES])
    weights = learned_weights()
    assert (
        score_features(np.eye(len(FEATURES)), time=share).tolist() == np.where(time, share * weights, weights).tolist()
    )


def test_five_articles_lead_and_the_rest_follows_by_other_scores() -> None:
    hits = [Hit(str(number), -float(number)) for number in range(10)]
    led = let_lead(hits, list("abacdebfga"), np.array([0, 0, 0, 0, 0, 0, 0, 1, 3, 2.0]))
    assert led == [*hits[:7], hits[8], hits[9], hits[7]]  # "f" is the sixth article
    assert let_lead(hits[:3], list("aab"), np.array([0, 1, 2.0])) == hits[:3]
    assert let_lead([], [], np.array([])) == []


class Longest:
    """Prefers long texts."""

    def score(self, question: str, texts: Sequence[str]) -> np.ndarray:
        return np.array([float(len(text)) for text in texts])


def test_a_model_that_reads_the_first_passages_has_a_say() -> None:
    article = make_article(text="x" * 100)
    passages = {str(length): Passage(article, 0, length) for length in range(1, READ_BY_A_MODEL + 3)}
    hits = [Hit(key, -float(key)) for key in passages]
    order = [hit.passage_id for hit in rerank(Longest(), "?", hits, passages)]
    assert sorted(order) == sorted(passages)
    assert {order[0], order[1]} == {"1", str(READ_BY_A_MODEL)}  # the first of the one, the first of the other
    assert order[-2:] == [hit.passage_id for hit in hits[READ_BY_A_MODEL:]]  # not read: left where they were


@pytest.mark.slow
def test_a_model_that_cannot_be_loaded_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot load the model .*BACKISSUE_RERANKER"):
        CrossEncoderReranker(str(tmp_path / "nothing"))
