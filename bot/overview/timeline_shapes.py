"""The JSON of ``timeline``, of the same contract as ``bot.shapes``."""

from __future__ import annotations

from bot.overview.coverage import IN_A_PICTURE, Coverage
from bot.overview.timeline import Timeline, kind_of, taken_back
from bot.shapes import (
    Shape,
    archive_shape,
    citation_shape,
    moment,
    related_shape,
    variant_shape,
    window_shape,
)


def timeline_shape(timeline: Timeline) -> Shape:
    """Shape of ``timeline``."""
    return {
        "topic": timeline.topic,
        "asked": moment(timeline.asked),
        "as_of": moment(timeline.as_of),
        "window": window_shape(timeline.window),
        "widened": timeline.widened,
        "variants": [variant_shape(one) for one in timeline.variants],
        "strange": list(timeline.strange),
        "lines": [
            {
                "day": line.day.isoformat(),
                "dated": line.dated.value,
                "year_inferred": line.year_inferred,
                "text": line.statement.text,
                "citations": list(line.statement.citations),
                "kind": kind_of(line, timeline.citations),
                "standing": became,
                "standing_since": since.isoformat() if since else None,
            }
            for line in timeline.lines
            for became, since in [taken_back(line, timeline.citations)]
        ],
        "events": timeline.events,
        "citations": [citation_shape(citation) for citation in timeline.citations],
        "coverage": coverage_shape(timeline.coverage),
        "related": [related_shape(article) for article in timeline.related],
        "archive": archive_shape(timeline.archive),
        "timings_ms": timeline.timings_ms,
    }


def coverage_shape(coverage: Coverage) -> Shape:
    """How often the archive wrote about a subject."""
    unit = coverage.unit(IN_A_PICTURE)
    return {
        "stories": coverage.stories,
        "articles": coverage.articles,
        "undated": coverage.undated,
        "complete": coverage.complete,
        "unit": unit.value,
        "periods": [
            {
                "from": one.first.isoformat(),
                "to": one.last.isoformat(),
                "stories": one.stories,
                "articles": one.articles,
            }
            for one in coverage.periods(unit)
        ],
    }
