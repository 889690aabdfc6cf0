import pytest
from conftest import make_article

from bot.writer.asked import understand
from bot.writer.confidence import USUAL_LEAD, evidence_features
from bot.writer.score import Reader, score_sentences
from index.analysis import stems
from index.passage import Evidence, Passage

TEXT = "The ferry hit the pier on Tuesday morning."


def lead(*scores: float) -> float:
    """How far the best of some passages leads, as the confidence weighs it."""
    asked = understand("When did the ferry hit the pier?", lambda text: stems(text, "en"), lambda _: 1.0)
    articles = [make_article(id=str(number), text=TEXT) for number in range(len(scores))]
    evidence = [
        Evidence(Passage(article, 0, len(TEXT)), score, similarity=0.5)
        for article, score in zip(articles, scores, strict=True)
    ]
    found = Reader(asked, stems, lambda _: 1.0).read(evidence)
    return evidence_features(asked, found, score_sentences(found), evidence)["lead"]


def test_a_passage_that_nothing_is_beside_leads_as_far_as_usual() -> None:
    assert lead(12.0) == lead(12.0, 11.9) == USUAL_LEAD
    assert lead(12.0, 2.0) == pytest.approx(1.0)  # further, where it does
    assert lead(12.0, 11.9, 11.8) == pytest.approx(0.02)
    assert lead(12.0, 11.9, 11.8, 11.0) == pytest.approx(0.1)
