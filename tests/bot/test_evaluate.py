from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import NOW, make_article
from examples import ARCHIVE, quote

from bot.answer import Answer, Citation, Outcome, Statement
from bot.evaluate import JudgedQuestion, measure_answers, read_questions
from bot.question import Question
from corpus.errors import ArchiveMissing
from index.errors import QuestionRejected
from index.measure import Judged
from index.passage import Query
from index.when import ANY_TIME

Read = Callable[[str], list[JudgedQuestion]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_text(text: str) -> list[JudgedQuestion]:
        path = tmp_path / "questions.jsonl"
        path.write_text(text)
        return read_questions(path, now=NOW, zone=UTC, longest=100)

    return read_text


def test_a_judged_question(read: Read) -> None:
    text = """
{"id": "s02", "question": "How many?", "answer": "12", "answers": ["Twelve", "12", 12], "evidence_ids": ["a"],
 "answer_in_gcs_ids": ["b"], "question_date": "2023-03-15", "type": "how_many"}
"""
    assert read(text.replace("\n ", " ")) == [
        JudgedQuestion(
            question=Question("How many?", datetime(2023, 3, 15, tzinfo=UTC), id="s02"),
            judged=Judged(
                Query("How many?", as_of=datetime(2023, 3, 15, tzinfo=UTC), listed=True),
                frozenset({"a"}),
                ("Twelve", "12"),
            ),
            holders=frozenset({"a", "b"}),
        )
    ]


def test_a_question_of_which_nothing_is_known_counts_as_unanswerable(read: Read) -> None:
    [item] = read('{"id": 7, "question": "Who?", "answers": null, "evidence_ids": "a"}')
    assert item == JudgedQuestion(
        Question("Who?", NOW, id=7), Judged(Query("Who?", as_of=NOW, listed=True), frozenset(), ()), holders=frozenset()
    )


def test_as_of_counts_before_the_date_of_the_question(read: Read) -> None:
    [item] = read('{"question": "Who?", "as_of": "2024-01-01", "question_date": "2023-01-01"}')
    assert item.question.as_of == datetime(2024, 1, 1, tzinfo=UTC)


def test_lines_end_at_line_ends_only(read: Read) -> None:
    assert [item.question.text for item in read('{"question": "Who\u2028won?"}\r\n\n{"question": "Why?"}\n')] == [
        "Who won?",
        "Why?",
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("[]", "not a JSON object"),
        ('{"id": "a"}', "the question is empty"),
        ('{"question": "Who?", "question_date": "soon"}', "'soon' is no date: write 2022-08-01, 2022-08 or 2022"),
    ],
)
def test_a_wrong_line_is_named(read: Read, tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(QuestionRejected) as caught:
        read(f'{{"question": "Who?"}}\n\n{line}')
    assert str(caught.value) == f"{tmp_path}/questions.jsonl:3: {reason}"


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.write_bytes(b"\xff"), lambda path: None])
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, make: Callable[[Path], object]) -> None:
    path = tmp_path / "questions.jsonl"
    make(path)
    with pytest.raises(ArchiveMissing, match=f"cannot read questions from {path}: .+"):
        read_questions(path, now=NOW, zone=UTC, longest=100)


class Parrot:
    """Answers every question that it knows with the words that it was taught."""

    def __init__(self, **known: str) -> None:
        self._article = make_article(text=" ".join(known.values()))
        self._known = known

    def answer(self, question: Question) -> Answer:
        words = self._known.get(question.text)
        return Answer(
            question=question.text,
            asked=NOW,
            as_of=NOW,
            outcome=Outcome.ANSWERED if words else Outcome.NOT_IN_ARCHIVE,
            confidence=1.0,
            window=ANY_TIME,
            statements=(Statement(words, (1,)),) if words else (),
            citations=(Citation(1, quote(self._article, words)),) if words else (),
            related=(),
            archive=ARCHIVE,
            timings_ms={},
        )


def judged(text: str, *answers: str) -> JudgedQuestion:
    return JudgedQuestion(Question(text, NOW), Judged(Query(text), frozenset(), answers), frozenset())


def test_answers_are_counted_by_what_the_archive_holds() -> None:
    parrot = Parrot(right="Twelve were hurt.", wrong="It rained.", nonsense="It snowed.")
    questions = [
        (judged("right", "12", "twelve"), True),
        (judged("wrong", "twelve"), True),
        (judged("unknown", "twelve"), True),
        (judged("nonsense", "It snowed"), False),
        (judged("unknown"), False),
        (judged("unknown"), False),
    ]
    counts = measure_answers(parrot, questions)  # type: ignore[arg-type]
    assert counts == {
        "answer known": {"questions": 3, "answered": 2, "refused": 1, "gold in quotes": 1},
        "no answer known": {"questions": 3, "answered": 1, "refused": 2, "gold in quotes": 0},
    }
    # They are shown as counts, not as means.
    assert {type(count) for row in counts.values() for count in row.values()} == {int}
    assert measure_answers(parrot, []) == {}  # type: ignore[arg-type]
