"""Whether a statement that a model wrote holds, and which sentences of the evidence say so. Pure functions.

A statement holds when its form is that of plain text, when every number, day, name, quotation and word in it stands in
what it cites, and when few sentences bear it together. What cannot be told by code (who did what to whom, in other
words) is refused rather than believed: the archive's own sentence takes its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import exp

from bot.english.particulars import Name
from bot.writer.claim import KEPT, Claim, Fault, Sentence, Source, is_named, qualifiers, read_claim
from bot.writer.speaker import SAYS
from index.analysis import stems

LONGEST = 400  # characters of a statement
MOST_QUOTED = 3  # sentences that may bear a statement together
SPOKEN = re.compile(
    rf"\baccording to [^,.;]+|\b(?:[^\s,.;]+ ){{1,4}}{SAYS.pattern}|{SAYS.pattern} [^\s,.;]+", re.IGNORECASE
)
WORTH_QUOTING = 0.2  # share of a statement's words that a further sentence must add


@dataclass(frozen=True, slots=True)
class Borne:
    """The places ``(source, sentence)`` of what bears a statement, the best first, and its share of the words."""

    text: str
    places: tuple[tuple[int, int], ...]
    coverage: float


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
