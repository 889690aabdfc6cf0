import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.byline import agency_in, agency_named, authors_of, take_dateline


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Lisa Baertlein and Brad Dorfman in New York, Reuters", ("Lisa Baertlein", "Brad Dorfman")),
        ("JOHN SMITH, STAFF WRITER", ("John Smith",)),
        ("Jane Roe | AP", ("Jane Roe",)),
        ("Martin Luther King, Jr.; Ann Lee & Ann Lee", ("Martin Luther King Jr.", "Ann Lee")),
        ("Von Peter Müller und Anna Schmidt", ("Peter Müller", "Anna Schmidt")),
        ("Mehmet Yılmaz ve Ayşe Demir", ("Mehmet Yılmaz", "Ayşe Demir")),
        ("Автор: Иван Петров", ("Иван Петров",)),
        ("ann.lee@example.com, https://example.com/ann Ann Lee", ("Ann Lee",)),
        ("Reuters Staff", ()),
        ("None", ()),
        ("", ()),
    ],
)
def test_a_byline_names_people(byline: str, authors: tuple[str, ...]) -> None:
    assert authors_of(byline) == authors


@given(st.text())
def test_any_byline_gives_names_once_each(byline: str) -> None:
    authors = authors_of(byline)
    assert len({name.casefold() for name in authors}) == len(authors)
    assert all(name.strip() == name and name for name in authors)


@pytest.mark.parametrize(
    ("dateline", "between"),
    [
        ("BAKU, Aug. 1 (Reuters)", " - "),
        ("WASHINGTON (AP)", " — "),
        ("KYIV, Ukraine (AP)", " — "),
        ("(CNN)", " -- "),
        ("NEW YORK, July 3", " – "),
        ("SAN FRANCISCO/NEW YORK (Reuters)", " - "),
        ("Jan 12 (Reuters)", " - "),
        ("Baku, 1 August, AZERTAC", " - "),
        ("MOSCOW, January 12. /TASS/", ". "),
        ("LONDON", " - "),
    ],
)
def test_a_dateline_is_kept_apart(dateline: str, between: str) -> None:
    assert take_dateline(f"{dateline}{between}Troops arrived.") == (dateline, "Troops arrived.")


@pytest.mark.parametrize(
    "text",
    [
        "A group of men - soldiers - arrived.",
        "I - the one who saw it - left.",
        "The ferry (Gannet Maid) hit the pier.",
        "Baku is a city. It lies at the sea.",
        "",
    ],
)
def test_a_sentence_is_no_dateline(text: str) -> None:
    assert take_dateline(text) == ("", text)


@given(st.text())
def test_no_word_is_lost_with_a_dateline(text: str) -> None:
    dateline, rest = take_dateline(text)
    assert text.startswith(dateline.strip()) or text.strip().startswith(dateline)
    assert text.endswith(rest)


def test_agencies_are_known_by_their_names() -> None:
    assert [agency_named(name) for name in ("Associated Press", "reuters", "Ann Lee", "(AFP)")] == [
        "AP",
        "Reuters",
        "",
        "AFP",
    ]
    assert agency_in("PARIS, Aug. 1 (AFP)") == "AFP"
    assert agency_in("The apple") == ""


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Smith, John", ("John Smith",)),
        ("Smith, John; Doe, Jane A.", ("John Smith", "Jane A. Doe")),
        ("Reuters, AFP", ()),
        ("Von Trier", ("Von Trier",)),
        ("Von Lars Trier", ("Lars Trier",)),
        ("Jane Doe (AP)", ("Jane Doe",)),
    ],
)
def test_names_in_odd_shapes(byline: str, names: tuple[str, ...]) -> None:
    assert authors_of(byline) == names


def test_a_byline_of_megabytes_takes_no_time() -> None:
    assert authors_of("a" * 20_000_000) == ()
