"""Real articles that lie beside the repository; skipped where they do not."""

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest

from bot.answer import Answer, Outcome
from bot.jobs import now
from bot.question import Question
from bot.session import Session
from bot.settings import Settings
from bot.shapes import Shape, answer_shape
from index.runs import Run

pytestmark = pytest.mark.slow  # a few hundred passages are embedded

Open = Callable[[Path], tuple[Session, Run]]


@pytest.fixture(scope="module")
def open_index(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Open:
    def index(archive: Path) -> tuple[Session, Run]:
        session = Session(Settings(data_dir=tmp_path_factory.mktemp("data"), model_cache=model_cache))
        return session, session.jobs().index([archive])

    return index


@pytest.fixture(scope="module")
def azernews(shared: Path, open_index: Open) -> tuple[Session, Run]:
    return open_index(shared / "data" / "azernews")


def ask(session: Session, question: str) -> Answer:
    return session.answerer.answer(Question(question, now()))


def check_promises(session: Session, answer: Answer) -> None:
    """Every number is used, no statement is without one, every quotation stands in the article that is shown."""
    shape: Shape = answer_shape(answer, Question(answer.question, answer.as_of))
    used = [number for statement in shape["statements"] for number in statement["citations"]]
    assert list(dict.fromkeys(used)) == [citation["number"] for citation in shape["citations"]]
    assert all(statement["citations"] for statement in shape["statements"])
    assert bool(shape["statements"]) == (shape["outcome"] in {"answered", "partly"})
    for citation in shape["citations"]:
        text = session.article(citation["article_id"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"] != ""
    quotes = [citation["quote"] for citation in shape["citations"]]
    assert all(statement["text"] in quotes for statement in shape["statements"])


def test_every_file_is_indexed(azernews: tuple[Session, Run]) -> None:
    session, run = azernews
    assert run.counts is not None
    assert (run.result, run.counts.added, run.counts.rejected) == ("done", 29, 0)
    seed = next(item.passage.article for item in session.answerer.search(Question("Halil Akar", now()), 1).evidence)
    assert seed.path == "azn-seed.txt"
    assert seed.published is not None
    assert seed.published.isoformat() == "2022-08-01T10:53:00+00:00"
    assert seed.utc_offset == timedelta(hours=4) // timedelta(minutes=1)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When did military cooperation between Azerbaijan and Türkiye first emerge?", "1992"),
        ("Who welcomed the participants of the ceremony?", "Halil Akar"),
    ],
)
def test_questions_of_the_first_users_are_answered(azernews: tuple[Session, Run], question: str, words: str) -> None:
    session, _ = azernews
    answer = ask(session, question)
    assert answer.outcome is Outcome.ANSWERED
    first = answer.citations[0].quotation
    assert (first.passage.article.path, words in first.text) == ("azn-seed.txt", True)
    assert any(words in answer.statements[0].text[start:end] for start, end in answer.statements[0].marks)
    check_promises(session, answer)


def test_what_no_article_says_is_refused(azernews: tuple[Session, Run]) -> None:
    answer = ask(azernews[0], "How many servicemen completed the course?")
    assert (answer.outcome, answer.statements, answer.citations) == (Outcome.NOT_IN_ARCHIVE, (), ())
    assert "azn-seed.txt" in [article.path for article in answer.related]


def test_every_quotation_stands_where_it_says(shared: Path, open_index: Open, tmp_path: Path) -> None:
    folder = shared / "data" / "ap_news"
    with gzip.open(folder / "articles.jsonl.gz", "rt") as articles:
        (tmp_path / "some.jsonl").write_text("".join(islice(articles, 60)))
    session, run = open_index(tmp_path / "some.jsonl")
    assert run.counts is not None
    assert (run.result, run.counts.added, run.counts.rejected) == ("done", 60, 0)
    with (folder / "questions_dev.jsonl").open() as lines:
        questions = [json.loads(line)["question"] for line in islice(lines, 60)]
    for question in questions:
        check_promises(session, ask(session, question))
