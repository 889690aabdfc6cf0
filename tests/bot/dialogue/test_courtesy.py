"""What is no question to the archive, and what only looks like none."""

import pytest

from bot.dialogue.courtesy import is_courtesy


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
