"""Whole conversations with the bot as a process, as a reader has them."""

from __future__ import annotations

import json
import re
import time

import pytest

from tests.bot.telegram.chaos import Fault
from tests.bot.telegram.player import Player, Telegram
from tests.bot.telegram.shown import Shown
from tests.bot.telegram.stage import ADMIN, FIRE, UNKNOWN, Stage

pytest_plugins = ["tests.bot.telegram.stages"]
KEY = re.compile(r"[a-z]:([\w-]{12}):\d+")


def ask(player: Player, text: str) -> Shown:
    """Say something, and wait for what answers it."""
    player.seen = max([one.number for one in player.messages()], default=0)
    question = player.say(text)
    answer = player.wait()
    assert answer.answers == question.number
    return answer


def turn(player: Player, message: Shown, label: str) -> Shown:
    """Press a button below a message, and wait until it has changed."""
    before = player.read(message)
    waiting = player.press(before, label)
    after = player.wait_edit(before)
    waiting.answer()
    return after


def test_an_answer_and_its_buttons(telegram: Telegram) -> None:
    ann = telegram.user()
    question = ann.say(FIRE)
    telegram.wait(lambda: [one for one in telegram.world.called("sendChatAction") if one.chat == ann.chat.id])
    answer = ann.wait()
    assert telegram.answers_of(question) == [answer]
    assert "23 of the 41 stalls were lost" in answer.text
    assert "[1]" in answer.text
    assert any("23 of the 41 stalls were lost" in quote for quote in answer.quotes)
    assert "31 articles" in answer.text
    assert "Follow" in str(answer.labels)


@pytest.mark.slow
def test_passages_are_paged_in_the_place_of_the_answer(telegram: Telegram) -> None:
    ann = telegram.user()
    answer = ask(ann, "How many people were injured in the ferry accident?")
    page = turn(ann, answer, "Read passages")
    assert page.text.startswith("Passage 1 of ")
    assert len(page.button("Copy citation")["copy_text"]["text"]) <= 256
    assert turn(ann, page, "›").text.startswith("Passage 2 of ")
    assert turn(ann, page, "‹").text.startswith("Passage 1 of ")
    assert turn(ann, page, "Back to answer").text == answer.text
    assert [one.number for one in ann.messages()] == [answer.number]


@pytest.mark.slow
def test_another_time_for_the_same_question(telegram: Telegram) -> None:
    ann = telegram.user()
    answer = ask(ann, FIRE)
    choice = turn(ann, answer, "📅")
    assert FIRE in choice.text
    recent = turn(ann, choice, "Last month")
    assert "Understood as" not in recent.text  # it is the same question
    assert "23 of the 41" not in recent.text
    assert "The archive does not say" in recent.text
    assert "23 of the 41" in turn(ann, recent, "Search all dates").text
    assert [one.number for one in ann.messages()] == [answer.number]


@pytest.mark.slow
def test_an_opinion_and_its_reason(telegram: Telegram) -> None:
    ann, admin = telegram.user(), telegram.user("Root", ADMIN)
    answer = ask(ann, FIRE)
    assert ann.press(answer, "👍").answer()["text"] == "Thank you."
    reasons = turn(ann, answer, "👎")
    assert reasons.labels[0] == ["Wrong source", "Outdated"]
    assert turn(ann, reasons, "Outdated").text == answer.text
    assert "bad: outdated: 1" in ask(admin, "/stats").text
    ann.react(answer, "👍")
    for _ in range(5):
        if "outdated" not in (counts := ask(admin, "/stats").text):
            break
    assert "outdated" not in counts
    assert "good: 1" in counts


@pytest.mark.slow
def test_a_follow_up_is_understood_and_limits_hold_until_new(telegram: Telegram) -> None:
    ann = telegram.user()
    assert "31,400" in ask(ann, "How many people came to the herring festival in 2023?").text
    after = ask(ann, "and in 2024?")
    assert after.text.startswith("Understood as: How many people came to the herring festival in 2024?")
    assert "27,800" in after.text
    assert "Since: 2024" in ask(ann, "/since 2024").text
    limited = ask(ann, "How many stalls were lost in the fish market fire in Port Merrow?")
    assert "23 of the 41" not in limited.text
    ask(ann, "/new")
    assert "23 of the 41" in ask(ann, FIRE).text


