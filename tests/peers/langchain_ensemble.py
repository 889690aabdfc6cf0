"""LangChain: ``EnsembleRetriever`` of ``BM25Retriever`` and Chroma. All as it comes, but for how many each returns."""

from pathlib import Path

from langchain_chroma import Chroma
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_core.embeddings import Embeddings
from langchain_huggingface import HuggingFaceEmbeddings

from tests.peers.protocol import DEPTH, Record, Vectors, Way, Work


class Given(Embeddings):
    """The model for questions; for passages, the vectors given with the batch at hand, if any are."""

    def __init__(self, model: str) -> None:
        self.model = HuggingFaceEmbeddings(model_name=model)
        self.batch: Vectors | None = None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.model.embed_documents(texts) if self.batch is None else self.batch.tolist()

    def embed_query(self, text: str) -> list[float]:
        return self.model.embed_query(text)


class Ensemble(Way):
    def __init__(self, work: Work, place: Path) -> None:
        super().__init__(work, place)
        self._embeddings = Given(work.model)
        self._store = Chroma("news", self._embeddings, persist_directory=str(place / "chroma"))

    def index(self) -> None:
        for records, vectors in self.work.batches():
            self._embeddings.batch = vectors
            texts, ids = [record["text"] for record in records], [record["id"] for record in records]
            self._store.add_texts(texts, metadatas=[{"id": key} for key in ids], ids=ids)

    def embed(self, texts: list[str]) -> None:
        self._embeddings.model.embed_documents(texts)

    def open(self) -> None:
        # BM25Retriever cannot be saved: whoever starts such a program reads all texts again.
        records = list(self.work.records("passages"))
        keywords = BM25Retriever.from_texts(
            [record["text"] for record in records], metadatas=[{"id": record["id"]} for record in records], k=DEPTH
        )
        vectors = self._store.as_retriever(search_kwargs={"k": DEPTH})
        self._retriever = EnsembleRetriever(retrievers=[keywords, vectors], weights=[0.5, 0.5])

    def rank(self, question: Record) -> list[str]:
        return [found.metadata["id"] for found in self._retriever.invoke(question["text"])][:DEPTH]


create = Ensemble
