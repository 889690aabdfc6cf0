"""Values that several tests of ``bot`` look at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from conftest import NOW, make_article

from bot.answer import Answer, Citation, Outcome, Quotation, Statement
from bot.state import State
from corpus.article import Article
from index.freshness import Freshness
from index.generation import Generation, Part
from index.passage import Passage
from index.recipe import Recipe
from index.runs import Job, Result, Run
from index.update import UpdateReport
from index.when import ANY_TIME

FERRY = make_article(
    id="ferry",
    title="Ferry hits pier",
    author="Ana Pereira",
    source="Courier",
    published=datetime(2023, 3, 14, 22, 30, tzinfo=UTC),
    utc_offset=240,
    url="https://example.com/ferry",
    text="The ferry hit the pier on Tuesday. Twelve people were injured.",
)
ARCHIVE = Generation(
    number=3,
    recipe=Recipe("fake@1", 40, chunking=1, header=1),
    recipe_number=1,
    volumes=(Part("000002-0", 60, 58), Part("000003-0", 7, 7)),
    dead=2,
    articles=31,
    passages=65,
    first=datetime(2023, 1, 19, 8, 40, tzinfo=UTC),
    last=datetime(2024, 12, 17, 9, tzinfo=UTC),
    indexed_at=datetime(2025, 12, 31, 23, 59, 30, 400_000, tzinfo=UTC),
)
COUNTS = UpdateReport(
    added=3,
    replaced=1,
    removed=0,
    unchanged=27,
    moved=0,
    withheld=0,
    rejected=2,
    articles=31,
    passages=65,
    embedded=7,
    seconds=1.26,
    generation=3,
)
RUN = Run(
    number=12,
    job=Job.INDEX,
    started=datetime(2025, 12, 31, 23, 59, 29, 100_000, tzinfo=UTC),
    ended=datetime(2025, 12, 31, 23, 59, 30, 900_000, tzinfo=UTC),
    result=Result.DONE,
    counts=COUNTS,
    phases={"scan": {"count": 33, "seconds": 0.25}, "embed": {"count": 7, "seconds": 0.5}},
)
MISSING = "/srv/news does not exist: name the file or folder that holds the articles"
FAILED = replace(RUN, number=13, result=Result.FAILED, error=MISSING, every=900.0, counts=None, phases={})
FORGOTTEN = replace(RUN, number=14, job=Job.FORGET, deliberate=True, counts=None, phases={})
FRESH = Freshness(
    last=RUN,
    last_good=RUN,
    next_run=None,
    newest=datetime(2024, 12, 17, 9, tzinfo=UTC),
    usual_gap=timedelta(days=28),
    stale=(),
)
STALE = replace(
    FRESH,
    last=FAILED,
    next_run=datetime(2026, 1, 1, 0, 14, 29, tzinfo=UTC),
    stale=(f"the last run did not end well (failed: {MISSING})", "the newest article is old"),
)
STATE = State(ARCHIVE, FRESH, rejected=2, data_dir=".backissue", disk_bytes=1_250_000, writer="")
STALE_STATE = replace(STATE, freshness=STALE, writer="process 77 since 2026-01-01 11:59:00 UTC")


def passage_of(article: Article) -> Passage:
    """All of an article as one passage."""
    return Passage(article, 0, len(article.text))


def quote(article: Article, words: str) -> Quotation:
    """The place where an article says some words."""
    start = article.text.index(words)
    return Quotation(passage_of(article), start, start + len(words))


def make_answer(article: Article = FERRY, words: str = "Twelve people were injured.", **fields: Any) -> Answer:
    """An answer that quotes some words of an article; a test states only what matters."""
    values: dict[str, Any] = {
        "question": "How many were hurt?",
        "asked": NOW,
        "as_of": NOW,
        "outcome": Outcome.ANSWERED,
        "confidence": 0.8125,
        "window": ANY_TIME,
        "statements": (Statement(words, (1,), ((0, 6),)),),
        "citations": (Citation(1, quote(article, words)),),
        "related": (),
        "archive": ARCHIVE,
        "timings_ms": {"retrieve": 3.5, "write": 1.0, "total": 4.5},
        **fields,
    }
    return Answer(**values)


def make_refusal(*related: Article, **fields: Any) -> Answer:
    """An answer that says nothing but what is near."""
    nothing = {"outcome": Outcome.NOT_IN_ARCHIVE, "confidence": 0.125, "statements": (), "citations": ()}
    return make_answer(**{**nothing, "related": related, **fields})
