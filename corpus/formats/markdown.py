"""Markdown, with front matter or without; all of python-frontmatter.

---
title: Ferry hits pier
date: 2023-03-14
---

The ferry hit the pier on *Tuesday*.
"""

from __future__ import annotations

import re

from corpus.errors import ArticleRejected
from corpus.formats.json_records import parse_record
from corpus.record import Record

FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?=[^\n]*:)")
HEADING = re.compile(r"\s*#[ \t]+(\S[^\n]*)(?:\n|\Z)|\s*(\S[^\n]*)\n=+[ \t]*(?:\n|\Z)")
END = re.compile(r"^-{3,}[ \t\r]*$", re.MULTILINE)  # as python-frontmatter finds it
LONGEST_HEAD = 100_000  # characters; YAML is read slowly
# Its parser in C overflows the stack, and ends the whole process, on some thousands of levels.
MOST_BRACKETS = 1000
NESTED = re.compile(r"(?:[-?:][ \t]+){50}")


def has_front_matter(text: str) -> bool:
    """Whether a text begins with a block of YAML."""
    return bool(FRONT_MATTER.match(text))


def parse_markdown(raw: str) -> Record:
    """Take the fields of the front matter and the words of the rest; a first heading is the title."""
    fields, body = split(raw.lstrip("\ufeff \t\r\n"))
    title = HEADING.match(body) if not {"title", "headline"} & {str(name).lower() for name in fields} else None
    if title:
        fields, body = {**fields, "title": plain_line((title[1] or title[2]).rstrip(" \t#"))}, body[title.end() :]
    return parse_record({**fields, "text": plain_text(body)})


def split(raw: str) -> tuple[dict[str, object], str]:
    """The front matter and what follows it."""
    if not has_front_matter(raw):
        return {}, raw
    import frontmatter
    import yaml

    closing = END.search(raw, 4)
    end = closing.start() if closing else -1
    if end < 0 or end > LONGEST_HEAD:
        raise ArticleRejected("front matter without an end")
    if raw.count("[", 0, end) + raw.count("{", 0, end) > MOST_BRACKETS or NESTED.search(raw, 0, end):
        raise ArticleRejected("front matter nested too deeply")
    try:
        fields, body = frontmatter.parse(raw)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ArticleRejected(f"front matter that is no YAML: {' '.join(str(error).split())[:100]}") from error
    return {str(name): field for name, field in fields.items()}, body


# What marks words up, and what stands for it. A link keeps its words, an image nothing. A part ends where another one
# of its kind begins, or a text of nothing but beginnings would take hundreds of times its length.
ADDRESS = r"\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}\)"  # of an encyclopedia: (https://paper.example/Baku_(city))
MARKUP = (
    (re.compile(r"<!--(?:(?!<!--).){0,5000}?-->", re.DOTALL), ""),
    (re.compile(rf"!\[[^\[\]\n]{{0,500}}\]{ADDRESS}"), ""),
    (re.compile(rf"\[([^\[\]\n]{{0,500}})\]{ADDRESS}"), r"\1"),
    (re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(.*)$", re.MULTILINE), lambda heading: heading[1].rstrip(" \t#")),
    (re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE), ""),
    (re.compile(r"^[ \t]{0,3}(?:[-*_][ \t]*){3,}$", re.MULTILINE), ""),
    (re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]{1,1000}?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"(?<![\w_])(_{1,3})(?=\S)([^_\n]{1,1000}?)(?<=\S)\1(?![\w_])"), r"\2"),
    (re.compile(r"</?[a-zA-Z][^<>\n]{0,500}>"), ""),
)
SOFT_BREAK = re.compile(r"(?<=\S)[ \t]*\n(?=[^\s\-*+>#|\d])")


def plain_text(body: str) -> str:
    """The words of a text without what marks them up; lines that Markdown joins are joined."""
    text = body.replace("\r\n", "\n")
    for pattern, instead in MARKUP:
        text = pattern.sub(instead, text)
    return SOFT_BREAK.sub(" ", text)


def plain_line(line: str) -> str:
    """The same for one line."""
    return plain_text(line).strip()
