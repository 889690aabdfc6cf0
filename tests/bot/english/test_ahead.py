"""Questions for what nobody could know when the archive was printed."""

from datetime import UTC, datetime

import pytest

from bot.english.ahead import asks_of_what_is_ahead

LAST = datetime(2024, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "ahead"),
    [
        ("Who won the 2028 election?", True),
        ("Where were the 2028 Games held?", True),
        ("How many people attended the 2027 festival?", True),
        ("Did Ana Reis win the 2028 election?", True),
        ("Who won the election in 2028?", True),
        ("Who won the 2024 election?", False),  # the year has begun
        ("Who won the 2023 election?", False),
        ("Who will win the 2028 election?", False),
        ("Who is running in the 2028 election?", False),
        ("What did Ana Reis say about the 2028 election?", False),
        ("Which city was chosen to host the 2028 Games?", False),
        ("Which towns pledged to burn no coal by 2040?", False),
        ("Who won?", False),
    ],
)
def test_how_something_went_that_is_to_come_nobody_knows(question: str, ahead: bool) -> None:
    assert asks_of_what_is_ahead(question, LAST, LAST) is ahead


def test_in_a_year_that_is_over_by_now_something_older_may_name_it() -> None:
    now = datetime(2029, 1, 1, tzinfo=UTC)
    assert not asks_of_what_is_ahead("What happened at the harbour in 2028?", LAST, now)
    assert asks_of_what_is_ahead("Who won the 2028 election?", LAST, now)
    assert asks_of_what_is_ahead("Who won the 2028 election?", None, LAST)
