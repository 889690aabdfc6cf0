"""Fit how sentences and the confidence are weighed (bot/writer/answers.json), and by cross-validation how good it is.

    python -m tests.experiments.train_answers SCRATCH NEWSQUIZ_SMALL AP_NEWS [--full NEWSQUIZ] [--keep-sentences]
        [--write] [--plot FILE]

SCRATCH keeps what was retrieved, with news text of third parties: outside of the repository; remove its files after a
change of retrieval. The others are data folders filled from shared/data/newsquiz_small, shared/data/ap_news and,
optionally, shared/data/newsquiz: the same questions asked of an archive thirteen times as large. ``--keep-sentences``
fits the confidence alone, on sentences weighed as they are.

Sentences: listwise softmax over those of a question's evidence, those that hold a spelling of the answer against all
others (Cao et al., 2007, ListNet, with the probability of all right ones together), L2 on standardised weights.
Confidence: logistic regression on questions with an answer (newsquiz dev with evidence, ap_news dev of one article,
questions made by rule in the words of articles) and without: unanswerable_dev; each newsquiz question and each one in
an article's words, of an archive that lacks the articles that answer it, where no other article in the evidence has
the answer; questions asked of an archive that is not theirs. Those of newsquiz are asked besides years later, and of
small archives. Weighed as if there were PRIOR questions with an answer to one without. nearmiss_dev is not fitted on.
Folds: the days of the quizzes, articles. "Answered" is what would be: what is not sure is looked for again at any time.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.session import Session
from bot.settings import Settings
from bot.writer.asked import Asked, understand
from bot.writer.confidence import PLAIN, RANKED, evidence_features, judge
from bot.writer.extract import on_subject
from bot.writer.refusal import writes_about
from bot.writer.score import FEATURES, Reader, Sentence, learned
from bot.writer.told import quoted_confidence
from bot.writer.unit import choose, places
from index.keywords import KeywordIndex
from index.measure import normalise
from index.passage import Evidence
from tests.experiments.answer_cases import Case, read_cases, supported

ANSWERS = Path(__file__).parents[2] / "bot" / "writer" / "answers.json"
FOLDS, L2, STRENGTH = 5, 8.0, 0.3
ANSWERABLE = ("quiz", "more", "ap", "later", "own", "mini", "large")
UNANSWERABLE = ("left out", "far", "strangers", "later no", "own no", "mini no", "large no")
WEIGHT = {"ap": 2.0, "strangers": 0.5, "later": 0.3, "later no": 0.3} | dict.fromkeys(
    ("own", "own no", "mini", "mini no", "large", "large no"), 0.2
)
BAR = 0.5  # BACKISSUE_MIN_CONFIDENCE
MOST = 3  # statements
PRIOR = 1.5  # questions with an answer to one without
NO_RANKER = ("three", "lead", "timely", "untimely")
NOT_WEIGHED = ("passage", "rarest", "subject")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Read:
    """A case with its sentences, which of them hold the answer, and its fold."""

    case: Case
    asked: Asked
    sentences: list[Sentence]
    matrix: Floats
    right: NDArray[np.bool_]
    fold: int
    again: list[Sentence]  # at any time
    again_matrix: Floats


def read_all(cases: Sequence[Case], indexes: Callable[[Case], KeywordIndex]) -> list[Read]:
    stems = {id(index): cache(index.words) for index in map(indexes, cases)}
    rarity = {id(index): cache(index.rarity) for index in map(indexes, cases)}
    found = []
    for case in cases:
        index = indexes(case)
        asked = understand(case.question, index.words, rarity[id(index)], index.variants(case.question))
        reader = Reader(asked, stems[id(index)], rarity[id(index)])
        sentences, again = (on_subject(asked, reader.read(item)) for item in (case.evidence, case.again))
        wanted = [normal for normal in map(normalise, case.answers) if normal.strip()]
        texts = [normalise(one.quotation.text) for one in sentences]
        right = np.array([any(answer in text for answer in wanted) for text in texts], dtype=bool)
        for assertion in case.assertions if case.group == "ap" else ():
            right |= np.array(
                [supported(assertion, case.question, one.quotation.text, index) for one in sentences], dtype=bool
            )
        fold = int(sha256(case.fold.encode()).hexdigest(), 16) % FOLDS
        found.append(Read(case, asked, sentences, rows_of(sentences), right, fold, again, rows_of(again)))
    return found


def rows_of(sentences: Sequence[Sentence]) -> Floats:
    return np.array([one.row for one in sentences]).reshape(len(sentences), len(FEATURES))


def fit_sentences(reads: Sequence[Read]) -> Floats:
    """Return one weight a feature, for features as they are."""
    used = [one for one in reads if one.right.any() and not one.right.all()]
    rows = np.concatenate([one.matrix for one in used])
    right = np.concatenate([one.right for one in used]).astype(float)
    scale = rows.std(axis=0) + 1e-9
    rows = (rows - rows.mean(axis=0)) / scale
    sizes = [len(one.right) for one in used]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    of = np.repeat(np.arange(len(used)), sizes)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = rows @ weights
        likely = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        every, good = np.add.reduceat(likely, starts), np.add.reduceat(likely * right, starts) + 1e-12
        value = (np.log(every) - np.log(good)).mean() + L2 * (weights @ weights) / (2 * len(used))
        slope = likely / every[of] - likely * right / good[of]
        return value, rows.T @ slope / len(used) + L2 * weights / len(used)

    return minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x / scale


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted: the weights of sentences, and of the confidence with and without the ranker's scores."""

    sentence: Floats
    ranked: dict[str, float]
    plain: dict[str, float]


