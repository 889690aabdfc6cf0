"""Whether an English sentence speaks of a time as lying ahead: by its verbs, and by what stands beside the time."""

from __future__ import annotations

import re
from enum import Enum, auto

from corpus import english_forms as forms

Found = re.Match[str]


class Outlook(Enum):
    """How a sentence speaks of the time that it names."""

    PAST = auto()
    UNTOLD = auto()  # it has no verb that tells
    THEN = auto()  # ahead as seen from a moment that may be past: "was to open Friday", "would open Friday"
    AHEAD = auto()


# The verb that stands nearest before a time says how it lies; "is expected to be sentenced" is one verb.
ALSO = r"(?:\s(?:also|not|then|to|be|for)\b){0,3}(?:\s\w{2,20}\b)?"
# What is planned, said in the present tense: "the mandate starts Monday", "she leaves office Tuesday". Forms that may
# be nouns count with what follows them, those that captions and headlines have of what has been ("meets", "arrives",
# "dies") where nothing follows but the time.
PRESENT = (
    r"(?:starts|begins|opens|reopens|ends|runs|resumes|expires|concludes|convenes|premieres|airs|debuts|culminates"
    r"|kicks?\soff|takes?\s(?:place|effect|office)|(?:goes|go)\s(?:to|into|before|on|live|up)\b"
    r"|(?:comes|come)\s(?:to|before|out|back)"
    r"|returns\s(?:to|for|from|with|home)|leaves\s(?:office|for|town|home|again)"
    r"|(?:heads|(?<!to\s)head)\s(?:to|for|into|back|home)|turns\s\d+|faces\soff|(?<!to\s)(?:begin|occur)|falls\son"
    r"|hits\s(?:theat|shelves|stores)"
    r"|(?:which|who|that|[Cc]ourt|[Ff]ed|[Cc]ongress|[Pp]arliament|[Cc]ouncil|[Cc]ommittee|[Bb]oard)\smeets"
    r"|(?:is|are|am|\w{1,8}['’](?:s|re|m))\s(?:leaving|coming|heading|returning|flying|launching|reopening|traveling"
    r"|travelling|giving\saway)"
    r"|[Tt]une\sin|[Jj]oin\sus|[Cc]heck\sback|stay\stuned)"
)
NOW_PLANNED = r"(?:is|are)\s(?:again\s|also\s|now\s)?(?:due|to|expected|scheduled|set|slated|planned|forecast|likely)"
VERBS = re.compile(
    rf"(?<![\w-])(?:(?P<ahead>(?:will|won['’]t|shall|must|can(?:not|['’]t)?|going\sto|{NOW_PLANNED}|plans?\sto|aims?\sto"
    rf"|hopes?\sto|wants?\sto|expects|planning(?:\sto)?|upcoming|(?P<present>{PRESENT})|(?:poised|on\strack)\sto"
    rf"|ha(?:s|ve)\suntil|ahead\sof|as\s(?:early|soon)\sas)\b(?!\shave){ALSO}|\w{{1,8}}['’]ll\b{ALSO})"
    r"|(?P<then>(?:should|would|could|may|might|due\b(?!\sto\b)|(?:was|were)\s(?:due|to)|set\s(?:to|for)"
    r"|expect(?:s|ed|ing)?|scheduled|slated|planned|planning|aim(?:s|ing)?\sto|hopes?\sto|likely\sto|had\suntil"
    r"|[Ss]tarting|[Bb]eginning|[Ee]ffective|(?:summoned|invited)\sto|agreed\sto\s(?:meet|return|resume|hold|begin)"
    r"|(?:chance|opportunity)\sto"
    r"|to\sbe\s(?:held|sworn|buried|introduced|opened|signed|sent|released|decided|announced|unveiled|published))"
    rf"\b(?!\shave){ALSO})"
    r"|(?:said|says|told|was|were|had|ha(?:s|ve)\b(?!\s(?:an?|another|two|three)\b)|did|began|met|won|lost|came|went|took"
    r"|held|made|left|found|gave|saw|led|hit|shot|struck|fell|rose|spoke|wrote|sent|became|kept|brought|broke|put|ran"
    r"|spent|got|paid|cut|drew|grew|stood|sold|bought|thought|caught|heard|felt|chose|drove|flew|beat|sat|sought|fought"
    r"|threw|knew|built|fled|swept|sang|sank|wore|swore|stole|dealt"
    r"|(?!indeed|need|speed|exceed|proceed|succeed|hundred|feed)(?:[a-z]|(?<![a-z,]\s)[A-Z])[a-z]{1,20}ed)\b)"
)
# What is now, and ends at some time: "is closed until June", "can stay till the end of May".
UNTIL = re.compile(
    r"\b(?:until|till|by|through|from)\s(?:at\sleast\s)?(?:the\s(?:\w+\s)?(?:end|middle|beginning|start)\sof\s)?$"
)
IS_OR_WAS = re.compile(
    r"\b(?:(?P<now>is|are|remains?|stays?|must|can|should|(?:has|have)\sto)|was|were|had|did|has|have|remained|stayed)\b"
)
SINCE = re.compile(r"\b[Ss]ince\s(?:the\s\w{3,9}\sof\s)?\Z")
NEXT_AHEAD = re.compile(r"\s(?:will|won['’]t|(?:is|are)\s(?:due|set|expected|scheduled|to))\b")  # right after it
# "The deadline is Monday", "the drawing is at 8 p.m. Monday", "it arrives Monday".
NOW_AHEAD = re.compile(
    r"(?<!\w)(?:(?:is|are|isn['’]t|aren['’]t)\s(?:not\s)?|(?:arrives?|launches|closes)\s)"
    r"(?:(?:at|from|by|around)\s\d{1,2}(?::\d\d)?\s?[ap]\.?m\.?(?:\s[A-Z]{2,3})?,?\s)?\Z"
)
# "set a hearing for Monday", "canceled school for Monday", but not "the deaths for Monday", nor "for Monday's attack".
FOR_WHEN = re.compile(
    r"\b(?:(?:re)?schedul|plan|set\b|slat|call|cancel|postpon|forecast|invit|aim|book|organi[sz]|hearing|meeting"
    r"|expect|predict)[^.;\n]{0,60}\sfor\s\Z"
)
NOW_DOING = re.compile(r"\b(?:is|are|am)\s\w+ing\b")  # "is sending her on Monday to see what happened"
OPENING = re.compile(r"\s{0,2}(?:Starting|Beginning|Effective)\b")  # "Starting Monday, cars may pass"
AFTER = re.compile(r"\AAfter\s\Z")  # "After Friday's blackout, ..."
NAMED_AFTER = re.compile(r"['’]s\b")
# What is over when it is named: "Friday's closing price", "Monday's magnitude-7.8 quake".
HAPPENED = re.compile(
    r"['’]s\s(?:[\w.-]+\s){0,2}(?:clos(?:e|ing)|attack|shooting|quake|earthquake|tornado|crash|killing|outage|explosion"
    r"|bombing|fire|blast|raid|arrest|massacre|collapse|incident|tragedy|record)s?\b"
)
# "After her February 17 arrest".
WHOSE = re.compile(r"\b(?:the|an?|its|his|her|their|\w+['’]s)\s\Z")
OVER = re.compile(
    r"\s(?:[\w-]+\s)?(?:attack|shooting|(?:earth)?quake|tornado|crash|killing|death|murder|explosion|bombing|blast|raid"
    r"|arrest|massacre|collapse|assault|robbery|derailment)s?\b"
)
AFTER_DOING = re.compile(r"\bafter\s(?:\w+ly\s)?\w+ing\s(?:[\w'’-]+\s){0,6}\Z")
CLAUSE = re.compile(r"\b(?:[Aa]fter|[Bb]ecause|[Ww]hen|who|which|that|where)\s[^,.;:]{0,60}\Z")
PAST_NEXT = re.compile(r"\s(?:said|told|was|were|had|found|led|[a-z]{2,20}ed)\b")
# "Mourners gather in Kyiv on Monday. Jo Doe/AFP": what pictures show has been.
CAPTION = re.compile(
    r"[^.\n]{0,40}\.?\s?(?:Hide\sCaption|\((?:AP|Photo|Credit|Getty|Reuters)\b|(?:[A-Z][\w.'’-]+\s){1,4}?(?:[A-Z][\w.'’-]+)?/[A-Z]"
    r"|AFP/|Getty\sImages|Reuters\b)"
)
NOT_UNTIL = re.compile(r"(?:\b(?:not|never|up|lack)\b|n['’]t\b|\b[Nn]obody\b)[^.;\n]{0,60}\suntil\s\Z")
# "Parks to start reopening Friday": a headline's future, of a line that no sign ends.
ENDS_LINE = re.compile(r"[^.?!,:;\n]{0,60}\n")
TO_DO = re.compile(
    r"\bto\s(?!(?:the|an?|its|his|her|their|new|more|all|this|that|court|work|power|school|jail|prison|space)\b)"
    r"[a-z]{2,}\b(?<!s)"
)
NEAR = 120  # characters of a sentence that are looked at before a date, and as many after it
LOOK_BACK = 28  # characters
QUOTED = re.compile(r",[”\"’]")  # who said it is told after it
# An abbreviation ends no sentence: "at 7 p.m. Friday", "No. 2 Ohio State", "Gov. Lee".
SENTENCE_ENDS = re.compile(
    r"\.(?<![ap]\.m\.)(?<!\b[A-Z]\.)(?<!\b(?:No|Mr|Ms|Dr|St|vs)\.)"
    r"(?<!\b(?:Gov|Sen|Rep|Gen|Mrs|Jan|Feb|Aug|Oct|Nov|Dec)\.)(?<!\bSept\.)[\s”\"’]|[!?;][\s”\"’]|\n(?!\s{0,3}[a-z])"
    r"|\.(?<=[A-Z]\.)\s(?=(?:The|He|She|It|They|We|And|But|In|On|At|A|An|This|That|His|Her|Its|Their)\b)"
    rf"|\.(?<=[ap]\.m\.)[\s”\"’](?=(?!{forms.WEEKDAY}|{forms.MONTH}|[A-Z]{{1,3}}T\b|Eastern|Central|Pacific)[A-Z])"
)


