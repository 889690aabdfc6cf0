"""Whether a statement that a model wrote holds, and which sentences of the evidence say so. Pure functions.

A statement holds when its form is that of plain text, when every number, day, name, quotation and word in it stands in
what it cites, and when few sentences bear it together. What cannot be told by code (who did what to whom, in other
words) is refused rather than believed: the archive's own sentence takes its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import exp

from bot.english import particulars
from bot.english.particulars import Name, Number
from bot.writer.speaker import SAYS
from corpus.events import EventDate, event_dates
from corpus.sentences import Span
from index.analysis import DEFAULT, stems
from index.terms import FUNCTION_WORDS

Days = tuple[date, date]

LONGEST = 400  # characters of a statement
MOST_QUOTED = 3  # sentences that may bear a statement together
SPOKEN = re.compile(
    rf"\baccording to [^,.;]+|\b(?:[^\s,.;]+ ){{1,4}}{SAYS.pattern}|{SAYS.pattern} [^\s,.;]+", re.IGNORECASE
)
WORTH_QUOTING = 0.2  # share of a statement's words that a further sentence must add


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


@dataclass(frozen=True, slots=True)
class Borne:
    """The places ``(source, sentence)`` of what bears a statement, the best first, and its share of the words."""

    text: str
    places: tuple[tuple[int, int], ...]
    coverage: float


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


# -- form --------------------------------------------------------------------------------------------------------

UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
MARKUP = re.compile(r"[<>\[\]{}`|\\*_#~^=]|&#?\w+;|-{3,}")
LINK = re.compile(
    r"\w+:(?=[^\s\d])|://|\bwww\b|@\w|\w@|[^\W_]{2,}\.(?!(?:m|am|pm)\b)[^\W\d_]{2,}|\b\d{1,3}(?:\.\d{1,3}){3}\b",
    re.IGNORECASE,
)
KEY = re.compile(r"\bE ?\d{1,3}\b")


def faults_of_form(text: str, sources: Sequence[Source]) -> Iterator[Fault]:
    """Yield what keeps a text from being a plain sentence about these sources."""
    said = " ".join([sentence.text for source in sources for sentence in source.sentences])
    said += " ".join(source.label for source in sources)
    if not 1 < len(text) <= LONGEST or not any(c.isalnum() for c in text):
        yield Fault.LENGTH
    scripts = set(map(script, filter(str.isalpha, said)))
    if any(is_strange(c, scripts, said) for c in text):
        yield Fault.CHARACTERS
    if MARKUP.search(text):
        yield Fault.MARKUP
    if LINK.search(text):
        yield Fault.LINK
    if any(key[0] not in said for key in KEY.finditer(text)):
        yield Fault.KEY


def is_strange(character: str, scripts: Collection[str], said: str) -> bool:
    """Whether a character is none that text shows plainly, or a mark or a letter of a script that the evidence does not
    have.
    """
    if unicodedata.category(character) in UNPRINTABLE or (character.isspace() and character != " "):
        return True
    if unicodedata.category(character).startswith("M") and character not in said:
        return True
    if character.isalpha() and script(character) not in scripts:
        return True
    return character.isalnum() and unicodedata.normalize("NFKC", character) != character


def script(letter: str) -> str:
    """The script of a letter, as the first word of its name says."""
    return unicodedata.name(letter, "").partition(" ")[0]


# -- what a statement says ---------------------------------------------------------------------------------------

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


# -- the check ---------------------------------------------------------------------------------------------------


def check(text: str, sources: Sequence[Source]) -> Borne | Fault:
    """Say which sentences of some sources bear a statement, or the first thing that is wrong with it."""
    if not sources:
        return Fault.KEY
    if fault := next(faults_of_form(text, sources), None):
        return fault
    claims = [read_claim(text, source) for source in sources]
    if wrong := next((one for one in claims if isinstance(one, Fault)), None):
        return wrong
    return bear(text, [one for one in claims if isinstance(one, Claim)], sources)


def bear(text: str, claims: Sequence[Claim], sources: Sequence[Source]) -> Borne | Fault:
    """Choose the sentences that bear a statement; ``claims`` are how it reads beside each source."""
    chosen = choose(claims, sources)
    if not chosen:
        return Fault.SUPPORT
    used = sorted({place[0] for place in chosen})
    quoted = [sources[one].sentences[number] for one, number in chosen]
    claim = claims[chosen[0][0]]
    for key, need in claim.needs.items():
        if not any(is_met(claims, sources, place, key) for place in chosen):
            # The day of publication stands for no other that the sentence itself names.
            labels = [] if need.fault is Fault.DAY and any(one.days for one in quoted) else used
            if not any(key in claims[one].needs and claims[one].needs[key].in_label(sources[one]) for one in labels):
                return need.fault
    held = {stem for one in used for sentence in sources[one].sentences for stem in sentence.stems}
    held |= {stem for one in used for stem in stems(sources[one].label, sources[one].language)}
    if not claim.content <= held:
        return Fault.WORD
    turned = says_otherwise(claim, quoted, sources[chosen[0][0]])
    return turned or Borne(text, tuple(chosen), covered(claim, quoted))


def says_otherwise(claim: Claim, quoted: Sequence[Sentence], source: Source) -> Fault | None:
    """What makes of the words of the evidence, which are all there, something else; ``source`` is that of the first
    sentence.
    """
    said = [qualifiers(one.text) for one in quoted]
    left_out = any(said[0] & each and not claim.qualifiers & each for each in KEPT)
    if left_out or not claim.qualifiers <= frozenset[str]().union(*said):
        return Fault.QUALIFIER
    said_by = speakers(claim)
    if not in_order(claim, said_by, quoted[0]):
        return Fault.ORDER
    needs = [claim.needs[Fault.NAME, name.start] for name in said_by]
    if not all(need.in_sentence(quoted[0]) or need.in_label(source) for need in needs):
        return Fault.SPEAKER
    return None


def choose(claims: Sequence[Claim], sources: Sequence[Source]) -> list[tuple[int, int]]:
    """Choose greedily the sentence that says most of a statement, then those that add particulars or many words."""
    places = [(one, number) for one, source in enumerate(sources) for number in range(len(source.sentences))]
    chosen: list[tuple[int, int]] = []
    met: set[tuple[Fault, int]] = set()
    stems_met: frozenset[str] = frozenset()
    while len(chosen) < MOST_QUOTED:
        best, best_gain = None, 0.0
        for place in places:
            claim, sentence = claims[place[0]], sources[place[0]].sentences[place[1]]
            words = len((claim.content & sentence.stems) - stems_met) / max(len(claim.content), 1)
            needs = sum(is_met(claims, sources, place, key) for key in claim.needs if key not in met)
            if chosen and not needs and words < WORTH_QUOTING:
                continue
            gain = words + needs / max(len(claim.needs), 1)
            if gain > best_gain and place not in chosen:
                best, best_gain = place, gain
        if best is None:
            break
        chosen.append(best)
        claim, sentence = claims[best[0]], sources[best[0]].sentences[best[1]]
        met |= {key for key in claim.needs if is_met(claims, sources, best, key)}
        stems_met |= claim.content & sentence.stems
    return chosen


def is_met(claims: Sequence[Claim], sources: Sequence[Source], place: tuple[int, int], key: tuple[Fault, int]) -> bool:
    """Whether the sentence at a place says a particular of the statement."""
    need = claims[place[0]].needs.get(key)
    return need is not None and need.in_sentence(sources[place[0]].sentences[place[1]])


def covered(claim: Claim, quoted: Sequence[Sentence]) -> float:
    """The share of a statement's words and particulars that some sentences hold."""
    held = frozenset[str]().union(*(one.stems for one in quoted))
    needs = [any(map(need.in_sentence, quoted)) for need in claim.needs.values()]
    said = [stem in held for stem in claim.content] + needs
    return sum(said) / len(said) if said else 0.0


