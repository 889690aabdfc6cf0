"""A bot in three lines: what tests of the server use in place of ours."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.bot.telegram.player import Telegram
from tests.bot.telegram.world import TOKEN


@dataclass
class Bot:
    """Calls methods by their names."""

    telegram: Telegram = field(repr=False)
    token: str = TOKEN
    patience: float = 10.0

    def __post_init__(self) -> None:
        self.client = httpx.Client(trust_env=False, verify=False, timeout=self.patience)

    def post(self, name: str, files: dict[str, bytes] | None = None, **given: Any) -> httpx.Response:
        values = {key: value if isinstance(value, str) else json.dumps(value) for key, value in given.items()}
        return self.client.post(f"{self.telegram.base_url}{self.token}/{name}", data=values, files=files)

    def __call__(self, name: str, **given: Any) -> Any:
        """What a method gives."""
        answer = self.post(name, **given).json()
        assert answer["ok"], answer
        return answer["result"]

    def refusal(self, name: str, **given: Any) -> str:
        """Why a method was refused, without the first words that most refusals have."""
        answer = self.post(name, **given).json()
        assert not answer["ok"], answer
        return str(answer["description"]).removeprefix("Bad Request: ")
