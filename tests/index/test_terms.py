from hypothesis import given
from hypothesis import strategies as st

from index.terms import Terms, find_terms


def words(text: str) -> list[str]:
    return [word.strip("?.,’'").casefold() for word in text.split() if word.strip("?.,’'")]


def test_the_terms_of_a_question() -> None:
    found = find_terms("When did the Harbour Council sell 23 ferries?", words, lambda word: float(len(word)))
    assert found.stems == ("harbour", "council", "sell", "23", "ferries")
    assert found.weights == {"harbour": 7, "council": 7, "sell": 4, "23": 2, "ferries": 7}
    assert found.names == {"harbour", "council", "23"}
    assert found.pairs == {("harbour", "council"), ("council", "sell"), ("sell", "23"), ("23", "ferries")}


def test_how_far_a_question_is_names() -> None:
    def bareness(question: str) -> float:
        return find_terms(question, words, lambda _: 1.0).bareness

    assert bareness("Who is Ana Reis?") == bareness("What did Ana Reis say?") == 1.0
    assert bareness("When did Ana Reis sell the ferry?") == 0.5
    assert bareness("when was the ferry sold?") == bareness("") == 0.0


def test_a_question_of_function_words_is_about_nothing() -> None:
    found = find_terms("What is it?", words, lambda _: 1.0)
    assert (found.stems, found.share(["it"])) == ((), 0.0)


def test_the_first_word_has_a_capital_anyway() -> None:
    assert find_terms("Ferries sank near Aster", words, lambda _: 1.0).names == {"aster"}


def test_another_spelling_counts_as_the_question_has_it() -> None:
    others = {"turkey": (frozenset({"turkiye"}), frozenset({"ankara", "govern"}))}
    terms = Terms(("turkey", "bread"), {"turkey": 3.0, "bread": 1.0}, frozenset({"turkey"}), others)
    said = terms.read(["in", "turkiye"])
    assert (said, terms.share(said), terms.share(said, terms.names)) == (["in", "turkiye", "turkey"], 0.75, 1.0)
    assert terms.read(["the", "govern", "in", "ankara"])[-1] == "turkey"
    assert terms.read(["ankara"]) == ["ankara"]


@given(st.text(), st.lists(st.text(max_size=5)))
def test_a_share_lies_between_nothing_and_one(question: str, said: list[str]) -> None:
    terms = find_terms(question, words, lambda word: 1.0 + len(word))
    assert 0 <= terms.share(said) <= 1
    assert terms.share([*terms.stems, *said]) == (1.0 if terms.stems else 0.0)


def test_a_short_form_is_no_function_word() -> None:
    assert find_terms("Did the WHO warn the US?", words, lambda _: 1.0).stems == ("_WHO", "warn", "_US")
    assert find_terms("WHO WARNED US?", words, lambda _: 1.0).stems == ("warned",)


def test_how_somebody_is_addressed_is_nothing_to_look_for() -> None:
    assert find_terms("Did Ms. Lind resign?", words, lambda _: 1.0).stems == ("lind", "resign")


def test_a_mistyped_word_is_worth_no_more_than_what_was_meant() -> None:
    found = find_terms("parliment", words, lambda word: {"parliment": 9.0, "parliament": 2.0}[word], {
        "parliment": (frozenset({"parliament"}),)
    })  # fmt: skip
    assert found.weights == {"parliment": 2.0}
