"""Look for what is left of publishers' own lines in articles as they are understood.

    python -m tests.experiments.boilerplate ARCHIVE [--articles 200] [--seed 1]

Prints every line of a sample that has a word or a sign that such lines have, and every one that three or more articles
of the whole archive share: to be read by eye. Nothing here is known to corpus.boilerplate.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from corpus.article import Article
from corpus.read import read_archive

SUSPICIOUS = re.compile(
    r"follow|subscri|newsletter|sign up|read more|read also|cookie|all rights|copyright|©|photo|https?:|www\.|@\w|"
    r"click|__|advert|share this|supported by|receives support|solely responsible|corps member|contributed to|inbox",
    re.IGNORECASE,
)


def main() -> None:
    """Read, sample, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    articles = [one for one in read_archive([wanted.archive], latest=datetime.now(UTC)) if isinstance(one, Article)]
    sample = random.Random(wanted.seed).sample(articles, min(wanted.articles, len(articles)))
    shared = Counter(line for one in articles for line in set(one.text.split("\n")) if line)
    found = [
        (one.id, shared[line], line)
        for one in sample
        for line in filter(None, one.text.split("\n"))
        if shared[line] >= 3 or (len(line) < 300 and SUSPICIOUS.search(line))
    ]
    for name, count, line in found:
        print(f"{count:>4} {name}: {line[:200]}")
    print(f"{len(sample)} of {len(articles)} articles, {len(found)} lines to look at")


if __name__ == "__main__":
    main()
