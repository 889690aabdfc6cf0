"""``Conversation``: turns in, answers or questions back out. What it remembers is a value, ``ConversationState``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.answer import Answer, Place
from bot.answerer import Answerer
from bot.dialogue.antecedents import ASKS_WHO
from bot.dialogue.bare import names_something_new
from bot.dialogue.clarify import about_one, namesakes, readings
from bot.dialogue.followup import continuations, follow
from bot.dialogue.moments import without_time
from bot.dialogue.past import articles_of, known_names, named, past, spoken_of
from bot.dialogue.proposal import Proposer, is_grounded
from bot.dialogue.quoted import asked_about, is_marked
from bot.dialogue.tie import Followed, Tie, Unclear, content, points_back, subject_words
from bot.dialogue.turns import KEPT, LONGEST, START, Choice, ConversationState, PastTurn
from bot.dialogue.vague import is_vague
from bot.english.courtesy import asked_in, is_courtesy
from bot.english.entities import names_in
from bot.english.posts import post_of
from bot.question import Question, Turn
from bot.writer.asked import Kind
from bot.writer.saying import ANYBODY, is_any_said, says, says_of_it
from corpus.sentences import overlaps
from index.analysis import DEFAULT, stems

NEAR = 3  # articles of the turns before that a follow-up is asked of first
OFFERED_FROM = 10  # passages whose articles are offered to who begins with too few words
CONTEXT_WORDS = 30  # of what was said last
HISTORY = 4  # turns of an outside history by which they are looked for
SEVERAL = 2  # words of a follow-up of which one should stand in the articles that were talked about
MOST = 2 / 3  # the share of the words of one that may stand by itself which they should say then
NOTHING_QUOTED = "Nothing was quoted last. What do you want to know?"
TURN = 500  # characters of a question or an answer of such a turn: an answer is a sentence or two


@dataclass(frozen=True, slots=True)
class Told:
    """An answer. ``understood_as`` is the question that was answered, where that is not the one that was typed.

    ``more`` says that more was asked for: what was quoted before is left out.
    """

    answer: Answer
    understood_as: str | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Clarify:
    """A question back to the reader: what was typed may mean several things."""

    question: str
    choices: tuple[Choice, ...] = ()


Reply = Told | Clarify


class Conversation:
    """Answers turn by turn; ``state`` can be stored after each, and given back."""

    def __init__(
        self, answerer: Answerer, state: ConversationState = START, *, propose: Proposer | None = None
    ) -> None:
        self._answerer = answerer
        self._propose = propose
        self.state = state

    def turn(self, asked: Question) -> Reply:
        """Understand a question by the turns before, and answer it, or ask what it means.

        Limits of the question's own go before those of the conversation.
        """
        asked = replace(asked, text=asked_in(asked.text), filter=asked.filter or self.state.filter)
        followed = follow(self._answerer.cased(asked.text), self.state, asked.as_of)
        if isinstance(followed, Unclear) and followed.settled and (only := self._only(asked, followed)):
            key = followed.pronoun
            followed = Followed(only.question, Tie.MADE, ((key, only.text),) if key else (), (key,) if key else ())
        if isinstance(followed, Unclear):
            return self._ask_back(asked, followed)
        if followed.speaker or followed.source:
            return self._of_quoted(asked, followed)
        clear = followed.tie in {Tie.NEW, Tie.MADE} or followed.more
        settled = clear or self.state.choices  # it never asks twice in a row
        if not settled and is_vague(asked.text, followed.question, self.state):
            return self._ask_back(asked, readings(asked.text, followed.question, self.state))
        if self._propose and followed.tie is not Tie.NEW and not followed.more:
            proposed = self._propose(asked.text, self.state)
            if proposed and is_grounded(proposed, asked.text, self.state):
                followed = replace(followed, question=proposed, tie=Tie.RESOLVED)
        followed, question, answer = self._best_read(asked, followed)
        unclear = namesakes(question.text, articles_of(answer), self.state) if followed.tie is Tie.NEW else None
        if unclear and len(offered := self._answerable(asked, unclear.choices)) > 1:
            self.state = replace(self.state, choices=offered)
            return Clarify(unclear.question, offered)
        kept = followed.timeless if question.text == followed.question and followed.timeless else question.text
        if (followed.more or followed.before) and not answer.statements:  # what was quoted last is so still
            self.state = replace(self.state, choices=())
        else:
            self.state = self.state.after(past(replace(followed, question=kept), answer, question.quoted))
        understood = None if same(question.text, asked.text) else question.text
        return Told(answer, understood, followed.more)

    def _best_read(self, asked: Question, followed: Followed) -> tuple[Followed, Question, Answer]:
        """Answer a question as it was understood; where nothing answers it, as it may be meant otherwise."""
        question, answer = self._answered(asked, followed)
        named = set(content(followed.naming))
        rest = {word for word in subject_words(followed.question) - ANYBODY - named if word.isalpha()}
        of_it = not named or says_of_it(answer, named, rest)
        meant = followed.otherwise or followed.timeless
        if (answer.statements and not answer.nearest and of_it) or not meant:
            return followed, question, answer
        tie = Tie.MADE if names_in(meant) else Tie.LOOSE  # "what about children?" is rather of what is talked about
        otherwise = replace(followed, question=meant, tie=tie if named else followed.tie)
        if followed.otherwise and not named:  # another one is meant by the pronoun
            otherwise = replace(otherwise, meant=())
        other, again = self._answered(asked, otherwise)
        first = not (again.statements or named) or (again.nearest and answer.nearest)
        return (followed, question, answer) if first else (otherwise, other, again)

    def _answered(self, asked: Question, followed: Followed) -> tuple[Question, Answer]:
        """Answer a question that stands by itself as if nothing had been said before; by what was said only what cannot
        be understood without it, or goes on about articles that answer it in any case. What goes on about these and is
        not answered is told what they say nearest to it.
        """
        question, near = self._standalone(asked, followed), self._near()
        if followed.before:
            return question, self._told_before(question, date.fromisoformat(followed.before))
        own = (*names_in(asked.text), *sorted(subject_words(asked.text) - ANYBODY))
        if followed.tie is Tie.RESOLVED:  # the name that was put in is said in any case
            question = replace(question, own=own)
        leaning = replace(question, near=near, context="" if followed.more else self._context())
        if followed.tie is Tie.BOUND:
            leaning = replace(leaning, near_only=bool(followed.pronouns) and not followed.more and self._is_held_here())
            return question, self._or_nearest(asked, leaning, self._answerer.answer(leaning), followed)
        if followed.tie is Tie.NEW and followed.about:  # what somebody said of what is talked about, if he did
            said = replace(question, text=followed.about[:LONGEST], near=near)
            answer = self._answerer.answer(said)
            topic = subject_words(followed.about) - subject_words(question.text)
            return (said, answer) if says(answer, topic) else (question, self._answerer.answer(question))
        answer = self._answerer.answer(question)
        # What stands by itself and names nothing may still be of what was talked about, where nothing else answers it.
        alone = followed.tie is Tie.NEW and (answer.statements or names_in(asked.text) or not near)
        if alone or followed.tie is Tie.MADE:
            return question, answer
        return self._goes_on(asked, followed, leaning, answer)

    def _told_before(self, question: Question, day: date) -> Answer:
        """What was printed before a day; where nothing is, what tells of then and was not quoted just now. A figure
        that was printed later is none of then; who held a post may stand beside who holds it since.
        """
        end, limits = datetime.combine(day, time.min, question.as_of.tzinfo) - timedelta(seconds=1), question.filter
        until = min(limits.until, end) if limits.until else end
        plain = without_time(question.text, question.as_of)[0]  # the limit says when
        answer = self._answerer.answer(replace(question, text=plain, filter=replace(limits, until=until)))
        if answer.statements or answer.kind == Kind.NUMBER:
            return answer
        other = self._answerer.answer(question)
        quoted = self.state.last.cited if self.state.last else ()
        told = other.statements and (ASKS_WHO.search(question.text) or not is_quoted(other, quoted))
        return other if told else answer

    def _goes_on(
        self, asked: Question, followed: Followed, leaning: Question, answer: Answer
    ) -> tuple[Question, Answer]:
        """Answer a question that goes on about what was talked about, or may do so, and is answered so by itself."""
        question = replace(leaning, near=(), context="")
        if followed.tie is Tie.RESOLVED and answer.statements:
            cited = [one.quotation.passage.article.id for one in answer.citations]
            if cited[0] not in leaning.near:
                return question, answer
            leaning = replace(leaning, near=tuple(one for one in dict.fromkeys(cited) if one in leaning.near))
        if followed.about:
            own = (*names_in(asked.text), *sorted(subject_words(asked.text) - ANYBODY))
            leaning = replace(leaning, text=followed.about[:LONGEST], own=own)
        again, post = self._answerer.answer(leaning), post_of(asked.text)
        wanted = subject_words(question.text) if followed.tie in {Tie.LOOSE, Tie.NEW} else ()
        topic = subject_words(followed.about) - subject_words(question.text) if followed.about else ()
        of_it = not topic or is_of(again, leaning.near, topic)
        if post and answer.confidence >= again.confidence:  # "who is the mayor?" need not be of what is talked about
            of_it = False
        if again.statements and of_it and says(again, wanted) >= says(answer, wanted):
            return leaning, again
        # "Who was hurt?" alone asks of what is talked about, not of what else somebody was hurt in.
        strange = followed.tie is Tie.LOOSE and not post and is_elsewhere(answer, leaning.near)
        if strange or not answer.statements:
            told = self._or_nearest(asked, leaning, again, followed)
            if told.statements or (strange and followed.about):
                return leaning, told
        return (leaning if followed.about and not (answer.statements or post) else question), answer

    def _or_nearest(self, asked: Question, leaning: Question, answer: Answer, followed: Followed) -> Answer:
        """An answer; where there is none, what the articles of the last turn say nearest to the question.

        Not where the question has no word to look for, nor where it may be of anything else and they have none of its
        words: one word alone may be said by another, and of several one should be there. Of something new ("a ghost")
        the archive must know.
        """
        last, words = self.state.last, subject_words(asked.text) - ANYBODY
        aimless = not words and answer.kind == Kind.OTHER
        if answer.statements or followed.more or aimless or last is None:
            return answer
        if names_something_new(asked.text) and not any(map(self._answerer.knows, words)):
            return answer
        bound = followed.tie not in {Tie.LOOSE, Tie.NEW} or points_back(asked.text)
        needed = words if len(words) >= SEVERAL or not bound else set[str]()
        least = MOST * len(words) if followed.tie is Tie.NEW else 1
        return self._answerer.nearest(replace(leaning, near=last.articles[:NEAR]), answer, needed, least)

    def _of_quoted(self, asked: Question, followed: Followed) -> Reply:
        """Answer who said what was quoted last, or where it stands. The next follow-up is about the question before,
        not about this one.
        """
        last = self.state.turns[-1]
        places = last.cited or self._answerer.places(last.said.split("\n"), last.articles)
        if not places:
            return self._ask_back(asked, Unclear(NOTHING_QUOTED, continuations(last)))
        answering, question = sentence_of(places[0], last), replace(asked, text=followed.question, history=())
        if followed.source:
            return Told(self._answerer.source(question, places[0], answering), followed.question)
        # Of the very sentence, where it is known which one answered: who says another one beside it did not say that.
        answer = self._answerer.speaker(question, answering if is_marked(last) else places[0], answering)
        if answer.statements:
            self.state = replace(self.state, turns=(*self.state.turns[:-1], spoken_of(last, answer)), choices=())
        return Told(answer, followed.question)

    def recall(self, history: Sequence[Turn], asked: Question) -> None:
        """Take in the turns of a conversation that was held elsewhere, of which only words are known.

        Its articles are those that are found by these words.
        """
        history = [Turn(turn.question[:TURN], turn.answer[:TURN]) for turn in history[-KEPT:]]
        articles = self._answerer.talked_about(history[-HISTORY:], asked)[:NEAR]
        told = known_names(articles[:1])
        for turn in history:
            followed = follow(turn.question, self.state, asked.as_of)
            if isinstance(followed, Unclear):
                followed = Followed(turn.question, Tie.BOUND)
            elif (followed.speaker or followed.source) and self.state.last:
                followed = replace(followed, question=self.state.last.question)
            spoken = PastTurn(
                question=followed.question,
                said=turn.answer,
                articles=tuple(article.id for article in articles),
                asked=named(followed.question, told),
                told=(*named(turn.answer, told), *told),
                meant=followed.meant,
                pronouns=followed.pronouns,
            )
            self.state = self.state.after(spoken)

    def _standalone(self, asked: Question, followed: Followed) -> Question:
        last = self.state.last
        return replace(
            asked,
            text=followed.question[:LONGEST],  # names that are put in may multiply
            history=(),
            quoted=last.quoted if followed.more and last else (),
        )

    def _context(self) -> str:
        """Words of the last turn: its question, and the beginning of what was said."""
        last = self.state.last
        return f"{last.question} {' '.join(last.said.split()[:CONTEXT_WORDS])}" if last else ""

    def _near(self) -> tuple[str, ...]:
        """The articles of the last turns, the latest first."""
        ids = (article for turn in reversed(self.state.turns) for article in turn.articles)
        return tuple(dict.fromkeys(ids))[:NEAR]

    def _is_held_here(self) -> bool:
        """Whether it is known what was quoted: the articles of a conversation held elsewhere are only likely."""
        return any(turn.cited for turn in self.state.turns)

    def _ask_back(self, asked: Question, unclear: Unclear) -> Clarify:
        choices = unclear.choices
        says = content(asked.text) and not is_courtesy(asked.text)  # else any article is as near
        if not choices and not self.state.turns and says:
            found = self._answerer.search(asked, OFFERED_FROM).evidence
            choices = about_one(asked.text, [item.passage.article for item in found])
        offered = choices if choices == self.state.choices else self._answerable(asked, choices)
        if unclear.settled and not unclear.unoffered:  # whom he means a reader can say, answered or not
            offered = offered or choices
        self.state = replace(self.state, choices=offered)
        return Clarify(unclear.question if offered else unclear.unoffered or unclear.question, offered)

    def _only(self, asked: Question, unclear: Unclear) -> Choice | None:
        """The only one of several choices, or the only one that the archive answers; the first where a reader was just
        asked back and went on.
        """
        kept = self._answerable(asked, unclear.choices) or (() if unclear.unoffered else unclear.choices)
        again = self.state.choices and not unclear.unoffered
        return kept[0] if len(kept) == 1 or (kept and again) else None

    def _answerable(self, asked: Question, choices: Sequence[Choice]) -> tuple[Choice, ...]:
        """The choices that the archive answers: all are tried, so that no clock decides what is said."""
        return tuple(
            choice
            for choice in choices
            if not same(choice.question, asked.text)
            and self._answerer.answer(replace(asked, text=choice.question[:LONGEST], history=())).statements
        )


def is_elsewhere(answer: Answer, near: Collection[str]) -> bool:
    """Whether an answer cites none of these articles."""
    return all(one.quotation.passage.article.id not in near for one in answer.citations)


def is_quoted(answer: Answer, quoted: Collection[Place]) -> bool:
    """Whether what an answer says first was quoted at one of these places."""
    article, start, end = answer.citations[0].quotation.place
    return any(article == one and overlaps((start, end), (first, last)) for one, first, last in quoted)


def is_of(answer: Answer, near: Collection[str], topic: Collection[str]) -> bool:
    """Whether what an answer says first is of these articles, or has a word of what was talked about."""
    if not answer.statements:
        return False
    first = answer.citations[0].quotation
    said = set(stems(f"{first.passage.article.title} {first.text}", DEFAULT))
    return first.passage.article.id in near or is_any_said(topic, said)


def sentence_of(place: Place, last: PastTurn) -> Place:
    """Where the sentence stands that "who said that?" is about, in what was quoted at a place."""
    article, begin, finish = place
    start, end = asked_about(last)
    return (article, begin + start, begin + end) if begin + end <= finish else place


def same(one: str, other: str) -> bool:
    """Whether two questions differ in no more than case and signs at their end."""
    return one.casefold().strip(" ?.!") == other.casefold().strip(" ?.!")
