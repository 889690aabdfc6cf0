import io
import json
from datetime import UTC
from pathlib import Path

import pytest
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st

from bot.question import Question, parse_line
from bot.shapes import Shape
from bot.terminal.batch import answer_lines, open_batch
from corpus.errors import ArchiveMissing
from index.errors import IndexMissing

GOOD = '{"id": 1, "question": "Who won?"}'


def parse(line: str) -> Question:
    return parse_line(line, now=NOW, zone=UTC, longest=100)


def echo(question: Question) -> Shape:
    return {"id": question.id, "question": question.text}


def test_every_line_has_its_line_and_a_wrong_one_stops_nothing() -> None:
    lines = [
        GOOD,
        "{broken",
        "[]",
        "",
        '{"id": "x"}',
        '{"id": 6, "question": "Who?", "since": "soon"}',
        '{"question": "Where?"}\n',
    ]
    assert list(answer_lines(lines, parse, echo)) == [
        {"id": 1, "question": "Who won?"},
        {
            "id": None,
            "line": 2,
            "error": "not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        },
        {"id": None, "line": 3, "error": "not a JSON object"},
        {"id": None, "line": 4, "error": "not JSON: Expecting value: line 1 column 1 (char 0)"},
        {"id": "x", "line": 5, "error": "no question"},
        {"id": 6, "line": 6, "error": "'soon' is no date: write 2022-08-01, 2022-08 or 2022"},
        {"id": None, "question": "Where?"},
    ]


@given(st.lists(st.just(GOOD) | st.text(st.characters(codec=None, exclude_categories=()), max_size=20), max_size=6))
def test_there_are_as_many_lines_out_as_in(lines: list[str]) -> None:
    shapes = list(answer_lines(lines, parse, echo))
    assert [("question" in shape) for shape in shapes] == [line == GOOD for line in lines]
    assert [shape["line"] for shape in shapes if "error" in shape] == [
        number for number, line in enumerate(lines, start=1) if line != GOOD
    ]
    assert all(json.dumps(shape, ensure_ascii=False).encode() for shape in shapes)


def test_lines_are_answered_as_they_come() -> None:
    def lines() -> io.StringIO:
        return io.StringIO(f"{GOOD}\n{GOOD}\n")

    coming = answer_lines(lines(), parse, echo)
    assert next(coming) == {"id": 1, "question": "Who won?"}


def test_an_error_that_is_not_the_lines_fault_ends_the_batch() -> None:
    def missing(question: Question) -> Shape:
        raise IndexMissing("nothing is indexed")

    with pytest.raises(IndexMissing):
        list(answer_lines([GOOD], parse, missing))


def test_bytes_that_are_no_text_spoil_their_line_only(tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_bytes(b'{"question": "caf\xe9?"}\r\n\xff\xfe\x00\n' + GOOD.encode())
    with open_batch(batch) as lines:
        shapes = list(answer_lines(lines, parse, echo))
    assert [list(shape) for shape in shapes] == [["id", "question"], ["id", "line", "error"], ["id", "question"]]
    assert shapes[0] == {"id": None, "question": "caf\ufffd?"}


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text(GOOD, encoding="utf-8-sig")
    with open_batch(batch) as lines:
        assert list(answer_lines(lines, parse, echo)) == [{"id": 1, "question": "Who won?"}]


def test_a_separator_inside_of_a_question_ends_no_line(tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"question": "Who\u2028won\x85it?"}\n')
    with open_batch(batch) as lines:
        assert list(answer_lines(lines, parse, echo)) == [{"id": None, "question": "Who won it?"}]


def test_a_batch_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    for path, reason in ((tmp_path, "Is a directory"), (tmp_path / "none", "No such file or directory")):
        with pytest.raises(ArchiveMissing, match=f"cannot read {path}: {reason}"), open_batch(path):
            pass
