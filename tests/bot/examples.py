"""Values that several tests of ``bot`` look at."""

from datetime import UTC, datetime
from typing import Any

from conftest import NOW, make_article

from bot.answer import Answer, Citation, Outcome, Quotation, Statement
from corpus.article import Article
from index.generation import Generation
from index.passage import Passage
from index.recipe import Recipe

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
    volumes=("000003",),
    articles=31,
    passages=65,
    first=datetime(2023, 1, 19, 8, 40, tzinfo=UTC),
    last=datetime(2024, 12, 17, 9, tzinfo=UTC),
    indexed_at=datetime(2025, 12, 31, 23, 59, 30, 400_000, tzinfo=UTC),
)


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
        "window": None,
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
