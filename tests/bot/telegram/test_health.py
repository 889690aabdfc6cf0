"""What the process says of itself, and to whom it says nothing."""

import asyncio
import json
import os
import time
from pathlib import Path

import pytest

from bot.telegram import health
from bot.telegram.health import FILE, Health, percentile, read_report


def measured(folder: Path, seconds: float, blocked: float = 0) -> Health:
    """A process that ran for so long, and was blocked once."""
    one = Health(folder, lambda: {"waiting": 3, "generation": 7})

    async def run() -> None:
        task = asyncio.create_task(one.measure())
        await asyncio.sleep(seconds)
        time.sleep(blocked)
        await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(run())
    return one


def test_a_report(tmp_path: Path) -> None:
    one = measured(tmp_path, 0.12)
    well, said = read_report(tmp_path)
    report = json.loads(said)
    assert well
    assert report.items() >= {"ok": True, "pid": os.getpid(), "waiting": 3, "generation": 7}.items()
    assert 10 < report["memory_mb"] < 10_000
    assert abs(report["at"] - time.time()) < 5
    assert {path.name for path in tmp_path.iterdir()} == {FILE}
    one.gone()
    assert read_report(tmp_path) == (False, "no bot is running on this data folder")
    one.gone()


def test_a_loop_that_was_blocked_is_seen(tmp_path: Path) -> None:
    report = measured(tmp_path, 0.06, blocked=0.2).report()
    assert report["lag_ms_most"] >= 100  # type: ignore[operator]


def test_a_bot_that_telegram_does_not_answer_is_not_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "DEAF", 0.05)
    one = measured(tmp_path, 0.1)
    assert not one.report()["ok"]
    one.heard()
    assert one.report()["ok"]


@pytest.mark.parametrize(
    "written", ["", "{", "[]", "null", '{"ok": true}', '{"at": 1}', '{"ok": true, "at": "now"}', "\xff"]
)
def test_a_report_that_is_none(tmp_path: Path, written: str) -> None:
    (tmp_path / FILE).write_bytes(written.encode("latin-1"))
    assert read_report(tmp_path) == (False, "no bot is running on this data folder")


def test_a_process_that_hangs_or_was_killed_reports_no_more(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(json.dumps({"ok": True, "at": time.time() - 100}))
    well, said = read_report(tmp_path)
    assert not well
    assert said.startswith("no report for 100 s")


def test_percentiles() -> None:
    from collections import deque

    assert percentile(deque(), 0.95) == 0
    assert percentile(deque([3.0]), 0.95) == 3
    assert percentile(deque(float(n) for n in range(100)), 0.95) == 95
