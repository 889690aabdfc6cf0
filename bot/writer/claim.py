"""``Claim``: what a statement says, particular by particular, and which sentence of the evidence says each of them.

Numbers, days, names, quotations, and the words that turn what a sentence says. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.english import particulars
from bot.english.particulars import Name, Number
from corpus.events import EventDate, event_dates
from corpus.sentences import Span
from index.analysis import DEFAULT, stems
from index.terms import FUNCTION_WORDS

Days = tuple[date, date]


class Fault(StrEnum):
    """Why a statement does not hold."""

    KEY = "cites what was not given"
    LENGTH = "is empty or too long"
    CHARACTERS = "has control characters or letters of another script"
    MARKUP = "has markup"
    LINK = "has a link or an address"
    QUOTATION = "quotes what is not said so"
    NUMBER = "has a number that is not in the evidence"
    DAY = "has a date that is not in the evidence"
    NAME = "has a name that is not in the evidence"
    WORD = "has a word that is not in the evidence"
    QUALIFIER = "says no, may, all or after where the evidence does not, or the other way round"
    ORDER = "has names or numbers in another order than the evidence"
    SPEAKER = "has somebody say what the evidence does not have him say"
    SUPPORT = "is borne by no few sentences of the evidence"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the evidence, and the days that it names."""

    text: str
    days: tuple[Days, ...]
    numbers: tuple[Number, ...]
    names: tuple[Name, ...]
    stems: frozenset[str]
    words: tuple[str, ...]  # folded, in their order
    small: frozenset[str]  # folded words that are written without a capital


@dataclass(frozen=True, slots=True)
class Source:
    """The sentences of one passage, and what a reader sees of its article besides: title, source, author, day."""

    sentences: tuple[Sentence, ...]
    label: str
    printed: datetime | None
    language: str


def read_sentence(text: str, events: Sequence[EventDate] = (), language: str = DEFAULT) -> Sentence:
    """Read a sentence for its particulars; ``events`` are the days that it names, by their place in it."""
    dates = [(one.start, one.end) for one in events]
    written = [word[0] for word in particulars.WORD.finditer(text)]
    return Sentence(
        text=text,
        days=tuple((one.first, one.last) for one in events),
        # A day of the month counts nothing; the year of a date may.
        numbers=tuple(n for n in particulars.numbers(text) if not is_inside(n, dates) or n.end - n.start == 4),
        names=tuple(particulars.names(text)),
        stems=frozenset(stems(text, language)),
        words=tuple(particulars.folded(text)),
        small=frozenset(w for word in written if not word[0].isupper() for w in particulars.folded(word)),
    )


def is_inside(one: Number, spans: Sequence[Span]) -> bool:
    """Whether a number is part of one of some spans."""
    return any(start <= one.start and one.end <= end for start, end in spans)


# Words that turn what a sentence says; a statement has them where its evidence does. Those of a line are the same.
QUALIFIERS = {
    word: line.split()[0]
    for line in (
        "not no never without neither nor none nobody nothing n't cannot",
        "may might",
        "could can",
        "would will",
        "must should",
        *particulars.listed(
            "all both each every most many few several only more less over under above below before after since until "
            "against by if unless almost nearly about"
        ),
        "allegedly reportedly alleged",
        "expected plans plan planned planning intends hopes",
    )
    for word in line.split()
}
# Where a sentence has one of a set, a statement has, too: a denial or a plan would become a fact.
KEPT = (frozenset({"not"}), frozenset({"may", "could", "would", "if", "unless", "allegedly", "expected"}))
NOT = re.compile(r"n['’]t\b", re.IGNORECASE)
ORDINARY = FUNCTION_WORDS - QUALIFIERS.keys()


def qualifiers(text: str) -> frozenset[str]:
    """The words of a text that turn what it says."""
    found = {QUALIFIERS[word] for word in re.findall(r"[a-z]+", text.casefold()) if word in QUALIFIERS}
    return frozenset(found | {"not"}) if NOT.search(text) else frozenset(found)


