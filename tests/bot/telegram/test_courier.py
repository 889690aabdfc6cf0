"""A parcel arrives once, whatever happens on the way; over real HTTP, to a server as strict as Telegram's."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.telegram import courier, limiter
from bot.telegram.courier import PERHAPS, UNSHOWN, Courier, plain
from bot.telegram.inbox import Inbox
from bot.telegram.limiter import Limiter
from bot.telegram.message import Button, Message, Room
from bot.telegram.outbox import Outbox, Parcel
from bot.telegram.pages import Card
from tests.bot.telegram.chaos import Fault
from tests.bot.telegram.player import Player, Telegram
from tests.bot.telegram.server import serving
from tests.bot.telegram.shown import Shown
from tests.bot.telegram.values import ANSWER, open_anew
from tests.bot.telegram.world import TOKEN

# The smallest picture that there is.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PATIENCE = 0.25  # seconds that the bot waits for an answer here
NOTE = "The connection broke: you may have got this message already."
TEXT = "Twelve people. [1]"
KINDS = ("message", "edit", "photo")
QUICK = [(Fault.LOST, kind, False) for kind in KINDS] + [(Fault.DROP, "message", True), (Fault.FLOOD, "photo", True)]
CASES = [
    pytest.param(*case, marks=() if case in QUICK else pytest.mark.slow)
    for case in product(Fault, KINDS, (False, True))
]


@pytest.fixture
def telegram(monkeypatch: pytest.MonkeyPatch) -> Iterator[Telegram]:
    monkeypatch.setattr(courier, "FIRST_PAUSE", 0.01)
    for pace in ("CHAT", "GROUP", "OVERALL"):  # has tests of its own
        monkeypatch.setattr(limiter, pace, (1000, 1.0))
    with serving() as server:
        server.world.flood.on = False
        yield server


@dataclass
class Post:
    """What a process has: the file of a folder, and a way to Telegram."""

    telegram: Telegram
    folder: Path
    api: str = ""

    def __post_init__(self) -> None:
        store = open_anew(self.folder)
        self.inbox, self.outbox = Inbox(store), Outbox(store)

    def run(self, work: Callable[[Courier], Awaitable[Any]]) -> Any:
        async def inside() -> Any:
            quick = {"verify": False, "trust_env": False}  # reading certificates takes longer than all else
            request = HTTPXRequest(8, read_timeout=PATIENCE, connect_timeout=2.0, pool_timeout=2.0, httpx_kwargs=quick)
            bot: ExtBot[Any] = ExtBot(TOKEN, self.telegram.base_url, request=request, rate_limiter=Limiter())
            await request.initialize()
            try:
                return await work(Courier(bot, self.outbox))
            finally:
                await request.shutdown()

        return asyncio.run(inside())

    def hear(self, *said: Shown) -> None:
        """Store what was said, as the desk's inbox does."""
        self.inbox.put([{"update_id": one.number, "message": one.wire} for one in said], 5.0)

    def send(self, *parcels: Parcel) -> list[int | None]:
        """Plan parcels, and deliver what is left of all."""
        self.outbox.plan(1, parcels)
        return self.deliver()

    def deliver(self) -> list[int | None]:
        async def work(courier: Courier) -> list[int | None]:
            return [await courier.deliver(parcel) for parcel in self.outbox.unsent(1)]

        found: list[int | None] = self.run(work)
        return found


@pytest.fixture
def post(telegram: Telegram, tmp_path: Path) -> Post:
    return Post(telegram, tmp_path)


def to(chat: int, **fields: Any) -> Parcel:
    return Parcel(Room(chat), ANSWER, **fields)


def shown(player: Player) -> list[str]:
    """The bot's messages in a chat: each text with its buttons."""
    return [str(one) for one in player.messages()]


