"""Whether what is quoted says the deed that a question asks about, and of whom."""

import pytest
from conftest import FakeEmbedder, index_articles, make_article

from bot.writer.actor import is_of_others
from bot.writer.asked import Asked, understand
from bot.writer.confidence import Confidence
from bot.writer.score import Reader, Sentence
from bot.writer.told import (
    is_answered,
    is_told_of,
    is_uncounted,
    is_unheard_of,
    quoted_confidence,
    says_names_alone,
    sureness,
)
from corpus.article import Article
from index.generation import Store
from index.keywords import KeywordIndex
from index.passage import Evidence, Passage

ILL = make_article(
    title="Ana Reis leaves hospital",
    text="Ana Reis left the hospital on Friday. She had broken a leg. Ivo Pires died in the same storm.",
)
SOLD = make_article(title="The bell of Oulu", text="The bell rang at noon. In 1902 the town sold it to a mill.")
TALK = make_article(title="Ana Reis speaks", text="Ana Reis spoke about the harbour. She wants a longer pier.")
SAFE = make_article(title="Smoke in the mill", text="Smoke filled the mill on Sunday. Nobody was hurt.")
FIRE = make_article(
    title="Fire in Oulu",
    text="A fire broke out in a mill in Oulu on Monday. The blaze killed four people and hurt nine.",
)
RACE = make_article(
    title="Before the race",
    text="Ana Reis could win the Harbour Cup. If Ivo Pires wins the Harbour Cup again, he will retire.",
)
CUP = make_article(title="Harbour Cup", text="Eva Lind won the Harbour Cup on Sunday. She had trained for a year.")
DEATH = make_article(title="Mayor of Stannick dies", text="Mayor Ivo Pires of Stannick died on Monday. He was 72.")

SLAP = make_article(
    title="A slap at the fair",
    text="Ivo Pires slapped Ana Reis at the fair because of a joke. Eva Lind was attacked by a masked man in May.",
)
TRIAL = make_article(
    title="Slap trial", text="Eva Lind was attacked in May. The suspect, 44-year-old Olaf Berg, is ill."
)


@pytest.fixture(scope="module")
def keywords(tmp_path_factory: pytest.TempPathFactory) -> KeywordIndex:
    folder = tmp_path_factory.mktemp("told")
    index_articles(folder, (ILL, SOLD, TALK, SAFE, FIRE, RACE, CUP, DEATH, SLAP, TRIAL), embedder=FakeEmbedder())
    return KeywordIndex(Store(folder).keywords(1))


def read(keywords: KeywordIndex, question: str, *articles: Article) -> tuple[Asked, list[Sentence]]:
    """A question, and the sentences of articles as they are read for it."""
    asked = understand(question, keywords.words, keywords.rarity)
    evidence = [Evidence(Passage(one, 0, len(one.text)), 1.0, similarity=0.5) for one in articles]
    return asked, Reader(asked, keywords.words, keywords.rarity).read(evidence)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When did Ivo Pires die?", True),
        ("When did Ana Reis die?", False),
        ("Why did Ana Reis resign?", False),
        ("Was the bell sold?", True),
        ("When was the ferry sold?", False),
        ("Was anyone killed in the storm?", True),
        ("Did anyone die in the mill?", True),  # nobody was hurt
        ("Was Ana Reis killed in the mill?", False),
        ("What did Ana Reis say about the harbour?", True),
        ("What did Ana Reis say about the moon?", False),
        ("When did Ana Reis leave the hospital?", True),
        ("Was Ana Reis killed?", False),  # Ivo Pires was, in the same article
        ("Is Ana Reis a mayor?", False),
        ("Did Ivo Pires survive?", True),  # he died
        ("Why did Ana Reis break an arm?", True),
    ],
)
def test_a_deed_is_told_of_whom_it_is_asked(keywords: KeywordIndex, question: str, said: bool) -> None:
    asked, found = read(keywords, question, ILL, SOLD, TALK, SAFE)
    assert is_told_of(asked, found, range(len(found))) is said


@pytest.mark.parametrize(
    ("question", "unheard"),
    [
        ("Who told Ana Quill about the harbour?", True),
        ("Who told Ana Reis about the harbour?", False),
        ("What did Ana Reis tell the harbour on Wednesday?", False),  # a day has other names
        ("Who told somebody of a zeppelin?", False),  # no name: other words may say it
        ("Wann sprach Ana über den Hafenbau?", False),  # where nouns are written like names
    ],
)
def test_a_name_that_no_article_has_is_unheard_of(keywords: KeywordIndex, question: str, unheard: bool) -> None:
    assert is_unheard_of(understand(question, keywords.words, keywords.rarity)) is unheard


