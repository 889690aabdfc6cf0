import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import NOW, PASSAGE_WORDS, FakeEmbedder, index_articles, make_article

from index.catalog import Catalog
from index.doctor import MOST_NAMED, brief, differences, examine, mend
from index.embed import Vectors
from index.errors import IndexMissing, ModelError, StoreError
from index.generation import Store
from index.passage import Passage, Query
from index.recipe import Recipe
from index.retrieve import Retriever
from index.update import UpdateReport, apply_update

RECIPE = Recipe("fake@1", PASSAGE_WORDS)
ARTICLES = [
    make_article(id=f"a{number}", title=f"Title{number}", text=f"Story{number} was printed. " * 10)
    for number in range(20)
]
PARTS = ["catalog", "files", "passages", "keywords", "vectors", "recipe", "model", "folder"]
Faults = dict[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of several volumes, with an edited and a removed article."""
    data_dir = tmp_path_factory.mktemp("built") / "data"
    index_articles(data_dir, [*ARTICLES[:8], make_article(id="gone", text="Gone.")], embedder=FakeEmbedder())
    old = replace(ARTICLES[9], text="An older story.")
    index_articles(data_dir, [*ARTICLES[:9], old], embedder=FakeEmbedder())
    index_articles(data_dir, ARTICLES, embedder=FakeEmbedder())
    return data_dir


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Store:
    """A copy of it, to be damaged."""
    shutil.copytree(built, tmp_path / "data")
    opened = Store(tmp_path / "data")
    assert len(opened.current().volumes) > 1
    return opened


@pytest.fixture
def catalog(store: Store) -> Iterator[Catalog]:
    opened = Catalog(store.catalog)
    yield opened
    opened.close()


def examined(store: Store, recipe: Recipe = RECIPE, embedder: FakeEmbedder | None = None) -> Faults:
    """What is wrong with each part that was looked at."""
    catalog = Catalog(store.catalog)
    try:
        findings = list(examine(store, catalog, lambda: recipe, lambda: embedder or FakeEmbedder(recipe.space)))
    finally:
        catalog.close()
    assert [one.part for one in findings] == PARTS
    return {one.part: one.faults for one in findings if one.faults}


def repaired(store: Store, embedder: FakeEmbedder | None = None) -> UpdateReport:
    """Repair an index as the doctor's command does."""
    current = store.current()
    with store.writing():
        catalog = Catalog(store.catalog)
        try:
            mend(store, catalog, current)
            return apply_update(
                store,
                catalog,
                [],
                roots=[],
                recipe=current.recipe,
                make_embedder=lambda: embedder or FakeEmbedder(),
                rebuild=True,
                now=NOW,
                report=lambda phase, done, total: None,
            )
        finally:
            catalog.close()


def passage(catalog: Catalog, store: Store, place: int = 0) -> Passage:
    """A passage of the current generation, by its place among all."""
    current = store.current()
    numbers = catalog.numbers(current.recipe_number, current.number)
    (found,) = catalog.each(current.recipe_number, current.number, numbers[place : place + 1])
    return found


def passages(store: Store) -> int:
    return store.current().passages


# -- a healthy index ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_healthy_index_has_no_faults(store: Store) -> None:
    assert examined(store) == {}


def test_an_index_of_nothing_has_no_faults(tmp_path: Path) -> None:
    index_articles(tmp_path / "data", [ARTICLES[0]], embedder=FakeEmbedder())
    index_articles(tmp_path / "data", [], embedder=FakeEmbedder())
    assert examined(Store(tmp_path / "data")) == {}


def test_a_repaired_index_has_no_faults_and_answers_as_before(store: Store) -> None:
    assert repaired(store).embedded == 0
    assert examined(store) == {}
    retriever = Retriever(store, FakeEmbedder(), passages_per_article=1)
    found = [one.passage.article for one in retriever.retrieve(Query("Story7 was printed.", top_k=100)).evidence]
    retriever.close()
    assert found[0] == ARTICLES[7]
    assert sorted(one.id for one in found) == sorted(one.id for one in ARTICLES)


def test_an_older_generation_that_is_still_read_is_no_fault(store: Store) -> None:
    _, lease = store.lease()
    index_articles(store.root, ARTICLES[1:], embedder=FakeEmbedder())
    assert len(store.published()) > 1
    assert examined(store) == {}
    lease.close()


def test_nothing_is_said_of_the_folder_while_somebody_writes(store: Store, catalog: Catalog) -> None:
    store.volume("000099-0").mkdir()
    with store.writing():
        parts = [one.part for one in examine(store, catalog, lambda: RECIPE, FakeEmbedder)]
    assert parts == PARTS[:-1]


def test_the_current_generation_stays_while_it_is_examined(store: Store, catalog: Catalog) -> None:
    findings = examine(store, catalog, lambda: RECIPE, FakeEmbedder)
    assert next(findings).part == "catalog"
    index_articles(store.root, ARTICLES[1:], embedder=FakeEmbedder())
    index_articles(store.root, ARTICLES[2:], embedder=FakeEmbedder())
    assert {one.faults for one in findings} == {()}


def test_without_an_index_there_is_nothing_to_examine(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    catalog = Catalog(tmp_path / "data" / "catalog.sqlite")
    with pytest.raises(IndexMissing):
        list(examine(Store(tmp_path / "data"), catalog, lambda: RECIPE, FakeEmbedder))
    catalog.close()


# -- damage, by the part that names it ----------------------------------------------------------------------------

FILES = ("files of the generation are missing or have another size",)


def first_volume(store: Store) -> Path:
    return store.volume(store.current().volumes[0].name)


def first_chroma(store: Store) -> Path:
    return first_volume(store) / "chroma"


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["term", "idx", "pos", "store", "fast", "fieldnorm"])
def test_a_deleted_file_of_the_keyword_index_is_named_and_made_again(store: Store, suffix: str) -> None:
    for file in store.keywords(store.current_number()).glob(f"*.{suffix}"):
        file.unlink()
    faults = examined(store)
    assert faults["files"] == FILES
    assert faults.keys() <= {"files", "keywords"}
    assert repaired(store).embedded == 0
    assert examined(store) == {}


def test_a_keyword_index_that_cannot_be_opened_is_named_and_made_again(store: Store) -> None:
    (store.keywords(store.current_number()) / "meta.json").write_text("{}")
    faults = examined(store)
    assert faults.keys() == {"files", "keywords"}
    assert "keywords cannot be used" in faults["keywords"][0]
    repaired(store)
    assert examined(store) == {}


def test_a_keyword_index_of_other_passages_is_named_and_made_again(store: Store, tmp_path: Path) -> None:
    index_articles(tmp_path / "other", ARTICLES[1:], embedder=FakeEmbedder())
    own, other = store.keywords(store.current_number()), Store(tmp_path / "other").keywords(1)
    shutil.rmtree(own)
    shutil.copytree(other, own)
    lost = passages(store) - passages(Store(tmp_path / "other"))
    assert lost > 0
    assert examined(store)["keywords"] == tuple(differences({str(n) for n in range(lost)}, []))
    repaired(store)
    assert examined(store) == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["vectors.npy", "numbers.npy", "ids.npy", "chroma/chroma.sqlite3"])
