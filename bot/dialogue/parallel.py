"""The part of a question in whose place other words stand: "what about the cannery?" after "When did the mill close?".

By rules, for English: phrases are cut at determiners, prepositions and verbs, and the one is taken that is like the
new words: a name for a name, the same preposition, the same noun, "the cannery" for "the mill".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.dialogue.moments import MONTH, YEAR, is_counted_time
from bot.english import phrases as p
from bot.english import verbs as v
from bot.english.entities import GROUP_WORD, PLACE_WORD, Kind, countries, mentions
from corpus.sentences import Span
from index.terms import FUNCTION_WORDS

_DETERMINERS = "the a an this that these those his her its their our my your some any another every"
DETERMINERS = frozenset(_DETERMINERS.split())
_PREPOSITIONS = """in on at of for from with by during after before since near against about to into over under between
without across along through towards toward behind around outside inside despite via within upon among amid"""
PREPOSITIONS = frozenset(_PREPOSITIONS.split())
DOING = frozenset({"say", "do", "tell", "get", "give", "come", "describe"})  # verbs among the words that say little
ENDING = FUNCTION_WORDS | PREPOSITIONS  # before which a phrase ends
PLACING = frozenset({"in", "at", "on", "near", "from"})
ONE = frozenset({"one", "ones"})
COUNTED = re.compile(r"(?:how many|which|what)\s+", re.IGNORECASE)
SEVERAL_PEOPLE = re.compile(
    r"(?:ers|ors|ists|ians|ants|ents|men|women|people|police|children|families|officials|members|boys|girls)$"
)
TRAILING = re.compile(r"[\s,]+(?:then|now|though|instead|please|too|as well)?[\s.?!,]*$", re.IGNORECASE)
SINGULAR = {"are": "is", "were": "was", "have": "has", "do": "does"}
PLURAL = {one: many for many, one in SINGULAR.items()}


class Shape(StrEnum):
    """What a phrase looks like."""

    NAME = "name"
    DEFINITE = "definite"  # with a determiner: "the mill"
    BARE = "bare"  # nouns alone: "children"
    SAID = "said"  # what is said of the subject: "hurt"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a question, where it stands, and the preposition before it, if there is one."""

    text: str
    shape: Shape
    start: int = 0
    end: int = 0
    preposition: str = ""
    kind: Kind | None = None

    @property
    def head(self) -> str:
        """Its last word, as it is compared."""
        return re.sub(r"s$", "", last_word(self.text.casefold().split(" of ")[0]))

    @property
    def is_long(self) -> bool:
        """Whether it is of something: "the trial of Smith"."""
        return self.shape is Shape.DEFINITE and " of " in self.text


BARE_POSSESSIVE = re.compile(r"^[’']s?(?=\s|$)")
KindOf = Callable[[str], Kind | None]


def put(question: str, words: str, kind_of: KindOf) -> tuple[str, ...]:
    """Return the question with other words in the place of the part that is like them; several where several are."""
    other = read_phrase(words, kind_of)
    if parts := places(question, other, kind_of) or unlike(question, other, kind_of):
        return tuple(dict.fromkeys(put_in(question, part, other) for part in parts))
    named = other.shape is Shape.NAME and other.kind is not Kind.PERSON
    thing = other.shape is Shape.DEFINITE and not is_people(other.text)
    if other.preposition or named or thing:  # where, where nothing says it yet
        return (f"{question.rstrip(' ?.!')} {other.preposition or 'in'} {other.text}?",)
    return ()


def unlike(question: str, other: Phrase, kind_of: KindOf) -> list[Phrase]:
    """The part in whose place a phrase stands that looks otherwise: the only place that is named ("Korea’s president",
    "and in Japan?"), or a pronoun.
    """
    if other.shape is Shape.NAME and other.preposition in PLACING:
        named = [one for one in phrases_of(question, kind_of) if one.kind is Kind.PLACE]
        return named if len({one.text for one in named}) == 1 else []
    if other.shape in {Shape.NAME, Shape.DEFINITE} and not other.preposition:
        return [Phrase(one[0], Shape.NAME, *one.span()) for one in p.PERSONAL.finditer(question)][:1]
    return []


def places(question: str, other: Phrase, kind_of: KindOf) -> list[Phrase]:
    """The parts of a question that are most like a phrase."""
    parts = [one for one in phrases_of(question, kind_of) if not is_moment(one.text) and may_be_instead(one, other)]
    return next(filter(None, tiers(parts, other)), [])


