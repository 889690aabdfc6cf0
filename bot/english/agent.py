"""Who of those whom a sentence names did what a question asks, or lost what was won. English, by rules.

"Ana Reis beat Ivo Pires in the final" names a winner and a loser, "the killing of Ana Reis" nobody who did it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from bot.english import expressions as x
from bot.english.doer import A_NOUN, FAR, MOST_PLACES, PASSIVE, WHO_DID, WOULD, Read, is_over, shares_word, where_said
from bot.english.entities import TITLES
from bot.english.predicate import Predicate, word_said
from corpus.sentences import Span
from index.analysis import stems

NEAR = 16  # words between who did something and the word for it
NEXT = 4  # the same of who is called so: "founder and chief executive Ana Reis"
NEXT_TO = 8  # the same behind it of whom it was done to
PRONOUN = re.compile(r"(?:him|her|it|them|his|its|their|the (?:company|firm|bank|business|club|team))\b", re.IGNORECASE)
WON, LOST = word_said("won"), word_said("lost")
BEHIND = 60  # characters in which is named by whom, or whom
_WORD = rf"(?:[a-z][\w’'-]*|No\.|\d+|{TITLES}|Republican|Democrat(?:ic)?)\.?"
_AGAINST = r"(?:over|against|past|versus|vs\.?|beat(?:ing)?|defeat(?:s|ed|ing)|oust(?:ed|ing)|eliminat(?:ed|ing))"
OPPONENT = re.compile(rf"\b{_AGAINST}\s(?:{_WORD}\s){{0,4}}$")
BY = re.compile(rf"[^.;]{{0,{BEHIND}}}?\sby\s(?:{_WORD}\s){{0,4}}$")
TO = re.compile(rf"(?:\s[^.;]{{0,{BEHIND}}}?)?\sto\s(?:{_WORD}\s){{0,4}}$")
OBJECT = re.compile(rf"(?:\s[^.;,]{{0,30}}?\s(?:over|against|past))?\s(?:{_WORD}\s){{0,4}}$")
# Who somebody is by what was done: champion, founder; but not murder. And another prize than the one asked about.
STATUS = re.compile(r"(?!murder)(?:\w{2,}(?:er|or)s?|champions?|laureates?)", re.IGNORECASE)
PRIZE = re.compile(r"((?:[^\W\d_a-z][\w’'-]*\s)+)$")
DOING = re.compile(r",\s(?!includ|accord|follow|being)[a-z]+ing$")  # "won it, beating Ana Reis", "succeeding her"
LOSING = re.compile(r"los(?:es?|t|ing|s|ses|ers?)|conced\w+", re.IGNORECASE)
DYING = re.compile(r"di(?:ed?|es)|dying|deaths?|dead|toll|fatal\w*|perish\w*", re.IGNORECASE)
BOTH = re.compile(r"m(?:et|arried)|divorced|split", re.IGNORECASE)  # what two do with each other
WHERE_BEFORE = re.compile(
    rf"{x.OF_BEFORE.pattern[:-1]}(?:(?:next|new|central|nearby|downtown|[a-z]+ern)\s)?$", re.IGNORECASE
)
OWNER = re.compile(r"(?:[’']s?)?\s(?:[\w-]+\s){0,2}")  # "Ana Reis's second victory"
POSSESSIVE = re.compile(r"[’']s?$")
# Who is said to have hurt somebody before a court has said it: "the suspect, Ana Reis", "Ana Reis, 44, was charged".
HARM = word_said("hurt").same.union(*(word_said(one).same for one in ("kill", "attack", "stab", "shoot")))
_SUSPECT = r"(?:suspect|gunman|gunmen|shooter|attacker|assailant|killer|perpetrator|assassin)s?"
_HELD = r"(?:charged|arrested|accused|suspected|convicted|indicted|detained|sentenced|identified)"
SUSPECT_BEFORE = re.compile(
    rf"\b(?:{_SUSPECT}|(?:man|woman|teenager|person)\s{_HELD}|charges\sagainst|police\sarrested)"
    r"(?:[^.;,:]{0,40}[,:])?\s(?:(?:named|identified\sas)\s)?(?:(?:an?\s)?[\w-]+-year-old\s)?$",
    re.IGNORECASE,
)
SUSPECT_AFTER = re.compile(
    rf"(?:,[^,.;]{{1,40}},?)?\s(?:(?:(?:is|was|has|had|been|also|now)\s){{1,3}}{_HELD}\b(?!\sto\b)"
    rf"|(?:has\s)?(?:pleaded|confessed)\b|the\s(?:alleged\s|suspected\s)?{_SUSPECT}\b)"
)
# "The man who shot her" has no name, "Ana Reis, who shot him" has.
WHO = re.compile(r"(?:\s\(?\d+\)?)?(?:,[^,]{1,60})?,?\s(?:who|which|that)\s(?:[\w’'-]+\s){0,4}$")

# Somebody without a name did it: "Ana Reis fled, and a masked man hit him", but not "Ana Reis, a baker who hit him".
SOMEBODY = re.compile(
    r"(?:[,;]|\b(?:and|but|when|after|as|while|before|that|where)\b)[^,;]{0,30}?\b(?:an?|another)\s"
    r"(?:(?!(?:who|which|that|of|in|at|with)\b)[\w-]+\s){1,3}$"
)


def agents(
    deed: Predicate, sentence: str, names: Sequence[Span], read: Read, question: str, *, subject: Collection[str] = ()
) -> list[Span]:
    """Which of some names in a sentence are of those who did a deed to its ``subject``, so far as it says that it
    happened; of who lost something, those who did, or were beaten.
    """
    found = WHO_DID.match(question)
    dying = found is None or DYING.fullmatch(found["deed"])  # who killed them is nobody who died
    losing = found is not None and bool(LOSING.fullmatch(found["deed"]))
    said = Predicate(deed.stem, deed.same | WON.same | LOST.same) if is_contest(deed) else deed
    places = (span for span in where_said(said, sentence, read) if dying or not DYING.fullmatch(sentence[slice(*span)]))
    over = [
        span
        for span in islice(places, MOST_PLACES)
        if is_over(sentence, *span, question) or DOING.search(sentence, 0, span[1])
    ]
    if not is_contest(deed):
        over = [span for span in over if is_done_to(subject, sentence, span, read)]
    told = (name for span in over for name in named_for(sentence, span, names, question, losing=losing))
    return sorted(dict.fromkeys(told)) or ([] if HARM.isdisjoint(deed.same) else suspects(sentence, names))


def suspects(sentence: str, names: Sequence[Span]) -> list[Span]:
    """Those of some names in a sentence of whom it says that they are suspected of a deed, or found to have done it."""
    return [
        (start, end)
        for start, end in names
        if SUSPECT_BEFORE.search(sentence, max(start - FAR, 0), start) or SUSPECT_AFTER.match(sentence, end)
    ]


def is_contest(deed: Predicate) -> bool:
    """Whether a deed is to win or to lose something, or to beat somebody."""
    return WON.is_said(deed.stem) or LOST.is_said(deed.stem)


def is_done_to(subject: Collection[str], sentence: str, said: Span, read: Read) -> bool:
    """Whether a sentence says a deed of what a question asks it of: near it, or of what was named before."""
    before, after = sentence[: said[0]].split()[-NEAR:], sentence[said[1] :].split()[:NEXT_TO]
    beside = before if PASSIVE.search(sentence[: said[0]]) else [*after, *before[-NEXT:]]
    words = read(stems(" ".join(beside), "en"))
    return not subject or not {*subject}.isdisjoint(words) or bool(PRONOUN.match(" ".join(after)))


def named_for(sentence: str, said: Span, names: Sequence[Span], question: str, *, losing: bool) -> Iterator[Span]:
    """Yield the names of one place in a sentence."""
    start, end = said
    word, ahead = sentence[start:end], x.DATE.sub("", sentence[max(start - BEHIND, 0) : start])
    before = f"{' '.join(ahead.split())} "  # "the May 3 killing" is the killing
    passive, lost = bool(PASSIVE.search(before)) and not word.endswith("ing"), bool(LOSING.fullmatch(word))
    after = [(one, sentence[end : one[0]]) for one in names if end <= one[0] <= end + FAR]
    last = subject(sentence, names, start)
    if lost is not losing:  # the other of the two: "lost to Ana Reis", "beat Ana Reis", "Ana Reis was beaten"
        if word.casefold().startswith("award"):
            yield from (one for one, between in after if TO.match(between))
        elif passive and losing and last:
            yield last
        else:
            yield from (one for one, between in after if (TO if lost else OBJECT).match(between))
    elif word.casefold() == "awarded":
        yield from (one for one, between in after if TO.match(between))
    elif STATUS.fullmatch(word):
        prize = PRIZE.search(sentence, max(start - FAR, 0), start)
        close = (one for one, between in after if len(between.split()) <= NEXT and not set(between) & set(",.;"))
        if not WOULD.search(sentence[:start]) and (not prize or shares_word(prize[1], question)):
            yield from filter(None, [next(close, last)])
    elif passive or (A_NOUN.search(before) and not (last and OWNER.fullmatch(sentence, last[1], start))):
        yield from (one for one, between in after if BY.match(between))
    elif last:
        yield last


def subject(sentence: str, names: Sequence[Span], start: int) -> Span | None:
    """The name before a verb of who may do what it says: no place, nobody who was beaten, and of a clause with "who",
    who stands before that.
    """
    near = [
        one
        for one in names
        if start - FAR <= one[0] < one[1] <= start
        and not OPPONENT.search(sentence, max(one[0] - FAR, 0), one[0])
        and not WHERE_BEFORE.search(sentence, max(one[0] - FAR, 0), one[0])
        and (not POSSESSIVE.search(sentence, one[0], one[1]) or OWNER.fullmatch(sentence, one[1], start))
    ]
    if not near or len(sentence[near[-1][1] : start].split()) > NEAR or sentence.startswith(":", near[-1][1]):
        return None
    if SOMEBODY.search(sentence, near[-1][1], start):
        return None
    if not WHO.search(sentence, near[-1][1], start):
        return near[-1]
    return next((one for one in reversed(near) if WHO.fullmatch(sentence, one[1], start)), None)


def has_agent(question: str) -> bool:
    """Whether one of two did what a question asks, not both with each other."""
    found = WHO_DID.match(question)
    return found is not None and not BOTH.fullmatch(found["deed"])
