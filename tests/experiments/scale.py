"""How long a question takes with and without filters, where the time goes, and how near HNSW comes to exact search.

python -m tests.experiments.scale DATA_FOLDER QUESTIONS [HOW_MANY]

DATA_FOLDER holds an index, QUESTIONS are JSON lines with ``question`` and ``question_date``. A line a case: p50 and p95
of ``Retriever.retrieve`` (every stage, the embedding of the question included, as many passages as the answerer takes)
and of ``Answerer.answer``, then recall@10 of the dense first stage against brute force under the same limits. Every
question is asked in all cases one after another, so that whatever else the machine does strikes all of them alike; on a
busy one, the time of the processor (all threads together) says what a question costs.
A larger archive is made by tests.experiments.multiply.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bot.finder import EVIDENCE
from bot.question import Question
from bot.session import Session
from bot.settings import Settings
from bot.writer.extract import ExtractiveWriter
from index import retrieve
from index.candidates import FirstStages
from index.catalog import Catalog
from index.embed import OnnxEmbedder
from index.events import Events
from index.keywords import KeywordIndex
from index.passage import NO_FILTER, Filter, Query
from index.reading import Reading
from index.register import Register
from index.repeated import Repeated
from index.retrieve import Retriever
from index.stories import Stories
from index.when import ANY_TIME

WARM_UP = 15  # questions
NEAREST = 10
# What is timed inside of a question, each with what it calls.
PARTS: dict[str, tuple[Any, str]] = {
    "embedding the question": (OnnxEmbedder, "embed_question"),
    "filter": (Register, "allowed"),
    "dense: Chroma": (Reading, "nearest"),
    "dense: exact": (Reading, "score"),
    "keywords": (KeywordIndex, "search"),
    "readings of words": (KeywordIndex, "_read_anew"),
    "days named": (Events, "passages_naming"),
    "dates of candidates": (Register, "published"),
    "texts of candidates": (FirstStages, "passages"),
    "features": (Retriever, "features"),
    "evidence: stories": (Stories, "story"),
    "evidence: notices": (Stories, "notices"),
    "evidence: repeated": (Repeated, "spans"),
    "evidence: all": (retrieve, "tell_once"),
    "writing": (ExtractiveWriter, "write"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A way to ask: limits by hand, words put after the question, with or without a day of asking."""

    name: str
    filter: Filter = NO_FILTER
    words: str = ""
    dated: bool = True

    def query(self, question: dict[str, str]) -> Query:
        asked = datetime.fromisoformat(question["question_date"]).replace(tzinfo=UTC)
        text = f"{question['question'].rstrip('?')}{self.words and f' {asked:{self.words}}'}?"
        return Query(text, self.filter, EVIDENCE, as_of=asked if self.dated else None)


