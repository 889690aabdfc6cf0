"""From a reply to the messages that tell it. Pure functions.

An answer that the archive gives, one that it gives in part, that it does not say and that it says no more have each
their own page; so has a question back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from bot.answer import Answer, Citation, Outcome, Statement
from bot.conversation import Clarify, Reply, Told
from bot.marker import without_markers
from bot.telegram.keyboards import (
    LABEL,
    MOST_CHOICES,
    answer_keyboard,
    choices_keyboard,
    no_more_keyboard,
    refusal_keyboard,
    short_keyboard,
)
from bot.telegram.markup import (
    bold,
    cut,
    escape,
    excerpt,
    is_forged,
    italic,
    lead,
    shortened,
    units,
    words,
)
from bot.telegram.message import Message
from bot.telegram.parts import NO_QUOTES, Layout, Part
from bot.telegram.short_form import has_more, shortest
from bot.telegram.sources import headed, numbers
from bot.wording import (
    NO_MORE,
    RELATED,
    age,
    footer,
    labels,
    lacking,
    nearest,
    order,
    over_time,
    printable,
    refusal,
    widened,
)
from corpus.sentences import Span

STATEMENT = 700  # units; the longest sentences of newspapers have some five hundred signs
QUESTION, LINE, AT_ONE_TIME = 300, 400, 100  # units
MOST_TIMES = 6  # at which the same thing was said
BLANKS = re.compile(" +")
IN_PART = "The archive answers this in part."


class Form(StrEnum):
    """How much of an answer is told."""

    FULL = "full"  # with its quotations
    BRIEF = "brief"  # without them: the titles of the sources
    SHORT = "short"  # of that the first statement of each part of the question; the others come by a button


def reply_messages(
    reply: Reply, key: str, *, form: Form = Form.FULL, suggestions: Sequence[str] = ()
) -> tuple[Message, ...]:
    """Tell a reply, in one message where it fits.

    ``key`` is what buttons say of it, ``suggestions`` what may be asked next.
    """
    if isinstance(reply, Clarify):
        return (clarify_message(reply, key),)
    answer, understood = reply.answer, understood_as(reply.understood_as)
    if answer.statements:
        return answer_messages(answer, key, understood, form=form, suggestions=suggestions)
    if reply.more:
        return Layout().messages([[Part((*understood, escape(NO_MORE)))]], no_more_keyboard(key, suggestions))
    return refusal_messages(answer, key, understood, form=form, suggestions=suggestions)


def clarify_message(reply: Clarify, key: str) -> Message:
    """A question back; choices that are too long for a button are written out above it."""
    choices = [printable(one.text) for one in reply.choices[:MOST_CHOICES]]
    lines = [f"{place}. {words(text, QUESTION)}" for place, text in enumerate(choices, start=1)]
    listed = lines if any(units(text) > LABEL for text in choices) else []
    return Message("\n".join([bold(words(reply.question, LINE)), *listed]), choices_keyboard(reply.choices, key))


def answer_messages(
    answer: Answer, key: str, understood: Sequence[str], *, form: Form, suggestions: Sequence[str]
) -> tuple[Message, ...]:
    """The statements with their numbers, what else is known of the answer, and the sources."""
    if form is Form.FULL:
        layout, keyboard = Layout(answering=answering(answer)), answer_keyboard(answer, key, suggestions)
    else:
        layout = Layout(NO_QUOTES, brief=True)
        keyboard = short_keyboard(answer, key, pages=int(form is Form.SHORT and has_more(answer)))
    return layout.messages(steps(answer, understood, form), keyboard)


def whole_messages(reply: Told, key: str) -> tuple[Message, ...]:
    """What a button shows in the place of a short answer, one after another: all of it; none where that is short
    already.
    """
    if not has_more(reply.answer):
        return ()
    pages = reply_messages(reply, key, form=Form.BRIEF)
    return tuple(
        replace(page, keyboard=short_keyboard(reply.answer, key, shown=place, pages=len(pages)))
        for place, page in enumerate(pages, start=1)
    )


def steps(answer: Answer, understood: Sequence[str], form: Form) -> Iterator[list[Part]]:
    """An answer in the order in which it is told, each statement with the citations that it is the first to name."""
    if form is Form.SHORT:
        answer = shortest(answer)
    in_part = IN_PART if answer.outcome is Outcome.PARTLY else ""
    said = [nearest(answer) or in_part, widened(answer)]
    if head := [*understood, *(bold(escape(line)) for line in said if line)]:
        yield [Part(tuple(head))]
    left = {one.number: one for one in answer.citations}
    for label, one in zip(labels(answer), answer.statements, strict=True):
        cited = [left.pop(number) for number in one.citations if number in left]
        heading = [bold(words(label, LINE))] if label else []
        yield [Part((*heading, statement(one, answer.citations))), *(Part(citations=(citation,)) for citation in cited)]
    yield from ([Part(citations=(citation,))] for citation in left.values())  # what is said of other times
    yield from ([Part(notes=(note,))] for note in notes(answer))
    if form is Form.FULL:
        yield [Part(foot=(foot(answer),))]


def statement(one: Statement, citations: Sequence[Citation]) -> str:
    """A statement on one line, its answering words in bold, and its numbers.

    Where it has what looks like a number of ours, it stands in a block of its own, as the quotation that it is; where
    it is none, that gets round brackets.
    """
    text = "".join(" " if sign.isspace() else sign for sign in one.text)  # a line end would forge a source
    whole = 0, len(text)
    shown = whole if units(text) <= STATEMENT else cut(text, min(one.marks, default=(0, 0)), whole, STATEMENT)
    if is_forged(text) and any(citation.quotation.text == one.text for citation in citations):
        return f"<blockquote>{excerpt(one.text, shown, whole, one.marks)}</blockquote>\n{numbers(one.citations)}"
    return f"{BLANKS.sub(' ', excerpt(without_markers(text), shown, whole, one.marks))} {numbers(one.citations)}"


def answering(answer: Answer) -> dict[int, list[Span]]:
    """Where in their articles the answering words stand, by the number of the citation."""
    by_number = {one.number: one.quotation for one in answer.citations}
    return {
        number: [(quotation.start + start, quotation.start + end) for start, end in one.marks]
        for one in answer.statements
        for number in one.citations
        if (quotation := by_number.get(number)) and quotation.text == one.text and one.marks
    }


def notes(answer: Answer) -> list[str]:
    """What was said at other times, what is lacking, how old it is, and how it was written; what there is of it."""
    told = replace(answer, over_time=answer.over_time[:MOST_TIMES])
    times = over_time(told, lambda text: shortened(without_markers(printable(text)), AT_ONE_TIME))
    first = order(answer, lambda text: shortened(printable(text), AT_ONE_TIME))
    without = shortened(printable(lacking(answer)), LINE)
    written = words(answer.note, LINE)
    found = [
        escape(first),
        escape(times),
        lead(without) if without else "",
        escape(age(answer)),
        italic(written) if written else "",
    ]
    return [one for one in found if one]


def refusal_messages(
    answer: Answer, key: str, understood: Sequence[str], *, form: Form, suggestions: Sequence[str]
) -> tuple[Message, ...]:
    """That the archive does not say, why, and what is near."""
    told = [*understood, lead(shortened(refusal(answer), LINE))]
    near = [f"• {headed(article)}" for article in answer.related]
    related = Part(("\n".join([bold(RELATED), *near]),) if near else ())
    last = Part(foot=(foot(answer),))
    return Layout().messages(
        [[Part(tuple(told))], [related], [last]],
        refusal_keyboard(answer, key, suggestions, short=form is not Form.FULL),
    )


def understood_as(question: str | None) -> list[str]:
    """The question that was answered, where that is not the one that was typed."""
    return [italic(f"Understood as: {words(question, QUESTION)}")] if question else []


def foot(answer: Answer) -> str:
    """The last lines: the day of asking, the reader's limits, and what was searched."""
    return italic("\n".join(words(line, LINE) for line in footer(answer).splitlines()))
