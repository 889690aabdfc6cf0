"""Throughput and agreement of the engines that can run the packaged model.

python -m tests.experiments.engines ../shared/data/newsquiz_small/articles.jsonl.gz
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import numpy as np

from corpus.article import Article
from corpus.read import read_archive
from index.chunk import chunk_article
from index.embed import OnnxEmbedder, Vectors, exported_model, load_sentence_transformer, packaged_model
from index.recipe import embedded_text

THREADS, TEXTS, BATCH = 2, 334, 16


def main(path: Path) -> None:
    texts = list(islice(passages(path), TEXTS * 60))[::60]
    model = load_sentence_transformer(str(packaged_model()), THREADS)
    expected, seconds = timed(lambda: np.asarray(model.encode(texts, normalize_embeddings=True)))
    print(
        f"{'engine':28} {'one at a time':>14} {'batches':>8} {'cosine':>7} {'lowest':>7}   ({len(texts)} passages, /s)"
    )
    print(f"{'sentence-transformers fp32':28} {'':14} {len(texts) / seconds:8.1f}")
    with tempfile.TemporaryDirectory() as folder:
        exported = exported_model(Path(folder), "int8")
        for name, graph in graphs(exported).items():
            embedder = OnnxEmbedder(exported, graph, THREADS)
            single, one = timed(lambda: embedder.embed_passages(texts))  # noqa: B023 - called at once
            _, many = timed(lambda: in_batches(embedder, texts))  # noqa: B023
            cosine = np.sum(single * expected, axis=1)
            rates = f"{len(texts) / one:14.1f} {len(texts) / many:8.1f}"
            print(f"{name:28} {rates} {cosine.mean():7.4f} {cosine.min():7.4f}")


def passages(path: Path) -> "Sequence[str]":
    """Yield the embedded texts of an archive."""
    for record in read_archive([path], latest=datetime.now(UTC)):
        if isinstance(record, Article):
            yield from (embedded_text(passage) for passage in chunk_article(record, 150))


def graphs(folder: Path) -> dict[str, str]:
    """Quantise the fp32 graph in the ways compared; name -> file without suffix."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    ways = {"int8, per tensor": {}, "int8, per tensor, 7 bit": {"reduce_range": True}}
    for name, options in ways.items():
        target = str(folder / f"{name}.onnx")
        quantize_dynamic(str(folder / "fp32.onnx"), target, weight_type=QuantType.QInt8, **options)
    return {"fp32": "fp32", **{name: name for name in ways}, "int8, per channel, 7 bit": "int8"}


def in_batches(embedder: OnnxEmbedder, texts: Sequence[str]) -> None:
    """Embed padded batches of texts of about one length, the way most programs do."""
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    session, tokenizer = embedder._session, embedder._tokenizer

    def run(batch: Sequence[int]) -> None:
        ids = [tokenizer.encode(texts[i]).ids for i in batch]
        shape = (len(ids), max(map(len, ids)))
        feed = {name: np.zeros(shape, np.int64) for name in ("input_ids", "attention_mask", "token_type_ids")}
        for row, found in enumerate(ids):
            feed["input_ids"][row, : len(found)] = found
            feed["attention_mask"][row, : len(found)] = 1
        session.run(None, feed)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(run, [order[i : i + BATCH] for i in range(0, len(order), BATCH)]))


def timed(work: Callable[[], Vectors | None]) -> tuple[Vectors | None, float]:
    """Return what some work gives and how many seconds it took."""
    start = time.perf_counter()
    return work(), time.perf_counter() - start


if __name__ == "__main__":
    main(Path(sys.argv[1]))
