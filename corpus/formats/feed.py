"""RSS, RDF and Atom; what their many dialects mean is feedparser's knowledge.

Each item is read alone, with as much of its channel as it inherits: feedparser then never sees a whole feed, nor
anything that is not well-formed, for which it has a second parser that takes minutes over a hostile file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from time import struct_time
from typing import TYPE_CHECKING, Any

from corpus.errors import ArticleRejected
from corpus.formats.json_records import names
from corpus.markup import html_text, is_last_whole, local_name, parse_broken, plain_text
from corpus.record import Entry, Record

if TYPE_CHECKING:
    from lxml.etree import _Element

ITEMS = ("{*}item", "{*}entry")
HOLDERS = {"rss", "rdf", "feed", "channel"}
INHERITED = {"title", "link", "language", "author", "creator", "publisher", "source"}
LONGEST_INHERITED = 2000  # bytes of one such element: every item carries them along
MOST_NAMESPACES = 100  # the same; in the wild a feed has ten
MOST_ITEMS = 100_000  # a minute of feedparser
# In all of a feed, and on average in an item: feedparser takes 60 microseconds for each; an item has some twenty, or
# hundreds where it is XHTML.
ELEMENTS = 20_000, 300
MOST_ELEMENTS = 10_000  # in one item; feedparser compares each with all others of its kind
PLACE = "place-of-the-item"


def entries(raw: bytes) -> Iterator[Entry]:
    """The items of a feed; the last of one that breaks off is refused when read."""
    from lxml import etree

    root, broken = parse_broken(raw)
    items = [item for item in root.iter(*ITEMS) if is_item(item)]
    if not items:
        raise ArticleRejected("a feed without items")
    if len(items) > MOST_ITEMS:
        raise ArticleRejected(f"a feed of over {MOST_ITEMS:,} items")
    if (elements := sum(1 for _ in root.iter())) > ELEMENTS[0] + ELEMENTS[1] * len(items):
        raise ArticleRejected(f"a feed of {elements:,} elements in {len(items):,} items")
    try:
        before, after = frame(items[0])
    except ValueError as error:  # lxml reads names that it does not write
        raise ArticleRejected("not well-formed XML: a name that is none") from error
    for number, item in enumerate(items, start=1):
        piece = before + etree.tostring(item, encoding="utf-8", with_tail=False) + after
        read = partial(parse_item, piece)
        if number == len(items) and not is_last_whole(raw, local_name(item), broken):
            read = partial(refuse, "the feed breaks off in this item")
        elif sum(1 for _ in item.iter()) > MOST_ELEMENTS:
            read = partial(refuse, f"an item of over {MOST_ELEMENTS:,} elements")
        yield Entry(piece, read, number=number)


def is_item(element: _Element) -> bool:
    """Whether an element called item stands where the items of a feed stand."""
    above = [local_name(one).lower() for one in element.iterancestors()]
    return bool(above) and above[0] in HOLDERS and not {"item", "entry"} & set(above)


def refuse(reason: str) -> Record:
    """Stands for reading an item that cannot be read."""
    raise ArticleRejected(reason)


def frame(item: _Element) -> tuple[bytes, bytes]:
    """What stands around each item: the feed with what its items inherit, and nothing else."""
    from lxml import etree

    holders = [one for one in reversed(list(item.iterancestors())) if local_name(one).lower() in HOLDERS]
    if len(holders[-1].nsmap) > MOST_NAMESPACES:
        raise ArticleRejected(f"a feed with over {MOST_NAMESPACES} namespaces")
    copies = [etree.Element(one.tag, dict(short_attributes(one)), nsmap=one.nsmap) for one in holders]
    copies[-1].append(etree.Element(PLACE))
    for outer, inner in pairwise(copies):
        outer.append(inner)
    for copy, one in zip(copies, holders, strict=True):
        for position, child in enumerate(inherited(one)):
            copy.insert(position, child)
    before, _, after = etree.tostring(copies[0], encoding="utf-8").partition(f"<{PLACE}/>".encode())
    return before, after


def short_attributes(element: _Element) -> Iterator[tuple[str, str]]:
    """The attributes of an element that are no burden: version, language, base."""
    return ((str(name), str(value)) for name, value in list(element.attrib.items())[:20] if len(value) < 500)


def inherited(holder: _Element) -> Iterator[_Element]:
    """Copies of what a feed says for all its items; in RDF the channel stands beside them."""
    from copy import deepcopy

    from lxml import etree

    wanted = INHERITED.copy()
    for child in holder:
        name = local_name(child)
        if name == "channel" and local_name(holder).lower() == "rdf":
            beside = etree.Element(child.tag, dict(short_attributes(child)), nsmap=child.nsmap)
            beside.extend(inherited(child))
            yield beside
        elif name in wanted and len(etree.tostring(child, with_tail=False)) <= LONGEST_INHERITED:
            wanted.remove(name)
            yield deepcopy(child)


def parse_item(raw: bytes) -> Record:
    """Take the fields of an article from a feed of one item."""
    feed, item = parse_feed(raw)
    text = item_text(item)
    if not text:
        raise ArticleRejected("no text")
    published, updated = dates(item, "published", "created"), dates(item, "updated")
    origin = item.get("source") or {}
    return Record(
        text=text,
        id=str(item.get("id") or ""),
        title=" ".join(value_text(item.get("title_detail") or {}).split()),
        author=authors(item) or authors(feed),
        source=str(origin.get("title") or item.get("publisher") or feed.get("title") or ""),
        published=published or updated,
        updated=updated if published else None,
        url=str(item.get("feedburner_origlink") or item.get("link") or ""),
        language=language(item) or str(feed.get("language") or ""),
        section=next((str(tag.get("label") or tag.get("term") or "") for tag in item.get("tags") or []), ""),
        credit=str(item.get("publisher") or ""),
    )


def parse_feed(raw: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The channel and the item as feedparser understands them, as plain dictionaries.

    Its own kind of dictionary gives one date for another.
    """
    import feedparser

    try:
        parsed = feedparser.parse(io.BytesIO(raw), sanitize_html=False, resolve_relative_uris=False)
        return dict.copy(parsed.feed), dict.copy(parsed.entries[0])
    except Exception as error:  # whatever its handlers happen to stumble over
        raise ArticleRejected(f"an item that feedparser cannot read ({type(error).__name__})") from error


