"""What a short form stands for: "what does WHO stand for?". "World Health Organization (WHO)" says it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from bot.english.told_beside import ToldBeside
from corpus.acronyms import acronyms, short_form
from corpus.sentences import Span
from index.names import Variant, Why

_FORM = r"(?:the\s)?(?:(?:acronym|abbreviation|initials|letters)\s)?[\"'“‘]?([\w.]{2,12})[\"'”’]?(?:\s\([^()]*\))?"
_LONG = r"(?:full|long|complete)\s(?:name|form|title)"
ASKS = re.compile(
    rf"^(?:and\s)?what\s(?:does|do|did)\s{_FORM}(?:\s(?:acronym|abbreviation))?\s(?:stand\sfor|mean)[\s?]*$"
    rf"|^(?:and\s)?what(?:['’]s|\s(?:is|was))\s{_FORM}\s(?:short|an\s(?:acronym|abbreviation))\s(?:for|of)[\s?]*$"
    rf"|^(?:and\s)?what(?:['’]s|\s(?:is|was))\sthe\s{_LONG}\sof\s{_FORM}[\s?]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ShortForm(ToldBeside):
    """A short form, in capitals without dots, whose long form is asked for."""

    form: str

    is_of_all: ClassVar[bool] = True  # others may have the same letters

    def holders(self, sentence: str) -> list[Span]:
        """Where a sentence has the long form."""
        words = (long.split() for short, long in sorted(acronyms(sentence)) if short == self.form)
        found = (re.search(r"\s+".join(map(re.escape, long)), sentence) for long in words)
        return [match.span() for match in found if match]


def short_form_of(question: str) -> ShortForm | None:
    """The short form whose long form a question asks for; None where it asks for something else."""
    found = ASKS.match(question.strip())
    form = short_form(next(filter(None, found.groups()))) if found else ""
    return ShortForm(form) if form else None


def spelled_out(question: str, variants: Iterable[Variant]) -> str:
    """A question for a long form with those that the archive knows, which lie beside the short one where it is told;
    empty where it knows none, or something else is asked for.
    """
    asked = short_form_of(question)
    known = [one for one in variants if asked and one.why is Why.SHORT and short_form(one.written) == asked.form]
    return question.replace(known[0].written, f"{known[0].written} ({'; '.join(known[0].read_as)})", 1) if known else ""
