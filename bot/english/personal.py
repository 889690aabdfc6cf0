"""What news tells of somebody beside the name: an age ("Ana Reis, 44,"), a party ("Democratic Gov. Ana Reis").

English, by rules. Such words are said in passing, in sentences that are about something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.english import expressions as x
from bot.english.entities import TITLES
from bot.english.told_beside import ToldBeside
from bot.english.verbs import PAST
from corpus.sentences import Span
from index.terms import FUNCTION_WORDS

_NAME = rf"(?P<name>{x.NAME_WORD}(?:\s{x.PARTICLES}{x.NAME_WORD}){{0,4}}?)"
_TITLE = (
    r"(?:(?:president|senator|sen\.|gov\.|governor|rep\.|mayor|mr\.?|mrs\.?|ms\.?|dr\.?|prime\sminister|pope|king|queen)"
    r"\s)?"
)
ASKS_AGE = re.compile(
    rf"^(?:and\s)?(?:how\sold\s(?:is|was)|(?:what|which)\sage\s(?:is|was))\s{_TITLE}{_NAME}[\s?]*$"
    rf"|^what(?:['’]s|\s(?:is|was))\s{_TITLE}{_NAME.replace('name', 'whose')}['’]s?\sage[\s?]*$",
    re.IGNORECASE,
)
ASKS_PARTY = re.compile(
    rf"^(?:(?:to|of)\s)?(?:what|which)\s(?:political\s)?party\s(?:is|was|does|did|has)\s{_TITLE}{_NAME}"
    r"(?:\s(?:in|of|with|from|belong(?:\sto)?|represent|lead|(?:a\s)?(?:member|leader)(?:\sof)?))*[\s?]*$"
    rf"|^what(?:['’]s|\s(?:is|was))\s{_TITLE}{_NAME.replace('name', 'whose')}['’]s?\s(?:political\s)?party[\s?]*$",
    re.IGNORECASE,
)
_PARTY = (
    r"(?:(?-i:Democrat(?:ic)?|Republican|GOP|Labou?r|Conservative|Tory|Liberal(?:\sDemocrat)?|Libertarian|Green|Independent"
    r"|Socialist|Christian\sDemocrat(?:ic)?|Social\sDemocrat(?:ic)?)\b(?!-)|(?-i:independent)"
    r"|(?-i:[A-Z][\w’'-]{0,40}(?:\s(?:of\s|and\s)?[A-Z][\w’'-]{0,40}){0,4}\s[Pp]arty)\b)"
)
_POST = r"(?:(?:U\.S\.|state|former|ex-\w+|the|then|then-\w+\.?|[a-z]{3,}|(?-i:[A-Z])[\w.’'-]*)\s){0,4}?"


FIRST_NAME = re.compile(r"\b([^\W\d_a-z][\w’'-]+) $")
LONGEST_NAME = 30
# Whose age it is, where it is not whose is asked for: "Ivo Pires, 24,", "24-year-old Ivo Pires".
NAMED_BEFORE = re.compile(r"[^\W\d_a-z][\w’'-]+,\s(?:an?\s)?$")
NAMED_BEHIND = re.compile(rf"\s(?:(?!(?:[a-z]+ed|{'|'.join(sorted(PAST))})\s)[a-z][\w-]+\s){{0,4}}[^\W\d_a-z]")


@dataclass(frozen=True, slots=True)
class Personal(ToldBeside):
    """What is told of somebody, as patterns around the name; the group "told" is it."""

    patterns: tuple[str, ...]
    is_number: bool = False

    def holders(self, sentence: str) -> list[Span]:
        """Where a sentence tells it."""
        found = [match for one in compiled(self) for match in one.finditer(sentence)]
        return list(
            dict.fromkeys(match.span("told") for match in found if not is_namesake(sentence, match.start("who")))
        )

    def is_anothers(self, sentence: str, told: Span) -> bool:
        """Whether a sentence tells of somebody else what may be an age; nothing else tells a party."""
        if not self.is_number:
            return True
        before, after = sentence[max(told[0] - LONGEST_NAME, 0) : told[0]], sentence[told[1] : told[1] + LONGEST_NAME]
        return bool(NAMED_BEFORE.search(before) or NAMED_BEHIND.match(after))


@lru_cache(maxsize=x.COMPILED)
def compiled(asked: Personal) -> tuple[re.Pattern[str], ...]:
    """The patterns, ready to be searched for."""
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in asked.patterns)


def is_namesake(sentence: str, start: int) -> bool:
    """Whether a name that begins here has another first name before it: "Ivo Reis", where Ana Reis is meant."""
    before = FIRST_NAME.search(sentence, max(start - LONGEST_NAME, 0), start)
    if before is None or before[1].casefold() in FUNCTION_WORDS:
        return False
    return not re.fullmatch(rf"{TITLES}|{_PARTY}", before[1])


def age_of(question: str) -> Personal | None:
    """The age that a question asks for, of somebody by name."""
    if not (who := named(ASKS_AGE, question)):
        return None
    told = r"(?P<told>\d{1,3}"
    return Personal(
        (
            rf"\b{who},\s{told})(?=[,.;)]|\sand\b)",
            rf"\b{who}\s\({told})\)",
            rf"\b{who}(?:,\swho)?\s(?:is|was|turned|turns|will\sturn|will\sbe|died\sat|dies\sat)\s{told}(?:[\s-]years?[\s-]old)?)\b(?!\s?(?:%|per|points?|votes?|hours?|days?|miles?|st|nd|rd|th))",
            rf"\b{told}[\s-]years?[\s-]old),?\s(?:[\w’'.-]+\s){{0,4}}?{who}\b",
            rf"\b{who},(?:\sa|\sthe|\san|\snow)?\s{told}[\s-]years?[\s-]old)\b",
            rf"\b{who}\b[^.,;]{{0,40}},?\s(?:aged|at\s(?:the\s)?age(?:\sof)?)\s{told})\b",
        ),
        is_number=True,
    )


def party_of(question: str) -> Personal | None:
    """The party that a question asks for, of somebody by name."""
    if not (who := named(ASKS_PARTY, question)):
        return None
    told = rf"(?P<told>{_PARTY})"
    return Personal(
        (
            rf"\b{told}(?:\s(?:leader|candidate|nominee|governor|senator))?,?\s{_POST}{who}\b",
            rf"\b{who},\s(?:[\w’'-]+\s)?(?:a|an|the)\s(?:[\w’'.-]+\s){{0,3}}?{told}(?=[\s,.;])",
            rf"\b{who}\s?[,(]\s?(?P<told>(?-i:[RDI])-(?-i:[A-Z])[\w.]*)",
            rf"\b{who},\s(?:\d+,\s)?(?:(?:the|a|an)\s)?(?:[\w’'-]+\s){{0,4}}?(?:of|for|from|in)\s(?:the\s)?{told}",
            rf"\b{who}(?:['’]s)\s{told}",
            rf"\b{who}\sof\s(?:the\s)?{told}",
        )
    )


def named(asks: re.Pattern[str], question: str) -> str:
    """Whom a question names, as a pattern: the last of the names is enough."""
    found = asks.match(x.DATE.sub("", question.strip()).strip())
    *first, last = (found["name"] or found["whose"]).split() if found else [""]
    given = rf"(?:{re.escape(first[0])}\s(?:[\w.’'-]+\s)?)?" if first else ""
    return rf"(?P<who>{given}{re.escape(last.strip('.'))}(?:\s(?:I+V?|VI*|Jr\.?|Sr\.?))?)" if last else ""
