"""A turn as it is remembered: what was asked, what answered it, and the names among that."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bot.answer import Answer, Place, Statement
from bot.dialogue.tie import BESIDE_THING, Followed
from bot.dialogue.turns import PastTurn, bounded
from bot.english.agent import agents
from bot.english.doer import WHO_DID, asks_outcome
from bot.english.entities import THE_BEFORE, Entity, Mention, entities_in, fits, is_part, mentions, names_in
from bot.english.entities import Kind as EntityKind
from bot.english.phrases import AUXILIARY_WORD, SOMEBODY
from bot.english.predicate import word_said
from bot.writer.asked import Kind
from bot.writer.speaker import attributed, outside
from corpus.article import Article
from corpus.byline import AGENCIES
from corpus.sentences import Span, overlaps, sentences
from index.analysis import DEFAULT, stems

DATELINE = re.compile(r".{0,60}?\((?:[A-Z]{2,}|Reuters)\)")  # PORT MERROW (NWS)
RELATED = re.compile(r"[’']s? (?:[a-z]+ )?([a-z]+)\b")
OF_PEOPLE = re.compile(
    r"[’']?s?\s(?:famil(?:y|ies)|parents|residents|officials|players|members|supporters|workers|employees|fans|voters|victims"
    r"|survivors)\b"
)
CREDIT = re.compile(r"/[^\W\d_a-z]")  # behind who took a picture: "Ana Lima/Reuters"
SAYING = re.compile(
    r"\b(?:sa(?:y|id)|tell|told|call|claim|announc|warn|argu|promis|threat|prais|critici[sz])\w*", re.IGNORECASE
)
OF_SPEAKER = re.compile(r"\b(?:he|she|they)\b")  # who speaks may tell of his own deeds
NAMING = frozenset({Kind.NAME, Kind.PLACE, Kind.OTHER})  # what is asked for that has a name
AGENCY_NAMES = frozenset(name.casefold() for names in AGENCIES.values() for name in names)
MOST_NAMES = 20  # of an article, the most frequent


def past(followed: Followed, answer: Answer, quoted: Iterable[tuple[str, int, int]]) -> PastTurn:
    """What is remembered of a turn."""
    quotations = [citation.quotation for citation in answer.citations]
    cited = {one.passage.article.id: one.passage.article for one in quotations}
    said = "\n".join(statement.text for statement in answer.statements)
    told = known_names(cited.values(), said)
    sources = {article.source for article in cited.values()}
    places = tuple(one.place for one in quotations)
    printed = next((day for article in cited.values() if (day := article.printed)), None)
    names, unsure = all_answered(followed.question, answer, told, sources)
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
        answered=names,
        unsure=unsure,
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


def all_answered(
    question: str, answer: Answer, told: Sequence[Entity], sources: Collection[str]
) -> tuple[tuple[tuple[Entity, ...], ...], bool]:
    """The names that answer, statement by statement, and whether that is unsure: it is asked who did something, and no
    statement says so of somebody it names. Those that do stand first.
    """
    found = [answered(one, told, sources, question) for one in answer.statements if answer.kind in NAMING]
    sure = [names for names, did in found if did]
    names = tuple(filter(None, (*sure, *(names for names, did in found if not did))))
    return names, bool(names) and not sure and asks_outcome(question)


def answered(
    one: Statement, told: Sequence[Entity], sources: Collection[str] = (), question: str = ""
) -> tuple[tuple[Entity, ...], bool]:
    """The names in a statement that share a word with what answers in it, and whether it says that they did what a
    question asks who did. Who stands beside that, or only tells of it, does not answer then.
    """
    own = {name.name: name for name in entities_in(one.text)}
    dateline = found.end() if (found := DATELINE.match(one.text)) else 0
    told_by = (name for name in mentions(one.text) if name.start >= dateline and not is_outlet(name.name, sources))
    told_by = (name for name in told_by if not is_anybody_of(one.text[name.end :]))
    marked = [(name, mark) for name in told_by for mark in one.marks if overlaps((name.start, name.end), mark)]
    did, tellers = doers(question, one.text)
    acting = [(name, mark) for name, mark in marked if any(overlaps((name.start, name.end), span) for span in did)]
    beside = [
        (name, mark) for name, mark in marked if not any(overlaps((name.start, name.end), span) for span in tellers)
    ]
    names = dict.fromkeys(without_post(one.text, name, mark) for name, mark in acting or beside)
    return tuple(stands_for(name, told, own.get(name)) for name in names), bool(acting)


def deed_asked(question: str) -> str:
    """The verb of a question who did something; empty where it asks otherwise, or who said something."""
    asked = WHO_DID.match(question)
    verb = asked["deed"] if asked else ""
    return "" if AUXILIARY_WORD.fullmatch(verb) or SAYING.fullmatch(verb) else verb


def doers(question: str, text: str) -> tuple[list[Span], list[Span]]:
    """Where a text names who did what a question asks who did, and who only tells of it; nothing where it asks for no
    deed.
    """
    question = BESIDE_THING.sub("", question)
    if not (verb := deed_asked(question)):
        return [], []
    deed = word_said(verb)
    subject = set(stems(question, DEFAULT)) - {deed.stem}
    did, tellers = list[Span](), list[Span]()
    for start, end in sentences(text):
        sentence = text[start:end]
        names = [(name.start, name.end) for name in mentions(sentence)]
        acting = agents(deed, sentence, names, lambda words: words, question, subject=subject)
        did += [(start + first, start + last) for first, last in acting]
        teller = attributed(sentence)
        if teller and not OF_SPEAKER.search(outside(sentence)):
            tellers.append((start + teller[0], start + teller[1]))
    return did, tellers


def is_anybody_of(after: str) -> bool:
    """Whether what stands behind a name tells that somebody of hers is meant, not she: "Ana Lima[’s husband]", "Sandy
    Quay [families]".
    """
    found = RELATED.match(after)
    return bool(OF_PEOPLE.match(after)) or (found is not None and SOMEBODY.search(found[1]) is not None)


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
    shown = (*last.quoted, *(one.quotation.place for one in answer.citations))
    return bounded(replace(last, quoted=shown, meant=(*kept, *((key, name) for key in keys)), told=(*told, *last.told)))


def articles_of(answer: Answer) -> list[Article]:
    """The articles that an answer cites, or that are near."""
    return [*(citation.quotation.passage.article for citation in answer.citations), *answer.related]


def known_names(articles: Iterable[Article], said: str = "") -> tuple[Entity, ...]:
    """The names in articles that these have most often or that were ``said``, these first, and what they stand for,
    each as the article shows it that has it most often; not who printed them, whom they do not tell of.
    """
    found, read = dict[str, Entity](), {*names_in(said)}
    for article in articles:
        for place, one in enumerate(entities_in(article.text)):
            if place >= MOST_NAMES and one.name not in read:
                continue
            if is_outlet(one.name, (article.source,)) or is_credit(one, article.text):
                continue
            if one.name not in found or one.count > found[one.name].count:
                found[one.name] = one
    return tuple(sorted(found.values(), key=lambda one: one.name not in read))


def is_credit(one: Entity, text: str) -> bool:
    """Whether a name stands in a text only for who took its pictures: "Ana Lima/Reuters"."""
    places = [found.end() for found in re.finditer(re.escape(one.name), text)] if "/" in text else []
    return bool(places) and all(CREDIT.match(text, place) for place in places)


def is_outlet(name: str, sources: Iterable[str]) -> bool:
    """Whether a name is that of an agency, or of one of the sources, or its end: "the Lantern"."""
    said = name.casefold()
    return said in AGENCY_NAMES or any(f" {source.casefold()}".endswith(f" {said}") for source in sources)


def named(text: str, told: Sequence[Entity]) -> tuple[Entity, ...]:
    """The names in a text: what they stand for is taken from articles where these have them, else from the text."""
    own = {one.name: one for one in entities_in(text)}
    found = (stands_for(name, told, own.get(name)) for name in names_in(text))
    return tuple(replace(one, kind=EntityKind.OTHER, called="") if is_thing(one, text) else one for one in found)


def is_thing(one: Entity, text: str) -> bool:
    """Whether a text says by "the" that a name is nobody’s, although it looks so: "the White House"."""
    places = [name for name in mentions(text) if name.name == one.name]
    return one.kind is EntityKind.PERSON and all(
        THE_BEFORE.search(text[: name.start]) and not name.title for name in places
    )


def called(text: str, told: Sequence[Entity]) -> tuple[Entity, ...]:
    """The names in a question that was not answered: what is near it may yet tell that Ana Lima is she."""
    people = {one.name: stands_for(one.name, told) for one in entities_in(text) if one.kind is EntityKind.PERSON}
    return tuple(replace(one, called=people[one.name].called) if one.name in people else one for one in named(text, ()))


def stands_for(name: str, told: Sequence[Entity], own: Entity | None = None) -> Entity:
    """What a name stands for: as articles tell, else what it looks like by itself."""
    fitting = [one for one in told if one.name == name or is_part(name, one.name)]
    known = max(fitting, key=lambda one: (one.name == name, one.count), default=None)
    return replace(known, name=name) if known else own or Entity(name)
