"""Methods that answer presses, inline queries and summonses; each may be answered once, and soon."""

from __future__ import annotations

from typing import Any

from tests.bot.telegram.content import checked_keyboard, read_text
from tests.bot.telegram.methods import method
from tests.bot.telegram.refused import TOO_OLD, bad
from tests.bot.telegram.wire import Given
from tests.bot.telegram.world import Asked, Wire, World

ALERT = 200
RESULTS, IDENTITY, OFFSET = 50, 64, 64


def awaited(world: World, kept: dict[str, Asked], name: str) -> Asked:
    """What waits under a name; raises Refused where nothing does, or does no more."""
    asked = kept.get(name)
    if asked is None or asked.answer is not None or world.now() - asked.at > asked.seconds:
        raise bad(TOO_OLD)
    return asked


@method("answerCallbackQuery", "callback_query_id text show_alert url cache_time")
def answer_callback_query(world: World, given: Given) -> bool:
    asked = awaited(world, world.presses, given.text("callback_query_id"))
    if len(given.text("text")) > ALERT:
        raise bad("MESSAGE_TOO_LONG")
    asked.answer = {"text": given.text("text"), "alert": given.flag("show_alert")}
    return True


@method("answerInlineQuery", "inline_query_id results cache_time is_personal next_offset button")
def answer_inline_query(world: World, given: Given) -> bool:
    asked = awaited(world, world.inline, given.text("inline_query_id"))
    results = given.json("results")
    if not isinstance(results, list):
        raise bad("expected an Array of inline query results")
    if len(results) > RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    if len({str(result.get("id")) for result in results}) < len(results):
        raise bad("RESULT_ID_DUPLICATE")
    if len(given.text("next_offset").encode()) > OFFSET:
        raise bad("NEXT_OFFSET_INVALID")
    checked = [checked_result(world, result) for result in results]
    asked.answer = {
        "results": checked,
        "next_offset": given.text("next_offset"),
        "is_personal": given.flag("is_personal"),
        "cache_time": given.number("cache_time", 300),
        "button": given.json("button"),
    }
    return True


@method("answerGuestQuery", "guest_query_id result")
def answer_guest_query(world: World, given: Given) -> Wire:
    name = given.text("guest_query_id")
    asked = awaited(world, world.guests, name)
    result = given.json("result")
    if not isinstance(result, dict):
        raise bad("object expected as inline query result")
    found = checked_result(world, result)
    asked.answer = {**found["content"], "reply_markup": found["reply_markup"]}
    return {"inline_message_id": f"inline-{name}"}


def checked_result(world: World, result: Wire) -> Wire:
    """A result as the reader meets it: what the list shows, and the message that choosing it sends."""
    if not 1 <= len(str(result.get("id", "")).encode()) <= IDENTITY:
        raise bad("RESULT_ID_INVALID")
    if result.get("type") != "article":
        raise bad("RESULT_TYPE_INVALID")  # of those that exist, ours sends only articles
    if not str(result.get("title", "")).strip():
        raise bad('can\'t parse inline query result: Field "title" must be of type String')
    content: Any = result.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise bad("can't parse inline query result: Message content is not specified")
    mode = content.get("parse_mode") or ""
    parsed = read_text(world, content["message_text"], mode, content.get("entities"))
    keyboard = checked_keyboard(result.get("reply_markup"), inline=True)
    return {**result, "content": {"text": parsed.text, "entities": parsed.entities}, "reply_markup": keyboard}
