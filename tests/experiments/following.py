"""How well new articles are told to be about a subject: python -m tests.experiments.following DATA_DIR [SUBJECT...]

Every article of an archive is taken for new. The subjects are names that at least three titles have; what the title of
an article names, it is about. The title is hidden from the matcher for that (not from the embeddings), so that recall
is that of articles which do not say in their title what they are about, and precision is a lower bound: what has the
name all over its text may be about it without naming it in its title. Samples of these are printed to be read by eye,
for subjects given the articles near the threshold.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.english.entities import entities_in
from bot.settings import Settings
from bot.wiring import make_embedder, make_retriever, open_catalog
from index import arrivals as a
from index.analysis import DEFAULT
from index.arrivals import Arrival, Followed
from index.retrieve import Retriever

TITLES, TEXTS = 3, 6  # that have a name which is taken for a subject
COMMON = 0.2  # a word that is written small so often, beside its capitals, is no name
FOLDS, READ = 5, 40
BARS = (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)

Numbers = NDArray[np.float64]


def hidden(arrival: Arrival, retriever: Retriever) -> Arrival:
    """The same article without its title."""
    article = arrival.article
    lead = " ".join(article.text.split(maxsplit=a.LEAD)[: a.LEAD])
    head = frozenset(retriever.keywords.words(lead, article.language or DEFAULT))
    return replace(arrival, title=frozenset(), head=head)


def find_names(arrivals: Sequence[Arrival]) -> list[str]:
    """Names of the archive that several titles have."""
    texts, titles = Counter[str](), Counter[str]()
    for arrival in arrivals:
        article = arrival.article
        for entity in entities_in(article.text):
            texts[entity.name] += 1
            titles[entity.name] += is_named(entity.name, article.title)
    everything = "\n".join(arrival.article.text for arrival in arrivals)
    return [
        name
        for name in texts
        if titles[name] >= TITLES
        and texts[name] >= TEXTS
        and everything.count(f" {name.lower()} ") < COMMON * everything.count(f" {name} ")
    ]


def is_named(name: str, text: str) -> bool:
    """Whether a text has a name, or a part of it that a headline would have: "Biden" of "Joe Biden"."""
    return bool(re.search(rf"\b{re.escape(name)}\b", text))


def row(followed: Followed, arrival: Arrival) -> tuple[float, ...]:
    """What is weighed: see ``index.arrivals.aboutness``."""
    terms = followed.terms
    said = sum(
        terms.weights[stem] * count for one in arrival.counts for stem, count in a.held(terms, one).items()
    ) / max(terms.total, 1e-9)
    length = sum(sum(one.values()) for one in arrival.counts)
    return (
        terms.share(a.held(terms, arrival.head)),
        min(100 * said / max(length, 1), a.OFTEN),
        float(np.max(arrival.vectors @ followed.vector)),
        1.0,
    )


def fit(rows: Numbers, labels: Numbers) -> Numbers:
    """Logistic regression by Newton's method, hardly restrained."""
    weights = np.zeros(rows.shape[1])
    for _ in range(20):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (labels - chance) - 0.1 * weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + 0.1 * np.eye(rows.shape[1])
        weights += np.linalg.solve(curve, slope)
    return weights


def told(scores: Numbers, labels: Numbers, subjects: NDArray[np.int64], bar: float) -> str:
    """Precision and recall over all, and as the mean over subjects."""
    kept = scores >= bar
    each = []
    for subject in np.unique(subjects):
        own = subjects == subject
        right = (labels[own] * kept[own]).sum()
        each.append((right / max(kept[own].sum(), 1), right / max(labels[own].sum(), 1), kept[own].sum()))
    precision, recall, most = np.mean(each, axis=0)
    right = (labels * kept).sum()
    return (
        f"{bar:.2f}  all {right / max(kept.sum(), 1):.3f} / {right / labels.sum():.3f}   "
        f"by subject {precision:.3f} / {recall:.3f}, {most:.1f} matches each"
    )


