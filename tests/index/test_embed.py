import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import REPOSITORY, FakeEmbedder

from corpus.sentences import sentences
from index.embed import (
    Embedder,
    OnnxEmbedder,
    SentenceTransformersEmbedder,
    Vectors,
    check_packaged_weights,
    exported_model,
    is_intact,
    packaged_model,
)
from index.errors import ModelError

TEXTS = [
    "The ferry hit the pier.",
    "Rain fell on Monday, and on Tuesday the river rose over its banks.",
    "",
    " \n",
    "Bakı, Azərbaycan — 2023-cü il; 北京 🚢",
    "word " * 5000,
    "x" * 20_000,
    "NUL \x00 and \u200b",
    "The ferry hit the pier.",
]


@pytest.fixture(scope="module")
def exact(model_cache: Path) -> OnnxEmbedder:
    return OnnxEmbedder(exported_model(model_cache, "fp32"), "fp32", threads=2)


@pytest.fixture(scope="module")
def torch_embedder() -> SentenceTransformersEmbedder:
    return SentenceTransformersEmbedder(str(packaged_model()), threads=2)


@pytest.fixture(params=["fake", "int8", "fp32", pytest.param("torch", marks=pytest.mark.slow)])
def any_embedder(request: pytest.FixtureRequest) -> Embedder:
    names = {"int8": "embedder", "fp32": "exact", "torch": "torch_embedder"}
    if request.param == "fake":
        return FakeEmbedder()
    found: Embedder = request.getfixturevalue(names[request.param])
    return found


def test_every_text_has_a_unit_vector(any_embedder: Embedder) -> None:
    vectors = any_embedder.embed_passages(TEXTS)
    question = any_embedder.embed_question(TEXTS[0])
    assert vectors.shape == (len(TEXTS), len(question))
    assert vectors.dtype == question.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert np.isclose(np.linalg.norm(question), 1, atol=1e-4)


def test_a_vector_does_not_depend_on_the_batch(any_embedder: Embedder) -> None:
    together = any_embedder.embed_passages(TEXTS)
    alone = np.concatenate([any_embedder.embed_passages([text]) for text in TEXTS])
    assert np.allclose(together, alone, atol=1e-6)
    assert np.allclose(together[0], together[-1], atol=1e-6)


@pytest.mark.parametrize("precision", ["int8", "fp32"])
def test_a_vector_is_the_same_to_the_last_bit(precision: str, request: pytest.FixtureRequest) -> None:
    onnx: OnnxEmbedder = request.getfixturevalue({"int8": "embedder", "fp32": "exact"}[precision])
    assert np.array_equal(onnx.embed_passages(TEXTS), np.stack([onnx.embed_question(text) for text in TEXTS]))


def test_near_texts_have_near_vectors(any_embedder: Embedder) -> None:
    near, far = any_embedder.embed_passages(["The ferry struck the pier.", "Prices of wheat fell."])
    question = any_embedder.embed_question("What did the ferry do to the pier?")
    assert question @ near > question @ far + 0.1


def test_the_space_names_model_weights_and_precision(embedder: OnnxEmbedder, exact: OnnxEmbedder) -> None:
    assert embedder.space == "all-MiniLM-L6-v2@53aa51172d14/onnx-int8"
    assert exact.space == "all-MiniLM-L6-v2@53aa51172d14/onnx-fp32"


def sample_sentences() -> list[str]:
    stories = sorted((REPOSITORY / "corpus" / "sample").glob("*/*.txt"))
    texts = [file.read_text() for file in stories]
    return [text[start:end] for text in texts for start, end in sentences(text)][:120]


def cosines(one: Vectors, other: Vectors) -> Vectors:
    found: Vectors = np.sum(one * other, axis=1)
    return found


def test_int8_is_near_fp32(embedder: OnnxEmbedder, exact: OnnxEmbedder) -> None:
    texts = sample_sentences()[:30]
    assert cosines(embedder.embed_passages(texts), exact.embed_passages(texts)).min() >= 0.97


