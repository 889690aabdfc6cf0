"""kill -9 before each line that acts on the data folder: nothing is left to chance."""

import linecache
import pathlib
import random
import shutil
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW
from harness import at, index, questions_of, read
from newsroom import Archive, add, busy_weeks, edit, remove, small_days, stories, write
from programs import Order
from states import State, differences, faults, state_of

Steps = list[tuple[str, Archive]]


def many_volumes() -> Steps:
    """So many small runs that the last one publishes a change, retires, joins volumes and retires again."""
    first: Archive = stories(range(30))
    return [("initial build", first), *small_days(first, 30, 7)]


def much_changed() -> Steps:
    """Some come, many are edited, some go: volumes and keyword index are half dead afterwards."""
    first: Archive = stories(range(30))
    return [
        ("initial build", first),
        ("all at once", remove(edit(add(first, range(30, 36)), range(20), 2), range(6, 9))),
    ]


COURSES = {"initial build": busy_weeks(12)[:1], "small run": many_volumes(), "large run": much_changed()}


def points_of(trace: Path) -> list[int]:
    """Positions, from 1, of the lines of a run: the first and the last time that each is reached from each caller."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for position, line in enumerate(trace.read_text().splitlines(), start=1):
        called_from = " < ".join(line.split(" < ")[:2])
        first.setdefault(called_from, position)
        last[called_from] = position
    return sorted({*first.values(), *last.values()})


class Rehearsal:
    """A folder that is one run short of its end, and that end."""

    def __init__(self, folder: Path, steps: Steps) -> None:
        self.folder = folder
        self.known = questions_of(folder, steps)
        self.order = Order(folder / "data", folder / "archive", folder / "outcome.json")
        for hour, (_, archive) in enumerate(steps):
            write(self.order.archive, archive)
            self.before = folder / "before"
            shutil.rmtree(self.before, ignore_errors=True)
            if self.order.data_dir.exists():
                shutil.copytree(self.order.data_dir, self.before)
            self.last = at(self.order, now=NOW + timedelta(hours=hour))
            assert index(at(self.last, trace=folder / "trace")).report
        assert index(at(self.last, now=NOW + timedelta(days=9))).report
        self.expected = self.state()
        self.points = points_of(folder / "trace")

    def state(self) -> State:
        return state_of(self.order.data_dir, times=True)

    def die(self, point: int) -> list[str]:
        """Kill the run at a point, ask, run again; return what is wrong."""
        self.restore()
        line = (self.folder / "trace").read_text().splitlines()[point - 1]
        killed = index(at(self.last, die_at=point))
        if killed.status != -signal.SIGKILL:
            return []  # the order of lines differs a little from run to run
        found = self.ask("after the kill", may_be_missing=not self.before.exists())
        again = index(self.last)
        found += [] if again.status == 0 else [f"the next run failed: {again.outcome}"]
        found += self.ask("after the next run")
        if not found:
            index(at(self.last, now=NOW + timedelta(days=9)))
            found = differences(self.state(), self.expected) + faults(self.order.data_dir)
        return [f"killed before {line}: {fault}" for fault in found]

    def restore(self) -> None:
        shutil.rmtree(self.order.data_dir, ignore_errors=True)
        if self.before.exists():
            shutil.copytree(self.before, self.order.data_dir)

    def ask(self, when: str, **options: Any) -> list[str]:
        reader = read(self.folder, self.order.data_dir, self.known, "reader", fresh=True, **options)
        if not options.get("may_be_missing"):
            reader.wait(2)
        return [f"{when}: {error}" for error in reader.end()["errors"]]


@pytest.mark.slow
def test_a_kill_while_the_first_generation_is_published(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, COURSES["initial build"])
    lines = (tmp_path / "trace").read_text().splitlines()
    chosen = [point for point in rehearsal.points if is_writing(lines[point - 1])]
    assert len(chosen) >= 3
    assert [problem for point in chosen for problem in rehearsal.die(point)] == []


def is_writing(line: str) -> bool:
    """Whether a file that ``publish`` writes is open, and empty, before this line."""
    file, _, number = line.partition(" < ")[0].partition(":")
    return file == "pathlib.py" and "f.write(" in linecache.getline(pathlib.__file__, int(number))


@pytest.mark.slow
@pytest.mark.parametrize("name", COURSES)
def test_a_kill_before_any_line(tmp_path: Path, name: str) -> None:
    rehearsal = Rehearsal(tmp_path, COURSES[name])
    chosen = sorted(random.Random(name).sample(rehearsal.points, min(12, len(rehearsal.points))))
    print(f"{len(chosen)} of {len(rehearsal.points)} points")
    problems = [problem for point in chosen for problem in rehearsal.die(point)]
    assert problems == []
