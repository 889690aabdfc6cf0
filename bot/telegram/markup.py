"""Telegram's HTML: how text becomes harmless in it, how much of it a message holds, which addresses it names.

All text that is not written in this package goes through ``escape``. A number in brackets is a citation of ours: where
text of strangers has one outside of a quotation, ``without_markers`` gives it round brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from html import unescape
from urllib.parse import quote, urlsplit

from bot.marker import LOOKS_LIKE_ONE, without_markers
from bot.wording import harmless, printable
from corpus.sentences import Span

# Telegram counts code points after parsing; UTF-16 units are never fewer. It refuses 32,768 bytes, and drops the
# 101st entity without a word: the addresses that it finds by itself need room too.
# Telegram takes 4096 units: a note is added where a message may come a second time.
MOST_UNITS, MOST_BYTES, MOST_ENTITIES = 4000, 32_000, 90
MOST_MARKS = 6  # answering words in one sentence
READ = 4  # signs of a long text for each one that is shown
LONGEST_ADDRESS = 2048  # as it stands in the markup

ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
TAG = re.compile(r"<[^>]*>")
NEAR = 40  # characters; where no word ends so near, a text is cut within one
TIED = "\u200c\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"  # joiners, and the colours of skin
LONGEST_HOST = 253
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})", re.IGNORECASE)
IN_ADDRESS = "/:@!$&'()*+,;=-._~%"  # what an address may hold beside letters and digits


def cleaned(text: str) -> str:
    """Leave out what is obeyed or forges directions; a line end stays, other odd white space becomes a blank.

    Sign by sign: a span of the text stays a span of what is left of it.
    """
    return harmless(text if text.isprintable() else "".join(" " if is_odd_space(c) else c for c in text))


def is_odd_space(sign: str) -> bool:
    """Whether a sign is white space, but neither a line end nor a blank."""
    return sign.isspace() and sign != "\n" and unicodedata.category(sign) != "Zs"


def escape(text: str) -> str:
    """Make any text harmless as a part of Telegram's HTML, inside and outside of quotes."""
    return cleaned(text).translate(ESCAPED)


def is_forged(text: str) -> bool:
    """Whether a text has what looks like a citation."""
    return bool(LOOKS_LIKE_ONE.search(cleaned(text)))


def words(text: str, most: int) -> str:
    """Markup for text of strangers that is no quotation: one line of at most so many UTF-16 units."""
    return escape(without_markers(shortened(printable(text[: most * READ]), most)))


def label(text: str, most: int) -> str:
    """The same for what is no markup, and never empty: the label of a button."""
    return shortened(printable(text[: most * READ]), most) if is_seen(text[: most * READ]) else "…"


def bold(html: str) -> str:
    """Markup in bold."""
    return f"<b>{html}</b>"


def italic(html: str) -> str:
    """Markup in italics."""
    return f"<i>{html}</i>"


def lead(text: str) -> str:
    """Markup for a sentence of ours, in bold up to its first colon."""
    said, colon, rest = text.partition(":")
    return f"{bold(escape(said))}{colon}{escape(without_markers(rest))}"


def link(text: str, url: str, most: int) -> str:
    """Markup for a title that leads to its article; in bold where no address can be named."""
    title = words(text, most) if is_seen(text[: most * READ]) else "Untitled"
    address = web_address(url)
    return f'<a href="{escape(address)}">{title}</a>' if address else bold(title)


def is_seen(text: str) -> bool:
    """Whether anything of a text is seen."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in text)


def web_address(url: str) -> str:
    """The address as Telegram accepts it for a link and for a button; empty where it is none that a reader should open.

    Only http and https, a host with a name of its own, no user before it: that looks like another host.
    """
    if len(url) > LONGEST_ADDRESS or cleaned(url) != url or len(url.split()) != 1:
        return ""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "")[:LONGEST_HOST].encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # UnicodeError is one
        return ""
    if (
        parts.scheme not in {"http", "https"}
        or "@" in parts.netloc
        or len(host) > LONGEST_HOST
        or not HOST.fullmatch(host)
    ):
        return ""
    query = f"?{quote(parts.query, IN_ADDRESS + '?')}" if parts.query else ""
    fragment = f"#{quote(parts.fragment, IN_ADDRESS + '?')}" if parts.fragment else ""
    address = f"{parts.scheme}://{host}{port}{quote(parts.path, IN_ADDRESS) or '/'}{query}{fragment}"
    return address if len(escape(address)) <= LONGEST_ADDRESS else ""


# Spans of a text: how they are cut, and how they are shown.


def units(text: str) -> int:
    """How long Telegram holds a text to be, or longer: its UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def reach(text: str, most: int) -> int:
    """How many signs of a text take so many units."""
    total = 0
    for place, sign in enumerate(text):
        total += 1 + (sign > "\uffff")
        if total > most:
            return place
    return len(text)


