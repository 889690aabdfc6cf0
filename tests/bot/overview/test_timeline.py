from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from conftest import make_article
from examples import passage_of
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Dated, Quotation
from bot.overview.timeline import (
    EACH,
    PASSAGES_READ,
    Telling,
    choose_lines,
    choose_passages,
    events_of,
    one_each,
    spread,
    tellings,
    worth_telling,
)
from corpus.article import Article
from corpus.events import event_dates
from corpus.kind import Kind
from index.analysis import stems
from index.passage import Evidence
from index.subject import Holding, leveled
from index.terms import Terms, find_terms

MARCH = datetime(2023, 3, 16, 9, tzinfo=UTC)
FERRY = leveled(find_terms("ferry", lambda text: stems(text, "en"), lambda _: 1.0))


def evidence(article: Article) -> Evidence:
    events = event_dates(article.text, article.printed, article.language)
    return Evidence(passage_of(article), 1.0, events=tuple(events))


def lines(text: str, terms: Terms = FERRY, **fields: Any) -> list[tuple[date, Dated, str]]:
    article = make_article(**{"title": "News", "published": MARCH, "text": text, **fields})
    found = tellings(terms, [evidence(article)], stems)
    assert all(one.quotation.text in article.text for one in found)
    return [(one.day, one.dated, one.quotation.text) for one in found]


def test_a_day_that_the_sentence_names_is_the_day_of_the_event() -> None:
    [(day, dated, _)] = lines("The ferry hit the pier in the harbour on Tuesday.")
    assert (day, dated) == (date(2023, 3, 14), Dated.EVENT)


def test_else_it_is_the_day_of_publication() -> None:
    [(day, dated, _)] = lines("The ferry hit the pier in the harbour and was towed away.")
    assert (day, dated) == (date(2023, 3, 16), Dated.PUBLICATION)


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry will be towed to the dry dock on Monday, her owners said.",  # still to come
        "The ferry sails from Merrow to the island on Tuesday.",  # what English says of no past
        "The ferry was hit in a storm in October 2020 and again this year.",  # no day
        "The ferry, hit on December 3, is in the dock, her owners said.",  # a day without its year, and far
    ],
)
def test_a_day_that_is_none_of_an_event_is_not_taken_for_it(sentence: str) -> None:
    assert [(day, dated) for day, dated, _ in lines(sentence)] == [(date(2023, 3, 16), Dated.PUBLICATION)]


@pytest.mark.parametrize(
    "text",
    [
        "But the ferry had hit the pier before, two years ago.",
        "It was the ferry that had hit the pier of the harbour.",
        "“The ferry hit the pier, and we were all thrown down",
        "WATCH the ferry as it was hit: more videos of it ...",
        "Was the ferry hit by a whale before it sank in the bay?",
        "- the ferry had hit the pier, the harbour master said.",
        "The ferry sank.",
        "The harbour master said that the pier was closed.",  # another subject
        f"The ferry sank {'and it rained ' * 40}in the bay.",
    ],
)
def test_what_cannot_stand_alone_is_no_line(text: str) -> None:
    assert lines(text) == []


def test_what_speaks_of_nothing_that_happened_is_no_line_unless_it_opens_the_article() -> None:
    general = "Every ferry needs a harbour that is deep."
    assert [text for *_, text in lines(f"{general} Rain fell all over the county. {general}")] == [general]


def test_what_names_only_times_of_long_ago_is_no_line_unless_it_opens_the_article() -> None:
    old = "Two men built the ferry in the harbour in 1901."
    news = "The ferry of 1901 was sold in the harbour."
    assert [text for *_, text in lines(f"{old} {'Rain fell all over the county. ' * 20}{old} {news}")] == [old, news]


def test_another_language_needs_no_english_words() -> None:
    german = "Gestern war es ruhig und alle schliefen. Die Fähre rammt bei Nebel die Mole im Hafen."
    faehre = leveled(find_terms("Fähre", lambda text: stems(text, "de"), lambda _: 1.0))
    assert len(lines(german, faehre, language="de")) == 1


def test_an_article_without_a_date_tells_only_what_names_a_day() -> None:
    text = "The ferry hit the pier on March 14, 2023, and sank. The ferry was raised from the bay later."
    assert [day for day, *_ in lines(text, published=None, utc_offset=None)] == [date(2023, 3, 14)]


def test_lines_that_a_source_repeats_are_left_out() -> None:
    article = make_article(text="The ferry was hit by a storm in the bay.", published=MARCH)
    repeated = replace(evidence(article), repeated=((0, 10),))
    assert tellings(FERRY, [repeated], stems) == []


