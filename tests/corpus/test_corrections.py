import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.corrections import Correction, correction_of
from corpus.kind import Kind

LONG = "The ferry hit the pier on Tuesday, officials said. " * 20


def said(found: Correction | None, title: str, text: str) -> str:
    assert found
    return (title if found.in_title else text)[found.start : found.end]


@pytest.mark.parametrize(
    ("note", "span"),
    [
        ("(Corrects paragraph 2 to say four, not five)", "(Corrects paragraph 2 to say four, not five"),
        (
            "(In Oct. 15 story, corrects to show that the ferry was empty)",
            "(In Oct. 15 story, corrects to show that the ferry was empty",
        ),
        ("(Paragraph two of this story has been corrected)", None),
        ("(This version of the story has been corrected to fix the name)", None),
        ("(Refiles to fix typographical error)", "(Refiles to fix typographical error"),
        ("This story has been corrected to say four, not five.", "This story has been corrected to say four, not five"),
        ("This story was updated to correct a misspelling.", "This story was updated to correct a misspelling"),
        ("Correction: An earlier version of this article misstated the day.", None),
        ("Corrections & Clarifications: A previous version of this story misspelled a name.", None),
        ("Correction: Ana Pereira's name was misspelled in this story.", "Correction"),
        ("Dieser Artikel wurde nachträglich korrigiert.", "Dieser Artikel wurde nachträglich korrigiert"),
        ("In einer früheren Version hieß es, die Fähre sei leer gewesen.", None),
        ("Korrektur: Die Fähre war nicht leer.", "Korrektur"),
        ("Cet article a été corrigé mardi.", "Cet article a été corrigé"),
        ("Une version précédente de cet article indiquait par erreur cinq blessés.", None),
        ("Esta noticia ha sido corregida.", "Esta noticia ha sido corregida"),
        ("Fe de errores: eran cuatro.", "Fe de errores"),
        ("Bu haber düzeltilmiştir.", "Bu haber düzeltilmiştir"),
        ("Düzeltme: Yaralı sayısı dörttür.", "Düzeltme"),
        ("Bu xəbərdə düzəliş edilib.", None),
        ("Düzəliş: dörd nəfər.", "Düzəliş"),
        ("В предыдущей версии статьи ошибочно говорилось о пяти раненых.", None),
        ("Исправлено: четверо раненых.", "Исправлено"),
        ("تم تصحيح هذا الخبر.", "تم تصحيح هذا الخبر"),
        ("تصحيح: أربعة جرحى", "تصحيح"),
    ],
)
def test_a_corrected_article_says_so(note: str, span: str | None) -> None:
    for text in (f"{note}\n\n{LONG}", f"{LONG}\n\n{note}"):
        found = correction_of("Ferry hits pier", text)
        assert found
        assert (found.kind, found.of_itself, found.other) == (Kind.CORRECTION, True, "")
        assert span is None or said(found, "", text) == span


@pytest.mark.parametrize(
    "opening",
    [
        "Correction: the appeal has raised 48,600 pounds, not 84,600 as the Lantern reported on March 30.",
        "Correction: Ana Reis is 61, not 16 as we said on Tuesday.",
        "Correction: in our article of 3 May the bridge was called too long.",
        "Correction: a report published on June 15 left out that the ferry was insured.",
    ],
)
def test_a_notice_of_any_length_that_speaks_of_another_article_is_not_the_corrected_one(opening: str) -> None:
    found = correction_of("", f"{opening}\n\n{LONG}")
    assert found
    assert (found.kind, found.of_itself) == (Kind.CORRECTION, False)


@pytest.mark.parametrize(
    "title", ["CORRECTED-Ferry hits pier", "Corrected: Ferry hits pier", "CORRECTION: Ferry hits pier"]
)
def test_a_label_before_the_headline_of_a_whole_article_is_its_own(title: str) -> None:
    found = correction_of(title, LONG)
    assert found
    assert (found.kind, found.in_title, found.of_itself) == (Kind.CORRECTION, True, True)


@pytest.mark.parametrize(
    ("title", "text", "other"),
    [
        (
            "Correction: Ferry hits pier",
            "In a story March 5, The Associated Press reported erroneously that five died.",
            "Ferry hits pier",
        ),
        ("Correction", "An article on Tuesday about a ferry misstated the number of injured. It was four.", ""),
        (
            "Corrections",
            "An article on Tuesday, “Ferry Hits Pier in the Harbour”, misspelled a name.",
            "Ferry Hits Pier in the Harbour",
        ),
        ("Berichtigung: Fähre rammt Pier", "Es waren vier Verletzte.", "Fähre rammt Pier"),
        (
            "Correction",
            "An item on Monday at https://example.org/a/1 incorrectly said five.",
            "https://example.org/a/1",
        ),
    ],
)
def test_a_notice_speaks_of_another_article(title: str, text: str, other: str) -> None:
    found = correction_of(title, text)
    assert found
    assert (found.kind, found.of_itself, found.other) == (Kind.CORRECTION, False, other)


