"""What is remembered for a chat, and that what is forgotten is gone."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.turns import START, ConversationState
from bot.telegram.inbox import Inbox
from bot.telegram.memory import Cited, Kept, Memory, forget_told
from bot.telegram.message import Message, Room
from bot.telegram.outbox import Outbox
from bot.telegram.store import Store
from index.passage import Filter
from tests.bot.telegram.values import ANN, ANSWER, BOB, GROUP, NOW, make_message, make_parcel, make_update, open_anew

KEY, OTHER = "abcdefghijkl", "mnopqrstuvwx"
KEPT = Kept(
    question="Who won the regatta?",
    as_of=NOW.isoformat(),
    limits="",
    message=ANSWER,
    parts=2,
    cited=(Cited(1, "ferry", "hash", (0, 50), (3, 20)),),
    suggestions=("Who lost?",),
    choices=("The regatta of 2023", "The regatta of 2024"),
    named="x",
    pages=(Message("All of it."), Message("The rest.")),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_anew(tmp_path)


@pytest.fixture
def memory(store: Store) -> Memory:
    return Memory(store)


def limited(source: str) -> ConversationState:
    """A conversation that can be told from others."""
    return replace(START, filter=Filter(source=source))


def test_a_conversation_goes_on_after_a_restart(tmp_path: Path, memory: Memory) -> None:
    memory.remember(Room(GROUP, 5), limited("Courier"), 1.0)
    memory.remember(Room(GROUP), limited("Herald"), 1.0)
    memory.remember(Room(GROUP, 5), limited("Lantern"), 2.0)
    again = Memory(open_anew(tmp_path))
    assert again.conversation(Room(GROUP, 5)).filter.source == "Lantern"
    assert again.conversation(Room(GROUP)).filter.source == "Herald"
    assert again.conversation(Room(ANN)) == START


def test_a_conversation_that_cannot_be_read_begins_anew(store: Store, memory: Memory) -> None:
    memory.remember(Room(ANN), limited("Courier"), 1.0)
    store.change("UPDATE conversation SET state = '{'")
    assert memory.conversation(Room(ANN)) == START


def test_an_answer_is_kept_for_its_chat_alone(tmp_path: Path, memory: Memory) -> None:
    memory.keep(KEY, Room(ANN), ANN, KEPT, 1.0)
    again = Memory(open_anew(tmp_path))
    assert again.kept(KEY, ANN) == KEPT
    assert again.kept(KEY, BOB) is None
    assert again.kept(KEY, GROUP) is None
    assert again.kept(OTHER, ANN) is None


def test_an_answer_changes_and_stays_whose_it_was(memory: Memory) -> None:
    memory.keep(KEY, Room(ANN), ANN, KEPT, 1.0)
    memory.keep(KEY, Room(BOB), BOB, replace(KEPT, suggestions=("Where?",)), 2.0)
    found = memory.kept(KEY, ANN)
    assert found
    assert found.suggestions == ("Where?",)
    assert memory.kept(KEY, BOB) is None


def test_a_chat_keeps_all_under_another_id(store: Store, memory: Memory) -> None:
    old = -77
    memory.remember(Room(old), limited("old"), 1.0)
    memory.keep(KEY, Room(old), ANN, KEPT, 1.0)
    store.change("INSERT INTO follow VALUES ('k', ?, 0, 7, 'ferries', 'daily', 1, '', 1.0, 1.0)", (old,))
    store.change("INSERT INTO told VALUES (?, 'a', 1.0)", (old,))
    for _ in range(2):  # Telegram tells it in both chats
        memory.move(old, GROUP)
    assert memory.conversation(Room(GROUP)) == limited("old")
    assert memory.kept(KEY, GROUP) == KEPT
    for table in ("conversation", "answer", "follow", "told"):
        assert store.select(f"SELECT chat FROM {table}") == [(GROUP,)], table


def test_the_last_opinion_counts(memory: Memory) -> None:
    memory.judge(KEY, ANN, "bad", 1.0)
    memory.judge(KEY, ANN, "good", 2.0)
    memory.judge(KEY, BOB, "good", 2.0)
    assert memory.verdicts() == {"good": 2}


def test_what_is_old_goes(memory: Memory) -> None:
    for room, at in ((Room(ANN), 1.0), (Room(BOB), 5.0)):
        memory.remember(room, limited("Courier"), at)
        memory.keep(KEY if at < 2 else OTHER, room, room.chat, KEPT, at)
        memory.judge(KEY, room.chat, "good", at)
    memory.expire(2.0)
    assert memory.conversation(Room(ANN)) == START
    assert memory.conversation(Room(BOB)) != START
    assert (memory.kept(KEY, ANN), memory.kept(OTHER, BOB)) == (None, KEPT)
    assert memory.verdicts() == {"good": 1}


def test_what_is_forgotten_is_not_in_the_file_any_more(tmp_path: Path, store: Store, memory: Memory) -> None:
    """Ann wrote everywhere, Bob beside her; afterwards none of her words are on the disk, and all of his are."""
    inbox, outbox = Inbox(store), Outbox(store)
    for number, (user, word) in enumerate([(ANN, "xylophone"), (BOB, "harmonium")], start=1):
        room = Room(user)
        message = Message(f"<b>{word}</b> answered")
        inbox.put([make_update(number, message=make_message(f"{word} asked", user))], 1.0)
        outbox.plan(number, [make_parcel(f"{word} sent", user, picture=word.encode() * 500)])
        memory.remember(room, limited(f"{word} remembered"), 1.0)
        memory.keep(str(number) * 12, room, user, replace(KEPT, question=f"{word} kept", message=message), 1.0)
        memory.judge(str(number) * 12, user, f"bad: {word}", 1.0)
        store.change(
            "INSERT INTO follow VALUES (?, ?, 0, ?, ?, 'daily', 1, '', 1.0, 1.0)", (f"{number}", user, user, word)
        )
        inbox.done(number, 2.0)
    memory.remember(Room(GROUP, 5), limited("xylophone in a group"), 1.0)
    memory.keep(KEY, Room(GROUP, 5), ANN, KEPT, 1.0)
    memory.forget(ANN)
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"xylophone" not in raw
    for word in (b"harmonium sent", b"harmonium remembered", b"harmonium kept", b"bad: harmonium"):
        assert word in raw
    assert memory.conversation(Room(ANN)) == memory.conversation(Room(GROUP, 5)) == START
    assert (memory.kept(KEY, GROUP), memory.kept("1" * 12, ANN)) == (None, None)
    assert outbox.unsent(1) == []
    for table in ("conversation", "answer", "feedback", "follow", "highest", "told"):
        column = "user" if table in {"answer", "feedback", "follow"} else "chat"
        assert store.select(f"SELECT 1 FROM {table} WHERE {column} = ?", (ANN,)) == [], table


def test_an_anonymous_admin_forgets_nothing_of_the_others_in_their_group(store: Store, memory: Memory) -> None:
    outbox = Outbox(store)
    outbox.plan(1, [make_parcel("for Bob", GROUP)])
    memory.keep(KEY, Room(GROUP), GROUP, KEPT, 1.0)
    memory.keep(OTHER, Room(GROUP), BOB, KEPT, 1.0)
    memory.forget(GROUP)
    assert (memory.kept(KEY, GROUP), memory.kept(OTHER, GROUP)) == (None, KEPT)
    assert len(outbox.unsent(1)) == 1


def test_forgetting_does_not_give_more_questions(store: Store, memory: Memory) -> None:
    store.change("INSERT INTO asked VALUES (?, 1.0, '')", (ANN,))
    memory.forget(ANN)
    assert store.select("SELECT count(*) FROM asked") == [(1,)]


def test_what_the_archive_forgets_was_told_to_nobody(tmp_path: Path, memory: Memory, store: Store) -> None:
    forget_told(tmp_path / "nowhere")
    memory.keep(KEY, Room(ANN), ANN, KEPT, 1.0)
    memory.remember(Room(ANN), limited("Xylophone Times"), 1.0)
    memory.judge(KEY, ANN, "good", 1.0)
    forget_told(tmp_path)  # while the bot runs
    assert memory.kept(KEY, ANN) is None
    assert memory.conversation(Room(ANN)) == START
    assert memory.verdicts() == {"good": 1}
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("telegram.sqlite*"))
    assert b"Xylophone" not in raw
    assert KEPT.question.encode() not in raw


def test_the_only_page_that_an_earlier_version_kept_is_read(memory: Memory, store: Store) -> None:
    memory.keep(KEY, Room(ANN), ANN, KEPT, 1.0)
    for whole, pages in (("$.pages[0]", KEPT.pages[:1]), ("$.none", ())):
        store.change(
            "UPDATE answer SET body = json_remove(json_set(body, '$.whole', json_extract(body, ?)), '$.pages')", [whole]
        )
        assert memory.kept(KEY, ANN) == replace(KEPT, pages=pages)
