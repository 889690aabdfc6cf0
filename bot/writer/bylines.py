"""Questions about who wrote what: "what did Ana Reis write?", "who wrote about the mill?". The byline tells it.

No sentence of an article says so, so that the articles themselves are the answer, the newest first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.answer import Draft, Drafted, Quotation, Writer, quotable
from bot.english import expressions as x
from bot.listing import by_date, each_once, newest_first
from bot.question import Question
from bot.writer.asked import Kind
from bot.writer.score import FEWEST_WORDS, is_prose
from index.asking import without_words
from index.errors import UnknownName
from index.passage import Evidence, Query
from index.retrieve import Retriever

READ = 60  # passages of an author that are looked at for the newest articles
READ_ABOUT = 12  # the same, of what the author wrote about something
NOTHING = Drafted((), 0.0)
BYLINE = 0.9  # confidence of what the byline tells
_NAME = rf"(?P<name>{x.NAME_WORD}(?:\s{x.PARTICLES}{x.NAME_WORD}){{0,4}})"
_PIECES = r"(?:articles?|stor(?:y|ies)|pieces?|columns?|reports?|opinions?|op-eds?|reviews?|editorials?)"
_WROTE = r"(?:write|written|publish(?:ed)?|report(?:ed)?)"
_ABOUT = r"(?:\s(?:about|on|regarding)\s(?P<about>[^?]+?))?"
BY_AUTHOR = (
    re.compile(
        rf"^(?:what|which\s{_PIECES}|what\s{_PIECES})(?:\selse)?\s(?:did|has|have)\s{_NAME}\s{_WROTE}{_ABOUT}[\s?.]*$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?:(?:show|list|find|give)\s(?:me\s)?)?(?:all\s|the\s|any\s)?(?:latest\s|newest\s|last\s)?{_PIECES}"
        rf"\s(?:(?:written\s)?by|from)\s{_NAME}{_ABOUT}[\s?.]*$",
        re.IGNORECASE,
    ),
)
OF_ARTICLES = re.compile(
    rf"^who\s(?:wrote|has\swritten|writes|reported)\s(?:(?:an?|the)\s{_PIECES}\s)?(?:about|on)\s(?P<about>[^?]+?)[\s?.]*$"
    rf"|^who\s(?:is|was)\sthe\sauthor\sof\s(?:an?|the)\s{_PIECES}\s(?:about|on)\s(?P<of>[^?]+?)[\s?.]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Byline:
    """An author whose articles are asked for, and what about, if anything."""

    name: str
    about: str = ""


def byline_of(question: str) -> Byline | None:
    """The author whose articles a question asks for."""
    for pattern in BY_AUTHOR:
        if found := pattern.match(" ".join(question.split())):
            return Byline(found["name"], found["about"] or "")
    return None


def written_about(question: str) -> str:
    """What a question asks who wrote about; empty where it asks for something else."""
    found = OF_ARTICLES.match(question.strip())
    return (found["about"] or found["of"]) if found else ""


def by_author(retriever: Retriever, writer: Writer, question: Question, most: int) -> tuple[Drafted, list[Evidence]]:
    """What an author wrote, the newest first, with the articles that tell it: of what is asked about, else what each of
    the newest begins with. No drafts where the question asks for no author, or the archive has none of that name.
    """
    window = retriever.window(Query(question.text, question.filter, as_of=question.as_of, any_time=question.any_time))
    byline = byline_of(without_words(question.text, window.words))
    if byline is None or question.filter.author:
        return NOTHING, []
    wanted = replace(question.filter, author=byline.name)
    if window.of_print:
        wanted = replace(wanted, since=window.since, until=window.until)
    text = byline.about or "the latest news"
    query = Query(text, wanted, READ, as_of=question.as_of, any_time=question.any_time, listed=True)
    try:
        found = retriever.retrieve(query).evidence
    except UnknownName:
        return NOTHING, []
    if byline.about:
        drafted = writer.write(byline.about, found[:READ_ABOUT])
        return replace(drafted, drafts=tuple(sorted(drafted.drafts, key=printed))), list(found)
    articles = [one.evidence.passage.article for one in by_date(each_once(found, READ))]
    whole = [retriever.told(article) for article in articles[:most]]
    drafts = tuple(Draft(first.text, (first,)) for item in whole if (first := opening(item)))
    return Drafted(drafts, BYLINE if drafts else 0.0, kind=str(Kind.OTHER)), whole


def signed(drafted: Drafted) -> Drafted:
    """Of the articles with a byline a draft each, the newest first, for who asks who wrote them."""
    of = {one.quotations[0].passage.article.id: one for one in reversed(drafted.drafts)}
    told = (one for one in of.values() if one.quotations[0].passage.article.author)
    return replace(drafted, drafts=tuple(sorted(told, key=printed)), kind=str(Kind.NAME))


def opening(item: Evidence) -> Quotation | None:
    """The first sentence of an article that says something."""
    said = (one for one in quotable(item) if is_prose(one.text) and len(one.text.split()) >= FEWEST_WORDS)
    return next(said, None)


def printed(draft: Draft) -> tuple[float, str]:
    """A key by which the draft of the newest article is the first."""
    return newest_first(draft.quotations[0].passage.article)
