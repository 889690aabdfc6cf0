"""BM25 over the articles from 14 days before to 3 days after the day of the question, as if there were no others."""

from datetime import date

import numpy as np

from tests.peers.bm25s_articles import Articles
from tests.peers.protocol import Record

BEFORE, AFTER = 14, 3  # days


class Window(Articles):
    def open(self) -> None:
        super().open()
        days = [record["date"] for record in self.work.records("articles")]
        self._days = np.array([date.fromisoformat(day).toordinal() if day else 0 for day in days])

    def allowed(self, question: Record) -> np.ndarray | None:
        """What may be found; all where nobody knows when the question was asked."""
        if not question["date"]:
            return None
        asked = date.fromisoformat(question["date"]).toordinal()
        return ((self._days >= asked - BEFORE) & (self._days <= asked + AFTER)).astype(np.float32)


create = Window
