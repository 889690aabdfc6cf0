"""Who did what to whom, in a question and in what a sentence says."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.english.doer import Told
from bot.english.roles import Of, acting, is_suspected, said_of, who_did_it

NORWAY = "Why did Norway join the pact?"
SIGN = "When did Ana Reis sign the act?"
ARREST = "When was Ana Reis arrested?"
SLAP = "Why did Ana Reis slap Ivo Pires?"
WHO_HIT = "Who hit Ana Reis?"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("When did Sweden join the pact?", "Sweden"),
        ("Why did Alder Foods buy the mill?", "Alder Foods"),
        ("When was Ana Reis finally arrested?", "Ana Reis"),
        ("Why did Ana Reis slap Ivo Pires?", "Ana Reis"),  # whatever the verb is
        ("Who did Ana Reis fire?", "Ana Reis"),
        ("Who replaced Ana Reis as mayor?", "Ana Reis"),
        ("Who broke Ana Reis's record?", ""),
        ("Who won the Harbour Cup?", ""),
        ("Who said that?", ""),
        ("Why did the Harbour Council pass it?", ""),  # a body of many
        ("When did Alder Foods's mill open?", ""),
        ("Where did Ana Reis and Ivo Pires meet?", ""),
        ("When did the ferry sink?", ""),
        ("", ""),
    ],
)
def test_of_whom_or_what_an_act_is_asked(question: str, name: str) -> None:
    found = acting(question)
    assert (found.name if found else "") == name


@pytest.mark.parametrize(
    ("question", "one"),
    [
        (SLAP, True),
        ("Did Ana Reis attack her husband?", True),
        ("Who did Ana Reis beat?", True),
        (WHO_HIT, True),
        (ARREST, True),
        ("When did Ana Reis marry Ivo Pires?", False),  # each the other
        ("When did Alder Foods open?", False),
    ],
)
def test_who_did_something_to_another(question: str, one: bool) -> None:
    found = acting(question)
    assert found is not None
    assert found.by_one is one


@pytest.mark.parametrize(
    ("question", "sentence", "before", "told"),
    [
        (NORWAY, "Sweden joined the pact in May.", "", [Of.ANOTHERS]),
        (NORWAY, "Norway joined the pact in May, and Sweden did not.", "", [Of.THEIRS]),
        (NORWAY, "Norway and Sweden joined the pact in May.", "", [Of.THEIRS]),
        (NORWAY, "After the storm in Norway, it joined the pact.", "", [Of.PERHAPS]),
        (NORWAY, "Norway hopes to join the pact.", "", [Of.TO_COME]),
        (NORWAY, "Norwegian troops joined it.", "", [Of.THEIRS]),
        (NORWAY, "The mayor joined the club.", "", []),
        ("Is Ana Reis suing Ivo Pires?", "Ana Reis sued Ivo Pires.", "", [Of.THEIRS]),
        ("Is Ivo Pires suing Ana Reis?", "Ana Reis sued Ivo Pires.", "", [Of.ANOTHERS]),
        (SIGN, "Ivo Pires signed the act in May.", "", [Of.ANOTHERS]),
        (SIGN, "The act was signed by Ana Reis in May.", "", [Of.THEIRS]),
        (SIGN, "The act was signed in May.", "", []),
        (SIGN, "The act was signed by a clerk.", "", [Of.NOBODYS]),
        (SIGN, "The signing was moved by a week.", "", []),
        # To run into something is not to be run by somebody.
        ("Why did the Halcyon run into the pier?", "The Halcyon, run by Orsa Ferries, hit the pier.", "", []),
        (SIGN, "Ivo Pires was there when she signed the act.", "Ana Reis spoke.", [Of.PERHAPS]),
        (SIGN, "Ana Reis's mother signed the act.", "", []),
        (SIGN, "The mother of Ana Reis signed the act.", "", []),
        (ARREST, "They arrested Ivo Pires.", "", [Of.ANOTHERS]),
        (ARREST, "They arrested Ana Reis.", "", [Of.THEIRS]),
        (ARREST, "They arrested Ana Reis's brother.", "", []),
        (ARREST, "Ivo Pires was arrested.", "", [Of.ANOTHERS]),
        (ARREST, "Ivo Pires, a friend of Ana Reis, was arrested.", "", [Of.ANOTHERS]),
        (ARREST, "Ana Reis was searched and arrested.", "", [Of.THEIRS]),
        (SIGN, "Ana Reis, D-Oulu, one of eight Republicans who signed it, is ill.", "", [Of.THEIRS]),
        (SLAP, "Ivo Pires walked on and slapped Ana Reis.", "", [Of.ANOTHERS]),
        (SLAP, "Ana Reis, slapped by Ivo Pires on Sunday, went home.", "", [Of.ANOTHERS]),
        (WHO_HIT, "Ana Reis hit Ivo Pires.", "", [Of.ANOTHERS]),
        (WHO_HIT, "Ivo Pires hit her.", "Ana Reis fell.", [Of.PERHAPS]),
    ],
)
def test_an_act_may_be_said_of_others(question: str, sentence: str, before: str, told: list[Of]) -> None:
    asked = acting(question)
    assert asked is not None
    assert list(said_of(asked, Told(sentence, before, ""), list, active=asked.active)) == told


@pytest.mark.parametrize(
    ("question", "sentence", "turned"),
    [
        (SLAP, "Ivo Pires walked on and slapped Ana Reis.", True),
        (SLAP, "Ana Reis, slapped by Ivo Pires on Sunday, went home.", True),
        (SLAP, "Ana Reis slapped Ivo Pires.", False),
        ("Did Ana Reis attack Ivo Pires?", "The violent attack on Ana Reis was a shock.", True),
        ("Did Ana Reis attack Ivo Pires?", "The violent attack on Ana Reis's house was a shock.", False),
        (WHO_HIT, "Ana Reis hit Ivo Pires.", True),
    ],
)
def test_who_had_the_other_part_in_an_act(question: str, sentence: str, turned: bool) -> None:
    asked = acting(question)
    assert asked is not None
    found = said_of(asked, Told(sentence, "", ""), list, active=not asked.active)
    assert (Of.THEIRS in found) is turned


def test_the_opposite_of_an_act() -> None:
    left = acting("When did Norway leave the pact?")
    assert left is not None
    told = Told("Norway joined the pact in May.", "", "")
    assert list(said_of(left.turned, told, list, active=True)) == [Of.THEIRS]
    assert list(said_of(left, told, list, active=True)) == []


@pytest.mark.parametrize(
    ("question", "one"),
    [
        ("Who replaced Ana Reis?", True),
        ("Who won the cup?", False),
        ("Who will replace Ana Reis?", False),
        ("Who joined Ana Reis in Oulu?", False),  # these two did it with each other
        ("Who opened the Selk footbridge?", False),  # not to the Selk
        ("Who attacked Ana Reis in May?", True),
    ],
)
def test_who_did_something_to_somebody_by_name(question: str, one: bool) -> None:
    assert who_did_it(question) is one


def test_who_is_suspected() -> None:
    sentence = "Police arrested the suspect, 44-year-old Ivo Pires, in the house of Ana Reis."
    assert is_suspected("Ivo Pires", sentence)
    assert not is_suspected("Ana Reis", sentence)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_survived(question: str, sentence: str) -> None:
    asked = acting(question) or acting(SLAP)
    assert asked is not None
    list(said_of(asked, Told(sentence, question, sentence), list, active=True))
    is_suspected("Ana Reis", sentence)


@pytest.mark.parametrize("text", ["Ana slapped, " * 400, "slapped by a " * 3000, "Ana, " * 4000 + "and slapped Ivo"])
def test_long_lines_take_little_time(text: str) -> None:
    started = time.perf_counter()
    asked = acting(SLAP)
    assert asked is not None
    list(said_of(asked, Told(text, text, text), list, active=True))
    list(said_of(asked, Told(text, text, text), list, active=False))
    is_suspected("Ana", text)
    acting(f"Why did {text} slap him?")
    assert time.perf_counter() - started < 2
