"""WordPress exports: RSS in which each item is a post, a page, a picture or a part of the site."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from corpus.errors import ArticleRejected
from corpus.formats.json_records import names
from corpus.markup import (
    MOST_SIGNS,
    check_signs,
    html_text,
    is_last_whole,
    line,
    local_name,
    parse_broken,
    plain_text,
    without_doctype,
    xml_options,
)
from corpus.record import Entry, Record

if TYPE_CHECKING:
    from lxml.etree import _Element

STATUSES = {
    "draft": "a draft", "auto-draft": "a draft", "pending": "a draft", "private": "a private post",
    "trash": "in the trash", "future": "not yet published", "inherit": "a revision or attachment",
}  # fmt: skip
PARTS = {
    "attachment": "an attachment", "nav_menu_item": "an entry of a menu", "revision": "a revision",
    "page": "a page of the site, no article",
}  # fmt: skip
# What themes, editors and shops keep among the posts.
NO_ARTICLE = re.compile(
    r"(?:wp|acf|wpcf7|oembed|custom|elementor|et_pb|shop|jp|vc)[_-].*|product|user_request|feedback"
)

BLOCKS = "<!-- wp:"  # Since 2018 the editor marks each paragraph; before that, blank lines did.
BLANK_LINE = re.compile(r"\n[ \t\xa0]*\n\s*")
LINE_END = re.compile(r"(?<![>\s])\n(?![\s<])")
# "[sic]" is the author's: a shortcode is known by its name or by its end.
SHORTCODE = re.compile(r"\[/?([a-zA-Z][\w-]{0,40})(?:[\s=:/][^\[\]]{0,2000})?\]")
SHORTCODE_END = re.compile(r"\[/([a-zA-Z][\w-]{0,40})\]")
PLUGIN = re.compile(
    "gallery|caption|wp_caption|embed|audio|video|playlist|youtube|vimeo|soundcloud|twitter|tweet|instagram|"
    r"contact-form(?:-7)?|googlemaps|(?:vc|et_pb|fusion)_\w+",
)
ENCLOSING = ("caption", "wp_caption", "embed", "audio", "video")  # pictures, addresses: nothing of the article
MOST_ELEMENTS = 200_000  # in one item, with its comments
NEVER = "0000"  # the year of a date that a draft does not have yet
WIDEST = timedelta(hours=14)  # between a clock on the wall and Greenwich's


def entries(raw: bytes) -> Iterator[Entry]:
    """The items of an export, whose posts alone are articles; the file may be of hundreds of megabytes."""
    from lxml import etree

    channel: dict[str, str] = {}
    logins: dict[str, str] = {}
    number = 0
    for element in elements(raw):
        tag = local_name(element)
        if tag == "author":
            logins |= login(element)
        elif tag != "item":
            channel.setdefault(tag, line(element))
        else:
            number += 1
            piece = etree.tostring(element, encoding="utf-8", with_tail=False)
            creator = fields_of(element).get("dc:creator", "").strip()
            context = {
                "source": channel.get("title", ""),
                "language": channel.get("language", ""),
                "author": logins.get(creator, creator),
            }
            yield Entry(json.dumps(context).encode() + b"\n" + piece, partial(parse_post, context, piece), None, number)
    if not number:
        raise ArticleRejected("a WordPress export without items")


def elements(raw: bytes) -> Iterator[_Element]:
    """The authors, items and own lines of a channel, one at a time; mended from where XML turns out ill-formed."""
    from lxml import etree

    seen = 0
    try:
        for element in streamed(raw):
            seen += 1
            yield element
    except (etree.XMLSyntaxError, ValueError):
        root, broken = parse_broken(raw)
        found = [child for parent in root.iter("{*}channel") for child in parent if is_wanted(child)]
        is_cut = not is_last_whole(raw, "item", broken)
        yield from found[seen : -1 if is_cut else None]
        if is_cut:
            raise ArticleRejected("the export breaks off in its last item") from None


def streamed(raw: bytes) -> Iterator[_Element]:
    """The same of well-formed XML, each forgotten when the next one is wanted."""
    from lxml import etree

    source = without_doctype(raw)
    check_signs(source, max(MOST_SIGNS, len(source) // 8))
    size = 0
    for _, element in etree.iterparse(io.BytesIO(source), events=("end",), **xml_options()):
        size += 1
        if size > MOST_ELEMENTS:
            raise ArticleRejected(f"an item of over {MOST_ELEMENTS:,} elements")
        parent = element.getparent()
        if parent is None or local_name(parent) != "channel":
            continue
        if is_wanted(element):
            yield element
        size = 0
        element.clear()
        while element.getprevious() is not None:
            del parent[0]


def is_wanted(child: _Element) -> bool:
    """Whether a child of the channel is an item or says something about all of them."""
    return local_name(child) in {"item", "author", "title", "language"}


def login(author: _Element) -> dict[str, str]:
    """The name that is shown for an account."""
    fields = fields_of(author)
    full = f"{fields.get('wp:author_first_name', '')} {fields.get('wp:author_last_name', '')}"
    shown = fields.get("wp:author_display_name", "").strip() or full.strip()
    return {fields.get("wp:author_login", "").strip(): shown} if shown else {}


def fields_of(element: _Element) -> dict[str, str]:
    """The texts within an element under the usual prefixes; the first of a kind stays."""
    fields: dict[str, str] = {}
    for child in element:
        space, _, name = str(child.tag).rpartition("}")
        prefix = next((prefix for prefix in ("excerpt", "content", "export", "dc") if f"/{prefix}/" in space), "")
        prefix = {"export": "wp:", "": ""}.get(prefix, f"{prefix}:")
        fields.setdefault(prefix + name, "".join(child.itertext()))
    return fields


def parse_post(context: Mapping[str, str], raw: bytes) -> Record:
    """Take the fields of an article from an item."""
    item, _ = parse_broken(raw)
    fields = fields_of(item)
    check_kind(fields)
    text = post_text(fields.get("content:encoded", "")) or post_text(fields.get("excerpt:encoded", ""))
    if not text:
        raise ArticleRejected("no text")
    modified = fields.get("wp:post_modified_gmt", NEVER)
    return Record(
        text=text,
        id=fields.get("guid", "").strip(),
        title=" ".join(plain_text(fields.get("title", "")).split()),
        author=names(context["author"]),
        source=context["source"],
        published=dates(fields) or None,
        updated=None if modified.startswith(NEVER) else f"{modified}+00:00",
        url=fields.get("link", "").strip(),
        language=context["language"],
        section=next((line(one) for one in item if is_category(one)), ""),
    )


def check_kind(fields: Mapping[str, str]) -> None:
    """Reject what is no published post."""
    kind = fields.get("wp:post_type", "post").strip()
    if kind in PARTS or NO_ARTICLE.fullmatch(kind):
        raise ArticleRejected(PARTS.get(kind, f"a part of the site ({kind[:40]})"))
    status = fields.get("wp:status", "publish").strip()
    if status != "publish":
        raise ArticleRejected(STATUSES.get(status, f"not published ({status[:40]})"))
    if fields.get("wp:post_password", "").strip():
        raise ArticleRejected("a post behind a password")


def is_category(element: _Element) -> bool:
    """Whether an element names a section of the site, and not a tag or the one that nobody chose."""
    return local_name(element) == "category" and (
        element.get("domain", "category") == "category" and element.get("nicename") != "uncategorized"
    )


def post_text(content: str) -> str:
    """The text of a post as readers saw it, without pictures and what plugins would put in."""
    content = content.replace("\r\n", "\n")
    for name in ENCLOSING:
        content = drop_enclosed(content, name)
    closed = set(SHORTCODE_END.findall(content))
    content = SHORTCODE.sub(lambda found: "" if found[1] in closed or PLUGIN.fullmatch(found[1]) else found[0], content)
    if BLOCKS not in content:
        content = LINE_END.sub("<br>", BLANK_LINE.sub("<br><br>", content))
    return html_text(content)


def drop_enclosed(content: str, name: str) -> str:
    """Remove what stands between a shortcode and its end, both included."""
    kept, position = [], 0
    while (start := content.find(f"[{name}", position)) >= 0 and (end := content.find(f"[/{name}]", start)) >= 0:
        kept.append(content[position:start])
        position = end + len(name) + 3
    return "".join(kept) + content[position:]


def dates(fields: Mapping[str, str]) -> tuple[str, ...]:
    """When it was published: by the site's own clock with its distance from Greenwich, where both are stated."""
    local, universal = fields.get("wp:post_date", "").strip(), fields.get("wp:post_date_gmt", "").strip()
    stated = [f"{universal}+00:00"] if universal and not universal.startswith(NEVER) else []
    try:
        ahead = datetime.fromisoformat(local) - datetime.fromisoformat(universal)
        zone = f"{'-' if ahead < timedelta() else '+'}{str(abs(ahead)).zfill(8)[:5]}"
        stated = [f"{local}{zone}" if abs(ahead) <= WIDEST else stated[0]]
    except (ValueError, TypeError, IndexError):
        pass
    stated.append(fields.get("pubDate", "").strip())
    stated.append("" if local.startswith(NEVER) else local)
    return tuple(filter(None, stated))
