"""``Timeline``: what happened about a subject, a sentence an event; how its lines are chosen. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import log2
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.answer import Citation, Dated, Draft, Quotation, Statement, quotable, standing
from bot.overview.coverage import Coverage
from bot.writer.score import is_prose
from corpus.article import Article
from corpus.events import EventDate
from corpus.kind import Kind
from index.embed import Vectors
from index.generation import Generation
from index.names import Variant
from index.passage import NO_FILTER, Evidence, Filter
from index.subject import HOLDS, Holding
from index.terms import FUNCTION_WORDS, Terms
from index.when import Window

T = TypeVar("T")
Numbers = NDArray[np.float64]

PASSAGES_READ, EACH = 120, 3  # passages in all, and of one article; reading one takes a tenth of a millisecond
EMBEDDED = 48  # sentences; embedding one costs three milliseconds
OWN = 0.5  # of the weight of the subject's words, in a sentence by itself; with its title: HOLDS
# What makes a sentence a good line, beside how much it is about the subject. The weights are set by reading some thirty
# timelines of two archives.
SHORTEST, LONGEST = 30, 450  # characters
ABOUT, MEANT = 0.8, 0.7  # what it has by the words of the subject, and by its meaning
NEWS = 0.5  # what a sentence has before others that says all words of its title: it tells what the article is for
HAPPENED = 0.3  # what it has that speaks of what was, or names its day
# What the first sentence of an article has before others: it tells what is new, and needs no other one.
LEAD, OPENING = 0.4, 40  # characters that may stand before it: a dateline, a byline
ASIDE, HEAD = 0.6, 200  # what one lacks whose article says nothing of the subject in its title and so many characters
DEEP = 0.3  # what the last sentence of an article lacks beside the first: details come later
HEAT = 0.5  # what an event has before others on whose day most was printed about the subject
# Of the worth of the best event, and at all: what is told less well is hardly an event of this subject.
LEAST, ENOUGH = 0.5, 0.9
YEARLESS = 92  # days; how far back a day without its year may lie: further, and it may be one that is to come
LONG_AGO = 31  # days; what names only times that were over so long ago tells nothing of the day of printing
CROWDED = 0.6  # what a line takes from the worth of another one of the same day
WEEK = 7  # days; what news tells of it names a day of it
SAME_DAYS = 3  # articles tell of an event for so long
# When two sentences tell the same: by their cosine, of near days or of any; or by so many words of the shorter one, at
# least a few.
ALIKE, EVER_ALIKE, SAME_WORDS, FEW = 0.75, 0.88, 0.7, 4
DAY_ALIKE = 0.65  # the same of one day, or of days a week apart of which one was misread
# How an English sentence begins that cannot be understood without the one before, or is said to somebody.
LEANS = re.compile(
    r"(?:and|but|or|so|yet|because|it|its|he|she|his|her|they|their|them|this|that|these|those|such|here|then|however"
    r"|also|instead|moreover|in addition|in fact|for example|for instance|i|we|you|my|our|your|what|why|how)\b",
    re.IGNORECASE,
)
OPINION = re.compile(r"(?:editorials?|opinions?|letters?|column)\b", re.IGNORECASE)  # a title of several
QUOTED = "\"“”„«‘'"
# What English says of what happened; a sentence with none of it, no day and no news of its own tells no event.
PAST = re.compile(
    r"(?<![\w-])(?!(?:need|indeed|seed|feed|speed|exceed|hundred)\b)[a-z]{2,}ed\b"
    r"|\b(?:was|were|had|been|did|said|told|made|took|came|went|began|became|won(?!['’]t)|lost|left|met|sold|bought|fell"
    r"|rose|hit|struck|found|held|gave|got|led|sent|paid|ran|saw|broke|spoke|wrote|brought|built|caught|drew|fought"
    r"|kept|knew|stood|taught|thought|threw|withdrew|chose|shot|flew|grew|swore|sank|beat|sued|died|quit|set|cut)\b"
)
PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))


@dataclass(frozen=True, slots=True)
class Line:
    """One event: its day, what that day is, and the sentence that tells it, with its number."""

    day: date
    dated: Dated
    statement: Statement
    year_inferred: bool = False


def taken_back(line: Line, citations: Sequence[Citation]) -> tuple[str, date | None]:
    """What became of the article of a line, "corrected" or "retracted", and on which day; "" where nothing did."""
    for one in citations:
        if one.number in line.statement.citations and (became := standing(one.quotation.passage.article, one.notices)):
            days = [notice.printed.date() for notice in one.notices if notice.printed]
            return became, max(days, default=None)
    return "", None


def kind_of(line: Line, citations: Sequence[Citation]) -> str:
    """What kind of article a line is from."""
    articles = (one.quotation.passage.article for one in citations if one.number in line.statement.citations)
    return next((article.kind for article in articles), "")


@dataclass(frozen=True, slots=True)
class Timeline:
    """What an archive tells about a subject, oldest first, and how often it wrote about it.

    Without lines it is an ordinary result: then ``related`` are the closest articles. ``events`` is how many events
    were found, of which the ``lines`` are the most telling. ``window`` is the time that it was limited to, ``widened``
    says that nothing stood in it and what is told is of any time. ``strange`` are words of the topic that no article
    has, and that were left out.
    """

    topic: str
    asked: datetime
    as_of: datetime
    window: Window
    lines: tuple[Line, ...]
    citations: tuple[Citation, ...]
    events: int
    coverage: Coverage
    related: tuple[Article, ...]
    archive: Generation
    timings_ms: dict[str, float]
    filter: Filter = NO_FILTER
    widened: bool = False
    variants: tuple[Variant, ...] = ()
    strange: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence that may be a line: its day, and what speaks for it."""

    quotation: Quotation
    day: date
    dated: Dated
    year_inferred: bool
    worth: float
    words: frozenset[str]  # those that neither the subject nor every sentence has
    meaning: float = 0.0  # cosine of sentence and subject
    retold: int = 1  # articles that tell the same event


