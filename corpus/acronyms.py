"""Short forms that a text explains: "World Health Organization (WHO)", "WHO (World Health Organization)".

After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (2003): the
letters of the short form stand in the words beside it, in their order, the first at the start of a word. News has more
in brackets than biomedicine has, so half of the letters must be initials, and of several beginnings the one counts that
makes most of them initials ("personal protective equipment", not "protective equipment"). And news likes commas better
than brackets: "the World Health Organization, or WHO, said".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

IN_BRACKETS = re.compile(r"\(([^()\n]{2,100})\)")
OR_ANOTHER = re.compile(r", or\b")  # (WHO, or OMS in French)
AFTER_OR = re.compile(r", or (?:the )?([^\W_]{2,9})\b")
WORD = re.compile(r"[^\W_]+")
SENTENCE_BEFORE = re.compile(r"(?:.*(?:[\n()]|[!?;:] |\w\w[.] ))?", re.DOTALL)  # not the U.S. before "Geological"
LONGEST = 8  # letters of a short form
BESIDE = 160  # characters that are looked at beside it
# What no long form begins with; "in vitro fertilization" does begin with "in".
NO_BEGINNING = {"a", "after", "an", "and", "at", "by", "for", "of", "on", "or", "than", "the", "their", "to", "with"}


def acronyms(text: str) -> set[tuple[str, str]]:
    """Return the short forms that a text explains, in capitals without dots, each with its long form as printed."""
    return {(short, " ".join(long.split())) for short, long in definitions(text) if long}


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Yield short forms and what explains them, empty where nothing does; takes time in proportion to the text."""
    for found in IN_BRACKETS.finditer(text):
        before, inside = words_before(text, found.start()), found[1]
        if short := short_form(OR_ANOTHER.split(inside)[0]):
            yield short, long_form(short, before)
        elif inside.isalpha() and inside.istitle() and len(inside) <= LONGEST:  # (Nato), as British papers write
            long = long_form(inside.upper(), before)
            yield inside.upper(), long if in_order(inside.upper(), initials_of(long)) == len(inside) else ""
        elif before and (short := short_form(before.split()[-1])):
            yield short, whole_form(short, inside)
    for found in AFTER_OR.finditer(text):
        if short := short_form(found[1]):
            yield short, long_form(short, words_before(text, found.start()))


def words_before(text: str, place: int) -> str:
    """Return what stands before a place in its sentence, as far as it may be a long form."""
    before = text[max(place - BESIDE, 0) : place].rstrip(" ")
    border = SENTENCE_BEFORE.match(before)
    return before[border.end() if border else 0 :]


@lru_cache(maxsize=5_000)
def short_form(word: str) -> str:
    """Return a short form in capitals, without dots and the s of a plural; empty where a word is none.

    Most of its letters are capitals, two at least: WHO, U.N., NGOs, MoD, COP27; not McDonald, Jan or 2020.
    """
    letters = word.strip().replace(".", "").removesuffix("s")
    if letters[1:] == letters[1:].lower() or not letters.isalnum() or len(letters) > LONGEST:
        return ""
    capitals = sum(letter.isupper() for letter in letters)
    return letters.upper() if capitals >= 2 and capitals > sum(letter.islower() for letter in letters) else ""


def long_form(short: str, beside: str) -> str:
    """Return the words at the end of ``beside`` that explain a short form; empty where they do not."""
    words = list(WORD.finditer(beside))
    best, most = "", 0
    for word in reversed(words[-min(len(short) + 5, 2 * len(short)) :]):
        long = beside[word.start() : words[-1].end()]
        initials = explained_initials(short, long)
        if initials > most:
            best, most = long, initials
    return best


def whole_form(short: str, words: str) -> str:
    """Return the words in brackets after a short form if all of them explain it."""
    long = re.sub(r"^the ", "", words.strip())
    return long if " " in long and explained_initials(short, long) else ""


def explained_initials(short: str, long: str) -> int:
    """Count the letters of a short form that are initials in a long one; 0 where that does not explain it."""
    words, letters = WORD.findall(long), iter(long.upper())
    if not words or words[0] in NO_BEGINNING or words[0][0].upper() != short[0] or short in words:
        return 0
    if words[0].islower() and words[-1][0].isupper():  # "their shares and Tesla (TSLA)"
        return 0
    if not all(letter in letters for letter in short):
        return 0
    found = in_order(short, initials_of(long))
    # A single word is explained by fewer: tetrahydrocannabinol (THC), Amazon (AMZN).
    enough = 2 * found >= len(short) if len(words) > 1 else len(short) > 2
    return found if enough else 0


def initials_of(words: str) -> list[str]:
    """Return the first letters of words, in capitals."""
    return [word[0].upper() for word in WORD.findall(words)]


def in_order(short: str, initials: list[str]) -> int:
    """Count the letters of a short form that are initials, one after another."""
    places = [-1]
    for letter in short:
        later = [place for place in range(places[-1] + 1, len(initials)) if initials[place] == letter]
        places += later[:1]
    return len(places) - 1
