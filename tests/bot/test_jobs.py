"""The jobs that write the index, through the command line with the real model, on an archive of ten articles."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from commandline import CommandLine, Result

from bot.service import own_command
from index.generation import Store

FERRY = "Ferry hits pier\n\nThe ferry Quillfeather hit the pier on Tuesday. Twelve people were injured in the crash.\n"
MARKET = "Market burns\n\nThe fish market lost nine stalls in a fire on Monday. Nobody was hurt.\n"
WIRE = [
    ("w1", "Lighthouse", "The keeper Wystan Orrick lit the lighthouse at Cape Merrow in 1902."),
    ("w2", "Footbridge", "The footbridge over the Selk cost 3.2 million pounds."),
    ("w3", "Lifeboat", "The lifeboat Halcyon saved seven sailors off Skarrow Island."),
    ("w4", "Cannery", "The cannery at Dunmarsh closed and 140 workers lost their jobs."),
    ("w5", "Academy", "Odile Brack became head of the academy in September."),
    ("w6", "Oysters", "The oyster beds were closed after a spill of diesel."),
    ("w7", "Festival", "The herring festival drew 8,000 visitors to the quay."),
    ("w8", "Dues", "Harbour dues rose by 4.5 per cent in April."),
]
SAVED = "How many sailors did the lifeboat Halcyon save?"
FOLDER = Path("harbour")  # two articles without ids, each a file of its own
WIRES = Path("wire")  # eight articles with ids, one a line


def write_wire(folder: Path, records: list[tuple[str, str, str]], source: str = "Wire") -> None:
    lines = [json.dumps({"id": i, "title": t, "text": x, "source": source}) + "\n" for i, t, x in records]
    (folder / "wire.jsonl").write_text("".join(lines))


def write_archive(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / FOLDER).mkdir(parents=True)
    (folder / FOLDER / "ferry.txt").write_text(FERRY)
    (folder / FOLDER / "market.txt").write_text(MARKET)
    (folder / WIRES).mkdir()
    write_wire(folder / WIRES, WIRE)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> CommandLine:
    """The index of the archive; its folder is ``archive`` beside the data folder."""
    folder = tmp_path_factory.mktemp("jobs")
    write_archive(folder / "archive")
    command = CommandLine(folder / "data", model_cache, {"BACKISSUE_STALE_GAPS": "0"})
    assert command.run("index", *roots(folder / "archive")).status == 0
    return command


@pytest.fixture
def archive(indexed: CommandLine) -> Path:
    """The archive as it was indexed; each test finds it in the same place, and may change it."""
    folder = indexed.data_dir.parent / "archive"
    write_archive(folder)
    return folder


@pytest.fixture
def command(indexed: CommandLine, tmp_path: Path) -> CommandLine:
    """An index that a test may change."""
    shutil.copytree(indexed.data_dir, tmp_path / "data")
    return CommandLine(tmp_path / "data", indexed.model_cache, dict(indexed.settings))


def roots(archive: Path) -> list[Path]:
    return [archive / FOLDER, archive / WIRES]


def index(command: CommandLine, archive: Path, *options: str) -> tuple[int, dict[str, Any], str]:
    """Index with ``--json``: the exit status, the report, and what was complained of."""
    result = command.run("index", *roots(archive), "--json", *options)
    [report] = result.lines
    return result.status, report, complaints(result)


def complaints(result: Result) -> str:
    """Standard error without the progress, which is JSON."""
    return "".join(f"{line}\n" for line in result.errors.splitlines() if not line.startswith("{"))


def counts(report: dict[str, Any], *names: str) -> dict[str, int]:
    """What a report counts, without what is zero; or the counts that are named."""
    every = ("added", "replaced", "removed", "unchanged", "moved", "withheld", "rejected", "embedded")
    return {name: report[name] for name in names or every if names or report[name]}


def cited(command: CommandLine, question: str) -> set[str]:
    """The ids of the articles that an answer cites."""
    [answer] = command.run("ask", question, "--json").lines
    return {citation["article_id"] for citation in answer["citations"]}


def status(command: CommandLine) -> tuple[int, dict[str, Any]]:
    result = command.run("status", "--json")
    [shape] = result.lines
    return result.status, shape


def runs_of(command: CommandLine) -> list[dict[str, Any]]:
    """The reports on disk, read as a monitor may read them at any moment."""
    lines = (command.data_dir / "runs.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


# -- what is missing, and what is gone ------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_folder_that_is_missing_loses_nothing_and_the_rest_is_indexed(command: CommandLine, archive: Path) -> None:
    shutil.rmtree(archive / FOLDER)
    write_wire(archive / WIRES, [*WIRE, ("w9", "Storm", "Storm Hesper tore the roof off the ice house.")])
    exit_status, report, errors = index(command, archive)
    missing = (
        f"{archive / FOLDER} does not exist: name the file or folder that holds the articles; "
        "what was read from there is kept, until `backissue forget --root` drops it"
    )
    assert (exit_status, errors) == (5, f"backissue: {missing}\n")
    assert (report["result"], report["error"], report["articles"]) == ("partial", missing, 11)
    assert counts(report) == {"added": 1, "unchanged": 8, "embedded": 1}
    assert command.run("show", "harbour/ferry.txt").status == 0
    assert cited(command, "Which storm tore the roof off the ice house?") == {"w9"}


@pytest.mark.slow
def test_where_every_folder_is_missing_nothing_is_done(command: CommandLine, archive: Path) -> None:
    shutil.rmtree(archive)
    missing = "; ".join(
        f"{root} does not exist: name the file or folder that holds the articles" for root in roots(archive)
    )
    assert command.run("index", *roots(archive)) == Result(2, "", f"backissue: {missing}\n")
    assert command.run("show", "harbour/ferry.txt").status == 0


IDS = "`backissue search` gives the ids of articles"


def withheld(count: int) -> str:
    return (
        f"{count} articles are gone from the archive, which is more than BACKISSUE_MAX_REMOVALS allows; "
        "what is gone is kept: look whether a disk is missing, or run `backissue index --allow-removals`"
    )


@pytest.mark.slow
def test_too_many_removals_are_kept_until_they_are_allowed(command: CommandLine, archive: Path) -> None:
    write_wire(archive / WIRES, WIRE[:4])
    exit_status, report, errors = index(command, archive)
    assert (exit_status, errors) == (4, f"backissue: {withheld(4)}\n")
    assert (report["result"], report["error"], report["articles"]) == ("withheld", withheld(4), 10)
    assert counts(report) == {"unchanged": 6, "withheld": 4}
    assert cited(command, "How many visitors did the herring festival draw?") == {"w7"}
    exit_status, state = status(command)
    assert (exit_status, state["reasons"]) == (1, [f"the last run did not end well (withheld: {withheld(4)})"])

    exit_status, report, errors = index(command, archive, "--allow-removals")
    assert (exit_status, errors, report["result"], report["articles"]) == (0, "", "done", 6)
    assert counts(report) == {"removed": 4, "unchanged": 6}
    assert command.run("show", "w7") == Result(
        2, "", "backissue: no article 'w7' in the index; `backissue search` gives the ids of articles\n"
    )


@pytest.mark.slow
def test_what_is_gone_is_removed_where_it_is_a_share_that_is_believed(command: CommandLine, archive: Path) -> None:
    write_wire(archive / WIRES, WIRE[:5])
    exit_status, report, _ = index(command, archive)
    assert (exit_status, counts(report)) == (0, {"removed": 3, "unchanged": 7})


@pytest.mark.slow
def test_a_folder_that_is_empty_all_at_once_is_kept_however_little_it_held(command: CommandLine, archive: Path) -> None:
    for file in (archive / FOLDER).iterdir():
        file.unlink()
    exit_status, report, errors = index(command, archive)
    assert (exit_status, errors) == (4, f"backissue: {withheld(2)}\n")
    assert counts(report) == {"unchanged": 8, "withheld": 2}
    assert command.run("show", "harbour/ferry.txt").status == 0


@pytest.mark.slow
def test_a_limit_of_one_believes_everything(command: CommandLine, archive: Path) -> None:
    (archive / WIRES / "wire.jsonl").unlink()
    believing = CommandLine(command.data_dir, command.model_cache, {**command.settings, "BACKISSUE_MAX_REMOVALS": "1"})
    exit_status, report, _ = index(believing, archive)
    assert (exit_status, report["result"]) == (0, "done")
    assert counts(report, "removed", "withheld", "unchanged") == {"removed": 8, "withheld": 0, "unchanged": 2}


@pytest.mark.slow
def test_a_text_file_that_is_renamed_keeps_its_id_and_embeds_nothing(command: CommandLine, archive: Path) -> None:
    [before] = command.run("show", "harbour/ferry.txt", "--json").lines
    (archive / FOLDER / "ferry.txt").rename(archive / FOLDER / "the ferry.txt")
    exit_status, report, _ = index(command, archive)
    assert (exit_status, counts(report)) == (0, {"unchanged": 10, "moved": 1})
    [after] = command.run("show", "harbour/ferry.txt", "--json").lines
    assert after == {**before, "path": "the ferry.txt"}
    assert command.run("show", "harbour/the ferry.txt").status == 2


# -- one writer -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_second_job_is_refused_and_told_who_writes_and_since_when(command: CommandLine, archive: Path) -> None:
    with Store(command.data_dir).writing():
        results = [
            command.run("index", *roots(archive)),
            command.run("forget", "w3"),
        ]
        busy = re.fullmatch(
            r"backissue: the index is being written by (process (\d+) since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC): "
            r"wait for it to end\n",
            results[0].errors,
        )
        assert busy
        assert int(busy[2]) == os.getpid()
        assert results == 2 * [Result(3, "", busy[0])]
        assert cited(command, SAVED) == {"w3"}  # readers are not kept waiting
        exit_status, state = status(command)
        assert (exit_status, state["writer"]) == (0, busy[1])
    assert status(command)[1]["writer"] == ""
    assert [run["number"] for run in runs_of(command)] == [1]  # what was refused did not run


# -- runs -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_run_leaves_a_report_and_a_failed_one_makes_the_index_stale(command: CommandLine, archive: Path) -> None:
    away = [root.rename(f"{root}-away") for root in roots(archive)]
    missing = "; ".join(
        f"{root} does not exist: name the file or folder that holds the articles" for root in roots(archive)
    )
    assert command.run("index", *roots(archive)).status == 2
    exit_status, state = status(command)
    assert (exit_status, state["stale"]) == (1, True)
    assert state["reasons"] == [f"the last run did not end well (failed: {missing})"]
    assert (state["last_run"]["number"], state["last_good_run"]["number"]) == (2, 1)

    for root in away:
        root.rename(str(root).removesuffix("-away"))
    _, report, _ = index(command, archive)
    exit_status, state = status(command)
    assert (exit_status, state["stale"], state["reasons"]) == (0, False, [])
    listed = command.run("runs", "--json")
    assert (listed.status, listed.errors) == (0, "")
    first, second, third = listed.lines
    assert state["last_run"] == state["last_good_run"] == third
    varying = ("started", "ended", "counts", "phases")
    assert {name: value for name, value in first.items() if name not in varying} == {
        "number": 1,
        "job": "index",
        "result": "done",
        "error": "",
        "every": None,
        "deliberate": False,
    }
    assert counts(first["counts"]) == {"added": 10, "embedded": 10}
    assert {phase: values["count"] for phase, values in first["phases"].items()} == {
        "scan": 10,
        "chunk": 10,
        "embed": 10,
        "write embeddings": 10,
        "write keywords": 10,
    }
    assert second == {
        **first,
        "number": 2,
        "started": second["started"],
        "ended": second["ended"],
        "result": "failed",
        "error": missing,
        "counts": None,
        "phases": {},
    }
    assert counts(third["counts"]) == {"unchanged": 10}
    assert third["counts"].items() <= report.items()
    assert (third["number"], third["result"], third["phases"]) == (3, "done", report["phases"])
    assert report["run"] == 3
    moments = [datetime.fromisoformat(run[end]) for run in listed.lines for end in ("started", "ended")]
    assert moments == sorted(moments)
    assert all(moment.utcoffset() == timedelta() for moment in moments)


@pytest.mark.slow
def test_arguments_that_are_refused_are_no_run(command: CommandLine, archive: Path) -> None:
    before, ran = status(command), command.run("runs", "--json").lines
    inside = archive / WIRES / "wire.jsonl"
    for arguments, reason in (
        (["index", "nowhere"], "nowhere does not exist: name the file or folder that holds the articles"),
        (["index", "nowhere", "--allow-removals"], "nowhere does not exist"),
        (["index", inside], f"{inside} lies in {archive / WIRES}, which is indexed as a whole: index that"),
        (["forget", "nothing"], "nothing in the index fits 'nothing'"),
    ):
        result = command.run(*arguments)
        assert (result.status, result.output) == (2, "")
        assert result.errors.startswith(f"backissue: {reason}")
    assert status(command) == before
    assert command.run("runs", "--json").lines == ran


@pytest.mark.slow
def test_before_the_first_run_there_is_none(indexed: CommandLine, tmp_path: Path) -> None:
    command = CommandLine(tmp_path / "data", indexed.model_cache)
    assert command.run("runs") == Result(0, "No run yet.\n", "")
    assert command.run("runs", "--json") == Result(0, "", "")


@pytest.mark.slow
def test_a_run_in_which_the_clock_of_a_service_is_set_says_when_the_next_one_is_due(
    command: CommandLine, archive: Path
) -> None:
    timed = CommandLine(command.data_dir, command.model_cache, {**command.settings, "BACKISSUE_EVERY": "15m"})
    assert timed.run("index", *roots(archive)).status == 0
    _, state = status(command)  # which was not told how often
    assert state["last_run"]["every"] == 900.0
    due = datetime.fromisoformat(state["last_run"]["started"]) + timedelta(minutes=15)
    assert datetime.fromisoformat(state["next_run"]) == due


def embedded(catalog: Path) -> int:
    """How many embeddings a run has kept so far."""
    try:
        with sqlite3.connect(f"file:{catalog}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM embeddings").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


@pytest.mark.slow
def test_sigterm_ends_a_run_and_the_next_one_goes_on_from_there(
    command: CommandLine, archive: Path, tmp_path: Path
) -> None:
    ships = [
        (f"s{n}", f"Ship {n}", " ".join(f"Ship {n} carried {n * i} crates of herring to port {i}." for i in range(40)))
        for n in range(45)
    ]
    write_wire(archive / WIRES, [*WIRE, *ships])
    before = embedded(command.data_dir / "catalog.sqlite")
    with command.start("index", *roots(archive), "--json") as process:
        deadline = time.monotonic() + 120
        while embedded(command.data_dir / "catalog.sqlite") == before and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=60)
    result = Result(process.returncode, output, errors)
    assert (result.status, result.output) == (143, "")
    assert complaints(result) == "backissue: stopped; what was done is kept, the next run goes on from there\n"
    exit_status, state = status(command)
    assert (exit_status, state["articles"], state["last_run"]["result"]) == (1, 10, "stopped")
    assert state["reasons"] == ["the last run did not end well (stopped)"]
    assert state["last_run"]["phases"]["embed"]["count"] >= 64

    exit_status, report, _ = index(command, archive)
    assert (exit_status, report["added"], report["articles"]) == (0, 45, 55)
    assert 0 < report["embedded"] <= report["passages"] - 10 - 64
    assert status(command)[0] == 0


# -- forgetting -----------------------------------------------------------------------------------------------------


def holders(data_dir: Path, word: str) -> list[str]:
    """The files of a data folder in which a word stands."""
    files = sorted(path for path in data_dir.rglob("*") if path.is_file())
    return [str(path.relative_to(data_dir)) for path in files if word.encode() in path.read_bytes()]


# An article with an id and one without: where it stands, what it answers, and a word that nobody else has.
PLACES = {"w3": ("wire.jsonl", 3), "harbour/ferry.txt": ("ferry.txt", None)}
QUESTIONS = {"w3": SAVED, "harbour/ferry.txt": "How many people were injured when the ferry hit the pier?"}
WORDS = {"w3": "Halcyon", "harbour/ferry.txt": "Quillfeather"}


@pytest.mark.slow
@pytest.mark.parametrize("article_id", PLACES)
def test_of_what_is_forgotten_nothing_is_left(command: CommandLine, article_id: str) -> None:
    assert holders(command.data_dir, WORDS[article_id])
    result = command.run("forget", article_id)
    assert (result.status, result.output) == (
        0,
        "Forgotten: 1 article and 1 passage; nothing of that is left in the data folder.\n",
    )
    assert holders(command.data_dir, WORDS[article_id]) == []
    gone = f"backissue: no article {article_id!r} in the index; `backissue search` gives the ids of articles\n"
    assert command.run("show", article_id) == Result(2, "", gone)
    assert article_id not in cited(command, QUESTIONS[article_id])


@pytest.mark.slow
@pytest.mark.parametrize("article_id", PLACES)
def test_what_is_forgotten_stays_away_until_it_is_allowed_again(
    command: CommandLine, archive: Path, article_id: str
) -> None:
    assert cited(command, QUESTIONS[article_id]) == {article_id}
    assert command.run("forget", article_id).status == 0
    exit_status, report, _ = index(command, archive)
    assert (exit_status, counts(report)) == (0, {"unchanged": 9, "rejected": 1})
    [rejected] = command.run("index", "--rejected", "--json").lines
    day = rejected["reason"].removeprefix("forgotten on ").partition(";")[0]
    assert datetime.fromisoformat(day)
    path, line = PLACES[article_id]
    assert rejected == {
        "path": path,
        "line": line,
        "reason": f"forgotten on {day}; `backissue forget --undo ARTICLE_ID` lets it come back",
    }
    assert command.run("show", article_id).status == 2

    undone = command.run("forget", "--undo", article_id)
    assert undone == Result(0, "The next `backissue index` reads it again.\n", "")
    exit_status, report, _ = index(command, archive)
    assert (exit_status, counts(report)) == (0, {"added": 1, "unchanged": 9, "embedded": 1})
    assert cited(command, QUESTIONS[article_id]) == {article_id}


@pytest.mark.slow
def test_a_source_that_is_forgotten_stays_away_in_every_file(command: CommandLine, archive: Path) -> None:
    result = command.run("forget", "--source", "WIRE")  # names are compared as search compares them
    assert (result.status, result.output) == (
        0,
        "Forgotten: 8 articles and 8 passages; nothing of that is left in the data folder.\n",
    )
    write_wire(archive / WIRES, [("w9", "Storm", "Storm Hesper tore the roof off the ice house.")])
    exit_status, report, _ = index(command, archive)
    assert (exit_status, counts(report)) == (0, {"unchanged": 2, "rejected": 1})

    assert command.run("forget", "--undo", "--source", "Wire").status == 0
    exit_status, report, _ = index(command, archive)
    assert (exit_status, counts(report)) == (0, {"added": 1, "unchanged": 2, "embedded": 1})


@pytest.mark.slow
def test_a_folder_that_is_forgotten_may_be_indexed_again(command: CommandLine, archive: Path) -> None:
    result = command.run("forget", "--root", archive / FOLDER)
    assert (result.status, result.output) == (
        0,
        "Forgotten: 2 articles and 2 passages; nothing of that is left in the data folder.\n",
    )
    assert command.run("show", "harbour/ferry.txt").status == 2
    exit_status, report, _ = index(command, archive)
    assert (exit_status, counts(report)) == (0, {"added": 2, "unchanged": 8, "embedded": 2})
    assert command.run("show", "harbour/ferry.txt").status == 0


def test_to_forget_nothing_is_wrong_usage(command: CommandLine) -> None:
    for arguments in (["forget"], ["forget", "--undo"]):
        result = command.run(*arguments)
        assert (result.status, result.output) == (2, "")
        assert "Usage: " in result.errors
        assert "give the ids of articles, --source or --root" in result.errors
        assert "Traceback" not in result.errors


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["nothing"], ["--source", "Nobody"], ["--root", "nowhere"]])
def test_a_name_that_fits_nothing_is_an_error_and_alarms_nobody(command: CommandLine, arguments: list[str]) -> None:
    lists = {
        "--source": "`backissue sources` lists the sources",
        "--root": "name a folder as `backissue index` was given it",
    }.get(arguments[0], IDS)
    reason = f"nothing in the index fits {arguments[-1]!r}; {lists}"
    assert command.run("forget", *arguments) == Result(2, "", f"backissue: {reason}\n")
    exit_status, state = status(command)
    assert (exit_status, state["reasons"]) == (0, [])


@pytest.mark.slow
def test_to_forget_is_no_proof_that_the_index_is_up_to_date(command: CommandLine, archive: Path) -> None:
    away = [root.rename(f"{root}-away") for root in roots(archive)]
    assert command.run("index", *roots(archive)).status == 2
    for root in away:
        root.rename(str(root).removesuffix("-away"))
    assert command.run("forget", "w3").status == 0
    assert status(command)[0] == 1
    assert index(command, archive)[0] == 0
    assert status(command)[0] == 0


@pytest.mark.slow
def test_to_forget_leaves_the_clock_of_the_service_as_it_is(command: CommandLine, archive: Path) -> None:
    timed = CommandLine(command.data_dir, command.model_cache, {**command.settings, "BACKISSUE_EVERY": "15m"})
    assert timed.run("index", *roots(archive)).status == 0
    _, before = status(command)
    assert command.run("forget", "w3").status == 0
    _, after = status(command)
    assert before["next_run"] == after["next_run"] is not None


# -- the doctor -----------------------------------------------------------------------------------------------------

PARTS = ["catalog", "files", "passages", "keywords", "vectors", "recipe", "model", "folder"]
WELL = "".join(f"{part:10}well\n" for part in PARTS)


@pytest.mark.slow
def test_a_healthy_index_is_well_in_every_part(command: CommandLine) -> None:
    assert command.run("doctor") == Result(0, WELL, "")
    assert command.run("doctor", "--json", "--fix") == Result(  # there is nothing to mend
        0, "".join(json.dumps({"part": part, "faults": []}) + "\n" for part in PARTS), ""
    )


@pytest.mark.slow
def test_the_doctor_names_a_file_that_is_lost_and_makes_it_again(command: CommandLine) -> None:
    keywords = Store(command.data_dir).keywords(1)
    next(keywords.glob("*.store")).unlink()
    result = command.run("doctor", "--json")
    assert (result.status, result.errors) == (1, "")
    faults = {finding["part"]: finding["faults"] for finding in result.lines}
    assert [part for part in faults if faults[part]] == ["files", "keywords"]
    assert faults["files"] == ["files of the generation are missing or have another size"]
    assert str(keywords) in faults["keywords"][0]

    fixed = command.run("doctor", "--fix", "--json")
    assert fixed.status == 0
    findings = fixed.lines
    assert findings[: len(PARTS)] == result.lines
    assert findings[len(PARTS) :] == [{"part": part, "faults": []} for part in PARTS]
    assert command.run("doctor") == Result(0, WELL, "")
    run = runs_of(command)[-1]
    assert (run["job"], run["result"], counts(run["counts"])) == ("repair", "done", {})


@pytest.mark.slow
def test_an_index_that_is_damaged_is_stale_until_the_next_run(command: CommandLine, archive: Path) -> None:
    next(Store(command.data_dir).keywords(1).glob("*.store")).unlink()
    exit_status, state = status(command)
    assert (exit_status, state["reasons"]) == (
        1,
        ["files of the index are missing or damaged: run `backissue index`, which makes them again"],
    )
    exit_status, report, _ = index(command, archive)
    assert (exit_status, counts(report)) == (0, {"unchanged": 10})
    assert status(command)[0] == 0
    assert cited(command, SAVED) == {"w3"}


# -- the service ----------------------------------------------------------------------------------------------------


def wait_for_runs(command: CommandLine, count: int, process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    deadline = time.monotonic() + 120
    while len(runs_of(command)) < count and time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    return runs_of(command)


@pytest.mark.slow
def test_a_service_indexes_again_and_again_and_ends_with_success(command: CommandLine, archive: Path) -> None:
    with command.start("index", *roots(archive), "--every", "1s") as process:
        try:
            wait_for_runs(command, 2, process)
            (archive / FOLDER / "storm.txt").write_text("Storm\n\nStorm Hesper tore the roof off the ice house.\n")
            wait_for_runs(command, 4, process)
            _, state = status(command)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 0
    last = state["last_run"]
    assert last["every"] == 1.0
    due = datetime.fromisoformat(last["started"]) + timedelta(seconds=1)
    assert datetime.fromisoformat(state["next_run"]) == due
    _, *runs = runs_of(command)
    assert {run["every"] for run in runs} == {1.0}
    assert {run["result"] for run in runs[:3]} == {"done"}
    assert runs[2]["counts"]["articles"] == 11
    assert command.run("show", "harbour/storm.txt").status == 0


@pytest.mark.parametrize(
    ("arguments", "once"),
    [
        (["index", "a", "--every", "1s", "--json"], ["index", "a", "--json"]),
        (["index", "--every=1s", "a"], ["index", "a"]),
        (["index", "--every", "2h", "--every=1s"], ["index"]),
        (["index", "--full", "a b", "--every", "1s"], ["index", "--full", "a b"]),
    ],
)
def test_a_service_runs_its_own_command_without_the_interval(arguments: list[str], once: list[str]) -> None:
    assert own_command(arguments) == [sys.executable, "-P", "-m", "bot.cli", *once]


@pytest.mark.slow
@pytest.mark.parametrize("every", ["soon", "0s", "15", "-1s"])
def test_an_interval_that_is_none_is_wrong_usage(command: CommandLine, archive: Path, every: str) -> None:
    result = command.run("index", archive, f"--every={every}")
    assert (result.status, result.output) == (2, "")
    assert "--every: write it like 15m, 90s, 2h or 1d" in result.errors
    assert "Traceback" not in result.errors
    assert len(runs_of(command)) == 1
