"""How English news writes dates and times, numbers and names; what a question asks for. Patterns only."""

from __future__ import annotations

import re

# With a capital: "may" and "march" are words.
_MONTH = r"""(?-i:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?
    |Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"""
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
_UNIT_OF_TIME = r"(?:minute|hour|day|week|month|year|decade)s?"
_CLOCK = r"(?:\d{1,2}:\d\d(?:\s?[ap]\.?m\b)?|\d{1,2}\s?[ap]\.?m\b)"  # 07:52, 8 p.m.
# "1800 visitors" are no year; "in 1800" and "1800," are.
_BARE_YEAR = rf"""(?:
      (?:(?<=\bin\s)|(?<=\bsince\s)|(?<=\bby\s)|(?<=\buntil\s)|(?<=\bfrom\s)|(?<=\bof\s)|(?<=\bbefore\s)|(?<=\bafter\s)|(?<=\bmid-)|(?<=\blate\s)|(?<=\bearly\s))
      {_YEAR}s?\b
    | {_YEAR}(?:-\d\d-\d\d)?s?\b(?!\s(?-i:[a-z])) | (?<=\bthe\s){_YEAR}(?=\s(?-i:[a-z]))
    )"""
_COUNT = r"(?:\d+|(?:an?\s)?few|an?|one|two|three|four|five|six|seven|eight|nine|ten|several)"

DATE = re.compile(
    rf"""\b(?:
      {_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?                    # June 15, 2022
    | {_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?          # 15 June 2022
    | {_MONTH}\s+{_YEAR}
    | (?:last|next|this|in|since|until|by|early|late|mid)[\s-]+{_MONTH}\b(?:\s+{_DAY}\b)?(?:,?\s+{_YEAR}\b)?
    | {_BARE_YEAR}
    | (?:(?:last|next|this|on|since|until|by)\s)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day
      (?:\s(?:morning|afternoon|evening|night))?
    | {_CLOCK}
    | yesterday | (?<!usa\s)today | tomorrow | tonight
    | (?:earlier\sthis|later\sthis|the\sprevious|last|next|this)\s
      (?:week|weekend|month|year|summer|winter|autumn|fall|spring|night)
    | {_COUNT}\s{_UNIT_OF_TIME}\sago
    | in\s{_COUNT}\s{_UNIT_OF_TIME}
    )""",
    re.IGNORECASE | re.VERBOSE,
)

# A past time that is counted from the day on which it is named, without its name.
AGO = re.compile(r"(?:yesterday|(?:last|the\sprevious)\s(?-i:[a-z])|.*\sago\b)", re.IGNORECASE | re.DOTALL)

# Without "one", which mostly stands for "a" or "he".
_NUMBER_WORD = r"""(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen
    |seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million
    |billion|trillion|dozen|half|none)"""

# Of a line of digits and commas each may begin a number: it is looked on so far.
_DIGITS = r"\d(?:[\d,.]{0,30}\d)?"

NUMBER = re.compile(
    rf"""(?: (?:[$£€]\s?)? \b \d (?:[\d,.]*\d)? \b %?
    | \b {_NUMBER_WORD} (?:[ -]{_NUMBER_WORD})* \b )
    (?: \s? (?:%|percent|per\scent|million|billion|trillion|thousand|degrees?|years?|miles?|km|met(?:er|re)s?) \b )?""",
    re.IGNORECASE | re.VERBOSE,
)

