"""The same questions, passages and model for Backissue and for what one could take instead of it, side by side.

python -m tests.peers.run [--set NAME] [--index FOLDER] [--passages N] [--questions N] [--ways a,b]

A set is ``sample``, a name under shared/data, or a folder that holds articles* and questions_dev.jsonl. Everything is
written to build/peers; ``--index`` takes a data folder of Backissue that is there already.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.peers.environment import BUILD, ROOT, ensure_environment
from tests.peers.export import export
from tests.peers.protocol import DEPTH, Work
from tests.peers.table import OURS, Outcome, judge, read_rankings, render

SHARED = ROOT.parent / "shared" / "data"
USUAL = ("sample", "ap_news", "newsquiz_small")  # those of shared/data only where they are there
THREADS = "2"


@dataclass(frozen=True)
class Contender:
    """A row of the tables: ``module`` runs it."""

    module: str
    title: str
    embeds: bool = True
    of_articles: bool = False
    shares: str = ""  # the module whose index it searches

    @property
    def ours(self) -> bool:
        return self.module.startswith("ours")


CONTENDERS = (
    Contender("ours", OURS),
    Contender("ours_timeless", "Backissue, not told the day", shares="ours"),
    Contender("chroma_alone", "Chroma"),
    Contender("txtai_hybrid", "txtai, hybrid"),
    Contender("langchain_ensemble", "LangChain, BM25 + Chroma"),
    Contender("bm25s_passages", "bm25s", embeds=False),
    Contender("bm25s_articles", "bm25s, whole articles", embeds=False, of_articles=True),
    Contender("bm25s_window", "bm25s, articles of the 17 days", embeds=False, of_articles=True),
)


def main() -> None:
    options = parse()
    python = ensure_environment()
    print(describe_machine(), flush=True)
    for name in options.set or [name for name in USUAL if name == "sample" or (SHARED / name).is_dir()]:
        compare(name, options, python)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", action="append", help="sample, a folder of shared/data or any folder; may be repeated")
    parser.add_argument("--index", type=Path, help="a data folder that Backissue has made of the set")
    parser.add_argument("--passages", type=int, help="take so many passages only, those of evidence first")
    parser.add_argument("--questions", type=int, help="ask so many questions only, those with evidence first")
    parser.add_argument("--ways", default="", help="run these modules only, by commas; the others keep their last run")
    parser.add_argument("--hours", type=float, default=2, help="how long one step of a peer may take")
    return parser.parse_args()


def compare(name: str, options: argparse.Namespace, python: Path) -> None:
    """Run all ways over one set, one after another, and print the tables."""
    if name == "sample":
        articles, judged = [ROOT / "corpus" / "sample"], ROOT / "tests" / "data" / "sample_questions.jsonl"
    else:
        place = Path(name) if Path(name).is_dir() else SHARED / name
        articles, judged = sorted(place.glob("articles*")), place / "questions_dev.jsonl"
    folder = BUILD / Path(name).resolve().name
    data = options.index or build(articles, folder / "data")
    tell(f"{name}: writing passages, vectors and questions")
    work = export(data, judged, folder, passages=options.passages, questions=options.questions)
    chosen = options.ways.split(",") if options.ways else [way.module for way in CONTENDERS]
    outcomes = [attempt(way, work, python, options.hours * 3600, again=way.module in chosen) for way in CONTENDERS]
    text = f"{describe_set(name, work)}\n\n{render(outcomes, work)}\n"
    (folder / "tables.md").write_text(f"{describe_machine()}\n\n{text}")
    print(f"\n{text}", flush=True)


def build(articles: list[Path], data: Path) -> Path:
    """Index the articles as a user does; a second time, nothing is embedded again."""
    tell(f"indexing {', '.join(map(str, articles))}")
    command = [sys.executable, "-m", "bot.cli", "index", *map(str, articles), "--rebuild"]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "BACKISSUE_DATA_DIR": str(data)})
    return data


def attempt(way: Contender, work: Work, python: Path, seconds: float, *, again: bool) -> Outcome:
    """Index and search by one way, each in a process of its own; what goes wrong is the outcome."""
    place = work.folder / way.module
    failure = run_steps(way, work, python, seconds) if again else ""
    whose = "none" if not way.embeds else "given" if work.given else "own"
    try:
        rankings = read_rankings(place / "rankings.jsonl")
        values = judge(work, [ranking[:DEPTH] for ranking in rankings], of_articles=way.of_articles)
        indexed = work.folder / (way.shares or way.module)
        index, query = (json.loads(path.read_text()) for path in (indexed / "index.json", place / "query.json"))
    except (OSError, ValueError, KeyError):
        failure = failure or "was not run with these passages and questions"
        return Outcome(way.title, whose, {}, {}, 0, {}, failure)
    return Outcome(way.title, whose, index, query, disk_mb(indexed), values)


def run_steps(way: Contender, work: Work, python: Path, seconds: float) -> str:
    """Index, then search; return what went wrong."""
    if way.module == "bm25s_window" and not any(question["date"] for question in work.records("questions")):
        shutil.rmtree(work.folder / way.module, ignore_errors=True)
        return "no question of this set says when it was asked"
    shutil.rmtree(work.folder / way.module, ignore_errors=True)
    log = work.folder / f"{way.module}.log"
    log.unlink(missing_ok=True)
    interpreter = sys.executable if way.ours else str(python)
    for phase in ("query",) if way.shares else ("index", "query"):
        tell(f"{work.folder.name}: {way.title}, {phase}")
        command = [interpreter, "-m", "tests.peers.serve", way.module, phase, str(work.folder)]
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, timeout=seconds
            )
        except subprocess.TimeoutExpired:
            return f"{phase} took longer than {seconds / 3600:g} hours"
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
            log.write_text(done.stdout + done.stderr)
            return f"{phase} failed: {last[0][:300]}"
    return ""


def environment() -> dict[str, str]:
    """The same threads for all, and no way to a hub."""
    return {
        **os.environ,
        "OMP_NUM_THREADS": THREADS,
        "OMP_WAIT_POLICY": "passive",
        "BACKISSUE_THREADS": THREADS,
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "ANONYMIZED_TELEMETRY": "False",
        "LANGSMITH_TRACING": "false",
    }


def disk_mb(folder: Path) -> float:
    """What an index takes on the disk, less what only the comparison needs."""
    notes = {"rankings.jsonl", "index.json", "query.json"}
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.name not in notes) / 1e6


def describe_set(name: str, work: Work) -> str:
    """What was searched and asked."""
    questions = list(work.records("questions"))
    evidence, answers = (sum(bool(q[field]) for q in questions) for field in ("evidence_ids", "answers"))
    given = (
        "Peers get Backissue's vectors of the passages and embed the questions themselves."
        if work.given
        else "Peers embed passages and questions themselves."
    )
    cut = "" if work.whole else " A part of the set: Backissue searches all of it, and what lies outside is cut."
    return (
        f"## {Path(name).name}\n\n{work.articles:,} articles, {work.passages:,} passages; {len(questions)} questions, "
        f"{evidence} with known articles, {answers} with known answers. {given}{cut}"
    )


def describe_machine() -> str:
    """The processor, its cores, memory, and what else was going on."""
    names = [line.split(":")[1].strip() for line in read("/proc/cpuinfo").splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{names[0] if names else 'processor not known'}, {os.cpu_count()} cores, {memory:.0f} GB; {THREADS} threads "
        f"for each way; load {load:.1f} at the start; Python {sys.version.split()[0]}"
    )


def read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
