"""Follow-ups: from what a reader typed and the turns before to a question that stands by itself. Rules, no model.

Nothing is carried over into a question that stands by itself: that is how a change of subject is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.dialogue.antecedents import spoken_of
from bot.dialogue.bare import chosen_from, expand, names_something_new
from bot.dialogue.moments import NOW, carried, is_counted_time, is_time, moment_of, then, told_before
from bot.dialogue.parallel import Shape, ask_of, is_verb, plain_kind, read_phrase
from bot.dialogue.pronouns import WHO_DID, resolved
from bot.dialogue.quoted import where_said, who_said
from bot.dialogue.replacement import instead, side_of_topic, still_meant
from bot.dialogue.things import content_before, thing_beside
from bot.dialogue.tie import OFFERED, Followed, Tie, Unclear, content, made, tie_of
from bot.dialogue.topic import subject_of
from bot.dialogue.turns import Choice, ConversationState, PastTurn
from bot.english import phrases as p
from bot.english.courtesy import is_courtesy
from bot.english.entities import Kind, names_in
from bot.english.verbs import PAST

AGE = re.compile(r"How old (?:is|was) ", re.IGNORECASE)
ASIDE = re.compile(rf"{AGE.pattern}|How much (?:did|does|has|had|will) ", re.IGNORECASE)  # of who did it, not what
LONGEST_PART = 8  # words of a part that takes the place of another


Reader = Callable[[str, ConversationState, datetime], Followed | Unclear | None]


def follow(text: str, state: ConversationState, as_of: datetime) -> Followed | Unclear:
    """Understand what a reader typed after the turns before."""
    foreign = p.is_foreign(text)
    readers: list[Reader] = [chosen, stray, opening, again, speaking]
    if not foreign and not (state.last and p.is_foreign(state.last.question)):  # nothing is put into other languages
        readers += [moved, changed, bare]
    for read in readers:
        if (found := read(text, state, as_of)) is not None:
            return found
    if foreign:  # its words mean nothing to these rules
        return Followed(text, tie_of(text, (), state))
    return resolved(without_lead(text), state, as_of)


def chosen(text: str, state: ConversationState, as_of: datetime) -> Followed | Unclear | None:
    """One of the things that were offered."""
    found = pick(text, state.choices) if state.choices else None
    if isinstance(found, Choice):
        return Followed(found.question, Tie.MADE if state.turns else Tie.NEW)
    return found


def stray(text: str, state: ConversationState, as_of: datetime) -> Unclear | None:
    """Thanks, or signs alone; a yes, a no or a number although nothing was offered."""
    if is_courtesy(text) and not p.YES.fullmatch(text):
        return Unclear(f"What {'else ' if state.turns else ''}do you want to know?", continuations(state.last))
    if p.YES.fullmatch(text) or p.NO.fullmatch(text) or p.NUMBER.fullmatch(text):
        return Unclear("Nothing was offered to choose from. What do you want to know?", continuations(state.last))
    return None


def again(text: str, state: ConversationState, as_of: datetime) -> Followed | Unclear | None:
    """More of what was asked last; there is none of what was not answered."""
    last = state.last
    if last is None or not p.MORE.fullmatch(text):
        return None
    if not last.articles:
        return Unclear("There is no more on this. What else do you want to know?", continuations(last))
    return Followed(last.question, Tie.BOUND, last.meant, last.pronouns, more=True)


def moved(text: str, state: ConversationState, as_of: datetime) -> Followed | Unclear | None:
    """The last question about a moment that is counted from it: "and before that?", "and the year after?"."""
    last, rest = state.last, p.LEAD.sub("", text, count=1)
    if last and p.HAPPENED_NEXT.fullmatch(text):
        return happened_next(state, as_of)
    if last is None or not (found := p.BEFORE_THAT.fullmatch(rest)):
        return None
    told = next((one for one in reversed(state.turns) if one.articles), last)
    counted, question = last, then(found, last, as_of)
    if not question:
        counted, question = told, then(found, told, as_of)
    if not question:
        asked = found["earlier"] or found["later"] or not told.articles
        return Unclear("Which time do you mean?", continuations(told)) if asked else None
    before = told_before(found, counted, as_of)
    return Followed(question, made(question), still_meant(question, last), before=before)


def happened_next(state: ConversationState, as_of: datetime) -> Followed | Unclear:
    """What became of the thing that was asked about last, after the day of what was quoted of it."""
    told = next((one for one in reversed(state.turns) if one.articles), None)
    thing = subject_of(state)
    moment = moment_of(told, as_of, "after") if told else ""
    people = {one.name for turn in state.turns for one in turn.asked if one.kind is Kind.PERSON}
    if thing is None:
        return Unclear("What happened after what?", continuations(told))
    latest = f"What is the latest on {thing.text}?"
    if not moment or thing.text in people:  # with whom much happens
        return Followed(latest, Tie.MADE)
    return Followed(f"What happened to {thing.text} after {moment}?", Tie.MADE, otherwise=latest)


def changed(text: str, state: ConversationState, as_of: datetime) -> Followed | Unclear | None:
    """The last question with something else in it: "what about Turkey?", "no, I meant 2021", "in Berlin?"."""
    found = p.CORRECTION.fullmatch(text) or p.ABOUT.fullmatch(text)
    lead = p.LEAD.match(text)
    rest = found["rest"] if found else text[lead.end() :] if lead else text
    rest = rest.strip(" ?.!,")
    says = content(rest) or p.PRONOUNS.search(rest)
    if state.last is None or not says:
        return None
    if question := ask_of(state.last.question, rest):
        return Followed(question, made(question), still_meant(question, state.last))
    asks_side = p.ABOUT.fullmatch(text) or (lead and not p.QUALITY.search(state.last.question))  # "the length of ..."
    if side := side_of_topic(rest, state) if asks_side else "":
        return Followed(side, Tie.MADE, still_meant(side, state.last))
    most = LONGEST_PART if found or lead or is_counted_time(rest) else p.FEW_WORDS
    if is_question(rest) or p.BARE.fullmatch(rest) or len(rest.split()) > most:
        return None
    if not (found or lead) and " " in rest and not is_time(rest, as_of) and is_heading(rest):
        return None
    return instead(rest, state, as_of, corrects=bool(p.CORRECTION.fullmatch(text)))


def is_heading(text: str) -> bool:
    """Whether a few words are no part of a question but a subject of their own: "cannery closure"."""
    part = read_phrase(text, plain_kind)
    return part.shape is Shape.BARE and not part.preposition


def speaking(text: str, state: ConversationState, as_of: datetime) -> Followed | None:
    """Who said what was quoted last, or where it stands."""
    last, typed = state.last, without_lead(text)
    if last and p.WHO_SAID.fullmatch(typed):
        return Followed(who_said(last), Tie.BOUND, speaker=True)
    return Followed(where_said(last), Tie.BOUND, source=True) if last and p.TOLD_WHERE.fullmatch(typed) else None


def bare(text: str, state: ConversationState, as_of: datetime) -> Followed | None:
    """A question word alone: "why?", "in what year?"."""
    text, last = without_lead(text), state.last
    if last and len(state.turns) > 1 and last.pronouns and ASIDE.match(last.question):
        last = told_of_doer(state.turns[-2], last)  # which was asked beside it
    if last and (which := p.WHICH_WAS_IT.fullmatch(text)):
        question = chosen_from(which["wh"], last.question)
        return Followed(question, made(question), still_meant(question, last))
    if last is None or not (found := p.BARE.fullmatch(text) or p.HAPPENED.fullmatch(text)):
        return None
    if p.DEFINED.fullmatch(text) and not names_something_new(last.question):
        told = resolved(text, state, as_of)
        if isinstance(told, Followed) and told.meant:
            return told
    if found.re is p.HAPPENED:
        thing = thing_beside(last.question)
        if NOW.match(last.question) or (thing and p.HAPPENING.search(thing.text)):
            return None
    question = expand(found["wh"] or found["wh_it"], last.question)
    return Followed(carried(question, last.question, as_of), made(question), still_meant(question, last))


def told_of_doer(asked: PastTurn, aside: PastTurn) -> PastTurn:
    """A turn that asked who did something, as a question whether who was then spoken of did it. What else was asked
    before is only gone back to from how old somebody is.
    """
    found, name = (
        WHO_DID.match(asked.question),
        next((name for _, name in aside.meant if name not in asked.question), ""),
    )
    if not found or not name or found[1].casefold() not in PAST:
        return asked if AGE.match(aside.question) else aside
    return replace(asked, question=f"Did {name} {PAST[found[1].casefold()]}{asked.question[found.end() :]}")


def opening(text: str, state: ConversationState, as_of: datetime) -> Followed | Unclear | None:
    """A first turn: nothing stands before it to which it could be tied."""
    if state.turns:
        return None
    return alone(text)


def alone(text: str) -> Followed | Unclear:
    """A first turn: nothing stands before it to which it could be tied."""
    empty = p.BARE.fullmatch(text) or p.MORE.fullmatch(text) or p.WHO_SAID.fullmatch(text) or not content(text)
    found = next((one for one in p.references(text) if one.is_pronoun or not is_compound(text, one)), None)
    word, start = (found.word, found.start) if found else (None, 0)
    if not found and (pointed := p.DEMONSTRATIVE.search(text)):
        word, start = pointed["word"] or pointed["done"] or pointed["after"], pointed.start()
    if word and not names_in(text[:start]) and not content_before(text, start):
        who, whom = ("who", "Whom") if found and found.personal else ("what", "What")
        return Unclear(f"I do not know {who} “{word}” is here: nothing was said before. {whom} do you mean?")
    if empty:
        return Unclear("What is your question about?")
    return Followed(text, Tie.NEW)


def is_compound(text: str, found: p.Reference) -> bool:
    """Whether a noun only says of what kind the next one is: "the town council"."""
    after = re.match(r"\s([a-z]+)\b", text[found.start + len(found.word) :])
    return after is not None and not is_verb(after[1])


def is_question(text: str) -> bool:
    """Whether a text is a question or a request of its own, with a verb, not only a part of one."""
    return bool(p.ASKS.match(text)) and len(text.split()) > 1 and not p.BARE.fullmatch(text)


def without_lead(text: str) -> str:
    """A question without the "and" or "so" before it, with a capital."""
    found = p.LEAD.match(text)
    rest = text[found.end() :] if found else text
    return rest[0].upper() + rest[1:] if rest and (found or p.ASKS.match(text)) else text


def pick(text: str, choices: tuple[Choice, ...]) -> Choice | Unclear | None:
    """Take what was chosen: by its number, by yes where one thing was offered, by its words; None for another turn."""
    if p.NO.fullmatch(text):
        return Unclear("What do you mean, then?")
    if p.YES.fullmatch(text):
        return choices[0] if len(choices) == 1 else Unclear("Which of these do you mean?", choices)
    if found := p.NUMBER.fullmatch(text):
        number = numbered(found["digits"] or found["word"])
        place = len(choices) if number == p.LAST else number
        return choices[place - 1] if 1 <= place <= len(choices) else Unclear("Which of these do you mean?", choices)
    said = set(content(text)) if not is_question(text) or len(content(text)) <= p.FEW_WORDS else set[str]()
    fitting = [choice for choice in choices if said and said <= set(content(choice.text))]
    return fitting[0] if len(fitting) == 1 else None


def numbered(word: str) -> int:
    """The number that a word says; 0, which is no place, where it is written with letters of another language."""
    return int(word) if word.isdigit() else p.ORDINALS.get(word.casefold(), 0)


def continuations(last: PastTurn | None) -> tuple[Choice, ...]:
    """What may be asked next: of the names that were told, whoever they are; not what was just asked."""
    if last is None:
        return ()
    names = dict.fromkeys(one.name for one in spoken_of(last))
    offered = [Choice(name, f"What else is known about {name}?") for name in names]
    return tuple(one for one in offered if one.question != last.question)[:OFFERED]
