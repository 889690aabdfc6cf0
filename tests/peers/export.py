"""From a data folder of Backissue to what all ways of searching are given."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

from corpus.article import Article
from index.catalog import Catalog
from index.embed import packaged_model
from index.generation import Generation, Store
from index.passage import Passage
from index.recipe import embedded_text
from tests.peers.protocol import Record, Work

EMBED_UP_TO = 2_000  # passages; of more than these, the peers are given the vectors


def export(data: Path, judged: Path, folder: Path, *, passages: int | None, questions: int | None) -> Work:
    """Write passages, articles, vectors and questions; ``passages`` and ``questions`` limit them.

    Of a limited set, the articles that hold evidence come first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(data)
    generation = store.current()
    asked = read_questions(judged)
    with closing(Catalog(store.catalog, reading=True)) as catalog:
        wanted = {article for question in asked for article in question["holders"]}
        work = write_archive(catalog, generation, folder, wanted, limit=passages, data=data)
    held = {record["id"] for record in work.records("articles")}
    asked = [question for question in asked if held & set(question["holders"])]
    for question in asked:
        for name in ("evidence_ids", "holders"):
            question[name] = sorted(held & set(question[name]))
    asked.sort(key=lambda question: not question["evidence_ids"])  # a limit keeps those that say most
    write_lines(folder / "questions.jsonl", asked[:questions])
    work.write()
    return work


def read_questions(path: Path) -> list[Record]:
    """Read judged questions as ``backissue eval`` does; ``holders`` are all articles known to hold the answer."""
    found = []
    for record in map(json.loads, filter(str.strip, path.read_text(encoding="utf-8").splitlines())):
        evidence = record.get("evidence_ids") or []
        found.append(
            {
                "id": record.get("id"),
                "text": record["question"],
                "date": (record.get("as_of") or record.get("question_date") or "")[:10],
                "evidence_ids": evidence,
                "holders": evidence + (record.get("answer_in_gcs_ids") or []),
                "answers": record.get("answers") or [],
            }
        )
    return found


def write_archive(
    catalog: Catalog, generation: Generation, folder: Path, wanted: set[str], *, limit: int | None, data: Path
) -> Work:
    """Write the passages of a generation, article by article, with their vectors."""
    count, written, dimensions = 0, 0, 0
    with (
        (folder / "passages.jsonl").open("w", encoding="utf-8") as passages,
        (folder / "articles.jsonl").open("w", encoding="utf-8") as articles,
        (folder / "vectors.f32").open("wb") as vectors,
    ):
        for version, article in chosen(catalog, generation.number, wanted if limit else set()):
            spans = sorted(catalog.spans(generation.recipe_number, version), key=lambda span: span[1])
            articles.write(json.dumps(article_record(article)) + "\n")
            for passage_id, start, end, key in spans:
                passages.write(json.dumps(passage_record(passage_id, Passage(article, start, end))) + "\n")
                ((vector,),) = catalog.select(
                    "SELECT vector FROM embeddings WHERE space = ? AND text_key = ?", (generation.recipe.space, key)
                )
                vectors.write(vector)
                dimensions = len(vector) // 4
            written += 1
            count += len(spans)
            if limit and count >= limit:
                break
    return Work(
        folder,
        model=str(packaged_model()),
        data=str(data.resolve()),
        given=count > EMBED_UP_TO,
        whole=count == generation.passages,
        dimensions=dimensions,
        passages=count,
        articles=written,
    )


def chosen(catalog: Catalog, generation: int, wanted: set[str]) -> Iterator[tuple[int, Article]]:
    """Yield the articles of a generation, those that are wanted first."""
    if not wanted:
        return catalog.versions(generation)
    first = (row for row in catalog.versions(generation) if row[1].id in wanted)
    return chain(first, (row for row in catalog.versions(generation) if row[1].id not in wanted))


def article_record(article: Article) -> Record:
    """What is told of an article; the text has what stands above it, as that of a passage has."""
    whole = Passage(article, 0, len(article.text))
    return {"id": article.id, "date": day(article), "text": embedded_text(whole)}


def passage_record(passage_id: str, passage: Passage) -> Record:
    """What is told of a passage: ``text`` as it is embedded; its own words begin at ``body``."""
    article, text = passage.article, embedded_text(passage)
    return {
        "id": passage_id,
        "article": article.id,
        "title": article.title,
        "source": article.source,
        "date": day(article),
        "text": text,
        "body": len(text) - len(passage.text),
    }


def day(article: Article) -> str:
    """The day of publication; empty where nobody knows."""
    return article.printed.date().isoformat() if article.printed else ""


def write_lines(path: Path, records: Iterable[Record]) -> None:
    """Write JSON lines."""
    with path.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in records)
