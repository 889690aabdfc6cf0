"""What a reader of a chat sees: whole messages, and laws over text that wants to break them."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.answer import Answer, Citation, Outcome, Reason, Statement
from bot.conversation import Clarify, Told
from bot.dialogue.turns import Choice
from bot.telegram.message import Message
from bot.telegram.replies import Form, reply_messages, whole_messages
from bot.telegram.short_form import firsts_first, shortest
from bot.wording import NEAREST
from corpus.article import Mark
from index.when import Mode, Window
from tests.bot.examples import FERRY, make_answer, make_refusal, quote
from tests.bot.telegram.hostile import KEY, any_answer, any_text, some
from tests.bot.telegram.reading import NUMBER, as_seen, checked, is_verbatim, quoted, rows, unquoted
from tests.conftest import make_article


def check_answer(answer: Answer, messages: tuple[Message, ...]) -> None:
    """What every answer keeps, whatever it is made of."""
    parsed = [checked(message) for message in messages]
    assert not any(message.keyboard for message in messages[:-1])
    assert messages[-1].keyboard
    articles = [one.quotation.passage.article for one in answer.citations]
    assert all(is_verbatim(block, articles) for one in parsed for block in quoted(one))
    named = {number for one in parsed for number in NUMBER.findall(as_seen(unquoted(one)))}
    assert named == {str(one.number) for one in answer.citations}


RANDOM = st.builds(Random, st.integers(0, 2**32))


@given(RANDOM, st.sampled_from([Form.FULL, Form.BRIEF]))
def test_whatever_is_written_an_answer_is_sent_and_names_its_citations(random: Random, form: Form) -> None:
    told = Told(any_answer(random), random.choice((None, any_text(random))))
    messages = reply_messages(told, KEY, form=form, suggestions=some(random, any_text, 3))
    check_answer(told.answer, messages)


@given(RANDOM)
def test_whatever_is_written_the_short_form_is_a_statement_a_part_and_what_backs_these(random: Random) -> None:
    answer = any_answer(random)
    assume(answer.statements)
    told = shortest(answer)
    messages = reply_messages(Told(answer), KEY, form=Form.SHORT)
    check_answer(told, messages)
    assert told.statements[0].text in answer.statements[0].text
    assert len(told.statements) == 1  # no parts
    assert [one.number for one in told.citations] == list(range(1, len(told.citations) + 1))
    pages = whole_messages(Told(answer), KEY)
    said = [one.text for one in told.statements], answer.over_time
    assert bool(pages) == (said != ([one.text for one in answer.statements], ()))
    assert bool(pages) == ("➕ More" in {button.label for row in messages[-1].keyboard for button in row})
    for page in pages:
        checked(page)


@given(RANDOM)
def test_in_whatever_order_an_answer_is_told_it_says_and_cites_the_same(random: Random) -> None:
    answer = any_answer(random)
    parts = [tuple(random.sample(("who", "when", "why"), random.randrange(4))) for _ in answer.statements]
    said = tuple(replace(one, parts=part) for one, part in zip(answer.statements, parts, strict=True))
    answer = replace(answer, statements=said)
    told = firsts_first(answer)
    assert sorted(backed(told), key=repr) == sorted(backed(answer), key=repr)
    assert [one.number for one in told.citations] == list(range(1, len(answer.citations) + 1))
    assert firsts_first(told) == told
    short = shortest(answer)
    assert short == shortest(told)
    assert all(one.text in whole.text for one, whole in zip(short.statements, told.statements, strict=False))
    assert list(short.citations) == list(told.citations[: len(short.citations)])


def backed(answer: Answer) -> list[tuple[str, list[Citation]]]:
    """What an answer says, now and at other times, and what backs it."""
    by_number = {one.number: replace(one, number=0) for one in answer.citations}
    said = [(one.text, [by_number[number] for number in one.citations]) for one in answer.statements]
    return said + [(one.words.text, [by_number[one.number]]) for one in answer.over_time]


@pytest.mark.slow
def test_of_a_thousand_answers_of_hostile_text_none_is_refused() -> None:
    check_answers(1000)  # tests.experiments.hostile_answers takes more of them


def check_answers(most: int) -> None:
    for seed in range(most):
        answer = any_answer(Random(seed))
        try:
            check_answer(answer, reply_messages(Told(answer), KEY))
        except AssertionError as error:
            raise AssertionError(f"answer {seed}") from error


STORM = make_article(
    id="storm",
    title='Storm <Hesper> & "its" [1] cost',
    source="Tide & Times",
    author="",
    url="javascript:alert(1)",
    kind="opinion",
    marks=frozenset({Mark.RETRACTED}),
    text="The storm came on Monday. It cost 3 million [1].\n\nNobody was hurt & all went home.",
)
HURT, COST, HIT = "Twelve people were injured.", "It cost 3 million [1].", "The ferry hit the pier on Tuesday."
MARCH = Window(datetime(2023, 3, 1, tzinfo=UTC), datetime(2023, 3, 31, tzinfo=UTC), Mode.HARD)
SEVERAL = make_answer(
    outcome=Outcome.PARTLY,
    statements=(Statement(HURT, (1,), ((0, 6),)), Statement(COST, (2,), ((8, 17),)), Statement(HIT, (3, 1))),
    citations=(Citation(1, quote(FERRY, HURT)), Citation(2, quote(STORM, COST)), Citation(3, quote(FERRY, HIT))),
    lacking=("who pays",),
    window=MARCH,
)


def test_an_answer() -> None:
    [message] = reply_messages(Told(make_answer()), KEY, suggestions=["Who <pays>?", "When did it sail?"])
    assert (
        message.html
        == """\
