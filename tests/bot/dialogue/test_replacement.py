import pytest
from test_pronouns import NOW, held, understood

from bot.dialogue.followup import follow
from bot.dialogue.tie import Followed, Unclear


@pytest.mark.parametrize(
    ("before", "text", "question"),
    [
        (("What did Ana Lima write?",), "and Ben Roth?", "What did Ben Roth write?"),
        (("What did Ana Lima write?",), "and about the mill?", "What did Ana Lima write about the mill?"),
        (("What did Ana Lima say about the mill?",), "and Ben Roth?", "What did Ben Roth say about the mill?"),
        (("What did Ana Lima say?",), "what about the mill?", "What did Ana Lima say about the mill?"),
        (
            ("About the fire: what did the union say?",),
            "and the company?",
            "About the fire: what did the company say?",
        ),
        (("About the fire: what did the union say?",), "and Pell?", "About the fire: what did Pell say?"),
        (("About Orsa: what did the union say?",), "and Pell?", "About Orsa: what did Pell say?"),
        (("What did Ana Lima say about Ben Roth?",), "no, the layoffs", "What did Ana Lima say about the layoffs?"),
        (("About Orsa: when does the contract end?",), "and Norde?", "About Norde: when does the contract end?"),
        (("About the fire: how many jobs went?",), "what about the mill?", "About the mill: how many jobs went?"),
        (("What did Ana Lima say?", "Who is she?"), "and Ben Roth?", "What did Ben Roth say?"),  # asked beside it
        (("When did the ferry sink?",), "its captain?", "Who is the ferry’s captain?"),
    ],
)
def test_what_takes_whose_place(before: tuple[str, ...], text: str, question: str) -> None:
    assert understood(text, *before) == question


def test_whose_byline_it_is_is_asked_of_nobody_else() -> None:
    found = follow("and Ben Roth?", held("What did Ana Lima write?"), NOW)
    assert isinstance(found, Followed)
    assert not found.otherwise  # no sentence of an article says who wrote it


def test_it_is_no_longer_what_something_else_took_the_place_of() -> None:
    state = held("When did Norby Bank fail?", "Who bought it?", "And Orsby Bank?")
    found = follow("Who runs it?", state, NOW)
    assert isinstance(found, Followed)
    assert found.question == "Who runs Orsby Bank?"


def test_earlier_than_nothing_is_asked_about() -> None:
    assert isinstance(follow("earlier?", held("!When did the dragon sing?"), NOW), Unclear)


@pytest.mark.parametrize(
    ("before", "text", "question"),
    [
        (("Did the ferry hit the pier?",), "and on the first day?", "Did the ferry hit the pier on the first day?"),
        (("Was the fair full in 2023?",), "on the last night?", "Was the fair full in 2023 on the last night?"),
        (("Was the fair full?", "on the first day?"), "and on the last day?", "Was the fair full on the last day?"),
        (("Was the fair full?", "on the first day?"), "who ran it?", "Who ran the fair?"),
        (("Who won the race?",), "and the second time?", "Who won the race the second time?"),
    ],
)
def test_a_time_inside_of_it_takes_nothing_else_s_place_and_is_no_thing(
    before: tuple[str, ...], text: str, question: str
) -> None:
    assert understood(text, *before) == question


@pytest.mark.parametrize(
    ("before", "text", "question"),
    [
        (("How many came to the fair?",), "what about the weather?", "What is said about the weather at the fair?"),
        (("When did the pier open?",), "and what about the cost?", "What is said about the cost of the pier?"),
        (("When did the pier open?", "what about the cost?"), "who built it?", "Who built the pier?"),
        (("What happened to the fair next?",), "how about the crowd?", "What is said about the crowd at the fair?"),
    ],
)
def test_what_a_thing_has_is_asked_of_that_thing(before: tuple[str, ...], text: str, question: str) -> None:
    assert understood(text, *before) == question
