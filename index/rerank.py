"""The rankers: which of the passages that were found answer best.

The learned ranker is a weighted sum of ``index.features``. Its weights stand in ``ranker.json`` beside this module,
with what they were fitted on; ``python -m tests.experiments.train_ranker`` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.features import FEATURES, TIME, Matrix
from index.fuse import fuse
from index.passage import Hit, Passage

Scores = NDArray[np.float64]
KNOWS_TIME = np.array([name in TIME for name in FEATURES])
LEADING = 5  # articles; behind them, a time that is no more than preferred weighs this much of its weight
BEHIND = 0.5
READ_BY_A_MODEL = 30  # pairs of question and passage: a cross-encoder takes some 20 ms for each on two cores


class Reranker(Protocol):
    """Scores pairs of a question and a passage by reading both together; higher is better."""

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        """Return one score a text; their scale is the model's own."""
        ...


class CrossEncoderReranker:
    """Any cross-encoder, by name or folder, that sentence-transformers loads."""

    def __init__(self, model: str) -> None:
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(model)
        except Exception as error:  # whatever a stranger's folder makes the library raise
            first = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelError(f"cannot load the model {model!r} (BACKISSUE_RERANKER): {first}") from error

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        """See ``Reranker``."""
        pairs = [(question, text) for text in texts]
        return np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float64)


@cache
def learned_weights() -> Scores:
    """Return the weights of the learned ranker, in the order of ``FEATURES``."""
    weights = json.loads(files("index").joinpath("ranker.json").read_text(encoding="utf-8"))["weights"]
    return np.array([weights[name] for name in FEATURES])


def score_features(matrix: Matrix, *, time: float = 1.0) -> Scores:
    """Score candidates by their features; only differences within one question mean anything.

    ``time`` is the share of their weight that those keep which know of time.
    """
    return np.asarray(matrix @ (learned_weights() * np.where(KNOWS_TIME, time, 1.0)))


def let_lead(hits: Sequence[Hit], articles: Sequence[str], others: Scores) -> list[Hit]:
    """Let the best hits lead until a sixth article begins (``LEADING``); order the rest by other scores.

    ``hits`` come best first and keep their scores; ``articles`` and ``others`` go with them one by one.
    """
    leading = set(list(dict.fromkeys(articles))[:LEADING])
    number = next((n for n, article in enumerate(articles) if article not in leading), len(hits))
    return [*hits[:number], *(hits[number:][i] for i in np.argsort(-others[number:], kind="stable"))]


def rerank(reranker: Reranker, question: str, hits: Sequence[Hit], passages: Mapping[str, Passage]) -> list[Hit]:
    """Let a model read the first hits, and fuse its order with theirs: it knows nothing of time and titles."""
    first = hits[:READ_BY_A_MODEL]
    scores = reranker.score(question, [passages[hit.passage_id].text for hit in first])
    order = [first[i] for i in np.argsort(-scores, kind="stable")]
    return [*fuse([(1.0, first), (1.0, order)]), *hits[READ_BY_A_MODEL:]]
