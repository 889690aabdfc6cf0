"""What somebody goes on to say: a passage may end in the middle of a speech, and a quotation need not.

"“Fuel has gone up,” Lima said. “So has bait.”": where the passage ends behind "said", half of her words were missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answer import Draft, Place, Quotation
from bot.writer.speaker import QUOTES
from bot.writer.unit import LONGEST, MOST_SENTENCES
from bot.writer.voice import Sayer, Voice, sayer_of, voices
from corpus.article import Article
from corpus.sentences import Span, overlaps, sentences
from index.passage import Evidence, Passage

PARAGRAPH = "\n\n"  # between two
OPENED = re.compile(r"[“\"«„]")


def with_all_of_speech(question: str, drafts: Sequence[Draft], evidence: Sequence[Evidence]) -> tuple[Draft, ...]:
    """The drafts of an answer to what somebody said, each with what the same speaker goes on to say in its paragraph
    as far as one quotation has room. What another one quotes, or what is not to be quoted, is not taken.
    """
    sayer = sayer_of(question)
    if sayer is None:
        return tuple(drafts)
    taken = [quotation.place for draft in drafts for quotation in draft.quotations]
    left_out = [(item.passage.article.id, *span) for item in evidence for span in (*item.repeated, *item.elsewhen)]
    return tuple(longer(draft, sayer, [*taken, *left_out]) for draft in drafts)


def longer(draft: Draft, sayer: Sayer, apart: Sequence[Place]) -> Draft:
    """A draft with the rest of the speech; as it is where it is no quotation, or nothing goes on."""
    quotation = draft.quotations[0]
    if len(draft.quotations) > 1 or draft.text != quotation.text:
        return draft
    passage, article = quotation.passage, quotation.passage.article
    spans = list(sentences(article.text, article.language))
    inside = [span for span in spans if quotation.start < span[1] and span[0] < quotation.end]
    last, end = inside[-1], quotation.end
    for span in spans[spans.index(last) + 1 :][: MOST_SENTENCES - len(inside)]:
        words = len(article.text[quotation.start : span[1]].split())
        free = not any(one == article.id and overlaps(span, (start, stop)) for one, start, stop in apart)
        if not (
            free and words <= LONGEST and goes_on(article.text, last, span) and both_by(sayer, article, last, span)
        ):
            break
        last, end = span, span[1]
    if end == quotation.end:
        return draft
    whole = replace(quotation, passage=Passage(article, passage.start, max(passage.end, end)), end=end)
    return replace(draft, text=whole.text, quotations=(whole,))


def both_by(sayer: Sayer, article: Article, one: Span, other: Span) -> bool:
    """Whether two sentences are the words of whom is asked about."""
    whole = Passage(article, 0, len(article.text))
    return all(voice is Voice.THEIRS for voice in voices(sayer, [Quotation(whole, *one), Quotation(whole, *other)]))


def goes_on(text: str, one: Span, other: Span) -> bool:
    """Whether direct speech goes on from one sentence of an article to the next, in one paragraph."""
    if PARAGRAPH in text[one[1] : other[0]] or not QUOTES.search(text[slice(*one)]):
        return False
    before = text[text.rfind(PARAGRAPH, 0, other[0]) + 1 : other[0]]
    inside = before.count("“") > before.count("”") or before.count('"') % 2 == 1
    return inside or bool(OPENED.match(text[slice(*other)]))
