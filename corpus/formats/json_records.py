"""JSON: one object an article, under the field names that exporters use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from corpus.errors import ArticleRejected
from corpus.markup import html_text
from corpus.record import Record

# The first name that has a value wins. Case and signs do not matter: publishedAt, PUBLISHED_AT and "Published at" are
# one. Those of other languages are what exports and tables of newsrooms have.
ID = ("id", "guid", "articleid", "uuid")
TITLE = (
    "title", "headline", "titel", "überschrift", "titre", "título", "titulo", "titolo", "başlık", "başlıq", "заголовок",
    "العنوان",
)  # fmt: skip
AUTHOR = (
    "author", "byline", "authors", "creator", "dccreator", "writer", "reporter", "authorname", "contributors", "autor",
    "autoren", "verfasser", "auteur", "auteurs", "autore", "yazar", "müəllif", "автор", "авторы", "الكاتب",
)  # fmt: skip
SOURCE = (
    "source", "publisher", "publication", "outlet", "newspaper", "sitename", "sourcename", "publishername", "quelle",
    "zeitung", "fuente", "fonte", "kaynak", "mənbə", "источник", "издание", "المصدر",
)  # fmt: skip
PUBLISHED = (
    "publishedat", "publishdate", "published", "datepublished", "publicationdate", "webpublicationdate",
    "firstpublicationdate", "pubdate", "date", "publishtime", "postdate", "posted", "datum",
    "fecha", "tarih", "tarix", "дата", "التاريخ",
)  # fmt: skip
UPDATED = ("updatedat", "updated", "datemodified", "modified", "modifiedat", "lastmodified")
URL = ("url", "link", "canonicalurl", "weburl", "permalink")
LANGUAGE = ("language", "lang", "inlanguage", "sprache", "langue", "idioma", "dil", "язык")
SECTION = (
    "section", "category", "categories", "articlesection", "rubric", "ressort", "rubrik", "rubrique", "sección",
    "seccion", "рубрика",
)  # fmt: skip
KIND = ("kind", "genre", "articletype", "type")
CREDIT = ("credit", "agency", "creditline")
TEXT = (
    "text", "body", "content", "articlebody", "bodyhtml", "contenthtml", "maintext", "bodytext", "fulltext",
    "articletext", "contenttext", "contents", "texte", "contenu", "texto", "cuerpo", "testo", "inhalt", "metin",
    "mətn", "текст", "النص",
)  # fmt: skip
KNOWN = {
    "id": ID,
    "title": TITLE,
    "author": AUTHOR,
    "source": SOURCE,
    "published": PUBLISHED,
    "updated": UPDATED,
    "url": URL,
    "language": LANGUAGE,
    "section": SECTION,
    "kind": KIND,
    "credit": CREDIT,
    "text": TEXT,
}
ALL_NAMES = frozenset(name for names in KNOWN.values() for name in names)
SIGNS = re.compile(r"[\W_]+")

LISTS = ("articles", "items", "data")  # what a whole file calls its list of articles
BY = re.compile(r"^\s*by\s+", re.IGNORECASE)
MARKED_UP = re.compile(r"</(?:p|div|span|b|i|em|strong|a|h\d|li|figure)>|<br\s*/?>|<p[\s>]", re.IGNORECASE)


# A value takes some 60 bytes of memory once parsed, an object with a field thrice as much: 400 MB at the most, where a
# file of 100 MB that is all "{}," would take 3 GB.
MOST_VALUES = 6_000_000
OBJECT = 4

NOTHING: Mapping[str, str] = MappingProxyType({})


def parse_json(text: str) -> object:
    """Parse JSON that nobody vouches for."""
    if OBJECT * text.count("{") + text.count("[") + text.count(",") > MOST_VALUES:
        raise ArticleRejected("JSON of too many values to be held: write one object a line")
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise ArticleRejected(f"not JSON: {error.msg} at character {error.pos}") from error
    except ValueError as error:  # a number of thousands of digits
        raise ArticleRejected("JSON with a number too long to read") from error
    except RecursionError as error:
        raise ArticleRejected("JSON nested too deeply") from error
    return value


def listed_records(value: object, fields: Mapping[str, str] = NOTHING) -> list[object] | None:
    """The records of a file that holds a list of them, None where the value is a record itself."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or first_value(plainly(value), named("text", fields)) is not None:
        return None
    lists = (value.get(name) for name in LISTS)
    return next((records for records in lists if isinstance(records, list)), None)


def parse_record(value: object, fields: Mapping[str, str] = NOTHING) -> Record:
    """Take the fields of an article from a JSON object or a row.

    ``fields`` has the names that its owner says they have there ("text": "Body Copy"), for some or all of ``KNOWN``.
    """
    if not isinstance(value, dict):
        raise ArticleRejected("not a JSON object")
    values = plainly(value)
    found = {ours: first_value(values, named(ours, fields)) for ours in KNOWN}
    text = found["text"]
    if text is None:
        raise ArticleRejected(without_text(value))
    if isinstance(text, dict):  # as WordPress gives it: {"rendered": "<p>..."}
        text = first_value(lowered(text), ("rendered", "value", "text"))
    if not isinstance(text, str):
        raise ArticleRejected("text is not a string")
    return Record(
        text=html_text(text) if MARKED_UP.search(text) else text,
        id=plain(found["id"]),
        title=name(found["title"]),
        author=names(found["author"]),
        source=name(found["source"]),
        published=found["published"],
        updated=found["updated"],
        url=plain(found["url"]),
        language=plain(found["language"]),
        section=names(found["section"]),
        kind=names(found["kind"]),
        credit=name(found["credit"]),
    )


def without_text(value: Mapping[str, object]) -> str:
    """Why an object has no text: it has none, or nobody knows under which name."""
    if not value or {plain_name(name) for name in value} & set(TEXT):
        return "no text"
    shown = ", ".join(sorted(str(name)[:30] for name in value))[:100]
    return f"no text under a name that is known, among: {shown}; BACKISSUE_FIELDS can name it"


def plain_name(name: object) -> str:
    """The name of a field without what its spellings differ in."""
    return SIGNS.sub("", str(name).casefold())


def named(ours: str, fields: Mapping[str, str]) -> tuple[str, ...]:
    """The names under which a field may stand, the owner's own first."""
    own = fields.get(ours)
    return (plain_name(own), *KNOWN[ours]) if own else KNOWN[ours]


def lowered(value: Mapping[str, object]) -> dict[str, object]:
    """The fields that have a value, under their names in lower case; the first of a kind stays."""
    return {str(key).strip().lower(): field for key, field in reversed(filled(value).items())}


def plainly(value: Mapping[str, object]) -> dict[str, object]:
    """The same under their plain names."""
    return {plain_name(key): field for key, field in reversed(filled(value).items())}


def filled(value: Mapping[str, object]) -> dict[str, object]:
    """The fields that have a value."""
    return {key: field for key, field in value.items() if not is_blank(field)}


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
    return plain(first_value(lowered(field), ("name", "rendered"))) if isinstance(field, dict) else plain(field)
