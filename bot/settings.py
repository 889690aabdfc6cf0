"""``Settings``: the only reader of the environment and of ``.env``."""

from __future__ import annotations

import difflib
import ipaddress
import json
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from platformdirs import user_cache_path
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.intervals import parse_every
from bot.telegram.fields import TelegramFields
from corpus.errors import BackissueError
from corpus.formats.json_records import KNOWN
from corpus.record import Conventions
from index.passage import Stage

PREFIX = "BACKISSUE_"
THRESHOLD = 0.48  # where balanced accuracy is highest: docs/decisions.md, "A language model words"


class SettingsRejected(BackissueError):
    """A setting is unknown or has a value that cannot be used."""


class Settings(TelegramFields, BaseSettings):
    """Every setting, from variables ``BACKISSUE_...`` of the environment or of ``.env`` in the current folder.

    An empty value is the default. Other programs may keep variables in the same ``.env``.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        dotenv_filtering="match_prefix",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,  # one of them is a secret
    )

    archive: Annotated[list[Path], NoDecode] = Field(
        default=[],
        description='Folders and files that `backissue index` reads when it is given none, as JSON: ["a", "b"].',
    )
    feeds: Annotated[list[str], NoDecode] = Field(
        default=[],
        description="Addresses of feeds and sitemaps whose new pages `backissue index` fetches into feeds/ in the "
        'first folder of the archive before it reads, as JSON: ["https://example.org/rss.xml"].',
    )
    feeds_private: bool = Field(
        default=False,
        description="Whether feeds may lead to addresses of the own network, such as a newsroom's intranet.",
    )
    fields: Annotated[dict[str, str], NoDecode] = Field(
        default={},
        description="What the fields of an article are called in your JSON, CSV and Parquet files, where Backissue "
        'does not know the names: {"text": "Body Copy", "published": "pub_ts"}.',
    )
    date_order: Annotated[dict[str, str], NoDecode] = Field(
        default={},
        description="What comes first in dates such as 03/04/2021, day or month, for a source or for all (*): "
        '{"*": "day", "USA Today": "month"}. Where nobody says, such a date is refused.',
    )
    data_dir: Path = Field(
        default=Path(".backissue"), description="Where the index is kept. One process at a time may write it."
    )
    every: timedelta | None = Field(
        default=None,
        description="How often the index is expected to be brought up to date, such as 15m or 1d, by `index --every` "
        "or by a timer of the system. Empty: nobody says. `status` turns stale after three such times without success.",
    )
    max_removals: float = Field(
        default=0.3,
        ge=0,
        le=1,
        description="Share of the articles that one run may remove; more, or all of a folder, looks like a disk that "
        "is missing, and is kept until `index --allow-removals`. 1: no limit.",
    )
    stale_gaps: float = Field(
        default=5,
        ge=0,
        description="`status` turns stale when the newest article is older than so many times the usual gap between "
        "articles. 0: never, for an archive to which nothing is added any more.",
    )
    timezone: str = Field(
        default="UTC", description="Time zone of publication dates that name none, such as Asia/Baku."
    )
    model: str = Field(
        default="",
        description="Embedding model: any name or local folder that sentence-transformers loads. "
        "Empty: all-MiniLM-L6-v2, which is packaged (English).",
    )
    engine: Literal["int8", "fp32", "torch"] = Field(
        default="int8",
        description="How the packaged model runs: int8 or fp32 by ONNX Runtime, or torch by sentence-transformers. "
        "A model named above always runs by sentence-transformers.",
    )
    model_cache: Path = Field(
        default_factory=lambda: user_cache_path("backissue"),
        description="Where the packaged model is kept once it is exported to ONNX (110 MB). "
        "Default: the user's cache folder.",
    )
    threads: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=256,
        description="Threads for embedding. Default: all cores.",
    )
    passage_words: int = Field(
        default=150, ge=20, le=1000, description="Words in a passage at most. The packaged model reads about 190."
    )
    passages_per_article: int = Field(
        default=2, ge=1, le=100, description="Passages of one article in the evidence at most."
    )
    top_k: int = Field(default=20, ge=1, le=100, description="Hits that `backissue search` prints.")
    reranker: str = Field(
        default="",
        description="A cross-encoder that reads the first 30 passages again: any name or folder that "
        "sentence-transformers loads. Empty: none, the learned ranker alone.",
    )
    without: Annotated[list[Stage], NoDecode] = Field(
        default=[],
        description=f"Stages of retrieval to leave out, to see what each is worth, as a JSON list: {', '.join(Stage)}.",
    )
    max_statements: int = Field(default=3, ge=1, le=10, description="Sentences in an answer at most.")
    min_confidence: float = Field(
        default=0.5, ge=0, le=1, description="Below this confidence the answer is that the archive does not say."
    )
    max_question: int = Field(
        default=2000, ge=10, le=100_000, description="Characters in a question at most; longer ones are refused."
    )
    llm_url: str = Field(
        default="",
        description="Address of an OpenAI-compatible language model that words answers, such as "
        "http://localhost:11434/v1. Empty: none, the archive's own sentences answer. Question and evidence are sent "
        "there.",
    )
    llm_plain_http: bool = Field(
        default=False,
        validate_default=True,
        description="Whether BACKISSUE_LLM_URL may lead to another machine without encryption (http).",
    )
    llm_model: str = Field(
        default="default",
        max_length=200,
        description="Name of the language model, as its server knows it; a server that has only one takes any.",
    )
    llm_key: SecretStr = Field(
        default=SecretStr(""), description="Key of the language model's server, where it wants one."
    )
    llm_timeout: float = Field(
        default=60,
        gt=0,
        le=600,
        description="Seconds for an answer of the language model, all tries together; then the archive's own sentences "
        "answer.",
    )
    llm_retries: int = Field(
        default=2,
        ge=0,
        le=10,
        description="How often the language model is asked again when it cannot be reached, is busy or breaks off.",
    )
    llm_budget: int = Field(
        default=2000,
        ge=1500,
        le=200_000,
        description="Tokens of a question to the language model and its answer together, at most (estimated, rather "
        "too many); evidence is cut to fit.",
    )
    llm_threshold: float = Field(
        default=THRESHOLD,
        ge=0,
        le=1,
        description="How sure the support check must be that quoted sentences bear a statement of the language model.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is logged to standard error."
    )

    @field_validator("archive", "feeds", "without", mode="before")
    @classmethod
    def list_is_json(cls, value: object) -> object:
        """Read the list here: pydantic-settings says neither which setting is wrong nor how to write it."""
        return texts_in_json(value, list, '["a", "b"]')

    @field_validator("fields", "date_order", mode="before")
    @classmethod
    def pairs_are_json(cls, value: object) -> object:
        """Read the pairs here, as above."""
        return texts_in_json(value, dict, '{"a": "b"}')

    @field_validator("fields")
    @classmethod
    def fields_are_ours(cls, value: dict[str, str]) -> dict[str, str]:
        """Refuse a field that no article has."""
        if strange := sorted(set(value) - set(KNOWN)):
            raise ValueError(f"no field {strange[0]!r}; there are {', '.join(KNOWN)}")
        return value

    @field_validator("date_order")
    @classmethod
    def order_is_known(cls, value: dict[str, str]) -> dict[str, str]:
        """Refuse what is neither of the two orders."""
        if set(value.values()) - {"day", "month"}:
            raise ValueError('what comes first is "day" or "month"')
        return value

    @field_validator("every", mode="before")
    @classmethod
    def interval(cls, value: object) -> object:
        """Read an interval as the command line does."""
        return parse_every(value) if isinstance(value, str) else value

    @field_validator("archive", "data_dir", "model_cache")
    @classmethod
    def expand_home(cls, value: Path | list[Path]) -> Path | list[Path]:
        """Replace ``~``, which no shell has done for ``.env``."""
        return value.expanduser() if isinstance(value, Path) else [path.expanduser() for path in value]

    @field_validator("timezone")
    @classmethod
    def zone_exists(cls, name: str) -> str:
        """Refuse a name that the time zone database does not hold."""
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("no such time zone; write it like Asia/Baku or Europe/Berlin") from error
        return name

    @field_validator("llm_url")
    @classmethod
    def address_is_plain(cls, value: str) -> str:
        """Refuse what is no address of a server, and one that holds a password: the key has a setting of its own."""
        found = re.fullmatch(r"https?://[^\s/?#@\\]+(?:/[^\s?#@\\]*)?", value)
        if value and not (found and has_host(value)):
            raise ValueError("write an address like http://localhost:11434/v1, without user, password, ? or #")
        return value

    @field_validator("llm_plain_http")
    @classmethod
    def other_machines_need_encryption(cls, value: bool, info: ValidationInfo) -> bool:
        """Refuse to send questions and evidence through a network that all can read, unless that is wanted."""
        address = info.data.get("llm_url", "")
        if address.startswith("http://") and not value and not is_loopback(urlsplit(address).hostname or ""):
            raise ValueError("BACKISSUE_LLM_URL is http:// to another machine; write https://, or set this to true")
        return value

    @field_validator("llm_key")
    @classmethod
    def key_fits_a_header(cls, value: SecretStr) -> SecretStr:
        """Refuse a key that no request can carry."""
        if not re.fullmatch(r"[\x21-\x7e]*", value.get_secret_value()):
            raise ValueError("a key has no spaces and only ASCII characters")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of dates that name none."""
        return ZoneInfo(self.timezone)

    @property
    def conventions(self) -> Conventions:
        """What the owner of the archive says about its records."""
        return Conventions(self.zone, tuple(sorted(self.fields.items())), tuple(sorted(self.date_order.items())))


