"""The periodic job at scale: a first build, runs without a change, and many small runs on top of it.

    python -m tests.experiments.reindex FOLDER BASE NEW [--runs 200] [--articles 20] [--words 320]

BASE and NEW are JSON lines, also .gz. FOLDER takes the archive and two indexes; a second call goes on where the first
ended, without embedding again. Articles of NEW are cut to so many words. Every run is a process of its own.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from index.catalog import Catalog
from index.generation import Store


@dataclass(frozen=True)
class Measured:
    """One run of the job; ``published`` is after how long its articles could be searched, 0 where nothing was new."""

    report: dict[str, Any]
    seconds: float
    published: float
    megabytes: float

    def line(self) -> str:
        phases = ", ".join(f"{name} {phase['seconds']:.1f} s" for name, phase in self.report["phases"].items())
        return f"{self.seconds:.1f} s, {self.megabytes:.0f} MB at its peak ({phases})"


def index(archive: Path, data_dir: Path) -> Measured:
    """Run the job once; wall time and memory are those of the whole process."""
    command = [sys.executable, "-m", "bot.cli", "index", str(archive), "--json"]
    environment = {**os.environ, "BACKISSUE_DATA_DIR": str(data_dir)}
    before, published = Store(data_dir).current_number(), 0.0
    started = time.monotonic()
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert child.stdout
    ended, status, usage = os.wait4(child.pid, os.WNOHANG)
    while not ended:
        time.sleep(0.02)
        if not published and Store(data_dir).current_number() != before:
            published = time.monotonic() - started
        ended, status, usage = os.wait4(child.pid, os.WNOHANG)
    if status:
        sys.exit(f"the job ended with {os.waitstatus_to_exitcode(status)}")
    return Measured(json.load(child.stdout), time.monotonic() - started, published, usage.ru_maxrss / 1024)


def hash_bytes(archive: Path) -> float:
    """Seconds to read, decompress and hash the files line by line."""
    started = time.monotonic()
    for path in archive.iterdir():
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
            for line in lines:
                hashlib.blake2b(line, digest_size=16).digest()
    return time.monotonic() - started


def copy_embeddings(source: Path, target: Path) -> None:
    """Let a fresh build find the embeddings that there are: it is its disk use that is wanted, not its time."""
    target.mkdir()
    Catalog(target / "catalog.sqlite").close()
    with sqlite3.connect(target / "catalog.sqlite") as connection:
        connection.execute("ATTACH ? AS old", (str(source / "catalog.sqlite"),))
        connection.execute("INSERT INTO embeddings SELECT * FROM old.embeddings")


def cut(line: str, words: int) -> str:
    """A record with the first words of its text."""
    record = json.loads(line)
    return json.dumps(record | {"text": " ".join(record["text"].split()[:words])}) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--words", type=int, default=320)
    given = parser.parse_args()
    archive, data_dir, fresh = (given.folder / name for name in ("archive", "index", "fresh"))
    archive.mkdir(parents=True, exist_ok=True)
    shutil.copy(given.base, archive / given.base.name)
    built = index(archive, data_dir)
    print(f"first build: {built.report['articles']:,} articles, {built.report['passages']:,} passages", flush=True)
    print(f"  {built.line()}, {built.report['embedded']:,} embedded", flush=True)
    print(f"read and hash the bytes of the archive: {hash_bytes(archive):.2f} s")
    print(f"a run without a change: {index(archive, data_dir).line()}", flush=True)
    runs = []
    with gzip.open(given.new, "rt") if given.new.suffix == ".gz" else given.new.open() as lines:
        for number in range(given.runs):
            records = [cut(line, given.words) for line in islice(lines, given.articles)]
            (archive / f"new-{number:04d}.jsonl").write_text("".join(records))
            runs.append(index(archive, data_dir))
    seconds = [run.seconds for run in runs]
    searchable = [run.published for run in runs]
    print(f"{len(runs)} runs with {given.articles} new articles each:")
    print(f"  searchable after {statistics.median(searchable):.1f} s (median), {max(searchable):.1f} s at the longest")
    megabytes = max(run.megabytes for run in runs)
    print(f"  ended after {statistics.median(seconds):.1f} s (median), {max(seconds):.1f} s at the longest,", end=" ")
    print(f"{megabytes:.0f} MB at most")
    print(f"  first: {runs[0].line()}\n  last: {runs[-1].line()}")
    parts = ", ".join(f"{part.live:,}" for part in Store(data_dir).current().volumes)
    print(f"  volumes: {parts} of {runs[-1].report['passages']:,} passages", flush=True)
    shutil.rmtree(fresh, ignore_errors=True)
    copy_embeddings(data_dir, fresh)
    index(archive, fresh)
    many, one = Store(data_dir).disk_bytes(), Store(fresh).disk_bytes()
    print(f"disk: {many / 1e6:,.0f} MB, a fresh build {one / 1e6:,.0f} MB: {many / one:.2f} times as much")


if __name__ == "__main__":
    main()
