import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import LONGEST_PIECE, sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_sentences_end_where_a_reader_says_so() -> None:
    text = "Dr. Smith paid $3.5 million. “I hope so,” he said.\n\nSee PowerOutage.US, they say. Next one?"
    assert split(text) == [
        "Dr. Smith paid $3.5 million.",
        "“I hope so,” he said.",
        "See PowerOutage.US, they say.",
        "Next one?",
    ]


def test_a_title_ends_no_sentence() -> None:
    text = (
        "The board met Ms. Lind and Amb. Roe. Then-Gov. Ray paid.\n\n"
        "Dr. Ada Holm saw M&Ms. They were old, said Ms.\nTate."
    )
    assert split(text) == [
        "The board met Ms. Lind and Amb. Roe.",
        "Then-Gov. Ray paid.",
        "Dr. Ada Holm saw M&Ms.",
        "They were old, said Ms.\nTate.",
    ]


@given(st.text())
def test_no_word_is_lost_or_cut(text: str) -> None:
    assert " ".join(split(text)).split() == text.split()


@pytest.mark.parametrize("word", ["“a ", "''", "«a. ", "a", "a. ", "Ms. "])
def test_a_paragraph_without_end_takes_bounded_time(word: str) -> None:
    text = word * (400_000 // len(word))
    started = time.process_time()
    found = split(text)
    assert time.process_time() - started < 10
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(len(one) <= 2 * LONGEST_PIECE for one in found)
