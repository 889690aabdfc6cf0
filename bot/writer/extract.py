"""The extractive writer: the sentences of the archive that answer, each word for word."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

import numpy as np

from bot.answer import Drafted, Weighed
from bot.english import expressions as x
from bot.english.entities import names_in
from bot.english.introduction import Introduction
from bot.english.posts import Post
from bot.english.predicate import family_of
from bot.writer.actor import OTHERS, said_at
from bot.writer.asked import STRICT, Asked, Beside, Kind, understand
from bot.writer.attribution import ASKS_WHO_SAID, with_speakers
from bot.writer.confidence import Confidence, judge
from bot.writer.conflict import with_other_times
from bot.writer.latest import asks_what_happened, latest_subject, told_about, told_last
from bot.writer.score import (
    FEATURES,
    FEWEST_WORDS,
    Matrix,
    Reader,
    Sentence,
    is_whole,
    named_time,
    names_share,
    score_sentences,
    spelled,
)
from bot.writer.told import (
    UNSAID,
    fits,
    names_all,
    quoted_confidence,
    says_deed,
    tells,
    tells_outcome,
    tells_suspect,
    tells_victims,
)
from bot.writer.unit import (
    FLATNESS,
    NEAR_FIRST,
    NEARLY,
    Unit,
    article_of,
    chances,
    choose,
    elsewhere,
    grow,
    places,
    reading_order,
    says_of_it,
    to_draft,
)
from bot.writer.voice import Voice, sayer_of, voices
from corpus.kind import Kind as Printed
from index.analysis import DEFAULT, stems
from index.asking import asking_of_a_time
from index.keywords import KeywordIndex
from index.passage import Evidence

SEVERAL = 3  # articles that say who holds a post, beside which one that says another is doubted
EVEN, HALF = 1e-6, 0.5
AS_GOOD = 2.0  # the same of who holds a post, in what was printed later
SAID_OF_IT = 0.6  # confidence where somebody's own words are told, and their passage says all that is asked. By hand.
TELLS_WHY = 0.3  # the share of what the first passage has of the question that one with its cause must have
LAST_ABOUT = 0.8  # confidence of an answer to "what is the latest on ...?" by articles about it. By hand.
HAPPENED_TO_IT = 0.6  # the same of "what happened to ...?" where what is quoted is of articles about it. By hand.
CLOSER = 0.4  # the cosine from which on these are about it though their title does not say so. By hand.
# By how much less is worth what nobody says, or another than whose words are asked for: it is quoted beside these at
# most, and what another says not even so.
LESS = {Voice.THEIRS: 0.0, Voice.OF_THEM: 0.0, Voice.NOBODY: NEARLY, Voice.ANOTHER: 2 * NEARLY}
DAY_ONLY = 0.9  # confidence of an answer to "what happened on ...?", where anything was found for that day


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
        found = Reader(asked, stems, rarity).read(evidence)
        beside = False
        if is_about_a_day(asked):
            found = of_the_day(question, found, evidence, partial(stems, language=DEFAULT))
            scores, chosen = score_sentences(found), leads(found, self._most)
            confidence = Confidence(DAY_ONLY if chosen else 0.0, {})
        else:
            last = told_last(asked, found, stems) if subject else []
            found = last or on_subject(asked, found)
            scores = with_deed_first(asked, found, score_sentences(found))
            chosen, confidence, beside = self._answering(asked, question, found, scores, evidence)
            if subject:
                confidence = replace(confidence, value=LAST_ABOUT if last else UNSAID * confidence.value)
                chosen = newest_first(found, scores, chosen, self._most) if last else chosen
            elif asks_what_happened(question) and told_about(
                asked, [found[unit.core] for unit in chosen], stems, CLOSER
            ):
                confidence = replace(confidence, value=max(confidence.value, HAPPENED_TO_IT))
        chosen = with_notices(found, scores, chosen, evidence, self._most)
        ordered = reading_order(chosen, found)
        drafts = tuple(to_draft(found, unit) for unit in ordered)
        if ASKS_WHO_SAID.match(question):
            said = (found[max(places([unit]), key=lambda place: found[place]["own"])].quotation for unit in ordered)
            drafts = with_speakers([*zip(drafts, said, strict=True)])
        others = [to_draft(found, unit) for unit in elsewhere(found, scores, chosen)] if asked.kind in STRICT else []
        drafts = with_other_times(drafts, others, str(asked.kind), question, self._most)
        weighed = tuple(weigh(found, scores, chosen))
        kind, judged = str(asked.kind), confidence.parts
        post = asked.post if isinstance(asked.post, Post) else None
        holder = post is not None and any(tells(post, found[place]) for place in places(chosen))
        value = confidence.value
        return Drafted(drafts, value, kind=kind, weighed=weighed, judged=judged, beside=beside, holder=holder)

    def _answering(
        self, asked: Asked, question: str, found: Sequence[Sentence], scores: Matrix, evidence: Sequence[Evidence]
    ) -> tuple[list[Unit], Confidence, bool]:
        """Choose what answers, and say how sure it is that it does, and whether it only tells of whose words are asked
        for, or of whom it is asked who that is.
        """
        plain, scores = scores, with_suspect_first(asked, found, scores)
        judged = max((judge(asked, found, one, evidence) for one in (scores, plain)), key=lambda one: one.value)
        told, worth, beside = voiced(asked, question, found, scores)
        chosen = choose(found, worth, self._most, best_first=asked.kind in STRICT, among=told)
        if asked.post:
            chosen = with_holder(asked.post, found, scores, chosen, self._most)
            beside = beside or is_only_mentioned(asked.post, [found[place] for place in places(chosen)])
        confidence = quoted_confidence(asked, found, places(chosen), judged)
        if beside:
            confidence = replace(confidence, value=min(confidence.value, SAID_OF_IT))
        elif told and any(asked.subject <= found[unit.core].near for unit in chosen):
            confidence = replace(confidence, value=max(confidence.value, SAID_OF_IT))
        if asked.kind is Kind.REASON or asked.thing or (asked.kind is Kind.DATE and asked.said):
            chosen = with_marked(asked, found, scores, chosen, self._most)
        return chosen, confidence, beside


def is_only_mentioned(post: Beside, quoted: Sequence[Sentence]) -> bool:
    """Whether sentences speak of somebody of whom it is asked who that is, and do not say it."""
    who = isinstance(post, Introduction) and post.of_somebody
    return who and bool(quoted) and not any(tells(post, one) for one in quoted)


def on_subject(asked: Asked, found: Sequence[Sentence]) -> list[Sentence]:
    """Leave out the passages that say less than half of what the best one says of the subject: they may say when.

    Of a cause less is enough, because who tells it need not say again what happened.
    """
    shares = [asked.terms.share(one.near, asked.subject) for one in found]
    least = (TELLS_WHY if asked.kind is Kind.REASON else NEAR_FIRST) * max(shares, default=0.0)
    return [one for one, share in zip(found, shares, strict=True) if share >= least]


def voiced(
    asked: Asked, question: str, found: Sequence[Sentence], scores: Matrix
) -> tuple[list[int] | None, Matrix, bool]:
    """The sentences that may answer (None: all), the scores of all, and whether those only name whose words are asked
    for: nothing is by him.

    Where anything is by him, only that answers, and less is worth what is quoted beside.
    """
    sayer = sayer_of(question)
    told = voices(sayer, [one.quotation for one in found]) if sayer else []
    if theirs := [place for place, one in enumerate(told) if one is Voice.THEIRS]:
        return theirs, scores - np.array([LESS[one] for one in told]), False
    if sayer is None or not sayer.names:  # who "the president" is no sentence need say
        return None, scores, False
    if sayer.anything and all(names_share(asked, sorted(one.near)) < HALF for one in found):
        return [], scores, True  # nobody writes of him
    named = [place for place, one in enumerate(found) if any(map(sayer.is_meant, names_in(one.quotation.text)))]
    if named:
        return named, scores, True
    words = asked.terms.names.intersection(stems(" ".join(sayer.names), DEFAULT))
    spelt_otherwise = not words or any(words.intersection(asked.terms.read([*one.stems])) for one in found)
    return (None, scores, False) if spelt_otherwise else ([], scores, True)


def is_about_a_day(asked: Asked) -> bool:
    """Whether a question names a day or another time and nothing else: "what happened on 14 March 2023?"."""
    rest = beside_date(asked.text)
    return rest <= x.OF_A_TIME and (bool(rest) or bool(x.DATE.search(asked.text)))


def beside_date(question: str) -> set[str]:
    """What a question says besides a date and that it asks what happened; digits alone are of a date."""
    words = {word.strip("?.,!:;'’\"") for word in re.split(r"[\s-]+", x.DATE.sub(" ", question).casefold())}
    return {
        word for word in words - asking_of_a_time(question) if word and not (word[0].isdigit() or x.MONTH.match(word))
    }


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

    return [one for one in found if one.words >= FEWEST_WORDS and is_of_it(one)]


def leads(found: Sequence[Sentence], most: int) -> list[Unit]:
    """Of the best articles what each says first."""
    first: dict[str, Unit] = {}
    for place, one in enumerate(found):
        first.setdefault(article_of(found, unit := Unit(place, place, place, 1 / (1 + one.rank))), unit)
    return sorted(first.values(), key=lambda unit: -unit.chance)[:most]


def with_deed_first(asked: Asked, found: Sequence[Sentence], scores: Matrix) -> Matrix:
    """The scores, of a question for a date with what dates the very deed first, and of one for who did something with
    what says that it was done, where that is nearly as good.
    """
    counting = asked.kind is Kind.NUMBER and asked.said is not None and bool(family_of(asked.said.stem))
    dating = asked.kind is Kind.DATE and bool(asked.deed or asked.said)
    if not found or not (asked.outcome or asked.event or counting or dating):
        return scores

    def is_told(place: int) -> bool:
        if asked.outcome:
            return tells_outcome(asked, found, place)
        if asked.event:
            return tells_victims(asked, found, place)
        if asked.deed and dating:
            return fits(found[place]) and says_deed(asked, asked.deed, found, place)
        if asked.acting:
            return fits(found[place]) and not {*said_at(asked.acting, asked, found, place)} <= OTHERS
        return fits(found[place]) and names_all(asked, found, place)

    best, first = scores.max(), int(np.argmax(scores))
    if is_told(first) if asked.outcome or asked.event or asked.doer else fits(found[first]):
        return scores
    of_doer = dating and asked.deed is not None and bool(asked.doer)  # what says just that, of just this one
    least = best - (NEARLY if asked.outcome or of_doer else AS_GOOD)
    telling = [place for place in range(len(found)) if scores[place] >= least and is_told(place)]
    if telling:
        scores = scores.copy()
        scores[max(telling, key=lambda place: scores[place])] = best + EVEN
    return scores


def with_suspect_first(asked: Asked, found: Sequence[Sentence], scores: Matrix) -> Matrix:
    """The scores, of a question for who hurt somebody with what names a suspect first, where nothing names who did it:
    that is told by few words of the question.
    """
    best = scores.max(initial=0.0)
    if not asked.outcome or any(tells_outcome(asked, found, place) for place in as_good(scores, range(len(found)))):
        return scores
    near = (place for place in range(len(found)) if scores[place] >= best - 2 * NEARLY)
    if telling := [place for place in near if tells_suspect(asked, found, place)]:
        scores = scores.copy()
        scores[max(telling, key=lambda place: scores[place])] = best + EVEN
    return scores


def with_marked(
    asked: Asked, found: Sequence[Sentence], scores: Matrix, chosen: Sequence[Unit], most: int
) -> list[Unit]:
    """Put the likeliest quotation with words that fit (a cause, the name of a thing, when what is asked about was)
    beside those that say what happened, where these have none.

    A sentence that says why has few words of the question, because it need not say what again; but its passage names
    what was done to, or by: of a mill that closed, not of all that did.
    """
    if not chosen or any(fits(found[place]) for place in places(chosen)):
        return list(chosen)
    flat = chances(scores, FLATNESS)
    of = asked.subject - (asked.act.same if asked.act else frozenset())
    told = (
        core for core, one in enumerate(found) if fits(one) and is_whole(one) and not (of and of.isdisjoint(one.near))
    )
    units = (grow(found, scores, flat, core) for core in told)
    least = TELLS_WHY * found[chosen[0].core]["passage"]
    near = [one for one in units if found[one.core]["passage"] >= least and says_of_it(found, one, chosen[0])]
    if not near:
        return list(chosen)
    return [*chosen[: most - 1], min(near, key=lambda unit: (-scores[unit.core], unit.first))]


def with_holder(
    post: Beside, found: Sequence[Sentence], scores: Matrix, chosen: Sequence[Unit], most: int
) -> list[Unit]:
    """Put first what names who holds the post that is asked about: who does now, in what was printed last, or who will,
    where that is asked. Of a post of which all the world writes, who is named so in several articles. Nothing is quoted
    with the sentences that tell it: they name who they are about.
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
    core = max(near, key=lambda place: (not post.past and found[place].printed, scores[place], -place))
    taken = next((one for one in chosen if one.first <= core <= one.last), None)
    first = Unit(core, core, core, taken.chance if taken else float(chances(scores, FLATNESS)[core]))
    others = (one for one in chosen if one is not taken)
    told = ((one, [place for place in places([one]) if tells(post, found[place])]) for one in others)
    return [first, *(replace(one, first=each[0], last=each[-1], core=each[0]) for one, each in told if each)][:most]


