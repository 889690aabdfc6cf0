import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.english_forms import words
from corpus.events import EventDate, event_dates

PUBLISHED = datetime(2022, 8, 10, 9, 30, tzinfo=UTC)  # a Wednesday


def told(text: str, published: datetime | None = PUBLISHED, language: str = "en") -> list[str]:
    """What a text names, as "words: first to last", with a question mark where the year is inferred."""
    return [
        f"{text[one.start : one.end]}: {one.first}{f' to {one.last}' if one.last != one.first else ''}"
        f"{'?' if one.year_inferred else ''}"
        for one in event_dates(text, published, language)
    ]


DATED = [  # with their year: whatever the publication
    ("It opened on June 15, 2022.", "on June 15, 2022: 2022-06-15"),
    ("It opened 15 June 2022.", "15 June 2022: 2022-06-15"),
    ("on the 15th of June, 2022", "on the 15th of June, 2022: 2022-06-15"),
    ("on Friday, March 3, 2021,", "on Friday, March 3, 2021: 2021-03-03"),
    ("Sat., Aug. 3, 2019", "Sat., Aug. 3, 2019: 2019-08-03"),
    ("LONDON, JUNE 15, 2022", "JUNE 15, 2022: 2022-06-15"),
    ("dated 2022-06-15.", "2022-06-15: 2022-06-15"),
    ("at 2022-06-15T10:00", "2022-06-15: 2022-06-15"),
    ("Stand 15.06.2022", "15.06.2022: 2022-06-15"),
    ("on 6/15/2022", "6/15/2022: 2022-06-15"),
    ("in August 2022", "in August 2022: 2022-08-01 to 2022-08-31"),
    ("the June 2022 decision", "June 2022: 2022-06-01 to 2022-06-30"),
    ("Aug. 2022", "Aug. 2022: 2022-08-01 to 2022-08-31"),
    ("in late February 2020", "in late February 2020: 2020-02-01 to 2020-02-29"),
    ("from March to May 2021", "March to May 2021: 2021-03-01 to 2021-05-31"),
    ("from July 2021 through June 2023", "July 2021 through June 2023: 2021-07-01 to 2023-06-30"),
    ("in September and October of 2020", "in September and October of 2020: 2020-09-01 to 2020-10-31"),
    ("In 2019, it rose", "In 2019: 2019-01-01 to 2019-12-31"),
    ("since the end of 2019", "2019: 2019-01-01 to 2019-12-31"),
    ("in early 2019", "in early 2019: 2019-01-01 to 2019-12-31"),
    ("between 2019 and 2021", "2019 and 2021: 2019-01-01 to 2021-12-31"),
    ("the summer of 2021", "the summer of 2021: 2021-06-01 to 2021-08-31"),
    ("in spring 2010", "in spring 2010: 2010-03-01 to 2010-05-31"),
    ("in the first quarter of 2022", "in the first quarter of 2022: 2022-01-01 to 2022-03-31"),
    ("Q3 2021", "Q3 2021: 2021-07-01 to 2021-09-30"),
    ("the second half of 2021", "the second half of 2021: 2021-07-01 to 2021-12-31"),
    ("June 3-5, 2022", "June 3-5, 2022: 2022-06-03 to 2022-06-05"),
    ("from 3 to 9 August 2022", "3 to 9 August 2022: 2022-08-03 to 2022-08-09"),
    ("between June 3 and July 5, 2022", "June 3 and July 5, 2022: 2022-06-03 to 2022-07-05"),
    ("from December 28 to January 3, 2022", "December 28 to January 3, 2022: 2021-12-28 to 2022-01-03"),
    ("December 28, 2021 to January 3", "December 28, 2021 to January 3: 2021-12-28 to 2022-01-03"),
    ("28 December 2021 – 3 January 2022", "28 December 2021 – 3 January 2022: 2021-12-28 to 2022-01-03"),
    ("after the Sept. 11, 2001 attacks", "Sept. 11, 2001: 2001-09-11"),
    ("by July 1, 2025, to Rome", "July 1, 2025: 2025-07-01"),
]


