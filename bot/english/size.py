"""How far something goes in the direction that a question asks for: a length is no width."""

from __future__ import annotations

import re

from bot.english import expressions as x
from corpus.sentences import Span

# What is asked for with a word for its direction.
SIZES = frozenset({x.HEIGHT, x.LENGTH, x.SPAN})
LASTING = 0.85  # a time, where a length may be meant


def answering_sizes(question: str, sentence: str, numbers: list[Span]) -> tuple[list[Span], float]:
    """Numbers that tell how far something goes in the direction that is asked for, and how well they fit, 0 to 1.

    How long a thing is, is told by a length, or else by a time, for less.
    """
    asks = x.ASKS_DIMENSION.search(question)
    way = asks[1].casefold() if asks else "long"
    told = {span: found[1] if (found := x.DIMENSION.match(sentence, span[1])) else "" for span in numbers}
    own = re.compile(x.DIMENSIONS[way], re.IGNORECASE)
    so = [span for span, said in told.items() if own.fullmatch(said)]
    if so or (way not in x.BARE and not own.search(sentence)):
        return so, float(bool(so))
    bare = [span for span, said in told.items() if not said]
    if x.ASKS_EXTENT.search(question):
        extents = [span for span in bare if x.LENGTH.fullmatch(sentence, *span)]
        return extents or bare, (1.0 if extents else LASTING) * bool(bare)
    return bare, float(bool(bare))
