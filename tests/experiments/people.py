"""How often "Who is Ana Reis?" is answered by words of an article that introduce her, asked long after.

python -m tests.experiments.people NEWSQUIZ

NEWSQUIZ is a data folder filled from shared/data/newsquiz. The people are those that the ranker was not fitted on
(``train_ranker``). Then the same of names made of two of theirs, "Ana Pires": few of these are anybody's.
"""

import re
import sys
from itertools import pairwise
from pathlib import Path

from bot.answer import Outcome
from bot.session import Session
from bot.settings import Settings
from tests.experiments.train_ranker import INTRODUCED, digest, people

AS_OF = "2026-11-01"


def main(newsquiz: str) -> None:
    session = Session(Settings(data_dir=Path(newsquiz)))
    names = [name for name in people() if digest(name) % 2 == 0]
    answered = named = introduced = 0
    for name in names:
        quoted = " ".join(quotations(session, name))
        answered += bool(quoted)
        named += name in quoted
        introduced += bool(re.search(re.escape(name) + INTRODUCED, quoted))
    mixed = [f"{one.split()[0]} {other.split()[-1]}" for one, other in pairwise(names)]
    invented = sum(bool(quotations(session, name)) for name in mixed)
    print(f"{len(names)} people: answered {answered}, by words with the name {named}, that introduce it {introduced}")
    print(f"{len(mixed)} names of two of them: answered {invented}")


def quotations(session: Session, name: str) -> list[str]:
    asked = session.question([f"Who is {name}?"], as_of=AS_OF, since="", until="", source="", author="", any_time=False)
    answer = session.answerer.answer(asked)
    return [one.quotation.text for one in answer.citations] if answer.outcome is not Outcome.NOT_IN_ARCHIVE else []


if __name__ == "__main__":
    main(*sys.argv[1:])
