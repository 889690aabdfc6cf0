"""What Telegram shows of the bot before anybody has written to it: its commands and what it says of itself."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from telegram import BotCommand, BotCommandScopeChat
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.telegram.command_texts import Command, Menu, menu, menus

log = logging.getLogger(__name__)


async def offer_commands(bot: ExtBot[bool], admins: Iterable[int]) -> None:
    """Tell Telegram the commands in all languages that we have, and admins theirs; the bot works without."""
    try:
        for one in menus():
            await offer(bot, one)
    except TelegramError as error:
        log.warning("the menu of commands could not be set: %s", error.message)
    english = menu("en")
    for admin in admins:
        try:
            await bot.set_my_commands(to_commands((*english.commands, *english.admin)), BotCommandScopeChat(admin))
        except TelegramError as error:  # one who never wrote to the bot is no chat yet
            log.info("an admin could not be shown their commands: %s", error.message)


async def offer(bot: ExtBot[bool], shown: Menu) -> None:
    """Set what is shown in a language, where it is not set already: Telegram takes few changes a day.

    English is for all languages that we do not have.
    """
    language = "" if shown.language == "en" else shown.language
    commands = to_commands(shown.commands)
    if list(await bot.get_my_commands(language_code=language)) != commands:
        await bot.set_my_commands(commands, language_code=language)
    if (await bot.get_my_description(language)).description != shown.description:
        await bot.set_my_description(shown.description, language_code=language)
    if (await bot.get_my_short_description(language)).short_description != shown.short_description:
        await bot.set_my_short_description(shown.short_description, language_code=language)


def to_commands(commands: Iterable[Command]) -> list[BotCommand]:
    """Commands as the library has them."""
    return [BotCommand(one.name, one.description) for one in commands]
