"""The settings of the Telegram front end; ``bot.settings`` reads them with all others."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from bot.intervals import parse_every

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
SECRET = re.compile(r"[A-Za-z0-9_-]{8,256}")


class TelegramFields(BaseModel):
    """Settings of ``backissue bot``."""

    telegram_token: SecretStr = Field(
        default=SecretStr(""),
        description="Token of the bot, as @BotFather gave it. Keep this file readable by you alone.",
    )
    telegram_token_file: Path | None = Field(
        default=None, description="A file that holds the token instead, such as a secret of systemd or of a container."
    )
    telegram_api: str = Field(
        default="https://api.telegram.org",
        description="Address of the Bot API; of a server of your own, where you run one.",
    )
    telegram_allow: Annotated[list[int], NoDecode] = Field(
        default=[],
        description="Numeric ids of the users and chats that the bot serves, as JSON: [1001, -100200300]. All others "
        "are told that it is private.",
    )
    telegram_open: bool = Field(default=False, description="Whether the bot serves everybody.")
    telegram_admins: Annotated[list[int], NoDecode] = Field(
        default=[], description="Numeric ids of the users who may /reindex, /stats, /allow and /block, as JSON."
    )
    telegram_pairing: SecretStr = Field(
        default=SecretStr(""),
        description="A code of 8 characters or more (letters, digits, _ and -): who sends /start CODE in a private "
        "chat is allowed from then on.",
    )
    telegram_per_minute: int = Field(default=8, ge=1, le=1000, description="Questions of one user in a minute at most.")
    telegram_per_day: int = Field(default=300, ge=1, le=100_000, description="Questions of one user in a day at most.")
    telegram_question: int = Field(
        default=1000, ge=10, le=4096, description="Characters in a question by Telegram at most."
    )
    telegram_waiting: int = Field(
        default=50,
        ge=1,
        le=10_000,
        description="Questions that wait at most; who asks one more is told that the bot is busy.",
    )
    telegram_stale: timedelta = Field(
        default=timedelta(minutes=10),
        description="After how long a question that had to wait, such as for a machine that was off, gets an apology "
        "instead of an answer: 10m, 1h.",
    )
    telegram_keep: timedelta = Field(
        default=timedelta(days=30),
        description="How long questions, answers and conversations are kept: 30d. Then buttons of old answers have "
        "expired.",
    )
    telegram_webhook: str = Field(
        default="",
        description="Public https address at which Telegram delivers, if it shall: your proxy leads it to "
        "BACKISSUE_TELEGRAM_LISTEN. Empty: the bot asks Telegram itself.",
    )
    telegram_secret: SecretStr = Field(
        default=SecretStr(""),
        validate_default=True,
        description="What Telegram shows with each delivery, 8 to 256 letters, digits, _ and -. Needed with a webhook.",
    )
    telegram_listen: str = Field(
        default="127.0.0.1:8081",
        description="Where the webhook listens, and where http://.../health answers if there is a webhook or "
        "BACKISSUE_TELEGRAM_HEALTH.",
    )
    telegram_health: bool = Field(
        default=False, description="Whether /health is answered at BACKISSUE_TELEGRAM_LISTEN without a webhook, too."
    )

    @field_validator("telegram_allow", "telegram_admins", mode="before")
    @classmethod
    def ids_are_json(cls, value: object) -> object:
        """Read ids as JSON or separated by commas."""
        if not isinstance(value, str):
            return value
        try:
            found = json.loads(value if value.lstrip().startswith("[") else f"[{value}]")
        except ValueError:
            found = None
        if not isinstance(found, list) or not all(isinstance(one, int) and not isinstance(one, bool) for one in found):
            raise ValueError("write numeric ids as JSON: [1001, -100200300]")
        return found

    @field_validator("telegram_stale", "telegram_keep", mode="before")
    @classmethod
    def lasting(cls, value: object) -> object:
        """Read a time as the other settings do."""
        return parse_every(value) if isinstance(value, str) else value

    @field_validator("telegram_token")
    @classmethod
    def token_is_one(cls, value: SecretStr) -> SecretStr:
        """Refuse what is no token."""
        if value.get_secret_value() and not TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("that is no token of a bot: @BotFather gives one like 123456:ABC-def")
        return value

    @field_validator("telegram_secret", "telegram_pairing")
    @classmethod
    def secret_is_plain(cls, value: SecretStr) -> SecretStr:
        """Refuse what a header or a deep link cannot carry, and what is guessed too soon."""
        if value.get_secret_value() and not SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("write 8 to 256 letters, digits, _ and -")
        return value

    @field_validator("telegram_api")
    @classmethod
    def api_is_an_address(cls, value: str) -> str:
        """Refuse what is no address of a server."""
        if not re.fullmatch(r"https?://[^\s/?#@\\]+(?:/[^\s?#@\\]*)?", value):
            raise ValueError("write an address like https://api.telegram.org")
        return value.rstrip("/")

    @field_validator("telegram_webhook")
    @classmethod
    def webhook_is_public(cls, value: str) -> str:
        """Refuse an address that Telegram does not deliver to; plain http is for tests on this machine."""
        parts = urlsplit(value)
        here = parts.hostname in {"127.0.0.1", "localhost"}
        if value and (not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and here))):
            raise ValueError("write a public https address")
        return value

    @field_validator("telegram_listen")
    @classmethod
    def listens_at_a_port(cls, value: str) -> str:
        """Refuse what is no host and port."""
        host, _, port = value.rpartition(":")
        if not host or not port.isdecimal() or not 0 <= int(port) < 65536:
            raise ValueError("write host and port, such as 127.0.0.1:8081")
        return value

    @field_validator("telegram_secret")
    @classmethod
    def webhook_has_a_secret(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Refuse a webhook that anybody could post to."""
        if info.data.get("telegram_webhook") and not value.get_secret_value():
            raise ValueError("BACKISSUE_TELEGRAM_WEBHOOK needs a secret here")
        return value
