import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bot.shapes import survey_shape
from corpus.read import scan_archive
from corpus.survey import Survey, Tally, survey

LATEST = datetime(2026, 1, 1, tzinfo=UTC)
WIRE = " ".join(f"The ferry struck the wall number {n} of the harbour on Tuesday at {n} o'clock." for n in range(12))


def test_an_archive_is_counted_format_by_format(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "title": "Ferry", "author": "Ana", "date": "2023-03-14", "text": WIRE, "language": "en"},
        {"id": "b", "title": "Ferry again", "date": "2023-03-14", "text": WIRE + " More."},
        {"id": "c", "date": "soon", "text": "Rain."},
        {"id": "d", "date": "later", "text": "Rain."},
        {"id": "e", "url": "https://example.com/2023/03/15/snow", "section": "Weather", "text": "Snow."},
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (tmp_path / "b.txt").write_text("Date: 14 March 2023\n\nHail fell.")
    (tmp_path / "c.pdf").write_bytes(b"%PDF")
    assert survey(scan_archive([tmp_path], latest=LATEST)) == Survey(
        tallies={
            "JSON lines": Tally(
                read=3,
                rejected=2,
                guessed=1,
                copies=1,
                found=Counter(title=2, author=1, date=2, url=1, language=1, section=1),
                reasons=Counter({"no date": 2}),
            ),
            "not recognised": Tally(rejected=1, reasons=Counter({"a PDF, not an article": 1})),
            "plain text": Tally(read=1, found=Counter(date=1)),
        },
        stories=1,
    )


def test_a_survey_is_json(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rain fell.")
    (tmp_path / "b.pdf").write_bytes(b"%PDF")
    assert json.loads(json.dumps(survey_shape(survey(scan_archive([tmp_path], latest=LATEST)))))["formats"].keys() == {
        "plain text", "not recognised"
    }  # fmt: skip