def test_news_goes_before_opinion_and_what_opens_before_details() -> None:
    def worth(**fields: Any) -> list[float]:
        article = make_article(**{"published": MARCH, "title": "Storm", **fields})
        return [one.worth for one in tellings(FERRY, [evidence(article)], stems)]

    sentence = "The ferry was hit by a storm in the bay."
    [plain] = worth(text=sentence)
    assert plain > worth(text=sentence, kind=Kind.OPINION)[0]
    assert plain > worth(text=sentence, title="Editorial roundup")[0]
    first, second = worth(text=f"{sentence} Nobody was hurt. The ferry was hit by a wave in the bay.")
    assert first > second


def test_a_correction_stands_on_its_own_day_and_is_no_other_telling_of_what_it_corrects() -> None:
    text = "The ferry appeal has raised 48,600 pounds, not 84,600 as we reported on March 9."
    assert [day for day, _, _ in lines(text)] == [date(2023, 3, 9)]
    assert [(day, dated) for day, dated, _ in lines(text, kind=Kind.CORRECTION)] == [(MARCH.date(), Dated.PUBLICATION)]
    wrong = telling(1, 1.0)
    notice = make_article(id="notice", text=text, published=MARCH, kind=Kind.CORRECTION)
    right = replace(telling(1, 1.0), quotation=Quotation(passage_of(notice), 0, len(text)))
    assert len(events_of([wrong, wrong], np.ones((2, 1)))) == 1
    assert len(events_of([wrong, right], np.ones((2, 1)))) == 2


def telling(day: int, worth: float, words: str = "", *, article: str = "", retold: int = 1) -> Telling:
    text = f"Story {day} {worth} {words}."
    source = make_article(id=article or text, text=text, published=MARCH)
    quotation = Quotation(passage_of(source), 0, len(text))
    when = date(2023, 1, 1) + timedelta(days=day)
    return Telling(quotation, when, Dated.EVENT, False, worth, frozenset(words.split()), retold=retold)


def test_an_event_that_several_articles_tell_is_one_and_is_worth_more() -> None:
    found = [telling(1, 1.0), telling(2, 2.0), telling(20, 1.5)]
    vectors = np.array([[1, 0], [1, 0.1], [0, 1]]) / np.array([[1], [np.hypot(1, 0.1)], [1]])
    events = events_of(found, vectors)
    assert [(one.day.day, one.retold) for one in events] == [(3, 2), (21, 1)]
    assert events[0].worth > 2.0


def test_the_same_words_are_one_event_however_far_apart() -> None:
    words = "struck breakwater mouth harbour fog"
    found = [telling(1, 2.0, words), telling(90, 1.0, f"{words} tuesday")]
    assert len(events_of(found, np.eye(2))) == 1
    assert len(events_of([telling(1, 2.0, "a b"), telling(90, 1.0, "a b")], np.eye(2))) == 2  # too few to say


def test_an_article_tells_one_event_a_day() -> None:
    found = [telling(1, 1.0, article="a"), telling(1, 2.0, article="a"), telling(5, 1.0, article="a"), telling(1, 1.0)]
    assert [(one.day.day, one.worth) for one in one_each(found)] == [(2, 2.0), (2, 1.0), (6, 1.0)]


def test_what_an_article_says_without_a_day_of_its_own_is_a_detail_of_the_news_of_that_week() -> None:
    printed = [replace(telling(10, worth, article="a"), dated=Dated.PUBLICATION) for worth in (1.0, 3.0)]
    named = telling(6, 2.0, article="a")
    assert [one.worth for one in one_each([printed[0], named])] == [2.0]
    assert [one.worth for one in one_each([printed[1], named])] == [3.0]
    before = telling(1, 2.0, article="a")  # a fortnight earlier: another event
    assert [one.worth for one in one_each([printed[1], before])] == [3.0, 2.0]
    other = telling(6, 2.0, article="b")
    assert [one.worth for one in one_each([printed[1], other])] == [3.0, 2.0]


def test_an_event_is_told_once_and_on_its_own_day_where_a_weekday_was_read_as_last_weeks() -> None:
    alike = np.array([[1.0, 0.0], [0.7, np.sqrt(1 - 0.49)]])
    early, right = telling(3, 2.0, "cuba"), telling(10, 1.0, "landfall")
    [event] = events_of([early, right], alike)
    assert (event.day, event.retold) == (right.day, 2)
    assert event.worth > 2.0
    article = make_article(id="weekly", text="Rovers won on Saturday.", published=MARCH + timedelta(days=7))
    weekly = replace(right, quotation=Quotation(passage_of(article), 0, 10))
    assert len(events_of([early, weekly], alike)) == 2  # printed a week later: of another week
    assert len(events_of([early, telling(5, 1.0)], alike)) == 2
    assert len(events_of([early, telling(3, 1.0)], alike)) == 1  # of one day, less alike is enough


