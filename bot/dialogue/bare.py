"""A question word alone put to what was asked last: after "Did the mill close?", "when?" is "When did the mill close?".

What has no such form in English is asked beside the last question: "Who won the race, and when?".
"""

from __future__ import annotations

import re

from bot.dialogue.parallel import PLURAL, SINGULAR, Shape, is_plural, phrases_of, plain_kind
from bot.english import phrases as p
from bot.english import verbs as v
from bot.english.verbs import PAST

BE = re.compile(r"(?:is|are|was|were)", re.IGNORECASE)
NOBODY_YET = re.compile(r"\s*(?:anyone|anybody|someone|somebody|(?:any|some) people|people)\b", re.IGNORECASE)
SEVERAL = re.compile(r"\s*(?P<there>there )?(?:any |some |many )?(?P<noun>[a-z-]+)(?P<rest>(?:\s.*)?)", re.IGNORECASE)
FIRST_PREPOSITION = re.compile(r"\s(?:in|on|at|of|for|from|with|by|during|after|before|to|near|about)\s")
HAPPENED = re.compile(r"What (?:has )?happened\b", re.IGNORECASE)
WHENCE = re.compile(r"\s(?:from|to)$")
BESIDE = re.compile(r", and (?:who|whom|what|which|when|where|why|how(?: \w+)?)\?$", re.IGNORECASE)
NEW_THING = re.compile(r"(?:an?|any|some|another)\b", re.IGNORECASE)
PEOPLE = re.compile(r"How many (?:people|men|women|children)\s+(?P<verb>\w+)", re.IGNORECASE)
_DONE = f"did|does|do|is|are|was|were|{'|'.join(PAST)}"
COUNTED = re.compile(rf"How many (?P<noun>[\w’'-]+(?: [\w’'-]+)??)\s+(?P<verb>{_DONE})\b", re.IGNORECASE)


def expand(wh: str, question: str) -> str:
    """Return the question that a question word alone asks after another question."""
    wh = wh[0].upper() + wh[1:].casefold()
    question = without_beside(question).rstrip(" ?.!")
    if wh == "Who" or wh.casefold().startswith("how many"):
        question = of_anyone(question)
    found = counting(wh, question) if wh.casefold().startswith("how many") else None
    found = found or (who(question) if wh == "Who" else circumstance(wh, question))
    if not found and re.match(rf"{re.escape(wh)}\b", question, re.IGNORECASE):
        found = question  # it asks for that already
    return f"{found}?" if found else f"{question}, and {wh[0].lower()}{wh[1:]}?"


def chosen_from(which: str, question: str) -> str:
    """Which one it was, of the last question: "which host was it?" after "Who was ill?" is "Which host was ill?"."""
    which, question = f"{which[0].upper()}{which[1:]}", without_beside(question).rstrip(" ?.!")
    if found := re.match(r"who(?=\s)", question, re.IGNORECASE):
        return f"{which}{question[found.end() :]}?"
    return f"{question}, and {which[0].lower()}{which[1:]}?"


def names_something_new(question: str) -> bool:
    """Whether a question asks after something that nobody has spoken of: "Did he win a prize?"."""
    return any(NEW_THING.match(one.text) for one in phrases_of(question, plain_kind))


def without_beside(question: str) -> str:
    """A question without the question word alone that was asked beside it."""
    return BESIDE.sub("?", question)


def beside_of(question: str) -> str:
    """The question word alone that is asked beside a question: ", and why"."""
    found = BESIDE.search(question)
    return found[0].rstrip(" ?") if found else ""


def circumstance(wh: str, question: str) -> str | None:
    """When, where, why, how, by whom: the last question with this before its verb."""
    if not p.CIRCUMSTANCE.fullmatch(wh):
        return None
    if found := HAPPENED.match(question):
        return f"{wh} did it happen{question[found.end() :]}"
    if found := p.AUXILIARY.match(question):
        return f"{wh} {found[0].casefold()}{question[found.end() :]}"
    if found := COUNTED.match(question):
        return of_counted(wh, found["noun"], found["verb"].casefold(), question[found.end() :])
    return of_asked(wh, found["aux"].casefold(), question, found) if (found := p.WH_AUXILIARY.match(question)) else None


def of_asked(wh: str, aux: str, question: str, found: re.Match[str]) -> str | None:
    """The circumstance of a question that asks for another one, or for what somebody does."""
    rest, asked = question[found.end() :], found[0][: found.start("aux")].strip().casefold()
    if BE.fullmatch(aux) and wh.casefold() not in {"when", "where"} and is_thing_alone(question):
        happened = p.HAPPENING.search(head_of(rest))
        return f"{wh} did{rest} happen" if happened and wh.casefold() in {"why", "how"} else None
    if p.CIRCUMSTANCE.fullmatch(asked):
        rest = WHENCE.sub("", rest) if asked == "where" else rest  # "where did they come from?", and why
        return f"{wh} {aux}{rest}"
    return f"{wh} {aux}{before_preposition(rest, 'that')}" if asked == "what" and not BE.fullmatch(aux) else None


