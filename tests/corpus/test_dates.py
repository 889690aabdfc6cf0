from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import Dated, Reading, read_date
from corpus.errors import ArticleRejected

BAKU = timezone(timedelta(hours=4))
LATEST = datetime(2026, 1, 1, tzinfo=UTC)


def read(value: object) -> Dated | None:
    return read_date(value, Reading(BAKU, "", LATEST))


def moment(*parts: int, offset: int = 0) -> datetime:
    return datetime(*parts, tzinfo=timezone(timedelta(minutes=offset)))  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("value", "offset", "expected"),
    [
        ("2024-04-29T14:24:25Z", 0, moment(2024, 4, 29, 14, 24, 25)),
        ("2024-04-29 14:24:25.5+0400", 240, moment(2024, 4, 29, 10, 24, 25, 500_000)),
        ("2024-04-29T14:24 -05:30", -330, moment(2024, 4, 29, 19, 54)),
        ("Mon, 28 Jan 2008 14:53:00 -0500 (EST)", -300, moment(2008, 1, 28, 19, 53)),
        ("Mon Jan 28, 2008 2:53pm EST", -300, moment(2008, 1, 28, 19, 53)),
        ("July 4, 2021 at 10 p.m. ET", -240, moment(2021, 7, 5, 2)),
        ("January 4, 2021, 10:05 a.m. ET", -300, moment(2021, 1, 4, 15, 5)),
        ("19 July 2025 13:55 (UTC+04:00)", 240, moment(2025, 7, 19, 9, 55)),
        ("14 Jul 2025 9:00 GMT-3", -180, moment(2025, 7, 14, 12)),
        ("Mon Jul 21 2025 14:35:00 GMT+0400 (Azerbaijan Standard Time)", 240, moment(2025, 7, 21, 10, 35)),
        ("2022-08-01 1 August 2022 14:53 (UTC+04:00)", 240, moment(2022, 8, 1, 10, 53)),
        ("2022-08-01 2 August 2022 00:53 (UTC+04:00)", 240, moment(2022, 8, 1, 20, 53)),
    ],
)
def test_a_printed_offset_is_kept(value: str, offset: int, expected: datetime) -> None:
    assert read(value) == Dated(expected.astimezone(UTC), offset, day_only=False, offset_assumed=False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-04-29T14:24:25", moment(2024, 4, 29, 10, 24, 25)),
        ("29.04.2024 14:24", moment(2024, 4, 29, 10, 24)),
        ("202404291424", moment(2024, 4, 29, 10, 24)),
        ("20240429142425", moment(2024, 4, 29, 10, 24, 25)),
        ("April 29, 2024 2:24 PM", moment(2024, 4, 29, 10, 24)),
    ],
)
def test_without_an_offset_the_zone_of_the_archive_counts(value: str, expected: datetime) -> None:
    assert read(value) == Dated(expected, 240, day_only=False, offset_assumed=True)


@pytest.mark.parametrize(
    "value",
    ["2024-04-29", "20240429", 20240429, "April 29, 2024", "29 Apr 2024", "04/29/2024", "2024/4/29", "2024.04.29"],
)
def test_a_day_is_its_midnight_in_the_zone_of_the_archive(value: object) -> None:
    assert read(value) == Dated(moment(2024, 4, 28, 20), 240, day_only=True, offset_assumed=True)


@pytest.mark.parametrize("value", [1217602380, 1217602380.5, "1217602380", 1217602380000, "1217602380000"])
def test_seconds_since_1970_need_no_zone(value: object) -> None:
    assert read(value) == Dated(moment(2008, 8, 1, 14, 53), None, day_only=False, offset_assumed=False)


def test_a_number_of_nine_digits_is_before_september_2001() -> None:
    assert read(999_999_999) == Dated(moment(2001, 9, 9, 1, 46, 39), None, day_only=False, offset_assumed=False)


