"""The doctor: checks the parts of an index against each other, and the recipe against the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass

import numpy as np

from corpus.amount import amount
from corpus.article import Article
from corpus.errors import BackissueError
from index.build import sample
from index.catalog import Catalog
from index.chunk import chunk_article
from index.embed import Embedder
from index.generation import Generation, Part, Store
from index.keywords import KeywordIndex
from index.recipe import Recipe, embedded_text, explain_difference, text_key
from index.vectors import Volume

# A text that is embedded again gives the same vector but for what another processor rounds otherwise.
SAME_COSINE = 0.98
MOST_NAMED = 3  # faults of one kind that are named one by one


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what is wrong with it; no faults where all is well."""

    part: str
    faults: tuple[str, ...]


def examine(
    store: Store, catalog: Catalog, wanted: Callable[[], Recipe], embedder: Callable[[], Embedder]
) -> Iterator[Finding]:
    """Look at every part of the current generation; raises IndexMissing when there is none.

    ``wanted`` is the recipe that the settings ask for. Takes time in proportion to the archive.
    """
    generation, lease = store.lease()
    with lease:
        yield Finding("catalog", faults_of(catalog.faults))
        whole = store.is_intact(generation)
        yield Finding("files", () if whole else ("files of the generation are missing or have another size",))
        yield Finding("passages", faults_of(lambda: passage_faults(catalog, generation)))
        yield Finding("keywords", faults_of(lambda: keyword_faults(store, catalog, generation)))
        yield Finding("vectors", faults_of(lambda: vector_faults(store, catalog, generation)))
        yield Finding("recipe", faults_of(lambda: recipe_faults(generation, wanted())))
        yield Finding("model", faults_of(lambda: model_faults(catalog, generation, embedder())))
        if not store.writer()[1]:
            yield Finding("folder", tuple(f"{path} belongs to no generation" for path in store.leftovers()))


def faults_of(check: Callable[[], list[str]]) -> tuple[str, ...]:
    """Carry out a check; what it cannot open is a fault."""
    try:
        return tuple(check())
    except BackissueError as error:
        return (str(error),)


def passage_faults(catalog: Catalog, generation: Generation) -> list[str]:
    """Check that every article has the passages that chunking it gives, and every passage an embedding."""
    recipe, space = generation.recipe_number, generation.recipe.space
    faults = brief([f"{article.id} has not the passages of its text" for _, article in ill(catalog, generation)])
    missing = catalog.unembedded(recipe, space, generation.number)
    return faults + ([f"no embedding of {amount(len(missing), 'passage')}"] if missing else [])


def ill(catalog: Catalog, generation: Generation) -> Iterator[tuple[int, Article]]:
    """Yield the versions whose passages are not those that chunking gives."""
    for version, article in catalog.versions(generation.number):
        passages = chunk_article(article, generation.recipe.passage_words)
        expected = {(passage.id, passage.start, passage.end, text_key(embedded_text(passage))) for passage in passages}
        if catalog.spans(generation.recipe_number, version) != expected:
            yield version, article


def mend(store: Store, catalog: Catalog, generation: Generation) -> None:
    """Drop what is wrong in the catalog, so that a rebuild makes it again.

    That is passages that are not those of their text, and embeddings that are not those of a volume: nobody can say
    which of the two is right, and embedding them again can.
    """
    wrong = {version: article.content_hash for version, article in ill(catalog, generation)}
    changed: list[str] = []
    for part in generation.volumes:
        # A volume that cannot be opened says nothing about the catalog.
        with suppress(BackissueError), closing(Volume(store.volume(part.name))) as volume:
            changed += changed_vectors(catalog, generation, volume)
    with catalog.transaction():
        catalog.drop_embeddings(generation.recipe.space, changed)
        catalog.drop_passages(generation.recipe_number, wrong)
        catalog.note_contents(wrong)  # where a text was changed, the next run sees that it is not what the archive says


