"""No question is lost, repeated or out of turn: the real bot, killed again and again, over a bad line.

The longer run, with figures: python -m tests.experiments.telegram_load.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bot.telegram.chaos import Fault
from tests.bot.telegram.load import Fate, Load, judge, play
from tests.bot.telegram.program import REPOSITORY, Program, Reindexer, environment, for_telegram
from tests.bot.telegram.server import serving
from tests.bot.telegram.world import TOKEN
from tests.experiments.telegram_load import index, questions_about

SAMPLE = REPOSITORY / "corpus" / "sample"
BAD_LINE = [(Fault.DROP, 0.05), (Fault.LOST, 0.05), (Fault.GATEWAY, 0.03), (Fault.FLOOD, 0.03), (Fault.LATE, 0.02)]
ROUGH = Load(questions=40, chats=10, seconds=60, kills=4, reindexes=2, faults=BAD_LINE)
CALM = Load(questions=20, chats=5, at_once=True, quiet=2)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Path:
    """An index of the sample articles."""
    folder = tmp_path_factory.mktemp("lost") / "data"
    index(SAMPLE, environment(folder, model_cache))
    return folder


@pytest.fixture
def program(data_dir: Path, model_cache: Path, tmp_path: Path) -> Callable[..., Program]:
    """A bot that is not started yet, with a copy of the index: each server counts its updates anew."""
    own = tmp_path / "data"
    shutil.copytree(data_dir, own)

    def make(**settings: str) -> Program:
        return Program(tmp_path, environment(own, model_cache, **settings))

    return make


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_every_question_is_answered_once_and_in_turn(
    program: Callable[..., Program], data_dir: Path, tmp_path: Path, seed: int
) -> None:
    with serving() as telegram:
        telegram.chaos.seed = seed
        bot = program(**for_telegram(telegram))
        reindexer = Reindexer(tmp_path / "more", bot.environment)
        played = play(telegram, ROUGH, questions_about(data_dir), bot, reindexer.start)
        reindexer.finish()
        verdict = judge(played)
    print(verdict)
    assert verdict.injected.keys() >= {Fault.DROP, Fault.LOST}
    assert (bot.kills, reindexer.failures) == (ROUGH.kills, [])
    assert verdict.fates[Fate.NEVER] == verdict.fates[Fate.TWICE] == 0, verdict
    assert verdict.fates[Fate.TOLD] <= 2, verdict
    assert verdict.out_of_order == 0, verdict
    assert (verdict.refused, verdict.earned) == ([], 0), verdict
    assert (telegram.world.unknown, telegram.world.lost) == ([], [])
    assert played.status == 0
    said = bot.log.read_text()
    assert TOKEN not in said
    assert TOKEN.partition(":")[2] not in said


@pytest.mark.slow
def test_answers_come_soon_when_nothing_is_wrong(program: Callable[..., Program], data_dir: Path) -> None:
    with serving() as telegram:
        bot = program(**for_telegram(telegram, telegram_per_minute="1000"))
        verdict = judge(play(telegram, CALM, questions_about(data_dir), bot))
    print(verdict)
    assert verdict.fates == {Fate.ONCE: 20}, verdict
    assert (verdict.refused, verdict.earned) == ([], 0)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "setMyCommands", "getUpdates"])
def test_a_bad_line_at_the_start_is_waited_for(program: Callable[..., Program], data_dir: Path, method: str) -> None:
    with serving() as telegram:
        for fault in (Fault.DROP, Fault.GATEWAY, Fault.FLOOD, Fault.LOST):
            telegram.chaos.add(fault, method)
        bot = program(**for_telegram(telegram))
        ann = telegram.user()
        question = ann.say(questions_about(data_dir)[0])
        bot.start_and_wait(telegram)
        assert ann.wait(seconds=30).answers == question.number
        assert bot.stop()[0] == 0
