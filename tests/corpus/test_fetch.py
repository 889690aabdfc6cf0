"""Feeds by address: real requests to a server of our own on the loopback."""

import gzip
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from corpus.errors import FolderUnusable
from corpus.web.addresses import Limits, Refused, Why, checked_url, is_public, look_up
from corpus.web.fetch import STATE, UNFINISHED, Fetched, FetchFailed, Result, fetch_feeds, host_folder
from corpus.web.visitor import retry_after

REPOSITORY = Path(__file__).parents[2]
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = {"Content-Type": "application/xml"}
LONG = "The ferry hit the pier on Tuesday and twelve people were injured. " * 20
SMALL = Limits(bytes=100_000, seconds=0.4, backoff=1)


@dataclass
class Page:
    """What the server says at a path; an ETag makes it answer 304. ``write`` sends a body in its own way."""

    body: bytes = b"<html><body><p>The ferry hit the pier.</p></body></html>"
    headers: dict[str, str] = field(default_factory=lambda: dict(HTML))
    status: int = 200
    write: Callable[[Any], None] | None = None


class Site(ThreadingHTTPServer):
    """A small site; without a page of its own /robots.txt is not there. ``asked`` has path and headers of requests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that hangs up early is what is tested

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # it adds 40 ms to each answer
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        page = self.server.pages.get(self.path, Page(b"no", status=404))
        tag = page.headers.get("ETag")
        unchanged = tag and self.headers.get("If-None-Match") == tag
        self.send_response(304 if unchanged else page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if page.write:
            self.end_headers()
            page.write(self.wfile)
            self.close_connection = True
            return
        body = b"" if unchanged else page.body
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.slept.append(round(seconds, 1))
        self.time += seconds

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.time)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running
        running.shutdown()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fetch(tmp_path: Path, clock: Clock) -> Callable[..., list[Result]]:
    def fetch(*feeds: str, **options: Any) -> list[Result]:
        timing = {"now": clock.now, "clock": lambda: clock.time, "sleep": clock.sleep}
        values: dict[str, Any] = {"limits": SMALL, "allow_private": True, **timing, **options}
        return list(fetch_feeds(feeds, tmp_path / "web", **values))

    return fetch


def rss(site: Site, *paths: str, dates: dict[str, str] | None = None, content: str = "") -> Page:
    """A feed of these pages, listed from old to new."""
    items = ""
    for day, path in enumerate(paths, start=1):
        date = (dates or {}).get(path, f"{day:02} Mar 2024 10:00:00 GMT")
        link = path if path.startswith("http") else site.url + path
        full = f"<content:encoded><![CDATA[<p>{content}</p>]]></content:encoded>" if content else ""
        items += f"<item><title>t</title><link>{link}</link><pubDate>{date}</pubDate>{full}</item>"
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return Page(f'<?xml version="1.0"?><rss version="2.0" {space}><channel>{items}</channel></rss>'.encode(), XML)


def sitemap(root: str, item: str, **dated: str) -> Page:
    """A sitemap or an index of addresses with their dates."""
    items = "".join(f"<{item}><loc>{url}</loc><lastmod>{date}</lastmod></{item}>" for url, date in dated.items())
    return Page(f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</{root}>'.encode(), XML)


def records(folder: Path) -> list[tuple[str, bytes]]:
    """Address and body of every response in the web archives that an indexer would find."""
    found = []
    for file in sorted(folder.glob("web/*/*.warc.gz")):
        assert gzip.decompress(file.read_bytes())  # it is whole
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                assert record.rec_type == "response"
                assert record.rec_headers.get_header("WARC-Date") >= "2026-01-01T12:00:00Z"
                found.append((record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read()))
    return found


def reasons(results: list[Result]) -> dict[str, str]:
    return {result.url.split("/", 3)[3]: result.reason for result in results}


def test_the_pages_of_a_feed_are_saved_and_not_asked_for_again(site: Site, fetch: Any, tmp_path: Path) -> None:
    site.pages |= {"/feed": rss(site, "/old", "/new"), "/old": Page(b"<p>old"), "/new": Page(b"<p>new")}
    first = fetch(f"{site.url}/feed")
    assert reasons(first) == {"feed": "fetched", "new": "fetched", "old": "fetched"}
    assert records(tmp_path) == [(f"{site.url}/new", b"<p>new"), (f"{site.url}/old", b"<p>old")]
    assert {result.file for result in first[1:]} == {tmp_path / "web/127.0.0.1/20260101T120000Z.warc.gz"}
    assert reasons(fetch(f"{site.url}/feed")) == {"feed": "fetched"}
    assert site.paths() == ["/feed", "/new", "/old", "/feed"]


def test_a_page_that_the_feed_dates_anew_is_fetched_again_if_it_changed(site: Site, fetch: Any, tmp_path: Path) -> None:
    site.pages |= {"/feed": rss(site, "/a", "/b"), "/a": Page(headers={**HTML, "ETag": '"1"'}), "/b": Page()}
    fetch(f"{site.url}/feed")
    site.pages["/feed"] = rss(site, "/a", "/b", dates={"/a": "05 May 2024 10:00:00 GMT", "/b": "06 May 2024 1:00 GMT"})
    site.pages["/b"] = Page(b"<p>corrected")
    assert reasons(fetch(f"{site.url}/feed")) == {"feed": "fetched", "b": "fetched", "a": "not modified"}
    assert records(tmp_path)[2:] == [(f"{site.url}/b", b"<p>corrected")]


def test_a_feed_that_did_not_change_is_asked_for_with_its_tag(site: Site, fetch: Any) -> None:
    feed = rss(site, "/a")
    feed.headers = {**XML, "ETag": '"x"', "Last-Modified": "Mon, 01 Jan 2024 10:00:00 GMT"}
    site.pages |= {"/feed": feed, "/a": Page()}
    fetch(f"{site.url}/feed")
    assert reasons(fetch(f"{site.url}/feed")) == {"feed": "not modified"}
    _, headers = site.asked[-1]
    assert headers["If-None-Match"] == '"x"'
    assert headers["If-Modified-Since"] == "Mon, 01 Jan 2024 10:00:00 GMT"
    assert headers["User-Agent"].startswith("Backissue/")
    assert "(+" in headers["User-Agent"]


def test_a_tag_that_is_no_ascii_is_given_back_as_it_came(site: Site, fetch: Any) -> None:
    feed = rss(site)
    feed.headers = {**XML, "ETag": '"é"'}
    site.pages["/feed"] = feed
    fetch(f"{site.url}/feed")
    assert reasons(fetch(f"{site.url}/feed")) == {"feed": "not modified"}


def test_what_the_bound_leaves_is_fetched_by_the_next_run_though_the_feed_did_not_change(
    site: Site, fetch: Any, tmp_path: Path
) -> None:
    site.pages["/feed"] = rss(site, "/1", "/2", "/3")
    site.pages["/feed"].headers = {**XML, "ETag": '"x"'}
    site.pages |= {f"/{number}": Page() for number in range(1, 4)}
    limits = Limits(pages=2)
    first = fetch(f"{site.url}/feed", limits=limits)
    assert (list(reasons(first)), first[0].left) == (["feed", "3", "2"], 1)
    second = fetch(f"{site.url}/feed", limits=limits)
    assert (list(reasons(second)), second[0].left) == (["feed", "1"], 0)
    assert reasons(fetch(f"{site.url}/feed", limits=limits)) == {"feed": "not modified"}


def test_a_feed_with_the_articles_in_it_is_saved_itself(site: Site, fetch: Any, tmp_path: Path) -> None:
    site.pages["/feed"] = rss(site, "/a", "/b", content=LONG)
    assert reasons(fetch(f"{site.url}/feed")) == {"feed": "fetched"}
    assert records(tmp_path) == [(f"{site.url}/feed", site.pages["/feed"].body)]
    assert reasons(fetch(f"{site.url}/feed")) == {"feed": "not modified"}
    site.pages["/feed"] = rss(site, "/a", "/b", content=LONG + "Corrected.")
    assert reasons(fetch(f"{site.url}/feed")) == {"feed": "fetched"}
    assert site.paths() == ["/feed"] * 3
    assert len(records(tmp_path)) == 2


def test_extracts_are_no_articles(site: Site, fetch: Any) -> None:
    site.pages |= {"/feed": rss(site, "/a", content="Read more"), "/a": Page()}
    assert reasons(fetch(f"{site.url}/feed")) == {"feed": "fetched", "a": "fetched"}


def test_atom_and_json_feeds(site: Site, fetch: Any) -> None:
    entry = '<entry><link href="/a"/><id>1</id><updated>2024-05-05T10:00:00Z</updated></entry>'
    site.pages["/atom"] = Page(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'.encode(), XML)
    items = [{"url": f"{site.url}/b", "date_published": "2024-05-05T10:00:00Z"}]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    site.pages["/json"] = Page(json.dumps(feed).encode(), {"Content-Type": "application/feed+json"})
    site.pages |= {"/a": Page(), "/b": Page()}
    results = fetch(f"{site.url}/atom", f"{site.url}/json")
    assert reasons(results) == dict.fromkeys(["atom", "a", "json", "b"], "fetched")
    assert len({result.file for result in results if result.file}) == 2  # in the same second


def test_an_index_gives_news_first_and_then_the_newest(site: Site, fetch: Any, tmp_path: Path) -> None:
    url = site.url
    names = {f"{url}/may.xml": "2024-05-31", f"{url}/june.xml.gz": "2024-06-30", f"{url}/news.xml": "2024-01-01"}
    site.pages["/index"] = sitemap("sitemapindex", "sitemap", **names)
    site.pages["/may.xml"] = sitemap("urlset", "url", **{f"{url}/m": "2024-05-05"})
    june = sitemap("urlset", "url", **{f"{url}/j": "2024-06-05T10:00:00+02:00"})
    site.pages["/june.xml.gz"] = Page(gzip.compress(june.body), {"Content-Type": "application/x-gzip"})
    news = "<news:news xmlns:news='n'><news:publication_date>2024-06-07</news:publication_date></news:news>"
    site.pages["/news.xml"] = Page(f"<urlset><url><loc>{url}/n</loc>{news}</url></urlset>".encode(), XML)
    site.pages |= {"/m": Page(), "/j": Page(), "/n": Page()}
    fetch(f"{url}/index")
    assert site.paths() == ["/index", "/news.xml", "/june.xml.gz", "/may.xml", "/n", "/j", "/m"]
    fetch(f"{url}/index")
    assert site.paths()[7:] == ["/index"]  # all else is dated as before


def test_a_sitemap_of_which_a_page_is_left_is_read_again(site: Site, fetch: Any) -> None:
    url = site.url
    site.pages["/index"] = sitemap("sitemapindex", "sitemap", **{f"{url}/1.xml": "2024-05-31", f"{url}/2.xml": "2024"})
    site.pages["/1.xml"] = sitemap("urlset", "url", **{f"{url}/a": "2024-05-05"})
    site.pages["/2.xml"] = sitemap("urlset", "url", **{f"{url}/b": "2024-05-01"})
    site.pages |= {"/a": Page(), "/b": Page()}
    for expected in (["/index", "/1.xml", "/2.xml", "/a"], ["/index", "/2.xml", "/b"], ["/index"]):
        site.asked.clear()
        fetch(f"{url}/index", limits=Limits(pages=1))
        assert site.paths() == expected


def test_an_index_within_an_index_is_read_though_it_is_dated_as_before(site: Site, fetch: Any) -> None:
    url = site.url
    site.pages["/index"] = sitemap("sitemapindex", "sitemap", **{f"{url}/inner": "2024-05-31"})
    site.pages["/inner"] = sitemap("sitemapindex", "sitemap", **{f"{url}/1.xml": "2024-05-31"})
    site.pages["/1.xml"] = sitemap("urlset", "url", **{f"{url}/a": "2024-05-05", f"{url}/b": "2024-05-01"})
    site.pages |= {"/a": Page(), "/b": Page()}
    for page in ("/a", "/b"):
        site.asked.clear()
        fetch(f"{url}/index", limits=Limits(pages=1))
        assert site.paths() == ["/index", "/inner", "/1.xml", page]


def test_indexes_within_indexes_end(site: Site, fetch: Any) -> None:
    for number in range(5):
        below = {f"{site.url}/{number + 1}": "2024-05-31"}
        site.pages[f"/{number}"] = sitemap("sitemapindex", "sitemap", **below)
    fetch(f"{site.url}/0")
    assert site.paths() == ["/0", "/1", "/2"]


def test_no_entity_is_expanded_and_no_file_is_read(site: Site, fetch: Any, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    outside = f"<!DOCTYPE u [<!ENTITY x SYSTEM '{(tmp_path / 'secret').as_uri()}'>]>"
    for declared in (outside, "<!DOCTYPE u [<!ENTITY y 'secret'><!ENTITY x '&y;'>]>"):
        body = f"{declared}<urlset><url><loc>{site.url}/&x;</loc></url></urlset>"
        site.pages["/map"] = Page(body.encode(), XML)
        fetch(f"{site.url}/map")
    assert not [path for path in site.paths() if "secret" in path]


ROBOTS = [
    ("User-agent: *\nDisallow: /a", 200, "refused by robots.txt"),
    ("User-agent: backissue\nAllow: /\n\nUser-agent: *\nDisallow: /", 200, "fetched"),
    ("User-agent: *\nCrawl-delay: 900", 200, "robots.txt asks for 900 s between two requests, which is too long"),
    ("", 404, "fetched"),
    ("", 403, "fetched"),
    ("", 500, "robots.txt cannot be read: HTTP status 500"),
]


@pytest.mark.parametrize(("text", "status", "expected"), ROBOTS)
def test_robots_txt(site: Site, fetch: Any, text: str, status: int, expected: str) -> None:
    other = Site()
    other.pages |= {"/robots.txt": Page(text.encode(), status=status), "/a": Page()}
    site.pages["/feed"] = rss(site, f"{other.url}/a")
    with other:
        results = fetch(f"{site.url}/feed")
        other.shutdown()
    assert reasons(results) == {"feed": "fetched", "a": expected}
    assert ("/a" in other.paths()) == (expected == "fetched")
    assert results[0].left == (status == 500)  # it may be better the next time


def test_robots_txt_is_read_once_a_run_and_sets_the_pace(site: Site, fetch: Any, clock: Clock) -> None:
    site.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 7")
    site.pages |= {"/feed": rss(site, "/a", "/b"), "/a": Page(), "/b": Page()}
    fetch(f"{site.url}/feed")
    assert [path for path, _ in site.asked] == ["/robots.txt", "/feed", "/b", "/a"]
    assert clock.slept == [1, 7, 7]  # the delay is known only after robots.txt


def test_a_busy_host_is_waited_for(site: Site, fetch: Any, clock: Clock) -> None:
    site.pages |= {"/feed": rss(site, "/a"), "/a": Page(status=429, headers={"Retry-After": "20"})}

    def sleep(seconds: float) -> None:
        if seconds > 10:
            site.pages["/a"] = Page()
        clock.sleep(seconds)

    assert reasons(fetch(f"{site.url}/feed", sleep=sleep)) == {"feed": "fetched", "a": "fetched"}
    assert clock.time >= 20


def test_a_host_that_wants_to_be_left_alone_is_also_by_the_next_run(site: Site, fetch: Any, clock: Clock) -> None:
    busy = Page(status=503, headers={"Retry-After": "Thu, 01 Jan 2026 13:00:00 GMT"})
    site.pages |= {"/feed": rss(site, "/a", "/b"), "/a": Page(), "/b": busy}
    reason = "host is busy: to be left alone until 2026-01-01T13:00:00+00:00"
    results = fetch(f"{site.url}/feed")
    assert reasons(results) == {"feed": "fetched", "b": reason, "a": reason}
    assert results[0].left == 2
    asked = len(site.asked)
    assert reasons(fetch(f"{site.url}/feed")) == {"feed": reason}
    assert len(site.asked) == asked
    clock.time += 3600
    site.pages["/b"] = Page()
    assert reasons(fetch(f"{site.url}/feed")) == dict.fromkeys(["feed", "a", "b"], "fetched")


def test_a_host_that_stays_busy_or_dead_is_asked_a_few_times_only(site: Site, fetch: Any) -> None:
    site.pages |= {"/feed": rss(site, *(f"/{number}" for number in range(9)))}
    site.pages |= {f"/{number}": Page(status=500) for number in range(9)}
    results = fetch(f"{site.url}/feed")
    assert [result.why for result in results[1:]] == [Why.STATUS] * 3 + [Why.BUSY] * 6
    assert len(site.paths()) == 1 + 3 * SMALL.tries
    dead = fetch("http://127.0.0.1:1/feed")
    assert dead[0].reason.startswith("robots.txt cannot be read: cannot be reached: ")


def test_a_host_that_fails_now_and_then_is_asked_on(site: Site, fetch: Any) -> None:
    site.pages |= {f"/{number}": Page(status=500 if number % 2 else 200) for number in range(9)}
    site.pages["/feed"] = rss(site, *(f"/{number}" for number in range(9)))
    assert {result.reason for result in fetch(f"{site.url}/feed")} == {"fetched", "HTTP status 500"}


def test_a_page_that_failed_is_tried_by_the_next_run_as_the_last_and_one_that_is_gone_is_not(
    site: Site, fetch: Any
) -> None:
    site.pages |= {"/feed": rss(site, "/old", "/gone", "/broken"), "/old": Page(), "/broken": Page(status=500)}
    assert reasons(fetch(f"{site.url}/feed")) == {
        "feed": "fetched",
        "broken": "HTTP status 500",
        "gone": "HTTP status 404",
        "old": "fetched",
    }
    site.pages |= {"/feed": rss(site, "/old", "/gone", "/new", "/broken"), "/new": Page(), "/broken": Page()}
    assert list(reasons(fetch(f"{site.url}/feed"))) == ["feed", "new", "broken"]


def drip(file: Any) -> None:
    with suppress(OSError):
        for _ in range(20):
            file.write(b"<p>")
            time.sleep(0.1)


def packed(body: bytes) -> Page:
    return Page(body, {**HTML, "Content-Encoding": "gzip"})


BAD = [
    (Page(write=drip), "too slow: not complete within 0.4 s"),
    (packed(gzip.compress(bytes(10_000_000))), "too large: over 100,000 bytes"),
    (packed(gzip.compress(b"") * 10_000), "too large: over 100,000 bytes"),
    (Page(bytes(100_001)), "too large: over 100,000 bytes"),
    (packed(gzip.compress(b"<p>" * 100)[:-9]), "damaged gzip: it ends early"),
    (packed(b"no gzip at all"), "damaged gzip: Error -3 while decompressing data: incorrect header check"),
    (Page(headers={**HTML, "Content-Encoding": "br"}), "compressed by br, which was not asked for"),
    (Page(headers={"Content-Type": "application/pdf"}), "not of a type that is read: application/pdf"),
    (Page(status=302, headers={"Location": "/a"}), "over 5 redirects"),
    (Page(status=302, headers={"Location": "file:///etc/passwd"}), "not an address of http or https"),
    (Page(status=401), "HTTP status 401"),
    (Page(b"", status=304), "HTTP status 304"),  # though nobody asked whether it changed
]


@pytest.mark.parametrize(("page", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_a_bad_page_is_a_result_and_the_others_are_fetched(site: Site, fetch: Any, page: Page, reason: str) -> None:
    site.pages |= {"/feed": rss(site, "/b", "/a"), "/a": page, "/b": Page()}
    assert reasons(fetch(f"{site.url}/feed")) == {"feed": "fetched", "a": reason, "b": "fetched"}


def test_headers_that_drip_are_too_slow(fetch: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer_slowly, args=(server,), daemon=True).start()
        started = time.monotonic()
        (result,) = fetch(f"http://127.0.0.1:{server.getsockname()[1]}/feed", limits=Limits(seconds=0.3, tries=1))
    assert result.reason == "robots.txt cannot be read: too slow: not complete within 0.3 s"
    assert time.monotonic() - started < 2


def answer_slowly(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection, suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(40):
            connection.sendall(b"X-%d: 1\r\n" % number)
            time.sleep(0.1)


NO_FEEDS = [
    (Page(b"<html><body>Hello"), "not a feed"),
    (Page(b"{}", {"Content-Type": "application/json"}), "not a feed"),
    (Page(b'{"version": "https://jsonfeed.org/version/1", "items": [1]}', XML), "not a feed"),
    (Page(b"", XML), "not a feed"),
    (Page(b"\x1f\x8bbroken", XML), "damaged gzip: Error -3 while decompressing data: unknown compression method"),
    (Page(b"<p>" * 1_000), "not a feed"),
    (Page(b"<rss version='2.0'><channel><item><author>" + b"a" * 9000, XML), "not a feed that can be read: a word of "),
]


@pytest.mark.parametrize(("page", "reason"), NO_FEEDS)
def test_what_is_no_feed_is_said_and_the_next_one_is_read(site: Site, fetch: Any, page: Page, reason: str) -> None:
    site.pages |= {"/bad": page, "/good": rss(site)}
    bad, good = fetch(f"{site.url}/bad", f"{site.url}/good")
    assert isinstance(bad, FetchFailed)
    assert bad.reason.startswith(reason)
    assert isinstance(good, Fetched)


def test_a_redirect_is_followed_and_the_page_saved_by_the_address_where_it_is(
    site: Site, fetch: Any, tmp_path: Path
) -> None:
    site.pages |= {"/feed": rss(site, "/go"), "/go": Page(status=301, headers={"Location": "a?x=1#top"})}
    site.pages["/a?x=1"] = Page(b"<p>here")
    assert reasons(fetch(f"{site.url}/feed")) == {"feed": "fetched", "go": "fetched"}
    assert records(tmp_path) == [(f"{site.url}/a?x=1", b"<p>here")]


REFUSED = [
    "ftp://example.com/feed",
    "file:///etc/passwd",
    "http://",
    "http://0177.0.0.2/",
    "http://known.example@127.0.0.1/",
    "http://user:secret@example.com/",
    "http://[::1/",
    "http://example.com:99999/",
    "http://example.com/" + "a" * 2000,
    "http://ex\nample.com/",
    "http://exa\udc80mple/",
    "",
]


@pytest.mark.parametrize("address", REFUSED)
def test_unusable_addresses(fetch: Any, address: str) -> None:
    with pytest.raises(Refused):
        checked_url(address)
    (result,) = fetch(address)
    assert result.why is Why.ADDRESS
    assert result.reason.isprintable()


PRIVATE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


# The last four are names and numbers that the system reads as addresses.
INSIDE = ["10.0.0.1", "[::1]", "[::ffff:127.0.0.2]", "169.254.169.254", "localhost", "printer.local", "db.internal."]
INSIDE += ["0x7f000002", "2130706434", "017700000002", "127.2"]


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our server is on the internet, and all else of this machine and its network is not."""
    monkeypatch.setattr("corpus.web.addresses.is_public", lambda address: address == "127.0.0.1" or is_public(address))


