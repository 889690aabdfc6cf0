"""The bot as a process of its own: who it lets in, what it says before it starts, how it stops and goes on."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.bot.telegram.asking import Bot
from tests.bot.telegram.chaos import Fault
from tests.bot.telegram.player import Player
from tests.bot.telegram.program import Program
from tests.bot.telegram.stage import ADMIN, FIRE, UNKNOWN, Play, Stage, run_index, running
from tests.bot.telegram.world import TOKEN

pytest_plugins = ["tests.bot.telegram.stages"]
CODE = "open-sesame"
SECRET = "correct-horse-battery"
CAME = {
    "id": "zeppelin",
    "title": "Zeppelin over Port Merrow",
    "text": "A zeppelin flew over the Port Merrow harbour on Sunday. Hundreds watched the zeppelin from Fish Quay.",
    "published_at": "2026-11-27T09:00:00Z",
    "source": "Courier",
}


def said(stage: Stage, player: Player, text: str, seconds: float = 10.0) -> str:
    """What is said to a message."""
    question = player.say(text)
    stage.telegram.wait(lambda: stage.telegram.answers_of(question), seconds, f"an answer to {text!r}")
    return "\n".join(one.text for one in stage.telegram.answers_of(question))


def run(stage: Stage, *options: str, **environment: str) -> tuple[int, str]:
    """``backissue bot`` with options that end it at once: the status and what it printed."""
    done = subprocess.run(
        [*stage.bot.command, *options],
        env={**stage.bot.environment, **environment},
        cwd=stage.bot.folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert TOKEN.partition(":")[2] not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.slow
def test_a_private_bot(play: Play) -> None:
    """Strangers get one sentence, and nothing else anywhere; the code lets in."""
    stage = play(open="false", pairing=CODE, admins=f"[{ADMIN}]")
    stage.bot.environment["BACKISSUE_LOG_LEVEL"] = "DEBUG"
    with running(stage):
        telegram = stage.telegram
        ann, eve, root = telegram.user("Ann"), telegram.user("Eve"), telegram.user("Root", ADMIN)
        assert str(eve.person["id"]) in said(stage, eve, FIRE)
        for text in (FIRE, "/start", "/status", f"/start {CODE}x", "/follow ferry", "/forget yes", "/stats"):
            eve.say(text)  # not told a second time, but of the code
        cards = eve.inline(FIRE)
        assert cards.answer()["results"] == []
        assert cards.answer()["is_personal"]
        summons = eve.guest(f"@backissue_bot {FIRE}")
        assert "23 of the 41" in said(stage, root, FIRE)
        answer = root.messages()[0]
        assert "private" not in said(stage, ann, f"/start {CODE}")
        assert "23 of the 41" in said(stage, ann, FIRE)
        key = re.findall(r"[a-z]:([\w-]{12}):", json.dumps(answer.rows))[0]
        for data in (f"p:{key}:0", f"w:{key}:0", "u:" + key + ":0"):
            press = eve.press_data(eve.messages()[0], data)
            assert "answers only those" in press.answer()["text"]
        group = telegram.group("Strangers", eve)
        telegram.wait(lambda: group.left, 10, "leaving a group of strangers")
        time.sleep(1)
        assert ["lets nobody in" in one.text for one in eve.messages()] == [False, True]
        assert summons.asked.answer is None
        signs = {call.chat for call in telegram.world.called("sendChatAction")}
        assert eve.chat.id not in signs
        said(stage, root, f"/block {ann.person['id']}")
        assert str(ann.person["id"]) in said(stage, ann, FIRE)
        said(stage, root, f"/allow {ann.person['id']}")
        assert "23 of the 41" in said(stage, ann, FIRE)


@pytest.mark.slow
def test_limits_of_a_minute_and_of_a_day_and_of_length(play: Play) -> None:
    with running(play(per_minute="2", per_day="3", question="60")) as stage:
        ann, bob = stage.telegram.user("Ann"), stage.telegram.user("Bob")
        assert "characters" in said(stage, ann, "ferry " * 20)
        said(stage, ann, UNKNOWN)
        assert "too fast" in said(stage, ann, UNKNOWN)
        before = len(ann.messages())
        ann.say(UNKNOWN)
        assert "The archive does not say" in said(stage, bob, UNKNOWN)
        assert len(ann.messages()) == before  # said once a minute


@pytest.mark.slow
def test_what_is_asked_in_a_day_is_counted_over_restarts_and_forgetting(play: Play) -> None:
    stage = play(per_day="2")
    ann = stage.telegram.user()
    with running(stage):
        said(stage, ann, UNKNOWN)
        said(stage, ann, "/forget yes")
    with running(stage):
        assert "The archive does not say" in said(stage, ann, UNKNOWN)
        assert "in a day (2 questions)" in said(stage, ann, UNKNOWN)
        assert said(stage, ann, "/status")  # costs nothing


@pytest.mark.slow
def test_another_process_that_takes_the_updates_is_told_of_and_outlasted(play: Play) -> None:
    with running(play()) as stage:
        for _ in range(2):
            Bot(stage.telegram)("getUpdates", timeout=0)
            time.sleep(0.2)
        question = stage.telegram.user().say(UNKNOWN)
        stage.telegram.wait(lambda: stage.telegram.answers_of(question), 20)
        assert "another process asks for the updates" in stage.bot.last_words()


@pytest.mark.slow
def test_what_had_to_wait_too_long_gets_an_apology(play: Play) -> None:
    stage = play(stale="10m")
    ann, bob = stage.telegram.user("Ann"), stage.telegram.user("Bob")
    stage.telegram.world.shift = -3600
    old = ann.say(FIRE)
    stage.telegram.world.shift = 0
    new = bob.say(FIRE)
    with running(stage):
        stage.telegram.wait(lambda: stage.telegram.answers_of(old) and stage.telegram.answers_of(new))
        assert "60 minutes ago" in stage.telegram.answers_of(old)[0].text
        assert "23 of the 41" in stage.telegram.answers_of(new)[0].text


@pytest.mark.slow
def test_presses_that_waited_through_an_outage_are_done_and_told_of(play: Play) -> None:
    stage = play(per_minute="3")
    ann = stage.telegram.user()
    with running(stage):
        said(stage, ann, FIRE)
    [answer] = ann.messages()
    key = answer.button("Follow")["callback_data"].split(":")[1]
    ann.press(answer, "Follow")
    for _ in range(6):
        ann.press_data(answer, f"w:{key}:0")  # at any time: a question each
    stage.telegram.chaos.add(Fault.ERROR, "answerCallbackQuery", times=None)  # nobody sees an alert any more
    ann.seen = answer.number
    with running(stage):
        told = {ann.wait().text.partition(":")[0].partition(" “")[0] for _ in range(2)}
    assert told == {"News of", "That is too fast for me"}
    assert len(ann.messages()) == 3


@pytest.mark.slow
def test_a_restart_goes_on_with_the_conversation(play: Play) -> None:
    stage = play()
    ann = stage.telegram.user()
    with running(stage):
        said(stage, ann, "How many people came to the herring festival in 2023?")
    first = ann.messages()[0]
    asked = ann.say("and in 2024?")  # while it is away
    with running(stage):
        stage.telegram.wait(lambda: stage.telegram.answers_of(asked))
        assert "27,800" in stage.telegram.answers_of(asked)[0].text
        ann.press(first, "Read passages")
        assert ann.wait_edit(first).text.startswith("Passage 1")


@pytest.mark.slow
def test_a_stop_answers_what_has_begun_and_the_next_start_the_rest(play: Play) -> None:
    stage = play(per_minute="100")
    players = [stage.telegram.user(f"U{number}") for number in range(6)]
    with running(stage):
        said(stage, players[0], UNKNOWN)
        questions = [one.say(FIRE) for one in players for _ in range(2)]
        stage.telegram.wait(lambda: len(stage.telegram.world.called("sendChatAction")) > 3)
    assert not (stage.data_dir / "telegram.health").exists()
    with running(stage):
        stage.telegram.wait(lambda: all(map(stage.telegram.answers_of, questions)), 30)
    assert {len(stage.telegram.answers_of(one)) for one in questions} == {1}


@pytest.mark.slow
def test_a_kill_in_the_middle_of_a_send(play: Play) -> None:
    stage = play()
    ann = stage.telegram.user()
    stage.bot.start_and_wait(stage.telegram)
    stage.telegram.chaos.add(Fault.LATE, "sendMessage", seconds=30)
    question = ann.say(FIRE)
    stage.telegram.wait(ann.messages)
    stage.bot.kill()
    with running(stage):
        time.sleep(3)
    assert len(stage.telegram.answers_of(question)) == 1


@pytest.mark.slow
def test_a_digest_comes_once_when_the_archive_has_something_new(play: Play, model_cache: Path) -> None:
    with running(play()) as stage:
        ann, bob = stage.telegram.user("Ann"), stage.telegram.user("Bob")
        assert "at once" in said(stage, ann, "/follow zeppelin at once no quiet")
        said(stage, ann, "/follow football at once no quiet")
        said(stage, bob, "/follow zeppelin weekly monday 9")
        archive = stage.bot.folder / "more"
        archive.mkdir()
        (archive / "new.jsonl").write_text(json.dumps(CAME) + "\n")
        run_index(archive, stage.data_dir, model_cache)
        stage.telegram.wait(lambda: len(ann.messages()) == 3, 20, "the digest")
        digest = ann.messages()[-1]
        assert "Zeppelin over Port Merrow" in digest.text
        assert any("zeppelin" in quote for quote in digest.quotes)
        (archive / "new.jsonl").write_text(json.dumps({**CAME, "text": CAME["text"] + " It was silver."}) + "\n")
        run_index(archive, stage.data_dir, model_cache)
        time.sleep(6)
        assert [len(ann.messages()), len(bob.messages())] == [3, 1]
        assert (
            "zeppelin" in said(stage, bob, "Where did the zeppelin fly?").casefold()
        )  # the new generation is searched
        assert "no longer follow" in ann.press(digest, "Stop zeppelin").answer()["text"]
        assert "zeppelin" not in said(stage, ann, "/following").casefold()
        assert ann.read(digest) == digest  # it stays, to be read


@pytest.mark.slow
def test_an_admin_brings_the_index_up_to_date(play: Play) -> None:
    stage = play(admins=f"[{ADMIN}]")
    archive = stage.bot.folder / "more"
    archive.mkdir()
    (archive / "new.jsonl").write_text(json.dumps(CAME) + "\n")
    stage.bot.environment["BACKISSUE_ARCHIVE"] = json.dumps([str(archive)])
    with running(stage):
        root = stage.telegram.user("Root", ADMIN)
        said(stage, root, "/reindex")
        stage.telegram.wait(lambda: "The run has ended" in root.messages()[-1].text, 60)
        assert "1 added" in root.messages()[-1].text


@pytest.mark.slow
def test_a_webhook_from_end_to_end(play: Play) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    stage = play(webhook=f"{address}/hook", secret=SECRET, listen=f"127.0.0.1:{port}")
    stage.bot.start()
    try:
        stage.telegram.wait(lambda: stage.telegram.world.line.url or stage.bot.ended(), 60, "the webhook")
        ann = stage.telegram.user()
        assert "23 of the 41" in said(stage, ann, FIRE)
        assert stage.telegram.world.line.pending == []
        with httpx.Client(trust_env=False) as client:
            assert client.post(f"{address}/hook", json={"update_id": 1}).status_code == 403
            report = client.get(f"{address}/health")
            assert (report.status_code, report.json()["ok"]) == (200, True)
        assert stage.telegram.world.polls == []
    finally:
        assert stage.bot.stop()[0] == 0
    again = play()
    with running(again):  # without a webhook it is taken away
        assert stage.telegram.world.line.url == ""
        assert "23 of the 41" in said(again, ann, FIRE)


@pytest.mark.slow
def test_health_and_one_bot_a_folder(play: Play) -> None:
    stage = play()
    assert run(stage, "--healthy") == (1, "no bot is running on this data folder\n")
    with running(stage):
        stage.telegram.wait(lambda: (stage.data_dir / "telegram.health").exists() or None, 10)
        status, report = run(stage, "--healthy")
        assert (status, json.loads(report)["ok"]) == (0, True)
        second = Program(stage.bot.folder / "..", stage.bot.environment)
        status, complaint = run(Stage(stage.telegram, second, stage.data_dir))
        assert status == 2
        assert "another bot runs on" in complaint
        assert said(stage, stage.telegram.user(), UNKNOWN)
        if Path("/proc").is_dir():
            assert stage.bot.process
            shown = Path(f"/proc/{stage.bot.process.pid}/cmdline").read_bytes()
            assert TOKEN.encode() not in shown
    assert run(stage, "--healthy")[0] == 1


@pytest.mark.slow
def test_check_says_what_to_fix(play: Play, tmp_path: Path) -> None:
    stage = play(admins="[5]")
    assert run(stage, "--check", BACKISSUE_STALE_GAPS="0")[0] == 0
    nobody = {"BACKISSUE_TELEGRAM_OPEN": "false", "BACKISSUE_TELEGRAM_ADMINS": "[]"}
    nothing = {"BACKISSUE_TELEGRAM_TOKEN": "", "BACKISSUE_DATA_DIR": str(tmp_path / "nothing")}
    status, text = run(stage, "--check", **nobody, **nothing)
    assert status == 1
    assert "WRONG: nobody may use the bot" in text
    assert "WRONG: there is no token" in text
    assert re.search(r"archive +WRONG: ", text)


@pytest.mark.slow
def test_a_start_that_cannot_be(play: Play) -> None:
    stage = play()
    status, text = run(stage, BACKISSUE_TELEGRAM_TOKEN="")
    assert (status, "there is no token" in text) == (2, True)
    stage.telegram.world.token = "123456:another-token"
    status, text = run(stage)
    assert (status, "does not take the token" in text) == (2, True)
    status, text = run(stage, "--check")
    assert (status, "WRONG: Telegram does not take the token" in text) == (1, True)


@pytest.mark.slow
def test_without_telegram_it_waits_and_can_be_stopped(play: Play) -> None:
    stage = play()
    stage.bot.environment["BACKISSUE_TELEGRAM_API"] = f"http://127.0.0.1:{free_port()}"
    stage.bot.start()
    stage.telegram.wait(lambda: "does not answer" in stage.bot.last_words() or stage.bot.ended(), 30)
    assert not stage.bot.ended()
    status, seconds = stage.bot.stop()
    assert (status, seconds < 10) == (0, True)
    assert TOKEN.partition(":")[2] not in stage.bot.last_words()


def test_help_is_instant() -> None:
    begun = time.monotonic()
    subprocess.run([sys.executable, "-m", "bot.cli", "bot", "--help"], check=True, capture_output=True, env=os.environ)
    assert time.monotonic() - begun < 5