<b>Twelve</b> people were injured. [1]

<b>Sources</b>
[1] <a href="https://example.com/ferry">Ferry hits pier</a>
Courier · 15 Mar 2023 · by Ana Pereira
<blockquote expandable>The ferry hit the pier on Tuesday. <b>Twelve</b> people were injured.</blockquote>

<i>Asked as of 1 Jan 2026, 31 articles, 19 Jan 2023 - 17 Dec 2024.</i>"""
    )
    assert rows(message) == [
        ["📄 Read passages: p:key:0", "🔗 Open article: https://example.com/ferry"],
        ["Who <pays>?: q:key:0"],
        ["When did it sail?: q:key:1"],
        ["📅 Any time: d:key:0", "🔔 Follow: s:key:0", "👍: g:key:0", "👎: n:key:0"],
    ]


def test_statements_stand_under_the_part_of_the_question_that_they_answer() -> None:
    answer = replace(SEVERAL, statements=tuple(replace(one, parts=("who <was> hurt",)) for one in SEVERAL.statements))
    [message] = reply_messages(Told(answer), KEY)
    assert message.html.count("<b>Who &lt;was&gt; hurt:</b>\n") == 1


def test_an_answer_in_part() -> None:
    """A retracted source is called so, a title without an address leads nowhere, and what looks like a number of ours
    stands in a quotation only.
    """
    [message] = reply_messages(Told(SEVERAL, "How many were hurt on the ferry?"), KEY)
    assert (
        message.html
        == """\
<i>Understood as: How many were hurt on the ferry?</i>

<b>The archive answers this in part.</b>

<b>Twelve</b> people were injured. [1]

<blockquote>It cost <b>3 million</b> [1].</blockquote>
[2]

The ferry hit the pier on Tuesday. [3][1]

<b>The archive only touches on it, and does not say outright</b>: who pays.

<b>Sources</b>
[1][3] <a href="https://example.com/ferry">Ferry hits pier</a>
Courier · 15 Mar 2023 · by Ana Pereira
<blockquote expandable>The ferry hit the pier on Tuesday. <b>Twelve</b> people were injured.</blockquote>
[2] <b>Storm &lt;Hesper&gt; &amp; &quot;its&quot; (1) cost</b>
Tide &amp; Times · 14 Mar 2023 · opinion
<b>RETRACTED</b>
<blockquote expandable>The storm came on Monday. It cost <b>3 million</b> [1].

Nobody was hurt &amp; all went home.</blockquote>

<i>Asked as of 1 Jan 2026, published 1-31 Mar 2023, 31 articles, 19 Jan 2023 - 17 Dec 2024.</i>"""
    )
    assert rows(message)[-1][0] == "📅 1-31 Mar 2023: d:key:0"


def test_the_short_form_has_the_first_statement_and_its_source() -> None:
    [message] = reply_messages(Told(SEVERAL), KEY, form=Form.SHORT)
    assert (
        message.html
        == """\
<b>The archive answers this in part.</b>

<b>Twelve</b> people were injured. [1]

<b>The archive only touches on it, and does not say outright</b>: who pays.

<b>Sources</b>
[1] <a href="https://example.com/ferry">Ferry hits pier</a> · Courier · 15 Mar 2023"""
    )
    assert rows(message) == [
        ["📄 Read passages: p:key:0", "🔗 Open article: https://example.com/ferry"],
        ["➕ More: m:key:0", "👍: g:key:0", "👎: n:key:0"],
    ]


@pytest.mark.parametrize("form", Form)
def test_what_is_only_nearest_is_told_so_before_it(form: Form) -> None:
    nearest = make_answer(
        FERRY,
        HURT,
        outcome=Outcome.PARTLY,
        nearest=True,
        lacking=("How <old> is it?",),
        statements=(Statement(HURT, (1,)),),
    )
    [message] = reply_messages(Told(nearest, "How <old> is it?"), KEY, form=form)
    assert message.html.startswith(f"""\