def of_anyone(question: str) -> str:
    """A question why or how anyone was hurt, as one whether anyone was."""
    found = p.WH_AUXILIARY.match(question)
    asked = question[: found.start("aux")].strip() if found else ""
    nobody = found and p.CIRCUMSTANCE.fullmatch(asked) and NOBODY_YET.match(question, found.end())
    return f"{found['aux'].capitalize()}{question[found.end() :]}" if found and nobody else question


def is_thing_alone(question: str) -> bool:
    """Whether nothing is said of what a question with "is" or "was" asks for: "When was the fire at the mill?"."""
    parts = list(phrases_of(question, plain_kind))
    return bool(parts) and not any(one.shape is Shape.SAID for one in parts)


def head_of(text: str) -> str:
    """A phrase without what is said of where it was and of what."""
    found = FIRST_PREPOSITION.search(text)
    return text[: found.start()] if found else text


def of_counted(wh: str, noun: str, verb: str, rest: str) -> str | None:
    """The circumstance of what was counted: "How many people died in May?", "When did people die in May?"."""
    if verb in PAST:
        return f"{wh} did {noun} {PAST[verb]}{rest}"
    if not BE.fullmatch(verb):
        return f"{wh} {verb}{before_preposition(rest, noun)}" if p.AUXILIARY.fullmatch(verb) else None
    return f"{wh} {verb} {noun}{rest}" if rest.split() and v.is_participle(rest.split(maxsplit=1)[0]) else None


def before_preposition(rest: str, word: str) -> str:
    """Put what a verb is done to behind it: before the first preposition, or at the end."""
    found = FIRST_PREPOSITION.search(rest)
    place = found.start() if found else len(rest)
    return f"{rest[:place]} {word}{rest[place:]}"


def who(question: str) -> str | None:
    """Who: in the place of those who were counted, or of anybody."""
    if (found := p.AUXILIARY.match(question)) and (nobody := NOBODY_YET.match(question, found.end())):
        return f"Who {singular(found[0])}{question[nobody.end() :]}"
    if not (found := PEOPLE.match(question)):
        return None
    verb, rest = found["verb"], question[found.end() :]
    return None if p.AUXILIARY.fullmatch(verb) and not BE.fullmatch(verb) else f"Who {singular(verb)}{rest}"


def counting(wh: str, question: str) -> str | None:
    """How many: of those who were asked for by who, or whether there were any."""
    said = wh if " " in wh[len("how many") :].rstrip() or wh.casefold() != "how many" else ""
    if found := re.match(r"Who (?P<aux>was|were|is|are)\b", question, re.IGNORECASE):
        rest = question[found.end() :]
        if rest.split() and v.is_participle(rest.split()[0]):
            return f"{said or 'How many people'} {plural(found['aux'])}{rest}"
        return None
    if (found := p.AUXILIARY.match(question)) and BE.fullmatch(found[0]):
        several = SEVERAL.match(question, found.end())
        if several and several["noun"].casefold() not in {"the", "a", "an", "he", "she", "it", "they", "this", "that"}:
            noun = "people" if NOBODY_YET.match(question, found.end()) else several["noun"]
            if noun.endswith("s") or noun in v.PLURALS:
                there = " there" if several["there"] else ""
                return f"How many {noun} {plural(found[0])}{there}{several['rest']}"
    return of_object(question)


def of_object(question: str) -> str | None:
    """How many of what is done something to: "Why did the firm cancel flights?", "How many flights did ..."."""
    found = p.AUXILIARY.match(question)
    if not found and (asked := p.WH_AUXILIARY.match(question)) and p.CIRCUMSTANCE.fullmatch(asked[0].rsplit(" ", 1)[0]):
        found = asked
    if not found or found[0].split()[-1].casefold() not in {"did", "does", "do"}:
        return None
    parts = [one for one in phrases_of(question, plain_kind) if not one.preposition]
    done = next((one for one in parts if one.shape is Shape.SAID), None)
    several = [
        one for one in parts if one.shape is Shape.BARE and is_plural(one.text) and done and one.start > done.end
    ]
    if not several:
        return None
    rest = f"{question[found.end() : several[0].start].rstrip()}{question[several[0].end :]}"
    return f"How many {several[0].text} {found[0].split()[-1].casefold()}{rest}"


def singular(aux: str) -> str:
    """The auxiliary for one."""
    return SINGULAR.get(aux.casefold(), aux.casefold())


def plural(aux: str) -> str:
    """The auxiliary for several."""
    return PLURAL.get(aux.casefold(), aux.casefold())
