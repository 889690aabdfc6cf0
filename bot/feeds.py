"""Feeds by address: fetched into the archive before it is read."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from index.build import Report

log = logging.getLogger("backissue")

FOLDER = "feeds"  # in the first folder of the archive


def fetch_into(
    archive: Sequence[Path], feeds: Sequence[str], *, allow_private: bool, now: Callable[[], datetime], report: Report
) -> list[str]:
    """Fetch what feeds list and was not fetched before; return a sentence for each feed that could not be read.

    Pages that could not be fetched are logged; the next run asks for them again where that may help.
    """
    folder = next((path for path in archive if path.is_dir()), None)
    if not feeds:
        return []
    if folder is None:
        return ["the feeds were not fetched: BACKISSUE_ARCHIVE names no folder to save them in"]
    from corpus.web.addresses import Why
    from corpus.web.fetch import Fetched, fetch_feeds  # httpx and feedparser take a third of a second to load

    failed = []
    for count, result in enumerate(fetch_feeds(feeds, folder / FOLDER, now=now, allow_private=allow_private), start=1):
        report("fetch", count, None)
        if isinstance(result, Fetched):
            continue
        log.warning("%s: %s", result.url, result.reason)
        if result.url == result.feed:
            hint = "; BACKISSUE_FEEDS_PRIVATE lets feeds lead there" if result.why is Why.PRIVATE else ""
            failed.append(f"{result.feed}: {result.reason}{hint}")
    return failed
