import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ArticleRejected
from corpus.formats import feed, newsml, newsml_g2, nitf, wxr
from corpus.markup import element_text, html_text, parse_xml, plain_text, root_name, wire_format

BOMB = b"""<!DOCTYPE %b [<!ENTITY a "ha ha ha ha ha "><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>"""


@pytest.mark.parametrize(
    ("head", "root", "wire"),
    [
        (b"", "", ""),
        (b"Rain fell. 1 < 2", "", ""),
        (b'{"a": "<b>"}', "", ""),
        (b"\xff\xfe\x00\x01", "", ""),
        (b'<?xml version="1.0"?>\n<!-- <rss> -->\n<rss version="2.0">', "rss", "feed"),
        (b'\xef\xbb\xbf \n<feed xmlns="http://www.w3.org/2005/Atom">', "feed", "feed"),
        (b'<rdf:RDF xmlns:rdf="x">', "rdf", "feed"),
        (b'<rss xmlns:wp="http://wordpress.org/export/1.2/">', "rss", "wxr"),
        (b"<rss><channel><wp:wxr_version>1.1</wp:wxr_version>", "rss", "wxr"),
        (b'<!DOCTYPE nitf SYSTEM "a.dtd" [<!ENTITY b "c">]><nitf>', "nitf", "nitf"),
        (b'<?xml version="1.0"?><NewsML Version="1.2">', "newsml", "newsml"),
        (b"<newsMessage>", "newsmessage", "newsml_g2"),
        (b'<newsItem guid="a">', "newsitem", "newsml_g2"),
        (b"<packageItem>", "packageitem", "newsml_g2"),
        (b"<!doctype HTML><p>Rain", "html", "html"),
        (b"<!doctype html>", "html", "html"),
        (b"\n<HTML lang=en>", "html", "html"),
        (b'<!DOCTYPE html PUBLIC "x"><rss>', "rss", "feed"),
        (b"<RBNews>", "rbnews", "xml"),
        ('<?xml version="1.0" encoding="utf-16"?><nitf>'.encode("utf-16"), "nitf", "nitf"),
        ("<nitf><head>".encode("utf-16-be"), "nitf", "nitf"),
        (b"<!--" + b"x" * 9000 + b"--><rss>", "", ""),
    ],
)
def test_a_file_is_known_by_its_first_element(head: bytes, root: str, wire: str) -> None:
    assert (root_name(head), wire_format(head)) == (root, wire)


@given(st.binary(max_size=200))
def test_any_head_has_a_format_or_none(head: bytes) -> None:
    assert wire_format(head) in {"feed", "wxr", "nitf", "newsml", "newsml_g2", "html", "xml", ""}
    assert wire_format(b"<rss " + head) in {"feed", "wxr", ""}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        (" \n", ""),
        ("Rain", "Rain"),
        ("<p>Rain\n fell.</p><p>It <b>st</b>opped.</p>", "Rain fell.\n\nIt stopped."),
        ("Rain<br>wind<br/>\nsnow<br><br>sun", "Rain\nwind\nsnow\n\nsun"),
        ("<table><tr><td>Team</td> <td>Won</td></tr>\n<tr><td>Baku</td><td>3</td></tr></table>", "Team Won\nBaku 3"),
        ("<ul>\n<li>one</li>\n<li><p>two</p></li></ul>end", "one\n\ntwo\n\nend"),
        ("<pre>a\n  b</pre>c", "a\nb\n\nc"),
        ("<script>alert(1)</script><style>p {}</style>Rain<figure><img src=x><figcaption>A cloud</figcaption></figure>",
         "Rain"),
        ("<!-- no -->AT&amp;T &lt;b&gt; caf&eacute; &#8212; &nosuch;", "AT&T <b> café — &nosuch;"),
        ("<p>Rain<p>fell", "Rain\n\nfell"),
        ("a\x00b\ud800c", "abc"),
        ("<?xml version='1.0' encoding='utf-16'?><p>\u00e4</p>", "\u00e4"),
    ],
)  # fmt: skip
def test_html_becomes_text(markup: str, text: str) -> None:
    assert html_text(markup) == text


@pytest.mark.parametrize("text", ["1 < 2", "<AAPL.O> rose", "Ann <ann@paper.example>", "a\n\nb", "AT&T", "<sic>"])
def test_what_only_looks_like_html_stays(text: str) -> None:
    assert plain_text(text) == text


