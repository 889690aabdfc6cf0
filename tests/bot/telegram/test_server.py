"""The server of the tests is as strict as Telegram, so that a bot that passes here breaks nothing there."""

import asyncio
import json
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
import telegram.error
from telegram import Bot as LibraryBot
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    ReplyParameters,
)

from tests.bot.telegram.asking import Bot
from tests.bot.telegram.chaos import Fault
from tests.bot.telegram.player import Player, Telegram
from tests.bot.telegram.server import TOKEN, serving
from tests.bot.telegram.updates import SECRET_HEADER

BUTTON = {"text": "Sources", "callback_data": "p:1"}


@pytest.fixture
def server() -> Iterator[Telegram]:
    with serving() as served:
        yield served


@pytest.fixture
def bot(server: Telegram) -> Bot:
    return Bot(server)


@pytest.fixture
def ann(server: Telegram) -> Player:
    return server.user("Ann")


def calm(server: Telegram) -> None:
    """Let whatever was sent be forgotten by the limits."""
    server.later(61)


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def picture(width: int = 20, height: int = 20) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\r\n-" * width) * height)  # bytes that a careless reader of forms would cut
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


# -- who is asked, and for what ------------------------------------------------------------------------------------


def test_strange_tokens_and_methods(server: Telegram) -> None:
    assert Bot(server, "123456:OTHER").post("getMe").status_code == 401
    assert Bot(server, "nonsense").post("getMe").status_code == 404
    assert Bot(server).post("getEverything").status_code == 404
    assert Bot(server)("GETME")["username"] == "backissue_bot"


def test_parameters_that_a_method_does_not_have_are_noted(server: Telegram, bot: Bot, ann: Player) -> None:
    bot("sendMessage", chat_id=ann.chat.id, text="x", parse_mod="HTML")
    assert server.world.unknown == ["sendMessage.parse_mod"]


def test_chats(server: Telegram, bot: Bot, ann: Player) -> None:
    assert bot.refusal("sendMessage", chat_id=5, text="x") == "chat not found"
    assert bot.refusal("sendMessage", text="x") == "chat_id is empty"
    ann.block()
    answer = bot.post("sendMessage", chat_id=ann.chat.id, text="x")
    assert (answer.status_code, answer.json()["description"]) == (403, "Forbidden: bot was blocked by the user")
    ann.unblock()
    assert bot("sendMessage", chat_id=ann.chat.id, text="x")["chat"]["first_name"] == "Ann"


# -- what is written -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "é" * 16385}, "text is too long"),
        ({"text": "a < b", "parse_mode": "html"}, 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
        ({"text": "x", "parse_mode": "SGML"}, "unsupported parse_mode"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "message_thread_id": 7}, "message thread not found"),
    ],
)
def test_texts_that_are_refused(bot: Bot, ann: Player, given: dict[str, Any], words: str) -> None:
    assert bot.refusal("sendMessage", chat_id=ann.chat.id, **given) == words


def test_the_limit_counts_characters_once_the_markup_is_read(bot: Bot, ann: Player) -> None:
    sent = bot("sendMessage", chat_id=ann.chat.id, text="<b>" + "😀" * 4096 + "</b>", parse_mode="HTML")
    assert (len(sent["text"]), sent["entities"]) == (4096, [{"type": "bold", "offset": 0, "length": 8192}])


def test_entities_beyond_a_hundred_and_bad_links_go_without_a_word(server: Telegram, bot: Bot, ann: Player) -> None:
    text = "<b>x</b> " * 101 + '<a href="nowhere">y</a>'
    assert len(bot("sendMessage", chat_id=ann.chat.id, text=text, parse_mode="HTML")["entities"]) == 100
    assert server.world.lost == ["a 'nowhere'", "entity 100"]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (keyboard(BUTTON | {"callback_data": "ü" * 33}), "BUTTON_DATA_INVALID"),
        (keyboard(BUTTON | {"callback_data": ""}), "BUTTON_DATA_INVALID"),
        (
            keyboard({"text": "x"}),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            keyboard({"text": " ", "callback_data": "x"}),
            "can't parse inline keyboard button: Inline keyboard button text must be non-empty",
        ),
        (
            keyboard({"text": "x", "url": "no where"}),
            "inline keyboard button URL 'no where' is invalid: Wrong HTTP URL",
        ),
        (keyboard({"text": "x", "copy_text": {"text": "x" * 257}}), "BUTTON_COPY_TEXT_INVALID"),
        (keyboard(*[BUTTON] * 9), "REPLY_MARKUP_INVALID"),
        ({"inline_keyboard": [[BUTTON]] * 101}, "reply markup is too long"),
        ([], "object expected as reply markup"),
    ],
)
def test_keyboards_that_are_refused(bot: Bot, ann: Player, markup: Any, words: str) -> None:
    if markup == []:
        markup = [1]
    assert bot.refusal("sendMessage", chat_id=ann.chat.id, text="x", reply_markup=markup) == words