def has_host(address: str) -> bool:
    """Whether an address names a host, and a port that can be."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def texts_in_json(value: object, kind: type[list[str]] | type[dict[str, str]], example: str) -> object:
    """Read a setting that holds several texts; one that is not written as JSON is passed on as it is."""
    if not isinstance(value, str):
        return value
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    texts = found.values() if isinstance(found, dict) else found
    if not isinstance(found, kind) or not all(isinstance(one, str) for one in texts):
        raise ValueError(f"write it as JSON: {example}")
    return found


def load_settings() -> Settings:
    """Read the settings; raises SettingsRejected with one line that names the setting and what is wrong."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in os.environ:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise SettingsRejected(unknown(name, known))
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper().removeprefix(PREFIX)
        if first["type"] == "extra_forbidden":
            raise SettingsRejected(unknown(name, known)) from error
        raise SettingsRejected(f"{name}: {first['msg'].removeprefix('Value error, ')}") from error
    except (ValueError, OSError) as error:  # .env is not UTF-8 or cannot be opened
        raise SettingsRejected(f"settings cannot be read: {error}") from error


def unknown(name: str, known: set[str]) -> str:
    """Say that there is no such setting, and which one may have been meant."""
    endings = {setting.removeprefix(PREFIX) for setting in known}  # what all begin with makes none alike
    near = difflib.get_close_matches(name.upper().removeprefix(PREFIX), sorted(endings), n=1)
    hint = f"did you mean {PREFIX}{near[0]}?" if near else ".env.example lists them all"
    return f"there is no setting {name}; {hint}"
