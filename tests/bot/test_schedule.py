from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule import DAYS, PERIOD, Every, Schedule, is_due, next_due, parse_follow, slots
from index.errors import QuestionRejected

BAKU = ZoneInfo("Asia/Baku")
USUAL = Schedule(BAKU)
ZONES = st.sampled_from(
    [
        *map(ZoneInfo, ("UTC", "Asia/Baku", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe")),
        ZoneInfo("America/Santiago"),  # its clocks change at midnight
        ZoneInfo("Pacific/Apia"),  # it left out a day
    ]
)
TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
SCHEDULES = st.builds(
    Schedule,
    zone=ZONES,
    every=st.sampled_from(Every),
    at=TIMES,
    weekday=st.integers(0, 6),
    quiet=st.none() | st.tuples(TIMES, TIMES).filter(lambda pair: pair[0] != pair[1]),
)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=7000)).map(lambda past: datetime(2011, 1, 1, tzinfo=UTC) + past)


@given(schedule=SCHEDULES, ago=st.none() | st.timedeltas(timedelta(0), timedelta(days=20)), now=MOMENTS)
def test_nothing_is_due_in_quiet_hours_or_before_now(schedule: Schedule, ago: timedelta | None, now: datetime) -> None:
    last = None if ago is None else now - ago
    due = next_due(schedule, last, now)
    assert due >= now
    assert due.tzinfo is UTC
    assert not schedule.is_quiet(due)
    assert is_due(schedule, last, due)
    assert is_due(schedule, last, now) == (due == now)


@given(schedule=SCHEDULES, now=MOMENTS, waits=st.lists(st.timedeltas(timedelta(0), timedelta(days=3)), max_size=30))
def test_at_most_one_a_period_however_often_somebody_looks(
    schedule: Schedule, now: datetime, waits: list[timedelta]
) -> None:
    sent: list[datetime] = []
    for wait in waits:
        now += wait
        if is_due(schedule, sent[-1] if sent else None, now):
            sent.append(now)
    if schedule.every is not Every.TIME:
        for one, other in pairwise(sent):
            assert any(one < slot <= other for slot in slots(schedule, other))
            assert other - one >= PERIOD[schedule.every] / 2 - timedelta(hours=26)  # Apia left out a day


@given(schedule=SCHEDULES, now=MOMENTS)
def test_who_looks_every_quarter_of_an_hour_sends_in_every_period(schedule: Schedule, now: datetime) -> None:
    last = now
    due = next_due(schedule, last, now)
    assert due - now <= PERIOD.get(schedule.every, timedelta(0)) + timedelta(days=2)  # quiet hours, skipped days


@given(schedule=SCHEDULES)
def test_a_schedule_is_read_back_as_it_is_written(schedule: Schedule) -> None:
    read = parse_follow(f"Baykar {schedule}", Schedule(schedule.zone))
    told = parse_follow(f"Baykar {schedule.in_words()}", Schedule(schedule.zone))
    assert read.subject == told.subject == "Baykar"
    assert str(read.schedule) == str(told.schedule) == str(schedule)


def moments(text: str, schedule: Schedule, last: datetime | None = None) -> str:
    now = datetime.fromisoformat(text).replace(tzinfo=schedule.zone)
    return next_due(schedule, last, now).astimezone(schedule.zone).strftime("%a %d %H:%M")


def test_what_was_missed_is_made_up_for_within_half_a_period() -> None:
    yesterday = datetime(2026, 11, 26, 8, tzinfo=BAKU)
    assert moments("2026-11-27 07:59", USUAL, yesterday) == "Fri 27 08:00"
    assert moments("2026-11-27 11:00", USUAL, yesterday) == "Fri 27 11:00"
    assert moments("2026-11-27 20:01", USUAL, yesterday) == "Sat 28 08:00"
    assert moments("2026-11-27 11:00", USUAL, datetime(2026, 11, 27, 8, tzinfo=BAKU)) == "Sat 28 08:00"
    weekly = Schedule(BAKU, Every.WEEK, time(9), weekday=4, quiet=(time(22), time(10)))
    assert moments("2026-11-27 08:00", weekly) == "Fri 27 10:00"
    assert moments("2026-11-30 23:00", weekly, yesterday) == "Fri 04 10:00"


