"""What a conversation remembers, as a value: to and from JSON, so that a chat can be stored and resumed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from bot.answer import Place
from bot.english.entities import Entity, Kind
from corpus.errors import BackissueError
from index.passage import NO_FILTER, Filter

VERSION = 1
KEPT = 6  # turns; what was said before is rarely referred to
LONGEST, MOST = 4000, 50  # characters of a text, items of a list: what a stored conversation may hold
MOST_STATEMENTS, MOST_NAMES = 5, 10  # whose names are kept that answer
LARGEST = 400_000  # characters of a stored conversation

Value = TypeVar("Value")


class ConversationRejected(BackissueError):
    """A stored conversation is damaged, or of another version."""


@dataclass(frozen=True, slots=True)
class PastTurn:
    """An earlier turn: its question as it was understood, what was said to it, and from which articles.

    ``asked`` are the names in the question, ``told`` those in what was said and in its articles; ``meant`` says whom
    the pronouns of the question meant. ``quoted`` are the places that were quoted so far, ``cited`` those of this
    answer, in its order, and ``answering`` the words in them that answer; ``answered`` are the names among those words,
    statement by statement, ``unsure`` where it was asked who did something and none of them is said to have done it;
    ``dated`` is the day of the first article that was cited (2021-05-03), where it has one.
    """

    question: str
    said: str = ""
    articles: tuple[str, ...] = ()
    asked: tuple[Entity, ...] = ()
    told: tuple[Entity, ...] = ()
    meant: tuple[tuple[str, str], ...] = ()
    quoted: tuple[Place, ...] = ()
    pronouns: tuple[str, ...] = ()  # of the question as it was typed
    cited: tuple[Place, ...] = ()
    answering: tuple[Place, ...] = ()
    answered: tuple[tuple[Entity, ...], ...] = ()
    dated: str = ""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several things that may have been meant: how it is offered, and the question that it makes."""

    text: str
    question: str


@dataclass(frozen=True, slots=True)
class ConversationState:
    """What a conversation remembers: its last turns, the reader's limits, and what was offered last, if it was."""

    turns: tuple[PastTurn, ...] = ()
    filter: Filter = NO_FILTER
    choices: tuple[Choice, ...] = ()

    @property
    def last(self) -> PastTurn | None:
        """The turn before this one."""
        return self.turns[-1] if self.turns else None

    def after(self, turn: PastTurn) -> ConversationState:
        """Return the state after one more turn."""
        return replace(self, turns=(*self.turns, bounded(turn))[-KEPT:], choices=())


START = ConversationState()


def bounded(turn: PastTurn) -> PastTurn:
    """Keep of a turn what can be stored."""
    return replace(
        turn,
        question=turn.question[:LONGEST],
        said=turn.said[:LONGEST],
        articles=turn.articles[:MOST],
        asked=turn.asked[:MOST],
        told=turn.told[:MOST],
        quoted=turn.quoted[-MOST:],
        cited=turn.cited[:MOST],
        answering=turn.answering[:MOST],
        answered=tuple(names[:MOST_NAMES] for names in turn.answered[:MOST_STATEMENTS]),
    )


def dump_state(state: ConversationState) -> str:
    """Write a conversation as one line of JSON."""
    limits = state.filter
    shape = {
        "version": VERSION,
        "filter": {
            "since": limits.since and limits.since.isoformat(),
            "until": limits.until and limits.until.isoformat(),
            "source": limits.source,
            "author": limits.author,
        },
        "turns": [turn_shape(turn) for turn in state.turns],
        "choices": [{"text": one.text[:LONGEST], "question": one.question[:LONGEST]} for one in state.choices],
    }
    return json.dumps(shape, ensure_ascii=False)


