import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from conftest import NOW, PASSAGE_WORDS, REPOSITORY, FakeEmbedder, index_articles, make_article, scanned

from corpus.article import Article, Mark, Rejected, short_hash
from index.build import EMBED_BATCH, MOST_SMALL_VOLUMES, Report
from index.catalog import Catalog, Seen
from index.chunk import chunk_article
from index.embed import Embedder, Vectors
from index.errors import IndexOutdated, ModelError, StoreError
from index.generation import Part, Store
from index.keywords import KeywordIndex
from index.ledger import Ledger, forgotten_key
from index.passage import Query
from index.recipe import Recipe, embedded_text, text_key
from index.retrieve import Retriever
from index.stage import Stage
from index.update import UpdateReport, forget, take_all
from index.vectors import Volume

FERRY = make_article(id="ferry", title="Ferry", text="The ferry hit the pier. Twelve were hurt.")
RAIN = make_article(id="rain", title="Rain", text="Rain fell on Monday.")
FOG = make_article(id="fog", title="Fog", text="Fog rose over the harbour.")
REPORT = UpdateReport(
    added=0,
    replaced=0,
    removed=0,
    unchanged=0,
    moved=0,
    withheld=0,
    rejected=0,
    articles=0,
    passages=0,
    embedded=0,
    seconds=0,
    generation=1,
)


def run(data_dir: Path, *articles: Article | Rejected, **options: object) -> UpdateReport:
    """Index articles; the seconds are left out, so that reports can be compared."""
    return replace(
        index_articles(data_dir, articles, **{"embedder": FakeEmbedder(), **options}),  # type: ignore[arg-type]
        seconds=0,
    )


def no_embedder() -> Embedder:
    raise ModelError("there is no model here")


def held(data_dir: Path) -> dict[str, str]:
    """What a reader finds of each article: its passages, joined."""
    store, catalog = Store(data_dir), Catalog(data_dir / "catalog.sqlite")
    current = store.current()
    numbers = catalog.numbers(current.recipe_number, current.number)
    passages = list(catalog.each(current.recipe_number, current.number, numbers))
    catalog.close()
    assert sorted(KeywordIndex(store.keywords(current.number)).ids()) == [passage.id for passage in passages]
    articles: dict[str, str] = {}
    for passage in sorted(passages, key=lambda passage: passage.start):
        articles[passage.article.id] = f"{articles.get(passage.article.id, '')} {passage.text}".strip()
    return articles


def vectors(data_dir: Path) -> dict[str, bytes]:
    """The vector of each passage of the volumes, by passage id."""
    found: dict[str, bytes] = {}
    for part in Store(data_dir).current().volumes:
        volume = Volume(Store(data_dir).volume(part.name))
        found |= {passage_id: row.tobytes() for passage_id, row in zip(volume.ids(), volume.vectors(), strict=True)}
        volume.close()
    return found


def asked(data_dir: Path, question: str) -> list[str]:
    retriever = Retriever(Store(data_dir), FakeEmbedder(), passages_per_article=2)
    evidence = retriever.retrieve(Query(question)).evidence
    retriever.close()
    return [one.passage.article.text for one in evidence]


def test_articles_are_added_replaced_removed_or_left(tmp_path: Path) -> None:
    assert run(tmp_path, FERRY, RAIN) == replace(REPORT, added=2, articles=2, passages=2, embedded=2)
    changed = replace(FERRY, text="Thirteen were hurt.")
    assert run(tmp_path, changed, FOG, Rejected("bad.txt", None, "empty")) == replace(
        REPORT, added=1, replaced=1, removed=1, rejected=1, articles=2, passages=2, embedded=2, generation=3
    )  # the second generation, and a third that is tidier
    assert held(tmp_path) == {"ferry": "Thirteen were hurt.", "fog": "Fog rose over the harbour."}
    current = Store(tmp_path).current()
    assert (current.articles, current.passages, current.first, current.last) == (2, 2, FOG.published, FOG.published)
    assert current.indexed_at == NOW


def test_a_run_that_changes_nothing_does_nothing(tmp_path: Path) -> None:
    run(tmp_path, FERRY, RAIN)
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    report = run(tmp_path, RAIN, FERRY, make_embedder=no_embedder)
    assert report == replace(REPORT, unchanged=2, articles=2, passages=2)
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


def test_moving_a_record_changes_nothing(tmp_path: Path) -> None:
    run(tmp_path, FERRY)
    moved = replace(FERRY, path="elsewhere.jsonl", line=77)
    report = run(tmp_path, moved, make_embedder=no_embedder)
    assert report == replace(REPORT, unchanged=1, moved=1, articles=1, passages=1)


def test_a_changed_article_takes_the_place_of_the_old_one_at_once(tmp_path: Path) -> None:
    run(tmp_path, FERRY, RAIN)
    assert asked(tmp_path, "Were twelve hurt by the ferry?")[0] == FERRY.text
    run(tmp_path, replace(FERRY, text="The ferry hit nothing. Twelve is not a number."), RAIN)
    assert FERRY.text not in asked(tmp_path, "Were twelve hurt by the ferry?")


