from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from random import Random

import pytest
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st

from index.freshness import RECENT, Freshness, judge, usual_gap
from index.runs import Job, Result, Run
from index.update import UpdateReport

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GAPS = st.lists(st.timedeltas(timedelta(), 400 * DAY), max_size=30)


def dates(gaps: Sequence[timedelta], first: datetime = datetime(2020, 1, 1, tzinfo=UTC)) -> list[datetime]:
    """Moments that lie so far apart, newest first, as the catalog gives them."""
    return sorted((first + passed for passed in accumulate(gaps, initial=timedelta())), reverse=True)


# -- the usual gap ------------------------------------------------------------------------------------------------


@given(GAPS)
def test_half_of_the_time_belongs_to_gaps_at_least_as_long_as_the_usual_one(gaps: list[timedelta]) -> None:
    usual, total = usual_gap(dates(gaps)), sum(gaps, timedelta())
    if not total:
        assert usual is None
        return
    assert usual in gaps
    assert 2 * sum((gap for gap in gaps if gap >= usual), timedelta()) >= total
    assert 2 * sum((gap for gap in gaps if gap <= usual), timedelta()) >= total


@given(GAPS, st.randoms())
def test_neither_the_order_of_the_dates_nor_that_of_the_gaps_matters(gaps: list[timedelta], random: Random) -> None:
    moments = dates(gaps)
    usual = usual_gap(moments)
    random.shuffle(moments)
    assert usual_gap(moments) == usual == usual_gap(dates(gaps[::-1]))


@given(GAPS, st.timedeltas(timedelta(), 1000 * DAY))
def test_when_it_was_does_not_matter(gaps: list[timedelta], shift: timedelta) -> None:
    assert usual_gap([moment + shift for moment in dates(gaps)]) == usual_gap(dates(gaps))


@given(GAPS, st.integers(2, 5))
def test_articles_of_the_same_moment_count_as_one(gaps: list[timedelta], copies: int) -> None:
    assert usual_gap(dates(gaps) * copies) == usual_gap(dates(gaps))


@given(st.timedeltas(timedelta(microseconds=1), DAY), st.integers(1, 50))
def test_of_even_gaps_each_is_the_usual_one(gap: timedelta, count: int) -> None:
    assert usual_gap(dates([gap] * count)) == gap


@pytest.mark.parametrize("moments", [[], [NOW], [NOW, NOW, NOW]])
def test_of_a_single_moment_nothing_can_be_told(moments: list[datetime]) -> None:
    assert usual_gap(moments) is None


@pytest.mark.parametrize(
    ("gaps", "usual"),
    [
        pytest.param([HOUR, DAY], DAY, id="two"),
        pytest.param([HOUR] * 23 + [DAY], DAY, id="the night is longer than all of the day"),
        pytest.param([HOUR] * 25 + [DAY], HOUR, id="or not"),
        pytest.param(([MINUTE] * 600 + [14 * HOUR]) * 3, 14 * HOUR, id="a burst every day"),
        pytest.param(([5 * MINUTE] * 192 + [8 * HOUR]) * 3, 5 * MINUTE, id="short nights"),
        pytest.param([timedelta()] * 500 + [DAY] * 6, DAY, id="an archive dated by the day"),
        pytest.param(([DAY] * 4 + [3 * DAY]) * 10, DAY, id="a paper that does not print on weekends"),
        pytest.param(([DAY] * 4 + [5 * DAY]) * 10, 5 * DAY, id="a paper with long weekends"),
    ],
)
def test_usual_gaps_by_hand(gaps: list[timedelta], usual: timedelta) -> None:
    assert usual_gap(dates(gaps)) == usual


def test_only_the_newest_articles_count() -> None:
    gaps = [400 * DAY] * 5 + [HOUR] * (RECENT - 1)
    assert usual_gap(dates(gaps)) == HOUR


# -- the judgement ------------------------------------------------------------------------------------------------

