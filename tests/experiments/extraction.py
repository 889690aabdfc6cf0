"""Which extractor finds the body of a news page best: ours or a library alone?

    python -m tests.experiments.extraction ../shared/data/formats/html_scrapinghub [NAME ...]

The measure is that of github.com/scrapinghub/article-extraction-benchmark: the words of a text are ``\\w+``, its
shingles all runs of four of them, counted; a page's TP, FP and FN are what both texts, only the extracted one and only
the true one have of them, divided by their sum. Precision and recall are means over the pages (where a text is not
empty), and F1 is computed from these two means. A page that is rejected counts as an empty text.

Half of the pages (by the hash of their ids) are those we looked at while writing; nobody looked at the others.
Libraries that are not installed are skipped with a note.
"""

import gzip
import hashlib
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import mean

Shares = tuple[float, float, float]
Extract = Callable[[bytes], str]


def ours() -> Extract:
    from corpus.errors import ArticleRejected
    from corpus.formats.html_page import parse_page

    def extract(raw: bytes) -> str:
        try:
            return parse_page(raw).text
        except ArticleRejected as error:
            print(f"rejected: {error}", file=sys.stderr)
            return ""

    return extract


def with_trafilatura(**options: bool) -> Extract:
    from trafilatura import extract

    return lambda raw: extract(raw, **options) or ""


def with_readability() -> Extract:
    from lxml.html import fromstring
    from readability import Document

    def extract(raw: bytes) -> str:
        paragraphs = fromstring(Document(raw.decode("utf-8", "replace")).summary()).iter("p", "li", "h2", "h3", "pre")
        return "\n".join(paragraph.text_content() for paragraph in paragraphs)

    return extract


def with_justext() -> Extract:
    from justext import get_stoplist, justext

    words = get_stoplist("English")
    return lambda raw: "\n".join(part.text for part in justext(raw, words) if not part.is_boilerplate)


def with_newspaper() -> Extract:
    from newspaper import Article

    def extract(raw: bytes) -> str:
        article = Article("https://page.example/", fetch_images=False)
        article.download(input_html=raw.decode("utf-8", "replace"))
        article.parse()
        return article.text

    return extract


def with_resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda raw: extract_plain_text(raw.decode("utf-8", "replace"), main_content=True, comments=False)


EXTRACTORS: dict[str, Callable[[], Extract]] = {
    "ours": ours,
    "trafilatura": lambda: with_trafilatura(include_comments=False),
    "trafilatura, with comments": with_trafilatura,
    "trafilatura, precision": lambda: with_trafilatura(include_comments=False, favor_precision=True),
    "trafilatura, recall": lambda: with_trafilatura(include_comments=False, favor_recall=True),
    "trafilatura, fast": lambda: with_trafilatura(include_comments=False, fast=True),
    "readability-lxml": with_readability,
    "justext": with_justext,
    "newspaper4k": with_newspaper,
    "resiliparse": with_resiliparse,
}


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """All runs of four words; a shorter text is one run."""
    words = re.findall(r"\w+", text)
    runs = (tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3)))
    return Counter(run for run in runs if run)


def shares(truth: str, text: str) -> Shares:
    """True and false positives and false negatives of a page, so that long pages count no more than short ones."""
    wanted, found = shingles(truth), shingles(text)
    counts = ((wanted & found).total(), (found - wanted).total(), (wanted - found).total())
    total = sum(counts) or 1
    return counts[0] / total, counts[1] / total, counts[2] / total


def scores(pages: list[Shares]) -> tuple[float, float, float]:
    """Precision and recall, means over the pages, and F1 of these."""
    precision = mean(right / (right + wrong) for right, wrong, _ in pages if right + wrong)
    recall = mean(right / (right + missed) for right, _, missed in pages if right + missed)
    return precision, recall, 2 * precision * recall / (precision + recall)


def is_seen(page: str) -> bool:
    """Whether a page is of the half that we looked at."""
    return hashlib.sha256(page.encode()).digest()[0] % 2 == 0


def main(folder: Path, wanted: list[str]) -> None:
    truth = json.loads((folder / "ground-truth.json").read_text())
    pages = {page: gzip.decompress((folder / "html" / f"{page}.html.gz").read_bytes()) for page in truth}
    seen = [page for page in pages if is_seen(page)]
    unseen = [page for page in pages if not is_seen(page)]
    print(f"{len(seen)} pages seen, {len(unseen)} unseen, {len(pages)} in all: precision recall F1 of each")
    for name in wanted or EXTRACTORS:
        try:
            extract = EXTRACTORS[name]()
        except ImportError as error:
            print(f"{name:27} skipped: {error}")
            continue
        started, found = time.perf_counter(), {}
        for page, raw in pages.items():
            found[page] = shares(truth[page].get("articleBody", ""), guarded(extract, raw))
        seconds = (time.perf_counter() - started) / len(pages)
        table = "  ".join(
            "{:.3f} {:.3f} {:.4f}".format(*scores([found[page] for page in part]))
            for part in (seen, unseen, list(pages))
        )
        print(f"{name:27} {table}  {seconds:.3f} s a page", flush=True)


def guarded(extract: Extract, raw: bytes) -> str:
    """What a library finds, nothing where it fails."""
    try:
        return extract(raw)
    except Exception as error:
        print(f"failed: {error!r}", file=sys.stderr)
        return ""


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