def test_a_truncated_file_of_a_volume_is_named_and_made_again(store: Store, name: str) -> None:
    path = first_volume(store) / name
    path.write_bytes(path.read_bytes()[:100])
    faults = examined(store)
    assert faults.keys() - {"files"} == {"vectors"}
    assert len(faults["vectors"]) == 1
    assert f"{first_volume(store)} cannot be used: " in faults["vectors"][0]
    assert repaired(store).embedded == 0
    assert examined(store) == {}


def test_a_volume_that_is_gone_is_named_and_made_again(store: Store) -> None:
    shutil.rmtree(first_volume(store))
    assert examined(store).keys() == {"files", "vectors"}
    repaired(store)
    assert examined(store) == {}


@pytest.mark.slow
def test_the_graph_of_another_volume_is_named_and_made_again(store: Store, tmp_path: Path) -> None:
    other = tmp_path / "other"
    articles = [replace(article, text=article.text.replace("printed", "swallowed")) for article in ARTICLES]
    index_articles(other, articles, embedder=FakeEmbedder())
    shutil.rmtree(first_chroma(store))
    shutil.copytree(first_chroma(Store(other)), first_chroma(store))
    assert examined(store).keys() == {"files", "vectors"}
    assert repaired(store).embedded == 0
    assert examined(store) == {}


def test_a_vector_that_was_changed_in_a_volume_is_named_and_made_again(store: Store, catalog: Catalog) -> None:
    path = first_volume(store) / "vectors.npy"
    matrix = np.load(path)
    matrix[:] = matrix[:, ::-1]
    np.save(path, matrix)
    faults = examined(store)
    assert faults.keys() == {"vectors"}
    repaired(store)
    assert examined(store) == {}


