"""What a chat shows beside replies: whole messages, and laws over text that wants to break them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Citation, Quotation, Statement
from bot.listing import Listed, Listing
from bot.marker import without_markers
from bot.overview.coverage import Coverage, Period
from bot.overview.timeline import Dated, Line, Timeline
from bot.telegram.keyboards import WRONG, Within, copied, spans, wrong_keyboard
from bot.telegram.markup import units, web_address
from bot.telegram.message import Message
from bot.telegram.pages import (
    Digest,
    New,
    answer_card,
    article_card,
    dates_message,
    digest_messages,
    listing_messages,
    notice,
    passage_message,
    sources_message,
    status_message,
    timeline_messages,
)
from index.passage import NO_FILTER, Evidence, Filter, Passage
from index.when import ANY_TIME, Mode, Window
from tests.bot.examples import ARCHIVE, FERRY, STALE_STATE, STATE, make_answer, passage_of, quote
from tests.bot.telegram.hostile import (
    DAY,
    KEY,
    any_answer,
    any_article,
    any_evidence,
    any_quotation,
    any_text,
    any_timeline,
    some,
)
from tests.bot.telegram.reading import checked, is_verbatim, quoted, rows
from tests.conftest import NOW, make_article

RANDOM = st.builds(Random, st.integers(0, 2**32))
HURT = "Twelve people were injured."
LONG = make_article(
    title="A long story",
    url="https://example.com/long",
    text="First of all. "
    + "It went on and on. " * 20
    + "Then it sank. Twelve drowned. "
    + "It went on. " * 200
    + "End.",
)


def test_a_passage_stands_in_its_article() -> None:
    message = passage_message(Citation(2, quote(FERRY, HURT)), KEY, 3)
    assert (
        message.html
        == """\
<b>Passage 2 of 3</b> · Courier · 15 Mar 2023 · by Ana Pereira
<a href="https://example.com/ferry">Ferry hits pier</a>
<blockquote>The ferry hit the pier on Tuesday. <b>Twelve people were injured.</b></blockquote>"""
    )
    assert rows(message) == [
        ["‹: p:key:0", "2/3: p:key:1", "›: p:key:2"],
        [
            "↩ Back to answer: b:key:0",
            "📋 Copy citation: “Ferry hits pier”, Courier, 15 Mar 2023, https://example.com/ferry",
        ],
        ["🔗 Open article: https://example.com/ferry"],
    ]
    assert rows(passage_message(Citation(1, quote(FERRY, HURT)), KEY, 1))[0][0] == "↩ Back to answer: b:key:0"
    assert rows(passage_message(Citation(1, quote(FERRY, HURT)), KEY, 3))[0][0] == "‹: p:key:2"


def test_around_a_passage_stand_whole_sentences() -> None:
    start = LONG.text.index("Then it sank.")
    passage = Passage(LONG, start, start + len("Then it sank. Twelve drowned."))
    quotation = Quotation(passage, start + len("Then it sank. "), passage.end)
    [block] = quoted(checked(passage_message(Citation(1, quotation), KEY, 1)))
    assert "It went on and on. Then it sank. Twelve drowned. It went on." in block
    assert block.startswith(("First of all.", "It went on and on."))
    assert block.endswith("It went on.")
    assert 1200 < len(block) <= 1600


def test_the_times_that_may_be_chosen() -> None:
    as_of = datetime(2026, 3, 31, 15, 20, tzinfo=UTC)
    midnight = as_of.replace(hour=0, minute=0)
    assert spans(as_of) == [
        Within("Any time", NO_FILTER),
        Within("Last month", Filter(since=midnight.replace(day=28, month=2))),
        Within("Last year", Filter(since=midnight.replace(year=2025))),
    ]
    march = Window(datetime(2023, 3, 1, tzinfo=UTC), datetime(2023, 3, 31, tzinfo=UTC), Mode.HARD)
    assert spans(as_of, march)[3] == Within("1-31 Mar 2023", Filter(march.since, march.until))
    assert len(spans(as_of, Window(None, as_of, Mode.LATEST))) == len(spans(as_of, ANY_TIME)) == 3
    message = dates_message("Who <won>?", as_of, KEY, march)
    assert message.html == "<b>Which time?</b>\nWho &lt;won&gt;?"
    assert rows(message) == [
        ["Any time: w:key:0", "Last month: w:key:1"],
        ["Last year: w:key:2", "1-31 Mar 2023: w:key:3"],
        ["↩ Back to answer: b:key:0"],
    ]


def test_what_may_be_wrong() -> None:
    pressed = [one for row in rows(Message("?", wrong_keyboard(KEY))) for one in row]
    assert pressed == [*(f"{text}: r:key:{number}" for number, text in enumerate(WRONG)), "↩ Back to answer: b:key:0"]


def test_a_timeline() -> None:
    day = date(2023, 3, 14)
    timeline = Timeline(
        topic="ferry & pier",
        asked=NOW,
        as_of=NOW,
        window=ANY_TIME,
        lines=(
            Line(day, Dated.EVENT, Statement("The ferry hit the pier on Tuesday.", (1,))),
            Line(day, Dated.PUBLICATION, Statement(HURT, (2,))),
        ),
        citations=(Citation(1, quote(FERRY, "The ferry hit the pier on Tuesday.")), Citation(2, quote(FERRY, HURT))),
        events=5,
        coverage=Coverage("ferry", (Period(day, day, 2, 3),), day, day, 2, 3),
        related=(),
        archive=ARCHIVE,
        timings_ms={},
        strange=("xylo[1]",),
    )
    [message] = timeline_messages(timeline, KEY)
    assert (
        message.html
        == """\
