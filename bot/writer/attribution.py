"""Who said what was quoted: drafts that say who did."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answer import Draft, Drafted, Place, Quotation
from bot.writer.asked import Kind
from bot.writer.speaker import SAYS, speakers
from corpus.sentences import Span, overlaps
from index.passage import Evidence, Passage

NAMED = 0.9  # confidence of an answer to "who said that?", where the article names somebody
# "Who said that the bridge is safe?", but not "who said that?", which asks of what was quoted.
ASKS_WHO_SAID = re.compile(
    rf"^\W*(?:and\s|so\s)?who\s(?:(?:has|had|have|first|also|once)\s){{0,2}}{SAYS.pattern}\s(?!(?:that|this|it|so)\W*$)",
    re.IGNORECASE,
)


def attribute(evidence: Sequence[Evidence], sentence: Place, most: int) -> tuple[Drafted, bool]:
    """Draft who is named for a sentence of what was quoted, else for the rest of it; say which of both it is."""
    asked = sentence[1:]
    drafts = [draft for item in evidence for draft in speaker_drafts(item, asked)][:most]
    sure = any(overlaps((one.start, one.end), asked) for draft in drafts[:1] for one in draft.quotations)
    return Drafted(tuple(drafts), NAMED if drafts else 0.0, kind=str(Kind.NAME)), sure


def repeat(evidence: Sequence[Evidence], sentence: Place) -> Drafted:
    """Draft a sentence of what was quoted once more, for who asks where it stands."""
    quotations = [
        Quotation(Passage(item.passage.article, *sentence[1:]), *sentence[1:])
        for item in evidence
        if item.passage.article.id == sentence[0]
    ]
    return Drafted(tuple(Draft(one.text, (one,)) for one in quotations), NAMED if quotations else 0.0)


def speaker_drafts(item: Evidence, asked: Span) -> Iterator[Draft]:
    """Who is named as the speaker of what was quoted: the sentences that say so, with the name marked."""
    article, quoted = item.passage.article, (item.passage.start, item.passage.end)
    for spoken in speakers(article, quoted, [asked]):
        quotation = Quotation(Passage(article, spoken.start, spoken.end), spoken.start, spoken.end)
        mark = spoken.speaker[0] - spoken.start, spoken.speaker[1] - spoken.start
        yield Draft(quotation.text, (quotation,), (mark,))


def with_speakers(drafts: Sequence[tuple[Draft, Quotation]]) -> tuple[Draft, ...]:
    """Drafts, each with the sentence that answers in it, with who says that sentence marked, and quoted besides where
    another one names him; those first of which anybody is named, of the others nothing is marked.
    """
    told = [with_speaker(draft, answering) for draft, answering in drafts]
    plain = (replace(draft, marks=()) for one, (draft, _) in zip(told, drafts, strict=True) if one is None)
    return (*filter(None, told), *plain)


def with_speaker(draft: Draft, answering: Quotation) -> Draft | None:
    """The same of one draft; None where its article names nobody."""
    article, place = answering.passage.article, (answering.start, answering.end)
    spoken = next((one for one in speakers(article, place) if overlaps((one.start, one.end), place)), None)
    if spoken is None:
        return None
    whole = draft.quotations[0]
    start, end = min(whole.start, spoken.start), max(whole.end, spoken.end)
    quotation = Quotation(Passage(article, start, end), start, end)
    return Draft(quotation.text, (quotation,), ((spoken.speaker[0] - start, spoken.speaker[1] - start),))
