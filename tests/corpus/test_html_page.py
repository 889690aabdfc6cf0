import codecs
import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.errors import ArticleRejected
from corpus.formats.html_page import parse_page
from corpus.read import read_archive
from corpus.record import Conventions, Record

FIRST = "The ferry Ida left the harbour at dawn on Tuesday with forty people on board and a crew of six, the port said."
SECOND = (
    "Fog lay over the bay, and the pilot asked twice whether the lane was free before he turned north, records show."
)
THIRD = "Nobody was hurt. The owner will repair the hull in the dry dock of the yard, which has room until the spring."
TEXT = f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
STORY = f"<article><h1>Ferry strikes pier</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>"


def page(head: str = "", body: str = STORY, lang: str = "en") -> bytes:
    return f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'.encode()


def linked(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def news(**fields: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry strikes pier", **fields}


def author(*heads: str, body: str = STORY) -> tuple[str, str]:
    record = parse_page(page("".join(heads), body))
    return record.author, record.credit


def test_a_page_with_linked_data_becomes_a_record() -> None:
    head = (
        "<title>Ferry strikes pier | The Courier</title>"
        '<link rel="canonical" href="/2023/ferry">'
        '<meta property="og:site_name" content="The Courier">'
        '<meta property="og:title" content="Ferry strikes pier - The Courier">'
        '<meta property="article:published_time" content="2023-03-14">'
        + linked(
            news(
                author=[{"@type": "Person", "name": "By Ann Lee"}, {"@type": "Person", "name": "Bo Ng"}],
                datePublished="2023-03-14T07:30:00+02:00",
                dateModified="2023-03-15T09:00:00+02:00",
                articleSection=["Local", "Sea"],
                publisher={"@type": "Organization", "name": "Courier Media"},
            )
        )
    )
    body = (
        "<nav><a href='/'>Home</a> <a href='/sea'>Sea</a></nav>"
        f"<main>{STORY}</main><footer>All rights reserved</footer><script>var x = '<p>no</p>'</script>"
    )
    assert parse_page(page(head, body), "https://courier.example/2023/ferry?utm=1") == Record(
        text=TEXT,
        title="Ferry strikes pier",
        author="Ann Lee, Bo Ng",
        source="The Courier",
        published=("2023-03-14T07:30:00+02:00", "2023-03-14"),
        updated=("2023-03-15T09:00:00+02:00",),
        url="https://courier.example/2023/ferry",
        language="en",
        section="Local",
    )


def test_a_page_that_says_nothing_about_itself_becomes_a_record() -> None:
    assert parse_page(page(lang="")) == Record(text=TEXT, title="Ferry strikes pier")


def test_a_page_with_microdata_becomes_a_record() -> None:
    body = (
        "<article itemscope><h1>Ferry strikes pier</h1><span itemprop='author'>Von Ann Lee</span>"
        "<time itemprop='datePublished' datetime='2023-03-14T07:30+01:00'>14. März 2023</time>"
        f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>"
    )
    record = parse_page(page(body=body, lang="de-AT"), "https://www.courier.example/a")
    assert (record.author, record.published, record.language) == ("Ann Lee", ("2023-03-14T07:30+01:00",), "de-AT")
    assert (record.source, record.url) == ("courier.example", "https://www.courier.example/a")


@pytest.mark.parametrize(
    "value",
    [
        [news(datePublished="2023-03-14")],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, news(datePublished="2023-03-14")]},
        {"@type": "WebPage", "mainEntity": news(datePublished="2023-03-14")},
        news(datePublished="2023-03-14") | {"@type": ["Thing", "https://schema.org/NewsArticle"]},
        [news(headline="Another story", datePublished="2020-01-01", author="X Y"), news(datePublished="2023-03-14")],
    ],
)
def test_linked_data_in_every_shape(value: object) -> None:
    published = parse_page(page(linked(value))).published
    assert isinstance(published, tuple)
    assert published[0] == "2023-03-14"


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "NewsArticle", "headline": "Ferry\n strikes pier", "datePublished": "2023-03-14",}',
        '<!-- {"@type": "NewsArticle", "datePublished": "2023-03-14"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "datePublished": "2023-03-14"}\n//]]>',
        '{"@type": "NewsArticle", "datePublished": "2023-03-14"};',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;datePublished&quot;: &quot;2023-03-14&quot;}",
        '{"@type": "NewsArticle", "headline": "The "Ida" sails", "datePublished": "2023-03-14"}',
    ],
)
def test_linked_data_that_is_broken_is_read_as_far_as_it_can_be(block: str) -> None:
    assert parse_page(page(f"<script type='application/ld+json'>{block}</script>")).published == ("2023-03-14",)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("By Ann Lee", "Ann Lee"),
        ("By Ann Lee and Bo Ng, Staff Writers", "Ann Lee, Bo Ng"),
        ("Ann Lee, ann@courier.example, https://x.example/ann", "Ann Lee"),
        ("Ann Lee (Reuters)", "Ann Lee"),
        ("Ann Lee in Berlin", "Ann Lee"),
        ("Ann Lee | Political Editor", "Ann Lee"),
        ("Ann Lee; ANN LEE", "Ann Lee"),
        ("Martin King, Jr., Bo Ng", "Martin King, Jr., Bo Ng"),
        ("Von Jörg Müller und Änne Weiß", "Jörg Müller, Änne Weiß"),
        ("Par Anaïs Le Goff avec AFP", "Anaïs Le Goff"),
        ("José Ortega y Gasset", "José Ortega y Gasset"),
        ("Ana López y Juan Pérez", "Ana López, Juan Pérez"),
        ("Автор: Иван Петров", "Иван Петров"),
        ("Олена Коваль та Ігор Бойко", "Олена Коваль, Ігор Бойко"),
        ("بقلم: ليلى حسن", "ليلى حسن"),
        ("Yazan: Ayşe Yılmaz ve Ali Kaya", "Ayşe Yılmaz, Ali Kaya"),
        ("記者 王小明", "王小明"),
        ("Byron Davis", "Byron Davis"),
        ("Ann Lee, 14 March 2023", "Ann Lee"),
        ("Newsroom", "Newsroom"),
    ],
)
def test_authors_as_people_print_them(said: str, expected: str) -> None:
    assert author(f'<meta name="author" content="{said}">') == (expected, "AFP" if "AFP" in said else "")


