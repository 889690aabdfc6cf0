import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from conftest import NOW, make_article
from examples import ARCHIVE, FERRY, make_answer, make_refusal, passage_of
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer, Citation, Statement, Window
from bot.render import BOLD, DIM, PLAIN, Terminal, harmless, printable
from corpus.article import Article, Mark, Rejected
from index.passage import Evidence
from index.update import UpdateReport

UNDATED = make_article(
    id="bell", title="The fog bell", author="", published=None, utc_offset=None, path="bell.txt", line=None
)
GUESSED = make_article(
    id="storm", title="Storm Hesper", author="", marks=frozenset({Mark.PUBLISHED_GUESSED, Mark.TITLE_DERIVED})
)
# What a terminal obeys, beside ordinary text.
AWKWARD = st.text(
    st.one_of(
        st.sampled_from(
            "ab \n\r\t\x00\x07\x08\x1b\x7f\x85\x9b\xad\u200b\u200d\u200e\u2028\u202e\u2066\ufeff\ue000\ud800"
        ),
        st.characters(codec=None, exclude_categories=()),
    ),
    max_size=40,
)
MARKS = st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)).map(lambda ends: (min(ends), max(ends))), max_size=5)


def plain(answer: Answer) -> str:
    return Terminal(colour=False).answer(answer)


def test_an_answer() -> None:
    assert (
        plain(make_answer())
        == """\
Twelve people were injured. [1]

Sources
  [1] Ferry hits pier, Courier, 15 Mar 2023, by Ana Pereira
      https://example.com/ferry (id ferry)
      “Twelve people were injured.”

Asked as of 1 Jan 2026, 31 articles, 19 Jan 2023 - 17 Dec 2024."""
    )


def test_an_answer_of_several_statements() -> None:
    one = make_answer()
    bell = make_answer(UNDATED, "The ferry hit the pier on Tuesday.")
    answer = replace(
        one,
        statements=(*one.statements, Statement("It hit the pier.", (1, 2))),
        citations=(*one.citations, Citation(2, bell.citations[0].quotation)),
    )
    assert (
        plain(answer)
        == """\
Twelve people were injured. [1]
It hit the pier. [1][2]

Sources
  [1] Ferry hits pier, Courier, 15 Mar 2023, by Ana Pereira
      https://example.com/ferry (id ferry)
      “Twelve people were injured.”
  [2] The fog bell, Courier, undated
      bell.txt (id bell)
      “The ferry hit the pier on Tuesday.”

Asked as of 1 Jan 2026, 31 articles, 19 Jan 2023 - 17 Dec 2024."""
    )


def test_no_answer() -> None:
    assert (
        plain(make_refusal(FERRY, GUESSED, UNDATED))
        == """\
The archive does not say.

Related, but no answer:
  - Ferry hits pier, Courier, 15 Mar 2023, by Ana Pereira
  - Storm Hesper, Courier, 14 Mar 2023 (guessed)
  - The fog bell, Courier, undated

Asked as of 1 Jan 2026, 31 articles, 19 Jan 2023 - 17 Dec 2024."""
    )


def test_no_answer_and_nothing_near_in_an_archive_without_dates() -> None:
    empty = replace(ARCHIVE, articles=0, passages=0, first=None, last=None)
    assert plain(make_refusal(archive=empty)) == "The archive does not say.\n\nAsked as of 1 Jan 2026, 0 articles."


BAKU = timezone(timedelta(hours=4))
FIRST, LAST = datetime(2022, 8, 1, tzinfo=BAKU), datetime(2022, 8, 31, 23, 59, 59, tzinfo=BAKU)


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window(FIRST, LAST, "hard"), "published 1 Aug 2022 - 31 Aug 2022"),
        (Window(FIRST, FIRST.replace(hour=23), "hard"), "published 1 Aug 2022"),
        (Window(FIRST, None, "hard"), "published since 1 Aug 2022"),
        (Window(None, LAST, "hard"), "published until 31 Aug 2022"),
    ],
)
def test_a_window_is_named_by_the_days_of_the_reader(window: Window, words: str) -> None:
    last_line = plain(make_refusal(window=window, as_of=FIRST)).splitlines()[-1]
    assert last_line == f"Asked as of 1 Aug 2022, {words}, 31 articles, 19 Jan 2023 - 17 Dec 2024."


def test_with_colour_the_answering_words_stand_out() -> None:
    assert (
        Terminal(colour=True).answer(make_answer())
        == f"""\
{BOLD}Twelve{PLAIN} people were injured. [1]

Sources
  [1] {BOLD}Ferry hits pier{PLAIN}, Courier, 15 Mar 2023, by Ana Pereira
      https://example.com/ferry (id ferry)
      “Twelve people were injured.”

{DIM}Asked as of 1 Jan 2026, 31 articles, 19 Jan 2023 - 17 Dec 2024.{PLAIN}"""
    )


