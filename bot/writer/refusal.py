"""Why the archive does not answer, by what was found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.answer import Attempt, Reason, related_articles
from bot.english.entities import names_in
from bot.writer.then import any_of_then, is_of_long_before
from index.analysis import DEFAULT, stems
from index.candidates import is_known
from index.generation import Generation
from index.passage import Evidence
from index.terms import FUNCTION_WORDS
from index.when import Dates, Mode

# A refusal is about something that the archive does write about when the passage of its best sentence has this share of
# the question's words, or is this close in meaning, or less close with a word nearly as rare as the rarest of them, or
# when the ranker's scores of the first passages, which know of times and names, are this high.
SUBJECT_WORDS, SUBJECT_MEANING, SUBJECT_SCORE = 0.75, 0.55, 1.1
ALL = 1 - 1e-6
HALF = 0.5  # of the words of a question in a title. Of 96 questions about another archive none has so many.
RARE_WORD, RARE_MEANING = 0.8, 0.45


def reason(attempts: Sequence[Attempt], archive: Generation, as_of: datetime) -> Reason:
    """Say why the archive does not answer, by the first look and those of any time behind it."""
    first = attempts[0]
    window = first.found.window
    outside = window.lies_outside(archive.first, archive.last)
    exact = window.mode is Mode.HARD or (outside and window.says_when)
    if (outside and not any_of_then(first.found.evidence, window)) or not is_known(archive.first, as_of):
        return Reason.OUTSIDE
    named = window.dates is not Dates.NAMED or any_of_then(first.found.evidence, window)
    early = [is_of_long_before(one.drafted.drafts, one.found.evidence, window) for one in attempts]
    in_time = named and not first.found.widened and not early[0]
    if in_time and is_on_subject(first):
        return Reason.NOT_THIS
    if ((exact or any(early)) and any(map(is_on_subject, attempts))) or window.binds:
        return Reason.NOT_THEN
    return Reason.NOT_THIS if in_time and any_about(first.question, first.found.evidence) else Reason.NOTHING


def any_about(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether an article that is shown as related names in full all whom a question names, or says in its title half of
    what the question says: then it is no news to the reader that the archive writes about it.

    A single word is not enough of a name: every other article has Poland, or the EU.
    """
    said = {*stems(question, DEFAULT)} - FUNCTION_WORDS
    names = [re.compile(rf"\b{re.escape(name)}\b") for name in names_in(question)]
    whole = bool(names) and any(" " in name for name in names_in(question))
    for article in related_articles(evidence):
        titled = said.intersection(stems(article.title, article.language or DEFAULT))
        text = f"{article.title}\n{article.text}"
        if (said and len(titled) >= HALF * len(said)) or (whole and all(name.search(text) for name in names)):
            return True
    return False


def closeness(attempt: Attempt) -> float:
    """How much what was found is about the subject of a question; wholly where that was not judged."""
    return attempt.drafted.judged.get("subject", 1.0) if attempt.found.evidence else 0.0


def says_all(attempt: Attempt) -> bool:
    """Whether the passage of the best sentence has all words of the subject of a question."""
    return attempt.drafted.judged.get("passage", 0.0) >= ALL


def is_on_subject(attempt: Attempt) -> bool:
    """Whether what was found is about what a question asks, although it does not answer it."""
    return bool(attempt.found.evidence) and writes_about(attempt.drafted.judged)


def writes_about(judged: Mapping[str, float]) -> bool:
    """Whether an archive writes about the subject of a question, by what its confidence was weighed from."""
    words, meaning = judged.get("passage", 0.0), judged.get("similarity", 0.0)
    rare = judged.get("rarest", 0.0) >= RARE_WORD and meaning >= RARE_MEANING
    scores = judged.get("three", 0.0) >= SUBJECT_SCORE
    return words >= SUBJECT_WORDS or meaning >= SUBJECT_MEANING or rare or scores
