"""Ages and parties, as questions ask and as sentences tell them."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.english.personal import age_of, party_of


def told(question: str, sentence: str) -> list[str]:
    asked = age_of(question) or party_of(question)
    assert asked is not None
    return [sentence[start:end] for start, end in asked.holders(sentence)]


@pytest.mark.parametrize(
    ("question", "sentence", "ages"),
    [
        ("How old is Ana Reis?", "Reis, 44, lives in Oulu.", ["44"]),
        ("How old was Ana Reis?", "Ana Reis (44) lives in Oulu.", ["44"]),
        ("What is Ana Reis's age?", "The 44-year-old skipper Ana Reis lives in Oulu.", ["44-year-old"]),
        ("How old is Mayor Ana Reis?", "Mayor Ana Reis, who turned 44 in May, lives in Oulu.", ["44"]),
        ("How old is Ana Reis?", "Reis died at 44.", ["44"]),
        ("How old was Ana Reis?", "Ana Reis has died at the age of 44.", ["44"]),
        ("How old is Ana Reis?", "Ivo Reis, 24, lives in Oulu.", []),  # somebody else of that name
        ("How old is Ana Reis?", "Ana Reis won by 44 votes.", []),
        ("How old is Ana Reis?", "Ivo Pires, 24, met Ana Reis.", []),
    ],
)
def test_an_age_is_told_beside_the_name(question: str, sentence: str, ages: list[str]) -> None:
    assert told(question, sentence) == ages


@pytest.mark.parametrize(
    ("sentence", "anothers"),
    [
        ("Ivo Pires, 24, left.", True),
        ("The 24-year-old Ivo Pires left.", True),
        ("The 24-year-old harbour and pier skipper Ivo Pires left.", True),
        ("The 24-year-old met Ivo Pires.", False),
    ],
)
def test_the_age_of_somebody_else_is_no_answer(sentence: str, anothers: bool) -> None:
    asked, start = age_of("How old is Ana Reis?"), sentence.index("24")
    assert asked is not None
    assert asked.is_anothers(sentence, (start, start + len("24-year-old" if "year" in sentence else "24"))) is anothers


@pytest.mark.parametrize(
    ("question", "sentence", "parties"),
    [
        ("What party does Ana Reis belong to?", "Democratic Gov. Ana Reis vetoed the bill.", ["Democratic"]),
        ("Which party is Ana Reis in?", "Gov. Ana Reis, a Republican, vetoed the bill.", ["Republican"]),
        ("What is Ana Reis's party?", "Sen. Ana Reis, D-Ohio, vetoed the bill.", ["D-Ohio"]),
        ("Which party does Ana Reis lead?", "The leader of the Harbour Party, Ana Reis, spoke.", ["Harbour Party"]),
        ("Which party is Ana Reis from?", "Reis of the Labour Party spoke.", ["Labour"]),
        ("Which party is Ana Reis in?", "Republican Sen. Ivo Reis spoke.", []),
        ("Which party is Ana Reis in?", "Ana Reis met the Republican Ivo Pires.", []),
    ],
)
def test_a_party_is_told_beside_the_name(question: str, sentence: str, parties: list[str]) -> None:
    assert told(question, sentence) == parties


@pytest.mark.parametrize("question", ["How old is the bridge?", "Which party won?", "Who is Ana Reis?", "How old?", ""])
def test_what_asks_for_neither_of_somebody(question: str) -> None:
    assert (age_of(question), party_of(question)) == (None, None)


@given(question=st.text(max_size=40), sentence=st.text(max_size=80))
def test_any_text_is_survived(question: str, sentence: str) -> None:
    for asked in (age_of(f"How old is A{question}?"), party_of(f"Which party is A{question} in?")):
        if asked:
            assert all(0 <= start < end <= len(sentence) for start, end in asked.holders(sentence))


def test_a_long_line_of_capitals_takes_no_time() -> None:
    started = process_time()
    assert told("What party is Ana Reis from?", "A-" * 10_000 + " Ana Reis") == []
    assert process_time() - started < 2  # it took five and more, the square of the length
