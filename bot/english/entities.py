"""Names in a text, and what the text shows them to be: a person, a group, a place. No list of first names is used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from corpus.sentences import Span
from index.aliases import COUNTRIES, OTHER_COUNTRIES, groups
from index.terms import FUNCTION_WORDS

LONGEST_TEXT = 20_000  # characters of an article in which names are looked for
LONGEST_PART = 8  # words of a name that may stand for a longer one
TYPICAL = 3  # mentions from which a name counts as what an article is about
PLACED = 0.3  # of its mentions behind "in" and its like, from which a name is that of a place
CALLED = 0.25  # of its mentions before "he" or "she", from which a name that looks like nobody’s is called so
AHEAD = 2.0  # so many times as often as the next name: then it is the one that is meant


class Kind(StrEnum):
    """What a name stands for."""

    PERSON = "person"
    GROUP = "group"
    PLACE = "place"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entity:
    """A name, what it stands for, how often its text has it, and whether the text calls it he or she, if it does."""

    name: str
    kind: Kind = Kind.OTHER
    called: str = ""
    count: int = 1


PERSONAL = frozenset({"he", "she"})
# What each pronoun may mean; "group" and "place" are phrases like "the company".
KINDS = {
    "he": {Kind.PERSON},
    "she": {Kind.PERSON},
    "they": {Kind.GROUP},
    "it": {Kind.GROUP, Kind.OTHER},
    "there": {Kind.PLACE},
    "group": {Kind.GROUP},
    "place": {Kind.PLACE},
}
TITLES = (
    r"Mr|Mrs|Ms|Miss|Dr|Prof|Professor|President|Vice President|Prime Minister|Premier|Minister|Chancellor|Senator|Sen"
    r"|Rep|Gov|Governor|Mayor|King|Queen|Prince|Princess|Sir|Lady|Lord|Pope|Sheikh|Justice|Judge|Gen|General|Col|Capt"
    r"|Captain|Sgt|Sergeant|Lt|Secretary|Ambassador|Bishop|Rev|Father|CEO|Chairman|Chairwoman|Councillor|Commissioner"
    r"|Sheriff|Superintendent|coach|striker|actor|actress|singer"
)
FEMALE, MALE = {"mrs", "ms", "miss", "queen", "princess", "lady", "actress"}, {"mr", "king", "prince", "sir", "lord"}
TITLE_BEFORE = re.compile(rf"\b({TITLES})\.?\s$")
TITLE_FIRST = re.compile(rf"(?:{TITLES})\.?\s+")
# "British Prime Minister Ana Reis": who holds a post, behind of what.
TITLE_INSIDE = re.compile(
    r"^[\w’'.-]+(?:\s[\w’'.-]+){0,3}?\s"
    r"(?:Prime Minister|(?:Vice )?President|Minister|Chancellor|Senator|Sen|Rep|Gov|Governor|Mayor|Premier"
    r"|Secretary(?: General)?|Attorney General|Speaker|Chairman|Chairwoman|CEO|Ambassador|Sheriff|Commissioner)\.?\s"
    r"(?=[^\W\d_a-z])"
)
SHORT_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Capt|Sgt|Lt|Rev)$")
TITLE_ALONE = re.compile(rf"^(?:{TITLES})$", re.IGNORECASE)
GROUP_WORD = re.compile(
    r"\b(?:Inc|Corp|Corporation|Co|Company|Ltd|plc|Group|Bank|University|College|School|Party|Ministry|Department|Office"
    r"|Council|Committee|Commission|Congress|Senate|Parliament|Court|Agency|Association|Federation|Union|League|Club"
    r"|United|City FC|FC|Institute|Foundation|Center|Centre|Police|Army|Navy|Force|Airlines|Airways|Church|News|Times"
    r"|Network|Society|Board|Authority|Organi[sz]ation|Fund|Team|Patrol|Bureau|Service|Guard|Alliance|Coalition"
    r"|Movement|Conference|Motors|Industries|Technologies)\b"
)
PLACE_WORD = re.compile(
    r"\b(?:Street|Road|Avenue|Square|Park|Bridge|Airport|Island|Islands|River|Lake|Mountain|Mount|Valley|Bay|Beach|County"
    r"|Province|Peninsula|Sea|Ocean|Gulf|Coast|Desert|Stadium|Harbo[u]?r|Port|Quay|Pier|Wharf|Point|Cape|Creek|Falls"
    r"|Canyon|Boulevard|Highway|Cove|Strait|Reef|Glacier|Dam|Breakwater|Lighthouse|Alley|Promenade)\b"
    r"|^(?:New|North|South|East|West|San|Santa|Los|Las|Fort|El|Saint)\s[^\W\d_a-z]"  # nobody's first name
)
# What is called by two or three words and is no person.
THING_WORD = re.compile(
    r"^(?:Storm|Hurricane|Typhoon|Cyclone|Operation|Project)\b|\b(?:Festival|Cup|Games|Prize|Awards?|War|Treaty|Act"
    r"|Agreement|Accord|Museum|Library|Hospital|Hotel|Theat(?:re|er)|Tower|Palace|Cathedral|Station|Yard|Canal|Prison"
    r"|Gallery|Championships?|Trophy|Marathon|House)$"
)
IN_BEFORE = re.compile(
    r"\b(?:in|at|near|from|(?<!according )to|into|across|outside|around|through|along|onto|off|out of"
    r"|(?:city|town|village|province|state|island|port) of)\s(?:the\s)?$",
    re.IGNORECASE,
)
WHICH_AFTER = re.compile(r"^,\swhich\b")  # of nobody
ACRONYM = re.compile(r"[A-Z]{2,}")
THE_BEFORE = re.compile(r"\b(?:the|an?)\s$", re.IGNORECASE)
SPEAKS_AFTER = re.compile(r"^,?\s(?:said|says|told|added|tweeted|wrote|explained|insisted)\b|^(?P<age>,\s\d{1,3},)")
# Capitalised words; inside a name also particles, initials and "of". A full stop ends it, unless after one letter.
NAME = re.compile(
    r"""\b [^\W\d_a-z] [\w’'-]*
    (?: (?:\s(?:de|de\sla|del|der|den|van|von|da|di|du|la|le|bin|ibn|al|el|of|of\sthe|&))? \s
        (?: [^\W\d_a-z]\.(?=\s?[^\W\d_a-z]) | [^\W\d_a-z] [\w’'-]* ) )*""",
    re.VERBOSE,
)
WORD = re.compile(r"[\w’'-]+\.?")
# What a page has beside a picture, no part of who is in it: "Ana Lima Prev Next".
_ABOVE = r"(?:Video )?Ad Feedback|MUST WATCH|JUST WATCHED"
FURNITURE = re.compile(
    rf"(?:\s|^(?={_ABOVE}))(?:(?:{_ABOVE}|Prev|Next|Photo|Hide|(?:Show )?Caption|Getty Images|Advertisement|Slideshow)"
    r"(?=\s|$)\s?)+"
)
# Behind a name, of which it is no part: "Ana Lima Monday", but Black Friday.
SAID_DAY = re.compile(r"(?<=\w)(\s\S+)\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$")
POSSESSIVE = re.compile(r"[’']s?(?=\s|$)")
CONTRACTED = re.compile(r"^\w+[’'](?:m|ve|ll|re|d|s|t)$", re.IGNORECASE)
PRONOUN = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself|its|itself)\b", re.IGNORECASE)
# A capital that only a month, a day, a language or the beginning of a sentence has.
NO_NAME = frozenset(
    word
    for line in (
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august",
        "september october november december correction opinion photos story highlights read watch click updated yes",
        "nobody everybody",
        "yesterday today tomorrow meanwhile however despite while since still instead although though last next first",
        "second third two three four five six seven eight nine ten another once again perhaps maybe earlier later just",
        "even never ever then here according like unlike following did does was were is are has had have will would",
        "can could should which whose",
    )
    for word in line.split()
)


@cache
def countries() -> frozenset[str]:
    """Names of countries."""
    return frozenset(name for group in (*groups(COUNTRIES), *groups(OTHER_COUNTRIES)) for name in group)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands."""

    name: str
    start: int
    end: int
    title: str = ""


def mentions(text: str) -> Iterator[Mention]:
    """Yield the names in a text, in their order, without titles and possessives."""
    for found in NAME.finditer(text):
        for start, end in parts(found[0]):
            yield from mention(text, found.start() + start, found.start() + end)


def parts(name: str) -> Iterator[Span]:
    """Yield the names that capitalised words are: a possessive ends one ("Pakistan's Punjab"), but not where it says
    whose group it is ("Cannery Workers' Union").
    """
    for begin, end in whole_parts(name):
        for first, last in owners(name[begin:end]):
            yield begin + first, begin + last


def whole_parts(name: str) -> Iterator[Span]:
    """Yield what the furniture of a page leaves of capitalised words."""
    start = 0
    for found in FURNITURE.finditer(name):
        yield start, found.start()
        start = found.end()
    if start < len(name):
        yield start, len(name)


def owners(name: str) -> Iterator[Span]:
    """Yield the names between possessives."""
    start = 0
    for found in POSSESSIVE.finditer(name):
        if found[0] in {"’", "'"} and GROUP_WORD.match(name, found.end() + 1):
            continue
        yield start, found.start()
        start = found.end()
    if start < len(name):
        yield start, len(name)


def mention(text: str, start: int, end: int) -> Iterator[Mention]:
    """Yield the name that a span holds, if it holds one."""
    title = match[1] if (match := TITLE_BEFORE.search(text[max(start - 20, 0) : start])) else ""
    while start < end:
        first = WORD.match(text, start, end)
        if first is None:
            start += 1
        elif match := TITLE_FIRST.match(text, start, end):
            title = match[0].strip(" .")
            if text.startswith("of ", match.end()):  # "the Princess of Wales"
                break
            start = match.end()
        elif (word := first[0]).casefold() in FUNCTION_WORDS | NO_NAME or CONTRACTED.match(word) or word[0].islower():
            if word.isupper() and len(word) > 1:  # the WHO, the US
                break
            start = first.end()
        else:
            break
    if inside := TITLE_INSIDE.match(text[start:end]):
        title, start = inside[0].split()[-1].strip("."), start + inside.end()
    if text.startswith(".", end) and SHORT_TITLE.search(text[start:end]):  # "Democratic Sen. Ana Lima"
        return
    name = SAID_DAY.sub(r"\1", text[start:end]).rstrip("-")
    if len(name) > 1 and name[0].isupper() and not TITLE_ALONE.match(name):  # the pattern cannot tell é from É
        yield Mention(name, start, start + len(name), title)


def names_in(text: str) -> tuple[str, ...]:
    """The names in a text, each once, in their order."""
    return tuple(dict.fromkeys(one.name for one in mentions(text)))


def entities_in(text: str) -> tuple[Entity, ...]:
    """The names in a text and what it shows them to be, the most frequent first.

    Later mentions by a part of a name ("Obama") count for the whole ("Barack Obama"), where only one name has it.
    """
    text = text[:LONGEST_TEXT]
    found = list(mentions(text))
    whole = whole_names(one.name for one in found)
    counts = Counter(whole[one.name] for one in found)
    first = {whole[one.name]: place for place, one in reversed(list(enumerate(found)))}
    kinds: dict[str, Counter[Kind]] = {name: Counter() for name in counts}
    for one in found:
        kinds[whole[one.name]][kind_of(one, text)] += 1
    called = pronouns_of(found, whole, kinds, text)
    order = sorted(counts, key=lambda name: (-counts[name], first[name]))
    return tuple(Entity(name, likely(kinds[name]), called.get(name, ""), counts[name]) for name in order)


def whole_names(names: Iterable[str]) -> dict[str, str]:
    """Say for each name which longer one it is a part of; itself where there is none, or more than one."""
    every = dict.fromkeys(names)
    longer: dict[str, dict[str, None]] = {name: {} for name in every}
    for name in every:  # by its beginnings and ends: an article may have thousands of names
        words = name.split()
        for count in range(1, min(len(words), LONGEST_PART + 1)):
            for part in (" ".join(words[:count]), " ".join(words[-count:])):
                if part in longer and is_part(part, name):
                    longer[part][name] = None
    return {name: next(iter(wholes)) if len(wholes) == 1 else name for name, wholes in longer.items()}


def is_part(part: str, name: str) -> bool:
    """Whether the words of one name are the first or the last of another: "Obama", "Barack Obama"; not who stands
    before where he is from: "Ana Lima of the Eastgate", nor that: "Norby", the Bank of Norby.
    """
    short, long = part.split(), name.split()
    if len(short) > 1 and long[len(short) : len(short) + 1] == ["of"]:
        return False
    if long[-len(short) - 1 : -len(short)] == ["of"]:
        return False
    return len(short) < len(long) and short in (long[: len(short)], long[-len(short) :])


def kind_of(one: Mention, text: str) -> Kind:
    """What a mention looks like, by its words and those around it."""
    before, after = text[max(one.start - 30, 0) : one.start], text[one.end : one.end + 30]
    speaks = SPEAKS_AFTER.match(after)
    if one.title or (speaks and (speaks["age"] or " " in one.name) and not GROUP_WORD.search(one.name)):
        return Kind.PERSON
    if GROUP_WORD.search(one.name):
        return Kind.GROUP
    # One word that speaks may be a firm as well.
    thing = bool(speaks or THING_WORD.search(one.name) or WHICH_AFTER.match(after) or "&" in one.name)
    if one.name in countries() or PLACE_WORD.search(one.name) or (IN_BEFORE.search(before) and not thing):
        return Kind.PLACE
    if one.name.isupper() and not any(map(str.isdigit, one.name)):  # not COVID-19
        return Kind.GROUP
    words = one.name.split()
    person = len(words) in {2, 3} and " of " not in one.name and not any(map(ACRONYM.fullmatch, words[:-1]))
    return Kind.PERSON if person and not thing and not THE_BEFORE.search(before) else Kind.OTHER


def likely(kinds: Counter[Kind]) -> Kind:
    """What a name is by most of its mentions; what looks like nothing in particular says little."""
    often = kinds[Kind.PLACE] >= PLACED * sum(kinds.values())  # "posted to Facebook" makes none of it
    telling = [(n, kind) for kind, n in kinds.items() if kind is not Kind.OTHER and (often or kind is not Kind.PLACE)]
    if not telling:
        return Kind.OTHER
    most = max(count for count, _ in telling)
    return next(kind for kind in Kind if (most, kind) in telling)


def pronouns_of(
    found: Sequence[Mention], whole: dict[str, str], kinds: dict[str, Counter[Kind]], text: str
) -> dict[str, str]:
    """Say whom a text calls he or she: by titles, and by the pronouns that follow a person before another is named."""
    votes: dict[str, Counter[str]] = {}
    people = [one for one in found if likely(kinds[whole[one.name]]) in {Kind.PERSON, Kind.OTHER}]
    for number, one in enumerate(people):
        vote = votes.setdefault(whole[one.name], Counter())
        if (title := one.title.casefold()) in FEMALE | MALE:
            vote["she" if title in FEMALE else "he"] += 3
        end = people[number + 1].start if number + 1 < len(people) else len(text)
        pronoun = PRONOUN.search(text, one.end, min(end, one.end + 200))
        if pronoun:
            vote[person_of(pronoun[0])] += 1
    return {
        name: most
        for name, vote in votes.items()
        if vote
        and (most := max(sorted(vote), key=vote.__getitem__)) != "it"
        and vote[most] > sum(vote.values()) / 2
        and (likely(kinds[name]) is Kind.PERSON or vote[most] >= CALLED * sum(kinds[name].values()))
    }


def person_of(pronoun: str) -> str:
    """The pronoun in its first form."""
    if pronoun.casefold() in {"its", "itself"}:
        return "it"
    return "he" if pronoun.casefold() in {"he", "him", "his", "himself"} else "she"


def fits(key: str, one: Entity) -> bool:
    """Whether a pronoun may mean a name."""
    if key in PERSONAL:
        person = one.kind is Kind.PERSON or (one.kind is Kind.OTHER and one.called == key)
        return person and one.called in {"", key}
    return one.kind in KINDS[key] and not (one.kind is Kind.OTHER and (one.called or is_somebody_of(one.name)))


def is_somebody_of(name: str) -> bool:
    """Whether a name is that of somebody and where he is from: "Ana Lima of the Eastgate"."""
    head, of, _ = name.partition(" of ")
    return bool(of) and any(one.kind is Kind.PERSON and one.name == head for one in entities_in(f"that {head}"))