def choose_passages(holdings: Sequence[Holding]) -> list[str]:
    """Choose the passages to read: those of each article that are most about the subject, spread over the time."""
    articles: dict[str, list[Holding]] = {}
    for one in sorted(holdings, key=lambda one: (one.start > 0, -one.relevance, one.passage_id)):
        articles.setdefault(one.article_id, []).append(one)
    dated = [(own, own[0].printed.date()) for own in articles.values() if own[0].printed]
    chosen = spread(
        dated,
        PASSAGES_READ // EACH if sum(min(len(own), EACH) for own, _ in dated) > PASSAGES_READ else len(dated),
        worth=lambda pair: max(one.relevance for one in pair[0]),
        day=lambda pair: pair[1],
    )
    return [one.passage_id for own, _ in chosen for one in own[:EACH]]


def tellings(terms: Terms, evidence: Iterable[Evidence], words: Callable[[str, str], Sequence[str]]) -> list[Telling]:
    """Return the sentences that tell of the subject; a sentence without a day tells nothing here."""
    return [one for item in evidence for one in tellings_in(terms, item, words)]


def tellings_in(terms: Terms, item: Evidence, words: Callable[[str, str], Sequence[str]]) -> Iterator[Telling]:
    """Judge each sentence of a passage."""
    article = item.passage.article
    title = words(article.title, article.language)
    news = set(title) - terms.weights.keys()
    head = terms.share(set(terms.read([*title, *words(opening(article), article.language)])))
    for quotation in quotable(item):
        said = words(quotation.text, article.language)
        own, around = (terms.share(set(terms.read(held))) for held in (said, [*said, *title]))
        if own < OWN or around < HOLDS or not (is_prose(quotation.text) and stands_alone(quotation.text, article)):
            continue
        # What a correction names is the day of what it corrects; it came itself when it was printed.
        named = None if is_notice(article) and article.printed else named_day(quotation, item)
        day = named.first if named else article.printed and article.printed.date()
        happened = happening(quotation, item)
        opens = quotation.start < len(article.dateline) + OPENING
        if day is None or not (happened or opens) or (not named and not opens and is_of_long_ago(quotation, item)):
            continue
        yield Telling(
            quotation=quotation,
            day=day,
            dated=Dated.EVENT if named else Dated.PUBLICATION,
            year_inferred=bool(named and named.year_inferred),
            worth=ABOUT * own
            + happened
            + NEWS * len(news.intersection(said)) / max(len(news), 1)
            + LEAD * opens
            - ASIDE * (1 - head)
            + plainness(quotation, article),
            words=frozenset(said) - terms.weights.keys() - FUNCTION_WORDS,
        )


def opening(article: Article) -> str:
    """How an article begins: there it says what it is about."""
    return article.text[:HEAD]


def is_notice(article: Article) -> bool:
    """Whether an article takes back what another one says."""
    return article.kind in {Kind.CORRECTION, Kind.RETRACTION}


def is_english(article: Article) -> bool:
    """Whether the words of an article can be judged by the English ones above."""
    return article.language.casefold().partition("-")[0] in {"", "en"}


