"""When a web page says that its article was published, and when it may have been."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from corpus.formats.linked_data import Node
from corpus.formats.page_tags import is_comment, several, shown

if TYPE_CHECKING:
    from lxml.html import HtmlElement


# Names of meta tags, the most trusted first.
PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "dc.date.issued",
    "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dcterms.date", "citation_publication_date",
    "publishdate", "publish-date", "publish_date", "published_time", "publication_date", "pubdate", "pub_date",
    "article_date_original", "originalpublicationdate", "article.published", "article.created", "datecreated",
    "date.created", "iso-8601-publish-date", "cmp.pubdate", "rnews:datepublished", "ptime", "date",
)  # fmt: skip
UPDATED = (
    "article:modified_time", "article:modified", "og:article:modified_time", "datemodified", "og:updated_time",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "article.updated", "article:updated_time",
    "lastmodified", "date.modified", "revised",
)  # fmt: skip
EPOCH = re.compile(r"(?:1970-01-01|0001-01-01|0000-00-00|1969-12-31).*", re.DOTALL)
DATE_MARK = re.compile(
    r"(?:^|[^a-z])(?:date|time|datum|fecha|data|tarih|dato|tanggal|ngay|kuupaev|published|pubdate|timestamp|publish)",
    re.IGNORECASE,
)
EITHER_WAY = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])[/.-](0?[1-9]|1[0-2])[/.-]((?:19|20)\d\d)(?!\d)")
LONGEST_SEARCHED = 100_000  # characters of a page
MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
URL_DATE = re.compile(
    r"[/_-]((?:19|20)\d\d)([/_-]?)(0[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\2"
    r"(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)",
    re.IGNORECASE,
)


def published_dates(
    tree: HtmlElement, article: Node, nodes: list[Node], metas: dict[str, list[str]]
) -> tuple[str, ...]:
    """The dates that the page states as that of publication."""
    pages = [node.get("datePublished") for node in nodes if node is not article]
    marked = [one for one in islice(tree.iterfind(".//*[@itemprop='datePublished']"), 10) if not is_comment(one)]
    said = [article.get("datePublished"), *several(metas, PUBLISHED), *map(machine_date, marked), *pages[:20]]
    return dates([*said, article.get("dateCreated"), *map(machine_date, islice(tree.iter("time"), 1))])


def machine_date(element: HtmlElement) -> str:
    """A date as an element has it for machines."""
    return element.get("datetime") or element.get("content") or ""


def dates(said: Iterable[object]) -> tuple[str, ...]:
    """What may be dates, each once; zeros that stand for none left out."""
    texts = (" ".join(str(one)[:200].split()) for one in said if isinstance(one, str | int))
    usable = (one for one in texts if 6 <= len(one) <= 100 and re.search(r"\d", one) and not EPOCH.fullmatch(one))
    return tuple(dict.fromkeys(usable))


def guessed_dates(tree: HtmlElement, url: str) -> tuple[str, ...]:
    """Dates that stand in the address and in what the page shows."""
    from htmldate import find_date

    printed = [shown(one) for one in islice(filter(is_date, tree.iter()), 20)]
    try:
        found = find_date(tree, extensive_search=False, original_date=True, url=url or None, max_date="2100-01-01")
    except Exception:  # whatever a page made the library do, the page has no date
        found = None
    return dates([date_in(url), as_printed(found, tree), *printed])


def as_printed(found: str | None, tree: HtmlElement) -> str | None:
    """The date that htmldate found; where it had to decide between day and month, what is printed instead."""
    for printed in EITHER_WAY.finditer(" ".join(tree.itertext())[:LONGEST_SEARCHED]) if found else ():
        one, other, year = int(printed[1]), int(printed[2]), printed[3]
        if one != other and found in {f"{year}-{one:02}-{other:02}", f"{year}-{other:02}-{one:02}"}:
            return printed[0]
    return found


def date_in(url: str) -> str:
    """The day in an address: 2019/11/20, 2019-11-20 or 2019/nov/20."""
    found = URL_DATE.search(url)
    if not found:
        return ""
    month = MONTHS.index(found[3].lower()) // 3 + 1 if found[3].isalpha() else int(found[3])
    return f"{found[1]}-{month:02}-{found[4]}"


def is_date(element: HtmlElement) -> bool:
    """Whether an element may show a date to people."""
    if element.tag == "time":
        return True
    marked = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    return (
        element.tag in {"span", "div", "p", "li", "small", "em", "b"}
        and bool(DATE_MARK.search(marked))
        and len(element) < 4
    )
