"""Questions on which answers are fitted and measured, with the evidence that is retrieved for each.

Retrieval takes a tenth of a second a question; what it finds is kept in a scratch folder, so that sentences can be
chosen again in seconds. The folder holds news text of third parties: it is never part of the repository.
"""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.answerer import EVIDENCE
from bot.expressions import FIGURES
from bot.settings import Settings
from bot.wiring import make_embedder, make_store
from index.candidates import Found, Search
from index.features import FEATURES, TIME, time_features
from index.measure import answer_at, normalise
from index.passage import Evidence, Query
from index.rerank import learned_weights
from index.retrieve import Retriever
from index.when import ANY_TIME, Window

REPOSITORY = Path(__file__).parents[2]
SHARED = REPOSITORY.parent / "shared" / "data"
SUPPORTED = 0.7  # share of its new words that a text must have to support an assertion
DEEP = 20  # passages kept a question
LATER = datetime(2026, 11, 1, tzinfo=UTC)
AT_THE_END = datetime(2024, 5, 1, tzinfo=UTC)  # of ap_news


@dataclass(frozen=True, slots=True)
class Case:
    """A question asked of an archive, as of a moment, with some articles left out; ``answerable`` where it is known."""

    group: str  # which set: quiz, more, far, near yes, near no, left out, ap, ap linked, strangers
    name: str
    question: str
    as_of: datetime
    fold: str  # what is held out together: the day of a quiz
    answerable: bool | None
    evidence: tuple[Evidence, ...] = ()
    window: Window | None = None
    parts: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    right: int = -1
    assertions: tuple[str, ...] = ()
    holders: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    archive: str = "small"


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def case_of(group: str, found: dict, *, answerable: bool | None, as_of: datetime | None = None) -> Case:
    day = found.get("question_date")
    index = found.get("answer_index") or []
    return Case(
        group=group,
        name=str(found["id"]),
        question=found["question"],
        as_of=as_of or (datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC) if day else LATER),
        fold=day or str(found["id"]),
        answerable=answerable,
        answers=tuple(found.get("answers") or ()) if found.get("choices") else (),
        choices=tuple(found.get("choices") or ()),
        right=int(index[0]) if index and str(index[0]).isdigit() else -1,
        assertions=tuple(one["statement"] for one in found.get("assertions") or ()),
        holders=frozenset([*(found.get("evidence_ids") or ()), *(found.get("answer_in_gcs_ids") or ())]),
    )


def retrieved(case: Case, retriever: Lacking) -> Case:
    """Add what is found for a question."""
    retriever.left_out = case.left_out
    found = retriever.retrieve(Query(case.question, top_k=DEEP, as_of=case.as_of))
    return replace(case, evidence=found.evidence, window=found.window, parts=found.parts)


def new_words(assertion: str, question: str) -> list[str]:
    """The words of an assertion that the question does not have: what an answer adds."""
    claim = re.sub(r"^The response should \w+ (?:that )?", "", assertion)
    asked = normalise(question)
    words = [word for word in normalise(claim).split() if len(word) > 3 or word.isdigit()]
    return [word for word in words if f" {word[:6]}" not in asked and word not in {"roughly", "more", "than", "least"}]


def supported(assertion: str, question: str, text: str) -> bool:
    """Whether a text has all numbers that an assertion adds to the question, and most of its other new words.

    Word by word, numbers in figures: it errs on both sides, but rarely (docs/decisions.md).
    """
    said = " ".join(FIGURES.get(word, word) for word in normalise(text).split())
    words = [FIGURES.get(word, word) for word in new_words(assertion, question)]
    held = [
        word for word in words if f" {word} " in f" {said} " or (not word.isdigit() and f" {word[:6]}" in f" {said} ")
    ]
    return bool(words) and {w for w in words if w.isdigit()} <= set(held) and len(held) >= SUPPORTED * len(words)


class Lacking(Retriever):
    """A retriever that finds nothing of some articles, as if the archive lacked them."""

    left_out: frozenset[str] = frozenset()

    def _find(self, search: Search) -> Found:
        found = super()._find(search)
        kept = [number for number, one in enumerate(found.candidates) if one.passage.article.id not in self.left_out]
        return replace(
            found, candidates=tuple(found.candidates[number] for number in kept), vectors=found.vectors[kept]
        )


def lacking(folder: str) -> Lacking:
    settings = Settings(data_dir=Path(folder))
    return Lacking(make_store(settings), make_embedder(settings), passages_per_article=settings.passages_per_article)


