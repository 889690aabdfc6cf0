"""How well a sentence supports an answer to a question: where in it stands what is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bot.english import expressions as x
from bot.english.agent import agents, has_agent
from bot.english.entities import countries
from bot.english.phrases import SOMEBODY
from bot.english.posts import Post
from bot.english.predicate import (
    ANIMALS,
    PEOPLE,
    WORD,
    Predicate,
    clause_around,
    family_of,
    is_of_several,
    is_said_of,
    outside_of_phrases,
)
from bot.english.size import SIZES, answering_sizes
from bot.english.verbs import PAST, is_participle
from bot.writer.asked import Asked, Beside, Kind
from corpus.sentences import Span, overlaps
from index.analysis import DEFAULT, stems
from index.terms import FUNCTION_WORDS

POSSESSIVE = re.compile(r"[’']s?$")
WORDS_AFTER_NUMBER = 4  # "23 wooden market stalls"
WORDS_BESIDE_NAME = 4  # "Rufus Amblecote, who chairs the board"
APPOSED = re.compile(r"^,[^,.;:]{3,80},")  # what is said of a name before the verb: "Ana Reis, the coxswain, said"
LEADING_TO = re.compile(r"\b(?:leads?|led|leading)\sto\b")  # what causes something is not who leads it
MOST_NAMES = 50  # of a sentence that are looked at so closely: no sentence that says something has more
BESIDE = 80  # characters in which what stands beside something is looked for
UNCOUNTED = 0.7  # a number that may count something else
SAID_AGAIN = 0.5  # the share of the question's words with which a reason only says again what is asked about
LONG_AGO = re.compile(r"\b(?:first|last|previous(?:ly)?|original(?:ly)?|debut(?:ed)?)\b", re.IGNORECASE)
UNPLACED, UNREASONED = 0.6, 0.6  # no place, no "because": it may be told in other words


def coverage(asked: Asked, words: Sequence[str]) -> float:
    """Return the share of the question's weight that these words hold, 0 to 1."""
    return asked.terms.share(asked.terms.read(words))


def answering_spans(asked: Asked, sentence: str, words: Callable[[str], Sequence[str]]) -> tuple[list[Span], float]:
    """Return where in a sentence the kind of thing stands that is asked for, and how well it fits, 0 to 1.

    Dates, numbers, names, places or reasons; where nothing of a kind is asked for, there are no spans and every
    sentence fits. Names that the question has itself answer nothing, nor do names of places where a person is asked
    for. A number that is part of a date is no number; one that counts what the question counts ("23 stalls") fits
    best, and then the others are left out.
    """
    if asked.post and (told := told_beside(asked, asked.post, sentence)):
        return told, 1.0
    if asked.kind in {Kind.OTHER, Kind.YES_NO}:
        return list(answering_things(asked, sentence)), 1.0
    found = [match.span() for match in asked.sought.finditer(sentence)]
    match asked.kind:
        case Kind.DATE:
            fitting, fit = answering_dates(asked, sentence, found or days_instead(asked, sentence))
        case Kind.REASON:
            # "A few hours after the ferry struck": what the question says itself is no reason for it.
            told = [(start, end) for start, end in found if coverage(asked, words(sentence[start:end])) < SAID_AGAIN]
            fitting, fit = told, 1.0 if told else UNREASONED
        case Kind.PLACE:
            fitting, fit = answering_places(asked, sentence, outside(found, dates_in(sentence)))
        case Kind.NAME:
            names = [name for span in found for name in new_names(asked, sentence, span)]
            fitting, fit = answering_names(asked, sentence, outside(names, dates_in(sentence)), words)
        case _:
            own = [span for span in found if not (asked.post and asked.post.is_anothers(sentence, span))]
            fitting, fit = answering_numbers(asked, sentence, outside(own, dates_in(sentence)), words)
            fitting, fit = (fitting, fit) if fitting else without_unit(asked, sentence)
    return fitting, fit


