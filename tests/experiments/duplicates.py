"""The same story in several articles: planted copies found again, natural groups, time and memory.

python -m tests.experiments.duplicates ../shared/data/reuters/articles.jsonl.gz [NATURAL.txt]

500 articles are copied with the changes that newspapers make, for three seeds and strengths, and hidden among all the
others. Pairs of two originals are no mistakes: they are counted as natural groups, and written to NATURAL.txt for
reading by eye.

Reuters, 24,737 articles with a text, one core: signing 7 to 9 s, grouping 2 s, 25 MB. Recall and precision of planted
copies: .968 and 1.000 where 3-8 % of the words were changed, .992 and 1.000 at 0-3 %, .956 and 1.000 at 6-10 % with
up to half of the text cut. datasketch takes seven times as long for such signatures. Natural pairs, judged by headlines
and first lines: 19 of 24 right for .55 to .65 of the shorter text's shingles shared, 18 of 20 up to .8 and 14 of 15
up to .97 (the last two with BEGINNING at .35). The constants were chosen on these very articles and this kind of copy.
"""

import random
import re
import resource
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from corpus.article import Article
from corpus.duplicates import Signed, group, signature
from corpus.read import read_archive

COPIES = 500
FEWEST_WORDS = 60  # of an article that is copied
PREFIX = "copy of "
PAPERS = ("Courier", "Gazette", "Daily Echo", "Morning Star")


@dataclass(frozen=True)
class Strength:
    """How much a newspaper changes: the share of words swapped or replaced, and of the end that is cut."""

    seed: int
    edited: tuple[float, float]
    cut: float


STRENGTHS = (
    Strength(seed=1, edited=(0.03, 0.08), cut=0.4),
    Strength(seed=2, edited=(0.0, 0.03), cut=0.4),
    Strength(seed=3, edited=(0.06, 0.10), cut=0.5),
)


def paragraphs(text: str) -> list[str]:
    """Paragraphs; of three sentences each where an article is printed as one."""
    found = [part.strip() for part in text.split("\n") if part.strip()]
    if len(found) >= 4:
        return found
    sentences = re.split(r"(?<=[.\"”]) (?=[A-Z\"“])", text)
    return [" ".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3)]


def edit_words(text: str, share: float, rng: random.Random, vocabulary: list[str]) -> str:
    words = text.split(" ")
    for _ in range(round(share * len(words))):
        place = rng.randrange(len(words))
        if rng.random() < 0.3 and place + 1 < len(words):
            words[place], words[place + 1] = words[place + 1], words[place]
        else:
            words[place] = rng.choice(vocabulary)
    return " ".join(words)


def copy_of(article: Article, strength: Strength, rng: random.Random, others: list[Article]) -> Article:
    """The article as another paper might print it; every change is drawn by chance."""
    vocabulary = rng.choice(others).text.split() or ["word"]
    parts = paragraphs(article.text)
    if rng.random() < 0.5 and len(parts) > 3:
        parts.pop(rng.randrange(len(parts)))
    if rng.random() < 0.3:
        parts.insert(rng.randrange(len(parts) + 1), rng.choice(paragraphs(rng.choice(others).text) or ["More soon."]))
    if rng.random() < 0.5:
        parts.insert(0, f"By {rng.choice(vocabulary)} {rng.choice(vocabulary)}")
    text = "\n\n".join(edit_words(part, rng.uniform(*strength.edited), rng, vocabulary) for part in parts)
    if rng.random() < 0.5:
        text = text[: round(len(text) * rng.uniform(1 - strength.cut, 1))]
    return replace(
        article,
        id=PREFIX + article.id,
        title=" ".join(rng.choices(vocabulary, k=8)),
        source=rng.choice(PAPERS),
        published=article.published and article.published + timedelta(hours=rng.uniform(-24, 24)),
        text=text,
    )


Groups = list[tuple[str, ...]]


def sign(articles: Iterable[Article]) -> list[Signed]:
    return [Signed(article.id, article.published, signature(article.text)) for article in articles]


def grouped(articles: dict[str, Article], signed: list[Signed]) -> Groups:
    fetched = 0

    def fetch(article_id: str) -> Article:
        nonlocal fetched
        fetched += 1
        return articles[article_id]

    started = time.perf_counter()
    groups = group(signed, fetch)
    print(f"  grouping {len(signed)} articles: {time.perf_counter() - started:.1f} s, {fetched} texts fetched")
    return groups


def partners(groups: Groups) -> dict[str, set[str]]:
    return {article_id: set(ids) - {article_id} for ids in groups for article_id in ids}


def measure(articles: dict[str, Article], signed: list[Signed], natural: Groups, strength: Strength) -> None:
    """Plant copies, group everything again, compare.

    What belongs to the original by nature is neither right nor wrong.
    """
    rng = random.Random(strength.seed)
    worth = [article for article in articles.values() if len(article.text.split()) >= FEWEST_WORDS]
    copies = [copy_of(article, strength, rng, worth) for article in rng.sample(worth, COPIES)]
    groups = grouped(articles | {copy.id: copy for copy in copies}, signed + sign(copies))
    found, own = partners(groups), partners(natural)
    right = wrong = 0
    for copy in copies:
        original = copy.id.removeprefix(PREFIX)
        others = {other.removeprefix(PREFIX) for other in found.get(copy.id, set())}
        right += original in others
        wrong += len(others - {original} - own.get(original, set()))
    print(f"{strength}: recall {right / COPIES:.3f}, precision {right / max(1, right + wrong):.3f}")


def write_pairs(path: Path, articles: dict[str, Article], natural: Groups) -> None:
    """A line for each natural pair of neighbours in a group: share of shingles in common, dates, both beginnings."""
    with path.open("w") as file:
        for ids in natural:
            for one, other in pairwise(articles[article_id] for article_id in ids):
                print(ids, describe(one), describe(other), "", sep="\n", file=file)


def describe(article: Article) -> str:
    printed = article.published.date() if article.published else "undated"
    text = " ".join(article.text.split())
    return f"  {printed} {len(text)} | {article.title} | {text[:300]}"


def main(archive: Path, natural_pairs: Path | None) -> None:
    started = time.perf_counter()
    read = read_archive([archive], latest=datetime.now(UTC))
    articles = {article.id: article for article in read if isinstance(article, Article)}
    print(f"  reading {len(articles)} articles: {time.perf_counter() - started:.1f} s")
    before = peak()
    started = time.perf_counter()
    signed = sign(articles.values())
    print(f"  signing: {time.perf_counter() - started:.1f} s")
    natural = grouped(articles, signed)
    print(
        f"  {len(natural)} natural groups of {sum(map(len, natural))} articles, the largest of "
        f"{max(map(len, natural), default=0)}; {peak() - before:.0f} MB more at the peak"
    )
    if natural_pairs:
        write_pairs(natural_pairs, articles, natural)
    for strength in STRENGTHS:
        measure(articles, signed, natural, strength)


def peak() -> float:
    """The most memory that this process has used so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
