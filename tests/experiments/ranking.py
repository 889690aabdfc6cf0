"""Which keyword fields and which fusion: Hit@1/4/10 and MRR@10 on newsquiz_small dev.

python -m tests.experiments.ranking NEWSQUIZ_SMALL    # a data folder filled from shared/data/newsquiz_small
"""

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

import numpy as np
import tantivy
from tantivy import Occur, Query

from bot.session import Session
from bot.settings import Settings
from index.analysis import DEFAULT, WORDS, analyzer
from index.measure import hit_at, rank_articles, reciprocal_rank
from index.passage import Passage

QUESTIONS = Path(__file__).parents[3] / "shared" / "data" / "newsquiz_small" / "questions_dev.jsonl"
DEEPEST = 300
Fields = Sequence[tuple[bool, str, float]]  # title only?, words or stems, weight


def main(folder: str) -> None:
    session = Session(Settings(data_dir=Path(folder)))
    retriever, catalog = session._retriever, session._retriever._opened.catalog
    generation = retriever.generation
    ids = catalog.ids(catalog.numbers(generation.recipe_number, generation.number))
    passages = catalog.passages(generation.recipe_number, generation.number, ids)
    questions = [json.loads(line) for line in QUESTIONS.read_text().splitlines()]
    held = [key for volume in retriever._opened.reading.volumes for key in volume.ids()]
    matrix = session.all_vectors()
    dense = []
    for question in questions:
        order = np.argsort(-(matrix @ session.embed_question(question["question"])))[:DEEPEST]
        dense.append([held[row] for row in order])
    show("dense, exact", dense, questions, passages)
    ways: dict[str, Fields] = {
        "words": [(False, WORDS, 1)],
        "stems": [(False, DEFAULT, 1)],
        "words, stems": [(False, WORDS, 1), (False, DEFAULT, 1)],
        "words, stems, title stems": [(False, WORDS, 1), (False, DEFAULT, 1), (True, DEFAULT, 1)],
    }
    for name, fields in ways.items():
        found = keyword_rankings(fields, questions, passages)
        show(f"BM25: {name}", found, questions, passages)
        for depth, weight in ((100, 1.0), (100, 0.8), (150, 0.8), (300, 0.8)):
            fused = [fuse([(weight, a[:depth]), (1.0, b[:depth])]) for a, b in zip(dense, found, strict=True)]
            show(f"  RRF, {depth} deep, dense weighs {weight}", fused, questions, passages)


def keyword_rankings(fields: Fields, questions: list[dict], passages: dict[str, Passage]) -> list[list[str]]:
    """Rank by the sum of BM25 over some fields, in an index made for it in memory."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for number, _ in enumerate(fields):
        builder.add_text_field(f"f{number}", tokenizer_name=f"f{number}", index_option="freq")
    schema = builder.build()
    index = tantivy.Index(schema)
    for number, (_, kind, _) in enumerate(fields):
        index.register_tokenizer(f"f{number}", analyzer(kind))
    writer = index.writer(64_000_000, 1)
    for key, passage in passages.items():
        title, both = passage.article.title, f"{passage.article.title}\n{passage.text}"
        texts = {f"f{number}": title if alone else both for number, (alone, _, _) in enumerate(fields)}
        writer.add_document(tantivy.Document(id=key, **texts))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    rankings = []
    for question in questions:
        clauses = [
            (Occur.Should, Query.boost_query(Query.term_query(schema, f"f{number}", word), weight))
            for number, (_, kind, weight) in enumerate(fields)
            for word in dict.fromkeys(analyzer(kind).analyze(question["question"]))
        ]
        hits = searcher.search(Query.boolean_query(clauses), limit=DEEPEST, count=False).hits
        rankings.append([searcher.doc(address)["id"][0] for _, address in hits])
    return rankings


def fuse(rankings: Sequence[tuple[float, Sequence[str]]]) -> list[str]:
    scores: defaultdict[str, float] = defaultdict(float)
    for weight, ranking in rankings:
        for rank, key in enumerate(ranking, start=1):
            scores[key] += weight / (60 + rank)
    return sorted(scores, key=lambda key: (-scores[key], key))


def show(name: str, rankings: list[list[str]], questions: list[dict], passages: dict[str, Passage]) -> None:
    judged = [
        (rank_articles(passages[key] for key in ranking), frozenset(question["evidence_ids"]))
        for ranking, question in zip(rankings, questions, strict=True)
    ]
    hits = " ".join(f"{fmean(hit_at(ranked, right, k) for ranked, right in judged):.3f}" for k in (1, 4, 10))
    print(f"{name:40} {hits} {fmean(reciprocal_rank(ranked, right, 10) for ranked, right in judged):.3f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
