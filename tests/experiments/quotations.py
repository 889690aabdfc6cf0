"""Five thousand answers: is every quotation the article's own words, every number used, every statement cited?

    python -m tests.experiments.quotations NEWSQUIZ_SMALL AP_NEWS [TITLES [FOLDER ...]]

The two are data folders that `backissue index` has filled from shared/data/newsquiz_small and shared/data/ap_news.
Asked are the questions that come with them and with shared/data/newsquiz, and titles of their articles: of each at most
TITLES, 2,000 if not given. Of further data folders it is asked what is known about their titles.
"""

import gzip
import json
import os
import random
import subprocess
import sys
from pathlib import Path

from index.catalog import Catalog
from index.generation import Store
from tests.experiments.telegram_load import questions_about

SHARED = Path(__file__).parents[3] / "shared" / "data"


def main(newsquiz: str, ap_news: str, titles: str = "2000", *further: str) -> None:
    random.seed(1)
    quiz = ["questions_dev.jsonl", "unanswerable_dev.jsonl", "../newsquiz/questions_dev.jsonl"]
    check(newsquiz, questions("newsquiz_small", quiz, int(titles)))
    check(ap_news, questions("ap_news", ["questions_dev.jsonl"], int(titles)))
    for folder in further:
        check(folder, questions_about(Path(folder)))


def questions(folder: str, files: list[str], most: int) -> list[str]:
    """The questions of a set, and titles of its articles."""
    lines = [line for name in files for line in (SHARED / folder / name).read_text().splitlines()]
    asked = list(dict.fromkeys(json.loads(line)["question"] for line in lines))
    with gzip.open(SHARED / folder / "articles.jsonl.gz", "rt") as articles:
        titles = [title for line in articles if (title := json.loads(line)["title"])]
    return asked + random.sample(titles, min(most, len(titles)))


def check(folder: str, asked: list[str]) -> None:
    batch = "".join(json.dumps({"id": number, "question": text}) + "\n" for number, text in enumerate(asked))
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "ask", "--batch", "-"],
        input=batch,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "BACKISSUE_DATA_DIR": folder},
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    store = Store(Path(folder))
    catalog, generation = Catalog(store.catalog, reading=True), store.current_number()
    wrong = [answer["id"] for answer in answers if not is_sound(answer, catalog, generation)]
    quotes = sum(len(answer["citations"]) for answer in answers)
    times = sorted(answer["timings_ms"]["total"] for answer in answers)
    middle, late = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"{len(answers)} answers, {quotes} quotations, {len(wrong)} unsound {wrong}; p50 {middle} ms, p95 {late} ms")


def is_sound(answer: dict, catalog: Catalog, generation: int) -> bool:
    numbers = [citation["number"] for citation in answer["citations"]]
    used = {number for statement in answer["statements"] for number in statement["citations"]}
    return (
        numbers == list(range(1, len(numbers) + 1))
        and used == set(numbers)
        and all(statement["citations"] for statement in answer["statements"])
        and bool(answer["statements"]) == (answer["outcome"] != "not_in_archive")
        and not (answer["statements"] and answer["related"])
        and bool(answer["lacking"]) == (answer["outcome"] == "partly")
        and all(
            0 <= mark["start"] < mark["end"] <= len(one["text"])
            for one in answer["statements"]
            for mark in one["marks"]
        )
        and all(is_within(one, answer["citations"]) for one in answer["over_time"])
        and all(
            catalog.article(cited["article_id"], generation).text[cited["start"] : cited["end"]] == cited["quote"]
            for cited in answer["citations"]
        )
    )


def is_within(said: dict, citations: list[dict]) -> bool:
    """Whether what was said at one time stands in the citation that it names, at its place."""
    cited = citations[said["citation"] - 1]
    start, end = said["start"] - cited["start"], said["end"] - cited["start"]
    return 0 <= start < end and cited["quote"][start:end] == said["text"]


if __name__ == "__main__":
    main(*sys.argv[1:])
