"""What the tests share: articles in one line, a stand-in for the model, an index in one line."""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from corpus.article import Article, Rejected
from corpus.read import Scanned
from index.catalog import Catalog
from index.embed import Embedder, OnnxEmbedder, Vectors, exported_model
from index.generation import Store
from index.recipe import Recipe
from index.update import UpdateReport, apply_update

REPOSITORY = Path(__file__).parents[1]
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)  # the clock of every test
PASSAGE_WORDS = 40

# A busy machine is slow, not wrong; every run tries other examples, so half as many a run as usual are enough; and a
# test runs in a folder of its own, where no examples should be kept.
settings.register_profile("backissue", deadline=None, max_examples=50)
settings.load_profile("backissue")
set_hypothesis_home_dir(REPOSITORY / ".hypothesis")


def make_article(**fields: Any) -> Article:
    """An article of which a test states only what matters; its id is derived from its title."""
    values: dict[str, Any] = {
        "title": "Ferry hits pier",
        "author": "Ana Pereira",
        "source": "Courier",
        "published": datetime(2023, 3, 14, 9, 30, tzinfo=UTC),
        "utc_offset": 0,
        "updated": None,
        "url": "",
        "language": "en",
        "text": "The ferry hit the pier on Tuesday. Twelve people were injured.",
        "path": "courier.jsonl",
        "line": 1,
        **fields,
    }
    return Article(**{"id": values["title"].casefold().replace(" ", "-"), **values})


class FakeEmbedder:
    """Every word adds one to one of 256 dimensions: texts are as near as they share words, on every run."""

    def __init__(self, space: str = "fake@1") -> None:
        self.space = space
        self.embedded = 0  # passages

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        return np.stack([self.embed_question(text) for text in texts])

    def embed_question(self, text: str) -> Vectors:
        words = re.findall(r"\w+", text.casefold()) or [""]
        vector = np.bincount([dimension(word) for word in words], minlength=256).astype(np.float32)
        unit: Vectors = vector / np.linalg.norm(vector)
        return unit


@lru_cache(maxsize=100_000)
def dimension(word: str) -> int:
    return sha256(word.encode("utf-8", "surrogatepass")).digest()[0]


def scanned(record: Article | Rejected) -> Scanned | Rejected:
    """A record as ``scan_archive`` finds it; what stands for its bytes is all that an article says."""
    if isinstance(record, Rejected):
        return record
    said = repr((record.id, record.path, record.content_hash))
    fingerprint = sha256(said.encode("utf-8", "surrogatepass")).digest()[:16]
    return Scanned(record.path, record.line, fingerprint, size=1, read=lambda: record)


def index_articles(
    data_dir: Path,
    articles: Iterable[Article | Rejected],
    *,
    embedder: Embedder,
    roots: Sequence[str] = ("archive",),
    passage_words: int = PASSAGE_WORDS,
    make_embedder: Callable[[], Embedder] | None = None,
    **options: Any,
) -> UpdateReport:
    """Bring the index in ``data_dir`` up to date with ``articles``, all of the first root."""
    store = Store(data_dir)
    with store.writing():
        catalog = Catalog(store.catalog)
        try:
            return apply_update(
                store,
                catalog,
                ((roots[0], scanned(article)) for article in articles),
                roots=roots,
                recipe=Recipe(embedder.space, passage_words),
                make_embedder=make_embedder or (lambda: embedder),
                report=lambda phase, done, total: None,
                **{"now": NOW, **options},
            )
        finally:
            catalog.close()


@pytest.fixture(scope="session", name="make_article")
def make_article_fixture() -> Callable[..., Article]:
    return make_article


@pytest.fixture(scope="session", name="index_articles")
def index_articles_fixture() -> Callable[..., UpdateReport]:
    return index_articles


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., Path]:
    """Index articles into a new data folder and return it."""

    def build_index(*articles: Article | Rejected, embedder: Embedder | None = None, **options: Any) -> Path:
        data_dir = tmp_path / "data"
        index_articles(data_dir, articles, embedder=embedder or FakeEmbedder(), **options)
        return data_dir

    return build_index


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """A folder that holds the exported packaged model; kept between runs, checked at each."""
    cache = REPOSITORY / "build" / "test-model-cache"
    exported_model(cache, "int8")
    return cache


@pytest.fixture(scope="session")
def embedder(model_cache: Path) -> OnnxEmbedder:
    """The packaged model as it is used by default."""
    return OnnxEmbedder(exported_model(model_cache, "int8"), "int8", threads=2)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data sets that lies beside the repository on the project's machines."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip(f"needs the folder {folder}, which is not part of the repository")
    return folder


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the developer's reaches a test: no variable, no .env, no model hub."""
    for name in [name for name in os.environ if name.startswith("BACKISSUE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.chdir(tmp_path)
