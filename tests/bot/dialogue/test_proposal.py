import pytest

from bot.dialogue.proposal import is_grounded
from bot.dialogue.turns import ConversationState, PastTurn
from bot.english.entities import Entity

STATE = ConversationState((PastTurn("Who won in 2021?", "Petra Kvitova won.", told=(Entity("Prague"),)),))


@pytest.mark.parametrize(
    ("proposed", "grounded"),
    [
        ("Where does Petra Kvitova live?", True),
        ("Did Kvitova win in Prague in 2021?", True),
        ("Where does Serena Williams live?", False),
        ("Did Kvitova win in 2022?", False),
        ("", False),
    ],
)
def test_a_proposed_question_may_name_only_what_was_named(proposed: str, grounded: bool) -> None:
    assert is_grounded(proposed, "Where does she live?", STATE) is grounded
