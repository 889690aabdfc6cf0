import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.turns import (
    KEPT,
    LONGEST,
    START,
    Choice,
    ConversationRejected,
    ConversationState,
    PastTurn,
    dump_state,
    load_state,
)
from bot.english.entities import Entity, Kind
from index.passage import Filter

TURN = PastTurn(
    question="What did Erdogan say?",
    said="“No”, he said.",
    articles=("a1", "a2"),
    asked=(Entity("Erdogan", Kind.PERSON, "he", 3),),
    told=(Entity("Ankara", Kind.PLACE),),
    meant=(("he", "Erdogan"),),
    quoted=(("a1", 0, 14),),
    pronouns=("he",),
    cited=(("a1", 0, 14),),
    answering=(("a1", 1, 3),),
    answered=((Entity("Erdogan", Kind.PERSON, "he", 3), Entity("Ankara", Kind.PLACE)), (Entity("Bakı"),)),
    dated="2021-05-03",
    unsure=True,
)
STATE = ConversationState(
    turns=(TURN,),
    filter=Filter(since=datetime(2021, 5, 3, tzinfo=UTC), source="Courier"),
    choices=(Choice("Erdogan", "What did Erdogan say?"),),
)


@pytest.mark.parametrize("state", [START, STATE, ConversationState((TURN,) * KEPT)])
def test_a_conversation_can_be_stored_and_resumed(state: ConversationState) -> None:
    assert load_state(dump_state(state)) == state
    assert "\n" not in dump_state(state)


def test_a_conversation_that_an_earlier_program_stored_is_resumed() -> None:
    shape = json.loads(dump_state(STATE))
    for name in ("cited", "answering", "answered", "dated", "unsure"):
        del shape["turns"][0][name]
    assert load_state(json.dumps(shape)).turns == (
        replace(TURN, cited=(), answering=(), answered=(), dated="", unsure=False),
    )


def test_only_the_last_turns_are_kept_and_long_ones_are_cut() -> None:
    state = START
    for number in range(KEPT + 3):
        state = state.after(PastTurn(f"Question {number}?", said="x" * (LONGEST + 1)))
    assert [turn.question for turn in state.turns] == [f"Question {number}?" for number in range(3, KEPT + 3)]
    assert load_state(dump_state(state)) == state


def damaged(**fields: object) -> str:
    return json.dumps({**json.loads(dump_state(STATE)), **fields})


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "{}", "{", '"x"', "[" * 100_000),
        damaged(version=2),
        damaged(turns=None),
        damaged(turns=[{}]),
        damaged(turns=[7]),
        damaged(choices=[{"text": 1, "question": "x"}]),
        damaged(choices=[{"text": "x" * (LONGEST + 1), "question": "x"}]),
        damaged(choices=[{"text": "x", "question": "x"}] * 51),
        damaged(filter={"since": "soon", "until": None, "source": "", "author": ""}),
        damaged(filter={"since": "2021-05-03", "until": None, "source": "", "author": ""}),
        damaged(filter=[]),
        dump_state(STATE).replace('"count": 3', '"count": -3'),
        dump_state(STATE).replace('"person"', '"dragon"'),
        dump_state(STATE).replace('"called": "he"', '"called": "\\u001b[2J"'),
        dump_state(STATE).replace('["a1", 0, 14]', '["a1", 0]'),
        dump_state(STATE).replace('["he", "Erdogan"]', '["he"]'),
        " " * 500_000,
    ],
)
def test_what_is_damaged_is_refused_with_one_expected_error(text: str) -> None:
    with pytest.raises(ConversationRejected, match="begin a new one"):
        load_state(text)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda some: st.lists(some, max_size=3)))
def test_nothing_else_comes_of_hostile_json(value: object) -> None:
    for name in json.loads(dump_state(STATE)):
        with suppress(ConversationRejected):
            load_state(damaged(**{name: value}))
