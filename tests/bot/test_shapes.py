import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, make_article
from examples import COUNTS, FAILED, FERRY, FORGOTTEN, RUN, STALE_STATE, STATE, make_answer, make_refusal, passage_of

from bot.conversation import Clarify, Told
from bot.days import days_text, window_text
from bot.dialogue.turns import Choice
from bot.question import Question
from bot.shapes import (
    answer_shape,
    article_shape,
    citation_shape,
    finding_shape,
    hit_shape,
    published,
    rejected_shape,
    reply_shape,
    report_shape,
    run_shape,
    status_shape,
    window_shape,
)
from corpus.article import Mark, Rejected
from corpus.events import EventDate
from index.catalog import Seen
from index.doctor import Finding
from index.freshness import Freshness
from index.passage import Evidence, Passage
from index.runs import Run
from index.when import ANY_TIME, Dates, Mode, Window

BAKU = timezone(timedelta(hours=4))
WINDOW = Window(datetime(2022, 8, 1, tzinfo=BAKU), datetime(2022, 8, 31, 23, 59, 59, tzinfo=BAKU), Mode.HARD)
SEEN = (
    Seen("aa11", "Ferry hits quay", datetime(2024, 5, 1, 6, tzinfo=BAKU), datetime(2024, 5, 3, 6, tzinfo=BAKU)),
    Seen("bb22", "Ferry hits pier", datetime(2024, 5, 4, 6, tzinfo=BAKU), None),
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
            "year_inferred": False,
            "dates": "published",
            "text": "published 1-31 Aug 2022",
        },
        "widened": False,
        "parts": [],
        "variants": [],
        "kind": "",
        "reason": "",
        "lacking": [],
        "nearest": False,
        "newest": "2023-03-14T22:30:00+00:00",
        "age_days": 1023,
        "over_time": [],
        "order": [],
        "statements": [
            {
                "text": "Twelve people were injured.",
                "citations": [1],
                "marks": [{"start": 0, "end": 6}],
                "parts": [],
            }
        ],
        "written_by": "",
        "note": "",
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
                "dates": [],
                "kind": "",
                "agency": "",
                "also_in": [],
                "newer": None,
                "standing": "",
                "notices": [],
            }
        ],
        "related": [],
        "archive": ARCHIVE_SHAPE,
        "timings_ms": {"retrieve": 3.5, "write": 1.0, "total": 4.5},
        "understood_as": None,
        "clarify": None,
    }


def test_a_reply() -> None:
    follow_up = Told(make_answer(question="How many were hurt on the ferry?"), "How many were hurt on the ferry?")
    assert reply_shape(follow_up, asked()) == {
        **answer_shape(follow_up.answer, asked()),
        "question": "How many were hurt?",
        "understood_as": "How many were hurt on the ferry?",
    }
    back = Clarify("Whom do you mean by “he”?", (Choice("Ana", "Where is Ana?"), Choice("Ben", "Where is Ben?")))
    assert reply_shape(back, asked(id=7)) == {
        "id": 7,
        "question": "How many were hurt?",
        "as_of": "2026-01-01T12:00:00+00:00",
        "outcome": "unclear",
        "statements": [],
        "citations": [],
        "related": [],
        "understood_as": None,
        "clarify": {"question": "Whom do you mean by “he”?", "choices": ["Ana", "Ben"]},
    }


def test_an_answer_tells_who_worded_it() -> None:
    shape = answer_shape(make_answer(written_by="small", note="Worded by small."), asked())
    assert (shape["written_by"], shape["note"]) == ("small", "Worded by small.")


def test_no_answer() -> None:
    assert answer_shape(make_refusal(UNDATED), asked()) == {
        "question": "How many were hurt?",
        "asked": "2026-01-01T12:00:00+00:00",
        "as_of": "2026-01-01T12:00:00+00:00",
        "outcome": "not_in_archive",
        "confidence": 0.125,
        "window": None,
        "widened": False,
        "parts": [],
        "variants": [],
        "kind": "",
        "reason": "",
        "lacking": [],
        "nearest": False,
        "newest": None,
        "age_days": None,
        "over_time": [],
        "order": [],
        "statements": [],
        "written_by": "",
        "note": "",
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
        "understood_as": None,
        "clarify": None,
    }


@pytest.mark.parametrize(
    ("window", "shape"),
    [
        (Window(WINDOW.since, None, Mode.HARD), ["2022-07-31T20:00:00+00:00", None, "published since 1 Aug 2022"]),
        (Window(None, WINDOW.until, Mode.HARD), [None, "2022-08-31T19:59:59+00:00", "published until 31 Aug 2022"]),
    ],
)
def test_a_window_may_be_open(window: Window, shape: list[str | None]) -> None:
    start, end, text = shape
    assert window_shape(window) == {
        "from": start, "to": end, "mode": "hard", "year_inferred": False, "dates": "published", "text": text
    }  # fmt: skip


