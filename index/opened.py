"""``Opened``: a generation as it is searched."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import BackissueError
from index.catalog import Catalog
from index.generation import Store
from index.reading import Reading
from index.register import Register
from index.repeated import Repeated
from index.stories import Notices


@dataclass(frozen=True, slots=True)
class Opened:
    """The files of a generation, and what is read of it as a whole when it is opened, and stays the same."""

    reading: Reading
    catalog: Catalog
    register: Register
    repeated: Repeated
    notices: Notices

    @staticmethod
    def open(store: Store) -> Opened:
        """Open the current generation; raises IndexMissing when there is none."""
        reading = Reading.open(store)
        try:
            # A connection of its own: one that was opened while nothing could be written sees no change.
            catalog = Catalog(store.catalog, reading=True)
            generation = reading.generation
            return Opened(
                reading,
                catalog,
                Register(catalog, generation.recipe_number, generation.number, reading.numbers),
                Repeated(catalog, generation.number),
                Notices(catalog, generation),
            )
        except BackissueError:
            reading.close()
            raise

    def close(self) -> None:
        """Let go of it."""
        self.reading.close()
        self.catalog.close()
