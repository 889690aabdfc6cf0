"""``Question``: what a reader asks, with its limits; from the command line or from a line of a batch."""

from __future__ import annotations

import json
import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo

from index.errors import QuestionRejected
from index.passage import NO_FILTER, Filter, Query, Stage
from index.rows import fold

COLOURING = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")  # a sequence that a terminal obeys
UNSEEN = {"Cc", "Cf"}  # control and format characters
JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same conversation, and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, when it is asked, and what the reader limited by hand. ``id`` is the reader's own, if any.

    ``any_time`` says to pass over the time that the words name, ``as_written`` to look for its very words. Of a
    conversation: ``near`` are ids of articles that it is about and that are read first, or alone (``near_only``),
    ``context`` are words of the turns before, where the question cannot be understood without them, ``own`` words of
    which an answer should say one, beside the name that was put in for a pronoun, ``quoted`` are places (id of an
    article, start, end) that are not to be quoted again.
    """

    text: str
    as_of: datetime
    filter: Filter = NO_FILTER
    history: tuple[Turn, ...] = ()
    id: str | int | None = None
    any_time: bool = False
    as_written: bool = False
    near: tuple[str, ...] = ()
    near_only: bool = False
    context: str = ""
    own: tuple[str, ...] = ()
    quoted: tuple[tuple[str, int, int], ...] = ()

    def query(self, top_k: int, *, listed: bool = False, without: frozenset[Stage] = frozenset()) -> Query:
        """The question as the retriever takes it, with what the reader limited by hand."""
        limits, as_of, any_time = self.filter, self.as_of, self.any_time
        without |= {Stage.SPELLING} if self.as_written else frozenset()
        return Query(self.text, limits, top_k, as_of=as_of, any_time=any_time, listed=listed, without=without)


def make_question(
    text: str,
    *,
    now: datetime,
    zone: tzinfo,
    longest: int,
    as_of: str = "",
    since: str = "",
    until: str = "",
    source: str = "",
    author: str = "",
    any_time: bool = False,
    history: tuple[Turn, ...] = (),
    question_id: str | int | None = None,
) -> Question:
    """Check and convert what a reader typed; raises QuestionRejected with the reason.

    A day means its first moment in ``zone`` for ``since`` and ``as_of``, its last for ``until``; so do a month and a
    year. ``now`` stands in for an ``as_of`` that is not given.
    """
    raw_source, raw_author = source, author
    text, source, author = map(readable, (text, source, author))
    text, since, until, source, author = (
        " ".join(printable(given).split()) for given in (text, since, until, source, author)
    )
    if not text:
        raise QuestionRejected("the question is empty")
    if len(text) > longest:
        raise QuestionRejected(
            f"the question has {len(text)} characters; {longest} is the most (BACKISSUE_MAX_QUESTION)"
        )
    if raw_author.strip() and not fold(author):
        raise QuestionRejected(f"{raw_author!r} is no name")
    if raw_source.strip() and not source:
        raise QuestionRejected(f"{raw_source!r} is no name")
    wanted = Filter(
        since=first_moment(since, zone) if since else None,
        until=last_moment(until, zone) if until else None,
        source=source,
        author=author,
    )
    if wanted.since and wanted.until and wanted.since > wanted.until:
        raise QuestionRejected(f"nothing lies between {since} and {until}: since is later than until")
    moment = first_moment(as_of, zone) if as_of else now.astimezone(zone)
    return Question(text, moment, wanted, history, question_id, any_time)


def readable(text: str) -> str:
    """Leave out of what was typed or pasted what nobody sees, and what makes another word of a word: what colours a
    terminal, control characters, marks of direction, soft hyphens. Joiners stay: they shape letters, and emoji.
    """
    if text.isprintable():
        return text
    shown = COLOURING.sub("", text)
    return "".join(c for c in shown if c in JOINERS or c.isspace() or unicodedata.category(c) not in UNSEEN)


def worded(text: str) -> str:
    """Return a text in which a letter or a digit stands; raises QuestionRejected for one of signs and pictures alone,
    which nothing can be looked for by.
    """
    if text.strip() and not any(sign.isalnum() for sign in text):
        raise QuestionRejected("this is no question: it has neither a word nor a number")
    return text


FIELDS = ("question", "as_of", "since", "until", "source", "author")


def parse_line(
    line: str,
    *,
    now: datetime,
    zone: tzinfo,
    longest: int,
    any_time: bool = False,
    defaults: Mapping[str, str] | None = None,
) -> Question:
    """Read one line of a batch; raises QuestionRejected. Fields that are not known are passed over.

    ``any_time`` and ``defaults`` (by the names of ``make_question``) hold where a line does not say.
    """
    record = read_object(line)
    texts = {name: text_field(record, name) or (defaults or {}).get(name, "") for name in FIELDS}
    if not texts["question"]:
        raise QuestionRejected("no question")
    history = read_history(record.get("history"))
    text = texts.pop("question")
    return make_question(
        text if history else worded(text),  # a mere "?" may ask on
        now=now,
        zone=zone,
        longest=longest,
        any_time=flag_field(record, "any_time") or any_time,
        history=history,
        question_id=line_id(line),
        **texts,
    )


def line_id(line: str) -> str | int | None:
    """Return the id of a batch line, also of one that is wrong otherwise; None where there is none."""
    try:
        found = read_object(line).get("id")
    except QuestionRejected:
        return None
    if isinstance(found, str):
        return printable(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def read_object(line: str) -> dict[str, object]:
    """Parse a JSON object."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QuestionRejected(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise QuestionRejected("not a JSON object")
    return record


