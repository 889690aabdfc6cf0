"""Who holds a post, as questions ask and as sentences say."""

import time

import pytest
from conftest import make_article
from hypothesis import given
from hypothesis import strategies as st

from bot.english.posts import asks_who_holds, post_of

COUNTRY, COUNCIL, SHIP = (
    "Who leads Sweden?",
    "Who is the leader of the town council?",
    "Who was the captain of the Alba?",
)


def holders(question: str, sentence: str) -> list[str]:
    post = post_of(question)
    assert post is not None
    return [sentence[start:end] for start, end in post.holders(sentence)]


@pytest.mark.parametrize(
    ("question", "sentence", "names"),
    [
        (COUNTRY, "Sweden's Prime Minister Ana Reis flew to Oulu.", ["Ana Reis"]),
        (COUNTRY, "Swedish Prime Minister Ana Reis flew to Oulu.", ["Ana Reis"]),
        (COUNTRY, "The prime minister of Sweden, Ana Reis, flew to Oulu.", ["Ana Reis"]),
        (COUNTRY, "Ana Reis, Sweden's prime minister, flew to Oulu.", ["Ana Reis"]),
        (COUNTRY, "Sweden's former prime minister Ana Reis flew to Oulu.", []),
        (COUNTRY, "President Ivo Pires flew to Sweden.", []),
        (COUNTRY, "Ana Reis, who headed Sweden then, spoke.", []),
        (COUNTRY, "Ana Reis, who has led Sweden since May, spoke.", ["Ana Reis"]),
        ("Who led Sweden?", "Ana Reis, who led Sweden then, spoke.", ["Ana Reis"]),
        ("Who runs the OHA?", "OHA Director Ana Reis spoke.", ["Ana Reis"]),
        ("Who is the head of the OHA?", "OHA Secretary General Ana Reis spoke.", ["Ana Reis"]),
        ("Who is the founder of Alder Foods?", "Alder Foods founder Will Reis spoke.", ["Will Reis"]),
        ("Who runs the OHA?", "OHA assistant director Ana Reis spoke.", []),
        ("Who is the president of Sweden?", "She is president of the Swedish Bishops Conference.", []),
        (COUNCIL, "Ana Reis, the leader of the council, spoke.", ["Ana Reis"]),
        (COUNCIL, "Council leader Ana Reis spoke.", ["Ana Reis"]),
        ("Who chairs the harbour board?", "Ana Reis, who chairs the board, spoke.", ["Ana Reis"]),
        ("Who runs Alder Foods?", "Alder Foods chief executive Ana Reis spoke.", ["Ana Reis"]),
        ("Who owns Alder Foods?", "Ana Reis, the owner of Alder Foods, spoke.", ["Ana Reis"]),
        ("Who owns Alder Foods?", "Ana Reis owns Alder Foods and a ship.", ["Ana Reis"]),
        ("Who owns Alder Foods?", "Reis Group owns two mills, a ship and Alder Foods.", ["Reis Group"]),
        ("Who owns Alder Foods?", "Alder Foods, which is owned by Reis Group, grew.", ["Reis Group"]),
        ("Who is the owner of Alder Foods?", "Alder Foods is owned by Reis Group.", ["Reis Group"]),
        ("Who owns the Oulu Terns?", "Terns owner Ana Reis was angry.", ["Ana Reis"]),
        ("Who owns Alder Foods?", "Ivo Pires left for his own Reis Foods when Alder Foods was sold.", []),
        ("Who runs Alder Foods?", "It was a home run Ana Reis saw at Alder Foods.", []),
        (SHIP, "Ana Reis, 44, skipper of the Alba, was alone.", ["Ana Reis"]),
        ("Who is the mayor of Oulu?", "The new mayor of Oulu is Ana Reis.", ["Ana Reis"]),
        ("Who will be the mayor of Oulu?", "Ana Reis will become mayor of Oulu in May.", ["Ana Reis"]),
        ("Who is the king of Sweden?", "The letter went to King Olaf of the Swedes.", []),
        ("Who is the king of Sweden?", "The letter went to King Olaf of Sweden.", ["Olaf"]),
        ("Who is the head of the Oulu Harbour Agency?", "OHA leader Ana Reis spoke.", ["Ana Reis"]),
        ("Who was the former head of the bank?", "Ana Reis, former head of the bank, spoke.", ["Ana Reis"]),
    ],
)
def test_who_holds_a_post_is_named_beside_it_and_what_it_is_of(question: str, sentence: str, names: list[str]) -> None:
    assert holders(question, sentence) == names