def test_what_mentions_the_subject_in_passing_is_worth_less() -> None:
    sentence = "The ferry was hit by a storm in the bay."
    aside = f"{'The new bridge was opened by the mayor in front of a crowd. ' * 5}{sentence}"
    about = f"{'The new ferry was opened by the mayor in front of a crowd. ' * 5}{sentence}"

    def worth(text: str) -> float:
        article = make_article(title="Storm", published=MARCH, text=text)
        return tellings(FERRY, [evidence(article)], stems)[-1].worth

    assert worth(aside) < worth(about)


def test_what_is_told_much_less_well_is_no_event() -> None:
    assert [one.worth for one in worth_telling([telling(1, 3.0), telling(2, 1.6), telling(3, 1.4)])] == [3.0, 1.6]
    assert worth_telling([telling(1, 0.5)]) == []
    assert worth_telling([]) == []


TELLINGS = st.lists(st.builds(telling, st.integers(0, 3000), st.floats(0.9, 4)), max_size=30)


@given(events=TELLINGS, most=st.integers(1, 12), printed=st.dictionaries(st.integers(0, 3000), st.integers(1, 9)))
def test_lines_ascend_and_none_comes_twice(events: list[Telling], most: int, printed: dict[int, int]) -> None:
    counts = {date(2023, 1, 1) + timedelta(days=day): count for day, count in printed.items()}
    chosen = choose_lines(events, counts, most)
    assert len(chosen) == min(most, len(events))
    assert all(one.day <= other.day for one, other in pairwise(chosen))
    told = [(one.day, one.quotation) for one in chosen]
    assert all(told.count(one) <= [(e.day, e.quotation) for e in events].count(one) for one in told)


@given(days=st.lists(st.integers(0, 3000), min_size=1, max_size=40), most=st.integers(0, 45))
def test_spreading_chooses_some_of_what_there_is(days: list[int], most: int) -> None:
    items = list(enumerate(days))
    chosen = spread(items, most, worth=lambda _: 1.0, day=lambda item: date(2000, 1, 1) + timedelta(days=item[1]))
    assert len(chosen) == len(set(chosen)) == min(most, len(days))
    assert set(chosen) <= set(items)


def test_lines_lie_over_the_whole_time() -> None:
    crowd = [telling(day, 2.0 + day / 1000) for day in range(20)]
    chosen = choose_lines([*crowd, telling(300, 1.9), telling(600, 1.9)], {}, 4)
    assert {(one.day - date(2023, 1, 1)).days for one in chosen} >= {300, 600}


def test_what_much_was_written_about_counts_more() -> None:
    quiet, loud = telling(1, 2.0), telling(100, 1.9)
    assert choose_lines([quiet, loud], {}, 1) == [quiet]
    [chosen] = choose_lines([quiet, loud], {loud.day: 8}, 1)
    assert chosen.day == loud.day


def holdings(articles: int, passages: int) -> list[Holding]:
    return [
        Holding(f"{a}-{p}", str(a), p, MARCH + timedelta(days=a), 1.0, 0.0, 0.5 + p / 100)
        for a in range(articles)
        for p in range(passages)
    ]


@pytest.mark.parametrize(("articles", "passages"), [(0, 0), (3, 9), (60, 2), (200, 5), (500, 1)])
def test_few_passages_are_read_of_each_article_its_beginning_first(articles: int, passages: int) -> None:
    chosen: Sequence[str] = choose_passages(holdings(articles, passages))
    assert len(chosen) == len(set(chosen)) <= PASSAGES_READ
    read = {key.split("-")[0] for key in chosen}
    assert (
        len(read) == min(articles, PASSAGES_READ // min(EACH, max(passages, 1))) or len(read) >= PASSAGES_READ // EACH
    )
    assert all(f"{article}-0" in chosen for article in read)


def test_what_has_no_date_is_not_read() -> None:
    assert choose_passages([replace(one, printed=None) for one in holdings(2, 2)]) == []


def test_the_last_day_of_the_calendar_has_a_line() -> None:
    last = replace(telling(0, 1.0), day=date.max)
    assert [one.day for one in choose_lines([last], {date.max: 3}, 1)] == [date.max]
