import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st

from bot.question import Question, Turn, line_id, make_question, parse_line, parse_moment, worded
from index.errors import QuestionRejected
from index.passage import NO_FILTER, Filter

BAKU = ZoneInfo("Asia/Baku")
LONGEST = 200
# JSON of any shape, with the names that a batch line knows more often than chance would have it.
NAMES = st.sampled_from(["id", "question", "as_of", "since", "until", "source", "author", "history", "answer"])
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
DATES = st.sampled_from(
    ["2022", "2022-08", "2022-08-01", "0001-01-01", "9999-12-31", "2022-02-30", "2022-08-01T10:00Z"]
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | DATES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | ANY_TEXT, inner, max_size=6),
    max_leaves=12,
)


def ask(text: str = "Who won?", **fields: str) -> Question:
    return make_question(text, now=NOW, zone=BAKU, longest=LONGEST, **fields)  # type: ignore[arg-type]


def parse(line: str) -> Question:
    return parse_line(line, now=NOW, zone=BAKU, longest=LONGEST)


def line(**fields: object) -> str:
    return json.dumps({"question": "Who won?", **fields})


def complaint(make: Callable[[], object]) -> str:
    with pytest.raises(QuestionRejected) as caught:
        make()
    return str(caught.value)


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_a_question_alone_is_asked_now_of_the_whole_archive() -> None:
    assert ask("Who won?") == Question("Who won?", NOW, NO_FILTER, (), None)


def test_white_space_of_a_question_is_evened_out() -> None:
    assert ask("  Who\n won\tthe\u2028cup? ").text == "Who won the cup?"


def test_limits_are_converted() -> None:
    asked = ask(as_of="2022-08-03", since="2022-08", until="2022-08-02", source=" Courier ", author=" Ana ")
    assert asked.as_of == moment(2022, 8, 2, 20)
    assert asked.filter == Filter(
        moment(2022, 7, 31, 20), moment(2022, 8, 2, 19, 59, 59), source="Courier", author="Ana"
    )


@pytest.mark.parametrize("text", ["", " \n", "\u2028"])
def test_an_empty_question_is_refused(text: str) -> None:
    assert complaint(lambda: ask(text)) == "the question is empty"


def test_the_longest_question_is_answered_and_a_longer_one_refused() -> None:
    assert ask("x" * LONGEST).text == "x" * LONGEST
    assert complaint(lambda: ask("x" * (LONGEST + 1))) == (
        "the question has 201 characters; 200 is the most (BACKISSUE_MAX_QUESTION)"
    )


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    assert complaint(lambda: ask(since="2023", until="2022-08")) == (
        "nothing lies between 2023 and 2022-08: since is later than until"
    )


def test_one_day_is_a_window() -> None:
    assert ask(since="2022-08-01", until="2022-08-01").filter


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022", moment(2021, 12, 31, 20), moment(2022, 12, 31, 19, 59, 59)),
        ("2022-08", moment(2022, 7, 31, 20), moment(2022, 8, 31, 19, 59, 59)),
        ("2024-02", moment(2024, 1, 31, 20), moment(2024, 2, 29, 19, 59, 59)),
        ("2022-08-01", moment(2022, 7, 31, 20), moment(2022, 8, 1, 19, 59, 59)),
        ("20220801", moment(2022, 7, 31, 20), moment(2022, 8, 1, 19, 59, 59)),
        (" 2022-08-01 ", moment(2022, 7, 31, 20), moment(2022, 8, 1, 19, 59, 59)),
        ("2022-W31-1", moment(2022, 7, 31, 20), moment(2022, 8, 1, 19, 59, 59)),
        ("2022-08-01T14:53", moment(2022, 8, 1, 10, 53), moment(2022, 8, 1, 10, 53)),
        ("2022-08-01 14:53:30", moment(2022, 8, 1, 10, 53, 30), moment(2022, 8, 1, 10, 53, 30)),
        ("2022-08-01T14:53Z", moment(2022, 8, 1, 14, 53), moment(2022, 8, 1, 14, 53)),
        ("2022-08-01T14:53-05:30", moment(2022, 8, 1, 20, 23), moment(2022, 8, 1, 20, 23)),
    ],
)
def test_a_day_month_or_year_has_a_first_and_a_last_second(text: str, first: datetime, last: datetime) -> None:
    assert parse_moment(text, BAKU) == (first, last)


