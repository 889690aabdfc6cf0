from collections import Counter
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.article import short_hash
from index.identity import Name, identify
from index.ledger import Known

# Few of each, so that names, places, words and ids meet all the time.
ROOTS, PLACES, WORDS = st.sampled_from("RS"), st.sampled_from("abc"), st.sampled_from("123")
NAMES = st.tuples(ROOTS, PLACES)
FOUND = st.dictionaries(NAMES, WORDS, max_size=6)
IDS = st.one_of(PLACES, st.tuples(PLACES, WORDS).map(lambda pair: new_id(*pair)), st.just("named"))


def new_id(place: str, words: str) -> str:
    """The id of a newcomer to a place whose id is taken."""
    return f"{place}#{short_hash(words)}"


def article(root: str, place: str, words: str) -> Known:
    """An article that stands at a place; without a place, one whose record names its id."""
    return Known(f"content of {words}", root, place, words if place else "", place, None)


@st.composite
def archives(draw: st.DrawFn) -> dict[str, Known]:
    """Known articles: ids and places are anyone's, but no two of them stand at one place."""
    held: dict[str, Known] = {}
    places = draw(st.dictionaries(IDS, st.one_of(NAMES, st.none()), max_size=6))
    taken = set[Name]()
    for article_id, name in places.items():
        if name is None:
            held[article_id] = article("R", "", "")
        elif name not in taken:
            held[article_id] = article(*name, draw(WORDS))
            taken.add(name)
    return held


@st.composite
def readings(draw: st.DrawFn) -> tuple[dict[Name, str], dict[str, Known], set[str], set[str]]:
    """What a run found, what was known, which of that it looked for, and which ids its records named."""
    known = draw(archives())
    found = draw(FOUND)
    read = {key for key in known if draw(st.booleans())}
    # What stands at a place that was found was looked for.
    read |= {key for key, item in known.items() if (item.root, item.place) in found}
    given_ids = draw(st.sets(IDS, max_size=2))
    return found, known, read, given_ids


def kept_in_place(found: dict[Name, str], known: dict[str, Known], given_ids: set[str]) -> dict[Name, str]:
    """The records that are what stood in their place, word for word."""
    return {
        (item.root, item.place): key
        for key, item in known.items()
        if item.place and key not in given_ids and found.get((item.root, item.place)) == item.record_hash
    }


@given(readings())
@example(({("R", "a"): "1", ("S", "a"): "1", ("T", "a"): "1"}, {}, set(), set()))
def test_every_record_gets_an_id_of_its_own(
    reading: tuple[dict[Name, str], dict[str, Known], set[str], set[str]],
) -> None:
    found, known, read, given_ids = reading
    ids = identify(found, known, read, given_ids)
    assert ids.keys() == found.keys()
    assert [key for key, count in Counter(ids.values()).items() if count > 1] == []


@given(readings())
def test_no_record_gets_an_id_that_another_record_names(
    reading: tuple[dict[Name, str], dict[str, Known], set[str], set[str]],
) -> None:
    found, known, read, given_ids = reading
    assert set(identify(found, known, read, given_ids).values()).isdisjoint(given_ids)


@given(readings())
def test_what_stands_where_it_stood_with_its_words_keeps_its_id(
    reading: tuple[dict[Name, str], dict[str, Known], set[str], set[str]],
) -> None:
    found, known, read, given_ids = reading
    ids = identify(found, known, read, given_ids)
    assert kept_in_place(found, known, given_ids).items() <= ids.items()


@given(readings())
def test_a_known_id_is_given_for_its_words_or_for_its_place(
    reading: tuple[dict[Name, str], dict[str, Known], set[str], set[str]],
) -> None:
    found, known, read, given_ids = reading
    for name, key in identify(found, known, read, given_ids).items():
        if key in known:
            assert known[key].place
            assert found[name] == known[key].record_hash or name == (known[key].root, known[key].place)


@given(readings())
def test_no_article_is_given_up_while_a_record_with_its_words_is_called_new(
    reading: tuple[dict[Name, str], dict[str, Known], set[str], set[str]],
) -> None:
    found, known, read, given_ids = reading
    ids = identify(found, known, read, given_ids)
    new = {found[name] for name, key in ids.items() if key not in known}
    given_up = {key for key in read - given_ids - set(ids.values()) if known[key].place}
    assert [key for key in sorted(given_up) if known[key].record_hash in new] == []


@given(readings(), st.randoms())
def test_ids_do_not_depend_on_the_order_in_which_records_are_found(
    reading: tuple[dict[Name, str], dict[str, Known], set[str], set[str]], random: Random
) -> None:
    found, known, read, given_ids = reading
    names, keys = list(found), list(known)
    random.shuffle(names)
    random.shuffle(keys)
    shuffled = identify({name: found[name] for name in names}, {key: known[key] for key in keys}, read, given_ids)
    assert shuffled == identify(found, known, read, given_ids)


@given(FOUND)
def test_the_next_run_over_the_same_archive_finds_the_same_articles(found: dict[Name, str]) -> None:
    ids = identify(found, {}, set())
    known = {ids[name]: article(*name, words) for name, words in found.items()}
    assert identify(found, known, set(known)) == ids


# -- by hand ------------------------------------------------------------------------------------------------------