@pytest.mark.parametrize(("fault", "kind", "ids_of_chats"), CASES)
def test_whatever_happens_it_arrives_once(
    telegram: Telegram, post: Post, fault: Fault, kind: str, *, ids_of_chats: bool
) -> None:
    telegram.world.ids_of_chats = ids_of_chats
    ann, bob = telegram.user("Ann"), telegram.user("Bob")
    for player in (bob, ann, bob):  # numbers of messages go up elsewhere, too
        post.hear(player.say("Who won?"))
    parcel = to(ann.chat.id, reply_to=2, picture=PIXEL if kind == "photo" else None)
    if kind == "edit":
        [number] = post.send(to(ann.chat.id))
        parcel = replace(parcel, message=Message("another <i>text</i>", ANSWER.keyboard), edits=number)
    method = {"message": "sendMessage", "photo": "sendPhoto", "edit": "editMessageText"}[kind]
    telegram.chaos.add(fault, method, seconds=0 if fault is Fault.FLOOD else 2 * PATIENCE)
    [arrived] = post.send(parcel)
    text = "another text" if kind == "edit" else TEXT
    assert shown(ann) == [f"{text}\n[👍]"]
    assert [one.number for one in ann.messages()] == [arrived]
    assert shown(bob) == []
    assert telegram.world.refused == []
    assert post.outbox.unsent(1) == []


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.GATEWAY, pytest.param(Fault.LATE, marks=pytest.mark.slow)])
def test_a_bad_line_that_stays_bad_for_a_while(telegram: Telegram, post: Post, fault: Fault) -> None:
    ann = telegram.user()
    post.hear(ann.say("Who won?"))
    telegram.chaos.add(fault, "*", times=6, seconds=2 * PATIENCE)
    post.send(to(ann.chat.id), to(ann.chat.id))
    assert [one.text for one in ann.messages()] == [TEXT, TEXT]
    assert telegram.world.refused == []


@pytest.mark.parametrize(
    ("fault", "kind"), [(fault, kind) for fault in (Fault.LOST, Fault.DROP) for kind in KINDS[::2]]
)
def test_a_process_that_was_killed_over_it_does_not_send_it_twice(
    telegram: Telegram, post: Post, fault: Fault, kind: str
) -> None:
    ann = telegram.user()
    post.hear(ann.say("Who won?"))
    post.outbox.plan(1, [to(ann.chat.id, picture=PIXEL if kind == "photo" else None)])
    telegram.chaos.add(fault, "*", times=1)

    async def killed(courier: Courier) -> None:
        task = asyncio.create_task(courier.deliver(post.outbox.unsent(1)[0]))
        while len(telegram.world.calls) < 1:
            await asyncio.sleep(0.01)
        task.cancel()

    post.run(killed)
    telegram.wait(lambda: not any(call.ended == 0 for call in telegram.world.calls), 5)
    [arrived] = Post(telegram, post.folder).deliver()
    assert [one.number for one in ann.messages()] == [arrived]


def test_what_goes_to_a_chat_at_the_same_time_is_not_taken_for_each_other(telegram: Telegram, post: Post) -> None:
    """To look whether a message arrived is to edit what may be it: that must never be another one."""
    ann = telegram.user()
    post.hear(ann.say("Who won?"))
    post.outbox.plan(1, [replace(to(ann.chat.id), message=Message(f"text {number}")) for number in range(4)])
    telegram.chaos.add(Fault.LOST, "sendMessage", times=2)
    telegram.chaos.add(Fault.LATE, "sendMessage", times=1, seconds=0.15)

    async def work(courier: Courier) -> None:
        await asyncio.gather(*(courier.deliver(parcel) for parcel in post.outbox.unsent(1)))

    post.run(work)
    assert sorted(shown(ann)) == [f"text {number}" for number in range(4)]


def test_where_it_cannot_be_known_a_second_one_says_so(telegram: Telegram, post: Post) -> None:
    ann = telegram.user()
    group = telegram.group("Regatta", ann)
    question = ann.at(group).say("/ask Who won?")
    post.hear(question)
    for number in range(20):
        ann.at(group).say(f"talk that does not come to the bot {number}")
    telegram.chaos.add(Fault.LOST, "sendMessage")
    post.send(to(group.id, reply_to=question.number))
    first, second = ann.at(group).messages()
    assert (first.text, second.text) == (TEXT, f"{TEXT}\n\n{NOTE}")
    assert telegram.world.refused == []


