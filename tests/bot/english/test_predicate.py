import pytest

from bot.english.predicate import deed_of, event_of, is_of_several, predicate_of, topic_of, verb_of


@pytest.mark.parametrize(
    ("question", "stem"),
    [
        ("How many workers were injured in the fire at the mill?", "injur"),
        ("How many people did the flood in Port Merrow kill?", "kill"),
        ("How many people have died since the flood?", "die"),
        ("How many visitors came to the herring festival this year?", "visitor"),
        ("How many died in the Oulu fire?", "die"),
        ("How many people were hurt in the Stannick mill collapse?", "hurt"),
        ("How many stalls are there?", "stall"),
        ("How many people visited the museum?", "visit"),
        ("How many families have fled the country since May?", "fled"),
        ("How many jobs did the mill add?", "add"),
        ("How much money has the lifeboat appeal really collected so far?", "collect"),
        ("Who is the harbour master of Port Merrow now?", "master"),
        ("How many cases were recorded in Oulu?", "case"),  # whatever has a number was measured or recorded
        ("Who designed the footbridge?", "design"),
        ("Who first led the council in 2020?", "led"),
        ("Who?", None),
        ("How many in Port Merrow?", None),
    ],
)
def test_what_is_asked_of_what_is_counted_or_named(question: str, stem: str | None) -> None:
    found = predicate_of(question)
    assert (found and found.stem) == stem


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("Who sold the mill?", "sell", "close"),
        ("Who stole the bell?", "theft", "cast"),
        ("Who wrote the report?", "author", "report"),
        ("How many seats did the hall lose?", "loss", "gain"),
    ],
)
def test_other_forms_of_a_verb_say_the_same(question: str, said: str, unsaid: str) -> None:
    asked = predicate_of(question)
    assert asked
    assert (asked.is_said(said), asked.is_said(unsaid)) == (True, False)


def test_forms_and_words_for_the_same_say_it_and_others_do_not() -> None:
    asked = predicate_of("How many people were injured?")
    assert asked
    assert [stem for stem in ("injur", "injuri", "hurt", "kill", "in", "injunct") if asked.is_said(stem)] == [
        "injur",
        "injuri",
        "hurt",
    ]


@pytest.mark.parametrize(
    ("question", "stem"),
    [
        ("When did Ana Reis die?", "die"),
        ("Why was Ana Reis arrested in Oulu?", "arrest"),
        ("Was anyone rescued from the mill?", "rescu"),
        ("Why did the council close the youth centre?", "close"),
        ("Why did she resign?", "resign"),
        ("What did Ana Reis say?", None),  # said by any word
        ("When did the storm hit Oulu?", None),
        ("Who is the mayor?", None),
        ("Did the fine for parking rise?", "rise"),  # "the fine" is no deed
        ("", None),
    ],
)
def test_the_deed_that_a_question_asks_about(question: str, stem: str | None) -> None:
    found = deed_of(question)
    assert (found and found.stem) == stem


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What did Ana Reis say about the moon?", "the moon"),
        ("What has the mayor written on boats?", "boats"),
        ("What is her opinion of the plan?", "the plan"),
        ("When did Ana Reis die?", ""),
    ],
)
def test_about_what_something_was_said(question: str, topic: str) -> None:
    assert topic_of(question) == topic


@pytest.mark.parametrize(
    ("question", "verb"),
    [
        ("Why did Ana Reis slap Ivo Pires?", "slap"),
        ("Did the Quay Bank oust her?", "oust"),
        ("Who did Ana Reis fire?", "fire"),
        ("Why did Stannick voters boo?", ""),  # they are nothing that Stannick did
        ("When did Ana Reis join the club?", "join"),
        ("Why was Ana Reis arrested?", "arrested"),
        ("Who is Ana Reis?", ""),
    ],
)
def test_the_verb_of_a_question(question: str, verb: str) -> None:
    assert verb_of(question) == verb


@pytest.mark.parametrize(
    ("question", "sentence", "several"),
    [
        ("How many died in the Oulu fire?", "Two fires in one week killed 18 people.", True),
        ("How many died in the Oulu fires?", "Two fires in one week killed 18 people.", False),
        ("How many died in the Oulu fire?", "The fire killed four people in two houses.", False),
        ("How many died in the Oulu shooting?", "It is one of 233 mass shootings.", True),
    ],
)
def test_victims_of_several_events_are_not_those_of_one(question: str, sentence: str, several: bool) -> None:
    assert is_of_several(event_of(question), question, sentence) is several
