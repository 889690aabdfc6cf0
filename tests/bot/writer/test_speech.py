import pytest
from conftest import make_article

from bot.answer import Draft, Quotation
from bot.writer.speech import with_all_of_speech
from corpus.article import Article
from index.passage import Evidence, Passage

ASKED = "What did Ana Lima say?"
FUEL = "Ana Lima, a skipper, came in late. “Fuel has gone up,” she said."
BILLS = "“There are eleven boats that barely paid their way.”"


def told(text: str, quoted: str, asked: str = ASKED, **left_out: tuple[tuple[int, int], ...]) -> str:
    """What is quoted where the passage, and the quotation, end behind some words of an article."""
    article, draft = quotation_of(text, quoted)
    evidence = [Evidence(draft.quotations[0].passage, 1.0, **left_out)]  # type: ignore[arg-type]
    [longer] = with_all_of_speech(asked, [draft], evidence)
    [one] = longer.quotations
    assert longer.text == one.text == article.text[one.start : one.end]
    return longer.text


def quotation_of(text: str, quoted: str) -> tuple[Article, Draft]:
    article = make_article(text=text)
    end = text.index(quoted) + len(quoted)
    quotation = Quotation(Passage(article, 0, end), end - len(quoted), end)
    return article, Draft(quoted, (quotation,), marks=((0, 3),))


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param(f"{BILLS}", id="a sentence"),
        pytest.param("“Bait has gone up. Ice has not.”", id="two sentences between one pair of marks"),
    ],
)
def test_a_quotation_goes_on_to_the_end_of_a_speech_behind_its_passage(rest: str) -> None:
    assert told(f"{FUEL} {rest} The board left.", FUEL) == f"{FUEL} {rest}"
    assert told(f"{FUEL} {rest}\n\nThe board left.", FUEL) == f"{FUEL} {rest}"


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("The board left at nine.", id="nobody's words"),
        pytest.param("“Nobody asked me,” said Ben Roth.", id="another's words"),
        pytest.param("\n\n“There are eleven boats,” Ben Roth told the board.", id="another's, in another paragraph"),
        pytest.param(f"“{'There are boats ' * 30}.”", id="more than one quotation has room for"),
    ],
)
def test_it_ends_where_the_speech_does(rest: str) -> None:
    assert told(f"{FUEL} {rest}", FUEL) == FUEL


def test_where_nobodys_words_are_asked_for_nothing_is_added() -> None:
    assert told(f"{FUEL} {BILLS}", FUEL, "When did Ana Lima come in?") == FUEL


def test_what_its_source_prints_in_many_articles_is_not_quoted() -> None:
    text = f"{FUEL} {BILLS}"
    assert told(text, FUEL, repeated=((text.index(BILLS), len(text)),)) == FUEL


def test_what_is_quoted_besides_is_not_quoted_twice() -> None:
    text = f"{FUEL} {BILLS}"
    (_, first), (_, second) = quotation_of(text, FUEL), quotation_of(text, BILLS)
    assert with_all_of_speech(ASKED, [first, second], []) == (first, second)


def test_what_a_language_model_words_stays_as_it_is() -> None:
    _, draft = quotation_of(f"{FUEL} {BILLS}", FUEL)
    worded = Draft("Lima complained of the price of fuel.", draft.quotations)
    assert with_all_of_speech(ASKED, [worded], []) == (worded,)
