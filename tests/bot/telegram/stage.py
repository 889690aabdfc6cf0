"""What whole conversations are played on: the real bot as a process, with an index of the sample articles.

Named in ``pytest_plugins`` by the modules that play them. Who plays opens a chat of their own, so that most tests share
one process.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bot.telegram.player import Telegram
from tests.bot.telegram.program import REPOSITORY, Program, environment, for_telegram
from tests.bot.telegram.server import serving
from tests.bot.telegram.world import TOKEN

SAMPLE = REPOSITORY / "corpus" / "sample"
ADMIN = 900
FIRE = "How many stalls were lost in the fish market fire?"
UNKNOWN = "Who won the chess championship in Kathmandu?"


@dataclass
class Stage:
    """A server, and a bot on it."""

    telegram: Telegram
    bot: Program
    data_dir: Path

    def check(self) -> None:
        """What holds after any play: nothing that was sent was refused, and the token is in no log."""
        world = self.telegram.world
        assert (world.refused, world.earned, world.unknown, world.lost) == ([], [], [], [])
        said = self.bot.log.read_text() if self.bot.log.exists() else ""
        assert TOKEN.partition(":")[2] not in said
        assert not re.search("failed|of a shape|refused", said), said[-3000:]


@pytest.fixture(scope="session")
def sample_index(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample articles; to be copied before it is changed."""
    folder = tmp_path_factory.mktemp("sample") / "data"
    run_index(SAMPLE, folder, model_cache)
    return folder


def run_index(archive: Path, data_dir: Path, model_cache: Path) -> None:
    """Bring an index up to date."""
    command = [sys.executable, "-m", "bot.cli", "index", str(archive)]
    subprocess.run(
        command,
        env=environment(data_dir, model_cache),
        cwd=data_dir.parent,
        check=True,
        capture_output=True,
        timeout=90,
    )


Play = Callable[..., Stage]


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


@contextmanager
def running(stage: Stage) -> Iterator[Stage]:
    """Run a bot, and look afterwards whether all went well."""
    stage.bot.start_and_wait(stage.telegram)
    yield stage
    status, _ = stage.bot.stop()
    assert status == 0
    stage.check()


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
