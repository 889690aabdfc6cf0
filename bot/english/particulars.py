"""The particulars of a text: its numbers, names and quotations, which are either right or wrong. Pure functions.

How English writes numbers in words is known here; figures, names and quotation marks are read in any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.sentences import Span
from index.analysis import WORDS, analyze
from index.terms import FUNCTION_WORDS


def listed(words: str) -> list[str]:
    """Words of a table, which reads better in lines than in quotation marks."""
    return words.split()


# -- numbers -----------------------------------------------------------------------------------------------------

SMALL = {
    word: value
    for value, word in enumerate(
        listed(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(listed("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}
ORDINALS = {
    word: value
    for value, word in enumerate(
        listed(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        start=1,
    )
}
COUNTING = SMALL.keys() | TENS.keys() | SCALES.keys() | ORDINALS.keys()
# Amounts that are no number; what says them must say the same word.
VAGUE = frozenset(
    listed(
        "half halves halved third thirds quarter quarters dozen dozens hundreds thousands millions billions trillions "
        "once twice thrice double doubled doubles triple tripled triples pair couple"
    )
) - {"third"}
UNITS = {
    "%": r"%|per\s?cent\b|pct\b|percentage\spoints?\b",
    "$": r"(?:us\s)?dollars?\b|usd\b",
    "€": r"euros?\b|eur\b",
    "£": r"pounds?\b|gbp\b",
    "¥": r"yen\b|yuan\b",
    "₼": r"manats?\b|azn\b",
    "₺": r"liras?\b",
    "₽": r"ro?ubles?\b",
    "₹": r"rupees?\b",
}
UNIT_AFTER = re.compile("|".join(rf"(?P<u{n}>\s?(?:{said}))" for n, said in enumerate(UNITS.values())), re.IGNORECASE)
ORDINAL = "th"  # the unit of "third" and "3rd"

_CARDINAL = "|".join([*SMALL, *TENS, *SCALES])
_GAP = r"[\s-]{1,2}"
_FIGURES = r"\d{1,3}(?:[ ]\d{3})+(?![.,:]?\d)|\d(?:[\d.,:’'\u00a0\u202f]*\d)?"
PHRASE = re.compile(
    rf"""(?P<mixed>[^\W\d_]+-?\d+(?:[.,]\d+)*[^\W_]*)                  # G20, COVID-19
    | (?P<figures>{_FIGURES})(?:(?P<suffix>[^\W\d_]+)|(?P<scales>(?:{_GAP}(?:{"|".join(SCALES)})\b)*))
    | \b(?P<words>(?:{_CARDINAL})(?:{_GAP}(?:and{_GAP})?(?:{_CARDINAL}))*)\b
    | \b(?P<ordinal>{"|".join(ORDINALS)})\b
    | \b(?P<vague>{"|".join(sorted(VAGUE))})\b""",
    re.IGNORECASE | re.VERBOSE,
)
# "one" that stands for a person or a thing.
NO_COUNT = re.compile(r"\b(?:no|any|every|each|some|this|that|the|another|which)[\s-]\Z", re.IGNORECASE)
LONGEST_FIGURES = 25  # characters; what is longer is compared as it is written
GROUPED = re.compile(r"\d{1,3}(?:([.,’' \u00a0\u202f])\d{3})(?:\1\d{3})*")


@dataclass(frozen=True, slots=True)
class Number:
    """An amount as a text has it: what it may be read as, and its unit where it has one (%, a currency, "th")."""

    start: int
    end: int
    values: frozenset[str]
    unit: str = ""

    def is_said_by(self, other: Number) -> bool:
        """Whether another text says this number; one that names no unit is said by any."""
        return not self.values.isdisjoint(other.values) and self.unit in ("", other.unit)


def numbers(text: str) -> list[Number]:
    """The amounts of a text: figures (1,200; 1.2 million; 19:30; G20), words (twenty-five, third), "half", "dozens"."""
    return list(_numbers(text))


def _numbers(text: str) -> Iterator[Number]:
    for found in PHRASE.finditer(text):
        start, end = found.span()
        if found["mixed"] or found["vague"]:
            yield Number(start, end, frozenset({found[0].casefold()}))
        elif found["ordinal"]:
            yield Number(start, end, frozenset({str(ORDINALS[found[0].casefold()])}), ORDINAL)
        elif found["words"]:
            yield from _in_words(text, found)
        else:
            yield _in_figures(text, found)


def _in_figures(text: str, found: re.Match[str]) -> Number:
    start, end = found.span()
    suffix = (found["suffix"] or "").casefold()
    values = readings(found["figures"])
    if suffix in {"st", "nd", "rd", "th"}:
        return Number(start, end, values, ORDINAL)
    if suffix in SUFFIXES:
        values |= scaled(values, SUFFIXES[suffix])
    elif suffix:  # 5G, 1990s
        return Number(start, end, frozenset({found[0].casefold()}))
    for word in re.findall(r"[a-z]+", (found["scales"] or "").casefold()):
        values = scaled(values, SCALES[word])
    return with_unit(text, start, end, values)


def _in_words(text: str, found: re.Match[str]) -> Iterator[Number]:
    start, end = found.span("words")
    if found[0].casefold() == "one" and (NO_COUNT.search(text[:start]) or text[end : end + 4].casefold() == " of "):
        return
    for value in counted(re.findall(r"[a-z]+", found["words"].casefold())):
        yield with_unit(text, start, end, frozenset({str(value)}))


def counted(words: Sequence[str]) -> Iterator[int]:
    """Yield the numbers that words say: twenty five is 25, two hundred and five 205, five six are two."""
    total, group, last = 0, 0, 0  # `last`: what the word before was worth, 0 at the beginning
    for word in words:
        if word == "and":
            continue
        value = SMALL.get(word, TENS.get(word))
        if value is None:
            scale = SCALES[word]
            if scale == 100:
                group = (group or 1) * scale
            else:
                total, group = total + (group or 1) * scale, 0
            last = scale
            continue
        if last and not (last >= 100 or (last >= 20 and value < 10)):
            yield total + group
            total = group = 0
        group += value
        last = value or 1
    if words:
        yield total + group


def readings(figures: str) -> frozenset[str]:
    """What figures may say: 1,200 is 1200; 1.200 is 1.2 or, where that is how one writes, 1200."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in figures)
    if ":" in plain or len(plain) > LONGEST_FIGURES:
        return frozenset({plain.lstrip("0")})
    found = set()
    if grouped := GROUPED.fullmatch(plain):
        found.add(re.sub(r"\D", "", plain))
        if grouped[1] != "." or plain.count(".") > 1:
            return frozenset({normal(one) for one in found})
    last = max(plain.rfind("."), plain.rfind(","))
    whole = re.sub(r"\D", "", plain if last < 0 else plain[:last])
    found.add(whole if last < 0 else f"{whole}.{re.sub(r'[^0-9]', '', plain[last:])}")
    return frozenset({normal(one) for one in found})


