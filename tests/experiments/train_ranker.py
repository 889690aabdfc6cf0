"""Fit the learned ranker (index/ranker.json) on dev questions, and say by cross-validation how good it is.

python -m tests.experiments.train_ranker NEWSQUIZ_SMALL AP_NEWS NEWSQUIZ [--in-full] [--write]

The arguments are data folders filled from shared/data/newsquiz_small, shared/data/ap_news and shared/data/newsquiz.
Questions: those of newsquiz (dev) that name their article, and those of ap_news (dev) that do. Each is asked

- on its day (ap_news: the day after the archive ends, and long after),
- "in full": on its day too, of all 26,202 articles, and with it the questions of newsquiz of which it is known only
  which articles hold the answer; these count as relevant. Measured, not fitted on: which of several articles that hold
  the answer is meant, they do not tell (fitted on them with .3, those on their day lose .02),
- long after its day with nothing said about time, where its words name none (so that recency is not trusted blindly),
- long after its day with a window of a fortnight, as "in the first half of June 2022" gives one.

And "Who is Ana Reis?" of 300 people whom articles of newsquiz introduce ("Ana Reis, a skipper"), long after: what has
the name is relevant, what introduces it states the answer. Half of them are fitted on, the others only measured.

Loss: listwise softmax over the candidates of a question, those of the articles that answer against all others, and
once more those that state the answer in them against all others (Cao et al., 2007, ListNet, with the probability of all
relevant ones together), with an L2 penalty on standardised weights.
"""

import gzip
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.english.entities import Entity, Kind, entities_in
from bot.session import Session
from bot.settings import Settings
from index.features import BARE, FEATURES
from index.measure import answer_at, hit_at, reciprocal_rank
from index.passage import Hit, Query
from index.rerank import BEHIND, KNOWS_TIME, let_lead
from index.when import Mode, Window

SHARED = Path(__file__).parents[3] / "shared" / "data"
RANKER = Path(__file__).parents[2] / "index" / "ranker.json"
L2 = 1.0
PEOPLE = 300
INTRODUCED = r", (?:an?|the|who (?:is|was|has)|former|one of|[a-z]+ (?:of|at|for)) "
FOLDS = 5
# What an instance weighs in the fit, by the way the question is asked.
WEIGHTS = {"on its day": 1.0, "in full": 0.0, "at the end": 1.0, "long after": 0.3, "later": 0.3, "window": 0.3}
PEOPLE_WEIGHTS = WEIGHTS | {"who": 0.3, "who, not fitted on": 0.0}
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


