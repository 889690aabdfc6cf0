"""The command line. A command parses, calls, and prints a rendered string.

Results go to standard output, progress and errors to standard error. Heavy modules are imported by the command that
needs them, so that ``--help`` is instant.
"""

from __future__ import annotations

import io
import json
import logging
import re
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.question import Question
    from bot.session import Session

app = typer.Typer(
    name="backissue",
    help="Answers questions from a news archive, every sentence backed by a passage that you can check.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ANSWERED, NOT_IN_ARCHIVE, FAILED = 0, 1, 2  # as grep's

# Control and direction characters that JSON allows in a text and a terminal takes as a command.
OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")

Json = Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")]
AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="The day on which the question is asked; default: now.")
]
Since = Annotated[str, typer.Option(metavar="DATE", help="Only articles published on this day or later.")]
Until = Annotated[str, typer.Option(metavar="DATE", help="Only articles published up to the end of this day.")]
Source = Annotated[str, typer.Option(metavar="NAME", help="Only articles of this source.")]
Author = Annotated[str, typer.Option(metavar="NAME", help="Only articles with this name in the byline.")]
Words = Annotated[
    list[str] | None, typer.Argument(metavar="QUESTION", help="What you want to know.", show_default=False)
]
Batch = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", allow_dash=True, help="Take questions from JSON lines (- is standard input), print JSON lines."
    ),
]