def happening(quotation: Quotation, item: Evidence) -> float:
    """How much a sentence says that something happened: it speaks of what was, and names when."""
    times = item.events_in(quotation.start, quotation.end)
    printed = item.passage.article.printed
    past = [one for one in times if printed is None or one.first <= printed.date()]
    announced = bool(times) and not past
    if is_english(item.passage.article) and not PAST.search(quotation.text):
        return 0.0
    return HAPPENED + HAPPENED * bool(past) - HAPPENED * announced / 2


def is_of_long_ago(quotation: Quotation, item: Evidence) -> bool:
    """Whether a sentence names times, and only such as were over long before it was printed: "in 1901"."""
    times, printed = item.events_in(quotation.start, quotation.end), item.passage.article.printed
    return printed is not None and bool(times) and all((printed.date() - one.last).days > LONG_AGO for one in times)


def stands_alone(text: str, article: Article) -> bool:
    """Whether a text is a whole sentence that states something, and can be understood by itself."""
    ended = unicodedata.category(text[-1])[0] == "P" and not text.endswith((*":,;-–—?؟？…", "..", '..."'))
    whole = text[0] not in "-–—•*·" and all(text.count(one) == text.count(other) for one, other in PAIRS)
    leans = is_english(article) and (LEANS.match(text.lstrip(QUOTED)) or ", for example," in text)
    return ended and whole and not leans and SHORTEST <= len(text) <= LONGEST


def plainness(quotation: Quotation, article: Article) -> float:
    """How much a sentence tells by itself, as news."""
    text = quotation.text
    quoted = 0.3 if any(sign in text for sign in QUOTED[:3]) else 0.0
    opinion = 0.6 if article.kind == Kind.OPINION or OPINION.match(article.title) else 0.0
    return -quoted - opinion - DEEP * quotation.start / len(article.text)


def named_day(quotation: Quotation, item: Evidence) -> EventDate | None:
    """The day of the event that a sentence tells: of the days that it names, the last one before it was printed.

    What is to come has not happened yet: it was announced on the day of publication. So was what English tells
    without speaking of what was: "we meet on Wednesday".
    """
    article = item.passage.article
    if is_english(article) and not PAST.search(quotation.text):
        return None
    days = [one for one in item.events_in(quotation.start, quotation.end) if one.first == one.last]
    if article.printed is not None:
        printed = article.printed.date()
        days = [
            one
            for one in days
            if one.first <= printed and (not one.year_inferred or (printed - one.first).days <= YEARLESS)
        ]
    return max(days, key=lambda one: one.first, default=None)


def shortlist(found: Sequence[Telling], most: int = EMBEDDED) -> list[Telling]:
    """Choose the sentences whose meaning is compared, the best ones over the whole time."""
    return spread(found, most, worth=lambda one: one.worth, day=lambda one: one.day)


def with_meaning(found: Sequence[Telling], vectors: Vectors, topic: Vectors) -> list[Telling]:
    """Add the cosine of each sentence and the subject to what speaks for it."""
    cosines = np.clip(vectors @ topic, 0, 1)
    return [
        replace(one, meaning=float(cosine), worth=one.worth + MEANT * float(cosine))
        for one, cosine in zip(found, cosines, strict=True)
    ]


def events_of(found: Sequence[Telling], vectors: Vectors) -> list[Telling]:
    """Tell every event once, by the sentence that tells it best; the more articles tell it, the more it is worth."""
    alike = vectors @ vectors.T
    order = sorted(range(len(found)), key=lambda place: precedence(found[place]))
    kept: list[int] = []
    tellers: dict[int, set[str]] = {}
    days: dict[int, int] = {}  # who has the day of an event right where another one was a week off
    for place in order:
        same = next((one for one in kept if is_same(found[one], found[place], float(alike[one, place]))), None)
        if same is None:
            kept.append(place)
            same = place
        tellers.setdefault(same, set()).add(found[place].quotation.passage.article.id)
        if is_week_off(found[same], found[place]):
            days[same] = max(same, place, key=lambda one: found[one].day)
    return [
        replace(
            found[days.get(one, one)],
            retold=len(tellers[one]),
            worth=found[one].worth + 0.2 * log2(len(tellers[one])),
        )
        for one in kept
    ]


def precedence(one: Telling) -> tuple[float, date, str, int]:
    """The order of sentences, the best first."""
    return -one.worth, one.day, one.quotation.passage.article.id, one.quotation.start


