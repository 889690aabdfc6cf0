"""Never more than Telegram takes, each chat in its order, and none for another's sake. Time is a number here."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.telegram import limiter as limits
from bot.telegram.limiter import GROUP, LONGEST, OVERALL, Limiter
from tests.bot.telegram.days import Days, play
from tests.bot.telegram.values import ANN, BOB
from tests.bot.telegram.values import GROUP as CHAT

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
SEND, EDIT = "sendMessage", "editMessageText"


class Line:
    """Calls through a limiter: when each was made, and what Telegram said to it."""

    def __init__(self, loop: Days, **options: Any) -> None:
        self.loop = loop
        self.limiter = Limiter(clock=loop.time, **options)
        self.made: list[tuple[float, int, int]] = []
        self.halts: dict[int, list[float]] = {}
        self.numbers = count()

    async def call(
        self, chat: object, endpoint: str = SEND, *, left_out: bool | None = None, takes: float = 0.01
    ) -> Any:
        number = next(self.numbers)

        async def send() -> int:
            assert isinstance(chat, int)
            self.made.append((self.loop.time(), chat, number))
            await asyncio.sleep(takes)
            if self.halts.get(chat):
                raise RetryAfter(int(self.halts[chat].pop(0)))
            return number

        return await self.limiter.process_request(send, (), {}, endpoint, {"chat_id": chat}, left_out)

    def times(self, *chats: int) -> list[float]:
        return [at for at, chat, _ in self.made if chat in chats or not chats]


def crowded(times: list[float], most: int, window: float) -> bool:
    """Whether any window of so many seconds has more than so many calls."""
    return any(sum(at <= other < at + window for other in times) > most for at in times)


CALLS = st.lists(
    st.tuples(st.sampled_from([ANN, BOB, CHAT]), st.floats(0, 4), st.sampled_from([SEND, EDIT])), max_size=80
)


@settings(max_examples=25)
@given(CALLS)
def test_no_window_has_more_calls_than_allowed(calls: list[tuple[int, float, str]]) -> None:
    async def work(loop: Days) -> None:
        line = Line(loop)

        async def call(chat: int, after: float, endpoint: str) -> None:
            await asyncio.sleep(after)
            await line.call(chat, endpoint)

        await asyncio.gather(*(call(*one) for one in calls))
        assert len(line.made) == len(calls)
        assert not crowded(line.times(ANN), *limits.CHAT)
        assert not crowded(line.times(BOB), *limits.CHAT)
        assert not crowded(line.times(CHAT), *GROUP)
        assert not crowded(line.times(CHAT), *limits.CHAT)
        assert not crowded(line.times(), *OVERALL)

    play(work)


def test_many_chats_share_what_telegram_takes_in_all() -> None:
    async def work(loop: Days) -> None:
        line = Line(loop)
        await asyncio.gather(*(line.call(1000 + number) for number in range(100)))
        assert not crowded(line.times(), *OVERALL)
        assert line.times()[-1] - line.times()[0] < 5  # and no slower than that

    play(work)


def test_a_call_that_takes_long_counts_when_it_has_come() -> None:
    async def work(loop: Days) -> None:
        line = Line(loop)
        for takes in (2.0, 0.01, 0.01, 0.01):  # a picture at first
            await line.call(ANN, takes=takes)
        came, *_, last = line.times(ANN)
        assert last >= came + 2.0 + limits.CHAT[1]

    play(work)


def test_a_chat_keeps_its_order_and_a_burst_is_let_through() -> None:
    async def work(loop: Days) -> None:
        line = Line(loop)
        await asyncio.gather(*(line.call(ANN, takes=1 / (1 + number)) for number in range(8)))
        assert [number for *_, number in line.made] == list(range(8))
        assert line.times()[2] - line.times()[0] < 2

    play(work)


def test_a_halt_is_for_one_chat_and_its_call_is_made_again() -> None:
    async def work(loop: Days) -> None:
        line = Line(loop)
        line.halts[ANN] = [30]
        first, second = asyncio.create_task(line.call(ANN)), asyncio.create_task(line.call(ANN))
        await asyncio.sleep(0.1)
        begun = loop.time()
        await line.call(BOB)
        assert loop.time() - begun < 0.1
        assert (await first, await second) == (0, 1)
        assert [number for _, chat, number in line.made if chat == ANN] == [0, 0, 1]
        again = line.times(ANN)
        assert again[1] - again[0] >= 30

    play(work)


def test_a_halt_of_hours_is_for_the_caller_to_decide() -> None:
    async def work(loop: Days) -> None:
        line = Line(loop)
        line.halts[ANN] = [LONGEST + 1]
        with pytest.raises(RetryAfter):
            await line.call(ANN)
        await line.call(ANN)  # waits, however long it takes
        assert loop.time() - 1000 > LONGEST

    play(work)


def test_what_may_be_left_out_is_left_out_rather_than_late() -> None:
    async def work(loop: Days) -> None:
        line = Line(loop)
        assert await line.call(ANN, left_out=True) == 0
        for _ in range(2):
            await line.call(ANN)
        with pytest.raises(RetryAfter):
            await line.call(ANN, left_out=True)
        waiting = asyncio.create_task(line.call(ANN))
        await asyncio.sleep(0.01)
        with pytest.raises(RetryAfter):
            await line.call(ANN, left_out=True)
        await waiting
        await asyncio.sleep(10)
        line.halts[ANN] = [5]
        with pytest.raises(RetryAfter):  # and is not made a second time
            await line.call(ANN, left_out=True)

    play(work)


def test_signs_of_life_wait_for_nothing_and_cost_nothing() -> None:
    async def work(loop: Days) -> None:
        line = Line(loop)
        for _ in range(6):
            await line.call(ANN, "sendChatAction", takes=0)
        assert loop.time() == 1000
        for _ in range(3):
            await line.call(ANN, takes=0)
        assert loop.time() == 1000
        line.halts[ANN] = [9]
        halted = asyncio.create_task(line.call(ANN))
        await asyncio.sleep(4)
        assert await line.call(ANN, "sendChatAction") is False  # it would only earn another halt
        await halted

    play(work)


def test_what_concerns_no_chat_passes() -> None:
    async def work(loop: Days) -> None:
        async def get_me() -> str:
            return "me"

        limiter = Limiter(clock=loop.time)
        await limiter.initialize()
        assert await limiter.process_request(get_me, (), {}, "getMe", {}, None) == "me"
        await limiter.shutdown()

    play(work)


def test_what_a_killed_process_sent_counts() -> None:
    async def work(loop: Days) -> None:
        line = Line(loop, recent=[(ANN, 0.5), (ANN, 0.4), (ANN, 0.3), (BOB, 50.0)])
        await line.call(BOB)
        assert loop.time() < 1000.1
        await line.call(ANN)
        assert loop.time() >= 1000 + limits.CHAT[1] - 0.5

    play(work)


def test_what_a_process_before_began_to_send_may_have_come_later() -> None:
    async def work(loop: Days) -> None:
        line = Line(loop, recent=[(ANN, 2.9), (ANN, 2.8), (ANN, 2.7)])  # on a slow line they came .8 s later
        await line.call(ANN)
        assert loop.time() >= 1000 + limits.CHAT[1] - 2.9 + 0.8

    play(work)


def test_a_clock_that_was_set_back_halts_nobody_for_long() -> None:
    async def work(loop: Days) -> None:
        line = Line(loop, recent=[(ANN, -3600.0), (ANN, -3600.0), (ANN, -3600.0)])
        await line.call(ANN)
        assert loop.time() < 1000 + limits.CHAT[1] + 0.2

    play(work)


def test_chats_that_are_quiet_take_no_room() -> None:
    async def work(loop: Days) -> None:
        line = Line(loop)
        for number in range(1500):
            await line.call(number + 1)
        await asyncio.sleep(300)
        await line.call(5000)
        assert len(line.limiter._lanes) < 10

    play(work)
