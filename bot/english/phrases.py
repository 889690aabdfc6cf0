"""How follow-ups are worded in English. Patterns only; ``bot.dialogue.followup`` says what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

FEW_WORDS = 3  # of a turn that is no question by itself: "the son", "in Berlin"
LAST = -1
ORDINALS = {"first": 1, "one": 1, "second": 2, "two": 2, "third": 3, "three": 3, "last": LAST}

_END = r"[\s.?!]*"
_AUX = (
    r"(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should|isn['’]t|aren['’]t|wasn['’]t|weren['’]t"
    r"|didn['’]t|doesn['’]t|don['’]t|hasn['’]t|haven['’]t|hadn['’]t|won['’]t|wouldn['’]t)"
)
_WH = (
    r"(?:who|whom|whose|when|where|why|how(?: (?:many|much|old|long|far|large|big|high|often|come|so|exactly|young))?"
    r"(?: (?:times|people|years|days|of (?:them|these|those)))?|what(?: (?:year|day|month|time|for|kind|else))?"
    r"|which(?: (?:one|ones|year|day))?|since when|until when|by whom|(?:with|against|for|to|about) whom"
    r"|(?:about|for|with|from|of|in|on|against|to) what|(?:for|by) how (?:much|many|long)"
    r"|where (?:to|from|exactly)|such as)"
)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
YES = _pattern(
    rf"(?:yes|yep|yeah|yup|sure|ok|okay|please|right|correct|exactly)(?:[, ]+(?:please|do|i do|exactly))?{_END}"
)
NO = _pattern(rf"(?:no|nope|neither|none(?: of (?:them|these))?|nothing)(?:[, ]+(?:thanks|thank you))?{_END}")
NUMBER = _pattern(
    rf"(?:(?:the|number|no\.?|option)\s+)?[#(]?(?:(?P<digits>\d)|(?P<word>{'|'.join(ORDINALS)}))(?:st|nd|rd)?"
    rf"(?:\s+(?:one|choice))?[).]?{_END}"
)
MORE = _pattern(
    rf"(?:(?:tell me |say |show )?(?:some )?more(?: please)?|go on|continue|anything (?:else|more)|what else|else|and"
    rf"|and then|more (?:about|on) (?:it|this|that))(?:[, ]+please)?{_END}"
)
CORRECTION = _pattern(
    r"(?:(?:(?:no|sorry|wait|actually|not that)[,.;: ]+)+(?:(?:i )?(?:meant?|was asking about)[,: ]+)?|i meant?[,: ]+)"
    r"(?P<rest>\S.*)"
)
ABOUT = _pattern(r"(?:(?:and|but|so|ok|okay)[, ]+)?(?:what|how) about (?P<rest>\S.*)")
LEAD = _pattern(r"(?:(?:and|but|so|ok|okay|well|then|also)[, ]+)+")
ASKS = _pattern(
    rf"(?:(?:in|at|on|by|to|for|with|from|of|about|against|under|until|since|after|before) )?"
    rf"(?:{_WH}|{_AUX}|what['’]s|who['’]s|where['’]s|when['’]s|how['’]s|name|list|tell|describe|explain|give|show)\b"
)
_SPOKE = r"(?:said|says|say|claimed|claims|reported|reports|told|wrote|writes|stated|announced|tweeted|mentioned)"
_THAT = r"(?:that|this|so|it|them|those words|these words|the last (?:one|part|thing|quotation|quote))"
_QUOTED = r"(?:quoted|cited|speaking|talking|the speaker|the source)"
WHO_SAID = _pattern(
    rf"(?:(?:who|which \w+) (?:was it (?:that|who) |is it that |exactly |actually |has |had )?{_SPOKE}"
    rf"(?: (?:you|us|me|them|reporters))?(?: {_THAT})?|says who|said by whom|by whom was (?:that|this|it) said"
    rf"|according to (?:whom|who)|(?:who|whom) (?:is|was) (?:(?:being|he|she|that|this|it) )?{_QUOTED}(?: there| here)?"
    rf"|who['’]s {_QUOTED}(?: there| here)?|who is (?:that|this|it) from"
    rf"|(?:whose|who['’]s) (?:words|quote|quotation|claim|statement) (?:is|are|was|were) (?:that|this|these|those|it))"
    rf"{_END}"
)
# Where that is told: asked by who wants to see or doubts it.
_TOLD = r"(?:that|this|it)"
_ARTICLE = (
    r"(?:(?:the|that|this|your) )?(?:full |whole |entire |original )?"
    r"(?:article|story|report|source|quote|quotation|link|text)s?"
)
TOLD_WHERE = _pattern(
    rf"(?:really|seriously|source|sources|link|proof|evidence|(?:any|what|where is the) (?:proof|evidence)"
    rf"|(?:are|r) (?:you|u) (?:really |quite |absolutely )?(?:sure|certain|serious)(?: (?:about|of) {_TOLD})?"
    rf"|is {_TOLD} (?:really |actually )?(?:true|right|correct|so|certain|confirmed|accurate|a fact)"
    rf"|how (?:do|can) (?:you|we|i) (?:know|check|verify)(?: {_TOLD})?"
    rf"|(?:in )?(?:where|which \w+|what (?:paper|newspaper|article|source))"
    rf" (?:(?:printed|published|carried|ran) {_TOLD}|did you (?:get|find|read|see) {_TOLD}(?: from)?"
    rf"|does {_TOLD} come from|does it say {_TOLD}"
    rf"|(?:was|is) (?:(?:that|this) from|{_TOLD} (?:printed|published|reported|written|said))(?: in)?)"
    rf"|when was (?:it|{_ARTICLE}|that|this) (?:printed|published|written|reported)"
    rf"|who (?:wrote|is the author of) (?:that|this|{_ARTICLE})"
    rf"|what(?:['’]s| is| was| are) (?:the|your) sources?(?: for {_TOLD})?"
    rf"|(?:(?:can|could|would) you |please )?(?:show|give|send|open|read|quote)(?: me)? {_ARTICLE}"
    rf"|(?:can|may|could) (?:i|we) (?:see|read|have) {_ARTICLE}){_END}"
)
BARE = _pattern(
    rf"(?P<wh>{_WH}){_END}|(?P<wh_it>who|what|when|where|why|how|which one|how so)\s+(?:was|is|were|are|did)?\s*"
    rf"(?:it|that|this|those|these|so|not){_END}"
)
WHICH_WAS_IT = _pattern(rf"(?P<wh>which (?!one|ones)[\w’'-]+) (?:is|was|are|were) (?:it|that|this|they){_END}")
HAPPENED = _pattern(rf"(?P<wh>when|where|why|how) did (?:it|this|that) happen{_END}")
HAPPENING = _pattern(  # what happens, not what it happens to
    r"\b(?:accident|crash|fire|blaze|attack|blast|bombing|collision|flood|storm|robbery|murder|strike|riot|raid|death|incident"
    r"|disaster|\w*quake|\w*slide|spill|leak|outage|blackout|delay|change|race|vote|match|game|war|trial|sale|arrest|rescue"
    r"|theft|closure|failure|departure|visit|protest|merger|\w{3,}(?:tion|sion|ing|ment))s?$"
)
HAPPENS = _pattern(r"\b(?:it|this|that) happen(?:s|ed)?\b")
DEFINED = _pattern(rf"what (?:is|are) (?P<word>it|they|he|she){_END}")
WHO_IS = _pattern(rf"(?:who|what) (?:is|was|are|were) (?:it|they|he|she){_END}")
PREPOSITION = _pattern(
    r"(?:in|at|from|for|with|by|to|on|since|until|before|after|during|about|between|last|this|next)\s"
)
THE_AGREED = _pattern(  # what was spoken of before, where nothing says which: "the deal", not "the deal with Orsa"
    r"\bthe (?:deal|settlement|fine|penalty|ruling|decision|lawsuit|merger|acquisition|takeover|agreement|contract"
    r"|offer|bid|verdict|proposal|announcement|report|veto|law|bill|ban|measure|amendment|recall|trial|appeal)\b"
    r"(?! (?:of|in|at|on|over|between|with|against|by|for|from|to|about)\b)"
)
AUXILIARY = _pattern(rf"{_AUX}\b")
AUXILIARY_WORD = _pattern(rf"(?:{_AUX}|may|might|must)\b")  # inside a question; before one, May is a month
WH_AUXILIARY = _pattern(rf"{_WH}\s+(?P<aux>{_AUX})\b")
THE = _pattern(r"\bthe\s")
POINTS = _pattern(  # "for that game", "these races"; not "say that people left", not "this year"
    rf"(?:\b(?:in|at|on|for|from|of|to|by|with|about|after|before|during|{_AUX}) that|\b(?:these|those)"
    r"|\bthis(?! (?:year|month|week|weekend|morning|afternoon|evening|spring|summer|autumn|winter|season)\b)) [a-z]{3,}"
)
WH_ALONE = _pattern(rf"{_WH}\b")
# Moments that are counted from what was spoken of last: "before that", "since then", "the year after".
_THEN = r"(?:that|then|this|it)"
_UNIT = r"(?:year|month|week|day)"
_TURN = r"(?:(?P<which>previous|next|following) )?"
_WAY = rf"(?: (?P<way>before|after|earlier|later)(?: {_THEN})?)?"
BEFORE_THAT = _pattern(
    rf"(?:(?:who|what|where|how(?: \w+)?) (?:was|is|were|are) (?:it|that|they|there) |(?:what|how) about )?"
    rf"(?:(?P<side>before|after|since|until)(?: {_THEN})?|(?P<earlier>earlier|previously|beforehand)"
    rf"|(?P<later>later|later on|afterwards?)|(?:in )?(?:the|a|one) {_TURN}(?P<unit>{_UNIT}){_WAY}){_END}"
)
HAPPENED_NEXT = _pattern(
    rf"(?:(?:and|so|but)[, ]+)*(?:then what|(?:what (?:has )?(?:happened|came|come|followed)|what(?:['’]s| is| was)?)"
    rf" (?:next|then|after(?:wards?)?(?: {_THEN})?|later|since(?: {_THEN})?)"
    rf"|what(?:['’]s| is| was) the (?:next step|outcome|aftermath)|(?:how|where) does it stand now){_END}"
)
INSIDE_THEN = _pattern(r"\b(?P<side>before|after|since|until) (?:that|then)\b(?=[\s?.!,]*$|,)")
CIRCUMSTANCE = _pattern(
    r"when|where|why|how(?: (?:often|long|exactly))?|since when|until when|(?:by|with|against|for|to) whom"
    r"|what (?:day|year)"
)
ANYONE = _pattern(r"\b(?:any|some)(?:one|body)\b")
OF_THING = _pattern(r"what (?:has )?(?:happened to|became of|become of|is (?:said|known|new) (?:about|of)|about)\b")
ASKS_THING = _pattern(r"(?:(?:in|at|on|by|to|for|with|from|of|under) )?(?:which|what)\b(?! (?:day|year|time)\b)")
DEMONSTRATIVE = _pattern(
    r"\b(?P<word>this|that|these|those)(?=[\s]*[?.!]|\s+(?:is|was|are|were|cost|costs|happen|happened|mean|work|end)\b|$)"
    r"|\b(?:did|does|do|will|would|can|could)\s+(?P<done>this|that|these|those)\s+\w+[\s?.!]*$"
    r"|^(?:is|was|are|were|did|does|do|has|will)\s+(?P<after>this|that|these|those)\b(?!\s+[a-z]+\s+[a-z]+\s+[a-z])"
)

SOMEBODY_WORD = (
    r"(?:boy|girl|child|baby|mayor|minister|president|premier|king|queen|prince|princess|pope|judge|coach|chief|captain"
    r"|father|mother|son|daughter|wife|husband|brother|sister|victim|suspect|head|pilot|student|pupil|star|host|nurse"
    r"|driver|skipper|teacher|leader|manager|player|officer|singer|writer|worker|farmer|owner|killer|shooter|lawyer|soldier"
    r"|prisoner|dancer|rider|designer|engineer|treasurer|founder|reporter|photographer|winner|fisher|author|doctor|actor"
    r"|director|inventor|survivor|coxswain|commander|secretary|deputy|chair|champion|candidate|witness|referee|agent|member|senator|professor|governor|ambassador|bishop|editor|sailor|whistleblower|lawmaker|attacker"
    r"|assailant|surgeon|patient|skier|climber|hiker|swimmer|speaker|commissioner|prosecutor|attorney|sheriff|envoy|\w*(?:man|woman)|\w{2,}(?:ist|ian))"
)
SOMEBODY = _pattern(rf"\b{SOMEBODY_WORD}$")
KEYS = {
    "he": ("he", "him", "his", "himself"),
    "she": ("she", "her", "hers", "herself"),
    "they": ("they", "them", "their", "theirs"),
    "it": ("it", "its"),
    "there": ("there",),
}
KEY_OF = {word: key for key, words in KEYS.items() for word in words}
POSSESSIVES = frozenset({"his", "its", "their"})
PRONOUNS = _pattern(rf"\b(?P<word>{'|'.join(KEY_OF)})\b")
PERSONAL = _pattern(r"\b(?:he|she|they|him|them)\b")
# "Is there", "was it raining", "how long does it take": words that mean nothing by themselves.
THERE_IS = _pattern(rf"(?:{_AUX}\s+(?:not\s+)?$|^\s*$)")
IT_RAINS = _pattern(
    r"\s+(?:(?:(?:take|takes|took)(?! (?:effect|place|over|off|part|up|on|in)\b)|rain\w*|snow\w*|mean)\b"
    r"|(?:true|likely|possible|necessary|important|known|clear|legal|safe)\s+(?:to|that|for|if|whether|when|how)\b)"
)
_WHICH = r"(?!(?:first|second|third|fourth|other|last|right|wrong|only)\b)[\w’'-]+"
ONE_OF_THEM = _pattern(  # "the next one", "the women's one": of the kind that was asked about
    rf"\b(?P<which>(?:the|another|any)(?: {_WHICH}){{0,2}}) one\b(?! (?:of|who|that|which))"
)
OF = _pattern(r"\b(?:about|of|on|to|for|with|by|against|at|from) $")
CLAUSE = _pattern(r"\b(?:that|whether|if|when|before|after|because|why|how|who|whom|and|but)\b")
_OF_EVENT = r"weather|attendance|turnout|crowds?|winners?"
SIDE_OF_EVENT = _pattern(rf"the (?:{_OF_EVENT})")
SIDE = _pattern(  # what something has, and is not without it: "the weather", "the cost"
    rf"the (?:{_OF_EVENT}|costs?|price|budget|causes?|damage|results?|outcome|score|venue|dates?|prizes?|size|length"
    r"|route|schedule|programme|program|injured|victims|casualties|death toll|reactions?|aftermath)"
)
HELD_NEXT = _pattern(r"(?:before|after) (?:him|her|them)")
NEXT_TO = _pattern(r"\b(?:before|after|succeeded?|replaced?|succeeding|replacing) $")  # who held the same post
SAYS = _pattern(r"\b(?:say|said|says|think|thinks|claim|write|wrote|tell|told)\b")
SAYING = _pattern(r"\b(?:say|said|says|tell|told|do|done|doing)\s+$")  # "when did he say it": words, no thing
WHO_WAS = _pattern(r"(?:(?:and|so) )?who (?:is|was) $")
SPEAKS = _pattern(
    r"\s+(?:say|says|said|tell|told|think|thought|want|wanted|ask|asked|demand|demanded|believe|hope|promise)\b"
)
AFTER_POSSESSIVE = _pattern(
    r"\s+(?!(?:to|in|at|on|for|from|with|and|or|by|of|as|than|about|after|before|when|while|because|die|go|get|be|do"
    r"|is|was|did|that|this|not|again|now|today|there|out|up|down|off|away|back|into|a|an|the)\b)[a-z]"
)
# What something has or is, and is no thing beside it: "the height of the tower". A figure that moves ("the price of
# oil") is asked about by itself, but nobody leads "Orsa's revenue".
_LASTING = (
    r"length|height|width|depth|size|weight|age|name|purpose|cause|reason|colou?r|capacity|date|location|status|state|fate"
    r"|theme|motto|topic|history|origin|results?|outcome"
)
_QUALITY = (
    rf"(?:{_LASTING}|number|price|costs?|fare|value|speed|population|future|amount|rate|revenue|profits?|turnover|losses"
    r"|sales|debts?|budget)"
)
QUALITY = _pattern(rf"\bthe (?:\w+ )?(?:{_LASTING}) of (?=\S)")
QUALITY_NOUN = _pattern(rf"\b{_QUALITY}$")
OWN_QUALITY = _pattern(rf"[’']s?\s(?:[\w-]+\s)?{_QUALITY}$")
# What only a company, a body or an office has: "its chief executive", "its board".
OF_BODY = _pattern(
    r"\s+(?:[\w-]+\s+){0,2}?(?:ceo|cfo|coo|chief [a-z]+(?: officer)?|chair(?:man|woman|person)?|board|spokes[a-z]+"
    r"|employees|staff|workers|workforce|shareholders?|executives?|management|founders?|co-?founders?|owners?|president"
    r"|lawyers?|attorneys?|headquarters|customers)\b"
)
NEAR, BEHIND = 30, 100  # characters before a pronoun, and behind it: a long question has many
RUNS = _pattern(r"\b(?:owns?|owned|runs?|ran|leads?|led|heads?|headed|manages?|managed|founded) $")
NO_BODY = _pattern(  # what has none of these: what happens, what is paid, ruled or agreed
    r"\b(?:fines?|penalty|penalties|deals?|bids?|offers?|prices?|costs?|fees?|tax|taxes|bills?|laws?|lawsuits?|suits?|cases?"
    r"|rules?|rulings?|orders?|verdicts?|sentences?|charges?|claims?|contracts?|plans?|reports?|decisions?|bans?|recalls?"
    r"|losses?|loss|profits?|debts?|cuts?|layoffs|findings|scandal|breach|hack|dispute|allegations?|takeover|bankruptcy"
    rf"|vaccines?|drugs?)$|{HAPPENING.pattern}"
)
GROUPS = (
    r"company|firm|bank|club|team|party|agency|group|union|organi[sz]ation|university|school|newspaper|airline|band"
)
PLACES = r"country|city|town|village|island|region|state"
DEFINITE = _pattern(
    rf"\b(?P<word>the (?:(?P<group>{GROUPS})|(?P<place>{PLACES})))\b(?P<of>['’]s)?(?!\s+(?:of|that|which)\b)"
)

# With which a text begins that is in none of these words: "and", "who", "when" and their like of other languages.
FOREIGN = _pattern(
    r"[¿¡]|(?:und|wer|wen|wem|wo|wann|warum|wieso|wie|wieviele?|welche[rsn]?|et|en|qui|quand|où|pourquoi|combien"
    r"|comment(?! on\b)|quel(?:le)?s?|que|qué|quién|cuándo|dónde|cómo|cuánt[oa]s?|por|quem|quando|onde|quant[oaie]s?"
    r"|dove|perché|wat|waar|wanneer|waarom|hoeveel|ne|nerede|neden|kaç|ve|peki|nə|harada|niyə|neçə|və|e|y|o)(?=\s|\W*$)"
)
LATIN = re.compile(r"[A-Za-z\u00C0-\u024F\u1E00-\u1EFF]")


def is_foreign(text: str) -> bool:
    """Whether a text is in another language: most of its letters are of another script, or it begins like one."""
    letters = [sign for sign in text if sign.isalpha()]
    return 2 * sum(bool(LATIN.match(sign)) for sign in letters) < len(letters) or bool(FOREIGN.match(text.strip()))


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that mean something of the turns before: the words, what kind they are of, and where they stand."""

    word: str
    key: str
    start: int
    possessive: bool = False
    before: str = ""
    speaks: bool = False  # what it means says, thinks or wants something: nothing does that
    is_who: bool = False  # it is asked who it was
    of_body: bool = False  # it has what only a company, a body or an office has

    @property
    def is_pronoun(self) -> bool:
        """Whether it means nothing by itself, as "the union" does."""
        return self.key not in {"group", "place"}

    @property
    def personal(self) -> bool:
        """Whether a person is meant, or several."""
        return self.key in {"he", "she", "they"}


