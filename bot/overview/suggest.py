"""Follow-up questions that the archive can answer: made by rules from what was not quoted, each tried before it is
offered. English only; rather none than one that does not read well.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.answer import Answer, Citation, Outcome, Quotation
from bot.english.entities import LONGEST_TEXT, NO_NAME, Entity, Kind, countries, entities_in
from bot.english.gaps import questions
from bot.overview.timeline import is_english, stands_alone
from bot.question import Question
from corpus.article import Article
from corpus.duplicates import words
from corpus.sentences import sentences
from index.passage import Passage
from index.terms import FUNCTION_WORDS

TRIES, SECONDS = 4, 1.5  # answers that are tried, and after which no further one is begun
LONGEST_NAME, LONGEST_QUESTION = 32, 90  # characters; a button shows some forty
MOST_WORDS = 4  # of a name; longer ones are headings or two names
NEAR = 800  # characters from a quotation, within which an article still speaks of the same
PROMINENT = 3  # mentions of a name from which there is more to be known of it
SHORTEST_SENTENCE, SHORT_WORD = 40, 3  # characters
TITLES = (
    "President Minister Secretary Senator Sen Rep Gov Governor Speaker Mayor Justice Judge Dr Mr Mrs Ms King Queen"
    " Prince Princess Pope Chief CEO CFO Director Coach General Department Court House Street University"
)
TITLED = re.compile(rf"\b(?:{'|'.join(TITLES.split())})\b")
# An article of several subjects: what it says besides has nothing to do with the question.
ROUND_UP = re.compile(
    r"\b(?:things to know|need to know|briefing|news from|quiz of|recap|podcast|in review|week in)\b", re.IGNORECASE
)
DEMONYM = re.compile(r"(?:ians?|ish|ese|ans)$")
# What may follow a name that is not a part of another ("the Ivy League university").
ENDS = re.compile(r"^(?:[.,;:]|$|[’']s\b| (?:and|or|on|in|at|for|is|was|were|are|has|had|to|as|that|who|which|with)\b)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, and the sentence of the archive that it was made from.

    Without a sentence, any that has its name answers it.
    """

    question: str
    worth: float
    source: Quotation | None = None
    name: str = ""


