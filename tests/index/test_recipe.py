from datetime import UTC, datetime

import pytest
from conftest import make_article
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from index.passage import Passage
from index.recipe import Recipe, embedded_text, explain_difference, text_key

RECIPES = st.builds(Recipe, st.text(), st.integers(), st.integers(), st.integers())


@given(RECIPES)
def test_a_recipe_comes_back(recipe: Recipe) -> None:
    assert Recipe.from_json(recipe.to_json()) == recipe


@given(RECIPES, RECIPES)
def test_recipes_are_told_apart_by_what_is_stored(one: Recipe, other: Recipe) -> None:
    assert (one.to_json() == other.to_json()) == (one == other)


@pytest.mark.parametrize(
    ("built", "wanted", "difference"),
    [
        (Recipe("m@1", 150, 1, 1), Recipe("m@1", 150, 1, 1), ""),
        (Recipe("m@1", 150, 1, 1), Recipe("m@2", 150, 1, 1), "embedding model m@1 -> m@2"),
        (
            Recipe("m@1", 150, 1, 1),
            Recipe("n@2", 80, 2, 3),
            "embedding model m@1 -> n@2, words a passage 150 -> 80, chunking version 1 -> 2, header version 1 -> 3",
        ),
    ],
)
def test_a_difference_is_told_in_words(built: Recipe, wanted: Recipe, difference: str) -> None:
    assert explain_difference(built, wanted) == difference


@pytest.mark.parametrize(
    ("article", "text"),
    [
        (
            make_article(published=datetime(2023, 3, 14, 9, 30, tzinfo=UTC)),
            "Ferry hits pier, Courier, 2023-03-14\nThe ferry hit the pier on Tuesday.",
        ),
        (make_article(published=None), "Ferry hits pier, Courier\nThe ferry hit the pier on Tuesday."),
        (make_article(title="", source=""), "2023-03-14\nThe ferry hit the pier on Tuesday."),
        (make_article(title="", source="", published=None), "The ferry hit the pier on Tuesday."),
    ],
)
def test_a_passage_is_embedded_under_title_source_and_day(article: Article, text: str) -> None:
    assert embedded_text(Passage(article, 0, 34)) == text


def test_the_key_of_a_text_is_the_same_on_every_run() -> None:
    assert text_key("Rain fell.").hex() == "8a4b1e83d9ac76588abc6e52934641f9"
    assert len(text_key("")) == 16
    assert len(text_key("lone \ud800")) == 16


@given(st.text(), st.text())
def test_texts_have_one_key_each(one: str, other: str) -> None:
    assert (text_key(one) == text_key(other)) == (one == other)
