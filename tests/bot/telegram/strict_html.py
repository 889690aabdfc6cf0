"""Telegram's HTML as the server reads it: ``parse_html`` gives what a reader sees, or refuses in the server's words.

Offsets and lengths of entities are UTF-16 units, positions in errors are bytes of UTF-8. What the server drops without
a word (a link that leads nowhere, a quotation inside of another) is noted, so that a test can ask for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

Entity = dict[str, Any]

STYLES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "tg-spoiler": "spoiler",
}
TAGS = {*STYLES, "a", "tg-emoji", "tg-time", "span", "pre", "code", "blockquote"}
NAMED = {b"lt": 60, b"gt": 62, b"amp": 38, b"quot": 34}  # every other name stays as it is written
# Of entities over the same text, in this order.
ORDER = (
    *("blockquote", "expandable_blockquote", "text_link", "text_mention", "pre", "code", "custom_emoji"),
    *("date_time", "spoiler", "bold", "italic", "underline", "strikethrough"),
)
QUOTES = ("blockquote", "expandable_blockquote")
SPACE = b" \t\r\n\x0b"
REFERENCE = re.compile(rb"&#x([0-9a-fA-F]*)|&#([0-9]*)|&([a-zA-Z]*)")
LONGEST_REFERENCE = 10
# Control characters become blanks; line and paragraph separators and the marks that turn the direction go.
BLANKED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
REMOVED = re.compile("[\r\u2028-\u202e]")


class EntityError(ValueError):
    """The text is no HTML of Telegram's; the words are the server's after ``can't parse entities: ``."""


@dataclass
class Parsed:
    """What a reader sees, and what was dropped without a word."""

    text: str
    entities: list[Entity] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


@dataclass
class Tag:
    """A tag that is open: its one attribute that counts, and where it began (bytes of the output, UTF-16 units)."""

    name: str
    argument: str = ""
    date: int = 0
    start: int = 0
    offset: int = 0


def units(text: str) -> int:
    """How many UTF-16 units a text has."""
    return len(text) + sum(character > "\uffff" for character in text)


