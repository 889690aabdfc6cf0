"""What a web page says about its article besides the text: JSON-LD first, then meta tags, microdata and the headline.

The page is hostile: a field may have any type, any size and any depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from corpus.formats.linked_data import ARTICLE_TYPE, Node, by_id, first_text, linked_data, main_article, named, types
from corpus.formats.page_dates import UPDATED, dates, guessed_dates, published_dates
from corpus.formats.page_names import bare, names_of, plain
from corpus.formats.page_tags import first_of, is_comment, meta_tags, several, shown

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PLAIN_TYPES = {"article", "newsarticle", "reportagenewsarticle", "blogposting", "report", "webpage", "scholarlyarticle"}
LIST_TYPES = {"CollectionPage", "SearchResultsPage"}
# Names of meta tags, the most trusted first.
AUTHOR = (
    "parsely-author", "sailthru.author", "article:author_name", "dc.creator", "dcterms.creator", "citation_author",
    "author", "authors", "articleauthor", "byl", "article:author", "og:article:author", "og:author", "article.author",
    "creator", "cxenseparse:author", "twitter:creator_name", "shareaholic:article_author_name", "rbauthors",
)  # fmt: skip
SITE = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher")
SECTION = ("article:section", "parsely-section", "og:article:section", "section", "cxenseparse:category")
TITLE = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "citation_title", "headline")
LANGUAGE = ("content-language", "og:locale", "dc.language", "language")
SEPARATED = re.compile(r"\s+(?:[|–—·•»«:/-]|::|\|\|)\s+|\s*[|｜]\s*")
# As trafilatura knows the English ones.
AUTHOR_CLASS = re.compile(
    r"(?:[\w-]+[\s_-])?(?:yazar|muhabir|autore?s?|auteurs?|penulis|avtor|autorius|szerzo|forfatter|skribent|redaktor)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What the page says; empty where it does not.

    ``titles`` are all its headlines, as ``plain`` makes them. Dates are as printed, the most trusted first.
    ``is_article`` and ``is_index`` are False where it says neither of itself.
    """

    title: str
    titles: frozenset[str]
    authors: tuple[str, ...]
    agency: str
    published: tuple[str, ...]
    guessed: tuple[str, ...]
    updated: tuple[str, ...]
    url: str
    source: str
    language: str
    section: str
    kind: str
    body: str
    is_article: bool
    is_index: bool


def page_metadata(tree: HtmlElement, url: str = "") -> PageMetadata:
    """Gather what a parsed page says about itself; ``url`` is where it was found, which the page may correct."""
    nodes, metas = linked_data(tree), meta_tags(tree)
    titles = {plain(one) for one in [*shown_titles(tree), *several(metas, TITLE)[:5]] if one}
    article, known = main_article(nodes, titles), by_id(nodes)
    address = address_of(tree, article, metas, url)
    sites, host = site_names(nodes, article, known, metas), host_of(address)
    own = {*sites, host, host.partition(".")[0]} - {""}
    authors, agency = names_of(stated_authors(article, known, metas), shown_authors(tree), own)
    published = published_dates(tree, article, nodes, metas)
    is_article = bool(article) or first_of(metas, ("og:type",)).lower() in {"article", "news", "newsarticle"}
    return PageMetadata(
        title=headline(tree, article, metas, own),
        titles=frozenset(titles) - {""},
        authors=authors,
        agency=agency,
        published=published,
        guessed=() if published else guessed_dates(tree, address),
        updated=dates([article.get("dateModified"), *several(metas, UPDATED)]),
        url=address,
        source=best_site(sites) or host,
        language=language_of(tree, article, metas),
        section=bare(first_text(article.get("articleSection")) or first_of(metas, SECTION)),
        kind=kind_of(article, metas),
        body=article["articleBody"] if isinstance(article.get("articleBody"), str) else "",
        is_article=is_article,
        is_index=not is_article and not published and (is_list(nodes) or (bool(address) and not has_path(address))),
    )


def is_list(nodes: list[Node]) -> bool:
    """Whether the page says that it lists articles."""
    return any(LIST_TYPES.intersection(types(node)) for node in nodes)


def kind_of(article: Node, metas: dict[str, list[str]]) -> str:
    """The type of the article where it is not just news."""
    special = (one for one in types(article) if one.lower() not in PLAIN_TYPES and ARTICLE_TYPE.fullmatch(one))
    opinion = first_of(metas, ("article:opinion",)).lower() in {"true", "1", "yes"}
    return next(special, "Opinion" if opinion else "")


def site_names(nodes: list[Node], article: Node, known: dict[str, Node], metas: dict[str, list[str]]) -> list[str]:
    """Names of who publishes the page, the most trusted first."""
    publishers = [article.get("publisher"), *(node.get("publisher") for node in nodes[:50])]
    sites = [node.get("name") for node in nodes[:50] if "WebSite" in types(node)]
    said = [first_of(metas, SITE[:1]), *islice(named([publishers, sites], known), 20), *several(metas, SITE[1:])[:20]]
    return [name for one in said if 1 < len(name := bare(one).lstrip("@")) < 80 and not is_web(name)]


def best_site(names: list[str]) -> str:
    """The first name that is more than an address."""
    best = next((one for one in names if "." not in one or " " in one), next(iter(names), ""))
    return SEPARATED.split(best)[0].strip() or best


