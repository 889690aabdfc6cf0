"""The time of a question, and how the next one changes it: "in 2020?", "and in March?", "and before that?"."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable
from datetime import date, datetime

from bot.dialogue.turns import PastTurn
from bot.english import phrases as p
from corpus.sentences import Span
from index.calendar_words import moved
from index.when import Dates, Mode, Window, read_window, time_words

MOSTLY = 0.6  # of the letters of a part name a time: then it is one
# A time that is counted inside of what was spoken of: "on the first day", "that night".
COUNTED_TIME = re.compile(
    r"(?:\b(?:on|in|at|during|by|from|since|until|after|before) )?\b(?:"
    r"(?:the|that|its) (?:very )?(?:first|second|third|fourth|fifth|last|final|opening|closing|same) "
    r"(?:day|night|morning|afternoon|evening|weekend|week|month|year|hour|time)s?"
    r"|that (?:day|night|morning|afternoon|evening|weekend|week|month|year))\b(?! of\b)",
    re.IGNORECASE,
)
MONTH = re.compile(rf"\b(?:{'|'.join(month_name[1:])})\b", re.IGNORECASE)
YEAR = re.compile(r"\b[12]\d{3}\b")
BARE_TIME = re.compile(r"\d{4}|[A-Z][a-z]+(?: \d{4})?")
DAY = re.compile(r"\d{1,2} [A-Z][a-z]+(?: \d{4})?|[A-Z][a-z]+ \d{1,2}(?:, \d{4})?|[A-Z][a-z]+day")
TIMELY = re.compile(
    r"^(?:in|on|at|during|since|before|after|until|from|the (?:year|month) of)\s+(?:the year )?", re.IGNORECASE
)
PART_AFTER = re.compile(r"^,?\s(?:and|but)\s", re.IGNORECASE)
HAPPENED = re.compile(r"^(what (?:else )?)(?:has )?happened\b", re.IGNORECASE)
DANGLING = re.compile(r"^[’']s?\b")
PAST = {"is": "was", "are": "were", "does": "did", "do": "did", "has": "had", "have": "had"}
NOW = re.compile(rf"^((?:[\w’'-]+\s+){{0,3}}?)({'|'.join(PAST)})\b", re.IGNORECASE)


def is_time(words: str, as_of: datetime) -> bool:
    """Whether words name a time and little else."""
    if is_counted_time(words):
        return True
    window = read_window(words, as_of)
    said = len("".join(words[start:end] for start, end in window.words))
    return window.mode is not Mode.NONE and said >= MOSTLY * len(words)


def is_counted_time(words: str) -> bool:
    """Whether words name a time inside of what was spoken of, and nothing else."""
    return bool(COUNTED_TIME.fullmatch(words.strip(" ?.!,")))


def without_time(words: str, as_of: datetime) -> tuple[str, str]:
    """Words without the time that they name, and that time."""
    window = read_window(words, as_of)
    return cut(words, window.words).strip(" ,"), " ".join(words[start:end] for start, end in window.words)


def with_time(question: str, time: str, as_of: datetime) -> str:
    """A question about another time; a month without a year is of the year that the question named."""
    if is_counted_time(time):  # inside of the time that the question may name
        return f"{COUNTED_TIME.sub('', question).strip(' ?.!,')} {time[0].lower()}{time[1:]}?"
    if read_window(time, as_of).dates is Dates.NAMED:  # "and tomorrow?"
        question = HAPPENED.sub(r"\1will happen", question, count=1)
    words = time_words(question, as_of)
    named = " ".join(question[start:end] for start, end in words)
    if MONTH.search(time) and not YEAR.search(time) and (year := YEAR.search(named)):
        time = f"{time} {year[0]}"
    if words and DANGLING.match(question[words[-1][1] :]):  # "in Friday’s match"
        start, end = words[-1]
        return f"{question[:start]}{TIMELY.sub('', time)}{question[end:]}"
    if p.PREPOSITION.match(time):
        time = time[0].lower() + time[1:]
    elif DAY.fullmatch(time):
        time = f"on {time}"
    elif BARE_TIME.fullmatch(time):
        time = f"in {time}"
    if words and PART_AFTER.match(question[words[-1][1] :]):  # "in May and who won it?": of that part
        start, end = words[-1]
        return f"{cut(question[:start], words[:-1])} {time}{question[end:]}".strip()
    return f"{cut(question, words).strip(' ?.!,')} {time}?"


def cut(text: str, spans: Iterable[Span]) -> str:
    """A text without some of its words."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start].rstrip()} {text[end:].lstrip()}"
    return text.strip()