<i>Understood as: How &lt;old&gt; is it?</i>

<b>{NEAREST}</b>

{HURT} [1]

<b>Sources</b>
[1]""")


def test_the_short_form_answers_each_part_of_a_question() -> None:
    parts = (("how many were hurt",), ("how many were hurt",), ("when did it happen",))
    said = [replace(one, parts=part) for one, part in zip(SEVERAL.statements, parts, strict=True)]
    told = shortest(replace(SEVERAL, statements=tuple(said)))
    assert [one.text for one in told.statements] == [HURT, HIT]
    assert [one.citations for one in told.statements] == [(1,), (2, 1)]
    assert [(one.number, one.quotation.text) for one in told.citations] == [(1, HURT), (2, HIT)]
    [message] = reply_messages(Told(replace(SEVERAL, statements=tuple(said))), KEY, form=Form.SHORT)
    assert "[3]" not in message.html


LEANING = "The pier was closed at once. It will stay so. Twelve people were injured."
LONG = " ".join(["Nobody was told."] * 30)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LEANING, LEANING),
        (f"{LEANING} {LONG}", f"{LEANING} {LONG[: 19 * 17 - 1]}"),
        (f"{LONG} {LEANING}", "Twelve people were injured."),
        (LONG.replace(".", ","), LONG.replace(".", ",")),
    ],
)
def test_of_a_long_statement_whole_sentences_stay_that_have_the_answering_words(text: str, said: str) -> None:
    core = max(text.find("Twelve"), 0)
    answer = make_answer(make_article(text=text), text, statements=(Statement(text, (1,), ((core, core + 6),)),))
    [told] = shortest(answer).statements
    assert told.text == said
    assert told.marks == ((max(said.find("Twelve"), 0), max(said.find("Twelve"), 0) + 6),)


def test_behind_the_button_is_all_of_it() -> None:
    [message] = whole_messages(Told(SEVERAL), KEY)
    assert message.html.endswith(
        """\
<b>Sources</b>
[1][3] <a href="https://example.com/ferry">Ferry hits pier</a> · Courier · 15 Mar 2023
[2] <b>Storm &lt;Hesper&gt; &amp; &quot;its&quot; (1) cost</b> · Tide &amp; Times · 14 Mar 2023 · <b>RETRACTED</b>"""
    )
    assert rows(message) == [
        ["📄 Read passages: p:key:0", "🔗 Open article: https://example.com/ferry"],
        ["↩ Shorter: b:key:0", "👍: g:key:0", "👎: n:key:0"],
    ]
    assert whole_messages(Told(make_answer()), KEY) == ()
    [understood] = whole_messages(Told(SEVERAL, "Who was hurt?"), KEY)
    assert understood.html.startswith("<i>Understood as: Who was hurt?</i>")


def test_what_no_message_holds_is_paged() -> None:
    said = [f"{'So long is this. ' * 40}{number}." for number in range(15)]
    article = make_article(text="\n".join(said))
    answer = make_answer(
        statements=tuple(Statement(text, (number,)) for number, text in enumerate(said, start=1)),
        citations=tuple(Citation(number, quote(article, text)) for number, text in enumerate(said, start=1)),
    )
    pages = whole_messages(Told(answer), KEY)
    assert len(pages) == 3
    assert [rows(page)[-1][:-2] for page in pages] == [
        ["↩ Shorter: b:key:0", "➕ More: m:key:1"],
        ["↩ Shorter: b:key:0", "➕ More: m:key:2"],
        ["↩ Shorter: b:key:0"],
    ]
    assert all(f"[{number}]" in "".join(page.html for page in pages) for number in range(1, 16))


def test_what_the_archive_does_not_say() -> None:
    [message] = reply_messages(Told(make_refusal(FERRY, STORM, reason=Reason.NOT_THIS, window=MARCH)), KEY)
    assert (
        message.html
        == """\
<b>The archive does not say</b>: it writes about this subject, but does not answer this.

<b>Related, but no answer</b>
• <a href="https://example.com/ferry">Ferry hits pier</a>
Courier · 15 Mar 2023 · by Ana Pereira
• <b>Storm &lt;Hesper&gt; &amp; &quot;its&quot; (1) cost</b>
Tide &amp; Times · 14 Mar 2023 · opinion

