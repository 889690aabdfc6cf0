"""JSON-LD, what a web page says about itself for machines, as far as it can be read."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from corpus.formats.page_names import plain
from corpus.formats.page_tags import LONGEST_FIELD

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Node = dict[str, Any]


MOST_NODES = 5000  # objects of JSON-LD that are looked at
BEFORE_JSON = re.compile(r"(?:[;\s]|<!--|//|/\*|\*/|<!\[CDATA\[){1,50}")  # comments and CDATA of old templates
TRAILING_COMMA = re.compile(r",(?=\s{0,100}[}\]])")
# What is still legible where a block is broken beyond repair.
LEGIBLE = re.compile(r'"(@type|headline|datePublished|dateModified|articleSection|inLanguage)"\s?:\s?"([^"\\]{1,300})"')
ARTICLE_TYPE = re.compile(r"(?:.*article|report|review|.*blogposting|.*newsitem|newsstory)", re.IGNORECASE)
INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "hasPart")


def linked_data(tree: HtmlElement) -> list[Node]:
    """The objects of all blocks of JSON-LD, those that stand for the page itself and not what they mention."""
    found: list[Node] = []
    waiting: list[object] = [
        loaded(script.text_content())
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
    ]
    waiting.reverse()
    while waiting and len(found) < MOST_NODES:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value[:MOST_NODES]))
        elif isinstance(value, dict):
            found.append(value)
            waiting.extend(inner for key in INSIDE if isinstance(inner := value.get(key), dict | list))
    return found


def loaded(raw: str) -> object:
    """Parse a block of JSON-LD as far as it can be read: publishers leave comments, raw line ends and commas in it."""
    wrapping = BEFORE_JSON.match(raw)
    text = raw[wrapping.end() :] if wrapping else raw
    for attempt in (text, TRAILING_COMMA.sub("", text), html.unescape(text)):
        try:
            return json.JSONDecoder(strict=False).raw_decode(attempt)[0]  # whatever follows it
        except (ValueError, RecursionError):
            continue
    legible = dict(reversed(LEGIBLE.findall(text)))  # the first of a kind stays
    return legible if "@type" in legible else None


def types(node: Node) -> list[str]:
    """The types of an object, without their vocabulary."""
    said = node.get("@type")
    several_types = said if isinstance(said, list) else [said]
    return [one.rpartition("/")[2].rpartition(":")[2] for one in several_types if isinstance(one, str)]


def main_article(nodes: list[Node], titles: set[str]) -> Node:
    """The object for the article: the one with a headline that the page shows, else the fullest; empty for none."""
    articles = [node for node in nodes if any(ARTICLE_TYPE.fullmatch(one) for one in types(node))]
    fields = ("headline", "datePublished", "author", "articleBody", "publisher")
    ranks = [
        (plain(first_text(node.get("headline"))) in titles, sum(map(bool, map(node.get, fields)))) for node in articles
    ]
    return articles[ranks.index(max(ranks))] if articles else {}


def by_id(nodes: list[Node]) -> dict[str, Node]:
    """Objects by the name under which others refer to them."""
    return {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}


def named(value: object, known: dict[str, Node], depth: int = 0) -> Iterator[str]:
    """The names in a field that holds a text, an object, a reference to one, or a list of those."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < 3:
        for one in value[:100]:
            yield from named(one, known, depth + 1)
    elif isinstance(value, dict) and depth < 3:
        node = value if value.get("name") else known.get(str(value.get("@id")), value)
        given = f"{first_text(node.get('givenName'))} {first_text(node.get('familyName'))}".strip()
        yield from named(node.get("name") or given, known, depth + 1)


def first_text(value: object) -> str:
    """The first text of a field."""
    return next((one[:LONGEST_FIELD].strip() for one in named(value, {}) if one.strip()), "")
