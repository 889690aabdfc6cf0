"""Receipts of an answer, as JSON and as text: what was understood, searched, found, scored and dropped, and why."""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Answer, Attempt, Weighed
from bot.conversation import Reply, Told
from bot.days import window_text
from bot.question import Question
from bot.render import Terminal
from bot.shapes import Shape, published, reply_shape, window_shape
from bot.wording import date_line, printable
from index.passage import Evidence

LOOKED_AT = 20  # sentences in a receipt
AGAIN = "  again, at any time: the same was found"
READ_BY_PERSONS = 8  # passages and sentences in one for a terminal


def trace_shape(answer: Answer) -> list[Shape]:
    """The receipts of an answer: what was searched, found, scored and dropped, in the order in which it was tried."""
    return [
        {
            "question": one.question,
            "used": one.used,
            "window": window_shape(one.found.window),
            "widened": one.found.widened,
            "parts": list(one.found.parts),
            "kind": one.drafted.kind,
            "confidence": round(one.drafted.confidence, 4),
            "judged": {name: round(value, 4) for name, value in one.drafted.judged.items()},
            "passages": [found_shape(rank, item) for rank, item in enumerate(one.found.evidence, start=1)],
            "sentences": [weighed_shape(item) for item in one.drafted.weighed[:LOOKED_AT]],
        }
        for one in answer.attempts
    ]


def found_shape(rank: int, item: Evidence) -> Shape:
    """A passage as it was found."""
    passage = item.passage
    return {
        "rank": rank,
        "score": round(item.score, 4),
        "ranks": item.ranks,
        "similarity": None if item.similarity is None else round(item.similarity, 4),
        "passage_id": passage.id,
        "title": passage.article.title,
        "published": published(passage.article),
    }


def weighed_shape(item: Weighed) -> Shape:
    """A sentence as it was scored."""
    quotation = item.quotation
    return {
        "score": round(item.score, 4),
        "fate": item.fate,
        "article_id": quotation.passage.article.id,
        "start": quotation.start,
        "end": quotation.end,
        "text": quotation.text,
        "features": {name: round(value, 4) for name, value in item.features.items()},
    }


def traced_shape(reply: Reply, asked: Question, trace: bool) -> Shape:
    """Shape of ``ask``, with the receipts where they are wanted; a question back has none."""
    receipts = {"trace": trace_shape(reply.answer)} if trace and isinstance(reply, Told) else {}
    return reply_shape(reply, asked) | receipts


def traced_text(terminal: Terminal, answer: Answer, trace: bool) -> str:
    """An answer for a terminal, with the receipts below it where they are wanted."""
    return f"{terminal.answer(answer)}\n\n{trace_text(answer)}" if trace else terminal.answer(answer)


def trace_text(answer: Answer) -> str:
    """The same for a terminal, shorter; a search that found what one before it found is told in a line."""
    lines: list[str] = []
    told: list[list[str]] = []
    for one in answer.attempts:
        found = attempt_lines(replace(one, used=False))
        again = found in told  # the day of asking made no difference
        used = one.used and bool(answer.statements)  # a refusal is made of nothing
        lines += [searched(one), AGAIN] if again else attempt_lines(replace(one, used=used))
        told.append(found)
    return "\n".join(lines)


def attempt_lines(attempt: Attempt) -> list[str]:
    """One search: how it was read, the best passages, the best sentences."""
    drafted, found = attempt.drafted, attempt.found
    judged = ", ".join(f"{name} {value:.2f}" for name, value in drafted.judged.items())
    return [
        searched(attempt),
        f"  confidence {drafted.confidence:.2f}{', the answer is made of this' if attempt.used else ''}: {judged}",
        "  Passages, by score:",
        *(f"    {passage_line(item)}" for item in found.evidence[:READ_BY_PERSONS]),
        "  Sentences, by score:",
        *(f"    {sentence_line(item)}" for item in drafted.weighed[:READ_BY_PERSONS]),
    ]


def searched(attempt: Attempt) -> str:
    """What was searched, and how it was read."""
    window = window_text(attempt.found.window) or "no time"
    return f"Searched: {printable(attempt.question)} ({window}; asks for: {attempt.drafted.kind or 'anything'})"


def passage_line(item: Evidence) -> str:
    """A passage: its score, where each ranking has it, and its article."""
    article = item.passage.article
    ranks = ", ".join(f"{name} {rank}" for name, rank in item.ranks.items())
    return f"{item.score:7.2f}  {printable(article.title)}, {date_line(article)} ({ranks or 'by time'})"


def sentence_line(item: Weighed) -> str:
    """A sentence: its score, what became of it, and its words."""
    return f"{item.score:7.2f}  {item.fate}: “{printable(item.quotation.text)}”"
