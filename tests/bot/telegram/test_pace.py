"""How often somebody may do what is no question."""

from bot.telegram.pace import WINDOW, Pace
from tests.bot.telegram.values import ANN, BOB


def test_so_many_in_a_minute_and_each_user_for_themselves() -> None:
    pace = Pace(3)
    assert [pace.is_too_fast(ANN, 100.0 + second) for second in range(5)] == [False, False, False, True, True]
    assert not pace.is_too_fast(BOB, 104.0)
    assert not pace.is_too_fast(ANN, 104.0 + WINDOW)


def test_a_clock_that_was_set_back_halts_nobody() -> None:
    pace = Pace(1)
    assert not pace.is_too_fast(ANN, 10_000.0)
    assert not pace.is_too_fast(ANN, 5_000.0)
    assert pace.is_too_fast(ANN, 5_001.0)