def may_be_instead(one: Phrase, other: Phrase) -> bool:
    """Whether nothing tells that two phrases are unlike: somebody for what happens, for where it does or for what is
    done ("the mayor" for "the fire"), a thing for what is asked of one ("the ferry" for "the cause").
    """
    if Shape.NAME in {one.shape, other.shape} or other.preposition or last_word(other.text) in ONE:
        return True
    if p.QUALITY_NOUN.search(one.text) and not p.QUALITY_NOUN.search(other.text):
        return False
    thing = p.HAPPENING.search(one.text) or one.preposition in PLACING or v.is_participle(one.text)
    return not (thing and is_people(other.text)) and not (
        p.SOMEBODY.search(one.text) and p.HAPPENING.search(other.text)
    )


def is_people(text: str) -> bool:
    """Whether a phrase is of somebody, or of several people."""
    head = text.split(" of ", maxsplit=1)[0]
    return bool(p.SOMEBODY.search(head) or SEVERAL_PEOPLE.search(head))


def is_alike(question: str, words: str, kind_of: KindOf) -> bool:
    """Whether other words are certainly of the kind of the part in whose place they stand, or are no thing at all: by a
    preposition, the same noun, or as names of the same kind.
    """
    other = read_phrase(words, kind_of)
    parts = places(question, other, kind_of)
    named = other.shape is Shape.NAME and all(one.shape is Shape.NAME and one.kind is other.kind for one in parts)
    same = all(one.head == other.head for one in parts)
    other_word = other.shape is Shape.SAID or last_word(other.text) in ONE
    return bool(other.preposition) or other_word or (bool(parts) and (named or same))


def is_moment(text: str) -> bool:
    """Whether a phrase is a year, a month or both, or "the first day": nothing but another time takes its place."""
    return is_counted_time(text) or not YEAR.sub("", MONTH.sub("", text)).strip()


def ask_of(question: str, words: str) -> str | None:
    """Return the question with other words in the place of what it counts or chooses from: "and which actors?"."""
    asked, counted = COUNTED.match(words), asking(question, list(p.WORD.finditer(question)))[1]
    if not asked or not counted or any(is_verb(word) for word in words[asked.end() :].split()):
        return None
    return f"{words[0].upper()}{words[1:].rstrip(' ?')}{question[counted[1] :]}"


def first_word(text: str) -> str:
    """The first word of a text as it is compared; empty where there is none."""
    return next(iter(text.casefold().split()), "")


def last_word(text: str) -> str:
    """The last word of a text as it is compared; empty where there is none."""
    return next(reversed(text.casefold().split()), "")


def read_phrase(words: str, kind_of: KindOf) -> Phrase:
    """Read the words of a reader: a preposition first, then the phrase."""
    words = TRAILING.sub("", words.strip(" ?.!,"))
    first, _, rest = words.partition(" ")
    preposition = first.casefold() if rest and first.casefold() in PREPOSITIONS else ""
    text = rest if preposition else words
    names = list(mentions(f"x {text}"))
    if " of " in text and first_word(text) in DETERMINERS and not (names and " of " in names[0].name):
        return Phrase(text, Shape.DEFINITE, preposition=preposition)
    if names and names[0].start <= 2 + len("the "):
        return Phrase(text, Shape.NAME, preposition=preposition, kind=kind_of(names[0].name))
    if first_word(text) in DETERMINERS or names:
        return Phrase(text, Shape.DEFINITE, preposition=preposition)
    if " " not in text and not preposition and (v.is_participle(text) or text.casefold() in v.BASES):
        return Phrase(text, Shape.SAID)
    return Phrase(text, Shape.BARE, preposition=preposition)


def tiers(parts: Sequence[Phrase], other: Phrase) -> Iterator[list[Phrase]]:
    """Yield the parts that a phrase may take the place of, those that are most like it first."""
    if other.shape is Shape.SAID:
        done = v.is_participle(other.text)
        yield [one for one in parts if one.shape is Shape.SAID and v.is_participle(one.text) is done][-1:]
        other = replace(other, shape=Shape.BARE)
    parts = [
        one
        for one in parts
        if one.shape is not Shape.SAID and (one.is_long is other.is_long or one.shape is Shape.NAME)
    ]
    if other.preposition:
        same = {other.preposition} | (PLACING if other.preposition in PLACING else set())
        parts = [one for one in parts if one.preposition in same]
        exact = [one for one in parts if one.preposition == other.preposition]
        yield from (of_shape(exact, other.shape, other.kind), of_shape(parts, other.shape, other.kind), exact, parts)
        return
    yield [one for one in parts if one.head == other.head][-1:]
    main = [one for one in parts if one.preposition in {"", "about"}]  # "what did he say about it" is of either
    beside = [one for one in parts if one not in main]
    match other.shape:
        case Shape.NAME:
            if other.kind:
                yield [one for one in parts if one.shape is Shape.NAME and one.kind is other.kind]
            yield [one for one in parts if one.shape is Shape.NAME and (not one.kind or not other.kind)]
            yield [one for one in parts if one.shape is Shape.NAME and one.preposition == "of"]  # not "the head of"
            yield from (of_shape(some, shape) for shape in (Shape.DEFINITE, Shape.NAME) for some in (main, beside))
        case Shape.DEFINITE:
            yield from (of_shape(some, shape) for some in (main, beside) for shape in (Shape.DEFINITE, Shape.NAME))
        case _:
            yield from (of_shape(beside, Shape.BARE)[-1:], of_shape(main, Shape.BARE)[:1])
            yield from (of_shape(some, Shape.DEFINITE) for some in (main, beside))


