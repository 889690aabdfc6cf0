"""Backissue itself, as the retriever answers its commands."""

import shutil
from functools import cached_property
from pathlib import Path

from bot.jobs import now
from bot.question import make_question
from bot.session import Session
from bot.settings import Settings
from index.build import Builder
from index.catalog import Catalog
from index.generation import Store
from index.passage import Query
from tests.peers.protocol import DEPTH, Record, Way


def backissue_rankings(session: Session, question: Record, *, timely: bool = True) -> list[str]:
    """Return the ids of the passages that Backissue finds for a question, best first.

    The question is read as on the command line; ``timely`` says whether the retriever is told when it was asked.
    """
    zone, longest = session.settings.zone, session.settings.max_question
    asked = make_question(question["text"], now=now(), zone=zone, longest=longest, as_of=question["date"])
    query = Query(asked.text, top_k=DEPTH, as_of=asked.as_of if timely else None, listed=True)
    return [evidence.passage.id for evidence in session._retriever.retrieve(query).evidence]


class Backissue(Way):
    """Indexing is building a generation from a catalog that holds the passages, and the vectors where those are given.

    Reading and cutting articles is left out, as for the others, who get passages.
    """

    timely = True

    @property
    def _folder(self) -> Path:
        return self.work.folder / "ours" / "data"

    @cached_property
    def _session(self) -> Session:
        return Session(Settings(data_dir=self._folder))

    def index(self) -> None:
        given, store = Store(Path(self.work.data)), Store(self._folder)
        generation = given.current()
        self._folder.mkdir(parents=True)
        for file in given.root.glob("catalog.sqlite*"):
            if not file.name.endswith("-shm"):
                shutil.copyfile(file, self._folder / file.name)
        catalog = Catalog(store.catalog)
        builder = Builder(store, catalog, generation.recipe, now(), lambda phase, done, total: None)
        if not self.work.given:
            catalog.change("DELETE FROM embeddings")
            builder.embed(generation.number, 0, lambda: self._session._embedder)
        built = builder.build(generation.number, None)
        if built.passages != generation.passages:
            raise SystemExit(f"{given.root} is of an earlier version: run `backissue index --rebuild` on it")
        store.publish(built)

    def embed(self, texts: list[str]) -> None:
        self._session._embedder.embed_passages(texts)

    def open(self) -> None:
        self._held = None if self.work.whole else {record["id"] for record in self.work.records("passages")}

    def rank(self, question: Record) -> list[str]:
        ranking = backissue_rankings(self._session, question, timely=self.timely)
        return ranking if self._held is None else [key for key in ranking if key in self._held]


create = Backissue
