"""Questions that a sentence answers, made of its own words less what is asked for. English; pure functions over text.

Only where a part of the sentence can be put in the place of another, so that what is asked reads like English: "Who
...?" and "How many ...?" for the subject, "When ...?" for a date, "Why ...?" for a cause. No verb is changed but those
whose forms are listed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.english import expressions as x
from bot.english.verbs import PAST

FEWEST, MOST = 4, 14  # words of a predicate: fewer are about anything, more are read by nobody
# How good they are.
HOW_MANY, WHAT_SHARE, WHEN, WHY, WHO, WHO_IS = 1.0, 1.0, 1.0, 1.0, 0.9, 0.6
ARTICLES = frozenset({"The", "A", "An"})
_NUMBERS = "one two three four five six seven eight nine ten several many some most all few dozens"
NUMBERS = frozenset(_NUMBERS.split())
_IRREGULAR = (
    "won lost led made became took gave got held left met sold bought built found hit broke wrote sent paid ran began"
    " grew fell rose died set put cut struck shot beat drew flew"
)
_VERB = rf"(?:[a-z]{{2,}}ed|was|were|has been|have been|had been|{'|'.join(_IRREGULAR.split())})"
_ABOUT = (
    r"(?:(?:More|Fewer|Less) than |(?:About|Nearly|Almost|Roughly|Around|Over|Some|At least|Approximately|An estimated"
    r"|As many as|Up to) )?"
)
COUNTS = re.compile(
    rf"^{_ABOUT}(?P<number>\d[\d,.]*|[A-Z]?[a-z]+(?:-[a-z]+)?)(?: (?:million|billion|thousand|hundred))? "
    rf"(?P<what>people|(?:[a-z-]+ )?[a-z]{{3,}}s) (?P<done>(?:{_VERB}|are)\b.*)"
)
UNCOUNTED = re.compile(r"\b(?:others|times|days|years|degrees|hours|weeks|months|minutes|percent|dollars)$")
SHARES = re.compile(
    rf"^{_ABOUT}\d[\d.]*(?:%| percent| per cent) of (?P<what>[\w’' -]{{3,40}}?) (?P<done>(?:{_VERB}|are|say)\b.*)"
)
# What stands between the name of a person and the verb: nothing, or who that is.
ACTS = re.compile(rf"^(?:, [^,.;:]{{3,80}},)? (?P<done>{_VERB}\b.*)")
SPEAKS = re.compile(
    r"^(?:added|argued|insisted|noted|explained|warned|admitted|acknowledged|tweeted|recalled|claimed|stressed|emphasized"
    r"|mentioned|continued|concluded|wrote|was asked|asked|declined|joked|stated|replied|responded|called|described"
    r"|confirmed to|named|considered|signaled|suggested)\b"
)
BEFORE_NAME = re.compile(r"^(?:[A-Z][\w.’'-]* |[a-z][\w-]+ ){0,5}$")
NO_SUBJECT = re.compile(
    r"^(?:When|After|Before|While|In|On|At|For|As|If|With|By|From|But|And|Since|During|Like|Photos?|Watch)\b"
)
_SUBJECT = r"^(?P<subject>(?:The|An?|[A-Z][\w’'-]+)(?: [\w’'-]+){0,7}?)"
_PARTICIPLE = r"(?:[a-z]{3,}ed|born|built|found|held|sold|shot|struck|stolen|taken|seen|made|sent|given)"
PASSIVE = re.compile(rf"{_SUBJECT} (?P<aux>was|were) (?P<done>(?:(?:[a-z]+ly|first|last) )?{_PARTICIPLE}\b.*)")
ACTIVE = re.compile(rf"{_SUBJECT} (?P<verb>{'|'.join(sorted(PAST))})\b(?P<done>.*)")
WHEN_BEFORE = re.compile(r"(?:,? ?\b(?:on|in|at|early|late|back in|early on|late on))?$")
NO_WHEN = re.compile(
    r"\b(?:by|since|until|from|for|of|to|than|between|and|through|before|after|the|a|an|about|called|named|dated)$"
)
EARLY = 90  # characters
AT_DATE = re.compile(r"(?:(?:^|\s)(?:On|In|At|Late|Early|Earlier|on|in|late|early|late on|early on))?\s*$")
BEFORE_VERB = re.compile(rf"^ (?:{'|'.join(sorted(PAST))}|was|were)\b")
NO_SUBJECT_WORD = re.compile(
    r"\b(?:[a-z]{2,}ed|is|are|was|were|be|been|has|have|had|will|would|could|can|may|to|that|and|or|who|which|when|if|not)\b"
)
NO_DATE = re.compile(r"(?:(?i:by|since|until|next|this)\b|[A-Z]+$)")  # no moment, or the name of a paper
CAUSE = re.compile(r",? (?:because|due to) ")
ROLE_AFTER = re.compile(r"^, (?:(?:a|an|the|who (?:is|was|has)|former|one of|[a-z]+ (?:of|at|for)) )[a-z]")
# Where a clause ends; words with which none ends; and words that mean something said before.
CLAUSE = re.compile(
    r"[.;:,!?—–(]| (?:and|but|or|after|because|as|while|which|who|that|when|where|before|amid|despite)\b"
)
OPEN_END = re.compile(
    r"\b(?:a|an|the|of|in|on|at|to|for|from|by|with|and|or|than|about|into|over|until|since|as|that|if|how|was|were|is|are"
    r"|been|not|more|most|his|her|its|their)$"
)
LEANING = re.compile(
    r"\b(?:he|she|it|they|him|her|his|hers|its|their|them|this|that|these|those|we|our|us|I|my|you|your|there|here|so"
    r"|himself|herself|itself|themselves|such|also|another|other|others|both|either|same|former|latter)\b",
    re.IGNORECASE,
)
# What no question has: it is asked on another day than the sentence was printed.
UNFIT = re.compile(
    r"[()\[\]\"“”|–—:;]|\s,|\b(?:CNN|USA TODAY|Reuters|Associated Press|AP"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today|tomorrow|tonight|(?:last|next) (?:week|month|year))\b"
)


def questions(sentence: str, people: Collection[str], small: Collection[str]) -> Iterator[tuple[str, float]]:
    """Yield the questions that a sentence answers, each with how good it is.

    ``people`` are names of those who may do something in it, ``small`` the words that the article writes without a
    capital.
    """
    asked = [*how_many(sentence), *when(sentence, people, small)]
    for name in people:
        asked += who(sentence, name)
    yield from ((question, worth) for question, worth in asked if not UNFIT.search(question))


def how_many(sentence: str) -> Iterator[tuple[str, float]]:
    """How many homes were damaged in the flood? What percentage of voters want a change?"""
    if shares := SHARES.match(sentence):
        if (predicate := clause(shares["done"])) and not LEANING.search(shares["what"]):
            yield f"What percentage of {shares['what']} {predicate}?", WHAT_SHARE
    elif (counts := COUNTS.match(sentence)) and x.NUMBER.fullmatch(counts["number"]):
        what, predicate = counts["what"], clause(counts["done"])
        if predicate and not UNCOUNTED.search(what) and not LEANING.search(what) and not what.startswith("more "):
            yield f"How many {what} {predicate}?", HOW_MANY


def when(sentence: str, people: Collection[str], small: Collection[str]) -> Iterator[tuple[str, float]]:
    """When was the agreement signed by both countries? When did Diageo buy the brand? Why was the game cancelled?"""
    for text, dated in ((sentence, False), *((other, True) for other in dateless(sentence))):
        if passive := PASSIVE.match(text):
            aux, predicate, found = passive["aux"], passive["done"], passive
        elif active := ACTIVE.match(text):
            aux, predicate, found = "did", PAST[active["verb"]] + active["done"], active
        else:
            continue
        subject = as_subject(found["subject"], people, small)
        said = clause(predicate) if dated else undated(predicate)
        if subject and (cause := CAUSE.search(predicate)) and stands(subject, predicate[: cause.start()]):
            yield f"Why {aux} {subject} {predicate[: cause.start()]}?", WHY
        elif subject and said and stands(subject, said):
            yield f"When {aux} {subject} {said}?", WHEN
            return


def dateless(sentence: str) -> Iterator[str]:
    """A sentence without the date that it begins with or that stands before its verb: "The House on Tuesday passed"."""
    for date in x.DATE.finditer(sentence[:EARLY]):
        before = sentence[: date.start()]
        if at := AT_DATE.search(before):
            before = before[: at.start()]
        after = sentence[date.end() :]
        if NO_DATE.match(date[0]):
            return
        if not before and after.startswith(", ") and after[2:3]:
            yield after[2].upper() + after[3:]
        elif before and BEFORE_VERB.match(after):
            yield before + after
        return


def as_subject(text: str, people: Collection[str], small: Collection[str]) -> str:
    """The subject of a sentence as it stands inside of another; empty where it cannot."""
    first, space, rest = text.partition(" ")
    if LEANING.search(text) or NO_SUBJECT.match(text) or NO_SUBJECT_WORD.search(text) or first.lower() in NUMBERS:
        return ""
    if any(text.startswith(name) for name in people):
        return text
    return first.lower() + space + rest if first in ARTICLES or first.lower() in small else ""


def undated(predicate: str) -> str:
    """A predicate without the date that ends its clause; empty where none does."""
    end = CLAUSE.search(predicate)
    cut = end.start() if end else len(predicate)
    for date in x.DATE.finditer(predicate[:cut]):
        if date.end() == cut and not NO_DATE.match(date[0]):
            before = predicate[: date.start()].rstrip()
            said = before[: match.start()].rstrip() if (match := WHEN_BEFORE.search(before)) else before
            return "" if NO_WHEN.search(said) else said
    return ""


def stands(subject: str, predicate: str) -> bool:
    """Whether a subject and a predicate can be understood by themselves, and are a question's length."""
    words = len(subject.split()) + len(predicate.split())
    whole = not OPEN_END.search(predicate) and not LEANING.search(predicate) and not CLAUSE.search(predicate)
    return FEWEST <= words + 1 <= MOST and whole


def who(sentence: str, name: str) -> Iterator[tuple[str, float]]:
    """Who bought the house? Who is NAME?"""
    before, found, after = sentence.partition(name)
    if not found:
        return
    if BEFORE_NAME.match(before) and not NO_SUBJECT.match(sentence) and (acts := ACTS.match(after)):
        predicate = clause(acts["done"])
        if predicate and not SPEAKS.match(predicate):
            yield f"Who {predicate}?", WHO
    if ROLE_AFTER.match(after) and len(name.split()) > 1:
        yield f"Who is {name}?", WHO_IS


def clause(text: str) -> str:
    """A predicate up to the end of its clause; empty where it does not stand for itself."""
    end = CLAUSE.search(text)
    kept = " ".join((text[: end.start()] if end else text).split())
    fits = FEWEST <= len(kept.split()) <= MOST and not OPEN_END.search(kept)
    return kept if fits and not LEANING.search(kept) else ""
