import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.english.gaps import LEANING, UNFIT, questions

PEOPLE = ("Ana Pereira", "Diageo", "NASA")
SMALL = frozenset({"pork", "prices", "game"})


def asked(sentence: str) -> list[str]:
    return [question for question, _ in questions(sentence, PEOPLE, SMALL)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "More than 100 homes were damaged in the valley, said a guard.",
            ["How many homes were damaged in the valley?"],
        ),
        (
            "An estimated 19,500 fires were started by fireworks in 2018, it says.",
            ["How many fires were started by fireworks in 2018?"],
        ),
        ("About 62% of voters are worried about prices.", ["What percentage of voters are worried about prices?"]),
        (
            "The ferry was built by a yard in Turkey in 1996, he said.",
            ["When was the ferry built by a yard in Turkey?"],
        ),
        (
            "On Tuesday, the board approved the new budget of the city.",
            ["When did the board approve the new budget of the city?"],
        ),
        ("Pork prices rose more than 2% in November.", ["When did pork prices rise more than 2%?"]),
        (
            "NASA on Monday launched a rocket from Australia.",
            ["When did NASA launch a rocket from Australia?"],
        ),
        ("Nine cars were pulled out on Saturday evening by two men.", []),  # which Saturday, a reader cannot know
        ("The game was cancelled because of the rain.", ["Why was the game cancelled?"]),
        (
            "Diageo bought the tequila brand in June 2017.",
            ["When did Diageo buy the tequila brand?", "Who bought the tequila brand in June 2017?"],
        ),
        ("Chef Ana Pereira opened a small inn in Lisbon.", ["Who opened a small inn in Lisbon?"]),
        ("Ana Pereira, a chef from Lisbon, opened a small inn there.", ["Who is Ana Pereira?"]),
    ],
)
def test_what_a_sentence_answers_is_asked_in_its_words(sentence: str, expected: list[str]) -> None:
    assert asked(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "They were built by a yard in Turkey in 1996.",  # who?
        "More than 100 of them were damaged in the valley.",
        "Rare birds were seen in the valley in 1996.",  # is it a name, or only the first word?
        "Ana Pereira said that the ferry hit the pier.",
        "Ana Pereira asked him for his papers on Monday.",
        "The committee that was formed was dissolved in 1996.",
        "Ten years were lost in the valley.",
        "The show (which I saw) was cancelled in 1996.",
        "“The game was cancelled because of the rain,” he said.",
        "The bill was signed by Monday.",
        "By Monday, the board approved the new budget of the city.",
        "",
    ],
)
def test_rather_nothing_than_what_reads_badly(sentence: str) -> None:
    assert asked(sentence) == []


_SOME = (
    "The A More than 100 12 homes people were was damaged built in on Monday 1996 because of Ana Pereira NASA announced"
    " it he the , . ? ( “ valley by and which"
)
WORDS = st.sampled_from(_SOME.split())


@given(sentence=st.lists(WORDS, max_size=20).map(" ".join) | st.text(max_size=80))
def test_every_question_stands_for_itself(sentence: str) -> None:
    for question, worth in questions(sentence, PEOPLE, SMALL):
        assert question.endswith("?")
        assert question[0].isupper()
        assert not UNFIT.search(question)
        assert not LEANING.search(question)
        assert 0 < worth <= 1
