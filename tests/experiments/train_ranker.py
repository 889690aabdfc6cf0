"""Fit the learned ranker (index/ranker.json) on dev questions, and say by cross-validation how good it is.

python -m tests.experiments.train_ranker NEWSQUIZ_SMALL AP_NEWS [--in-full NEWSQUIZ] [--write]

The arguments are data folders filled from shared/data/newsquiz_small, shared/data/ap_news and shared/data/newsquiz.
Questions: those of newsquiz (dev) that name their article, and those of ap_news (dev) that do. Each is asked

- on its day (ap_news: the day after the archive ends, and long after),
- "in full": on its day too, of all 26,202 articles, and with it the questions of newsquiz of which it is known only
  which articles hold the answer; these count as relevant. Measured, not fitted on: which of several articles that hold
  the answer is meant, they do not tell (fitted on them with .3, those on their day lose .02),
- long after its day with nothing said about time, where its words name none (so that recency is not trusted blindly),
- long after its day with a window of a fortnight, as "in the first half of June 2022" gives one.

Loss: listwise softmax over the candidates of a question, those of the articles that answer against all others, and
once more those that state the answer in them against all others (Cao et al., 2007, ListNet, with the probability of all
relevant ones together), with an L2 penalty on standardised weights.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.session import Session
from bot.settings import Settings
from index.features import FEATURES
from index.measure import answer_at, hit_at, reciprocal_rank
from index.passage import Hit, Query
from index.rerank import BEHIND, KNOWS_TIME, let_lead
from index.when import Mode, Window

SHARED = Path(__file__).parents[3] / "shared" / "data"
RANKER = Path(__file__).parents[2] / "index" / "ranker.json"
L2 = 1.0
FOLDS = 5
# What an instance weighs in the fit, by the way the question is asked.
WEIGHTS = {"on its day": 1.0, "in full": 0.0, "at the end": 1.0, "long after": 0.3, "later": 0.3, "window": 0.3}
STATING = 0.5  # what it weighs that the passage states the answer, beside that the article does
FORTNIGHT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Instance:
    """A question asked in one way: the features of its candidates, which of them are of an article that answers, and
    which of those state the answer.
    """

    way: str
    group: str
    window: Mode
    matrix: NDArray[np.float64]
    relevant: NDArray[np.bool_]
    stating: NDArray[np.bool_]
    articles: tuple[str, ...]
    evidence: frozenset[str]


def main(newsquiz_small: str, ap_news: str, *options: str) -> None:
    instances = [*read_newsquiz(newsquiz_small), *read_ap(ap_news)]
    if "--in-full" in options:
        instances += read_newsquiz_in_full(options[options.index("--in-full") + 1])
    print(f"{len(instances)} instances, {sum(one.relevant.any() for one in instances)} with the article among them")
    weights = fit(instances)
    show("fitted on all", instances, [rank(one, weights) for one in instances])
    show("cross-validated", instances, cross_validate(instances))
    for name, value in sorted(zip(FEATURES, weights, strict=True), key=lambda pair: -abs(pair[1])):
        print(f"{name:16} {value:8.3f}")
    if "--write" in options:
        content = {
            "fitted_by": "python -m tests.experiments.train_ranker NEWSQUIZ_SMALL AP_NEWS --write",
            "on": "newsquiz dev questions with evidence (240 of 2022-23 and 6 later), ap_news dev questions of type "
            "data_local (24); no text of theirs is in here, only weights",
            "weights": {name: round(float(value), 4) for name, value in zip(FEATURES, weights, strict=True)},
        }
        RANKER.write_text(json.dumps(content, indent=1) + "\n")


def read_newsquiz(folder: str) -> Iterator[Instance]:
    names = ("newsquiz_small", "newsquiz")
    lines = [line for name in names for line in (SHARED / name / "questions_dev.jsonl").read_text().splitlines()]
    questions = {found["id"]: found for found in map(json.loads, lines) if found["evidence_ids"]}
    session = Session(Settings(data_dir=Path(folder)))
    for question in questions.values():
        asked = datetime.fromisoformat(question["question_date"]).replace(tzinfo=UTC)
        later = asked + timedelta(days=60 + int(sha256(question["id"].encode()).hexdigest(), 16) % 640)
        group = question["question_date"]
        yield make(session, question, "on its day", group, asked)
        if session._retriever.window(Query(question["question"], as_of=asked)).mode is Mode.NONE:
            yield make(session, question, "later", group, later)
        yield make(session, question, "window", group, later, Window(asked - FORTNIGHT, asked, Mode.SOFT))


def read_newsquiz_in_full(folder: str) -> Iterator[Instance]:
    session = Session(Settings(data_dir=Path(folder)))
    for line in (SHARED / "newsquiz" / "questions_dev.jsonl").read_text().splitlines():
        question = json.loads(line)
        holders = {*question["evidence_ids"], *question["answer_in_gcs_ids"]}
        asked = datetime.fromisoformat(question["question_date"]).replace(tzinfo=UTC)
        yield make(session, question | {"evidence_ids": holders}, "in full", question["question_date"], asked)


def read_ap(folder: str) -> Iterator[Instance]:
    session = Session(Settings(data_dir=Path(folder)))
    for line in (SHARED / "ap_news" / "questions_dev.jsonl").read_text().splitlines():
        question = json.loads(line)
        if question["evidence_ids"]:
            yield make(session, question, "at the end", question["id"], datetime(2024, 5, 1, tzinfo=UTC))
            yield make(session, question, "long after", question["id"], datetime(2026, 11, 1, tzinfo=UTC))


def make(  # noqa: PLR0917 - a table of cases reads best so
    session: Session, question: dict, way: str, group: str, as_of: datetime, window: Window | None = None
) -> Instance:
    retriever = session._retriever
    search, found = retriever.search(Query(question["question"], as_of=as_of), window)
    evidence = frozenset(question["evidence_ids"])
    articles = tuple(one.passage.article.id for one in found.candidates)
    relevant = np.array([article in evidence for article in articles])
    answers = question.get("answers") or []
    stating = relevant & np.array([answer_at([one.passage], answers, 1) > 0 for one in found.candidates])
    matrix = retriever.features(search, found)
    return Instance(way, group, search.window.mode, matrix, relevant, stating, articles, evidence)


def fit(instances: Sequence[Instance]) -> NDArray[np.float64]:
    """Return one weight a feature, for features as they are."""
    ways = [(one, one.relevant, 1.0) for one in instances] + [(one, one.stating, STATING) for one in instances]
    labelled = [(one, labels, share) for one, labels, share in ways if labels.any() and WEIGHTS[one.way]]
    used = [one for one, _, _ in labelled]
    rows = np.concatenate([one.matrix for one in used])
    scale = rows.std(axis=0) + 1e-9
    rows /= scale
    relevant = np.concatenate([labels for _, labels, _ in labelled]).astype(float)
    sizes = [len(labels) for _, labels, _ in labelled]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    of = np.repeat(np.arange(len(used)), sizes)
    weight = np.array([share * WEIGHTS[one.way] for one, _, share in labelled])
    total = weight.sum()

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        likely = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        every, right = np.add.reduceat(likely, starts), np.add.reduceat(likely * relevant, starts) + 1e-12
        value = (weight * (np.log(every) - np.log(right))).sum() / total + L2 * (weights @ weights) / (2 * total)
        slope = likely / every[of] - likely * relevant / right[of]
        return value, rows.T @ (slope * weight[of]) / total + L2 * weights / total

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return found.x / scale


def cross_validate(instances: Sequence[Instance]) -> list[list[str]]:
    """Rank for each instance by weights that were fitted without the questions of its group."""
    groups = sorted({one.group for one in instances}, key=lambda group: sha256(group.encode()).digest())
    fold = {group: number % FOLDS for number, group in enumerate(groups)}
    fitted = [fit([one for one in instances if fold[one.group] != number]) for number in range(FOLDS)]
    return [rank(one, fitted[fold[one.group]]) for one in instances]


def rank(instance: Instance, weights: NDArray[np.float64]) -> list[str]:
    """Return the articles in the order of `backissue search` with these weights."""
    scores = instance.matrix @ weights
    order = np.argsort(-scores, kind="stable")
    hits = [Hit(instance.articles[row], scores[row]) for row in order]
    if instance.window in {Mode.NONE, Mode.SOFT}:
        articles = [hit.passage_id for hit in hits]
        hits = let_lead(hits, articles, instance.matrix[order] @ (weights * np.where(KNOWS_TIME, BEHIND, 1.0)))
    return list(dict.fromkeys(hit.passage_id for hit in hits))


def show(title: str, instances: Sequence[Instance], ranked: Sequence[list[str]]) -> None:
    print(f"\n{title:24} questions  Hit@1  Hit@4 Hit@10 MRR@10")
    for way in WEIGHTS:
        rankings = [(ranking, one.evidence) for one, ranking in zip(instances, ranked, strict=True) if one.way == way]
        if not rankings:
            continue
        hits = " ".join(f"{fmean(hit_at(ranked, right, k) for ranked, right in rankings):6.3f}" for k in (1, 4, 10))
        mean = fmean(reciprocal_rank(ranked, right, 10) for ranked, right in rankings)
        print(f"{way:24} {len(rankings):9} {hits} {mean:6.3f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
