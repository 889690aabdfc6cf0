"""What is no question to the archive, and what only looks like none."""

import pytest

from bot.telegram.small_talk import command_of, is_courtesy


@pytest.mark.parametrize(
    "text",
    [
        *("Hi", "hello there!", "Good morning everyone", "hey bot", "Thanks a lot!", "thank you so much 🙏", "ok cool"),
        *("OK, thanks", "great, thank you for your help", "No, thanks", "Perfect!!", "bye for now", "wow", "sorry"),
        *("thx for the answer", "Good night", "yes please, thank you", "cheers"),
    ],
)
def test_a_courtesy_asks_nothing(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "more", "and now?", "yes", "no", "then", "Who said thanks?", "Thanks to whom was it saved?", "cool it"),
        *("Great Britain", "Hello Kitty", "OK, and in 2021?", "Good Friday", "the fine", "was it great?", "why sorry"),
        *("hi, who won?", "okay then who paid", "the Perfect Storm", "thanks for nothing, mayor"),
    ],
)
def test_a_question_is_no_courtesy(text: str) -> None:
    assert not is_courtesy(text)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        *(("help", "help"), ("Help!", "help"), ("Who are you?", "start"), ("what can you do", "start")),
        *(("Stop.", "cancel"), ("start over", "new"), ("Status", "status"), ("latest", "latest")),
        *(("", ""), ("?", ""), ("help the ferry", ""), ("Who are you for?", ""), ("forget", ""), ("more", "")),
        *(("What is this?", ""), ("the latest", ""), ("new", ""), ("Sources of the Nile", "")),
    ],
)
def test_a_command_may_come_without_its_slash(text: str, command: str) -> None:
    assert command_of(text) == command