def test_unchanged_passages_of_a_changed_article_are_not_embedded_again(tmp_path: Path) -> None:
    paragraphs = [" ".join(f"{word}{number}" for number in range(30)) + "." for word in ("one", "two", "three")]
    old = make_article(text="\n\n".join(paragraphs))
    new = replace(old, text="\n\n".join([*paragraphs[:2], paragraphs[2].replace("three7", "four7")]))
    assert run(tmp_path, old) == replace(REPORT, added=1, articles=1, passages=3, embedded=3)
    embedder = FakeEmbedder()
    assert run(tmp_path, new, embedder=embedder) == replace(
        REPORT, replaced=1, articles=1, passages=3, embedded=1, generation=3
    )
    assert embedder.embedded == 1


def test_an_article_without_words_is_held_without_passages(tmp_path: Path) -> None:
    report = run(tmp_path, RAIN, make_article(id="empty", text=""))
    assert report == replace(REPORT, added=2, articles=2, passages=1, embedded=1)


def test_an_archive_may_become_empty(tmp_path: Path) -> None:
    run(tmp_path, FERRY)
    assert run(tmp_path) == replace(REPORT, removed=1, generation=3)
    assert held(tmp_path) == {}
    assert asked(tmp_path, "ferry") == []
    assert run(tmp_path, FERRY) == replace(REPORT, added=1, articles=1, passages=1, embedded=1, generation=4)
    assert asked(tmp_path, "ferry") == [FERRY.text]


MANY = [make_article(id=f"many{number}", text=f"Word{number} was printed.") for number in range(8)]


def test_an_article_that_comes_back_is_found_again(tmp_path: Path) -> None:
    run(tmp_path, *MANY, FERRY)
    run(tmp_path, *MANY)
    assert asked(tmp_path, "ferry pier twelve hurt")[:1] != [FERRY.text]
    run(tmp_path, *MANY, FERRY)
    assert asked(tmp_path, "ferry pier twelve hurt")[0] == FERRY.text
    assert held(tmp_path) == {article.id: article.text for article in [*MANY, FERRY]}


def test_an_article_that_changes_back_is_found_as_it_was(tmp_path: Path) -> None:
    run(tmp_path, *MANY, FERRY)
    run(tmp_path, *MANY, replace(FERRY, text="The ferry was late."))
    run(tmp_path, *MANY, FERRY)
    assert held(tmp_path) == {article.id: article.text for article in [*MANY, FERRY]}


def test_an_article_that_comes_back_while_a_reader_holds_its_first_version_is_found(tmp_path: Path) -> None:
    run(tmp_path, *MANY, FERRY)
    _, lease = Store(tmp_path).lease()
    run(tmp_path, *MANY)
    run(tmp_path, *MANY, FERRY)
    assert held(tmp_path) == {article.id: article.text for article in [*MANY, FERRY]}
    lease.close()
    run(tmp_path, *MANY, FERRY, FOG)
    assert held(tmp_path) == {article.id: article.text for article in [*MANY, FERRY, FOG]}


OLDER = replace(FERRY, text="Ten were hurt.", line=3, updated=datetime(2023, 3, 15, tzinfo=UTC))
NEWEST = replace(FERRY, text="Twelve were hurt.", line=7, updated=datetime(2023, 3, 16, tzinfo=UTC))


def rejected(data_dir: Path) -> list[Rejected]:
    catalog = Catalog(data_dir / "catalog.sqlite")
    found = catalog.rejected()
    catalog.close()
    return found


@pytest.mark.parametrize("records", [(OLDER, NEWEST), (NEWEST, OLDER)])
def test_of_two_records_with_one_id_the_newest_wins(tmp_path: Path, records: tuple[Article, Article]) -> None:
    assert run(tmp_path, *records) == replace(REPORT, added=1, rejected=1, articles=1, passages=1, embedded=1)
    assert held(tmp_path) == {"ferry": "Twelve were hurt."}
    reason = "same id 'ferry' as courier.jsonl:7, which is newer and was kept"
    assert rejected(tmp_path) == [Rejected("courier.jsonl", 3, reason)]


def test_of_three_records_with_one_id_the_newest_wins(tmp_path: Path) -> None:
    run(tmp_path, FERRY, OLDER)
    assert run(tmp_path, OLDER, NEWEST, FERRY) == replace(
        REPORT, replaced=1, rejected=2, articles=1, passages=1, embedded=1, generation=3
    )
    assert held(tmp_path) == {"ferry": "Twelve were hurt."}
    assert [one.line for one in rejected(tmp_path)] == [3, 1]


def test_of_two_equally_new_records_the_later_one_wins(tmp_path: Path) -> None:
    run(tmp_path, FERRY, replace(FERRY, text="Later.", line=2))
    assert held(tmp_path) == {"ferry": "Later."}


def test_the_same_record_twice_is_one_article(tmp_path: Path) -> None:
    report = run(tmp_path, FERRY, replace(FERRY, line=2))
    assert report == replace(REPORT, added=1, articles=1, passages=1, embedded=1)


def test_a_rival_of_an_unchanged_record_changes_nothing(tmp_path: Path) -> None:
    run(tmp_path, FERRY)
    older = replace(FERRY, text="Ten were hurt.", published=datetime(2020, 1, 1, tzinfo=UTC))
    for records in ((older, FERRY), (FERRY, older)):
        assert run(tmp_path, *records) == replace(REPORT, unchanged=1, rejected=1, articles=1, passages=1)
    assert held(tmp_path) == {"ferry": FERRY.text}


