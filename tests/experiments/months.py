"""What an exact time does to an answer: quiz questions with their month, and with one that is not theirs.

    python -m tests.experiments.months NEWSQUIZ_SMALL

Each dev question of newsquiz_small is asked in 2026 with " in August 2022" behind it: the month of its quiz, then one
that is more than three months off, chosen at random. Printed is what is answered from within that time, what of any
time because nothing in it answers, and what is refused, with how often the gold answer stands in the quotations.
"""

import random
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.question import Question
from bot.session import Session
from bot.settings import Settings
from index.when import Mode
from tests.experiments.answer_cases import SHARED, Case, case_of, read
from tests.experiments.answers import Given, gold

ASKED = datetime(2026, 11, 28, tzinfo=UTC)
BEFORE = timedelta(days=3)  # a quiz asks about the days before it
OFF = 3  # months


def months(first: datetime, last: datetime) -> list[datetime]:
    """The whole months of an archive."""
    every = (
        datetime(year, month, 1, tzinfo=UTC) for year in range(first.year, last.year + 1) for month in range(1, 13)
    )
    return [month for month in every if first <= month <= last - timedelta(days=31)]


def asked_in(case: Case, month: datetime) -> str:
    return f"{case.question.rstrip('?. ')} in {month:%B %Y}?"


def fate(one: Given) -> str:
    if not one.answered:
        return f"refused: {one.answer.reason.value if one.answer.reason else ''}"
    return f"{'of any time' if one.answer.widened else 'of that time'}{', gold' if gold(one) else ''}"


def main() -> None:
    session = Session(Settings(data_dir=Path(sys.argv[1])))
    held = session._retriever.generation
    assert held.first and held.last
    chance = random.Random(7)
    told: dict[str, Counter[str]] = {"its month": Counter(), "another month": Counter()}
    for one in read(SHARED / "newsquiz_small" / "questions_dev.jsonl"):
        case = case_of("quiz", one, answerable=True)
        day = case.as_of - BEFORE
        others = [m for m in months(held.first, held.last) if abs((m.year - day.year) * 12 + m.month - day.month) > OFF]
        for kind, month in (("its month", day), ("another month", chance.choice(others))):
            given = Given(case, session.answerer.answer(Question(asked_in(case, month), ASKED)))
            if given.answer.window.mode is Mode.HARD:  # else the question names another time itself
                told[kind][fate(given)] += 1
    for kind, count in told.items():
        print(f"{kind}, {count.total()}:", dict(count.most_common()))


if __name__ == "__main__":
    main()
