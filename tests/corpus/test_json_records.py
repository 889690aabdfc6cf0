from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Mark
from corpus.errors import ArticleRejected
from corpus.formats.json_records import listed_records, parse_json, parse_record
from corpus.record import Conventions, Place, Record, to_article

LATEST = datetime(2026, 1, 1, tzinfo=UTC)


def article(place: Place | None = None, **fields: Any) -> Article:
    record = parse_record({"text": "Rain fell. It stopped.", **fields})
    return to_article(record, place or Place("a.jsonl", "a", line=3), Conventions(UTC), LATEST)


def test_a_full_record_becomes_an_article() -> None:
    full: dict[str, Any] = {
        "id": 17,
        "headline": "Rain &amp; wind\u00a0 in Baku",
        "byline": "By Leyla  Orucova",
        "publisher": {"name": "The Courier"},
        "datePublished": "2024-04-29T14:24:25Z",
        "dateModified": "2024-04-30T10:00:00+04:00",
        "link": "https://courier.example/rain?utm_source=x",
        "lang": "EN-gb",
    }
    assert article(**full) == Article(
        id="17",
        title="Rain & wind in Baku",
        author="Leyla Orucova",
        source="The Courier",
        published=datetime(2024, 4, 29, 14, 24, 25, tzinfo=UTC),
        utc_offset=0,
        updated=datetime(2024, 4, 30, 6, tzinfo=UTC),
        url="https://courier.example/rain?utm_source=x",
        language="en",
        text="Rain fell. It stopped.",
        path="a.jsonl",
        line=3,
        marks=frozenset(),
    )


def test_a_bare_record_becomes_an_article_with_marks() -> None:
    bare = article()
    assert bare == Article(
        id=bare.id,
        title="Rain fell.",
        author="",
        source="a",
        published=None,
        utc_offset=None,
        updated=None,
        url="",
        language="",
        text="Rain fell. It stopped.",
        path="a.jsonl",
        line=3,
        marks=frozenset({Mark.ID_DERIVED, Mark.TITLE_DERIVED, Mark.SOURCE_DERIVED, Mark.UNDATED}),
    )
    assert bare.id.startswith("a/a.jsonl#")


def test_names_are_found_in_any_case_and_the_first_with_a_value_wins() -> None:
    record = parse_record(
        {"TITLE": "", "Headline": "Rain", "Date": "2024-01-02", "published_at": None, "Body": "It fell."}
    )
    assert record == Record(text="It fell.", title="Rain", published="2024-01-02")
    assert parse_record({"text": "a", "body": "b", "date": "2", "published_at": "1"}) == Record(text="a", published="1")


@pytest.mark.parametrize(
    ("given_authors", "author"),
    [
        ("by Ann Lee", "Ann Lee"),
        ("Byron Lee", "Byron Lee"),
        (["By Ann Lee", {"name": "Bo Ng"}, "", None, 5.5], "Ann Lee, Bo Ng"),
        ({"name": "Ann Lee", "url": "x"}, "Ann Lee"),
        ([], ""),
        ({}, ""),
        (True, ""),
    ],
)
def test_authors_in_every_shape(given_authors: object, author: str) -> None:
    assert article(authors=given_authors).author == author


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "//x.example", "https://x.example/a b", "https://x.example/\u202ea",
     "https://x.example/" + "a" * 2000, "https://x.example/\n", 7, ["https://x.example"]],
)  # fmt: skip
def test_an_address_that_is_not_safely_of_the_web_is_dropped(url: object) -> None:
    dropped = article(url=url)
    assert dropped.url in {"", "https://x.example/"}  # white space around an address is no part of it
    assert dropped.text == "Rain fell. It stopped."