def fit(reads: Sequence[Read], kept: Floats | None = None) -> Fit:
    """Fit both, or the confidence alone where the weights of sentences are ``kept``."""
    of_sentences = [one for one in reads if one.case.group in {"quiz", "more", "ap"}]
    sentence = fit_sentences(of_sentences) if kept is None else kept
    judged = [one for one in reads if one.case.group in ANSWERABLE + UNANSWERABLE and one.sentences]
    rows = [evidence_features(one.asked, one.sentences, one.matrix @ sentence, one.case.evidence) for one in judged]
    labels = np.array([one.case.group in ANSWERABLE for one in judged])
    weights = np.array([WEIGHT.get(one.case.group, 1.0) for one in judged])
    weights[labels] *= PRIOR * weights[~labels].sum() / weights[labels].sum()
    names = [name for name in rows[0] if name not in NOT_WEIGHED]
    fitted = []
    for left_out in ((), NO_RANKER):
        kept = [name for name in names if name not in left_out]
        table = np.array([[row[name] for name in kept] for row in rows])
        scale = table.std(axis=0) + 1e-9
        model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(table / scale, labels, sample_weight=weights)
        found = dict(zip(kept, map(float, model.coef_[0] / scale), strict=True))
        fitted.append({"bias": float(model.intercept_[0]), **found})
    return Fit(sentence, *fitted)


def confidence(one: Read, fitted: Fit) -> float:
    """As an answer is looked for: first near its time, then at any time."""
    first = judged(one, one.sentences, one.matrix, one.case.evidence, fitted)
    again = judged(one, one.again, one.again_matrix, one.case.again, fitted)
    return again if first < BAR <= again else first


def parts_of(one: Read, fitted: Fit) -> dict[str, float]:
    return evidence_features(one.asked, one.sentences, one.matrix @ fitted.sentence, one.case.evidence)


def judged(one: Read, found: list[Sentence], matrix: Floats, evidence: Sequence[Evidence], fitted: Fit) -> float:
    scores = matrix @ fitted.sentence
    weighed = judge(one.asked, found, scores, evidence, fitted.ranked)
    return quoted_confidence(one.asked, found, places(choose(found, scores, MOST)), weighed).value


def cross_validate(reads: Sequence[Read], kept: Floats | None) -> list[Fit]:
    """Return for each fold what is fitted without it."""
    return [fit([one for one in reads if one.fold != fold], kept) for fold in range(FOLDS)]


def show(title: str, reads: Sequence[Read], fitted: Callable[[Read], Fit]) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """Print what the goals ask for; return confidences, labels and weights for a diagram."""
    print(f"\n{title}")
    sure = {id(one): confidence(one, fitted(one)) for one in reads}
    for group in ("quiz", "more", "near yes", "ap"):
        held = [
            (one.right, choose(one.sentences, one.matrix @ fitted(one).sentence, MOST))
            for one in reads
            if one.case.group == group
        ]
        gold = [any(right[unit.first : unit.last + 1].any() for unit in chosen) for right, chosen in held]
        ceiling = np.mean([right.any() for right, _ in held])
        print(f"  {group:9} gold in the quotes {np.mean(gold):.3f}, in the evidence {ceiling:.3f}")

    def values(*groups: str) -> Floats:
        return np.array([sure[id(one)] for one in reads if one.case.group in groups])

    for name, yes, no in (
        ("far", ("quiz",), ("far",)),
        ("near", ("near yes",), ("near no",)),
        ("left out", ("quiz", "more"), ("left out",)),
        ("strangers", ("quiz", "ap"), ("strangers",)),
        ("later", ("later",), ("later no",)),
        ("own words", ("own",), ("own no",)),
        ("small", ("mini",), ("mini no",)),
        ("large", ("large",), ("large no",)),
    ):
        if not len(values(*yes)):
            continue
        good, bad = values(*yes), values(*no)
        auroc = roc_auc_score([1] * len(good) + [0] * len(bad), np.r_[good, bad])
        wrong, refused = np.mean(bad >= BAR), np.mean(good < BAR)
        print(
            f"  {name:9} AUROC {auroc:.3f}  answered of those without {wrong:.3f}  refused of those with {refused:.3f}"
        )
    for group in ("ap", "ap linked"):
        print(f"  {group:9} refused {np.mean(values(group) < BAR):.3f}")
    for group in ("near no", "left out", "strangers", "far"):
        refused = [one for one in reads if one.case.group == group and sure[id(one)] < BAR and one.sentences]
        about = [writes_about(parts_of(one, fitted(one))) for one in refused]
        print(f"  {group:9} refused as on the subject, but not this {np.mean(about):.3f}")
    fair = [one for one in reads if one.case.group in ANSWERABLE + UNANSWERABLE]
    chances = np.array([sure[id(one)] for one in fair])
    labels = np.array([one.case.group in ANSWERABLE for one in fair])
    weights = np.array([WEIGHT.get(one.case.group, 1.0) for one in fair])
    print(f"  ECE {calibration_error(chances, labels, weights):.3f} over {len(fair)} questions")
    return chances, labels, weights


