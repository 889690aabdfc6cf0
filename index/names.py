"""Words and names in their several forms, as text: what a question is made of, what an archive notes of a name.

Nothing here knows what an archive holds; ``index.variants`` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from corpus.acronyms import acronyms, short_form
from index.sounds import sounds

Fold = Callable[[str], Sequence[str]]  # the words of a text as the archive compares them

WORD = re.compile(r"[^\W_]+")
DOTTED, DOTS = re.compile(r"\b(?:[^\W\d_]\.){2,5}"), re.compile(r"\.[^\W\d_]\.")  # U.S.
TIES = "‐‑'’-"  # what ties the parts of one word: co-founder, O'Neill
TIED, APOSTROPHES = frozenset(TIES), "'’"
ENDINGS = {"s", "t", "d", "m", "re", "ve", "ll"}  # what an apostrophe cuts off in English
COMPOUND = re.compile(rf"(?<![\w.{TIES}])[^\W_]+(?:[{TIES}][^\W_]+){{1,2}}(?![\w{TIES}])")
# Shorter names are written in one way, and what sounds like them is something else.
SHORTEST_NAME = 4
NAME = re.compile(rf"\b[^\W\d_a-z][^\W\d_]{{{SHORTEST_NAME - 1},29}}\b")
LATIN, CYRILLIC = "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ"


class Why(StrEnum):
    """Why words of a question are also read as others."""

    TYPO = "typo"
    SPELLING = "spelling"
    SHORT = "short form"
    COUNTRY = "country"
    DOER = "doer"  # who does something for that they do it


@dataclass(frozen=True, slots=True)
class Variant:
    """Words of a question, what else they were searched as, and why; ``known``: the archive has them as written."""

    written: str
    read_as: tuple[str, ...]
    why: Why
    known: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question; ``tied`` to the next by a hyphen or an apostrophe."""

    written: str
    plain: str  # as the archive compares words
    short: str = ""  # in capitals, where it may be a short form
    tied: bool = False


def split(question: str, fold: Fold) -> Iterator[Word]:
    """Yield the words of a question, without the s of a possessive."""
    text = undotted(question.replace("ʼ", "'"))
    shouted = text == text.upper()
    for chunk in text.split():
        pieces, plain = list(WORD.finditer(chunk)), fold(chunk)
        if not pieces or len(pieces) != len(plain):  # Python and the archive see words of some scripts otherwise
            yield from (Word(word, word) for word in plain)
            continue
        ties = [chunk[a.end() : b.start()] for a, b in pairwise(pieces)]
        for piece, word, before, after in zip(pieces, plain, ["", *ties], [*ties, ""], strict=True):
            if word != "s" or not before or before not in APOSTROPHES:
                yield Word(piece[0], word, "" if shouted else short_form(piece[0]), bool(after) and after in TIES)


def undotted(text: str) -> str:
    """Write short forms without dots: U.S. becomes US."""
    if not DOTS.search(text):  # which takes far less time
        return text
    return DOTTED.sub(lambda found: found[0].replace(".", "") if found[0].isupper() else found[0], text)


# -- what an archive notes ----------------------------------------------------------------------------------------


def forms(text: str, fold: Fold) -> list[str]:
    """Return the words of a text in forms that its words by themselves have not, each after an underscore.

    Short forms in capitals, _WHO, since "who" is another word; what a hyphen or an apostrophe ties as one word,
    _cofounder.
    """
    return [f"_{word}" for word in (*short_forms(text), *fold(" ".join(compounds(text))))]


def short_forms(text: str) -> Iterator[str]:
    """Yield the short forms in a text, in capitals; none of a line that is all capitals."""
    for line in undotted(text).splitlines():
        if line != line.upper():
            yield from filter(None, map(short_form, WORD.findall(line)))


def compounds(text: str) -> Iterator[str]:
    """Yield the words of a text that have a hyphen or an apostrophe inside, without it."""
    chunks = [chunk for chunk in text.replace("ʼ", "'").split() if not TIED.isdisjoint(chunk)]
    for found in COMPOUND.finditer(" ".join(chunks)):
        parts = WORD.findall(found[0])
        contracted = parts[-1].lower() in ENDINGS and found[0][-len(parts[-1]) - 1] in APOSTROPHES
        if not contracted and not all(part.isdigit() for part in parts):
            yield "".join(parts)


def entries(text: str, stem: Fold) -> set[str]:
    """Return what an archive notes of the names in a text, to be looked up by its beginning.

    ``zelenski~Zelenskyy``: a name by what it sounds like; ``WHO=World Health Organization``: a short form;
    ``world health organ<WHO``: a long form by its stems.
    """
    found = {f"{key}~{name}" for name in capitalised(text) for key in sounds(name)}
    for short, long in acronyms(text):
        found |= {f"{short}={long}", f"{' '.join(stem(long))}<{short}"}
    return found


def capitalised(text: str) -> set[str]:
    """Return the words of a text that begin with a capital and may be names."""
    words = (word for word in NAME.findall(text) if word[0].isupper())
    return {word.capitalize() if word.isupper() else word for word in words}


# -- typing errors ------------------------------------------------------------------------------------------------


def one_edit(word: str) -> set[str]:
    """Return all words at one letter's distance: one inserted, deleted, replaced, or two neighbours exchanged."""
    letters = LATIN if word.isascii() else CYRILLIC
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {a + b[1:] for a, b in cuts if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    found |= {a + letter + b for a, b in cuts for letter in letters}
    return (found | {a + letter + b[1:] for a, b in cuts if b for letter in letters}) - {word}


def distance(one: str, other: str) -> int:
    """Count the letters to insert, delete, replace or exchange with their neighbour to make one word of another."""
    before, row = list[int](), list(range(len(other) + 1))
    for i, a in enumerate(one):
        earlier, before, row = before, row, [i + 1]
        for j, b in enumerate(other):
            row.append(min(before[j] + (a != b), before[j + 1] + 1, row[j] + 1))
            if i and j and a == other[j - 1] and b == one[i - 1]:
                row[-1] = min(row[-1], earlier[j - 1] + 1)
    return row[-1]