A, B = article("R", "a", "1"), article("R", "b", "2")


@pytest.mark.parametrize(
    ("found", "known", "ids"),
    [
        pytest.param({("R", "a"): "1"}, {}, {("R", "a"): "a"}, id="a first run"),
        pytest.param({("R", "a"): "1"}, {"a": A}, {("R", "a"): "a"}, id="nothing changed"),
        pytest.param({("R", "b"): "1"}, {"a": A}, {("R", "b"): "a"}, id="a renamed file"),
        pytest.param({("R", "sports/a"): "1"}, {"a": A}, {("R", "sports/a"): "a"}, id="a file in another folder"),
        pytest.param({("R", "a"): "9"}, {"a": A}, {("R", "a"): "a"}, id="a text that was edited"),
        pytest.param({("R", "b"): "9"}, {"a": A}, {("R", "b"): "b"}, id="edited and renamed at once: a new article"),
        pytest.param(
            {("R", "a"): "9", ("R", "b"): "1"},
            {"a": A},
            {("R", "a"): new_id("a", "9"), ("R", "b"): "a"},
            id="latest.txt becomes latest.1.txt and a new latest.txt comes",
        ),
        pytest.param(
            {("R", "a"): "9", ("R", "b"): "1", ("R", "c"): "2"},
            {"a": A, "b": B},
            {("R", "a"): new_id("a", "9"), ("R", "b"): "a", ("R", "c"): "b"},
            id="all files roll on by one",
        ),
        pytest.param(
            {("R", "a"): "2", ("R", "b"): "1"},
            {"a": A, "b": B},
            {("R", "a"): "b", ("R", "b"): "a"},
            id="two files change places",
        ),
        pytest.param(
            {("R", "a"): "1", ("R", "b"): "1"},
            {"a": A},
            {("R", "a"): "a", ("R", "b"): "b"},
            id="a copy beside its original is an article of its own",
        ),
        pytest.param(
            {("R", "b"): "1", ("R", "c"): "1"},
            {"a": A},
            {("R", "b"): "a", ("R", "c"): "c"},
            id="of two copies of what is gone, the first by name is it",
        ),
        pytest.param(
            {("R", "c"): "1", ("R", "d"): "1"},
            {"a": A, "b": article("R", "b", "1")},
            {("R", "c"): "a", ("R", "d"): "b"},
            id="two copies move, in the order of their names",
        ),
        pytest.param(
            {("R", "b"): "1"},
            {"a": A, "b": B},
            {("R", "b"): "a"},
            id="a file is moved over another one: the words tell",
        ),
        pytest.param(
            {("R", "a"): "1", ("S", "a"): "2"},
            {},
            {("R", "a"): "a", ("S", "a"): new_id("a", "2")},
            id="a newcomer to a place of which another root has the id",
        ),
        pytest.param(
            {("R", "a"): "1", ("S", "a"): "1"},
            {"a": A},
            {("R", "a"): "a", ("S", "a"): new_id("a", "1")},
            id="the same file in two roots is two articles",
        ),
        pytest.param(
            {("R", "a"): "9"},
            {"a": article("", "", "")},
            {("R", "a"): new_id("a", "9")},
            id="a place whose id a record names is no newcomer's",
        ),
    ],
)
def test_identities_by_hand(found: dict[Name, str], known: dict[str, Known], ids: dict[Name, str]) -> None:
    assert identify(found, known, set(known)) == ids


def test_a_root_that_was_moved_as_a_whole_takes_its_articles_along_though_it_was_not_looked_for() -> None:
    known = {"a": A, "b": B}
    assert identify({("S", "a"): "1", ("S", "b"): "2"}, known, set()) == {("S", "a"): "a", ("S", "b"): "b"}


def test_words_alone_do_not_move_what_was_not_looked_for() -> None:
    assert identify({("S", "c"): "1"}, {"a": A}, set()) == {("S", "c"): "c"}
    # The place is the same, the words are not: another article.
    assert identify({("S", "a"): "9"}, {"a": A}, set()) == {("S", "a"): new_id("a", "9")}


def test_copies_in_a_root_that_was_moved_as_a_whole_keep_their_ids() -> None:
    known = {"b": article("R", "b", "1"), "c": article("R", "c", "1")}
    assert identify({("S", "a"): "1", ("S", "b"): "1"}, known, set(known)) == {("S", "a"): "c", ("S", "b"): "b"}


def test_an_id_that_a_record_names_is_taken_from_the_place() -> None:
    assert identify({("R", "a"): "1"}, {"a": A}, {"a"}, {"a"}) == {("R", "a"): new_id("a", "1")}


def test_a_newcomer_meets_the_id_of_an_earlier_newcomer_to_the_same_place() -> None:
    """Three folders with the same file, and a newcomer whose words an earlier one had before it was edited."""
    ids = identify({("R", "a"): "1", ("S", "a"): "1", ("T", "a"): "1"}, {}, set())
    assert len(set(ids.values())) == 3
    moved_and_edited = {"a": article("R", "b", "1"), new_id("a", "2"): article("R", "c", "3")}
    found = {("R", "b"): "1", ("R", "c"): "3", ("R", "a"): "2"}
    ids = identify(found, moved_and_edited, set(moved_and_edited))
    assert len(set(ids.values())) == 3