def measure_names(arrivals: Sequence[Arrival], retriever: Retriever) -> None:
    """Fit on names, and measure."""
    names = find_names(arrivals)
    blind = [hidden(arrival, retriever) for arrival in arrivals]
    rows, labels, subjects, places, with_title = [], [], [], [], []
    for number, name in enumerate(names):
        followed = retriever.followed(name)
        for place, arrival in enumerate(blind):
            if a.aboutness(followed, arrival) > 0:
                rows.append(row(followed, arrival))
                labels.append(float(is_named(name, arrival.article.title)))
                subjects.append(number)
                places.append(place)
                with_title.append(a.aboutness(followed, arrivals[place]))
    table, truth, group = np.array(rows), np.array(labels), np.array(subjects)
    print(f"{len(names)} names, {len(table)} articles that hold one, {int(truth.sum())} of them with it in the title")
    print("fitted on all: head, density, meaning, bias", fit(table, truth).round(2))
    crossed = np.zeros(len(table))
    for fold in range(FOLDS):
        own = group % FOLDS == fold
        crossed[own] = 1 / (1 + np.exp(-table[own] @ fit(table[~own], truth[~own])))
    print("cross-validated by subject: precision / recall")
    for bar in BARS:
        print(" ", told(crossed, truth, group, bar))
    print("by the weights in force")
    scores = 1 / (1 + np.exp(-table @ np.array([a.HEAD, a.DENSITY, a.MEANING, a.BIAS])))
    for bar in BARS:
        print(" ", told(scores, truth, group, bar))
    print("by the weights in force, with titles")
    shown = np.array(with_title)
    for bar in BARS:
        print(" ", told(shown, truth, group, bar))
    print("lead alone, name anywhere")
    print(" ", told(table[:, 0], truth, group, 0.9))
    print(" ", told(np.ones(len(table)), truth, group, 0.5))
    random = np.random.default_rng(7)
    untitled = random.permutation(np.flatnonzero((shown >= a.ABOUT) & (truth == 0)))
    print(f"\n{len(untitled)} of {int((shown >= a.ABOUT).sum())} matches have the name not in their title; a sample:")
    for place in one_each(untitled.tolist(), subjects)[:READ]:
        show(names[subjects[place]], arrivals[places[place]], shown[place])


def one_each(places: Sequence[int], subjects: Sequence[int]) -> list[int]:
    """The first of each subject, then the second of each."""
    seen = Counter[int]()
    order = []
    for place in places:
        order.append((seen[subjects[place]], place))
        seen[subjects[place]] += 1
    return [place for _, place in sorted(order, key=lambda one: one[0])]


def show(name: str, arrival: Arrival, score: float) -> None:
    """One line to be read by eye."""
    article = arrival.article
    print(f"{score:.2f} {name:24.24} | {article.title[:70]} | {' '.join(article.text.split())[:90]}")


def main(data_dir: str, *subjects: str) -> None:
    """Measure on names, or show the articles of subjects."""
    settings = Settings(data_dir=Path(data_dir))
    embedder = make_embedder(settings)
    retriever = make_retriever(settings, lambda: embedder)
    versions = [version for version, _ in open_catalog(settings).versions(retriever.generation.number)]
    started = time.perf_counter()
    arrivals = retriever.arrivals(versions)
    print(f"{len(arrivals)} articles read in {time.perf_counter() - started:.1f} s")
    if not subjects:
        measure_names(arrivals, retriever)
    for subject in subjects:
        followed = retriever.followed(subject)
        started = time.perf_counter()
        scored = sorted(((a.aboutness(followed, one), n) for n, one in enumerate(arrivals)), reverse=True)
        spent = 1e6 * (time.perf_counter() - started) / len(arrivals)
        about = sum(score >= a.ABOUT for score, _ in scored)
        print(f"\n{subject}: {about} articles, {spent:.0f} µs for each that is looked at")
        for score, place in scored[: about + READ // 4]:
            show("*" if score >= a.ABOUT else "", arrivals[place], score)


if __name__ == "__main__":
    main(*sys.argv[1:])
