"""A story that several articles tell is told once, from the best of them, with what was corrected since."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from corpus.article import Article, Mark
from index.generation import Store
from index.passage import Evidence, Filter, Query
from index.retrieve import Retriever
from tests.conftest import NOW, FakeEmbedder, index_articles, make_article

WIRE = " ".join(
    f"The ferry Gannet Maid struck the {place} on Tuesday morning and {count} passengers were taken to hospital."
    for place, count in (("North Breakwater", 12), ("Old Quay", 14), ("Selk Bridge", 19), ("Harbour Wall", 23))
)


def told(
    folder: Path, *articles: Article, query: str = "ferry Gannet Maid passengers", **wanted: str
) -> list[Evidence]:
    embedder = FakeEmbedder()
    index_articles(folder, articles, embedder=embedder)
    retriever = Retriever(Store(folder), embedder, passages_per_article=2)
    try:
        return retriever.retrieve(Query(query, Filter(**wanted), 10)).evidence
    finally:
        retriever.close()


def wire(**fields: object) -> Article:
    return make_article(**{"title": "Ferry strikes breakwater", "source": "Reuters", "text": WIRE, **fields})


def shown(evidence: list[Evidence]) -> list[tuple[str, list[str]]]:
    return [(item.passage.article.id, [one.id for one in item.story]) for item in evidence]


def test_copies_are_told_once_from_the_original(tmp_path: Path) -> None:
    original = wire(id="wire")
    assert original.published
    copy = wire(id="copy", source="Courier", text=f"{WIRE} Reuters", published=original.published + timedelta(hours=9))
    other = make_article(id="other", title="Snow", text="Snow fell on the ferry and its passengers in March.")
    found = told(tmp_path, copy, original, other)
    assert {item.passage.article.id for item in found} == {"wire", "other"}
    assert {tuple(one.id for one in item.story) for item in found if item.passage.article.id == "wire"} == {("copy",)}


def test_a_filter_that_leaves_the_copy_quotes_the_copy(tmp_path: Path) -> None:
    found = told(tmp_path, wire(id="wire"), wire(id="copy", source="Courier"), source="Courier")
    assert {(item.passage.article.id, item.story) for item in found} == {("copy", ())}


def test_what_an_older_version_alone_says_is_quoted_as_such(tmp_path: Path) -> None:
    first = wire(id="first", text=f"{WIRE} Witnesses said that the captain was asleep at the wheel of the ferry.")
    assert first.published
    update = wire(
        id="update", title="UPDATE 1-Ferry strikes breakwater", published=first.published + timedelta(hours=2)
    )
    found = told(tmp_path, first, update, query="captain asleep at the wheel of the ferry")
    newer = {item.passage.article.id: item.newer and item.newer.id for item in found}
    assert newer == {"first": "update", "update": None}
    assert "asleep" in next(item.passage.text for item in found if item.newer)


def test_reports_made_from_a_template_are_different_stories(tmp_path: Path) -> None:
    reports = [
        make_article(
            id=f"day-{day}",
            title=f"Herring prices, March {day}",
            text=f"Herring sold at {day * 7} pence and cod at {day * 11 + 3} pence a kilo in Port Merrow. "
            f"Landings were {day * 130} boxes of haddock, {day * 17} of plaice and {day * 29} of whiting on the day.",
            published=NOW - timedelta(days=30 - day),
        )
        for day in (1, 2, 3)
    ]
    assert {tuple(also) for _, also in shown(told(tmp_path, *reports, query="herring prices"))} == {()}


@pytest.mark.parametrize("kind", ["correction", "retraction"])
def test_a_notice_is_found_with_the_article_that_it_speaks_of(tmp_path: Path, kind: str) -> None:
    article = wire(id="wire", url="https://example.com/ferry")
    assert article.published
    day = timedelta(days=1)
    last_year = wire(id="old", published=article.published - 365 * day)
    next_year = wire(id="new", published=article.published + 365 * day)
    elsewhere = wire(id="post", source="Post", text="The ferry and its passengers, seen by the Post.")

    def notice(name: str, corrects: str, source: str = "Reuters") -> Article:
        later = article.published + day if article.published else None
        return make_article(
            id=name, title=name, text="We erred.", kind=kind, corrects=corrects, source=source, published=later
        )

    found = told(
        tmp_path,
        *(article, last_year, next_year, elsewhere),
        notice("by title", "FERRY strikes breakwater"),
        notice("by address", "http://example.com/ferry/", "Press Council"),
        notice("another", "Ferry strikes iceberg"),
    )
    assert {item.passage.article.id: tuple(one.id for one in item.notices) for item in found} == {
        "wire": ("by address", "by title"), "old": (), "new": (), "post": (), "by address": ()
    }  # fmt: skip


def test_a_notice_that_names_only_a_day_speaks_of_the_article_of_then_that_has_its_words(tmp_path: Path) -> None:
    article = wire(id="wire")
    assert article.published
    said = f"{article.published:%B} {article.published.day}"
    day = timedelta(days=1)

    def notice(name: str, text: str, source: str = "Reuters") -> Article:
        later = article.published + 3 * day if article.published else None
        return make_article(id=name, title=name, text=text, kind="correction", source=source, published=later)

    found = told(
        tmp_path,
        article,
        wire(id="day before", published=article.published - 2 * day),
        wire(id="other", title="Council meets", text="The council met to speak of the budget and the school roof."),
        notice("ours", f"Correction: 21 passengers of the ferry were taken to hospital, not 12 as we said on {said}."),
        notice("theirs", f"Correction: the ferry had 21 passengers in hospital, not 12 as we said on {said}.", "Post"),
        notice("of something else", f"Correction: the bishop was born in Leeds, not York as we wrote on {said}."),
    )
    notices = {item.passage.article.id: tuple(one.id for one in item.notices) for item in found}
    assert {key: ids for key, ids in notices.items() if ids} == {"wire": ("ours",)}


def test_a_corrected_version_tells_of_the_one_before(tmp_path: Path) -> None:
    first = wire(id="first")
    assert first.published
    corrected = wire(
        id="corrected", published=first.published + timedelta(hours=1), marks=frozenset({Mark.CORRECTED}),
        text=WIRE.replace("12 passengers", "21 passengers"),
    )  # fmt: skip
    found = told(tmp_path, first, corrected, query="12 passengers taken to hospital")
    assert {(item.passage.article.id, tuple(one.id for one in item.notices)) for item in found} <= {
        ("corrected", ()), ("first", ("corrected",))
    }  # fmt: skip


def test_an_article_that_is_gone_tells_no_story(tmp_path: Path) -> None:
    copy = wire(id="copy", source="Courier")
    told(tmp_path, wire(id="wire"), copy)
    assert set(map(str, shown(told(tmp_path, copy)))) == {str(("copy", []))}


def test_marks_of_a_retraction_travel(tmp_path: Path) -> None:
    (found, *_) = told(tmp_path, wire(id="wire", marks=frozenset({Mark.RETRACTED})))
    assert Mark.RETRACTED in found.passage.article.marks


def test_a_line_that_a_source_repeats_is_known_by_counting(tmp_path: Path) -> None:
    offer = "Only here: the Courier tea towel, now with a harbour seal."
    articles = [
        make_article(id=f"a{number}", title=f"Story {number}", text=f"The ferry took {number} crates.\n\n{offer}")
        for number in range(12)
    ]
    elsewhere = make_article(id="b", source="Post", title="Post", text=f"The ferry took a bell.\n\n{offer}")
    found = told(tmp_path, *articles, elsewhere, query="ferry tea towel")
    said = {item.passage.article.id: [item.passage.article.text[s:e] for s, e in item.repeated] for item in found}
    assert said["b"] == [] if "b" in said else True
    assert {tuple(lines) for key, lines in said.items() if key != "b"} == {(offer,)}
    few = told(tmp_path / "few", *articles[:9], query="ferry tea towel")
    assert {item.repeated for item in few} == {()}


def test_a_search_shows_the_article_that_was_found_for_its_story(tmp_path: Path) -> None:
    original = wire(id="wire", title="A collision")
    assert original.published
    copy = wire(
        id="copy", source="Courier", title="Ferry Gannet Maid", published=original.published + timedelta(hours=9)
    )
    embedder = FakeEmbedder()
    index_articles(tmp_path, [original, copy], embedder=embedder)
    retriever = Retriever(Store(tmp_path), embedder, passages_per_article=2)
    query = Query("Where did the ferry Gannet Maid strike?")
    quoted = retriever.retrieve(query).evidence[0]
    found = retriever.retrieve(replace(query, listed=True)).evidence[0]
    retriever.close()
    assert (quoted.passage.article.id, [one.id for one in quoted.story]) == ("wire", ["copy"])
    assert (found.passage.article.id, [one.id for one in found.story]) == ("copy", ["wire"])
