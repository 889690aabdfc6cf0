"""NewsML-G2: a news item, or a message with several."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from corpus.errors import ArticleRejected
from corpus.formats.json_records import names
from corpus.formats.nitf import attribute, check_status, first, nitf_author, nitf_text, nitf_title
from corpus.markup import drop_namespaces, element_text, line, parse_xml, plain_text
from corpus.record import Entry, Record

if TYPE_CHECKING:
    from lxml.etree import _Element

ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
OTHER = {
    "packageItem": "a package of other items",
    "conceptItem": "a concept, no article",
    "knowledgeItem": "a vocabulary, no article",
    "planningItem": "a plan, no article",
    "catalogItem": "a catalog, no article",
}
CLASSES = {
    "picture": "a picture", "graphic": "a picture", "video": "a video", "audio": "a recording",
    "animation": "a video", "composite": "a package of other items",
}  # fmt: skip
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
PAGE_PARTS = {"header", "footer"}  # dpa repeats headline, subjects and date in them


def entries(raw: bytes) -> Iterator[Entry]:
    """The items of a file."""
    from lxml import etree

    root = drop_namespaces(parse_xml(raw))
    items = [root] if root.tag in ITEMS else [item for kind in ITEMS for item in root.iterfind(f"itemSet/{kind}")]
    if not items:
        raise ArticleRejected("NewsML-G2 without a news item")
    for number, item in enumerate(items, start=1):
        piece = etree.tostring(item, encoding="utf-8", with_tail=False)
        yield Entry(piece, partial(parse_item, piece), number=number if len(items) > 1 else None)


def parse_item(raw: bytes) -> Record:
    """Take the fields of an article from a ``newsItem``."""
    item = parse_xml(raw)
    if item.tag in OTHER:
        raise ArticleRejected(OTHER[item.tag])
    check_status(code(item.find("itemMeta/pubStatus")))
    item_class = code(item.find("itemMeta/itemClass"))
    text = item_text(item)
    if item_class in CLASSES or not text:
        raise ArticleRejected(CLASSES.get(item_class, "no text"))
    guid = item.get("guid", "")
    return Record(
        text=text,
        id=guid,
        title=title(item),
        author=author(item),
        source=first(name(item.find("itemMeta/provider")), name(item.find("rightsInfo/copyrightHolder"))),
        published=stated(item, "itemMeta/firstCreated", "contentMeta/contentCreated", "itemMeta/versionCreated"),
        updated=stated(item, "itemMeta/versionCreated", "contentMeta/contentModified"),
        url=guid if guid.startswith(("http://", "https://")) else "",
        language=first(attribute(item, "contentMeta/language", "tag"), item.get(LANGUAGE)),
        section=section(item),
        kind=name(item.find("contentMeta/genre")),
        credit=first(line(item.find("contentMeta/creditline")), name(item.find("contentMeta/infoSource"))),
    )


def item_text(item: _Element) -> str:
    """The first content that holds text."""
    return first(*(content_text(content) for content in item.iterfind("contentSet/*")))


def content_text(content: _Element) -> str:
    """The text of a content: NITF, XHTML, or HTML or plain text written as text."""
    nitf = content.find(".//nitf")
    if nitf is not None:
        return nitf_text(nitf)
    if content.tag == "inlineData":
        return plain_text(content.text or "")
    return element_text(content, PAGE_PARTS) if content.tag == "inlineXML" else ""


def title(item: _Element) -> str:
    """The main headline, which may stand within the content only."""
    headlines = item.findall("contentMeta/headline")
    main = [one for one in headlines if "sub" not in one.get("role", "").lower()]
    nitf = item.find(".//nitf")
    return first(
        *(line(one) for one in main + headlines),
        nitf_title(nitf) if nitf is not None else "",
        line(item.find("contentSet/inlineXML//title")),
        line(item.find("itemMeta/title")),
    )


def author(item: _Element) -> str:
    """Who signed, else who the content says or the metadata names as its makers."""
    signed = names([line(one) for one in item.iterfind("contentMeta/by")])
    nitf = item.find(".//nitf")
    within = nitf_author(nitf) if nitf is not None else ""
    return first(signed, within, names([line(one) for one in item.iterfind("contentMeta/creator/name")]))


def section(item: _Element) -> str:
    """The name of its department or category, else of its first subject that is no place."""
    subjects = [one for one in item.iterfind("contentMeta/subject") if one.get("type") != "cpnat:geoArea"]
    desks = [one for one in subjects if "department" in one.get("qcode", "") or "categor" in one.get("qcode", "")]
    return first(*(label for one in desks + subjects if len(label := line(one.find("name"))) > 1))


def name(element: _Element | None) -> str:
    """What an element is called: by its name, literally, or in a code."""
    if element is None:
        return ""
    return first(line(element.find("name")), element.get("literal"), code(element))


def code(element: _Element | None) -> str:
    """The code of an element without its scheme."""
    return element.get("qcode", "").rpartition(":")[2] if element is not None else ""


def stated(item: _Element, *places: str) -> tuple[str, ...] | None:
    """The dates at these places, each once; None where there is none."""
    return tuple(dict.fromkeys(date for place in places if (date := line(item.find(place))))) or None
