"""Follow-ups: from what a reader typed and the turns before to a question that stands by itself. Rules, no model.

Nothing is carried over into a question that stands by itself: that is how a change of subject is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot import phrases as p
from bot.antecedents import Meant, resolve
from bot.entities import names_in
from bot.turns import Choice, ConversationState, PastTurn
from corpus.sentences import Span
from index.terms import FUNCTION_WORDS
from index.when import Mode, read_window

QUOTED_WORDS = 20  # of what was said, in "who said that?"
OFFERED = 3  # choices at most


class Tie(StrEnum):
    """What ties a question to the turns before."""

    NEW = "new"  # nothing: it stands by itself
    LOOSE = "loose"  # it may be about the same: it names nothing, or what was named before
    BOUND = "bound"  # it cannot be understood without them


@dataclass(frozen=True, slots=True)
class Followed:
    """A turn as it is understood: a question that stands by itself.

    ``meant`` says whom its pronouns mean, ``pronouns`` which it had. ``more`` asks for more of what was asked last.
    """

    question: str
    tie: Tie
    meant: tuple[tuple[str, str], ...] = ()
    pronouns: tuple[str, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """A turn that may mean several things: what to ask the reader, and what to offer."""

    question: str
    choices: tuple[Choice, ...] = ()


def follow(text: str, state: ConversationState, as_of: datetime) -> Followed | Unclear:
    """Understand what a reader typed after the turns before."""
    for read in (chosen, stray, opening, again, changed, bare):
        if (found := read(text, state, as_of)) is not None:
            return found
    return resolved(without_lead(text), state, as_of)


def chosen(text: str, state: ConversationState, as_of: datetime) -> Followed | Unclear | None:
    """One of the things that were offered."""
    found = pick(text, state.choices) if state.choices else None
    if isinstance(found, Choice):
        return Followed(found.question, Tie.BOUND if state.turns else Tie.NEW)
    return found


def stray(text: str, state: ConversationState, as_of: datetime) -> Unclear | None:
    """A yes, a no or a number although nothing was offered."""
    if p.YES.fullmatch(text) or p.NO.fullmatch(text) or p.NUMBER.fullmatch(text):
        return Unclear("Nothing was offered to choose from. What do you want to know?", continuations(state.last))
    return None


def again(text: str, state: ConversationState, as_of: datetime) -> Followed | None:
    """More of what was asked last."""
    last = state.last
    if last is None or not p.MORE.fullmatch(text):
        return None
    return Followed(last.question, Tie.BOUND, last.meant, last.pronouns, more=True)


def changed(text: str, state: ConversationState, as_of: datetime) -> Followed | Unclear | None:
    """The last question with something else in it: "what about Turkey?", "no, I meant 2021", "in Berlin?"."""
    found = p.CORRECTION.fullmatch(text) or p.ABOUT.fullmatch(text)
    rest = found["rest"] if found else p.LEAD.sub("", text, count=1)
    few = len(rest.split()) <= p.FEW_WORDS
    if state.last is None or is_question(rest) or p.BARE.fullmatch(rest) or not (found or few):
        return None
    return instead(rest, state.last, as_of)


def bare(text: str, state: ConversationState, as_of: datetime) -> Followed | None:
    """A question word alone: "why?", "who said that?"."""
    text, last = without_lead(text), state.last
    if last is None:
        return None
    if p.WHO_SAID.fullmatch(text):
        return Followed(who_said(last), Tie.BOUND)
    if not (found := p.BARE.fullmatch(text)):
        return None
    question = expand(found["wh"] or found["wh_it"], last.question)
    return Followed(carried(question, last, as_of), Tie.BOUND, last.meant)


def opening(text: str, state: ConversationState, as_of: datetime) -> Followed | Unclear | None:
    """A first turn: nothing stands before it to which it could be tied."""
    if state.turns:
        return None
    return alone(text)


def alone(text: str) -> Followed | Unclear:
    """A first turn: nothing stands before it to which it could be tied."""
    empty = p.BARE.fullmatch(text) or p.MORE.fullmatch(text) or not content(text)
    if empty:
        return Unclear("What is your question about?")
    found = p.PERSONAL.search(text)
    if found and not names_in(text[: found.start()]) and not content_before(text, found.start()):
        return Unclear(f"Who or what do you mean by “{found[0]}”?")
    return Followed(text, Tie.NEW)


def content_before(text: str, end: int) -> bool:
    """Whether what a pronoun may mean stands before it in the same question."""
    return any(word in {"a", "an", "the", "this", "my"} for word in text[:end].casefold().split())


def content(text: str) -> list[str]:
    """The words of a text that are about something."""
    return [word for word in p.WORD.findall(text.casefold()) if word not in FUNCTION_WORDS]


def is_question(text: str) -> bool:
    """Whether a text is a question or a request of its own, with a verb, not only a part of one."""
    return bool(p.ASKS.match(text)) and len(text.split()) > 1 and not p.BARE.fullmatch(text)


def without_lead(text: str) -> str:
    """A question without the "and" or "so" before it."""
    found = p.LEAD.match(text)
    rest = text[found.end() :] if found else text
    return rest[0].upper() + rest[1:] if found and rest else text


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
    """What may be asked next: of the names that were told, whoever they are."""
    if last is None:
        return ()
    names = [one.name for one in last.asked + last.told]
    return tuple(Choice(name, f"What about {name}?") for name in list(dict.fromkeys(names))[:OFFERED])


def instead(rest: str, last: PastTurn, as_of: datetime) -> Followed | Unclear:
    """The last question with something else in it: another time, another name; else both together."""
    rest = rest.strip(" ?.!,")
    window = read_window(rest, as_of)
    if window.mode is not Mode.NONE and len("".join(rest[a:b] for a, b in window.words)) >= 0.6 * len(rest):
        return Followed(with_time(last.question, rest, as_of), Tie.BOUND, last.meant)
    names = [name for name in names_in(last.question) if name.casefold() not in rest.casefold()]
    new = p.PREPOSITION.match(rest)
    if new and new[0].strip().casefold() in {"in", "at", "from", "for", "with", "by", "to", "on"}:
        same = [name for name in names if re.search(rf"\b{new[0].strip()} (?:the )?{re.escape(name)}", last.question)]
        names = same or names
    name = rest[new.end() :] if new else rest
    if names and (names_in(f"x {name}") or len(name.split()) == 1):
        questions = {old: last.question.replace(old, name) for old in dict.fromkeys(names)}
        if len(questions) == 1:
            return Followed(next(iter(questions.values())), Tie.BOUND)
        choices = tuple(Choice(question, question) for question in list(questions.values())[:OFFERED])
        return Unclear("Which of these do you mean?", choices)
    return Followed(f"{last.question.rstrip(' ?.!')}: {rest}?", Tie.BOUND, last.meant)


def with_time(question: str, time: str, as_of: datetime) -> str:
    """A question about another time."""
    timeless = cut(question, read_window(question, as_of).words).strip(" ?.!,")
    if p.PREPOSITION.match(time):
        time = time[0].lower() + time[1:]
    when = f"in {time}" if re.fullmatch(r"\d{4}|[A-Z][a-z]+(?: \d{4})?", time) else time
    return f"{timeless} {when}?"


def cut(text: str, spans: Iterable[Span]) -> str:
    """A text without some of its words."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start].rstrip()} {text[end:].lstrip()}"
    return text.strip()


