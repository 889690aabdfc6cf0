"""The words of a text as the keyword index compares them: small letters, no accents, stems; tantivy's analyzers.

Nothing here knows an index.
"""

from __future__ import annotations

from functools import cache

from tantivy import Filter as TokenFilter
from tantivy import TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from index.names import undotted

WORDS = "words"  # the analyzer that does not stem
# Articles are stemmed by the rules of their language, as far as there are any (Snowball's); Azerbaijani by those of
# Turkish, its nearest relative. All others, and those whose language nobody knows, by the English ones.
STEMMERS = {
    "ar": "arabic", "az": "turkish", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian", "nb": "norwegian", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
DEFAULT = "en"
TURKIC = {"az", "tr"}
# What these letters are in lower case there; and the letter of Azerbaijani for which the rules of Turkish have an e.
TURKIC_LETTERS = str.maketrans({"I": "ı", "İ": "i", "Ə": "e", "ə": "e"})


def stems(text: str, language: str) -> list[str]:
    """The words of a text in lower case, stemmed by the rules of a language, without accents."""
    if language not in TURKIC:
        return analyze(language if language in STEMMERS else DEFAULT, text)
    # Snowball takes one suffix off at a time: "üreticiler" ends where "üretici" does only when it is asked again.
    text = text.translate(TURKIC_LETTERS)
    for _ in range(3):
        text = " ".join(analyze("tr", text))
    return analyze(WORDS, text)


def analyze(name: str, text: str) -> list[str]:
    """The words of a text by an analyzer: WORDS or a language."""
    return list(analyzer(name).analyze(tidy(text)))


def tidy(text: str) -> str:
    """Write a text as its words are searched: O'Neill, Hawaii and US instead of OʼNeill, Hawaiʻi and U.S."""
    # These two are letters to Unicode. A lone surrogate, which a terminal may hand over, cannot be written as UTF-8.
    return undotted(text.replace("ʼ", "'").replace("ʻ", "")).encode("utf-8", "replace").decode()


@cache
def analyzer(name: str) -> TextAnalyzer:
    """WORDS: in lower case, without accents (Türkiye, Turkiye). A language: stemmed besides; Turkish keeps accents."""
    words = TextAnalyzerBuilder(Tokenizer.simple()).filter(TokenFilter.remove_long(60))
    if name in {WORDS, DEFAULT}:
        # Folded first: in lower case, İ is an i with a dot of its own that no fold takes.
        plain = words.filter(TokenFilter.ascii_fold()).filter(TokenFilter.lowercase())
        return (plain if name == WORDS else plain.filter(TokenFilter.stemmer("english"))).build()
    # Folded last: the rules of these languages know their accents.
    stemmed = words.filter(TokenFilter.lowercase()).filter(TokenFilter.stemmer(STEMMERS[name]))
    return (stemmed if name in TURKIC else stemmed.filter(TokenFilter.ascii_fold())).build()
