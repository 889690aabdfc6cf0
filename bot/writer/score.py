"""Features: what is known of a sentence as an answer to a question, as numbers that a fitted model weighs.

Every feature lies about between 0 and 1, the same for archives of any size.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, partial
from importlib.resources import files
from itertools import pairwise
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answer import Quotation, quotable
from bot.english import expressions as x
from bot.writer.asked import Asked
from bot.writer.support import answering_spans, coverage, is_said
from corpus.events import EventDate
from corpus.sentences import Span
from index.analysis import DEFAULT
from index.passage import Evidence
from index.terms import FUNCTION_WORDS

FEATURES = (
    "own", "around", "title", "passage", "names", "near", "pairs", "typed", "fresh", "capital", "vote", "votes",
    "name vote", "rank", "likely", "similarity", "lead", "position", "length", "opens",
)  # fmt: skip

Matrix = NDArray[np.float64]
Stems = Callable[..., Sequence[str]]  # of a text in a language
COMMON, RARE = 2.0, 9.0  # rarity below which a word votes for nothing, and from which it counts fully
VOTING = 4  # words of a sentence whose votes are added up
MANY_WORDS, MANY_CAPITALS = 30, 8
FEW_DAYS = timedelta(days=7)  # a longer time is named by its month or its year
FEWEST_WORDS = 4  # shorter "sentences" are mostly headings


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, where in it the answering words stand, how its kind fits, and its features.

    ``held`` are those of the question's stems that it has with its title and the month of its article, ``near`` those
    that its passage has.
    """

    quotation: Quotation
    rank: int  # of its passage, from 0
    marks: tuple[Span, ...]
    stems: frozenset[str]
    held: frozenset[str]
    near: frozenset[str]
    words: int
    row: tuple[float, ...]  # in the order of ``FEATURES``

    def __getitem__(self, feature: str) -> float:
        return self.row[FEATURES.index(feature)]

    @property
    def printed(self) -> float:
        """When its article was published, in seconds; what has no date comes first."""
        published = self.quotation.passage.article.published
        return published.timestamp() if published else 0.0


@cache
def learned() -> Mapping[str, Any]:
    """Return what was fitted: weights of sentences, and of the confidence."""
    content: Mapping[str, Any] = json.loads(files("bot.writer").joinpath("answers.json").read_text(encoding="utf-8"))
    return content


def score_sentences(found: Sequence[Sentence]) -> Matrix:
    """Score sentences by their features; only differences within one question mean anything."""
    weights = learned()["sentence"]
    rows: Matrix = np.array([one.row for one in found]).reshape(len(found), len(FEATURES))
    return np.asarray(rows @ np.array([weights[name] for name in FEATURES]))


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the sentences of the evidence for one question: what every passage is judged by."""

    asked: Asked
    stems: Stems
    rarity: Callable[[str], float]

    def read(self, evidence: Sequence[Evidence]) -> list[Sentence]:
        """Judge all sentences that can be quoted; passages in their order, sentences as they read."""
        likely = likelihoods(evidence)
        votes = self._votes(evidence, likely)
        ranked = enumerate(zip(evidence, likely, strict=True))
        return [one for rank, (item, chance) in ranked for one in self._passage(item, rank, chance, votes)]

    def _votes(self, evidence: Sequence[Evidence], likely: Sequence[float]) -> Votes:
        """For each word that the question lacks, the articles that say it, each with the chance of its best passage.

        What several articles say that are found for a question is likely its answer (Clarke, Cormack and Lynam,
        Exploiting Redundancy in Question Answering, 2001).
        """
        votes: dict[str, dict[str, float]] = {}
        for item, chance in zip(evidence, likely, strict=True):
            article = item.passage.article
            for stem in {*self.stems(item.passage.text, article.language or DEFAULT)} - self.asked.terms.weights.keys():
                said = votes.setdefault(stem, {})
                said[article.id] = max(said.get(article.id, 0.0), chance)
        return Votes(votes, self.rarity)

    def _passage(self, item: Evidence, rank: int, likely: float, votes: Votes) -> Iterator[Sentence]:
        passage, article, asked = item.passage, item.passage.article, self.asked
        stems_of = partial(self.stems, language=article.language or DEFAULT)
        title = stems_of(article.title)
        context = [*title, *stems_of(spelled(article.printed))]
        dated = [*title, *stems_of(f"{article.printed:%B %Y}" if article.printed else "")]
        inside = [*stems_of(passage.text), *title]
        whole = coverage(asked, [*inside, *context])
        terms = asked.terms
        beside = terms.weights.keys() & terms.read(inside)
        quotations = list(prose(item))
        here = replace(asked, post=asked.post.within(article)) if asked.post else asked
        fitting = [answering_spans(here, one.text, stems_of) for one in quotations]
        plain = [stems_said(one, item, stems_of) for one in quotations]
        # What is told in the unit that is asked for says what is measured.
        said = [[*one, *asked.measure] if fit == 1.0 else one for one, (_, fit) in zip(plain, fitting, strict=True)]
        own = [asking_share(asked, one) for one in said]
        years = asked.years.intersection(x.YEAR.findall(article.text)) if asked.years else asked.years
        known = asked.terms.weights.keys() | FUNCTION_WORDS
        for place, (quotation, stems) in enumerate(zip(quotations, said, strict=True)):
            before = said[place - 1] if place else []
            around = [*stems, *context, *before]
            marks, fit = fitting[place]
            fresh = set(stems) - known
            voted = sorted((votes.of(stem, article.id) for stem in fresh), reverse=True)
            capitals = new_capitals(asked, quotation.text)
            named = (votes.of(stem, article.id) for stem in set(stems_of(" ".join(capitals))) - known)
            row = (
                own[place],
                coverage(asked, around),
                coverage(asked, title),
                whole,
                names_share(asked, [*stems, *title, *before]),
                max((own[other] for other in (place - 1, place + 1) if 0 <= other < len(own)), default=0.0),
                phrases(asked, stems),
                fit if is_of_their_time(asked, around, quotation.text, years) else 0.0,
                min(len(fresh), MANY_WORDS) / MANY_WORDS,
                min(len(capitals), MANY_CAPITALS) / MANY_CAPITALS,
                max(voted, default=0.0),
                sum(voted[:VOTING]) / VOTING,
                max(named, default=0.0),
                1 / (1 + rank),
                likely,
                max(item.similarity or 0.0, 0.0),
                float(quotation.start == 0),
                quotation.start / max(len(article.text), 1),
                log(1 + len(stems)) / 4,
                float(place == 0),
            )
            words = len(quotation.text.split())
            held = terms.weights.keys() & {*terms.read([*stems, *dated]), *said_otherwise(asked, stems)}
            yield Sentence(
                quotation, rank, tuple(marks), frozenset(plain[place]), frozenset(held), frozenset(beside), words, row
            )


@dataclass(frozen=True, slots=True)
class Votes:
    """Which articles of the evidence say a word, and how much each counts."""

    said: Mapping[str, Mapping[str, float]]
    rarity: Callable[[str], float]

    def of(self, stem: str, article_id: str) -> float:
        """What the articles give to a rare word: others than the one that is read fully, that one half."""
        said = self.said.get(stem)
        if not said or (rarity := self.rarity(stem)) < COMMON:
            return 0.0
        given = sum(chance if other != article_id else chance / 2 for other, chance in said.items())
        return given * min(rarity, RARE) / RARE


def likelihoods(evidence: Sequence[Evidence]) -> list[float]:
    """How likely each passage is the one, as the ranker's scores say: their softmax."""
    if not evidence:
        return []
    scores = np.array([item.score for item in evidence])
    weights = np.exp(scores - scores.max())
    return [float(weight) for weight in weights / weights.sum()]


