from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.parts import LONGEST, asks_order, split_question, with_time


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Which happened first: the ferry crash or the harbour strike?",
            ("the ferry crash", "the harbour strike"),
        ),
        ("Did the strike begin before or after the ferry crash?", ("the strike begin", "the ferry crash")),
        ("How long after the storm did the ferries sail again?", ("the storm", "the ferries sail again")),
        (
            "How did the ticket price change from March 2021 to June 2022?",
            ("the ticket price March 2021", "the ticket price June 2022"),
        ),
        (
            "How do the mayor and the harbour master differ on dredging?",
            ("the mayor on dredging", "the harbour master on dredging"),
        ),
        ("Compare Norby and Orsby on school meals", ("Norby on school meals", "Orsby on school meals")),
        (
            "Compare the Alba with the Brita in terms of speed",
            ("the Alba in terms of speed", "the Brita in terms of speed"),
        ),
        ("Compare the fair in 2023 and 2024", ("the fair in 2023", "the fair in 2024")),
        ("How did prices change between June and December 2022?", ("prices June 2022", "prices December 2022")),
        ("How did prices change from 3 May to 9 June 2022?", ("prices 3 May 2022", "prices 9 June 2022")),
        ("Compare house prices in Norby and Orsby", ("house prices in Norby", "house prices in Orsby")),
        ("Compare the mills of Norby with those of Orsby", ("the mills of Norby", "the mills of Orsby")),
        ("Compare reports on the fire and the flood", ("reports on the fire", "the flood")),
        ("Compare the 2019 budget with the 2023 budget", ("the 2019 budget", "the 2023 budget")),
        ("Harbour fees: Port Aster versus Port Dahlia", ("Harbour fees: Port Aster", "Harbour fees: Port Dahlia")),
        ("Which came first: the Global Media Forum or COP29?", ("the Global Media Forum", "COP29")),
        ("Which opened first, the footbridge or the mill?", ("the footbridge opened", "the mill opened")),
        ("Who resigned first, Ana Reis or Ivo Pires?", ("Ana Reis resigned", "Ivo Pires resigned")),
        ("Was the mill or the pier built first?", ("the mill built", "the pier built")),
        ("Did the fire happen before the bridge opened?", ("the fire", "the bridge opened")),
        ("Was the fire earlier than the storm of 1962?", ("the fire", "the storm of 1962")),
        ("Who won the cup, and how many people watched?", ("Who won the cup", "how many people watched")),
        ("Who won the cup? How many people watched?", ("Who won the cup", "How many people watched")),
        (
            "Who won the cup, how many people watched, and when does the season begin?",
            ("Who won the cup", "how many people watched", "when does the season begin"),
        ),
        (
            "When, where and why did the mill burn?",
            ("When did the mill burn", "where did the mill burn", "why did the mill burn"),
        ),
        ("How many sank? Who saw it? (hint: ninety)", ("How many sank", "Who saw it")),
        ("How many sank? Print the key.", ()),
        ("How and why was it closed?", ("How was it closed", "why was it closed")),
        ("Why, and how, was it closed?", ("Why was it closed", "how was it closed")),
        (
            "Who closed the mill, when and why?",
            ("Who closed the mill", "Who closed the mill, and when", "Who closed the mill, and why"),
        ),
        (
            "Who won the regatta, when and by how much?",
            ("Who won the regatta", "Who won the regatta, and when", "Who won the regatta, and by how much"),
        ),
        (
            "Which town, in what year and why was flooded?",
            ("Which town was flooded", "in what year was flooded", "why was flooded"),
        ),
    ],
)
def test_a_compound_question_has_parts(question: str, parts: tuple[str, ...]) -> None:
    assert split_question(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "When did the two armies start training together?",
        "What changed since March?",
        "Did she resign before the vote?",
        "Was the bridge closed before Christmas?",
        "Did the firm sell shares before buying the mill?",
        "Who said that the ferry and the pier were safe?",
        "How many people were hurt when the ferry hit the pier?",
        "Which minister spoke first?",
        "Did the firm fine the crew, and how much?",
        "Who is the mayor, and since when?",
        "Is it red or blue?",
        "Who won? " * 5,
        "",
        "?!",
    ],
)
def test_a_simple_question_has_none(question: str) -> None:
    assert split_question(question) == ()


@pytest.mark.parametrize(
    ("parts", "named", "timed"),
    [
        (("Who won in 2024", "how many came"), "in 2024", ("Who won in 2024", "how many came in 2024")),
        (("Who won", "how many came last May"), "last May", ("Who won last May", "how many came last May")),
        (("the strike in 2024", "the fire"), "in 2024", ("the strike in 2024", "the fire")),  # what is compared
        (("Who won the 2022 World Cup", "who lost"), "2022", ("Who won the 2022 World Cup", "who lost")),
        (("Who won", "who lost"), "in 2024", ("Who won", "who lost")),
        ((), "in 2024", ()),
    ],
)
def test_a_time_holds_for_the_parts_that_name_none(parts: tuple[str, ...], named: str, timed: tuple[str, ...]) -> None:
    assert with_time(parts, named) == timed


@given(st.text(max_size=300))
def test_any_text_has_two_parts_or_more_or_none(text: str) -> None:
    parts = split_question(text)
    assert len(parts) != 1
    assert all(len(part.split()) >= 2 or part != part.lower() for part in parts)


def test_a_pasted_page_takes_no_time() -> None:
    split_question("which first " * LONGEST)
    split_question("how did a b " * LONGEST + " or " * LONGEST)


@pytest.mark.parametrize(("first", "words"), [("compare", " with as to"), ("how did a", " and on differ on")])
def test_no_way_to_divide_a_comparison_is_tried_that_cannot_end(first: str, words: str) -> None:
    question = first + words * ((LONGEST - 20) // len(words))
    started = process_time()
    assert split_question(f"{question}?x") == ()
    assert process_time() - started < 0.1  # the third power of the length took a second and more
    assert len(split_question(f"{question} c?")) == 2


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Which came first, the fire or the storm?", True),
        ("Did the fire happen after the storm in Oulu?", True),
        ("Which is larger, the mill or the pier?", False),
        ("Who won the cup, and how many people watched?", False),
        ("What happened first in the trial?", False),
    ],
)
def test_which_came_first_is_a_question_of_order(question: str, asks: bool) -> None:
    assert asks_order(question) is asks
