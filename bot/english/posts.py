"""Who holds a post: "Sweden's Prime Minister Ana Reis", "Ivo Pires, the skipper of the Good Intent". English, by rules.

A name that stands beside the word for a post may hold that of somebody else: "the Russian President" leads no Sweden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from bot.english import expressions as x
from bot.english.entities import GROUP_WORD, NO_NAME, TITLES, countries, names_in
from bot.english.verbs import IRREGULAR
from corpus.article import Article
from corpus.sentences import Span
from index.doers import LEADERS, LEADING, doers, posts
from index.terms import FUNCTION_WORDS

_TIME = r"(?:current|present|new|next|first|last|former|then|old)"
_LINK = r"(?:of|at|in|for|on)"
_A = r"(?:the|a|an|its|his|her|their)"
ASKS_OF = re.compile(
    rf"""^(?:(?:and|so)\s)? who(?:['’]s|\s(?:is|was|became|becomes|will\sbe)) (?:\s(?:now|still|currently))?
    \s(?:{_A}\s)? (?P<time>(?:{_TIME}\s)*)
    (?: (?P<role>[a-z][\w-]*(?:\s[a-z][\w-]*){{0,2}}?)\s{_LINK}\s(?P<of>.+)
      | (?P<owner>(?-i:[^\W\d_a-z])[^?]*?)(?:['’]s?)?\s(?P<held>(?-i:[a-z])[\w-]*(?:\s[a-z][\w-]*)?) ) [\s?]*$""",
    re.IGNORECASE | re.VERBOSE,
)
# Of what, everybody knows: "who is the mayor?".
ASKS_ALONE = re.compile(
    rf"""^(?:(?:and|so)\s)? who(?:['’]s|\s(?:is|was|became|becomes|will\sbe)) (?:\s(?:now|still|currently))?
    \sthe\s (?P<time>(?:{_TIME}\s)*) (?P<role>(?-i:[a-z])[\w-]*(?:\s[a-z][\w-]*){{0,2}}) [\s?]*$""",
    re.IGNORECASE | re.VERBOSE,
)
ASKS_WHO_LEADS = re.compile(
    r"^(?:(?:and|so)\s)?who\s(?:now\s|currently\s)?(?P<verb>lead|head|run|rule|govern|captain|chair|manage|coache?|direct|skipper"
    r"|command|own)(?:s|ed)?\s(?P<of>.+)$|^who\s(?P<led>led|ran)\s(?P<by>.+)$",
    re.IGNORECASE,
)
# Adjectives of countries that begin otherwise than the country.
ADJECTIVES = {
    "denmark": "danish", "england": "english", "finland": "finnish", "france": "french", "greece": "greek",
    "ireland": "irish", "netherlands": "dutch", "poland": "polish", "scotland": "scottish", "spain": "spanish",
    "switzerland": "swiss", "thailand": "thai", "turkey": "turkish", "wales": "welsh", "philippines": "filipino",
    "united kingdom": r"british|britain|uk|u\.k\.", "britain": r"british|uk|u\.k\.|united kingdom",
    "uk": r"british|britain|u\.k\.|united kingdom", "united states": r"american|us|u\.s\.",
    "us": r"american|u\.s\.|united states", "cyprus": "cypriot",
    "sri lanka": "sri lankan", "south korea": "south korean", "north korea": "north korean",
    "south africa": "south african", "north macedonia": "north macedonian",
}  # fmt: skip
INITIALS = 3  # words of a name from which on it is known by its initials
BEGINS_ALIKE = 4  # letters of a country and of its adjective: Sweden, Swedish
# Bounded, and not begun within a word: a line of capitals may be long.
_NAME = r"(?-i:(?<![\w’'-])[^\W\d_a-z][\w.’'-]{0,40}(?:\s[^\W\d_a-z][\w’'-]{0,40}(?:\.(?=\s))?){0,4})"
NOT_IT = ("former", "ex", "late", "then", "outgoing", "deputy", "vice", "acting", "assistant", r"lt\.", "lieutenant")
HELD_BEFORE = re.compile(r"\bwho\s(?:was|became|led|ran)\b|ed\b", re.IGNORECASE)
_NO_OWNER = (
    "former new current deputy vice prime interim acting late first when democratic democrat republican gop"
    " conservative labour labor liberal"
)
NO_OWNER = FUNCTION_WORDS | {*_NO_OWNER.split()}
# What news of the whole world names where it says "the president" and means this one; of others it says of what.
_AMERICA, _BRITAIN = "white house|washington|u\\.s\\.", "downing street|london"
SEATS = {
    "united states": _AMERICA, "us": _AMERICA, "u.s.": _AMERICA, "america": _AMERICA, "american": _AMERICA,
    "united kingdom": _BRITAIN, "uk": _BRITAIN, "u.k.": _BRITAIN, "britain": _BRITAIN, "british": _BRITAIN,
}  # fmt: skip
HEAD = 250  # characters of an article that tell, with its title, what place it is about
PAST_TIME = frozenset({"former", "then", "old", "last"})
CIRCUMSTANCE = re.compile(r"\s(?:when|while|before|after|during|at\sthe\stime)\b.*$", re.IGNORECASE)
# What a time leaves, and one that is none.
TRAILING = re.compile(
    r"\s(?:in|on|at|since|until|by|during|of|now|currently|today|at\s(?:present|the\smoment))$", re.IGNORECASE
)
# "Ana Reis, the mayor, said", but not "The Plan, the mayor said".
ENDS_THERE = r"(?=\s?[,.;:)—–-]|\s(?:and|who|since|of|at|for)\b|$)"
NO_MORE = r"(?!\s(?:before|until|from)\b)"  # "the mayor before Ana Reis"
DOING_AND_DOER = frozenset({"head", "captain", "chair", "coach", "skipper"})  # but nobody is called an own, or a run
OFFICE = re.compile(rf"{TITLES}|{'|'.join([*LEADERS, *LEADING])}|speaker|director|owner", re.IGNORECASE)
LEADERS_ALONE = frozenset(LEADERS[:4])  # of a country; a firm has its own
BEFORE, BEHIND = 40, 60  # characters around a name in which its post stands


@dataclass(frozen=True, slots=True)
class Post:
    """What a post may be called, and what it is a post of, as a pattern; empty where the question names nothing.

    ``home`` is what an article names at its head that need not say of what the post is each time; ``here`` says that it
    is looked for in such an article. ``is_office``: one that news always names beside the name, of what has a name.
    """

    roles: str
    of: str
    verbs: str = r"(?!)"
    home: str = ""
    past: bool = False
    to_come: bool = False
    here: bool = False
    is_office: bool = False

    @property
    def is_of_one(self) -> bool:
        """Whether the question names what the post is of."""
        return bool(self.of)

    @property
    def is_of_all(self) -> bool:
        """Whether news of the whole world calls it by its name alone, and others as well."""
        return self.home.endswith(tuple(SEATS.values()))

    @property
    def is_owning(self) -> bool:
        """Whether it is asked who owns something: a firm may, and an article about that names owners of others."""
        return "owner" in self.roles.split("|")

    def within(self, article: Article) -> Post:
        """The post as an article tells of it."""
        about = (
            bool(self.home)
            and not self.is_owning
            and re.search(rf"\b(?:{self.home})\b", head_of(article), re.IGNORECASE)
        )
        return replace(self, here=True) if about else self

    def may_be_told(self, article: Article, sentence: str) -> bool:
        """Whether a sentence names who holds such a post, in an article that is about what this one is of and calls
        nobody a former one.
        """
        head = head_of(article)
        told = [sentence[start:end] for start, end in replace(self, here=not self.is_owning).holders(sentence)]
        beside = f"{head} {sentence}"
        for name in told:
            beside = beside.replace(name, " ")  # "Mayor London Breed"
        if self.may_be_of_another(head, sentence):
            return False
        was = re.search(rf"\bformer\b[^.]{{0,{BEFORE}}}\b(?:{self.roles})\b", head, re.IGNORECASE)
        return bool(told) and not was and self.is_its(beside)

    def may_be_of_another(self, head: str, sentence: str) -> bool:
        """Whether a sentence names another country, too, and says not of which its post is, in an article that is not
        about this one: "President Reis hopes for peace of Norway and Sweden".
        """
        others = [name for name in names_in(sentence) if name in countries() and not self.is_its(name)]
        return bool(others) and not self.is_its(head) and not replace(self, here=False).holders(sentence)

    def is_its(self, text: str) -> bool:
        """Whether a text names what the post is of."""
        return bool(re.search(rf"\b(?:{self.of})\b", text, re.IGNORECASE))

    def holders(self, sentence: str) -> list[Span]:
        """Where a sentence names who holds it."""
        found = [match.span("who") for one in compiled(self) for match in one.finditer(sentence)] if self.of else []
        if self.here or not self.of:
            alone = (match.span("who") for one in alone_in(self) for match in one.finditer(sentence))
            found += [span for span in alone if not (self.of and self.is_anothers(sentence, span))]
        return [span for span in dict.fromkeys(found) if may_be_name(sentence, *span, bodies=self.is_owning)]

    def is_anothers(self, sentence: str, name: Span) -> bool:
        """Whether a sentence says of a name that it holds such a post of something else."""
        start, end = name
        around = sentence[max(start - BEFORE, 0) : end + BEHIND]
        owners = [found["owner"] for one in others(self.roles) for found in one.finditer(around)]
        named = [one for one in owners if one.split("’")[0].split("'")[0].casefold() not in NO_OWNER]
        return bool(named) and not any(map(self.is_its, named))


def head_of(article: Article) -> str:
    """What tells, of an article, what place it is about."""
    return f"{article.title} {article.text[:HEAD]}"


@lru_cache(maxsize=x.COMPILED)
def compiled(post: Post) -> tuple[re.Pattern[str], ...]:
    """How sentences name who holds a post."""
    role, of, who = rf"(?:{post.roles})", rf"(?:{post.of})", rf"(?P<who>{_NAME})"
    time, was = time_of(post), "" if post.past else r"(?<!former\s)"
    ends = rf"{role}\s{_LINK}\s(?:[\w’'-]+\s){{0,4}}?{of}\b"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"{was}\b{of}(?:['’]s?)?\s(?!first\s{role})(?:{time}[a-z][\w-]*\s){{0,2}}?{time}{role}\.?,?\s{who}",
            rf"{was}(?<!deputy )\b{ends}(?:,\s|\s(?=\S+\s(?-i:[^\W\d_a-z]))){who}",
            rf"{who},(?:\s\d{{1,2}},)?\s(?:who\s(?:is|was)\s)?(?:{_A}\s)?(?:{time}[a-z][\w-]*\s){{0,3}}?{time}{ends}",
            rf"{who},(?:\s\d{{1,2}},)?\s(?:who\s(?:is|was)\s)?{of}(?:['’]s?)?\s{time}{role}{ENDS_THERE}",
            rf"{who}\s(?:is|was|became|becomes|(?:will|has)\sbecome|was\s\w+ed)(?:\sas)?\s(?:{_A}\s)?{time}(?:{ends}|{of}(?:['’]s?)?\s{role}\b)",
            rf"{was}\b(?<!deputy ){role}\.?\s{who}\sof\s(?:the\s)?{of}(?:ns?|s)?\b",
            rf"{was}\b{ends}\s(?:is|was|remains|will\sbe)\s{who}",
            rf"{who},?\s(?:who\s)?(?:has\s)?{post.verbs}\s(?:[\w’'-]+\s){{0,3}}?{of}\b",
            *(owning(of, who) if post.is_owning else ()),
        )
    )


def owning(of: str, who: str) -> tuple[str, ...]:
    """How sentences say besides who owns something: often with other things."""
    return (
        rf"\b{of}\b[^.;:]{{0,40}}?\bowned\sby\s(?:the\s)?{who}",
        rf"{who},?\s(?:(?:which|who|that)\s)?(?:also\s)?owns\s[^.;:]{{0,80}}?{of}\b",
    )


@lru_cache(maxsize=x.COMPILED)
def alone_in(post: Post) -> tuple[re.Pattern[str], ...]:
    """How sentences name who holds a post where everybody knows of what."""
    role, who, time = rf"(?:{post.roles})", rf"(?P<who>{_NAME})", time_of(post)
    before = "" if post.past else "".join(rf"(?<!{one}[\s-])" for one in not_it(post)) + r"(?<!-)"  # "turned-president"
    before += r"(?<![’']s\s)"  # "the firm's chief executive": of another one
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"\b{before}{role}\.?,?\s{who}",
            rf"{who},(?:\s\d{{1,2}},)?\s(?:who\s(?:is|was)\s)?{_A}\s(?:{time}[a-z][\w-]*\s){{0,2}}?{time}{role}{ENDS_THERE}",
            rf"{who}\s(?:is|was|became|becomes|(?:will|has)\sbecome|was\s\w+ed)(?:\sas)?\s(?:{_A}\s)?{time}{role}\b{NO_MORE}",
            rf"\b{role}\s(?:is|was|remains|will\sbe)\s{who}",
        )
    )


