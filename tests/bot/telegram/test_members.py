"""Whom the bot serves, and how much of it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.members import DAY, MINUTE, Members, Rate, Rules
from tests.bot.telegram.values import ANN, BOB, GROUP, open_anew

CODE = "open-sesame"
ADMIN = 7
RULES: dict[str, Any] = {
    "open": False,
    "allowed": frozenset(),
    "admins": frozenset({ADMIN}),
    "pairing": CODE,
    "per_minute": 2,
    "per_day": 4,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def members(folder: Path, **rules: Any) -> Members:
    return Members(open_anew(folder), Rules(**{**RULES, **rules}))


def test_nobody_but_admins_at_first(folder: Path) -> None:
    served = members(folder)
    assert not served.may_use(ANN)
    assert served.may_use(ADMIN)
    assert served.is_admin(ADMIN)
    assert not served.is_admin(ANN)


def test_a_clock_that_was_set_back_keeps_nobody_from_asking(folder: Path) -> None:
    served = members(folder)
    assert [served.ask(ANN, 10.0 * DAY) for _ in range(3)] == [Rate.FREE, Rate.FREE, Rate.TOO_FAST]
    assert [served.ask(ANN, 9.0 * DAY) for _ in range(3)] == [Rate.FREE, Rate.FREE, Rate.TOO_FAST]


def test_by_the_settings(folder: Path) -> None:
    served = members(folder, allowed=frozenset({ANN, GROUP}))
    assert served.may_use(ANN)
    assert not served.may_use(BOB)
    assert served.may_use(BOB, GROUP)  # everybody in a group that is served
    assert served.may_use(ANN, -5)
    assert not served.may_use(BOB, -5)


def test_a_group_is_served_under_another_id_as_before(folder: Path) -> None:
    served = members(folder, allowed=frozenset({-77}))
    served.move(-77, GROUP, 1.0)
    assert served.may_use(BOB, GROUP)
    served.block(-78, 2.0)
    served.move(-78, -79, 3.0)
    assert not served.may_use(ANN, -79)
    served.move(-80, -81, 4.0)
    assert not served.may_use(BOB, -81)


def test_open_to_everybody_but_who_is_blocked(folder: Path) -> None:
    served = members(folder, open=True)
    assert served.may_use(BOB)
    served.block(BOB, 1.0)
    assert not served.may_use(BOB)
    assert not served.may_use(BOB, GROUP)
    served.block(GROUP, 1.0)
    assert not served.may_use(ANN, GROUP)
    assert served.may_use(ANN)
    served.allow(BOB, 2.0)
    assert served.may_use(BOB)


def test_a_block_outweighs_the_settings_and_an_admin_cannot_lock_themselves_out(folder: Path) -> None:
    served = members(folder, allowed=frozenset({ANN}))
    served.block(ANN, 1.0)
    served.block(ADMIN, 1.0)
    assert not served.may_use(ANN)
    assert served.may_use(ADMIN)


def test_who_knows_the_code_is_let_in(folder: Path) -> None:
    served = members(folder)
    for wrong in ("", "open", CODE.upper(), f"{CODE} ", "öffne", "\ud83d"):
        assert not served.pair(ANN, wrong, 1.0)
    assert not served.may_use(ANN)
    assert served.pair(ANN, CODE, 1.0)
    assert members(folder).may_use(ANN)  # after a restart, too
    served.block(BOB, 1.0)
    assert not served.pair(BOB, CODE, 2.0)
    assert not served.may_use(BOB)


def test_no_code_lets_nobody_in(folder: Path) -> None:
    assert not members(folder, pairing="").pair(ANN, "", 1.0)


def test_questions_in_a_minute_and_in_a_day(folder: Path) -> None:
    served = members(folder)
    assert [served.ask(ANN, 100.0 + n) for n in range(4)] == [Rate.FREE, Rate.FREE, Rate.TOO_FAST, Rate.TOO_FAST]
    assert served.ask(ANN, 103.0, "7:1") is Rate.TOO_FAST
    assert served.ask(BOB, 101.0) is Rate.FREE
    assert served.ask(ANN, 100.0 + MINUTE) is Rate.FREE  # the first of them is a minute old
    assert served.ask(ANN, 161.0) is Rate.FREE
    assert members(folder).ask(ANN, 300.0) is Rate.SPENT  # after a restart, too
    assert served.ask(ANN, 100.0 + DAY) is Rate.FREE
    assert served.counts(162.0) == {"users": 2, "questions": 6}


@settings(max_examples=12)  # each writes files
@given(st.lists(st.floats(0, 3 * DAY), max_size=30))
def test_never_more_than_allowed(tmp_path_factory: pytest.TempPathFactory, times: list[float]) -> None:
    served = members(tmp_path_factory.mktemp("members"))
    free = []
    for at in sorted(times):
        if served.ask(ANN, at) is Rate.FREE:
            free.append(at)
        served.expire(at)  # lets go of nothing that counts
    for at in free:
        assert sum(at - MINUTE < other <= at for other in free) <= RULES["per_minute"]
        assert sum(at - DAY < other <= at for other in free) <= RULES["per_day"]


def test_a_question_that_is_taken_up_again_counts_once(folder: Path) -> None:
    served = members(folder, per_minute=2)
    assert [served.ask(ANN, 100.0, "7:1") for _ in range(5)] == [Rate.FREE] * 5
    assert [served.ask(ANN, 101.0, f"7:{n}") for n in (2, 3, 1)] == [Rate.FREE, Rate.TOO_FAST, Rate.FREE]