def part(text: str, entity: Entity) -> str:
    """The text that an entity covers."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    start = entity["offset"] * 2
    return encoded[start : start + entity["length"] * 2].decode("utf-16-le", "surrogatepass")


def parse_html(text: str) -> Parsed:
    """Read a text as ``parse_mode=HTML``; raises EntityError."""
    reader = Reader(text)
    reader.read()
    if reader.open:
        raise EntityError(f'Can\'t find end tag corresponding to start tag "{reader.open[-1].name}"')
    try:
        plain = reader.output.decode("utf-8")
    except UnicodeDecodeError:
        raise EntityError(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        ) from None
    for entity in reader.entities:
        entity.pop("language?", None)
    return tidy(Parsed(plain, without_nested(reader.entities, reader.lost), reader.lost))


class Reader:
    """Goes through the bytes once. The server's own string ends in NUL, so there is always a next byte."""

    def __init__(self, text: str) -> None:
        self.bytes = text.encode("utf-8")
        self.at = self.offset = 0
        self.output = bytearray()
        self.entities: list[Entity] = []
        self.open: list[Tag] = []
        self.lost: list[str] = []

    @property
    def byte(self) -> bytes:
        return self.bytes[self.at : self.at + 1] or b"\0"

    @property
    def ended(self) -> bool:
        return self.at >= len(self.bytes)

    @property
    def blank(self) -> bool:
        return self.ended or self.byte in SPACE

    def skip_blanks(self) -> None:
        while not self.ended and self.blank:
            self.at += 1

    def until(self, stops: bytes) -> bytes:
        start = self.at
        while not self.blank and self.byte not in stops:
            self.at += 1
        return self.bytes[start : self.at]

    def read(self) -> None:
        while not self.ended:
            if self.byte == b"&" and (code := self.reference()) is not None:
                self.output += chr(code).encode("utf-8", "surrogatepass")
                self.offset += 1 + (code > 0xFFFF)
            elif self.byte == b"<":
                begin, self.at = self.at, self.at + 1
                if self.byte == b"/":
                    self.end_tag(begin)
                else:
                    self.start_tag(begin)
            else:
                first = self.byte[0]
                self.offset += (first & 0xC0 != 0x80) + (first >= 0xF0)
                self.output.append(first)
                self.at += 1

    def reference(self) -> int | None:
        """A character written as a reference; None, and nothing is passed over, where there is none."""
        found = REFERENCE.match(self.bytes, self.at)
        if not found:
            return None
        hexadecimal, decimal, name = found.groups()
        if name is not None:
            code = NAMED.get(name)
        else:
            digits, base = (hexadecimal, 16) if hexadecimal is not None else (decimal, 10)
            code = int(digits or b"0", base)
            if not 0 < code < 0x10FFFF or len(found[0]) >= LONGEST_REFERENCE:
                code = None
        if code is not None:
            self.at = found.end()
            self.at += self.byte == b";"
        return code

    def start_tag(self, begin: int) -> None:
        name = self.until(b">").decode("utf-8", "replace").lower()
        if self.ended:
            raise EntityError(f"Unclosed start tag at byte offset {begin}")
        if name not in TAGS:
            raise EntityError(f'Unsupported start tag "{name}" at byte offset {begin}')
        tag = Tag(name, start=len(self.output), offset=self.offset)
        while self.byte != b">":
            self.skip_blanks()
            if self.byte != b">":
                self.attribute(tag, begin)
        if name == "span" and tag.argument != "spoiler":
            raise EntityError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(tag)
        self.at += 1

    def attribute(self, tag: Tag, begin: int) -> None:
        name = self.until(b"=>/\"'").decode("utf-8", "replace")
        if not name:
            raise EntityError(f'Empty attribute name in the tag "{tag.name}" at byte offset {begin}')
        self.skip_blanks()
        value = ""
        if self.byte == b"=":
            self.at += 1
            self.skip_blanks()
            value = self.value(tag, begin)
        elif self.ended:
            raise EntityError(f'Unclosed start tag "{tag.name}" at byte offset {begin}')
        match tag.name, name:
            case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format"):
                tag.argument = value
            case ("code", "class") if value.startswith("language-"):
                tag.argument = value.removeprefix("language-")
            case ("span", "class") if value.startswith("tg-"):
                tag.argument = value.removeprefix("tg-")
            case ("blockquote", "expandable"):
                tag.argument = "expandable"
            case ("tg-time", "unix"):
                found = re.match(r"-?\d+", value)
                tag.date = int(found[0]) if found else 0

    def value(self, tag: Tag, begin: int) -> str:
        if self.ended:
            raise EntityError(f'Unclosed start tag "{tag.name}" at byte offset {begin}')
        if self.byte not in b"\"'":
            start = self.at
            while re.match(rb"[A-Za-z0-9.\-]", self.byte):
                self.at += 1
            if not self.blank and self.byte != b">":
                raise EntityError(f"Unexpected end of name token at byte offset {start}")
            found = self.bytes[start : self.at].lower()
        else:
            mark, quoted = self.byte, bytearray()
            self.at += 1
            while not self.ended and self.byte != mark:
                if self.byte == b"&" and (code := self.reference()) is not None:
                    quoted += chr(code).encode("utf-8", "surrogatepass")
                else:
                    quoted += self.byte
                    self.at += 1
            self.at += not self.ended
            found = bytes(quoted)
        if self.ended:
            raise EntityError(f"Unclosed start tag at byte offset {begin}")
        return found.decode("utf-8", "replace")

    def end_tag(self, begin: int) -> None:
        if not self.open:
            raise EntityError(f"Unexpected end tag at byte offset {begin}")
        self.at += 1
        name = self.until(b">").decode("utf-8", "replace").lower()
        self.skip_blanks()
        if self.byte != b">":
            raise EntityError(f"Unclosed end tag at byte offset {begin}")
        expected = self.open[-1].name
        if name and name != expected:
            raise EntityError(f'Unmatched end tag at byte offset {begin}, expected "</{expected}>", found "</{name}>"')
        self.at += 1
        self.close(self.open.pop())

    def close(self, tag: Tag) -> None:
        """Turn a tag that ends into an entity; one without text is none."""
        place = {"offset": tag.offset, "length": self.offset - tag.offset}
        if not place["length"]:
            return
        last = self.entities[-1] if self.entities else {}
        around = last.get("type") if place.items() <= last.items() else None  # what covers the same text
        if tag.name == "pre" and around == "code" and last.get("language?"):
            last.update(type="pre", language=last.pop("language?"))
        elif tag.name == "code" and around == "pre" and tag.argument and "language" not in last:
            last["language"] = tag.argument
        elif meaning := meaning_of(tag, self.output[tag.start :].decode("utf-8", "replace")):
            self.entities.append(place | meaning)
        else:
            self.lost.append(f"{tag.name} {tag.argument!r}")


