from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.overview.chart import LONGEST_BAR, bar, chart, counted
from bot.overview.coverage import ON_A_PAGE, Coverage, count_coverage
from index.subject import Holding

START = datetime(2022, 2, 24, tzinfo=UTC)


def coverage_of(*days: int, complete: bool = True) -> Coverage:
    found = [
        Holding(str(n), str(n), 0, START + timedelta(days=day), 1.0, 0.0, 0.5, str(n)) for n, day in enumerate(days)
    ]
    return count_coverage("ferry", found, complete=complete)


def test_bars_are_in_proportion_and_what_is_empty_is_shown() -> None:
    assert chart(coverage_of(0, 2, 2, 2, 2), blocks=True) == [
        "24 Feb 2022  1 ██████████",
        "25 Feb 2022  0",
        "26 Feb 2022  4 ████████████████████████████████████████",
    ]


def test_a_long_silence_is_one_row_and_ascii_is_enough() -> None:
    assert chart(coverage_of(0, 7, 300), blocks=False) == [
        "Feb 2022                   1 ########################################",
        "Mar 2022                   1 ########################################",
        "Apr - Nov 2022 (8 months)  0",
        "Dec 2022                   1 ########################################",
    ]


def test_months_are_shown_where_years_were_mostly_silent() -> None:
    rows = chart(coverage_of(0, 3000, 3001, 3040), blocks=True)
    assert [row.split("  ")[0] for row in rows] == [
        "Feb 2022", "Mar 2022 - Apr 2030 (98 months)", "May 2030", "Jun 2030"
    ]  # fmt: skip


@given(count=st.integers(1, 10_000), most=st.integers(1, 10_000), blocks=st.booleans())
def test_no_bar_is_too_long_and_none_vanishes(count: int, most: int, blocks: bool) -> None:
    drawn = bar(min(count, most), most, blocks=blocks)
    assert 1 <= len(drawn) <= LONGEST_BAR
    assert blocks or set(drawn) == {"#"}
    assert bar(0, most, blocks=blocks) == ""
    assert len(bar(most, most, blocks=blocks)) == LONGEST_BAR


@given(days=st.lists(st.integers(0, 4000), min_size=1, max_size=30))
def test_rows_fit_a_page_and_count_everything(days: list[int]) -> None:
    rows = chart(coverage_of(*days), blocks=False)
    assert len(rows) <= ON_A_PAGE
    assert sum(int(row.rsplit("#", 1)[0].rstrip("#").split()[-1]) for row in rows if "#" in row) == len(days)


def test_what_is_counted_is_said() -> None:
    rest = "a story counts once, on the day that it was first printed, however many copies and versions it has"
    assert counted(coverage_of(0)) == f"1 story in 1 article about it, by day; {rest}"
    assert counted(coverage_of(0, 1, complete=False)) == f"at least 2 stories in 2 articles about it, by day; {rest}"
