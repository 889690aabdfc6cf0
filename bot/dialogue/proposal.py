"""The seam for a language model in a conversation: it may propose a standalone question, which code checks."""

from __future__ import annotations

import re
from typing import Protocol

from bot.dialogue.turns import LONGEST, ConversationState
from bot.english.entities import names_in

NUMBER = re.compile(r"\d+")


class Proposer(Protocol):
    """Proposes what a follow-up means; nothing where it cannot tell or is not at hand."""

    def __call__(self, typed: str, state: ConversationState) -> str | None:
        """Return a question that stands by itself."""
        ...


def is_grounded(proposed: str, typed: str, state: ConversationState) -> bool:
    """Whether every name and number of a proposed question occurs in what was typed, said or quoted before."""
    turns = [text for turn in state.turns for text in (turn.question, turn.said)]
    names = [one.name for turn in state.turns for one in (*turn.asked, *turn.told)]
    known = " ".join([typed, *turns, *names]).casefold()
    words = [word for name in names_in(f"x {proposed}") for word in name.casefold().split()]
    heard = set(re.findall(r"\w+", known))
    return (
        0 < len(proposed.strip()) <= LONGEST
        and all(part in heard for word in words for part in re.findall(r"\w+", word))
        and set(NUMBER.findall(proposed)) <= set(NUMBER.findall(known))
    )
