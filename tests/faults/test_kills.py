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
from harness import Ended, at, finish, index, index_until, questions_of, read, readers, start
from moments import after, instants, once_published, unpublished, while_writing
from newsroom import Archive, busy_weeks, small_days, stories, write
from programs import STOPPED, Order
from states import State, differences, faults, state_of

from index.generation import Store

Steps = Sequence[tuple[str, Archive]]
When = Callable[[int], dict[str, Any]]  # the hour of a step
Count = Callable[[int], int]  # how many random signals in a step


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
    at_random: int = 0  # ended at an instant that was chosen before
    writing: int = 0  # ended while a volume or a generation was written
    published: int = 0  # ended after the pointer had moved


def order_of(folder: Path, name: str, **changes: Any) -> Order:
    order = Order(folder / name, folder / "archive", folder / f"{name}.json", pause=0.02)
    return at(order, **changes)


def clock(step: int) -> dict[str, Any]:
    """The hour of a step, the same however often it is tried."""
    return {"now": NOW + timedelta(hours=step)}


def undisturbed(folder: Path, steps: Steps, when: When) -> Course:
    """Let the jobs run to their ends; the last step is run twice, so that what can be retired is."""
    order, seconds = order_of(folder, "calm"), []
    for step, (_, archive) in enumerate([*steps, steps[-1]]):
        write(order.archive, archive)
        ended = index(at(order, **when(step)))
        assert ended.report
        seconds.append(ended.seconds)
    assert faults(order.data_dir) == []
    return Course(steps, seconds, state_of(order.data_dir))


def disturbed(folder: Path, course: Course, number: signal.Signals, *, each: Count, seed: int, when: When) -> Toll:
    """The same course; each step is tried with signals, and once more where the last of these runs did not end.

    So many signals as ``each`` says are sent at random instants. Where those let nothing be published, one follows as
    soon as something is written, or a little later, and one as soon as the pointer has moved: on a machine of any
    speed, signals fall there too.
    """
    order, toll = order_of(folder, "storm"), Toll()
    store, chance = Store(order.data_dir), random.Random(seed)
    for step, (name, archive) in enumerate(course.steps):
        write(order.archive, archive)
        first, seconds, ended = store.current_number(), course.seconds[step], Ended(1, {}, 0.0)
        at_random = [after(delay) for delay in instants(seed + step, seconds, each(step))]
        writing = after(chance.uniform(0, seconds / 4) * (step % 2), while_writing(store))
        for moment in [*at_random, writing, once_published(store)]:
            before = store.current_number()
            if before > first and moment not in at_random:
                continue  # there is nothing left to publish
            ended = index_until(at(order, **when(step)), moment, number)
            toll.runs += 1
            if ended.status in {-number, STOPPED}:
                toll.ended += 1
                toll.at_random += moment in at_random
                toll.published += store.current_number() > before
                toll.writing += bool(unpublished(store))
            assert ended.status in {0, -number, STOPPED} or not ended.outcome, f"{name}: {ended.outcome}"
        if ended.status:
            assert index(at(order, **when(step))).report
    return toll


def live_through(
    folder: Path, steps: Steps, number: signal.Signals, *, each: Count, seed: int, when: When
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
    toll, _ = live_through(tmp_path, steps, signal.SIGKILL, each=lambda step: 3, seed=1, when=clock)
    assert toll.ended >= 5


@pytest.mark.slow
def test_kills_at_many_instants(tmp_path: Path) -> None:
    steps = busy_weeks(100)
    steps += small_days(steps[-1][1], 100 + 100 // 6, 14)
    toll, _ = live_through(tmp_path, steps, signal.SIGKILL, each=lambda step: 5 * (step < 17), seed=100, when=clock)
    assert toll.at_random >= 40
    assert toll.writing >= 5
    assert toll.published >= 3


@pytest.mark.slow
def test_ctrl_c_at_random_instants(tmp_path: Path) -> None:
    steps = busy_weeks(60)
    toll, _ = live_through(tmp_path, steps, signal.SIGINT, each=lambda step: 3, seed=7, when=lambda step: {})
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
