import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from conftest import make_article
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Mark, Rejected
from index.catalog import START_AGAIN, Catalog, Holdings, Known, chunks
from index.chunk import chunk_article
from index.errors import StoreError
from index.keywords import Limits
from index.passage import Filter
from index.recipe import Recipe, embedded_text, text_key
from index.rows import fold, from_microseconds, to_microseconds

SPACE = "fake@1"
RECIPE = Recipe(SPACE, 40)
MOMENTS = st.datetimes(timezones=st.just(UTC))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path / "catalog.sqlite")
    yield opened
    opened.close()


def add(catalog: Catalog, generation: int, *articles: Article, root: str = "archive") -> int:
    """Store versions of articles with their passages; return the number of the recipe."""
    recipe = catalog.recipe_number(RECIPE)
    with catalog.transaction():
        for article in articles:
            catalog.add_version(article, root, generation)
    with catalog.transaction():
        for version, article in catalog.unchunked(recipe, generation):
            catalog.add_passages(recipe, version, chunk_article(article, RECIPE.passage_words))
    return recipe


def retire(catalog: Catalog, generation: int, *article_ids: str) -> None:
    with catalog.transaction():
        catalog.retire(article_ids, generation)


def embed(catalog: Catalog, recipe: int, generation: int) -> None:
    keys = catalog.unembedded(recipe, SPACE, generation)
    catalog.add_embeddings(SPACE, keys, np.ones((len(keys), 2), dtype=np.float32))


def texts(catalog: Catalog, recipe: int, generation: int) -> list[str]:
    """The texts of all passages of a generation, in alphabetical order."""
    held = catalog.passages(recipe, generation, catalog.passage_ids(recipe, generation))
    return sorted(passage.text for passage in held.values())


def test_an_article_comes_back_whole(catalog: Catalog) -> None:
    article = make_article(
        published=datetime(2023, 3, 14, 9, 30, 15, 123_456, tzinfo=UTC),
        utc_offset=-330,
        updated=datetime(2023, 3, 15, 0, 0, 0, 1, tzinfo=UTC),
        url="https://courier.example/ferry",
        author="José Müller",
        text="Ələt limanı.\n\n🚢 hit it.",
        line=None,
        marks=frozenset({Mark.TITLE_DERIVED, Mark.OFFSET_ASSUMED}),
    )
    add(catalog, 1, article)
    assert catalog.article(article.id, 1) == article


def test_an_article_that_says_little_comes_back_whole(catalog: Catalog) -> None:
    article = make_article(author="", source="", published=None, utc_offset=None, language="", line=None)
    add(catalog, 1, article)
    assert catalog.article(article.id, 1) == article


@given(MOMENTS)
def test_moments_come_back_to_the_microsecond(moment: datetime) -> None:
    assert from_microseconds(to_microseconds(moment)) == moment


def test_a_reader_sees_its_generation_while_the_next_is_staged(catalog: Catalog, tmp_path: Path) -> None:
    old = make_article(id="ferry", text="Ten were hurt.")
    new = make_article(id="ferry", text="Twelve were hurt.")
    recipe = add(catalog, 1, old, make_article(id="rain", text="Rain fell."))
    reader = Catalog(tmp_path / "catalog.sqlite")
    with catalog.transaction():
        catalog.add_version(new, "archive", 2)
        catalog.retire(["ferry", "rain"], 2)
        assert reader.article("ferry", 1) == old
    add(catalog, 2, make_article(id="fog", text="Fog rose."))
    assert reader.article("ferry", 1) == old
    assert reader.article("ferry", 2) == new
    assert texts(reader, recipe, 1) == ["Rain fell.", "Ten were hurt."]
    assert texts(reader, recipe, 2) == ["Fog rose.", "Twelve were hurt."]
    assert reader.article("fog", 1) is None
    reader.close()


def test_what_never_was_published_is_undone(catalog: Catalog) -> None:
    old = make_article(id="ferry", text="Ten were hurt.")
    recipe = add(catalog, 1, old)
    add(catalog, 2, make_article(id="ferry", text="Twelve were hurt."), make_article(id="fog", text="Fog rose."))
    retire(catalog, 2, "ferry")
    embed(catalog, recipe, 2)
    catalog.forget_unpublished(1)
    assert catalog.article("ferry", 2) == old
    assert catalog.known() == {"ferry": Known(old.content_hash, "archive", old.path, old.line)}
    assert texts(catalog, recipe, 2) == ["Ten were hurt."]
    add(catalog, 2, make_article(id="fog", text="Fog rose."))
    # The embedding outlived its version.
    keys = [text_key(embedded_text(passage)) for passage in chunk_article(old, 40)]
    assert catalog.unembedded(recipe, SPACE, 2) == keys


