"""The markup is read as Telegram reads it, and refused in its words, with the byte where it breaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bot.telegram.strict_html import EntityError, parse_html, part, units

REFUSED = {
    "a < b": 'Unsupported start tag "" at byte offset 2',
    "<p>x</p>": 'Unsupported start tag "p" at byte offset 0',
    "Ärger <h1>x": 'Unsupported start tag "h1" at byte offset 7',
    "😀😀<br/>": 'Unsupported start tag "br/" at byte offset 8',
    "x <b": "Unclosed start tag at byte offset 2",
    "x <b>y": 'Can\'t find end tag corresponding to start tag "b"',
    "<i>x</em>": 'Unmatched end tag at byte offset 4, expected "</i>", found "</em>"',
    "<b><i>x</b></i>": 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
    "x</b>": "Unexpected end tag at byte offset 1",
    "<b>x</b": "Unclosed end tag at byte offset 4",
    "<b>x</b y>": "Unclosed end tag at byte offset 4",
    '<a href="x>y</a>': "Unclosed start tag at byte offset 0",
    "<a href=http://x.org>y</a>": "Unexpected end of name token at byte offset 8",
    '<a ="x">y</a>': 'Empty attribute name in the tag "a" at byte offset 0',
    "<a href": 'Unclosed start tag "a" at byte offset 0',
    "<span>x</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    '<tg-emoji emoji-id="x">😀</tg-emoji>': "Invalid custom emoji identifier specified",
    "<b>&#55357;</b>": "Text contains invalid Unicode characters after decoding HTML entities, "
    "check for unmatched surrogate code units",
}
TEXTS = {
    "a &lt; b &gt; c &amp; d &quot;": 'a < b > c & d "',
    "&nbsp; &apos; &mdash; &ltx; &": "&nbsp; &apos; &mdash; &ltx; &",
    "&#65;&#x42;&#67 &#0; &#99999999999;": "ABC &#0; &#99999999999;",
    "  x \n y  \n": "x \n y",
    "a\u202eb\u2028c\x07d\r\ne": "abc d\ne",
    "a > b": "a > b",
}
ENTITIES = {
    "<b>x</b>": [("bold", "x")],
    "<B>x</>": [("bold", "x")],
    "😀<strong>y</strong><ins>z</ins>": [("bold", "y"), ("underline", "z")],
    "<em>a<del>b</del></em>": [("italic", "ab"), ("strikethrough", "b")],
    "<b></b>x<i> </i>y": [],
    '<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>': [("spoiler", "x"), ("spoiler", "y")],
    "<blockquote expandable>q</blockquote>": [("expandable_blockquote", "q")],
    '<blockquote expandable="">q</blockquote> <blockquote>r</blockquote>': [
        ("expandable_blockquote", "q"),
        ("blockquote", "r"),
    ],
    '<pre><code class="language-py">x</code></pre>': [("pre", "x")],
    "<code>x <b>y</b></code>": [("code", "x y")],
    "<blockquote>a <blockquote>b</blockquote></blockquote>": [("blockquote", "a b")],
    " <b> x</b> ": [("bold", " x")],
}
LINKS = {
    "https://example.org/a?b=1&amp;c=2#d": "https://example.org/a?b=1&c=2#d",
    "example.org": "http://example.org/",
    "HTTP://example.org/A": "http://example.org/A",
    "javascript:alert(1)": None,
    "http://": None,
    "/archive": None,
    "http://exa mple.org": None,
}


@pytest.mark.parametrize("text", REFUSED)
def test_broken_markup_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(EntityError) as refused:
        parse_html(text)
    assert str(refused.value) == REFUSED[text]


@pytest.mark.parametrize("text", TEXTS)
def test_references_and_blanks(text: str) -> None:
    assert parse_html(text).text == TEXTS[text]


@pytest.mark.parametrize("text", ENTITIES)
def test_what_is_marked(text: str) -> None:
    parsed = parse_html(text)
    assert [(entity["type"], part(parsed.text, entity)) for entity in parsed.entities] == ENTITIES[text]


@pytest.mark.parametrize("address", LINKS)
def test_a_link_that_leads_nowhere_is_dropped_without_a_word(address: str) -> None:
    parsed = parse_html(f'see <a href="{address}">this</a>')
    assert [entity["url"] for entity in parsed.entities] == [LINKS[address]] * (LINKS[address] is not None)
    assert parsed.text == "see this"
    assert bool(parsed.lost) == (LINKS[address] is None)


def test_what_is_dropped_without_a_word_is_noted() -> None:
    text = "<blockquote>a <blockquote>b</blockquote></blockquote><code><b>x</b></code>"
    assert parse_html(text).lost == ["blockquote inside of blockquote", "bold inside of code"]


def test_a_language_belongs_to_the_whole_block() -> None:
    (entity,) = parse_html('<pre><code class="language-py">x</code></pre>').entities
    assert entity == {"type": "pre", "offset": 0, "length": 1, "language": "py"}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(f"<b>x{escaped}x</b>").text == parse_html(f"x{escaped}x").text
    plain = "".join(character for character in text if character.isalnum())
    parsed = parse_html(f"<i>{escaped}</i><b>{plain}</b>")
    assert all(0 <= one["offset"] < one["offset"] + one["length"] <= units(parsed.text) for one in parsed.entities)
    if plain:
        assert part(parsed.text, parsed.entities[-1]) == plain
