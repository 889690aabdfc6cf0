"""What a question says of a time besides the time itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.dates import plain_digits
from corpus.sentences import Span
from index.tense import Tense, tense_of

SENTENCE_END = re.compile(r"[.!?](?=\s|\Z)")
RELATIVE = re.compile(
    r"(?<!know)(?<!tell)(?<!from)(?<!with)(?<!says)(?<!said)(?:(?<=\w{4})|,) (?:that|who|whose|which)\b[^?,]*\Z"
)
CLAUSE_FIRST = re.compile(r"(?:after|before|since|when|while|once|because|if) [^?]*\Z")
# What a question says of a time besides the time: "what happened on 14 March 2023?", "the news of last Friday".
ABOUT_A_DAY = frozenset(
    {"happened", "happen", "news", "event", "events", "archive", "report", "reported", "day", "date"}
)
ASKING = frozenset(
    word
    for line in (
        "what which who was were is the of on in for from did that about a there any tell me show list things anything",
        "something and to say says",
    )
    for word in line.split()
)
# What is said besides of a time that is still to come: "is anything planned for Thursday?".
ABOUT_WHAT_COMES = frozenset(
    word
    for line in (
        "planned scheduled expected due set coming up ahead happens happening take takes taking place will be going",
        "change changes agenda programme",
    )
    for word in line.split()
)
LONGEST_CLAUSE = 300  # characters between "that" and a time: a question may name a time in each of its words
SIGNS = str.maketrans("’‘ʼ`–—‑‐−", "''''-----")


def plain(question: str) -> str:
    """A question in small letters, with the digits and signs that the patterns know, each in its place."""
    signs = plain_digits(question).translate(SIGNS)
    small = signs.lower()
    return small if len(small) == len(signs) else "".join(sign.lower()[0] for sign in signs)


def beside(question: str, spans: Iterable[Span]) -> set[str]:
    """The words of a question beside those that name its time or only ask what happened, or will happen, then."""
    words = {word.strip("?.,!:;'’\"") for word in without_words(question, spans).casefold().split()}
    return words - asking_of_a_time(question) - {""}


def asking_of_a_time(question: str) -> frozenset[str]:
    """The words that only ask what happened at a time, or will."""
    comes = tense_of(plain(question), len(question)) is Tense.TO_COME
    return ABOUT_A_DAY | ASKING | (ABOUT_WHAT_COMES if comes else frozenset())


def is_told(text: str, start: int, end: int) -> bool:
    """Whether a time, ``text[start:end]``, is of something that a question tells, and not of what it asks for."""
    more = bool(text[end:].strip())
    sign = SENTENCE_END.search(text, end - more)  # a time may end with it, "on May 11."
    return bool(
        (sign and sign[0] != "?")
        or CLAUSE_FIRST.match(text, 0, start)
        or RELATIVE.search(text, max(start - LONGEST_CLAUSE, 0), start)
    )


def without_words(text: str, spans: Iterable[Span]) -> str:
    """Return a text with spaces in the place of some of its words."""
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text
