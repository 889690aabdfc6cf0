import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from conftest import NOW, make_article
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Mark, Rejected
from index.catalog import Catalog, Seen
from index.chunk import chunk_article
from index.ledger import Known, Ledger, Noted, forgotten_key, forgotten_keys
from index.recipe import Recipe, embedded_text, text_key

SPACE = "fake@1"
RECIPE = Recipe(SPACE, 40)
DAYS = [NOW + timedelta(days=day) for day in range(9)]
FERRY = make_article(id="ferry", text="Ten were hurt.")
FERRY_AGAIN = make_article(id="ferry", text="Twelve were hurt.")
RAIN = make_article(id="rain", text="Rain fell.")
FOG = make_article(id="fog", text="Fog rose.")
# Its record names no id: it has the id of the place where it stands.
STORY = make_article(id="news/a.txt", path="a.txt", source="news", line=None, marks=frozenset({Mark.ID_DERIVED}))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path / "catalog.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def ledger(catalog: Catalog) -> Ledger:
    return Ledger(catalog)


def add(catalog: Catalog, generation: int, *articles: Article, seen: datetime = NOW, root: str = "archive") -> int:
    """Store versions of articles with passages and embeddings; return the number of the recipe."""
    recipe = catalog.recipe_number(RECIPE)
    with catalog.transaction():
        for article in articles:
            version = Ledger(catalog).add_version(article, root, generation, seen)
            catalog.add_passages(recipe, version, chunk_article(article, RECIPE.passage_words))
    keys = catalog.unembedded(recipe, SPACE, generation)
    catalog.add_embeddings(SPACE, keys, np.ones((len(keys), 2), dtype=np.float32))
    return recipe


def retire(catalog: Catalog, generation: int, *article_ids: str, now: datetime = NOW) -> None:
    with catalog.transaction():
        Ledger(catalog).retire(article_ids, generation, now)


def texts(catalog: Catalog, recipe: int, generation: int) -> list[str]:
    """The texts of all passages of a generation, in alphabetical order."""
    return sorted(passage.text for passage in catalog.each(recipe, generation, catalog.numbers(recipe, generation)))


def count(folder: Path, table: str) -> int:
    rows = sqlite3.connect(folder / "catalog.sqlite").execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(rows[0])


def known(article: Article, root: str = "archive") -> Known:
    """What is known of an article whose record names its id."""
    return Known(article.content_hash, root, "", "", article.path, article.line)


# -- versions -----------------------------------------------------------------------------------------------------


def test_the_newest_version_of_each_article_is_known(catalog: Catalog, ledger: Ledger) -> None:
    add(catalog, 1, FERRY, RAIN)
    add(catalog, 2, FERRY_AGAIN, STORY, root="elsewhere")
    retire(catalog, 2, "ferry", "rain", "never heard of")
    assert ledger.known() == {
        "ferry": known(FERRY_AGAIN, "elsewhere"),
        "news/a.txt": Known(STORY.content_hash, "elsewhere", "news/a.txt", STORY.record_hash, "a.txt", None),
    }


def test_what_never_was_published_is_undone(catalog: Catalog, ledger: Ledger) -> None:
    recipe = add(catalog, 1, FERRY)
    add(catalog, 2, FERRY_AGAIN, FOG)
    retire(catalog, 2, "ferry")
    ledger.forget_unpublished(1)
    assert catalog.article("ferry", 2) == FERRY
    assert ledger.known() == {"ferry": known(FERRY)}
    assert catalog.seen("ferry") == [Seen(FERRY.content_hash, FERRY.title, NOW, None)]
    assert texts(catalog, recipe, 2) == ["Ten were hurt."]
    with catalog.transaction():
        version = ledger.add_version(FOG, "archive", 2, NOW)
        catalog.add_passages(recipe, version, chunk_article(FOG, RECIPE.passage_words))
    # The embedding outlived its version.
    assert catalog.unembedded(recipe, SPACE, 2) == []


def test_what_is_published_is_not_undone(catalog: Catalog, ledger: Ledger) -> None:
    recipe = add(catalog, 1, FERRY, RAIN)
    retire(catalog, 2, "ferry")
    ledger.forget_unpublished(2)
    assert texts(catalog, recipe, 2) == ["Rain fell."]


