"""Stories: which articles tell the same one, which of them to quote, and what was corrected since."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import TypeVar

from corpus.article import Article, Mark, address_id
from corpus.duplicates import DAYS_APART, VERSION, bands, best_of, is_candidate, is_same_story, words
from corpus.kind import Kind
from index.catalog import Catalog
from index.fuse import limit_each
from index.generation import Generation
from index.passage import Evidence, Hit, Passage
from index.repeated import Repeated
from index.rows import LIVE, fold, to_microseconds
from index.terms import FUNCTION_WORDS

NEAREST = 100  # candidates in the order of time; a template has thousands that share a band
Told = TypeVar("Told")
MICROSECONDS_A_DAY = 86_400_000_000
SPOKEN_OF = 0.2  # of the words of a notice, in the article that it speaks of
SAID_THERE = 0.7  # of a passage's words, in the passage of another article that says the same


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that tell one story: the one to quote, and the others by date."""

    best: Article
    others: tuple[Article, ...] = ()

    @property
    def members(self) -> tuple[Article, ...]:
        """All of them."""
        return (self.best, *self.others)


class Notices:
    """The articles of one generation that correct or retract others; which they are is read once.

    A notice speaks of the article at the address that it names; or of its own source's article with the title that it
    names, of several the last one before it. One that names neither speaks of the article of its source that has most
    of its words, among those of the days that it names.
    """

    def __init__(self, catalog: Catalog, generation: Generation) -> None:
        self._catalog = catalog
        self._generation = generation

    def of(self, article: Article) -> list[Article]:
        """Return those that speak of an article."""
        addressed = self._by_address.get(address_id(article.url), ()) if article.url else ()
        versions = {*addressed, *self._by_title.get(fold(article.title), ())}
        return [
            *self._by_day.get(article.id, ()),
            *self._naming(article, versions, addressed),
        ]

    def _naming(self, article: Article, versions: Collection[int], addressed: Collection[int]) -> list[Article]:
        return [
            notice
            for version, notice in (self._catalog.articles(sorted(versions)) if versions else {}).items()
            if version in addressed or (is_before(article, notice) and self._means(notice, article))
        ]

    def _means(self, notice: Article, article: Article) -> bool:
        named = [one for one in self._titled(notice) if is_before(one, notice)]
        return bool(named) and max(named, key=by_date).id == article.id

    def _titled(self, notice: Article) -> list[Article]:
        """The articles of a notice's source with the title that it names."""
        rows = self._catalog.select(
            f"SELECT version, title FROM versions v WHERE v.source = :source AND v.corrects = '' AND {LIVE}",
            {"source": notice.source, "g": self._generation.number},
        )
        wanted = fold(notice.corrects)
        return list(self._catalog.articles([version for version, title in rows if fold(title) == wanted]).values())

    @cached_property
    def _by_address(self) -> Mapping[str, Sequence[int]]:
        return self._by(address_id)

    @cached_property
    def _by_title(self) -> Mapping[str, Sequence[int]]:
        return self._by(fold)

    @cached_property
    def _by_day(self) -> Mapping[str, Sequence[Article]]:
        """The notices that name neither title nor address, by the id of the article that they speak of."""
        rows = self._catalog.select(
            f"SELECT version FROM versions v WHERE v.kind IN (:correction, :retraction) AND v.corrects = '' AND {LIVE}",
            {"correction": Kind.CORRECTION, "retraction": Kind.RETRACTION, "g": self._generation.number},
        )
        found: defaultdict[str, list[Article]] = defaultdict(list)
        for version, notice in self._catalog.articles([version for (version,) in rows]).items():
            wanted = set(words(notice.text)) - FUNCTION_WORDS
            share = {one.id: len(wanted & set(words(one.text))) / len(wanted) for one in self._of_days(version, notice)}
            best = max(share, key=lambda key: (share[key], key), default="")
            if best and share[best] >= SPOKEN_OF:
                found[best].append(notice)
        return found

    def _of_days(self, version: int, notice: Article) -> list[Article]:
        """The articles of a notice's source that were printed on a day that it names."""
        rows = self._catalog.select(
            f"""SELECT DISTINCT v.version, e.first FROM events e JOIN versions v
                ON v.published BETWEEN (e.first - :epoch - 1) * :day AND (e.first - :epoch + 2) * :day
                WHERE e.version = :version AND e.first = e.last AND v.source = :source AND v.kind NOT IN (:c, :r)
                AND {LIVE} ORDER BY v.version""",
            {
                **{"version": version, "source": notice.source, "g": self._generation.number},
                **{"epoch": date(1970, 1, 1).toordinal(), "day": MICROSECONDS_A_DAY},
                **{"c": Kind.CORRECTION, "r": Kind.RETRACTION},
            },
        )
        articles = self._catalog.articles(list({version for version, _ in rows}))
        return [
            article
            for key, first in rows
            if (article := articles[key]).printed
            and article.printed.toordinal() == first
            and is_before(article, notice)
        ]

    def _by(self, key: Callable[[str], str]) -> Mapping[str, Sequence[int]]:
        """The versions of all notices by what they speak of."""
        rows = self._catalog.select(
            f"SELECT version, corrects FROM versions v WHERE v.corrects <> '' AND {LIVE}",
            {"g": self._generation.number},
        )
        found: defaultdict[str, list[int]] = defaultdict(list)
        for version, corrects in rows:
            found[key(corrects)].append(version)
        return found


