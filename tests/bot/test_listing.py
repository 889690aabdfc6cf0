from datetime import UTC, datetime, timedelta

import pytest
from conftest import make_article
from examples import passage_of

from bot.listing import MOST, Listed, Listing, by_date, each_once, without_words
from bot.wording import left_out
from index.passage import Evidence

DAY = datetime(2023, 3, 14, tzinfo=UTC)
OLD = make_article(title="Old", published=DAY)
NEW = make_article(title="New", published=DAY + timedelta(days=1))
UNDATED = make_article(title="Undated", published=None)


def found(*articles_and_scores: object) -> list[Evidence]:
    pairs = zip(articles_and_scores[::2], articles_and_scores[1::2], strict=True)
    return [Evidence(passage_of(article), score) for article, score in pairs]  # type: ignore[arg-type]


def test_an_article_is_listed_once_with_the_score_of_its_best_passage() -> None:
    listed = each_once(found(OLD, 3.0, NEW, 2.0, OLD, 1.0, UNDATED, 0.5), 2)
    assert [(one.evidence.passage.article, one.score) for one in listed] == [(OLD, 3.0), (NEW, 2.0)]


def test_by_date_the_newest_comes_first_and_what_is_undated_last() -> None:
    listed = [Listed(one) for one in found(UNDATED, 3.0, OLD, 2.0, NEW, 1.0)]
    assert [one.evidence.passage.article for one in by_date(listed)] == [NEW, OLD, UNDATED]


@pytest.mark.parametrize(
    ("query", "unknown", "left"),
    [
        ("ferry zeppelin", ("zeppelin",), "ferry"),
        ("zeppelin, ferry race?", ("zeppelin",), "ferry race?"),
        ("zeppelin", ("zeppelin",), "zeppelin"),
        ("who saw the zeppelin", ("zeppelin", "saw"), "who saw the zeppelin"),
        ("ferry", (), "ferry"),
    ],
)
def test_words_that_no_article_has_are_left_out_of_a_query(query: str, unknown: tuple[str, ...], left: str) -> None:
    assert without_words(query, unknown) == left


@pytest.mark.parametrize(
    ("shown", "total", "told"),
    [
        (2, 31, "2 of 31 articles; --top-k 31 shows all."),
        (2, 2406, "2 of 2,406 articles; --top-k 100 shows more."),
        (2, None, "The 2 nearest; --top-k shows more, up to 100."),
        (1, None, "Only the nearest; --top-k shows more, up to 100."),
        (MOST, 2406, "100 of 2,406 articles; --since, --until, --source and --author narrow them down."),
    ],
)
def test_a_list_that_is_not_all_says_so_and_how_to_see_more(shown: int, total: int | None, told: str) -> None:
    assert left_out(Listing(tuple(map(Listed, found(OLD, 1.0) * shown)), total=total), shown) == told


@pytest.mark.parametrize(("shown", "most", "total"), [(2, 2, 2), (0, 20, 0), (1, 20, None), (MOST, MOST, None)])
def test_a_list_that_is_all_says_nothing(shown: int, most: int, total: int | None) -> None:
    assert not left_out(Listing(tuple(map(Listed, found(OLD, 1.0) * shown)), total=total), most)
