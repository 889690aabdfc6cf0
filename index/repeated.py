"""Lines that a source prints in many of its articles: boilerplate that no list knows, found by counting."""

from __future__ import annotations

import hashlib
import json
from math import ceil

from corpus.article import Article
from corpus.boilerplate import edge_lines
from corpus.sentences import Span
from index.catalog import Catalog
from index.rows import LIVE

# A line is a source's own when so many of its articles have it. Background that a paper repeats from story to story
# ("Wisconsin remains an outlier ...") stays below: seven of the Associated Press's 1,397 articles in ap_news.
FEWEST = 10
SHARE = 0.1


class Repeated:
    """The repeated lines of one generation, counted when they are asked for and remembered."""

    def __init__(self, catalog: Catalog, generation: int) -> None:
        self._catalog = catalog
        self._generation = generation
        self._articles: dict[str, int] = {}
        self._known: dict[str, tuple[Span, ...]] = {}

    def spans(self, article: Article) -> tuple[Span, ...]:
        """Return where an article has lines that its source prints in many: they are never quoted."""
        if article.id not in self._known:
            self._known[article.id] = self._count(article)
        return self._known[article.id]

    def _count(self, article: Article) -> tuple[Span, ...]:
        lines = {line_key(article, span): span for span in edge_lines(article.text)}
        enough = max(FEWEST, ceil(SHARE * self._printed_by(article.source)))
        rows = self._catalog.select(
            # No further than it matters: thousands of articles may have a line.
            f"""SELECT value, (SELECT count(*) FROM (
                    SELECT 1 FROM edges e JOIN versions v USING (version) WHERE e.line = value AND {LIVE} LIMIT :enough
                )) FROM json_each(:lines)""",
            {"lines": json.dumps(list(lines)), "g": self._generation, "enough": enough},
        )
        return tuple(sorted(lines[line] for line, count in rows if count >= enough))

    def _printed_by(self, source: str) -> int:
        if source not in self._articles:
            ((count,),) = self._catalog.select(
                f"SELECT count(*) FROM versions v WHERE v.source = :source AND {LIVE}",
                {"source": source, "g": self._generation},
            )
            self._articles[source] = int(count)
        return self._articles[source]


def line_key(article: Article, span: Span) -> int:
    """Stand for a line of a source by a number that SQLite stores as it is."""
    start, end = span
    said = f"{article.source}\0{article.text[start:end].casefold()}"
    return int.from_bytes(hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()[:8], "big", signed=True)


def line_keys(article: Article) -> set[int]:
    """Return the numbers of all lines of an article that may be its source's."""
    return {line_key(article, span) for span in edge_lines(article.text)}
