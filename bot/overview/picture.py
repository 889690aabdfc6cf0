"""The picture of how often an archive wrote about a subject; all of matplotlib."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from itertools import groupby
from threading import Lock
from typing import TYPE_CHECKING, Any

from bot.overview.coverage import IN_A_PICTURE, Coverage, Period, Unit
from bot.wording import printable
from corpus.amount import amount

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE, DOTS = (8.0, 3.6), 150  # inches, dots an inch: 1200 by 540
MARGIN = 0.12  # inches
MOST_TICKS = 11
TITLE_WIDTH = 72  # Latin letters; a letter of Chinese or Korean is as wide as two
INK, PAPER, BARS = "#333333", "#ffffff", "#2a6f97"
# Fonts for scripts that matplotlib's own (DejaVu Sans) lacks, tried in this order where they are installed.
FONTS = (
    *("DejaVu Sans", "Noto Sans", "Segoe UI", "Arial Unicode MS", "Noto Sans Arabic", "Noto Sans Hebrew"),
    *("Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Thai", "Noto Sans Georgian", "Noto Sans Armenian"),
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "WenQuanYi Micro Hei", "PingFang SC", "Hiragino Sans"),
    *("Microsoft YaHei", "Malgun Gothic", "Apple SD Gothic Neo", "Symbola", "Noto Emoji"),
)
STEPS = {
    Unit.DAY: (1, 2, 7, 14, 28),
    Unit.WEEK: (1, 2, 4, 8, 13, 26, 52),
    Unit.MONTH: (1, 2, 3, 6, 12, 24, 60, 120),
    Unit.YEAR: (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000),
}
LEGIBLE = 0.5  # of a title's letters; with fewer that any font has, it is left out
drawing = Lock()  # matplotlib's settings are the same for all threads


class Format(StrEnum):
    """What a picture is written as."""

    PNG = "png"
    SVG = "svg"


def draw_coverage(coverage: Coverage, picture: Format = Format.PNG) -> bytes:
    """Draw the stories by day, week, month or year as bars; the same coverage gives the same bytes.

    Empty periods are empty. Without anything to draw, ValueError.
    """
    unit = coverage.unit(IN_A_PICTURE)
    periods = coverage.periods(unit)
    if not periods:
        raise ValueError("nothing to draw")
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    fonts = installed_fonts()
    with drawing, mpl.rc_context():
        mpl.rcdefaults()  # whatever the user's matplotlibrc says
        mpl.rcParams["font.family"] = [font for font, _ in fonts]
        mpl.rcParams["svg.hashsalt"] = "backissue"
        mpl.rcParams["figure.constrained_layout.w_pad"] = MARGIN
        mpl.rcParams["figure.constrained_layout.h_pad"] = MARGIN
        figure = Figure(figsize=SIZE, dpi=DOTS, facecolor=PAPER, layout="constrained")
        FigureCanvasAgg(figure)
        fill(figure, coverage, unit, periods, legible(title_of(coverage.topic), [held for _, held in fonts]))
        written = io.BytesIO()
        metadata = {"Date": None} if picture is Format.SVG else {}
        figure.savefig(written, format=picture.value, metadata=metadata)
    return written.getvalue()


def fill(figure: Figure, coverage: Coverage, unit: Unit, periods: Sequence[Period], title: str) -> None:
    """Draw axes, bars and words."""
    from matplotlib.ticker import MaxNLocator

    axes = figure.add_subplot()
    axes.bar(range(len(periods)), [one.stories for one in periods], width=0.85, color=BARS, linewidth=0)
    room = max(0.5, (5 - len(periods)) / 2)  # one bar is a bar, too, not a wall
    axes.set_xlim(-0.5 - room, len(periods) - 0.5 + room)
    axes.set_ylim(0, max(max(one.stories for one in periods) * 1.05, 1))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    ticks = ticks_of(unit, periods)
    axes.set_xticks(list(ticks), list(ticks.values()), fontsize=8, color=INK)
    axes.tick_params(axis="y", labelsize=8, colors=INK, length=0)
    axes.tick_params(axis="x", colors=INK, length=3)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.set_ylabel("stories", fontsize=8, color=INK)
    about = f"{amount(coverage.stories, 'story')} in {amount(coverage.articles, 'article')}, by {unit}"
    axes.set_xlabel(about if coverage.complete else f"at least {about}", fontsize=8, color=INK)
    if title:
        # parse_math: what a reader types is never a formula.
        axes.set_title(title, fontsize=11, color=INK, loc="left", parse_math=False)


def title_of(topic: str) -> str:
    """A subject on one line that is as long as the picture is wide."""
    line, width = "", 0
    for sign in printable(topic):
        width += 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1
        if width > TITLE_WIDTH:
            return f"{line.rstrip()}…"
        line += sign
    return line


def legible(title: str, fonts: Sequence[frozenset[int]]) -> str:
    """A title with dots for what no font can draw; nothing where that is most of it."""
    letters = [sign for sign in title if not sign.isspace()]
    held = [sign for sign in letters if is_held(sign, fonts)]
    if len(held) < LEGIBLE * len(letters):
        return ""
    return "".join(
        "".join(run) if drawn else "…" for drawn, run in groupby(title, key=lambda sign: is_held(sign, fonts))
    )


def is_held(sign: str, fonts: Sequence[frozenset[int]]) -> bool:
    """Whether any of the fonts can draw a sign."""
    return any(ord(sign) in font for font in fonts)


def installed_fonts() -> list[tuple[str, frozenset[int]]]:
    """The fonts of FONTS that this machine has, with the signs that each can draw."""
    from matplotlib import font_manager

    names = {font.name for font in font_manager.fontManager.ttflist}
    return [(font, signs_of(font)) for font in FONTS if font in names]


def signs_of(font: str) -> frozenset[int]:
    """The signs that a font can draw."""
    from matplotlib import font_manager

    found: Any = font_manager.get_font(font_manager.findfont(font))
    return frozenset(found.get_charmap())


def ticks_of(unit: Unit, periods: Sequence[Period]) -> dict[int, str]:
    """Choose the periods that are named below the axis, and their names; the year where it is another one."""
    places = [place for place, one in enumerate(periods) if is_named(unit, one, place, len(periods))]
    names, year = {}, None
    for place in places:
        day = periods[place].first
        short = {Unit.MONTH: f"{day:%b}", Unit.YEAR: str(day.year)}.get(unit, f"{day.day} {day:%b}")
        names[place] = short if unit is Unit.YEAR or day.year == year else f"{short}\n{day.year}"
        year = day.year
    return names


def is_named(unit: Unit, period: Period, place: int, count: int) -> bool:
    """Whether a period is named: every one, or every second, third and so on; months and years at round numbers."""
    step = next((step for step in STEPS[unit] if count <= step * MOST_TICKS), STEPS[unit][-1])
    if unit is Unit.MONTH:
        return (period.first.year * 12 + period.first.month - 1) % step == 0
    return (period.first.year if unit is Unit.YEAR else place) % step == 0
