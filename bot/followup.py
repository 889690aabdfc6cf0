"""Follow-ups: from what a reader typed and the turns before to a question that stands by itself. Rules, no model.

Nothing is carried over into a question that stands by itself: that is how a change of subject is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot import phrases as p
from bot.antecedents import PEOPLE, Meant, mainly, spoken, spoken_of
from bot.attribution import where_said, who_said
from bot.bare import expand, names_something_new, without_beside
from bot.bylines import byline_of
from bot.courtesy import is_courtesy
from bot.entities import Kind, entities_in, is_part, names_in
from bot.moments import NOW, YEAR, carried, is_time, moment_of, then, with_then, with_time, without_time
from bot.parallel import DETERMINERS, PLACING, Phrase, Shape, first_word, last_word, ask_of, is_alike, is_verb, plain_kind, put, read_phrase
from bot.things import BESIDE_THING, content_before, replace_first, thing_asked, thing_before, thing_beside
from bot.turns import Choice, ConversationState, PastTurn
from bot.voice import sayer_of
from index.terms import FUNCTION_WORDS

OFFERED = 3  # choices at most
UNOFFERED = "I do not know what you mean. Can you say it in other words?"
HAPPENING = frozenset({"happen", "happened", "next"})
ENOUGH_WORDS = 3  # of a question that stands by itself; one less with "the mill", which is none but the one
BELONGING = re.compile(r"(?:its|his|her|their)\s", re.IGNORECASE)
WHO_ACTS = re.compile(rf"\bthe (?:{p.GROUPS})\b|{p.SOMEBODY.pattern.removesuffix('$')}\b", re.IGNORECASE)
AGE = re.compile(r"How old (?:is|was) ", re.IGNORECASE)
WHO_IS_NAMED = re.compile(r"Who (?:is|was) [^?]+\?", re.IGNORECASE)
LONGEST_PART = 8  # words of a part that takes the place of another


class Tie(StrEnum):
    """What ties a question to the turns before."""

    NEW = "new"  # nothing: it stands by itself
    MADE = "made"  # nothing any more: something else stands in it than in the last question
    RESOLVED = "resolved"  # it goes on about the same, and names it now
    LOOSE = "loose"  # it may be about the same: it says too little to tell
    BOUND = "bound"  # it cannot be understood without them


@dataclass(frozen=True, slots=True)
class Followed:
    """A turn as it is understood: a question that stands by itself.

    ``meant`` says whom its pronouns mean, ``pronouns`` which it had. ``more`` asks for more of what was asked last,
    ``speaker`` for who said what was quoted last, ``source`` for where it stands. ``about`` is the question put to what was asked about last, where it
    may be about that. ``timeless`` is the question without the time that it takes over, which is not handed on.
    ``otherwise`` is what is asked where nothing answers the question, or nothing that has one of the words ``naming``:
    what is known of something that need not be of the kind in whose place it stands.
    """

    question: str
    tie: Tie
    meant: tuple[tuple[str, str], ...] = ()
    pronouns: tuple[str, ...] = ()
    more: bool = False
    speaker: bool = False
    source: bool = False
    about: str = ""
    timeless: str = ""
    otherwise: str = ""
    naming: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A turn that may mean several things: what to ask the reader, and what to offer.

    ``unoffered`` is what to ask instead where the archive answers none of the choices; ``settled`` says that nothing
    is asked where it answers one only.
    """

    question: str
    choices: tuple[Choice, ...] = ()
    unoffered: str = ""
    settled: bool = False


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
    """Thanks; a yes, a no or a number although nothing was offered."""
    if is_courtesy(text) and not p.YES.fullmatch(text):
        return Unclear("What else do you want to know?", continuations(state.last))
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
    question = then(found, last, as_of) or then(found, told, as_of)
    if not question:
        return Unclear("Which time do you mean?", continuations(told)) if found["earlier"] or found["later"] else None
    return Followed(question, made(question), still_meant(question, last))


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
    if is_question(rest):
        return None
    if p.BARE.fullmatch(rest) or len(rest.split()) > (LONGEST_PART if found or lead else p.FEW_WORDS):
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
    if last and len(state.turns) > 1 and last.pronouns and AGE.match(last.question):
        last = state.turns[-2]  # which was asked beside it
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


def content(text: str) -> list[str]:
    """The words of a text that are about something."""
    return [word for word in p.WORD.findall(text.casefold()) if word not in FUNCTION_WORDS]


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