def cases(catalog: Catalog) -> list[Case]:
    """Months and years in the middle of the articles; the sources with most and fewest of them."""
    (dates,) = zip(
        *catalog.select("SELECT published FROM versions WHERE published IS NOT NULL ORDER BY 1"), strict=True
    )
    middle = datetime.fromtimestamp(dates[len(dates) // 2] / 1e6, UTC)
    sources = [name for (name,) in catalog.select("SELECT source FROM versions GROUP BY 1 ORDER BY count(*)")]
    span = lambda days: {"since": middle - timedelta(days=days / 2), "until": middle + timedelta(days=days / 2)}  # noqa: E731
    return [
        Case("no filter"),
        Case("no filter, no day of asking", dated=False),
        Case("a month by its words", words="in %B %Y"),
        Case("a month", Filter(**span(30))),
        Case("a year", Filter(**span(365))),
        Case("half of the articles", Filter(since=middle)),
        Case("the smallest source", Filter(source=sources[0])),
        Case("the largest source", Filter(source=sources[-1])),
        Case("the smallest source, a year", Filter(**span(365), source=sources[0])),
        Case("the largest source, a year", Filter(**span(365), source=sources[-1])),
    ]


class Clock:
    """Seconds by case and part."""

    def __init__(self) -> None:
        self.case = ""
        self.spent = defaultdict[str, Counter[str]](Counter)
        for part, (owner, name) in PARTS.items():
            setattr(owner, name, self.timed(part, getattr(owner, name)))

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **named: Any) -> Any:
            start = time.process_time()
            try:
                return function(*args, **named)
            finally:
                self.spent[self.case][part] += time.process_time() - start

        return timed


def main(folder: str, questions: str, most: str = "100") -> None:
    session = Session(Settings(data_dir=Path(folder)))
    retriever, catalog = session._retriever, session._retriever._opened.catalog
    generation = retriever.generation
    asked = [json.loads(line) for line in Path(questions).read_text().splitlines()]
    asked = asked[:: max(len(asked) // (int(most) + WARM_UP), 1)][: int(most) + WARM_UP]
    ways = [
        (case, retriever._opened.register.limits(case.filter), defaultdict[str, list[float]](list))
        for case in cases(catalog)
    ]
    disk = session._store.disk_bytes() / 1e6
    print(f"{generation.passages:,} passages of {generation.articles:,} articles, {len(generation.volumes)} volumes")
    print(f"{disk:,.0f} MB on the disk, {1e3 * disk / generation.passages:.1f} KB a passage; {memory()} once opened")
    clock = Clock()
    for number, question in enumerate(asked):
        if number == WARM_UP:
            clock.spent.clear()
        for case, _, times in ways:
            query, clock.case = case.query(question), case.name
            start, busy = time.perf_counter(), time.process_time()
            retriever.retrieve(query)
            middle = time.perf_counter()
            if number >= WARM_UP:
                times["retrieve"].append(middle - start)
                times["cpu"].append(time.process_time() - busy)
                clock.case = f"{case.name}: answer"
                session.answerer.answer(Question(query.text, query.as_of or datetime.now(UTC), case.filter))
                times["answer"].append(time.perf_counter() - middle)
    print(f"{memory()} after {len(asked) * len(ways):,} questions\n")
    recalls = recall(retriever, asked[WARM_UP:], [case for case, *_ in ways])
    print(f"{'':30}  passages  retrieve p50  p95  of processor p50  p95  answer p50  p95  recall@{NEAREST}")
    for case, limits, times in ways:
        allowed = np.count_nonzero(retriever._opened.register.allowed(limits))
        cuts = [1000 * np.percentile(times[name], [50, 95]) for name in ("retrieve", "cpu", "answer")]
        (r50, r95), (c50, c95), (a50, a95) = cuts
        print(
            f"{case.name:30} {allowed:9,} {r50:13.0f} {r95:4.0f} {c50:17.0f} {c95:4.0f} {a50:11.0f} {a95:4.0f}"
            f"{recalls[case.filter]:11.3f}"
        )
    columns = [*(case.name for case, *_ in ways), "no filter: answer"]
    print("\nmean ms of processor, of which (parts lie within one another): " + ", ".join(columns))
    for part in PARTS:
        mean = [1000 * clock.spent[name][part] / len(asked[WARM_UP:]) for name in columns]
        print(f"{part:24} " + " ".join(f"{value:6.1f}" for value in mean))


def recall(retriever: Retriever, questions: list[dict[str, str]], wanted: list[Case]) -> dict[Filter, float]:
    """The share of the ten nearest, by brute force over all vectors, that the dense first stage has among its ten.

    Whatever is as near as the tenth counts as found: texts are printed more than once.
    """
    register, matrix, found = (
        retriever._opened.register,
        retriever.all_vectors(),
        defaultdict[Filter, list[float]](list),
    )
    live = {case.filter: register.allowed(register.limits(case.filter)) for case in wanted}
    for question in questions:
        near = matrix @ retriever._embedder.embed_question(question["question"])
        for one, held in live.items():
            best = np.sort(near[held])[-NEAREST:]
            dense = retriever.search(Query(question["question"], one), ANY_TIME)[1].dense[:NEAREST]
            hits = near[register.rows_of([hit.passage_id for hit in dense])]
            found[one].append(float(np.mean(np.sort(hits)[::-1][: len(best)] >= best[0] - 1e-5)) if len(best) else 1.0)
    return {one: float(np.mean(values)) for one, values in found.items()}


def memory() -> str:
    """Resident memory, and how much of it are pages of files, which the system takes back when it needs room."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    whole, pages = (int(status[name].split()[0]) / 1e3 for name in ("VmRSS", "RssFile"))
    return f"{whole:,.0f} MB of memory, {pages:,.0f} of it pages of files,"


if __name__ == "__main__":
    main(*sys.argv[1:])
