"""Keyword search; all of tantivy but its analyzers.

A keyword index belongs to one generation. The next generation starts from a copy by hard links, which costs nothing:
tantivy never writes into a file that it has finished.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from itertools import chain, islice
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tantivy
from tantivy import Occur, TextAnalyzerBuilder, Tokenizer

from index.analysis import DEFAULT, STEMMERS, WORDS, analyze, analyzer, stems, tidy
from index.errors import StoreError, is_unwritable, what_to_do
from index.names import Variant, Word, entries, forms, one_edit, split
from index.passage import Hit, Passage
from index.terms import Terms
from index.variants import Reading, groups, readings, told

# BM25 is summed over three fields, which weigh alike: the words of title and passage as they are written, the same
# words stemmed (shows, showed), and the stems of the title alone, because a title says what the whole article is
# about. On the 140 dev questions of newsquiz_small, MRR@10 is .571 for words, .607 for stems, .687 for the three. More
# weight for names (1.2 to 3 times: .657-.684) or for neighbours that stay neighbours (.647-.689) gains nothing.
STEMS, TITLE = "stems", "title"
FIELDS = (WORDS, STEMS, TITLE)
# What words by themselves do not show (index.names.forms), in a field of its own, so that BM25 counts the others as
# before; and what is noted of names (index.names.entries), for looking up how else a question may be read.
FORMS, NAMES = "forms", "names"
FORM_WEIGHT = 3.0  # as much as a word in three fields
# How much a reading counts beside what was typed, and in the place of words that the archive has not.
BESIDE, INSTEAD = 0.5, 0.9
LONG_STEM = 8  # letters; of shorter ones, many are one edit apart
HEAP_BYTES = 64_000_000  # what one writer thread buffers before it writes a segment
EPOCH, SECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(seconds=1)
ROUNDING = 1e-5  # tantivy adds single floats
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
        self._read = lru_cache(maxsize=64)(self._read_anew)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def close(self) -> None:
        """Remove what was needed to read where nothing may be written."""
        if self._writable is not None:
            self._writable.cleanup()

    def words(self, text: str, language: str = "") -> list[str]:
        """Return the words of a text as the index compares them: lower case, no accents, stemmed.

        Those of a question have no ``language``: they are stemmed by the rules of every language in the index, and
        the forms that stand in it are returned. Those of an article come with their ``index.names.forms``.
        """
        if language:
            return [*stems(text, language), *forms(text, self.fold)]
        if len(self._languages) == 1:
            return stems(text, self._languages[0])
        found = [stems(text, one) for one in self._languages]
        words = [list(dict.fromkeys(stemmed)) for stemmed in zip(*found, strict=False)]
        return [stem for each in words for stem in [one for one in each if self._frequency(STEMS, one)] or each[:1]]

    def _frequency(self, field: str, term: str) -> int:
        with tantivy_errors(self.path):
            return int(self._searcher.doc_freq(field, term))

    def rarity(self, word: str, field: str = STEMS) -> float:
        """Return the inverse document frequency of an analysed word, as BM25 counts it, or of a form (``_WHO``)."""
        # tantivy still counts the passages that were deleted and not yet merged away.
        frequency = min(self._frequency(FORMS if word.startswith("_") else field, word), len(self))
        return log(1 + (len(self) - frequency + 0.5) / (frequency + 0.5))

    # -- what index.variants asks -----------------------------------------------------------------------------

    def count(self, word: str) -> int:
        """Count the passages with a word as it is written, or with one of ``index.names.forms``."""
        return self._frequency(field_of(word), word)

    def neighbours(self, word: str) -> dict[str, int]:
        """Return the words at one edit's distance, or else words whose stem is so far from its stem, with counts."""
        if found := self._held(WORDS, one_edit(word)):
            return found
        stemmed = [stem for stem in self.words(word) if len(stem) >= LONG_STEM]
        near = self._held(STEMS, {other for stem in stemmed for other in one_edit(stem)})
        words = {stem: [one for one, _ in self.beginning(stem, 10) if stem in self.words(one)] for stem in near}
        return {one: near[stem] for stem in near for one in words[stem][:1]}

    def _held(self, field: str, terms: Iterable[str]) -> dict[str, int]:
        with tantivy_errors(self.path):
            return {term: count for term in terms if (count := self._searcher.doc_freq(field, term))}

    def knows(self, word: str) -> bool:
        """Say whether a word or another form of it stands in the archive."""
        return bool(self.count(word) or any(self._frequency(STEMS, form) for form in self.words(word)))

    @staticmethod
    def fold(text: str) -> list[str]:
        """Return the words of a text in small letters without accents."""
        return analyze(WORDS, text)

    @staticmethod
    def stem(text: str) -> list[str]:
        """Return the words of a text stemmed as ``index.names.entries`` has them."""
        return analyze(DEFAULT, text)

    def noted(self, beginning: str, most: int) -> list[tuple[str, int]]:
        """Return what is noted of names (``index.names.entries``), and how often, the most frequent first."""
        return self._beginning(NAMES, beginning, most)

    def beginning(self, letters: str, most: int) -> list[tuple[str, int]]:
        """Return the words that begin with these letters, and how often each stands in a passage."""
        return self._beginning(WORDS, letters, most)

    def _beginning(self, field: str, letters: str, most: int) -> list[tuple[str, int]]:
        with tantivy_errors(self.path):
            return list(self._searcher.terms_with_prefix(field, letters, limit=most))

    # -- searching --------------------------------------------------------------------------------------------

    def understood(self, question: str) -> list[Variant]:
        """Return what else the words of a question are searched as, in their order."""
        return told(*self._read(question), self)

    def variants(self, question: str) -> dict[str, tuple[frozenset[str], ...]]:
        """Return for stems of a question (as ``words`` has them) the sets of stems that stand for them as well."""
        words, found = self._read(question)
        sets = defaultdict[str, list[frozenset[str]]](list)
        for reading in found:
            others = frozenset(chain.from_iterable(map(self._stems, reading.words)))
            for stem in chain.from_iterable(self.words(word.written) for word in words[reading.start : reading.end]):
                sets[stem].append(others)
        return {stem: tuple(dict.fromkeys(others)) for stem, others in sets.items()}

    def _read_anew(self, question: str) -> tuple[list[Word], list[Reading]]:
        words = list(islice(split(question, self.fold), MAX_TERMS))
        return words, readings(words, self)

    def _stems(self, word: str) -> list[str]:
        return [word] if field_of(word) == FORMS else self.words(word)

    def search(self, question: str, limits: Limits, top_k: int, *, as_typed: bool = False) -> list[Hit]:
        """Return the passages that share words with the question by BM25, best first.

        What its words may stand for counts, too (``understood``), but less; not where they are taken ``as_typed``.
        """
        return self._asked(question, list(self._limited(limits)), top_k, as_typed=as_typed)

    def score(self, question: str, passage_ids: Sequence[str], *, as_typed: bool = False) -> dict[str, float]:
        """Return the BM25 scores of chosen passages, as ``search`` gives them; 0 where they share no word with it."""
        chosen = unscored(tantivy.Query.term_set_query(self._schema, "id", list(passage_ids)))
        hits = self._asked(question, [chosen], max(len(passage_ids), 1), as_typed=as_typed)
        return dict.fromkeys(passage_ids, 0.0) | {hit.passage_id: hit.score for hit in hits}

    def _asked(self, question: str, conditions: Sequence[tuple[Any, Any]], top_k: int, *, as_typed: bool) -> list[Hit]:
        words, found = self._read(question)
        if not words:
            return []
        query = any_of(list(self._clauses(words, [] if as_typed else found)))
        return self._hits(boolean([(Occur.Must, query), *conditions]) if conditions else query, top_k)

    def _hits(self, query: Any, top_k: int, least: float = 0.0) -> list[Hit]:
        with tantivy_errors(self.path):
            hits = self._searcher.search(query, limit=top_k, count=False).hits
            return [Hit(self._searcher.doc(address)["id"][0], score) for score, address in hits if score >= least]

    def holding(self, terms: Terms, limits: Limits, top_k: int, *, least: float, titles: bool = False) -> list[Hit]:
        """Return the passages that hold at least a share of the weight of these terms, those first that hold most.

        The score is that share (``Terms.share``), of a passage with its title, or of the title alone (``titles``).
        """
        clauses = [
            tantivy.Query.const_score_query(any_of(ways), weight / terms.total)
            for stem, weight in terms.weights.items()
            if (ways := list(self._ways(stem, terms, titles=titles)))
        ]
        if not clauses:
            return []
        query = boolean([(Occur.Must, any_of(clauses)), *self._limited(limits)])
        return [Hit(hit.passage_id, min(hit.score, 1.0)) for hit in self._hits(query, top_k, least - ROUNDING)]

    def _ways(self, stem: str, terms: Terms, *, titles: bool) -> Iterator[Any]:
        """The ways in which a passage may hold a term. Forms are not kept of titles alone."""
        for ways in (frozenset({stem}), *terms.others.get(stem, ())):
            if not titles:
                yield all_of([self._term(FORMS if field_of(way) == FORMS else STEMS, way) for way in sorted(ways)])
            elif all(field_of(way) != FORMS for way in ways):
                yield all_of([self._term(TITLE, way) for way in sorted(ways)])

    def _clauses(self, words: Sequence[Word], found: Sequence[Reading]) -> Iterator[Any]:
        """Yield a query for each word of the question, or several that are read as one, each only once."""
        seen = set[tuple[str, ...]]()
        for group, own in groups(words, found):
            said = tuple(word.plain for word in group)
            if said not in seen:
                seen.add(said)
                yield from self._group(group, own)

    def _group(self, words: Sequence[Word], found: Sequence[Reading]) -> list[Any]:
        single = [self._word(word, [r for r in found if r.start == n == r.end - 1]) for n, word in enumerate(words)]
        ways = [
            [self._reading(words, reading), *chain(*single[: reading.start], *single[reading.end :])]
            for reading in found
            if reading.end - reading.start > 1
        ]
        every = list(chain(*single))
        return [best_of([any_of(way) for way in (every, *ways)])] if ways else every

    def _word(self, word: Word, found: Sequence[Reading]) -> list[Any]:
        typed = [self._term(WORDS, word.plain)]
        typed += [
            self._term(field, stem) for stem in dict.fromkeys(self.words(word.written)) for field in (STEMS, TITLE)
        ]
        if word.short:
            typed.append(boost(self._term(FORMS, f"_{word.short}"), FORM_WEIGHT))
        others = [self._reading([word], reading) for reading in found]
        return [best_of([any_of(typed), *others])] if others else typed

    def _reading(self, words: Sequence[Word], reading: Reading) -> Any:
        """All words of a reading, weighed so that what is rarer than the words typed does not count more."""
        typed, form = words[reading.start : reading.end], reading.words[0]
        share = sum(map(self._worth, typed)) / sum(self.rarity(word, field_of(word)) for word in reading.words)
        weight = min(share, len(typed)) * (BESIDE if any(self.count(word.plain) for word in typed) else INSTEAD)
        if field_of(form) == FORMS:
            return boost(self._term(FORMS, form), FORM_WEIGHT * weight)
        stemmed = [self.words(word) for word in reading.words]
        ways = [[[word] for word in reading.words], stemmed, stemmed]
        fields = [
            all_of([any_of([self._term(field, term) for term in terms]) for terms in way])
            for field, way in zip(FIELDS, ways, strict=True)
        ]
        return boost(any_of(fields), weight)

    def _worth(self, word: Word) -> float:
        form = f"_{word.short}"
        return self.rarity(word.plain, WORDS) + (self.rarity(form, FORMS) if self.count(form) else 0.0)

    def _term(self, field: str, term: str) -> Any:
        return tantivy.Query.term_query(self._schema, field, term)

    def _limited(self, limits: Limits) -> Iterator[tuple[Any, Any]]:
        """Conditions that let a query find less, and score nothing."""
        if limits.since is not None or limits.until is not None:
            yield unscored(
                tantivy.Query.range_query(
                    self._schema,
                    "published",
                    tantivy.FieldType.Integer,
                    limits.since if limits.since is not None else -(2**62),
                    limits.until if limits.until is not None else 2**62,
                )
            )
        for field, names in (("source", limits.sources), ("author", limits.authors)):
            if names is not None:
                yield unscored(tantivy.Query.term_set_query(self._schema, field, list(names)))

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
    words, title = f"{article.title}\n{passage.text}", stems(article.title, language)
    document = tantivy.Document(
        id=passage.id,
        words=tidy(words),
        stems=" ".join([*title, *stems(passage.text, language)]),
        title=" ".join(title),
        forms=" ".join(forms(words, partial(analyze, WORDS))),
        names=sorted(entries(passage.text if passage.start else words, partial(analyze, DEFAULT))),
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
    for field in (*FIELDS, FORMS):
        builder.add_text_field(field, tokenizer_name=field, index_option="freq")
    for field in (NAMES, "source", "author", "language"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("published", indexed=True, fast=True)
    index = tantivy.Index(builder.build(), path=str(path)) if create else tantivy.Index.open(str(path))
    # Else a thread looks twice a second for changes, which there are none of, and locks the folder to read it again,
    # which may just be removed.
    index.config_reader("manual")
    index.register_tokenizer(WORDS, analyzer(WORDS))
    for field in (STEMS, TITLE, FORMS):  # they come analysed
        index.register_tokenizer(field, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index


def field_of(word: str) -> str:
    """Return where a word of a reading stands."""
    return FORMS if word.startswith("_") else WORDS


def boolean(clauses: Sequence[tuple[Any, Any]]) -> Any:
    """Join clauses into one query."""
    return tantivy.Query.boolean_query(list(clauses))


def unscored(condition: Any) -> tuple[Any, Any]:
    """Make a clause of what must hold and adds nothing to the score."""
    return Occur.Must, tantivy.Query.const_score_query(condition, 0.0)


def any_of(queries: Sequence[Any]) -> Any:
    """Join queries whose scores are summed."""
    return queries[0] if len(queries) == 1 else boolean([(Occur.Should, query) for query in queries])


def all_of(queries: Sequence[Any]) -> Any:
    """Join queries of which none may be missing."""
    return queries[0] if len(queries) == 1 else boolean([(Occur.Must, query) for query in queries])


def boost(query: Any, weight: float) -> Any:
    """Multiply the score of a query."""
    return tantivy.Query.boost_query(query, weight)


def best_of(queries: Sequence[Any]) -> Any:
    """Join queries of which the best score counts, so that two spellings of a word are not worth more than one."""
    return tantivy.Query.disjunction_max_query(list(queries))


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
