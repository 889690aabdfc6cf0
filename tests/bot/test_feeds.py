"""Feeds by address through the command line, over real HTTP."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from commandline import CommandLine

from tests.corpus.test_fetch import Page, Site, rss

PAGE = b"""<html lang="en"><head><title>Ferry hits pier</title>
<meta property="og:type" content="article"><meta property="article:published_time" content="2024-03-01T10:00:00+01:00">
</head><body><article><h1>Ferry hits pier</h1>
<p>The ferry Gannet Maid hit the old pier of Port Merrow on Tuesday morning, shortly after it had left the quay.</p>
<p>Twelve passengers were taken to the county hospital with broken bones, and the captain is being questioned.</p>
<p>The harbour board has closed the crossing until divers have looked at the hull and at the piles of the pier.</p>
</article></body></html>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        running.pages["/ferry"] = Page(PAGE)
        running.pages["/feed"] = rss(running, "/ferry", "/gone")
        yield running
        running.shutdown()


@pytest.mark.slow
def test_what_a_feed_lists_is_fetched_and_can_be_asked(tmp_path: Path, model_cache: Path, site: Site) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "rain.txt").write_text("Rain fell on the harbour all day.")
    feeds = [f"{site.url}/feed", f"{site.url}/nothing"]
    settings = {"BACKISSUE_FEEDS": json.dumps(feeds), "BACKISSUE_FEEDS_PRIVATE": "true"}
    settings["BACKISSUE_ARCHIVE"] = json.dumps([str(archive)])
    command = CommandLine(tmp_path / "data", model_cache, settings)
    first = command.run("index", "--json")
    assert first.status == 5  # one of the two feeds could not be read
    assert [first.lines[0][name] for name in ("added", "result", "error")] == [
        2, "partial", f"{site.url}/nothing: HTTP status 404"
    ]  # fmt: skip
    assert f"{site.url}/gone: HTTP status 404" in first.errors
    asked = ("ask", "How many passengers were taken to hospital?", "--as-of", "2024-03-02", "--json")
    [answer] = command.run(*asked).lines
    (citation,) = answer["citations"]
    assert citation["url"] == f"{site.url}/ferry"
    assert citation["published"] == "2024-03-01T10:00:00+01:00"
    assert "Twelve passengers" in citation["quote"]
    seen = len(site.asked)
    again = command.run("index", "--json")
    assert [again.lines[0][name] for name in ("added", "unchanged", "embedded")] == [0, 2, 0]
    assert "/ferry" not in [path for path, _ in site.asked[seen:]]


@pytest.mark.slow
def test_feeds_lead_into_no_private_network_unless_they_may(tmp_path: Path, model_cache: Path, site: Site) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "rain.txt").write_text("Rain fell.")
    command = CommandLine(tmp_path / "data", model_cache, {"BACKISSUE_FEEDS": json.dumps([f"{site.url}/feed"])})
    result = command.run("index", tmp_path / "archive", "--json")
    assert result.status == 5
    assert "private address" in result.lines[0]["error"] or "private" in result.lines[0]["error"]
    assert site.asked == []
