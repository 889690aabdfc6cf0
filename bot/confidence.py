"""How sure it is that the archive answers: a probability, from all that the evidence shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from bot import expressions as x
from bot.score import Matrix, Sentence, learned
from bot.support import STRICT, Asked
from index.passage import Evidence

# What is left where no sentence holds the date, the number or the name that is asked for: below any sensible bar.
UNTYPED = 0.3
# The scores of the learned ranker lie well above, those of rankings fused by rank below: two scales, two fits.
FUSED = 1.0
RANKED, PLAIN = "confidence", "confidence without ranker"
DENYING = 0.6  # share of the question's words in a sentence that denies it
# The questions that weights are fitted on paraphrase; readers often use the words of the article. Where the best one
# with its title holds what is asked for and says this share of a question of so many terms, more is sure than the
# weights know. By hand on dev: of 99 unanswerable ones at most one is answered by it, of 27 near ones none.
WHOLE, FEWEST_TERMS, SAID = 0.85, 3, 2.5
CLOSEST = 3  # passages: further down, what is near in meaning is of other times
SCALE = 10.0  # to bring scores of the ranker near 1


@dataclass(frozen=True, slots=True)
class Confidence:
    """A probability, and the features that it was weighed from."""

    value: float
    parts: Mapping[str, float]


NONE = Confidence(0.0, {})


def judge(asked: Asked, found: Sequence[Sentence], scores: Matrix, evidence: Sequence[Evidence]) -> Confidence:
    """Estimate the probability that the archive answers: logistic regression, fitted by
    tests/experiments/train_answers.py on questions with and without an answer.
    """
    if not found:
        return NONE
    parts = evidence_features(found, scores, evidence)
    weights = learned()[RANKED if is_ranked(evidence) else PLAIN]
    logit = weights["bias"] + sum(weights[name] * value for name, value in parts.items() if name in weights)
    best = found[int(np.argmax(scores))]
    typed = asked.kind in STRICT and best["typed"] > 0
    if typed and len(asked.terms.weights) >= FEWEST_TERMS and min(parts["around"], parts["passage"]) >= WHOLE:
        logit += SAID
    fits = asked.kind not in STRICT or best["typed"] > 0 or denies(best)
    return Confidence((1.0 if fits else UNTYPED) / (1 + exp(-min(max(logit, -30.0), 30.0))), parts)


def denies(sentence: Sentence) -> bool:
    """Whether a sentence says of what is asked that it is not so: "when did she resign?", she did not."""
    return sentence["own"] >= DENYING and bool(x.DENIES.search(sentence.quotation.text))


def is_ranked(evidence: Sequence[Evidence]) -> bool:
    """Whether the learned ranker has scored these passages last."""
    return any(item.score > FUSED for item in evidence)


def evidence_features(found: Sequence[Sentence], scores: Matrix, evidence: Sequence[Evidence]) -> dict[str, float]:
    """What the evidence shows as a whole."""
    best = found[int(np.argmax(scores))]
    passages = sorted((item.score / SCALE for item in evidence), reverse=True)
    passages += [passages[-1]] * (CLOSEST + 1)
    return {
        "around": best["around"],
        "passage": best["passage"],
        "vote": best["vote"],
        "votes": best["votes"],
        "similarity": max(max(item.similarity or 0.0, 0.0) for item in evidence[:CLOSEST]),
        "first": passages[0],
        "three": sum(passages[:CLOSEST]) / CLOSEST,
        "lead": passages[0] - passages[CLOSEST],
        "timely": max(item.timely for item in evidence[:CLOSEST]),
    }
