"""Retrieval with and without filters over made-up articles: 10 passages each, 20 sources, 500 authors, eight years.

python -m tests.experiments.filters FOLDER 25000     # 250,000 passages: 13 minutes to build, kept in FOLDER
"""

import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path
from statistics import quantiles

import numpy as np

from corpus.article import Article
from corpus.read import Scanned
from index.catalog import Catalog
from index.embed import Vectors
from index.generation import Store
from index.passage import Filter, Query
from index.recipe import Recipe
from index.retrieve import Retriever
from index.update import apply_update

WORDS = np.array([f"w{number}" for number in range(50_000)])
ZIPF = 1 / np.arange(1, len(WORDS) + 1)
CENTRES = np.random.default_rng(0).normal(size=(300, 384))


class Clusters:
    """Vectors around 300 centres, chosen by the text: clustered as real ones are, at no cost."""

    space = "clusters@1"

    def embed_question(self, text: str) -> Vectors:
        seed = int.from_bytes(md5(text.encode()).digest()[:4], "big")
        vector = CENTRES[seed % len(CENTRES)] + 0.7 * np.random.default_rng(seed).normal(size=384)
        return (vector / np.linalg.norm(vector)).astype(np.float32)

    def embed_passages(self, texts: list[str]) -> Vectors:
        return np.stack([self.embed_question(text) for text in texts])


def records(count: int) -> Iterator[tuple[str, Scanned]]:
    for article in articles(count):
        fingerprint = md5(article.id.encode()).digest()
        yield "made up", Scanned(article.path, None, fingerprint, size=1, read=lambda article=article: article)


def articles(count: int) -> Iterator[Article]:
    rng = np.random.default_rng(1)
    for number in range(count):
        words = rng.choice(WORDS, size=1300, p=ZIPF / ZIPF.sum())
        text = " ".join(" ".join(words[i : i + 20]).capitalize() + "." for i in range(0, 1300, 20))
        yield Article(
            id=f"a{number}",
            title=" ".join(words[:6]),
            author=f"Author {number % 500}",
            source=f"Source {number % 20}",
            published=datetime(2013, 1, 1, tzinfo=UTC) + timedelta(hours=75_000 * number / count),
            utc_offset=0,
            updated=None,
            url="",
            language="en",
            text=text,
            path="made-up.jsonl",
        )


def build(store: Store, count: int) -> None:
    with store.writing():
        report = apply_update(
            store,
            Catalog(store.catalog),
            records(count),
            roots=["made up"],
            recipe=Recipe(Clusters.space, 150),
            make_embedder=Clusters,
            now=datetime.now(UTC),
            size=count,
            report=lambda *_: None,
        )
    print(report)


def measure(store: Store) -> None:
    retriever = Retriever(store, Clusters(), passages_per_article=2)
    rng = np.random.default_rng(2)
    questions = [" ".join(rng.choice(WORDS[:5000], size=8)) for _ in range(100)]
    year = lambda number, month=1: datetime(number, month, 1, tzinfo=UTC)  # noqa: E731
    filters = {
        "no filter": Filter(),
        "one month": Filter(since=year(2015, 3), until=year(2015, 4)),
        "10 months (10 %)": Filter(since=year(2014), until=year(2014, 11)),
        "half of the time": Filter(since=year(2017, 4)),
        "one source (5 %)": Filter(source="source 3"),
        "one author (.2 %)": Filter(author="author 77"),
        "source and half of the time": Filter(since=year(2017, 4), source="source 3"),
    }
    print(f"{retriever.generation.passages} passages")
    for name, wanted in filters.items():
        times = []
        for question in questions:
            start = time.perf_counter()
            retriever.retrieve(Query(question, wanted, 10))
            times.append(1000 * (time.perf_counter() - start))
        cuts = quantiles(times, n=20, method="inclusive")
        print(f"{name:28} p50 {cuts[9]:4.0f} ms, p95 {cuts[18]:4.0f} ms")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, pages of files included")


if __name__ == "__main__":
    place = Store(Path(sys.argv[1]))
    if not place.current_number():
        build(place, int(sys.argv[2]))
    measure(place)
