"""Chroma as its first page shows it: a collection with our model, passages added, ``query``. All else as it comes."""

from pathlib import Path

import chromadb
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

from tests.peers.protocol import DEPTH, Record, Way, Work


class Chroma(Way):
    def __init__(self, work: Work, place: Path) -> None:
        super().__init__(work, place)
        self._model = SentenceTransformerEmbeddingFunction(model_name=work.model)
        client = chromadb.PersistentClient(path=str(place / "chroma"))
        self._collection = client.get_or_create_collection("news", embedding_function=self._model)

    def index(self) -> None:
        for records, vectors in self.work.batches():
            self._collection.add(
                ids=[record["id"] for record in records],
                documents=[record["text"] for record in records],
                metadatas=[{"article": record["article"], "date": record["date"]} for record in records],
                embeddings=vectors,
            )

    def embed(self, texts: list[str]) -> None:
        self._model(texts)

    def open(self) -> None:
        pass

    def rank(self, question: Record) -> list[str]:
        return self._collection.query(query_texts=[question["text"]], n_results=DEPTH)["ids"][0]


create = Chroma
