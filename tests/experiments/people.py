"""How often "Who is Ana Reis?" is answered by words of an article that introduce her, asked long after.

python -m tests.experiments.people NEWSQUIZ

NEWSQUIZ is a data folder filled from shared/data/newsquiz. The people are those that the ranker was not fitted on
(``train_ranker``). Then the same of names made of two of theirs, "Ana Pires": few of these are anybody's.
"""

import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from bot.answer import Answer
from bot.session import Session
from bot.settings import Settings
from tests.experiments.train_ranker import INTRODUCED, is_fitted_on, people

AS_OF = "2026-11-01"


def main(newsquiz: str) -> None:
    session = Session(Settings(data_dir=Path(newsquiz)))
    names = [name for name in people() if not is_fitted_on(name)]
    counts = Counter[str]()
    for name in names:
        answer = ask(session, name)
        quoted = " ".join(one.quotation.text for one in answer.citations)
        counts[answer.outcome] += 1
        counts["with the name"] += name in quoted
        counts["introducing it"] += bool(re.search(re.escape(name) + INTRODUCED, quoted))
    mixed = [f"{one.split()[0]} {other.split()[-1]}" for one, other in pairwise(names)]
    print(f"{len(names)} people:", ", ".join(f"{name} {count}" for name, count in counts.items()))
    print(f"{len(mixed)} names of two of them:", dict(Counter(str(ask(session, name).outcome) for name in mixed)))


def ask(session: Session, name: str) -> Answer:
    asked = session.question([f"Who is {name}?"], as_of=AS_OF, since="", until="", source="", author="", any_time=False)
    return session.answerer.answer(asked)


if __name__ == "__main__":
    main(*sys.argv[1:])
