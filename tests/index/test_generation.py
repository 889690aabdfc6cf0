import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexBusy, IndexMissing, StoreError
from index.generation import (
    Generation,
    Part,
    Store,
    generation_from_json,
    generation_to_json,
    volume_name,
)
from index.recipe import Recipe

MOMENTS = st.one_of(st.none(), st.datetimes(timezones=st.just(UTC)))
GENERATIONS = st.builds(
    Generation,
    number=st.integers(1),
    recipe=st.builds(Recipe, st.text(), st.integers(), st.integers(), st.integers()),
    recipe_number=st.integers(1),
    volumes=st.lists(st.builds(Part, st.text(), st.integers(), st.integers())).map(tuple),
    dead=st.integers(0),
    articles=st.integers(0),
    passages=st.integers(0),
    first=MOMENTS,
    last=MOMENTS,
    indexed_at=st.datetimes(timezones=st.just(UTC)),
)
FIRST = Generation(
    number=1,
    recipe=Recipe("fake@1", 40),
    recipe_number=1,
    volumes=(Part("000001-0", 3, 3),),
    dead=0,
    articles=2,
    passages=3,
    first=datetime(1912, 4, 15, tzinfo=UTC),
    last=None,
    indexed_at=NOW,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def generation(number: int, *volumes: str) -> Generation:
    names = volumes or (volume_name(number, 0),)
    return replace(FIRST, number=number, volumes=tuple(Part(name, 3, 3) for name in names))


def publish(store: Store, published: Generation) -> Generation:
    store.keywords(published.number).mkdir(parents=True)
    (store.keywords(published.number) / "meta.json").write_text("{}")
    for part in published.volumes:
        if not store.volume(part.name).exists():
            store.volume(part.name).mkdir(parents=True)
            (store.volume(part.name) / "vectors.npy").write_bytes(bytes(100))
    store.publish(published)
    return published


def on_disk(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@given(GENERATIONS)
def test_a_manifest_comes_back(written: Generation) -> None:
    assert generation_from_json(generation_to_json(written)) == written


def test_without_a_generation_the_index_is_missing(store: Store) -> None:
    assert store.current_number() == 0
    assert store.published() == []
    with pytest.raises(IndexMissing) as caught:
        store.lease()
    assert str(caught.value) == f"nothing is indexed in {store.root}: run `backissue index PATH` first"


def test_what_is_published_is_current(store: Store) -> None:
    first = publish(store, generation(1))
    assert (store.current_number(), store.current(), store.published()) == (1, first, [1])
    second = publish(store, generation(2, "000001-0", "000002-0"))
    assert (store.current_number(), store.current(), store.published()) == (2, second, [1, 2])
    assert store.read(1) == first
    assert on_disk(store.root) == ["current", "generations", "volumes"]


def test_a_generation_without_readers_goes_with_the_volumes_that_only_it_named(store: Store) -> None:
    publish(store, generation(1, "000001-0"))
    publish(store, generation(2, "000001-0", "000002-0"))
    publish(store, generation(3, "000002-0"))
    assert store.remove_unread() == [3]
    assert (on_disk(store.generations), on_disk(store.volumes)) == (["000003"], ["000002-0"])


def test_a_generation_stays_while_it_is_read(store: Store) -> None:
    first = publish(store, generation(1))
    read, lease = store.lease()
    again, second_lease = store.lease()
    assert read == again == first
    publish(store, generation(2))
    assert store.remove_unread() == [1, 2]
    lease.close()
    assert store.remove_unread() == [1, 2]
    second_lease.close()
    assert store.remove_unread() == [2]
    assert (on_disk(store.generations), on_disk(store.volumes)) == (["000002"], ["000002-0"])


def test_the_current_generation_stays_without_readers(store: Store) -> None:
    publish(store, generation(1))
    assert store.remove_unread() == [1]


def test_what_was_never_published_is_removed(store: Store) -> None:
    publish(store, generation(1))
    store.keywords(2).mkdir(parents=True)
    store.volume("000002-0").mkdir()
    store.volume("000002-1").mkdir()
    store.discard_unpublished()
    assert (on_disk(store.generations), on_disk(store.volumes)) == (["000001"], ["000001-0"])


def test_what_was_written_but_not_yet_pointed_to_is_not_current(store: Store, tmp_path: Path) -> None:
    """Killed between the manifest and the pointer."""
    first = publish(store, generation(1))
    publish(store, generation(2))
    (store.root / "current").write_text("1\n")
    assert (store.current(), store.published()) == (first, [1])
    store.discard_unpublished()
    assert on_disk(store.generations) == ["000001"]


@pytest.mark.slow
def test_readers_never_fail_while_generations_come_and_go(store: Store) -> None:
    publish(store, generation(1))
    done, failures = threading.Event(), []

    def read() -> None:
        while not done.is_set():
            try:
                leased, file = store.lease()
                if not store.volume(leased.volumes[0].name).exists():
                    failures.append(f"no volume of {leased.number}")
                file.close()
            except StoreError as error:
                failures.append(str(error))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(2, 40):
        publish(store, generation(number))
        store.remove_unread()
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []


@pytest.mark.parametrize("pointer", ["", "seven", "\x00\xff", None])
def test_without_a_pointer_the_newest_generation_is_current(store: Store, pointer: str | None) -> None:
    publish(store, generation(1))
    publish(store, generation(2))
    (store.root / "current").unlink() if pointer is None else (store.root / "current").write_text(pointer)
    assert store.current() == generation(2)


@pytest.mark.parametrize("manifest", ["", "{", "[]", "{}", '{"recipe": {}}', None])
def test_a_damaged_manifest_is_a_store_error(store: Store, manifest: str | None) -> None:
    publish(store, generation(1))
    path = store.generations / "000001" / "manifest.json"
    if manifest is None:
        path.unlink()
    else:
        path.write_text(manifest)
    with pytest.raises(StoreError, match=r"manifest.json cannot be read: .* \(`backissue index --rebuild`\)"):
        store.current()


# -- intact or not ------------------------------------------------------------------------------------------------


def test_what_is_published_is_sealed_and_stays_intact(store: Store) -> None:
    first = publish(store, generation(1))
    assert store.is_intact(first)
    second = publish(store, generation(2, "000001-0", "000002-0"))
    assert store.is_intact(first)
    assert store.is_intact(second)


def remove_folder(path: Path) -> None:
    shutil.rmtree(path)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def beside(path: Path) -> None:
    (path / "stray.bin").write_bytes(b"")


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("generations/000001/keywords/meta.json", Path.unlink),
        ("generations/000001/keywords/meta.json", cut_short),
        ("generations/000001/keywords", remove_folder),
        ("generations/000001/keywords", beside),
        ("generations/000001/lease", Path.unlink),
        ("generations/000001/manifest.json", cut_short),
        ("generations/000001/files.json", Path.unlink),
        ("generations/000001/files.json", cut_short),
        ("volumes/000001-0/vectors.npy", Path.unlink),
        ("volumes/000001-0/vectors.npy", cut_short),
        ("volumes/000001-0/files.json", Path.unlink),
        ("volumes/000001-0", beside),
        ("volumes/000001-0", remove_folder),
    ],
)
def test_a_file_that_is_missing_added_or_of_another_size_is_noticed(
    store: Store, name: str, damage: Callable[[Path], None]
) -> None:
    first = publish(store, generation(1))
    damage(store.root / name)
    assert not store.is_intact(first)