@pytest.mark.slow
def test_sources_limit_and_are_listed(telegram: Telegram) -> None:
    ann = telegram.user()
    listed = ask(ann, "/sources").text
    assert re.search(r"The Harbour Lantern: \d+", listed)
    unknown = "The archive has no source “Gazette” (near to it: “Merrow County Gazette”); /sources lists all."
    assert ask(ann, "/source Gazette").text == ask(ann, "/latest Gazette").text == unknown
    ask(ann, "/source Merrow County Gazette")
    assert "Merrow County Gazette" in (answer := ask(ann, FIRE)).text
    assert "The Harbour Lantern ·" not in answer.text


def test_what_the_archive_does_not_say(telegram: Telegram) -> None:
    ann = telegram.user()
    answer = ask(ann, UNKNOWN)
    assert answer.text.startswith("The archive does not say")
    assert not answer.quotes
    assert answer.button("Rephrase")["switch_inline_query_current_chat"] == UNKNOWN


def test_searching_and_the_newest(telegram: Telegram) -> None:
    ann = telegram.user()
    assert re.search(r"^1\. .*ferry", ask(ann, "/search ferry accident").text, re.MULTILINE | re.IGNORECASE)
    assert "Elsa Corrin carried 6,200 passengers" in ask(ann, "/latest").text
    assert "Write what to look for" in ask(ann, "/search").text


def test_a_timeline_with_its_picture(telegram: Telegram) -> None:
    ann = telegram.user()
    ann.say("/timeline Skarrow Island ferry")
    told = ann.wait()
    assert "14 Mar 2023" in told.text
    picture = ann.wait()
    assert telegram.world.files[picture.photo].startswith(b"\x89PNG")
    assert "Skarrow Island ferry" in picture.text


def test_how_the_bot_presents_itself(telegram: Telegram) -> None:
    ann = telegram.user()
    telegram.wait(lambda: len(telegram.world.called("setMyCommands")) > 5, 20)
    shown = {one["command"] for one in next(iter(telegram.world.commands.values()))}
    assert {"start", "help", "ask", "search", "timeline", "forget"} <= shown
    help_text = ask(ann, "/help").text
    assert all(f"/{name}" in help_text for name in ("ask", "search", "timeline", "since", "follow", "new"))
    assert "30 days" in ask(ann, "/privacy").text
    assert "There is no /nosuch" in ask(ann, "/nosuch").text


def test_strange_messages(telegram: Telegram) -> None:
    ann, bob = telegram.user(), telegram.user("Bob")
    assert "characters" in ask(ann, "ferry " * 300).text
    ann.say("", voice={"file_id": "a", "file_unique_id": "a", "duration": 3})
    assert "words only" in ann.wait().text
    question = ann.say("/nothing")
    ann.wait()
    ann.edit(question, FIRE)  # an edit is no new question
    hostile = "<b>ferry</b> &amp; \u202e\x00 </a> [1] " + "👩‍👩‍👧‍👦" * 20
    assert ask(bob, hostile).text
    assert "Write the question behind it" in ask(bob, "/ask").text
    assert len(ann.messages()) == 3


def test_hostile_presses(telegram: Telegram) -> None:
    ann, eve = telegram.user(), telegram.user("Eve")
    answer, own = ask(ann, FIRE), ask(eve, UNKNOWN)
    [key, *_] = KEY.findall(json.dumps(answer.rows))
    for data in (f"p:{key}:0", f"b:{key}:0", f"n:{key}:0", f"s:{key}:0", f"w:{key}:0", f"q:{key}:0"):
        got = eve.press_data(own, data).answer()
        assert got == {"text": "This answer has expired. Ask again.", "alert": True}, data
    for data in (f"p:{key}:9999", f"q:{key}:7", f"c:{key}:3", f"w:{key}:88"):
        assert "expired" in ann.press_data(answer, data).answer()["text"], data
    for data in ("", "\x00" * 64, "p:" + "é" * 30, f"z:{key}:0", f"p:{key}:99999999999", "'; DROP TABLE answer; --"):
        assert ann.press_data(answer, data).answer() == {"text": "", "alert": False}
    assert "do not follow" in ann.press_data(answer, f"u:{key}:0").answer()["text"]
    assert [eve.read(own), len(eve.messages())] == [own, 1]


def test_cards_while_somebody_types(telegram: Telegram) -> None:
    ann = telegram.user()
    early, late = ann.inline("fi"), ann.inline(FIRE)
    cards = late.cards()
    assert cards[0][0].startswith("How many stalls")
    assert "23 of the 41" in cards[0][1].text
    assert late.answer()["is_personal"]
    assert len(cards) > 1
    assert not any("callback_data" in str(message.rows) for _, message in cards)
    assert early.asked.answer is None or early.answer()["results"] == []
    assert ann.inline("fi").answer()["results"] == []