@dataclass(frozen=True, slots=True)
class Need:
    """A particular of a statement: what is wrong where nobody says it, who says it, and where it begins."""

    fault: Fault
    start: int
    in_sentence: Callable[[Sentence], bool]
    in_label: Callable[[Source], bool] = lambda _: False


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement as one source is asked about it. Beside another, its words may name other days, or no name."""

    text: str
    needs: Mapping[tuple[Fault, int], Need]
    content: frozenset[str]  # stems that carry meaning
    named: tuple[Name, ...]  # in their order
    counted: tuple[Number, ...]
    qualifiers: frozenset[str]


def read_claim(text: str, source: Source) -> Claim | Fault:
    """Read a statement for what it claims; its days are those that its words mean in this source."""
    quoted = particulars.quotations(text)
    if quoted is None or any(not text[start:end].strip() for start, end in quoted):
        return Fault.QUOTATION
    days = event_dates(text, source.printed, source.language)
    spans = [(one.start, one.end) for one in days]
    rest = masked(text, spans)
    counted = particulars.numbers(rest)
    named = [name for one in particulars.names(rest) if (name := bare(one, source)).words]
    needs = [
        *(quotation_need(text[start:end], start) for start, end in quoted),
        *map(day_need, days),
        *map(number_need, counted),
        *map(name_need, named),
    ]
    return Claim(
        text=text,
        needs={(need.fault, need.start): need for need in needs},
        content=frozenset(content(masked(rest, [(one.start, one.end) for one in counted]), source.language)),
        named=tuple(named),
        counted=tuple(counted),
        qualifiers=qualifiers(text),
    )


def masked(text: str, spans: Sequence[Span]) -> str:
    """A text of the same length without what stands in some spans."""
    for start, end in spans:
        text = f"{text[:start]}{';' * (end - start)}{text[end:]}"
    return text


def content(text: str, language: str) -> Iterator[str]:
    """Yield the stems of a text that carry meaning."""
    for word in particulars.WORD.finditer(text):
        if particulars.POSSESSIVE.sub("", word[0]).casefold() not in ORDINARY:
            yield from (stem for stem in stems(word[0], language) if stem not in FUNCTION_WORDS)


def bare(name: Name, source: Source) -> Name:
    """A name without the words that the source writes as no name: Mayor Ana Pereira where it says "the mayor"."""
    plain = {word for sentence in source.sentences for word in sentence.small}
    no_names = plain | FUNCTION_WORDS | particulars.COUNTING
    words = [word for word in name.words if word not in no_names]
    # "Officials" opens a sentence, and the source speaks of an official.
    opens = name.first and words and words[0] == name.words[0]
    if opens and set(stems(words[0], source.language)) <= set(stems(" ".join(plain), source.language)):
        words = words[1:]
    return Name(tuple(words), name.start, name.first)


def quotation_need(words: str, start: int) -> Need:
    """Words in quotation marks stand so in one sentence; the full stop or comma before the closing mark may not."""
    wanted = spaced(words.strip().rstrip(".,"))
    return Need(Fault.QUOTATION, start, lambda sentence: bool(wanted) and wanted in spaced(sentence.text))


def spaced(text: str) -> str:
    """A text with one kind of apostrophe and even white space."""
    return " ".join(text.translate(particulars.APOSTROPHES).split())


def day_need(named: EventDate) -> Need:
    """A day is one that the sentence names, or is told more roughly than there; else that of publication."""

    def covers(other: Days) -> bool:
        return named.first <= other[0] and other[1] <= named.last

    def of_publication(source: Source) -> bool:
        return source.printed is not None and covers((source.printed.date(), source.printed.date()))

    return Need(Fault.DAY, named.start, lambda sentence: any(map(covers, sentence.days)), of_publication)


def number_need(one: Number) -> Need:
    """A number stands in the sentence, in figures or in words; what a reader sees of the article does not count."""
    return Need(Fault.NUMBER, one.start, lambda sentence: any(map(one.is_said_by, sentence.numbers)))


def name_need(name: Name) -> Need:
    """A name stands in the sentence, in full or as a part; or in the title, the source or the byline."""

    def in_sentence(sentence: Sentence) -> bool:
        if any(particulars.has_no_case(c) for word in name.words for c in word):
            return "".join(name.words) in "".join(sentence.words)
        return any(is_named(name, other) for other in sentence.names)

    def in_label(source: Source) -> bool:
        return particulars.stands_in(name.words, particulars.folded(source.label))

    return Need(Fault.NAME, name.start, in_sentence, in_label)


def is_named(name: Name, other: Name) -> bool:
    """Whether a name is another, a part of it, or its initials."""
    return particulars.is_part_of(name.words, other.words) or particulars.is_short_for(name.words, other.words)
