"""XML and HTML that nobody vouches for: recognised, parsed within bounds, reduced to text.

No entity is ever expanded and no other file or address opened: a document type is cut away before parsing. What
libxml2 bounds by itself (256 levels, 10 MB in one text) stays bounded; we add what it lacks.
"""

from __future__ import annotations

import codecs
import html
import re
from html.entities import html5
from typing import TYPE_CHECKING

from corpus.errors import ArticleRejected

if TYPE_CHECKING:
    from collections.abc import Container

    from lxml.etree import _Element

HEAD = 8192  # bytes; more than the comments that any exporter puts first
PROLOG_WITHIN = 65_536  # bytes
# An element takes some 120 bytes of memory, an attribute with a name of its own thrice as much: 400 MB at the most.
MOST_SIGNS = 2_000_000
DEEPEST = 300  # levels of HTML: an end tag is compared with each open one
PIECE = 16_384  # characters of HTML between two looks at the depth

PROLOG = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
HTML_START = re.compile(rb"<!doctype\s+html", re.IGNORECASE)
TAG = re.compile(rb"<(?:[\w.-]{1,100}:)?([\w.-]{1,100})[\s/>]")
# Those of printed matter alone: Python knows others that are none, and one byte a sign is never UTF-16.
ENCODING = re.compile(
    rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']((?:utf-?8|us-ascii|ascii|iso|latin|windows|cp|koi8|mac|gb|big5|hz|euc|shift|"
    rb"sjis|ks|tis)[\w.:-]{0,30})[\"']",
    re.IGNORECASE,
)
DECLARED = re.compile(rb"<\?xml[^>]{0,200}\?>")
ONE_BYTE = re.compile(rb"iso-8859|latin|windows-125|cp125|us-ascii", re.IGNORECASE)
EXPORT = re.compile(rb"xmlns:wp\s*=\s*[\"']https?://wordpress\.org/export/|<wp:wxr_version")
UTF_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
FORMATS = {
    "rss": "feed", "feed": "feed", "rdf": "feed", "nitf": "nitf", "newsml": "newsml", "newsmessage": "newsml_g2",
    "newsitem": "newsml_g2", "packageitem": "newsml_g2", "html": "html",
}  # fmt: skip

# Mending: sections that stay as they are, then signs that XML does not allow or does not know.
NO_UTF8 = re.compile("[\udc80-\udcff]{3}")  # French has two accents in a row, Russian whole words of such bytes
WINDOWS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!(?:amp|lt|gt|quot|apos);)(?:(\w{2,31}|#\d{1,7}|#[xX][\da-fA-F]{1,6});)?|<(?![\w/!?:])",
    re.DOTALL,
)
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# The halves of a character, which libxml2 takes for whole ones where it mends.
HALVES = re.compile(
    r"&#(?:x0*d[89a-f][\da-f]{2}|0*(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]));", re.IGNORECASE
)
DECLARATION = re.compile(r"\A\s*<\?xml\b.{0,200}?\?>", re.DOTALL)
CUT = {"ERR_TAG_NOT_FINISHED", "ERR_CDATA_NOT_FINISHED", "ERR_COMMENT_NOT_FINISHED", "ERR_GT_REQUIRED"}
ENDED = re.compile("Premature end of data|expected '>'")
ENDINGS = re.compile(rb"(?:\s|</[\w:]*>?)*")
NO_NAME = re.compile(r"^(?=[^a-zA-Z_])|[^\w.-]", re.ASCII)
# What feeds use without saying so.
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "wp": "http://wordpress.org/export/1.2/",
}

PARAGRAPHS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2", "hr", "ul", "ol", "dl", "blockquote", "bq", "pre",
    "table", "section", "article", "header", "footer", "main", "aside", "figure", "address", "block", "note", "center",
    "form", "fieldset", "details",
}  # fmt: skip
LINES = {"br", "tr", "li", "dt", "dd", "caption", "summary"}
CELLS = {"td", "th"}
NO_TEXT = {
    "script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math", "button", "select",
    "textarea", "audio", "video", "canvas", "figcaption", "media",
}  # fmt: skip
SPACES = re.compile(r"\s+")
HTML_SIGN = re.compile(
    r"</[a-z][a-z0-9]{0,15}\s*>|<[a-z][\w-]{0,20}\s+[\w:-]{1,30}\s*=|<(?:p|br|hr|li|img)\s*/?>"
    r"|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});",
    re.IGNORECASE,
)


def root_name(head: bytes) -> str:
    """The name of the first element in lower case, without its prefix; empty where these bytes begin no markup.

    "html" also for a page that begins with its document type only. ``head`` need not be the whole file.
    """
    start = as_ascii(head[:HEAD])
    position, is_html = 0, False
    while found := PROLOG.match(start, position):
        is_html = is_html or bool(HTML_START.match(found[0]))
        position = found.end()
    root = TAG.match(start, position)
    name = root[1].decode("ascii", "replace").lower() if root else ""
    return "html" if is_html and name not in FORMATS else name