def meaning_of(tag: Tag, content: str) -> Entity | None:
    """What a tag says of its text; None where the server drops it without a word."""
    match tag.name:
        case "a":
            return link(tag.argument or content)
        case "tg-emoji":
            if not tag.argument.isdigit() or not int(tag.argument):
                raise EntityError("Invalid custom emoji identifier specified")
            return {"type": "custom_emoji", "custom_emoji_id": tag.argument}
        case "tg-time":
            if not re.fullmatch(r"r|[wWdDtT]*", tag.argument):
                raise EntityError("Invalid date format used")
            date = {"type": "date_time", "unix_time": tag.date, "date_time_format": tag.argument}
            return date if tag.date > 0 else None
        case "code":
            return {"type": "code", "language?": tag.argument}  # counts only inside of <pre>
        case "blockquote":
            return {"type": "expandable_blockquote" if tag.argument else "blockquote"}
    return {"type": STYLES.get(tag.name, "spoiler" if tag.name == "span" else tag.name)}


def link(address: str) -> Entity | None:
    """What an address becomes; None for one that leads nowhere, which the server drops with its link."""
    if person := re.match(r"tg://user\?id=(\d+)$", address):
        return {"type": "text_mention", "user": {"id": int(person[1]), "is_bot": False, "first_name": "x"}}
    parts = re.match(r"(?:(https?|ftp|tg|ton|tonsite)://)?([^/?#\s]+)([/?#]\S*)?$", address.lstrip(), re.IGNORECASE)
    if not parts:
        return None
    scheme, host, rest = (parts[1] or "http").lower(), parts[2], parts[3] or ""
    if scheme in {"tg", "ton"}:
        return {"type": "text_link", "url": address.strip()}
    if not re.match(r"(?:[^@]*@)?[\w-]+(\.[\w-]+)+(:\d+)?$|localhost(:\d+)?$", host):
        return None
    return {"type": "text_link", "url": f"{scheme}://{host}{rest if rest.startswith('/') else '/' + rest}"}


def end(entity: Entity) -> int:
    found: int = entity["offset"] + entity["length"]
    return found


def holds(outer: Entity, inner: Entity) -> bool:
    return outer is not inner and outer["offset"] <= inner["offset"] and end(inner) <= end(outer)


def without_nested(entities: list[Entity], lost: list[str]) -> list[Entity]:
    """Sort as the server does; quotations hold no quotation, code holds nothing."""
    kept: list[Entity] = []
    for entity in sorted(entities, key=lambda one: (one["offset"], -one["length"], ORDER.index(one["type"]))):
        around = {outer["type"] for outer in kept if holds(outer, entity)}
        if around & {"pre", "code"} or (entity["type"] in QUOTES and around & set(QUOTES)):
            lost.append(f"{entity['type']} inside of {', '.join(sorted(around))}")
        else:
            kept.append(entity)
    return kept


def tidy(parsed: Parsed) -> Parsed:
    """Clean and trim a text, and move its entities with it; one that covers only blanks goes."""
    cleaned = BLANKED.sub(" ", parsed.text)
    keep = [not REMOVED.match(character) for character in cleaned]
    body = "".join(character for character, kept in zip(cleaned, keep, strict=True) if kept)
    first = min((entity["offset"] for entity in parsed.entities), default=None)
    moved = [0]  # where each UTF-16 unit of the old text stands in the new one
    for character, kept in zip(cleaned, keep, strict=True):
        for _ in range(units(character)):
            moved.append(moved[-1] + kept)
    whole, lead = len(body.rstrip()), 0
    while lead < whole and body[lead] in " \n" and (first is None or units(body[:lead]) < moved[first]):
        lead += 1
    text, cut = body[lead:whole], units(body[:lead])
    entities = []
    for entity in parsed.entities:
        start = max(0, moved[entity["offset"]] - cut)
        stop = min(units(text), moved[min(end(entity), len(moved) - 1)] - cut)
        found = entity | {"offset": start, "length": stop - start}
        if stop > start and part(text, found).strip():
            entities.append(found)
    return Parsed(text, entities, parsed.lost)
