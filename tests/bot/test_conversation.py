from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import NOW, FakeEmbedder, make_article

from bot.answer import Draft, Drafted, Outcome, Quotation, Reason, Writer
from bot.answerer import Answerer
from bot.conversation import Clarify, Conversation, Reply, Told
from bot.dialogue.clarify import namesakes
from bot.dialogue.past import is_outlet, without_post
from bot.dialogue.turns import START, dump_state, load_state
from bot.english.entities import mentions
from bot.question import Question, Turn
from bot.writer.asked import Kind
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


@contextmanager
def answering(data_dir: Path, writer: Writer) -> Iterator[Answerer]:
    with closing(Retriever(Store(data_dir), FakeEmbedder(), passages_per_article=2)) as retriever:
        yield Answerer(retriever, writer, min_confidence=0.5, now=lambda: NOW)


@pytest.fixture
def answerer(build: Callable[..., Path]) -> Iterator[Answerer]:
    with answering(build(KVITOVA, WILLIAMS, OPERA), QuotesWords()) as opened:
        yield opened


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
    while (reply := told(talk.turn(ask("more")))).answer.statements:
        assert (reply.more, reply.understood_as) == (True, "Who won the final in Prague?")
        said += quotes(reply)
    assert len(said) == len(set(said)) > 3
    assert reply.answer.outcome is Outcome.NOT_IN_ARCHIVE
    assert not told(talk.turn(ask("more"))).answer.statements
    assert told(talk.turn(ask("who said that?"))).understood_as.startswith("Who said “")  # of what was quoted last


def test_of_what_nothing_was_said_there_is_no_more(answerer: Answerer) -> None:
    talk = Conversation(answerer, replace(START, filter=Filter(since=NOW)))
    refused = told(talk.turn(ask("Who won the final in Prague?")))
    assert refused.answer.outcome is Outcome.NOT_IN_ARCHIVE
    for words in ("more", "tell me more", "anything else?", "go on"):
        assert isinstance(talk.turn(ask(words)), Clarify)
    talk.state = replace(talk.state, filter=Filter())
    talk.turn(ask("Who won the final in Prague?"))
    assert told(talk.turn(ask("more"))).more


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


def test_a_place_is_no_name_of_several_people() -> None:
    text = "In Fenland the mayor spoke. Equality Fenland and Rural Fenland agreed. Ana Lima and Ivo Lima did not."
    articles = [make_article(text=text)]
    assert namesakes("Who is the mayor of Fenland?", articles, START) is None
    assert namesakes("Why did Lima not agree?", articles, START) is not None


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


MILL = make_article(
    title="Mill closes",
    source="Gazette",
    text="The mill at Orsby will close in May, its owner said on Monday. It has stood since 1850. "
    "Forty people work at the mill. “We had no letter,” said Ana Lima, the mayor. “Nobody rang.”",
)
QUARRY = make_article(
    title="Quarry opens", text="The quarry at Orsby will open in June. Ten people work at the quarry."
)


@pytest.fixture
def town(build: Callable[..., Path]) -> Iterator[Answerer]:
    with answering(build(MILL, QUARRY, KVITOVA, OPERA), QuotesWords()) as opened:
        yield opened


@pytest.mark.parametrize(
    ("before", "text", "alone"),
    [
        ("When will the mill at Orsby close?", "How many people work at the quarry?", None),
        ("Who won the final in Prague?", "When did the opera open in Vienna?", None),
        ("How many people work at the mill?", "what about the quarry?", "How many people work at the quarry?"),
        ("When will the mill at Orsby close in May?", "and in June?", "When will the mill at Orsby close in June?"),
    ],
)
def test_what_stands_by_itself_is_answered_as_if_nothing_had_been_said(
    town: Answerer, before: str, text: str, alone: str | None
) -> None:
    talk = Conversation(town)
    talk.turn(ask(before))
    reply = told(talk.turn(ask(text)))
    expected = town.answer(ask(alone or text))
    assert reply.understood_as == alone
    assert (reply.answer.statements, reply.answer.citations) == (expected.statements, expected.citations)


