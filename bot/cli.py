"""The command line. A command parses, calls, and prints a rendered string.

Here are the commands that keep the index and measure it; ``bot.terminal`` has those of a reader and the one that starts
the Telegram front end.
"""

from __future__ import annotations

import io
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

import bot.terminal.bot_command
import bot.terminal.chat_command
import bot.terminal.commands  # noqa: F401 - both put theirs into ``app``
from bot.terminal.console import (
    FAILED,
    PARTIAL,
    STALE,
    WITHHELD,
    Json,
    Terminated,
    app,
    complain,
    echo,
    json_line,
    session,
)


def show_version(wanted: bool) -> None:
    """Print the version that is installed, and stop."""
    if wanted:
        from importlib.metadata import version

        echo(f"backissue {version('backissue')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=show_version, is_eager=True)
    ] = False,
) -> None:
    """Answers questions from a news archive, every sentence backed by a passage that you can check."""


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

    Exit status: 0 done, 2 an error or wrong usage, 3 another process is writing.

    Besides: 4 too much is gone and was kept, 5 a folder or a feed is missing (the rest was done), 130 or 143 stopped.
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
    article_ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ARTICLE_ID", help="As `search` and `articles` list it.", show_default=False),
    ] = None,
    *,
    source: Annotated[str, typer.Option(metavar="NAME", help="All articles of this source.")] = "",
    root: Annotated[
        str, typer.Option(metavar="PATH", help="All articles that were read from this folder; it may be indexed again.")
    ] = "",
    undo: Annotated[
        bool, typer.Option("--undo", help="Let what was forgotten come back, if the archive still has it.")
    ] = False,
) -> None:
    """Purge articles from the disk: text, embeddings, keywords, older versions. They do not come back by themselves.

    Exit status: 0 done, 2 an error or wrong usage, 3 another process is writing.
    """
    if not (article_ids or source or root):
        raise typer.BadParameter("give the ids of articles, --source or --root")
    if undo and root:
        raise typer.BadParameter("what was forgotten by --root may come back already: index the folder again")
    from bot.telegram.memory import forget_told
    from corpus.amount import amount

    with session() as now:
        signal.signal(signal.SIGTERM, terminate)
        if undo:
            now.jobs().allow_again(article_ids or [], source=source)
            echo("The next `backissue index` reads it again.")
            return
        articles, passages = now.jobs().forget(article_ids or [], source=source, root=root)
        forget_told(now.settings.data_dir)
        gone = f"{amount(articles, 'article')} and {amount(passages, 'passage')}"
        echo(f"Forgotten: {gone}; nothing of that is left in the data folder.")


@app.command()
def status(*, as_json: Json = False) -> None:
    """Say what the index holds and whether it is up to date.

    Stale is also an archive to which nothing is added any more, unless BACKISSUE_STALE_GAPS=0.

    Exit status: 0 up to date, 1 stale, 2 an error or wrong usage.
    """
    from bot.shapes import status_shape

    with session() as now:
        state = now.state()
        echo(json_line(status_shape(state)) if as_json else now.terminal.status(state))
        if state.freshness.stale:
            raise typer.Exit(STALE)


@app.command()
def runs(*, as_json: Json = False) -> None:
    """List the last runs of the jobs that wrote the index, oldest first (at most 100).

    Exit status: 0 listed, 2 an error or wrong usage.
    """
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
    """Measure retrieval and answers on judged questions.

    Exit status: 0 measured, 2 an error or wrong usage.
    """
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
    """Measure speed and memory beside the bare model and brute force, on this machine.

    Exit status: 0 measured, 2 an error or wrong usage.
    """
    from bot.terminal.bench import run_bench

    with session() as now:
        echo(run_bench(now.settings, paths or [], passages, as_json=as_json))


def terminate(number: int, frame: FrameType | None) -> None:
    """Stop at the next step, as Ctrl-C does."""
    signal.signal(number, signal.SIG_IGN)  # once is enough, and must not disturb the end
    raise Terminated


def serve(every: str) -> None:
    """Run the command at hand again and again, without ``--every``."""
    from bot.intervals import parse_every
    from bot.service import Service, own_command

    try:
        interval = parse_every(every)
    except ValueError as error:
        raise typer.BadParameter(f"--every: {error}") from error
    Service(own_command(sys.argv[1:]), {"BACKISSUE_EVERY": every.strip()}, interval).serve()


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
