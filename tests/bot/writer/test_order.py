"""When things were that are put in order."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from conftest import make_article
from examples import passage_of

from bot.answer import Citation, Dated, Draft, Drafted, Quotation, Weighed
from bot.writer.order import Moment, moment_of, numbered_moments, oldest_first
from corpus.article import Article
from corpus.events import event_dates
from index.passage import Evidence

MARCH = datetime(2024, 3, 13, 9, tzinfo=UTC)  # a Wednesday


def article(text: str, **fields: object) -> Article:
    return make_article(**{"id": text, "title": "News", "published": MARCH, "text": text, **fields})


def whole(one: Article) -> Quotation:
    return Quotation(passage_of(one), 0, len(one.text))


def weighed(one: Article, marked: str = "", *, own: float = 1.0, score: float = 1.0) -> Weighed:
    start = one.text.find(marked)
    marks = ((start, start + len(marked)),) if marked else ()
    return Weighed(whole(one), score, "", {"own": own, "typed": 1.0 if marked else 0.7}, marks)


def moment(told: Sequence[Weighed]) -> Moment | None:
    articles = [one.quotation.passage.article for one in told]
    evidence = [Evidence(passage_of(one), 1.0, events=tuple(event_dates(one.text, one.printed))) for one in articles]
    drafts = tuple(Draft(one.quotation.text, (one.quotation,)) for one in told)
    return moment_of("the storm", Drafted(drafts, 0.9, weighed=tuple(told)), evidence)


def test_the_date_that_is_said_to_be_then_is_when_it_was() -> None:
    found = moment([weighed(article("The storm struck on Sunday, the mayor said on Tuesday."), "on Sunday")])
    assert found is not None
    assert (found.first, found.last, found.dated) == (date(2024, 3, 10), date(2024, 3, 10), Dated.EVENT)
    assert [found.draft.text[start:end] for start, end in found.draft.marks] == ["on Sunday"]


def test_of_several_dates_none_of_which_is_said_to_be_then_none_is_taken() -> None:
    found = moment([weighed(article("On Sunday and on Monday people spoke of the storm."))])
    assert found is not None
    assert (found.first, found.dated) == (date(2024, 3, 13), Dated.PUBLICATION)


def test_what_is_told_again_was_when_news_told_it_first() -> None:
    later = weighed(article("After the storm a wall fell on Tuesday."), "on Tuesday", score=9.0)
    first = weighed(article("The storm struck on Sunday."), "on Sunday")
    old = weighed(article("No storm like that of 1962 was seen."), "1962")
    ahead = weighed(article("The storm will be spoken of on Friday."), "on Friday")
    other = weighed(article("The mayor left on Saturday."), "on Saturday", own=0.2)
    found = moment([later, first, old, ahead, other])
    assert found is not None
    assert found.first == date(2024, 3, 10)


@pytest.mark.parametrize("published", [MARCH, None])
def test_without_a_date_it_is_when_it_was_printed_or_nothing(published: datetime | None) -> None:
    found = moment([weighed(article("The storm struck.", published=published))])
    assert (found and found.first) == (published and published.date())


def test_moments_stand_by_their_days_and_have_the_numbers_of_their_citations() -> None:
    one, other = (article(text) for text in ("One.", "Other."))
    moments = [
        Moment("b", Draft("Other.", (whole(other),)), date(2024, 3, 2), date(2024, 3, 2), Dated.EVENT),
        Moment("a", Draft("One.", (whole(one),)), date(2024, 3, 1), date(2024, 3, 9), Dated.EVENT),
    ]
    ordered = oldest_first(iter(moments))
    assert [moment.part for moment in ordered] == ["a", "b"]
    placed = numbered_moments(ordered, [Citation(1, whole(other)), Citation(2, whole(one))])
    assert [(one.part, one.number) for one in placed] == [("a", 2), ("b", 1)]
