"""The index job: ``plan_update`` decides, ``apply_update`` acts."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.article import Article, Rejected
from index.build import Builder, Report, retire_generations
from index.catalog import Catalog, Known
from index.embed import Embedder
from index.errors import IndexOutdated, StoreError
from index.generation import Generation, Store
from index.recipe import Recipe, explain_difference
from index.retrieve import Reading

Record = Article | Rejected


@dataclass(frozen=True, slots=True)
class Found:
    """What the plan needs to know of an article that was read; its text is in the catalog already."""

    content_hash: str
    moment: datetime
    path: str
    line: int | None


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """What a run does to the articles of the archive, as ids."""

    added: frozenset[str]
    replaced: frozenset[str]
    removed: frozenset[str]
    unchanged: frozenset[str]


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What a run did. ``passages`` is what the generation holds, ``embedded`` what the model had to do for it."""

    added: int
    replaced: int
    removed: int
    unchanged: int
    rejected: int
    passages: int
    embedded: int
    seconds: float
    generation: int


def plan_update(found: Mapping[str, str], known: Mapping[str, str], missing_from: Collection[str]) -> UpdatePlan:
    """Compare content hashes by article id.

    ``missing_from`` are the known articles that would have been found if they were still there: those of the
    folders that this run read.
    """
    return UpdatePlan(
        added=frozenset(found.keys() - known.keys()),
        replaced=frozenset(key for key in found.keys() & known.keys() if found[key] != known[key]),
        removed=frozenset(missing_from) - found.keys(),
        unchanged=frozenset(key for key in found.keys() & known.keys() if found[key] == known[key]),
    )


def apply_update(
    store: Store,
    catalog: Catalog,
    records: Iterable[tuple[str, Record]],
    *,
    roots: Sequence[str],
    recipe: Recipe,
    make_embedder: Callable[[], Embedder],
    rebuild: bool,
    now: Callable[[], datetime],
    report: Report,
) -> UpdateReport:
    """Bring the index up to date with the archive and publish it as a generation.

    ``records`` are what was read, each with the root (one of ``roots``) it was read from. The embedder is made only
    when there is something to embed. The caller holds the writer's lock. Raises IndexOutdated when the index was
    built with another recipe and ``rebuild`` is not set. A run that changes nothing publishes nothing.
    """
    started = time.monotonic()
    current = store.current_number()
    previous = check_recipe(store, current, recipe, rebuild=rebuild)
    if previous is not None and not is_readable(store):
        previous = None  # its volumes or keywords are damaged: they are made again from the catalog
    store.discard_unpublished()
    catalog.forget_unpublished(current)
    generation = current + 1
    plan, rejected = stage(catalog, records, roots, generation, report)
    embedded = 0
    if previous is None or plan.added or plan.replaced or plan.removed:
        builder = Builder(store, catalog, recipe, report)
        builder.chunk(generation)
        embedded = builder.embed(generation, make_embedder)
        store.publish(builder.build(generation, previous, now()))
    retire_generations(store, catalog)
    published = store.current()
    return UpdateReport(
        added=len(plan.added),
        replaced=len(plan.replaced),
        removed=len(plan.removed),
        unchanged=len(plan.unchanged),
        rejected=rejected,
        passages=published.passages,
        embedded=embedded,
        seconds=round(time.monotonic() - started, 3),
        generation=published.number,
    )


def check_recipe(store: Store, current: int, recipe: Recipe, *, rebuild: bool) -> Generation | None:
    """Return the generation to continue, if any; raises IndexOutdated when it was built with another recipe."""
    if not current or rebuild:
        return None
    previous = store.read(current)
    if previous.recipe != recipe:
        raise IndexOutdated(
            f"the index was built with another recipe ({explain_difference(previous.recipe, recipe)}): "
            "run `backissue index --rebuild`, or set it back"
        )
    return previous


def is_readable(store: Store) -> bool:
    """Say whether readers can open the current generation."""
    try:
        Reading.open(store).close()
    except StoreError:
        return False
    return True


def stage(
    catalog: Catalog,
    records: Iterable[tuple[str, Record]],
    roots: Sequence[str],
    generation: int,
    report: Report,
) -> tuple[UpdatePlan, int]:
    """Read the archive into the catalog as of the coming generation; return the plan and the number rejected."""
    known = catalog.known()
    hashes = {article_id: item.content_hash for article_id, item in known.items()}
    found: dict[str, Found] = {}
    rejected: list[tuple[str, Rejected]] = []
    with catalog.transaction():
        for count, (root, record) in enumerate(records, start=1):
            report("reading", count, None)
            if isinstance(record, Rejected):
                rejected.append((root, record))
                continue
            if is_another(known.get(record.id), record, root, roots):
                rejected.append((root, reject_other(record, known[record.id])))
                continue
            candidate, rival = to_found(record), found.get(record.id)
            if rival is not None:
                if candidate.content_hash == rival.content_hash:
                    continue
                rejected.append((root, reject_older(record.id, rival, candidate)))
                if candidate.moment < rival.moment:
                    continue
                catalog.drop_version(record.id, generation)
            if hashes.get(record.id) != candidate.content_hash:
                catalog.add_version(record, root, generation)
            elif known[record.id] != Known(candidate.content_hash, root, record.path, record.line):
                catalog.moved(record, root)
            found[record.id] = candidate
        unread = {(root, item.path) for root, item in rejected if item.line is None}
        here = {article_id for article_id, item in known.items() if was_read(item, roots, unread)}
        plan = plan_update({key: item.content_hash for key, item in found.items()}, hashes, here)
        catalog.retire(plan.replaced | plan.removed, generation)
        catalog.replace_rejected(roots, rejected)
    return plan, len(rejected)


def was_read(known: Known, roots: Sequence[str], unread: Collection[tuple[str, str]]) -> bool:
    """Say whether a known article would have been found if it were still there.

    It stood in a root of this run, or in one inside such a root; and neither its file nor a folder above it was
    refused: what cannot be read now is not gone.
    """
    if not any(Path(known.root).is_relative_to(root) for root in roots):
        return False
    places = [known.path, *map(str, Path(known.path).parents)]
    return not any((known.root, place) in unread for place in places)


def is_another(known: Known | None, article: Article, root: str, roots: Sequence[str]) -> bool:
    """Say whether a record has the id of another article only because both ids come from paths below two roots."""
    if known is None or known.root in roots or known.content_hash == article.content_hash:
        return False
    return article.id.endswith(article.path) and not Path(known.root).is_relative_to(root)


def reject_other(article: Article, known: Known) -> Rejected:
    """An article that cannot be told from another one by its path alone."""
    reason = f"same id {article.id!r} as an article of {known.root}; index a folder that holds both"
    return Rejected(article.path, article.line, reason)


def to_found(article: Article) -> Found:
    """Keep what tells versions of an article apart, and which is newer."""
    moment = article.updated or article.published or datetime.min.replace(tzinfo=UTC)
    return Found(article.content_hash, moment, article.path, article.line)


def reject_older(article_id: str, first: Found, second: Found) -> Rejected:
    """Two records claim one identity: the newest wins, of two equally new ones the one read later."""
    older, newest = (second, first) if second.moment < first.moment else (first, second)
    place = f"{newest.path}:{newest.line}" if newest.line else newest.path
    return Rejected(older.path, older.line, f"same id {article_id!r} as {place}, which is newer and was kept")
