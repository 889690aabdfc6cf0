from datetime import UTC, date, datetime

import pytest
from conftest import make_article
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Draft, Quotation, number_citations
from bot.writer.conflict import lead_with_newest, numbered, with_other_times
from index.passage import Passage


def draft(day: int, text: str, *marked: str, month: int = 5) -> Draft:
    """A sentence of an article of that day, with the words that answer."""
    published = datetime(2023, month, day, 12, tzinfo=UTC)
    article = make_article(id=f"{month}-{day}-{text}", published=published, text=text)
    marks = tuple((text.index(words), text.index(words) + len(words)) for words in marked)
    return Draft(text, (Quotation(Passage(article, 0, len(text)), 0, len(text)),), marks)


FIRST = draft(3, "The flood in Port Merrow killed 12 people.", "12")
LATER = draft(5, "The flood in Port Merrow has now killed 19 people.", "19")


KILLED = "How many people did the flood in Port Merrow kill?"
MAYOR = "Who is the mayor of Port Merrow?"


def values(*drafts: Draft, kind: str = "number", question: str = KILLED) -> list[str]:
    return [value.text for value in lead_with_newest(drafts, kind, question)[1]]


def test_what_was_revised_is_laid_out_oldest_first_and_the_newest_leads() -> None:
    for order in ((FIRST, LATER), (LATER, FIRST)):
        drafts, said = lead_with_newest(order, "number", KILLED)
        assert drafts == (LATER, FIRST)
        assert [value.text for value in said] == ["12", "19"]
        _, citations = number_citations(drafts)
        assert [(one.words.text, one.number) for one in numbered(said, citations)] == [("12", 2), ("19", 1)]


def test_what_is_the_same_or_of_something_else_or_of_one_day_is_left_alone() -> None:
    same = draft(6, "The flood in Port Merrow killed 12 people, officials say.", "12")
    other = draft(6, "The bakery on Mill Lane sold 40 loaves.", "40")
    beside = draft(3, "The flood in Port Merrow killed 14 people.", "14")
    two = draft(7, "The flood in Port Merrow killed 21 people and hurt 90 people.", "21", "90")
    for one in (same, other, beside, two):
        assert values(FIRST, one) == []
        assert lead_with_newest((FIRST, one), "number", KILLED)[0] == (FIRST, one)


def test_money_is_not_told_beside_what_is_none() -> None:
    appeal = draft(3, "The appeal for the lifeboat of Port Merrow has raised £84,600.", "£84,600")
    months = draft(9, "The appeal for the lifeboat of Port Merrow raised it in 21 months.", "21")
    more = draft(9, "The appeal for the lifeboat of Port Merrow has raised £126,300.", "£126,300")
    asked = "How much has the appeal for the lifeboat raised?"
    assert values(appeal, months, question=asked) == []
    assert values(appeal, more, question=asked) == ["£84,600", "£126,300"]


def test_a_name_may_be_superseded_but_no_date_nor_what_no_kind_is_asked_for() -> None:
    old = draft(3, "The mayor of Port Merrow is Ana Pereira.", "Ana Pereira")
    new = draft(9, "The new mayor of Port Merrow is Dorothea Pyne.", "Dorothea Pyne")
    assert values(new, old, kind="name", question=MAYOR) == ["Ana Pereira", "Dorothea Pyne"]
    for kind in ("date", "other", ""):
        assert values(FIRST, LATER, kind=kind) == []


YEAR_AGO = draft(2, "The fair in Port Merrow drew 31,400 people, the organisers said.", "31,400", month=4)
THIS_YEAR = draft(
    9, "Rain cut the attendance at the fair in Port Merrow to 27,800, the organisers said.", "27,800", month=9
)


@pytest.mark.parametrize(
    "question",
    [
        "How many people came to the fair in Port Merrow?",
        "How many people went to the fair?",
        "How many visitors did the fair have?",
        "How many people attended the fair?",
    ],
)
def test_yearly_figures_are_laid_out_in_whatever_words_they_are_told(question: str) -> None:
    assert values(THIS_YEAR, YEAR_AGO, question=question) == ["31,400", "27,800"]


def test_of_a_question_about_a_time_the_newest_of_then_leads() -> None:
    question = "How many people came to last year's fair?"
    leading = [
        lead_with_newest((THIS_YEAR, YEAR_AGO), "number", question, until)[0][0]
        for until in (date(2023, 4, 30), date(2023, 9, 9), None, date(2022, 1, 1))
    ]
    assert leading == [YEAR_AGO, THIS_YEAR, THIS_YEAR, THIS_YEAR]


