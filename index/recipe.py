"""The recipe: everything that decides what the index holds for the same articles."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from index.chunk import CHUNKING
from index.errors import IndexOutdated
from index.passage import Passage

NAMED = 4  # raise it whenever other dates or short forms would be noted of the same article
HEADER = 1  # raise it whenever embedded_text would differ for the same passage


@dataclass(frozen=True, slots=True)
class Recipe:
    """Model and chunking; indexes of two recipes are never mixed."""

    space: str
    passage_words: int
    chunking: int = CHUNKING
    header: int = HEADER
    named: int = NAMED

    def to_json(self) -> str:
        """Serialise for the catalog; equal recipes give equal text, those of the first release the text of then."""
        values = asdict(self)
        return json.dumps(
            values if self.named else {key: values[key] for key in values if key != "named"}, sort_keys=True
        )

    @staticmethod
    def from_json(text: str) -> Recipe:
        """Restore what ``to_json`` wrote."""
        return Recipe.from_values(json.loads(text))

    @staticmethod
    def from_values(values: Mapping[str, Any]) -> Recipe:
        """Restore a recipe from its fields; the first ones had no ``named``."""
        return Recipe(**{"named": 0, **values})


def refuse_outdated(recipe: Recipe) -> None:
    """Raise IndexOutdated for an index of an earlier version, which this one can only rebuild."""
    if recipe.named != NAMED:
        raise IndexOutdated(
            "the index was built by an earlier version: run `backissue index --rebuild`, which embeds nothing again"
        )


def explain_difference(built: Recipe, wanted: Recipe) -> str:
    """Say in words what differs between the recipe of the index and that of the settings."""
    names = {
        "space": "embedding model",
        "passage_words": "words a passage",
        "chunking": "chunking version",
        "header": "header version",
        "named": "version of the dates and names noted",
    }
    before, after = asdict(built), asdict(wanted)
    changes = [f"{label} {before[key]} -> {after[key]}" for key, label in names.items() if before[key] != after[key]]
    return ", ".join(changes)


def embedded_text(passage: Passage) -> str:
    """Return what is embedded for a passage: title, source and date, then its words. Only the words are quoted."""
    article = passage.article
    day = article.printed.date().isoformat() if article.printed else ""
    header = ", ".join(part for part in (article.title, article.source, day) if part)
    return f"{header}\n{passage.text}" if header else passage.text


def text_key(text: str) -> bytes:
    """Sixteen bytes that stand for an embedded text, so that the same text is embedded once."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
