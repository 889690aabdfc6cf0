"""Who summons the bot elsewhere gets one answer, also where there is none to give."""

import asyncio
from datetime import UTC
from types import SimpleNamespace
from typing import Any

import pytest

from bot.telegram.cards import BROKEN, HOW, Cards
from bot.telegram.incoming import Summons
from bot.telegram.pages import Card
from bot.telegram.pool import Pool
from index.errors import IndexMissing
from tests.bot.telegram.values import ANN, NOW


def broken(_: object) -> None:
    raise IndexMissing("nothing is indexed")


@pytest.mark.parametrize(
    ("text", "free", "told"),
    [
        ("x" * 1001, True, "a question has at most 1000"),
        ("Who won?", True, BROKEN),
        ("", True, HOW),
        ("Thanks a lot!", False, HOW),
        ("help", True, HOW),
        ("Who won?", False, "as much as you can ask"),
    ],
)
def test_a_summons_is_always_answered(text: str, free: bool, told: str) -> None:
    given: list[Card] = []

    class Courier:
        async def answer_summons(self, query: str, card: Card) -> None:
            given.append(card)

    tools: Any = SimpleNamespace(
        session=SimpleNamespace(
            settings=SimpleNamespace(zone=UTC, telegram_question=1000), answerer=SimpleNamespace(answer=broken)
        ),
        pool=Pool(1, 5),
        courier=Courier(),
        clock=lambda: NOW,
    )
    asyncio.run(Cards(tools).answer(Summons(ANN, "q", text, NOW), free=free))
    [card] = given
    assert told in card.message.html