def test_what_is_published_is_not_undone(catalog: Catalog) -> None:
    recipe = add(catalog, 1, make_article(id="ferry"), make_article(id="rain", text="Rain fell."))
    retire(catalog, 2, "ferry")
    catalog.forget_unpublished(2)
    assert texts(catalog, recipe, 2) == ["Rain fell."]


def test_retired_articles_end_with_the_generation_and_newer_versions_stay(catalog: Catalog) -> None:
    new = make_article(id="ferry", text="Twelve were hurt.")
    recipe = add(catalog, 1, make_article(id="ferry", text="Ten were hurt."))
    ids = catalog.passage_ids(recipe, 1)
    add(catalog, 2, new)
    retire(catalog, 2, "ferry", "never heard of")
    assert catalog.known() == {"ferry": Known(new.content_hash, "archive", new.path, new.line)}
    assert catalog.retired_ids(recipe, 2) == ids
    assert catalog.retired_ids(recipe, 1) == []
    assert catalog.passage_ids(recipe, 2, since=1) == [p.id for p in chunk_article(new, 40)]


def test_a_version_can_be_taken_back(catalog: Catalog) -> None:
    old = make_article(id="ferry", text="Ten were hurt.")
    add(catalog, 1, old)
    add(catalog, 2, make_article(id="ferry", text="Twelve were hurt."))
    with catalog.transaction():
        catalog.drop_version("ferry", 2)
    assert catalog.known() == {"ferry": Known(old.content_hash, "archive", old.path, old.line)}


def test_what_no_generation_holds_is_forgotten(catalog: Catalog, tmp_path: Path) -> None:
    recipe = add(catalog, 1, make_article(id="ferry"), make_article(id="rain", text="Rain fell."))
    embed(catalog, recipe, 1)
    retire(catalog, 2, "ferry")
    catalog.forget_unseen(1, {recipe})
    assert len(texts(catalog, recipe, 1)) == 2
    catalog.forget_unseen(2, {recipe})
    assert texts(catalog, recipe, 1) == texts(catalog, recipe, 2) == ["Rain fell."]
    assert [count(tmp_path, table) for table in ("versions", "texts", "passages", "embeddings")] == [1, 1, 1, 1]
    catalog.forget_unseen(2, {recipe + 1})
    assert (count(tmp_path, "versions"), count(tmp_path, "passages"), count(tmp_path, "embeddings")) == (1, 0, 0)


def count(folder: Path, table: str) -> int:
    rows = sqlite3.connect(folder / "catalog.sqlite").execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(rows[0])


def test_a_failure_stores_nothing_of_a_transaction(catalog: Catalog) -> None:
    with pytest.raises(RuntimeError), catalog.transaction():
        catalog.add_version(make_article(), "archive", 1)
        raise RuntimeError
    assert catalog.known() == {}


def test_a_generation_is_counted(catalog: Catalog) -> None:
    recipe = add(
        catalog,
        1,
        make_article(id="old", published=datetime(1912, 4, 15, tzinfo=UTC)),
        make_article(id="new", published=datetime(2023, 3, 14, tzinfo=UTC), text=" ".join(["Word."] * 100)),
        make_article(id="undated", published=None),
    )
    first, last = datetime(1912, 4, 15, tzinfo=UTC), datetime(2023, 3, 14, tzinfo=UTC)
    assert catalog.holdings(recipe, 1) == Holdings(articles=3, passages=5, first=first, last=last)
    assert catalog.holdings(recipe, 0) == Holdings(articles=0, passages=0, first=None, last=None)


def test_texts_are_embedded_once_in_each_space_in_the_order_of_their_articles(catalog: Catalog) -> None:
    recipe = add(catalog, 1, *(make_article(id=f"{number}", title="", text=f"Story {number}.") for number in range(9)))
    keys = catalog.unembedded(recipe, SPACE, 1)
    assert catalog.texts(recipe, keys) == [f"Courier, 2023-03-14\nStory {number}." for number in range(9)]
    assert catalog.texts(recipe, keys[::-1]) == catalog.texts(recipe, keys)[::-1]
    catalog.add_embeddings(SPACE, keys[:4], np.ones((4, 2), dtype=np.float32))
    assert catalog.unembedded(recipe, SPACE, 1) == keys[4:]
    assert catalog.unembedded(recipe, "other@1", 1) == keys