def load(scratch: Path, name: str, make: Iterator[Case], folder: str) -> list[Case]:
    path, archive = scratch / f"{name}.pickle", "small" if name == "lacking" else name
    if not path.is_file():
        retriever = lacking(folder)
        path.write_bytes(pickle.dumps([retrieved(replace(case, archive=archive), retriever) for case in make]))
    return pickle.loads(path.read_bytes())  # our own file


def read_cases(scratch: Path, small: str, ap: str, full: str = "") -> list[Case]:
    """Return all cases; retrieval is done where the scratch folder has none of it."""
    scratch.mkdir(parents=True, exist_ok=True)
    quiz = read(SHARED / "newsquiz_small" / "questions_dev.jsonl")
    ids = {one["id"] for one in quiz}
    news = read(SHARED / "newsquiz" / "questions_dev.jsonl")
    local = [one for one in read(SHARED / "ap_news" / "questions_dev.jsonl") if one["type"] == "data_local"]
    linked = [one for one in read(SHARED / "ap_news" / "questions_dev.jsonl") if one["type"] != "data_local"]

    def small_cases() -> Iterator[Case]:
        yield from (case_of("quiz", one, answerable=True) for one in quiz)
        yield from (
            case_of("more", one, answerable=True) for one in news if one["id"] not in ids and one["evidence_ids"]
        )
        far = read(SHARED / "newsquiz_small" / "unanswerable_dev.jsonl")
        yield from (case_of("far", one, answerable=False) for one in far)
        strangers = [one for one in local if one["evidence_ids"]]
        yield from (case_of("strangers", one, answerable=False, as_of=AT_THE_END) for one in strangers)

    def ap_cases() -> Iterator[Case]:
        yield from (case_of("ap", one, answerable=True, as_of=AT_THE_END) for one in local)
        yield from (case_of("ap linked", one, answerable=True, as_of=AT_THE_END) for one in linked)
        yield from (case_of("strangers", one, answerable=False) for one in quiz[::2])

    near = json.loads((SHARED / "newsquiz_small" / "nearmiss_dev.json").read_text())
    found = [*load(scratch, "small", small_cases(), small), *load(scratch, "ap", ap_cases(), ap)]
    lacks = [*near_misses(found, near), *left_out(found)]
    found += [case for case in load(scratch, "lacking", iter(lacks), small) if is_clear(case)]
    found += long_after(found)
    if full:
        rest = [one for one in news if one["id"] not in ids and not one["evidence_ids"]]
        found += load(scratch, "full", (case_of("full", one, answerable=None) for one in rest), full)
    return found


def near_misses(cases: Sequence[Case], near: dict) -> Iterator[Case]:
    """The set of near misses that comes with the questions."""
    gone = frozenset(near["exclude_article_ids"])
    for case in cases:
        if case.group == "quiz" and case.name in near["unanswerable_ids"]:
            yield replace(case, group="near no", left_out=gone, answerable=False, evidence=())
        if case.group == "quiz" and case.name in near["answerable_ids"]:
            yield replace(case, group="near yes", left_out=gone, evidence=())


def left_out(cases: Sequence[Case]) -> Iterator[Case]:
    """Each question of an archive without the articles that are known to answer it."""
    for case in cases:
        if case.group in {"quiz", "more"}:
            yield replace(case, group="left out", left_out=case.holders, answerable=False, evidence=())


def long_after(cases: Sequence[Case]) -> Iterator[Case]:
    """The same passages as if the questions were asked years later: what their day adds to the scores is taken off."""
    weights = dict(zip(FEATURES, learned_weights(), strict=True))

    def later(item: Evidence, case: Case) -> Evidence:
        near = time_features(item.passage.article.published, ANY_TIME, case.as_of)
        added = sum(weights[name] * value for name, value in zip(TIME, near, strict=True))
        return replace(item, score=item.score - added, timely=0.0)

    for case in cases:
        group = {"quiz": "later", "more": "later", "far": "later no", "left out": "later no"}.get(case.group)
        if group and case.window == ANY_TIME:
            found = sorted((later(item, case) for item in case.evidence), key=lambda item: -item.score)
            yield replace(case, group=group, as_of=LATER, evidence=tuple(found))


def is_clear(case: Case) -> bool:
    """Not so where an article that nobody named seems to answer after all."""
    return case.group != "left out" or not answer_at([one.passage for one in case.evidence], case.answers, EVIDENCE)
