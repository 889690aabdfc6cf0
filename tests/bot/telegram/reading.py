"""How a reader, and a strict server, see a message of ours."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from bot.telegram.callback import parse_callback
from bot.telegram.markup import MOST_UNITS, cleaned
from bot.telegram.message import Message
from corpus.article import Article
from tests.bot.telegram.hostile import KEY
from tests.bot.telegram.strict_html import Parsed, parse_html, part, units

NUMBER = re.compile(r"\[\s*(\d{1,3}(?:\s*,\s*\d{1,3})*)\s*[\]］]")  # what a reader takes for a citation
QUOTES = ("blockquote", "expandable_blockquote")


def checked(message: Message) -> Parsed:
    """A message as the server reads it; whatever it would refuse or drop fails the test."""
    parsed = parse_html(message.html)
    assert parsed.lost == []
    assert len(parsed.text.strip()) > 0
    assert units(parsed.text) <= MOST_UNITS
    assert len(message.html.encode()) < 32768
    assert len(parsed.entities) <= 100
    for row in message.keyboard:
        assert 0 < len(row) <= 8
        for button in row:
            assert button.label.strip()
            assert units(button.label) <= 64
            assert sum(map(bool, (button.data, button.url, button.copy, button.query))) == 1
            assert len(button.data.encode()) <= 64
            assert not button.data or str(parse_callback(button.data)) == button.data
            assert re.fullmatch(r"(?:https?://[\x21-\x7e]{4,2048})?", button.url)
            assert units(button.copy) <= 256
            assert units(button.query) <= 256
    return parsed


def quoted(parsed: Parsed) -> list[str]:
    """What stands in blocks."""
    return [part(parsed.text, entity) for entity in parsed.entities if entity["type"] in QUOTES]


def unquoted(parsed: Parsed) -> str:
    """What stands outside of them."""
    blocks = [entity for entity in parsed.entities if entity["type"] in QUOTES]
    ends = [0, *(at for one in blocks for at in (one["offset"], one["offset"] + one["length"])), units(parsed.text)]
    gaps = [{"offset": start, "length": end - start} for start, end in list(pairwise(ends))[::2]]
    return "\n".join(part(parsed.text, gap) for gap in gaps)


def as_seen(text: str) -> str:
    """A text without what is not seen."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in {"Cf", "Mn"}).replace("［", "[")


def is_verbatim(block: str, articles: Sequence[Article]) -> bool:
    """Whether a block is a span of one of the articles, less what is obeyed and the ellipses of ours."""
    ends = (block, block.removeprefix("… "), block.removesuffix(" …"), block.removeprefix("… ").removesuffix(" …"))
    return any(words.strip() in cleaned(article.text) for article in articles for words in ends)


def rows(message: Message) -> list[list[str]]:
    """The buttons as a reader sees them, with what they do."""
    return [
        [f"{one.label}: {one.data.replace(KEY, 'key') or one.url or one.copy or one.query}" for one in row]
        for row in message.keyboard
    ]
