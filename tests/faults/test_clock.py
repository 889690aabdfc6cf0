"""A clock that cannot be trusted: no article is lost or doubled for that."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import NOW
from harness import at, index
from newsroom import busy_weeks, small_days, write
from programs import Order
from states import State, differences, faults, state_of

HELD = ("articles", "passages", "embeddings", "vectors", "keywords")


def year(number: int) -> datetime:
    return datetime(number, 6, 1, 12, tzinfo=UTC)


BACK_AND_AHEAD = [2026, 2021, 1970, 2099, 1970, 2026]
BACK_FOR_LONG = [2026, 1970, 1970, 1970, 1971, 1972, 1973, 1974]
AHEAD_AND_RIGHT_AGAIN = [2099, 2026, 2026, 2099, 2026, 2026, 2026, 2026]


@pytest.mark.slow
@pytest.mark.parametrize("years", [BACK_AND_AHEAD, BACK_FOR_LONG, AHEAD_AND_RIGHT_AGAIN])
def test_a_hostile_clock(tmp_path: Path, years: list[int]) -> None:
    order = Order(tmp_path / "data", tmp_path / "archive", tmp_path / "outcome.json")
    calm = at(order, data_dir=tmp_path / "calm")
    steps = busy_weeks(24)[:6]
    steps = [*steps, *small_days(steps[-1][1], 28, 2)]
    problems = []
    for (step, archive), number in zip(steps, years, strict=False):
        write(order.archive, archive)
        assert index(at(order, now=year(number))).report
        assert index(at(calm, now=NOW)).report
        wrong = differences(held(order.data_dir), held(calm.data_dir))
        problems += [f"{step} in {number}: {problem}" for problem in wrong]
    assert index(at(order, now=NOW)).report  # the clock is right again: what was refused meanwhile comes in
    assert differences(state_of(order.data_dir), state_of(calm.data_dir)) == []
    assert faults(order.data_dir) == []
    assert problems == []


def held(data_dir: Path) -> State:
    state = state_of(data_dir)
    return {name: state[name] for name in HELD}