def text_field(record: dict[str, object], name: str) -> str:
    """Return a field that must be text; empty where it is absent or null."""
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise QuestionRejected(f"{name} is not text")
    return printable(value)


def flag_field(record: dict[str, object], name: str) -> bool:
    """Return a field that must be true or false; false where it is absent or null."""
    value = record.get(name)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise QuestionRejected(f"{name} is neither true nor false")


def printable(text: str) -> str:
    """Replace lone surrogates: JSON and bytes of a command line can hold them, nothing can print or store them."""
    return text.encode("utf-8", "replace").decode()


def read_history(value: object) -> tuple[Turn, ...]:
    """Read the turns before the question."""
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(turn, dict) for turn in value):
        raise QuestionRejected("history is not a list of objects with question and answer")
    return tuple(Turn(text_field(turn, "question"), text_field(turn, "answer")) for turn in value)


def first_moment(text: str, zone: tzinfo) -> datetime:
    """Return the first moment of a day, month or year, or the moment itself."""
    return parse_moment(text, zone)[0]


def last_moment(text: str, zone: tzinfo) -> datetime:
    """Return the last second of a day, month or year, or the moment itself."""
    return parse_moment(text, zone)[1]


def parse_moment(text: str, zone: tzinfo) -> tuple[datetime, datetime]:
    """Read ``2022``, ``2022-08``, ``2022-08-01`` or a full ISO 8601 moment as its first and last second.

    Both keep the zone that was meant, so that the day typed is the day shown.
    """
    text = text.strip()
    try:
        if match := re.fullmatch(r"(\d{4})(?:-(\d{2}))?", text):
            year, month = int(match[1]), match[2]
            months = (int(month), int(month)) if month else (1, 12)
            first = datetime(year, months[0], 1, tzinfo=zone)
            last = datetime(year, months[1], monthrange(year, months[1])[1], 23, 59, 59, tzinfo=zone)
        else:
            first = datetime.fromisoformat(text)
            first = first if first.tzinfo else first.replace(tzinfo=zone)
            only_day = len(text) <= len("2022-08-01")
            last = datetime.combine(first, time(23, 59, 59), first.tzinfo) if only_day else first
        first.astimezone(UTC), last.astimezone(UTC)  # raises where UTC's calendar does not reach
    except (ValueError, OverflowError) as error:
        raise QuestionRejected(f"{text[:40]!r} is no date: write 2022-08-01, 2022-08 or 2022") from error
    return first, last
