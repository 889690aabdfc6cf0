"""Retrieval in eight languages with the model that the settings name: `backissue eval` on invented articles.

    BACKISSUE_MODEL=FOLDER_OF_A_MODEL python -m tests.experiments.languages FOLDER

Asks in the language of each article, then in English. FOLDER takes the archive and the index.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-m", "bot.cli"]
ARTICLES = Path(__file__).parents[1] / "data" / "languages.jsonl"


def main() -> None:
    """Write the archive and the questions, index, evaluate."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    articles = [json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines()]
    write(folder / "articles.jsonl", [{"id": str(number), **one} for number, one in enumerate(articles)])
    environment = {**os.environ, "BACKISSUE_DATA_DIR": str(folder / "index")}
    subprocess.run([*COMMAND, "index", str(folder / "articles.jsonl"), "--rebuild"], env=environment, check=True)
    for name, title in (("question", "asked in the language of the article"), ("english", "asked in English")):
        asked = [
            {"id": str(number), "question": one[name], "evidence_ids": [str(number)]}
            for number, one in enumerate(articles)
        ]
        write(folder / f"{name}.jsonl", asked)
        print(f"\n{title}", flush=True)
        subprocess.run([*COMMAND, "eval", str(folder / f"{name}.jsonl")], env=environment, check=True)


def write(file: Path, records: list[dict[str, object]]) -> None:
    """Write JSON lines."""
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")


if __name__ == "__main__":
    main()