def test_a_version_can_be_taken_back(catalog: Catalog, ledger: Ledger) -> None:
    add(catalog, 1, FERRY)
    with catalog.transaction():
        version = ledger.add_version(FERRY_AGAIN, "archive", 2, NOW)
        ledger.drop_versions([version])
    assert ledger.known() == {"ferry": known(FERRY)}


def test_a_version_can_be_given_another_id_than_its_place(catalog: Catalog, ledger: Ledger) -> None:
    with catalog.transaction():
        version = ledger.add_version(STORY, "archive", 1, NOW)
        ledger.name_versions({version: "news/first.txt"})
    assert catalog.article("news/first.txt", 1) == replace(STORY, id="news/first.txt")
    assert ledger.known() == {
        "news/first.txt": Known(STORY.content_hash, "archive", "news/a.txt", STORY.record_hash, "a.txt", None)
    }


def test_only_the_newest_version_moves(catalog: Catalog, ledger: Ledger) -> None:
    add(catalog, 1, STORY)
    add(catalog, 2, replace(STORY, text="Another text."))
    retire(catalog, 2, "news/a.txt")
    with catalog.transaction():
        ledger.move("news/a.txt", "elsewhere", "news/b.txt", "b.txt", 7)
    moved = catalog.article("news/a.txt", 2)
    assert moved == replace(STORY, text="Another text.", path="b.txt", line=7)
    assert catalog.article("news/a.txt", 1) == STORY
    assert ledger.known() == {
        "news/a.txt": Known(moved.content_hash, "elsewhere", "news/b.txt", moved.record_hash, "b.txt", 7)
    }


def test_what_no_generation_holds_is_forgotten(catalog: Catalog, ledger: Ledger, tmp_path: Path) -> None:
    recipe = add(catalog, 1, FERRY, RAIN)
    retire(catalog, 2, "ferry")
    ledger.forget_unseen(1, {recipe})
    assert texts(catalog, recipe, 1) == ["Rain fell.", "Ten were hurt."]
    ledger.forget_unseen(2, {recipe})
    assert texts(catalog, recipe, 1) == texts(catalog, recipe, 2) == ["Rain fell."]
    assert [count(tmp_path, table) for table in ("versions", "texts", "passages", "embeddings")] == [1, 1, 1, 1]
    assert count(tmp_path, "orphans") == 0


def test_an_embedding_stays_while_any_passage_has_its_text(catalog: Catalog, ledger: Ledger, tmp_path: Path) -> None:
    recipe = add(catalog, 1, FERRY, replace(FERRY, id="copy"))
    assert (count(tmp_path, "passages"), count(tmp_path, "embeddings")) == (2, 1)
    retire(catalog, 2, "ferry")
    ledger.forget_unseen(2, {recipe})
    assert (count(tmp_path, "passages"), count(tmp_path, "embeddings")) == (1, 1)
    retire(catalog, 3, "copy")
    ledger.forget_unseen(3, {recipe})
    assert (count(tmp_path, "passages"), count(tmp_path, "embeddings")) == (0, 0)


def test_passages_and_embeddings_of_recipes_out_of_use_are_forgotten(
    catalog: Catalog, ledger: Ledger, tmp_path: Path
) -> None:
    first = add(catalog, 1, FERRY)
    second = catalog.recipe_number(Recipe("other@1", 40))
    with catalog.transaction():
        ((version, article),) = catalog.unchunked(second, 1)
        catalog.add_passages(second, version, chunk_article(article, 40))
    keys = catalog.unembedded(second, "other@1", 1)
    catalog.add_embeddings("other@1", keys, np.ones((1, 2), dtype=np.float32))
    ledger.forget_unseen(1, {first, second})
    assert (count(tmp_path, "passages"), count(tmp_path, "embeddings")) == (2, 2)
    ledger.forget_unseen(1, {second})
    assert (count(tmp_path, "passages"), count(tmp_path, "embeddings"), count(tmp_path, "recipes")) == (1, 1, 1)
    assert (texts(catalog, first, 1), texts(catalog, second, 1)) == ([], ["Ten were hurt."])
    assert catalog.unembedded(second, "other@1", 1) == []


