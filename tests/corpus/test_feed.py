from datetime import UTC, datetime

import pytest

from corpus.errors import ArticleRejected
from corpus.formats.feed import MOST_ELEMENTS, MOST_ITEMS, entries
from corpus.record import Record

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
  <title>The Courier</title><link>https://courier.example/</link><language>en-gb</language>
  <description>All the news</description><image><title>Logo</title></image>
  <item>
    <title>Rain &amp;amp; wind</title>
    <link>https://courier.example/17</link>
    <guid isPermaLink="false">courier-17</guid>
    <dc:creator>By Leyla Orucova</dc:creator>
    <pubDate>Tue, 02 Jan 2024 10:30:00 +0400</pubDate>
    <category>Weather</category><category>Baku</category>
    <description>A summary.</description>
    <content:encoded><![CDATA[<p>Rain <b>fell</b>.</p><p>It stopped.</p>]]></content:encoded>
  </item>
  <item><title>Sun</title><description>&lt;p&gt;It shone.&lt;/p&gt;</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://courier.example/">
  <title>The Courier</title><author><name>The Desk</name></author>
  <entry>
    <title type="html">Rain &lt;em&gt;again&lt;/em&gt;</title>
    <link rel="alternate" href="17"/><id>tag:courier.example,2024:17</id>
    <published>2024-01-02T10:30:00+04:00</published><updated>2024-01-03T09:00:00Z</updated>
    <category term="weather" label="Weather"/>
    <summary>A summary.</summary>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Rain fell.</p><p>It stopped.</p></div></content>
  </entry>
</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://courier.example/"><title>The Courier</title><dc:language>en</dc:language></channel>
  <item rdf:about="https://courier.example/17"><title>Rain</title><link>https://courier.example/17</link>
    <description>It fell.</description><dc:date>2024-01-02</dc:date></item>
</rdf:RDF>"""


def read(raw: str) -> list[Record]:
    return [entry.read() for entry in entries(raw.encode())]


def test_rss_is_read() -> None:
    moment = datetime(2024, 1, 2, 6, 30, tzinfo=UTC)
    assert read(RSS) == [
        Record(
            text="Rain fell.\n\nIt stopped.",
            id="courier-17",
            title="Rain & wind",
            author="Leyla Orucova",
            source="The Courier",
            published=("Tue, 02 Jan 2024 10:30:00 +0400", moment),
            url="https://courier.example/17",
            language="en-gb",
            section="Weather",
        ),
        Record(text="It shone.", title="Sun", source="The Courier", language="en-gb"),
    ]


def test_atom_is_read() -> None:
    assert read(ATOM) == [
        Record(
            text="Rain fell.\n\nIt stopped.",
            id="tag:courier.example,2024:17",
            title="Rain again",
            author="The Desk",
            source="The Courier",
            published=("2024-01-02T10:30:00+04:00", datetime(2024, 1, 2, 6, 30, tzinfo=UTC)),
            updated=("2024-01-03T09:00:00Z", datetime(2024, 1, 3, 9, tzinfo=UTC)),
            url="https://courier.example/17",
            language="de",
            section="Weather",
        )
    ]


def test_rdf_is_read() -> None:
    assert read(RDF) == [
        Record(
            text="It fell.",
            id="https://courier.example/17",
            title="Rain",
            source="The Courier",
            published=("2024-01-02", datetime(2024, 1, 2, tzinfo=UTC)),
            url="https://courier.example/17",
            language="en",
        )
    ]


def test_an_item_stands_for_itself_and_its_channel() -> None:
    first, second = entries(RSS.encode())
    assert (first.number, second.number) == (1, 2)
    without = RSS[: RSS.index("  <item>")] + RSS[RSS.index("  <item><title>Sun") :]
    (moved,) = entries(without.encode())
    assert moved.raw == second.raw
    (renamed,) = entries(without.replace("The Courier", "The Daily").encode())
    assert renamed.raw != second.raw


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("<description>a</description>", "a"),
        ("<description>R&D &nbsp;&eacute;</description>", "R&D \u00a0é"),
        ("<dc:creator>x</dc:creator><content:encoded>a</content:encoded>", "a"),  # prefixes that nobody declares
        ("<description>1 &lt; 2</description>", "1 < 2"),
    ],
)
def test_what_can_be_mended_is_read(item: str, text: str) -> None:
    assert read(f"<rss><channel><item>{item}</item></channel></rss>")[0].text.split() == text.split()


@pytest.mark.parametrize(
    "item",
    ["", "<title>Rain</title>", "<description> </description>", "<description>&lt;img src='a'/&gt;</description>",
     "<enclosure url='https://a.example/a.mp3' type='audio/mpeg'/>"],
)  # fmt: skip
def test_an_item_without_text_is_rejected(item: str) -> None:
    with pytest.raises(ArticleRejected) as caught:
        read(f"<rss><channel><item>{item}</item></channel></rss>")
    assert str(caught.value) == "no text"


def test_a_feed_that_breaks_off_is_read_up_to_there() -> None:
    whole, cut = entries(RSS[: RSS.index("It shone.") + 4].encode())
    assert whole.read().text == "Rain fell.\n\nIt stopped."
    with pytest.raises(ArticleRejected, match="the feed breaks off in this item"):
        cut.read()
    _, last = entries(RSS[: RSS.rindex("></rss>")].encode())
    assert last.read().text == "It shone."


@pytest.mark.parametrize("feed", [RSS, ATOM, RDF])
def test_no_part_of_an_item_passes_for_the_whole(feed: str) -> None:
    raw, whole = feed.encode(), read(feed)
    for end in range(0, len(raw), 5):
        try:
            items = list(entries(raw[:end]))
        except ArticleRejected:
            continue
        for item, full in zip(items, whole, strict=False):
            try:
                assert item.read() == full
            except ArticleRejected as rejected:
                assert "breaks off" in str(rejected)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("<rss><channel><title>Empty</title></channel></rss>", "a feed without items"),
        ("<rss><channel>" + "<item/>" * (MOST_ITEMS + 1) + "</channel></rss>", "a feed of over 100,000 items"),
        ("<rss " + " ".join(f"xmlns:n{n}='u{n}'" for n in range(101)) + "><channel><item/></channel></rss>",
         "a feed with over 100 namespaces"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_rejected(raw: str, reason: str) -> None:
    with pytest.raises(ArticleRejected, match=reason):
        list(entries(raw.encode()))


def test_an_item_that_would_take_minutes_is_rejected() -> None:
    (entry,) = entries(f"<rss><channel><item>{'<link>a</link>' * MOST_ELEMENTS}</item></channel></rss>".encode())
    with pytest.raises(ArticleRejected, match="an item of over 10,000 elements"):
        entry.read()
