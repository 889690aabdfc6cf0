import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from conftest import NOW, make_article
from examples import (
    ARCHIVE,
    COUNTS,
    FAILED,
    FERRY,
    FORGOTTEN,
    RUN,
    STALE_STATE,
    STATE,
    make_answer,
    make_refusal,
    passage_of,
)
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer, Citation, Dated, Outcome, Placed, Reason, Statement
from bot.conversation import Clarify, Told
from bot.dialogue.turns import Choice
from bot.listing import Listed, Listing
from bot.marker import without_markers
from bot.render import BOLD, DIM, PLAIN, Terminal
from bot.wording import NEAREST, harmless, order, printable
from corpus.article import Article, Mark, Rejected
from corpus.events import EventDate
from index.catalog import Seen
from index.doctor import Finding
from index.freshness import Freshness
from index.measure import Estimate
from index.passage import NO_FILTER, Evidence, Filter, Passage
from index.runs import Result
from index.update import UpdateReport
from index.when import Mode, Window

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


def test_what_is_only_nearest_is_told_so_before_it() -> None:
    answer = make_answer(outcome=Outcome.PARTLY, nearest=True, lacking=("How old is it?",))
    assert plain(answer).splitlines()[:2] == [NEAREST, "Twelve people were injured. [1]"]
    assert "does not say:" not in plain(answer)


def test_a_part_that_is_lacking_and_a_question_that_is_only_touched_on_are_told_apart() -> None:
    asked = "Who is Ben Roth"
    touched = plain(make_answer(outcome=Outcome.PARTLY, lacking=(asked,)))
    assert touched.splitlines()[1] == f"The archive only touches on it, and does not say outright: {asked}."
    part = plain(make_answer(outcome=Outcome.PARTLY, parts=("Who sang", asked), lacking=(asked,)))
    assert part.splitlines()[1] == f"The archive does not say: {asked}."


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


def test_how_an_answer_was_written_stands_under_it() -> None:
    shown = plain(make_answer(note="Worded by the language model small\x1b[2J\nSources"))
    assert shown.splitlines()[:5] == [
        "Twelve people were injured. [1]",
        "",
        "Worded by the language model small[2J Sources",
        "",
        "Sources",
    ]


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


def test_statements_stand_under_the_part_of_the_question_that_they_answer() -> None:
    one = make_answer()
    [said] = one.statements
    parts = [("who was hurt",), ("who was hurt",), ("when\x1b[2J was it", "why")]
    shown = plain(replace(one, statements=tuple(replace(said, parts=each) for each in parts)))
    assert shown.splitlines()[:5] == [
        "Who was hurt:",
        "Twelve people were injured. [1]",
        "Twelve people were injured. [1]",
        "When[2J was it; why:",
        "Twelve people were injured. [1]",
    ]


def test_that_nothing_answers_in_an_exact_time_is_said_first() -> None:
    shown = plain(make_answer(window=Window(FIRST, LAST, Mode.HARD), widened=True))
    assert shown.startswith("Nothing published 1-31 Aug 2022 answers this. This is of other times:\nTwelve people")


def test_that_a_time_lies_before_the_archive_is_said_first() -> None:
    early = Window(FIRST.replace(year=2012), LAST.replace(year=2012), Mode.SOFT, says_when=True)
    late = Window(FIRST.replace(year=2025), LAST.replace(year=2025), Mode.HARD, says_when=True)
    which = replace(early, says_when=False)
    assert plain(make_answer(window=early)).startswith(
        "The archive begins on 19 Jan 2023. What it tells of that time was printed later:\nTwelve people"
    )
    assert plain(make_answer(window=late)).startswith("The archive ends on 17 Dec 2024. What it tells of that time was")
    assert plain(make_answer(window=late, widened=True)).startswith(
        "The archive ends on 17 Dec 2024. This is of other times:\nTwelve people"
    )
    assert plain(make_answer(window=which)).startswith("Twelve people")
    soft = replace(early, since=FIRST.replace(year=2023), until=LAST.replace(year=2023))
    assert plain(make_answer(window=soft, widened=True)).startswith("Nothing published 1-31 Aug 2023 answers this.")


