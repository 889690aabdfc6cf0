"""The JSON that Backissue prints: a contract, described in docs/json.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.answer import Answer, Citation, Placed, Said, Statement, standing
from bot.conversation import Reply, Told
from bot.days import window_text
from bot.listing import Listed, Listing
from bot.question import Question
from bot.state import State
from corpus.article import Article, Mark, Rejected
from corpus.events import EventDate
from index.catalog import Seen
from index.doctor import Finding
from index.generation import Generation
from index.measure import Estimate
from index.names import Variant
from index.passage import Evidence
from index.runs import Run
from index.when import Mode, Window

if TYPE_CHECKING:
    from corpus.survey import Survey

Shape = dict[str, Any]


def reply_shape(reply: Reply, question: Question) -> Shape:
    """Shape of ``chat``, and of ``ask`` where a question has turns before it."""
    if isinstance(reply, Told):
        return {**answer_shape(reply.answer, question), "understood_as": reply.understood_as}
    return {
        **id_shape(question),
        "question": question.text,
        "as_of": moment(question.as_of),
        "outcome": "unclear",
        "statements": [],
        "citations": [],
        "related": [],
        "understood_as": None,
        "clarify": {"question": reply.question, "choices": [choice.text for choice in reply.choices]},
    }


def answer_shape(answer: Answer, question: Question) -> Shape:
    """Shape of ``ask``."""
    return {
        **id_shape(question),
        "question": question.text,
        "asked": moment(answer.asked),
        "as_of": moment(answer.as_of),
        "outcome": answer.outcome.value,
        "confidence": answer.confidence,
        "window": window_shape(answer.window),
        "widened": answer.widened,
        "parts": list(answer.parts),
        "variants": [variant_shape(one) for one in answer.variants],
        "kind": answer.kind,
        "reason": answer.reason.value if answer.reason else "",
        "lacking": list(answer.lacking),
        "nearest": answer.nearest,
        "newest": moment(answer.newest) if answer.newest else None,
        "age_days": answer.age_days,
        "over_time": [said_shape(one) for one in answer.over_time],
        "order": [placed_shape(one) for one in answer.order],
        "statements": [statement_shape(item) for item in answer.statements],
        "citations": [citation_shape(citation) for citation in answer.citations],
        "written_by": answer.written_by,
        "note": answer.note,
        "related": [related_shape(article) for article in answer.related],
        "archive": archive_shape(answer.archive),
        "timings_ms": answer.timings_ms,
        "understood_as": None,
        "clarify": None,
    }


def statement_shape(statement: Statement) -> Shape:
    """A statement, where in it the answering words stand, and which parts of the question it answers."""
    marks = [{"start": start, "end": end} for start, end in statement.marks]
    numbers, parts = list(statement.citations), list(statement.parts)
    return {"text": statement.text, "citations": numbers, "marks": marks, "parts": parts}


def said_shape(said: Said) -> Shape:
    """What was said at one time."""
    words = said.words
    printed = words.passage.article.printed
    place = {"start": words.start, "end": words.end}
    return {"text": words.text, "printed": printed.isoformat() if printed else None, "citation": said.number, **place}


def placed_shape(placed: Placed) -> Shape:
    """When one of the things was of which a question asks which came first."""
    days = {"from": placed.first.isoformat(), "to": placed.last.isoformat(), "dated": placed.dated.value}
    return {"part": placed.part, **days, "citation": placed.number}


def variant_shape(variant: Variant) -> Shape:
    """What words were searched as besides."""
    return {"written": variant.written, "read_as": list(variant.read_as), "why": variant.why.value}


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
        "dates": dates_shape(article, citation.events),
        **story_shape(article, citation.newer, citation.notices),
        "also_in": [related_shape(one) for one in citation.also_in],
    }


def dates_shape(article: Article, events: Sequence[EventDate]) -> list[Shape]:
    """The dates that a text names."""
    return [
        {
            "text": article.text[one.start : one.end],
            "start": one.start,
            "end": one.end,
            "from": one.first.isoformat(),
            "to": one.last.isoformat(),
            "year_inferred": one.year_inferred,
        }
        for one in events
    ]


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
    """Shape of one hit of ``search``; the score is comparable within one question only."""
    passage, article = item.passage, item.passage.article
    return {
        "rank": rank,
        "score": round(item.score, 6),
        "passage_id": passage.id,
        **told_shape(article),
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "dates": dates_shape(article, item.events),
        **story_shape(article, item.newer, item.notices),
        "story": [related_shape(one) for one in item.story],
    }


def listed_shape(rank: int, item: Listed) -> Shape:
    """Shape of one line of ``articles``; the score is that of the best passage, as in ``search``."""
    evidence, score = item.evidence, item.score
    article = evidence.passage.article
    return {
        "rank": rank,
        "score": None if score is None else round(score, 6),
        **told_shape(article),
        **story_shape(article, evidence.newer, evidence.notices),
        "story": [related_shape(one) for one in evidence.story],
    }


def source_shape(name: str, articles: int) -> Shape:
    """Shape of a line of ``sources``."""
    return {"source": name, "articles": articles}


def told_shape(article: Article) -> Shape:
    """What a list says of an article."""
    return {
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "author": article.author,
        "published": published(article),
        "url": article.url,
        "path": article.path,
    }


def hits_shape(found: Listing, question: Question) -> Shape:
    """Shape of one line of ``search --batch``."""
    hits = [hit_shape(rank, hit.evidence) for rank, hit in enumerate(found.listed, start=1)]
    return {"id": question.id, "hits": hits, "strange": list(found.strange)}


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


def window_shape(window: Window) -> Shape | None:
    """The time that the question was taken to be about."""
    if window.mode is Mode.NONE:
        return None
    return {
        "from": moment(window.since),
        "to": moment(window.until),
        "mode": window.mode.value,
        "year_inferred": window.year_inferred,
        "dates": window.dates.value,
        "text": window_text(window),
    }


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


def measures_shape(tables: Mapping[str, Mapping[str, Mapping[str, float | Estimate]]]) -> Shape:
    """Shape of ``eval``: a mean with the ends of its interval, a count as it is."""
    return {
        title: {
            row: {name: asdict(value) if isinstance(value, Estimate) else value for name, value in means.items()}
            for row, means in table.items()
        }
        for title, table in tables.items()
    }
