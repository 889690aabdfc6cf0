"""The programs that the tests start and end: an index job, and two kinds of readers."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from conftest import PASSAGE_WORDS, FakeEmbedder

from bot.jobs import Jobs, root_name
from bot.settings import Settings
from corpus.errors import BackissueError
from corpus.read import scan_archive
from index.catalog import Catalog
from index.embed import Vectors
from index.errors import IndexMissing
from index.generation import Store
from index.ledger import Ledger
from index.passage import Evidence, Filter, Query
from index.recipe import Recipe
from index.retrieve import Retriever
from index.update import UpdateReport, apply_update

STOPPED = 130  # what a job leaves with after Ctrl-C
REFUSED = 2  # after an error that we know
BROKEN = 1  # after any other
PER_ARTICLE = 50  # passages of one article in an answer: all of them


class SlowEmbedder(FakeEmbedder):
    """The stand-in for the model, as slow as is wanted."""

    def __init__(self, pause: float) -> None:
        super().__init__()
        self._pause = pause

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(self._pause)
        return super().embed_passages(texts)


@dataclass(frozen=True, slots=True)
class Order:
    """What an index job is to do. With ``now`` it goes by that clock, else it is the job that `backissue index` runs.

    ``pause`` is how long each batch takes, ``line_pause`` each record that is scanned; ``die_at`` ends it as kill -9
    does before the so-and-so-many-th line that is watched (see ``Fuse``).
    """

    data_dir: Path
    archive: Path
    outcome: Path
    now: datetime | None = None
    pause: float = 0.0
    line_pause: float = 0.0
    max_removals: float = 1.0
    full: bool = False
    die_at: int = 0
    trace: Path | None = None

    @property
    def met(self) -> Path:
        """Where a job with a ``line_pause`` notes how many records it has met."""
        return self.outcome.with_suffix(".met")


def index_job(order: Order) -> None:
    """Run an index job; its end is told by the status and by the file ``order.outcome``."""
    order.outcome.unlink(missing_ok=True)
    status, outcome = BROKEN, dict[str, Any]()
    try:
        with Fuse(order.die_at, order.trace):
            status, outcome = 0, {"report": asdict(run(order))}
    except BackissueError as error:
        status, outcome = REFUSED, {"error": type(error).__name__, "text": str(error)}
    except KeyboardInterrupt:
        status, outcome = STOPPED, {"error": "KeyboardInterrupt", "text": traceback.format_exc()}
    except BaseException as error:
        outcome = {"error": type(error).__name__, "text": traceback.format_exc()}
    order.outcome.write_text(json.dumps(outcome, default=str))
    os._exit(status)


def run(order: Order) -> UpdateReport:
    """Bring the index up to date with the archive."""
    embedder = SlowEmbedder(order.pause)
    if order.now is not None:
        return update(order, order.now, embedder)
    settings = Settings(
        data_dir=order.data_dir, model="fake", passage_words=PASSAGE_WORDS, max_removals=order.max_removals
    )
    ended = Jobs(settings, lambda: embedder).index([order.archive], full=order.full)
    assert ended.counts is not None
    return ended.counts


def update(order: Order, now: datetime, embedder: FakeEmbedder) -> UpdateReport:
    """The same by a clock of our own, in the way of ``bot.jobs``."""
    store = Store(order.data_dir)
    root = root_name(order.archive)
    with store.writing():
        catalog = Catalog(store.catalog)
        try:
            latest = max(filter(None, (now, Ledger(catalog).last_read())))
            return apply_update(
                store,
                catalog,
                ((root, record) for record in slowly(scan_archive([order.archive], latest=latest), order)),
                roots=[root],
                recipe=Recipe(embedder.space, PASSAGE_WORDS),
                make_embedder=lambda: embedder,
                full=order.full,
                max_removals=order.max_removals,
                now=now,
                report=lambda phase, done, total: None,
            )
        finally:
            catalog.close()


def slowly(records: Iterable[Any], order: Order) -> Iterator[Any]:
    for number, record in enumerate(records, start=1):
        if order.line_pause:
            order.met.write_text(str(number))
            time.sleep(order.line_pause)
        yield record


class Fuse:
    """Counts the lines of our code that act on the data folder, with those of the library below; may end all there."""

    WATCHED = ("index/update.py", "index/build.py", "index/generation.py", "index/keywords.py")
    BELOW = frozenset({"write_text", "touch", "unlink", "replace", "mkdir", "rmtree", "_rmtree_safe_fd", "copyfile"})

    def __init__(self, die_at: int, trace: Path | None) -> None:
        self._die_at = die_at
        self._trace = trace
        self._lines: list[str] = []

    def __enter__(self) -> None:
        if self._die_at or self._trace:
            sys.settrace(self._enter)

    def __exit__(self, *error: object) -> None:
        if self._trace:
            self._trace.write_text("\n".join(self._lines))

    def _enter(self, frame: FrameType, event: str, argument: object) -> Any:
        above = frame.f_back
        called = above is not None and above.f_trace is not None
        if frame.f_code.co_filename.endswith(self.WATCHED) or (called and frame.f_code.co_name in self.BELOW):
            return self._line
        return None

    def _line(self, frame: FrameType, event: str, argument: object) -> Any:
        if event == "line":
            self._lines.append(where(frame))
            if len(self._lines) == self._die_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return self._line


def where(frame: FrameType) -> str:
    """A line that runs, and the lines of ours that led there."""
    steps, at = list[str](), frame.f_back
    steps.append(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}")
    while at is not None and at.f_trace is not None:
        steps.append(f"{Path(at.f_code.co_filename).name}:{at.f_lineno}")
        at = at.f_back
    return " < ".join(steps)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a reader asks, and where it notes what is wrong with the answers."""

    data_dir: Path
    known: Path
    stop: Path
    log: Path
    fresh: bool
    may_be_missing: bool = False  # until something is found for the first time


