"""How often an archive wrote about a subject, as bars of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.days import days_text
from bot.overview.coverage import ON_A_PAGE, Coverage, Period, Unit
from corpus.amount import amount

LONGEST_BAR = 40  # signs
SILENCE = 3  # empty periods in a row; more are one row
EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True)
class Row:
    """A period, or several empty ones."""

    label: str
    stories: int


def chart(coverage: Coverage, *, blocks: bool) -> list[str]:
    """Return a line a period, oldest first; ``blocks`` says whether the terminal can show more than ASCII."""
    unit = page_unit(coverage)
    rows = list(rows_of(coverage.periods(unit), unit))
    most = max((row.stories for row in rows), default=0)
    width = max((len(row.label) for row in rows), default=0)
    digits = len(str(most))
    return [
        f"{row.label:{width}}  {row.stories:>{digits}} {bar(row.stories, most, blocks=blocks)}".rstrip() for row in rows
    ]


def page_unit(coverage: Coverage) -> Unit:
    """The unit of the bars: months instead of years, too, where most of them were silent."""
    unit = coverage.unit(ON_A_PAGE)
    if unit is Unit.YEAR and len(list(rows_of(coverage.periods(Unit.MONTH), Unit.MONTH))) <= ON_A_PAGE:
        return Unit.MONTH
    return unit


def rows_of(periods: Sequence[Period], unit: Unit) -> Iterator[Row]:
    """Yield the rows; a long silence is one of them."""
    for empty, run in groupby(periods, key=lambda period: not period.stories):
        same = list(run)
        if empty and len(same) > SILENCE:
            yield Row(f"{days_text(same[0].first, same[-1].last)} ({amount(len(same), unit)})", 0)
        else:
            yield from (Row(days_text(one.first, one.last), one.stories) for one in same)


def bar(count: int, most: int, *, blocks: bool) -> str:
    """Draw a count in proportion to the highest; what is not nothing is seen."""
    if not count:
        return ""
    if not blocks:
        return "#" * max(round(LONGEST_BAR * count / most), 1)
    full, eighths = divmod(max(round(8 * LONGEST_BAR * count / most), 1), 8)
    return f"{EIGHTHS[8] * full}{EIGHTHS[eighths].strip()}"


def counted(coverage: Coverage) -> str:
    """Say what was counted."""
    stories, articles = amount(coverage.stories, "story"), amount(coverage.articles, "article")
    least = "" if coverage.complete else "at least "
    undated = f", {coverage.undated:,} of them undated" if coverage.undated else ""
    return (
        f"{least}{stories} in {articles} about it{undated}, by {page_unit(coverage)}; a story counts once, on the "
        "day that it was first printed, however many copies and versions it has"
    )
