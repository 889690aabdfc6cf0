"""Feeds and sitemaps by address: what they lead to is fetched and saved into a folder of the archive.

Every feed that has something new gives one web archive, ``folder/<host>/<moment>.warc.gz``. It appears under its name
only when it is whole on the disk, and only then is remembered what was fetched: after a kill nothing is there by half,
and the next run fetches the same again.
"""

from __future__ import annotations

import io
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.errors import FolderUnusable
from corpus.walk import printable
from corpus.web.addresses import (
    DEFAULT_LIMITS,
    Gate,
    Headers,
    Limits,
    Line,
    Refused,
    Resolve,
    Response,
    Why,
    checked_url,
    look_up,
)
from corpus.web.listing import Link, Listed, list_document
from corpus.web.visitor import Visitor

STATE = ".fetched.json"
UNFINISHED = ".fetching.warc.gz"  # hidden, so that it is never indexed; the next run writes over it
MOST_KNOWN = 200_000  # addresses that are remembered, those that were fetched last; some 30 MB
DEEPEST = 2  # indexes above a sitemap
NEW = "\0new"  # the stamp of what was never asked for
AGAIN = "\0again"  # the stamp, which no feed says, of what failed or is not dated: it is asked for again, as the last
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
FEED_TYPES = PAGE_TYPES | {
    *("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"),
    *("application/feed+json", "application/json", "text/plain"),
    *("application/gzip", "application/x-gzip", "application/octet-stream"),  # sitemap.xml.gz
}
REWRITTEN = frozenset({"content-encoding", "transfer-encoding", "content-length", "set-cookie"})


@dataclass(frozen=True, slots=True)
class Fetched:
    """A feed was read, or a page of it fetched and saved.

    ``reason`` is "fetched" or "not modified". ``file`` is the web archive that has it, None where nothing was to be
    saved. ``left`` counts, at the feed itself, the pages and sitemaps that are left to a later run.
    """

    url: str
    feed: str
    reason: str
    file: Path | None = None
    left: int = 0


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """A feed, a sitemap of it or a page could not be fetched; ``reason`` says it to a person."""

    url: str
    feed: str
    why: Why
    reason: str


Result = Fetched | FetchFailed


def fetch_feeds(
    feeds: Sequence[str],
    folder: Path,
    *,
    now: Callable[[], datetime],
    limits: Limits = DEFAULT_LIMITS,
    allow_private: bool = False,
    contact: str = "reader of a news archive",
    resolve: Resolve = look_up,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Result]:
    """Fetch what the feeds and sitemaps list and was not fetched before, the newest first.

    A result is yielded once what it says is on the disk; pages that are known and listed unchanged give none. Only one
    process at a time may fetch into a folder. ``contact`` tells the hosts who asks, best by an address of mail or web;
    ``allow_private`` lets feeds lead into the own network. Raises ``FolderUnusable`` where nothing can be saved.
    """
    with saving(folder):
        folder.mkdir(parents=True, exist_ok=True)
        memory = Memory.load(folder / STATE)
    line = Line(Gate(resolve, allow_private=allow_private), limits, f"Backissue/{version('backissue')} (+{contact})")
    visitor = Visitor(line, limits, memory.rests, now, clock, sleep)

    def results() -> Iterator[Result]:
        with closing(line):
            for feed in dict.fromkeys(feeds):
                with saving(folder):
                    found = FeedRun(feed, folder, visitor, memory).run()
                yield from found

    return results()


