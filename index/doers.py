"""Who does something, and what it is that they do: lead and leader, direct and director, teach, taught and teacher.

By the rules by which English makes the one of the other. Most words that look alike are no such pair (corner and corn),
so it is asked only of the word by which a question about a person says what that one does or is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

ARTICLES = frozenset({"the", "a", "an"})
# What may stand between "who" and what is said of the person, and what ends the words for that.
_BETWEEN = "is are was were has have had been being will would now still first also"
BETWEEN = ARTICLES.union(_BETWEEN.split())
_ENDS = "of in on at for from with by during after before since when while near to that which who now currently today"
ENDS = frozenset(_ENDS.split())
SHORTEST = 3  # letters of a verb; too much looks like the doer of a shorter one
VOWELS = frozenset("aeiou")
NEVER_DOUBLED = VOWELS | frozenset("wxy")
# Past forms that no rule makes, of verbs from which English has a word for who does it.
PAST = {
    past: verb
    for line in (
        "bear bore,begin began,blow blew,break broke,breed bred,bring brought,build built,buy bought,catch caught",
        "choose chose,deal dealt,dig dug,draw drew,drink drank,drive drove,eat ate,feed fed,fight fought,find found",
        "fly flew,give gave,grow grew,hold held,keep kept,lead led,lend lent,lose lost,make made,pay paid,ride rode",
        "run ran,seek sought,sell sold,send sent,shoot shot,sing sang,speak spoke,spend spent,steal stole,swim swam",
        "take took,teach taught,tell told,think thought,throw threw,wear wore,weave wove,win won,write wrote",
    )
    for pair in line.split(",")
    for verb, past in [pair.split()]
}
# Names for the same post; and for those who are at the head of a country, of whom questions say that they lead it.
SAME_POST = tuple(
    tuple(line.split("/"))
    for line in (
        "captain/skipper",
        "governor/gov",
        "senator/sen",
        "headteacher/head teacher/headmaster/headmistress/principal",
        "premier/prime minister",
        "boss/chief executive/ceo",
        "coach/manager",
        "spokesman/spokeswoman/spokesperson",
        "chairman/chairwoman/chair/chairperson",
        "lawyer/attorney/solicitor/barrister",
        "policeman/policewoman/constable/police officer",
    )
)
_LEADING = "leader leads lead led leading head heads headed rules ruler ruled governs governed runs run"
LEADING = frozenset(_LEADING.split())
LEADERS = ("prime minister", "president", "premier", "chancellor", "chief executive", "ceo")
# Of what is written in capitals.
AT_THE_HEAD = (
    "director", "administrator", "commissioner", "chairman", "chairwoman", "secretary general", "secretary-general",
    "director general", "director-general",
)  # fmt: skip


def posts(word: str, name: str) -> Iterator[str]:
    """Yield what else one may be called who has a post; ``name`` is what a question says that one is at the head of."""
    yield from (other for line in SAME_POST if word in line for other in line if other != word)
    if word in LEADING and name[:1].isupper():
        yield from LEADERS
        yield from AT_THE_HEAD if name.isupper() else ()


def other_words(words: Sequence[str]) -> tuple[int, Iterator[str]] | None:
    """Return the place of the word by which a question says what somebody does or is, and what others may say it by.

    ``words`` in small letters: "who leads the council", "who is the former leader of it". None where there is none; not
    all of the others are words.
    """
    first = words.index("who") + 1 if "who" in words else len(words)
    is_noun = False
    while first < len(words) and (words[first] in BETWEEN or words[first].endswith("ly")):
        is_noun = is_noun or words[first] in ARTICLES
        first += 1
    end = next((place for place in range(first, len(words)) if words[place] in ENDS), len(words))
    if first >= end:
        return None
    return (end - 1, deeds(words[end - 1])) if is_noun else (first, doers(words[first]))


def doers(verb: str) -> Iterator[str]:
    """Yield what those may be called who do something; the verb in any of its forms."""
    for base in bases(verb):
        if base.endswith("e"):
            yield from (f"{base}r", f"{base[:-1]}or", f"{base[:-1]}ant", f"{base[:-1]}ent")
            continue
        if base[-1] == "y" and base[-2] not in VOWELS:
            yield f"{base[:-1]}ier"
        if base[-1] not in NEVER_DOUBLED and base[-2] in VOWELS:
            yield f"{base}{base[-1]}er"
        yield from (f"{base}{ending}" for ending in ("er", "or", "ant", "ent", "man", "woman", "person"))


def deeds(noun: str) -> Iterator[str]:
    """Yield what those do who are called so, in forms that only a verb has: of a corner, "corning" is no word."""
    for one in {noun: None, noun.removesuffix("s"): None}:
        for length in (2, 3, 5, 6):  # of the endings above
            stem = one[:-length]
            for verb in (stem, f"{stem}e", f"{stem[:-1]}y", stem[:-1]):
                if len(verb) >= SHORTEST and one in set(doers(verb)):
                    yield from forms(verb)


def forms(verb: str) -> Iterator[str]:
    """Yield the forms of a verb that no noun has."""
    stem = verb.removesuffix("e")
    doubled = verb[-1] not in NEVER_DOUBLED and verb[-2] in VOWELS
    yield from (f"{stem}ing", f"{stem}ed")
    if doubled:
        yield from (f"{verb}{verb[-1]}ing", f"{verb}{verb[-1]}ed")
    yield from (past for past, base in PAST.items() if base == verb)


def bases(verb: str) -> Iterator[str]:
    """Yield what the base of a verb may be: of "leads", "led" and "leading" it is lead."""
    found = [verb, PAST.get(verb, "")]
    for ending, instead in (("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("ing", "")):
        if verb.endswith(ending):
            stem = verb.removesuffix(ending) + instead
            found += [stem, f"{stem}e", stem[:-1] if stem[-2:-1] == stem[-1:] else ""]
    yield from (one for one in dict.fromkeys(found) if len(one) >= SHORTEST)
