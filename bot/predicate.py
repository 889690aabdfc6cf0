"""The predicate of a question: what it says of those that it counts or asks the name of ("injured", "mayor").

By rules, for English: what stands before the first preposition says it, or behind the subject of a question with "did".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot import expressions as x
from corpus.sentences import Span
from index.analysis import stems
from index.doers import PAST, other_words
from index.terms import FUNCTION_WORDS, is_name

WORD = re.compile(r"\w[\w’'-]*")
CLAUSE = re.compile(r";|,? (?:but|while|whereas|although)\b|, and\b", re.IGNORECASE)
PREPOSITIONS = frozenset(
    word
    for line in (
        "in on at of for from with by during after before since when while near across over under into because as to",
    )
    for word in line.split()
)
# What says when or how, and verbs that say nothing of what is counted.
ASIDE = frozenset(
    word
    for line in (
        "far now finally really currently today already altogether total yet still again ever exact number",
        "this last year week month come came comes coming go goes went gone take takes took taken make makes made",
        "happen happened",
    )
    for word in line.split()
)
# What news counts after the same event: each set means one thing, and the sets different ones.
FAMILIES = (
    frozenset({"injur", "injuri", "hurt", "wound"}),
    frozenset({"kill", "dead", "death", "die", "fatal", "perish", "toll"}),
    frozenset({"miss"}),
    frozenset({"arrest", "detain", "detent"}),
    frozenset({"rescu", "save"}),
    frozenset({"evacu", "displac"}),
)
# What is said of people who come: how many came is the attendance.
COMING = frozenset({"come", "came", "comes", "coming", "go", "goes", "went", "gone", "attend", "attended", "visited"})
ATTENDANCE = frozenset({"attend", "visitor", "visit", "crowd", "turnout", "spectat", "audienc", "peopl"})
# Nouns that no ending makes of their verbs.
NOUNS = {
    verb: noun
    for pair in (
        "sell sale,lose loss,choose choice,live life,weigh weight,marry marriage,speak speech,fly flight,grow growth,"
        "give gift,sing song,shoot shot,succeed success,bear birth,think thought,see sight,deliver delivery"
    ).split(",")
    for verb, noun in [pair.split()]
}
# What news says by several verbs, in any form.
SYNONYMS = (
    "replace succeed follow", "run manage head lead chair direct operate", "write author draft publish", "make build",
    "build construct create", "steal thief theft rob robber", "buy purchase acquire take", "close shut", "begin start",
    "start launch open found", "found founder establish start create", "fire sack dismiss oust", "resign quit leave step",
    "win beat defeat victory champion", "kill murder shoot stab", "oppose against reject criticise criticize",
    "back support endorse", "speak say tell", "give donate gift", "name call title", "name appoint choose elect pick",
    "represent secretary spokesman spokeswoman lawyer", "blame fault cause", "cause lead trigger", "hit strike batter",
    "arrest detain charge", "discover find", "get receive", "hold carry seat take fit", "marry wife husband spouse",
    "live home resident", "earn pay salary", "own owner belong", "design designer architect", "invent inventor",
)  # fmt: skip
SHORTEST_STEM = 5  # from which on a longer word that begins like it is a form of it


@dataclass(frozen=True, slots=True)
class Predicate:
    """A stem, and the stems that mean the same."""

    stem: str
    same: frozenset[str]

    def is_said(self, stem: str) -> bool:
        """Whether a stem is a form of it or a word for the same."""
        first, second = sorted((self.stem, stem), key=len)
        return stem in self.same or (len(first) >= SHORTEST_STEM and second.startswith(first))


def predicate_of(question: str) -> Predicate | None:
    """Return what a question asks of what it counts or names; what it counts where it says no more ("how many stalls
    are there?"); None where nothing is left.
    """
    counted = x.COUNTED.search(question)
    noun = counted[1].split()[0] if counted and counted[1].split()[0] not in FUNCTION_WORDS else ""
    said = outside_of_phrases(question[counted.start(1) :] if counted else question)
    words = [word for word in said if word.casefold() not in FUNCTION_WORDS | ASIDE and word != noun]
    every = [found[0] for found in WORD.finditer(question)]
    acted = None if counted else other_words([word.casefold() for word in every])
    chosen = every[acted[0]] if acted else words[-1] if words else noun
    found = stems(chosen, "en")
    if not found:
        return None
    stem = found[-1]
    came = bool(noun) and not COMING.isdisjoint(word.casefold() for word in said)
    family = (
        ATTENDANCE
        if came or stem in ATTENDANCE - {"peopl"}
        else next((one for one in FAMILIES if stem in one), frozenset[str]())
    )
    irregular = {form for pair in PAST.items() if chosen.casefold() in pair for form in pair} | {chosen.casefold()}
    irregular |= {form for pair in NOUNS.items() if not irregular.isdisjoint(pair) for form in pair}
    same = irregular.union(*(one for one in synonyms() if one & {*irregular, stem}))
    same |= {past for past, base in PAST.items() if base in same}
    return Predicate(stem, family.union([stem], *(stems(form, "en") for form in same)))


@cache
def synonyms() -> tuple[frozenset[str], ...]:
    """The sets of ``SYNONYMS``, as words and as stems."""
    return tuple(frozenset([*line.split(), *stems(line, "en")]) for line in SYNONYMS)


def outside_of_phrases(text: str) -> list[str]:
    """Words that are no names and stand in no prepositional phrase; a name or a function word ends one."""
    kept: list[str] = []
    inside = False
    for found in WORD.finditer(text):
        word = found[0]
        if word.casefold() in PREPOSITIONS:
            inside = True
        elif is_name(word):
            inside = False  # what follows a name in a phrase is the verb: "the flood in Port Merrow kill"
        elif not inside:
            kept.append(word)
    return kept


def is_said_of(predicate: Predicate, sentence: str, value: Span) -> bool:
    """Whether a sentence says this of a value in it: in the same clause, with no other number between, and nothing else
    that is counted of such events nearer by ("two were killed, and others hurt").
    """
    start, end = clause_around(sentence, value)
    found: list[tuple[int, bool]] = []
    for word in WORD.finditer(sentence, start, end):
        if word.start() < value[1] and value[0] < word.end():
            continue
        between = sentence[value[1] : word.start()] if word.start() >= value[1] else sentence[word.end() : value[0]]
        for stem in stems(word[0], "en"):
            if predicate.is_said(stem):
                found.append((len(between), not x.NUMBER.search(x.DATE.sub(" ", between))))
            elif any(stem in family for family in FAMILIES):
                found.append((len(between), False))
    return min(found, default=(0, False))[1]


def clause_around(sentence: str, value: Span) -> Span:
    """The clause of a sentence in which a span stands."""
    borders = [(found.start(), found.end()) for found in CLAUSE.finditer(sentence)]
    start = max((end for _, end in borders if end <= value[0]), default=0)
    return start, min((first for first, _ in borders if first >= value[1]), default=len(sentence))
