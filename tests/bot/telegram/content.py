"""What a bot may send: texts, keyboards and replies, checked as the server checks them."""

from __future__ import annotations

import re
from typing import Any

from tests.bot.telegram.refused import bad
from tests.bot.telegram.strict_html import EntityError, Parsed, parse_html, part, tidy
from tests.bot.telegram.wire import Given
from tests.bot.telegram.world import Chat, Wire, World

TEXT, CAPTION = 4096, 1024  # code points, once the markup is read
BEFORE = 1 << 15  # bytes, with the markup
ENTITIES = 100  # the server drops the rest without a word
BUTTONS, IN_A_ROW = 100, 8
GENERAL = 0  # the topic of what names none
DATA = 64  # bytes
COPIED = 256
QUOTE = 1024
ACTIONS = {
    *("url", "callback_data", "copy_text", "switch_inline_query", "switch_inline_query_current_chat"),
    *("switch_inline_query_chosen_chat", "web_app", "login_url", "callback_game", "pay"),
}


def read_text(world: World, raw: str, mode: str, entities: Any, *, most: int = TEXT, empty: bool = False) -> Parsed:
    """A text with its markup read, or the server's refusal; ``empty`` says that there may be none."""
    caption = most == CAPTION
    if not raw and not empty:
        raise bad("message text is empty")
    if len(raw.encode("utf-8", "surrogatepass")) > BEFORE:
        raise bad("text is too long")
    if any("\ud800" <= character <= "\udfff" for character in raw):
        raise bad("strings must be encoded in UTF-8")
    if mode.lower() == "html":
        try:
            parsed = parse_html(raw)
        except EntityError as error:
            raise bad(f"can't parse entities: {error}") from None
    elif mode:
        raise bad("unsupported parse_mode")  # of those that exist, ours writes only HTML
    else:
        parsed = tidy(Parsed(raw, list(entities or [])))
    if not parsed.text and not empty:
        raise bad("text must be non-empty")
    if len(parsed.text) > most:
        raise bad("message caption is too long" if caption else "message is too long")
    world.lost += parsed.lost + [f"entity {number}" for number in range(ENTITIES, len(parsed.entities))]
    return Parsed(parsed.text, parsed.entities[:ENTITIES])


def read_keyboard(given: Given, chat: Chat | None = None, *, inline: bool = False) -> Wire | None:
    """The keyboard below a message; ``inline`` where only buttons below it will do."""
    return checked_keyboard(given.json("reply_markup"), chat, inline=inline)


def checked_keyboard(markup: Any, chat: Chat | None = None, *, inline: bool = False) -> Wire | None:
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        if inline:
            raise bad("inline keyboard expected")
        return markup
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    for row in rows:
        if len(row) > IN_A_ROW:
            raise bad("REPLY_MARKUP_INVALID")
        for button in row:
            check_button(button, chat)
    if sum(map(len, rows)) > BUTTONS:
        raise bad("reply markup is too long")
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def check_button(button: Wire, chat: Chat | None) -> None:
    parse = "can't parse inline keyboard button: "
    if not str(button.get("text", "")).strip():
        raise bad(f"{parse}Inline keyboard button text must be non-empty")
    actions = ACTIONS & button.keys()
    if not actions:
        raise bad(f"{parse}Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= DATA:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not re.fullmatch(r"(https?://[^\s/]+\.?[^\s]*|tg://\S+)", button["url"]):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if "copy_text" in button and not 1 <= len(button["copy_text"].get("text", "")) <= COPIED:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    if "web_app" in button and chat and chat.group:
        raise bad("BUTTON_TYPE_INVALID")
    if button.get("style") not in (None, "primary", "danger", "success"):
        raise bad(f"{parse}invalid button style specified")


def read_reply(world: World, given: Given, chat: Chat) -> Wire:
    """What a message says of the one it answers; nothing where that is gone and the bot does not mind."""
    wanted = given.json("reply_parameters")
    if not wanted and given.text("reply_to_message_id"):
        wanted = {
            "message_id": given.number("reply_to_message_id"),
            "allow_sending_without_reply": given.flag("allow_sending_without_reply"),
        }
    if not wanted:
        return {}
    target = chat.messages.get(int(wanted.get("message_id") or 0))
    if target is None:
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")
    reply: Wire = {"reply_to_message": {name: value for name, value in target.items() if name != "reply_to_message"}}
    if quote := wanted.get("quote"):
        parsed = read_text(world, quote, wanted.get("quote_parse_mode") or "", wanted.get("quote_entities"))
        at = str(target.get("text") or target.get("caption") or "").find(parsed.text)
        if len(parsed.text) > QUOTE or at < 0:
            raise bad("QUOTE_TEXT_INVALID")
        reply["quote"] = {"text": parsed.text, "position": at, "entities": parsed.entities, "is_manual": True}
    return reply


def read_topic(given: Given, chat: Chat) -> Wire:
    """The topic that a message goes to."""
    topic = given.number("message_thread_id")
    if topic and topic not in chat.topics:
        raise bad("message thread not found")
    if (topic or GENERAL) in chat.closed:
        raise bad("TOPIC_CLOSED")
    if not topic:
        return {}
    return {"message_thread_id": topic, "is_topic_message": True}


def covered(message: Wire, kinds: set[str]) -> list[str]:
    """The parts of a message that entities of these kinds cover."""
    text = message.get("text") or message.get("caption") or ""
    entities = message.get("entities") or message.get("caption_entities") or []
    return [part(text, entity) for entity in entities if entity["type"] in kinds]
