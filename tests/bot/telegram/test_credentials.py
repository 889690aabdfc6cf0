"""The token is in no log, no traceback and no list of processes."""

import logging
from pathlib import Path
from typing import Any

import pytest
from telegram.error import InvalidToken

from bot.settings import Settings, load_settings
from bot.telegram.credentials import Redacted, TokenRefused, keep_quiet, read_token, without_token
from tests.bot.telegram.world import TOKEN

SECRET = TOKEN.partition(":")[2]


def settings(**fields: Any) -> Settings:
    return load_settings(**fields)


def test_from_the_settings_or_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"\n {TOKEN}\r\n")
    assert read_token(Settings(telegram_token=TOKEN)) == TOKEN
    assert read_token(Settings(telegram_token_file=tmp_path / "token")) == TOKEN


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (None, "there is no token"),
        (b"", "there is no token"),
        (b"  \n", "there is no token"),
        (f"TOKEN={TOKEN}".encode(), "is no token of a bot"),
        (f"{TOKEN} # mine".encode(), "is no token of a bot"),
        (b"\xff\xfe\x00", "it is not text"),
    ],
)
def test_what_is_wrong_is_said_without_the_token(tmp_path: Path, written: bytes | None, said: str) -> None:
    path = tmp_path / "token"
    if written is not None:
        path.write_bytes(written)
    with pytest.raises(TokenRefused, match=said) as caught:
        read_token(Settings(telegram_token_file=path if written is not None else None))
    assert SECRET not in str(caught.value)
    assert SECRET not in "".join(map(str, (caught.value.__cause__, caught.value.__context__)))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(TokenRefused, match="cannot be read from"):
            read_token(Settings(telegram_token_file=path))


def test_the_settings_do_not_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert SECRET not in repr(
        Settings(telegram_token=TOKEN, telegram_secret="secret-secret", telegram_pairing="pair-pair")
    )
    monkeypatch.setenv("BACKISSUE_TELEGRAM_TOKEN", f"bot{TOKEN}")
    with pytest.raises(Exception, match="TELEGRAM_TOKEN") as caught:
        settings()
    assert SECRET not in str(caught.value)


def test_no_line_of_a_log_has_it(caplog: pytest.LogCaptureFixture) -> None:
    formatter = Redacted(logging.Formatter("%(levelname)s %(message)s"), TOKEN)

    def line(message: str, *values: object, error: Exception | None = None) -> str:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, message, values, None)
        if error:
            record.exc_info = (type(error), error, error.__traceback__)
        return formatter.format(record)

    def read(text: str) -> None:
        raise ValueError(text)

    def fail() -> None:
        try:
            read("what a reader wrote"[:30])
        except ValueError:
            raise InvalidToken(f"The token `{TOKEN}` was rejected by the server.")  # noqa: B904

    assert (
        line("POST %s", f"https://api.telegram.org/bot{TOKEN}/getMe")
        == "ERROR POST https://api.telegram.org/bot[token]/getMe"
    )
    try:
        fail()
    except InvalidToken as error:
        said = line("it failed", error=error)
        assert "rejected" in said
        assert "ValueError\n" in said
        assert said.count("what a reader wrote") == 1  # in the line of code
        assert SECRET not in said
    assert SECRET not in line("the secret part alone: %s", SECRET)
    assert without_token("nothing here", TOKEN) == "nothing here"


def test_the_library_is_kept_from_telling_what_people_write() -> None:
    root, handler = logging.getLogger(), logging.StreamHandler()
    before = {name: logging.getLogger(name).level for name in ("telegram", "httpx", "httpcore", "tornado", "asyncio")}
    formatters = {one: one.formatter for one in root.handlers}
    root.addHandler(handler)
    try:
        logging.getLogger("telegram").setLevel(logging.DEBUG)
        keep_quiet(TOKEN)
        assert isinstance(handler.formatter, Redacted)
        for name in ("telegram.Bot", "telegram.ext.ExtBot", "httpx", "httpcore.connection", "tornado.access"):
            assert not logging.getLogger(name).isEnabledFor(logging.INFO), name
    finally:
        root.removeHandler(handler)
        for one, formatter in formatters.items():
            one.setFormatter(formatter)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
