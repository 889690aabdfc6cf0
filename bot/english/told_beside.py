"""``ToldBeside``: what the things have in common that news tells beside a name: an age, a party, who that is."""

from __future__ import annotations

from typing import ClassVar, Self

from corpus.article import Article
from corpus.sentences import Span


class ToldBeside:
    """One of them, as a question asks for it; each kind says where sentences tell it, in ``holders``."""

    __slots__ = ()

    past: ClassVar[bool] = True  # told as of when it was printed; else the newest leads
    to_come: ClassVar[bool] = False
    is_of_one: ClassVar[bool] = True  # it is known whose it is
    is_of_all: ClassVar[bool] = False  # others are told in the same words: what several articles say

    def within(self, article: Article) -> Self:
        """The same in every article."""
        return self

    def is_anothers(self, sentence: str, told: Span) -> bool:
        """Whether what else may be it is told of another one: nothing but the words beside the name tells it."""
        return True
