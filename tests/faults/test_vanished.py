"""A source that is not there, or not all of it: nothing leaves the index for that, and it may come back."""

import json
import os
import pickle
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import NOW, REPOSITORY
from harness import Ended, at, finish, index, let_scan, start
from newsroom import Archive, add, edit, stories, write
from programs import Order
from states import State, differences, faults, state_of


def order_in(folder: Path, name: str = "data") -> Order:
    return Order(folder / name, folder / "archive", folder / f"{name}.json", now=NOW)


def indexed(folder: Path, archive: Archive) -> tuple[Order, State]:
    """An index of an archive, and what it holds."""
    order = order_in(folder)
    write(order.archive, archive)
    assert index(order).report
    return order, state_of(order.data_dir)


def lost(order: Order, before: State) -> list[str]:
    """The articles that the index held before and does not hold now."""
    now = {key for key, *_ in state_of(order.data_dir)["articles"]}
    return sorted({key for key, *_ in before["articles"]} - now)


@contextmanager
def away(folder: Path) -> Iterator[None]:
    """A folder is somewhere else for a while."""
    elsewhere = folder.with_name("elsewhere")
    folder.rename(elsewhere)
    try:
        yield
    finally:
        elsewhere.rename(folder)


@pytest.mark.slow
def test_a_folder_that_is_gone_before_a_run(tmp_path: Path) -> None:
    order, before = indexed(tmp_path, stories(range(40)))
    with away(order.archive):
        for _ in range(2):
            ended = index(at(order, now=None))
            assert ended.outcome["error"] == "ArchiveMissing"
    assert index(order).report["unchanged"] == 40
    assert differences(state_of(order.data_dir), before) == []


@pytest.mark.slow
def test_a_folder_that_is_empty_because_a_disk_was_not_mounted(tmp_path: Path) -> None:
    order, before = indexed(tmp_path, stories(range(40)))
    with away(order.archive):
        order.archive.mkdir()
        assert index(at(order, max_removals=0.3)).report["withheld"] == 40
        order.archive.rmdir()
    assert index(order).report["unchanged"] == 40
    assert differences(state_of(order.data_dir), before) == []


@pytest.mark.slow
@pytest.mark.parametrize("full", [False, True])
def test_a_folder_that_goes_in_the_middle_of_a_scan(tmp_path: Path, full: bool) -> None:
    order, before = indexed(tmp_path, stories(range(60)))
    chance, left = random.Random(full), []
    for _ in range(5):
        scan = at(order, line_pause=0.01, full=full)
        started = time.monotonic()
        process = start(scan)
        let_scan(process, scan, chance.randrange(1, 50))
        with away(order.archive):
            ended = finish(process, scan, started)
            assert ended.status == 0 or ended.outcome["error"] == "ArchiveMissing", ended.outcome
            assert lost(order, before) == []
        left.append(ended.outcome.get("report", {}).get("rejected", 0))
    assert any(left), "it never went in the middle of a scan"
    assert index(order).report["removed"] == 0
    assert differences(state_of(order.data_dir), before) == []


@pytest.mark.slow
def test_a_folder_that_goes_while_it_is_read_for_the_first_time(tmp_path: Path) -> None:
    order, calm = order_in(tmp_path), order_in(tmp_path, "calm")
    write(order.archive, stories(range(60)))
    assert index(calm).report
    scan = at(order, line_pause=0.01)
    started = time.monotonic()
    process = start(scan)
    let_scan(process, scan, 20)
    with away(order.archive):
        assert finish(process, scan, started).status == 0
    assert index(order).report["articles"] == 60
    assert differences(state_of(order.data_dir), state_of(calm.data_dir)) == []


@pytest.mark.slow
def test_a_folder_that_is_moved_within_the_archive_during_a_scan(tmp_path: Path) -> None:
    """Some of its files are met in the old place, none in the new one; the next run finds all of them there."""
    before: Archive = stories(range(60))
    order, held = indexed(tmp_path, before)
    scan = at(order, line_pause=0.02)
    started = time.monotonic()
    process = start(scan)
    let_scan(process, scan, 20)
    (order.archive / "Courier").rename(order.archive / "Zeitung")
    assert finish(process, scan, started).report["removed"] == 0
    assert lost(order, held) == []
    report = index(order).report
    assert (report["added"], report["removed"]) == (0, 0)
    assert lost(order, held) == []
    (order.archive / "Zeitung").rename(order.archive / "Courier")
    assert index(order).report["removed"] == 0
    index(order)
    assert differences(state_of(order.data_dir), held) == []


@pytest.mark.slow
def test_what_is_gone_and_comes_back_changed(tmp_path: Path) -> None:
    archive: Archive = stories(range(40))
    order, before = indexed(tmp_path, archive)
    with away(order.archive):
        index(order)
    changed = edit(add(archive, range(40, 50)), range(0, 10), 2)
    write(order.archive, changed)
    report = index(order).report
    assert (report["added"], report["replaced"], report["removed"]) == (10, 10, 0)
    assert lost(order, before) == []
    assert faults(order.data_dir) == []


def without_rights(order: Order) -> Ended:
    """Run a job that may not read what its owner has forbidden: as root, without root's rights over files."""
    pickled = order.outcome.with_suffix(".pickle")
    pickled.write_bytes(pickle.dumps(order))
    limits = ["--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-dac_override,-dac_read_search"]
    code = "import pickle, sys; from programs import index_job; index_job(pickle.load(open(sys.argv[1], 'rb')))"
    command = [sys.executable, "-c", code, str(pickled)]
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("needs setpriv to give up root's rights over files")
        command = ["setpriv", *limits, *command]
    path = os.pathsep.join(map(str, (REPOSITORY, REPOSITORY / "tests", Path(__file__).parent)))
    ended = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, timeout=120, check=False)
    return Ended(ended.returncode, json.loads(order.outcome.read_text()), 0.0)


@pytest.mark.slow
@pytest.mark.parametrize("part", ["Courier", "wire/0000.jsonl", "."])
def test_a_part_that_may_not_be_read(tmp_path: Path, part: str) -> None:
    order, before = indexed(tmp_path, stories(range(40)))
    path = order.archive / part
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        for full in (False, True):
            report = without_rights(at(order, full=full)).report
            assert report["rejected"] >= 1
            assert report["removed"] == 0
            assert lost(order, before) == []
    finally:
        path.chmod(mode)
    assert index(order).report["unchanged"] == 40
    assert differences(state_of(order.data_dir), before) == []
