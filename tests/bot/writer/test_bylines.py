"""Who wrote what, by the bylines of the archive."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import NOW, FakeEmbedder, make_article

from bot.answer import Answer, Draft, Drafted, Outcome, Quotation
from bot.answerer import Answerer
from bot.question import Question
from bot.writer.bylines import Byline, byline_of, signed, written_about
from bot.writer.extract import ExtractiveWriter
from corpus.article import Article
from index.generation import Store
from index.passage import Filter, Passage
from index.retrieve import Retriever

OLD = make_article(
    title="Mill closes",
    author="Ana Reis",
    text="The old mill on the river closed on Friday. Sixty people worked there.",
    published=datetime(2023, 5, 1, tzinfo=UTC),
)
NEW = make_article(
    title="Pier opens",
    author="Ana Reis and Ivo Pires",
    text="A new pier opened in the harbour on Sunday. It is made of oak.",
    published=datetime(2023, 9, 1, tzinfo=UTC),
)
OTHER = make_article(
    title="Tram stops",
    author="Ivo Pires",
    text="The tram stopped running at noon. The drivers want more pay.",
    published=datetime(2023, 7, 1, tzinfo=UTC),
)


@pytest.fixture
def answerer(build: Callable[..., Path]) -> Iterator[Answerer]:
    with closing(Retriever(Store(build(OLD, NEW, OTHER)), FakeEmbedder(), passages_per_article=2)) as retriever:
        writer = ExtractiveWriter(lambda: retriever.keywords, max_statements=3)
        yield Answerer(retriever, writer, min_confidence=0.0, now=lambda: NOW)


def cited(answer: Answer) -> list[str]:
    return [one.quotation.passage.article.title for one in answer.citations]


@pytest.mark.parametrize(
    "question", ["What did Ana Reis write?", "Which articles has Reis written?", "articles by Ana Reis"]
)
def test_what_somebody_wrote_is_told_by_the_articles_the_newest_first(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(Question(question, NOW))
    assert (answer.outcome, cited(answer)) == (Outcome.ANSWERED, ["Pier opens", "Mill closes"])
    assert answer.statements[0].text == "A new pier opened in the harbour on Sunday."


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("What did Ana Reis write in May 2023?", ["Mill closes"]),
        ("articles by Ana Reis in 2023", ["Pier opens", "Mill closes"]),
        ("What did Ana Reis write before August 2023?", ["Mill closes"]),
    ],
)
def test_what_somebody_wrote_in_a_time_was_printed_then(answerer: Answerer, question: str, titles: list[str]) -> None:
    assert cited(answerer.answer(Question(question, NOW))) == titles


def test_what_somebody_wrote_about_something_is_of_that_author(answerer: Answerer) -> None:
    answer = answerer.answer(Question("What did Ana Reis write about the old mill on the river?", NOW))
    assert "Mill closes" in cited(answer)
    assert "Tram stops" not in cited(answer)


def test_who_wrote_about_something_is_told_by_articles_that_have_a_byline(answerer: Answerer) -> None:
    answer = answerer.answer(Question("Who wrote about the tram that stopped running?", NOW))
    assert answer.citations[0].quotation.passage.article.author == "Ivo Pires"
    assert answer.kind == "name"


def test_who_wrote_about_something_is_told_once_an_article_the_newest_first() -> None:
    def draft(article: Article, text: str) -> Draft:
        start = article.text.index(text)
        passage = Passage(article, 0, len(article.text))
        return Draft(text, (Quotation(passage, start, start + len(text)),))

    drafts = draft(OLD, "The old mill"), draft(NEW, "A new pier"), draft(NEW, "It is made of oak.")
    told = signed(Drafted((*drafts, draft(replace(OTHER, author=""), "The tram")), 0.9))
    assert [one.text for one in told.drafts] == ["A new pier", "The old mill"]


def test_of_nobody_who_wrote_here_the_articles_are_asked(answerer: Answerer) -> None:
    assert answerer.answer(Question("What did Maria Lind write?", NOW)).attempts


def test_a_source_or_an_author_that_a_reader_sets_holds(answerer: Answerer) -> None:
    assert answerer.answer(Question("What did Ana Reis write?", NOW, Filter(author="Ivo Pires"))).attempts


@pytest.mark.parametrize(
    ("question", "byline"),
    [
        ("What did Ana Reis write about the mill?", Byline("Ana Reis", "the mill")),
        ("Which stories has Ana de la Reis written?", Byline("Ana de la Reis")),
        ("Show me the latest columns by Ana Reis on boats", Byline("Ana Reis", "boats")),
        ("What did she write?", None),
        ("What did Ana Reis say?", None),
        ("What did Ana Reis write in her letter?", None),
    ],
)
def test_which_questions_ask_for_an_author(question: str, byline: Byline | None) -> None:
    assert byline_of(question) == byline


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Who wrote about the mill?", "the mill"),
        ("Who wrote the column on boats?", "boats"),
        ("Who is the author of the article about the mill?", "the mill"),
        ("Who wrote the law?", ""),
        ("Who wrote to the mayor?", ""),
    ],
)
def test_which_questions_ask_who_wrote(question: str, about: str) -> None:
    assert written_about(question) == about
