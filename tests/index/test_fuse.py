from hypothesis import given
from hypothesis import strategies as st

from index.fuse import fuse, limit_each
from index.passage import Hit

# Passages are named by their article and a number: a1 and a2 are of article a.
NAMES = st.from_regex(r"[a-d][1-3]", fullmatch=True)
RANKINGS = st.lists(NAMES, unique=True).map(lambda names: ranked(*names))
WEIGHTED = st.lists(st.tuples(st.sampled_from([0.5, 0.8, 1.0, 2.0]), RANKINGS), max_size=4)


def ranked(*names: str) -> list[Hit]:
    """A ranking; the scores must not matter."""
    return [Hit(name, 1 / (7 + place)) for place, name in enumerate(names)]


def names(hits: list[Hit]) -> list[str]:
    return [hit.passage_id for hit in hits]


def test_one_ranking_keeps_its_order() -> None:
    assert fuse([(1.0, ranked("b1", "a1"))]) == [Hit("b1", 1 / 61), Hit("a1", 1 / 62)]


def test_a_passage_is_credited_for_its_rank_in_each_ranking() -> None:
    fused = fuse([(1.0, ranked("a1", "b1", "a2")), (0.5, ranked("b2", "a2"))])
    assert fused == [Hit("a2", 1 / 63 + 0.5 / 62), Hit("a1", 1 / 61), Hit("b1", 1 / 62), Hit("b2", 0.5 / 61)]


def test_nothing_found_gives_nothing() -> None:
    assert fuse([]) == []
    assert fuse([(1.0, []), (1.0, [])]) == []


def test_ties_are_broken_by_passage_id() -> None:
    assert names(fuse([(1.0, ranked("b1")), (1.0, ranked("a1"))])) == ["a1", "b1"]
    assert names(fuse([(1.0, ranked("a1")), (1.0, ranked("b1"))])) == ["a1", "b1"]


@given(WEIGHTED)
def test_fusion_ranks_what_was_found_by_score(weighted: list[tuple[float, list[Hit]]]) -> None:
    fused = fuse(weighted)
    assert sorted(names(fused)) == sorted({name for _, hits in weighted for name in names(hits)})
    assert fused == sorted(fused, key=lambda hit: (-hit.score, hit.passage_id))


@given(st.integers(0, 50), st.permutations(["twice", "twice", "once"]))
def test_a_passage_found_twice_beats_one_found_once_at_the_same_rank(rank: int, last: list[str]) -> None:
    rankings = [[*(f"{ranking}-{place}" for place in range(rank)), name] for ranking, name in enumerate(last)]
    fused = names(fuse([(1.0, ranked(*ranking)) for ranking in rankings]))
    assert fused.index("twice") < fused.index("once")


@given(WEIGHTED)
def test_the_order_of_the_rankings_does_not_matter(weighted: list[tuple[float, list[Hit]]]) -> None:
    forwards = {hit.passage_id: hit.score for hit in fuse(weighted)}
    backwards = {hit.passage_id: hit.score for hit in fuse(weighted[::-1])}
    assert forwards.keys() == backwards.keys()
    assert all(abs(forwards[name] - backwards[name]) < 1e-12 for name in forwards)


def test_at_most_a_few_of_each_are_kept_in_their_order() -> None:
    names = ["a1", "a2", "b1", "a3", "b2", "c1"]
    assert list(limit_each(names, lambda name: name[0], 2)) == ["a1", "a2", "b1", "b2", "c1"]
    assert list(limit_each(["a1", "a2", "b1"], lambda name: name[0], 1)) == ["a1", "b1"]
    assert list(limit_each([], str, 1)) == []


@given(st.lists(NAMES), st.integers(1, 4))
def test_limiting_twice_is_limiting_once(items: list[str], most: int) -> None:
    kept = list(limit_each(items, lambda name: name[0], most))
    assert list(limit_each(kept, lambda name: name[0], most)) == kept
    assert all(sum(name[0] == article for name in kept) <= most for article in "abcd")
