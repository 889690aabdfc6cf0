"""How well follow-ups are understood, on conversations about CNN stories.

    python -m tests.experiments.conversation DATA_DIR [--fit]

DATA_DIR is a data folder filled from shared/data/coqa_cnn/articles.jsonl.gz. Each of the dev turns is asked twice of
all stories, by itself and with its ``history`` (the one or two turns before it, with short answers that people gave). A
turn is right when the gold evidence stands in a sentence that is quoted from the gold story, or the other way round.
Besides, each is put after the turns of another story, to which it does not belong.

The stories are halved by the hash of their ids: rules were written looking at the first half only. ``--fit`` fits
bot/dialogue/vague.json ("ask or not") on all dev turns and writes it; what it does to turns that it was not fitted on
is printed for each half, fitted on the other.
"""

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

import numpy as np
from scipy.optimize import minimize

from bot.answer import Answer
from bot.conversation import Clarify, Conversation, Reply
from bot.dialogue.followup import follow
from bot.dialogue.tie import Followed
from bot.dialogue.turns import START, PastTurn
from bot.dialogue.vague import FEATURES, features
from bot.question import Question, Turn
from bot.session import Session
from bot.settings import Settings

DEV = Path(__file__).parents[3] / "shared" / "data" / "coqa_cnn" / "questions_dev.jsonl"
FITTED = Path(__file__).parents[2] / "bot" / "dialogue" / "vague.json"
ASKED = datetime(2026, 1, 1, tzinfo=UTC)
ASKS, NEAREST = "asks", "partly: nearest"
TOLD = ("answered", "partly", NEAREST, "not_in_archive", ASKS)
L2 = 2.0
WRONGLY = 0.13  # of the clear turns, by their words alone: with all that is known it is one in ten


@dataclass(frozen=True)
class Judged:
    """A dev turn."""

    question: Question
    story: str
    gold: str
    ambiguous: bool
    half: int


@dataclass(frozen=True)
class Result:
    """What came of a turn: what it was told, also after the turns of another story (``elsewhere``), whether its story
    was found, and whether the gold was quoted.
    """

    judged: Judged
    outcome: str
    found: bool
    right: bool
    right_alone: bool
    elsewhere: str

    @property
    def asks(self) -> bool:
        return self.outcome == ASKS


def read_dev() -> list[Judged]:
    records = [json.loads(line) for line in DEV.read_text().splitlines()]
    return [
        Judged(
            question=Question(
                one["question"],
                ASKED,
                history=tuple(Turn(turn["question"], turn["answer"]) for turn in one["history"]),
                any_time=True,
            ),
            story=one["evidence_ids"][0],
            gold=plain(one["evidence_text"]),
            ambiguous=one["type"] == "ambiguous",
            half=hashlib.sha256(one["evidence_ids"][0].encode()).digest()[0] % 2,
        )
        for one in records
    ]


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def is_right(judged: Judged, answer: Answer) -> bool:
    quotes = [one.quotation for one in answer.citations if one.quotation.passage.article.id == judged.story]
    texts = [plain(quotation.text) for quotation in quotes]
    return any(f" {judged.gold} " in f" {text} " or f" {text} " in f" {judged.gold} " for text in texts)


def measure(session: Session, judged: Judged, other: Sequence[Turn]) -> Result:
    asked = judged.question
    near, reply = put(session, asked, asked.history)
    alone = session.answerer.answer(replace(asked, history=()))
    right = not isinstance(reply, Clarify) and is_right(judged, reply.answer)
    found = near[:1] == (judged.story,)
    elsewhere = outcome(put(session, asked, other)[1])
    return Result(judged, outcome(reply), found, right, is_right(judged, alone), elsewhere)


def put(session: Session, asked: Question, history: Sequence[Turn]) -> tuple[tuple[str, ...], Reply]:
    """The articles that some turns are about, and the reply to a question after them."""
    conversation = Conversation(session.answerer)
    conversation.recall(history, asked)
    near = conversation.state.turns[-1].articles
    return near, conversation.turn(replace(asked, history=()))


def outcome(reply: Reply) -> str:
    if isinstance(reply, Clarify):
        return ASKS
    return NEAREST if reply.answer.nearest else reply.answer.outcome.value


def others(dev: Sequence[Judged]) -> Iterator[Sequence[Turn]]:
    """For each turn those before another one of its half, of another story: always the same."""
    for place, one in enumerate(dev):
        later = [*dev[place + 1 :], *dev[:place]]
        yield next(other.question.history for other in later if other.story != one.story and other.half == one.half)