@pytest.mark.parametrize(
    ("question", "speaker", "shown"),
    [
        ("When will the mill at Orsby close?", "its owner", MILL.text[:62]),
        ("Who had no letter?", "Ana Lima", "“We had no letter,” said Ana Lima, the mayor."),
        ("“Nobody ever?", "Ana Lima", "“We had no letter,” said Ana Lima, the mayor. “Nobody rang.”"),
    ],
)
def test_who_said_that_is_answered_by_who_is_named(town: Answerer, question: str, speaker: str, shown: str) -> None:
    talk = Conversation(town)
    talk.turn(ask(question))
    reply = told(talk.turn(ask("who said that?")))
    [statement] = reply.answer.statements
    assert statement.text == shown
    assert [statement.text[slice(*mark)] for mark in statement.marks] == [speaker]
    assert (reply.answer.outcome, reply.answer.window.since) == (Outcome.ANSWERED, None)
    assert reply.understood_as and reply.understood_as.startswith("Who said “")
    assert talk.state.turns[-1].question == question  # what follows is about this one
    assert load_state(dump_state(talk.state)) == talk.state


def test_what_nobody_said_is_told_so(town: Answerer) -> None:
    talk = Conversation(town)
    assert isinstance(talk.turn(ask("who said that?")), Clarify)
    talk.turn(ask("How many people work at the mill?"))
    refused = told(talk.turn(ask("according to whom?"))).answer
    assert (refused.outcome, refused.reason, refused.citations) == (
        Outcome.NOT_IN_ARCHIVE,
        Reason.NO_SPEAKER,
        (),
    )


def test_he_is_the_speaker_once_it_was_told_who_spoke(town: Answerer) -> None:
    talk = Conversation(town)
    talk.turn(ask("Who had no letter?"))
    talk.turn(ask("who said that?"))
    assert told(talk.turn(ask("Where does she live?"))).understood_as == "Where does Ana Lima live?"


def test_who_said_what_was_answered_elsewhere_is_found_by_its_words(town: Answerer) -> None:
    talk, asked = Conversation(town), ask("who said that?")
    talk.recall([Turn("When will the mill close?", MILL.text[:62])], asked)
    assert quotes(talk.turn(asked)) == [MILL.text[:62]]


def test_a_question_that_says_too_little_is_of_what_was_spoken_of_last_only_where_that_says_as_much(
    town: Answerer,
) -> None:
    talk = Conversation(town)
    talk.turn(ask("When will the mill at Orsby close?"))
    assert "Forty people work at the mill." in quotes(talk.turn(ask("How many people work?")))
    assert quotes(talk.turn(ask("When did the singer open?"))) == quotes_of(town, "When did the singer open?")


def quotes_of(answerer: Answerer, text: str) -> list[str]:
    return [citation.quotation.text for citation in answerer.answer(ask(text)).citations]


def test_only_what_the_archive_answers_is_offered(answerer: Answerer) -> None:
    talk = Conversation(answerer)
    for text in ("Who won the final in Prague?", "thanks"):
        reply = talk.turn(ask(text))
    assert isinstance(reply, Clarify)
    for choice in reply.choices:
        assert told(Conversation(answerer).turn(ask(choice.question))).answer.statements


class Hesitant(QuotesWords):
    """Unsure of all that it is asked about these words."""

    UNSURE = frozenset(["born", "father", "sad", "president", "sued", "moon", "inflation", "king", "drunk", "won"])

    def write(self, question: str, evidence: Sequence[Evidence]) -> Drafted:
        unsure = self.UNSURE & set(question.casefold().strip("?").split())
        return replace(super().write(question, evidence), confidence=0.25 if unsure else 0.9)


@pytest.fixture
def hesitant(build: Callable[..., Path]) -> Iterator[Answerer]:
    with answering(build(MILL, QUARRY, KVITOVA, OPERA), Hesitant()) as opened:
        yield opened


