import re
import string
import unicodedata
from importlib.resources import files

import pytest

from bot.telegram.command_texts import LANGUAGES, Menu, help_text, menu, menus, privacy_text, read_phrases, start_text

_ALL = (
    "start help ask search timeline latest source since until sources new cancel status follow following privacy forget"
)
COMMANDS = _ALL.split()
ADMIN = ["reindex", "stats", "allow", "block"]
LONGEST_MESSAGE = 4096


@pytest.mark.parametrize("shown", menus(), ids=LANGUAGES)
def test_every_language_has_all_commands_within_the_limits_of_telegram(shown: Menu) -> None:
    assert [one.name for one in shown.commands] == COMMANDS
    assert [one.name for one in shown.admin] == ADMIN
    for one in (*shown.commands, *shown.admin):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", one.name)
        assert 1 <= len(one.description) <= 256
    assert 1 <= len(shown.description) <= 512
    assert 1 <= len(shown.short_description) <= 120


@pytest.mark.parametrize("shown", menus(), ids=LANGUAGES)
def test_what_is_shown_is_clean_text_in_its_own_words(shown: Menu) -> None:
    texts = [shown.description, shown.short_description, *(one.description for one in (*shown.commands, *shown.admin))]
    assert len(set(texts)) == len(texts)
    for text in texts:
        assert text == text.strip()
        assert unicodedata.is_normalized("NFC", text)
        assert not set("<>{}") & set(text)
    if shown.language != "en":
        english = {one.description for one in menu("en").commands}
        assert not english & set(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_in_a_description_is_of_its_own_command(language: str) -> None:
    for one in (*menu(language).commands, *menu(language).admin):
        for named in re.findall(r"/([a-z]+)", one.description):
            assert named == one.name


def test_every_file_of_phrases_is_a_language_and_has_the_same_parts() -> None:
    folder = files("bot.telegram") / "phrases"
    assert {path.name for path in folder.iterdir()} == {f"{language}.json" for language in LANGUAGES}
    parts = {frozenset(read_phrases(language)) - {"texts"} for language in LANGUAGES}
    assert len(parts) == 1


def test_a_language_without_phrases_is_served_in_english() -> None:
    assert menu("xx") == menu("en")


def test_the_longer_texts_are_filled_and_fit_into_a_message() -> None:
    texts = [
        start_text(),
        help_text(),
        help_text(admin=True),
        privacy_text(30),
        privacy_text(30, "llm.example.org"),
    ]
    for text in texts:
        assert len(text) <= LONGEST_MESSAGE
        assert not set("<>") & set(text)
    assert all(f"/{name}" in texts[0] for name in ("help", "new", "status", "privacy"))
    assert {name for name in COMMANDS if f"/{name}" not in texts[1]} == {"start", "help"}
    assert all(f"/{name}" in texts[2] for name in ADMIN)
    assert "30 days" in texts[3]
    assert "sent to nobody" in texts[3]
    assert "llm.example.org" in texts[4]
    assert "sent to nobody" not in texts[4]


def test_every_place_of_a_text_is_filled_by_its_function() -> None:
    texts = read_phrases("en")["texts"]
    places = {
        name: {field for _, field, _, _ in string.Formatter().parse(text) if field} for name, text in texts.items()
    }
    assert places == {
        "start": set(),
        "help": set(),
        "help_admin": set(),
        "privacy": {"days", "model"},
        "privacy_no_model": set(),
        "privacy_model": {"model_host"},
    }
