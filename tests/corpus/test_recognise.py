from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ArticleRejected
from corpus.recognise import Format, recognise


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"Rain fell.", "a.txt", Format.TEXT),
        (b" date 2022-08-01\n\nRain fell.", "a", Format.TEXT),
        (b"---\ntitle: Rain\n---\nRain fell.", "a.txt", Format.MARKDOWN),
        (b"# Rain\n\nRain fell.", "a.md", Format.MARKDOWN),
        (b'{"text": "Rain"}', "a.txt", Format.JSON),
        (b'[{"text": "Rain"}]', "a", Format.JSON),
        (b"[Editor's note] Rain fell.", "a.txt", Format.TEXT),
        (b'{"text": "Rain"}', "a.jsonl", Format.LINES),
        (b"id,title,text\n", "a.txt", Format.TABLE),
        (b'"Title";"Body";"Date"\n', "export", Format.TABLE),
        (b"PAR1\x15\x04", "a.csv", Format.PARQUET),
        (b"<!DOCTYPE html><html>", "a.txt", Format.PAGE),
        (b'<?xml version="1.0"?>\n<!-- x --><html xmlns="http://www.w3.org/1999/xhtml">', "a.xml", Format.PAGE),
        (b"<p>A fragment</p>", "a.html", Format.PAGE),
        (b'<?xml version="1.0"?><rss version="2.0">', "a.html", Format.FEED),
        (b'<rss xmlns:wp="http://wordpress.org/export/1.2/">', "a.xml", Format.WXR),
        (b"<nitf>", "a", Format.NITF),
        (b"<NewsML>", "a", Format.NEWSML),
        (b'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">', "a", Format.NEWSML_G2),
        ("<rss>".encode("utf-16"), "a", Format.FEED),
    ],
)
def test_a_file_is_known_by_what_it_begins_with(head: bytes, name: str, kind: Format) -> None:
    assert recognise(head, PurePath(name)) is kind


@pytest.mark.parametrize(
    ("head", "name", "reason"),
    [
        (b"%PDF-1.7", "a.txt", "a PDF, not an article"),
        (b"\x89PNG\r\n", "a.html", "an image, not an article"),
        (b"\x01aa12\x02", "a.txt", "a wire copy in IPTC 7901 or ANPA, which is not read"),
        (b"From: a@b.c\nTo: d@e.f\nSubject: Rain\n\nRain.", "a.txt", "an e-mail, not an article"),
        (b"<?xml version='1.0'?><invoice>", "a.xml", "XML of a kind that is not read"),
        (b"body { color: red }", "a.css", "unknown format (.css)"),
        (b"Rain fell.", "README", "unknown format (no suffix)"),
    ],
)
def test_what_is_no_article_is_named(head: bytes, name: str, reason: str) -> None:
    with pytest.raises(ArticleRejected) as caught:
        recognise(head, PurePath(name))
    assert str(caught.value) == reason


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a", "a.xml", "a.csv", "a.exe"]))
def test_any_bytes_are_recognised_or_refused(head: bytes, name: str) -> None:
    try:
        assert recognise(head, PurePath(name)) in Format
    except ArticleRejected as error:
        assert str(error)
