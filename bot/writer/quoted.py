"""What a reader was quoted already: no answer of the same conversation quotes it again, nor what says the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from bot.answer import Place
from corpus.article import Article
from corpus.sentences import sentences
from index.passage import Evidence

WORDS = re.compile(r"\w+")


def unquoted(
    evidence: Iterable[Evidence], quoted: Sequence[Place], article: Callable[[str], Article | None]
) -> tuple[Evidence, ...]:
    """Evidence of which no sentence is quoted that was, nor one of another article with the same words."""
    told = ((one, start, end) for article_id, start, end in quoted if (one := article(article_id)))
    said = frozenset(text for one, start, end in told for text in map(plain, sentences_of(one.text[start:end]))) - {""}
    return tuple(unsaid(item, quoted, said) for item in evidence)


def unsaid(item: Evidence, quoted: Sequence[Place], said: Collection[str]) -> Evidence:
    """One piece of evidence without what was quoted of its article, or ``said`` by another."""
    passage = item.passage
    spans = [(start, end) for article_id, start, end in quoted if article_id == passage.article.id]
    if said:
        again = [span for span in sentences(passage.text) if plain(passage.text[slice(*span)]) in said]
        spans += [(passage.start + start, passage.start + end) for start, end in again]
    return replace(item, repeated=(*item.repeated, *spans)) if spans else item


def sentences_of(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in sentences(text)]


def plain(text: str) -> str:
    """The words of a sentence, as they are compared."""
    return " ".join(WORDS.findall(text.casefold()))
