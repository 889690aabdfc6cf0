from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import FakeEmbedder, index_articles, make_article
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from index.analysis import stems
from index.arrivals import ABOUT, Arrival, Cursor, Followed, aboutness, name_pairs, to_arrival
from index.generation import Store
from index.passage import Passage
from index.retrieve import Retriever
from index.terms import find_terms

DAY = datetime(2026, 11, 20, 8, tzinfo=UTC)


@contextmanager
def opened(data_dir: Path) -> Iterator[Retriever]:
    with closing(Retriever(Store(data_dir), FakeEmbedder(), passages_per_article=2)) as retriever:
        yield retriever


def index(data_dir: Path, articles: Sequence[Article], day: int, **options: Any) -> Cursor:
    index_articles(data_dir, articles, embedder=FakeEmbedder(), now=DAY + timedelta(days=day), **options)
    return Cursor.at(Store(data_dir).current())


def article(title: str, day: float | None = 0, **fields: Any) -> Article:
    published = None if day is None else DAY + timedelta(days=day)
    return make_article(title=title, published=published, text=f"{title}, and it was told.", **fields)


def new_since(data_dir: Path, since: Cursor) -> tuple[list[str], list[str]]:
    with opened(data_dir) as retriever:
        new = retriever.new_articles(since)
        titles = [[one.article.title for one in retriever.arrivals(versions)] for versions in (new.fresh, new.older)]
    assert new.until == Cursor.at(Store(data_dir).current())
    return titles[0], titles[1]


def test_what_came_since_is_new_the_newest_first(tmp_path: Path) -> None:
    first = [article("Ferry sails")]
    since = index(tmp_path, first, 0)
    assert new_since(tmp_path, since) == ([], [])
    later = [*first, article("Pier opens", 1), article("Opera opens", 2)]
    middle = index(tmp_path, later, 2)
    assert new_since(tmp_path, since) == (["Opera opens", "Pier opens"], [])
    index(tmp_path, [*later, article("Mayor resigns", 3)], 3)
    assert new_since(tmp_path, since)[0] == ["Mayor resigns", "Opera opens", "Pier opens"]
    assert new_since(tmp_path, middle)[0] == ["Mayor resigns"]


def test_what_changes_or_comes_back_is_not_new(tmp_path: Path) -> None:
    ferry, pier, opera = article("Ferry sails"), article("Pier opens"), article("Opera opens")
    since = index(tmp_path, [ferry, pier, opera], 0)
    changed = replace(ferry, text="The ferry sails again, and much more is told.")
    index(tmp_path, [changed, pier], 1)
    index(tmp_path, [changed, pier], 2, rebuild=True)
    mayor = article("Mayor resigns", 3)
    index(tmp_path, [changed, pier, opera, mayor], 3)
    assert new_since(tmp_path, since) == (["Mayor resigns"], [])
    index(tmp_path, [changed, pier, opera, replace(mayor, text="The mayor resigned on Monday.")], 4)
    assert new_since(tmp_path, since) == (["Mayor resigns"], [])  # still new to who has not looked since


def test_the_past_of_an_archive_is_no_news(tmp_path: Path) -> None:
    since = index(tmp_path, [article("Ferry sails")], 0)
    past = [article("Ferry built", -400), article("Ferry bought", None), article("Ferry delayed", -3)]
    index(tmp_path, [article("Ferry sails"), *past], 1)
    assert new_since(tmp_path, since) == (["Ferry delayed"], ["Ferry built", "Ferry bought"])


def test_an_index_begun_anew_has_nothing_new(tmp_path: Path) -> None:
    index(tmp_path / "a", [article("Ferry sails")], 0)
    since = index(tmp_path / "a", [article("Ferry sails"), article("Pier opens")], 1)
    index(tmp_path / "b", [article("Ferry sails"), article("Pier opens"), article("Opera opens")], 2)
    assert new_since(tmp_path / "b", since) == ([], [])


def words(text: str, language: str = "en") -> list[str]:
    return stems(text, language)


def followed(subject: str) -> Followed:
    terms = find_terms(subject, words, lambda _: 5.0)
    return Followed(subject, terms, name_pairs(subject, words), FakeEmbedder().embed_question(subject))


def arrival(title: str, text: str) -> Arrival:
    one = make_article(title=title, text=text)
    passage = Passage(one, 0, len(one.text))
    return to_arrival((passage,), FakeEmbedder().embed_passages([f"{title}\n{text}"]), words)


FILLING = "Nothing of it was told before, and there was no more to be said on that day by anybody who was there. " * 2


@pytest.mark.parametrize(
    ("title", "text", "about"),
    [
        ("Baykar opens a plant", f"Baykar said on Monday that it opened a plant. {FILLING}", True),
        (
            "Drone maker opens a plant",
            f"Baykar opened a plant, the firm said. {FILLING} Baykar sells drones. Baykar grew.",
            True,
        ),
        ("Ferry hits pier", f"The ferry hit the pier. {FILLING} Among the guests was a man of Baykar.", False),
        ("Ferry hits pier", f"The ferry hit the pier. {FILLING}", False),
    ],
)
def test_an_article_is_about_what_it_begins_with_and_returns_to(title: str, text: str, about: bool) -> None:
    assert (aboutness(followed("Baykar"), arrival(title, text)) >= ABOUT) == about


def test_the_words_of_a_name_stand_side_by_side() -> None:
    assert aboutness(followed("New Mexico"), arrival("A new visit to Mexico", "The new envoy saw Mexico.")) == 0
    assert aboutness(followed("New Mexico"), arrival("New Mexico votes", "New Mexico voted.")) > ABOUT
    assert aboutness(followed("gas prices"), arrival("Prices of gas", "The prices of gas rose.")) > ABOUT
    assert name_pairs("NEW MEXICO", words) == name_pairs("new mexico", words) == frozenset()
    assert name_pairs("Boris, Johnson's", words) == {("bori", "johnson")}


@given(subject=st.text(max_size=30), title=st.text(max_size=30), text=st.text(min_size=1, max_size=200))
def test_how_much_it_is_about_something_is_a_share(subject: str, title: str, text: str) -> None:
    score = aboutness(followed(subject), arrival(title, text))
    assert 0 <= score <= 1
    assert not np.isnan(score)
