"""What a real language model makes of judged questions: what holds, what falls and why, and how long it takes.

usage: BACKISSUE_DATA_DIR=INDEX BACKISSUE_LLM_URL=... BACKISSUE_LLM_MODEL=... \\
         python -m tests.experiments.worded QUESTIONS.jsonl [HOW_MANY]

Prints each statement with its fate, and at the end the counts: questions answered, worded by the model, statements that
hold and that fall by fault, gold answers in the statements and in the quotations beside those without a model.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.answer import Answer, Draft, Drafted, Outcome
from bot.jobs import now
from bot.question import make_question
from bot.session import Session
from bot.settings import load_settings
from bot.writer.claim import Fault, Source
from bot.writer.written import ModelRewriter, Shown, Statement
from index.passage import Evidence

counts: Counter[str] = Counter()
seconds: list[float] = []


def watch() -> None:
    """Count what happens inside the writer."""
    tie, reword = ModelRewriter.tie, ModelRewriter.reword

    def watched_tie(
        self: ModelRewriter, statement: Statement, shown: Sequence[Shown], sources: Mapping[str, Source]
    ) -> Draft | Fault:
        found = tie(self, statement, shown, sources)
        fate = found.name if isinstance(found, Fault) else "holds"
        counts[f"statements: {fate}"] += 1
        print(f"  {fate:10} {statement.text!r} {list(statement.keys)}")
        return found

    def watched_reword(self: ModelRewriter, question: str, evidence: Sequence[Evidence], drafted: Drafted) -> Drafted:
        started = time.perf_counter()
        found = reword(self, question, evidence, drafted)
        if found is not drafted:
            seconds.append(time.perf_counter() - started)
        return found

    ModelRewriter.tie, ModelRewriter.reword = watched_tie, watched_reword  # type: ignore[method-assign]


def ask(session: Session, record: dict[str, Any]) -> Answer:
    """Answer a judged question on its day."""
    limits = dict.fromkeys(("since", "until", "source", "author"), "")
    question = make_question(
        record["question"],
        now=now(),
        zone=session.settings.zone,
        longest=session.settings.max_question,
        as_of=str(record.get("question_date") or record.get("as_of") or ""),
        any_time=False,
        **limits,
    )
    return session.answerer.answer(question)


def count_gold(answer: Answer, golds: Sequence[str], who: str) -> None:
    """Count where a spelling of the answer stands."""
    stated = " ".join(one.text for one in answer.statements).casefold()
    quoted = " ".join(one.quotation.text for one in answer.citations).casefold()
    counts[f"gold in statements, {who}"] += any(gold.casefold() in stated for gold in golds)
    counts[f"gold in quotations, {who}"] += any(gold.casefold() in quoted for gold in golds)


def main(arguments: Sequence[str]) -> None:
    """Ask with and without the model, and print the counts."""
    records = [json.loads(line) for line in Path(arguments[0]).read_text().splitlines()]
    settings = load_settings()
    worded, own = Session(settings), Session(settings.model_copy(update={"llm_url": ""}))
    watch()
    for record in records[: int(arguments[1]) if len(arguments) > 1 else None]:
        print(record["question"], "|", record.get("answers"))
        alone, answer = ask(own, record), ask(worded, record)
        counts["questions"] += 1
        counts["answered"] += answer.outcome is not Outcome.NOT_IN_ARCHIVE
        counts["worded by the model"] += bool(answer.written_by)
        counts["outcome or confidence changed"] += (alone.outcome, alone.confidence) != (
            answer.outcome,
            answer.confidence,
        )
        count_gold(alone, record.get("answers", ()), "no model")
        count_gold(answer, record.get("answers", ()), "model")
        for statement in answer.statements:
            print(f"  =>         {statement.text}")
        print(f"  {answer.note}", flush=True)
    for name, count in sorted(counts.items()):
        print(f"{count:5}  {name}")
    if seconds:
        ordered = sorted(seconds)
        print(f"seconds with the model: median {ordered[len(ordered) // 2]:.1f}, longest {ordered[-1]:.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
