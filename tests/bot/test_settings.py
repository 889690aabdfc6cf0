import traceback
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.settings import Settings, SettingsRejected, load_settings

ADDRESS = "write an address like http://localhost:11434/v1, without user, password, ? or #"
MISSPELT = "there is no setting BACKISSUE_TOPK; did you mean BACKISSUE_TOP_K?"


def complaint() -> str:
    with pytest.raises(SettingsRejected) as caught:
        load_settings()
    return str(caught.value)


def test_the_environment_counts_more_than_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("BACKISSUE_TOP_K=3\nexport BACKISSUE_PASSAGE_WORDS='90' # words\n")
    monkeypatch.setenv("BACKISSUE_TOP_K", "4")
    settings = load_settings()
    assert (settings.top_k, settings.passage_words) == (4, 90)


@pytest.mark.parametrize("value", ["3", ""])
def test_a_misspelt_variable_names_the_nearest(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BACKISSUE_TOPK", value)
    assert complaint() == MISSPELT


@pytest.mark.parametrize("line", ["BACKISSUE_TOPK=3", "backissue_topk=3"])
def test_a_misspelt_line_of_the_file_names_the_nearest(line: str) -> None:
    Path(".env").write_text(f"{line}\n")
    assert complaint() == MISSPELT


def test_a_name_like_no_other_points_to_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKISSUE_QQQQ", "1")
    assert complaint() == "there is no setting BACKISSUE_QQQQ; .env.example lists them all"


def test_variables_of_other_programs_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("OPENAI_API_KEY=secret\nTOP_K=7\ntop_k=8\nEMPTY=\nBACKISSUE=1\n")
    monkeypatch.setenv("BACKISSUES", "a magazine")
    assert load_settings().top_k == 20


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("TOP_K", "x", "Input should be a valid integer, unable to parse string as an integer"),
        ("TOP_K", "0", "Input should be greater than or equal to 1"),
        ("MIN_CONFIDENCE", "1.5", "Input should be less than or equal to 1"),
        ("ENGINE", "int4", "Input should be 'int8', 'fp32' or 'torch'"),
        ("ARCHIVE", "corpus/sample", 'write it as JSON: ["a", "b"]'),
        ("ARCHIVE", '["a", ', 'write it as JSON: ["a", "b"]'),
        ("ARCHIVE", "[1]", 'write it as JSON: ["a", "b"]'),
        ("ARCHIVE", '{"a": "b"}', 'write it as JSON: ["a", "b"]'),
        ("EVERY", "soon", "write it like 15m, 90s, 2h or 1d"),
        ("EVERY", "0s", "write it like 15m, 90s, 2h or 1d"),
        ("EVERY", "900", "write it like 15m, 90s, 2h or 1d"),
        ("EVERY", "P1D", "write it like 15m, 90s, 2h or 1d"),
        ("MAX_REMOVALS", "30%", "Input should be a valid number, unable to parse string as a number"),
        ("MAX_REMOVALS", "1.5", "Input should be less than or equal to 1"),
        ("MAX_REMOVALS", "nan", "Input should be less than or equal to 1"),
        ("STALE_GAPS", "-1", "Input should be greater than or equal to 0"),
        ("STALE_GAPS", "nan", "Input should be greater than or equal to 0"),
        ("TIMEZONE", "Mars/Olympus", "no such time zone; write it like Asia/Baku or Europe/Berlin"),
        ("TIMEZONE", "../../etc/passwd", "no such time zone; write it like Asia/Baku or Europe/Berlin"),
        ("LLM_URL", "localhost:11434", ADDRESS),
        ("LLM_URL", "ftp://localhost/v1", ADDRESS),
        ("LLM_URL", "http://ann:secret@localhost/v1", ADDRESS),
        ("LLM_URL", "https://llm.example/v1?key=secret", ADDRESS),
        ("LLM_URL", "https://llm.example:0/v1", ADDRESS),
        ("LLM_URL", "https://llm.example:99999/v1", ADDRESS),
        ("LLM_URL", "https:///v1", ADDRESS),
        ("LLM_TIMEOUT", "0", "Input should be greater than 0"),
        ("LLM_BUDGET", "10", "Input should be greater than or equal to 1500"),
        ("LLM_KEY", "two words", "a key has no spaces and only ASCII characters"),
    ],
)
@pytest.mark.parametrize("where", ["environment", "file"])
def test_a_value_that_cannot_be_used_is_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str, where: str
) -> None:
    if where == "file":
        Path(".env").write_text(f"BACKISSUE_{name}={value}\n")
    else:
        monkeypatch.setenv(f"BACKISSUE_{name}", value)
    assert complaint() == f"BACKISSUE_{name}: {expected}"


