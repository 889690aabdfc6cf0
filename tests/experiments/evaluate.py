"""``make eval``: retrieval stage by stage, and the answers, on every set of questions at hand.

python -m tests.experiments.evaluate [NAME ...]

Sets: ``sample`` (in the repository); ``newsquiz_small`` and ``ap_news`` where shared/data lies beside it (their indexes
are built once into build/eval, in some 8 and 3 minutes); ``newsquiz`` only by name: its 26,202 articles take hours.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.floor import FLOOR, below_floor

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Set:
    """Articles, questions about them, and where their index is kept."""

    articles: tuple[Path, ...]
    questions: Path

    @property
    def at_hand(self) -> bool:
        return bool(self.articles) and self.questions.exists()


SETS = {
    "sample": Set((ROOT / "corpus" / "sample",), ROOT / "tests" / "data" / "sample_questions.jsonl"),
    **{
        name: Set(tuple(sorted((SHARED / name).glob("articles*.jsonl.gz"))), SHARED / name / "questions_dev.jsonl")
        for name in ("newsquiz_small", "ap_news", "newsquiz")
    },
}
BY_NAME_ONLY = {"newsquiz"}


def main(*names: str) -> None:
    wanted = names or [name for name, one in SETS.items() if one.at_hand and name not in BY_NAME_ONLY]
    for name in wanted:
        print(f"\n== {name} ==", flush=True)
        show(name)


def show(name: str) -> None:
    """Bring the index of a set up to date, print its tables, and say what lies below the floor."""
    one, data = SETS[name], ROOT / "build" / "eval" / name
    try:
        backissue(data, "index", *map(str, one.articles))
    except subprocess.CalledProcessError:  # of another recipe
        backissue(data, "index", *map(str, one.articles), "--rebuild")
    print(backissue(data, "eval", str(one.questions)), flush=True)
    if name == "sample":
        tables = json.loads(backissue(data, "eval", str(one.questions), "--json"))
        below = below_floor(tables, json.loads(FLOOR.read_text()))
        print("\nBelow the floor (tests/data/floor.json): " + ("; ".join(below) or "nothing"))


def backissue(data: Path, *arguments: str) -> str:
    """Run a command on a data folder; its progress goes to standard error."""
    command = [sys.executable, "-m", "bot.cli", *arguments]
    settings = {**os.environ, "BACKISSUE_DATA_DIR": str(data)}
    done = subprocess.run(command, env=settings, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.rstrip()


if __name__ == "__main__":
    main(*sys.argv[1:])