def of_shape(parts: Sequence[Phrase], shape: Shape, kind: Kind | None = None) -> list[Phrase]:
    """Those of a shape; of the same kind, where some are."""
    found = [one for one in parts if one.shape is shape]
    return [one for one in found if kind and one.kind is kind] or found


def put_in(question: str, part: Phrase, other: Phrase) -> str:
    """Put a phrase in the place of another, and let the verb agree with it."""
    text = other.text
    if last_word(text) in ONE:
        text = f"{text.rsplit(' ', 1)[0]} {part.text.rpartition(' ')[2]}" if " " in text else part.text
    if part.start == 0:
        text = text[:1].upper() + text[1:]
    elif other.shape is not Shape.NAME:
        text = text[:1].lower() + text[1:]
    before, after = question[: part.start], question[part.end :]
    if (now := is_plural(text)) is not is_plural(part.text) and other.shape is not Shape.NAME:
        table = PLURAL if now else SINGULAR
        before, swapped = re.subn(r"(\w+)(?=\s+$)", lambda found: like(table, found[0]), before)
        if not swapped or part.start == 0 or before == question[: part.start]:
            after = re.sub(r"^(\s+)(\w+)", lambda found: found[1] + like(table, found[2]), after)
    if after.startswith(("’", "'")):  # the possessive of the phrase that was there
        after = f"{possessive(text)}{BARE_POSSESSIVE.sub('', after)}"
    return f"{before}{text}{after}"


def possessive(name: str) -> str:
    """The ending that makes a name a possessive."""
    return "’" if name.endswith("s") else "’s"


def like(table: dict[str, str], word: str) -> str:
    """A word as a table has it, with its capital; itself where it is not there."""
    found = table.get(word.casefold(), word)
    return found.capitalize() if word[0].isupper() else found


def is_plural(text: str) -> bool:
    """Whether a phrase looks like several things."""
    head = last_word(text)
    return head in v.PLURALS or (head.endswith("s") and not head.endswith(("ss", "us", "is"))) or " and " in text


def phrases_of(question: str, kind_of: KindOf) -> Iterator[Phrase]:
    """Yield the phrases of a question, in their order."""
    words = list(p.WORD.finditer(question))
    names = [(one.start, one.end) for one in mentions(question)]
    place, counted = asking(question, words)
    if counted:
        yield Phrase(question[counted[0] : counted[1]], Shape.BARE, *counted)
    auxiliary = next(
        (one[0].casefold() for one in words[:place][::-1] if p.AUXILIARY_WORD.fullmatch(one[0].casefold())), ""
    )
    subject, preposition, before, done = bool(auxiliary), "", None, False
    if counted and place < len(words) and v.is_participle(words[place][0]):
        yield Phrase(words[place][0], Shape.SAID, *words[place].span())
        place, done = place + 1, not auxiliary  # "which firm recalled": toys, to which it was done
    while place < len(words):
        word = words[place][0].casefold()
        if word in ENDING and word not in DETERMINERS and not is_name(words[place], names):
            preposition = word if word in PREPOSITIONS else ""
            if p.AUXILIARY_WORD.fullmatch(word):
                auxiliary, subject = word, True
            place += 1
            continue
        of_it = preposition == "of" and before is not None  # "the trial of Smith begin"
        last = end_of_phrase(question, words, place, names)
        definite = word in DETERMINERS
        ends = preposition and not (of_it and subject)
        said = auxiliary in {"did", "does", "do"} and last < len(words) and words[last][0].casefold() in DOING
        cut = last if ends or said else verb_in(words[place:last], auxiliary if subject else "", names) + place
        if not (subject or definite or preposition or done or is_name(words[place], names)):
            cut = place  # "Who opened the mill": a verb
        if cut > place and (not definite or cut - place > 1):
            span = words[place].start(), words[cut - 1].end()
            yield from phrase_at(question, span, names, preposition, kind_of)
            if of_it and before:
                yield Phrase(
                    question[before.start : span[1]], Shape.DEFINITE, before.start, span[1], before.preposition
                )
            before = Phrase("", Shape.DEFINITE, *span, preposition) if definite and cut == last else None
        if cut < last and subject:
            yield Phrase(words[cut][0], Shape.SAID, *words[cut].span())
        done = False
        subject = subject and before is not None and cut == last and question[before.end :].startswith(" of ")
        preposition = ""
        if cut + 1 < last:  # what the verb is done to: "enter service"
            yield from phrase_at(question, (words[cut + 1].start(), words[last - 1].end()), names, "", kind_of)
        place = max(last, place + 1)


