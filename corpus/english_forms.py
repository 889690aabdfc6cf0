"""The forms in which English news copy names times: patterns, each of which has the time in its group ``span``.

Every pattern is bounded, so that a text takes time in proportion to its length. White space is any one sign of it: a
line may end within a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def words(line: str) -> tuple[str, ...]:
    """Return the words of a line."""
    return tuple(line.split())


FULL_MONTHS = words("January February March April May June July August September October November December")
MONTH_NUMBERS = {name[:3].upper(): number for number, name in enumerate(FULL_MONTHS, start=1)}
SHORT_MONTHS = words("Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec")
FULL_WEEKDAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
SHORT_WEEKDAYS = words("Mon Tues Tue Wed Thurs Thur Thu Fri Sat Sun")
SEASONS = words("spring summer autumn fall winter")
COUNTS = words("one two three four five six seven eight nine ten eleven twelve")
ORDINALS = words("first second third fourth")
NEAR_DAYS = words("yesterday today tonight tomorrow")
LEADS = words("since until till by during through before after from")
ENDINGS = words("end start beginning middle month week half")
PARTS = words("earlier early later late mid")
# "Bloody Sunday", "Sheffield Wednesday", "every Monday", "a Friday"; "Sunday Times", "Friday Night Lights".
BEFORE_A_NAME = words(
    "Black Good Ash Bloody Super Cyber Palm Easter Holy Maundy Shrove Whit Fat Giving Freaky Ruby Casual Bowl Business"
    " Sheffield Joe every each any an a another most that one"
)
AFTER_A_NAME = words(
    "Night Morning Evening Times Telegraph Mirror Mail Express Post Herald World Review Magazine Independent Business"
    " School Football Addams"
)
COUNTED = words(
    "people per percent million billion thousand hundred men women children students others votes years days hours"
    " minutes points dollars euros pounds miles meters metres feet"
)


def either(said: Iterable[str]) -> str:
    """A pattern for any of several words, longest first: small ones with a capital too, names in capitals too."""
    spelled = {form for word in said for form in (word, word.upper() if word.istitle() else word.capitalize())}
    return f"(?:{'|'.join(sorted(spelled, key=lambda word: (-len(word), word)))})"


WEEKDAY = either(FULL_WEEKDAYS)
MONTH = rf"(?:{either(FULL_MONTHS)}\b|{either(SHORT_MONTHS)}\b\.?)"
# A month without day and year: abbreviated only with its dot, and not Mrs May's.
LONE_MONTH = re.compile(rf"{either({*FULL_MONTHS} - {'May'})}|{either(SHORT_MONTHS)}\.|May(?!['’]s)")
UNCOUNTED = rf"(?!\s(?:{'|'.join(COUNTED)})\b)"  # "In May 20 people were hurt", "by 2000 votes"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
DAY_ENDS = rf"(?:st|nd|rd|th)?(?![\w%]|[.,:/]\d){UNCOUNTED}"
YEAR = r"(?:1[6-9]|20)\d\d"
WHOLE = r"(?![\w%]|[.,:/-]\d)"  # no part of a larger number, a share or a score
THAT_YEAR = r"(?:,?\s(?:of\s)?(?P<that>last|this|next)\syear\b)?"
TO = r"(?:\s?[-–—]\s?|\s(?:to|through|until|till)\s)"
RANGE = r"(?:(?P<between>[Bb]etween\s)|[Ff]rom\s)?"
LINK = rf"(?:{TO}|(?(between)\sand\s|(?!)))"
ON = rf"(?:[Oo]n\s)?(?:(?:{WEEKDAY}|{either(SHORT_WEEKDAYS)}\.?),?\s)?"
RELATIVE = r"(?P<relative>[Ll]ast|[Nn]ext|[Tt]his(?:\spast|\scoming)?)\s"
PART = rf"{either(PARTS)}[\s-](?:in\s)?"
LEAD = rf"(?:{either(LEADS)}|{either(ENDINGS)}\sof)"
HOURS = r"(?:\s(?:morning|afternoon|evening|night)\b)?"


def month_number(name: str) -> int:
    """The number of a month, which its first three letters tell."""
    return MONTH_NUMBERS[name[:3].upper()]


def plain(said: str | None) -> str:
    """Words in small letters, a space apart."""
    return " ".join((said or "").casefold().split())


def day(number: int) -> str:
    """The pattern of a day of the month, the first or second one of a span."""
    return rf"(?P<day{number}>{DAY}){DAY_ENDS}"


def month(number: int) -> str:
    """The pattern of its month."""
    return rf"(?P<month{number}>{MONTH})"


def year(number: int) -> str:
    """The pattern of its year, which may be missing."""
    return rf"(?:,?\s(?:of\s)?(?P<year{number}>{YEAR}){WHOLE})?"


# June 15; Friday, June 15, 2022; June 3-5; between June 3 and June 5
MONTH_FIRST = (
    rf"{RANGE}(?P<span>{ON}{month(1)}\s(?:the\s)?{day(1)}{year(1)}"
    rf"(?:{LINK}(?:{month(2)}\s)?{day(2)}{year(2)})?{THAT_YEAR})"
)
# 15 June; the 15th of June 2022; 3-5 June; from 28 June to 3 July 2022
DAY_FIRST = (
    rf"{RANGE}(?P<span>{ON}(?:the\s)?(?:{day(1)}(?:(?:\sof)?\s{month(1)}{year(1)})?{LINK})?"
    rf"{day(2)}(?:\sof)?\s{month(2)}{year(2)}{THAT_YEAR})"
)
# August 2022; in August; last August; mid-August; between March and May 2022
MONTH_ALONE = (
    rf"(?:(?P<between>[Bb]etween\s)|(?P<lead>{LEAD})\s)?"
    rf"(?P<span>(?:[Ii]n\s)?(?:{PART}|{RELATIVE})?{month(1)}{year(1)}"
    rf"(?:(?P<link>{TO}|\sand\s){month(2)}{year(2)})?{THAT_YEAR})(?!\w|\.?\s(?:the\s)?{DAY}{DAY_ENDS})"
)
# in 2019; since 2019; in early 2019; from 2019 to 2021
YEAR_ALONE = (
    rf"(?:(?P<between>[Bb]etween\s)|{LEAD}\s|(?=[Ii]n\s)|(?={PART}))"
    rf"(?P<span>(?:[Ii]n\s)?(?:the\syear\s|{PART})?(?P<year1>{YEAR})(?:{LINK}(?P<year2>{YEAR}))?){WHOLE}{UNCOUNTED}"
)
# the summer of 2021; last summer
SEASON = (
    rf"(?P<span>(?:[Ii]n\s)?(?:{RELATIVE}|(?:the\s)?(?:{PART})?)(?P<season>{either(SEASONS)})\b"
    rf"(?:(?:\sof)?\s(?P<year1>{YEAR}){WHOLE})?)"
)
# the first quarter of 2022; Q3 2022; the second half of last year
PART_OF_YEAR = (
    rf"(?P<span>(?:[Ii]n\s)?(?:the\s)?(?:(?P<ordinal>{either(ORDINALS)})[\s-](?P<part>quarter|half)|Q(?P<quarter>[1-4]))"
    rf"{year(1)}{year(2)}{THAT_YEAR})"
)
# yesterday; today; last night; this morning; earlier today
NEAR_DAY = (
    rf"(?P<span>(?:{either(['earlier', 'later'])}\s)?(?P<word>{either(NEAR_DAYS)}|[Ll]ast\snight"
    rf"|[Tt]his\s(?:morning|afternoon|evening)){HOURS})\b(?!\sshow\b|['’]s\s(?:world|society)\b)"
)
# last week; earlier this month; late next year; this past weekend
UNIT = rf"(?P<span>(?:(?P<part>{either(PARTS)})\s)?{RELATIVE}(?P<unit>week|weekend|month|year))\b(?!\sof\b|-)"
OVER_WEEKEND = r"(?P<span>[Oo]ver\sthe\sweekend)\b"
AGO = rf"(?P<span>(?P<count>{either(COUNTS)}|[Aa]n?|\d{{1,3}})\s(?P<unit>day|week|month|year)s?\sago)\b"
# Friday; on Friday night; last Friday; Friday of last week
ON_WEEKDAY = (
    rf"(?P<span>(?:[Oo]n\s|[Ll]ate\s|[Ee]arly\s|{RELATIVE})?(?P<weekday>{WEEKDAY}){HOURS}"
    rf"(?:,?\s(?:of\s)?(?P<week>last|this|next)\sweek\b)?)"
    rf"(?![\w-]|{TO}{WEEKDAY}|\s{either(AFTER_A_NAME)}\b|\s(?:morning|afternoon|evening|night)s\b)"
)