@dataclass(slots=True)
class Tally:
    """What a reader saw."""

    asked: int = 0
    errors: list[str] = field(default_factory=list)
    generations: set[int] = field(default_factory=set)


def ask_without_pause(inquiry: Inquiry) -> None:
    """Ask one question after another until the stop file is there; with one retriever, or with a new one for each."""
    known = Known.read(inquiry.known)
    tally, missing, retriever = Tally(), inquiry.may_be_missing, None
    while not inquiry.stop.exists():
        try:
            if retriever is None:
                retriever = open_retriever(inquiry.data_dir)
            tally.errors += known.ask(retriever, tally.asked)
            tally.generations.add(retriever.generation.number)
            missing = False
        except IndexMissing as error:
            tally.errors += [] if missing else [repr(error)]
        except Exception:
            tally.errors.append(traceback.format_exc())
        if inquiry.fresh and retriever is not None:
            with suppress(Exception):
                retriever.close()
            retriever = None
        tally.asked += not missing
        inquiry.log.with_suffix(".asked").write_text(str(tally.asked))
    inquiry.log.write_text(
        json.dumps({"asked": tally.asked, "errors": tally.errors[:50], "generations": sorted(tally.generations)})
    )
    os._exit(0)


def open_retriever(data_dir: Path) -> Retriever:
    return Retriever(Store(data_dir), FakeEmbedder(), passages_per_article=PER_ARTICLE)


@dataclass(frozen=True, slots=True)
class Known:
    """What answers may hold: every text that ever stood in the archive, and the markers of what always did."""

    texts: frozenset[str]
    always: tuple[str, ...]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps({"texts": sorted(self.texts), "always": self.always}))

    @staticmethod
    def read(path: Path) -> Known:
        values = json.loads(path.read_text())
        return Known(frozenset(values["texts"]), tuple(values["always"]))

    def ask(self, retriever: Retriever, turn: int) -> list[str]:
        """Ask for an article that is always there; return what is wrong with the answer."""
        marker = self.always[turn * 7 % len(self.always)]
        limits = Filter(since=datetime(2020, 1, 1, tzinfo=UTC)) if turn % 3 == 2 else Filter()
        answer = retriever.retrieve(Query(f"the harbour council near {marker}", limits, top_k=40)).evidence
        found = any(marker in evidence.passage.article.text for evidence in answer)
        return [*self.wrong(answer), *([] if found else [f"{marker} is not found"])]

    def wrong(self, answer: Sequence[Evidence]) -> list[str]:
        """What no answer may hold: words that never were, a passage twice, two versions or two copies of an article."""
        faults = []
        passages = [evidence.passage for evidence in answer]
        texts = {passage.article.id: passage.article.text for passage in passages}
        for passage in passages:
            if passage.article.text not in self.texts or passage.text not in passage.article.text or not passage.text:
                faults.append(f"{passage.article.id}: {passage.text!r} never stood in the archive")
            if texts[passage.article.id] != passage.article.text:
                faults.append(f"{passage.article.id} is there in two versions")
        if len({passage.id for passage in passages}) < len(passages):
            faults.append("a passage is there twice")
        if len(set(texts.values())) < len(texts):
            faults.append(f"an article is there twice: {sorted(texts)}")
        return faults
