from time import process_time

import pytest
from conftest import make_article
from hypothesis import given
from hypothesis import strategies as st

from bot.writer.speaker import attributed, speakers

REPORT = make_article(
    title="Mill closes",
    text=(
        "The mill at Orsby will close in May, its owner said on Monday. The tower has 137 steps.\n\n"
        "Ana Lima, the mayor, said that the town had not been asked. "
        "“They sent a letter,” she said. “It had no date.”\n\n"
        "“We looked for a buyer,” said Ben Roth of the owners. “There was none.”\n\n"
        "Forty people work there, according to the Orsby Trades Council.\n\n"
        "Carla Stein, who has led the union since 2011, told reporters: “It is a shame.” "
        "Staff were told at noon. The council has not said what it will do.\n\n"
        "The dues were fair, said the chairwoman, Dora Pell. County engineers said the roof was sound.\n\n"
        "Eva Horn, head of Orsby Works, a firm with forty staff, said that it would stay. "
        "The board defended the sale and argued that it was late.\n\n"
        "The yard will stay open to “help in the change,” Mr Holt said. "
        "It was sold in June, according to Orsby council chairman Ivo Marsh. “We regret it,” said a county spokesman."
    ),
)


def told(words: str, text: str = "") -> list[tuple[str, str]]:
    """Who is named for the sentence that begins with some words, and all that is quoted to show it."""
    article = make_article(text=text) if text else REPORT
    start = article.text.index(words)
    found = speakers(article, (start, start + len(words)))
    return [(article.text[slice(*one.speaker)], article.text[one.start : one.end]) for one in found]


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("The mill at Orsby", "its owner"),
        ("Ana Lima, the mayor", "Ana Lima"),
        ("“They sent", "Ana Lima"),
        ("“It had no date", "Ana Lima"),
        ("“We looked", "Ben Roth"),
        ("“There was none", "Ben Roth"),
        ("Forty people", "Orsby Trades Council"),
        ("Carla Stein, who", "Carla Stein"),
        ("The dues were", "Dora Pell"),
        ("County engineers", "County engineers"),
        ("Eva Horn, head", "Eva Horn"),
        ("The board defended", "The board"),
        ("The yard will", "Holt"),
        ("It was sold in June", "Ivo Marsh"),
        ("“We regret it", "a county spokesman"),
    ],
)
def test_who_is_named_in_the_sentence_or_beside_it(words: str, speaker: str) -> None:
    [(name, shown)] = told(words)
    assert name.startswith(speaker)
    assert name in shown
    assert words in shown


@pytest.mark.parametrize("words", ["The tower has", "Staff were told", "The council has not"])
def test_what_the_article_says_itself_has_no_speaker(words: str) -> None:
    assert told(words) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The harbour board found in its report that the tug was too fast.", "The harbour board"),
        ("The tug was too fast, the harbour board found.", "the harbour board"),
        ("The report, published on Monday, concludes that nobody was at fault.", "The report"),
        ("A spokeswoman for Orsby Water confirmed the leak.", "A spokeswoman for Orsby Water"),
        ("The pump had failed, confirmed a spokesman for the firm.", "a spokesman for the firm"),
        ("It was an accident, according to a report by the board.", "a report by the board"),
        ("Nine people fled, according to three people familiar with the matter.", "three people"),
        ("Rents fell by a tenth, data from the Orsby Trades Council show.", "the Orsby Trades Council"),
        ("This study’s findings suggest that it is late, said Ana Lima.", "Ana Lima"),
        ("Mayor Ana Lima called it the worst news of the year.", "Ana Lima"),
    ],
)
def test_who_finds_confirms_or_calls_it_so_says_it(text: str, speaker: str) -> None:
    assert [name for name, _ in told(text[:9], text)] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "The fund has raised £4,800, not £8,400 as the Lantern reported on May 3.",
        "Inspectors found cracks in nine panels.",
        "There are exceptions to the rules, the show and the demand.",
        "Of the nine people confirmed dead, two were from Orsby.",
        "Ana Lima called the police and found a letter.",
    ],
)
def test_what_is_corrected_found_or_called_is_not_said(text: str) -> None:
    assert told(text[:9], text) == []


