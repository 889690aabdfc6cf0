"""``index --every``: the service with small commands of its own, each in a process that can be signalled."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import REPOSITORY
from hypothesis import example, given
from hypothesis import strategies as st

from bot.intervals import parse_every
from bot.service import next_due

# A clock counts in nanoseconds, an interval is whole seconds.
MOMENTS = st.integers(0, 10**15).map(lambda nanoseconds: nanoseconds / 10**9)
INTERVALS = st.integers(1, 10**6).map(float)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("1s", timedelta(seconds=1)),
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
        ("007d", timedelta(days=7)),
        (" 15 m\n", timedelta(minutes=15)),
    ],
)
def test_an_interval_is_a_number_and_a_unit(text: str, interval: timedelta) -> None:
    assert parse_every(text) == interval


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "0s", "000d", "m", "15", "15min", "15 M", "1.5h", "1,5h", "-1s", "+1s", "1e3s", "0x10s", "1h30m"),
        *("PT15M", "15m;rm", "15m\n2h", "15m\x00", "\x1b[2J1s", "²s", "1w", "1y", "1234567s", "9" * 5000 + "s", "s15"),
    ],
)
def test_anything_else_is_no_interval(text: str) -> None:
    with pytest.raises(ValueError, match=r"^write it like 15m, 90s, 2h or 1d$"):
        parse_every(text)


@given(st.text(max_size=12))
@example("1s")
def test_whatever_is_written_is_an_interval_of_a_second_at_least_or_refused(text: str) -> None:
    try:
        interval = parse_every(text)
    except ValueError as error:
        assert str(error) == "write it like 15m, 90s, 2h or 1d"
    else:
        assert timedelta(seconds=1) <= interval <= timedelta(days=999_999)


@given(st.integers(1, 999_999), st.sampled_from("smhd"))
def test_every_number_of_a_unit_is_that_long(number: int, unit: str) -> None:
    assert parse_every(f"{number}{unit}") == number * parse_every(f"1{unit}")


@given(due=MOMENTS, late=MOMENTS, every=INTERVALS)
@example(due=0.0, late=0.0, every=1.0)
def test_the_next_run_is_due_after_now_on_the_grid_and_no_slot_to_come_is_left_out(
    due: float, late: float, every: float
) -> None:
    # Exact: what floats lose is far less than anybody sees of a clock.
    slot = Fraction(next_due(due, due + late, every))
    now, tolerance = Fraction(due + late), Fraction(1, 10**6)
    assert slot > now - tolerance
    assert slot - Fraction(every) <= now + tolerance
    slots = (slot - Fraction(due)) / Fraction(every)
    assert abs(slots - round(slots)) * Fraction(every) < tolerance
    assert round(slots) >= 1


@given(due=MOMENTS, early=st.integers(0, 10**6).map(float), every=INTERVALS)
def test_before_a_run_was_due_the_next_one_is_an_interval_after_it(due: float, early: float, every: float) -> None:
    assert next_due(due, due - early, every) == due + every


@pytest.mark.parametrize(
    ("now", "due"),
    [(100.0, 110.0), (100.5, 110.0), (109.9, 110.0), (110.0, 120.0), (114.0, 120.0), (159.0, 160.0), (99.0, 110.0)],
)
def test_slots_that_a_long_run_has_missed_are_skipped(now: float, due: float) -> None:
    assert next_due(100.0, now, 10.0) == due


# -- a service in a process of its own ------------------------------------------------------------------------------

SERVE = """
import json, logging, sys
from datetime import timedelta
from bot.service import Service
logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
command, environment, seconds = json.loads(sys.argv[1])
Service(command, environment, timedelta(seconds=seconds)).serve()
"""
# Both write down when, on the clock that the service goes by: "start", "end" or the signal that ended them.
NOTE = """
import os, signal, sys, time
def note(what):
    with open(os.environ["NOTES"], "a") as notes:
        notes.write(f"{what} {time.monotonic()}\\n")
def stop(number, frame):
    note(signal.Signals(number).name)
    sys.exit(0)
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, stop)
note("start")
"""

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "notes"


@pytest.fixture
def start(notes: Path) -> Iterator[Start]:
    """Start a service that runs a piece of Python every so often."""
    started: list[subprocess.Popen[str]] = []

    def start_service(code: str, every: float = 1) -> subprocess.Popen[str]:
        arguments = json.dumps([[sys.executable, "-c", NOTE + code], {"NOTES": str(notes)}, every])
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, arguments],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start_service
    for process in started:
        process.kill()
        process.communicate()


def noted(notes: Path) -> list[tuple[str, float]]:
    """What the runs have written so far."""
    lines = notes.read_text().splitlines() if notes.exists() else []
    return [(what, float(when)) for what, when in map(str.split, lines)]


def wait_for(notes: Path, count: int, what: str = "start") -> list[float]:
    """Wait until so many runs have noted something; return when they did."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = [when for word, when in noted(notes) if word == what]
        if len(found) >= count:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{count} times {what!r} in {noted(notes)}")


