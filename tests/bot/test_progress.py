import logging

import pytest

from bot.progress import LogLines, line, progress


class Clock:
    """Moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("phase", "done", "total", "seconds", "words"),
    [
        ("embedding", 0, 1500, 0.0, "embedding 0/1,500"),
        ("embedding", 300, 1500, 0.5, "embedding 300/1,500"),
        ("embedding", 300, 1500, 2.0, "embedding 300/1,500, 150 passages/s, 8 s left"),
        ("embedding", 0, 1500, 2.0, "embedding 0/1,500, 0 passages/s"),
        ("embedding", 1500, 1500, 10.0, "embedding 1,500/1,500, 150 passages/s"),
        ("embedding", 1000, 10_000_000, 1.0, "embedding 1,000/10,000,000, 1,000 passages/s, 9,999 s left"),
        ("reading", 25_000, None, 5.0, "reading 25,000, 5,000 records/s"),
        ("chunking", 2000, None, 2.0, "chunking 2,000, 1,000 articles/s"),
        ("writing keywords", 0, 0, 3.0, "writing keywords 0/0, 0 passages/s"),
    ],
)
def test_a_line_says_how_much_how_fast_and_how_long_still(
    phase: str, done: int, total: int | None, seconds: float, words: str
) -> None:
    assert line(phase, done, total, seconds) == words


def test_long_work_is_logged_every_ten_seconds_and_at_its_end(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "backissue")
    clock = Clock()
    report = LogLines(clock)
    for _ in range(26):
        report("embedding", int(clock.now - 100) * 10, 250)
        clock.now += 1
    assert caplog.messages == [
        "embedding 100/250, 10 passages/s, 15 s left",
        "embedding 200/250, 10 passages/s, 5 s left",
        "embedding 250/250, 10 passages/s",
    ]


def test_short_work_is_one_line_and_work_of_unknown_length_none(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "backissue")
    report = LogLines(Clock())
    for done in range(1, 4):
        report("reading", done, None)
    for done in range(1, 4):
        report("embedding", done, 3)
    assert caplog.messages == ["embedding 3/3"]


def test_each_phase_has_its_own_time(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "backissue")
    clock = Clock()
    report = LogLines(clock)
    report("embedding", 0, 10)
    clock.now += 9
    report("writing embeddings", 0, 10)
    clock.now += 9
    report("writing embeddings", 9, 10)
    clock.now += 1
    report("writing embeddings", 9, 10)
    assert caplog.messages == ["writing embeddings 9/10, 1 passages/s, 1 s left"]


def test_without_a_terminal_progress_is_log_lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "backissue")
    with progress() as report:
        report("embedding", 3, 3)
    assert caplog.messages == ["embedding 3/3"]
