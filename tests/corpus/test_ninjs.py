from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ArticleRejected
from corpus.formats.ninjs import is_ninjs, ninjs_items, parse_ninjs
from corpus.record import Record

ONE: dict[str, Any] = {
    "guid": "urn:newsml:courier.example:17",
    "version": "3",
    "type": "text",
    "pubstatus": "usable",
    "headline": "Rain in <em>Baku</em>",
    "byline": "By Leyla Orucova",
    "authors": [{"name": "Somebody Else"}],
    "source": "CN",
    "firstcreated": "2024-01-02T10:30:00+0400",
    "versioncreated": "2024-01-03T09:00:00+0400",
    "language": "en",
    "genre": [{"code": "Article", "name": "Article (news)"}],
    "service": [{"code": "w", "name": "Weather"}],
    "subject": [{"code": "17000000", "name": "rain"}],
    "description_text": "A summary.",
    "body_html": "<p>Rain fell.</p><p>It stopped.</p>",
    "body_text": "Rain fell. It stopped.",
    "associations": {"featuremedia": {"type": "picture", "body_html": "<p>A cloud</p>"}},
}
TWO: dict[str, Any] = {
    "uri": "https://courier.example/17",
    "type": "text",
    "pubStatus": "usable",
    "versionCreated": "2024-01-03T09:00:00+04:00",
    "headlines": [{"role": "short", "value": "Rain"}, {"role": "main", "value": "Rain in Baku"}],
    "by": "Leyla Orucova",
    "copyrightHolder": "Courier News",
    "subjects": [{"name": "rain"}, {"name": "Weather", "rels": ["category"]}],
    "genres": [{"name": "Current"}],
    "bodies": [
        {"role": "nitf", "contentType": "application/xml", "value": "<nitf>much longer than any other text</nitf>"},
        {"role": "main", "contentType": "text/plain", "value": "Rain fell.\nIt stopped."},
        {"role": "html", "contentType": "text/html", "value": "<p>Rain fell.</p><p>It stopped.</p>"},
    ],
}


def test_an_item_of_the_first_version_is_read() -> None:
    assert parse_ninjs(ONE) == Record(
        text="Rain fell.\n\nIt stopped.",
        id="urn:newsml:courier.example:17",
        title="Rain in Baku",
        author="Leyla Orucova",
        source="CN",
        published=("2024-01-02T10:30:00+0400", "2024-01-03T09:00:00+0400"),
        updated=("2024-01-03T09:00:00+0400",),
        language="en",
        section="Weather",
        kind="Article (news)",
        credit="CN",
    )


def test_an_item_of_the_later_versions_is_read() -> None:
    assert parse_ninjs(TWO) == Record(
        text="Rain fell.\n\nIt stopped.",
        id="https://courier.example/17",
        title="Rain in Baku",
        author="Leyla Orucova",
        source="Courier News",
        published=("2024-01-03T09:00:00+04:00",),
        updated=("2024-01-03T09:00:00+04:00",),
        url="https://courier.example/17",
        section="Weather",
        kind="Current",
    )


@pytest.mark.parametrize(
    ("given_fields", "text"),
    [
        ({"body_html": "", "body_text": "a\nb"}, "a\n\nb"),
        ({"body_html": None, "body_text": "a\nb\n\nc"}, "a\nb\n\nc"),
        ({"body_html": None, "body_text": None, "body_richtext": "<p>a</p><p>b</p>", "body_main": "a b"}, "a\n\nb"),
        ({"body_html": None, "body_text": None}, "A summary."),
        ({"type": "composite"}, "Rain fell.\n\nIt stopped."),
    ],
)
def test_the_best_text_wins(given_fields: dict[str, object], text: str) -> None:
    assert parse_ninjs(ONE | given_fields).text == text


@pytest.mark.parametrize(
    ("given_fields", "reason"),
    [
        ({"type": "picture"}, "a picture"),
        ({"type": "video"}, "a video"),
        ({"type": "audio"}, "a recording"),
        ({"type": "event"}, "an event, no article"),
        ({"type": "composite", "body_html": "", "body_text": ""}, "a package of other items"),
        ({"pubstatus": "canceled"}, "cancelled by its publisher"),
        ({"pubstatus": "withheld"}, "withheld by its publisher"),
        ({"body_html": "<img src='a'>", "body_text": " ", "description_text": ""}, "no text"),
    ],
)
def test_what_is_no_article_is_rejected(given_fields: dict[str, object], reason: str) -> None:
    with pytest.raises(ArticleRejected) as caught:
        parse_ninjs(ONE | given_fields)
    assert str(caught.value) == reason


def test_the_address_of_a_service_with_its_token_is_no_identity() -> None:
    item = TWO | {"uri": "https://api.example/17?et=0a1", "altids": {"itemid": "17", "etag": "17_0a1"}}
    assert (parse_ninjs(item).id, parse_ninjs(item).url) == ("17", "")


@pytest.mark.parametrize(
    ("value", "items"),
    [
        (ONE, [ONE]),
        ([ONE, TWO], [ONE, TWO]),
        ({"total": 2, "item": [ONE, TWO]}, [ONE, TWO]),
        ({"_items": [ONE]}, [ONE]),
        ({"api_version": "1.1", "data": {"meta": {}, "item": ONE}}, [ONE]),
        ({"data": {"items": [{"meta": {}, "item": ONE}, {"meta": {}, "item": TWO}]}}, [ONE, TWO]),
        ({"title": "Rain", "text": "It fell."}, None),
        ([{"guid": "1", "text": "It fell."}], None),
        ({"items": []}, None),
        ([], None),
        ("Rain", None),
        (None, None),
    ],
)
def test_items_are_found_in_what_agencies_wrap_them_in(value: object, items: list[object] | None) -> None:
    assert ninjs_items(value) == items


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["name", "value", "role", "contenttype", "rel", "item"]), inner, max_size=3),
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*ONE, *TWO, "data", "items", "altids", "description_x"]), JSON))
def test_any_object_is_read_or_rejected(value: dict[str, object]) -> None:
    assert isinstance(is_ninjs(value), bool)
    for item in [value, *(ninjs_items(value) or [])]:
        try:
            assert parse_ninjs(item).text
        except ArticleRejected as rejected:
            assert str(rejected)