@pytest.mark.parametrize("host", INSIDE)
@pytest.mark.usefixtures("loopback_is_public")
def test_no_feed_no_link_and_no_redirect_leads_inside(site: Site, fetch: Any, host: str) -> None:
    inside = f"http://{host}:{site.server_port}/secret"
    moved = {name: Page(status=302, headers={"Location": inside}) for name in ("/moved", "/robots.txt")}
    site.pages |= {"/feed": rss(site, inside, "/moved"), "/moved": moved["/moved"], "/secret": Page()}
    results = fetch(f"{site.url}/feed", inside, allow_private=False)
    assert [result.reason.split(":")[0] for result in results] == ["fetched"] + ["private address"] * 3
    site.pages["/robots.txt"] = moved["/robots.txt"]
    (result,) = fetch(f"{site.url}/feed", allow_private=False)
    assert result.why is Why.PRIVATE
    assert "/secret" not in site.paths()


def test_the_servers_of_the_tests_are_private_too(site: Site, fetch: Any) -> None:
    site.pages["/feed"] = rss(site)
    (result,) = fetch(f"{site.url}/feed", allow_private=False)
    assert (result.why, result.reason) == (Why.PRIVATE, "private address: 127.0.0.1")
    assert site.asked == []


@pytest.mark.usefixtures("loopback_is_public")
def test_a_host_is_looked_up_once_and_the_connection_goes_to_the_address_that_was_checked(
    site: Site, fetch: Any
) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    host = f"news.example:{site.server_port}"
    site.pages |= {"/feed": rss(site, f"http://{host}/a"), "/a": Page(headers={**HTML, "Connection": "close"})}
    results = fetch(f"http://{host}/feed", resolve=lambda name, port: next(answers), allow_private=False)
    assert reasons(results) == {"feed": "fetched", "a": "fetched"}
    assert {headers["Host"] for _, headers in site.asked} == {host}


