import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ArticleRejected
from corpus.formats.markdown import parse_markdown
from corpus.record import Record


def test_front_matter_gives_the_fields_and_the_rest_is_text() -> None:
    raw = """---
title: "Ferry hits pier"
date: 2023-03-14
author: [Ana Pereira, Jon Vale]
tags: [sea]
---

## What happened

The *ferry* hit the **pier** on [Tuesday](https://example.com/a_b).
It was late.

![The pier](pier.jpg)

> "We saw it," he said.

- one
- two
"""
    assert parse_markdown(raw) == Record(
        title="Ferry hits pier",
        published=date(2023, 3, 14),
        author="Ana Pereira, Jon Vale",
        text='What happened\n\nThe ferry hit the pier on Tuesday. It was late.\n\n\n\n"We saw it," he said.\n\n'
        "- one\n- two",
    )


@pytest.mark.parametrize("raw", ["# Ferry *hits* pier\n\nThe ferry hit.", "Ferry hits pier\n===\nThe ferry hit."])
def test_a_first_heading_is_the_title(raw: str) -> None:
    record = parse_markdown(raw)
    assert (record.title, record.text.strip()) == ("Ferry hits pier", "The ferry hit.")


@pytest.mark.parametrize("text", ["2 * 3 * 4 is 24", "snake_case_name", "a < b > c", "Price: 5* hotel, 4* inn"])
def test_signs_that_mark_nothing_stay(text: str) -> None:
    assert parse_markdown(text).text == text


@pytest.mark.parametrize("raw", ["---\na: [\n---\nText.", "---\na: b\nText without an end"])
def test_broken_front_matter_is_refused(raw: str) -> None:
    with pytest.raises(ArticleRejected, match="front matter"):
        parse_markdown(raw)


@given(st.text(), st.booleans())
def test_any_text_is_read_or_refused(raw: str, front: bool) -> None:
    try:
        parse_markdown(f"---\na: {raw}\n---\n{raw}" if front else raw)
    except ArticleRejected as error:
        assert str(error)


@pytest.mark.slow
@pytest.mark.parametrize("beginning", ["[", "![", "[a](", "<!--", "# " + "#" * 1000])
def test_nothing_but_beginnings_takes_no_time(beginning: str) -> None:
    started = time.process_time()
    parse_markdown("words " + beginning * (2_000_000 // len(beginning)))
    assert time.process_time() - started < 3


def test_a_link_to_an_address_with_brackets_keeps_its_words() -> None:
    assert parse_markdown("See [Baku](https://paper.example/Baku_(city)) now.").text == "See Baku now."


@pytest.mark.parametrize("front", ["a: " + "[" * 50_000, "a: 1\n---x: " + "[" * 50_000, "- " * 50_000 + "a:"])
def test_front_matter_cannot_overflow_the_stack(front: str) -> None:
    with pytest.raises(ArticleRejected):
        parse_markdown(f"---\ntitle: x\n{front}\n---\nBody")
