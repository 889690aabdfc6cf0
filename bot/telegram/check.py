"""``check_all``: what is wrong with the settings, the archive or the token, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from telegram.error import InvalidToken, TelegramError

from bot.session import Session
from bot.telegram.credentials import REFUSED, TokenRefused, read_token
from bot.telegram.store import look_at
from corpus.amount import amount
from corpus.errors import BackissueError
from index.errors import StoreError


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was looked at, and what was found."""

    part: str
    well: bool
    said: str

    def __str__(self) -> str:
        return f"{self.part:10}{'' if self.well else 'WRONG: '}{self.said}"


async def check_all(session: Session) -> list[Finding]:
    """Look at all that the bot needs; nothing is changed, in Telegram neither."""
    return [check_archive(session), check_members(session), check_store(session), *await check_token(session)]


def check_archive(session: Session) -> Finding:
    """Whether there is an index, and it is up to date."""
    try:
        state = session.state()
    except BackissueError as error:
        return Finding("archive", False, str(error))
    if state.freshness.stale:
        return Finding("archive", False, f"not up to date: {'; '.join(state.freshness.stale)}")
    return Finding("archive", True, f"{amount(state.archive.articles, 'article')}, generation {state.archive.number}")


def check_members(session: Session) -> Finding:
    """Whether anybody may use the bot."""
    settings = session.settings
    named = len(settings.telegram_allow) + len(settings.telegram_admins)
    if settings.telegram_open:
        return Finding("members", True, "open to everybody")
    if not named and not settings.telegram_pairing.get_secret_value():
        return Finding(
            "members",
            False,
            "nobody may use the bot: set BACKISSUE_TELEGRAM_ALLOW, _ADMINS, _PAIRING or _OPEN",
        )
    paired = ", and whoever knows the code" if settings.telegram_pairing.get_secret_value() else ""
    return Finding("members", True, f"{amount(named, 'member')}{paired}")


def check_store(session: Session) -> Finding:
    """Whether conversations can be kept."""
    try:
        look_at(session.settings.data_dir)
    except StoreError as error:
        return Finding("memory", False, str(error))
    return Finding("memory", True, "conversations are kept in the data folder")


async def check_token(session: Session) -> list[Finding]:
    """Whether Telegram takes the token, and how updates come."""
    from bot.telegram.front import make_bot
    from bot.telegram.limiter import Limiter

    settings = session.settings
    try:
        bot = make_bot(settings, read_token(settings), Limiter())
        async with bot:
            user, hook = bot.bot, await bot.get_webhook_info()
    except TokenRefused as error:
        return [Finding("token", False, str(error))]
    except InvalidToken:
        return [Finding("token", False, REFUSED)]
    except TelegramError as error:
        return [Finding("telegram", False, f"{settings.telegram_api} cannot be reached: {error.message}")]
    found = [Finding("token", True, f"@{user.username}")]
    if hook.url and not settings.telegram_webhook:
        found.append(Finding("updates", True, "a webhook is set; starting the bot removes it"))
    elif settings.telegram_webhook:
        late = f", the last delivery failed: {hook.last_error_message}" if hook.last_error_message else ""
        found.append(Finding("updates", not late, f"webhook {settings.telegram_webhook}{late}"))
    if not user.supports_inline_queries:
        found.append(Finding("inline", True, "off; @BotFather turns it on (/setinline)"))
    return found