def stop(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> tuple[int, str, float]:
    """Signal a service; return its exit status, what it logged and how long it took."""
    asked = time.monotonic()
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    return process.returncode, errors, time.monotonic() - asked


@pytest.mark.slow
def test_a_command_runs_at_once_and_again_when_it_is_due(start: Start, notes: Path) -> None:
    process = start("")
    first, second, third = wait_for(notes, 3)[:3]
    assert stop(process)[:2] == (0, "INFO stopped\n")
    # On the grid of the first run; how late a busy machine starts Python is not ours to say.
    assert third - first > 1.5
    assert second - first > 0.5


@pytest.mark.slow
def test_a_run_that_takes_longer_than_the_interval_is_never_joined_by_another(start: Start, notes: Path) -> None:
    process = start("time.sleep(1.2); note('end')")
    wait_for(notes, 3)
    stop(process)
    assert [what for what, _ in noted(notes)][:5] == ["start", "end", "start", "end", "start"]


@pytest.mark.slow
def test_a_command_that_fails_does_not_end_the_service(start: Start, notes: Path) -> None:
    process = start("sys.exit(7)")
    wait_for(notes, 2)
    status, errors, _ = stop(process)
    assert status == 0
    warning = "WARNING the run ended with status 7; the next one follows when it is due"
    assert errors.splitlines()[0] == warning
    assert set(errors.splitlines()) == {warning, "INFO stopped"}


@pytest.mark.slow
def test_a_command_that_is_killed_does_not_end_the_service(start: Start, notes: Path) -> None:
    process = start("os.kill(os.getpid(), signal.SIGKILL)")
    wait_for(notes, 2)
    status, errors, _ = stop(process)
    assert (status, errors.splitlines()[0]) == (
        0,
        "WARNING the run ended with status -9; the next one follows when it is due",
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_run_at_hand_with_sigterm_and_then_the_service(
    start: Start, notes: Path, number: signal.Signals
) -> None:
    process = start("time.sleep(60)", every=3600)
    wait_for(notes, 1)
    status, errors, seconds = stop(process, number)
    assert (status, errors) == (0, "INFO stopped\n")
    assert seconds < 2
    assert [what for what, _ in noted(notes)] == ["start", "SIGTERM"]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_between_runs_ends_the_service_at_once(start: Start, notes: Path, number: signal.Signals) -> None:
    process = start("note('end')", every=3600)
    wait_for(notes, 1, "end")
    time.sleep(1)  # until the run is gone
    status, errors, seconds = stop(process, number)
    assert (status, errors) == (0, "INFO stopped\n")
    assert seconds < 2
    assert [what for what, _ in noted(notes)] == ["start", "end"]


@pytest.mark.slow
def test_a_run_that_takes_its_time_to_end_is_waited_for(start: Start, notes: Path) -> None:
    process = start(
        """
def finish(number, frame):
    time.sleep(1)
    note("finished")
    sys.exit(0)
signal.signal(signal.SIGTERM, finish)
note("ready")
time.sleep(60)
"""
    )
    wait_for(notes, 1, "ready")
    status, _, seconds = stop(process)
    assert status == 0
    assert 1 <= seconds < 4
    assert [what for what, _ in noted(notes)] == ["start", "ready", "finished"]


def test_ctrl_c_that_reaches_the_whole_terminal_reaches_the_run_once(start: Start, notes: Path) -> None:
    # Otherwise the run would hear SIGINT from the terminal and SIGTERM from the service while it ends.
    process = start("time.sleep(60)", every=3600)
    wait_for(notes, 1)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert [what for what, _ in noted(notes)] == ["start", "SIGTERM"]


@pytest.mark.slow
@pytest.mark.parametrize("text", ["999999s", "999999m", "999999h", "999999d"])
def test_the_longest_interval_of_each_unit_can_be_waited_for(start: Start, notes: Path, text: str) -> None:
    process = start("note('end')", every=parse_every(text).total_seconds())
    wait_for(notes, 1, "end")
    time.sleep(0.5)
    assert stop(process)[:2] == (0, "INFO stopped\n")
