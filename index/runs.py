"""Reports of the last runs, for people and monitors: ``runs.jsonl`` in the data folder, the newest last."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from index.update import UpdateReport

MOST_RUNS = 100


class Job(StrEnum):
    """What a run was for."""

    INDEX = "index"
    FORGET = "forget"
    REPAIR = "repair"


class Result(StrEnum):
    """How a run ended."""

    DONE = "done"
    PARTIAL = "partial"  # a folder could not be read; the rest was
    WITHHELD = "withheld"  # more is gone than is believed; all else was done
    STOPPED = "stopped"  # by Ctrl-C or SIGTERM
    FAILED = "failed"

    @property
    def is_good(self) -> bool:
        """Whether the index holds now what the archive held."""
        return self is Result.DONE


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a job that wrote the index. Moments are in UTC; ``every`` is the interval of a service, in seconds.

    ``phases`` has count and seconds of each phase. ``counts`` is None where the run did not come so far, or had none. A
    run is ``deliberate`` where a person asked for removals, so that a smaller archive is no surprise.
    """

    number: int
    started: datetime
    ended: datetime
    result: Result
    job: Job = Job.INDEX
    error: str = ""
    every: float | None = None
    deliberate: bool = False
    counts: UpdateReport | None = None
    phases: dict[str, dict[str, float]] = field(default_factory=dict)

    def to_json(self) -> str:
        """Serialise on one line."""
        return json.dumps(asdict(self), default=lambda moment: moment.isoformat(timespec="seconds"), ensure_ascii=False)

    @staticmethod
    def from_json(line: str) -> Run:
        """Restore a run; raises ValueError, KeyError or TypeError where the line is none.

        What another version of Backissue wrote is read as far as it is known here.
        """
        said = dict(json.loads(line))
        values = {item.name: said[item.name] for item in fields(Run) if item.name in said}
        values |= {name: aware(values[name]) for name in ("started", "ended")}
        values |= {"job": Job(values.get("job", Job.INDEX)), "result": Result(values["result"])}
        if counts := values.get("counts"):
            counts = dict(counts)
            values["counts"] = UpdateReport(**{item.name: counts.get(item.name, 0) for item in fields(UpdateReport)})
        return Run(**values)


def aware(text: str) -> datetime:
    """Read a moment; raises ValueError where it names no offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} names no offset")
    return moment


class RunLog:
    """The file of reports. Only the holder of the writer's lock adds to it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def runs(self) -> list[Run]:
        """Return the runs that are kept, oldest first; lines that are no runs are passed over."""
        found = []
        with suppress(FileNotFoundError):
            for line in self._path.read_text(encoding="utf-8", errors="replace").split("\n"):
                with suppress(ValueError, KeyError, TypeError, RecursionError):
                    found.append(Run.from_json(line))
        return found

    def add(self, runs: Sequence[Run]) -> None:
        """Replace what is kept by the last of ``runs``; raises OSError where not even the old space can be used."""
        kept = (f"{run.to_json()}\n" for run in runs[-MOST_RUNS:])
        lines = [line.encode("utf-8", "backslashreplace") for line in kept]  # a path may be no UTF-8
        temporary = self._path.with_suffix(".new")
        try:
            temporary.write_bytes(b"".join(lines))
            temporary.replace(self._path)
        except OSError:
            # A full disk is what a monitor must hear of: write over the space that there is, the newest runs only.
            with suppress(OSError):
                temporary.unlink()
            write_over(self._path, lines)


def write_over(path: Path, lines: Sequence[bytes]) -> None:
    """Write the last of these lines that fit into a file without making it larger."""
    room = path.stat().st_size
    kept: list[bytes] = []
    for line in reversed(lines):
        if len(line) > room:
            break
        kept.insert(0, line)
        room -= len(line)
    with path.open("r+b") as file:
        file.write(b"".join(kept) + b"\n" * room)
        file.flush()
        os.fsync(file.fileno())
