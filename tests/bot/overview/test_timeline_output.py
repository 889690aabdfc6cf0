"""What a terminal and JSON show of a timeline and of a list of articles."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from conftest import NOW, make_article
from examples import ARCHIVE, FERRY, passage_of, quote
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Citation, Dated, Statement
from bot.listing import Listed, Listing
from bot.overview.coverage import Coverage, Period
from bot.overview.timeline import Line, Timeline
from bot.overview.timeline_shapes import timeline_shape
from bot.render import Terminal
from bot.shapes import listed_shape
from bot.wording import harmless
from corpus.events import EventDate
from index.passage import Evidence, Filter
from index.when import ANY_TIME, Mode, Window

HIT, HURT = "The ferry hit the pier on Tuesday.", "Twelve people were injured."
COVERAGE = Coverage(
    topic="ferry",
    days=(Period(date(2023, 3, 14), date(2023, 3, 14), 2, 3), Period(date(2023, 3, 16), date(2023, 3, 16), 1, 1)),
    first=date(2023, 3, 14),
    last=date(2023, 3, 16),
    stories=3,
    articles=4,
)
NOTHING = Coverage("ferry", (), None, None, 0, 0)


def make_timeline(**fields: Any) -> Timeline:
    """Two lines of one article; a test states only what matters."""
    named = EventDate(
        FERRY.text.index("Tuesday"), FERRY.text.index("Tuesday") + 7, date(2023, 3, 14), date(2023, 3, 14)
    )
    values: dict[str, Any] = {
        "topic": "ferry",
        "asked": NOW,
        "as_of": NOW,
        "window": ANY_TIME,
        "lines": (
            Line(date(2023, 3, 14), Dated.EVENT, Statement(HIT, (1,))),
            Line(date(2023, 3, 15), Dated.PUBLICATION, Statement(HURT, (2,))),
        ),
        "citations": (Citation(1, quote(FERRY, HIT), events=(named,)), Citation(2, quote(FERRY, HURT))),
        "events": 5,
        "coverage": COVERAGE,
        "related": (),
        "archive": ARCHIVE,
        "timings_ms": {"retrieve": 3.5, "write": 1.0, "total": 4.5},
        **fields,
    }
    return Timeline(**values)


def plain(timeline: Timeline, *, blocks: bool = True) -> str:
    return Terminal(colour=False, blocks=blocks).timeline(timeline)


def test_a_timeline() -> None:
    assert (
        plain(make_timeline())
        == """\
14 Mar 2023              The ferry hit the pier on Tuesday. [1]
15 Mar 2023 (published)  Twelve people were injured. [2]

The 2 most telling of 5 events; --most 5 shows all.

Sources
  [1] Ferry hits pier, Courier, 15 Mar 2023, by Ana Pereira
      https://example.com/ferry (id ferry)
      “Tuesday”: 14 Mar 2023
  [2] Ferry hits pier, Courier, 15 Mar 2023, by Ana Pereira
      https://example.com/ferry (id ferry)

Coverage: 3 stories in 4 articles about it, by day; a story counts once, on the day that it was first printed, however \
many copies and versions it has
  14 Mar 2023  2 ████████████████████████████████████████
  15 Mar 2023  0
  16 Mar 2023  1 ████████████████████

Told as of 1 Jan 2026, 31 articles, 19 Jan 2023 - 17 Dec 2024."""
    )


def test_a_correction_is_called_so_and_what_it_corrects_says_since_when() -> None:
    notice = make_article(
        id="notice", title="Correction", text="Correction: nine were injured, not twelve.", kind="correction",
        published=datetime(2023, 3, 20, tzinfo=UTC),
    )  # fmt: skip
    timeline = make_timeline(
        lines=(
            Line(date(2023, 3, 15), Dated.PUBLICATION, Statement(HURT, (1,))),
            Line(date(2023, 3, 20), Dated.PUBLICATION, Statement(notice.text, (2,))),
        ),
        citations=(Citation(1, quote(FERRY, HURT), notices=(notice,)), Citation(2, quote(notice, notice.text))),
    )
    assert plain(timeline).splitlines()[:2] == [
        "15 Mar 2023 (published)  Twelve people were injured. [1] (corrected 20 Mar 2023)",
        "20 Mar 2023 (published)  Correction: nine were injured, not twelve. [2] (correction)",
    ]
    corrected, correction = timeline_shape(timeline)["lines"]
    assert (corrected["standing"], corrected["standing_since"]) == ("corrected", "2023-03-20")
    assert (correction["kind"], correction["standing"]) == ("correction", "")


def test_where_blocks_cannot_be_shown_bars_are_ascii() -> None:
    assert "  14 Mar 2023  2 ########################################\n" in plain(make_timeline(), blocks=False)


def test_what_was_limited_left_out_and_widened_is_said() -> None:
    window = Window(datetime(2023, 3, 1, tzinfo=UTC), datetime(2023, 3, 31, tzinfo=UTC), Mode.HARD)
    shown = plain(
        make_timeline(
            window=window, widened=True, filter=Filter(source="Courier"), strange=("collision\x1b",), events=2
        )
    )
    assert shown.startswith("No article within these limits has “collision”; that was left out.\n\n14 Mar 2023 ")
    assert "most telling" not in shown
    assert shown.endswith(
        "Told as of 1 Jan 2026, published 1-31 Mar 2023, where nothing is told of it: this is from any time, source "
        "Courier, 31 articles, 19 Jan 2023 - 17 Dec 2024."
    )


def test_without_lines_the_archive_has_nothing_or_tells_no_event() -> None:
    empty = make_timeline(lines=(), citations=(), events=0, coverage=NOTHING, related=(FERRY,))
    assert (
        plain(empty)
        == """\
