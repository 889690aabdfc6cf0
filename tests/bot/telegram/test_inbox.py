"""Updates are stored before Telegram is told, each once, and what they said goes when they are done."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.inbox import COUNTED, REMEMBERED, Inbox, without_names
from bot.telegram.incoming import read_update
from bot.telegram.outbox import Outbox
from bot.telegram.store import Store, look_at, open_store
from index.errors import StoreError
from tests.bot.telegram.values import ANN, GROUP, ME, make_message, make_update, open_anew


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_anew(tmp_path)


@pytest.fixture
def inbox(store: Store) -> Inbox:
    return Inbox(store)


def numbers(inbox: Inbox) -> list[int]:
    return [one.update_id for one in inbox.waiting()]


def test_an_update_is_taken_once(inbox: Inbox) -> None:
    assert [one.update_id for one in inbox.put([make_update(2), make_update(1), make_update(2)], 5.0)] == [2, 1]
    assert inbox.put([make_update(1)], 6.0) == []
    inbox.done(1, 7.0)
    assert inbox.put([make_update(1)], 8.0) == []
    assert numbers(inbox) == [2]


def test_what_waits_comes_in_its_order_after_a_crash(tmp_path: Path, inbox: Inbox) -> None:
    question = make_update(3, message=make_message("Who won? 🏆 \ud83d\x00"))
    inbox.put([question, make_update(1), make_update(2)], 5.0)
    assert inbox.tried(3) == 1
    opened = Inbox(open_anew(tmp_path))
    again = opened.waiting()
    assert [one.update_id for one in again] == [1, 2, 3]
    assert (again[2].raw, again[2].received) == (without_names(question), 5.0)
    assert opened.tried(3) == 2


def test_telegram_is_told_of_what_is_stored_and_of_no_more(inbox: Inbox) -> None:
    assert inbox.next_offset(5.0) is None
    inbox.put([make_update(41), make_update(40)], 5.0)
    assert inbox.next_offset(6.0) == 42
    assert inbox.next_offset(6.0 + COUNTED) is None  # by now the numbers may be others


def test_numbers_may_begin_anew_lower(inbox: Inbox) -> None:
    inbox.put([make_update(900)], 5.0)
    inbox.done(900, 6.0)
    inbox.put([make_update(40)], 5.0 + COUNTED)
    assert inbox.next_offset(6.0 + COUNTED) == 41


def test_a_clock_that_was_set_back_does_not_keep_old_updates_coming(inbox: Inbox) -> None:
    inbox.put([make_update(40)], 7200.0)
    inbox.put([make_update(41)], 3600.0)
    assert inbox.next_offset(3600.0) == 42


def test_the_number_stays_when_all_else_has_gone(inbox: Inbox) -> None:
    inbox.put([make_update(40), make_update(41), make_update(42)], 0.0)
    inbox.done(40, 1.0)
    inbox.done(41, 1.0)
    inbox.expire(2.0 + REMEMBERED)
    assert numbers(inbox) == [42]
    inbox.done(42, 3.0)
    inbox.expire(9.0 + REMEMBERED)
    assert inbox.next_offset(9.0 + REMEMBERED) == 43
    assert inbox.put([make_update(42)], 9.0) == []


def test_what_is_done_says_nothing_any_more(tmp_path: Path, store: Store, inbox: Inbox) -> None:
    inbox.put([make_update(1, message=make_message("my secret illness"))], 5.0)
    inbox.done(1, 6.0)
    assert store.select("SELECT body, chat, user FROM inbox") == [(None, None, None)]
    store.wipe()
    assert all(b"illness" not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_press_is_stored_without_the_message_below_which_it_was(inbox: Inbox) -> None:
    message = make_message("a secret illness", is_topic_message=True, message_thread_id=5)
    press = {"id": "1", "from": message["from"], "data": "p:abc", "message": message}
    inbox.put([make_update(1, callback_query=press)], 5.0)
    [found] = inbox.waiting()
    assert "illness" not in str(found.raw)
    assert read_update(found.raw, ME) == read_update(make_update(1, callback_query=press), ME)


def test_an_update_that_cannot_be_stored_takes_the_others_with_it(inbox: Inbox) -> None:
    with pytest.raises(KeyError):
        inbox.put([make_update(1), {"message": {}}], 5.0)  # Telegram gets no word of it, and sends both again
    assert inbox.waiting() == []


def test_it_knows_the_newest_message_of_a_chat(store: Store, inbox: Inbox) -> None:
    inbox.put(
        [make_update(1, message=make_message(message_id=9)), make_update(2, message=make_message(message_id=8))], 5.0
    )
    inbox.put([make_update(3, message=make_message(chat=GROUP, message_id=500))], 5.0)
    outbox = Outbox(store)
    assert (outbox.highest(ANN), outbox.highest(GROUP), outbox.highest(0)) == (9, 500, 9)


@settings(max_examples=12)  # each writes files
@given(st.lists(st.lists(st.integers(1, 12), max_size=5), max_size=6), st.sets(st.integers(1, 12)))
def test_none_is_lost_and_none_taken_twice(
    tmp_path_factory: pytest.TempPathFactory, deliveries: list[list[int]], done: set[int]
) -> None:
    """Telegram repeats what it likes; the process ends between any two deliveries."""
    folder, taken = tmp_path_factory.mktemp("inbox"), []
    for numbers_of_one in deliveries:
        inbox = Inbox(open_anew(folder))
        taken += [one.update_id for one in inbox.put([make_update(number) for number in numbers_of_one], 5.0)]
        for number in done & set(taken):
            inbox.done(number, 6.0)
    came = {number for some in deliveries for number in some}
    assert sorted(taken) == sorted(came)
    assert numbers(Inbox(open_anew(folder))) == sorted(came - done)


def test_the_file_is_for_its_owner_alone(tmp_path: Path, inbox: Inbox) -> None:
    inbox.put([make_update(1)], 5.0)
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


def test_two_bots_cannot_use_one_folder(tmp_path: Path) -> None:
    with open_store(tmp_path), pytest.raises(StoreError, match="another bot runs on"), open_store(tmp_path):
        pass
    with open_store(tmp_path):
        pass


def test_a_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "telegram.sqlite").write_text(json.dumps({"not": "a database"}) * 100)
    with pytest.raises(StoreError, match="cannot be used"), open_store(tmp_path):
        pass
    with pytest.raises(StoreError, match="cannot be"), open_store(tmp_path / "nowhere"):
        pass


def test_a_file_of_another_version(tmp_path: Path, store: Store) -> None:
    store.change("PRAGMA user_version = 99")
    store.close()
    with pytest.raises(StoreError, match="another version"), open_store(tmp_path):
        pass


def test_a_damaged_file_says_what_helps(tmp_path: Path) -> None:
    look_at(tmp_path)
    look_at(tmp_path / "missing")  # it can be made
    assert list(tmp_path.iterdir()) == []
    open_anew(tmp_path).close()
    look_at(tmp_path)
    (tmp_path / "telegram.sqlite").write_bytes(b"nonsense" * 1000)
    for use in (look_at, open_anew):
        with pytest.raises(StoreError, match="move it away"):
            use(tmp_path)
