"""What the words of a question may also be called in an archive: other spellings, names, short forms, typing errors.

Whatever is found here is searched beside what was typed, for less: a wrong reading costs some places low in a ranking.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from corpus.acronyms import in_order, initials_of
from corpus.english_forms import FULL_MONTHS
from index.aliases import Words, aliases, words_of
from index.doers import other_words, posts
from index.names import SHORTEST_NAME, Variant, Why, Word, distance
from index.sounds import sounds
from index.terms import FUNCTION_WORDS
from index.vocabulary import is_spelt_well

MOST = 3  # readings of a word for one reason
MOST_NOTED = 20  # entries that are looked at for one key
LONGEST_ALIAS, LONGEST_NAME = 4, 9  # words
# Typing errors. A question with more unknown words is in another language, and takes time; of four letters, too many
# words are one edit away, but for two letters in the wrong order; two edits are looked for in long words that begin
# alike.
MOST_UNKNOWN, MOST_UNKNOWN_FOR_TWO = 8, 3
SHORTEST_SWAPPED, SHORTEST, SHORTEST_PARTED, LONGEST = 4, 5, 7, 30
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
ALIKE = tuple(map(frozenset, ("aeiouy", "cksqz", "dt", "bp", "fvw", "gj", "mn", "lr", "xs")))
SHORTEST_FOR_TWO, SAME_BEGINNING, MOST_COMPARED = 8, 2, 1500
# A word that stands in one or two passages is a typing error where a neighbour is so much more frequent.
RARE, NEIGHBOUR = 2, 200
APART = 50  # how much rarer than its parts a word may be that was written apart
SHORTEST_LOOSE = 2  # letters of a short form, all of which have to be initials
MOSTLY = 0.9  # of the passages with a word have it in capitals, where it is a short form: fda, but not us
# How British and American words differ, both ways; other words of an archive seldom differ so.
_ENDS = r"(?:s|ed|ing|ers?|able|ite|ites|ful|less|hood|hoods)?$"
ENGLISH = tuple(
    (re.compile(rf"(?<={before}){one}(?={after})"), other)
    for before, pair, after in (
        (".{3}", ("is", "iz"), r"(?:e[ds]?|ing|ers?|ations?)$"),
        (".{3}", ("our", "or"), _ENDS),
        (".{3}", ("tre", "ter"), r"s?$"),
        (".{3}", ("enc", "ens"), r"es?$"),
        (".{4}", ("ll", "l"), r"(?:ed|ings?|ers?)$"),
    )
    for one, other in (pair, pair[::-1])
)
NUMBERED = re.compile(r"([^\W\d_]{2,})(\d+)")  # Covid19


class Archive(Protocol):
    """What an archive can be asked about its words."""

    def count(self, word: str) -> int:
        """Count the passages with a word, or with one of ``index.names.forms``."""

    def neighbours(self, word: str) -> dict[str, int]:
        """Return the words at one edit's distance, or else words whose stem is so far from its stem, with counts."""

    def knows(self, word: str) -> bool:
        """Say whether a word or another form of it stands in a passage."""

    def fold(self, text: str) -> list[str]:
        """Return the words of a text as the archive compares them."""

    def stem(self, text: str) -> list[str]:
        """Return the stems of the words of a text, by the rules of the long forms that are noted."""

    def noted(self, beginning: str, most: int) -> list[tuple[str, int]]:
        """Return what is noted of names (``index.names.entries``), and how often, the most frequent first."""

    def beginning(self, letters: str, most: int) -> list[tuple[str, int]]:
        """Return the words that begin with these letters, and in how many passages they stand."""


MONTHS = frozenset(map(str.casefold, FULL_MONTHS))


@dataclass(frozen=True, slots=True)
class Reading:
    """``words``, all of which a passage should hold, in the place of the words ``start:end`` of a question."""

    start: int
    end: int
    words: Words
    why: Why
    shown: str


def readings(question: Sequence[Word], archive: Archive) -> list[Reading]:
    """Return how else the words of a question may be read."""
    longer = dict.fromkeys([*long_forms(question, archive), *long_forms(otherwise_english(question, archive), archive)])
    found = [*longer, *other_names(question, archive), *joined(question, archive)]
    found += said_otherwise(question, archive)
    unknown = [not archive.knows(word.plain) for word in question]
    capitals = any(word.written[0].isupper() for word in question[1:])
    for place, word in enumerate(question):
        found += [*short_readings(place, word, archive), *other_english(place, word, archive)]
        # Who writes names with capitals means no name by a small letter; but what is no word is worth a try.
        lost = unknown[place] and not is_spelt_well(word.plain)
        if lost or not (capitals and word.written[0].islower()):
            found += spellings(place, word, archive)
        if not any(reading.start <= place < reading.end for reading in found):
            found += meant(place, word, archive, sum(unknown)) if unknown[place] else misprints(place, word, archive)
    return found


