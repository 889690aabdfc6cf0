"""``Chat``: the loop of a conversation on a terminal, or over a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path

from bot.conversation import Conversation, Reply
from bot.dialogue.small_talk import command_of
from bot.dialogue.turns import LONGEST, START, ConversationState, dump_state, load_state
from bot.question import Question, first_moment, last_moment
from bot.wording import unknown
from corpus.errors import BackissueError
from index.errors import QuestionRejected, UnknownName
from index.passage import NO_FILTER, Filter

PROMPT = "> "
LEAVING = frozenset({"/quit", "/exit", "/q", "quit", "exit"})
WITHOUT_SLASH = {"start": "help", "help": "help", "new": "new", "sources": "sources"}  # of what people say to a bot
HELP = """Ask a question; then "and in 2021?", "who said that?", "why?", "what about Turkey?", "more".
  /new           forget the turns before
  /since DATE    only articles published on this day or later; without a date, no limit
  /until DATE    only articles published up to the end of this day; without a date, no limit
  /source NAME   only articles of this source; without a name, of all
  /sources       the sources of the archive
  /help          this list
  /quit          end (Ctrl-D, too)"""


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation with one reader.

    ``ask`` makes a question of what was typed (raises QuestionRejected), ``show`` prints a reply to it, ``note`` what
    is said beside. ``check`` raises QuestionRejected for limits by a name that the archive does not have, ``sources``
    lists those that it has; ``path`` keeps the conversation, where one is given.
    """

    conversation: Conversation
    ask: Callable[[str], Question]
    show: Callable[[Reply, Question], None]
    note: Callable[[str], None]
    check: Callable[[Filter], None]
    sources: Callable[[], str]
    zone: tzinfo
    path: Path | None = None

    def run(self, lines: Iterator[str]) -> None:
        """Take one line after another, until there is none or the reader leaves; Ctrl-C leaves, too."""
        with suppress(KeyboardInterrupt):
            for line in lines:
                if line.strip(" .!?\r\n").casefold() in LEAVING:
                    return
                try:
                    self.take(line.strip())
                except UnknownName as error:
                    self.note(unknown(error, "/sources"))
                except QuestionRejected as error:
                    self.note(str(error))
                self.save()

    def take(self, line: str) -> None:
        """Obey a command, or answer a question; an empty line is nothing."""
        if line.startswith("/"):
            name, _, value = line[1:].partition(" ")
            self.command(name.casefold(), value.strip())
        elif command := WITHOUT_SLASH.get(command_of(line)):
            self.command(command, "")
        elif line:
            question = self.ask(line)
            self.show(self.conversation.turn(question), question)

    def command(self, name: str, value: str) -> None:
        """Obey a command."""
        state = self.conversation.state
        match name:
            case "new":
                self.conversation.state = replace(START, filter=state.filter)
                self.note("A new conversation.")
            case "since" | "until" | "source":
                limits = limited(state.filter, name, value, self.zone)
                self.check(limits)
                self.conversation.state = replace(state, filter=limits)
                self.note(f"{name}: {value or 'no limit'}")
            case "sources":
                self.note(self.sources())
            case "help":
                self.note(HELP)
            case _:
                self.note(f"There is no command /{name}; /help lists them.")

    def save(self) -> None:
        """Keep the conversation, whole or as it was before."""
        if self.path is None:
            return
        beside = self.path.with_name(f"{self.path.name}.tmp")
        try:
            beside.write_text(dump_state(self.conversation.state) + "\n", encoding="utf-8")
            beside.replace(self.path)
        except OSError as error:
            raise BackissueError(f"cannot keep the conversation in {self.path}: {error.strerror}") from error


def limited(limits: Filter, name: str, value: str, zone: tzinfo) -> Filter:
    """Limits with one of them changed, or taken away by an empty value; raises QuestionRejected."""
    if name == "source":
        if len(value) > LONGEST:
            raise QuestionRejected(f"the name of a source has at most {LONGEST} characters")
        return replace(limits, source=" ".join(value.split()))
    if name == "since":
        limits = replace(limits, since=first_moment(value, zone) if value else None)
    else:
        limits = replace(limits, until=last_moment(value, zone) if value else None)
    if limits.since and limits.until and limits.since > limits.until:
        raise QuestionRejected("nothing lies between: since is later than until")
    return limits


def resume(path: Path | None, limits: Filter = NO_FILTER) -> ConversationState:
    """Return the conversation that a file keeps, or a new one; ``limits``, if any, go before its own."""
    state = START
    if path:
        try:
            if path.exists():
                state = load_state(path.read_text(encoding="utf-8", errors="replace"))
        except OSError as error:
            raise BackissueError(f"cannot read {path}: {error.strerror}") from error
    return replace(state, filter=limits or state.filter)


def typed(history: Path | None) -> Iterator[str]:
    """Yield lines from the keyboard, with a prompt, or from a pipe, without one.

    What was typed can be had again by the arrow keys; it is kept beyond the end only in a file ``history``.
    """
    if not sys.stdin.isatty():
        for raw in sys.stdin.buffer:
            yield raw.decode("utf-8", "replace")
        return
    with suppress(ImportError):
        import readline  # by its mere import, input() has a history

        try:
            if history and history.exists():
                readline.read_history_file(history)
        except OSError as error:
            raise BackissueError(f"cannot read {history}: {error.strerror}") from error
    try:
        while True:
            yield input(PROMPT)
    except EOFError:
        print()
    finally:
        if history:
            with suppress(ImportError, OSError):
                import readline

                readline.write_history_file(history)