def test_moments_keep_the_zone_in_which_they_were_meant() -> None:
    # In UTC the day that is shown back to the reader would be another one than was typed.
    first, last = parse_moment("2022-08-01", BAKU)
    assert (first.isoformat(), last.isoformat()) == ("2022-08-01T00:00:00+04:00", "2022-08-01T23:59:59+04:00")
    assert ask(as_of="2022-08-01").as_of.isoformat() == "2022-08-01T00:00:00+04:00"
    assert ask().as_of.isoformat() == "2026-01-01T16:00:00+04:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2022-13",
        "2022-00",
        "2022-02-30",
        "0000",
        "22",
        "2022-8-1",
        "1 August 2022",
        "01/08/2022",
        "2022-08-",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert complaint(lambda: parse_moment(text, UTC)) == f"{text!r} is no date: write 2022-08-01, 2022-08 or 2022"


@pytest.mark.parametrize(("text", "zone"), [("0001", ZoneInfo("Asia/Baku")), ("9999", ZoneInfo("America/Lima"))])
def test_a_moment_outside_of_the_calendar_is_refused(text: str, zone: ZoneInfo) -> None:
    assert "is no date" in complaint(lambda: parse_moment(text, zone))


def test_a_long_wrong_date_is_shown_in_part() -> None:
    assert complaint(lambda: parse_moment("x" * 1000, UTC)) == (
        f"'{'x' * 40}' is no date: write 2022-08-01, 2022-08 or 2022"
    )


@given(st.dates(min_value=datetime(2, 1, 1).date(), max_value=datetime(9998, 1, 1).date()))  # noqa: DTZ001
def test_a_day_ends_a_second_before_the_next_begins(day: datetime) -> None:
    _, last = parse_moment(day.isoformat(), UTC)
    following, _ = parse_moment((day + timedelta(days=1)).isoformat(), UTC)
    assert following - last == timedelta(seconds=1)


def test_a_line_holds_all_that_the_command_line_takes() -> None:
    text = line(
        id="q7",
        as_of="2022-08-03T00:00Z",
        since="2022-08-01T00:00Z",
        until="2022-08-02T00:00Z",
        source="Courier",
        author="Ana",
        history=[{"question": "Who played?", "answer": "Rovers"}, {"question": "Where?"}],
        colour="blue",
    )
    assert parse(text) == Question(
        text="Who won?",
        as_of=moment(2022, 8, 3),
        filter=Filter(moment(2022, 8, 1), moment(2022, 8, 2), "Courier", "Ana"),
        history=(Turn("Who played?", "Rovers"), Turn("Where?", "")),
        id="q7",
    )


def test_null_is_the_same_as_absent() -> None:
    nothing = dict.fromkeys(["id", "as_of", "since", "until", "source", "author", "history"])
    assert parse(line(**nothing)) == parse(line())


@pytest.mark.parametrize(
    ("given_id", "kept"), [("q7", "q7"), (7, 7), ("", ""), (0, 0), (None, None), (True, None), (1.5, None), ([], None)]
)
def test_an_id_is_text_or_a_whole_number(given_id: object, kept: object) -> None:
    assert (parse(line(id=given_id)).id, line_id(line(id=given_id))) == (kept, kept)


@pytest.mark.parametrize("text", ["{", "[1]", '"id"', "", '{"id": 1}}'])
def test_a_line_that_is_no_object_has_no_id(text: str) -> None:
    assert line_id(text) is None


def test_lone_surrogates_can_be_printed_again() -> None:
    asked = parse(
        '{"id": "a\\ud800", "question": "Who\\udcff?", "source": "\\ud800", "history": [{"question": "\\ud800"}]}'
    )
    assert asked == Question("Who??", NOW, Filter(source="?"), (Turn("?", ""),), "a?")
    # Bytes of the command line that are no text reach Python as lone surrogates.
    assert ask("Who\udcff?", source="\udcff") == Question("Who??", NOW, Filter(source="?"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON: Expecting value: line 1 column 1 (char 0)"),
        ('{"question": ', "not JSON: Expecting value: line 1 column 14 (char 13)"),
        ("[1]", "not a JSON object"),
        ('"Who won?"', "not a JSON object"),
        ("{}", "no question"),
        (line(question=None), "no question"),
        (line(question=" "), "the question is empty"),
        (line(question=["Who won?"]), "question is not text"),
        (line(as_of=2022), "as_of is not text"),
        (line(since="soon"), "'soon' is no date: write 2022-08-01, 2022-08 or 2022"),
        (line(history="Who?"), "history is not a list of objects with question and answer"),
        (line(history=["Who?"]), "history is not a list of objects with question and answer"),
        (line(history=[{"question": 1}]), "question is not text"),
    ],
)
def test_a_line_that_is_no_question_says_why(text: str, reason: str) -> None:
    assert complaint(lambda: parse(text)) == reason


@pytest.mark.parametrize("text", ["[" * 100_000, '{"id": ' * 100_000, '{"id": ' + "9" * 10_000 + "}"])
def test_hostile_json_is_refused(text: str) -> None:
    assert complaint(lambda: parse(text)).startswith("not JSON: ")


