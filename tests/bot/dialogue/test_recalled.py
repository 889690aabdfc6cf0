from conftest import make_article

from bot.dialogue.recalled import is_told, likeliest, spoken
from bot.question import Turn
from corpus.article import Article
from index.analysis import DEFAULT, stems
from index.passage import Evidence, Passage


def words(text: str, language: str = DEFAULT) -> list[str]:
    return stems(text, language)


def order(turns: list[Turn], asked: str, *found: tuple[Article, float]) -> list[str]:
    evidence = [Evidence(Passage(article, 0, 30), score) for article, score in found]
    return [one.title for one in likeliest(turns, asked, evidence, words, lambda _: 2.0)]


FERRY = make_article(
    title="Ferry", text="The ferry struck the pier. Forty people were hurt. Its captain, Ben Roth, left Norby at dawn."
)
RACE = make_article(
    title="Race", text="The race was won by a captain of a ferry. He rowed from Orsby to the lighthouse."
)


def test_what_is_talked_about_is_the_article_that_says_the_words_of_all_turns() -> None:
    turns = [Turn("Who is the captain?", "Ben Roth"), Turn("How many were hurt?", "forty")]
    assert order(turns, "When did he leave?", (RACE, 1.0), (FERRY, 0.5)) == ["Ferry", "Race"]


def test_of_two_that_say_as_much_it_is_the_one_that_was_found_first_and_not_the_longer_one() -> None:
    turns = [Turn("Who is the captain of the ferry?", "yes")]
    assert order(turns, "Why?", (RACE, 3.0), (FERRY, 0.5)) == ["Race", "Ferry"]
    long = make_article(title="Long", text=RACE.text + " It rained." * 500)
    assert order(turns, "Why?", (long, 1.0), (RACE, 1.0)) == ["Race", "Long"]


def test_an_answer_that_stands_there_as_it_was_given_counts_twice() -> None:
    said = make_article(title="Said", text="They found a red house there, and left.")
    apart = make_article(title="Apart", text="A house was found there, of red; they left it.")
    assert order([Turn("What?", "a red house")], "Why?", (apart, 1.0), (said, 1.0)) == ["Said", "Apart"]


def test_yes_and_nothing_tell_nothing() -> None:
    assert not any(is_told(Turn("Why?", answer)) for answer in ("yes", "No.", "", "!"))
    assert is_told(Turn("Why?", "for money"))
    assert spoken([Turn("Who?", "Ben")], "Why?") == "Who? Ben Why?"