def is_named(name: Name, other: Name) -> bool:
    """Whether a name is another, a part of it, or its initials."""
    return particulars.is_part_of(name.words, other.words) or particulars.is_short_for(name.words, other.words)


def in_order(claim: Claim, said_by: Sequence[Name], sentence: Sentence) -> bool:
    """Whether names that a sentence has, too, come in the same order there, and so do numbers: else the one may have
    done what the other did. Who said it may be told at the end of one and at the beginning of the other.
    """
    others = [name for name in claim.named if name not in said_by]
    orders = [claim.named, [*others, *said_by], [*said_by, *others]] if SAYS.search(sentence.text) else [claim.named]
    named = [[[other.start for other in sentence.names if is_named(name, other)] for name in one] for one in orders]
    counted = [[other.start for other in sentence.numbers if one.is_said_by(other)] for one in claim.counted]
    return any(map(ascends, named)) and ascends(counted)


def speakers(claim: Claim) -> list[Name]:
    """The names that a statement has say it: "according to Lima", "Ana Lima said", "said Lima"."""
    told = [found.span() for found in SPOKEN.finditer(claim.text)]
    return [name for name in claim.named if any(start <= name.start < end for start, end in told)]


def ascends(places: Sequence[Sequence[int]]) -> bool:
    """Whether one of each places can be taken so that none lies before the last one; none at all is passed over."""
    last = 0
    for each in places:
        following = [place for place in each if place >= last]
        if each and not following:
            return False
        last = min(following, default=last)
    return True


def support(coverage: float, meaning: float) -> float:
    """Estimate the probability that sentences bear a statement: by the share of it that they hold (0 to 1), and by the
    cosine of statement and closest sentence.

    Fitted by ``python -m tests.experiments.attribution``; docs/decisions.md has what it is worth.
    """
    return 1 / (1 + exp(-(1.31 * coverage + 2.64 * meaning - 2.33)))
