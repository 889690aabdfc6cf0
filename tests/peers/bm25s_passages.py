"""bm25s with English stop words and Snowball's stemmer, as its first page shows it, over passages."""

import json
from pathlib import Path

import bm25s
import numpy as np
import Stemmer

from tests.peers.protocol import DEPTH, Record, Way, Work


class Keywords(Way):
    embeds = False
    of = "passages"  # or articles

    def __init__(self, work: Work, place: Path) -> None:
        super().__init__(work, place)
        self._stemmer = Stemmer.Stemmer("english")

    def _tokens(self, texts: list[str]) -> object:
        return bm25s.tokenize(texts, stopwords="en", stemmer=self._stemmer, show_progress=False)

    def index(self) -> None:
        ids, texts = [], []
        for record in self.work.records(self.of):
            ids.append(record["id"])
            texts.append(record["text"])
        found = bm25s.BM25()
        found.index(self._tokens(texts), show_progress=False)
        found.save(str(self.place / "bm25s"))
        (self.place / "ids.json").write_text(json.dumps(ids))

    def open(self) -> None:
        self._bm25 = bm25s.BM25.load(str(self.place / "bm25s"))
        self._ids = json.loads((self.place / "ids.json").read_text())

    def allowed(self, question: Record) -> np.ndarray | None:
        """What may be found: all."""
        return None

    def rank(self, question: Record) -> list[str]:
        rows, scores = self._bm25.retrieve(
            self._tokens([question["text"]]),
            k=min(DEPTH, len(self._ids)),
            weight_mask=self.allowed(question),
            show_progress=False,
        )
        return [self._ids[row] for row, score in zip(rows[0], scores[0], strict=True) if score > 0]


create = Keywords
