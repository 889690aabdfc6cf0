from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import NOW

from bot.conversation import Conversation, Reply
from bot.dialogue.turns import START, ConversationRejected, ConversationState, PastTurn, dump_state
from bot.question import Question
from bot.terminal.chat import HELP, Chat, resume
from corpus.errors import BackissueError
from index.errors import QuestionRejected, UnknownName
from index.passage import NO_FILTER, Filter


class Parrot:
    """Remembers what it was asked, and answers nothing."""

    def __init__(self) -> None:
        self.state = START
        self.asked: list[str] = []

    def turn(self, asked: Question) -> Reply:
        self.asked.append(asked.text)
        self.state = self.state.after(PastTurn(asked.text))
        return None  # type: ignore[return-value]


def ask(text: str) -> Question:
    if text == "wrong":
        raise QuestionRejected("that is no question")
    return Question(text, NOW)


COURIER = "9  The Courier"


def check(limits: Filter) -> None:
    if limits.source == "Nobody":
        raise UnknownName("source", "Nobody", [])


def chat(*lines: str, path: Path | None = None) -> tuple[Parrot, list[str]]:
    parrot, notes = Parrot(), list[str]()
    talk: Conversation = parrot  # type: ignore[assignment]
    conversation = Chat(talk, ask, lambda reply, asked: None, notes.append, check, lambda: COURIER, UTC, path)
    conversation.run(iter(lines))
    return parrot, notes


def test_lines_are_turns_and_commands_are_obeyed() -> None:
    parrot, notes = chat("Who won?\n", "\n", "  why?", "/help", "/nonsense", "wrong", "/quit", "never asked")
    assert parrot.asked == ["Who won?", "why?"]
    assert notes == [HELP, "There is no command /nonsense; /help lists them.", "that is no question"]


def test_commands_are_obeyed_without_their_slash() -> None:
    parrot, notes = chat("help", "What can you do?", "Sources", "start over", "help the ferry", "Quit!", "never asked")
    assert parrot.asked == ["help the ferry"]
    assert notes == [HELP, HELP, COURIER, "A new conversation."]


def test_limits_are_set_and_taken_away() -> None:
    parrot, _ = chat("/since 2021-05-03", "/until 2021-06", "/source The  Courier")
    assert parrot.state.filter == Filter(
        datetime(2021, 5, 3, tzinfo=UTC), datetime(2021, 6, 30, 23, 59, 59, tzinfo=UTC), "The Courier"
    )
    parrot, notes = chat("/since 2021", "/until 2020", "/since soon", "/since", "/source")
    assert parrot.state.filter == NO_FILTER
    assert notes[1:3] == [
        "nothing lies between: since is later than until",
        "'soon' is no date: write 2022-08-01, 2022-08 or 2022",
    ]


def test_a_source_that_there_is_not_is_no_limit_and_those_that_there_are_can_be_listed() -> None:
    parrot, notes = chat("/source Nobody", "/sources")
    assert parrot.state.filter == NO_FILTER
    assert notes == ["the archive has no source “Nobody”; /sources lists all", COURIER]


def test_a_new_conversation_keeps_the_limits() -> None:
    parrot, _ = chat("/source Courier", "Who won?", "/new")
    assert parrot.state == ConversationState(filter=Filter(source="Courier"))


def test_a_conversation_is_kept_after_each_turn_and_resumed(tmp_path: Path) -> None:
    path = tmp_path / "talk.json"
    assert resume(path) == START
    parrot, _ = chat("Who won?", path=path)
    assert resume(path) == parrot.state
    assert resume(path, Filter(source="Courier")) == replace(parrot.state, filter=Filter(source="Courier"))
    assert [one.name for one in tmp_path.iterdir()] == ["talk.json"]
    path.write_text(dump_state(parrot.state)[:-9])
    with pytest.raises(ConversationRejected):
        resume(path)
    with pytest.raises(BackissueError, match="cannot keep"):
        chat("Who won?", path=tmp_path / "missing" / "talk.json")


def interrupted() -> Iterator[str]:
    yield "Who won?"
    raise KeyboardInterrupt


def test_ctrl_c_ends_it_quietly() -> None:
    parrot = Parrot()
    talk: Conversation = parrot  # type: ignore[assignment]
    Chat(talk, ask, lambda reply, asked: None, lambda text: None, check, str, UTC).run(interrupted())
    assert parrot.asked == ["Who won?"]


def test_what_is_kept_can_be_read_again_however_long_a_reader_types(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    _, notes = chat(f"/source {'a' * 5000}", "Who won?", path=path)
    assert notes == ["the name of a source has at most 4000 characters"]
    assert resume(path).turns[0].question == "Who won?"


def test_a_path_that_no_disk_can_have_is_one_line() -> None:
    with pytest.raises(BackissueError, match="cannot read"):
        resume(Path("a" * 5000))
