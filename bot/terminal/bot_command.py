"""``backissue bot``."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.terminal.console import app, echo, session


@app.command()
def bot(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Check token, archive and settings, say what to fix, and start nothing.")
    ] = False,
    healthy: Annotated[
        bool, typer.Option("--healthy", help="Say how the bot is that runs on this data folder, and start nothing.")
    ] = False,
) -> None:
    """Answer in Telegram, until Ctrl-C or SIGTERM.

    Exit status: 0 stopped, or all is well; 1 `--check` or `--healthy` found something wrong; 2 an error.
    """
    import asyncio

    from bot.telegram.check import check_all
    from bot.telegram.credentials import keep_quiet, read_token
    from bot.telegram.front import Front
    from bot.telegram.health import read_report
    from bot.telegram.store import open_store

    with session() as now:
        if healthy:
            well, report = read_report(now.settings.data_dir)
            echo(report)
            raise typer.Exit(0 if well else 1)
        if check:
            findings = asyncio.run(check_all(now))
            for finding in findings:
                echo(str(finding))
            raise typer.Exit(0 if all(finding.well for finding in findings) else 1)
        keep_quiet(read_token(now.settings))
        with open_store(now.settings.data_dir) as store:
            asyncio.run(Front(now, store).run())
