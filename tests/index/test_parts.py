import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.parts import LONGEST, split_question


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
        ("How do the mayor and the harbour master differ on dredging?", ("the mayor", "the harbour master")),
        ("Compare the 2019 budget with the 2023 budget", ("the 2019 budget", "the 2023 budget")),
        ("Harbour fees: Port Aster versus Port Dahlia", ("Harbour fees: Port Aster", "Harbour fees: Port Dahlia")),
        ("Which came first: the Global Media Forum or COP29?", ("the Global Media Forum", "COP29")),
        ("Who won the cup, and how many people watched?", ("Who won the cup", "how many people watched")),
        ("Who won the cup? How many people watched?", ("Who won the cup", "How many people watched")),
    ],
)
def test_a_compound_question_has_parts(question: str, parts: tuple[str, ...]) -> None:
    assert split_question(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "When did the two armies start training together?",
        "What changed since March?",
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


@given(st.text(max_size=300))
def test_any_text_has_two_parts_or_more_or_none(text: str) -> None:
    parts = split_question(text)
    assert len(parts) != 1
    assert all(len(part.split()) >= 2 or part != part.lower() for part in parts)


def test_a_pasted_page_takes_no_time() -> None:
    split_question("which first " * LONGEST)
    split_question("how did a b " * LONGEST + " or " * LONGEST)
