"""Batches: one JSON line out for each line in."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from bot.question import Question, line_id
from corpus.errors import ArchiveMissing
from index.errors import QuestionRejected


def answer_lines(
    lines: Iterable[str], parse: Callable[[str], Question], answer: Callable[[Question], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Answer each line, in order. A line that is no question gives its number, id and error, and stops nothing.

    An error of the index or the model is not the line's fault and ends the batch.
    """
    for number, line in enumerate(lines, start=1):
        try:
            yield answer(parse(line))
        except QuestionRejected as error:  # a source that the archive does not have is found out only by looking
            yield {"id": line_id(line), "line": number, "error": str(error)}


@contextmanager
def open_batch(path: Path) -> Iterator[IO[str]]:
    """Open a batch for reading, ``-`` from standard input. Bytes that are not UTF-8 spoil their line only."""
    if str(path) == "-":
        yield io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="replace", newline="\n")
        return
    try:
        file = path.open(encoding="utf-8-sig", errors="replace", newline="\n")
    except OSError as error:
        raise ArchiveMissing(f"cannot read {path}: {error.strerror}") from error
    with file:
        yield file