def instead(rest: str, state: ConversationState, as_of: datetime, *, corrects: bool) -> Followed | Unclear:
    """The last question with something else in it: another time, another name, another thing.

    A thing that need not be of the kind in whose place it stands ("the footbridge" for "the race") may also be one of
    which anything is to be told, unless the reader ``corrects`` what was asked.
    """
    last = state.turns[-1]
    before = state.turns[-2:-1]
    if before and before[0].articles and WHO_IS_NAMED.fullmatch(last.question) and last.pronouns:
        last = before[0]  # "who is he?" was asked beside it
    question = without_beside(last.question)
    if is_time(rest, as_of):
        question = with_time(question, rest, as_of)
        return Followed(question, made(question), still_meant(question, last))
    thing, time = without_time(rest, as_of)
    if thing and time:
        question, rest = with_time(question, time, as_of), thing
    told = resolved(rest, state, as_of)
    if isinstance(told, Unclear):
        return replace_choices(told, question, kinds_of(last))
    words = spelled(told.question if told.meant else rest, last)
    owner = BELONGING.match(rest) if told.meant else None
    sayer = sayer_of(question)
    if sayer and sayer.anything and read_phrase(words, plain_kind).shape is Shape.DEFINITE and not WHO_ACTS.search(words):
        said = f"{question.rstrip(' ?.!')} about {words}?"
        return Followed(said, Tie.MADE, told.meant, otherwise=f"What is said about {words}?")
    questions = put_once(question, words, kinds_of(last))
    if sayer and is_person(words):  # who speaks is meant, not of whom is spoken
        questions = questions[:1]
    if len(questions) > 1 and not owner:
        choices = tuple(Choice(question, question) for question in questions[:OFFERED])
        return Unclear("Which of these do you mean?", choices, UNOFFERED, settled=True)
    known = f"{'Who is' if owner and p.SOMEBODY.search(words) else 'What is said about'} {words}?"
    if not questions or (owner and not is_alike(question, words, kinds_of(last))):
        named = owner or read_phrase(words, plain_kind).shape is Shape.NAME
        kept = still_meant(known, last)
        return Followed(known if named else f"What about {rest}?", Tie.MADE if named else Tie.BOUND, kept)
    followed = Followed(questions[0], made(questions[0]), told.meant)
    if corrects or is_alike(question, words, kinds_of(last)) or byline_of(followed.question):
        return followed
    known = with_time(known, time, as_of) if time else known
    return replace(followed, otherwise=known, naming=read_phrase(words, plain_kind).text)


def is_person(words: str) -> bool:
    """Whether words look like the name of somebody."""
    return any(one.kind is Kind.PERSON and one.name == words for one in entities_in(f"to {words}"))


def still_meant(question: str, last: PastTurn) -> tuple[tuple[str, str], ...]:
    """Whom the pronouns of the last question meant, as far as that is still spoken of; somebody is for longer."""
    return tuple(one for one in last.meant if one[0] in PEOPLE or one[1] in question)


def put_once(question: str, words: str, kind_of: Callable[[str], Kind | None]) -> tuple[str, ...]:
    """The question with other words in the place of the part that is like them. One that was put to something ("About
    the fire: what did the union say?") is put to these, unless somebody of their kind stands in it.
    """
    beside = BESIDE_THING.match(question)
    questions = put(question, words, kind_of)
    if not beside or len(questions) < 2:
        return questions
    asked, theirs = question[beside.end() :], WHO_ACTS.search(words)
    if theirs and WHO_ACTS.search(asked) and len(inside := put(asked, words, kind_of)) == 1:
        return (f"{beside[0]}{inside[0][:1].lower()}{inside[0][1:]}",)
    return (f"About {words}: {asked}",)


def replace_choices(unclear: Unclear, question: str, kind_of: Callable[[str], Kind | None]) -> Unclear:
    """The same question back, with what each choice makes of the last question."""
    made = [(one.text, put(question, one.question, kind_of)) for one in unclear.choices]
    choices = tuple(Choice(text, questions[0]) for text, questions in made if questions)
    return Unclear(unclear.question, choices, unclear.unoffered)


def kinds_of(last: PastTurn) -> Callable[[str], Kind | None]:
    """What names stand for, as far as the last turn or the names themselves tell."""
    known = {one.name: one.kind for one in (*last.told, *last.asked)}

    def kind_of(name: str) -> Kind | None:
        whole = next((one for one in known if one == name or is_part(name, one)), name)
        kind = plain_kind(name) or known.get(whole)
        return kind if kind is not Kind.OTHER else None

    return kind_of


def spelled(words: str, last: PastTurn) -> str:
    """Words with a name as the last turn spells it: who types "merkel" means Merkel."""
    names = {one.name.casefold(): one.name for one in (*last.told, *last.asked)}
    return names.get(words.casefold(), words)


