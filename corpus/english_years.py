"""The year that an English text tells of a day or a month that it names without one."""

from __future__ import annotations

import re
from datetime import date

from corpus import english_forms as forms
from corpus.english_tense import LOOK_BACK, SENTENCE_ENDS, Outlook, is_ahead, last, outlook

Found = re.Match[str]

# The year that a text has told already: "Feb. 25, 1992 ... on Feb. 27", "In the war of 2020 ... on June 3".
YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
ANY_YEAR = re.compile(r"\d{4}")
FULL_DATE = re.compile(
    rf"\b(?P<month>{forms.MONTH})\s(?P<day>\d{{1,2}})(?:[-–]\d{{1,2}})?,\s{YEAR}\b|"
    rf"\b(?P<day2>\d{{1,2}})\s(?P<month2>{'|'.join(forms.FULL_MONTHS)}),?\s{YEAR.replace('year', 'year2')}\b"
)
# "In 1982, it learned of the fraud. On Dec. 7, he pleaded guilty.": what opens a sentence tells the year of the next
# one that opens with a day, unless another time stands between.
SCENE = re.compile(rf"(?:\A|[.!?][”\"’]?\s|\n)In\s(?:(?:early|late|mid)[\s-])?(?:(?P<month>{forms.MONTH})\s)?{YEAR}\b")
SCENE_ENDS = re.compile(
    rf"\b(?:[Nn]ow|[Tt]his|[Ll]ast|[Nn]ext|ago|[Ss]ince|[Rr]ecent(?:ly)?|[Tt]oday|{forms.WEEKDAY}|(?:19|20)\d\d)\b"
)
YEAR_ALONE = re.compile(
    rf"\b{YEAR}\b(?![\d%-])|\b(?P<which>[Nn]ext|[Ll]ast|same|that|following|previous)\s[Yy]ear\b"
    r"|\b(?P<of>[Tt]his)\s[Yy]ear\b|(?P<ago>\byears?\sago)\b"
)
# "Next year's festival will be in June": what speaks of a thing by its year tells the year of its months as well.
# A year counts as a time after these, and where it opens a sentence; "the 1864 law" has it as a name.
AS_A_TIME = re.compile(
    r"(?:\A[\W_]*|\d,\s|\(|[/–-]|,\s|\b(?:[Ii]n|[Oo]f|[Ss]ince|[Dd]uring|[Bb]y|[Uu]ntil|[Tt]ill|[Ff]rom|[Tt]o|[Bb]efore|[Aa]fter"
    rf"|[Tt]hrough(?:out)?|[Bb]etween|{forms.either(forms.SEASONS)}|[Aa]round|[Aa]bout|[Cc]irca|and|or|year|back\sto|{forms.MONTH})\s"
    r"|\b(?:[Ee]arly|[Ll]ate|[Mm]id)[\s-]|\b(?:[Ii]n|[Dd]uring|[Ff]rom|[Ss]ince|[Aa]t)\sthe\s)\Z"
)
YEAR_OF = re.compile(r"\b(?P<of>[Nn]ext|[Ll]ast|[Tt]his)\s[Yy]ear['’]s\b")
OF_THAT_YEAR = re.compile(
    r"(?:,|\sof)?\s(?:the\s)?(?:(?P<which>next|last|(?:that\s)?same|that|following|previous)\syear|\w+\syears?\sago)\b"
)
TOLD_BEFORE = 250  # characters
SCENE_BEFORE = 500
OVER_NEW_YEAR = 3  # months: "Dec. 23, 2020 ... on Jan. 5" tells of January 2021
BESIDE = {"next": 1, "last": -1, "this": 0}  # years; "the same year" is that which was told


def told_year(found: Found, month: int, day: int, published: date) -> tuple[bool, int | None]:
    """Say whether the text around a day without a year tells the year, and which; None where nobody can know it.

    In its own sentence any year counts, in the sentences before it that of a full date, or of what opens one of them;
    but neither "last year" where it speaks of the future ("will open on June 15 after last year's flood") nor "next
    year" where of the past.
    """
    text, start, end = found.string, found.start(), found.end()
    before = paragraph_before(text, start, TOLD_BEFORE)
    sentence = SENTENCE_ENDS.split(before)[-1]
    beside = OF_THAT_YEAR.match(text, end) or last_year(sentence)
    if beside and beside.groupdict().get("year"):
        return True, int(beside["year"])
    dated = last(FULL_DATE, before) if ANY_YEAR.search(before) else None
    if beside is None:
        return year_before(found, dated or scene_before(found), (month, day), published)
    which = forms.plain(beside.groupdict().get("of") or beside["which"])
    if which not in BESIDE:
        return True, int(dated["year"] or dated["year2"]) if dated else None
    return is_fitting(found, which), published.year + BESIDE[which]


def year_before(found: Found, told: Found | None, day: tuple[int, int], published: date) -> tuple[bool, int | None]:
    """Say whether the sentences before that of a day (month, day) tell its year, and which: by a date in them."""
    if not told:
        return False, None
    said = told.groupdict()
    year, month = int(said["year"] or said["year2"]), said["month"] or said.get("month2")
    number = forms.month_number(month) if month else 0
    if (number, int(said.get("day") or said.get("day2") or 0)) == day:
        return True, year
    if number - day[0] > 0 and day[0] + 12 - number <= OVER_NEW_YEAR:
        year += 1
    speaks = outlook(found)
    is_other = (year < published.year and speaks is Outlook.AHEAD) or (year > published.year and speaks is Outlook.PAST)
    is_other = is_other or year > published.year + 1
    return (False, None) if is_other else (True, year)


def scene_before(found: Found) -> Found | None:
    """What opened a sentence of the paragraph with a year, where a day opens the sentence in which it stands."""
    if not found["span"].startswith("On "):
        return None
    before = paragraph_before(found.string, found.start(), SCENE_BEFORE)
    scene = last(SCENE, before) if ANY_YEAR.search(before) and not SENTENCE_ENDS.split(before)[-1] else None
    return scene if scene and not SCENE_ENDS.search(before, scene.end()) else None


def paragraph_before(text: str, start: int, length: int) -> str:
    """What stands before a place in its paragraph, at most so many characters of it."""
    return text[max(0, start - length) : start].rpartition("\n\n")[2]


def last_year(sentence: str) -> Found | None:
    """The last year that a sentence names as a time."""
    named = (
        one
        for one in YEAR_ALONE.finditer(sentence)
        if not one["year"] or AS_A_TIME.search(sentence, max(0, one.start() - LOOK_BACK), one.start())
    )
    return next(iter([*named][-1:]), None)


def is_fitting(found: Found, which: str) -> bool:
    """Say whether the sentence may speak of what was found as of the year that "last" or "next" means."""
    return (BESIDE[which], is_ahead(found)) not in {(-1, True), (1, False)}


def year_of(found: Found, published: date) -> int | None:
    """The year of what the sentence speaks of: "next year's festival"; None where it does not say."""
    said = last(YEAR_OF, SENTENCE_ENDS.split(found.string[max(0, found.start() - TOLD_BEFORE) : found.start()])[-1])
    which = forms.plain(said["of"]) if said else ""
    return published.year + BESIDE[which] if which and is_fitting(found, which) else None