def references(text: str) -> Iterator[Reference]:
    """Yield the pronouns of a question, and "the company", "the city"."""
    found = [reference for match in PRONOUNS.finditer(text) if (reference := pronoun(text, match))]
    for match in DEFINITE.finditer(text):
        found.append(Reference(match["word"], "group" if match["group"] else "place", match.start()))
    yield from sorted(found, key=lambda one: one.start)


def pronoun(text: str, match: re.Match[str]) -> Reference | None:
    """Read a pronoun; none where the word stands for nothing."""
    word, start = match["word"], match.start()
    before, after = text[max(start - NEAR, 0) : start], text[match.end() : match.end() + BEHIND]
    key = KEY_OF.get(word.casefold())
    if key is None:  # IGNORECASE takes the ı and İ of Turkish for i, casefold does not
        return None
    if key == "there" and THERE_IS.search(before):
        return None
    if key == "it" and (IT_RAINS.match(after) or SAYING.search(before)):
        return None
    possessive = word.casefold() in POSSESSIVES or (word.casefold() == "her" and bool(AFTER_POSSESSIVE.match(after)))
    return Reference(
        word,
        key,
        start,
        possessive,
        "in " if key == "there" else "",
        bool(SPEAKS.match(after)),
        not possessive and start < NEAR and bool(WHO_WAS.match(before)),
        (possessive and key in {"it", "they"} and bool(OF_BODY.match(after))) or bool(RUNS.search(before)),
    )
