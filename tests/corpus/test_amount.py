"""Numbers with what they count."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.amount import amount, span_in_words


@pytest.mark.parametrize(
    ("count", "noun", "said"),
    [
        (1, "story", "1 story"),
        (0, "story", "0 stories"),
        (2, "day", "2 days"),
        (1_204, "article", "1,204 articles"),
        (1, "new article", "1 new article"),
        (3, "more question", "3 more questions"),
        (2, "box", "2 boxes"),
        (2, "match", "2 matches"),
    ],
)
def test_one_thing_is_not_several(count: int, noun: str, said: str) -> None:
    assert amount(count, noun) == said


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=119), "119 seconds"),
        (timedelta(seconds=120), "2 minutes"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(hours=48), "2 days"),
        (timedelta(minutes=-3), "3 minutes"),
        (timedelta(days=41), "41 days"),
        (timedelta(days=61), "2 months"),
        (timedelta(days=340), "11 months"),
        (timedelta(days=355), "a year"),
        (timedelta(days=366), "a year"),
        (timedelta(days=412), "over a year"),
        (timedelta(days=700), "nearly two years"),
        (timedelta(days=730), "two years"),
        (timedelta(days=774), "over two years"),
        (timedelta(days=12_345), "over 33 years"),
        (timedelta(days=400_000), "over 1,095 years"),
    ],
)
def test_a_length_of_time_in_words(span: timedelta, words: str) -> None:
    assert span_in_words(span) == words


@given(st.timedeltas(max_value=-timedelta.min))
def test_any_length_of_time_has_words(span: timedelta) -> None:
    assert span_in_words(span) == span_in_words(-span) != ""