def wire_format(head: bytes) -> str:
    """Which module reads a file that begins like this: "feed", "wxr", "nitf", "newsml", "newsml_g2" or "html".

    "xml" stands for any other XML, the empty text for what is no markup.
    """
    name = root_name(head)
    if name == "rss" and EXPORT.search(as_ascii(head[:HEAD])):
        return "wxr"
    return FORMATS.get(name, "xml" if name else "")


def as_ascii(head: bytes) -> bytes:
    """The same with one byte a sign and no mark, whatever UTF it is in."""
    for mark, encoding in UTF_MARKS:
        if head.startswith(mark):
            return head[: len(head) // 4 * 4].decode(encoding, "replace").lstrip("\ufeff").encode()
    return head.removeprefix(codecs.BOM_UTF8)


def parse_xml(raw: bytes) -> _Element:
    """Parse XML, mended where it is ill-formed; raises ``ArticleRejected`` where it breaks off or makes no sense."""
    root, broken = parse_broken(raw)
    if broken:
        raise ArticleRejected(broken)
    return root


def parse_broken(raw: bytes) -> tuple[_Element, str]:
    """Parse XML as far as it goes, and tell why it goes no further; its last element may then be no whole one."""
    from lxml import etree

    source = without_doctype(raw)
    check_signs(source, MOST_SIGNS)
    try:
        return etree.fromstring(source, etree.XMLParser(**xml_options())), ""
    except (etree.XMLSyntaxError, ValueError) as error:
        return parse_mended(source, f"not well-formed XML: {complaint(error)}")


def check_signs(source: bytes, most: int) -> None:
    """Refuse XML that is all tags and attributes, which takes many times its size in memory."""
    if source.count(b"<") + 3 * source.count(b"=") > most:
        raise ArticleRejected(f"XML with over {most:,} tags and attributes")


def parse_mended(source: bytes, reason: str) -> tuple[_Element, str]:
    """The same for XML that is ill-formed for ``reason``."""
    from lxml import etree

    if source.count(b"&") > MOST_SIGNS:
        raise ArticleRejected(reason)
    parser = etree.XMLParser(recover=True, **xml_options())
    mended = mend(source)
    try:
        root = etree.fromstring(mended, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    errors = {error.type_name for error in parser.error_log}
    if "ERR_RESOURCE_LIMIT" in errors:
        raise ArticleRejected("XML nested too deeply, or with a text too long")
    if root is None:
        raise ArticleRejected(reason)
    closing = f"</{root.prefix}:{local_name(root)}" if root.prefix else f"</{local_name(root)}"
    bind_prefixes(root)
    return root, reason if errors & CUT or closing.encode() not in mended else ""


def is_last_whole(raw: bytes, tag: str, broken: str) -> bool:
    """Whether the last of the elements called ``tag`` is there as a whole in XML that is broken off.

    It is where the XML has no other fault than to end behind it.
    """
    tail = raw[-200:].rpartition(f"</{tag}>".encode())
    ends_there = bool(tail[1] and ENDINGS.fullmatch(tail[2]))
    return not broken or bool(ENDED.search(broken) and ends_there)


def complaint(error: Exception) -> str:
    """What libxml2 says, on one line and without the lines it counted, which are not those of the file."""
    return SPACES.sub(" ", str(error).partition(", line ")[0])[:120]


def xml_options() -> dict[str, bool]:
    """How a parser is told to stay within its file and its bounds."""
    return {
        "resolve_entities": False, "load_dtd": False, "no_network": True, "remove_comments": True, "remove_pis": True,
        "collect_ids": False, "huge_tree": False,
    }  # fmt: skip


def without_doctype(raw: bytes) -> bytes:
    """The same XML without its document type, and with it all entities of its own."""
    source = raw.removeprefix(codecs.BOM_UTF8)
    for mark, encoding in UTF_MARKS:
        if raw.startswith(mark):
            text = raw.decode(encoding, "replace").lstrip("\ufeff")
            source = DECLARATION.sub("", NO_XML.sub("", text)).encode()
            break
    source = source.lstrip()
    declared, head = ENCODING.match(source), DECLARED.match(source)
    if head and (not declared or (ONE_BYTE.match(declared[1]) and is_utf8(source))):
        source = source[head.end() :].lstrip()
    start, position = source[:PROLOG_WITHIN], 0
    while found := PROLOG.match(start, position):
        if found[0][:9].upper() == b"<!DOCTYPE":
            return source[:position] + source[found.end() :]
        position = found.end()
    return source


def is_utf8(source: bytes) -> bool:
    """Whether these bytes can hardly be anything but UTF-8, whatever they are declared to be."""
    try:
        return not source.isascii() and bool(source.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def mend(source: bytes) -> bytes:
    """Ill-formed XML as UTF-8 without the commonest faults: wrong encoding, stray "&", HTML's entities, controls."""
    text = DECLARATION.sub("", decode(source))
    return AMPERSAND.sub(mended_sign, HALVES.sub("", NO_XML.sub("", text))).encode()


def mended_sign(found: re.Match[str]) -> str:
    """One section or sign as XML wants it."""
    sign, name = found[0], found[1] or ""
    if sign.startswith("<!"):
        return sign
    known = html.unescape(sign) if name.startswith("#") else html5.get(f"{name};", sign)
    return NO_XML.sub("", html.escape(known, quote=False))


def decode(source: bytes) -> str:
    """Text in the encoding that it declares, else UTF-8 with single signs of Windows among it.

    Raises ``ArticleRejected`` where that cannot be: a guess at Cyrillic or Japanese would yield words nobody wrote.
    """
    declared = ENCODING.match(source)
    try:
        return source.decode(declared[1].decode("ascii") if declared else "utf-8")
    except (UnicodeError, LookupError):
        text = source.decode("utf-8", "surrogateescape")
    if NO_UTF8.search(text):
        raise ArticleRejected("not UTF-8, nor in the encoding that it declares")
    return text.translate(WINDOWS)


def bind_prefixes(root: _Element) -> None:
    """Give elements with a prefix that nobody declared the namespace it stands for, or none."""
    for element in root.iter("*"):
        if ":" in element.tag and not element.tag.startswith("{"):
            prefix, _, name = element.tag.partition(":")
            local = NO_NAME.sub("_", name) or "_"
            element.tag = f"{{{NAMESPACES[prefix]}}}{local}" if prefix in NAMESPACES else f"_{local}"
        for name in [name for name in element.attrib if ":" in name and not name.startswith("{")]:
            del element.attrib[name]


def drop_namespaces(root: _Element) -> _Element:
    """Leave the bare names, which are enough where one format stands alone; returns ``root``."""
    from lxml import etree

    for element in root.iter("*"):
        if "}" in element.tag:
            element.tag = NO_NAME.sub("_", local_name(element)) or "_"
    etree.cleanup_namespaces(root)
    return root


def local_name(element: _Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


class TextBuilder:
    """Takes the events of a parser and gives the text: paragraphs one blank line apart, rows and items on lines."""

    def __init__(self, skipped: Container[str] = ()) -> None:
        self.pieces: list[str] = []
        self.depth = 0
        self.skipped = skipped
        self.silent = 0  # the depth at which a part without text began
        self.verbatim = 0
        self.breaks = 0  # line ends to come before the next text

    def start(self, tag: str, _attributes: object = None) -> None:
        """An element begins."""
        self.depth += 1
        name = tag.rpartition("}")[2].lower()
        if not self.silent and (name in NO_TEXT or name in self.skipped):
            self.silent = self.depth
        self.verbatim += name == "pre"
        self.separate(name, int(name == "br"))

    def end(self, tag: str) -> None:
        """An element ends."""
        name = tag.rpartition("}")[2].lower()
        if self.silent == self.depth:
            self.silent = 0
        self.depth -= 1
        self.verbatim -= name == "pre"
        self.separate(name, 0)

    def separate(self, name: str, lines: int) -> None:
        """What stands between an element and its neighbours."""
        least = 2 if name in PARAGRAPHS else int(name in LINES)
        self.breaks = min(2, max(self.breaks + lines, least))
        if name in CELLS:
            self.pieces.append(" ")

    def data(self, text: str) -> None:
        """Text, in any number of parts."""
        if self.silent or (self.breaks and not text.strip()):
            return
        self.pieces.append("\n" * self.breaks + (text if self.verbatim else SPACES.sub(" ", text)))
        self.breaks = 0

    def close(self) -> str:
        """The text so far."""
        lines = "".join(self.pieces).split("\n")
        return "\n".join(SPACES.sub(" ", line).strip() for line in lines).strip()


def element_text(element: _Element | None, skipped: Container[str] = ()) -> str:
    """The text of an element without the parts named in ``skipped``; empty for None."""
    from lxml import etree

    if element is None:
        return ""
    builder = TextBuilder(skipped)
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            builder.start(node.tag)
            builder.data(node.text or "")
        else:
            builder.end(node.tag)
            builder.data((node.tail or "") if node is not element else "")
    text = builder.close()
    if HTML_SIGN.search(text):  # some put HTML into their XML as text
        text = "\n\n".join(filter(None, map(plain_text, text.split("\n\n"))))
    return text


def line(element: _Element | None) -> str:
    """The text of an element on one line; empty for None."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def html_text(markup: str, skipped: Container[str] = ()) -> str:
    """The text of a piece of HTML; raises ``ArticleRejected`` where it is nested beyond all sense."""
    from lxml import etree

    builder = TextBuilder(skipped)
    parser = etree.HTMLParser(target=builder, recover=True, no_network=True, encoding="utf-8")
    clean = NO_XML.sub("", markup)
    for start in range(0, len(clean), PIECE):
        parser.feed(clean[start : start + PIECE].encode())
        if builder.depth > DEEPEST:
            raise ArticleRejected("HTML nested too deeply")
    try:
        return str(parser.close())
    except etree.XMLSyntaxError:  # nothing but blanks
        return ""


def plain_text(text: str) -> str:
    """The text of what may be HTML or plain already; "<AAPL.O>" and "<ann@paper.example>" are no markup."""
    return html_text(text) if HTML_SIGN.search(text) else text.strip()