@pytest.mark.parametrize(
    ("window", "text"),
    [
        (ANY_TIME, ""),
        (Window(None, WINDOW.until, Mode.LATEST), "preferring the newest"),
        (replace(WINDOW, mode=Mode.SOFT), "preferably published 1-31 Aug 2022"),
        (replace(WINDOW, year_inferred=True), "published 1-31 Aug 2022 (year inferred)"),
        (replace(WINDOW, dates=Dates.NAMED, year_inferred=True), "about 1-31 Aug 2022 (year inferred)"),
        (replace(WINDOW, dates=Dates.NAMED, until=None), "about the days from 1 Aug 2022 on"),
        (replace(WINDOW, until=WINDOW.until + timedelta(days=30)), "published 1 Aug - 30 Sep 2022"),
        (replace(WINDOW, until=WINDOW.until + timedelta(days=365)), "published 1 Aug 2022 - 31 Aug 2023"),
    ],
)
def test_a_window_in_words(window: Window, text: str) -> None:
    assert window_text(window) == text


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
        "dates": [],
        "kind": "",
        "agency": "",
        "story": [],
        "newer": None,
        "standing": "",
        "notices": [],
    }


def test_an_article() -> None:
    article = make_article(id="bell", published=None, utc_offset=None, updated=NOW, marks=frozenset(Mark))
    assert article_shape(article, SEEN) == {
        "id": "bell",
        "title": "Ferry hits pier",
        "author": "Ana Pereira",
        "source": "Courier",
        "published": None,
        "utc_offset_minutes": None,
        "updated": "2026-01-01T12:00:00+00:00",
        "url": "",
        "language": "en",
        "section": "",
        "kind": "",
        "agency": "",
        "dateline": "",
        "corrects": "",
        "path": "courier.jsonl",
        "line": 1,
        "marks": [
            "corrected",
            "date_refused",
            "encoding_repaired",
            "id_derived",
            "language_guessed",
            "offset_assumed",
            "published_guessed",
            "retracted",
            "source_derived",
            "time_unknown",
            "title_derived",
            "undated",
        ],
        "content_hash": article.content_hash,
        "text": "The ferry hit the pier on Tuesday. Twelve people were injured.",
        "versions": [
            {
                "content_hash": "aa11",
                "title": "Ferry hits quay",
                "first_seen": "2024-05-01T02:00:00+00:00",
                "last_seen": "2024-05-03T02:00:00+00:00",
            },
            {
                "content_hash": "bb22",
                "title": "Ferry hits pier",
                "first_seen": "2024-05-04T02:00:00+00:00",
                "last_seen": None,
            },
        ],
    }


def test_an_index_run_that_came_to_its_end() -> None:
    assert report_shape(RUN) == {
        "added": 3,
        "replaced": 1,
        "removed": 0,
        "unchanged": 27,
        "moved": 0,
        "withheld": 0,
        "rejected": 2,
        "articles": 31,
        "passages": 65,
        "embedded": 7,
        "seconds": 1.26,
        "generation": 3,
        "result": "done",
        "error": "",
        "run": 12,
        "phases": {"scan": {"count": 33, "seconds": 0.25}, "embed": {"count": 7, "seconds": 0.5}},
    }


@pytest.mark.parametrize("run", [RUN, FAILED, FORGOTTEN])
def test_a_run_that_was_kept(run: Run) -> None:
    shape = run_shape(run)
    assert shape == {
        "number": run.number,
        "job": run.job.value,
        "started": "2025-12-31T23:59:29+00:00",
        "ended": "2025-12-31T23:59:30+00:00",
        "result": run.result.value,
        "error": run.error,
        "every": run.every,
        "deliberate": run is FORGOTTEN,
        "counts": asdict(COUNTS) if run is RUN else None,
        "phases": run.phases,
    }


def test_a_finding_of_the_doctor() -> None:
    faults = ("1 passage is missing", "2 passages are there twice")
    assert finding_shape(Finding("keywords", faults)) == {"part": "keywords", "faults": list(faults)}


def test_a_rejected_record() -> None:
    assert rejected_shape(Rejected("a.jsonl", None, "empty")) == {"path": "a.jsonl", "line": None, "reason": "empty"}


