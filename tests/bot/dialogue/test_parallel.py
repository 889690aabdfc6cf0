import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.parallel import plain_kind, put
from bot.english.entities import Kind

PEOPLE = {"Ana Lima", "Ben Roth", "Carla"}


def kind_of(name: str) -> Kind | None:
    return Kind.PERSON if name in PEOPLE else plain_kind(name)


@pytest.mark.parametrize(
    ("question", "words", "changed"),
    [
        ("When did the bakery open?", "the mill", "When did the mill open?"),
        ("How old is Carla’s wife?", "Thomas", "How old is Thomas’ wife?"),
        ("How old is Thomas’ wife?", "Carla", "How old is Carla’s wife?"),
        ("When did the bakery open to visitors?", "the mill", "When did the mill open to visitors?"),
        ("When did the bakery begin to sell bread?", "the mill", "When did the mill begin to sell bread?"),
        ("When will the new tram enter service?", "the new bus", "When will the new bus enter service?"),
        ("When was the tower built?", "the walls", "When were the walls built?"),
        ("Why are the beaches closed?", "the pool", "Why is the pool closed?"),
        ("Does the museum charge?", "the gardens", "Do the gardens charge?"),
        ("Is the bridge safe?", "the tunnel", "Is the tunnel safe?"),
        ("How high is the tower?", "the lighthouse", "How high is the lighthouse?"),
        ("Who opened the museum?", "the library", "Who opened the library?"),
        ("What caused the fire?", "the flood", "What caused the flood?"),
        ("Which firm bought the mill?", "the quarry", "Which firm bought the quarry?"),
        ("How many people were hurt in the crash?", "the fire", "How many people were hurt in the fire?"),
        ("How many people were hurt in the crash?", "in the fire", "How many people were hurt in the fire?"),
        ("How many people were hurt?", "killed", "How many people were killed?"),
        ("How many people were hurt?", "the storm", "How many people were hurt in the storm?"),
        ("How many homes were flooded in May?", "shops", "How many shops were flooded in May?"),
        ("How many pupils does the school have?", "teachers", "How many teachers does the school have?"),
        ("How many pupils does the school have?", "the academy", "How many pupils does the academy have?"),
        ("What do tickets cost for adults?", "for children", "What do tickets cost for children?"),
        ("What do tickets cost for adults?", "children", "What do tickets cost for children?"),
        ("When does the fair begin?", "end", "When does the fair end?"),
        ("When was the new ferry launched?", "the old one", "When was the old ferry launched?"),
        ("Where does Ana Lima live?", "Carla", "Where does Carla live?"),
        ("Where did Ana Lima speak in France?", "Italy", "Where did Ana Lima speak in Italy?"),
        ("Where did Ana Lima speak in France?", "Ben Roth", "Where did Ben Roth speak in France?"),
        ("What is the population of France?", "Italy", "What is the population of Italy?"),
        ("When did the trial of Smith begin?", "the trial of Jones", "When did the trial of Jones begin?"),
        ("When did the trial of Smith begin?", "end", "When did the trial of Smith end?"),
        ("When did the trial of Smith begin?", "Jones", "When did the trial of Jones begin?"),
        ("Where was the fire?", "the flood", "Where was the flood?"),
        ("How did the council vote on the railway?", "on the bridge", "How did the council vote on the bridge?"),
    ],
)
def test_words_take_the_place_of_the_part_that_is_like_them(question: str, words: str, changed: str) -> None:
    assert put(question, words, kind_of) == (changed,)


def test_two_parts_that_are_as_like_give_two_questions() -> None:
    assert put("Did Ana Lima meet Ben Roth?", "Carla", kind_of) == (
        "Did Carla meet Ben Roth?",
        "Did Ana Lima meet Carla?",
    )
    assert put("When did the council sell the mill?", "the quarry", kind_of) == (
        "When did the quarry sell the mill?",
        "When did the council sell the quarry?",
    )


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=30).filter(lambda text: text.strip(" ?.!,")))
def test_any_words_are_put_somewhere_or_nowhere(question: str, words: str) -> None:
    assert all(isinstance(one, str) for one in put(question, words, kind_of))