def main(newsquiz_small: str, ap_news: str, newsquiz: str, *options: str) -> None:
    instances = [*read_newsquiz(newsquiz_small), *read_ap(ap_news), *read_people(newsquiz)]
    if "--in-full" in options:
        instances += read_newsquiz_in_full(newsquiz)
    print(f"{len(instances)} instances, {sum(one.relevant.any() for one in instances)} with the article among them")
    weights = fit(instances)
    show("fitted on all", instances, [rank(one, weights) for one in instances])
    show("cross-validated", instances, cross_validate(instances))
    for name, value in sorted(zip(FEATURES, weights, strict=True), key=lambda pair: -abs(pair[1])):
        print(f"{name:16} {value:8.3f}")
    if "--write" in options:
        content = {
            "fitted_by": "python -m tests.experiments.train_ranker NEWSQUIZ_SMALL AP_NEWS NEWSQUIZ --write",
            "on": "newsquiz dev questions with evidence (240 of 2022-23 and 6 later), ap_news dev questions of type "
            "data_local (24), 'Who is ...?' of 160 people in articles of newsquiz; no text of theirs is in here, only "
            "weights",
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
        later = asked + timedelta(days=60 + digest(question["id"]) % 640)
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


def read_people(folder: str) -> Iterator[Instance]:
    session = Session(Settings(data_dir=Path(folder)))
    asked = datetime(2026, 11, 1, tzinfo=UTC)
    for name in people():
        search, found = session._retriever.search(Query(f"Who is {name}?", as_of=asked))
        if not found.candidates:  # "Monday Blue" names a time
            continue
        texts = [one.passage.text for one in found.candidates]
        relevant = np.array([name in text for text in texts])
        stating = np.array([bool(re.search(re.escape(name) + INTRODUCED, text)) for text in texts])
        articles = tuple(one.passage.article.id for one in found.candidates)
        evidence = frozenset(article for article, named in zip(articles, relevant, strict=True) if named)
        way = "who" if is_fitted_on(name) else "who, not fitted on"
        matrix = session._retriever.features(search, found)
        yield Instance(way, name, search.window.mode, matrix, relevant, stating, articles, evidence)


def people() -> list[str]:
    """Of each of some articles somebody whom it introduces."""
    with gzip.open(SHARED / "newsquiz" / "articles-1.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = sorted(map(json.loads, lines), key=lambda one: digest(one["id"]))
    named = (
        next((one.name for one in entities_in(article["text"]) if is_introduced(one, article["text"])), "")
        for article in articles
    )
    return list(islice(dict.fromkeys(filter(None, named)), PEOPLE))


def is_fitted_on(name: str) -> bool:
    return digest(name) % 2 == 1


def is_introduced(one: Entity, text: str) -> bool:
    person = one.kind is Kind.PERSON and len(one.name.split()) in {2, 3}
    return person and bool(re.search(re.escape(one.name) + INTRODUCED, text))


def digest(text: str) -> int:
    return int(sha256(text.encode()).hexdigest(), 16)


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
    """Return one weight a feature, for features as they are.

    Those of ``BARE`` come after the others, which people leave as they are: of what a question means and when it was
    asked names alone teach nothing.
    """
    bare = np.array([name in BARE for name in FEATURES])
    weights = fit_some(instances, WEIGHTS, ~bare, np.zeros(len(FEATURES)))
    return fit_some(instances, PEOPLE_WEIGHTS, bare, weights)


def fit_some(
    instances: Sequence[Instance], ways: Mapping[str, float], chosen: NDArray[np.bool_], given: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Fit the weights of the features that are ``chosen``, the others as they are ``given``."""
    labels = [(one, one.relevant, 1.0) for one in instances] + [(one, one.stating, STATING) for one in instances]
    labelled = [(one, right, share * ways.get(one.way, 0.0)) for one, right, share in labels]
    labelled = [one for one in labelled if one[1].any() and one[2]]
    used = [one for one, _, _ in labelled]
    every = np.concatenate([one.matrix for one in used])
    rows, known = every[:, chosen], every @ given
    scale = rows.std(axis=0) + 1e-9
    rows /= scale
    relevant = np.concatenate([right for _, right, _ in labelled]).astype(float)
    sizes = [len(right) for _, right, _ in labelled]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    of = np.repeat(np.arange(len(used)), sizes)
    weight = np.array([share for _, _, share in labelled])
    total = weight.sum()

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = known + rows @ weights
        likely = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        every, right = np.add.reduceat(likely, starts), np.add.reduceat(likely * relevant, starts) + 1e-12
        value = (weight * (np.log(every) - np.log(right))).sum() / total + L2 * (weights @ weights) / (2 * total)
        slope = likely / every[of] - likely * relevant / right[of]
        return value, rows.T @ (slope * weight[of]) / total + L2 * weights / total

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    weights = given.copy()
    weights[chosen] = found.x / scale
    return weights


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
    for way in PEOPLE_WEIGHTS:
        rankings = [(ranking, one.evidence) for one, ranking in zip(instances, ranked, strict=True) if one.way == way]
        if not rankings:
            continue
        hits = " ".join(f"{fmean(hit_at(ranked, right, k) for ranked, right in rankings):6.3f}" for k in (1, 4, 10))
        mean = fmean(reciprocal_rank(ranked, right, 10) for ranked, right in rankings)
        print(f"{way:24} {len(rankings):9} {hits} {mean:6.3f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
