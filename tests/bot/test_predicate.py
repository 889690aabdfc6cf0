import pytest

from bot.predicate import predicate_of


@pytest.mark.parametrize(
    ("question", "stem"),
    [
        ("How many workers were injured in the fire at the mill?", "injur"),
        ("How many people did the flood in Port Merrow kill?", "kill"),
        ("How many people have died since the flood?", "die"),
        ("How many visitors came to the herring festival this year?", "visitor"),
        ("How many stalls are there?", "stall"),
        ("How much money has the lifeboat appeal really collected so far?", "collect"),
        ("Who is the harbour master of Port Merrow now?", "master"),
        ("Who?", None),
        ("How many in Port Merrow?", None),
    ],
)
def test_what_is_asked_of_what_is_counted_or_named(question: str, stem: str | None) -> None:
    found = predicate_of(question)
    assert (found and found.stem) == stem


def test_forms_and_words_for_the_same_say_it_and_others_do_not() -> None:
    asked = predicate_of("How many people were injured?")
    assert asked
    assert [stem for stem in ("injur", "injuri", "hurt", "kill", "in", "injunct") if asked.is_said(stem)] == [
        "injur",
        "injuri",
        "hurt",
    ]
