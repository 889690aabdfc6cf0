"""``Passage``, ``Hit``, ``Evidence`` and the ``Query`` that leads to them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from corpus.article import Article
from corpus.sentences import Span


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
    ``repeated`` are spans of the article that its source prints in many others: no answer quotes them.
    """

    passage: Passage
    score: float
    ranks: dict[str, int] = field(default_factory=dict)
    similarity: float | None = None  # cosine of question and passage, where the dense ranking holds it
    story: tuple[Article, ...] = ()
    newer: Article | None = None
    notices: tuple[Article, ...] = ()
    repeated: tuple[Span, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the retriever takes it."""

    text: str
    filter: Filter = NO_FILTER
    top_k: int = 10
