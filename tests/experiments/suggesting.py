"""How often an answer leads on: python -m tests.experiments.suggesting DATA_DIR QUESTIONS.jsonl [MOST]

For the first questions that are answered: how many follow-up questions are found, how long it takes, and what they
are, to be read by eye.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bot.answer import Answer
from bot.evaluate import read_questions
from bot.jobs import now
from bot.overview.suggest import candidates, suggest
from bot.question import Question
from bot.session import Session
from bot.settings import Settings


class Replies:
    """Answers questions, and keeps the answers."""

    def __init__(self, answer: Callable[[Question], Answer]) -> None:
        self._answer = answer
        self.given: dict[str, Answer] = {}

    def __call__(self, question: Question) -> Answer:
        self.given[question.text] = self._answer(question)
        return self.given[question.text]


def main(data_dir: str, questions: str, most: str = "40") -> None:
    """Print figures and questions."""
    session = Session(Settings(data_dir=Path(data_dir)))
    answerer, settings = session.answerer, session.settings
    found, tried, seconds, made = Counter[int](), Counter[int](), list[float](), list[int]()
    for item in read_questions(Path(questions), now=now(), zone=settings.zone, longest=settings.max_question):
        if len(seconds) == int(most):
            break
        answer = answerer.answer(item.question)
        if not answer.statements:
            continue
        replies = Replies(answerer.answer)
        started = time.perf_counter()
        suggested = suggest(answer, replies)
        seconds.append(time.perf_counter() - started)
        made.append(len(candidates(answer)))
        found[len(suggested)] += 1
        tried[len(replies.given)] += 1
        print(f"\n{answer.question}")
        for one in suggested:
            print(f"    {one}\n        {' '.join(replies.given[one].statements[0].text.split())[:200]}")
    seconds.sort()
    print(f"\nfound: {dict(sorted(found.items()))}, tried: {dict(sorted(tried.items()))}")
    print(f"candidates: median {sorted(made)[len(made) // 2]}, none for {made.count(0)}")
    print(f"seconds: median {seconds[len(seconds) // 2]:.2f}, p95 {seconds[int(len(seconds) * 0.95)]:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
