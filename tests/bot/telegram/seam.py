"""``Recorder``: what stands below python-telegram-bot in place of HTTP, and notes what would be sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from tests.bot.telegram.values import ME
from tests.bot.telegram.world import TOKEN


@dataclass
class Sent:
    """A call as it would go over the wire."""

    method: str
    values: dict[str, Any]

    @property
    def chat(self) -> int:
        return int(self.values["chat_id"])

    @property
    def text(self) -> str:
        return str(self.values["text"])


@dataclass
class Recorder(BaseRequest):
    """Says yes to everything, unless ``refuse`` says otherwise: (status, description) for a call, or None."""

    calls: list[Sent] = field(default_factory=list)
    takes: float = 0.01  # seconds
    refuse: Callable[[Sent], tuple[int, str] | None] = lambda call: None

    def __post_init__(self) -> None:
        self.numbers = count(100)

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        call = Sent(url.rpartition("/")[2], dict(request_data.parameters) if request_data else {})
        self.calls.append(call)
        await asyncio.sleep(self.takes)
        if refused := self.refuse(call):
            status, description = refused
            return status, json.dumps({"ok": False, "error_code": status, "description": description}).encode()
        return 200, json.dumps({"ok": True, "result": self.result(call)}).encode()

    def result(self, call: Sent) -> Any:
        if call.method not in {"sendMessage", "sendPhoto", "editMessageText"}:
            return True
        chat = {"id": call.chat, "type": "private" if call.chat > 0 else "supergroup"}
        number = call.values.get("message_id") or next(self.numbers)
        return {"message_id": number, "date": 0, "chat": chat, "text": "x"}

    def of(self, method: str) -> list[Sent]:
        return [call for call in self.calls if call.method == method]

    @property
    def texts(self) -> list[str]:
        """What was sent, in its order."""
        return [call.text for call in self.of("sendMessage")]


def make_offline_bot(request: Recorder, limiter: Any = None) -> ExtBot[Any]:
    """The library's bot over a recorder."""
    assert TOKEN.startswith(str(ME.id))
    return ExtBot(TOKEN, request=request, get_updates_request=request, rate_limiter=limiter)