def in_full(question: str, state: ConversationState) -> str:
    """A question with the whole name in the place of a part of it, for whom the turns before told of."""
    told = [one for turn in state.turns for one in (*turn.asked, *turn.told) if one.called]
    for name in names_in(question):
        whole = {one.name for one in told if is_part(name, one.name)}
        if len(whole) == 1 and " " not in name:
            question = re.sub(rf"\b{re.escape(name)}\b(?!-)", whole.pop(), question, count=1)
    return question


def resolved(text: str, state: ConversationState, as_of: datetime) -> Followed | Unclear:
    """A question with a name in the place of each pronoun that means one of the turns before.

    After a question that was refused it may also mean one of those before that, where nothing answers it otherwise.
    """
    found, last = read_pronouns(text, state, as_of), state.last
    if last is None or last.articles or isinstance(found, Unclear) or not found.meant or named(found):
        return found
    before = replace(state, turns=told_turns(state))
    other = read_pronouns(text, before, as_of) if before.turns else None
    otherwise = other.question if isinstance(other, Followed) and other.meant else ""
    return replace(found, otherwise=otherwise if otherwise != found.question else "")


def named(found: Followed) -> bool:
    """Whether it is known by name whom a question means: nobody else is put in his place."""
    return any(names_in(f"to {name}") and not name.startswith("the ") for _, name in found.meant)


def told_turns(state: ConversationState) -> tuple[PastTurn, ...]:
    """The turns up to the last one that was answered."""
    return state.turns[: max((place for place, one in enumerate(state.turns, start=1) if one.articles), default=0)]


def read_pronouns(text: str, state: ConversationState, as_of: datetime) -> Followed | Unclear:
    """A question with a name in the place of each pronoun that means one of these turns."""
    text = with_one(text, state)
    question, meant, pronouns, bound = text, dict[str, str](), dict[str, None](), False
    own = names_in(text)
    for found in p.references(text):
        pronouns[found.key] = None
        inside = not is_object(text, found) and fits_inside(found.key)
        if found.key in meant or any(text.find(name) < found.start and inside for name in own):
            continue  # "Did Erdogan say that he ...": whom it means stands in the question itself
        antecedent = (
            thing_asked(found, text, state.last)
            or spoken(found, state.turns[-1:])
            or thing_before(found, state.turns[-1:])
            or spoken(found, state.turns[-1:], doubtful=True)
            or spoken(found, state.turns, doubtful=True)
            or mainly(found, state.turns)
            or thing_before(found, state.turns)
        )
        if isinstance(antecedent, Meant) and antecedent.name in meant.values():  # "he ... about it"
            antecedent = None
        if not found.is_pronoun and (antecedent is None or is_same_word(found, antecedent)):
            continue  # "the union" need not be one that was spoken of
        bound = True
        if isinstance(antecedent, Meant):
            meant[found.key] = antecedent.name
            question = replace_first(question, found, antecedent.name)
        elif antecedent is not None:
            choices = tuple(Choice(name, replace_first(question, found, name)) for name in antecedent[:OFFERED])
            whom = f"Whom do you mean by “{found.word}”?" if found.personal else "Which one do you mean?"
            return Unclear(whom, choices, settled=True)
    if state.last and (moment := with_then(question, state.last, as_of)):
        tie = Tie.MADE if subject_words(text) - HAPPENING else Tie.BOUND
        return Followed(moment, tie, tuple(meant.items()), tuple(pronouns))
    if bound and state.last:
        asks = bool(content(text)) or bool(p.WHO_IS.fullmatch(text))
        whole = asks and len(meant) == len({found.key for found in p.references(text)})
        timed = carried(question, state.last.question, as_of) if meant else question
        return Followed(
            timed,
            Tie.RESOLVED if whole else Tie.BOUND,
            tuple(meant.items()),
            tuple(pronouns),
            timeless=question if timed != question else "",
        )
    tie = tie_of(text, own, state)
    if tie is Tie.NEW:
        named = in_full(question, state)
        about = said_of_it(named, state)
        return Followed(
            named, Tie.NEW if about or named == question else Tie.RESOLVED, (), tuple(pronouns), about=about
        )
    about = put_to(question, state)
    if about and p.ANYONE.search(text):  # any of those of whom was spoken
        return Followed(about, Tie.RESOLVED, (), tuple(pronouns))
    return Followed(question, tie, (), tuple(pronouns), about=about)


