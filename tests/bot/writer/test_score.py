from dataclasses import replace

import pytest
from conftest import make_article

from bot.writer.asked import understand
from bot.writer.confidence import FUSED, evidence_features, is_ranked, judge
from bot.writer.score import FEATURES, Reader, is_prose, learned, likelihoods, score_sentences
from index.analysis import stems
from index.passage import Evidence, Passage


def rarity(stem: str) -> float:
    return 5.0


def words(text: str, language: str = "") -> list[str]:
    return stems(text, language)


def evidence(*texts: str, score: float = 8.0) -> list[Evidence]:
    articles = [make_article(id=str(n), title=f"Title {n}", text=text) for n, text in enumerate(texts)]
    return [Evidence(Passage(one, 0, len(one.text)), score - rank, similarity=0.5) for rank, one in enumerate(articles)]


def reader(question: str) -> Reader:
    return Reader(understand(question, words, rarity), words, rarity)


def test_every_feature_has_a_weight_and_every_sentence_every_feature() -> None:
    found = reader("How many people were hurt on the ferry?").read(evidence("The ferry hit. Twelve people were hurt."))
    assert set(learned()["sentence"]) == set(FEATURES)
    assert all(len(one.row) == len(FEATURES) for one in found)
    assert all(-0.01 <= value <= 1.5 for one in found for value in one.row)
    assert score_sentences([]).shape == (0,)


def test_what_several_articles_say_gets_the_votes_of_all() -> None:
    found = reader("Which ferry sank?").read(
        evidence("The ferry Marigold sank.", "The ferry Marigold sank at noon.", "A ferry, perhaps Daisy, sank.")
    )
    by_text = {one.quotation.text: one for one in found}
    assert by_text["The ferry Marigold sank."]["votes"] > by_text["A ferry, perhaps Daisy, sank."]["votes"]
    assert by_text["The ferry Marigold sank."]["name vote"] > by_text["A ferry, perhaps Daisy, sank."]["name vote"]


def test_what_sets_the_scene_weighs_less_than_what_asks() -> None:
    question = "In the storm of Harbour Town in March, which ferry lost its anchor?"
    scene, asked = reader(question).read(
        evidence("The storm struck Harbour Town in March.", "The ferry Marigold lost its anchor.")
    )
    assert asked["own"] > 0.9
    assert scene["own"] == 0.0
    assert scene["around"] > 0.5  # it still counts for what the sentence is about


def test_an_article_names_a_year_once() -> None:
    question = "How many chairs did Lind Mill give away in 2019?"
    text = "Lind Mill was fined in 2019. It gave away 40 chairs. It gave away 90 chairs in 2021."
    named, silent, other = reader(question).read(evidence(text))
    assert [named["typed"], silent["typed"] > 0, other["typed"]] == [0.0, True, 0.0]
    of_no_year = reader(question).read(evidence("It gave away 40 chairs."))
    assert of_no_year[0]["typed"] == 0.0


@pytest.mark.parametrize(
    ("line", "prose"),
    [
        ("The ferry hit the pier.", True),
        ("An airport", True),
        ("What do we know so far?", False),
        ("Read more: the ferry in pictures", False),
        ("Watch: ferry hits pier", False),
        ("Photo: Ana Pereira", False),
        ("Sign up for our newsletter", False),
        ("Follow us on Twitter @ferry", False),
        ("Indians celebrate. AFP/Getty Images", False),
        ("PARK OUTSIDE:Ferry firm recalls boats due to fire risk", False),
        ("More:Ferry firm recalls boats", False),
        ("https://courier.example/2023/03/14/ferry/", False),
        ("The longest crossings of the summer:Ferry firm tells all", False),
        ("How deep is the harbour?A look at the charts of the Alba.", False),
        ("In this photo, taken on Monday, the ferry leaves the harbour.", False),
        ("Produced by the Courier's Photo Team", False),
        ("Consider supporting our journalism and become a subscriber today.", False),
        ("The film was produced by her brother.", True),
        ("The vote at 8:05 ended 3:2 for the bridge", True),
        ("BREAKING:A ferry struck the pier. Two were hurt.", True),
        ("Watching the ferry, she wept.", True),
        ("You can also text or WhatsApp your storm stories to the Courier.", False),
        ("She asked readers to send blankets.", True),
    ],
)
def test_questions_of_headings_captions_and_links_are_no_prose(line: str, prose: bool) -> None:
    assert is_prose(line) is prose