@pytest.mark.parametrize("url", ["http://localhost:11434/v1", "http://127.0.0.1:8080", "http://[::1]/v1"])
def test_a_language_model_on_this_machine_needs_no_encryption(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BACKISSUE_LLM_URL", url)
    assert load_settings().llm_url == url


@pytest.mark.parametrize(
    "url", ["http://llm.example/v1", "http://192.168.1.5:11434/v1", "http://localhost.evil.example"]
)
def test_one_on_another_machine_does_unless_that_is_said(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BACKISSUE_LLM_URL", url)
    assert complaint() == (
        "BACKISSUE_LLM_PLAIN_HTTP: BACKISSUE_LLM_URL is http:// to another machine; write https://, or set this to true"
    )
    monkeypatch.setenv("BACKISSUE_LLM_PLAIN_HTTP", "true")
    assert load_settings().llm_url == url
    monkeypatch.setenv("BACKISSUE_LLM_PLAIN_HTTP", "false")
    monkeypatch.setenv("BACKISSUE_LLM_URL", url.replace("http:", "https:"))
    assert load_settings().llm_url.startswith("https:")


@pytest.mark.parametrize("value", ["sk-geheim", "sk geheim", "sk-geheim-é"])
def test_the_key_of_a_language_model_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BACKISSUE_LLM_KEY", value)
    try:
        settings = load_settings()
    except SettingsRejected as error:
        assert "geheim" not in "".join(traceback.format_exception(error))
    else:
        assert "geheim" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_a_file_that_is_no_text_is_one_line() -> None:
    Path(".env").write_bytes(b"\xff\xfe")
    assert complaint().startswith("settings cannot be read: 'utf-8' codec can't decode byte 0xff")


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    # An empty data folder would be the current one, and the index would be strewn into it.
    default = load_settings()
    monkeypatch.setenv(f"BACKISSUE_{name}", "")
    assert load_settings() == default


def test_the_archive_is_a_list_of_paths() -> None:
    Path(".env").write_text('BACKISSUE_ARCHIVE=["corpus/sample", "/srv/news"]\n')
    assert load_settings().archive == [Path("corpus/sample"), Path("/srv/news")]


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    # In .env no shell has replaced it; a folder named "~" is never meant.
    monkeypatch.setenv("HOME", "/home/ana")
    Path(".env").write_text(
        'BACKISSUE_ARCHIVE=["~/news"]\nBACKISSUE_DATA_DIR=~/index\nBACKISSUE_MODEL_CACHE=~/models\n'
    )
    settings = load_settings()
    assert [*settings.archive, settings.data_dir, settings.model_cache] == [
        Path("/home/ana/news"),
        Path("/home/ana/index"),
        Path("/home/ana/models"),
    ]


def test_the_time_zone_is_ready_for_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKISSUE_TIMEZONE", "Asia/Baku")
    assert load_settings().zone == ZoneInfo("Asia/Baku")


@pytest.mark.parametrize("where", ["environment", "file"])
def test_an_interval_is_written_as_on_the_command_line(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    if where == "file":
        Path(".env").write_text("BACKISSUE_EVERY=15m\n")
    else:
        monkeypatch.setenv("BACKISSUE_EVERY", "15m")
    assert load_settings().every == timedelta(minutes=15)


def test_nothing_changes_a_setting_later() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().top_k = 3
