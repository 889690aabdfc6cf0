"""Names that are near to one that was mistyped, shortened or written otherwise. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches

from index.rows import fold
from index.terms import FUNCTION_WORDS, PUNCTUATION

SAME_WORD = 0.75  # how alike two words have to be, to be one that was mistyped
NEAR = 0.6  # how alike two names have to be, as a whole or by their words
MOST_ALIKE = 20  # words, or names, that are compared more closely


def nearest_names(typed: str, counts: Mapping[str, int], most: int = 3) -> list[str]:
    """Return the names most like one that was typed, the nearest first; of equals those that are met more often.

    A name is near as a whole (one that was mistyped), or by its words (a part of it, or more than it). ``counts`` says
    how often each name is met; neither case nor accents matter, and of those that differ in nothing else one is told.
    """
    asked = fold(typed)
    rarest_first = sorted(sorted(counts, reverse=True), key=counts.__getitem__)
    names = {folded: name for name in rarest_first if (folded := fold(name))}
    words = {folded: words_of(folded) for folded in names}
    alike = {word: alike_to(word, {one for held in words.values() for one in held}) for word in words_of(asked)}
    met = {one for found in alike.values() for one in found}
    whole = set(get_close_matches(asked, names, n=MOST_ALIKE, cutoff=NEAR))
    scores: dict[str, tuple[float, float]] = {}
    for folded in names:
        if folded in whole or not met.isdisjoint(words[folded]):
            likeness = SequenceMatcher(None, asked, folded).ratio()
            scores[folded] = max(likeness, shared(alike, words[folded])), likeness
    near = [folded for folded, (score, _) in scores.items() if score >= NEAR]
    near.sort(key=lambda folded: (*(-score for score in scores[folded]), -counts[names[folded]], folded))
    return [names[folded] for folded in near[:most]]


def words_of(folded: str) -> list[str]:
    """The words of a name that tell it from others."""
    held = [word for one in folded.replace("-", " ").split() if (word := one.strip(PUNCTUATION))]
    return [word for word in held if word not in FUNCTION_WORDS] or held


def alike_to(word: str, others: Collection[str]) -> dict[str, float]:
    """Those of many words that one may have been meant to be, and how much they are like it, up to 1."""
    found = get_close_matches(word, others, n=MOST_ALIKE, cutoff=SAME_WORD)
    return {other: SequenceMatcher(None, word, other).ratio() for other in found}


def shared(alike: Mapping[str, Mapping[str, float]], held: Iterable[str]) -> float:
    """How much of what was typed a name has, or of the name was typed, word by word."""
    words = list(held)
    if not words or not alike:  # a name of nothing but signs
        return 0.0
    of_typed = sum(max(found.get(word, 0.0) for word in words) for found in alike.values()) / len(alike)
    of_name = sum(max(found.get(word, 0.0) for found in alike.values()) for word in words) / len(words)
    return max(of_typed, of_name)
