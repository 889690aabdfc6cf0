"""What a terminal and a chat say of answers, articles and archives, in the same words.

Text of strangers is made harmless here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.answer import Answer, Citation, Dated, Reason, standing
from bot.days import day, days_text, window_days, window_text
from bot.listing import MOST, Listing
from bot.marker import without_markers
from bot.overview.timeline import Line, Timeline, kind_of, taken_back
from corpus.amount import amount, span_in_words
from corpus.article import Article, Mark
from corpus.kind import Kind
from index.candidates import is_in
from index.errors import UnknownName
from index.generation import Generation
from index.names import Variant
from index.passage import Filter
from index.when import Dates, Mode

OBEYED = {"Cc", "Cf", "Cs", "Co"}  # control, format, surrogate and private characters
KEPT = "\n\u200c\u200d"  # joiners shape letters in Persian and Indic scripts, and emoji
BECAME = {"retracted": "RETRACTED", "corrected": "CORRECTED", "corrected_version": "the corrected version"}
MOST_NAMED = 3  # articles that tell the same story; of more, the number
OLD_DAYS = 30  # from which on the age of news is told to who asks how things stand
PRINTED = "printed "
NO_MORE = "The archive says no more on that."
UNNAMED = "unnamed"  # the source of articles that name none
RELATED = "Related, but no answer"
NEAREST = "As far as I can tell, the articles we talked about do not say this outright. Nearest to it they say:"


def printable(text: str) -> str:
    """Put text of strangers on one line, safe for a terminal."""
    return " ".join(filter(None, map(harmless, text.split())))


LINE_ENDS = re.compile(r"[ \t]*[\n\u2028\u2029]\s*")


def one_line(text: str) -> str:
    """Put a part of a sentence on the line of its other parts: a line end would let an article forge a source."""
    return LINE_ENDS.sub(" ", harmless(text))


def harmless(text: str) -> str:
    """Leave out what a terminal would obey: escape sequences, control characters, direction marks; line ends stay."""
    if text.isprintable():  # most text: nothing to look for
        return text
    return "".join(c for c in text if c in KEPT or unicodedata.category(c) not in OBEYED)


def byline(article: Article) -> list[str]:
    """What is said of an article beside its title: its source, its day, its author, and what kind of copy it is."""
    agency = article.agency and article.agency.casefold() not in article.source.casefold()
    parts = [
        printable(article.source),
        date_line(article),
        f"by {printable(article.author)}" if article.author else "",
        printable(article.kind),
        f"copy of {printable(article.agency)}" if agency else "",
    ]
    return [part for part in parts if part]


def in_full(article: Article) -> str:
    """An article that is named beside another one."""
    return f"{printable(article.title)}, {date_line(article)}, {place(article)}"


def in_brief(article: Article) -> str:
    """The same in few words: where it was printed, and when."""
    return f"{printable(article.source or article.title)}, {date_line(article)}"


def story_lines(
    article: Article,
    newer: Article | None,
    notices: Sequence[Article],
    *,
    also_in: Sequence[Article] = (),
    story: Sequence[Article] = (),
    full: Callable[[Article], str] = in_full,
    brief: Callable[[Article], str] = in_brief,
) -> list[str]:
    """What became of an article, where else its words were printed, and who else tells its story; ``full`` and
    ``brief`` name the other articles.
    """
    lines = []
    if became := standing(article, notices):
        named = "; ".join(map(full, notices))
        lines.append(f"{BECAME[became]}{': ' if named else ''}{named}")
    if newer and newer.id not in {one.id for one in notices}:
        lines.append(f"an earlier version; the newest: {full(newer)}")
    for label, articles in (("also in", also_in), ("the same story:", story)):
        if articles:
            names = list(dict.fromkeys(map(brief, articles)))  # a source may print a story several times a day
            more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
            lines.append(f"{label} {'; '.join(names[:MOST_NAMED])}{more}")
    return lines


def line_note(line: Line, citations: Sequence[Citation]) -> str:
    """What a line of a timeline is besides news: a correction, or what was corrected later."""
    kind, (became, since) = kind_of(line, citations), taken_back(line, citations)
    notes = [
        kind if kind in {Kind.CORRECTION, Kind.RETRACTION} else "",
        f"{became.replace('_', ' ')}{f' {day(since)}' if since else ''}" if became else "",
    ]
    return f"({', '.join(filter(None, notes))})" if any(notes) else ""


def dates_lines(citation: Citation) -> list[str]:
    """What the dates of a quotation mean, where its words leave the year out."""
    text = citation.quotation.passage.article.text
    meant = {
        f"“{printable(text[one.start : one.end])}”: {days_text(one.first, one.last)}"
        f"{' (year inferred)' if one.year_inferred else ''}": None
        for one in citation.events
        if str(one.first.year) not in text[one.start : one.end]
    }
    return ["; ".join(meant)] if meant else []


def refusal(answer: Answer) -> str:
    """That the archive does not answer, and why."""
    if not answer.archive.articles:
        return "The archive does not say: it holds no articles yet."
    within = " within these limits" if answer.filter else ""  # outside of them nothing was looked for
    ahead = answer.window.dates is Dates.NAMED  # nothing can have been printed then
    why = {
        Reason.NOTHING: f"The archive does not say: nothing on this subject was found{within}.",
        Reason.NOT_THIS: "The archive does not say: it writes about this subject, but does not answer this.",
        Reason.NOT_THEN: (
            f"The archive does not say: it names nothing of this for {window_days(answer.window)}."
            if ahead
            else "The archive does not say: it has nothing on this in that time, only in others."
        ),
        Reason.OUTSIDE: f"The archive does not say: it {bounds(answer)}.",
        Reason.NO_SPEAKER: f"As far as I can tell, the article says so itself and names nobody{of_article(answer)}.",
    }
    also = f" It {bounds(answer)}." if answer.outside and answer.reason is not Reason.OUTSIDE else ""
    return f"{why[answer.reason] if answer.reason else 'The archive does not say.'}{also}"


def of_article(answer: Answer) -> str:
    """Which article it is that names no speaker: its source, its day and who wrote it."""
    return f": {', '.join(byline(answer.related[0]))}" if answer.related else ""


def bounds(answer: Answer) -> str:
    """Where the archive begins, or ends, as far as that is why it does not tell of a time."""
    first, last = answer.archive.first, answer.archive.last
    if not first or not last:
        return "holds no dated articles"
    if answer.as_of < first:
        return f"begins on {day(first)}, after the day of asking"
    early = answer.window.until is not None and answer.window.until < first
    return f"begins on {day(first)}" if early else f"ends on {day(last)}"


def widened(answer: Answer) -> str:
    """That nothing answers in the time that was asked about, and what is told is of others; or that the time lies
    outside of the archive, and where that begins or ends; or that it was still to come.
    """
    if answer.outside and answer.statements:
        printed = "later" if answer.window.ends_before(answer.archive.first) else "before"
        told = "This is of other times:" if answer.widened else f"What it tells of that time was printed {printed}:"
        return f"The archive {bounds(answer)}. {told}"
    if answer.window.dates is Dates.NAMED and answer.statements:
        return "That was still to come when this was printed:"
    exact = window_text(replace(answer.window, mode=Mode.HARD))
    return f"Nothing {exact} answers this. This is of other times:" if answer.widened else ""


def nearest(answer: Answer) -> str:
    """That the articles that were talked about do not answer outright, and what is told is what is nearest in them."""
    return NEAREST if answer.nearest else ""


def labels(answer: Answer) -> Iterator[str]:
    """For each statement the parts of the question that it answers, where those before it answer others."""
    before: tuple[str, ...] = ()
    for statement in answer.statements:
        label = without_markers("; ".join(statement.parts)) if statement.parts != before else ""
        yield f"{label[0].upper()}{label[1:]}:" if label else ""
        before = statement.parts


def over_time(answer: Answer, words: Callable[[str], str] = printable) -> str:
    """What was said of the same thing at several times, oldest first; ``words`` makes what was said harmless."""
    said = [
        f"“{words(one.words.text)}”, {date_line(one.words.passage.article)} [{one.number}]" for one in answer.over_time
    ]
    return f"Over time: {'; then '.join(said)}." if said else ""


def order(answer: Answer, words: Callable[[str], str] = printable) -> str:
    """Which of several things came first, as far as the dates of what is quoted tell."""
    if len(answer.order) < 2:
        return ""
    days = [f"{PRINTED * (one.dated is Dated.PUBLICATION)}{days_text(one.first, one.last)}" for one in answer.order]
    placed = zip(answer.order, days, strict=True)
    said = "; ".join(f"{words(without_markers(one.part))}, {when} [{one.number}]" for one, when in placed)
    if all(one.last < other.first for one, other in pairwise(answer.order)):
        return f"Oldest first by the dates of these quotations, which tell whether it was then: {said}."
    return f"The dates of these quotations do not tell which came first: {said}."


def lacking(answer: Answer) -> str:
    """The parts of a question that nothing answers, where what is told does answer others; or that what is told only
    touches on a question without parts: it names somebody of whom it is asked who that is, and does not say it.
    """
    parts = without_markers("; ".join(answer.lacking))
    if not parts or answer.nearest:
        return ""
    told = "does not say" if {*answer.lacking} <= {*answer.parts} else "only touches on it, and does not say outright"
    return f"The archive {told}: {parts}."


def age(answer: Answer) -> str:
    """How old an answer is to a question that asks how things stand."""
    if not answer.present or answer.age_days is None or answer.age_days < OLD_DAYS or answer.newest is None:
        return ""
    return f"As of {day(answer.newest)}, {span_in_words(timedelta(days=answer.age_days))} before the day of asking."


def footer(answer: Answer) -> str:
    """The day of asking, the reader's limits, and what was searched."""
    limits = limits_text(f"{window_text(answer.window)}{', or naming it' if names_it(answer) else ''}", answer.filter)
    return searched_text(
        [f"Asked as of {day(answer.as_of)}", *limits], answer.archive, answer.variants, {"Taken for": answer.parts}
    )