The archive has nothing about this, in these words.

Related, but not about it:
  - Ferry hits pier, Courier, 15 Mar 2023, by Ana Pereira

Told as of 1 Jan 2026, 31 articles, 19 Jan 2023 - 17 Dec 2024."""
    )
    assert plain(replace(empty, coverage=COVERAGE)).startswith("The archive tells no event of this.\n")


@given(text=st.text(min_size=1, max_size=60).filter(str.strip))
def test_no_text_of_strangers_adds_a_line_or_is_obeyed(text: str) -> None:
    article = make_article(title=text, author=text, source=text, url=text, text=text)
    line = Line(date(2023, 3, 14), Dated.EVENT, Statement(text, (1,)))
    citation = Citation(1, replace(quote(FERRY, HIT), passage=passage_of(article), start=0, end=len(text)))
    shown = plain(make_timeline(topic=text, lines=(line,), citations=(citation,), events=1, coverage=NOTHING))
    assert shown == harmless(shown)
    assert len(shown.splitlines()) == len(shown.split("\n"))
    assert len(shown.split("\n")) == 7


def test_json_of_a_timeline() -> None:
    shape = timeline_shape(make_timeline())
    assert list(shape) == [
        *("topic", "asked", "as_of", "window", "widened", "variants", "strange", "lines", "events", "citations"),
        *("coverage", "related", "archive", "timings_ms"),
    ]
    news = {"year_inferred": False, "kind": "", "standing": "", "standing_since": None}
    assert shape["lines"] == [
        {"day": "2023-03-14", "dated": "event", "text": HIT, "citations": [1], **news},
        {"day": "2023-03-15", "dated": "publication", "text": HURT, "citations": [2], **news},
    ]
    assert [citation["quote"] for citation in shape["citations"]] == [HIT, HURT]
    assert shape["coverage"] == {
        "stories": 3,
        "articles": 4,
        "undated": 0,
        "complete": True,
        "unit": "day",
        "periods": [
            {"from": "2023-03-14", "to": "2023-03-14", "stories": 2, "articles": 3},
            {"from": "2023-03-15", "to": "2023-03-15", "stories": 0, "articles": 0},
            {"from": "2023-03-16", "to": "2023-03-16", "stories": 1, "articles": 1},
        ],
    }


def test_a_list_of_articles() -> None:
    bell = make_article(id="bell", title="The fog bell", author="", published=None, path="bell.txt", line=None)
    listed = Listed(Evidence(passage_of(FERRY), 2.5, story=(bell,)), 2.5), Listed(Evidence(passage_of(bell), 0.0))
    assert (
        Terminal(colour=False).articles(Listing(listed))
        == """\
1. Ferry hits pier, Courier, 15 Mar 2023, by Ana Pereira
   https://example.com/ferry (id ferry)
   the same story: Courier, undated
2. The fog bell, Courier, undated
   bell.txt (id bell)"""
    )
    assert Terminal(colour=False).articles(Listing()) == "Nothing found."
    shape = listed_shape(1, listed[0])
    assert list(shape) == [
        *("rank", "score", "article_id", "title", "source", "author", "published", "url", "path"),
        *("kind", "agency", "newer", "standing", "notices", "story"),
    ]
    assert (shape["rank"], shape["score"], listed_shape(2, listed[1])["score"]) == (1, 2.5, None)