def turn_shape(turn: PastTurn) -> dict[str, Any]:
    """A turn as it is stored."""
    return {
        "question": turn.question,
        "said": turn.said,
        "articles": list(turn.articles),
        "asked": [entity_shape(one) for one in turn.asked],
        "told": [entity_shape(one) for one in turn.told],
        "meant": [list(pair) for pair in turn.meant],
        "quoted": [list(place) for place in turn.quoted],
        "pronouns": list(turn.pronouns),
        "cited": [list(place) for place in turn.cited],
        "answering": [list(place) for place in turn.answering],
        "answered": [[entity_shape(one) for one in names] for names in turn.answered],
        "dated": turn.dated,
        "unsure": turn.unsure,
    }


def entity_shape(one: Entity) -> dict[str, Any]:
    """A name as it is stored."""
    return {"name": one.name, "kind": one.kind.value, "called": one.called, "count": one.count}


def load_state(text: str) -> ConversationState:
    """Read what ``dump_state`` wrote; raises ConversationRejected for anything else."""
    try:
        return read_state(text)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else error
        raise ConversationRejected(f"the stored conversation cannot be read ({reason}); begin a new one") from error


def read_state(text: str) -> ConversationState:
    """Read a conversation."""
    if len(text) > LARGEST:
        raise ValueError("it is too large")
    shape = json.loads(text)
    if not isinstance(shape, dict) or shape.get("version") != VERSION:
        raise ValueError(f"it is not of version {VERSION}")
    return ConversationState(
        turns=items(shape["turns"], read_turn)[-KEPT:],
        filter=read_filter(shape["filter"]),
        choices=items(shape["choices"], read_choice),
    )


def read_filter(shape: Any) -> Filter:
    """Read the reader's limits."""
    return Filter(
        read_moment(shape["since"]), read_moment(shape["until"]), words(shape["source"]), words(shape["author"])
    )


def read_moment(value: Any) -> datetime | None:
    """Read a moment with its offset; None where there is none."""
    if value is None:
        return None
    moment = datetime.fromisoformat(words(value))
    if moment.tzinfo is None:
        raise ValueError("a moment has no offset")
    return moment


def read_turn(shape: Any) -> PastTurn:
    """Read a turn."""
    return PastTurn(
        question=words(shape["question"]),
        said=words(shape["said"]),
        articles=items(shape["articles"], words),
        asked=items(shape["asked"], read_entity),
        told=items(shape["told"], read_entity),
        meant=items(shape["meant"], read_pair),
        quoted=items(shape["quoted"], read_place),
        pronouns=items(shape["pronouns"], words),
        # What was stored by an earlier program has none of these.
        cited=items(shape.get("cited", []), read_place),
        answering=items(shape.get("answering", []), read_place),
        answered=items(shape.get("answered", []), lambda names: items(names, read_entity)),
        dated=read_day(shape.get("dated", "")),
        unsure=shape.get("unsure", False) is True,
    )


def read_day(value: Any) -> str:
    """Read a day, or nothing."""
    return date.fromisoformat(words(value)).isoformat() if value else ""


def read_entity(shape: Any) -> Entity:
    """Read a name."""
    called = words(shape["called"])
    if called not in {"", "he", "she"}:
        raise ValueError(f"nobody is called {called[:20]!r}")
    return Entity(words(shape["name"]), Kind(words(shape["kind"])), called, number(shape["count"]))


def read_choice(shape: Any) -> Choice:
    """Read a choice."""
    return Choice(words(shape["text"]), words(shape["question"]))


def read_pair(value: Any) -> tuple[str, str]:
    """Read a pronoun and whom it meant."""
    pronoun, name = items(value, words)
    return pronoun, name


def read_place(value: Any) -> Place:
    """Read a place in an article."""
    article, start, end = value
    return words(article), number(start), number(end)


def items(value: Any, read: Callable[[Any], Value]) -> tuple[Value, ...]:
    """Read a list that is not too long."""
    if not isinstance(value, list) or len(value) > MOST:
        raise ValueError("a list is damaged")
    return tuple(map(read, value))


def words(value: Any) -> str:
    """Read a text that is not too long and can be printed and stored."""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError("a text is damaged")
    return value.encode("utf-8", "replace").decode()


def number(value: Any) -> int:
    """Read a whole number of zero or more."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise ValueError("a number is damaged")
    return value
