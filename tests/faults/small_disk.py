"""What the tests of a full disk run inside of a file system of their own: python small_disk.py FOLDER WHAT [STEPS].

FOLDER/disk is the small file system; all else lies beside it. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harness import Ended, Reader, at, index, questions_of, read
from newsroom import Archive, add, edit, remove, stories, write
from programs import Order
from states import State, differences, faults, state_of

Step = tuple[str, Archive]


def two_steps() -> list[Step]:
    """A base, and a run that needs room: much is new, much is edited, some goes."""
    base: Archive = stories(range(60))
    return [("base", base), ("update", remove(edit(add(base, range(60, 90)), range(0, 60, 2), 2), range(1, 9)))]


class SmallDisk:
    """The small file system and what is tried there."""

    def __init__(self, folder: Path, steps: Sequence[Step]) -> None:
        self.folder = folder
        self.disk = folder / "disk"
        self.ballast = self.disk / "ballast"
        self.order = Order(self.disk / "data", folder / "archive", folder / "outcome.json")
        self.steps = steps
        self.known = questions_of(folder, steps)
        self.problems: list[str] = []
        self.failed = 0

    def rehearse(self) -> tuple[State, int]:
        """Let nothing go wrong; return the state at the end, and how much the last run needed at most."""
        needs = 0
        for _, archive in self.steps:
            write(self.order.archive, archive)
            self.keep()
            free = room(self.disk)
            assert index(self.order).report
            needs = free - room(self.disk)
        assert index(self.order).report
        return state_of(self.order.data_dir), needs

    def keep(self) -> None:
        """Keep what is there now, for ``restore``."""
        shutil.rmtree(self.folder / "before", ignore_errors=True)
        if self.order.data_dir.exists():
            copy(self.order.data_dir, self.folder / "before")

    def restore(self) -> None:
        """Go back to what was kept, with all the room that there is."""
        self.ballast.unlink(missing_ok=True)
        shutil.rmtree(self.order.data_dir, ignore_errors=True)
        if (self.folder / "before").exists():
            copy(self.folder / "before", self.order.data_dir)

    @contextmanager
    def reading(self, *names: str, may_be_missing: bool = False) -> Iterator[list[Reader]]:
        """Readers ask while this lasts; what they see that is wrong is noted."""
        running = [
            read(
                self.folder,
                self.order.data_dir,
                self.known,
                name,
                fresh=name.startswith("fresh"),
                may_be_missing=may_be_missing,
            )
            for name in names
        ]
        try:
            yield running
        finally:
            for name, reader in zip(names, running, strict=True):
                seen = reader.end()
                self.problems += [f"reader {name}: {error}" for error in seen["errors"]]

    def note(self, when: str, start: int) -> None:
        """Say at which try the problems from the ``start``-th on came up."""
        self.problems[start:] = [f"{when}: {problem}" for problem in self.problems[start:]]

    def fill(self, left: int) -> None:
        """Take all room but so many bytes."""
        with self.ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(room(self.disk) - left, 1))

    def expect_refusal(self, ended: Ended) -> bool:
        """The run may do its work or say that it cannot; say whether it did it."""
        if ended.status == 0:
            return True
        self.failed += 1
        if ended.outcome.get("error") != "StoreError":
            self.problems.append(f"the run ended with {ended.status}: {ended.outcome}")
        return False

    def expect_end(self, expected: State) -> None:
        """With room, the next run gives the state that an undisturbed one gives."""
        for _ in range(2):  # the second when nobody reads
            ended = index(self.order)
            if ended.status:
                self.problems.append(f"with room again, the run ended with {ended.status}: {ended.outcome}")
                return
        self.problems += differences(state_of(self.order.data_dir), expected) + faults(self.order.data_dir)


def room(disk: Path) -> int:
    """The bytes that are free."""
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize


def copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, dirs_exist_ok=True)


def update(disk: SmallDisk, sizes: int) -> None:
    """Run an update with little room left, at many sizes; readers of all kinds ask before, meanwhile and after."""
    expected, needs = disk.rehearse()
    for left in spread(needs * 2, sizes):
        start = len(disk.problems)
        disk.restore()
        with disk.reading("lasting", "fresh") as before:
            wait(before)
            disk.fill(left)
            wait(before)
            with disk.reading("lasting since it is full", "fresh since it is full") as since:
                wait(since)
                if not disk.expect_refusal(index(disk.order)):
                    disk.expect_refusal(index(disk.order))
                wait([*before, *since])
                disk.ballast.unlink()
                ended = index(disk.order)
                wait([*before, *since])
                if ended.status:
                    disk.problems.append(f"with room and readers, the run ended with {ended.status}: {ended.outcome}")
        disk.expect_end(expected)
        disk.note(f"{left} bytes left", start)


def build(disk: SmallDisk, sizes: int) -> None:
    """Build for the first time with little room, at many sizes."""
    expected, needs = disk.rehearse()
    for left in spread(needs * 2, sizes):
        start = len(disk.problems)
        disk.restore()
        disk.fill(left)
        with disk.reading("fresh", may_be_missing=True):
            disk.expect_refusal(index(disk.order))
        disk.ballast.unlink()
        disk.expect_end(expected)
        disk.note(f"{left} bytes left", start)


def readonly(disk: SmallDisk) -> None:
    """Make the disk read-only under readers; new ones come; the job is refused; then all is as before.

    A file system with a file open for writing (Chroma's) cannot be remounted by hand, as a kernel does on errors: a
    second mount in its place is read-only for all that is opened from then on.
    """
    expected, _ = disk.rehearse()
    for killed in (False, True):
        start = len(disk.problems)
        disk.restore()
        if killed:  # a log lies beside the catalog that nobody has taken in yet
            index(at(disk.order, die_at=200))
        with disk.reading("lasting", "fresh") as before:
            wait(before)
            mount_read_only(disk)
            wait(before)
            with disk.reading("lasting since it is read-only", "fresh since it is read-only") as since:
                wait(since)
                if disk.expect_refusal(index(disk.order)):
                    disk.problems.append("a run wrote on a read-only disk")
                wait([*before, *since])
                subprocess.run(["umount", "--lazy", disk.disk], check=True)
                assert index(disk.order).report
                wait([*before, *since])
        disk.expect_end(expected)
        disk.note("after a kill" if killed else "after an end", start)


def mount_read_only(disk: SmallDisk) -> None:
    beside = disk.folder / "beside"
    beside.mkdir(exist_ok=True)
    for arguments in (
        ("--bind", disk.disk, beside),
        ("-o", "remount,ro,bind", beside),
        ("--move", beside, disk.disk),
    ):
        subprocess.run(["mount", *arguments], check=True)


def spread(most: int, count: int) -> list[int]:
    """So many sizes from nothing to ``most``, in whole pages, closer together where little is left."""
    return sorted({int(most * (step / (count - 1)) ** 2) // 4096 * 4096 for step in range(count)})


def wait(running: Sequence[Reader]) -> None:
    """Until each has asked twice more: the second question begins after this."""
    for reader in running:
        reader.wait(2)


def main(folder: Path, what: str, sizes: int) -> dict[str, Any]:
    tempfile.tempdir = str(folder)
    steps = two_steps()
    disk = SmallDisk(folder, steps[:1] if what == "build" else steps)
    {"update": lambda: update(disk, sizes), "build": lambda: build(disk, sizes), "readonly": lambda: readonly(disk)}[
        what
    ]()
    return {"problems": disk.problems, "failed": disk.failed, "sizes": sizes}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2], int((sys.argv[3:] or ["0"])[0]))))
