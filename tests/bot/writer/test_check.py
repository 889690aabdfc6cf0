"""What a statement may say: only what its evidence says, and in the form of plain text."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.writer.check import Borne, check, support
from bot.writer.claim import Fault, Source, read_sentence
from corpus.events import event_dates

PRINTED = datetime(2023, 3, 15, 9, 30, tzinfo=UTC)
FERRY = (
    "The ferry Lady Ann hit the pier of Wexcombe on Tuesday.",
    "Twelve of its 1,200 passengers were hurt, Mayor Ana Pereira said.",
    "“We don’t know why it happened,” said harbour master Rui Silva.",
    "Repairs of the pier may cost $2.5 million, and 40% of it will be paid by the World Health Organization.",
    "The company did not answer questions.",
    "The second ferry, the Star, leaves at 19:30.",
)


def source_of(texts: Sequence[str] = FERRY, label: str = "Ferry hits pier ; The Courier ; Jo Berg") -> Source:
    def read(text: str):  # type: ignore[no-untyped-def]
        return read_sentence(text, event_dates(text, PRINTED))

    return Source(tuple(map(read, texts)), label, PRINTED, "en")


SOURCE = source_of()


def borne(text: str) -> list[int]:
    """The sentences that bear a statement."""
    found = check(text, [SOURCE])
    assert isinstance(found, Borne), found
    return [number for _, number in found.places]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Twelve passengers were hurt.", [1]),
        ("12 passengers were hurt.", [1]),
        ("12 of 1200 passengers were hurt.", [1]),
        ("The ferry hit the pier on Tuesday.", [0]),
        ("The ferry hit the pier on 14 March 2023.", [0]),
        ("The ferry hit the pier in March.", [0]),
        ("Ana Pereira said that twelve passengers were hurt.", [1]),
        ("Twelve passengers were hurt, Ana Pereira said.", [1]),
        ("Harbour master Rui Silva said, “We don't know why it happened.”", [2]),
        ("“We don't know why it happened”, said Rui Silva.", [2]),
        ("Repairs may cost 2.5 million dollars.", [3]),
        ("The WHO will pay 40 percent.", None),  # "be paid by": who does what changes its place
        ("The company did not answer.", [4]),
        ("The Star leaves at 19:30.", [5]),
        ("According to the Courier, twelve were hurt.", [1]),
    ],
)
def test_what_the_evidence_says_holds_or_is_refused_for_its_order_only(text: str, sentences: list[int] | None) -> None:
    if sentences is None:
        assert check(text, [SOURCE]) in {Fault.ORDER, Fault.QUALIFIER, Fault.WORD}
    else:
        assert borne(text) == sentences


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.LENGTH),
        ("?!", Fault.LENGTH),
        ("pier " * 100, Fault.LENGTH),
        ("The ferry\nhit the pier.", Fault.CHARACTERS),
        ("The ferry hit\u200b the pier.", Fault.CHARACTERS),
        ("The ferry \u202ehit the pier.", Fault.CHARACTERS),
        ("The ferry \x1b[31mhit the pier.", Fault.CHARACTERS),
        ("The f\u0435rry hit the pier.", Fault.CHARACTERS),  # a Cyrillic e
        ("The ｆerry hit the pier.", Fault.CHARACTERS),
        ("The ferry hit the pier.¹", Fault.CHARACTERS),
        ("The ferry hit the pier [1].", Fault.MARKUP),
        ("The **ferry** hit the pier.", Fault.MARKUP),
        ("<b>The ferry</b> hit the pier.", Fault.MARKUP),
        ("The ferry hit the pier &lt;.", Fault.MARKUP),
        ("The ferry hit the pier, see https://example.com", Fault.LINK),
        ("The ferry hit the pier, see example.com", Fault.LINK),
        ("The ferry hit the pier javascript:alert", Fault.LINK),
        ("The ferry hit the pier, jo@courier", Fault.LINK),
        ("The ferry hit the pier (E1).", Fault.KEY),
        ("“The ferry hit the harbour.”", Fault.QUOTATION),
        ("“The ferry hit the pier", Fault.QUOTATION),
        ("Thirteen passengers were hurt.", Fault.NUMBER),
        ("1,201 passengers were hurt.", Fault.NUMBER),
        ("Half of its passengers were hurt.", Fault.NUMBER),
        ("Repairs may cost €2.5 million.", Fault.NUMBER),
        ("Repairs may cost 2.5 billion.", Fault.NUMBER),
        ("The third ferry leaves at 19:30.", Fault.NUMBER),
        ("The ferry hit the pier on Monday.", Fault.DAY),
        ("The ferry hit the pier on 15 March 2023.", Fault.DAY),  # printed on that day, it speaks of the one before
        ("The ferry hit the pier in 2022.", Fault.DAY),
        ("Ana Silva said that twelve passengers were hurt.", Fault.NAME),
        ("Ana Gomez hit the pier.", Fault.NAME),
        ("The pier of Porto was hit.", Fault.NAME),
        ("The ferry hit the pier of the US.", Fault.NAME),
        ("The IT ferry hit the pier.", Fault.NAME),
        ("The ferry rammed the pier.", Fault.WORD),
        ("ana gomez hit the pier.", Fault.WORD),
        ("Passengers were not hurt.", Fault.QUALIFIER),
        ("The company did answer questions.", Fault.QUALIFIER),
        ("Repairs cost $2.5 million.", Fault.QUALIFIER),
        ("All passengers were hurt.", Fault.QUALIFIER),
        ("The pier hit the Lady Ann of Wexcombe.", Fault.NAME),  # a name that is put together
        ("Of 1200 passengers, 12 were hurt.", Fault.ORDER),
        ("Wexcombe hit Lady Ann.", Fault.ORDER),
        ("1,200 of its twelve passengers were hurt.", Fault.ORDER),
        ("The Lady Ann hit the pier of Wexcombe, according to Rui Silva.", Fault.SPEAKER),
    ],
)
def test_what_the_evidence_does_not_say_does_not_hold(text: str, fault: Fault) -> None:
    assert check(text, [SOURCE]) is fault


def test_what_code_cannot_tell_is_known() -> None:
    """Words of one sentence in another order say something else, and hold: the quotation beside them tells."""
    assert borne("The pier of Wexcombe hit the ferry.") == [0]


def test_who_said_it_may_be_told_at_either_end() -> None:
    source = source_of(["Rui Silva said that the Lady Ann had hit the Star.", "Ana Pereira owns the Star."])
    first, last = (
        "According to Rui Silva, the Lady Ann hit the Star.",
        "The Lady Ann hit the Star, according to Rui Silva.",
    )
    assert all(isinstance(check(text, [source]), Borne) for text in (first, last))
    assert check("The Star hit the Lady Ann, according to Rui Silva.", [source]) is Fault.ORDER
    assert check("Rui Silva hit the Star, according to the Lady Ann.", [source]) is Fault.ORDER
    for text in ("Ana Pereira said that the Lady Ann had hit the Star.", "Lady Ann hit, said Ana Pereira."):
        assert check(text, [source]) is Fault.SPEAKER


def test_two_sources_may_bear_a_statement_together() -> None:
    other = source_of(["The Star will replace the Lady Ann."], "Star sails")
    text = "The Star will replace the Lady Ann, which hit the pier of Wexcombe."
    assert check("The Star will replace the Lady Gomez, which hit the pier.", [SOURCE, other]) is Fault.NAME
    found = check(text, [SOURCE, other])
    assert isinstance(found, Borne)
    assert set(found.places) == {(0, 0), (1, 0)}
    assert check(text, [SOURCE]) in {Fault.WORD, Fault.QUALIFIER}


def test_the_day_of_publication_counts_where_a_sentence_names_none() -> None:
    assert borne("On 15 March 2023 the company did not answer questions.") == [4]


def test_a_title_names_who_is_meant_but_says_no_number() -> None:
    source = source_of(["He was elected with a large majority."], "Costa wins 41 seats")
    assert isinstance(check("Costa was elected.", [source]), Borne)
    assert check("Costa was elected with 41 seats.", [source]) is Fault.NUMBER


def test_scripts_without_capitals_are_held_to_every_word() -> None:
    source = source_of(["東京で火災があった。", "消防は調べている。"], "火災")
    assert isinstance(check("東京で火災があった。", [source]), Borne)
    assert isinstance(check("大阪で火災があった。", [source]), Fault)


def test_without_sources_nothing_holds() -> None:
    assert check("The ferry hit the pier.", []) is Fault.KEY


def test_support_grows_with_both_of_its_numbers() -> None:
    assert support(1.0, 0.9) > support(1.0, 0.5) > support(0.5, 0.5) > support(0.0, 0.0)


# -- laws --------------------------------------------------------------------------------------------------------

WORDS = sorted({word.strip(".,“”") for text in FERRY for word in text.split()})
INVENTIONS = [
    *("Gomez", "Lisbon", "gomez", "Zorblatt", "Мария", "13", "1,300", "seventeen", "99%", "$3", "2.6 million"),
    *("Monday", "14 April 2023", "1999", "half", "“sink”", "'sank'", "[2]", "(E2)", "E9", "https://evil.example"),
    *("evil.example", "<b>", "**", "\x1b[2J", "\u202e", "\u200b", "never", "sank", "resigned", "killed", "k1lled"),
]
SAID = " ".join(FERRY)


@given(st.lists(st.sampled_from([*WORDS, *INVENTIONS]), min_size=1, max_size=14))
def test_no_invention_is_ever_borne(words: list[str]) -> None:
    assume(set(words) & set(INVENTIONS))
    assert isinstance(check(" ".join(words), [SOURCE]), Fault)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14), st.text(max_size=6))
def test_what_is_borne_has_no_figure_and_no_word_that_is_not_quoted(words: list[str], noise: str) -> None:
    text = f"{' '.join(words)} {noise}".strip()
    found = check(text, [SOURCE])
    if isinstance(found, Borne):
        quoted = " ".join(FERRY[number] for _, number in found.places)
        written = set(re.findall(r"\d[\d.,:]*\d|\d", text))
        assert all(one in quoted for one in written)
        assert text.isprintable()
        held = {*re.findall(r"\w+", SAID.casefold()), *re.findall(r"\w+", SOURCE.label.casefold())}
        strange = {w for w in re.findall(r"[^\W\d_]{3,}", text.casefold()) if w not in held}
        assert all(any(known[:3] == word[:3] for known in held) for word in strange)


def test_dates_are_dates() -> None:
    assert SOURCE.sentences[0].days == ((date(2023, 3, 14), date(2023, 3, 14)),)
