"""Who somebody is, as questions ask and as sentences tell it."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.english.expressions import COMPILED
from bot.english.introduction import Introduction, compiled, introduction_of


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is Ana Reis?", "Ana Reis"),
        ("who was Dr. Ana de Reis", "Ana de Reis"),
        ("And who's Reis?", "Reis"),
        ("What is the Harbour Union?", "Harbour Union"),
        ("What is the Union of Skippers of Oulu?", "Union of Skippers of Oulu"),
    ],
)
def test_a_name_is_asked_about(question: str, name: str) -> None:
    assert introduction_of(question) == Introduction(name, of_somebody="who" in question.lower())


@pytest.mark.parametrize(
    "question",
    ["Who is the mayor?", "Who is Ana Reis's lawyer?", "What is the price?", "Who is Prime Minister?", "Who sank?", ""],
)
def test_what_asks_for_something_else(question: str) -> None:
    assert introduction_of(question) is None


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("It is late, said Ana Reis, a skipper of Oulu.", ["a skipper of Oulu"]),
        ("Ana Reis, 44, director of the U.S. Harbour Board, left.", ["director of the U.S. Harbour Board"]),
        ("Ana Reis, 44, of Port Oulu, left.", ["of Port Oulu"]),
        ("Ana M. Reis, who runs the ferry, left.", ["who runs the ferry"]),
        ("Ana Reis, who has grown oysters in Oulu since 1998, left.", ["who has grown oysters in Oulu since 1998"]),
        ("Ana Reis, who has denied it, left.", []),
        ("Ana Reis is a skipper who has sailed for years.", ["a skipper who has sailed for years"]),
        ("The head of the board, Ana Reis, left.", ["The head of the board"]),
        ("Former harbour master Ana Reis left.", ["Former harbour master"]),
        ("They met the real estate developer Ana Reis.", ["real estate developer"]),
        ("Oulu Mayor Ana Reis left.", ["Oulu Mayor"]),
        ("After Mayor Ana Reis had left, it rained.", []),  # of where?
        ("Founded by Ana Reis, the ferry was late.", []),
        ("Ana Reis, who was hurt on Monday, left.", []),
        ("Ana Reis, the ferry said “it” would be late.", []),
        ("Eva Ana Reis, a cook, left.", []),  # another one
        ("Ivo Pires denied that Ana Reis is a thief.", []),
        ("If Ana Reis is a thief, so is he.", []),
        ("He did not say whether Ana Reis, a skipper, left.", ["a skipper"]),  # that she is one is said
        ("After Ana Reis had left, it rained.", []),
        ("It rained whether Ana Reis left or not.", []),
        ("They will host Ana Reis.", []),
        ("The host Ana Reis left.", ["host"]),
        ("Ana Reis left.", []),
    ],
)
def test_who_somebody_is_stands_beside_the_name(sentence: str, told: list[str]) -> None:
    assert [sentence[start:end] for start, end in Introduction("Ana Reis").holders(sentence)] == told


def test_a_single_name_is_told_with_what_stands_before_it() -> None:
    assert Introduction("Reis").holders("The harbour master Ana Reis left.") == [(4, 18)]


@given(question=st.text(max_size=40), sentence=st.text(max_size=80))
def test_any_text_is_survived(question: str, sentence: str) -> None:
    asked = introduction_of(f"Who is {question}?") or Introduction("A")
    assert all(0 <= start < end <= len(sentence) for start, end in asked.holders(sentence))


@pytest.mark.parametrize("word", ["Ana Reis, a ", "Ana Reis ", "former ", "Chief ", "a", "Ana Reis, a of at ", "a-"])
def test_a_long_line_takes_no_time(word: str) -> None:
    started = process_time()
    Introduction("Ana Reis").holders(word * 2000)
    introduction_of(f"Who is {word * 500}?")
    assert process_time() - started < 1


def test_no_more_names_are_kept_than_are_asked_about_at_once() -> None:
    for number in range(2 * COMPILED):
        Introduction(f"Ana Reis {number}").holders("Ana Reis, a skipper, left.")
    assert compiled.cache_info().currsize <= COMPILED
