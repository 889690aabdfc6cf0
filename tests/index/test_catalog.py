import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from conftest import NOW, make_article
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Mark
from index.catalog import START_AGAIN, Catalog, Holdings, Seen, chunks
from index.chunk import chunk_article
from index.errors import StoreError
from index.ledger import Ledger
from index.recipe import Recipe, embedded_text, text_key
from index.rows import fold, from_microseconds, passage_number, to_microseconds

SPACE = "fake@1"
RECIPE = Recipe(SPACE, 40)
MOMENTS = st.datetimes(timezones=st.just(UTC))
FERRY = make_article(id="ferry", text="Ten were hurt.")
FERRY_AGAIN = make_article(id="ferry", text="Twelve were hurt.")
RAIN = make_article(id="rain", text="Rain fell. " * 40)
FOG = make_article(id="fog", text="Fog rose.")


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
            Ledger(catalog).add_version(article, root, generation, NOW)
    with catalog.transaction():
        for version, article in catalog.unchunked(recipe, generation):
            catalog.add_passages(recipe, version, chunk_article(article, RECIPE.passage_words))
    return recipe


def retire(catalog: Catalog, generation: int, *article_ids: str) -> None:
    with catalog.transaction():
        Ledger(catalog).retire(article_ids, generation, NOW)


def embed(catalog: Catalog, recipe: int, generation: int) -> None:
    keys = catalog.unembedded(recipe, SPACE, generation)
    catalog.add_embeddings(SPACE, keys, np.ones((len(keys), 2), dtype=np.float32))


def texts(catalog: Catalog, recipe: int, generation: int) -> list[str]:
    """The texts of all passages of a generation, in alphabetical order."""
    return sorted(passage.text for passage in catalog.each(recipe, generation, catalog.numbers(recipe, generation)))


def numbers_of(*articles: Article) -> list[int]:
    """The numbers of the passages of articles by the first recipe."""
    return sorted(passage_number(1, passage.id) for article in articles for passage in chunk_article(article, 40))


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
        Ledger(catalog).add_version(new, "archive", 2, NOW)
        Ledger(catalog).retire(["ferry", "rain"], 2, NOW)
        assert reader.article("ferry", 1) == old
    add(catalog, 2, make_article(id="fog", text="Fog rose."))
    assert reader.article("ferry", 1) == old
    assert reader.article("ferry", 2) == new
    assert texts(reader, recipe, 1) == ["Rain fell.", "Ten were hurt."]
    assert texts(reader, recipe, 2) == ["Fog rose.", "Twelve were hurt."]
    assert reader.article("fog", 1) is None
    reader.close()


def test_a_failure_stores_nothing_of_a_transaction(catalog: Catalog) -> None:
    with pytest.raises(RuntimeError), catalog.transaction():
        Ledger(catalog).add_version(make_article(), "archive", 1, NOW)
        raise RuntimeError
    assert catalog.article("ferry-hits-pier", 1) is None


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


def test_texts_of_older_generations_are_not_looked_at_again(catalog: Catalog) -> None:
    recipe = add(catalog, 1, FERRY)
    add(catalog, 2, RAIN)
    (first, second) = catalog.unembedded(recipe, SPACE, 2)
    assert catalog.unembedded(recipe, SPACE, 2, since=1) == [second]
    assert catalog.unembedded(recipe, SPACE, 1) == [first]
    assert catalog.unembedded(recipe, SPACE, 2, since=2) == []


def test_equal_texts_are_embedded_once(catalog: Catalog) -> None:
    recipe = add(catalog, 1, make_article(id="one"), make_article(id="two"))
    assert len(catalog.numbers(recipe, 1)) == 2
    assert len(catalog.unembedded(recipe, SPACE, 1)) == 1


def test_a_text_whose_embedding_was_dropped_is_embedded_again(catalog: Catalog) -> None:
    recipe = add(catalog, 1, FERRY, FOG)
    embed(catalog, recipe, 1)
    ((ferry,), (fog,)) = (chunk_article(article, 40) for article in (FERRY, FOG))
    with catalog.transaction():
        catalog.drop_embeddings("other@1", [ferry.id, fog.id])
        catalog.drop_embeddings(SPACE, [ferry.id, "never heard of"])
    assert catalog.unembedded(recipe, SPACE, 1) == [text_key(embedded_text(ferry))]