class Stories:
    """The stories of one generation, looked up when they are asked for: nothing to keep up to date."""

    def __init__(
        self,
        catalog: Catalog,
        generation: Generation,
        allows: Callable[[Article], bool],
        notices: Notices | None = None,
    ) -> None:
        self._catalog = catalog
        self._generation = generation
        self._allows = allows
        self._notices = notices or Notices(catalog, generation)
        self._known: dict[str, Story] = {}

    def story(self, article: Article) -> Story:
        """Return the story that an article tells, of the articles that the reader's filter allows."""
        if article.id not in self._known:
            others = [one for one in self._candidates(article) if self._allows(one) and is_same_story(article, one)]
            best = best_of([article, *others]) if others else article
            rest = sorted((one for one in [article, *others] if one.id != best.id), key=by_date)
            self._known[article.id] = Story(best, tuple(rest))
        return self._known[article.id]

    def _candidates(self, article: Article) -> list[Article]:
        own = self._catalog.select(
            f"SELECT signature FROM signatures JOIN versions v USING (version) WHERE v.article_id = :id "
            f"AND algorithm = :algorithm AND {LIVE}",
            {"id": article.id, "algorithm": VERSION, "g": self._generation.number},
        )
        if not own:
            return []
        ((signature,),) = own
        rows = self._catalog.select(
            f"""SELECT version, signature FROM signatures JOIN versions v USING (version)
                WHERE algorithm = :algorithm
                AND version IN (SELECT version FROM bands WHERE band IN (SELECT value FROM json_each(:bands)))
                AND v.article_id <> :id AND {LIVE}
                AND (:at IS NULL OR v.published IS NULL OR abs(v.published - :at) <= :apart)
                ORDER BY abs(coalesce(v.published - :at, 0)), version LIMIT :most""",
            {
                "algorithm": VERSION,
                "bands": json.dumps(bands(signature)),
                "id": article.id,
                "g": self._generation.number,
                "at": to_microseconds(article.published),
                "apart": DAYS_APART * MICROSECONDS_A_DAY,
                "most": NEAREST,
            },
        )
        likely = [version for version, other in rows if is_candidate(signature, other)]
        return list(self._catalog.articles(likely).values())

    def evidence(self, passage: Passage, repeated: Repeated) -> Evidence:
        """Tell of a passage what is known of its article's story; no ranking has put it anywhere."""
        article = passage.article
        story = self.story(article)
        return Evidence(
            passage=passage,
            score=0.0,
            story=tuple(one for one in story.members if one.id != article.id),
            newer=story.best if is_newer(story.best, article) else None,
            notices=self.notices(article),
            repeated=repeated.spans(article),
        )

    def passages(self, article: Article) -> list[Passage]:
        """Return the passages of an article as this generation has them, in their order."""
        rows = self._catalog.select(
            # CROSS JOIN: the version first; a large archive would have SQLite begin with all passages.
            f"""SELECT p.start, p.end FROM versions v CROSS JOIN passages p
                ON p.version = v.version AND p.recipe = :recipe
                WHERE v.article_id = :id AND {LIVE} ORDER BY p.start""",
            {"recipe": self._generation.recipe_number, "id": article.id, "g": self._generation.number},
        )
        return [Passage(article, start, end) for start, end in rows]

    def notices(self, article: Article) -> tuple[Article, ...]:
        """Return the articles that correct or retract this one, by date: its ``Notices``, and later versions that say
        that they were corrected.
        """
        spoken = self._notices.of(article)
        versions = [one for one in self.story(article).members if is_correcting(one, article)]
        return tuple(sorted({one.id: one for one in [*spoken, *versions]}.values(), key=by_date))