@pytest.mark.slow
@pytest.mark.parametrize(("precision", "least"), [("fp32", 0.9999), ("int8", 0.97)])
def test_the_export_embeds_as_sentence_transformers_does(
    precision: str, least: float, torch_embedder: SentenceTransformersEmbedder, model_cache: Path
) -> None:
    onnx = OnnxEmbedder(exported_model(model_cache, precision), precision, threads=2)
    texts = sample_sentences()
    assert len(texts) >= 100
    assert cosines(onnx.embed_passages(texts), torch_embedder.embed_passages(texts)).min() >= least


# -- weights that nobody vouches for ------------------------------------------------------------------------------


def test_the_packaged_weights_are_those_of_upstream() -> None:
    check_packaged_weights(packaged_model())


def test_other_weights_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"something else")
    with pytest.raises(ModelError) as caught:
        check_packaged_weights(tmp_path)
    assert str(caught.value) == (
        f"{weights} is not the model expected "
        "(SHA-256 f41f3fa625ff120ddca7ef456bf66371ecea23c129f4e4c32367101edb516cf8)"
    )


def copy_export(model_cache: Path, target: Path) -> Path:
    folder = exported_model(model_cache, "int8")
    return Path(shutil.copytree(folder, target / folder.name))


def test_a_complete_export_is_intact(model_cache: Path, tmp_path: Path) -> None:
    folder = copy_export(model_cache, tmp_path)
    assert is_intact(folder, "int8")
    assert is_intact(folder, "fp32")
    assert exported_model(tmp_path, "int8") == folder


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("name", ["int8.onnx", "tokenizer.json", "checksums.json"])
@pytest.mark.parametrize("damage", [flip_a_byte, truncate, Path.unlink])
def test_a_damaged_export_is_noticed(model_cache: Path, tmp_path: Path, name: str, damage: object) -> None:
    folder = copy_export(model_cache, tmp_path)
    damage(folder / name)  # type: ignore[operator]
    assert not is_intact(folder, "int8")


def test_an_export_that_is_not_there_is_noticed(tmp_path: Path) -> None:
    assert not is_intact(tmp_path / "nowhere", "int8")


@pytest.mark.slow
def test_a_damaged_export_is_made_again(model_cache: Path, tmp_path: Path) -> None:
    folder = copy_export(model_cache, tmp_path)
    flip_a_byte(folder / "int8.onnx")
    assert exported_model(tmp_path, "int8") == folder
    assert is_intact(folder, "int8")
    assert is_intact(folder, "fp32")
    again, kept = (OnnxEmbedder(exported_model(cache, "int8"), "int8", 2) for cache in (tmp_path, model_cache))
    assert cosines(again.embed_passages(TEXTS), kept.embed_passages(TEXTS)).min() > 0.9999


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "int8.onnx").write_text("no graph")
    with pytest.raises(ModelError) as caught:
        OnnxEmbedder(tmp_path, "int8", threads=1)
    assert str(caught.value) == f"the exported model in {tmp_path} cannot be read: delete the folder"


@pytest.mark.slow
def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match=r"cannot load the model '.*' \(BACKISSUE_MODEL\): "):
        SentenceTransformersEmbedder(str(tmp_path), threads=1)


@pytest.mark.slow
def test_the_space_of_a_model_of_ones_own_tells_its_weights(torch_embedder: SentenceTransformersEmbedder) -> None:
    name, digest = torch_embedder.space.removesuffix("/torch").split("@")
    assert name == str(packaged_model())
    assert len(digest) == 12
    assert SentenceTransformersEmbedder(str(packaged_model()), threads=2).space == torch_embedder.space


QUESTION = """
import json, sys
from pathlib import Path
from index.embed import OnnxEmbedder, exported_model
vector = OnnxEmbedder(exported_model(Path(sys.argv[1]), "int8"), "int8", 1).embed_question("Who?")
print(json.dumps([len(vector), sorted({"torch", "sentence_transformers", "transformers"} & set(sys.modules))]))
"""


def test_a_question_needs_no_torch(model_cache: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", QUESTION, str(model_cache)], capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(done.stdout) == [384, []]