# -- numbers: what goes into volumes and keyword indexes ----------------------------------------------------------


def test_the_numbers_of_a_generation_ascend_with_the_ids_of_its_passages(catalog: Catalog) -> None:
    recipe = add(catalog, 1, FERRY, RAIN, FOG)
    numbers = catalog.numbers(recipe, 1)
    passages = [passage for article in (FERRY, RAIN, FOG) for passage in chunk_article(article, 40)]
    assert len(passages) > 3
    assert catalog.ids(numbers) == sorted(passage.id for passage in passages)
    assert numbers.tolist() == numbers_of(FERRY, RAIN, FOG) == sorted(numbers.tolist())
    assert [passage.id for passage in catalog.each(recipe, 1, numbers)] == catalog.ids(numbers)
    assert set(catalog.each(recipe, 1, numbers)) == set(passages)


def test_each_generation_has_its_numbers(catalog: Catalog) -> None:
    recipe = add(catalog, 1, FERRY, RAIN)
    add(catalog, 2, FERRY_AGAIN, FOG)
    retire(catalog, 2, "ferry", "never heard of")
    assert catalog.numbers(recipe, 1).tolist() == numbers_of(FERRY, RAIN)
    assert catalog.numbers(recipe, 2).tolist() == numbers_of(FERRY_AGAIN, RAIN, FOG)
    assert catalog.numbers(recipe, 2, since=1).tolist() == numbers_of(FERRY_AGAIN, FOG)
    assert catalog.retired(recipe, 2).tolist() == numbers_of(FERRY)
    assert catalog.retired(recipe, 1).tolist() == []
    assert catalog.numbers(recipe + 1, 2).tolist() == []


def test_of_some_passages_those_that_a_generation_holds_are_live(catalog: Catalog) -> None:
    recipe = add(catalog, 1, FERRY, RAIN)
    add(catalog, 2, FERRY_AGAIN)
    retire(catalog, 2, "ferry")
    some = np.array([7, *numbers_of(FERRY, FERRY_AGAIN, RAIN)], dtype=np.int64)
    assert catalog.live(recipe, 1, some).tolist() == numbers_of(FERRY, RAIN)
    assert catalog.live(recipe, 2, some).tolist() == numbers_of(FERRY_AGAIN, RAIN)
    assert catalog.live(recipe, 2, some[:0]).tolist() == []
    assert catalog.live(recipe + 1, 2, some).tolist() == []


def test_the_passages_of_all_versions_of_an_article_by_any_recipe_are_its_own(catalog: Catalog) -> None:
    recipe = add(catalog, 1, FERRY, RAIN)
    add(catalog, 2, FERRY_AGAIN)
    retire(catalog, 2, "ferry")
    other = catalog.recipe_number(Recipe("other@1", 40))
    with catalog.transaction():
        for version, article in catalog.unchunked(other, 2):
            catalog.add_passages(other, version, chunk_article(article, 40))
    expected = [*numbers_of(FERRY, FERRY_AGAIN), *(number + other - recipe for number in numbers_of(FERRY_AGAIN))]
    assert catalog.numbers_of(["ferry"]).tolist() == sorted(expected)
    assert catalog.numbers_of(["nobody"]).tolist() == []
    assert catalog.numbers_of([]).tolist() == []
    everyone = [str(number) for number in range(1200)] + ["ferry"]
    assert catalog.numbers_of(everyone).tolist() == sorted(expected)


def test_vectors_come_in_the_order_of_their_numbers_those_that_are_missing_left_out(catalog: Catalog) -> None:
    recipe = add(catalog, 1, FERRY, FOG, RAIN)
    keys = catalog.unembedded(recipe, SPACE, 1)
    catalog.add_embeddings(SPACE, keys[:2], np.array([[1, 0], [0, 1]], dtype=np.float32))
    (ferry,), (fog,) = chunk_article(FERRY, 40), chunk_article(FOG, 40)
    rows = [
        (number, key, vector.tolist()) for number, key, vector in catalog.vectors(SPACE, catalog.numbers(recipe, 1))
    ]
    assert rows == sorted(
        [(passage_number(1, ferry.id), ferry.id, [1, 0]), (passage_number(1, fog.id), fog.id, [0, 1])]
    )
    assert list(catalog.vectors("other@1", catalog.numbers(recipe, 1))) == []