def is_ahead(found: Found) -> bool | None:
    """Say whether the sentence speaks of what was found as lying ahead; None where it does not tell."""
    return {Outlook.PAST: False, Outlook.UNTOLD: None}.get(outlook(found), True)


def outlook(found: Found) -> Outlook:
    """Say how a sentence speaks of the time that was found: by what stands beside it, else by its verbs."""
    return outlook_beside(found) or outlook_of_verbs(found)


def outlook_beside(found: Found) -> Outlook | None:
    """Say how a sentence speaks of a time by what stands right beside it, and None where that does not tell."""
    text, start, end, said = found.string, found.start(), found.end(), found.start("span")
    before = sentence_before(text, start)
    is_named_after = bool(NAMED_AFTER.match(text, end))  # "Friday's vote"
    if is_named_after:
        is_over = bool(HAPPENED.match(text, end) or AFTER.match(before))
    else:
        is_over = bool(OVER.match(text, end) and WHOSE.search(before)) or tells_after(before, text, end)
    if is_over or is_after(before) or SINCE.search(text, max(0, said - LOOK_BACK), said):
        return Outlook.PAST
    is_coming = bool(NEXT_AHEAD.match(text, end))
    if not is_coming and UNTIL.search(text, max(0, start - LOOK_BACK), said):
        state = last(IS_OR_WAS, before)
        is_coming = bool(state and state["now"])
    if not is_coming and not is_named_after:
        is_plan = NOW_AHEAD.search(before[-LOOK_BACK:]) or (ENDS_LINE.match(text, end) and TO_DO.search(before))
        is_coming = bool(is_plan and not CAPTION.match(text, end))
    return Outlook.AHEAD if is_coming else None


