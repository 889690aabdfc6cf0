"""Who holds a post: "Sweden's Prime Minister Ana Reis", "Ivo Pires, the skipper of the Good Intent". English, by rules.

A name that stands beside the word for a post may hold that of somebody else: "the Russian President" leads no Sweden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from bot import expressions as x
from corpus.sentences import Span
from index.doers import LEADING, doers, posts

_TIME = r"(?:current|present|new|next|first|last|former|then|old)"
_LINK = r"(?:of|at|in|for|on)"
_A = r"(?:the|a|an|its|his|her|their)"
ASKS_OF = re.compile(
    rf"""^(?:(?:and|so)\s)? who(?:['’]s|\s(?:is|was|became|becomes|will\sbe)) (?:\s(?:now|still|currently))?
    \s(?:{_A}\s)? (?P<time>(?:{_TIME}\s)*)
    (?: (?P<role>[a-z][\w-]*(?:\s[a-z][\w-]*){{0,2}}?)\s{_LINK}\s(?P<of>.+)
      | (?P<owner>(?-i:[^\W\d_a-z])[^?]*?)['’]s?\s(?P<held>[a-z][\w-]*(?:\s[a-z][\w-]*)?) ) [\s?]*$""",
    re.IGNORECASE | re.VERBOSE,
)
ASKS_WHO_LEADS = re.compile(
    r"^(?:(?:and|so)\s)?who\s(?:now\s|currently\s)?(?P<verb>lead|head|run|rule|govern|captain|chair|manage|coache?|direct|skipper"
    r"|command)(?:s|ed)?\s(?P<of>.+)$|^who\s(?P<led>led|ran)\s(?P<by>.+)$",
    re.IGNORECASE,
)
# Adjectives of countries that begin otherwise than the country.
ADJECTIVES = {
    "denmark": "danish", "england": "english", "finland": "finnish", "france": "french", "greece": "greek",
    "ireland": "irish", "netherlands": "dutch", "poland": "polish", "scotland": "scottish", "spain": "spanish",
    "switzerland": "swiss", "thailand": "thai", "turkey": "turkish", "wales": "welsh", "philippines": "filipino",
    "united kingdom": r"british|britain|uk|u\.k\.", "britain": r"british|uk|u\.k\.|united kingdom",
    "uk": r"british|britain|u\.k\.|united kingdom", "united states": r"american|us|u\.s\.",
    "us": r"american|u\.s\.|united states", "cyprus": "cypriot",
    "sri lanka": "sri lankan", "south korea": "south korean", "north korea": "north korean",
    "south africa": "south african", "north macedonia": "north macedonian",
}  # fmt: skip
BEGINS_ALIKE = 4  # letters of a country and of its adjective: Sweden, Swedish
# Bounded, and not begun within a word: a line of capitals may be long.
_NAME = r"(?-i:(?<![\w’'-])[^\W\d_a-z][\w.’'-]{0,40}(?:\s[^\W\d_a-z][\w’'-]{0,40}(?:\.(?=\s))?){0,4})"
_FORMER = r"(?!(?:former|ex|late|then|outgoing|deputy|vice|acting)\b)"
_NO_OWNER = "the former new current deputy vice prime interim acting then late said and but first its his her their"
NO_OWNER = frozenset(_NO_OWNER.split())
TRAILING = re.compile(r"\s(?:in|on|at|since|until|by|during|of)$", re.IGNORECASE)  # what a time leaves
BEFORE, BEHIND = 40, 60  # characters around a name in which its post stands


@dataclass(frozen=True, slots=True)
class Post:
    """What a post may be called, and what it is a post of, as a pattern."""

    roles: str
    of: str
    verbs: str = r"(?!)"
    past: bool = False

    def holders(self, sentence: str) -> list[Span]:
        """Where a sentence names who holds it."""
        found = (match.span("who") for one in compiled(self) for match in one.finditer(sentence))
        return [span for span in dict.fromkeys(found) if not sentence[slice(*span)].isupper()]  # "the U.N. agency"

    def is_anothers(self, sentence: str, name: Span) -> bool:
        """Whether a sentence says of a name that it holds such a post of something else."""
        start, end = name
        around = sentence[max(start - BEFORE, 0) : end + BEHIND]
        owners = [found["owner"] for one in others(self.roles) for found in one.finditer(around)]
        named = [one for one in owners if one.split("’")[0].split("'")[0].casefold() not in NO_OWNER]
        return bool(named) and not any(re.search(rf"\b(?:{self.of})\b", one, re.IGNORECASE) for one in named)


@cache
def compiled(post: Post) -> tuple[re.Pattern[str], ...]:
    """How sentences name who holds a post."""
    role, of, who = rf"(?:{post.roles})", rf"(?:{post.of})", rf"(?P<who>{_NAME})"
    time = "" if post.past else _FORMER
    ends = rf"{role}\s{_LINK}\s(?:[\w’'-]+\s){{0,4}}?{of}\b"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"\b{of}(?:['’]s?)?\s(?:{time}[a-z][\w-]*\s){{0,2}}?{time}{role},?\s{who}",
            rf"{'' if post.past else '(?<!former )(?<!deputy )'}\b{ends},?\s{who}",
            rf"{who},(?:\s\d{{1,2}},)?\s(?:who\s(?:is|was)\s)?(?:{_A}\s)?(?:{time}[a-z][\w-]*\s){{0,3}}?{time}{ends}",
            rf"{who},(?:\s\d{{1,2}},)?\s(?:who\s(?:is|was)\s)?{of}(?:['’]s?)?\s{time}{role}\b(?!\s{_NAME})",
            rf"{who}\s(?:is|was|became|becomes|(?:will|has)\sbecome|was\s\w+ed)(?:\sas)?\s(?:{_A}\s)?{time}(?:{ends}|{of}(?:['’]s?)?\s{role}\b)",
            rf"{'' if post.past else '(?<!former )'}\b{ends}\s(?:is|was|remains|will\sbe)\s{who}",
            rf"{who},?\s(?:who\s)?(?:has\s)?{post.verbs}\s(?:[\w’'-]+\s){{0,3}}?{of}\b",
        )
    )


@cache
def others(roles: str) -> tuple[re.Pattern[str], ...]:
    """How sentences say whose post it is."""
    owner = r"(?P<owner>(?-i:[^\W\d_a-z][\w.’'-]*(?:\s[^\W\d_a-z][\w.’'-]*){0,2}))"
    return (
        re.compile(rf"{owner}\s(?:[a-z]+\s)?(?:{roles})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{roles})\s{_LINK}\s(?:the\s)?{owner}", re.IGNORECASE),
    )


def post_of(question: str) -> Post | None:
    """The post whose holder a question asks for; None where it asks for something else."""
    text = TRAILING.sub("", x.DATE.sub("", question.strip(" ?")).strip())
    if found := ASKS_OF.match(text):
        role, of = (found["role"] or found["held"]).casefold(), found["of"] or found["owner"]
        past = any(one in found["time"].casefold().split() for one in ("former", "then", "old", "last"))
        return made(of, role, past=past)
    if found := ASKS_WHO_LEADS.match(text):
        verb, of = (found["verb"] or found["led"]).casefold(), found["of"] or found["by"]
        return made(of, verb, verbs=True)
    return None


def made(of: str, role: str, *, past: bool = False, verbs: bool = False) -> Post | None:
    """A post by its name, or by what those do who hold it."""
    words = [one for one in re.findall(r"[\w’'.-]+", of) if one.casefold() not in {"the", "a", "an", "its"}]
    if not words:
        return None
    names = [one for one in words if not one[0].islower()]
    place = " ".join(words) if len(names) == len(words) else words[-1]
    named = list(dict.fromkeys(chain([role], doers(role) if verbs else (), posts(role, place))))
    if role in LEADING:
        named += [one for one in ("leader", "head") if one not in named]
    acted = "|".join(sorted({"lead", "led", "head", "run", "ran", "chair"} if role in LEADING else {role}))
    return Post(
        roles="|".join(map(re.escape, sorted(named, key=lambda one: (-len(one), one)))),
        of="|".join([re.escape(place), *adjectives(place)]),
        verbs=rf"(?:{acted})(?:s|es|ed)?" if verbs else r"(?!)",
        past=past or role == "led",
    )


def adjectives(place: str) -> Iterator[str]:
    """Yield what is said for a country before a word: Swedish, as a pattern."""
    if not place[0].isupper():
        return
    yield ADJECTIVES.get(place.casefold(), rf"{re.escape(place[:BEGINS_ALIKE])}\w*(?:ish|ian|ese|ean|an|i)")
