"""``Unit``: sentences of a passage that are quoted together, and which of them make an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bot.answer import Draft, Quotation
from bot.writer.score import Matrix, Sentence, is_whole
from bot.writer.told import fits, leans

# A quotation is the sentence that answers with its neighbours, as far as they are nearly as good or it leans on the one
# before ("He said"): whom it means and what follows. More words hold more answers and are read less gladly; with 60,
# 70, 80 words the gold answer stands in three quotations for .66, .69, .71 of 140 questions (docs/decisions.md).
LONGEST, MOST_SENTENCES = 80, 4
NEARLY = 4.0  # by how much a neighbour may score less
# Enough has been said when it is so likely that the answer is among it.
ENOUGH = 0.9
# A further quotation that is not a tenth as likely to hold the answer as the first says other things. Without this
# bound answers have 184 instead of 159 words, and the gold answer no more often (docs/decisions.md).
FILLER = 0.1
# Nor one that is off the subject: its passage half as near to the question as that of the first, by words and meaning,
# or its sentences with less than a fifth of the share of the question's words that the first has.
NEAR_FIRST, SAID_FIRST = 0.5, 0.2
# How flat the chances are taken for choosing: sentences that share a passage are right or wrong together.
FLATNESS = 2.0
SAME_ARTICLE = 0.7  # what a further quotation from the same article is worth
SAME_WORDS = 0.8  # share of words from which two sentences say the same


@dataclass(frozen=True, slots=True)
class Unit:
    """Sentences of a passage that are quoted together, from ``first`` to ``last``, and how likely they answer."""

    first: int
    last: int
    core: int
    chance: float


def places(units: Iterable[Unit]) -> list[int]:
    """Where the sentences of some quotations stand among those that were found."""
    return [place for unit in units for place in range(unit.first, unit.last + 1)]


def choose(
    found: Sequence[Sentence],
    scores: Matrix,
    most: int,
    *,
    best_first: bool = False,
    among: Sequence[int] | None = None,
) -> list[Unit]:
    """Take the likeliest quotations, the best first, none twice, until an answer is likely among them; each grows from
    one of the sentences ``among``, where these are told.

    With ``best_first``, the first one holds the sentence that is likeliest by itself, whatever stands around others.
    """
    if not found:
        return []
    sharp, flat = chances(scores, 1.0), chances(scores, FLATNESS)
    cores = (core for core in (range(len(found)) if among is None else among) if is_whole(found[core]))
    left = {(unit.first, unit.last): unit for unit in (grow(found, scores, flat, core) for core in cores)}
    chosen: list[Unit] = []
    worth = {span: unit.chance for span, unit in left.items()}
    so_far = first = 0.0
    best = int(np.argmax(scores)) if best_first else -1
    while worth and len(chosen) < most and so_far < ENOUGH:
        span = max(worth, key=lambda one: (not chosen and one[0] <= best <= one[1], worth[one], -one[0]))
        taken = left[span]
        if chosen and not is_on_subject(found, taken, chosen[0]):
            del worth[span]
            continue
        likely = float(sharp[taken.first : taken.last + 1].sum())
        if chosen and likely < FILLER * first:
            break
        first = first or likely
        chosen.append(taken)
        so_far += likely
        for other in list(worth):
            if not apart(left[other], taken) or says_same(found, left[other], taken):
                del worth[other]
            elif article_of(found, left[other]) == article_of(found, taken):
                worth[other] *= SAME_ARTICLE
    return chosen


def grow(found: Sequence[Sentence], scores: Matrix, chance: Matrix, core: int) -> Unit:
    """Take neighbours to a sentence: the one that it leans on, then the better one each time."""
    first = last = core
    words = found[core].words
    while last - first + 1 < MOST_SENTENCES:
        beside = [
            place
            for place in (first - 1, last + 1)
            if 0 <= place < len(found)
            # A heading goes with what stands under it: neither beyond it nor up to it.
            and is_whole(found[first if place < first else place])
            and follows(found, min(place, core), max(place, core))
            and words + found[place].words <= LONGEST
            and (scores[place] >= scores[core] - NEARLY or (place < first and leans(found[first])))
        ]
        if not beside:
            break
        leaning = [place for place in beside if place < first and leans(found[first])]
        taken = max(leaning or beside, key=lambda place: (scores[place], -place))
        words += found[taken].words
        first, last = min(first, taken), max(last, taken)
    best = max(range(first, last + 1), key=lambda place: (scores[place], -place))
    return Unit(first, last, best, float(chance[first : last + 1].sum()))


def follows(found: Sequence[Sentence], first: int, last: int) -> bool:
    """Whether these sentences stand side by side in one passage, with nothing between that may not be quoted."""
    ones = [found[place].quotation for place in range(first, last + 1)]
    text = ones[0].passage.article.text
    beside = all(not text[a.end : b.start].strip() for a, b in pairwise(ones))
    return beside and all(found[place].rank == found[first].rank for place in range(first, last + 1))


def chances(scores: Matrix, flatness: float) -> Matrix:
    """The softmax of the scores."""
    weights = np.exp((scores - scores.max()) / flatness)
    return np.asarray(weights / weights.sum())


def apart(one: Unit, other: Unit) -> bool:
    """Whether two quotations share no sentence."""
    return one.last < other.first or other.last < one.first


def says_same(found: Sequence[Sentence], one: Unit, other: Unit) -> bool:
    """Say whether two quotations share nearly all their words (a wire copy, a repeated paragraph)."""
    first, second = (
        frozenset[str]().union(*(found[n].stems for n in range(u.first, u.last + 1))) for u in (one, other)
    )
    return len(first & second) >= SAME_WORDS * min(len(first), len(second))


def is_on_subject(found: Sequence[Sentence], unit: Unit, first: Unit) -> bool:
    """Whether a quotation is about the question as the first one is."""
    near, first_near = (found[one.core]["passage"] * found[one.core]["similarity"] for one in (unit, first))
    return near >= NEAR_FIRST * first_near and says_of_it(found, unit, first)


def says_of_it(found: Sequence[Sentence], unit: Unit, first: Unit) -> bool:
    """Whether a quotation has words of the question itself, with the first to compare."""
    said, first_said = (max(found[place]["own"] for place in places([one])) for one in (unit, first))
    return said >= SAID_FIRST * first_said


def elsewhere(found: Sequence[Sentence], scores: Matrix, chosen: Sequence[Unit]) -> list[Unit]:
    """Of each article that is not quoted, the best quotation on the subject that holds the kind of thing asked for."""
    best: dict[str, Unit] = {}
    flat = chances(scores, FLATNESS) if chosen else scores
    for core in map(int, np.argsort(-scores, kind="stable")) if chosen else ():
        if found[core].marks and is_whole(found[core]):
            article = found[core].quotation.passage.article.id
            if article not in best:
                best[article] = grow(found, scores, flat, core)
    quoted = {article_of(found, unit) for unit in chosen}
    return [one for key, one in best.items() if key not in quoted and is_on_subject(found, one, chosen[0])]


def article_of(found: Sequence[Sentence], unit: Unit) -> str:
    """The id of the article that a unit is from."""
    return found[unit.core].quotation.passage.article.id


def reading_order(chosen: Sequence[Unit], found: Sequence[Sentence]) -> list[Unit]:
    """The best article first; inside an article, as it reads."""
    first: dict[str, int] = {}
    for position, unit in enumerate(chosen):
        first.setdefault(article_of(found, unit), position)
    return sorted(chosen, key=lambda unit: (first[article_of(found, unit)], found[unit.first].quotation.start))


def to_draft(found: Sequence[Sentence], unit: Unit) -> Draft:
    """What is quoted is its own proof; marked is what fits in its best sentence, or in the others, or may fit.

    Of the others only where they have half as much of the question, unless the best one has nothing that may fit: the
    winner of another prize may stand beside it.
    """
    ones = found[unit.first : unit.last + 1]
    quotation = Quotation(ones[0].quotation.passage, ones[0].quotation.start, ones[-1].quotation.end)
    core = found[unit.core]
    least = NEAR_FIRST * core["own"] if core.marks else 0.0
    telling = [one for one in ones if fits(one) and one["own"] >= least]
    marked = [core] if fits(core) else telling or ([core] if core.marks else ones)
    marks = tuple(
        (start + one.quotation.start - quotation.start, end + one.quotation.start - quotation.start)
        for one in marked
        for start, end in one.marks
    )
    return Draft(quotation.text, (quotation,), marks)
