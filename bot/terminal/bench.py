"""``backissue bench``: speed and memory beside the bare model and brute force, in one run on this machine.

Each measurement that concerns memory or a cold start is a process of its own.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import quantiles

import numpy as np

from bot.jobs import now
from bot.question import Question
from bot.session import Session
from bot.settings import PREFIX, Settings
from bot.shapes import article_shape
from corpus.article import Article
from corpus.errors import BackissueError
from corpus.read import read_archive
from index.chunk import chunk_article
from index.recipe import embedded_text

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"
QUESTIONS = 200

# Run as they stand, so that what is measured is what a user without Backissue would run.
BARE_ENGINE = """
import json, sys, time
from bot.settings import load_settings
from bot.wiring import make_embedder
texts = json.load(open(sys.argv[1]))
embedder = make_embedder(load_settings())
embedder.embed_passages(texts[:4])
start = time.perf_counter()
embedder.embed_passages(texts)
print(time.perf_counter() - start)
"""
BARE_SENTENCE_TRANSFORMERS = """
import json, sys, time, torch
from sentence_transformers import SentenceTransformer
from index.embed import packaged_model
texts = json.load(open(sys.argv[1]))
model = SentenceTransformer(str(packaged_model()))
model.encode(texts[:4])
start = time.perf_counter()
model.encode(texts)
print(time.perf_counter() - start)
"""
BARE_QUESTION = """
from sentence_transformers import SentenceTransformer
from index.embed import packaged_model
SentenceTransformer(str(packaged_model())).encode("When did it happen?")
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """A process that was run to its end: wall time in seconds, peak memory in MB, what it printed."""

    seconds: float
    peak_mb: float
    output: str


def run_bench(settings: Settings, paths: Sequence[Path], most: int, *, as_json: bool) -> str:
    """Measure with articles of ``paths`` (the sample archive by default) that give about ``most`` passages."""
    articles = read_articles(settings, paths or [SAMPLE], most)
    with tempfile.TemporaryDirectory(prefix="backissue-bench-") as folder:
        rows = {**machine(), **measure_all(settings, articles, Path(folder))}
    if as_json:
        return json.dumps(rows)
    width = max(map(len, rows))
    return "\n".join(f"{name:{width}}  {value}" for name, value in rows.items())


def read_articles(settings: Settings, paths: Sequence[Path], most: int) -> list[Article]:
    """Read articles until they give so many passages."""
    chosen, passages = [], 0
    for record in read_archive(paths, conventions=settings.conventions, latest=now()):
        if isinstance(record, Article) and passages < most:
            chosen.append(record)
            passages += len(chunk_article(record, settings.passage_words))
    if not chosen:
        raise BackissueError("no articles to measure with")
    return chosen


def machine() -> dict[str, str]:
    """Name the machine that the figures hold for."""
    model = next(
        (line.split(":")[1].strip() for line in read_cpuinfo() if line.startswith("model name")), platform.processor()
    )
    return {"machine": f"{os.cpu_count()} cores, {model}, Python {platform.python_version()}"}


def read_cpuinfo() -> list[str]:
    """Return the lines of /proc/cpuinfo, none where there is no such file."""
    try:
        return Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return []


def measure_all(settings: Settings, articles: Sequence[Article], folder: Path) -> dict[str, str]:
    """Run every measurement; a row each."""
    archive, texts_file, data = folder / "archive.jsonl", folder / "texts.json", folder / "data"
    archive.write_text("".join(json.dumps({**article_shape(a), "language": a.language}) + "\n" for a in articles))
    texts = [embedded_text(p) for a in articles for p in chunk_article(a, settings.passage_words)]
    texts_file.write_text(json.dumps(texts))
    environment = {**os.environ, PREFIX + "DATA_DIR": str(data)}
    session = Session(settings.model_copy(update={"data_dir": data}))
    session.prepare_model()  # the export of the packaged model is made once, ever

    command = [sys.executable, "-P", "-m", "bot.cli"]
    indexed = run([*command, "index", str(archive), "--json"], environment)
    bare = float(run([sys.executable, "-c", BARE_ENGINE, str(texts_file)], environment).output)
    sentence_transformers = float(
        run([sys.executable, "-c", BARE_SENTENCE_TRANSFORMERS, str(texts_file)], environment).output
    )
    again = run([*command, "index", str(archive), "--json"], environment)
    question = articles[0].title
    cold = min((run([*command, "ask", question], environment) for _ in range(3)), key=lambda m: m.seconds)
    cold_bare = min(
        (run([sys.executable, "-c", BARE_QUESTION], environment) for _ in range(3)), key=lambda m: m.seconds
    )
    return {
        "articles, passages": f"{len(articles)}, {len(texts)}",
        "index, whole run": rate(len(texts), indexed.seconds),
        "bare encode, same engine": rate(len(texts), bare)
        + f"; index takes {indexed.seconds / bare:.2f} times as long",
        "bare encode, sentence-transformers fp32": rate(len(texts), sentence_transformers)
        + f"; index takes {indexed.seconds / sentence_transformers:.2f} times as long",
        "index again, nothing changed": f"{again.seconds:.2f} s",
        "index, peak memory": f"{indexed.peak_mb:.0f} MB",
        **measure_queries(session, articles),
        "cold ask": f"{cold.seconds:.2f} s, {cold.peak_mb:.0f} MB",
        "cold bare script, sentence-transformers": f"{cold_bare.seconds:.2f} s, {cold_bare.peak_mb:.0f} MB",
    }


def measure_queries(session: Session, articles: Sequence[Article]) -> dict[str, str]:
    """Time warm questions (titles of articles), and the same vectors compared one by one."""
    questions = [Question(article.title, now()) for article in islice(articles, QUESTIONS)]
    matrix, embed = session.all_vectors(), session.embed_question
    vectors = [embed(question.text) for question in questions]
    return {
        "embedding a question": spread(questions, lambda i: embed(questions[i].text)),
        "brute force over all vectors": spread(questions, lambda i: np.argsort(-(matrix @ vectors[i]))[:10]),
        "warm search": spread(questions, lambda i: session.answerer.search(questions[i], 10)),
        "warm answer": spread(questions, lambda i: session.answerer.answer(questions[i])),
    }


def spread(questions: Sequence[Question], call: Callable[[int], object]) -> str:
    """Time a call for each question; median and 95th percentile in milliseconds."""
    call(0)
    times = []
    for number in range(len(questions)):
        start = time.perf_counter()
        call(number)
        times.append((time.perf_counter() - start) * 1000)
    cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else times * 19
    return f"p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms"


def run(command: Sequence[str], environment: dict[str, str]) -> Measured:
    """Run a process to its end; raises BackissueError with its last line when it fails."""
    start = time.perf_counter()
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(  # noqa: S603 - our own commands
            command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        errors.seek(0)
        if process.returncode not in {0, 1}:
            raise BackissueError(f"{' '.join(command[:4])} failed: {(errors.read().splitlines() or ['?'])[-1]}")
    scale = 1024 if sys.platform == "linux" else 1024 * 1024  # ru_maxrss is in KB there, in bytes on macOS
    return Measured(seconds, usage.ru_maxrss / scale, output)


def rate(passages: int, seconds: float) -> str:
    """Word a throughput."""
    return f"{passages / seconds:.1f} passages/s ({seconds:.1f} s)"
