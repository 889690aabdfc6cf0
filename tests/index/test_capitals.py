"""Questions that were typed without capitals."""

from pathlib import Path

import pytest
from conftest import FakeEmbedder, index_articles, make_article
from hypothesis import given
from hypothesis import strategies as st

from index.capitals import with_capitals
from index.generation import Store
from index.keywords import KeywordIndex
from index.passage import Query
from index.retrieve import Retriever

ARTICLES = [
    make_article(id="a", title="", text="It rained in Port Merrow, said Ana Reis of the HBO. The port was shut."),
    make_article(id="b", title="", text="A march to the port of Merrow was led by Ana Reis in March. The HBO knew."),
    make_article(id="c", title="", text="The ferry left the port. Its skipper had met the HBO."),
    *(make_article(id=f"d{day}", title="", text=f"On day {day} it rained in Merrow.") for day in range(4)),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("capitals")
    index_articles(folder, ARTICLES, embedder=FakeEmbedder())
    return folder


@pytest.fixture(scope="module")
def keywords(folder: Path) -> KeywordIndex:
    return KeywordIndex(Store(folder).keywords(1))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("who is ana reis?", "who is Ana Reis?"),
        ("Who is ana reis?", "Who is Ana Reis?"),
        ("what happened in port merrow", "what happened in Port Merrow"),
        ("was the port shut?", "was the port shut?"),
        ("who led the march?", "who led the march?"),
        ("who is ivo pires?", "who is ivo pires?"),  # the archive does not know him
        ("Who is Ana reis?", "Who is Ana reis?"),  # who has typed one has typed all
        ("", ""),
    ],
)
def test_a_question_gets_the_capitals_that_the_archive_writes(keywords: KeywordIndex, typed: str, read: str) -> None:
    assert with_capitals(typed, keywords) == read


@given(st.text(max_size=60))
def test_nothing_but_the_case_changes(keywords: KeywordIndex, question: str) -> None:
    assert with_capitals(question, keywords).casefold() == question.casefold()


def test_what_is_typed_in_small_letters_is_found_as_with_capitals(folder: Path) -> None:
    retriever = Retriever(Store(folder), FakeEmbedder(), passages_per_article=1)
    small, large = (retriever.retrieve(Query(f"who is {name}?")).evidence for name in ("ana reis", "Ana Reis"))
    assert [one.passage for one in small] == [one.passage for one in large]
    assert [one.score for one in small] == pytest.approx([one.score for one in large])