@pytest.mark.usefixtures("loopback_is_public")
def test_one_private_address_among_public_ones_is_enough(site: Site, fetch: Any) -> None:
    addresses = ["127.0.0.1", "192.168.0.1"]
    url = f"http://news.example:{site.server_port}/feed"
    (result,) = fetch(url, resolve=lambda name, port: addresses, allow_private=False)
    assert result.reason == "private address: news.example"


def test_an_address_that_is_dead_leaves_time_for_the_next(site: Site, fetch: Any) -> None:
    site.pages["/feed"] = rss(site)
    url = f"http://news.example:{site.server_port}/feed"
    assert reasons(fetch(url, resolve=lambda name, port: ["127.0.0.9", "127.0.0.1"])) == {"feed": "fetched"}


def test_a_certificate_is_asked_for_by_name_and_must_be_valid(fetch: Any) -> None:
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # it has no certificate: the name comes before it
    context.sni_callback = lambda connection, name, _: names.append(name)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with suppress(OSError), context.wrap_socket(server.accept()[0], server_side=True):
                pass

        threading.Thread(target=answer, daemon=True).start()
        url = f"https://news.example:{server.getsockname()[1]}/feed"
        (result,) = fetch(url, resolve=lambda name, port: ["127.0.0.1"], limits=Limits(seconds=2, tries=1))
    assert result.reason.startswith("robots.txt cannot be read: cannot be reached: [SSL")
    assert names == ["news.example"]


