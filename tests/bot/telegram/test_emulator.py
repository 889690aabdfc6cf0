"""One conversation against an emulator that we did not write: telemelya, from PyPI.

It delivers by webhook alone and checks little, but it was written by somebody who read Telegram's pages without our
eyes. It keeps its state in Redis, for which fakeredis stands in, and pictures in an object store, which nothing here
needs.
"""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
import uvicorn
from fakeredis import FakeAsyncRedis
from telemelya.server import webhook as deliveries
from telemelya.server.app import app
from telemelya.server.state import state_manager

from tests.bot.telegram.program import REPOSITORY, Program, environment
from tests.bot.telegram.updates import SECRET_HEADER
from tests.bot.telegram.world import TOKEN
from tests.experiments.telegram_load import index

SECRET = "a-secret-of-the-tests"
CHAT = 1001
QUESTION = "How many people were hurt when the ferry hit the pier?"
PATIENCE = 60.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
        return port


@dataclass
class Emulator:
    """The emulator from the side of a test."""

    url: str
    client: httpx.Client

    def send(self, **update: Any) -> None:
        """Let the user of the chat do something; the bot must have taken it."""
        sent = self.client.post("/send_update", params={"bot_token": TOKEN}, json={"chat_id": CHAT, **update})
        assert sent.json()["delivery"]["status_code"] == 200, sent.text

    def calls(self, method: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.get("/responses").json()["responses"]
        return [one for one in found if one["method"] == method]

    def wait(self, method: str, number: int = 1) -> dict[str, Any]:
        """Wait until the bot has called a method so often; the last of these calls."""
        return until(lambda: self.calls(method)[number - 1 : number], method)[0]


def until(found: Callable[[], Any], what: str) -> Any:
    end = time.monotonic() + PATIENCE
    while not (result := found()):
        assert time.monotonic() < end, f"no {what} within {PATIENCE:g} s"
        time.sleep(0.05)
    return result


@pytest.fixture
def emulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    # It does not know the secret that a bot gives with its webhook; Telegram would send it along.
    session = partial(aiohttp.ClientSession, headers={SECRET_HEADER: SECRET})
    monkeypatch.setattr(deliveries.aiohttp, "ClientSession", session)
    monkeypatch.setattr(state_manager, "_redis", FakeAsyncRedis(decode_responses=True))
    server = uvicorn.Server(uvicorn.Config(app, port=free_port(), lifespan="off", log_config=None))
    thread = threading.Thread(target=asyncio.run, args=(server.serve(),), daemon=True)
    thread.start()
    until(lambda: server.started, "server")
    url = f"http://127.0.0.1:{server.config.port}"
    headers = {"Authorization": "Bearer anybody"}
    with httpx.Client(base_url=f"{url}/api/v1/test", headers=headers, trust_env=False) as client:
        yield Emulator(url, client)
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def program(emulator: Emulator, model_cache: Path, tmp_path: Path) -> Iterator[Program]:
    """Our bot with the sample articles, to which the emulator delivers."""
    listen = f"127.0.0.1:{free_port()}"
    variables = environment(
        tmp_path / "data",
        model_cache,
        telegram_token=TOKEN,
        telegram_api=emulator.url,
        telegram_open="true",
        telegram_webhook=f"http://{listen}/updates",
        telegram_secret=SECRET,
        telegram_listen=listen,
    )
    index(REPOSITORY / "corpus" / "sample", variables)
    bot = Program(tmp_path, variables)
    bot.start()
    yield bot
    assert bot.stop()[0] == 0, bot.last_words()


@pytest.mark.slow
def test_a_conversation(emulator: Emulator, program: Program) -> None:
    info = f"{emulator.url}/bot{TOKEN}/getWebhookInfo"
    until(lambda: httpx.post(info, trust_env=False).json()["result"]["url"], "webhook")
    emulator.send(command="/start")
    assert emulator.wait("sendMessage")["text"]
    emulator.send(text=QUESTION)
    assert emulator.wait("sendChatAction")["action"] == "typing"
    answer = emulator.wait("sendMessage", 2)
    assert answer["chat_id"] == CHAT
    assert "[1]" in answer["text"]
    assert "<blockquote expandable>" in answer["text"]
    assert answer["raw"]["reply_parameters"]["message_id"]
    markup = answer["reply_markup"]
    rows = (json.loads(markup) if isinstance(markup, str) else markup)["inline_keyboard"]
    data = next(button["callback_data"] for row in rows for button in row if button.get("callback_data"))
    emulator.send(callback_data=data, callback_message_id=answer["message_id"])
    emulator.wait("answerCallbackQuery")
    edited = emulator.wait("editMessageText")
    assert (edited["message_id"], edited["text"] != answer["text"]) == (answer["message_id"], True)
    assert not program.gone()