def carried(question: str, last: PastTurn, as_of: datetime) -> str:
    """A question with the time of the last one, where it names none itself."""
    window = read_window(last.question, as_of)
    if window.mode not in {Mode.HARD, Mode.SOFT} or read_window(question, as_of).mode is not Mode.NONE:
        return question
    time = " ".join(last.question[start:end] for start, end in window.words)
    return f"{question.rstrip(' ?.!')} {time[0].lower()}{time[1:]}?" if p.PREPOSITION.match(time) else question


def who_said(last: PastTurn) -> str:
    """Who said what was quoted last."""
    said = last.said.split("\n")[0].split()
    more = "..." if len(said) > QUOTED_WORDS else ""
    return f"Who said that: “{' '.join(said[:QUOTED_WORDS])}{more}”?" if said else f"Who said that: {last.question}"


def expand(wh: str, question: str) -> str:
    """Put a bare question word to what was asked last: "Did she win?", "when?" is "When did she win?"."""
    wh = wh[0].upper() + wh[1:].casefold()
    if found := p.AUXILIARY.match(question):
        verb = question[: found.end()]
        rest = question[found.end() :]
        if wh.split()[0] in p.ADVERBS:
            return f"{wh} {verb.casefold()}{rest}"
    elif (found := p.WH_AUXILIARY.match(question)) and wh.split()[0] in p.ADVERBS:
        aux = found["aux"].casefold()
        # Of "how many people were hurt" the people are the subject, and stay.
        people = " people" if aux in {"are", "were"} and "people" in found[0].casefold().split() else ""
        return f"{wh} {aux}{people}{question[found.end() :]}"
    told = p.WH_FIRST.sub("", question, count=1).strip(" ?.!")
    subject = wh == "Who" and not p.AUXILIARY.match(question) and not p.WH_AUXILIARY.match(question)
    return f"{wh} {told}?" if subject else f"{wh}: {told}?"


