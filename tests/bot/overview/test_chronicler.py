from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import NOW, FakeEmbedder, index_articles, make_article
from hypothesis import given
from hypothesis import strategies as st

from bot.overview.chronicler import Chronicler
from bot.overview.timeline import Dated, Timeline
from bot.question import Question
from corpus.kind import Kind
from index.generation import Store
from index.passage import Filter
from index.retrieve import Retriever

DAY = datetime(2023, 3, 15, 9, tzinfo=UTC)
HIT = "The ferry hit the pier on Tuesday. Twelve people were hurt."
ARTICLES = (
    make_article(title="Ferry hits pier", published=DAY, text=HIT),
    make_article(title="Ferry at pier", source="Wire", published=DAY + timedelta(days=1), text=HIT),
    make_article(
        title="Ferry inquiry",
        published=DAY + timedelta(days=200),
        text="The ferry was too fast and hit the pier, the board found. The ferry hit it on March 14, 2023, in fog.",
    ),
    make_article(
        title="Opinion: Ferry",
        kind=Kind.OPINION,
        published=DAY + timedelta(days=60),
        text="I never liked the ferry. We must repair the pier.",
    ),
    make_article(title="Opera opens", published=DAY + timedelta(days=40), text="The opera opened on Friday."),
    make_article(title="The ferry of old", published=None, text="The ferry hit the pier of old, and it was said so."),
)
TOPICS = st.sampled_from(
    ["ferry pier", "opera", "ferry", "pier in 2023", "Zeus", "?", "…", "ferry collision"]
) | st.text(min_size=1, max_size=30)


@pytest.fixture(scope="session")
def chronicler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chronicler]:
    folder: Path = tmp_path_factory.mktemp("chronicler")
    index_articles(folder, ARTICLES, embedder=FakeEmbedder())
    with closing(Retriever(Store(folder), FakeEmbedder(), passages_per_article=2)) as retriever:
        yield Chronicler(retriever, FakeEmbedder(), now=lambda: NOW)


def told(chronicler: Chronicler, topic: str, most: int = 10, wanted: Filter | None = None) -> Timeline:
    return chronicler.timeline(Question(topic, NOW, wanted or Filter()), most)


def test_what_happened_is_told_once_oldest_first_with_what_backs_it(chronicler: Chronicler) -> None:
    timeline = told(chronicler, "ferry pier")
    assert [(line.day, line.dated, line.statement.text) for line in timeline.lines] == [
        (date(2023, 3, 14), Dated.EVENT, "The ferry hit the pier on Tuesday."),
        (date(2023, 10, 1), Dated.PUBLICATION, "The ferry was too fast and hit the pier, the board found."),
    ]
    first = timeline.citations[0]
    assert first.quotation.passage.article.title == "Ferry hits pier"
    assert [article.title for article in first.also_in] == ["Ferry at pier"]
    assert (timeline.coverage.stories, timeline.coverage.articles, timeline.coverage.undated) == (4, 5, 1)
    assert (timeline.related, timeline.asked, list(timeline.timings_ms)) == ((), NOW, ["retrieve", "write", "total"])


def test_nothing_about_it_is_an_ordinary_result(chronicler: Chronicler) -> None:
    timeline = told(chronicler, "Volcano")
    assert (timeline.lines, timeline.citations, timeline.events, timeline.coverage.days) == ((), (), 0, ())
    assert timeline.related


def test_lines_lie_in_the_time_that_was_asked_about(chronicler: Chronicler) -> None:
    later = Filter(since=DAY + timedelta(days=100))
    assert [line.day for line in told(chronicler, "ferry pier", wanted=later).lines] == [date(2023, 10, 1)]
    assert [line.day for line in told(chronicler, "ferry pier in March 2023").lines] == [date(2023, 3, 14)]
    widened = told(chronicler, "ferry pier in August 2023")
    assert (widened.widened, len(widened.lines)) == (True, 2)
    assert told(chronicler, "ferry pier", wanted=Filter(source="wire")).coverage.articles == 1


def test_a_word_of_no_article_is_named(chronicler: Chronicler) -> None:
    assert told(chronicler, "ferry pier collision").strange == ("collision",)


@given(topic=TOPICS, most=st.integers(1, 4))
def test_every_line_is_word_for_word_numbered_and_in_order(chronicler: Chronicler, topic: str, most: int) -> None:
    timeline = told(chronicler, topic, most)
    assert len(timeline.lines) <= min(most, timeline.events)
    assert all(one.day <= other.day for one, other in pairwise(timeline.lines))
    assert len({line.statement.text for line in timeline.lines}) == len(timeline.lines)
    used = [number for line in timeline.lines for number in line.statement.citations]
    assert list(dict.fromkeys(used)) == [citation.number for citation in timeline.citations]
    for line in timeline.lines:
        [number] = line.statement.citations
        citation = timeline.citations[number - 1]
        article = citation.quotation.passage.article
        assert line.statement.text == citation.quotation.text
        assert line.statement.text in article.text
        if line.dated is Dated.PUBLICATION:
            assert article.printed is not None
            assert line.day == article.printed.date()
        else:
            assert line.day in {event.first for event in citation.events}
    if not timeline.lines:
        assert timeline.citations == ()
    counted = timeline.coverage.periods(timeline.coverage.unit(40))
    assert sum(period.articles for period in counted) == timeline.coverage.articles - timeline.coverage.undated


def test_the_same_topic_gives_the_same_timeline(chronicler: Chronicler) -> None:
    one, other = told(chronicler, "ferry pier"), told(chronicler, "ferry pier")
    assert (one.lines, one.citations, one.coverage) == (other.lines, other.citations, other.coverage)
