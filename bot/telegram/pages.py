"""What a chat shows beside replies: a passage, a choice of time, a timeline, lists, digests, cards. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answer import Answer, Citation, Dated, Quotation
from bot.days import day
from bot.listing import Listed, Listing
from bot.overview.chart import counted
from bot.overview.timeline import Timeline
from bot.state import State
from bot.telegram.callback import Verb
from bot.telegram.keyboards import (
    LISTED,
    SHORT_LABEL,
    dates_keyboard,
    open_article,
    passage_keyboard,
    press,
)
from bot.telegram.markup import bold, cleaned, cut, escape, is_seen, italic, label, lead, link, shortened, units, words
from bot.telegram.message import Keyboard, Message
from bot.telegram.parts import NO_QUOTES, Layout, Part
from bot.telegram.replies import LINE, QUESTION, Form, answer_messages, refusal_messages, statement
from bot.telegram.sources import SAID, TITLE, about, became, headed, in_sentences, quoted, shown_of
from bot.wording import (
    UNNAMED,
    byline,
    line_note,
    minute,
    most_telling,
    no_article_has,
    refusal,
    span_of,
    strange,
    timeline_footer,
    untold,
)
from corpus.amount import span_in_words
from corpus.article import Article
from corpus.sentences import Span
from index.passage import Evidence
from index.when import Window

CONTEXT = 1600  # units of a passage with the sentences around it; what is longer hides the buttons on a phone
EXCERPT = 280  # units of a passage in a list
NOTICE = 3800  # units
CARD_TITLE, CARD_TEXT = 64, 160  # units
MOST_STOPS = 8  # subjects that a digest has a button for


def notice(text: str) -> Message:
    """A text of ours, of some lines, that may name what strangers wrote."""
    return Message(escape(shortened(cleaned(text).strip(), NOTICE)) if is_seen(text) else "…")


def passage_message(citation: Citation, key: str, total: int) -> Message:
    """The passage of one of ``total`` citations in its article, the words that are quoted in bold.

    The button of a passage has the number of its citation, less one.
    """
    quotation = citation.quotation
    article = quotation.passage.article
    said, (shown, whole) = (quotation.start, quotation.end), in_context(quotation)
    head = " · ".join([bold(f"Passage {citation.number} of {total}"), about(article)])
    block = quoted(article.text, shown, whole, [said], expandable=False)
    fate = became(article, citation.newer, citation.notices, also_in=citation.also_in)
    lines = [head, link(article.title, article.url, TITLE), *fate, block]
    return Message("\n".join(lines), passage_keyboard(citation, key, total))


def in_context(quotation: Quotation) -> tuple[Span, Span]:
    """What is shown of an article around a passage, and what of it is whole."""
    passage = quotation.passage
    if units(passage.text) > CONTEXT:
        return shown_of(quotation, CONTEXT)
    text = 0, len(passage.article.text)
    shown = in_sentences(passage.article, (passage.start, passage.end), text, CONTEXT, CONTEXT)
    return shown, shown


def dates_message(question: str, as_of: datetime, key: str, named: Window | None = None) -> Message:
    """The choice of time for a question that was asked on a day; ``named`` is the window that it was answered for."""
    lines = [bold("Which time?"), words(question, QUESTION)]
    return Message("\n".join(lines), dates_keyboard(as_of, key, named))


def timeline_messages(timeline: Timeline, key: str) -> tuple[Message, ...]:
    """An event a line with its day, how often the archive wrote about it, and the sources."""
    layout = Layout(NO_QUOTES, brief=True, between="\n")
    return layout.messages(timeline_steps(timeline), ((press("🔔 Follow", Verb.SUBJECT, key),),))


def timeline_steps(timeline: Timeline) -> Iterator[list[Part]]:
    """A timeline in the order in which it is told."""
    head = [bold(words(timeline.topic, QUESTION)), *([words(unknown, LINE)] if (unknown := strange(timeline)) else [])]
    yield [Part(tuple(head))]
    if not timeline.lines:
        near = [f"• {headed(article)}" for article in timeline.related]
        yield [Part((lead(untold(timeline)),))]
        yield [Part(("\n".join([bold("Related, but not about it"), *near]),) if near else ())]
    left = {one.number: one for one in timeline.citations}
    for line in timeline.lines:
        when = f"{day(line.day)} (published)" if line.dated is Dated.PUBLICATION else day(line.day)
        cited = [left.pop(number) for number in line.statement.citations if number in left]
        note = line_note(line, timeline.citations)
        said = f"{bold(when)} {statement(line.statement, timeline.citations)}"
        told = Part((f"{said} {italic(escape(note))}" if note else said,))
        yield [told, *(Part(citations=(one,)) for one in cited)]
    if told_of := most_telling(timeline):
        yield [Part(notes=(escape(told_of),))]
    if timeline.coverage.days:
        yield [Part(notes=(escape(f"Coverage: {counted(timeline.coverage)}."),))]
    yield [Part(foot=(italic("\n".join(words(line, LINE) for line in timeline_footer(timeline).splitlines())),))]


def listing_messages(found: Listing, heading: str) -> tuple[Message, ...]:
    """Numbered articles under a heading, each with the passage that was found, where one was looked for."""
    blocks = [bold(words(heading, QUESTION))] if heading else []
    blocks += [words(f"{no_article_has(found.strange, limited=found.limited)}.", LINE)] if found.strange else []
    blocks += [entry(place, one) for place, one in enumerate(found.listed, start=1)] or ["Nothing found."]
    return Layout(NO_QUOTES).messages([Part((block,))] for block in blocks)


def entry(place: int, one: Listed) -> str:
    """An article of a list."""
    item = one.evidence
    article = item.passage.article
    lines = [f"{place}. {headed(article)}", *became(article, item.newer, item.notices, story=item.story)]
    return "\n".join([*lines, *([beginning(item)] if one.score is not None else [])])


def beginning(item: Evidence) -> str:
    """The beginning of a passage, as a block."""
    passage = item.passage
    whole = passage.start, passage.end
    return quoted(passage.article.text, cut(passage.article.text, (whole[0], whole[0]), whole, EXCERPT), whole)


def status_message(state: State, *, full: bool = False) -> Message:
    """What the archive holds and whether it is up to date; ``full`` says why not, to who looks after it."""
    archive, fresh = state.archive, state.freshness
    stale = f"not up to date{': ' if full else ''}{'; '.join(fresh.stale) if full else ''}"
    gap = f", usual gap {span_in_words(fresh.usual_gap)}" if fresh.usual_gap else ""
    rows = {
        "Archive": stale if fresh.stale else "up to date",
        "Articles": f"{archive.articles:,}",
        "Passages": f"{archive.passages:,}",
        "Published": span_of(archive) or "unknown",
        "Newest": f"{minute(fresh.newest)}{gap}" if fresh.newest else "",
        "Indexed": f"{archive.indexed_at:%Y-%m-%d %H:%M} UTC",
    }
    if full:
        rows |= {
            "Generation": str(archive.number),
            "Last run": f"{minute(fresh.last.ended)}, {fresh.last.result}" if fresh.last else "",
            "Next run": minute(fresh.next_run) if fresh.next_run else "",
            "Running": state.writer,
            "Rejected": str(state.rejected),
            "Disk": f"{state.disk_bytes / 1e6:,.1f} MB",
        }
    return Message("\n".join(f"{bold(name)}: {words(value, LINE)}" for name, value in rows.items() if value))


def sources_message(counts: Sequence[tuple[str, int]]) -> Message:
    """The sources of the archive with their numbers of articles, in the order given; as many as one message holds."""
    lines, room = [], NOTICE
    for name, count in counts:
        line = f"{words(name, SAID) or UNNAMED}: {count:,}"
        room -= units(line) + 1  # markup is longer than what is seen of it
        if room < 0:
            break
        lines.append(line)
    left = len(counts) - len(lines)
    more = [italic(f"and {left:,} more")] if left else []
    return Message("\n".join([bold("Sources"), *(lines or ["None yet."]), *more]))


@dataclass(frozen=True, slots=True)
class New:
    """A new article, by the words that tell of a subject, and other new ones of the same story."""

    quotation: Quotation
    also_in: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """What is new about a subject that is followed; ``key`` stops it, ``more`` counts what is left out."""

    subject: str
    key: str
    found: tuple[New, ...]
    more: int = 0


def digest_messages(digests: Sequence[Digest]) -> tuple[Message, ...]:
    """What is new about the subjects that a chat follows, and a button to stop each."""
    steps: list[list[Part]] = []
    for one in digests:
        head = Part((f"🔔 {bold(words(one.subject, TITLE))}",))
        left_out = [italic(f"and {one.more:,} more")] if one.more else []
        blocks = [Part((block,)) for block in [*map(new_article, one.found), *left_out]]
        steps += [[head, *blocks[:1]], *([block] for block in blocks[1:])]
    stops = tuple((press(f"🔕 Stop {label(one.subject, SHORT_LABEL)}", Verb.UNFOLLOW, one.key),) for one in digests)
    return Layout(NO_QUOTES).messages(steps, stops[:MOST_STOPS])


def following_message(follows: Sequence[tuple[str, str, str]]) -> Message:
    """The subjects that a chat follows, when it hears of each, and a button to stop each by its key."""
    lines = [f"🔔 {bold(words(subject, TITLE))}, {escape(schedule)}" for subject, schedule, _ in follows]
    stops = tuple(
        (press(f"🔕 Stop {label(subject, SHORT_LABEL)}", Verb.UNFOLLOW, key, LISTED),) for subject, _, key in follows
    )
    return Message("\n".join([bold("You follow"), *lines]), stops)


def new_article(one: New) -> str:
    """A new article, and the words in it that tell of a subject."""
    article = one.quotation.passage.article
    said = one.quotation.start, one.quotation.end
    shown = cut(article.text, said, said, EXCERPT)
    return "\n".join([headed(article), *became(article, story=one.also_in), quoted(article.text, shown, said)])


@dataclass(frozen=True, slots=True)
class Card:
    """A result of inline mode: what is seen in the list, plain, and the message that is sent when it is chosen."""

    title: str
    description: str
    message: Message


def article_card(item: Evidence) -> Card:
    """An article with the passage that was found."""
    article = item.passage.article
    lines = [headed(article), *became(article, item.newer, item.notices), beginning(item)]
    return card(article.title, " · ".join(byline(article)), Message("\n".join(lines), opened(article)))


def answer_card(answer: Answer) -> Card:
    """An answer in its short form, without buttons that come back: it is sent where we hold no conversation."""
    asked = [italic(words(answer.question, QUESTION))]
    tell = answer_messages if answer.statements else refusal_messages
    [first, *_] = tell(answer, "", asked, form=Form.BRIEF, suggestions=())
    articles = [one.quotation.passage.article for one in answer.citations[:1]]
    said = " ".join(one.text for one in answer.statements) or refusal(answer)
    return card(answer.question, said, Message(first.html, opened(articles[0]) if articles else ()))


def card(title: str, description: str, message: Message) -> Card:
    """A card with texts of a bounded length."""
    return Card(label(title, CARD_TITLE), label(description, CARD_TEXT), message)


def opened(article: Article) -> Keyboard:
    """The button that opens an article, as a keyboard."""
    return tuple(row for row in [open_article(article)] if row)
