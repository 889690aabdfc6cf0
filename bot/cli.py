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
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer

from bot.chat_command import add_chat

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
STALE = 1  # `status`, and `doctor` where something is wrong
BUSY, WITHHELD, PARTIAL = 3, 4, 5  # `index`
INTERRUPTED, TERMINATED = 130, 143  # as shells have it

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
AnyTime = Annotated[bool, typer.Option("--any-time", help="Pass over the time that the question names.")]
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
        typer.Argument(
            help="Folders and files to read; default: BACKISSUE_ARCHIVE.", show_default=False, readable=False
        ),
    ] = None,
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build the index anew, with the recipe that the settings ask for.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Read every record again, those too whose bytes have not changed.")
    ] = False,
    allow_removals: Annotated[
        bool, typer.Option("--allow-removals", help="Remove what is gone, however much of the archive it is.")
    ] = False,
    every: Annotated[
        str, typer.Option(metavar="TIME", help="Run as a service: again after each 90s, 15m, 2h or 1d.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be read, format by format, and index nothing.")
    ] = False,
    rejected: Annotated[
        bool, typer.Option("--rejected", help="List the records that could not be read, and index nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read an archive and bring the index up to date with it.

    Exit status: 0 done, 2 an error or wrong usage, 3 another process is writing, 4 too much is gone and was kept, 5 a
    folder or a feed is missing and the rest was done, 130 or 143 stopped.
    """
    from bot.shapes import rejected_shape, report_shape, survey_shape

    with session() as now:
        if rejected:
            found = now.rejected()
            if not as_json:
                echo(now.terminal.rejected(found))
            for record in found if as_json else []:
                echo(json_line(rejected_shape(record)))
            return
        if dry_run:
            survey = now.survey(paths or [], json_progress=as_json)
            echo(json_line(survey_shape(survey)) if as_json else now.terminal.survey(survey))
            return
        if every:
            if rebuild or full:
                raise typer.BadParameter("--every repeats what a newsroom needs again and again; that is no such thing")
            serve(every)
            return
        if "" in sys.argv[1:]:  # an unset variable of a shell, which would mean the current folder
            raise typer.BadParameter("an empty path: name the folder")
        signal.signal(signal.SIGTERM, terminate)
        run = now.jobs(json_progress=as_json).index(
            paths or [], rebuild=rebuild, full=full, allow_removals=allow_removals
        )
        echo(json_line(report_shape(run)) if as_json else now.terminal.report(run))
        if run.error:
            complain(run.error)
        status = {"withheld": WITHHELD, "partial": PARTIAL}.get(run.result, 0)
        if status:
            raise typer.Exit(status)


@app.command()
def forget(
    article_ids: Annotated[list[str] | None, typer.Argument(metavar="ARTICLE_ID", show_default=False)] = None,
    *,
    source: Annotated[str, typer.Option(metavar="NAME", help="All articles of this source.")] = "",
    root: Annotated[
        str, typer.Option(metavar="PATH", help="All articles that were read from this folder; it may be indexed again.")
    ] = "",
    undo: Annotated[
        bool, typer.Option("--undo", help="Let what was forgotten come back, if the archive still has it.")
    ] = False,
) -> None:
    """Purge articles from the disk: text, embeddings, keywords, older versions. They do not come back by themselves."""
    if not (article_ids or source or root):
        raise typer.BadParameter("give the ids of articles, --source or --root")
    if undo and root:
        raise typer.BadParameter("what was forgotten by --root may come back already: index the folder again")
    with session() as now:
        signal.signal(signal.SIGTERM, terminate)
        if undo:
            now.jobs().allow_again(article_ids or [], source=source)
            echo("The next `backissue index` reads it again.")
            return
        articles, passages = now.jobs().forget(article_ids or [], source=source, root=root)
        echo(f"Articles forgotten: {articles}, passages: {passages}; nothing of them is left in the data folder.")


class Limits(TypedDict):
    """What a reader limits by hand, as typed."""

    as_of: str
    since: str
    until: str
    source: str
    author: str
    any_time: bool


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
    as_json: Json = False,
) -> None:
    """Answer a question from the archive, with citations.

    Exit status: 0 answered, 1 the archive does not say, 2 an error or wrong usage.
    """
    from bot.shapes import answer_shape, reply_shape

    limits = Limits(as_of=as_of, since=since, until=until, source=source, author=author, any_time=any_time)
    with session() as now:
        if batch:
            no_question_beside_batch(question)
            ask_each = partial(now.parse, **limits)
            now.question(["-"], **limits)  # a wrong limit is wrong for every line
            print_batch(batch, ask_each, lambda asked: reply_shape(now.reply(asked), asked))
            return
        asked = now.question(question, **limits)
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
    any_time: AnyTime = False,
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """List the passages that are nearest to a question."""
    from bot.shapes import hit_shape, hits_shape, id_shape

    limits = Limits(as_of=as_of, since=since, until=until, source=source, author=author, any_time=any_time)
    with session() as now:
        most = top_k or now.settings.top_k
        if batch:
            no_question_beside_batch(question)
            ask_each = partial(now.parse, **limits)
            now.question(["-"], **limits)  # a wrong limit is wrong for every line
            print_batch(batch, ask_each, lambda asked: hits_shape(now.answerer.search(asked, most).evidence, asked))
            return
        asked = now.question(question, **limits)
        hits = now.answerer.search(asked, most).evidence
        if not as_json:
            echo(now.terminal.hits(hits))
        for rank, hit in enumerate(hits if as_json else [], start=1):
            echo(json_line({**id_shape(asked), **hit_shape(rank, hit)}))


@app.command("show")
def show_article(article_id: Annotated[str, typer.Argument(metavar="ARTICLE_ID")], *, as_json: Json = False) -> None:
    """Print an article as it was understood; citations give offsets into this text."""
    from bot.shapes import shown_shape

    with session() as now:
        item, seen = now.shown(article_id), now.seen(article_id)
        echo(json_line(shown_shape(item, seen)) if as_json else now.terminal.article(item, seen))


@app.command()
def status(*, as_json: Json = False) -> None:
    """Say what the index holds and whether it is up to date.

    Exit status: 0 up to date, 1 stale, 2 an error.
    """
    from bot.shapes import status_shape

    with session() as now:
        state = now.state()
        echo(json_line(status_shape(state)) if as_json else now.terminal.status(state))
        if state.freshness.stale:
            raise typer.Exit(STALE)


@app.command()
def runs(*, as_json: Json = False) -> None:
    """List the last runs of the jobs that wrote the index, oldest first (at most 100)."""
    from bot.shapes import run_shape

    with session() as now:
        found = now.runs()
        if not as_json:
            echo(now.terminal.runs(found))
        for run in found if as_json else []:
            echo(json_line(run_shape(run)))


@app.command()
def doctor(
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Make again from the catalog what is wrong.")] = False,
    as_json: Json = False,
) -> None:
    """Check the parts of the index against each other, and the recipe against the model.

    Exit status: 0 all is well (or is again), 1 something is wrong, 2 it could not be checked.
    """
    from bot.shapes import finding_shape

    with session() as now:

        def examine() -> bool:
            well = True
            for finding in now.examine():
                echo(json_line(finding_shape(finding)) if as_json else now.terminal.finding(finding))
                well = well and not finding.faults
            return well

        well = examine()
        if not well and fix:
            run = now.jobs(json_progress=as_json).repair()
            if not as_json:
                echo(now.terminal.report(run))
            well = examine()
        if not well:
            raise typer.Exit(STALE)


@app.command("eval")
def evaluate(
    questions: Annotated[Path, typer.Argument(help="Judged questions as JSON lines (docs/json.md).")],
    *,
    as_json: Json = False,
) -> None:
    """Measure retrieval and answers on judged questions."""
    from bot.shapes import measures_shape

    with session() as now:
        tables = now.evaluate(questions)
        if as_json:
            echo(json_line(measures_shape(tables)))
        else:
            known = {name: table for name, table in tables.items() if any(table.values())}
            echo("\n\n".join(now.terminal.measures(name, table) for name, table in known.items()))


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
    from index.errors import IndexBusy

    try:
        from bot.session import Session
        from bot.settings import load_settings

        settings = load_settings()
        logging.basicConfig(
            level=settings.log_level, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr, force=True
        )
        for noisy in ("httpx", "chromadb", "sentence_transformers", "transformers", "huggingface_hub", "warcio"):
            logging.getLogger(noisy).setLevel(logging.ERROR)
        yield Session(settings)
    except BackissueError as error:
        complain(str(error))
        raise typer.Exit(BUSY if isinstance(error, IndexBusy) else FAILED) from error
    except KeyboardInterrupt as stop:
        complain("stopped; what was done is kept, the next run goes on from there")
        raise typer.Exit(TERMINATED if isinstance(stop, Terminated) else INTERRUPTED) from None


class Terminated(KeyboardInterrupt):
    """SIGTERM: the same as Ctrl-C, by another's hand."""


def terminate(number: int, frame: FrameType | None) -> None:
    """Stop at the next step, as Ctrl-C does."""
    signal.signal(number, signal.SIG_IGN)  # once is enough, and must not disturb the end
    raise Terminated


def serve(every: str) -> None:
    """Run the command at hand again and again, without ``--every``."""
    from bot.service import Service, own_command
    from bot.settings import parse_every

    try:
        interval = parse_every(every)
    except ValueError as error:
        raise typer.BadParameter(f"--every: {error}") from error
    Service(own_command(sys.argv[1:]), {"BACKISSUE_EVERY": every.strip()}, interval).serve()


def complain(message: str) -> None:
    """Print what went wrong, and what to do, as one line on standard error."""
    from bot.render import printable

    typer.echo(f"backissue: {printable(message)}", err=True)


def print_batch(batch: Path, parse: Callable[[str], Question], answer: Callable[[Question], dict[str, Any]]) -> None:
    """Print one JSON line for each line of a batch, in order; a wrong line gives one with ``error``."""
    from bot.batch import answer_lines, open_batch

    with open_batch(batch) as lines:
        for shape in answer_lines(lines, parse, answer):
            echo(json_line(shape))


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


add_chat(app, session, echo, complain, json_line)


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
