from contextlib import closing
from pathlib import Path

import pytest
from conftest import FakeEmbedder, index_articles, make_article
from hypothesis import given
from hypothesis import strategies as st

from index.doers import deeds, doers, other_words
from index.generation import Store
from index.keywords import KeywordIndex


@pytest.mark.parametrize(
    ("verb", "doer"),
    [
        *[("leads", "leader"), ("led", "leader"), ("leading", "leader"), ("owns", "owner"), ("founded", "founder")],
        *[
            ("directs", "director"),
            ("manages", "manager"),
            ("taught", "teacher"),
            ("runs", "runner"),
            ("wrote", "writer"),
        ],
        *[("created", "creator"), ("supplies", "supplier"), ("chairs", "chairwoman"), ("assists", "assistant")],
        *[("presides", "president"), ("won", "winner"), ("edited", "editor"), ("plays", "player")],
    ],
)
def test_who_does_something_is_called_by_it(verb: str, doer: str) -> None:
    assert doer in set(doers(verb))


@pytest.mark.parametrize(
    ("noun", "deed"),
    [("leader", "led"), ("owners", "owned"), ("director", "directed"), ("manager", "managing"), ("winner", "won"),
     ("teacher", "taught"), ("supplier", "supplied"), ("founder", "founded")],
)  # fmt: skip
def test_who_is_called_so_does_it(noun: str, deed: str) -> None:
    assert deed in set(deeds(noun))


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("who leads the council", "leads"),
        ("who is the harbour master now", "master"),
        ("who currently owns the shipyard", "owns"),
        ("who is leading the survey", "leading"),
        ("who is the former leader of the council", "leader"),
        ("who was the council's winner in may", "winner"),
        ("on whom does it depend", None),
        ("who", None),
        ("who is the", None),
        ("what does the leader of the council say", None),
    ],
)
def test_the_word_that_says_what_somebody_does_is_found(question: str, word: str | None) -> None:
    words = question.split()
    found = other_words(words)
    assert (words[found[0]] if found else None) == word


@given(st.lists(st.text(st.characters(categories=["Ll"]), min_size=1, max_size=12), max_size=5))
def test_any_words_are_survived(words: list[str]) -> None:
    if found := other_words(["who", *words]):
        assert all(found[1])


def test_a_question_finds_what_is_said_by_the_other_word(tmp_path: Path) -> None:
    texts = [
        "Ana Reis, the leader of the council, spoke.",
        "The mill was founded by Ivo Pires.",
        "Corn stood at the corner.",
        "The prime minister met the chief executive.",
    ]
    index_articles(
        tmp_path, [make_article(title=f"News {n}", text=text) for n, text in enumerate(texts)], embedder=FakeEmbedder()
    )
    with closing(KeywordIndex(Store(tmp_path).keywords(1))) as index:
        assert index.variants("Who leads the council?") == {"lead": (frozenset({"leader"}),)}
        assert index.variants("Who leads the May 6 council?")["lead"] == (frozenset({"leader"}),)  # no name of a state
        assert index.variants("Who is the founder of the mill?") == {"founder": (frozenset({"found"}),)}
        assert index.variants("Who is the head of Oulu?")["head"] == (
            frozenset({"prime", "minist"}),
            frozenset({"chief", "execut"}),
        )
        assert index.variants("Who is the boss of the mill?")["boss"] == (frozenset({"chief", "execut"}),)
        assert index.variants("Who is the corner of the council?") == {}  # no such pair
        assert index.variants("What leads to the council?") == {}  # no person is asked for
        [told] = index.understood("Who leads the council?")
        assert (told.written, told.read_as, told.why) == ("leads", ("leader",), "doer")
