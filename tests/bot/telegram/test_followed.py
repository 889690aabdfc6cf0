"""What a chat follows: what the button follows, and whom digests are told to."""

import asyncio
from datetime import UTC, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.answer import Quotation
from bot.overview.follow import Match, News
from bot.telegram.digests import Digests
from bot.telegram.follows import MOST, Follows
from bot.telegram.members import Members, Rules
from bot.telegram.memory import Memory
from bot.telegram.message import Room
from bot.telegram.outbox import OWN, Outbox
from bot.telegram.store import Store
from index.arrivals import Cursor
from index.errors import QuestionRejected
from index.passage import Passage
from tests.bot.examples import FERRY
from tests.bot.telegram.values import ANN, BOB, NOW, open_anew

HURT = "Twelve people were injured."
AT_ONCE = "at once no quiet"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_anew(tmp_path)


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store)


@pytest.fixture
def follows(store: Store, outbox: Outbox) -> Follows:
    return Follows(store, outbox, lambda: Cursor(1, NOW), UTC, lambda: NOW + timedelta(days=1))


def subjects(follows: Follows) -> list[tuple[str, str]]:
    return [(one.subject, str(one.schedule)) for one in follows.of(Room(ANN))]


def news(subject: str) -> News:
    start = FERRY.text.index(HURT)
    quotation = Quotation(Passage(FERRY, 0, len(FERRY.text)), start, start + len(HURT))
    return News(subject, (Match(FERRY, quotation, 0.9),))


def test_the_button_follows_a_question_as_it_is(follows: Follows) -> None:
    follows.follow(Room(ANN), ANN, "Baykar weekly monday 9 no quiet")
    before = subjects(follows)
    with pytest.raises(QuestionRejected, match="names nothing"):
        follows.follow_question(Room(ANN), ANN, "What is it?")
    assert subjects(follows) == before  # and the schedule of no other subject changes
    follows.follow_question(Room(ANN), ANN, "what is printed daily")
    [*_, (subject, schedule)] = subjects(follows)
    assert (subject, schedule.partition(" quiet")[0]) == ("printed daily", "daily 08:00")
    assert "already" in follows.follow_question(Room(ANN), ANN, "what is printed daily")
    long = "Aa" * 200
    follows.follow_question(Room(ANN), ANN, f"Who is {long}?")
    assert len(subjects(follows)) == len(before) + 2


@pytest.mark.parametrize("typed", ["\u200b\u200b", "\u0301\u0301", ". , ;"])
def test_what_nobody_can_read_is_no_subject(follows: Follows, typed: str) -> None:
    if typed.strip(" .,;"):
        with pytest.raises(QuestionRejected):
            follows.follow(Room(ANN), ANN, typed)
    assert subjects(follows) == []


def test_a_chat_follows_so_many_subjects(follows: Follows) -> None:
    for number in range(MOST):
        follows.follow(Room(ANN), ANN, f"subject {number}")
    with pytest.raises(QuestionRejected, match="a chat can follow"):
        follows.follow_question(Room(ANN), ANN, "Who is Ana Pereira?")


def test_what_was_stopped_meanwhile_is_not_told(store: Store, follows: Follows, outbox: Outbox) -> None:
    follows.follow(Room(ANN), ANN, f"ferries {AT_ONCE}")
    follows.follow(Room(ANN), ANN, f"piers {AT_ONCE}")
    [mine] = follows.due(2)
    follows.stop(Room(ANN), mine[0].key)
    assert follows.tell(mine, [news("ferries"), news("piers")], Cursor(2, NOW)) == 1
    [parcel] = outbox.unsent(OWN)
    assert "piers" in parcel.message.html
    assert "ferries" not in parcel.message.html
    [mine] = follows.due(3)
    Memory(store).forget(ANN)
    assert follows.tell(mine, [news("piers")], Cursor(3, NOW)) == 0
    assert outbox.unsent(OWN) == []
    assert store.select("SELECT * FROM told") == []


def test_who_is_kept_out_hears_nothing(store: Store, follows: Follows, outbox: Outbox) -> None:
    members = Members(store, Rules(True, frozenset(), frozenset(), "", 8, 300))
    follows.follow(Room(ANN), ANN, f"ferries {AT_ONCE}")
    follows.follow(Room(BOB), BOB, f"ferries {AT_ONCE}")
    members.block(ANN, 1.0)
    session: Any = SimpleNamespace(
        searched=SimpleNamespace(number=2),
        follower=SimpleNamespace(news=lambda texts, since: ([news(text) for text in texts], Cursor(2, NOW))),
    )
    digests = Digests(session, follows, members)
    asyncio.run(digests.tell_due())
    assert [one.room for one in outbox.unsent(OWN)] == [Room(BOB)]
    members.allow(ANN, 2.0)
    asyncio.run(digests.tell_due())
    assert [one.room for one in outbox.unsent(OWN)] == [Room(BOB), Room(ANN)]
