"""What a feed or a sitemap lists: addresses, and when each was changed."""

from __future__ import annotations

import hashlib
import io
import json
import re
from calendar import timegm
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import feedparser
from lxml import etree

from corpus.web.addresses import Refused, Response, Why

FULL_TEXT = 1000  # characters; what is shorter is more likely an extract than an article
FEED_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|rdf|feed)\b", re.IGNORECASE)  # also where the XML is not well-formed
# Feedparser looks for an address of mail in the name of an author; in a long word that takes the square of its length.
LONG_WORD = re.compile(rb"(?<![\w.+@&#;-])[\w.+@&#;-]{3000}")


@dataclass(frozen=True, slots=True)
class Link:
    """A page, or in an index a sitemap, that a document lists. ``moment`` is when, in seconds, it was last changed."""

    url: str
    stamp: str = ""
    moment: float = 0
    document: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a feed or a sitemap holds. ``is_full``: it has the articles themselves, so that no page is asked for."""

    pages: tuple[Link, ...] = ()
    sitemaps: tuple[Link, ...] = ()
    is_full: bool = False


def list_document(response: Response) -> Listed:
    """Read a feed or a sitemap; raises Refused where it is neither."""
    body, root = response.body.strip(), None
    with suppress(etree.XMLSyntaxError, ValueError):
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    name = "" if root is None else etree.QName(root).localname
    if name == "urlset":
        return Listed(pages=sitemap_links(root))
    if name == "sitemapindex":
        return Listed(sitemaps=sitemap_links(root))
    if body.startswith(b"{"):
        return list_json(body)
    if name.lower() in {"rss", "rdf", "feed"} or FEED_ROOT.search(body[:10_000]):
        return list_feed(body, response)
    raise Refused(Why.FEED, "not a feed")


def sitemap_links(root: etree._Element) -> tuple[Link, ...]:
    """What a sitemap or an index lists."""
    links = []
    for item in root.iterchildren("{*}url", "{*}sitemap"):
        stamp = item.findtext("{*}lastmod") or item.findtext("{*}news/{*}publication_date") or ""
        links.append(dated_link((item.findtext("{*}loc") or "").strip(), stamp.strip()))
    return tuple(link for link in links if link.url)


def dated_link(url: str, stamp: str) -> Link:
    """A link with its date as ISO 8601 has it; with another one, or none, it counts as old."""
    moment = 0.0
    with suppress(ValueError, OverflowError):
        read = datetime.fromisoformat(stamp)
        moment = read.replace(tzinfo=read.tzinfo or UTC).timestamp()
    return Link(url, stamp[:100], moment)


def list_json(body: bytes) -> Listed:
    """What a JSON Feed lists."""
    try:
        feed = json.loads(body)
        if "jsonfeed.org" not in feed["version"]:
            raise Refused(Why.FEED, "not a feed")
        items = [(item["url"], item.get("date_modified") or item.get("date_published") or "") for item in feed["items"]]
        return Listed(pages=tuple(dated_link(str(url), str(stamp)) for url, stamp in items))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(Why.FEED, "not a feed") from error


def list_feed(body: bytes, response: Response) -> Listed:
    """What an RSS or Atom feed lists."""
    if LONG_WORD.search(body):
        raise Refused(Why.FEED, "not a feed that can be read: a word of thousands of characters")
    headers = {"content-location": response.url, "content-type": response.header("content-type")}
    unused = {"sanitize_html": False, "resolve_relative_uris": False}  # it takes long, and the texts are not shown
    try:
        parsed = feedparser.parse(io.BytesIO(body), response_headers=headers, **unused)
    except Exception as error:  # feedparser lets through whatever its parts raise at damaged input
        raise Refused(Why.FEED, f"not a feed that can be read: {type(error).__name__}") from error
    if not parsed.get("version"):
        raise Refused(Why.FEED, "not a feed")
    texts = [full_text(entry) for entry in parsed.entries]
    is_full = bool(texts) and all(texts) and sum(len(text) > FULL_TEXT for text in texts) * 2 >= len(texts)
    pages = [entry_link(*pair, is_full=is_full) for pair in zip(parsed.entries, texts, strict=True)]
    return Listed(pages=tuple(link for link in pages if link.url), is_full=is_full)


def full_text(entry: feedparser.FeedParserDict) -> str:
    """The article that an entry holds itself, roughly without markup."""
    values = [content.get("value") or "" for content in entry.get("content", [])]
    return max((re.sub(r"<[^<>]*>", "", value).strip() for value in values), key=len, default="")


def entry_link(entry: feedparser.FeedParserDict, text: str, *, is_full: bool) -> Link:
    """The page of an entry. Of one that is the article itself, the text counts for whether it has changed."""
    said = "updated" if "updated" in entry else "published"
    stamp, parsed = (entry.get(said) or "")[:100], entry.get(f"{said}_parsed")
    if is_full:
        stamp += " " + hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return Link((entry.get("link") or entry.get("id", "")).strip(), stamp, timegm(parsed) if parsed else 0)
