"""A question as answers are judged by: what kind of thing it asks for, and which of its words count."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.english import expressions as x
from bot.english.doer import asks_is_a, asks_outcome, doer_of
from bot.english.introduction import Introduction, introduction_of
from bot.english.personal import Personal, age_of, party_of
from bot.english.posts import Post, post_of
from bot.english.predicate import (
    PEOPLE,
    VICTIMS,
    Predicate,
    act_of,
    deed_of,
    event_of,
    family_of,
    is_active,
    predicate_of,
    topic_of,
)
from bot.english.roles import Acting, acting, who_did_it
from bot.english.short_form import ShortForm, short_form_of
from corpus.sentences import sentences
from index.asking import ABOUT_A_DAY
from index.terms import Terms, find_terms


class Kind(StrEnum):
    """What a question asks for."""

    DATE = "date"
    NAME = "name"
    NUMBER = "number"
    PLACE = "place"
    REASON = "reason"
    YES_NO = "yes or no"
    OTHER = "other"


# What only a sentence that holds it can answer; a place or a reason may be told in other words.
STRICT = frozenset({Kind.DATE, Kind.NAME, Kind.NUMBER})


NOTHING = re.compile(r"(?!)")
# What asks for a thing, of which kind it is, and what it looks like; what stands first in the question counts ("which
# company was sold when ...?" asks for no date), and of that the first here.
SOUGHT = (
    (x.ASKS_WHO_IS, Kind.OTHER, NOTHING),
    (x.ASKS_AGE, Kind.NUMBER, x.AGE),
    (x.ASKS_MONEY, Kind.NUMBER, x.MONEY),
    (x.ASKS_HEIGHT, Kind.NUMBER, x.HEIGHT),
    (x.ASKS_LENGTH, Kind.NUMBER, x.LENGTH),
    (x.ASKS_SPAN, Kind.NUMBER, x.SPAN),
    (x.ASKS_WEIGHT, Kind.NUMBER, x.WEIGHT),
    (x.ASKS_SPEED, Kind.NUMBER, x.SPEED),
    (x.ASKS_POPULATION, Kind.NUMBER, x.POPULATION),
    (x.ASKS_NUMBER, Kind.NUMBER, x.NUMBER),
    (x.ASKS_YEAR, Kind.DATE, x.YEAR_IN_TEXT),
    (x.ASKS_MONTH, Kind.DATE, x.MONTH),
    (x.ASKS_TIME, Kind.DATE, x.CLOCK),
    (x.ASKS_DATE, Kind.DATE, x.DATE),
    (x.ASKS_PLACE, Kind.PLACE, x.NAME),
    (x.ASKS_REASON, Kind.REASON, x.REASON),
    (x.ASKS_NAME, Kind.NAME, x.NAME),
    (x.ASKS_YES_NO, Kind.YES_NO, NOTHING),
    (x.ASKS_ANYTHING, Kind.OTHER, NOTHING),
)
# What is told with a unit, or looks like what it is.
MEASURED = frozenset(
    {
        x.AGE,
        x.POPULATION,
        x.MONEY,
        x.HEIGHT,
        x.LENGTH,
        x.SPAN,
        x.WEIGHT,
        x.SPEED,
        x.YEAR_IN_TEXT,
        x.MONTH,
        x.CLOCK,
        x.DATE,
    }
)
# What is told of somebody or something of which the question says more: who did, how many were, when it was so.
SAYING = frozenset({x.NAME, x.NUMBER, x.MONEY, x.DATE, x.YEAR_IN_TEXT})

Beside = Post | Personal | ShortForm | Introduction  # what is told beside a name


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as support is judged by: what it asks for, and the terms that it is about."""

    text: str
    kind: Kind
    sought: re.Pattern[str]
    terms: Terms
    counted: frozenset[str] = frozenset()  # what "how many" counts: people, stalls
    asking: frozenset[str] = frozenset()  # the terms that ask; others only set the scene
    years: frozenset[str] = frozenset()  # years that the question names
    subject: frozenset[str] = frozenset()  # its stems but for those that name a time or only ask what happened
    thing: str = ""  # what "which" asks for: bill, company
    kind_words: frozenset[str] = frozenset()  # its stems that only say what of its subject it asks for
    said: Predicate | None = None  # what it says of those whom "who" asks for, or of what it counts
    deed: Predicate | None = None  # what it says was done, where it is known how else that is said
    doer: str = ""  # of whom it asks that, where it is somebody by name
    act: Predicate | None = None  # the same by its very verb, in all its forms
    acting: Acting | None = None  # of whom or what it asks that, where that has a name
    active: bool = False  # it asks what somebody did, not what was done to somebody
    outcome: bool = False  # it asks who did what is over: "who won the race?"
    is_a: Predicate | None = None  # what it asks whether somebody or something is: "is Sweden a member of the pact?"
    event: frozenset[str] = frozenset()  # stems for what it counts the victims of
    topic: frozenset[str] = frozenset()  # about what it asks what was said
    measure: frozenset[str] = frozenset()  # its stems that only say in what the answer is measured
    post: Beside | None = None  # whose holder it asks for, or what else is told beside a name
    unheard: float = 0.0  # how rare a word is that no passage has: it grows with the archive