REPORT = UpdateReport(
    added=0,
    replaced=0,
    removed=0,
    unchanged=100,
    moved=0,
    withheld=0,
    rejected=0,
    articles=100,
    passages=300,
    embedded=0,
    seconds=1.0,
    generation=1,
)


def run(ago: timedelta, result: Result = Result.DONE, *, articles: int | None = 100, **fields: object) -> Run:
    """A run that ended so long ago and took a minute; by default it found a hundred articles."""
    counts = replace(REPORT, articles=articles) if articles is not None else None
    values = {"job": Job.INDEX, "counts": counts, "number": 1, **fields}
    return Run(started=NOW - ago - MINUTE, ended=NOW - ago, result=result, **values)  # type: ignore[arg-type]


def stale(
    *runs: Run,
    published: Sequence[datetime] = (),
    every: timedelta | None = None,
    gaps: float = 0,
    now: datetime = NOW,
    trouble: Sequence[str] = (),
) -> tuple[str, ...]:
    return judge(runs, published, now, every=every, gaps=gaps, trouble=trouble).stale


def test_an_index_that_is_up_to_date() -> None:
    good, moments = run(10 * MINUTE), [NOW - HOUR, NOW - 2 * HOUR, NOW - 3 * HOUR]
    assert judge([run(HOUR), good], moments, NOW, every=HOUR, gaps=3) == Freshness(
        last=good,
        last_good=good,
        next_run=NOW + 49 * MINUTE,
        newest=NOW - HOUR,
        usual_gap=HOUR,
        stale=(),
    )


def test_before_the_first_run() -> None:
    assert judge([], [], NOW, every=None, gaps=3) == Freshness(None, None, None, None, None, ())
    assert stale(every=HOUR) == ("no run has succeeded so far; one is expected every 60 minutes",)


def test_what_is_known_to_be_wrong_comes_first() -> None:
    assert stale(run(DAY), every=HOUR, trouble=["the disk is full"]) == (
        "the disk is full",
        "no run has succeeded for 24 hours; one is expected every 60 minutes",
    )


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ([Result.DONE], None),
        ([Result.FAILED, Result.DONE], None),
        ([Result.FAILED], "the last run did not end well (failed: no space left)"),
        ([Result.DONE, Result.FAILED], "the last run did not end well (failed: no space left)"),
        ([Result.DONE, Result.PARTIAL, Result.FAILED], "the last 2 runs did not end well (failed: no space left)"),
        ([Result.FAILED, Result.DONE, Result.STOPPED], "the last run did not end well (stopped: no space left)"),
        ([Result.WITHHELD] * 12, "the last 12 runs did not end well (withheld: no space left)"),
    ],
)
def test_the_last_run_must_have_ended_well(results: list[Result], reason: str | None) -> None:
    runs = [run(HOUR, result, error="" if result.is_good else "no space left") for result in results]
    assert stale(*runs) == ((reason,) if reason else ())


def test_a_run_may_end_badly_without_a_word() -> None:
    assert stale(run(HOUR, Result.STOPPED, articles=None)) == ("the last run did not end well (stopped)",)


def test_a_good_run_is_due_within_three_intervals() -> None:
    assert stale(run(3 * HOUR), every=HOUR) == ()
    assert stale(run(3 * HOUR + MINUTE), every=HOUR) == (
        "no run has succeeded for 3 hours; one is expected every 60 minutes",
    )
    assert stale(run(1000 * DAY)) == ()


def test_runs_that_end_badly_do_not_count_as_done() -> None:
    runs = [run(5 * HOUR), *(run(ago * HOUR, Result.PARTIAL, error="/news does not exist") for ago in (4, 3, 2, 1))]
    assert stale(*runs, every=HOUR) == (
        "the last 4 runs did not end well (partial: /news does not exist)",
        "no run has succeeded for 5 hours; one is expected every 60 minutes",
    )


def test_a_clock_that_was_set_back_is_noticed_and_nothing_is_said_of_what_is_due() -> None:
    assert stale(run(-2 * DAY), every=HOUR) == ("the last run ended 2 days from now: the clock was changed",)
    assert stale(run(-4 * MINUTE), every=HOUR) == ()
    assert stale(run(-6 * MINUTE), every=HOUR) == ("the last run ended 6 minutes from now: the clock was changed",)


