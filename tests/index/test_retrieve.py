import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import FakeEmbedder, index_articles, make_article

from corpus.article import Article
from index.catalog import Catalog
from index.embed import Vectors
from index.errors import IndexMissing, IndexOutdated
from index.generation import Store
from index.passage import Filter, Passage, Query
from index.retrieve import CANDIDATES, Reading, Retriever

Build = Callable[..., Path]


def article(article_id: str, text: str, **fields: object) -> Article:
    """An article without title, source and date: its words are all that counts."""
    return make_article(**{"id": article_id, "title": "", "source": "", "published": None, "text": text, **fields})


def open_retriever(data_dir: Path, *, per_article: int = 2, space: str = "fake@1") -> Retriever:
    return Retriever(Store(data_dir), FakeEmbedder(space), passages_per_article=per_article)


def found(retriever: Retriever, question: str, **query: object) -> list[str]:
    """The articles of the evidence, in order."""
    evidence = retriever.retrieve(Query(question, **query))  # type: ignore[arg-type]
    return [one.passage.article.id for one in evidence]


def test_evidence_is_what_both_rankings_say(build: Build) -> None:
    both = article("both", "ferry pier")
    longer = article("longer", "ferry pier harbour captain")
    neither = article("neither", "snow")
    retriever = open_retriever(build(both, longer, neither))
    evidence = retriever.retrieve(Query("ferry pier"))
    assert [(one.passage, one.ranks) for one in evidence] == [
        (Passage(both, 0, 10), {"dense": 1, "keywords": 1}),
        (Passage(longer, 0, 26), {"dense": 2, "keywords": 2}),
        (Passage(neither, 0, 4), {"dense": 3}),
    ]
    assert [one.score for one in evidence] == pytest.approx([0.8 / 61 + 1 / 61, 0.8 / 62 + 1 / 62, 0.8 / 63])
    assert [one.similarity for one in evidence] == pytest.approx([1, 2 / 8**0.5, 0], abs=1e-6)