<b>ferry &amp; pier</b>
No article has “xylo(1)”; that was left out.
<b>14 Mar 2023</b> The ferry hit the pier on Tuesday. [1]
<b>14 Mar 2023 (published)</b> Twelve people were injured. [2]

The 2 most telling of 5 events.

Coverage: 2 stories in 3 articles about it, by day; a story counts once, on the day that it was first printed, however \
many copies and versions it has.

<b>Sources</b>
[1][2] <a href="https://example.com/ferry">Ferry hits pier</a> · Courier · 15 Mar 2023

<i>Told as of 1 Jan 2026, 31 articles, 19 Jan 2023 - 17 Dec 2024.</i>"""
    )
    assert rows(message) == [["🔔 Follow: s:key:0"]]
    [nothing] = timeline_messages(replace(timeline, lines=(), citations=(), events=0, related=(FERRY,)), KEY)
    assert "<b>The archive tells no event of this.</b>\n<b>Related, but not about it</b>\n• <a" in nothing.html


def test_a_list_of_articles() -> None:
    url = Listed(Evidence(passage_of(FERRY), 0.5), 0.5)
    none = Listed(Evidence(passage_of(replace(FERRY, url="")), 0.5))
    [message] = listing_messages(Listing((url, none)), "About <ferries>")
    assert (
        message.html
        == """\
<b>About &lt;ferries&gt;</b>

1. <a href="https://example.com/ferry">Ferry hits pier</a>
Courier · 15 Mar 2023 · by Ana Pereira
<blockquote expandable>The ferry hit the pier on Tuesday. Twelve people were injured.</blockquote>

2. <b>Ferry hits pier</b>
Courier · 15 Mar 2023 · by Ana Pereira"""
    )
    [nothing] = listing_messages(Listing(strange=("zeppe<lin",)), "zeppe<lin")
    assert nothing.html == "<b>zeppe&lt;lin</b>\n\nNo article has “zeppe&lt;lin”.\n\nNothing found."


def test_a_digest() -> None:
    other = replace(FERRY, id="copy", source="Tide")
    one, two = (
        Digest("ferries", KEY, (New(quote(FERRY, HURT), (other, replace(other, id="again"))),), more=2),
        Digest("pier", KEY, ()),
    )
    [message] = digest_messages([one, two])
    assert (
        message.html
        == """\
🔔 <b>ferries</b>

<a href="https://example.com/ferry">Ferry hits pier</a>
Courier · 15 Mar 2023 · by Ana Pereira
the same story: Tide, 15 Mar 2023
<blockquote expandable>Twelve people were injured.</blockquote>

<i>and 2 more</i>