<i>Asked as of 1 Jan 2026, published 1-31 Mar 2023, 31 articles, 19 Jan 2023 - 17 Dec 2024.</i>"""
    )
    assert rows(message) == [
        ["🔎 Search all dates: w:key:0", "✏️ Rephrase: How many were hurt?"],
        ["🔔 Follow: s:key:0", "👍: g:key:0", "👎: n:key:0"],
    ]
    [anything] = reply_messages(Told(make_refusal()), KEY)
    assert rows(anything)[0] == ["✏️ Rephrase: How many were hurt?"]


def test_the_end_of_what_the_archive_says() -> None:
    [message] = reply_messages(Told(make_refusal(), "Who else?", more=True), KEY)
    assert message.html == "<i>Understood as: Who else?</i>\n\nThe archive says no more on that."


def test_a_question_back() -> None:
    [message] = reply_messages(Clarify("Which <one>?", (Choice("Ana", "x"), Choice("Ben", "y"))), KEY)
    assert message.html == "<b>Which &lt;one&gt;?</b>"
    assert rows(message) == [["Ana: c:key:0"], ["Ben: c:key:1"]]
    [longer] = reply_messages(Clarify("Which?", (Choice("Ana " * 30, "x"),)), KEY)
    assert longer.html == f"<b>Which?</b>\n1. {('Ana ' * 30).strip()}"


def long_answer(statements: int, signs: int) -> Answer:
    """An answer of so many statements, each from an article of its own with a sentence of so many signs."""
    sentence = [f"Ferry {number} {'sank ' * (signs // 5)}today." for number in range(1, statements + 1)]
    articles = [
        make_article(id=str(number), title=f"Ferry {number}", text=f"Before. {said} After.")
        for number, said in enumerate(sentence, start=1)
    ]
    return make_answer(
        statements=tuple(Statement(said, (number,)) for number, said in enumerate(sentence, start=1)),
        citations=tuple(
            Citation(number, quote(article, said))
            for number, (article, said) in enumerate(zip(articles, sentence, strict=True), start=1)
        ),
    )


@pytest.mark.parametrize(("statements", "longest"), [(3, 700), (6, 280), (7, 160), (10, 0)])
def test_quotations_are_shortened_first(statements: int, longest: int) -> None:
    [message] = reply_messages(Told(long_answer(statements, 300)), KEY)
    blocks = quoted(checked(message))
    assert len(blocks) == (statements if longest else 0)
    for block in blocks:
        assert block.endswith(" today. After." if longest == 700 else " sank …")
        assert len(block.removesuffix(" …")) <= longest


def test_then_an_answer_is_told_in_parts_each_statement_with_its_source() -> None:
    messages = reply_messages(Told(long_answer(14, 300)), KEY)
    assert len(messages) == 2
    check_answer(long_answer(14, 300), messages)
    for message in messages:
        told, _, sources = unquoted(checked(message)).partition("Sources")
        assert sorted(re.findall(r"\[\d+\]", told)) == sorted(re.findall(r"\[\d+\]", sources))
    assert [("Asked as of" in message.html) for message in messages] == [False, True]


def test_a_quotation_that_is_too_long_keeps_the_answering_words() -> None:
    text = f"{'The long ferry sailed ' * 60}with twelve people {'and came home ' * 60}late."
    start = text.index("twelve")
    answer = make_answer(
        make_article(text=text), text, statements=(Statement(text, (1,), ((start, start + len("twelve people")),)),)
    )
    [message] = reply_messages(Told(answer), KEY)
    [block] = quoted(checked(message))
    assert "twelve people" in block
    assert block.startswith("… ")
    assert block.endswith(" …")
    assert block.strip("… ") in text


def test_quotations_of_one_article_that_lie_apart_are_blocks_of_their_own() -> None:
    text = f"A ferry sank. {'It rained on and on. ' * 60}Twelve drowned. Nobody knew."
    article = make_article(text=text)
    first, second, third = (quote(article, said) for said in ("Twelve drowned.", "A ferry sank.", "Nobody knew."))
    answer = make_answer(
        statements=tuple(Statement(one.text, (number,)) for number, one in enumerate((first, second, third), start=1)),
        citations=tuple(Citation(number, one) for number, one in enumerate((first, second, third), start=1)),
    )
    [message] = reply_messages(Told(answer), KEY)
    assert "[1][2][3] <b>Ferry hits pier</b>" in message.html
    above, below = quoted(checked(message))
    assert above.startswith("A ferry sank. It rained on and on.")
    assert below.endswith("It rained on and on. Twelve drowned. Nobody knew.")
