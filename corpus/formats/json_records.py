"""JSON: one object an article, under the field names that exporters use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from corpus.errors import ArticleRejected
from corpus.record import Record

# The first name that has a value wins; names are compared without regard to case.
ID = ("id", "guid", "_id")
TITLE = ("title", "headline")
AUTHOR = ("author", "byline", "authors")
SOURCE = ("source", "publisher")
PUBLISHED = ("published_at", "publish_date", "published", "date_published", "datepublished", "date", "pubdate")
UPDATED = ("updated_at", "updated", "datemodified", "modified")
URL = ("url", "link")
LANGUAGE = ("language", "lang")
TEXT = ("text", "body", "content", "articlebody")

LISTS = ("articles", "items", "data")  # what a whole file calls its list of articles
BY = re.compile(r"^\s*by\s+", re.IGNORECASE)


def parse_json(text: str) -> object:
    """Parse JSON that nobody vouches for."""
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise ArticleRejected(f"not JSON: {error.msg} at character {error.pos}") from error
    except ValueError as error:  # a number of thousands of digits
        raise ArticleRejected("JSON with a number too long to read") from error
    except RecursionError as error:
        raise ArticleRejected("JSON nested too deeply") from error
    return value


def listed_records(value: object) -> list[object] | None:
    """The records of a file that holds a list of them, None where the value is a record itself."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or first_value(lowered(value), TEXT) is not None:
        return None
    lists = (value.get(name) for name in LISTS)
    return next((records for records in lists if isinstance(records, list)), None)


def parse_record(value: object) -> Record:
    """Take the fields of an article from a JSON object."""
    if not isinstance(value, dict):
        raise ArticleRejected("not a JSON object")
    fields = lowered(value)
    text = first_value(fields, TEXT)
    if text is None:
        raise ArticleRejected("no text")
    if not isinstance(text, str):
        raise ArticleRejected("text is not a string")
    return Record(
        text=text,
        id=plain(first_value(fields, ID)),
        title=plain(first_value(fields, TITLE)),
        author=names(first_value(fields, AUTHOR)),
        source=name(first_value(fields, SOURCE)),
        published=first_value(fields, PUBLISHED),
        updated=first_value(fields, UPDATED),
        url=plain(first_value(fields, URL)),
        language=plain(first_value(fields, LANGUAGE)),
    )


def lowered(value: Mapping[str, object]) -> dict[str, object]:
    """The fields that have a value, under their names in lower case; the first of a kind stays."""
    filled = {key: field for key, field in value.items() if not is_blank(field)}
    return {key.lower(): field for key, field in reversed(filled.items())}


def is_blank(field: object) -> bool:
    """Whether a field says nothing; an empty list does not count: it may stand where a text belongs."""
    return field is None or (isinstance(field, str) and not field.strip())


def first_value(fields: Mapping[str, object], wanted: Iterable[str]) -> object:
    """The value of the first of these names that has one."""
    return next((fields[key] for key in wanted if key in fields), None)


def plain(field: object) -> str:
    """A text or a whole number as text; anything else says nothing to us."""
    return str(field) if isinstance(field, str | int) and not isinstance(field, bool) else ""


def names(field: object) -> str:
    """Authors in one line, whether given as a text, an object with a name, or a list of either."""
    several = field if isinstance(field, list) else [field]
    bare = (BY.sub("", name(one)).strip() for one in several)
    return ", ".join(one for one in bare if one)


def name(field: object) -> str:
    """A name given as a text or as an object that has one."""
    return plain(first_value(lowered(field), ("name",))) if isinstance(field, dict) else plain(field)
