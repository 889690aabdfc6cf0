"""Measures of each way's rankings, with what chance makes of them, as Markdown tables."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.measure import answer_at, hit_at, reciprocal_rank
from tests.peers.protocol import Record, Work

RESAMPLES = 10_000
SEED = 1
DEEPEST = 10
ANSWER_DEPTHS = (1, 5)
MEASURES = ("Hit@1", "Hit@4", "Hit@10", "MRR@10", "any Hit@1", "any Hit@10", "any MRR@10", "answer@1", "answer@5")
OURS = "Backissue"

Values = NDArray[np.float64]  # one a question


@dataclass(frozen=True)
class Outcome:
    """How a way did: what it measured of itself, and what its rankings are worth; or why it has none."""

    title: str
    vectors: str  # whose: "given", "own" or "none"
    index: Mapping[str, float]
    query: Mapping[str, object]
    disk_mb: float
    values: Mapping[str, Values]
    failure: str = ""


@dataclass(frozen=True)
class Shown:
    """A passage as ``answer_at`` wants it."""

    text: str


def judge(work: Work, rankings: Sequence[Sequence[str]], *, of_articles: bool) -> dict[str, Values]:
    """Measure rankings question by question; an article ranks by its best passage.

    ``any``: the articles of evidence and all others that are known to hold the answer.
    """
    questions = list(work.records("questions"))
    needed = {key for ranking in rankings for key in ranking}
    found = {} if of_articles else {r["id"]: r for r in work.records("passages") if r["id"] in needed}
    values: dict[str, list[float]] = {name: [] for name in MEASURES}
    for question, ranking in zip(questions, rankings, strict=True):
        articles = list(dict.fromkeys(key if of_articles else found[key]["article"] for key in ranking))
        for name, depths in (("evidence_ids", (1, 4, 10)), ("holders", (1, 10))):
            if right := frozenset(question[name]):
                kind = "any " * (name == "holders")
                for k in depths:
                    values[f"{kind}Hit@{k}"].append(hit_at(articles, right, k))
                values[f"{kind}MRR@10"].append(reciprocal_rank(articles, right, 10))
        if question["answers"] and not of_articles:
            shown = [Shown(words(found[key])) for key in ranking[:DEEPEST]]
            for k in ANSWER_DEPTHS:
                values[f"answer@{k}"].append(answer_at(shown, question["answers"], k))
    return {name: np.array(found) for name, found in values.items() if found}


def words(record: Record) -> str:
    """The passage's own words, without title, source and date."""
    text: str = record["text"]
    return text[record["body"] :]


def interval(values: Values, seed: int = SEED) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean over questions (Efron, 1979: percentiles of resampled means)."""
    random = np.random.default_rng(seed)
    means = [values[random.integers(len(values), size=len(values))].mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def render(outcomes: Sequence[Outcome], work: Work) -> str:
    """Return the tables: quality, what it costs, and by how much Backissue is ahead."""
    well = [outcome for outcome in outcomes if not outcome.failure]
    names = [name for name in MEASURES if any(name in outcome.values for outcome in well)]
    ours = next((outcome for outcome in well if outcome.title == OURS), None)
    parts = [
        "Quality, with 95 % bootstrap intervals over questions:",
        table(["", *names], [[o.title, *(quality(o, name) for name in names)] for o in outcomes]),
        "What it costs, one process at a time:",
        table(
            [
                "",
                "vectors",
                "index s (CPU s)",
                "embeds /s",
                "disk MB",
                "first s",
                "p50 / p95 ms (CPU ms)",
                "MB index / query",
            ],
            [[o.title, *costs(o)] for o in outcomes],
        ),
    ]
    if ours:
        others = [o for o in well if o is not ours]
        parts += [
            "Backissue minus each, paired over questions, with 95 % bootstrap intervals; bold: chance is unlikely:",
            table(["", *names], [[o.title, *(difference(ours, o, name) for name in names)] for o in others]),
        ]
    failures = [f"{o.title}: {o.failure}" for o in outcomes if o.failure]
    return "\n\n".join([*parts, *failures])


def quality(outcome: Outcome, name: str) -> str:
    """A mean and its interval."""
    if name not in outcome.values:
        return "–"
    values = outcome.values[name]
    low, high = interval(values)
    return f"{short(values.mean())} ({short(low, 2)} to {short(high, 2)})"


def difference(ours: Outcome, other: Outcome, name: str) -> str:
    """The mean of paired differences and its interval."""
    if name not in ours.values or name not in other.values:
        return "–"
    values = ours.values[name] - other.values[name]
    low, high = interval(values)
    text = f"{short(values.mean(), sign=True)} ({short(low, 2, sign=True)} to {short(high, 2, sign=True)})"
    return f"**{text}**" if low > 0 or high < 0 else text


def short(value: float, digits: int = 3, *, sign: bool = False) -> str:
    """A number below one without its zero; -0 is 0."""
    return f"{round(value, digits) + 0.0:{'+' if sign else ''}.{digits}f}".replace("0.", ".", 1)


def costs(outcome: Outcome) -> list[str]:
    """The cells of the table of costs."""
    if outcome.failure:
        return ["–"] * 7
    index, query = outcome.index, outcome.query
    p50, p95 = np.percentile(np.array(query["seconds"]) * 1000, [50, 95])
    rate = index.get("embedded_a_second")
    return [
        outcome.vectors,
        f"{index['seconds']:,.1f} ({index['cpu']:,.1f})",
        f"{rate:.0f}" if rate else "–",
        f"{outcome.disk_mb:,.0f}",
        f"{query['first']:.1f}",
        "{:,.{d}f} / {:,.{d}f} ({:,.{d}f})".format(p50, p95, query["cpu"] * 1000, d=1 if p50 < 10 else 0),
        f"{index['peak_mb']:,.0f} / {query['peak_mb']:,.0f}",
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Set a Markdown table whose columns line up."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |" for line in lines
    )


def read_rankings(path: Path) -> list[list[str]]:
    """Read what ``serve`` wrote."""
    return [json.loads(line) for line in path.read_text().splitlines()]
