from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import NOW, FakeEmbedder, index_articles, make_article
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.events import EventDate, event_dates
from index.catalog import Catalog
from index.chunk import chunk_article
from index.events import MOST, WITHIN, Events, note_events
from index.generation import Store
from index.ledger import Ledger
from index.passage import Passage
from index.recipe import Recipe
from index.rows import passage_number
from index.update import forget

RECIPE = Recipe("fake@1", 10)
# Published on Tuesday, 14 March 2023; ten words a passage.
FERRY = make_article(
    id="ferry",
    text="The ferry hit the pier on March 3, he said. It will sail again on Friday, after repairs. "
    "It was built in August 2019, in Spain.",
)
FOG = make_article(id="fog", text="Fog rose yesterday, and on 3 March 2023. In 2023 it has risen often.")
MARCH_3 = date(2023, 3, 3)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path / "catalog.sqlite")
    yield opened
    opened.close()


def add(catalog: Catalog, generation: int, *articles: Article, recipe: Recipe = RECIPE) -> int:
    """Store versions of articles with passages and dates; return the number of the recipe."""
    number = catalog.recipe_number(recipe)
    with catalog.transaction():
        for article in articles:
            version = Ledger(catalog).add_version(article, "archive", generation, NOW)
            catalog.add_passages(number, version, chunk_article(article, recipe.passage_words))
            note_events(catalog, version, article)
    return number


def naming(catalog: Catalog, generation: int, recipe: int, first: date, last: date) -> list[str]:
    """The texts of the passages that name a time, in alphabetical order."""
    numbers = Events(catalog, generation).passages_naming(recipe, first, last)
    assert numbers.tolist() == sorted(set(numbers.tolist()))
    found = catalog.passages(recipe, generation, catalog.ids(numbers))
    assert {passage_number(recipe, key) for key in found} == set(numbers.tolist())
    return sorted(passage.text for passage in found.values())


def test_the_dates_of_a_span_are_those_that_stand_in_it(catalog: Catalog) -> None:
    add(catalog, 1, FERRY, FOG)
    events = Events(catalog, 1)
    everything = events.within(FERRY, 0, len(FERRY.text))
    assert everything == tuple(event_dates(FERRY.text, FERRY.printed, "en"))
    assert [FERRY.text[one.start : one.end] for one in everything] == ["on March 3", "on Friday", "in August 2019"]
    assert events.within(FERRY, 0, everything[0].end - 1) == ()
    assert events.within(FERRY, everything[1].start, everything[1].end) == everything[1:2]
    assert events.within(make_article(id="rain"), 0, 100) == ()


def test_the_passages_that_name_a_day(catalog: Catalog) -> None:
    recipe = add(catalog, 1, FERRY, FOG)
    assert naming(catalog, 1, recipe, MARCH_3, MARCH_3) == [
        "Fog rose yesterday, and on 3 March 2023.",
        "The ferry hit the pier on March 3, he said.",
    ]
    assert naming(catalog, 1, recipe, date(2023, 3, 17), date(2023, 3, 17)) == [
        "It will sail again on Friday, after repairs."
    ]
    assert naming(catalog, 1, recipe, date(2023, 3, 4), date(2023, 3, 12)) == []


def test_a_time_counts_where_it_lies_within_and_is_exact_enough(catalog: Catalog) -> None:
    storm = make_article(id="storm", text="It rained from 1 January to 8 March 2023. It thawed in February 2023, too.")
    recipe = add(catalog, 1, FERRY, storm)
    august = date(2019, 8, 1), date(2019, 8, 31)
    assert naming(catalog, 1, recipe, *august) == ["It was built in August 2019, in Spain."]
    assert naming(catalog, 1, recipe, august[0], august[1] - timedelta(days=1)) == []
    spring = naming(catalog, 1, recipe, date(2023, 1, 1), date(2023, 4, 1))
    assert "It thawed in February 2023, too." in spring
    assert "It rained from 1 January to 8 March 2023." not in spring


def test_a_long_time_is_named_by_those_that_name_it_as_a_whole(catalog: Catalog) -> None:
    trade = make_article(
        id="trade", text="Trade grew in the first half of 2022. It fell in 2021. It fell on 5 May 2021, too."
    )
    recipe = add(catalog, 1, trade)
    assert naming(catalog, 1, recipe, date(2022, 1, 1), date(2022, 6, 30)) == ["Trade grew in the first half of 2022."]
    assert naming(catalog, 1, recipe, date(2021, 1, 1), date(2021, 12, 31)) == ["It fell in 2021."]
    assert naming(catalog, 1, recipe, date(2021, 1, 1), date(2022, 6, 30)) == []