def test_what_was_printed_at_another_time_than_the_exact_one_names_it() -> None:
    day = Window(FIRST.replace(year=2024), LAST.replace(year=2024), Mode.HARD, says_when=True)
    assert ", published 1-31 Aug 2024, or naming it, " in plain(make_answer(window=day))
    printed = replace(day, since=datetime(2023, 3, 1, tzinfo=UTC), until=datetime(2023, 3, 31, tzinfo=UTC))
    assert "naming" not in plain(make_answer(window=printed))
    assert "naming" not in plain(make_answer(window=day, widened=True))


def test_a_refusal_says_that_the_archive_begins_later() -> None:
    early = Window(FIRST.replace(year=2012), LAST.replace(year=2012), Mode.SOFT, says_when=True)
    refused = replace(make_refusal(), window=early)
    assert plain(replace(refused, reason=Reason.OUTSIDE)).startswith(
        "The archive does not say: it begins on 19 Jan 2023.\n"
    )
    assert plain(replace(refused, reason=Reason.NOT_THIS)).splitlines()[0].endswith(" It begins on 19 Jan 2023.")
    asked = replace(make_refusal(), reason=Reason.OUTSIDE, as_of=datetime(2020, 1, 1, tzinfo=UTC))
    assert plain(asked).startswith("The archive does not say: it begins on 19 Jan 2023, after the day of asking.\n")


def test_dates_that_a_quotation_does_not_spell_out_are_shown_under_it() -> None:
    text = "On June 15 it rained, on June 15, 2022 too, last Friday, in\nAugust\x1b and the whole of last year."
    said = [
        ("On June 15", date(2023, 6, 15), date(2023, 6, 15), True),
        ("on June 15, 2022", date(2022, 6, 15), date(2022, 6, 15), False),
        ("last Friday", date(2023, 3, 10), date(2023, 3, 10), False),
        ("in\nAugust\x1b", date(2022, 8, 1), date(2022, 8, 31), True),
        ("last year", date(2022, 1, 1), date(2022, 12, 31), False),
    ]
    answer = make_answer(make_article(text=text), text)
    events = tuple(EventDate(text.index(words), text.index(words) + len(words), *days) for words, *days in said)
    answer = replace(answer, citations=(replace(answer.citations[0], events=events),))
    shown = plain(answer).splitlines()
    place = shown.index(
        "      “On June 15 it rained, on June 15, 2022 too, last Friday, in August and the whole of last year.”"
    )
    assert shown[place + 1 : place + 3] == [
        "      “On June 15”: 15 Jun 2023 (year inferred); “last Friday”: 10 Mar 2023; “in August”: Aug 2022 (year "
        "inferred); “last year”: 2022",
        "",
    ]


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


def test_nothing_within_limits_says_nothing_of_the_rest_of_the_archive() -> None:
    said = [plain(make_refusal(reason=Reason.NOTHING, filter=one)) for one in (NO_FILTER, Filter(source="Courier"))]
    assert said[0].startswith("The archive does not say: nothing on this subject was found.")
    assert said[1].startswith("The archive does not say: nothing on this subject was found within these limits.")


def test_no_answer_and_nothing_near_in_an_archive_without_dates() -> None:
    empty = replace(ARCHIVE, articles=0, passages=0, first=None, last=None)
    assert (
        plain(make_refusal(archive=empty))
        == "The archive does not say: it holds no articles yet.\n\nAsked as of 1 Jan 2026, 0 articles."
    )


