"""Names that are near to one that was mistyped, shortened or written otherwise. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher, get_close_matches

from index.rows import fold
from index.terms import FUNCTION_WORDS, PUNCTUATION

SAME_WORD = 0.75  # how alike two words have to be, to be one that was mistyped
NEAR = 0.6  # how alike two names have to be, as a whole or by their words
MOST_WORDS = 20  # words at the most that are near to one that was typed


def nearest_names(typed: str, counts: Mapping[str, int], most: int = 3) -> list[str]:
    """Return the names most like one that was typed, the nearest first; of equals those that are met more often.

    A name is near as a whole (one that was mistyped), or by its words (a part of it, or more than it). ``counts`` says
    how often each name is met; neither case nor accents matter.
    """
    folded = {name: fold(name) for name in counts}
    asked = words_of(fold(typed))
    words = {name: words_of(text) for name, text in folded.items()}
    rarity = Counter(word for held in words.values() for word in held)
    near = {word: alike(word, rarity) for word in asked}
    whole = set(get_close_matches(fold(typed), set(folded.values()), n=MOST_WORDS, cutoff=NEAR))
    scores: dict[str, tuple[float, float]] = {}
    for name, text in folded.items():
        held = words[name]
        likeness = SequenceMatcher(None, fold(typed), text).ratio() if text in whole else 0.0
        score = likeness
        if any(word in near[one] for one in asked for word in held):
            of_asked = sum(max(near[one].get(word, 0.0) for word in held) for one in asked) / len(asked)
            of_held = sum(max(near[one].get(word, 0.0) for one in asked) for word in held) / len(held)
            score = max(score, of_asked, of_held)
        if score >= NEAR:
            scores[name] = score, likeness
    return sorted(scores, key=lambda name: (*(-score for score in scores[name]), -counts[name], name))[:most]


def words_of(folded: str) -> list[str]:
    """The words of a name that tell it from others."""
    held = [word.strip(PUNCTUATION) for word in folded.replace("-", " ").split()]
    return [word for word in held if word and word not in FUNCTION_WORDS] or [word for word in held if word]


def alike(word: str, words: Mapping[str, int]) -> dict[str, float]:
    """Those of many words that one may have been meant to be, and how much they are like it, up to 1."""
    found = get_close_matches(word, words, n=MOST_WORDS, cutoff=SAME_WORD)
    return {other: SequenceMatcher(None, word, other).ratio() for other in found}
