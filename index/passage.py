"""``Passage``, ``Hit``, ``Evidence`` and the ``Query`` that leads to them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from corpus.article import Article
from corpus.events import EventDate
from corpus.sentences import Span
from index.names import Variant
from index.when import ANY_TIME, Window


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one article: ``article.text[start:end]``."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words of the passage, exactly as in the article."""
        return self.article.text[self.start : self.end]

    @property
    def id(self) -> str:
        """32 hexadecimal digits derived from article, content and span: the same on every run."""
        key = f"{self.article.id}\0{self.article.content_hash}\0{self.start}\0{self.end}"
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage id and a score; higher is better. Scores of different rankings have no common scale."""

    passage_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage, its score after fusion, and what put it there: its rank (from 1) in each ranking.

    ``story`` are the other articles that tell the same one; ``newer`` is the newest version of this article, where
    this is an older one; ``notices`` are those that correct or retract this one;
    ``repeated`` are spans of the article that its source prints in many others: no answer quotes them; ``events`` are
    the dates that the passage names, by their place in the article. ``timely`` is how near its publication is to the
    time that is asked about, 0 to 1: that is part of the score already. ``elsewhen`` are sentences that are not quoted
    where only what tells of one time is.
    """

    passage: Passage
    score: float
    ranks: dict[str, int] = field(default_factory=dict)
    similarity: float | None = None  # cosine of question and passage, where the dense ranking holds it
    story: tuple[Article, ...] = ()
    newer: Article | None = None
    notices: tuple[Article, ...] = ()
    repeated: tuple[Span, ...] = ()
    events: tuple[EventDate, ...] = ()
    timely: float = 0.0
    elsewhen: tuple[Span, ...] = ()

    def events_in(self, start: int, end: int) -> tuple[EventDate, ...]:
        """Return the dates that a span of the article names, as far as this passage tells."""
        return tuple(one for one in self.events if start <= one.start and one.end <= end)

    def is_left_out(self, start: int, end: int) -> bool:
        """Whether a span of the article shares a character with what is not quoted: repeated, or of another time."""
        return any(start < last and first < end for first, last in (*self.repeated, *self.elsewhen))


@dataclass(frozen=True, slots=True)
class Filter:
    """What the reader set by hand: hard limits on the articles that may answer.

    ``since`` and ``until`` are aware moments, both inclusive; an article without a date matches neither.
    ``source`` matches a whole name, ``author`` a part of the byline; neither minds case or accents.
    """

    since: datetime | None = None
    until: datetime | None = None
    source: str = ""
    author: str = ""

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.source or self.author)


NO_FILTER = Filter()


class Stage(StrEnum):
    """The stages of retrieval that can be switched off, to see what each is worth."""

    DENSE = "dense"
    KEYWORDS = "keywords"
    SPELLING = "spelling"
    TIME = "time"
    EVENTS = "events"
    RANKER = "ranker"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the retriever takes it.

    ``as_of`` is the moment of asking, aware, in the zone of the reader's days: what was published later is not known
    yet. Without one, time weighs nothing. ``any_time`` says that neither the time that the words name nor the day of
    asking weighs anything. ``listed`` says that a list is wanted, whose readers look on, and no evidence of an answer:
    a time that is no more than preferred weighs less behind the first articles, and passages are left as they were
    found, where the same is better quoted from another article. ``near`` are ids of articles that a conversation
    is about: their passages are looked at whatever their rank, and so many of them as ``near_first`` says stand before
    all others.
    """

    text: str
    filter: Filter = NO_FILTER
    top_k: int = 10
    as_of: datetime | None = None
    any_time: bool = False
    listed: bool = False
    near: tuple[str, ...] = ()
    near_first: int = 0
    without: frozenset[Stage] = frozenset()


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found for a query, best first, and how it was read.

    ``widened`` says that nothing stood in the window, and that it was looked for at any time instead. ``parts`` are
    the questions that a compound one was taken for, ``variants`` what its words were searched as besides.
    """

    evidence: tuple[Evidence, ...]
    window: Window = ANY_TIME
    widened: bool = False
    parts: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
