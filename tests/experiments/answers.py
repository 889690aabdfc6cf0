"""How good the answers are, by what the goals of issue 6 ask: gold answers, choices, refusals, assertions, times.

    python -m tests.experiments.answers NEWSQUIZ_SMALL AP_NEWS [--near NEWSQUIZ_NEAR]

The arguments are data folders filled from shared/data/newsquiz_small and shared/data/ap_news; NEWSQUIZ_NEAR from the
former without the articles that its nearmiss_dev.json excludes (`--make-near FILE` writes them). These are the dev
questions that weights were fitted on; what cross-validation says is printed by tests.experiments.train_answers.
"""

import gzip
import json
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from bot.answer import Answer, Outcome
from bot.question import Question
from bot.session import Session
from bot.settings import Settings
from bot.writer.choice import best_choice
from bot.writer.score import spelled
from index.measure import answer_at
from index.passage import Passage
from tests.experiments.answer_cases import AT_THE_END, SHARED, Case, case_of, read, supported

SMALL = SHARED / "newsquiz_small"


@dataclass(frozen=True, slots=True)
class Given:
    """A question and the answer that was given."""

    case: Case
    answer: Answer

    @property
    def answered(self) -> bool:
        return self.answer.outcome is not Outcome.NOT_IN_ARCHIVE

    @property
    def quotes(self) -> list[str]:
        return [citation.quotation.text for citation in self.answer.citations]

    @property
    def shown(self) -> str:
        """The quotes, with the days that stand beside them where a quote says "on Monday"."""
        days = [spelled(one.first) for each in self.answer.citations for one in each.events if one.first == one.last]
        return " ".join([*self.quotes, *days])


def ask(folder: str, cases: Sequence[Case]) -> list[Given]:
    session = Session(Settings(data_dir=Path(folder)))
    return [Given(case, session.answerer.answer(Question(case.question, case.as_of))) for case in cases]


def gold(one: Given) -> bool:
    spans = [Passage(c.quotation.passage.article, c.quotation.start, c.quotation.end) for c in one.answer.citations]
    return answer_at(spans, one.case.answers, len(spans)) > 0


def chosen(one: Given, session: Session) -> bool:
    """Whether the right one of the choices is the one that the quotes support best; by the evidence where refused."""
    keywords = session._retriever.keywords
    texts = one.quotes or [item.passage.text for item in one.answer.attempts[0].found.evidence]
    return best_choice(one.case.question, one.case.choices, texts, keywords.words, keywords.rarity) == one.case.right


def share(values: Sequence[bool]) -> str:
    return f"{np.mean(values):.3f} ({sum(values)} of {len(values)})" if values else "-"


def auroc(yes: Sequence[Given], no: Sequence[Given]) -> float:
    return float(roc_auc_score([1] * len(yes) + [0] * len(no), [one.answer.confidence for one in [*yes, *no]]))


def make_near(target: str) -> None:
    gone = set(json.loads((SMALL / "nearmiss_dev.json").read_text())["exclude_article_ids"])
    with gzip.open(SMALL / "articles.jsonl.gz", "rt") as lines, Path(target).open("w") as kept:
        kept.writelines(line for line in lines if json.loads(line)["id"] not in gone)


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("small")
    parser.add_argument("ap")
    parser.add_argument("--near", default="")
    parser.add_argument("--make-near", default="")
    options = parser.parse_args()
    if options.make_near:
        make_near(options.make_near)
        return
    quiz = [case_of("quiz", one, answerable=True) for one in read(SMALL / "questions_dev.jsonl")]
    far = [case_of("far", one, answerable=False) for one in read(SMALL / "unanswerable_dev.jsonl")]
    answered, refused = ask(options.small, quiz), ask(options.small, far)
    session = Session(Settings(data_dir=Path(options.small)))
    print("gold answer in the quotes", share([gold(one) for one in answered]))
    print("right choice by the quotes", share([chosen(one, session) for one in answered]))
    print("  of those answered", share([chosen(one, session) for one in answered if one.answered]))
    print("refused although known", share([not one.answered for one in answered]))
    print("far: answered", share([one.answered for one in refused]), f"AUROC {auroc(answered, refused):.3f}")
    statements = [len(one.answer.statements) for one in answered if one.answered]
    words = [len(" ".join(one.quotes).split()) for one in answered if one.answered]
    print(f"statements {np.mean(statements):.2f}, words {np.mean(words):.0f} an answer")
    if options.near:
        near = json.loads((SMALL / "nearmiss_dev.json").read_text())
        yes = ask(options.near, [case for case in quiz if case.name in near["answerable_ids"]])
        no = ask(options.near, [case for case in quiz if case.name in near["unanswerable_ids"]])
        print("near: answered", share([one.answered for one in no]), f"AUROC {auroc(yes, no):.3f}")
        print("near: refused although known", share([not one.answered for one in yes]))
    news = read(SHARED / "ap_news" / "questions_dev.jsonl")
    index = Session(Settings(data_dir=Path(options.ap)))._retriever.keywords
    for kind in ("data_local", "data_linked"):
        cases = [case_of(kind, one, answerable=True, as_of=AT_THE_END) for one in news if one["type"] == kind]
        given = ask(options.ap, cases)
        backed = [supported(text, one.case.question, one.shown, index) for one in given for text in one.case.assertions]
        outcomes = {outcome.value: sum(one.answer.outcome is outcome for one in given) for outcome in Outcome}
        print(f"ap_news {kind}: assertions supported", share(backed), outcomes)
    times = sorted(one.answer.timings_ms["total"] for one in [*answered, *refused])
    print(f"p50 {times[len(times) // 2]} ms, p95 {times[len(times) * 95 // 100]} ms of {len(times)}")


if __name__ == "__main__":
    main()
