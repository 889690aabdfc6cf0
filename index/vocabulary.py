"""Words that are spelt well, whether an archive has them or not: those that the packaged model knows as one piece.

Its 30,000 pieces were chosen by frequency from English books and the Wikipedia, so that what is often misspelt is not
among them (docs/decisions.md, Spellings). No other list of words comes with what is installed.
"""

from __future__ import annotations

from functools import cache

from index.embed import packaged_model
from index.errors import ModelError


def is_spelt_well(word: str) -> bool:
    """Say whether a word in small letters is one that readers know; no word is where the package is missing."""
    return word in vocabulary()


@cache
def vocabulary() -> frozenset[str]:
    """Return the pieces that are whole words."""
    try:
        pieces = (packaged_model() / "vocab.txt").read_text(encoding="utf-8").split()
    except (ModelError, OSError):
        return frozenset()
    return frozenset(piece for piece in pieces if piece.isalpha())