def is_same(one: Telling, other: Telling, alike: float) -> bool:
    """Whether two sentences tell the same event; what is taken back is not told again by who does so."""
    if is_notice(one.quotation.passage.article) != is_notice(other.quotation.passage.article):
        return False
    fewer, more = sorted((len(one.words), len(other.words)))
    if more <= 2 * fewer and len(one.words & other.words) >= max(SAME_WORDS * fewer, FEW):
        return True
    days = abs((one.day - other.day).days)
    if days == 0 or is_week_off(one, other):
        return alike >= DAY_ALIKE
    return alike >= (ALIKE if days <= SAME_DAYS else EVER_ALIKE)


def is_week_off(one: Telling, other: Telling) -> bool:
    """Whether two sentences name days a week apart and were printed within days: "Tuesday" is one day to both then,
    though it was read as last week's in what was printed the day before.
    """
    first, second = (each.quotation.passage.article.printed for each in (one, other))
    named = one.dated == other.dated == Dated.EVENT and abs((one.day - other.day).days) == WEEK
    return named and first is not None and second is not None and abs((first - second).days) <= SAME_DAYS


def worth_telling(events: Sequence[Telling]) -> list[Telling]:
    """Leave out what is told of so much less well than the best event that it is hardly one of this subject."""
    best = max((one.worth for one in events), default=0.0)
    return [one for one in events if one.worth >= max(LEAST * best, ENOUGH)]


def choose_lines(events: Sequence[Telling], printed: Mapping[date, int], most: int) -> list[Telling]:
    """The most telling events, spread over the time, oldest first.

    ``printed`` counts what was printed about the subject by day: what much was written about counts more.
    """
    stories = {day.toordinal(): count for day, count in printed.items()}  # no day is behind the last one of year 9999
    heat = [sum(stories.get(one.day.toordinal() + after, 0) for after in range(SAME_DAYS)) for one in events]
    highest = max(heat, default=0) or 1
    heated = [
        replace(one, worth=one.worth + HEAT * log2(1 + warm) / log2(1 + highest))
        for one, warm in zip(events, heat, strict=True)
    ]
    chosen = spread(heated, most, worth=lambda one: one.worth, day=lambda one: one.day)
    return sorted(chosen, key=reading_order)


def one_each(events: Iterable[Telling]) -> list[Telling]:
    """Leave of every article one event of the day that it was printed on or the week before, and one of each day that
    it names: what else it says are details.
    """
    kept: list[Telling] = []
    for one in sorted(events, key=precedence):
        article = one.quotation.passage.article.id
        if not any(is_detail(one, other) for other in kept if other.quotation.passage.article.id == article):
            kept.append(one)
    return kept


def is_detail(one: Telling, other: Telling) -> bool:
    """Whether a sentence says more of what another one of its article tells: of the same day, or without a day of its
    own where the other names one of the days before it was printed.
    """
    news = Dated.PUBLICATION in {one.dated, other.dated} and abs((one.day - other.day).days) <= WEEK
    return one.day == other.day or news


def reading_order(one: Telling) -> tuple[date, float, str, int]:
    """By day; on one day by publication, then by place."""
    article = one.quotation.passage.article
    return one.day, article.published.timestamp() if article.published else 0.0, article.id, one.quotation.start


def spread(items: Sequence[T], most: int, *, worth: Callable[[T], float], day: Callable[[T], date]) -> list[T]:
    """Choose the best of several things so that they lie over the whole time: each that is chosen takes from the
    worth of those near it. Ties go to what comes first.
    """
    if len(items) <= most or most <= 0:
        return list(items)[: max(most, 0)]
    days = told_time(np.array([day(item).toordinal() for item in items], dtype=np.float64), most)
    left = np.array([worth(item) for item in items], dtype=np.float64)
    reach = max(float(days.max()) / most / 2, 0.5)
    chosen = []
    for _ in range(most):
        place = int(np.argmax(left))
        chosen.append(place)
        left -= CROWDED * np.exp(-np.abs(days - days[place]) / reach)
        left[place] = -np.inf
    return [items[place] for place in chosen]


def told_time(days: Numbers, most: int) -> Numbers:
    """Count days from the first one, a silence of years for no more than what one of so many lines would span."""
    each, places = np.unique(days, return_inverse=True)
    gaps = np.diff(each, prepend=each[:1])
    return np.cumsum(np.minimum(gaps, gaps.sum() / most))[places]


def to_draft(one: Telling) -> Draft:
    """A line is its own proof."""
    return Draft(one.quotation.text, (one.quotation,))
