"""The Telegram front end under load, over a bad line, killed again and again: what became of every question.

python -m tests.experiments.telegram_load --questions 200 --chats 50 --minutes 10 --kill-every 60 --drop .05 \
    --bad-gateway .02 --late .02 --reindex
python -m tests.experiments.telegram_load --quick                        the same in two minutes
python -m tests.experiments.telegram_load --users 5 --at-once            nothing goes wrong: how soon answers come

The server is the strict one of tests/bot/telegram, with Telegram's limits on how much may be sent. The bot is
`python -m bot.cli bot` with an index of the sample articles, or with a copy of the one in ``--index``. Questions are
about the titles of its articles, or lines of ``--file`` (JSON lines with ``question``, or plain text). Faults strike by
chance, the same for a seed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.settings import Settings
from tests.bot.telegram.chaos import Fault
from tests.bot.telegram.load import Load, Played, judge, percentiles, play
from tests.bot.telegram.program import REPOSITORY, Program, Reindexer, environment, for_telegram
from tests.bot.telegram.server import serving
from tests.bot.telegram.world import TOKEN

SAMPLE = REPOSITORY / "corpus" / "sample"
MOST_TITLES = 2000
QUICK = ("--questions", "40", "--chats", "10", "--minutes", "1", "--kill-every", "20", "--reindex")
BAD_LINE = ("--drop", ".05", "--bad-gateway", ".02", "--late", ".02")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{' '.join(QUICK + BAD_LINE)}")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--chats", "--users", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--kill-every", type=float, default=0, metavar="SECONDS")
    parser.add_argument("--reindex", action="store_true", help="index meanwhile, about once a minute")
    parser.add_argument("--drop", type=float, default=0, help="chance of a cut line: half before the work, half after")
    parser.add_argument("--bad-gateway", type=float, default=0)
    parser.add_argument("--error", type=float, default=0, help="chance of a 500")
    parser.add_argument("--flood", type=float, default=0, help="chance of a 429 that the bot did not earn")
    parser.add_argument("--late", type=float, default=0, help="chance that the work is done and the answer comes late")
    parser.add_argument("--late-seconds", type=float, default=15)
    parser.add_argument("--at-once", action="store_true", help="all ask at the same moment, each after its answer")
    parser.add_argument("--index", type=Path, help="a data folder, of which a copy is used; default: the sample's")
    parser.add_argument("--file", type=Path, help="questions")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="keep the folder with the bot's log and its state")
    first = [*QUICK, *BAD_LINE] if "--quick" in arguments else []
    return parser.parse_args([*first, *arguments])


def load_of(given: argparse.Namespace) -> Load:
    seconds = 60 * given.minutes
    faults = [
        (Fault.DROP, given.drop / 2),
        (Fault.LOST, given.drop / 2),
        (Fault.GATEWAY, given.bad_gateway),
        (Fault.ERROR, given.error),
        (Fault.FLOOD, given.flood),
        (Fault.LATE, given.late),
    ]
    return Load(
        questions=given.questions,
        chats=given.chats,
        seconds=seconds,
        kills=int(seconds / given.kill_every) if given.kill_every else 0,
        reindexes=max(1, round(given.minutes)) if given.reindex else 0,
        faults=[(fault, chance) for fault, chance in faults if chance],
        late=given.late_seconds,
        at_once=given.at_once,
        seed=given.seed,
    )


def main(arguments: Sequence[str]) -> int:
    given = parse(arguments)
    load = load_of(given)
    folder = Path(tempfile.mkdtemp(prefix="telegram-load-"))
    data_dir, cache = folder / "data", Path(os.environ.get("BACKISSUE_MODEL_CACHE") or Settings().model_cache)
    if given.index:
        shutil.copytree(given.index, data_dir, ignore=shutil.ignore_patterns("telegram*"))
    else:
        index(SAMPLE, environment(data_dir, cache))
    texts = read_questions(given.file) if given.file else questions_about(data_dir)
    with serving() as telegram:
        telegram.chaos.seed = given.seed
        patient = {"telegram_per_minute": "1000", "telegram_per_day": "100000"} if load.at_once else {}
        program = Program(folder, environment(data_dir, cache, **for_telegram(telegram, **patient)))
        reindexer = Reindexer(folder / "more", program.environment)
        played = play(telegram, load, texts, program, reindexer.start)
        reindexer.finish()
        verdict = judge(played)
    print(verdict)
    print(f"killed {program.kills} times, indexed {reindexer.runs} times, {len(reindexer.failures)} of it failed")
    print(leaks(played, program))
    for words in sorted(set(verdict.refused + reindexer.failures)):
        print(f"  {words}")
    if given.keep:
        print(f"kept in {folder}")
    else:
        shutil.rmtree(folder)
    return 0


def leaks(played: Played, program: Program) -> str:
    """What the log tells: whether the token or a question stands there, and lines that warn."""
    said = program.log.read_text(errors="replace")
    asked = sum(one.said.text in said for one in played.questions)
    warnings = sum(" WARNING " in line or " ERROR " in line for line in said.splitlines())
    token = "the token stands" if TOKEN in said else "no token"
    slow = [one.ended - one.at for one in played.telegram.world.calls]
    return f"log: {token} in it, {asked} questions, {warnings} warnings; calls took {percentiles(slow)} (p50, p95)"


def index(folder: Path, variables: dict[str, str]) -> None:
    """Index a folder, as `backissue index` does."""
    command = [sys.executable, "-m", "bot.cli", "index", str(folder)]
    subprocess.run(command, env=variables, cwd=REPOSITORY, check=True, capture_output=True)


def questions_about(data_dir: Path) -> list[str]:
    """A question about each article of an index."""
    with sqlite3.connect(f"file:{data_dir / 'catalog.sqlite'}?mode=ro", uri=True) as catalog:
        rows = catalog.execute(
            "SELECT DISTINCT title FROM versions WHERE removed IS NULL AND title != '' ORDER BY version LIMIT ?",
            (MOST_TITLES,),
        )
        return [f"What is known about this: {title}?" for (title,) in rows]


def read_questions(path: Path) -> list[str]:
    """Lines of text, or the ``question`` of JSON lines."""
    lines = [line for line in path.read_text().splitlines() if line.strip()]
    return [json.loads(line)["question"] if line.startswith("{") else line for line in lines]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
