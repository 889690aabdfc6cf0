"""``backissue eval``: how well the retriever and the answers do on judged questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path

from bot.answer import Outcome
from bot.answerer import Answerer
from bot.question import Question, line_id, make_question, read_object, text_field
from corpus.errors import ArchiveMissing
from index.errors import QuestionRejected
from index.measure import Judged, answer_at
from index.passage import Passage, Query


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question as it is asked, what is known of its answer, and the articles that hold it, if any do."""

    question: Question
    judged: Judged
    holders: frozenset[str]


def read_questions(path: Path, *, now: datetime, zone: tzinfo, longest: int) -> list[JudgedQuestion]:
    """Read judged questions from JSON lines; raises QuestionRejected with the line where one is wrong.

    ``question_date`` (or ``as_of``) is the day of asking.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # a question may hold other separators
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ArchiveMissing(f"cannot read questions from {path}: {why}") from error
    questions = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                questions.append(read_question(line, now=now, zone=zone, longest=longest))
            except QuestionRejected as error:
                raise QuestionRejected(f"{path}:{number}: {error}") from error
    return questions


def read_question(line: str, *, now: datetime, zone: tzinfo, longest: int) -> JudgedQuestion:
    """Read one judged question."""
    record = read_object(line)
    question = make_question(
        text_field(record, "question"),
        now=now,
        zone=zone,
        longest=longest,
        as_of=text_field(record, "as_of") or text_field(record, "question_date"),
        question_id=line_id(line),
    )
    evidence, others = (texts(record.get(name)) for name in ("evidence_ids", "answer_in_gcs_ids"))
    query = Query(question.text, as_of=question.as_of, listed=True)
    judged = Judged(query, frozenset(evidence), tuple(texts(record.get("answers"))))
    return JudgedQuestion(question, judged, frozenset(evidence + others))


def texts(value: object) -> list[str]:
    """Return the strings of a list; nothing where it is none."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def measure_answers(answerer: Answerer, questions: Iterable[tuple[JudgedQuestion, bool]]) -> dict[str, dict[str, int]]:
    """Count how answerable and unanswerable questions were answered, and whether the gold answer is in the quotes."""
    counts: dict[str, dict[str, int]] = {}
    for item, answerable in questions:
        row = counts.setdefault(
            "answer known" if answerable else "no answer known",
            {"questions": 0, "answered": 0, "refused": 0, "gold in quotes": 0},
        )
        answer = answerer.answer(item.question)
        row["questions"] += 1
        row["answered" if answer.outcome is not Outcome.NOT_IN_ARCHIVE else "refused"] += 1
        quoted = [citation.quotation for citation in answer.citations]
        spans = [replace(q.passage, start=q.start, end=q.end) for q in quoted]
        row["gold in quotes"] += holds_answer(spans, item.judged.answers) if answerable else 0
    return counts


def holds_answer(spans: Sequence[Passage], answers: Sequence[str]) -> bool:
    """Say whether a gold answer stands in one of the quoted spans."""
    return answer_at(spans, answers, len(spans)) > 0