def test_rows_are_the_passages_with_their_vectors_in_the_order_of_their_numbers(catalog: Catalog) -> None:
    recipe = add(catalog, 1, make_article(id="ferry"), make_article(id="rain", text="Rain fell."))
    keys = catalog.unembedded(recipe, SPACE, 1)
    catalog.add_embeddings(SPACE, keys, np.array([[1, 0], [0, 1]], dtype=np.float32))
    ferry, rain = catalog.passage_ids(recipe, 1)
    rows = {
        number: (passage_id, vector.tolist())
        for number, passage_id, vector in catalog.rows(recipe, SPACE, sorted([ferry, rain]))
    }
    assert sorted(rows.values()) == sorted([(ferry, [1, 0]), (rain, [0, 1])])
    assert list(rows) == sorted(rows)
    assert [passage_id for passage_id, _ in rows.values()] == sorted([ferry, rain])


def test_a_passage_that_comes_back_has_its_old_number(catalog: Catalog) -> None:
    ferry = make_article(id="ferry")
    recipe = add(catalog, 1, ferry)
    embed(catalog, recipe, 1)
    before = catalog.allowed(recipe, 1, Limits()).tolist()
    retire(catalog, 2, "ferry")
    add(catalog, 3, ferry)
    assert catalog.allowed(recipe, 2, Limits()).tolist() == []
    assert catalog.allowed(recipe, 3, Limits()).tolist() == before
    catalog.forget_unseen(3, {recipe})
    assert catalog.allowed(recipe, 3, Limits()).tolist() == before


def test_equal_texts_are_embedded_once(catalog: Catalog) -> None:
    recipe = add(catalog, 1, make_article(id="one"), make_article(id="two"))
    assert len(catalog.passage_ids(recipe, 1)) == 2
    assert len(catalog.unembedded(recipe, SPACE, 1)) == 1


# -- filters ------------------------------------------------------------------------------------------------------

ARTICLES = [
    make_article(id="1", source="Le Monde", author="José Müller and Ana Pereira"),
    make_article(id="2", source="Azərnews", author="Şahin Əliyev", published=datetime(1912, 4, 15, tzinfo=UTC)),
    make_article(id="3", source="le  monde", author="", published=None),
    make_article(id="4", source="Le Monde diplomatique", author="Jo", published=datetime(9999, 12, 31, tzinfo=UTC)),
    make_article(id="5", source="", author="IŞIK", published=datetime(2023, 3, 14, 9, 30, 0, 999_999, tzinfo=UTC)),
]


def allowed_ids(catalog: Catalog, wanted: Filter, generation: int = 1) -> list[str]:
    """The articles that a filter allows, as the index job stored them."""
    recipe = catalog.recipe_number(RECIPE)
    allowed = catalog.allowed(recipe, generation, catalog.limits(wanted, generation)).tolist()
    assert allowed == sorted(allowed)
    ids = catalog.passage_ids(recipe, generation)
    with_numbers = {number: passage_id for number, passage_id, _ in catalog.rows(recipe, SPACE, ids)}
    held = catalog.passages(recipe, generation, ids)
    return sorted(held[with_numbers[number]].article.id for number in allowed)


NINE_THIRTY = datetime(2023, 3, 14, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("wanted", "article_ids"),
    [
        (Filter(), "12345"),
        (Filter(source="LE MONDE"), "13"),
        (Filter(source="Monde"), ""),
        (Filter(source="azərnews"), "2"),
        (Filter(author="jose muller"), "1"),
        (Filter(author="PEREIRA"), "1"),
        (Filter(author="jo"), "14"),
        (Filter(author="sahin"), "2"),
        (Filter(author="isik"), "5"),
        (Filter(author="nobody"), ""),
        (Filter(since=NINE_THIRTY), "145"),
        (Filter(since=NINE_THIRTY + SECOND), "4"),
        (Filter(until=NINE_THIRTY), "125"),
        (Filter(until=NINE_THIRTY - SECOND), "2"),
        (Filter(since=NINE_THIRTY, until=NINE_THIRTY), "15"),
        (Filter(since=datetime(1912, 4, 15, tzinfo=UTC), until=datetime(1912, 4, 15, tzinfo=UTC)), "2"),
        (Filter(since=datetime(1, 1, 1, tzinfo=UTC), until=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)), "1245"),
        (Filter(since=NINE_THIRTY, source="le monde"), "1"),
        (Filter(since=NINE_THIRTY + SECOND, until=NINE_THIRTY), ""),
    ],
)
def test_a_filter_allows_what_it_says(catalog: Catalog, wanted: Filter, article_ids: str) -> None:
    recipe = add(catalog, 1, *ARTICLES)
    embed(catalog, recipe, 1)
    assert allowed_ids(catalog, wanted) == list(article_ids)


