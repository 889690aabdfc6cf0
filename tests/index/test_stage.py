from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from conftest import NOW, make_article, scanned
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.article import Article, Mark, Rejected, article_id, short_hash
from corpus.read import Scanned
from index.catalog import Catalog, Seen
from index.ledger import Ledger, Noted, forgotten_keys
from index.stage import Record, Stage, Staged, UpdatePlan, inside, is_unread, plan_update, withhold

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
    assert plan.withheld == frozenset()
    assert plan.changes == bool(plan.added or plan.replaced or plan.removed)


def test_a_plan_by_hand() -> None:
    found, known = {"new": "1", "changed": "2", "same": "3"}, {"changed": "1", "same": "3", "gone": "4", "else": "5"}
    assert plan_update(found, known, {"changed", "same", "gone"}) == UpdatePlan(
        added=frozenset({"new"}),
        replaced=frozenset({"changed"}),
        removed=frozenset({"gone"}),
        unchanged=frozenset({"same"}),
    )


# -- too much to be believed --------------------------------------------------------------------------------------


def removing(*article_ids: str) -> UpdatePlan:
    return UpdatePlan(frozenset({"new"}), frozenset({"edited"}), frozenset(article_ids), frozenset({"same"}))


@given(st.dictionaries(IDS, st.sampled_from("RST"), min_size=1), st.data(), st.floats(0, 1))
def test_removals_are_withheld_all_or_none(roots: dict[str, str], data: st.DataObject, most: float) -> None:
    plan = removing(*data.draw(st.frozensets(st.sampled_from(sorted(roots)))))
    kept = withhold(plan, roots, most)
    assert kept in (plan, replace(plan, removed=frozenset(), withheld=plan.removed))
    assert kept.changes  # what was added or edited is believed in any case


@given(st.dictionaries(IDS, st.sampled_from("RST"), min_size=1), st.data(), st.floats(0, 1), st.floats(0, 1))
def test_who_believes_more_removals_withholds_less(
    roots: dict[str, str], data: st.DataObject, one: float, other: float
) -> None:
    plan = removing(*data.draw(st.frozensets(st.sampled_from(sorted(roots)))))
    less, more = (withhold(plan, roots, most).withheld for most in sorted([one, other]))
    assert more <= less
    assert withhold(plan, roots, 1.0) == plan


@given(st.dictionaries(IDS, st.sampled_from("RST"), min_size=1), st.data())
def test_an_emptied_root_is_never_believed_unless_everything_is(roots: dict[str, str], data: st.DataObject) -> None:
    emptied = data.draw(st.sampled_from(sorted(roots.values())))
    gone = frozenset(key for key, root in roots.items() if root == emptied)
    assert withhold(removing(*gone), roots, 0.99).withheld == gone


@pytest.mark.parametrize(
    ("gone", "roots", "most", "withheld"),
    [
        ("", "RRRR", 0.0, False),
        ("a", "RRRR", 0.0, False),  # one article may always go
        ("ab", "RRRR", 0.49, True),
        ("ab", "RRRR", 0.5, False),
        ("abc", "RRRR", 0.5, True),
        ("abc", "RRRR", 0.99, False),
        ("abcd", "RRRR", 0.99, True),  # all of a root
        ("abcd", "RRRR", 1.0, False),
        ("a", "R", 0.5, True),
        ("a", "RSSSSSSS", 0.5, True),  # one of two roots is empty
        ("a", "RSSSSSSS", 1.0, False),
        ("ab", "RRSSSSSS", 0.5, True),
        ("ac", "RRSSSSSS", 0.25, False),
    ],
)
def test_removals_by_hand(gone: str, roots: str, most: float, withheld: bool) -> None:
    plan = removing(*gone)
    kept = withhold(plan, dict(zip("abcdefgh", roots, strict=False)), most)
    assert kept == (replace(plan, removed=frozenset(), withheld=frozenset(gone)) if withheld else plan)


# -- what stands where --------------------------------------------------------------------------------------------


