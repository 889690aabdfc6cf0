"""The lister: a query in, ``Listing`` out: the passages or articles that are nearest to it, or the newest about it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.listing import Listed, Listing, by_date, each_once, newest_about, relevant, without_words
from bot.question import Question
from index.passage import Evidence, Query, Stage
from index.retrieve import Retriever


class Lister:
    """Lists what the current generation has, and says which words of a query no article has.

    Articles are looked for without such words, and then only those listed that have to do with the rest of the query.
    """

    def __init__(
        self, retriever: Retriever, *, passages_per_article: int, without: frozenset[Stage] = frozenset()
    ) -> None:
        self._retriever = retriever
        self._per_article = passages_per_article
        self._without = without

    def passages(self, question: Question, most: int) -> Listing:
        """List the passages that are nearest to a question, best first, whether they have to do with it or not."""
        query = self._query(question, most)
        found = self._ranked(query)
        strange, limited = self._retriever.strange(query), bool(query.filter)
        return Listing(tuple(Listed(item, item.score) for item in found), strange, limited=limited)

    def articles(self, question: Question, most: int) -> Listing:
        """List the articles that are nearest to a question, each once, best first."""
        query, strange = self._without_strange(self._query(question, most * self._per_article))
        found = self._related(query) if strange else self._ranked(query)
        return Listing(each_once(found, most), strange, limited=bool(query.filter))

    def newest_about(self, question: Question, most: int) -> Listing:
        """List the newest articles that are about something: the best of those that mention it, where none is."""
        query, strange = self._without_strange(self._query(question, most))
        about = self._retriever.subject(query, partial(newest_about, most=most))
        if about.evidence:
            total = len({one.article_id for one in about.holdings})
            return Listing(by_date(each_once(about.evidence, most)), strange, total, bool(query.filter))
        related = self._related(replace(query, top_k=most * self._per_article))
        return Listing(by_date(each_once(related, most)), strange, limited=bool(query.filter))

    def _query(self, question: Question, most: int) -> Query:
        return question.query(most, listed=True, without=self._without)

    def _without_strange(self, query: Query) -> tuple[Query, tuple[str, ...]]:
        """A query without the words that no article has, and these."""
        strange = self._retriever.strange(query)
        return replace(query, text=without_words(query.text, strange)), strange

    def _ranked(self, query: Query) -> list[Evidence]:
        return list(self._retriever.retrieve(query).evidence)

    def _related(self, query: Query) -> list[Evidence]:
        ranked = self._ranked(query)
        return relevant(ranked, self._retriever.shares(query.text, [item.passage for item in ranked]))
