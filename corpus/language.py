"""Which language an article is in; all of py3langid. ISO 639-1 codes."""

from __future__ import annotations

from functools import cache
from typing import Any

ENOUGH = 60  # letters; of less, a name or two decide
SAMPLE = 1000  # characters; more of a text does not change the answer and takes 2 ms an article
SURE = 0.6  # probability below which nobody is told a language


def detect_language(text: str) -> str:
    """Return the language of a text, empty where it is too short or too mixed to tell."""
    sample = text[:SAMPLE]
    if sum(map(str.isalpha, sample)) < ENOUGH:
        return ""
    code, probability = identifier().classify(sample)
    return str(code) if probability >= SURE else ""


@cache
def identifier() -> Any:
    """The model, loaded once."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
