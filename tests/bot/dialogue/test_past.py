import re

import pytest
from conftest import make_article

from bot.answer import Statement
from bot.dialogue.past import answered, known_names, named
from bot.english.entities import Entity, Kind


def statement(text: str) -> Statement:
    """A statement in which the words in brackets answer."""
    marks, plain = [], ""
    for part in re.split(r"(\[[^\]]+\])", text):
        said = part.strip("[]")
        if part != said:
            marks.append((len(plain), len(plain) + len(said)))
        plain += said
    return Statement(plain, (1,), tuple(marks))


def names(question: str, text: str) -> tuple[list[str], bool]:
    found, did = answered(statement(text), (), (), question)
    return [one.name for one in found], did


@pytest.mark.parametrize(
    ("question", "text", "who"),
    [
        ("Who won the race?", "[Ben Roth] won the race past [Ana Lima] in [Norby].", ["Ben Roth"]),
        ("Who broke the record?", "[Norby Rowers] skipper [Ana Lima] broke the record.", ["Ana Lima"]),
        ("About the cup: who won the race?", "[Ben Roth] won the race past [Ana Lima].", ["Ben Roth"]),
        ("Who sued the mayor?", "The mayor was sued by [Sandy Quay] families and by [Ben Roth].", ["Ben Roth"]),
        ("Who was at the race?", "[Ben Roth] won the race past [Ana Lima].", ["Ben Roth", "Ana Lima"]),
    ],
)
def test_of_those_beside_an_answer_who_did_it_answers(question: str, text: str, who: list[str]) -> None:
    assert names(question, text)[0] == who


def test_who_only_tells_of_a_deed_did_not_do_it_but_may_tell_of_his_own() -> None:
    beside = "The man had fired from a roof, [Ivo Pell], a police officer, said."
    assert names("Who shot the mayor?", beside) == ([], False)
    assert names("Who is the police officer?", beside)[0] == ["Ivo Pell"]
    assert names("Who left the board?", "[Ana Lima] said on Monday that she was leaving.")[0] == ["Ana Lima"]


def test_who_took_a_picture_is_not_spoken_of() -> None:
    text = "Ana Lima waves to the crowd. Ivo Pell/Reuters. Ana Lima was elected."
    article = make_article(text=text)
    assert [one.name for one in known_names([article]) if one.name in {"Ana Lima", "Ivo Pell"}] == ["Ana Lima"]


def test_a_name_stands_for_what_the_article_shows_that_has_it_most_often() -> None:
    often = make_article(id="a", text="Ana Lima won. She smiled. Mrs. Lima rests. Ana Lima left.")
    once = make_article(id="b", text="Ana Lima met Ben Roth. He waved.")
    found = {one.name: one for one in known_names([often, once])}
    assert found["Ana Lima"].called == "she"


def test_who_was_said_is_known_however_rarely_an_article_names_him() -> None:
    many = " ".join(f"Orsa {chr(65 + place)}x came. Orsa {chr(65 + place)}x left." for place in range(24))
    article = make_article(text=f"{many} Mr Ben Roth stayed.")
    assert "Ben Roth" not in [one.name for one in known_names([article])]
    assert known_names([article], "Then Ben Roth stayed.")[0].name == "Ben Roth"


def test_what_is_named_with_the_is_nobody() -> None:
    told = (Entity("White Gate", Kind.PERSON, "he"), Entity("Ana Lima", Kind.PERSON, "she"))
    gate, lima = named("What did the White Gate tell Ana Lima?", told)
    assert (gate.kind, gate.called) == (Kind.OTHER, "")
    assert (lima.kind, lima.called) == (Kind.PERSON, "she")