@pytest.mark.parametrize(
    ("before", "text", "understood"),
    [
        ("Did Petra Kvitova thank the crowd?", "Where was she born?", "Where was Petra Kvitova born?"),
        ("Did Petra Kvitova thank the crowd?", "Was her father in Monaco?", "Was Petra Kvitova’s father in Monaco?"),
        ("When will the mill at Orsby close?", "Is anyone sad?", "About the mill: is anyone sad?"),
    ],
)
def test_a_follow_up_that_nothing_answers_is_told_what_the_articles_talked_about_say_nearest(
    hesitant: Answerer, before: str, text: str, understood: str
) -> None:
    talk = Conversation(hesitant)
    cited = [one.quotation.passage.article.id for one in told(talk.turn(ask(before))).answer.citations]
    reply = told(talk.turn(ask(text)))
    answer = reply.answer
    assert reply.understood_as
    assert reply.understood_as.startswith(understood)
    assert (answer.outcome, answer.nearest, answer.lacking) == (Outcome.PARTLY, True, (reply.understood_as,))
    assert answer.confidence < 0.5
    assert (answer.reason, answer.related) == (None, ())
    assert {one.quotation.passage.article.id for one in answer.citations} <= set(cited)
    assert not any(one.marks for one in answer.statements)
    assert talk.state.last and talk.state.last.articles  # the next one goes on about them


FIRE = make_article(
    title="Market fire", text="A fire gutted the market hall on Monday. None were hurt. It began at ten."
)
FERRY = make_article(title="Hurt on the ferry", text="It was the ferry that nineteen were hurt on, six badly hurt.")


class SureOfTheFerry(QuotesWords):
    """Unsure whether the fire hurt anybody."""

    def write(self, question: str, evidence: Sequence[Evidence]) -> Drafted:
        unsure = "hurt" in question and any(one.passage.article.id == FIRE.id for one in evidence[:1])
        return replace(super().write(question, evidence), confidence=0.25 if unsure else 0.9)


def test_one_word_asks_of_what_is_talked_about_and_more_of_anything(build: Callable[..., Path]) -> None:
    with answering(build(FIRE, FERRY), SureOfTheFerry()) as answerer:
        assert quotes_of(answerer, "Who was hurt?") == [FERRY.text]
        talk = Conversation(answerer)
        talk.turn(ask("When did the fire gut the market hall?"))
        reply = told(talk.turn(ask("Who was hurt?")))
        assert reply.answer.nearest
        assert all(one in FIRE.text for one in quotes(reply))
        talk.turn(ask("When did the fire gut the market hall?"))
        assert quotes(talk.turn(ask("Who was hurt on the ferry?"))) == [FERRY.text]


@pytest.mark.parametrize(
    "text",
    [
        "Who is the president of Mars?",  # stands by itself
        "Has Venus Williams sued her?",  # names somebody of whom they do not write
        "Has the dragon sued her?",  # says nothing that they say
        "Has she a spaceship?",
        "What about the moon?",
        "What is inflation?",  # nothing that these articles have
        "more",
    ],
)
def test_what_is_of_other_things_is_refused_as_ever(hesitant: Answerer, text: str) -> None:
    talk = Conversation(hesitant)
    talk.turn(ask("Did Petra Kvitova thank the crowd?"))
    while (reply := told(talk.turn(ask(text)))).more and reply.answer.statements:
        pass
    assert (reply.answer.outcome, reply.answer.nearest) == (Outcome.NOT_IN_ARCHIVE, False)


def test_nothing_is_nearest_after_another_subject_was_refused(hesitant: Answerer) -> None:
    talk = Conversation(hesitant)
    for text in ("Did Petra Kvitova thank the crowd?", "Who is the king of France?"):
        talk.turn(ask(text))
    assert told(talk.turn(ask("Was he drunk?"))).answer.outcome is Outcome.NOT_IN_ARCHIVE


def test_a_thing_of_another_kind_is_asked_about_by_itself(hesitant: Answerer) -> None:
    talk = Conversation(hesitant)
    talk.turn(ask("Who won the final in 2020?"))
    reply = talk.turn(ask("what about the quarry?"))
    assert told(reply).understood_as == "What is said about the quarry?"
    assert "quarry" in quotes(reply)[0]
    talk.turn(ask("How many people work at the mill?"))
    assert told(talk.turn(ask("what about the quarry?"))).understood_as == "How many people work at the quarry?"


