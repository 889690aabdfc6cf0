"""``backissue chat``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.console import AsOf, Json, Limits, Since, Source, Until, app, complain, echo, json_line, session

if TYPE_CHECKING:
    from bot.conversation import Reply
    from bot.question import Question


@app.command()
def chat(
    *,
    as_of: AsOf = "",
    since: Since = "",
    until: Until = "",
    source: Source = "",
    state: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep the conversation here, and go on with it next time.")
    ] = None,
    history: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep what was typed here, for the arrow keys.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Talk with the archive: questions, follow-ups, and questions back where something is unclear.

    A line is a turn; /help lists the commands. Exit status: 0 ended, 2 an error or wrong usage.
    """
    from bot.shapes import reply_shape
    from bot.terminal.chat import Chat, resume, typed
    from bot.wording import harmless

    kept = Limits(as_of=as_of, since=since, until=until, source=source, author="", any_time=False)
    by_turn = Limits(as_of=as_of, since="", until="", source="", author="", any_time=False)
    with session() as now:
        limits = now.question(["-"], **kept)
        now.refuse_unknown(limits.filter)

        def ask(text: str) -> Question:
            return now.question([text], **by_turn)

        def show(reply: Reply, asked: Question) -> None:
            echo(json_line(reply_shape(reply, asked)) if as_json else f"{now.terminal.reply(reply)}\n")

        conversation = now.conversation(resume(state, limits.filter))

        def note(text: str) -> None:
            (complain if as_json else echo)(harmless(text))

        def sources() -> str:
            return now.terminal.sources(now.sources())

        chat = Chat(conversation, ask, show, note, now.refuse_unknown, sources, now.settings.zone, state)
        chat.run(typed(history))
