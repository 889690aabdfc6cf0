"""The one place that picks implementations: settings in, objects out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.settings import Settings
from index.catalog import Catalog
from index.embed import (
    PACKAGED,
    Embedder,
    OnnxEmbedder,
    SentenceTransformersEmbedder,
    exported_model,
    packaged_model,
    packaged_space,
)
from index.errors import other_model
from index.generation import Store
from index.recipe import Recipe
from index.rerank import CrossEncoderReranker
from index.retrieve import Retriever
from index.runs import RunLog

if TYPE_CHECKING:
    from bot.answer import Rewriter
    from bot.writer.chat_model import ChatModel


def make_store(settings: Settings) -> Store:
    """Return the data directory."""
    return Store(settings.data_dir)


def make_run_log(settings: Settings) -> RunLog:
    """Return the reports of the last runs."""
    return RunLog(settings.data_dir / "runs.jsonl")


def make_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name; raises ModelError when it cannot be loaded."""
    if not is_packaged(settings):
        return SentenceTransformersEmbedder(settings.model, settings.threads)
    if settings.engine == "torch":
        return SentenceTransformersEmbedder(str(packaged_model()), settings.threads, name=PACKAGED)
    return OnnxEmbedder(exported_model(settings.model_cache, settings.engine), settings.engine, settings.threads)


def is_packaged(settings: Settings) -> bool:
    """Say whether the packaged model is meant; its own name never goes to a hub."""
    return settings.model.removeprefix("sentence-transformers/") in {"", PACKAGED}


def model_name(settings: Settings) -> str:
    """Return what the name of a space begins with, for the model of the settings."""
    return PACKAGED if is_packaged(settings) else settings.model


def make_recipe(settings: Settings, embedder: Callable[[], Embedder]) -> Recipe:
    """Return the recipe that the settings ask for; a model of the user's own is loaded to know its weights."""
    known = is_packaged(settings) and settings.engine != "torch"
    space = packaged_space(settings.engine) if known else embedder().space
    return Recipe(space=space, passage_words=settings.passage_words)


def open_catalog(settings: Settings) -> Catalog:
    """Open the catalog of the data directory for reading."""
    return Catalog(make_store(settings).catalog, reading=True)


def make_model(settings: Settings) -> ChatModel | None:
    """Return the language model that the settings name; None where they name none."""
    if not settings.llm_url:
        return None
    from bot.writer.chat_model import ChatModel

    return ChatModel(
        settings.llm_url,
        settings.llm_model,
        settings.llm_key.get_secret_value,
        timeout=settings.llm_timeout,
        retries=settings.llm_retries,
    )


def make_rewriter(settings: Settings, embedder: Embedder) -> Rewriter | None:
    """Return what lets the language model of the settings word an answer; None where there is none."""
    model = make_model(settings)
    if model is None:
        return None
    from bot.writer.written import ModelRewriter

    return ModelRewriter(
        model,
        embedder,
        max_statements=settings.max_statements,
        budget=settings.llm_budget,
        threshold=settings.llm_threshold,
    )


def make_retriever(settings: Settings, embedder: Callable[[], Embedder]) -> Retriever:
    """Open the current generation; raises IndexMissing before anything heavy is loaded."""
    store = make_store(settings)
    built = store.current().recipe.space
    if built.rpartition("@")[0] != model_name(settings):  # known without loading, or fetching, a model
        raise other_model(built, model_name(settings))
    reranker = CrossEncoderReranker(settings.reranker) if settings.reranker else None
    return Retriever(store, embedder(), passages_per_article=settings.passages_per_article, reranker=reranker)
