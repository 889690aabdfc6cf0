"""Whether what is quoted says the deed that a question asks about, and of whom."""

import pytest
from conftest import FakeEmbedder, index_articles, make_article

from bot.score import Reader
from bot.support import understand
from bot.told import is_told_of, is_unheard_of
from index.generation import Store
from index.keywords import KeywordIndex
from index.passage import Evidence, Passage

ILL = make_article(
    title="Ana Reis leaves hospital",
    text="Ana Reis left the hospital on Friday. She had broken a leg. Ivo Pires died in the same storm.",
)
SOLD = make_article(title="The bell of Oulu", text="The bell rang at noon. In 1902 the town sold it to a mill.")
TALK = make_article(title="Ana Reis speaks", text="Ana Reis spoke about the harbour. She wants a longer pier.")


@pytest.fixture(scope="module")
def keywords(tmp_path_factory: pytest.TempPathFactory) -> KeywordIndex:
    folder = tmp_path_factory.mktemp("told")
    index_articles(folder, (ILL, SOLD, TALK), embedder=FakeEmbedder())
    return KeywordIndex(Store(folder).keywords(1))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When did Ivo Pires die?", True),
        ("When did Ana Reis die?", False),
        ("Why did Ana Reis resign?", False),
        ("Was the bell sold?", True),
        ("When was the ferry sold?", False),
        ("Was anyone killed in the storm?", True),
        ("What did Ana Reis say about the harbour?", True),
        ("What did Ana Reis say about the moon?", False),
        ("When did Ana Reis leave the hospital?", True),
    ],
)
def test_a_deed_is_told_of_whom_it_is_asked(keywords: KeywordIndex, question: str, said: bool) -> None:
    asked = understand(question, keywords.words, keywords.rarity)
    evidence = [Evidence(Passage(one, 0, len(one.text)), 1.0, similarity=0.5) for one in (ILL, SOLD, TALK)]
    found = Reader(asked, keywords.words, keywords.rarity).read(evidence)
    assert is_told_of(asked, found, range(len(found))) is said


@pytest.mark.parametrize(
    ("question", "unheard"),
    [
        ("Who told Ana Quill about the harbour?", True),
        ("Who told Ana Reis about the harbour?", False),
        ("Who told somebody of a zeppelin?", False),  # no name: other words may say it
        ("Wann sprach Ana über den Hafenbau?", False),  # where nouns are written like names
    ],
)
def test_a_name_that_no_article_has_is_unheard_of(keywords: KeywordIndex, question: str, unheard: bool) -> None:
    assert is_unheard_of(understand(question, keywords.words, keywords.rarity)) is unheard
