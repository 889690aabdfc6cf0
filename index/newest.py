"""The newest articles of a generation, without a question."""

from __future__ import annotations

from datetime import datetime

from corpus.article import Article
from index.candidates import ELSEWHERE, allows, is_known, moved
from index.catalog import Catalog
from index.generation import Generation
from index.passage import Evidence, Filter, Passage
from index.register import Register
from index.repeated import Repeated
from index.stories import Stories

AT_ONCE = 100  # versions


def newest_articles(
    catalog: Catalog, generation: Generation, wanted: Filter, as_of: datetime, most: int
) -> tuple[list[Evidence], int]:
    """Return the last articles that a filter allows and that were known at ``as_of``, the newest first, each as if all
    of it were evidence, and how many there are in all. Undated ones come last.
    """
    register = Register.of_articles(catalog, generation)
    limits = register.limits(wanted)
    newest = register.newest(limits, moved(as_of, ELSEWHERE))
    found: list[Article] = []
    later = 0  # what is not known yet stands before all others
    for start in range(0, len(newest), AT_ONCE):
        versions = newest[start : start + AT_ONCE]
        articles = catalog.articles(versions)
        known = [articles[version] for version in versions if is_known(articles[version].printed, as_of)]
        found += known
        later += len(versions) - len(known)
        if len(found) >= most:
            break

    def tellable(article: Article) -> bool:
        return allows(limits, article) and is_known(article.printed, as_of)

    stories = Stories(catalog, generation, tellable)
    repeated = Repeated(catalog, generation.number)
    shown = [stories.evidence(Passage(article, 0, len(article.text)), repeated) for article in found[:most]]
    return shown, len(newest) - later
