"""``Stage``: what whole conversations are played on: the real bot as a process, and what it says of itself."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bot.telegram.player import Telegram
from tests.bot.telegram.program import REPOSITORY, Program, environment
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
        """What holds after any play: nothing that was sent was refused, and no log has the token or what was asked."""
        world = self.telegram.world
        wrong = (world.refused, world.earned, world.unknown, world.lost)
        assert wrong == ([], [], [], []), wrong
        said = self.bot.log.read_text() if self.bot.log.exists() else ""
        assert not any(secret in said for secret in (TOKEN.partition(":")[2], FIRE, UNKNOWN))
        assert not re.search("failed|of a shape|refused", said), said[-3000:]


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


@contextmanager
def running(stage: Stage) -> Iterator[Stage]:
    """Run a bot, and look afterwards whether all went well."""
    stage.bot.start_and_wait(stage.telegram)
    yield stage
    status, _ = stage.bot.stop()
    assert status == 0
    stage.check()
