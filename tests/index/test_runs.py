import json
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st

from index.runs import MOST_RUNS, Job, Result, Run, RunLog, write_over
from index.update import UpdateReport

MOMENTS = st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0))
RUNS = st.builds(
    Run,
    number=st.integers(1),
    job=st.sampled_from(Job),
    started=MOMENTS,
    ended=MOMENTS,
    result=st.sampled_from(Result),
    error=st.text(),
    every=st.one_of(st.none(), st.floats(0, 1e6)),
    deliberate=st.booleans(),
    counts=st.one_of(
        st.none(),
        st.builds(
            UpdateReport,
            **dict.fromkeys(
                ["added", "replaced", "removed", "unchanged", "moved", "withheld", "rejected"], st.integers(0)
            ),
            **dict.fromkeys(["articles", "passages", "embedded", "generation"], st.integers(0)),
            seconds=st.floats(0, 1e6),
        ),
    ),
    phases=st.dictionaries(
        st.sampled_from(["scan", "embed"]), st.fixed_dictionaries({"count": st.integers(0), "seconds": st.floats(0, 9)})
    ),
)
REPORT = UpdateReport(
    added=7,
    replaced=2,
    removed=1,
    unchanged=5,
    moved=3,
    withheld=0,
    rejected=4,
    articles=14,
    passages=30,
    embedded=12,
    seconds=0.5,
    generation=3,
)


def run(number: int, **fields: object) -> Run:
    """A run that took a minute."""
    values = {"result": Result.DONE, "counts": REPORT, **fields}
    return Run(number, NOW, NOW + timedelta(minutes=1), **values)  # type: ignore[arg-type]


@pytest.fixture
def log(tmp_path: Path) -> RunLog:
    return RunLog(tmp_path / "runs.jsonl")


def lines(folder: Path) -> list[str]:
    return (folder / "runs.jsonl").read_text().split("\n")


@given(RUNS)
def test_a_run_comes_back_from_its_line(written: Run) -> None:
    assert Run.from_json(written.to_json()) == written
    assert "\n" not in written.to_json()


def test_a_line_by_hand() -> None:
    stopped = run(7, result=Result.STOPPED, counts=None, every=900.0, phases={"scan": {"count": 3, "seconds": 0.25}})
    assert json.loads(stopped.to_json()) == {
        "number": 7,
        "started": "2026-01-01T12:00:00+00:00",
        "ended": "2026-01-01T12:01:00+00:00",
        "result": "stopped",
        "job": "index",
        "error": "",
        "every": 900.0,
        "deliberate": False,
        "counts": None,
        "phases": {"scan": {"count": 3, "seconds": 0.25}},
    }


def test_moments_are_kept_to_the_second() -> None:
    precise = replace(run(1), started=NOW.replace(microsecond=123_456))
    assert Run.from_json(precise.to_json()) == run(1)


def test_what_another_version_wrote_is_read_as_far_as_it_is_known() -> None:
    older = {"number": 1, "started": NOW.isoformat(), "ended": NOW.isoformat(), "result": "done"}
    assert Run.from_json(json.dumps(older)) == Run(1, NOW, NOW, Result.DONE)
    newer = {**json.loads(run(1).to_json()), "mood": "splendid"}
    newer["counts"] |= {"translated": 7}
    del newer["counts"]["moved"]
    assert Run.from_json(json.dumps(newer)) == run(1, counts=replace(REPORT, moved=0))


@pytest.mark.parametrize("result", Result)
def test_only_a_run_that_did_everything_is_good(result: Result) -> None:
    assert result.is_good == (result is Result.DONE)


def test_before_the_first_run_there_is_none(log: RunLog, tmp_path: Path) -> None:
    assert log.runs() == []
    assert list(tmp_path.iterdir()) == []


@given(st.lists(RUNS, max_size=4))
def test_runs_come_back_in_their_order(tmp_path_factory: pytest.TempPathFactory, runs: list[Run]) -> None:
    log = RunLog(tmp_path_factory.mktemp("runs") / "runs.jsonl")
    log.add(runs)
    assert log.runs() == runs


@pytest.mark.parametrize(
    "error", ["two\nlines", "a\x85b", "a\u2028b\u2029c", "a\x1c\x1d\x1e\x0b\x0cb", "a\x00b", "\ufeff"]
)
def test_no_error_breaks_its_line(log: RunLog, error: str) -> None:
    log.add([run(1), run(2, error=error), run(3)])
    assert log.runs() == [run(1), run(2, error=error), run(3)]


def test_an_error_with_a_path_that_is_no_utf8_is_kept_in_some_way(log: RunLog) -> None:
    """A folder's name may hold any bytes; Python gives them as lone surrogates."""
    log.add([run(1), run(2, error="/data/\udcff cannot be used")])
    assert [one.number for one in log.runs()] == [1, 2]