@app.command()
def index(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders and files to read; default: BACKISSUE_ARCHIVE.", show_default=False),
    ] = None,
    *,
    rebuild: Annotated[
        bool, typer.Option(help="Build the index anew, with the recipe that the settings ask for.")
    ] = False,
    rejected: Annotated[bool, typer.Option(help="List the records that could not be read, and index nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Read an archive and bring the index up to date with it."""
    from bot.shapes import rejected_shape, report_shape

    with session() as now:
        if rejected:
            found = now.rejected()
            if not as_json:
                echo(now.terminal.rejected(found))
            for record in found if as_json else []:
                echo(json_line(rejected_shape(record)))
            return
        report = now.index(paths or [], rebuild=rebuild)
        echo(json_line(report_shape(report)) if as_json else now.terminal.report(report))


@app.command()
def ask(
    question: Words = None,
    *,
    as_of: AsOf = "",
    since: Since = "",
    until: Until = "",
    source: Source = "",
    author: Author = "",
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """Answer a question from the archive, with citations.

    Exit status: 0 answered, 1 the archive does not say, 2 an error or wrong usage.
    """
    from bot.shapes import answer_shape

    with session() as now:
        if batch:
            no_question_beside_batch(question)
            limits = {"as_of": as_of, "since": since, "until": until, "source": source, "author": author}
            now.question(["-"], **limits)  # a wrong limit is wrong for every line
            parse = partial(now.parse, **limits)
            print_batch(batch, parse, lambda asked: answer_shape(now.answerer.answer(asked), asked))
            return
        asked = now.question(question, as_of=as_of, since=since, until=until, source=source, author=author)
        answer = now.answerer.answer(asked)
        echo(json_line(answer_shape(answer, asked)) if as_json else now.terminal.answer(answer))
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
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """List the passages that are nearest to a question."""
    from bot.shapes import hit_shape, id_shape

    with session() as now:
        most = top_k or now.settings.top_k
        if batch:
            no_question_beside_batch(question)
            limits = {"as_of": as_of, "since": since, "until": until, "source": source, "author": author}
            now.question(["-"], **limits)  # a wrong limit is wrong for every line
            parse = partial(now.parse, **limits)
            print_batch(batch, parse, lambda asked: batch_hits(now, asked, most))
            return
        asked = now.question(question, as_of=as_of, since=since, until=until, source=source, author=author)
        hits = now.answerer.search(asked, most)
        if not as_json:
            echo(now.terminal.hits(hits))
        for rank, hit in enumerate(hits if as_json else [], start=1):
            echo(json_line({**id_shape(asked), **hit_shape(rank, hit)}))


@app.command("show")
def show_article(article_id: Annotated[str, typer.Argument(metavar="ARTICLE_ID")], *, as_json: Json = False) -> None:
    """Print an article as it was understood; citations give offsets into this text."""
    from bot.shapes import article_shape

    with session() as now:
        article = now.article(article_id)
        echo(json_line(article_shape(article)) if as_json else now.terminal.article(article))


@app.command()
def status(*, as_json: Json = False) -> None:
    """Say what the index holds."""
    from bot.shapes import status_shape

    with session() as now:
        archive, rejected, data_dir = now.archive(), len(now.rejected()), str(now.settings.data_dir)
        if as_json:
            echo(json_line(status_shape(archive, data_dir, rejected)))
        else:
            echo(now.terminal.status(archive, data_dir, rejected))


@app.command("eval")
def evaluate(
    questions: Annotated[Path, typer.Argument(help="Judged questions as JSON lines (docs/json.md).")],
    *,
    as_json: Json = False,
) -> None:
    """Measure retrieval and answers on judged questions."""
    with session() as now:
        tables = now.evaluate(questions)
        if as_json:
            echo(json_line(tables))
        else:
            echo("\n\n".join(now.terminal.measures(name, table) for name, table in tables.items() if table))


@app.command()
def bench(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Articles to measure with; default: the sample archive.")
    ] = None,
    *,
    passages: Annotated[int, typer.Option(help="Passages to embed at most.", min=10)] = 500,
    as_json: Json = False,
) -> None:
    """Measure speed and memory beside the bare model and brute force, on this machine."""
    from bot.bench import run_bench

    with session() as now:
        echo(run_bench(now.settings, paths or [], passages, as_json=as_json))


@contextmanager
def session() -> Iterator[Session]:
    """Run a command: settings, logging, and expected errors as one line with exit status 2."""
    from corpus.errors import BackissueError

    try:
        from bot.session import Session
        from bot.settings import load_settings

        settings = load_settings()
        logging.basicConfig(
            level=settings.log_level, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr, force=True
        )
        for noisy in ("httpx", "chromadb", "sentence_transformers", "transformers", "huggingface_hub"):
            logging.getLogger(noisy).setLevel(logging.ERROR)
        yield Session(settings)
    except BackissueError as error:
        from bot.render import printable

        typer.echo(f"backissue: {printable(str(error))}", err=True)
        raise typer.Exit(FAILED) from error
    except KeyboardInterrupt:
        typer.echo("backissue: stopped; what was done is kept, the next run goes on from there", err=True)
        raise typer.Exit(FAILED) from None


def print_batch(batch: Path, parse: Callable[[str], Question], answer: Callable[[Question], dict[str, Any]]) -> None:
    """Print one JSON line for each line of a batch, in order; a wrong line gives one with ``error``."""
    from bot.batch import answer_lines, open_batch

    with open_batch(batch) as lines:
        for shape in answer_lines(lines, parse, answer):
            echo(json_line(shape))


def batch_hits(now: Session, asked: Question, most: int) -> dict[str, Any]:
    """Shape of one line of ``search --batch``."""
    from bot.shapes import hit_shape

    hits = now.answerer.search(asked, most)
    return {"id": asked.id, "hits": [hit_shape(rank, hit) for rank, hit in enumerate(hits, start=1)]}


def no_question_beside_batch(question: list[str] | None) -> None:
    """Refuse a question beside ``--batch``: one of the two would be lost."""
    if question:
        raise typer.BadParameter("give either a question or --batch, not both")


def json_line(shape: Any) -> str:
    """Serialise on one line; text stays readable, but what a terminal would obey is escaped."""
    return OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(shape, ensure_ascii=False))


def echo(text: str) -> None:
    """Print a result at once, so that a reader of a pipe sees each line as it comes."""
    typer.echo(text)
    sys.stdout.flush()


def main() -> None:
    """Run the command line."""
    # A reader that closes the pipe (head) ends us quietly.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except Exception:
        # A bug: it keeps its traceback, but not the status 1 that means "not in the archive".
        traceback.print_exc()
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
