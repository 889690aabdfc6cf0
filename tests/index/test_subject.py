from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import NOW, FakeEmbedder, index_articles, make_article
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import stems
from index.generation import Store
from index.keywords import Limits
from index.passage import Filter, Passage, Query
from index.retrieve import Retriever
from index.subject import HOLDS, Holding, Subject, choose_about, leveled
from index.terms import Terms, find_terms
from index.when import ANY_TIME, Mode

DAY = datetime(2023, 3, 14, 9, tzinfo=UTC)
FERRY = make_article(title="Ferry hits pier", published=DAY, text="The ferry hit the pier. Twelve people were hurt.")
COPY = make_article(
    title="Ferry hits the pier",
    source="Wire",
    published=DAY + timedelta(days=1),
    text="The ferry hit the pier. Twelve people were hurt.",
)
LATER = make_article(
    title="Ferry inquiry", published=DAY + timedelta(days=200), text="The ferry hit the pier because a seal was worn."
)
OPERA = make_article(title="Opera opens", published=DAY + timedelta(days=40), text="The opera opened without a ferry.")
ARTICLES = (FERRY, COPY, LATER, OPERA)
WORDS = ("ferry", "pier", "opera", "seal", "people", "the", "hit", "worn", "volcano", "Ferry", "2023")


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("subject")
    index_articles(folder, ARTICLES, embedder=FakeEmbedder())
    return folder


@pytest.fixture(scope="session")
def retriever(data_dir: Path) -> Iterator[Retriever]:
    with closing(Retriever(Store(data_dir), FakeEmbedder(), passages_per_article=2)) as opened:
        yield opened


def about(retriever: Retriever, text: str, **limits: datetime) -> Subject:
    query = Query(text, Filter(**limits), as_of=NOW)  # type: ignore[arg-type]
    return retriever.subject(query, lambda holdings: [one.passage_id for one in holdings])


def titles(subject: Subject) -> set[str]:
    return {item.passage.article.title for item in subject.evidence}


def test_all_that_is_about_a_subject_is_found_and_a_story_is_one(retriever: Retriever) -> None:
    found = about(retriever, "ferry pier")
    assert {one.article_id for one in found.holdings} == {FERRY.id, COPY.id, LATER.id}
    assert len({one.story for one in found.holdings}) == 2
    assert titles(found) == {FERRY.title, LATER.title}  # a copy is told once, from the article that was first
    assert found.complete


def test_what_nobody_wrote_about_is_held_by_nothing(retriever: Retriever) -> None:
    assert about(retriever, "Volcano erupts").holdings == ()
    assert about(retriever, "?!").holdings == ()


def test_a_word_that_no_article_has_is_left_out_and_named(retriever: Retriever) -> None:
    found = about(retriever, "ferry pier collision")
    assert (found.strange, titles(found)) == (("collision",), {FERRY.title, LATER.title})
    assert about(retriever, "ferry pier Zanzibar").holdings == ()  # a name is never left out


def test_a_time_in_the_words_cuts_and_where_nothing_stands_in_it_it_is_any(retriever: Retriever) -> None:
    spring = about(retriever, "ferry pier in March 2023")
    assert (titles(spring), spring.window.mode, spring.text) == ({FERRY.title}, Mode.HARD, "ferry pier")
    summer = about(retriever, "ferry pier in July 2023")
    assert (titles(summer), summer.widened) == ({FERRY.title, LATER.title}, True)
    assert about(retriever, "latest ferry pier").window == ANY_TIME


def test_what_the_reader_limits_by_hand_holds(retriever: Retriever) -> None:
    assert titles(about(retriever, "ferry pier", since=DAY + timedelta(days=30))) == {LATER.title}
    assert about(retriever, "ferry pier", until=DAY - timedelta(days=30)).holdings == ()
    early = Query("ferry pier", as_of=DAY + timedelta(days=2))
    known = retriever.subject(early, lambda holdings: [])
    assert {one.article_id for one in known.holdings} == {FERRY.id, COPY.id}
    assert known.evidence == ()


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), least=st.sampled_from([0.0, 0.3, HOLDS, 1.0]))
def test_the_share_that_the_index_counts_is_that_of_the_terms(
    retriever: Retriever, words: list[str], least: float
) -> None:
    keywords = retriever.keywords
    terms = leveled(find_terms(" ".join(words), keywords.words, keywords.rarity))
    held = {hit.passage_id: hit.score for hit in keywords.holding(terms, Limits(), 100, least=least)}
    passages = {one.id: one for one in (Passage(article, 0, len(article.text)) for article in ARTICLES)}
    assert held.keys() <= passages.keys()
    for key, passage in passages.items():
        share = terms.share(stems(f"{passage.article.title} {passage.text}", "en"))
        if share > max(least, 1e-4) + 1e-4:
            assert held[key] == pytest.approx(share, abs=1e-4)
        elif share < least - 1e-4:
            assert key not in held


def test_words_weigh_half_by_rarity_half_alike() -> None:
    terms = leveled(Terms(("gaza", "hospital"), {"gaza": 9.0, "hospital": 3.0}))
    assert terms.share(["gaza"]) == pytest.approx((0.75 + 0.5) / 2)
    assert leveled(Terms((), {})).weights == {}


HOLDINGS = st.lists(
    st.builds(
        Holding,
        passage_id=st.uuids().map(str),
        article_id=st.sampled_from("abc"),
        start=st.integers(0, 5),
        printed=st.none(),
        share=st.floats(0, 1),
        titled=st.floats(0, 1),
        similarity=st.floats(-1, 1),
    ),
    max_size=12,
)


@given(found=HOLDINGS)
def test_what_is_kept_is_the_best_in_order(found: list[Holding]) -> None:
    kept = choose_about(found)
    assert [one.relevance for one in kept] == sorted((one.relevance for one in kept), reverse=True)
    assert set(kept) <= set(found)
    assert all(one in kept for one in found if one.titled >= 0.9)


def test_a_passing_mention_beside_what_is_about_it_is_left_out() -> None:
    def holding(key: str, similarity: float, titled: float = 0.0) -> Holding:
        return Holding(key, key, 0, None, 1.0, titled, similarity)

    kept = choose_about([holding("a", 0.7), holding("b", 0.65), holding("c", 0.68), holding("d", 0.4)])
    assert [one.passage_id for one in kept] == ["a", "c", "b"]
    assert [one.passage_id for one in choose_about([holding("a", 0.7), holding("t", 0.1, 1.0)])] == ["a", "t"]
    assert choose_about([holding("a", 0.2)]) == []  # near to nothing
