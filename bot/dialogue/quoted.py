"""Which sentence of what was quoted last "that" is: "who said that?", "where does it say so?"."""

from __future__ import annotations

import re

from bot.answer import Place
from bot.dialogue.turns import PastTurn
from corpus.sentences import Span, sentences
from index.analysis import DEFAULT, stems
from index.terms import FUNCTION_WORDS

QUOTED_WORDS = 20  # of what was said, in "who said that?"
QUOTED = re.compile(r"[“\"«„]")
QUOTES = '"“”‘’'
SAID = re.compile(r"\b(?:say|says|said|tell|told|call|called|describe|reply|respond|comment)\b", re.IGNORECASE)


def who_said(last: PastTurn) -> str:
    """Who said what was quoted last."""
    return f"Who said {in_brief(last)}?" if last.said else last.question


def where_said(last: PastTurn) -> str:
    """Where it stands what was quoted last."""
    return f"Where does it say {in_brief(last)}?" if last.said else last.question


def in_brief(last: PastTurn) -> str:
    """The first words of the sentence that was quoted last and is asked about."""
    said = last.said[slice(*asked_about(last))].split()
    more = "..." if len(said) > QUOTED_WORDS else ""
    return f"“{' '.join(said[:QUOTED_WORDS]).strip(QUOTES)}{more}”"


def asked_about(last: PastTurn) -> Span:
    """Which sentence of what was said "that" is: the one that answered, else the one with most words of the question;
    where it was asked what somebody said, direct speech.
    """
    first = last.cited[0][2] - last.cited[0][1] if last.cited else len(last.said)
    spans = [span for span in sentences(last.said) if span[0] < first] or [(0, len(last.said))]
    answered = [place[1] - last.cited[0][1] for place in last.answering if is_within(place, last.cited[0])]
    if found := next((span for span in spans if any(span[0] <= place < span[1] for place in answered)), None):
        return found
    if SAID.search(last.question) and (direct := [span for span in spans if QUOTED.search(last.said, *span)]):
        return direct[0]
    wanted = set(stems(last.question, DEFAULT)) - FUNCTION_WORDS
    return max(spans, key=lambda span: len(wanted.intersection(stems(last.said[slice(*span)], DEFAULT))))


def is_marked(last: PastTurn) -> bool:
    """Whether it is known which words of what was quoted first answered."""
    return bool(last.cited) and any(is_within(place, last.cited[0]) for place in last.answering)


def is_within(one: Place, other: Place) -> bool:
    """Whether a place lies within another one."""
    return one[0] == other[0] and other[1] <= one[1] and one[2] <= other[2]