@pytest.mark.parametrize("name", ["keywords/.tantivy-meta.lock", "lease"])
def test_what_readers_touch_does_not_count(store: Store, name: str) -> None:
    first = publish(store, generation(1))
    (store.generations / "000001" / name).touch()
    (store.volume("000001-0") / "chroma.sqlite3").write_text("Chroma writes where it reads")
    (store.volume("000001-0") / "chroma.sqlite3-wal").write_text("and beside it")
    assert store.is_intact(first)


def test_a_volume_is_sealed_once_and_its_damage_stays_visible_to_later_generations(store: Store) -> None:
    publish(store, generation(1))
    (store.volume("000001-0") / "vectors.npy").write_bytes(b"")
    second = publish(store, generation(2, "000001-0", "000002-0"))
    assert not store.is_intact(second)


def test_generations_go_at_once_where_they_must_though_they_are_read(store: Store) -> None:
    publish(store, generation(1))
    _, lease = store.lease()
    publish(store, generation(2))
    assert store.remove_unread() == [1, 2]
    assert store.remove_unread(at_once=True) == [2]
    assert (on_disk(store.generations), on_disk(store.volumes)) == (["000002"], ["000002-0"])
    lease.close()
    read, lease = store.lease()
    assert read.number == 2
    lease.close()