def test_proxies_of_the_environment_are_not_used(site: Site, fetch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    site.pages["/feed"] = rss(site)
    assert reasons(fetch(f"{site.url}/feed")) == {"feed": "fetched"}


def test_cookies_are_neither_kept_nor_saved(site: Site, fetch: Any, tmp_path: Path) -> None:
    site.pages |= {"/feed": rss(site, "/a", "/b"), "/a": Page()}
    site.pages["/b"] = Page(headers={**HTML, "Set-Cookie": "id=1", "X-Kept": "yes"})
    fetch(f"{site.url}/feed")
    assert all("Cookie" not in headers for _, headers in site.asked)
    (file,) = tmp_path.glob("web/*/*.warc.gz")
    assert b"Set-Cookie" not in gzip.decompress(file.read_bytes())
    assert b"X-Kept: yes" in gzip.decompress(file.read_bytes())


def test_a_damaged_memory_is_an_empty_one(site: Site, fetch: Any, tmp_path: Path) -> None:
    site.pages |= {"/feed": rss(site, "/a"), "/a": Page()}
    for damaged in ("", "{", "[]", '{"known": {"a": 1}, "rests": {}}', '{"known": {"a": [1, 2, 3, 4]}, "rests": {}}'):
        (tmp_path / "web").mkdir(exist_ok=True)
        (tmp_path / "web" / STATE).write_text(damaged)
        assert reasons(fetch(f"{site.url}/feed")) == {"feed": "fetched", "a": "fetched"}
    assert len(records(tmp_path)) == 5


@pytest.mark.parametrize("stands", ["web", f"web/{STATE}/x", f"web/{UNFINISHED}/x", "web/127.0.0.1"])
def test_a_folder_that_cannot_be_used_is_said_in_one_line(site: Site, fetch: Any, tmp_path: Path, stands: str) -> None:
    site.pages |= {"/feed": rss(site, "/a"), "/a": Page()}
    (tmp_path / stands).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / stands).write_text("in the way")
    with pytest.raises(FolderUnusable, match="nothing can be saved there"):
        fetch(f"{site.url}/feed")
    assert not (tmp_path / "web" / STATE).is_file()  # what is not saved is not remembered