def test_other_jobs_are_no_reading_of_the_archive() -> None:
    forgotten, repaired = run(HOUR, job=Job.FORGET, articles=None), run(HOUR, job=Job.REPAIR)
    reading = run(5 * HOUR)
    found = judge([reading, forgotten, repaired], [], NOW, every=HOUR, gaps=0)
    assert (found.last, found.last_good) == (reading, reading)
    assert found.stale == ("no run has succeeded for 5 hours; one is expected every 60 minutes",)
    failed = run(HOUR, Result.FAILED, job=Job.FORGET, articles=None, error="no space left")
    assert stale(reading, failed) == ()


# -- an archive that shrinks --------------------------------------------------------------------------------------

SHRANK = "the archive shrank from 100 to 88 articles within the runs that are kept"


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([100], None),
        ([100, 100, 101], None),
        ([100, 89], None),
        ([100, 88], SHRANK),
        ([100, 96, 92, 88], SHRANK),
        ([88, 100, 88], SHRANK),
        ([100, 88, 95], None),
        ([100, None, 88, None], SHRANK),
        ([100, None], None),
        ([10, 8], None),
        ([10, 7], "the archive shrank from 10 to 7 articles within the runs that are kept"),
        ([1, 0], None),
        ([0, 0], None),
        ([12_000, 0], "the archive shrank from 12,000 to 0 articles within the runs that are kept"),
    ],
)
def test_an_archive_that_shrinks_without_anybodys_asking(counts: list[int | None], reason: str | None) -> None:
    assert stale(*(run(HOUR, articles=count) for count in counts)) == ((reason,) if reason else ())


def test_removals_that_somebody_asked_for_are_no_alarm() -> None:
    assert stale(run(HOUR), run(HOUR, articles=10, deliberate=True)) == ()
    assert stale(run(HOUR), run(HOUR, articles=10, deliberate=True), run(HOUR, articles=11)) == ()
    forgotten = run(HOUR, articles=None, deliberate=True, job=Job.FORGET)
    assert stale(run(HOUR), forgotten, run(HOUR, articles=10)) == ()


def test_what_goes_missing_after_that_is() -> None:
    deliberate = run(HOUR, articles=100, deliberate=True)
    assert stale(run(HOUR, articles=5000), deliberate, run(HOUR, articles=88)) == (SHRANK,)


# -- an archive to which nothing comes ----------------------------------------------------------------------------


def test_the_newest_article_may_be_a_few_usual_gaps_old() -> None:
    hourly = [NOW - 5 * HOUR - number * HOUR for number in range(10)]
    assert stale(published=hourly, gaps=5) == ()
    assert stale(published=hourly, gaps=4.9) == (
        "the newest article is 5 hours old, the usual gap is 60 minutes: "
        "see what should bring new ones, or set BACKISSUE_STALE_GAPS=0 if nothing is added any more",
    )
    assert stale(published=hourly, gaps=0) == ()


@pytest.mark.parametrize("published", [[], [NOW - 1000 * DAY], [NOW - 1000 * DAY] * 2])
def test_without_a_usual_gap_no_article_is_too_old(published: list[datetime]) -> None:
    assert stale(published=published, gaps=1) == ()


def test_an_article_dated_in_the_future_is_not_too_old() -> None:
    assert stale(published=[NOW + DAY, NOW, NOW - HOUR], gaps=1) == ()


@given(
    st.lists(st.datetimes(timezones=st.just(UTC)), max_size=8), st.datetimes(timezones=st.just(UTC)), st.floats(0, 9)
)
def test_any_dates_can_be_judged(published: list[datetime], now: datetime, gaps: float) -> None:
    found = judge([], sorted(published, reverse=True), now, every=None, gaps=gaps)
    assert found.newest == max(published, default=None)
    assert len(found.stale) <= 1
    if found.stale:
        assert found.usual_gap in [later - earlier for earlier, later in pairwise(sorted(published))]