def test_articles_of_other_roots_are_left_alone(tmp_path: Path) -> None:
    run(tmp_path, FERRY, roots=["/one"])
    assert run(tmp_path, RAIN, roots=["/two"]) == replace(
        REPORT, added=1, articles=2, passages=2, embedded=1, generation=2
    )
    assert run(tmp_path, roots=["/two"]) == replace(REPORT, removed=1, articles=1, passages=1, generation=4)
    assert held(tmp_path) == {"ferry": FERRY.text}
    assert run(tmp_path, FOG, roots=["/two", "/one"]) == replace(
        REPORT, added=1, removed=1, articles=1, passages=1, embedded=1, generation=6
    )


# -- recipes ------------------------------------------------------------------------------------------------------


def test_another_recipe_is_refused_until_the_index_is_rebuilt(tmp_path: Path) -> None:
    run(tmp_path, FERRY)
    with pytest.raises(IndexOutdated) as caught:
        run(tmp_path, FERRY, RAIN, embedder=FakeEmbedder("fake@2"), passage_words=30)
    assert str(caught.value) == (
        "the index was built with another recipe (embedding model fake@1 -> fake@2, words a passage 40 -> 30): "
        "run `backissue index --rebuild`, or set it back"
    )
    assert held(tmp_path) == {"ferry": FERRY.text}
    assert run(tmp_path, FERRY, RAIN, embedder=FakeEmbedder("fake@2"), passage_words=30, rebuild=True) == replace(
        REPORT, added=1, unchanged=1, articles=2, passages=2, embedded=2, generation=2
    )
    assert Store(tmp_path).current().recipe.space == "fake@2"
    assert held(tmp_path) == {"ferry": FERRY.text, "rain": RAIN.text}


def test_a_rebuild_needs_no_model_where_everything_is_embedded(tmp_path: Path) -> None:
    run(tmp_path, FERRY, RAIN)
    before = vectors(tmp_path)
    assert run(tmp_path, FERRY, RAIN, rebuild=True, make_embedder=no_embedder) == replace(
        REPORT, unchanged=2, articles=2, passages=2, generation=2
    )
    assert vectors(tmp_path) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage",
    [
        "volumes/000001-0/ids.npy",
        "volumes/000001-0/vectors.npy",
        "generations/000001/lease",
        "generations/000001/keywords/meta.json",
    ],
)
def test_the_next_run_makes_again_what_is_damaged(tmp_path: Path, damage: str) -> None:
    run(tmp_path, FERRY, RAIN)
    (tmp_path / damage).unlink()
    with pytest.raises(StoreError, match="index --rebuild"):
        asked(tmp_path, "ferry")
    run(tmp_path, FERRY, RAIN, make_embedder=no_embedder)
    assert asked(tmp_path, "ferry")[0] == FERRY.text
    assert held(tmp_path) == {"ferry": FERRY.text, "rain": RAIN.text}


def test_a_rebuild_makes_a_damaged_manifest_again(tmp_path: Path) -> None:
    run(tmp_path, FERRY, RAIN)
    (tmp_path / "generations" / "000001" / "manifest.json").write_text("{")
    with pytest.raises(StoreError, match="index --rebuild"):
        run(tmp_path, FERRY, FOG)
    run(tmp_path, FERRY, RAIN, rebuild=True, make_embedder=no_embedder)
    assert held(tmp_path) == {"ferry": FERRY.text, "rain": RAIN.text}


def test_what_cannot_be_read_now_is_not_gone(tmp_path: Path) -> None:
    kept = make_article(id="kept", path="secret/2020/a.txt")
    gone = make_article(id="gone", path="open/a.txt")
    run(tmp_path, kept, gone)
    report = run(tmp_path, Rejected("secret", None, "cannot be read: Permission denied"))
    assert (report.removed, report.rejected) == (1, 1)
    assert set(held(tmp_path)) == {"kept"}


def test_where_an_article_stands_is_kept_up_to_date(tmp_path: Path) -> None:
    run(tmp_path, FERRY, roots=["a"])
    moved = replace(FERRY, path="other.jsonl", line=7)
    report = run(tmp_path, moved, roots=["b"], make_embedder=no_embedder)
    assert (report.unchanged, report.moved) == (1, 1)
    catalog = Catalog(tmp_path / "catalog.sqlite", reading=True)
    assert catalog.article("ferry", 1) == moved
    catalog.close()
    # It belongs to b now: a run over a does not take it away.
    assert run(tmp_path, roots=["a"], make_embedder=no_embedder).removed == 0


def story(path: str, text: str) -> Article:
    """An article whose record names no id: it has that of its place."""
    derived = frozenset({Mark.ID_DERIVED})
    return make_article(id=f"news/{path}", path=path, source="news", text=text, line=None, marks=derived)


def test_the_same_place_in_two_folders_with_other_words_is_two_articles(tmp_path: Path) -> None:
    first, second = story("a.txt", "The first story."), story("a.txt", "Another story.")
    run(tmp_path, first, roots=["/p/2021/news"])
    report = run(tmp_path, second, roots=["/p/2022/news"])
    assert (report.added, report.replaced, report.rejected, report.articles) == (1, 0, 0, 2)
    other = f"news/a.txt#{short_hash(second.record_hash)}"
    assert held(tmp_path) == {"news/a.txt": "The first story.", other: "Another story."}


