from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.overview.coverage import IN_A_PICTURE, ON_A_PAGE, Coverage, Unit, count_coverage
from index.subject import Holding


def holding(article: str, printed: datetime | None, story: str = "") -> Holding:
    return Holding(f"{article}{printed}", article, 0, printed, 1.0, 0.0, 0.5, story or article)


def on(year: int, month: int = 1, day: int = 1) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


PRINTED = st.none() | st.datetimes(timezones=st.just(UTC))


@st.composite
def holdings(draw: st.DrawFn) -> list[Holding]:
    """Articles with two passages each, some of them of one story, some undated."""
    told = draw(st.dictionaries(st.sampled_from("abcdefghij"), st.tuples(PRINTED, st.sampled_from("xyz"))))
    return [holding(article, *said) for article, said in told.items() for _ in range(2)]


@given(found=holdings(), most=st.integers(1, 300))
def test_counts_add_up_and_periods_follow_one_another(found: list[Holding], most: int) -> None:
    coverage = count_coverage("ferry", found)
    articles = {one.article_id: one for one in found}
    assert coverage.articles == len(articles)
    assert coverage.stories == len({one.story for one in found})
    assert coverage.undated == sum(one.printed is None for one in articles.values())
    unit = coverage.unit(most)
    periods = coverage.periods(unit)
    assert sum(one.articles for one in periods) == coverage.articles - coverage.undated
    assert sum(one.stories for one in periods) == len({one.story for one in found if one.printed})
    assert all(one.last + timedelta(days=1) == other.first for one, other in pairwise(periods))
    assert len(periods) <= most or unit is Unit.YEAR
    if periods:
        assert periods[0].articles
        assert periods[-1].articles
        assert periods[0].first <= coverage.days[0].first <= coverage.days[-1].last <= periods[-1].last


def test_copies_and_later_versions_are_one_story_on_its_first_day() -> None:
    coverage = count_coverage(
        "ferry",
        [holding("copy", on(2023, 3, 15), "s"), holding("first", on(2023, 3, 14), "s"), holding("b", on(2023, 3, 16))],
    )
    assert (coverage.stories, coverage.articles) == (2, 3)
    assert [(one.first.day, one.stories, one.articles) for one in coverage.periods(Unit.DAY)] == [
        (14, 1, 1),
        (15, 0, 1),
        (16, 1, 1),
    ]


@pytest.mark.parametrize(
    ("first", "last", "page", "picture"),
    [
        (on(2023, 3, 14), on(2023, 3, 14), Unit.DAY, Unit.DAY),
        (on(2023, 3, 14), on(2023, 4, 22), Unit.DAY, Unit.DAY),
        (on(2023, 3, 14), on(2023, 9, 22), Unit.WEEK, Unit.DAY),
        (on(2023, 3, 14), on(2025, 9, 22), Unit.MONTH, Unit.WEEK),
        (on(2013, 3, 14), on(2023, 9, 22), Unit.YEAR, Unit.MONTH),
        (on(1013), on(2023), Unit.YEAR, Unit.YEAR),
    ],
)
def test_the_unit_comes_from_the_time_that_is_spanned(
    first: datetime, last: datetime, page: Unit, picture: Unit
) -> None:
    coverage = count_coverage("ferry", [holding("a", first), holding("b", last)])
    assert (coverage.unit(ON_A_PAGE), coverage.unit(IN_A_PICTURE)) == (page, picture)


def test_periods_have_their_calendar_ends() -> None:
    coverage = count_coverage("ferry", [holding("a", on(2023, 12, 31)), holding("b", on(2024, 2, 1))])
    ends = {unit: [(str(one.first), str(one.last)) for one in coverage.periods(unit)] for unit in Unit}
    assert ends[Unit.WEEK][0] == ("2023-12-25", "2023-12-31")
    assert ends[Unit.MONTH] == [
        ("2023-12-01", "2023-12-31"),
        ("2024-01-01", "2024-01-31"),
        ("2024-02-01", "2024-02-29"),
    ]
    assert ends[Unit.YEAR] == [("2023-01-01", "2023-12-31"), ("2024-01-01", "2024-12-31")]


def test_the_time_reaches_as_far_as_it_must() -> None:
    found = [holding("a", on(2023, 3, 14))]
    coverage = count_coverage("ferry", found, since=date(2023, 3, 12), until=date(2023, 3, 15))
    assert [one.stories for one in coverage.periods(Unit.DAY)] == [0, 0, 1, 0]
    assert count_coverage("ferry", [], since=date(2023, 3, 12)) == Coverage("ferry", (), None, None, 0, 0)
    assert count_coverage("ferry", [holding("a", None)]).periods(Unit.DAY) == ()


@pytest.mark.parametrize("day", [on(1), on(9999, 12, 31)])
def test_the_ends_of_the_calendar_are_survived(day: datetime) -> None:
    coverage = count_coverage("ferry", [holding("a", day)])
    assert [len(coverage.periods(unit)) for unit in Unit] == [1, 1, 1, 1]
