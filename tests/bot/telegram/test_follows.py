"""What chats follow: when they hear of it, that they hear of each article once, and that they can stop."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from conftest import make_article
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer import Quotation
from bot.overview.follow import Match, News
from bot.telegram.courier import TOAST
from bot.telegram.follows import MOST, REMEMBERED, Follows, subject_of
from bot.telegram.message import Room
from bot.telegram.outbox import OWN, Outbox
from corpus.article import Article
from index.arrivals import Cursor
from index.errors import QuestionRejected
from index.passage import Passage
from tests.bot.telegram.values import ANN, BOB, GROUP, NOW, open_anew


class Desk:
    """Follows over the file of a folder, with a clock and an archive that can be moved on."""

    def __init__(self, folder: Path) -> None:
        self.store = open_anew(folder)
        self.outbox = Outbox(self.store)
        self.now, self.generation = NOW, 1
        self.follows = Follows(self.store, self.outbox, self.cursor, UTC, lambda: self.now)

    def cursor(self) -> Cursor:
        return Cursor(self.generation, self.now)

    def due(self) -> list[str]:
        """The subjects that are due, of all rooms."""
        return [one.subject for group in self.follows.due(self.generation) for one in group]

    def tell(self, *articles: Article) -> list[str]:
        """Tell all that are due that these articles are new about every subject; return what is sent for it."""
        before = {one.id for one in self.outbox.unsent(OWN)}
        for group in self.follows.due(self.generation):
            found = [News(one.subject, tuple(map(matched, articles))) for one in group]
            self.follows.tell(group, found, self.cursor())
        return [one.message.html for one in self.outbox.unsent(OWN) if one.id not in before]


def matched(article: Article) -> Match:
    return Match(article, Quotation(Passage(article, 0, len(article.text)), 0, 20), 0.9)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_when_it_is_told(desk: Desk) -> None:
    """A room hears at its hour, and only of what came after it began."""
    assert "“ferry”" in desk.follows.follow(Room(ANN), ANN, "ferry daily 8:00")
    assert desk.due() == []
    desk.now += timedelta(hours=22)  # ten in the morning of the next day
    assert desk.due() == []  # nothing is new
    desk.generation = 2
    assert desk.due() == ["ferry"]
    [told] = desk.tell(make_article())
    assert "Ferry hits pier" in told
    desk.generation = 3
    assert desk.due() == []
    desk.now += timedelta(days=1)
    assert desk.due() == ["ferry"]


def test_at_once_but_not_at_night(desk: Desk) -> None:
    desk.follows.follow(Room(ANN), ANN, "ferry at once quiet 22-7")
    desk.follows.follow(Room(BOB), BOB, "ferry at once no quiet")
    desk.generation = 2
    desk.now = datetime(2026, 1, 1, 23, tzinfo=UTC)
    assert [group[0].user for group in desk.follows.due(2)] == [BOB]
    desk.now = datetime(2026, 1, 2, 7, 1, tzinfo=UTC)
    assert len(desk.due()) == 2


def test_each_article_once_in_a_chat(desk: Desk) -> None:
    for subject in ("ferry at once no quiet", "pier at once no quiet"):
        desk.follows.follow(Room(ANN), ANN, subject)
    desk.follows.follow(Room(GROUP, 5), BOB, "ferry at once no quiet")
    article = make_article()
    desk.generation = 2
    sent = desk.tell(article)
    assert len(sent) == 2  # one a chat
    assert all(html.count("Ferry hits pier") == 1 for html in sent)
    desk.generation = 3
    assert desk.tell(article) == []
    assert len(desk.tell(make_article(title="Another"))) == 0  # not due before there is something new again
    desk.generation = 4
    [one, two] = desk.tell(article, make_article(title="Another"))
    assert "Another" in one
    assert "Ferry hits pier" not in one + two


def test_what_is_noted_is_noted_with_it(tmp_path: Path, desk: Desk) -> None:
    """After a crash either both are there, the digest and that it was told, or neither."""
    desk.follows.follow(Room(ANN), ANN, "ferry at once no quiet")
    desk.generation = 2
    desk.tell(make_article())
    again = Desk(tmp_path)
    again.generation = 2
    assert len(again.outbox.unsent(OWN)) == 1
    assert again.due() == []


def test_nothing_new_is_not_told(desk: Desk) -> None:
    desk.follows.follow(Room(ANN), ANN, "ferry at once no quiet")
    desk.generation = 2
    assert desk.tell() == []
    assert desk.due() == []


def test_a_list_and_how_it_is_stopped(desk: Desk) -> None:
    assert "nothing" in desk.follows.list_message(Room(ANN)).html
    desk.follows.follow(Room(ANN), ANN, "<b>ferry</b> weekly monday 9")
    desk.follows.follow(Room(ANN), ANN, "pier")
    listed = desk.follows.list_message(Room(ANN))
    assert "&lt;b&gt;ferry&lt;/b&gt;</b>, every Monday at 09:00" in listed.html
    assert len(listed.keyboard) == 2
    [ferry, _] = desk.follows.of(Room(ANN))
    assert "do not follow" in desk.follows.stop(Room(BOB), ferry.key)  # the key of another's
    assert len(desk.follows.of(Room(ANN))) == 2
    assert "no longer" in desk.follows.stop(Room(ANN), ferry.key)
    assert [one.subject for one in desk.follows.of(Room(ANN))] == ["pier"]
    desk.follows.left(Room(ANN))
    assert desk.follows.count() == 0


@pytest.mark.parametrize("subject", ['""', "“”", "🚢", "… daily 9"])
def test_what_has_no_words_cannot_be_followed(desk: Desk, subject: str) -> None:
    with pytest.raises(QuestionRejected, match="needs words"):
        desk.follows.follow(Room(ANN), ANN, subject)
    assert desk.follows.of(Room(ANN)) == []


def test_following_twice_changes_when(desk: Desk) -> None:
    desk.follows.follow(Room(ANN), ANN, "Ferry")
    assert "already" in desk.follows.follow(Room(ANN), ANN, "ferry weekly friday 18:30")
    [one] = desk.follows.of(Room(ANN))
    assert str(one.schedule).startswith("weekly friday 18:30")
    assert "at once" in desk.follows.follow(Room(ANN), ANN, "at once")  # all of them
    assert str(desk.follows.of(Room(ANN))[0].schedule).startswith("at once")
    assert "nothing" in desk.follows.follow(Room(BOB), BOB, "daily 9")


def test_what_cannot_be_followed(desk: Desk) -> None:
    for number in range(MOST):
        desk.follows.follow(Room(ANN), ANN, f"subject {number}")
    with pytest.raises(QuestionRejected, match="can follow"):
        desk.follows.follow(Room(ANN), ANN, "one more")
    with pytest.raises(QuestionRejected, match="at most"):
        desk.follows.follow(Room(BOB), BOB, "x" * 101)
    with pytest.raises(QuestionRejected, match="no time of day"):
        desk.follows.follow(Room(BOB), BOB, "ferry daily 25:00")
    assert desk.follows.count() == MOST


def test_what_was_told_long_ago_goes(desk: Desk) -> None:
    desk.follows.follow(Room(ANN), ANN, "ferry at once no quiet")
    desk.generation = 2
    desk.tell(make_article())
    desk.follows.expire(NOW.timestamp() + REMEMBERED - 1)
    assert desk.store.select("SELECT count(*) FROM told") == [(1,)]
    desk.follows.expire(NOW.timestamp() + REMEMBERED + 1)
    assert desk.store.select("SELECT count(*) FROM told") == [(0,)]


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What is known of the Elsa Corrin?", "Elsa Corrin"),
        ("How many people were injured in the ferry accident?", "ferry accident"),
        ("", ""),
    ],
)
def test_the_subject_of_a_question(question: str, subject: str) -> None:
    assert subject in subject_of(question)


@settings(max_examples=12)  # each writes files
@given(st.lists(st.tuples(st.integers(0, 60), st.lists(st.integers(0, 5), max_size=4)), max_size=8))
def test_however_often_one_looks_no_article_comes_twice(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[int, list[int]]]
) -> None:
    """Runs of the index job at any hours, each with some articles, a few of them again."""
    desk = Desk(tmp_path_factory.mktemp("follows"))
    desk.follows.follow(Room(ANN), ANN, "ferry daily 8:00")
    desk.follows.follow(Room(ANN), ANN, "pier at once")
    for hours, numbers in runs:
        desk.now += timedelta(hours=hours)
        desk.generation += 1
        desk.tell(*(make_article(title=f"Title{number}!") for number in sorted(set(numbers))))
    sent = "".join(one.message.html for one in desk.outbox.unsent(OWN))
    assert all(sent.count(f"Title{number}!") <= 1 for number in range(6))


@pytest.mark.parametrize("subject", ["wharf " * 100, "Wharf " * 100, "what is the harbour " * 30])
def test_what_a_button_is_told_fits_into_an_alert(tmp_path: Path, subject: str) -> None:
    zone = ZoneInfo("America/Argentina/ComodRivadavia")  # the longest name of a zone
    desk = Desk(tmp_path)
    follows = Follows(desk.store, desk.outbox, desk.cursor, zone, lambda: desk.now)
    for _ in range(2):
        told = follows.follow_question(Room(ANN), ANN, subject)
        assert len(told) <= TOAST
        assert told.endswith("/following lists all.")
    [one] = follows.of(Room(ANN))
    assert set(one.subject.casefold().split()) <= set(subject.casefold().split())
    assert len(follows.stop(Room(ANN), one.key)) <= TOAST
