import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.acronyms import acronyms, short_form

WHO = ("WHO", "World Health Organization")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The World Health Organization (WHO) warned.", WHO),
        ("The WHO (World Health Organization) warned.", WHO),
        ("The WHO (the World Health Organization) warned.", WHO),
        ("the World Health Organization, or WHO, warned", WHO),
        ("The World Health Organization (WHO, or OMS in French) warned.", WHO),
        ("the World Health\nOrganization\n\n(WHO)", None),  # another paragraph
        ("The W.H.O. (World Health Organization) warned.", WHO),
        ("It shook. The U.S. Geological Survey (USGS) saw it.", ("USGS", "U.S. Geological Survey")),
        (
            "the Centers for Disease Control and Prevention (CDC)",
            ("CDC", "Centers for Disease Control and Prevention"),
        ),
        ("use personal protective equipment (PPE)", ("PPE", "personal protective equipment")),
        ("after in vitro fertilization (IVF)", ("IVF", "in vitro fertilization")),
        ("non-governmental organisations (NGOs)", ("NGO", "non-governmental organisations")),
        ("the Ministry of Defence (MoD)", ("MOD", "Ministry of Defence")),
        ("the North Atlantic Treaty Organization (Nato)", ("NATO", "North Atlantic Treaty Organization")),
        ("tetrahydrocannabinol (THC)", ("THC", "tetrahydrocannabinol")),
        ("Türkiye Büyük Millet Meclisi (TBMM)", ("TBMM", "Türkiye Büyük Millet Meclisi")),
        ("Организация Объединённых Наций (ООН)", ("ООН", "Организация Объединённых Наций")),
    ],
)
def test_a_short_form_and_what_it_stands_for_are_found(text: str, found: tuple[str, str] | None) -> None:
    assert acronyms(text) == ({found} if found else set())


@pytest.mark.parametrize(
    "text",
    [
        "WASHINGTON (AP) — A storm hit the coast.",
        "The actor (HBO) and the goalie Sergei Bobrovsky (NHL) met.",
        "Christian Pulisic (Chelsea/ENG; 40/16)",
        "He said (and meant it) that the State (Smith) was wrong.",
        "It was sold by Frontier, or JetBlue, it doesn't matter.",
        "their shares and Tesla (TSLA)",
        "() (WHO) ((WHO))",
    ],
)
def test_what_explains_nothing_is_none(text: str) -> None:
    assert acronyms(text) - {("TSLA", "Tesla")} == set()


@pytest.mark.parametrize(
    ("word", "short"),
    [("WHO", "WHO"), ("U.N.", "UN"), ("NGOs", "NGO"), ("MoD", "MOD"), ("COP27", "COP27"), ("CO2", "CO2")],
)
def test_short_forms_are_told_by_their_capitals(word: str, short: str) -> None:
    assert short_form(word) == short


@pytest.mark.parametrize("word", ["", "who", "McDonald", "Jan", "2020", "A", "Mr.", "WASHINGTON", "O'Neill", "a b"])
def test_other_words_are_none(word: str) -> None:
    assert short_form(word) == ""


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(["WHO", "Who has", "(", ")", ", or ", "\n", "ß", "İ."])).map("".join))
)
def test_any_text_is_taken(text: str) -> None:
    assert all(short and long for short, long in acronyms(text))


@pytest.mark.parametrize("piece", ["(", "a (b", ", or WHO", "(WHO)", "World Health (WHO) "])
def test_time_is_in_proportion_to_the_text(piece: str) -> None:
    acronyms(piece * 3_000)  # the square would take minutes