def test_in_a_quiet_group_it_is_known(telegram: Telegram, post: Post) -> None:
    ann = telegram.user()
    group = telegram.group("Regatta", ann)
    post.hear(ann.at(group).say("/ask Who won?"))
    telegram.chaos.add(Fault.LOST, "sendMessage")
    post.send(to(group.id))
    assert [one.text for one in ann.at(group).messages()] == [TEXT]


def test_in_a_busy_bot_it_is_told(telegram: Telegram, post: Post) -> None:
    """Meanwhile so much was said in other chats that not all of it can be looked through."""
    ann, others = telegram.user(), [telegram.user(f"U{number}") for number in range(30)]
    post.hear(ann.say("Who won?"))
    for one in others:
        post.hear(one.say("hello"))
    telegram.chaos.add(Fault.LOST, "sendMessage")
    telegram.chaos.add(Fault.DROP, "editMessageText")
    post.send(to(ann.chat.id))
    assert [one.text for one in ann.messages()] in ([TEXT], [TEXT, f"{TEXT}\n\n{NOTE}"])
    assert telegram.world.refused == []


def test_the_longest_message_has_room_for_the_note(telegram: Telegram, post: Post) -> None:
    from bot.telegram.markup import MOST_UNITS

    ann = telegram.user()
    group = telegram.group("Regatta", ann)
    post.hear(ann.at(group).say("/ask Who won?"))
    for _ in range(20):
        ann.at(group).say("talk")
    telegram.chaos.add(Fault.LOST, "sendMessage")
    post.send(Parcel(Room(group.id), Message("x" * MOST_UNITS)))
    assert ann.at(group).messages()[-1].text.endswith(NOTE)
    assert PERHAPS.endswith(f"{NOTE}</i>")


def test_who_has_blocked_the_bot_gets_nothing_and_holds_up_nobody(telegram: Telegram, post: Post) -> None:
    ann, bob = telegram.user("Ann"), telegram.user("Bob")
    ann.block()
    assert post.send(to(ann.chat.id), to(bob.chat.id))[0] is None
    assert (shown(ann), len(shown(bob))) == ([], 1)
    assert len(telegram.world.called("sendMessage")) == 2


def test_a_topic_that_is_gone(telegram: Telegram, post: Post) -> None:
    ann = telegram.user()
    group = telegram.group("Regatta", ann, forum=True)
    topic = telegram.topic(group, "Winners", ann)
    post.send(Parcel(Room(group.id, topic), ANSWER))
    del group.topics[topic]
    post.send(Parcel(Room(group.id, topic), ANSWER))
    assert [one.topic for one in ann.at(group).messages()] == [topic, None]


def test_a_topic_that_was_closed_is_answered_in_the_general_one(telegram: Telegram, post: Post) -> None:
    ann = telegram.user()
    group = telegram.group("Regatta", ann, forum=True)
    topic = telegram.topic(group, "Winners", ann)
    question = ann.at(group, topic).say("@backissue_bot who won?")
    group.closed.add(topic)
    post.send(Parcel(Room(group.id, topic), ANSWER, reply_to=question.number))
    [answer] = ann.at(group).messages()
    assert (answer.topic, answer.answers) == (None, None)
    assert answer.text.splitlines()[0] == "From another topic:"
    assert answer.text.splitlines()[1] == TEXT
    assert post.outbox.undelivered(time.time()) == 0


def test_what_no_topic_takes_is_counted(telegram: Telegram, post: Post, caplog: pytest.LogCaptureFixture) -> None:
    ann = telegram.user()
    group = telegram.group("Regatta", ann, forum=True)
    topic = telegram.topic(group, "Winners", ann)
    group.closed |= {topic, 0}
    assert post.send(Parcel(Room(group.id, topic), ANSWER)) == [None]
    assert f"a message to chat {group.id} was refused for good: Topic_closed" in caplog.text
    ann.block()
    post.send(to(ann.chat.id))  # who has left waits for nothing
    assert post.outbox.undelivered(time.time()) == 1