def scaled(values: Iterable[str], scale: int) -> frozenset[str]:
    """The same readings, so many times as large."""
    return frozenset(normal(f"{Decimal(value) * scale:f}") if is_decimal(value) else value for value in values)


def is_decimal(value: str) -> bool:
    """Whether a reading is a plain amount, of a size that is worth calculating with."""
    return len(value) <= LONGEST_FIGURES and value.replace(".", "", 1).isdecimal()


def normal(value: str) -> str:
    """A decimal without zeros that say nothing."""
    return value.rstrip("0").rstrip(".").lstrip("0") or "0" if "." in value else value.lstrip("0") or "0"


def with_unit(text: str, start: int, end: int, values: frozenset[str]) -> Number:
    """A number with the sign or the word of a unit that stands beside it."""
    before = text[max(start - 2, 0) : start].rstrip()[-1:]
    if found := UNIT_AFTER.match(text, end):
        return Number(start, found.end(), values, next(sign for n, sign in enumerate(UNITS) if found[f"u{n}"]))
    return Number(start, end, values, before if before in UNITS and before != "%" else "")


# -- names -------------------------------------------------------------------------------------------------------

WORD = re.compile(r"(?:[^\W\d_]\.){2,5}(?!\w)|[^\W\d_](?:[\w’'-]*[^\W_])?")
PARTICLES = frozenset(listed("of the de del der den van von da di du la le bin ibn al el dos das y"))
SHOUTED = "_"  # what a folded word begins with that is no function word only because of its capitals
POSSESSIVE = re.compile(r"['’]s?\Z")


@dataclass(frozen=True, slots=True)
class Name:
    """Capitalised words that stand side by side, folded (no accents, small letters); ``first``: they open the text."""

    words: tuple[str, ...]
    start: int = 0
    first: bool = False


