"""Following a subject: what is new about it since somebody looked last. Which of it to send when is not known here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

import numpy as np

from bot.answer import Quotation, quotable
from bot.overview.timeline import OPENING, stands_alone
from corpus.article import Article
from index.analysis import DEFAULT
from index.arrivals import ABOUT, Arrival, Cursor, Followed, aboutness
from index.catalog import chunks
from index.embed import Embedder
from index.passage import Evidence
from index.retrieve import Retriever
from index.terms import FUNCTION_WORDS

AT_ONCE = 20  # articles that are read while others wait to search
MOST_READ = 20_000  # new articles in all; of more, the newest
MOST_KEPT = 200  # articles of a subject that are held in memory until all were compared
MOST_TOLD = 50  # matches of a subject; nobody reads more, and each costs the embeddings of its sentences
PASSAGES_READ = 4  # of an article that matches: where it begins, and those that are nearest to the subject
EMBEDDED = 12  # sentences of an article whose meaning is compared; embedding one costs three milliseconds
# What makes a sentence say much about a subject: its words, its meaning, that it tells what the title announces, that
# it opens the article, and that it can be understood by itself.
WORDS, MEANT, NEWS, OPENS, ALONE = 0.8, 0.7, 0.5, 0.3, 1.0


@dataclass(frozen=True, slots=True)
class Match:
    """A new article about a subject, the sentence of it that says most about that, and how much it is about it (0 to
    1). ``also_in`` are other new articles of the same story.
    """

    article: Article
    quotation: Quotation
    score: float
    also_in: tuple[Article, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The articles that it tells of: none of them has to be told again."""
        return (self.article.id, *(one.id for one in self.also_in))


@dataclass(frozen=True, slots=True)
class News:
    """What is new about a subject: a match a story, the newest first.

    ``older`` counts new articles about it that were published long before, or nobody knows when: the past of an archive
    that was filled in. ``retold`` counts stories of which the archive had an article before, ``more`` the articles that
    are left out because they are too many. ``complete`` is false where more articles were new than are looked at.
    """

    subject: str
    matches: tuple[Match, ...] = ()
    older: int = 0
    retold: int = 0
    more: int = 0
    complete: bool = True

    def best(self, most: int) -> tuple[Match, ...]:
        """The matches that are most about the subject, the newest first."""
        return tuple(sorted(sorted(self.matches, key=lambda one: -one.score)[:most], key=newest_first))


@dataclass(frozen=True, slots=True)
class Close:
    """An article that is about a subject, before it is known what it shares with others."""

    arrival: Arrival
    score: float