def test_an_old_version_leaves_a_line_of_history_without_its_text(
    catalog: Catalog, ledger: Ledger, tmp_path: Path
) -> None:
    recipe = add(catalog, 1, FERRY, seen=DAYS[0])
    add(catalog, 2, FERRY_AGAIN, seen=DAYS[2])
    retire(catalog, 2, "ferry", now=DAYS[2])
    ledger.forget_unseen(2, {recipe})
    assert count(tmp_path, "texts") == 1
    (row,) = catalog.select("SELECT article_id, content_hash, title, source FROM history")
    assert row == ("ferry", FERRY.content_hash, FERRY.title, FERRY.source)
    assert [one.content_hash for one in catalog.seen("ferry")] == [FERRY.content_hash, FERRY_AGAIN.content_hash]


# -- when a version was seen --------------------------------------------------------------------------------------


def read(catalog: Catalog, day: int, *roots: str) -> None:
    with catalog.transaction():
        Ledger(catalog).note_read(roots or ["archive"], DAYS[day])


def test_a_version_was_last_seen_when_its_root_was_read_before_it_was_gone(catalog: Catalog) -> None:
    add(catalog, 1, FERRY, seen=DAYS[0])
    read(catalog, 0)
    read(catalog, 3)
    read(catalog, 4, "elsewhere")
    retire(catalog, 2, "ferry", now=DAYS[5])
    assert catalog.seen("ferry") == [Seen(FERRY.content_hash, FERRY.title, DAYS[0], DAYS[3])]


def test_a_version_was_never_last_seen_before_it_was_first_seen(catalog: Catalog) -> None:
    """A clock that was set back between two runs."""
    read(catalog, 2)
    add(catalog, 1, FERRY, seen=DAYS[5])
    retire(catalog, 2, "ferry", now=DAYS[3])
    assert catalog.seen("ferry") == [Seen(FERRY.content_hash, FERRY.title, DAYS[5], DAYS[5])]


def test_a_version_of_a_root_that_was_never_read_to_its_end_was_seen_until_now(catalog: Catalog) -> None:
    add(catalog, 1, FERRY, seen=DAYS[0])
    retire(catalog, 2, "ferry", now=DAYS[3])
    assert catalog.seen("ferry") == [Seen(FERRY.content_hash, FERRY.title, DAYS[0], DAYS[3])]


def test_every_version_of_an_article_stays_in_its_history(catalog: Catalog, ledger: Ledger) -> None:
    versions = [make_article(id="ferry", text=f"{number} were hurt.") for number in range(5)]
    for number, version in enumerate(versions):
        add(catalog, number + 1, version, seen=DAYS[number])
        retire(catalog, number + 1, "ferry", now=DAYS[number])
        read(catalog, number)
        ledger.forget_unseen(number, {1})
    assert catalog.seen("ferry") == [
        Seen(version.content_hash, version.title, DAYS[number], DAYS[number] if number < 4 else None)
        for number, version in enumerate(versions)
    ]


def test_an_article_that_comes_back_was_seen_twice(catalog: Catalog, ledger: Ledger) -> None:
    add(catalog, 1, FERRY, seen=DAYS[0])
    read(catalog, 1)
    retire(catalog, 2, "ferry", now=DAYS[2])
    ledger.forget_unseen(2, {1})
    add(catalog, 3, FERRY, seen=DAYS[4])
    assert catalog.seen("ferry") == [
        Seen(FERRY.content_hash, FERRY.title, DAYS[0], DAYS[1]),
        Seen(FERRY.content_hash, FERRY.title, DAYS[4], None),
    ]


# -- records ------------------------------------------------------------------------------------------------------

NOTED = st.builds(
    Noted,
    root=st.text(max_size=5),
    id=st.text(max_size=5),
    derived=st.booleans(),
    content_hash=st.text(max_size=5),
    moment=st.one_of(st.none(), st.datetimes(timezones=st.just(NOW.tzinfo))),
)
RECORDS = st.dictionaries(st.binary(min_size=16, max_size=16), NOTED, max_size=5)


