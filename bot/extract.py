"""The extractive writer: the sentences of the archive that answer, each word for word."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise

import numpy as np

from bot import expressions as x
from bot.answer import Draft, Drafted, Quotation, Weighed
from bot.confidence import Confidence, judge
from bot.conflict import with_other_times
from bot.latest import latest_subject, printed, told_last
from bot.personal import Personal
from bot.posts import Post
from bot.score import FEATURES, Matrix, Reader, Sentence, is_whole, named_time, score_sentences, spelled
from bot.support import STRICT, Asked, Kind, understand
from bot.told import UNSAID, fits, leans, quoted_confidence, says_deed, tells
from bot.voice import Voice, sayer_of, voices
from corpus.kind import Kind as Printed
from index.analysis import DEFAULT
from index.keywords import KeywordIndex
from index.passage import Evidence
from index.when import ABOUT_A_DAY, ASKING

# A quotation is the sentence that answers with its neighbours, as far as they are nearly as good or it leans on the one
# before ("He said"): whom it means and what follows. More words hold more answers and are read less gladly; with 60,
# 70, 80 words the gold answer stands in three quotations for .66, .69, .71 of 140 questions (docs/decisions.md).
LONGEST, MOST_SENTENCES = 80, 4
NEARLY = 4.0  # by how much a neighbour may score less
SEVERAL = 3  # articles that say who holds a post, beside which one that says another is doubted
EVEN = 1e-6
AS_GOOD = 2.0  # the same of who holds a post, in what was printed later
# Enough has been said when it is so likely that the answer is among it.
ENOUGH = 0.9
# A further quotation that is not a tenth as likely to hold the answer as the first says other things. Without this
# bound answers have 184 instead of 159 words, and the gold answer no more often (docs/decisions.md).
FILLER = 0.1
# Nor one that is off the subject: its passage half as near to the question as that of the first, by words and meaning,
# or its sentences with less than a fifth of the share of the question's words that the first has.
NEAR_FIRST, SAID_FIRST = 0.5, 0.2
SAID_OF_IT = 0.6  # confidence where somebody's own words are told, and their passage says all that is asked. By hand.
TELLS_WHY = 0.3  # the share of what the first passage has of the question that one with its cause must have
# How flat the chances are taken for choosing: sentences that share a passage are right or wrong together.
FLATNESS = 2.0
SAME_ARTICLE = 0.7  # what a further quotation from the same article is worth
SAME_WORDS = 0.8  # share of words from which two sentences say the same
LAST_ABOUT = 0.8  # confidence of an answer to "what is the latest on ...?" by articles about it. By hand.
# By how much less is worth what nobody says, or another than whose words are asked for: it is quoted beside these at
# most, and what another says not even so.
LESS = {Voice.THEIRS: 0.0, Voice.OF_THEM: 0.0, Voice.NOBODY: NEARLY, Voice.ANOTHER: 2 * NEARLY}
DAY_ONLY = 0.9  # confidence of an answer to "what happened on ...?", where anything was found for that day


@dataclass(frozen=True, slots=True)
class Unit:
    """Sentences of a passage that are quoted together, from ``first`` to ``last``, and how likely they answer."""

    first: int
    last: int
    core: int
    chance: float


class ExtractiveWriter:
    """Quotes the sentences that answer; see ``bot.answer.Writer``."""

    def __init__(self, keywords: Callable[[], KeywordIndex], *, max_statements: int) -> None:
        self._keywords = keywords
        self._most = max_statements

    def write(self, question: str, evidence: Sequence[Evidence]) -> Drafted:
        """Return the best sentences in reading order, with the confidence that the archive answers."""
        index = self._keywords()
        stems, rarity = cache(index.words), cache(index.rarity)
        subject = latest_subject(question)
        asked = understand(f"What about {subject}?" if subject else question, stems, rarity, index.variants(question))
        found, of_a_day = Reader(asked, stems, rarity).read(evidence), is_about_a_day(asked)
        last = told_last(asked, found, stems) if subject else []
        if last:
            found = last
        elif of_a_day:
            found = of_the_day(question, found, evidence, partial(stems, language=DEFAULT))
        else:
            found = on_subject(asked, found)
        scores = with_deed_first(asked, found, score_sentences(found))
        if of_a_day:
            chosen = leads(found, self._most)
            confidence = Confidence(DAY_ONLY if chosen else 0.0, {})
        else:
            told, worth = voiced(question, found, scores)
            chosen = choose(found, worth, self._most, best_first=asked.kind in STRICT, among=told)
            if asked.post:
                chosen = with_holder(asked.post, found, scores, chosen, self._most)
            quoted = [place for unit in chosen for place in range(unit.first, unit.last + 1)]
            confidence = quoted_confidence(asked, found, quoted, judge(asked, found, scores, evidence))
            if subject:
                confidence = replace(confidence, value=LAST_ABOUT if last else UNSAID * confidence.value)
            if told and any(asked.subject <= found[unit.core].near for unit in chosen):
                confidence = replace(confidence, value=max(confidence.value, SAID_OF_IT))
            if asked.kind is Kind.REASON or asked.thing or (asked.kind is Kind.DATE and asked.said):
                chosen = with_marked(found, scores, chosen, self._most)
        chosen = with_notices(found, scores, chosen, evidence, self._most)
        if last:
            chosen = newest_first(found, scores, chosen, self._most)
        drafts = tuple(to_draft(found, unit) for unit in reading_order(chosen, found))
        others = [to_draft(found, unit) for unit in elsewhere(found, scores, chosen)] if asked.kind in STRICT else []
        drafts = with_other_times(drafts, others, str(asked.kind), question, self._most)
        weighed = tuple(weigh(found, scores, chosen))
        return Drafted(drafts, confidence.value, kind=str(asked.kind), weighed=weighed, judged=confidence.parts)


def on_subject(asked: Asked, found: Sequence[Sentence]) -> list[Sentence]:
    """Leave out the passages that say less than half of what the best one says of the subject: they may say when.

    Of a cause less is enough, because who tells it need not say again what happened.
    """
    shares = [asked.terms.share(one.near, asked.subject) for one in found]
    least = (TELLS_WHY if asked.kind is Kind.REASON else NEAR_FIRST) * max(shares, default=0.0)
    return [one for one, share in zip(found, shares, strict=True) if share >= least]


def voiced(question: str, found: Sequence[Sentence], scores: Matrix) -> tuple[list[int] | None, Matrix]:
    """The sentences that may answer (None: all), and the scores of all.

    Where anything is said by whose words are asked for, only that answers, and less is worth what is quoted beside.
    """
    sayer = sayer_of(question)
    told = voices(sayer, [one.quotation for one in found]) if sayer else []
    if Voice.THEIRS not in told:
        return None, scores
    theirs = [place for place, one in enumerate(told) if one is Voice.THEIRS]
    return theirs, scores - np.array([LESS[one] for one in told])


def is_about_a_day(asked: Asked) -> bool:
    """Whether a question names a day or another time and nothing else: "what happened on 14 March 2023?"."""
    rest = beside_date(asked.text)
    return rest <= x.OF_A_TIME and (bool(rest) or bool(x.DATE.search(asked.text)))


def beside_date(question: str) -> set[str]:
    """What a question says besides a date and that it asks what happened; digits alone are of a date."""
    words = {word.strip("?.,!:;'’\"") for word in re.split(r"[\s-]+", x.DATE.sub(" ", question).casefold())}
    return {word for word in words - ABOUT_A_DAY - ASKING if word and not word[0].isdigit()}


def of_the_day(
    question: str, found: Sequence[Sentence], evidence: Sequence[Evidence], stems_of: Callable[[str], Sequence[str]]
) -> list[Sentence]:
    """The sentences of articles that were printed on the day that a question names, or that name it themselves.

    "Yesterday" and "the last quarter of 2024" are not looked for in words: printed then, or known to be of then.
    """
    words = [] if beside_date(question) else [word for day in x.DATE.findall(question) for word in day.split()]
    absolute = (word for word in words if x.MONTH.match(word) or any(map(str.isdigit, word)))
    named = frozenset(stem for word in absolute for stem in stems_of(word))

    def is_of_it(one: Sentence) -> bool:
        item, quotation = evidence[one.rank], one.quotation
        if not named:
            return item.timely == 1.0 or bool(item.elsewhen)
        told = map(named_time, item.events_in(quotation.start, quotation.end))
        return any(named <= {*stems_of(day)} for day in (spelled(quotation.passage.article.printed), *told))

    return [one for one in found if is_whole(one) and is_of_it(one)]


def leads(found: Sequence[Sentence], most: int) -> list[Unit]:
    """Of the best articles what each says first."""
    first: dict[str, Unit] = {}
    for place, one in enumerate(found):
        first.setdefault(article_of(found, unit := Unit(place, place, place, 1 / (1 + one.rank))), unit)
    return sorted(first.values(), key=lambda unit: -unit.chance)[:most]


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


def with_deed_first(asked: Asked, found: Sequence[Sentence], scores: Matrix) -> Matrix:
    """The scores, of a question for a date with what dates the very deed first, where that is nearly as good."""
    if asked.kind is not Kind.DATE or not asked.deed or not found:
        return scores
    best = scores.max()
    if fits(found[int(np.argmax(scores))]):
        return scores
    near = [place for place, one in enumerate(found) if fits(one) and scores[place] >= best - AS_GOOD]
    telling = [place for place in near if says_deed(asked, asked.deed, found, place)]
    if telling:
        scores = scores.copy()
        scores[max(telling, key=lambda place: scores[place])] = best + EVEN
    return scores


def with_marked(found: Sequence[Sentence], scores: Matrix, chosen: Sequence[Unit], most: int) -> list[Unit]:
    """Put the likeliest quotation with words that fit (a cause, the name of a thing, when what is asked about was)
    beside those that say what happened, where these have none.

    A sentence that says why has few words of the question, because it need not say what again.
    """
    if not chosen or any(fits(found[place]) for one in chosen for place in range(one.first, one.last + 1)):
        return list(chosen)
    flat = chances(scores, FLATNESS)
    units = (grow(found, scores, flat, core) for core, one in enumerate(found) if fits(one) and is_whole(one))
    least = TELLS_WHY * found[chosen[0].core]["passage"]
    near = [one for one in units if found[one.core]["passage"] >= least and says_of_it(found, one, chosen[0])]
    if not near:
        return list(chosen)
    return [*chosen[: most - 1], min(near, key=lambda unit: (-scores[unit.core], unit.first))]


def with_holder(
    post: Post | Personal, found: Sequence[Sentence], scores: Matrix, chosen: Sequence[Unit], most: int
) -> list[Unit]:
    """Put first what names who holds the post that is asked about: who does now, in what was printed last, or who will,
    where that is asked. Of a post of which all the world writes, who is named so in several articles.
    """
    cores = [place for place, one in enumerate(found) if tells(post, one) and is_whole(one)]
    if not chosen or not cores:
        return list(chosen)
    cores = by_several(post, found, cores) if post.is_of_all else cores
    coming = [place for place in cores if x.WILL.search(found[place].quotation.text)]
    if post.to_come and not coming:  # who does now is not who will
        return list(chosen)
    meant = coming if post.to_come else [place for place in cores if place not in coming]
    near = [*as_good(scores, meant), *(() if post.to_come else set(as_good(scores, cores)).intersection(coming))]
    core = max(near, key=lambda place: (not post.past and printed(found[place]), scores[place], -place))
    taken = next((one for one in chosen if one.first <= core <= one.last), None)
    first = replace(taken or grow(found, scores, chances(scores, FLATNESS), core), core=core)
    others = (one for one in chosen if one is not taken and apart(one, first))
    told = (one for one in others if any(tells(post, found[place]) for place in range(one.first, one.last + 1)))
    return [first, *told][:most]


def as_good(scores: Matrix, places: Sequence[int]) -> list[int]:
    """Those of some sentences that are nearly as good as the best of them."""
    best = max((scores[place] for place in places), default=0.0)
    return [place for place in places if scores[place] >= best - AS_GOOD]


def by_several(post: Post | Personal, found: Sequence[Sentence], cores: list[int]) -> list[int]:
    """Leave out what only one article says, where several say another thing."""
    said = {place: names_told(post, found[place]) for place in cores}
    articles: dict[str, set[str]] = {}
    for place, names in said.items():
        for name in names:
            articles.setdefault(name, set()).add(found[place].quotation.passage.article.id)
    if max(map(len, articles.values())) < SEVERAL:
        return cores
    return [place for place, names in said.items() if any(len(articles[name]) > 1 for name in names)]


def names_told(post: Post | Personal, sentence: Sentence) -> set[str]:
    """Who a sentence says holds a post, by the last word of the name."""
    return {sentence.quotation.text[start:end].split()[-1] for start, end in tells(post, sentence)}


def newest_first(found: Sequence[Sentence], scores: Matrix, chosen: Sequence[Unit], most: int) -> list[Unit]:
    """Order quotations by when they were printed, and have one of the newest article among them."""
    newest = max(map(printed, found), default=0.0)
    cores = [place for place, one in enumerate(found) if printed(one) == newest and is_whole(one)]
    if chosen and cores and all(printed(found[unit.core]) < newest for unit in chosen):
        core = max(cores, key=lambda place: (scores[place], -place))
        chosen = [*chosen[: most - 1], grow(found, scores, chances(scores, FLATNESS), core)]
    return sorted(chosen, key=lambda unit: -printed(found[unit.core]))


def apart(one: Unit, other: Unit) -> bool:
    """Whether two quotations share no sentence."""
    return one.last < other.first or other.last < one.first


def is_on_subject(found: Sequence[Sentence], unit: Unit, first: Unit) -> bool:
    """Whether a quotation is about the question as the first one is."""
    near, first_near = (found[one.core]["passage"] * found[one.core]["similarity"] for one in (unit, first))
    return near >= NEAR_FIRST * first_near and says_of_it(found, unit, first)


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


def says_of_it(found: Sequence[Sentence], unit: Unit, first: Unit) -> bool:
    """Whether a quotation has words of the question itself, with the first to compare."""
    said, first_said = (max(found[place]["own"] for place in range(one.first, one.last + 1)) for one in (unit, first))
    return said >= SAID_FIRST * first_said


def chances(scores: Matrix, flatness: float) -> Matrix:
    """The softmax of the scores."""
    weights = np.exp((scores - scores.max()) / flatness)
    return np.asarray(weights / weights.sum())


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


def says_same(found: Sequence[Sentence], one: Unit, other: Unit) -> bool:
    """Say whether two quotations share nearly all their words (a wire copy, a repeated paragraph)."""
    first, second = (
        frozenset[str]().union(*(found[n].stems for n in range(u.first, u.last + 1))) for u in (one, other)
    )
    return len(first & second) >= SAME_WORDS * min(len(first), len(second))


def article_of(found: Sequence[Sentence], unit: Unit) -> str:
    """The id of the article that a unit is from."""
    return found[unit.core].quotation.passage.article.id


def with_notices(
    found: Sequence[Sentence], scores: Matrix, chosen: Sequence[Unit], evidence: Sequence[Evidence], most: int
) -> list[Unit]:
    """Put before what is quoted from an article what takes it back: a correction that names what answers there, or a
    retraction.
    """
    notices = {item.passage.article.id: {one.id for one in item.notices} for item in evidence}
    flat = chances(scores, FLATNESS) if chosen else scores
    told: list[Unit] = []
    for unit in chosen:
        ids = notices[article_of(found, unit)]
        others = [one for one in chosen if article_of(found, one) in ids]
        cores = [place for place, one in enumerate(found) if one.quotation.passage.article.id in ids and is_whole(one)]
        others += [grow(found, scores, flat, core) for core in sorted(cores, key=lambda place: -scores[place])[:1]]
        told += [one for one in [*(one for one in others[:1] if takes_back(found, one, unit)), unit] if one not in told]
    return told[:most]


def takes_back(found: Sequence[Sentence], notice: Unit, unit: Unit) -> bool:
    """Whether a notice says of what answers that it was wrong, or of all of its article."""
    said, text = to_draft(found, unit), to_draft(found, notice).text
    retracts = found[notice.core].quotation.passage.article.kind == Printed.RETRACTION
    return retracts or any(said.text[start:end] in text for start, end in said.marks)


def reading_order(chosen: Sequence[Unit], found: Sequence[Sentence]) -> list[Unit]:
    """The best article first; inside an article, as it reads."""
    first: dict[str, int] = {}
    for position, unit in enumerate(chosen):
        first.setdefault(article_of(found, unit), position)
    return sorted(chosen, key=lambda unit: (first[article_of(found, unit)], found[unit.first].quotation.start))


def to_draft(found: Sequence[Sentence], unit: Unit) -> Draft:
    """What is quoted is its own proof; marked is what fits in its best sentence, or in the others, or may fit."""
    ones = found[unit.first : unit.last + 1]
    quotation = Quotation(ones[0].quotation.passage, ones[0].quotation.start, ones[-1].quotation.end)
    core = found[unit.core]
    marked = [core] if fits(core) else list(filter(fits, ones)) or ([core] if core.marks else ones)
    marks = tuple(
        (start + one.quotation.start - quotation.start, end + one.quotation.start - quotation.start)
        for one in marked
        for start, end in one.marks
    )
    return Draft(quotation.text, (quotation,), marks)


def weigh(found: Sequence[Sentence], scores: Matrix, chosen: Sequence[Unit]) -> list[Weighed]:
    """Tell of each sentence what it scored and what became of it, the best first."""
    cores = {unit.core for unit in chosen}
    quoted = {place for unit in chosen for place in range(unit.first, unit.last + 1)}
    order = np.argsort(-scores, kind="stable")
    return [
        Weighed(
            found[place].quotation,
            float(scores[place]),
            "chosen" if place in cores else "quoted beside" if place in quoted else "less likely, or said already",
            dict(zip(FEATURES, found[place].row, strict=True)),
            found[place].marks,
        )
        for place in map(int, order)
    ]
