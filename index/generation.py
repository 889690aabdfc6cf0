"""Generations: what readers search, and the pointer that is moved from one to the next.

    DATA_DIR/catalog.sqlite          the truth (index.catalog)
             lock                    held by the one process that writes
             current                 the name of the generation that readers open
             generations/000007/     manifest.json, keywords/, lease, files.json
             volumes/000005-0/       embeddings, files.json; a generation names the volumes that it reads
             runs.jsonl              reports of the last runs (index.runs)

Nothing in a published generation or volume is ever written again. ``current`` is replaced atomically. A reader holds
a shared lock on the lease of its generation; a generation without one that is not current may be removed.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from index.errors import IndexBusy, IndexMissing, StoreError
from index.recipe import Recipe

LITTLE_ROOM = 50_000_000  # bytes free on the disk, below which the next run may fail
# Tenths of a second for which a writer tries to get the lock: one who only looks holds it for a moment.
LOCK_TRIES = 5
# How often a folder is removed in which a file appears meanwhile: who opens a keyword index locks it for a moment.
REMOVAL_TRIES = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A volume as a generation uses it: of its ``size`` passages, the generation holds ``live``."""

    name: str
    size: int
    live: int


@dataclass(frozen=True, slots=True)
class Generation:
    """The manifest of a generation. Moments are in UTC.

    ``dead`` counts the passages that were deleted from the keyword index since it was written as a whole.
    """

    number: int
    recipe: Recipe
    recipe_number: int
    volumes: tuple[Part, ...]
    dead: int
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
    """Name the directory of a generation; names sort as numbers do."""
    return f"{number:06d}"


def volume_name(generation: int, number: int) -> str:
    """Name a volume that is written for a generation."""
    return f"{directory_name(generation)}-{number}"