@pytest.mark.parametrize(
    ("title", "text", "of_itself", "other"),
    [
        ("RETRACTED: Ferry hits pier", LONG, True, ""),
        ("WITHDRAWN-Ferry hits pier", "", True, ""),
        ("Ferry hits pier", f"This article has been retracted.\n\n{LONG}", True, ""),
        (
            "Ferry hits pier",
            f"Editor's note: This story has been removed because it could not be verified.\n\n{LONG}",
            True,
            "",
        ),
        ("KILL: Ferry hits pier", "Please kill the story.", False, "Ferry hits pier"),
        ("Advisory", "Reuters has withdrawn the ferry story. A kill is mandatory.", False, ""),
        (
            "Advisory: Ferry story withdrawn",
            'Please be advised that the story, "Ferry hits pier in the harbour," ran twice. It has been withdrawn.',
            False,
            "Ferry hits pier in the harbour",
        ),
        ("Retraction: Ferry hits pier", "We retract the article.", False, "Ferry hits pier"),
        ("Fähre", "Diese Meldung wird zurückgezogen.", True, ""),
        ("Ferry", "Cette dépêche est annulée.", True, ""),
        ("Ferry", "Esta noticia ha sido anulada.", True, ""),
        ("Vapur", "Bu haber yayından kaldırılmıştır.", True, ""),
        ("Bərə", "Bu xəbər geri çağırılıb.", True, ""),
        ("Паром", "Это сообщение аннулировано.", True, ""),
        ("العبارة", "تم سحب هذا الخبر.", True, ""),
    ],
)
def test_retractions(title: str, text: str, of_itself: bool, other: str) -> None:
    found = correction_of(title, text)
    assert found
    assert (found.kind, found.of_itself, found.other) == (Kind.RETRACTION, of_itself, other)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Studies cited in case over abortion pill are retracted", "A medical journal has retracted two studies."),
        ("Minister retracts statement", "He retracted his statement and withdrew the bill."),
        (
            "Stocks enter a correction",
            "The market correction was corrected. The index fell into correction: 10 percent.",
        ),
        ("Journal scandal", 'The journal wrote: "This article has been retracted at the request of the authors."'),
        ("Merck's withdrawn drug", "The drug was withdrawn in 2004. A report on Monday said so."),
        ("Killed: three soldiers", "Killed in action on Tuesday."),
        ("Prisons", "The Department of Corrections: a profile."),
        ("Photo of the princess", "AP retracted the photo because it had been manipulated."),
        ("A story", "A version of this story moved in December. This story has been updated with new details."),
        ("A note", "Editor's note: A version of this story appeared in a newsletter."),
        ("Denial", "A newspaper report on Monday that five had died was incorrect, the company said."),
        ("Bidders", "The company has withdrawn its application. This report is based on the filing."),
        ("", ""),
    ],
)
def test_what_is_about_other_corrections_is_none(title: str, text: str) -> None:
    assert correction_of(title, text) is None
    assert correction_of(title, text + "\n\n" + LONG) is None


def test_a_note_may_follow_a_quotation() -> None:
    for quotation in ("„Ja“, sagte er.", "“Yes,” he said.", '"Yes," he said.', "« Oui », dit-il."):
        assert correction_of("Ferry", f"{quotation} This story has been corrected.")


def test_a_list_of_corrections_is_about_others() -> None:
    found = correction_of(
        "Corrections & Clarifications: Archive", "An earlier version of this story misstated it.\n\n" * 50
    )
    assert found
    assert not found.of_itself


@given(st.text(), st.text(st.sampled_from("Corection: thsayvlpw()\n.")))
def test_a_span_lies_in_its_text(title: str, text: str) -> None:
    found = correction_of(title, text)
    if found:
        assert said(found, title, text)
        assert found.end <= len(title if found.in_title else text)


@pytest.mark.parametrize(
    "text", ["this story " * 2_000_000, "(corrects" * 2_000_000, "in a story on " * 1_500_000, "x" * 20_000_000]
)
def test_hostile_texts_cost_little(text: str) -> None:
    started = time.process_time()
    correction_of(text[:100_000], text)
    assert time.process_time() - started < 1
