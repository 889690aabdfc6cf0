"""Language, sentence borders, words and dates are right in eight languages. The texts were written for this test."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus.dates import Reading, read_date
from corpus.language import detect_language
from corpus.sentences import sentences
from index.generation import Store
from index.keywords import stems
from index.passage import Query
from index.retrieve import Retriever
from tests.conftest import REPOSITORY, FakeEmbedder, index_articles, make_article

ARTICLES: list[dict[str, Any]] = [
    json.loads(line) for line in (REPOSITORY / "tests/data/languages.jsonl").read_text(encoding="utf-8").splitlines()
]
LATEST = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda one: f"{one['language']} {one['day']}")
class TestLanguage:
    def test_it_is_found(self, article: dict[str, Any]) -> None:
        assert detect_language(article["text"]) == article["language"]

    def test_sentences_end_where_they_do(self, article: dict[str, Any]) -> None:
        found = [article["text"][start:end] for start, end in sentences(article["text"], article["language"])]
        assert len(found) == article["sentences"]
        assert all(one[-1] in ".؟" for one in found)

    def test_forms_of_a_word_are_one(self, article: dict[str, Any]) -> None:
        one, other = article["forms"]
        assert stems(one, article["language"]) == stems(other, article["language"])

    def test_the_date_is_read_as_printed(self, article: dict[str, Any]) -> None:
        dated = read_date(article["date"], Reading(UTC, "", LATEST))
        assert dated
        assert (dated.moment.date(), dated.day_only) == (date.fromisoformat(article["day"]), True)


def test_a_mixed_archive_finds_other_forms_of_the_words_of_a_question(tmp_path: Path) -> None:
    articles = [
        make_article(id=str(number), title=one["title"], text=one["text"], language=one["language"])
        for number, one in enumerate(ARTICLES)
    ]
    index_articles(tmp_path, articles, embedder=FakeEmbedder())
    retriever = Retriever(Store(tmp_path), FakeEmbedder(), passages_per_article=1)
    searched = [retriever.search(Query(one["question"]))[1] for one in ARTICLES]
    found = [one.keywords[0].passage_id for one in searched]
    held = {one.passage_id: one.passage for found in searched for one in found.candidates}
    assert [held[key].article.id for key in found] == [str(number) for number in range(len(ARTICLES))]
    retriever.close()
