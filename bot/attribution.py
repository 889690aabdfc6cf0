"""Drafts that say who said what was quoted."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Draft, Drafted, Quotation
from bot.speaker import speakers
from bot.support import Kind
from bot.turns import Place
from index.passage import Evidence, Passage

NAMED = 0.9  # confidence of an answer to "who said that?", where the article names somebody


def attribute(evidence: Sequence[Evidence], answering: Sequence[Place], most: int) -> tuple[Drafted, bool]:
    """Draft who is named for what was quoted, and say whether that is who was asked for.

    The first of the evidence was asked about, in it the words that answered (``answering``); where nobody is named for
    these, who is named for the others.
    """
    named = [speaker_drafts(item, answering) for item in evidence]
    drafts = tuple(next(filter(None, named), [])[:most])
    sure = bool(drafts and named[0]) and is_of(drafts[0], evidence[0].passage, answering)
    return Drafted(drafts, NAMED if drafts else 0.0, kind=str(Kind.NAME)), sure


def speaker_drafts(item: Evidence, answering: Sequence[Place]) -> list[Draft]:
    """Who is named as the speaker of what was quoted: the sentences that say so, with the name marked."""
    article, quoted = item.passage.article, (item.passage.start, item.passage.end)
    spans = [(start, end) for one, start, end in answering if one == article.id]
    drafts = []
    for spoken in speakers(article, quoted, spans):
        quotation = Quotation(Passage(article, spoken.start, spoken.end), spoken.start, spoken.end)
        mark = spoken.speaker[0] - spoken.start, spoken.speaker[1] - spoken.start
        drafts.append(Draft(quotation.text, (quotation,), (mark,)))
    return drafts


def is_of(draft: Draft, quoted: Passage, answering: Sequence[Place]) -> bool:
    """Whether a draft holds the words that answered, as far as any of what was quoted did."""
    quotation = draft.quotations[0]
    spans = [(a, b) for one, a, b in answering if one == quoted.article.id and quoted.start <= a and b <= quoted.end]
    return not spans or any(quotation.start <= a and b <= quotation.end for a, b in spans)