def table(results: Sequence[Result]) -> None:
    columns: dict[str, Callable[[Result], bool]] = {
        "story found": lambda one: one.found,
        "gold, alone": lambda one: one.right_alone,
        "gold, with history": lambda one: one.right,
    }
    halves = {
        "half looked at": [one for one in results if not one.judged.half],
        "half held back": [one for one in results if one.judged.half],
        "all": list(results),
    }
    print(f"{'':20}{'turns':>6}" + "".join(f"{name:>20}" for name in (*columns, "asks, ambiguous", "asks, clear")))
    for name, chosen in halves.items():
        cells = [f"{fmean(column(one) for one in chosen):.3f}" for column in columns.values()]
        for ambiguous in (True, False):
            these = [one.asks for one in chosen if one.judged.ambiguous is ambiguous]
            cells.append(f"{sum(these)}/{len(these)} {fmean(these):.3f}")
        print(f"{name:20}{len(chosen):6}" + "".join(f"{cell:>20}" for cell in cells))
    print(f"\n{'turns (gold quoted)':30}" + "".join(f"{told:>18}" for told in TOLD))
    for name, chosen in halves.items():
        rows = {name: [one.outcome for one in chosen], f"{name}, other story": [one.elsewhere for one in chosen]}
        right = Counter(one.outcome for one in chosen if one.right)
        for label, outcomes in rows.items():
            counts = Counter(outcomes)
            golds = [f" ({right[told]})" if label == name and right[told] else "" for told in TOLD]
            cells = [f"{counts[told]}{gold}" for told, gold in zip(TOLD, golds, strict=True)]
            print(f"{label:30}" + "".join(f"{cell:>18}" for cell in cells))


def row(judged: Judged) -> tuple[float, ...]:
    """The features of a turn, by its words alone."""
    state = START
    for turn in judged.question.history:
        followed = follow(turn.question, state, ASKED)
        question = followed.question if isinstance(followed, Followed) else turn.question
        state = state.after(PastTurn(question, turn.answer))
    followed = follow(judged.question.text, state, ASKED)
    text = judged.question.text
    return features(text, followed.question if isinstance(followed, Followed) else text, state)


def fit(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    design = np.c_[rows, np.ones(len(rows))]

    def loss(weights: np.ndarray) -> float:
        return float(np.logaddexp(0, -(2 * labels - 1) * (design @ weights)).sum() + L2 * (weights[:-1] ** 2).sum() / 2)

    return minimize(loss, np.zeros(design.shape[1])).x


def ask_from(scores: np.ndarray, labels: np.ndarray) -> float:
    """The score from which so few of the clear turns are asked about as may be."""
    clear = scores[labels == 0]
    for score in np.unique(scores):
        if (clear >= score).mean() <= WRONGLY:
            return float(score)
    return float(scores.max()) + 1


def fit_vague(dev: Sequence[Judged]) -> None:
    rows, labels = np.array([row(one) for one in dev]), np.array([float(one.ambiguous) for one in dev])
    halves = np.array([one.half for one in dev])
    for half in (0, 1):
        own, other = halves == half, halves != half
        weights = fit(rows[own], labels[own])
        scores = np.c_[rows, np.ones(len(rows))] @ weights
        bar = ask_from(scores[own], labels[own])
        asks = [f"{(scores[other & (labels == label)] >= bar).mean():.3f}" for label in (1, 0)]
        print(f"fitted on half {half}; asks on the other: {asks[0]} of the ambiguous, {asks[1]} of the clear turns")
    weights = fit(rows, labels)
    bar = ask_from(np.c_[rows, np.ones(len(rows))] @ weights, labels)
    content = {
        "fitted_by": "python -m tests.experiments.conversation DATA_DIR --fit",
        "on": "the 218 dev turns of coqa_cnn (27 of them ambiguous); no text of theirs is in here, only weights",
        "weights": dict(zip(FEATURES, (round(float(weight), 4) for weight in weights[:-1]), strict=True)),
        "bias": round(float(weights[-1]), 4),
        "ask_from": round(float(1 / (1 + np.exp(-bar))) - 5e-5, 4),
    }
    FITTED.write_text(json.dumps(content, indent=1) + "\n")
    print(json.dumps(content))


def main(data_dir: str, *options: str) -> None:
    dev = read_dev()
    if "--fit" in options:
        fit_vague(dev)
    session = Session(Settings(data_dir=Path(data_dir)))
    results = []
    for number, (judged, other) in enumerate(zip(dev, others(dev), strict=True), start=1):
        results.append(measure(session, judged, other))
        if number % 50 == 0:
            print(f"{number}/{len(dev)}", file=sys.stderr, flush=True)
    table(results)


if __name__ == "__main__":
    main(*sys.argv[1:])
