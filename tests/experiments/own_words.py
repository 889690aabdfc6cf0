"""Questions in the words of articles, made by rule: a sentence with what answers cut out, its article known.

Quiz questions paraphrase; readers often ask in the words that they remember from the article. The confidence is fitted
on these besides. Most read like questions; words and embeddings see little of the grammar of the others. Made from
articles of third parties: they are made anew each time and kept nowhere in the repository.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.writer.score import is_prose
from corpus.article import Article
from corpus.sentences import sentences
from index.terms import FUNCTION_WORDS

SHORTEST, LONGEST = 5, 15  # words of a question
FEWEST_TERMS = 3  # words that mean something
WORDS = (7, 45)  # of a sentence
AUXILIARIES = "was were is are has have had will would can could"
ENDED = "made took won lost led held began became gave found left ran sold met fell rose grew spent"
VERB = re.compile(rf"(?:[a-z]{{3,}}ed|{'|'.join(ENDED.split())})")
# What stands before the verb names somebody that only the sentences before know, or is no subject at all.
VAGUE = re.compile(
    r"\b(?:he|she|it|they|we|you|i|his|her|their|its|our|this|that|these|those|there|who|which|when|while|if|as|after"
    r"|before|since|because|but|and|for|from|with|in|on|at|by|although|though|where|what|how|instead|over|here)\b",
    re.IGNORECASE,
)
PRONOUN = re.compile(r"\b(?:he|she|it|they|we|you|i|his|her|their|him|them|my|our)\b", re.IGNORECASE)
FULL_NAME = re.compile(r"(?:(?:[A-Z][\w’'-]+|[A-Z]\.) ){1,2}[A-Z][\w’'-]+(?= )")
NUMBER = (
    r"(?P<answer>\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|Two|Three|Four|Five|Six|Twelve)"
)
COUNTED_FIRST = re.compile(
    rf"(?:(?:About|Nearly|More than|At least|Some) )?{NUMBER} (?P<noun>(?:[a-z]+ )?(?:[a-z]{{3,}}s|people))\b"
)
COUNTED = re.compile(
    rf" (?:(?:about|nearly|more than|at least|some) )?{NUMBER} (?P<noun>(?:[a-z]+ )?(?:[a-z]{{3,}}s|people))\b"
)
DAY = re.compile(
    r" (?:on|in|since) (?P<answer>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:January|February|March|April|May|June"
    r"|July|August|September|October|November|December)(?: \d{1,2})?(?:,? \d{4})?|\d{4})\b"
)
PLACE = re.compile(r" (?:in|at|near) (?P<answer>(?!May\b)[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)\b")
BREAK = re.compile(r"[,;:(]\s| [—–-] | (?:who|which|that|after|before|while|as|because|but|when|and) ")
SPLIT = re.compile(
    rf"(?P<who>\S+(?: \S+){{0,5}}?) (?P<verb>{AUXILIARIES.replace(' ', '|')}|{VERB.pattern})(?: (?P<rest>.*))?$"
)


@dataclass(frozen=True, slots=True)
class Own:
    """A question, what answers it, and the article that it was made of."""

    question: str
    answer: str
    article: Article


def own_words(articles: Sequence[Article], count: int, seed: int = 7) -> list[Own]:
    """Make so many questions, one of an article, kinds in turn; the same for the same articles."""
    dice = random.Random(seed)
    order = sorted(articles, key=lambda one: one.id)
    dice.shuffle(order)
    found: list[Own] = []
    kinds: Counter[str] = Counter()
    for article in order:
        made = list(questions_of(article))
        if made and len(found) < count:
            kind, one = min(made, key=lambda item: (kinds[item[0]], dice.random()))
            kinds[kind] += 1
            found.append(one)
    return found


def questions_of(article: Article) -> Iterator[tuple[str, Own]]:
    """Yield what can be asked in the words of an article's sentences, by kind."""
    for start, end in sentences(article.text, article.language):
        text = " ".join(article.text[start:end].split()).rstrip(".!")
        if is_prose(text) and WORDS[0] <= len(text.split()) <= WORDS[1] and not re.search(r"[\"“”‘]", text):
            for asking, question, answer in turned(text):
                words = question.split()
                content = {word.casefold() for word in words} - FUNCTION_WORDS
                sensible = SHORTEST <= len(words) <= LONGEST and len(content) >= FEWEST_TERMS
                if sensible and not PRONOUN.search(question):
                    yield asking, Own(f"{asking} {question}?", answer, article)


def turned(text: str) -> Iterator[tuple[str, str, str]]:
    """Turn a sentence into questions: what asks, the rest, the answer."""
    name = FULL_NAME.match(text)
    if name and not VAGUE.match(text) and VERB.fullmatch(text[name.end() + 1 :].partition(" ")[0]):
        yield "Who", first_clause(text[name.end() + 1 :]), name[0]
    if found := COUNTED_FIRST.match(text):
        yield "How many", first_clause(text[found.start("noun") :]), found["answer"]
    if (found := COUNTED.search(text)) and (asked := inverted(text[: found.start()])):
        after = BREAK.split(text[found.end() :])[0]
        yield "How many", f"{found['noun']} {asked}{after}", found["answer"]
    for asking, pattern in (("When", DAY), ("Where", PLACE)):
        if (found := pattern.search(text)) and (asked := inverted(text[: found.start()])):
            yield asking, asked, found["answer"]


def inverted(clause: str) -> str:
    """Subject and verb in the order of a question: "the board decided" becomes "did the board decide"."""
    found = None if BREAK.search(clause) or VAGUE.match(clause) else SPLIT.match(clause)
    if not found:
        return ""
    first, _, others = found["who"].partition(" ")
    who = f"{first.lower() if first.casefold() in FUNCTION_WORDS else first} {others}".strip()
    rest = f" {found['rest']}" if found["rest"] else ""
    if found["verb"] in AUXILIARIES.split():
        return f"{found['verb']} {who}{rest}"
    return f"did {who} {found['verb'].removesuffix('ed')}{rest}"


def first_clause(text: str) -> str:
    """What is said up to the first break, or some words of it."""
    return " ".join(BREAK.split(text)[0].split()[: LONGEST - 2])