@pytest.mark.parametrize("value", [None, "", " \n"])
def test_nothing_is_undated(value: object) -> None:
    assert read(value) is None


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("yesterday", 'no date: "yesterday"'),
        ("10:30", 'no date: "10:30"'),
        ("May", 'no date: "May"'),
        ("May 2021", 'no date: "May 2021"'),
        ("2021", 'no date: "2021"'),
        ("28 Jan 08 10:00", 'no date: "28 Jan 08 10:00"'),
        ("2021-13-04", 'no date: "2021-13-04"'),
        ("2021/13/04", 'no date: "2021/13/04"'),
        ("2025-02-30", 'no date: "2025-02-30"'),
        ("9" * 5000, f'no date: "{"9" * 80}"'),
        (True, "no date: True"),
        ([], "no date: a list"),
        ({"$date": 1}, "no date: a dict"),
        (float("nan"), "no date: nan"),
        (float("inf"), "no date: inf"),
        (10**400, "absurd date: a huge number"),
        (-5, "no date: -5"),
        (5, "no date: 5"),
        ("1066-10-14", 'absurd date: "1066-10-14"'),
        ("2026-01-04", 'absurd date: "2026-01-04"'),
        ("0001-01-01", 'absurd date: "0001-01-01"'),
        ("9999-12-31T23:00-10:00", 'absurd date: "9999-12-31T23:00-10:00"'),
        ("03/04/2021", 'day and month cannot be told apart: "03/04/2021"; BACKISSUE_DATE_ORDER can say'),
        ("3.4.2021 10:00", 'day and month cannot be told apart: "3.4.2021 10:00"; BACKISSUE_DATE_ORDER can say'),
        ("3 March 2021 10:00 XYZ", 'unknown time zone: "XYZ"'),
        (
            "2022-08-04 1 August 2022 14:53 (UTC+04:00)",
            'dates disagree: 2022-08-04 and "1 August 2022 14:53 (UTC+04:00)"',
        ),
        ("2022-08-99 1 August 2022 14:53", 'no date: "2022-08-99 1 August 2022 14:53"'),
    ],
)
def test_no_date_and_absurd_dates_are_rejected_with_the_reason(value: object, reason: str) -> None:
    with pytest.raises(ArticleRejected) as caught:
        read(value)
    assert str(caught.value) == reason


def test_equal_day_and_month_need_no_telling_apart() -> None:
    assert read("04/04/2021") == Dated(moment(2021, 4, 3, 20), 240, day_only=True, offset_assumed=True)


def test_tomorrow_is_not_absurd() -> None:
    assert read("2026-01-02") is not None


OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1601, 1, 1), datetime(2025, 12, 30), timezones=OFFSETS)  # noqa: DTZ001


@given(MOMENTS)
def test_iso_dates_come_back(stamp: datetime) -> None:
    dated = read(stamp.isoformat())
    assert dated is not None
    assert (dated.moment, dated.utc_offset) == (stamp, stamp.utcoffset() / timedelta(minutes=1))  # type: ignore[operator]


@given(MOMENTS)
def test_mail_dates_come_back(stamp: datetime) -> None:
    whole = stamp.replace(microsecond=0)
    dated = read(format_datetime(whole))
    assert dated is not None
    assert (dated.moment, dated.utc_offset) == (whole, whole.utcoffset() / timedelta(minutes=1))  # type: ignore[operator]


PIECES = ["2021", "12", "31", "3", "0", "9999999", "Mar", "May", "Mon", "UTC", "EST", "pm", "T", "Z", *":/-.,+() "]


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
def test_any_text_is_a_date_or_rejected(text: str) -> None:
    try:
        dated = read(text)
    except ArticleRejected:
        return
    assert dated is None or dated.moment.utcoffset() == timedelta(0)


@given(st.one_of(st.integers(), st.floats(), st.booleans(), st.lists(st.integers()), st.binary()))
def test_any_value_is_a_date_or_rejected(value: object) -> None:
    try:
        read(value)
    except ArticleRejected as error:
        assert len(str(error)) < 200


@pytest.mark.parametrize("printed", ["2021-04-03 - 2021-05-06", "April 3, 2021 2022", "Apr 3, 2021 | 14:05 IST"])
def test_what_a_library_would_decide_for_us_is_refused(printed: str) -> None:
    with pytest.raises(ArticleRejected):
        read_date(printed, Reading(UTC, "", datetime(2026, 1, 1, tzinfo=UTC)))


def test_french_hours_are_a_time() -> None:
    dated = read_date("samedi 3 avril 2021 à 14h05", Reading(UTC, "", datetime(2026, 1, 1, tzinfo=UTC)))
    assert dated is not None
    assert not dated.day_only
