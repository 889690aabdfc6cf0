"""Questions on which answers are fitted and measured, with the evidence that is retrieved for each.

Retrieval takes a tenth of a second a question; what it finds is kept in a scratch folder, so that sentences can be
chosen again in seconds. The folder holds news text of third parties: it is never part of the repository.
"""

from __future__ import annotations

import gzip
import json
import os
import pickle
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.finder import EVIDENCE
from bot.settings import Settings
from bot.wiring import make_embedder, make_store
from bot.writer.choice import counted_out
from corpus.article import Article
from index.candidates import Found, Search
from index.catalog import Catalog
from index.keywords import KeywordIndex
from index.measure import answer_at, normalise
from index.passage import Evidence, Query
from index.retrieve import Retriever
from index.terms import FUNCTION_WORDS, PUNCTUATION
from index.when import ANY_TIME, Window
from tests.experiments.own_words import own_words

REPOSITORY = Path(__file__).parents[2]
SHARED = REPOSITORY.parent / "shared" / "data"
SUPPORTED = 0.6  # share of the weight of its new words that a text must have to support an assertion
HEDGES = frozenset({"one", "roughly", "about", "more", "than", "least", "most"})  # "one" mostly stands for "a"
OWN = {"small": 260, "ap": 140}  # questions in the words of articles
# Small archives: how many, with how many questions that they answer and how many other articles.
SMALL_ARCHIVES = {"mini": (6, 10, 24), "mid": (2, 40, 300)}
LONG_AFTER = ("quiz", "more", "far", "left out", "mini", "mini no")
LATER = datetime(2026, 11, 1, tzinfo=UTC)
AT_THE_END = datetime(2024, 5, 1, tzinfo=UTC)  # of ap_news


@dataclass(frozen=True, slots=True)
class Case:
    """A question asked of an archive, as of a moment, with some articles left out; ``answerable`` where it is known."""

    group: str  # which set: quiz, more, far, near yes, near no, left out, ap, ap linked, strangers, own, ...
    name: str
    question: str
    as_of: datetime
    fold: str  # what is held out together: the day of a quiz
    answerable: bool | None
    evidence: tuple[Evidence, ...] = ()
    again: tuple[Evidence, ...] = ()  # at any time, as an answer is looked for before it is refused
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
        holders=frozenset(holders_of(found)),
    )


def retrieved(case: Case, retriever: Lacking) -> Case:
    """Add what is found for a question."""
    retriever.left_out = case.left_out
    query = Query(case.question, top_k=EVIDENCE, as_of=case.as_of)
    found, again = retriever.retrieve(query), retriever.retrieve(replace(query, any_time=True))
    return replace(case, evidence=found.evidence, again=again.evidence, window=found.window, parts=found.parts)


def new_words(assertion: str, question: str, words: Callable[[str], Sequence[str]]) -> list[str]:
    """The stems of an assertion that the question does not have, each once: what an answer adds. Numbers in figures."""
    claim = re.sub(r"^The response should \w+ (?:that )?", "", assertion).split()
    kept = [word for word in claim if word.strip(PUNCTUATION).casefold() not in FUNCTION_WORDS | HEDGES]
    known = {*words(question), *FUNCTION_WORDS}
    return counted_out([stem for stem in dict.fromkeys(words(" ".join(kept))) if stem not in known])


def share_held(assertion: str, question: str, text: str, index: KeywordIndex) -> float:
    """The share of what an assertion adds to the question that a text has; none where it lacks a number of that.

    A word weighs as much as it is rare in the archive: of "took effect on April 1", "took" is worth little.
    """
    new, said = new_words(assertion, question, index.words), set(counted_out(index.words(text)))
    weights = {stem: index.rarity(stem) for stem in new}
    if not weights or not {stem for stem in new if stem[0].isdigit()} <= said:
        return 0.0
    return sum(weight for stem, weight in weights.items() if stem in said) / sum(weights.values())


