"""Whether words are said: by articles, by what is drafted, by an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from bot.answer import Answer, Draft, Statement
from bot.english.predicate import word_said
from corpus.article import Article
from corpus.sentences import sentences
from index.analysis import DEFAULT, stems

# What a question may have that says nothing of whom or what it is about.
_ANYBODY = "people person man men woman women anyone anybody someone somebody thing things happen happened"
ANYBODY = frozenset(f"{_ANYBODY} else like name really".split())


def speak_of(articles: Iterable[Article], names: Collection[str], words: Collection[str], least: float = 1) -> bool:
    """Whether articles have all of these names and at least so many of these words, as far as there are any."""
    texts = list({one.id: f"{one.title}\n{one.text}" for one in articles}.values())
    said = {stem for text in texts for stem in stems(text, DEFAULT)}
    enough = not words or sum(is_any_said((word,), said) for word in words) >= least
    return bool(texts) and enough and all(said.issuperset(stems(name, DEFAULT)) for name in names)


def says_own(drafts: Sequence[Draft], words: Collection[str]) -> bool:
    """Whether drafts, or the titles of their articles, say one of these words, and their articles the names among them;
    as far as there are any.
    """
    quotations = [quotation for draft in drafts for quotation in draft.quotations]
    said = {stem for one in quotations for stem in stems(f"{one.passage.article.title}\n{one.text}", DEFAULT)}
    names = [word for word in words if word[0].isupper()]
    named = not names or speak_of((one.passage.article for one in quotations), names, ())
    return named and is_any_said([word for word in words if not word[0].isupper()], said)


def is_any_said(words: Collection[str], said: Collection[str]) -> bool:
    """Whether one of these words, or another for it, is among stems; where there are no words, it is."""
    return not words or any(any(map(word_said(word).is_said, said)) for word in words)


def says(answer: Answer, words: Iterable[str]) -> int:
    """How many of the words that a question is about an answer says."""
    wanted = {stem for word in words if word not in ANYBODY for stem in stems(word, DEFAULT)}
    texts = [f"{one.quotation.text} {one.quotation.passage.article.title}" for one in answer.citations]
    return len(wanted.intersection(stem for text in texts for stem in stems(text, DEFAULT)))


def says_of_it(answer: Answer, *groups: Collection[str]) -> bool:
    """Whether what answers has a word of each of these groups, or another for it: a sentence with the answering words
    and the one before.

    What is quoted beside may be of anything ("The race was won by Marsh. The footbridge was crowded."), and so may what
    else an article tells.
    """
    texts = (text for one in answer.statements for text in beside_marks(one))
    return any(
        all(is_any_said(words, said) for words in groups) for said in (set(stems(text, DEFAULT)) for text in texts)
    )


def beside_marks(statement: Statement) -> Iterator[str]:
    """The sentences of a statement that have answering words, each with the one before it; all where none has."""
    spans = [(0, 0), *sentences(statement.text)]
    for before, (start, end) in pairwise(spans):
        if not statement.marks or any(start <= mark < end for mark, _ in statement.marks):
            yield statement.text[before[0] : end]
