"""``Response``: what an event is answered with, decided before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.turns import ConversationState
from bot.telegram.incoming import Event, Pressed, Said
from bot.telegram.memory import Kept
from bot.telegram.outbox import Parcel
from bot.telegram.pages import notice


@dataclass(frozen=True, slots=True)
class Response:
    """The messages to send, in their order. ``state`` is the conversation after it, None where it stays as it was;
    ``kept`` the answer to keep by ``key`` for its buttons, ``changed`` an earlier one with its key, as it is now.
    """

    parcels: tuple[Parcel, ...] = ()
    state: ConversationState | None = None
    key: str = ""
    kept: Kept | None = None
    changed: tuple[str, Kept] | None = None


def said(event: Event, text: str) -> Response:
    """A text of ours, in reply to what was said or below what was pressed; nothing to any other event."""
    if not isinstance(event, (Said, Pressed)):
        return Response()
    return Response((Parcel(event.room, notice(text), reply_to=event.message_id),))


def sentence(wrong: Exception | str) -> str:
    """What is wrong, as a sentence."""
    return f"{str(wrong)[:1].upper()}{str(wrong)[1:]}."