def tells_after(before: str, text: str, end: int) -> bool:
    """Say whether the clause in which a time stands is of the past, whatever stands before that.

    By the verb right after the time ("after a panel in September allowed it"), or by "after announcing in January".
    """
    if "after " in before and AFTER_DOING.search(before) and not CAPTION.match(text, end):
        return True
    clause = CLAUSE.search(before) if PAST_NEXT.match(text, end) else None
    return bool(clause and not VERBS.search(clause[0]))


def is_after(before: str) -> bool:
    """Say whether a time is that until which something had not been: "was not told until"."""
    verb = last(VERBS, before) if before[-7:-1].endswith("until") and NOT_UNTIL.search(before) else None
    return verb is not None and not (verb["ahead"] or verb["then"])


def outlook_of_verbs(found: Found) -> Outlook:
    """Say how a sentence speaks of a time by the last verb before it, else by the next one after it.

    Of a time that is a line of its own, the line below tells whether it lies ahead.
    """
    text, start, end = found.string, found.start(), found.end()
    before, after = sentence_before(text, start), text[end : end + NEAR]
    is_line = text[start - 1 : start] in ("", "\n") and after.startswith("\n")
    after = SENTENCE_ENDS.split(after.lstrip() if is_line else QUOTED.split(after)[0])[0]
    verb = last(VERBS, before)
    is_opening = bool(OPENING.match(before))
    if (not verb and not NOW_DOING.search(before)) or is_opening:
        verb = VERBS.search(after) or verb
    is_planned = verb and verb["then"]
    if verb and (verb["ahead"] or (is_planned and is_opening)):
        return Outlook.PAST if verb["present"] and CAPTION.match(text, end) else Outlook.AHEAD
    if is_planned or (FOR_WHEN.search(before) and not NAMED_AFTER.match(text, end)):
        return Outlook.THEN
    return Outlook.PAST if verb and not is_line else Outlook.UNTOLD


def sentence_before(text: str, start: int) -> str:
    """What stands in its sentence before a place, or the end of that."""
    return SENTENCE_ENDS.split(text[max(0, start - NEAR) : start])[-1]


def last(form: re.Pattern[str], text: str) -> Found | None:
    """The last place where a pattern is found, None where it is nowhere."""
    return next(iter([*form.finditer(text)][-1:]), None)
