"""Answers made of text that wants to break a message: what strangers may write into articles, names and questions."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from random import Random
from typing import TypeVar

from bot.answer import Answer, Citation, Dated, Outcome, Placed, Quotation, Reason, Said, Statement
from bot.overview.coverage import Coverage, Period
from bot.overview.timeline import Line, Timeline
from bot.telegram.callback import new_key
from corpus.article import Article, Mark
from corpus.events import EventDate
from index.names import Variant, Why
from index.passage import Evidence, Filter, Passage
from index.when import ANY_TIME, Mode, Window
from tests.bot.examples import ARCHIVE, make_answer
from tests.conftest import make_article

T = TypeVar("T")

KEY = new_key()
PIECES = (
    *("<b>", "</b>", "</blockquote>", "<blockquote expandable>", '<a href="https://evil.example">', "</a>", "<", ">"),
    *(
        "&",
        "&lt",
        "&amp;",
        "&#x3c;",
        '"',
        "'",
        "“",
        "”",
        "…",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\x0b",
        "\x00",
        "\x1b[2J",
    ),
    *(
        "[1]",
        "[2][3]",
        "［１］",
        "[\u200c2\u200d]",
        "[ 1, 2 ]",
        "[\u0661]",
        "[2022]",
        "[…]",
        "(1)",
        "Sources\n[1] Reuters",
    ),
    *("\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\u200d", "\u200c", "\ufeff", "\u2028", "\u00ad", "\u2800"),
    *("ا", "שלום ", "مرحبا بكم ", "नमस्ते ", "中文新聞 ", "é", "e\u0301\u0323", "a" + "\u0300" * 40, "\u3164", "\ufffe"),
    *(
        "👩‍👩‍👧",
        "👍🏽",
        "🇦🇿",
        "😀" * 30,
        "\ud800",
        "\udfff",
        "\U000e0041",
        "\ue000",
        "word ",
        "The ferry hit the pier. ",
    ),
    *("/forget", "@everyone", "#tag", "https://evil.example/?a=<b>", "tg://user?id=1", "x" * 200, "A. B. "),
)
ADDRESSES = (
    *("", "javascript:alert(1)", "http://", "https://user@example.com/", "https://exa mple.com/", "ftp://a.b/c"),
    *("https://example.com/?a=1&b=<2>", "https://bücher.example/ä", "http://localhost/", "//example.com/a"),
    *("https://example.com/" + "x" * 3000, "https://example.com/" + "&" * 1500, "http://[broken", "http://a.b:x/"),
    *("https://example.com/" + "&" * 400, "https://example.com/" + "é" * 300, "HTTPS://EXAMPLE.COM/A", "https://a.b"),
)
DAY = datetime(2022, 8, 1, tzinfo=UTC)


def any_text(random: Random) -> str:
    """A text of up to some thousand signs: pieces one after another, any signs, or one piece over and over."""
    kind = random.randrange(8)
    if kind == 0:
        return (random.choice(PIECES) * random.randrange(10_000))[:10_000]
    if kind == 1:
        return "".join(chr(random.randrange(0x11_0000)) for _ in range(random.randrange(40)))
    if kind == 2:
        return random.choice(PIECES)
    return "".join(random.choice(PIECES) for _ in range(random.randrange(60)))


def any_address(random: Random) -> str:
    """What a record may give for an address."""
    if random.randrange(3):
        return random.choice(ADDRESSES)
    return f"{random.choice(('', 'https://example.com/', 'http://'))}{any_text(random)}"


def some(random: Random, make: Callable[[Random], T], most: int) -> tuple[T, ...]:
    """Up to so many of a kind."""
    return tuple(make(random) for _ in range(random.randrange(most + 1)))


def any_article(random: Random) -> Article:
    """An article of hostile text; its words are never none."""
    return make_article(
        id=random.choice("abcdef"),
        title=any_text(random),
        author=any_text(random),
        source=any_text(random),
        url=any_address(random),
        text=any_text(random) or "Nothing.",
        kind=random.choice(("", "opinion", any_text(random))),
        agency=random.choice(("", "AP", any_text(random))),
        language=random.choice(("", "en", "ar", "zh", "xx")),
        published=random.choice((None, DAY)),
        marks=frozenset(some(random, lambda r: r.choice((Mark.RETRACTED, Mark.CORRECTED, Mark.PUBLISHED_GUESSED)), 2)),
    )


def any_span(random: Random, low: int, high: int) -> tuple[int, int]:
    """A span between two places that is not empty; often all of it."""
    if not random.randrange(3):
        return low, high
    start = random.randrange(low, high)
    return start, random.randrange(start, high) + 1


def any_quotation(random: Random, article: Article) -> Quotation:
    """A quotation in a passage of an article."""
    start, end = any_span(random, 0, len(article.text))
    return Quotation(Passage(article, start, end), *any_span(random, start, end))


def any_citation(random: Random, number: int, known: tuple[Article, ...]) -> Citation:
    """A citation of one of the articles."""
    quotation = any_quotation(random, random.choice(known))
    start, end = quotation.start, quotation.end
    return Citation(
        number,
        quotation,
        also_in=some(random, lambda r: r.choice(known), 5),
        newer=random.choice((None, *known)),
        notices=some(random, lambda r: r.choice(known), 5),
        events=random.choice(((), (EventDate(start, end, date(1999, 1, 1), date(1999, 1, 3)),))),
    )


def any_statement(random: Random, cited: tuple[Citation, ...]) -> Statement:
    """A statement: the words of a quotation, or others."""
    those = random.sample(cited, random.randrange(min(len(cited), 4)) + 1)
    text = any_text(random) if not random.randrange(3) else those[0].quotation.text
    marks = some(random, lambda r: any_span(r, 0, len(text)), 10) if text else ()
    return Statement(text, tuple(one.number for one in those), marks)


def any_answer(random: Random) -> Answer:
    """An answer, or a refusal, of hostile text."""
    known = tuple(any_article(random) for _ in range(random.randrange(4) + 1))
    cited = tuple(any_citation(random, number, known) for number in range(1, random.randrange(8) + 2))
    told = some(random, lambda r: any_statement(r, cited), 6)
    used = {number for one in told for number in one.citations}
    return make_answer(
        question=any_text(random),
        outcome=random.choice((Outcome.ANSWERED, Outcome.PARTLY)) if told else Outcome.NOT_IN_ARCHIVE,
        statements=told,
        citations=cited if told else (),
        related=() if told else known[:3],
        reason=random.choice((None, *Reason)),
        window=random.choice((ANY_TIME, Window(DAY, None, Mode.HARD), Window(None, DAY, Mode.LATEST))),
        filter=random.choice((Filter(), Filter(source=any_text(random), author=any_text(random)))),
        lacking=some(random, any_text, 2),
        over_time=tuple(Said(one.quotation, one.number) for one in cited[:7] if one.number in used),
        order=tuple(
            Placed(any_text(random), DAY.date(), DAY.date(), random.choice((*Dated,)), one.number)
            for one in cited[:2]
            if one.number in used
        ),
        parts=some(random, any_text, 2),
        variants=some(random, lambda r: Variant(any_text(r), (any_text(r),), Why.TYPO, known=False), 2),
        present=random.choice((True, False)),
        note=any_text(random),
    )


def any_evidence(random: Random) -> Evidence:
    """A passage with what is known of its story."""
    known = tuple(any_article(random) for _ in range(3))
    start, end = any_span(random, 0, len(known[0].text))
    return Evidence(
        Passage(known[0], start, end),
        0.5,
        story=some(random, lambda r: r.choice(known), 5),
        newer=random.choice((None, *known)),
        notices=some(random, lambda r: r.choice(known), 5),
    )


def any_timeline(random: Random) -> Timeline:
    """A timeline of hostile text."""
    known = tuple(any_article(random) for _ in range(4))
    cited = tuple(any_citation(random, number, known) for number in range(1, 21))
    told = some(random, lambda r: any_statement(r, cited), 15)
    used = {number for one in told for number in one.citations}
    return Timeline(
        topic=any_text(random),
        asked=DAY,
        as_of=DAY,
        window=ANY_TIME,
        lines=tuple(Line(DAY.date(), random.choice(tuple(Dated)), one) for one in told),
        citations=tuple(one for one in cited if one.number in used),
        events=30,
        coverage=Coverage(any_text(random), (Period(DAY.date(), DAY.date(), 1, 1),), DAY.date(), DAY.date(), 1, 1),
        related=() if told else known[:3],
        archive=ARCHIVE,
        timings_ms={},
        strange=some(random, any_text, 3),
    )
