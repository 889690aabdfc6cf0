from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from conftest import FakeEmbedder, index_articles, make_article
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Quotation
from bot.overview.follow import Follower, Match, News, digest
from corpus.article import Article
from index.arrivals import Cursor
from index.embed import Embedder
from index.generation import Store
from index.passage import Passage
from index.retrieve import Retriever

DAY = datetime(2026, 11, 20, 8, tzinfo=UTC)
PLANT = (
    "The mayor cut a ribbon. Baykar opened a plant on Monday in the harbour town. Four hundred people will build "
    "engines there from spring on, and a school beside it is to train as many again. Neighbours had asked for a road "
    "around the old market before the first lorries come. It was promised for next year."
)
FOG = (
    "The ferry hit the pier in the fog. Its horn was out of order, and nobody on the quay had seen it come so close "
    "until it was too late to warn the crew, who were busy with ropes on the other side. Twelve people were hurt, none "
    "of them badly, and were brought to the old hospital on the hill. The harbour was closed until noon, when the fog "
    "rose. Divers looked for damage below the water line and found a dent as long as a man. An engineer of Baykar, who "
    "was on board with his children, spoke of a loud bang. The ferry will sail again on Friday if the weather allows."
)


@contextmanager
def opened(data_dir: Path) -> Iterator[Follower]:
    with closing(Retriever(Store(data_dir), FakeEmbedder(), passages_per_article=2)) as retriever:
        yield Follower(retriever, FakeEmbedder())


def index(data_dir: Path, articles: Sequence[Article], day: int) -> Cursor:
    index_articles(data_dir, articles, embedder=FakeEmbedder(), now=DAY + timedelta(days=day))
    with opened(data_dir) as follower:
        return follower.now()


def article(title: str, text: str, day: float = 0, **fields: Any) -> Article:
    return make_article(title=title, text=text, published=DAY + timedelta(days=day), **fields)


OLD = article("Baykar sells drones", "Baykar sold drones to a neighbour. A price was not named in the contract.")
NEW = article("Baykar opens plant", PLANT, 1)
COPY = article("Baykar plant opens", PLANT, 1.5, source="Wire")
PASSING = article("Ferry hits pier", FOG, 1)
LATER = article(
    "Strike at Baykar", "Workers of Baykar began a strike. Their union asks for shorter shifts at night.", 2
)


def news(data_dir: Path, since: Cursor, *subjects: str) -> list[News]:
    with opened(data_dir) as follower:
        found, until = follower.news(subjects, since)
        assert until == follower.now()
        assert follower.news(subjects, until) == ([News(one) for one in subjects], until)
    return found


def told(one: News) -> list[tuple[str, str, list[str]]]:
    return [
        (match.article.title, match.quotation.text, [other.title for other in match.also_in]) for match in one.matches
    ]


def test_what_is_new_is_told_once_a_story_by_the_sentence_that_says_most(tmp_path: Path) -> None:
    since = index(tmp_path, [OLD], 0)
    index(tmp_path, [OLD, NEW, COPY, PASSING, LATER], 3)
    [baykar, ferry, nothing] = news(tmp_path, since, "Baykar", "ferry", "Volcano")
    strike, plant = told(baykar)
    assert strike == ("Strike at Baykar", "Workers of Baykar began a strike.", [])
    assert plant[1] == "Baykar opened a plant on Monday in the harbour town."
    assert {plant[0], *plant[2]} == {"Baykar opens plant", "Baykar plant opens"}
    assert [title for title, *_ in told(ferry)] == ["Ferry hits pier"]
    assert nothing == News("Volcano")


def test_a_story_that_was_there_before_is_counted_only(tmp_path: Path) -> None:
    since = index(tmp_path, [OLD, NEW], 1)
    index(tmp_path, [OLD, NEW, COPY], 2)
    [baykar] = news(tmp_path, since, "Baykar")
    assert (baykar.matches, baykar.retold) == ((), 1)


def test_an_archive_that_is_filled_in_later_is_counted_only(tmp_path: Path) -> None:
    since = index(tmp_path, [NEW], 1)
    past = [
        article(f"Baykar in {year}", f"Baykar had a good year in {year}, its books say.", -9000 + year)
        for year in range(2000, 2010)
    ]
    index(tmp_path, [NEW, *past, LATER], 3)
    [baykar] = news(tmp_path, since, "Baykar")
    assert ([match.article.title for match in baykar.matches], baykar.older) == (["Strike at Baykar"], 10)


def test_of_very_many_the_best_are_told_and_the_others_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.overview.follow.MOST_KEPT", 3)
    monkeypatch.setattr("bot.overview.follow.MOST_TOLD", 2)
    since = index(tmp_path, [OLD], 0)
    many = [article(f"Baykar, part {n}", f"Baykar told part {n} of its story on day {n}.", 1) for n in range(11)]
    index(tmp_path, [OLD, *many], 2)
    [baykar] = news(tmp_path, since, "Baykar")
    assert (len(baykar.matches), baykar.more) == (2, 9)