def shortened(text: str, most: int) -> str:
    """A text of at most so many units: what is longer ends after a word, with an ellipsis."""
    if units(text) <= most:
        return text
    return f"{text[: word_end(text, 0, reach(text, most - 1))].rstrip(' ,;:')}…"


def word_end(text: str, low: int, high: int) -> int:
    """Where to cut a text at ``high`` or before it, not before ``low``: after a word, else between two signs."""
    if high >= len(text) or text[high].isspace():
        return high
    near = max(low, high - NEAR)
    for place in range(high, near, -1):
        if text[place - 1].isspace():
            return place - 1
    place = high
    while place > near and is_tied(text, place):
        place -= 1
    return place if place > near else high


def word_start(text: str, low: int, high: int) -> int:
    """Where to cut a text at ``low`` or after it, not after ``high``: before a word, else between two signs."""
    if low == 0 or text[low - 1].isspace():
        return low
    far = min(high, low + NEAR)
    for place in range(low, far):
        if text[place].isspace():
            return place + 1
    place = low
    while place < far and is_tied(text, place):
        place += 1
    return place


def is_tied(text: str, place: int) -> bool:
    """Whether what stands before and after a place is one sign to its readers."""
    return text[place] in TIED or unicodedata.category(text[place])[0] == "M" or text[place - 1] == "\u200d"


def cut(text: str, core: Span, bounds: Span, most: int) -> Span:
    """The span of at most so many units within ``bounds`` that holds ``core``, or as much of it as can be, from word to
    word. More of it stands behind the core than before it.
    """
    (start, end), (low, high) = core, bounds
    room = most - units(text[start:end])
    if room < 0:
        return start, word_end(text, start, start + reach(text[start:end], most))
    first, last = widened(text, core, bounds, most, most)
    if first > low:
        first = word_start(text, first, start)
        first += len(text[first:start]) - len(text[first:start].lstrip())
    if last < high:
        last = word_end(text, end, last)
        last -= len(text[end:last]) - len(text[end:last].rstrip())
    return first, last


def widened(text: str, core: Span, bounds: Span, most: int, before: int) -> Span:
    """The span of at most so many units around ``core``, within ``bounds``; of these so many before it."""
    (start, end), (low, high) = core, bounds
    room = max(most - units(text[start:end]), 0)
    ahead, behind = units(text[low:start]), units(text[end:high])
    back = min(ahead, max(room // 3, room - behind), before)
    return start - reach(text[low:start][::-1], back), end + reach(text[end:high], room - back)


def marked(text: str, shown: Span, marks: Sequence[Span]) -> str:
    """Markup for a span of a text, with the marks that lie in it in bold."""
    start, end = shown
    parts, position = [], start
    for first, last in sorted(marks)[:MOST_MARKS]:
        low, high = max(first, position), min(last, end)
        if low < high and is_seen(text[low:high]):
            parts += [escape(text[position:low]), bold(escape(text[low:high]))]
            position = high
    return "".join([*parts, escape(text[position:end])])


def excerpt(text: str, shown: Span, whole: Span, marks: Sequence[Span] = ()) -> str:
    """The same, with an ellipsis on each side where something of what is whole is left out."""
    before, behind = "… " * (shown[0] > whole[0]), " …" * (shown[1] < whole[1])
    return f"{before}{marked(text, shown, marks)}{behind}"


# What a message holds.


def visible(html: str) -> str:
    """What is seen of markup."""
    return unescape(TAG.sub("", html))


def fits(html: str) -> bool:
    """Whether markup is one message."""
    return (
        units(visible(html)) <= MOST_UNITS
        and len(html.encode()) <= MOST_BYTES
        and html.count("<") - html.count("</") <= MOST_ENTITIES
    )
