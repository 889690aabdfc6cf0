from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEmbedder, index_articles, make_article
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from index.candidates import allows
from index.catalog import Catalog
from index.errors import UnknownName
from index.generation import Store
from index.keywords import Limits
from index.passage import Filter, Passage
from index.reading import Reading
from index.register import Register
from index.rows import passage_number

ARTICLES = [
    make_article(id="1", source="Le Monde", author="José Müller and Ana Pereira"),
    make_article(id="2", source="Azərnews", author="Şahin Əliyev", published=datetime(1912, 4, 15, tzinfo=UTC)),
    make_article(id="3", source="le  monde", author="", published=None),
    make_article(id="4", source="Le Monde diplomatique", author="Jo", published=datetime(9999, 12, 31, tzinfo=UTC)),
    make_article(id="5", source="", author="IŞIK", published=datetime(2023, 3, 14, 9, 30, 0, 999_999, tzinfo=UTC)),
]


def read(data_dir: Path) -> tuple[Register, Reading, Catalog]:
    """The register of the current generation, with what it was read from."""
    reading, catalog = Reading.open(Store(data_dir)), Catalog(Store(data_dir).catalog, reading=True)
    generation = reading.generation
    return Register(catalog, generation.recipe_number, generation.number, reading.numbers), reading, catalog


def build(data_dir: Path, *articles: Article) -> Path:
    index_articles(data_dir, articles, embedder=FakeEmbedder())
    return data_dir


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("register"), *ARTICLES)


def held(data_dir: Path, limits: Limits) -> dict[str, Passage]:
    """The passages in the rows that a filter allows."""
    register, reading, catalog = read(data_dir)
    numbers = np.sort(reading.numbers[register.allowed(limits)])
    recipe, generation = reading.generation.recipe_number, reading.generation.number
    return {one.id: one for one in catalog.each(recipe, generation, numbers)}


NINE_THIRTY = datetime(2023, 3, 14, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("wanted", "article_ids"),
    [
        (Filter(), "12345"),
        (Filter(source="LE MONDE"), "13"),
        (Filter(source="azərnews"), "2"),
        (Filter(author="jose muller"), "1"),
        (Filter(author="PEREIRA"), "1"),
        (Filter(author="jo"), "14"),
        (Filter(author="sahin"), "2"),
        (Filter(author="isik"), "5"),
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
def test_a_filter_allows_what_it_says(archive: Path, wanted: Filter, article_ids: str) -> None:
    register, _, _ = read(archive)
    limits = register.limits(wanted)
    allowed = {passage.article.id for passage in held(archive, limits).values()}
    assert sorted(allowed) == list(article_ids)
    assert allowed == {one.id for one in ARTICLES if allows(limits, one)}  # what evidence is held against


def test_a_filter_knows_the_names_of_its_generation_only(tmp_path: Path) -> None:
    build(tmp_path, make_article(id="1", source="Courier"))
    first, _, _ = read(tmp_path)
    build(tmp_path, make_article(id="2", source="COURIER"))
    second, _, _ = read(tmp_path)
    assert first.limits(Filter(source="courier")).sources == ["Courier"]
    assert second.limits(Filter(source="courier")).sources == ["COURIER"]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Filter(source="Monde"), "the archive has no source “Monde” (near to it: “Le Monde”, “Le Monde diplomatique”)"),
        (Filter(source="Gazette"), "the archive has no source “Gazette”"),
        (Filter(author="nobody"), "the archive has no author “nobody”"),
        (
            Filter(author="Ana Perera"),
            "the archive has no author “Ana Perera” (near to it: “José Müller and Ana Pereira”)",
        ),
        (Filter(author="Mueller"), "the archive has no author “Mueller” (near to it: “José Müller and Ana Pereira”)"),
    ],
)
def test_a_name_that_no_article_has_is_told_with_those_near_to_it(archive: Path, wanted: Filter, told: str) -> None:
    register, _, _ = read(archive)
    with pytest.raises(UnknownName) as refused:
        register.limits(wanted)
    assert str(refused.value) == told
    assert refused.value.of_source == bool(wanted.source)