def test_what_is_bound_is_read_in_the_articles_that_were_quoted_and_what_was_only_told_of_in_all(
    town: Answerer,
) -> None:
    talk = Conversation(town)
    talk.turn(ask("How many people work at the mill?"))
    assert quotes(talk.turn(ask("Did she win in Prague?")))[0] in MILL.text
    elsewhere = Conversation(town)
    elsewhere.recall([Turn("How many people work?", "Forty")], ask(""))
    assert "Petra Kvitova won the final in Prague." in quotes(elsewhere.turn(ask("Did she win in Prague?")))


def test_an_answer_must_say_a_word_of_the_follow_up_itself(town: Answerer) -> None:
    """The name that is put in for its pronoun is said in any case."""
    talk = Conversation(town)
    talk.turn(ask("Did Petra Kvitova thank the crowd?"))
    assert told(talk.turn(ask("Where does she live?"))).answer.outcome is Outcome.ANSWERED
    sure = told(talk.turn(ask("Does she ski?"))).answer
    assert sure.confidence == 0.5  # half of what the writer is sure of


def test_the_event_is_kept_over_several_turns(hesitant: Answerer) -> None:
    talk = Conversation(hesitant)
    understood = [
        told(talk.turn(ask(text))).understood_as for text in ("What happened at the mill?", "Is anyone sad?", "Why?")
    ]
    assert understood == [None, "Is anyone sad at the mill?", "Why is anyone sad at the mill?"]


def test_an_article_of_the_year_1_is_gone_on_from(build: Callable[..., Path]) -> None:
    old = make_article(title="Opera opens", text=OPERA.text, published=datetime(1, 1, 2, tzinfo=UTC))
    with answering(build(old), QuotesWords()) as answerer:
        talk = Conversation(answerer)
        talk.turn(ask("Where did the opera open?"))
        assert talk.state.turns[-1].dated == "0001-01-02"
        assert told(talk.turn(ask("before")))
        first = replace(talk.state.turns[0], dated="0001-01-01")
        for day in (first, replace(first, dated="9999-12-31")):
            for text in ("The day before?", "The week before?", "The week after?", "And the next month?"):
                assert told(Conversation(answerer, START.after(day)).turn(ask(text)))


GALE = make_article(
    title="Gale shuts port",
    text="The gale of 9 May shut the port of Norby, the harbour board found in its report. Nobody was hurt in the "
    "gale. Ben Roth said that the pier stood. Ana Lima said that the gale was the worst in years.",
)
TAX = make_article(
    title="Tax to rise", text="Ana Lima said that taxes will rise. Ana Lima said that they must. She left."
)


@pytest.fixture
def port(build: Callable[..., Path]) -> Iterator[Answerer]:
    with answering(build(GALE, TAX), QuotesWords()) as opened:
        yield opened


def test_what_somebody_said_is_looked_for_in_what_is_talked_about_first(port: Answerer) -> None:
    talk = Conversation(port)
    talk.turn(ask("Was anybody hurt in the gale?"))
    reply = told(talk.turn(ask("what did Ana Lima say?")))
    assert reply.understood_as == "What did Ana Lima say about the gale?"
    assert quotes(reply) == ["Ana Lima said that the gale was the worst in years."]
    assert told(talk.turn(ask("What did Ana Lima say of taxes?"))).understood_as is None


def test_nobody_of_another_sentence_has_said_what_was_quoted(port: Answerer) -> None:
    talk = Conversation(port)
    talk.turn(ask("Was anybody hurt in the gale?"))
    assert talk.state.last and talk.state.last.said == "Nobody was hurt in the gale."
    assert told(talk.turn(ask("who said that?"))).answer.reason is Reason.NO_SPEAKER
    talk.turn(ask("What shut the port of Norby?"))
    [statement] = told(talk.turn(ask("who said that?"))).answer.statements
    assert [statement.text[slice(*mark)] for mark in statement.marks] == ["the harbour board"]


def test_a_time_holds_for_the_next_turn_and_not_for_those_after_it(answerer: Answerer) -> None:
    talk = Conversation(answerer)
    talk.turn(ask("Did Petra Kvitova win in Prague in May 2021?"))
    understood = [told(talk.turn(ask(text))).understood_as for text in ("Whom did she thank?", "Where did she train?")]
    assert understood[0] in {"Whom did Petra Kvitova thank in May 2021?", "Whom did Petra Kvitova thank?"}
    assert understood[1] == "Where did Petra Kvitova train?"