@settings(max_examples=30)
@given(first=RECORDS, second=RECORDS, data=st.data())
def test_records_come_back_as_they_were_noted(
    tmp_path_factory: pytest.TempPathFactory,
    first: dict[bytes, Noted],
    second: dict[bytes, Noted],
    data: st.DataObject,
) -> None:
    catalog = Catalog(tmp_path_factory.mktemp("ledger") / "catalog.sqlite")
    ledger = Ledger(catalog)
    gone = data.draw(st.lists(st.sampled_from(sorted(first)), unique=True)) if first else []
    with catalog.transaction():
        ledger.note_records([], first)
    assert ledger.records() == first
    with catalog.transaction():
        ledger.note_records(gone, second)
    assert ledger.records() == {key: noted for key, noted in first.items() if key not in gone} | second
    catalog.close()


def test_rejected_records_are_replaced_for_the_roots_that_were_read(catalog: Catalog, ledger: Ledger) -> None:
    bad, worse, fine = Rejected("a.txt", None, "empty"), Rejected("b.jsonl", 3, "no text"), Rejected("c", 1, "x")
    with catalog.transaction():
        ledger.replace_rejected(["one", "two"], [("one", bad), ("two", worse)])
    assert catalog.rejected() == [bad, worse]
    with catalog.transaction():
        ledger.replace_rejected(["one", "three"], [("three", fine)])
    assert catalog.rejected() == [worse, fine]


def test_roots_are_those_of_which_articles_are_held(catalog: Catalog, ledger: Ledger) -> None:
    add(catalog, 1, FERRY, root="one")
    add(catalog, 1, RAIN, FOG, root="two")
    retire(catalog, 2, "ferry")
    assert ledger.roots() == ["two"]


def test_the_last_reading_is_the_latest_of_any_root_and_a_clock_that_goes_back_takes_none_back(
    catalog: Catalog, ledger: Ledger
) -> None:
    assert ledger.last_read() is None
    read(catalog, 3, "one", "two")
    read(catalog, 1, "one")
    assert ledger.last_read() == DAYS[3]
    read(catalog, 2, "two")
    assert ledger.last_read() == DAYS[3]


# -- what was purged ----------------------------------------------------------------------------------------------


def test_the_articles_of_a_source_or_a_root(catalog: Catalog, ledger: Ledger) -> None:
    add(catalog, 1, make_article(id="b", source="Le Monde"), make_article(id="a", source="LE  MONDÉ"), root="one")
    add(catalog, 1, make_article(id="c", source="Le Monde diplomatique"), FERRY, root="two")
    add(catalog, 1, make_article(id="gone", source="Le Monde"), root="two")
    retire(catalog, 2, "gone")
    assert ledger.of_source("le monde") == ["a", "b"]
    assert ledger.of_source("nobody") == []
    assert ledger.of_root("two") == ["c", "ferry"]
    assert ledger.of_root("tw") == []


def test_what_was_forgotten_is_noted_by_hashes(catalog: Catalog, ledger: Ledger) -> None:
    ferry, rain = forgotten_key("id", "ferry"), forgotten_key("id", "rain")
    with catalog.transaction():
        ledger.note_forgotten([(ferry, ferry), (rain, rain)], DAYS[1])
        ledger.note_forgotten([(rain, rain)], DAYS[2])
    assert ledger.forgotten() == {ferry: DAYS[1], rain: DAYS[2]}


def test_what_was_forgotten_by_a_name_is_allowed_again_by_that_name(catalog: Catalog, ledger: Ledger) -> None:
    """A person names the id; the place and the words of the record are noted with it."""
    asked, record, source = forgotten_key("id", "ferry"), forgotten_key("record", "1"), forgotten_key("source", "x")
    with catalog.transaction():
        ledger.note_forgotten([(asked, asked), (record, asked), (source, source)], NOW)
    with catalog.transaction():
        assert not ledger.allow_again(record)
        assert not ledger.allow_again(forgotten_key("id", "nobody"))
    assert set(ledger.forgotten()) == {asked, record, source}
    with catalog.transaction():
        assert ledger.allow_again(asked)
    assert set(ledger.forgotten()) == {source}


def test_what_was_forgotten_by_two_names_needs_both_to_come_back(catalog: Catalog, ledger: Ledger) -> None:
    record, one, other = (forgotten_key("record", "1"), forgotten_key("id", "one"), forgotten_key("id", "other"))
    with catalog.transaction():
        ledger.note_forgotten([(record, one), (record, other)], NOW)
        ledger.allow_again(one)
    assert set(ledger.forgotten()) == {record}
    with catalog.transaction():
        ledger.allow_again(other)
    assert ledger.forgotten() == {}


