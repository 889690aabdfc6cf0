"""Plain text: a date line, a byline and the article, each but the last optional.

 date 2022-08-01 1 August 2022 14:53 (UTC+04:00)

By Sabina Mammadli

A group of Azerbaijani servicemen ...
"""

from __future__ import annotations

import re

from corpus.record import Record

# Only with a date in figures: "date palms ..." begins an article.
DATE_LINE = re.compile(r"\s*date:?[ \t]+(\d+-\d+-\d+(?:[ \t].*)?)", re.IGNORECASE)
BYLINE = re.compile(r"By[ \t]+(\w.{0,98})")
# A name, not a sentence: "By Friday the guns were silent." is the article's first.
SENTENCE_END = re.compile(r"(?<!\bJr)(?<!\bSr)(?<!\b[A-Z])[.!?:;,…][\"”’']?$")
MOST_NAME_WORDS = 10  # "By Lisa Baertlein and Brad Dorfman in New York"
NO_AUTHOR = "None"  # what the first users' system prints for an article without one


def parse_plain_text(raw: str) -> Record:
    """Take the date and the byline off the head of a text."""
    published, rest = take_date(raw.lstrip("\ufeff"))
    author, text = take_byline(rest)
    return Record(text=text, author=author, published=published)


def take_date(text: str) -> tuple[str | None, str]:
    """The date as printed, None where the text has no date line, and what follows it."""
    head, rest = first_line(text)
    found = DATE_LINE.fullmatch(head.rstrip())
    return (found[1], rest) if found else (None, text)


def take_byline(text: str) -> tuple[str, str]:
    """The author, empty where the text has no byline, and what follows it."""
    head, rest = first_line(text)
    found = BYLINE.fullmatch(head.strip())
    if not found or not is_name(found[1]):
        return "", text
    return found[1] if found[1] != NO_AUTHOR else "", rest


def is_name(text: str) -> bool:
    """Whether a line after "By" reads as somebody's name and not as a sentence."""
    starts_as_name = not text[0].islower() and not text[0].isdigit()
    return starts_as_name and len(text.split()) <= MOST_NAME_WORDS and not SENTENCE_END.search(text)


def first_line(text: str) -> tuple[str, str]:
    """The first line that is not blank, and all after it."""
    head, _, rest = text.lstrip().partition("\n")
    return head, rest
