"""Drafts for a question that cannot be understood without the turns before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answer import Draft, Drafted, Writer
from bot.question import Question
from index.fuse import in_turn
from index.passage import Evidence


def draft_in_context(writer: Writer, question: Question, evidence: Sequence[Evidence], most: int) -> Drafted:
    """Have a writer draft; for a follow-up once by its own words and once by those of the turns before as well.

    What both find best stands first; at most ``most`` drafts.
    """
    drafted = writer.write(question.text, evidence)
    if not question.context:
        return drafted
    besides = writer.write(f"{question.context} {question.text}", evidence)
    drafts: dict[tuple[str, int], Draft] = {}
    for draft in in_turn([drafted.drafts, besides.drafts]):
        if draft.quotations:
            first = draft.quotations[0]
            drafts.setdefault((first.passage.article.id, first.start), draft)
    surer = max(drafted, besides, key=lambda one: one.confidence)
    return replace(
        surer,
        drafts=in_order(list(drafts.values())[:most]),
        kind=drafted.kind,  # of the question alone: the turn before asked for something else
    )


def in_order(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The article of the best draft first; inside an article, as it reads."""
    first: dict[str, int] = {}
    for position, draft in enumerate(drafts):
        first.setdefault(draft.quotations[0].passage.article.id, position)
    return tuple(sorted(drafts, key=lambda one: (first[one.quotations[0].passage.article.id], one.quotations[0].start)))
