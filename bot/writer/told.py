"""Whether what is quoted says what a question asks, and of whom it asks it; else an answer is less sure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.english import expressions as x
from bot.english.agent import is_contest
from bot.english.doer import has_happened, is_done_by
from bot.english.introduction import Introduction
from bot.english.phrases import is_foreign
from bot.english.posts import Post
from bot.english.predicate import PEOPLE, Predicate, family_of, is_said_of, opposite_of, word_said
from bot.writer.actor import is_of_others, places_of, sentence_before, told_at
from bot.writer.asked import STRICT, Asked, Beside, Kind, asks_of_anyone
from bot.writer.confidence import UNTYPED, Confidence, denies
from bot.writer.score import Sentence, names_share
from bot.writer.support import is_said
from corpus.sentences import Span

# What a question says of those whom it asks for ("who founded it?") is a good part of it when it is so much of its
# weight and number of words; where nothing that is quoted says so, it answers half as often. By hand.
MUCH_SAID, UNSAID = 0.25, 0.5
# The same where nobody is named for what was done, or no number counts what is asked: it may be said in other words. By
# hand.
UNNAMED = 0.7
MUCH_DONE = 0.2  # the same of what it says was done
POST_NAMED = 0.8  # confidence of an answer that names who holds the post that was asked about. By hand.
VICTIMS_TOLD = 0.7  # the same of one that tells how many were killed or hurt in what was asked about. By hand.
OUTCOME_TOLD = 0.6  # the same of one that names who did what was asked about, and that it was done. By hand.
KILLED = word_said("killed")
WON_WHAT = 0.6  # the share of what somebody won, or did, that the passage with its title must have. By hand.
COSTING = frozenset({"cost", "price", "fare", "fee", "worth"})  # what says of a sum, whatever it is of, that it is paid
NONE_WERE = re.compile(
    r"\b(?:no\s(?:[a-z]+\s){0,2}(?:deaths?|fatalities|injuries|casualties|arrests?)|nobody|no\sone|none)\b",
    re.IGNORECASE,
)
LAST_YEAR = re.compile(r"\b(?:last|previous)\syear\b", re.IGNORECASE)
ALL = 1 - 1e-6
SHORTEST_HEAD = 4  # letters of "bridge" in footbridge


def quoted_confidence(asked: Asked, found: Sequence[Sentence], quoted: Sequence[int], judged: Confidence) -> Confidence:
    """The confidence, lowered where what is quoted does not hold or deny the kind of thing asked for, or holds it of
    something else.
    """
    if not quoted:
        return judged
    if is_unheard_of(asked):
        judged = replace(judged, value=judged.value * UNSAID)
    if isinstance(asked.post, Introduction) and not any(
        names_whom(asked, asked.post, found[place]) for place in quoted
    ):
        return replace(judged, value=min(judged.value, UNTYPED))
    if sure := sureness(asked, found, quoted):
        return replace(judged, value=max(judged.value, sure))
    if asked.kind in STRICT and not any(found[place].marks or denies(found[place]) for place in quoted):
        return replace(judged, value=min(judged.value, UNTYPED))
    share = min((left for left, doubt in DOUBTS if doubt(asked, found, quoted)), default=1.0)
    return replace(judged, value=judged.value * share)


def is_unnamed(asked: Asked, found: Sequence[Sentence], quoted: Sequence[int]) -> bool:
    """Whether nobody is named who did what a question asks who did it, or who holds the post that it asks about."""
    if asked.outcome:
        return not any(tells_outcome(asked, found, place) for place in quoted)
    post = post_told(asked)
    return isinstance(post, Post) and not any(tells(post, found[place]) for place in quoted)


def names_nobody(asked: Asked, found: Sequence[Sentence], quoted: Sequence[int]) -> bool:
    """The same, and nobody who is said near it."""
    return is_unnamed(asked, found, quoted) and not any(fits(found[place]) for place in quoted)


def names_whom(asked: Asked, introduction: Introduction, sentence: Sentence) -> bool:
    """Whether a sentence has the name of which a question asks who that is; in another spelling all words of it."""
    if asked.terms.names <= {*sentence.stems}:
        return introduction.is_in(sentence.quotation.text)
    return asked.terms.names <= {*asked.terms.read([*sentence.stems])}


def sureness(asked: Asked, found: Sequence[Sentence], quoted: Sequence[int]) -> float:
    """The least confidence of an answer that says in one place all that is asked; 0 where none does."""
    post = post_told(asked)
    if post and any(tells(post, found[place]) for place in quoted):
        return POST_NAMED
    if asked.outcome and any(tells_outcome(asked, found, place, by_itself=True) for place in quoted):
        return OUTCOME_TOLD
    return VICTIMS_TOLD if asked.event and any(tells_victims(asked, found, place) for place in quoted) else 0.0


def post_told(asked: Asked) -> Beside | None:
    """Whose holder a question asks for, or what is told beside a name, where it says of what or of whom."""
    return asked.post if asked.post and asked.post.is_of_one and not asked.post.to_come else None


def is_unanswered(asked: Asked, found: Sequence[Sentence], quoted: Sequence[int]) -> bool:
    """Whether nothing that is quoted says what a question asks."""
    return not is_answered(asked, found, quoted)


def is_answered(asked: Asked, found: Sequence[Sentence], quoted: Sequence[int]) -> bool:
    """Whether what is quoted says what a question says of those that it asks for, and of whom it asks it."""
    if asked.kind not in STRICT:
        return is_told_of(asked, found, quoted)
    post = post_told(asked)
    if isinstance(post, Post) and post.is_office:  # else whoever is named holds another one, or held it
        texts = (found[place].quotation for place in quoted)
        return any(post.may_be_told(one.passage.article, one.text) for one in texts)
    if asked.outcome and asked.said and is_contest(asked.said):
        return any(tells_outcome(asked, found, place) for place in quoted)
    if asked.event and not any(asked.event & stems_beside(found, place) for place in quoted):
        return False
    if asked.kind is Kind.NUMBER and asked.said and family_of(asked.said.stem):
        told = (one for one in quoted if fits(found[one]) or NONE_WERE.search(found[one].quotation.text))
        return any(names_subject(asked, found, place) for place in told)
    if asked.kind is Kind.DATE:  # when something was is told in many words for it
        said = is_told_of(asked, found, quoted)
    else:
        much = asked.said is not None and (
            asked.terms.leveled(asked.said.stem, asked.subject - asked.terms.names) >= MUCH_SAID
            or asked.terms.names >= asked.subject - {asked.said.stem}  # "who replaced Ana Reis?" says nothing else
        )
        counting = not asked.counted.isdisjoint(PEOPLE) or not any(found[place]["typed"] == 1.0 for place in quoted)
        said = any(is_said(asked, [*found[place].stems, *found[place].held]) for place in quoted)
        said = said or not (much or asked.event)
        said = said or bool(asked.counted and not counting)  # "34 cars": hardly anything else is counted of them
        said = said and (asked.kind is Kind.NUMBER or is_told_of(asked, found, quoted))
    marked = (place for place in quoted if found[place].marks or denies(found[place]))
    return said and any(names_subject(asked, found, place) for place in marked)


def is_unheard_of(asked: Asked) -> bool:
    """Whether a question has a name that no article has in any spelling: what is asked of it is not there either. A day
    of the week is none.

    In English only: elsewhere names are inflected, and other words begin with a capital, too.
    """
    weights = asked.terms.weights
    names = (one for one in asked.terms.names & asked.subject if one.isalpha() and one in weights)
    return not is_foreign(asked.text) and any(weights[one] >= asked.unheard for one in names)


def is_uncounted(asked: Asked, found: Sequence[Sentence], quoted: Sequence[int]) -> bool:
    """Whether no number in what is quoted counts what a question counts, nor stands where that is said of anything:
    "three goals" are no teams that play.
    """
    if asked.kind is not Kind.NUMBER or not asked.counted:
        return False
    told = (found[place] for place in quoted)
    return not any(fits(one) or denies(one) or (one.marks and is_said(asked, [*one.stems])) for one in told)


def says_names_alone(asked: Asked, found: Sequence[Sentence], quoted: Sequence[int]) -> bool:
    """Whether the passages that are quoted have of a question whether something is so the names of whom it asks, and no
    word of what, nor of its opposite. What somebody did is told in too many words for it.
    """
    if asked.kind is not Kind.YES_NO or asked.act or asked.is_a:
        return False
    wanted = asked.subject - asked.terms.names - asked.kind_words
    ranks = {found[place].rank for place in quoted}
    said = {stem for one in found if one.rank in ranks for stem in (*one.stems, *one.held, *one.near)}
    meant = wanted.union(*map(opposite_of, wanted))
    return bool(wanted) and bool(asked.terms.names) and meant.isdisjoint({*said, *asked.terms.read(sorted(said))})


def is_told_of(asked: Asked, found: Sequence[Sentence], quoted: Sequence[int]) -> bool:
    """Whether the passages that are quoted say the deed that a question asks about, of those that it asks of (of a pope
    who is ill they do not say when he died), or have a word of what it asks what was said about.
    """
    places = places_of(found, quoted)
    if asked.is_a:
        return any(says_deed(asked, asked.is_a, found, place) for place in places)
    if asked.deed and asked.terms.leveled(asked.deed.stem, asked.subject - asked.terms.names) >= MUCH_DONE:
        deeds = [asked.deed]
        if asked.kind is Kind.YES_NO:
            deeds.append(Predicate(asked.deed.stem, asked.deed.opposite))
        return any(says_deed(asked, deed, found, place) for deed in deeds for place in places)
    stems = asked.terms.read([stem for place in places for stem in (*found[place].stems, *found[place].held)])
    return not asked.topic or not asked.topic.isdisjoint(stems)


def says_deed(asked: Asked, deed: Predicate, found: Sequence[Sentence], place: int) -> bool:
    """Whether a sentence says a deed, and it or the one before it of whom, or of what."""
    of = asked.subject - {deed.stem} - asked.kind_words
    stems, quotation = found[place].stems, found[place].quotation
    anyone = asks_of_anyone(asked.text)
    is_unhurt = anyone and deed.stem in KILLED.same and x.UNHURT.search(quotation.text)  # nor did anybody die
    if not is_unhurt and not any(map(deed.is_said, asked.terms.read([*stems]))):
        return False
    before = sentence_before(found, place)
    if asked.doer:
        return is_done_by(asked.doer, deed, told_at(found, place), asked.terms.read, active=asked.active)
    titled = found[place].held if x.LEANS_BACK.search(quotation.text) else frozenset()  # "the trust bought it"
    if anyone:  # "was anyone arrested?": whom, nobody knows
        titled |= found[place].near
    return not of or not of.isdisjoint(asked.terms.read([*(before.stems if before else ()), *stems, *titled]))


def tells_victims(asked: Asked, found: Sequence[Sentence], place: int) -> bool:
    """Whether a sentence says how many were killed or hurt, or that some were, and its passage in what, and where."""
    sentence, said = found[place].quotation.text, asked.said or asked.deed
    if said is None or not asked.terms.names or not names_all(asked, found, place):
        return False
    if asked.kind is Kind.NUMBER:
        told = fits(found[place]) and any(is_said_of(said, sentence, span) for span in found[place].marks)
    else:  # whoever died was hurt
        told = any(has_happened(one, sentence, asked.terms.read) for one in (said, KILLED))
    return told and not asked.event.isdisjoint(stems_beside(found, place))


def stems_beside(found: Sequence[Sentence], place: int) -> frozenset[str]:
    """The stems of all sentences of a passage."""
    return frozenset().union(*(one.stems for one in found if one.rank == found[place].rank))


def tells_outcome(asked: Asked, found: Sequence[Sentence], place: int, *, by_itself: bool = False) -> bool:
    """Whether a sentence names who did what a question asks of, as something that happened, and names of what: with its
    passage, or ``by_itself`` with the sentence before it.
    """
    one, before = found[place], sentence_before(found, place)
    if (
        asked.said is None
        or not fits(one)
        or not has_happened(asked.said, one.quotation.text, asked.terms.read, asked.text)
    ):
        return False
    printed = one.quotation.passage.article.printed
    if printed and asked.years == {str(printed.year)} and LAST_YEAR.search(one.quotation.text):
        return False
    beside = asked.terms.read([*one.stems, *(before.stems if before else ())]) if by_itself else one.near
    return (
        names_all(asked, found, place) and asked.terms.share({*beside}, asked.subject - {asked.said.stem}) >= WON_WHAT
    )


def tells_suspect(asked: Asked, found: Sequence[Sentence], place: int) -> bool:
    """Whether a sentence names who is suspected of having hurt or killed those of whom a question asks who did it."""
    return (
        asked.said is not None and not is_contest(asked.said) and fits(found[place]) and names_all(asked, found, place)
    )


def names_all(asked: Asked, found: Sequence[Sentence], place: int) -> bool:
    """Whether a sentence, the one before it or its title has all the names of a question."""
    one, before = found[place], sentence_before(found, place)
    beside = asked.terms.read([*one.stems, *(before.stems if before else ())])
    return names_share(asked, [*beside, *one.held]) >= ALL


def names_subject(asked: Asked, found: Sequence[Sentence], place: int) -> bool:
    """Whether a sentence, its title or the sentence before it has a word for what the question asks something of.

    An article tells of many sums: of these its title is enough only where a cost is told; "it" and "the bridge" of a
    footbridge are enough.
    """
    last = sentence_before(found, place)
    before = last.stems if last else frozenset()
    wanted = asked.subject - asked.kind_words
    if not (asked.measure and asked.sought is x.MONEY):
        return not wanted or not wanted.isdisjoint(asked.terms.read([*before, *found[place].stems, *found[place].held]))
    words = {*asked.terms.read([*before, *found[place].stems])}
    named = any(one.endswith(word) for one in wanted for word in words if len(word) >= SHORTEST_HEAD)
    titled = not COSTING.isdisjoint(words) and not wanted.isdisjoint(found[place].held)
    return named or titled or leans(found[place])


def tells(post: Beside, sentence: Sentence) -> list[Span]:
    """Where a sentence names who holds the post that is asked about, or tells what is told beside a name."""
    quotation = sentence.quotation
    return post.within(quotation.passage.article).holders(quotation.text) if fits(sentence) else []


def fits(sentence: Sentence) -> bool:
    """Whether a sentence holds what is asked for, and says of it what the question says."""
    return bool(sentence.marks) and sentence["typed"] == 1.0


def leans(sentence: Sentence) -> bool:
    """Whether a sentence begins with a word that means something named before it."""
    return bool(x.LEANS.search(sentence.quotation.text))


# What is left of the confidence where one of these holds of what is quoted; of several, the least.
DOUBTS = (
    (UNSAID, is_unanswered),
    (UNSAID, is_of_others),
    (UNSAID, says_names_alone),
    (UNSAID, names_nobody),
    (UNNAMED, is_unnamed),
    (UNNAMED, is_uncounted),
)
