"""What is taken for being about a subject, to be read by eye: python -m tests.experiments.subjects DATA_DIR TOPIC...

A line an article whose passages hold most words of the topic: `*` where it counts as being about it, the share of the
words that its best passage holds with its title and the title alone, cosine, day and title.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import index.subject
from bot.settings import Settings
from bot.wiring import make_embedder, make_retriever, open_catalog
from index.passage import Query
from index.subject import Holding


def main(data_dir: str, *topics: str) -> None:
    """Print the articles of each topic, nearest first."""
    settings = Settings(data_dir=Path(data_dir))
    embedder = make_embedder(settings)
    retriever = make_retriever(settings, lambda: embedder)
    catalog, choose = open_catalog(settings), index.subject.choose_about
    for topic in topics:
        named: list[Holding] = []

        def note(found: Sequence[Holding], named: list[Holding] = named) -> list[Holding]:
            named.extend(found)
            return choose(found)

        index.subject.choose_about = note
        subject = retriever.subject(Query(topic, as_of=datetime.now(UTC)), lambda _: [])
        about = {one.article_id for one in subject.holdings}
        best: dict[str, Holding] = {}
        for one in sorted(named, key=lambda one: -one.relevance):
            best.setdefault(one.article_id, one)
        print(f"\n{topic}: {len(about)} of {len(best)} articles")
        for key, one in best.items():
            titled = max(other.titled for other in named if other.article_id == key)
            article = catalog.article(key, retriever.generation.number)
            day = f"{one.printed:%Y-%m-%d}" if one.printed else "undated   "
            print(
                f"{'*' if key in about else ' '} {one.share:.2f} {titled:.2f} {one.similarity:.2f} {day} "
                f"{article.title[:90] if article else key}"
            )
    index.subject.choose_about = choose


if __name__ == "__main__":
    main(*sys.argv[1:])