def test_a_filter_knows_the_names_of_its_generation_only(catalog: Catalog) -> None:
    add(catalog, 1, make_article(id="1", source="Courier"))
    add(catalog, 2, make_article(id="2", source="COURIER"))
    retire(catalog, 2, "1")
    assert catalog.limits(Filter(source="courier"), 1).sources == ["Courier"]
    assert catalog.limits(Filter(source="courier"), 2).sources == ["COURIER"]


def test_a_filter_becomes_seconds_and_names(catalog: Catalog) -> None:
    add(catalog, 1, *ARTICLES)
    moon = datetime(1969, 7, 20, 20, 17, 40, 500_000, tzinfo=UTC)
    assert catalog.limits(Filter(since=moon, until=NINE_THIRTY, source="le monde", author="jo"), 1) == Limits(
        since=-14182940,
        until=1678786200,
        sources=["Le Monde", "le  monde"],
        authors=["Jo", "José Müller and Ana Pereira"],
    )
    assert catalog.limits(Filter(), 1) == Limits()


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("José  MÜLLER", "jose muller"),
        (" Straße\n", "strasse"),
        ("ISTANBUL", "istanbul"),
        ("Ilham ıslak", "ilham islak"),
    ],
)
def test_names_are_folded_to_what_readers_type(name: str, folded: str) -> None:
    assert fold(name) == folded


# -- the rest -----------------------------------------------------------------------------------------------------


def test_rejected_records_are_replaced_for_the_roots_that_were_read(catalog: Catalog) -> None:
    bad, worse, fine = Rejected("a.txt", None, "empty"), Rejected("b.jsonl", 3, "no text"), Rejected("c", 1, "x")
    with catalog.transaction():
        catalog.replace_rejected(["one", "two"], [("one", bad), ("two", worse)])
    assert catalog.rejected() == [bad, worse]
    with catalog.transaction():
        catalog.replace_rejected(["one", "three"], [("three", fine)])
    assert catalog.rejected() == [worse, fine]


def test_what_was_stored_is_there_after_reopening(catalog: Catalog, tmp_path: Path) -> None:
    recipe = add(catalog, 1, make_article())
    catalog.close()
    again = Catalog(tmp_path / "catalog.sqlite")
    assert again.article("ferry-hits-pier", 1) == make_article()
    assert again.recipe_number(RECIPE) == recipe
    assert again.recipe_number(Recipe(SPACE, 41)) == recipe + 1
    again.close()


def test_a_newer_catalog_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    Catalog(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 9")
    connection.close()
    with pytest.raises(StoreError) as caught:
        Catalog(path)
    assert str(caught.value) == f"{path} is empty or of another version of Backissue: {START_AGAIN}"


def test_what_is_no_catalog_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    path.write_text("not a database, but long enough to look at" * 100)
    with pytest.raises(StoreError) as caught:
        Catalog(path)
    assert str(caught.value) == f"{path} cannot be used: file is not a database ({START_AGAIN})"


@given(st.lists(st.text(max_size=2), max_size=30), st.integers(1, 7))
def test_chunks_are_the_list_cut_in_pieces(values: list[str], length: int) -> None:
    pieces = list(chunks(values, length))
    assert [value for piece in pieces for value in piece] == values
    assert all(len(piece) == length for piece in pieces[:-1])


def test_a_reader_finds_a_catalog_and_never_makes_one(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    with pytest.raises(StoreError, match="delete the data folder"):
        Catalog(path, reading=True)
    assert not path.exists()
    path.touch()
    with pytest.raises(StoreError, match="is empty or of another version"):
        Catalog(path, reading=True)
    assert path.read_bytes() == b""