@pytest.mark.parametrize("published", [PUBLISHED, None])
@pytest.mark.parametrize(("text", "expected"), DATED)
def test_times_with_their_year_need_no_publication(text: str, expected: str, published: datetime | None) -> None:
    assert told(text, published) == [expected]


RELATIVE = [
    ("He resigned yesterday.", "yesterday: 2022-08-09"),
    ("“Today we begin,” she said.", "Today: 2022-08-10"),
    ("They meet tomorrow morning.", "tomorrow morning: 2022-08-11"),
    ("The vote is tonight.", "tonight: 2022-08-10"),
    ("the storm last night", "last night: 2022-08-09"),
    ("earlier today", "earlier today: 2022-08-10"),
    ("three days ago", "three days ago: 2022-08-07"),
    ("Two weeks ago", "Two weeks ago: 2022-07-25 to 2022-07-31"),
    ("a month ago", "a month ago: 2022-07-01 to 2022-07-31"),
    ("20 years ago", "20 years ago: 2002-01-01 to 2002-12-31"),
    ("this week", "this week: 2022-08-08 to 2022-08-14"),
    ("Last week, it fell", "Last week: 2022-08-01 to 2022-08-07"),
    ("late last week", "late last week: 2022-08-01 to 2022-08-07"),
    ("earlier this week", "earlier this week: 2022-08-08 to 2022-08-10"),
    ("over the weekend", "over the weekend: 2022-08-06 to 2022-08-07"),
    ("this past weekend", "this past weekend: 2022-08-06 to 2022-08-07"),
    ("earlier this month", "earlier this month: 2022-08-01 to 2022-08-10"),
    ("later this month", "later this month: 2022-08-10 to 2022-08-31"),
    ("last month", "last month: 2022-07-01 to 2022-07-31"),
    ("this year’s budget", "this year: 2022-01-01 to 2022-12-31"),
    ("early next year", "early next year: 2023-01-01 to 2023-12-31"),
    ("last summer", "last summer: 2021-06-01 to 2021-08-31"),
    ("this fall", "this fall: 2022-09-01 to 2022-11-30"),
    ("next winter", "next winter: 2022-12-01 to 2023-02-28"),
    ("in March last year", "in March last year: 2021-03-01 to 2021-03-31"),
    ("on June 15 of last year", "on June 15 of last year: 2021-06-15"),
    ("the first quarter of this year", "the first quarter of this year: 2022-01-01 to 2022-03-31"),
    # weekdays: the last one, unless the sentence speaks of the future
    ("He was arrested Friday.", "Friday: 2022-08-05"),
    ("He was arrested on Wednesday.", "on Wednesday: 2022-08-10"),
    ("police said late Thursday", "late Thursday: 2022-08-04"),
    ("the talks on Monday night", "on Monday night: 2022-08-08"),
    ("the raid last Friday", "last Friday: 2022-08-05"),
    ("the raid last Wednesday", "last Wednesday: 2022-08-03"),
    ("the vote next Wednesday", "next Wednesday: 2022-08-17"),
    ("the vote next Friday", "next Friday: 2022-08-12"),
    ("on Friday of last week", "on Friday of last week: 2022-08-05"),
    ("Tuesday’s vote", "Tuesday: 2022-08-09"),
    ("The court will rule on Friday.", "on Friday: 2022-08-12"),
    ("On Friday, the court will rule.", "On Friday: 2022-08-12"),
    ("He is expected to be sentenced Thursday.", "Thursday: 2022-08-11"),
    ("He is due in court on Thursday.", "on Thursday: 2022-08-11"),
    ("She will resign, he said Thursday.", "Thursday: 2022-08-04"),
    ("He told them that it would open on Thursday.", "on Thursday: 2022-08-11"),
    ("It will rain. He left on Thursday.", "on Thursday: 2022-08-04"),
]


