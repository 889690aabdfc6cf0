"""One way of searching, in a process of its own: python -m tests.peers.serve WAY index|query FOLDER.

Leaves FOLDER/WAY/index.json, query.json and rankings.jsonl.
"""

import importlib
import json
import os
import resource
import sys
import time
from itertools import islice
from pathlib import Path

from tests.peers.protocol import Way, Work

EMBEDDED = 128  # passages embedded to know how fast that goes


def main(name: str, phase: str, folder: Path) -> None:
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    work = Work.read(folder)
    way: Way = importlib.import_module(f"tests.peers.{name}").create(work, place)
    measured = index(way) if phase == "index" else query(way, started)
    (place / f"{phase}.json").write_text(json.dumps({**measured, "peak_mb": peak_mb()}))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # some peers leave threads behind


def index(way: Way) -> dict[str, float]:
    """Index the passages; then embed a few, for the time that embedding all of them takes."""
    started, cpu = time.perf_counter(), time.process_time()
    way.index()
    measured = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}
    if way.embeds:
        texts = [record["text"] for record in islice(way.work.records("passages"), EMBEDDED)]
        way.embed(texts[:1])  # loads the model
        started = time.perf_counter()
        way.embed(texts)
        measured["embedded_a_second"] = len(texts) / (time.perf_counter() - started)
    return measured


def query(way: Way, started: float) -> dict[str, object]:
    """Put all questions, one after another; the first is put twice, since it finds everything cold."""
    way.open()
    questions = list(way.work.records("questions"))
    way.rank(questions[0])
    first = time.perf_counter() - started
    seconds, cpu = [], time.process_time()
    with (way.place / "rankings.jsonl").open("w") as rankings:
        for question in questions:
            before = time.perf_counter()
            ranking = way.rank(question)
            seconds.append(time.perf_counter() - before)
            rankings.write(json.dumps(ranking) + "\n")
    return {"first": first, "seconds": seconds, "cpu": (time.process_time() - cpu) / len(questions)}


def peak_mb() -> float:
    """The most memory that this process had. ``ru_maxrss`` would count that of the parent before exec, too."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
