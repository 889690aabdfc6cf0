"""``Session``: what one command does, wired from the settings; each part is made when it is first needed."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import product
from pathlib import Path

from bot.answerer import Answerer
from bot.evaluate import measure_answers, read_questions
from bot.extract import ExtractiveWriter
from bot.progress import progress
from bot.question import Question, make_question, parse_line
from bot.render import Terminal
from bot.settings import Settings
from bot.wiring import make_embedder, make_recipe, make_retriever, make_store, open_catalog
from corpus.article import Article, Rejected
from corpus.errors import ArchiveMissing
from corpus.read import read_archive
from index.catalog import Catalog
from index.embed import Embedder, Vectors
from index.errors import QuestionRejected
from index.generation import Generation, Store
from index.measure import ablate
from index.retrieve import Retriever
from index.update import Record, UpdateReport, apply_update

log = logging.getLogger("backissue")


class Session:
    """One run of a command."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.terminal = Terminal(colour=sys.stdout.isatty())

    @cached_property
    def _store(self) -> Store:
        return make_store(self.settings)

    @cached_property
    def _embedder(self) -> Embedder:
        return make_embedder(self.settings)

    @cached_property
    def _retriever(self) -> Retriever:
        return make_retriever(self.settings, lambda: self._embedder)

    @cached_property
    def answerer(self) -> Answerer:
        """Answers questions from the current generation; raises IndexMissing when there is none."""
        retriever = self._retriever
        writer = ExtractiveWriter(
            self._embedder, lambda: retriever.keywords, max_statements=self.settings.max_statements
        )
        return Answerer(retriever, writer, min_confidence=self.settings.min_confidence, now=now)

    def index(self, paths: Sequence[Path], *, rebuild: bool) -> UpdateReport:
        """Read the archive and bring the index up to date with it."""
        chosen = list(paths) or list(self.settings.archive)
        if not chosen and not rebuild:
            raise ArchiveMissing("nothing to index: name a folder, or set BACKISSUE_ARCHIVE")
        roots = outermost({root_name(path): path for path in chosen})
        store = self._store
        with store.writing(), progress() as report:
            catalog = Catalog(store.catalog)
            refuse_inside(roots, catalog.roots())
            return apply_update(
                store,
                catalog,
                self._read(roots),
                roots=list(roots),
                recipe=make_recipe(self.settings, lambda: self._embedder),
                make_embedder=lambda: self._embedder,
                rebuild=rebuild,
                now=now,
                report=report,
            )

    def _read(self, roots: dict[str, Path]) -> Iterator[tuple[str, Record]]:
        for root, path in roots.items():
            for record in read_archive([path], zone=self.settings.zone, latest=now()):
                yield root, record

    def rejected(self) -> list[Rejected]:
        """Return the records that the last run could not read."""
        self._store.current()
        return open_catalog(self.settings).rejected()

    def archive(self) -> Generation:
        """Return the current generation."""
        return self._store.current()

    def article(self, article_id: str) -> Article:
        """Return an article as the current generation holds it; raises ArchiveMissing when it does not."""
        generation = self._store.current()
        article = open_catalog(self.settings).article(article_id, generation.number)
        if article is None:
            raise ArchiveMissing(
                f"no article {article_id!r} in the index; `backissue search` gives the ids of articles"
            )
        return article

    def question(
        self, words: Sequence[str] | None, *, as_of: str, since: str, until: str, source: str, author: str
    ) -> Question:
        """Check and convert a question from the command line."""
        return make_question(
            " ".join(words or ()),
            now=now(),
            zone=self.settings.zone,
            longest=self.settings.max_question,
            as_of=as_of,
            since=since,
            until=until,
            source=source,
            author=author,
        )

    def parse(self, line: str, **defaults: str) -> Question:
        """Check and convert a line of a batch; ``defaults`` hold where it does not say."""
        zone, longest = self.settings.zone, self.settings.max_question
        return parse_line(line, now=now(), zone=zone, longest=longest, defaults=defaults)

    def prepare_model(self) -> None:
        """Load the embedding model, exporting the packaged one where that was never done."""
        self.embed_question("")

    def embed_question(self, text: str) -> Vectors:
        """Embed a question, as the retriever does."""
        return self._embedder.embed_question(text)

    def all_vectors(self) -> Vectors:
        """Return the vectors of all passages of the current generation, for comparing with brute force."""
        return self._retriever.all_vectors()

    def evaluate(self, path: Path) -> dict[str, dict[str, dict[str, float]]]:
        """Measure retrieval stage by stage, and the answers, on judged questions."""
        questions = read_questions(path, now=now(), zone=self.settings.zone, longest=self.settings.max_question)
        if not questions:
            raise QuestionRejected(f"{path} holds no questions")
        # A question is answerable when this archive holds an article that is known to answer it.
        answerable = [any(map(self._retriever.holds, item.holders)) for item in questions]
        judged = [item.judged for item, answers in zip(questions, answerable, strict=True) if answers]
        return {
            "retrieval": dict(ablate(self._retriever, judged)),
            "answers": measure_answers(self.answerer, zip(questions, answerable, strict=True)),
        }


def root_name(path: Path) -> str:
    """Name a root of the archive: its place on this machine, in text that can be stored."""
    return os.fsencode(os.path.realpath(path)).decode("utf-8", "backslashreplace")


def refuse_inside(roots: Iterable[str], known: Iterable[str]) -> None:
    """Raise ArchiveMissing for a root inside one that is indexed: its files would have two identities."""
    for root, above in product(roots, known):
        if root != above and Path(root).is_relative_to(above):
            raise ArchiveMissing(f"{root} lies in {above}, which is indexed as a whole: index that")


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