PLANNED = [  # the publication is of a Wednesday, August 10
    # what is planned, in the present tense
    ("She leaves office Friday.", "Friday: 2022-08-12"),
    ("The treaty takes effect on Friday.", "on Friday: 2022-08-12"),
    ("The suspect heads to court Friday.", "Friday: 2022-08-12"),
    ("He turns 80 on Saturday.", "on Saturday: 2022-08-13"),
    ("Tickets go on sale Saturday.", "Saturday: 2022-08-13"),
    ("Hearings that begin Saturday are open to all.", "Saturday: 2022-08-13"),
    ("The pool, he said, opens Saturday.", "Saturday: 2022-08-13"),
    ("The ferry is leaving for Oslo on Saturday.", "on Saturday: 2022-08-13"),
    ("The vote is Monday.", "Monday: 2022-08-15"),
    ("The drawing is at 11 p.m. ET Monday.", "Monday: 2022-08-15"),
    ("Parliament to open its session Monday\n", "Monday: 2022-08-15"),
    ("Starting Monday, cars may not pass.", "Monday: 2022-08-15"),
    ("The fair runs through Sunday.", "Sunday: 2022-08-14"),
    ("The offer is good through Sunday.", "Sunday: 2022-08-14"),
    ("Tune in Saturday.", "Saturday: 2022-08-13"),
    ("They set a hearing for Saturday.", "Saturday: 2022-08-13"),
    ("The text of an interview to be published on Saturday", "on Saturday: 2022-08-13"),
    ("The trial was in recess until Saturday.", "Saturday: 2022-08-13"),
    ("They stay off the job until 7 a.m. on Saturday.", "on Saturday: 2022-08-13"),
    ("The club has a hearing Friday.", "Friday: 2022-08-12"),
    ("They agreed to meet on Saturday.", "on Saturday: 2022-08-13"),
    ("Saturday\n\nThe court will hear both sides.", "Saturday: 2022-08-13"),
    # a dot that ends no sentence
    ("The court will sit at 9 a.m. Saturday.", "Saturday: 2022-08-13"),
    ("We'll play No. 2 Hill State on Saturday.", "on Saturday: 2022-08-13"),
    ("The will was read at 9 a.m. He left on Saturday.", "on Saturday: 2022-08-06"),
    # where no verb tells, the nearer day
    ("Lawmakers are racing to meet Friday's deadline.", "Friday: 2022-08-12"),
    ("Saturday’s final", "Saturday: 2022-08-06"),
    ("The minister is sending an envoy on Friday to see what burned.", "on Friday: 2022-08-12"),
    # what has been, whatever stands around it
    ("Starting Saturday, the ministry sent letters.", "Saturday: 2022-08-06"),
    ("Man dies Saturday in fire", "Saturday: 2022-08-06"),
    ("The fleet returns to port in Kiel on Saturday. Jo Doe/AFP/Getty Images", "on Saturday: 2022-08-06"),
    ("It was not told until Saturday.", "Saturday: 2022-08-06"),
    ("It might not be told until Saturday.", "Saturday: 2022-08-13"),
    ("Holders will get a premium to Saturday's closing price.", "Saturday: 2022-08-06"),
    ("After Saturday's strike, a second one is planned.", "Saturday: 2022-08-06"),
    # yesterday's weekday is yesterday: nobody calls so a day that comes six days later
    ("He was due in court Tuesday but did not come.", "Tuesday: 2022-08-09"),
    ("The vote that could have come Tuesday is off.", "Tuesday: 2022-08-09"),
    ("It would open Monday, he said.", "Monday: 2022-08-08"),
    # a place beside a day is none of a month
    ("He was arrested Monday in Oslo.", "Monday: 2022-08-08"),
    ("He was arrested Monday after Oslo's mayor left.", "Monday: 2022-08-08"),
]


