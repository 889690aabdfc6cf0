"""The token: where it is read, and that it is written nowhere."""

from __future__ import annotations

import logging
from traceback import format_tb

from bot.settings import Settings
from bot.telegram.fields import TOKEN
from corpus.errors import BackissueError
from index.errors import IndexBusy, IndexMissing, IndexOutdated, ModelError, StoreError


class TokenRefused(BackissueError):
    """There is no token, or Telegram does not take it."""


ABOUT_THE_MACHINE = (OSError, StoreError, IndexBusy, IndexMissing, IndexOutdated, ModelError)
NONE = "there is no token: set BACKISSUE_TELEGRAM_TOKEN to the one that @BotFather gave you"
REFUSED = "Telegram does not take the token: copy it from @BotFather again"


def read_token(settings: Settings) -> str:
    """Return the token of the settings, or of the file that they name; raises TokenRefused."""
    path = settings.telegram_token_file
    if path is None:
        found = settings.telegram_token.get_secret_value()
    else:
        try:
            found = path.read_text().strip()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text"
            raise TokenRefused(f"the token cannot be read from {path}: {reason}") from None
    if not found:
        raise TokenRefused(NONE)
    if not TOKEN.fullmatch(found):
        raise TokenRefused(f"what stands in {path} is no token of a bot")
    return found


class Redacted(logging.Formatter):
    """Formats as another formatter does, without the token, tracebacks included."""

    def __init__(self, other: logging.Formatter, token: str) -> None:
        super().__init__()
        self._other = other
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """Format a record. Of an exception that nobody expected its words are left out: they may be a reader's."""
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = told(record.exc_info[1])
        return without_token(self._other.format(record), self._token)


def told(error: BaseException) -> str:
    """A traceback; what the exception says only where that is about the machine."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    earlier = f"{told(before)}\n\nThen:\n\n" if before is not None else ""
    ours = isinstance(error, ABOUT_THE_MACHINE) or type(error).__module__ == "telegram.error"
    said = f": {error}" if ours else ""
    return f"{earlier}{''.join(format_tb(error.__traceback__))}{type(error).__qualname__}{said}"


def without_token(text: str, token: str) -> str:
    """A text without the token, and without the part of it that is secret."""
    return text.replace(token, "[token]").replace(token.partition(":")[2], "[token]")


def keep_quiet(token: str) -> None:
    """See to it that no log shows the token or what people write: the library logs whole updates when it is let."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(Redacted(handler.formatter or logging.Formatter(), token))
    for noisy in ("telegram", "httpx", "httpcore", "tornado", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