def told_beside(asked: Asked, post: Beside, sentence: str) -> list[Span]:
    """What a sentence tells beside a name; of a post a name that the question does not hold."""
    told = post.holders(sentence)
    return [span for span in told if is_new(asked, sentence[slice(*span)])] if isinstance(post, Post) else told


def without_unit(asked: Asked, sentence: str) -> tuple[list[Span], float]:
    """What tells a measure otherwise: when a thing was made tells its age, how long it took its speed, for less."""
    if asked.sought is x.AGE and not any(map(SOMEBODY.search, outside_of_phrases(asked.text))):
        return found_or_not([match.span() for match in x.MADE.finditer(sentence)])
    paces = [match.span() for match in x.PACE.finditer(sentence)] if asked.sought is x.SPEED else []
    return paces, UNCOUNTED * bool(paces)


def days_instead(asked: Asked, sentence: str) -> list[Span]:
    """The days of which a sentence says what was so in the year or month that is asked for: the day on which it was
    printed tells these of "on Monday", and both are shown. What was so "first" or "last" is not of the day of the news.
    """
    if asked.sought not in {x.YEAR_IN_TEXT, x.MONTH} or LONG_AGO.search(asked.text):
        return []
    said = [one for one in (asked.said, asked.deed, asked.act) if one]
    days = (span for span in dates_in(sentence) if not x.CLOCK.fullmatch(sentence, *span))
    told = ((span, one) for span in days for one in said)
    return list(
        dict.fromkeys(span for span, one in told if is_said_of(one, sentence, span) and is_next(one, sentence, span))
    )


def is_next(deed: Predicate, sentence: str, day: Span) -> bool:
    """Whether a deed stands beside a day with no other one between: "27 years after it opened, it closed on Monday"."""
    for word in WORD.finditer(sentence):
        between = sentence[word.end() : day[0]] if word.end() <= day[0] else sentence[day[1] : word.start()]
        if any(map(deed.is_said, stems(word[0], DEFAULT))) and "," not in between:
            return not any(is_participle(one) or one in PAST for one in between.casefold().split())
    return False


def answering_dates(asked: Asked, sentence: str, dates: list[Span]) -> tuple[list[Span], float]:
    """Dates of which the sentence says what the question says of one; all of them where none is, for less.

    Who asks when it was does not ask when it will be, nor the other way round.
    """
    if x.ASKS_WHEN_IT_IS.search(asked.text):
        dates = [span for span in dates if not x.AGO.match(sentence, *span)] or dates
    if asked.said is None:
        return found_or_not(dates)
    days = [span for span in dates if asked.sought is not x.DATE or not x.CLOCK.fullmatch(sentence, *span)]
    if not days:
        return dates, UNCOUNTED * bool(dates)  # at what hour, of some day
    dates = days
    said = [span for span in dates if is_said_of(asked.said, sentence, span)]
    if x.ASKS_WHEN_IT_WAS.search(asked.text):
        said = [span for span in said if not is_to_come(sentence, span)]
    return (said, 1.0) if said else (dates, UNCOUNTED * bool(dates))


def is_to_come(sentence: str, when: Span) -> bool:
    """Say whether a clause tells what will be at a time; not of what it follows: "after her May 3 arrest"."""
    start, end = clause_around(sentence, when)
    return bool(x.WILL.search(sentence[start:end])) and not x.AFTER_THE.search(sentence[start : when[0]])


def answering_places(asked: Asked, sentence: str, names: Sequence[Span]) -> tuple[list[Span], float]:
    """Names that stand where a place does: "in Harbour Town"."""
    before = [span for span in names if x.WHERE_BEFORE.search(sentence[: span[0]])]
    places = [(start, end) for start, end in before if is_new(asked, sentence[start:end])]
    return places, 1.0 if places else UNPLACED


