import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from conftest import NOW, REPOSITORY, FakeEmbedder, index_articles, make_article
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Rejected
from index.build import EMBED_BATCH, plan_volumes
from index.catalog import Catalog
from index.embed import Embedder, Vectors
from index.errors import IndexOutdated, ModelError, StoreError
from index.generation import Store
from index.keywords import KeywordIndex
from index.passage import Query
from index.retrieve import Retriever
from index.update import UpdatePlan, UpdateReport, plan_update
from index.vectors import Volume

IDS = st.sampled_from("abcdefgh")
HASHES = st.dictionaries(IDS, st.sampled_from(["1", "2"]))


@given(HASHES, HASHES, st.data())
def test_a_plan_puts_every_article_where_it_belongs(
    found: dict[str, str], known: dict[str, str], data: st.DataObject
) -> None:
    missing_from = data.draw(st.frozensets(st.sampled_from(sorted(known)))) if known else frozenset()
    plan = plan_update(found, known, missing_from)
    assert plan.added | plan.replaced | plan.unchanged == found.keys()
    assert len(plan.added) + len(plan.replaced) + len(plan.unchanged) == len(found)
    assert plan.added.isdisjoint(known)
    assert all(found[key] != known[key] for key in plan.replaced)
    assert all(found[key] == known[key] for key in plan.unchanged)
    assert plan.removed == missing_from - found.keys()


def test_a_plan_by_hand() -> None:
    found, known = {"new": "1", "changed": "2", "same": "3"}, {"changed": "1", "same": "3", "gone": "4", "else": "5"}
    assert plan_update(found, known, {"changed", "same", "gone"}) == UpdatePlan(
        added=frozenset({"new"}),
        replaced=frozenset({"changed"}),
        removed=frozenset({"gone"}),
        unchanged=frozenset({"same"}),
    )


VOLUMES = st.dictionaries(
    st.integers(1, 99).map(lambda number: f"{number:06d}"),
    st.integers(1, 5000).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))),
)


@given(VOLUMES, st.integers(0, 5000))
def test_volumes_are_chosen_once_and_among_those_there_are(live: dict[str, tuple[int, int]], added: int) -> None:
    chosen = plan_volumes(live, added)
    assert chosen == sorted(set(chosen))
    assert set(chosen) <= live.keys()
    assert plan_volumes(live, added) == chosen


@given(VOLUMES, st.integers(0, 5000))
def test_a_volume_of_which_much_is_dead_is_written_again(live: dict[str, tuple[int, int]], added: int) -> None:
    dead = {name for name, (used, size) in live.items() if used < size * 0.75}
    assert dead <= set(plan_volumes(live, added))


@pytest.mark.parametrize(
    ("live", "added", "chosen"),
    [
        ({}, 10, []),
        ({"1": (100, 100)}, 0, []),
        ({"1": (100, 100)}, 10, []),
        ({"1": (20, 20)}, 10, ["1"]),
        ({"1": (21, 21)}, 10, []),
        ({"1": (60, 60), "2": (20, 20), "3": (1000, 1000)}, 10, ["1", "2"]),
        ({"1": (1000, 1000), "2": (74, 100)}, 0, ["2"]),
        ({"1": (100, 100), "2": (74, 100)}, 0, ["1", "2"]),
        ({"1": (0, 100)}, 0, ["1"]),
    ],
)
def test_volumes_by_hand(live: dict[str, tuple[int, int]], added: int, chosen: list[str]) -> None:
    assert plan_volumes(live, added) == chosen


@settings(max_examples=10)
@given(st.lists(st.integers(1, 50), min_size=1000, max_size=1000))
def test_volumes_stay_few_and_passages_are_seldom_written_again(additions: list[int]) -> None:
    volumes: dict[str, tuple[int, int]] = {}
    written = 0
    for number, added in enumerate(additions):
        chosen = plan_volumes(volumes, added)
        size = added + sum(volumes[name][0] for name in chosen)
        volumes = {name: held for name, held in volumes.items() if name not in chosen} | {str(number): (size, size)}
        written += size
        assert len(volumes) <= np.log2(sum(held for held, _ in volumes.values())) + 1
    assert written <= sum(additions) * (np.log2(sum(additions)) + 1)