def prose(item: Evidence) -> Iterator[Quotation]:
    """Yield the sentences of a passage that may be quoted and say something."""
    return (quotation for quotation in quotable(item) if is_prose(quotation.text))


def is_prose(text: str) -> bool:
    """Whether a line says something: no question that a heading asks, no caption, no "read more"."""
    return not (text.endswith("?") or x.NO_PROSE.search(text))


def is_whole(sentence: Sentence) -> bool:
    """Whether a sentence may be quoted for itself; a heading, a number or a name only with what stands under it."""
    text = sentence.quotation.text
    closed = text.endswith((".", "!", ".”", '."')) and any(map(str.isalpha, text)) and not x.NAME.fullmatch(text[:-1])
    return sentence.words >= FEWEST_WORDS or closed


def stems_said(quotation: Quotation, item: Evidence, stems_of: Callable[[str], Sequence[str]]) -> list[str]:
    """The stems of a sentence, and of the time that it names: it says so by "on Tuesday" and "last year", too."""
    named = item.events_in(quotation.start, quotation.end)
    return [*stems_of(quotation.text), *stems_of(" ".join(map(named_time, named)))]


def said_otherwise(asked: Asked, stems: Sequence[str]) -> frozenset[str]:
    """What a question says of those that it asks for, where a sentence says so by another word."""
    return frozenset({asked.said.stem}) if asked.said and is_said(asked, stems) else frozenset()


def new_capitals(asked: Asked, text: str) -> list[str]:
    """Names and numbers of a sentence that the question does not have; its first word has a capital anyway."""
    question = asked.text.casefold()
    return [found[0] for found in x.CAPITAL.finditer(text) if found.start() and found[0].casefold() not in question]


def is_of_their_time(asked: Asked, around: Sequence[str], text: str, named: frozenset[str]) -> bool:
    """Whether a sentence may be of the years that a question names: it does so, or its article and it names no other.

    An article says once when something was, and tells the rest without it.
    """
    missing = asked.years.difference(around)
    return not missing or (missing <= named and not set(x.YEAR.findall(text)) - asked.years)


def asking_share(asked: Asked, stems: Sequence[str]) -> float:
    """The share of what a question asks among these words; what sets its scene may stand elsewhere in the article."""
    return asked.terms.share(set(asked.terms.read(stems)), asked.asking)


def names_share(asked: Asked, stems: Sequence[str]) -> float:
    """The share of the question's names among these words; all of them where it has none."""
    terms = asked.terms
    return terms.share(set(terms.read(stems)), terms.names) if terms.names else 1.0


def phrases(asked: Asked, stems: Sequence[str]) -> float:
    """The weight of the question's pairs of neighbours that are neighbours here too, as a share of its words."""
    terms = asked.terms
    shared = terms.pairs & set(pairwise(stems))
    worth = sum(terms.weights[first] + terms.weights[second] for first, second in shared) / 2
    return worth / terms.total if terms.total else 0.0


def named_time(named: EventDate) -> str:
    """A time that a text names in words, as exactly as it is meant: a few days, a month or a year."""
    first, last = named.first, named.last
    if last - first < FEW_DAYS:
        return " ".join(map(spelled, sorted({first, last})))
    if first.year != last.year:
        return ""
    return f"{first:%B %Y}" if first.month == last.month else str(first.year)


def spelled(day: date | None) -> str:
    """A day in words, which a question may name although the text does not."""
    return f"{day.day} {day:%B %Y}" if day else ""