def test_a_summons_elsewhere(telegram: Telegram) -> None:
    ann = telegram.user()
    answer = ann.guest(f"@backissue_bot {FIRE}").message()
    assert "23 of the 41" in answer.text
    assert FIRE in answer.text
    assert ann.guest("@backissue_bot " + "ferry " * 300).message().text


@pytest.mark.slow
def test_in_a_group_only_when_it_is_spoken_to(telegram: Telegram) -> None:
    ann, bob = telegram.user(), telegram.user("Bob")
    group = telegram.group("Regatta", ann)
    here = ann.at(group)
    here.say(FIRE)
    answer = ask(here, f"@backissue_bot {FIRE}")
    private = ask(bob, FIRE)
    assert len(answer.text) < len(private.text)
    assert answer.labels[-1][-2:] == ["👍", "👎"]
    follow_up = bob.at(group)
    follow_up.seen = answer.number
    reply = follow_up.say("and who put it out?", reply_to=answer)
    assert follow_up.wait().answers == reply.number
    bob.at(group).say("/ask@other_bot Who?")
    bob.at(group).say("/nosuch")
    time.sleep(0.5)
    assert len(here.messages()) == 2


@pytest.mark.slow
def test_in_a_group_what_is_told_first_is_numbered_first(telegram: Telegram) -> None:
    ann = telegram.user()
    here = ann.at(telegram.group("Regatta", ann))
    answer = ask(here, "/ask How many people were injured in the ferry accident and who is the harbour master?")
    assert "[2]" in answer.text
    assert "[3]" not in answer.text
    whole = turn(here, answer, "More")
    assert re.findall(r"(?<=\. )\[\d\]", whole.text) == ["[1]", "[2]", "[3]"]
    sources = re.findall(r"^\[(\d)\] (.*)", answer.text, re.MULTILINE)
    shown = whole
    for number, title in sources:
        assert f"[{number}] {title}" in whole.text
        waiting = here.press_data(whole, f"{whole.button('Read')['callback_data'][:-1]}{int(number) - 1}")
        waiting.answer()
        shown = here.wait_edit(shown)
        assert f"Passage {number} of 3" in shown.text
        assert title[:60] in shown.text
    [key, *_] = KEY.findall(json.dumps(whole.rows))
    assert "expired" in here.press_data(answer, f"m:{key}:1").answer()["text"]  # there is one page


@pytest.mark.slow
def test_courtesies_and_commands_without_a_slash(telegram: Telegram) -> None:
    ann = telegram.user()
    for text in ("Hello there", "thanks a lot!", "ok cool"):
        assert ask(ann, text).text == "Ask me what you want to know from the archive."
    assert "/timeline" in ask(ann, "help").text
    assert ask(ann, "stop").text == "Nothing of yours is waiting."
    assert "Ask in your own words" in ask(ann, "who are you?").text
    assert ask(ann, UNKNOWN).text.startswith("The archive does not say")
    assert "no more on this" in ask(ann, "more").text
    assert "news archive" in ann.guest("@backissue_bot").message().text


def test_in_a_group_one_statement_answers_and_a_button_brings_the_others(telegram: Telegram) -> None:
    ann = telegram.user()
    here = ann.at(telegram.group("Regatta", ann))
    answer = ask(here, "/ask How many people were injured in the ferry accident?")
    told = answer.text.partition("Sources")[0].strip().splitlines()
    assert len(told[0]) <= 410
    whole = turn(here, answer, "More")
    assert len(whole.text) > len(answer.text)
    assert turn(here, whole, "Shorter").text == answer.text


def test_an_anonymous_admin_is_answered(telegram: Telegram) -> None:
    ann = telegram.user()
    group = telegram.group("Regatta", ann)
    anonymous = Player(telegram.world, {"id": 1087968824, "is_bot": True, "first_name": "Group"}, group)
    question = anonymous.say(f"/ask {FIRE}", sender_chat={"id": group.id, "type": "supergroup", "title": "Regatta"})
    anonymous.seen = question.number  # which is by a bot of Telegram's
    answer = anonymous.wait()
    assert answer.answers == question.number
    assert "23 of the 41" in answer.text


def test_what_a_press_would_be_told_too_late_comes_as_a_message(telegram: Telegram) -> None:
    ann = telegram.user()
    answer = ask(ann, FIRE)
    telegram.chaos.add(Fault.ERROR, "answerCallbackQuery")
    ann.press(answer, "Follow")
    assert ann.wait().text.startswith("News of “")


