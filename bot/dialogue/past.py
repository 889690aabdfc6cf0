"""A turn as it is remembered: what was asked, what answered it, and the names among that."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bot.answer import Answer, Place, Statement
from bot.dialogue.tie import Followed
from bot.dialogue.turns import PastTurn, bounded
from bot.english.entities import Entity, Mention, entities_in, fits, is_part, mentions, names_in
from bot.english.phrases import SOMEBODY
from bot.writer.asked import Kind
from corpus.article import Article
from corpus.byline import AGENCIES
from corpus.sentences import Span, overlaps

DATELINE = re.compile(r".{0,60}?\((?:[A-Z]{2,}|Reuters)\)")  # PORT MERROW (NWS)
RELATED = re.compile(r"[’']s? (?:[a-z]+ )?([a-z]+)\b")
PERSON = "person"
NAMING = frozenset({Kind.NAME, Kind.PLACE, Kind.OTHER})  # what is asked for that has a name
AGENCY_NAMES = frozenset(name.casefold() for names in AGENCIES.values() for name in names)
MOST_NAMES = 20  # of an article, the most frequent


def past(followed: Followed, answer: Answer, quoted: Iterable[tuple[str, int, int]]) -> PastTurn:
    """What is remembered of a turn."""
    quotations = [citation.quotation for citation in answer.citations]
    cited = {one.passage.article.id: one.passage.article for one in quotations}
    said = "\n".join(statement.text for statement in answer.statements)
    told = known_names(cited.values())
    sources = {article.source for article in cited.values()}
    places = tuple(one.place for one in quotations)
    printed = next((day for article in cited.values() if (day := article.printed)), None)
    return PastTurn(
        question=followed.question,
        said=said,
        articles=tuple(cited),
        asked=named(followed.question, told) if told else called(followed.question, known_names(answer.related)),
        told=told,
        meant=followed.meant,
        pronouns=followed.pronouns,
        quoted=(*quoted, *places),
        cited=places,
        answering=answering(answer),
        answered=tuple(
            filter(None, (answered(one, told, sources) for one in answer.statements if answer.kind in NAMING))
        ),
        dated=printed.date().isoformat() if printed else "",
    )


def answering(answer: Answer) -> tuple[Place, ...]:
    """Where the words stand that answer."""
    by_number = {one.number: one.quotation for one in answer.citations}
    return tuple(
        (quotation.passage.article.id, quotation.start + start, quotation.start + end)
        for one in answer.statements
        if (quotation := by_number[one.citations[0]]).text == one.text
        for start, end in one.marks
    )


def answered(one: Statement, told: Sequence[Entity], sources: Collection[str] = ()) -> tuple[Entity, ...]:
    """The names in a statement that share a word with what answers in it."""
    own = {name.name: name for name in entities_in(one.text)}
    dateline = found.end() if (found := DATELINE.match(one.text)) else 0
    told_by = (name for name in mentions(one.text) if name.start >= dateline and not is_outlet(name.name, sources))
    told_by = (name for name in told_by if not is_anybody_of(one.text[name.end :]))
    marked = [(name, mark) for name in told_by for mark in one.marks if overlaps((name.start, name.end), mark)]
    names = dict.fromkeys(without_post(one.text, name, mark) for name, mark in marked)
    return tuple(stands_for(name, told, own.get(name)) for name in names)


def is_anybody_of(after: str) -> bool:
    """Whether what stands behind a name tells that somebody of hers is meant, not she: "Ana Lima[’s husband]"."""
    found = RELATED.match(after)
    return found is not None and SOMEBODY.search(found[1]) is not None


def without_post(text: str, name: Mention, mark: Span) -> str:
    """A name without what stands before the words that answer: "President of the Republic of Orsby [Ana Lima]"."""
    last = text[mark[0] : name.end]
    return last if name.start < mark[0] and name.end <= mark[1] and " " in last else name.name


def spoken_of(last: PastTurn, answer: Answer) -> PastTurn:
    """The last turn, after it was told who spoke: "he" is the speaker from now on."""
    first = answer.statements[0]
    name = first.text[slice(*first.marks[0])]
    known = {one.name: one for one in known_names(articles_of(answer))}
    keys = [key for key in ("he", "she", "they") if name in known and fits(key, known[name])]
    kept = [(key, meant) for key, meant in last.meant if key not in keys]
    told = (known[name],) if name in known else ()
    return bounded(replace(last, meant=(*kept, *((key, name) for key in keys)), told=(*told, *last.told)))


def articles_of(answer: Answer) -> list[Article]:
    """The articles that an answer cites, or that are near."""
    return [*(citation.quotation.passage.article for citation in answer.citations), *answer.related]


def known_names(articles: Iterable[Article]) -> tuple[Entity, ...]:
    """The names in articles and what they stand for; not who printed them, whom they do not tell of."""
    return tuple(
        one
        for article in articles
        for one in entities_in(article.text)[:MOST_NAMES]
        if not is_outlet(one.name, (article.source,))
    )


def is_outlet(name: str, sources: Iterable[str]) -> bool:
    """Whether a name is that of an agency, or of one of the sources, or its end: "the Lantern"."""
    said = name.casefold()
    return said in AGENCY_NAMES or any(f" {source.casefold()}".endswith(f" {said}") for source in sources)


def named(text: str, told: Sequence[Entity]) -> tuple[Entity, ...]:
    """The names in a text: what they stand for is taken from articles where these have them, else from the text."""
    own = {one.name: one for one in entities_in(text)}
    return tuple(stands_for(name, told, own.get(name)) for name in names_in(text))


def called(text: str, told: Sequence[Entity]) -> tuple[Entity, ...]:
    """The names in a question that was not answered: what is near it may yet tell that Ana Lima is she."""
    people = {one.name: stands_for(one.name, told) for one in entities_in(text) if one.kind == PERSON}
    return tuple(replace(one, called=people[one.name].called) if one.name in people else one for one in named(text, ()))


def stands_for(name: str, told: Sequence[Entity], own: Entity | None = None) -> Entity:
    """What a name stands for: as articles tell, else what it looks like by itself."""
    fitting = [one for one in told if one.name == name or is_part(name, one.name)]
    known = max(fitting, key=lambda one: (one.name == name, one.count), default=None)
    return replace(known, name=name) if known else own or Entity(name)
