"""Whether sentences say what a question says was done of the one of whom it says that, or of others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.english.doer import Told
from bot.english.entities import countries
from bot.english.posts import adjectives
from bot.english.roles import Acting, Of, is_suspected, said_of
from bot.writer.asked import Asked, Kind
from bot.writer.score import Sentence
from index.analysis import DEFAULT, stems

OTHERS = {Of.NOBODYS, Of.ANOTHERS}


def is_of_others(asked: Asked, found: Sequence[Sentence], quoted: Sequence[int]) -> bool:
    """Whether the passages that are quoted say of others, and never of whom it is asked, what a question says was done:
    why Sweden joined the pact does not tell why Norway did. So they do where they say it of the two the other way
    round, or the opposite of the same one, or name that one nowhere. Whether one did it is told as well by who else
    did, where that one has a name.
    """
    acting, among = asked.acting, places_of(found, quoted)
    if acting is None:
        return False
    named = asked.terms.names.intersection(stems(acting.name, DEFAULT))
    if named and not any(named & found[place].near or calls(acting.name, found[place]) for place in among):
        return True
    told = of_whom(acting, asked, found, among)
    if acting.by_one and Of.THEIRS not in told and Of.THEIRS in of_whom(acting, asked, found, among, turned=True):
        return True
    if acting.name in countries():  # of these news says what many want at once, and "its"
        told -= {Of.PERHAPS, Of.TO_COME}
    if asked.kind is not Kind.YES_NO:
        return told <= OTHERS if told else tells_opposite(acting, asked, found, among)
    suspected = any(is_suspected(acting.name, found[place].quotation.text) for place in among)
    return Of.NOBODYS in told and told <= OTHERS and not suspected


def calls(country: str, sentence: Sentence) -> bool:
    """Whether a sentence speaks of what is of a country: "Swedish troops"."""
    text = sentence.quotation.text
    return any(re.search(rf"\b{one}\b", text, re.IGNORECASE) for one in adjectives(country))


def of_whom(
    acting: Acting, asked: Asked, found: Sequence[Sentence], among: Sequence[int], *, turned: bool = False
) -> set[Of]:
    """Of whom sentences say an act, so far as they do so clearly; ``turned``: who had the other part in it."""
    return {one for place in among for one in said_at(acting, asked, found, place, turned=turned)}


def tells_opposite(acting: Acting, asked: Asked, found: Sequence[Sentence], among: Sequence[int]) -> bool:
    """Whether sentences or their titles say the opposite of the one of whom an act is asked."""
    titles = (Told(found[place].quotation.passage.article.title, "", "") for place in among)
    told = (*(told_at(found, place) for place in among), *titles) if acting.opposite else ()
    read = asked.terms.read
    said = {one for each in told for one in said_of(acting.turned, each, read, active=acting.active)}
    return not said.isdisjoint({Of.THEIRS, Of.TO_COME})


def said_at(acting: Acting, asked: Asked, found: Sequence[Sentence], place: int, *, turned: bool = False) -> list[Of]:
    """The same of each place of one sentence."""
    if not any(map(acting.act.is_said, found[place].stems)):
        return []
    return [*said_of(acting, told_at(found, place), asked.terms.read, active=acting.active is not turned)]


def told_at(found: Sequence[Sentence], place: int) -> Told:
    """A sentence with what stands before it."""
    quotation, before = found[place].quotation, sentence_before(found, place)
    return Told(quotation.text, before.quotation.text if before else "", quotation.passage.article.title)


def sentence_before(found: Sequence[Sentence], place: int) -> Sentence | None:
    """The sentence before one in its passage."""
    return found[place - 1] if place and found[place - 1].rank == found[place].rank else None


def places_of(found: Sequence[Sentence], quoted: Sequence[int]) -> list[int]:
    """The sentences of the passages that are quoted."""
    ranks = {found[place].rank for place in quoted}
    return [place for place, one in enumerate(found) if one.rank in ranks]
