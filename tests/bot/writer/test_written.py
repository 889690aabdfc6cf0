"""The writer that has a model word the answer: what it asks, and what it makes of what it is told."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from conftest import FakeEmbedder, make_article
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Draft, Drafted, Quotation
from bot.writer.chat_model import Message, ModelFailed, Why, estimate_tokens
from bot.writer.written import WRITTEN, ModelRewriter, as_json, size_of
from corpus.article import Article
from corpus.events import EventDate
from index.passage import Evidence, Passage

FERRY = make_article(
    title="Ferry hits pier",
    text="The ferry Lady Ann hit the pier on Tuesday. Twelve people were hurt, the harbour office said. "
    "Sign up for our newsletter today. Repairs may cost $2.5 million.",
)
OPERA = make_article(title="Opera opens", source="Gazette", text="The opera opened with 900 guests. Mia Brandt sang.")
LETTER = "Sign up for our newsletter today."


def evidence_of(article: Article) -> Evidence:
    start = article.text.find(LETTER)
    repeated = ((start, start + len(LETTER)),) if start >= 0 else ()
    named = article.text.find("on Tuesday")
    events = (EventDate(named, named + 10, date(2023, 3, 14), date(2023, 3, 14)),) if named >= 0 else ()
    return Evidence(Passage(article, 0, len(article.text)), 1.0, repeated=repeated, events=events)


EVIDENCE = [evidence_of(FERRY), evidence_of(OPERA)]


def quoting(item: Evidence, words: str) -> Draft:
    start = item.passage.article.text.index(words)
    return Draft(words, (Quotation(item.passage, start, start + len(words)),))


HURT = "Twelve people were hurt, the harbour office said."
OWN = Drafted((quoting(EVIDENCE[0], HURT),), 0.8)


class Says:
    """A model that says what it was told to say, or fails; it keeps what it was asked."""

    name = "parrot"

    def __init__(self, said: str | ModelFailed) -> None:
        self._said = said
        self.asked: list[Sequence[Message]] = []

    def complete(
        self, messages: Sequence[Message], *, most_tokens: int, schema: Mapping[str, Any] | None = None
    ) -> str:
        self.asked.append(messages)
        if isinstance(self._said, ModelFailed):
            raise self._said
        return self._said

    @property
    def evidence(self) -> list[dict[str, str]]:
        data: dict[str, list[dict[str, str]]] = json.loads(self.asked[-1][-1].content)
        return data["evidence"]


def reword(question: str, model: Says, own: Drafted = OWN, *, budget: int = 4000, most: int = 3) -> Drafted:
    rewriter = ModelRewriter(model, FakeEmbedder(), max_statements=most, budget=budget, threshold=0.5)
    return rewriter.reword(question, EVIDENCE, own)


def said(*statements: tuple[str, list[str]]) -> str:
    return as_json({"statements": [{"text": text, "evidence": keys} for text, keys in statements]})


def write(answer: str | ModelFailed, own: Drafted = OWN, **options: int) -> Drafted:
    return reword("How many were hurt?", Says(answer), own, **options)


def texts(drafted: Drafted) -> list[tuple[str, list[str]]]:
    return [(draft.text, [quotation.text for quotation in draft.quotations]) for draft in drafted.drafts]


def test_what_holds_is_tied_to_the_sentence_that_says_it() -> None:
    drafted = write(said(("12 people were hurt.", ["E1"])))
    assert texts(drafted) == [("12 people were hurt.", [HURT])]
    assert (drafted.confidence, drafted.written_by) == (0.8, "parrot")
    assert drafted.note == "Worded by the language model parrot; checked against the quotations."


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (ModelFailed(Why.TIME, "1 s is over"), "The language model did not answer in time; "),
        (ModelFailed(Why.UNREACHED, "ConnectError"), "The language model could not be reached; "),
        ("Twelve.", "The language model gave no usable answer; "),
        ('{"statements": [{"text": "Tw', "The language model gave no usable answer; "),
        ('{"statements": {}}', "The language model gave no usable answer; "),
        ("[" * 100_000, "The language model gave no usable answer; "),
        (said(), "The language model found no answer here; "),
        (said(("Ninety people drowned.", ["E1"])), "What the language model wrote did not hold; "),
        ('{"statements": [1, null, {"text": 2, "evidence": ["E1"]}]}', "What the language model wrote did not hold; "),
    ],
)
def test_otherwise_the_archives_own_sentences_answer_and_say_so(answer: str | ModelFailed, note: str) -> None:
    drafted = write(answer)
    assert drafted == replace(OWN, note=f"{note}these are the archive's own sentences.")


def test_the_log_says_why_but_not_what_the_model_wrote(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    write(ModelFailed(Why.REFUSED, "HTTP status 401"))
    write(said(("Ninety people drowned \x1b[2J.", ["E1"])))
    assert "HTTP status 401" in caplog.text
    assert "control characters" in caplog.text
    assert "drowned" not in caplog.text


def test_what_fails_is_replaced_by_the_own_sentence_of_the_same_passage() -> None:
    drafted = write(said(("900 guests came.", ["E2"]), ("The opera opened.", ["E2"]), ("Ninety drowned.", ["E1"])))
    assert texts(drafted) == [
        ("The opera opened.", ["The opera opened with 900 guests."]),
        (HURT, [HURT]),
    ]
    assert drafted.note.endswith("which bore out 1 of its 3 statements.")


def test_what_the_confidence_is_about_stays_in_the_answer() -> None:
    drafted = write(said(("The opera opened.", ["E2"])))
    assert [draft.text for draft in drafted.drafts] == [HURT, "The opera opened."]


def test_the_first_of_the_own_sentences_leads_where_the_model_took_another() -> None:
    """Of two figures it is the one that holds today."""
    own = Drafted((quoting(EVIDENCE[0], HURT), quoting(EVIDENCE[1], "The opera opened with 900 guests.")), 0.8)
    drafted = write(said(("The opera opened with 900 guests.", ["E1", "E2"])), own)
    assert [draft.text for draft in drafted.drafts] == [HURT, "The opera opened with 900 guests."]


def test_a_wrong_key_is_put_right_and_one_that_is_not_there_is_not() -> None:
    assert texts(write(said(("12 people were hurt.", ["E2"])))) == [("12 people were hurt.", [HURT])]
    assert write(said(("12 people were hurt.", ["E3"]))).written_by == ""
    assert write(said(("12 people were hurt.", ["E1", "E3"]))).written_by == ""
    assert write(said(("12 people were hurt.", []))).written_by == ""


def test_nothing_is_said_twice_and_no_more_than_the_reader_wants() -> None:
    twice = said(
        *[("12 people were hurt.", ["E1"])] * 3, ("The ferry hit the pier.", ["E1"]), ("Mia Brandt sang.", ["E2"])
    )
    assert [draft.text for draft in write(twice).drafts] == [
        "12 people were hurt.",
        "The ferry hit the pier.",
        "Mia Brandt sang.",
    ]
    assert [draft.text for draft in write(twice, most=2).drafts] == ["12 people were hurt.", "The ferry hit the pier."]


def test_a_day_in_words_is_the_day_that_the_passage_names() -> None:
    assert texts(write(said(("The ferry hit the pier on 14 March 2023.", ["E1"]))))[-1][1] == [
        "The ferry Lady Ann hit the pier on Tuesday."
    ]
    assert write(said(("The ferry hit the pier on 13 March 2023.", ["E1"]))).written_by == ""


def test_the_model_gets_data_and_only_what_may_be_quoted() -> None:
    model = Says(said())
    reword("How many\u202e were hurt?", model)
    [system, *_, user] = model.asked[0]
    data = json.loads(user.content)
    assert data["question"] == "How many were hurt?"
    assert data["evidence"][0] == {
        "key": "E1",
        "source": "Courier",
        "published": "2023-03-14",
        "text": FERRY.text.replace(f"{LETTER} ", ""),
    }
    assert "At most 3 statements" in system.content
    assert "title" not in data["evidence"][0]


def test_evidence_is_cut_to_the_budget_in_whole_sentences_what_is_quoted_first() -> None:
    model = Says(said())
    own = Drafted((quoting(EVIDENCE[1], "Mia Brandt sang."),), 0.8)
    reword("Who sang?", model, own)
    assert [one["source"] for one in model.evidence] == ["Gazette", "Courier"]
    least = size_of(model.asked[0][:-1]) + WRITTEN
    cut = set()
    for budget in range(least, least + 200, 10):
        model.asked.clear()
        reword("Who sang?", model, own, budget=budget)
        for messages in model.asked:
            assert sum(estimate_tokens(one.content) + 4 for one in messages) + WRITTEN <= budget
            cut.add(" ".join(one["text"] for one in model.evidence))
    assert len(cut) >= 4
    assert all(text.endswith(".") and text.startswith("The opera opened") for text in cut)
    assert reword("Who sang?", model, own, budget=least).note.startswith("The language model could not")


WORDS = [*FERRY.text.split(), *OPERA.text.split(), "12", "March"]
INVENTIONS = ["Gomez", "13", "ninety", "sank", "“sank”", "https://evil.example", "[1]", "E1", "<b>", "\u202e", "2019"]
WORDED = st.lists(st.sampled_from([*WORDS, *INVENTIONS]), max_size=8).map(" ".join)
KEYS = st.lists(st.sampled_from(["E1", "E2", "E3", "e1", ""]), max_size=3)


@given(st.lists(st.tuples(WORDED, KEYS), max_size=5))
def test_whatever_a_model_invents_none_of_it_is_in_the_answer(statements: list[tuple[str, list[str]]]) -> None:
    drafted = write(said(*statements))
    assert drafted.confidence == OWN.confidence
    assert 1 <= len(drafted.drafts) <= 3
    for draft in drafted.drafts:
        assert draft.quotations
        assert all(one.passage.article.text[one.start : one.end] == one.text for one in draft.quotations)
        assert not set(draft.text.split()) & set(INVENTIONS)
        assert LETTER not in [one.text for one in draft.quotations]


@given(st.text(max_size=60))
def test_any_answer_is_survived(answer: str) -> None:
    assert write(answer).drafts == OWN.drafts