def test_a_folder_takes_over_from_the_folders_inside_it_and_its_articles_keep_their_ids(tmp_path: Path) -> None:
    run(tmp_path, story("a.txt", "The first story."), roots=["/p/news"])
    report = run(tmp_path, story("news/a.txt", "The first story."), roots=["/p"], make_embedder=no_embedder)
    assert report == replace(REPORT, unchanged=1, moved=1, articles=1, passages=1)
    assert held(tmp_path) == {"news/a.txt": "The first story."}


def test_an_article_in_a_renamed_file_is_the_same_article_and_nothing_is_embedded(tmp_path: Path) -> None:
    run(tmp_path, story("a.txt", "The first story."))
    report = run(tmp_path, story("b.txt", "The first story."), make_embedder=no_embedder)
    assert report == replace(REPORT, unchanged=1, moved=1, articles=1, passages=1)
    report = run(tmp_path, story("b.txt", "The first story."), story("a.txt", "Another story."))
    newcomer = f"news/a.txt#{short_hash(story('a.txt', 'Another story.').record_hash)}"
    assert (report.added, report.unchanged, report.moved) == (1, 1, 0)
    assert held(tmp_path) == {"news/a.txt": "The first story.", newcomer: "Another story."}


def test_of_an_archive_that_is_suddenly_empty_everything_is_kept_until_it_is_believed(tmp_path: Path) -> None:
    run(tmp_path, FERRY, RAIN)
    assert run(tmp_path, max_removals=0.5) == replace(REPORT, withheld=2, articles=2, passages=2)
    assert held(tmp_path) == {"ferry": FERRY.text, "rain": RAIN.text}
    report = run(tmp_path, FERRY, RAIN, max_removals=0.5, make_embedder=no_embedder)
    assert report == replace(REPORT, unchanged=2, articles=2, passages=2)
    run(tmp_path, max_removals=0.5)
    assert run(tmp_path, max_removals=1.0).removed == 2
    assert held(tmp_path) == {}


def test_an_old_version_leaves_a_line_of_history_and_nothing_else(tmp_path: Path) -> None:
    days = [NOW + timedelta(days=day) for day in range(3)]
    edited = replace(FERRY, text="A most peculiar zeppelin.")
    for day, article in zip(days, (FERRY, edited, FERRY), strict=True):
        run(tmp_path, article, now=day)
    catalog = Catalog(tmp_path / "catalog.sqlite")
    assert catalog.seen("ferry") == [
        Seen(FERRY.content_hash, "Ferry", days[0], days[0]),
        Seen(edited.content_hash, "Ferry", days[1], days[1]),
        Seen(FERRY.content_hash, "Ferry", days[2], None),
    ]
    assert [len(catalog.select(f"SELECT * FROM {table}")) for table in ("history", "versions", "texts")] == [2, 1, 1]
    assert len(catalog.select("SELECT * FROM embeddings")) == len(catalog.select("SELECT * FROM passages")) == 1
    catalog.close()


def told(data_dir: Path, articles: Sequence[Article], size: int = 0) -> list[tuple[int, int | None]]:
    """What is told while an archive is read into a catalog: how far it is, and of how many records."""
    calls: list[tuple[int, int | None]] = []
    catalog = Catalog(data_dir / "catalog.sqlite")
    with catalog.transaction():
        stage = Stage(Ledger(catalog), ["archive"], 1, NOW)
        records = [("archive", scanned(article)) for article in articles]  # of one byte each
        take_all(stage, records, size, lambda phase, done, total: calls.append((done, total)), full=False)
        stage.finish(1.0)
    catalog.close()
    return calls


def test_how_many_records_there_will_be_is_told_from_the_size_of_the_archive_or_from_the_last_run(
    tmp_path: Path,
) -> None:
    assert told(tmp_path, [FERRY, RAIN, FOG], size=3) == [(1, 3), (2, 3), (3, None), (3, 3)]
    assert told(tmp_path, [FERRY, RAIN], size=1000) == [(1, 3), (2, 3), (2, 2)]
    assert told(tmp_path, [FERRY, RAIN, FOG]) == [(1, 2), (2, None), (3, None), (3, 3)]
    (tmp_path / "new").mkdir()
    assert told(tmp_path / "new", [FERRY, RAIN]) == [(1, None), (2, None), (2, 2)]
    assert told(tmp_path / "new", []) == [(0, 0)]


def test_a_full_run_reads_everything_again(tmp_path: Path) -> None:
    run(tmp_path, FERRY, RAIN)
    assert run(tmp_path, FERRY, RAIN, full=True, make_embedder=no_embedder) == replace(
        REPORT, unchanged=2, articles=2, passages=2
    )


# -- failures -----------------------------------------------------------------------------------------------------


class Failing(FakeEmbedder):
    """Stops working after a number of batches."""

    def __init__(self, batches: int) -> None:
        super().__init__()
        self._left = batches

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if not self._left:
            raise ModelError("out of memory")
        self._left -= 1
        return super().embed_passages(texts)


