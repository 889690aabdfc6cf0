from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import FakeEmbedder, index_articles, make_article

from bot.writer.extract import HAPPENED_TO_IT, LAST_ABOUT, ExtractiveWriter
from bot.writer.latest import asks_what_happened, latest_subject
from corpus.article import Article
from index.generation import Store
from index.passage import Query
from index.retrieve import Retriever

ASKED = datetime(2026, 7, 8, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What is the latest on the ferry?", "the ferry"),
        ("What's the latest  with the ferry", "the ferry"),
        ("Latest news about the strike!", "the strike"),
        ("any update on the bridge?", "the bridge"),
        ("Tell me the latest about NATO.", "NATO"),
        ("What are the most recent developments in the talks?", "the talks"),
        ("What's new in Oulu?", "Oulu"),
        ("Is there any news from Sudan?", "Sudan"),
        ("What is the current state of the harbour?", "the harbour"),
        ("What is the latest book by Anna Lind?", ""),
        ("What is the current price of oil?", ""),
        ("What is new about the law, and who voted for it?", ""),
        ("News of the World: who was jailed?", ""),
        ("What did the mayor say about the latest strike?", ""),
        ("", ""),
    ],
)
def test_the_subject_whose_latest_is_asked_for(question: str, subject: str) -> None:
    assert latest_subject(question) == subject


def printed(day: str, text: str, **fields: object) -> Article:
    return make_article(id=day, title="", text=text, published=datetime.fromisoformat(f"{day}T09:00+00:00"), **fields)


STORY = (
    printed("2019-05-02", "The ferry Alba was launched. The ferry Alba is the largest ferry of the island."),
    printed("2021-03-01", "The ferry Alba ran aground on Monday. Nobody on the ferry was hurt."),
    printed("2021-03-09", "The ferry Alba was towed home on Tuesday. The ferry will be repaired."),
    printed("2026-07-01", "The council will plant two hundred trees along the promenade this winter."),
    printed("2026-07-07", "Rovers drew with Stannick Town on Saturday before a crowd of nine hundred."),
)
Cited = Callable[[str], tuple[list[str], float]]


@pytest.fixture(scope="module")
def cited(tmp_path_factory: pytest.TempPathFactory) -> Cited:
    folder: Path = tmp_path_factory.mktemp("latest")
    index_articles(folder, STORY, embedder=FakeEmbedder())
    retriever = Retriever(Store(folder), FakeEmbedder(), passages_per_article=2)
    writer = ExtractiveWriter(lambda: retriever.keywords, max_statements=3)

    def ask(question: str) -> tuple[list[str], float]:
        evidence = retriever.retrieve(Query(question, as_of=ASKED)).evidence
        drafted = writer.write(question, evidence)
        return [draft.quotations[0].passage.article.id for draft in drafted.drafts], drafted.confidence

    return ask


@pytest.mark.parametrize("question", ["What is the latest on the ferry Alba?", "Any news about the ferry Alba?"])
def test_the_newest_is_quoted_first_and_nothing_that_is_long_before_it(cited: Cited, question: str) -> None:
    articles, confidence = cited(question)
    assert articles[0] == "2021-03-09"
    assert set(articles) <= {"2021-03-09", "2021-03-01"}
    assert confidence == LAST_ABOUT


def test_there_is_no_latest_of_what_no_article_is_about(cited: Cited) -> None:
    assert cited("What is the latest on the zeppelin race?")[1] < 0.5


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What happened to the ferry Alba?", True),
        ("What's going on in Oulu?", True),
        ("What happened?", False),
        ("What happened to the ferry, and who was hurt?", False),
        ("What did the mayor say happened in Oulu?", False),
    ],
)
def test_what_asks_nothing_but_what_happened(question: str, asks: bool) -> None:
    assert asks_what_happened(question) is asks


def test_what_happened_is_told_by_articles_about_it(cited: Cited) -> None:
    articles, confidence = cited("What happened to the ferry Alba?")
    assert set(articles) <= {"2019-05-02", "2021-03-01", "2021-03-09"}
    assert confidence >= HAPPENED_TO_IT
    assert cited("What happened to the zeppelin?")[1] < 0.5
