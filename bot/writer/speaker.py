"""Who is named as the speaker of what an article says: in the sentence itself, or beside it. Pure functions.

By rules, for English news: "said Ana Lima", "the council said", "according to the police"; a direct quotation without
such words belongs to the speaker beside it, and "he" is who was named before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.english.entities import GROUP_WORD, PERSONAL, Entity, Kind, Mention, entities_in, fits, mentions, whole_names
from bot.english.phrases import KEY_OF
from bot.english.verbs import PAST
from corpus.article import Article
from corpus.sentences import Span, overlaps, sentences
from index.terms import FUNCTION_WORDS

BACK = 4  # sentences in which who "he" is was named
FIRST = 12  # characters before the subject of a sentence
BESIDE = 2  # sentences beside a direct quotation that may name its speaker
_SAYS = (
    r"(?:said|says|say|adds?|added|told|tells|explain(?:s|ed)|insist(?:s|ed)|argue[sd]|claim(?:s|ed)|warn(?:s|ed)"
    r"|tweeted|wrote|writes|noted|stated|states(?=\sthat\s(?:the|an?|it|he|she|they|its|his|her)\b)|announced|announces"
    r"|confirm(?:ed|s)(?!\s(?:dead|cases?|deaths?|infections?)\b)|acknowledged|recalled|joked"
    r"|repl(?:ies|ied)|admitted|promised|responded|declared|remarked|conceded|stressed|predicted|suggested"
    r"|complained|conclude[sd]|continued|apologi[sz]ed|boasted|testified|commented|described|reported|alleg(?:es|ed)"
    r"|den(?:ies|ied)(?=\s(?:that|the|any|all|it|he|she|they|this|these|wrongdoing|\w+ing|\w+[’']s)\b)"
    r"|believes?(?=\s(?:that|the|it|he|she|they)\b)|urge[sd]|demanded|called(?=\s(?:it|for|on)\b))"
)
SAYS = re.compile(rf"\b{_SAYS}\b", re.IGNORECASE)
# What is found is said where it is told what: "found that", "found in its report", "..., the inquiry found."
FINDS = re.compile(
    r"\b(?:found|finds?|ruled|shows?|showed|suggests?|reveal(?:s|ed)|estimate[sd]?)\b(?=\.?\s*$|\s(?:on\s\w+day\s)?that\b"
    r"|\sin\s(?:its|his|her|their|an?|the)\s(?:[\w-]+\s)?(?:report|ruling|study|statement|findings|verdict|judgment)\b)"
)
LAST_CLAUSE = re.compile(r",[^,]{1,60}$")  # ", the inquiry found."
ACCORDING = re.compile(r"\baccording to\s+", re.IGNORECASE)
QUOTES = re.compile(r"[“”\"«»„]")
DIRECT = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|«[^»]*(?:»|$)|„[^“”]*(?:[“”]|$)")
DETERMINED = re.compile(
    r"\b(?:the|an?|its|his|her|their|our|one|another|some|several|two|three|many|most)\s+(?:[\w’'&-]+\s+){0,5}[\w’'&-]+$",
    re.IGNORECASE,
)
PRONOUN = re.compile(r"\b(?:he|she|they|it)$", re.IGNORECASE)
LAST_WORDS = re.compile(r"^\s*(?P<words>(?:[^\W\d_][\w’'-]+ ){0,2}[^\W\d_][\w’'-]{3,})$")
OF = re.compile(  # "officials in southwestern Virginia"
    r"\s(?:of|in|at|from|for|on|with|to|near)\s+(?:the\s+)?"
    r"(?:(?:(?:north|south|east|west)[a-z]*|central|rural|nearby|greater)\s+)?$",
    re.IGNORECASE,
)
ADVERB = re.compile(
    r"\s(?:also|later|then|recently|previously|once|ever|has|have|had|\w+ly|earlier|yesterday|on\s\w{3,6}day"
    r"|(?:last|this)\s(?:week|month|year|night))$",
    re.IGNORECASE,
)
PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|not|never|n[’']t|nobody|to|would|will|could|may|might)$", re.IGNORECASE
)
SAYING = re.compile(r",\s(?:saying|adding|telling|warning|arguing|insisting|explaining)\b")
BESIDE_PLACE = re.compile(
    r"\b(?:of|in|at|from|for|on|with|to|near|like|by|along|across|into|over|around|outside|the|than|as)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
ENDS = re.compile(r"\s*(?:[,.;:]|$)|[’']s\b|\s(?:of|in|at|on|from|who)\s")
CLAUSE = re.compile(r"^\s*(?:who|whose|which|where|when)\b", re.IGNORECASE)
AFTER = re.compile(
    r"^\s+(?P<who>(?P<head>(?:the|an?|its|his|her|their|one|another|some|several|two|three|four|many)\s(?:[\w’'&-]+\s){0,4}?[\w’'&-]+"
    r"(?=\s*(?:[,.;]|$)|\s(?:of|on|in|at|by|for|from|with|who|which|published|released|familiar)\s))"
    r"(?:\s(?:by|for|of)\s(?:the|an?|its)\s[\w’'&-]+(?:\s[\w’'&-]+){0,3}?(?=\s*(?:[,.;]|$)))?"
    r"|he|she|they)\b",
    re.IGNORECASE,
)
CLAUSE_LENGTH = 200  # characters before a verb that are looked at closely
AS_CLAUSE = re.compile(r"\bas\s(?:[\w’'&-]+\s){0,6}$", re.IGNORECASE)
NOT = re.compile(r"\b(?:not|wrongly|instead of|rather than)\b", re.IGNORECASE)
_NO_SUBJECT = "that which who what when and but or not also as if while because later"
AND_AT_END = re.compile(r"\s(?:and|but)(?: then| also)?$", re.IGNORECASE)
AND_VERB = re.compile(rf"\s(?:{'|'.join(PAST)})\s.*\s(?:and|but)(?: then| also)?$")
HE_AND_VERB = re.compile(
    rf".*\b(?P<who>he|she|they)\s(?:{'|'.join(PAST)}|\w+ed)\s.*\s(?:and|but)(?: then| also)?$", re.IGNORECASE
)
# "Ivo Pell, the husband of Mayor Ana Lima": he is not she.
WHOSE = re.compile(r"[^\W\d_],\s(?:the|an?)\s(?:[\w-]+\s){1,4}?of\s(?:the\s)?(?:[^\W\d_a-z][\w.’'-]*\s){0,3}$")
ADDRESSED = re.compile(r"\b(?:told|tells|telling|asked)\s(?:[\w’'-]+[’']s\s(?:[a-z]+\s)?)?$")  # "told CNN's Ana Lima"
ROLE = re.compile(r"\s*(?:[\w.’'-]+,?\s+){0,4}")
ROLE_BEHIND = re.compile(r"\s(?:[a-z][\w-]+\s){0,3}[a-z][\w-]+(?:\s|(?=[,.;]|$))")
ADDRESSING = frozenset({"told", "tells", "described"})  # who stands behind these is spoken to, or of
NO_SUBJECT = frozenset(_NO_SUBJECT.split())


@dataclass(frozen=True, slots=True)
class Spoken:
    """Sentences of an article, from ``start`` to ``end``, in which who spoke is named, and where the name stands."""

    start: int
    end: int
    speaker: Span


def speakers(article: Article, place: Span, answering: Sequence[Span] = ()) -> list[Spoken]:
    """Return who is named as speaking in a quotation, each once: of what answers; where nobody is, of the rest, of
    direct speech first.
    """
    reading = Reading(article)
    inside = [number for number, (start, end) in enumerate(reading.spans) if start < place[1] and place[0] < end]
    inside.sort(key=lambda number: not QUOTES.search(reading.text(number)))
    answers = [number for number in inside if any(overlaps(reading.spans[number], span) for span in answering)]
    told = [spoken for number in answers if (spoken := reading.spoken(number))]
    told = told or [spoken for number in inside if (spoken := reading.spoken(number))]
    return list({article.text[slice(*one.speaker)].casefold(): one for one in reversed(told)}.values())[::-1]


@dataclass
class Reading:
    """An article, sentence by sentence."""

    article: Article
    spans: list[Span] = field(init=False)

    def __post_init__(self) -> None:
        self.spans = list(sentences(self.article.text, self.article.language))

    @cached_property
    def _known(self) -> dict[str, Entity]:
        return {one.name: one for one in entities_in(self.article.text)}

    @cached_property
    def _whole(self) -> dict[str, str]:
        return whole_names(one.name for one in mentions(self.article.text))

    def text(self, number: int) -> str:
        """A sentence."""
        start, end = self.spans[number]
        return self.article.text[start:end]

    def spoken(self, number: int) -> Spoken | None:
        """Who speaks a sentence, and the sentences that say so."""
        for said in self._saying(number):
            if (speaker := attributed(self.text(said))) is None:
                continue
            start, end = (self.spans[said][0] + border for border in speaker)
            if self._is_own(self.article.text[start:end]):
                return None
            named = said
            if key := KEY_OF.get(self.article.text[start:end].casefold()):
                found = self._named(key, said, start)
                if found is None:
                    return None
                named, (start, end) = found
            first, last = min(named, said, number), max(said, number)
            return Spoken(self.spans[first][0], self.spans[last][1], (start, end))
        return None

    def _is_own(self, name: str) -> bool:
        """Whether a name is that of the paper, or of who wrote the article: "as the Lantern reported"."""
        own = f"{self.article.source} {self.article.author}".split()
        return set(name.split()) - {"the", "The"} <= set(own)

    def _saying(self, number: int) -> Iterator[int]:
        """The sentences that may name the speaker of one: itself, and of a direct quotation those beside it."""
        yield number
        if not self._is_direct(number):
            return
        before = list(range(number - 1, max(number - 1 - BESIDE, -1), -1))
        after = [
            other
            for other in range(number + 1, min(number + 1 + BESIDE, len(self.spans)))
            if self._joined(number, other)
        ]
        goes_on = self._is_open(number)
        yield from [*after, *before] if goes_on else [*before, *after]

    def _joined(self, one: int, other: int) -> bool:
        """Whether two sentences stand in one paragraph."""
        return "\n\n" not in self.article.text[self.spans[one][1] : self.spans[other][0]]

    def _is_direct(self, number: int) -> bool:
        """Whether a sentence is a direct quotation and little else."""
        text = self.text(number)
        outside = DIRECT.sub("", text) if not self._is_inside(number) else QUOTES.split(text, maxsplit=1)[-1]
        return (bool(QUOTES.search(text)) or self._is_inside(number)) and len(outside.split()) <= len(text.split()) / 3

    def _is_inside(self, number: int) -> bool:
        """Whether a sentence begins within a direct quotation of its paragraph."""
        start = self.spans[number][0]
        before = self.article.text[self.article.text.rfind("\n\n", 0, start) + 1 : start]
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1

    def _is_open(self, number: int) -> bool:
        """Whether a direct quotation goes on after a sentence."""
        return number + 1 < len(self.spans) and self._joined(number, number + 1) and self._is_inside(number + 1)

    def _named(self, key: str, number: int, place: int) -> tuple[int, Span] | None:
        """Where somebody is named whom a pronoun means: in the same sentence before it, or in those before that.

        Whom the article calls so; else anybody, because what is quoted may call others so.
        """
        for fitting, beside in ((self._fits, False), (self._may_fit, False), (self._fits, True)):
            for other in range(number, max(number - 1 - BACK, -1), -1):
                start = self.spans[other][0]
                text = outside(self.text(other))[: place - start if other == number else None]
                named = [
                    one
                    for one in mentions(text)
                    if fitting(key, one)
                    and not (ADDRESSED.search(text[: one.start]) or WHOSE.search(text[: one.start]))
                ]
                found = [one for one in named if beside or not BESIDE_PLACE.search(text[: one.start])]
                if found:
                    speaker = attributed(self.text(other)) if other != number else None
                    chosen = next(
                        (one for one in found if speaker and overlaps((one.start, one.end), speaker)), found[0]
                    )
                    return other, (start + chosen.start, start + chosen.end)
        return None

    def _fits(self, key: str, one: Mention) -> bool:
        known = self._known.get(self._whole.get(one.name, one.name))
        first = one.start <= FIRST or known is None or known.kind is not Kind.OTHER  # of others only the subject
        return known is not None and fits(key, known) and self._is_name(one) and first

    def _may_fit(self, key: str, one: Mention) -> bool:
        short = one.name.split(" of ")[0]
        known = self._known.get(self._whole.get(short, short))
        return key in PERSONAL and (
            (known is not None and known.kind is Kind.PERSON)
            or (known is None and len(short.split()) in {2, 3} and not GROUP_WORD.search(short))
        )

    def _is_name(self, one: Mention) -> bool:
        """Whether a word is a name, not one that has a capital because a sentence begins: "Cyclists"."""
        word = one.name.lower()
        return " " in word or not (
            word.endswith(("s", "ing")) or re.search(rf"\b{re.escape(word)}\b", self.article.text)
        )


def outside(sentence: str) -> str:
    """A sentence with blanks, and a comma, in the place of what it quotes directly."""
    return DIRECT.sub(lambda found: " " * (len(found[0]) - 1) + ",", sentence)


def attributed(sentence: str) -> Span | None:
    """Where a sentence names, or means by a pronoun, who says it."""
    plain = outside(sentence)
    if found := ACCORDING.search(plain):
        return name_after(plain, found.end()) or phrase_after(plain, found.end() - 1)
    for found in (*SAYS.finditer(plain), *FINDS.finditer(plain)):
        before = plain[: found.start()].rstrip()
        if found.re is FINDS and not plain[found.end() :].strip(" .") and not LAST_CLAUSE.search(before):
            continue
        near = before[-CLAUSE_LENGTH:]
        if PASSIVE.search(near) or is_denied(near):
            continue
        if speaker := behind(sentence, plain, found) or subject_before(before):
            return speaker
    if SAYING.search(plain):
        return next(((one.start, one.end) for one in mentions(plain) if len(plain[: one.start].split()) <= 1), None)
    return None


def is_denied(before: str) -> bool:
    """Whether who stands before a verb only said what is not so: "£48,600, not £84,600 as the Lantern"."""
    found = AS_CLAUSE.search(f"{before} ")
    return found is not None and bool(NOT.search(re.split("[.;:]", before[: found.start()])[-1]))


def behind(sentence: str, plain: str, verb: re.Match[str]) -> Span | None:
    """Who stands behind the verb, where it follows what was said: "“No,” said Ana Lima"."""
    before = sentence[: verb.start()].rstrip()
    if verb[0].casefold() in ADDRESSING or not before.endswith(("”", '"', ",", "’", "'", "»", "?", "!")):
        return None
    found = name_after(plain, verb.end()) or phrase_after(plain, verb.end())
    return found if found and (before[-1] != "," or ENDS.match(plain, found[1])) else None


def name_after(text: str, place: int) -> Span | None:
    """The name that begins at a place, after a title or a role at most: "said county engineer Leopold Marrin"."""
    found = [one for one in mentions(text) if one.start >= place]
    if not found or not ROLE.fullmatch(text[place : found[0].start]) or "that" in text[place : found[0].start].split():
        return None
    after = ROLE_BEHIND.match(text, found[0].end)
    if after and FUNCTION_WORDS.isdisjoint(after[0].casefold().split()):
        if len(found) > 1 and found[1].start == after.end():  # "said Orsby council chairman Ben Roth"
            return found[1].start, found[1].end
        if text[place : found[0].start].strip():
            return None  # "said a council spokesman"
    return found[0].start, found[0].end


def phrase_after(text: str, place: int) -> Span | None:
    """The phrase that begins at a place: "the mayor", "he"."""
    found = AFTER.match(text if place == 0 else text[place:])
    if not found or not FUNCTION_WORDS.isdisjoint(
        (found["head"] or "").casefold().split()[1:]
    ):  # "the roof would hold"
        return None
    return place + found.start("who"), place + found.end("who")


def subject_before(text: str) -> Span | None:
    """Who stands before the verb: a name, a pronoun, or a phrase; not what is only said beside them."""
    text = text.rstrip()
    while (found := ADVERB.search(text)) is not None:
        text = text[: found.start()].rstrip()
    if not text.endswith(","):
        return phrase_at_end(text)
    parts = text[:-1]
    if named := apposed(parts):
        return named
    comma = parts.rfind(",")
    last = parts[comma + 1 :]
    if not CLAUSE.match(last) and (found_name := name_at_end(parts)) and found_name[0] - comma <= TITLED:
        return found_name
    for _ in range(CLAUSES):
        if comma < 0:
            break
        before = parts[:comma].rstrip()
        if speaker := name_at_end(before) or phrase_at_end(before):
            return speaker
        comma = before.rfind(",")
    return phrase_at_end(parts)


AT_END = 12  # characters of "and then"
CLAUSES = 20  # between commas before a verb that are looked through for who speaks
TITLED = 12  # characters of a title before a name: ", Mr Marrin,"


def apposed(text: str) -> Span | None:
    """The name that stands between commas before what is said of it: "Ana Lima, head of the school, a parent, said"."""
    place = 0
    names = {one.end: one.start for one in mentions(text) if " " in one.name and " of " not in one.name}
    for part in text.split(","):
        begin, end = place + len(part) - len(part.lstrip()), place + len(part.rstrip())
        start = names.get(end, -1)
        if begin <= start <= begin + TITLED and all(word[0].isupper() for word in text[begin:start].split()):
            return start, end
        place += len(part) + 1
    return None


def name_at_end(text: str) -> Span | None:
    """The name with which a text ends, unless it only says where somebody is from."""
    begin = text.rfind(",") + 1  # no name has a comma, and before each of many the whole text would be read again
    last = text[begin:]
    found = [one for one in mentions(last) if one.end == len(last.rstrip())]
    if not found or OF.search(last[: found[-1].start]):
        return None
    return begin + found[-1].start, begin + found[-1].end


def phrase_at_end(text: str) -> Span | None:
    """The subject with which a text ends: a name, a pronoun, or a phrase such as "the mayor of Stannick"."""
    text = text.rstrip(" ,")
    begin = max(text.rfind(","), text.rfind(";")) + 1
    found = phrase(text[begin:])
    return (begin + found[0], begin + found[1]) if found else None


def phrase(text: str) -> Span | None:
    """The same of a text without commas."""
    goes_on = AND_AT_END.search(text, max(len(text) - AT_END, 0))  # looked for first: it ends each way to divide a text
    if goes_on and (found := HE_AND_VERB.match(text)):  # "the tour ended as he closed the road and said"
        text = text[: found.end("who")]
    elif goes_on and (found := AND_VERB.search(text)):  # "the council closed the road and said"
        text = text[: found.start()]
    if found := PRONOUN.search(text):
        return found.span()
    if name := name_at_end(text):
        return name
    names = list(mentions(text))
    if found := DETERMINED.search(text):
        names = list(mentions(text[: found.start()]))
        if found[0].split()[-1].casefold() in NO_SUBJECT:  # "a number of firms that"
            return None
        apart = names and OF.search(f"{text[: found.start()]} ")
        # "Ana Lima of the residents' group"
        return (names[-1].start, names[-1].end) if apart and names[-1].end >= apart.start() else found.span()
    if names and (link := OF.search(text[: names[-1].start])):
        return phrase(text[: link.start()])
    found = LAST_WORDS.search(text)
    return found.span("words") if found and NO_SUBJECT.isdisjoint(found["words"].casefold().split()) else None