@pytest.mark.parametrize(("text", "expected"), PLANNED)
def test_a_weekday_lies_ahead_where_the_sentence_speaks_of_a_plan(text: str, expected: str) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(("text", "expected"), RELATIVE)
def test_times_that_only_the_publication_tells(text: str, expected: str) -> None:
    assert told(text) == [expected]
    assert told(text, None) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It opened on June 15.", "on June 15: 2022-06-15?"),
        ("It opened on Dec. 24.", "on Dec. 24: 2021-12-24?"),
        ("Aug. 3", "Aug. 3: 2022-08-03?"),
        ("Thursday, Aug. 4", "Thursday, Aug. 4: 2022-08-04?"),
        ("June 3-5", "June 3-5: 2022-06-03 to 2022-06-05?"),
        ("between June 3 and June 5", "June 3 and June 5: 2022-06-03 to 2022-06-05?"),
        ("It will open on Feb. 1.", "on Feb. 1: 2023-02-01?"),
        ("The trial is scheduled for Nov. 20.", "Nov. 20: 2022-11-20?"),
        ("They announced a summit on August 24.", "on August 24: 2022-08-24?"),
        ("He was freed on September 24.", "on September 24: 2021-09-24?"),
        ("They were told to pay by September 24.", "September 24: 2022-09-24?"),
        ("It had not confirmed the Dec. 2-13 visit.", "Dec. 2-13: 2022-12-02 to 2022-12-13?"),
        ("The sum will be paid Dec. 1.", "Dec. 1: 2022-12-01?"),
        ("They may win with a planned flight on Dec. 20.", "on Dec. 20: 2022-12-20?"),
        ("It won’t be complete until May.", "May: 2023-05-01 to 2023-05-31?"),
        ("The path between the wall and the pier is closed until May.", "May: 2023-05-01 to 2023-05-31?"),
        ("Tickets are on sale till the end of May.", "May: 2023-05-01 to 2023-05-31?"),
        ("It must be open by the middle of May.", "May: 2023-05-01 to 2023-05-31?"),
        ("It should reopen in May.", "in May: 2023-05-01 to 2023-05-31?"),
        ("The path was closed until May.", "May: 2022-05-01 to 2022-05-31?"),
        ("The bridge had to be shut until May.", "May: 2022-05-01 to 2022-05-31?"),
        ("He is accused of stealing it in May.", "in May: 2022-05-01 to 2022-05-31?"),
        ("Since the beginning of October", "October: 2021-10-01 to 2021-10-31?"),
        ("It will fall, as it has since November.", "November: 2021-11-01 to 2021-11-30?"),
        ("on Feb. 29", "on Feb. 29: 2024-02-29?"),
        ("A vote due in October is near.", "in October: 2022-10-01 to 2022-10-31?"),
        ("He turns 80 in March.", "in March: 2023-03-01 to 2023-03-31?"),
        ("They were told to leave by April.", "April: 2022-04-01 to 2022-04-30?"),
        ("They were told to leave by October.", "October: 2022-10-01 to 2022-10-31?"),
        ("Prices had fallen by October.", "October: 2021-10-01 to 2021-10-31?"),
        ("It opened in August.", "in August: 2022-08-01 to 2022-08-31?"),
        ("It opened in May.", "in May: 2022-05-01 to 2022-05-31?"),
        ("It opened in September.", "in September: 2021-09-01 to 2021-09-30?"),
        ("The festival in October", "in October: 2022-10-01 to 2022-10-31?"),
        ("It will open in May.", "in May: 2023-05-01 to 2023-05-31?"),
        ("It had been expected in June.", "in June: 2022-06-01 to 2022-06-30?"),
        ("since mid-June", "mid-June: 2022-06-01 to 2022-06-30?"),
        ("last October", "last October: 2021-10-01 to 2021-10-31?"),
        ("this past April", "this past April: 2022-04-01 to 2022-04-30?"),
        ("next August", "next August: 2023-08-01 to 2023-08-31?"),
        ("from March to May", "March to May: 2022-03-01 to 2022-05-31?"),
        ("In May 20 people were hurt.", "In May: 2022-05-01 to 2022-05-31?"),
        ("He worked\nin June\nand left.", "in June: 2022-06-01 to 2022-06-30?"),
    ],
)
def test_a_missing_year_is_the_one_that_fits_the_publication(text: str, expected: str) -> None:
    assert told(text) == [expected]