def names_it(answer: Answer) -> bool:
    """Whether something cited was printed at another time than the exact one asked about, of which it names a day."""
    window = answer.window
    exact = window.mode is Mode.HARD and window.of_print and window.says_when and not answer.widened
    articles = (one.quotation.passage.article for one in answer.citations)
    return exact and any(not is_in(one.published, window) for one in articles)


def timeline_footer(timeline: Timeline) -> str:
    """The same of a timeline."""
    found = ", where nothing is told of it: this is from any time" if timeline.widened else ""
    limits = limits_text(f"{window_text(timeline.window)}{found}", timeline.filter)
    return searched_text([f"Told as of {day(timeline.as_of)}", *limits], timeline.archive, timeline.variants)


def limits_text(window: str, limits: Filter) -> list[str]:
    """The time and the limits that a reader set."""
    return [
        window,
        f"source {printable(limits.source)}" if limits.source else "",
        f"author {printable(limits.author)}" if limits.author else "",
    ]


def searched_text(
    parts: Sequence[str],
    archive: Generation,
    variants: Sequence[Variant],
    besides: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """What was searched, and as what the words were read besides."""
    said = ", ".join(part for part in [*parts, amount(archive.articles, "article"), span_of(archive)] if part) + "."
    also = [f"{', '.join(one.read_as)} for “{one.written}”" for one in variants if not one.known]
    lines = {**(besides or {}), "Also searched": also}
    return "\n".join([said, *(f"{label}: {printable('; '.join(texts))}." for label, texts in lines.items() if texts)])


def span_of(archive: Generation) -> str:
    """The days that an archive covers."""
    if not archive.first or not archive.last:
        return ""
    return f"{day(archive.first)} - {day(archive.last)}"


def untold(timeline: Timeline) -> str:
    """That a timeline has no line."""
    nothing = "tells no event of this" if timeline.coverage.articles else "has nothing about this, in these words"
    return f"The archive {nothing}."


def most_telling(timeline: Timeline) -> str:
    """That a timeline leaves events out, where it does."""
    shown = len(timeline.lines)
    most = f"{shown} most" if shown > 1 else "most"
    return f"The {most} telling of {timeline.events:,} events." if timeline.events > shown else ""


def left_out(found: Listing, most: int) -> str:
    """That a list shows only the first of what there is, and the option of the command line that shows more."""
    shown = len(found.listed)
    if found.total is not None:
        return of_all(f"{shown} of {amount(found.total, 'article')}", "--top-k", shown, found.total)
    nearest = f"The {shown} nearest" if shown > 1 else "Only the nearest"
    return f"{nearest}; --top-k shows more, up to {MOST}." if shown == most < MOST else ""


def of_all(told: str, option: str, shown: int, total: int) -> str:
    """What was ``told`` of how many are shown, where these are not all, and how to see more."""
    if shown >= total:
        return ""
    if shown >= MOST:
        return f"{told}; --since, --until, --source and --author narrow them down."
    return f"{told}; {option} {total} shows all." if total <= MOST else f"{told}; {option} {MOST} shows more."


def strange(timeline: Timeline) -> str:
    """The words of a topic that no article has."""
    return (
        f"{no_article_has(timeline.strange, limited=bool(timeline.filter))}; that was left out."
        if timeline.strange
        else ""
    )


def under_unknown(told: str, found: Listing) -> str:
    """What was found, and above it which words of the query no article has: then it is only what is nearest."""
    if not found.strange:
        return told or "Nothing found."
    unknown = no_article_has(found.strange, limited=found.limited)
    return f"{unknown}. Nearest are:\n\n{told}" if told else f"{unknown}. Nothing found."


def no_article_has(words: Sequence[str], *, limited: bool) -> str:
    """Say that no article has these words; none of those that the reader's limits allow, if any are set."""
    among = " within these limits" if limited else ""
    return f"No article{among} has {', '.join(f'“{printable(word)}”' for word in words)}"


def place(article: Article) -> str:
    """Where an article can be read, and the id that `show` takes where that is not the same."""
    where = article.url or article.path
    return printable(where if where == article.id else f"{where} (id {article.id})")


def date_line(article: Article) -> str:
    """The day of publication as it was printed; marked when it was guessed."""
    if article.printed is None:
        return "undated"
    return f"{day(article.printed)} (guessed)" if Mark.PUBLISHED_GUESSED in article.marks else day(article.printed)


def unknown(error: UnknownName, listing: str) -> str:
    """That the archive has no such source or author; ``listing`` is the command that lists the sources."""
    return f"{error}; {listing} lists all" if error.of_source else str(error)


def minute(moment: datetime | None) -> str:
    """A moment to the minute; what has no end lasts until now."""
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "now"
