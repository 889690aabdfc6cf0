"""What the bot does for itself."""

import asyncio

import pytest

from bot.telegram.chores import Chore, Chores


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_is_done_when_it_is_due_and_can_be() -> None:
    clock, done, idle = Clock(), list[str](), False

    async def work(name: str) -> None:
        done.append(name)

    chores = Chores(
        [
            Chore("look", lambda: work("look")),
            Chore("tidy", lambda: work("tidy"), 30.0, ready=lambda: idle),
            Chore("expire", lambda: work("expire"), 3600.0),
        ],
        clock,
    )

    def at(moment: float) -> list[str]:
        done.clear()
        clock.now = moment
        asyncio.run(chores.do_due())
        return list(done)

    assert at(0.0) == ["look", "expire"]
    idle = True
    assert at(2.0) == ["look", "tidy"]
    assert at(31.0) == ["look"]
    assert at(32.0) == ["look", "tidy"]
    assert at(3600.0) == ["look", "tidy", "expire"]


def test_one_that_fails_keeps_no_other_from_being_done_and_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    reasons = iter(["full", "full", "", "full", "gone"])
    done = list[str]()

    async def fail() -> None:
        if reason := next(reasons):
            raise OSError(reason)

    async def work() -> None:
        done.append("work")

    chores = Chores([Chore("fail", fail), Chore("work", work)])
    told = []
    for _ in range(5):
        caplog.clear()
        asyncio.run(chores.do_due())
        told.append([record.getMessage() for record in caplog.records])
    assert len(done) == 5
    failed = ["a chore failed (fail); it is tried again"]
    assert told == [failed, [], [], failed, failed]