def test_records_of_one_file_are_told_apart_by_what_they_say_not_where() -> None:
    one, moved = article(title="Rain"), article(Place("a.jsonl", "a", line=9), title="Rain")
    assert one.id == moved.id != article(title="Wind").id
    assert article(Place("a.json", "a"), title="Rain").id == "a/a.json"
    assert "#" in article(Place("a.json", "a", number=1), title="Rain").id


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (5, "not a JSON object"),
        ([{"text": "x"}], "not a JSON object"),
        ({}, "no text"),
        ({"text": " \n"}, "no text"),
        ({"text": "\u200b\x00"}, "no text"),
        ({"text": ["a"]}, "text is not a string"),
        ({"text": {}}, "text is not a string"),
        ({"text": "x", "id": "a\nb"}, "id with control characters"),
        ({"text": "x", "id": "\ud800"}, "id with control characters"),
        ({"text": "x", "id": "a" * 501}, "id of over 500 characters"),
        ({"text": "x", "date": "soon"}, 'no date: "soon"'),
        ({"text": "x", "date": []}, "no date: a list"),
        ({"text": "x", "date": "3021-01-01"}, 'absurd date: "3021-01-01"'),
        ({"text": "x", "updated": "soon"}, 'no date: "soon"'),
    ],
)
def test_what_is_no_article_is_rejected_with_the_reason(value: object, reason: str) -> None:
    with pytest.raises(ArticleRejected) as caught:
        to_article(parse_record(value), Place("a.jsonl"), Conventions(UTC), LATEST)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"text": ', "not JSON: Expecting value at character 9"),
        ("[" * 200_000, "JSON nested too deeply"),
        ('{"text": "x", "n": ' + "9" * 5000 + "}", "JSON with a number too long to read"),
    ],
)
def test_hostile_json_is_rejected(text: str, reason: str) -> None:
    with pytest.raises(ArticleRejected) as caught:
        parse_json(text)
    assert str(caught.value) == reason


def test_not_a_number_and_doubled_names_do_no_harm() -> None:
    assert parse_record(parse_json('{"text": "a", "text": "b", "score": NaN}')) == Record(text="b")


@pytest.mark.parametrize("name", ["articles", "items", "data"])
def test_a_list_may_have_a_name(name: str) -> None:
    assert listed_records({"total": 1, name: [{"text": "x"}]}) == [{"text": "x"}]
    assert listed_records({"text": "an article", name: [1]}) is None


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=5,
)
NAMES = st.sampled_from(["id", "title", "authors", "source", "date", "updated", "url", "lang", "text"])


@given(st.dictionaries(NAMES, JSON))
def test_any_object_is_an_article_or_rejected(value: dict[str, object]) -> None:
    try:
        read = to_article(parse_record(value), Place("a.jsonl", line=1), Conventions(UTC), LATEST)
    except ArticleRejected:
        return
    assert read.text
    read.content_hash  # noqa: B018 - every field can be encoded


def test_json_of_too_many_values_is_refused_before_it_is_held() -> None:
    with pytest.raises(ArticleRejected, match="too many values"):
        parse_json("[" + "{}," * 2_000_000 + "{}]")


@pytest.mark.parametrize(
    "fields",
    [
        {
            "publishedAt": "2024-04-29",
            "Site Name": "Courier",
            "dc:creator": "Ann Lee",
            "bodyText": "Rain.",
            "TITLE": "Wet",
        },
        {"Titel": "Wet", "Autor": "Ann Lee", "Datum": "2024-04-29", "Quelle": "Courier", "Text": "Rain."},
        {"Заголовок": "Wet", "Автор": "Ann Lee", "Дата": "2024-04-29", "Источник": "Courier", "Текст": "Rain."},
    ],
)
def test_names_are_known_in_other_spellings_and_languages(fields: dict[str, str]) -> None:
    assert parse_record(fields) == Record(
        "Rain.", title="Wet", author="Ann Lee", source="Courier", published="2024-04-29"
    )


def test_a_text_under_an_unknown_name_is_asked_for() -> None:
    with pytest.raises(ArticleRejected) as caught:
        parse_record({"Artikeltext": "Rain.", "Titel": "Wet"})
    assert (
        str(caught.value)
        == "no text under a name that is known, among: Artikeltext, Titel; BACKISSUE_FIELDS can name it"
    )


def test_far_too_much_text_is_no_article_and_a_title_is_a_line() -> None:
    place, latest = Place("a.json"), datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ArticleRejected, match="4,000,000 characters"):
        to_article(Record("word " * 1_000_000), place, Conventions(), latest)
    assert len(to_article(Record("Words.", title="word " * 5000), place, Conventions(), latest).title) <= 1000
