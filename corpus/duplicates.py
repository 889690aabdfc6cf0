"""The same story in several articles: copies of wire reports, cut or lightly edited ones, updates. All of rensa.

Candidates come from MinHash signatures of word shingles (Broder 1997, "On the resemblance and containment of
documents") and from their bands (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4); a pair is then
judged on its two texts. Pure functions: who stores signatures and fetches texts is the caller's affair.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from corpus.article import Article, Mark

Shingles = NDArray[np.uint64]
Rows = NDArray[np.uint16]
Numbers = NDArray[np.int64]

# Scripts without spaces between words, where each character counts as a word: Thai and Lao, Burmese, Khmer, kana, Han.
UNSPACED = "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
READ = 200_000  # characters; the longest report has a tenth of that, and a hostile text ends here

SHINGLE = 3  # words; with 4 or 5, lightly edited copies share too little: see tests/experiments/duplicates.py
FEWEST = 16  # shingles; a text with fewer is "the same" only word for word
SHORT = 16  # bytes, of the hash that stands for such a text
PERMUTATIONS = 128  # the standard error of an estimate: at most .044
ROWS = 2  # with 3, 42 bands find fewer copies than 24 with 2
BANDS = 24
SEED = 20_231
MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, so that multiplying loses nothing (Knuth's golden ratio)
# Signatures may be compared, and bands looked up, only where this is the same.
VERSION = f"minhash-{RMinHash.ALGORITHM_VERSION}-{SHINGLE}-{FEWEST}-{PERMUTATIONS}-{SEED}-{ROWS}x{BANDS}"
ROW = np.dtype("<u2")  # 16 of 32 bits are enough for comparison (Li & König 2010, "b-bit minwise hashing")


def words(text: str) -> list[str]:
    """The words of the beginning of a text, case-folded; figures are words."""
    return WORD.findall(text[:READ].casefold())


def shingles(text: str) -> Shingles:
    """The hashes of all runs of SHINGLE words, sorted, each once."""
    return hashed_runs(words(text))


def hashed_runs(some: list[str]) -> Shingles:
    """The same for the words of a text."""
    (hashed,) = RMinHash.hash_token_sets([some])
    hashes = np.array(hashed, np.uint64)
    count = max(0, len(hashes) - SHINGLE + 1)
    runs = np.zeros(count, np.uint64)
    for place in range(SHINGLE):
        runs = runs * MIX + hashes[place : place + count]
    return np.unique(runs)


def signature(text: str) -> bytes:
    """What stands for a text in comparisons: 260 bytes, the same on every machine.

    The number of shingles (4 bytes), then 16 bits for each permutation. A text with fewer than FEWEST shingles
    gets a hash of its words instead (16 bytes), equal for equal words only; a text without words gets nothing.
    """
    found = shingles(text)
    if len(found) < FEWEST:
        content = " ".join(words(text)).encode("utf-8", "surrogatepass")
        return blake2b(content, digest_size=SHORT).digest() if content else b""
    (row,) = RMinHash.digest_matrix_from_flat_token_hashes(found, [0, len(found)], PERMUTATIONS, SEED).to_rows()
    return len(found).to_bytes(4, "little") + np.array(row, np.uint32).astype(ROW).tobytes()


def bands(signature: bytes) -> tuple[int, ...]:
    """Keys of which two texts of the same story share at least one; signed, as SQLite stores integers.

    A text too short for a signature has one, a text without words none. Two texts with a share s of shingles in
    common share a key with a probability of 1 - (1 - s**ROWS)**BANDS: .21 at .1, .62 at .2, .90 at .3, .98 at .4.
    """
    if len(signature) <= SHORT:
        return (int.from_bytes(signature[:8], "little", signed=True),) if signature else ()
    rows, _ = parts_of([signature])
    return tuple(int(band_key(rows, band)[0]) for band in range(BANDS))


def band_key(rows: Rows, band: int) -> Numbers:
    """The key of one band for each of several signatures, with the number of the band in it."""
    keys = np.full(len(rows), band, np.int64)
    for row in range(band * ROWS, (band + 1) * ROWS):
        keys = keys << 16 | rows[:, row]
    return keys


def parts_of(signatures: Sequence[bytes]) -> tuple[Rows, Numbers]:
    """The permutations of several signatures, a line each, and the numbers of shingles."""
    lines = np.frombuffer(b"".join(signatures), ROW).reshape(-1, 2 + PERMUTATIONS)
    return lines[:, 2:], lines[:, 0].astype(np.int64) + (lines[:, 1].astype(np.int64) << 16)


def similarity(one: bytes, other: bytes) -> float:
    """The estimated share of shingles that two texts have in common, 0 to 1 (Jaccard)."""
    if min(len(one), len(other)) <= SHORT:
        return float(one == other)
    rows, _ = parts_of([one, other])
    return float(np.mean(rows[0] == rows[1]))


@dataclass(frozen=True, slots=True)
class Signed:
    """What grouping holds of an article: some 500 bytes, whatever its length."""

    id: str
    published: datetime | None
    signature: bytes


DAYS_APART = 3
# Shares of shingles, measured on Reuters' own versions and on planted copies: tests/experiments/duplicates.py
SHORTEST = 0.35  # of the longer text's; a digest of three reports joins none of them
CONTAINED = 0.55  # of the shorter text's, where one text begins as the other does; else they share background only
MOSTLY = 0.8  # of the shorter text's, whatever its beginning
LEAD = 60  # words
BEGINNING = 0.5  # of the lead's shingles
AGREEING = 0.5
FEW = 4  # figures or names; fewer decide nothing
FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
NAME = re.compile(r"(?<=[\w,;] )[^\W\d_]\w+")  # not at the beginning of a sentence


def is_same_story(one: Article, other: Article) -> bool:
    """Whether one of two articles is a copy, an excerpt or another version of the other.

    They were published at most DAYS_APART days apart, where both dates are known. MOSTLY all shingles of the shorter
    text stand in the longer one, or else CONTAINED of them and the BEGINNING of one text: follow-ups share the
    paragraphs of background below another lead. And AGREEING of the shorter text's figures, and of its names, are the
    longer one's, where it has at least a FEW: reports made from a template differ in just these. The longer text is at
    most 1 / SHORTEST times as long. Texts with fewer than FEWEST shingles are the same word for word only.
    """
    if not published_together(one.published, other.published):
        return False
    read = sorted(((shingles(text), text) for text in (one.text[:READ], other.text[:READ])), key=by_length)
    (few, shorter), (many, longer) = read
    if len(few) < FEWEST:
        return words(shorter) == words(longer) != []
    share = share_in(few, many)
    return (
        len(few) >= SHORTEST * len(many)
        and share >= CONTAINED
        and (share >= MOSTLY or max(share_in(lead(shorter), many), share_in(lead(longer), few)) >= BEGINNING)
        and agree(figures(shorter), figures(longer))
        and agree(names(shorter), set(words(longer)))
    )


def by_length(read: tuple[Shingles, str]) -> tuple[int, str]:
    """Order for two texts: by the number of their shingles, then by what they say."""
    return len(read[0]), read[1]


def share_in(some: Shingles, others: Shingles) -> float:
    """The share of the first shingles that are among the second."""
    return len(np.intersect1d(some, others, assume_unique=True)) / len(some)


def lead(text: str) -> Shingles:
    """The shingles of the first LEAD words."""
    return hashed_runs(words(text)[:LEAD])


def published_together(one: datetime | None, other: datetime | None) -> bool:
    """Whether two dates are near enough for copies; an unknown one is near to any."""
    return one is None or other is None or abs(one - other) <= timedelta(days=DAYS_APART)


def agree(some: set[str], others: set[str]) -> bool:
    """Whether most of the first are among the second; a few decide nothing."""
    return len(some) < FEW or len(some & others) >= AGREEING * len(some)


def figures(text: str) -> set[str]:
    """The numbers of a text as they are printed."""
    return set(FIGURE.findall(text[:READ]))


def names(text: str) -> set[str]:
    """Words with a capital inside of sentences, case-folded; none in scripts without capitals."""
    return {word.casefold() for word in NAME.findall(text[:READ]) if word[0].isupper()}


NEIGHBOURS = 64  # of one band key and in the order of time; bounds the work where a key is that of a template
AT_ONCE = 100_000  # pairs of signatures, 25 MB
ESTIMATED = 0.75 * CONTAINED  # leaves room for the error of an estimate


def group(items: Iterable[Signed], fetch: Callable[[str], Article]) -> list[tuple[str, ...]]:
    """The ids of articles that tell the same story, two or more in each group, whatever the order of ``items``.

    Candidates share a band; ``fetch`` is called only to judge them, one pair at a time. An article belongs to a group
    when it ``is_same_story`` with any member, so a story that is told on day by day may last longer than DAYS_APART.
    """
    known = sorted(items, key=lambda item: item.id)
    parents = list(range(len(known)))
    for left, sharing_it in groupby(candidates(known), key=itemgetter(0)):
        article = fetch(known[left].id)
        for _, right in sharing_it:
            if root(parents, left) != root(parents, right) and is_same_story(article, fetch(known[right].id)):
                parents[root(parents, right)] = root(parents, left)
    members = defaultdict(list)
    for place, item in enumerate(known):
        members[root(parents, place)].append(item.id)
    return sorted(tuple(ids) for ids in members.values() if len(ids) > 1)


def root(parents: list[int], place: int) -> int:
    """The representative of a set, with the path to it halved (Tarjan & van Leeuwen 1984)."""
    while parents[place] != place:
        parents[place] = parents[parents[place]]
        place = parents[place]
    return place


def candidates(known: Sequence[Signed]) -> list[tuple[int, int]]:
    """Pairs of places, in order, whose signatures and dates allow that they tell the same story."""
    short = np.array([place for place, item in enumerate(known) if 0 < len(item.signature) <= SHORT], np.int64)
    whole = np.array([place for place, item in enumerate(known) if len(item.signature) > SHORT], np.int64)
    keys = np.array([bands(known[place].signature)[0] for place in short], np.int64)
    alike = sharing(keys, times(known, short))
    rows, sizes = parts_of([known[place].signature for place in whole])
    when = times(known, whole)
    near = np.empty(0, np.int64)  # a pair as one number, which is faster to sort
    for band in range(BANDS):
        ones, others = sharing(band_key(rows, band), when).T
        near = np.union1d(near, np.minimum(ones, others) * len(whole) + np.maximum(ones, others))
    kept = [
        likely(rows, sizes, np.stack(np.divmod(near[start : start + AT_ONCE], len(whole)), axis=1))
        for start in range(0, len(near), AT_ONCE)
    ]
    found = np.sort(np.concatenate([short[alike], *(whole[pairs] for pairs in kept)]), axis=1)
    return sorted(map(tuple, found.tolist()))


def is_candidate(one: bytes, other: bytes) -> bool:
    """Whether two signatures that share a band allow that ``is_same_story``; where not, no text need be read."""
    if min(len(one), len(other)) <= SHORT:
        return one == other
    return len(likely(*parts_of([one, other]), np.array([[0, 1]]))) == 1


def likely(rows: Rows, sizes: Numbers, pairs: Numbers) -> Numbers:
    """Those pairs of which the shorter text seems to have enough of its shingles in the longer one."""
    alike = np.mean(rows[pairs[:, 0]] == rows[pairs[:, 1]], axis=1)
    shared = alike / (1 + alike) * sizes[pairs].sum(axis=1)
    kept: Numbers = pairs[shared >= ESTIMATED * sizes[pairs].min(axis=1)]
    return kept


def times(known: Sequence[Signed], places: Numbers) -> NDArray[np.float64]:
    """Publication dates in seconds; not a number where unknown."""
    return np.array([date.timestamp() if (date := known[place].published) else np.nan for place in places])


def sharing(keys: Numbers, when: NDArray[np.float64]) -> Numbers:
    """Pairs with the same key, published together; each with its NEIGHBOURS in time only. One pair a line."""
    order = np.lexsort((when, keys))
    found = [np.empty((0, 2), np.int64)]
    for distance in range(1, NEIGHBOURS + 1):
        ones, others = order[:-distance], order[distance:]
        same = keys[ones] == keys[others]
        if not same.any():
            break
        near = same & ~(np.abs(when[ones] - when[others]) > DAYS_APART * 86_400)  # what is unknown is near to any
        found.append(np.stack([ones[near], others[near]], axis=1))
    return np.concatenate(found)


CUT = 0.5  # of the words of the longest version; less is an excerpt
VERSION_LABEL = re.compile(
    r"(?:[A-Z]+-)?(?:UPDATE|WRAPUP|ADVISER|CORRECTED|REFILE)[ -]?(?P<number>\d{0,2})", re.IGNORECASE
)
CREDIT_AT = 200, 300  # characters of the beginning and of the end, where a copy says whose report it is
ALIASES = {
    "associated press": "AP",
    "the associated press": "AP",
    "agence france-presse": "AFP",
    "deutsche presse-agentur": "dpa",
    "anadolu agency": "AA",
    "anadolu ajansı": "AA",
    "azərtac": "AZERTAC",
    "ria novosti": "РИА Новости",
    "тасс": "TASS",
}


def best_of(group: Sequence[Article]) -> Article:
    """The article of a group that an answer should cite; the same one whatever the order.

    Of each source its newest version that is no excerpt: the latest date, then the highest number in "UPDATE 2-",
    then the longest. Among the sources: one that credits no other source of the group, then the one that
    printed the story first (undated ones last), then the longest, then by name and id. Dates count in days where
    the time of any is unknown.
    """
    versions = defaultdict(list)
    for article in group:
        versions[article.source or article.id].append(article)
    by_day = any(Mark.TIME_UNKNOWN in article.marks for article in group)
    newest = {source: newest_of(own, by_day) for source, own in versions.items()}

    def precedence(source: str) -> tuple[bool, datetime, int, str]:
        article = newest[source]
        copied = any(credits_source(article, other) for other in newest if other != source)
        first = min(moment(own.published, by_day, LAST) for own in versions[source])
        return copied, first, -len(words(article.text)), source

    return newest[min(newest, key=precedence)]


def newest_of(versions: Sequence[Article], by_day: bool) -> Article:
    """The last of the versions that one source published."""
    lengths = {article.id: len(words(article.text)) for article in versions}
    whole = [article for article in versions if lengths[article.id] >= CUT * max(lengths.values())]
    return max(
        whole,
        key=lambda article: (
            moment(article.updated or article.published, by_day, FIRST),
            version(article.title),
            lengths[article.id],
            article.id,
        ),
    )


FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def moment(when: datetime | None, by_day: bool, unknown: datetime) -> datetime:
    """A date for comparison: its day only, where the others have no more."""
    if when is None:
        return unknown
    return when.replace(hour=0, minute=0, second=0, microsecond=0) if by_day else when


def version(title: str) -> int:
    """The number that a wire puts before a headline: 3 for "UPDATE 3-", 1 where it has none, 0 without a label."""
    label = VERSION_LABEL.match(title)
    return int(label["number"] or 1) if label else 0


def credits_source(article: Article, source: str) -> bool:
    """Whether an article says, where copies do, that its text is from ``source``."""
    head, tail = CREDIT_AT
    places = f"{article.author}\n{article.text[:head]}\n{article.text[-tail:]}"
    names = {source, ALIASES.get(source.casefold(), source)}
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", places) for name in names)
