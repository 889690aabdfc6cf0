"""Who did what a sentence says was done, and whether it says that it happened. English, by rules.

"Ana Reis, who succeeded Ivo Pires when he resigned" tells of no resignation of hers, and "if she wins" of no victory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.english import expressions as x
from bot.english.entities import THE_BEFORE, TITLES, Kind, Mention, countries, kind_of, mentions
from bot.english.posts import adjectives
from bot.english.predicate import HELPED, VAGUE, WORD, Predicate, known, word_said
from bot.english.verbs import BASES, FORMS, PAST, forms_of, is_participle
from corpus.sentences import Span
from index.analysis import stems

# What makes of a deed one that may come, or came not: "could win", "hopes to win", "never won", "if one of them wins".
_BESIDE = (
    r"to|will|would|could|can|may|might|shall|should|must|cannot|not|never|\w+n['’]t|won['’]t|away\sfrom|chances?\sof"
    r"|odds\sof|likely|without|before|no\sone|nobody|has\syet"
)
_AHEAD = r"if|unless|whether|whoever|will|would|could|predict\w*|favou?rites?|projected|forecast\w*"
_WORD = r"[\w’'-]+[\"”]?\s"
MAY_COME = re.compile(
    rf"\b(?:(?:{_BESIDE})\s[\"“]?(?:{_WORD}){{0,1}}|(?:{_AHEAD})\s[\"“]?(?:{_WORD}){{0,5}})$", re.IGNORECASE
)
WHO_WINS = re.compile(r"\bwho\s$", re.IGNORECASE)  # nobody knows: "who wins", but not "Ana Reis, who won"
# "He came to win it", but a champion of many times tells of no one of them.
OF_MANY = re.compile(r"(?:[\w-]*[\s-]times?|former|reigning|defending)\s(?:[\w’'-]+\s){0,3}$", re.IGNORECASE)
MANY = re.compile(
    r"\s(?:[\w’'-]+\s){1,6}?(?:titles|times|championships|medals|cups|awards|trophies|prizes|games|races)\b",
    re.IGNORECASE,
)
FOUND = re.compile(r"\b(?:is|was|were|be|found|pronounced|declared|shot|left|presumed)\s$", re.IGNORECASE)
HAVING = re.compile(r"\b(?:after|by|since|on|for|from|with|in)\s(?:[\w’'-]+\s)?$", re.IGNORECASE)
# Whose relative did it: "his parents died", "Ana's son resigned".
_HELPS = r"(?:(?:has|have|had|was|were|is|are|been|being|be|also|later|then|first|[a-z]+ly)\s)*"
ANOTHERS = re.compile(rf"(?:\b(?:his|her|their|its|my|our)|[’']s?)\s(?:[a-z][\w-]*\s){{1,2}}?{_HELPS}$")
APPOSED = re.compile(rf",[^,.;]{{1,80}},\s{_HELPS}$")
AFTER_COMMA = re.compile(rf",[\"”’']*\s{_HELPS}$")
OBJECT = re.compile(rf"\s(?:of\s)?(?:(?:the|former|then|late)\s)*(?:(?:{TITLES})\.?\s)*")
YEAR_BEFORE = re.compile(r"\b((?:19|20)\d\d)\s(?:[\w-]+\s){0,2}$")  # "2003 champion"
OTHER_PRIZE = re.compile(r"(?i:w[oi]n(?:s|ning)?)\s(?:(?:the|a|his|her|their|its)\s)?((?:[^\W\d_a-z][\w’'-]*\s?)+)")
A_NOUN = re.compile(
    r"(?:\b(?:a|an|the|his|her|their|its|this|that|another|\d+(?:st|nd|rd|th)|first|second|third)|[’']s?)\s(?:[\w-]+\s)?$",
    re.IGNORECASE,
)
WOULD = re.compile(r"[^.;,]{0,80}?\s(?:would|could|will|might|may)\b", re.IGNORECASE)  # "a win on Sunday would make"
STAGE = re.compile(
    r"\b(?:semi-?finals?|quarter-?finals?|qualifiers?|primary|primaries|preview|conference|round\sof)\b", re.IGNORECASE
)
# "243 wins", not "Ana Reis wins it".
PRIZES = frozenset({"award", "awards"})  # but not "awarded"
COUNTED, NAMED = frozenset({"wins", "victories", "defeats"}), re.compile(r"\s[^\W\d]")
IS_A = re.compile(
    r"""^(?:and\s|so\s)?(?:is|are|was|were)\s(?P<who>[^?]{1,60}?)\s(?:still\s|now\s)?(?:an?|the)\s(?:[\w’'-]+\s){0,2}?
    (?P<what>[a-z][\w-]+)(?=\s(?:of|in|at|for|from|on)\b|[\s?]*$)""",
    re.VERBOSE | re.IGNORECASE,
)
MOST_PLACES = 5  # of a sentence: no sentence that says something says a deed more often
FAR, NAME_LENGTH = 300, 60  # characters before a deed in which who did it is named, and behind it
PASSIVE = re.compile(  # "was shot", "was chased and shot"
    r"\b(?:was|were|been|being|be|is|are|got)\s(?:[a-z]+ly\s)?(?:[a-z]+ed\s(?:and|or)\s)?(?:[a-z]+ly\s)?$",
    re.IGNORECASE,
)
# Between a name and what one did: "Ana Reis, D-Oulu, one of eight members who voted".
ASIDES = re.compile(r",\s(?:[A-Z]-[A-Z][\w.]*|one\sof\s(?:[\w’'-]+\s){1,6}(?:who|that|which)\b)")
NOUN = re.compile(r"\w+(?:al|ment|ion|[eo]r|[ae]nce)s?", re.IGNORECASE)
CLOSE = 20  # characters of the word right before it
STATES = frozenset({"dead", "toll", "fatal"})
WHO_DID = re.compile(r"^(?:(?:and|so)\s)?who\s(?:(?:has|have|had)\s)?(?P<deed>[a-z]+)\b", re.IGNORECASE)


Read = Callable[[Sequence[str]], Sequence[str]]  # stems, those that are forms of a word of the question as it


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, the one before it and the title of its article."""

    sentence: str
    before: str
    title: str


def doer_of(question: str) -> str:
    """Who it is of whom a question asks what was done ("when did Ana Reis die?"), where that is somebody by name."""
    name, kind = actor_of(question)
    return name if kind is Kind.PERSON else ""


def actor_of(question: str) -> tuple[str, Kind]:
    """The same of anybody and anything with a name, and what that is."""
    nobody = ("", Kind.OTHER)
    if not (found := HELPED.search(question)):
        return nobody
    first = next(mentions(question[found.end() :]), None)
    if first is None or question[found.end() : found.end() + first.start].strip(" ") not in {"", "the", first.title}:
        return nobody
    at = Mention(first.name, found.end() + first.start, found.end() + first.end, first.title)
    return first.name, kind_of(at, question)


def asks_outcome(question: str) -> bool:
    """Whether a question asks who did something that is over: "who won the race?"."""
    found = WHO_DID.match(question)
    verb = found["deed"].casefold() if found else ""
    is_past = verb in PAST or verb.endswith("ed") or any(verb == forms[1] for forms in FORMS)
    return (
        is_past and VAGUE.isdisjoint({verb, PAST.get(verb, verb), *forms_of(verb)} - {"lose", "lost"}) and known(verb)
    )


def asks_is_a(question: str) -> tuple[str, Predicate] | None:
    """Of whom or what a question asks whether it is something, and what: "is Sweden a member of the pact?"."""
    found = IS_A.match(question.strip())
    named = [one.name for one in mentions(found["who"])] if found else []
    return (named[-1], word_said(found["what"])) if found and named else None


def where_said(deed: Predicate, sentence: str, read: Read) -> Iterator[Span]:
    """Yield where a sentence says a deed; "the dead" did nothing, and "won't" is no victory."""
    for word in WORD.finditer(sentence):
        small = word[0].casefold()
        if small in STATES and not FOUND.search(sentence[max(word.start() - CLOSE, 0) : word.start()]):
            continue
        if small in PRIZES or (small in COUNTED and not NAMED.match(sentence, word.end())):
            continue
        if not small.endswith(("n't", "n’t")) and any(map(deed.is_said, read(stems(small, "en")))):
            yield word.span()


def is_done_by(doer: str, deed: Predicate, told: Told, read: Read, *, active: bool = False) -> bool:
    """Whether a sentence says a deed of somebody: who is named last before it, there or in the sentence before it, or
    right behind it, but for whom it was done to, where it is asked who did it (``active``); where nobody is, of whom
    the title names.
    """
    places = islice(where_said(deed, told.sentence, read), MOST_PLACES)
    return any(is_doers(doer, told, span, active) for span in places)


def is_doers(doer: str, told: Told, said: Span, active: bool) -> bool:
    """The same of one place in a sentence."""
    sentence = told.sentence
    ahead, word = sentence[max(said[0] - FAR, 0) : said[0]], sentence[slice(*said)].casefold()
    is_verb = word in PAST or is_participle(word)
    behind = OBJECT.match(sentence, said[1])
    end = behind.end() if behind else said[1]
    named = next((one.name for one in mentions(sentence[end : end + NAME_LENGTH]) if one.start == 0), "")
    if named and not (active and is_verb):
        return is_same(doer, named)
    named_so = (one for one in mentions(ahead) if is_rival(doer, one, ahead))
    first = next(named_so, None) if AFTER_COMMA.search(ahead) else None  # "Ana Reis, who sang and was 44, died"
    first = first if first and ahead[first.end :].lstrip().startswith(",") else None
    for text in (ahead, APPOSED.sub(" ", ahead), *([ahead[: first.end]] if first else [])):
        named = last_named(doer, text) or last_named(doer, told.before[-FAR:])
        title = not told.title or any(is_same(doer, one.name) for one in mentions(told.title[:FAR]))
        if not (is_verb and ANOTHERS.search(text)) and (is_same(doer, named) if named else title):
            return True
    return False


def last_named(doer: str, text: str) -> str:
    """The name that stands last in a text, of those that may have done what this one is asked of."""
    text = ASIDES.sub(" ", x.DATE.sub(" ", text))
    told = (one for one in mentions(text) if one.title or not THE_BEFORE.search(text[: one.start]) or one.name == doer)
    named = [one for one in told if is_rival(doer, one, text)]
    return named[-1].name if named else ""


def is_rival(doer: str, one: Mention, text: str) -> bool:
    """Whether a name may be of who did something as well as this one: of a country, only another one."""
    if doer in countries():
        return one.name in countries() or is_same(doer, one.name)
    kinds = {Kind.PERSON, Kind.OTHER} if " " in doer else {Kind.PERSON, Kind.OTHER, Kind.GROUP}
    return one.name == doer or kind_of(one, text) in kinds


def is_same(doer: str, named: str) -> bool:
    """Whether two names may be one's: they share a word, and not only the last of several."""
    first, second = doer.split(), named.split()
    if doer in countries():  # the Swedish army, of Sweden
        return doer == named or any(re.fullmatch(one, second[0]) for one in adjectives(doer))
    if len(first) > 1 and len(second) > 1 and first[-1] == second[-1]:
        return first[0] in second or first[0][0] == second[0].rstrip(".")
    return not set(first).isdisjoint(second)


def has_happened(deed: Predicate, sentence: str, read: Read, question: str = "") -> bool:
    """Whether a sentence says of a deed that it was done: not that it may be, will be or was not, nor that something
    else was done than the question asks about (another year, only a semifinal, the Quay Cup).
    """
    stages = {found[0].casefold() for found in STAGE.finditer(sentence)}
    if question and any(one not in question.casefold() for one in stages):
        return False
    asked, told = ({*x.YEAR.findall(text)} for text in (question, sentence))
    if asked and told and asked.isdisjoint(told):
        return False
    return any(is_over(sentence, *span, question) for span in islice(where_said(deed, sentence, read), MOST_PLACES))


def is_over(sentence: str, start: int, end: int, question: str) -> bool:
    """The same of one place in a sentence."""
    before, word = sentence[max(start - 60, 0) : start], sentence[start:end].casefold()
    if MAY_COME.search(before) or OF_MANY.search(before) or MANY.match(sentence, end):
        return False
    year, other = YEAR_BEFORE.search(before), OTHER_PRIZE.match(sentence, start)
    if question and (
        (year and word not in PAST and year[1] not in question) or (other and not shares_word(other[1], question))
    ):
        return False
    if word.endswith("s") and WHO_WINS.search(before):
        return False
    is_noun = bool(A_NOUN.search(before))
    if is_noun and WOULD.match(sentence, end):
        return False
    if word in BASES and word not in PAST:  # "and win", but "her first win"
        return is_noun
    return not word.endswith(("ing", "ings")) or bool(HAVING.search(before))


def shares_word(name: str, question: str) -> bool:
    """Whether a name has a word of a question."""
    return not {*name.casefold().split()}.isdisjoint(question.casefold().rstrip("?").split())
