"""What was said of the same thing at several times: laid out oldest to newest, the newest to lead.

Made only of spans that are quoted and of dates that articles have; which of them is true, nobody here says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.answer import Citation, Draft, Quotation, Said
from bot.english.expressions import FIGURES
from bot.english.particulars import POSSESSIVE
from bot.english.posts import Post, post_of
from bot.english.predicate import Predicate, is_said_of, predicate_of
from bot.writer.asked import STRICT, Kind
from corpus.duplicates import words
from corpus.sentences import Span, sentences
from index.terms import FUNCTION_WORDS

# How many of their words two sentences must share to be about the same thing, and which share of the shorter one's.
SAME_SUBJECT, FEWEST_SHARED = 0.35, 3
MONEY = re.compile(r"[$£€¥₹]|\b(?:dollars|pounds|euros)\b", re.IGNORECASE)
ABLE = re.compile(r"\b(?:can|could)\b", re.IGNORECASE)
SIGNS = re.compile(r"[\s’']+|[.,](?=\d{3}(?!\d))")  # 1.5 is not 15


@dataclass(frozen=True, slots=True)
class Claim:
    """A draft, the one span in it that answers, and the day on which it was printed."""

    draft: Draft
    value: Quotation
    day: date


def lead_with_newest(
    drafts: Sequence[Draft], kind: str, question: str, until: date | None = None
) -> tuple[tuple[Draft, ...], tuple[Quotation, ...]]:
    """Return drafts, the newest of those first that answer the same differently, and their values, oldest first.

    Of a question about a time, the newest that was printed ``until`` its end. Drafts as they are, and no values, where
    nothing differs.
    """
    line = differing(drafts, kind, question)
    if not line:
        return tuple(drafts), ()
    newest = next((claim.draft for claim in reversed(line) if until is None or claim.day <= until), line[-1].draft)
    return led_by(newest, drafts), tuple(claim.value for claim in line)


def led_by(lead: Draft, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """A draft, and behind it the others as they are."""
    return (lead, *(draft for draft in drafts if draft is not lead))


def with_other_times(
    drafts: Sequence[Draft], others: Sequence[Draft], kind: str, question: str, most: int
) -> tuple[Draft, ...]:
    """Add to drafts what others say of the same at other times, the newest at least, where it differs."""
    told = [claim.draft for claim in differing([*drafts, *others], kind, question)]
    if not any(draft in told for draft in drafts):
        return tuple(drafts)
    added = [draft for draft in told if draft not in drafts][1 - most :] if most > 1 else []
    kept = sorted(drafts, key=lambda draft: draft not in told)[: most - len(added)]
    return (*(draft for draft in drafts if draft in kept), *added)


def differing(drafts: Sequence[Draft], kind: str, question: str) -> list[Claim]:
    """Claims of one subject from different days with different values, oldest first; empty where there are not two.

    Only what the question asks for is claimed: of a fire that hurt 12, 250 who came back to work are another matter,
    and what a ship carried is not what it can carry.
    """
    asked, post = predicate_of(question), post_of(question) if kind == Kind.NAME else None
    if asked is None or ABLE.search(question):
        return []
    found = (claim for draft in drafts for claim in claims_of(draft, kind) if says(claim, asked, post))
    claims = sorted(found, key=lambda claim: claim.day)
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
    return [Claim(draft, value, printed.date())]


def one_a_day(line: Sequence[Claim]) -> list[Claim]:
    """The first of what was printed on one day."""
    return list({claim.day: claim for claim in reversed(line)}.values())[::-1]


def same_subject(one: Claim, other: Claim) -> bool:
    """Whether two claims share most of their words, their values aside; money is only told beside money."""
    if bool(MONEY.search(one.value.text)) != bool(MONEY.search(other.value.text)):
        return False
    first, second = subject(one), subject(other)
    shared = len(first & second)
    return shared >= FEWEST_SHARED and shared >= SAME_SUBJECT * min(len(first), len(second))


def says(claim: Claim, asked: Predicate, post: Post | None) -> bool:
    """Whether the sentence of a value says of it what is asked; of a post, that it holds it."""
    sentence, value = sentence_of(claim)
    return value in post.holders(sentence) if post else is_said_of(asked, sentence, value)


def subject(claim: Claim) -> set[str]:
    """The words that mean something of the sentence in which a claim's value stands, without the value."""
    return set(words(sentence_of(claim)[0])) - set(words(claim.value.text)) - FUNCTION_WORDS


def sentence_of(claim: Claim) -> tuple[str, Span]:
    """The sentence in which a claim's value stands (those, where it crosses a border), and its place in it."""
    text, value = claim.draft.text, claim.value
    first = value.start - claim.draft.quotations[0].start
    last = first + len(value.text)
    spans = sentences(text, value.passage.article.language)
    held = [(start, end) for start, end in spans if start < last and first < end] or [(0, len(text))]
    start, end = held[0][0], held[-1][1]
    return text[start:end], (first - start, last - start)


def plain(value: str) -> str:
    """A value as it is compared: 1,200 and 1200 are the same, and twelve and 12, Ana Reis and Ana Reis's."""
    joined = SIGNS.sub("", POSSESSIVE.sub("", value.casefold()))
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
