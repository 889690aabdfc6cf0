from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.build import LARGEST_VOLUME, LIVE_SHARE, MOST_SMALL_VOLUMES, Numbers, common, plan_merge, recount, sample
from index.generation import Part, volume_name

SIZES = st.one_of(st.integers(1, 60), st.integers(1, LARGEST_VOLUME))
COUNTS = SIZES.flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size)))
VOLUMES = st.lists(COUNTS, max_size=12).map(
    lambda counts: [Part(volume_name(number, 0), size, live) for number, (live, size) in enumerate(counts, start=1)]
)
NUMBERS = st.sets(st.integers(0, 30)).map(lambda numbers: np.array(sorted(numbers), dtype=np.int64))


def parts(*sizes: int | tuple[int, int]) -> list[Part]:
    """Volumes named 1, 2, 3 ... by their sizes, or by what is live of a size."""
    pairs = [size if isinstance(size, tuple) else (size, size) for size in sizes]
    return [Part(str(number), size, live) for number, (live, size) in enumerate(pairs, start=1)]


# -- which volumes are written again ------------------------------------------------------------------------------


@given(VOLUMES)
def test_volumes_are_chosen_once_and_among_those_there_are(volumes: list[Part]) -> None:
    chosen = plan_merge(volumes)
    assert chosen == sorted(set(chosen))
    assert set(chosen) <= {part.name for part in volumes}
    assert plan_merge(volumes[::-1]) == chosen


@given(VOLUMES)
def test_a_volume_of_which_much_is_dead_is_written_again(volumes: list[Part]) -> None:
    dead = {part.name for part in volumes if part.live < part.size * LIVE_SHARE}
    assert dead <= set(plan_merge(volumes))


@given(VOLUMES)
def test_only_where_small_volumes_are_many_are_they_joined(volumes: list[Part]) -> None:
    dead = {part.name for part in volumes if part.live < part.size * LIVE_SHARE}
    small = {part.name for part in volumes if part.live < LARGEST_VOLUME / 2}
    joined = set(plan_merge(volumes)) - dead
    assert joined <= small
    assert not joined or len(small | dead) > MOST_SMALL_VOLUMES


@given(VOLUMES)
def test_no_volume_is_written_as_it_is(volumes: list[Part]) -> None:
    chosen = [part for part in volumes if part.name in plan_merge(volumes)]
    assert len(chosen) != 1 or chosen[0].live < chosen[0].size


@given(st.lists(st.integers(1, 100), max_size=MOST_SMALL_VOLUMES))
def test_a_few_small_volumes_are_left_alone(sizes: list[int]) -> None:
    assert plan_merge(parts(*sizes)) == []


@pytest.mark.parametrize(
    ("volumes", "chosen"),
    [
        ([], []),
        (parts(100), []),
        (parts(10, 10, 10, 10, 10, 10), []),
        (parts(10, 10, 10, 10, 10, 10, 10), ["1", "2", "3", "4", "5", "6", "7"]),
        (parts(10, 20, 60, 180, 540, 1620, 4860), ["1", "2", "3", "4", "5", "6", "7"]),
        (parts(10, 20, 61, 180, 540, 1620, 4860), ["1", "2"]),
        (parts(10, 21, 60, 180, 540, 1620, 4860), []),
        (parts(5000, 10, 20, 60, 5000, 5000, 5000), ["2", "3", "4"]),
        (parts(10, 10, 10, 10, 10, 10, 10, 25_000, 50_000), ["1", "2", "3", "4", "5", "6", "7"]),
        (parts(10, 10, 10, 10, 10, 10, 25_000, 50_000), []),
        (parts(1000, (75, 100)), []),
        (parts(1000, (74, 100)), ["2"]),
        (parts((74, 100), (37_000, 50_000)), ["1", "2"]),
        (parts(10, 10, 10, 10, 10, 10, (74, 100)), ["1", "2", "3", "4", "5", "6", "7"]),
        # One that is far smaller than all others keeps them from nothing.
        (parts(1, 30, 30, 30, 30, 30, 30), ["2", "3", "4", "5", "6", "7"]),
        (parts(1, 3, 30, 30, 30, 5000, 5000), ["3", "4", "5"]),
    ],
)
def test_volumes_by_hand(volumes: list[Part], chosen: list[str]) -> None:
    assert plan_merge(volumes) == chosen


@settings(max_examples=10)
@given(st.lists(st.one_of(st.integers(1, 50), st.just(30)), min_size=1000, max_size=1000))
@example([1, *[30] * 999])
def test_volumes_stay_few_and_passages_are_seldom_written_again(additions: list[int]) -> None:
    volumes: list[Part] = []
    written = 0
    for number, added in enumerate(additions):
        volumes.append(Part(f"{number:06d}", added, added))
        written += added
        if chosen := plan_merge(volumes):
            size = sum(part.live for part in volumes if part.name in chosen)
            volumes = [part for part in volumes if part.name not in chosen] + [Part(f"{number:06d}+", size, size)]
            written += size
        total = sum(part.live for part in volumes)
        small = [part for part in volumes if part.live < LARGEST_VOLUME / 2]
        assert len(small) <= max(MOST_SMALL_VOLUMES, np.log2(total) + 1)
    assert written <= sum(additions) * (np.log2(sum(additions)) + 1)


# -- what a volume still holds ------------------------------------------------------------------------------------


@given(NUMBERS, NUMBERS)
def test_numbers_in_common_are_counted(one: Numbers, other: Numbers) -> None:
    assert common(one, other) == len(set(one.tolist()) & set(other.tolist())) == common(other, one)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_what_a_volume_holds_of_the_next_generation_is_counted(
    held: Numbers, live: Numbers, added: Numbers, retired: Numbers
) -> None:
    """By sets: of the passages in the volume, those that live; less the retired ones, and those that come back."""
    alive = set(live.tolist())
    gone, back = set(retired.tolist()) & alive, set(added.tolist()) - alive
    before = Part("1", len(held), len(alive & set(held.tolist())))
    after = recount(before, held, np.array(sorted(back), dtype=np.int64), np.array(sorted(gone), dtype=np.int64))
    assert after == replace(before, live=len(((alive - gone) | back) & set(held.tolist())))


@given(st.integers(0, 1000))
def test_a_sample_is_spread_evenly_and_starts_with_the_first(count: int) -> None:
    numbers = np.arange(count)
    taken = sample(numbers)
    assert len(taken) == count if count < 200 else 100 <= len(taken) < 200
    assert len(set(np.diff(taken).tolist())) <= 1
    assert taken[:1].tolist() == numbers[:1].tolist()