def supported(assertion: str, question: str, text: str, index: KeywordIndex) -> bool:
    """Whether a text supports an assertion, word by word: it errs on both sides (docs/decisions.md)."""
    return share_held(assertion, question, text, index) >= SUPPORTED


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


class Archives:
    """Data folders by name, and what is found in them; what was found is kept in the scratch folder."""

    def __init__(self, scratch: Path, folders: dict[str, str]) -> None:
        self._scratch, self.folders = scratch, folders
        self._retrievers: dict[str, Lacking] = {}

    def retriever(self, name: str) -> Lacking:
        if name not in self._retrievers:
            self._retrievers[name] = lacking(self.folders[name])
        return self._retrievers[name]

    def articles(self, name: str) -> list[Article]:
        """All articles of an archive that a reader finds in it, by id."""
        settings = Settings(data_dir=Path(self.folders[name]))
        catalog = Catalog(make_store(settings).catalog, reading=True)
        return [article for _, article in catalog.versions(self.retriever(name).generation.number)]

    def load(self, name: str, make: Iterator[Case]) -> list[Case]:
        """Return cases with what is retrieved for them, from the scratch folder where it is there."""
        path = self._scratch / f"{name}.pickle"
        if not path.is_file():
            path.write_bytes(pickle.dumps([retrieved(case, self.retriever(case.archive)) for case in make]))
        return pickle.loads(path.read_bytes())  # our own file

    def add_small(self, quiz: Sequence[dict]) -> None:
        """Index some small archives: the articles that answer some questions, and a few others."""
        with gzip.open(SHARED / "newsquiz_small" / "articles.jsonl.gz", "rt") as lines:
            articles = {one["id"]: one for one in map(json.loads, lines)}
        for kind, (count, asked, others) in SMALL_ARCHIVES.items():
            dice = random.Random(5)
            for number in range(count):
                name = f"{kind}-{number}"
                held = {one for found in dice.sample(list(quiz), asked) for one in holders_of(found)}
                kept = {*held, *dice.sample(list(articles), others)} & articles.keys()
                folder, records = self._scratch / name, self._scratch / f"{name}.jsonl"
                if not folder.is_dir():
                    records.write_text("".join(json.dumps(one) + "\n" for key, one in articles.items() if key in kept))
                    environment = {**os.environ, "BACKISSUE_DATA_DIR": str(folder)}
                    subprocess.run(
                        [sys.executable, "-m", "bot.cli", "index", str(records)], env=environment, check=True
                    )
                self.folders[name] = str(folder)


def read_cases(scratch: Path, small: str, ap: str, full: str = "") -> tuple[list[Case], dict[str, str]]:
    """Return all cases, and the folders of their archives; retrieval is done where ``scratch`` has none of it."""
    scratch.mkdir(parents=True, exist_ok=True)
    quiz = read(SHARED / "newsquiz_small" / "questions_dev.jsonl")
    archives = Archives(scratch, {"small": small, "ap": ap, **({"full": full} if full else {})})
    archives.add_small(quiz)
    ids = {one["id"] for one in quiz}
    news = read(SHARED / "newsquiz" / "questions_dev.jsonl")
    local = [one for one in read(SHARED / "ap_news" / "questions_dev.jsonl") if one["type"] == "data_local"]
    linked = [one for one in read(SHARED / "ap_news" / "questions_dev.jsonl") if one["type"] != "data_local"]

    def asked() -> Iterator[Case]:
        yield from (case_of("quiz", one, answerable=True) for one in quiz)
        yield from (
            case_of("more", one, answerable=True) for one in news if one["id"] not in ids and one["evidence_ids"]
        )
        far = read(SHARED / "newsquiz_small" / "unanswerable_dev.jsonl")
        yield from (case_of("far", one, answerable=False) for one in far)
        strangers = [one for one in local if one["evidence_ids"]]
        yield from (case_of("strangers", one, answerable=False, as_of=AT_THE_END) for one in strangers)
        of_ap = partial(replace, archive="ap")
        yield from (of_ap(case_of("ap", one, answerable=True, as_of=AT_THE_END)) for one in local)
        yield from (of_ap(case_of("ap linked", one, answerable=True, as_of=AT_THE_END)) for one in linked)
        yield from (of_ap(case_of("strangers", one, answerable=False)) for one in quiz[::2])

    near = json.loads((SHARED / "newsquiz_small" / "nearmiss_dev.json").read_text())
    found = archives.load("asked", asked())
    minis = [name for name in archives.folders if name.partition("-")[0] in SMALL_ARCHIVES]
    own = (case for name, count in OWN.items() for case in in_own_words(name, count, archives))
    found += archives.load("own", own)
    for name in minis:
        found += archives.load(f"asked-{name}", of_small(name, quiz, archives))
    if full:
        known = [case_of("large", one, answerable=True) for one in news if one["evidence_ids"]]
        found += archives.load("large", (replace(case, archive="full") for case in known))
    lacks = [*near_misses(found, near), *left_out(found)]
    found += [case for case in archives.load("lacking", iter(lacks)) if is_clear(case)]
    found = [case for case in found if case.group != "mini no" or is_clear(case)]
    found += archives.load("later", long_after(found))
    return found, archives.folders


