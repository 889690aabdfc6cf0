"""Stories: which articles tell the same one, which of them to quote, and what was corrected since."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.article import Article, address_id
from corpus.duplicates import DAYS_APART, VERSION, bands, best_of, is_candidate, is_same_story, words
from index.catalog import Catalog
from index.generation import Generation
from index.passage import Evidence, Hit, Passage
from index.rows import LIVE, fold, to_microseconds

NEAREST = 100  # candidates in the order of time; a template has thousands that share a band
MICROSECONDS_A_DAY = 86_400_000_000
SAID_THERE = 0.7  # of a passage's words, in the passage of another article that says the same


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that tell one story: the one to quote, and the others by date."""

    best: Article
    others: tuple[Article, ...] = ()


class Stories:
    """The stories of one generation, looked up when they are asked for: nothing to keep up to date."""

    def __init__(self, catalog: Catalog, generation: Generation, allows: Callable[[Article], bool]) -> None:
        self._catalog = catalog
        self._generation = generation
        self._allows = allows
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

    def passages(self, article: Article) -> list[Passage]:
        """Return the passages of an article as this generation has them, in their order."""
        rows = self._catalog.select(
            f"""SELECT p.start, p.end FROM passages p JOIN versions v USING (version)
                WHERE p.recipe = :recipe AND v.article_id = :id AND {LIVE} ORDER BY p.start""",
            {"recipe": self._generation.recipe_number, "id": article.id, "g": self._generation.number},
        )
        return [Passage(article, start, end) for start, end in rows]

    def notices(self, article: Article) -> tuple[Article, ...]:
        """Return the articles that correct or retract this one, by date."""
        names = {fold(article.title), address_id(article.url)} - {""}
        return tuple(sorted((one for one in self._all_notices if corrected(one) & names), key=by_date))

    @cached_property
    def _all_notices(self) -> list[Article]:
        rows = self._catalog.select(
            f"SELECT version FROM versions v WHERE v.corrects <> '' AND {LIVE}", {"g": self._generation.number}
        )
        return list(self._catalog.articles([version for (version,) in rows]).values())


def corrected(notice: Article) -> set[str]:
    """The title and the address under which the article that a notice speaks of may be known."""
    return {fold(notice.corrects), address_id(notice.corrects)}


def by_date(article: Article) -> tuple[bool, str, str]:
    """The order of publication, undated articles last."""
    moment = article.published
    return moment is None, moment.isoformat() if moment else "", article.id


def tell_once(
    hits: Iterable[Hit],
    passages: Mapping[str, Passage],
    stories: Stories,
    *,
    per_story: int,
    top_k: int,
    evidence: Callable[[Hit, Passage], Evidence],
) -> list[Evidence]:
    """Make evidence of the best hits, each story told once, from the article that is to be quoted.

    What only a copy says is quoted from there; what the newest version no longer says is not.
    """
    chosen: list[Evidence] = []
    told: Counter[str] = Counter()
    seen: set[tuple[str, int]] = set()
    for hit in hits:
        if len(chosen) == top_k:
            break
        passage = passages[hit.passage_id]
        story = stories.story(passage.article)
        shown = quotable(passage, story, stories)
        if shown is None or told[story.best.id] == per_story or (shown.article.id, shown.start) in seen:
            continue
        told[story.best.id] += 1
        seen.add((shown.article.id, shown.start))
        chosen.append(evidence(hit, shown))
    return chosen


def quotable(passage: Passage, story: Story, stories: Stories) -> Passage | None:
    """The passage of the best article that says the same; the passage itself where only a copy says it."""
    if story.best.id == passage.article.id:
        return passage
    return counterpart(passage, stories.passages(story.best)) or (
        None if story.best.source == passage.article.source else passage
    )


def counterpart(passage: Passage, others: Sequence[Passage]) -> Passage | None:
    """The one of several passages that has most of the words of this one, None where none has enough of them."""
    wanted = Counter(words(passage.text))

    def share(other: Passage) -> float:
        return sum((wanted & Counter(words(other.text))).values()) / max(sum(wanted.values()), 1)

    best = max(others, key=share, default=None)
    return best if best is not None and share(best) >= SAID_THERE else None
