"""What a file is: by its first bytes, and by its name only where they may be several things. Opens nothing."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum
from pathlib import PurePath

from corpus.errors import ArticleRejected
from corpus.formats.markdown import has_front_matter
from corpus.formats.plain_text import has_head
from corpus.formats.table import is_header
from corpus.markup import wire_format
from corpus.stream import UTF16_MARKS

RECOGNISED_WITHIN = 8192  # bytes; enough for any prolog and any first line that tells something


class Format(StrEnum):
    """What we read, and how people call it."""

    TEXT = "plain text"
    MARKDOWN = "Markdown"
    JSON = "JSON"
    LINES = "JSON lines"
    TABLE = "CSV or TSV"
    PARQUET = "Parquet"
    PAGE = "HTML"
    FEED = "RSS or Atom"
    NITF = "NITF"
    NEWSML = "NewsML 1"
    NEWSML_G2 = "NewsML-G2"
    WXR = "WordPress export"


WIRE = {
    "html": Format.PAGE,
    "feed": Format.FEED,
    "nitf": Format.NITF,
    "newsml": Format.NEWSML,
    "newsml_g2": Format.NEWSML_G2,
    "wxr": Format.WXR,
}
NO_ARTICLE = {
    b"%PDF": "a PDF",
    b"\xff\xd8\xff": "an image",
    b"\x89PNG": "an image",
    b"GIF8": "an image",
    b"RIFF": "an image, sound or video",
    b"ID3": "sound",
    b"\xd0\xcf\x11\xe0": "an Office document",
    b"{\\rtf": "an RTF document",
    b"SQLite format 3": "a database",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
}
TEXTS = {".txt", ".text", ".asc"}
MARKDOWNS = {".md", ".markdown"}
LINES = {".jsonl", ".ndjson"}
TABLES = {".csv", ".tsv", ".tab"}
PAGES = {".html", ".htm", ".xhtml", ".shtml"}
JSON_START = re.compile(r'\{\s*["}]|\[\s*(?:[{\["\]\d-]|$)')
# A wire copy of before XML begins with control characters: SOH or SYN.
WIRE_COPY = re.compile(rb"[\x00\r\n ]*[\x01\x16]")
MAIL = re.compile(
    r"(?:Received|Return-Path|Delivered-To|MIME-Version|Message-ID|From|Date|Subject|To): ", re.IGNORECASE
)


def recognise(head: bytes, name: PurePath) -> Format:
    """Say what begins with these bytes; raises ``ArticleRejected`` for what is no article."""
    suffix = name.suffix.lower()
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    for magic, what in NO_ARTICLE.items():
        if head.startswith(magic):
            raise ArticleRejected(f"{what}, not an article")
    if WIRE_COPY.match(head):
        raise ArticleRejected("a wire copy in IPTC 7901 or ANPA, which is not read")
    if (wire := wire_format(head[:RECOGNISED_WITHIN])) in WIRE:
        return WIRE[wire]
    if wire == "xml" and suffix in PAGES:  # a fragment of a page
        return Format.PAGE
    if wire == "xml":
        raise ArticleRejected("XML of a kind that is not read")
    return by_text(beginning(head), suffix)


def by_text(text: str, suffix: str) -> Format:
    """The same for what is no markup."""
    start = text.lstrip()
    named = by_name(suffix)
    if suffix in LINES or (named in {None, Format.TEXT, Format.JSON} and JSON_START.match(start)):
        return Format.LINES if suffix in LINES else Format.JSON
    if has_front_matter(start):
        return Format.MARKDOWN
    if is_header(start.partition("\n")[0]):
        return Format.TABLE
    if is_mail(start):
        raise ArticleRejected("an e-mail, not an article")
    if named is None and has_head(start):
        return Format.TEXT
    if named is None:
        raise ArticleRejected(f"unknown format ({suffix or 'no suffix'})")
    return named


def by_name(suffix: str) -> Format | None:
    """What a name says that a file is."""
    for suffixes, named in (
        (TEXTS, Format.TEXT),
        (MARKDOWNS, Format.MARKDOWN),
        (TABLES, Format.TABLE),
        (PAGES, Format.PAGE),
        ({".json"}, Format.JSON),
    ):
        if suffix in suffixes:
            return named
    return None


def is_mail(text: str) -> bool:
    """Whether a text begins as an e-mail does: two or more of its headers."""
    return len([line for line in text.split("\n")[:6] if MAIL.match(line)]) >= 3


def beginning(head: bytes) -> str:
    """The first bytes as text, as well as they can be read."""
    if head.startswith(UTF16_MARKS):
        return head[:RECOGNISED_WITHIN].decode("utf-16", "replace")
    return head[:RECOGNISED_WITHIN].removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
