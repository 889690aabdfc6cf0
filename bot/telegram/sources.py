"""How a message names articles, and what it quotes of them. Pure functions; what they return is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.answer import Citation, Quotation, standing
from bot.telegram.markup import bold, cut, escape, excerpt, link, units, widened, words
from bot.wording import BECAME, byline, date_line, dates_lines, story_lines
from corpus.article import Article
from corpus.sentences import Span, sentences

TITLE, NAMED, SAID = 160, 100, 80  # units of a title, of one that is named beside another, of what stands beside it
DATES = 200  # units of what the dates of a quotation mean
SHORT = 160  # units of a quotation that is bold as a whole, where nobody knows the words in it that matter
BEFORE = 140  # units before a quotation: it begins in the three lines that are seen of a closed block
SURROGATES = re.compile("[\ud800-\udfff]")
MOST_NOTICES = 3
MOST_NUMBERS = 20  # that stand behind one statement, or before one article


def numbers(cited: Sequence[int]) -> str:
    """The numbers of citations."""
    return "".join(f"[{number}]" for number in cited[:MOST_NUMBERS])


def about(article: Article) -> str:
    """Where, when and by whom an article was printed."""
    return " · ".join(words(part, SAID) for part in byline(article))


def headed(article: Article) -> str:
    """An article by itself: its title, and below it the rest."""
    return f"{link(article.title, article.url, TITLE)}\n{about(article)}"


def in_full(article: Article) -> str:
    """An article that is named beside another one."""
    return f"{link(article.title, article.url, NAMED)}, {escape(date_line(article))}"


def in_brief(article: Article) -> str:
    """The same in few words."""
    return f"{words(article.source or article.title, SAID)}, {escape(date_line(article))}"


def became(
    article: Article,
    newer: Article | None = None,
    notices: Sequence[Article] = (),
    *,
    also_in: Sequence[Article] = (),
    story: Sequence[Article] = (),
) -> list[str]:
    """What became of an article, and where else its words or its story were printed, a line each."""
    lines = story_lines(
        article, newer, notices[:MOST_NOTICES], also_in=also_in, story=story, full=in_full, brief=in_brief
    )
    fate = BECAME.get(standing(article, notices))
    return [bold(fate) + lines[0].removeprefix(fate), *lines[1:]] if fate else lines


def by_article(citations: Iterable[Citation]) -> list[list[Citation]]:
    """Put the citations of one article together, in the order of the first of each."""
    groups: dict[str, list[Citation]] = {}
    for one in citations:
        groups.setdefault(one.quotation.passage.article.id, []).append(one)
    return list(groups.values())


Answering = Mapping[int, Sequence[Span]]  # by the number of a citation: the answering words, by their places


def source(cited: Sequence[Citation], most: int, answering: Answering) -> str:
    """An article and what is quoted of it: of each quotation at most so many units, nothing where that is 0."""
    article = cited[0].quotation.passage.article
    also_in = {other.id: other for one in cited for other in one.also_in}
    dates = dict.fromkeys(words(line, DATES) for one in cited for line in dates_lines(one))
    lines = [
        f"{numbers([one.number for one in cited])} {headed(article)}",
        *became(article, cited[0].newer, cited[0].notices, also_in=list(also_in.values())),
        *list(dates)[:MOST_NOTICES],
    ]
    return "\n".join(lines + (quotes(cited, most, answering) if most else []))


def source_in_brief(cited: Sequence[Citation]) -> str:
    """The same on one line, without quotations; that an article was withdrawn or corrected is never left out."""
    article = cited[0].quotation.passage.article
    fate = standing(article, cited[0].notices)
    title = link(article.title, article.url, NAMED)
    parts = [title, words(article.source, SAID), date_line(article), bold(BECAME[fate]) if fate else ""]
    return f"{numbers([one.number for one in cited])} {' · '.join(part for part in parts if part)}"


def quotes(cited: Sequence[Citation], most: int, answering: Answering) -> list[str]:
    """The passages that are quoted, each with what stands around it; those that overlap are one."""
    article = cited[0].quotation.passage.article
    known = any(answering.get(one.number) for one in cited)
    found = []  # what is shown, of what, and what is bold in it
    for one in cited:
        marks = list(answering.get(one.number, ()))
        shown, whole = shown_of(one.quotation, most, marks)
        if not known and units(one.quotation.text) <= SHORT:
            marks = [(one.quotation.start, one.quotation.end)]
        found.append((shown, whole, marks))
    merged: list[tuple[Span, Span, list[Span]]] = []
    for shown, whole, marks in sorted(found):
        if merged and shown[0] <= merged[-1][0][1]:
            (start, end), (low, high), before = merged.pop()
            merged.append(((start, max(end, shown[1])), (min(low, whole[0]), max(high, whole[1])), before + marks))
        else:
            merged.append((shown, whole, marks))
    return [quoted(article.text, *one) for one in merged]


def shown_of(quotation: Quotation, most: int, answering: Sequence[Span] = ()) -> tuple[Span, Span]:
    """What is shown of a passage, and what of it is whole: a long quotation as far as there is room, with the answering
    words; a shorter one with the sentences around it.
    """
    article, passage, said = quotation.passage.article, quotation.passage, (quotation.start, quotation.end)
    if units(quotation.text) > most:
        focus = (min(answering)[0], max(end for _, end in answering)) if answering else (said[0], said[0])
        return cut(article.text, focus, said, most), said
    shown = in_sentences(article, said, (passage.start, passage.end), most, BEFORE)
    return shown, shown


def in_sentences(article: Article, core: Span, bounds: Span, most: int, before: int) -> Span:
    """A span with the whole sentences around it that so many units hold; of these so many before it."""
    text = SURROGATES.sub("?", article.text)  # what reads sentences takes none
    (start, end), (low, high) = core, bounds
    first, last = widened(text, core, bounds, most, before)
    ahead = list(sentences(text[first:start], article.language))[first > low :]  # the first begins anywhere
    behind = list(sentences(text[end:last], article.language))
    if last < high:
        behind = behind[:-1]
    while behind and not any(sign.isalpha() for sign in text[end:][slice(*behind[-1])]):
        behind.pop()  # the number of what comes next
    return (first + ahead[0][0] if ahead else start), (end + behind[-1][1] if behind else end)


def quoted(text: str, shown: Span, whole: Span, marks: Sequence[Span] = (), *, expandable: bool = True) -> str:
    """A span of an article as a block, with the words that matter in bold where others stand around them."""
    all_of_it = any(start <= shown[0] and shown[1] <= end for start, end in marks)
    tag = "blockquote expandable" if expandable else "blockquote"
    return f"<{tag}>{excerpt(text, shown, whole, () if all_of_it else marks)}</blockquote>"