def said_otherwise(question: Sequence[Word], archive: Archive) -> Iterator[Reading]:
    """Read what a question says that somebody does as what somebody is, and the other way round: leads as leader."""
    if found := other_words([word.plain for word in question]):
        place, others = found
        counts = {one: archive.count(one) for one in others if one != question[place].plain}
        held = sorted((one for one, count in counts.items() if count), key=lambda one: (-counts[one], one))
        yield from (Reading(place, place + 1, (one,), Why.DOER, one) for one in held[:MOST])
        behind = (word for word in question[place + 1 :] if word.plain not in FUNCTION_WORDS | MONTHS)
        after = next((word.written for word in behind if not word.plain.isdigit()), "")  # "the May 6 committee"
        for post in posts(question[place].plain, after):
            words = tuple(archive.fold(post))
            if all(map(archive.count, words)):
                yield Reading(place, place + 1, words, Why.DOER, post)


def short_readings(place: int, word: Word, archive: Archive) -> Iterator[Reading]:
    """Read a short form as what the archive explains it by."""
    counts, shown = Counter[Words](), dict[Words, str]()
    for entry, count in archive.noted(f"{short_of(word, archive)}=", MOST_NOTED):
        long = entry.partition("=")[2]
        if explains(long, entry.partition("=")[0]):
            words = content(archive.fold(long))
            counts[words] += count
            shown.setdefault(words, long)
    for words, _ in counts.most_common(MOST):
        yield Reading(place, place + 1, words, Why.SHORT, shown[words])


def explains(long: str, short: str) -> bool:
    """Whether what was noted explains a short form: "up from 16% just eight years ago" is no US."""
    numbered = any(map(str.isdigit, long)) and not any(map(str.isdigit, short))
    return not numbered and (len(short) > SHORTEST_LOOSE or in_order(short, initials_of(long)) == len(short))


def short_of(word: Word, archive: Archive) -> str:
    """Return the short form that a word is; in small letters, only what the archive has mostly in capitals."""
    capitals = word.plain.upper()
    mostly = archive.count(f"_{capitals}") >= MOSTLY * archive.count(word.plain)
    return word.short or (capitals if mostly else "")


def otherwise_english(question: Sequence[Word], archive: Archive) -> list[Word]:
    """Write the words of a question as the archive has them in other English: World Health Organisation."""
    others = [next(other_english(place, word, archive), None) for place, word in enumerate(question)]
    return [
        replace(word, plain=other.words[0]) if other else word for word, other in zip(question, others, strict=True)
    ]


def other_english(place: int, word: Word, archive: Archive) -> Iterator[Reading]:
    """Read a word of British English as the American one, and the other way round."""
    for pattern, replacement in ENGLISH:
        other = pattern.sub(replacement, word.plain)
        if other != word.plain and archive.count(other):
            yield Reading(place, place + 1, (other,), Why.SPELLING, other)


def long_forms(question: Sequence[Word], archive: Archive) -> Iterator[Reading]:
    """Read several words as the short form that the archive has for them."""
    stems = [" ".join(archive.stem(word.plain)) for word in question]
    for start, pair in enumerate(pairwise(stems)):
        if archive.noted(" ".join(pair), 1):
            for end in range(start + 2, min(start + LONGEST_NAME, len(stems)) + 1):
                for entry, _ in archive.noted(f"{' '.join(stems[start:end])}<", MOST):
                    short = entry.partition("<")[2]
                    yield Reading(start, end, (searched(short, archive),), Why.SHORT, short)


def searched(word: str, archive: Archive) -> str:
    """Return how a word of a name is searched: a short form in capitals, and "Quran" also where it is Qur'an."""
    plain = "".join(archive.fold(word))
    forms = (f"_{word}", plain) if word.isupper() else (plain, f"_{plain}")
    return next(filter(archive.count, forms), plain)