@pytest.mark.parametrize(
    ("question", "now"),
    [
        (COUNTRY, True),
        ("Who is the mayor of Oulu?", True),
        ("Who heads the OHA?", True),
        ("Who headed the OHA?", False),
        ("Who became mayor of Oulu?", False),
        ("Who is the former mayor of Oulu?", False),
        ("Who will be the mayor of Oulu?", False),
        ("Who is the mayor?", False),  # of what, nobody says
        ("When did the mayor of Oulu resign?", False),
    ],
)
def test_who_holds_a_post_now_is_asked_in_the_present(question: str, now: bool) -> None:
    assert asks_who_holds(question) is now


ALONE = "Who is the mayor?"


@pytest.mark.parametrize(
    ("question", "sentence", "names"),
    [
        (ALONE, "Mayor Ana Reis opened the pier.", ["Ana Reis"]),
        (ALONE, "Ana Reis, the mayor, opened the pier.", ["Ana Reis"]),
        (ALONE, "Ana Reis has become mayor.", ["Ana Reis"]),
        ("Who is the mayor now?", "Mayor Ana Reis opened the pier.", ["Ana Reis"]),
        (ALONE, "Former Mayor Ana Reis opened the pier.", []),
        (ALONE, "Then-Mayor Ana Reis opened the pier.", []),
        (ALONE, "Ivo Pires, the mayor before Ana Reis, opened the pier.", []),
        (ALONE, "The Harbour Plan, the mayor said, is dead.", []),
        (ALONE, "Deputy Mayor Ana Reis opened the pier.", []),
        ("Who is the deputy mayor?", "Deputy Mayor Ana Reis opened the pier.", ["Ana Reis"]),
        ("Who is the Swedish prime minister?", "Swedish Prime Minister Ana Reis flew to Oulu.", ["Ana Reis"]),
        ("Who is the prime minister of Sweden?", "Former Swedish Prime Minister Ana Reis flew to Oulu.", []),
        ("Who is the prime minister of Sweden?", "Sweden's first Prime Minister Ana Reis was a baron.", []),
        ("Who was the captain of the Alba when she sank?", "Ana Reis, captain of the Alba, was saved.", ["Ana Reis"]),
    ],
)
def test_a_post_may_be_named_without_what_it_is_of(question: str, sentence: str, names: list[str]) -> None:
    assert holders(question, sentence) == names


@pytest.mark.parametrize(
    ("question", "title", "sentence", "names"),
    [
        ("Who is the governor of Ohio?", "Ohio bans smoking", "Republican Gov. Ana Reis signed it.", ["Ana Reis"]),
        ("Who is the governor of Ohio?", "Ohio bans smoking", "Iowa Gov. Ana Reis signed one, too.", []),
        ("Who is the governor of Ohio?", "Iowa bans smoking", "Gov. Ana Reis signed it.", []),
        # Presidents are everywhere: Sweden's is one only where the sentence says so, but for those of the world's news.
        ("Who is the president of Chad?", "War in Chad", "President Ana Reis sent help.", []),
        ("Who is the president of the United States?", "White House", "President Ana Reis sent help.", ["Ana Reis"]),
        ("Who owns Alder Foods?", "Alder Foods sues", "It wrote to the new owner Ana Reis.", []),  # of what?
    ],
)
def test_an_article_about_a_place_need_not_name_it(question: str, title: str, sentence: str, names: list[str]) -> None:
    post = post_of(question)
    assert post is not None
    here = post.within(make_article(title=title, text=sentence))
    assert [sentence[start:end] for start, end in here.holders(sentence)] == names


