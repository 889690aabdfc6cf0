import json
import logging

import pytest

from bot.progress import LOG_EVERY_S, Lines, Stopwatch, json_event, line, progress


class Clock:
    """Moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("phase", "done", "total", "seconds", "words"),
    [
        ("embed", 0, 1500, 0.0, "embed 0/1,500"),
        ("embed", 300, 1500, 0.5, "embed 300/1,500"),
        ("embed", 300, 1500, 2.0, "embed 300/1,500, 150 passages/s, 8 s left"),
        ("embed", 0, 1500, 2.0, "embed 0/1,500, 0 passages/s"),
        ("embed", 1500, 1500, 10.0, "embed 1,500/1,500, 150 passages/s"),
        ("embed", 1000, 10_000_000, 1.0, "embed 1,000/10,000,000, 1,000 passages/s, 9,999 s left"),
        ("scan", 25_000, None, 5.0, "scan 25,000, 5,000 records/s"),
        ("chunk", 2000, None, 2.0, "chunk 2,000, 1,000 articles/s"),
        ("write keywords", 0, 0, 3.0, "write keywords 0/0, 0 passages/s"),
    ],
)
def test_a_line_says_how_much_how_fast_and_how_long_still(
    phase: str, done: int, total: int | None, seconds: float, words: str
) -> None:
    assert line(phase, done, total, seconds) == words


def lines_of(clock: Clock) -> tuple[Lines, list[str]]:
    """Progress that is worded every ten seconds, and the lines that it has written."""
    written: list[str] = []
    return Lines(clock, LOG_EVERY_S, lambda *event: written.append(line(*event))), written


def test_long_work_is_written_down_every_ten_seconds_and_at_its_end() -> None:
    clock = Clock()
    report, written = lines_of(clock)
    for _ in range(26):
        report("embed", int(clock.now - 100) * 10, 250)
        clock.now += 1
    assert written == [
        "embed 100/250, 10 passages/s, 15 s left",
        "embed 200/250, 10 passages/s, 5 s left",
        "embed 250/250, 10 passages/s",
    ]


def test_short_work_is_one_line_and_work_of_unknown_length_none() -> None:
    report, written = lines_of(Clock())
    for done in range(1, 4):
        report("scan", done, None)
    for done in range(1, 4):
        report("embed", done, 3)
    assert written == ["embed 3/3"]


def test_each_phase_has_its_own_time() -> None:
    clock = Clock()
    report, written = lines_of(clock)
    report("embed", 0, 10)
    clock.now += 9
    report("write embeddings", 0, 10)
    clock.now += 9
    report("write embeddings", 9, 10)
    clock.now += 1
    report("write embeddings", 9, 10)
    assert written == ["write embeddings 9/10, 1 passage/s, 1 s left"]


def test_without_a_terminal_progress_is_log_lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "backissue")
    with progress() as report:
        report("embed", 3, 3)
    assert caplog.messages == ["embed 3/3"]


def test_for_programs_progress_is_json_lines_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(as_json=True) as report:
        report("scan", 1, None)
        report("scan", 2, 2)
        report("embed", 3, 3)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert [json.loads(event) for event in captured.err.splitlines()] == [
        {"phase": "scan", "done": 2, "total": 2, "per_second": None, "seconds_left": None},
        {"phase": "embed", "done": 3, "total": 3, "per_second": None, "seconds_left": None},
    ]


@pytest.mark.parametrize(
    ("done", "total", "seconds", "per_second", "seconds_left"),
    [
        (300, 1500, 2.0, 150.0, 8.0),
        (1500, 1500, 10.0, 150.0, 0.0),
        (1, 3, 1.5, 0.7, 3.0),
        (300, None, 2.0, 150.0, None),
        (300, 1500, 0.05, None, None),  # a rate over nothing says nothing
        (0, 1500, 2.0, 0.0, None),
        (0, 0, 2.0, 0.0, None),
    ],
)
def test_an_event_says_null_for_what_cannot_be_known_yet(
    done: int, total: int | None, seconds: float, per_second: float | None, seconds_left: float | None
) -> None:
    assert json.loads(json_event("embed", done, total, seconds)) == {
        "phase": "embed",
        "done": done,
        "total": total,
        "per_second": per_second,
        "seconds_left": seconds_left,
    }


def test_a_stopwatch_adds_up_each_phase_and_passes_everything_on() -> None:
    clock = Clock()
    passed: list[tuple[str, int, int | None]] = []
    report = Stopwatch(lambda *event: passed.append(event), clock)
    for seconds, event in [
        (1.0, ("scan", 20, None)),
        (0.5, ("scan", 33, 33)),
        (2.0, ("embed", 64, 100)),
        (0.25, ("scan", 40, 40)),  # a phase may come again
        (1.0, ("embed", 100, 100)),
    ]:
        clock.now += seconds
        report(*event)
    assert report.phases == {"scan": {"count": 40, "seconds": 1.75}, "embed": {"count": 100, "seconds": 3.0}}
    assert passed == [("scan", 20, None), ("scan", 33, 33), ("embed", 64, 100), ("scan", 40, 40), ("embed", 100, 100)]
