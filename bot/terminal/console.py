"""What all commands share: the application, their options, how results and errors are printed.

Results go to standard output, progress and errors to standard error. Heavy modules are imported by the command that
needs them, so that ``--help`` is instant.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer

if TYPE_CHECKING:
    from bot.session import Session

app = typer.Typer(
    name="backissue",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ANSWERED, NOT_IN_ARCHIVE, FAILED = 0, 1, 2  # as grep's
STALE = 1  # `status`, and `doctor` where something is wrong
BUSY, WITHHELD, PARTIAL = 3, 4, 5  # `index`
INTERRUPTED, TERMINATED = 130, 143  # as shells have it

LONGEST = 2000  # characters of an error: a path may be as long as the system allows

# Control and direction characters that JSON allows in a text and a terminal takes as a command.
OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")

Json = Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")]
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of", metavar="DATE", help="The day on which the question is asked, as 2022-08-01; default: now."
    ),
]
Since = Annotated[str, typer.Option(metavar="DATE", help="Only articles published on this day (month, year) or later.")]
Until = Annotated[
    str, typer.Option(metavar="DATE", help="Only articles published up to the end of this day (month, year).")
]
Source = Annotated[str, typer.Option(metavar="NAME", help="Only articles of this source.")]
Author = Annotated[str, typer.Option(metavar="NAME", help="Only articles with this name in the byline.")]
AnyTime = Annotated[bool, typer.Option("--any-time", help="Pass over the time that the question names.")]


class Limits(TypedDict):
    """What a reader limits by hand, as typed."""

    as_of: str
    since: str
    until: str
    source: str
    author: str
    any_time: bool


@contextmanager
def session() -> Iterator[Session]:
    """Run a command: settings, logging, and expected errors as one line with exit status 2."""
    from corpus.errors import BackissueError
    from index.errors import IndexBusy, UnknownName

    try:
        from bot.session import Session
        from bot.settings import load_settings
        from bot.wording import unknown

        settings = load_settings()
        logging.basicConfig(
            level=settings.log_level, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr, force=True
        )
        for noisy in (
            *("httpx", "chromadb", "sentence_transformers", "transformers", "huggingface_hub", "warcio"),
            *("matplotlib", "fontTools"),
        ):
            logging.getLogger(noisy).setLevel(logging.ERROR)
        yield Session(settings)
    except UnknownName as error:
        complain(unknown(error, "`backissue sources`"))
        raise typer.Exit(FAILED) from error
    except BackissueError as error:
        complain(str(error))
        raise typer.Exit(BUSY if isinstance(error, IndexBusy) else FAILED) from error
    except KeyboardInterrupt as stop:
        complain("stopped; what was done is kept, the next run goes on from there")
        raise typer.Exit(TERMINATED if isinstance(stop, Terminated) else INTERRUPTED) from None


class Terminated(KeyboardInterrupt):
    """SIGTERM: the same as Ctrl-C, by another's hand."""


def complain(message: str) -> None:
    """Print what went wrong, and what to do, as one line on standard error."""
    from bot.wording import printable

    told = printable(message)
    told = told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"  # it may repeat what was typed
    typer.echo(f"backissue: {told}", err=True)


def json_line(shape: Any) -> str:
    """Serialise on one line; text stays readable, but what a terminal would obey is escaped."""
    return OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(shape, ensure_ascii=False))


def echo(text: str) -> None:
    """Print a result at once, so that a reader of a pipe sees each line as it comes."""
    typer.echo(text)
    sys.stdout.flush()
