"""Which quotation leads: what is of the time asked about, how things stand last, what happened before what was planned.

What is quoted stays the same, and so does the order of the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.answer import Draft, Drafted
from bot.english.predicate import Predicate, act_of
from bot.writer.asked import STRICT, Kind
from bot.writer.conflict import holds, led_by
from bot.writer.order import FITS
from bot.writer.then import then_first
from index.analysis import stems
from index.passage import Retrieval

# A question of how something stands: in the present tense, with nothing before the verb that says otherwise.
STANDS = re.compile(
    r"^\W*(?:(?:and|so|but)\s)?(?:(?:who|what|which|how)\b(?:(?!\b(?:did|was|were|had|will|would)\b)[^?]){0,60}?\s)?"
    r"(?:is|are|does|do|has|have)(?:n['’]t)?\b",
    re.IGNORECASE,
)
# The share that a newer quotation must have at least of what the one that leads has: of the words of the question, of
# its closeness to it in meaning, and of the kind of thing that it asks for; and how much of the question its title must
# have, because what only mentions it in passing says little of how it stands. By hand.
AS_MUCH = {"own": 0.85, "similarity": 0.8, "typed": 1.0}
TITLED = 0.35
NOTHING = {**dict.fromkeys(AS_MUCH, 0.0), "title": 0.0}
STATES = frozenset({Kind.YES_NO, Kind.NUMBER, Kind.NAME})
HAS = re.compile(r"^\W*(?:(?:and|so|but)\s)?(?:has|have)\b", re.IGNORECASE)
WAS = re.compile(r"\bwhen\s(?:did|was|were|has|have|had)\b", re.IGNORECASE)
WORD = re.compile(r"\w+")
# What stands right before a verb where it says what is still to come, or was then.
PLANNED = re.compile(
    r"\b(?:will|won['’]t|would|should|could|may|might|shall|to)\s(?:(?:not|also|then|soon|only|be|have|\w+ly)\s){0,2}$",
    re.IGNORECASE,
)
BESIDE = 40  # characters before a verb in which that stands


def asks_how_it_stands(question: str, kind: str) -> bool:
    """Whether a question asks for what may be otherwise now: whether, how many or who, in the present tense."""
    return kind in STATES and bool(STANDS.match(question))


def may_have_changed(question: str, kind: str) -> bool:
    """Whether that may have been otherwise since it was told: what "has begun" has not, but a count grows."""
    return asks_how_it_stands(question, kind) and not (kind == Kind.YES_NO and HAS.match(question))


def lead(drafts: Sequence[Draft], drafted: Drafted, found: Retrieval, question: str) -> tuple[Draft, ...]:
    """Return the drafts of an answer, that first which tells best what is asked."""
    if found.window.says_when:
        return then_first(drafts, found)
    if asks_how_it_stands(question, drafted.kind):
        newest = newest_telling(drafts, drafted, drafts[0]) or drafts[0]
        is_newer = (printed(newest) or date.min) > (printed(drafts[0]) or date.min)
        return led_by(newest, drafts) if is_newer else tuple(drafts)
    act = act_of(question) if drafted.kind == Kind.DATE and WAS.search(question) else None
    return tuple(sorted(drafts, key=lambda draft: is_planned(draft, act))) if act else tuple(drafts)


def with_newer(drafted: Drafted, later: Drafted, most: int) -> Drafted | None:
    """Return what was drafted, led by the newest of what was drafted ``later`` that says as much, ``most`` drafts in
    all; None where nothing does.
    """
    both = replace(drafted, weighed=(*drafted.weighed, *later.weighed))
    newest = newest_telling(later.drafts, both, drafted.drafts[0])
    return replace(both, drafts=(newest, *drafted.drafts)[:most]) if newest else None


def newest_telling(drafts: Sequence[Draft], drafted: Drafted, lead: Draft) -> Draft | None:
    """The draft that was printed last of those that say as much of a question as the one that leads, in which the kind
    of thing that it asks for stands as clearly, and which are about it; None where there is none.
    """

    def best(draft: Draft) -> Mapping[str, float]:
        told = [
            one.features for one in drafted.weighed if any(holds(whole, one.quotation) for whole in draft.quotations)
        ]
        return max(told, key=lambda features: features["own"], default=NOTHING)

    leading = best(lead)
    least = {name: share * leading[name] for name, share in AS_MUCH.items()} | {"title": TITLED}
    if drafted.kind in STRICT:
        least["typed"] = FITS

    def tells(draft: Draft) -> bool:
        features = best(draft)
        return printed(draft) is not None and all(features[name] >= share for name, share in least.items())

    return max(filter(tells, drafts), key=lambda draft: printed(draft) or date.min, default=None)


def printed(draft: Draft) -> date | None:
    """The day on which what a draft quotes first was printed."""
    known = draft.quotations[0].passage.article.printed
    return known.date() if known else None


def is_planned(draft: Draft, act: Predicate) -> bool:
    """Whether a draft tells of what was done only that it was planned, wherever it has the verb: "will open in May"."""
    text = draft.text
    told = [
        bool(PLANNED.search(text, max(0, word.start() - BESIDE), word.start()))
        for word in WORD.finditer(text)
        if any(map(act.is_said, stems(word[0], "en")))
    ]
    return bool(told) and all(told)
