import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, make_article
from examples import ARCHIVE, FERRY, make_answer, make_refusal, passage_of

from bot.answer import Window
from bot.question import Question
from bot.shapes import (
    answer_shape,
    article_shape,
    hit_shape,
    published,
    rejected_shape,
    report_shape,
    status_shape,
    window_shape,
)
from corpus.article import Mark, Rejected
from index.passage import Evidence, Passage
from index.update import UpdateReport

BAKU = timezone(timedelta(hours=4))
WINDOW = Window(datetime(2022, 8, 1, tzinfo=BAKU), datetime(2022, 8, 31, 23, 59, 59, tzinfo=BAKU), "hard")
REPORT = UpdateReport(
    added=3, replaced=1, removed=0, unchanged=27, rejected=2, passages=65, embedded=7, seconds=1.26, generation=4
)
UNDATED = make_article(id="bell", title="The fog bell", published=None, utc_offset=None, path="bell.txt", line=None)
ARCHIVE_SHAPE = {
    "articles": 31,
    "passages": 65,
    "from": "2023-01-19T08:40:00+00:00",
    "to": "2024-12-17T09:00:00+00:00",
    "generation": 3,
    "indexed_at": "2025-12-31T23:59:30+00:00",
}


def asked(**fields: Any) -> Question:
    return Question("How many were hurt?", NOW, **fields)


def test_an_answer() -> None:
    assert answer_shape(make_answer(window=WINDOW), asked(id="q7")) == {
        "id": "q7",
        "question": "How many were hurt?",
        "asked": "2026-01-01T12:00:00+00:00",
        "as_of": "2026-01-01T12:00:00+00:00",
        "outcome": "answered",
        "confidence": 0.8125,
        "window": {
            "from": "2022-07-31T20:00:00+00:00",
            "to": "2022-08-31T19:59:59+00:00",
            "mode": "hard",
            "text": "published 1 Aug 2022 - 31 Aug 2022",
        },
        "statements": [{"text": "Twelve people were injured.", "citations": [1]}],
        "citations": [
            {
                "number": 1,
                "article_id": "ferry",
                "title": "Ferry hits pier",
                "source": "Courier",
                "author": "Ana Pereira",
                "published": "2023-03-15T02:30:00+04:00",
                "published_guessed": False,
                "url": "https://example.com/ferry",
                "path": "courier.jsonl",
                "passage_id": passage_of(FERRY).id,
                "quote": "Twelve people were injured.",
                "start": 35,
                "end": 62,
            }
        ],
        "related": [],
        "archive": ARCHIVE_SHAPE,
        "timings_ms": {"retrieve": 3.5, "write": 1.0, "total": 4.5},
    }


def test_no_answer() -> None:
    assert answer_shape(make_refusal(UNDATED), asked()) == {
        "question": "How many were hurt?",
        "asked": "2026-01-01T12:00:00+00:00",
        "as_of": "2026-01-01T12:00:00+00:00",
        "outcome": "not_in_archive",
        "confidence": 0.125,
        "window": None,
        "statements": [],
        "citations": [],
        "related": [
            {
                "article_id": "bell",
                "title": "The fog bell",
                "source": "Courier",
                "published": None,
                "url": "",
                "path": "bell.txt",
            }
        ],
        "archive": ARCHIVE_SHAPE,
        "timings_ms": {"retrieve": 3.5, "write": 1.0, "total": 4.5},
    }


@pytest.mark.parametrize(
    ("window", "shape"),
    [
        (Window(WINDOW.since, None, "hard"), ["2022-07-31T20:00:00+00:00", None, "published since 1 Aug 2022"]),
        (Window(None, WINDOW.until, "hard"), [None, "2022-08-31T19:59:59+00:00", "published until 31 Aug 2022"]),
    ],
)
def test_a_window_may_be_open(window: Window, shape: list[str | None]) -> None:
    assert window_shape(window) == {"from": shape[0], "to": shape[1], "mode": "hard", "text": shape[2]}


def test_a_hit() -> None:
    assert hit_shape(2, Evidence(Passage(FERRY, 35, 62), 1 / 3)) == {
        "rank": 2,
        "score": 0.333333,
        "passage_id": Passage(FERRY, 35, 62).id,
        "article_id": "ferry",
        "title": "Ferry hits pier",
        "source": "Courier",
        "author": "Ana Pereira",
        "published": "2023-03-15T02:30:00+04:00",
        "url": "https://example.com/ferry",
        "path": "courier.jsonl",
        "text": "Twelve people were injured.",
        "start": 35,
        "end": 62,
    }


def test_an_article() -> None:
    article = make_article(id="bell", published=None, utc_offset=None, updated=NOW, marks=frozenset(Mark))
    assert article_shape(article) == {
        "id": "bell",
        "title": "Ferry hits pier",
        "author": "Ana Pereira",
        "source": "Courier",
        "published": None,
        "utc_offset_minutes": None,
        "updated": "2026-01-01T12:00:00+00:00",
        "url": "",
        "language": "en",
        "path": "courier.jsonl",
        "line": 1,
        "marks": [
            "encoding_repaired",
            "offset_assumed",
            "published_guessed",
            "source_derived",
            "time_unknown",
            "title_derived",
            "undated",
        ],
        "content_hash": article.content_hash,
        "text": "The ferry hit the pier on Tuesday. Twelve people were injured.",
    }


def test_an_index_run() -> None:
    assert report_shape(REPORT) == {
        "added": 3,
        "replaced": 1,
        "removed": 0,
        "unchanged": 27,
        "rejected": 2,
        "passages": 65,
        "embedded": 7,
        "seconds": 1.26,
        "generation": 4,
    }


def test_a_rejected_record() -> None:
    assert rejected_shape(Rejected("a.jsonl", None, "empty")) == {"path": "a.jsonl", "line": None, "reason": "empty"}


def test_the_state_of_the_index() -> None:
    assert status_shape(ARCHIVE, "/srv/index", 2) == {
        **ARCHIVE_SHAPE,
        "rejected": 2,
        "recipe": {"space": "fake@1", "passage_words": 40, "chunking": 1, "header": 1},
        "data_dir": "/srv/index",
    }


@pytest.mark.parametrize(
    ("offset", "shown"), [(None, "22:30:00+00:00"), (0, "22:30:00+00:00"), (-330, "17:00:00-05:30")]
)
def test_a_publication_date_has_the_offset_that_was_printed(offset: int | None, shown: str) -> None:
    article = make_article(published=FERRY.published, utc_offset=offset)
    assert published(article) == f"2023-03-14T{shown}"


def keys(shape: object) -> Iterator[str]:
    if isinstance(shape, dict):
        for key, value in shape.items():
            yield key
            yield from keys(value)
    elif isinstance(shape, list):
        for item in shape:
            yield from keys(item)


SHAPES = {
    "ask": [answer_shape(make_answer(window=WINDOW), asked(id=1)), answer_shape(make_refusal(FERRY), asked())],
    "search": hit_shape(1, Evidence(passage_of(FERRY), 1.0)),
    "show": article_shape(FERRY),
    "index": report_shape(REPORT),
    "rejected": rejected_shape(Rejected("a", 1, "b")),
    "status": status_shape(ARCHIVE, "", 0),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_contract_names_every_field(name: str) -> None:
    contract = (Path(__file__).parents[2] / "docs" / "json.md").read_text()
    named = set(re.findall(r"`([^`]+)`", contract))
    assert set(keys(SHAPES[name])) <= named


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_is_json(name: str) -> None:
    assert json.loads(json.dumps(SHAPES[name], allow_nan=False)) == SHAPES[name]