def test_an_agency_or_a_site_is_an_author_only_where_nobody_else_is() -> None:
    site = '<meta property="og:site_name" content="The Courier">'
    assert author(site, linked(news(author="Reuters"))) == ("", "Reuters")
    assert author(site, linked(news(author=["Ann Lee", "AFP"]))) == ("Ann Lee", "AFP")
    assert author(site, linked(news(author={"name": "The Courier"})), '<meta name="author" content="Ann Lee">') == (
        "Ann Lee",
        "",
    )
    assert author(site, linked(news(author={"name": "The Courier"}))) == ("The Courier", "")


def test_authors_by_reference_and_in_parts() -> None:
    graph = [news(author={"@id": "#ann"}), {"@id": "#ann", "@type": "Person", "name": "Ann Lee"}]
    assert author(linked({"@graph": graph})) == ("Ann Lee", "")
    assert author(linked(news(author={"givenName": "Ann", "familyName": "Lee"}))) == ("Ann Lee", "")
    assert author(body=f"<p>By <a rel='author' href='/ann'>Ann Lee</a></p>{STORY}") == ("Ann Lee", "")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Ferry strikes pier - The Courier</title>", "Ferry strikes pier"),
        ('<meta property="og:title" content="The Courier | Ferry strikes pier">', "Ferry strikes pier"),
        (linked(news(headline="Ferry strikes &amp; sinks")), "Ferry strikes & sinks"),
        (linked(news(headline="Ferry strikes…")), "Ferry strikes pier"),
        ("", "Ferry strikes pier"),
    ],
)
def test_the_headline_has_no_site_name_and_is_whole(head: str, title: str) -> None:
    site = '<meta property="og:site_name" content="The Courier">'
    body = STORY if "amp" not in head else STORY.replace("pier", "&amp; sinks")
    assert parse_page(page(site + head, body)).title == title


