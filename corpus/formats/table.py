"""Tables with an article a row: CSV, TSV and Parquet (all of pyarrow); columns are named as JSON's fields."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import BinaryIO

from corpus.errors import ArticleRejected
from corpus.formats.json_records import ALL_NAMES, TEXT, parse_record, plain_name
from corpus.record import Entry
from corpus.stream import MEGABYTE, RECORD_LIMIT

DELIMITERS = ",;\t|"
ROWS_AT_A_TIME = 64
# A page of a column unfolds to what its header says. Beyond this it is no column of articles.
COLUMN_LIMIT = 500 * MEGABYTE


def is_header(line: str) -> bool:
    """Whether a line names the columns of a table of articles: its text and one thing more, at least."""
    names = {plain_name(name) for name in line.strip("\ufeff\r\n").split(delimiter(line))}
    return bool(names & set(TEXT)) and len(names & ALL_NAMES) > 1


def delimiter(line: str) -> str:
    """What separates the columns: the one that stands in the header most often."""
    return max(DELIMITERS, key=line.count)


def table_entries(lines: Iterable[str], fields: Mapping[str, str]) -> Iterator[Entry]:
    """The rows of a CSV or TSV; raises ``ArticleRejected`` where it has no column with a text."""
    csv.field_size_limit(RECORD_LIMIT)
    rest = iter(lines)
    first = next(rest, "").lstrip("\ufeff")
    rows = csv.reader(chain([first], rest), delimiter=delimiter(first))
    names, start = list[str](), 1
    try:
        for row in rows:
            if start == 1:
                names = row
                check_columns(names, fields)
            elif row:
                yield row_entry(dict(zip(names, row, strict=False)), fields, line=start)
            start = rows.line_num + 1
    except csv.Error as error:
        raise ArticleRejected(f"line {start}: {error}") from error
    if start == 1:
        check_columns(names, fields)


def parquet_entries(file: BinaryIO, fields: Mapping[str, str]) -> Iterator[Entry]:
    """The rows of a Parquet file."""
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.ParquetFile(file, thrift_string_size_limit=RECORD_LIMIT, thrift_container_size_limit=1_000_000)
        names = [column.name for column in table.schema_arrow]
        check_columns(names, fields)
        wanted = [name for name in names if plain_name(name) in ALL_NAMES | set(map(plain_name, fields.values()))]
        check_size(table)
        number = 0
        for batch in table.iter_batches(ROWS_AT_A_TIME, columns=wanted, use_threads=False):
            for row in batch.to_pylist():
                number += 1
                yield row_entry(row, fields, number=number)
    except (pyarrow.ArrowException, OSError, MemoryError, ValueError) as error:
        raise ArticleRejected(
            f"damaged Parquet: {str(error).splitlines()[0] if str(error) else 'unreadable'}"
        ) from error


def check_size(table: object) -> None:
    """Refuse a column that would not fit into memory."""
    metadata = table.metadata  # type: ignore[attr-defined]
    for group in range(metadata.num_row_groups):
        columns = metadata.row_group(group)
        for column in range(columns.num_columns):
            if columns.column(column).total_uncompressed_size > COLUMN_LIMIT:
                raise ArticleRejected(f"a column of over {COLUMN_LIMIT // MEGABYTE} MB: write smaller row groups")


def check_columns(names: Iterable[str], fields: Mapping[str, str]) -> None:
    """Refuse a table that names no text."""
    known = {plain_name(name) for name in names}
    if not known & {*TEXT, plain_name(fields.get("text", TEXT[0]))}:
        shown = ", ".join(sorted(known))[:100]
        raise ArticleRejected(f"no column with a text among: {shown}; BACKISSUE_FIELDS can name it")


def row_entry(row: Mapping[str, object], fields: Mapping[str, str], **where: int) -> Entry:
    """One row; every value stands for it."""
    raw = json.dumps(row, default=str, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Entry(raw, lambda: parse_record(row, fields), **where)
