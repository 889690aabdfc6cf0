"""How sure it is that the archive answers: a probability, from all that the evidence shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from bot.english import expressions as x
from bot.writer.asked import STRICT, Asked
from bot.writer.score import Matrix, Sentence, learned
from index.passage import Evidence

# What is left where no sentence holds the date, the number or the name that is asked for, or the best passage only
# the time: below any sensible bar.
UNTYPED = 0.3
# The scores of the learned ranker lie well above, those of rankings fused by rank below: two scales, two fits.
FUSED = 1.0
RANKED, PLAIN = "confidence", "confidence without ranker"
DENYING = 0.6  # share of the question's words in a sentence that denies it
# A sentence that with its title says this share of a question says it as good as whole: a word may be another form.
WHOLE = 0.85
CLOSEST = 3  # passages: further down, what is near in meaning is of other times
OTHERS = 5  # sentences behind the best one that show how far it stands out
# How far the best passage leads where an exact time or a filter has left none to compare it with: as far as usual, the
# median of the dev questions that are answered (docs/decisions.md).
USUAL_LEAD = 0.25
UNTIMELY = 0.05  # three months off: the day of asking tells nothing of such passages
SCALE = 10.0  # to bring scores of the ranker near 1
STANDS_OUT = 5.0  # the same for differences of sentences
RAREST = 10.0  # the same for how rare words are


@dataclass(frozen=True, slots=True)
class Confidence:
    """A probability, and the features that it was weighed from."""

    value: float
    parts: Mapping[str, float]


NONE = Confidence(0.0, {})


def judge(
    asked: Asked,
    found: Sequence[Sentence],
    scores: Matrix,
    evidence: Sequence[Evidence],
    weights: Mapping[str, float] | None = None,
) -> Confidence:
    """Estimate the probability that the archive answers: logistic regression, fitted by
    tests/experiments/train_answers.py on questions with and without an answer. ``weights`` replace the fitted ones.
    """
    if not found:
        return NONE
    parts = evidence_features(asked, found, scores, evidence)
    weights = weights or learned()[RANKED if is_ranked(evidence) else PLAIN]
    logit = weights["bias"] + sum(weights[name] * value for name, value in parts.items() if name in weights)
    best = int(np.argmax(scores))
    fits = asked.kind not in STRICT or is_told(found, best) or denies(found[best])
    fits = fits and not is_of_time_alone(asked, found[best])
    return Confidence((1.0 if fits else UNTYPED) / (1 + exp(-min(max(logit, -30.0), 30.0))), parts)


def is_told(found: Sequence[Sentence], best: int) -> bool:
    """Whether the best sentence, or one beside it in its passage, holds the kind of thing that is asked for."""
    beside = (one for one in found[max(best - 1, 0) : best + 2] if one.rank == found[best].rank)
    return any(one["typed"] > 0 for one in beside)


def is_of_time_alone(asked: Asked, sentence: Sentence) -> bool:
    """Whether the passage of a sentence has of a question the time that it names, and no word of its subject."""
    return bool(sentence.near) and asked.subject.isdisjoint(sentence.near)


def denies(sentence: Sentence) -> bool:
    """Whether a sentence says of what is asked that it is not so: "when did she resign?", she did not."""
    return sentence["own"] >= DENYING and bool(x.DENIES.search(sentence.quotation.text))


def is_ranked(evidence: Sequence[Evidence]) -> bool:
    """Whether the learned ranker has scored these passages last."""
    return any(item.score > FUSED for item in evidence)


def evidence_features(
    asked: Asked, found: Sequence[Sentence], scores: Matrix, evidence: Sequence[Evidence]
) -> dict[str, float]:
    """What the evidence shows as a whole; "passage", "rarest" and "subject" are not weighed, they only tell what it is
    about.
    """
    order = np.argsort(-scores, kind="stable")
    best = found[int(order[0])]
    alone = len(order) <= OTHERS and any(item.elsewhen for item in evidence)  # by its time
    ahead = STANDS_OUT if alone else float(scores[order[0]] - scores[order[min(OTHERS, len(order) - 1)]])
    passages = sorted((item.score / SCALE for item in evidence), reverse=True)
    passages += [passages[-1]] * CLOSEST
    weights = asked.terms.weights
    heaviest = max(weights.values(), default=0.0) or 1.0
    missing = max((weight for stem, weight in weights.items() if stem not in best.held), default=0.0)
    return {
        "similarity": max(max(item.similarity or 0.0, 0.0) for item in evidence[:CLOSEST]),
        "three": sum(passages[:CLOSEST]) / CLOSEST,
        "lead": max(passages[0] - passages[CLOSEST], USUAL_LEAD if len(evidence) < CLOSEST else 0.0),
        "timely": evidence[0].timely,
        "untimely": float(all(item.timely < UNTIMELY for item in evidence)),
        "whole": float(asked.terms.share(best.held) >= WHOLE),
        "missing": missing / heaviest,
        "stands out": min(ahead / STANDS_OUT, 1.0),
        "size": asked.unheard / RAREST,
        "passage": asked.terms.share(best.near, asked.subject),
        "subject": max(asked.terms.share(one.near, asked.subject) * one["similarity"] for one in found),
        "rarest": max((weights[stem] for stem in best.near & asked.subject), default=0.0) / heaviest,
    }