def test_a_passage_that_only_the_words_find_has_no_similarity(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.retrieve.CANDIDATES", 1)
    # One word among many: far by cosine, but the only passage with its stem.
    far = article("far", "colliding the " + "one two three four five six seven eight nine ten " * 3)
    retriever = open_retriever(build(far, article("near", "the")))
    by_id = {one.passage.article.id: one for one in retriever.retrieve(Query("the collided"))}
    assert by_id["far"].ranks == {"keywords": 1}
    assert by_id["far"].similarity is None


@pytest.mark.parametrize(("per_article", "counts"), [(1, [1, 1]), (2, [2, 1]), (9, [5, 1])])
def test_one_article_gives_a_few_passages_only(build: Build, per_article: int, counts: list[int]) -> None:
    long = article("long", "\n\n".join(f"The ferry sailed on day{day}, " + "far out " * 17 + "." for day in range(5)))
    short = article("short", "A ferry.")
    ids = found(open_retriever(build(long, short), per_article=per_article), "ferry")
    assert [ids.count("long"), ids.count("short")] == counts


def test_no_more_evidence_than_asked_for(build: Build) -> None:
    retriever = open_retriever(build(*(article(str(number), f"ferry {number}") for number in range(8))))
    assert len(found(retriever, "ferry", top_k=3)) == 3
    assert found(retriever, "ferry", top_k=8)[:3] == found(retriever, "ferry", top_k=3)
    assert len(found(retriever, "ferry")) == 8


@pytest.mark.parametrize("question", ["", "?!", "🚢", "\x00", "nothing alike", "ferry " * 2000])
def test_any_question_can_be_asked(build: Build, question: str) -> None:
    assert len(found(open_retriever(build(article("1", "ferry"))), question)) == 1


# -- filters ------------------------------------------------------------------------------------------------------

DAY = datetime(2023, 3, 14, 9, 30, tzinfo=UTC)
ARTICLES = [
    article(
        f"{source}{author}{day}",
        f"ferry word{number} other{number % 7}",
        source=source,
        author=author,
        published=datetime(2023, 3, day, 9, 30, tzinfo=UTC) if day else None,
    )
    for number, (source, author, day) in enumerate(
        (source, author, day)
        for source in ("Courier", "Azərnews", "")
        for author in ("José Müller", "Ana")
        for day in (0, 13, 14, 15)
    )
]
FILTERS: list[tuple[Filter, Callable[[Article], bool]]] = [
    (Filter(source="courier"), lambda one: one.source == "Courier"),
    (Filter(author="jose"), lambda one: one.author == "José Müller"),
    (Filter(since=DAY), lambda one: one.published is not None and one.published >= DAY),
    (Filter(until=DAY), lambda one: one.published is not None and one.published <= DAY),
    (Filter(since=DAY, until=DAY, source="AZƏRNEWS"), lambda one: (one.source, one.published) == ("Azərnews", DAY)),
    (Filter(source="nobody"), lambda one: False),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written in two runs, the second in a volume of its own."""
    data_dir = tmp_path_factory.mktemp("archive") / "data"
    index_articles(data_dir, ARTICLES[:20], embedder=FakeEmbedder())
    index_articles(data_dir, ARTICLES, embedder=FakeEmbedder())
    assert len(Store(data_dir).current().volumes) == 2
    return data_dir


@pytest.mark.parametrize(("wanted", "allowed"), FILTERS)
def test_a_filter_gives_all_that_it_allows_and_nothing_else(
    archive: Path, wanted: Filter, allowed: Callable[[Article], bool]
) -> None:
    ids = found(open_retriever(archive), "ferry other3", filter=wanted, top_k=100)
    assert sorted(ids) == sorted(one.id for one in ARTICLES if allowed(one))


@pytest.mark.parametrize("wanted", [wanted for wanted, _ in FILTERS])
@pytest.mark.parametrize("candidates", [3, CANDIDATES])
def test_exact_and_wide_search_find_the_same(
    archive: Path, wanted: Filter, candidates: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.retrieve.CANDIDATES", candidates)
    retriever = open_retriever(archive)
    query = Query("ferry other3 word5", wanted)
    exact = rankings(retriever, query)
    monkeypatch.setattr("index.retrieve.EXACT_ROWS", 0)
    assert rankings(retriever, query) == exact


def rankings(retriever: Retriever, query: Query) -> list[list[tuple[str, float]]]:
    return [[(hit.passage_id, round(hit.score, 4)) for hit in ranking] for ranking in retriever.search(query)]


def test_a_ranking_names_each_passage_once(archive: Path) -> None:
    for wanted in (Filter(), *(wanted for wanted, _ in FILTERS)):
        for ranking in open_retriever(archive).search(Query("ferry", wanted)):
            assert len({hit.passage_id for hit in ranking}) == len(ranking)


# -- generations --------------------------------------------------------------------------------------------------

FERRY, RAIN = article("ferry", "The ferry hit the pier."), article("rain", "Rain fell.")


def index(data_dir: Path, articles: Sequence[Article], *, space: str = "fake@1", rebuild: bool = False) -> None:
    index_articles(data_dir, articles, embedder=FakeEmbedder(space), rebuild=rebuild)


def test_the_next_query_is_answered_from_the_next_generation(tmp_path: Path) -> None:
    index(tmp_path, [FERRY])
    retriever = open_retriever(tmp_path)
    assert (found(retriever, "ferry"), retriever.generation.number) == (["ferry"], 1)
    index(tmp_path, [RAIN])
    assert (found(retriever, "ferry"), retriever.generation) == (["rain"], Store(tmp_path).current())
    assert retriever.generation.number > 1
    assert (retriever.holds("rain"), retriever.holds("ferry")) == (True, False)
    assert retriever.keywords.rarity("rain") < retriever.keywords.rarity("ferri")


def test_the_old_generation_goes_once_nobody_reads_it(tmp_path: Path) -> None:
    index(tmp_path, [FERRY])
    retriever = open_retriever(tmp_path)
    index(tmp_path, [RAIN])
    current = Store(tmp_path).current_number()
    assert Store(tmp_path).published() == [1, current]
    found(retriever, "ferry")
    index(tmp_path, [RAIN])
    assert Store(tmp_path).published() == [current]
    assert found(retriever, "rain") == ["rain"]


def test_a_removed_article_is_never_found_though_its_volume_still_holds_it(tmp_path: Path) -> None:
    others = [article(str(number), f"word{number}") for number in range(8)]
    index(tmp_path, [*others, FERRY])
    index(tmp_path, others)
    retriever = open_retriever(tmp_path)
    assert sum(map(len, Reading.open(Store(tmp_path)).volumes)) == 9
    for wanted in (Filter(), Filter(author="ana")):
        ids = found(retriever, "The ferry hit the pier.", filter=wanted, top_k=100)
        assert sorted(ids) == sorted(one.id for one in others)


def test_passages_that_were_removed_take_no_place_in_the_ranking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.retrieve.CANDIDATES", 5)
    gone = [article(f"gone{number}", f"ferry gone{number}") for number in range(5)]
    kept = [article(f"kept{number}", f"ferry pier harbour kept{number}") for number in range(20)]
    index(tmp_path, [*gone, *kept])
    index(tmp_path, kept)
    retriever = open_retriever(tmp_path)
    for wanted in (Filter(), Filter(author="ana")):
        dense, _ = retriever.search(Query("ferry", wanted))
        assert len(retriever.passages(dense)) == 5


def test_queries_of_many_threads_are_answered_while_generations_come(tmp_path: Path) -> None:
    index(tmp_path, [FERRY])
    retriever = open_retriever(tmp_path)
    done = threading.Event()

    def ask() -> int:
        asked = 0
        while not done.is_set() or not asked:
            assert found(retriever, "ferry")[0] == "ferry"
            asked += 1
        return asked

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(ask) for _ in range(3)]
        for number in range(3):
            index(tmp_path, [FERRY, article(f"{number}", "Rain fell.")])
        done.set()
        assert all(thread.result() for thread in asking)


class Interrupted(FakeEmbedder):
    """Lets something happen while it embeds its first question."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__()
        self._happens: list[Callable[[], object]] = [happens]

    def embed_question(self, text: str) -> Vectors:
        while self._happens:
            self._happens.pop()()
        return super().embed_question(text)


def test_a_query_is_answered_from_one_generation(tmp_path: Path) -> None:
    """A filter of the old generation knows no name of the next, which another thread moved to meanwhile."""
    index(tmp_path, [replace(FERRY, source="Courier")])

    def another_query_finds_the_next_generation() -> None:
        index(tmp_path, [replace(FERRY, source="COURIER")])
        assert found(retriever, "ferry") == ["ferry"]

    embedder = Interrupted(another_query_finds_the_next_generation)
    retriever = Retriever(Store(tmp_path), embedder, passages_per_article=2)
    assert found(retriever, "ferry", filter=Filter(source="courier")) == ["ferry"]


def test_without_an_index_there_is_nothing_to_ask(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        open_retriever(tmp_path)


def test_an_index_of_another_model_is_refused(tmp_path: Path) -> None:
    index(tmp_path, [FERRY])
    with pytest.raises(IndexOutdated) as caught:
        open_retriever(tmp_path, space="fake@2")
    assert str(caught.value) == (
        "the index was built with the model fake@1, the settings say fake@2: "
        "set BACKISSUE_MODEL and BACKISSUE_ENGINE back, or run `backissue index --rebuild`"
    )


def test_an_index_that_is_rebuilt_with_another_model_is_refused_at_every_query(tmp_path: Path) -> None:
    index(tmp_path, [FERRY])
    retriever = open_retriever(tmp_path)
    index(tmp_path, [FERRY], space="fake@2", rebuild=True)
    for _ in range(2):
        with pytest.raises(IndexOutdated):
            found(retriever, "ferry")
    index(tmp_path, [FERRY], rebuild=True)
    assert found(retriever, "ferry") == ["ferry"]


def test_the_evidence_of_the_same_query_is_the_same(archive: Path) -> None:
    one, other = open_retriever(archive), open_retriever(archive)
    assert one.retrieve(Query("ferry other3")) == other.retrieve(Query("ferry other3"))


def test_all_vectors_are_those_of_the_volumes(archive: Path) -> None:
    retriever = open_retriever(archive)
    assert retriever.all_vectors().shape == (24, 256)
    catalog = Catalog(archive / "catalog.sqlite")
    assert len(catalog.numbers(1, 2)) == 24
    catalog.close()
