"""Finding the files of an archive: folders, links, and what is no file at all. Opens nothing."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Rejected
from corpus.errors import ArchiveMissing

Identity = tuple[int, int]  # device and inode: the same for every name of one file


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file: where to open it, its path as articles and people show it, and its size in bytes."""

    file: Path
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Step:
    """A path still to be looked at, and the folders that led to it."""

    file: Path
    path: str
    above: frozenset[Identity] = frozenset()


def check_paths(paths: Iterable[Path]) -> None:
    """Raise ``ArchiveMissing`` for the first path that is not there."""
    for path in paths:
        try:
            path.stat()
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            why = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be opened ({why_not(error)})"
            message = f"{printable(path)} {why}: name the file or folder that holds the articles"
            raise ArchiveMissing(message) from error


def walk(paths: Iterable[Path]) -> Iterator[Found | Rejected]:
    """Yield every file below the paths once, by name within a folder; hidden ones are passed over.

    Links are followed. A file or folder that was reached before, by whatever name, is not yielded again.
    """
    seen: set[Identity] = set()
    for root in paths:
        steps = [Step(root, beginning(root))]
        while steps:
            found, inside = look(steps.pop(), seen)
            yield from found
            steps.extend(reversed(inside))


def beginning(root: Path) -> str:
    """A file is known by its name, what is in a folder by its path from there.

    What is gone since it was checked counts as a folder: then nothing that it held is taken to be gone.
    """
    try:
        return "" if stat.S_ISDIR(root.stat().st_mode) else printable(root.name)
    except OSError:
        return ""


def look(step: Step, seen: set[Identity]) -> tuple[list[Found | Rejected], list[Step]]:
    """What stands at a path: a file or a reason why not, or the next steps into a folder."""
    try:
        status = step.file.stat()
        identity = (status.st_dev, status.st_ino)
        if identity in step.above:
            return [Rejected(step.path, None, "link loop")], []
        if identity in seen:
            return [], []
        seen.add(identity)
        if stat.S_ISDIR(status.st_mode):
            return [], inside(step, identity)
    except OSError as error:
        return [Rejected(step.path or ".", None, why_not(error))], []
    if not stat.S_ISREG(status.st_mode):
        return [Rejected(step.path, None, "not a regular file")], []
    return [Found(step.file, step.path, status.st_size)], []


def inside(step: Step, identity: Identity) -> list[Step]:
    """The steps into a folder, sorted by name."""
    above = step.above | {identity}
    return [
        Step(step.file / entry, f"{step.path}/{printable(entry)}".lstrip("/"), above)
        for entry in sorted(os.listdir(step.file))  # noqa: PTH208 - a million names need no million Paths
        if not entry.startswith(".")
    ]


def why_not(error: Exception) -> str:
    """Why the system refuses a path, in words."""
    if not isinstance(error, OSError):
        return "not a possible path"
    known = {errno.ELOOP: "link loop", errno.ENOENT: "broken link"}
    return known.get(error.errno or 0, f"cannot be read: {error.strerror or error}")


def printable(name: str | Path) -> str:
    """A path that can be shown and stored: bytes that are no UTF-8 and invisible characters are escaped.

    Escaped and not replaced, so that two names never become one.
    """
    text = os.fsencode(name).decode("utf-8", "surrogateescape")
    if text.isprintable() and "\\" not in text:
        return text
    return "".join(map(shown, text))


def shown(character: str) -> str:
    """A character of a path as it is shown; the backslash that marks an escape is doubled itself."""
    if "\udc80" <= character <= "\udcff":  # a byte that is no UTF-8
        return f"\\x{ord(character) - 0xDC00:02x}"
    if character == "\\" or not character.isprintable():
        return character.encode("unicode_escape").decode()
    return character