def test_a_missing_year_over_new_year() -> None:
    january = datetime(2022, 1, 10, tzinfo=UTC)
    assert told("It opened on Dec. 28.", january) == ["on Dec. 28: 2021-12-28?"]
    assert told("from December 28 to January 3", january) == ["December 28 to January 3: 2021-12-28 to 2022-01-03?"]
    assert told("It closes in March, this winter, last month.", january) == [
        "in March: 2022-03-01 to 2022-03-31?",
        "this winter: 2021-12-01 to 2022-02-28",
        "last month: 2021-12-01 to 2021-12-31",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Black Friday sales, Good Friday, Cyber Monday, Super Tuesday, Bloody Sunday, Ash Wednesday",
        "the Sunday Times, Friday Night Lights and Sheffield Wednesday",
        "USA Today, the Today show and today’s world",
        "since 9/11, the Sept. 11 attacks and the January 6 committee",
        "on Saturday evenings, the Monday after Easter, the First Friday walk, Each Monday",
        "every Monday, Mondays, a Friday, Monday to Friday, Monday-Friday",
        "the day before yesterday",
        "the last week of the year, the next year, this past year",
        "more than two years ago, nearly a month ago",
        "he may, they march, a second, the fall of Kabul, 15 may march",
        "Mrs May’s deal, a speech by May, after May won",
        "August was hot; an April shower; June Brown",
        "on June 31, Feb. 30, 2022 and 2022-02-30, in 12.2021",
        "every June 15; born on March 3",
        "in 2000 people, by 1,900 votes, $2019, 2022%, in 2019-20",
        "on 3/4/2022",
        "June 15,000 of them; 1.5 June; 10:15",
        "from June 5-3",
        "the winter of 2021",
        "in June 5. It",
    ],
)
def test_names_counts_and_doubtful_words_name_no_time(text: str) -> None:
    assert [one for one in told(text) if one != "June 5: 2022-06-05?"] == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("az", "15 iyun 2022-ci ildə", ["15 iyun 2022: 2022-06-15"]),
        ("az", "2022-ci il avqustun 3-də", ["2022-ci il avqustun 3: 2022-08-03"]),
        ("az", "iyunun 15-də və iyun 15 nəfər", ["iyunun 15: 2022-06-15?"]),
        ("az", "Dünən və bu gün, 15 iyunda", ["Dünən: 2022-08-09", "bu gün: 2022-08-10", "15 iyunda: 2022-06-15?"]),
        ("az", "2022-ci ilin avqustunda", ["2022-ci ilin avqustunda: 2022-08-01 to 2022-08-31"]),
        ("tr", "15 Haziran'da, yarın", ["15 Haziran: 2022-06-15?", "yarın: 2022-08-11"]),
        ("tr", "Ağustos 2022'de, Mayıs ayında", ["Ağustos 2022: 2022-08-01 to 2022-08-31"]),
        ("ru", "15 июня и вчера", ["15 июня: 2022-06-15?", "вчера: 2022-08-09"]),
        ("ru", "в августе 2021 года", ["августе 2021: 2021-08-01 to 2021-08-31"]),
        ("uk", "15 червня 2022 року", ["15 червня 2022: 2022-06-15"]),
        ("uk", "3-5 липня", ["3-5 липня: 2022-07-03 to 2022-07-05?"]),
        ("uk", "у серпні 2021", ["серпні 2021: 2021-08-01 to 2021-08-31"]),
        ("de", "am 3. August, vorgestern morgen", ["3. August: 2022-08-03?", "vorgestern: 2022-08-08"]),
        ("de", "vom 3. bis 5. August 2021", ["3. bis 5. August 2021: 2021-08-03 to 2021-08-05"]),
        ("fr", "le 3 août 2022, le 1er mai", ["3 août 2022: 2022-08-03", "1er mai: 2022-05-01?"]),
        ("fr", "aujourd’hui et hier", ["aujourd’hui: 2022-08-10", "hier: 2022-08-09"]),
        ("es", "el 15 de junio de 2022", ["15 de junio de 2022: 2022-06-15"]),
        ("es", "el 3 mar y el 3 mar. por la mañana", ["3 mar.: 2022-03-03?"]),
        ("it", "il 15 giugno, ieri", ["15 giugno: 2022-06-15?", "ieri: 2022-08-09"]),
        ("pt", "em agosto de 2022", ["agosto de 2022: 2022-08-01 to 2022-08-31"]),
        ("nl", "3 augustus 2022, gisteren", ["3 augustus 2022: 2022-08-03", "gisteren: 2022-08-09"]),
        ("hu", "2022. augusztus 15-én, augusztus 5.", ["2022. augusztus 15: 2022-08-15", "augusztus 5: 2022-08-05?"]),
        ("no", "3. august 2022", ["3. august 2022: 2022-08-03"]),
        ("pt-BR", "3 de agosto", ["3 de agosto: 2022-08-03?"]),
        ("fr", "31 février 2022 et 10/08/2022", ["10/08/2022: 2022-08-10"]),
        ("ja", "8月15日に", []),
        ("xx", "15 June 2022 or 2022-06-15", ["2022-06-15: 2022-06-15"]),
    ],
)  # fmt: skip
def test_other_languages(language: str, text: str, expected: list[str]) -> None:
    assert told(text, language=language) == expected


