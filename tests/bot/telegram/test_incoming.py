"""What somebody wants, and what is not for us."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.inbox import CARRIERS, whose
from bot.telegram.incoming import SHAPELESS, Became, Moved, Pressed, Reacted, Said, Summons, Typing, read_update
from bot.telegram.message import Room
from tests.bot.telegram.values import ANN, BOB, GROUP, ME, NOW, make_message, make_update

PERSON = {"id": ANN, "is_bot": False, "first_name": "Ann"}
OURS = {"message_id": 3, "from": {"id": ME.id, "is_bot": True}, "text": "Kairat won. [1]"}


def said(text: str, **fields: Any) -> Said | None:
    found = read_update(make_update(message=make_message(text, **fields)), ME)
    assert found is None or isinstance(found, Said)
    return found


def in_group(text: str, **fields: Any) -> Said | None:
    return said(text, chat=GROUP, **fields)


def test_a_question() -> None:
    assert said(" Who won? ") == Said(Room(ANN), ANN, 7, NOW, "Who won?", language="en")


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("/start", "start", ""),
        ("/START abc", "start", "abc"),
        ("/ask@backissue_bot Who won?", "ask", "Who won?"),
        ("/ask@BackIssue_Bot\nWho won?", "ask", "Who won?"),
        ("/since  2024 ", "since", "2024"),
        ("/ask", "ask", ""),
        ("/no_such_thing", "no_such_thing", ""),
        # Not commands: Telegram marks none of them as one.
        ("/", "", "/"),
        ("/ask?", "", "/ask?"),
        ("/путь", "", "/путь"),
        ("// a comment", "", "// a comment"),
        ("ask /start", "", "ask /start"),
        (f"/{'a' * 33}", "", f"/{'a' * 33}"),
        ("Help!", "help", ""),
        ("stop", "cancel", ""),
        ("help the ferry", "", "help the ferry"),
    ],
)
def test_commands(text: str, command: str, rest: str) -> None:
    found = said(text)
    assert found
    assert (found.command, found.text) == (command, rest)


def test_another_bots_command_is_not_ours() -> None:
    assert said("/ask@other_bot Who won?") is None
    assert in_group("/ask@other_bot Who won?") is None


def test_a_question_can_be_asked_in_reply_to_it() -> None:
    found = in_group("/ask", reply_to_message=make_message("Who won?", BOB))
    assert found
    assert (found.command, found.text, found.user) == ("ask", "Who won?", ANN)
    with_words = in_group("/ask Who lost?", reply_to_message=make_message("Who won?", BOB))
    assert with_words
    assert with_words.text == "Who lost?"


def test_in_a_group_only_what_is_said_to_us() -> None:
    assert in_group("Who won?") is None
    assert in_group("Who won?", reply_to_message=make_message("Kairat", BOB)) is None
    assert in_group("@backissue_bots who won?") is None
    assert in_group("me@backissue_bot.example") is None
    for text in ("@backissue_bot who won?", "@BackIssue_Bot, who won?", "who @backissue_bot: won?"):
        found = in_group(text)
        assert found
        assert found.text.split() == ["who", "won?"]
    answered = in_group("Who won?", reply_to_message=OURS)
    assert answered
    assert answered.room == Room(GROUP)


def test_topics() -> None:
    inside = in_group("/ask Who won?", message_thread_id=5, is_topic_message=True)
    assert inside
    assert inside.room == Room(GROUP, 5)
    # A reply in a group without topics has such a number, too, and nothing can be sent there by it.
    reply = in_group("/ask Who won?", message_thread_id=5)
    assert reply
    assert reply.room == Room(GROUP)


def test_an_anonymous_admin_asks_as_the_group() -> None:
    admin = {"from": {"id": 1087968824, "is_bot": True, "username": "GroupAnonymousBot"}}
    asked = make_message("/ask Who won?", chat=GROUP, sender_chat={"id": GROUP, "type": "supergroup"}) | admin
    found = read_update(make_update(message=asked), ME)
    assert isinstance(found, Said)
    assert (found.room, found.user, found.command, found.text) == (Room(GROUP), GROUP, "ask", "Who won?")
    for strange in ({"sender_chat": {"id": GROUP - 1}}, {"sender_chat": {}}, {"from": {"id": 7, "is_bot": True}}):
        assert read_update(make_update(message={**asked, **strange}), ME) is None
    private = make_message("Who won?", sender_chat={"id": ANN}) | admin
    assert read_update(make_update(message=private), ME) is None


def test_a_picture_has_no_words() -> None:
    message = make_message(photo=[{"file_id": "x"}], caption="Who won?")
    del message["text"]
    found = read_update(make_update(message=message), ME)
    assert isinstance(found, Said)
    assert found.text == ""


@pytest.mark.parametrize(
    "update",
    [
        {"edited_message": make_message()},
        {"channel_post": make_message(chat=GROUP)},
        {"message": make_message(via_bot={"id": ME.id, "is_bot": True})},
        {"message": make_message() | {"from": {"id": 9, "is_bot": True}}},
        {"message": {key: value for key, value in make_message(chat=GROUP).items() if key != "from"}},
        {"guest_message": make_message(guest_query_id="1") | {"from": {"id": 9, "is_bot": True}}},
        {"guest_message": make_message()},
        {"message_reaction": {"chat": {"id": GROUP}, "message_id": 3, "actor_chat": {"id": GROUP}, "new_reaction": []}},
        {"callback_query": {"id": "1", "from": PERSON, "inline_message_id": "x", "data": "x"}},
        {"callback_query": {"id": "1", "from": PERSON, "message": make_message(), "game_short_name": "chess"}},
        {"poll": {"id": "1"}},
        {"something_new": {"id": "1"}},
        {},
    ],
)
def test_what_is_not_for_us(update: dict[str, Any]) -> None:
    assert read_update({"update_id": 1, **update}, ME) is None


def test_presses() -> None:
    press = {"id": "55", "from": PERSON, "data": "p:abc", "message": make_message(chat=GROUP)}
    assert read_update(make_update(callback_query=press), ME) == Pressed(Room(GROUP), ANN, 7, "55", "p:abc")
    old = {"chat": {"id": GROUP, "type": "supergroup"}, "message_id": 7, "date": 0}  # Telegram shows it no more
    assert read_update(make_update(callback_query={**press, "message": old}), ME)


def test_what_comes_from_other_chats() -> None:
    typed = {"id": "1", "from": PERSON, "query": "ferry", "offset": ""}
    assert read_update(make_update(inline_query=typed), ME) == Typing(ANN, "1", "ferry")
    summons = make_message("@backissue_bot, who won?", chat=GROUP, guest_query_id="2")
    assert read_update(make_update(guest_message=summons), ME) == Summons(ANN, "2", "who won?", NOW)


def test_reactions() -> None:
    def reacted(*new: dict[str, str]) -> object:
        place = {"chat": {"id": ANN, "type": "private"}, "message_id": 3}
        return read_update(make_update(message_reaction={**place, "user": PERSON, "new_reaction": [*new]}), ME)

    assert reacted({"type": "emoji", "emoji": "👍"}) == Reacted(Room(ANN), ANN, 3, "👍")
    assert reacted({"type": "custom_emoji", "custom_emoji_id": "1"}) == Reacted(Room(ANN), ANN, 3, "")
    assert reacted() == Reacted(Room(ANN), ANN, 3, "")


@pytest.mark.parametrize(
    ("status", "inside"),
    [("member", True), ("administrator", True), ("restricted", True), ("left", False), ("kicked", False)],
)
def test_our_place_in_a_chat(status: str, *, inside: bool) -> None:
    change = {"chat": {"id": GROUP}, "from": PERSON, "new_chat_member": {"status": status}}
    assert read_update(make_update(my_chat_member=change), ME) == Moved(Room(GROUP), ANN, inside)


# Telegram writes nothing of what follows; a bug or somebody else may.

WORDS = st.sampled_from(
    [
        *CARRIERS,
        *(
            "from",
            "user",
            "chat",
            "id",
            "is_bot",
            "message_id",
            "date",
            "text",
            "data",
            "query",
            "guest_query_id",
            "emoji",
        ),
        *("new_reaction", "new_chat_member", "status", "reply_to_message", "message_thread_id", "is_topic_message"),
    ]
)
ATOMS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("/ask") | st.just(False)
JSON = st.recursive(
    ATOMS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=8), max_leaves=30
)
WELL_FORMED = st.sampled_from(
    [
        {"message": make_message("/ask", chat=GROUP, reply_to_message=OURS)},
        {"callback_query": {"id": "1", "from": PERSON, "data": "x", "message": make_message()}},
        {"inline_query": {"id": "1", "from": PERSON, "query": "ferry"}},
        {"guest_message": make_message(guest_query_id="1")},
        {"message_reaction": {"chat": {"id": ANN}, "message_id": 3, "user": PERSON, "new_reaction": [{"emoji": "👍"}]}},
        {"my_chat_member": {"chat": {"id": GROUP}, "from": PERSON, "new_chat_member": {"status": "left"}}},
    ]
)


def spoilt(value: Any, draw: Any) -> Any:
    """A value with something in it that does not belong there."""
    if not isinstance(value, dict) or not value or draw(st.integers(0, 3)) == 0:
        return draw(JSON)
    name = draw(st.sampled_from(sorted(value)))
    return {**value, name: spoilt(value[name], draw)}


@given(st.data(), st.booleans())
def test_no_shape_of_an_update_is_too_strange(data: st.DataObject, any_json: bool) -> None:
    raw = data.draw(st.dictionaries(WORDS, JSON)) if any_json else spoilt(data.draw(WELL_FORMED), data.draw)
    raw = {**(raw if isinstance(raw, dict) else {"message": raw}), "update_id": 1}
    assert all(one is None or type(one) is int for one in whose(raw))
    try:
        event = read_update(raw, ME)
    except SHAPELESS:
        return
    if event is not None:
        assert type(event.user) is int
        assert isinstance(event, (Typing, Summons)) or type(event.room.chat) is int


def test_a_group_that_became_a_supergroup() -> None:
    old, new = -77, GROUP
    there = make_message(chat=old, migrate_to_chat_id=new)
    here = make_message(chat=new, migrate_from_chat_id=old) | {"from": {"id": 1087968824, "is_bot": True}}
    for message in (there, here):
        assert read_update(make_update(message=message), ME) == Became(Room(new), 0, old)


@pytest.mark.parametrize("note", ["pinned_message", "message_auto_delete_timer_changed", "write_access_allowed"])
def test_a_note_of_telegrams_is_nothing_that_somebody_says(note: str) -> None:
    assert said("", **{note: {}}) is None


def test_a_channels_post_that_is_passed_on_to_its_group_is_not_said_to_us() -> None:
    assert in_group("@backissue_bot Who won?", is_automatic_forward=True, sender_chat={"id": -5}) is None


def test_half_a_sign_is_no_trouble() -> None:
    found = said("Who \ud83d won?")
    assert found
    assert found.text == "Who \N{REPLACEMENT CHARACTER} won?"
