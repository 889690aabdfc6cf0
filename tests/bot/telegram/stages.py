"""Stages as fixtures, named in ``pytest_plugins`` by the modules that play on them.

Who plays opens a chat of their own, so that most tests share one process.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.telegram.player import Telegram
from tests.bot.telegram.program import Program, environment, for_telegram
from tests.bot.telegram.server import serving
from tests.bot.telegram.stage import ADMIN, SAMPLE, Play, Stage, run_index, running


@pytest.fixture(scope="session")
def sample_index(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample articles; to be copied before it is changed."""
    folder = tmp_path_factory.mktemp("sample") / "data"
    run_index(SAMPLE, folder, model_cache)
    return folder


@pytest.fixture
def play(sample_index: Path, model_cache: Path, tmp_path: Path) -> Iterator[Play]:
    """Raise a stage with a bot of its own, not started yet; ``settings`` are those of the front end, without prefix."""
    with serving() as telegram:
        telegram.world.flood.on = True

        def stage(**settings: str) -> Stage:
            data_dir = tmp_path / "data"
            if not data_dir.exists():
                shutil.copytree(sample_index, data_dir)
            stated = {f"telegram_{name}": value for name, value in settings.items()}
            run = environment(data_dir, model_cache, **for_telegram(telegram, **stated))
            return Stage(telegram, Program(tmp_path, run), data_dir)

        programs: list[Stage] = []

        def raised(**settings: str) -> Stage:
            programs.append(stage(**settings))
            return programs[-1]

        yield raised
        for one in programs:
            if not one.bot.ended():
                one.bot.kill()


@pytest.fixture(scope="session")
def common(sample_index: Path, model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A bot for everybody, which many tests talk to."""
    folder = tmp_path_factory.mktemp("common")
    shutil.copytree(sample_index, folder / "data")
    with serving() as telegram:
        settings = for_telegram(telegram, telegram_admins=f"[{ADMIN}]", telegram_per_minute="1000")
        bot = Program(folder, environment(folder / "data", model_cache, **settings))
        with running(Stage(telegram, bot, folder / "data")) as stage:
            yield stage


@pytest.fixture
def telegram(common: Stage) -> Iterator[Telegram]:
    """The server of the common bot; each test sees for itself that nothing was refused."""
    yield common.telegram
    common.check()