@given(st.text(alphabet="<>/&;!-[]= \n\"'abpliquote", max_size=60))
def test_any_text_is_read_as_html(markup: str) -> None:
    assert html_text(markup).strip() == html_text(markup)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"<a>caf&eacute; &nbsp;&mdash; R&D &unknown;</a>", "café — R&D &unknown;"),
        (b"<a>Ra<!-- -- <![CDATA[ -->in &#xD800;&#56320;<dc:>f</dc:>ell</a>", "Rain fell"),
        (b"<a>Rain\x01&#1; fell, 1 < 2 mm</a>", "Rain fell, 1 < 2 mm"),
        (b"<a>\x93Rain\x94 in caf\xc3\xa9s</a>", "“Rain” in cafés"),
        (b"<?xml version='1.0' encoding='iso-8859-1'?><a>caf\xe9</a>", "café"),
        (b"<?xml version='1.0' encoding='iso-8859-1'?><a>caf\xc3\xa9</a>", "café"),
        (b"<?xml version='1.0' encoding='koi8-r'?><a>\xce\xcf\xd7 &</a>", "нов &"),
        ('<?xml version="1.0" encoding="utf-16"?><a>нов</a>'.encode("utf-16"), "нов"),
        (b" \n<?xml version='1.0'?><a>Rain<x:b>fell</x:b></a>", "Rainfell"),
        (b"<?xml version='1.0' encoding='utf-16'?><a>Rain</a>", "Rain"),
        (b"<?xml version='1.0' encoding='punycode'?><a>Rain & wind</a>", "Rain & wind"),
        (b"<a><![CDATA[R&D &nbsp;]]> & more</a>", "R&D &nbsp; & more"),
    ],
)
def test_ill_formed_xml_is_mended(raw: bytes, text: str) -> None:
    assert " ".join("".join(parse_xml(raw).itertext()).split()) == text


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not well-formed XML"),
        (b"Rain fell.", "not well-formed XML"),
        (b"\x00\xff" * 50, "not"),
        (b"<a><b>Rain fe", "not well-formed XML: Premature end of data in tag b"),
        (b"<a>" * 5000, "XML nested too deeply"),
        (b"<a>" + b"x" * 10_100_000 + b"</a>", "a text too long"),
        (b"<a>" + b"<b/>" * 2_000_001 + b"</a>", "over 2,000,000 tags"),
        (b"<a>\xce\xcf\xd7\xcf\xd3\xd4\xc9</a>", "not UTF-8, nor in the encoding that it declares"),
        (b"<?xml version='1.0' encoding='no-such'?><a>\xce\xcf\xd7\xcf</a>", "not UTF-8, nor"),
    ],
)
def test_xml_that_makes_no_sense_is_rejected(raw: bytes, reason: str) -> None:
    with pytest.raises(ArticleRejected, match=reason):
        parse_xml(raw)


def test_entities_are_not_expanded_and_nothing_is_opened() -> None:
    outer = (
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd" [<!ENTITY b SYSTEM "file:///etc/passwd">]><a c="&b;">&b;</a>'
    )
    assert element_text(parse_xml(outer)) == "&b;"
    assert element_text(parse_xml(BOMB % b"a" + b'<a e="&d;">&d;</a>')) == "&d;"


def test_deep_html_is_refused_at_once() -> None:
    started = time.process_time()
    for hostile in ("<div>" * 400_000 + "</b>" * 400_000, "<b><table>" * 300_000):
        with pytest.raises(ArticleRejected, match="HTML nested too deeply"):
            html_text(hostile)
    assert html_text("<p " + " ".join(f"a{number}=1" for number in range(80_000)) + ">Rain") == "Rain"
    assert html_text("<a <!-- &x [if" * 50_000) is not None
    assert time.process_time() - started < 3


PIECES = st.sampled_from(
    [b"<rss", b"<nitf>", b"<NewsML>", b"<NewsItem>", b"<newsItem>", b"<itemSet>", b"<item>", b"</item>", b"<entry>",
     b"<channel>", b"</channel>", b"<title>", b"</title>", b"<description>", b"<![CDATA[", b"]]>", b"&lt;p", b"&amp;",
     b"&x;", b"<body>", b"<body.content>", b"<p>", b"</p>", b"<DataContent>", b"<inlineXML>", b"<pubDate>2024", b" ",
     b'<?xml version="1.0" encoding="utf-16"?>', b"<!DOCTYPE", b"<!--", b"-->", b">", b"\x00", b"\xff\xfe", b"\xc3",
     b"<wp:post_type>", b"<content:encoded>", b"<x:y z:a='b'>", b" xmlns='u'", b"<feed>", b"<rdf:RDF>", b"Rain."],
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.binary(max_size=8)), max_size=15).map(b"".join))
def test_any_bytes_are_read_or_rejected(raw: bytes) -> None:
    for module in (feed, newsml, newsml_g2, nitf, wxr):
        try:
            entries = list(module.entries(raw))
        except ArticleRejected:
            continue
        for entry in entries:
            try:
                assert entry.read().text
            except ArticleRejected as rejected:
                assert str(rejected)
