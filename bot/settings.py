"""``Settings``: the only reader of the environment and of ``.env``."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from platformdirs import user_cache_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import BackissueError

PREFIX = "BACKISSUE_"


class SettingsRejected(BackissueError):
    """A setting is unknown or has a value that cannot be used."""


class Settings(BaseSettings):
    """Every setting, from variables ``BACKISSUE_...`` of the environment or of ``.env`` in the current folder."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="forbid", frozen=True
    )

    archive: list[Path] = Field(
        default=[],
        description='Folders and files that `backissue index` reads when it is given none, as JSON: ["a", "b"].',
    )
    data_dir: Path = Field(
        default=Path(".backissue"), description="Where the index is kept. One process at a time may write it."
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
    max_statements: int = Field(default=3, ge=1, le=10, description="Sentences in an answer at most.")
    min_confidence: float = Field(
        default=0.5, ge=0, le=1, description="Below this confidence the answer is that the archive does not say."
    )
    max_question: int = Field(
        default=2000, ge=10, le=100_000, description="Characters in a question at most; longer ones are refused."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is logged to standard error."
    )

    @field_validator("timezone")
    @classmethod
    def zone_exists(cls, name: str) -> str:
        """Refuse a name that the time zone database does not hold."""
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("no such time zone; write it like Asia/Baku or Europe/Berlin") from error
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of dates that name none."""
        return ZoneInfo(self.timezone)


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
    except (ValueError, OSError) as error:  # .env is not UTF-8, a list is not JSON
        raise SettingsRejected(f"settings cannot be read: {error}") from error


def unknown(name: str, known: set[str]) -> str:
    """Say that there is no such setting, and which one may have been meant."""
    near = difflib.get_close_matches(name.upper(), sorted(known), n=1)
    return f"there is no setting {name}" + (f"; did you mean {near[0]}?" if near else "; .env.example lists them all")
