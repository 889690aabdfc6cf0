import pytest

from corpus.errors import ArticleRejected
from corpus.formats.wxr import entries
from corpus.record import Record

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- generator="WordPress/6.4" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
  <title>The Courier</title><link>https://courier.example</link><language>en-GB</language>
  <wp:wxr_version>1.2</wp:wxr_version>
  <wp:author><wp:author_login><![CDATA[leyla]]></wp:author_login>
    <wp:author_display_name><![CDATA[Leyla Orucova]]></wp:author_display_name></wp:author>
"""
ITEM = """<item>
    <title>Rain &#38; wind</title>
    <link>https://courier.example/rain/</link>
    <pubDate>Tue, 02 Jan 2024 06:30:00 +0000</pubDate>
    <dc:creator><![CDATA[leyla]]></dc:creator>
    <guid isPermaLink="false">https://courier.example/?p=17</guid>
    <content:encoded><![CDATA[%s]]></content:encoded>
    <excerpt:encoded><![CDATA[]]></excerpt:encoded>
    <wp:post_date>2024-01-02 10:30:00</wp:post_date>
    <wp:post_date_gmt>2024-01-02 06:30:00</wp:post_date_gmt>
    <wp:post_modified_gmt>2024-01-03 05:00:00</wp:post_modified_gmt>
    <wp:status>publish</wp:status>
    <wp:post_type>post</wp:post_type>
    <wp:post_password></wp:post_password>
    <category domain="post_tag" nicename="rain">rain</category>
    <category domain="category" nicename="weather">Weather</category>
    <wp:comment><wp:comment_content>First!</wp:comment_content></wp:comment>
  </item>"""
TAIL = "</channel></rss>"


def export(*contents: str) -> str:
    return HEAD + "".join(ITEM % content for content in contents) + TAIL


def read(raw: str) -> Record:
    return next(iter(entries(raw.encode()))).read()


def test_a_post_is_read() -> None:
    assert read(export("Rain fell.\r\n\r\nIt stopped.")) == Record(
        text="Rain fell.\n\nIt stopped.",
        id="https://courier.example/?p=17",
        title="Rain & wind",
        author="Leyla Orucova",
        source="The Courier",
        published=("2024-01-02 10:30:00+04:00", "Tue, 02 Jan 2024 06:30:00 +0000", "2024-01-02 10:30:00"),
        updated="2024-01-03 05:00:00+00:00",
        url="https://courier.example/rain/",
        language="en-GB",
        section="Weather",
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<!-- wp:paragraph -->\n<p>Rain\nfell.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:image --><img/>", "Rain fell."),
        ("Rain\nfell.\n\n<b>It</b> stopped.", "Rain\nfell.\n\nIt stopped."),
        ('[caption id="a" width="3"]<img src="a"/> A cloud[/caption]Rain [sic] fell. [gallery ids="1,2"]',
         "Rain [sic] fell."),
        ("[dropcap]R[/dropcap]ain fell.[vc_row a=b] It stopped.[/vc_row]", "Rain fell. It stopped."),
        ("[caption unclosed Rain fell.", "[caption unclosed Rain fell."),
        ("<ul>\n<li>one</li>\n<li>two</li>\n</ul>", "one\ntwo"),
        ("<script>\n\nx()\n</script>Rain", "Rain"),
    ],
)  # fmt: skip
def test_the_content_becomes_text(content: str, text: str) -> None:
    assert read(export(content)).text == text


@pytest.mark.parametrize(
    ("old", "new", "published"),
    [
        ("2024-01-02 06:30:00<", "2024-01-02 10:30:00<", "2024-01-02 10:30:00+00:00"),
        ("2024-01-02 06:30:00<", "2024-01-02 13:30:00<", "2024-01-02 10:30:00-03:00"),
        ("2024-01-02 06:30:00<", "2024-01-02 05:00:00<", "2024-01-02 10:30:00+05:30"),
        ("2024-01-02 06:30:00<", "0000-00-00 00:00:00<", "Tue, 02 Jan 2024 06:30:00 +0000"),
        ("2024-01-02 06:30:00<", "2023-01-02 06:30:00<", "2023-01-02 06:30:00+00:00"),
        ("2024-01-02 06:30:00<", "<", "Tue, 02 Jan 2024 06:30:00 +0000"),
    ],
)
def test_the_site_and_greenwich_tell_the_offset(old: str, new: str, published: str) -> None:
    stated = read(export("Rain.").replace(old, new)).published
    assert isinstance(stated, tuple)
    assert stated[0] == published


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (">publish<", ">draft<", "a draft"),
        (">publish<", ">private<", "a private post"),
        (">publish<", ">trash<", "in the trash"),
        (">publish<", ">future<", "not yet published"),
        (">publish<", ">odd<", "not published (odd)"),
        (">post<", ">attachment<", "an attachment"),
        (">post<", ">nav_menu_item<", "an entry of a menu"),
        (">post<", ">page<", "a page of the site, no article"),
        (">post<", ">wp_template<", "a part of the site (wp_template)"),
        ("<wp:post_password>", "<wp:post_password>secret", "a post behind a password"),
        ("Rain.", "[gallery]", "no text"),
    ],
)
def test_what_is_no_published_post_is_rejected(old: str, new: str, reason: str) -> None:
    with pytest.raises(ArticleRejected) as caught:
        read(export("Rain.").replace(old, new))
    assert str(caught.value) == reason


def test_a_custom_type_is_an_article_and_a_login_without_a_name_its_own() -> None:
    record = read(export("Rain.").replace(">post<", ">news<").replace("[leyla]]></dc", "[ann]]></dc"))
    assert (record.text, record.author) == ("Rain.", "ann")


def test_posts_are_numbered_and_stand_for_themselves() -> None:
    first, second = entries(export("one", "two").encode())
    assert (first.number, first.read().text, second.number, second.read().text) == (1, "one", 2, "two")
    (moved,) = entries(export("two").encode())
    assert moved.raw == second.raw
    renamed = next(iter(entries(export("two").replace("Leyla Orucova", "L. O.").encode())))
    assert renamed.raw != second.raw


def test_an_ill_formed_export_is_read_from_where_it_turns_so() -> None:
    raw = export("one", "two", "three").replace("three]]>", "three]]> R&D &nbsp; ")
    assert [entry.read().text for entry in entries(raw.encode())] == ["one", "two", "three R&D"]


def test_an_export_that_breaks_off_is_read_up_to_there() -> None:
    raw = export("one", "two").encode()
    whole = [entry.read() for entry in entries(raw)]
    for end in range(raw.index(b"<item>"), len(raw), 7):
        texts = []
        try:
            texts = [entry.read() for entry in entries(raw[:end])]
        except ArticleRejected:
            continue
        assert texts == whole[: len(texts)]
    several = entries(raw[: raw.index(b"two") + 2])
    assert next(several).read().text == "one"
    with pytest.raises(ArticleRejected, match="the export breaks off in its last item"):
        next(several)


def test_an_export_without_items_is_rejected() -> None:
    with pytest.raises(ArticleRejected, match="a WordPress export without items"):
        list(entries(export().encode()))
