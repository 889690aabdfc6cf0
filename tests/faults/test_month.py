"""A month of real news, fed as it came out, ends where one build of the final archive does."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, PASSAGE_WORDS, FakeEmbedder
from states import differences, faults, state_of

from corpus.read import scan_archive
from index.catalog import Catalog
from index.generation import Store
from index.recipe import Recipe
from index.update import apply_update

MONTH = "2022-11"  # the one with the most articles
WEEKS = ("01", "08", "15", "22", "29")


def articles_of(shared: Path) -> list[dict[str, Any]]:
    """The articles of the month in the order of their publication."""
    found = []
    for path in sorted((shared / "data" / "newsquiz").glob("articles-*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found += [record for record in map(json.loads, lines) if record["published_at"].startswith(MONTH)]
    return sorted(found, key=lambda record: (record["published_at"], record["id"]))


def write(archive: Path, articles: list[dict[str, Any]]) -> None:
    """File each day's articles in a file of its own."""
    archive.mkdir(exist_ok=True)
    for old in archive.iterdir():
        old.unlink()
    for article in articles:
        with (archive / f"{article['published_at'][:10]}.jsonl").open("a", encoding="utf-8") as day:
            day.write(json.dumps(article) + "\n")


def index(data_dir: Path, archive: Path) -> None:
    """Bring an index up to date with the archive."""
    store, embedder = Store(data_dir), FakeEmbedder()
    with store.writing():
        catalog = Catalog(store.catalog)
        apply_update(
            store,
            catalog,
            ((str(archive), record) for record in scan_archive([archive], latest=NOW)),
            roots=[str(archive)],
            recipe=Recipe(embedder.space, PASSAGE_WORDS),
            make_embedder=lambda: embedder,
            now=NOW,
            report=lambda phase, done, total: None,
        )
        catalog.close()


@pytest.mark.slow
def test_a_month_fed_week_by_week_with_edits_and_removals_is_one_build(shared: Path, tmp_path: Path) -> None:
    chance = random.Random(11)
    news, archive = articles_of(shared), tmp_path / "archive"
    held: list[dict[str, Any]] = []
    edited = removed = 0
    for start, end in zip(WEEKS, (*WEEKS[1:], "99"), strict=True):
        held += [article for article in news if f"{MONTH}-{start}" <= article["published_at"][:10] < f"{MONTH}-{end}"]
        for article in chance.sample(held, len(held) // 20):
            article["text"] += f" This story was corrected in week {start}."
            edited += 1
        gone = {article["id"] for article in chance.sample(held, len(held) // 25)}
        held = [article for article in held if article["id"] not in gone]
        removed += len(gone)
        write(archive, held)
        index(tmp_path / "weekly", archive)
    index(tmp_path / "once", archive)
    assert edited > 100
    assert removed > 50
    assert differences(state_of(tmp_path / "weekly"), state_of(tmp_path / "once")) == []
    assert faults(tmp_path / "weekly") == []