def changed_vector(catalog: Catalog, changed: Passage, vector: Vectors) -> None:
    with catalog.transaction():
        catalog.change(
            "UPDATE embeddings SET vector = ? WHERE text_key IN (SELECT text_key FROM passages WHERE id = ?)",
            (vector.tobytes(), changed.id),
        )


def test_a_vector_that_was_changed_in_the_catalog_is_named_and_made_again(store: Store, catalog: Catalog) -> None:
    changed = passage(catalog, store)
    changed_vector(catalog, changed, np.eye(256, dtype=np.float32)[7])
    assert examined(store) == {
        "vectors": (f"{changed.id} has another vector",),
        "model": (f"the model gives passage {changed.id} another vector",),
    }
    repaired(store)
    assert examined(store) == {}


def test_a_vector_of_another_length_in_the_catalog_is_named_and_made_again(store: Store, catalog: Catalog) -> None:
    changed = passage(catalog, store)
    changed_vector(catalog, changed, np.ones(7, dtype=np.float32))
    faults = examined(store)
    assert faults["vectors"] == (f"{changed.id} has another vector",)
    assert faults.keys() == {"vectors", "model"}
    repaired(store)
    assert examined(store) == {}


def test_a_lost_embedding_is_named_and_made_again(store: Store, catalog: Catalog) -> None:
    lost = passage(catalog, store)
    with catalog.transaction():
        catalog.change(
            "DELETE FROM embeddings WHERE text_key IN (SELECT text_key FROM passages WHERE id = ?)", (lost.id,)
        )
    assert examined(store) == {"passages": ("no embedding of 1 passage",)}
    assert repaired(store).embedded == 1
    assert examined(store) == {}


def test_a_lost_passage_is_named_and_made_again(store: Store, catalog: Catalog) -> None:
    lost = passage(catalog, store)
    with catalog.transaction():
        catalog.change("DELETE FROM passages WHERE id = ?", (lost.id,))
    faults = examined(store)
    assert faults["passages"] == (f"{lost.article.id} has not the passages of its text",)
    assert faults["keywords"] == ("1 passage is too many",)
    assert faults.keys() == {"passages", "keywords", "vectors"}
    assert repaired(store).embedded == 0
    assert examined(store) == {}


def test_a_passage_of_another_span_is_named_and_made_again(store: Store, catalog: Catalog) -> None:
    changed = passage(catalog, store)
    with catalog.transaction():
        catalog.change('UPDATE passages SET start = start + 1, "end" = "end" + 1 WHERE id = ?', (changed.id,))
    assert examined(store) == {"passages": (f"{changed.article.id} has not the passages of its text",)}
    repaired(store)
    assert examined(store) == {}


def test_a_text_that_was_changed_in_the_catalog_is_named(store: Store, catalog: Catalog) -> None:
    changed = passage(catalog, store).article
    with catalog.transaction():
        catalog.change("UPDATE texts SET text = replace(text, 'printed', 'swallowed') WHERE text = ?", (changed.text,))
    assert examined(store)["passages"] == (f"{changed.id} has not the passages of its text",)


def test_after_a_repair_a_text_that_was_changed_in_the_catalog_is_read_from_the_archive_again(
    store: Store, catalog: Catalog
) -> None:
    changed = passage(catalog, store).article
    with catalog.transaction():
        catalog.change("UPDATE texts SET text = replace(text, 'printed', 'swallowed') WHERE text = ?", (changed.text,))
    repaired(store)
    assert examined(store) == {}
    assert index_articles(store.root, ARTICLES, embedder=FakeEmbedder()).replaced == 1
    assert catalog.article(changed.id, store.current_number()) == changed
    assert examined(store) == {}


def test_many_lost_passages_are_counted(store: Store, catalog: Catalog) -> None:
    count = passages(store)
    with catalog.transaction():
        catalog.change("DELETE FROM passages")
    faults = examined(store)
    assert faults["passages"] == (
        *(f"a{number} has not the passages of its text" for number in range(3)),
        "and 17 more of this kind",
    )
    assert faults["keywords"] == (f"{count} passages are too many",)
    repaired(store)
    assert examined(store) == {}


