"""Feed the readers of every format what no exporter writes, and look for crashes, hangs and memory.

    python -m tests.experiments.fuzz SAMPLES [--minutes 10] [--seed 1] [--megabytes 500] [--seconds 5]

SAMPLES is a folder with files of many formats (shared/data/formats). Each round takes one, cuts, repeats, swaps or
joins pieces of it and of others, wraps it at times (gzip, zip, tar), and reads it as the index would. Prints what was
found and ends with 1 where anything but articles and rejections came out.
"""

from __future__ import annotations

import argparse
import gzip
import io
import logging
import random
import resource
import sys
import tarfile
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from corpus.article import Article
from corpus.read import read_archive

LATEST = datetime(2026, 1, 1, tzinfo=UTC)
LONGEST = 200_000  # bytes of a sample; a longer one would only take more time
NASTY = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"<![CDATA[", b"]]>", b"<!--", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;",
    b"&#0;",
    b"{", b"[", b'"', b"\\u0000", b"\\ud800", b"---\n", b"PK\x03\x04", b"\x1f\x8b", b"PAR1", b"WARC/1.0\r\n", b"1e999",
    b"9" * 400, b"<" * 300, b"[" * 3000, b"<p>" * 3000, b"<a b=" * 500, "İıʼn\u202e\u0301".encode() * 50, b"\r",
    b"\n\n",
)  # fmt: skip


def samples(folder: Path) -> list[bytes]:
    """The beginnings of all files, unpacked where they are gzipped."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            raw = file.read_bytes()
            try:
                found.append((gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw)[:LONGEST])
            except (OSError, EOFError):
                found.append(raw[:LONGEST])
    return found


def mutated(sample: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """The sample with a few accidents."""
    raw = bytearray(sample)
    for _ in range(dice.randint(1, 8)):
        at, end = sorted(dice.randrange(len(raw) + 1) for _ in range(2))
        end = min(end, at + dice.choice((1, 10, 1000, 50_000)))
        kind = dice.randrange(7)
        if kind == 0:
            del raw[at:end]
        elif kind == 1:
            raw[at:at] = dice.choice(NASTY) * dice.choice((1, 1, 1, 20))
        elif kind == 2:
            raw[at:at] = bytes(raw[at:end]) * dice.randint(1, 30)
        elif kind == 3:
            raw[at:end] = dice.randbytes(end - at)
        elif kind == 4:
            other = dice.choice(others)
            raw[at:end] = other[: dice.randrange(len(other) + 1)]
        elif kind == 5:
            raw[at:end] = bytes(raw[at:end]).swapcase()
        elif raw:
            raw[min(at, len(raw) - 1)] ^= 1 << dice.randrange(8)
    return bytes(raw[: 20 * LONGEST])


def wrapped(raw: bytes, dice: random.Random) -> bytes:
    """The same, packed at times, and damaged after that at times."""
    kind = dice.randrange(12)
    if kind == 0:
        raw = gzip.compress(raw, 1)
    elif kind == 1:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a/b.html", raw)
            archive.writestr("c", raw[: len(raw) // 2])
        raw = packed.getvalue()
    elif kind == 2:
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive_of_files:
            info = tarfile.TarInfo("a.txt")
            info.size = len(raw)
            archive_of_files.addfile(info, io.BytesIO(raw))
        raw = packed.getvalue()
    if kind < 3 and dice.random() < 0.7:
        damaged = bytearray(raw)
        for _ in range(dice.randint(1, 20)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        raw = bytes(damaged)
    return raw


def main() -> int:
    """Go on until the time is up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("samples", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=5)
    wanted = parser.parse_args()
    dice, known = random.Random(wanted.seed), samples(wanted.samples)
    ended, rounds, slowest, faults = time.monotonic() + 60 * wanted.minutes, 0, 0.0, 0
    outcomes, peak = Counter[str](), 0.0
    with tempfile.TemporaryDirectory() as folder:
        logging.disable()  # what the libraries think of it
        file = Path(folder) / "a"
        while time.monotonic() < ended:
            file.unlink(missing_ok=True)
            file = (
                Path(folder) / f"a{dice.choice(('', '.txt', '.html', '.xml', '.json', '.jsonl', '.csv', '.md', '.gz'))}"
            )
            file.write_bytes(wrapped(mutated(dice.choice(known), known, dice), dice))
            started, rounds = time.process_time(), rounds + 1
            try:
                for one in read_archive([Path(folder)], latest=LATEST):
                    outcomes["articles" if isinstance(one, Article) else "rejected"] += 1
            except Exception:
                faults += 1
                print(f"round {rounds}, {file.name}, kept as {keep(file, rounds)}", traceback.format_exc(), flush=True)
            seconds = time.process_time() - started
            slowest = max(slowest, seconds)
            if seconds > wanted.seconds:
                faults += 1
                print(f"round {rounds}: {seconds:.1f} s of processor, kept as {keep(file, rounds)}", flush=True)
            if (now := peak_megabytes()) > max(peak, wanted.megabytes):
                faults += 1
                print(f"round {rounds}: {now:.0f} MB, kept as {keep(file, rounds)}", flush=True)
            peak = max(peak, now)
    print(f"{rounds:,} files, {dict(outcomes)}; slowest {slowest:.1f} s of processor, {peak:.0f} MB, {faults} faults")
    return 1 if faults else 0


def peak_megabytes() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def keep(file: Path, number: int) -> Path:
    """Put a file aside that made trouble."""
    kept = Path(tempfile.gettempdir()) / f"fuzz-{number}{file.suffix}"
    kept.write_bytes(file.read_bytes())
    return kept


if __name__ == "__main__":
    sys.exit(main())