@pytest.mark.parametrize(
    "between",
    [
        "<p>Read also: <a href='/x'>Port closed for a day</a></p>",
        "<p><a href='/x'>Port closed for a day after the storm</a></p>",
        "<p>Sign up for our daily newsletter.</p>",
        "<p>Follow us on Telegram</p>",
        "<p>Photo: Ann Lee / The Courier</p>",
        "<p>ADVERTISEMENT</p>",
        "<p>Lire aussi : Le port est fermé</p>",
        "<p>Читайте также: Порт закрыт</p>",
        "<p>اقرأ أيضا: إغلاق الميناء</p>",
        "<p>関連記事：港が閉鎖</p>",
        "<figure><img src='a.jpg'><figcaption>The ferry Ida in March</figcaption></figure>",
        "<p>___</p>",
        f"<p>{FIRST}</p>",
    ],
)
def test_what_stands_between_the_paragraphs_is_no_part_of_the_article(between: str) -> None:
    body = STORY.replace(f"<p>{THIRD}", f"{between}<p>{THIRD}")
    assert parse_page(page(body=body)).text == TEXT


@pytest.mark.parametrize(
    "said",
    [
        "Related industries suffered as well, and the yard let ten people go before the end of the winter.",
        "More ferries will follow in the spring, the owner said.",
        "The mayor asked the people of the island to follow him on Telegram.",
        "Copyright law says nothing about it.",
        "Читать книги на борту запрещено.",
    ],
)
def test_a_sentence_that_begins_like_an_invitation_is_part_of_it(said: str) -> None:
    assert said in parse_page(page(body=STORY.replace("</article>", f"<p>{said}</p></article>"))).text


def test_names_dates_and_menus_around_the_article_are_no_part_of_it() -> None:
    lines = ["Ana sayfa", "Ferry strikes pier", "Ayşe Yılmaz", "12 Haziran 2019", FIRST, SECOND, "ayse@gazete.example"]
    marks = ["menu", "baslik", "yazar", "tarih", "", "", ""]
    body = "".join(f"<div class='{mark}'>{line}</div>" for mark, line in zip(marks, lines, strict=True))
    record = parse_page(page("<title>Ferry strikes pier</title>", f"<div id='haber'>{body}</div>", "tr"))
    assert record.text == f"{FIRST}\n\n{SECOND}"
    assert (record.author, record.guessed) == ("Ayşe Yılmaz", ("12 Haziran 2019",))


def test_the_body_for_machines_counts_where_the_page_shows_little_of_it() -> None:
    body = " ".join([FIRST, SECOND, THIRD] * 2)
    assert parse_page(page(linked(news(articleBody=body)), f"<p>{FIRST}</p>")).text == body
    assert parse_page(page(linked(news(articleBody=FIRST)))).text == TEXT


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (linked(news() | {"@type": "OpinionNewsArticle"}), "OpinionNewsArticle"),
        (linked(news() | {"@type": ["NewsArticle", "ReviewNewsArticle"]}), "ReviewNewsArticle"),
        (linked(news() | {"@type": "LiveBlogPosting"}), "LiveBlogPosting"),
        ('<meta property="article:opinion" content="true">', "Opinion"),
        (linked(news()), ""),
    ],
)
def test_what_it_is_besides_news(head: str, kind: str) -> None:
    assert parse_page(page(head)).kind == kind


def test_dates_that_nobody_states_are_guessed() -> None:
    body = STORY.replace("</h1>", "</h1><div class='post-date'>12 Haziran 2019</div>")
    record = parse_page(page(body=body, lang="tr"), "https://gazete.example/2019/06/12/vapur")
    assert record.published is None
    assert record.guessed == ("2019-06-12", "12 Haziran 2019")
    assert parse_page(page('<meta name="date" content="1970-01-01T00:00:00Z">')).published is None


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "//", "http://[", "data:text/html,x"])
def test_an_address_that_is_not_of_the_web_is_dropped(address: str) -> None:
    head = f'<link rel="canonical" href="{address}"><meta property="og:url" content="{address}">'
    assert parse_page(page(head)).url == ""