def may_be_name(sentence: str, start: int, end: int, *, bodies: bool = False) -> bool:
    """Whether capitalised words may name somebody: not "the U.N. agency", "The Harbour Plan", nor "from Oulu"; or, of
    ``bodies``, some firm.
    """
    words, before = sentence[start:end], sentence[max(start - BEFORE, 0) : start]
    first, _, rest = words.partition(" ")
    no_name = first.casefold().rstrip(".") in FUNCTION_WORDS | NO_NAME and not (rest and first == "Will")
    no_person = not bodies and (words.isupper() or GROUP_WORD.search(words))
    return not (no_person or no_name or x.WHERE_BEFORE.search(before))


def time_of(post: Post) -> str:
    """What may not stand before a post that is held now."""
    return "" if post.past else rf"(?!(?:{'|'.join(not_it(post))})\b)"


def not_it(post: Post) -> list[str]:
    """Words before a post that make another one of it, or a post of the past; of a vice president "vice" does not."""
    return [one for one in NOT_IT if not re.search(rf"\b{one}", post.roles)]


@lru_cache(maxsize=x.COMPILED)
def others(roles: str) -> tuple[re.Pattern[str], ...]:
    """How sentences say whose post it is."""
    owner = r"(?P<owner>(?-i:[^\W\d_a-z][\w.’'-]*(?:\s[^\W\d_a-z][\w.’'-]*){0,2}))"
    return (
        re.compile(rf"{owner}[\"”]?\s(?:[a-z]+\s)?(?:{roles})\b", re.IGNORECASE),  # or the leader of a "Harbour Watch"
        re.compile(rf"\b(?:{roles})\s{_LINK}\s(?:the\s)?{owner}", re.IGNORECASE),
    )


