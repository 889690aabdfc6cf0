"""The criterion of "an assertion is supported by the quotes": what it is worth, and where assertions are lost.

    python -m tests.experiments.assertions AP_NEWS ATTRIBUTION

AP_NEWS is a data folder filled from shared/data/ap_news, ATTRIBUTION the file of shared/data/attribution: claims of
answer engines with what they cite, and whether people found them borne by it (AttributionBench dev, Li et al. 2024).
The share of words that is enough (``SUPPORTED``) is fitted on these, not on the goal. Printed are balanced accuracies
for several shares; then, for ap_news, what becomes of each assertion, and how many the best quotations and whole
passages hold that could have been chosen.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.session import Session
from bot.settings import Settings
from bot.writer.score import prose
from bot.writer.unit import LONGEST, MOST_SENTENCES
from index.keywords import KeywordIndex
from index.passage import Evidence
from tests.experiments.answer_cases import AT_THE_END, SHARED, SUPPORTED, case_of, read, share_held, supported
from tests.experiments.answers import Given, ask
from tests.experiments.attribution import MARKS, balanced

SHARES = (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)


def judge_claims(path: str, index: KeywordIndex) -> None:
    """Print how well each share tells claims that people found borne from others."""
    records = [json.loads(line) for line in Path(path).read_text().splitlines()]
    borne = np.array([float(one["attribution_label"] == "attributable") for one in records])
    held = np.array(
        [
            share_held(MARKS.sub("", one["claim"]), one["question"], " ".join(one["references"]), index)
            for one in records
        ]
    )
    for share in SHARES:
        said = held >= share
        shares = f"{said[borne > 0.5].mean():.3f} / {said[borne <= 0.5].mean():.3f}"
        print(f"share {share:.2f}: balanced accuracy {balanced(said, borne):.3f}, of those borne / not {shares}")


def units(given: Given) -> list[str]:
    """All that could have been one quotation: a few sentences on end of a passage that was found."""
    found = []
    for item in evidence(given):
        ones = list(prose(item))
        for first in range(len(ones)):
            for last in range(first, min(first + MOST_SENTENCES, len(ones))):
                text = item.passage.article.text[ones[first].start : ones[last].end]
                if len(text.split()) <= LONGEST:
                    found.append(text)
    return found


def fate(given: Given, assertion: str, index: KeywordIndex) -> str:
    """What becomes of an assertion."""

    def held(texts: Sequence[str]) -> bool:
        return any(supported(assertion, given.case.question, text, index) for text in texts)

    if not given.answered:
        return f"refused, {'though it is' if held(units(given)) else 'and it is not'} in what was found"
    if held([given.shown]):
        return "supported"
    if held(units(given)):
        return "in what was found, other sentences chosen"
    if held(passages(given)):
        return "in a passage that was found, but not in one place"
    known = any(item.passage.article.id in given.case.holders for item in evidence(given))
    return "its article found, but no passage that says so" if known else "not found"


def evidence(given: Given) -> Sequence[Evidence]:
    return given.answer.attempts[0].found.evidence


def passages(given: Given) -> list[str]:
    return [item.passage.text for item in evidence(given)]


# What could have been said: each is a way to choose texts, of which one must support an assertion.
BOUNDS: dict[str, Callable[[Given], list[str]]] = {
    "the first whole passage": lambda given: passages(given)[:1],
    "the first three together": lambda given: [" ".join(passages(given)[:3])],
    "any passage that was found": passages,
    "the best quotation": units,
}


def main(arguments: Sequence[str]) -> None:
    """Print all of it."""
    folder, path = arguments
    index = Session(Settings(data_dir=Path(folder)))._retriever.keywords
    judge_claims(path, index)
    print(f"share in force: {SUPPORTED}")
    news = read(SHARED / "ap_news" / "questions_dev.jsonl")
    for kind in ("data_local", "data_linked"):
        cases = [case_of(kind, one, answerable=True, as_of=AT_THE_END) for one in news if one["type"] == kind]
        made = [(one, text) for one in ask(folder, cases) for text in one.case.assertions]
        print(f"\n{kind}: {len(made)} assertions")
        for name, count in Counter(fate(one, text, index) for one, text in made).most_common():
            print(f"  {count:3} {name}")
        for name, choose in BOUNDS.items():
            could = [any(supported(text, one.case.question, each, index) for each in choose(one)) for one, text in made]
            print(f"  {np.mean(could):.3f} could be supported by {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
