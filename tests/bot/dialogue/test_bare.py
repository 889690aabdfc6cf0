import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.bare import expand


@pytest.mark.parametrize(
    ("question", "wh", "asked"),
    [
        ("Did the mill close?", "when", "When did the mill close?"),
        ("Has the bridge been mended?", "when", "When has the bridge been mended?"),
        ("Where did the tram stop?", "why", "Why did the tram stop?"),
        ("Why was the fair cancelled?", "by whom", "By whom was the fair cancelled?"),
        ("What did the council decide in May?", "why", "Why did the council decide that in May?"),
        ("How many people did the mill employ in 1990?", "where", "Where did the mill employ people in 1990?"),
        ("How many stalls were lost?", "when", "When were stalls lost?"),
        ("How many miners died in the pit?", "how", "How did miners die in the pit?"),
        ("What happened in the harbour?", "when", "When did it happen in the harbour?"),
        ("Was anyone hurt in the crash?", "who", "Who was hurt in the crash?"),
        ("How many people were hurt?", "who", "Who was hurt?"),
        ("How many people left?", "who", "Who left?"),
        ("Who was hurt in the crash?", "how many", "How many people were hurt in the crash?"),
        ("Were any boats lost?", "how many", "How many boats were lost?"),
        ("Are there any survivors?", "how many", "How many survivors are there?"),
        ("Was anyone hurt?", "how many", "How many people were hurt?"),
        ("Why did the airline cancel flights?", "how many", "How many flights did the airline cancel?"),
        ("Did the firm sell ships in May?", "how many", "How many ships did the firm sell in May?"),
        # What has no form of its own is asked beside.
        ("Who won the race?", "when", "Who won the race, and when?"),
        ("Who is the mayor?", "since when", "Who is the mayor, and since when?"),
        ("Did the council fine the firm?", "how much", "Did the council fine the firm, and how much?"),
        ("How high is the tower?", "why", "How high is the tower, and why?"),
    ],
)
def test_a_question_word_asks_about_the_question_before(question: str, wh: str, asked: str) -> None:
    assert expand(wh, question) == asked


@given(st.text(max_size=60), st.sampled_from(["why", "how many", "who", "when", "how many people", "by whom", "which"]))
def test_any_question_is_asked_about_somehow(question: str, wh: str) -> None:
    assert expand(wh, question).endswith("?")
