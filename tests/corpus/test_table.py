import io
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from corpus.article import Article
from corpus.errors import ArticleRejected
from corpus.formats.table import is_header, parquet_entries, table_entries
from corpus.read import read_archive
from corpus.record import Conventions, Record

LATEST = datetime(2026, 1, 1, tzinfo=UTC)
MARCH = datetime(2023, 3, 14, 9, 30, tzinfo=UTC)


def records(table: str, **fields: str) -> list[tuple[int | None, Record]]:
    return [(entry.line, entry.read()) for entry in table_entries(io.StringIO(table), fields)]


def test_a_row_is_an_article_and_a_quoted_text_may_have_lines() -> None:
    assert records(
        'id,Headline,Body,Date,Author\n1,Rain,"It rained.\n\n""Hard,"" they said.",2023-03-14,Ana\n\n'
        "2,Snow,It snowed.,,\n"
    ) == [
        (2, Record('It rained.\n\n"Hard," they said.', id="1", title="Rain", author="Ana", published="2023-03-14")),
        (6, Record("It snowed.", id="2", title="Snow")),
    ]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_columns_is_found(sign: str) -> None:
    text = "\n".join(sign.join(row) for row in (("title", "text"), ("Rain", "It rained.")))
    assert records(text) == [(2, Record("It rained.", title="Rain"))]


def test_columns_may_have_names_of_their_own() -> None:
    assert records("Body Copy,pub_ts\nIt rained.,2023-03-14\n", text="Body Copy", published="pub_ts") == [
        (2, Record("It rained.", published="2023-03-14"))
    ]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "title\nRain\n"])
def test_a_table_without_texts_is_refused(text: str) -> None:
    with pytest.raises(ArticleRejected, match="no column with a text"):
        records(text)


@given(st.text())
def test_any_text_is_a_table_or_refused(text: str) -> None:
    try:
        list(table_entries(io.StringIO("title,text\n" + text), {}))
    except ArticleRejected as error:
        assert str(error)
    assert is_header(text) in {True, False}


def test_parquet_is_read_with_its_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": [7, 8],
            "title": ["Rain", "Snow"],
            "text": ["It rained.", "It snowed."],
            "published_at": pa.array([MARCH, None], pa.timestamp("ms", "UTC")),
            "embedding": [[0.1] * 8, [0.2] * 8],
        }
    )
    parquet.write_table(table, tmp_path / "a.parquet")
    with (tmp_path / "a.parquet").open("rb") as file:
        assert [(entry.number, entry.read()) for entry in parquet_entries(file, {})] == [
            (1, Record("It rained.", id="7", title="Rain", published=MARCH)),
            (2, Record("It snowed.", id="8", title="Snow")),
        ]
    first, _ = read_archive([tmp_path], latest=LATEST)
    assert isinstance(first, Article)
    assert first.published == MARCH


@given(st.binary(max_size=400))
def test_a_damaged_parquet_is_refused(raw: bytes) -> None:
    with pytest.raises(ArticleRejected):
        list(parquet_entries(io.BytesIO(b"PAR1" + raw + b"PAR1"), {}))


def test_the_order_of_day_and_month_is_what_the_owner_says(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "title,text,date,source\nRain,It rained.,03/04/2021,Courier\nSnow,It snowed.,03/04/2021,Post\n"
        "Hail,It hailed.,13/04/2021,Post\n"
    )

    def dates(**orders: str) -> list[str]:
        conventions = Conventions(orders=tuple((name.replace("_", "*"), order) for name, order in orders.items()))
        outcomes = read_archive([tmp_path], conventions=conventions, latest=LATEST)
        return [str(one.published)[:10] if isinstance(one, Article) else one.reason[:40] for one in outcomes]

    refused = 'day and month cannot be told apart: "03/'
    assert dates() == [refused, refused, "2021-04-13"]
    assert dates(_="day") == ["2021-04-03", "2021-04-03", "2021-04-13"]
    assert dates(_="day", Post="month") == ["2021-04-03", "2021-03-04", "2021-04-13"]
