import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import FakeEmbedder, index_articles, make_article

from corpus.article import Article
from index.candidates import CANDIDATES
from index.catalog import Catalog
from index.embed import Vectors
from index.errors import IndexMissing, IndexOutdated
from index.generation import Store
from index.passage import Filter, Passage, Query, Stage
from index.reading import Reading
from index.retrieve import Retriever
from index.when import ANY_TIME, Dates, Mode

Build = Callable[..., Path]


def article(article_id: str, text: str, **fields: object) -> Article:
    """An article without title, source and date: its words are all that counts."""
    return make_article(**{"id": article_id, "title": "", "source": "", "published": None, "text": text, **fields})


def open_retriever(data_dir: Path, *, per_article: int = 2, space: str = "fake@1") -> Retriever:
    return Retriever(Store(data_dir), FakeEmbedder(space), passages_per_article=per_article)


def found(retriever: Retriever, question: str, **query: object) -> list[str]:
    """The articles of the evidence, in order."""
    evidence = retriever.retrieve(Query(question, **query)).evidence  # type: ignore[arg-type]
    return [one.passage.article.id for one in evidence]


def test_evidence_is_what_both_rankings_say(build: Build) -> None:
    both = article("both", "ferry pier")
    longer = article("longer", "ferry pier harbour captain")
    neither = article("neither", "snow")
    retriever = open_retriever(build(both, longer, neither))
    evidence = retriever.retrieve(Query("ferry pier", without=frozenset({Stage.RANKER}))).evidence
    assert [(one.passage, one.ranks) for one in evidence] == [
        (Passage(both, 0, 10), {"dense": 1, "keywords": 1}),
        (Passage(longer, 0, 26), {"dense": 2, "keywords": 2}),
        (Passage(neither, 0, 4), {"dense": 3}),
    ]
    assert [one.score for one in evidence] == pytest.approx([0.8 / 61 + 1 / 61, 0.8 / 62 + 1 / 62, 0.8 / 63])
    assert [one.similarity for one in evidence] == pytest.approx([1, 2 / 8**0.5, 0], abs=1e-6)