def test_where_it_stands_is_told_with_the_sentence_and_its_article(port: Answerer) -> None:
    talk = Conversation(port)
    talk.turn(ask("Was anybody hurt in the gale?"))
    before = talk.state
    reply = told(talk.turn(ask("are you sure?")))
    assert reply.understood_as == "Where does it say “Nobody was hurt in the gale.”?"
    [citation] = reply.answer.citations
    assert (citation.quotation.text, citation.quotation.passage.article.id) == ("Nobody was hurt in the gale.", GALE.id)
    assert talk.state == before  # what follows is about the question before


class Knowing(QuotesWords):
    """Is unsure of all that it is asked about Ben Roth."""

    def write(self, question: str, evidence: Sequence[Evidence]) -> Drafted:
        return replace(super().write(question, evidence), confidence=0.1 if "Ben Roth smile" in question else 0.9)


def test_of_several_readings_the_only_one_that_the_archive_answers_is_taken(build: Callable[..., Path]) -> None:
    meeting = make_article(
        title="Two meet", text="Leo Marsh followed Ben Roth in May. Mr Roth smiled. Mr Marsh did not."
    )
    with answering(build(meeting), Knowing()) as answerer:
        talk = Conversation(answerer)
        talk.turn(ask("Did Leo Marsh follow Ben Roth?"))
        assert told(talk.turn(ask("Did he smile?"))).understood_as == "Did Leo Marsh smile?"
        assert talk.state.last and talk.state.last.meant == (("he", "Leo Marsh"),)
    with answering(build(meeting), QuotesWords()) as answerer:
        talk = Conversation(answerer)
        talk.turn(ask("Did Leo Marsh follow Ben Roth?"))
        assert isinstance(talk.turn(ask("Did he smile?")), Clarify)


class Unsure(QuotesWords):
    """Is unsure of all that it is asked about smiles."""

    def write(self, question: str, evidence: Sequence[Evidence]) -> Drafted:
        return replace(super().write(question, evidence), confidence=0.1 if "smile" in question else 0.9)


def test_whom_he_means_is_asked_although_the_archive_answers_neither_but_not_twice(build: Callable[..., Path]) -> None:
    meeting = make_article(
        title="Two meet", text="Leo Marsh followed Ben Roth in May. Mr Roth slept. Mr Marsh did not."
    )
    with answering(build(meeting), Unsure()) as answerer:
        talk = Conversation(answerer)
        talk.turn(ask("Did Leo Marsh follow Ben Roth?"))
        asked = talk.turn(ask("Did he smile?"))
        assert isinstance(asked, Clarify)
        assert [one.text for one in asked.choices] == ["Leo Marsh", "Ben Roth"]
        chosen = Conversation(answerer, talk.state)
        assert told(chosen.turn(ask("2"))).understood_as == "Did Ben Roth smile?"
        assert told(talk.turn(ask("Did he smile on Monday?"))).understood_as == "Did Leo Marsh smile on Monday?"


def test_a_name_that_answers_is_told_without_the_post_before_it() -> None:
    text = "President of the Republic of Orsby Ana Lima left."
    [name] = mentions(text)
    first, last, end = text.index("Ana"), text.index("Lima"), text.index(" left")
    assert without_post(text, name, (first, end)) == "Ana Lima"
    assert without_post(text, name, (0, end)) == name.name
    assert without_post(text, name, (last, end)) == name.name  # a last name alone may be anybody's


def test_who_printed_it_is_not_spoken_of() -> None:
    assert is_outlet("Lantern", ["The Norby Lantern"])
    assert is_outlet("Reuters", ["Gazette"])
    assert not is_outlet("Norby", ["Norby Lantern"])


@contextmanager
def toll_told_twice(build: Callable[..., Path], writer: Writer) -> Iterator[Conversation]:
    first = "Five people were hurt when the tram of Norby left its rails."
    later = "The number of people hurt when the tram of Norby left its rails on 2 March 2023 has risen to nine."
    articles = [
        make_article(title=text[:9], text=text, published=datetime(2023, 3, day, 9, tzinfo=UTC))
        for day, text in ((2, first), (5, later))
    ]
    with answering(build(*articles, OPERA), writer) as answerer:
        yield Conversation(answerer)


