"""Methods about the bot itself and the chats it is in."""

from __future__ import annotations

import json
import re

from tests.bot.telegram.methods import method
from tests.bot.telegram.refused import bad
from tests.bot.telegram.wire import Given
from tests.bot.telegram.world import Wire, World

COMMANDS = 100
LONGEST_COMMAND_DESCRIPTION = 256
# What is said about the bot: the most characters of each.
TEXTS = {"description": 512, "short_description": 120, "name": 64}


@method("getMe")
def get_me(world: World, given: Given) -> Wire:
    return world.me


def scope_of(given: Given) -> tuple[str, str]:
    """For whom commands are, and in which language."""
    language = given.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language code specified")
    return json.dumps(given.json("scope") or {"type": "default"}, sort_keys=True), language


@method("setMyCommands", "commands scope language_code")
def set_my_commands(world: World, given: Given) -> bool:
    commands = given.json("commands") or []
    if len(commands) > COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= LONGEST_COMMAND_DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[scope_of(given)] = commands
    return True


@method("getMyCommands", "scope language_code")
def get_my_commands(world: World, given: Given) -> list[Wire]:
    return world.commands.get(scope_of(given), [])


@method("deleteMyCommands", "scope language_code")
def delete_my_commands(world: World, given: Given) -> bool:
    world.commands.pop(scope_of(given), None)
    return True


def about(field: str) -> None:
    """Add the two methods that say and tell one thing about the bot."""
    title = field.title().replace("_", "")

    def say(world: World, given: Given) -> bool:
        if len(given.text(field)) > TEXTS[field]:
            raise bad(f"bot {field.replace('_', ' ')} is too long")
        world.about[field, scope_of(given)[1]] = given.text(field)
        return True

    def tell(world: World, given: Given) -> Wire:
        default = world.me["first_name"] if field == "name" else ""
        own = world.about.get((field, scope_of(given)[1]))
        return {field: own or world.about.get((field, ""), default)}

    method(f"setMy{title}", f"{field} language_code")(say)
    method(f"getMy{title}", "language_code")(tell)


for text in TEXTS:
    about(text)


@method("getChat", "chat_id")
def get_chat(world: World, given: Given) -> Wire:
    return world.chat(given.text("chat_id")).wire | {"accent_color_id": 0, "max_reaction_count": 11}


@method("getChatMember", "chat_id user_id")
def get_chat_member(world: World, given: Given) -> Wire:
    world.chat(given.text("chat_id"))
    person = world.people.get(given.number("user_id"))
    if person is None:
        raise bad("member not found")
    return {"status": "member", "user": person}


@method("leaveChat", "chat_id")
def leave_chat(world: World, given: Given) -> bool:
    chat = world.chat(given.text("chat_id"))
    if not chat.group:
        raise bad("chat member status can't be changed in private chats")
    chat.left = True
    return True
