"""``Tools``: what all parts of the front end work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.session import Session
from bot.telegram.courier import Courier
from bot.telegram.follows import Follows
from bot.telegram.members import Members
from bot.telegram.memory import Memory
from bot.telegram.outbox import Outbox
from bot.telegram.pool import Pool


@dataclass(frozen=True, slots=True)
class Tools:
    """The archive and the threads that search it, the tables, the way to Telegram; ``clock`` tells the time in UTC."""

    session: Session
    pool: Pool
    courier: Courier
    outbox: Outbox
    memory: Memory
    members: Members
    follows: Follows
    clock: Callable[[], datetime]