def long_archive(count: int) -> list[Article]:
    return [make_article(id=f"a{number}", title="", text=f"Story{number} happened.") for number in range(count)]


def test_after_a_failure_the_current_generation_answers_and_the_work_done_is_kept(tmp_path: Path) -> None:
    run(tmp_path, FERRY)
    archive = [RAIN, *long_archive(3 * EMBED_BATCH)]
    with pytest.raises(ModelError):
        run(tmp_path, *archive, embedder=Failing(batches=2))
    assert asked(tmp_path, "ferry") == [FERRY.text]
    assert held(tmp_path) == {"ferry": FERRY.text}
    report = run(tmp_path, *archive)
    assert report.embedded == len(archive) - 2 * EMBED_BATCH
    assert (report.added, report.removed, report.passages) == (len(archive), 1, len(archive))


def test_a_failure_while_reading_changes_nothing(tmp_path: Path) -> None:
    run(tmp_path, FERRY)

    def archive() -> list[Article]:
        raise OSError("disk on fire")

    with pytest.raises(StoreError, match="disk on fire"):
        index_articles(tmp_path, (article for _ in range(2) for article in archive()), embedder=FakeEmbedder())
    assert run(tmp_path, FERRY, make_embedder=no_embedder) == replace(REPORT, unchanged=1, articles=1, passages=1)


CHILD = """
import sys, time
from pathlib import Path
from conftest import FakeEmbedder, index_articles
from test_update import RAIN, FERRY, long_archive

class Slow(FakeEmbedder):
    def embed_passages(self, texts):
        print("batch", flush=True)
        if self.embedded >= 3 * len(texts):
            time.sleep(60)  # the fourth; this is where it is killed
        return super().embed_passages(texts)

index_articles(Path(sys.argv[1]), [FERRY, RAIN, *long_archive(400)], embedder=Slow())
"""


@pytest.mark.slow
def test_a_killed_run_loses_one_batch_at_most_and_never_disturbs_readers(tmp_path: Path) -> None:
    data_dir, undisturbed = tmp_path / "killed", tmp_path / "undisturbed"
    run(data_dir, FERRY)
    reader = Retriever(Store(data_dir), FakeEmbedder(), passages_per_article=2)
    tests = REPOSITORY / "tests"
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(data_dir)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), str(tests / "index")])},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    for _ in range(4):
        assert child.stdout.readline() == "batch\n"
        assert [one.passage.article for one in reader.retrieve(Query("ferry")).evidence] == [FERRY]
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=10)
    assert [one.passage.article for one in reader.retrieve(Query("ferry")).evidence] == [FERRY]
    saved = embeddings(data_dir) - 1  # the ferry's was there before
    assert saved == 3 * EMBED_BATCH
    archive = [FERRY, RAIN, *long_archive(400)]
    report = run(data_dir, *archive)
    assert report == replace(
        REPORT, added=401, unchanged=1, articles=402, passages=402, embedded=401 - saved, generation=2
    )
    assert len(reader.retrieve(Query("story7 happened")).evidence) == 10
    reader.close()
    run(undisturbed, FERRY)
    run(undisturbed, *archive)
    assert vectors(data_dir) == vectors(undisturbed)
    assert held(data_dir) == held(undisturbed)


def embeddings(data_dir: Path) -> int:
    connection = sqlite3.connect(data_dir / "catalog.sqlite")
    (count,) = connection.execute("SELECT count(*) FROM embeddings").fetchone()
    connection.close()
    return int(count)


@pytest.mark.slow
@pytest.mark.parametrize(
    "leave",
    [
        lambda root: (root / "generations" / "000002" / "keywords").mkdir(parents=True),
        lambda root: (root / "volumes" / "000002-0" / "chroma").mkdir(parents=True),
        lambda root: (root / "current.new").write_text("2\n"),
    ],
)
def test_what_a_killed_run_left_is_no_obstacle(tmp_path: Path, leave: Callable[[Path], object]) -> None:
    run(tmp_path, FERRY)
    leave(tmp_path)
    assert run(tmp_path, FERRY, RAIN) == replace(
        REPORT, added=1, unchanged=1, articles=2, passages=2, embedded=1, generation=2
    )
    assert held(tmp_path) == {"ferry": FERRY.text, "rain": RAIN.text}


@pytest.mark.slow
def test_a_few_small_runs_leave_a_volume_each(tmp_path: Path) -> None:
    archive = long_archive(MOST_SMALL_VOLUMES + 1)
    names = []
    for count in range(1, MOST_SMALL_VOLUMES + 1):
        run(tmp_path, *archive[:count])
        names.append(f"{count:06d}-0")
        assert [part.name for part in Store(tmp_path).current().volumes] == names
    assert run(tmp_path, *archive).generation == MOST_SMALL_VOLUMES + 2  # one with what is new, one that is joined
    assert Store(tmp_path).current().volumes == (Part(f"{MOST_SMALL_VOLUMES + 2:06d}-0", len(archive), len(archive)),)


@pytest.mark.slow
def test_many_small_runs_join_their_volumes_and_give_what_one_large_run_gives(tmp_path: Path) -> None:
    archive = long_archive(12)
    for count in range(1, 13):
        run(tmp_path / "small", *archive[:count])
        assert len(Store(tmp_path / "small").current().volumes) <= MOST_SMALL_VOLUMES
    run(tmp_path / "large", *archive)
    assert held(tmp_path / "small") == held(tmp_path / "large")
    assert vectors(tmp_path / "small") == vectors(tmp_path / "large")