_CURRENCY = (
    r"""(?:(?:US\s)?(?:dollar|euro|pound|manat|lira|ro?uble|yuan|rupee|franc|cent)s?|yen|pence|USD|EUR|GBP|AZN)"""
)
MONEY = re.compile(
    rf"""[$£€¥₼₺₽₹]\s?{_DIGITS}(?:\s?(?:thousand|million|billion|trillion|bn|m|k)\b)?
    | \b(?:{_DIGITS}|{_NUMBER_WORD})(?:\s(?:{_NUMBER_WORD})){{0,6}}\s{_CURRENCY}\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Not how long something took: "for 15 years", "15 years at sea".
AGE = re.compile(
    r"""\b\d{1,3}[- ]years?[- ]old\b
    | (?<!\bfor\s)(?<!\bin\s)(?<!\bafter\s)(?<!\bspent\s)(?<!\bpast\s)(?<!\blast\s)
      (?<!\bher\s)(?<!\bhis\s)(?<!\bits\s)(?<!\bthe\s)\b\d{1,3}\syears?\b(?!\s(?:ago|at|in|as|of|on|with|later|after|before|earlier)\b)
    | (?<=\baged\s)\d{1,3} | (?<=\bage\s)\d{1,3} | (?<=\bage\sof\s)\d{1,3} | (?<=,\s)\d{1,3}(?=,)
    | (?<=\bwas\s)\d{2,3}(?=\s(?:when|and)\b|[.,;]) | (?<=\bdies\sat\s)\d{2,3}\b | (?<=\bdied\sat\s)\d{2,3}\b""",
    re.IGNORECASE | re.VERBOSE,
)
_AMOUNT = rf"\b(?:{_DIGITS}|{_NUMBER_WORD}(?:[ -]{_NUMBER_WORD}){{0,6}}|an?|several|(?:a\s)?few)"
_HIGH = r"mm|cm|m|ft|(?:milli|centi)?met(?:er|re)s?|feet|foot|inch(?:es)?|stor(?:ey|y|ies|eys)"
_LONG = rf"(?:{_HIGH}|km|kilomet(?:er|re)s?|yards?|miles?)"
_NO_SPEED = r"(?!\s?(?:an|per|a|/)\s?(?:hour|h|minute|second|s)\b)"
HEIGHT = re.compile(rf"{_AMOUNT}[\s-]?(?:{_HIGH})\b{_NO_SPEED}", re.IGNORECASE | re.VERBOSE)
LENGTH = re.compile(rf"{_AMOUNT}[\s-]?{_LONG}\b{_NO_SPEED}", re.IGNORECASE | re.VERBOSE)
SPAN = re.compile(
    rf"{_AMOUNT}[\s-]?(?:(?:and\sa\shalf|full|whole|more)\s)?(?:seconds?|{_UNIT_OF_TIME}|nights?|centur(?:y|ies)|{_LONG})\b",
    re.IGNORECASE | re.VERBOSE,
)
WEIGHT = re.compile(
    rf"{_AMOUNT}[\s-]?(?:(?:milli|kilo)?gram(?:me)?s?|kg|kilos?|mg|g|pounds?|lbs?|ounces?|oz|tons?|tonnes?|stone)\b",
    re.IGNORECASE | re.VERBOSE,
)
SPEED = re.compile(
    rf"""{_AMOUNT}[\s-]?(?:(?:miles?|kilomet(?:er|re)s?|met(?:er|re)s?|feet|km)\s?(?:an|per|a|/)\s?(?:hour|h|second|s)
    |mph|kph|kmh|knots?|mach)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# How fast something was done, where no speed tells it: "in four minutes", "three times".
PACE = re.compile(rf"{_AMOUNT}[\s-]?(?:seconds?|minutes?|times)\b", re.IGNORECASE)
# When a thing came to be tells how old it is: "made in 1874", "dates from 1903".
MADE = re.compile(
    rf"""\b(?:made | built | rebuilt | cast | laid | launched | founded | established | opened | erected | constructed
        | completed | finished | created | born | dat(?:es|ed|ing))\b
    (?:\s(?:back|here|there|again|up))? \s(?:in|from|to|around|about|circa|since)\s(?:about\s|around\s)?
    (?:{_MONTH}\s(?:{_DAY},?\s)?)? {_YEAR}\b""",
    re.IGNORECASE | re.VERBOSE,
)
CLOCK = re.compile(rf"\b{_CLOCK}", re.IGNORECASE)
MONTH = re.compile(rf"\b{_MONTH}(?:\s+{_YEAR})?\b", re.VERBOSE)
PLACE_BEFORE = re.compile(r"\b(?:in|at|near|inside|outside)\s(?:the\s)?$", re.IGNORECASE)
OF_BEFORE = re.compile(r"\b(?:of|in|at|near|across|outside)\s(?:the\s)?$", re.IGNORECASE)
# London (CNN), TAMPA, Fla. (AP), "London CNN —": where a report is from, and whose it is.
FROM_WHERE = re.compile(r"[^\W\d_a-z][^\W_][\w.,’' -]{0,60}?\s?(?:\((?:[A-Z]{2,}|Reuters)\)|\b[A-Z]{2,}\s?—)")
# TAMPA, Fla. (AP); COVID-19
DATELINE = re.compile(r"[^\W\d_a-z]{2,}(?:[\s,.-][\w.]+){0,4}\s?(?:\([A-Z]{2,}\)|—)|[^\W\d_a-z]+-\d")
WHERE_BEFORE = re.compile(r"\b(?:in|at|near|inside|outside|from|across|off|around)\s(?:the\s)?$", re.IGNORECASE)
# What led to something, behind the word that says so or before it: "because of ice", "ice caused the crash".
REASON = re.compile(
    r"""\b(?:because\b | due\sto\b | owing\sto\b | thanks\sto\b | so\sthat\b | in\sorder\sto\b | as\sa\sresult\sof\b
    | on\saccount\sof\b | caused\sby\b | blam(?:ed|es|ing)\b | attribut(?:ed|es|ing)\b | stem(?:s|med)\sfrom\b
    | result(?:s|ed)\sfrom\b | in\s(?:response|protest)\b | citing\b | over\sconcerns\b | amid\b | to\savoid\b
    | for\s[a-z]+ing\b | (?:needed|meant|intended|designed)\sto\b
    | the\s(?:likely\s|main\s|probable\s)?(?:cause|reason)s?\b | after\s(?:(?:not|being|having)\s)?[a-z]+ing\b
    | (?<!hours\s)(?<!days\s)(?<!weeks\s)(?<!months\s)(?<!years\s)(?<!minutes\s)(?<!soon\s)(?<!shortly\s)(?<!day\s)
      after\s(?:[\w’'-]+\s){1,4}?(?:[a-z]{2,}ed|found|broke|fell|was|were|had|lost|struck|hit|went)\b
    ) [^,.;:—]{3,120}
    | (?: (?:was|were)\sto\shave | should\shave
        | (?:was|were|had\sbeen)\s(?:due|meant|expected|supposed|scheduled|planned)\sto )
      \s[^,.;:—]{3,80}, \s but\s [^,.;:—]{3,120}
    | (?<![^\s"“‘]) [^,.;:—\s][^,.;:—]{2,120}?
      \s(?:caused | led\sto | triggered | prompted | brought\sabout | resulted\sin
      | (?:was|were|had\sbeen)\s(?:at\sfault | to\sblame) )\b (?!\sby\b)""",
    re.IGNORECASE | re.VERBOSE,
)

# Capitalised words, joined by the particles that names have inside; a full stop only inside ("John F. Kennedy").
NAME = re.compile(
    r"""\b [^\W\d_a-z] [\w’'-]*
    (?: (?:\s(?:de|del|der|den|van|von|da|di|du|la|le|bin|al|el|of|the|and))*
        \s [^\W\d_a-z] (?:[\w’'-] | \.(?=\s?\w))* )*""",
    re.VERBOSE,
)

# What a thing is called, behind the word for it ("Bill 12", "the drug Alba") or before it ("the Harbour Act").
_CALLED = r"(?:[^\W\d_a-z][\w’'-]*|\d[\w.-]*\w|\d)"
NAMED_AFTER = re.compile(rf"(?:,?\s(?:called|named|known\sas))?\s[“\"']?{_CALLED}(?:\s{_CALLED})*")
NAMED_BEFORE = re.compile(rf"({_CALLED}(?:\s{_CALLED})*)\s$")

YEAR = re.compile(rf"\b{_YEAR}\b")
YEAR_IN_TEXT = re.compile(rf"\b{_BARE_YEAR}", re.VERBOSE)

ASKS_NUMBER = re.compile(
    r"""\b how\s(?:many|much|old|far|tall|long|high|big|large|fast|deep|wide|hot|cold|warm) \b
    | \b what\s(?:(?!is|was|are|were|did|does|do)[\w’'-]+\s){0,4}(?:percentage|percent|number|share|proportion|rate|dose
        |level|amount|price|sum|total|age|length|height|distance|speed|score|salary)\b
    | \b what\s(?:is|was|are|were)\s(?:(?!of\b)[\w’'-]+\s){1,4}(?:percentage|number|share|proportion|rate|dose|level
        |amount|price|age|height|speed|score|salary)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_INHABITANTS = r"(?:people|persons|inhabitants|residents|souls)"
ASKS_POPULATION = re.compile(
    rf"""\b(?:what|how\s(?:big|large))\b[^?]{{0,20}}\bpopulation\b
    | \bhow\smany\s{_INHABITANTS}\s(?:are\sthere|live|lived|(?:are|were)\sliving)\b
      \sin(?:\sthe\s(?:city|town|village|state|country)\sof)?
      \s(?:the\s)?(?-i:[^\W\d_a-z])[\w’'-]*(?:\s(?-i:[^\W\d_a-z])[\w’'-]*)*[\s?]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT = r"(?:(?:just|about|some|nearly|almost|around|roughly|over|under|only|more\sthan|less\sthan|fewer\sthan)\s)?"
# "A country of just 3.3 million people", "its population is 12,000", "12,000 people live in it".
POPULATION = re.compile(
    rf"""\b(?:of|home\sto)\s{_ABOUT}{_DIGITS}(?:\s(?:thousand|million|billion))?\s{_INHABITANTS}\b
    | \bpopulation(?:\s(?:of|is|was|at|stands\sat|reached|has\sgrown\sto|grew\sto|fell\sto)){{1,2}}\s{_ABOUT}{_DIGITS}
      (?:\s(?:thousand|million|billion))?\b
    | \b{_DIGITS}\s(?:(?:thousand|million|billion)\s)?(?:inhabitants|residents)\b
    | \b{_DIGITS}\s(?:(?:thousand|million|billion)\s)?people\s(?:who\s)?(?:live|lived|living)\s(?:in|on|there|here)\b
      (?!\s(?:poverty|shelters?|tents?|homes?|houses?|camps?|cars?|fear))""",
    re.IGNORECASE | re.VERBOSE,
)
# A number that tells how far two others are apart: "3,600 fewer than last year".
DIFFERENCE = re.compile(r"\s?(?:[\w-]+\s)?(?:more|fewer|less|higher|lower|larger|smaller|above|below)\b")
ASKS_DIFFERENCE = re.compile(r"\bhow (?:many|much) (?:more|fewer|less|higher|lower|larger|smaller)\b", re.IGNORECASE)
# A number that only names: "Category 4", "Flight 370", "10 Harbour Street".
NUMBERED = re.compile(
    r"\b(?:Category|Flight|Route|Highway|Interstate|Chapter|Section|Article|Amendment|Title|Channel|Phase|Tier|Room|Gate|Pier"
    r"|Platform|Group|Episode|Volume|Boeing|Airbus|Apollo|Formula|Windows|iPhone|Galaxy|PlayStation|No\.)\s$"
)
ADDRESS = re.compile(
    r"\s(?:[^\W\d_a-z][\w’'.-]*\s){1,3}(?:Street|Road|Avenue|Drive|Lane|Boulevard|Place|Square|Court|Way|St\.|Ave\.)(?!\w)"
)
# How long something lasts, and what asks for that.
LASTING = re.compile(r"[\s-](?:second|minute|hour|day|night|week|month|year|decade)s?\b", re.IGNORECASE)
ASKS_LASTING = re.compile(
    r"\bhow (?:long|old|soon)\b|\b(?:age|time|term)\b"
    r"|\bhow many (?:[\w-]+ )?(?:seconds|minutes|hours|days|nights|weeks|months|years|decades)\b",
    re.IGNORECASE,
)
COUNTED = re.compile(r"\bhow many ((?:[\w’'-]+\s?){1,2})", re.IGNORECASE)
ASKS_MONEY = re.compile(
    r"""\b how\smuch\b (?!.*\b(?:rise|rose|risen|fall|fell|fallen|increased?|drop|grow|grew|change|jump)\b)
      .* \b(?:cost|costs|pay|pays|paid|price|worth|spend|spent|money|debts?|ransom|damages?|owed?|fined?|earn|earned
        |raised?\b(?!.*\b(?:rates?|prices?|tax(?:es)?|tariffs?|fees?|dues|wages?|pay|rents?|age|levels?)\b))\b
    | \b what\s(?:does|do|did|will|would|has|have|had|should)\b [^?]* \bcosts?\b
    | \b what\s(?:is|are|was|were|will\sbe)\sthe\s(?:[\w’'-]+\s){0,2}?(?:price|cost|fare|fee)s?\s(?:of|for|to|on|at)\b
      (?!\sliving\b)
    | \b how\smuch\s(?:is|are|was|were)\s(?:[\w’'-]+\s){0,4}?(?:tickets?|fares?|fees?|pass(?:es)?|entry
      |admission|rents?)\b
    | \b how\s(?:expensive|dear|cheap)\b | \bwhat\sprice\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What is asked with a measure is told with its unit. "How high" and "how far" may be told otherwise.
ASKS_HEIGHT = re.compile(r"\bhow\s(?:tall|deep)\b", re.IGNORECASE)
ASKS_LENGTH = re.compile(r"\bhow\swide\b", re.IGNORECASE)
ASKS_SPAN = re.compile(r"\bhow\slong\b(?!\sago\b)", re.IGNORECASE)
# How long a thing is, not how long something took: told in metres, or else in time.
ASKS_EXTENT = re.compile(
    r"""\bhow\slong\s(?:is|are|was|were|will\sbe)\s(?![^?]*\b(?:reign|sentence|term|tenure|strike|wait|meeting|debate|flight|trip
    |crossing|journey|voyage|film|movie|show|concert|contract|ban|war|trial|hearing|delay|leave|career|marriage|visit|tour
    |game|match|speech|suspension|stay|course|race|process|session|campaign|closure|outage|siege|shift|treatment|surgery
    |operation|recovery|pregnancy|lesson|training|interview|break|holiday|season|festival|in|at|there|away|been)s?\b)""",
    re.IGNORECASE | re.VERBOSE,
)
# What says in which direction something is measured; by what asks for it, and behind a number.
DIMENSIONS = {
    "long": r"long|length", "wide": r"wide|width|across|broad|breadth", "tall": r"tall|high|height|stor(?:e?y|ies|eys)",
    "high": r"tall|high|height|above|stor(?:e?y|ies|eys)", "deep": r"deep|depth|below|under",
}  # fmt: skip
ASKS_DIMENSION = re.compile(rf"\bhow\s({'|'.join(DIMENSIONS)})\b", re.IGNORECASE)
DIMENSION = re.compile(
    r"[\s-](?:in\s|of\s)?(long|length|wide|width|across|tall|high|height|deep|depth|thick)\b", re.IGNORECASE
)
BARE = frozenset({"long", "tall", "high"})  # told by a number and a unit alone, as no width is
ASKS_WEIGHT = re.compile(r"\bhow\s(?:heavy\b|much\b[^?]*\bweigh(?:s|ed)?\b)", re.IGNORECASE)
ASKS_SPEED = re.compile(r"\bhow\sfast\b", re.IGNORECASE)
ASKS_AGE = re.compile(r"\bhow old\b", re.IGNORECASE)
# Words that only say in what an answer is measured: what has the unit says them, too.
MEASURES = frozenset(
    word
    for line in (
        "old age fast speed tall wide deep long heavy weigh weighs weighed cost costs price prices fare fares fee fees",
        "worth money expensive dear cheap year month time day date population",
    )
    for word in line.split()
)
ASKS_YEAR = re.compile(r"\b(?:what|which)\syear\b", re.IGNORECASE)
ASKS_MONTH = re.compile(r"\b(?:what|which)\smonth\b", re.IGNORECASE)
ASKS_TIME = re.compile(r"\b(?:what|which)\stime\b", re.IGNORECASE)
_ASKING = r"(?:who|whom|whose|what|which|where|when|why|how)"
_HELPING = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
# "Which House bill did ...?": what it is that is asked for, in the group "thing".
ASKS_WHICH = re.compile(
    rf"""\b(?:which|what)\s(?!{_HELPING}\b)(?:[\w’'-]+\s){{0,3}}?(?P<thing>[^\W\d_][\w’'-]{{2,}})
    \s(?={_HELPING}\b|[a-z]{{2,}}ed\b|(?:in|of|at|on|from|by|that|to|made|won|took|got|sold|hit|beat|cut|led)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
ASKS_ANYTHING = re.compile(r"\b(?:what|which|how)\b", re.IGNORECASE)
ASKS_DATE = re.compile(r"\bwhen\b|\b(?:what|which)\s(?:day|date)\b", re.IGNORECASE)
# "The man who fled, when he was seen, named which city?": only the last word asks, and the others do where they stand
# first, behind "and", or before a verb that is turned round.
_RELATIVE = re.compile(r"\W*(?:who(?:m|se)?|when|where|which)", re.IGNORECASE)
_BEFORE = (
    "and but or so exactly just by from until till since to with for is was are were did know knows tell me us say says"
    " out ask sure explain describe name identify"
)
_OPENS = frozenset(_BEFORE.split())
_LAST_WORD = re.compile(r"(\w*)(\W*)\Z")
_ENDING = frozenset(".?!:;")
_FRONTED = re.compile(r"\W*(?:when|while|after|before|as|on|in|at|during|since)\b[^,]*,", re.IGNORECASE)
_NEAR = 30  # characters in which the word before one stands
_TURNED = re.compile(
    r"\s(?:did|do|does|is|are|was|were|will|would|has|have|had|can|could|should|might)\b", re.IGNORECASE
)


def is_relative(asks: re.Match[str]) -> bool:
    """Whether a word that may ask tells more of a word before it: "the man who fled"."""
    text, word = asks.string, asks[0].strip(" ,.").casefold()
    if not _RELATIVE.fullmatch(asks[0]):
        return False
    place = asks.end() - len(word)
    last = _LAST_WORD.search(text[max(place - _NEAR, 0) : place])
    before, between = last.groups() if last else ("", "")
    if word == "which":
        return bool(before) and between.startswith(",")
    turned = word in {"when", "where"} and _TURNED.match(text, asks.end())
    if not before and word == "when":  # "When she left, who was mayor?"
        return not turned and bool(_FRONTED.match(text))
    fronted = _FRONTED.match(text)
    begins = not before or not _ENDING.isdisjoint(between) or bool(fronted and fronted.end() == place - 1)
    return not (begins or turned or before.casefold() in _OPENS)


ASKS_WHEN_IT_WAS = re.compile(r"\bwhen\s(?:was|were|did)\b", re.IGNORECASE)
ASKS_WHEN_IT_IS = re.compile(r"^when\s(?:is|are|will|does|do)\b", re.IGNORECASE)
AFTER_THE = re.compile(r"\b(?:after|since|following)\s(?:his|her|its|their|the)\s$", re.IGNORECASE)
WILL = re.compile(r"\b(?:will|shall|won['’]t)\b|\b(?:is|are)\s(?:due|expected|planned|scheduled|set)\sto\b")
ASKS_NAME = re.compile(r"\bwho(?:m|se)?\b|(?:\bwhat\s(?:is|was|are|were)\s)?\bthe\snames?\sof\b", re.IGNORECASE)
# Who somebody is whose name is known is told by no other name.
ASKS_WHO_IS = re.compile(
    r"^(?i:who\s(?:is|was|are|were))\s(?!(?:(?:Prime|Vice|Foreign)\s)?(?:Minister|President)\b)"
    r"[^\W\d_a-z][\w.’'-]*(?:\s[^\W\d_a-z][\w.’'-]*)+[\s?]*$"
)
ASKS_PLACE = re.compile(
    r"""^where\b | [,.]\swhere\b | \b(?:and|to|from)\swhere\b
    | \b(?:what|which)\s(?:(?!is|was|are|were)[\w-]+\s)?
      (?:country|city|town|village|state|county|continent|island|region|place|river)\b""",
    re.IGNORECASE | re.VERBOSE,
)
ASKS_REASON = re.compile(
    r"^why\b|[,.]\swhy\b|\band\swhy\b|\bwhat\s(?:caused|led\sto)\b|\bfor\swhat\sreason\b", re.IGNORECASE
)
ASKS_YES_NO = re.compile(r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\s", re.IGNORECASE)
# "Who won the race, and when?": who asks so wants to know when.
ASKED_BESIDE = re.compile(
    r",\sand\s((?:when|where|why|who|how\s(?:many|much|old|long|far))\b(?:\swas\sit)?)\?*$", re.IGNORECASE
)
INTERROGATIVE = re.compile(rf"\b(?:{_ASKING}|{_HELPING})\b", re.IGNORECASE)
LEANS_BACK = re.compile(r"\b(?:he|she|it|they|him|her|his|its|their|them)\b", re.IGNORECASE)
# What introduces a question: "In the March 2024 vote on the mill, who ...", "After she resigned in May, to whom ...".
# One or two words ("In Oulu, who ...") say what it asks about.
INTRODUCTION = re.compile(
    rf"""^(?:(?:and|but|so)\s)?
    (?: (?:in|on|at|after|before|during|under|according|as|since|for|while|with|following|amid|despite|over|by|from|of
          |to|among|between|until|if|because|given) (?!\s{_ASKING}\b)
      | (?:when|where) (?!\s{_HELPING}\b) )
    \b (?:\s+\S+){{3,}}? (?:(?<=,)|(?<=,[”’"])) \s
    (?= (?:(?:in|on|at|by|for|from|of|to|with|under|about|approximately|roughly|around)\s)?
        (?:{_ASKING}|{_HELPING})\b )""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
# What names a time that is no date: "the last quarter of 2024", "the day before yesterday", "between 3 and 9 May".
OF_A_TIME = frozenset(
    word
    for line in (
        "before after since until between during through over past last first second third fourth half quarter early",
        "mid late beginning start middle end spring summer autumn fall winter week weeks weekend month months year",
        "years days two three four five six ten few couple ago earlier",
    )
    for word in line.split()
)
# What tells that something did not happen, or not yet.
DENIES = re.compile(
    r"\b(?:not|never|\w+n[’']t|no\splans?|denie[sd]|denying|ruled\sout|reject(?:s|ed)|refuse[sd]|(?:has|have)\syet\sto"
    r"|no\s(?:[a-z]+\s){0,2}(?:deaths?|fatalities|injuries|casualties|arrests?))\b",
    re.IGNORECASE,
)
UNHURT = re.compile(
    r"\b(?:(?:nobody|no\sone|none)\s(?:else\s)?(?:was|were|is)\s(?:\w+\s)?(?:hurt|injured)"
    r"|no\s(?:\w+\s)?(?:injuries|casualties)|unhurt|unharmed)\b",
    re.IGNORECASE,
)
# Words of a quotation that mean something that was named before it.
LEANS = re.compile(
    r"""^["'“‘]?(?:(?:but|and|so|yet|also|meanwhile|however|still|then)[, ]\s*)?(?:he|she|it|they|his|her|its|their|this
    |that|these|those|the\s(?:company|firm|group|agency|ministry|government|couple|pair|team|club|suspect|actor
    |actress|singer|man|woman|president|minister|court|bill|law|film|show|study|report|move|decision|announcement))\b""",
    re.IGNORECASE | re.VERBOSE,
)

NOBODY = frozenset(
    {"nobody", "everybody", "everyone", "somebody", "someone", "anybody", "anyone", "none", "all", "both"}
)

COMPILED = 64  # names whose patterns are kept: each takes up to 100 kB, and who asks may name a new one each time
# Words of somebody's name as a question spells it, and what may stand between them; parts of other patterns.
NAME_WORD = r"(?-i:[^\W\d_a-z])[\w.’'-]*"
PARTICLES = r"(?:(?:de|del|der|van|von|da|di|bin|al|el|la|le)\s){0,2}"
# Names and numbers, word by word.
CAPITAL = re.compile(r"\b(?:[^\W\d_a-z][\w’'-]*|\d[\d,.]*)")
# Lines of a page that say nothing about the news: links to more, captions and credits, calls to subscribe.
NO_PROSE = re.compile(
    r"""^(?: read\s(?:more|next|also|our|the\sfull)
        | (?:watch|listen|related|also\sread|see\salso|more\son|photos?|image|picture|credit|caption|source|video
          |gallery)\s?[:|]
        | hide\scaption\b | in\sthis\s(?:file\s)?(?:photo|image|picture)\b | (?:produced|edited|compiled)\sby\s[^.!?]*$
        | .*\b\d\d:\d\d\s?[-•–—]\s?Source:\s | .*\bReplay\sMore\sVideos\b
        | https?://\S+$ | click\shere | (?:sign|signed)\sup | subscribe\b | share\sthis | advertisement | copyright\b
        | ©
        | follow\s(?:us|me|her|him|[\w ]{2,30}\son\s(?:twitter|facebook|x|instagram))
        | [^.!?:]*[^\W\d][’'”]?:(?=[^\s/])[^.!?]*$ | [^.!?]*\?(?=(?-i:[^\W\d_a-z])) )
    | \b(?:all\srights\sreserved|getty\simages|subscriber[\s-]only|digital\ssubscriber|support(?:ing)?\sour
      \sjournalism)\b
    | \b(?:text|whatsapp|e-?mail|send|share|tweet)\b[^.]{0,40}\byour\s(?:[\w-]+\s)?(?:stor(?:y|ies)|photos?|pictures?
      |videos?|questions?|tips?|experiences?|comments?|memories)\b""",
    re.IGNORECASE | re.VERBOSE,
)

_COUNTED = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelv",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenti",
)
FIGURES = {stem: str(number) for number, stem in enumerate(_COUNTED, start=1)}


def without_time_ago(question: str) -> str:
    """A question without the words that name a past time by the day of asking: "last year", "two months ago".

    What was printed then says "this year" or nothing, and what says "last year" is of another one. "This week" is said
    by what was printed in it, too.
    """
    return DATE.sub(lambda date: " " * len(date[0]) if AGO.match(date[0]) else date[0], question)
