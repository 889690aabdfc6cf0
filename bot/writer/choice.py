"""Which of several answers some quotations support best."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.english import expressions as x
from bot.writer.asked import understand
from bot.writer.support import coverage
from corpus.sentences import sentences
from index.terms import FUNCTION_WORDS

APART = 0.3  # what the words of a choice are worth where none of the question stands beside them
REPEATED = 0.02  # what each further sentence adds that has them


def best_choice(
    question: str,
    choices: Sequence[str],
    texts: Sequence[str],
    words: Callable[[str], Sequence[str]],
    rarity: Callable[[str], float],
) -> int:
    """Return which of several answers some quotations support best: whose words stand beside those of the question."""
    asked = understand(question, words, rarity)
    said = [counted_out(words(text[start:end])) for text in texts for start, end in sentences(text)]
    beside = [APART + coverage(asked, stems) for stems in said]
    support = []
    for choice in choices:
        wanted = set(counted_out(words(choice)))
        wanted = wanted - FUNCTION_WORDS - asked.terms.weights.keys() or wanted
        whole = sum(map(rarity, wanted)) or 1.0
        held = [sum(map(rarity, wanted.intersection(stems))) / whole for stems in said]
        best = max((share * worth for share, worth in zip(held, beside, strict=True)), default=0.0)
        support.append(best + REPEATED * sum(share == 1.0 for share in held))
    return max(range(len(choices)), key=lambda number: support[number])


def counted_out(stems: Sequence[str]) -> list[str]:
    """Words, numbers in figures: "thirteen" is 13."""
    return [x.FIGURES.get(stem, stem) for stem in stems]
