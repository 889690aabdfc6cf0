"""The jobs that write the index: each holds the writer's lock and leaves a report of its run."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from bot.feeds import fetch_into
from bot.progress import Stopwatch, progress
from bot.settings import Settings
from bot.stopping import stopping
from bot.wiring import make_recipe, make_run_log, make_store
from corpus.amount import amount
from corpus.errors import ArchiveMissing, BackissueError
from corpus.read import archive_size, scan_archive
from corpus.walk import check_paths
from index.catalog import Catalog
from index.doctor import mend
from index.embed import Embedder
from index.ledger import Known, Ledger, forgotten_key
from index.recipe import refuse_outdated
from index.rows import fold
from index.runs import Job, Result, Run
from index.stage import Record
from index.update import UpdateReport, apply_update, forget, reported

if TYPE_CHECKING:
    from corpus.survey import Survey

log = logging.getLogger("backissue")

FOLDERS = "name a folder as `backissue index` was given it"
IDS, SOURCES = "`backissue search` gives the ids of articles", "`backissue sources` lists the sources"
KEPT = "what was read from there is kept, until `backissue forget --root` drops it"


class Refused(ArchiveMissing):
    """What was typed names nothing that a job can work on. It has done nothing: that is no run of the archive."""


class Jobs:
    """What changes the index. ``embedder`` is called only where something is to be embedded."""

    def __init__(self, settings: Settings, embedder: Callable[[], Embedder], *, json_progress: bool = False) -> None:
        self._settings = settings
        self._embedder = embedder
        self._json = json_progress
        self._store = make_store(settings)

    def index(
        self,
        paths: Sequence[Path],
        *,
        rebuild: bool = False,
        full: bool = False,
        allow_removals: bool = False,
    ) -> Run:
        """Read the archive and bring the index up to date with it.

        A feed that cannot be read, and a folder that is not there, is passed over and makes the run PARTIAL; raises
        ArchiveMissing where no folder is there, Refused where none of them was ever a part of the archive.
        """
        chosen = list(paths) or list(self._settings.archive)
        if not chosen and not rebuild:
            raise ArchiveMissing("nothing to index: name a folder, or set BACKISSUE_ARCHIVE")
        with self._running(Job.INDEX, deliberate=allow_removals) as running:
            missing = {path: why for path in chosen if (why := why_missing(path))}
            present = [path for path in chosen if path not in missing]
            ledger = Ledger(running.catalog)
            known = ledger.roots()
            if missing and not present:
                strange = paths and not any(root_name(path) in known for path in missing)
                raise (Refused if strange else ArchiveMissing)("; ".join(missing.values()))
            roots = outermost({root_name(path): path for path in present})
            if inside := lying_inside(roots, known):
                raise (Refused if paths else ArchiveMissing)(inside)
            failed = fetch_into(
                self._settings.archive or present,
                self._settings.feeds,
                allow_private=self._settings.feeds_private,
                now=now,
                report=running.watch,
            )
            last_read = ledger.last_read()
            latest = max(filter(None, (running.started, last_read)))  # a clock may have been set back
            report = apply_update(
                self._store,
                running.catalog,
                self._scan(roots, latest),
                roots=list(roots),
                recipe=make_recipe(self._settings, self._embedder),
                make_embedder=self._embedder,
                rebuild=rebuild,
                full=full,
                size=0 if last_read else archive_size(present),
                max_removals=1.0 if allow_removals else self._settings.max_removals,
                now=running.started,
                report=running.watch,
            )
            kept = [KEPT] if any(root_name(path) in known for path in missing) else []
            running.end(report, "; ".join([*failed, *missing.values(), *kept]))
        return running.run

    def _scan(self, roots: dict[str, Path], latest: datetime) -> Iterator[tuple[str, Record]]:
        for root, path in roots.items():
            for record in scan_archive([path], conventions=self._settings.conventions, latest=latest):
                yield root, record

    def survey(self, paths: Sequence[Path]) -> Survey:
        """Read the archive as ``index`` would and only count; raises ArchiveMissing where a folder is not there."""
        from corpus.survey import survey

        chosen = list(paths) or list(self._settings.archive)
        if not chosen:
            raise ArchiveMissing("nothing to read: name a folder, or set BACKISSUE_ARCHIVE")
        check_paths(chosen)
        roots = outermost({root_name(path): path for path in chosen})
        with progress(as_json=self._json) as report:
            return survey(record for _, record in reported(self._scan(roots, now()), archive_size(chosen), report))

    def forget(self, article_ids: Sequence[str], *, source: str = "", root: str = "") -> tuple[int, int]:
        """Purge articles by id, by source or by the folder that they were read from; return articles and passages.

        What is purged by id or source is refused from then on. Raises Refused where nothing fits.
        """
        self._store.current()
        with self._running(Job.FORGET, deliberate=True) as running:
            ledger = Ledger(running.catalog)
            known = ledger.known()
            wanted = [key for key in article_ids if key in known or running.catalog.seen(key)]
            wanted += ledger.of_source(source) if source else []
            wanted += ledger.of_root(root_name(Path(root))) + ledger.of_root(root) if root else []
            strange = [key for key in article_ids if key not in wanted]
            if not ledger.is_purging() and (strange or not wanted):  # one that was interrupted is taken up again
                named = ", ".join(strange) or source or root
                hint = IDS if strange else SOURCES if source else FOLDERS
                raise Refused(f"nothing in the index fits {named!r}; {hint}")
            keys = [key for name in article_ids for key in keys_of(name, known.get(name))]
            keys += [(forgotten_key("source", fold(source)),) * 2] if source else []
            unique = sorted(set(wanted))
            passages = forget(self._store, running.catalog, unique, keys, now=running.started, report=running.watch)
        return len(unique), passages

    def allow_again(self, article_ids: Sequence[str], *, source: str = "") -> None:
        """Let what was purged come back with the next run; raises ArchiveMissing where nothing was by these names."""
        self._store.current()
        with self._store.writing(), closing(Catalog(self._store.catalog)) as catalog:
            asked = [forgotten_key("id", key) for key in article_ids]
            asked += [forgotten_key("source", fold(source))] if source else []
            with catalog.transaction():
                allowed = [Ledger(catalog).allow_again(key) for key in asked]
        if not all(allowed):
            raise ArchiveMissing("not everything that you named was forgotten by that name; the rest may come back now")

    def repair(self) -> Run:
        """Make all that readers search again from the catalog; embed what has lost its embedding."""
        current = self._store.current()
        refuse_outdated(current.recipe)
        with self._running(Job.REPAIR) as running:
            mend(self._store, running.catalog, current)
            report = apply_update(
                self._store,
                running.catalog,
                [],
                roots=[],
                recipe=current.recipe,
                make_embedder=self._embedder,
                rebuild=True,
                now=running.started,
                report=running.watch,
            )
            running.end(report, "")
        return running.run

    @contextmanager
    def _running(self, job: Job, *, deliberate: bool = False) -> Iterator[Running]:
        """Hold the lock and the catalog during a run; keep a report of it, however it ends, but for what is Refused."""
        with self._store.writing():
            runs = make_run_log(self._settings)
            kept: list[Run] | None = runs.runs()
            running = Running(kept[-1].number + 1 if kept else 1, job, now(), deliberate=deliberate)
            every = self._settings.every
            try:
                with (
                    stopping(),
                    progress(as_json=self._json) as report,
                    closing(Catalog(self._store.catalog)) as catalog,
                ):
                    running.open(catalog, report)
                    yield running
            except Refused:
                kept = None
                raise
            except KeyboardInterrupt:
                running.fail(Result.STOPPED, "")
                raise
            except BackissueError as error:
                running.fail(Result.FAILED, str(error))
                raise
            except BaseException as error:
                running.fail(Result.FAILED, f"{type(error).__name__}: {error}")
                raise
            finally:
                running.run = running.describe(now(), every.total_seconds() if every else None)
                if kept is not None:
                    with reporting():
                        runs.add([*kept, running.run])


class Running:
    """A run at hand: what it works with, and what is known of it so far."""

    run: Run
    catalog: Catalog
    watch: Stopwatch

    def __init__(self, number: int, job: Job, started: datetime, *, deliberate: bool) -> None:
        self.started = started
        self._number = number
        self._job = job
        self._deliberate = deliberate
        self._result, self._error = Result.DONE, ""
        self._counts: UpdateReport | None = None
        self.watch = Stopwatch(lambda phase, done, total: None)

    def open(self, catalog: Catalog, report: Callable[[str, int, int | None], None]) -> None:
        """Take what is open during the run."""
        self.catalog = catalog
        self.watch = Stopwatch(report)

    def end(self, counts: UpdateReport, missing: str) -> None:
        """Note what the run did; ``missing`` says what could not be read."""
        self._counts = counts
        if missing:
            self._result, self._error = Result.PARTIAL, missing
        if counts.withheld:
            self._result, self._error = Result.WITHHELD, withheld_text(counts)

    def fail(self, result: Result, error: str) -> None:
        """Note how the run ended early."""
        self._result, self._error = result, error

    def describe(self, ended: datetime, every: float | None) -> Run:
        """The report of the run."""
        return Run(
            number=self._number,
            job=self._job,
            started=self.started,
            ended=ended,
            result=self._result,
            error=self._error,
            every=every,
            deliberate=self._deliberate,
            counts=self._counts,
            phases=self.watch.phases,
        )


def keys_of(name: str, known: Known | None) -> list[tuple[bytes, bytes]]:
    """The keys that keep an article away, in whatever place its record stands, each with the key of its name."""
    asked = forgotten_key("id", name)
    keys = [asked]
    if known and known.place:
        keys += [forgotten_key("id", known.place), forgotten_key("record", known.record_hash)]
    return [(key, asked) for key in keys]


def withheld_text(counts: UpdateReport) -> str:
    """Say that removals were refused, and what to do."""
    gone = f"{amount(counts.withheld, 'article')} {'is' if counts.withheld == 1 else 'are'} gone from the archive"
    return (
        f"{gone}, which is more than BACKISSUE_MAX_REMOVALS allows; what is gone is kept: look whether a disk is "
        "missing, or run `backissue index --allow-removals`"
    )


@contextmanager
def reporting() -> Iterator[None]:
    """Let a run end as it did where not even its report can be written."""
    try:
        yield
    except OSError as error:
        log.warning("the report of this run cannot be written: %s", error)


def why_missing(path: Path) -> str:
    """Say why a path cannot be read; nothing where it can."""
    try:
        check_paths([path])
    except ArchiveMissing as error:
        return str(error)
    readable = os.R_OK | (os.X_OK if path.is_dir() else 0)
    return "" if os.access(path, readable) else f"{root_name(path)} cannot be read"


def root_name(path: Path) -> str:
    """Name a root of the archive: its place on this machine, in text that can be stored."""
    return os.fsencode(os.path.realpath(path)).decode("utf-8", "backslashreplace")


def lying_inside(roots: Iterable[str], known: Iterable[str]) -> str:
    """Say that a root lies in one that is indexed, where its files would have two identities; empty where none does."""
    for root, above in product(roots, known):
        if root != above and Path(root).is_relative_to(above):
            return f"{root} lies in {above}, which is indexed as a whole: index that"
    return ""


def outermost(roots: dict[str, Path]) -> dict[str, Path]:
    """Leave out roots that lie inside others, so that no file is read under two names."""
    return {
        root: path
        for root, path in roots.items()
        if not any(root != other and Path(root).is_relative_to(other) for other in roots)
    }


def now() -> datetime:
    """The time, in UTC; everything below is given it."""
    return datetime.now(UTC)
