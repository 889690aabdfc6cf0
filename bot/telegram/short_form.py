"""The short form of an answer, as groups get it: what is told first, and how much of it. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answer import Answer, Citation, Statement
from bot.telegram.markup import units
from bot.telegram.sources import SURROGATES
from corpus.sentences import Span, sentences

FIRST = 400  # units of the one statement of a short answer; python -m tests.experiments.short_answers


def firsts_first(answer: Answer) -> Answer:
    """An answer with the first statement of each part of its question before the others, numbered in that order: the
    short form is how it begins, with the same numbers.
    """
    firsts = firsts_of(answer)
    statements = (*firsts, *(one for one in answer.statements if not any(one is first for first in firsts)))
    named = (
        *(number for one in statements for number in one.citations),
        *(one.number for one in answer.over_time),
        *(one.number for one in answer.citations),
    )
    order = {number: place for place, number in enumerate(dict.fromkeys(named), start=1)}
    return replace(
        answer,
        statements=tuple(replace(one, citations=tuple(map(order.__getitem__, one.citations))) for one in statements),
        citations=tuple(
            sorted((replace(one, number=order[one.number]) for one in answer.citations), key=lambda one: one.number)
        ),
        over_time=tuple(replace(one, number=order[one.number]) for one in answer.over_time),
        order=tuple(replace(one, number=order[one.number]) for one in answer.order),
    )


def firsts_of(answer: Answer) -> list[Statement]:
    """The first statement of each part of a question; of one without parts the first."""
    firsts: list[Statement] = []
    answered: set[str] = set()
    for one in answer.statements:
        if not firsts or not answered.issuperset(one.parts):
            firsts.append(one)
            answered.update(one.parts)
    return firsts


def shortest(answer: Answer) -> Answer:
    """An answer with the first statement of each part of its question alone, and what backs these."""
    ordered = firsts_first(answer)
    firsts = tuple(in_short(one, ordered.citations) for one in firsts_of(ordered))
    told = {number for one in firsts for number in one.citations}
    cited = tuple(one for one in ordered.citations if one.number in told)
    placed = tuple(one for one in ordered.order if one.number in told)
    return replace(ordered, statements=firsts, citations=cited, over_time=(), order=placed)


def has_more(answer: Answer) -> bool:
    """Whether the short form of an answer leaves anything out that is said."""
    short = [one.text for one in shortest(answer).statements]
    return short != [one.text for one in answer.statements] or bool(answer.over_time)


def in_short(one: Statement, citations: Sequence[Citation]) -> Statement:
    """Of a statement the sentences around the answering words."""
    articles = (cited.quotation.passage.article for cited in citations if cited.number in one.citations)
    language = next((article.language for article in articles), "")
    start, end = in_few_sentences(one.text, min(one.marks, default=(0, 0)), language)
    marks = tuple((low - start, high - start) for low, high in one.marks if start <= low and high <= end)
    return replace(one, text=one.text[start:end], marks=marks)


def in_few_sentences(text: str, core: Span, language: str) -> Span:
    """The span of whole sentences of a statement that is short enough and has its core: from its beginning, where that
    is near.
    """
    if units(text) <= FIRST:
        return 0, len(text)
    found = list(sentences(SURROGATES.sub("?", text), language)) or [(0, len(text))]
    place = max((n for n, (start, _) in enumerate(found) if start <= core[0]), default=0)
    start, end = found[place]
    start = 0 if units(text[:end]) <= FIRST else start
    for _, last in found[place + 1 :]:
        end = last if units(text[start:last]) <= FIRST else end
    return start, end
