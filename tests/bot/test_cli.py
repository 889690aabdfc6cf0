"""The real command line with the real model, each run a process of its own, on a copy of the sample archive."""

import json
import os
import re
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from commandline import CommandLine, Result
from conftest import REPOSITORY
from floor import FLOOR, below_floor

from index.passage import Stage

QUESTION = "How many people were hurt when the ferry hit the pier?"
LOST = "How many stalls did the fish market lose in the fire?"
ABSENT = "Who won the Nobel Prize in Chemistry for quantum dots?"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive with two records that cannot be read."""
    folder = tmp_path_factory.mktemp("cli") / "archive"
    shutil.copytree(REPOSITORY / "corpus" / "sample", folder, ignore=shutil.ignore_patterns("*.py*", "__pycache__"))
    (folder / "broken.jsonl").write_text('\n{"text": \n')
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.bin")).write_bytes(b"\x00")
    return folder


@pytest.fixture(scope="module")
def empty(archive: Path, model_cache: Path) -> CommandLine:
    """Nothing is indexed."""
    return CommandLine(archive.parent / "none", model_cache)


@pytest.fixture(scope="module")
def first_run(archive: Path, model_cache: Path) -> tuple[CommandLine, Result]:
    command = CommandLine(archive.parent / "data", model_cache)
    return command, command.run("index", archive, "--json")


@pytest.fixture(scope="module")
def sample(first_run: tuple[CommandLine, Result]) -> CommandLine:
    """The sample archive is indexed."""
    return first_run[0]


def test_index_says_what_it_did(first_run: tuple[CommandLine, Result]) -> None:
    result = first_run[1]
    assert result.status == 0
    [report] = result.lines
    passages = report["passages"]
    assert report == {
        "added": 31,
        "replaced": 0,
        "removed": 0,
        "unchanged": 0,
        "moved": 0,
        "withheld": 0,
        "rejected": 2,
        "articles": 31,
        "passages": passages,
        "embedded": passages,
        "seconds": report["seconds"],
        "generation": 1,
        "result": "done",
        "error": "",
        "run": 1,
        "phases": report["phases"],
    }
    assert 31 < passages < 100
    phases = report["phases"]
    assert {phase: values["count"] for phase, values in phases.items()} == {
        "scan": 33,
        "chunk": 31,
        "embed": passages,
        "write embeddings": passages,
        "write keywords": passages,
    }
    assert sum(values["seconds"] for values in phases.values()) <= report["seconds"] + 0.1
    events = [json.loads(event) for event in result.errors.splitlines()]
    assert all(list(event) == ["phase", "done", "total", "per_second", "seconds_left"] for event in events)
    ends = {event["phase"]: event["done"] for event in events if event["done"] == event["total"]}
    assert ends == {
        "scan": 33,
        "chunk": 31,
        "embed": passages,
        "write embeddings": passages,
        "write keywords": passages,
    }


def test_indexing_again_embeds_nothing(sample: CommandLine, archive: Path) -> None:
    result = sample.run("index", archive)
    assert result.status == 0
    assert result.output.startswith("0 added, 0 replaced, 0 removed, 31 unchanged, 2 rejected; ")
    assert ", 0 embedded; " in result.output
    assert result.output.endswith("; generation 1\nRejected records: backissue index --rejected\n")


def test_rejected_records_are_listed(sample: CommandLine) -> None:
    result = sample.run("index", "--rejected", "--json")
    assert (result.status, result.errors) == (0, "")
    by_path = {record["path"]: record for record in result.lines}
    assert by_path["broken.jsonl"]["line"] == 2
    assert all(record.keys() == {"path", "line", "reason"} and record["reason"] for record in by_path.values())
    assert len(by_path) == 2


def test_status_says_what_the_index_holds(sample: CommandLine) -> None:
    result = sample.run("status", "--json")
    assert (result.status, result.errors) == (1, "")  # the sample archive is years old
    [status] = result.lines
    varying = {name: status.pop(name) for name in ("passages", "indexed_at", "recipe", "disk_bytes", "reasons")}
    *_, run = sample.run("runs", "--json").lines
    assert status == {
        "articles": 31,
        "from": "2023-01-19T08:40:00+00:00",
        "to": "2024-12-17T09:50:00+00:00",
        "generation": 1,
        "rejected": 2,
        "data_dir": str(sample.data_dir),
        "stale": True,
        "newest": "2024-12-17T09:50:00+00:00",
        "usual_gap_seconds": status["usual_gap_seconds"],
        "last_run": run,
        "last_good_run": run,
        "next_run": None,
        "writer": "",
    }
    [reason] = varying["reasons"]
    assert re.fullmatch(
        r"the newest article is (nearly|over)? ?(a|two|three|four|five|six|\d+) years? old, the usual gap is \d+ days: "
        r"see what should bring new ones, or set BACKISSUE_STALE_GAPS=0 if nothing is added any more",
        reason,
    )
    assert 100_000 < varying["disk_bytes"] < 10_000_000
    assert varying["recipe"]["space"].startswith("all-MiniLM-L6-v2@")
    assert varying["recipe"]["passage_words"] == 150


def test_an_archive_to_which_nothing_is_added_any_more_is_not_stale(sample: CommandLine) -> None:
    result = sample.with_settings(BACKISSUE_STALE_GAPS="0").run("status")
    assert (result.status, result.errors) == (0, "")
    assert result.output.startswith("state       up to date\narticles    31\n")


@pytest.mark.slow
@pytest.mark.parametrize("gaps", ["1e9", "inf"])
def test_any_number_of_gaps_can_be_compared_with(sample: CommandLine, gaps: str) -> None:
    result = sample.with_settings(BACKISSUE_STALE_GAPS=gaps).run("status")
    assert (result.status, result.errors) == (0, "")


def check_quotations(sample: CommandLine, answer: dict[str, Any]) -> None:
    """What every answer promises: each number is used, and each quotation stands where it says."""
    used = [number for statement in answer["statements"] for number in statement["citations"]]
    assert list(dict.fromkeys(used)) == [citation["number"] for citation in answer["citations"]]
    assert all(statement["citations"] for statement in answer["statements"])
    for citation in answer["citations"]:
        [article] = sample.run("show", citation["article_id"], "--json").lines
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
        shared = ("title", "source", "author", "published", "url", "path")
        assert {name: citation[name] for name in shared} == {name: article[name] for name in shared}


def test_ask_answers_with_quotations_that_stand_in_the_articles(sample: CommandLine) -> None:
    result = sample.run("ask", *QUESTION.split(), "--as-of", "2024-01-01", "--json")
    assert (result.status, result.errors) == (0, "")
    [answer] = result.lines
    assert list(answer) == [
        "question",
        "asked",
        "as_of",
        "outcome",
        "confidence",
        "window",
        "widened",
        "parts",
        "variants",
        "kind",
        "reason",
        "lacking",
        "nearest",
        "newest",
        "age_days",
        "over_time",
        "order",
        "statements",
        "citations",
        "written_by",
        "note",
        "related",
        "archive",
        "timings_ms",
        "understood_as",
        "clarify",
    ]
    assert (answer["question"], answer["outcome"], answer["window"]) == (QUESTION, "answered", None)
    assert answer["as_of"] == "2024-01-01T00:00:00+00:00"
    assert 0 < answer["confidence"] <= 1
    assert answer["related"] == []
    assert " 19" in answer["citations"][0]["quote"]
    check_quotations(sample, answer)


@pytest.mark.slow
def test_ask_shows_sources_on_a_terminal_without_a_hub_or_with_one(sample: CommandLine) -> None:
    result = sample.with_settings(HF_HUB_OFFLINE="").run("ask", QUESTION, "--since", "2023-03", "--until", "2023-03")
    assert (result.status, result.errors) == (0, "")
    statement, *_, last = result.output.splitlines()
    assert statement.endswith(" [1]")
    assert "\n\nSources\n  [1] " in result.output
    assert ", published 1-31 Mar 2023, 31 articles, 19 Jan 2023 - 17 Dec 2024." in last
    assert "\x1b" not in result.output


@pytest.mark.slow
def test_what_the_archive_does_not_say_has_no_citation(sample: CommandLine) -> None:
    result = sample.run("ask", ABSENT, "--json")
    assert (result.status, result.errors) == (1, "")
    [answer] = result.lines
    assert (answer["outcome"], answer["statements"], answer["citations"]) == ("not_in_archive", [], [])
    assert 1 <= len(answer["related"]) <= 3


BATCH = "\n".join(
    [
        json.dumps(
            {"id": "q1", "question": QUESTION, "history": [{"question": "What happened?", "answer": "A crash."}]}
        ),
        '{"id": "q2", "question": ',
        "[]",
        '{"id": "q4"}',
        '{"id": 5, "question": "Who?", "since": "soon"}',
        "",
        json.dumps({"id": "a\ud800", "question": ABSENT, "as_of": "2024-06-01"}),
        json.dumps({"question": LOST, "since": "2023-11", "until": "2023-11", "source": "the harbour lantern"}),
        json.dumps({"id": "q9", "question": QUESTION, "until": "1999"}),
    ]
)
ERRORS = {2: None, 3: None, 4: "q4", 5: 5, 6: None}


@pytest.mark.slow
def test_a_batch_has_a_line_for_each_line(sample: CommandLine, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text(f"{BATCH}\n")
    result = sample.run("ask", "--batch", batch)
    assert (result.status, result.errors) == (0, "")
    shapes = result.lines
    wrong = {shape["line"]: shape["id"] for shape in shapes if "error" in shape}
    assert wrong == ERRORS
    assert all(list(shape) == ["id", "line", "error"] for shape in shapes if "error" in shape)
    answers = {number: shape for number, shape in enumerate(shapes, start=1) if "error" not in shape}
    assert {number: (shape.get("id"), shape["outcome"]) for number, shape in answers.items()} == {
        1: ("q1", "answered"),
        7: ("a?", "not_in_archive"),
        8: (None, "answered"),
        9: ("q9", "not_in_archive"),
    }
    assert {citation["published"][:7] for citation in answers[8]["citations"]} == {"2023-11"}
    assert answers[8]["window"] == {
        "from": "2023-11-01T00:00:00+00:00",
        "to": "2023-11-30T23:59:59+00:00",
        "mode": "hard",
        "year_inferred": False,
        "dates": "published",
        "text": "published 1-30 Nov 2023",
    }
    assert (answers[9]["related"], answers[9]["confidence"]) == ([], 0.0)
    check_quotations(sample, answers[8])


@pytest.mark.slow
def test_chat_takes_turns_from_a_pipe_and_goes_on_where_it_was_kept(sample: CommandLine, tmp_path: Path) -> None:
    kept = tmp_path / "talk.json"
    result = sample.run("chat", "--json", "--state", kept, stdin=f"{QUESTION}\n/help\nmore\n/quit\nnever\n")
    assert result.status == 0
    first, more = result.lines
    assert (first["question"], first["understood_as"], first["clarify"]) == (QUESTION, None, None)
    assert first["outcome"] == "answered"
    assert more["understood_as"] == QUESTION
    assert {one["quote"] for one in first["citations"]}.isdisjoint(one["quote"] for one in more["citations"])
    assert "/since DATE" in result.errors
    again = sample.run("chat", "--state", kept, stdin="who said that?\n")
    assert (again.status, again.errors) == (0, "")
    assert again.output.startswith("Understood as: Who said “")
    kept.write_text("{}")
    damaged = sample.run("chat", "--state", kept, stdin="why?\n")
    assert (damaged.status, damaged.output) == (2, "")
    assert "begin a new one" in damaged.errors


@pytest.mark.slow
def test_search_takes_a_batch_from_standard_input(sample: CommandLine) -> None:
    result = sample.run("search", "--batch", "-", "--top-k", "2", stdin=BATCH)
    assert (result.status, result.errors) == (0, "")
    shapes = result.lines
    assert {shape["line"]: shape["id"] for shape in shapes if "error" in shape} == ERRORS
    hits = {shape["id"]: shape["hits"] for shape in shapes if "error" not in shape}
    assert {name: [hit["rank"] for hit in found] for name, found in hits.items()} == {
        "q1": [1, 2],
        "a?": [1, 2],
        None: [1, 2],
        "q9": [],
    }
    strange = {shape["id"]: shape["strange"] for shape in shapes if "error" not in shape}
    assert (strange["a?"], strange["q1"]) == (["Nobel", "Prize", "quantum", "dots"], [])


@pytest.mark.slow
def test_search_prints_a_line_a_hit(sample: CommandLine) -> None:
    result = sample.run("search", "harbour master", "--top-k", "5", "--author", "dray", "--json")
    assert (result.status, result.errors) == (0, "")
    hits = result.lines
    assert [hit["rank"] for hit in hits] == [1, 2, 3, 4, 5]
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert all("Dray" in hit["author"] for hit in hits)
    assert list(hits[0]) == [
        "rank",
        "score",
        "passage_id",
        "article_id",
        "title",
        "source",
        "author",
        "published",
        "url",
        "path",
        "text",
        "start",
        "end",
        "dates",
        "kind",
        "agency",
        "newer",
        "standing",
        "notices",
        "story",
        "strange",
    ]
    [article] = sample.run("show", hits[0]["article_id"], "--json").lines
    assert article["text"][hits[0]["start"] : hits[0]["end"]] == hits[0]["text"]


BRIDGE = """\
8 Feb 2023   The new footbridge over the River Selk will open on September 30, county engineers said on Wednesday as \
the first piles were driven at Cooper's Staithe. [1]
22 Aug 2023  The Selk footbridge will not open next month as planned and is now expected in the spring of 2024, the \
county council said on Tuesday. [2]
18 May 2024  Thousands of people crossed the Selk footbridge on Saturday as it opened, nearly eight months late, in \
warm sunshine. [3]

