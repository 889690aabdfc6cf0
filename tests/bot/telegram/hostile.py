"""Answers made of text that wants to break a message: what strangers may write into articles, names and questions."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from bot.answer import Answer, Citation, Outcome, Quotation, Reason, Said, Statement
from bot.telegram.callback import new_key
from corpus.article import Article, Mark
from corpus.events import EventDate
from index.names import Variant, Why
from index.passage import Filter, Passage
from index.when import ANY_TIME, Mode, Window
from tests.bot.examples import make_answer
from tests.conftest import make_article

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
SHORT = st.lists(st.sampled_from(PIECES) | st.text(st.characters(codec=None), max_size=5), max_size=12).map("".join)
LONG = st.tuples(st.sampled_from(PIECES), st.integers(1, 10_000)).map(lambda one: (one[0] * one[1])[:10_000])
TEXT = SHORT | LONG
ADDRESSES = (
    SHORT
    | SHORT.map(lambda text: f"https://example.com/{text}")
    | st.sampled_from(
        (
            *(
                "",
                "javascript:alert(1)",
                "http://",
                "https://user@example.com/",
                "https://exa mple.com/",
                "ftp://a.b/c",
            ),
            *("https://example.com/?a=1&b=<2>", "https://bücher.example/ä", "http://localhost/", "//example.com/a"),
            *(
                "https://example.com/" + "x" * 3000,
                "https://example.com/" + "&" * 1500,
                "http://[broken",
                "http://a.b:x/",
            ),
        )
    )
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article of hostile text; the words are never none."""
    return make_article(
        id=draw(st.sampled_from("abcdef")),
        title=draw(TEXT),
        author=draw(TEXT),
        source=draw(TEXT),
        url=draw(ADDRESSES),
        text=draw(TEXT) or "Nothing.",
        kind=draw(SHORT),
        agency=draw(SHORT),
        language=draw(st.sampled_from(("", "en", "ar", "zh", "xx"))),
        published=draw(st.none() | st.just(datetime(2023, 3, 14, 9, 30, tzinfo=UTC))),
        marks=draw(st.frozensets(st.sampled_from((Mark.RETRACTED, Mark.CORRECTED, Mark.PUBLISHED_GUESSED)))),
    )


@st.composite
def spans(draw: st.DrawFn, low: int, high: int) -> tuple[int, int]:
    """A span between two places that is not empty."""
    start = draw(st.integers(low, high - 1))
    return start, draw(st.integers(start + 1, high) | st.just(high))


@st.composite
def quotations(draw: st.DrawFn, article: Article) -> Quotation:
    """A quotation in a passage of an article."""
    start, end = draw(st.just((0, len(article.text))) | spans(0, len(article.text)))
    return Quotation(Passage(article, start, end), *draw(st.just((start, end)) | spans(start, end)))


@st.composite
def citations(draw: st.DrawFn, number: int, known: list[Article]) -> Citation:
    """A citation of one of the articles."""
    quotation = draw(quotations(draw(st.sampled_from(known))))
    others = st.lists(st.sampled_from(known), max_size=5).map(tuple)
    start, end = quotation.start, quotation.end
    return Citation(
        number,
        quotation,
        also_in=draw(others),
        newer=draw(st.none() | st.sampled_from(known)),
        notices=draw(others),
        events=draw(st.just(()) | st.just((EventDate(start, end, date(1999, 1, 1), date(1999, 1, 3)),))),
    )


@st.composite
def statements(draw: st.DrawFn, cited: list[Citation]) -> Statement:
    """A statement: the words of a quotation, or others."""
    some = draw(st.lists(st.sampled_from(cited), min_size=1, max_size=4, unique_by=lambda one: one.number))
    text = draw(st.just(some[0].quotation.text) | TEXT)
    ends = st.integers(0, len(text))
    marks = draw(st.lists(st.tuples(ends, ends).map(lambda two: (min(two), max(two))), max_size=10))
    return Statement(text, tuple(one.number for one in some), tuple(marks))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """An answer, or a refusal, of hostile text."""
    known = draw(st.lists(articles(), min_size=1, max_size=4))
    cited = [draw(citations(number, known)) for number in range(1, draw(st.integers(1, 8)) + 1)]
    told = draw(st.just([]) | st.lists(statements(cited), min_size=1, max_size=6))
    used = {number for one in told for number in one.citations}
    day = datetime(2022, 8, 1, tzinfo=UTC)
    return make_answer(
        question=draw(TEXT),
        outcome=draw(st.sampled_from((Outcome.ANSWERED, Outcome.PARTLY))) if told else Outcome.NOT_IN_ARCHIVE,
        statements=tuple(told),
        citations=tuple(cited) if told else (),
        related=() if told else tuple(known[:3]),
        reason=draw(st.sampled_from((None, *Reason))),
        window=draw(st.sampled_from((ANY_TIME, Window(day, None, Mode.HARD), Window(None, day, Mode.LATEST)))),
        filter=draw(st.just(Filter()) | SHORT.map(lambda text: Filter(source=text, author=text))),
        lacking=tuple(draw(st.lists(TEXT, max_size=2))),
        over_time=tuple(Said(one.quotation, one.number) for one in cited[:7] if one.number in used),
        parts=tuple(draw(st.lists(SHORT, max_size=2))),
        variants=tuple(Variant(text, (text,), Why.TYPO, known=False) for text in draw(st.lists(SHORT, max_size=2))),
        present=draw(st.booleans()),
        note=draw(SHORT),
    )
