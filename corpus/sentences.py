"""Sentence borders; all of sentencex."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

Span = tuple[int, int]

EXOTIC_SPACE = re.compile(r"[^\S\x00-\x7f]")
LONGEST_PIECE = 5000  # characters; a printed paragraph has a tenth of that
CLOSING = re.compile(r"[^\w\s]+(?=\s|$)")  # a quotation mark or bracket that belongs to the sentence before
# What a name follows: sentencex 1.0.32 does not know "Ms.", nor any of these behind a sign ("then-Gov.").
TITLE = re.compile(
    r"(?:(?<![\w.&])(?:M[rsx]|Mrs|Messrs|Mmes?|Dr|Prof|Gov|Sen|Rep|Gen|Atty|Amb|Lt|Col|Maj|Capt|Cmdr|Sgt|Cpl|Adm|Rev|Hon"
    r"|Supt|Insp|Msgr)|(?<=-)St)\.$"
)
LONGEST_TITLE = 10  # characters
NAME_FOLLOWS = re.compile(r"[^\S\n]*\n?[^\S\n]*[^\W\d_a-z]")  # on the same line or the next one


def sentences(text: str, language: str = "") -> Iterator[Span]:
    """Yield ``(start, end)`` of each sentence of ``text``, without the white space around it.

    A sentence never crosses a blank line, and borders fall on white space, never inside a word such as
    "PowerOutage.US", nor between a title and a name. ``language`` is an ISO 639-1 code; English rules where it is
    unknown.
    """
    first: int | None = None
    for start, end in breaks(text, language):
        first = start if first is None else first
        titled = TITLE.search(text, max(first, end - LONGEST_TITLE), end) and NAME_FOLLOWS.match(text, end)
        if not titled or end - first > LONGEST_PIECE:
            yield first, end
            first = None


def breaks(text: str, language: str = "") -> Iterator[Span]:
    """Yield what sentencex takes for sentences, some of which a title ends: where passages are cut.

    To cut them at ``sentences`` would ask for all indexes to be rebuilt, for one passage in two thousand.
    """
    for offset, raw in pieces(text):
        paragraph = EXOTIC_SPACE.sub(" ", raw)  # as long as before: sentencex 1.0.32 panics on "I\xa0."
        start = 0
        for border in get_sentence_boundaries(language or "en", paragraph):
            end = border["end_index"]
            closing = CLOSING.match(paragraph, end)
            if closing and not paragraph[end - 1].isspace():
                end = closing.end()
            if end >= len(paragraph) or paragraph[end - 1].isspace() or paragraph[end].isspace():
                yield from trimmed(paragraph, start, end, offset)
                start = max(start, end)
        yield from trimmed(paragraph, start, len(paragraph), offset)


def trimmed(paragraph: str, start: int, end: int, offset: int) -> Iterator[Span]:
    """Yield the span without white space at its ends, moved by ``offset``; nothing where only that is left."""
    words = paragraph[start:end]
    if stripped := words.strip():
        start += len(words) - len(words.lstrip())
        yield offset + start, offset + start + len(stripped)


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield paragraphs; very long ones in pieces, since sentencex takes the square of a length without borders."""
    for offset, paragraph in paragraphs(text):
        start = 0
        while len(paragraph) - start > LONGEST_PIECE:
            cut = last_border(paragraph, start, start + LONGEST_PIECE)
            yield offset + start, paragraph[start:cut]
            start = cut
        yield offset + start, paragraph[start:]


def last_border(text: str, start: int, end: int) -> int:
    """Return where to cut before ``end``: after a sentence, else after a word, else there."""
    sentence = text.rfind(". ", start + 1, end)
    return sentence + 2 if sentence >= 0 else max(text.rfind(" ", start + 1, end) + 1, 0) or end


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the text of each paragraph: what stands between blank lines."""
    offset = 0
    for block in text.split("\n\n"):
        yield offset, block
        offset += len(block) + 2


def overlaps(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]