@pytest.mark.slow
def test_hundreds_of_passages_are_read_in_several_statements(catalog: Catalog) -> None:
    recipe = add(catalog, 1, make_article(text="Rain fell on the pier all day. " * 3600))
    embed(catalog, recipe, 1)
    numbers = catalog.numbers(recipe, 1)
    assert len(numbers) > 500
    ids = catalog.ids(numbers)
    assert ids == sorted(ids)
    assert [key for _, key, _ in catalog.vectors(SPACE, numbers)] == ids
    assert catalog.live(recipe, 1, numbers).tolist() == numbers.tolist()
    assert [passage.id for passage in catalog.each(recipe, 1, numbers)] == ids


def test_a_passage_that_comes_back_has_its_old_number(catalog: Catalog) -> None:
    recipe = add(catalog, 1, FERRY)
    embed(catalog, recipe, 1)
    before = catalog.numbers(recipe, 1).tolist()
    assert before == numbers_of(FERRY)
    retire(catalog, 2, "ferry")
    add(catalog, 3, FERRY)
    assert catalog.numbers(recipe, 2).tolist() == []
    assert catalog.numbers(recipe, 3).tolist() == before
    Ledger(catalog).forget_unseen(3, {recipe})
    assert catalog.numbers(recipe, 3).tolist() == before


def test_only_versions_of_the_generation_without_passages_are_to_be_chunked(catalog: Catalog) -> None:
    recipe = add(catalog, 1, FERRY)
    with catalog.transaction():
        first = Ledger(catalog).add_version(RAIN, "archive", 1, NOW)
        second = Ledger(catalog).add_version(FOG, "archive", 2, NOW)
        Ledger(catalog).add_version(make_article(id="snow"), "archive", 3, NOW)
    assert list(catalog.unchunked(recipe, 2)) == [(first, RAIN), (second, FOG)]
    assert list(catalog.unchunked(recipe, 2, since=1)) == [(second, FOG)]
    assert [article for _, article in catalog.unchunked(recipe + 1, 1)] == [FERRY, RAIN]


def test_the_versions_of_a_generation_and_the_spans_of_their_passages(catalog: Catalog) -> None:
    recipe = add(catalog, 1, FERRY, RAIN)
    add(catalog, 2, FERRY_AGAIN)
    retire(catalog, 2, "ferry")
    assert [article for _, article in catalog.versions(1)] == [FERRY, RAIN]
    assert [article for _, article in catalog.versions(2)] == [RAIN, FERRY_AGAIN]
    ((number, _), *_) = catalog.versions(2)
    passages = chunk_article(RAIN, 40)
    spans = {(one.id, one.start, one.end, text_key(embedded_text(one))) for one in passages}
    assert catalog.spans(recipe, number) == spans
    assert catalog.spans(recipe + 1, number) == set()
    with catalog.transaction():
        catalog.drop_passages(recipe, [number])
    assert catalog.spans(recipe, number) == set()
    assert list(catalog.unchunked(recipe, 2)) == [(number, RAIN)]
    assert texts(catalog, recipe, 2) == ["Twelve were hurt."]


# -- names ---------------------------------------------------------------------------------------------------------


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


def test_the_newest_dates_of_a_generation(catalog: Catalog) -> None:
    days = [datetime(2023, 3, day, tzinfo=UTC) for day in (1, 2, 3, 4)]
    add(catalog, 1, *(make_article(id=f"{day}", published=day) for day in days), make_article(id="x", published=None))
    retire(catalog, 2, f"{days[3]}")
    assert catalog.latest(1, 2) == [days[3], days[2]]
    assert catalog.latest(2, 100) == [days[2], days[1], days[0]]
    assert catalog.latest(0, 100) == []