class Counting(QuotesWords):
    """Knows that a number is asked for, and tells the latest."""

    def write(self, question: str, evidence: Sequence[Evidence]) -> Drafted:
        latest = sorted(evidence, key=lambda one: -one.passage.article.published.timestamp())
        hurt = [one for one in latest if "hurt" in one.passage.text]
        return replace(super().write("hurt", hurt[:1]), kind=Kind.NUMBER)


def test_before_that_is_what_was_printed_earlier(build: Callable[..., Path]) -> None:
    with toll_told_twice(build, Counting()) as talk:
        assert "nine" in quotes(talk.turn(ask("How many people were hurt in the tram at Norby?")))[0]
        before = told(talk.turn(ask("and before that?")))
        assert before.understood_as == "How many people were hurt in the tram at Norby before 5 March 2023?"
        assert "Five" in quotes(before)[0]
        assert not told(talk.turn(ask("and before that?"))).answer.statements  # no figure of a later day


def test_before_that_nothing_is_told_again_that_was_told_just_now(build: Callable[..., Path]) -> None:
    with toll_told_twice(build, QuotesWords()) as talk:
        said = quotes(talk.turn(ask("Why did the tram leave its rails at Norby?")))
        for _ in range(3):
            reply = told(talk.turn(ask("and before that?")))
            if reply.answer.statements:
                assert quotes(reply)[0] not in said[-1:]
                said += quotes(reply)


def test_before_what_was_never_told_is_asked_back(answerer: Answerer) -> None:
    talk = Conversation(answerer, replace(START, filter=Filter(since=NOW)))
    talk.turn(ask("How many people were hurt?"))
    assert isinstance(talk.turn(ask("and before that?")), Clarify)


def test_what_asks_nothing_is_put_to_nothing(answerer: Answerer) -> None:
    talk = Conversation(answerer)
    for text in ("hi", "😀", "?!", "ok cool"):
        assert talk.turn(ask(text)) == Clarify("What do you want to know?")
    talk.turn(ask("Who won the final?"))
    for text in ("thanks a lot!", "😀", "..."):
        reply = talk.turn(ask(text))
        assert isinstance(reply, Clarify)
        assert reply.question == "What else do you want to know?"
    assert len(talk.state.turns) == 1


def test_more_tells_nothing_again_that_another_article_says_alike(build: Callable[..., Path]) -> None:
    shared = "The ferry of Norby sank in the bay."
    texts = [f"{shared} Nobody of the ferry was hurt.", f"The ferry was old. {shared} Divers of Norby went down."]
    articles = [make_article(title=f"Ferry {number}", text=text) for number, text in enumerate(texts)]
    with answering(build(*articles), QuotesWords()) as answerer:
        talk = Conversation(answerer)
        said = quotes(talk.turn(ask("Where did the ferry of Norby sink?")))
        assert said == [shared]
        while (reply := told(talk.turn(ask("more")))).answer.statements:
            said += quotes(reply)
        assert len(said) == len(set(said)) > 2


class Marking(QuotesWords):
    """Quotes a whole passage, and marks words of its first sentence."""

    def write(self, question: str, evidence: Sequence[Evidence]) -> Drafted:
        passage = next(item.passage for item in evidence if "roof" in item.passage.text)
        quotation = Quotation(passage, passage.start, passage.end)
        return Drafted((Draft(quotation.text, (quotation,), ((0, 8),)),), 1.0)


def test_who_says_another_sentence_did_not_say_the_one_that_answered(build: Callable[..., Path]) -> None:
    article = make_article(title="Roof", text="The roof of the hall fell. It was old, said Ana Lima.")
    with answering(build(article), Marking()) as answerer:
        talk = Conversation(answerer)
        talk.turn(ask("What of the hall fell?"))
        reply = told(talk.turn(ask("who said that?")))
        assert (reply.answer.statements, reply.answer.reason) == ((), Reason.NO_SPEAKER)
