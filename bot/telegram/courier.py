"""``Courier``: brings parcels to Telegram, each once.

A message cannot be sent twice without being seen twice, and a cut connection does not tell whether it arrived. Then the
courier asks: it edits the messages that it may have become, with the very same words. The one that "is not modified",
or lets itself be edited, tells that it has arrived, and under which number.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count, islice
from weakref import WeakValueDictionary

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram import Message as Sent
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.telegram.limiter import seconds_of
from bot.telegram.markup import shortened
from bot.telegram.message import Keyboard, Message, Room
from bot.telegram.outbox import Outbox, Parcel, State
from bot.telegram.pages import Card

log = logging.getLogger(__name__)

MOST_PLACES = 1000  # messages of which the last press is known
PROBES = 10  # messages that a parcel may have become, at most
UNKNOWN = 4  # how far beyond the highest id that is known: messages of others that have not come to us yet
# Why a request never left, by the names of the causes: the HTTP library is not ours to import here.
UNSENT = {"ConnectError", "ConnectTimeout", "PoolTimeout"}
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds between tries
CACHED = 30  # seconds for which Telegram keeps cards for the same words
TOAST = 200  # signs of what a press is told
TYPING = 4.5  # seconds after which it is renewed; Telegram shows it for five
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
UNSHOWN = Message("I have an answer, but Telegram does not take it as it is. Ask in other words, or for less.")
LEFT = ("chat not found", "user is deactivated", "kicked")  # nobody is there any more to read it
FORBIDDEN = ("not enough rights", "have no rights", "chat_write_forbidden", "topic_closed", "topic_deleted")
NO_TOPIC = ("thread not found", "topic_closed", "topic_deleted")
ELSEWHERE = "<i>From another topic:</i>\n"
PERHAPS = "\n\n<i>The connection broke: you may have got this message already.</i>"


Place = tuple[int, int]  # a chat, and a message in it


class Courier:
    """Sends, edits and gives signs of life."""

    def __init__(self, bot: ExtBot[bool], outbox: Outbox, clock: Callable[[], float] = time.time) -> None:
        self._bot = bot
        self._outbox = outbox
        self._clock = clock
        # Nothing else is on its way to a chat while it is not known what has become of a parcel: to look for one is to
        # edit what may be it, and that must not be another.
        self._turns = WeakValueDictionary[int, asyncio.Lock]()
        # What is shown in the place of an answer: by chat and message the last press, and whose turn it is.
        self._newest: dict[Place, int] = {}
        self._places = WeakValueDictionary[Place, asyncio.Lock]()

    async def deliver(self, parcel: Parcel) -> int | None:
        """Send a parcel until it has arrived; return its message id, None where it never can arrive."""
        if parcel.edits is not None and await self._show(parcel, parcel.edits):
            self._outbox.sent(parcel, parcel.edits)
            return parcel.edits
        async with self._turns.setdefault(parcel.room.chat, asyncio.Lock()):
            return await self._until_arrived(parcel)

    async def _show(self, parcel: Parcel, message_id: int) -> bool:
        """Show a parcel in the place of a message of ours; say whether that was there.

        Who presses again meanwhile sees what they pressed last, and only that: pages in between are left out. An answer
        is shown in any case.
        """
        place = parcel.room.chat, message_id
        if not parcel.answer:
            self._newest[place] = max(parcel.update_id, self._newest.pop(place, 0))
            while len(self._newest) > MOST_PLACES:
                del self._newest[next(iter(self._newest))]
        async with self._places.setdefault(place, asyncio.Lock()):
            if not parcel.answer and self._newest.get(place, 0) > parcel.update_id:
                return True
            return await self.edit(parcel.room, message_id, parcel.message)

    async def _until_arrived(self, parcel: Parcel) -> int | None:
        unclear = parcel.state is State.SENDING  # a process before this one was killed over it
        for attempt in count():
            if unclear:
                found, certain = await self._look_for(parcel)
                if found is not None:
                    self._outbox.sent(parcel, found)
                    return found
                parcel = parcel if certain else perhaps_again(parcel)
            parcel, unclear = self._outbox.sending(parcel, self._clock()), True
            try:
                message_id = await self._send(parcel)
            except TelegramError as error:
                if surely_unsent(error):
                    self._outbox.back(parcel)
                    unclear = False
                if isinstance(error, (BadRequest, Forbidden, ChatMigrated)):
                    other = otherwise(parcel, error)
                    if other is None:
                        self._give_up(parcel, error)
                        return None
                    parcel = other
                    continue
                await asyncio.sleep(pause(error, attempt))
            else:
                self._outbox.sent(parcel, message_id)
                return message_id
        raise AssertionError("counting ends")

    def _give_up(self, parcel: Parcel, error: TelegramError) -> None:
        """Note that a message never can arrive: it is counted where somebody may wait for it."""
        log.warning("a message to chat %d was refused for good: %s", parcel.room.chat, error.message)
        if isinstance(error, Forbidden) or says(error, *LEFT):
            self._outbox.sent(parcel, None)
        else:
            self._outbox.lost(parcel)

    async def _send(self, parcel: Parcel) -> int:
        message, room = parcel.message, parcel.room
        reply = ReplyParameters(parcel.reply_to, allow_sending_without_reply=True) if parcel.reply_to else None
        markup = to_markup(message.keyboard)
        sent: Sent
        if parcel.picture is not None:
            sent = await self._bot.send_photo(
                room.chat,
                parcel.picture,
                message.html,
                parse_mode=ParseMode.HTML,
                reply_parameters=reply,
                reply_markup=markup,
                message_thread_id=room.thread,
                disable_notification=parcel.silent,
            )
        else:
            sent = await self._bot.send_message(
                room.chat,
                message.html,
                parse_mode=ParseMode.HTML,
                reply_parameters=reply,
                reply_markup=markup,
                message_thread_id=room.thread,
                link_preview_options=NO_PREVIEW,
                disable_notification=parcel.silent,
            )
        return sent.message_id

    async def _look_for(self, parcel: Parcel) -> tuple[int | None, bool]:
        """Look whether a parcel has arrived after all; return its message id, and whether one that was not found
        cannot be anywhere else.
        """
        chat = parcel.room.chat
        spans = [range(parcel.floor + 1, max(self._outbox.highest(chat), parcel.floor) + UNKNOWN)]
        if not parcel.room.is_group:
            reached = max(self._outbox.highest(0), parcel.floor_overall)
            spans.append(range(parcel.floor_overall + 1, reached + UNKNOWN))
        ours = self._outbox.ours(chat)
        found = dict.fromkeys(islice((one for span in spans for one in span if one not in ours), 2 * PROBES + 2))
        candidates = list(found)
        for message_id in candidates[:PROBES]:
            if await self._is(parcel, message_id):
                return message_id, True
        return None, len(candidates) <= PROBES and not parcel.room.is_group

    async def _is(self, parcel: Parcel, message_id: int) -> bool:
        """Whether a message is what a parcel has become."""
        change = self._edit_text if parcel.picture is None else self._edit_caption
        return await self._until_known(lambda: change(parcel.room.chat, message_id, parcel.message))

    async def edit(self, room: Room, message_id: int, message: Message) -> bool:
        """Replace a message of ours; say whether it was there. Editing twice is no harm, so it is tried until known."""
        return await self._until_known(lambda: self._edit_text(room.chat, message_id, message))

    async def edit_keyboard(self, room: Room, message_id: int, keyboard: Keyboard) -> None:
        """Replace the buttons below a message of ours, where there is room for it just now."""
        with suppress(TelegramError):
            await self._bot.edit_message_reply_markup(
                room.chat, message_id, reply_markup=to_markup(keyboard), rate_limit_args=True
            )

    async def _edit_text(self, chat: int, message_id: int, message: Message) -> None:
        await self._bot.edit_message_text(
            message.html,
            chat,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=to_markup(message.keyboard),
            link_preview_options=NO_PREVIEW,
        )

    async def _edit_caption(self, chat: int, message_id: int, message: Message) -> None:
        await self._bot.edit_message_caption(
            chat, message_id, caption=message.html, parse_mode=ParseMode.HTML, reply_markup=to_markup(message.keyboard)
        )

    async def _until_known(self, edit: Callable[[], Awaitable[None]]) -> bool:
        """Edit until it is known whether there is such a message of ours."""
        for attempt in count():
            try:
                await edit()
            except BadRequest as error:
                return says(error, "not modified")
            except (Forbidden, ChatMigrated, InvalidToken):  # the last by a server that does not know the method
                return False
            except TelegramError as error:
                await asyncio.sleep(pause(error, attempt))
            else:
                return True
        raise AssertionError("counting ends")

    async def toast(self, query: str, text: str = "", *, alert: bool = False) -> bool:
        """Answer a press; say whether that was taken: nobody sees an answer to one that waited for long."""
        try:
            await self._bot.answer_callback_query(query, shortened(text, TOAST) or None, show_alert=alert)
        except TelegramError:
            return False
        return True

    async def type_in(self, room: Room) -> None:
        """Show that an answer is being made until this is cancelled; once in a group, where each sign counts."""
        while True:
            with suppress(TelegramError):
                await self._bot.send_chat_action(room.chat, ChatAction.TYPING, message_thread_id=room.thread)
            if room.is_group:
                return
            await asyncio.sleep(TYPING)

    async def offer(self, query: str, cards: Sequence[Card], private: str = "") -> None:
        """Offer cards to one user alone; ``private`` tells who gets none why."""
        button = InlineQueryResultsButton(private, start_parameter="private") if private else None
        with suppress(TelegramError):
            await self._bot.answer_inline_query(
                query,
                [to_result(str(place), card) for place, card in enumerate(cards)],
                cache_time=CACHED,
                is_personal=True,
                button=button,
            )

    async def answer_summons(self, query: str, card: Card) -> None:
        """Answer a summons; a second answer is not taken, so that it is tried until one is known to be."""
        for attempt in count():
            try:
                await self._bot.answer_guest_query(query, to_result("0", card))
            except (BadRequest, Forbidden) as error:
                log.info("a summons could not be answered: %s", error.message)
            except TelegramError as error:
                await asyncio.sleep(pause(error, attempt))
                continue
            return

    async def leave(self, room: Room) -> None:
        """Leave a chat that the bot does not serve."""
        with suppress(TelegramError):
            await self._bot.leave_chat(room.chat)


def otherwise(parcel: Parcel, error: TelegramError) -> Parcel | None:
    """What to send instead of a parcel that was refused; None where nothing would be taken."""
    if isinstance(error, ChatMigrated):
        return replace(parcel, room=Room(error.new_chat_id))
    if says(error, *NO_TOPIC) and parcel.room.thread is not None:
        # Not as a reply: that might take it back to the topic of the question.
        said = replace(parcel.message, html=f"{ELSEWHERE}{parcel.message.html}")
        return replace(parcel, room=Room(parcel.room.chat), reply_to=None, message=said)
    if not isinstance(error, BadRequest) or says(error, *LEFT, *FORBIDDEN) or parcel.message == UNSHOWN:
        return None
    log.error("a message of ours was refused: %s", error.message)  # a bug; the reader gets the words, or an apology
    words = plain(parcel.message)
    if says(error, "can't parse entities") and parcel.message != words:
        return replace(parcel, message=words)
    return replace(parcel, message=UNSHOWN, picture=None)


def plain(message: Message) -> Message:
    """A message without any markup."""
    return replace(message, html=re.sub(r"<[^<>]*>", "", message.html))


def perhaps_again(parcel: Parcel) -> Parcel:
    """A parcel that may arrive twice says so."""
    html = parcel.message.html
    return parcel if html.endswith(PERHAPS) else replace(parcel, message=replace(parcel.message, html=html + PERHAPS))


def surely_unsent(error: TelegramError) -> bool:
    """Whether a request was surely not carried out: it was refused, or never left."""
    return isinstance(error, (BadRequest, Forbidden, ChatMigrated, RetryAfter)) or (
        type(error.__cause__).__name__ in UNSENT
    )


def says(error: TelegramError, *any_of: str) -> bool:
    """Whether an error has some of these words; the library changes their case."""
    return any(words in error.message.casefold() for words in any_of)


def pause(error: TelegramError, attempt: int) -> float:
    """Seconds until the next try."""
    if isinstance(error, RetryAfter):
        return seconds_of(error)
    return min(FIRST_PAUSE * 2.0**attempt, LONGEST_PAUSE)


def to_result(name: str, card: Card) -> InlineQueryResultArticle:
    """A card as the library has it."""
    content = InputTextMessageContent(card.message.html, ParseMode.HTML, link_preview_options=NO_PREVIEW)
    return InlineQueryResultArticle(
        name,
        card.title,
        content,
        description=card.description,
        reply_markup=to_markup(card.message.keyboard),
    )


def to_markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """Buttons as the library has them."""
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    button.label,
                    callback_data=button.data or None,
                    url=button.url or None,
                    copy_text=CopyTextButton(button.copy) if button.copy else None,
                    switch_inline_query_current_chat=button.query or None,
                )
                for button in row
            ]
            for row in keyboard
        ]
    )
