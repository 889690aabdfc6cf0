"""The commands of a reader: they ask, look for and show what the archive says. ``bot.cli`` has all others."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.terminal.console import (
    NOT_IN_ARCHIVE,
    AnyTime,
    AsOf,
    Author,
    Json,
    Limits,
    Since,
    Source,
    Until,
    app,
    echo,
    json_line,
    session,
)

if TYPE_CHECKING:
    from bot.overview.coverage import Coverage
    from bot.question import Question

Words = Annotated[
    list[str] | None, typer.Argument(metavar="QUESTION", help="What you want to know.", show_default=False)
]
Batch = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", allow_dash=True, help="Take questions from JSON lines (- is standard input), print JSON lines."
    ),
]


class Order(StrEnum):
    """How articles are listed."""

    RELEVANCE = "relevance"
    DATE = "date"


PICTURES = (".png", ".svg")


def drawable(picture: Path | None) -> Path | None:
    """Refuse a file that no picture is written to."""
    if picture is not None and picture.suffix.casefold() not in PICTURES:
        raise typer.BadParameter(f"a picture is a file that ends with {' or '.join(PICTURES)}")
    return picture


@app.command()
def ask(
    question: Words = None,
    *,
    as_of: AsOf = "",
    since: Since = "",
    until: Until = "",
    source: Source = "",
    author: Author = "",
    any_time: AnyTime = False,
    batch: Batch = None,
    trace: Annotated[bool, typer.Option("--trace", help="Show what was searched, found, scored and dropped.")] = False,
    as_json: Json = False,
) -> None:
    """Answer a question from the archive, with citations.

    Exit status: 0 answered, 1 the archive does not say, 2 an error or wrong usage.
    """
    from bot.conversation import Told
    from bot.receipts import traced_shape, traced_text

    limits = Limits(as_of=as_of, since=since, until=until, source=source, author=author, any_time=any_time)
    with session() as now:
        if batch:
            no_question_beside_batch(question)
            ask_each = partial(now.parse, **limits)
            now.refuse_unknown(now.question(["-"], **limits).filter)  # a wrong limit is wrong for every line
            print_batch(batch, ask_each, lambda asked: traced_shape(now.reply(asked), asked, trace))
            return
        asked = now.question(in_words(question), **limits)
        answer = now.answerer.answer(asked)
        echo(
            json_line(traced_shape(Told(answer), asked, trace)) if as_json else traced_text(now.terminal, answer, trace)
        )
        if not answer.statements:
            raise typer.Exit(NOT_IN_ARCHIVE)


@app.command()
def search(
    question: Words = None,
    *,
    top_k: Annotated[
        int, typer.Option("--top-k", min=0, max=100, help="Hits; default: BACKISSUE_TOP_K.", show_default=False)
    ] = 0,
    as_of: AsOf = "",
    since: Since = "",
    until: Until = "",
    source: Source = "",
    author: Author = "",
    any_time: AnyTime = False,
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """List the passages that are nearest to a question.

    Exit status: 0 some are listed, 1 none is, 2 an error or wrong usage.
    """
    from bot.shapes import hit_shape, hits_shape, id_shape
    from bot.wording import left_out

    limits = Limits(as_of=as_of, since=since, until=until, source=source, author=author, any_time=any_time)
    with session() as now:
        most = top_k or now.settings.top_k
        if batch:
            no_question_beside_batch(question)
            ask_each = partial(now.parse, **limits)
            now.refuse_unknown(now.question(["-"], **limits).filter)  # a wrong limit is wrong for every line
            print_batch(batch, ask_each, lambda asked: hits_shape(now.lister.passages(asked, most), asked))
            return
        asked = now.question(in_words(question), **limits)
        found = now.lister.passages(asked, most)
        if not as_json:
            echo_list(now.terminal.hits(found), left_out(found, most))
        for rank, hit in enumerate(found.listed if as_json else (), start=1):
            echo(json_line({**id_shape(asked), **hit_shape(rank, hit.evidence), "strange": list(found.strange)}))
        if not found.listed:
            raise typer.Exit(NOT_IN_ARCHIVE)


@app.command()
def timeline(
    topic: Annotated[list[str], typer.Argument(metavar="TOPIC", help="What it is about, in a few words.")],
    *,
    most: Annotated[int, typer.Option(min=1, max=100, help="Lines at most.")] = 12,
    picture: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Draw how often the archive wrote about it, as .png or .svg.", callback=drawable
        ),
    ] = None,
    as_of: AsOf = "",
    since: Since = "",
    until: Until = "",
    source: Source = "",
    author: Author = "",
    any_time: AnyTime = False,
    as_json: Json = False,
) -> None:
    """Tell what happened about a topic: a dated sentence an event, with citations, and how much was written when.

    Exit status: 0 told, 1 the archive has nothing about it, 2 an error or wrong usage.
    """
    from bot.overview.timeline_shapes import timeline_shape

    limits = Limits(as_of=as_of, since=since, until=until, source=source, author=author, any_time=any_time)
    with session() as now:
        told = now.chronicler.timeline(now.question(in_words(topic), **limits), most)
        if picture and told.coverage.days:
            draw(picture, told.coverage)
        echo(json_line(timeline_shape(told)) if as_json else now.terminal.timeline(told))
        if not told.lines:
            raise typer.Exit(NOT_IN_ARCHIVE)


@app.command()
def articles(
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUERY", help="What they are about; without it, the newest.", show_default=False),
    ] = None,
    *,
    top_k: Annotated[
        int, typer.Option("--top-k", min=0, max=100, help="Articles; default: BACKISSUE_TOP_K.", show_default=False)
    ] = 0,
    sort: Annotated[
        Order, typer.Option(help="The nearest to the query first, or the newest of those that are about it.")
    ] = Order.RELEVANCE,
    as_of: AsOf = "",
    since: Since = "",
    until: Until = "",
    source: Source = "",
    author: Author = "",
    any_time: AnyTime = False,
    as_json: Json = False,
) -> None:
    """List the articles that are nearest to a query, or the newest about it, each once; without a query, the newest.

    Exit status: 0 some are listed, 1 none is, 2 an error or wrong usage.
    """
    from bot.shapes import listed_shape
    from bot.wording import left_out

    limits = Limits(as_of=as_of, since=since, until=until, source=source, author=author, any_time=any_time)
    with session() as now:
        asked = now.question(in_words(query) if query else ["-"], **limits)
        nearest = now.lister.newest_about if sort is Order.DATE else now.lister.articles
        most = top_k or now.settings.top_k
        found = (nearest if query else now.newest)(asked, most)
        if not as_json:
            echo_list(now.terminal.articles(found), left_out(found, most))
        for rank, one in enumerate(found.listed if as_json else (), start=1):
            echo(json_line({**listed_shape(rank, one), "strange": list(found.strange)}))
        if not found.listed:
            raise typer.Exit(NOT_IN_ARCHIVE)


@app.command()
def sources(*, as_json: Json = False) -> None:
    """List the sources of the archive with their numbers of articles, the largest first.

    Exit status: 0 some are listed, 1 the archive is empty, 2 an error or wrong usage.
    """
    from bot.shapes import source_shape

    with session() as now:
        counts = now.sources()
        if not as_json:
            echo(now.terminal.sources(counts))
        for name, count in counts if as_json else []:
            echo(json_line(source_shape(name, count)))
        if not counts:
            raise typer.Exit(NOT_IN_ARCHIVE)


@app.command("show")
def show_article(
    article_id: Annotated[str, typer.Argument(metavar="ARTICLE_ID", help="As `search` and `articles` list it.")],
    *,
    as_json: Json = False,
) -> None:
    """Print an article as it was understood; citations give offsets into this text.

    Exit status: 0 shown, 2 an error, or no article has this id.
    """
    from bot.shapes import shown_shape

    with session() as now:
        item, seen = now.shown(article_id), now.seen(article_id)
        echo(json_line(shown_shape(item, seen)) if as_json else now.terminal.article(item, seen))


def in_words(words: list[str] | None) -> list[str]:
    """What was typed as a question, a query or a topic, unless nothing can be looked for by it."""
    from bot.question import worded

    return [worded(" ".join(words or ()))]


def echo_list(told: str, left: str) -> None:
    """Print a list, and below it that there is more, where that is so."""
    echo(f"{told}\n\n{left}" if left else told)


def draw(file: Path, coverage: Coverage) -> None:
    """Write the picture of how often the archive wrote about a subject."""
    from bot.overview.picture import Format, draw_coverage
    from corpus.errors import BackissueError

    picture = draw_coverage(coverage, Format(file.suffix.casefold().removeprefix(".")))
    try:
        file.write_bytes(picture)
    except OSError as error:
        raise BackissueError(f"cannot write {file}: {error.strerror}") from error


def print_batch(batch: Path, parse: Callable[[str], Question], answer: Callable[[Question], dict[str, Any]]) -> None:
    """Print one JSON line for each line of a batch, in order; a wrong line gives one with ``error``."""
    from bot.terminal.batch import answer_lines, open_batch

    with open_batch(batch) as lines:
        for shape in answer_lines(lines, parse, answer):
            echo(json_line(shape))


def no_question_beside_batch(question: list[str] | None) -> None:
    """Refuse a question beside ``--batch``: one of the two would be lost."""
    if question:
        raise typer.BadParameter("give either a question or --batch, not both")
