"""The predicate of a question: what it says of those that it counts or asks the name of ("injured", "mayor").

By rules, for English: what stands before the first preposition says it, or behind the subject of a question with "did".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.english import expressions as x
from bot.english.verbs import BASES, forms_of, is_participle
from corpus.sentences import Span
from index.analysis import stems
from index.doers import ARTICLES, other_words
from index.terms import FUNCTION_WORDS, is_name

WORD = re.compile(r"\w[\w’'-]*")
CLAUSE = re.compile(r";|,? (?:but|while|whereas|although)\b|, and\b", re.IGNORECASE)
PREPOSITIONS = frozenset(
    word
    for line in (
        "in on at of for from with by during after before since when while near across over under into because as to",
    )
    for word in line.split()
)
# What says when or how, and verbs that say nothing of what is counted.
ASIDE = frozenset(
    word
    for line in (
        "far now finally really currently today already altogether total yet still again ever exact number",
        "this last year week month come came comes coming go goes went gone take takes took taken make makes made",
        "happen happened",
        "measured gauged clocked recorded registered",  # whatever has a number was
    )
    for word in line.split()
)
# What news counts after the same event: each set means one thing, and the sets different ones.
FAMILIES = (
    frozenset({"injur", "injuri", "hurt", "wound"}),
    frozenset({"kill", "dead", "death", "die", "fatal", "perish", "toll"}),
    frozenset({"miss"}),
    frozenset({"arrest", "detain", "detent"}),
    frozenset({"rescu", "save"}),
    frozenset({"evacu", "displac"}),
)
PEOPLE = frozenset({"peopl", "person", "men", "women"})  # of whom anything may be counted
ANIMALS = re.compile(
    r"\s(?:[\w-]+\s)?(?:chickens|turkeys|birds|hens|ducks|geese|cows|cattle|pigs|hogs|sheep|goats|horses|dogs|cats|pets|deer"
    r"|whales|dolphins|fish|animals|trees)\b",
    re.IGNORECASE,
)
# Of whom it is asked how many they were, without a word for them: "how many died?".
VICTIMS = re.compile(
    r"\bhow many (?=(?:(?:were|was|have|had|got|are)\s(?:been\s)?)?(?:died|killed|hurt|injured|wounded|arrested"
    r"|detained|rescued|saved|evacuated|displaced|dead|missing)\b)",
    re.IGNORECASE,
)
SEVERAL = re.compile(
    r"\b(?:two|three|four|five|six|\d+|both|several|many|all|these|those|recent|mass|deadly|other)\s(?:[\w-]+\s){0,2}?"
    r"([a-z]+(?<!s)s)\b",
    re.IGNORECASE,
)
# What people die of and are hurt in, each set by the words that news has for it.
EVENTS = tuple(
    frozenset(words.split())
    for line in (
        "fire blaze wildfire inferno burn flame arson,shooting shoot shot gunman gunmen gunfire massacre shooter",
        "crash collision collide accident derail derailment wreck plane struck hit ram,collapse collapsed fell",
        "flood flooding floodwater inundate,earthquake quake tremor,explosion explode blast bomb bombing",
        "storm hurricane tornado snowstorm blizzard cyclone typhoon,avalanche landslide mudslide,stampede crush surge",
    )
    for words in line.split(",")
)
# What is said of people who come: how many came is the attendance.
COMING = frozenset({"come", "came", "comes", "coming", "go", "goes", "went", "gone", "attend", "attended", "visited"})
ATTENDANCE = frozenset({"attend", "visitor", "visit", "crowd", "turnout", "spectat", "audienc", "peopl"})
# What news says by several words: verbs that mean the same, and nouns that no rule makes of a verb.
SYNONYMS = tuple(
    frozenset(words.split())
    for line in (
        "sell sale,lose loss beat defeat concede,choose choice,live life home resident,weigh weight",
        "marry marriage wife husband spouse",
        "speak speech say tell,fly flight,grow growth,give gift donate,sing song,shoot shot kill murder stab assassin",
        "raise collect donate give gift",
        "rise jump climb increase soar surge grow,fall drop decline decrease plunge slide sink tumble",
        "succeed success replace follow,bear born birth,think thought,see sight,deliver delivery,steal theft thief rob",
        "run manage head lead chair direct operate,write author draft publish,build construct create",
        "buy purchase acquire,close shut seal,begin start,start launch open,found establish,fire sack dismiss oust",
        "resign quit leave step,win beat defeat victory champion award laureate",
        "oppose against reject criticise criticize",
        "back support endorse,call title name,name appoint choose elect pick,design architect,discover find",
        "represent secretary spokesman spokeswoman lawyer,blame fault cause,cause trigger,hit strike batter crash",
        "arrest detain charge,get receive,hold carry seat fit,earn pay salary,own owner belong",
        "divorce split separate,elect election vote,invade invasion,explode explosion blast,drown,retire retirement",
        "cancel scrap,sue lawsuit suit,pardon clemency,destroy demolish",
        "fine penalty,rescue save,evacuate,collapse,apologise apologize apology,convict guilty",
        "jail prison,acquit exonerate",
    )
    for words in line.split(",")
)
# Of what is asked whether it was so, the one side tells as well as the other: "was she acquitted?", she was convicted.
OPPOSITES = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for line in (
        "convict guilty sentence fine jail/acquit exonerate clear,win champion victory/lose loss eliminate defeat",
        "die kill dead death/survive survivor alive rescue,join enter/leave quit exit withdraw",
        "approve pass adopt accept/reject veto refuse deny,arrest detain jail/release free,open reopen/close shut",
        "rise increase grow climb/fall drop decline decrease,raise increase/cut lower reduce slash,ban bar/lift allow",
        "buy acquire/sell,start begin launch/end stop finish halt,find/miss,hire appoint/fire sack dismiss",
    )
    for one, _, other in [pair.partition("/") for pair in line.split(",")]
)
# Verbs that say little, and those of which news says by many words that it was so.
_LIGHT = "say tell think do have make take get go come happen become know mean want need use work call give see feel"
_VAGUE = "leave hit strike start begin run hold keep join end lead lose carry open step ban follow replace receive"
LIGHT = frozenset(_LIGHT.split())
VAGUE = LIGHT.union(_VAGUE.split())
DOING = frozenset({"did", "does", "do", "will", "would", "can", "could", "should"})
HELPED = re.compile(rf"\b(?:{'|'.join(sorted(DOING))}|is|are|was|were|has|have|had|been)\b", re.IGNORECASE)
# "Did Ana Reis slap Ivo Pires?": any word may be the verb that stands between a name and whom or what it was done to.
BEHIND_NAME = re.compile(
    r"\s(?:the\s)?(?:[^\W\d_a-z][\w.’'-]*\s)+([a-z][a-z-]+)"
    r"(?=\s(?:[^\W\d_a-z]|(?:the|an?|his|her|its|their|him|them)\b)|[\s?]*$)"
)
SAID_ABOUT = re.compile(
    r"\b(?:say|says|said|think|thinks|thought|tell|told|write|wrote|written|comment\w*|opinion|view)\b[^?]{0,40}?"
    r"\b(?:about|regarding|concerning|on|of)\s([^?]+)",
    re.IGNORECASE,
)
# Of these, what tells who somebody is, not that something happened then.
SOMEBODY = frozenset(["husband", "wife", "spous", "champion", "thief", "assassin", "owner", "resid"])
ASKING_FIRST = re.compile(r"^\W*when\b", re.IGNORECASE)
AGAINST = re.compile(r"\b(?:vot|spoke|speak|campaign|protest|argu|rul)\w* against\b", re.IGNORECASE)
AGAINST_IT = frozenset({"against", "oppose", "reject"})
# What has its name from what happened, but is another thing: "shooting victims".
AFTERWARDS = re.compile(
    r"\s(?:victims?|survivors?|suspects?|scene|site|investigat\w+|hearings?|response|anniversary|memorials?|footage|reports?)\b",
    re.IGNORECASE,
)
ON_BEFORE = re.compile(r"\bon\s(?:[\w-]+\s){0,3}$", re.IGNORECASE)
BESIDE = 60  # characters before a word in which that stands
SHORTEST_STEM = 5  # from which on a longer word that begins like it is a form of it


@dataclass(frozen=True, slots=True)
class Predicate:
    """A stem, and the stems that mean the same."""

    stem: str
    same: frozenset[str]
    opposite: frozenset[str] = frozenset()  # stems of words for what it is not

    def is_said(self, stem: str) -> bool:
        """Whether a stem is a form of it or a word for the same."""
        first, second = sorted((self.stem, stem), key=len)
        return stem in self.same or (len(first) >= SHORTEST_STEM and second.startswith(first))


def predicate_of(question: str) -> Predicate | None:
    """Return what a question asks of what it counts or names; what it counts where it says no more ("how many stalls
    are there?"); None where nothing is left.
    """
    question = VICTIMS.sub("how many people ", question)
    counted = x.COUNTED.search(question)
    noun = counted[1].split()[0] if counted and counted[1].split()[0] not in FUNCTION_WORDS else ""
    said = outside_of_phrases(question[counted.start(1) :] if counted else ASKING_FIRST.sub("", question))
    aside = ASIDE - {"made"} if ASKING_FIRST.match(question) else ASIDE
    # "How many fled the country?": what they did stands before what they did it to.
    objects = (place for place, word in enumerate(said) if counted and word.casefold() in ARTICLES)
    parts = (said[: next(objects, None)], said)
    meant = ([word for word in one if word.casefold() not in FUNCTION_WORDS | aside and word != noun] for one in parts)
    words = next(filter(None, meant), [])
    every = [found[0] for found in WORD.finditer(question)]
    acted = None if counted else other_words([word.casefold() for word in every])
    # Not the fire that they died in.
    victims = (word for word in words if counted and any(map(family_of, stems(word, "en"))))
    chosen = every[acted[0]] if acted else next(victims, words[-1] if words else noun)
    found = stems(chosen, "en")
    if not found:
        return None
    stem = found[-1]
    came = bool(noun) and not COMING.isdisjoint(word.casefold() for word in said)
    family = ATTENDANCE if came or stem in ATTENDANCE - {"peopl"} else family_of(stem)
    if ASKING_FIRST.match(question) and not is_active(question) and stem in (event := event_of(question)):
        family |= event  # "when was the shooting?": of the massacre
    besides = AGAINST_IT if AGAINST.search(question) else frozenset[str]()
    same = family | same_as(chosen, besides)
    return Predicate(stem, same - SOMEBODY if ASKING_FIRST.match(question) else same)


def deed_of(question: str) -> Predicate | None:
    """What a question says that somebody did or that was done, by its verb: "why did she resign?".

    None where nothing else is known that says the same: it may be told by any words.
    """
    small = verb_of(question)
    if not known(small) or small in VAGUE:
        return None
    said = word_said(small)
    return Predicate(said.stem, said.same - SOMEBODY - {"toll"}, opposite_of(small))  # "took its toll"


def act_of(question: str) -> Predicate | None:
    """The same by the very verb, in all its forms, whatever else may say so; None where it says little."""
    small = verb_of(question)
    return verb_said(small) if small and small not in LIGHT else None


def verb_said(verb: str) -> Predicate:
    """A verb in all its forms, and nothing else for it."""
    found = stems(" ".join(sorted({verb, *forms_of(verb)})), "en")
    return Predicate((stems(verb, "en") or [verb])[-1], frozenset(found))


def is_active(question: str) -> bool:
    """Whether a question asks what somebody did or is doing, not what was done to somebody: "when did she resign?"."""
    found = HELPED.search(question)
    return found is not None and (found[0].casefold() in DOING | {"has", "have", "had"} or is_doing(verb_of(question)))


def is_doing(verb: str) -> bool:
    """Whether a verb is what somebody is doing: "is she resigning?", not "is she being tried?"."""
    return verb.endswith("ing") and verb != "being"


def verb_of(question: str) -> str:
    """The verb by which a question says what somebody did or what was done; empty where it has none."""
    found = HELPED.search(question)
    words = [match[0] for match in WORD.finditer(question, found.end())] if found else []
    doing = found is not None and found[0].casefold() in DOING
    for before, word in pairwise(["", *words]):
        small = word.casefold()
        if word[0].isupper() or before.casefold() in ARTICLES or small in PREPOSITIONS:
            continue
        if small in BASES if doing else is_participle(small):
            return small
    behind = BEHIND_NAME.match(question, found.end()) if found and doing else None
    return behind[1] if behind and behind[1] not in FUNCTION_WORDS else ""


def opposite_of(word: str) -> frozenset[str]:
    """The stems, and those of their forms, of words for what something is not that a word says."""
    said_by = {word, *stems(word, "en"), *forms_of(word)}
    found = [b if said_by & stemmed(a) | said_by & a else a for a, b in OPPOSITES if said_by & (a | b | stemmed(a | b))]
    words = frozenset[str]().union(*found)
    return frozenset(stems(" ".join(sorted(words.union(*map(forms_of, words)))), "en"))


def topic_of(question: str) -> str:
    """What a question asks what was said about; empty where it asks for something else."""
    found = SAID_ABOUT.search(question)
    return found[1] if found else ""


def known(word: str) -> bool:
    """Whether words that mean the same as a verb are known."""
    stem = (stems(word, "en") or [word])[-1]
    said_by = {word, stem, *forms_of(word)}
    return bool(family_of(stem)) or any(not one.isdisjoint(said_by) for one in (*SYNONYMS, *map(stemmed, SYNONYMS)))


@cache
def stemmed(words: frozenset[str]) -> frozenset[str]:
    """The stems of words."""
    return frozenset(stems(" ".join(sorted(words)), "en"))


def word_said(word: str) -> Predicate:
    """A word of a question as what is said."""
    stem = (stems(word, "en") or [word])[-1]
    family = ATTENDANCE if word.casefold() in COMING else family_of(stem)
    return Predicate(stem, family | same_as(word) | {f"re{stem}"})  # "open again": reopen


def family_of(stem: str) -> frozenset[str]:
    """What news counts as the same."""
    return next((one for one in FAMILIES if stem in one), frozenset())


def event_of(question: str) -> frozenset[str]:
    """The stems for what a question counts the victims of: "in the Oulu fire"; none where it names nothing."""
    words = {stem for word in WORD.findall(question) for stem in stems(word, "en")}
    found = [told for told in map(stemmed, EVENTS) if not told.isdisjoint(words)]
    return frozenset().union(*found)


def is_of_several(event: frozenset[str], question: str, sentence: str) -> bool:
    """Whether a sentence counts the victims of several such events, and a question asks of one: "two shootings killed
    18 people".
    """
    found = (one[1] for one in SEVERAL.finditer(sentence))
    return any(word.casefold() not in question.casefold() and not event.isdisjoint(stems(word, "en")) for word in found)


def same_as(word: str, besides: frozenset[str] = frozenset()) -> frozenset[str]:
    """The stems of a word, of its other forms and of words for the same, those ``besides`` among them."""
    small, own = word.casefold(), stems(word, "en")
    said_by = {small, *own[-1:], *forms_of(small)}
    same = said_by.union(*(one for one in SYNONYMS if not said_by.isdisjoint({*one, *stems(" ".join(one), "en")})))
    same |= besides
    same = same.union(*map(forms_of, same - {"leave"}))  # "left" says much else
    return frozenset([*own[-1:], *stems(" ".join(sorted(same)), "en")])


def outside_of_phrases(text: str) -> list[str]:
    """Words that are no names and stand in no prepositional phrase; a name or a function word ends one."""
    kept: list[str] = []
    inside = False
    for found in WORD.finditer(text):
        word = found[0]
        if word.casefold() in PREPOSITIONS:
            inside = True
        elif is_name(word):
            inside = False  # what follows a name in a phrase is the verb: "the flood in Port Merrow kill"
        elif not inside:
            kept.append(word)
    return kept


def is_said_of(predicate: Predicate, sentence: str, value: Span) -> bool:
    """Whether a sentence says this of a value in it: in the same clause, with no other number between, and nothing else
    that is counted of such events nearer by ("two were killed, and others hurt").
    """
    start, end = clause_around(sentence, value)
    found: list[tuple[int, bool]] = []
    for word in WORD.finditer(sentence, start, end):
        if (word.start() < value[1] and value[0] < word.end()) or are_charges(sentence, word):
            continue
        between = sentence[value[1] : word.start()] if word.start() >= value[1] else sentence[word.end() : value[0]]
        for stem in stems(word[0], "en"):
            if predicate.is_said(stem) and not AFTERWARDS.match(sentence, word.end()):
                found.append((len(between), not x.NUMBER.search(x.DATE.sub(" ", between))))
            elif any(stem in family for family in FAMILIES):
                found.append((len(between), False))
    return min(found, default=(0, False))[1]


def are_charges(sentence: str, word: re.Match[str]) -> bool:
    """Whether a word names what somebody is tried for, not that he was charged: "convicted on two charges"."""
    before = sentence[max(word.start() - BESIDE, 0) : word.start()]
    return word[0].casefold() == "charges" and bool(ON_BEFORE.search(before))


def clause_around(sentence: str, value: Span) -> Span:
    """The clause of a sentence in which a span stands."""
    borders = [(found.start(), found.end()) for found in CLAUSE.finditer(sentence)]
    start = max((end for _, end in borders if end <= value[0]), default=0)
    return start, min((first for first, _ in borders if first >= value[1]), default=len(sentence))