def asking(question: str, words: Sequence[re.Match[str]]) -> tuple[int, Span | None]:
    """Return after which word the asking words end, and what they count or choose: "how many [stalls] did"."""
    found = p.WH_AUXILIARY.match(question) or p.AUXILIARY.match(question)
    counting = COUNTED.match(question)
    if counting and counting[0].casefold().startswith("what") and is_verb(first_word(question[counting.end() :])):
        counting = None  # "what happened": nothing is counted or chosen
    if counting and not p.AUXILIARY_WORD.match(question, counting.end()):
        start = counting.end()
        for number, word in enumerate(words):
            if word.start() > start and is_verb(word[0]):
                span = start, words[number - 1].end()
                return number + bool(p.AUXILIARY_WORD.fullmatch(word[0].casefold())), span
    end = found.end() if found else (asks.end() if (asks := p.WH_ALONE.match(question)) else 0)
    return sum(word.start() < end for word in words), None


def is_verb(word: str) -> bool:
    """Whether a word looks like a verb in any form."""
    small = word.casefold()
    return (
        bool(p.AUXILIARY_WORD.fullmatch(small)) or v.is_participle(small) or small in v.BASES or small in FUNCTION_WORDS
    )


def is_name(word: re.Match[str], names: Sequence[Span]) -> bool:
    """Whether a word is part of a name."""
    return any(start <= word.start() < end for start, end in names)


def end_of_phrase(question: str, words: Sequence[re.Match[str]], place: int, names: Sequence[Span]) -> int:
    """Return before which word a run of words ends: at a function word, at a sign."""
    last = place + 1
    while last < len(words):
        between = question[words[last - 1].end() : words[last].start()]
        small = words[last][0].casefold()
        if between.strip(" &’'-") or (small in ENDING and not is_name(words[last], names)):
            break
        last += 1
    return last


def verb_in(run: Sequence[re.Match[str]], auxiliary: str, names: Sequence[Span]) -> int:
    """Return where in a run of words after an auxiliary the verb stands; its length where there is none."""
    texts = [one[0].casefold() for one in run]
    free = [place for place in range(1, len(run)) if not is_name(run[place], names)]
    free = [place for place in free if texts[place - 1] not in DETERMINERS]
    if auxiliary in {"is", "are", "was", "were", "has", "have", "had"}:
        fitting = [place for place in free if v.is_participle(texts[place]) or texts[place] in v.ADJECTIVES]
        return next((place for place in fitting[::-1] if place - 1 not in fitting), len(run))  # "back online"
    if auxiliary:
        known = [place for place in free if texts[place] in v.BASES]
        return known[-1] if known else free[-1] if free else len(run)
    return len(run)


def phrase_at(question: str, span: Span, names: Sequence[Span], preposition: str, kind_of: KindOf) -> Iterator[Phrase]:
    """Yield what a span of a question is: a whole phrase, and the names inside."""
    text = question[span[0] : span[1]]
    inside = [(start, end) for start, end in names if span[0] <= start < span[1]]
    definite = first_word(text) in DETERMINERS
    for start, end in inside:
        begin = span[0] if definite and start == span[0] + len(text.split()[0]) + 1 and end == span[1] else start
        yield Phrase(question[begin:end], Shape.NAME, begin, end, preposition, kind_of(question[start:end]))
    if not inside or text != question[inside[0][0] : inside[-1][1]]:
        yield Phrase(text, Shape.DEFINITE if definite else Shape.BARE, *span, preposition)


def plain_kind(name: str) -> Kind | None:
    """What a name stands for by its own words, where they tell."""
    if GROUP_WORD.search(name):
        return Kind.GROUP
    return Kind.PLACE if name in countries() or PLACE_WORD.search(name) else None
