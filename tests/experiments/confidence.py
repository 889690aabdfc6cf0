"""Fits the confidence of ``bot.extract``: does the archive answer, judged by its best sentences?

    python -m tests.experiments.confidence NEWSQUIZ_SMALL AP_NEWS SAMPLE

The three are data folders that `backissue index` has filled from shared/data/newsquiz_small, shared/data/ap_news and
corpus/sample. Answerable: the dev questions of each. Unanswerable: unanswerable_dev, the sample's own, and questions
that are asked of an archive that is not theirs.
"""

import json
import random
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.extract import UNTYPED, ExtractiveWriter, score
from bot.session import Session
from bot.settings import Settings
from bot.support import understand
from index.passage import Query

REPOSITORY = Path(__file__).parents[2]
SHARED = REPOSITORY.parent / "shared" / "data"


def questions(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def rows(folder: str, asked: list[tuple[str, int]]) -> list[tuple[float, float, float, int]]:
    """For each question: best coverage, closest sentence or passage, whether the kind fits, and the label."""
    session = Session(Settings(data_dir=Path(folder)))
    retriever, embedder = session._retriever, session._embedder
    writer = ExtractiveWriter(embedder, lambda: retriever.keywords, max_statements=3)
    found = []
    for question, label in asked:
        words = understand(question, retriever.keywords.words, retriever.keywords.rarity)
        evidence = retriever.retrieve(Query(question, top_k=12)).evidence
        ranked = sorted(writer._candidates(words, question, evidence, retriever.keywords), key=lambda c: -score(c))
        around = max((c.around for c in ranked), default=0)
        closest = max((max(c.meaning, c.passage) for c in ranked), default=0)
        found.append((around, closest, ranked[0].typed if ranked else 0, label))
    return found


def main(newsquiz: str, ap_news: str, sample: str) -> None:
    random.seed(0)
    quiz = [q["question"] for q in questions(SHARED / "newsquiz_small" / "questions_dev.jsonl")]
    absent = [q["question"] for q in questions(SHARED / "newsquiz_small" / "unanswerable_dev.jsonl")]
    ap = [q["question"] for q in questions(SHARED / "ap_news" / "questions_dev.jsonl") if q["type"] == "data_local"]
    own = questions(REPOSITORY / "tests" / "data" / "sample_questions.jsonl")
    data = rows(newsquiz, label(quiz, 1) + label(absent, 0) + label(random.sample(ap, min(40, len(ap))), 0))
    data += rows(ap_news, label(ap, 1) + label(random.sample(quiz, 60), 0))
    data += rows(sample, [(q["question"], int(not q["unanswerable"])) for q in own] + label(random.sample(quiz, 20), 0))
    table = np.array(data)
    features, typed, labels = table[:, :2], table[:, 2], table[:, 3]
    model = LogisticRegression(C=10).fit(features, labels)
    print(f"{int(labels.sum())} answerable, {int((1 - labels).sum())} not; {model.coef_[0]}, {model.intercept_[0]}")
    print(f"AUROC, 5-fold cross-validated, mean of 5: {cross_validated(features, typed, labels):.3f}")


def label(texts: list[str], answerable: int) -> list[tuple[str, int]]:
    return [(text, answerable) for text in texts]


def cross_validated(features: np.ndarray, typed: np.ndarray, labels: np.ndarray) -> float:
    found = []
    for seed in range(5):
        order, out = np.random.default_rng(seed).permutation(len(labels)), np.zeros(len(labels))
        for fold in np.array_split(order, 5):
            rest = np.setdiff1d(order, fold)
            model = LogisticRegression(C=10).fit(features[rest], labels[rest])
            out[fold] = model.predict_proba(features[fold])[:, 1]
        found.append(roc_auc_score(labels, np.where(typed == 0, UNTYPED * out, out)))
    return float(np.mean(found))


if __name__ == "__main__":
    main(*sys.argv[1:4])