def understand(
    question: str,
    words: Callable[[str], Sequence[str]],
    rarity: Callable[[str], float],
    others: Mapping[str, Sequence[frozenset[str]]] | None = None,
) -> Asked:
    """Find what a question asks for, and weigh its words by how rare they are in the archive."""
    alone = x.ASKED_BESIDE.search(question)
    asks_by = alone[1] if alone else question
    asking = [(found, kind, sought) for asks, kind, sought in SOUGHT for found in asks.finditer(asks_by)]
    clearly = [one for one in asking if not x.is_relative(one[0])]
    asks, kind, sought = min(clearly or asking, key=lambda one: one[0].start(), default=(None, Kind.OTHER, NOTHING))
    post = beside_name(question, kind, sought)
    if isinstance(post, Introduction):
        kind, sought = Kind.OTHER, NOTHING
    elif post and kind is not Kind.NUMBER:
        kind, sought = Kind.NAME, x.NAME  # of a party, too
    terms = find_terms(x.without_time_ago(question), words, rarity, others)
    counted = x.COUNTED.search(VICTIMS.sub("how many people ", question))
    measures = x.MEASURES.intersection(asks[0].casefold().split()) if asks and sought in MEASURED else ()
    measure = frozenset(words(" ".join(measures))) & terms.weights.keys()
    deed = sought in SAYING and kind is not Kind.PLACE and not (sought is x.MONEY and measure)
    said = predicate_of(question) if deed else None
    subject = subject_of(terms, words(" ".join(x.DATE.findall(question))), {*words(" ".join(ABOUT_A_DAY)), *measure})
    done = deed_of(question)
    victims = said if kind is Kind.NUMBER else done if kind is Kind.YES_NO and asks_of_anyone(question) else None
    is_a = asks_is_a(question) if kind is Kind.YES_NO else None
    return Asked(
        text=question,
        kind=kind,
        sought=sought,
        terms=terms,
        counted=frozenset(words(counted[1]) if counted else ()) & (terms.weights.keys() | PEOPLE),
        asking=asking_stems(question, terms, words) or frozenset(terms.weights),
        years=frozenset(x.YEAR.findall(question)),
        subject=subject,
        thing=which["thing"] if kind is Kind.OTHER and (which := x.ASKS_WHICH.search(question)) else "",
        said=said,
        deed=done,
        doer=doer_of(question) or (is_a[0] if is_a else ""),
        act=act_of(question),
        acting=acting(question),
        active=is_active(question),
        is_a=is_a[1] if is_a else None,
        outcome=kind is Kind.NAME and (asks_outcome(question) or who_did_it(question)),
        event=event_of(question) if victims and family_of(victims.stem) else frozenset(),
        topic=frozenset(words(topic_of(question))) & subject,
        kind_words=frozenset([*words(f"{asks[0].split()[-1] if asks else ''} {counted[1] if counted else ''}")])
        | ({said.stem} if said and kind is not Kind.DATE else set()),
        measure=measure,
        post=post,
        unheard=rarity("\0"),
    )


def beside_name(question: str, kind: Kind, sought: re.Pattern[str]) -> Beside | None:
    """What a question asks for that is told beside a name: who holds a post, an age, a party, who that is, what a short
    form stands for.
    """
    if kind is Kind.NAME:
        return post_of(question) or introduction_of(question)
    if sought is x.AGE:
        return age_of(question)
    return party_of(question) or short_form_of(question) or introduction_of(question)


def asks_of_anyone(question: str) -> bool:
    """Whether a question asks of whom nobody knows: "was anyone hurt?"."""
    return not x.NOBODY.isdisjoint(question.casefold().split())


def subject_of(terms: Terms, times: Sequence[str], asking: Collection[str]) -> frozenset[str]:
    """The stems that say what a question is about: "what happened to the ferry in May?" is about the ferry."""
    kept = terms.weights.keys() - set(times)
    return frozenset(kept - set(asking)) or frozenset(kept)


def asking_stems(question: str, terms: Terms, words: Callable[[str], Sequence[str]]) -> frozenset[str]:
    """The stems of the part that asks; where it leans on a sentence before it ("Which team did she play for?"), the
    names of that, too.
    """
    asking = asking_part(question)
    leans = x.LEANS_BACK.search(asking) and len(list(sentences(question))) > 1
    leant = terms.names if leans else frozenset[str]()
    return (frozenset(words(asking)) | leant) & terms.weights.keys()


def asking_part(question: str) -> str:
    """The part of a question that asks, without sentences that only tell and without what introduces it.

    "In the March 2024 session in Oulu, which bill fell?": an article says once when and where, and not beside the bill.
    """
    asking, before = [], ""
    for start, end in sentences(question):
        one = question[start:end]
        if "?" in one:  # without a word that asks it is what was cut off behind a full stop: "did Ms. | Lind resign?"
            asking.append(one if x.INTERROGATIVE.search(one) else f"{before} {one}")
        before = one
    return " ".join(x.INTRODUCTION.sub("", one) for one in asking or [question])