def other_names(question: Sequence[Word], archive: Archive) -> Iterator[Reading]:
    """Read names by the other names of the same country, city or group, as far as the archive has them."""
    known, countries = aliases(archive.fold)
    terms = [word.short or word.plain for word in question]
    for start in range(len(terms)):
        for end in range(start + 1, min(start + LONGEST_ALIAS, len(terms)) + 1):
            name = tuple(terms[start:end])
            for other in known.get(name, ()):
                words = tuple(searched(word, archive) for word in content(words_of(other, archive.fold)))
                if all(map(archive.count, words)):
                    yield Reading(start, end, words, Why.COUNTRY if name in countries else Why.SPELLING, other)


def joined(question: Sequence[Word], archive: Archive) -> Iterator[Reading]:
    """Read co-founder and co founder as cofounder, that as co-founder, and Covid19 as two words."""
    for start, word in enumerate(question):
        end = end_of_compound(question, start, archive)
        whole = "".join(part.plain for part in question[start:end])
        if end > start + 1 and archive.count(whole):
            yield Reading(start, end, (whole,), Why.SPELLING, whole)
        elif end == start + 1 and archive.count(f"_{whole}"):
            yield Reading(start, end, (f"_{whole}",), Why.SPELLING, "")
        numbered = NUMBERED.fullmatch(word.plain)
        if numbered and all(map(archive.count, numbered.groups())):
            yield Reading(start, start + 1, numbered.groups(), Why.SPELLING, " ".join(numbered.groups()))


def end_of_compound(question: Sequence[Word], start: int, archive: Archive) -> int:
    """Return the place after the words that are tied to one, or may be one that was written apart."""
    end = start + 1
    while end < len(question) and question[end - 1].tied:
        end += 1
    if end == start + 1 < len(question) and apart(question[start], question[end], archive):
        end += 1
    return end


def apart(word: Word, following: Word, archive: Archive) -> bool:
    """Say whether two words may be one that was written apart: rather "co founder" than "this week"."""
    parts = (word.plain, following.plain)
    whole = archive.count("".join(parts))
    return APART * whole >= min(map(archive.count, parts)) and not FUNCTION_WORDS.intersection(parts)


def spellings(place: int, word: Word, archive: Archive) -> Iterator[Reading]:
    """Read a name, or a word that the archive has not, as the names that sound like it, the most frequent first."""
    is_short_form = word.short and archive.count(f"_{word.short}")  # DACA is not Dhaka
    if len(word.plain) < SHORTEST_NAME or is_short_form:
        return
    printed = {
        entry.partition("~")[2]: count
        for key in sounds(word.written)
        for entry, count in archive.noted(f"{key}~", MOST_NOTED)
    }
    counts, shown = Counter[str](), dict[str, str]()
    for name, count in printed.items():
        plain = "".join(archive.fold(name))
        counts[plain] += count
        shown.setdefault(plain, name)
    # A name is a word that mostly has its capital in the archive.
    names = {name: count for name, count in counts.items() if 2 * count > archive.count(name)}
    # So is no name that the archive has, unless it is hardly there beside one: Puttin.
    known = archive.count(word.plain)
    if word.plain not in names:
        names = {name: count for name, count in names.items() if count >= NEIGHBOUR * known}
    others = sorted((name for name in names if name != word.plain), key=lambda name: (-names[name], name))
    for name in others[:MOST]:
        yield Reading(place, place + 1, (name,), Why.SPELLING, shown[name])


def meant(place: int, word: Word, archive: Archive, unknown: int) -> list[Reading]:
    """Read a word that the archive does not have, one of so many in the question, as what may have been meant."""
    if unknown > MOST_UNKNOWN:
        return []
    well = is_spelt_well(word.plain)
    mistyped = [] if well else typos(place, word, archive, further=unknown <= MOST_UNKNOWN_FOR_TWO)
    return mistyped or parted(place, word, archive)


def typos(place: int, word: Word, archive: Archive, *, further: bool = False) -> list[Reading]:
    """Read a word that the archive does not have as those at one edit's distance; ``further``, two for a long word."""
    written = word.plain
    if not written.isalpha() or not SHORTEST_SWAPPED <= len(written) <= LONGEST:
        return []
    if len(written) < SHORTEST:
        near = {other: count for other in swapped(written) if (count := archive.count(other))}
    else:
        near = archive.neighbours(written)
    if not near and further and len(written) >= SHORTEST_FOR_TWO:
        near = dict(at_two_edits(written, archive))
    near = {other: count for other, count in near.items() if is_slip(written, other)}
    # Hardly anybody mistypes the first letter.
    likely = {other: count / (1 if other[0] == written[0] else 10) for other, count in near.items()}
    best = sorted(likely, key=lambda other: (-likely[other], other))[:MOST]
    good = [other for other in best if likely[other] >= likely[best[0]] / 10]
    name = word.written[0].isupper()
    return [Reading(place, place + 1, (one,), Why.TYPO, one.capitalize() if name else one) for one in good]