def test_a_paper_and_who_wrote_for_it_say_nothing_themselves() -> None:
    article = make_article(text="The mill will close, the Lantern said. Ana Lima said so.", source="The Orsby Lantern")
    assert [article.text[slice(*one.speaker)] for one in speakers(article, (0, 30), [(0, 30)])] == []
    signed = make_article(text="The mill will close, said Ana Lima.", author="Ana Lima")
    assert speakers(signed, (0, 30)) == []


def test_he_is_who_was_named_before_not_who_is_quoted_about() -> None:
    text = (
        "Ewan Holt, who owns the ship, apologised to the passengers. “We do not know why she did not stop,” he said. "
        "“Until we know, she will not sail.”"
    )
    assert [name for name, _ in told("“Until we know", text)] == ["Ewan Holt"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ana Lima came to Orsby. It ended in rain as she evoked the past and said the mill should stay.", "Ana Lima"),
        ("“No,” Ivo Holt told the Courier's Ana Lima. At noon he said the mill should stay.", "Ivo Holt"),
        ("Ana Lima on Tuesday said the mill should stay.", "Ana Lima"),
    ],
)
def test_whom_somebody_spoke_to_and_when_are_not_who_spoke(text: str, speaker: str) -> None:
    last = text.rpartition(". ")[2]
    assert [name for name, _ in told(last, text)] == [speaker]


def test_a_long_word_behind_a_name_takes_no_time() -> None:
    assert told("“No", f"“No,” said Ana Lima {'a' * 4500}!")[0][0] == "Ana Lima"


@pytest.mark.parametrize("words", ["A, ", "a, said ", "Ab Cd, ", "he saw and a1 reported "])
def test_a_long_line_takes_no_time(words: str) -> None:
    started = process_time()
    attributed(words * (5000 // len(words)) + "said")
    assert process_time() - started < 1  # the square of the length took up to twenty


def test_a_plural_with_a_capital_is_not_she() -> None:
    text = "Ines Vale had brought her flag. Cyclists may cross. “It is a good day,” she said."
    assert [name for name, _ in told("“It is a good", text)] == ["Ines Vale"]


def test_speakers_are_told_once_each_and_of_what_answers_only_where_that_has_one() -> None:
    text = "Ana Lima said it was sold. Ana Lima said it was old. Ben Roth said forty worked there. It is brick."
    article = make_article(text=text)

    def named(words: str) -> list[str]:
        start = text.index(words)
        found = speakers(article, (0, len(text)), [(start, start + len(words))])
        return [text[slice(*one.speaker)] for one in found]

    assert named("forty") == ["Ben Roth"]
    assert named("brick") == ["Ana Lima", "Ben Roth"]


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_any_text_names_somebody_inside_what_is_shown_or_nobody(text: str, start: int, length: int) -> None:
    for one in speakers(make_article(text=text), (start, start + length)):
        assert one.start <= one.speaker[0] < one.speaker[1] <= one.end <= len(text)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Officials in southern Norland say that the road is shut.", "Officials"),
        ("The report states that the wall was weak.", "The report"),
    ],
)
def test_who_speaks_is_not_where_he_is(text: str, speaker: str) -> None:
    span = attributed(text)
    assert span
    assert text[slice(*span)] == speaker


@pytest.mark.parametrize(
    "text", ["It was the first launch outside the United States.", "A dozen states have passed such laws."]
)
def test_states_are_no_speakers(text: str) -> None:
    assert attributed(text) is None


def test_he_is_not_somebody_who_only_says_whose_husband_he_is() -> None:
    text = (
        "They came as Ivo Pell, the brother of Mayor Sam Lima, opened the fair. Some 132 people came, he said.\n\n"
        "Sam Lima was away. He was ill."
    )
    assert [name for name, _ in told("Some 132", text)] == ["Ivo Pell"]