🔔 <b>pier</b>"""
    )
    assert rows(message) == [["🔕 Stop ferries: u:key:0"], ["🔕 Stop pier: u:key:0"]]


def test_the_state_of_the_archive_shows_no_path_to_readers() -> None:
    assert "<b>Archive</b>: up to date\n<b>Articles</b>: 31\n" in status_message(STATE).html
    assert status_message(STALE_STATE).html.startswith("<b>Archive</b>: not up to date\n")
    assert "/srv/news" not in status_message(STALE_STATE).html
    assert "/srv/news" in status_message(STALE_STATE, full=True).html


def test_sources_with_their_articles() -> None:
    assert sources_message([("Tide & Times", 1200), ("", 1)]).html == (
        "<b>Sources</b>\nTide &amp; Times: 1,200\nunnamed: 1"
    )
    many = sources_message([(f"Source {number}", 1) for number in range(1000)])
    assert "more</i>" in many.html
    checked(many)


def test_a_card_is_an_answer_without_buttons_that_come_back() -> None:
    card = answer_card(make_answer())
    assert (card.title, card.description) == ("How many were hurt?", HURT)
    assert card.message.html.startswith("<i>How many were hurt?</i>\n\n<b>Twelve</b> people were injured. [1]")
    assert rows(card.message) == [["🔗 Open article: https://example.com/ferry"]]
    article = article_card(Evidence(passage_of(FERRY), 0.5))
    assert (article.title, article.description) == ("Ferry hits pier", "Courier · 15 Mar 2023 · by Ana Pereira")


@pytest.mark.slow
@given(RANDOM)
def test_whatever_is_written_every_page_is_sent(random: Random) -> None:
    answer, evidence, quotation = any_answer(random), any_evidence(random), any_quotation(random, any_article(random))
    for number, citation in enumerate(answer.citations, start=1):
        passage = checked(passage_message(replace(citation, number=number), KEY, len(answer.citations)))
        assert all(is_verbatim(block, [citation.quotation.passage.article]) for block in quoted(passage))
    pages = [
        dates_message(answer.question, answer.as_of, KEY, Window(DAY, None, Mode.HARD)),
        *timeline_messages(any_timeline(random), KEY),
        *listing_messages(
            Listing(some(random, lambda r: Listed(any_evidence(r), 0.5), 12), some(random, any_text, 3)),
            any_text(random),
        ),
        *digest_messages([Digest(any_text(random), KEY, (New(quotation, answer.related),) * 6, more=1)] * 3),
        sources_message([(any_text(random), 7) for _ in range(random.randrange(60))]),
        notice(any_text(random)),
    ]
    for page in pages:
        checked(page)
    for card in (answer_card(answer), article_card(evidence)):
        checked(card.message)
        assert 0 < units(card.title) <= 64
        assert 0 < units(card.description) <= 160


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.com", "https://example.com/"),
        ("HTTPS://Example.COM:8080/A?b=1&c=2#d", "https://example.com:8080/A?b=1&c=2#d"),
        ("https://bücher.example/ä%20b", "https://xn--bcher-kva.example/%C3%A4%20b"),
        ('https://example.com/"><b>', "https://example.com/%22%3E%3Cb%3E"),
        ("https://example.com/a b", ""),
        ("https://example.com/\u202e", ""),
        ("https://user@example.com/", ""),
        ("https://example.com:99999/", ""),
        ("http://localhost/", ""),
        ("http://127.0.0.1/", ""),
        ("http://[::1]/", ""),
        ("http://[broken", ""),
        ("https://-a.example/", ""),
        ("https://example..com/", ""),
        ("javascript:alert(1)", ""),
        ("tg://user?id=1", ""),
        ("//example.com/", ""),
        ("archive/courier.jsonl", ""),
        ("", ""),
        (f"https://example.com/{'x' * 2100}", ""),
    ],
)
def test_an_address_that_a_reader_may_open(url: str, address: str) -> None:
    assert web_address(url) == address


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It rose [1].", "It rose (1)."),
        ("[ 1, 2 ][3]", "( 1, 2 )(3)"),
        ("［１］ [\u200c2]", "(１) (\u200c2)"),
        ("[2022] […] [a1] [1", "[2022] […] [a1] [1"),
    ],
)
def test_what_looks_like_a_number_of_ours(text: str, shown: str) -> None:
    assert without_markers(text) == shown


@given(RANDOM)
def test_a_citation_fits_the_clipboard(random: Random) -> None:
    assert 0 < units(copied(any_article(random))) <= 256


def test_a_title_is_cut_for_the_clipboard_an_address_never() -> None:
    title, url = "Ferry " * 60, f"https://example.com/{'x' * 120}"
    assert copied(replace(FERRY, title=title, url=url)).endswith(f" Ferry…”, Courier, 15 Mar 2023, {url}")
    assert copied(replace(FERRY, url=f"{url}{'x' * 90}")) == "“Ferry hits pier”, Courier, 15 Mar 2023"
