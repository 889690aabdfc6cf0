"""Whether the passages before and after the best ones help an answer: gold answers in the quotes, with and without.

python -m tests.experiments.neighbours NEWSQUIZ_SMALL    # a data folder filled from shared/data/newsquiz_small
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.answer import Drafted
from bot.evaluate import measure_answers, read_questions
from bot.jobs import now
from bot.session import Session
from bot.settings import Settings
from index.passage import Evidence, Passage
from index.stories import Stories

QUESTIONS = Path(__file__).parents[3] / "shared" / "data" / "newsquiz_small" / "questions_dev.jsonl"
EXPANDED = 3  # of the first passages of the evidence


def main(folder: str) -> None:
    session = Session(Settings(data_dir=Path(folder)))
    answerer = session.answerer
    judged = read_questions(QUESTIONS, now=now(), zone=session.settings.zone, longest=session.settings.max_question)
    writer = answerer._writer
    for name, expanded in (("passages alone", 0), (f"neighbours of the first {EXPANDED}", EXPANDED)):
        answerer._writer = Expanding(writer, session, expanded)
        print(name, measure_answers(answerer, [(item, True) for item in judged]), flush=True)


class Expanding:
    """Gives a writer the neighbours of the first passages as well."""

    def __init__(self, writer, session: Session, most: int) -> None:
        self._writer, self._most = writer, most
        retriever = session._retriever
        self._stories = Stories(retriever._opened.catalog, retriever.generation, lambda _: True)

    def write(self, question: str, evidence: Sequence[Evidence]) -> Drafted:
        wider: dict[str, Evidence] = {}
        for place, item in enumerate(evidence):
            wider.setdefault(item.passage.id, item)
            for passage in self._beside(item.passage) if place < self._most else []:
                wider.setdefault(passage.id, replace(item, passage=passage))
        return self._writer.write(question, list(wider.values()))

    def _beside(self, passage: Passage) -> list[Passage]:
        passages = self._stories.passages(passage.article)
        place = next(number for number, one in enumerate(passages) if one.start == passage.start)
        return passages[max(place - 1, 0) : place] + passages[place + 1 : place + 2]


if __name__ == "__main__":
    main(*sys.argv[1:])
