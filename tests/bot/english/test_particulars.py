import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.english import particulars
from bot.english.particulars import is_part_of, is_short_for, names, numbers, quotations


def said(text: str) -> list[tuple[str, list[str], str]]:
    return [(text[one.start : one.end], sorted(one.values), one.unit) for one in numbers(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,200 people", "1200", ""),
        ("1 200 people", "1200", ""),
        ("12.5%", "12.5", "%"),
        ("12.50 per cent", "12.5", "%"),
        ("twenty-five", "25", ""),
        ("two hundred and five thousand dollars", "205000", "$"),
        ("$1.2 million", "1200000", "$"),
        ("US$ 3", "3", "$"),
        ("the third", "3", "th"),
        ("the 3rd", "3", "th"),
        ("at 07:30", "7:30", ""),
        ("COVID-19", "covid-19", ""),
        ("the G20", "g20", ""),
        ("half of it", "half", ""),
        ("dozens", "dozens", ""),
        ("one man", "1", ""),
    ],
)
def test_an_amount_is_read_in_figures_and_in_words(text: str, value: str, unit: str) -> None:
    assert [one[1:] for one in said(text)] == [([value], unit)]


def test_what_is_no_amount_is_none() -> None:
    assert said("one of the two") == [("two", ["2"], "")]
    assert said("no one, this one") == []
    assert [one[1] for one in said("five six; 2-0")] == [["5"], ["6"], ["2"], ["0"]]


def test_figures_that_may_be_read_in_two_ways_are() -> None:
    assert said("$2m")[0][1] == ["2", "2000000"]
    assert said("1.200")[0][1] == ["1.2", "1200"]


def test_a_number_is_said_by_the_same_amount_in_the_same_unit() -> None:
    def is_said(one: str, other: str) -> bool:
        return numbers(one)[0].is_said_by(numbers(other)[0])

    assert is_said("1,200", "1200")
    assert is_said("five", "5")
    assert is_said("5", "5%")  # it leaves the unit out
    assert not is_said("5%", "5")
    assert not is_said("$5", "€5")
    assert not is_said("third", "three")
    assert not is_said("1.2", "1,200")


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    for one in numbers(text):
        assert text[one.start : one.end].strip()
        assert one.values
    names(text)
    spans = quotations(text)
    assert spans is None or all(0 <= start <= end <= len(text) for start, end in spans)


@given(st.integers(0, 10**12 - 1))
def test_grouping_changes_no_number(value: int) -> None:
    [grouped], [plain] = numbers(f"{value:,}"), numbers(str(value))
    assert grouped.is_said_by(plain)
    assert plain.is_said_by(grouped)


def test_names_are_runs_of_capitals() -> None:
    text = "Officials said Mayor Ana Pereira's brother met President of the United States Joe Biden in the U.S. today."
    assert [one.words for one in names(text)] == [
        ("officials",),
        ("mayor", "ana", "pereira"),
        ("president", "united", "states", "joe", "biden"),
        ("_us",),  # and not the word "us"
    ]
    assert [one.first for one in names(text)] == [True, False, False, False]
    assert [one.words for one in names("Çelik met J. Ørsted. Peru won")] == [("celik",), ("j", "orsted"), ("peru",)]
    assert [one.words for one in names("東京で火災")] == [("東京で火災",)]  # nothing tells which of it is a name


def test_a_name_may_leave_out_its_middle_but_joins_no_two() -> None:
    assert is_part_of(["president", "costa"], ["president", "antonio", "costa"])
    assert is_part_of(["antonio"], ["president", "antonio", "costa"])
    assert not is_part_of(["antonio", "costa"], ["antonio", "silva"])
    assert not is_part_of(["ana", "rui"], ["ana", "pereira", "rui", "silva"])
    assert is_short_for(["who"], ["world", "health", "organization"])
    assert not is_short_for(["w"], ["world"])


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “we don't know” and 'it isn’t so' to the workers' union", ["we don't know", "it isn’t so"]),
        ('„so“, «oui» and "yes"', ["so", "oui", "yes"]),
        ("It's the players' club", []),
        ("‘it’s fine’", ["it’s fine"]),
    ],
)
def test_quotations_stand_between_marks(text: str, quoted: list[str]) -> None:
    spans = quotations(text)
    assert spans is not None
    assert [text[start:end] for start, end in spans] == quoted


@pytest.mark.parametrize("text", ['a "b', "“so", "so”", "「so」", "″so″"])
def test_marks_that_do_not_pair_are_noticed(text: str) -> None:
    assert quotations(text) is None


def test_long_figures_are_compared_as_they_stand() -> None:
    assert particulars.readings("9" * 5000) == {"9" * 5000}
