"""Updates are handled in the order of their chats and done once, whatever breaks between; offline, and in no time."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.turns import START
from bot.telegram.courier import Courier
from bot.telegram.desk import TRIES, Desk, Lasting
from bot.telegram.inbox import Inbox
from bot.telegram.incoming import Event, Pressed, Reacted, Said, Typing
from bot.telegram.memory import Kept, Memory
from bot.telegram.message import Message, Room
from bot.telegram.outbox import OWN, Outbox, Parcel
from bot.telegram.response import Response
from index.errors import StoreError
from index.passage import Filter
from tests.bot.telegram.days import play
from tests.bot.telegram.seam import Recorder, make_offline_bot
from tests.bot.telegram.values import (
    ANN,
    ANSWER,
    BOB,
    GROUP,
    ME,
    NOW,
    make_message,
    make_parcel,
    make_update,
    open_anew,
)

THINKING = 1.0  # seconds
KEY = "abcdefghijkl"


@dataclass
class Echo:
    """A clerk that thinks for a second and says what was said to it; ``fails`` so many times first."""

    fails: int = 0
    asked: list[str] = field(default_factory=list)
    settled_ones: list[Sequence[int | None]] = field(default_factory=list)
    parts: int = 1
    kept: bool = False
    desk: Desk | None = None

    def is_quick(self, event: Event) -> bool:
        return isinstance(event, Reacted) or (isinstance(event, Said) and event.command == "cancel")

    def gives_signs(self, event: Event) -> bool:
        return isinstance(event, Said) and not event.command

    async def respond(self, event: Event, *, waiting: int) -> Response:
        if isinstance(event, Typing):
            await asyncio.sleep(THINKING)
            self.asked.append(event.text)
            return Response()
        assert isinstance(event, (Said, Pressed))
        if isinstance(event, Said) and event.command == "cancel":
            assert self.desk
            return self.say(event, f"cancelled {self.desk.cancel(event.room.chat, event.user)}")
        text = event.text if isinstance(event, Said) else event.data
        self.asked.append(text)
        await asyncio.sleep(THINKING)
        if self.fails:
            self.fails -= 1
            raise ZeroDivisionError(text)
        return self.say(event, text)

    def say(self, event: Said | Pressed, text: str) -> Response:
        parcels = tuple(Parcel(event.room, Message(f"{text} {n}" if n else text)) for n in range(self.parts))
        if not self.kept:
            return Response(parcels)
        state = replace(START, filter=Filter(source=text))
        return Response(parcels, state, KEY, Kept(text, NOW.isoformat(), "", ANSWER))

    async def settled(self, event: Lasting, response: Response, message_ids: Sequence[int | None]) -> None:
        self.settled_ones.append(message_ids)

    def sorry(self, event: Lasting) -> Response:
        assert isinstance(event, Said)
        return Response((Parcel(event.room, Message("sorry")),))


@dataclass
class Office:
    """A process: a desk over the file of a folder."""

    folder: Path
    clerk: Echo = field(default_factory=Echo)
    wire: Recorder = field(default_factory=Recorder)

    def __post_init__(self) -> None:
        self.store = open_anew(self.folder)
        self.inbox, self.outbox, self.memory = Inbox(self.store), Outbox(self.store), Memory(self.store)
        self.desk = Desk(self.store, Courier(make_offline_bot(self.wire), self.outbox), self.clerk, ME)
        self.clerk.desk = self.desk

    def take(self, *updates: dict[str, Any]) -> None:
        self.desk.take(self.inbox.put(updates, 5.0))

    async def idle(self) -> None:
        while self.desk.waiting:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.05)

    @property
    def left(self) -> list[int]:
        return [one.update_id for one in self.inbox.waiting()]


def said(number: int, text: str, user: int = ANN, chat: int = 0) -> dict[str, Any]:
    return make_update(number, message=make_message(text, user, chat, message_id=number))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_question_is_answered_and_done(office: Office) -> None:
    async def work(_: object) -> None:
        office.take(said(1, "Who won?"))
        assert office.left == [1]
        await office.idle()

    play(work)
    assert [call.method for call in office.wire.calls] == ["sendChatAction", "sendMessage"]
    assert office.wire.texts == ["Who won?"]
    assert office.left == []
    assert office.clerk.settled_ones == [[100]]


def test_the_order_of_a_chat_is_kept_and_chats_do_not_wait_for_each_other(office: Office) -> None:
    async def work(loop: Any) -> None:
        office.take(*(said(number, f"Ann {number}") for number in range(1, 6)), said(6, "Bob 6", BOB))
        begun = loop.time()
        while "Bob 6" not in office.wire.texts:
            await asyncio.sleep(0.01)
        assert loop.time() - begun < 1.5 * THINKING
        await office.idle()

    play(work)
    assert [text for text in office.wire.texts if "Ann" in text] == [f"Ann {number}" for number in range(1, 6)]
    assert office.left == []


def test_what_need_not_wait_does_not(office: Office) -> None:
    async def work(_: object) -> None:
        office.take(said(1, "one"), said(2, "two"), said(3, "/cancel"))
        await office.idle()

    play(work)
    assert office.wire.texts == ["cancelled 2"]
    assert office.left == []


def test_only_ones_own_questions_are_taken_back(office: Office) -> None:
    async def work(_: object) -> None:
        office.take(
            *(said(number, f"@{ME.username} {number}", user, GROUP) for number, user in enumerate([BOB, ANN, BOB], 1))
        )
        office.take(said(4, "/cancel", ANN, GROUP))
        await asyncio.sleep(0.1)
        assert 2 not in office.left  # not for the next process either
        await office.idle()

    play(work)
    assert office.wire.texts == ["cancelled 1", "1", "3"]


def test_what_is_being_sent_cannot_be_taken_back(office: Office) -> None:
    async def work(_: object) -> None:
        office.wire.takes = 5.0
        office.take(said(1, "one"))
        await asyncio.sleep(THINKING + 1)
        office.take(said(2, "/cancel"))
        await office.idle()

    play(work)
    assert sorted(office.wire.texts) == ["cancelled 0", "one"]


def test_a_sign_of_life_comes_at_once_and_again_until_the_answer_has_come(office: Office) -> None:
    async def work(loop: Any) -> None:
        office.take(*(said(number, f"question {number}") for number in range(1, 13)))
        await asyncio.sleep(0.02)
        assert len(office.wire.of("sendChatAction")) == 1  # one sign a chat, whatever waits there
        await asyncio.sleep(9)
        before = len(office.wire.of("sendChatAction"))
        assert 8 <= before <= 10
        await office.idle()
        after = len(office.wire.of("sendChatAction"))
        await asyncio.sleep(20)
        assert len(office.wire.of("sendChatAction")) == after

    play(work)


@pytest.mark.parametrize("parts", [1, 3])
def test_after_a_crash_what_was_decided_is_sent_and_not_decided_anew(tmp_path: Path, parts: int) -> None:
    async def first(_: object) -> None:
        office = Office(tmp_path, Echo(parts=parts, kept=True))
        office.wire.refuse = lambda call: (500, "broken")
        office.take(said(1, "one"))
        await asyncio.sleep(THINKING + 0.3)  # and then it is killed

    async def second(_: object) -> None:
        office = Office(tmp_path)
        office.wire.refuse = lambda call: (400, "message to edit not found") if call.method.startswith("edit") else None
        assert office.memory.conversation(Room(ANN)).filter.source == "one"
        assert office.memory.kept(KEY, ANN)
        office.desk.take(office.inbox.waiting())
        await office.idle()
        assert (office.clerk.asked, office.left) == ([], [])
        assert office.wire.texts == [f"one {n}" if n else "one" for n in range(parts)]

    play(first)
    play(second)


def test_after_a_crash_before_anything_was_decided_it_is_asked_again(tmp_path: Path) -> None:
    async def first(_: object) -> None:
        office = Office(tmp_path, Echo(kept=True))
        office.take(said(1, "one"), said(2, "two"))
        await asyncio.sleep(0.5)

    async def second(_: object) -> None:
        office = Office(tmp_path)
        assert office.memory.conversation(Room(ANN)) == START
        office.desk.take(office.inbox.waiting())
        await office.idle()
        assert office.wire.texts == ["one", "two"]

    play(first)
    play(second)


def test_a_bug_costs_one_question_and_is_told(office: Office) -> None:
    async def work(_: object) -> None:
        office.clerk.fails = TRIES
        office.take(said(1, "one"), said(2, "two"))
        await asyncio.sleep(THINKING / 2)
        office.take(said(3, "/cancel", BOB))
        await office.idle()

    play(work)
    assert office.wire.texts == ["cancelled 0", "sorry", "two"]
    assert office.clerk.asked == ["one"] * TRIES + ["two"]
    assert office.left == []


def test_a_bug_that_passes_is_not_noticed(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    async def work(_: object) -> None:
        office.clerk.fails = 2
        office.take(said(1, "one"))
        await office.idle()

    play(work)
    assert office.wire.texts == ["one"]
    assert "update 1 failed (2)" in caplog.text


def test_an_update_that_takes_the_process_with_it_does_so_a_few_times_at_most(tmp_path: Path) -> None:
    async def life(_: object) -> None:
        office = Office(tmp_path)
        office.desk.take(office.inbox.waiting())
        await asyncio.sleep(0.1)

    async def last(_: object) -> None:
        office = Office(tmp_path)
        office.desk.take(office.inbox.waiting())
        await office.idle()
        assert (office.wire.texts, office.left) == (["sorry"], [])

    Inbox(open_anew(tmp_path)).put([said(1, "one")], 5.0)
    for _ in range(TRIES):
        play(life)
    play(last)


def test_an_update_that_nobody_can_read_is_done(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def work(_: object) -> None:
        office.take(
            make_update(1, message={"from": {"is_bot": False}, "text": "a secret illness"}),
            make_update(2, callback_query={"message": {}, "data": "x"}),
            make_update(3, poll={}),
            said(4, "four"),
        )
        await office.idle()

    play(work)
    assert (office.wire.texts, office.left) == (["four"], [])
    assert "illness" not in caplog.text


def test_of_what_somebody_types_only_the_last_is_searched_for(office: Office) -> None:
    async def work(_: object) -> None:
        person = {"id": ANN, "is_bot": False}
        for number, text in enumerate(["f", "fe", "ferry"], start=1):
            office.take(make_update(number, inline_query={"id": str(number), "from": person, "query": text}))
            await asyncio.sleep(0.2)
        await asyncio.sleep(2 * THINKING)

    play(work)
    assert office.clerk.asked == ["ferry"]
    assert office.left == []


def test_who_sends_heaps_makes_nobody_else_wait(office: Office) -> None:
    seen: list[tuple[int, int]] = []

    async def work(_: object) -> None:
        respond = office.clerk.respond

        async def note(event: Event, *, waiting: int) -> Response:
            assert isinstance(event, Said)
            seen.append((event.user, waiting))
            return await respond(event, waiting=waiting)

        office.clerk.respond = note  # type: ignore[method-assign]
        office.take(*(said(number, f"heap {number}") for number in range(1, 9)))
        office.take(said(9, "one", BOB), said(10, "two", BOB))
        await office.idle()

    play(work)
    assert [waiting for user, waiting in seen if user == ANN] == list(range(8))
    assert [waiting for user, waiting in seen if user == BOB] == [1, 2]


def test_a_full_disk_is_waited_for_and_costs_no_question(office: Office) -> None:
    async def work(_: object) -> None:
        sending, full = office.outbox.sending, [True] * (TRIES + 3)

        def note(parcel: Parcel, now: float) -> Parcel:
            if full and full.pop():
                full_disk = sqlite3.OperationalError("database or disk is full")
                raise StoreError(f"telegram.sqlite cannot be used: {full_disk}") from full_disk
            return sending(parcel, now)

        office.outbox.sending = note  # type: ignore[method-assign]
        office.outbox.plan(OWN, [make_parcel("news", BOB)])
        office.desk.send_own()
        office.take(said(1, "one"), said(2, "two"))
        await asyncio.sleep(THINKING)
        assert office.wire.texts == []
        for _ in range(90):
            await asyncio.sleep(1)
            office.desk.send_own()
        await office.idle()

    play(work)
    assert sorted(office.wire.texts) == ["news", "one", "two"]
    assert office.left == []


def test_what_is_taken_back_elsewhere(office: Office) -> None:
    async def work(_: object) -> None:
        office.take(
            said(1, "one"), said(2, "@backissue_bot two", ANN, GROUP), said(3, "@backissue_bot Bob", BOB, GROUP)
        )
        await asyncio.sleep(THINKING / 2)
        assert office.desk.cancel_elsewhere(ANN, ANN) == 1
        await office.idle()

    play(work)
    assert sorted(office.wire.texts) == ["Bob", "one"]
    assert office.left == []


def test_stopping_waits_for_what_has_begun_and_leaves_the_rest(office: Office) -> None:
    async def work(_: object) -> None:
        office.take(said(1, "one"), said(2, "two"), said(3, "Bob", BOB))
        await asyncio.sleep(0.2)
        await office.desk.drain(20.0)
        assert sorted(office.wire.texts) == ["Bob", "one"]
        assert office.left == [2]

    play(work)


def test_stopping_does_not_wait_for_ever(office: Office) -> None:
    async def work(loop: Any) -> None:
        office.wire.takes = 1000.0
        office.take(said(1, "one"))
        await asyncio.sleep(0.2)
        begun = loop.time()
        await office.desk.drain(20.0)
        assert loop.time() - begun < 25
        assert office.left == [1]

    play(work)


def test_what_nobody_asked_for_is_sent_once(tmp_path: Path, office: Office) -> None:
    async def work(_: object) -> None:
        office.outbox.plan(OWN, [make_parcel("a digest"), make_parcel("another", BOB)])
        for _ in range(5):
            office.desk.send_own()
            await asyncio.sleep(0.004)
        await office.idle()
        office.desk.send_own()
        await office.idle()

    play(work)
    assert sorted(office.wire.texts) == ["a digest", "another"]
    assert Outbox(open_anew(tmp_path)).unsent(OWN) == []