def test_times_in_other_languages_without_a_publication() -> None:
    assert told("вчера, 15 июня и 15 июня 2022", None, "ru") == ["15 июня 2022: 2022-06-15"]


def test_the_day_is_that_of_the_place_where_it_was_printed() -> None:
    midnight = datetime(2022, 8, 10, 1, tzinfo=timezone(timedelta(hours=4)))  # still August 9 in UTC
    assert told("yesterday", midnight) == ["yesterday: 2022-08-09"]


def test_several_times_of_a_sentence_stand_in_their_order() -> None:
    text = "The talks, held on June 15 and again last Friday, will resume on Monday, 2022-08-15, he said today."
    assert told(text) == [
        "on June 15: 2022-06-15?",
        "last Friday: 2022-08-05",
        "on Monday: 2022-08-15",
        "2022-08-15: 2022-08-15",
        "today: 2022-08-10",
    ]


def test_an_event_date_says_where_it_stands() -> None:
    assert event_dates("On May 3.", PUBLISHED, "en") == [EventDate(0, 8, date(2022, 5, 3), date(2022, 5, 3), True)]


# Pieces of dates, so that chance builds what looks like one.
PIECES = words(
    "June July. Feb May 15 31 2022 2022-06-15 0001-01-01 9999-12-31 15.06.2022 last next this past week year month ago"
    " a two 999 days between and from to - , in on the of since Friday Sat. summer winter first quarter Q3 will said"
    " yesterday Today 15th 0 iyunun -də de août hier 3. ;"
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join) | st.text(max_size=200)
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))


@given(TEXTS, MOMENTS, st.sampled_from(["", "en", "az", "fr", "ru", "hu", "xx", "en-GB", "İ"]))
def test_any_text_gives_ascending_spans_of_ascending_days(text: str, published: datetime | None, language: str) -> None:
    found = event_dates(text, published, language)
    assert found == event_dates(text, published, language)
    borders = [border for one in found for border in (one.start, one.end)]
    assert borders == sorted(borders)
    assert all(0 <= one.start < one.end <= len(text) and one.first <= one.last for one in found)
    assert not any(one.year_inferred for one in found if published is None)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "az"])
