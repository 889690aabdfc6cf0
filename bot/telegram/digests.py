"""``Digests``: when a new generation has come and it is time, chats are told what is new about their subjects."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import groupby

from bot.overview.follow import News
from bot.session import Session
from bot.telegram.follows import Follow, Follows
from bot.telegram.members import Members
from index.arrivals import Cursor


class Digests:
    """Looks at what is due."""

    def __init__(self, session: Session, follows: Follows, members: Members) -> None:
        self._session = session
        self._follows = follows
        self._members = members

    async def tell_due(self) -> None:
        """Note what is to be sent to the rooms for which it is time."""
        for due in self._follows.due(self._session.searched.number):
            follows = [one for one in due if self._members.may_use(one.user, one.room.chat)]
            if not follows:  # who is kept out hears nothing; let in again, they hear of all since
                continue
            found, until = await asyncio.to_thread(self._news, follows)
            self._follows.tell(follows, found, until)

    def _news(self, follows: Sequence[Follow]) -> tuple[list[News], Cursor]:
        """What is new about subjects, each since it was told of last."""
        found: list[News] = []
        until = follows[0].cursor
        by_cursor = sorted(follows, key=lambda one: (one.cursor.generation, one.cursor.indexed_at))
        for cursor, group in groupby(by_cursor, key=lambda one: one.cursor):
            news, until = self._session.follower.news([one.subject for one in group], cursor)
            found += news
        return found, until