def test_the_last_hundred_are_kept(log: RunLog, tmp_path: Path) -> None:
    runs: list[Run] = []
    for number in range(1, MOST_RUNS + 6):
        runs = [*log.runs(), run(number)]
        log.add(runs)
    assert [one.number for one in log.runs()] == list(range(6, MOST_RUNS + 6))
    assert len(lines(tmp_path)) == MOST_RUNS + 1
    assert [path.name for path in tmp_path.iterdir()] == ["runs.jsonl"]


JUNK = [
    "",
    "   ",
    "junk",
    "null",
    "5",
    '"text"',
    "[]",
    "{}",
    '{"number": 1}',
    run(1).to_json()[:-9],
    run(1).to_json().replace('"done"', '"splendid"'),
    run(1).to_json().replace('"index"', '"dance"'),
    run(1).to_json().replace("2026-01-01T12:00:00+00:00", "yesterday"),
    run(1).to_json().replace('"2026-01-01T12:00:00+00:00"', "5"),
    *(json.dumps({**json.loads(run(1).to_json()), "counts": counts}) for counts in (5, "text", [1])),
    "\x00" * 50,
]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_lines_that_are_no_runs_are_passed_over(log: RunLog, tmp_path: Path, junk: str) -> None:
    (tmp_path / "runs.jsonl").write_text(f"{junk}\n{run(2).to_json()}\n{junk}\n{junk}\n{run(3).to_json()}\n{junk}")
    assert log.runs() == [run(2), run(3)]


def test_bytes_that_are_no_text_are_passed_over(log: RunLog, tmp_path: Path) -> None:
    (tmp_path / "runs.jsonl").write_bytes(b"\xff\xfe\n" + run(2).to_json().encode() + b"\n\xc3(")
    assert log.runs() == [run(2)]


@given(st.lists(st.one_of(st.text(), st.sampled_from(JUNK))))
def test_any_file_can_be_read(tmp_path_factory: pytest.TempPathFactory, junk: list[str]) -> None:
    path = tmp_path_factory.mktemp("runs") / "runs.jsonl"
    path.write_text("\n".join(junk), encoding="utf-8")
    assert all(isinstance(run, Run) for run in RunLog(path).runs())


# -- a disk that is full ------------------------------------------------------------------------------------------

LINES = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1).map(lambda s: f"{s}\n"))


@given(LINES, st.integers(0, 60))
def test_the_last_lines_that_fit_are_written_over_what_was_there(
    tmp_path_factory: pytest.TempPathFactory, written: list[str], room: int
) -> None:
    path = tmp_path_factory.mktemp("runs") / "runs.jsonl"
    path.write_bytes(b"x" * room)
    write_over(path, [line.encode() for line in written])
    raw = path.read_bytes()
    assert len(raw) == room
    kept = [line for line in raw.decode().split("\n") if line]
    assert kept == [line[:-1] for line in written[len(written) - len(kept) :]]
    left_out = written[len(written) - len(kept) - 1] if len(kept) < len(written) else None
    assert left_out is None or len("".join([left_out, *(f"{line}\n" for line in kept)]).encode()) > room


def test_on_a_full_disk_the_newest_runs_take_the_room_of_the_old_ones(log: RunLog, tmp_path: Path) -> None:
    log.add([run(number) for number in range(1, 10)])
    size = (tmp_path / "runs.jsonl").stat().st_size
    (tmp_path / "runs.new").symlink_to("/dev/full")  # what is written there fails as on a full disk
    runs = [*log.runs(), run(10, result=Result.FAILED, error="no space left on device", counts=None)]
    log.add(runs)
    assert log.runs() == runs[-len(log.runs()) :]
    assert len(log.runs()) >= 8
    assert (tmp_path / "runs.jsonl").stat().st_size == size
    log.add([*runs, run(11)])
    assert log.runs() == [*runs, run(11)]
    assert [path.name for path in tmp_path.iterdir()] == ["runs.jsonl"]


def test_a_report_longer_than_all_the_room_that_there_is_leaves_none(log: RunLog, tmp_path: Path) -> None:
    log.add([run(1)])
    (tmp_path / "runs.new").symlink_to("/dev/full")
    log.add([run(1), run(2, error="no space left on device " * 100)])
    assert log.runs() == []


def test_where_not_even_old_space_can_be_used_the_caller_is_told(log: RunLog, tmp_path: Path) -> None:
    (tmp_path / "runs.new").symlink_to("/dev/full")
    with pytest.raises(OSError, match=r"runs\.jsonl"):
        log.add([run(1)])


def test_what_a_killed_run_left_of_its_report_is_no_obstacle(log: RunLog, tmp_path: Path) -> None:
    (tmp_path / "runs.new").write_text("half a li")
    log.add([run(1)])
    assert log.runs() == [run(1)]
