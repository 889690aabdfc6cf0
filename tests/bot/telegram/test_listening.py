"""Updates are taken as they are: one that nobody can read keeps no other from coming."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest
from telegram.ext import ExtBot

from bot.telegram.front import ask_for_updates
from bot.telegram.inbox import Inbox
from bot.telegram.incoming import WANTED, Raw
from tests.bot.telegram.server import serving
from tests.bot.telegram.updates import push
from tests.bot.telegram.values import make_message, make_update, open_anew
from tests.bot.telegram.world import TOKEN

ODD: list[Any] = [
    make_message(date="yesterday"),
    make_message() | {"text": ["Who won?"]},
    make_message() | {"chat": 5, "from": 7},
    make_message(reply_markup={"inline_keyboard": 1}, of_tomorrow={"x": 1}),
]


def test_updates_come_as_they_are(caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder) -> None:
    async def listen(url: str) -> list[Raw]:
        async with ExtBot(TOKEN, f"{url}/bot") as bot:
            return await ask_for_updates(bot, None)

    with caplog.at_level(logging.WARNING), serving() as telegram:
        telegram.world.line.allowed = set(WANTED)
        for message in ODD:
            push(telegram.world, "message", message)
        found = asyncio.run(listen(telegram.url))
        (poll,) = telegram.world.polls
    assert [one["message"] for one in found] == ODD
    assert set(poll.values) == {"timeout", "allowed_updates"}
    assert (caplog.text, [str(one.message) for one in recwarn]) == ("", [])


def test_what_is_nested_too_deep_is_stored_without_its_words(tmp_path: Path) -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    inbox = Inbox(open_anew(tmp_path))
    inbox.put([make_update(message=make_message(reply_to_message=deep)), make_update(2)], 5.0)
    assert inbox.waiting()[0].raw == {}
