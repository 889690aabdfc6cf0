"""The index job: read the archive, decide, embed what is new, publish, tidy up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from corpus.read import Scanned
from index.build import Builder, Report, retire_generations
from index.catalog import Catalog
from index.embed import Embedder
from index.errors import IndexOutdated, StoreError
from index.generation import Generation, Store
from index.ledger import Ledger
from index.recipe import Recipe, explain_difference, refuse_outdated
from index.stage import Record, Stage

Found = tuple[str, Record]  # with the root that it was found in


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What a run did. ``passages`` is what the generation holds, ``embedded`` what the model had to do for it.

    ``moved`` counts those of the unchanged articles that stand in another file now; ``withheld`` those that are gone
    from the archive but were kept, because they are too many to be believed.
    """

    added: int
    replaced: int
    removed: int
    unchanged: int
    moved: int
    withheld: int
    rejected: int
    articles: int
    passages: int
    embedded: int
    seconds: float
    generation: int


def apply_update(
    store: Store,
    catalog: Catalog,
    records: Iterable[Found],
    *,
    roots: Sequence[str],
    recipe: Recipe,
    make_embedder: Callable[[], Embedder],
    rebuild: bool = False,
    full: bool = False,
    max_removals: float = 1.0,
    size: int = 0,
    now: datetime,
    report: Report,
) -> UpdateReport:
    """Bring the index up to date with the archive and publish it as a generation.

    ``records`` are what was found, each with the root (one of ``roots``) it was found in; ``full`` reads those too
    that are known by their bytes; ``size`` is what they take on the disk, for telling how long reading them will take,
    0 where nobody counted. The embedder is made only when there is something to embed. The caller holds the
    writer's lock. Raises IndexOutdated when the index was built with another recipe and ``rebuild`` is not set. A
    run that changes nothing publishes nothing.
    """
    started = time.monotonic()
    ledger = Ledger(catalog)
    current = store.current_number()
    if current and not roots and not ledger.known():
        raise StoreError("the catalog holds no articles to make anything from: run `backissue index PATH`")
    previous = check_recipe(store, current, recipe, rebuild=rebuild)
    if previous is not None and (ledger.is_purging() or not store.is_intact(previous) or not is_of(catalog, previous)):
        previous = None  # a purge that was interrupted, or damage: all is made again from the catalog
    store.discard_unpublished()
    ledger.forget_unpublished(current)
    builder = Builder(store, catalog, recipe, now, report)
    with catalog.transaction():
        stage = Stage(ledger, roots, current + 1, now)
        take_all(stage, records, size, report, full=full)
        staged = stage.finish(max_removals)
    embedded = 0
    if previous is None or staged.plan.changes:
        since = previous.number if previous else 0
        builder.chunk(current + 1, since)
        embedded = builder.embed(current + 1, since, make_embedder)
        store.publish(builder.build(current + 1, previous))
    published = store.current()
    with catalog.transaction():  # not before: what a killed run saw is not what readers were shown
        ledger.note_read(roots, now)
    retire_generations(store, catalog)
    tidied = builder.tidy(published.number + 1, published)
    if tidied:
        store.publish(tidied)
        retire_generations(store, catalog)
    if ledger.is_purging():
        finish_purge(store, catalog, ledger)
    return UpdateReport(
        added=len(staged.plan.added),
        replaced=len(staged.plan.replaced),
        removed=len(staged.plan.removed),
        unchanged=len(staged.plan.unchanged),
        moved=staged.moved,
        withheld=len(staged.plan.withheld),
        rejected=staged.rejected,
        articles=published.articles,
        passages=published.passages,
        embedded=embedded,
        seconds=round(time.monotonic() - started, 3),
        generation=store.current_number(),
    )


def take_all(stage: Stage, records: Iterable[Found], size: int, report: Report, *, full: bool) -> None:
    """Read the archive."""
    for root, record in reported(records, size, report, stage.expected):
        stage.take(root, record, full=full)


def reported(records: Iterable[Found], size: int, report: Report, known: int = 0) -> Iterator[Found]:
    """Pass records on and report how many.

    How many there will be is estimated from the number that is known from before or from the bytes that they take.
    """
    count = done = 0
    for count, (root, record) in enumerate(records, start=1):
        yield root, record
        done += record.size if isinstance(record, Scanned) else 0
        expected = known or (count * size // done if done > 0 else 0)
        report("scan", count, expected if expected > count else None)
    report("scan", count, count)


def is_of(catalog: Catalog, generation: Generation) -> bool:
    """Say whether a generation was made from this catalog, and not from one that was lost."""
    return catalog.holdings(generation.recipe_number, generation.number).passages == generation.passages


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


def forget(
    store: Store,
    catalog: Catalog,
    article_ids: Sequence[str],
    keys: Sequence[tuple[bytes, bytes]],
    *,
    now: datetime,
    report: Report,
) -> int:
    """Purge articles: text, embeddings, postings, older versions, older generations. Returns the passages purged.

    ``keys`` are noted so that what has one of them never comes back (see ``Ledger.note_forgotten``). The caller holds
    the writer's lock. When this returns, no file of the data folder holds a byte of them; when it is killed, the next
    run goes on from there.
    """
    ledger = Ledger(catalog)
    current = store.current()
    refuse_outdated(current.recipe)
    store.discard_unpublished()
    ledger.forget_unpublished(current.number)
    gone, whole = catalog.numbers_of(article_ids), store.is_intact(current) and not ledger.is_purging()
    with catalog.transaction():
        ledger.purge(article_ids, now)
        ledger.note_forgotten(keys, now)
    builder = Builder(store, catalog, current.recipe, now, report)
    if whole:
        store.publish(builder.purge(current.number + 1, current, gone))
    else:
        store.publish(builder.build(current.number + 1, None))
    finish_purge(store, catalog, ledger)
    return len(np.unique(gone))


def finish_purge(store: Store, catalog: Catalog, ledger: Ledger) -> None:
    """Remove the older generations, read or not, and write the catalog anew; then a purge is complete."""
    store.remove_unread(at_once=True)
    retire_generations(store, catalog)
    catalog.compact()
    with catalog.transaction():
        ledger.purged()
