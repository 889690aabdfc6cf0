"""``Answer``: what is said about a question, and the only way a citation comes to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from corpus.article import Article, Mark
from corpus.duplicates import words
from corpus.events import EventDate
from corpus.kind import Kind
from corpus.sentences import Span, sentences
from index.generation import Generation
from index.names import Variant
from index.passage import NO_FILTER, Evidence, Filter, Passage, Retrieval
from index.when import Window

Place = tuple[str, int, int]  # id of an article, start, end

BULLETS = " \t\n·•●▪■◾◆♦►▶➤➜"  # signs of a list before its lines


class Outcome(StrEnum):
    """Whether the archive answers."""

    ANSWERED = "answered"
    PARTLY = "partly"
    NOT_IN_ARCHIVE = "not_in_archive"


class Reason(StrEnum):
    """Why the archive does not answer."""

    NOTHING = "nothing on the subject"
    NOT_THIS = "on the subject, but not this"
    NOT_THEN = "on the subject, but not in that time"
    OUTSIDE = "outside the dates of the archive"
    NO_SPEAKER = "the article names nobody who said it"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A span of a passage, by its place in the article; its words are read from there and nowhere else."""

    passage: Passage
    start: int
    end: int

    def __post_init__(self) -> None:
        if not self.passage.start <= self.start < self.end <= self.passage.end:
            raise ValueError(f"{self.start}-{self.end} is no span of the passage {self.passage.id}")

    @property
    def text(self) -> str:
        """The words quoted."""
        return self.passage.article.text[self.start : self.end]

    @property
    def place(self) -> Place:
        """Where the words stand."""
        return self.passage.article.id, self.start, self.end


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that a writer proposes, what backs it, and where in it the answering words stand.

    ``parts`` are those of a compound question that it answers.
    """

    text: str
    quotations: tuple[Quotation, ...]
    marks: tuple[Span, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence that a writer looked at: its score, what became of it, and the features that it was scored by;
    ``marks`` are where in it the answering words stand.
    """

    quotation: Quotation
    score: float
    fate: str
    features: Mapping[str, float]
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a writer makes of the evidence: drafts in reading order, and how sure it is that they answer (0 to 1).

    ``kind`` is what the question asks for, in a word; ``weighed`` and ``judged`` are receipts: all sentences that were
    looked at, the best first, and what the confidence was weighed from.
    ``note`` is what a reader must be told about how they were written, ``written_by`` the language model that worded
    them; both are empty where they are the archive's own sentences and nothing else was tried. ``beside`` says that
    they tell of somebody, but none of the words of him that were asked for, or not who that is, ``holder`` that they
    name who holds the post that was asked about.
    """

    drafts: tuple[Draft, ...]
    confidence: float
    kind: str = ""
    weighed: tuple[Weighed, ...] = ()
    judged: Mapping[str, float] = field(default_factory=dict)
    note: str = ""
    written_by: str = ""
    beside: bool = False
    holder: bool = False


class Writer(Protocol):
    """Writes the sentences of an answer from evidence. The extractive one quotes."""

    def write(self, question: str, evidence: Sequence[Evidence]) -> Drafted:
        """Return drafts, each backed by at least one quotation from the evidence; none when it holds no answer."""
        ...


class Rewriter(Protocol):
    """Words an answer that was found otherwise, bound to the same evidence."""

    def reword(self, question: str, evidence: Sequence[Evidence], drafted: Drafted) -> Drafted:
        """Return drafts that say the same, each backed by at least one quotation; the confidence stays."""
        ...


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered quotation.

    ``also_in`` are other articles of the same story that have the same words: no confirmation, only other places where
    they were printed. ``newer`` is the newest version of the article, where this is an older one. ``notices`` are
    articles that correct or retract the one that is quoted. ``events`` are the dates that the quotation names, by their
    place in the article.
    """

    number: int
    quotation: Quotation
    also_in: tuple[Article, ...] = ()
    newer: Article | None = None
    notices: tuple[Article, ...] = ()
    events: tuple[EventDate, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the answer and the numbers of what backs it; ``marks`` are spans of ``text``, ``parts`` those of a
    compound question that it answers.
    """

    text: str
    citations: tuple[int, ...]
    marks: tuple[Span, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of the same thing at one time: a span of a quotation, and the number of its citation."""

    words: Quotation
    number: int


class Dated(StrEnum):
    """What the day of something is."""

    EVENT = "event"  # the sentence names it
    PUBLICATION = "publication"  # its article was printed on it


@dataclass(frozen=True, slots=True)
class Placed:
    """One of the things of which a question asks which came first: its days, both inclusive, what they are, and the
    number of the citation that they are from.
    """

    part: str
    first: date
    last: date
    dated: Dated
    number: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """A receipt: what was searched for, what was found, what was made of it, and whether the answer is made of it."""

    question: str
    found: Retrieval
    drafted: Drafted
    used: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, what the archive says to it, and as of when. Without statements it is an ordinary result.

    ``window`` is the time that the question was taken to be about; ``widened`` says that nothing answered in it, and
    what is said is of any time. ``parts`` are the questions that a compound one was taken for, ``lacking`` those of
    them that nothing answers, ``variants`` what words of it were searched as besides. ``reason`` says why nothing
    answers. ``nearest`` says that nothing answers outright: the statements are what the articles of a conversation say
    nearest to a question that goes on about them. ``over_time`` is what was said of the same thing at several times,
    oldest first; ``order`` are the things of which it asks which came first, oldest first. ``present`` says that the
    question asks how things stand. ``attempts`` are the receipts. ``note`` and ``written_by`` are those of ``Drafted``.
    """

    question: str
    asked: datetime
    as_of: datetime
    outcome: Outcome
    confidence: float
    window: Window
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    related: tuple[Article, ...]
    archive: Generation
    timings_ms: dict[str, float]
    filter: Filter = NO_FILTER
    widened: bool = False
    parts: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    kind: str = ""
    reason: Reason | None = None
    lacking: tuple[str, ...] = ()
    nearest: bool = False
    over_time: tuple[Said, ...] = ()
    order: tuple[Placed, ...] = ()
    present: bool = False
    attempts: tuple[Attempt, ...] = ()
    note: str = ""
    written_by: str = ""

    @property
    def outside(self) -> bool:
        """Whether it is asked what was at a time that lies wholly before or after what the archive spans."""
        return self.window.says_when and self.window.lies_outside(self.archive.first, self.archive.last)

    @property
    def newest(self) -> datetime | None:
        """When the newest of what is cited was published: as of when the answer speaks."""
        dates = [one.quotation.passage.article.published for one in self.citations]
        return max((one for one in dates if one), default=None)

    @property
    def age_days(self) -> int | None:
        """Whole days from then to the moment of asking."""
        return max((self.as_of - self.newest).days, 0) if self.newest else None


# Enough to show that the archive was searched, few enough to read.
RELATED = 3


def standing(article: Article, notices: Sequence[Article]) -> str:
    """What has become of an article, as far as the archive knows: it was "retracted" or "corrected" later, or it is the
    "corrected_version" itself; else nothing.
    """
    if Mark.RETRACTED in article.marks or any(notice.kind == Kind.RETRACTION for notice in notices):
        return "retracted"
    if notices:
        return "corrected"
    return "corrected_version" if Mark.CORRECTED in article.marks else ""


def printing(quotation: Quotation, story: Sequence[Article]) -> tuple[Article, ...]:
    """Those of several articles that have the very words of a quotation; case, signs and white space do not matter."""
    said = f" {' '.join(words(quotation.text))} "
    return tuple(one for one in story if said in f" {' '.join(words(one.text))} ")


def quotable(item: Evidence) -> Iterator[Quotation]:
    """Yield the sentences of a passage, in their order, less those that its source prints in many articles.

    The sign of a list ("•", "►") before a sentence is left out.
    """
    passage = item.passage
    for first, end in sentences(passage.text, passage.article.language):
        start = end - len(passage.text[first:end].lstrip(BULLETS))
        if start < end and not item.is_left_out(passage.start + start, passage.start + end):
            yield Quotation(passage, passage.start + start, passage.start + end)


def named_in(quotation: Quotation, evidence: Sequence[Evidence]) -> tuple[EventDate, ...]:
    """The dates that a quotation names, as far as any passage of its article in the evidence tells; ascending."""
    same = (item for item in evidence if item.passage.article.id == quotation.passage.article.id)
    found = {one for item in same for one in item.events_in(quotation.start, quotation.end)}
    return tuple(sorted(found, key=lambda one: one.start))


def number_citations(
    drafts: Sequence[Draft], evidence: Sequence[Evidence] = ()
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Number the quotations of drafts in the order of their first use; the same span has one number.

    What is known of the articles' stories and dates is taken from the ``evidence``. A draft without a quotation is
    dropped: no statement without a citation, no number without its span.
    """
    told = {item.passage.article.id: item for item in evidence}
    numbers: dict[Place, Citation] = {}
    statements = []
    for draft in drafts:
        cited = []
        for quotation in draft.quotations:
            key = quotation.place
            if key not in numbers:
                item = told.get(key[0])
                also_in = printing(quotation, item.story) if item else ()
                newer, notices = (item.newer, item.notices) if item else (None, ())
                events = named_in(quotation, evidence)
                numbers[key] = Citation(len(numbers) + 1, quotation, also_in, newer, notices, events)
            citation = numbers[key]
            cited.append(citation.number)
        if cited:
            statements.append(Statement(draft.text, tuple(dict.fromkeys(cited)), draft.marks, draft.parts))
    return tuple(statements), tuple(numbers.values())


def related_articles(evidence: Sequence[Evidence]) -> tuple[Article, ...]:
    """Return the closest articles, each once, for a reader whom the archive does not answer."""
    articles = {item.passage.article.id: item.passage.article for item in evidence}
    return tuple(articles.values())[:RELATED]
