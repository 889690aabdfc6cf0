"""``Current``: the generation that is searched, and the move to the next one."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from index.embed import Embedder
from index.errors import StoreError, other_model
from index.generation import Store
from index.opened import Opened
from index.recipe import refuse_outdated

Result = TypeVar("Result")


class Current:
    """The current generation of a store, opened; threads may share it.

    It is searched by one at a time, so that no generation is closed under a search.
    """

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder
        self._lock, self._opening = Lock(), Lock()
        self.opened = self._open()

    def _open(self) -> Opened:
        recipe = self._store.current().recipe
        refuse_outdated(recipe)
        if recipe.space != self._embedder.space:
            raise other_model(recipe.space, self._embedder.space)
        return Opened.open(self._store)

    def search(self, search: Callable[[], Result]) -> Result:
        """Search the current generation; again, where it was purged in the middle of a search."""
        with self._lock:
            self._move()
            try:
                return search()
            except StoreError:
                if not self._is_left_behind():
                    raise
                self._reopen()
                return search()

    def refresh(self) -> None:
        """Move to the current generation if another one has been published since.

        It is opened, and searched once, beside the searches in the old one: no question waits for that.
        """
        with self._opening:
            if not self._is_left_behind():
                return
            opened = self._open()
            opened.reading.nearest(self._embedder.embed_question(""), 1)
            with self._lock:
                old, self.opened = self.opened, opened
            old.close()

    def close(self) -> None:
        """Let go of the index."""
        self.opened.close()

    def _is_left_behind(self) -> bool:
        return self._store.current_number() != self.opened.reading.generation.number

    def _move(self) -> None:
        """Move to the current generation between two searches, unless another thread is about to."""
        if self._is_left_behind() and self._opening.acquire(blocking=False):
            try:
                self._reopen()
            finally:
                self._opening.release()

    def _reopen(self) -> None:
        old, self.opened = self.opened, self._open()
        old.close()
