"""Times that are still to come. Asked on Wednesday, 15 October 2025, at noon, four hours east of Greenwich."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.when import ANY_TIME, Dates, Mode, read_window

ZONE = timezone(timedelta(hours=4))
AS_OF = datetime(2025, 10, 15, 12, tzinfo=ZONE)

AHEAD = [
    ("What will open tomorrow?", "2025-10-16", "2025-10-16"),
    ("Is anything on tomorrow evening?", "2025-10-16", "2025-10-16"),
    ("What will open next week?", "2025-10-20", "2025-10-26"),
    ("Any concerts next week?", "2025-10-20", "2025-10-26"),
    ("What is coming up next month?", "2025-11-01", "2025-11-30"),
    ("What will open next March?", "2026-03-01", "2026-03-31"),
    ("What is on next summer?", "2026-06-01", "2026-08-31"),
    ("Who is singing next Friday?", "2025-10-17", "2025-10-17"),
    ("Who is singing next Wednesday?", "2025-10-22", "2025-10-22"),
    ("What is on this coming Friday?", "2025-10-17", "2025-10-17"),
    ("Who will speak this Friday?", "2025-10-17", "2025-10-17"),
    ("What happens on Friday?", "2025-10-17", "2025-10-17"),
    ("Which film comes out on Friday?", "2025-10-17", "2025-10-17"),
    ("What is planned for Friday?", "2025-10-17", "2025-10-17"),
    ("What will open this weekend?", "2025-10-18", "2025-10-19"),
    ("What is on this weekend?", "2025-10-18", "2025-10-19"),
    ("Who is singing this Saturday?", "2025-10-18", "2025-10-18"),
    ("What is on the coming weekend?", "2025-10-18", "2025-10-19"),
    ("What is on next weekend?", "2025-10-25", "2025-10-26"),
    ("Which roads will be closed in the coming days?", "2025-10-16", "2025-10-20"),
    ("Which roads will be closed over the next two weeks?", "2025-10-16", "2025-10-29"),
    ("Are any concerts planned in two weeks' time?", "2025-10-27", "2025-11-02"),
    ("What will open three days from now?", "2025-10-18", "2025-10-18"),
    ("What will open later this month?", "2025-10-16", "2025-10-31"),
    ("Who is to speak on 3 May 2026?", "2026-05-03", "2026-05-03"),
    ("What will the council do from 3 to 9 November 2025?", "2025-11-03", "2025-11-09"),
    ("What is planned for this week?", "2025-10-16", "2025-10-19"),  # what is left of it
    ("What is planned for 2026?", "2026-01-01", "2026-12-31"),
    ("What will happen next year?", "2026-01-01", "2026-12-31"),
    ("Was wird nächste Woche eröffnet?", "2025-10-20", "2025-10-26"),
    ("Que se passera-t-il demain ?", "2025-10-16", "2025-10-16"),
    ("La semaine prochaine, qui vient ?", "2025-10-20", "2025-10-26"),
    ("¿Quién canta la próxima semana?", "2025-10-20", "2025-10-26"),
    ("Cosa succederà domani?", "2025-10-16", "2025-10-16"),
    ("O que acontecerá amanhã?", "2025-10-16", "2025-10-16"),
    ("Wat gebeurt er volgende week?", "2025-10-20", "2025-10-26"),
    ("Yarın ne olacak?", "2025-10-16", "2025-10-16"),
    ("Gələn həftə nə planlaşdırılır?", "2025-10-20", "2025-10-26"),
    ("Что запланировано на следующей неделе?", "2025-10-20", "2025-10-26"),
    ("Що буде завтра?", "2025-10-16", "2025-10-16"),
]
INFERRED = [
    ("What opens on 1 November?", "2025-11-01", "2025-11-01"),
    ("What is planned for 28 October?", "2025-10-28", "2025-10-28"),
    ("What happens on 16 October?", "2025-10-16", "2025-10-16"),
    ("Is anything scheduled for December?", "2025-12-01", "2025-12-31"),
    ("What is planned for May?", "2026-05-01", "2026-05-31"),
    ("What is the council going to decide in May?", "2026-05-01", "2026-05-31"),
    ("How many will be built between November and January?", "2025-11-01", "2026-01-31"),
    ("Was wird im November passieren?", "2025-11-01", "2025-11-30"),
    ("Avqustda nə olacaq?", "2026-08-01", "2026-08-31"),
    ("Ağustosta ne olacak?", "2026-08-01", "2026-08-31"),
    ("Что будет в августе?", "2026-08-01", "2026-08-31"),
]
# What is past, or may be, is read as ever; nor is all of it a time that something to come was asked of.
NOT_AHEAD = [
    "Who will host the cup in 2030?",  # "the 2030 cup", says who answers
    "Who will lead the company next year?",
    "Will emissions fall by 2030?",
    "What will open after today?",
    "Why do the storks not come back in November?",  # every year
    "Who is playing in December?",
    "What was planned for Friday?",
    "What did she plan for next week?",
    "What was said about the day after tomorrow?",
    "When was the next match?",
    "When did the house next to the church burn?",
    "Who plays next?",
    "Who prays every Friday?",
    "¿Qué pasó por la mañana?",
    "Was geschah am Morgen?",
    "The fair will open next week. Who runs it?",
    "What will the ferry that sank in May cost?",
]
PAST = [
    ("What happened on Friday?", "2025-10-10"),
    ("Which band announced this week that it will tour again?", "2025-10-13"),
    ("What happened last week, and what is planned for next week?", "2025-10-06"),
    ("Who resigned in December?", "2024-12-01"),
]


def read(question: str) -> tuple[str, str]:
    found = read_window(question, AS_OF)
    assert (found.mode, found.dates, found.says_when) == (Mode.HARD, Dates.NAMED, True)
    assert found.since and found.until
    return found.since.date().isoformat(), found.until.date().isoformat()


@pytest.mark.parametrize(("question", "since", "until"), AHEAD)
def test_a_time_that_is_still_to_come_is_one_that_is_named(question: str, since: str, until: str) -> None:
    assert read(question) == (since, until)
    assert not read_window(question, AS_OF).year_inferred


@pytest.mark.parametrize(("question", "since", "until"), INFERRED)
def test_a_year_that_is_not_said_is_the_next_and_marked(question: str, since: str, until: str) -> None:
    assert read(question) == (since, until)
    assert read_window(question, AS_OF).year_inferred


@pytest.mark.parametrize("question", NOT_AHEAD)
def test_what_may_be_of_another_time_is_no_window(question: str) -> None:
    assert read_window(question, AS_OF) == ANY_TIME


@pytest.mark.parametrize(("question", "since"), PAST)
def test_the_past_is_read_as_ever(question: str, since: str) -> None:
    found = read_window(question, AS_OF)
    assert (found.dates, found.since and found.since.date().isoformat()) == (Dates.PUBLISHED, since)


@pytest.mark.parametrize(
    "question",
    ["When is the next fair?", "When does the club next play at home?", "On what day will the next talks be?"],
)
def test_the_next_of_its_kind_is_on_some_later_day(question: str) -> None:
    found = read_window(question, AS_OF)
    assert (found.mode, found.dates, found.until) == (Mode.HARD, Dates.NAMED, None)
    assert found.since == datetime(2025, 10, 16, tzinfo=ZONE)


@pytest.mark.parametrize(
    "question", ["What is the latest on the talks next week?", "Any news on the strike on Friday?"]
)
def test_who_asks_for_the_latest_gets_it(question: str) -> None:
    assert read_window(question, AS_OF).dates is Dates.PUBLISHED


@given(st.sampled_from([question for question, *_ in [*AHEAD, *INFERRED]]), st.integers(-20_000, 100_000))
def test_what_is_still_to_come_begins_after_the_day_of_asking(question: str, days: int) -> None:
    as_of = AS_OF + timedelta(days=days)
    found = read_window(question, as_of)
    assert found.dates is Dates.PUBLISHED or (found.since and found.since > as_of)
    assert not (found.since and found.until) or found.since <= found.until