@given(st.text(), st.text())
def test_a_key_tells_kinds_and_texts_apart(one: str, other: str) -> None:
    assert (forgotten_key("id", one) == forgotten_key("id", other)) == (one == other)
    assert forgotten_key("id", one) != forgotten_key("source", one)
    assert len(forgotten_key("record", one)) == 32


def test_an_article_may_be_forgotten_by_its_id_its_record_or_its_source() -> None:
    assert forgotten_keys(replace(STORY, source="Le  MONDÉ")) == [
        forgotten_key("id", "news/a.txt"),
        forgotten_key("record", replace(STORY, source="Le  MONDÉ").record_hash),
        forgotten_key("source", "le monde"),
    ]


TABLES = {
    "versions", "texts", "recipes", "passages", "embeddings", "orphans",
    "records", "rejected", "roots", "history", "forgotten", "purges", "signatures", "bands", "edges",
    "events",
}  # fmt: skip


def everything(catalog: Catalog) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    names = {name for (name,) in catalog.select("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {name: catalog.select(f"SELECT * FROM {name} ORDER BY 1") for name in names}


def test_a_purge_leaves_nothing_of_an_article_in_any_table(catalog: Catalog, ledger: Ledger) -> None:
    zeppelin = [
        make_article(id="zeppelin", title="A zeppelin", text=f"Zeppelin {number} of the zeppelins.", path="z.jsonl")
        for number in range(3)
    ]
    recipe = add(catalog, 1, RAIN, seen=DAYS[0])
    # What the catalog holds of the other article alone.
    with catalog.transaction():
        ledger.note_read(["archive"], DAYS[0])
    before = everything(catalog)
    for number, version in enumerate(zeppelin):
        add(catalog, number + 2, version, seen=DAYS[number])
        retire(catalog, number + 2, "zeppelin", now=DAYS[number])
    ledger.forget_unseen(2, {recipe})  # one version in the history, two in the catalog
    noted = Noted("archive", "zeppelin", False, zeppelin[2].content_hash, None)
    refused = [
        Rejected("z.jsonl", 7, "no text"),
        Rejected("y.jsonl", 1, "same id 'zeppelin' as z.jsonl:1, which is newer and was kept"),
        Rejected("fine.txt", None, "empty"),
    ]
    with catalog.transaction():
        ledger.note_records([], {bytes(16): noted})
        ledger.replace_rejected(["archive"], [("archive", item) for item in refused])
    with catalog.transaction():
        ledger.purge(["zeppelin"], DAYS[5])
    assert ledger.is_purging()
    assert catalog.rejected() == [Rejected("fine.txt", None, "empty")]
    assert ledger.records() == {}
    assert catalog.seen("zeppelin") == []
    ledger.forget_unseen(4, {recipe})
    with catalog.transaction():
        ledger.purged()
        catalog.change("DELETE FROM rejected")
    assert not ledger.is_purging()
    assert everything(catalog) == before
    assert before.keys() == TABLES


def test_a_purge_leaves_other_articles_as_they_were(catalog: Catalog, ledger: Ledger) -> None:
    recipe = add(catalog, 1, FERRY, RAIN, STORY)
    with catalog.transaction():
        ledger.purge(["ferry", "never heard of"], NOW)
    assert set(ledger.known()) == {"rain", "news/a.txt"}
    ledger.forget_unseen(1, {recipe})
    assert texts(catalog, recipe, 1) == sorted([RAIN.text, STORY.text])
    assert catalog.unembedded(recipe, SPACE, 1) == []


def test_an_embedding_that_another_article_shares_survives_a_purge(catalog: Catalog, ledger: Ledger) -> None:
    recipe = add(catalog, 1, FERRY, replace(FERRY, id="copy"))
    with catalog.transaction():
        ledger.purge(["ferry"], NOW)
    ledger.forget_unseen(1, {recipe})
    (passage,) = chunk_article(FERRY, 40)
    assert catalog.select("SELECT text_key FROM embeddings") == [(text_key(embedded_text(passage)),)]
