"""Keyword search; all of tantivy.

A keyword index belongs to one generation. The next generation starts from a copy by hard links, which costs nothing:
tantivy never writes into a file that it has finished.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tantivy
from tantivy import Filter as TokenFilter
from tantivy import Occur, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from index.errors import StoreError, is_unwritable, what_to_do
from index.passage import Hit, Passage

# BM25 is summed over three fields, which weigh alike: the words of title and passage as they are written, the same
# words stemmed (shows, showed), and the stems of the title alone, because a title says what the whole article is
# about. On the 140 dev questions of newsquiz_small, MRR@10 is .569 for words, .595 for stems, .648-.674 for the three.
WORDS, STEMS, TITLE = FIELDS = ("words", "stems", "title")
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
HEAP_BYTES = 64_000_000  # what one writer thread buffers before it writes a segment
EPOCH, SECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(seconds=1)
MAX_TERMS = 64  # a question; a pasted page would only cost time


@dataclass(frozen=True, slots=True)
class Limits:
    """A filter as the index takes it: seconds since 1970 (inclusive) and exact names, None where anything goes."""

    since: int | None = None
    until: int | None = None
    sources: Sequence[str] | None = None
    authors: Sequence[str] | None = None


class KeywordIndex:
    """A tantivy index, open for reading."""

    def __init__(self, path: Path) -> None:
        self._writable: TemporaryDirectory[str] | None = None
        try:
            with tantivy_errors(path):
                self._index = open_index(path)
        except StoreError as error:
            if not is_unwritable(str(error)):
                raise
            # tantivy keeps a lock where it reads. Where it may not, it reads through links from a folder that it may
            # write to.
            self._writable = TemporaryDirectory(prefix="backissue-")
            with tantivy_errors(path):
                self._index = open_index(link_beside(path, Path(self._writable.name)))
        with tantivy_errors(path):
            self._searcher = self._index.searcher()
        self._schema = self._index.schema
        self.path = path
        self._languages = [one for one in STEMMERS if self._frequency("language", one)] or [DEFAULT]

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def close(self) -> None:
        """Remove what was needed to read where nothing may be written."""
        if self._writable is not None:
            self._writable.cleanup()

    def words(self, text: str, language: str = "") -> list[str]:
        """Return the words of a text as the index compares them: lower case, no accents, stemmed.

        Those of a question have no ``language``: they are stemmed by the rules of every language in the index, and
        the forms that stand in it are returned.
        """
        if language or len(self._languages) == 1:
            return stems(text, language or self._languages[0])
        found = [stems(text, one) for one in self._languages]
        words = [list(dict.fromkeys(forms)) for forms in zip(*found, strict=False)]
        return [form for forms in words for form in [one for one in forms if self._frequency(STEMS, one)] or forms[:1]]

    def _frequency(self, field: str, term: str) -> int:
        with tantivy_errors(self.path):
            return int(self._searcher.doc_freq(field, term))

    def rarity(self, word: str) -> float:
        """Return the inverse document frequency of an analysed word, as BM25 counts it."""
        # tantivy still counts the passages that were deleted and not yet merged away.
        frequency = min(self._frequency(STEMS, word), len(self))
        return log(1 + (len(self) - frequency + 0.5) / (frequency + 0.5))

    def search(self, question: str, limits: Limits, top_k: int) -> list[Hit]:
        """Return the passages that share words with the question by BM25, best first."""
        terms = list(self._terms(question))
        if not terms:
            return []
        query = boolean([(Occur.Should, term) for term in terms])
        for condition in self._conditions(limits):
            query = boolean([(Occur.Must, query), (Occur.Must, tantivy.Query.const_score_query(condition, 0.0))])
        with tantivy_errors(self.path):
            found = self._searcher.search(query, limit=top_k, count=False).hits
            return [Hit(self._searcher.doc(address)["id"][0], score) for score, address in found]

    def _terms(self, question: str) -> Iterator[Any]:
        plain, stemmed = analyze(WORDS, question), self.words(question)
        for field, words in ((WORDS, plain), (STEMS, stemmed), (TITLE, stemmed)):
            for word in islice(dict.fromkeys(words), MAX_TERMS):
                yield tantivy.Query.term_query(self._schema, field, word)

    def _conditions(self, limits: Limits) -> Iterator[Any]:
        if limits.since is not None or limits.until is not None:
            yield tantivy.Query.range_query(
                self._schema,
                "published",
                tantivy.FieldType.Integer,
                limits.since if limits.since is not None else -(2**62),
                limits.until if limits.until is not None else 2**62,
            )
        for field, names in (("source", limits.sources), ("author", limits.authors)):
            if names is not None:
                yield tantivy.Query.term_set_query(self._schema, field, list(names))

    def holds(self, passage_id: str) -> bool:
        """Say whether the index holds a passage."""
        with tantivy_errors(self.path):
            query = tantivy.Query.term_query(self._schema, "id", passage_id)
            return bool(self._searcher.search(query, limit=1).hits)

    def ids(self) -> list[str]:
        """Return the ids of all passages in the index."""
        with tantivy_errors(self.path):
            found = self._searcher.search(tantivy.Query.all_query(), limit=max(len(self), 1), count=False).hits
            return [self._searcher.doc(address)["id"][0] for _, address in found]


def build_keywords(
    path: Path, previous: Path | None, removed: Iterable[str], added: Iterable[Passage]
) -> Iterator[int]:
    """Write the index of a generation: ``previous`` less the ids ``removed`` plus the passages ``added``.

    Yields how many passages are added as it goes; the index is complete when the iterator is exhausted.
    """
    with tantivy_errors(path):
        if previous is None:
            path.mkdir(parents=True)
        else:
            link_tree(previous, path)
        index = open_index(path, create=previous is None)
        # One thread, so that the same passages give the same segments in the same order.
        writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
        for passage_id in removed:
            writer.delete_documents_by_term("id", passage_id)
        done = 0
        for done, passage in enumerate(added, start=1):
            writer.add_document(to_document(passage))
            if done % 1000 == 0:
                yield done
        writer.commit()
        writer.wait_merging_threads()
        if done % 1000:
            yield done


def link_tree(source: Path, target: Path) -> None:
    """Copy a finished index by hard links, its locks left out."""
    target.mkdir(parents=True)
    for file in source.iterdir():
        if file.name in {"meta.json", ".managed.json"}:
            shutil.copyfile(file, target / file.name)  # small, and the two that are replaced in place
        elif not file.name.endswith(".lock"):
            os.link(file, target / file.name)


def link_beside(source: Path, target: Path) -> Path:
    """Make a folder that reads as a finished index does, by symbolic links to its files."""
    for file in source.iterdir():
        if not file.name.endswith(".lock"):
            (target / file.name).symlink_to(file.resolve())
    return target


def to_document(passage: Passage) -> Any:
    """Convert a passage; an article without a date has no ``published``, so that no time range finds it."""
    article = passage.article
    language = article.language if article.language in STEMMERS else DEFAULT
    title = stems(article.title, language)
    document = tantivy.Document(
        id=passage.id,
        words=f"{article.title}\n{passage.text}",
        stems=" ".join([*title, *stems(passage.text, language)]),
        title=" ".join(title),
        source=article.source,
        author=article.author,
        language=language,
    )
    if article.published:
        document.add_integer("published", whole_seconds(article.published))
    return document


def whole_seconds(moment: datetime) -> int:
    """Count the seconds since 1970; the part of a second is dropped, also before 1970."""
    return (moment - EPOCH) // SECOND


def open_index(path: Path, *, create: bool = False) -> Any:
    """Open or create an index with our words."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name=field, index_option="freq")
    for field in ("source", "author", "language"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("published", indexed=True, fast=True)
    index = tantivy.Index(builder.build(), path=str(path)) if create else tantivy.Index.open(str(path))
    index.register_tokenizer(WORDS, analyzer(WORDS))
    for field in (STEMS, TITLE):  # they come stemmed
        index.register_tokenizer(field, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index


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
    # A lone surrogate, which a terminal may hand over, cannot be written as UTF-8.
    return list(analyzer(name).analyze(text.encode("utf-8", "replace").decode()))


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


def boolean(clauses: Sequence[tuple[Any, Any]]) -> Any:
    """Join clauses into one query."""
    return tantivy.Query.boolean_query(list(clauses))


@contextmanager
def tantivy_errors(path: Path) -> Iterator[None]:
    """Convert what tantivy raises about an index into StoreError."""
    try:
        yield
    except BaseException as error:
        # On damaged files tantivy panics, which is a BaseException of a class that cannot be imported.
        if isinstance(error, ValueError | OSError) or type(error).__name__ == "PanicException":
            reason = str(error).splitlines()[0][:200]
            raise StoreError(f"{path} cannot be used: {reason} ({what_to_do(reason)})") from error
        raise
