"""Years of small runs end where one build of the final archive would."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import NOW
from harness import at, index
from newsroom import Archive, add, edit, remove, small_days, stories, write
from programs import Order
from states import differences, faults, state_of

from index.build import MOST_SMALL_VOLUMES
from index.generation import Store


def weeks(count: int, each: int) -> list[Archive]:
    """An archive that is filed week by week; now and then a story is edited, withdrawn or brought back."""
    chance, found, gone = random.Random(count), list[Archive](), list[int]()
    current: Archive = {}
    for week in range(count):
        current = add(current, range(week * each, (week + 1) * each))
        current = edit(current, chance.sample(sorted(current), 4), edition=week + 2)
        if week % 3 == 2 and gone:
            current = add(current, [gone.pop(0)])
        withdrawn = chance.sample(sorted(current), 2)
        gone += withdrawn
        current = remove(current, withdrawn)
        found.append(current)
    return found


@pytest.mark.slow
def test_an_archive_that_is_fed_week_by_week(tmp_path: Path) -> None:
    order = Order(tmp_path / "data", tmp_path / "archive", tmp_path / "outcome.json")
    found = weeks(8, 12)
    for week, archive in enumerate(found):
        write(order.archive, archive)
        assert index(at(order, now=NOW + timedelta(weeks=week))).report
    fresh = at(order, data_dir=tmp_path / "fresh", now=NOW)
    assert index(fresh).report
    assert differences(state_of(order.data_dir), state_of(fresh.data_dir)) == []
    assert faults(order.data_dir) == []


@pytest.mark.slow
def test_a_hundred_small_runs(tmp_path: Path) -> None:
    order = Order(tmp_path / "data", tmp_path / "archive", tmp_path / "outcome.json")
    base = 900
    first: Archive = stories(range(base))
    store, most = Store(order.data_dir), 0
    for day, (_, archive) in enumerate([("base", first), *small_days(first, base, 100)]):
        write(order.archive, archive)
        assert index(at(order, now=NOW + timedelta(minutes=day))).report
        most = max(most, len(store.current().volumes))
        assert most <= MOST_SMALL_VOLUMES + 2, f"run {day}: {store.current().volumes}"
    fresh = at(order, data_dir=tmp_path / "fresh", now=NOW)
    assert index(fresh).report
    share = store.disk_bytes() / Store(fresh.data_dir).disk_bytes()
    print(f"at most {most} volumes; disk {share:.2f} times that of a fresh build")
    assert differences(state_of(order.data_dir), state_of(fresh.data_dir)) == []
    assert faults(order.data_dir) == []
    assert share < 1.5
