"""What was said of the same thing at several times: laid out oldest to newest, the newest to lead.

Made only of spans that are quoted and of dates that articles have; which of them is true, nobody here says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.answer import Citation, Draft, Quotation, Said
from bot.expressions import FIGURES
from bot.support import STRICT, Kind
from corpus.duplicates import words
from corpus.sentences import sentences
from index.terms import FUNCTION_WORDS

# How many of their words two sentences must share to be about the same thing, and which share of the shorter one's.
SAME_SUBJECT, FEWEST_SHARED = 0.35, 3
SIGNS = re.compile(r"[\s’']+|[.,](?=\d{3}(?!\d))")  # 1.5 is not 15


@dataclass(frozen=True, slots=True)
class Claim:
    """A draft, the one span in it that answers, and the day on which it was printed."""

    draft: Draft
    value: Quotation
    day: date


def lead_with_newest(drafts: Sequence[Draft], kind: str) -> tuple[tuple[Draft, ...], tuple[Quotation, ...]]:
    """Return drafts, the newest of those first that answer the same differently, and their values, oldest first.

    Drafts as they are, and no values, where nothing differs.
    """
    line = differing(drafts, kind)
    if not line:
        return tuple(drafts), ()
    newest = line[-1].draft
    return (newest, *(draft for draft in drafts if draft is not newest)), tuple(claim.value for claim in line)


def differing(drafts: Sequence[Draft], kind: str) -> list[Claim]:
    """Claims of one subject from different days with different values, oldest first; empty where there are not two."""
    claims = sorted((claim for draft in drafts for claim in claims_of(draft, kind)), key=lambda claim: claim.day)
    for number, claim in enumerate(claims):
        line = [claim, *(other for other in claims[number + 1 :] if same_subject(claim, other))]
        line = one_a_day(line)
        if len({plain(one.value.text) for one in line}) > 1:
            return line
    return []


def claims_of(draft: Draft, kind: str) -> list[Claim]:
    """What a draft claims, if it is one thing: several numbers in a sentence tell of several things."""
    if kind not in STRICT or kind == Kind.DATE or len(draft.quotations) != 1:
        return []
    quotation = draft.quotations[0]
    printed = quotation.passage.article.printed
    spans = {plain(draft.text[start:end]): (start, end) for start, end in draft.marks}
    if printed is None or len(spans) != 1 or draft.text != quotation.text:
        return []
    [(start, end)] = spans.values()
    value = Quotation(quotation.passage, quotation.start + start, quotation.start + end)
    return [Claim(draft, value, printed)]


def one_a_day(line: Sequence[Claim]) -> list[Claim]:
    """The first of what was printed on one day."""
    return list({claim.day: claim for claim in reversed(line)}.values())[::-1]


def same_subject(one: Claim, other: Claim) -> bool:
    """Whether two claims share most of their words, their values aside."""
    first, second = subject(one), subject(other)
    shared = len(first & second)
    return shared >= FEWEST_SHARED and shared >= SAME_SUBJECT * min(len(first), len(second))


def subject(claim: Claim) -> set[str]:
    """The words that mean something of the sentence in which a claim's value stands, without the value."""
    quotation, value = claim.draft.quotations[0], claim.value
    inside = (value.start - quotation.start, value.end - quotation.start)
    text = claim.draft.text
    spans = sentences(text, value.passage.article.language)
    said = " ".join(text[start:end] for start, end in spans if start < inside[1] and inside[0] < end)
    return set(words(said)) - set(words(value.text)) - FUNCTION_WORDS


def plain(value: str) -> str:
    """A value as it is compared: 1,200 and 1200 are the same, and twelve and 12."""
    joined = SIGNS.sub("", value.casefold())
    figures = (FIGURES.get(stem) for stem in (joined, joined.removesuffix("e"), f"{joined[:-1]}i"))
    return next(filter(None, figures), joined)


def numbered(values: Sequence[Quotation], citations: Sequence[Citation]) -> tuple[Said, ...]:
    """Give each value the number of the citation that it is quoted in; nothing where one of them is not quoted."""
    found = []
    for value in values:
        holding = (one for one in citations if holds(one.quotation, value))
        if (citation := next(holding, None)) is None:
            return ()
        found.append(Said(value, citation.number))
    return tuple(found)


def holds(quotation: Quotation, value: Quotation) -> bool:
    """Whether a span lies within what is quoted."""
    same = quotation.passage.article.id == value.passage.article.id
    return same and quotation.start <= value.start and value.end <= quotation.end