def item_text(item: Mapping[str, Any]) -> str:
    """The content, else the summary."""
    contents = [value_text(content) for content in item.get("content") or []]
    return max(contents, key=len, default="") or value_text(item.get("summary_detail") or {})


def value_text(detail: Mapping[str, Any]) -> str:
    """The text of a value, by the type that it has."""
    value, kind = str(detail.get("value") or ""), str(detail.get("type") or "")
    if kind.startswith(("image/", "audio/", "video/")):
        return ""
    return html_text(value) if "html" in kind or not kind else plain_text(value)


def authors(fields: Mapping[str, Any]) -> str:
    """The names of those who wrote it; an address of mail is no name."""
    listed = [str(author.get("name") or "") for author in fields.get("authors") or []]
    return names([one for one in listed if "@" not in one])


def language(item: Mapping[str, Any]) -> str:
    """The language that the item states for its content."""
    details = [*(item.get("content") or []), item.get("summary_detail") or {}, item.get("title_detail") or {}]
    return next((str(detail["language"]) for detail in details if detail.get("language")), "")


def dates(item: Mapping[str, Any], *wanted: str) -> tuple[object, ...] | None:
    """Each date as printed and as feedparser reads it, which knows spellings that we do not."""
    stated: list[object] = []
    for name in wanted:
        stated += filter(None, (item.get(name), moment(item.get(f"{name}_parsed"))))
    return tuple(stated) or None


def moment(parsed: struct_time | None) -> datetime | None:
    """A time in UTC, None where it is none."""
    try:
        return datetime(*parsed[:6], tzinfo=UTC) if parsed else None
    except ValueError:
        return None
