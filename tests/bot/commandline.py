"""The real command line, each run a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Result:
    """What a command left."""

    status: int
    output: str
    errors: str

    @property
    def lines(self) -> list[Any]:
        """Its output as JSON lines."""
        return [json.loads(line) for line in self.output.removesuffix("\n").split("\n")] if self.output else []


@dataclass(frozen=True)
class CommandLine:
    """Runs ``backissue`` with an index in ``data_dir``, in a folder without ``.env``."""

    data_dir: Path
    model_cache: Path
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """No setting but those stated; one stated as empty is not set at all."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("BACKISSUE_", "HF_HUB"))}
        paths = {"BACKISSUE_DATA_DIR": str(self.data_dir), "BACKISSUE_MODEL_CACHE": str(self.model_cache)}
        stated = {"HF_HUB_OFFLINE": "1", **paths, **self.settings}
        return {**own, **{name: value for name, value in stated.items() if value}}

    def start(self, *arguments: str | bytes | Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "bot.cli", *arguments],
            env=self.environment(),
            cwd=self.data_dir.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *arguments: str | bytes | Path, stdin: str = "") -> Result:
        with self.start(*arguments) as process:
            output, errors = process.communicate(stdin, timeout=300)
            return Result(process.returncode, output, errors)

    def with_settings(self, **settings: str) -> "CommandLine":
        return CommandLine(self.data_dir, self.model_cache, settings)