@contextmanager
def saving(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into ``FolderUnusable``."""
    try:
        yield
    except OSError as error:
        raise FolderUnusable(f"{folder}: nothing can be saved there ({error.strerror or error})") from error


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of an address: how its feed dated it, and what its host wants to be asked with."""

    stamp: str = ""
    etag: str = ""
    modified: str = ""

    def conditions(self) -> Headers:
        """The headers that ask for it only if it has changed."""
        asked = (("If-None-Match", self.etag), ("If-Modified-Since", self.modified))
        return tuple((name, value) for name, value in asked if value)


@dataclass(frozen=True, slots=True)
class Memory:
    """What earlier runs have fetched, and which hosts want to be left alone until when."""

    path: Path
    known: dict[str, Known]
    rests: dict[str, datetime]

    @staticmethod
    def load(path: Path) -> Memory:
        """Read the file; one that is damaged or not there is an empty memory: all is fetched again."""
        with suppress(FileNotFoundError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            said = json.loads(path.read_bytes())
            known = {url: Known(*map(str, values)) for url, values in said["known"].items()}
            rests = {host: datetime.fromisoformat(until).astimezone(UTC) for host, until in said["rests"].items()}
            return Memory(path, known, rests)
        return Memory(path, {}, {})

    def of(self, url: str) -> Known:
        """What is known of an address."""
        return self.known.get(url, Known(NEW))

    def learn(self, news: dict[str, Known]) -> None:
        """Take over what is new and write it all down, the last that were heard of."""
        for url in news.keys() & self.known.keys():
            del self.known[url]  # so that it stands at the end
        self.known.update(news)
        for url in list(self.known)[:-MOST_KNOWN]:
            del self.known[url]
        known_now = {url: astuple(known) for url, known in self.known.items()}
        rests = {host: until.isoformat() for host, until in self.rests.items()}
        temporary = self.path.with_suffix(".new")
        temporary.write_text(json.dumps({"known": known_now, "rests": rests}), encoding="utf-8")
        temporary.replace(self.path)


class FeedRun:
    """One feed in one run. What is new is kept in ``_news`` and remembered once it is saved."""

    def __init__(self, feed: str, folder: Path, visitor: Visitor, memory: Memory) -> None:
        self._feed = feed
        self._visitor = visitor
        self._memory = memory
        self._news: dict[str, Known] = {}
        self._documents: dict[str, Known] = {}
        self._left: list[Link] = []
        self._results: list[Result] = []
        self._warc = WarcFile(folder, feed, visitor.now)

    def run(self) -> list[Result]:
        """Fetch, save, remember; raises OSError where that cannot be saved."""
        with closing(self._warc):
            pages = self._unknown(self._read_documents())
            self._left += pages[self._visitor.limits.pages :]
            for link in pages[: self._visitor.limits.pages]:
                self._fetch_page(link)
            self._warc.finish()
        unread = {link.document for link in self._left}
        # A sitemap of which something is left is asked for again without conditions: unchanged, it would list nothing.
        self._news |= {url: known for url, known in self._documents.items() if url not in unread}
        self._memory.learn(self._news)
        first, *others = self._results
        left = len({link.url for link in self._left})
        return [replace(first, left=left) if isinstance(first, Fetched) else first, *others]

    def _unknown(self, links: Sequence[Link]) -> list[Link]:
        """Those that were not fetched as they are listed now: the newest first, what failed before at the end."""
        stamps = {link.url: self._memory.of(link.url).stamp for link in links}
        news = {link.url: link for link in links if stamps[link.url] != link.stamp}
        return sorted(news.values(), key=lambda link: (stamps[link.url] == AGAIN, -link.moment))

    def _read_documents(self) -> list[Link]:
        """Read the feed, and where it is an index the sitemaps below; return their pages."""
        pages: list[Link] = []
        queue = [(Link(self._feed), 0)]
        for _ in range(1 + self._visitor.limits.sitemaps):
            if not queue:
                break
            link, depth = queue.pop(0)
            listed = self._read_document(link)
            pages += listed.pages
            if depth < DEEPEST:
                below = self._unknown(listed.sitemaps)
                below.sort(key=lambda link: "news" not in link.url.lower())  # stable: then the newest
                queue += [(link, depth + 1) for link in below]
        self._left += [link for link, _ in queue]
        return pages

    def _read_document(self, link: Link) -> Listed:
        """Read one feed or sitemap; what is wrong with it becomes a result."""
        try:
            response = self._visitor.get(link.url, FEED_TYPES, self._memory.of(link.url).conditions())
            listed = Listed() if response.status == 304 else list_document(response)
        except Refused as refused:
            self._fail(link, refused)
            return Listed()
        if not listed.sitemaps:  # an index may stay the same while what it lists changes: it is always read
            self._documents[link.url] = replace(self._known_now(link, response), stamp=link.stamp or AGAIN)
        if listed.is_full:
            return self._save_document(link, response, listed)
        if link.url == self._feed:
            self._results.append(Fetched(link.url, self._feed, response.reason))
        return replace(listed, pages=tuple(replace(page, document=link.url) for page in listed.pages))

    def _save_document(self, link: Link, response: Response, listed: Listed) -> Listed:
        """Save a feed that has the articles themselves, where one of them is new."""
        news = self._unknown(listed.pages)
        file = self._warc.add(response) if news else None
        self._news |= {page.url: Known(page.stamp) for page in news}
        self._results.append(Fetched(link.url, self._feed, "fetched" if news else "not modified", file))
        return Listed()

    def _fetch_page(self, link: Link) -> None:
        try:
            response = self._visitor.get(link.url, PAGE_TYPES, self._memory.of(link.url).conditions())
        except Refused as refused:
            self._fail(link, refused)
            return
        file = None if response.status == 304 else self._warc.add(response)
        self._news[link.url] = self._known_now(link, response)
        self._results.append(Fetched(printable(link.url), self._feed, response.reason, file))

    def _known_now(self, link: Link, response: Response) -> Known:
        """What to remember of an answer."""
        if response.status == 304:
            return replace(self._memory.of(link.url), stamp=link.stamp)
        return Known(link.stamp, response.header("etag"), response.header("last-modified"))

    def _fail(self, link: Link, refused: Refused) -> None:
        self._results.append(FetchFailed(printable(link.url), self._feed, refused.why, printable(str(refused))))
        self._news[link.url] = Known(link.stamp if refused.final else AGAIN)
        # What robots.txt refuses is refused for long: its feed need not be read again before it changes.
        if not refused.final and refused.why is not Why.ROBOTS:
            self._left.append(link)


class WarcFile:
    """The responses of one feed in one run; a file of them appears when they are finished, if there are any."""

    def __init__(self, folder: Path, feed: str, now: Callable[[], datetime]) -> None:
        self._temporary = folder / UNFINISHED
        self._path = free_name(folder / host_folder(feed), now())
        self._now = now
        self._file: io.BufferedWriter | None = None

    def add(self, response: Response) -> Path:
        """Write a response, unpacked; return where it will stand."""
        if self._file is None:
            self._file = self._temporary.open("wb")
        headers = [("Content-Length", str(len(response.body)))]
        headers += [item for item in response.headers if item[0].lower() not in REWRITTEN]
        writer = WARCWriter(self._file, gzip=True)
        record = writer.create_warc_record(
            response.url,
            "response",
            payload=io.BytesIO(response.body),
            length=len(response.body),
            warc_headers_dict={"WARC-Date": self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")},
            http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
        )
        writer.write_record(record)
        return self._path

    def finish(self) -> None:
        """Put the file in its place, on the disk."""
        if self._file is None:
            return
        self._file.flush()
        os.fsync(self._file.fileno())
        self._path.parent.mkdir(exist_ok=True)
        self._temporary.replace(self._path)
        for folder in (self._path.parent, self._temporary.parent):  # so that the name, too, is on the disk
            descriptor = os.open(folder, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)

    def close(self) -> None:
        """Close the file; what is not finished is left hidden."""
        if self._file is not None:
            self._file.close()


def host_folder(feed: str) -> str:
    """The host of a feed as a safe name of a folder that is not hidden."""
    with suppress(Refused):
        host = checked_url(feed).raw_host.decode("ascii", "replace").lower()
        return re.sub(r"[^a-z0-9.-]+", "_", host).strip(".-")[:100] or "host"
    return "host"  # it cannot be asked, so that nothing will be saved


def free_name(folder: Path, moment: datetime) -> Path:
    """A name that no file of the folder has: the moment, numbered where several feeds share it."""
    stem, number = moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"), 1
    path = folder / f"{stem}.warc.gz"
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.warc.gz"
    return path
