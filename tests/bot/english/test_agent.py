"""Who of those whom a sentence names did what a question asks, or lost what was won."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.english.agent import agents, has_agent
from bot.english.expressions import NAME
from bot.english.predicate import predicate_of
from corpus.sentences import Span

WON, LOST, KILLED = "Who won the Harbour Cup?", "Who lost the Harbour Cup?", "Who killed Eva Lind?"
HARBOUR = re.compile("Harbour|Cup|Eva|Lind|Oulu|Sunday|May")


def named(sentence: str) -> list[Span]:
    """Names that none of these questions has."""
    return [found.span() for found in NAME.finditer(sentence) if not HARBOUR.search(found[0])]


def told(question: str, sentence: str, subject: tuple[str, ...] = ()) -> list[str]:
    deed = predicate_of(question)
    assert deed is not None
    found = agents(deed, sentence, named(sentence), list, question, subject=subject)
    return [sentence[start:end] for start, end in found]


@pytest.mark.parametrize(
    ("question", "sentence", "names"),
    [
        (WON, "Ana Reis won the Harbour Cup on Sunday, defeating Ivo Pires.", ["Ana Reis"]),
        (WON, "Ana Reis, who beat Ivo Pires, won the Harbour Cup.", ["Ana Reis"]),
        (WON, "Ana Reis, 44, the skipper of the boat, who trained for a year, won the Harbour Cup.", ["Ana Reis"]),
        (WON, "The Harbour Cup was won by Ana Reis, who beat Ivo Pires.", ["Ana Reis"]),
        (WON, "Ivo Pires lost the Harbour Cup to Ana Reis.", ["Ana Reis"]),
        (WON, "The Harbour Cup was awarded to the skipper Ana Reis.", ["Ana Reis"]),
        (WON, "Ana Reis's second victory in the Harbour Cup came late.", ["Ana Reis's"]),
        (WON, "Harbour Cup champion Ana Reis came home.", ["Ana Reis"]),
        (WON, "Quay Race champion Ana Reis came to the Harbour Cup.", []),
        (WON, "A victory over Ivo Pires would make Ana Reis the first to hold the Harbour Cup.", []),
        (WON, "A win against Ivo Pires would make Ana Reis the first Harbour Cup champion of Oulu.", []),
        (WON, "Ana Reis could win the Harbour Cup.", []),
        (WON, "Ana Reis spoke to the man who won the Harbour Cup.", []),
        (LOST, "Ana Reis won the Harbour Cup on Sunday, defeating Ivo Pires.", ["Ivo Pires"]),
        (LOST, "Ana Reis defeated the holder Ivo Pires in the Harbour Cup.", ["Ivo Pires"]),
        (LOST, "Ivo Pires was beaten in the Harbour Cup.", ["Ivo Pires"]),
        (LOST, "Ivo Pires lost the Harbour Cup to Ana Reis.", ["Ivo Pires"]),
        (KILLED, "Ana Reis killed Eva Lind, Ivo Pires said.", ["Ana Reis"]),
        (KILLED, "Ana Reis fled, and a masked man killed Eva Lind.", []),
        (KILLED, "Ana Reis, a baker who killed Eva Lind, fled.", ["Ana Reis"]),
        (KILLED, "Ana Reis shot into the crowd in central Stannick, killing Eva Lind.", ["Ana Reis"]),
        (KILLED, "Eva Lind was killed by Ana Reis in the harbour.", ["Ana Reis"]),
        (KILLED, "For Ana Reis, the May 3 killing of Eva Lind was a shock.", []),
        (KILLED, "Eva Lind, a friend of Ana Reis, was killed on Sunday.", []),
        (KILLED, "Ana Reis said that Eva Lind died on Sunday.", []),
        (KILLED, "Harbour: The man who shot and killed Eva Lind is free, Ana Reis said.", []),
    ],
)
def test_who_did_it_is_named_where_its_word_says_so(question: str, sentence: str, names: list[str]) -> None:
    assert told(question, sentence) == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("The suspect, 44-year-old Ana Reis, was found by Ivo Pires.", ["Ana Reis"]),
        ("The man arrested in the assault, Ivo Pires, spoke to Ana Reis.", ["Ivo Pires"]),
        ("Police arrested a suspect, identified as Ivo Pires.", ["Ivo Pires"]),
        ("Ivo Pires, 44, was charged on Friday, Ana Reis said.", ["Ivo Pires"]),
        ("Ivo Pires pleaded not guilty before Ana Reis.", ["Ivo Pires"]),
        ("Ana Reis accused the police of Ivo Pires.", []),
        ("Ana Reis identified the body.", []),
    ],
)
def test_who_is_suspected_is_named_for_a_crime_only(sentence: str, names: list[str]) -> None:
    assert told(KILLED, sentence) == names
    assert told("Who designed the Quay Bank?", sentence) == []


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Ana Reis killed 19 gulls in Oulu.", []),
        ("Ana Reis killed Eva Lind in Oulu.", ["Ana Reis"]),
        ("Ana Reis shot her in Oulu.", ["Ana Reis"]),
    ],
)
def test_what_was_done_to_something_else_is_not_what_is_asked(sentence: str, names: list[str]) -> None:
    assert told(KILLED, sentence, ("eva", "lind")) == names


@pytest.mark.parametrize(("question", "one"), [(WON, True), (KILLED, True), ("Who married Eva Lind?", False)])
def test_what_two_do_with_each_other_has_no_agent(question: str, one: bool) -> None:
    assert has_agent(question) is one


@given(st.text(max_size=300), st.sampled_from([WON, LOST, KILLED]))
def test_any_sentence_is_survived(sentence: str, question: str) -> None:
    assert set(told(question, sentence)) <= {sentence[start:end] for start, end in named(sentence)}


@pytest.mark.parametrize("text", ["Ana won " * 900, "of " * 4000 + "won", "Ana, " * 4000 + "won it", "won " * 4000])
def test_long_lines_take_little_time(text: str) -> None:
    started = time.perf_counter()
    deed = predicate_of(WON)
    assert deed is not None
    agents(deed, text, named(text)[:50], list, WON)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("word", ["Ana, ", "Ana, who ", "(HU) ", "Ab Cd "])
def test_a_long_line_of_names_takes_little_time(word: str) -> None:
    text = f"{word * (40_000 // len(word))}; won it."
    names, deed, started = named(text), predicate_of(WON), time.perf_counter()
    assert deed is not None
    agents(deed, text, names, list, WON)
    assert time.perf_counter() - started < 2
