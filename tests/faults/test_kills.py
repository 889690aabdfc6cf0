"""kill -9 and Ctrl-C at any instant: readers never notice, nothing is lost or doubled, the end is the same."""

import random
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW
from harness import at, finish, index, index_until, instants, questions_of, read, readers, start
from newsroom import Archive, busy_weeks, small_days, stories, write
from programs import STOPPED, Order
from states import State, differences, faults, state_of

from index.generation import Store, directories

# How much longer a run takes while two readers ask: signals must come as late as its end.
SLOWER = 1.5
Steps = Sequence[tuple[str, Archive]]


@dataclass(frozen=True, slots=True)
class Course:
    """A course of events that nobody disturbed: how long each run took, and the state at its end."""

    steps: Steps
    seconds: list[float]
    state: State


@dataclass(slots=True)
class Toll:
    """What a disturbed course cost: runs, those ended by a signal, and how far these had come."""

    runs: int = 0
    ended: int = 0
    writing: int = 0  # ended while a volume or a generation was written
    published: int = 0  # ended after the pointer had moved


def order_of(folder: Path, name: str, **changes: Any) -> Order:
    order = Order(folder / name, folder / "archive", folder / f"{name}.json", pause=0.02)
    return at(order, **changes)


def clock(step: int) -> dict[str, Any]:
    """The hour of a step, the same however often it is tried."""
    return {"now": NOW + timedelta(hours=step)}


def undisturbed(folder: Path, steps: Steps, when: Callable[[int], dict[str, Any]]) -> Course:
    """Let the jobs run to their ends; the last step is run twice, so that what can be retired is."""
    order, seconds = order_of(folder, "calm"), []
    for step, (_, archive) in enumerate([*steps, steps[-1]]):
        write(order.archive, archive)
        ended = index(at(order, **when(step)))
        assert ended.report
        seconds.append(ended.seconds)
    assert faults(order.data_dir) == []
    return Course(steps, seconds, state_of(order.data_dir))


def disturbed(
    folder: Path, course: Course, number: signal.Signals, *, each: int, seed: int, when: Callable[[int], dict[str, Any]]
) -> Toll:
    """The same course, each step tried with ``each`` signals at random instants until one run comes to its end."""
    order, toll = order_of(folder, "storm"), Toll()
    store = Store(order.data_dir)
    for step, (name, archive) in enumerate(course.steps):
        write(order.archive, archive)
        done = False
        for delay in instants(seed + step, SLOWER * course.seconds[step], each):
            before = store.current_number()
            ended = index_until(at(order, **when(step)), delay, number)
            toll.runs += 1
            if ended.status in {-number, STOPPED}:
                toll.ended += 1
                toll.published += store.current_number() > before
                toll.writing += bool(unpublished(store))
            done = ended.status == 0
            assert ended.status in {0, -number, STOPPED} or not ended.outcome, f"{name}: {ended.outcome}"
        if not done:
            assert index(at(order, **when(step))).report
    return toll


def unpublished(store: Store) -> list[Path]:
    """What lies there of a generation that was never published."""
    folders = [*directories(store.volumes), *directories(store.generations)]
    return [path for path in folders if int(path.name.partition("-")[0]) > store.current_number()]


def live_through(
    folder: Path, steps: Steps, number: signal.Signals, *, each: int, seed: int, when: Callable[[int], dict[str, Any]]
) -> tuple[Toll, dict[str, Any]]:
    """Disturb a course of events while readers ask; the state at the end must be that of the undisturbed course."""
    known = questions_of(folder, steps)
    course = undisturbed(folder, steps, when)
    order = order_of(folder, "storm")
    write(order.archive, {})
    with readers(folder, order.data_dir, known, may_be_missing=True) as saw:
        toll = disturbed(folder, course, number, each=each, seed=seed, when=when)
    assert index(at(order, **when(len(steps)))).report
    print(f"{number.name}: {toll}; readers: {summary(saw)}")
    assert [saw[name]["errors"] for name in saw] == [[], []]
    assert all(saw[name]["asked"] > 0 for name in saw)
    assert differences(state_of(order.data_dir), course.state) == []
    assert faults(order.data_dir) == []
    return toll, saw


def summary(saw: dict[str, Any]) -> str:
    return ", ".join(f"{name} asked {seen['asked']}, {len(seen['errors'])} errors" for name, seen in saw.items())


@pytest.mark.slow
def test_kills_at_a_few_instants(tmp_path: Path) -> None:
    steps = busy_weeks(24)[:4]
    toll, _ = live_through(tmp_path, steps, signal.SIGKILL, each=3, seed=1, when=clock)
    assert toll.ended >= 5


@pytest.mark.slow
def test_kills_at_many_instants(tmp_path: Path) -> None:
    steps = busy_weeks(100)
    steps += small_days(steps[-1][1], 100 + 100 // 6, 8)
    toll, _ = live_through(tmp_path, steps, signal.SIGKILL, each=5, seed=100, when=clock)
    assert toll.ended >= 40
    assert toll.writing >= 5
    assert toll.published >= 1


@pytest.mark.slow
def test_ctrl_c_at_random_instants(tmp_path: Path) -> None:
    steps = busy_weeks(60)
    toll, _ = live_through(tmp_path, steps, signal.SIGINT, each=3, seed=7, when=lambda step: {})
    assert toll.ended >= 12


@pytest.mark.slow
def test_readers_that_are_killed_do_no_harm(tmp_path: Path) -> None:
    first: Archive = stories(range(60))
    steps = [("initial build", first), *small_days(first, 60, 20)]
    known, order, moments = questions_of(tmp_path, steps), order_of(tmp_path, "data"), random.Random(3)
    write(order.archive, first)
    assert index(order).report
    with readers(tmp_path, order.data_dir, known) as saw:
        for number, (_, archive) in enumerate(steps[1:]):
            write(order.archive, archive)
            doomed = read(tmp_path, order.data_dir, known, f"doomed-{number}", fresh=True)
            started = time.monotonic()
            process = start(order)
            time.sleep(moments.uniform(0, 0.5))
            doomed.process.kill()
            assert finish(process, order, started).report
    assert index(order).report
    calm = at(order, data_dir=tmp_path / "calm")
    assert index(calm).report
    print(summary(saw))
    assert [saw[name]["errors"] for name in saw] == [[], []]
    assert differences(state_of(order.data_dir), state_of(calm.data_dir)) == []
    assert faults(order.data_dir) == []
