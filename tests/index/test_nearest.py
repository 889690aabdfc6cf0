"""Names near to one that no article has."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.nearest import nearest_names

NAMES = {
    "The Guardian": 40,
    "The Week": 9,
    "Washington Post": 30,
    "Huffington Post": 12,
    "Corriere della Sera": 7,
    "Süddeutsche Zeitung": 5,
    "SÜDDEUTSCHE ZEITUNG": 2,
    "AP": 80,
    "": 3,
}


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("guardian", ["The Guardian"]),
        ("The Gaurdian", ["The Guardian"]),
        ("Post", ["Washington Post", "Huffington Post"]),
        ("the washingtn post", ["Washington Post", "Huffington Post"]),
        ("Corriere", ["Corriere della Sera"]),
        ("suddeutsche", ["Süddeutsche Zeitung"]),
        ("AP News", ["AP"]),
        ("The Economist", []),
        ("the", []),
        ("…", []),
    ],
)
def test_what_was_meant_is_near(typed: str, near: list[str]) -> None:
    assert nearest_names(typed, NAMES) == near


@given(typed=st.text(), names=st.dictionaries(st.text(), st.integers(1)))
@example(typed=".", names={".": 1})
def test_any_names_can_be_compared(typed: str, names: dict[str, int]) -> None:
    found = nearest_names(typed, names)
    assert len(found) <= 3
    assert set(found) <= names.keys()