# -- what is forgotten --------------------------------------------------------------------------------------------


class DenseEmbedder(FakeEmbedder):
    """A vector that tells nothing but its text: any eight bytes of it are found nowhere else."""

    def embed_question(self, text: str) -> Vectors:
        drawn = np.random.default_rng(list(sha256(text.encode()).digest())).normal(size=64).astype(np.float32)
        unit: Vectors = drawn / np.linalg.norm(drawn)
        return unit


ZEPPELINS = [
    make_article(
        id="zeppelin",
        title="Zeppelin",
        author="Quirijn Xylander",
        source="Jabberwock Gazette",
        text=f"The zeppelin crossed. {word} passengers waved quixotically.",
    )
    for word in ("Vexatious", "Wuthering", "Yodelling")
]
NEIGHBOURS = [make_article(id=f"n{number}", title="", text=f"Neighbour{number} was printed.") for number in range(30)]
ZEPPELIN_KEY = (forgotten_key("id", "zeppelin"),) * 2


def traces() -> list[bytes]:
    """What must not be left of any version: parts of words, passage ids, hashes, pieces of vectors."""
    found = [b"eppelin", b"ylander", b"abberwock", b"uixotic", b"exatiou", b"utherin", b"odell"]
    for article in ZEPPELINS:
        (passage,) = chunk_article(article, PASSAGE_WORDS)
        vector = DenseEmbedder().embed_question(embedded_text(passage)).tobytes()
        found += [passage.id.encode(), text_key(embedded_text(passage)), article.content_hash.encode()]
        # Chroma may round a vector: then some of its pieces are as they were.
        found += [vector[start : start + 8] for start in range(0, len(vector) - 4, 4)]
    return found


