import io
import warnings
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.overview.coverage import Coverage, Unit, count_coverage
from bot.overview.picture import MOST_TICKS, Format, draw_coverage, legible, ticks_of, title_of
from index.subject import Holding

START = datetime(2022, 2, 24, tzinfo=UTC)
HOSTILE = [
    "<script>alert(1)</script>",
    "$x^2$ $\\frac{",
    "--><!-- a & b ]]>",
    "two\nlines\r\x00\x1b[31m",
    "سعر النفط",
    "\u202eevil\u202c",
    "oil 🛢️ 石油 😀",
    "ferry " * 400,
    "\ud800",
    "",
]


def coverage_of(topic: str, *days: int) -> Coverage:
    found = [
        Holding(str(n), str(n), 0, START + timedelta(days=day), 1.0, 0.0, 0.5, str(n)) for n, day in enumerate(days)
    ]
    return count_coverage(topic, found)


def draw(coverage: Coverage, picture: Format = Format.PNG) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # no glyph is missing
        return draw_coverage(coverage, picture)


@pytest.mark.slow
@pytest.mark.parametrize("days", [(0,), (0, 2), tuple(range(40)), tuple(range(0, 4000, 9)), (0, 80_000)])
def test_a_picture_has_its_size_and_is_the_same_each_time(days: tuple[int, ...]) -> None:
    coverage = coverage_of("Ferry", *days)
    first = draw(coverage)
    assert Image.open(io.BytesIO(first)).size == (1200, 540)
    assert draw(coverage) == first


@pytest.mark.parametrize("topic", HOSTILE)
def test_no_topic_breaks_the_picture_or_becomes_a_part_of_it(topic: str) -> None:
    drawn = draw(coverage_of(topic, 0, 3, 3), Format.SVG)
    root = ET.fromstring(drawn)  # well-formed
    assert root.tag.endswith("svg")
    assert not [one for one in root.iter() if "script" in one.tag]
    assert draw(coverage_of(topic, 0, 3, 3), Format.SVG) == drawn
    assert b"<dc:date>" not in drawn


def test_without_anything_to_draw_it_says_so() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        draw_coverage(coverage_of("ferry"))


@given(topic=st.text(max_size=100))
@example(topic="漢" * 100)
def test_a_title_is_one_line_of_a_bounded_width(topic: str) -> None:
    title = title_of(topic)
    assert "\n" not in title
    assert len(title) <= 73


def test_what_no_font_can_draw_is_dots_and_a_title_of_it_is_none() -> None:
    latin = [frozenset(map(ord, "abc "))]
    assert legible("ab 漢字 c", latin) == "ab … c"
    assert legible("漢字 c", latin) == ""
    assert legible("", latin) == ""


@settings(max_examples=200)
@given(unit=st.sampled_from(Unit), start=st.dates(date(1900, 1, 1), date(2100, 1, 1)), count=st.integers(1, 250))
def test_a_few_periods_are_named_and_the_year_where_it_changes(unit: Unit, start: date, count: int) -> None:
    length = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31, Unit.YEAR: 366}[unit]
    days = (START, START + timedelta(days=length * (count - 1)))
    found = [Holding(str(n), str(n), 0, day, 1.0, 0.0, 0.5, str(n)) for n, day in enumerate(days)]
    periods = count_coverage("ferry", found).periods(unit)
    ticks = ticks_of(unit, periods)
    assert len(ticks) <= MOST_TICKS + 1
    assert all(0 <= place < len(periods) for place in ticks)
    named = [(place, name) for place, name in ticks.items() if "\n" in name]
    if unit is not Unit.YEAR:
        years = [periods[place].first.year for place in ticks]
        assert len(named) == len(set(years))
