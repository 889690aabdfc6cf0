"""Capitals that a question was typed without: "who is ana reis?" names somebody, as the archive writes the words."""

from __future__ import annotations

import re
from typing import Protocol

from corpus.english_forms import FULL_MONTHS, FULL_WEEKDAYS
from index.sounds import sounds
from index.terms import FUNCTION_WORDS

WORD = re.compile(r"[^\W\d_]{2,}")
DETERMINED = re.compile(
    r"\b(?:the|an?|his|her|its|their|this|that|these|those|my|our|your|any|some|no|which|what)\s$", re.IGNORECASE
)
# A word is a name where so much of its passages write it with a capital, and beside a name where fewer do: Port Merrow.
# Words of three letters are not counted, and are names beside names. What stands in few passages may have its capital
# from a headline alone: two such words side by side are a name.
WRITTEN, BESIDE, UNCOUNTED, FEW = 0.8, 0.25, 3, 5
MOST_NOTED = 50  # entries that are looked at for one word
LONGEST = 2000  # characters of a question that are read
_SHORT = "old new big bad top red hot low dry wet war oil gas law tax sea act age aid art bar bid bus car cat dog day"
SHORT = frozenset(_SHORT.split())
# The march is no March; times are read in small letters, too.
TIMES = frozenset(word.lower() for word in (*FULL_MONTHS, *FULL_WEEKDAYS))


class Archive(Protocol):
    """What an archive knows of words; ``index.keywords.KeywordIndex`` is one."""

    def count(self, word: str) -> int:
        """Count the passages with a word in small letters, or with a form such as ``_WHO``."""
        ...

    def noted(self, beginning: str, most: int) -> list[tuple[str, int]]:
        """Return what is noted of names (``index.names.entries``), and how often."""
        ...


def with_capitals(question: str, archive: Archive) -> str:
    """Return a question with capitals where the archive has names in its words; as it is, where it has any beyond its
    first letter.
    """
    if question[1:] != question[1:].lower() or len(question) > LONGEST:
        return question
    words = [word for word in WORD.finditer(question) if word[0].lower() not in FUNCTION_WORDS | TIMES]
    words = [word for word in words if not DETERMINED.search(question, 0, word.start())]  # "the mill"
    shares = {word.start(): share_of(word[0], archive) for word in words}
    after = {word.start(): word.end() + 1 for word in words if question.startswith(" ", word.end())}
    short = {word.start() for word in words if len(word[0]) <= UNCOUNTED and word[0].lower() not in SHORT}
    likely = {start for start, share in shares.items() if share >= WRITTEN}
    paired = {start for start, end in after.items() if end in likely} | {
        after.get(start, -1) for start in likely | short
    }
    rare = {word.start() for word in words if archive.count(word[0].lower()) < FEW}
    names = likely - (rare - paired)
    for word in reversed(words):
        if after.get(word.start()) in names and (word.start() in short or shares[word.start()] >= BESIDE):
            names.add(word.start())
    return WORD.sub(lambda word: written(word[0], archive) if word.start() in names else word[0], question)


def share_of(word: str, archive: Archive) -> float:
    """Return which share of the passages with a word write it with a capital inside of a sentence, or at its start."""
    return noted_as_name(word, archive) / max(archive.count(word.lower()), 1)


def noted_as_name(word: str, archive: Archive) -> int:
    """Count the passages that have a word as a name."""
    entries = (f"{key}~{word.capitalize()}" for key in sounds(word.capitalize()))
    return max((dict(archive.noted(entry, MOST_NOTED)).get(entry, 0) for entry in entries), default=0)


def written(word: str, archive: Archive) -> str:
    """Return a name as it is written: in capitals where most of its passages have it so, NATO."""
    short = f"_{word.upper()}"
    return word.upper() if 2 * archive.count(short) > archive.count(word.lower()) else word.capitalize()