# -- the job, end to end ------------------------------------------------------------------------------------------

FERRY = make_article(id="ferry", title="Ferry", text="The ferry hit the pier. Twelve were hurt.")
RAIN = make_article(id="rain", title="Rain", text="Rain fell on Monday.")
FOG = make_article(id="fog", title="Fog", text="Fog rose over the harbour.")
REPORT = UpdateReport(
    added=0,
    replaced=0,
    removed=0,
    unchanged=0,
    rejected=0,
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
    ids = catalog.passage_ids(current.recipe_number, current.number)
    articles: dict[str, str] = {}
    for passage in catalog.passages_in_order(current.recipe_number, current.number, ids):
        articles[passage.article.id] = f"{articles.get(passage.article.id, '')} {passage.text}".strip()
    catalog.close()
    assert sorted(KeywordIndex(store.keywords(current.number)).ids()) == sorted(ids)
    return articles


def vectors(data_dir: Path) -> dict[str, bytes]:
    """The vector of each passage of the volumes, by passage id."""
    found: dict[str, bytes] = {}
    for name in Store(data_dir).current().volumes:
        volume = Volume(Store(data_dir).volume(name))
        found |= {passage_id: row.tobytes() for passage_id, row in zip(volume.ids(), volume.vectors(), strict=True)}
        volume.close()
    return found


def asked(data_dir: Path, question: str) -> list[str]:
    retriever = Retriever(Store(data_dir), FakeEmbedder(), passages_per_article=2)
    evidence = retriever.retrieve(Query(question))
    retriever.close()
    return [one.passage.article.text for one in evidence]


def test_articles_are_added_replaced_removed_or_left(tmp_path: Path) -> None:
    assert run(tmp_path, FERRY, RAIN) == replace(REPORT, added=2, passages=2, embedded=2)
    changed = replace(FERRY, text="Thirteen were hurt.")
    assert run(tmp_path, changed, FOG, Rejected("bad.txt", None, "empty")) == replace(
        REPORT, added=1, replaced=1, removed=1, rejected=1, passages=2, embedded=2, generation=2
    )
    assert held(tmp_path) == {"ferry": "Thirteen were hurt.", "fog": "Fog rose over the harbour."}
    current = Store(tmp_path).current()
    assert (current.articles, current.passages, current.first, current.last) == (2, 2, FOG.published, FOG.published)
    assert current.indexed_at == NOW


def test_a_run_that_changes_nothing_does_nothing(tmp_path: Path) -> None:
    run(tmp_path, FERRY, RAIN)
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    report = run(tmp_path, RAIN, FERRY, make_embedder=no_embedder)
    assert report == replace(REPORT, unchanged=2, passages=2)
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


def test_moving_a_record_changes_nothing(tmp_path: Path) -> None:
    run(tmp_path, FERRY)
    moved = replace(FERRY, path="elsewhere.jsonl", line=77)
    assert run(tmp_path, moved, make_embedder=no_embedder) == replace(REPORT, unchanged=1, passages=1)


def test_a_changed_article_takes_the_place_of_the_old_one_at_once(tmp_path: Path) -> None:
    run(tmp_path, FERRY, RAIN)
    assert asked(tmp_path, "Were twelve hurt by the ferry?")[0] == FERRY.text
    run(tmp_path, replace(FERRY, text="The ferry hit nothing. Twelve is not a number."), RAIN)
    assert FERRY.text not in asked(tmp_path, "Were twelve hurt by the ferry?")


def test_unchanged_passages_of_a_changed_article_are_not_embedded_again(tmp_path: Path) -> None:
    paragraphs = [" ".join(f"{word}{number}" for number in range(30)) + "." for word in ("one", "two", "three")]
    old = make_article(text="\n\n".join(paragraphs))
    new = replace(old, text="\n\n".join([*paragraphs[:2], paragraphs[2].replace("three7", "four7")]))
    assert run(tmp_path, old) == replace(REPORT, added=1, passages=3, embedded=3)
    embedder = FakeEmbedder()
    assert run(tmp_path, new, embedder=embedder) == replace(REPORT, replaced=1, passages=3, embedded=1, generation=2)
    assert embedder.embedded == 1


def test_an_article_without_words_is_held_without_passages(tmp_path: Path) -> None:
    assert run(tmp_path, RAIN, make_article(id="empty", text="")) == replace(REPORT, added=2, passages=1, embedded=1)


def test_an_archive_may_become_empty(tmp_path: Path) -> None:
    run(tmp_path, FERRY)
    assert run(tmp_path) == replace(REPORT, removed=1, generation=2)
    assert held(tmp_path) == {}
    assert asked(tmp_path, "ferry") == []
    assert run(tmp_path, FERRY) == replace(REPORT, added=1, passages=1, embedded=1, generation=3)
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
    assert run(tmp_path, *records) == replace(REPORT, added=1, rejected=1, passages=1, embedded=1)
    assert held(tmp_path) == {"ferry": "Twelve were hurt."}
    reason = "same id 'ferry' as courier.jsonl:7, which is newer and was kept"
    assert rejected(tmp_path) == [Rejected("courier.jsonl", 3, reason)]


def test_of_three_records_with_one_id_the_newest_wins(tmp_path: Path) -> None:
    run(tmp_path, FERRY, OLDER)
    assert run(tmp_path, OLDER, NEWEST, FERRY) == replace(
        REPORT, replaced=1, rejected=2, passages=1, embedded=1, generation=2
    )
    assert held(tmp_path) == {"ferry": "Twelve were hurt."}
    assert [one.line for one in rejected(tmp_path)] == [3, 1]


def test_of_two_equally_new_records_the_later_one_wins(tmp_path: Path) -> None:
    run(tmp_path, FERRY, replace(FERRY, text="Later.", line=2))
    assert held(tmp_path) == {"ferry": "Later."}


def test_the_same_record_twice_is_one_article(tmp_path: Path) -> None:
    assert run(tmp_path, FERRY, replace(FERRY, line=2)) == replace(REPORT, added=1, passages=1, embedded=1)


def test_a_rival_of_an_unchanged_record_changes_nothing(tmp_path: Path) -> None:
    run(tmp_path, FERRY)
    older = replace(FERRY, text="Ten were hurt.", published=datetime(2020, 1, 1, tzinfo=UTC))
    assert run(tmp_path, older, FERRY) == replace(REPORT, unchanged=1, rejected=1, passages=1)
    assert run(tmp_path, FERRY, older) == replace(REPORT, unchanged=1, rejected=1, passages=1)
    assert held(tmp_path) == {"ferry": FERRY.text}


def test_articles_of_other_roots_are_left_alone(tmp_path: Path) -> None:
    run(tmp_path, FERRY, roots=["/one"])
    assert run(tmp_path, RAIN, roots=["/two"]) == replace(REPORT, added=1, passages=2, embedded=1, generation=2)
    assert run(tmp_path, roots=["/two"]) == replace(REPORT, removed=1, passages=1, generation=3)
    assert held(tmp_path) == {"ferry": FERRY.text}
    assert run(tmp_path, FOG, roots=["/two", "/one"]) == replace(
        REPORT, added=1, removed=1, passages=1, embedded=1, generation=4
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
        REPORT, added=1, unchanged=1, passages=2, embedded=2, generation=2
    )
    assert Store(tmp_path).current().recipe.space == "fake@2"
    assert held(tmp_path) == {"ferry": FERRY.text, "rain": RAIN.text}


def test_a_rebuild_needs_no_model_where_everything_is_embedded(tmp_path: Path) -> None:
    run(tmp_path, FERRY, RAIN)
    before = vectors(tmp_path)
    assert run(tmp_path, FERRY, RAIN, rebuild=True, make_embedder=no_embedder) == replace(
        REPORT, unchanged=2, passages=2, generation=2
    )
    assert vectors(tmp_path) == before


@pytest.mark.parametrize("damage", ["volumes/000001/ids.npy", "volumes/000001/vectors.npy", "generations/000001/lease"])
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
    assert run(tmp_path, moved, roots=["b"], make_embedder=no_embedder).unchanged == 1
    catalog = Catalog(tmp_path / "catalog.sqlite", reading=True)
    assert catalog.article("ferry", 1) == moved
    # It belongs to b now: a run over a does not take it away.
    assert run(tmp_path, roots=["a"], make_embedder=no_embedder).removed == 0


def test_two_folders_cannot_overwrite_each_other(tmp_path: Path) -> None:
    first = make_article(id="news/a.txt", path="a.txt", text="The first story.")
    second = make_article(id="news/a.txt", path="a.txt", text="Another story.")
    run(tmp_path, first, roots=["/p/2021/news"])
    report = run(tmp_path, second, roots=["/p/2022/news"])
    assert (report.added, report.replaced, report.rejected) == (0, 0, 1)
    assert held(tmp_path) == {"news/a.txt": "The first story."}


def test_a_folder_takes_over_from_the_folders_inside_it(tmp_path: Path) -> None:
    run(tmp_path, make_article(id="news/a.txt", path="a.txt"), roots=["/p/2021/news"])
    report = run(tmp_path, make_article(id="2021/news/a.txt", path="2021/news/a.txt"), roots=["/p"])
    assert (report.added, report.removed, report.embedded) == (1, 1, 0)


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
    assert run(tmp_path, FERRY, make_embedder=no_embedder) == replace(REPORT, unchanged=1, passages=1)


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
        assert [one.passage.article for one in reader.retrieve(Query("ferry"))] == [FERRY]
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=10)
    assert [one.passage.article for one in reader.retrieve(Query("ferry"))] == [FERRY]
    saved = embeddings(data_dir) - 1  # the ferry's was there before
    assert saved == 3 * EMBED_BATCH
    archive = [FERRY, RAIN, *long_archive(400)]
    report = run(data_dir, *archive)
    assert report == replace(REPORT, added=401, unchanged=1, passages=402, embedded=401 - saved, generation=2)
    assert len(reader.retrieve(Query("story7 happened"))) == 10
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


@pytest.mark.parametrize(
    "leave",
    [
        lambda root: (root / "generations" / "000002" / "keywords").mkdir(parents=True),
        lambda root: (root / "volumes" / "000002" / "chroma").mkdir(parents=True),
        lambda root: (root / "current.new").write_text("2\n"),
    ],
)
def test_what_a_killed_run_left_is_no_obstacle(tmp_path: Path, leave: Callable[[Path], object]) -> None:
    run(tmp_path, FERRY)
    leave(tmp_path)
    assert run(tmp_path, FERRY, RAIN) == replace(REPORT, added=1, unchanged=1, passages=2, embedded=1, generation=2)
    assert held(tmp_path) == {"ferry": FERRY.text, "rain": RAIN.text}


def test_many_small_runs_give_what_one_large_run_gives(tmp_path: Path) -> None:
    archive = long_archive(12)
    for count in (1, 2, 6, 12):
        run(tmp_path / "small", *archive[:count])
    run(tmp_path / "large", *archive)
    assert held(tmp_path / "small") == held(tmp_path / "large")
    assert vectors(tmp_path / "small") == vectors(tmp_path / "large")
