import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from corpus.article import Article, Mark
from corpus.formats.plain_text import parse_plain_text
from corpus.read import read_archive
from corpus.record import Record

LATEST = datetime(2026, 1, 1, tzinfo=UTC)
AZERNEWS = Path(__file__).parents[3] / "shared" / "data" / "azernews"
FOOTER = "—\n\nFollow us on Twitter @AzerNewsAz"


def test_date_line_and_byline_come_off_the_head() -> None:
    raw = (
        " date 2022-08-01 1 August 2022 14:53 (UTC+04:00)\r\n\r\nBy Leyla Orucova\r\n\r\nRain fell.\r\n\r\nIt stopped."
    )
    assert parse_plain_text(raw) == Record(
        text="\r\nRain fell.\r\n\r\nIt stopped.",
        author="Leyla Orucova",
        published="2022-08-01 1 August 2022 14:53 (UTC+04:00)",
    )


@pytest.mark.parametrize(
    ("raw", "published", "author"),
    [
        ("Rain fell.", None, ""),
        ("\ufeff\n\n date 2022-08-01\nRain fell.", "2022-08-01", ""),
        ("By Leyla Orucova\n\nRain fell.", None, "Leyla Orucova"),
        ("By Lisa B. Jones Jr.\nRain fell.", None, "Lisa B. Jones Jr."),
        ("date 2022-08-01 1 August 2022\n\nBy None\n\nRain fell.", "2022-08-01 1 August 2022", ""),
    ],
)
def test_every_part_but_the_text_may_be_missing(raw: str, published: str | None, author: str) -> None:
    record = parse_plain_text(raw)
    assert (record.published, record.author, record.text.strip()) == (published, author, "Rain fell.")


@pytest.mark.parametrize(
    "text",
    [
        "Date palms of 2022 bore well.\n\nMore.",
        "By Friday the guns were silent.\n\nMore.",
        "By noon it had rained\n\nMore.",
        "By Monday, when the ministers of all member states had come to Baku\n\nMore.",
        "Byline writers met in Baku.\n\nMore.",
    ],
)
def test_an_article_may_begin_like_a_head(text: str) -> None:
    assert parse_plain_text(text) == Record(text=text)


def test_a_file_becomes_an_article(tmp_path: Path) -> None:
    folder = tmp_path / "courier"
    folder.mkdir()
    (folder / "rain.txt").write_text(
        " date 2022-08-01 1 August 2022 14:53 (UTC+04:00)\n\nBy Leyla Orucova\n\nRain fell in cafÃ©s.\n\n" + FOOTER
    )
    assert list(read_archive([folder], latest=LATEST)) == [
        Article(
            id="courier/rain.txt",
            title="Rain fell in cafés.",
            author="Leyla Orucova",
            source="courier",
            published=datetime(2022, 8, 1, 10, 53, tzinfo=UTC),
            utc_offset=240,
            updated=None,
            url="",
            language="",
            text="Rain fell in cafés.",
            path="rain.txt",
            line=None,
            marks=frozenset({Mark.ID_DERIVED, Mark.TITLE_DERIVED, Mark.SOURCE_DERIVED, Mark.ENCODING_REPAIRED}),
        )
    ]


def printed_moment(raw: str) -> tuple[datetime, int]:
    """The printed header, read without any of our code."""
    found = re.match(r" date \S+ (\d+ \w+ \d{4} \d\d:\d\d) \(UTC([+-])(\d\d):(\d\d)\)\n", raw)
    assert found
    offset = int(f"{found[2]}{int(found[3]) * 60 + int(found[4])}")
    printed = datetime.strptime(found[1], "%d %B %Y %H:%M")  # noqa: DTZ007
    return printed.replace(tzinfo=timezone(timedelta(minutes=offset))), offset


@pytest.mark.skipif(not AZERNEWS.is_dir(), reason="the shared articles of Azernews are not here")
def test_the_first_users_archive_reads_without_loss() -> None:
    articles = list(read_archive([AZERNEWS], latest=LATEST))
    assert [article.path for article in articles] == sorted(file.name for file in AZERNEWS.iterdir())
    assert len(articles) == 29
    for article in articles:
        assert isinstance(article, Article)
        raw = (AZERNEWS / article.path).read_text(encoding="utf-8")
        assert (article.published, article.utc_offset) == printed_moment(raw)
        assert article.marks == {Mark.ID_DERIVED, Mark.TITLE_DERIVED, Mark.SOURCE_DERIVED, Mark.LANGUAGE_GUESSED}
        byline = re.search(r"^By (.*)$", raw, re.MULTILINE)
        assert byline
        assert article.author == byline[1].replace("None", "")
        # Nothing of the story is lost: what is missing at both ends is head and boilerplate only.
        head, middle, foot = " ".join(raw.split()).partition(" ".join(article.text.split()))
        assert middle
        assert re.fullmatch(r"date .* By .*? ", head)
        assert re.fullmatch(r"( Find the plan.* 1 year)? — Follow us on Twitter @AzerNewsAz", foot)


def test_a_head_may_stand_on_consecutive_lines() -> None:
    assert parse_plain_text("Rain falls in Baku\nBy Ann Lee\n3 September 2020\n\nRain fell.") == Record(
        "\nRain fell.", title="Rain falls in Baku", author="Ann Lee", published="3 September 2020"
    )
    assert parse_plain_text("Titel: Regen\nAutor: Ann Lee\nDatum: 03.09.2020\n\nEs regnete.") == Record(
        "\nEs regnete.", title="Regen", author="Ann Lee", published="03.09.2020"
    )
