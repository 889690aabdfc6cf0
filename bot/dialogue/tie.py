"""What ties a question to the turns before it, and how a turn is understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.dialogue.turns import Choice, ConversationState
from bot.english import phrases as p
from bot.english.entities import names_in
from index.terms import FUNCTION_WORDS

OFFERED = 3  # choices at most
UNOFFERED = "I do not know what you mean. Can you say it in other words?"
BESIDE_THING = re.compile(r"^About [^:]+: (?=\S)")  # what ``topic.put_to`` puts before a question
HAPPENING = frozenset({"happen", "happened", "next"})
ENOUGH_WORDS = 3  # of a question that stands by itself; one less with "the mill", which is none but the one


class Tie(StrEnum):
    """What ties a question to the turns before."""

    NEW = "new"  # nothing: it stands by itself
    MADE = "made"  # nothing any more: something else stands in it than in the last question
    RESOLVED = "resolved"  # it goes on about the same, and names it now
    LOOSE = "loose"  # it may be about the same: it says too little to tell
    BOUND = "bound"  # it cannot be understood without them


@dataclass(frozen=True, slots=True)
class Followed:
    """A turn as it is understood: a question that stands by itself.

    ``meant`` says whom its pronouns mean, ``pronouns`` which it had. ``more`` asks for more of what was asked last,
    ``speaker`` for who said what was quoted last, ``source`` for where it stands. ``about`` is the question put to what
    was asked about last, where it may be about that. ``timeless`` is the question without the time that it takes over,
    which is not handed on. ``otherwise`` is what is asked where nothing answers the question, or nothing that has one
    of the words ``naming``: what is known of something that need not be of the kind in whose place it stands; where
    where there are none, the question with what its pronoun may mean as well. ``before`` is the day (2021-05-03) before
    which it should be printed: it asks what was told before what was quoted.
    """

    question: str
    tie: Tie
    meant: tuple[tuple[str, str], ...] = ()
    pronouns: tuple[str, ...] = ()
    more: bool = False
    speaker: bool = False
    source: bool = False
    about: str = ""
    timeless: str = ""
    otherwise: str = ""
    naming: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A turn that may mean several things: what to ask the reader, and what to offer.

    ``unoffered`` is what to ask instead where the archive answers none of the choices; ``settled`` says that nothing
    is asked where it answers one only; ``pronoun`` is the one that may mean each of them.
    """

    question: str
    choices: tuple[Choice, ...] = ()
    unoffered: str = ""
    settled: bool = False
    pronoun: str = ""


def content(text: str) -> list[str]:
    """The words of a text that are about something."""
    return [word for word in p.WORD.findall(text.casefold()) if word not in FUNCTION_WORDS]


def tie_of(text: str, own: tuple[str, ...], state: ConversationState) -> Tie:
    """Whether a question without pronouns may be about the same as the turns before.

    Not where it says what it is about: by a name, by "the mill" and what became of it, by three words.
    """
    if not state.turns:
        return Tie.NEW
    return Tie.NEW if own or (says_enough(text) and not points_back(text)) else Tie.LOOSE


def points_back(text: str) -> bool:
    """Whether a question points at what was spoken of: "that game", "the deal"."""
    return bool(p.POINTS.search(text) or p.THE_AGREED.search(text))


def made(question: str) -> Tie:
    """What ties a question that was made of a follow-up: nothing, if it says what it is about."""
    return Tie.MADE if names_in(question) or says_enough(question) else Tie.LOOSE


def says_enough(text: str) -> bool:
    """Whether a question without names says what it is about, to who knows nothing of the turns before."""
    words = len(subject_words(text))
    return words >= ENOUGH_WORDS or (words == ENOUGH_WORDS - 1 and bool(p.THE.search(text)))


def subject_words(text: str) -> set[str]:
    """What a question is about, without its asking words and what these count by ("how old", "what kind")."""
    asked = p.WH_ALONE.match(text)
    return set(content(text[asked.end() :] if asked else text))
