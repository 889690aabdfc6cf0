"""NITF, the news agencies' format for one article: a head about it and a body."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from corpus.errors import ArticleRejected
from corpus.formats.json_records import names
from corpus.markup import drop_namespaces, element_text, line, parse_xml
from corpus.record import Entry, Record

if TYPE_CHECKING:
    from lxml.etree import _Element

WITHDRAWN = {"canceled": "cancelled", "cancelled": "cancelled", "killed": "cancelled", "withheld": "withheld"}
MEDIA = {"image": "a picture", "photo": "a picture", "video": "a video", "audio": "a recording"}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def entries(raw: bytes) -> Iterator[Entry]:
    """The one article of a file."""
    yield Entry(raw, partial(parse_nitf, raw))


def parse_nitf(raw: bytes) -> Record:
    """Take the fields of an article from NITF."""
    nitf = drop_namespaces(parse_xml(raw))
    status = attribute(nitf, "head/docdata", "management-status")
    check_status(status)
    text = nitf_text(nitf)
    if not text:
        raise ArticleRejected(MEDIA.get(attribute(nitf, "body//media", "media-type").lower(), "no text"))
    return Record(
        text=text,
        id=attribute(nitf, "head/docdata/doc-id", "id-string"),
        title=nitf_title(nitf),
        author=nitf_author(nitf),
        source=first(
            attribute(nitf, "head/pubdata", "name"),
            line(nitf.find("body/body.head/distributor")),
            attribute(nitf, "head/docdata/doc.copyright", "holder"),
            attribute(nitf, "head/docdata/del-list/from-src", "src-name"),
        ),
        published=dates(nitf) or None,
        url=attribute(nitf, "head/pubdata", "ex-ref"),
        language=first(nitf.get("baselang"), nitf.get(LANGUAGE), attribute(nitf, "body", LANGUAGE)),
        section=section(nitf),
        kind=attribute(nitf, "head/tobject/tobject.property", "tobject.property.type"),
        credit=first(
            line(nitf.find("body/body.head/distributor")),
            attribute(nitf, "head/docdata/del-list/from-src", "src-name"),
            attribute(nitf, "head/docdata/doc-id", "regsrc"),
        ),
    )


def check_status(status: str) -> None:
    """Reject what its publisher took back; ``status`` in the words of NITF, NewsML or ninjs."""
    if withdrawn := WITHDRAWN.get(status.lower()):
        raise ArticleRejected(f"{withdrawn} by its publisher")


def nitf_text(nitf: _Element) -> str:
    """The body without headline and pictures; the abstract where the body has nothing else."""
    body = nitf.find("body/body.content")
    return element_text(body) or element_text(nitf.find("body/body.head/abstract"))


def nitf_title(nitf: _Element) -> str:
    """The headline; ``headline`` is how the Associated Press misspells ``hedline``."""
    places = ("body/body.head/hedline/hl1", "body/body.head/headline/hl1", "head/title", "body/body.head/hedline")
    return first(*(line(nitf.find(place)) for place in places))


def nitf_author(nitf: _Element) -> str:
    """Who signed, without their titles."""
    signed = []
    for byline in nitf.iterfind("body/body.head/byline"):
        people = [line(person) for person in byline.iterfind("person")]
        signed += people or [" ".join(element_text(byline, {"byttl", "location", "virtloc"}).split())]
    return names(list(dict.fromkeys(filter(None, signed))))


def dates(nitf: _Element) -> tuple[str, ...]:
    """When it was issued, in the order of trust; some agencies fill the others with patterns such as "YYYYMMDD"."""
    stated = (
        attribute(nitf, "head/docdata/date.issue", "norm"),
        attribute(nitf, "head/pubdata", "date.publication"),
        attribute(nitf, "head/docdata/pubdata", "date.publication"),
        attribute(nitf, "body/body.head/dateline/story.date", "norm"),
        attribute(nitf, "head/docdata/date.release", "norm"),
    )
    return tuple(dict.fromkeys(date for date in stated if date[:1].isdigit()))


def section(nitf: _Element) -> str:
    """Its subject, else its scope or the desk that an agency puts in place of the type "news"."""
    desk = attribute(nitf, "head/tobject", "tobject.type")
    return first(
        attribute(nitf, "head/tobject/tobject.subject[@tobject.subject.type]", "tobject.subject.type"),
        attribute(nitf, "head/docdata/doc-scope", "scope"),
        desk if desk.lower() != "news" else "",
    )


def attribute(root: _Element, place: str, name: str) -> str:
    """An attribute of the first element at a place; empty where there is none."""
    element = root.find(place)
    return (element.get(name) or "").strip() if element is not None else ""


def first(*values: str | None) -> str:
    """The first value that says something."""
    return next((value for value in values if value and value.strip()), "")
