"""The settings of the front end: what is taken, and what is refused with a sentence that helps."""

from datetime import timedelta

import pytest

from bot.settings import Settings, load_settings
from corpus.errors import BackissueError


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(f"BACKISSUE_TELEGRAM_{name.upper()}", value)
    return load_settings()


@pytest.mark.parametrize(
    ("typed", "ids"),
    [("[1001, -100200300]", [1001, -100200300]), ("1001,-5", [1001, -5]), ("7", [7]), ("", []), ("[]", [])],
)
def test_ids(monkeypatch: pytest.MonkeyPatch, typed: str, ids: list[int]) -> None:
    assert given(monkeypatch, allow=typed, admins=typed).telegram_allow == ids


def test_times(monkeypatch: pytest.MonkeyPatch) -> None:
    found = given(monkeypatch, stale="15m", keep="7d")
    assert (found.telegram_stale, found.telegram_keep) == (timedelta(minutes=15), timedelta(days=7))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("allow", "ann, bob", "numeric ids"),
        ("allow", "[true]", "numeric ids"),
        ("allow", "[1.5]", "numeric ids"),
        ("admins", "{}", "numeric ids"),
        ("token", "my token", "no token of a bot"),
        ("api", "api.telegram.org", "write an address"),
        ("api", "https://user@evil.example", "write an address"),
        ("api", "https://api.example?x=", "write an address"),
        ("pairing", "short", "8 to 256"),
        ("pairing", "with blanks in it", "8 to 256"),
        ("secret", "ümlaute-allowed-not", "8 to 256"),
        ("webhook", "http://bot.example/x", "public https"),
        ("webhook", "https://bot.example/x", "needs a secret"),
        ("listen", "8081", "host and port"),
        ("listen", "127.0.0.1:99999", "host and port"),
        ("per_minute", "0", "greater"),
        ("question", "5000", "less"),
        ("stale", "soon", "STALE"),
    ],
)
def test_what_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    with pytest.raises(BackissueError, match=said) as caught:
        given(monkeypatch, **{name: value})
    assert "TELEGRAM" in str(caught.value)


def test_an_address_ends_without_a_stroke(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given(monkeypatch, api="http://127.0.0.1:8081/").telegram_api == "http://127.0.0.1:8081"
