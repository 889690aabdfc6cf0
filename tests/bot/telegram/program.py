"""``Program``: a bot as a process of its own, which can be killed, and what it needs to run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.bot.telegram.player import Telegram
from tests.bot.telegram.world import TOKEN

REPOSITORY = Path(__file__).parents[3]
OURS = (sys.executable, "-m", "bot.cli", "bot")
PATIENCE = 90.0  # seconds for a start or a stop


def environment(data_dir: Path, model_cache: Path, **settings: str) -> dict[str, str]:
    """The developer's environment without any setting of theirs; this working tree is what runs."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("BACKISSUE_", "HF_HUB"))}
    paths = {"BACKISSUE_DATA_DIR": str(data_dir), "BACKISSUE_MODEL_CACHE": str(model_cache)}
    stated = {f"BACKISSUE_{name.upper()}": value for name, value in settings.items()}
    return {**own, "PYTHONPATH": str(REPOSITORY), "HF_HUB_OFFLINE": "1", **paths, **stated}


def for_telegram(telegram: Telegram, **settings: str) -> dict[str, str]:
    """The settings of a bot that talks to the server of the tests, and serves everybody."""
    return {"telegram_token": TOKEN, "telegram_api": telegram.url, "telegram_open": "true", **settings}


@dataclass
class Program:
    """Starts a bot, kills it, and starts it again. What it prints goes into ``log``."""

    folder: Path  # where it runs, without any .env
    environment: dict[str, str] = field(repr=False)
    command: Sequence[str] = OURS
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def log(self) -> Path:
        return self.folder / "bot.log"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def start_and_wait(self, telegram: Telegram) -> None:
        """Start, and wait until it asks for updates."""
        asked = len(telegram.world.polls)
        self.start()
        telegram.wait(lambda: self.ended() or len(telegram.world.polls) > asked, PATIENCE, "the bot's first poll")
        assert not self.ended(), self.last_words()

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def gone(self) -> bool:
        """Whether it has ended by itself."""
        with self.turn:
            return self.ended()

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]

    def kill(self) -> None:
        """End it as kill -9 does; one that has ended by itself is a fault of its own."""
        assert self.process
        assert not self.ended(), f"the bot ended by itself: {self.last_words()}"
        self.process.kill()
        self.process.wait()
        self.kills += 1

    def restart(self) -> None:
        """Kill it and start it again, as a system does; may be called from any thread."""
        with self.turn:
            self.kill()
            self.start()

    def stop(self) -> tuple[int, float]:
        """Ask it to end; its status and how many seconds that took."""
        assert self.process
        start = time.monotonic()
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE), time.monotonic() - start
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def health(self) -> dict[str, float]:
        """What it says of itself in its data folder; nothing where that is not its own word."""
        report = Path(self.environment.get("BACKISSUE_DATA_DIR", "")) / "telegram.health"
        with suppress(OSError, ValueError):
            found: dict[str, float] = json.loads(report.read_text())
            return found if self.process and found.get("pid") == self.process.pid else {}
        return {}

    def memory(self) -> float:
        """Resident megabytes; 0 where the system does not tell."""
        status = Path(f"/proc/{self.process.pid}/status") if self.process else Path("/nonexistent")
        lines = status.read_text().splitlines() if status.exists() else []
        return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


@dataclass
class Reindexer:
    """Changes an article of its own and brings the index up to date with it, which switches the generation."""

    folder: Path
    environment: dict[str, str] = field(repr=False)
    runs: int = 0
    failures: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin a run, unless the one before goes on."""
        if self.process and self.process.poll() is None:
            return
        self.finish()
        self.runs += 1
        self.folder.mkdir(exist_ok=True)
        article = {
            "id": "the-tide-table",
            "title": "The tide table",
            "text": f"The tide table was printed for the time number {self.runs}. It hangs at the harbour office.",
            "published_at": "2024-05-01T09:00:00Z",
            "source": "Courier",
        }
        (self.folder / "tides.jsonl").write_text(json.dumps(article) + "\n")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "index", str(self.folder)],
            env=self.environment,
            cwd=self.folder.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def finish(self) -> None:
        """Wait for the run that goes on; one that failed is noted."""
        if self.process:
            _, errors = self.process.communicate()
            if self.process.returncode:
                self.failures.append(errors.decode(errors="replace")[-500:])
            self.process = None
