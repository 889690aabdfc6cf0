"""When a question asks about: its words -> a window of time.

By rules alone, so that a question has the same window every time. All days are days of the zone in which it is asked.
Elections, wars, holidays and anniversaries are never turned into dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from corpus.sentences import Span
from index.asking import beside, is_told, plain, without_words
from index.calendar_languages import in_english, language_of
from index.calendar_mentions import REACH, Asked, Mention, Role, mentions_of
from index.calendar_words import EARLIEST_YEAR, Days, InYear, find_times, latest_year, moved, pattern
from index.coming import asks_for_next, days_ahead, is_coming

COMPARED = re.compile(r"\b(?:than|compared (?:to|with)|(?:up|down) from)\b[^,.;:?!]*\Z")
LONGEST = 2000  # characters of a question that are read
YEAR = timedelta(days=366)
STALE = timedelta(days=365)  # an archive that ended so long before the latest August is asked about its own last one


class Dates(StrEnum):
    """By which of its dates an article is of a time."""

    PUBLISHED = "published"  # it was printed then; what names it is of it as well
    NAMED = "named"  # it names it: of a time that is still to come, nothing can have been printed in it


class Mode(StrEnum):
    """How the time is meant."""

    HARD = "hard"  # an exact time: "in August 2022", "since 3 May 2021"
    SOFT = "soft"  # vague, relative, or the date in the name of a thing: "last month", "the 2022 World Cup"
    LATEST = "latest"  # how things stand now
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Window:
    """The time that a question is about; both ends inclusive, None where it is open."""

    since: datetime | None
    until: datetime | None  # last second of the last day
    mode: Mode
    words: tuple[Span, ...] = ()  # where in the question the time is named
    year_inferred: bool = False  # "in August" without a year: ``as_of`` and the archive chose it
    says_when: bool = (
        False  # the words say when something was, "in 2021", and not which thing is meant, "the 2021 vote"
    )
    alone: bool = False  # what happened then is asked about, and nothing else: "any news of last Monday?"
    dates: Dates = Dates.PUBLISHED

    @property
    def of_print(self) -> bool:
        """Whether it is a time in which articles may have been printed, and near to which they count for more."""
        return self.mode in {Mode.HARD, Mode.SOFT} and self.dates is Dates.PUBLISHED

    @property
    def binds(self) -> bool:
        """Whether nothing of other times answers."""
        return self.alone or self.dates is Dates.NAMED

    def lies_outside(self, first: datetime | None, last: datetime | None) -> bool:
        """Whether it lies wholly before or after what an archive spans; where that is not known, it does not.

        A time that is still to come does not: it may be named.
        """
        late = self.since is not None and last is not None and self.since > last and self.dates is Dates.PUBLISHED
        return self.ends_before(first) or late

    def ends_before(self, first: datetime | None) -> bool:
        """Whether it is over before an archive begins."""
        return self.until is not None and first is not None and self.until < first


ANY_TIME = Window(None, None, Mode.NONE)

LATEST = pattern(
    r"(?<!at\sthe\s)\b(?:latest|newest)\b|\b(?:most )?recent(?:ly)?\b|\b(?:currently|nowadays|lately|presently)\b"
    r"|(?<!alternating\s)(?<!direct\s)(?<!electric\s)(?<!ocean\s)(?<!rip\s)\bcurrent\b(?! affairs?\b| accounts?\b)"
    r"|\b(?:right )?now\b(?!-| that\b)|\bas of today\b|\bat (?:present|the moment)\b|\bthese days\b"
    r"|\bso far\b(?!-| away| as| from| apart)|\b(?:up[\s-])?to[\s-]date\b|\bwhat'?s new\b|\bany (?:news|updates?)\b"
    r"|\bnews (?:about|on)\b"
)
STILL = pattern(r"\bstill\b(?! (?:life|lives|images?|water|photos?|births?)\b)")
PAST = re.compile(r"\b(?:was|were|did|had|stood|stand)\b")  # with these, "still" is not about now
QUOTED = re.compile(r"“[^”]*”|(?<=\s)\"[^\"]*\"")  # words of an article, not of who asks; a whole query may be quoted


def read_window(question: str, as_of: datetime, first: datetime | None = None, last: datetime | None = None) -> Window:
    """Read the time that a question names, asked at ``as_of`` of an archive with articles from ``first`` to ``last``.

    Any text is accepted. What the calendar does not have is none, and neither is a time that is still to come, unless
    the question asks what will be then, as in "what will open on Friday?". In English; the commoner ways to name a
    time also in German, French, Spanish, Italian, Portuguese, Dutch, Turkish, Azerbaijani, Russian and Ukrainian.
    Seasons are those of the northern hemisphere, weeks begin on Monday, and of 05/06/2022 the first number is the day.
    """
    window = read_span(question, as_of, first, last)
    return replace(window, alone=window.says_when and not beside(question, window.words))


def read_span(question: str, as_of: datetime, first: datetime | None, last: datetime | None) -> Window:
    """Read the window of a question in any of the languages."""
    question = QUOTED.sub(lambda found: " " * len(found[0]), question[:LONGEST])
    ends = [moment.astimezone(as_of.tzinfo).date() if moment else None for moment in (first, last)]
    if language := language_of(question):
        english, origins = in_english(question, language)
        window = read_english(Asked(english, plain(english), as_of.date(), *ends), as_of)
        if window.mode is not Mode.NONE:
            return replace(window, words=tuple((origins[a][0], origins[b - 1][1]) for a, b in window.words))
    return read_english(Asked(question, plain(question), as_of.date(), *ends), as_of)


def time_words(question: str, as_of: datetime) -> tuple[Span, ...]:
    """Find where a question names a time, also one that is still to come; that in English only."""
    if words := read_window(question, as_of).words:
        return words
    asked = Asked(question[:LONGEST], plain(question[:LONGEST]), as_of.date(), None, None)
    mentions = ranges(mentions_of(find_times(asked.text, asked.today)[0], asked), asked)
    return tuple((one.start, one.end) for one in mentions if one.sure and one.adverbial)


def read_english(asked: Asked, as_of: datetime) -> Window:
    """Read the window of an English question."""
    times, rest = find_times(asked.text, asked.today)
    mentions = [mention for mention in ranges(mentions_of(times, asked), asked) if mention.sure]
    told = [mention for mention in mentions if not is_compared(mention, asked.text)]
    bounds = [found for mention in told if (found := bounds_of(mention, asked))]
    if printed := [bound for bound in bounds if bound.dates is Dates.PUBLISHED]:
        return window_of(printed, asked, as_of)
    if words := latest_words(rest):
        return Window(None, as_of, Mode.LATEST, words)
    if bounds:
        return window_of(bounds, asked, as_of)
    tomorrow = moved(asked.today, "day", 1)
    if not tomorrow or not asks_for_next(asked.text):
        return ANY_TIME
    return Window(datetime.combine(tomorrow, time.min, as_of.tzinfo), None, Mode.HARD, dates=Dates.NAMED)


def is_compared(mention: Mention, text: str) -> bool:
    """Whether a time is only what another one is compared with: "higher than a year ago"."""
    return bool(COMPARED.search(text[max(mention.start - REACH, 0) : mention.start]))


def latest_words(text: str) -> tuple[Span, ...]:
    """Find the words that ask how things stand now."""
    patterns = [LATEST] if PAST.search(text) else [LATEST, STILL]
    return tuple(sorted(found.span() for words in patterns for found in words.finditer(text)))


# Ranges, and the years that are not said.


def ranges(mentions: list[Mention], asked: Asked) -> list[Mention]:
    """Return the mentions with those as one that make up a range or a list."""
    merged: list[Mention] = []
    for mention in reversed(mentions):
        whole = range_of(mention, merged[-1], asked) if merged else None
        merged = [*merged[:-1], whole] if whole else [*merged, mention]
    return merged[::-1]


def range_of(earlier: Mention, later: Mention, asked: Asked) -> Mention | None:
    """Return two mentions as one, None where they do not belong together."""
    if not is_continued(earlier, later, asked.text):
        return None
    first, last = in_order(earlier, later, asked)
    if not first or not last:
        return None
    if earlier.repeats == later.repeats == "week" and first > last and (before := moved(first[0], "week", -1)):
        first = before, before  # "from Monday to Friday"
    days = min(first[0], last[0]), max(first[1], last[1])
    stretch = earlier.role is Role.OF and (later.role is Role.UNTIL or later.join in {"to", "-"})
    return replace(
        earlier,
        end=later.end,
        days=lambda _: days,
        year=0,
        role=Role.OF if earlier.role is Role.OF and not stretch else Role.AT,
        exact=earlier.exact and later.exact,
        direct=earlier.direct or stretch,
        describing=later.describing,
        sure=earlier.sure or later.sure,
        several=True,
        inferred=earlier.year is None and later.year is None,
        repeats=earlier.repeats if later.repeats else "",
    )


def is_continued(earlier: Mention, later: Mention, text: str) -> bool:
    """Whether one mention goes on in the next: "3 May to 9 June", "in May, June and July"."""
    if text[earlier.end : later.joint].strip() or not (later.join or later.role is Role.UNTIL):
        return False
    if later.join == "," and not (earlier.year is None and later.several):
        return False  # "Theresa May, June 2019"
    return earlier.role in {Role.AT, Role.OF, Role.SINCE, Role.FROM} and later.role in {Role.AT, Role.UNTIL}


def in_order(earlier: Mention, later: Mention, asked: Asked) -> tuple[Days | None, Days | None]:
    """Return the days of both; a year that only one of them has is that of the other too, or the next to it."""
    if later.year is None and earlier.year is not None:
        first = earlier.days(earlier.year)
        return first, nearest(later.days, first, 1) if first else None
    last = days_named(later, asked)
    return nearest(earlier.days, last, -1) if last and earlier.year is None else days_named(earlier, asked), last


def nearest(days: InYear, other: Days, step: int) -> Days | None:
    """Return what repeats in the year of other days, or in the next one where it would stand on their wrong side."""
    year = other[0].year
    found = days(year)
    return found if found and (found[0] - other[0]).days * step >= 0 else days(year + step)


def days_named(mention: Mention, asked: Asked) -> Days | None:
    """Return the days of a mention, of the likeliest year where it has none; None outside of the calendar."""
    year = inferred_year(mention.days, asked) if mention.year is None else mention.year
    return None if year is None else mention.days(year)


def inferred_year(days: InYear, asked: Asked) -> int | None:
    """Return the latest year in which something that repeats had begun when the question was asked.

    A day may be tomorrow: there it may be today already. Where the archive ended long before, the latest one that it
    holds is meant.
    """
    year = latest_year(days, moved(asked.today, "day", 1) or asked.today)
    found = days(year) if year is not None else None
    if found and found[0] > asked.today and found[0] != found[1]:
        year = latest_year(days, asked.today)
        found = days(year) if year is not None else None
    if not found or not asked.last or found[0] - asked.last <= STALE:
        return year
    archived = latest_year(days, asked.last)
    held = days(archived) if archived is not None else None
    return archived if held and (not asked.first or held[1] >= asked.first) else year


# What is left of the time.


@dataclass(frozen=True, slots=True)
class Bounds:
    """The days of one mention, None where it is open."""

    since: date | None
    until: date | None
    mention: Mention
    inferred: bool
    dates: Dates = Dates.PUBLISHED


def bounds_of(mention: Mention, asked: Asked) -> Bounds | None:
    """Return the days that a mention bounds, None where these are not in the calendar or not what is asked about."""
    days, inferred = days_named(mention, asked), mention.inferred or mention.year is None
    if not days or days[0].year < EARLIEST_YEAR or mention.role is Role.BIRTH:
        return None
    if ahead := days_ahead(mention, days, asked):
        return Bounds(*ahead, mention, inferred, Dates.NAMED)
    if is_coming(mention, days, asked):
        return None
    since, until = open_ends(days, mention)
    latest = moved(asked.today, "day", int(mention.exact)) or asked.today  # somewhere it is tomorrow already
    begun = since <= latest if since else until is not None and until <= asked.today
    return Bounds(since, until, mention, inferred) if begun else None


def open_ends(days: Days, mention: Mention) -> tuple[date | None, date | None]:
    """Return the first and the last day that the words around a time leave.

    "After the 2022 World Cup" may be within 2022, "after 2022" is not.
    """
    first, last = days
    next_day, day_before = (moved(last, "day", 1), moved(first, "day", -1)) if mention.adverbial else (first, last)
    role = mention.role
    if role is Role.FROM and mention.exact and mention.adverbial:
        role = Role.SINCE  # "songs from 2016" are of that year
    ends: dict[Role, tuple[date | None, date | None]] = {
        Role.SINCE: (first, None),
        Role.AFTER: (next_day, None),
        Role.UNTIL: (None, last),
        Role.STATE: (None, last),
        Role.BEFORE: (None, day_before),
    }
    return ends.get(role, days)


def window_of(bounds: list[Bounds], asked: Asked, as_of: datetime) -> Window:
    """Return the window of all mentions together; what says when goes before what only names a thing."""
    chosen = [bound for bound in bounds if bound.mention.adverbial] or bounds
    chosen = [bound for bound in chosen if bound.since and bound.until] or chosen
    since, until = ends_of(chosen)
    if since and until and since > until:  # "until 2019 and since 2022"
        chosen = chosen[:1]
        since, until = ends_of(chosen)
    ahead = chosen[0].dates is Dates.NAMED
    exact = all(bound.mention.exact and bound.mention.adverbial and not bound.inferred for bound in chosen)
    return Window(
        datetime.combine(since, time.min, as_of.tzinfo) if since else None,
        datetime.combine(until, time(23, 59, 59), as_of.tzinfo) if until else None,
        Mode.HARD if exact or ahead else Mode.SOFT,
        tuple((bound.mention.start, bound.mention.end) for bound in chosen),
        any(bound.inferred for bound in chosen),
        ahead or all(is_of_when(bound, asked.text) for bound in chosen),
        dates=chosen[0].dates,
    )


def is_of_when(bound: Bounds, text: str) -> bool:
    """Whether a time says when what is asked for was: not "a card from 1952", nor a decade, which no article has to
    name, nor what is told of a thing, "the ship that sank in 1912", "After it sank in 1912, who ...?".
    """
    mention, since, until = bound.mention, bound.since, bound.until
    age = since and until and until - since > YEAR and not mention.several
    direct = mention.exact or mention.role is not Role.FROM
    return mention.adverbial and not age and not is_told(text, mention.start, mention.end) and direct


def ends_of(bounds: list[Bounds]) -> tuple[date | None, date | None]:
    """Return the days from the first to the last of several times, or what open ones leave between them."""
    begins = [bound.since for bound in bounds if bound.since]
    ends = [bound.until for bound in bounds if bound.until]
    if len(begins) == len(ends) == len(bounds):
        return min(begins), max(ends)
    return max(begins, default=None), min(ends, default=None)


def without_relative_time(question: str, window: Window) -> str:
    """Return a question without the words that name a time only from the day of asking, such as "this week".

    No article has to say them. Those with a digit, or with a capital inside the question (a month), stay.
    """

    def is_relative(span: Span) -> bool:
        said = enumerate(question[slice(*span)], span[0])
        return not any(sign.isdigit() or (sign.isupper() and place) for place, sign in said)

    return without_words(question, filter(is_relative, window.words))
