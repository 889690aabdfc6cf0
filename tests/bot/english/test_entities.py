from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from bot.english.entities import Entity, Kind, entities_in, mentions, names_in, whole_names

TEXT = (
    "President Recep Erdogan said on Tuesday that he would visit Athens. Mr. Erdogan met Ms. Merkel in Berlin. "
    "Angela Merkel said she was glad. Turkish Airlines was founded in Ankara. Pakistan's Punjab is far. I'm here."
)


def test_names_are_read_without_titles_possessives_and_words_that_only_begin_a_sentence() -> None:
    assert names_in(TEXT) == (
        *("Recep Erdogan", "Athens", "Erdogan", "Merkel", "Berlin", "Angela Merkel"),
        *("Turkish Airlines", "Ankara", "Pakistan", "Punjab"),
    )
    assert names_in("The WHO and the US met John F. Kennedy Jr. Then Maria de la Cruz of Spain left.") == (
        *("WHO", "US", "John F. Kennedy Jr", "Maria de la Cruz of Spain"),
    )
    assert names_in("How many people died? It was cold. Who won?") == ()


def test_what_a_name_stands_for_is_what_its_text_shows() -> None:
    found = {one.name: one for one in entities_in(TEXT)}
    assert found["Recep Erdogan"] == Entity("Recep Erdogan", Kind.PERSON, "he", 2)
    assert found["Angela Merkel"] == Entity("Angela Merkel", Kind.PERSON, "she", 2)
    assert (found["Berlin"].kind, found["Turkish Airlines"].kind) == (Kind.PLACE, Kind.GROUP)
    assert "Erdogan" not in found  # counted as the whole name


def test_nobody_is_called_he_or_she_by_a_first_name_alone() -> None:
    assert [one.called for one in entities_in("Maria Lopez said the bridge is open.")] == [""]


@given(st.text(max_size=200))
def test_any_text_is_read_and_names_stand_where_it_is_said(text: str) -> None:
    assert all(text[one.start : one.end] == one.name for one in mentions(text))
    assert {one.name for one in entities_in(text)} <= set(names_in(text))


def test_of_thousands_of_names_the_whole_ones_are_found_in_no_time() -> None:
    started = process_time()
    whole = whole_names([*(f"Ana Reis{number}" for number in range(5000)), "Reis7"])
    assert (whole["Reis7"], whole["Ana Reis7"]) == ("Ana Reis7", "Ana Reis7")
    assert process_time() - started < 1  # the square of their number took ten


def test_what_a_page_has_beside_a_name_a_day_and_a_short_title_are_no_part_of_it() -> None:
    assert names_in("In pictures: Ana Lima Prev Next Lima has a boat") == ("Ana Lima", "Lima")
    assert names_in("on The Daily Show with Paul Getty") == ("Daily Show", "Paul Getty")
    assert names_in("with Ben Roth Getty Images") == ("Ben Roth",)
    assert names_in("a video: Video Ad Feedback Orsa Norde") == ("Orsa Norde",)
    assert names_in("by Hide Tanaka") == ("Hide Tanaka",)
    assert names_in("said Ben Roth Monday, not on Black Friday") == ("Ben Roth", "Black Friday")
    assert names_in("for Democratic Sen. Ana Lima") == ("Ana Lima",)


def test_where_a_body_is_from_is_no_part_of_its_name() -> None:
    assert whole_names(["Bank of Norby", "Norby", "Ana Lima", "Lima"]) == {
        "Bank of Norby": "Bank of Norby",
        "Norby": "Norby",
        "Ana Lima": "Ana Lima",
        "Lima": "Ana Lima",
    }


def test_a_name_that_a_pronoun_follows_once_of_many_times_is_nobody_s() -> None:
    once = "Orsa was sued. She won. " + "Orsa lost. " * 9
    assert [(one.name, one.called) for one in entities_in(once)] == [("Orsa", "")]
    often = "Pell was sued. She won. Pell lost. She wept."
    assert [(one.name, one.called) for one in entities_in(often)] == [("Pell", "she")]


def test_a_city_that_is_named_as_one_is_a_place() -> None:
    found = {one.name: one.kind for one in entities_in("They met in the town of Norby. The White House was shut.")}
    assert found == {"Norby": Kind.PLACE, "White House": Kind.OTHER}