def is_slip(written: str, other: str) -> bool:
    """Whether a word may be another one mistyped: one letter for another only where they lie side by side, or sound
    alike.

    "blame" is no "blaze": an archive that lacks a good English word would find another one in its place.
    """
    if len(written) != len(other):
        return True
    differing = [pair for pair in zip(written, other, strict=True) if len({*pair}) > 1]
    return len(differing) > 1 or all(map(is_near, differing))


def is_near(pair: tuple[str, str]) -> bool:
    """Whether two letters lie side by side on a keyboard, or sound alike; those that it does not have may."""
    places = [(row, keys.index(one)) for one in pair for row, keys in enumerate(KEYS) if one in keys]
    if len(places) < len(pair) or any({*pair} <= letters for letters in ALIKE):
        return True
    (upper, left), (lower, right) = sorted(places)
    return abs(left - right) == 1 if upper == lower else lower == upper + 1 and left - right in {0, 1}


def swapped(written: str) -> Iterator[str]:
    """Yield a word with two letters that stand side by side in the wrong order, each pair once: twon, town."""
    for place, (first, second) in enumerate(pairwise(written)):
        if first != second:
            yield f"{written[:place]}{second}{first}{written[place + 2 :]}"


def at_two_edits(written: str, archive: Archive) -> Iterator[tuple[str, int]]:
    """Yield the words at two edits' distance that begin with the same letters, with their counts."""
    letters = set(written)
    for other, count in archive.beginning(written[:SAME_BEGINNING], MOST_COMPARED):
        # An edit changes two letters at most; this is soon seen.
        alike = abs(len(other) - len(written)) <= 2 and len(letters.symmetric_difference(other)) <= 4
        if alike and distance(written, other) == 2:
            yield other, count


def misprints(place: int, word: Word, archive: Archive) -> list[Reading]:
    """Read a word that the archive hardly has as a far more frequent neighbour."""
    count = archive.count(word.plain)
    if len(word.plain) <= SHORTEST or not 0 < count <= RARE or is_spelt_well(word.plain):
        return []
    return [one for one in typos(place, word, archive) if archive.count(one.words[0]) >= NEIGHBOUR * count]


def parted(place: int, word: Word, archive: Archive) -> list[Reading]:
    """Read a word that the archive does not have as two that it has: cofounder as co founder."""
    if len(word.plain) < SHORTEST_PARTED or word.written[0].isupper():
        return []
    cuts = [(word.plain[:cut], word.plain[cut:]) for cut in range(2, min(len(word.plain), LONGEST) - 3)]
    known = [cut for cut in cuts if all(map(archive.count, cut)) and not FUNCTION_WORDS.intersection(cut)]
    best = max(known, key=lambda cut: min(map(archive.count, cut)), default=())
    return [Reading(place, place + 1, best, Why.SPELLING, " ".join(best))] if best else []


def content(words: Sequence[str]) -> Words:
    """Leave out single letters: the d of Côte d'Ivoire."""
    return tuple(word for word in words if len(word) > 1) or tuple(words)


# -- for those who search and tell --------------------------------------------------------------------------------


def groups(words: Sequence[Word], found: Sequence[Reading]) -> Iterator[tuple[Sequence[Word], list[Reading]]]:
    """Yield each word, or words that are read as one with all that overlap them, with their readings.

    The places of these readings count from the first word of the group.
    """
    start = 0
    while start < len(words):
        end = start + 1
        while wider := [r.end for r in found if start <= r.start < end < r.end]:
            end = max(wider)
        own = [replace(r, start=r.start - start, end=r.end - start) for r in found if start <= r.start < end]
        yield words[start:end], own
        start = end


def told(words: Sequence[Word], found: Sequence[Reading], archive: Archive) -> list[Variant]:
    """Say which words are also read as what, for a person."""
    shown = defaultdict[tuple[int, int, Why], list[str]](list)
    for reading in found:
        if reading.shown:
            shown[reading.start, reading.end, reading.why].append(reading.shown)
    return [
        Variant(
            written=" ".join(word.written for word in words[start:end]),
            read_as=tuple(dict.fromkeys(read_as)),
            why=why,
            known=all(archive.knows(word.plain) for word in words[start:end]),
        )
        for (start, end, why), read_as in sorted(shown.items())
    ]