@pytest.mark.parametrize("host", ["..", ".hidden", "a" * 300, "ü.example", "[::1]"])
def test_the_folder_of_a_host_has_a_safe_name(host: str) -> None:
    name = host_folder(f"http://{host}/feed")
    assert re.fullmatch(r"[a-z0-9_][a-z0-9._-]{0,99}", name)


def test_retry_after() -> None:
    assert retry_after("120", NOW) == 120
    assert retry_after("Thu, 01 Jan 2026 12:01:00 GMT", NOW) == 60
    assert [retry_after(said, NOW) for said in ("", "soon", "-5", "Thu, 01 Jan 2020 12:01:00 GMT")] == [0] * 4


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from corpus.web.addresses import Limits
from corpus.web.fetch import fetch_feeds

for result in fetch_feeds(sys.argv[2:], Path(sys.argv[1]), now=lambda: datetime.now(UTC), limits=Limits(delay=0),
                          allow_private=True):
    print(result.reason, flush=True)
"""


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_whole_files_and_forgets_nothing_that_it_has_not(
    site: Site, tmp_path: Path
) -> None:
    paths = [f"/{number}" for number in range(8)]
    site.pages |= {path: Page(os.urandom(1_000_000)) for path in paths}
    feeds = {f"/feed{number}": rss(site, *paths[number * 2 : number * 2 + 2]) for number in range(4)}
    site.pages |= feeds
    folder = tmp_path / "web"
    command = [sys.executable, "-c", KILLED, str(folder), *(site.url + feed for feed in feeds)]
    for requests in (3, 5, 2, 0):  # 0: the last run is not killed
        site.asked.clear()
        run = subprocess.Popen(command, env={"PYTHONPATH": str(REPOSITORY)}, stdout=subprocess.DEVNULL)
        while requests and len(site.paths()) < requests:
            assert run.poll() is None
            time.sleep(0.001)
        if requests:
            time.sleep(0.003 * requests)  # in the midst of writing what was asked for last
            run.send_signal(signal.SIGKILL)
        assert run.wait() == (-signal.SIGKILL if requests else 0)
        saved = {url for url, body in records(tmp_path) if len(body) == 1_000_000}
        known = json.loads((folder / STATE).read_text())["known"] if (folder / STATE).exists() else {}
        assert {site.url + path for path in paths} & known.keys() <= saved
    assert saved == {site.url + path for path in paths}


def test_what_the_last_run_left_hidden_is_written_over(site: Site, fetch: Any, tmp_path: Path) -> None:
    site.pages |= {"/feed": rss(site, "/a"), "/a": Page()}
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / UNFINISHED).write_bytes(b"half")
    fetch(f"{site.url}/feed")
    assert len(records(tmp_path)) == 1
    assert sorted(path.name for path in (tmp_path / "web").iterdir()) == [STATE, "127.0.0.1"]


def test_localhost_is_looked_up_by_the_system() -> None:
    assert {"127.0.0.1", "::1"} & set(look_up("localhost", 80))