def test_in_a_topic_it_answers_there(telegram: Telegram) -> None:
    ann = telegram.user()
    group = telegram.group("Regatta", ann, forum=True)
    one, other = (ann.at(group, telegram.topic(group, name, ann)) for name in ("Fires", "Festivals"))
    assert ask(one, f"/ask {FIRE}").topic == one.topic
    assert "31,400" in ask(other, "/ask How many people came to the herring festival in 2023?").text
    one.seen = 0
    assert len(one.messages()) == len(other.messages()) == 1


def test_only_admins_may(telegram: Telegram) -> None:
    ann, admin = telegram.user(), telegram.user("Root", ADMIN)
    for command in ("/stats", "/reindex", "/allow 5"):
        assert ask(ann, command).text == "Only the admins of this bot can do that."
    assert "BACKISSUE_ARCHIVE" in ask(admin, "/reindex").text
    eve = telegram.user("Eve", 666)
    assert ask(admin, "/block 666").text == "666 is kept out from now on."
    assert "666" in ask(eve, FIRE).text
    assert "numeric id" in ask(admin, "/block Eve").text


@pytest.mark.slow
def test_following_and_stopping(telegram: Telegram) -> None:
    ann = telegram.user()
    assert "“ferry”" in ask(ann, "/follow ferry weekly monday 9").text
    answer = ask(ann, FIRE)
    assert "fish market" in ann.press(answer, "Follow").answer()["text"].casefold()
    assert "names nothing to follow" in ann.press(ask(ann, "/timeline the"), "Follow").answer()["text"]
    listed = ask(ann, "/following")
    assert listed.text.count("🔔") == 2
    assert "every Monday at 09:00" in listed.text
    left = turn(ann, listed, "Stop ferry")
    assert "You no longer follow “ferry”" in str(telegram.world.called("answerCallbackQuery")[-1].values)
    assert left.text.count("🔔") == 1


@pytest.mark.slow
def test_what_is_forgotten_is_gone(common: Stage, telegram: Telegram) -> None:
    ann = telegram.user()
    answer = ask(ann, "What do we know of the xylophone of Port Merrow?")
    ask(ann, "/follow zither")
    ask(ann, "/forget yes")
    assert "expired" in ann.press(answer, "👍").answer()["text"]
    assert "nothing" in ask(ann, "/following").text
    raw = b"".join(path.read_bytes() for path in common.data_dir.glob("telegram.*"))
    assert b"xylophone" not in raw
    assert b"zither" not in raw


@pytest.mark.slow
def test_faults_on_the_way_cost_no_answer(telegram: Telegram) -> None:
    ann = telegram.user()
    for fault in (Fault.DROP, Fault.LOST, Fault.GATEWAY):
        telegram.chaos.add(fault, "sendMessage")
        question = ann.say(FIRE)
        ann.wait()
        assert len(telegram.answers_of(question)) == 1
    assert len(ann.messages()) == 3


def test_what_may_have_been_meant_is_chosen_by_a_button(telegram: Telegram) -> None:
    ann = telegram.user()
    asked = ask(ann, "What did he shout on the night of the fire?")
    assert 2 <= len(asked.rows) <= 3
    answer = turn(ann, asked, "Blaze guts stalls at Port Merrow fish market")
    assert "hoarse" in answer.text
    assert ann.messages() == [answer]
    assert "Read passages" in str(answer.labels)
    [key, *_] = KEY.findall(json.dumps(asked.rows))
    number = next(place for place, row in enumerate(asked.labels) if "Blaze guts stalls" in row[0])
    assert "chosen this already" in ann.press_data(answer, f"c:{key}:{number}").answer()["text"]  # pressed twice
    assert ann.messages() == [answer]
    ann.press_data(answer, f"c:{key}:{(number + 1) % len(asked.rows)}")  # another one, from what the phone still shows
    other = ann.wait()
    assert other.text.startswith("Understood as:")
    assert ann.messages() == [answer, other]


def test_a_question_that_leads_on(telegram: Telegram) -> None:
    ann = telegram.user()
    answer = ask(ann, "Why did the cannery close?")
    assert "cannery" in answer.text
    offered = ann.wait_edit(answer, 20)
    assert offered.text == answer.text  # only buttons have come
    [[_, *_], [next_one], *_] = offered.labels
    ann.press(offered, next_one)
    ann.seen = answer.number
    follow_up = ann.wait()
    assert follow_up.text.startswith(f"Understood as: {next_one}")
    assert follow_up.quotes
