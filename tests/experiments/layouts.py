"""What adding twenty articles costs by three layouts, on an index that there is.

    python -m tests.experiments.layouts FOLDER      # a data folder; nothing in it is changed

Copy: the volumes are copied, and Chroma adds to the copy. One: everything is written as one volume. Delta: what is new
is written as a volume of its own.
"""

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.catalog import Catalog
from index.generation import Store, sync_tree
from index.vectors import BATCH, build_volume, open_chroma

NEW = 100  # passages of twenty articles


def main(folder: Path) -> None:
    store = Store(folder)
    generation, catalog = store.current(), Catalog(store.catalog, reading=True)
    numbers = catalog.numbers(generation.recipe_number, generation.number)
    rows = lambda count: catalog.vectors(generation.recipe.space, numbers[:count])  # noqa: E731
    print(f"{generation.passages:,} passages in {len(generation.volumes)} volumes")
    with TemporaryDirectory(dir=folder) as place:
        target = Path(place)

        def copy() -> None:
            for part in generation.volumes:
                shutil.copytree(store.volume(part.name), target / part.name)
            client, collection = open_chroma(target / generation.volumes[0].name)
            new = np.stack([vector for _, _, vector in rows(NEW)])
            collection.add(ids=[f"new-{row}" for row in range(NEW)], embeddings=new)
            client.close()

        def write(name: str, count: int) -> None:
            for _ in build_volume(target / name, rows(count), count):
                pass

        measure("delta", target, lambda: write("delta", NEW))
        measure("copy", target, copy)
        measure("one", target, lambda: write("one", len(numbers)))


def measure(name: str, target: Path, work: Callable[[], None]) -> None:
    """Time some work, with all that it wrote flushed to the disk, and what it wrote."""
    before = sum(path.stat().st_size for path in target.rglob("*"))
    started = time.monotonic()
    work()
    sync_tree(target)
    written = sum(path.stat().st_size for path in target.rglob("*")) - before
    print(f"{name:6} {time.monotonic() - started:6.1f} s, {written / 1e6:7.1f} MB written", flush=True)


if __name__ == "__main__":
    assert BATCH > NEW
    main(Path(sys.argv[1]))