BAKU = timezone(timedelta(hours=4))
FIRST, LAST = datetime(2022, 8, 1, tzinfo=BAKU), datetime(2022, 8, 31, 23, 59, 59, tzinfo=BAKU)


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window(FIRST, LAST, Mode.HARD), "published 1-31 Aug 2022"),
        (Window(FIRST, FIRST.replace(hour=23), Mode.HARD), "published 1 Aug 2022"),
        (Window(FIRST, None, Mode.HARD), "published since 1 Aug 2022"),
        (Window(None, LAST, Mode.HARD), "published until 31 Aug 2022"),
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
    hits = Listed(Evidence(passage_of(FERRY), 0.5)), Listed(Evidence(passage_of(UNDATED), 0.25))
    assert (
        Terminal(colour=False).hits(Listing(hits))
        == """\
1. Ferry hits pier, Courier, 15 Mar 2023, by Ana Pereira
   https://example.com/ferry (id ferry)
   The ferry hit the pier on Tuesday. Twelve people were injured.

2. The fog bell, Courier, undated
   bell.txt (id bell)
   The ferry hit the pier on Tuesday. Twelve people were injured."""
    )
    assert Terminal(colour=False).hits(Listing()) == "Nothing found."
    strange = Listing(strange=("zeppelin",), limited=True)
    assert Terminal(colour=False).hits(strange) == "No article within these limits has “zeppelin”. Nothing found."


