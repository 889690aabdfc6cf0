"""Times that are still to come: whether a question that names one asks of it, "what will open on Friday?"."""

from __future__ import annotations

from datetime import timedelta

from index.asking import beside, is_told
from index.calendar_mentions import Asked, Mention, Role
from index.calendar_words import Days, moved, pattern
from index.tense import Tense, tense_of

AHEAD = {Role.AT, Role.OF, Role.FROM, Role.SINCE}  # what stands before a time that is still to come
SEASON, WEEK = timedelta(days=100), timedelta(days=7)
# "When is the next match?" asks for a day that is still to come.
NEXT_ONE = pattern(
    r"\A\W*(?:(?:and|so|but) )?(?:when|(?:on )?(?:what|which) (?:day|date))\b[^?.;]*\bnext\b(?! to\b| door\b)"
)
IS_SOON = pattern(r"\b(?:is|are|isn't|aren't)(?: [\w']+){0,3} ?\Z")  # "what is opening this Saturday?"


def days_ahead(mention: Mention, days: Days, asked: Asked) -> Days | None:
    """Return the days from tomorrow on of a time of which it is asked what will be then, None where it is not.

    Where a year is named, "who will host the cup in 2030?", what answers may name it otherwise, and a week that has
    begun may be asked about for what has been: those are meant only where nothing else is asked.
    """
    tense, today, tomorrow = tense_of(asked.text, mention.start), asked.today, moved(asked.today, "day", 1)
    named = (
        names_when(mention, asked.text)
        and mention.role in AHEAD
        and not is_told(asked.text, mention.start, mention.end)
    )
    if not named or not tomorrow:
        return None
    soon = "this " in asked.text[mention.start : mention.end] and IS_SOON.search(asked.text, 0, mention.start)
    if (soon or tense is Tense.TO_COME) and mention.repeats and days[1] < today:
        days = following(days, mention.repeats) or days
    first, last = days
    if first > today:
        clear = mention.year == 0 or (mention.exact and first > tomorrow)  # "any talks next week?"
        asks = tense is not Tense.PAST and (tense is not Tense.UNTOLD or clear)
    else:
        asks = tense is Tense.TO_COME and last > today and last - first < WEEK
    doubtful = first <= today or last - first > SEASON
    if not asks or (doubtful and beside(asked.text, [(mention.start, mention.end)])):
        return None
    return max(first, tomorrow), last


def names_when(mention: Mention, text: str) -> bool:
    """Whether a time says when something is, also "planned for 3 May"."""
    return mention.adverbial or text.startswith("for ", mention.start)


def following(days: Days, unit: str) -> Days | None:
    """Return the days a unit later."""
    first, last = (moved(day, unit, 1) for day in days)
    return (first, last) if first and last else None


def is_coming(mention: Mention, days: Days, asked: Asked) -> bool:
    """Whether of something that repeats the next one is meant: "why do they not come back in November?".

    Where the verb may be either, the last one, unless the next is twice as near.
    """
    if not mention.repeats or not names_when(mention, asked.text) or days[1] >= asked.today:
        return False
    tense = tense_of(asked.text, mention.start)
    if tense is not Tense.PRESENT:
        return tense in {Tense.TO_COME, Tense.USUAL}
    coming = moved(days[0], mention.repeats, 1)
    return coming is not None and 2 * (coming - asked.today) < asked.today - days[1]


def asks_for_next(text: str) -> bool:
    """Whether a question asks when the next of its kind is; ``text`` is in small letters."""
    return bool(NEXT_ONE.search(text)) and tense_of(text, len(text)) not in {Tense.PAST, Tense.UNTOLD}
