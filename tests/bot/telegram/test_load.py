"""The play that loads the bot finds what went wrong: it is tried on a bot that loses and repeats."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bot.telegram import careless
from tests.bot.telegram.asking import Bot
from tests.bot.telegram.chaos import Fault
from tests.bot.telegram.load import APOLOGY, Fate, Load, fate, judge, play
from tests.bot.telegram.player import Player
from tests.bot.telegram.program import Program
from tests.bot.telegram.server import serving
from tests.bot.telegram.world import TOKEN

SMALL = Load(questions=12, chats=6, seconds=2, settle=3, quiet=0.5)
TEXTS = ["Who won?", "Who lost?", "Who was hurt?"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("load", "found"),
    [
        (SMALL, None),
        (replace(SMALL, questions=6, chats=2, at_once=True), None),
        (replace(SMALL, kills=6), Fate.NEVER),
        (replace(SMALL, faults=[(Fault.LOST, 0.4)]), Fate.TWICE),
    ],
)
def test_a_careless_bot_is_found_out(tmp_path: Path, load: Load, found: Fate | None) -> None:
    with serving() as telegram:
        command = (sys.executable, careless.__file__, f"{telegram.base_url}{TOKEN}")
        verdict = judge(play(telegram, load, TEXTS, Program(tmp_path, {}, command)))
    assert verdict.fates.total() == load.questions
    if found:
        assert verdict.fates[found] > 0
    else:
        assert verdict.fates == {Fate.ONCE: load.questions}
    assert verdict.refused == []
    assert "first sign of life" in str(verdict)


def answers_like(*texts: str, buttons: tuple[bool, ...] = ()) -> Fate:
    with serving() as telegram:
        ann: Player = telegram.user()
        question = ann.say("Who won?")
        markup = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
        for number, text in enumerate(texts):
            below = {"reply_markup": markup} if number < len(buttons) and buttons[number] else {}
            reply = {"message_id": question.number}
            Bot(telegram)("sendMessage", chat_id=ann.chat.id, text=text, reply_parameters=reply, **below)
        return fate(telegram.answers_of(question))


def test_fates() -> None:
    note = "The connection broke: you may have got this message already."
    busy = "12 questions to answer before yours: that is more than I can do soon. Ask again in a minute."
    assert answers_like() is Fate.NEVER
    assert answers_like("Kairat") is Fate.ONCE
    assert answers_like("Kairat", f"Kairat\n\n{note}") is Fate.TOLD
    assert answers_like("Kairat", "Kairat") is Fate.TWICE
    assert answers_like("one", "two", buttons=(False, True)) is Fate.ONCE  # an answer in two parts
    assert answers_like("one", "two", buttons=(True, True)) is Fate.TWICE
    assert APOLOGY.search(busy)
    assert answers_like(busy) is Fate.TOLD