class Store:
    """The data directory: where generations and volumes lie, and which generation is current."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.catalog = root / "catalog.sqlite"
        self.generations = root / "generations"
        self.volumes = root / "volumes"
        self._current = root / "current"
        self._lock = root / "lock"

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
            holder, writes = self.writer()
            if writes:
                raise IndexMissing(f"nothing is indexed in {self.root} yet: the first run is at work ({holder})")
            killed = f" (a first run was killed: {holder})" if holder else ""
            raise IndexMissing(f"nothing is indexed in {self.root}{killed}: run `backissue index PATH` first")
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
        draft = folder / "manifest.new"
        draft.write_text(generation_to_json(generation))
        draft.replace(folder / "manifest.json")  # there whole or not at all
        for path in (folder, *(self.volume(part.name) for part in generation.volumes)):
            if not (path / "files.json").exists():  # written now, and never again
                seal(path)
        temporary = self._current.with_suffix(".new")
        temporary.write_text(f"{generation.number}\n")
        sync_file(temporary)
        temporary.replace(self._current)
        sync_file(self.root)

    def is_intact(self, generation: Generation) -> bool:
        """Say whether all files of a generation are there as they were written, by name and size."""
        folder = self.generations / generation.name
        return all(map(is_sealed, (folder, *(self.volume(part.name) for part in generation.volumes))))

    def discard_unpublished(self) -> None:
        """Remove what a run left that never published: it is numbered after the current generation."""
        current = self.current_number()
        for path in (*directories(self.generations), *directories(self.volumes)):
            if number_of(path) > current:
                remove_folder(path)

    def remove_unread(self, *, at_once: bool = False) -> list[int]:
        """Remove generations that no process reads and volumes that none names; return the generations left.

        ``at_once`` removes those too that are being read: readers move to the current one when they fail.
        """
        current = self.current_number()
        for number in self.published():
            if number != current:
                self._remove(self.generations / directory_name(number), at_once=at_once)
        for path in self.leftovers():  # volumes, and generations whose removal was interrupted
            remove_folder(path)
        return self.published()

    def leftovers(self) -> list[Path]:
        """Return the directories that belong to no published generation."""
        kept = self.published()
        named = {part.name for number in kept for part in self.read(number).volumes}
        generations = [path for path in directories(self.generations) if number_of(path) not in kept]
        return generations + [path for path in directories(self.volumes) if path.name not in named]

    def _remove(self, folder: Path, *, at_once: bool) -> None:
        with (folder / "lease").open("w") as lease, suppress(BlockingIOError):
            if not at_once:
                fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The manifest goes first: a reader that comes now finds no generation, not half of one.
            (folder / "manifest.json").unlink(missing_ok=True)
            remove_folder(folder)

    def published(self) -> list[int]:
        """Return the numbers of the generations on disk up to the current one, oldest first."""
        current = self.current_number()
        return [
            number_of(path)
            for path in directories(self.generations)
            if number_of(path) <= current and (path / "manifest.json").exists()
        ]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer's lock; raises IndexBusy when another process does. A crash of its owner frees it."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            file = self._lock.open("ab+", buffering=0)  # what a full disk refuses must not be written again at the end
        except OSError as error:
            raise StoreError(f"cannot write in {self.root}: {error.strerror}") from error
        with file:
            if not locked(file, LOCK_TRIES):
                holder = self._lock.read_text().strip() or "another process"
                raise IndexBusy(f"the index is being written by {holder}: wait for it to end")
            try:
                file.truncate(0)
                file.write(f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC".encode())
                yield
            except OSError as error:
                raise StoreError(f"cannot write in {self.root}: {error.strerror or error}") from error
            finally:
                with suppress(OSError):  # the disk may have become read-only
                    file.truncate(0)

    def writer(self) -> tuple[str, bool]:
        """Return who holds the writer's lock, or held it when it was killed (else ""), and whether it holds it now."""
        try:
            with self._lock.open() as file:
                holder = file.read().strip()
                try:
                    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    return holder or "another process", True
                return holder, False
        except OSError:
            return "", False

    def trouble(self) -> list[str]:
        """Say what keeps the data folder from being written, or will soon; and that the last writer was killed."""
        found = []
        if not os.access(self.root, os.W_OK) or os.statvfs(self.root).f_flag & os.ST_RDONLY:
            found.append(f"{self.root} cannot be written")
        free = shutil.disk_usage(self.root).free
        if free < LITTLE_ROOM:
            found.append(f"only {free / 1e6:,.0f} MB are free on the disk of {self.root}")
        holder, writes = self.writer()
        if holder and not writes:
            found.append(f"the last run was killed ({holder}); the next one goes on from there")
        return found

    def disk_bytes(self) -> int:
        """Count what the data folder takes on the disk; what two generations share counts once."""
        blocks = {}
        for folder, _, files in os.walk(self.root):
            for name in files:
                with suppress(OSError):
                    found = Path(folder, name).lstat()
                    blocks[found.st_dev, found.st_ino] = found.st_blocks
        return sum(blocks.values()) * 512

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


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it, and with what comes in while it is emptied."""
    for left in reversed(range(REMOVAL_TRIES)):
        try:
            shutil.rmtree(folder)
        except OSError as error:
            if error.errno != errno.ENOTEMPTY or not left:
                raise
            time.sleep(0.1)
        else:
            return


def locked(file: IO[bytes], tries: int) -> bool:
    """Try to lock a file for this process alone."""
    for left in reversed(range(tries)):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.1 if left else 0)
        else:
            return True
    return False


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
        **{
            **values,
            **moments,
            "recipe": Recipe.from_values(values["recipe"]),
            "volumes": tuple(Part(**part) for part in values["volumes"]),
        }
    )


def directories(parent: Path) -> list[Path]:
    """Return the directories of generations or volumes in ``parent``, in order."""
    found = parent.glob("[0-9]*") if parent.exists() else ()
    return sorted(path for path in found if path.name.replace("-", "").isdigit())


def number_of(folder: Path) -> int:
    """The generation that a directory was written for."""
    return int(folder.name.partition("-")[0])


def seal(folder: Path) -> None:
    """Write down the files of a finished directory with their sizes, and flush all of it to the disk."""
    (folder / "files.json").write_text(json.dumps(sizes(folder)))
    sync_tree(folder)


def is_sealed(folder: Path) -> bool:
    """Say whether a directory still has the files that ``seal`` wrote down."""
    try:
        return bool(json.loads((folder / "files.json").read_text()) == sizes(folder))
    except (OSError, ValueError):
        return False


def sizes(folder: Path) -> dict[str, int]:
    """Return the size of each file in a directory by its path there, less those that readers touch."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(folder)): path.stat().st_size
        for path in files
        if not path.name.startswith("chroma.sqlite3") and not path.name.endswith(".lock") and path.name != "files.json"
    }


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