def traced(data_dir: Path) -> dict[str, int]:
    """The files that hold traces, and how many kinds of them."""
    found: dict[str, int] = {}
    for path in sorted(data_dir.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            lower = raw.lower()
            count = sum(trace in raw or trace in lower for trace in traces())
            found |= {str(path.relative_to(data_dir)): count} if count else {}
    return found


def zeppelin_index(data_dir: Path, *articles: Article) -> UpdateReport:
    return run(data_dir, *NEIGHBOURS, *articles, embedder=DenseEmbedder())


def forget_articles(data_dir: Path, *article_ids: str, keys: Sequence[tuple[bytes, bytes]] = ()) -> int:
    """Forget articles as the command does; return the passages purged."""
    store = Store(data_dir)
    with store.writing():
        catalog = Catalog(store.catalog)
        try:
            return forget(store, catalog, article_ids, keys, now=NOW, report=lambda phase, done, total: None)
        finally:
            catalog.close()


def test_the_traces_of_an_article_are_found_while_it_is_there(tmp_path: Path) -> None:
    zeppelin_index(tmp_path, ZEPPELINS[0])
    found = {name.rpartition("/")[2].rpartition(".")[2] for name in traced(tmp_path)}
    assert {"sqlite", "npy", "bin", "sqlite3"} <= found


def test_of_a_forgotten_article_no_byte_is_left(tmp_path: Path) -> None:
    zeppelin_index(tmp_path, ZEPPELINS[0])
    assert forget_articles(tmp_path, "zeppelin", keys=[ZEPPELIN_KEY]) == 1
    assert traced(tmp_path) == {}
    assert set(held(tmp_path)) == {article.id for article in NEIGHBOURS}


def test_no_file_of_a_keyword_index_outlives_a_forgotten_article(tmp_path: Path) -> None:
    """tantivy compresses its words, so that they cannot be looked for."""
    zeppelin_index(tmp_path, ZEPPELINS[0])
    zeppelin_index(tmp_path, ZEPPELINS[1])
    before = segments(tmp_path)
    forget_articles(tmp_path, "zeppelin")
    assert before
    assert segments(tmp_path).isdisjoint(before)


def segments(data_dir: Path) -> set[str]:
    """The keyword files that are never written again, by their random names."""
    found = {path.name for path in data_dir.rglob("keywords/*") if not path.name.endswith(".lock")}
    return found - {"meta.json", ".managed.json"}


@pytest.mark.slow
def test_of_an_article_that_was_edited_again_and_again_no_byte_of_any_version_is_left(tmp_path: Path) -> None:
    for version in ZEPPELINS:
        zeppelin_index(tmp_path, version)
    assert forget_articles(tmp_path, "zeppelin", keys=[ZEPPELIN_KEY]) >= 1
    assert traced(tmp_path) == {}
    assert set(held(tmp_path)) == {article.id for article in NEIGHBOURS}


def test_of_an_article_that_was_removed_before_it_was_forgotten_no_byte_is_left(tmp_path: Path) -> None:
    zeppelin_index(tmp_path, ZEPPELINS[0])
    zeppelin_index(tmp_path)
    forget_articles(tmp_path, "zeppelin", keys=[ZEPPELIN_KEY])
    assert traced(tmp_path) == {}
    catalog = Catalog(tmp_path / "catalog.sqlite")
    assert catalog.seen("zeppelin") == []
    catalog.close()


@pytest.mark.slow
def test_older_generations_that_are_still_read_go_with_a_forgotten_article(tmp_path: Path) -> None:
    zeppelin_index(tmp_path, ZEPPELINS[0])
    _, first = Store(tmp_path).lease()
    zeppelin_index(tmp_path, ZEPPELINS[1])
    _, second = Store(tmp_path).lease()
    zeppelin_index(tmp_path, ZEPPELINS[2])
    assert len(Store(tmp_path).published()) == 3
    forget_articles(tmp_path, "zeppelin", keys=[ZEPPELIN_KEY])
    assert traced(tmp_path) == {}
    assert Store(tmp_path).published() == [Store(tmp_path).current_number()]
    first.close()
    second.close()


def test_what_a_run_that_was_killed_left_of_a_forgotten_article_goes_too(tmp_path: Path) -> None:
    zeppelin_index(tmp_path, ZEPPELINS[0])
    _, lease = Store(tmp_path).lease()
    zeppelin_index(tmp_path, ZEPPELINS[1])
    lease.close()
    (tmp_path / "current").write_text("1\n")  # as if it had been killed before the pointer moved
    forget_articles(tmp_path, "zeppelin", keys=[ZEPPELIN_KEY])
    assert traced(tmp_path) == {}
    assert set(held(tmp_path)) == {article.id for article in NEIGHBOURS}


@pytest.mark.slow
def test_a_forgotten_article_does_not_come_back_with_the_next_run(tmp_path: Path) -> None:
    zeppelin_index(tmp_path, ZEPPELINS[0])
    forget_articles(tmp_path, "zeppelin", keys=[ZEPPELIN_KEY])
    for version in ZEPPELINS:
        report = zeppelin_index(tmp_path, version)
        assert (report.added, report.unchanged, report.rejected, report.articles) == (0, 30, 1, 30)
        reason = "forgotten on 2026-01-01; `backissue forget --undo ARTICLE_ID` lets it come back"
        assert rejected(tmp_path) == [Rejected("courier.jsonl", 1, reason)]
        assert traced(tmp_path) == {}
    catalog = Catalog(tmp_path / "catalog.sqlite")
    with catalog.transaction():
        assert Ledger(catalog).allow_again(forgotten_key("id", "zeppelin"))
    catalog.close()
    assert zeppelin_index(tmp_path, ZEPPELINS[0]).added == 1


def test_forgetting_needs_no_model_and_leaves_the_vectors_of_others_as_they_were(tmp_path: Path) -> None:
    zeppelin_index(tmp_path, ZEPPELINS[0])
    before = vectors(tmp_path)
    (passage,) = chunk_article(ZEPPELINS[0], PASSAGE_WORDS)
    forget_articles(tmp_path, "zeppelin")
    assert vectors(tmp_path) == {key: vector for key, vector in before.items() if key != passage.id}


def test_volumes_that_never_held_a_forgotten_article_are_not_written_again(tmp_path: Path) -> None:
    run(tmp_path, *NEIGHBOURS, embedder=DenseEmbedder())
    zeppelin_index(tmp_path, ZEPPELINS[0])
    forget_articles(tmp_path, "zeppelin")
    assert Store(tmp_path).current().volumes == (Part("000001-0", 30, 30),)


def test_all_articles_may_be_forgotten(tmp_path: Path) -> None:
    run(tmp_path, ZEPPELINS[0], embedder=DenseEmbedder())
    forget_articles(tmp_path, "zeppelin", keys=[ZEPPELIN_KEY])
    assert traced(tmp_path) == {}
    assert held(tmp_path) == {}
    assert run(tmp_path, FERRY, embedder=DenseEmbedder()).added == 1


def test_what_was_damaged_is_made_again_without_the_forgotten_article(tmp_path: Path) -> None:
    zeppelin_index(tmp_path, ZEPPELINS[0])
    (tmp_path / "volumes" / "000001-0" / "numbers.npy").unlink()
    forget_articles(tmp_path, "zeppelin", keys=[ZEPPELIN_KEY])
    assert traced(tmp_path) == {}
    assert set(held(tmp_path)) == {article.id for article in NEIGHBOURS}


def test_a_reader_goes_on_and_no_longer_finds_a_forgotten_article(tmp_path: Path) -> None:
    run(tmp_path, *NEIGHBOURS, ZEPPELINS[0])
    reader = Retriever(Store(tmp_path), FakeEmbedder(), passages_per_article=2)
    query = Query("The zeppelin crossed.", top_k=100)
    assert reader.retrieve(query).evidence[0].passage.article == ZEPPELINS[0]
    forget_articles(tmp_path, "zeppelin")
    assert {one.passage.article.id for one in reader.retrieve(query).evidence} == {article.id for article in NEIGHBOURS}
    assert not reader.holds("zeppelin")
    assert traced(tmp_path) == {}
    reader.close()


@pytest.mark.slow
def test_readers_go_on_while_articles_are_forgotten(tmp_path: Path) -> None:
    run(tmp_path, *NEIGHBOURS, ZEPPELINS[0])
    reader = Retriever(Store(tmp_path), FakeEmbedder(), passages_per_article=2)
    done = threading.Event()

    def ask() -> int:
        asked = 0
        while not done.is_set() or not asked:
            assert reader.retrieve(Query("Neighbour7 was printed.")).evidence[0].passage.article == NEIGHBOURS[7]
            asked += 1
        return asked

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        forget_articles(tmp_path, "zeppelin")
        for number in range(3):
            forget_articles(tmp_path, f"n{number}")
        done.set()
        assert all(thread.result() for thread in asking)
    assert len(held(tmp_path)) == 27
    reader.close()


def interrupted_purge(data_dir: Path) -> None:
    """Carry out the first step of forgetting and no other."""
    catalog = Catalog(data_dir / "catalog.sqlite")
    with catalog.transaction():
        Ledger(catalog).purge(["zeppelin"], NOW)
        Ledger(catalog).note_forgotten([ZEPPELIN_KEY], NOW)
    catalog.close()


def is_purging(data_dir: Path) -> bool:
    catalog = Catalog(data_dir / "catalog.sqlite")
    purging = Ledger(catalog).is_purging()
    catalog.close()
    return purging


@pytest.mark.slow
def test_a_purge_that_was_interrupted_is_finished_by_the_next_run(tmp_path: Path) -> None:
    for version in ZEPPELINS:
        zeppelin_index(tmp_path, version)
    interrupted_purge(tmp_path)
    assert is_purging(tmp_path)
    assert traced(tmp_path)
    report = zeppelin_index(tmp_path, ZEPPELINS[2])
    assert (report.unchanged, report.rejected, report.embedded) == (30, 1, 0)
    assert traced(tmp_path) == {}
    assert set(held(tmp_path)) == {article.id for article in NEIGHBOURS}
    assert not is_purging(tmp_path)


@pytest.mark.slow
def test_a_purge_that_was_interrupted_is_finished_by_the_next_one(tmp_path: Path) -> None:
    for version in ZEPPELINS:
        zeppelin_index(tmp_path, version)
    interrupted_purge(tmp_path)
    forget_articles(tmp_path, "n0")
    assert traced(tmp_path) == {}
    assert set(held(tmp_path)) == {article.id for article in NEIGHBOURS[1:]}
    assert not is_purging(tmp_path)


def test_an_article_of_an_interrupted_purge_is_not_found_and_nothing_fails(tmp_path: Path) -> None:
    run(tmp_path, *NEIGHBOURS, ZEPPELINS[0])
    reader = Retriever(Store(tmp_path), FakeEmbedder(), passages_per_article=2)
    interrupted_purge(tmp_path)
    found = reader.retrieve(Query("The zeppelin crossed.", top_k=100)).evidence
    assert {one.passage.article.id for one in found} == {article.id for article in NEIGHBOURS}
    reader.close()
    assert "zeppelin" not in asked_ids(tmp_path, "The zeppelin crossed.")


def asked_ids(data_dir: Path, question: str) -> list[str]:
    reader = Retriever(Store(data_dir), FakeEmbedder(), passages_per_article=2)
    evidence = reader.retrieve(Query(question, top_k=100)).evidence
    reader.close()
    return [one.passage.article.id for one in evidence]


def interrupted_at(wanted: str) -> Report:
    def report(phase: str, done: int, total: int | None) -> None:
        if phase == wanted:
            raise KeyboardInterrupt

    return report


@pytest.mark.slow
@pytest.mark.parametrize("phase", ["write embeddings", "write keywords"])
def test_a_purge_that_was_interrupted_while_writing_is_finished_by_the_next_run(tmp_path: Path, phase: str) -> None:
    zeppelin_index(tmp_path, ZEPPELINS[0])
    store = Store(tmp_path)
    with store.writing():
        catalog = Catalog(store.catalog)
        with pytest.raises(KeyboardInterrupt):
            forget(store, catalog, ["zeppelin"], [ZEPPELIN_KEY], now=NOW, report=interrupted_at(phase))
        catalog.close()
    assert is_purging(tmp_path)
    zeppelin_index(tmp_path, ZEPPELINS[0])
    assert traced(tmp_path) == {}
    assert not is_purging(tmp_path)
    assert set(held(tmp_path)) == {article.id for article in NEIGHBOURS}


def test_nothing_is_purged_from_an_index_of_an_earlier_version(tmp_path: Path) -> None:
    """It would take every passage of it along: they belong to a recipe that this version does not build."""
    zeppelin_index(tmp_path, ZEPPELINS[0])
    [manifest] = tmp_path.glob("generations/*/manifest.json")
    values = json.loads(manifest.read_text())
    del values["recipe"]["named"]
    manifest.write_text(json.dumps(values))
    with pytest.raises(IndexOutdated, match="run `backissue index --rebuild`"):
        forget_articles(tmp_path, "zeppelin")
    catalog = Catalog(tmp_path / "catalog.sqlite")
    assert catalog.select("SELECT count(*) FROM versions WHERE article_id = 'zeppelin'") == [(1,)]
    catalog.close()


def test_a_recipe_of_the_first_release_is_written_as_it_was_then() -> None:
    first = Recipe.from_values({"space": "fake@1", "passage_words": 150, "chunking": 2, "header": 1})
    assert first.to_json() == '{"chunking": 2, "header": 1, "passage_words": 150, "space": "fake@1"}'
    assert Recipe.from_json(first.to_json()) == first
