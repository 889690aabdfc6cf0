"""What an archive would give, before it is indexed: counts by format, what is missing, what tells the same story."""

from __future__ import annotations

import pickle
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from tempfile import TemporaryFile

from corpus.article import Article, Mark, Rejected
from corpus.duplicates import Signed, group, signature
from corpus.read import Scanned

NOT_READ = "not recognised"
# What a reason says of one record only: its number, and what it quotes.
QUOTED = re.compile(r"^record \d+: |: \".*|: \d.*")
FIELDS: dict[str, Callable[[Article], object]] = {
    "title": lambda article: Mark.TITLE_DERIVED not in article.marks,
    "author": lambda article: article.author,
    "source": lambda article: Mark.SOURCE_DERIVED not in article.marks,
    "date": lambda article: Mark.UNDATED not in article.marks and Mark.PUBLISHED_GUESSED not in article.marks,
    "url": lambda article: article.url,
    "language": lambda article: Mark.LANGUAGE_GUESSED not in article.marks and article.language,
    "section": lambda article: article.section,
}


@dataclass
class Tally:
    """What was found in the files of one format.

    ``found`` counts the articles whose record states a field, ``guessed`` those whose date stands elsewhere,
    ``refused`` those with a date that could not be believed, ``copies`` those that tell a story that an article read
    before tells.
    """

    read: int = 0
    rejected: int = 0
    undated: int = 0
    guessed: int = 0
    refused: int = 0
    copies: int = 0
    found: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def take(self, article: Article) -> None:
        """Count an article."""
        self.read += 1
        self.undated += Mark.UNDATED in article.marks
        self.guessed += Mark.PUBLISHED_GUESSED in article.marks
        self.refused += Mark.DATE_REFUSED in article.marks
        self.found.update(name for name, states in FIELDS.items() if states(article))

    def refuse(self, rejected: Rejected) -> None:
        """Count a record that is no article."""
        self.rejected += 1
        self.reasons[QUOTED.sub("", rejected.reason)] += 1


@dataclass(frozen=True, slots=True)
class Survey:
    """Tallies by format, and how many stories are told by several articles."""

    tallies: dict[str, Tally]
    stories: int


def survey(records: Iterable[Scanned | Rejected]) -> Survey:
    """Read an archive and keep nothing of it but counts.

    Texts wait in a temporary file of the system, so that memory is bounded by the number of articles (some 700 bytes
    each), not by their length.
    """
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    signed: list[Signed] = []
    places: dict[str, tuple[str, int]] = {}
    with TemporaryFile() as kept:
        for record in records:
            if isinstance(record, Rejected):
                tallies[NOT_READ].refuse(record)
                continue
            article = record.read()
            if isinstance(article, Rejected):
                tallies[record.format].refuse(article)
                continue
            tallies[record.format].take(article)
            if article.id not in places and (said := signature(article.text)):
                signed.append(Signed(article.id, article.published, said))
                places[article.id] = record.format, kept.tell()
                pickle.dump(article, kept)

        def fetch(key: str) -> Article:
            kept.seek(places[key][1])
            article: Article = pickle.load(kept)  # noqa: S301 - written above, into a file without a name
            return article

        stories = group(signed, fetch)
    for told in stories:
        for key in told[1:]:
            tallies[places[key][0]].copies += 1
    return Survey(dict(sorted(tallies.items())), len(stories))
