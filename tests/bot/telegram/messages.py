"""Methods on messages: sending, editing, deleting, reacting."""

from __future__ import annotations

import re
from typing import Any

from tests.bot.telegram.content import CAPTION, read_keyboard, read_reply, read_text, read_topic
from tests.bot.telegram.methods import method
from tests.bot.telegram.png import size_of
from tests.bot.telegram.refused import CANNOT_EDIT, NOT_MODIFIED, bad
from tests.bot.telegram.strict_html import Parsed
from tests.bot.telegram.wire import Given
from tests.bot.telegram.world import Chat, Wire, World

REACTIONS = set(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡"
)
ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"),
    *("choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}
SENDING = (
    "chat_id message_thread_id disable_notification protect_content allow_paid_broadcast message_effect_id "
    "reply_parameters reply_to_message_id allow_sending_without_reply reply_markup business_connection_id "
    "direct_messages_topic_id suggested_post_parameters"
)
EDITING = "business_connection_id chat_id message_id inline_message_id reply_markup"


def target(world: World, given: Given, what: str) -> tuple[Chat, Wire]:
    """The message that is meant."""
    chat = world.chat(given.text("chat_id"))
    message = chat.messages.get(given.number("message_id"))
    if message is None:
        raise bad(f"message to {what} not found")
    return chat, message


def text_of(world: World, given: Given) -> Parsed:
    return read_text(world, given.text("text"), given.text("parse_mode"), given.json("entities"))


def caption_of(world: World, given: Given) -> Wire:
    parsed = read_text(
        world, given.text("caption"), given.text("parse_mode"), given.json("caption_entities"), most=CAPTION, empty=True
    )
    return {"caption": parsed.text, "caption_entities": parsed.entities} if parsed.text else {}


def send(world: World, given: Given, chat: Chat, content: Wire) -> Wire:
    """Put a message into a chat, with what stands around it."""
    keyboard = read_keyboard(given, chat)
    around = read_topic(given, chat) | read_reply(world, given, chat)
    world.spend(chat)
    if keyboard and "inline_keyboard" in keyboard:
        around["reply_markup"] = keyboard
    return world.add_message(chat, world.me, **content, **around)


@method("sendMessage", f"{SENDING} text parse_mode entities link_preview_options")
def send_message(world: World, given: Given) -> Wire:
    chat = world.chat(given.text("chat_id"))
    parsed = text_of(world, given)
    content: Wire = {"text": parsed.text, "entities": parsed.entities}
    if preview := given.json("link_preview_options"):
        content["link_preview_options"] = preview
    return send(world, given, chat, content)


@method("sendPhoto", f"{SENDING} photo caption parse_mode caption_entities show_caption_above_media has_spoiler")
def send_photo(world: World, given: Given) -> Wire:
    chat = world.chat(given.text("chat_id"))
    photo = given.text("photo")
    if photo.startswith("attach://"):
        if (picture := given.files.get(photo.removeprefix("attach://"))) is None:
            raise bad("there is no photo in the request")
        photo = f"photo-{len(world.files)}"
        world.files[photo] = picture
    elif not photo:
        raise bad("there is no photo in the request")
    elif photo not in world.files:
        raise bad("wrong file identifier/HTTP URL specified")
    width, height = size_of(world.files[photo])
    size = {"file_id": photo, "file_unique_id": photo, "width": width, "height": height}
    return send(world, given, chat, {"photo": [size], **caption_of(world, given)})


def edit(world: World, given: Given, chat: Chat, message: Wire, content: Wire) -> Wire:
    """Change a message of the bot's own. One that is edited without a keyboard loses it."""
    if message["from"]["id"] != world.me["id"]:
        raise bad(CANNOT_EDIT)
    keyboard = read_keyboard(given, chat, inline=True)
    if all(message.get(name) == value for name, value in content.items()) and keyboard == message.get("reply_markup"):
        raise bad(NOT_MODIFIED)
    world.spend(chat)
    message |= content | {"edit_date": int(world.now())}
    message.pop("reply_markup", None)
    if keyboard:
        message["reply_markup"] = keyboard
    return message


@method("editMessageText", f"{EDITING} text parse_mode entities link_preview_options")
def edit_message_text(world: World, given: Given) -> Any:
    parsed = text_of(world, given)
    content = {"text": parsed.text, "entities": parsed.entities}
    if sent := given.text("inline_message_id"):
        return edit_inline(world, given, sent, content)
    chat, message = target(world, given, "edit")
    if message["from"]["id"] == world.me["id"] and "text" not in message:
        raise bad("there is no text in the message to edit")
    return edit(world, given, chat, message, content)


@method("editMessageCaption", f"{EDITING} caption parse_mode caption_entities show_caption_above_media")
def edit_message_caption(world: World, given: Given) -> Wire:
    content = {"caption": "", "caption_entities": [], **caption_of(world, given)}
    chat, message = target(world, given, "edit")
    if message["from"]["id"] == world.me["id"] and "photo" not in message:
        raise bad("there is no caption in the message to edit")
    return edit(world, given, chat, message, content)


@method("editMessageReplyMarkup", EDITING)
def edit_message_reply_markup(world: World, given: Given) -> Any:
    if sent := given.text("inline_message_id"):
        return edit_inline(world, given, sent, {})
    return edit(world, given, *target(world, given, "edit"), {})


def edit_inline(world: World, given: Given, sent: str, content: Wire) -> bool:
    """Change what a guest or an inline query put into another chat."""
    asked = world.guests.get(sent.removeprefix("inline-"))
    if asked is None or asked.answer is None:
        raise bad("MESSAGE_ID_INVALID")
    changed = content | {"reply_markup": read_keyboard(given, inline=True)}
    if all(asked.answer.get(name) == value for name, value in changed.items()):
        raise bad(NOT_MODIFIED)
    asked.answer |= changed
    return True


@method("deleteMessage", "chat_id message_id")
def delete_message(world: World, given: Given) -> bool:
    chat, message = target(world, given, "delete")
    if chat.group and message["from"]["id"] != world.me["id"]:
        raise bad("message can't be deleted")
    del chat.messages[message["message_id"]]
    return True


@method("sendChatAction", "business_connection_id chat_id message_thread_id action")
def send_chat_action(world: World, given: Given) -> bool:
    chat = world.chat(given.text("chat_id"))
    if given.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    read_topic(given, chat)
    return True


@method("sendMessageDraft", "chat_id message_thread_id draft_id text parse_mode entities")
def send_message_draft(world: World, given: Given) -> bool:
    chat = world.chat(given.text("chat_id"))
    if chat.group:
        raise bad("TEXTDRAFT_PEER_INVALID")
    if not given.number("draft_id"):
        raise bad("RANDOM_ID_INVALID")
    parsed = read_text(world, given.text("text"), given.text("parse_mode"), given.json("entities"), empty=True)
    world.spend(chat)
    world.drafts.setdefault((chat.id, given.number("draft_id")), []).append(parsed.text)
    return True


@method("setMessageReaction", "chat_id message_id reaction is_big")
def set_message_reaction(world: World, given: Given) -> bool:
    chat, message = target(world, given, "react")
    wanted = given.json("reaction") or []
    if len(wanted) > 1:
        raise bad("REACTIONS_TOO_MANY")
    for reaction in wanted:
        if reaction.get("type") != "emoji" or re.sub("\ufe0f", "", reaction.get("emoji", "")) not in REACTIONS:
            raise bad("REACTION_INVALID")
    world.reactions[chat.id, message["message_id"]] = wanted
    return True
