"""What the words around a time make of it: since, before, early in, between one and another, or a mere name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from index.calendar_words import (
    NUMBER,
    ORDINALS,
    SOME_DAY,
    UNIT,
    Days,
    InYear,
    Kind,
    Named,
    count_of,
    moved,
    part_of,
    pattern,
    unit_around,
    unit_of,
)
from index.tense import Tense, tense_of

REACH = 60  # characters before a time in which the words stand that belong to it


class Role(StrEnum):
    """What the word before a time makes of it; the value is the name of a group in ``BEFORE_IT``."""

    BIRTH = "birth"
    AROUND = "around"
    SINCE = "since"
    FROM = "from"  # since, or at
    AFTER = "after"
    UNTIL = "until"
    STATE = "state"  # "as of": what was so by then
    BEFORE = "before"
    AT = "at"
    OF = "of"  # what belongs to a time, such as "the floods of 2022"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as written and, place for place, in small letters; the day of asking; what days the archive spans."""

    question: str
    text: str
    today: date
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Mention:
    """A time as the question uses it: ``text[start:end]``, and from ``joint`` on what joins it to the time before.

    ``exact``: a day, month or quarter. ``direct``: a word such as "in" stands right before it. ``describing``: it tells
    which thing is meant rather than when, as in "the 2022 World Cup". ``sure``: it is a time at all; "May" may be none.
    ``repeats``: after which unit there is another time of the same name, as of "Friday" and "in May".
    """

    joint: int
    start: int
    end: int
    days: InYear
    year: int | None
    role: Role
    exact: bool
    direct: bool
    describing: bool
    sure: bool
    join: str
    several: bool = False  # a range or a list
    inferred: bool = False  # its year
    repeats: str = ""

    @property
    def adverbial(self) -> bool:
        """Whether it says when, rather than which."""
        return self.role is not Role.OF and (self.direct or not self.describing)


NTH = "|".join([*ORDINALS, "last"])
PART = pattern(
    r"(?<!\w)(?:the )?(?:very )?(?:"
    r"(?P<early>early(?: in| of)?|(?:beginning|start|(?:first|opening) (?:weeks|months|years)) of)"
    r"|(?P<mid>mid(?:dle)?(?: of)?)"
    r"|(?P<late>late(?: in| of)?|(?:end|close|(?:last|final|closing) (?:weeks|months|years)) of)"
    rf"|(?P<half>{NTH}) half(?: of)?|(?P<quarter>{NTH}) quarter of"
    rf"|(?P<week>(?:{'|'.join(ORDINALS)}) week) of|(?P<head>first (?:day|days|few days)) of"
    r"|(?P<tail>(?:last|final) (?:day|week|days|few days)) of"
    rf"|(?P<several>(?P<side>first|opening|last|final|closing) {NUMBER} (?P<unit>day|week|month)s) of"
    r"|(?P<around>week (?:of|beginning|starting))"
    r")[\s-]+(?:the (?:year )?)?\Z"
)
ISSUED = ["articles", "reports", "stories", "news", "coverage"]
ISSUES = ["article", "report", "story", "statement", "speech", "letter", "interview", "study", "ruling", "memo", "data"]
THOSE_FROM, THE_ONE_FROM = ("|".join(rf"(?<={noun}\s)from" for noun in nouns) for nouns in (ISSUED, ISSUES))
ROLES = {
    Role.BIRTH: r"born(?: in| on)?",
    Role.AROUND: r"(?:(?:in|on|from|since|at) )?(?:around|about|circa|approximately|roughly)",
    Role.SINCE: r"since|as from|(?:start|beginn)ing(?: on| in| from)?|no(?: earlier than|t before)|on or after",
    Role.AT: rf"{THOSE_FROM}|in|on|during|within|throughout|over|at|between|both",
    Role.AFTER: r"after|later than|following|post(?=-)",
    Role.UNTIL: r"(?:up )?(?:until|till|til|through)|up to|by(?! (?:the|an?|its|his|her)\b)|no later than|on or before",
    Role.STATE: r"as (?:of|at)",
    Role.BEFORE: r"before|prior to|earlier than|ahead of|pre(?=-)",
    Role.OF: rf"{THE_ONE_FROM}|of|for|dated",
    Role.FROM: r"from",
}
BEFORE_IT = pattern(
    r"(?:(?:(?<!\w)(?P<join>and|or|to|with|than|versus|vs\.?|as well as)(?!\w)|(?P<sign>[-,&/]|\.\.)) ?)?"
    rf"(?:(?<!\w)(?P<gap>(?:{NUMBER} |the )?{UNIT} (?P<side>before|after)) )?"
    rf"(?:(?<!\w)(?:{'|'.join(f'(?P<{role}>{words})' for role, words in ROLES.items())})[\s-]+)?"
    r"(?:(?<![\w'])(?P<whose>the|an?|this|that|these|those|our|its|his|her|their|your|my|[\w.]+'s|\w+s') )?"
    r"(?:(?<!\w)(?P<filler>(?:night|morning|afternoon|evening|days?|months?|years?|period|course|weekend) of(?: the)?"
    r"|(?:calendar )?years?|month) )? ?\Z"
)
AFTER_IT = pattern(
    r"(?: x)*(?: (?:(?P<since>onwards?|forwards?|and (?:later|after|beyond)|or later|~since)"
    r"|(?P<after>~after)|(?P<before>~before)|(?P<until>(?:and|or) earlier|~until))\b| on(?= ?(?:[?.,!;]|\Z)))"
)
TO_NOW = pattern(r" ?(?:to|until|till|through|and|-|up to) ?(?:now|today|(?:the )?present(?: day)?|date|this day)\b")
NEXT_WORD = pattern(r"(?P<own>'s)?(?P<comma> ?,)? ?(?P<word>[^\W\d_][\w'-]*)?")
LAST_WORD = re.compile(r"([^\W\d_][\w']*)[^\w,.;:?!]*\Z")
HYPHENED = re.compile(r"(?<![12]\d{3})(?<=[^\W_])-\Z")  # by a hyphen to what is no year


