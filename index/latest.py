"""The newest of what is about a question: what comes first where its latest is asked for.

The latest on a story may be years old. Counted from the day of asking, all of it is equally far off then, and whatever
else was printed last would come first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.features import FEATURES, TIME, Candidate, Matrix, time_features
from index.passage import Hit
from index.rerank import KNOWS_TIME, score_features
from index.when import Window

# A passage is about the question where the ranker, without any time, gives it at most so much less than the best one,
# and it has as much of the names as that one. By eye, on forty running stories: docs/decisions.md
NEARLY = 3.0
NAMES, TIMED = FEATURES.index("names"), FEATURES.index(TIME[0])


def newest_first(matrix: Matrix, candidates: Sequence[Candidate], window: Window) -> list[Hit]:
    """Order candidates as the ranker does, but let time count from the newest that is about the question, and for those
    only that are.

    Their scores stay those of the day of asking: that something is the newest of an archive says nothing of how well
    it answers.
    """
    near = about(matrix)
    moments = [one.passage.article.published if close else None for one, close in zip(candidates, near, strict=True)]
    newest = max(filter(None, moments), default=None)
    counted = matrix.copy()
    counted[:, TIMED : TIMED + len(TIME)] = [time_features(moment, window, newest) for moment in moments]
    known = np.where(near[:, None] | ~KNOWS_TIME, matrix, 0.0)
    order, scores = score_features(counted), score_features(known)
    ranked = sorted(range(len(candidates)), key=lambda row: (-order[row], candidates[row].passage_id))
    return [Hit(candidates[row].passage_id, float(scores[row])) for row in ranked]


def about(matrix: Matrix) -> NDArray[np.bool_]:
    """Say which candidates are about what is asked as the best one is, whenever they were printed."""
    scores, names = score_features(matrix, time=0.0), matrix[:, NAMES]
    best = int(np.argmax(scores))
    return np.asarray((scores >= scores[best] - NEARLY) & (names >= names[best]))