def parses_or_is_refused(text: str) -> None:
    try:
        asked = parse(text)
    except QuestionRejected as error:
        assert str(error).splitlines() == [str(error)]
    else:
        assert asked.text == " ".join(asked.text.split())
        assert 0 < len(asked.text) <= LONGEST
        json.dumps([asked.id, asked.text, asked.filter.source, asked.filter.author], ensure_ascii=False).encode()


@given(ANY_TEXT)
def test_no_text_breaks_a_batch(text: str) -> None:
    parses_or_is_refused(text)


@given(ANY_JSON | st.dictionaries(NAMES, ANY_JSON, max_size=8))
def test_no_json_breaks_a_batch(value: object) -> None:
    parses_or_is_refused(json.dumps(value))


@given(
    st.text(max_size=20) | st.from_regex(r"\d{4}(-\d\d){0,2}([T ]\d\d:\d\d(:\d\d)?)?(Z|[+-]\d\d:\d\d)?", fullmatch=True)
)
def test_a_moment_is_read_or_refused(text: str) -> None:
    try:
        first, last = parse_moment(text, BAKU)
    except QuestionRejected:
        return
    assert first <= last
    assert first.astimezone(UTC).tzinfo is last.astimezone(UTC).tzinfo is UTC


def test_the_command_line_holds_where_a_line_does_not_say() -> None:
    defaults = {"since": "2015", "source": "Herald", "as_of": "2022-08-01"}
    plain = parse_line('{"question": "lamps"}', now=NOW, zone=UTC, longest=100, defaults=defaults)
    assert plain.filter == Filter(since=datetime(2015, 1, 1, tzinfo=UTC), source="Herald")
    assert plain.as_of == datetime(2022, 8, 1, tzinfo=UTC)
    own = parse_line('{"question": "lamps", "source": "Courier"}', now=NOW, zone=UTC, longest=100, defaults=defaults)
    assert own.filter == Filter(since=datetime(2015, 1, 1, tzinfo=UTC), source="Courier")


@pytest.mark.parametrize("author", ["\u0301", "\u0301 \u0300"])
def test_an_author_that_is_no_name_is_refused(author: str) -> None:
    with pytest.raises(QuestionRejected, match="is no name"):
        make_question("lamps", now=NOW, zone=UTC, longest=100, author=author)


def test_the_time_in_the_words_can_be_passed_over() -> None:
    def read(line: str, *, any_time: bool = False) -> bool:
        return parse_line(line, now=NOW, zone=UTC, longest=100, any_time=any_time).any_time

    assert not read('{"question": "Who?"}')
    assert read('{"question": "Who?", "any_time": true}')
    assert read('{"question": "Who?", "any_time": null}', any_time=True)
    with pytest.raises(QuestionRejected, match="any_time is neither true nor false"):
        read('{"question": "Who?", "any_time": "yes"}')


@pytest.mark.parametrize("text", ["🎉", "?!", "- -", "\u202e", "…", "€ €"])
def test_signs_and_pictures_alone_are_no_question(text: str) -> None:
    with pytest.raises(QuestionRejected, match="neither a word nor a number"):
        worded(text)
    with pytest.raises(QuestionRejected, match="neither a word nor a number"):
        parse_line(json.dumps({"question": text}), now=NOW, zone=UTC, longest=100)


@pytest.mark.parametrize("text", ["7?", "Ö", "火", "who🎉", "½"])
def test_a_word_or_a_number_makes_a_question(text: str) -> None:
    assert worded(text) == text


def test_behind_a_turn_a_mere_sign_may_ask_on() -> None:
    line = json.dumps({"question": "?", "history": [{"question": "Who fell?", "answer": "Ana Lima."}]})
    assert parse_line(line, now=NOW, zone=UTC, longest=100).text == "?"


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("\u202eWho is the mayor?\u202c", id="marks of direction"),
        pytest.param("Who is\x1b[31m the mayor\x07?\x1b[0m", id="a colour and a bell"),
        pytest.param("\ufeffWho is the may\u00ador?", id="a soft hyphen, pasted"),
        pytest.param("Who\tis\x00 the\r\nmayor?", id="white space and a zero byte"),
    ],
)
def test_what_nobody_sees_is_no_part_of_a_question(typed: str) -> None:
    assert ask(typed).text == "Who is the mayor?"


def test_joiners_stay_because_they_shape_letters() -> None:
    typed = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \U0001f469\u200d\U0001f692?"
    assert ask(typed).text == typed


def test_a_name_of_which_nothing_is_seen_is_no_limit_that_may_be_forgotten() -> None:
    with pytest.raises(QuestionRejected, match="is no name"):
        ask("Who?", source="\u202e")
    assert ask("Who?", source="\u202eCourier\u202c").filter.source == "Courier"