def in_own_words(name: str, count: int, archives: Archives) -> Iterator[Case]:
    """Questions in the words of articles, every other one asked years later."""
    for number, one in enumerate(own_words(archives.articles(name), count)):
        published = one.article.published
        soon = published + timedelta(days=2) if published and number % 2 else LATER
        yield Case(
            group="own",
            name=f"{name} {number}",
            question=one.question,
            as_of=soon,
            fold=one.article.id,
            answerable=True,
            answers=(one.answer,),
            holders=frozenset({one.article.id}),
            archive=name,
        )


def of_small(name: str, quiz: Sequence[dict], archives: Archives) -> Iterator[Case]:
    """Quiz questions of a small archive: those that an article of it answers, and as many others."""
    held = {one.id for one in archives.articles(name)}
    yes = [found for found in quiz if held & set(holders_of(found))]
    no = [found for found in quiz if not held & set(holders_of(found))]
    for group, chosen in (("mini", yes), ("mini no", no[:: max(len(no) // max(len(yes), 1), 1)])):
        for found in chosen:
            yield replace(case_of(group, found, answerable=group == "mini"), archive=name)


def holders_of(found: dict) -> list[str]:
    """The articles that are known to hold the answer of a question."""
    return [*(found.get("evidence_ids") or ()), *(found.get("answer_in_gcs_ids") or ())]


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
        if group := {"quiz": "left out", "more": "left out", "own": "own no", "large": "large no"}.get(case.group):
            yield replace(case, group=group, left_out=case.holders, answerable=False, evidence=())


def long_after(cases: Sequence[Case]) -> Iterator[Case]:
    """The same questions asked years later, where their words name no time that would then be another one."""
    for case in cases:
        if case.group in LONG_AFTER and case.window == ANY_TIME:
            group = "later" if case.answerable else "later no"
            yield replace(case, group=group, name=f"{case.group} {case.name}", as_of=LATER, evidence=())


def is_clear(case: Case) -> bool:
    """Not so where an article that nobody named seems to answer after all."""
    if case.group == "own no":
        return not any(says_so(case, item.passage.text) for item in case.evidence[:EVIDENCE])
    unclear = case.group in {"left out", "mini no", "large no"}
    return not (unclear and answer_at([one.passage for one in case.evidence], case.answers, EVIDENCE))


def says_so(case: Case, text: str) -> bool:
    """Whether a text has the answer and half of the question's words that mean something."""
    said = normalise(text)
    words = [word for word in normalise(case.question).split() if word not in FUNCTION_WORDS]
    held = [word for word in words if f" {word[:5]}" in said]
    return any(normalise(answer) in said for answer in case.answers) and len(held) * 2 >= len(words)