def test_text_of_strangers_commands_nothing() -> None:
    hostile = make_article(
        id="x",
        title="A\x1b[2J\ntitle",
        author="A\u202euthor",
        source="So\x07urce",
        url="",
        path="a\tb.txt",
        text="Tw\x1bo.",
    )
    assert (
        plain(make_answer(hostile, "Tw\x1bo."))
        == """\
Two. [1]

Sources
  [1] A[2J title, Source, 14 Mar 2023, by Author
      a b.txt (id x)
      “Two.”

Asked as of 1 Jan 2026, 31 articles, 19 Jan 2023 - 17 Dec 2024."""
    )


def test_hits() -> None:
    hits = [Evidence(passage_of(FERRY), 0.5), Evidence(passage_of(UNDATED), 0.25)]
    assert (
        Terminal(colour=False).hits(hits)
        == """\
1. Ferry hits pier, Courier, 15 Mar 2023, by Ana Pereira
   https://example.com/ferry (id ferry)
   The ferry hit the pier on Tuesday. Twelve people were injured.

2. The fog bell, Courier, undated
   bell.txt (id bell)
   The ferry hit the pier on Tuesday. Twelve people were injured."""
    )
    assert Terminal(colour=False).hits([]) == "Nothing found."


@pytest.mark.parametrize(
    ("article", "shown"),
    [
        (
            replace(FERRY, updated=NOW, text="One.\n\nTwo\x1b."),
            """\
id                  ferry
title               Ferry hits pier
author              Ana Pereira
source              Courier
published           2023-03-15T02:30:00+04:00
updated             2026-01-01T12:00:00+00:00
url                 https://example.com/ferry
language            en
path                courier.jsonl:1

One.

Two.""",
        ),
        (
            replace(GUESSED, published=None, source="", language="", line=None, text="One."),
            """\
id                  storm
title               Storm Hesper
published           unknown
path                courier.jsonl
derived or guessed  published_guessed, title_derived

One.""",
        ),
    ],
)
def test_an_article(article: Article, shown: str) -> None:
    assert Terminal(colour=False).article(article) == shown


def test_what_an_index_run_did() -> None:
    report = UpdateReport(
        added=3, replaced=1, removed=0, unchanged=27, rejected=0, passages=65, embedded=7, seconds=1.26, generation=4
    )
    words = (
        "3 added, 1 replaced, 0 removed, 27 unchanged, {} rejected; 65 passages, 7 embedded; 1.3 s; generation 4"
    ).format
    assert Terminal(colour=False).report(report) == words(0)
    assert Terminal(colour=False).report(replace(report, rejected=2)) == (
        f"{words(2)}\nRejected records: backissue index --rejected"
    )


def test_rejected_records() -> None:
    rejected = [Rejected("a.jsonl", 7, "not JSON"), Rejected("b\x1b\n.txt", None, "empty\tfile")]
    assert Terminal(colour=False).rejected(rejected) == "a.jsonl:7: not JSON\nb .txt: empty file"
    assert Terminal(colour=False).rejected([]) == "Nothing was rejected."


def test_the_state_of_the_index() -> None:
    assert (
        Terminal(colour=False).status(ARCHIVE, ".backissue", 2)
        == """\
articles    31
passages    65
published   19 Jan 2023 - 17 Dec 2024
generation  3
indexed     2025-12-31 23:59:30 UTC
rejected    2
model       fake@1
passage     at most 40 words
data        .backissue"""
    )


def test_measures() -> None:
    rows = {"dense": {"Hit@1": 0.5, "answer@10": 1.0}, "keywords": {"Hit@1": 0.0, "answer@10": 2 / 3}}
    assert (
        Terminal(colour=False).measures("retrieval", rows)
        == """\
retrieval    Hit@1 answer@10
dense        0.500     1.000
keywords     0.000     0.667"""
    )
    counts = {"answerable": {"questions": 22, "gold in quotes": 7}}
    assert (
        Terminal(colour=False).measures("answers", counts)
        == """\
answers    questions gold in quotes
answerable        22              7"""
    )


@given(AWKWARD)
def test_what_is_harmless_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    left = harmless(text)
    assert not {unicodedata.category(c) for c in left if c not in "\n\u200c\u200d"} & {"Cc", "Cf", "Cs", "Co"}
    assert not set(left) & set("\x1b\x9b\r\x08\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
    assert harmless(left) == left


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(AWKWARD)
def test_what_is_printable_is_one_line_and_runs_no_words_together(text: str) -> None:
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert shown.split() == [word for word in map(harmless, text.split()) if word]


def shown_marked(text: str, marks: list[tuple[int, int]], *, colour: bool) -> str:
    answer = make_answer(statements=(Statement(text, (1,), tuple(marks)),))
    return Terminal(colour=colour).answer(answer).split(" [1]\n\nSources\n")[0]


@given(AWKWARD, MARKS)
def test_marks_never_change_the_words(text: str, marks: list[tuple[int, int]]) -> None:
    words = harmless(text).replace("\n", " ")  # a line end would let an article forge the list of sources
    assert shown_marked(text, marks, colour=False) == words
    assert shown_marked(text, marks, colour=True).replace(BOLD, "").replace(PLAIN, "") == words


def test_marks_that_overlap_are_bold_once() -> None:
    assert shown_marked("one two three", [(4, 7), (0, 3), (5, 9)], colour=True) == (
        f"{BOLD}one{PLAIN} {BOLD}two{PLAIN} three"
    )