@pytest.mark.parametrize(
    "piece",
    ["on ", "June 15 to ", "3-", "3 iyun ", "between ", "last ", "Monday to ", "a", " ", "the first ", "2022-06-15"],
)
def test_hostile_texts_take_time_in_proportion(piece: str, language: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        event_dates(text, PUBLISHED, language)
        return time.process_time() - start

    assert seconds(160_000) < 0.5 + 16 * seconds(20_000)


@pytest.mark.parametrize(
    ("text", "first", "inferred"),
    [
        (
            "It overturned Roe v. Wade and abortion opponents on Tuesday will ask the justices.",
            date(2024, 3, 26),
            False,
        ),
        ("The town fell on February 25, 1992. The last bus left on February 27.", date(1992, 2, 27), True),
        ("In the 2020 war, the city was shelled on October 11.", date(2020, 10, 11), True),
        ("The studio opened in 1923 and on April 28 of the same year made a film.", None, False),
        ("The festival will be held next year from June 13 to June 15.", date(2025, 6, 13), True),
        ("The town fell on Feb. 25, 1992. The last bus left on Feb. 27.", date(1992, 2, 27), True),
        ("On Dec. 30, 2019, a doctor warned. On Jan. 3, he was summoned.", date(2020, 1, 3), True),
        ("The fire of Jan. 8, 2021, killed two. The trial is to begin April 16.", date(2024, 4, 16), True),
        ("It takes effect Jan. 1, 2025. The year began on March 1.", date(2024, 3, 1), True),
        ("The fair was held on May 3, 2020. It ends this year on May 10.", date(2024, 5, 10), True),
        # what opens a sentence tells the year of the next one that opens with a day
        ("In 2019, a fever spread. On Dec. 30, the market was shut.", date(2019, 12, 30), True),
        ("In October 1983, he was charged. On Dec. 7, he pleaded guilty.", date(1983, 12, 7), True),
        ("In October 1983, he was charged. On Jan. 7, he pleaded guilty.", date(1984, 1, 7), True),
        ("In 2019, it opened. This year it was sold. On Jan. 7, it closed.", date(2024, 1, 7), True),
        ("In 2009, she became its head. She resigned on Feb. 15.", date(2024, 2, 15), True),
        ("The hall was built in 1980. On Jan. 7, it closed.", date(2024, 1, 7), True),
        ("The law of 2019 stands. Voters decide on March 27.", date(2024, 3, 27), True),
        ("Next year's festival will be held from June 14 to June 16.", date(2025, 6, 14), True),
        ("Tickets for next year’s fair (May 3-5) are on sale.", date(2025, 5, 3), True),
        ("He defends the title at next year's open, due to begin on January 15.", date(2025, 1, 15), True),
        ("Last year's race, on June 17, drew 400.", date(2023, 6, 17), True),
        ("This year's fair takes place on December 20.", date(2024, 12, 20), True),
        ("Next year's conference is in March.", date(2025, 3, 1), True),
        ("Last year's race was in February.", date(2023, 2, 1), True),
        # What is ahead is not of last year, what has been not of the next.
        ("The bridge will open on June 14 after last year's flood.", date(2024, 6, 14), True),
        ("After last year's flood the bridge will open on June 14.", date(2024, 6, 14), True),
        ("The council approved next year's budget on March 14.", date(2024, 3, 14), True),
    ],
)
def test_the_year_that_the_text_has_told_counts(text: str, first: date | None, inferred: bool) -> None:
    found = [
        one
        for one in event_dates(text, datetime(2024, 3, 25, 12, tzinfo=UTC))
        if one.last != one.first.replace(month=12, day=31)
    ]
    last = found[-1] if found else None
    assert (last and last.first, bool(last and last.year_inferred)) == (first, inferred)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He resigned on Friday (June 3).", ["June 3: 2022-06-03?"]),
        ("Police arrested two men this Monday.", ["this Monday: 2022-08-08"]),
        ("They were ordered to pay by Friday.", ["Friday: 2022-08-12"]),
        ("It began last week on Monday.", ["last week: 2022-08-01 to 2022-08-07", "on Monday: 2022-08-01"]),
        ("The shop opened a year ago today.", ["a year ago: 2021-01-01 to 2021-12-31"]),
        ("It closed three years ago on June 3.", ["three years ago: 2019-01-01 to 2019-12-31"]),
        ("It closed on June 3 three years ago.", ["three years ago: 2019-01-01 to 2019-12-31"]),
        ("They met the following Monday.", []),
        ("The fair is on the last Monday in May.", ["in May: 2022-05-01 to 2022-05-31?"]),
        ("It fell on Friday the 13th.", []),
    ],
)
def test_a_day_is_not_claimed_where_the_words_around_it_say_otherwise(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a number that only names a thing
        ("The 1891 act is to be repealed on October 4, he said.", date(2022, 10, 4)),
        ("The 1877 Society said that a chair was elected on June 5.", date(2022, 6, 5)),
        ("The club’s 2015 plan was dropped on June 3.", date(2022, 6, 3)),
        ("During the 2019 strike, buses stopped on June 3.", date(2019, 6, 3)),
        ("In the summer 2019 strike, it was called off on August 30.", date(2019, 8, 30)),
        ("It was built in 1980 and closed on June 3.", date(1980, 6, 3)),
        # what lies ahead
        ("The measure gives farmers a chance to decide in March.", date(2023, 3, 1)),
        ("The judges agreed to hear both sides in October.", date(2022, 10, 1)),
        ("The mayor was forced into a runoff in September.", date(2022, 9, 1)),
        (
            "The tariff would help those registered as farmers and last only through the end of January.",
            date(2023, 1, 1),
        ),
        ("The clinics were told that they may be asked to close by October.", date(2022, 10, 1)),
        ("He settled in May.", date(2022, 5, 1)),
        ("She resigned in October.", date(2021, 10, 1)),
        # what is over
        ("The court will hear the pilot after his December 17 arrest.", date(2021, 12, 17)),
        ("The ban may return after a panel in November allowed it.", date(2021, 11, 1)),
        ("The band may stop touring after announcing in November that it was tired.", date(2021, 11, 1)),
        ("The court will hear the pilot on December 17.", date(2022, 12, 17)),
        ("They have not confirmed her December 17 visit.", date(2022, 12, 17)),
        ("They were not taking orders until Dec. 1, he said.", date(2022, 12, 1)),
        # weeks
        ("The bridge is closed until Saturday week.", date(2022, 8, 20)),
        ("The fair is held on the Friday preceding Easter.", None),
    ],
)
def test_a_day_is_read_as_its_clause_speaks_of_it(text: str, expected: date | None) -> None:
    found = event_dates(text, PUBLISHED)
    assert (found[-1].first if found else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A pipe burst on Nov. 20, 2020.\n\nThe firm knew of a leak on Nov. 20.", date(2020, 11, 20)),
        ("The firm knew of a leak on Nov. 20.", date(2021, 11, 20)),
        ("He was born on Nov. 20, 1950.\n\nThe firm knew of a leak on Nov. 20.", date(2021, 11, 20)),
        ("It fell on Nov. 20, 2020, and Nov. 20, 2019.\n\nThe firm knew of a leak on Nov. 20.", date(2021, 11, 20)),
        ("The town was taken on Aug. 24, 2020.\n\nA crowd gathers on Aug. 24.", date(2022, 8, 24)),
        ("The guild will meet on Oct. 24-25.\n\nIt spoke of a dinner held on Oct. 24.", date(2022, 10, 24)),
        ("The guild will meet on Oct. 24-25.\n\nIt spoke of a dinner held on Oct. 23.", date(2021, 10, 23)),
        ("The guild met from Oct. 24-25 in 2001.\n\nIt spoke of a dinner held on Oct. 24.", date(2021, 10, 24)),
    ],
)
def test_the_same_day_of_one_article_is_of_one_year(text: str, expected: date) -> None:
    assert event_dates(text, PUBLISHED)[-1].first == expected
