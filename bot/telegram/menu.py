"""What Telegram shows of the bot before anybody has written to it: its commands and what it says of itself."""

from __future__ import annotations

import logging

from telegram.ext import ExtBot

log = logging.getLogger(__name__)


async def offer_commands(bot: ExtBot[bool]) -> None:
    """Tell Telegram the commands in all languages that we have; the bot works without."""
