from dataclasses import replace
from datetime import UTC, datetime

import pytest
from conftest import make_article

from bot.answer import Draft, quotable
from bot.writer.then import any_of_then, is_of_long_before, then_first, without_other_times
from corpus.events import event_dates
from index.passage import Evidence, Passage, Retrieval
from index.when import Mode, Window

TEXT = """The mill opened in 1987. Sixty people worked there.
It closed on 4 May 1999, after a fire. The owner left. In 2003 the town bought the ruin.
Guided tours begin at noon."""
MILL = make_article(title="The old mill", text=TEXT, published=datetime(2023, 3, 14, tzinfo=UTC))
ITEM = Evidence(Passage(MILL, 0, len(TEXT)), 1.0, events=tuple(event_dates(TEXT, MILL.published)))


def within(since: str, until: str) -> Window:
    return Window(
        datetime.fromisoformat(f"{since}T00:00+00:00"), datetime.fromisoformat(f"{until}T23:59:59+00:00"), Mode.HARD
    )


def quoted(item: Evidence) -> list[str]:
    return [one.text.split()[0] for one in quotable(item)]


@pytest.mark.parametrize(
    ("since", "until", "kept", "strictly"),
    [
        ("1999-05-01", "1999-05-31", ["Sixty", "It", "The", "Guided"], ["It", "The"]),
        ("1999-01-01", "1999-12-31", ["Sixty", "It", "The", "Guided"], ["It", "The"]),
        ("1987-05-01", "1987-05-31", ["The", "Sixty", "The", "Guided"], []),  # 1987 may be May, and says no day of it
        ("1987-01-01", "1987-12-31", ["The", "Sixty", "The", "Guided"], ["The", "Sixty"]),
        ("2011-01-01", "2011-12-31", ["Sixty", "The", "Guided"], []),
        ("2023-03-01", "2023-03-31", ["The", "Sixty", "It", "The", "In", "Guided"], None),
    ],
)
def test_what_tells_of_other_times_is_not_quoted(
    since: str, until: str, kept: list[str], strictly: list[str] | None
) -> None:
    window = within(since, until)
    assert quoted(without_other_times(ITEM, window)) == kept
    assert quoted(without_other_times(ITEM, window, strict=True)) == (kept if strictly is None else strictly)


def test_what_is_of_the_time_that_is_asked_about_comes_first() -> None:
    drafts = [Draft(one.text, (one,)) for one in quotable(ITEM)]

    def first(window: Window) -> list[str]:
        return [draft.text.split()[0] for draft in then_first(drafts, Retrieval((ITEM,), window))]

    told = ["The", "Sixty", "It", "The", "In", "Guided"]
    assert first(replace(within("1999-01-01", "1999-12-31"), says_when=True)) == [
        "It", "The", "Sixty", "The", "In", "Guided"
    ]  # fmt: skip
    assert first(within("1999-01-01", "1999-12-31")) == told  # "the mill of 1999"
    assert first(replace(within("2023-03-14", "2023-03-14"), says_when=True)) == told  # printed then


def test_an_article_speaks_of_the_day_it_was_printed_and_of_those_it_names() -> None:
    assert any_of_then([ITEM], within("2023-03-14", "2023-03-14"))
    assert any_of_then([ITEM], within("1999-05-04", "1999-05-04"))
    assert any_of_then([ITEM], within("1987-01-01", "1987-12-31"))
    assert not any_of_then([ITEM], within("1987-05-01", "1987-05-31"))
    assert not any_of_then([], within("1987-01-01", "1987-12-31"))


@pytest.mark.parametrize(
    ("window", "early"),
    [
        (replace(within("2024-03-04", "2024-03-10"), mode=Mode.SOFT, says_when=True), True),
        (replace(within("2023-10-09", "2023-10-15"), mode=Mode.SOFT, says_when=True), False),  # not long before
        (replace(within("2024-03-04", "2024-03-10"), mode=Mode.SOFT), False),  # "the 2024 cup"
        (replace(within("2024-03-04", "2024-03-04"), mode=Mode.SOFT, says_when=True, year_inferred=True), False),
        (replace(within("2024-03-04", "2024-03-10"), says_when=True), False),  # an exact time cuts by itself
        (replace(within("1999-05-03", "1999-05-09"), mode=Mode.SOFT, says_when=True), False),  # printed after
        (Window(None, None, Mode.NONE), False),
    ],
)
def test_what_was_printed_long_before_a_time_tells_nothing_of_it(window: Window, early: bool) -> None:
    drafts = [Draft(one.text, (one,)) for one in quotable(ITEM)]
    assert is_of_long_before(drafts, [ITEM], window) is early
    assert not is_of_long_before([], [ITEM], window)


def test_what_was_printed_long_before_a_time_may_name_its_day() -> None:
    text = "The fair will be on 6 March 2024. The mayor will open it."
    item = Evidence(
        Passage(replace(MILL, text=text), 0, len(text)), 1.0, events=tuple(event_dates(text, MILL.published))
    )
    window = replace(within("2024-03-04", "2024-03-10"), mode=Mode.SOFT, says_when=True)
    named, other = ([Draft(one.text, (one,))] for one in quotable(item))
    assert (is_of_long_before(named, [item], window), is_of_long_before(other, [item], window)) == (False, True)
