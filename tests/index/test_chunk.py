import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from conftest import make_article
from hypothesis import given
from hypothesis import strategies as st

from index.chunk import CHARACTERS_A_WORD, chunk_article, size
from index.passage import Passage

WORDS = st.one_of(st.sampled_from(["I", "Mr.", "U.S.", "end.", "“Why?”", "她说。", "naïve", "🚢"]), st.text(max_size=9))
GAPS = st.sampled_from([" ", " ", " ", "\n", "\n\n", "\n\n\n\n", "\t"])
# What articles look like, with words that are rare there: long ones, text without spaces, other scripts, white space.
# Only ASCII white space, as cleaning leaves it: sentencex 1.0.32 panics at "I\xa0.".
TEXTS = st.one_of(
    st.lists(st.one_of(WORDS, GAPS, st.sampled_from(["x" * 70, "漢字" * 300, ". "])), max_size=200).map("".join),
    st.lists(st.tuples(WORDS, GAPS), max_size=150).map(lambda pairs: "".join(word + gap for word, gap in pairs)),
    st.text(max_size=300),
).map(lambda text: re.sub(r"[^\S\x00-\x7f]", " ", text))
SIZES = st.integers(1, 30)


def chunk(text: str, max_words: int) -> list[Passage]:
    return chunk_article(make_article(text=text), max_words)


@given(TEXTS, SIZES)
def test_spans_ascend_and_never_overlap(text: str, max_words: int) -> None:
    passages = chunk(text, max_words)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert all(0 <= passage.start < passage.end <= len(text) for passage in passages)


@given(TEXTS, SIZES)
def test_passages_fit_the_size(text: str, max_words: int) -> None:
    for passage in chunk(text, max_words):
        words = passage.text.split()
        assert len(words) <= max_words
        assert len("".join(words)) <= max_words * CHARACTERS_A_WORD


@given(TEXTS, SIZES)
def test_every_word_is_in_a_passage(text: str, max_words: int) -> None:
    passages = chunk(text, max_words)
    assert "".join("".join(passage.text.split()) for passage in passages) == "".join(text.split())
    if all(size(word) <= max_words for word in text.split()):
        assert [word for passage in passages for word in passage.text.split()] == text.split()


@given(TEXTS, SIZES)
def test_no_passage_is_empty_or_padded(text: str, max_words: int) -> None:
    for passage in chunk(text, max_words):
        assert passage.text
        assert passage.text == passage.text.strip()


@given(TEXTS, SIZES)
def test_chunking_twice_gives_the_same(text: str, max_words: int) -> None:
    assert chunk(text, max_words) == chunk(text, max_words)


def test_passages_break_between_sentences_and_are_about_as_long_as_each_other() -> None:
    text = (
        "The ferry hit the pier. Twelve people were hurt.\n\n"
        "Dr. Lima treated them at once. She asked, “Who was steering?” Nobody knew.\n\n"
        "The harbour was closed until Friday."
    )
    assert [passage.text for passage in chunk(text, 12)] == [
        "The ferry hit the pier. Twelve people were hurt.",
        "Dr. Lima treated them at once. She asked, “Who was steering?”",
        "Nobody knew.\n\nThe harbour was closed until Friday.",
    ]


def test_an_article_does_not_end_in_a_scrap() -> None:
    text = " ".join(f"Sentence {number} has five words." for number in range(11))
    assert [len(passage.text.split()) for passage in chunk(text, 50)] == [30, 25]
    assert [len(passage.text.split()) for passage in chunk("Word. " * 100, 40)] == [33, 34, 33]


@given(st.integers(1, 500), SIZES)
def test_passages_of_short_sentences_are_as_few_and_as_equal_as_can_be(sentences: int, max_words: int) -> None:
    lengths = [len(passage.text.split()) for passage in chunk("Word. " * sentences, max_words)]
    assert len(lengths) == -(-sentences // max_words)
    assert max(lengths) - min(lengths) <= 1


def test_a_sentence_longer_than_a_passage_breaks_between_words() -> None:
    text = "Short one. " + " ".join(f"w{number}" for number in range(7)) + "."
    assert [passage.text for passage in chunk(text, 3)] == ["Short one.", "w0 w1 w2", "w3 w4 w5", "w6."]


def test_a_text_without_spaces_breaks_by_characters() -> None:
    assert [len(passage.text) for passage in chunk("x" * 60, 2)] == [24, 24, 12]


@pytest.mark.parametrize("text", ["", " \n\n ", "\u3000"])
def test_a_text_without_words_has_no_passages(text: str) -> None:
    assert chunk(text, 10) == []


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), ("one two", 2), ("x" * 12, 1), ("x" * 13, 2), ("one " + "x" * 60, 6)]
)
def test_size_counts_words_and_what_long_words_would_make(text: str, words: int) -> None:
    assert size(text) == words


@given(TEXTS, SIZES, st.text(max_size=20))
def test_what_is_said_about_an_article_does_not_move_its_passages(text: str, max_words: int, other: str) -> None:
    changed = make_article(text=text, title=other, author=other, source=other, url=other, path=other, published=None)
    spans = [(passage.start, passage.end) for passage in chunk(text, max_words)]
    assert [(passage.start, passage.end) for passage in chunk_article(changed, max_words)] == spans


def test_the_id_of_a_passage_is_the_same_on_every_run() -> None:
    assert Passage(make_article(), 0, 34).id == "c6c483cc01cf5bd5663051cfa844a4ff"


def test_the_id_of_a_passage_tells_article_content_and_span_apart() -> None:
    article = make_article()
    passages = [
        Passage(article, 0, 34),
        Passage(article, 0, 33),
        Passage(article, 1, 34),
        Passage(make_article(id="another"), 0, 34),
        Passage(make_article(text=article.text + " More."), 0, 34),
        Passage(make_article(published=datetime(2023, 3, 15, tzinfo=UTC)), 0, 34),
    ]
    assert len({passage.id for passage in passages}) == len(passages)


def test_the_id_of_a_passage_does_not_depend_on_where_its_record_stands() -> None:
    assert Passage(make_article(), 0, 34).id == Passage(make_article(path="moved.jsonl", line=7), 0, 34).id
