"""What an archive holds about a subject: every passage that is about it, where an answer needs only the best."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from corpus.duplicates import VERSION, Signed, group
from index.asking import without_words
from index.candidates import Search, is_in, is_known
from index.catalog import Catalog
from index.keywords import KeywordIndex, Limits
from index.names import Variant
from index.passage import Evidence
from index.reading import Reading
from index.rows import LIVE, from_microseconds, passage_number, printed_at
from index.terms import PUNCTUATION, Terms
from index.when import ANY_TIME, Mode, Window

MOST_READ = 20_000  # passages that name a subject; of one that more than these name, the counts are a lower bound
# When a passage is about a subject. It HOLDS, with its title, so much of the subject's words (``leveled``), and is
# CLOSE to it in meaning, at least NEAR of what the best passages are, because the cosine of a text to a few words
# depends on these more than on the text. A title that NAMES the subject needs no nearness.
# python -m tests.experiments.subjects
HOLDS, CLOSE, NEAR, NAMES = 0.7, 0.3, 0.65, 0.9
BEST = 3
EVEN = 1e-5  # shares are sums of single floats
STRANGE = 0.45  # how close it has to be, whatever its title, where the archive has not all words of the subject


@dataclass(frozen=True, slots=True)
class Holding:
    """A passage that holds words of a subject: which share of them it has with its title, and the title alone.

    ``story`` is the same for articles that tell the same story.
    """

    passage_id: str
    article_id: str
    start: int
    printed: datetime | None
    share: float
    titled: float
    similarity: float
    story: str = ""

    @property
    def relevance(self) -> float:
        """How much the passage is about the subject: by its words and by its meaning."""
        return self.share * max(self.similarity, 0.0)


@dataclass(frozen=True, slots=True)
class Subject:
    """What an archive holds about a subject.

    ``text`` are its words without those that name a time, ``terms`` the same as they are weighed. ``holdings`` are the
    passages that are about it, best first; ``evidence`` are those of them that were read.
    ``strange`` are words that it has nowhere, and that were left out.
    ``window`` is the time that it was limited to; ``widened`` says that nothing stood in it and what is held is of any
    time. ``complete`` is false where there were more passages than are looked at.
    """

    text: str
    terms: Terms
    holdings: tuple[Holding, ...]
    evidence: tuple[Evidence, ...] = ()
    window: Window = ANY_TIME
    widened: bool = False
    complete: bool = True
    variants: tuple[Variant, ...] = ()
    strange: tuple[str, ...] = ()


Choose = Callable[[Sequence[Holding]], Sequence[str]]  # which passages to read, by id


def leveled(terms: Terms) -> Terms:
    """Weigh terms half by how rare they are, half alike: in an archive of medical news "Gaza hospitals" is not about
    Gaza alone.
    """
    alike = 1 / max(len(terms.weights), 1)
    return replace(terms, weights={stem: weight / terms.total + alike for stem, weight in terms.weights.items()})


def strange_words(text: str, terms: Terms, limits: Limits, keywords: KeywordIndex) -> tuple[str, ...]:
    """Return the words of a subject that no passage has in any way.

    Names are none of them: an archive that calls nothing by its name has nothing about it.
    """
    return tuple(word for word in unheld(text, terms, limits, keywords) if not word[0].isupper())


def unheld(text: str, terms: Terms, limits: Limits, keywords: KeywordIndex) -> tuple[str, ...]:
    """Return the words of a text that no passage has in any way, names too."""

    def is_nowhere(stem: str) -> bool:
        alone = Terms((stem,), {stem: 1.0}, others=terms.others)
        return stem in terms.weights and not keywords.holding(alone, limits, 1, least=NAMES)

    words = filter(None, (word.strip(PUNCTUATION) for word in text.split()))
    return tuple(word for word in words if any(map(is_nowhere, keywords.words(word))))


def without(terms: Terms, strange: Collection[str]) -> Terms:
    """Leave terms out; all of them stay where nothing else is left."""
    kept = {stem: weight for stem, weight in terms.weights.items() if stem not in strange}
    return replace(terms, weights=kept) if kept else terms


def find_holdings(
    terms: Terms, search: Search, reading: Reading, catalog: Catalog, *, close: float = 0.0
) -> tuple[tuple[Holding, ...], bool]:
    """Return the passages that are about a subject, best first, and whether all were looked at.

    Only what the limits of a search allow, what was known by its day, and what was published in its window; ``close``
    is how near in meaning even those have to be whose titles name the subject.
    """
    hits = reading.keywords.holding(terms, search.limits, MOST_READ, least=HOLDS)
    titles = reading.keywords.holding(terms, search.limits, MOST_READ, least=NAMES, titles=True)
    shares, titled = ({hit.passage_id: hit.score for hit in found} for found in (hits, titles))
    generation = reading.generation
    rows = catalog.select(
        f"""SELECT p.id, p.start, v.version, v.article_id, v.published, v.utc_offset
            FROM passages p JOIN versions v USING (version)
            WHERE p.recipe = :recipe AND {LIVE} AND p.id IN (SELECT value FROM json_each(:ids)) ORDER BY p.id""",
        {"recipe": generation.recipe_number, "g": generation.number, "ids": json.dumps(list(shares))},
    )
    numbers = np.array([passage_number(generation.recipe_number, key) for key, *_ in rows], dtype=np.int64)
    similarity = reading.vectors(numbers) @ search.vector if rows else np.empty(0)
    found, versions = [], dict[str, int]()
    for (key, start, version, article_id, published, offset), cosine in zip(rows, similarity, strict=True):
        printed = printed_at(from_microseconds(published), offset)
        timely = is_known(printed, search.known) and (not search.window.of_print or is_in(printed, search.window))
        if timely and cosine >= close:
            versions[article_id] = version
            found.append(Holding(key, article_id, start, printed, shares[key], titled.get(key, 0.0), float(cosine)))
    about = choose_about(found)
    stories = stories_of({one.article_id: versions[one.article_id] for one in about}, catalog)
    told = tuple(replace(one, story=stories.get(one.article_id, one.article_id)) for one in about)
    return told, len(hits) < MOST_READ


def choose_about(found: Sequence[Holding]) -> list[Holding]:
    """Keep the passages that are about the subject, best first."""
    best = sorted((one.relevance for one in found), reverse=True)[:BEST]
    near = NEAR * sum(best) / max(len(best), 1)
    about = [
        one
        for one in found
        if one.titled >= NAMES - EVEN
        or (one.share >= HOLDS - EVEN and one.similarity >= CLOSE and one.relevance >= near)
    ]
    return sorted(about, key=lambda one: (-one.relevance, one.passage_id))


def stories_of(versions: Mapping[str, int], catalog: Catalog) -> dict[str, str]:
    """Return for articles that tell the same story as another one the id of the first of them."""
    rows = catalog.select(
        """SELECT version, signature, published FROM signatures JOIN versions USING (version)
           WHERE algorithm = :algorithm AND version IN (SELECT value FROM json_each(:versions))""",
        {"algorithm": VERSION, "versions": json.dumps(list(versions.values()))},
    )
    ids = {version: article_id for article_id, version in versions.items()}
    signed = [Signed(ids[version], from_microseconds(at), signature) for version, signature, at in rows]
    groups = group(signed, lambda article_id: catalog.articles([versions[article_id]])[versions[article_id]])
    return {article_id: members[0] for members in groups for article_id in members}


def limited(window: Window) -> Window:
    """The time that a subject is limited to: unlike a question, it is cut by any time that its words name."""
    bounded = window.mode in {Mode.HARD, Mode.SOFT} and (window.since or window.until)
    return replace(window, mode=Mode.HARD) if bounded else ANY_TIME


def without_time(text: str, window: Window) -> str:
    """The words of a subject less those that name its time."""
    return " ".join(without_words(text, window.words).split())
