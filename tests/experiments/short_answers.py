"""What the short form of an answer, as groups get it, keeps of the gold answers, and how short it is.

    python -m tests.experiments.short_answers ../shared/data/newsquiz_small/questions_dev.jsonl

on an index of that set (BACKISSUE_DATA_DIR).
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.evaluate import read_questions
from bot.jobs import now
from bot.session import Session
from bot.settings import load_settings
from bot.telegram import short_form
from index.measure import normalise


def main(path: Path) -> None:
    session = Session(load_settings())
    settings = session.settings
    kept: dict[str, list[tuple[bool, int]]] = {}
    for item in read_questions(path, now=now(), zone=settings.zone, longest=settings.max_question):
        answer = session.answerer.answer(item.question)
        if not answer.statements:
            continue
        told = {"all": " ".join(one.text for one in answer.statements), "first": answer.statements[0].text}
        for most in (200, 300, 400, 500):
            short_form.FIRST = most
            told[f"first, {most} units"] = short_form.shortest(answer).statements[0].text
        for name, text in told.items():
            found = any(normalise(gold) in normalise(text) for gold in item.judged.answers)
            kept.setdefault(name, []).append((found, len(text)))
    for name, rows in kept.items():
        share = sum(found for found, _ in rows) / len(rows)
        print(f"{name:18} gold answer in {share:.3f} of {len(rows)}, {sum(n for _, n in rows) / len(rows):.0f} signs")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
