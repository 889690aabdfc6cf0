"""Which quotation leads an answer."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from conftest import make_article
from examples import passage_of

from bot.answer import Draft, Drafted, Quotation, Weighed
from bot.writer.lead import asks_how_it_stands, lead, may_have_changed, with_newer
from index.passage import Retrieval
from index.when import ANY_TIME

NOTHING_FOUND = Retrieval((), ANY_TIME)
PLAN = "The footbridge over the Selk will open in September, engineers said."
DELAY = "The footbridge will not open next month, the council said."
OPENED = "Thousands crossed the footbridge as it opened on Saturday."


def quoted(text: str, month: int) -> Quotation:
    article = make_article(id=text, title="News", text=text, published=datetime(2024, month, 3, tzinfo=UTC))
    return Quotation(passage_of(article), 0, len(text))


def drafted(
    *told: tuple[str, int], kind: str, own: float = 1.0, similarity: float = 0.6, typed: float = 1.0, title: float = 0.5
) -> Drafted:
    quotations = [quoted(*one) for one in told]
    features = {"own": own, "similarity": similarity, "typed": typed, "title": title}
    weighed = tuple(Weighed(one, 1.0, "chosen", features) for one in quotations)
    return Drafted(tuple(Draft(one.text, (one,)) for one in quotations), 0.9, kind=kind, weighed=weighed)


def leading(question: str, *told: tuple[str, int], kind: str) -> list[str]:
    one = drafted(*told, kind=kind)
    return [draft.text for draft in lead(one.drafts, one, NOTHING_FOUND, question)]


def test_how_something_stands_is_told_by_the_newest_first() -> None:
    told = ((DELAY, 2), (PLAN, 1), (OPENED, 5))
    assert leading("Is the footbridge open?", *told, kind="yes or no") == [OPENED, DELAY, PLAN]
    assert leading("Was the footbridge open?", *told, kind="yes or no") == [DELAY, PLAN, OPENED]


def test_what_only_mentions_it_gives_way_to_nothing_older() -> None:
    passing, older = drafted((OPENED, 5), kind="yes or no", title=0.2), drafted((PLAN, 1), kind="yes or no")
    both = replace(passing, drafts=(*passing.drafts, *older.drafts), weighed=(*passing.weighed, *older.weighed))
    assert lead(both.drafts, both, NOTHING_FOUND, "Is the footbridge open?") == both.drafts


def test_what_happened_is_told_before_what_was_planned() -> None:
    told = ((PLAN, 1), (DELAY, 2), (OPENED, 5))
    assert leading("When did the footbridge open?", *told, kind="date") == [OPENED, PLAN, DELAY]
    assert leading("When will the footbridge open?", *told, kind="date") == [PLAN, DELAY, OPENED]


@pytest.mark.parametrize(
    ("question", "kind", "stands", "changes"),
    [
        ("Is the footbridge open?", "yes or no", True, True),
        ("And is the footbridge still open?", "yes or no", True, True),
        ("Isn’t the ferry in service?", "yes or no", True, True),
        ("How many stalls does the market have?", "number", True, True),
        ("How much has the appeal raised?", "number", True, True),
        ("Which crew has won most often?", "name", True, True),
        ("Has the ferry been mended?", "yes or no", True, False),  # what has been done stays done
        ("Did the ferry sail?", "yes or no", False, False),
        ("How many people did the ferry have on board?", "number", False, False),
        ("Who was named after the fair that is held in May?", "name", False, False),
        ("When is the fair?", "date", False, False),
        ("Why is the ferry late?", "reason", False, False),
        ("How many passengers can the ferry carry?", "number", False, False),
    ],
)
def test_what_may_be_otherwise_now(question: str, kind: str, stands: bool, changes: bool) -> None:
    assert asks_how_it_stands(question, kind) is stands
    assert may_have_changed(question, kind) is changes


def test_what_was_printed_later_leads_where_it_says_as_much() -> None:
    before = drafted((DELAY, 2), (PLAN, 1), kind="yes or no")
    later = drafted((OPENED, 5), kind="yes or no", own=0.9, similarity=0.5)
    told = with_newer(before, later, 2)
    assert told is not None
    assert [draft.text for draft in told.drafts] == [OPENED, DELAY]
    assert told.weighed == (*before.weighed, *later.weighed)
    assert told.confidence == before.confidence


@pytest.mark.parametrize(
    "less",
    [{"own": 0.8}, {"similarity": 0.4}, {"typed": 0.7}, {"title": 0.3}],
    ids=["fewer words", "of other things", "no such thing", "in passing"],
)
def test_what_was_printed_later_and_says_less_does_not_lead(less: dict[str, float]) -> None:
    before = drafted((DELAY, 2), kind="number")
    assert with_newer(before, drafted((OPENED, 5), kind="number", **less), 3) is None
    assert with_newer(before, drafted(kind="number"), 3) is None
