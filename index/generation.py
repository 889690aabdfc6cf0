"""Generations: what readers search, and the pointer that is moved from one to the next.

    DATA_DIR/catalog.sqlite          the truth (index.catalog)
             lock                    held by the one process that writes
             current                 the name of the generation that readers open
             generations/000007/     manifest.json, keywords/, lease
             volumes/000005/         embeddings; a generation names the volumes that it reads

Nothing in a published generation or volume is ever written again. ``current`` is replaced atomically. A reader holds
a shared lock on the lease of its generation; a generation without one that is not current may be removed.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from index.errors import IndexBusy, IndexMissing, StoreError
from index.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Generation:
    """The manifest of a generation. ``volumes`` are names of directories; moments are in UTC."""

    number: int
    recipe: Recipe
    recipe_number: int
    volumes: tuple[str, ...]
    articles: int
    passages: int
    first: datetime | None
    last: datetime | None
    indexed_at: datetime

    @property
    def name(self) -> str:
        """The name of its directory."""
        return directory_name(self.number)


def directory_name(number: int) -> str:
    """Name the directory of a generation or volume; names sort as numbers do."""
    return f"{number:06d}"


class Store:
    """The data directory: where generations and volumes lie, and which generation is current."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.catalog = root / "catalog.sqlite"
        self.generations = root / "generations"
        self.volumes = root / "volumes"
        self._current = root / "current"

    def keywords(self, number: int) -> Path:
        """Return the directory of a generation's keyword index."""
        return self.generations / directory_name(number) / "keywords"

    def volume(self, name: str) -> Path:
        """Return the directory of a volume."""
        return self.volumes / name

    def current_number(self) -> int:
        """Return the number of the current generation, 0 when nothing has been indexed yet.

        Where the pointer is lost or damaged, that is the newest one: a manifest is written when all else is checked.
        """
        try:
            return int(self._current.read_text())
        except (FileNotFoundError, ValueError):
            manifests = self.generations.glob("[0-9]*/manifest.json")
            return max((int(path.parent.name) for path in manifests), default=0)
        except OSError as error:
            raise StoreError(f"{self._current} cannot be read: {error.strerror}") from error

    def current(self) -> Generation:
        """Read the current generation; raises IndexMissing when there is none."""
        number = self.current_number()
        if not number:
            raise IndexMissing(f"nothing is indexed in {self.root}: run `backissue index PATH` first")
        return self.read(number)

    def read(self, number: int) -> Generation:
        """Read the manifest of a generation."""
        path = self.generations / directory_name(number) / "manifest.json"
        try:
            return generation_from_json(path.read_text())
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{path} cannot be read: {error} (`backissue index --rebuild`)") from error

    def publish(self, generation: Generation) -> None:
        """Make a generation current. Everything it names is on disk before the pointer moves."""
        folder = self.generations / generation.name
        (folder / "lease").touch()
        (folder / "manifest.json").write_text(generation_to_json(generation))
        for path in (folder, *map(self.volume, generation.volumes)):
            sync_tree(path)
        temporary = self._current.with_suffix(".new")
        temporary.write_text(f"{generation.number}\n")
        sync_file(temporary)
        temporary.replace(self._current)
        sync_file(self.root)

    def discard_unpublished(self) -> None:
        """Remove what a run left that never published: it is numbered after the current generation."""
        current = self.current_number()
        for path in (*directories(self.generations), *directories(self.volumes)):
            if int(path.name) > current:
                shutil.rmtree(path)

    def remove_unread(self) -> list[int]:
        """Remove generations that no process reads and volumes that none names; return the generations left."""
        current = self.current_number()
        for number in self.published():
            if number != current:
                self._remove_if_unread(self.generations / directory_name(number))
        remaining = self.published()
        for path in directories(self.generations):
            if int(path.name) not in remaining:  # a removal that was interrupted
                shutil.rmtree(path)
        named = {name for number in remaining for name in self.read(number).volumes}
        for path in directories(self.volumes):
            if path.name not in named:
                shutil.rmtree(path)
        return remaining

    def _remove_if_unread(self, folder: Path) -> None:
        with (folder / "lease").open("w") as lease, suppress(BlockingIOError):
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The manifest goes first: a reader that comes now finds no generation, not half of one.
            (folder / "manifest.json").unlink(missing_ok=True)
            shutil.rmtree(folder)

    def published(self) -> list[int]:
        """Return the numbers of the generations on disk up to the current one, oldest first."""
        current = self.current_number()
        return [
            int(path.name)
            for path in directories(self.generations)
            if int(path.name) <= current and (path / "manifest.json").exists()
        ]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer's lock; raises IndexBusy when another process does. A crash of its owner frees it."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            file = (self.root / "lock").open("a+")
        except OSError as error:
            raise StoreError(f"cannot write in {self.root}: {error.strerror}") from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                holder = file.read().strip() or "another process"
                raise IndexBusy(f"the index is being written by {holder}: wait for it to end") from error
            file.truncate(0)
            file.write(f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
            file.flush()
            try:
                yield
            except OSError as error:
                raise StoreError(f"cannot write in {self.root}: {error.strerror or error}") from error

    def lease(self) -> tuple[Generation, IO[str]]:
        """Open the current generation for reading; it stays on disk until the file returned is closed."""
        for _ in range(10):
            number = self.current_number()
            try:
                return self._lease_current()
            except StoreError:
                # The writer may move the pointer, and remove what it pointed to, at any moment before the lease.
                if self.current_number() == number:
                    raise
        raise StoreError(f"the current generation in {self.root} cannot be opened")

    def _lease_current(self) -> tuple[Generation, IO[str]]:
        generation = self.current()
        folder = self.generations / generation.name
        try:
            file = (folder / "lease").open("r")
        except OSError as error:
            raise StoreError(f"{folder} cannot be read: {error} (`backissue index --rebuild`)") from error
        fcntl.flock(file, fcntl.LOCK_SH)
        if not (folder / "manifest.json").exists():
            file.close()
            raise StoreError(f"{folder} has been removed")
        return generation, file


def generation_to_json(generation: Generation) -> str:
    """Serialise a manifest."""
    return json.dumps(asdict(generation), default=datetime.isoformat, indent=1)


def generation_from_json(text: str) -> Generation:
    """Restore a manifest; raises ValueError, KeyError or TypeError when it is none."""
    values = json.loads(text)
    moments = {
        key: datetime.fromisoformat(values[key]) if values[key] else None for key in ("first", "last", "indexed_at")
    }
    return Generation(
        **{**values, **moments, "recipe": Recipe(**values["recipe"]), "volumes": tuple(values["volumes"])}
    )


def directories(parent: Path) -> list[Path]:
    """Return the numbered directories in ``parent``, in order."""
    return sorted(path for path in parent.glob("[0-9]*") if path.name.isdigit()) if parent.exists() else []


def sync_tree(path: Path) -> None:
    """Flush a directory and all files in it to the disk."""
    for folder, _, files in os.walk(path):
        for name in files:
            sync_file(Path(folder, name))
        sync_file(Path(folder))


def sync_file(path: Path) -> None:
    """Flush a file, or the entries of a directory, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some file systems cannot sync a directory
            raise
    finally:
        os.close(handle)