class Follower:
    """Finds what is new about subjects. The cost grows with the articles that are new, not with the archive."""

    def __init__(self, retriever: Retriever, embedder: Embedder) -> None:
        self._retriever = retriever
        self._embedder = embedder

    def now(self) -> Cursor:
        """Up to where the archive is known to somebody who begins to follow now."""
        self._retriever.refresh()
        return Cursor.at(self._retriever.generation)

    def news(self, subjects: Sequence[str], since: Cursor) -> tuple[list[News], Cursor]:
        """Return what is new about each of several subjects since a cursor, and the cursor for the next time."""
        new = self._retriever.new_articles(since)
        followed = [self._retriever.followed(text) for text in subjects]
        arrived = set[str]()
        close: list[list[Close]] = [[] for _ in followed]
        older, more = [0] * len(followed), [0] * len(followed)
        for place, one in self._close(followed, new.fresh[:MOST_READ], arrived):
            close[place].append(one)
            if len(close[place]) == 2 * MOST_KEPT:
                close[place] = best_first(close[place])[:MOST_KEPT]
                more[place] += MOST_KEPT
        for place, _ in self._close(followed, new.older[: MOST_READ - len(new.fresh[:MOST_READ])], arrived):
            older[place] += 1
        complete = len(new.fresh) + len(new.older) <= MOST_READ
        told = [
            replace(self._told(one, best_first(found), arrived, more=left_out), older=past, complete=complete)
            for one, found, left_out, past in zip(followed, close, more, older, strict=True)
        ]
        return told, new.until

    def _close(
        self, followed: Sequence[Followed], versions: Sequence[int], arrived: set[str]
    ) -> Iterator[tuple[int, Close]]:
        """Compare articles with all subjects, few at a time; yield those that are about one, with its place."""
        for some in chunks(versions, AT_ONCE):
            for arrival in self._retriever.arrivals(some):
                arrived.add(arrival.article.id)
                for place, one in enumerate(followed):
                    score = aboutness(one, arrival)
                    if score >= ABOUT:
                        yield place, Close(arrival, score)

    def _told(self, followed: Followed, close: Sequence[Close], arrived: Collection[str], *, more: int) -> News:
        """Tell every story once, by the article that is most about the subject."""
        seen, retold = set[str](), 0
        matches: list[Match] = []
        for one in close:
            article = one.arrival.article
            if article.id in seen:
                continue
            if len(matches) == MOST_TOLD:
                more += 1
                continue
            whole = self._retriever.told(article)
            also_in = tuple(other for other in whole.story if other.id not in seen)
            seen.update([article.id, *(other.id for other in whole.story)])
            quotation = self._quotation(followed, one.arrival, whole)
            if not all(other.id in arrived for other in whole.story):
                retold += 1
            elif quotation:
                matches.append(Match(article, quotation, round(one.score, 4), also_in))
        return News(followed.text, tuple(sorted(matches, key=newest_first)), retold=retold, more=more)

    def _quotation(self, followed: Followed, arrival: Arrival, whole: Evidence) -> Quotation | None:
        """The sentence of an article that says most about a subject; None where nothing of it may be quoted."""
        words = partial(self._retriever.keywords.words, language=arrival.article.language or DEFAULT)
        title = set(words(arrival.article.title)) - followed.terms.weights.keys() - FUNCTION_WORDS
        judged = []
        for quotation in chain.from_iterable(map(quotable, read(followed, arrival, whole))):
            said = words(quotation.text)
            own = followed.terms.share(followed.terms.read(said))
            alone = stands_alone(quotation.text, arrival.article)
            worth = WORDS * own + NEWS * len(title & set(said)) / max(len(title), 1) + ALONE * alone
            opens = quotation.start < len(arrival.article.dateline) + OPENING
            judged.append((worth + OPENS * opens, -quotation.start, quotation))
        best = sorted(judged, key=lambda one: one[:2], reverse=True)[:EMBEDDED]
        if not best:
            return None
        meaning = self._embedder.embed_passages([one.text for *_, one in best]) @ followed.vector
        places = range(len(best))
        return best[max(places, key=lambda n: (best[n][0] + MEANT * float(meaning[n]), best[n][1]))][2]


def read(followed: Followed, arrival: Arrival, whole: Evidence) -> Iterator[Evidence]:
    """The passages from which a sentence is taken: where the article begins, and what is nearest to the subject."""
    nearest = np.argsort(-(arrival.vectors @ followed.vector), kind="stable")
    chosen = list(dict.fromkeys([0, *map(int, nearest)]))[:PASSAGES_READ]
    return (replace(whole, passage=arrival.passages[place]) for place in sorted(chosen))


def best_first(found: Sequence[Close]) -> list[Close]:
    """Articles that are about a subject, those first that are most."""
    return sorted(found, key=lambda one: (-one.score, one.arrival.article.id))


def newest_first(match: Match) -> tuple[float, float, str]:
    """The order of a digest."""
    published = match.article.published
    return -published.timestamp() if published else 0.0, -match.score, match.article.id


def digest(news: Iterable[News], sent: Collection[str] = ()) -> tuple[News, ...]:
    """What to send to one chat, of all subjects that it follows: each article once, under the subject that it is most
    about, and no story of which one was sent before. Subjects without anything new are left out.
    """
    news = list(news)
    best: dict[str, tuple[float, int]] = {}
    for place, one in enumerate(news):
        for match in one.matches:
            for article in match.ids:
                best[article] = max(best.get(article, (0.0, 0)), (match.score, -place))

    def kept(one: News, place: int) -> Iterator[Match]:
        for match in one.matches:
            here = (match.score, -place)
            if best[match.article.id] == here and not any(article in sent for article in match.ids):
                yield replace(match, also_in=tuple(other for other in match.also_in if best[other.id] == here))

    told = [replace(one, matches=tuple(kept(one, place))) for place, one in enumerate(news)]
    return tuple(one for one in told if one.matches or one.older)
