"""What a conversation held elsewhere is about: the articles that say its words, of which only these are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, log

from bot.english import phrases as p
from bot.question import Turn
from corpus.article import Article
from index.analysis import DEFAULT
from index.passage import Evidence
from index.terms import find_terms

TOGETHER = 2.0  # how much several passages of an article count beside one better one of another
# What it counts that an article says all the words, and how its length counts against it, which says more by chance.
SAYS_ALL, LONG = 4.0, 0.7


def likeliest(
    turns: Sequence[Turn],
    asked: str,
    evidence: Sequence[Evidence],
    words: Callable[..., Sequence[str]],
    rarity: Callable[[str], float],
) -> list[Article]:
    """The articles of evidence, those first that say most of the words of turns and of the next question.

    A conversation goes through an article, and its words stand all over it, not in one passage; an answer that stands
    there as it was given counts twice. ``words`` are the stems of a text (in a language), ``rarity`` says how rare one
    is.
    """
    articles = {item.passage.article.id: item.passage.article for item in evidence}
    found = dict.fromkeys(articles, 0.0)
    for item in evidence:
        found[item.passage.article.id] += exp(item.score / TOGETHER)
    said = find_terms(spoken(turns, asked), words, rarity)
    answers = [(plain(turn.answer), find_terms(turn.answer, words, rarity)) for turn in turns if is_told(turn)]

    def worth(article: Article) -> float:
        held, text = set(words(f"{article.title}\n{article.text}", article.language or DEFAULT)), plain(article.text)
        verbatim = sum(terms.total for answer, terms in answers if answer in text)
        share = said.share(held) + verbatim / (said.total or 1.0)
        return log(found[article.id]) + SAYS_ALL * share - LONG * log(len(article.text) + 1)

    return sorted(articles.values(), key=worth, reverse=True)


def spoken(turns: Sequence[Turn], asked: str) -> str:
    """All that was said in turns and is asked now."""
    return " ".join([*(f"{turn.question} {turn.answer}" for turn in turns), asked])


def is_told(turn: Turn) -> bool:
    """Whether an answer tells something: no yes and no."""
    return bool(plain(turn.answer).strip()) and not (p.YES.fullmatch(turn.answer) or p.NO.fullmatch(turn.answer))


def plain(text: str) -> str:
    """The words of a text as they stand, with a space around each."""
    return f" {' '.join(p.WORD.findall(text.casefold()))} "
