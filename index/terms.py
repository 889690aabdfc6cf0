"""The terms of a question: its words as the keyword index compares them, and what each is worth."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.acronyms import short_form

# What questions are made of besides what they are about.
FUNCTION_WORDS = frozenset(
    word
    for line in (
        "a about according after all also am an and any are as at be because been before being between both but by can",
        "come could describe did do does doing during each for from get give given had has have he her him his how i",
        "if in into is it its just many may me more most much must name no not of off on one only or other our out",
        "over own per said same say says she should so some such tell than that the their them then there these they",
        "this those through to too under until up us was we were what when where which while who whom whose why will",
        "with would you your now currently nowadays d ll m re s t ve",
        "anybody anyone anything everybody everyone everything nobody nothing somebody someone something",
    )
    for word in line.split()
)
COURTESY = frozenset({"mr", "mrs", "ms", "miss", "mx"})  # before a name; others may call her otherwise
PUNCTUATION = ".,;:!?\"'()[]“”‘’«»…-–—"
INSIDE = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a question is about: its stems in their order, and what each is worth (how rare it is in the archive).

    ``names`` are those that have a capital letter or a digit inside the question; ``others`` are, for a stem, the sets
    of stems that stand for it as well (other spellings, short and long forms).
    """

    stems: tuple[str, ...]
    weights: Mapping[str, float]
    names: frozenset[str] = frozenset()
    others: Mapping[str, Sequence[frozenset[str]]] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """The weight of all its stems."""
        return sum(self.weights.values())

    @property
    def bareness(self) -> float:
        """How far it is names and nothing else, 0 to 1: "Who is Ana Reis?" is wholly."""
        named = sum(weight for stem, weight in self.weights.items() if stem in self.names)
        return named / self.total if named else 0.0

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Stems that stand side by side in the question."""
        return frozenset(pairwise(self.stems))

    @property
    def has_forms(self) -> bool:
        """Whether any of it is a form of ``index.names.forms``, such as ``_WHO``."""
        sets = [self.stems, *(each for others in self.others.values() for each in others)]
        return any(stem.startswith("_") for each in sets for stem in each)

    def read(self, words: Sequence[str]) -> list[str]:
        """Return the stems of a text, and after them those of the question that it has in another form."""
        held = set(words)
        return [*words, *(stem for stem, sets in self.others.items() if any(each <= held for each in sets))]

    def leveled(self, stem: str, among: Collection[str]) -> float:
        """Return which share of some stems one of them is, half by how rare they are and half by their number."""
        kept = {one: weight for one, weight in self.weights.items() if one in among}
        return (kept[stem] / sum(kept.values()) + 1 / len(kept)) / 2 if kept.get(stem) else 0.0

    def share(self, words: Collection[str], among: Collection[str] | None = None) -> float:
        """Return which share of the weight (of all stems, or of those ``among``) these words hold, 0 to 1."""
        counted = self.weights.keys() if among is None else self.weights.keys() & among
        whole = sum(self.weights[stem] for stem in counted)
        return sum(self.weights[stem] for stem in counted if stem in words) / whole if whole else 0.0


def find_terms(
    question: str,
    words: Callable[[str], Sequence[str]],
    rarity: Callable[[str], float],
    others: Mapping[str, Sequence[frozenset[str]]] | None = None,
) -> Terms:
    """Split a question into its terms; function words are left out."""
    # Split at white space: what is inside a word, the index decides (Python and tantivy see some scripts otherwise).
    tokens = [(match[0].strip(PUNCTUATION), match.start()) for match in INSIDE.finditer(question)]
    stems: list[str] = []
    names: set[str] = set()
    for word, start in tokens:
        if word.casefold() in COURTESY and start:
            continue
        if word.casefold() in FUNCTION_WORDS:
            # The WHO and the US are no function words, unless everything is written in capitals.
            found = [f"_{short}"] if (short := short_form(word)) and question != question.upper() else []
        else:
            found = [stem for stem in words(word) if stem not in FUNCTION_WORDS]
        stems += found
        if start and is_name(word):
            names.update(found)
    others = others or {}
    weights = {stem: worth(stem, rarity, others.get(stem, ())) for stem in stems}
    return Terms(tuple(stems), weights, frozenset(names), others)


def worth(stem: str, rarity: Callable[[str], float], others: Sequence[frozenset[str]]) -> float:
    """How rare a stem is, or what stands for it: a mistyped word is no rarer than the one that was meant."""
    return min([rarity(stem), *(max(map(rarity, each)) for each in others if each)])


def is_name(word: str) -> bool:
    """Say whether a word inside a sentence is written like a name or a number."""
    return word[:1].isupper() or word[:1].isdigit()