def carried(question: str, last: str, as_of: datetime) -> str:
    """A question with the time of the last one, where it names none itself and may be of then: not where it asks how
    things are, nor takes over that something was before or after a moment.
    """
    words, window = time_words(last, as_of), read_window(last, as_of)
    bounded = window.since and window.until and window.mode is not Mode.LATEST
    if not (words and bounded) or NOW.match(question) or read_window(question, as_of).mode is not Mode.NONE:
        return question
    time = " ".join(last[start:end] for start, end in words)
    return f"{question.rstrip(' ?.!')} {time[0].lower()}{time[1:]}?" if p.PREPOSITION.match(time) else question


def then(found: re.Match[str], last: PastTurn, as_of: datetime) -> str:
    """The last question about a moment that is counted from it; empty where it is about no moment."""
    side = side_of(found)
    if found["unit"]:
        back = (found["way"] or found["which"] or "").casefold() in {"before", "earlier", "previous"}
        time = beside(found["unit"].casefold(), last, as_of, back=back) if found["way"] or found["which"] else ""
    else:
        time = f"{side} {moment}" if side and (moment := moment_of(last, as_of, side)) else ""
    if not time:
        return ""
    question = with_time(last.question, time, as_of)
    return question if side in {"after", "since"} else in_the_past(question)


def side_of(found: re.Match[str]) -> str:
    """On which side of what was spoken of a moment lies: before, after; empty where it is a year or a day."""
    return (found["side"] or "").casefold() or ("before" if found["earlier"] else "after" if found["later"] else "")


def told_before(found: re.Match[str], last: PastTurn, as_of: datetime) -> str:
    """The day of what was quoted last (2021-05-03), where it is asked what was told before it; else empty."""
    before = not found["unit"] and side_of(found) == "before"
    first = last.dated == date.min.isoformat()  # before which there is no day
    return last.dated if before and not (first or named_moment(last, as_of, "before")) else ""


def with_then(question: str, last: PastTurn, as_of: datetime) -> str:
    """A question with the moment that "before that" in it means; empty where it has no such words."""
    found = p.INSIDE_THEN.search(question)
    moment = moment_of(last, as_of, found["side"].casefold()) if found else ""
    return f"{question[: found.start()]}{found['side']} {moment}{question[found.end() :]}" if found and moment else ""


def moment_of(last: PastTurn, as_of: datetime, side: str) -> str:
    """The moment that the last turn was about, in words: the time that it named, else the day of what was cited."""
    return named_moment(last, as_of, side) or (in_words(date.fromisoformat(last.dated)) if last.dated else "")


def named_moment(last: PastTurn, as_of: datetime, side: str) -> str:
    """The time that the last question named, where it has a border on that side; else empty."""
    window = read_window(last.question, as_of)
    if window.words and (window.since if side == "before" else window.until):
        return TIMELY.sub("", " ".join(last.question[start:end] for start, end in window.words))
    return ""


def beside(unit: str, last: PastTurn, as_of: datetime, *, back: bool) -> str:
    """The year, month, week or day before or after the time that the last turn was about, in words."""
    day = day_of(read_window(last.question, as_of), last)
    if day is None:
        return ""
    step = -1 if back else 1
    match unit:
        case "year":
            return f"in {day.year + step}"
        case "month":
            month = 12 * day.year + day.month - 1 + step
            return f"in {month_name[month % 12 + 1]} {month // 12}"
        case _:
            other = moved(day, "week" if unit == "week" else "day", step)
            return f"on {in_words(other)}" if other else ""


def day_of(window: Window, last: PastTurn) -> date | None:
    """The first day of a window, else that of what was cited last."""
    if window.since and window.mode in {Mode.HARD, Mode.SOFT}:
        return window.since.date()
    return date.fromisoformat(last.dated) if last.dated else None


def in_words(day: date) -> str:
    """A day as it is written in a question."""
    return f"{day.day} {month_name[day.month]} {day.year}"


def in_the_past(question: str) -> str:
    """A question of how things stood: "who is" asks of now."""
    return NOW.sub(lambda found: found[1] + like(found[2]), question, count=1)


def like(verb: str) -> str:
    """A verb in its past form, with its capital."""
    past = PAST[verb.casefold()]
    return past.capitalize() if verb[0].isupper() else past