def names(text: str) -> list[Name]:
    """The names of a text, with everything else that begins with a capital.

    Words of a script that has no capitals are given one by one, because nothing tells which of them are names.
    """
    found: list[Name] = []
    run: list[re.Match[str]] = []
    for word in WORD.finditer(text):
        if run and not goes_on(text, run[-1], word):
            found.append(name_of(text, run))
            run = []
        if is_capital(word[0]) or run:
            run.append(word)
        elif any(map(has_no_case, word[0])):
            found.append(name_of(text, [word]))
    return [*found, name_of(text, run)] if run else found


def goes_on(text: str, last: re.Match[str], word: re.Match[str]) -> bool:
    """Whether a word belongs to the name that ended just before it."""
    initial = len(last[0]) == 1 and text[last.end() : word.start()] == ". "
    if not (text[last.end() : word.start()] == " " or initial) or POSSESSIVE.search(last[0]):
        return False
    return is_capital(word[0]) or (word[0] in PARTICLES and is_name_after(text, word.end()))


def name_of(text: str, run: Sequence[re.Match[str]]) -> Name:
    """The name that some words are; the particles between them do not count."""
    words = [part for word in run if word[0] not in PARTICLES for part in parts_of(word[0])]
    start = run[0].start()
    return Name(tuple(words), start, not text[:start].strip(" \"'“‘«„"))


def parts_of(word: str) -> list[str]:
    """A word of a name, folded; what is a function word in small letters (the US, the WHO) is told from it."""
    parts = folded(word)
    shouted = len(parts) == 1 and parts[0] in FUNCTION_WORDS and len(word) > 1 and word == word.upper()
    return [f"{SHOUTED}{parts[0]}"] if shouted else parts


def is_capital(word: str) -> bool:
    """Whether a word begins with a capital letter."""
    return word[0].isupper() or word[0].istitle()


def is_name_after(text: str, end: int) -> bool:
    """Whether a capitalised word follows, after particles at most."""
    while found := re.compile(r" ([^\W\d_][\w’'-]*)").match(text, end):
        if found[1] not in PARTICLES:
            return is_capital(found[1])
        end = found.end()
    return False


def has_no_case(character: str) -> bool:
    """Whether a character is a letter of a script without capitals."""
    return character.isalpha() and character.upper() == character.lower()


def folded(text: str) -> list[str]:
    """The words of a text without accents, in small letters; no s of a possessive."""
    return analyze(WORDS, POSSESSIVE.sub("", text))


def is_part_of(name: Sequence[str], run: Sequence[str]) -> bool:
    """Whether a name stands in another, or leaves out only what is in the middle: President Costa for President
    António Costa.
    """
    rest = iter(run)
    return stands_in(name, run) or (name[-1] == run[-1] and all(word in rest for word in name))


def stands_in(some: Sequence[str], words: Sequence[str]) -> bool:
    """Whether some words stand side by side among others."""
    wanted = list(some)
    return any(list(words[at : at + len(wanted)]) == wanted for at in range(len(words) - len(wanted) + 1))


def is_short_for(name: Sequence[str], run: Sequence[str]) -> bool:
    """Whether a name is the initials of another: WHO for World Health Organization."""
    return len(name) == 1 and len(run) > 1 and name[0].removeprefix(SHOUTED) == "".join(word[0] for word in run)


# -- quotations --------------------------------------------------------------------------------------------------

PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "‘": "’", '"': '"', "‟": "”"}
MARKS = frozenset('“”„‟«»‹›"‘〝〞〟＂「」『』″')  # and no apostrophes
APOSTROPHES = str.maketrans("’ʼ‘`", "''''")


def quotations(text: str) -> list[Span] | None:
    """The spans between quotation marks, without the marks; None where the marks of a text do not pair."""
    found: list[Span] = []
    place = 0
    while place < len(text):
        character = text[place]
        if character in PAIRS or (character == "'" and opens_quotation(text, place)):
            end = closing(text, place)
            if end is None:
                return None
            found.append((place + 1, end))
            place = end + 1
        elif character in MARKS:
            return None
        else:
            place += 1
    return found


def opens_quotation(text: str, place: int) -> bool:
    """Whether an apostrophe opens a quotation: after a space and before a letter, with one that closes it behind."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return not before.strip(" (") and bool(after.strip()) and closing(text, place) is not None


def closing(text: str, place: int) -> int | None:
    """Where the quotation that opens at a place is closed."""
    single = text[place] in "'‘"
    ends = "'’" if single else PAIRS[text[place]]
    for end in range(place + 1, len(text)):
        # An apostrophe inside a word, as in "don't", closes nothing.
        if text[end] in ends and not (single and text[end + 1 : end + 2].isalnum()):
            return end
    return None