def test_a_row_that_points_nowhere_is_a_fault_of_the_catalog(store: Store, catalog: Catalog) -> None:
    catalog.change("PRAGMA foreign_keys = OFF")
    with catalog.transaction():
        catalog.change("INSERT INTO texts VALUES (777, 'nothing')")
    assert examined(store) == {"catalog": ("texts 777 points nowhere",)}


def test_a_damaged_catalog_is_named_and_nothing_breaks(store: Store) -> None:
    raw = bytearray(store.catalog.read_bytes())
    raw[20_000:60_000] = bytes(40_000)
    store.catalog.write_bytes(raw)
    faults = examined(store)
    assert faults["catalog"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["volumes/000099-0", "volumes/000001-7", "generations/000099", "generations/000001/keywords"]
)
def test_a_folder_that_belongs_to_nothing_is_named_and_removed(store: Store, name: str) -> None:
    (store.root / name).mkdir(parents=True)
    folder = store.root / name.removesuffix("/keywords")
    assert examined(store) == {"folder": (f"{folder} belongs to no generation",)}
    repaired(store)
    assert not folder.exists()
    assert examined(store) == {}


def test_another_recipe_than_that_of_the_settings_is_named(store: Store) -> None:
    assert examined(store, Recipe("fake@1", 30)) == {
        "recipe": ("built with another recipe than the settings say: words a passage 40 -> 30",)
    }
    assert examined(store, Recipe("fake@2", 40)) == {
        "recipe": ("built with another recipe than the settings say: embedding model fake@1 -> fake@2",)
    }


class Fallen(FakeEmbedder):
    """A model whose weights are no longer what they were, under the same name."""

    def embed_question(self, text: str) -> Vectors:
        return super().embed_question(text)[::-1].copy()


class Rounded(FakeEmbedder):
    """The same model on another processor."""

    def embed_question(self, text: str) -> Vectors:
        return super().embed_question(text) + np.float32(1e-3)


def test_a_model_that_gives_other_vectors_is_named(store: Store) -> None:
    faults = examined(store, embedder=Fallen())
    assert faults.keys() == {"model"}
    assert len(faults["model"]) == MOST_NAMED + 1
    assert faults["model"][-1] == "and 7 more of this kind"


def test_a_model_that_rounds_otherwise_is_the_same(store: Store) -> None:
    assert examined(store, embedder=Rounded()) == {}


def test_a_model_that_cannot_be_loaded_is_named(store: Store, catalog: Catalog) -> None:
    def missing() -> FakeEmbedder:
        raise ModelError("there is no model here")

    findings = list(examine(store, catalog, lambda: RECIPE, missing))
    assert [(one.part, one.faults) for one in findings if one.faults] == [("model", ("there is no model here",))]


def test_several_kinds_of_damage_are_named_at_once(store: Store, catalog: Catalog) -> None:
    lost = passage(catalog, store)
    with catalog.transaction():
        catalog.change("DELETE FROM embeddings")
        catalog.change("DELETE FROM passages WHERE id = ?", (lost.id,))
    shutil.rmtree(first_volume(store))
    store.volume("000099-0").mkdir()
    count = passages(store)
    assert examined(store).keys() == {"files", "passages", "keywords", "vectors", "folder"}
    assert repaired(store).embedded == count
    assert examined(store) == {}


def test_a_manifest_that_is_gone_is_an_error_that_says_what_to_do(store: Store, catalog: Catalog) -> None:
    (store.generations / store.current().name / "manifest.json").unlink()
    with pytest.raises(StoreError, match="`backissue index --rebuild`"):
        list(examine(store, catalog, lambda: RECIPE, FakeEmbedder))


# -- wording ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "held", "faults"),
    [
        ("abc", "cba", []),
        ("abc", "ab", ["1 passage is missing"]),
        ("abc", "abcde", ["2 passages are too many"]),
        ("abc", "abcc", ["1 passage is there twice"]),
        ("abc", "bbdd", ["2 passages are missing", "1 passage is too many", "2 passages are there twice"]),
    ],
)
def test_differences_in_words(expected: str, held: str, faults: list[str]) -> None:
    assert differences(set(expected), list(held)) == faults


@pytest.mark.parametrize(("count", "last"), [(0, []), (1, ["1"]), (3, ["3"]), (4, ["3", "and 1 more of this kind"])])
def test_of_many_faults_a_few_are_named(count: int, last: list[str]) -> None:
    named = brief([str(number + 1) for number in range(count)])
    assert named[-len(last) :] == last if last else named == []
    assert len(named) <= MOST_NAMED + 1
