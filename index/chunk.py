"""Chunking: from an article to passages that break at sentences and never cross an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.article import Article
from corpus.sentences import Span, breaks
from index.passage import Passage

CHUNKING = 2  # raise it whenever the same article would give other passages: it is part of the recipe

# An English word is six characters with its space. Text without spaces, or of very long words, is cut by
# characters at twice that, before the model would cut it silently.
CHARACTERS_A_WORD = 12


def chunk_article(article: Article, max_words: int) -> list[Passage]:
    """Cut an article into passages of at most ``max_words`` words.

    Passages ascend, do not overlap and cover every word. They break between sentences (``corpus.sentences.breaks``);
    only a sentence that is longer than a passage breaks inside. A last passage much shorter than the others is evened
    out with its neighbour, so that no article ends in a passage of three words.
    """
    pieces = [
        piece for span in breaks(article.text, article.language) for piece in split_span(article.text, span, max_words)
    ]
    return [Passage(article, group[0][0], group[-1][1]) for group in group_spans(article.text, pieces, max_words)]


def group_spans(text: str, spans: list[Span], max_words: int) -> Iterator[list[Span]]:
    """Group neighbouring spans so that each group fits the size and the groups are about as long as each other."""
    sizes = [size(text[start:end]) for start, end in spans]
    left = sum(sizes)  # in this group and those to come
    group: list[Span] = []
    filled = 0
    for span, words in zip(spans, sizes, strict=True):
        # Break where the group would outgrow the limit, or where it is nearer to its fair share without this span.
        if group and (filled + words > max_words or filled + words / 2 > fair_share(left, max_words)):
            yield group
            left -= filled
            group, filled = [], 0
        group.append(span)
        filled += words
    if group:
        yield group


def fair_share(words: int, max_words: int) -> float:
    """Return how many words each passage gets where these are spread over as few as possible."""
    return words / -(-words // max_words)


def split_span(text: str, span: Span, max_words: int) -> Iterable[Span]:
    """Cut a span that is longer than a passage at word borders (inside a word only where there are none)."""
    start, end = span
    if size(text[start:end]) <= max_words:
        return [span]
    return list(cut_words(text, start, end, max_words))


def cut_words(text: str, start: int, end: int, max_words: int) -> Iterator[Span]:
    """Yield spans of at most ``max_words`` from a text that has no better border."""
    limit = max_words * CHARACTERS_A_WORD
    first = last = None
    filled = 0
    for word in re.finditer(r"\S+", text[start:end]):
        for piece in range(word.start(), word.end(), limit):
            piece_start, piece_end = start + piece, start + min(piece + limit, word.end())
            words = size(text[piece_start:piece_end])
            if first is not None and last is not None and filled + words > max_words:
                yield first, last
                first, filled = None, 0
            first = piece_start if first is None else first
            last = piece_end
            filled += words
    if first is not None and last is not None:
        yield first, last


def size(text: str) -> int:
    """Words, or what the characters would make where words are unusually long."""
    return max(len(text.split()), -(-len(text) // CHARACTERS_A_WORD))
