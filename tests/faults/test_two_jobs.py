"""Jobs that start at the same moment: one works, the others say who does and leave."""

import os
import signal
import time
from pathlib import Path

import pytest
from conftest import NOW
from harness import at, finish, index, start
from newsroom import busy_weeks, write
from programs import Order
from states import differences, faults, state_of


def order_in(folder: Path, name: str = "data") -> Order:
    return Order(folder / name, folder / "archive", folder / f"{name}.json")


def compete(order: Order, count: int) -> tuple[int, list[str], list[int]]:
    """Start so many jobs at once; return the winner's process, what the others say, and all statuses."""
    orders = [
        at(order, outcome=order.outcome.with_name(f"job-{n}.json"), now=NOW, line_pause=0.05) for n in range(count)
    ]
    started = time.monotonic()
    processes = [start(one) for one in orders]
    ended = [finish(process, one, started) for process, one in zip(processes, orders, strict=True)]
    winners = [process.pid or 0 for process, end in zip(processes, ended, strict=True) if end.status == 0]
    assert len(winners) == 1, [(end.status, end.outcome) for end in ended]
    refused = [end.outcome for end in ended if end.status]
    assert {outcome["error"] for outcome in refused} == {"IndexBusy"}
    return winners[0], [outcome["text"] for outcome in refused], [end.status for end in ended]


@pytest.mark.slow
@pytest.mark.parametrize(("count", "rounds"), [(2, 2), (10, 4)])
def test_of_jobs_that_start_at_once_one_works(tmp_path: Path, count: int, rounds: int) -> None:
    order, calm = order_in(tmp_path), order_in(tmp_path, "calm")
    for _, archive in busy_weeks(40)[:rounds]:
        write(order.archive, archive)
        winner, said, statuses = compete(order, count)
        assert all(f"process {winner} since" in text for text in said), said
        assert statuses.count(2) == count - 1
        assert index(calm).report
    assert differences(state_of(order.data_dir), state_of(calm.data_dir)) == []
    assert faults(order.data_dir) == []


@pytest.mark.slow
def test_the_lock_of_a_job_that_was_killed_is_free_at_once(tmp_path: Path) -> None:
    order, calm = order_in(tmp_path), order_in(tmp_path, "calm")
    for _, archive in busy_weeks(30)[:2]:
        write(order.archive, archive)
        process = start(at(order, now=NOW, line_pause=1.0))
        wait_for_lock(order, process.pid or 0)
        busy = index(order).outcome
        assert busy["error"] == "IndexBusy"
        assert f"process {process.pid} since" in busy["text"]
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        assert index(order).report
        assert index(calm).report
    assert differences(state_of(order.data_dir), state_of(calm.data_dir)) == []
    assert faults(order.data_dir) == []


def wait_for_lock(order: Order, process: int) -> None:
    """Wait until a job has the lock."""
    deadline = time.monotonic() + 30
    lock = order.data_dir / "lock"
    while time.monotonic() < deadline:
        if lock.exists() and f"process {process} " in lock.read_text():
            return
        time.sleep(0.005)
    raise AssertionError("the job never took the lock")
