"""How well a sentence supports an answer to a question: what kind of thing is asked for, and which words are shared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot import expressions as x
from corpus.sentences import Span
from index.terms import FUNCTION_WORDS, Terms, find_terms


class Kind(StrEnum):
    """What a question asks for."""

    DATE = "date"
    NAME = "name"
    NUMBER = "number"
    OTHER = "other"


# What asks for a thing, of which kind it is, and what it looks like; the first that fits counts.
SOUGHT = (
    (x.ASKS_AGE, Kind.NUMBER, x.AGE),
    (x.ASKS_MONEY, Kind.NUMBER, x.MONEY),
    (x.ASKS_NUMBER, Kind.NUMBER, x.NUMBER),
    (x.ASKS_YEAR, Kind.DATE, x.YEAR_IN_TEXT),
    (x.ASKS_MONTH, Kind.DATE, x.MONTH),
    (x.ASKS_TIME, Kind.DATE, x.CLOCK),
    (x.ASKS_DATE, Kind.DATE, x.DATE),
    (x.ASKS_NAME, Kind.NAME, x.NAME),
)
NOTHING = re.compile(r"(?!)")
WORDS_AFTER_NUMBER = 4  # "23 wooden market stalls"
UNCOUNTED = 0.7  # a number that may count something else


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as support is judged by: what it asks for, and the terms that it is about."""

    text: str
    kind: Kind
    sought: re.Pattern[str]
    terms: Terms
    counted: frozenset[str] = frozenset()  # what "how many" counts: people, stalls
    years: frozenset[str] = frozenset()  # years that the question names


def understand(
    question: str,
    words: Callable[[str], Sequence[str]],
    rarity: Callable[[str], float],
    others: Mapping[str, Sequence[frozenset[str]]] | None = None,
) -> Asked:
    """Find what a question asks for, and weigh its words by how rare they are in the archive."""
    fitting = ((kind, pattern) for asks, kind, pattern in SOUGHT if asks.search(question))
    kind, sought = next(fitting, (Kind.OTHER, NOTHING))
    terms = find_terms(question, words, rarity, others)
    counted = x.COUNTED.search(question)
    return Asked(
        text=question,
        kind=kind,
        sought=sought,
        terms=terms,
        counted=frozenset(words(counted[1]) if counted else ()) & terms.weights.keys(),
        years=frozenset(x.YEAR.findall(question)),
    )


def coverage(asked: Asked, words: Sequence[str]) -> float:
    """Return the share of the question's weight that these words hold, 0 to 1."""
    return asked.terms.share(asked.terms.read(words))


def answering_spans(asked: Asked, sentence: str, words: Callable[[str], Sequence[str]]) -> tuple[list[Span], float]:
    """Return where in a sentence the kind of thing stands that is asked for, and how well it fits, 0 to 1.

    Dates, numbers or names; where nothing of a kind is asked for, there are no spans and every sentence fits. Names
    that the question has itself, and names of places, answer nothing. A number that is part of a date is no number;
    one that counts what the question counts ("23 stalls") fits best, and then the others are left out.
    """
    if asked.kind is Kind.OTHER:
        return [], 1.0
    found = [match.span() for match in asked.sought.finditer(sentence)]
    if asked.kind is Kind.DATE:
        return found_or_not(found)
    dates = [match.span() for match in x.DATE.finditer(sentence)]
    if asked.kind is Kind.NAME:
        names = [name for span in found for name in new_names(asked, sentence, span)]
        return found_or_not(outside(names, dates))
    numbers = outside(found, dates)
    counting = [span for span in numbers if counts(asked, sentence, span, words)]
    if counting or not asked.counted:
        return found_or_not(counting or numbers)
    return numbers, UNCOUNTED * bool(numbers)


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
    if not name[0].isupper() or name.casefold() in FUNCTION_WORDS | x.NOBODY:
        return False
    return not all(part.casefold() in asked.text.casefold() for part in name.split())


def overlaps(first: Span, second: Span) -> bool:
    """Say whether two spans share a character."""
    return first[0] < second[1] and second[0] < first[1]