def language_of(tree: HtmlElement, article: Node, metas: dict[str, list[str]]) -> str:
    """The language as the page declares it; two that agree outvote the attribute, which is often a theme's default."""
    root = tree.getroottree().getroot()
    declared = next((lang for lang in (root.get("lang"), root.get("xml:lang")) if lang and lang.strip()), "")
    said = [declared, first_text(article.get("inLanguage")), *several(metas, LANGUAGE)[:2]]
    filled = [one.strip() for one in said if one.strip()]
    codes = [one[:2].lower() for one in filled]
    return max(filled, key=lambda one: codes.count(one[:2].lower()), default="")


def address_of(tree: HtmlElement, article: Node, metas: dict[str, list[str]], url: str) -> str:
    """The address that the page gives itself, else where it was found; the front page of a site is no such address."""
    links = (
        link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    )
    main = article.get("mainEntityOfPage")
    entity = main.get("@id") if isinstance(main, dict) else main
    said = [
        next(links, ""),
        *several(metas, ("og:url",)),
        entity,
        article.get("url"),
        url,
        *several(metas, ("twitter:url",)),
    ]
    base = next((one for one in [url, *(text for text in said if isinstance(text, str))] if is_web(one)), "")
    addresses = (joined(base, one.strip()) for one in said if isinstance(one, str) and one.strip())
    return next((one for one in addresses if is_web(one) and (has_path(one) or not url)), "")


def joined(base: str, address: str) -> str:
    """An address that may be relative, in full; nothing where it cannot be read."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def is_web(address: str) -> bool:
    """Whether a reader could follow it."""
    return address[:8].lower().startswith(("http://", "https://")) and bool(host_of(address))


def has_path(address: str) -> bool:
    """Whether an address names more than a site."""
    parts = urlsplit(address)
    return bool(parts.path.strip("/") or parts.query)


def host_of(address: str) -> str:
    """The host of an address as a reader knows it."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def headline(tree: HtmlElement, article: Node, metas: dict[str, list[str]], own: set[str]) -> str:
    """The headline: the first of its sources that another confirms, else the first."""
    said = [bare(first_text(article.get("headline"))), *several(metas, TITLE)[:6], *shown_titles(tree)]
    known = {plain(name) for name in own}
    titles = [title for one in said if (title := without_site(one, own)) and plain(title) not in known] or said
    confirmed = (
        title
        for place, title in enumerate(titles)
        if any(agrees(title, other) for other in titles[:place] + titles[place + 1 :])
    )
    chosen = next(confirmed, titles[0] if titles else "")
    return without_label(fullest(chosen, titles), titles)


def shown_titles(tree: HtmlElement) -> list[str]:
    """The headlines in the page, and the title of its window at the end."""
    return [shown(one) for one in (*islice(tree.iter("h1"), 5), *islice(tree.iter("title"), 1))]


def agrees(one: str, other: str) -> bool:
    """Whether two headlines are the same, or one of them with a site's name behind it."""
    return plain(one) == plain(other) or (plain(other).startswith(plain(one)) and len(plain(one)) > 15)


def fullest(title: str, titles: list[str]) -> str:
    """The headline in full where its source cut it short."""
    cut = plain(title.rstrip("….").rstrip())
    if not title.endswith(("…", "...")):
        return title
    return next((one for one in titles if plain(one).startswith(cut) and not one.endswith(("…", "..."))), title)


def without_label(title: str, titles: list[str]) -> str:
    """A title without "Opinion |" before it or "| Editorial" behind it, which another source leaves away."""
    for mark in SEPARATED.finditer(title):
        for part in (title[mark.end() :], title[: mark.start()]):
            if len(part) > 15 and part in titles:
                return part
    return title


def without_site(title: str, names: set[str]) -> str:
    """A title without the names of the site before and behind it."""
    either = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    if not either:
        return title
    behind = re.compile(rf"\s*[|｜–—·•»«:：_/-]+\s*(?:{either})$", re.IGNORECASE)
    before = re.compile(rf"(?:{either})\s*[|｜–—·•»«:：_/-]+\s*", re.IGNORECASE)
    while (found := behind.search(title)) and found.start():
        title = title[: found.start()]
    while (found := before.match(title)) and found.end() < len(title):
        title = title[found.end() :]
    return title.strip()


def stated_authors(article: Node, known: dict[str, Node], metas: dict[str, list[str]]) -> list[list[str]]:
    """The authors that the page states for machines, by source, the most trusted first."""
    linked = (list(islice(named(article.get(field), known), 50)) for field in ("author", "creator"))
    return [next(linked), *(metas[name][:50] for name in AUTHOR if name in metas), next(linked)]


def shown_authors(tree: HtmlElement) -> Iterator[list[str]]:
    """The authors that it only shows to people, by source."""
    yield [shown(one) for one in islice(filter(is_author, tree.iter()), 10) if not is_comment(one)]
    from trafilatura.metadata import extract_author

    found = extract_author(tree)
    yield [found] if found else []


def is_author(element: HtmlElement) -> bool:
    """Whether the markup says that an element names an author."""
    if not isinstance(element.tag, str) or element.tag == "meta":
        return False
    marks = f"{element.get('rel') or ''} {element.get('itemprop') or ''}".lower().split()
    return "author" in marks or bool(AUTHOR_CLASS.match(element.get("class") or ""))
