"""Commands without their slash."""

import pytest

from bot.dialogue.small_talk import command_of


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
