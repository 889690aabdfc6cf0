"""``Response``: what an event is answered with, decided before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass

from bot.telegram.memory import Kept
from bot.telegram.outbox import Parcel
from bot.turns import ConversationState


@dataclass(frozen=True, slots=True)
class Response:
    """The messages to send, in their order. ``state`` is the conversation after it, None where it stays as it was;
    ``kept`` the answer to keep by ``key`` for its buttons.
    """

    parcels: tuple[Parcel, ...] = ()
    state: ConversationState | None = None
    key: str = ""
    kept: Kept | None = None