def resolved(text: str, state: ConversationState, as_of: datetime) -> Followed | Unclear:
    """A question with a name in the place of each pronoun that means one of the turns before."""
    question, meant, pronouns, bound = text, dict[str, str](), dict[str, None](), False
    own = names_in(text)
    for found in p.references(text):
        pronouns[found.key] = None
        if found.key in meant or any(text.find(name) < found.start and fits_inside(found.key) for name in own):
            continue  # "Did Erdogan say that he ...": whom it means stands in the question itself
        bound = True
        antecedent = resolve(found.key, state.turns)
        if isinstance(antecedent, Meant):
            meant[found.key] = antecedent.name
            question = replace_first(question, found, antecedent.name)
        elif antecedent is not None:
            choices = tuple(Choice(name, replace_first(question, found, name)) for name in antecedent[:OFFERED])
            return Unclear(
                f"Whom do you mean by “{found.word}”?" if found.personal else "Which one do you mean?", choices
            )
    if bound and state.last:
        question = carried(question, state.last, as_of)
        return Followed(question, Tie.BOUND, tuple(meant.items()), tuple(pronouns))
    return Followed(question, tie_of(text, own, state), (), tuple(pronouns))


def fits_inside(key: str) -> bool:
    """Whether a pronoun may mean a name of its own question."""
    return key in {"he", "she", "they", "it"}


def replace_first(question: str, found: p.Reference, name: str) -> str:
    """Put a name in the place of a pronoun."""
    return re.sub(
        rf"\b{re.escape(found.word)}\b",
        lambda _: f"{found.before}{name}{possessive(name) if found.possessive else ''}",
        question,
        count=1,
    )


def possessive(name: str) -> str:
    """The ending that makes a name a possessive."""
    return "’" if name.endswith("s") else "’s"


def tie_of(text: str, own: tuple[str, ...], state: ConversationState) -> Tie:
    """Whether a question without pronouns may be about the same as the turns before."""
    if not state.turns:
        return Tie.NEW
    known = {
        word for turn in state.turns for one in turn.asked + turn.told for word in one.name.casefold().split()
    } - FUNCTION_WORDS
    new = [name for name in own if known.isdisjoint(name.casefold().split())]
    return Tie.NEW if new else Tie.LOOSE
