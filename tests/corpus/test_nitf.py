from contextlib import suppress

import pytest

from corpus.errors import ArticleRejected
from corpus.formats.nitf import entries
from corpus.record import Record

STORY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">
<nitf baselang="en-GB" xmlns="http://iptc.org/std/NITF/2006-10-18/">
  <head>
    <title>1 WEATHER Baku</title>
    <tobject tobject.type="news">
      <tobject.property tobject.property.type="Analysis"/>
      <tobject.subject tobject.subject.refnum="17000000"/>
      <tobject.subject tobject.subject.type="Weather"/>
    </tobject>
    <docdata management-status="usable">
      <doc-id id-string="courier.17" regsrc="CN"/>
      <date.issue norm="20240102T103000+0400"/>
      <date.release norm="YYYYMMDD000000-HHMM"/>
      <doc.copyright year="2024" holder="Courier News"/>
    </docdata>
    <pubdata name="The Courier" date.publication="20240102T120000+0400" ex-ref="https://courier.example/17"/>
  </head>
  <body>
    <body.head>
      <hedline><hl1>Rain in <location>Baku</location></hl1><hl2>And wind</hl2></hedline>
      <byline>By Leyla Orucova<byttl>Weather editor</byttl></byline>
      <byline>By <person>Ann Lee</person></byline>
      <distributor>Courier Wire</distributor>
      <abstract><p>It rained.</p></abstract>
    </body.head>
    <body.content>
      <media media-type="image"><media-caption>A cloud</media-caption></media>
      <p>Rain fell in <location>Baku</location>
         on Monday.</p>
      <hl2>Outlook</hl2>
      <table><tr><th>Day</th><th>mm</th></tr><tr><td>Tuesday</td><td>3</td></tr></table>
      <p>It stopped.</p>
    </body.content>
    <body.end><tagline>Edited by nobody</tagline></body.end>
  </body>
</nitf>"""


def test_a_story_is_read() -> None:
    (entry,) = entries(STORY.encode())
    assert (entry.raw, entry.line, entry.number) == (STORY.encode(), None, None)
    assert entry.read() == Record(
        text="Rain fell in Baku on Monday.\n\nOutlook\n\nDay mm\nTuesday 3\n\nIt stopped.",
        id="courier.17",
        title="Rain in Baku",
        author="Leyla Orucova, Ann Lee",
        source="The Courier",
        published=("20240102T103000+0400", "20240102T120000+0400"),
        url="https://courier.example/17",
        language="en-GB",
        section="Weather",
        kind="Analysis",
        credit="Courier Wire",
    )


def test_a_bare_story_is_read() -> None:
    bare = b"<nitf><head><title>Rain</title></head><body><body.content>It fell.</body.content></body></nitf>"
    assert read(bare) == Record(text="It fell.", title="Rain")


def test_an_alert_has_its_abstract_only() -> None:
    assert read(b"<nitf><body><body.head><abstract>Rain!</abstract></body.head></body></nitf>") == Record(text="Rain!")


def test_html_put_in_as_text_is_no_text() -> None:
    escaped = b"<p>Rain.</p><p>&lt;script async&gt;x()&lt;/script&gt;</p><p>1 &lt; 2</p>"
    assert read(b"<nitf><body><body.content>" + escaped + b"</body.content></body></nitf>").text == "Rain.\n\n1 < 2"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"usable"', '"canceled"', "cancelled by its publisher"),
        ('"usable"', '"withheld"', "withheld by its publisher"),
        ("</nitf>", "", "not well-formed XML: Premature end"),
    ],
)
def test_what_is_no_story_is_rejected(old: str, new: str, reason: str) -> None:
    with pytest.raises(ArticleRejected, match=reason):
        read(STORY.replace(old, new).encode() if new else STORY[: STORY.index(old)].encode())


def test_a_story_that_breaks_off_is_no_story() -> None:
    raw = STORY.encode()
    whole = read(raw)
    for end in range(len(raw)):
        with suppress(ArticleRejected):
            assert read(raw[:end]) == whole


@pytest.mark.parametrize(
    ("content", "reason"),
    [("", "no text"), ('<media media-type="image"/>', "a picture"), ('<media media-type="video"/>', "a video")],
)
def test_a_story_without_text_is_rejected(content: str, reason: str) -> None:
    with pytest.raises(ArticleRejected) as caught:
        read(f"<nitf><body><body.content>{content}</body.content></body></nitf>".encode())
    assert str(caught.value) == reason


def read(raw: bytes) -> Record:
    return next(iter(entries(raw))).read()
