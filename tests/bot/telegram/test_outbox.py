"""What is to be sent is noted before it is sent: what is left after a crash between any two steps."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.inbox import Inbox
from bot.telegram.message import Button, Message, Room
from bot.telegram.outbox import COUNTED, KEPT, OWN, Outbox, Parcel, State, dump_parcel, load_parcel
from bot.telegram.store import Store
from tests.bot.telegram.values import ANN, ANSWER, GROUP, make_message, make_parcel, make_update, open_anew


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_anew(tmp_path)


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
BUTTONS = st.builds(Button, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)
MESSAGES = st.builds(Message, TEXTS, st.lists(st.lists(BUTTONS, max_size=2).map(tuple), max_size=2).map(tuple))


@given(MESSAGES, st.booleans(), st.none() | st.integers(1, 99))
def test_a_parcel_is_kept_as_it_is(message: Message, silent: bool, edits: int | None) -> None:
    parcel = Parcel(Room(0), message, silent=silent, edits=edits)
    assert load_parcel(dump_parcel(parcel)) == parcel


def test_all_of_a_parcel_is_there_after_a_crash(tmp_path: Path, outbox: Outbox) -> None:
    parcel = Parcel(Room(GROUP, 5), ANSWER, 7, b"\x89PNG", "abcdefghijkl", silent=True, edits=3)
    outbox.plan(1, [parcel])
    [found] = Outbox(open_anew(tmp_path)).unsent(1)
    assert found == Parcel(
        **{name: getattr(parcel, name) for name in Parcel.__slots__} | {"id": found.id, "update_id": 1}
    )


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        ([], None),
        (["plan"], State.PLANNED),
        (["plan", "sending"], State.SENDING),
        (["plan", "sending", "back"], State.PLANNED),
        (["plan", "sending", "back", "sending"], State.SENDING),
        (["plan", "sending", "sent"], None),
    ],
)
def test_what_is_left_after_a_crash(tmp_path: Path, outbox: Outbox, steps: list[str], left: State | None) -> None:
    for step in steps:
        if step == "plan":
            outbox.plan(1, [make_parcel()])
            continue
        [parcel] = outbox.unsent(1)
        if step == "sending":
            outbox.sending(parcel, 100.0)
        elif step == "back":
            outbox.back(parcel)
        else:
            outbox.sent(parcel, 12)
    again = Outbox(open_anew(tmp_path))
    assert again.is_planned(1) is bool(steps)  # what is decided is not decided a second time
    assert [one.state for one in again.unsent(1)] == ([left] if left else [])


def test_what_may_have_arrived_is_looked_for_behind_what_was_known_then(store: Store, outbox: Outbox) -> None:
    Inbox(store).put([make_update(1, message=make_message(message_id=9))], 5.0)
    outbox.plan(1, [make_parcel()])
    [parcel] = outbox.unsent(1)
    sending = outbox.sending(parcel, 100.0)
    assert (sending.state, sending.floor, sending.floor_overall) == (State.SENDING, 9, 9)
    Inbox(store).put([make_update(2, message=make_message(message_id=11))], 6.0)
    again = outbox.sending(sending, 101.0)  # it may have become the message 10
    assert (again.floor, again.tried) == (9, 101.0)
    outbox.back(again)  # it surely has not
    [parcel] = outbox.unsent(1)
    assert outbox.sending(parcel, 102.0).floor == 11


def test_a_group_counts_its_own_messages(store: Store, outbox: Outbox) -> None:
    outbox.plan(1, [make_parcel(chat=GROUP), make_parcel()])
    group, private = outbox.unsent(1)
    outbox.sent(group, 500)
    outbox.sent(private, 20)
    assert (outbox.highest(GROUP), outbox.highest(ANN), outbox.highest(0)) == (500, 20, 20)
    assert outbox.ours(GROUP) == {500}


def test_what_has_arrived_is_not_kept(tmp_path: Path, store: Store, outbox: Outbox) -> None:
    outbox.plan(1, [make_parcel("a secret illness", picture=b"PICTURE" * 900)])
    [parcel] = outbox.unsent(1)
    outbox.sent(parcel, 20)
    store.wipe()
    for path in tmp_path.iterdir():
        assert b"illness" not in path.read_bytes()
        assert b"PICTURE" not in path.read_bytes()


def test_it_knows_which_answer_a_message_ends(outbox: Outbox) -> None:
    outbox.plan(1, [make_parcel(), make_parcel(answer="abcdefghijkl")])
    for number, parcel in enumerate(outbox.unsent(1)):
        outbox.sent(parcel, 20 + number)
    outbox.plan(2, [make_parcel(edits=21)])  # a passage in the place of the answer
    outbox.sent(outbox.unsent(2)[0], 21)
    assert [outbox.answer_of(ANN, 20), outbox.answer_of(ANN, 21), outbox.answer_of(GROUP, 21)] == [
        "",
        "abcdefghijkl",
        "",
    ]


def test_what_is_lost_is_not_sent_and_counted_for_a_day(store: Store, outbox: Outbox) -> None:
    inbox = Inbox(store)
    inbox.put([make_update(1)], 5.0)
    outbox.plan(1, [make_parcel(), make_parcel()])
    first, second = outbox.unsent(1)
    outbox.lost(outbox.sending(first, 100.0))
    outbox.sent(outbox.sending(second, 100.0), None)  # somebody who left the chat
    assert outbox.unsent(1) == []
    assert outbox.is_planned(1)
    assert (outbox.undelivered(50.0 + COUNTED), outbox.undelivered(101.0 + COUNTED)) == (1, 0)
    inbox.done(1, 101.0)
    outbox.expire(200.0 + KEPT)
    assert outbox.undelivered(200.0 + KEPT) == 1
    outbox.expire(200.0 + COUNTED)
    assert outbox.undelivered(100.0) == 0


def test_what_was_sent_long_ago_goes_when_its_update_is_done(store: Store, outbox: Outbox) -> None:
    inbox = Inbox(store)
    inbox.put([make_update(1), make_update(2)], 5.0)
    for number in (1, 2):
        outbox.plan(number, [make_parcel()])
        outbox.sent(outbox.sending(outbox.unsent(number)[0], 100.0), 20 + number)
    outbox.plan(OWN, [make_parcel()])
    inbox.done(1, 101.0)
    outbox.expire(200.0 + KEPT)
    assert not outbox.is_planned(1)
    assert outbox.is_planned(2)  # or it would be answered twice
    assert outbox.unsent(OWN)


@settings(max_examples=12)  # each writes files
@given(st.lists(st.sampled_from(["send", "lose", "refuse", "crash"]), max_size=12), st.integers(1, 3))
def test_each_parcel_is_sent_once(tmp_path_factory: pytest.TempPathFactory, fates: list[str], count: int) -> None:
    """Whatever happens between the steps, a reader gets each once and in its order."""
    folder = tmp_path_factory.mktemp("outbox")
    outbox, arrived = Outbox(open_anew(folder)), list[int]()
    outbox.plan(1, [make_parcel(f"part {number}") for number in range(count)])
    for fate in [*fates, *["send"] * count]:
        left = outbox.unsent(1)
        if not left:
            break
        parcel = left[0]
        number = int(parcel.message.html.removeprefix("part "))
        if parcel.state is State.SENDING and number in arrived:
            outbox.sent(parcel, 20 + number)  # it was found
            continue
        sending = outbox.sending(parcel, 100.0)
        if fate == "refuse":
            outbox.back(sending)
        elif fate == "crash":  # before it left
            outbox = Outbox(open_anew(folder))
        else:
            arrived.append(number)
            if fate == "send":
                outbox.sent(sending, 20 + number)
            else:
                outbox = Outbox(open_anew(folder))
    while outbox.unsent(1):
        number = int(outbox.unsent(1)[0].message.html.removeprefix("part "))
        arrived += [number] if number not in arrived else []
        outbox.sent(outbox.unsent(1)[0], 20 + number)
    assert arrived == list(range(count))