def test_likelihoods_add_up_to_one() -> None:
    assert sum(likelihoods(evidence("a", "b", "c"))) == pytest.approx(1)
    assert likelihoods([]) == []


def test_more_of_the_question_is_surer_and_nothing_is_not() -> None:
    question = "How many people were hurt on the ferry in Port Merrow?"
    asked, read = understand(question, words, rarity), reader(question)
    sure = []
    for texts, score in (
        (["Twelve people were hurt on the ferry in Port Merrow."], 12.0),
        (["The bakery sold 40 loaves."], 1.5),
    ):
        items = evidence(*texts, score=score)
        found = read.read(items)
        sure.append(judge(asked, found, score_sentences(found), items).value)
    assert sure[0] > sure[1]
    assert judge(asked, [], score_sentences([]), []).value == 0.0


def parts(question: str, *texts: str, score: float = 8.0, timely: float = 0.0) -> dict[str, float]:
    """What the confidence is weighed from."""
    read, items = reader(question), [replace(one, timely=timely) for one in evidence(*texts, score=score)]
    found = read.read(items)
    return evidence_features(read.asked, found, score_sentences(found), items)


def test_what_is_said_whole_and_what_is_missing_is_told_by_the_best_sentence_with_its_title() -> None:
    whole = parts("Who welcomed the guests of the ceremony?", "Halil Akar welcomed the guests of the ceremony.")
    assert (whole["whole"], whole["missing"], whole["rarest"]) == (1.0, 0.0, 1.0)
    less = parts("Who welcomed the guests of the ceremony?", "Halil Akar welcomed the guests. It was a long ceremony.")
    assert (less["whole"], less["missing"], less["rarest"]) == (0.0, 1.0, 1.0)
    title = parts("Who welcomed the title?", "Halil Akar welcomed it.")
    assert title["whole"] == 1.0


def test_nothing_near_the_day_of_asking_is_told_and_how_far_the_best_sentence_stands_out() -> None:
    texts = ("Ana Pereira won the race.", "Bread was sold.", "It rained.", "Fog came.", "Boats left.", "Shops shut.")
    long_ago = parts("Who won the race?", *texts)
    soon = parts("Who won the race?", *texts, timely=0.9)
    assert [(one["untimely"], one["timely"]) for one in (long_ago, soon)] == [(1.0, 0.0), (0.0, 0.9)]
    assert 0 < long_ago["stands out"] <= 1.0
    assert parts("Who won the race?", texts[0])["stands out"] == 0.0


def test_a_sentence_without_the_number_asked_for_does_not_answer_unless_it_denies() -> None:
    question = "When did mayor Ana Pereira resign?"
    asked = understand(question, words, rarity)

    def sure(text: str) -> float:
        items = evidence(text, score=12.0)
        found = reader(question).read(items)
        return judge(asked, found, score_sentences(found), items).value

    assert sure("Mayor Ana Pereira did not resign.") > 2 * sure("Mayor Ana Pereira may resign, some say.")


def test_a_number_beside_the_best_sentence_answers() -> None:
    question = "How many people were hurt by the ferry Marigold in Harbour Town?"
    best = "People were hurt by the ferry Marigold in Harbour Town."

    def confidence(*texts: str) -> float:
        found, items = reader(question).read(evidence(*texts)), evidence(*texts)
        return judge(understand(question, words, rarity), found, score_sentences(found), items).value

    beside, elsewhere = f"{best} The harbour office spoke of 12.", f"{best} The harbour office kept silent."
    assert confidence(beside) > 2 * confidence(elsewhere)
    assert confidence(beside) > 2 * confidence(best, "The harbour office spoke of 12.")


def test_rankings_that_were_fused_are_judged_by_weights_of_their_own() -> None:
    items = evidence("Twelve people were hurt.", score=0.03)
    assert not is_ranked(items)
    assert is_ranked(evidence("a", score=FUSED + 1))
    read = reader("How many people were hurt?")
    found = read.read(items)
    assert evidence_features(read.asked, found, score_sentences(found), items).keys() >= learned()[
        "confidence without ranker"
    ].keys() - {"bias"}