@pytest.mark.parametrize(
    ("sentence", "anothers"),
    [
        ("Russian President Ivo Pires wrote to Oulu.", True),
        ("The president of Chad, Ivo Pires, wrote to Oulu.", True),
        ('"Harbour Watch" president Ivo Pires wrote to Oulu.', True),
        ("President Ivo Pires wrote to Oulu.", False),
        ("Its president, Ivo Pires, wrote to Oulu.", False),
        ("Swedish President Ivo Pires wrote to Oulu.", False),
    ],
)
def test_who_holds_such_a_post_of_something_else_is_another(sentence: str, anothers: bool) -> None:
    post, start = post_of(COUNTRY), sentence.index("Ivo")
    assert post is not None
    assert post.is_anothers(sentence, (start, start + len("Ivo Pires"))) is anothers


@pytest.mark.parametrize(
    "question",
    [
        "Who won the cup?",
        "Who is Ana Reis?",
        "When did she lead it?",
        "Who was elected Oulu's mayor?",
        "Who?",
        "",
        "Who is on trial in Oulu?",
    ],
)
def test_what_asks_for_no_post(question: str) -> None:
    assert post_of(question) is None


@given(question=st.text(max_size=60), sentence=st.text(max_size=80))
def test_any_text_is_survived(question: str, sentence: str) -> None:
    for asked in (question, f"Who is the head of {question}?", f"Who leads {question}"):
        if post := post_of(asked):
            assert all(0 <= start < end <= len(sentence) for start, end in post.holders(sentence))
            assert post.is_anothers(sentence, (0, len(sentence))) in {True, False}


@pytest.mark.parametrize("text", ["AB-" * 2000, "A" * 6000, "Ana Reis " * 700, "president of the " * 400])
def test_long_lines_take_no_time(text: str) -> None:
    post, started = post_of(COUNTRY), time.perf_counter()
    assert post is not None
    assert (post.holders(text), post.is_anothers(text, (0, 3))) is not None
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "question", ["Who was convicted in the Lind trial?", "Who was hurt in Oulu?", "Who was killed at Oulu station?"]
)
def test_what_was_done_to_somebody_is_no_post(question: str) -> None:
    assert post_of(question) is None


def test_the_head_of_somebody_else_s_firm_holds_no_post_here() -> None:
    post = post_of("Who is the CEO of Alder Foods?")
    assert post is not None
    here = post.within(make_article(title="Alder Foods", text="Alder Foods sold its mill."))
    assert here.holders("“A new stake in Alder”, the fund’s CEO Ivo Pires said.") == []
    sentence = "Its CEO, Ana Reis, and Alder’s CEO Ana Reis agreed."
    assert {sentence[a:b] for a, b in here.holders(sentence)} <= {"Ana Reis"}


@pytest.mark.parametrize(
    ("question", "title", "sentence", "may"),
    [
        ("Who is the president of Sweden?", "Storm over Sweden", "President Ana Reis spoke.", True),
        ("Who is the president of Sweden?", "Sweden’s former president is ill", "As president, Reis was loved.", False),
        ("Who is the mayor of Oulu?", "Fire in Stannick", "Mayor Ana Reis spoke.", False),
        ("Who is the mayor of Oulu?", "Fire in Stannick", "Mayor Oulu Reis spoke.", False),
        ("Who is the mayor of Oulu?", "Fire in Oulu", "Ana Reis fled from her house.", False),
    ],
)
def test_an_office_may_be_told_in_an_article_about_what_it_is_of(
    question: str, title: str, sentence: str, may: bool
) -> None:
    post = post_of(question)
    assert post is not None
    assert post.is_office
    assert post.may_be_told(make_article(title=title, text=sentence), sentence) is may


@pytest.mark.parametrize(
    ("sentence", "may"),
    [
        ("President Reis hopes for peace of Norway and Sweden.", False),
        ("President Reis hopes for peace in Sweden.", True),
        ("Sweden’s President Ana Reis flew to Norway.", True),
    ],
)
def test_of_two_countries_an_article_about_neither_does_not_tell_whose_president_it_names(
    sentence: str, may: bool
) -> None:
    post = post_of("Who is the president of Sweden?")
    assert post is not None
    assert (
        post.may_be_told(make_article(title="A treaty", text=f"{'The talks were long. ' * 20}{sentence}"), sentence)
        is may
    )


@pytest.mark.parametrize("question", ["Who is the daughter of Ana Reis?", "Who runs the company that owns the Alba?"])
def test_what_is_told_in_many_ways_is_no_office(question: str) -> None:
    post = post_of(question)
    assert post is None or not post.is_office