def test_a_passage_that_only_the_words_find_has_its_similarity_too(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.candidates.CANDIDATES", 1)
    # One word among many: far by cosine, but the only passage with its stem.
    far = article("far", "colliding the " + "one two three four five six seven eight nine ten " * 3)
    retriever = open_retriever(build(far, article("near", "the")))
    by_id = {one.passage.article.id: one for one in retriever.retrieve(Query("the collided")).evidence}
    assert by_id["far"].ranks == {"keywords": 1}
    assert by_id["far"].similarity == pytest.approx(0.103, abs=0.05)


def test_a_passage_that_only_its_meaning_finds_has_the_score_of_its_words_too(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.candidates.CANDIDATES", 1)
    titled = article("titled", "snow", title="ferry pier")
    retriever = open_retriever(build(titled, article("near", "ferry pier"), article("sun", "sun")))
    _, found = retriever.search(Query("ferry pier"))
    assert found.dense[0].passage_id != found.keywords[0].passage_id
    scores = {one.passage.article.id: one.keyword for one in found.candidates}
    assert scores.keys() == {"titled", "near"}
    assert min(scores.values()) > 0


def test_somebody_named_once_is_found_among_all_who_have_half_the_name(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.candidates.SHORTLIST", 5)
    said = article("said", "It rained for " + "a long and a very long time " * 8 + ", said Ana Reis, a skipper.")
    others = [article(f"{name}{number}", name, title=name) for name in ("Ana", "Reis") for number in range(9)]
    assert found(open_retriever(build(said, *others)), "Who is Ana Reis?")[0] == "said"


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
    monkeypatch.setattr("index.candidates.CANDIDATES", candidates)
    retriever = open_retriever(archive)
    query = Query("ferry other3 word5", wanted)
    exact = rankings(retriever, query)
    monkeypatch.setattr("index.candidates.EXACT_ROWS", 0)
    monkeypatch.setattr("index.candidates.EXACT_SHARE", 0)
    assert rankings(retriever, query) == exact


def rankings(retriever: Retriever, query: Query) -> list[list[tuple[str, float]]]:
    _, found = retriever.search(query)
    return [[(hit.passage_id, round(hit.score, 4)) for hit in ranking] for ranking in (found.dense, found.keywords)]


def test_a_ranking_names_each_passage_once(archive: Path) -> None:
    for wanted in (Filter(), *(wanted for wanted, _ in FILTERS)):
        for ranking in rankings(open_retriever(archive), Query("ferry", wanted)):
            assert len({passage_id for passage_id, _ in ranking}) == len(ranking)


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
    monkeypatch.setattr("index.candidates.CANDIDATES", 5)
    gone = [article(f"gone{number}", f"ferry gone{number}") for number in range(5)]
    kept = [article(f"kept{number}", f"ferry pier harbour kept{number}") for number in range(20)]
    index(tmp_path, [*gone, *kept])
    index(tmp_path, kept)
    retriever = open_retriever(tmp_path)
    for wanted in (Filter(), Filter(author="ana")):
        _, found = retriever.search(Query("ferry", wanted))
        assert len(found.dense) == 5
        assert {hit.passage_id for hit in found.dense} <= {one.passage_id for one in found.candidates}


@pytest.mark.slow
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


# -- time ---------------------------------------------------------------------------------------------------------

EARLY, LATE = datetime(2021, 8, 10, 12, tzinfo=UTC), datetime(2022, 8, 10, 12, tzinfo=UTC)
SAME = "The council raised the harbour fee."


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same words in two years, and a look back at the first of them."""
    data_dir = tmp_path_factory.mktemp("years") / "data"
    index_articles(
        data_dir,
        [
            article("early", SAME, published=EARLY),
            article("late", SAME, published=LATE),
            article("undated", SAME),
            article("back", "On August 3, 2021 the council spoke of the harbour fee.", published=LATE),
        ],
        embedder=FakeEmbedder(),
    )
    return data_dir


def told(data_dir: Path, question: str, as_of: datetime | None, **query: object) -> list[str]:
    """As ``found``, of passages that may say the same."""
    ranked = open_retriever(data_dir).ranked(Query(question, as_of=as_of, **query))  # type: ignore[arg-type]
    return [passage.article.id for passage in ranked]


FEE = "Did the council raise the harbour fee?"


@pytest.mark.parametrize(
    ("question", "as_of", "first"),
    [
        (FEE, LATE, "late"),
        (FEE, EARLY, "early"),
        ("Did the council raise the harbour fee in August 2021?", LATE, "early"),
        ("Did the council raise the harbour fee in August 2022?", LATE, "late"),
        ("Did the council raise the harbour fee last year?", LATE, "early"),
        ("Did the council raise the harbour fee this week?", LATE, "late"),
        ("What is the latest harbour fee of the council?", LATE.replace(year=2025), "late"),
    ],
)
def test_the_order_flips_when_only_the_date_differs(years: Path, question: str, as_of: datetime, first: str) -> None:
    assert next(one for one in told(years, question, as_of) if one in {"early", "late"}) == first


def test_behind_the_first_five_articles_of_a_list_time_weighs_half(build: Build) -> None:
    recent = [article(f"new{n}", f"On day{n} the council spoke of the harbour fee.", published=LATE) for n in range(6)]
    retriever = open_retriever(build(*recent, article("old", SAME, published=EARLY)))

    def place(question: str, *, listed: bool) -> int:
        ranked = retriever.ranked(Query(question, as_of=LATE, listed=listed))
        return [one.article.id for one in ranked].index("old")

    assert place(FEE, listed=True) == 5
    assert place(f"{FEE[:-1]} this week?", listed=True) == 5
    assert place(FEE, listed=False) == 6


def test_what_was_published_after_the_day_of_asking_is_not_known_yet(years: Path) -> None:
    assert sorted(told(years, FEE, EARLY)) == ["early", "undated"]
    assert sorted(told(years, FEE, EARLY.replace(hour=0))) == ["early", "undated"]  # the whole day is known
    assert sorted(told(years, FEE, EARLY - timedelta(days=1))) == ["undated"]


def test_an_exact_time_cuts_but_keeps_what_tells_of_it(years: Path) -> None:
    assert sorted(told(years, "What was the harbour fee in August 2021?", LATE)) == ["back", "early"]
    assert told(years, "What was the harbour fee on 3 August 2021?", LATE) == ["back"]
    without = frozenset({Stage.EVENTS})
    assert sorted(told(years, "What was the harbour fee in August 2021?", LATE, without=without)) == ["early"]


def test_a_time_that_is_still_to_come_is_that_of_what_names_it(build: Build) -> None:
    """Nothing was printed in it, and of what was printed later nobody knows on the day of asking."""
    built = build(
        article("plan", "The harbour fee will rise on October 1.", published=LATE),
        article("other", "The harbour fee will rise on November 1.", published=LATE),
        article("fee", SAME, published=LATE),
        article("then", "The harbour fee rose on October 1.", published=LATE.replace(month=10)),
    )
    retrieval = open_retriever(built).retrieve(Query("Which fee will rise on 1 October?", as_of=LATE))
    assert [item.passage.article.id for item in retrieval.evidence] == ["plan"]
    assert (retrieval.window.dates, retrieval.widened, retrieval.evidence[0].timely) == (Dates.NAMED, False, 1.0)
    widened = open_retriever(built).retrieve(Query("Which fee will rise on 1 December?", as_of=LATE))
    assert widened.widened
    assert {item.passage.article.id for item in widened.evidence} == {"plan", "other", "fee"}


def test_an_exact_time_in_which_nothing_stands_is_widened(years: Path) -> None:
    found = open_retriever(years).retrieve(Query("What was the harbour fee in May 2021?", as_of=LATE))
    assert found.widened
    assert found.window.mode is Mode.HARD
    assert {one.passage.article.id for one in found.evidence} >= {"early"}


def test_the_time_of_the_words_can_be_overruled(years: Path) -> None:
    question = "What was the harbour fee in August 2021?"
    assert len(told(years, question, LATE, any_time=True)) == 4
    by_hand = Filter(since=datetime(2022, 1, 1, tzinfo=UTC))
    assert sorted(told(years, question, LATE, filter=by_hand)) == ["back", "late"]
    window = open_retriever(years).window(Query(question, by_hand, as_of=LATE))
    assert (window.since, window.until, window.mode) == (by_hand.since, None, Mode.HARD)


def test_without_a_moment_of_asking_time_weighs_nothing(years: Path) -> None:
    retriever = open_retriever(years)
    assert retriever.window(Query("What was the harbour fee in August 2021?")) == ANY_TIME
    assert len(told(years, "What was the harbour fee in August 2021?", None)) == 4


def test_evidence_says_which_days_it_names(years: Path) -> None:
    evidence = open_retriever(years).retrieve(Query("On what day did the council speak?", as_of=LATE)).evidence
    [back] = [one for one in evidence if one.passage.article.id == "back"]
    assert [(one.first, one.last) for one in back.events] == [(date(2021, 8, 3), date(2021, 8, 3))]


# -- parts --------------------------------------------------------------------------------------------------------


def test_each_part_of_a_compound_question_is_looked_for(build: Build) -> None:
    crowd = [article(f"crowd{number}", f"Which happened first: strike number{number}?") for number in range(9)]
    retriever = open_retriever(build(*crowd, article("storm", "The storm."), article("strike", "The strike.")))
    query = Query("Which happened first: the storm or the strike?", top_k=3)
    found = retriever.retrieve(query)
    assert found.parts == ("the storm", "the strike")
    assert {"storm", "strike"} <= {one.passage.article.id for one in found.evidence}
    whole = retriever.retrieve(replace(query, without=frozenset({Stage.PARTS})))
    assert whole.parts == ()


def test_an_index_of_an_earlier_version_is_refused(tmp_path: Path) -> None:
    index(tmp_path, [FERRY])
    manifest = tmp_path / "generations" / "000001" / "manifest.json"
    values = json.loads(manifest.read_text())
    del values["recipe"]["named"]
    manifest.write_text(json.dumps(values))
    with pytest.raises(IndexOutdated, match="run `backissue index --rebuild`, which embeds nothing again"):
        open_retriever(tmp_path)


def test_a_day_is_that_of_the_place_where_an_article_was_printed(build: Build) -> None:
    """At 01:30 in Baku it is still the day before in London."""
    fire = article("fire", "A fire.", published=datetime(2025, 7, 1, 21, 30, tzinfo=UTC), utc_offset=240)
    rain = article("rain", "A fire in the rain.", published=datetime(2025, 6, 28, tzinfo=UTC))
    data_dir = build(fire, rain)
    for question in ("What burnt in the fire on 2 July 2025?", "What burnt in the fire on 1 July 2025?"):
        assert told(data_dir, question, LATE.replace(year=2026)) == ["fire"]
    assert told(data_dir, "Was there a fire?", datetime(2025, 7, 1, tzinfo=UTC)) == ["fire", "rain"]
    assert told(data_dir, "Was there a fire?", datetime(2025, 6, 30, tzinfo=UTC)) == ["rain"]


def test_at_any_time_the_day_of_asking_weighs_nothing(years: Path) -> None:
    def scores(as_of: datetime) -> dict[str, float]:
        evidence = open_retriever(years).retrieve(Query(FEE, as_of=as_of, any_time=True)).evidence
        return {one.passage.article.id: one.score for one in evidence}

    assert scores(LATE) == scores(LATE.replace(year=2030))


@pytest.mark.parametrize("year", [1, 9999])
def test_any_day_may_be_the_day_of_asking(years: Path, year: int) -> None:
    asked = datetime(year, 1, 1, tzinfo=UTC) if year == 1 else datetime(year, 12, 31, 23, tzinfo=UTC)
    assert len(told(years, FEE, asked)) == (1 if year == 1 else 4)
    assert told(years, "What was the harbour fee in August 2021?", asked)


def test_articles_that_a_conversation_is_about_are_looked_at_and_may_come_first(
    build: Build,
) -> None:
    far = article("far", "Snow fell. It was cold in the village.")
    near = [article(f"near{number}", f"ferry pier number{number}") for number in range(5)]
    retriever = open_retriever(build(far, *near))
    assert "far" in found(retriever, "ferry pier", near=("far", "gone"))
    assert found(retriever, "ferry pier", near=("far",), top_k=3)[0] != "far"
    assert found(retriever, "ferry pier", near=("far",), near_first=4, top_k=3)[0] == "far"
    later = Filter(since=DAY.replace(year=DAY.year + 100))
    assert "far" not in found(retriever, "ferry pier", near=("far",), near_first=4, filter=later)
