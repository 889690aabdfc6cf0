"""Pronouns of a question: whom they mean of those of whom was spoken, and the question with their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.dialogue.antecedents import (
    ASKS_WHO,
    PEOPLE,
    POST_OF,
    REACH,
    Meant,
    answers,
    body_told_of,
    fitting,
    is_any,
    mainly,
    said,
    spoken,
)
from bot.dialogue.moments import YEAR, carried, with_then
from bot.dialogue.parallel import (
    DETERMINERS,
    Shape,
    first_word,
    is_moment,
    last_word,
    phrases_of,
    plain_kind,
    possessive,
)
from bot.dialogue.things import replace_first, thing_asked, thing_before
from bot.dialogue.tie import HAPPENING, OFFERED, Followed, Tie, Unclear, content, subject_words, tie_of
from bot.dialogue.topic import put_to, said_of_it, subject_of, told_turns
from bot.dialogue.turns import Choice, ConversationState, PastTurn
from bot.english import phrases as p
from bot.english import verbs as v
from bot.english.entities import PERSONAL, Entity, Kind, entities_in, fits, is_part, names_in
from bot.writer.voice import sayer_of
from index.analysis import DEFAULT, stems

NO_OBJECT = re.compile(
    r"\b(?P<verb>(?P<pays>pay|paid|spend|offer|bid)|buy|purchase|acquire|sell|build|invent|discover|steal|found|direct|write"
    r"|design|paint|publish|attack|kill|win)[\s?.!]*$",
    re.IGNORECASE,
)
ASIDE_WHO = re.compile(r"Who(?:[’']s| is| was) ", re.IGNORECASE)
WHO_DID = re.compile(
    rf"(?:who|(?:which|what) (?!{p.AUXILIARY_WORD.pattern})[a-z]+)(?: has| had| have)? ([a-z]+)\b", re.IGNORECASE
)
DOES_IT = re.compile(r"\s(?:do|did|done) (?:it|that|this|so)\b", re.IGNORECASE)
SUFFERS, DOING = re.compile(r"\b(?:is|are|was|were|been) $", re.IGNORECASE), re.compile(r"\s\w+ing\b")
NEXT_TO_ONE = re.compile(r"\b(?:before|after|succeeded?|replaced?) (?=[^\W\d_a-z])")
FEWEST = 2  # choices between which something was asked back


def resolved(text: str, state: ConversationState, as_of: datetime) -> Followed | Unclear:
    """A question with a name in the place of each pronoun that means one of the turns before.

    After a question that was refused it may also mean one of those before that, where nothing answers it otherwise.
    """
    found, last = read_pronouns(text, state, as_of), state.last
    if last is None or last.articles or isinstance(found, Unclear) or not found.meant or is_known_by_name(found):
        return found
    before = replace(state, turns=told_turns(state))
    other = read_pronouns(text, before, as_of) if before.turns else None
    otherwise = other.question if isinstance(other, Followed) and other.meant else ""
    return replace(found, otherwise=otherwise if otherwise != found.question else "")


def is_known_by_name(found: Followed) -> bool:
    """Whether it is known by name whom a question means: nobody else is put in his place."""
    return any(names_in(f"to {name}") and not name.startswith("the ") for _, name in found.meant)


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
        antecedent = antecedent_of(found, text, state)
        if spoke_last(antecedent, found, text, state):
            antecedent = spoken_about(state)
        taken = isinstance(antecedent, Meant) and antecedent.name in {*meant.values(), *of_other_sex(found, state)}
        nothing = isinstance(antecedent, Meant) and is_named(antecedent.name) and p.HAPPENS.search(text)
        if taken or (nothing and found.key == "it"):  # "he ... about it"; no name happens
            antecedent = None
        if not found.is_pronoun and (antecedent is None or is_same_word(found, antecedent)):
            continue  # "the union" need not be one that was spoken of
        bound = True
        if isinstance(antecedent, Meant):
            meant[found.key] = antecedent.name
            question = replace_first(question, found, antecedent.name)
        elif unclear := asked_back(found, antecedent, question, state):
            return unclear
    if state.last and meant:
        question = with_object(with_deed(question, state.turns), meant.values(), state.last)
    if state.last and (moment := with_then(question, state.last, as_of)):
        tie = Tie.MADE if subject_words(text) - HAPPENING else Tie.BOUND
        return Followed(moment, tie, tuple(meant.items()), tuple(pronouns))
    if bound and state.last:
        asks = bool(content(text)) or bool(p.WHO_IS.fullmatch(text))
        whole = asks and len(meant) == len({found.key for found in p.references(text)})
        question = in_full(question, state, own)
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
        return by_itself(question, state, tuple(pronouns))
    about = put_to(question, state)
    if about and p.ANYONE.search(text):  # any of those of whom was spoken
        return Followed(about, Tie.RESOLVED, (), tuple(pronouns))
    return Followed(question, tie, (), tuple(pronouns), about=about)


def of_other_sex(found: p.Reference, state: ConversationState) -> Iterable[str]:
    """Who was she and is not he, or the other way round."""
    other = PERSONAL - {found.key} if found.key in PERSONAL else frozenset[str]()
    meant = {pair for turn in state.turns for pair in turn.meant}
    return [name for key, name in meant if key in other and (found.key, name) not in meant]


def spoke_last(meant: Meant | tuple[str, ...] | None, found: p.Reference, text: str, state: ConversationState) -> bool:
    """Whether of what somebody said about it "it" would be nothing, or who was asked for what he said last: both speak
    of "it".
    """
    about = found.key == "it" and p.OF.search(text[: found.start]) and sayer_of(text)
    sayer = sayer_of(state.last.question) if about and state.last else None
    return sayer is not None and (meant is None or (isinstance(meant, Meant) and meant.name in sayer.names))


def spoken_about(state: ConversationState) -> Meant | None:
    """About what it was asked last what somebody said."""
    parts = phrases_of(state.last.question, plain_kind) if state.last else ()
    about = [one.text for one in parts if one.preposition == "about" and not p.PRONOUNS.search(one.text)]
    return Meant(about[0]) if about else None


def by_itself(question: str, state: ConversationState, pronouns: tuple[str, ...]) -> Followed | Unclear:
    """A question that stands by itself, with the whole names of those whom the turns before told of."""
    if unclear := of_one_name(question, state):
        return unclear
    named = in_full(question, state, names_in(question))
    about = said_of_it(named, state)
    return Followed(named, Tie.NEW if about or named == question else Tie.RESOLVED, (), pronouns, about=about)


def antecedent_of(found: p.Reference, text: str, state: ConversationState) -> Meant | tuple[str, ...] | None:
    """Whom a pronoun means: one, or several equally good ones; none (``()``) who was told, None who can be told."""
    if (doers := who_did(found, text, state.turns)) is not None:
        return doers
    near = (
        offered(found, state)
        or (thing_before(found, state.turns[-1:]) if found.is_who else None)
        or (held_next(found, state) if p.NEXT_TO.search(text[: found.start]) else None)
        or before_aside(found, text, state)
        or thing_asked(found, text, state.last)
        or spoken(found, state.turns[-1:])
        or noun_or_name(found, state.turns)
    )
    if near or is_untold(found, state.last):
        return near or ()
    return (
        still_spoken_of(found, state.turns)
        or spoken(found, state.turns[-1:], doubtful=True)
        or spoken(found, state.turns, doubtful=True)
        or body_told_of(found, state.turns)
        or mainly(found, state.turns)
        or thing_before(found, state.turns)
        or only_place(found, state.last)
    )


def only_place(found: p.Reference, last: PastTurn | None) -> Meant | None:
    """The only place that the last question names, of which something is asked that it has: "its mayor"."""
    named = {one.name for one in last.asked if one.kind is Kind.PLACE} if last and found.possessive else set[str]()
    return Meant(*named) if found.key == "it" and len(named) == 1 else None


def noun_or_name(found: p.Reference, turns: Sequence[PastTurn]) -> Meant | tuple[str, ...] | None:
    """What a pronoun means that has no name, in the last question; whom "he" meant before may be meant as well as "the
    judge" who was asked about since.
    """
    thing = thing_before(found, turns[-1:])
    kept = dict(turns[-2].meant).get(found.key) if len(turns) > 1 and found.key in PERSONAL else None
    return (kept, thing.name) if isinstance(thing, Meant) and kept and kept != thing.name else thing


def still_spoken_of(found: p.Reference, turns: Sequence[PastTurn]) -> Meant | tuple[str, ...] | None:
    """Whom "he" meant already, before anybody who only stands in what was quoted since of the same; of something else,
    or where a reader only named him before, who stands there may be meant as well.
    """
    if found.key not in PERSONAL:
        return None
    before, beside = spoken(found, turns[:-1]), spoken(found, turns[-1:], doubtful=True)
    if meant := next((turn for turn in reversed(turns[-REACH:-1]) if found.key in dict(turn.meant)), None):
        if not set(meant.articles).isdisjoint(turns[-1].articles):
            return before
        beside = named_since(found.key, turns[-1])
    if not isinstance(before, Meant) or not isinstance(beside, Meant) or is_any(before.name, (beside.name,)):
        return before if meant else None
    return before.name, beside.name


def named_since(key: str, last: PastTurn) -> Meant | None:
    """The only one in what was quoted last who is called he or she there."""
    called = [one for one in fitting(key, said(last)) if one.kind is Kind.PERSON and one.called == key]
    return Meant(called[0].name) if len(called) == 1 else None


def asked_back(
    found: p.Reference, names: tuple[str, ...] | None, question: str, state: ConversationState
) -> Unclear | None:
    """Ask whom a pronoun means, of several names; where that was not told, of those whom it meant before."""
    untold = not names and is_untold(found, state.last)
    if untold:
        turns = reversed(state.turns)
        names = tuple(dict.fromkeys(name for turn in turns for key, name in turn.meant if key == found.key))
    if not (names or untold):
        return None
    made = [(name, replace_first(question, found, name)) for name in (names or ())[:OFFERED]]
    choices = tuple(Choice(name, with_deed(one, state.turns)) for name, one in made)
    if untold:
        return Unclear(f"I do not know who “{found.word}” is here. Whom do you mean?", choices)
    whom = f"Whom do you mean by “{found.word}”?" if found.personal else "Which one do you mean?"
    return Unclear(whom, choices, settled=True, pronoun=found.key)


def is_untold(found: p.Reference, last: PastTurn | None) -> bool:
    """Whether it was asked last who somebody is, which was not answered: then nobody is known whom "he" means."""
    untold = last is not None and not (last.said or last.articles) and ASKS_WHO.match(last.question)
    return found.key in PERSONAL and bool(untold)


def held_next(found: p.Reference, state: ConversationState) -> Meant | tuple[str, ...] | None:
    """Who held a post next to whom it is asked: where the last question asked that already ("before Ana Lima"), who
    answers it; whether he or she, where nobody else is meant but whom that question names.
    """
    last, before = state.last, spoken(found, state.turns)
    if last and (next_to := NEXT_TO_ONE.search(last.question)):
        asked = names_in(last.question[next_to.end() - 1 :])
        told = [one for one in next(filter(None, answers(last)), ()) if not is_any(one.name, asked)]
        again = isinstance(before, Meant) and is_any(before.name, asked)
        people = fitting(found.key, told) or [one for one in told if one.kind is Kind.PERSON and again]
        if people:
            return Meant(people[0].name)
    return before


def who_did(found: p.Reference, text: str, turns: Sequence[PastTurn]) -> Meant | tuple[str, ...] | None:
    """Who did what it was asked who did, where the same is said of a pronoun: "why did he attack?" after "who attacked
    Orsa?". Nobody, if it was not told who did: never whom it was done to.
    """
    after = text[found.start + len(found.word) :]
    asked = next((one for one in reversed(turns[-REACH:]) if does(first_verb(one.question), after)), None)
    if asked is None or found.key not in PEOPLE:
        return None
    if SUFFERS.search(text[: found.start]) and not DOING.match(after):  # "where was he shot?"
        done_to = fitting(found.key, asked.asked)
        return Meant(done_to[0].name) if len(done_to) == 1 else None
    told = {one.name: one for names in answers(asked) for one in fitting(found.key, names)}
    people = [one for one in told.values() if not is_any(one.name, names_in(asked.question))]
    people = [one for one in people if one.called == found.key] or people
    return Meant(people[0].name) if len(people) == 1 else tuple(one.name for one in people)


def does(deed: str, after: str) -> bool:
    """Whether what stands behind a pronoun says that it means who did a deed."""
    if not deed or p.AUXILIARY_WORD.fullmatch(deed):  # "who is Ana Lima?" asks of no deed
        return False
    verb = re.match(r"\s([a-z]+)\b", after)
    forms = {v.PAST.get(deed.casefold(), deed), deed}
    said = {stem for form in forms for stem in stems(form, DEFAULT)}
    return bool(DOES_IT.match(after)) or (verb is not None and not said.isdisjoint(stems(verb[1], DEFAULT)))


def with_deed(question: str, turns: Sequence[PastTurn]) -> str:
    """A question with what it was asked last who did, and to whom, in the place of "do it" and "attack him"."""
    for turn in reversed(turns[-REACH:]):
        deed = WHO_DID.match(turn.question)
        if deed and (verb := v.PAST.get(deed[1].casefold())):
            done = rf"(?:{DOES_IT.pattern}|\s{verb}\s(?:him|her|them)\b)(?=[\s?.!]*$)"
            found = re.search(done, question, re.IGNORECASE)
            return f"{question[: found.start()]} {verb}{turn.question[deed.end() :]}" if found else question
    return question


def with_object(question: str, doers: Iterable[str], last: PastTurn) -> str:
    """A question with what the last one asked who did something to, where its verb has no object: "how much did she
    pay?" after "Who bought the mill?" is "for the mill".
    """
    found = NO_OBJECT.search(question)
    if found is None or not v.is_participle(first_verb(last.question)):
        return question
    parts = [one for one in phrases_of(last.question, plain_kind) if one.shape in {Shape.NAME, Shape.DEFINITE}]
    things = [one for one in parts if not one.preposition and not is_moment(one.text)]
    things = [one for one in things if not p.PRONOUNS.search(one.text) and one.text not in doers]
    if len(things) != 1:
        return question
    for_it = "for " if found["pays"] else ""
    return f"{question[: found.end('verb')]} {for_it}{things[0].text}?"


def first_verb(question: str) -> str:
    """The verb of a question after "who"; empty where none stands there."""
    found = WHO_DID.match(question)
    return found[1] if found else ""


def offered(found: p.Reference, state: ConversationState) -> Meant | None:
    """The name that a reader brought in last, when he was asked back: every choice has it, no question before."""
    if state.last is None or len(state.choices) < FEWEST or not found.is_pronoun:
        return None
    shared = set.intersection(*(set(names_in(one.question)) for one in state.choices)) - set(
        names_in(state.last.question)
    )
    fitting = [
        one for one in entities_in(f"that {' or '.join(shared)}") if one.name in shared and may_be(found.key, one)
    ]
    return Meant(fitting[0].name) if len(fitting) == 1 else None


def before_aside(found: p.Reference, text: str, state: ConversationState) -> Meant | None:
    """What "it" meant before somebody was asked for beside it: "who is its leader?", of the union that spoke of it."""
    if found.key != "it" or not p.OF.search(text[: found.start]):
        return None
    asked, aside = ([None, None, *state.turns])[-2:]
    if asked is None or aside is None or not ASIDE_WHO.match(aside.question):
        return None
    name, other = dict(asked.meant).get("it"), dict(aside.meant).get("it")
    return Meant(name) if name and other and name != other else None


def may_be(key: str, one: Entity) -> bool:
    """Whether a pronoun may mean a name that a reader has just typed: "it" a country as well."""
    return fits(key, one) or (key == "it" and one.kind is Kind.PLACE)


def in_full(question: str, state: ConversationState, own: Iterable[str]) -> str:
    """A question with the whole names in the place of parts of them that were typed, for whom the turns before told of:
    whom a reader named himself goes before others of that name.
    """
    for name in own:
        whole = wholes(name, state)
        if len(whole) == 1 and " " not in name:
            question = named_whole(question, name, whole[0])
    return question


def of_one_name(question: str, state: ConversationState) -> Unclear | None:
    """Ask who is meant by a name that several have of whom a reader asked or was told."""
    for name in names_in(question):
        whole = wholes(name, state) if " " not in name else ()
        if len(whole) > 1 and not any(one in question for one in whole):
            choices = tuple(Choice(one, named_whole(question, name, one)) for one in whole[:OFFERED])
            return Unclear(f"Which {name} do you mean?", choices, settled=True)
    return None


def named_whole(question: str, name: str, whole: str) -> str:
    """A question with a whole name in the place of a part of it, and with its own possessive."""
    found = re.search(rf"\b{re.escape(name)}\b(?P<owns>[’']s?(?=\s))?(?!-)", question)
    owns = possessive(whole) if found and found["owns"] else ""
    return f"{question[: found.start()]}{whole}{owns}{question[found.end() :]}" if found else question


def wholes(name: str, state: ConversationState) -> tuple[str, ...]:
    """The whole names of which a name is a part: of those whom a reader named or who answered him, else of all of whom
    the turns told.
    """
    asked = [
        one
        for turn in reversed(state.turns)
        for one in (*turn.asked, *(each for names in turn.answered for each in names[:1]))
    ]
    told = [one for turn in state.turns for one in turn.told if one.called]
    for some in ([one for one in asked if one.called or one.kind is Kind.PERSON], told):
        if found := tuple(
            dict.fromkeys(one.name for one in some if is_part(name, one.name) and not POST_OF.match(one.name))
        ):
            return found
    return ()


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
    verb = last_word(before) in v.BASES and found.word.casefold() == "it"  # "when did Lima buy it"
    said_of = found.word.casefold() in {"him", "them"} or (
        found.word.casefold() in {"it", "her"} and (p.OF.search(before) or verb)
    )
    return bool(said_of) and not found.possessive and not p.CLAUSE.search(before.partition(" ")[2])


def fits_inside(key: str) -> bool:
    """Whether a pronoun may mean a name of its own question."""
    return key in {"he", "she", "they", "it"}