def test_when_each_version_of_an_article_was_seen(catalog: Catalog) -> None:
    ledger = Ledger(catalog)
    days = [NOW + timedelta(days=day) for day in range(4)]
    with catalog.transaction():
        ledger.add_version(FERRY, "archive", 1, days[0])
        ledger.note_read(["archive"], days[1])
        ledger.add_version(FERRY_AGAIN, "archive", 2, days[2])
        ledger.retire(["ferry"], 2, days[2])
    seen = [
        Seen(FERRY.content_hash, FERRY.title, days[0], days[1]),
        Seen(FERRY_AGAIN.content_hash, FERRY_AGAIN.title, days[2], None),
    ]
    assert catalog.seen("ferry") == seen
    ledger.forget_unseen(2, {1})
    assert catalog.seen("ferry") == seen
    assert catalog.seen("nobody") == []


def test_a_catalog_in_good_order_has_no_faults(catalog: Catalog) -> None:
    recipe = add(catalog, 1, FERRY, RAIN)
    embed(catalog, recipe, 1)
    assert catalog.faults() == []


def test_a_row_that_points_nowhere_is_a_fault(catalog: Catalog, tmp_path: Path) -> None:
    add(catalog, 1, FERRY)
    damage = sqlite3.connect(tmp_path / "catalog.sqlite")
    damage.execute("INSERT INTO texts VALUES (77, 'nothing')")
    damage.commit()
    damage.close()
    assert catalog.faults() == ["texts 77 points nowhere"]


def test_compacting_leaves_no_byte_of_what_was_deleted(catalog: Catalog, tmp_path: Path) -> None:
    add(catalog, 1, make_article(id="ferry", text="A most peculiar zeppelin."), RAIN)
    with catalog.transaction():
        catalog.change("DELETE FROM versions WHERE article_id = 'ferry'")
    files = sorted(path.name for path in tmp_path.iterdir())
    assert any(b"zeppelin" in path.read_bytes() for path in tmp_path.iterdir())
    catalog.compact()
    assert sorted(path.name for path in tmp_path.iterdir()) == files
    assert [path.name for path in tmp_path.iterdir() if b"zeppelin" in path.read_bytes()] == []
    assert texts(catalog, 1, 1) == sorted(passage.text for passage in chunk_article(RAIN, 40))


def test_compacting_beside_an_open_reader(catalog: Catalog, tmp_path: Path) -> None:
    add(catalog, 1, FERRY)
    reader = Catalog(tmp_path / "catalog.sqlite", reading=True)
    assert reader.article("ferry", 1) == FERRY
    catalog.compact()
    assert reader.article("ferry", 1) == FERRY
    reader.close()


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


def test_a_catalog_of_the_first_release_is_brought_up_to_date(tmp_path: Path) -> None:
    def shape(path: Path) -> set[tuple[object, ...]]:
        with sqlite3.connect(path) as connection:
            columns = connection.execute(
                """SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c
                   WHERE m.type IN ('table', 'view')"""
            )
            named = connection.execute("SELECT type, name, '' FROM sqlite_master WHERE sql IS NOT NULL")
            return {*columns, *named}

    fresh, old = tmp_path / "fresh.sqlite", tmp_path / "old.sqlite"
    Catalog(fresh).close()
    Catalog(old).close()
    with sqlite3.connect(old) as connection:
        connection.executescript(
            "DROP VIEW articles; DROP INDEX versions_by_notice;"
            "DROP TABLE bands; DROP TABLE signatures; DROP TABLE edges; DROP TABLE events;"
            + "".join(
                f"ALTER TABLE versions DROP COLUMN {name};"
                for name in ("section", "kind", "agency", "dateline", "corrects")
            )
            + "CREATE VIEW articles AS SELECT * FROM versions JOIN texts USING (version); PRAGMA user_version = 2;"
            + "INSERT INTO embeddings VALUES ('space', x'00', x'11');"
        )
    connection.close()
    with pytest.raises(StoreError, match="run `backissue index --rebuild`"):
        Catalog(old, reading=True)
    catalog = Catalog(old)
    assert shape(old) == shape(fresh)
    assert catalog.select("SELECT space FROM embeddings") == [("space",)]
    catalog.close()
