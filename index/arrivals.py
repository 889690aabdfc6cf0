"""What is new in a generation, and how much a new article is about a subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, pairwise
from math import exp

import numpy as np

from corpus.article import Article
from index.analysis import DEFAULT
from index.catalog import Catalog
from index.embed import Vectors
from index.generation import Generation
from index.passage import Passage
from index.rows import LIVE, to_microseconds
from index.subject import HOLDS, NAMES
from index.terms import PUNCTUATION, Terms, is_name

# Published so long before the archive was last looked through, an article is no news but a part of the archive that
# was filled in later. Late deliveries take days.
LATE = timedelta(days=7)
LEAD = 60  # words with which news says what it is about
# How much an article is about a subject: the logit of what its title and lead have of the subject's words, how often a
# hundred of its words are the subject's (up to ``OFTEN``), and the cosine of its nearest passage. Fitted to say whether
# the title names the subject, from the rest of the article; ``TITLED``, by hand, for a title that does.
# python -m tests.experiments.following
HEAD, DENSITY, MEANING, BIAS = 1.85, 1.4, 6.3, -5.9
OFTEN, TITLED = 2.0, 2.5
ABOUT = 0.45  # from here on an article is about a subject


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where an archive was looked through: the generation, and when it was made."""

    generation: int
    indexed_at: datetime

    @staticmethod
    def at(generation: Generation) -> Cursor:
        """All of a generation is known."""
        return Cursor(generation.number, generation.indexed_at)


Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class NewArticles:
    """The versions of the articles that came after a cursor: ``fresh`` ones that are news, the newest first, and
    ``older`` ones, or without a date, that came with the past of an archive. ``until`` is the next cursor.
    """

    fresh: tuple[int, ...]
    older: tuple[int, ...]
    until: Cursor


@dataclass(frozen=True, slots=True)
class Followed:
    """A subject as articles are compared with it: its words as they are weighed (leveled, ``index.subject``), those of
    a name that stand side by side, and its vector.
    """

    text: str
    terms: Terms
    names: frozenset[Pair]
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Arrival:
    """A new article as subjects are compared with it: its passages, their words counted, and their vectors."""

    article: Article
    passages: tuple[Passage, ...]
    counts: tuple[Mapping[str, int], ...]
    title: frozenset[str]
    head: frozenset[str]  # title and lead
    pairs: frozenset[Pair]  # of words that stand side by side
    vectors: Vectors


def find_new(catalog: Catalog, generation: Generation, since: Cursor) -> NewArticles:
    """Return what a generation holds that the archive had not up to a cursor, in any version.

    A cursor that is ahead of the generation is of an index that was deleted since: then nothing is new.
    """
    until = Cursor.at(generation)
    if since.generation >= generation.number:
        return NewArticles((), (), until)
    rows = catalog.select(
        f"""SELECT version, published FROM versions v WHERE {LIVE} AND v.added > :since
            AND NOT EXISTS (SELECT 1 FROM versions o WHERE o.article_id = v.article_id AND o.added <= :since)
            AND NOT EXISTS (SELECT 1 FROM history h WHERE h.article_id = v.article_id AND h.first_seen <= :moment)
            ORDER BY published DESC, version""",
        {"g": generation.number, "since": since.generation, "moment": to_microseconds(since.indexed_at)},
    )
    news = to_microseconds(since.indexed_at - LATE)
    assert news is not None
    fresh = tuple(version for version, published in rows if published is not None and published >= news)
    older = tuple(version for version, published in rows if published is None or published < news)
    return NewArticles(fresh, older, until)


def read_articles(
    catalog: Catalog, generation: Generation, versions: Sequence[int]
) -> Iterator[tuple[tuple[Passage, ...], tuple[int, ...]]]:
    """Yield the passages of articles and their numbers, in the order of the versions given; those without are left
    out.
    """
    articles = catalog.articles(versions)
    for version in versions:
        rows = catalog.select(
            "SELECT number, start, end FROM passages WHERE version = ? AND recipe = ? ORDER BY start",
            (version, generation.recipe_number),
        )
        if rows and version in articles:
            numbers, starts, ends = zip(*rows, strict=True)
            places = zip(starts, ends, strict=True)
            yield tuple(Passage(articles[version], start, end) for start, end in places), numbers


def to_arrival(passages: tuple[Passage, ...], vectors: Vectors, words: Callable[[str, str], Sequence[str]]) -> Arrival:
    """Read the words of an article."""
    article = passages[0].article
    language = article.language or DEFAULT
    title = words(article.title, language)
    lead = words(" ".join(article.text.split(maxsplit=LEAD)[:LEAD]), language)
    said = [words(one.text, language) for one in passages]
    return Arrival(
        article=article,
        passages=passages,
        counts=tuple(map(Counter, said)),
        title=frozenset(title),
        head=frozenset([*title, *lead]),
        pairs=frozenset(chain.from_iterable(map(pairwise, (title, *said)))),
        vectors=vectors,
    )


def name_pairs(text: str, words: Callable[[str], Sequence[str]]) -> frozenset[Pair]:
    """The neighbours in a subject that are written like one name: New Mexico is not Mexico and something new."""
    tokens = [token.strip(PUNCTUATION) for token in text.split()]
    stems = [words(token) for token in tokens]
    return frozenset(
        (stems[n][-1], stems[n + 1][0])
        for n in range(len(tokens) - 1)
        if is_name(tokens[n]) and is_name(tokens[n + 1]) and stems[n] and stems[n + 1] and text != text.upper()
    )


def held(terms: Terms, words: Mapping[str, int] | frozenset[str]) -> dict[str, int]:
    """How often words hold each term of a subject; once where they hold it in another form."""
    keys = words.keys() if isinstance(words, Mapping) else words
    counts = words if isinstance(words, Mapping) else dict.fromkeys(words, 1)
    found = {stem: counts[stem] for stem in terms.weights if stem in keys}
    for stem, sets in terms.others.items():
        if stem in terms.weights and stem not in found and any(each <= keys for each in sets):
            found[stem] = 1
    return found


def aboutness(followed: Followed, arrival: Arrival) -> float:
    """How much an article is about a subject, 0 to 1; 0 where no passage, with the title, has enough of its words, or
    where they nowhere stand side by side as they do in a name.
    """
    terms = followed.terms
    title = held(terms, arrival.title)
    in_passages = [held(terms, one) for one in arrival.counts]
    if max((terms.share({**title, **one}) for one in in_passages), default=0.0) < HOLDS:
        return 0.0
    if followed.names and not followed.names & arrival.pairs:
        return 0.0
    said = sum(terms.weights[stem] * count for one in in_passages for stem, count in one.items()) / terms.total
    length = sum(sum(one.values()) for one in arrival.counts)
    logit = (
        HEAD * terms.share(held(terms, arrival.head))
        + DENSITY * min(100 * said / max(length, 1), OFTEN)
        + MEANING * float(np.max(arrival.vectors @ followed.vector))
        + TITLED * (terms.share(title) >= NAMES)
        + BIAS
    )
    return 1 / (1 + exp(-logit))