def answering_things(asked: Asked, sentence: str) -> Iterator[Span]:
    """What is called the thing that "which" asks for: "House Bill 12", "the Harbour Act"."""
    last = 0
    for found in re.finditer(rf"\b{re.escape(asked.thing)}s?\b", sentence, re.IGNORECASE) if asked.thing else ():
        start, end = found.span()
        if start < last:
            continue
        if named := x.NAMED_AFTER.match(sentence, end, end + BESIDE):
            last = named.end()
            yield start, last
        elif (named := x.NAMED_BEFORE.search(sentence, max(last, start - BESIDE), start)) and is_new(asked, named[1]):
            last = end
            yield named.start(1), end


def answering_names(
    asked: Asked, sentence: str, names: list[Span], words: Callable[[str], Sequence[str]]
) -> tuple[list[Span], float]:
    """Names of which the sentence says what the question says of somebody; all of them where none is, for less.

    Not those who hold such a post of something else.
    """
    begins = found.end() if (found := x.FROM_WHERE.match(sentence)) else 0
    names = [one for one in names if one[0] >= begins and not (asked.post and asked.post.is_anothers(sentence, one))]
    if asked.outcome and asked.said and has_agent(asked.text):
        subject = asked.subject - {asked.said.stem}
        acting = agents(asked.said, sentence, names[:MOST_NAMES], asked.terms.read, asked.text, subject=subject)
        return acting or without_places(sentence, names), (1.0 if acting else UNCOUNTED) * bool(names)
    acting = [span for span in names[:MOST_NAMES] if acts(asked, sentence, span, words)]
    who = without_places(sentence, acting or names)
    return who, (1.0 if acting or not asked.said else UNCOUNTED) * bool(who)


def without_places(sentence: str, names: list[Span]) -> list[Span]:
    """Names less those that look like where it was or like no name at all, where others are left."""
    kept = [span for span in names[:MOST_NAMES] if not is_place(sentence, *span)]
    return kept if any(" " in sentence[start:end] for start, end in kept) else names


def is_place(sentence: str, start: int, end: int) -> bool:
    """Whether a name in a sentence looks like where it was, or is of the line that says where an article is from."""
    where = x.OF_BEFORE.search(sentence[max(start - BESIDE, 0) : start])
    return bool(where or x.DATELINE.match(sentence[start : start + BESIDE])) or sentence[start:end] in countries()


def acts(asked: Asked, sentence: str, name: Span, words: Callable[[str], Sequence[str]]) -> bool:
    """Say whether what somebody is or does stands in a name or within a few words of it: "the captain, Ana Reis"."""
    start, end = name
    behind = APPOSED.sub("", sentence[end:])
    apposed = sentence[end:].removesuffix(behind).split()[:WORDS_BESIDE_NAME]
    before, after = sentence[max(start - BESIDE, 0) : start].split(), behind[:BESIDE].split()
    followed = after[: WORDS_BESIDE_NAME + bool(apposed)]
    near = [*before[-WORDS_BESIDE_NAME:], sentence[start:end], *apposed, *followed]
    return is_said(asked, words(LEADING_TO.sub(" ", " ".join(near))))


def is_said(asked: Asked, stems: Sequence[str]) -> bool:
    """Say whether among these words is what the question says of those that it asks for."""
    return asked.said is None or any(map(asked.said.is_said, asked.terms.read(stems)))


