"""What somebody said: whose words a question asks for, and which sentences are theirs. Pure functions, for English."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.answer import Quotation
from bot.english.entities import GROUP_WORD, is_part, names_in
from bot.english.phrases import GROUPS, KEY_OF
from bot.writer.speaker import BACK, Reading, outside
from index.analysis import DEFAULT, stems
from index.rows import fold
from index.terms import FUNCTION_WORDS

ASKS_WORDS_OF = re.compile(
    r"""\b(?:what(?:\selse)?|how)\s(?:did|does|do|has|have|had)\s(?P<who>(?:[^\s?]+\s){0,7}?[^\s?]+)\s(?:(?:also|then|really)\s)?
    (?:say|said|tell|told|think|thought|call|called|claim|claimed|announce|announced|argue|argued|write|written|tweet
      |explain|explained|comment|commented|respond|responded|react|reacted|reply|replied|promise|promised|warn|warned)\b
    | \b(?:what|how)\s(?:is|was|were)\s(?P<whose>(?:[^\s?]+\s){0,7}?[^\s?]+?)['’]s?
      \s(?:reaction|response|comment|statement|reply|answer|view)\b""",
    re.IGNORECASE | re.VERBOSE,
)


BESIDE = 60  # characters before a speaker in which his post stands
APPOSED = re.compile(r",[^,]{1,80},?")
OF_NAMED = re.compile(r"[’']s?\s\S")  # "Orsa’s chief executive"
THE_GROUP = re.compile(rf"the (?:{GROUPS})", re.IGNORECASE)


class Voice(Enum):
    """Whose words a sentence is."""

    THEIRS = "theirs"
    OF_THEM = "nobody's, and names them"
    NOBODY = "nobody's"
    ANOTHER = "another's"


@dataclass(frozen=True, slots=True)
class Sayer:
    """Whose words a question asks for; ``anything`` says that it does not ask about what."""

    who: str
    anything: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The names of them."""
        return names_in(f"to {self.who}")

    def is_meant(self, name: str) -> bool:
        """Whether a name is that of whom is meant, or a part of it."""
        name = fold(name)
        return any(name == one or one.endswith(f" {name}") or is_part(one, name) for one in map(fold, self.names))

    def is_named(self, speaker: str, sentence: str) -> bool:
        """Whether a speaker is meant, or speaks for whom is meant: "Ben Roth of the union said"."""
        if any(map(self.is_meant, names_in(f"to {speaker}") or (speaker,))):
            return True
        of_named = bool(self.names and OF_NAMED.search(self.who))
        if self.names and not (of_named or GROUP_WORD.search(self.who)):
            return False
        told = outside(sentence)
        if of_named and (place := told.find(speaker)) >= 0:  # "Orsa treasurer Ivo Pell", not who writes to him
            end = place + len(speaker)
            behind = APPOSED.match(told, end)
            told = told[max(place - BESIDE, 0) : behind.end() if behind else end]
        wanted = set(stems(self.who, DEFAULT)) - FUNCTION_WORDS
        return bool(wanted) and wanted <= {*stems(told, DEFAULT)}


def sayer_of(question: str) -> Sayer | None:
    """Whose words a question asks for; None where it asks for none, or only a pronoun says whose."""
    found = next(reversed(list(ASKS_WORDS_OF.finditer(question))), None)  # behind the words of the turns before
    who = (found["who"] or found["whose"]) if found else ""
    anything = found is not None and not question[found.end() :].strip(" ?.!")
    return (
        Sayer(who, anything) if who and who.casefold() not in {*KEY_OF, "you", "people", "anyone", "everyone"} else None
    )


def voices(sayer: Sayer, quotations: Sequence[Quotation]) -> list[Voice]:
    """Whose words sentences are."""
    readings = {
        article.id: Reading(article)
        for article in {one.passage.article.id: one.passage.article for one in quotations}.values()
    }
    told = []
    for one in quotations:
        article = one.passage.article
        reading = readings[article.id]
        number = bisect_right([start for start, _ in reading.spans], one.start) - 1
        spoken = reading.spoken(number) if number >= 0 else None
        if spoken is None:
            named = any(sayer.is_named(name, "") for name in names_in(one.text))
            told.append(Voice.OF_THEM if named else Voice.NOBODY)
            continue
        speaker = article.text[slice(*spoken.speaker)]
        named = sayer.is_named(speaker, article.text[spoken.start : spoken.end])
        if not named and THE_GROUP.fullmatch(speaker):  # "Structures Ltd will pay. The company said ..."
            before = (names_in(reading.text(other)) for other in range(number - 1, max(number - 1 - BACK, -1), -1))
            named = any(sayer.is_named(name, "") for name in next(filter(None, before), ()))
        told.append(Voice.THEIRS if named else Voice.ANOTHER)
    return told