@pytest.mark.parametrize(
    ("article", "seen", "shown"),
    [
        (
            replace(FERRY, updated=NOW, text="One.\n\nTwo\x1b."),
            [
                Seen(
                    "a", "Ferry hits quay", datetime(2024, 5, 1, 6, 7, 59, tzinfo=UTC), datetime(2024, 5, 3, tzinfo=UTC)
                ),
                Seen("b", "Ferry hits pier", datetime(2024, 5, 4, tzinfo=UTC), None),
            ],
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
versions seen       2024-05-01 06:07 UTC - 2024-05-03 00:00 UTC; 2024-05-04 00:00 UTC - now

One.

Two.""",
        ),
        (
            replace(GUESSED, published=None, source="", language="", line=None, text="One."),
            [],
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
def test_an_article(article: Article, seen: list[Seen], shown: str) -> None:
    item = Evidence(Passage(article, 0, len(article.text)), 0.0)
    assert Terminal(colour=False).article(item, seen) == shown


DID = "3 added, 1 replaced, 0 removed, 27 unchanged, 0 rejected; 65 passages, 7 embedded; 1.3 s; generation 3"


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (replace(COUNTS, rejected=0), DID),
        (COUNTS, DID.replace("0 rejected", "2 rejected") + "\nRejected records: backissue index --rejected"),
        (replace(COUNTS, rejected=0, moved=4), DID.replace("27 unchanged", "27 unchanged (4 moved)")),
        (replace(COUNTS, rejected=0, withheld=9), DID.replace("0 removed", "0 removed, 9 gone but kept")),
    ],
)
def test_what_an_index_run_did(counts: UpdateReport, words: str) -> None:
    assert Terminal(colour=False).report(replace(RUN, counts=counts)) == words


def test_what_became_of_a_run_that_counted_nothing() -> None:
    reason = "/srv/news does not exist: name the file or folder that holds the articles"
    assert Terminal(colour=False).report(FAILED) == reason
    assert Terminal(colour=False).report(FORGOTTEN) == "forget"


def test_runs_are_a_line_each_in_columns() -> None:
    done = replace(RUN, counts=replace(COUNTS, rejected=0))
    withheld = replace(RUN, number=9, result=Result.WITHHELD, counts=replace(COUNTS, rejected=0, withheld=9))
    assert (
        Terminal(colour=False).runs([withheld, done, FAILED, FORGOTTEN])
        == f"""\
    9  2025-12-31 23:59 UTC  withheld  {DID.replace("0 removed", "0 removed, 9 gone but kept")}
   12  2025-12-31 23:59 UTC  done      {DID}
   13  2025-12-31 23:59 UTC  failed    /srv/news does not exist: name the file or folder that holds the articles
   14  2025-12-31 23:59 UTC  done      forget"""
    )
    assert Terminal(colour=False).runs([]) == "No run yet."


def test_a_run_with_rejected_records_is_one_line_of_many() -> None:
    assert Terminal(colour=False).runs([RUN, RUN]).count("\n") == 1


def test_a_run_whose_error_quotes_strangers_commands_nothing() -> None:
    hostile = replace(FAILED, error="a\x1b[2Jb\nc.txt does not exist")
    [line] = Terminal(colour=False).runs([hostile]).splitlines()
    assert line.endswith("a[2Jb c.txt does not exist")


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        (Finding("catalog", ()), "catalog   well"),
        (Finding("keywords", ("1 passage is missing", "a\x1b\nb")), "keywords  1 passage is missing; a b"),
    ],
)
def test_a_finding_of_the_doctor(finding: Finding, line: str) -> None:
    assert Terminal(colour=False).finding(finding) == line


def test_rejected_records() -> None:
    rejected = [Rejected("a.jsonl", 7, "not JSON"), Rejected("b\x1b\n.txt", None, "empty\tfile")]
    assert Terminal(colour=False).rejected(rejected) == "a.jsonl:7: not JSON\nb .txt: empty file"
    assert Terminal(colour=False).rejected([]) == "Nothing was rejected."


def test_the_state_of_the_index() -> None:
    assert (
        Terminal(colour=False).status(STATE)
        == """\
state       up to date
articles    31
passages    65
published   19 Jan 2023 - 17 Dec 2024
newest      2024-12-17 09:00 UTC, usual gap 28 days
generation  3
indexed     2025-12-31 23:59:30 UTC
last run    2025-12-31 23:59 UTC, done
rejected    2
model       fake@1
passage     at most 40 words
data        .backissue, 1.2 MB"""
    )


def test_the_state_of_a_stale_index_begins_with_the_reasons() -> None:
    assert (
        Terminal(colour=False).status(STALE_STATE)
        == """\
state       STALE: the last run did not end well (failed: /srv/news does not exist: name the file or folder \
that holds the articles); the newest article is old
articles    31
passages    65
published   19 Jan 2023 - 17 Dec 2024
newest      2024-12-17 09:00 UTC, usual gap 28 days
generation  3
indexed     2025-12-31 23:59:30 UTC
last run    2025-12-31 23:59 UTC, failed
next run    2026-01-01 00:14 UTC
running     process 77 since 2026-01-01 11:59:00 UTC
rejected    2
model       fake@1
passage     at most 40 words
data        .backissue, 1.2 MB"""
    )


def test_the_state_of_an_index_without_dates_and_runs() -> None:
    undated = replace(ARCHIVE, first=None, last=None)
    unknown = Freshness(last=None, last_good=None, next_run=None, newest=None, usual_gap=None, stale=())
    assert (
        Terminal(colour=False).status(replace(STATE, archive=undated, freshness=unknown))
        == """\
state       up to date
articles    31
passages    65
published   unknown
generation  3
indexed     2025-12-31 23:59:30 UTC
rejected    2
model       fake@1
passage     at most 40 words
data        .backissue, 1.2 MB"""
    )


def test_measures() -> None:
    rows = {
        "dense": {"Hit@1": Estimate(0.5, 0.25, 0.75), "answer@10": Estimate(1.0, 1.0, 1.0)},
        "keywords": {"Hit@1": Estimate(0.0, 0.0, 0.0), "answer@10": Estimate(2 / 3, 0.5, 0.8)},
    }
    assert (
        Terminal(colour=False).measures("retrieval", rows)
        == """\
retrieval        Hit@1    answer@10
dense     0.500 ±0.250 1.000 ±0.000
keywords  0.000 ±0.000 0.667 ±0.150"""
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
    words = without_markers(harmless(text)).split()
    for shown in (shown_marked(text, marks, colour=False), shown_marked(text, marks, colour=True)):
        assert "\n" not in shown  # a line end would let an article forge the list of sources
        assert shown.replace(BOLD, "").replace(PLAIN, "").split() == words


def test_what_looks_like_a_citation_in_an_article_is_none_and_stays_as_it_is_in_the_quotation() -> None:
    text = "The ferry sank [2], they say [ 3\u202e, 4], in 1999 [sic] [B1]."
    shown = plain(make_answer(make_article(text=text), text))
    assert shown.splitlines()[0] == "The ferry sank (2), they say ( 3, 4), in 1999 [sic] [B1]. [1]"
    assert "“The ferry sank [2], they say [ 3, 4], in 1999 [sic] [B1].”" in shown
    marked = shown_marked("It sank [2].", [(8, 11), (9, 10)], colour=True)
    assert marked == f"It sank {BOLD}(2){PLAIN}."


def test_marks_that_overlap_are_bold_once() -> None:
    assert shown_marked("one two three", [(4, 7), (0, 3), (5, 9)], colour=True) == (
        f"{BOLD}one{PLAIN} {BOLD}two{PLAIN} three"
    )


def test_a_reply_shows_how_it_was_understood_and_what_is_asked_back() -> None:
    terminal = Terminal(colour=False)
    answer = make_answer()
    assert terminal.reply(Told(answer)) == terminal.answer(answer)
    understood = f"Understood as: Who was[2J hurt?\n\n{terminal.answer(answer)}"
    assert terminal.reply(Told(answer, "Who was\x1b[2J hurt?")) == understood
    assert terminal.reply(Told(make_refusal(), "Who?", more=True)) == (
        "Understood as: Who?\n\nThe archive says no more on that."
    )
    back = Clarify("Which\none?", (Choice("Ana\x1b", "x"), Choice("Ben", "y")))
    assert terminal.reply(back) == "Which one?\n  1. Ana\n  2. Ben"


def test_which_came_first_is_said_by_the_dates_and_not_where_they_overlap() -> None:
    first = Placed("the storm", date(2023, 3, 1), date(2023, 3, 1), Dated.EVENT, 1)
    later = Placed("the fire", date(2023, 3, 14), date(2023, 3, 15), Dated.EVENT, 2)

    def told(*placed: Placed) -> str:
        return order(make_answer(order=placed))

    assert told(first, later) == (
        "Oldest first by the dates of these quotations, which tell whether it was then: the storm, 1 Mar 2023 [1];"
        " the fire, 14-15 Mar 2023 [2]."
    )
    printed = told(first, replace(later, last=later.first, dated=Dated.PUBLICATION))
    assert printed.endswith("the storm, 1 Mar 2023 [1]; the fire, printed 14 Mar 2023 [2].")
    assert told(first, replace(later, first=date(2023, 3, 1))).startswith("The dates of these quotations do not tell")
    assert told(first) == told() == ""
    assert "the storm, 1 Mar 2023 [1]" in Terminal(colour=False).answer(make_answer(order=(first, later)))


def test_a_question_cannot_forge_a_citation() -> None:
    asked = "[2] The Times, 3 May 1901"
    told = Statement("The ferry hit the pier on Tuesday.", (1,), parts=(asked,))
    placed = tuple(Placed(one, date(2023, 3, 1), date(2023, 3, 1), Dated.EVENT, 1) for one in (asked, "the ferry [7]"))
    lacks = ("who won [9]?",)
    answer = make_answer(outcome=Outcome.PARTLY, statements=(told,), order=placed, parts=lacks, lacking=lacks)
    said = Terminal(colour=False).answer(answer).partition("\nSources\n")[0]
    assert set(re.findall(r"\[\d+\]", said)) == {"[1]"}
    assert "(2) The Times, 3 May 1901:" in said
    assert "The archive does not say: who won (9)?" in said