Sources
"""
BRIDGE_COVERAGE = """
Coverage: 3 stories in 3 articles about it, by month; a story counts once, on the day that it was first printed, \
however many copies and versions it has
  Feb 2023                        1 ########################################
  Mar - Jul 2023 (5 months)       0
  Aug 2023                        1 ########################################
  Sep 2023 - Apr 2024 (8 months)  0
  May 2024                        1 ########################################

Told as of 1 Jan 2025, 31 articles, 19 Jan 2023 - 17 Dec 2024.
"""


@pytest.mark.slow
def test_a_timeline_tells_what_happened_and_draws_how_often_it_was_written_about(
    sample: CommandLine, tmp_path: Path
) -> None:
    picture = tmp_path / "bridge.PNG"
    result = sample.with_settings(LC_ALL="C").run(
        "timeline", "footbridge", "over", "the", "Selk", "--as-of", "2025-01-01", "--picture", picture
    )
    assert (result.status, result.errors) == (0, "")
    assert result.output.startswith(BRIDGE)
    assert result.output.endswith(BRIDGE_COVERAGE)
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_a_timeline_as_json_quotes_the_articles(sample: CommandLine) -> None:
    result = sample.run("timeline", "ferry", "--most", "3", "--since", "2023-03", "--until", "2023-12", "--json")
    assert (result.status, result.errors) == (0, "")
    [timeline] = result.lines
    days = [line["day"] for line in timeline["lines"]]
    assert len(days) == 3 < timeline["events"]
    assert "2023-03-01" <= days[0] <= days[-1] <= "2023-12-31"
    assert days == sorted(days)
    check_quotations(sample, {"statements": timeline["lines"], "citations": timeline["citations"]})
    periods = timeline["coverage"]["periods"]
    assert (periods[0]["from"], periods[-1]["to"]) == ("2023-02-27", "2023-12-31")
    assert sum(period["articles"] for period in periods) == timeline["coverage"]["articles"]


@pytest.mark.slow
def test_a_subject_that_the_archive_does_not_have_has_no_timeline(sample: CommandLine, tmp_path: Path) -> None:
    picture = tmp_path / "none.svg"
    result = sample.run("timeline", "quantum dots", "--json", "--picture", picture)
    assert (result.status, result.errors) == (1, "")
    [timeline] = result.lines
    assert (timeline["lines"], timeline["citations"], timeline["coverage"]["periods"]) == ([], [], [])
    assert 1 <= len(timeline["related"]) <= 3
    assert not picture.exists()


@pytest.mark.slow
def test_articles_are_listed_by_nearness_by_date_and_without_a_query(sample: CommandLine) -> None:
    result = sample.run("articles", "lifeboat", "--top-k", "3", "--json")
    assert (result.status, result.errors) == (0, "")
    nearest = result.lines
    assert [one["rank"] for one in nearest] == [1, 2, 3]
    assert len({one["article_id"] for one in nearest}) == 3
    assert [one["score"] for one in nearest] == sorted((one["score"] for one in nearest), reverse=True)
    dated = sample.run("articles", "lifeboat", "--top-k", "3", "--sort", "date", "--json").lines
    assert {one["article_id"] for one in dated} == {one["article_id"] for one in nearest}
    assert [one["published"] for one in dated] == sorted((one["published"] for one in dated), reverse=True)
    newest = sample.run("articles", "--source", "Northern Wire Service", "--as-of", "2024-06-01", "--json").lines
    assert all(one["score"] is None and one["source"] == "Northern Wire Service" for one in newest)
    moments = [one["published"] for one in newest if one["published"]]
    assert moments == sorted(moments, reverse=True)
    assert moments[0] < "2024-06-02"
    assert sample.run("articles", "--top-k", "4").output.endswith("\n\n4 of 31 articles; --top-k 31 shows all.\n")
    assert " of 31 " not in sample.run("articles", "--top-k", "31").output


@pytest.mark.slow
def test_by_date_come_only_articles_that_are_about_the_query(sample: CommandLine) -> None:
    about = sample.run("articles", "lifeboat", "--sort", "date", "--top-k", "20", "--json").lines
    assert 1 < len(about) < 10
    assert all("lifeboat" in sample.run("show", one["article_id"]).output for one in about)
    named = sample.run("articles", "Dorothea Pyne", "--sort", "date", "--top-k", "20", "--json").lines
    assert 1 < len(named) < 10  # no article is about the mayor: these name her
    assert all("Dorothea Pyne" in sample.run("show", one["article_id"]).output for one in named)
    assert sample.run("articles", "astronauts", "on", "the", "moon", "--sort", "date").output == (
        "No article has “astronauts”, “moon”. Nothing found.\n"
    )


@pytest.mark.slow
def test_what_no_article_has_is_said_and_nothing_is_listed_for_it(sample: CommandLine) -> None:
    assert sample.run("articles", "zeppelin") == Result(1, "No article has “zeppelin”. Nothing found.\n", "")
    assert sample.run("articles", "zeppelin", "--json") == Result(1, "", "")
    assert sample.run("search", "ferry", "--since", "2030") == Result(
        1, "No article within these limits has “ferry”. Nothing found.\n", ""
    )
    assert sample.run("articles", "ferry", "zeppelin").output.startswith(
        "No article has “zeppelin”. Nearest are:\n\n1. "
    )
    lines = sample.run("articles", "ferry", "zeppelin", "--json").lines
    nearest = sample.run("articles", "ferry", "--json").lines
    assert [one["article_id"] for one in lines[:3]] == [one["article_id"] for one in nearest[:3]]
    assert {tuple(one["strange"]) for one in lines} == {("zeppelin",)}
    assert sample.run("search", "ferry", "Zeppelin").output.startswith("No article has “Zeppelin”. Nearest are:\n\n1. ")
    assert sample.run("search", "ferry", "--json").lines[0]["strange"] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["ask", "Who?", "--source", "Lantern"], "source “Lantern” (near to it: “The Harbour Lantern”)"),
        (
            ["search", "ferry", "--source", "Northern Wires"],
            "source “Northern Wires” (near to it: “Northern Wire Service”)",
        ),
        (["articles", "--source", "nobody"], "source “nobody”"),
        (["timeline", "ferry", "--source", "Gazette"], "source “Gazette” (near to it: “Merrow County Gazette”)"),
        (["chat", "--source", "nobody"], "source “nobody”"),
        (["ask", "Who?", "--author", "Nel Ashgrove"], "author “Nel Ashgrove” (near to it: “Nell Ashgrove”)"),
        (["search", "--batch", "-", "--author", "nobody"], "author “nobody”"),
    ],
)
def test_a_name_that_the_archive_does_not_have_is_told(sample: CommandLine, arguments: list[str], reason: str) -> None:
    lists = "; `backissue sources` lists all" if "--source" in arguments else ""
    assert sample.run(*arguments) == Result(2, "", f"backissue: the archive has no {reason}{lists}\n")


@pytest.mark.slow
def test_sources_are_listed_and_a_batch_goes_on_behind_a_wrong_one(sample: CommandLine) -> None:
    listed = sample.run("sources", "--json").lines
    assert listed[0] == {"source": "The Harbour Lantern", "articles": 25}
    assert sample.run("sources").output.splitlines()[0] == "25  The Harbour Lantern"
    asked = [{"question": "Ferry?", "source": source} for source in ("Lantern", "the harbour lantern")]
    wrong, right = sample.run("search", "--batch", "-", stdin="".join(f"{json.dumps(one)}\n" for one in asked)).lines
    told = "the archive has no source “Lantern” (near to it: “The Harbour Lantern”)"
    assert wrong == {"id": None, "line": 1, "error": told}
    assert right["hits"]


@pytest.mark.slow
def test_a_reader_that_has_enough_ends_the_command_quietly(sample: CommandLine) -> None:
    with sample.start("search", "harbour", "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["rank"] == 1
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) in {0, -signal.SIGPIPE}


@pytest.mark.slow
def test_arguments_that_are_no_text_are_survived(sample: CommandLine) -> None:
    result = sample.run("search", b"caf\xe9 harbour", "--source", b"\xff", "--json")
    assert result == Result(2, "", "backissue: the archive has no source “?”; `backissue sources` lists all\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["ask"], "the question is empty"),
        (["ask", "Who?", "--since", "soon"], "'soon' is no date: write 2022-08-01, 2022-08 or 2022"),
        (["ask", "--batch", "nowhere.jsonl"], "cannot read nowhere.jsonl: No such file or directory"),
        (["show", "nothing"], "no article 'nothing' in the index; `backissue search` gives the ids of articles"),
        (["index"], "nothing to index: name a folder, or set BACKISSUE_ARCHIVE"),
        (["timeline", " "], "the question is empty"),
        (["ask", "🎉🎉"], "this is no question: it has neither a word nor a number"),
        (["articles", "?!"], "this is no question: it has neither a word nor a number"),
        (["timeline", "ferry", "--picture", "no/such.png"], "cannot write no/such.png: No such file or directory"),
        (["index", "nowhere"], "nowhere does not exist: name the file or folder that holds the articles"),
    ],
)
def test_what_cannot_be_done_is_one_line_of_errors(sample: CommandLine, arguments: list[str], reason: str) -> None:
    assert sample.run(*arguments) == Result(2, "", f"backissue: {reason}\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        *(["ask", "Who?", "--batch", "-"], ["search", "--top-k", "101"]),
        *(["timeline"], ["timeline", "ferry", "--picture", "ferry.gif"], ["articles", "--sort", "size"]),
    ],
)
def test_wrong_usage_leaves_standard_output_empty(sample: CommandLine, arguments: list[str]) -> None:
    result = sample.run(*arguments)
    assert (result.status, result.output) == (2, "")
    assert "Usage: " in result.errors
    assert "Traceback" not in result.errors


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "Who?"],
        ["index", "--rejected"],
        ["status"],
        ["doctor"],
        ["doctor", "--fix"],
        ["forget", "ferry"],
        ["forget", "--undo", "ferry"],
    ],
)
def test_before_anything_is_indexed_the_first_step_is_named(empty: CommandLine, arguments: list[str]) -> None:
    reason = f"nothing is indexed in {empty.data_dir}: run `backissue index PATH` first"
    assert empty.run(*arguments) == Result(2, "", f"backissue: {reason}\n")
    assert not empty.data_dir.exists()


def test_a_misspelt_setting_is_an_error(sample: CommandLine) -> None:
    assert sample.with_settings(BACKISSUE_TOPK="3").run("ask", "Who?") == Result(
        2, "", "backissue: there is no setting BACKISSUE_TOPK; did you mean BACKISSUE_TOP_K?\n"
    )


@pytest.mark.slow
def test_an_empty_archive_is_indexed_and_answers_nothing(archive: Path, model_cache: Path, tmp_path: Path) -> None:
    command = CommandLine(tmp_path / "data", model_cache)
    (tmp_path / "archive").mkdir()
    assert command.run("index", tmp_path / "archive").status == 0
    assert command.run("index", "--rejected", "--json") == Result(0, "", "")
    result = command.run("ask", "Who?", "--json")
    assert (result.status, result.errors, result.lines[0]["related"]) == (1, "", [])


@pytest.mark.slow
def test_another_recipe_is_explained(sample: CommandLine, archive: Path) -> None:
    assert sample.with_settings(BACKISSUE_PASSAGE_WORDS="60").run("index", archive) == Result(
        2,
        "",
        "backissue: the index was built with another recipe (words a passage 150 -> 60): "
        "run `backissue index --rebuild`, or set it back\n",
    )


@pytest.mark.slow
def test_sample_questions_are_found_and_what_is_not_there_is_refused(sample: CommandLine) -> None:
    result = sample.run("eval", REPOSITORY / "tests" / "data" / "sample_questions.jsonl", "--json")
    assert (result.status, result.errors) == (0, "")
    [tables] = result.lines
    assert {name: list(rows) for name, rows in tables.items()} == {
        "retrieval": ["dense", "keywords", "fused", "all stages", *(f"without {stage}" for stage in Stage)],
        "answers": ["answer known", "no answer known"],
    }
    known, unknown = tables["answers"].values()
    assert (known["questions"], unknown["questions"]) == (22, 8)
    # Who changes the floor says in the commit why it may be lower.
    assert below_floor(tables, json.loads(FLOOR.read_text())) == []


def test_what_is_below_the_floor_is_named() -> None:
    tables = {"retrieval": {"all stages": {"Hit@1": {"mean": 0.5}}}, "answers": {"known": {"answered": 3}}}
    floor = {"retrieval": {"all stages": {"Hit@1": 0.6}}, "answers": {"known": {"answered": 3}}}
    assert below_floor(tables, floor) == ["retrieval, all stages, Hit@1: 0.5 < 0.6"]


def seconds_of_children() -> float:
    """What ended commands have cost: a busy machine is slow, not wrong."""
    used = os.times()
    return used.children_user + used.children_system


def test_help_is_instant(empty: CommandLine) -> None:
    times = []
    for _ in range(5):
        started = seconds_of_children()
        result = empty.run("--help")
        times.append(seconds_of_children() - started)
        assert (result.status, result.errors) == (0, "")
    assert all(
        command in result.output
        for command in (
            "index",
            "ask",
            "search",
            "timeline",
            "articles",
            "show",
            "status",
            "runs",
            "forget",
            "doctor",
            "eval",
        )
    )
    assert min(times) < 0.5


def test_the_version_is_shown(empty: CommandLine) -> None:
    result = empty.run("--version")
    assert (result.status, result.output, result.errors) == (0, f"backissue {version('backissue')}\n", "")


@pytest.fixture
def copied(sample: CommandLine, tmp_path: Path) -> CommandLine:
    """An index of the sample archive that a test may change."""
    shutil.copytree(sample.data_dir, tmp_path / "data")
    return CommandLine(tmp_path / "data", sample.model_cache)


@pytest.mark.slow
def test_rebuild_takes_another_recipe(copied: CommandLine) -> None:
    command = copied.with_settings(BACKISSUE_PASSAGE_WORDS="60")
    result = command.run("index", "--rebuild", "--json")
    assert result.status == 0
    [report] = result.lines
    assert (report["added"], report["generation"]) == (0, 2)
    assert report["passages"] == report["embedded"] > 100
    [answer] = command.run("ask", QUESTION, "--json").lines
    assert (answer["outcome"], answer["archive"]["passages"]) == ("answered", report["passages"])


def embedded(catalog: Path) -> int:
    """How many embeddings a run has kept so far."""
    try:
        with sqlite3.connect(f"file:{catalog}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM embeddings").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


@pytest.fixture
def long_archive(tmp_path: Path) -> Iterator[Path]:
    """An archive that takes a while."""
    path = tmp_path / "long.jsonl"
    with path.open("w") as file:
        for number in range(250):
            text = " ".join(f"Ship {number} carried {number * i} crates of herring to port {i}." for i in range(14))
            file.write(json.dumps({"id": str(number), "title": f"Ship {number}", "text": text}) + "\n")
    yield path


@pytest.mark.slow
def test_an_interrupted_run_is_taken_up_again(long_archive: Path, model_cache: Path, tmp_path: Path) -> None:
    command = CommandLine(tmp_path / "data", model_cache)
    with command.start("index", long_archive, "--json") as process:
        deadline = time.monotonic() + 120
        while not embedded(command.data_dir / "catalog.sqlite") and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (130, "")
    assert errors.splitlines()[-1] == "backissue: stopped; what was done is kept, the next run goes on from there"
    assert "Traceback" not in errors
    assert command.run("status").status == 2
    [report] = command.run("index", long_archive, "--json").lines
    assert (report["added"], report["generation"]) == (250, 1)
    assert 0 < report["embedded"] < report["passages"]


def test_json_lines_command_no_terminal() -> None:
    from bot.terminal.console import json_line

    text = 'a\x9b31m\u202eb\u2028 "quoted" Türkiye\u200d'
    assert json.loads(json_line({"text": text})) == {"text": text}
    assert json_line({"text": text}) == '{"text": "a\\u009b31m\\u202eb\\u2028 \\"quoted\\" Türkiye\u200d"}'
