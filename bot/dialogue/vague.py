"""How likely it is that a follow-up says too little to be understood: a small fitted model over its words.

Its weights stand in ``vague.json`` beside this module, with what they were fitted on.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from math import exp

from bot.dialogue.tie import content
from bot.dialogue.turns import ConversationState
from bot.english.entities import names_in

FEATURES = ("nothing", "little", "understood", "context", "repeated", "named")
RECENT = 2  # turns that are counted as context


def features(typed: str, understood: str, state: ConversationState) -> tuple[float, ...]:
    """Return what is known of a follow-up, in the order of FEATURES, each from 0 to 1.

    Whether it has no word that is about something, or one at most; how many the question has that it was understood
    as, and the turns before it; whether it repeats a word of the last turn; and whether something is named.
    """
    own = content(typed)
    turns = state.turns[-RECENT:]
    before = " ".join(f"{turn.question} {turn.said}" for turn in turns)
    last = content(f"{turns[-1].question} {turns[-1].said}") if turns else []
    return (
        float(not own),
        float(len(own) <= 1),
        min(len(set(content(understood))), 4) / 4,
        min(len(set(content(before))), 10) / 10,
        float(not set(own).isdisjoint(last)),
        float(bool(names_in(understood))),
    )


def vagueness(typed: str, understood: str, state: ConversationState) -> float:
    """Estimate the probability that a reader would have to ask what is meant, 0 to 1."""
    weights, bias, _ = model()
    logit = bias + sum(w * value for w, value in zip(weights, features(typed, understood, state), strict=True))
    return 1 / (1 + exp(-logit))


def is_vague(typed: str, understood: str, state: ConversationState) -> bool:
    """Whether to ask back."""
    return vagueness(typed, understood, state) >= model()[2]


@cache
def model() -> tuple[tuple[float, ...], float, float]:
    """The weights, the bias, and the probability from which to ask."""
    fitted = json.loads(files("bot.dialogue").joinpath("vague.json").read_text(encoding="utf-8"))
    return tuple(fitted["weights"][name] for name in FEATURES), fitted["bias"], fitted["ask_from"]
