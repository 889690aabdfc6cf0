"""A saved web page -> the article in it.

The page is hostile: its size, its depth and the number of its tags are bounded before a library sees it.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from corpus.errors import ArticleRejected
from corpus.formats.page_body import body_of
from corpus.formats.page_metadata import PageMetadata, page_metadata
from corpus.formats.page_names import plain
from corpus.record import Record
from corpus.stream import MEGABYTE

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LARGEST_PAGE = 20 * MEGABYTE  # bytes; the largest that archives hold are saved with all their pictures inside
LARGEST_MARKUP = 2 * MEGABYTE  # characters without scripts, styles and pictures; an article has about 0.1
MOST_LEVELS = 100_000  # above all elements together; the deepest page of the benchmark has 23,000
MOST_TAGS = 30_000  # opening and closing; an article has some 2,000, a live blog of a day perhaps 10,000

DECLARED = re.compile(
    rb"<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})|<\?xml[^>]{0,100}encoding=[\"']([\w.-]{2,40})",
    re.IGNORECASE,
)
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Browsers read the names of smaller sets as the larger ones that publishers mean.
MEANT = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "shift_jis": "cp932",
    "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "iso-8859-9": "cp1254", "windows-874": "cp874", "tis-620": "cp874", "iso-8859-11": "cp874", "x-euc-jp": "euc_jp",
    "x-mac-cyrillic": "mac_cyrillic", "iso-8859-8-i": "iso-8859-8", "big5": "cp950", "unicode": "utf-8",
}  # fmt: skip

UNREAD = re.compile(r"<!--|<(script|style|svg|template|canvas|object|iframe)(?=[\s/>])", re.IGNORECASE)
CLOSING = {
    name: re.compile(f"</{name}\\b[^>]{{0,50}}>?", re.IGNORECASE)
    for name in ("script", "style", "svg", "template", "canvas", "object", "iframe")
}
INLINE_DATA = re.compile(r"data:[a-z]{1,20}/[^\"'\s>]{200,}", re.IGNORECASE)
# Parsers take the square of the number of attributes.
LONG_TAG = re.compile(r"<([a-zA-Z]\w{0,20})\s[^<>]{20000,}>?")

EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.\w")
ERROR_PAGE = re.compile(
    r"\W*(?:(?:error|http|oops|sorry)\W*)?(?:40[34]\b|(?:page|file) not found|not found\W*$|access denied|forbidden"
    r"|just a moment|attention required)",
    re.IGNORECASE,
)
WALL = re.compile(
    r"\b(?:subscribe|sign in|log in|register|enable javascript|abonn\w+|suscr[ií]b\w+|captcha|cookies)\b", re.IGNORECASE
)
SHORTEST = 200  # bytes, so that scripts with more in a letter count alike: less is no article unless it says so


def parse_page(raw: bytes, url: str = "") -> Record:
    """Take the article from a page; ``url`` is where it was found, if known.

    Raises ``ArticleRejected`` for what is no article, too large or too tangled.
    """
    from lxml.etree import LxmlError

    try:
        return read_page(raw, url)
    except (RecursionError, MemoryError) as error:
        raise ArticleRejected("page nested too deeply") from error
    except (LxmlError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:  # of the libraries
        raise ArticleRejected(f"page that cannot be read ({type(error).__name__})") from error


def read_page(raw: bytes, url: str) -> Record:
    """``parse_page`` before foreign exceptions are converted."""
    tree = tree_of(readable(decode_page(raw)))
    metadata = page_metadata(tree, url)
    text = without_head(body_of(tree, metadata.body), metadata)
    check_article(text, metadata)
    return Record(
        text=text,
        title=metadata.title,
        author=", ".join(metadata.authors),
        source=metadata.source,
        published=metadata.published or None,
        guessed=metadata.guessed or None,
        updated=metadata.updated or None,
        url=metadata.url,
        language=metadata.language,
        section=metadata.section,
        kind=metadata.kind,
        credit=metadata.agency,
    )


def decode_page(raw: bytes) -> str:
    """Decode a page: by its mark, as UTF-8 where it is valid, as declared, else as detected."""
    if len(raw) > LARGEST_PAGE:
        raise ArticleRejected(f"page over {LARGEST_PAGE // MEGABYTE} MB")
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace").lstrip("\ufeff")
    if b"\0" in raw[:100_000]:
        return decode_wide(raw)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return decode_as(raw, declared(raw))


def decode_wide(raw: bytes) -> str:
    """Decode UTF-16 that lacks its mark; anything else with zeros in it is no text, but for a stray one or two."""
    for encoding in ("utf-16-le", "utf-16-be"):
        if "<html" in raw[:2000].decode(encoding, "ignore").lower():
            return raw.decode(encoding, "replace")
    if raw[:100_000].count(0) > 2:
        raise ArticleRejected("binary, not text")
    return decode_page(raw.replace(b"\0", b""))


def declared(raw: bytes) -> str:
    """The encoding that a page names, under the name that Python has for what browsers do with it."""
    found = DECLARED.search(raw[:100_000])
    name = (found[1] or found[2]).decode("ascii").lower() if found else ""
    try:
        return codecs.lookup(MEANT.get(name, name)).name
    except LookupError:
        return ""


def decode_as(raw: bytes, encoding: str) -> str:
    """Decode what is no valid UTF-8: as that, where few bytes are broken, else as declared, else as detected."""
    text = raw.decode("utf-8", "replace")
    broken, beyond_ascii = text.count("\ufffd"), len(text) - len(text.encode("ascii", "ignore"))
    if 20 * broken < beyond_ascii:
        return text
    if encoding and (text := raw.decode(encoding, "replace")).count("\ufffd") <= len(raw) // 1000 + 1:
        return text
    return raw.decode(detected(raw), "replace")


def detected(raw: bytes) -> str:
    """The encoding that makes most sense of a page."""
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:200_000]).best()
    if best is None:
        raise ArticleRejected("text in no encoding that we can tell")
    return best.encoding


def readable(page: str) -> str:
    """A page without what nobody reads: scripts other than JSON-LD, styles, drawings, comments, pictures inside it."""
    slim = LONG_TAG.sub(r"<\1>", INLINE_DATA.sub("", "".join(kept(page))).replace("\0", ""))
    if len(slim) > LARGEST_MARKUP:
        raise ArticleRejected(f"page with over {LARGEST_MARKUP // MEGABYTE} MB of markup")
    if slim.count("<") > MOST_TAGS:
        raise ArticleRejected(f"page with over {MOST_TAGS:,} tags")
    if not slim.strip():
        raise ArticleRejected("no article in the page")
    if "<" not in slim:
        raise ArticleRejected("no web page: there is no markup in it")
    return slim


def kept(page: str) -> list[str]:
    """The parts of a page that are read, in one pass over it whatever is left open."""
    parts, position = [], 0
    while found := UNREAD.search(page, position):
        parts.append(page[position : found.start()])
        position = end_of(page, found)
        if is_linked_data(page[found.start() : found.start() + 300]):
            parts.append(page[found.start() : position])
    parts.append(page[position:])
    return parts


def end_of(page: str, opening: re.Match[str]) -> int:
    """Where what was opened ends: the end of the page where nothing closes it."""
    if opening[1] is None:
        end = page.find("-->", opening.end())
        return end + 3 if end >= 0 else len(page)
    closing = CLOSING[opening[1].lower()].search(page, opening.end())
    return closing.end() if closing else len(page)


def is_linked_data(opening: str) -> bool:
    """Whether a script holds what the page says about itself."""
    return "ld+json" in opening.partition(">")[0].lower()


def tree_of(page: str) -> HtmlElement:
    """Parse a page; the parser stops where elements are nested more deeply (256) than in any article."""
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    tree: HtmlElement = document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    if levels(tree) > MOST_LEVELS:
        raise ArticleRejected("page nested too deeply")
    return tree


def levels(tree: HtmlElement) -> int:
    """The depth of all elements together: trafilatura reads the text below each of them."""
    from lxml.etree import iterwalk

    total = depth = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        total += depth if event == "start" else 0
    return total


def without_head(text: str, metadata: PageMetadata) -> str:
    """A body without the headline, the names, the date and the address for letters at its two ends."""
    lines = text.split("\n\n")
    # What stands above the headline is a menu: "Home", "Politics".
    above = next((place for place, line in enumerate(lines[:4]) if plain(line) in metadata.titles), 0)
    lines = lines[above:] if all(len(line) < 40 for line in lines[:above]) else lines
    known = metadata.titles | {plain(one) for one in (*metadata.authors, *metadata.guessed, *metadata.published)}
    while len(lines) > 1 and (plain(lines[0]) in known or is_contact(lines[0])):
        lines.pop(0)
    while len(lines) > 1 and (plain(lines[-1]) in known or is_contact(lines[-1])):
        lines.pop()
    return "\n\n".join(lines)


def is_contact(line: str) -> bool:
    """Whether a line is little more than an address for letters."""
    return len(line) < 80 and bool(EMAIL.search(line))


def check_article(text: str, metadata: PageMetadata) -> None:
    """Refuse a page that is clearly no article, with the reason."""
    size = len(text.encode("utf-8", "replace"))
    if not size:
        raise ArticleRejected("no article in the page")
    if metadata.is_index:
        raise ArticleRejected("a list of articles or a front page, not an article")
    if size < 1000 and not metadata.is_article and ERROR_PAGE.match(metadata.title):
        raise ArticleRejected(f'an error page, not an article: "{metadata.title[:80]}"')
    if size < SHORTEST and not metadata.is_article:
        raise ArticleRejected(
            "only an invitation to log in or subscribe" if WALL.search(text) else "no article in the page"
        )