def test_replies_and_quotes(server: Telegram, bot: Bot, ann: Player) -> None:
    question = ann.say("Who won the cup?")
    reply = {"message_id": question.number, "quote": "the <b>cup</b>", "quote_parse_mode": "HTML"}
    sent = bot("sendMessage", chat_id=ann.chat.id, text="Kairat.", reply_parameters=reply)
    assert (sent["quote"]["text"], sent["quote"]["position"]) == ("the cup", 8)
    assert [one.text for one in server.answers_of(question)] == ["Kairat."]
    reply["quote"] = "the cups"
    assert bot.refusal("sendMessage", chat_id=ann.chat.id, text="x", reply_parameters=reply) == "QUOTE_TEXT_INVALID"
    gone = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in bot("sendMessage", chat_id=ann.chat.id, text="x", reply_parameters=gone)
    assert server.order_of_answers(ann.chat.id) == [question.number]


def test_photos(server: Telegram, bot: Bot, ann: Player) -> None:
    def send(photo: bytes, caption: str = "") -> dict[str, Any]:
        calm(server)
        given = {"chat_id": ann.chat.id, "caption": caption, "parse_mode": "HTML"}
        found: dict[str, Any] = bot.post("sendPhoto", {"photo": photo}, **given).json()
        return found

    sent = send(picture(), "<b>Coverage</b>")["result"]
    assert (sent["photo"][0]["width"], sent["caption"], sent["caption_entities"][0]["type"]) == (20, "Coverage", "bold")
    assert server.world.files[ann.wait().photo] == picture()
    assert bot("sendPhoto", chat_id=ann.chat.id, photo=sent["photo"][0]["file_id"])["photo"] == sent["photo"]
    assert send(picture(), "x" * 1025)["description"] == "Bad Request: message caption is too long"
    for damaged in (b"GIF89a", picture()[:-20], picture().replace(b"IDAT", b"IDAX"), b"<svg/>"):
        assert send(damaged)["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    assert send(picture(9000, 1001))["description"] == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    assert bot.refusal("sendPhoto", chat_id=ann.chat.id, photo="unknown").startswith("wrong file identifier")
    edit = {"chat_id": ann.chat.id, "message_id": sent["message_id"]}
    assert bot.refusal("editMessageText", text="x", **edit) == "there is no text in the message to edit"


def test_edits(server: Telegram, bot: Bot, ann: Player) -> None:
    question = ann.say("Hello")
    sent = bot("sendMessage", chat_id=ann.chat.id, text="<b>x</b>", parse_mode="HTML", reply_markup=keyboard(BUTTON))
    where = {"chat_id": ann.chat.id, "message_id": sent["message_id"], "parse_mode": "HTML"}
    same = {"text": "<b>x</b> ", "reply_markup": keyboard(BUTTON)}
    assert bot.refusal("editMessageText", **where, **same).startswith("message is not modified: specified new message")
    before = ann.wait()
    bot("editMessageText", **where, text="<b>x</b>")
    assert (before.labels, ann.wait_edit(before).labels) == ([["Sources"]], [])  # the keyboard was not given again
    bot("editMessageText", **where, text="<i>x</i>")
    assert bot.refusal("editMessageText", **where | {"message_id": 99}, text="x") == "message to edit not found"
    where["message_id"] = question.number
    assert bot.refusal("editMessageText", **where, text="x") == "message can't be edited"
    assert server.world.refused == []  # these edits ask whether a message arrived
    assert bot.refusal("deleteMessage", chat_id=ann.chat.id, message_id=99) == "message to delete not found"
    bot("deleteMessage", chat_id=ann.chat.id, message_id=sent["message_id"])
    assert ann.messages() == []


def test_message_ids_count_over_all_private_chats_but_not_over_groups(server: Telegram, ann: Player) -> None:
    group = server.group("Newsroom", ann)
    assert [ann.say("1").number, server.user("Ben").say("2").number, ann.at(group).say("1").number] == [1, 2, 1]
    with serving(ids_of_chats=True) as other:
        assert [other.user("Ann").say("1").number, other.user("Ben").say("1").number] == [1, 1]


# -- how much is written -------------------------------------------------------------------------------------------


def test_a_chat_takes_three_at_once_and_one_a_second(server: Telegram, bot: Bot, ann: Player) -> None:
    for text in "abc":
        sent = bot("sendMessage", chat_id=ann.chat.id, text=text)
    answer = bot.post("editMessageText", chat_id=ann.chat.id, message_id=sent["message_id"], text="d")  # edits count
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")
    assert answer.json()["parameters"] == {"retry_after": 3}
    assert answer.json()["description"] == "Too Many Requests: retry after 3"
    assert [call.method for call in server.world.earned] == ["editMessageText"]
    ben = server.user("Ben")
    bot("sendMessage", chat_id=ben.chat.id, text="another chat does not wait")
    bot("sendChatAction", chat_id=ann.chat.id, action="typing")  # nor does typing
    server.later(3)
    bot("sendMessage", chat_id=ann.chat.id, text="d")


def test_a_group_takes_twenty_a_minute_and_all_chats_thirty_a_second(server: Telegram, bot: Bot, ann: Player) -> None:
    group = server.group("Newsroom", ann)
    for _ in range(20):
        bot("sendMessage", chat_id=group.id, text="x")
        server.later(1.1)
    assert bot.post("sendMessage", chat_id=group.id, text="x").json()["parameters"]["retry_after"] >= 37
    calm(server)
    start = time.monotonic()
    codes = [bot.post("sendMessage", chat_id=server.user().chat.id, text="x").status_code for _ in range(31)]
    assert time.monotonic() - start < 1, "too slow a machine for this test"
    assert codes == [200] * 30 + [429]


# -- updates -------------------------------------------------------------------------------------------------------


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


def test_updates_come_until_a_higher_offset_confirms_them(server: Telegram, bot: Bot, ann: Player) -> None:
    ann.say("one")
    ann.say("two")
    first = bot("getUpdates")
    assert texts(first) == ["one", "two"]
    assert texts(bot("getUpdates")) == ["one"]  # whoever asks again at once gets one at a time
    time.sleep(0.5)
    assert texts(bot("getUpdates")) == ["one", "two"]
    assert texts(bot("getUpdates", offset=first[0]["update_id"] + 1)) == ["two"]
    assert texts(bot("getUpdates", offset=first[0]["update_id"])) == ["two"]  # what is confirmed is gone
    ann.say("three")
    ann.say("four")
    assert texts(bot("getUpdates", offset=-1)) == ["four"]
    server.later(24 * 3600)
    assert bot("getUpdates", offset=1) == []


def test_a_long_poll_ends_with_the_first_update(bot: Bot, ann: Player) -> None:
    threading.Timer(0.3, lambda: ann.say("at last")).start()
    start = time.monotonic()
    assert texts(bot("getUpdates", timeout=5)) == ["at last"]
    assert 0.2 < time.monotonic() - start < 2


def test_a_second_poll_ends_the_first(server: Telegram, bot: Bot, ann: Player) -> None:
    with ThreadPoolExecutor() as pool:
        old = pool.submit(bot.post, "getUpdates", timeout=9)
        server.wait(lambda: server.world.polls)
        new = pool.submit(bot, "getUpdates", timeout=9)
        answer = old.result()
        ann.say("x")
        assert texts(new.result()) == ["x"]
    assert answer.status_code == 409
    assert "terminated by other getUpdates request" in answer.json()["description"]


def test_a_poll_that_was_killed_loses_nothing(server: Telegram, bot: Bot, ann: Player) -> None:
    with pytest.raises(httpx.TimeoutException):
        Bot(server, patience=0.3).post("getUpdates", timeout=9)
    ann.say("x")
    assert texts(bot("getUpdates", timeout=5)) == ["x"]


def test_only_updates_that_are_asked_for_come(bot: Bot, ann: Player) -> None:
    sent = ann.say("x")
    ann.react(sent, "👍")
    ann.edit(sent, "y")
    assert [set(update) - {"update_id"} for update in bot("getUpdates", offset=1)] == [{"message"}, {"edited_message"}]
    bot("getUpdates", offset=-1, allowed_updates=["message", "message_reaction"])
    ann.react(sent, "👍")
    ann.edit(sent, "z")
    assert "message_reaction" in bot("getUpdates", offset=-1)[0]
    assert "message_reaction" in bot("getUpdates", offset=-1, timeout=0)[0]  # what was asked for stays


class Hook:
    """A bot's end of a webhook, which answers with the statuses that it is given, the last one again and again."""

    def __init__(self, *statuses: int) -> None:
        self.got: list[tuple[str, str]] = []
        hook = self

        class Taking(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                update = json.loads(self.rfile.read(int(self.headers["content-length"])))
                hook.got.append((update["message"]["text"], self.headers[SECRET_HEADER]))
                self.send_response(statuses[min(len(hook.got), len(statuses)) - 1])
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Taking)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


def test_a_webhook_gets_each_update_until_it_takes_it(server: Telegram, bot: Bot, ann: Player) -> None:
    hook = Hook(500, 403, 200)
    ann.say("before")
    bot("setWebhook", url=hook.url, secret_token="s3cret", allowed_updates=["message"])
    ann.say("after")
    server.wait(lambda: not server.world.line.pending)
    assert hook.got == [("before", "s3cret")] * 3 + [("after", "s3cret")]
    info = bot("getWebhookInfo")
    assert (info["url"], info["pending_update_count"], info["allowed_updates"]) == (hook.url, 0, ["message"])
    assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
    answer = bot.post("getUpdates")
    assert answer.status_code == 409
    assert "while webhook is active" in answer.json()["description"]
    hook.server.shutdown()
    hook.server.server_close()
    ann.say("nobody listens")
    server.wait(lambda: server.world.line.last_error == "Connection refused")
    bot("deleteWebhook")
    assert texts(bot("getUpdates")) == ["nobody listens"]


def test_webhooks_that_are_refused(server: Telegram, bot: Bot) -> None:
    assert "HTTPS URL must be provided" in bot.refusal("setWebhook", url="http://example.org/hook")
    refused = bot.refusal("setWebhook", url="https://example.org/hook", secret_token="ü")
    assert refused == "secret token contains unallowed characters"
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(bot.post, "getUpdates", timeout=9)
        server.wait(lambda: server.world.polls)
        bot("setWebhook", url="http://127.0.0.1:9/hook")
        assert poll.result().json()["description"] == "Conflict: terminated by setWebhook request"


# -- presses, queries and summonses --------------------------------------------------------------------------------


def test_a_press_is_answered_once_and_soon(server: Telegram, bot: Bot, ann: Player) -> None:
    bot("sendMessage", chat_id=ann.chat.id, text="x", reply_markup=keyboard(BUTTON))
    message = ann.wait()
    press = ann.press(message, "Sour")
    (update,) = bot("getUpdates")
    query = update["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("p:1", message.number)
    assert bot.refusal("answerCallbackQuery", callback_query_id=query["id"], text="x" * 201) == "MESSAGE_TOO_LONG"
    bot("answerCallbackQuery", callback_query_id=query["id"], text="Here", show_alert=True)
    assert press.answer() == {"text": "Here", "alert": True}
    assert bot.refusal("answerCallbackQuery", callback_query_id=query["id"]).startswith("query is too old")
    ann.press_data(message, "whatever a client likes")
    (_, update) = bot("getUpdates", offset=1)
    server.later(31)
    late = bot.refusal("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])
    assert late == "query is too old and response timeout expired or query ID is invalid"
    with pytest.raises(AssertionError, match="no button 'Dates'"):
        ann.press(message, "Dates")


def article(**changes: Any) -> dict[str, Any]:
    content = {"message_text": "<b>x</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": "1", "title": "Cup", "input_message_content": content} | changes


def test_inline_queries(bot: Bot, ann: Player) -> None:
    asked = ann.inline("cup")
    name = bot("getUpdates")[0]["inline_query"]["id"]
    for results, words in {
        "RESULTS_TOO_MUCH": [article(id=str(number)) for number in range(51)],
        "RESULT_ID_DUPLICATE": [article(), article()],
        "RESULT_ID_INVALID": [article(id="x" * 65)],
        "can't parse entities: Unclosed start tag at byte offset 0": [
            article(input_message_content={"message_text": "<b", "parse_mode": "HTML"})
        ],
    }.items():
        assert bot.refusal("answerInlineQuery", inline_query_id=name, results=words) == results
    bot("answerInlineQuery", inline_query_id=name, results=[article()], is_personal=True)
    ((title, message),) = asked.cards()
    assert (title, message.text, message.bold, asked.answer()["is_personal"]) == ("Cup", "x", ["x"], True)
    assert bot.refusal("answerInlineQuery", inline_query_id=name, results=[]).startswith("query is too old")


def test_a_guest_answers_once_where_it_was_summoned(server: Telegram, bot: Bot, ann: Player) -> None:
    asked = ann.guest("@backissue_bot is that so?")
    message = bot("getUpdates")[0]["guest_message"]
    assert bot.refusal("sendMessage", chat_id=message["chat"]["id"], text="x") == "chat not found"
    sent = bot("answerGuestQuery", guest_query_id=message["guest_query_id"], result=article())
    assert asked.message().bold == ["x"]
    assert bot.refusal("answerGuestQuery", guest_query_id=message["guest_query_id"], result=article()).startswith(
        "query"
    )
    assert bot("editMessageText", inline_message_id=sent["inline_message_id"], text="y") is True
    assert asked.message().text == "y"


# -- groups --------------------------------------------------------------------------------------------------------


def test_privacy_mode_hides_what_is_not_for_the_bot(server: Telegram, bot: Bot, ann: Player) -> None:
    group = server.group("Newsroom", ann)
    assert bot("getUpdates")[0]["my_chat_member"]["new_chat_member"]["status"] == "member"
    here = ann.at(group)
    sent = bot("sendMessage", chat_id=group.id, text="Hello")
    here.say("not for you")
    here.say("/ask who won?")
    here.say("/ask@other_bot who won?")
    here.say("/ask@backissue_bot who won?")
    here.say("and you, @backissue_bot?")
    here.say("thanks", reply_to=here.wait())
    heard = [update["message"] for update in bot("getUpdates", offset=-9)[1:]]
    expected = ["/ask who won?", "/ask@backissue_bot who won?", "and you, @backissue_bot?", "thanks"]
    assert [message["text"] for message in heard] == expected
    # A trap: replies have the number of a thread even where there are no topics, and nothing can be sent there.
    assert heard[-1]["message_thread_id"] == sent["message_id"]
    assert "is_topic_message" not in heard[-1]
    thread = {"chat_id": group.id, "message_thread_id": sent["message_id"]}
    assert bot.refusal("sendMessage", text="x", **thread) == "message thread not found"
    bot("leaveChat", chat_id=group.id)
    assert bot.post("sendMessage", chat_id=group.id, text="x").status_code == 403


def test_topics(server: Telegram, bot: Bot, ann: Player) -> None:
    group = server.group("Newsroom", ann, forum=True)
    topic = server.topic(group, "Sport", ann)
    there = ann.at(group, topic)
    there.say("/ask who won?")
    asked = bot("getUpdates")[-1]["message"]
    assert (asked["message_thread_id"], asked["is_topic_message"]) == (topic, True)
    bot("sendMessage", chat_id=group.id, text="Kairat", message_thread_id=topic)
    bot("sendMessage", chat_id=group.id, text="elsewhere")
    assert [message.text for message in there.messages()] == ["Kairat"]
    del group.topics[topic]
    refused = bot.refusal("sendMessage", chat_id=group.id, text="x", message_thread_id=topic)
    assert refused == "message thread not found"


# -- the bot's own -------------------------------------------------------------------------------------------------


def test_what_the_bot_says_about_itself(bot: Bot) -> None:
    command = {"command": "ask", "description": "Ask the archive"}
    bot("setMyCommands", commands=[command], language_code="de")
    assert (bot("getMyCommands", language_code="de"), bot("getMyCommands")) == ([command], [])
    assert bot.refusal("setMyCommands", commands=[command | {"command": "Ask"}]) == "BOT_COMMAND_INVALID"
    assert bot.refusal("setMyCommands", commands=[command] * 101) == "BOT_COMMANDS_TOO_MUCH"
    bot("setMyShortDescription", short_description="News")
    assert bot("getMyShortDescription", language_code="fr") == {"short_description": "News"}
    assert bot.refusal("setMyDescription", description="x" * 513) == "bot description is too long"
    assert bot("getMyName") == {"name": "Backissue"}


def test_reactions_of_the_bot(bot: Bot, ann: Player) -> None:
    where = {"chat_id": ann.chat.id, "message_id": ann.say("x").number}
    bot("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "❤️"}])
    refused = bot.refusal("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "🐧"}])
    assert refused == "REACTION_INVALID"


# -- faults --------------------------------------------------------------------------------------------------------


def test_faults_by_count(server: Telegram, bot: Bot, ann: Player) -> None:
    say = {"name": "sendMessage", "chat_id": ann.chat.id}
    server.chaos.add(Fault.FLOOD, "sendMessage", seconds=7, skip=1)
    assert bot.post(**say, text="passes").status_code == 200
    assert bot.post(**say, text="x").json()["parameters"] == {"retry_after": 7}
    server.chaos.add(Fault.ERROR)
    assert bot.post(**say, text="x").status_code == 500
    server.chaos.add(Fault.GATEWAY)
    answer = bot.post(**say, text="x")
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html")
    for fault in (Fault.DROP, Fault.LOST):
        server.chaos.add(fault)
        with pytest.raises(httpx.RemoteProtocolError):
            bot.post(**say, text=fault)
    server.chaos.add(Fault.LATE, seconds=1)
    with pytest.raises(httpx.TimeoutException):
        Bot(server, patience=0.5).post(**say, text="late")
    server.later(3)
    server.chaos.add(Fault.HANG, seconds=1)
    with pytest.raises(httpx.TimeoutException):
        Bot(server, patience=0.5).post(**say, text="hang")
    assert [message.text for message in ann.messages()] == ["passes", Fault.LOST, "late"]
    assert (server.world.refused, server.world.earned) == ([], [])  # none of it was the bot's fault
    assert [call.fault for call in server.world.calls if call.code == 429] == [Fault.FLOOD]


def test_faults_by_chance_are_the_same_for_a_seed() -> None:
    def met(seed: int) -> list[int]:
        with serving() as server:
            server.chaos.seed = seed
            server.chaos.add(Fault.ERROR, "getMe", chance=0.3)
            return [Bot(server).post("getMe").status_code for _ in range(40)]

    assert met(1) == met(1) != met(2)
    assert 3 <= met(1).count(500) <= 25


# -- with the library that our bot uses ----------------------------------------------------------------------------


def test_a_conversation_with_the_library(server: Telegram, ann: Player) -> None:
    async def answer() -> None:
        async with LibraryBot(TOKEN, base_url=server.base_url) as library:
            question = (await library.get_updates(timeout=5))[0].message
            assert question
            button = InlineKeyboardButton("Sources", callback_data="p:1")
            await library.send_message(
                question.chat_id,
                "<b>Kairat</b> <blockquote expandable>won &amp; lost</blockquote>",
                parse_mode="HTML",
                reply_parameters=ReplyParameters(question.message_id, allow_sending_without_reply=True),
                reply_markup=InlineKeyboardMarkup([[button]]),
            )
            await library.send_photo(question.chat_id, picture(), caption="<i>Coverage</i>", parse_mode="HTML")
            with pytest.raises(telegram.error.BadRequest, match="Can't parse entities"):
                await library.send_message(question.chat_id, "a < b", parse_mode="HTML")
            summons = ann.guest("@backissue_bot?")
            guest = (await library.get_updates(question.message_id, timeout=5))[-1].guest_message
            assert guest
            content = InputTextMessageContent("<u>so</u>", parse_mode="HTML")
            await guest.answer_guest_query(InlineQueryResultArticle("1", "Answer", content))
            assert summons.message().text == "so"

    question = ann.say("Who won?")
    asyncio.run(answer())
    shown = ann.wait()
    assert str(shown) == "Kairat won & lost\n[Sources]"
    assert (shown.bold, shown.quotes, server.answers_of(question)) == (["Kairat"], ["won & lost"], [shown])
    assert ann.wait().text == "Coverage"
    assert (server.world.unknown, server.world.lost) == ([], [])