def changed_vectors(catalog: Catalog, generation: Generation, volume: Volume) -> list[str]:
    """Return the ids of the passages that have another vector in the catalog than in a volume."""
    vectors, row = volume.vectors(), {passage_id: row for row, passage_id in enumerate(volume.ids())}
    live = catalog.live(generation.recipe_number, generation.number, volume.numbers)
    stored = catalog.vectors(generation.recipe.space, live)
    return [key for _, key, vector in stored if not np.array_equal(vectors[row[key]], vector)]


def keyword_faults(store: Store, catalog: Catalog, generation: Generation) -> list[str]:
    """Check that the keyword index holds the passages of the catalog, each once."""
    expected = set(live_ids(catalog, generation))
    held = KeywordIndex(store.keywords(generation.number)).ids()
    return differences(expected, held)


def vector_faults(store: Store, catalog: Catalog, generation: Generation) -> list[str]:
    """Check that the volumes hold the passages of the catalog, each once, with its vector."""
    expected, held, faults = set(live_ids(catalog, generation)), list[str](), list[str]()
    for part in generation.volumes:
        with closing(Volume(store.volume(part.name))) as volume:
            held += [passage_id for passage_id in volume.ids() if passage_id in expected]
            faults += volume_faults(catalog, generation, part, volume)
    return differences(expected, held) + faults


def volume_faults(catalog: Catalog, generation: Generation, part: Part, volume: Volume) -> list[str]:
    """Check a volume against Chroma's own records and against the embeddings in the catalog."""
    volume.check()
    faults = [f"Chroma and the matrix of volume {part.name} differ"] if volume.stored_ids() != set(volume.ids()) else []
    live = catalog.live(generation.recipe_number, generation.number, volume.numbers)
    wrong = changed_vectors(catalog, generation, volume)
    counted = [f"volume {part.name} holds {amount(len(live), 'live passage')} instead of {part.live}"]
    return faults + brief([f"{key} has another vector" for key in wrong]) + counted * (len(live) != part.live)


def recipe_faults(generation: Generation, wanted: Recipe) -> list[str]:
    """Compare the recipe of the index with that of the settings."""
    difference = explain_difference(generation.recipe, wanted)
    return [f"built with another recipe than the settings say: {difference}"] if difference else []


def model_faults(catalog: Catalog, generation: Generation, embedder: Embedder) -> list[str]:
    """Embed a few passages again: the model must still give the vectors that it gave."""
    if embedder.space != generation.recipe.space:
        return []  # said of the recipe already
    numbers = catalog.numbers(generation.recipe_number, generation.number)
    few = sample(numbers)[:10]
    passages = list(catalog.each(generation.recipe_number, generation.number, few))
    stored = {key: vector for _, key, vector in catalog.vectors(embedder.space, few)}
    faults = []
    for passage in passages:
        (vector,) = embedder.embed_passages([embedded_text(passage)])
        held = stored.get(passage.id)
        if held is not None and (held.shape != vector.shape or float(vector @ held) < SAME_COSINE):
            faults.append(f"the model gives passage {passage.id} another vector")
    return brief(faults)


def live_ids(catalog: Catalog, generation: Generation) -> list[str]:
    """Return the ids of the passages that the catalog says a generation holds."""
    return catalog.ids(catalog.numbers(generation.recipe_number, generation.number))


def differences(expected: set[str], held: list[str]) -> list[str]:
    """Say what is missing, what is too much and what is there twice."""
    missing, extra, double = len(expected - set(held)), len(set(held) - expected), len(held) - len(set(held))
    counts = ((missing, "missing"), (extra, "too many"), (double, "there twice"))
    return [f"{amount(count, 'passage')} {'is' if count == 1 else 'are'} {what}" for count, what in counts if count]


def brief(faults: list[str]) -> list[str]:
    """Name a few of many faults, and count the others."""
    more = len(faults) - MOST_NAMED
    return faults[:MOST_NAMED] + ([f"and {more} more of this kind"] if more > 0 else [])
