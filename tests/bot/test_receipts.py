from dataclasses import replace

from examples import FERRY, make_answer, make_refusal, passage_of

from bot.answer import Attempt, Drafted
from bot.receipts import AGAIN, trace_text
from index.passage import Evidence, Retrieval

FOUND = Retrieval((Evidence(passage_of(FERRY), 2.0),))
LOOKED = Attempt("Who sang?", FOUND, Drafted((), 0.25, kind="name", judged={"similarity": 0.5}), used=True)
ONCE = """\
Searched: Who sang? (no time; asks for: name)
  confidence 0.25: similarity 0.50
  Passages, by score:
       2.00  Ferry hits pier, 15 Mar 2023 (by time)
  Sentences, by score:"""


def test_a_search_that_found_the_same_again_is_told_in_a_line() -> None:
    again = replace(LOOKED, used=False)
    assert trace_text(make_refusal(attempts=(LOOKED, again))) == f"{ONCE}\n{ONCE.splitlines()[0]}\n{AGAIN}"


def test_a_search_that_found_something_else_is_told_in_full() -> None:
    other = replace(LOOKED, drafted=replace(LOOKED.drafted, confidence=0.5), used=False)
    told = trace_text(make_refusal(attempts=(LOOKED, other)))
    assert told == f"{ONCE}\n{ONCE.replace('confidence 0.25', 'confidence 0.50')}"


def test_only_an_answer_is_made_of_a_search() -> None:
    assert "made of this" in trace_text(make_answer(attempts=(LOOKED,)))
    assert "made of this" not in trace_text(make_refusal(attempts=(LOOKED,)))
