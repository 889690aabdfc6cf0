"""What the elements of a web page say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from corpus.formats.page_names import bare

if TYPE_CHECKING:
    from lxml.html import HtmlElement


LONGEST_FIELD = 1000  # characters; a headline or a list of authors has fewer


def meta_tags(tree: HtmlElement) -> dict[str, list[str]]:
    """What meta tags say, under their names in lower case."""
    found: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        content = bare((tag.get("content") or "")[:LONGEST_FIELD])
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := tag.get(attribute)):
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def several(metas: dict[str, list[str]], wanted: Iterable[str]) -> list[str]:
    """The values of all tags of these names."""
    return [value for name in wanted for value in metas.get(name, ())]


def first_of(metas: dict[str, list[str]], wanted: Iterable[str]) -> str:
    """The value of the first of these tags that the page has."""
    return next(iter(several(metas, wanted)), "")


def shown(element: HtmlElement) -> str:
    """The beginning of what an element shows."""
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > LONGEST_FIELD:
            break
    return bare(" ".join(pieces)[:LONGEST_FIELD])


def is_comment(element: HtmlElement) -> bool:
    """Whether an element is part of what readers wrote."""
    around = (f"{one.get('class') or ''} {one.get('id') or ''}"[:300] for one in (element, *element.iterancestors()))
    return any("comment" in marks.lower() for marks in around)
