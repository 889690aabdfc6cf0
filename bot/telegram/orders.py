"""``Orders``: the commands, and free text, which is a question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlsplit

from bot.dialogue.turns import START as NEW
from bot.english.courtesy import is_courtesy
from bot.overview.picture import draw_coverage
from bot.overview.timeline import Timeline
from bot.question import Question
from bot.telegram.asking import Asked, dump_limits, parcels_of, read_question, respond, turn
from bot.telegram.callback import new_key
from bot.telegram.command_texts import help_text, privacy_text, start_text
from bot.telegram.incoming import LARGEST, Became, Said
from bot.telegram.markup import label
from bot.telegram.memory import Kept
from bot.telegram.memory_use import memory_mb
from bot.telegram.message import Message, Room
from bot.telegram.outbox import Parcel
from bot.telegram.pages import listing_messages, notice, sources_message, status_message, timeline_messages
from bot.telegram.presses import Presses
from bot.telegram.response import Response, said
from bot.telegram.tools import Tools
from bot.terminal.chat import limited
from corpus.amount import amount
from index.passage import Filter

LISTED = 8  # articles
EVENTS = 12  # lines of a timeline
CAPTION = 200  # units of the subject below a picture
ASKING = {"", "ask", "search", "timeline", "latest"}  # what takes a while, and counts as a question
SURE = "yes"  # behind /forget
ADMINS = "Only the admins of this bot can do that."

Order = Callable[[Said], Awaitable[Response]]


class Orders:
    """What a reader can type."""

    def __init__(
        self,
        tools: Tools,
        presses: Presses,
        *,
        cancel: Callable[[int, int], int],
        cancel_elsewhere: Callable[[int, int], int],
        reindex: Callable[[Room], str],
        longest: int,
        keep_days: int,
    ) -> None:
        self._tools = tools
        self._presses = presses
        self._cancel = cancel
        self._cancel_elsewhere = cancel_elsewhere
        self._reindex = reindex
        self._longest = longest
        self._keep_days = keep_days
        self._orders: dict[str, Order] = {
            "": self._ask,
            "ask": self._ask,
            "search": self._search,
            "timeline": self._timeline,
            "latest": self._latest,
            "sources": self._sources,
            "status": self._status,
            "start": self._start,
            "help": self._help,
            "privacy": self._privacy,
            "forget": self._forget,
            "new": self._new,
            "cancel": self._give_up,
            "since": self._limit,
            "until": self._limit,
            "source": self._limit,
            "follow": self._follow,
            "following": self._following,
        }
        self._admin: dict[str, Order] = {
            "reindex": self._index,
            "stats": self._stats,
            "allow": self._let_in,
            "block": self._let_in,
        }

    def asks(self, event: Said) -> bool:
        """Whether a message is a question to the archive, that is answered with work."""
        return event.command in ASKING and bool(event.text or event.command == "latest")

    async def obey(self, event: Said) -> Response:
        """Do what was said."""
        if event.command in self._admin:
            if not self._tools.members.is_admin(event.user):
                return said(event, ADMINS)
            return await self._admin[event.command](event)
        order = self._orders.get(event.command)
        if order is None:
            return Response() if event.room.is_group else said(event, f"There is no /{event.command}; /help lists all.")
        return await order(event)

    def left(self, room: Room) -> None:
        """Stop what was to be sent to a chat that the bot is no part of any more."""
        self._tools.follows.left(room)

    def became(self, event: Became) -> None:
        """Take along what a group said, follows and may, when Telegram gives it another id."""
        self._tools.memory.move(event.before, event.room.chat)
        self._tools.members.move(event.before, event.room.chat, self._tools.clock().timestamp())

    # -- questions --------------------------------------------------------------------------------------------

    def _question(self, event: Said, limits: Filter | None = None) -> Question:
        question = read_question(event.text, event.at, self._tools.session.settings.zone, self._longest)
        return replace(question, filter=limits) if limits else question

    async def _ask(self, event: Said) -> Response:
        if not event.text:
            return said(event, "Write the question behind it: /ask When did the ferry hit the pier?")
        if not event.command and is_courtesy(event.text):
            return Response() if event.room.is_group else said(event, "Ask me what you want to know from the archive.")
        state = self._tools.memory.conversation(event.room)
        question = self._question(event)
        found = await self._tools.pool.run(lambda: turn(self._tools.session, state, question))
        self._presses.expect(found)
        return respond(Asked(event.room, event.user, event.message_id, question), found)

    async def _search(self, event: Said) -> Response:
        if not event.text:
            return said(event, "Write what to look for behind it: /search ferry")
        question = self._question(event, self._tools.memory.conversation(event.room).filter)
        found = await self._tools.pool.run(lambda: self._tools.session.lister.articles(question, LISTED))
        return self._messages(event, listing_messages(found, event.text))

    async def _latest(self, event: Said) -> Response:
        limits = self._tools.memory.conversation(event.room).filter
        if event.text:
            limits = limited(limits, "source", event.text, self._tools.session.settings.zone)
        question = Question("", event.at, limits)
        found = await self._tools.pool.run(lambda: self._tools.session.newest(question, LISTED))
        return self._messages(event, listing_messages(found, "The latest"))

    async def _timeline(self, event: Said) -> Response:
        if not event.text:
            return said(event, "Write the subject behind it: /timeline ferry accident")
        topic = self._question(event, self._tools.memory.conversation(event.room).filter)

        def tell() -> tuple[Timeline, bytes | None]:
            told = self._tools.session.chronicler.timeline(topic, EVENTS)
            return told, draw_coverage(told.coverage) if told.coverage.days else None

        told, picture = await self._tools.pool.run(tell)
        key, asked = new_key(), self._asked(event, topic)
        messages = timeline_messages(told, key)
        parcels = parcels_of(asked, messages, key)
        if picture is not None:
            caption = notice(f"How often the archive wrote about “{label(event.text, CAPTION)}”.")
            parcels = (*parcels, Parcel(event.room, caption, picture=picture, silent=True))
        kept = Kept(event.text, event.at.isoformat(), dump_limits(topic.filter), messages[-1], len(messages))
        return Response(parcels, key=key, kept=kept)

    # -- the archive ------------------------------------------------------------------------------------------

    async def _sources(self, event: Said) -> Response:
        counts = await self._tools.pool.run(self._tools.session.sources)
        return self._messages(event, (sources_message(counts),))

    async def _status(self, event: Said) -> Response:
        state = await self._tools.pool.run(self._tools.session.state)
        return self._messages(event, (status_message(state, full=self._tools.members.is_admin(event.user)),))

    # -- the conversation -------------------------------------------------------------------------------------

    async def _start(self, event: Said) -> Response:
        return said(event, start_text())

    async def _help(self, event: Said) -> Response:
        return said(event, help_text(admin=self._tools.members.is_admin(event.user)))

    async def _privacy(self, event: Said) -> Response:
        model = urlsplit(self._tools.session.settings.llm_url).hostname or ""
        return said(event, privacy_text(self._keep_days, model))

    async def _forget(self, event: Said) -> Response:
        if event.text.casefold() != SURE:  # Telegram makes a command that stands in an article something to tap on
            return said(
                event, f"This removes all that you asked and got here, and what you follow. Send /forget {SURE}"
            )
        taken_back = self._cancel_elsewhere(event.room.chat, event.user)  # else it would be kept a moment later
        self._tools.memory.forget(event.user)
        told = "All that you asked and got here is removed, and what you follow."
        return said(event, f"{told} Taken back elsewhere: {amount(taken_back, 'question')}." if taken_back else told)

    async def _new(self, event: Said) -> Response:
        return replace(said(event, "A new conversation, without limits."), state=NEW)

    async def _give_up(self, event: Said) -> Response:
        count = self._cancel(event.room.chat, event.user)
        return said(event, f"Taken back: {amount(count, 'question')}." if count else "Nothing of yours is waiting.")

    async def _limit(self, event: Said) -> Response:
        state = self._tools.memory.conversation(event.room)
        limits = limited(state.filter, event.command, event.text, self._tools.session.settings.zone)
        await self._tools.pool.run(lambda: self._tools.session.refuse_unknown(limits))
        named = event.command.capitalize()
        told = (
            f"{named}: {event.text}. It holds until you change it or say /new." if event.text else f"{named}: no limit."
        )
        return replace(said(event, told), state=replace(state, filter=limits))

    # -- subjects ---------------------------------------------------------------------------------------------

    async def _follow(self, event: Said) -> Response:
        if not event.text:
            return said(event, "Write the subject behind it: /follow Baykar daily 8:00")
        return said(event, self._tools.follows.follow(event.room, event.user, event.text))

    async def _following(self, event: Said) -> Response:
        return Response((Parcel(event.room, self._tools.follows.list_message(event.room), reply_to=event.message_id),))

    # -- admins -----------------------------------------------------------------------------------------------

    async def _index(self, event: Said) -> Response:
        return said(event, self._reindex(event.room))

    async def _stats(self, event: Said) -> Response:
        now = self._tools.clock().timestamp()
        counts = {
            **self._tools.members.counts(now),
            **self._tools.memory.verdicts(),
            "follows": self._tools.follows.count(),
            "undelivered": self._tools.outbox.undelivered(now),
        }
        lines = [f"{name}: {count}" for name, count in counts.items()]
        return said(event, "\n".join([*lines, f"memory: {memory_mb():,.0f} MB"]))

    async def _let_in(self, event: Said) -> Response:
        try:
            who = int(event.text)
        except ValueError:
            who = 0
        if not 0 < abs(who) <= LARGEST:
            return said(event, f"Write a numeric id behind it: /{event.command} 1001")
        if event.command == "block" and self._tools.members.is_admin(who):
            return said(event, f"{who} is an admin by the settings, and cannot be kept out.")
        change = self._tools.members.allow if event.command == "allow" else self._tools.members.block
        change(who, self._tools.clock().timestamp())
        return said(event, f"{who} is {'let in' if event.command == 'allow' else 'kept out'} from now on.")

    # -- replies ----------------------------------------------------------------------------------------------

    def _asked(self, event: Said, question: Question) -> Asked:
        return Asked(event.room, event.user, event.message_id, question)

    def _messages(self, event: Said, messages: tuple[Message, ...]) -> Response:
        return Response(parcels_of(self._asked(event, Question(event.text, event.at)), messages))
