import pytest

from corpus.errors import ArticleRejected
from corpus.formats.newsml_g2 import entries
from corpus.record import Record

ITEM = """<newsItem guid="tag:courier.example,2024:17" version="3" xml:lang="en-GB">
  <rightsInfo><copyrightHolder literal="Courier News Ltd"/></rightsInfo>
  <itemMeta>
    <itemClass qcode="ninat:text"/>
    <provider qcode="nprov:CN"><name>Courier News</name></provider>
    <versionCreated>2024-01-03T09:00:00+04:00</versionCreated>
    <firstCreated>2024-01-02T10:30:00+04:00</firstCreated>
    <pubStatus qcode="stat:usable"/>
  </itemMeta>
  <contentMeta>
    <contentCreated>2024-01-02T10:00:00+04:00</contentCreated>
    <creator qcode="staff:7"><name>Ann Lee</name></creator>
    <language tag="en"/>
    <genre qcode="genre:Analysis"><name>Analysis</name></genre>
    <subject type="cpnat:geoArea" qcode="geo:1"><name>Baku</name></subject>
    <subject type="cpnat:abstract" qcode="medtop:17"><name>rain</name></subject>
    <subject type="cpnat:abstract" qcode="desk-category:3"><name>Weather</name></subject>
    <headline role="hld:subHeadline">And wind</headline>
    <headline>Rain in Baku</headline>
    <by>By Leyla Orucova</by>
    <creditline>CN</creditline>
  </contentMeta>
  <contentSet>
    <remoteContent href="rain.jpg" contenttype="image/jpeg"/>
    %s
  </contentSet>
</newsItem>"""
HTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
  <head><title>Rain</title></head>
  <body><header><h1>Rain in Baku</h1></header><p>Rain <b>fell</b>.</p><p>It stopped.</p></body></html></inlineXML>"""
NITF = """<inlineXML><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body>
  <body.head><hedline><hl1>Rain in Baku</hl1></hedline></body.head>
  <body.content><block><p>Rain fell.</p><p>It stopped.</p></block></body.content></body></nitf></inlineXML>"""
TEXT = "<inlineData contenttype='text/html'><![CDATA[<p>Rain fell.</p><p>It stopped.</p>]]></inlineData>"


def message(*items: str) -> bytes:
    space = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
    return f"<newsMessage {space}><header/><itemSet>{''.join(items)}</itemSet></newsMessage>".encode()


@pytest.mark.parametrize("content", [HTML, NITF, TEXT])
def test_an_item_is_read_however_its_text_is_written(content: str) -> None:
    (entry,) = entries(message(ITEM % content))
    assert entry.number is None
    assert entry.read() == Record(
        text="Rain fell.\n\nIt stopped.",
        id="tag:courier.example,2024:17",
        title="Rain in Baku",
        author="Leyla Orucova",
        source="Courier News",
        published=("2024-01-02T10:30:00+04:00", "2024-01-02T10:00:00+04:00", "2024-01-03T09:00:00+04:00"),
        updated=("2024-01-03T09:00:00+04:00",),
        language="en",
        section="Weather",
        kind="Analysis",
        credit="CN",
    )
    assert next(iter(entries((ITEM % content).encode()))).read() == entry.read()


def test_what_the_metadata_lack_is_taken_from_the_content() -> None:
    bare = f"<newsItem guid='https://courier.example/17'><contentSet>{NITF}</contentSet></newsItem>"
    (entry,) = entries(bare.encode())
    assert entry.read() == Record(
        text="Rain fell.\n\nIt stopped.",
        id="https://courier.example/17",
        url="https://courier.example/17",
        title="Rain in Baku",
    )


def test_items_of_one_message_are_numbered_and_stand_for_themselves() -> None:
    first, second = entries(message(ITEM % HTML, ITEM % NITF))
    assert (first.number, second.number) == (1, 2)
    (moved,) = entries(message(ITEM % NITF))
    assert moved.raw == second.raw != first.raw


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("ninat:text", "ninat:picture", "a picture"),
        ("ninat:text", "icls:video", "a video"),
        ("ninat:text", "ninat:composite", "a package of other items"),
        ("stat:usable", "stat:canceled", "cancelled by its publisher"),
        ("stat:usable", "stat:withheld", "withheld by its publisher"),
        ("newsItem", "packageItem", "a package of other items"),
        (HTML, "", "no text"),
    ],
)
def test_what_is_no_article_is_rejected(old: str, new: str, reason: str) -> None:
    (entry,) = entries(message((ITEM % HTML).replace(old, new)))
    with pytest.raises(ArticleRejected) as caught:
        entry.read()
    assert str(caught.value) == reason


def test_a_message_without_items_is_rejected() -> None:
    with pytest.raises(ArticleRejected, match="NewsML-G2 without a news item"):
        list(entries(message()))