def test_a_generation_knows_the_dates_of_its_versions_only(catalog: Catalog) -> None:
    recipe = add(catalog, 1, FERRY)
    with catalog.transaction():
        Ledger(catalog).retire(["ferry"], 2, NOW)
    newer = replace(FERRY, text="It happened on March 5, he says now.")
    add(catalog, 2, newer)
    assert [one.first.day for one in Events(catalog, 2).within(newer, 0, 99)] == [5]
    assert [one.first.day for one in Events(catalog, 1).within(FERRY, 0, 50)] == [3]
    assert naming(catalog, 2, recipe, MARCH_3, MARCH_3) == []
    assert naming(catalog, 1, recipe, MARCH_3, MARCH_3) == ["The ferry hit the pier on March 3, he said."]


def test_passages_of_another_recipe_do_not_count(catalog: Catalog) -> None:
    add(catalog, 1, FERRY)
    other = catalog.recipe_number(Recipe("fake@1", 20))
    assert naming(catalog, 1, other, MARCH_3, MARCH_3) == []


def test_dates_noted_again_replace_those_noted_before(catalog: Catalog) -> None:
    add(catalog, 1, FERRY)
    ((version,),) = catalog.select("SELECT version FROM versions")
    with catalog.transaction():
        note_events(catalog, version, replace(FERRY, text="It happened yesterday."))
    day = date(2023, 3, 13)
    assert Events(catalog, 1).within(FERRY, 0, 99) == (EventDate(12, 21, day, day),)


def held(folder: Path) -> list[tuple[object, ...]]:
    """The dates that the catalog of an index holds, with the ids of their articles."""
    catalog = Catalog(Store(folder).catalog, reading=True)
    try:
        return catalog.select(
            """SELECT v.article_id, e.first FROM events e LEFT JOIN versions v USING (version)
               WHERE v.removed IS NULL ORDER BY v.article_id, e.start"""
        )
    finally:
        catalog.close()


def test_an_index_run_notes_the_dates_of_what_it_adds_and_moves(tmp_path: Path) -> None:
    day = MARCH_3.toordinal()
    ferry = replace(FERRY, text="It hit the pier on March 3.")
    index_articles(tmp_path, [ferry, FOG], embedder=FakeEmbedder())
    assert held(tmp_path)[0] == ("ferry", day)
    moved = replace(ferry, path="elsewhere.jsonl")
    index_articles(tmp_path, [moved, FOG], embedder=FakeEmbedder())
    index_articles(tmp_path, [moved], embedder=FakeEmbedder(), max_removals=100)
    assert held(tmp_path) == [("ferry", day)]


def test_a_purge_leaves_no_date_of_an_article(tmp_path: Path) -> None:
    index_articles(tmp_path, [FERRY, FOG], embedder=FakeEmbedder())
    store = Store(tmp_path)
    with store.writing():
        catalog = Catalog(store.catalog)
        try:
            forget(store, catalog, ["ferry"], [], now=NOW, report=lambda *_: None)
            assert {article for article, _ in held(tmp_path)} == {"fog"}
            assert catalog.faults() == []
        finally:
            catalog.close()


SENTENCES = st.sampled_from(
    ["It rained on March 3.", "It will rain on Friday.", "In August 2019 it rained.", "Snow fell.", "Yesterday it did."]
)


@settings(max_examples=30)
@given(st.lists(st.lists(SENTENCES, max_size=6), max_size=4), st.dates(date(2019, 7, 1), date(2023, 4, 1)), st.data())
def test_passages_are_found_as_by_looking_at_each(texts: list[list[str]], first: date, data: st.DataObject) -> None:
    last = data.draw(st.dates(first, first + timedelta(days=1500)))
    catalog = Catalog(Path(":memory:"))
    articles = [make_article(id=f"a{place}", text=" ".join(said)) for place, said in enumerate(texts)]
    recipe = add(catalog, 1, *articles)

    def names_it(passage: Passage) -> bool:
        dates = event_dates(passage.article.text, passage.article.printed, "en")
        within = (one for one in dates if passage.start <= one.start and one.end <= passage.end)
        if last - first > WITHIN:
            return any((one.first, one.last) == (first, last) for one in within)
        return any(first <= one.first and one.last <= last for one in within)

    passages = [passage for article in articles for passage in chunk_article(article, RECIPE.passage_words)]
    expected = sorted(passage.text for passage in passages if names_it(passage))
    assert naming(catalog, 1, recipe, first, last) == expected
    catalog.close()


def test_a_time_of_a_few_days_counts_for_each_of_them(catalog: Catalog) -> None:
    talks = make_article(id="talks", text="The talks were held on March 3-5, 2023.")
    number = add(catalog, 1, talks)
    assert len(naming(catalog, 1, number, MARCH_3 + timedelta(days=1), MARCH_3 + timedelta(days=1))) == 1
    assert naming(catalog, 1, number, MARCH_3 + timedelta(days=9), MARCH_3 + timedelta(days=9)) == []


def test_an_article_of_dates_is_noted_in_part(catalog: Catalog) -> None:
    add(catalog, 1, make_article(id="list", text="It rained on March 3, 2023. " * 2000))
    assert catalog.select("SELECT count(*) FROM events") == [(MOST,)]
