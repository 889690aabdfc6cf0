"""NewsML 1: news items whose texts stand in components within components."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from corpus.errors import ArticleRejected
from corpus.formats.json_records import names
from corpus.formats.nitf import attribute, check_status, first, nitf_author, nitf_text
from corpus.markup import drop_namespaces, element_text, line, parse_xml, plain_text
from corpus.record import Entry, Record

if TYPE_CHECKING:
    from lxml.etree import _Element

# Texts beside the article that may stand in components of their own.
BESIDE = {"stylesheet", "headline", "subheadline", "contact", "logo", "caption", "byline", "dateline", "slugline"}
MEDIA = {"photo": "a picture", "graphic": "a picture", "image": "a picture", "video": "a video", "audio": "a recording"}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def entries(raw: bytes) -> Iterator[Entry]:
    """The news items of a file."""
    from lxml import etree

    root = drop_namespaces(parse_xml(raw))
    items = root.findall("NewsItem")
    if not items:
        raise ArticleRejected("NewsML without a news item")
    for number, item in enumerate(items, start=1):
        piece = etree.tostring(item, encoding="utf-8", with_tail=False)
        yield Entry(piece, partial(parse_item, piece), number=number if len(items) > 1 else None)


def parse_item(raw: bytes) -> Record:
    """Take the fields of an article from a ``NewsItem``."""
    item = parse_xml(raw)
    check_status(attribute(item, "NewsManagement/Status", "FormalName"))
    text = item_text(item)
    if not text:
        kinds = (medium.get("FormalName", "").lower() for medium in item.iter("MediaType"))
        raise ArticleRejected(next((MEDIA[kind] for kind in kinds if kind in MEDIA), "no text"))
    created = line(item.find("NewsManagement/FirstCreated"))
    nitf = item.find(".//nitf")
    return Record(
        text=text,
        id=item_id(item),
        title=first(*(line(one) for name in ("HeadLine", "hl1", "NameLabel") for one in item.iter(name))),
        author=names([line(one) for one in item.iter("ByLine")]) or (nitf_author(nitf) if nitf is not None else ""),
        source=first(party(item, "Provider"), party(item, "Source"), line(item.find(".//ProviderId"))),
        published=tuple(filter(None, (created, line(item.find(".//DateId"))))) or None,
        updated=line(item.find("NewsManagement/ThisRevisionCreated")) or None,
        language=first(attribute(item, ".//Language", "FormalName"), item.get(LANGUAGE)),
        section=attribute(item, ".//DescriptiveMetadata/Property[@FormalName='Category']", "Value"),
        kind=attribute(item, ".//Genre", "FormalName"),
        credit=first(*(line(credit) for credit in item.iter("CreditLine")), party(item, "Source")),
    )


def item_text(item: _Element) -> str:
    """The longest text, since a component may offer the same one in several forms."""
    components = (one for one in item.iter("NewsItem", "NewsComponent") if role(one) not in BESIDE)
    return max((content_text(content) for one in components for content in contents(one)), key=len, default="")


def role(component: _Element) -> str:
    """What a component is for; "main" or nothing for most."""
    return attribute(component, "Role", "FormalName").lower()


def contents(component: _Element) -> Iterator[_Element]:
    """The contents of a component itself, not of those within it."""
    yield from component.iterfind("ContentItem/DataContent")
    yield from component.iterfind("DataContent")


def content_text(content: _Element) -> str:
    """The text of a content, which is NITF, XHTML or HTML written as text."""
    nitf = content.find(".//nitf")
    if nitf is not None:
        return nitf_text(nitf)
    return element_text(content) if len(content) else plain_text(content.text or "")


def item_id(item: _Element) -> str:
    """The identifier that all revisions of an item share."""
    parts = [line(item.find(f".//NewsIdentifier/{name}")) for name in ("ProviderId", "DateId", "NewsItemId")]
    return f"urn:newsml:{':'.join(parts)}" if parts[-1] else ""


def party(item: _Element, role: str) -> str:
    """Who has a role, by name."""
    return attribute(item, f".//AdministrativeMetadata/{role}/Party", "FormalName")