def test_only_new_articles_are_looked_at(tmp_path: Path) -> None:
    many = [article(f"Ferry {n}", f"Ferry {n} sailed.") for n in range(150)]
    since = index(tmp_path, many, 0)
    index(tmp_path, [*many, NEW], 2)
    read: list[int] = []

    class Counting(Retriever):
        def arrivals(self, versions: Sequence[int]) -> Any:
            read.extend(versions)
            return super().arrivals(versions)

    with closing(Counting(Store(tmp_path), FakeEmbedder(), passages_per_article=2)) as retriever:
        Follower(retriever, FakeEmbedder()).news(["Baykar", "ferry", "opera"], since)
    assert len(read) == 1


ARTICLES = [article(f"Story {n}", f"Story {n} is told.", n) for n in range(6)]


def match(score: float, first: int, others: list[int]) -> Match:
    one = ARTICLES[first]
    quotation = Quotation(Passage(one, 0, len(one.text)), 0, len(one.text))
    return Match(one, quotation, score, tuple(ARTICLES[n] for n in others if n != first))


# Stories are the same under all subjects; which article of one is told best is not.
STORIES = ((0, 1), (2,), (3, 4, 5))
MATCHES = st.builds(
    lambda score, story, place: match(score, story[place % len(story)], list(story)),
    st.sampled_from([0.5, 0.7, 0.9]),
    st.sampled_from(STORIES),
    st.integers(0, 5),
)
NEWS = st.lists(
    st.builds(
        News,
        subject=st.sampled_from(["Baykar", "drones", "ferry"]),
        matches=st.lists(MATCHES, max_size=3, unique_by=lambda one: min(one.ids)).map(tuple),
        older=st.integers(0, 2),
    ),
    max_size=4,
)


@given(found=NEWS, sent=st.sets(st.sampled_from([one.id for one in ARTICLES]), max_size=2))
def test_a_chat_is_told_every_article_once_where_it_fits_best(found: list[News], sent: set[str]) -> None:
    told = digest(found, sent)
    ids = [key for one in told for matched in one.matches for key in matched.ids]
    assert len(ids) == len(set(ids))
    assert not sent & set(ids)
    everything = {key for one in found for matched in one.matches for key in matched.ids}
    untold = {key for matched in chain(*(one.matches for one in found)) for key in matched.ids if sent & {*matched.ids}}
    assert everything - untold == set(ids)
    best = {
        key: max(matched.score for one in found for matched in one.matches if key in matched.ids) for key in everything
    }
    assert all(matched.score == best[key] for one in told for matched in one.matches for key in matched.ids)


def test_stories_that_share_an_article_are_both_told() -> None:
    one, other = News("Baykar", (match(0.5, 0, [0, 1]),)), News("drones", (match(0.9, 2, [2, 1]),))
    assert [[match.ids for match in each.matches] for each in digest([one, other])] == [
        [(ARTICLES[0].id,)],
        [(ARTICLES[2].id, ARTICLES[1].id)],
    ]


@given(found=NEWS, most=st.integers(0, 3))
def test_the_best_are_shown_newest_first(found: list[News], most: int) -> None:
    for one in found:
        best = one.best(most)
        assert len(best) == min(most, len(one.matches))
        assert [n.article.published for n in best] == sorted((n.article.published for n in best), reverse=True)  # type: ignore[type-var]
        assert min((n.score for n in best), default=1) >= max(
            (n.score for n in one.matches if n not in best), default=0
        )


TEXTS = (
    (
        "Volcano on Hawaii erupts again",
        "Lava ran down the slopes of Mauna Loa on Monday. The volcano had slept for years.",
        True,
    ),
    (
        "Lava nears a highway",
        "The eruption of the volcano goes on, and its lava is a mile from the road. Geologists watch the volcano day "
        "and night.",
        True,
    ),
    (
        "Chef opens an inn",
        "The chef serves fish from the bay. Guests look at the old volcano across the water, or at their plates, and "
        "talk about the weather, which was bad all week, and about the new menu.",
        False,
    ),
    ("Parliament votes on the budget", "The budget passed with a small majority. The tax on fuel will rise.", False),
)


@pytest.mark.slow
def test_the_packaged_model_tells_what_is_about_a_subject(tmp_path: Path, embedder: Embedder) -> None:
    index_articles(tmp_path, [OLD], embedder=embedder, now=DAY)
    with closing(Retriever(Store(tmp_path), embedder, passages_per_article=2)) as retriever:
        since = Follower(retriever, embedder).now()
        new = [article(title, text, 1) for title, text, _ in TEXTS]
        index_articles(tmp_path, [OLD, *new], embedder=embedder, now=DAY + timedelta(days=1))
        [volcano], _ = Follower(retriever, embedder).news(["volcano eruption"], since)
    assert {one.article.title for one in volcano.matches} == {title for title, _, about in TEXTS if about}
    assert all("olcano" in one.quotation.text or "Lava" in one.quotation.text for one in volcano.matches)
