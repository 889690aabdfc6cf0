"""What is no question to the archive, and what only looks like none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.english.courtesy import asked_in, is_courtesy


@pytest.mark.parametrize(
    "text",
    [
        *("Hi", "hello there!", "Good morning everyone", "hey bot", "Thanks a lot!", "thank you so much 🙏", "ok cool"),
        *("OK, thanks", "great, thank you for your help", "No, thanks", "Perfect!!", "bye for now", "wow", "sorry"),
        *(
            "😀",
            "👍🏽",
            "?!",
            "...",
            "hello there, how are you?",
            "Hi, how’s it going?",
            "lol",
            "haha",
            "I see, thanks",
        ),
        *("that is great 👍", "that's great", "It’s cool", "thanks, that's all"),
        *("thx for the answer", "Good night", "yes please, thank you", "cheers"),
    ],
)
def test_a_courtesy_asks_nothing(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "more", "and now?", "yes", "no", "then", "Who said thanks?", "Thanks to whom was it saved?", "cool it"),
        *("Great Britain", "Hello Kitty", "OK, and in 2021?", "Good Friday", "the fine", "was it great?", "why sorry"),
        *("what’s up with the ferry?", "how are you going to pay?", "1", "é", "第三", "Is it understood?"),
        *("hi, who won?", "okay then who paid", "the Perfect Storm", "thanks for nothing, mayor"),
    ],
)
def test_a_question_is_no_courtesy(text: str) -> None:
    assert not is_courtesy(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Good morning. Who is the mayor?", "Who is the mayor?"),
        ("Hello, who is the mayor?", "who is the mayor?"),
        ("hi who built it", "who built it"),
        ("Hey there! Thanks. How many?", "How many?"),
        ("ok, and why?", "and why?"),
        ("Could you tell me when the footbridge opened?", "when the footbridge opened?"),
        ("Please tell me who the mayor is", "who is the mayor?"),
        ("Do you know what Ana Reis’s plan was?", "what was Ana Reis’s plan?"),
        ("Please tell me how many stalls there are", "how many stalls there are"),
        ("Hello Kitty: who made it?", "Hello Kitty: who made it?"),
        ("tell me more", "tell me more"),
        ("more 🙂", "more"),
        ("👋 Hi! Who won? 👍🏽", "Who won?"),
        ("1️⃣", "1"),
        ("Hello 👋, who won?", "who won?"),
        ("hi 👋 who won?", "who won?"),
        ("👍", "👍"),
        ("Thanks!", "Thanks!"),
        ("Hi, ", "Hi, "),
    ],
)
def test_what_is_asked_behind_courtesies(text: str, asked: str) -> None:
    assert asked_in(text) == asked


@given(st.text())
def test_something_is_left_of_every_text_and_nothing_is_put_into_it(text: str) -> None:
    rest = asked_in(text)
    assert bool(rest.strip()) == bool(text.strip())
    assert set(rest) <= {*text, "?", " "}