def test_a_clock_that_was_set_back_stops_nothing() -> None:
    assert moments("2026-11-27 11:00", USUAL, datetime(2027, 1, 1, tzinfo=UTC)) == "Sat 28 08:00"


def test_clocks_that_change_neither_skip_a_digest_nor_send_two() -> None:
    berlin = Schedule(ZoneInfo("Europe/Berlin"), at=time(2, 30))
    assert moments("2026-03-29 00:00", berlin, datetime(2026, 3, 28, 12, tzinfo=UTC)) == "Sun 29 03:30"
    first = next_due(berlin, datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 0, tzinfo=UTC))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_due(berlin, first, first + timedelta(minutes=30)) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "subject", "read"),
    [
        ("Baykar", "Baykar", "daily 08:00 no quiet"),
        ("Baykar daily 8:00", "Baykar", "daily 08:00 no quiet"),
        ("  Baykar   daily at 8 pm ", "Baykar", "daily 20:00 no quiet"),
        ("climate change, weekly monday 9", "climate change", "weekly monday 09:00 no quiet"),
        ("climate change every friday at 18.30", "climate change", "weekly friday 18:30 no quiet"),
        ("climate change every week on Tues", "climate change", "weekly tuesday 08:00 no quiet"),
        ("COP 30 at once quiet 22-7", "COP 30", "at once quiet 22:00-07:00"),
        ("COP 30 quiet from 10pm to 7am", "COP 30", "daily 08:00 quiet 22:00-07:00"),
        ("Daily Mail", "Daily Mail", "daily 08:00 no quiet"),
        ("Daily Mail daily", "Daily Mail", "daily 08:00 no quiet"),
        ("A Quiet Place", "A Quiet Place", "daily 08:00 no quiet"),
        ("weekly sunday 7", "", "weekly sunday 07:00 no quiet"),
        ("Monday", "Monday", "daily 08:00 no quiet"),
        ("Baykar at once quiet off", "Baykar", "at once no quiet"),
        ("Baykar quiet 7-7", "Baykar", "daily 08:00 no quiet"),
        ("Baykar daily 24:00", "Baykar", "daily 00:00 no quiet"),
        ("Baykar quiet 22-7 daily 9", "Baykar", "daily 09:00 quiet 22:00-07:00"),
        ('"Every Day" weekly friday', "Every Day", "weekly friday 08:00 no quiet"),
        ("“Baykar sometimes 25:00”", "Baykar sometimes 25:00", "daily 08:00 no quiet"),
        ('"Dawn" raid daily 7', '"Dawn" raid', "daily 07:00 no quiet"),
        ("Black Friday", "Black Friday", "daily 08:00 no quiet"),
        ("Apollo 11", "Apollo 11", "daily 08:00 no quiet"),
        ("Ariane 6.2", "Ariane 6.2", "daily 08:00 no quiet"),
        ("The Daily Mail 2024", "The Daily Mail 2024", "daily 08:00 no quiet"),
        ("Every Brilliant Thing", "Every Brilliant Thing", "daily 08:00 no quiet"),
        ("All Quiet on the Western Front", "All Quiet on the Western Front", "daily 08:00 no quiet"),
        ("Good Friday", "Good Friday", "daily 08:00 no quiet"),
        ("9/11", "9/11", "daily 08:00 no quiet"),
        ("News at Ten", "News at Ten", "daily 08:00 no quiet"),
        ("how often trains are late", "how often trains are late", "daily 08:00 no quiet"),
        ("four day week", "four day week", "daily 08:00 no quiet"),
        ("The Midnight Sun", "The Midnight Sun", "daily 08:00 no quiet"),
    ],
)
def test_what_a_reader_types_is_read(typed: str, subject: str, read: str) -> None:
    wish = parse_follow(typed, USUAL)
    assert (wish.subject, str(wish.schedule)) == (subject, read)


