"""The JSON that Backissue prints: a contract, described in docs/json.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.answer import Answer, Citation, Window, standing
from bot.question import Question
from bot.state import State
from corpus.article import Article, Mark, Rejected
from index.catalog import Seen
from index.doctor import Finding
from index.generation import Generation
from index.passage import Evidence
from index.runs import Run

if TYPE_CHECKING:
    from corpus.survey import Survey

Shape = dict[str, Any]


def answer_shape(answer: Answer, question: Question) -> Shape:
    """Shape of ``ask``."""
    return {
        **id_shape(question),
        "question": answer.question,
        "asked": moment(answer.asked),
        "as_of": moment(answer.as_of),
        "outcome": answer.outcome.value,
        "confidence": answer.confidence,
        "window": window_shape(answer.window),
        "statements": [{"text": item.text, "citations": list(item.citations)} for item in answer.statements],
        "citations": [citation_shape(citation) for citation in answer.citations],
        "related": [related_shape(article) for article in answer.related],
        "archive": archive_shape(answer.archive),
        "timings_ms": answer.timings_ms,
    }


def id_shape(question: Question) -> Shape:
    """The reader's own id, where there is one."""
    return {} if question.id is None else {"id": question.id}


def citation_shape(citation: Citation) -> Shape:
    """A citation: its article, and the span that is quoted."""
    quotation = citation.quotation
    article = quotation.passage.article
    return {
        "number": citation.number,
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "author": article.author,
        "published": published(article),
        "published_guessed": Mark.PUBLISHED_GUESSED in article.marks,
        "url": article.url,
        "path": article.path,
        "passage_id": quotation.passage.id,
        "quote": quotation.text,
        "start": quotation.start,
        "end": quotation.end,
        **story_shape(article, citation.newer, citation.notices),
        "also_in": [related_shape(one) for one in citation.also_in],
    }


def story_shape(article: Article, newer: Article | None, notices: Sequence[Article]) -> Shape:
    """What became of an article."""
    return {
        "kind": article.kind,
        "agency": article.agency,
        "newer": related_shape(newer) if newer else None,
        "standing": standing(article, notices),
        "notices": [related_shape(one) for one in notices],
    }


def related_shape(article: Article) -> Shape:
    """An article that is near the question but answers nothing."""
    return {
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "published": published(article),
        "url": article.url,
        "path": article.path,
    }


def hit_shape(rank: int, item: Evidence) -> Shape:
    """Shape of one hit of ``search``; the score is that of fusion, comparable within one question only."""
    passage, article = item.passage, item.passage.article
    return {
        "rank": rank,
        "score": round(item.score, 6),
        "passage_id": passage.id,
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "author": article.author,
        "published": published(article),
        "url": article.url,
        "path": article.path,
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        **story_shape(article, item.newer, item.notices),
        "story": [related_shape(one) for one in item.story],
    }


def shown_shape(item: Evidence, seen: Sequence[Seen]) -> Shape:
    """Shape of ``show``."""
    article = item.passage.article
    return {
        **article_shape(article, seen),
        **story_shape(article, item.newer, item.notices),
        "story": [related_shape(one) for one in item.story],
        "repeated": [list(span) for span in item.repeated],
    }


def article_shape(article: Article, seen: Sequence[Seen] = ()) -> Shape:
    """What an article is by itself."""
    return {
        "id": article.id,
        "title": article.title,
        "author": article.author,
        "source": article.source,
        "published": published(article),
        "utc_offset_minutes": article.utc_offset,
        "updated": moment(article.updated),
        "url": article.url,
        "language": article.language,
        "section": article.section,
        "kind": article.kind,
        "agency": article.agency,
        "dateline": article.dateline,
        "corrects": article.corrects,
        "path": article.path,
        "line": article.line,
        "marks": sorted(article.marks),
        "content_hash": article.content_hash,
        "text": article.text,
        "versions": [
            {
                "content_hash": one.content_hash,
                "title": one.title,
                "first_seen": moment(one.first),
                "last_seen": moment(one.last),
            }
            for one in seen
        ],
    }


def survey_shape(found: Survey) -> Shape:
    """Shape of ``index --dry-run``."""
    formats = {
        name: {**vars(one), "found": dict(one.found), "reasons": dict(one.reasons)}
        for name, one in found.tallies.items()
    }
    return {"stories_told_again": found.stories, "formats": formats}


def report_shape(run: Run) -> Shape:
    """Shape of ``index``: its counts, and how the run ended."""
    counts = asdict(run.counts) if run.counts else {}
    return {**counts, "result": run.result, "error": run.error, "run": run.number, "phases": run.phases}


def run_shape(run: Run) -> Shape:
    """Shape of one line of ``runs``."""
    return {
        **asdict(run),
        "started": moment(run.started),
        "ended": moment(run.ended),
    }


def finding_shape(finding: Finding) -> Shape:
    """Shape of one line of ``doctor``."""
    return {"part": finding.part, "faults": list(finding.faults)}


def rejected_shape(rejected: Rejected) -> Shape:
    """Shape of one line of ``index --rejected``."""
    return asdict(rejected)


def status_shape(state: State) -> Shape:
    """Shape of ``status``."""
    fresh = state.freshness
    return {
        **archive_shape(state.archive),
        "rejected": state.rejected,
        "recipe": asdict(state.archive.recipe),
        "data_dir": state.data_dir,
        "disk_bytes": state.disk_bytes,
        "stale": bool(fresh.stale),
        "reasons": list(fresh.stale),
        "newest": moment(fresh.newest),
        "usual_gap_seconds": fresh.usual_gap and fresh.usual_gap.total_seconds(),
        "last_run": fresh.last and run_shape(fresh.last),
        "last_good_run": fresh.last_good and run_shape(fresh.last_good),
        "next_run": moment(fresh.next_run),
        "writer": state.writer,
    }


def window_shape(window: Window | None) -> Shape | None:
    """The time that was searched."""
    if window is None:
        return None
    return {
        "from": moment(window.since),
        "to": moment(window.until),
        "mode": window.mode,
        "text": window_text(window),
    }


def window_text(window: Window) -> str:
    """The window in words: ``published 1 Aug 2022 - 31 Aug 2022``."""
    since, until = (day(end) if end else None for end in (window.since, window.until))
    if since and until:
        return f"published {since} - {until}" if since != until else f"published {since}"
    return f"published since {since}" if since else f"published until {until}"


def archive_shape(archive: Generation) -> Shape:
    """The generation that was searched."""
    return {
        "articles": archive.articles,
        "passages": archive.passages,
        "from": moment(archive.first),
        "to": moment(archive.last),
        "generation": archive.number,
        "indexed_at": moment(archive.indexed_at),
    }


def published(article: Article) -> str | None:
    """When an article was published, at the offset where it was printed, ISO 8601."""
    return article.printed.isoformat() if article.printed else None


def moment(value: datetime | None) -> str | None:
    """A moment in UTC, to the second, ISO 8601."""
    return value.astimezone(UTC).isoformat(timespec="seconds") if value else None


def day(value: datetime) -> str:
    """A day as people write it."""
    return f"{value.day} {value:%b %Y}"
