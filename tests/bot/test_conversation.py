from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from conftest import NOW, FakeEmbedder, make_article

from bot.answer import Draft, Drafted, Outcome, Quotation
from bot.answerer import Answerer
from bot.conversation import Clarify, Conversation, Reply, Told
from bot.question import Question, Turn
from bot.turns import START, dump_state, load_state
from corpus.sentences import sentences
from index.errors import UnknownName
from index.generation import Store
from index.passage import Evidence, Filter
from index.retrieve import Retriever

KVITOVA = make_article(
    title="Kvitova wins",
    source="Gazette",
    text="Petra Kvitova won the final in Prague. Mrs. Kvitova said she was tired. She lives in Monaco. "
    "Petra Kvitova thanked the crowd. She trained for nine months.",
)
WILLIAMS = make_article(
    title="Sisters meet",
    text="Venus Williams lost to Serena Williams on Sunday. Serena Williams smiled. Venus Williams did not.",
)
OPERA = make_article(title="Opera opens", text="The opera opened in Vienna. The singer lives in Graz.")


class QuotesWords:
    """Quotes the sentences that share most words with a question, first those of the first passages."""

    def write(self, question: str, evidence: Sequence[Evidence]) -> Drafted:
        asked = set(question.casefold().strip("?").split())
        found = []
        for item in evidence:
            for start, end in sentences(item.passage.text):
                quotation = Quotation(item.passage, item.passage.start + start, item.passage.start + end)
                if not any(quotation.start < last and first < quotation.end for first, last in item.repeated):
                    found.append(quotation)
        best = sorted(found, key=lambda one: -len(asked & set(one.text.casefold().strip(".").split())))[:1]
        return Drafted(tuple(Draft(one.text, (one,)) for one in best), 1.0)


@pytest.fixture
def answerer(build: Callable[..., Path]) -> Iterator[Answerer]:
    data_dir = build(KVITOVA, WILLIAMS, OPERA)
    with closing(Retriever(Store(data_dir), FakeEmbedder(), passages_per_article=2)) as retriever:
        yield Answerer(retriever, QuotesWords(), min_confidence=0.5, now=lambda: NOW)


def ask(text: str, **fields: object) -> Question:
    return Question(text, NOW, **fields)  # type: ignore[arg-type]


def told(reply: Reply) -> Told:
    assert isinstance(reply, Told)
    return reply


def quotes(reply: Reply) -> list[str]:
    return [citation.quotation.text for citation in told(reply).answer.citations]


def test_a_conversation_carries_its_subject_and_its_articles(answerer: Answerer) -> None:
    talk = Conversation(answerer)
    first = told(talk.turn(ask("Who won the final?")))
    assert (first.understood_as, quotes(first)) == (None, ["Petra Kvitova won the final in Prague."])
    second = talk.turn(ask("Where does she live?"))
    assert told(second).understood_as == "Where does Petra Kvitova live?"
    assert talk.state.last and talk.state.last.articles == (KVITOVA.id,)
    assert [one.quotation.passage.article.id for one in told(second).answer.citations] == [KVITOVA.id]


def test_another_subject_is_asked_of_the_whole_archive(answerer: Answerer) -> None:
    talk = Conversation(answerer)
    talk.turn(ask("Who won the final?"))
    reply = talk.turn(ask("When did the opera open in Vienna?"))
    assert (told(reply).understood_as, quotes(reply)) == (None, ["The opera opened in Vienna."])


def test_more_repeats_nothing_and_ends(answerer: Answerer) -> None:
    talk, said = Conversation(answerer), []
    said += quotes(talk.turn(ask("Who won the final in Prague?")))
    for _ in range(12):
        reply = told(talk.turn(ask("more")))
        assert (reply.more, reply.understood_as) == (True, "Who won the final in Prague?")
        said += quotes(reply)
    assert len(said) == len(set(said)) > 3
    assert reply.answer.outcome is Outcome.NOT_IN_ARCHIVE


def test_a_name_of_several_people_is_asked_about_and_the_choice_is_answered(answerer: Answerer) -> None:
    talk = Conversation(answerer)
    reply = talk.turn(ask("Why did Williams smile?"))
    assert isinstance(reply, Clarify)
    assert (reply.question, [one.text for one in reply.choices]) == (
        "Which Williams do you mean?",
        ["Serena Williams", "Venus Williams"],
    )
    reply = talk.turn(ask("1"))
    assert told(reply).understood_as == "Why did Serena Williams smile?"
    assert isinstance(talk.turn(ask("Where did Serena Williams smile?")), Told)


def test_a_bare_beginning_is_asked_about_with_articles_of_the_archive(answerer: Answerer) -> None:
    reply = Conversation(answerer).turn(ask("Where does she live?"))
    assert isinstance(reply, Clarify)
    assert 2 <= len(reply.choices) <= 3
    assert {one.text for one in reply.choices} <= {KVITOVA.title, WILLIAMS.title, OPERA.title}


def test_a_conversation_goes_on_where_it_was_stored(answerer: Answerer) -> None:
    talk = Conversation(answerer)
    talk.turn(ask("Who won the final?"))
    resumed = Conversation(answerer, load_state(dump_state(talk.state)))
    text = ask("Where does she live?")
    assert told(resumed.turn(text)).understood_as == told(talk.turn(text)).understood_as
    assert resumed.state == talk.state


def test_turns_held_elsewhere_do_the_same(answerer: Answerer) -> None:
    talk = Conversation(answerer)
    first = talk.turn(ask("Who won the final?"))
    here = talk.turn(ask("Where does she live?"))
    outside = Conversation(answerer)
    asked = ask("Where does she live?")
    outside.recall([Turn("Who won the final?", quotes(first)[0])], asked)
    there = outside.turn(asked)
    assert (told(there).understood_as, quotes(there)) == (told(here).understood_as, quotes(here))


def test_a_damaged_history_is_no_reason_to_fail(answerer: Answerer) -> None:
    talk = Conversation(answerer)
    asked = ask("Where?")
    talk.recall([Turn("", ""), Turn("yes", "no"), Turn("?", "")], asked)
    assert talk.turn(asked)


def test_limits_hold_for_a_conversation_and_those_of_a_question_go_before(answerer: Answerer) -> None:
    talk = Conversation(answerer, START.__class__(filter=Filter(source="Gazette")))
    assert [c.quotation.passage.article for c in told(talk.turn(ask("Who won?"))).answer.citations] == [KVITOVA]
    with pytest.raises(UnknownName):  # of the question, not of the conversation
        talk.turn(ask("When did the opera open in Vienna?", filter=Filter(source="Nobody")))