@pytest.mark.parametrize(
    ("question", "articles", "answered"),
    [
        ("Who won the Harbour Cup?", [RACE], False),
        ("Who won the Harbour Cup?", [RACE, CUP], True),
        ("Who won the Quay Race?", [CUP], False),
        ("Who lost the Harbour Cup?", [CUP], False),
        ("How many died in the Stannick fire?", [DEATH], False),
        ("How many died in the Oulu fire?", [FIRE], True),
        ("Who is the mayor of Stannick?", [DEATH], True),
        ("Who is the mayor of Oulu?", [DEATH, FIRE], False),
    ],
)
def test_what_is_quoted_says_what_is_asked(
    keywords: KeywordIndex, question: str, articles: list[Article], answered: bool
) -> None:
    asked, found = read(keywords, question, *articles)
    assert is_answered(asked, found, range(len(found))) is answered


PACT = make_article(
    title="Sweden joins the pact",
    text="Sweden joined the pact in May. Norwegian ships sail with it. Norway has no plans.",
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Why did Sweden join the pact?", True),
        ("Why did Norway join the pact?", False),
        ("Did Norway join?", True),
        ("When did Sweden leave the pact?", False),  # it joined
        ("Why did Denmark join the pact?", False),  # it is not named
    ],
)
def test_why_one_did_it_is_not_told_by_what_another_did(keywords: KeywordIndex, question: str, told: bool) -> None:
    asked, found = read(keywords, question, PACT)
    assert is_of_others(asked, found, range(len(found))) is not told


def test_what_is_of_a_country_names_it(keywords: KeywordIndex) -> None:
    troops = make_article(title="War", text="It was unclear whether all Danish troops had left Orsby.")
    for question, told in ("Has Denmark left Orsby?", True), ("Has Norway left Orsby?", False):
        asked, found = read(keywords, question, troops)
        assert is_of_others(asked, found, range(len(found))) is not told


@pytest.mark.parametrize(
    ("question", "articles", "told"),
    [
        ("Why did Ivo Pires slap Ana Reis?", [SLAP], True),
        ("Why did Ana Reis slap Ivo Pires?", [SLAP], False),
        ("Did Ivo Pires slap Ana Reis?", [SLAP], True),
        ("Did Ana Reis slap Ivo Pires?", [SLAP], False),
        ("Did Olaf Berg attack Eva Lind?", [SLAP], False),  # he is not named
        ("Did Ana Reis attack Eva Lind?", [SLAP], False),  # a masked man did
        ("Did Olaf Berg attack Eva Lind?", [SLAP, TRIAL], True),
    ],
)
def test_who_did_it_and_to_whom_it_was_done_are_not_exchanged(
    keywords: KeywordIndex, question: str, articles: list[Article], told: bool
) -> None:
    asked, found = read(keywords, question, *articles)
    assert is_of_others(asked, found, range(len(found))) is not told


@pytest.mark.parametrize(
    ("question", "articles", "sure"),
    [
        ("Who attacked Eva Lind?", [SLAP], False),
        ("Who attacked Eva Lind?", [TRIAL], True),
        ("Who is the mayor of Stannick?", [DEATH], True),
        ("Who is the mayor of Oulu?", [FIRE, TALK], False),
    ],
)
def test_an_answer_that_names_nobody_for_it_is_half_as_sure(
    keywords: KeywordIndex, question: str, articles: list[Article], sure: bool
) -> None:
    asked, found = read(keywords, question, *articles)
    judged = quoted_confidence(asked, found, range(len(found)), Confidence(0.95, {}))
    assert (judged.value >= 0.5) is sure


@pytest.mark.parametrize(
    ("question", "sure"),
    [
        ("How many people were killed in the Oulu fire?", True),
        ("How many were injured in the Oulu fire?", True),
        ("Was anyone hurt in the Oulu fire?", True),
        ("How many people were killed in the Oulu flood?", False),
        ("How many people were killed in the Stannick fire?", False),
        ("Was anyone hurt in the Stannick fire?", False),
        ("How many mills burned in Oulu?", False),
    ],
)
def test_victims_are_told_of_the_event_that_is_asked_about(keywords: KeywordIndex, question: str, sure: bool) -> None:
    asked, found = read(keywords, question, FIRE)
    assert (sureness(asked, found, range(len(found))) > 0) is sure


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("Is Ana Reis in prison?", True),
        ("Is Ana Reis in hospital?", False),
        ("Why was Ana Reis sued?", False),  # it may be told in other words
        ("Is Ivo Pires alive?", False),  # he died
        ("Is the mayor in prison?", False),  # nobody is named
        ("Who is Ana Reis?", False),  # nothing else is asked
    ],
)
def test_articles_about_somebody_say_nothing_of_what_they_have_no_word_for(
    keywords: KeywordIndex, question: str, alone: bool
) -> None:
    asked, found = read(keywords, question, ILL, TALK)
    assert says_names_alone(asked, found, range(len(found))) is alone


@pytest.mark.parametrize(
    ("question", "uncounted"),
    [
        ("How many mills did the fire in Oulu destroy?", True),
        ("How many people did the fire in Oulu kill?", False),
        ("How old is Ana Reis?", False),  # nothing is counted
    ],
)
def test_a_number_of_something_else_counts_nothing(keywords: KeywordIndex, question: str, uncounted: bool) -> None:
    asked, found = read(keywords, question, FIRE)
    assert is_uncounted(asked, found, range(len(found))) is uncounted
