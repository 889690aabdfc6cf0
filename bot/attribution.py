"""Drafts that say who said what was quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answer import Draft, Drafted, Quotation
from bot.speaker import shares, speakers
from bot.support import Kind
from bot.turns import Place
from index.passage import Evidence, Passage

NAMED = 0.9  # confidence of an answer to "who said that?", where the article names somebody


def attribute(evidence: Sequence[Evidence], sentence: Place, most: int) -> tuple[Drafted, bool]:
    """Draft who is named for a sentence of what was quoted, else for the rest of it; say which of both it is."""
    asked = sentence[1:]
    drafts = [draft for item in evidence for draft in speaker_drafts(item, asked)][:most]
    sure = any(shares((one.start, one.end), asked) for draft in drafts[:1] for one in draft.quotations)
    return Drafted(tuple(drafts), NAMED if drafts else 0.0, kind=str(Kind.NAME)), sure


def speaker_drafts(item: Evidence, asked: tuple[int, int]) -> Iterator[Draft]:
    """Who is named as the speaker of what was quoted: the sentences that say so, with the name marked."""
    article, quoted = item.passage.article, (item.passage.start, item.passage.end)
    for spoken in speakers(article, quoted, [asked]):
        quotation = Quotation(Passage(article, spoken.start, spoken.end), spoken.start, spoken.end)
        mark = spoken.speaker[0] - spoken.start, spoken.speaker[1] - spoken.start
        yield Draft(quotation.text, (quotation,), (mark,))
