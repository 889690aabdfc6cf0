"""``backissue chat``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.conversation import Reply
    from bot.question import Question
    from bot.session import Session


def add_chat(
    app: typer.Typer,
    session: Callable[[], AbstractContextManager[Session]],
    echo: Callable[[str], None],
    complain: Callable[[str], None],
    json_line: Callable[[Any], str],
) -> None:
    """Put the command into an application, whose ways of running and printing it uses."""

    @app.command()
    def chat(
        *,
        as_of: Annotated[
            str, typer.Option("--as-of", metavar="DATE", help="The day on which questions are asked; default: now.")
        ] = "",
        since: Annotated[str, typer.Option(metavar="DATE", help="Only articles published on this day or later.")] = "",
        until: Annotated[
            str, typer.Option(metavar="DATE", help="Only articles published up to the end of this day.")
        ] = "",
        source: Annotated[str, typer.Option(metavar="NAME", help="Only articles of this source.")] = "",
        state: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Keep the conversation here, and go on with it next time.")
        ] = None,
        history: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Keep what was typed here, for the arrow keys.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON, a line a turn (docs/json.md).")] = False,
    ) -> None:
        """Talk with the archive: questions, follow-ups, and questions back where something is unclear.

        A line is a turn; /help lists the commands. Exit status: 0 ended, 2 an error or wrong usage.
        """
        from bot.chat import Chat, resume, typed
        from bot.shapes import reply_shape

        with session() as now:
            limits = now.question(
                ["-"], as_of=as_of, since=since, until=until, source=source, author="", any_time=False
            )

            def ask(text: str) -> Question:
                return now.question([text], as_of=as_of, since="", until="", source="", author="", any_time=False)

            def show(reply: Reply, asked: Question) -> None:
                echo(json_line(reply_shape(reply, asked)) if as_json else f"{now.terminal.reply(reply)}\n")

            conversation = now.conversation(resume(state, limits.filter))
            note = complain if as_json else echo
            Chat(conversation, ask, show, note, now.settings.zone, state).run(typed(history))
