"""What short forms stand for, as questions ask and as sentences tell it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.english.short_form import ShortForm, short_form_of, spelled_out
from index.names import Variant, Why


@pytest.mark.parametrize(
    "question",
    [
        "What does HBO stand for?",
        "what does the H.B.O. stand for",
        "What does the acronym “HBO” stand for?",
        "What does the HBO acronym mean?",
        "What is HBO short for?",
        "What is the HBO an abbreviation of?",
        "What's the full name of the HBO?",
    ],
)
def test_a_short_form_is_asked_for(question: str) -> None:
    assert short_form_of(question) == ShortForm("HBO")


@pytest.mark.parametrize(
    "question",
    ["What does Ana Reis stand for?", "What does this mean?", "What is the full name of the mayor?", "HBO?", ""],
)
def test_what_asks_for_something_else(question: str) -> None:
    assert short_form_of(question) is None


@pytest.mark.parametrize(
    ("sentence", "long"),
    [
        ("The Harbour Board of Oulu (HBO) met on Monday.", ["Harbour Board of Oulu"]),
        ("HBO (Harbour Board of Oulu) met on Monday.", ["Harbour Board of Oulu"]),
        ("The Harbour  Board of Oulu, or HBO, met on Monday.", ["Harbour  Board of Oulu"]),
        ("The HBO met the Harbour Workers of Oulu (HWO) on Monday.", []),
        ("The Harbour Board of Oulu met on Monday.", []),
    ],
)
def test_the_long_form_stands_beside_the_short_one(sentence: str, long: list[str]) -> None:
    assert [sentence[start:end] for start, end in ShortForm("HBO").holders(sentence)] == long


def test_what_the_archive_knows_of_a_short_form_is_put_beside_it() -> None:
    known = Variant("HBO", ("Harbour Board of Oulu",), Why.SHORT, known=True)
    spelled = spelled_out("What does HBO stand for?", [known])
    assert spelled == "What does HBO (Harbour Board of Oulu) stand for?"
    assert short_form_of(spelled) == ShortForm("HBO")
    assert spelled_out("What did HBO decide?", [known]) == spelled_out("What does HWO stand for?", [known]) == ""


@given(question=st.text(max_size=40), sentence=st.text(max_size=80))
def test_any_text_is_survived(question: str, sentence: str) -> None:
    asked = short_form_of(f"What does {question} stand for?")
    if asked:
        assert all(0 <= start < end <= len(sentence) for start, end in asked.holders(sentence))
