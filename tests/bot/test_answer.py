from datetime import date

import pytest
from conftest import make_article
from examples import FERRY, passage_of, quote
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import (
    RELATED,
    Citation,
    Draft,
    Quotation,
    Statement,
    number_citations,
    quotable,
    related_articles,
)
from corpus.article import Article
from corpus.events import EventDate
from index.passage import Evidence, Passage

ARTICLES = [make_article(id=name, text="One. Two. Three. Four.") for name in "ab"]
# Few places, so that drafts often quote the same one.
QUOTATIONS = st.builds(
    lambda article, start, length: Quotation(passage_of(article), start, start + length),
    st.sampled_from(ARTICLES),
    st.integers(0, 3),
    st.integers(1, 3),
)
DRAFTS = st.lists(
    st.builds(Draft, st.text(max_size=5), st.lists(QUOTATIONS, max_size=4).map(tuple), st.just(((0, 1),))), max_size=6
)


def place(quotation: Quotation) -> tuple[str, int, int]:
    return quotation.passage.article.id, quotation.start, quotation.end


def test_the_sign_of_a_list_is_not_quoted() -> None:
    text = "• The ferry sank.\n\n♦\n\nTwelve were hurt – “badly”.\n\n•"
    article = make_article(text=text)
    found = list(quotable(Evidence(passage_of(article), 1.0)))
    assert [one.text for one in found] == ["The ferry sank.", "Twelve were hurt – “badly”."]
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]


@given(DRAFTS)
def test_numbers_count_from_one_in_the_order_of_their_first_use(drafts: list[Draft]) -> None:
    statements, citations = number_citations(drafts)
    used = dict.fromkeys(number for statement in statements for number in statement.citations)
    assert list(used) == [citation.number for citation in citations] == list(range(1, len(citations) + 1))


@given(DRAFTS)
def test_no_statement_is_without_a_citation_and_none_that_has_one_is_lost(drafts: list[Draft]) -> None:
    statements, _ = number_citations(drafts)
    assert all(statement.citations for statement in statements)
    assert [(s.text, s.marks) for s in statements] == [(d.text, d.marks) for d in drafts if d.quotations]


@given(DRAFTS)
def test_a_span_has_one_number_and_a_number_one_span(drafts: list[Draft]) -> None:
    _, citations = number_citations(drafts)
    places = [place(citation.quotation) for citation in citations]
    assert len(set(places)) == len(places)


@given(DRAFTS)
def test_every_statement_cites_what_its_draft_quotes(drafts: list[Draft]) -> None:
    statements, citations = number_citations(drafts)
    places = {citation.number: place(citation.quotation) for citation in citations}
    backed = [draft for draft in drafts if draft.quotations]
    for statement, draft in zip(statements, backed, strict=True):
        assert [places[number] for number in statement.citations] == list(dict.fromkeys(map(place, draft.quotations)))


def test_the_same_span_through_two_passages_is_one_citation() -> None:
    whole = quote(FERRY, "Twelve people were injured.")
    part = Quotation(Passage(FERRY, whole.start, whole.end), whole.start, whole.end)
    assert number_citations([Draft("Twelve.", (whole,)), Draft("Injured.", (part, whole))]) == (
        (Statement("Twelve.", (1,)), Statement("Injured.", (1,))),
        (Citation(1, whole),),
    )


def test_a_citation_has_the_dates_that_its_quotation_names() -> None:
    words = "The ferry hit the pier on Tuesday."
    tuesday, hit = named(FERRY, "on Tuesday"), named(FERRY, "ferry hit")
    evidence = [
        Evidence(Passage(FERRY, 0, 40), 1.0, events=(tuesday,)),
        Evidence(passage_of(FERRY), 0.5, events=(hit, tuesday, named(FERRY, "Tuesday. Twelve"))),
        Evidence(passage_of(ARTICLES[0]), 0.4, events=(EventDate(0, 3, tuesday.first, tuesday.last),)),
    ]
    drafts = [Draft("It hit.", (quote(FERRY, words),)), Draft("Twelve.", (quote(FERRY, "Twelve people"),))]
    _, citations = number_citations(drafts, evidence)
    assert [citation.events for citation in citations] == [(hit, tuesday), ()]
    assert [citation.events for citation in number_citations(drafts)[1]] == [(), ()]


def named(article: Article, words: str) -> EventDate:
    """A day that some words of an article name."""
    start = article.text.index(words)
    return EventDate(start, start + len(words), date(2023, 3, 14), date(2023, 3, 14))


def test_a_quotation_is_read_from_its_article() -> None:
    assert quote(FERRY, "hit the pier").text == "hit the pier"


def test_related_articles_are_the_nearest_and_each_once() -> None:
    articles = [make_article(id=name) for name in "abcde"]
    evidence = [Evidence(passage_of(articles[i]), 1.0) for i in (1, 1, 0, 1, 3, 4)]
    assert related_articles(evidence) == (articles[1], articles[0], articles[3])
    assert len(related_articles(evidence)) == RELATED
    assert related_articles([]) == ()


@pytest.mark.parametrize(("start", "end"), [(0, 5), (10, 31), (12, 12), (15, 11), (-5, 20)])
def test_a_quotation_cannot_leave_its_passage(start: int, end: int) -> None:
    passage = Passage(make_article(), 10, 30)
    assert Quotation(passage, 10, 30).text == passage.text
    with pytest.raises(ValueError, match="is no span of the passage"):
        Quotation(passage, start, end)