def word_set(words: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(words.split())


# What may follow a time that does not describe it.
FUNCTION_WORDS = word_set(
    """a about according after against ago alone also am an and any are around as at be because been before being
    between but by can compared concerning could did do does during else ever for from had has have he her his how i if
    in into is it its like more near no not of on only onward onwards or our over regarding she should since so some
    than that the their them then there these they this those though through to under until versus via vs was we were
    what when where whether which while who whom whose why will with within without would x you your"""
)
# Words before and after a number that is no year.
NUMBERED = word_set(
    """version windows office room page pages flight resolution no number nr chapter article section route bus channel
    model than exactly nearly almost some least most only total highway rule form directive regulation series unit
    suite agenda area boeing asteroid psalm gate lot extension postcode zip code episode issue"""
)
COUNTED = word_set(
    """people men women children students pupils workers soldiers troops deaths dead victims cases seats votes pages
    words km kilometres kilometers miles metres meters feet kg tonnes tons dollars euros pounds lira rubles percent per
    hours minutes seconds degrees jobs cars homes houses hectares acres"""
)
HAPPENING = word_set(
    """elections protests riots floods olympics paralympics games fires wildfires figures results sales awards oscars
    finals championships attacks bombings earthquakes midterms primaries talks budgets reports statistics prices rates
    numbers sanctions strikes layoffs hearings"""
)
ALSO_NAMES = frozenset(["may", "march", "mar", "april", "apr", "june", "jan"])  # or verbs


THIS_ONE = re.compile(rf"this (?:{SOME_DAY})|(?:this|the) weekend")  # which may be the last or the next


# A time in its surroundings.


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a time, which begins at ``start``; ``owned``: "the", "its" or "EPA's" right before it."""

    start: int
    part: re.Match[str] | None
    before: re.Match[str]
    after: re.Match[str]
    role: Role | None
    owned: bool

    @property
    def telling(self) -> bool:
        """Whether the word before it is one that hardly stands before anything but times."""
        if self.role in {None, Role.OF, Role.AROUND}:
            return False
        return self.before["at"] not in {"at", "over"} and self.before["until"] != "by"


def mentions_of(times: list[Named], asked: Asked) -> list[Mention]:
    """Return the times that a question names with what the words around them make of them."""
    mentions: list[Mention] = []
    for named in times:
        floor = mentions[-1].end if mentions else 0
        if named.start >= floor:  # in "2019 to today", today belongs to 2019
            around = look_around(named, floor, asked.text)
            mentions.append(with_what_follows(mention_of(named, around, asked), asked.text))
    return mentions


def look_around(named: Named, floor: int, text: str) -> Surroundings:
    """Find the words around a time that belong to it, those before it from ``floor`` on."""
    floor = max(floor, named.start - REACH)
    part = PART.search(text, floor, named.start)
    start = part.start() if part else named.start
    before = BEFORE_IT.search(text, floor, start)
    after = NEXT_WORD.match(text, named.end)
    assert before and after  # both match nothing at least
    role = next((role for role in Role if before[role]), None)
    if first := "gap" if before["gap"] else role:
        start = before.start(first)
    if role in {Role.OF, Role.FROM, Role.SINCE} and is_stretch(named):
        role = Role.AT  # "from 3 to 9 May"
    if role is Role.AROUND and before["whose"]:
        role = Role.OF  # "about the 6 January 2021 attack"
    owned = bool(before["whose"]) and not before["filler"] and " of " not in text[named.start : named.end]
    return Surroundings(start, part, before, after, role, owned)


def is_stretch(named: Named) -> bool:
    """Whether words of one month name more than a day."""
    days = named.days(2000 if named.year is None else named.year)
    return named.kind is Kind.DAY and days is not None and days[0] != days[1]


def mention_of(named: Named, around: Surroundings, asked: Asked) -> Mention:
    """Return a time as the words before it and the next one use it."""
    before, role = around.before, around.role
    join = before["join"] or before["sign"] or ""
    return Mention(
        joint=before.start() if join else around.start,
        start=around.start,
        end=named.end,
        days=shaped(named.days, around),
        year=named.year,
        role=Role.AT if before["gap"] or role in {None, Role.AROUND} else role,
        exact=is_exact(named.kind, around),
        direct=not around.after["own"] and (named.kind is Kind.RELATIVE or (role is not None and not around.owned)),
        describing=is_describing(around),
        sure=is_sure(named, around, asked),
        join=join,
        repeats=unit_repeated(named, asked.text[named.start : named.end]),
    )


def unit_repeated(named: Named, words: str) -> str:
    """Return the unit after which a time comes again, nothing where it does not: "last Friday", "May 2022"."""
    if named.kind is Kind.WEEKDAY or THIS_ONE.match(words):
        return "week"
    return "year" if named.year is None or words.startswith("this ") else ""


def is_exact(kind: Kind, around: Surroundings) -> bool:
    """Whether a time has borders that nobody would argue about."""
    if around.before["gap"] or around.role in {Role.AROUND, Role.STATE}:
        return False
    if around.part:
        months = around.part.lastgroup == "several" and around.part["unit"] == "month"
        return kind is Kind.YEAR and (months or around.part.lastgroup in PARTS_OF_YEAR)
    return kind in {Kind.DAY, Kind.MONTH, Kind.QUARTER}


def is_describing(around: Surroundings) -> bool:
    """Whether a noun follows that the time describes: "the 6 January 2021, attack", "April 2024's rule"."""
    noun = around.after["word"]
    return bool(noun) and noun not in FUNCTION_WORDS and (around.owned or not around.after["comma"])


def is_sure(named: Named, around: Surroundings, asked: Asked) -> bool:
    """Whether words that have another sense too are meant as a time."""
    words = asked.text[named.start : named.end]
    if named.kind is Kind.YEAR and words.isdecimal():
        return not is_number(named, around, asked)
    if named.kind is Kind.WEEKDAY or (named.year is None and named.kind is not Kind.DAY):
        return is_placed(named, around, asked)
    doubtful = named.year is None and not ALSO_NAMES.isdisjoint(words.split())
    return not doubtful or around.telling or not asked.question[named.start : named.end].islower()


def is_number(named: Named, around: Surroundings, asked: Asked) -> bool:
    """Whether four digits count something, as in "2022 people", or number it, as in "Windows 2000"."""
    noun, reach = around.after["word"] or "", max(0, named.start - REACH)
    if around.part or around.telling:
        return False
    word = LAST_WORD.search(asked.text, reach, named.start)
    if noun in COUNTED or (word and word[1] in NUMBERED) or HYPHENED.search(asked.text, reach, named.start):
        return True
    plural = noun.endswith("s") and asked.question[around.after.start("word")].islower()
    name = word and word.start() and asked.question[word.start()].isupper()  # World Cup 2022
    return plural and not around.role and not around.owned and not name and noun not in HAPPENING | FUNCTION_WORDS


def is_placed(named: Named, around: Surroundings, asked: Asked) -> bool:
    """Whether a month, season or day of the week alone stands where a time does."""
    after, role = around.after, around.role
    word = asked.text[named.start : named.end].split()[0]
    adjacent = after["word"] and not after["comma"] and not after["own"]
    name = adjacent and asked.question[after.start("word")].isupper()  # August Wilson
    if (name and (role is Role.FROM or not around.telling)) or around.before["whose"] in {"a", "an"}:
        return False
    if around.part:
        return True
    if named.kind is Kind.WEEKDAY and not role:
        return bool(after["own"]) or not adjacent or after["word"] in FUNCTION_WORDS - {"x"}
    if word in ALSO_NAMES:
        direct = around.telling and not after["own"] and around.before["at"] != "on"
        return direct or is_planned_for(around, asked)
    if role:
        return role is not Role.OF or named.kind is Kind.MONTH or is_planned_for(around, asked)
    return named.kind is Kind.MONTH and around.owned and not asked.question[named.start].islower()


def is_planned_for(around: Surroundings, asked: Asked) -> bool:
    """Whether a time is one for which something is planned, as in "what is planned for Friday?"."""
    planned = asked.text.startswith("for ", around.start)
    return planned and tense_of(asked.text, around.start) is Tense.TO_COME


# What the parts make of the days.

THIRDS = {"early": 0, "mid": 1, "late": 2}
PARTS_OF_YEAR = {"half": 2, "quarter": 4}


def shaped(days: InYear, around: Surroundings) -> InYear:
    """Return the days with what the words before them change: "early", "around", "two weeks before"."""

    def in_year(year: int) -> Days | None:
        found = days(year)
        if found and around.part:
            found = part_named(found, around.part)
        if found and around.role is Role.AROUND:
            margin = max(3, (found[1] - found[0]).days // 2)
            found = reaching(found, "day", margin, margin)
        if found and around.before["gap"]:
            found = beside(found, around.before)
        return found

    return in_year


def part_named(days: Days, part: re.Match[str]) -> Days | None:
    """Return the part of the days that is named: early, the second half, the last week."""
    name = part.lastgroup or ""
    if name in THIRDS:
        return part_of(days, THIRDS[name], 3)
    if name in PARTS_OF_YEAR:
        count = PARTS_OF_YEAR[name]
        return part_of(days, min(ORDINALS.get(part[name].split()[0], count), count) - 1, count)
    if name == "around":
        return unit_around(days[0], "week")
    first, last = days
    if name == "several":
        return end_of(days, part["unit"], count_of(part["n"])[1], first=part["side"] in {"first", "opening"})
    if name == "week":
        first += timedelta(days=7 * ORDINALS[part[name].split()[0]] - 7)
    more = timedelta(days=0 if part[name].endswith("day") else min(6, (last - first).days))
    return (last - more, last) if name == "tail" else (first, first + more)


def end_of(days: Days, unit: str, count: int, *, first: bool) -> Days | None:
    """Return so many units at one end of the days."""
    begin, end = days[0], days[1] + timedelta(days=1)
    border = moved(begin, unit, count) if first else moved(end, unit, -count)
    if not border:
        return None
    return (begin, min(border, end) - timedelta(days=1)) if first else (max(border, begin), days[1])


def reaching(days: Days, unit: str, back: int, on: int) -> Days | None:
    """Return the days with so many units before and after them."""
    first, last = moved(days[0], unit, -back), moved(days[1], unit, on)
    return (first, last) if first and last else None


def beside(days: Days, before: re.Match[str]) -> Days | None:
    """Return the time from or to the days: "the week after 3 May", "months before June"."""
    plural = before["gap"].split()[-2].endswith("s")
    count = count_of(before["n"] or ("few" if plural else "one"))[1]
    if before["side"] == "before":
        return reaching((days[0], days[0]), unit_of(before), count, 0)
    return reaching((days[1], days[1]), unit_of(before), 0, count)


def with_what_follows(mention: Mention, text: str) -> Mention:
    """Return the mention with "onwards" or "to the present" after it."""
    if now := TO_NOW.match(text, mention.end):
        return replace(mention, end=now.end(), role=Role.SINCE, direct=True, describing=False)
    if found := AFTER_IT.match(text, mention.end):
        role = Role(found.lastgroup or "since")
        return replace(mention, end=found.end(), role=role, direct=True, describing=False)
    return mention
