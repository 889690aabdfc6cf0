"""txtai: ``Embeddings(path=..., hybrid=True, content=True)``, which joins its own BM25 with faiss."""

from collections.abc import Iterator

import numpy as np
from txtai import Embeddings
from txtai.vectors import HFVectors

from tests.peers.protocol import DEPTH, Record, Vectors, Way


class Given(HFVectors):
    """txtai's way of embedding, but for passages whose vectors are given, in the order in which they are indexed."""

    rows: Iterator[Vectors] = iter(())

    def encode(self, data: list[str], category: str | None = None) -> Vectors:
        if category == "data":
            return np.stack([next(self.rows) for _ in data])
        return super().encode(data, category)


class Txtai(Way):
    def _create(self, *, given: bool) -> Embeddings:
        # Named, not handed over: the name is what txtai keeps with an index that it saves.
        method = {"method": "tests.peers.txtai_hybrid.Given"} if given else {}
        return Embeddings(path=self.work.model, hybrid=True, content=True, **method)

    def index(self) -> None:
        embeddings = self._create(given=self.work.given)
        Given.rows = (row for _, vectors in self.work.batches(500) for row in vectors)
        embeddings.index((record["id"], record["text"], None) for record in self.work.records("passages"))
        embeddings.save(str(self.place / "txtai"))

    def embed(self, texts: list[str]) -> None:
        if not hasattr(self, "_own"):
            self._own = self._create(given=False)
        self._own.batchtransform(texts, "data")

    def open(self) -> None:
        self._embeddings = Embeddings()
        self._embeddings.load(str(self.place / "txtai"))

    def rank(self, question: Record) -> list[str]:
        return [found["id"] for found in self._embeddings.search(question["text"], DEPTH)]


create = Txtai