def is_before(article: Article, notice: Article) -> bool:
    """Whether a notice may speak of an article: of its own source, and not published after it."""
    if article.source != notice.source or article.id == notice.id:
        return False
    return article.published is None or notice.published is None or article.published <= notice.published


def is_newer(version: Article, article: Article) -> bool:
    """Whether the version of a story that is to be quoted is a later one of the same source."""
    return version.id != article.id and version.source == article.source


def is_correcting(version: Article, article: Article) -> bool:
    """Whether another version of an article says that it was corrected, and this one is the older."""
    return Mark.CORRECTED in version.marks and Mark.CORRECTED not in article.marks and is_before(article, version)


def by_date(article: Article) -> tuple[bool, str, str]:
    """The order of publication, undated articles last."""
    moment = article.published
    return moment is None, moment.isoformat() if moment else "", article.id


def tell_once(
    hits: Iterable[Hit],
    passages: Mapping[str, Passage],
    stories: Stories,
    *,
    per_article: int,
    top_k: int,
    as_found: bool,
    evidence: Callable[[Hit, Passage], Told],
) -> list[Told]:
    """Make evidence of the best hits: what several articles of a story say is told once, from the best of them.

    What only a copy or an earlier version says is quoted from there, with the date that it has. ``as_found``: the
    first that was found stands for the others, whichever it is.
    """
    seen: set[tuple[str, int]] = set()

    def shown() -> Iterator[tuple[Hit, Passage]]:
        for hit in hits:
            found = passages[hit.passage_id]
            quoted = quotable(found, stories)
            if (place := (quoted.article.id, quoted.start)) not in seen:
                seen.add(place)
                yield hit, found if as_found else quoted

    # Lazily: a story is looked up only for what comes so far.
    few = limit_each(shown(), lambda pair: pair[1].article.id, per_article)
    return [evidence(*pair) for pair in islice(few, top_k)]


def quotable(passage: Passage, stories: Stories) -> Passage:
    """The passage of the story's best article that says the same; the passage itself where that does not say it."""
    best = stories.story(passage.article).best
    if best.id == passage.article.id:
        return passage
    return counterpart(passage, stories.passages(best)) or passage


def counterpart(passage: Passage, others: Sequence[Passage]) -> Passage | None:
    """The one of several passages that has most of the words of this one, None where none has enough of them."""
    wanted = Counter(words(passage.text))

    def share(other: Passage) -> float:
        return sum((wanted & Counter(words(other.text))).values()) / max(sum(wanted.values()), 1)

    best = max(others, key=share, default=None)
    return best if best is not None and share(best) >= SAID_THERE else None
