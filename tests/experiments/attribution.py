"""How well the support check of bot.writer.check tells claims that their references bear from others.

usage: python -m tests.experiments.attribution ../shared/data/attribution/dev_all_subset_balanced.jsonl

AttributionBench (Li et al. 2024) dev: claims of answers, what they cite, and whether people found them borne by it.
Fits the logistic regression of ``bot.writer.check.support`` and its threshold, five-fold cross-validated by question.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.settings import Settings
from bot.wiring import make_embedder
from bot.writer.check import check, choose, covered, support
from bot.writer.claim import Claim, Fault, Source, read_claim, read_sentence
from corpus.events import event_dates
from corpus.sentences import sentences

Rows = NDArray[np.float64]
FOLDS = 5
MARKS = re.compile(r"\[\^?\d+\^?\]|\*\*")  # numbers of citations and bold, which are no part of a claim
READ = 40_000  # characters of the references of a claim


class Judged(NamedTuple):
    """A claim: its set, its fold, whether it is borne, and what the check makes of it."""

    dataset: str
    fold: int
    borne: bool
    features: tuple[float, float]
    verdict: str


def source_of(reference: str) -> Source:
    """A reference as the check reads a passage; its first line is a title, where it says so."""
    title, _, text = (
        reference.removeprefix("Title: ").partition("\n\n") if reference.startswith("Title: ") else ("", "", reference)
    )
    spans = [text[start:end] for start, end in sentences(text[:READ])]
    return Source(tuple(read_sentence(one, event_dates(one, None)) for one in spans), title, None, "en")


def judge(record: dict[str, Any], embedder: Any) -> Judged:
    """Compute the two numbers of a claim, and the whole verdict."""
    claim = MARKS.sub("", record["claim"]).strip()
    sources = [source_of(one) for one in record["references"]]
    verdict = check(claim, sources)
    claims = [read_claim(claim.replace('"', "").replace("“", "").replace("”", ""), source) for source in sources]
    read = [one for one in claims if isinstance(one, Claim)]
    chosen = choose(read, sources) if len(read) == len(sources) else []
    quoted = [sources[one].sentences[number] for one, number in chosen]
    coverage = covered(read[chosen[0][0]], quoted) if chosen else 0.0
    meaning = 0.0
    if chosen:
        meaning = float(np.max(embedder.embed_passages([one.text for one in quoted]) @ embedder.embed_question(claim)))
    fold = hash_of(record["question"]) % FOLDS
    return Judged(
        record["src_dataset"],
        fold,
        record["attribution_label"] == "attributable",
        (coverage, max(meaning, 0.0)),
        verdict.name if isinstance(verdict, Fault) else "",
    )


def hash_of(text: str) -> int:
    """The same number for a text on every run."""
    return sum(number * byte for number, byte in enumerate(text.encode(), start=1))


def fit(features: Rows, borne: Rows) -> Rows:
    """Fit a logistic regression by Newton's method, a little regularised."""
    rows = np.column_stack([features, np.ones(len(features))])
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (borne - chance) - 0.01 * weights
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + 0.01 * np.eye(rows.shape[1])
        weights = weights + np.linalg.solve(bend, slope)
    return weights


def scores(features: Rows, weights: Rows) -> Rows:
    """What a regression says."""
    return 1 / (1 + np.exp(-(features @ weights[:-1] + weights[-1])))


def best_threshold(said: Rows, borne: Rows) -> float:
    """Where balanced accuracy is highest."""
    return float(max(np.unique(said), key=lambda one: balanced(said >= one, borne)))


def balanced(said: NDArray[np.bool_], borne: Rows) -> float:
    """Mean of the shares that are right among those that are borne and those that are not."""
    right = said == (borne > 0.5)
    return float((right[borne > 0.5].mean() + right[borne <= 0.5].mean()) / 2)


def cross_validated(features: Rows, borne: Rows, folds: NDArray[np.int64]) -> NDArray[np.bool_]:
    """What is said of each claim by weights and threshold of the other folds."""
    said = np.zeros(len(borne), bool)
    for fold in range(FOLDS):
        here, others = folds == fold, folds != fold
        weights = fit(features[others], borne[others])
        threshold = best_threshold(scores(features[others], weights), borne[others])
        said[here] = scores(features[here], weights) >= threshold
    return said


def main(arguments: Sequence[str]) -> None:
    """Print the weights, the threshold and balanced accuracies."""
    records = [json.loads(line) for line in Path(arguments[0]).read_text().splitlines()]
    embedder = make_embedder(Settings())
    judged = [judge(record, embedder) for record in records]
    features = np.array([one.features for one in judged])
    borne = np.array([float(one.borne) for one in judged])
    folds = np.array([one.fold for one in judged])
    weights = fit(features, borne)
    threshold = best_threshold(scores(features, weights), borne)
    print(
        f"weights: coverage {weights[0]:.2f}, meaning {weights[1]:.2f}, constant {weights[2]:.2f}; "
        f"threshold {threshold:.3f}"
    )
    built_in = np.array([support(*one.features) for one in judged])
    rows = {
        "support, cross-validated": cross_validated(features, borne, folds),
        "coverage alone": cross_validated(features[:, :1], borne, folds),
        "meaning alone": cross_validated(features[:, 1:], borne, folds),
        "support as it stands in bot/writer/check.py": built_in >= best_threshold(built_in, borne),
        "all checks of bot/writer/check.py": np.array([not one.verdict for one in judged]),
    }
    sets = sorted({one.dataset for one in judged})
    print(
        f"{'balanced accuracy':40} {'all':>6} "
        + " ".join(f"{name:>18}" for name in sets)
        + "   says borne, of those that are / are not"
    )
    for name, said in rows.items():
        cells = [
            balanced(said[mask], borne[mask])
            for mask in (np.array([one.dataset == each for one in judged]) for each in sets)
        ]
        shares = f"{said[borne > 0.5].mean():.3f} / {said[borne <= 0.5].mean():.3f}"
        print(f"{name:40} {balanced(said, borne):6.3f} " + " ".join(f"{cell:18.3f}" for cell in cells) + f"   {shares}")
    print("first fault:", dict(Counter(one.verdict for one in judged if one.borne)))


if __name__ == "__main__":
    main(sys.argv[1:])