def bins(chances: Floats, labels: NDArray[np.bool_], weights: Floats) -> list[tuple[float, float, float]]:
    """Mean confidence, share that has an answer, and share of all questions, by tenths, weighed as for the fit."""
    weight = np.where(labels, PRIOR * weights / weights[labels].sum(), weights / weights[~labels].sum()) / (PRIOR + 1)
    tenth = np.minimum((chances * 10).astype(int), 9)
    found = []
    for number in sorted(set(tenth)):
        inside = tenth == number
        whole = weight[inside].sum()
        found.append(((weight * chances)[inside].sum() / whole, (weight * labels)[inside].sum() / whole, float(whole)))
    return found


def calibration_error(chances: Floats, labels: NDArray[np.bool_], weights: Floats) -> float:
    """Expected calibration error (Guo et al., 2017)."""
    return float(sum(abs(mean - share) * whole for mean, share, whole in bins(chances, labels, weights)))


def plot(path: str, chances: Floats, labels: NDArray[np.bool_], weights: Floats) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "backissue"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], color="0.7")
    found = bins(chances, labels, weights)
    axes.plot([mean for mean, _, _ in found], [share for _, share, _ in found], marker="o", color="0.1")
    for mean, share, whole in found:
        axes.annotate(f"{whole:.0%}", (mean, share), textcoords="offset points", xytext=(6, -10), fontsize=8)
    axes.set(xlabel="confidence", ylabel="share of questions that have an answer", xlim=(0, 1), ylim=(0, 1.02))
    axes.set_title(f"Cross-validated, {len(chances)} questions; ECE {calibration_error(chances, labels, weights):.3f}")
    figure.savefig(path, metadata={"Date": None}, bbox_inches="tight")


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("scratch", type=Path)
    parser.add_argument("small")
    parser.add_argument("ap")
    parser.add_argument("--full", default="")
    parser.add_argument("--keep-sentences", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--plot", default="")
    options = parser.parse_args()
    cases, folders = read_cases(options.scratch, options.small, options.ap, options.full)
    indexes = {name: Session(Settings(data_dir=Path(folder)))._retriever.keywords for name, folder in folders.items()}
    reads = read_all(cases, lambda case: indexes[case.archive])
    kept = np.array([learned()["sentence"][name] for name in FEATURES]) if options.keep_sentences else None
    everything, folds = fit(reads, kept), cross_validate(reads, kept)
    show("fitted on all", reads, lambda _: everything)
    found = show("cross-validated", reads, lambda one: folds[one.fold])
    for mean, share, whole in bins(*found):
        print(f"  confidence {mean:.2f}: {share:.2f} have an answer ({whole:.2f} of all)")
    for name, value in [*zip(FEATURES, everything.sentence, strict=True), *everything.ranked.items()]:
        print(f"  {name:10} {value:8.3f}")
    if options.plot:
        plot(options.plot, *found)
    if options.write:
        weights = {name: round(float(value), 4) for name, value in zip(FEATURES, everything.sentence, strict=True)}
        content = {
            "fitted_by": "python -m tests.experiments.train_answers SCRATCH SMALL AP_NEWS --full NEWSQUIZ --write; the "
            "confidence once more after that, with --keep-sentences",
            "on": "dev questions of newsquiz and ap_news; no text of theirs is in here, only weights",
            "sentence": weights,
            RANKED: {name: round(value, 4) for name, value in everything.ranked.items()},
            PLAIN: {name: round(value, 4) for name, value in everything.plain.items()},
        }
        ANSWERS.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