RUSSIAN = "Паром вышел из гавани на рассвете, на борту было сорок человек и шесть членов экипажа, сообщил порт. " * 3
JAPANESE = "フェリーは夜明けに港を出た。乗客は四十人で、霧が湾を覆っていた。船長は北へ向かう前に二度確認した。" * 4


@pytest.mark.parametrize(
    ("words", "encoding", "named"),
    [
        (RUSSIAN, "utf-8", "utf-8"),
        (RUSSIAN, "utf-8", "windows-1251"),  # saved by a browser, which left the declaration as it was
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "cp1251", ""),
        (RUSSIAN, "utf-16", ""),
        (RUSSIAN, "utf-16-le", ""),
        (JAPANESE, "shift_jis", "Shift_JIS"),
        (JAPANESE, "euc_jp", "euc-jp"),
        ("“Ça va – l’été” dit-elle à l’équipage du bateau en partance pour l’île. " * 3, "cp1252", "iso-8859-1"),
        (
            "Gemi şafakta limandan ayrıldı, içinde kırk kişi vardı ve sis körfezi örtüyordu. " * 3,
            "cp1254",
            "iso-8859-9",
        ),
    ],
)
def test_text_in_every_encoding_comes_out_as_it_was(words: str, encoding: str, named: str) -> None:
    meta = f'<meta charset="{named}">' if named else ""
    raw = f"<html><head>{meta}</head><body><article><p>{words}</p><p>{words}</p></article></body></html>"
    assert parse_page(raw.encode(encoding)).text.split("\n\n")[0] == words.strip()


def test_a_mark_at_the_beginning_is_no_part_of_the_page() -> None:
    assert parse_page(codecs.BOM_UTF8 + page()).text == TEXT


def test_a_stray_zero_is_no_part_of_the_page() -> None:
    assert parse_page(page().replace(b"Nobody", b"\0Nobody")).text == TEXT


def test_one_broken_byte_spoils_nothing() -> None:
    raw = page('<meta charset="utf-8">').replace(
        b"Nobody was hurt", "Niemand wurde verletzt, hieß es\xff".encode("latin-1")
    )
    assert parse_page(raw).text.startswith(FIRST)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "no article in the page"),
        (b" \n", "no article in the page"),
        (page(body=""), "no article in the page"),
        (page(body="<p>Please subscribe to read on.</p>"), "only an invitation to log in or subscribe"),
        (page("<title>404 Page not found</title>", "<h1>404 Page not found</h1><p>Try the search.</p>"), None),
        (page(linked({"@type": "CollectionPage"})), "a list of articles or a front page, not an article"),
        (
            page('<link rel="canonical" href="https://x.example/">'),
            "a list of articles or a front page, not an article",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary, not text"),
        (b"Rain fell all day.", "no web page: there is no markup in it"),
        (b"<p>x" * 30_001, "page with over 30,000 tags"),
        (b"a" * 20_000_001, "page over 20 MB"),
        (b"<p>" + b"a" * 2_000_001, "page with over 2 MB of markup"),
    ],
)
def test_what_is_no_article_is_rejected_with_the_reason(raw: bytes, reason: str | None) -> None:
    with pytest.raises(ArticleRejected) as caught:
        parse_page(raw)
    assert str(caught.value) == (reason or 'an error page, not an article: "404 Page not found"')