@pytest.mark.parametrize("typed", ["Baykar daily 25", "Baykar daily 8:75", "Baykar daily 13 pm", "x" * 101])
def test_what_cannot_be_is_refused_with_the_reason(typed: str) -> None:
    with pytest.raises(QuestionRejected):
        parse_follow(typed, USUAL)


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("Baykar sometimes 25:00", "25:00"),
        ("Baykar sometimes", "sometimes"),
        ("Baykar sometimes daily 8:00", "sometimes"),
        ("Baykar at 8", "at 8"),
        ("Baykar 8:30 pm", "8:30 pm"),
        ("Baykar 7am", "7am"),
        ("Baykar hourly", "hourly"),
        ("Baykar every 2 hours", "every 2 hours"),
        ("Baykar every other day", "every other day"),
        ("Baykar twice a week", "twice a week"),
        ("Baykar weekly funday 9", "weekly funday 9"),
        ("Baykar in the morning", "in the morning"),
        ("Baykar every evening", "every evening"),
        ("Baykar daily around 8", "daily around 8"),
        ("Baykar daily at noon", "at noon"),
        ("Baykar quiet hours at night", "quiet hours at night"),
        ("Baykar now and then, quiet 22-7", "now and then"),
        ("hourly", "hourly"),
        ("Baykar every monday morning", "every monday morning"),
        ("Baykar on fridays", "on fridays"),
        ("Baykar sundays 9", "sundays 9"),
        ("Baykar tuesdays", "tuesdays"),
        ("Baykar täglich 8:00", "8:00"),
        ("Baykar at half past nine", "at half past nine"),
        ("Baykar daily at nine", "daily at nine"),
        ("Baykar nine o’clock daily", "nine o’clock"),
        ("Baykar at sometime", "at sometime"),
        ("Baykar any time", "any time"),
        ("Baykar at some point", "at some point"),
        ("Baykar at dawn", "at dawn"),
        ("Baykar around lunchtime", "around lunchtime"),
        ("Baykar every breakfast", "every breakfast"),
    ],
)
def test_what_looks_like_a_time_is_no_part_of_the_subject(typed: str, when: str) -> None:
    with pytest.raises(QuestionRejected) as refused:
        parse_follow(typed, USUAL)
    assert str(refused.value).startswith(f"I cannot read when “{when}” is: write when as “at once”, “daily 8:00”")
    assert parse_follow(f'"{typed}" at once', USUAL).subject == typed


@pytest.mark.parametrize(
    ("behind", "when"),
    [
        ("at sometime", "at sometime"),
        ("at the crack of dawn", ""),
        ("at daybreak", "at daybreak"),
        ("At eight in the evening", "At eight in the evening"),
        (", until further notice", "until further notice"),
        ("each weekend", "each weekend"),
        ("Mondays and Fridays", "Mondays and Fridays"),
        ("daily except sundays", "daily except sundays"),
        ("tomorrow", "tomorrow"),
        ("mornings only", "mornings only"),
        ("8ish", "8ish"),
        ("whenever there is news", "whenever there is news"),
        ("daily 8 or 9", "daily 8 or 9"),
        ("raid", ""),
        ("8", "8"),
        ("2049", ""),
        ("at the Globe", ""),
        ("at Stratford", ""),
        ("and boats", ""),
        ("on Broadway", ""),
    ],
)
def test_behind_a_subject_in_quotation_marks_a_time_that_nobody_can_read_is_asked_about(behind: str, when: str) -> None:
    typed = f"“The Ferry” {behind} weekly friday"
    if not when:
        assert parse_follow(typed, USUAL).subject == f"“The Ferry” {behind}"
        return
    with pytest.raises(QuestionRejected) as refused:
        parse_follow(typed, USUAL)
    assert str(refused.value).startswith(f"I cannot read when “{when}” is: ")


@given(
    typed=st.text(max_size=120)
    | st.lists(st.sampled_from([*DAYS, "daily", "every", "at", "8", "quiet", "22-7", "ö"])).map(" ".join)
)
def test_anything_is_read_or_refused(typed: str) -> None:
    try:
        parse_follow(typed, USUAL)
    except QuestionRejected as refused:
        assert str(refused)
