"""``Schedule``: when a reader wants to hear what is new. Pure functions over moments; the clock is the caller's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

from index.errors import QuestionRejected

LONGEST_SUBJECT = 100  # characters


class Every(StrEnum):
    """How often something is sent."""

    TIME = "at once"
    DAY = "daily"
    WEEK = "weekly"


PERIOD = {Every.DAY: timedelta(days=1), Every.WEEK: timedelta(days=7)}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = timedelta(days=1)
EVER_BEFORE = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Schedule:
    """At what time of the reader's ``zone`` something is sent, and how often; ``weekday`` counts from Monday, 0.

    Nothing is sent in the ``quiet`` hours, from the first time to the second, which may lie after midnight.
    """

    zone: tzinfo
    every: Every = Every.DAY
    at: time = time(8)
    weekday: int = 0
    quiet: tuple[time, time] | None = None

    def __str__(self) -> str:
        """As a reader types it, without the zone: what ``parse_follow`` reads."""
        said = [self.every.value]
        if self.every is Every.WEEK:
            said.append(DAYS[self.weekday])
        if self.every is not Every.TIME:
            said.append(f"{self.at:%H:%M}")
        said.append(f"quiet {self.quiet[0]:%H:%M}-{self.quiet[1]:%H:%M}" if self.quiet else "no quiet")
        return " ".join(said)

    def in_words(self) -> str:
        """As it is told to a reader."""
        said = "at once"
        if self.every is Every.DAY:
            said = f"daily at {self.at:%H:%M}"
        if self.every is Every.WEEK:
            said = f"every {DAYS[self.weekday].capitalize()} at {self.at:%H:%M}"
        return f"{said}, quiet from {self.quiet[0]:%H:%M} to {self.quiet[1]:%H:%M}" if self.quiet else said

    def is_quiet(self, moment: datetime) -> bool:
        """Whether a moment lies in the quiet hours."""
        if self.quiet is None:
            return False
        (start, end), here = self.quiet, moment.astimezone(self.zone).time()
        return start <= here < end if start < end else here >= start or here < end


def next_due(schedule: Schedule, last_sent: datetime | None, now: datetime) -> datetime:
    """Return the first moment from ``now`` on, in UTC, at which something may be sent.

    ``last_sent`` is when something was sent last, or there was nothing to send. What was missed is made up for within
    half a period; afterwards the next one takes its place.
    """
    if schedule.every is Every.TIME:
        return waking(schedule, now)
    last_sent = min(last_sent or EVER_BEFORE, now)  # a clock may have been set back
    for slot in slots(schedule, now):
        start = waking(schedule, slot)
        moment = waking(schedule, max(start, now))
        if last_sent < slot and moment <= start + PERIOD[schedule.every] / 2:
            return moment
    raise AssertionError("a week without a slot")


def is_due(schedule: Schedule, last_sent: datetime | None, now: datetime) -> bool:
    """Whether something is to be sent now."""
    return next_due(schedule, last_sent, now) <= now


def slots(schedule: Schedule, now: datetime) -> Iterator[datetime]:
    """Yield the moments that the schedule names, in UTC, from more than a period ago on.

    A time that the clocks skip is that much later; one that they show twice is the first.
    """
    first = now.astimezone(schedule.zone).date() - DAY - PERIOD[schedule.every]
    for day in (first + DAY * n for n in range(30)):
        if schedule.every is Every.DAY or day.weekday() == schedule.weekday:
            yield datetime.combine(day, schedule.at, schedule.zone).astimezone(UTC)


def waking(schedule: Schedule, moment: datetime) -> datetime:
    """The first moment from one on, in UTC, that is not in the quiet hours."""
    if not schedule.is_quiet(moment) or schedule.quiet is None:
        return moment.astimezone(UTC)
    today = moment.astimezone(schedule.zone).date() - DAY
    ends = (datetime.combine(today + DAY * n, schedule.quiet[1], schedule.zone).astimezone(UTC) for n in range(4))
    return next(end for end in ends if end >= moment and not schedule.is_quiet(end))


# -- what a reader types ------------------------------------------------------------------------------------------

_CLOCK = r"(?:at\s+)?\d{1,2}(?:[:.]\d\d)?(?:\s?[ap]\.?m\.?)?"
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?"
# At the end of what was typed, so that a subject may begin with any of these words.
WHEN = re.compile(
    rf"""(?:^|\s)(?:
      (?P<once>at\s+once|immediately|instantly)
    | (?P<day>daily|every\s+day)(?:\s+(?P<day_at>{_CLOCK}))?
    | (?P<week>(?:weekly|every\s+week)(?:\s+(?:on\s+)?(?P<weekday>{_DAY}))?|every\s+(?P<each>{_DAY}))
      (?:\s+(?P<week_at>{_CLOCK}))?
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
QUIET = re.compile(
    rf"(?:^|[\s,;]+)(?:(?P<none>no\s+quiet|quiet\s+(?:off|none))|quiet\s+(?:from\s+)?(?P<start>{_CLOCK})\s*(?:-|–|to|till|until)"
    rf"\s*(?P<end>{_CLOCK}))$",
    re.IGNORECASE,
)
_PART = (
    r"(?:morning|noon|afternoon|evening|night|midnight|dawn|dusk|breakfast|lunch|dinner|bedtime)s?"
    r"(?:\s?times?)?"
)
_HOUR = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_UNIT = r"(?:minute|hour|day|weekday|weekend|week|fortnight|month|year)s?"
# What is meant to say when, though it is none of the above: to take it for a part of the subject would find nothing.
# Days of the week and parts of the day alone are none of it: Black Friday, High Noon.
MEANT_AS_WHEN = re.compile(
    rf"""(?:^|\s)(?:
      \d{{1,2}}:\d\d(?:\s?[ap]\.?m\.?)?
    | \d{{1,2}}\s?[ap]\.?m\.?
    | (?:at|around|about|before|after)\s+(?:\d{{1,2}}(?:[:.]\d\d)?(?:\s?[ap]\.?m\.?)?|{_PART})
    | (?:at\s+)?(?:half|(?:a\s+)?quarter)\s+(?:past|to)\s+{_HOUR}
    | (?:at\s+)?{_HOUR}\s+o['’]clock
    | (?:in|during)\s+the\s+{_PART}
    | (?:daily|weekly|every\s+(?:day|week)|every\s+{_DAY})\s+(?:[^\W\d_]+\s+){{0,2}}
      (?:\d{{1,2}}(?:[:.]\d\d)?|at\s+{_HOUR})
    | (?:hourly|nightly|fortnightly|biweekly|monthly|quarterly|yearly|weekdays|weekends)
    | (?:each|every)\s+(?:other\s+|single\s+|second\s+|\d+\s+)?(?:{_UNIT}|{_PART}|{_DAY}(?:\s+{_PART})?)
    | on\s+{_DAY}(?:\s+{_PART})?
    | {_DAY}\s+\d{{1,2}}(?:[:.]\d\d)?
    | (?:mon|tues|wednes|thurs|fri|satur|sun)days
    | (?:once|twice|\d+\s+times)\s+(?:a|an|per|each|every)\s+{_UNIT}
    | (?:at\s+)?(?:some|any)\s?times?|at\s+(?:some\s+point|random)|often|rarely|seldom|regularly
    | now\s+and\s+then|from\s+time\s+to\s+time|whenever
    | quiet\s+(?:hours?|from|\d).*
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
QUOTED = re.compile(r"[\"“„«](?P<subject>[^\"“”„«»]+)[\"”“»]")
# Behind a subject in quotation marks more may be meant as when: there it begins with its first word. What has an
# article or a capital letter is a place or a name: "Hamlet" at the Globe.
BEHIND = re.compile(
    rf"""[\s,;]*(?P<when>(?:
      (?:[Aa]t|[Aa]round|[Bb]efore|[Aa]fter|[Uu]ntil|[Tt]ill)\s+(?!(?:the|an?|his|her|its|their|our|my)\b)[a-z\d]
    | (?i:each|every|daily|weekly|hourly|nightly|monthly|once|twice|when(?:ever)?|quiet|soon|later
      |today|tonight|tomorrow|now|{_DAY}|{_PART}|\d{{1,2}}(?:ish)?$)\b
    ).*)$""",
    re.VERBOSE,
)
LOOKS_LIKE = (
    "write when as “at once”, “daily 8:00” or “weekly monday 9”, and behind it “quiet 22-7”; "
    "put the subject in quotation marks to follow these very words"
)
CLOCK = re.compile(r"(?:at\s+)?(\d{1,2})(?:[:.](\d\d))?\s?([ap])?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader wants to follow, and when to hear of it. Without a subject, the schedule of all is meant."""

    subject: str
    schedule: Schedule


def parse_follow(typed: str, usual: Schedule) -> Wish:
    """Read "Baykar daily 8:00", "Baykar weekly monday 9 quiet 22-7", "Baykar at once", or a subject alone; what stands
    in quotation marks is the subject, whatever it looks like.

    What is not said is taken from the ``usual`` schedule. Raises QuestionRejected with the reason.
    """
    typed = " ".join(typed.split())
    quoted = QUOTED.match(typed)
    left, schedule = read_schedule(typed[quoted.end() :] if quoted else typed, usual)
    if quoted and not left:
        subject = quoted["subject"].strip()
    else:
        subject, schedule = read_schedule(typed, usual)
        if when := meant_as_when(subject):
            raise QuestionRejected(f"I cannot read when “{when}” is: {LOOKS_LIKE}")
    if len(subject) > LONGEST_SUBJECT:
        raise QuestionRejected(f"a subject has at most {LONGEST_SUBJECT} characters, this one {len(subject)}")
    return Wish(subject, schedule)


def meant_as_when(subject: str) -> str:
    """What in a subject is meant to say when it is to come, though nobody can tell when that is."""
    if (quoted := QUOTED.match(subject)) and (found := BEHIND.match(subject, quoted.end())):
        return found["when"]
    found = MEANT_AS_WHEN.search(subject)
    return found[0].strip() if found else ""


def read_schedule(typed: str, usual: Schedule) -> tuple[str, Schedule]:
    """Take from the end of what was typed when it is to come, and when not, in any order; return what is left."""
    left, schedule = typed, usual
    if quiet := QUIET.search(left):
        left = left[: quiet.start()]
    if when := WHEN.search(left):
        left, schedule = left[: when.start()], read_when(when, schedule)
    if quiet is None and (quiet := QUIET.search(left)):
        left = left[: quiet.start()]
    return left.strip(" ,;"), replace(schedule, quiet=read_quiet(quiet)) if quiet else schedule


def read_when(found: re.Match[str], schedule: Schedule) -> Schedule:
    """Change how often and when something is sent."""
    if found["once"]:
        return replace(schedule, every=Every.TIME)
    at = read_clock(clock) if (clock := found["day_at"] or found["week_at"]) else schedule.at
    if found["day"]:
        return replace(schedule, every=Every.DAY, at=at)
    named = found["weekday"] or found["each"]
    weekday = next(n for n, day in enumerate(DAYS) if day[:3] == named[:3].lower()) if named else schedule.weekday
    return replace(schedule, every=Every.WEEK, at=at, weekday=weekday)


def read_quiet(found: re.Match[str]) -> tuple[time, time] | None:
    """The quiet hours; none where they are to end when they begin."""
    if found["none"]:
        return None
    start, end = read_clock(found["start"]), read_clock(found["end"])
    return (start, end) if start != end else None


def read_clock(text: str) -> time:
    """Read 8, 8:30, 8 pm; midnight may be 24."""
    found = CLOCK.match(text)
    assert found
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        raise QuestionRejected(f"{text} is no time of day: {LOOKS_LIKE}")
    hour = hour % 12 + 12 * (half == "p") if half else hour % 24 if (hour, minute) == (24, 0) else hour
    if hour > 23 or minute > 59:
        raise QuestionRejected(f"{text} is no time of day: {LOOKS_LIKE}")
    return time(hour, minute)
