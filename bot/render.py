"""From values to what a terminal shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.answer import Answer, Citation, Dated, Statement
from bot.conversation import Clarify, Reply
from bot.days import day
from bot.listing import Listing
from bot.marker import without_markers
from bot.overview.chart import chart, counted
from bot.overview.timeline import Timeline
from bot.shapes import published
from bot.state import State
from bot.wording import (
    NO_MORE,
    RELATED,
    UNNAMED,
    age,
    byline,
    dates_lines,
    footer,
    harmless,
    labels,
    lacking,
    line_note,
    minute,
    most_telling,
    nearest,
    of_all,
    one_line,
    order,
    over_time,
    place,
    printable,
    refusal,
    span_of,
    story_lines,
    strange,
    timeline_footer,
    under_unknown,
    untold,
    widened,
)
from corpus.amount import amount, span_in_words
from corpus.article import Article, Rejected
from corpus.sentences import Span
from index.catalog import Seen
from index.doctor import Finding
from index.measure import Estimate
from index.passage import Evidence
from index.runs import Run

if TYPE_CHECKING:
    from corpus.survey import Survey

BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


class Terminal:
    """Renders for a terminal; ``colour`` says whether it understands bold and dim, ``blocks`` whether it can show bars
    that are not ASCII.
    """

    def __init__(self, *, colour: bool, blocks: bool = True) -> None:
        self._colour = colour
        self._blocks = blocks

    def answer(self, answer: Answer) -> str:
        """Statements with citation numbers, then the sources; or that the archive does not say, and what is near."""
        if not answer.statements:
            lines = [refusal(answer)]
            if answer.related:
                lines += ["", f"{RELATED}:"]
                lines += [f"  - {self._article_line(article)}" for article in answer.related]
        else:
            lines = [line for line in (nearest(answer), widened(answer)) if line]
            for label, statement in zip(labels(answer), answer.statements, strict=True):
                lines += [*([self._bold(printable(label))] if label else []), self._statement(statement)]
            told = (order(answer), over_time(answer), lacking(answer), age(answer))
            lines += [printable(line) for line in told if line]
            if answer.note:
                lines += ["", self._dim(printable(answer.note))]
            lines += ["", "Sources"]
            for citation in answer.citations:
                lines += self._citation(citation)
        return "\n".join([*lines, "", self._dim(footer(answer))])

    def reply(self, reply: Reply) -> str:
        """An answer, with the question as it was understood where that differs; or what is asked back."""
        if isinstance(reply, Clarify):
            choices = [f"  {number}. {printable(one.text)}" for number, one in enumerate(reply.choices, start=1)]
            return "\n".join([printable(reply.question), *choices])
        understood = [self._dim(f"Understood as: {printable(reply.understood_as)}"), ""] if reply.understood_as else []
        nothing_more = reply.more and not reply.answer.statements
        answered = NO_MORE if nothing_more else self.answer(reply.answer)
        return "\n".join([*understood, answered])

    def _statement(self, statement: Statement) -> str:
        numbers = "".join(f"[{number}]" for number in statement.citations)
        return f"{self._marked(without_markers(statement.text), statement.marks)} {numbers}"

    def _marked(self, text: str, marks: Sequence[Span]) -> str:
        parts, position = [], 0
        for start, end in sorted(marks):
            if start >= position:
                parts += [one_line(text[position:start]), self._bold(one_line(text[start:end]))]
                position = end
        return "".join([*parts, one_line(text[position:])])

    def _citation(self, citation: Citation, *, quote: bool = True) -> list[str]:
        article = citation.quotation.passage.article
        lines = story_lines(article, citation.newer, citation.notices, also_in=citation.also_in)
        return [
            f"  [{citation.number}] {self._article_line(article)}",
            f"      {place(article)}",
            *(f"      {line}" for line in lines),
            *([f"      “{printable(citation.quotation.text)}”"] if quote else []),
            *(f"      {line}" for line in dates_lines(citation)),
        ]

    def _article_line(self, article: Article) -> str:
        return ", ".join([self._bold(printable(article.title)), *byline(article)])

    def timeline(self, timeline: Timeline) -> str:
        """A line an event with its day and number, the sources, and bars of how often the archive wrote about it."""
        coverage = timeline.coverage
        if not timeline.lines:
            lines = [untold(timeline)]
            if timeline.related:
                lines += ["", "Related, but not about it:"]
                lines += [f"  - {self._article_line(article)}" for article in timeline.related]
        else:
            days = [f"{day(line.day)}{PUBLISHED * (line.dated is Dated.PUBLICATION)}" for line in timeline.lines]
            width = max(map(len, days))
            lines = [
                f"{self._bold(f'{when:{width}}')}  {self._statement(line.statement)} {note}".rstrip()
                for when, line in zip(days, timeline.lines, strict=True)
                for note in [line_note(line, timeline.citations)]
            ]
            if told := most_telling(timeline).rstrip("."):
                lines += ["", of_all(told, "--most", len(timeline.lines), timeline.events)]
            lines += ["", "Sources"]
            for citation in timeline.citations:
                lines += self._citation(citation, quote=False)
        if unknown := strange(timeline):
            lines = [unknown, "", *lines]
        if coverage.days:
            lines += ["", f"Coverage: {counted(coverage)}"]
            lines += [f"  {row}" for row in chart(coverage, blocks=self._blocks)]
        return "\n".join([*lines, "", self._dim(timeline_footer(timeline))])

    def articles(self, found: Listing) -> str:
        """Numbered articles, with what became of them."""
        told = "\n".join(self._listed(rank, one.evidence) for rank, one in enumerate(found.listed, start=1))
        return under_unknown(told, found)

    def _listed(self, rank: int, item: Evidence) -> str:
        article = item.passage.article
        lines = [place(article), *story_lines(article, item.newer, item.notices, story=item.story)]
        return "\n   ".join([f"{rank}. {self._article_line(article)}", *lines])

    def sources(self, counts: Sequence[tuple[str, int]]) -> str:
        """A line a source, with how many articles it has."""
        width = max((len(f"{count:,}") for _, count in counts), default=0)
        return "\n".join(f"{count:>{width},}  {printable(name) or UNNAMED}" for name, count in counts) or "None yet."

    def hits(self, found: Listing) -> str:
        """Numbered passages with their articles."""
        told = "\n\n".join(self._hit(rank, one.evidence) for rank, one in enumerate(found.listed, start=1))
        return under_unknown(told, found)

    def _hit(self, rank: int, item: Evidence) -> str:
        article = item.passage.article
        lines = [
            place(article),
            *story_lines(article, item.newer, item.notices, story=item.story),
            printable(item.passage.text),
        ]
        return "\n   ".join([f"{rank}. {self._article_line(article)}", *lines])

    def article(self, item: Evidence, seen: Sequence[Seen]) -> str:
        """The normalised article, with what was derived or guessed, what became of it, and its earlier versions."""
        article = item.passage.article
        rows = {
            "id": article.id,
            "title": article.title,
            "author": article.author,
            "source": article.source,
            "published": published(article) or "unknown",
            "updated": article.updated.isoformat() if article.updated else "",
            "url": article.url,
            "language": article.language,
            "section": article.section,
            "kind": article.kind,
            "agency": article.agency,
            "dateline": article.dateline,
            "corrects": article.corrects,
            "path": article.path if article.line is None else f"{article.path}:{article.line}",
            "derived or guessed": ", ".join(sorted(article.marks)),
            "never quoted": "; ".join(f"“{article.text[start:end]}”" for start, end in item.repeated),
            "story": "; ".join(story_lines(article, item.newer, item.notices, story=item.story)),
            "versions seen": "; ".join(f"{minute(one.first)} - {minute(one.last)}" for one in seen),
        }
        return f"{table_of(rows)}\n\n{harmless(article.text)}"

    def report(self, run: Run) -> str:
        """What an index run did, in a line or two."""
        report = run.counts
        if report is None:
            return run.error or run.job
        moved = f" ({report.moved} moved)" if report.moved else ""
        withheld = f", {report.withheld} gone but kept" if report.withheld else ""
        text = (
            f"{report.added} added, {report.replaced} replaced, {report.removed} removed{withheld}, "
            f"{report.unchanged} unchanged{moved}, {report.rejected} rejected; "
            f"{amount(report.passages, 'passage')}, {report.embedded} embedded; {report.seconds:.1f} s; "
            f"generation {report.generation}"
        )
        return f"{text}{HINT}" if report.rejected else text

    def runs(self, runs: Iterable[Run]) -> str:
        """One line a run."""
        lines = [
            f"{run.number:>5}  {minute(run.started)}  {run.result:8}  {printable(self.report(run).removesuffix(HINT))}"
            for run in runs
        ]
        return "\n".join(lines) or "No run yet."

    def finding(self, finding: Finding) -> str:
        """What was looked at, and what is wrong with it."""
        faults = "; ".join(map(printable, finding.faults))
        return f"{finding.part:10}{faults or 'well'}"

    def rejected(self, rejected: Iterable[Rejected]) -> str:
        """One line a record: where it stands and why it was rejected."""
        lines = [
            f"{printable(item.path)}{f':{item.line}' if item.line else ''}: {printable(item.reason)}"
            for item in rejected
        ]
        return "\n".join(lines) or "Nothing was rejected."

    def status(self, state: State) -> str:
        """What the index holds and whether it is up to date."""
        archive, fresh = state.archive, state.freshness
        gap = f", usual gap {span_in_words(fresh.usual_gap)}" if fresh.usual_gap else ""
        return table_of(
            {
                "state": f"STALE: {'; '.join(fresh.stale)}" if fresh.stale else "up to date",
                "articles": str(archive.articles),
                "passages": str(archive.passages),
                "published": span_of(archive) or "unknown",
                "newest": f"{minute(fresh.newest)}{gap}" if fresh.newest else "",
                "generation": str(archive.number),
                "indexed": f"{archive.indexed_at:%Y-%m-%d %H:%M:%S} UTC",
                "last run": f"{minute(fresh.last.ended)}, {fresh.last.result}" if fresh.last else "",
                "next run": minute(fresh.next_run) if fresh.next_run else "",
                "running": state.writer,
                "rejected": str(state.rejected),
                "model": archive.recipe.space,
                "passage": f"at most {archive.recipe.passage_words} words",
                "data": f"{state.data_dir}, {state.disk_bytes / 1e6:,.1f} MB",
            }
        )

    def survey(self, found: Survey) -> str:
        """A row a format, and under it why records were rejected."""
        fields = ("title", "author", "source", "date", "url", "language", "section")
        head = ["format", "read", "rejected", *fields, "date guessed", "undated", "date refused", "copies"]
        rows = [
            [
                *(name, one.read, one.rejected),
                *(one.found[field] for field in fields),
                *(one.guessed, one.undated, one.refused, one.copies),
            ]
            for name, one in found.tallies.items()
        ]
        reasons = [
            f"{count:>7}  {name}: {printable(reason)}"
            for name, one in found.tallies.items()
            for reason, count in one.reasons.most_common(MOST_REASONS)
        ]
        lines = [grid([head, *([str(value) for value in row] for row in rows)]), ""]
        lines += ["Rejected, and why:", *reasons, ""] if reasons else []
        stories = f"{amount(found.stories, 'story')} {'is' if found.stories == 1 else 'are'}"
        return "\n".join([*lines, f"{stories} told by more than one article."])

    def measures(self, title: str, rows: Mapping[str, Mapping[str, float | Estimate]]) -> str:
        """A table with a row a stage and a column a measure; means with half the width of their interval."""
        names = list(next(iter(rows.values())))
        return grid([[title, *names], *([row, *(cell(means[name]) for name in names)] for row, means in rows.items())])

    def _bold(self, text: str) -> str:
        return f"{BOLD}{text}{PLAIN}" if self._colour else text

    def _dim(self, text: str) -> str:
        return f"{DIM}{text}{PLAIN}" if self._colour else text


PUBLISHED = " (published)"  # the day of a line is that of its article
MOST_REASONS = 8  # of one format, in a survey
HINT = "\nRejected records: backissue index --rejected"


def cell(value: float | Estimate) -> str:
    """A count as it is, a mean to three places with half the width of its interval."""
    return f"{value.mean:.3f} ±{(value.high - value.low) / 2:.3f}" if isinstance(value, Estimate) else str(value)


def grid(rows: Sequence[Sequence[str]]) -> str:
    """A table with its first row as head, its first column to the left and the others to the right."""
    first, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
    widths = [max(8, width) for width in others]
    return "\n".join(
        " ".join([f"{row[0]:{first}}", *(f"{value:>{w}}" for value, w in zip(row[1:], widths, strict=True))])
        for row in rows
    )


def table_of(rows: Mapping[str, str]) -> str:
    """Names and values in two columns; empty values are left out."""
    width = max(map(len, rows))
    return "\n".join(f"{name:{width}}  {printable(value)}" for name, value in rows.items() if value)
