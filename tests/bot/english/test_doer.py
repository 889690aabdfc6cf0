"""Who did what a sentence says was done, and whether it says that it happened."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.english.doer import Told, asks_is_a, asks_outcome, doer_of, has_happened, is_done_by
from bot.english.predicate import word_said


@pytest.mark.parametrize(
    ("question", "doer"),
    [
        ("When did Ana Reis die?", "Ana Reis"),
        ("When did King Olaf die?", "Olaf"),
        ("Why did Mayor Ana Reis resign in May 2022?", "Ana Reis"),
        ("Was Ivo Pires arrested?", "Ivo Pires"),
        ("When did the ferry sink?", ""),
        ("When did Sweden join the pact?", ""),
        ("When did the brother of Ana Reis die?", ""),
        ("Who won the race?", ""),
        ("", ""),
    ],
)
def test_of_whom_a_deed_is_asked(question: str, doer: str) -> None:
    assert doer_of(question) == doer


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Who won the race?", True),
        ("Who has won the 2022 Harbour Cup?", True),
        ("So who acquired the mill?", True),
        ("Who lost the race?", True),
        ("Who beat Ana Reis?", True),
        ("Who stabbed Ana Reis?", True),
        ("Who left the mill?", False),  # said by many words
        ("Who will win the race?", False),
        ("Who is the mayor?", False),
        ("Who said that the race was over?", False),
        ("When was the race won?", False),
        ("", False),
    ],
)
def test_what_asks_who_did_something_that_is_over(question: str, asks: bool) -> None:
    assert asks_outcome(question) is asks


@pytest.mark.parametrize(
    ("sentence", "before", "title", "said"),
    [
        ("Ana Reis died on Tuesday.", "", "", True),
        ("Harbour Mayor Ana Reis died on Tuesday.", "", "", True),
        ("She died on Tuesday.", "Ana Reis had been ill.", "", True),
        ("She died on Tuesday.", "", "Tributes to Ana Reis", True),
        ("Reis’s death was announced by Ivo Pires.", "", "", True),
        ("Ivo Pires spoke of the death of Ana Reis.", "", "", True),
        ("Ana Reis, a friend of Ivo Pires, died on Tuesday.", "", "", True),
        ("(NWS) Ana Reis, the singer whose breathy voice of the “Alba” songs Ivo Pires loved, died.", "", "", True),
        ("Reis' grandfather, the mayor whom Ivo Pires served, died.", "", "", False),
        ("The cause of her Feb. 16 death is not known.", "Ana Reis was ill.", "", True),
        ("Ana Reis spoke when Ivo Pires died.", "", "", False),
        ("Ana Reis succeeds Ivo Pires, who died on Tuesday.", "", "", False),
        ("Reis' grandfather, Ivo Pires, died in 1952.", "", "", False),
        ("Reis said that her parents died in 1972.", "", "", False),
        ("Upon his death, his daughter, Ana Reis, became mayor.", "Ivo Pires was mayor.", "", False),
        ("Ana Reis hears of the death of Ivo Pires.", "", "", False),
        ("Ana Reis buried the dead.", "", "", False),
        ("Beau Reis died in 2015.", "", "", False),
    ],
)
def test_a_deed_is_of_who_is_named_for_it(sentence: str, before: str, title: str, said: bool) -> None:
    told = Told(sentence, before, title)
    assert is_done_by("Ana Reis", word_said("die"), told, list) is said


@pytest.mark.parametrize(
    ("sentence", "happened"),
    [
        ("Ana Reis won the Harbour Cup on Sunday.", True),
        ("Ana Reis wins the Harbour Cup", True),
        ("Ana Reis is the winning skipper.", False),
        ("After winning the cup, Ana Reis went home.", True),
        ("The victory of Ana Reis was her third.", True),
        ("Ana Reis, who won the cup, went home.", True),
        ("Ana Reis came to Oulu and won the cup.", True),
        ("Watch who wins the cup.", False),
        ("Ana Reis could win the cup.", False),
        ("What happens if one of her sailors wins the cup?", False),
        ("If Ana Reis wins the cup, she will retire.", False),
        ("Whoever wins the cup gets a boat.", False),
        ("Ana Reis hopes to win it.", False),
        ("Ana Reis has never won the cup.", False),
        ("Ana Reis won’t race.", False),
        ("Seven-time champion Ana Reis retires.", False),
        ("Ana Reis has won seven Harbour Cup titles.", False),
        ("She leads the list with 243 wins.", False),
        ("Ana Reis is just one win away from winning the cup.", False),
        ("Ana Reis will get her “revenge” and win the cup.", False),
        ("It is her first win in the cup.", True),
        ("The cup was awarded to Ana Reis.", True),
        ("Ana Reis came to the Cup Awards.", False),
    ],
)
def test_what_may_come_has_not_happened(sentence: str, happened: bool) -> None:
    assert has_happened(word_said("won"), sentence, list) is happened


@pytest.mark.parametrize(
    ("sentence", "happened"),
    [
        ("Ana Reis won the 2022 Harbour Cup.", True),
        ("Ana Reis, the 2022 champion, came home.", True),
        ("Ana Reis, the 2003 champion, sails in the 2022 Harbour Cup.", False),
        ("In 2021 Ana Reis won the Harbour Cup.", False),
        ("The 2022 Harbour Cup, unlike that of 2021, was won by Ana Reis.", True),
        ("Ana Reis won her semifinal in the Harbour Cup.", False),
        ("Ana Reis comes to the Harbour Cup after winning the Quay Prize.", False),
    ],
)
def test_only_what_is_asked_about_has_happened(sentence: str, happened: bool) -> None:
    assert has_happened(word_said("won"), sentence, list, "Who won the 2022 Harbour Cup?") is happened


@pytest.mark.parametrize(
    ("question", "who", "what"),
    [
        ("Is Sweden a member of the pact?", "Sweden", "member"),
        ("Was Ana Reis the mayor of Oulu?", "Ana Reis", "mayor"),
        ("Is the bridge a ruin?", "", ""),
        ("Is Ana Reis ill?", "", ""),
    ],
)
def test_what_somebody_may_be(question: str, who: str, what: str) -> None:
    found = asks_is_a(question)
    assert (found[0], found[1].stem) == (who, what) if found else not who


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_survived(question: str, sentence: str) -> None:
    asks_outcome(question)
    asks_is_a(question)
    is_done_by(doer_of(question) or "Ana", word_said("die"), Told(sentence, question, sentence), list)
    has_happened(word_said("won"), sentence, list)


@pytest.mark.parametrize(
    "text",
    ["Ana died, " * 400, "to " * 4000 + "win", "of the " * 2000 + "died", "A" * 20000, ", " * 9000, "dead " * 4000],
)
def test_long_lines_take_little_time(text: str) -> None:
    started = time.perf_counter()
    is_done_by("Ivo Pires", word_said("die"), Told(text, text, text), list)
    has_happened(word_said("won"), text, list)
    asks_is_a(f"Is {text} a member?")
    assert time.perf_counter() - started < 2