def post_of(question: str) -> Post | None:
    """The post whose holder a question asks for; None where it asks for something else."""
    text = CIRCUMSTANCE.sub("", TRAILING.sub("", x.DATE.sub("", question.strip(" ?")).strip()))
    if found := ASKS_OF.match(text):
        post = made(found["role"] or found["held"], found["of"] or found["owner"])
    elif found := ASKS_ALONE.match(text):
        post = made(found["role"])
    elif found := ASKS_WHO_LEADS.match(text):
        return made(found["verb"] or found["led"], found["of"] or found["by"], verbs=True)
    else:
        return None
    past = not PAST_TIME.isdisjoint(found["time"].casefold().split())
    return post and replace(post, past=past, to_come=bool(x.WILL.search(found[0])))


def asks_who_holds(question: str) -> bool:
    """Whether a question asks who holds a post now, and says of what."""
    post = post_of(question)
    return post is not None and post.is_of_one and not (post.past or post.to_come or HELD_BEFORE.search(question))


def made(role: str, of: str = "", *, verbs: bool = False) -> Post | None:
    """A post by its name, or by what those do who hold it; None where it is of something that has no name, or none.

    "Convicted in" is what was done.
    """
    role = role.casefold()
    words = [one for one in re.findall(r"[\w’'.-]+", of) if one.casefold() not in {"the", "a", "an", "its"}]
    done = role.split()[-1]
    if (of and not words) or (
        not verbs and (done.endswith("ed") or done in IRREGULAR or role.split()[0] in FUNCTION_WORDS)
    ):
        return None  # nor is "on trial" a post
    names = [one for one in words if not one[0].islower()]
    place = " ".join(words) if len(names) == len(words) else words[-1]
    called = [role] if not verbs or role in DOING_AND_DOER else []
    named = list(dict.fromkeys(chain(called, doers(role) if verbs else (), posts(role, place))))
    if role in LEADING:
        named += [one for one in ("leader", "head") if one not in named]
    short = [words[-1]] if "owner" in named and len(names) == len(words) > 1 else []  # "Patriots owner Ana Reis"
    of = "|".join([re.escape(place), *map(re.escape, short), *adjectives(place), *initials(place)]) if place else ""
    past = role in {"led", "ran"}
    acting = "|".join(sorted({"lead", "head", "run", "chair"} if role in LEADING | {"ran"} else {role}))
    acted = rf"(?:{acting}|led|ran)(?:ed)?"
    return Post(
        roles="|".join(map(re.escape, sorted(named, key=lambda one: (-len(one), one)))),
        of=of,
        home="|".join(
            filter(None, ["" if not LEADERS_ALONE.isdisjoint(named) else of, SEATS.get(place.casefold(), "")])
        ),
        # "Who headed it" holds it no more.
        verbs=(acted if past else rf"(?:(?:{acting})(?:s|es)?|has\s{acted})") if verbs else r"(?!)",
        past=past,
        is_office=bool(names) and len(names) == len(words) and any(map(OFFICE.fullmatch, named)),
    )


def initials(place: str) -> Iterator[str]:
    """Yield what the initials of a long name make: WHO, as a pattern."""
    words = [one for one in place.split() if one[0].isupper()]
    if len(words) >= INITIALS:
        yield f"(?-i:{''.join(re.escape(one[0]) for one in words)})"


def adjectives(place: str) -> Iterator[str]:
    """Yield what is said for a country before a word: Swedish, as a pattern."""
    if not place[0].isupper():
        return
    yield ADJECTIVES.get(place.casefold(), rf"{re.escape(place[:BEGINS_ALIKE])}\w*(?:ish|ian|ese|ean|an|i)")
