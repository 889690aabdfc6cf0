"""Whether misspelt questions find what they ask for, and whether well spelt ones are left alone.

python -m tests.experiments.misspelt DATA_DIR QUESTIONS.jsonl [OTHER_ARCHIVE ...]

One word of each question is mistyped in five ways (a letter left out, doubled, exchanged with its neighbour, taken from
beside it on the keyboard, or two of these); MRR@10 of the keyword ranking, with and without what words may be read as.
Then the questions as they are, all words of which are spelt well, on each archive: how many words are taken for others.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

from index.candidates import ANYTHING
from index.catalog import Catalog
from index.generation import Store
from index.keywords import KeywordIndex
from index.names import Why
from index.variants import KEYS

LONG = 6  # letters of a word that is mistyped


def main(data_dir: str, questions: str, *others: str) -> None:
    """Print both."""
    asked = [one for one in map(json.loads, Path(questions).read_text().splitlines()) if one["evidence_ids"]]
    keywords = open_keywords(data_dir)
    rows = Catalog(Store(Path(data_dir)).catalog, reading=True).select(
        "SELECT p.id, v.article_id FROM passages p JOIN versions v USING (version)", {}
    )
    articles = dict(rows)
    for name, slip in SLIPS.items():
        chance = random.Random(7)
        typed = [(mistyped(one["question"], slip, chance), set(one["evidence_ids"])) for one in asked]
        told = "  ".join(
            f"{how} {mrr(keywords, articles, typed, as_typed=how == 'as typed'):.3f}" for how in ("as typed", "read")
        )
        print(f"{name:12} {told}")
    for folder in (data_dir, *others):
        keywords = open_keywords(folder)
        found = [variant for one in asked for variant in keywords.understood(one["question"])]
        taken = [f"{one.written} -> {', '.join(one.read_as)}" for one in found if one.why is Why.TYPO]
        print(f"{folder}: {len(taken)} words of {len(asked)} questions taken for misspelt:", "; ".join(taken))


def open_keywords(data_dir: str) -> KeywordIndex:
    """Open the keyword index of the current generation."""
    store = Store(Path(data_dir))
    return KeywordIndex(store.keywords(store.current_number()))


def mrr(keywords: KeywordIndex, of: dict[str, str], typed: list[tuple[str, set[str]]], *, as_typed: bool) -> float:
    """The mean reciprocal rank of the first passage of an article that answers, among ten articles."""
    total = 0.0
    for question, answers in typed:
        hits = keywords.search(question, ANYTHING, 100, as_typed=as_typed)
        articles = list(dict.fromkeys(of[hit.passage_id] for hit in hits))[:10]
        total += next((1 / rank for rank, one in enumerate(articles, start=1) if one in answers), 0.0)
    return total / len(typed)


def left_out(word: str, place: int, _: random.Random) -> str:
    return word[:place] + word[place + 1 :]


def doubled(word: str, place: int, _: random.Random) -> str:
    return word[:place] + word[place] + word[place:]


def exchanged(word: str, place: int, _: random.Random) -> str:
    return word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]


def beside(word: str, place: int, chance: random.Random) -> str:
    row = next((row for row in KEYS if word[place].lower() in row), "")
    spot = row.find(word[place].lower())
    return (
        word[:place]
        + chance.choice([*row[max(spot - 1, 0) : spot], *row[spot + 1 : spot + 2]] or "e")
        + word[place + 1 :]
    )


def both(word: str, place: int, chance: random.Random) -> str:
    return exchanged(beside(word, place, chance), 2, chance)


SLIPS: dict[str, Callable[[str, int, random.Random], str]] = {
    "none": lambda word, _, __: word,
    "left out": left_out,
    "doubled": doubled,
    "exchanged": exchanged,
    "key beside": beside,
    "two": both,
}


def mistyped(question: str, slip: Callable[[str, int, random.Random], str], chance: random.Random) -> str:
    """Mistype one long word of a question, none at its beginning or end."""
    words = question.split()
    long = [n for n, word in enumerate(words) if len(word) >= LONG and word.isalpha()]
    if not long:
        return question
    n = chance.choice(long)
    words[n] = slip(words[n], chance.randrange(2, len(words[n]) - 1), chance)
    return " ".join(words)


if __name__ == "__main__":
    main(*sys.argv[1:])