def put_to(question: str, state: ConversationState) -> str:
    """A question that says too little, put to what was asked about last: "Was anyone hurt at the fish market?"."""
    thing = subject_of(state)
    if thing is None:
        return ""
    if thing.preposition in PLACING:
        return f"{question.rstrip(' ?.!')} {thing.preposition} {thing.text}?"
    return f"About {thing.text}: {question[:1].lower()}{question[1:]}"


def subject_of(state: ConversationState) -> Phrase | None:
    """What was asked about last, rather a thing than somebody, and not in an aside on somebody."""
    told = [one for one in state.turns if one.articles or one is state.last]
    before = [one.question for one in reversed(told) if not (p.is_foreign(one.question) or byline_of(one.question))]
    asides = {one.question for one in told[1:] if PEOPLE & set(one.pronouns)}  # "how old is she?", of who won the race
    told_of = [(one, found) for one in before if (found := thing_beside(one))]
    things = [one for question, one in told_of if question not in asides and (one.preposition or not sayer_of(question))]
    things = things or [one for _, one in told_of]
    return next((one for one in things if not p.SOMEBODY.search(one.text)), next(iter(things), None))


def said_of_it(question: str, state: ConversationState) -> str:
    """Asked what somebody said, and of nothing: the same of what was asked about last, unless that is somebody."""
    last, sayer = state.last, None if byline_of(question) else sayer_of(question)
    thing = thing_beside(last.question) if last and last.articles and sayer and sayer.anything else None
    if last is None or thing is None or p.SOMEBODY.search(thing.text):
        return ""
    people = {one.name for one in last.asked if one.kind is Kind.PERSON}
    return f"{question.rstrip(' ?.!')} about {thing.text}?" if people.isdisjoint(names_in(thing.text)) else ""


def is_same_word(found: p.Reference, antecedent: Meant | tuple[str, ...]) -> bool:
    """Whether a name says no more than the noun that means it: "the union", "Union"."""
    return isinstance(antecedent, Meant) and found.word.casefold().endswith(f" {antecedent.name.casefold()}")


def with_one(text: str, state: ConversationState) -> str:
    """A question with a noun in the place of "one": "when is the next one?" after one on a festival."""
    found = p.ONE_OF_THEM.search(text)
    thing = subject_of(state) if found and state.last else None
    if not found or thing is None or p.SOMEBODY.search(thing.text):
        return text
    noun = thing.text.partition(" ")[2] if first_word(thing.text) in DETERMINERS else thing.text
    noun = YEAR.sub("", noun if is_named(noun) else last_word(noun.split(" of ")[0])).strip()
    return f"{text[: found.end('which')]} {noun}{text[found.end() :]}" if noun else text


def is_named(text: str) -> bool:
    """Whether a text is one name and nothing else."""
    return names_in(f"to {text}") == (text,)


def is_object(text: str, found: p.Reference) -> bool:
    """Whether something is done or said of what a pronoun means by who stands before it: "what did Lima say about it",
    "did Roth meet him".
    """
    before = text[: found.start]
    said_of = found.word.casefold() in {"him", "them"} or (found.word.casefold() in {"it", "her"} and p.OF.search(before))
    return bool(said_of) and not found.possessive and not p.CLAUSE.search(before.partition(" ")[2])


def fits_inside(key: str) -> bool:
    """Whether a pronoun may mean a name of its own question."""
    return key in {"he", "she", "they", "it"}


def tie_of(text: str, own: tuple[str, ...], state: ConversationState) -> Tie:
    """Whether a question without pronouns may be about the same as the turns before.

    Not where it says what it is about: by a name, by "the mill" and what became of it, by three words.
    """
    if not state.turns:
        return Tie.NEW
    return Tie.NEW if own or (says_enough(text) and not points_back(text)) else Tie.LOOSE


def points_back(text: str) -> bool:
    """Whether a question points at what was spoken of: "that game"."""
    return bool(p.POINTS.search(text))


def made(question: str) -> Tie:
    """What ties a question that was made of a follow-up: nothing, if it says what it is about."""
    return Tie.MADE if names_in(question) or says_enough(question) else Tie.LOOSE


def says_enough(text: str) -> bool:
    """Whether a question without names says what it is about, to who knows nothing of the turns before."""
    words = len(subject_words(text))
    return words >= ENOUGH_WORDS or (words == ENOUGH_WORDS - 1 and bool(p.THE.search(text)))


def subject_words(text: str) -> set[str]:
    """What a question is about, without its asking words and what these count by ("how old", "what kind")."""
    asked = p.WH_ALONE.match(text)
    return set(content(text[asked.end() :] if asked else text))