def test_a_question_that_was_deleted_is_answered(telegram: Telegram, post: Post) -> None:
    ann = telegram.user()
    question = ann.say("Who won?")
    ann.delete(question)
    post.send(to(ann.chat.id, reply_to=question.number))
    assert len(shown(ann)) == 1
    assert telegram.world.refused == []


def test_markup_that_is_refused_is_sent_without(
    telegram: Telegram, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    ann = telegram.user()
    post.send(replace(to(ann.chat.id), message=Message("<b>A &amp; B</i> won <p>2:1</p>", ANSWER.keyboard)))
    assert shown(ann) == ["A & B won 2:1\n[👍]"]
    assert "a message of ours was refused" in caplog.text
    assert plain(Message("a < b")).html == "a < b"


def test_what_can_never_arrive_is_given_up(telegram: Telegram, post: Post, caplog: pytest.LogCaptureFixture) -> None:
    ann = telegram.user()
    ann.block()
    secret = Message("a secret illness")
    assert post.send(replace(to(ann.chat.id), message=secret), replace(to(5), message=secret)) == [None, None]
    assert caplog.text.count("refused for good") == 2
    assert "illness" not in caplog.text


def test_what_is_not_taken_as_it_is_is_told(telegram: Telegram, post: Post) -> None:
    ann = telegram.user()
    post.send(replace(to(ann.chat.id), message=Message("Twelve.", ((Button("x", data="x" * 65),),))))
    assert shown(ann) == [UNSHOWN.html]


def test_a_message_that_is_gone_is_sent_anew(telegram: Telegram, post: Post) -> None:
    ann = telegram.user()
    [number] = post.send(to(ann.chat.id))
    ann.delete(ann.messages()[0])
    post.send(to(ann.chat.id, edits=number))
    assert len(shown(ann)) == 1


def test_the_library_is_asked_for_what_we_mean(telegram: Telegram, post: Post) -> None:
    ann = telegram.user()
    question = ann.say("Who won?")
    post.send(to(ann.chat.id, reply_to=question.number), to(ann.chat.id, silent=True))
    first, second = telegram.world.called("sendMessage")
    assert first.values["parse_mode"] == "HTML"
    assert '"is_disabled": true' in str(first.values["link_preview_options"]).lower()
    assert "allow_sending_without_reply" in str(first.values["reply_parameters"])
    assert (first.values.get("disable_notification", "false"), second.values["disable_notification"]) in (
        ("false", "true"),
        (False, True),
    )
    assert telegram.world.unknown == []


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.LOST, Fault.GATEWAY, Fault.ERROR])
def test_a_summons_is_answered_once(telegram: Telegram, post: Post, fault: Fault) -> None:
    waiting = telegram.user().guest("@backissue_bot who won?")
    telegram.chaos.add(fault, "answerGuestQuery")
    query = next(iter(telegram.world.guests))
    post.run(lambda courier: courier.answer_summons(query, Card("Who won?", "Kairat", Message("<b>Kairat</b>"))))
    assert waiting.message().text == "Kairat"
    if fault is Fault.LOST:
        post.run(lambda courier: courier.answer_summons(query, Card("x", "x", Message("x"))))
        assert waiting.message().text == "Kairat"


def test_signs_and_toasts_that_fail_are_no_matter(telegram: Telegram, post: Post) -> None:
    ann = telegram.user()
    post.send(to(ann.chat.id))
    press = ann.press(ann.messages()[0], "👍")
    query = next(iter(telegram.world.presses))

    async def work(courier: Courier) -> None:
        await courier.toast(query, "twelve " * 40, alert=True)
        await courier.toast(query)  # answered already
        await courier.toast("1")
        await courier.leave(Room(ann.chat.id))
        await courier.edit_keyboard(Room(ann.chat.id), 999, ())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(courier.type_in(Room(5)), 0.1)

    telegram.chaos.add(Fault.DROP, "sendChatAction")
    post.run(work)
    assert press.answer() == {"text": f"{'twelve ' * 27}twelve…", "alert": True}