def suggest(
    answer: Answer,
    ask: Callable[[Question], Answer],
    *,
    asked: Sequence[str] = (),
    most: int = 2,
    tries: int = TRIES,
    seconds: float = SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[str, ...]:
    """Return at most ``most`` questions that lead on from an answer, each of which was answered by ``ask``.

    ``asked`` are the questions of the conversation so far: none of them is suggested again. At most ``tries`` answers
    are tried, and none is begun ``seconds`` after the start.
    """
    end = clock() + seconds
    kept: list[str] = []
    told = list(answer.citations)
    left = tries
    for one in candidates(answer):
        if len(kept) == most or not left or clock() >= end:
            break
        if is_known(one.question, [answer.question, *asked, *kept]) or is_told(one, told):
            continue
        left -= 1
        if found := answering(ask(to_question(one.question, answer)), one, told):
            kept.append(one.question)
            told += found
    return tuple(kept)


def to_question(text: str, answer: Answer) -> Question:
    """A follow-up as it is tried, and should be asked: of the same articles first, and nothing quoted twice."""
    quoted = [one.quotation for one in answer.citations]
    return Question(
        text,
        answer.as_of,
        answer.filter,
        near=tuple(dict.fromkeys(one.passage.article.id for one in quoted)),
        quoted=tuple(one.place for one in quoted),
    )


def answering(found: Answer, one: Candidate, told: Sequence[Citation]) -> list[Citation]:
    """What answers a question and was not told before: the sentence that it was made from, or one with its name."""
    if found.outcome is not Outcome.ANSWERED:
        return []
    return [
        citation
        for citation in found.citations
        if (holds(citation.quotation, one.source) if one.source else has_name(citation.quotation.text, one.name))
        and not any(touches(citation.quotation, other.quotation) for other in told)
    ]


def holds(quotation: Quotation, sentence: Quotation) -> bool:
    """Whether a quotation has a sentence in it."""
    return quotation.start <= sentence.start and sentence.end <= quotation.end and touches(quotation, sentence)


def touches(one: Quotation, other: Quotation) -> bool:
    """Whether two quotations share a character."""
    same = one.passage.article.id == other.passage.article.id
    return same and one.start < other.end and other.start < one.end


def is_told(one: Candidate, told: Sequence[Citation]) -> bool:
    """Whether what a question was made from has been quoted."""
    return one.source is not None and any(touches(one.source, other.quotation) for other in told)


def has_name(text: str, name: str) -> bool:
    """Whether a text has a name, or its last word."""
    return any(f" {word} " in f" {' '.join(words(text))} " for word in words(name)[-1:])


def is_known(question: str, asked: Sequence[str]) -> bool:
    """Whether a question was asked already, or one that differs in hardly a word."""
    own = content(question)
    return any(
        set(words(question)) == set(words(one)) or (len(own) > 2 and len(own - content(one)) <= len(own) // 4)
        for one in asked
    )


def content(text: str) -> set[str]:
    """The words of a question by which it differs from others."""
    return set(words(text)) - FUNCTION_WORDS - {"else", "known"}


# -- what may be asked --------------------------------------------------------------------------------------------


def candidates(answer: Answer) -> list[Candidate]:
    """Questions that the sentences of the cited articles answer, the best first, each once."""
    articles = {one.quotation.passage.article.id: one.quotation.passage.article for one in answer.citations}
    found = [
        one
        for article in articles.values()
        if is_english(article) and not ROUND_UP.search(article.title)
        for one in (*of_sentences(article, answer), *of_names(article, answer))
    ]
    best: dict[str, Candidate] = {}
    for one in sorted(found, key=lambda one: (-one.worth, one.question)):
        best.setdefault(one.question.casefold(), one)
    return [one for one in best.values() if len(one.question) <= LONGEST_QUESTION]


def of_sentences(article: Article, answer: Answer) -> Iterator[Candidate]:
    """Questions made of what an article says near to what was quoted, or of the same things."""
    people = [one.name for one in entities_in(article.text) if is_actor(one, article)]
    small = frozenset(re.findall(r"\b[a-z]+\b", article.text))
    whole = Passage(article, 0, len(article.text))
    quoted = [one.quotation for one in answer.citations if one.quotation.passage.article.id == article.id]
    subject = content(" ".join([answer.question, article.title, *(one.text for one in quoted)]))
    for start, end in sentences(article.text[:LONGEST_TEXT], article.language):
        quotation = Quotation(whole, start, end)
        away = min(max(start - one.end, one.start - end) for one in quoted)
        if away < 0 or len(quotation.text) < SHORTEST_SENTENCE or not stands_alone(quotation.text, article):
            continue
        for question, worth in questions(quotation.text, people, small):
            same = sum(len(word) > SHORT_WORD for word in content(question) & subject)
            if away <= NEAR or same:
                nearness = 1 - min(away, NEAR) / NEAR
                yield Candidate(question, worth + 0.3 * nearness + 0.1 * min(same, 3), quotation)


def of_names(article: Article, answer: Answer) -> Iterator[Candidate]:
    """What else is known about NAME? Of those that were spoken of and that an article often names; no places, which
    much is known about.
    """
    said = f"{answer.question} {' '.join(one.text for one in answer.statements)}"
    for one in entities_in(article.text):
        found = list(re.finditer(rf"\b{re.escape(one.name)}\b", article.text))
        if one.count >= PROMINENT and len(found) > 1 and has_name(said, one.name) and is_askable(one, article):
            alone = any(
                article.text[: place.start()].endswith("the ") and ENDS.match(article.text[place.end() :])
                for place in found
            )
            name = f"the {one.name}" if alone else one.name
            yield Candidate(f"What else is known about {name}?", 0.04 * min(one.count, 10), name=one.name)


def is_actor(entity: Entity, article: Article) -> bool:
    """Whether a name is that of a person or a group: who does something."""
    return entity.kind in {Kind.PERSON, Kind.GROUP} and is_askable(entity, article)


def is_askable(entity: Entity, article: Article) -> bool:
    """Whether a name is one that can be asked after: no heading, outlet, byline or place."""
    name, parts = entity.name, entity.name.split()
    byline = f"{article.author} {article.source} CNN Reuters AP Associated Press USA TODAY"
    return (
        2 < len(name) <= LONGEST_NAME
        and len(parts) <= MOST_WORDS
        and not any(part in byline for part in (name, parts[-1]))
        and not any(part.casefold() in NO_NAME for part in parts)
        and not TITLED.search(name)
        and not DEMONYM.search(name)
        and name not in countries()
        and not re.search(rf"\b[Ii]n {re.escape(name)}\b", article.text)
        and bool(re.search(rf"[a-z,] {re.escape(name)}\b", article.text))
    )
