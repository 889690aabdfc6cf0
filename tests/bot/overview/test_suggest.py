from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count

import pytest
from conftest import NOW, index_articles, make_article
from examples import FERRY, make_answer, make_refusal, quote

from bot.answer import Answer, Citation, Outcome
from bot.answerer import Answerer
from bot.overview.suggest import answering, candidates, suggest, to_question
from bot.question import Question
from bot.writer.extract import ExtractiveWriter
from corpus.article import Article
from index.embed import Embedder
from index.generation import Store
from index.retrieve import Retriever

STORY = make_article(
    id="gannet",
    title="Ferry Gannet Maid hits pier",
    text=(
        "The ferry Gannet Maid hit the pier on Tuesday. "
        "Twelve people were injured in the accident, the police said.\n\n"
        "The ferry was built by a yard in Turkey in 1996. More than 300 passengers were brought to a school on the "
        "hill. Captain Ines Duarte, a sailor of thirty years, was at the wheel of the Gannet Maid. The owner praised "
        "Ines Duarte for her calm. The Gannet Maid will sail again in spring."
    ),
)
BUILT, BROUGHT = (
    "When was the ferry built by a yard in Turkey?",
    "How many passengers were brought to a school on the hill?",
)
MAID, WHO = "What else is known about the Gannet Maid?", "Who is Ines Duarte?"
INJURED = make_answer(STORY, "Twelve people were injured in the accident, the police said.")


def knowing(**said: str) -> Callable[[Question], Answer]:
    """Answers what it was told to, by words of the story."""
    known = {"built": BUILT, "brought": BROUGHT, "maid": MAID, "who": WHO}

    def ask(question: Question) -> Answer:
        for name, words in said.items():
            if known[name] == question.text:
                return make_answer(STORY, words, question=question.text)
        return make_refusal(question=question.text)

    return ask


YARD = "The ferry was built by a yard in Turkey in 1996."
SCHOOL = "More than 300 passengers were brought to a school on the hill."


def test_questions_are_made_of_what_was_not_quoted() -> None:
    made = [one.question for one in candidates(INJURED)]
    assert {BUILT, BROUGHT, WHO} <= set(made)
    assert not [one for one in made if "injured" in one]


def test_what_is_answered_by_its_own_sentence_is_suggested() -> None:
    assert set(suggest(INJURED, knowing(built=YARD, brought=SCHOOL), tries=9)) == {BUILT, BROUGHT}
    assert suggest(INJURED, knowing(built=YARD), tries=9) == (BUILT,)
    assert suggest(INJURED, knowing(built=SCHOOL)) == ()  # answered by something else
    assert suggest(INJURED, knowing()) == ()


def test_what_was_asked_or_told_already_is_not_suggested() -> None:
    ask = knowing(built=YARD, brought=SCHOOL)
    assert suggest(INJURED, ask, asked=[BUILT], tries=9) == (BROUGHT,)
    assert suggest(INJURED, ask, asked=["when was the ferry built by a yard in Turkey", BROUGHT]) == ()
    both = replace(INJURED, citations=(*INJURED.citations, Citation(2, quote(STORY, YARD))))
    assert suggest(both, ask, tries=9) == (BROUGHT,)


def test_no_more_is_tried_than_there_is_time_for() -> None:
    tried: list[str] = []

    def refuse(question: Question) -> Answer:
        tried.append(question.text)
        return make_refusal()

    suggest(INJURED, refuse, tries=2)
    assert len(tried) == 2
    clock = count(0.0, 1.0)
    suggest(INJURED, refuse, seconds=1.5, clock=lambda: next(clock))
    assert len(tried) == 3


def test_a_follow_up_is_asked_of_the_same_articles_and_quotes_nothing_twice() -> None:
    quotation = INJURED.citations[0].quotation
    question = to_question(BUILT, INJURED)
    assert (question.text, question.as_of, question.near) == (BUILT, NOW, ("gannet",))
    assert question.quoted == (("gannet", quotation.start, quotation.end),)
    built = next(one for one in candidates(INJURED) if one.question == BUILT)
    told = make_answer(STORY, YARD)
    assert answering(told, built, INJURED.citations) == list(told.citations)
    assert answering(told, built, told.citations) == []
    assert answering(replace(told, outcome=Outcome.PARTLY), built, ()) == []


@pytest.mark.parametrize(
    "article", [replace(STORY, language="az"), replace(STORY, title="5 things to know for Tuesday"), FERRY]
)
def test_other_languages_round_ups_and_short_articles_lead_nowhere(article: Article) -> None:
    words = article.text.partition("\n")[0].split(". ")[1]
    assert candidates(make_answer(article, words.rstrip("."))) == []


def test_a_refusal_leads_nowhere() -> None:
    assert suggest(make_refusal(FERRY), knowing(built=YARD)) == ()


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("suggest")
    index_articles(folder, [STORY, FERRY], embedder=embedder)
    with closing(Retriever(Store(folder), embedder, passages_per_article=2)) as retriever:
        writer = ExtractiveWriter(lambda: retriever.keywords, max_statements=1)
        yield Answerer(retriever, writer, min_confidence=0.5, now=lambda: NOW)


@pytest.mark.slow
def test_an_archive_answers_what_it_suggests(answerer: Answerer) -> None:
    answer = answerer.answer(Question("How many people were injured when the ferry Gannet Maid hit the pier?", NOW))
    assert answer.outcome is Outcome.ANSWERED
    suggested = suggest(answer, answerer.answer)
    assert suggested
    for question in suggested:
        again = answerer.answer(to_question(question, answer))
        assert again.outcome is Outcome.ANSWERED
        quoted = {(one.quotation.start, one.quotation.end) for one in answer.citations}
        assert not quoted & {(one.quotation.start, one.quotation.end) for one in again.citations}
