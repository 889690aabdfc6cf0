import pytest
from conftest import make_article

from bot.answer import Quotation
from bot.writer.voice import Sayer, Voice, sayer_of, voices
from corpus.sentences import sentences
from index.passage import Passage

TEXT = (
    "Ana Lima, who chairs the residents of Orsby, was there. “It rains in,” she said. “Nobody came.” "
    "Ben Roth, secretary of the Orsby Boatmen’s Union, said that it was late. The mill is of brick. "
    "Orsby Water will pay. The company said in a statement that a pump had failed. Ana Lima left."
)


def told(who: str, text: str = TEXT) -> str:
    """Whose words the sentences of a text are, in a letter each."""
    article = make_article(text=text)
    passage = Passage(article, 0, len(text))
    quotations = [Quotation(passage, *span) for span in sentences(text)]
    letters = {Voice.THEIRS: "t", Voice.OF_THEM: "o", Voice.NOBODY: "-", Voice.ANOTHER: "x"}
    return "".join(letters[one] for one in voices(Sayer(who, anything=True), quotations))


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("Ana Lima", "ottx--xo"),
        ("Lima", "ottx--xo"),
        ("the union", "-xxt--x-"),
        ("Orsby Water", "-xxx-ot-"),
        ("Dora Pell", "-xxx--x-"),
    ],
)
def test_whose_words_sentences_are(who: str, expected: str) -> None:
    assert told(who) == expected


def test_who_holds_a_post_of_somebody_speaks_where_he_is_named_with_it() -> None:
    text = "Orsa treasurer Ivo Pell said it was late. Norde treasurer Ada Lind said it was not. Orsa was sold."
    assert told("Orsa’s treasurer", text) == "txo"
    letter = "Ada Lind said that she had sent a letter to the mayor and to the treasurer of Orsa."
    assert told("Orsa’s treasurer", letter) == "x"


@pytest.mark.parametrize(
    ("question", "who", "anything"),
    [
        ("What did Ana Lima say?", "Ana Lima", True),
        ("What did the union say about the mill?", "the union", False),
        ("and what does Ben Roth think of it?", "Ben Roth", False),
        ("How did the council respond?", "the council", True),
        ("What was Ana Lima’s reaction to the vote?", "Ana Lima", False),
        ("Who won the race? Dora Pell won. What did Ana Lima say?", "Ana Lima", True),
    ],
)
def test_whose_words_a_question_asks_for(question: str, who: str, anything: bool) -> None:
    assert sayer_of(question) == Sayer(who, anything)


@pytest.mark.parametrize("question", ["What did he say?", "What happened?", "Who said that?", "What do people say?"])
def test_nobody_is_named_whose_words_are_asked_for(question: str) -> None:
    assert sayer_of(question) is None