def answering_numbers(
    asked: Asked, sentence: str, numbers: list[Span], words: Callable[[str], Sequence[str]]
) -> tuple[list[Span], float]:
    """Numbers that count what the question counts; all of them where none does, for less.

    By how many others are more or fewer, and how long something lasts, counts only where nothing else does, or that is
    asked for.
    """
    numbers = [span for span in numbers if not names_only(sentence, span)]
    if not x.ASKS_DIFFERENCE.search(asked.text):
        numbers = [span for span in numbers if not x.DIFFERENCE.match(sentence, span[1])] or numbers
    if not x.ASKS_LASTING.search(asked.text):
        numbers = [span for span in numbers if not is_lasting(sentence, span)] or numbers
    if asked.sought in SIZES and x.ASKS_DIMENSION.search(asked.text):
        return answering_sizes(asked.text, sentence, numbers)
    counting = [span for span in numbers if counts(asked, sentence, span, words)]
    if asked.said and family_of(asked.said.stem):
        # 19 pupils who were killed are people who were, and 19 deaths.
        people = not asked.counted.isdisjoint(PEOPLE) or any(map(family_of, asked.counted))
        able = [span for span in numbers if not ANIMALS.match(sentence, span[1])] if people else counting
        so = [span for span in able if is_said_of(asked.said, sentence, span)]
        if so and not is_of_several(asked.event, asked.text, sentence):
            return so, 1.0
        return counting or numbers, UNCOUNTED * bool(numbers)  # of 22 who fell ill nobody need have died
    if counting or not asked.counted:
        return found_or_not(counting or numbers)
    return numbers, UNCOUNTED * bool(numbers)


def names_only(sentence: str, number: Span) -> bool:
    """Say whether a number counts nothing, but names: "Category 4", "10 Harbour Street"."""
    start, end = number
    return bool(x.NUMBERED.search(sentence[max(start - BESIDE, 0) : start]) or x.ADDRESS.match(sentence, end))


def is_lasting(sentence: str, number: Span) -> bool:
    """Say whether a number tells how long something lasts: "over three days"."""
    return bool(x.LASTING.match(sentence, number[1]) or x.LASTING.search(sentence, *number))


def dates_in(sentence: str) -> list[Span]:
    """Where a sentence names a day or a time."""
    return [match.span() for match in x.DATE.finditer(sentence)]


def found_or_not(spans: list[Span]) -> tuple[list[Span], float]:
    """A sentence that holds the kind of thing fits; another does not."""
    return spans, float(bool(spans))


def outside(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Leave out the spans that share a character with one of the others."""
    return [span for span in spans if not any(overlaps(span, other) for other in others)]


def counts(asked: Asked, sentence: str, number: Span, words: Callable[[str], Sequence[str]]) -> bool:
    """Say whether a number stands before what the question counts."""
    following = " ".join(sentence[number[1] :].split()[:WORDS_AFTER_NUMBER])
    return not asked.counted.isdisjoint(words(following))


def new_names(asked: Asked, sentence: str, span: Span) -> Iterator[Span]:
    """Yield the name that capitalised words are, if they are one and the question does not hold it already."""
    start, end = span
    if x.PLACE_BEFORE.search(sentence[:start]):  # "in Harbour Town" is where, not who
        return
    opens = not sentence[:start].rstrip(" \"'“”‘’")
    first, _, rest = sentence[start:end].partition(" ")
    if opens and rest and first.casefold() in FUNCTION_WORDS:  # "Some of the Harbour Cup"
        yield from (
            (start + len(first) + 1 + match.start(), start + len(first) + 1 + match.end())
            for match in x.NAME.finditer(rest)
            if is_new(asked, match.group())
        )
    elif is_new(asked, sentence[start:end]):
        yield span


def is_new(asked: Asked, name: str) -> bool:
    """Say whether this is a name at all, and one that the question does not hold."""
    # The pattern cannot tell é from É.
    if not name[0].isupper() or name.casefold() in FUNCTION_WORDS | x.NOBODY or x.NUMBER.fullmatch(name):
        return False
    if f" {name.rpartition(' ')[2].lower()}" in asked.text:  # Stone Bridge, of a question about the bridge
        return False
    text, parts = asked.text.casefold(), [POSSESSIVE.sub("", part).casefold() for part in name.split()]
    held = len(parts) > 1 and " ".join(parts[-2:]) in text  # Prime Minister Ana Reis, of a question about Ana Reis
    return not held and not all(part in text for part in parts if len(part.rstrip(".")) > 1)  # Ana M. Reis