def test_a_filter_becomes_seconds_and_names(archive: Path) -> None:
    register, _, _ = read(archive)
    moon = datetime(1969, 7, 20, 20, 17, 40, 500_000, tzinfo=UTC)
    assert register.limits(Filter(since=moon, until=NINE_THIRTY, source="le monde", author="jo")) == Limits(
        since=-14182940,
        until=1678786200,
        sources=["Le Monde", "le  monde"],
        authors=["Jo", "José Müller and Ana Pereira"],
    )
    assert register.limits(Filter()) == Limits()


def test_what_was_removed_is_in_no_row_though_its_volume_still_holds_it(tmp_path: Path) -> None:
    words = [make_article(id=str(number), text=f"word{number}") for number in range(8)]
    build(tmp_path, *words, make_article(id="ferry", text="The ferry hit the pier."))
    (ferry,) = (key for key, one in held(tmp_path, Limits()).items() if one.article.id == "ferry")
    build(tmp_path, *words)
    register, reading, _ = read(tmp_path)
    assert (reading.rows, np.count_nonzero(register.allowed(Limits()))) == (9, 8)
    assert {one.article.id for one in held(tmp_path, Limits()).values()} == {one.id for one in words}
    assert register.published([ferry]) == {}
    number = passage_number(reading.generation.recipe_number, ferry)
    assert reading.numbers[register.rows_of([ferry])].tolist() == [number]


def test_passages_are_published_by_the_clock_where_they_were_printed(tmp_path: Path) -> None:
    baku = make_article(id="baku", published=datetime(2023, 3, 14, 21, 30, tzinfo=UTC), utc_offset=240)
    build(tmp_path, baku, make_article(id="undated", published=None), make_article(id="later", text="Rain fell."))
    passages = held(tmp_path, Limits())
    register, _, _ = read(tmp_path)
    published = register.published(["0" * 32, *passages])
    assert {passages[key].article.id: moment for key, moment in published.items()} == {
        passage.article.id: passage.article.printed for passage in passages.values()
    }
    (moment,) = (moment for key, moment in published.items() if passages[key].article.id == "baku")
    assert moment == datetime(2023, 3, 15, 1, 30, tzinfo=timezone(timedelta(hours=4)))
    assert moment.day == 15


@given(st.lists(st.integers(0, 2**60 - 1), unique=True))
def test_what_no_article_has_is_not_held(numbers: list[int]) -> None:
    catalog = Catalog(Path(":memory:"))
    register = Register(catalog, 1, 1, np.array(numbers, dtype=np.int64))
    catalog.close()
    assert register.allowed(Limits()).tolist() == [False] * len(numbers)
    assert register.rows_around(np.array([[1, 0, 5]])).tolist() == []
    ids = [f"{number - 1:015x}" + "0" * 17 for number in numbers if number]
    assert register.rows_of(ids).tolist() == [place for place, number in enumerate(numbers) if number]
    assert register.published(ids) == {}


def test_a_span_lies_in_the_passage_that_holds_all_of_it(tmp_path: Path) -> None:
    texts = ["The ferry hit the pier. " * 40, "Rain fell on the harbour. " * 40]
    build(tmp_path, *(make_article(id=str(number), text=text) for number, text in enumerate(texts)))
    register, reading, catalog = read(tmp_path)
    passages = list(held(tmp_path, Limits()).values())
    assert len(passages) > 2
    versions = dict(catalog.select("SELECT article_id, version FROM versions"))
    for passage in passages:
        version, (row,) = versions[passage.article.id], register.rows_of([passage.id])
        first, last = passage.start, passage.end
        for start, end in ((first, last), (first, first + 1), (last - 1, last)):
            assert register.rows_around(np.array([[version, start, end]])).tolist() == [row]
        assert register.rows_around(np.array([[version, first, last + 1]])).tolist() == []
        assert register.rows_around(np.array([[99, first, last]])).tolist() == []
    assert reading.rows == len(passages)