HOSTILE = {
    "elements in elements": "<div>" * 20_000 + FIRST,
    "lists in lists": ("<ul><li>x" * 90) * 100,
    "paragraphs": f"<p>{FIRST}</p>" * 14_000,
    "scripts left open": "<script>" * 500_000,
    "comments left open": "<!--" * 500_000,
    "signs": "<" * 29_000,
    "an attribute": f'<p class="{"comment " * 200_000}">{FIRST}</p>',
    "attributes": f"<p {' '.join(f'a{number}=1' for number in range(300_000))}>{STORY}",
    "a word": "a" * 1_900_000,
    "a picture": f'<img src="data:image/png;base64,{"A" * 10_000_000}">{STORY}',
    "deep linked data": f'<script type="application/ld+json">{"[" * 500_000}</script>{STORY}',
    "much linked data": f'<script type="application/ld+json">[{"{}," * 500_000}{{}}]</script>{STORY}',
    "broken linked data": f'<script type="application/ld+json">x{" " * 2_000_000},x</script>{STORY}',
    "many authors": '<meta name="author" content="Ann Lee, Bo Ng">' * 29_000 + STORY,
    "a long title": f"<title>{' | a' * 450_000}</title>{STORY}",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_costs_little_time(name: str) -> None:
    started = time.process_time()
    parsed_or_rejected(HOSTILE[name].encode())
    assert time.process_time() - started < 5


def parsed_or_rejected(raw: bytes) -> Record | None:
    try:
        return parse_page(raw)
    except ArticleRejected as error:
        assert str(error)
        return None


PIECES = """<p>|</p>|<div class=x>|</div>|<article>|<h1>|<script>|</script>|<!--|-->|<meta name=author content='|'>|[|}
<script type='application/ld+json'>|{"@type":|"NewsArticle",|"author":|<time datetime=|&#0;|&amp;|<svg>|<![CDATA[
<title>|<link rel=canonical href='http://[|<a rel=author>|<base href='//'>|<table>|é""".replace("\n", "|")
MARKUP = st.sampled_from([*PIECES.split("|"), FIRST, "\0", "\ud800"])


@settings(deadline=None, max_examples=60)
@given(st.lists(MARKUP | st.text(max_size=5), max_size=30).map("".join))
def test_any_markup_is_a_record_or_rejected(markup: str) -> None:
    record = parsed_or_rejected(markup.encode("utf-8", "surrogatepass"))
    assert record is None or record.text.strip()


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_record_or_rejected(raw: bytes) -> None:
    parsed_or_rejected(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "@id", "@type", "url"]), inner)
    ),
    max_leaves=6,
)
FIELDS = ["headline", "author", "creator", "datePublished", "dateModified", "publisher", "mainEntityOfPage", "url",
          "@type", "@id", "@graph", "articleSection", "inLanguage", "articleBody", "mainEntity"]  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_linked_data_does_no_harm(fields: dict[str, object]) -> None:
    record = parse_page(page(linked({"@type": "NewsArticle", **fields})))
    assert record.text == TEXT


def test_nothing_heavy_is_imported_before_a_page_is_read() -> None:
    folder = Path(parse_page.__code__.co_filename).parent
    for module in [*folder.glob("*page*.py"), folder / "linked_data.py"]:
        imports = [line for line in module.read_text().splitlines() if line.startswith(("import", "from"))]
        assert not re.search("trafilatura|lxml|htmldate|charset", "".join(imports)), module


def test_a_printed_date_that_can_be_read_either_way_is_left_to_the_owner(tmp_path: Path) -> None:
    words = "".join(f"<p>The ferry took {n} crates of herring and cod to the island on Tuesday.</p>" for n in range(9))
    (tmp_path / "a.html").write_text(
        f'<html lang="en"><head><title>Ferry</title><meta property="og:type" content="article"></head><body><article>'
        f"<h1>Ferry sails</h1><p class='date'>03/04/2019</p>{words}</article></body></html>"
    )

    def day(*orders: tuple[str, str]) -> str | None:
        (article,) = read_archive([tmp_path], conventions=Conventions(orders=orders), latest=datetime.now(UTC))
        assert isinstance(article, Article)
        return article.published and article.published.date().isoformat()

    assert [day(), day(("*", "day")), day(("*", "month"))] == [None, "2019-04-03", "2019-03-04"]