def test_a_removal_that_was_interrupted_is_finished(store: Store) -> None:
    publish(store, generation(1))
    publish(store, generation(2))
    (store.generations / "000001" / "manifest.json").unlink()
    assert store.published() == [2]
    assert store.remove_unread() == [2]
    assert (on_disk(store.generations), on_disk(store.volumes)) == (["000002"], ["000002-0"])


def test_a_generation_goes_though_files_come_into_it_meanwhile(store: Store) -> None:
    """As the locks do of one who opens a keyword index just then."""
    publish(store, generation(1))
    publish(store, generation(2))
    folder = store.keywords(1)
    folder.mkdir(parents=True, exist_ok=True)

    def come_and_go() -> None:
        with suppress(FileNotFoundError):
            for number in range(100):
                (folder / f"{number}.lock").touch()
                time.sleep(0.001)

    for number in range(500):
        (folder / f"{number}.idx").touch()
    visitor = threading.Thread(target=come_and_go)
    visitor.start()
    assert store.remove_unread() == [2]
    visitor.join()
    assert on_disk(store.generations) == ["000002"]


# -- what a monitor asks ------------------------------------------------------------------------------------------


def test_what_two_generations_share_takes_room_once(store: Store) -> None:
    publish(store, generation(1))
    before = store.disk_bytes()
    assert before >= 100
    os.link(store.keywords(1) / "meta.json", store.root / "linked")
    assert store.disk_bytes() == before
    (store.root / "large").write_bytes(os.urandom(1_000_000))
    assert store.disk_bytes() >= before + 1_000_000


def test_a_folder_in_good_order_has_no_trouble(store: Store) -> None:
    publish(store, generation(1))
    assert store.trouble() == []
    assert store.writer() == ("", False)
    with store.writing():
        assert store.trouble() == []


def test_a_full_disk_is_trouble(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(store, generation(1))
    monkeypatch.setattr("index.generation.LITTLE_ROOM", shutil.disk_usage(store.root).total + 1)
    (trouble,) = store.trouble()
    assert trouble.startswith("only ")
    assert trouble.endswith(f" MB are free on the disk of {store.root}")


# -- one writer ---------------------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from index.generation import Store
with Store(Path(sys.argv[1])).writing():
    print("writing", flush=True)
    sys.stdin.readline()
"""


def start_writer(store: Store) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(store.root)]
    writer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "writing\n"
    return writer


def test_a_second_writer_is_told_who_is_first(store: Store) -> None:
    writer = start_writer(store)
    with pytest.raises(IndexBusy) as caught, store.writing():
        pass
    message = str(caught.value)
    assert message.startswith(f"the index is being written by process {writer.pid} since 20")
    assert message.endswith(" UTC: wait for it to end")
    writer.communicate("done\n", timeout=10)
    with store.writing():
        pass


def test_a_killed_writer_frees_the_lock(store: Store) -> None:
    writer = start_writer(store)
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=10)
    with store.writing():
        assert str(os.getpid()) in (store.root / "lock").read_text()


def test_it_is_known_who_writes_and_that_the_last_writer_was_killed(store: Store) -> None:
    assert store.writer() == ("", False)
    writer = start_writer(store)
    holder, writes = store.writer()
    assert writes
    assert holder.startswith(f"process {writer.pid} since 20")
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=10)
    assert store.writer() == (holder, False)
    assert store.trouble() == [f"the last run was killed ({holder}); the next one goes on from there"]
    with store.writing():
        assert store.writer()[0].startswith(f"process {os.getpid()} since 20")
    assert store.writer() == ("", False)
    assert store.trouble() == []


def test_one_who_only_looks_does_not_keep_a_writer_out(store: Store) -> None:
    with store.writing():
        pass
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            store.writer()

    looking = threading.Thread(target=look)
    looking.start()
    for _ in range(50):
        with store.writing():
            pass
    done.set()
    looking.join()


def test_two_writers_in_one_process_are_two_writers(store: Store) -> None:
    with store.writing(), pytest.raises(IndexBusy), Store(store.root).writing():
        pass


def test_a_folder_that_cannot_be_written_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StoreError, match=r"cannot write in .*: Not a directory"),
        Store(tmp_path / "file" / "x").writing(),
    ):
        pass
