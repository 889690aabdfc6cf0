"""``Follows``: the subjects that chats follow, and the digests of what is new about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, tzinfo
from itertools import groupby

from bot.english.entities import names_in
from bot.overview.follow import News, digest
from bot.schedule import LONGEST_SUBJECT, Schedule, Wish, is_due, parse_follow
from bot.telegram.callback import new_key
from bot.telegram.markup import word_end
from bot.telegram.message import Message, Room
from bot.telegram.outbox import OWN, Outbox, Parcel
from bot.telegram.pages import Digest, New, digest_messages, following_message, notice
from bot.telegram.store import Store
from index.arrivals import Cursor
from index.errors import QuestionRejected
from index.terms import FUNCTION_WORDS

MOST = 20  # subjects of a chat
SHOWN = 8  # articles of a subject in a digest
REMEMBERED = 90 * 86_400  # seconds for which it is known that a chat was told of an article
QUIET = (time(22), time(7))


@dataclass(frozen=True, slots=True)
class Follow:
    """A subject that is followed in a room by a user, when they want to hear of it, and up to where it was told."""

    key: str
    room: Room
    user: int
    subject: str
    schedule: Schedule
    cursor: Cursor
    last: datetime | None = None


class Follows:
    """What is followed; ``cursor`` says up to where the archive is known to who begins to follow now."""

    def __init__(
        self, store: Store, outbox: Outbox, cursor: Callable[[], Cursor], zone: tzinfo, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._cursor = cursor
        self._usual = Schedule(zone, quiet=QUIET)
        self._clock = clock

    def follow(self, room: Room, user: int, typed: str) -> str:
        """Follow what was typed, or change when all is sent; return what to say. Raises QuestionRejected."""
        wish = parse_follow(typed, self._usual)
        mine = self.of(room)
        if not wish.subject:
            for one in mine:
                self._change(one, wish.schedule)
            return (
                f"What you follow here comes {wish.schedule.in_words()} from now on."
                if mine
                else "You follow nothing here."
            )
        if not any(map(str.isalnum, wish.subject)):  # no article could be about it
            raise QuestionRejected("a subject needs words: /follow Baykar daily 8:00")
        for one in mine:
            if one.subject.casefold() == wish.subject.casefold():
                self._change(one, wish.schedule)
                return f"You follow “{one.subject}” already; it comes {wish.schedule.in_words()} from now on."
        self._begin(room, user, wish, mine)
        return (
            f"I will tell you what is new about “{wish.subject}” {wish.schedule.in_words()} ({self._usual.zone}). "
            "/following lists what you follow."
        )

    def follow_question(self, room: Room, user: int, question: str) -> str:
        """Follow what a question is about, whatever words it has; return what to say, in the few words that an alert
        has room for. Raises QuestionRejected.
        """
        subject, mine = subject_of(question), self.of(room)
        if not subject:
            raise QuestionRejected("this question names nothing to follow; write it yourself: /follow Baykar")
        if any(one.subject.casefold() == subject.casefold() for one in mine):
            return f"You follow “{subject}” already. /following lists all."
        self._begin(room, user, Wish(subject, self._usual), mine)
        when = replace(self._usual, quiet=None).in_words()
        return f"News of “{subject}” comes {when} ({self._usual.zone}). /following lists all."

    def _begin(self, room: Room, user: int, wish: Wish, mine: Sequence[Follow]) -> None:
        if len(mine) >= MOST:
            raise QuestionRejected(f"a chat can follow {MOST} subjects; /following lists yours, and stops them")
        cursor, now = self._cursor(), self._clock()
        self._store.change(
            "INSERT INTO follow VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(new_key(), room.chat, room.thread or 0, user, wish.subject, str(wish.schedule)),
                *(cursor.generation, cursor.indexed_at.isoformat(), now.timestamp(), now.timestamp()),
            ),
        )

    def _change(self, one: Follow, schedule: Schedule) -> None:
        self._store.change("UPDATE follow SET schedule = ? WHERE key = ?", (str(schedule), one.key))

    def stop(self, room: Room, key: str) -> str:
        """Stop following; return what to say. The key must be of this chat."""
        mine = [one for one in self.of(room) if one.key == key]
        self._store.change("DELETE FROM follow WHERE key = ? AND chat = ?", (key, room.chat))
        return f"You no longer follow “{mine[0].subject}”." if mine else "You do not follow this any more."

    def left(self, room: Room) -> None:
        """Stop all that a chat follows."""
        self._store.change("DELETE FROM follow WHERE chat = ?", (room.chat,))

    def count(self) -> int:
        """Return how many subjects are followed."""
        ((count,),) = self._store.select("SELECT count(*) FROM follow")
        return int(count)

    def of(self, room: Room) -> list[Follow]:
        """Return what a room follows, in the order in which it began."""
        return [one for one in self.all() if one.room == room]

    def all(self) -> list[Follow]:
        """Return all that is followed."""
        rows = self._store.select(
            "SELECT key, chat, thread, user, subject, schedule, generation, indexed_at, last FROM follow "
            "ORDER BY chat, thread, made"
        )
        return [
            Follow(
                key,
                Room(chat, thread or None),
                user,
                subject,
                parse_follow(schedule, self._usual).schedule,
                Cursor(generation, datetime.fromisoformat(indexed_at)),
                datetime.fromtimestamp(last, UTC) if last else None,
            )
            for key, chat, thread, user, subject, schedule, generation, indexed_at, last in rows
        ]

    def list_message(self, room: Room) -> Message:
        """What a room follows, with a button to stop each."""
        mine = self.of(room)
        if not mine:
            return notice("You follow nothing here. Begin with /follow and a subject, or with 🔔 below an answer.")
        return following_message([(one.subject, one.schedule.in_words(), one.key) for one in mine])

    # -- digests ----------------------------------------------------------------------------------------------

    def due(self, generation: int) -> list[list[Follow]]:
        """Return what is to be told now, by room: it is due, and the archive is newer than what was told."""
        now = self._clock()
        ripe = [one for one in self.all() if one.cursor.generation < generation and is_due(one.schedule, one.last, now)]
        return [list(group) for _, group in groupby(ripe, key=lambda one: (one.room.chat, one.room.thread or 0))]

    def tell(self, follows: Sequence[Follow], found: Iterable[News], until: Cursor) -> int:
        """Note what is to be sent to a room, and up to where it is told then, in one step; return how many messages.

        What is followed no more by now, because somebody stopped it or forgot all meanwhile, is not told.
        """
        room, now = follows[0].room, self._clock().timestamp()
        left = {one.key for one in self.of(room)}
        follows = [one for one in follows if one.key in left]
        subjects = {one.subject for one in follows}
        found = [one for one in found if one.subject in subjects]
        told = self._told(room)
        news = [one for one in digest(found, told) if one.matches]
        by_subject = {one.subject: one.key for one in follows}
        pages = digest_messages([page(one, by_subject[one.subject]) for one in news]) if news else ()
        with self._store.transaction():
            self._outbox.plan(OWN, [Parcel(room, message) for message in pages])
            ids = {article for one in news for match in one.matches for article in match.ids}
            self._store.change_each(
                "INSERT OR IGNORE INTO told VALUES (?, ?, ?)", [(room.chat, one, now) for one in sorted(ids)]
            )
            self._store.change_each(
                "UPDATE follow SET generation = ?, indexed_at = ?, last = ? WHERE key = ?",
                [(until.generation, until.indexed_at.isoformat(), now, one.key) for one in follows],
            )
        return len(pages)

    def _told(self, room: Room) -> set[str]:
        return {one for (one,) in self._store.select("SELECT article FROM told WHERE chat = ?", (room.chat,))}

    def expire(self, now: float) -> None:
        """Let go of what was told long ago."""
        self._store.change("DELETE FROM told WHERE at < ?", (now - REMEMBERED,))


def subject_of(question: str) -> str:
    """What a question is about, to follow it: the longest name in it, or else its words that mean something."""
    if names := names_in(question):
        return in_bounds(max(names, key=len))
    told = [word for word in re.findall(r"[^\W_]+(?:[-’'][^\W_]+)*", question) if word.casefold() not in FUNCTION_WORDS]
    return in_bounds(" ".join(told))


def in_bounds(subject: str) -> str:
    """As many words of a subject as it may have signs."""
    return subject[: word_end(subject, 0, LONGEST_SUBJECT)].rstrip()


def page(news: News, key: str) -> Digest:
    """What is new about a subject, as it is shown."""
    shown = news.best(SHOWN)
    return Digest(
        news.subject,
        key,
        tuple(New(one.quotation, one.also_in) for one in shown),
        len(news.matches) - len(shown) + news.more + news.older,
    )