def test_the_state_of_the_index() -> None:
    assert status_shape(STATE) == {
        **ARCHIVE_SHAPE,
        "rejected": 2,
        "recipe": {"space": "fake@1", "passage_words": 40, "chunking": 1, "header": 1, "named": 4},
        "data_dir": ".backissue",
        "disk_bytes": 1_250_000,
        "stale": False,
        "reasons": [],
        "newest": "2024-12-17T09:00:00+00:00",
        "usual_gap_seconds": 28 * 86_400.0,
        "last_run": run_shape(RUN),
        "last_good_run": run_shape(RUN),
        "next_run": None,
        "writer": "",
    }


def test_a_stale_index_says_why() -> None:
    assert status_shape(STALE_STATE) == {
        **status_shape(STATE),
        "stale": True,
        "reasons": list(STALE_STATE.freshness.stale),
        "last_run": run_shape(FAILED),
        "next_run": "2026-01-01T00:14:29+00:00",
        "writer": "process 77 since 2026-01-01 11:59:00 UTC",
    }


def test_an_index_without_dates_and_runs_says_null() -> None:
    nothing = Freshness(last=None, last_good=None, next_run=None, newest=None, usual_gap=None, stale=())
    assert status_shape(replace(STATE, freshness=nothing)) == {
        **status_shape(STATE),
        "newest": None,
        "usual_gap_seconds": None,
        "last_run": None,
        "last_good_run": None,
    }


@pytest.mark.parametrize(
    ("offset", "shown"), [(None, "22:30:00+00:00"), (0, "22:30:00+00:00"), (-330, "17:00:00-05:30")]
)
def test_a_publication_date_has_the_offset_that_was_printed(offset: int | None, shown: str) -> None:
    article = make_article(published=FERRY.published, utc_offset=offset)
    assert published(article) == f"2023-03-14T{shown}"


RAIN = "It rained on June 15."
RAINED = EventDate(10, 20, date(2022, 6, 15), date(2022, 6, 15), True)
RAINED_SHAPE = {
    "text": "on June 15",
    "start": 10,
    "end": 20,
    "from": "2022-06-15",
    "to": "2022-06-15",
    "year_inferred": True,
}


def test_the_dates_of_a_quotation_and_of_a_hit() -> None:
    article = make_article(text=RAIN)
    citation = replace(make_answer(article, RAIN).citations[0], events=(RAINED,))
    assert citation_shape(citation)["dates"] == [RAINED_SHAPE]
    assert hit_shape(1, Evidence(passage_of(article), 1.0, events=(RAINED,)))["dates"] == [RAINED_SHAPE]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2022-06-15", "2022-06-15", "15 Jun 2022"),
        ("2022-06-03", "2022-06-05", "3-5 Jun 2022"),
        ("2022-06-28", "2022-07-03", "28 Jun - 3 Jul 2022"),
        ("2021-12-28", "2022-01-03", "28 Dec 2021 - 3 Jan 2022"),
        ("2022-08-01", "2022-08-31", "Aug 2022"),
        ("2020-02-01", "2020-02-29", "Feb 2020"),
        ("2020-02-01", "2020-02-28", "1-28 Feb 2020"),
        ("2022-06-01", "2022-08-31", "Jun - Aug 2022"),
        ("2021-12-01", "2022-02-28", "Dec 2021 - Feb 2022"),
        ("2022-01-01", "2022-12-31", "2022"),
        ("2019-01-01", "2021-12-31", "2019 - 2021"),
        ("9999-12-01", "9999-12-31", "Dec 9999"),
        ("2022-08-01", "2022-08-10", "1-10 Aug 2022"),
    ],
)
def test_days_are_written_as_exactly_as_they_are_known(first: str, last: str, words: str) -> None:
    assert days_text(date.fromisoformat(first), date.fromisoformat(last)) == words


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
    "search": hit_shape(1, Evidence(passage_of(make_article(text=RAIN)), 1.0, events=(RAINED,))),
    "show": article_shape(FERRY, SEEN),
    "index": report_shape(RUN),
    "rejected": rejected_shape(Rejected("a", 1, "b")),
    "status": status_shape(STATE),
    "stale status": status_shape(STALE_STATE),
    "runs": run_shape(FAILED),
    "doctor": finding_shape(Finding("keywords", ("1 passage is missing",))),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_contract_names_every_field(name: str) -> None:
    contract = (Path(__file__).parents[2] / "docs" / "json.md").read_text()
    named = set(re.findall(r"`([^`]+)`", contract))
    assert set(keys(SHAPES[name])) <= named


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_is_json(name: str) -> None:
    assert json.loads(json.dumps(SHAPES[name], allow_nan=False)) == SHAPES[name]
