"""Who somebody is, as news says where it names him first: "Ana Reis, a skipper of Oulu,", "the skipper Ana Reis".

English, by rules. What a name stands for is told so, too: "the Harbour Union, a group of skippers,".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from bot.english import expressions as x
from bot.english.entities import TITLE_ALONE, TITLES
from bot.english.personal import is_namesake
from bot.english.phrases import SOMEBODY_WORD
from bot.english.told_beside import ToldBeside
from corpus.sentences import Span
from index.terms import FUNCTION_WORDS

_NAME = rf"(?P<name>{x.NAME_WORD}(?:\s(?:(?:of|for|the|and)\s){{0,2}}{x.PARTICLES}{x.NAME_WORD}){{0,5}})"
ASKS = re.compile(
    rf"^\W*(?:(?:and|so)\s)?(?:(?P<who>who)|what)(?:['’]s|\s(?:is|was|are|were))\s(?:(?:the|an?)\s)?{_NAME}[\s?.!]*$",
    re.IGNORECASE,
)
TITLE = re.compile(rf"^(?:{TITLES})\.?\s(?=\S)", re.IGNORECASE)
_A = r"(?:an?|the|one\sof|his|her|its|their)"
_WORDS = r"(?:U\.[KNS]\.|[^,.;:—–()“”\"\n]|[.,](?=\w)){2,120}(?=\s?[,.;:)—–]|$)"
_AGE = r"(?:\s\d{1,3},)?"
# A post without an article: "director of the mill", "owner and skipper of the Alba".
_POST = rf"(?:[a-z][\w’'-]{{1,30}}\s){{1,5}}?(?:of|at|for|with)\s{_WORDS}"
_ADJECTIVES = "former chief senior deputy vice assistant associate acting late head lead"
_NO_NOUN = "|".join(sorted(FUNCTION_WORDS | {"told", "adding", "asked", "called", "named", "while"}))
_BEFORE = (
    rf"(?:(?!(?:{_NO_NOUN})\s)(?:(?-i:[A-Z])[\w.’'&-]{{0,30}}|[a-z]{{1,20}}(?:al|ic|ese|ish|ing|ary|ive|ant|an)"
    rf"|{'|'.join(_ADJECTIVES.split())})\s)"
)
_NOUN = rf"(?:(?!(?:{_NO_NOUN})\s)(?-i:[a-z]{{3,20}})\s)"
# What ends as a role does and is none: "after Ana Reis had left", "whether Ana Reis won".
_NO_ROLE = (
    "after|hereafter|thereafter|under|whether|however|never|ever|forever|whenever|wherever|whatever|whoever|either|neither"
    "|rather|other|another|together|altogether|moreover|further|later|earlier|sooner|longer|older|younger|better|bigger"
    "|smaller|greater|higher|lower|former|prior|minor|major|number|remember|consider|offer|order|enter|discover|prefer"
    "|deliver|gather|suffer|differ|refer|transfer|trigger|encounter|endanger|recover|uncover|render|wonder|surrender"
    "|hinder|bother|cover|answer|alter|favor|honor|murder|rumor|error|color|mirror|exist|insist|resist|assist|persist"
    "|consist|enlist|human"
)
_ANY_ROLE = rf"(?!(?:{_NO_ROLE})\b)(?:{SOMEBODY_WORD}|[a-z]{{3,20}}(?:er|or)|spokes[a-z]{{3,6}})"
_ROLE = rf"(?:{_ANY_ROLE}|{TITLES})"
_NO_VERB = r"(?<!\bwill\s)(?<!\bwould\s)(?<!\bcould\s)(?<!\bcan\s)"  # "will host Ana Reis"
# What no words beside a name have that say who that is: "by Ana Reis, the ferry was late".
VERB = re.compile(
    r"^(?:(?!\b(?:who|whose|whom|that|which|where|when|while|as|but|because|if)\b).)*?"
    r"\b(?:is|was|are|were|has|have|had|will|would|can|could|did|does|said|says|began|isn[’']t|wasn[’']t)\b",
    re.IGNORECASE,
)
NEAR = 30  # characters before a name
# What makes "Ana Reis is a thief" no statement: "he denied that", "if", "not that", "whether".
DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|if|unless|whether|not|no\sevidence)(?:\s(?:that|the))?\s$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Introduction(ToldBeside):
    """Whose name it is that is asked about, and whether of somebody: "who is ...?"."""

    name: str
    of_somebody: bool = True

    past: ClassVar[bool] = False

    def holders(self, sentence: str) -> list[Span]:
        """Where a sentence says who that is."""
        found = [match for one in compiled(self.name) for match in one.finditer(sentence)]
        told = (
            match.span("told")
            for match in found
            if not VERB.match(match["told"])
            and not is_namesake(sentence, match.start("who"))
            and not is_denied(sentence, match)
        )
        return list(dict.fromkeys(told))

    def is_in(self, sentence: str) -> bool:
        """Whether a sentence has the whole name."""
        return bool(re.search(who(self.name), sentence, re.IGNORECASE))


def is_denied(sentence: str, found: re.Match[str]) -> bool:
    """Whether a sentence only says that somebody is not this, or may be: of "Ana Reis is a thief", not of what stands
    beside a name, "if Ana Reis, a skipper, comes".
    """
    stated = sentence[found.end("who") : found.start("told")].strip()
    return stated[:1].isalpha() and bool(DENIED.search(sentence, max(found.start() - NEAR, 0), found.start()))


def who(name: str) -> str:
    """A name as a pattern: between its words another may stand, before a single one two."""
    words, first = name.split(), r"(?:(?-i:[A-Z])[\w.’'-]{1,30}\s){0,2}?"
    middle = r"\s(?:[\w.’-]{1,30}\s)?"
    return rf"\b(?P<who>{'' if len(words) > 1 else first}{middle.join(map(re.escape, words))})(?!\s[JS]r\b)"


@lru_cache(maxsize=x.COMPILED)
def compiled(name: str) -> tuple[re.Pattern[str], ...]:
    """How sentences say who somebody is."""
    named = who(name)
    patterns = (
        rf"{named}(?:\s\([^()]{{1,40}}\))?,{_AGE}\s(?:who\s(?:is|was|has\sbeen)\s)?(?P<told>(?:former\s|then\s)?{_A}\s{_WORDS})",
        rf"{named},{_AGE}\s(?P<told>(?:who\s(?!is|was|has|does)[a-z]+s\s|former\s){_WORDS}|{_POST})",
        rf"{named},{_AGE}\s(?P<told>who\s(?:has|had)\s(?:[\w’'-]{{1,30}}\s){{1,8}}?(?:since|for)\s{_WORDS})",
        rf"{named},\s\d{{1,3}},\s(?P<told>of\s(?-i:[^\W\d_a-z]){_WORDS})",
        rf"{named}\s(?:is|was|are|were|became|remains)\s(?:also\s)?(?P<told>{_A}\s{_WORDS})",
        rf"\b(?P<told>{_A}\s(?:[\w’'-]{{1,30}}\s){{0,3}}{_ROLE}(?:\s(?:of|at|for|in)\s{_WORDS})?),\s{named}\b",
        rf"(?<![\w’'-]){_NO_VERB}(?P<told>{_BEFORE}{{1,5}}{_NOUN}?{_ROLE}|{_NOUN}?(?!(?:{TITLES})\b){_ANY_ROLE})\s{named}\b",
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def introduction_of(question: str) -> Introduction | None:
    """The name of which a question asks who or what that is; None where it asks for something else."""
    found = ASKS.match(" ".join(question.split()))
    name = TITLE.sub("", found["name"].rstrip(".")) if found else ""
    return Introduction(name, bool(found and found["who"])) if name and not TITLE_ALONE.match(name) else None