def test_roots_inside_other_roots() -> None:
    held = {"/p/news", "/p/news/2021", "/p/newspaper", "/q"}
    assert inside(["/p/news"], held) == {"/p/news", "/p/news/2021"}
    assert inside(["/p", "/q/deeper"], held) == {"/p/news", "/p/news/2021", "/p/newspaper"}
    assert inside([], held) == set()


@pytest.mark.parametrize(
    ("path", "unread"),
    [("a/b/c.txt", True), ("a/b", True), ("a/bc.txt", False), ("a/c.txt", False), ("b/a.txt", False)],
)
def test_what_lies_in_a_folder_that_was_refused_is_unread(path: str, unread: bool) -> None:
    assert is_unread("/p", path, {("/p", "a/b"), ("/q", "b/a.txt")}) == unread


def test_nothing_of_a_root_that_was_refused_is_read() -> None:
    assert is_unread("/p", "a/b.txt", {("/p", ".")})
    assert not is_unread("/q", "a/b.txt", {("/p", ".")})


# -- reading an archive into the catalog --------------------------------------------------------------------------


class Archive:
    """A catalog and the runs over it."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.ledger = Ledger(catalog)
        self.generation = 0

    def run(
        self,
        records: Mapping[str, Sequence[Record]] | Sequence[Record] = (),
        *,
        full: bool = False,
        most: float = 1.0,
        now: datetime = NOW,
    ) -> Staged:
        """Read records, by root or all of the root ``archive``, as the next generation."""
        self.generation += 1
        by_root = records if isinstance(records, Mapping) else {"archive": records}
        with self.catalog.transaction():
            stage = Stage(self.ledger, list(by_root), self.generation, now)
            for root, of_root in by_root.items():
                for record in of_root:
                    stage.take(root, record, full=full)
            staged = stage.finish(most)
            self.ledger.note_read(list(by_root), now)  # as the job does once the generation is published
            return staged

    @property
    def articles(self) -> dict[str, Article]:
        """The articles of the last generation by id."""
        return {article.id: article for _, article in self.catalog.versions(self.generation)}

    def texts(self) -> dict[tuple[str, str], str]:
        """The text that is held of each place."""
        articles = self.articles
        return {(item.root, item.path): articles[key].text for key, item in self.ledger.known().items()}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    catalog = Catalog(tmp_path / "catalog.sqlite")
    yield Archive(catalog)
    catalog.close()


def story(path: str, text: str = "Rain fell.", source: str = "Courier", **fields: object) -> Article:
    """An article whose record names no id: its place is its id."""
    place = article_id("", "", source, path)
    values = {"id": place, "path": path, "text": text, "source": source, "title": "Story", "line": None, **fields}
    return make_article(**values, marks=frozenset({Mark.ID_DERIVED}))


def entry(key: str, text: str = "Rain fell.", **fields: object) -> Article:
    """An article whose record names its id."""
    return make_article(id=key, text=text, **fields)


def found(*articles: Article) -> list[Record]:
    return [scanned(article) for article in articles]


def unreadable(*articles: Article) -> list[Record]:
    """The same records, if only nobody reads them."""
    return [replace(record, read=complain) for record in map(scanned, articles) if isinstance(record, Scanned)]


def complain() -> Article:
    raise AssertionError("this record is known by its bytes")


def refused(*articles: Article, reason: str = "published in the future") -> list[Record]:
    """The same records as a clock that was set back makes them: refused when they are read."""
    records = [record for record in map(scanned, articles) if isinstance(record, Scanned)]
    return [replace(one, read=partial(Rejected, one.path, one.line, reason)) for one in records]


def plan(added: str = "", replaced: str = "", removed: str = "", unchanged: str = "", withheld: str = "") -> UpdatePlan:
    """A plan of ids, separated by spaces."""
    names = (added, replaced, removed, unchanged, withheld)
    return UpdatePlan(*(frozenset(ids.split()) for ids in names))


A, B = story("a.txt", "Rain fell."), story("b.txt", "Fog rose.")
FERRY = entry("ferry", "Ten were hurt.")


def test_a_first_run_adds_all(archive: Archive) -> None:
    assert archive.run(found(A, B, FERRY)) == Staged(plan(added="Courier/a.txt Courier/b.txt ferry"), 0, 0)
    assert archive.articles == {article.id: article for article in (A, B, FERRY)}
    assert {key: item.root for key, item in archive.ledger.known().items()} == dict.fromkeys(
        ["Courier/a.txt", "Courier/b.txt", "ferry"], "archive"
    )


def test_what_is_known_by_its_bytes_is_not_read(archive: Archive) -> None:
    archive.run(found(A, B, FERRY))
    same = plan(unchanged="Courier/a.txt Courier/b.txt ferry")
    assert archive.run(unreadable(A, B, FERRY)) == Staged(same, 0, 0)
    assert archive.run(unreadable(FERRY, B, A)) == Staged(same, 0, 0)


def test_what_is_known_by_its_bytes_is_not_read_where_it_moved_within_its_file(archive: Archive) -> None:
    archive.run(found(FERRY))
    assert archive.run(unreadable(replace(FERRY, line=77))) == Staged(plan(unchanged="ferry"), 0, 0)
    assert archive.articles == {"ferry": replace(FERRY, line=77)}


def test_a_full_reading_reads_what_is_known_by_its_bytes(archive: Archive) -> None:
    archive.run(found(A))
    with pytest.raises(AssertionError, match="known by its bytes"):
        archive.run(unreadable(A), full=True)
    assert archive.run(found(A), full=True) == Staged(plan(unchanged="Courier/a.txt"), 0, 0)


def test_a_full_reading_finds_what_the_same_bytes_mean_today(archive: Archive) -> None:
    """A newer Backissue may read a record otherwise."""
    archive.run(found(A))
    (record,) = found(A)
    assert isinstance(record, Scanned)
    newer = replace(record, read=lambda: replace(A, text="Rain fell all day."))
    assert archive.run([newer]) == Staged(plan(unchanged="Courier/a.txt"), 0, 0)
    assert archive.run([newer], full=True) == Staged(plan(replaced="Courier/a.txt"), 0, 0)
    assert archive.articles["Courier/a.txt"].text == "Rain fell all day."


def test_other_bytes_are_read(archive: Archive) -> None:
    archive.run(found(A, B))
    edited = replace(A, text="Rain fell all day.")
    assert archive.run([*found(edited), *unreadable(B)]) == Staged(
        plan(replaced="Courier/a.txt", unchanged="Courier/b.txt"), 0, 0
    )
    assert archive.articles == {article.id: article for article in (edited, B)}


def test_other_bytes_with_the_same_words_change_nothing(archive: Archive) -> None:
    archive.run(found(A))
    (record,) = found(A)
    assert isinstance(record, Scanned)
    other = replace(record, fingerprint=b"other white space")
    assert archive.run([other]) == Staged(plan(unchanged="Courier/a.txt"), 0, 0)
    assert archive.run([replace(other, read=complain)]) == Staged(plan(unchanged="Courier/a.txt"), 0, 0)


def test_it_is_known_how_many_records_there_should_be(archive: Archive) -> None:
    assert not Stage(archive.ledger, ["one", "two"], 1, NOW).expected
    archive.run({"one": found(A, B), "two": found(FERRY)})
    assert Stage(archive.ledger, ["one", "two"], 2, NOW).expected == 3
    assert Stage(archive.ledger, ["two"], 2, NOW).expected == 1


def test_records_that_are_gone_are_forgotten_and_those_of_other_roots_kept(archive: Archive) -> None:
    archive.run({"/one": found(A, B), "/two": found(FERRY)})
    archive.run({"/one": found(A)})
    noted = {one.id: (one.root, one.derived) for one in archive.ledger.records().values()}
    assert noted == {"Courier/a.txt": ("/one", True), "ferry": ("/two", False)}
    archive.run({"/": found(A)})
    assert [one.root for one in archive.ledger.records().values()] == ["/"]


def test_a_version_is_first_seen_when_it_is_first_read(archive: Archive) -> None:
    days = [NOW + timedelta(days=day) for day in range(4)]
    edited = replace(A, text="Rain fell all day.")
    for day, article in zip(days, (A, A, edited, edited), strict=True):
        archive.run(found(article), now=day)
    assert archive.catalog.seen("Courier/a.txt") == [
        Seen(A.content_hash, "Story", days[0], days[1]),
        Seen(edited.content_hash, "Story", days[2], None),
    ]


# -- moving -------------------------------------------------------------------------------------------------------


def test_a_renamed_file_keeps_the_id_of_its_article(archive: Archive) -> None:
    archive.run(found(A, B))
    moved = story("2023/renamed.txt", A.text)
    assert archive.run(found(moved, B)) == Staged(plan(unchanged="Courier/a.txt Courier/b.txt"), 1, 0)
    assert archive.articles["Courier/a.txt"] == replace(moved, id="Courier/a.txt")
    assert archive.run(unreadable(moved, B)) == Staged(plan(unchanged="Courier/a.txt Courier/b.txt"), 0, 0)


def test_a_moved_article_that_is_edited_afterwards_keeps_its_id(archive: Archive) -> None:
    archive.run(found(A))
    archive.run(found(story("renamed.txt", A.text)))
    edited = story("renamed.txt", "Rain fell all day.")
    assert archive.run(found(edited)) == Staged(plan(replaced="Courier/a.txt"), 0, 0)
    assert archive.articles == {"Courier/a.txt": replace(edited, id="Courier/a.txt")}


def test_a_file_in_a_folder_of_another_name_is_another_version_of_its_article(archive: Archive) -> None:
    """Its folder says who published it: that is part of what a reader sees."""
    marks = frozenset({Mark.ID_DERIVED, Mark.SOURCE_DERIVED})
    archive.run(found(replace(story("x/a.txt", source="x"), marks=marks)))
    moved = replace(story("y/a.txt", source="y"), marks=marks)
    assert archive.run(found(moved)) == Staged(plan(replaced="x/a.txt"), 0, 0)
    assert archive.articles == {"x/a.txt": replace(moved, id="x/a.txt")}


def test_files_that_change_places_keep_their_ids(archive: Archive) -> None:
    archive.run(found(A, B))
    swapped = story("a.txt", B.text), story("b.txt", A.text)
    assert archive.run(found(*swapped)) == Staged(plan(unchanged="Courier/a.txt Courier/b.txt"), 2, 0)
    assert archive.texts() == {("archive", "a.txt"): B.text, ("archive", "b.txt"): A.text}
    assert archive.articles["Courier/a.txt"].text == A.text


def test_a_newcomer_to_a_place_that_rolled_on_is_another_article(archive: Archive) -> None:
    archive.run(found(A))
    rolled, newcomer = story("a.1.txt", A.text), story("a.txt", "Snow fell.")
    key = f"Courier/a.txt#{short_hash(newcomer.record_hash)}"
    assert archive.run(found(rolled, newcomer)) == Staged(plan(added=key, unchanged="Courier/a.txt"), 1, 0)
    assert archive.articles == {
        "Courier/a.txt": replace(rolled, id="Courier/a.txt"),
        key: replace(newcomer, id=key),
    }
    assert archive.run(unreadable(rolled, newcomer)) == Staged(plan(unchanged=f"Courier/a.txt {key}"), 0, 0)


def test_a_record_with_an_id_moves_between_files_and_roots(archive: Archive) -> None:
    archive.run({"/one": found(FERRY)})
    moved = replace(FERRY, path="other.jsonl", line=7)
    assert archive.run({"/two": found(moved)}) == Staged(plan(unchanged="ferry"), 1, 0)
    assert archive.articles == {"ferry": moved}
    assert archive.run({"/one": []}) == Staged(plan(), 0, 0)


def test_a_whole_root_that_moved_is_the_same_articles(archive: Archive) -> None:
    archive.run({"/old": found(A, B, FERRY)})
    assert archive.run({"/new": found(A, B, FERRY)}) == Staged(
        plan(unchanged="Courier/a.txt Courier/b.txt ferry"), 3, 0
    )
    assert archive.run({"/old": []}, most=0.0) == Staged(plan(), 0, 0)
    assert archive.texts() == {("/new", "a.txt"): A.text, ("/new", "b.txt"): B.text, ("/new", FERRY.path): FERRY.text}


def test_a_folder_takes_over_from_the_folders_inside_it(archive: Archive) -> None:
    archive.run({"/p/news": found(A)})
    above = story("news/a.txt", A.text)
    assert archive.run({"/p": found(above)}) == Staged(plan(unchanged="Courier/a.txt"), 1, 0)
    assert archive.texts() == {("/p", "news/a.txt"): A.text}


def test_the_same_place_in_two_roots_with_other_words_is_two_articles(archive: Archive) -> None:
    other = story("a.txt", "Snow fell.")
    key = f"Courier/a.txt#{short_hash(other.record_hash)}"
    assert archive.run({"/one": found(A), "/two": found(other)}) == Staged(plan(added=f"Courier/a.txt {key}"), 0, 0)
    assert archive.run({"/one": unreadable(A), "/two": unreadable(other)}) == Staged(
        plan(unchanged=f"Courier/a.txt {key}"), 0, 0
    )
    assert archive.texts() == {("/one", "a.txt"): A.text, ("/two", "a.txt"): other.text}


def test_the_same_file_in_three_roots_is_three_articles(archive: Archive) -> None:
    staged = archive.run({"/one": found(A), "/two": found(A), "/three": found(A)})
    assert (len(staged.plan.added), staged.rejected) == (3, 0)
    assert archive.texts() == {(root, "a.txt"): A.text for root in ("/one", "/two", "/three")}
    again = archive.run({"/one": unreadable(A), "/two": unreadable(A), "/three": unreadable(A)})
    assert (again.plan.changes, len(again.plan.unchanged)) == (False, 3)


def test_a_record_that_names_the_place_of_another_as_its_id_stops_nothing(archive: Archive) -> None:
    archive.run(found(A))
    impostor = entry("Courier/a.txt", "Nothing of the kind happened.", path="feed.jsonl")
    archive.run(found(A, impostor))
    assert archive.texts() == {("archive", "a.txt"): A.text, ("archive", "feed.jsonl"): impostor.text}
    again = archive.run(found(A, impostor), full=True)
    assert (again.plan.changes, again.moved) == (False, 0)


TEXTS, PATHS = (
    st.sampled_from(["Rain fell.", "Fog rose.", "Snow fell."]),
    st.sampled_from(["a.txt", "b.txt", "c/a.txt"]),
)
FILES = st.dictionaries(st.tuples(st.sampled_from(["/one", "/two"]), PATHS), TEXTS)


def by_root(files: Mapping[tuple[str, str], str]) -> dict[str, list[Record]]:
    """The records of two roots."""
    return {
        root: found(*(story(path, text) for (at, path), text in files.items() if at == root))
        for root in ("/one", "/two")
    }


@settings(max_examples=60)
@given(st.lists(FILES, min_size=1, max_size=4))
@example([{("/one", "a.txt"): "Rain fell.", ("/two", "a.txt"): "Rain fell."}] * 2)
def test_after_every_run_the_catalog_holds_what_the_archive_holds(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[tuple[str, str], str]]
) -> None:
    catalog = Catalog(tmp_path_factory.mktemp("stage") / "catalog.sqlite")
    archive = Archive(catalog)
    for files in history:
        staged = archive.run(by_root(files))
        assert archive.texts() == files
        assert len(archive.articles) == len(files)
        assert len(staged.plan.added | staged.plan.replaced | staged.plan.unchanged) == len(files)
        again = archive.run(by_root(files), full=True)
        assert (again.plan.changes, again.moved, again.rejected) == (False, 0, 0)
    catalog.close()


# -- what is refused ----------------------------------------------------------------------------------------------


def test_what_cannot_be_read_is_rejected_and_counted(archive: Archive) -> None:
    bad = Rejected("bad.txt", None, "empty")
    assert archive.run([bad, *found(A), *refused(B, reason="no text")]) == Staged(plan(added="Courier/a.txt"), 0, 2)
    assert archive.catalog.rejected() == [bad, Rejected("b.txt", None, "no text")]
    assert archive.run(found(A, B)) == Staged(plan(added="Courier/b.txt", unchanged="Courier/a.txt"), 0, 0)
    assert archive.catalog.rejected() == []


def test_what_a_clock_that_was_set_back_refuses_now_stays(archive: Archive) -> None:
    archive.run(found(A, FERRY))
    assert archive.run(refused(A, FERRY), full=True) == Staged(plan(unchanged="Courier/a.txt ferry"), 0, 2)
    assert archive.articles == {article.id: article for article in (A, FERRY)}
    assert archive.run(unreadable(A, FERRY)) == Staged(plan(unchanged="Courier/a.txt ferry"), 0, 0)


def test_other_bytes_that_are_refused_do_not_stay(archive: Archive) -> None:
    archive.run(found(FERRY))
    edited = replace(FERRY, text="Twelve were hurt.")
    assert archive.run(refused(edited)) == Staged(plan(removed="ferry"), 0, 1)


def test_what_cannot_be_read_now_is_not_gone(archive: Archive) -> None:
    kept = [story("secret/2020/a.txt", "Rain."), story("locked.txt", "Fog."), entry("x", path="feed.jsonl", line=3)]
    gone = story("open/a.txt", "Snow.")
    archive.run(found(*kept, gone))
    denied = [Rejected(path, None, "cannot be read") for path in ("secret", "locked.txt", "feed.jsonl")]
    assert archive.run(denied) == Staged(plan(removed="Courier/open/a.txt"), 0, 3)
    assert set(archive.articles) == {article.id for article in kept}


def test_a_line_that_is_refused_says_nothing_about_its_file(archive: Archive) -> None:
    first, second = entry("x", path="feed.jsonl", line=1), entry("y", path="feed.jsonl", line=2)
    archive.run(found(first, second))
    refused_line = Rejected("feed.jsonl", 2, "no text")
    assert archive.run([*found(first), refused_line]) == Staged(plan(removed="y", unchanged="x"), 0, 1)


def test_a_file_whose_record_lost_against_a_newer_one_was_read(archive: Archive) -> None:
    """What it held before is gone, as in any other file that was edited."""
    newer = entry("ferry", "Twelve were hurt.", path="new.json", line=None, updated=datetime(2024, 1, 1, tzinfo=UTC))
    archive.run(found(entry("fog", path="old.json", line=None), newer))
    lost = entry("ferry", "Ten were hurt.", path="old.json", line=None)
    assert archive.run(found(lost, newer)) == Staged(plan(removed="fog", unchanged="ferry"), 0, 1)


OLDER = entry("ferry", "Ten were hurt.", line=3, updated=datetime(2023, 3, 15, tzinfo=UTC))
NEWEST = entry("ferry", "Twelve were hurt.", line=7, updated=datetime(2023, 3, 16, tzinfo=UTC))
KEPT = Rejected("courier.jsonl", 3, "same id 'ferry' as courier.jsonl:7, which is newer and was kept")


@pytest.mark.parametrize("records", [(OLDER, NEWEST), (NEWEST, OLDER)])
@pytest.mark.parametrize("before", [(), (OLDER,), (NEWEST,), (OLDER, NEWEST)])
@pytest.mark.parametrize("full", [False, True])
def test_of_two_records_with_one_id_the_newest_wins_and_both_are_named(
    archive: Archive, before: Sequence[Article], records: Sequence[Article], full: bool
) -> None:
    if before:
        archive.run(found(*before))
    assert archive.run(found(*records), full=full).rejected == 1
    assert archive.articles == {"ferry": NEWEST}
    assert archive.catalog.rejected() == [KEPT]


def test_what_lost_against_a_newer_record_comes_back_when_that_is_gone(archive: Archive) -> None:
    archive.run(found(OLDER, NEWEST))
    assert archive.run(found(OLDER)) == Staged(plan(replaced="ferry"), 0, 0)
    assert archive.articles == {"ferry": OLDER}


def test_of_two_equally_new_records_the_one_read_later_wins(archive: Archive) -> None:
    later = replace(OLDER, text="Eleven were hurt.", line=4)
    assert archive.run(found(OLDER, later)) == Staged(plan(added="ferry"), 0, 1)
    assert archive.articles == {"ferry": later}


def test_an_undated_record_is_older_than_any_other(archive: Archive) -> None:
    undated = entry("ferry", "Nobody knows.", published=None)
    assert archive.run(found(OLDER, undated)).rejected == 1
    assert archive.articles == {"ferry": OLDER}


def test_the_same_record_twice_is_one_article(archive: Archive) -> None:
    assert archive.run(found(FERRY, replace(FERRY, line=2))) == Staged(plan(added="ferry"), 0, 0)
    assert archive.run(found(FERRY, replace(FERRY, line=2))) == Staged(plan(unchanged="ferry"), 0, 0)


def test_what_was_forgotten_is_refused_in_whatever_way_it_was_forgotten(archive: Archive) -> None:
    for key in forgotten_keys(A):
        with archive.catalog.transaction():
            archive.ledger.note_forgotten([(key, key)], NOW)
        reason = "forgotten on 2026-01-01; `backissue forget --undo ARTICLE_ID` lets it come back"
        assert archive.run(found(A)) == Staged(plan(), 0, 1)
        assert archive.catalog.rejected() == [Rejected("a.txt", None, reason)]
        assert archive.ledger.records() == {}
        with archive.catalog.transaction():
            archive.ledger.allow_again(key)
    assert archive.run(found(A)) == Staged(plan(added="Courier/a.txt"), 0, 0)


# -- an archive of which much is gone -----------------------------------------------------------------------------


def test_more_than_a_share_is_withheld_and_all_else_is_done(archive: Archive) -> None:
    stories = [story(f"{number}.txt", f"Story {number}.") for number in range(10)]
    archive.run(found(*stories))
    edited = replace(stories[0], text="Edited.")
    gone = " ".join(one.id for one in stories[1:7])
    left = " ".join(one.id for one in stories[7:])
    assert archive.run(found(edited, *stories[7:], B), most=0.5) == Staged(
        plan(added="Courier/b.txt", replaced="Courier/0.txt", unchanged=left, withheld=gone), 0, 0
    )
    assert len(archive.articles) == 11
    assert archive.run(found(*stories[1:7], edited, *stories[7:], B), most=0.5).plan == plan(
        unchanged=f"Courier/0.txt {gone} {left} Courier/b.txt"
    )


def test_an_emptied_root_is_withheld_until_everything_is_believed(archive: Archive) -> None:
    archive.run({"/one": found(A), "/two": found(B, FERRY)})
    assert archive.run({"/one": [], "/two": found(B, FERRY)}, most=0.9) == Staged(
        plan(unchanged="Courier/b.txt ferry", withheld="Courier/a.txt"), 0, 0
    )
    assert archive.run({"/one": [], "/two": found(B, FERRY)}, most=1.0) == Staged(
        plan(unchanged="Courier/b.txt ferry", removed="Courier/a.txt"), 0, 0
    )


def test_a_root_that_moved_into_another_one_is_not_emptied(archive: Archive) -> None:
    archive.run({"/one": found(A), "/two": found(B)})
    moved = story("moved.txt", A.text)
    assert archive.run({"/one": [], "/two": found(B, moved)}, most=0.0) == Staged(
        plan(unchanged="Courier/a.txt Courier/b.txt"), 1, 0
    )


def test_what_a_run_did_not_look_for_counts_for_nothing(archive: Archive) -> None:
    archive.run({"/one": found(A), "/two": found(B, FERRY)})
    assert archive.run({"/three": found(entry("new"))}, most=0.0) == Staged(plan(added="new"), 0, 0)


def test_a_record_is_noted_with_what_tells_the_newer_of_two(archive: Archive) -> None:
    archive.run({"/one": found(NEWEST, A)})
    noted = sorted(archive.ledger.records().values(), key=lambda one: one.id)
    assert noted == [
        Noted("/one", "Courier/a.txt", True, A.content_hash, A.published),
        Noted("/one", "ferry", False, NEWEST.content_hash, NEWEST.updated),
    ]
