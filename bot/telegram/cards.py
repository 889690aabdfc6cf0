"""``Cards``: what is offered while somebody types behind the bot's name, and the answer to a summons elsewhere."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from bot.dialogue.small_talk import command_of
from bot.english.courtesy import is_courtesy
from bot.question import Question
from bot.telegram.asking import read_question
from bot.telegram.incoming import Summons, Typing
from bot.telegram.pace import Pace
from bot.telegram.pages import Card, answer_card, article_card, card, notice
from bot.telegram.response import sentence
from bot.telegram.tools import Tools
from corpus.errors import BackissueError
from index.errors import QuestionRejected

log = logging.getLogger(__name__)

PAUSE = 0.4  # seconds without another letter, after which a search begins
SHORTEST, LONGEST = 3, 256  # characters; Telegram passes on no more
MOST = 8  # cards
HOW = "Write your question behind my name, and I look for the answer in a news archive."
BROKEN = "The archive cannot be searched just now. It is not your question: try again later."
ALLOWED = 20  # searches of a user in a minute


class Cards:
    """Searches for somebody who types; what is not wanted any more is given up by who calls."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._pace = Pace(ALLOWED)

    async def offer(self, event: Typing, *, allowed: bool) -> None:
        """Offer the answer, where there is one, and articles."""
        if not allowed:
            await self._tools.courier.offer(event.query, [], "This bot is private")
            return
        await asyncio.sleep(PAUSE)
        text = event.text.strip()
        if len(text) < SHORTEST or self._pace.is_too_fast(event.user, self._tools.clock().timestamp()):
            await self._tools.courier.offer(event.query, [])
            return
        try:
            question = self._question(text, self._tools.clock(), LONGEST)
            cards = await self._tools.pool.run(lambda: self._cards(question))
        except BackissueError:
            cards = []
        await self._tools.courier.offer(event.query, cards)

    def _question(self, text: str, at: datetime, longest: int) -> Question:
        return read_question(text, at, self._tools.session.settings.zone, longest)

    def _cards(self, question: Question) -> list[Card]:
        answer = self._tools.session.answerer.answer(question)
        first = [answer_card(answer)] if answer.statements else []
        listed = self._tools.session.lister.articles(question, MOST - len(first)).listed
        return [*first, *(article_card(one.evidence) for one in listed)]

    async def answer(self, event: Summons, *, free: bool) -> None:
        """Answer where the bot was summoned to."""
        if not event.text or is_courtesy(event.text) or command_of(event.text):
            await self._tools.courier.answer_summons(event.query, card("Ask me", HOW, notice(HOW)))
            return
        if not free:
            said = "That is as much as you can ask now. Try again later."
            await self._tools.courier.answer_summons(event.query, card("Too many questions", said, notice(said)))
            return
        try:
            question = self._question(event.text, event.at, self._tools.session.settings.telegram_question)
            answer = await self._tools.pool.run(lambda: self._tools.session.answerer.answer(question))
        except QuestionRejected as error:
            told = sentence(error)
            await self._tools.courier.answer_summons(event.query, card("Not answered", told, notice(told)))
        except BackissueError:
            log.exception("a summons could not be answered")
            await self._tools.courier.answer_summons(event.query, card("Not answered", BROKEN, notice(BROKEN)))
        else:
            await self._tools.courier.answer_summons(event.query, answer_card(answer))