def test_what_was_said_at_another_time_is_added() -> None:
    bakery = draft(6, "The bakery on Mill Lane sold 40 loaves.", "40")
    assert with_other_times([FIRST], [bakery, LATER], "number", KILLED, 3) == (FIRST, LATER)
    assert with_other_times([FIRST, bakery], [LATER], "number", KILLED, 2) == (FIRST, LATER)
    assert with_other_times([bakery], [FIRST, LATER], "number", KILLED, 3) == (bakery,)  # nothing of what is answered
    assert with_other_times([FIRST], [LATER], "number", KILLED, 1) == (FIRST,)
    assert with_other_times([], [FIRST, LATER], "number", KILLED, 3) == ()


def test_a_number_is_the_same_however_it_is_written() -> None:
    first = draft(3, "The rally in Port Merrow drew 1,200 people.", "1,200")
    later = draft(5, "The rally in Port Merrow drew 1200 people.", "1200")
    assert values(first, later, question="How many people did the rally draw?") == []
    assert values(FIRST, draft(5, "The flood in Port Merrow killed twelve people.", "twelve")) == []


def test_a_name_is_the_same_whether_something_is_its_own_or_not() -> None:
    first = draft(3, "Ana Reis won the regatta in Port Merrow.", "Ana Reis")
    later = draft(5, "Ana Reis’s crew won the regatta in Port Merrow.", "Ana Reis’s")
    assert values(first, later, kind="name", question="Who won the regatta?") == []


def test_what_something_can_do_is_not_what_it_did() -> None:
    first = draft(3, "The ferry in Port Merrow carries 280 people.", "280")
    later = draft(5, "The ferry in Port Merrow carried 6,200 people this week.", "6,200")
    assert values(first, later, question="How many people can the ferry carry?") == []
    assert values(first, later, question="How many people does the ferry carry?") == ["280", "6,200"]


def test_a_point_counts() -> None:
    first = draft(3, "The bridge in Port Merrow will cost 1.5 million.", "1.5 million")
    later = draft(5, "The bridge in Port Merrow will cost 15 million.", "15 million")
    assert values(first, later, question="How much will the bridge cost?") == ["1.5 million", "15 million"]


def test_what_stands_beside_the_sentence_with_the_value_does_not_hide_what_it_is_about() -> None:
    more = draft(5, f"{LATER.text} The mayor spoke. Bread was brought by boats from the coast to the old town.", "19")
    assert values(more, FIRST) == ["12", "19"]


MILL = "How many workers were injured in the fire at the mill?"
TWELVE = draft(3, "A fire at the mill in Port Merrow injured 12 workers on Monday.", "12")


def test_other_things_of_one_story_are_no_line() -> None:
    nineteen = draft(5, "The number of workers hurt in the fire at the mill has risen to 19.", "19")
    for other in (
        "Some 250 workers came back to the mill in Port Merrow after the fire.",
        "Some 250 workers came back to the mill in Port Merrow after 12 were injured in the fire.",
        "The fire at the mill in Port Merrow has killed 250 workers.",
        "The fire at the mill in Port Merrow killed 250 workers, and others were injured.",
        "The mill in Port Merrow had 250 workers; the fire injured some.",
    ):
        back = draft(9, other, "250")
        assert values(TWELVE, nineteen, back, question=MILL) == ["12", "19"]
        assert values(TWELVE, back, question=MILL) == []


def test_what_is_asked_may_be_said_in_another_form_or_by_a_word_for_the_same() -> None:
    for later in (
        "Injuries from the fire at the mill in Port Merrow rose to 19 workers.",
        "The fire at the mill in Port Merrow wounded 19 workers.",
        "Doctors now count 19 workers with injuries after the fire at the mill.",
    ):
        assert values(TWELVE, draft(5, later, "19"), question=MILL) == ["12", "19"]


def test_a_question_that_says_nothing_of_what_it_counts_has_no_line() -> None:
    assert values(FIRST, LATER, question="How many?") == []


@given(
    st.lists(
        st.builds(
            lambda day, number: draft(day, f"The flood in Port Merrow killed {number} people.", str(number)),
            st.integers(1, 28),
            st.integers(10, 14),
        ),
        max_size=5,
    )
)
def test_no_draft_is_lost_and_values_ascend_by_day(drafts: list[Draft]) -> None:
    found, said = lead_with_newest(drafts, "number", KILLED)
    assert sorted(one.text for one in found) == sorted(one.text for one in drafts)
    days = [value.passage.article.printed for value in said]
    assert days == sorted({day for day in days if day})
    assert not said or (len({value.text for value in said}) > 1 and found[0].quotations[0].passage == said[-1].passage)
    _, citations = number_citations(found)
    assert len(numbered(said, citations)) == len(said)