def as_good(scores: Matrix, among: Sequence[int]) -> list[int]:
    """Those of some sentences that are nearly as good as the best of them."""
    best = max((scores[place] for place in among), default=0.0)
    return [place for place in among if scores[place] >= best - AS_GOOD]


def by_several(post: Beside, found: Sequence[Sentence], cores: list[int]) -> list[int]:
    """Leave out what only one article says, where several say another thing."""
    said = {place: names_told(post, found[place]) for place in cores}
    articles: dict[str, set[str]] = {}
    for place, names in said.items():
        for name in names:
            articles.setdefault(name, set()).add(found[place].quotation.passage.article.id)
    if max(map(len, articles.values())) < SEVERAL:
        return cores
    return [place for place, names in said.items() if any(len(articles[name]) > 1 for name in names)]


def names_told(post: Beside, sentence: Sentence) -> set[str]:
    """Who a sentence says holds a post, by the last word of the name."""
    return {sentence.quotation.text[start:end].split()[-1] for start, end in tells(post, sentence)}


def newest_first(found: Sequence[Sentence], scores: Matrix, chosen: Sequence[Unit], most: int) -> list[Unit]:
    """Order quotations by when they were printed, and have one of the newest article among them."""
    newest = max((one.printed for one in found), default=0.0)
    cores = [place for place, one in enumerate(found) if one.printed == newest and is_whole(one)]
    if chosen and cores and all(found[unit.core].printed < newest for unit in chosen):
        core = max(cores, key=lambda place: (scores[place], -place))
        chosen = [*chosen[: most - 1], grow(found, scores, chances(scores, FLATNESS), core)]
    return sorted(chosen, key=lambda unit: -found[unit.core].printed)


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


def weigh(found: Sequence[Sentence], scores: Matrix, chosen: Sequence[Unit]) -> list[Weighed]:
    """Tell of each sentence what it scored and what became of it, the best first."""
    cores = {unit.core for unit in chosen}
    quoted = set(places(chosen))
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
